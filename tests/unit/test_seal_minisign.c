// SPDX-License-Identifier: EUPL-1.2
// minisign's formats, both ways: first by ourselves, then with minisign as the judge.
#include "tests/unit/seal_help.h"

#include "seal/age_priv.h"
#include "seal/sign_priv.h"

// Made by minisign 0.11 with the passphrase "pw", at minisign's own cost of one GiB.
#define LOCKED_BY_MINISIGN                                                                         \
    "untrusted comment: minisign encrypted secret key\n"                                           \
    "RWRTY0IyE2A7+6PccuqXhLO2dMfpjKNP4kVYkbzdwpY4kD99fSMAAAACAAAAAAAAAEAAAAAAfzzliEqkwEKq4COb+"    \
    "h044YhwjRGcmU6qKMKaotF81nmFSrbJ4DlXGhDxQRNnPyO5zW9WozcLu6N2iSbxeVg4Abln6qYcID4VdxzsOorVEfZxh" \
    "ZdrbrSgl5p2fsAkOnjCGvMUFr8hf6A=\n"
#define PUBLIC_OF_IT "RWTOK7EUyWE3daepTf7vTFbuY510R9EBlKamF1BVRRVLPwl2UWQfaY30"

static const struct seal_minisign_cost cheap = {1 << 15, 1 << 20};

static struct buf signature_of(const struct seal_minisign_secret *s, const char *message,
                               const char *comment)
{
    struct buf out = {0};
    struct err_info info = {0};
    if (seal_minisign_sign(s, str_of(message), str_of(comment), &out, &info))
        fail_msg("%s", info.message);
    return out;
}

static struct seal_minisign_key public_of(const struct seal_minisign_secret *s)
{
    struct seal_minisign_key key;
    seal_minisign_public(s, &key);
    return key;
}

TEST(a_signature_verifies_and_gives_its_comment)
{
    struct seal_minisign_secret *s = seal_minisign_create();
    struct seal_minisign_key key = public_of(s);
    struct buf signature = signature_of(s, "hej", "enkät ett");
    struct str comment;
    assert_int_equal(seal_minisign_verify(&key, buf_str(&signature), STR("hej"), &comment, NULL),
                     ERR_NONE);
    assert_str(comment, "enkät ett");
    assert_int_equal(seal_minisign_verify(&key, buf_str(&signature), STR("hej!"), NULL, NULL),
                     ERR_SIGNATURE);
    buf_finish(&signature);
    seal_minisign_destroy(s);
}

TEST(a_signature_by_another_key_is_told_so)
{
    struct seal_minisign_secret *s = seal_minisign_create(), *other = seal_minisign_create();
    struct seal_minisign_key key = public_of(other), forged = public_of(other);
    struct buf signature = signature_of(s, "hej", "x");
    assert_int_equal(seal_minisign_verify(&key, buf_str(&signature), STR("hej"), NULL, NULL),
                     ERR_KEY);
    struct seal_minisign_key own = public_of(s);
    memcpy(forged.id, own.id, sizeof(own.id));
    assert_int_equal(seal_minisign_verify(&forged, buf_str(&signature), STR("hej"), NULL, NULL),
                     ERR_SIGNATURE);
    buf_finish(&signature);
    seal_minisign_destroy(s);
    seal_minisign_destroy(other);
}

// The first line is called untrusted because it may say anything.
TEST(a_signature_file_changed_anywhere_but_in_its_untrusted_comment_fails)
{
    struct seal_minisign_secret *s = seal_minisign_create();
    struct seal_minisign_key key = public_of(s);
    struct buf file = signature_of(s, "hej", "comment");
    size_t untrusted = (size_t)str_find_char(buf_str(&file), '\n');
    for (size_t i = 0; i < file.len; i++) {
        if (i + 1 == file.len || (i >= strlen(SEAL_MINISIGN_UNTRUSTED) && i < untrusted)) continue;
        for (unsigned bit = 0; bit < 8; bit++) {
            file.ptr[i] ^= (uint8_t)(1u << bit);
            assert_int_not_equal(seal_minisign_verify(&key, buf_str(&file), STR("hej"), NULL, NULL),
                                 ERR_NONE);
            file.ptr[i] ^= (uint8_t)(1u << bit);
        }
    }
    buf_finish(&file);
    seal_minisign_destroy(s);
}

