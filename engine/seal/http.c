// SPDX-License-Identifier: EUPL-1.2
// HTTP message signatures (RFC 9421) with the one set of components that Svar uses, and enrolment
// tokens. Verification takes exactly what signing writes: fewer forms, fewer mistakes.
#include "seal/sign_priv.h"

#include "base/check.h"
#include "seal/age_priv.h"

#include <sodium.h>
#include <stdio.h>

#define COMPONENTS "(\"@method\" \"@path\" \"@query\" \"content-digest\")"
#define LABEL "svar="

enum { NONCE_CHARS_MAX = 64, TARGET_BYTES_MAX = 8192 };

// known: the body's digest, or NULL.
static void content_digest(struct str body, const uint8_t *known, struct buf *out)
{
    uint8_t digest[32];
    if (known)
        memcpy(digest, known, sizeof(digest));
    else
        seal_sha256(body, digest);
    buf_add_text(out, "sha-256=:");
    seal_base64_add(out, digest, sizeof(digest), SEAL_BASE64_PADDED);
    buf_add_char(out, ':');
}

// RFC 9421, 2.5: one line a component, the parameters last and without a line end.
static void signature_base(const char *method, const char *path, const char *query,
                           struct str digest, struct str parameters, struct buf *out)
{
    buf_printf(out, "\"@method\": %s\n\"@path\": %s\n\"@query\": %s\n", method, path, query);
    buf_add_text(out, "\"content-digest\": ");
    buf_add_str(out, digest);
    buf_add_text(out, "\n\"@signature-params\": ");
    buf_add_str(out, parameters);
}

static bool nonce_fits(struct str nonce)
{
    if (nonce.len < 1 || nonce.len > NONCE_CHARS_MAX) return false;
    for (size_t i = 0; i < nonce.len; i++) {
        char c = nonce.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (c == '\0' || !strchr("+/=-_", c))) return false;
    }
    return true;
}

static bool target_fits(const char *text)
{
    size_t length = strlen(text);
    if (length > TARGET_BYTES_MAX) return false;
    for (size_t i = 0; i < length; i++)
        if ((uint8_t)text[i] <= 0x20 || (uint8_t)text[i] >= 0x7f) return false;
    return true;
}

static void take_text(struct buf *from, char *out, size_t out_bytes)
{
    CHECK(from->len < out_bytes);
    memcpy(out, buf_text(from), from->len + 1);
    buf_clear(from);
}

void seal_http_sign(const struct seal_signer *s, const char *method, const char *path,
                    const char *query, struct str body, const char *nonce,
                    struct seal_http_headers *out)
{
    CHECK(nonce_fits(str_of(nonce)));
    CHECK(target_fits(method) && target_fits(path) && target_fits(query) && query[0] == '?');
    struct buf text = {0};
    char key[65];
    uint8_t signature[SEAL_SIGNATURE_BYTES];
    content_digest(body, NULL, &text);
    take_text(&text, out->content_digest, sizeof(out->content_digest));

    hex_encode(s->public_key, sizeof(s->public_key), key);
    buf_printf(&text, LABEL COMPONENTS ";nonce=\"%s\";keyid=\"%s\";alg=\"ed25519\"", nonce, key);
    take_text(&text, out->signature_input, sizeof(out->signature_input));

    signature_base(method, path, query, str_of(out->content_digest),
                   str_of(out->signature_input + strlen(LABEL)), &text);
    crypto_sign_detached(signature, NULL, text.ptr, text.len, s->secret);
    buf_clear(&text);

    buf_add_text(&text, LABEL ":");
    seal_base64_add(&text, signature, sizeof(signature), SEAL_BASE64_PADDED);
    buf_add_char(&text, ':');
    take_text(&text, out->signature, sizeof(out->signature));
    buf_finish(&text);
}

// Takes literal off the start of *text.
static bool take(struct str *text, const char *literal)
{
    if (!str_starts(*text, str_of(literal))) return false;
    *text = str_sub(*text, strlen(literal), text->len);
    return true;
}

// Takes all up to the next '"' and the '"' too.
static bool take_quoted(struct str *text, struct str *out)
{
    ptrdiff_t end = str_find_char(*text, '"');
    if (end < 0) return false;
    *out = str_sub(*text, 0, (size_t)end);
    *text = str_sub(*text, (size_t)end + 1, text->len);
    return true;
}

static enum err parse_input(struct str input, struct str *out_nonce, uint8_t out_key[32],
                            struct err_info *info)
{
    struct str key = {0};
    if (!take(&input, LABEL COMPONENTS ";nonce=\"") || !take_quoted(&input, out_nonce) ||
        !nonce_fits(*out_nonce) || !take(&input, ";keyid=\"") || !take_quoted(&input, &key) ||
        !hex_decode(key, out_key, 32) || !take(&input, ";alg=\"ed25519\"") || input.len)
        return err_set(info, ERR_PARSE,
                       "the Signature-Input header should be: " LABEL COMPONENTS
                       ";nonce=\"…\";keyid=\"…\";alg=\"ed25519\"");
    return ERR_NONE;
}

