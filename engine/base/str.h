// SPDX-License-Identifier: EUPL-1.2
// Text with a length, UTF-8, numbers in the fixed C locale. Nothing here allocates; a struct str is
// borrowed from whoever owns the bytes. [any]
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *ptr; // NULL only where len is 0
    size_t len;      // bytes
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
// For printf: "%.*s", STR_ARG(s)
#define STR_ARG(s) (int)(s).len, (s).ptr ? (s).ptr : ""

static inline struct str str_of(const char *text)
{
    return (struct str){text, text ? strlen(text) : 0};
}

static inline struct str str_make(const void *ptr, size_t len)
{
    return (struct str){ptr, len};
}

bool str_eq(struct str a, struct str b);
bool str_eq_nocase(struct str a, struct str b); // ASCII letters only
int str_compare(struct str a, struct str b);    // by bytes, shorter first, for qsort
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_ends_nocase(struct str s, struct str suffix);    // ASCII letters only
struct str str_sub(struct str s, size_t from, size_t to); // clamped
struct str str_trim(struct str s);                        // space, tab, CR, LF, FF, VT
ptrdiff_t str_find(struct str s, struct str needle);      // byte offset or -1
ptrdiff_t str_find_char(struct str s, char c);
uint64_t str_hash(struct str s); // FNV-1a 64; not for hostile keys without a limit

// Next token between separators from the start of *rest, which is moved behind it. False at the
// end. Empty tokens are returned ("a,,b" gives three).
bool str_split(struct str *rest, char separator, struct str *out_token);
// Next word of a white-space list; empty words do not exist.
bool str_word(struct str *rest, struct str *out_word);

// Whole text as a decimal integer with optional '-'. False on anything else, or overflow.
bool str_to_int64(struct str s, int64_t *out);
bool str_to_uint64(struct str s, uint64_t *out);
// Whole text as [-]digits[.digits][e[+-]digits]; never locale dependent, never hex or "inf".
bool str_to_double(struct str s, double *out);
// Shortest decimal text that reads back as value, "." as the point; NaN, Infinity, -Infinity.
// Never an exponent between 1e-7 and 1e21. out gets at least 32 bytes. Returns the length.
size_t str_from_double(double value, char out[32]);
size_t str_from_int64(int64_t value, char out[24]); // terminated; its length

// UTF-8. Decodes one code point at *at and moves on; invalid bytes give U+FFFD, one byte at a time.
// At the end returns -1.
int32_t utf8_next(struct str s, size_t *at);
size_t utf8_encode(uint32_t code_point, char out[4]); // bytes written; 0 if not a scalar value
bool utf8_valid(struct str s);                        // no surrogates, no overlongs
size_t utf8_count(struct str s);                      // code points
size_t utf8_cut(struct str s, size_t bytes_max);      // largest cut <= bytes_max at a border

// Lower-case hex. out has 2 × bytes + 1.
void hex_encode(const void *data, size_t bytes, char *out);
// Exactly bytes of data from 2 × bytes hex digits. False on anything else.
bool hex_decode(struct str text, void *out, size_t bytes);