TEST(a_cut_or_longer_signature_file_fails)
{
    struct seal_minisign_secret *s = seal_minisign_create();
    struct seal_minisign_key key = public_of(s);
    struct buf file = signature_of(s, "hej", "comment");
    for (size_t length = 0; length < file.len - 1; length++)
        assert_int_equal(
            seal_minisign_verify(&key, str_sub(buf_str(&file), 0, length), STR("hej"), NULL, NULL),
            ERR_PARSE);
    buf_add_text(&file, "more\n");
    assert_int_equal(seal_minisign_verify(&key, buf_str(&file), STR("hej"), NULL, NULL), ERR_PARSE);
    buf_finish(&file);
    seal_minisign_destroy(s);
}

TEST(comments_that_break_the_file_are_refused)
{
    struct seal_minisign_secret *s = seal_minisign_create();
    struct buf out = {0}, big = {0};
    assert_int_equal(seal_minisign_sign(s, STR("x"), STR("a\nb"), &out, NULL), ERR_ARGUMENT);
    assert_int_equal(seal_minisign_sign(s, STR("x"), STR("a\rb"), &out, NULL), ERR_ARGUMENT);
    assert_int_equal(seal_minisign_sign(s, STR("x"), STR("\xff"), &out, NULL), ERR_ARGUMENT);
    for (size_t i = 0; i <= SEAL_MINISIGN_COMMENT_BYTES_MAX; i++)
        buf_add_char(&big, 'x');
    assert_int_equal(seal_minisign_sign(s, STR("x"), buf_str(&big), &out, NULL), ERR_LIMIT);
    assert_int_equal(out.len, 0);
    buf_finish(&big);
    seal_minisign_destroy(s);
}

TEST(a_public_key_comes_back_as_it_went)
{
    struct seal_minisign_secret *s = seal_minisign_create();
    struct seal_minisign_key key = public_of(s), again;
    struct buf line = {0}, file = {0};
    seal_minisign_key_format(&key, &line);
    assert_true(str_starts(buf_str(&line), STR("RW")));
    assert_int_equal(line.len, 56);
    assert_int_equal(seal_minisign_key_parse(buf_str(&line), &again, NULL), ERR_NONE);
    assert_memory_equal(&key, &again, sizeof(key));
    seal_minisign_key_file(&key, &file);
    assert_int_equal(seal_minisign_key_parse(buf_str(&file), &again, NULL), ERR_NONE);
    assert_memory_equal(&key, &again, sizeof(key));
    buf_finish(&line);
    buf_finish(&file);
    seal_minisign_destroy(s);
}

TEST(what_is_no_public_key_is_refused)
{
    static const char *const bad[] = {
        "",
        "\n",
        "untrusted comment: x",
        "untrusted comment: x\n",
        "untrusted comment: x\nRWTOK7EUyWE3daep",
        (PUBLIC_OF_IT "\nmore"),
        ("x" PUBLIC_OF_IT),
        "age1sufukngn0zkzhp4xj93fk2kardqzt569y4a0xlnxjuxclywzhv3q0ppctg",
    };
    struct seal_minisign_key key;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(seal_minisign_key_parse(str_of(bad[i]), &key, NULL), ERR_PARSE);
    assert_int_equal(seal_minisign_key_parse(STR(PUBLIC_OF_IT), &key, NULL), ERR_NONE);
}

// ---- secret keys ----

