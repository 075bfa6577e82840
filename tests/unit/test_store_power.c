// SPDX-License-Identifier: EUPL-1.2
// The power is cut at every operation of a day at the kiosk, and several times in a row: every
// acknowledged response is there afterwards, in batches that chain and open. With a sync taken
// away, or the settings weakened, the same tests must notice. SVAR_CUTS says how many cuts more.
#include "tests/unit/store_days.h"
#include "tests/unit/power_fixture.h"

#include <sqlite3.h>

enum { ROUNDS = 60, CUTS = 4, CHAIN = 8, OPERATIONS_MAX = 150, NUMBERS = 4096 };

// ---- weaker settings than the store's own ----
static sqlite3 *newest; // the database that was opened last

static int remember(sqlite3 *db, const char **message, const void *api)
{
    (void)message, (void)api;
    newest = db;
    return SQLITE_OK;
}

static void watch_databases(void)
{
    sqlite3_auto_extension((void (*)(void))(uintptr_t)remember);
}

// ---- what happened to a device ----
struct life {
    struct desk d;
    unsigned next;
    bool acknowledged[NUMBERS];
    bool normal; // synchronous is NORMAL instead of FULL
    char fault[200];
};

static struct life *life_begin(uint64_t seed)
{
    struct life *l = calloc(1, sizeof *l);
    power_install();
    power_reset();
    power_seed(seed);
    desk_make(&l->d);
    desk_shut(&l->d);
    l->next = 1;
    return l;
}

static void life_end(struct life *l)
{
    power_reset();
    power.weakness = POWER_SOUND;
    desk_finish(&l->d);
    free(l);
}

