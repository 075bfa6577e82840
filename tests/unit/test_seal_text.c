// SPDX-License-Identifier: EUPL-1.2
// Keys as text: Bech32 and base64 take one text for one value, and nothing else.
#include "tests/unit/seal_help.h"

#include "seal/age_priv.h"

#define RECIPIENT "age1sufukngn0zkzhp4xj93fk2kardqzt569y4a0xlnxjuxclywzhv3q0ppctg"

static enum err parse(const char *text)
{
    struct seal_recipient recipient;
    struct err_info info = {0};
    enum err code = seal_recipient_parse(str_of(text), &recipient, &info);
    assert_int_equal(code, code ? info.code : ERR_NONE);
    return code;
}

TEST(recipient_comes_back_as_it_went)
{
    struct seal_recipient recipient;
    char text[SEAL_RECIPIENT_CHARS + 1];
    assert_int_equal(seal_recipient_parse(STR(RECIPIENT), &recipient, NULL), ERR_NONE);
    seal_recipient_format(&recipient, text);
    assert_string_equal(text, RECIPIENT);
}

TEST(recipient_in_mixed_case_is_refused)
{
    assert_int_equal(parse("age1Sufukngn0zkzhp4xj93fk2kardqzt569y4a0xlnxjuxclywzhv3q0ppctg"),
                     ERR_PARSE);
}

TEST(recipient_in_capitals_is_refused)
{
    assert_int_equal(parse("AGE1SUFUKNGN0ZKZHP4XJ93FK2KARDQZT569Y4A0XLNXJUXCLYWZHV3Q0PPCTG"),
                     ERR_PARSE);
}

TEST(recipient_with_any_one_letter_changed_is_refused)
{
    char text[] = RECIPIENT;
    for (size_t i = 0; i < sizeof(text) - 1; i++) {
        char kept = text[i];
        text[i] = kept == 'q' ? 'p' : 'q';
        assert_int_equal(parse(text), ERR_PARSE);
        text[i] = kept;
    }
}

TEST(recipient_cut_or_longer_is_refused)
{
    char text[] = RECIPIENT "q";
    assert_int_equal(parse(text), ERR_PARSE);
    for (size_t length = 0; length < SEAL_RECIPIENT_CHARS; length++) {
        text[length] = '\0';
        assert_int_equal(parse(text), ERR_PARSE);
        text[length] = RECIPIENT[length];
    }
}

TEST(recipient_of_low_order_is_refused)
{
    char text[SEAL_BECH32_CHARS_MAX];
    uint8_t zero[32] = {0}, one[32] = {1};
    seal_bech32_encode("age", zero, text);
    assert_int_equal(parse(text), ERR_PARSE);
    seal_bech32_encode("age", one, text);
    assert_int_equal(parse(text), ERR_PARSE);
}

TEST(secret_key_is_no_recipient)
{
    struct seal_identity *id = seal_identity_create();
    struct buf text = {0};
    seal_identity_format(id, &text);
    assert_int_equal(parse(buf_text(&text)), ERR_PARSE);
    buf_wipe(&text);
    seal_identity_destroy(id);
}

TEST(identity_comes_back_as_it_went)
{
    struct seal_identity *id = seal_identity_create(), *again = NULL;
    struct buf text = {0};
    seal_identity_format(id, &text);
    assert_true(str_starts(buf_str(&text), STR("AGE-SECRET-KEY-1")));
    assert_int_equal(seal_identity_parse(buf_str(&text), &again, NULL), ERR_NONE);
    struct seal_recipient first = help_recipient(id), second = help_recipient(again);
    assert_memory_equal(&first, &second, sizeof(first));
    buf_wipe(&text);
    seal_identity_destroy(id);
    seal_identity_destroy(again);
}

TEST(identity_in_small_letters_is_refused)
{
    struct seal_identity *id = seal_identity_create(), *again = NULL;
    struct err_info info = {0};
    struct buf text = {0};
    seal_identity_format(id, &text);
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] >= 'A' && text.ptr[i] <= 'Z') text.ptr[i] += 'a' - 'A';
    assert_int_equal(seal_identity_parse(buf_str(&text), &again, &info), ERR_PARSE);
    assert_null(again);
    buf_wipe(&text);
    seal_identity_destroy(id);
}

TEST(errors_about_secret_keys_do_not_quote_them)
{
    struct seal_identity *id = seal_identity_create(), *again = NULL;
    struct err_info info = {0};
    struct buf text = {0};
    seal_identity_format(id, &text);
    text.ptr[40] = text.ptr[40] == 'Q' ? 'P' : 'Q';
    assert_int_equal(seal_identity_parse(buf_str(&text), &again, &info), ERR_PARSE);
    for (size_t i = 16; i + 6 < text.len; i++)
        assert_true(str_find(str_of(info.message), str_sub(buf_str(&text), i, i + 6)) < 0);
    buf_wipe(&text);
    seal_identity_destroy(id);
}

