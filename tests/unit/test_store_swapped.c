// SPDX-License-Identifier: EUPL-1.2
// A database that somebody put in the place of another: an older copy from every moment of a
// store's life, another device's from every moment of its own, each with and without its log. What
// is lost is known to the number, no number is given twice, nothing of another device's is sent,
// and the kiosk goes on.
#include "tests/unit/store_days.h"

#include <fcntl.h>

enum { STEPS = 48, STEPS_ANSWERED = STEPS * 2 };

// What a folder holds after a step, as a kiosk that was killed leaves it, and what has been closed
// by then: batches, and the responses in them.
struct moment {
    struct buf store, log, ledger;
    unsigned batches, responses;
};

struct life {
    struct desk d;
    struct moment moments[STEPS];
};

static void path_of(const struct desk *d, const char *name, char out[256])
{
    snprintf(out, 256, "%s/%s", d->folder, name);
}

static void take(const struct desk *d, const char *name, struct buf *out)
{
    char path[256];
    path_of(d, name, path);
    err_ignore(file_read(path, 1 << 28, out, NULL)); // none is empty
}

static void put(const struct desk *d, const char *name, const struct buf *bytes)
{
    char path[256];
    path_of(d, name, path);
    if (!bytes->len) return;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0 && write(fd, bytes->ptr, bytes->len) == (ssize_t)bytes->len);
    close(fd);
}

static int remove_below(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind;
    return ftw->level ? remove(path) : 0;
}

// A response or two, now and then a batch, now and then a restart.
static struct life *life_make(void)
{
    struct life *l = calloc(1, sizeof *l);
    unsigned open = 0, responses = 0, batches = 0, next = 1;
    desk_make(&l->d);
    for (unsigned i = 0; i < STEPS; i++) {
        struct moment *m = &l->moments[i];
        if (i % 3 == 2) {
            desk_close_batch(&l->d);
            batches++, responses += open, open = 0;
        } else {
            desk_respond(&l->d, next, next + i % 2);
            open += 1 + i % 2, next += 1 + i % 2;
        }
        if (i % 12 == 11) { // at rest, the log empty
            desk_shut(&l->d);
            desk_open(&l->d);
            desk_begin(&l->d, "s", 1);
        }
        take(&l->d, "store-1.sqlite", &m->store);
        take(&l->d, "store-1.sqlite-wal", &m->log);
        take(&l->d, "ledger", &m->ledger);
        m->batches = batches;
        m->responses = responses;
    }
    desk_shut(&l->d);
    return l;
}

static void life_finish(struct life *l)
{
    for (unsigned i = 0; i < STEPS; i++) {
        buf_finish(&l->moments[i].store);
        buf_finish(&l->moments[i].log);
        buf_finish(&l->moments[i].ledger);
    }
    desk_finish(&l->d);
    free(l);
}

// The batches that wait: how many responses of which numbers. Signed by this device, each number
// once; what is new lies behind all that was ever given.
static void look(struct life *l, unsigned given, unsigned *out_responses, const char *what,
                 unsigned from, unsigned to)
{
    uint8_t link[SEAL_LINK_BYTES] = {0};
    bool seen[STEPS_ANSWERED] = {0};
    struct buf bytes = {0};
    unsigned newest = 0;
    *out_responses = 0;
    while (store_batch_after(l->d.store, link, link, &bytes, NULL) == ERR_NONE) {
        struct seal_batch batch = {0};
        assert_int_equal(seal_batch_decode(buf_str(&bytes), &batch, NULL), ERR_NONE);
        if (memcmp(batch.device_key, seal_signer_public(l->d.device), 32) != 0)
            fail_msg("%s %u in place of %u: another device's batch", what, from, to);
        if (batch.number >= STEPS_ANSWERED || seen[batch.number])
            fail_msg("%s %u in place of %u: number %u twice", what, from, to,
                     (unsigned)batch.number);
        seen[batch.number] = true;
        if (batch.number > newest) newest = (unsigned)batch.number;
        *out_responses += (unsigned)batch.count;
        seal_batch_finish(&batch);
        buf_clear(&bytes);
    }
    buf_finish(&bytes);
    if (newest <= given)
        fail_msg("%s %u in place of %u: the new batch has number %u of %u", what, from, to, newest,
                 given);
}

static void put_swapped(struct life *l, const struct moment *there, const struct moment *now,
                        bool with_log)
{
    desk_shut(&l->d);
    nftw(l->d.folder, remove_below, 16, FTW_DEPTH | FTW_PHYS);
    put(&l->d, "store-1.sqlite", &there->store);
    if (with_log) put(&l->d, "store-1.sqlite-wal", &there->log);
    put(&l->d, "ledger", &now->ledger);
}