// Answers until the plan's cut comes, or count have been given.
static void session(struct life *l, unsigned count)
{
    uint8_t hash[32] = {1};
    // A cut may come while it opens and closes what the one before left.
    if (desk_try_open(&l->d, NULL)) return;
    if (l->normal) sqlite3_exec(newest, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
    if (store_begin(l->d.store, STR("s"), hash, &l->d.recipient, 1, NULL) == ERR_NONE) {
        for (unsigned i = 0; i < count && !power.cut; i++) {
            unsigned number = l->next++;
            if (desk_try_respond(&l->d, number, NULL) == ERR_NONE) l->acknowledged[number] = true;
            if (i % 4 == 3) err_ignore(store_close_batch(l->d.store, 0, 0, NULL, NULL));
        }
    }
    desk_shut(&l->d);
}

// What a sound disk shows in the end: the number of acknowledged responses; or what is wrong.
static unsigned life_check(struct life *l)
{
    struct drained *out = calloc(1, sizeof *out);
    struct buf bytes = {0};
    struct err_info info = {0};
    unsigned total = 0;
    power_reset();
    power.weakness = POWER_SOUND;
    enum err err = desk_try_open(&l->d, &info);
    if (!err) {
        desk_begin(&l->d, "s", 1);
        while (!l->fault[0] && !(err = store_next_batch(l->d.store, &bytes, &info))) {
            if (!desk_try_check(&l->d, buf_str(&bytes), out, l->fault, sizeof l->fault))
                desk_receipt(&l->d, out->link, SEAL_STORED);
            buf_clear(&bytes);
        }
        if (!l->fault[0] && desk_figures(&l->d).trouble[0])
            snprintf(l->fault, sizeof l->fault, "%.150s", desk_figures(&l->d).trouble);
    }
    if (err && err != ERR_MISSING) snprintf(l->fault, sizeof l->fault, "%.150s", info.message);
    for (unsigned i = 1; i < l->next && !l->fault[0]; i++) {
        if (l->acknowledged[i] && out->seen[i] != 1)
            snprintf(l->fault, sizeof l->fault, "response %u came %u times", i, out->seen[i]);
        total += l->acknowledged[i];
    }
    buf_finish(&bytes);
    free(out);
    desk_shut(&l->d);
    return total;
}

// ---- the tests ----
TEST(acknowledged_responses_survive_power_cuts)
{
    unsigned total = 0, cuts = 0;
    const char *more = getenv("SVAR_CUTS");
    uint64_t rounds = ROUNDS + (more ? (uint64_t)atoll(more) / CUTS : 0);
    for (uint64_t round = 0; round < rounds; round++) {
        struct life *l = life_begin(round + 1);
        for (int cut = 0; cut < CUTS; cut++) {
            power_plan(1 + (long)rng_below(&power.rng, OPERATIONS_MAX));
            session(l, 100);
            cuts += power.cut;
            if (power.cut) power_restore();
        }
        total += life_check(l);
        if (l->fault[0]) fail_msg("round %u: %s", (unsigned)round, l->fault);
        life_end(l);
    }
    assert_true(total > ROUNDS);
    desk_tried(cuts, "power cuts at random operations, several in a row");
}

// A day, cut at the first operation; the next one at the second, and so on until days pass by
// before the cut comes. So many days follow each other in one store before it is looked through:
// each begins with what the last cut left. *out_fault: whether something was wrong, at which it
// ends; where nothing must be it is NULL.
static unsigned every_operation(uint64_t seed, enum power_weakness weakness, bool normal,
                                unsigned chain, bool *out_fault)
{
    unsigned cuts = 0;
    long at = 1;
    for (bool end = false; !end;) {
        struct life *l = life_begin(seed * 1000003 + (uint64_t)at);
        power.weakness = weakness;
        l->normal = normal;
        session(l, 2); // the store is not always fresh
        for (unsigned i = 0; i < chain && !end; i++, at++) {
            power_plan(at);
            session(l, 9);
            end = !power.cut;
            if (power.cut) {
                cuts++;
                power_restore();
            }
        }
        life_check(l);
        if (l->fault[0] && !out_fault)
            fail_msg("seed %u, operation %ld or a little before: %s", (unsigned)seed, at - 1,
                     l->fault);
        if (l->fault[0]) end = *out_fault = true;
        life_end(l);
    }
    return cuts;
}

TEST(the_power_may_be_cut_at_every_operation)
{
    unsigned cuts = 0;
    const char *more = getenv("SVAR_CUTS");
    uint64_t wanted = (DAYS_SANITIZED ? 500 : 1500) + (more ? (uint64_t)atoll(more) : 0);
    for (uint64_t seed = 1; cuts < wanted; seed++)
        cuts += every_operation(seed, POWER_SOUND, false, CHAIN, NULL);
    desk_tried(cuts, "power cuts, one at each operation of days");
}

// While the file is made too.
TEST(the_power_may_be_cut_while_a_store_is_made)
{
    unsigned cuts = 0;
    for (uint64_t seed = 1; seed <= (DAYS_SANITIZED ? 2 : 6); seed++) {
        bool cut = true;
        for (long at = 1; cut; at++) {
            struct life *l = life_begin(seed * 1000003 + (uint64_t)at);
            nftw(l->d.folder, desk_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
            power_reset();
            power_plan(at);
            session(l, 2);
            cut = power.cut;
            cuts += cut;
            if (cut) power_restore();
            life_check(l);
            if (l->fault[0]) fail_msg("seed %u, operation %ld: %s", (unsigned)seed, at, l->fault);
            life_end(l);
            assert_true(at < 500);
        }
    }
    desk_tried(cuts, "power cuts while a store is made");
}

TEST(a_sync_taken_away_is_noticed)
{
    static const enum power_weakness weaknesses[] = {POWER_NO_LOG_SYNC, POWER_NO_DATABASE_SYNC};
    for (size_t i = 0; i < sizeof weaknesses / sizeof *weaknesses; i++) {
        bool noticed = false;
        for (uint64_t seed = 9; seed < 12 && !noticed; seed++)
            every_operation(seed, weaknesses[i], false, 1, &noticed);
        if (!noticed) fail_msg("weakness %zu was not noticed", i);
    }
}

TEST(weaker_settings_are_noticed)
{
    bool noticed = false;
    watch_databases();
    for (uint64_t seed = 9; seed < 12 && !noticed; seed++)
        every_operation(seed, POWER_SOUND, true, 1, &noticed);
    sqlite3_reset_auto_extension();
    assert_true(noticed);
}

// Killed between a failed sync and its new file; then the power is cut. The log showed a batch that
// was not on the disk: moved into the database as it was, its older pages came back over newer
// ones, and a number was left that no batch had.
TEST(a_log_in_doubt_is_saved_anew)
{
    for (uint64_t round = 1; round <= 40; round++) {
        struct life *l = life_begin(round);
        session(l, 5); // one batch closed, one open
        desk_open(&l->d);
        desk_begin(&l->d, "s", 1);
        desk_respond(&l->d, l->next, l->next + 1);
        l->acknowledged[l->next] = l->acknowledged[l->next + 1] = true;
        l->next += 2;
        power.fail_sync = 1;
        power.fail_last = true;
        assert_int_equal(store_close_batch(l->d.store, 0, 0, NULL, NULL), ERR_IO);
        desk_shut(&l->d);
        power_crash();
        desk_open(&l->d);
        power_cut_now();
        desk_shut(&l->d);
        power_restore();
        session(l, 2);
        life_check(l);
        if (l->fault[0]) fail_msg("round %u: %s", (unsigned)round, l->fault);
        life_end(l);
    }
}

// Killed likewise; at the restart the file cannot be trusted, a new one is made, and that fails at
// one sync or another before the old one is taken over. Had the new one taken note of where the old
// one's chain stands, and no more, the power cut would leave a number that no batch has.
TEST(a_chain_comes_over_with_its_batches_or_not_at_all)
{
    for (uint64_t round = 1; round <= 60; round++) {
        struct life *l = life_begin(round);
        session(l, 2);
        desk_open(&l->d);
        desk_begin(&l->d, "s", 1);
        desk_respond(&l->d, l->next, l->next);
        l->acknowledged[l->next++] = true;
        power.fail_sync = 1;
        power.fail_last = true;
        assert_int_equal(store_close_batch(l->d.store, 0, 0, NULL, NULL), ERR_IO);
        desk_shut(&l->d);
        power_crash();
        power.fail_sync = 1;
        power.fail_again = 1 + (long)round % 15;
        power.fail_last = true;
        err_ignore(desk_try_open(&l->d, NULL));
        desk_shut(&l->d);
        power_crash();
        power_cut_now();
        power_restore();
        session(l, 2);
        life_check(l);
        if (l->fault[0]) fail_msg("round %u: %s", (unsigned)round, l->fault);
        life_end(l);
    }
}

TEST_MAIN(cmocka_unit_test(acknowledged_responses_survive_power_cuts),
          cmocka_unit_test(the_power_may_be_cut_at_every_operation),
          cmocka_unit_test(the_power_may_be_cut_while_a_store_is_made),
          cmocka_unit_test(a_sync_taken_away_is_noticed),
          cmocka_unit_test(weaker_settings_are_noticed),
          cmocka_unit_test(a_log_in_doubt_is_saved_anew),
          cmocka_unit_test(a_chain_comes_over_with_its_batches_or_not_at_all))
