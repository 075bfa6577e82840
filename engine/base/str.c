// SPDX-License-Identifier: EUPL-1.2
// Text with a length: comparing, splitting, numbers, hex. UTF-8 is in utf8.c.
#include "base/str.h"

#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++)
        if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i])) return false;
    return true;
}

int str_compare(struct str a, struct str b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len ? memcmp(a.ptr, b.ptr, len) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq(str_sub(s, 0, prefix.len), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq(str_sub(s, s.len - suffix.len, s.len), suffix);
}

bool str_ends_nocase(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq_nocase(str_sub(s, s.len - suffix.len, s.len), suffix);
}

struct str str_sub(struct str s, size_t from, size_t to)
{
    if (to > s.len) to = s.len;
    if (from > to) from = to;
    return (struct str){s.ptr ? s.ptr + from : NULL, to - from};
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.len && is_blank(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len && is_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

ptrdiff_t str_find(struct str s, struct str needle)
{
    if (needle.len == 0) return 0;
    for (size_t i = 0; i + needle.len <= s.len; i++)
        if (s.ptr[i] == needle.ptr[0] && memcmp(s.ptr + i, needle.ptr, needle.len) == 0)
            return (ptrdiff_t)i;
    return -1;
}

ptrdiff_t str_find_char(struct str s, char c)
{
    const char *at = s.len ? memchr(s.ptr, c, s.len) : NULL;
    return at ? at - s.ptr : -1;
}

uint64_t str_hash(struct str s)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.len; i++)
        hash = (hash ^ (unsigned char)s.ptr[i]) * 0x100000001b3u;
    return hash;
}

bool str_split(struct str *rest, char separator, struct str *out_token)
{
    if (!rest->ptr) return false;
    ptrdiff_t at = str_find_char(*rest, separator);
    if (at < 0) {
        *out_token = *rest;
        *rest = (struct str){NULL, 0};
        return true;
    }
    *out_token = str_sub(*rest, 0, (size_t)at);
    *rest = str_sub(*rest, (size_t)at + 1, rest->len);
    return true;
}

bool str_word(struct str *rest, struct str *out_word)
{
    struct str s = *rest;
    while (s.len && is_blank(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    size_t end = 0;
    while (end < s.len && !is_blank(s.ptr[end]))
        end++;
    *out_word = str_sub(s, 0, end);
    *rest = str_sub(s, end, s.len);
    return end > 0;
}

bool str_to_uint64(struct str s, uint64_t *out)
{
    uint64_t value = 0;
    if (s.len == 0) return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
        if (__builtin_mul_overflow(value, (uint64_t)10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(s.ptr[i] - '0'), &value))
            return false;
    }
    *out = value;
    return true;
}

bool str_to_int64(struct str s, int64_t *out)
{
    bool negative = s.len && s.ptr[0] == '-';
    uint64_t value;
    if (!str_to_uint64(str_sub(s, negative, s.len), &value)) return false;
    if (value > (uint64_t)INT64_MAX + negative) return false;
    *out = negative ? (int64_t)(0 - value) : (int64_t)value;
    return true;
}

// Length of the number at the start of s, 0 where there is none. Checked by hand because strtod
// also takes hex, "inf", leading blanks and the locale's decimal comma.
static size_t number_length(struct str s)
{
    size_t at = 0, digits = 0;
    if (at < s.len && s.ptr[at] == '-') at++;
    while (at < s.len && isdigit((unsigned char)s.ptr[at]))
        at++, digits++;
    if (at < s.len && s.ptr[at] == '.') {
        at++;
        while (at < s.len && isdigit((unsigned char)s.ptr[at]))
            at++, digits++;
    }
    if (digits == 0) return 0;
    if (at < s.len && (s.ptr[at] == 'e' || s.ptr[at] == 'E')) {
        size_t mark = at++;
        if (at < s.len && (s.ptr[at] == '+' || s.ptr[at] == '-')) at++;
        size_t from = at;
        while (at < s.len && isdigit((unsigned char)s.ptr[at]))
            at++;
        if (at == from) at = mark;
    }
    return at;
}

static locale_t c_locale(void)
{
    static locale_t locale; // a cache: every thread that races here makes an equal one
    if (!locale) locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    return locale;
}

bool str_to_double(struct str s, double *out)
{
    char text[400];
    if (s.len == 0 || number_length(s) != s.len || s.len >= sizeof text) return false;
    memcpy(text, s.ptr, s.len);
    text[s.len] = '\0';
    locale_t old = uselocale(c_locale());
    *out = strtod(text, NULL);
    uselocale(old);
    return true;
}

size_t str_from_int64(int64_t value, char out[24])
{
    char digits[20];
    size_t count = 0, used = 0;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        digits[count++] = (char)('0' + left % 10);
    while (left /= 10);
    if (value < 0) out[used++] = '-';
    while (count)
        out[used++] = digits[--count];
    out[used] = '\0';
    return used;
}

size_t str_from_double(double value, char out[32])
{
    if (isnan(value)) return (size_t)snprintf(out, 32, "NaN");
    if (isinf(value)) return (size_t)snprintf(out, 32, value < 0 ? "-Infinity" : "Infinity");
    if (value == 0) return (size_t)snprintf(out, 32, "0");
    if (value == trunc(value) && fabs(value) < 1e15) return str_from_int64((int64_t)value, out);

    char text[40];
    double back = 0;
    locale_t old = uselocale(c_locale());
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*e", digits - 1, value);
        back = strtod(text, NULL);
        if (back == value) break;
    }
    uselocale(old);
    double size = fabs(value);
    // "-d.ddde±xx" → plain digits, as XPath 1.0 writes numbers, as far as they are readable.
    char digits[20];
    size_t count = 0;
    const char *at = text + (text[0] == '-');
    for (; *at && *at != 'e'; at++)
        if (*at != '.') digits[count++] = *at;
    int exponent = atoi(at + 1);
    if (size >= 1e21 || size < 1e-7) return (size_t)snprintf(out, 32, "%s", text);
    size_t used = 0;
    if (value < 0) out[used++] = '-';
    if (exponent < 0) {
        out[used++] = '0';
        out[used++] = '.';
        for (int i = -1; i > exponent; i--)
            out[used++] = '0';
        for (size_t i = 0; i < count; i++)
            out[used++] = digits[i];
    } else {
        for (size_t i = 0; i < count || i <= (size_t)exponent; i++) {
            if (i == (size_t)exponent + 1) out[used++] = '.';
            out[used++] = i < count ? digits[i] : '0';
        }
    }
    out[used] = '\0';
    return used;
}

void hex_encode(const void *data, size_t bytes, char *out)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *from = data;
    for (size_t i = 0; i < bytes; i++) {
        out[2 * i] = digits[from[i] >> 4];
        out[2 * i + 1] = digits[from[i] & 15];
    }
    out[2 * bytes] = '\0';
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c = ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_decode(struct str text, void *out, size_t bytes)
{
    uint8_t *to = out;
    if (text.len != 2 * bytes) return false;
    for (size_t i = 0; i < bytes; i++) {
        int high = hex_value(text.ptr[2 * i]), low = hex_value(text.ptr[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        to[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}
