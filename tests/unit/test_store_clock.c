// SPDX-License-Identifier: EUPL-1.2
// A clock that jumps, forward and back, by seconds or by centuries, between any two things that the
// store does and each time that it looks: nothing that has no receipt is ever erased, everything
// comes out once, in batches that chain.
#include "tests/unit/store_days.h"

enum { STEPS = 4000, STEPS_EACH = 200, RETENTION_MS = 24 * 3600 * 1000 };
#define FARTHEST_MS (INT64_C(1) << 43) // 278 years from 1970: as far as a kernel's clock goes

struct jumper {
    struct desk d;
    struct rng rng;
    int64_t wall_ms, mono_ms;
    long back, forward, looks;
};

// Of any size, from milliseconds to centuries.
static int64_t jump(struct jumper *j)
{
    int64_t size = (int64_t)rng_below(&j->rng, UINT64_C(1) << (1 + rng_below(&j->rng, 43)));
    bool back = rng_below(&j->rng, 2);
    int64_t to = j->wall_ms + (back ? -size : size);
    if (to > FARTHEST_MS) to = FARTHEST_MS;
    if (to < -FARTHEST_MS) to = -FARTHEST_MS;
    j->back += to < j->wall_ms;
    j->forward += to > j->wall_ms;
    return j->wall_ms = to;
}

static int64_t jumping_wall(void *data)
{
    struct jumper *j = data;
    j->looks++;
    return jump(j);
}

// It never goes back while the machine is up.
static int64_t rising_mono(void *data)
{
    struct jumper *j = data;
    j->looks++;
    return j->mono_ms += (int64_t)rng_below(&j->rng, 100000);
}

static void start(struct jumper *j)
{
    struct err_info info = {0};
    struct store_options options = {.folder = j->d.folder,
                                    .device = j->d.device,
                                    .clock = {jumping_wall, rising_mono, j},
                                    .rng = {desk_random, &j->d}};
    j->mono_ms = (int64_t)rng_below(&j->rng, 1000000); // anew with each start of the machine
    if (store_open(&options, &j->d.store, &info)) fail_msg("store_open: %s", info.message);
    desk_begin(&j->d, "s", 1);
}

// One of the things that a day brings, by lot.
static void step(struct jumper *j, struct haul *sent, unsigned *next)
{
    struct desk *d = &j->d;
    struct store_figures f;
    switch (rng_below(&j->rng, 8)) {
    case 0:
    case 1:
    case 2: desk_respond(d, *next, *next), ++*next; break;
    case 3: assert_int_equal(store_close_batch(d->store, 3, 60000, NULL, NULL), ERR_NONE); break;
    case 4: assert_int_equal(haul_send(d, sent), ERR_MISSING); break;
    case 5: assert_int_equal(store_erase(d->store, RETENTION_MS, NULL), ERR_NONE); break;
    case 6:
        f = desk_figures(d);
        assert_string_equal(f.trouble, "");
        assert_int_equal(f.responses_lost, 0);
        break;
    default: desk_shut(d), start(j);
    }
}

TEST(a_jumping_clock_loses_and_repeats_nothing)
{
    long back = 0, forward = 0, looks = 0;
    for (uint64_t seed = 1; seed <= STEPS / STEPS_EACH; seed++) {
        struct jumper *j = calloc(1, sizeof *j);
        struct haul *sent = calloc(1, sizeof *sent);
        struct drained *out = calloc(1, sizeof *out);
        unsigned next = 1;
        desk_make(&j->d);
        desk_shut(&j->d);
        j->d.random = seed;
        j->rng = (struct rng){desk_random, &j->d};
        j->wall_ms = INT64_C(1800000000000);
        start(j);
        for (unsigned i = 0; i < STEPS_EACH; i++) {
            jump(j);
            step(j, sent, &next);
        }
        desk_close_batch(&j->d);
        assert_int_equal(haul_send(&j->d, sent), ERR_MISSING);
        haul_check(&j->d, sent, out, "seed", (long)seed);
        assert_seen_once(out, 1, next - 1);
        back += j->back, forward += j->forward, looks += j->looks;
        for (size_t i = 0; i < sent->count; i++)
            buf_finish(&sent->batches[i]);
        desk_finish(&j->d);
        free(out);
        free(sent);
        free(j);
    }
    assert_true(looks > STEPS / 4);
    desk_tried(back, "jumps of the clock back");
    desk_tried(forward, "jumps of the clock forward");
}

// Wherever it stands: what has a receipt is erased when its time is over, and not before.
TEST(a_clock_set_right_again_erases_in_time)
{
    struct desk d;
    uint8_t link[SEAL_LINK_BYTES];
    struct buf bytes = {0};
    enum {
        AGGREGATE = 8 + 32 + 32 + 8 + 32 + 2,
        AGGREGATE_BYTES = 32
    }; // in a batch, and only there
    desk_make(&d);
    desk_respond(&d, 1, 1);
    desk_close_batch(&d);
    assert_int_equal(store_next_batch(d.store, &bytes, NULL), ERR_NONE);
    seal_sha256(buf_str(&bytes), link);
    struct str mark = str_sub(buf_str(&bytes), AGGREGATE, AGGREGATE + AGGREGATE_BYTES);
    d.wall_ms = 0; // a battery that ran out: 1970
    desk_receipt(&d, link, SEAL_STORED);
    d.wall_ms = -FARTHEST_MS;
    assert_int_equal(store_erase(d.store, RETENTION_MS, NULL), ERR_NONE);
    assert_true(desk_folder_holds(&d, mark));
    d.wall_ms = RETENTION_MS / 2;
    assert_int_equal(store_erase(d.store, RETENTION_MS, NULL), ERR_NONE);
    assert_true(desk_folder_holds(&d, mark));
    d.wall_ms = INT64_C(1800000000000);
    assert_int_equal(store_erase(d.store, RETENTION_MS, NULL), ERR_NONE);
    assert_false(desk_folder_holds(&d, mark));
    buf_finish(&bytes);
    desk_finish(&d);
}

TEST_MAIN(cmocka_unit_test(a_jumping_clock_loses_and_repeats_nothing),
          cmocka_unit_test(a_clock_set_right_again_erases_in_time))
