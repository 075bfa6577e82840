// SPDX-License-Identifier: EUPL-1.2
// Ed25519 signatures with a domain, key files, signed HTTP requests and enrolment tokens.
#include "tests/unit/seal_help.h"

#include <sys/stat.h>

TEST(a_signature_is_for_its_domain_message_and_key_alone)
{
    struct seal_signer *s = seal_signer_create(), *other = seal_signer_create();
    uint8_t signature[SEAL_SIGNATURE_BYTES];
    const uint8_t *key = seal_signer_public(s);
    seal_sign(s, "svar test 1", STR("hej"), signature);
    assert_true(seal_verify(key, "svar test 1", STR("hej"), signature));
    assert_false(seal_verify(key, "svar test 2", STR("hej"), signature));
    assert_false(seal_verify(key, "svar test 1", STR("hei"), signature));
    assert_false(seal_verify(seal_signer_public(other), "svar test 1", STR("hej"), signature));
    for (size_t i = 0; i < sizeof(signature); i++) {
        signature[i] ^= 4;
        assert_false(seal_verify(key, "svar test 1", STR("hej"), signature));
        signature[i] ^= 4;
    }
    seal_signer_destroy(s);
    seal_signer_destroy(other);
}

TEST(a_public_key_of_low_order_verifies_nothing)
{
    static const uint8_t zero[32], one[32] = {1};
    uint8_t signature[SEAL_SIGNATURE_BYTES] = {1};
    assert_false(seal_verify(zero, "svar test 1", STR("hej"), signature));
    assert_false(seal_verify(one, "svar test 1", STR("hej"), signature));
}

// ---- key files ----

TEST(a_key_file_is_made_once_and_then_read)
{
    struct seal_signer *first = NULL, *second = NULL;
    struct stat stat_of;
    assert_int_equal(seal_signer_load_or_create(help_path("device.key"), &first, NULL), ERR_NONE);
    assert_int_equal(seal_signer_load_or_create(help_path("device.key"), &second, NULL), ERR_NONE);
    assert_memory_equal(seal_signer_public(first), seal_signer_public(second), 32);
    assert_int_equal(stat(help_path("device.key"), &stat_of), 0);
    assert_int_equal(stat_of.st_mode & 0777, 0600);
    uint8_t signature[SEAL_SIGNATURE_BYTES];
    seal_sign(second, "svar test 1", STR("hej"), signature);
    assert_true(seal_verify(seal_signer_public(first), "svar test 1", STR("hej"), signature));
    seal_signer_destroy(first);
    seal_signer_destroy(second);
}

TEST(a_damaged_key_file_is_told_at_every_byte)
{
    struct seal_signer *s = NULL;
    assert_int_equal(seal_signer_load_or_create(help_path("damaged.key"), &s, NULL), ERR_NONE);
    seal_signer_destroy(s);
    struct buf file = help_read("damaged.key");
    for (size_t i = 0; i < file.len; i++) {
        struct err_info info = {0};
        struct seal_signer *none = NULL;
        file.ptr[i] ^= 1;
        help_write("damaged.key", buf_str(&file));
        assert_int_equal(seal_signer_load_or_create(help_path("damaged.key"), &none, &info),
                         ERR_CORRUPT);
        assert_null(none);
        file.ptr[i] ^= 1;
    }
    help_write("damaged.key", str_sub(buf_str(&file), 0, file.len - 1));
    assert_int_equal(seal_signer_load_or_create(help_path("damaged.key"), &s, NULL), ERR_CORRUPT);
    buf_add_char(&file, 0);
    help_write("damaged.key", buf_str(&file));
    assert_int_equal(seal_signer_load_or_create(help_path("damaged.key"), &s, NULL), ERR_CORRUPT);
    help_write("damaged.key", STR(""));
    assert_int_equal(seal_signer_load_or_create(help_path("damaged.key"), &s, NULL), ERR_CORRUPT);
    buf_wipe(&file);
}

TEST(a_key_file_that_others_can_read_is_refused)
{
    struct seal_signer *s = NULL;
    assert_int_equal(seal_signer_load_or_create(help_path("open.key"), &s, NULL), ERR_NONE);
    seal_signer_destroy(s);
    assert_int_equal(chmod(help_path("open.key"), 0644), 0);
    assert_int_equal(seal_signer_load_or_create(help_path("open.key"), &s, NULL), ERR_DENIED);
}

