// SPDX-License-Identifier: EUPL-1.2
// The staff's PIN: the right one, the wrong one, and hashes that are none or cost too much.
#include "tests/unit/test.h"

#include "seal/pin.h"

static enum err verify(const char *hash, const char *pin)
{
    return seal_pin_verify(str_of(hash), str_of(pin), NULL);
}

TEST(the_right_pin_is_taken_and_no_other)
{
    struct buf hash = {0};
    assert_int_equal(seal_pin_hash(STR("2468"), &hash, NULL), ERR_NONE);
    assert_true(str_starts(buf_str(&hash), STR("$argon2id$")));
    assert_int_equal(verify(buf_text(&hash), "2468"), ERR_NONE);
    assert_int_equal(verify(buf_text(&hash), "2469"), ERR_DENIED);
    assert_int_equal(verify(buf_text(&hash), "24680"), ERR_DENIED);
    assert_int_equal(verify(buf_text(&hash), ""), ERR_DENIED);
    buf_finish(&hash);
}

TEST(what_is_no_pin_is_not_hashed)
{
    static const char *const wrong[] = {"", "123", "1234567890123", "12a4", "12 4", "１２３４"};
    struct buf hash = {0};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(seal_pin_hash(str_of(wrong[i]), &hash, NULL), ERR_ARGUMENT);
    }
    assert_int_equal(hash.len, 0);
    buf_finish(&hash);
}

TEST(a_hash_that_is_none_is_refused)
{
    assert_int_equal(verify("", "1234"), ERR_PARSE);
    assert_int_equal(verify("$argon2i$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA", "1234"), ERR_PARSE);
    assert_int_equal(verify("$argon2id$v=19$m=65536,t=2,p=1$", "1234"), ERR_DENIED);
}

TEST(a_hash_that_costs_too_much_is_refused)
{
    assert_int_equal(verify("$argon2id$v=19$m=4194304,t=2,p=1$c2FsdA$aGFzaA", "1234"), ERR_LIMIT);
    assert_int_equal(verify("$argon2id$v=19$m=65536,t=900,p=1$c2FsdA$aGFzaA", "1234"), ERR_LIMIT);
}

TEST_MAIN(cmocka_unit_test(the_right_pin_is_taken_and_no_other),
          cmocka_unit_test(what_is_no_pin_is_not_hashed),
          cmocka_unit_test(a_hash_that_is_none_is_refused),
          cmocka_unit_test(a_hash_that_costs_too_much_is_refused))
