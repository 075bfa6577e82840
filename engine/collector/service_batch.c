// SPDX-License-Identifier: EUPL-1.2
// Batches: taken from devices against a receipt, which is handed out only after the commit, and
// given to their organizer byte for byte.
#include "collector/service_priv.h"

#include "base/limits.h"
#include "seal/wire.h"

#include <stdio.h>
#include <string.h>

enum { PULL_BYTES = 4 << 20 }; // a page of a pull, unless one batch alone is larger

static void make_receipt(const struct collector_service *s, const uint8_t link[SEAL_LINK_BYTES],
                         enum seal_verdict verdict, const char *reason, struct buf *out)
{
    struct seal_receipt receipt = {.verdict = verdict, .reason = str_of(reason)};
    memcpy(receipt.link, link, SEAL_LINK_BYTES);
    memcpy(receipt.epoch, s->storage->table->epoch(s->storage), SEAL_EPOCH_BYTES);
    memcpy(receipt.collector_key, seal_signer_public(s->signer), SEAL_KEY_BYTES);
    // A reason that quotes something unfit must not cost the device its answer.
    if (!seal_receipt_encode(&receipt, s->signer, out, NULL)) return;
    receipt.reason = verdict == SEAL_REFUSED ? STR("Avvisad. / Refused.") : (struct str){NULL, 0};
    err_ignore(seal_receipt_encode(&receipt, s->signer, out, NULL)); // nothing left to be unfit
}

static void reply_receipt(struct collector_reply *reply, int status)
{
    reply->status = status;
    reply->type = "application/x-svar-receipt";
}

static void refuse(const struct collector_service *s, const uint8_t link[SEAL_LINK_BYTES],
                   int status, const char *reason, struct collector_reply *reply)
{
    buf_clear(&reply->body);
    make_receipt(s, link, SEAL_REFUSED, reason, &reply->body);
    reply_receipt(reply, status);
}

// What is no batch. Bytes that claim to be one get a refusing receipt under the link that they
// have, so that a device learns that resending does not help; a link of bytes that were damaged on
// the way is no link of the device's, which then resends.
static void refuse_malformed(const struct collector_service *s, struct str body, enum err err,
                             const struct err_info *why, struct collector_reply *reply)
{
    snprintf(reply->note, sizeof reply->note, "refused=malformed %.100s", why->message);
    if (!seal_batch_begins(body)) {
        collector_problem(reply, err == ERR_LIMIT ? 413 : 400, "not-a-batch",
                          "The body is not a batch: %s", why->message);
        return;
    }
    uint8_t link[SEAL_LINK_BYTES];
    seal_sha256(body, link);
    char reason[LIMIT_REASON_BYTES];
    snprintf(reason, sizeof reason, "Bunten är skadad. / The batch is damaged: %s", why->message);
    refuse(s, link, 422, reason, reply);
}

static void refuse_because(const struct collector_service *s, const struct seal_batch *batch,
                           const struct collector_placed *placed, struct collector_reply *reply)
{
    if (placed->verdict == COLLECTOR_BLOCKED) {
        collector_service_blocked(reply);
    } else if (placed->verdict == COLLECTOR_UNKNOWN_SURVEY) {
        snprintf(reply->note, sizeof reply->note, "refused=unknown-survey");
        refuse(s, batch->link, 409,
               "Insamlaren har inte den här versionen av undersökningen. Arrangören publicerar den "
               "först. / The collector does not have this version of the survey. The organizer "
               "publishes it first.",
               reply);
    } else {
        snprintf(reply->note, sizeof reply->note, "refused=not-enrolled survey=%s", placed->survey);
        refuse(s, batch->link, 409,
               "Enheten är inte inskriven i undersökningen. / The device is not enrolled in the "
               "survey.",
               reply);
    }
}

// What was stored is known by its receipt: *stored is what goes back, or is written anew.
static void reply_taken(struct collector_service *s, const struct seal_batch *batch,
                        const struct collector_placed *placed, struct buf *stored,
                        struct collector_reply *reply)
{
    bool fresh = placed->verdict == COLLECTOR_STORED;
    if (fresh) {
        s->counts.batches_stored++;
        s->counts.responses_stored += batch->count;
    } else {
        s->counts.batches_there++;
        buf_clear(stored);
        make_receipt(s, batch->link, SEAL_ALREADY, "", stored);
    }
    buf_finish(&reply->body);
    reply->body = *stored;
    *stored = (struct buf){0};
    reply_receipt(reply, 200);
    char device[65];
    hex_encode(batch->device_key, 32, device);
    snprintf(reply->note, sizeof reply->note, "batch=%s survey=%s device=%.8s number=%llu%s",
             fresh ? "stored" : "there", placed->survey, device, (unsigned long long)batch->number,
             placed->fork ? " fork" : "");
}

