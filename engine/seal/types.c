// SPDX-License-Identifier: EUPL-1.2
// The table of recipient types, sealing side: keys as text, and the stanza that wraps a file key.
#include "seal/age_priv.h"

#include "base/check.h"

#include <sodium.h>

// ---- X25519 ----

// With a point of low order the shared secret is zero whoever makes it: anybody could open.
static enum err check_x25519(const uint8_t key[SEAL_KEY_BYTES], struct err_info *info)
{
    static const uint8_t any[32] = {1};
    uint8_t shared[32];
    if (crypto_scalarmult(shared, any, key) == 0) return ERR_NONE;
    return err_set(info, ERR_PARSE, "recipient: the key is not one that can keep a secret");
}

static enum err add_x25519_stanza(const struct seal_recipient *recipient,
                                  struct seal_age_work *work, const struct rng *rng,
                                  struct buf *out, struct err_info *info)
{
    static const uint8_t zero_nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
    uint8_t share[32], body[SEAL_FILE_KEY_BYTES + SEAL_AGE_TAG_BYTES];
    rng_fill(rng, work->secret, sizeof(work->secret));
    crypto_scalarmult_base(share, work->secret);
    if (crypto_scalarmult(work->shared, work->secret, recipient->public_key) != 0)
        return err_set(info, ERR_ARGUMENT, "a recipient's key is not one that can keep a secret");
    seal_age_x25519_wrap_key(work->shared, share, recipient->public_key, work->key);
    crypto_aead_chacha20poly1305_ietf_encrypt(body, NULL, work->file_key, SEAL_FILE_KEY_BYTES, NULL,
                                              0, NULL, zero_nonce, work->key);
    buf_add_text(out, "-> X25519 ");
    seal_base64_add(out, share, sizeof(share), SEAL_BASE64_UNPADDED);
    buf_add_char(out, '\n');
    seal_base64_add(out, body, sizeof(body), SEAL_BASE64_UNPADDED);
    buf_add_char(out, '\n');
    return ERR_NONE;
}

// ---- the table ----

const struct seal_recipient_type seal_recipient_types[] = {
    {"age", check_x25519, add_x25519_stanza},
};
const size_t seal_recipient_type_count =
    sizeof(seal_recipient_types) / sizeof(seal_recipient_types[0]);

// age's other kinds, so that a key of theirs is not called damaged.
static bool is_foreign(struct str text)
{
    static const char *const known[] = {"age1pq1", "age1tag1", "age1tagpq1", "age1yubikey1"};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (str_starts(text, str_of(known[i]))) return true;
    return false;
}

enum err seal_recipient_parse(struct str text, struct seal_recipient *out, struct err_info *info)
{
    struct seal_recipient recipient = {0};
    if (is_foreign(text))
        return err_set(info, ERR_UNSUPPORTED,
                       "recipient: a kind of age's keys that this version cannot seal to; use one "
                       "made by svar keygen or age-keygen (age1… with 62 characters)");
    // The first type is the one that errors are told of: its keys are what people type.
    enum err code = ERR_PARSE;
    for (size_t i = 0; code && i < seal_recipient_type_count; i++) {
        code = seal_bech32_decode(seal_recipient_types[i].prefix, false, text, recipient.public_key,
                                  i ? NULL : info);
        recipient.type = (uint8_t)i;
    }
    if (code) return err_prefix(info, code, "recipient: ");
    code = seal_recipient_types[recipient.type].check(recipient.public_key, info);
    if (!code) *out = recipient;
    return code;
}

void seal_recipient_format(const struct seal_recipient *r, char out[SEAL_RECIPIENT_CHARS + 1])
{
    char text[SEAL_BECH32_CHARS_MAX];
    CHECK(r->type < seal_recipient_type_count);
    size_t length = seal_bech32_encode(seal_recipient_types[r->type].prefix, r->public_key, text);
    CHECK(length == SEAL_RECIPIENT_CHARS);
    memcpy(out, text, SEAL_RECIPIENT_CHARS + 1);
}