enum err seal_http_verify(const char *method, const char *path, const char *query, struct str body,
                          struct str digest, struct str signature_input, struct str signature,
                          uint8_t out_key[32], char out_nonce[65], struct err_info *info)
{
    return seal_http_verify_again(NULL, NULL, method, path, query, body, digest, signature_input,
                                  signature, out_key, out_nonce, info);
}

enum err seal_http_verify_again(const uint8_t *proven_key, const uint8_t *body_digest,
                                const char *method, const char *path, const char *query,
                                struct str body, struct str digest, struct str signature_input,
                                struct str signature, uint8_t out_key[32], char out_nonce[65],
                                struct err_info *info)
{
    struct str nonce = {0};
    uint8_t key[32], bytes[SEAL_SIGNATURE_BYTES];
    if (!target_fits(method) || !target_fits(path) || !target_fits(query) || query[0] != '?')
        return err_set(info, ERR_PARSE, "the request's target cannot be signed");
    enum err code = parse_input(signature_input, &nonce, key, info);
    if (code) return code;
    if (!take(&signature, LABEL ":") || !signature.len || signature.ptr[signature.len - 1] != ':' ||
        !seal_base64_decode(str_sub(signature, 0, signature.len - 1), SEAL_BASE64_PADDED, bytes,
                            sizeof(bytes)))
        return err_set(info, ERR_PARSE, "the Signature header should be: " LABEL ":base64:");

    struct buf text = {0};
    content_digest(body, body_digest, &text);
    if (!str_eq(buf_str(&text), digest)) {
        buf_finish(&text);
        return err_set(info, ERR_SIGNATURE,
                       "the Content-Digest header does not match the request's body");
    }
    buf_clear(&text);
    int matches = proven_key && !memcmp(proven_key, key, sizeof(key)) ? 0 : -1;
    if (matches != 0) {
        // Parameters are signed as they were written, from behind the label on.
        signature_base(method, path, query, digest,
                       str_sub(signature_input, strlen(LABEL), signature_input.len), &text);
        matches = crypto_sign_verify_detached(bytes, text.ptr, text.len, key);
    }
    buf_finish(&text);
    if (matches != 0) return err_set(info, ERR_SIGNATURE, "the request's signature does not match");
    memcpy(out_key, key, sizeof(key));
    memcpy(out_nonce, nonce.ptr, nonce.len);
    out_nonce[nonce.len] = '\0';
    return ERR_NONE;
}

// ---- enrolment tokens ----

#define TOKEN_DOMAIN "svar enrol 1"
#define TOKEN_PREFIX "svar-enrol-1."
enum { TOKEN_BYTES = SEAL_TOKEN_ID_BYTES + SEAL_SIGNATURE_BYTES };

// The id has a fixed length, so no two pairs of survey and id give the same message.
static void token_message(struct str survey_id, const uint8_t id[SEAL_TOKEN_ID_BYTES],
                          struct buf *out)
{
    buf_add_str(out, survey_id);
    buf_add(out, id, SEAL_TOKEN_ID_BYTES);
}

void seal_token_create(const struct seal_signer *organizer, struct str survey_id, struct buf *out)
{
    uint8_t token[TOKEN_BYTES];
    struct buf message = {0};
    randombytes_buf(token, SEAL_TOKEN_ID_BYTES);
    token_message(survey_id, token, &message);
    seal_sign(organizer, TOKEN_DOMAIN, buf_str(&message), token + SEAL_TOKEN_ID_BYTES);
    buf_finish(&message);
    buf_add_text(out, TOKEN_PREFIX);
    seal_base64_add(out, token, sizeof(token), SEAL_BASE64_URL);
    sodium_memzero(token, sizeof(token));
}

enum err seal_token_verify(const uint8_t organizer_key[32], struct str survey_id, struct str token,
                           uint8_t out_id[SEAL_TOKEN_ID_BYTES], struct err_info *info)
{
    uint8_t bytes[TOKEN_BYTES];
    if (!take(&token, TOKEN_PREFIX) ||
        !seal_base64_decode(token, SEAL_BASE64_URL, bytes, sizeof(bytes)))
        return err_set(info, ERR_PARSE,
                       "this is not a whole enrolment token; it begins with \"" TOKEN_PREFIX "\"");
    struct buf message = {0};
    token_message(survey_id, bytes, &message);
    bool matches =
        seal_verify(organizer_key, TOKEN_DOMAIN, buf_str(&message), bytes + SEAL_TOKEN_ID_BYTES);
    buf_finish(&message);
    if (!matches)
        return err_set(info, ERR_SIGNATURE,
                       "the enrolment token is for another survey or by another organizer");
    memcpy(out_id, bytes, SEAL_TOKEN_ID_BYTES);
    return ERR_NONE;
}
