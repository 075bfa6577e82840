// SPDX-License-Identifier: EUPL-1.2
// Identities, age's secret keys: made, written, and read from identity files as age and age-keygen
// write them, plain or under a passphrase.
#include "seal/open_priv.h"

#include <sodium.h>

enum { IDENTITY_FILE_BYTES_MAX = 64 << 10 };

#define IDENTITY_PREFIX "age-secret-key-"

static void identity_complete(struct seal_identity *id)
{
    crypto_scalarmult_base(id->public_key, id->secret);
}

struct seal_identity *seal_identity_create(void)
{
    struct seal_identity *id = seal_secret_alloc(sizeof(*id));
    randombytes_buf(id->secret, sizeof(id->secret));
    identity_complete(id);
    return id;
}

void seal_identity_destroy(struct seal_identity *id)
{
    seal_secret_free(id);
}

void seal_identity_recipient(const struct seal_identity *id, struct seal_recipient *out)
{
    *out = (struct seal_recipient){.type = 0};
    memcpy(out->public_key, id->public_key, sizeof(out->public_key));
}

void seal_identity_format(const struct seal_identity *id, struct buf *out)
{
    char text[SEAL_BECH32_CHARS_MAX];
    size_t length = seal_bech32_encode(IDENTITY_PREFIX, id->secret, text);
    for (size_t i = 0; i < length; i++)
        if (text[i] >= 'a' && text[i] <= 'z') text[i] = (char)(text[i] - 'a' + 'A');
    buf_add(out, text, length);
    sodium_memzero(text, sizeof(text));
}

void seal_identity_export(const struct seal_identity *id, uint8_t out[SEAL_KEY_BYTES])
{
    memcpy(out, id->secret, SEAL_KEY_BYTES);
}

struct seal_identity *seal_identity_import(const uint8_t secret[SEAL_KEY_BYTES])
{
    struct seal_identity *id = seal_secret_alloc(sizeof(*id));
    memcpy(id->secret, secret, SEAL_KEY_BYTES);
    identity_complete(id);
    return id;
}

enum err seal_identity_parse(struct str text, struct seal_identity **out, struct err_info *info)
{
    struct seal_identity *id = seal_secret_alloc(sizeof(*id));
    enum err code = seal_bech32_decode(IDENTITY_PREFIX, true, text, id->secret, info);
    if (code) {
        seal_identity_destroy(id);
        return err_prefix(info, code, "secret key: ");
    }
    identity_complete(id);
    *out = id;
    return ERR_NONE;
}

bool seal_identity_locked(struct str file)
{
    return seal_open_is_armored(file) || str_starts(file, STR("age-encryption.org/"));
}

// Lines of AGE-SECRET-KEY-1…, comments, empty ones.
static enum err read_lines(struct str text, struct seal_identity **out, size_t count_max,
                           size_t *out_count, struct err_info *info)
{
    struct str line;
    size_t count = 0;
    enum err code = ERR_NONE;
    for (int32_t row = 1; !code && text.len && str_split(&text, '\n', &line); row++) {
        struct seal_identity *id = NULL;
        line = str_trim(line);
        if (!line.len || line.ptr[0] == '#') continue;
        code = seal_identity_parse(line, &id, info);
        if (code) {
            code = err_prefix(info, code, "line %d of the key file: ", (int)row);
        } else if (count == count_max) {
            seal_identity_destroy(id);
            code = err_set(info, ERR_LIMIT, "the key file holds more than %zu keys", count_max);
        } else {
            out[count++] = id;
        }
    }
    if (!code && !count)
        code = err_set(info, ERR_PARSE,
                       "the key file holds no line that begins with "
                       "\"AGE-SECRET-KEY-1\"");
    if (code) {
        while (count) {
            seal_identity_destroy(out[--count]);
            out[count] = NULL;
        }
        return code;
    }
    *out_count = count;
    return ERR_NONE;
}

static enum err read_locked(struct str file, struct str passphrase, struct seal_identity **out,
                            size_t count_max, size_t *out_count, struct err_info *info)
{
    uint8_t *plain = NULL;
    size_t bytes = 0;
    enum err code =
        seal_open_secret(passphrase, file, IDENTITY_FILE_BYTES_MAX, &plain, &bytes, info);
    if (code) return err_prefix(info, code, "key file: ");
    code = read_lines(str_make(plain, bytes), out, count_max, out_count, info);
    seal_secret_free(plain);
    return code;
}

enum err seal_identity_read(struct str file, struct str passphrase, struct seal_identity **out,
                            size_t count_max, size_t *out_count, struct err_info *info)
{
    if (file.len > IDENTITY_FILE_BYTES_MAX)
        return err_set(info, ERR_LIMIT, "the key file is larger than %d bytes",
                       (int)IDENTITY_FILE_BYTES_MAX);
    return seal_identity_locked(file)
               ? read_locked(file, passphrase, out, count_max, out_count, info)
               : read_lines(file, out, count_max, out_count, info);
}
