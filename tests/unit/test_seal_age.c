// SPDX-License-Identifier: EUPL-1.2
// age files, made and opened by us; tests/unit/test_seal_peer_age.c has age itself as the judge.
#include "tests/unit/seal_help.h"

#include "seal/age_priv.h"

static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 131072, 200000, 1 << 20};

static enum err open_with(struct seal_identity *id, struct str file, struct buf *out)
{
    struct err_info info = {0};
    enum err code = seal_age_decrypt(&id, 1, file, out, &info);
    if (code) assert_true(info.message[0] != '\0');
    return code;
}

// One of age's kinds that is not in the table of types is not called damaged.
TEST(recipients_of_other_kinds_are_told_apart)
{
    static const char *const others[] = {"age1pq1abc", "age1tag1qt8lw0ual6avlwmwatk888yqn",
                                         "age1tagpq1m3e4w", "age1yubikey1qw"};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        struct err_info info = {0};
        struct seal_recipient recipient;
        assert_int_equal(seal_recipient_parse(str_of(others[i]), &recipient, &info),
                         ERR_UNSUPPORTED);
        assert_non_null(strstr(info.message, "cannot seal to"));
    }
}

TEST(every_size_comes_back)
{
    struct seal_identity *id = seal_identity_create();
    struct seal_recipient recipient = help_recipient(id);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct buf plain = help_bytes(sizes[i]), back = {0};
        struct buf file = help_encrypt(&recipient, 1, buf_str(&plain));
        assert_int_equal(open_with(id, buf_str(&file), &back), ERR_NONE);
        assert_true(str_eq(buf_str(&back), buf_str(&plain)));
        buf_finish(&plain);
        buf_finish(&back);
        buf_finish(&file);
    }
    seal_identity_destroy(id);
}

TEST(overhead_is_200_bytes_and_98_for_each_further_recipient)
{
    struct seal_identity *id = seal_identity_create();
    struct seal_recipient recipients[3] = {help_recipient(id), help_recipient(id),
                                           help_recipient(id)};
    for (size_t count = 1; count <= 3; count++) {
        struct buf file = help_encrypt(recipients, count, STR("0123456789"));
        assert_int_equal(file.len, 10 + 200 + (count - 1) * 98);
        buf_finish(&file);
    }
    seal_identity_destroy(id);
}

TEST(each_of_several_recipients_can_open)
{
    struct seal_identity *ids[3];
    struct seal_recipient recipients[3];
    for (size_t i = 0; i < 3; i++) {
        ids[i] = seal_identity_create();
        recipients[i] = help_recipient(ids[i]);
    }
    struct buf file = help_encrypt(recipients, 3, STR("svar"));
    for (size_t i = 0; i < 3; i++) {
        struct buf back = {0};
        assert_int_equal(open_with(ids[i], buf_str(&file), &back), ERR_NONE);
        assert_str(buf_str(&back), "svar");
        buf_finish(&back);
    }
    buf_finish(&file);
    for (size_t i = 0; i < 3; i++)
        seal_identity_destroy(ids[i]);
}

TEST(another_key_is_told_so)
{
    struct seal_identity *id = seal_identity_create(), *other = seal_identity_create();
    struct seal_recipient recipient = help_recipient(id);
    struct buf file = help_encrypt(&recipient, 1, STR("svar")), back = {0};
    assert_int_equal(open_with(other, buf_str(&file), &back), ERR_KEY);
    assert_int_equal(back.len, 0);
    struct err_info info = {0};
    assert_int_equal(seal_age_decrypt(NULL, 0, buf_str(&file), &back, &info), ERR_KEY);
    buf_finish(&file);
    buf_finish(&back);
    seal_identity_destroy(id);
    seal_identity_destroy(other);
}

