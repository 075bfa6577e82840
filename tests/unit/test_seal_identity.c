// SPDX-License-Identifier: EUPL-1.2
// Identity files and passphrases: what is read, what is refused, and how it is told.
#include "tests/unit/seal_help.h"

static struct buf key_text(void)
{
    struct seal_identity *id = seal_identity_create();
    struct buf out = {0};
    seal_identity_format(id, &out);
    seal_identity_destroy(id);
    return out;
}

// Reads at most two identities.
static enum err read_file(struct str file, const char *passphrase, size_t *out_count)
{
    struct seal_identity *ids[2] = {NULL, NULL};
    struct err_info info = {0};
    size_t count = 0;
    enum err code = seal_identity_read(file, str_of(passphrase), ids, 2, &count, &info);
    if (code) assert_true(info.message[0] && !ids[0] && !ids[1]);
    for (size_t i = 0; i < count; i++)
        seal_identity_destroy(ids[i]);
    if (out_count) *out_count = count;
    return code;
}

TEST(a_file_may_have_comments_empty_lines_and_other_line_ends)
{
    struct buf key = key_text(), file = {0};
    size_t count = 0;
    buf_printf(&file, "# created\r\n\r\n%s\r\n\n# more\n  %s", buf_text(&key), buf_text(&key));
    assert_false(seal_identity_locked(buf_str(&file)));
    assert_int_equal(read_file(buf_str(&file), "", &count), ERR_NONE);
    assert_int_equal(count, 2);
    buf_wipe(&file);
    buf_wipe(&key);
}

TEST(more_keys_than_there_is_room_for_are_refused)
{
    struct buf key = key_text(), file = {0};
    for (size_t i = 0; i < 3; i++)
        buf_printf(&file, "%s\n", buf_text(&key));
    assert_int_equal(read_file(buf_str(&file), "", NULL), ERR_LIMIT);
    buf_wipe(&file);
    buf_wipe(&key);
}

TEST(what_is_no_key_file_is_refused)
{
    struct buf key = key_text(), file = {0};
    assert_int_equal(read_file(STR(""), "", NULL), ERR_PARSE);
    assert_int_equal(read_file(STR("# only a comment\n"), "", NULL), ERR_PARSE);
    assert_int_equal(read_file(STR("-----BEGIN OPENSSH PRIVATE KEY-----\n"), "", NULL), ERR_PARSE);
    buf_printf(&file, "%s\nage1notasecret\n", buf_text(&key));
    assert_int_equal(read_file(buf_str(&file), "", NULL), ERR_PARSE);
    buf_clear(&file);
    while (file.len < 70000)
        buf_add_text(&file, "# long\n");
    assert_int_equal(read_file(buf_str(&file), "", NULL), ERR_LIMIT);
    buf_wipe(&file);
    buf_wipe(&key);
}

TEST(errors_name_the_line)
{
    struct seal_identity *id = NULL;
    struct err_info info = {0};
    size_t count = 0;
    assert_int_equal(
        seal_identity_read(STR("# one\n\nAGE-SECRET-KEY-1XX\n"), STR(""), &id, 1, &count, &info),
        ERR_PARSE);
    assert_true(str_find(str_of(info.message), STR("line 3")) >= 0);
}

static struct buf locked(const char *plain, const char *passphrase)
{
    struct rng rng = rng_system();
    struct buf out = {0};
    struct err_info info = {0};
    if (seal_age_encrypt_passphrase(str_of(passphrase), 4, str_of(plain), &rng, &out, &info))
        fail_msg("%s", info.message);
    return out;
}

TEST(a_locked_file_opens_with_its_passphrase_alone)
{
    struct buf key = key_text();
    struct buf file = locked(buf_text(&key), "lösen ord");
    size_t count = 0;
    assert_true(seal_identity_locked(buf_str(&file)));
    assert_int_equal(read_file(buf_str(&file), "", NULL), ERR_KEY);
    assert_int_equal(read_file(buf_str(&file), "losen ord", NULL), ERR_KEY);
    assert_int_equal(read_file(buf_str(&file), "lösen ord", &count), ERR_NONE);
    assert_int_equal(count, 1);
    buf_wipe(&key);
    buf_finish(&file);
}

TEST(a_locked_file_changed_anywhere_is_refused)
{
    struct buf key = key_text();
    struct buf file = locked(buf_text(&key), "x");
    for (size_t i = 0; i < file.len; i++) {
        file.ptr[i] ^= 1;
        assert_int_not_equal(read_file(buf_str(&file), "x", NULL), ERR_NONE);
        file.ptr[i] ^= 1;
    }
    buf_wipe(&key);
    buf_finish(&file);
}

