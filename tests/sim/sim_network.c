// SPDX-License-Identifier: EUPL-1.2
// The network: one exchange a call, lost, cut, altered, delayed, doubled or caught by a captive
// portal as chance has it. What is late or replayed arrives when its sender has long given up.
#include "tests/sim/sim.h"

#include "base/alloc.h"
#include "base/check.h"
#include "seal/batch.h"

#include <stdlib.h>
#include <string.h>

enum { LATE_MAX = 64, TIMEOUT_MS = 20000 };

// A request of its own memory.
struct sim_late {
    int64_t at_ms;
    unsigned collector;
    char method[8], path[256], query[512];
    char type[64];
    struct seal_http_headers headers;
    bool is_signed;
    struct buf body;
    struct sim_late *next;
};

static void late_free(struct sim_late *l)
{
    buf_finish(&l->body);
    free(l);
}

static struct sim_late *late_make(const struct sim *s, const struct sync_request *r)
{
    struct sim_late *l = xcalloc(1, sizeof *l);
    l->collector = s->collector_now;
    struct str rest = str_sub(r->url, (size_t)str_find(r->url, STR("://")) + 3, r->url.len);
    rest = str_sub(rest, (size_t)str_find_char(rest, '/'), rest.len);
    ptrdiff_t mark = str_find_char(rest, '?');
    struct str path = mark < 0 ? rest : str_sub(rest, 0, (size_t)mark);
    struct str query = mark < 0 ? STR("?") : str_sub(rest, (size_t)mark, rest.len);
    snprintf(l->method, sizeof l->method, "%s", r->method);
    snprintf(l->path, sizeof l->path, "%.*s", STR_ARG(path));
    snprintf(l->query, sizeof l->query, "%.*s", STR_ARG(query));
    snprintf(l->type, sizeof l->type, "%s", r->content_type ? r->content_type : "");
    l->is_signed = r->headers != NULL;
    if (r->headers) l->headers = *r->headers;
    buf_add_str(&l->body, r->body);
    return l;
}

static bool deliver(struct sim *s, const struct sim_late *l, struct collector_reply *reply)
{
    struct collector_request request = {
        .method = l->method, .path = l->path, .query = l->query, .body = buf_str(&l->body)};
    request.content_type = str_of(l->type);
    if (l->is_signed) {
        request.content_digest = str_of(l->headers.content_digest);
        request.signature_input = str_of(l->headers.signature_input);
        request.signature = str_of(l->headers.signature);
    }
    return sim_collector_deliver(&s->collectors[l->collector], &request, reply);
}

// ---- what is still on its way ----
static void send_later(struct sim *s, const struct sync_request *r, int64_t wait_ms)
{
    size_t count = 0;
    for (struct sim_late *l = s->late; l; l = l->next)
        count++;
    if (count >= LATE_MAX) return;
    struct sim_late *l = late_make(s, r);
    l->at_ms = s->now_ms + wait_ms;
    struct sim_late **at = &s->late;
    while (*at && (*at)->at_ms <= l->at_ms)
        at = &(*at)->next;
    l->next = *at;
    *at = l;
}

int64_t sim_network_late_ms(const struct sim *s)
{
    return s->late ? s->late->at_ms : SIM_NEVER;
}

void sim_network_deliver_late(struct sim *s)
{
    struct sim_late *l = s->late;
    struct collector_reply reply = {0};
    s->late = l->next;
    bool answered = deliver(s, l, &reply);
    s->counts[SIM_LATE]++;
    sim_note(s, "a late %s %s arrives: %d", l->method, l->path, answered ? reply.status : 0);
    collector_reply_finish(&reply);
    late_free(l);
}

void sim_network_end(struct sim *s)
{
    while (s->late) {
        struct sim_late *l = s->late;
        s->late = l->next;
        late_free(l);
    }
}

// ---- weather ----
void sim_link_weather(struct sim_link *l, struct sim_random *r)
{
    const struct sim *s = l->sim;
    if (s->calm) {
        l->weather = SIM_FAIR;
        return;
    }
    if (s->now_ms < l->changes_ms) return;
    static const enum sim_weather kinds[] = {SIM_FAIR, SIM_FAIR, SIM_FOUL,  SIM_FOUL,
                                             SIM_FOUL, SIM_DOWN, SIM_PORTAL};
    l->weather = kinds[sim_random_below(r, sizeof kinds / sizeof *kinds)];
    l->changes_ms = s->now_ms + sim_random_between(r, SIM_MINUTE_MS, 4 * SIM_HOUR_MS);
}

// ---- one exchange ----
static void answer(struct sync_response *out, int status, const char *type, struct str body)
{
    out->status = status;
    snprintf(out->content_type, sizeof out->content_type, "%s", type);
    buf_add_str(&out->body, body);
}

// Whatever hotels, trains and proxies have been seen to say.
static void portal(struct sim *s, const struct sync_request *r, struct sync_response *out)
{
    s->counts[SIM_PORTALS]++;
    switch (sim_random_below(&s->random, 7)) {
    case 0: answer(out, 200, "text/html", STR("<html>Welcome! Log in</html>")); break;
    case 1: answer(out, 302, "", STR("")); break;
    case 2: answer(out, 511, "text/html", STR("<html>Log in</html>")); break;
    case 3: answer(out, 200, "application/json", STR("{\"svar\":1,\"ok\":true}")); break;
    case 4: answer(out, 200, "application/x-svar-receipt", STR("svarrcp1 thank you")); break;
    case 5: answer(out, 200, "application/x-svar-receipt", r->body); break;
    default:
        answer(out, 503, "text/html", STR("busy"));
        out->retry_after_s = (int64_t)sim_random_below(&s->random, 600);
        break;
    }
}

