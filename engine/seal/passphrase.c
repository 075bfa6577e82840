// SPDX-License-Identifier: EUPL-1.2
// age files under a passphrase: the scrypt stanza. Used for the organizer's identity file.
#include "seal/age_priv.h"

#include <sodium.h>

enum err seal_age_scrypt_wrap_key(struct str passphrase, const uint8_t salt[SEAL_AGE_SALT_BYTES],
                                  int work_factor, uint8_t out[32], struct err_info *info)
{
    uint8_t labelled[sizeof(SEAL_AGE_SCRYPT_LABEL) - 1 + SEAL_AGE_SALT_BYTES];
    memcpy(labelled, SEAL_AGE_SCRYPT_LABEL, sizeof(SEAL_AGE_SCRYPT_LABEL) - 1);
    memcpy(labelled + sizeof(SEAL_AGE_SCRYPT_LABEL) - 1, salt, SEAL_AGE_SALT_BYTES);
    const uint8_t *password = (const uint8_t *)(passphrase.ptr ? passphrase.ptr : "");
    if (crypto_pwhash_scryptsalsa208sha256_ll(password, passphrase.len, labelled, sizeof(labelled),
                                              (uint64_t)1 << work_factor, 8, 1, out, 32) != 0)
        return err_set(info, ERR_FULL,
                       "not memory enough to work on the passphrase: %d MiB are needed; close "
                       "other programs and try again",
                       1 << (work_factor > 10 ? work_factor - 10 : 0));
    return ERR_NONE;
}

enum err seal_age_write_stanza_passphrase(struct str passphrase, int work_factor,
                                          struct seal_age_work *work, const struct rng *rng,
                                          struct buf *out, struct err_info *info)
{
    if (!passphrase.len) return err_set(info, ERR_ARGUMENT, "the passphrase is empty");
    if (work_factor < 1 || work_factor > SEAL_AGE_WORK_FACTOR_MAX)
        return err_set(info, ERR_LIMIT, "the work factor %d is not between 1 and %d", work_factor,
                       (int)SEAL_AGE_WORK_FACTOR_MAX);
    static const uint8_t zero_nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
    uint8_t salt[SEAL_AGE_SALT_BYTES], body[SEAL_FILE_KEY_BYTES + SEAL_AGE_TAG_BYTES];
    rng_fill(rng, salt, sizeof(salt));
    enum err code = seal_age_scrypt_wrap_key(passphrase, salt, work_factor, work->key, info);
    if (code) return code;
    crypto_aead_chacha20poly1305_ietf_encrypt(body, NULL, work->file_key, SEAL_FILE_KEY_BYTES, NULL,
                                              0, NULL, zero_nonce, work->key);
    buf_add_text(out, SEAL_AGE_VERSION_LINE "-> scrypt ");
    seal_base64_add(out, salt, sizeof(salt), SEAL_BASE64_UNPADDED);
    buf_printf(out, " %d\n", work_factor);
    seal_base64_add(out, body, sizeof(body), SEAL_BASE64_UNPADDED);
    buf_add_char(out, '\n');
    return ERR_NONE;
}

enum err seal_age_encrypt_passphrase(struct str passphrase, int work_factor, struct str plain,
                                     const struct rng *rng, struct buf *out, struct err_info *info)
{
    struct seal_age_work *work = seal_secret_alloc(sizeof(*work));
    size_t start = out->len;
    rng_fill(rng, work->file_key, SEAL_FILE_KEY_BYTES);
    enum err code = seal_age_write_stanza_passphrase(passphrase, work_factor, work, rng, out, info);
    if (!code) seal_age_write_payload(work, plain, plain.len, rng, start, out);
    seal_secret_free(work);
    return code;
}