TEST(a_locked_file_that_holds_no_key_is_refused)
{
    struct buf file = locked("not a key", "x");
    assert_int_equal(read_file(buf_str(&file), "x", NULL), ERR_PARSE);
    buf_finish(&file);
}

TEST(a_file_sealed_to_a_key_is_no_passphrase_file)
{
    struct seal_identity *id = seal_identity_create();
    struct seal_recipient recipient = help_recipient(id);
    struct buf file = help_encrypt(&recipient, 1, STR("x")), out = {0};
    assert_int_equal(seal_age_decrypt_passphrase(STR("x"), buf_str(&file), &out, NULL), ERR_KEY);
    struct buf other = locked("x", "x");
    assert_int_equal(seal_age_decrypt(&id, 1, buf_str(&other), &out, NULL), ERR_KEY);
    assert_int_equal(out.len, 0);
    buf_finish(&file);
    buf_finish(&other);
    seal_identity_destroy(id);
}

#define SCRYPT_FILE(args)                                                                      \
    "age-encryption.org/v1\n-> scrypt " args "\nEmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n" \
    "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n0123456789abcdef0123456789abcdef"

TEST(hostile_work_factors_are_refused_before_any_work)
{
    static const struct {
        const char *file;
        enum err code;
    } cases[] = {
        {SCRYPT_FILE("AAAAAAAAAAAAAAAAAAAAAA 4"), ERR_KEY},
        {SCRYPT_FILE("AAAAAAAAAAAAAAAAAAAAAA 21"), ERR_LIMIT},
        {SCRYPT_FILE("AAAAAAAAAAAAAAAAAAAAAA 63"), ERR_LIMIT},
        {SCRYPT_FILE("AAAAAAAAAAAAAAAAAAAAAA 64"), ERR_LIMIT},
        {SCRYPT_FILE("AAAAAAAAAAAAAAAAAAAAAA 18446744073709551616"), ERR_PARSE},
        {SCRYPT_FILE("AAAAAAAAAAAAAAAAAAAAAA 0"), ERR_PARSE},
        {SCRYPT_FILE("AAAAAAAAAAAAAAAAAAAAAA 04"), ERR_PARSE},
        {SCRYPT_FILE("AAAAAAAAAAAAAAAAAAAAAA +4"), ERR_PARSE},
        {SCRYPT_FILE("AAAAAAAAAAAAAAAAAAAAAA -4"), ERR_PARSE},
        {SCRYPT_FILE("AAAAAAAAAAAAAAAAAAAAAA 4 4"), ERR_PARSE},
        {SCRYPT_FILE("AAAAAAAAAAAAAAAAAAAAAA"), ERR_PARSE},
        {SCRYPT_FILE("AAAAAAAAAAAAAAAAAAAAAB 4"), ERR_PARSE},
        {SCRYPT_FILE("AAAA 4"), ERR_PARSE},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(read_file(str_of(cases[i].file), "x", NULL), cases[i].code);
}

TEST(an_empty_passphrase_and_wild_work_factors_are_not_written)
{
    struct rng rng = rng_system();
    struct buf out = {0};
    assert_int_equal(seal_age_encrypt_passphrase(STR(""), 4, STR("x"), &rng, &out, NULL),
                     ERR_ARGUMENT);
    assert_int_equal(seal_age_encrypt_passphrase(STR("x"), 0, STR("x"), &rng, &out, NULL),
                     ERR_LIMIT);
    assert_int_equal(seal_age_encrypt_passphrase(STR("x"), 21, STR("x"), &rng, &out, NULL),
                     ERR_LIMIT);
    assert_int_equal(out.len, 0);
}

TEST_MAIN(cmocka_unit_test(a_file_may_have_comments_empty_lines_and_other_line_ends),
          cmocka_unit_test(more_keys_than_there_is_room_for_are_refused),
          cmocka_unit_test(what_is_no_key_file_is_refused), cmocka_unit_test(errors_name_the_line),
          cmocka_unit_test(a_locked_file_opens_with_its_passphrase_alone),
          cmocka_unit_test(a_locked_file_changed_anywhere_is_refused),
          cmocka_unit_test(a_locked_file_that_holds_no_key_is_refused),
          cmocka_unit_test(a_file_sealed_to_a_key_is_no_passphrase_file),
          cmocka_unit_test(hostile_work_factors_are_refused_before_any_work),
          cmocka_unit_test(an_empty_passphrase_and_wild_work_factors_are_not_written))
