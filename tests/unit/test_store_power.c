// SPDX-License-Identifier: EUPL-1.2
// The power is cut at any operation, several times in a row: every acknowledged response is there
// afterwards, in batches that chain and open.
#include "tests/unit/store_fixture.h"
#include "tests/unit/power_fixture.h"

enum { ROUNDS = 60, CUTS = 4, OPERATIONS_MAX = 150 };

static void session(struct desk *d, unsigned *next, bool acknowledged[4096])
{
    uint8_t hash[32] = {1};
    // A cut may come while it opens and closes what the one before left.
    if (desk_try_open(d, NULL)) return;
    if (store_begin(d->store, STR("s"), hash, &d->recipient, 1, NULL) == ERR_NONE) {
        for (unsigned i = 0; i < 100 && !power.cut; i++) {
            unsigned number = (*next)++;
            if (desk_try_respond(d, number, NULL) == ERR_NONE) acknowledged[number] = true;
            if (i % 4 == 3) err_ignore(store_close_batch(d->store, 0, 0, NULL, NULL));
        }
    }
    desk_shut(d);
}

TEST(acknowledged_responses_survive_power_cuts)
{
    power_install();
    unsigned total = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct desk d;
        struct drained *out = calloc(1, sizeof *out);
        bool acknowledged[4096] = {0};
        unsigned next = 1;
        power_reset();
        desk_make(&d);
        desk_shut(&d);
        for (int cut = 0; cut < CUTS; cut++) {
            power_plan(1 + (long)rng_below(&power.rng, OPERATIONS_MAX));
            session(&d, &next, acknowledged);
            if (power.cut) power_restore();
        }
        power_reset();
        desk_open(&d);
        desk_begin(&d, "s", 1);
        desk_drain(&d, out);
        for (unsigned i = 1; i < next; i++) {
            if (acknowledged[i] && out->seen[i] != 1)
                fail_msg("round %d: response %u came %u times", round, i, out->seen[i]);
            total += acknowledged[i];
        }
        struct store_figures figures = desk_figures(&d);
        assert_string_equal(figures.trouble, "");
        free(out);
        desk_finish(&d);
    }
    assert_true(total > ROUNDS);
    power_reset();
}

TEST_MAIN(cmocka_unit_test(acknowledged_responses_survive_power_cuts))