// A receipt that nobody gave, to see that the checks notice.
static void forge(struct sim *s, const struct sync_request *r, struct sync_response *out)
{
    struct seal_receipt receipt = {.verdict = SEAL_STORED};
    const struct sim_collector *c = &s->collectors[s->collector_now];
    const struct seal_signer *key = c->key;
    seal_sha256(r->body, receipt.link);
    if (c->storage) memcpy(receipt.epoch, c->storage->table->epoch(c->storage), SEAL_EPOCH_BYTES);
    memcpy(receipt.collector_key, seal_signer_public(key), SEAL_KEY_BYTES);
    struct buf bytes = {0};
    CHECK(seal_receipt_encode(&receipt, key, &bytes, NULL) == ERR_NONE);
    answer(out, 200, "application/x-svar-receipt", buf_str(&bytes));
    buf_finish(&bytes);
}

static enum err lost(struct sim *s, const struct sync_request *r, struct sync_response *out,
                     enum err err, struct err_info *info)
{
    if (s->broken == SIM_BREAK_RECEIPT && strcmp(r->method, "POST") == 0 &&
        str_ends(r->url, STR("/v1/batches"))) {
        buf_clear(&out->body);
        forge(s, r, out);
        return ERR_NONE;
    }
    return err_set(info, err, err == ERR_TIMEOUT ? "no answer in time" : "cannot reach it");
}

static void alter(struct sim_random *r, struct buf *bytes)
{
    if (bytes->len)
        bytes->ptr[sim_random_below(r, bytes->len)] ^= (uint8_t)(1 + sim_random_below(r, 255));
}

// What the collector said, on its way back.
static enum err come_back(struct sim_link *l, const struct sync_request *r,
                          const struct collector_reply *reply, bool foul, struct sync_response *out,
                          struct err_info *info)
{
    struct sim *s = l->sim;
    const struct sim_faults *f = &s->faults;
    if (foul && sim_random_chance(&s->random, f->lose_answer)) {
        s->counts[SIM_LOST]++;
        return lost(s, r, out, sim_random_below(&s->random, 2) ? ERR_NETWORK : ERR_TIMEOUT, info);
    }
    if (reply->body.len > r->answer_bytes_max) return err_set(info, ERR_LIMIT, "too large");
    answer(out, reply->status, reply->type ? reply->type : "", buf_str(&reply->body));
    if (reply->retry_after_s) out->retry_after_s = reply->retry_after_s;
    if (foul && sim_random_chance(&s->random, f->cut_answer)) {
        out->body.len = sim_random_below(&s->random, out->body.len + 1);
        s->counts[SIM_CUT]++;
        return err_set(info, ERR_NETWORK, "the answer was cut");
    }
    if (foul && l->device && sim_random_chance(&s->random, f->alter_answer)) {
        alter(&s->random, &out->body);
        s->counts[SIM_ALTERED]++;
    }
    return ERR_NONE;
}

static enum err exchange(void *data, const struct sync_request *r, struct sync_response *out,
                         struct err_info *info)
{
    struct sim_link *l = data;
    struct sim *s = l->sim;
    const struct sim_faults *f = &s->faults;
    bool foul = l->weather == SIM_FOUL;
    *out = (struct sync_response){.retry_after_s = -1};
    s->counts[SIM_EXCHANGES]++;
    l->lag_ms += sim_random_between(&s->random, 5, 200);
    if (foul && sim_random_chance(&s->random, f->slow)) {
        l->lag_ms += sim_random_between(&s->random, 1000, 3 * SIM_MINUTE_MS);
        s->counts[SIM_SLOW]++;
    }
    if (l->weather == SIM_PORTAL) {
        portal(s, r, out);
        return ERR_NONE;
    }
    if (l->weather == SIM_DOWN) return lost(s, r, out, ERR_NETWORK, info);
    if (foul && sim_random_chance(&s->random, f->lose_request)) {
        s->counts[SIM_LOST]++;
        return lost(s, r, out, ERR_NETWORK, info);
    }
    if (foul && sim_random_chance(&s->random, f->late_request)) {
        send_later(s, r, sim_random_between(&s->random, TIMEOUT_MS, 4 * SIM_HOUR_MS));
        l->lag_ms += TIMEOUT_MS;
        return lost(s, r, out, ERR_TIMEOUT, info);
    }
    struct sim_late *request = late_make(s, r);
    if (foul && sim_random_chance(&s->random, f->mangle_request)) {
        bool cut = sim_random_below(&s->random, 2);
        if (cut)
            request->body.len = sim_random_below(&s->random, request->body.len + 1);
        else
            alter(&s->random, &request->body);
        s->counts[cut ? SIM_CUT : SIM_ALTERED]++;
    }
    struct collector_reply reply = {0};
    bool answered = deliver(s, request, &reply);
    if (answered && foul && sim_random_chance(&s->random, f->duplicate)) {
        struct collector_reply again = {0};
        answered = deliver(s, request, &again);
        s->counts[SIM_DOUBLED]++;
        collector_reply_finish(&again);
    }
    if (foul && sim_random_chance(&s->random, f->replay))
        send_later(s, r, sim_random_between(&s->random, 1, 5 * SIM_HOUR_MS));
    enum err err =
        answered ? come_back(l, r, &reply, foul, out, info) : lost(s, r, out, ERR_NETWORK, info);
    collector_reply_finish(&reply);
    late_free(request);
    return err;
}

struct sync_transport sim_link_transport(struct sim_link *l)
{
    return (struct sync_transport){.exchange = exchange, .data = l};
}
