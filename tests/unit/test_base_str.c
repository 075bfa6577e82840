// SPDX-License-Identifier: EUPL-1.2
#include "base/str.h"
#include "tests/unit/test.h"

#include <stdio.h>

#include <math.h>

TEST(numbers_read_back_as_written)
{
    const double values[] = {0.1,  1e20, 123456789012345680.0, 1.0 / 3,
                             -2.5, 1e-6, 9007199254740993.0};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char text[32];
        double back = 0;
        str_from_double(values[i], text);
        assert_true(str_to_double(str_of(text), &back));
        assert_true(back == values[i]);
    }
}

TEST(numbers_are_written_without_exponent)
{
    char text[32];
    str_from_double(1e20, text);
    assert_string_equal(text, "100000000000000000000");
    str_from_double(0.000001, text);
    assert_string_equal(text, "0.000001");
    str_from_double(-1234.5, text);
    assert_string_equal(text, "-1234.5");
    str_from_double(3.0, text);
    assert_string_equal(text, "3");
}

TEST(negative_zero_is_zero)
{
    char text[32];
    str_from_double(-0.0, text);
    assert_string_equal(text, "0");
}

TEST(special_numbers_have_xpath_names)
{
    char text[32];
    str_from_double((double)NAN, text);
    assert_string_equal(text, "NaN");
    str_from_double(-(double)INFINITY, text);
    assert_string_equal(text, "-Infinity");
}

TEST(only_plain_decimals_are_numbers)
{
    double value;
    const char *bad[] = {"",    " 1",  "1 ", "+1", "0x10", "inf",
                         "nan", "1,5", "1e", ".",  "-",    "1.2.3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(str_to_double(str_of(bad[i]), &value));
    assert_true(str_to_double(STR(".5"), &value));
    assert_true(value == 0.5);
}

TEST(integers_stop_at_their_limits)
{
    int64_t value;
    assert_true(str_to_int64(STR("-9223372036854775808"), &value));
    assert_true(value == INT64_MIN);
    assert_false(str_to_int64(STR("9223372036854775808"), &value));
    assert_false(str_to_int64(STR("--1"), &value));
}

TEST(splitting_returns_empty_tokens)
{
    struct str rest = STR("a,,b"), token;
    assert_true(str_split(&rest, ',', &token));
    assert_str(token, "a");
    assert_true(str_split(&rest, ',', &token));
    assert_str(token, "");
    assert_true(str_split(&rest, ',', &token));
    assert_str(token, "b");
    assert_false(str_split(&rest, ',', &token));
}

TEST(words_skip_all_white_space)
{
    struct str rest = STR("  a \t b\n"), word;
    assert_true(str_word(&rest, &word));
    assert_str(word, "a");
    assert_true(str_word(&rest, &word));
    assert_str(word, "b");
    assert_false(str_word(&rest, &word));
}

TEST(whole_numbers_come_back_as_they_went)
{
    static const int64_t numbers[] = {0, 1, -1, 9, 10, -10, 1234567890, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char text[24], wanted[24];
        int64_t back = 0;
        size_t length = str_from_int64(numbers[i], text);
        snprintf(wanted, sizeof wanted, "%lld", (long long)numbers[i]);
        assert_string_equal(text, wanted);
        assert_int_equal(length, strlen(wanted));
        assert_true(str_to_int64(str_of(text), &back));
        assert_true(back == numbers[i]);
    }
}

TEST(utf8_counts_characters_not_bytes)
{
    assert_int_equal(utf8_count(STR("å😀ع")), 3);
}

TEST(utf8_refuses_overlong_surrogate_and_cut)
{
    assert_false(utf8_valid(STR("\xC0\x80")));
    assert_false(utf8_valid(STR("\xED\xA0\x80")));
    assert_false(utf8_valid(STR("\xF4\x90\x80\x80")));
    assert_false(utf8_valid(STR("\xE2\x82")));
    assert_true(utf8_valid(STR("\xF4\x8F\xBF\xBF")));
}

TEST(utf8_is_judged_the_same_wherever_it_stands)
{
    char text[40];
    for (size_t at = 0; at < 32; at++) {
        memset(text, 'a', sizeof text);
        memcpy(text + at, "\xC3\xA5", 2);
        assert_true(utf8_valid(str_make(text, sizeof text)));
        assert_false(utf8_valid(str_make(text, at + 1))); // cut in the middle
        text[at + 1] = 'a';
        assert_false(utf8_valid(str_make(text, sizeof text)));
        text[at] = (char)0xFF;
        assert_false(utf8_valid(str_make(text, sizeof text)));
    }
}

TEST(utf8_cut_keeps_characters_whole)
{
    assert_int_equal(utf8_cut(STR("aå"), 2), 1);
    assert_int_equal(utf8_cut(STR("aå"), 3), 3);
    assert_int_equal(utf8_cut(STR("😀"), 3), 0);
}

TEST(utf8_encodes_what_it_decodes)
{
    const uint32_t codes[] = {0x41, 0xE5, 0x20AC, 0x1F600};
    for (size_t i = 0; i < 4; i++) {
        char text[4];
        size_t at = 0, len = utf8_encode(codes[i], text);
        assert_int_equal(utf8_next(str_make(text, len), &at), codes[i]);
    }
    char text[4];
    assert_int_equal(utf8_encode(0xD800, text), 0);
}

TEST(hex_needs_exact_length)
{
    uint8_t out[2];
    assert_true(hex_decode(STR("0aFF"), out, 2));
    assert_int_equal(out[1], 255);
    assert_false(hex_decode(STR("0aF"), out, 2));
    assert_false(hex_decode(STR("0aFg"), out, 2));
}

TEST(endings_are_found_in_either_case)
{
    assert_true(str_ends_nocase(STR("Bild.PNG"), STR(".png")));
    assert_true(str_ends_nocase(STR(".png"), STR(".PNG")));
    assert_false(str_ends_nocase(STR("png"), STR(".png")));
    assert_false(str_ends_nocase(STR("a.png.txt"), STR(".png")));
    assert_false(str_ends(STR("Bild.PNG"), STR(".png")));
}

TEST(sub_is_clamped)
{
    assert_str(str_sub(STR("abc"), 2, 9), "c");
    assert_int_equal(str_sub(STR("abc"), 5, 9).len, 0);
}

TEST_MAIN(cmocka_unit_test(endings_are_found_in_either_case),
          cmocka_unit_test(numbers_read_back_as_written),
          cmocka_unit_test(numbers_are_written_without_exponent),
          cmocka_unit_test(negative_zero_is_zero),
          cmocka_unit_test(special_numbers_have_xpath_names),
          cmocka_unit_test(only_plain_decimals_are_numbers),
          cmocka_unit_test(integers_stop_at_their_limits),
          cmocka_unit_test(splitting_returns_empty_tokens),
          cmocka_unit_test(words_skip_all_white_space),
          cmocka_unit_test(whole_numbers_come_back_as_they_went),
          cmocka_unit_test(utf8_counts_characters_not_bytes),
          cmocka_unit_test(utf8_refuses_overlong_surrogate_and_cut),
          cmocka_unit_test(utf8_is_judged_the_same_wherever_it_stands),
          cmocka_unit_test(utf8_cut_keeps_characters_whole),
          cmocka_unit_test(utf8_encodes_what_it_decodes), cmocka_unit_test(hex_needs_exact_length),
          cmocka_unit_test(sub_is_clamped))