TEST(a_secret_key_comes_back_with_and_without_passphrase)
{
    static const char *const passphrases[] = {"", "lösen ord"};
    for (size_t i = 0; i < 2; i++) {
        struct seal_minisign_secret *s = seal_minisign_create(), *again = NULL;
        struct seal_minisign_key key = public_of(s), key_again;
        struct buf file = {0};
        assert_int_equal(
            seal_minisign_secret_write_at(s, str_of(passphrases[i]), cheap, &file, NULL), ERR_NONE);
        assert_int_equal(seal_minisign_secret_locked(buf_str(&file)), i == 1);
        assert_int_equal(
            seal_minisign_secret_read(buf_str(&file), str_of(passphrases[i]), &again, NULL),
            ERR_NONE);
        key_again = public_of(again);
        assert_memory_equal(&key, &key_again, sizeof(key));
        struct buf signature = signature_of(again, "hej", "x");
        assert_int_equal(seal_minisign_verify(&key, buf_str(&signature), STR("hej"), NULL, NULL),
                         ERR_NONE);
        buf_finish(&signature);
        buf_wipe(&file);
        seal_minisign_destroy(s);
        seal_minisign_destroy(again);
    }
}

TEST(a_wrong_or_missing_passphrase_is_told_so)
{
    struct seal_minisign_secret *s = seal_minisign_create(), *again = NULL;
    struct buf file = {0};
    assert_int_equal(seal_minisign_secret_write_at(s, STR("rätt"), cheap, &file, NULL), ERR_NONE);
    assert_int_equal(seal_minisign_secret_read(buf_str(&file), STR("fel"), &again, NULL), ERR_KEY);
    assert_int_equal(seal_minisign_secret_read(buf_str(&file), STR(""), &again, NULL), ERR_KEY);
    assert_null(again);
    buf_wipe(&file);
    seal_minisign_destroy(s);
}

TEST(a_damaged_secret_key_is_told)
{
    struct seal_minisign_secret *s = seal_minisign_create(), *again = NULL;
    struct buf file = {0};
    assert_int_equal(seal_minisign_secret_write_at(s, STR(""), cheap, &file, NULL), ERR_NONE);
    size_t start = (size_t)str_find_char(buf_str(&file), '\n') + 1;
    for (size_t i = start; i < file.len - 1; i++) {
        uint8_t kept = file.ptr[i];
        file.ptr[i] = kept == 'A' ? 'B' : 'A';
        enum err code = seal_minisign_secret_read(buf_str(&file), STR(""), &again, NULL);
        file.ptr[i] = kept;
        // Salt and costs are there, but nothing is locked with them.
        size_t byte = (i - start) * 3 / 4;
        if (byte >= 5 && byte <= 54 && code == ERR_NONE)
            seal_minisign_destroy(again);
        else
            assert_true(code == ERR_CORRUPT || code == ERR_PARSE || code == ERR_UNSUPPORTED ||
                        code == ERR_KEY);
    }
    buf_wipe(&file);
    seal_minisign_destroy(s);
}

TEST(a_secret_key_that_asks_for_too_much_work_is_refused)
{
    struct seal_minisign_secret *s = seal_minisign_create(), *again = NULL;
    struct buf file = {0};
    assert_int_equal(seal_minisign_secret_write_at(s, STR("x"), cheap, &file, NULL), ERR_NONE);
    size_t start = (size_t)str_find_char(buf_str(&file), '\n') + 1;
    static const size_t high_bytes[] = {41, 45, 49, 53}; // of operations and of memory
    for (size_t i = 0; i < 4; i++) {
        uint8_t bytes[158];
        struct buf spoilt = {0};
        assert_true(seal_base64_decode(str_sub(buf_str(&file), start, file.len - 1),
                                       SEAL_BASE64_PADDED, bytes, sizeof(bytes)));
        bytes[high_bytes[i]] = 0x7f;
        buf_add_str(&spoilt, str_sub(buf_str(&file), 0, start));
        seal_base64_add(&spoilt, bytes, sizeof(bytes), SEAL_BASE64_PADDED);
        assert_int_equal(seal_minisign_secret_read(buf_str(&spoilt), STR("x"), &again, NULL),
                         ERR_LIMIT);
        buf_finish(&spoilt);
    }
    assert_null(again);
    buf_wipe(&file);
    seal_minisign_destroy(s);
}

