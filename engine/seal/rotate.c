// SPDX-License-Identifier: EUPL-1.2
// A device's key is changed for a new one that the old one vouches for.
#include "seal/sign_priv.h"

#include "base/file.h"
#include "seal/age_priv.h"

#include <sodium.h>

#define ROTATE_DOMAIN "svar rotate 1"

_Static_assert(sizeof(struct seal_rotation) == SEAL_ROTATION_BYTES, "as it stands in a batch");

static struct str vouched(const uint8_t before[32], const uint8_t key[32], uint8_t out[64])
{
    memcpy(out, before, 32);
    memcpy(out + 32, key, 32);
    return str_make(out, 64);
}

bool seal_rotation_verify(const struct seal_rotation *rotation, const uint8_t key[32])
{
    uint8_t both[64];
    return memcmp(rotation->key_before, key, 32) != 0 &&
           seal_verify(rotation->key_before, ROTATE_DOMAIN,
                       vouched(rotation->key_before, key, both), rotation->signature);
}

size_t seal_signer_rotations(const struct seal_signer *s, const struct seal_rotation **out)
{
    *out = s->rotations;
    return s->rotation_count;
}

enum err seal_signer_rotate(const char *path, struct seal_signer **out, struct err_info *info)
{
    struct seal_signer *before = NULL;
    if (!file_exists(path)) return err_set(info, ERR_MISSING, "there is no key %s to change", path);
    enum err code = seal_signer_load_or_create(path, &before, info);
    if (code) return code;
    struct seal_signer *s = seal_signer_create();
    struct seal_rotation *newest = &s->rotations[0];
    struct buf file = {0};
    uint8_t both[64];
    memcpy(newest->key_before, before->public_key, 32);
    seal_sign(before, ROTATE_DOMAIN, vouched(before->public_key, s->public_key, both),
              newest->signature);
    // The oldest falls out: who verifies has met it in the batches of the keys between.
    s->rotation_count = before->rotation_count + 1;
    if (s->rotation_count > SEAL_ROTATIONS_MAX) s->rotation_count = SEAL_ROTATIONS_MAX;
    memcpy(&s->rotations[1], before->rotations, (s->rotation_count - 1) * sizeof(*newest));
    buf_reserve(&file, SEAL_KEY_FILE_BYTES_MAX);
    seal_signer_write(s, &file);
    code = file_write(path, buf_str(&file), 0600, info);
    buf_wipe(&file);
    seal_signer_destroy(before);
    if (code)
        seal_signer_destroy(s);
    else
        *out = s;
    return code;
}
