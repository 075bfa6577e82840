// SPDX-License-Identifier: EUPL-1.2
// One store day after day, a fault in each: answers, batches, receipts, erasing, a restart. In the
// end everything that was acknowledged has come out, in batches that chain and open. A store of
// its own for each fault would cost most of the time, and would see no fault after another.
#pragma once

#include "tests/unit/store_fixture.h"

enum { DAY_ANSWERS = 6, DAYS_MAX = 16, DAYS_BATCHES_MAX = 256 };

// ---- what came out, once each, whatever way ----
struct haul {
    struct buf batches[DAYS_BATCHES_MAX];
    uint8_t links[DAYS_BATCHES_MAX][SEAL_LINK_BYTES];
    uint64_t numbers[DAYS_BATCHES_MAX];
    size_t count;
};

static inline void haul_add(struct haul *h, struct str bytes)
{
    uint8_t link[SEAL_LINK_BYTES];
    struct seal_batch batch = {0};
    seal_sha256(bytes, link);
    for (size_t i = 0; i < h->count; i++)
        if (memcmp(h->links[i], link, sizeof link) == 0) return;
    assert_true(h->count < DAYS_BATCHES_MAX);
    memcpy(h->links[h->count], link, sizeof link);
    if (seal_batch_decode(bytes, &batch, NULL)) fail_msg("a batch does not decode");
    h->numbers[h->count] = batch.number;
    seal_batch_finish(&batch);
    buf_add_str(&h->batches[h->count++], bytes);
}

// Sends what waits, as an uploader would, until something fails.
static inline enum err haul_send(struct desk *d, struct haul *h)
{
    struct buf bytes = {0};
    enum err err;
    while (!(err = store_next_batch(d->store, &bytes, NULL))) {
        struct seal_receipt receipt = {.verdict = SEAL_STORED};
        seal_sha256(buf_str(&bytes), receipt.link);
        haul_add(h, buf_str(&bytes));
        buf_clear(&bytes);
        err = store_receipted(d->store, &receipt, STR("a receipt"), NULL);
        if (err) break;
    }
    buf_finish(&bytes);
    return err;
}

// Numbers, links and contents in the order of the numbers.
static inline void haul_check(struct desk *d, const struct haul *h, struct drained *out,
                              const char *what, long at)
{
    char fault[200];
    for (uint64_t number = 1; number <= h->count; number++)
        for (size_t i = 0; i < h->count; i++)
            if (h->numbers[i] == number &&
                desk_try_check(d, buf_str(&h->batches[i]), out, fault, sizeof fault))
                fail_msg("%s %ld: %s", what, at, fault);
    if (out->number != h->count)
        fail_msg("%s %ld: %zu batches, the last is number %llu", what, at, h->count,
                 (unsigned long long)out->number);
}

// ---- days ----
struct days {
    struct desk d;
    struct haul haul;
    unsigned next;                       // number of the next response
    unsigned firsts[DAYS_MAX + 1], days; // of each day
    bool acknowledged[DAYS_MAX * DAY_ANSWERS + 1];
};

static inline struct days *days_make(int more_bytes)
{
    struct days *l = calloc(1, sizeof *l);
    desk_make(&l->d);
    desk_shut(&l->d);
    l->d.more_bytes = more_bytes;
    l->next = 1;
    return l;
}

static inline void days_answer(struct days *l)
{
    unsigned number = l->next++;
    l->acknowledged[number] = l->d.store && desk_try_respond(&l->d, number, NULL) == ERR_NONE;
}

static inline void days_open(struct days *l)
{
    uint8_t hash[32] = {1};
    struct desk *d = &l->d;
    if (desk_try_open(d, NULL)) d->store = NULL;
    if (d->store && store_begin(d->store, STR("s"), hash, &d->recipient, 1, NULL)) desk_shut(d);
}

// The fault may come at any place in it; the next day begins with what it left.
static inline void days_live(struct days *l)
{
    struct desk *d = &l->d;
    struct store_figures figures;
    assert_true(l->days < DAYS_MAX);
    l->firsts[l->days++] = l->next;
    days_open(l);
    days_answer(l);
    days_answer(l);
    if (d->store) {
        err_ignore(store_close_batch(d->store, 0, 0, NULL, NULL));
        days_answer(l);
        err_ignore(store_count(d->store, STORE_DECLINED, NULL));
        err_ignore(store_figures(d->store, &figures, NULL));
        err_ignore(haul_send(d, &l->haul));
        d->wall_ms += 7200000;
        err_ignore(store_erase(d->store, 3600000, NULL));
    }
    desk_shut(d);
    days_open(l);
    days_answer(l);
    days_answer(l);
    if (d->store) err_ignore(store_close_batch(d->store, 0, 0, NULL, NULL));
    days_answer(l);
    desk_shut(d);
    l->firsts[l->days] = l->next;
}