// Every older moment in the place of every later one. The log belongs to the copy; a copy without
// it is older still.
TEST(an_older_copy_from_any_moment_costs_what_it_lacks_and_no_more)
{
    struct life *l = life_make();
    long tried = 0, step = days_step(1);
    for (unsigned now = 1; now < STEPS; now++)
        for (unsigned old = (unsigned)((days_first(step) + now) % step); old < now;
             old += (unsigned)step, tried++) {
            const struct moment *m = &l->moments[old], *n = &l->moments[now];
            unsigned kept;
            put_swapped(l, m, n, true);
            desk_open(&l->d);
            desk_begin(&l->d, "s", 1);
            struct store_figures f = desk_figures(&l->d);
            desk_respond(&l->d, 1000, 1000);
            desk_close_batch(&l->d);
            look(l, n->batches, &kept, "moment", old, now);
            if (f.batches_lost != n->batches - m->batches)
                fail_msg("moment %u in place of %u: %u batches are said to be lost, %u are", old,
                         now, (unsigned)f.batches_lost, n->batches - m->batches);
            if (f.responses_lost != n->responses - m->responses)
                fail_msg("moment %u in place of %u: %u responses are said to be lost, %u are", old,
                         now, (unsigned)f.responses_lost, n->responses - m->responses);
            if ((f.responses_lost > 0) != (strstr(f.trouble, "older copy") != NULL))
                fail_msg("moment %u in place of %u: %s", old, now, f.trouble);
            if (kept < m->responses + 1)
                fail_msg("moment %u in place of %u: %u responses left of %u", old, now, kept,
                         m->responses + 1);
        }
    desk_tried(tried, "older copies in the place of a database");
    life_finish(l);
}

// Without the copy's log, or with the present one's beside it: a log that does not belong to its
// database. What is lost besides is accounted for: lost and left make up what was given.
TEST(an_older_copy_beside_a_log_that_is_not_its_own_is_survived)
{
    struct life *l = life_make();
    long tried = 0, step = days_step(2);
    for (unsigned now = 1; now < STEPS; now++)
        for (unsigned old = (unsigned)((days_first(step) + now) % step); old < now;
             old += (unsigned)step, tried++) {
            const struct moment *m = &l->moments[old], *n = &l->moments[now];
            unsigned kept;
            put_swapped(l, m, n, false);
            if (now % 2) put(&l->d, "store-1.sqlite-wal", &n->log);
            desk_open(&l->d);
            desk_begin(&l->d, "s", 1);
            desk_respond(&l->d, 1000, 1000);
            desk_close_batch(&l->d);
            look(l, n->batches, &kept, "moment", old, now);
            uint64_t lost = desk_figures(&l->d).responses_lost;
            if (kept + lost < n->responses + 1)
                fail_msg("moment %u in place of %u: %u responses left, %u said to be lost, of %u",
                         old, now, kept, (unsigned)lost, n->responses + 1);
        }
    desk_tried(tried, "older copies beside a log that is not theirs");
    life_finish(l);
}

TEST(another_devices_file_from_any_moment_is_kept_apart)
{
    struct life *ours = life_make(), *theirs = life_make();
    long tried = 0, step = days_step(2);
    char path[256];
    path_of(&ours->d, "store-1.sqlite.foreign", path);
    for (unsigned now = 0; now < STEPS; now++)
        for (unsigned other = (unsigned)((days_first(step) + now) % step); other < STEPS;
             other += (unsigned)step, tried++) {
            const struct moment *n = &ours->moments[now];
            unsigned kept;
            put_swapped(ours, &theirs->moments[other], n, true);
            desk_open(&ours->d);
            desk_begin(&ours->d, "s", 1);
            struct store_figures f = desk_figures(&ours->d);
            if (f.responses_lost != n->responses || f.batches_lost != n->batches)
                fail_msg("the other's moment %u in place of %u: %u lost of %u", other, now,
                         (unsigned)f.responses_lost, n->responses);
            if (!f.trouble[0] || !file_exists(path))
                fail_msg("the other's moment %u in place of %u: %s", other, now, f.trouble);
            desk_respond(&ours->d, 1000, 1000);
            desk_close_batch(&ours->d);
            look(ours, n->batches, &kept, "the other's moment", other, now);
            if (kept != 1) fail_msg("the other's moment %u in place of %u: %u", other, now, kept);
        }
    desk_tried(tried, "other devices' files in the place of a database");
    life_finish(ours);
    life_finish(theirs);
}

TEST_MAIN(cmocka_unit_test(an_older_copy_from_any_moment_costs_what_it_lacks_and_no_more),
          cmocka_unit_test(an_older_copy_beside_a_log_that_is_not_its_own_is_survived),
          cmocka_unit_test(another_devices_file_from_any_moment_is_kept_apart))
