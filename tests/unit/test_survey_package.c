// SPDX-License-Identifier: EUPL-1.2
// Folders and packages: what was signed is read back, and whatever differs is refused by its name.
#include "tests/unit/survey_fixture.h"

#include <sys/stat.h>
#include <zip.h>

static void open_fails(const struct fixture *f, enum err wanted, const char *name)
{
    struct survey *s = NULL;
    struct err_info info = {0};
    enum err err = survey_open(f->folder, &f->key, &s, &info);
    if (err != wanted)
        fail_msg("%s instead of %s: %s", err_name(err), err_name(wanted), info.message);
    if (!strstr(info.message, name)) fail_msg("\"%s\" does not name %s", info.message, name);
    assert_null(s);
}

TEST(signing_takes_up_found_files)
{
    struct fixture f;
    struct survey *s = NULL;
    fixture_make(&f, NULL);
    fixture_write(&f, ".hidden", STR("x"));
    fixture_write(&f, "form.md~", STR("x"));
    fixture_write(&f, "old.svar", STR("x"));
    fixture_sign(&f);
    assert_int_equal(survey_open(f.folder, &f.key, &s, NULL), ERR_NONE);
    assert_int_equal(survey_file_count(s), 2);
    assert_str(survey_file_name(s, 0), "form.md");
    assert_str(survey_file_name(s, 1), "media/bild.png");
    assert_int_equal(survey_file_hash(s, STR("form.md")).len, 64);
    assert_str(survey_file_hash(s, STR("gone")), "");
    struct str bytes;
    assert_int_equal(survey_file(s, STR("media/bild.png"), &bytes, NULL), ERR_NONE);
    assert_str(bytes, "\x89PNG not really");
    assert_int_equal(survey_file(s, STR(".hidden"), &bytes, NULL), ERR_MISSING);
    survey_close(s);
    fixture_finish(&f);
}

TEST(signing_again_takes_up_a_changed_file)
{
    struct fixture f;
    struct survey *s = NULL;
    fixture_make(&f, NULL);
    fixture_sign(&f);
    fixture_write(&f, "form.md", STR("| survey |\n"));
    open_fails(&f, ERR_TAMPERED, "form.md");
    fixture_sign(&f);
    assert_int_equal(survey_open(f.folder, &f.key, &s, NULL), ERR_NONE);
    survey_close(s);
    fixture_finish(&f);
}

TEST(unlisted_files_are_not_read)
{
    struct fixture f;
    struct survey *s = NULL;
    fixture_make(&f, NULL);
    fixture_sign(&f);
    fixture_write(&f, "later.txt", STR("added after signing"));
    assert_int_equal(survey_open(f.folder, &f.key, &s, NULL), ERR_NONE);
    assert_int_equal(survey_file_count(s), 2);
    survey_close(s);
    fixture_finish(&f);
}

TEST(a_changed_or_missing_file_is_named)
{
    struct fixture f;
    char path[256];
    fixture_make(&f, NULL);
    fixture_sign(&f);
    fixture_write(&f, "media/bild.png", STR("\x89PNG not reallY"));
    open_fails(&f, ERR_TAMPERED, "media/bild.png");
    snprintf(path, sizeof path, "%s/media/bild.png", f.folder);
    unlink(path);
    open_fails(&f, ERR_TAMPERED, "media/bild.png");
    assert_int_equal(mkfifo(path, 0600), 0); // must not hang the reader
    open_fails(&f, ERR_IO, "media/bild.png");
    fixture_finish(&f);
}

TEST(a_changed_survey_json_is_named)
{
    struct fixture f;
    struct buf text = {0};
    fixture_make(&f, NULL);
    fixture_sign(&f);
    fixture_read(&f, "survey.json", &text);
    buf_add_char(&text, '\n');
    fixture_write(&f, "survey.json", buf_str(&text));
    open_fails(&f, ERR_SIGNATURE, "survey.json");
    buf_finish(&text);
    fixture_finish(&f);
}

TEST(another_signer_is_refused)
{
    struct fixture f;
    struct survey *s = NULL;
    fixture_make(&f, NULL);
    fixture_sign(&f);
    struct seal_minisign_secret *other = seal_minisign_create();
    seal_minisign_public(other, &f.key);
    open_fails(&f, ERR_SIGNATURE, "survey.json");
    // And that one may not sign it over as its own without saying so.
    assert_int_equal(survey_sign(f.folder, other, NULL), ERR_KEY);
    // For looking only, the key inside will do.
    assert_int_equal(survey_open(f.folder, NULL, &s, NULL), ERR_NONE);
    survey_close(s);
    seal_minisign_destroy(other);
    fixture_finish(&f);
}

TEST(a_missing_or_broken_signature_is_refused)
{
    struct fixture f;
    char path[256];
    fixture_make(&f, NULL);
    open_fails(&f, ERR_MISSING, "survey.json.minisig");
    fixture_sign(&f);
    fixture_write(&f, "survey.json.minisig", STR("untrusted comment: x\nnonsense\n"));
    open_fails(&f, ERR_PARSE, "survey.json.minisig");
    snprintf(path, sizeof path, "%s/survey.json", f.folder);
    unlink(path);
    open_fails(&f, ERR_MISSING, "survey.json");
    fixture_finish(&f);
}