// Whether all of the last day's answers were acknowledged.
static inline bool days_all_taken(const struct days *l)
{
    for (unsigned i = l->firsts[l->days - 1]; i < l->next; i++)
        if (!l->acknowledged[i]) return false;
    return true;
}

// The faults have ended and the kiosk was restarted. At most `twice` responses of each day may have
// come twice: those whose commit failed and were given to a new file. `at`: of the last fault.
static inline void days_check(struct days *l, unsigned twice, const char *what, long at)
{
    struct drained *out = calloc(1, sizeof *out);
    struct err_info info = {0};
    if (desk_try_open(&l->d, &info)) fail_msg("%s %ld: %s", what, at, info.message);
    desk_begin(&l->d, "s", 1);
    desk_close_batch(&l->d);
    enum err err = haul_send(&l->d, &l->haul);
    if (err != ERR_MISSING) fail_msg("%s %ld: sending: %s", what, at, err_text(err));
    if (desk_figures(&l->d).batches_lost || desk_figures(&l->d).responses_lost)
        fail_msg("%s %ld: %u batches, %u responses: %s", what, at,
                 (unsigned)desk_figures(&l->d).batches_lost,
                 (unsigned)desk_figures(&l->d).responses_lost, desk_figures(&l->d).trouble);
    haul_check(&l->d, &l->haul, out, what, at);
    for (unsigned day = 0; day < l->days; day++) {
        unsigned repeated = 0;
        for (unsigned i = l->firsts[day]; i < l->firsts[day + 1]; i++) {
            if (l->acknowledged[i] && !out->seen[i])
                fail_msg("%s %ld or a little before: response %u, of day %u of %u, is lost", what,
                         at, i, day + 1, l->days);
            if (out->seen[i] > 1) repeated += out->seen[i] - 1;
        }
        if (repeated > twice)
            fail_msg("%s %ld or a little before: %u responses came twice on day %u of %u", what, at,
                     repeated, day + 1, l->days);
    }
    free(out);
}

static inline void days_finish(struct days *l)
{
    for (size_t i = 0; i < l->haul.count; i++)
        buf_finish(&l->haul.batches[i]);
    desk_finish(&l->d);
    free(l);
}

// ---- places of faults ----
// The step from one place of a fault to the next: every place where all are wanted, otherwise
// about as many as fit the time, from a place that is another one each time.
static inline bool days_want_all(void)
{
    const char *all = getenv("SVAR_FAULTS");
    return all && strcmp(all, "all") == 0;
}

// Sanitizers take three times as long, and try a third.
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define DAYS_SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define DAYS_SANITIZED 1
#endif
#endif
#ifndef DAYS_SANITIZED
#define DAYS_SANITIZED 0
#endif

static inline long days_step(long stride)
{
    if (days_want_all()) return 1;
    return DAYS_SANITIZED ? 3 * stride : stride;
}

static inline long days_first(long step)
{
    struct rng rng = rng_system();
    return 1 + (long)rng_below(&rng, (uint64_t)step);
}

// Runs days with a fault at one place after the other, until days pass by without reaching it.
// arm(at) says where, disarm() ends it and says whether it was reached.
struct days_fault {
    void (*arm)(struct days *l, long at);
    bool (*disarm)(void);
    const char *what;
    unsigned twice;
};

static inline long days_every(const struct days_fault *fault, long step, int more_bytes)
{
    long tried = 0, at = days_first(step);
    // A fault makes the next day a longer one: it takes over what the last one left.
    for (int quiet = 0; quiet < 2;) {
        struct days *l = days_make(more_bytes);
        for (unsigned day = 0; day < DAYS_MAX && quiet < 2; day++) {
            fault->arm(l, at);
            days_live(l);
            if (fault->disarm()) {
                quiet = 0;
                tried++;
                at += step;
            } else {
                quiet++;
                assert_true(days_all_taken(l));
            }
        }
        days_check(l, fault->twice, fault->what, at - step);
        days_finish(l);
    }
    return tried;
}