TEST(no_recipient_and_too_many_are_refused)
{
    struct seal_recipient recipients[LIMIT_RECIPIENTS + 1];
    struct seal_identity *id = seal_identity_create();
    struct rng rng = rng_system();
    struct buf out = {0};
    struct err_info info = {0};
    for (size_t i = 0; i <= LIMIT_RECIPIENTS; i++)
        recipients[i] = help_recipient(id);
    assert_int_equal(seal_age_encrypt(recipients, 0, NULL, STR(""), &rng, &out, &info),
                     ERR_ARGUMENT);
    assert_int_equal(
        seal_age_encrypt(recipients, LIMIT_RECIPIENTS + 1, NULL, STR(""), &rng, &out, &info),
        ERR_LIMIT);
    assert_int_equal(
        seal_age_encrypt(recipients, LIMIT_RECIPIENTS, NULL, STR("x"), &rng, &out, &info),
        ERR_NONE);
    struct buf back = {0};
    assert_int_equal(open_with(id, buf_str(&out), &back), ERR_NONE);
    buf_finish(&back);
    buf_finish(&out);
    seal_identity_destroy(id);
}

TEST(a_recipient_of_low_order_leaves_nothing_behind)
{
    struct seal_recipient recipient = {0};
    struct rng rng = rng_system();
    struct buf out = {0};
    buf_add_text(&out, "before");
    assert_int_equal(seal_age_encrypt(&recipient, 1, NULL, STR("x"), &rng, &out, NULL),
                     ERR_ARGUMENT);
    assert_str(buf_str(&out), "before");
    buf_finish(&out);
}

TEST(every_flipped_bit_is_an_error_and_shows_nothing)
{
    struct seal_identity *id = seal_identity_create();
    struct seal_recipient recipient = help_recipient(id);
    struct buf file = help_encrypt(&recipient, 1, STR("{\"q\":1}"));
    for (size_t i = 0; i < file.len; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            struct buf back = {0};
            file.ptr[i] ^= (uint8_t)(1u << bit);
            enum err code = open_with(id, buf_str(&file), &back);
            assert_true(code == ERR_KEY || code == ERR_PARSE || code == ERR_TAMPERED ||
                        code == ERR_UNSUPPORTED);
            assert_int_equal(back.len, 0);
            file.ptr[i] ^= (uint8_t)(1u << bit);
            buf_finish(&back);
        }
    }
    buf_finish(&file);
    seal_identity_destroy(id);
}

TEST(every_cut_is_an_error)
{
    struct seal_identity *id = seal_identity_create();
    struct seal_recipient recipient = help_recipient(id);
    struct buf file = help_encrypt(&recipient, 1, STR("{\"q\":1}")), back = {0};
    for (size_t length = 0; length < file.len; length++)
        assert_int_not_equal(open_with(id, str_sub(buf_str(&file), 0, length), &back), ERR_NONE);
    buf_add_char(&file, 'x');
    assert_int_equal(open_with(id, buf_str(&file), &back), ERR_TAMPERED);
    assert_int_equal(back.len, 0);
    buf_finish(&back);
    buf_finish(&file);
    seal_identity_destroy(id);
}

// Chunks cut at their border, swapped, doubled: each piece is whole, the file is not.
TEST(chunks_cannot_be_moved)
{
    enum { CHUNK = 65536 + 16 };
    struct seal_identity *id = seal_identity_create();
    struct seal_recipient recipient = help_recipient(id);
    struct buf plain = help_bytes(3 * 65536), back = {0}, spoilt = {0};
    struct buf file = help_encrypt(&recipient, 1, buf_str(&plain));
    size_t start = file.len - 3 * CHUNK;
    assert_int_equal(open_with(id, str_sub(buf_str(&file), 0, start + 2 * CHUNK), &back),
                     ERR_TAMPERED);
    buf_add_str(&spoilt, str_sub(buf_str(&file), 0, start));
    buf_add_str(&spoilt, str_sub(buf_str(&file), start + CHUNK, start + 2 * CHUNK));
    buf_add_str(&spoilt, str_sub(buf_str(&file), start, start + CHUNK));
    buf_add_str(&spoilt, str_sub(buf_str(&file), start + 2 * CHUNK, file.len));
    assert_int_equal(open_with(id, buf_str(&spoilt), &back), ERR_TAMPERED);
    buf_clear(&spoilt);
    buf_add_str(&spoilt, buf_str(&file));
    buf_add_str(&spoilt, str_sub(buf_str(&file), start + 2 * CHUNK, file.len));
    assert_int_equal(open_with(id, buf_str(&spoilt), &back), ERR_TAMPERED);
    assert_int_equal(back.len, 0);
    buf_finish(&spoilt);
    buf_finish(&plain);
    buf_finish(&back);
    buf_finish(&file);
    seal_identity_destroy(id);
}

