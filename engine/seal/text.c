// SPDX-License-Identifier: EUPL-1.2
// Binary as text: base64 in the variants that age, minisign and HTTP want, and Bech32 for age's
// keys. Strict in what is read: one text for one value.
#include "seal/age_priv.h"

#include "base/check.h"

#include <sodium.h>

static int base64_variant(enum seal_base64 variant)
{
    switch (variant) {
    case SEAL_BASE64_UNPADDED: return sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
    case SEAL_BASE64_PADDED: return sodium_base64_VARIANT_ORIGINAL;
    case SEAL_BASE64_URL: break;
    }
    CHECK(variant == SEAL_BASE64_URL);
    return sodium_base64_VARIANT_URLSAFE_NO_PADDING;
}

void seal_base64_add(struct buf *out, const void *data, size_t bytes, enum seal_base64 variant)
{
    size_t room = sodium_base64_encoded_len(bytes, base64_variant(variant)); // with its zero byte
    buf_reserve(out, room);
    sodium_bin2base64((char *)out->ptr + out->len, room, data, bytes, base64_variant(variant));
    out->len += strlen((char *)out->ptr + out->len);
}

bool seal_base64_decode(struct str text, enum seal_base64 variant, void *out, size_t bytes)
{
    // libsodium refuses stray ASCII and set bits behind the end. What is not ASCII it may take for
    // a letter where char is signed, so that is refused here; and the length is ours to check.
    size_t chars = sodium_base64_encoded_len(bytes, base64_variant(variant)) - 1;
    size_t got = 0;
    if (text.len != chars) return false;
    for (size_t i = 0; i < text.len; i++)
        if ((uint8_t)text.ptr[i] >= 0x80) return false;
    return sodium_base642bin(out, bytes, text.ptr ? text.ptr : "", text.len, NULL, &got, NULL,
                             base64_variant(variant)) == 0 &&
           got == bytes;
}

// The value of a letter of standard base64, 64 and more for what is none.
static unsigned base64_value(char c)
{
    if (c >= 'A' && c <= 'Z') return (unsigned)(c - 'A');
    if (c >= 'a' && c <= 'z') return (unsigned)(c - 'a' + 26);
    if (c >= '0' && c <= '9') return (unsigned)(c - '0' + 52);
    return c == '+' ? 62 : c == '/' ? 63 : 64;
}

bool seal_base64_fits(struct str text)
{
    static const unsigned unused[] = {0, 0, 0x0f, 0x03}; // bits of the last letter, by length % 4
    size_t odd = text.len % 4;
    unsigned wrong = 0;
    if (odd == 1) return false;
    for (size_t i = 0; i < text.len; i++) { // without branches: every sealed response has some
        unsigned c = (unsigned char)text.ptr[i];
        wrong |= !((c | 0x20) - 'a' < 26) & !(c - '/' < 11) & (c != '+');
    }
    return !wrong && !(odd && (base64_value(text.ptr[text.len - 1]) & unused[odd]));
}

static const char bech32_alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

enum { BECH32_DATA_CHARS = 52, BECH32_CHECK_CHARS = 6 }; // of 32 bytes

static uint32_t bech32_step(uint32_t sum, uint8_t value)
{
    static const uint32_t generator[5] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                          0x2a1462b3};
    uint32_t top = sum >> 25;
    sum = (sum & 0x1ffffff) << 5 ^ value;
    for (unsigned i = 0; i < 5; i++)
        if (top >> i & 1) sum ^= generator[i];
    return sum;
}

static uint32_t bech32_sum(const char *prefix, const uint8_t *values, size_t count)
{
    uint32_t sum = 1;
    for (const char *p = prefix; *p; p++)
        sum = bech32_step(sum, (uint8_t)(*p >> 5));
    sum = bech32_step(sum, 0);
    for (const char *p = prefix; *p; p++)
        sum = bech32_step(sum, (uint8_t)(*p & 31));
    for (size_t i = 0; i < count; i++)
        sum = bech32_step(sum, values[i]);
    return sum;
}