TEST(secret_keys_are_not_published)
{
    static const char *const secrets[] = {
        "# created\nAGE-SECRET-KEY-1QQQQQQ\n",
        "age-encryption.org/v1\n-> scrypt",
        "-----BEGIN AGE ENCRYPTED FILE-----\n",
        "untrusted comment: minisign encrypted secret key\nRWRTY",
    };
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        struct fixture f;
        struct err_info info = {0};
        fixture_make(&f, NULL);
        fixture_write(&f, "key.txt", str_of(secrets[i]));
        assert_int_equal(survey_sign(f.folder, f.secret, &info), ERR_DENIED);
        assert_non_null(strstr(info.message, "key.txt"));
        fixture_finish(&f);
    }
}

TEST(packages_are_the_same_bytes_each_time)
{
    struct fixture f;
    struct survey *s = NULL, *again = NULL;
    struct buf first = {0}, second = {0};
    fixture_make(&f, NULL);
    fixture_sign(&f);
    assert_int_equal(survey_open(f.folder, &f.key, &s, NULL), ERR_NONE);
    assert_int_equal(survey_pack(s, &first, NULL), ERR_NONE);
    assert_int_equal(survey_open_bytes(buf_str(&first), &f.key, &again, NULL), ERR_NONE);
    setenv("TZ", "Asia/Tokyo", 1);
    assert_int_equal(survey_pack(again, &second, NULL), ERR_NONE);
    assert_int_equal(first.len, second.len);
    assert_memory_equal(first.ptr, second.ptr, first.len);
    assert_memory_equal(survey_hash(s), survey_hash(again), 32);
    assert_int_equal(survey_file_count(again), 2);
    // The same from a file.
    fixture_write(&f, "out.svar", buf_str(&first));
    char path[256];
    snprintf(path, sizeof path, "%s/out.svar", f.folder);
    survey_close(again);
    assert_int_equal(survey_open(path, &f.key, &again, NULL), ERR_NONE);
    buf_finish(&first);
    buf_finish(&second);
    survey_close(s);
    survey_close(again);
    fixture_finish(&f);
}

TEST(a_damaged_package_is_never_accepted)
{
    struct fixture f;
    struct survey *s = NULL;
    struct buf whole = {0};
    fixture_make(&f, NULL);
    fixture_sign(&f);
    assert_int_equal(survey_open(f.folder, &f.key, &s, NULL), ERR_NONE);
    assert_int_equal(survey_pack(s, &whole, NULL), ERR_NONE);
    uint8_t original[32];
    memcpy(original, survey_hash(s), 32);
    survey_close(s);
    for (size_t i = 0; i < whole.len; i++) {
        struct survey *damaged = NULL;
        struct err_info info = {0};
        whole.ptr[i] ^= 0x20;
        // A flipped bit in a date or an attribute changes nothing that is read.
        if (survey_open_bytes(buf_str(&whole), &f.key, &damaged, &info) == ERR_NONE)
            assert_memory_equal(survey_hash(damaged), original, 32);
        else
            assert_true(info.message[0] != '\0');
        survey_close(damaged);
        whole.ptr[i] ^= 0x20;
    }
    for (size_t len = 0; len < whole.len; len += 7) {
        struct survey *cut = NULL;
        assert_int_not_equal(survey_open_bytes(str_make(whole.ptr, len), &f.key, &cut, NULL),
                             ERR_NONE);
    }
    buf_finish(&whole);
    fixture_finish(&f);
}

static void zip_text(zip_t *archive, const char *name, const char *text)
{
    zip_source_t *source = zip_source_buffer(archive, text, strlen(text), 0);
    assert_true(zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8) >= 0);
}

TEST(a_package_with_unsafe_names_is_refused)
{
    struct fixture f;
    struct survey *s = NULL;
    struct err_info info = {0};
    char path[256];
    fixture_make(&f, NULL);
    snprintf(path, sizeof path, "%s/bad.svar", f.folder);
    zip_t *archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    zip_text(archive, "survey.json", "{}");
    zip_text(archive, "../outside", "x");
    assert_int_equal(zip_close(archive), 0);
    assert_int_equal(survey_open(path, &f.key, &s, &info), ERR_PARSE);
    assert_non_null(strstr(info.message, "unsafe name"));
    fixture_finish(&f);
}

TEST(what_is_no_package_is_refused)
{
    struct survey *s = NULL;
    struct err_info info = {0};
    assert_int_equal(survey_open_bytes(STR(""), NULL, &s, &info), ERR_PARSE);
    assert_int_equal(survey_open_bytes(STR("<html>log in</html>"), NULL, &s, &info), ERR_PARSE);
    assert_int_equal(survey_open_bytes(STR("PK\3\4rubbish"), NULL, &s, &info), ERR_PARSE);
    assert_int_equal(survey_open("/nowhere/at/all", NULL, &s, &info), ERR_MISSING);
    assert_int_equal(survey_open("/dev/null", NULL, &s, &info), ERR_ARGUMENT);
}

TEST_MAIN(cmocka_unit_test(signing_takes_up_found_files),
          cmocka_unit_test(signing_again_takes_up_a_changed_file),
          cmocka_unit_test(unlisted_files_are_not_read),
          cmocka_unit_test(a_changed_or_missing_file_is_named),
          cmocka_unit_test(a_changed_survey_json_is_named),
          cmocka_unit_test(another_signer_is_refused),
          cmocka_unit_test(a_missing_or_broken_signature_is_refused),
          cmocka_unit_test(secret_keys_are_not_published),
          cmocka_unit_test(packages_are_the_same_bytes_each_time),
          cmocka_unit_test(a_damaged_package_is_never_accepted),
          cmocka_unit_test(a_package_with_unsafe_names_is_refused),
          cmocka_unit_test(what_is_no_package_is_refused))