TEST(plain_text_is_appended)
{
    struct seal_identity *id = seal_identity_create();
    struct seal_recipient recipient = help_recipient(id);
    struct buf file = help_encrypt(&recipient, 1, STR("svar")), back = {0};
    buf_add_text(&back, "ett ");
    assert_int_equal(open_with(id, buf_str(&file), &back), ERR_NONE);
    assert_str(buf_str(&back), "ett svar");
    buf_finish(&back);
    buf_finish(&file);
    seal_identity_destroy(id);
}

TEST(nothing_at_all_can_be_sealed)
{
    struct seal_identity *id = seal_identity_create();
    struct seal_recipient recipient = help_recipient(id);
    struct buf file = help_encrypt(&recipient, 1, (struct str){0}), back = {0};
    assert_int_equal(open_with(id, buf_str(&file), &back), ERR_NONE);
    assert_int_equal(back.len, 0);
    buf_finish(&back);
    buf_finish(&file);
    seal_identity_destroy(id);
}

// ---- headers that others could write ----

// A file for id with the given stanzas before and behind the one that opens it, MAC and all.
static struct buf with_stanzas(const struct seal_identity *id, const char *before,
                               const char *behind)
{
    struct seal_recipient recipient = help_recipient(id);
    struct rng rng = rng_system();
    struct buf plain_file = {0}, out = {0};
    struct seal_age_work *work = seal_secret_alloc(sizeof(*work));
    memset(work->file_key, 9, SEAL_FILE_KEY_BYTES);
    assert_int_equal(seal_age_write(&recipient, 1, work, STR("x"), 1, &rng, &plain_file, NULL),
                     ERR_NONE);
    ptrdiff_t end = str_find(buf_str(&plain_file), STR("\n---"));
    size_t version = strlen(SEAL_AGE_VERSION_LINE);
    buf_add_text(&out, SEAL_AGE_VERSION_LINE);
    buf_add_text(&out, before);
    buf_add_str(&out, str_sub(buf_str(&plain_file), version, (size_t)end + 1));
    buf_add_text(&out, behind);
    seal_age_write_payload(work, STR("x"), 1, &rng, 0, &out);
    seal_secret_free(work);
    buf_finish(&plain_file);
    return out;
}

static enum err open_with_stanzas(const char *before, const char *behind)
{
    struct seal_identity *id = seal_identity_create();
    struct buf file = with_stanzas(id, before, behind), back = {0};
    enum err code = open_with(id, buf_str(&file), &back);
    assert_int_equal(back.len, code ? 0 : 1);
    buf_finish(&back);
    buf_finish(&file);
    seal_identity_destroy(id);
    return code;
}

#define COLUMNS_64 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

TEST(unknown_stanzas_are_passed_over)
{
    assert_int_equal(open_with_stanzas("", ""), ERR_NONE);
    assert_int_equal(open_with_stanzas("-> x-grease a b c\n\n", ""), ERR_NONE);
    assert_int_equal(open_with_stanzas("-> x\n" COLUMNS_64 "\n\n", ""), ERR_NONE);
    assert_int_equal(open_with_stanzas("-> x\n" COLUMNS_64 "\nAAAA\n", "-> y !\nAA\n"), ERR_NONE);
}