size_t seal_bech32_encode(const char *prefix, const uint8_t data[32],
                          char out[SEAL_BECH32_CHARS_MAX])
{
    uint8_t values[BECH32_DATA_CHARS + BECH32_CHECK_CHARS] = {0};
    for (size_t bit = 0; bit < 256; bit++)
        if (data[bit / 8] >> (7 - bit % 8) & 1) values[bit / 5] |= (uint8_t)(16 >> bit % 5);
    uint32_t sum = bech32_sum(prefix, values, sizeof(values)) ^ 1;
    for (unsigned i = 0; i < BECH32_CHECK_CHARS; i++)
        values[BECH32_DATA_CHARS + i] = (uint8_t)(sum >> (5 * (5 - i)) & 31);

    size_t length = strlen(prefix);
    CHECK(length + 1 + sizeof(values) < SEAL_BECH32_CHARS_MAX);
    memcpy(out, prefix, length);
    out[length++] = '1';
    for (size_t i = 0; i < sizeof(values); i++)
        out[length++] = bech32_alphabet[values[i]];
    out[length] = '\0';
    sodium_memzero(values, sizeof(values)); // an identity passes here too
    return length;
}

// One character's value in the wanted case; -1 when it is none.
static int bech32_value(char c, bool upper)
{
    if (upper) {
        if (c >= 'a' && c <= 'z') return -1;
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
    }
    const char *found = c ? strchr(bech32_alphabet, c) : NULL;
    return found ? (int)(found - bech32_alphabet) : -1;
}

static bool bech32_has_prefix(struct str text, const char *prefix, bool upper)
{
    size_t length = strlen(prefix);
    if (text.len <= length || text.ptr[length] != '1') return false;
    for (size_t i = 0; i < length; i++) {
        char want = prefix[i];
        if (upper && want >= 'a' && want <= 'z') want = (char)(want - 'a' + 'A');
        if (text.ptr[i] != want) return false;
    }
    return true;
}

enum err seal_bech32_decode(const char *prefix, bool upper, struct str text, uint8_t out[32],
                            struct err_info *info)
{
    uint8_t values[BECH32_DATA_CHARS + BECH32_CHECK_CHARS];
    enum err code = ERR_PARSE;
    const char *shown = upper ? "AGE-SECRET-KEY-1" : "age1";
    if (!bech32_has_prefix(text, prefix, upper))
        return err_set(info, ERR_PARSE, "the key does not begin with \"%s\"", shown);
    size_t start = strlen(prefix) + 1;
    if (text.len - start != sizeof(values))
        return err_set(info, ERR_PARSE, "the key has %zu characters and should have %zu", text.len,
                       start + sizeof(values));
    for (size_t i = 0; i < sizeof(values); i++) {
        int value = bech32_value(text.ptr[start + i], upper);
        if (value < 0) {
            err_set(info, ERR_PARSE, "the key has a character at place %zu that no key has%s",
                    start + i + 1, upper ? "; it is written in capitals" : "");
            goto out;
        }
        values[i] = (uint8_t)value;
    }
    if (bech32_sum(prefix, values, sizeof(values)) != 1) {
        err_set(info, ERR_PARSE, "the key's check sum is wrong: it was not copied whole");
        goto out;
    }
    // 52 × 5 bits are 260: the last four must be zero, so that one key has one text.
    if (values[BECH32_DATA_CHARS - 1] & 15) {
        err_set(info, ERR_PARSE, "the key has bits behind its end");
        goto out;
    }
    memset(out, 0, 32);
    for (size_t bit = 0; bit < 256; bit++)
        if (values[bit / 5] & 16 >> bit % 5) out[bit / 8] |= (uint8_t)(128 >> bit % 8);
    code = ERR_NONE;
out:
    sodium_memzero(values, sizeof(values));
    return code;
}