TEST(a_signer_of_the_same_key_signs_for_it)
{
    struct seal_minisign_secret *s = seal_minisign_create();
    struct seal_minisign_key key = public_of(s);
    struct seal_signer *signer = seal_minisign_signer(s);
    uint8_t signature[SEAL_SIGNATURE_BYTES];
    seal_minisign_destroy(s);
    assert_memory_equal(seal_signer_public(signer), key.public_key, 32);
    seal_sign(signer, "svar test 1", STR("hej"), signature);
    assert_true(seal_verify(key.public_key, "svar test 1", STR("hej"), signature));
    seal_signer_destroy(signer);
}

// ---- minisign as the judge ----

TEST(minisign_verifies_our_signature_with_our_key_file)
{
    struct seal_minisign_secret *s = seal_minisign_create();
    struct seal_minisign_key key = public_of(s);
    struct buf public_file = {0}, signature = signature_of(s, "hej\n", "svar: ett prov");
    seal_minisign_key_file(&key, &public_file);
    help_write("our.pub", buf_str(&public_file));
    help_write("our.txt", STR("hej\n"));
    help_write("our.txt.minisig", buf_str(&signature));
    assert_int_equal(
        HELP_RUN("minisign", "-V", "-p", help_path("our.pub"), "-m", help_path("our.txt")), 0);
    help_write("our.txt", STR("hei\n"));
    assert_int_not_equal(
        HELP_RUN("minisign", "-V", "-p", help_path("our.pub"), "-m", help_path("our.txt")), 0);
    buf_finish(&public_file);
    buf_finish(&signature);
    seal_minisign_destroy(s);
}

static void minisign_signs(const char *format_option)
{
    assert_int_equal(HELP_RUN("minisign", "-G", "-W", "-f", "-p", help_path("their.pub"), "-s",
                              help_path("their.key")),
                     0);
    struct buf message = help_bytes(100000);
    help_write("their.bin", buf_str(&message));
    assert_int_equal(HELP_RUN("minisign", format_option, "-s", help_path("their.key"), "-m",
                              help_path("their.bin"), "-t", "prov"),
                     0);
    struct buf public_file = help_read("their.pub"), secret_file = help_read("their.key");
    struct buf signature = help_read("their.bin.minisig");
    struct seal_minisign_key key, own;
    struct seal_minisign_secret *s = NULL;
    struct str comment;
    assert_int_equal(seal_minisign_key_parse(buf_str(&public_file), &key, NULL), ERR_NONE);
    assert_int_equal(
        seal_minisign_verify(&key, buf_str(&signature), buf_str(&message), &comment, NULL),
        ERR_NONE);
    assert_str(comment, "prov");
    message.ptr[50000] ^= 1;
    assert_int_equal(seal_minisign_verify(&key, buf_str(&signature), buf_str(&message), NULL, NULL),
                     ERR_SIGNATURE);

    // Their secret key, which they wrote without a passphrase, is ours too.
    assert_false(seal_minisign_secret_locked(buf_str(&secret_file)));
    assert_int_equal(seal_minisign_secret_read(buf_str(&secret_file), STR(""), &s, NULL), ERR_NONE);
    own = public_of(s);
    assert_memory_equal(&own, &key, sizeof(key));
    seal_minisign_destroy(s);
    buf_finish(&public_file);
    buf_wipe(&secret_file);
    buf_finish(&signature);
    buf_finish(&message);
}

TEST(we_verify_minisigns_signature_with_its_key_files)
{
    minisign_signs("-S");
}

TEST(we_verify_minisigns_legacy_signature)
{
    minisign_signs("-Sl");
}

// minisign asks for the passphrase on its standard input, which HELP_RUN has empty.
static int minisign_sign_with(const char *passphrase, const char *key, const char *message)
{
    char command[600];
    snprintf(command, sizeof(command),
             "printf '%%s\\n' '%s' | minisign -S -s '%s' -m '%s' >/dev/null 2>&1", passphrase, key,
             message);
    return HELP_RUN("sh", "-c", command);
}