TEST(malformed_stanzas_are_refused)
{
    static const char *const bad[] = {
        "->x\n\n",                 // no space
        "-> \n\n",                 // no type
        "->  x\n\n",               // two spaces
        "-> x \n\n",               // a space at the end
        "-> x  y\n\n",             //
        "-> x\ty\n\n",             //
        "-> \xc3\xa5\n\n",         // not ASCII
        "-> x\r\n\r\n",            // line ends of another kind
        "-> x\n",                  // no body
        "-> x\n" COLUMNS_64 "\n",  // no short line behind a full one
        "-> x\n" COLUMNS_64 "A\n", // too long
        "-> x\nA\n",               // no base64 has this length
        "-> x\nAB\n",              // bits behind the end
        "-> x\nAA==\n",            // padding
        "-> x\nAA\nAA\n",          // two short lines
        "x\n\n",                   // no arrow
        "\n",                      //
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(open_with_stanzas(bad[i], ""), ERR_PARSE);
}

TEST(malformed_recipients_are_refused_wherever_they_stand)
{
    static const char *const bad[] = {
        "-> X25519\n\n",
        "-> X25519 AAAA\n\n",
        "-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc a\n"
        "EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n",
        "-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc\n"
        "EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7UA\n",
        "-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc=\n"
        "EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(open_with_stanzas(bad[i], ""), ERR_PARSE);
        assert_int_equal(open_with_stanzas("", bad[i]), ERR_PARSE);
    }
}

TEST(a_share_of_low_order_is_refused)
{
    assert_int_equal(open_with_stanzas("-> X25519 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
                                       "EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n",
                                       ""),
                     ERR_PARSE);
}

TEST(a_passphrase_stanza_must_be_alone)
{
    assert_int_equal(open_with_stanzas("", "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10\n"
                                           "EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n"),
                     ERR_PARSE);
}

TEST(a_header_past_the_limit_is_refused)
{
    struct buf many = {0};
    while (many.len < LIMIT_AGE_HEADER_BYTES - 300)
        buf_add_text(&many, "-> x-grease\n\n");
    assert_int_equal(open_with_stanzas(buf_text(&many), ""), ERR_NONE);
    for (size_t i = 0; i < 60; i++) {
        buf_add_text(&many, "-> x-grease\n\n");
        if (many.len > LIMIT_AGE_HEADER_BYTES)
            assert_int_equal(open_with_stanzas(buf_text(&many), ""), ERR_LIMIT);
    }
    buf_finish(&many);
}

TEST(other_versions_and_other_files_are_told_apart)
{
    struct seal_identity *id = seal_identity_create();
    struct buf back = {0};
    assert_int_equal(open_with(id, STR("age-encryption.org/v2\n-> x\n\n--- "), &back),
                     ERR_UNSUPPORTED);
    assert_int_equal(open_with(id, STR(""), &back), ERR_PARSE);
    assert_int_equal(open_with(id, STR("{\"a\":1}"), &back), ERR_PARSE);
    assert_int_equal(open_with(id, STR("age-encryption.org/v1\n"), &back), ERR_PARSE);
    assert_int_equal(open_with(id, STR("age-encryption.org/v1\n---"), &back), ERR_PARSE);
    seal_identity_destroy(id);
}

TEST_MAIN(cmocka_unit_test(recipients_of_other_kinds_are_told_apart),
          cmocka_unit_test(every_size_comes_back),
          cmocka_unit_test(overhead_is_200_bytes_and_98_for_each_further_recipient),
          cmocka_unit_test(each_of_several_recipients_can_open),
          cmocka_unit_test(another_key_is_told_so),
          cmocka_unit_test(no_recipient_and_too_many_are_refused),
          cmocka_unit_test(a_recipient_of_low_order_leaves_nothing_behind),
          cmocka_unit_test(every_flipped_bit_is_an_error_and_shows_nothing),
          cmocka_unit_test(every_cut_is_an_error), cmocka_unit_test(chunks_cannot_be_moved),
          cmocka_unit_test(plain_text_is_appended), cmocka_unit_test(nothing_at_all_can_be_sealed),
          cmocka_unit_test(unknown_stanzas_are_passed_over),
          cmocka_unit_test(malformed_stanzas_are_refused),
          cmocka_unit_test(malformed_recipients_are_refused_wherever_they_stand),
          cmocka_unit_test(a_share_of_low_order_is_refused),
          cmocka_unit_test(a_passphrase_stanza_must_be_alone),
          cmocka_unit_test(a_header_past_the_limit_is_refused),
          cmocka_unit_test(other_versions_and_other_files_are_told_apart))
