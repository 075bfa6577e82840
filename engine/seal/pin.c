// SPDX-License-Identifier: EUPL-1.2
// Argon2id by libsodium, with a bound on what a hash may cost the kiosk. See seal/pin.h.
#include "seal/pin.h"

#include <sodium.h>
#include <stdio.h>

#include "base/check.h"

enum { MEMORY_KIB_MOST = 256 << 10, PASSES_MOST = 10, LANES_MOST = 4 };

static enum err check_pin(struct str pin, struct err_info *info)
{
    bool digits = pin.len >= SEAL_PIN_LEAST && pin.len <= SEAL_PIN_MOST;
    for (size_t i = 0; digits && i < pin.len; i++) {
        digits = pin.ptr[i] >= '0' && pin.ptr[i] <= '9';
    }
    if (digits) return ERR_NONE;
    return err_set(info, ERR_ARGUMENT, "a PIN is %d to %d digits", SEAL_PIN_LEAST, SEAL_PIN_MOST);
}

enum err seal_pin_hash(struct str pin, struct buf *out, struct err_info *info)
{
    char hash[crypto_pwhash_STRBYTES];
    enum err err = check_pin(pin, info);
    if (err) return err;
    CHECK(sodium_init() >= 0);
    if (crypto_pwhash_str_alg(hash, pin.ptr, pin.len, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return err_set(info, ERR_LIMIT, "there is not enough memory to hash a PIN");
    }
    buf_add_text(out, hash);
    return ERR_NONE;
}

enum err seal_pin_verify(struct str hash, struct str pin, struct err_info *info)
{
    char text[crypto_pwhash_STRBYTES] = "";
    unsigned memory = 0, passes = 0, lanes = 0;
    enum err err = check_pin(pin, info);
    if (err) return err_set(info, ERR_DENIED, "the PIN is not right");
    CHECK(sodium_init() >= 0);
    if (hash.len >= sizeof text) return err_set(info, ERR_PARSE, "the PIN's hash is too long");
    memcpy(text, hash.ptr, hash.len);
    if (sscanf(text, "$argon2id$v=19$m=%7u,t=%3u,p=%3u$", &memory, &passes, &lanes) != 3) {
        return err_set(info, ERR_PARSE, "the PIN's hash is no Argon2id hash");
    }
    if (memory > MEMORY_KIB_MOST || passes > PASSES_MOST || lanes > LANES_MOST) {
        return err_set(info, ERR_LIMIT, "the PIN's hash asks for too much memory or time");
    }
    if (crypto_pwhash_str_verify(text, pin.ptr, pin.len) != 0) {
        return err_set(info, ERR_DENIED, "the PIN is not right");
    }
    return ERR_NONE;
}