// False where the database could not say.
static bool store_batch(struct collector_service *s, const struct seal_batch *batch, void *expected,
                        struct collector_placed *placed, struct collector_reply *reply)
{
    struct buf stored = {0};
    make_receipt(s, batch->link, SEAL_STORED, "", &stored);
    struct collector_batch row = {
        .link = batch->link,
        .survey_hash = batch->survey_hash,
        .device = batch->device_key,
        .number = batch->number,
        .count = batch->count,
        .bytes = batch->bytes,
        .receipt = buf_str(&stored),
        .expected = expected,
    };
    *placed = (struct collector_placed){.verdict = COLLECTOR_NOT_ENROLLED};
    struct err_info info = {0};
    enum err err = s->storage->table->batch_put(s->storage, &row, placed, &info);
    if (err) {
        collector_service_storage_problem(reply, err, &info);
    } else if (placed->verdict == COLLECTOR_STORED || placed->verdict == COLLECTOR_THERE) {
        reply_taken(s, batch, placed, &stored, reply);
        collector_service_seen(s, placed->survey, batch->device_key, placed->seen_hour);
    } else {
        refuse_because(s, batch, placed, reply);
    }
    buf_finish(&stored);
    return !err;
}

// The batch bears its device's signature itself, which is always verified. On a connection where
// the device has signed a request already, doing the same work for a second signature would prove
// nothing more.
static bool signed_by(const struct collector_request *request,
                      const struct seal_batch_digest *digest, uint8_t out_key[32],
                      struct collector_reply *reply)
{
    struct collector_line *line = request->line;
    struct err_info info = {0};
    char nonce[65];
    enum err err = seal_http_verify_again(
        line && line->proven ? line->key : NULL, digest->link, request->method, request->path,
        request->query, request->body, request->content_digest, request->signature_input,
        request->signature, out_key, nonce, &info);
    if (err) {
        collector_service_not_signed(reply, &info);
        return false;
    }
    if (line) {
        line->proven = true;
        memcpy(line->key, out_key, sizeof line->key);
    }
    return true;
}

void collector_service_post_batch(struct collector_service *s,
                                  const struct collector_request *request,
                                  struct collector_reply *reply)
{
    const struct collector_storage_table *t = s->storage->table;
    uint8_t key[32];
    struct seal_batch batch = {0};
    struct err_info info = {0};
    // Where its survey's hash stands; whether it is one is seen below.
    const uint8_t *hash = (const uint8_t *)request->body.ptr + 8;
    void *expected = request->body.len > 8 + 32 ? t->batch_expect(s->storage, hash) : NULL;
    struct seal_batch_digest digest; // the body's is the batch's link
    seal_batch_digest(request->body, &digest);
    bool fits = signed_by(request, &digest, key, reply);
    enum err err =
        fits ? seal_batch_decode_digested(request->body, &digest, &batch, &info) : ERR_NONE;
    if (err) {
        refuse_malformed(s, request->body, err, &info, reply);
        fits = false;
    } else if (fits && memcmp(key, batch.device_key, 32)) {
        collector_problem(reply, 403, "device",
                          "The batch is of another device than the one that signed the request.");
        fits = false;
    }
    struct collector_placed placed;
    if (fits)
        store_batch(s, &batch, expected, &placed, reply);
    else if (expected)
        t->batch_unexpect(s->storage, expected);
    seal_batch_finish(&batch);
}

// ---- by a stick ----
// The device is let in: who runs the collector holds its stick in the hand.
static enum err let_in(struct collector_service *s, const char *survey, const uint8_t device[32],
                       struct err_info *info)
{
    uint8_t token[SEAL_TOKEN_ID_BYTES]; // one that nobody was given
    struct rng rng = rng_system();
    enum collector_put put;
    rng_fill(&rng, token, sizeof token);
    return s->storage->table->device_put(s->storage, survey, device, token, STR(""), &put, info);
}

void collector_service_take(struct collector_service *s, struct str bytes, bool vouched,
                            struct collector_reply *reply)
{
    struct seal_batch batch = {0};
    struct err_info info = {0};
    enum err err = seal_batch_decode(bytes, &batch, &info);
    if (err) {
        refuse_malformed(s, bytes, err, &info, reply);
        seal_batch_finish(&batch);
        return;
    }
    struct collector_placed placed = {.verdict = COLLECTOR_NOT_ENROLLED};
    if (store_batch(s, &batch, NULL, &placed, reply) && vouched &&
        placed.verdict == COLLECTOR_NOT_ENROLLED && placed.survey[0]) {
        collector_reply_finish(reply);
        *reply = (struct collector_reply){0};
        err = let_in(s, placed.survey, batch.device_key, &info);
        if (err)
            collector_service_storage_problem(reply, err, &info);
        else
            store_batch(s, &batch, NULL, &placed, reply);
    }
    seal_batch_finish(&batch);
}