TEST(minisign_signs_with_our_secret_keys)
{
    static const char *const passphrases[] = {"", "hemligt"};
    help_write("message.txt", STR("hej\n"));
    for (size_t i = 0; i < 2; i++) {
        struct seal_minisign_secret *s = seal_minisign_create();
        struct seal_minisign_key key = public_of(s);
        struct buf file = {0};
        assert_int_equal(
            seal_minisign_secret_write_at(s, str_of(passphrases[i]), cheap, &file, NULL), ERR_NONE);
        help_write("secret.key", buf_str(&file));
        assert_int_equal(
            minisign_sign_with(passphrases[i], help_path("secret.key"), help_path("message.txt")),
            0);
        struct buf signature = help_read("message.txt.minisig");
        assert_int_equal(seal_minisign_verify(&key, buf_str(&signature), STR("hej\n"), NULL, NULL),
                         ERR_NONE);
        buf_finish(&signature);
        buf_wipe(&file);
        seal_minisign_destroy(s);
    }
}

TEST(minisign_signs_with_our_secret_key_at_its_usual_cost)
{
    struct seal_minisign_secret *s = seal_minisign_create();
    struct seal_minisign_key key = public_of(s);
    struct buf file = {0};
    assert_int_equal(seal_minisign_secret_write(s, STR("hemligt"), &file, NULL), ERR_NONE);
    help_write("usual.key", buf_str(&file));
    help_write("message.txt", STR("hej\n"));
    assert_int_equal(
        minisign_sign_with("hemligt", help_path("usual.key"), help_path("message.txt")), 0);
    struct buf signature = help_read("message.txt.minisig");
    assert_int_equal(seal_minisign_verify(&key, buf_str(&signature), STR("hej\n"), NULL, NULL),
                     ERR_NONE);
    buf_finish(&signature);
    buf_wipe(&file);
    seal_minisign_destroy(s);
}

TEST(we_unlock_minisigns_secret_key)
{
    struct seal_minisign_secret *s = NULL;
    struct seal_minisign_key key, own;
    assert_true(seal_minisign_secret_locked(STR(LOCKED_BY_MINISIGN)));
    enum err code = seal_minisign_secret_read(STR(LOCKED_BY_MINISIGN), STR("pw"), &s, NULL);
    if (code == ERR_FULL) return; // no GiB to spare here
    assert_int_equal(code, ERR_NONE);
    assert_int_equal(seal_minisign_key_parse(STR(PUBLIC_OF_IT), &key, NULL), ERR_NONE);
    own = public_of(s);
    assert_memory_equal(&own, &key, sizeof(key));
    seal_minisign_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signature_verifies_and_gives_its_comment),
        cmocka_unit_test(a_signature_by_another_key_is_told_so),
        cmocka_unit_test(a_signature_file_changed_anywhere_but_in_its_untrusted_comment_fails),
        cmocka_unit_test(a_cut_or_longer_signature_file_fails),
        cmocka_unit_test(comments_that_break_the_file_are_refused),
        cmocka_unit_test(a_public_key_comes_back_as_it_went),
        cmocka_unit_test(what_is_no_public_key_is_refused),
        cmocka_unit_test(a_secret_key_comes_back_with_and_without_passphrase),
        cmocka_unit_test(a_wrong_or_missing_passphrase_is_told_so),
        cmocka_unit_test(a_damaged_secret_key_is_told),
        cmocka_unit_test(a_secret_key_that_asks_for_too_much_work_is_refused),
        cmocka_unit_test(a_signer_of_the_same_key_signs_for_it),
        cmocka_unit_test(minisign_verifies_our_signature_with_our_key_file),
        cmocka_unit_test(we_verify_minisigns_signature_with_its_key_files),
        cmocka_unit_test(we_verify_minisigns_legacy_signature),
        cmocka_unit_test(minisign_signs_with_our_secret_keys),
        cmocka_unit_test(minisign_signs_with_our_secret_key_at_its_usual_cost),
        cmocka_unit_test(we_unlock_minisigns_secret_key),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, help_folder_make, help_folder_remove) != 0;
}
