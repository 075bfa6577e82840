// SPDX-License-Identifier: EUPL-1.2
// What follows from several sums together: found where it does, and only there.
#include "tests/unit/test.h"

#include "stats/joint.h"

#define ADD(j, ...)                               \
    stats_joint_add(j, (uint32_t[]){__VA_ARGS__}, \
                    sizeof(uint32_t[]){__VA_ARGS__} / sizeof(uint32_t))
#define FOLLOWS(j, ...)                               \
    stats_joint_follows(j, (uint32_t[]){__VA_ARGS__}, \
                        sizeof(uint32_t[]){__VA_ARGS__} / sizeof(uint32_t))

TEST(what_is_known_follows_and_nothing_else)
{
    struct stats_joint *j = stats_joint_create(4);
    assert_false(FOLLOWS(j, 1));
    ADD(j, 1, 2);
    assert_true(FOLLOWS(j, 1, 2));
    assert_true(FOLLOWS(j, 2, 1));
    assert_false(FOLLOWS(j, 1));
    assert_false(FOLLOWS(j, 1, 2, 3));
    stats_joint_destroy(j);
}

TEST(a_total_and_all_parts_but_one_give_the_last)
{
    struct stats_joint *j = stats_joint_create(4);
    ADD(j, 1, 2, 3);
    ADD(j, 1);
    assert_false(FOLLOWS(j, 3));
    assert_true(FOLLOWS(j, 2, 3)); // their sum is what is left
    ADD(j, 2);
    assert_true(FOLLOWS(j, 3));
    stats_joint_destroy(j);
}

// Of every pair of three, only all together tell one: half of their sum.
TEST(three_pairs_give_each_alone)
{
    struct stats_joint *j = stats_joint_create(3);
    ADD(j, 1, 2);
    ADD(j, 2, 3);
    assert_false(FOLLOWS(j, 2));
    ADD(j, 1, 3);
    assert_true(FOLLOWS(j, 1) && FOLLOWS(j, 2) && FOLLOWS(j, 3));
    stats_joint_destroy(j);
}

TEST(a_table_with_a_ring_of_withheld_cells_keeps_them)
{
    // Cells 3i + j of a 3 × 3 table: all totals known, a ring of four withheld.
    struct stats_joint *j = stats_joint_create(16);
    for (uint32_t i = 0; i < 3; i++) {
        ADD(j, 3 * i, 3 * i + 1, 3 * i + 2);
        ADD(j, i, i + 3, i + 6);
    }
    ADD(j, 2);
    ADD(j, 5);
    ADD(j, 6);
    ADD(j, 7);
    ADD(j, 8);
    assert_false(FOLLOWS(j, 0) || FOLLOWS(j, 1) || FOLLOWS(j, 3) || FOLLOWS(j, 4));
    ADD(j, 4); // one of the ring opens all
    assert_true(FOLLOWS(j, 0) && FOLLOWS(j, 1) && FOLLOWS(j, 3));
    stats_joint_destroy(j);
}

TEST(the_same_said_twice_is_said_once)
{
    struct stats_joint *j = stats_joint_create(STATS_JOINT_MAX);
    for (int i = 0; i < STATS_JOINT_MAX - 1; i++)
        ADD(j, 7, 8);
    ADD(j, 8);
    assert_true(FOLLOWS(j, 7));
    assert_false(FOLLOWS(j, 9));
    stats_joint_destroy(j);
}

TEST(nobody_always_follows)
{
    struct stats_joint *j = stats_joint_create(0);
    assert_true(stats_joint_follows(j, NULL, 0));
    assert_false(FOLLOWS(j, 0));
    stats_joint_destroy(j);
    stats_joint_destroy(NULL);
}

TEST_MAIN(cmocka_unit_test(what_is_known_follows_and_nothing_else),
          cmocka_unit_test(a_total_and_all_parts_but_one_give_the_last),
          cmocka_unit_test(three_pairs_give_each_alone),
          cmocka_unit_test(a_table_with_a_ring_of_withheld_cells_keeps_them),
          cmocka_unit_test(the_same_said_twice_is_said_once),
          cmocka_unit_test(nobody_always_follows))