TEST(a_key_file_in_a_folder_that_is_not_there_is_an_error)
{
    struct seal_signer *s = NULL;
    struct err_info info = {0};
    assert_int_equal(seal_signer_load_or_create(help_path("no/such/device.key"), &s, &info),
                     ERR_MISSING);
    assert_null(s);
}

// ---- HTTP ----

struct request {
    const char *method, *path, *query;
    struct str body;
    struct seal_http_headers headers;
};

static struct request signed_request(const struct seal_signer *s)
{
    struct request r = {.method = "POST", .path = "/v1/batches", .query = "?", .body = STR("hej")};
    seal_http_sign(s, r.method, r.path, r.query, r.body, "n0nce/+=-_", &r.headers);
    return r;
}

static enum err verify(const struct request *r, uint8_t key[32], char nonce[65])
{
    struct err_info info = {0};
    return seal_http_verify(r->method, r->path, r->query, r->body,
                            str_of(r->headers.content_digest), str_of(r->headers.signature_input),
                            str_of(r->headers.signature), key, nonce, &info);
}

TEST(a_signed_request_verifies_and_names_its_key_and_nonce)
{
    struct seal_signer *s = seal_signer_create();
    struct request r = signed_request(s);
    uint8_t key[32];
    char nonce[65];
    assert_int_equal(verify(&r, key, nonce), ERR_NONE);
    assert_memory_equal(key, seal_signer_public(s), 32);
    assert_string_equal(nonce, "n0nce/+=-_");
    seal_signer_destroy(s);
}

// SHA-256 of "hej", by openssl.
TEST(headers_have_the_form_of_the_standards)
{
    struct seal_signer *s = seal_signer_create();
    struct request r = signed_request(s);
    char expected[400], key[65];
    assert_string_equal(r.headers.content_digest,
                        "sha-256=:nEeL9j6VAMtdsehezoLxjI655S4vkTWs1/EJcsjVY7o=:");
    hex_encode(seal_signer_public(s), 32, key);
    snprintf(expected, sizeof(expected),
             "svar=(\"@method\" \"@path\" \"@query\" \"content-digest\");nonce=\"n0nce/+=-_\";"
             "keyid=\"%s\";alg=\"ed25519\"",
             key);
    assert_string_equal(r.headers.signature_input, expected);
    seal_signer_destroy(s);
}

TEST(a_request_changed_anywhere_does_not_verify)
{
    struct seal_signer *s = seal_signer_create();
    struct request r = signed_request(s), changed;
    uint8_t key[32];
    char nonce[65];
    changed = r, changed.method = "PUT";
    assert_int_equal(verify(&changed, key, nonce), ERR_SIGNATURE);
    changed = r, changed.path = "/v1/batches/";
    assert_int_equal(verify(&changed, key, nonce), ERR_SIGNATURE);
    changed = r, changed.query = "?after=1";
    assert_int_equal(verify(&changed, key, nonce), ERR_SIGNATURE);
    changed = r, changed.body = STR("hej!");
    assert_int_equal(verify(&changed, key, nonce), ERR_SIGNATURE);
    seal_signer_destroy(s);
}

TEST(a_header_changed_anywhere_does_not_verify)
{
    struct seal_signer *s = seal_signer_create();
    struct request r = signed_request(s);
    uint8_t key[32];
    char nonce[65];
    char *texts[] = {r.headers.content_digest, r.headers.signature_input, r.headers.signature};
    for (size_t t = 0; t < 3; t++) {
        for (size_t i = 0; texts[t][i]; i++) {
            texts[t][i] ^= 1;
            enum err code = verify(&r, key, nonce);
            assert_true(code == ERR_SIGNATURE || code == ERR_PARSE);
            texts[t][i] ^= 1;
        }
    }
    assert_int_equal(verify(&r, key, nonce), ERR_NONE);
    seal_signer_destroy(s);
}

TEST(a_request_signed_over_less_is_refused)
{
    struct seal_signer *s = seal_signer_create();
    struct request r = signed_request(s);
    uint8_t key[32];
    char nonce[65];
    static const char *const inputs[] = {
        "",
        "svar=",
        "svar=(\"@method\");nonce=\"a\";keyid=\"b\";alg=\"ed25519\"",
        "svar=(\"@method\" \"@path\" \"@query\" \"content-digest\");nonce=\"",
        "svar=(\"@method\" \"@path\" \"@query\" \"content-digest\");nonce=\"\";keyid=\"\"",
        "sig=(\"@method\" \"@path\" \"@query\" \"content-digest\");nonce=\"a\"",
    };
    for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
        snprintf(r.headers.signature_input, sizeof(r.headers.signature_input), "%s", inputs[i]);
        assert_int_equal(verify(&r, key, nonce), ERR_PARSE);
    }
    seal_signer_destroy(s);
}

