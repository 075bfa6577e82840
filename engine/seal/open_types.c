// SPDX-License-Identifier: EUPL-1.2
// The table of recipient types, opening side: stanzas read and unwrapped with an identity.
#include "seal/open_priv.h"

#include <sodium.h>

enum err seal_open_unwrap(const uint8_t wrap_key[32], const uint8_t body[32],
                          uint8_t out_file_key[SEAL_FILE_KEY_BYTES])
{
    static const uint8_t zero_nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
    return crypto_aead_chacha20poly1305_ietf_decrypt(out_file_key, NULL, NULL, body, 32, NULL, 0,
                                                     zero_nonce, wrap_key) == 0
               ? ERR_NONE
               : ERR_KEY;
}

// ---- X25519 ----

static enum err parse_x25519(const struct seal_open_stanza *stanza, uint8_t out_share[32],
                             uint8_t out_body[32], struct err_info *info)
{
    if (seal_base64_decode(stanza->args, SEAL_BASE64_UNPADDED, out_share, 32) &&
        seal_open_stanza_body(stanza, out_body))
        return ERR_NONE;
    return err_set(info, ERR_PARSE, "the age file's header has a malformed recipient");
}

static enum err unwrap_x25519(const struct seal_identity *id, const uint8_t share[32],
                              const uint8_t body[32], struct seal_age_work *work,
                              struct err_info *info)
{
    if (crypto_scalarmult(work->shared, id->secret, share) != 0)
        return err_set(info, ERR_PARSE, "the age file's header holds a key that keeps no secret");
    seal_age_x25519_wrap_key(work->shared, share, id->public_key, work->key);
    return seal_open_unwrap(work->key, body, work->file_key);
}

// ---- the table ----

const struct seal_open_type seal_open_types[] = {
    {"X25519", parse_x25519, unwrap_x25519},
};
const size_t seal_open_type_count = sizeof(seal_open_types) / sizeof(seal_open_types[0]);