// Every text of up to three letters, and longer ones with one letter changed.
TEST(base64_fits_exactly_where_it_decodes)
{
    static const char letters[] = "AQgwBRhxZz09+/-_= \n\x80";
    uint8_t out[48];
    char text[64];
    for (size_t len = 0; len <= 3; len++) {
        size_t all = 1;
        for (size_t i = 0; i < len; i++)
            all *= sizeof letters - 1;
        for (size_t n = 0; n < all; n++) {
            size_t left = n;
            for (size_t i = 0; i < len; i++, left /= sizeof letters - 1)
                text[i] = letters[left % (sizeof letters - 1)];
            struct str s = str_make(text, len);
            bool decodes = len != 1 && seal_base64_decode(s, SEAL_BASE64_UNPADDED, out,
                                                          len / 4 * 3 + (len ? len - 1 : 0));
            assert_int_equal(seal_base64_fits(s), decodes);
        }
    }
    for (size_t at = 0; at < 64; at++)
        for (int c = 0; c < 256; c++) {
            memset(text, 'A', sizeof text);
            text[at] = (char)c;
            struct str s = str_make(text, sizeof text);
            assert_int_equal(seal_base64_fits(s),
                             seal_base64_decode(s, SEAL_BASE64_UNPADDED, out, sizeof out));
        }
}

TEST(base64_takes_only_the_canonical_text)
{
    uint8_t out[4];
    assert_true(seal_base64_decode(STR("AAAA"), SEAL_BASE64_UNPADDED, out, 3));
    assert_true(seal_base64_decode(STR("AA"), SEAL_BASE64_UNPADDED, out, 1));
    assert_false(seal_base64_decode(STR("AB"), SEAL_BASE64_UNPADDED, out, 1)); // bits behind
    assert_false(seal_base64_decode(STR("AA=="), SEAL_BASE64_UNPADDED, out, 1));
    assert_true(seal_base64_decode(STR("AA=="), SEAL_BASE64_PADDED, out, 1));
    assert_false(seal_base64_decode(STR("AA"), SEAL_BASE64_PADDED, out, 1));
    assert_false(seal_base64_decode(STR("A A="), SEAL_BASE64_PADDED, out, 1));
    assert_false(seal_base64_decode(STR("AAAA"), SEAL_BASE64_PADDED, out, 2));
    assert_false(seal_base64_decode(STR("-_8="), SEAL_BASE64_PADDED, out, 2));
    assert_true(seal_base64_decode(STR("-_8"), SEAL_BASE64_URL, out, 2));
    assert_true(seal_base64_decode(STR(""), SEAL_BASE64_UNPADDED, out, 0));
}

// libsodium 1.0.18 takes some bytes above 127 for letters.
TEST(base64_takes_only_its_64_letters)
{
    static const char common[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    static const enum seal_base64 variants[] = {SEAL_BASE64_UNPADDED, SEAL_BASE64_PADDED,
                                                SEAL_BASE64_URL};
    for (size_t v = 0; v < 3; v++) {
        for (int c = 0; c < 256; c++) {
            const char *rest = variants[v] == SEAL_BASE64_URL ? "-_" : "+/";
            bool letter = c && (strchr(common, c) || strchr(rest, c));
            for (size_t place = 0; place < 4; place++) {
                char text[4] = {'A', 'A', 'A', 'A'};
                uint8_t out[3];
                text[place] = (char)c;
                assert_int_equal(seal_base64_decode(str_make(text, 4), variants[v], out, 3),
                                 letter);
            }
        }
    }
}

TEST(padded_length_is_the_usual_or_padme)
{
    assert_int_equal(seal_padded_length(0, 2048), 2048);
    assert_int_equal(seal_padded_length(2048, 2048), 2048);
    // By hand: 2049 has exponent 11, which has 4 bits; the last 7 bits become zero.
    assert_int_equal(seal_padded_length(2049, 2048), 2176);
    assert_int_equal(seal_padded_length(9, 0), 10);
    assert_int_equal(seal_padded_length(1000, 0), 1024);
    assert_int_equal(seal_padded_length(100000, 0), 100352);
    assert_int_equal(seal_padded_length(524288, 0), 524288);
}

TEST(padded_length_is_a_fixed_point_and_at_most_12_per_cent_more)
{
    for (size_t bytes = 0; bytes < 70000; bytes++) {
        size_t padded = seal_padded_length(bytes, 0);
        assert_true(padded >= bytes && padded <= bytes + bytes * 12 / 100);
        assert_int_equal(seal_padded_length(padded, 0), padded);
    }
}

TEST_MAIN(cmocka_unit_test(recipient_comes_back_as_it_went),
          cmocka_unit_test(recipient_in_mixed_case_is_refused),
          cmocka_unit_test(recipient_in_capitals_is_refused),
          cmocka_unit_test(recipient_with_any_one_letter_changed_is_refused),
          cmocka_unit_test(recipient_cut_or_longer_is_refused),
          cmocka_unit_test(recipient_of_low_order_is_refused),
          cmocka_unit_test(secret_key_is_no_recipient),
          cmocka_unit_test(identity_comes_back_as_it_went),
          cmocka_unit_test(identity_in_small_letters_is_refused),
          cmocka_unit_test(errors_about_secret_keys_do_not_quote_them),
          cmocka_unit_test(base64_takes_only_the_canonical_text),
          cmocka_unit_test(base64_fits_exactly_where_it_decodes),
          cmocka_unit_test(base64_takes_only_its_64_letters),
          cmocka_unit_test(padded_length_is_the_usual_or_padme),
          cmocka_unit_test(padded_length_is_a_fixed_point_and_at_most_12_per_cent_more))