// ---- pulling ----
// EPOCH.POSITION, or EPOCH.XID.POSITION where a transaction belongs to the place.
static void format_cursor(const struct collector_cursor *cursor, char out[96])
{
    char epoch[2 * SEAL_EPOCH_BYTES + 1];
    hex_encode(cursor->epoch, SEAL_EPOCH_BYTES, epoch);
    if (cursor->xid)
        snprintf(out, 96, "%s.%llu.%llu", epoch, (unsigned long long)cursor->xid,
                 (unsigned long long)cursor->position);
    else
        snprintf(out, 96, "%s.%llu", epoch, (unsigned long long)cursor->position);
}

// "?after=" with nothing, or such a cursor behind it.
static bool read_cursor(struct str query, struct collector_cursor *out)
{
    struct str name = STR("?after=");
    memset(out, 0, sizeof *out);
    if (str_eq(query, STR("?"))) return true;
    if (!str_starts(query, name)) return false;
    struct str text = str_sub(query, name.len, query.len);
    if (!text.len) return true;
    struct str epoch = {NULL, 0}, xid = {NULL, 0};
    if (!str_split(&text, '.', &epoch)) return false;
    if (str_find_char(text, '.') >= 0 &&
        (!str_split(&text, '.', &xid) || !str_to_uint64(xid, &out->xid)))
        return false;
    return hex_decode(epoch, out->epoch, SEAL_EPOCH_BYTES) && str_to_uint64(text, &out->position) &&
           out->xid <= INT64_MAX;
}

struct pulled {
    struct buf *out;
    size_t count;
};

static void add_pulled(struct str bytes, struct str receipt, const struct collector_cursor *cursor,
                       void *data)
{
    struct pulled *pulled = data;
    char text[96];
    format_cursor(cursor, text);
    seal_pull_add(pulled->out, bytes, receipt, str_of(text));
    pulled->count++;
}

// The organizer who owns the survey, with a nonce never used before: a request that somebody
// copied from the wire fetches nothing.
static bool may_pull(struct collector_service *s, const struct collector_request *request,
                     const char *id, const struct collector_cursor *after,
                     struct collector_reply *reply)
{
    uint8_t key[32];
    char nonce[65];
    if (!collector_service_signed(request, key, nonce, reply)) return false;
    struct collector_survey survey = {.id = ""};
    struct err_info info = {0};
    enum err err = s->storage->table->survey_newest(s->storage, id, &survey, NULL, &info);
    if (err && err != ERR_MISSING) {
        collector_service_storage_problem(reply, err, &info);
        return false;
    }
    if (!collector_service_organizer(s, key)) {
        collector_problem(reply, 403, "organizer",
                          "Only the organizer who published the survey may fetch its batches.");
        return false;
    }
    // What is another organizer's is not there, as far as this one can tell.
    if (err || memcmp(survey.organizer, key, sizeof survey.organizer)) {
        collector_service_no_survey(reply, id);
        return false;
    }
    enum collector_put put = COLLECTOR_SAME;
    struct collector_pull_note pull = {.survey_id = id,
                                       .key = key,
                                       .nonce = str_of(nonce),
                                       .after = *after,
                                       .hour = clock_wall_ms(&s->clock) / 3600000};
    err = s->storage->table->pull_note(s->storage, &pull, &put, &info);
    if (err) {
        collector_service_storage_problem(reply, err, &info);
        return false;
    }
    if (put == COLLECTOR_SAME)
        collector_problem(reply, 401, "replay",
                          "This request was made before. Sign each request with a new nonce.");
    return put == COLLECTOR_NEW;
}

void collector_service_get_batches(struct collector_service *s,
                                   const struct collector_request *request,
                                   struct collector_reply *reply)
{
    char id[COLLECTOR_SURVEY_ID_BYTES + 1];
    if (!collector_service_survey_id(request->route, id, reply)) return;
    struct collector_cursor after;
    if (!read_cursor(str_of(request->query), &after)) {
        collector_problem(reply, 400, "cursor",
                          "The cursor cannot be read. Leave ?after= empty to begin at the start.");
        return;
    }
    if (!may_pull(s, request, id, &after, reply)) return;
    struct collector_cursor next;
    bool more = false;
    struct err_info info = {0};
    struct pulled pulled = {.out = &reply->body};
    buf_clear(&reply->body);
    buf_reserve(&reply->body, PULL_BYTES + PULL_BYTES / 8); // a page, with receipts and cursors
    seal_pull_begin(&reply->body);
    enum err err = s->storage->table->batch_pull(s->storage, id, &after, PULL_BYTES, add_pulled,
                                                 &pulled, &next, &more, &info);
    if (err) {
        collector_service_storage_problem(reply, err, &info);
        return;
    }
    char text[96];
    format_cursor(&next, text);
    seal_pull_end(&reply->body, str_of(text), more);
    reply->status = 200;
    reply->type = "application/x-svar-batches";
    snprintf(reply->note, sizeof reply->note, "survey=%s batches=%zu%s", id, pulled.count,
             more ? " more" : "");
}
