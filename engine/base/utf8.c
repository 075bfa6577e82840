// SPDX-License-Identifier: EUPL-1.2
// UTF-8 decoding and encoding (RFC 3629), declared in base/str.h.
#include "base/str.h"

#include <string.h>

// Length and code point of the sequence at p, 0 where it is not valid.
static size_t sequence(const unsigned char *p, size_t left, uint32_t *out)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t len;
    uint32_t code;
    if (p[0] < 0x80) {
        *out = p[0];
        return 1;
    }
    if (p[0] >= 0xC2 && p[0] < 0xE0)
        len = 2, code = p[0] & 0x1F;
    else if (p[0] >= 0xE0 && p[0] < 0xF0)
        len = 3, code = p[0] & 0x0F;
    else if (p[0] >= 0xF0 && p[0] < 0xF5)
        len = 4, code = p[0] & 0x07;
    else
        return 0;
    if (len > left) return 0;
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xC0) != 0x80) return 0;
        code = code << 6 | (p[i] & 0x3F);
    }
    if (code < least[len] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return 0;
    *out = code;
    return len;
}

int32_t utf8_next(struct str s, size_t *at)
{
    if (*at >= s.len) return -1;
    uint32_t code;
    size_t len = sequence((const unsigned char *)s.ptr + *at, s.len - *at, &code);
    *at += len ? len : 1;
    return len ? (int32_t)code : 0xFFFD;
}

size_t utf8_encode(uint32_t code, char out[4])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code >= 0xD800 && code < 0xE000) return 0;
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    if (code > 0x10FFFF) return 0;
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

bool utf8_valid(struct str s)
{
    uint32_t code;
    uint64_t eight;
    for (size_t at = 0; at < s.len;) {
        // Most of what is read is ASCII: eight at a time.
        while (s.len - at >= sizeof eight) {
            memcpy(&eight, s.ptr + at, sizeof eight);
            if (eight & 0x8080808080808080) break;
            at += sizeof eight;
        }
        if (at == s.len) break;
        size_t len = sequence((const unsigned char *)s.ptr + at, s.len - at, &code);
        if (!len) return false;
        at += len;
    }
    return true;
}

size_t utf8_count(struct str s)
{
    size_t count = 0;
    for (size_t at = 0; utf8_next(s, &at) >= 0;)
        count++;
    return count;
}

size_t utf8_cut(struct str s, size_t bytes_max)
{
    if (s.len <= bytes_max) return s.len;
    while (bytes_max > 0 && ((unsigned char)s.ptr[bytes_max] & 0xC0) == 0x80)
        bytes_max--;
    return bytes_max;
}