TEST(a_target_with_line_ends_is_refused)
{
    struct seal_signer *s = seal_signer_create();
    struct request r = signed_request(s);
    uint8_t key[32];
    char nonce[65];
    r.path = "/v1/batches\n\"@query\": ?x";
    assert_int_equal(verify(&r, key, nonce), ERR_PARSE);
    r.path = "/v1/batches";
    r.query = "";
    assert_int_equal(verify(&r, key, nonce), ERR_PARSE);
    seal_signer_destroy(s);
}

// ---- tokens ----

TEST(a_token_is_for_its_survey_and_organizer_alone)
{
    struct seal_signer *organizer = seal_signer_create(), *other = seal_signer_create();
    struct buf token = {0}, second = {0};
    uint8_t id[SEAL_TOKEN_ID_BYTES], second_id[SEAL_TOKEN_ID_BYTES];
    const uint8_t *key = seal_signer_public(organizer);
    seal_token_create(organizer, STR("samverkan-2019"), &token);
    seal_token_create(organizer, STR("samverkan-2019"), &second);
    assert_true(str_starts(buf_str(&token), STR("svar-enrol-1.")));
    assert_int_equal(token.len, 13 + 107);
    assert_int_equal(seal_token_verify(key, STR("samverkan-2019"), buf_str(&token), id, NULL),
                     ERR_NONE);
    assert_int_equal(
        seal_token_verify(key, STR("samverkan-2019"), buf_str(&second), second_id, NULL), ERR_NONE);
    assert_memory_not_equal(id, second_id, sizeof(id));
    assert_int_equal(seal_token_verify(key, STR("samverkan-2020"), buf_str(&token), id, NULL),
                     ERR_SIGNATURE);
    assert_int_equal(seal_token_verify(seal_signer_public(other), STR("samverkan-2019"),
                                       buf_str(&token), id, NULL),
                     ERR_SIGNATURE);
    buf_finish(&token);
    buf_finish(&second);
    seal_signer_destroy(organizer);
    seal_signer_destroy(other);
}

TEST(a_token_changed_or_cut_anywhere_is_refused)
{
    struct seal_signer *organizer = seal_signer_create();
    struct buf token = {0};
    uint8_t id[SEAL_TOKEN_ID_BYTES];
    const uint8_t *key = seal_signer_public(organizer);
    seal_token_create(organizer, STR("s"), &token);
    for (size_t i = 0; i < token.len; i++) {
        token.ptr[i] ^= 1;
        enum err code = seal_token_verify(key, STR("s"), buf_str(&token), id, NULL);
        assert_true(code == ERR_SIGNATURE || code == ERR_PARSE);
        token.ptr[i] ^= 1;
        assert_int_equal(seal_token_verify(key, STR("s"), str_sub(buf_str(&token), 0, i), id, NULL),
                         ERR_PARSE);
    }
    buf_finish(&token);
    seal_signer_destroy(organizer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signature_is_for_its_domain_message_and_key_alone),
        cmocka_unit_test(a_public_key_of_low_order_verifies_nothing),
        cmocka_unit_test(a_key_file_is_made_once_and_then_read),
        cmocka_unit_test(a_damaged_key_file_is_told_at_every_byte),
        cmocka_unit_test(a_key_file_that_others_can_read_is_refused),
        cmocka_unit_test(a_key_file_in_a_folder_that_is_not_there_is_an_error),
        cmocka_unit_test(a_signed_request_verifies_and_names_its_key_and_nonce),
        cmocka_unit_test(headers_have_the_form_of_the_standards),
        cmocka_unit_test(a_request_changed_anywhere_does_not_verify),
        cmocka_unit_test(a_header_changed_anywhere_does_not_verify),
        cmocka_unit_test(a_request_signed_over_less_is_refused),
        cmocka_unit_test(a_target_with_line_ends_is_refused),
        cmocka_unit_test(a_token_is_for_its_survey_and_organizer_alone),
        cmocka_unit_test(a_token_changed_or_cut_anywhere_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, help_folder_make, help_folder_remove) != 0;
}
