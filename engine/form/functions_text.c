// SPDX-License-Identifier: EUPL-1.2
// Functions on text. Positions and lengths count characters, not bytes.
#include "form/functions_priv.h"

#include "form/text_priv.h"

#include <math.h>

EXPR_FUNCTION(string)
{
    return form_expr_string(form_expr_arg_or_context(e, call, 0));
}

struct joined {
    char *ptr;
    size_t len, room;
};

static void joined_add(struct expr_eval *e, struct joined *text, struct str part)
{
    if (part.len > text->room - text->len) {
        size_t room = text->room * 2 + part.len + 64;
        char *grown = form_expr_alloc(e, room);
        if (!grown) return;
        if (text->len) memcpy(grown, text->ptr, text->len);
        text->ptr = grown;
        text->room = room;
    }
    if (part.len) memcpy(text->ptr + text->len, part.ptr, part.len);
    text->len += part.len;
}

static struct form_value joined_value(const struct joined *text)
{
    return form_expr_string((struct str){text->ptr, text->len});
}

EXPR_FUNCTION(concat)
{
    struct expr_each each = form_expr_each_from(e, call, 0);
    struct joined text = {0};
    struct str part;
    while (form_expr_each_next(&each, &part))
        joined_add(e, &text, part);
    return joined_value(&text);
}

EXPR_FUNCTION(join)
{
    struct str separator = form_expr_arg_string(e, call, 0), part;
    struct expr_each each = form_expr_each_from(e, call, 1);
    struct joined text = {0};
    for (bool first = true; form_expr_each_next(&each, &part); first = false) {
        if (!first) joined_add(e, &text, separator);
        joined_add(e, &text, part);
    }
    return joined_value(&text);
}

EXPR_FUNCTION(string_length)
{
    return form_expr_number((double)utf8_count(form_expr_arg_or_context(e, call, 0)));
}

// Byte offset of a character, or the end.
static size_t offset_of(struct str s, double character)
{
    size_t at = 0;
    for (double i = 0; i < character && at < s.len; i++)
        utf8_next(s, &at);
    return at;
}

// substr(s, start, end): from 0, end exclusive, negatives from the end.
EXPR_FUNCTION(substr)
{
    struct str s = form_expr_arg_string(e, call, 0);
    double count = (double)utf8_count(s), from = trunc(form_expr_arg_number(e, call, 1));
    double to = call->arg_count > 2 ? trunc(form_expr_arg_number(e, call, 2)) : count;
    if (isnan(from)) from = 0;
    if (isnan(to)) to = 0;
    if (from < 0) from = fmax(from + count, 0);
    if (to < 0) to = fmax(to + count, 0);
    if (from >= to) return form_expr_string(STR(""));
    return form_expr_string(str_sub(s, offset_of(s, from), offset_of(s, to)));
}

// XPath's own: from 1, with a length, both rounded.
EXPR_FUNCTION(substring)
{
    struct str s = form_expr_arg_string(e, call, 0);
    double from = floor(form_expr_arg_number(e, call, 1) + 0.5), to = (double)INFINITY;
    if (call->arg_count > 2) to = from + floor(form_expr_arg_number(e, call, 2) + 0.5);
    if (isnan(from) || isnan(to) || to <= from || to <= 1) return form_expr_string(STR(""));
    if (from < 1) from = 1;
    return form_expr_string(str_sub(s, offset_of(s, from - 1), offset_of(s, to - 1)));
}

EXPR_FUNCTION(substring_before)
{
    struct str s = form_expr_arg_string(e, call, 0), needle = form_expr_arg_string(e, call, 1);
    ptrdiff_t at = str_find(s, needle);
    return form_expr_string(at <= 0 ? STR("") : str_sub(s, 0, (size_t)at));
}

EXPR_FUNCTION(substring_after)
{
    struct str s = form_expr_arg_string(e, call, 0), needle = form_expr_arg_string(e, call, 1);
    ptrdiff_t at = str_find(s, needle);
    return form_expr_string(at < 0 ? STR("") : str_sub(s, (size_t)at + needle.len, s.len));
}

EXPR_FUNCTION(contains)
{
    struct str s = form_expr_arg_string(e, call, 0), needle = form_expr_arg_string(e, call, 1);
    return form_expr_boolean(!needle.len || str_find(s, needle) >= 0);
}

EXPR_FUNCTION(starts_with)
{
    struct str s = form_expr_arg_string(e, call, 0), needle = form_expr_arg_string(e, call, 1);
    return form_expr_boolean(str_starts(s, needle));
}

EXPR_FUNCTION(ends_with)
{
    struct str s = form_expr_arg_string(e, call, 0), needle = form_expr_arg_string(e, call, 1);
    return form_expr_boolean(str_ends(s, needle));
}

EXPR_FUNCTION(normalize_space)
{
    struct str s = form_expr_arg_or_context(e, call, 0), word;
    struct joined text = {0};
    while (str_word(&s, &word)) {
        if (text.len) joined_add(e, &text, STR(" "));
        joined_add(e, &text, word);
    }
    return joined_value(&text);
}

// The first occurrence in `from` counts; characters of `from` beyond `to` are deleted.
EXPR_FUNCTION(translate)
{
    struct str s = form_expr_arg_string(e, call, 0), from = form_expr_arg_string(e, call, 1);
    struct str to = form_expr_arg_string(e, call, 2);
    struct joined text = {0};
    if (from.len * s.len > 64u << 20) {
        form_expr_fail(e, ERR_LIMIT, TEXT_EVAL_MEMORY);
        return form_expr_string(STR(""));
    }
    for (size_t at = 0, start = 0; at < s.len && e->code == ERR_NONE; start = at) {
        int32_t c = utf8_next(s, &at);
        size_t from_at = 0, to_at = 0, to_start = 0;
        bool found = false;
        while (from_at < from.len && !found) {
            found = utf8_next(from, &from_at) == c;
            to_start = to_at;
            if (to_at < to.len)
                utf8_next(to, &to_at);
            else
                to_start = to_at = to.len + 1; // ran out
        }
        if (!found)
            joined_add(e, &text, str_sub(s, start, at));
        else if (to_start <= to.len)
            joined_add(e, &text, str_sub(to, to_start, to_at));
    }
    return joined_value(&text);
}

static struct form_value copied(struct expr_eval *e, const char *bytes, size_t count)
{
    char *text = form_expr_alloc(e, count);
    if (!text) return form_expr_string(STR(""));
    memcpy(text, bytes, count);
    return form_expr_string((struct str){text, count});
}

// Without an argument a version 4 UUID, with one that many random characters.
EXPR_FUNCTION(uuid)
{
    static const char alphabet[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    if (!e->env->rng) {
        form_expr_fail(e, ERR_STATE, TEXT_EVAL_NO_FORM, "uuid");
        return form_expr_string(STR(""));
    }
    char text[256];
    if (call->arg_count) {
        double wanted = trunc(form_expr_arg_number(e, call, 0));
        size_t count = wanted >= 0 && wanted <= (double)sizeof text ? (size_t)wanted : 0;
        for (size_t i = 0; i < count; i++)
            text[i] = alphabet[rng_below(e->env->rng, sizeof alphabet - 1)];
        return copied(e, text, count);
    }
    form_expr_uuid(e->env->rng, text);
    return copied(e, text, 36);
}

void form_expr_uuid(const struct rng *rng, char out[37])
{
    uint8_t raw[16];
    char hex[33];
    rng_fill(rng, raw, sizeof raw);
    raw[6] = (uint8_t)((raw[6] & 0x0f) | 0x40);
    raw[8] = (uint8_t)((raw[8] & 0x3f) | 0x80);
    hex_encode(raw, sizeof raw, hex);
    size_t n = 0;
    for (size_t i = 0; i < 32; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20) out[n++] = '-';
        out[n++] = hex[i];
    }
    out[n] = 0;
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int base64_value(char c)
{
    const char *found = c ? strchr(base64_digits, c) : NULL;
    return found ? (int)(found - base64_digits) : -1;
}

// Bytes of base64 text; ptr NULL where it is none.
static struct str base64_bytes(struct expr_eval *e, struct str s)
{
    s = str_trim(s);
    while (s.len && s.ptr[s.len - 1] == '=')
        s.len--;
    char *text = form_expr_alloc(e, s.len + 1);
    size_t len = 0;
    uint32_t bits = 0;
    unsigned count = 0;
    for (size_t i = 0; text && i < s.len; i++) {
        int value = base64_value(s.ptr[i]);
        if (value < 0) return (struct str){0};
        bits = bits << 6 | (uint32_t)value;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        text[len++] = (char)(bits >> count & 0xff);
    }
    return (struct str){text, len};
}

// What is not base64, or not UTF-8 when decoded, is blank.
EXPR_FUNCTION(base64_decode)
{
    struct str out = base64_bytes(e, form_expr_arg_string(e, call, 0));
    return form_expr_string(out.ptr && utf8_valid(out) ? out : STR(""));
}

// extract-signed(base64 of signature and message, base64 of key): the message, when the signature
// is the key's. The host lends the check.
EXPR_FUNCTION(extract_signed)
{
    struct str bytes = base64_bytes(e, form_expr_arg_string(e, call, 0));
    struct str key = base64_bytes(e, form_expr_arg_string(e, call, 1));
    if (!e->env->verify) {
        form_expr_fail(e, ERR_STATE, TEXT_EVAL_NO_FORM, "extract-signed");
        return form_expr_string(STR(""));
    }
    if (!bytes.ptr || bytes.len < 64 || !key.ptr || key.len != 32) return form_expr_string(STR(""));
    struct str message = str_sub(bytes, 64, bytes.len);
    bool good =
        utf8_valid(message) &&
        e->env->verify(e->env->data, message, (const uint8_t *)bytes.ptr, (const uint8_t *)key.ptr);
    return form_expr_string(good ? message : STR(""));
}

static struct form_value base64_encode(struct expr_eval *e, const uint8_t *bytes, size_t count)
{
    char text[96];
    size_t len = 0;
    for (size_t i = 0; i < count; i += 3) {
        uint32_t bits = (uint32_t)bytes[i] << 16;
        if (i + 1 < count) bits |= (uint32_t)bytes[i + 1] << 8;
        if (i + 2 < count) bits |= bytes[i + 2];
        text[len++] = base64_digits[bits >> 18];
        text[len++] = base64_digits[bits >> 12 & 63];
        text[len++] = i + 1 < count ? base64_digits[bits >> 6 & 63] : '=';
        text[len++] = i + 2 < count ? base64_digits[bits & 63] : '=';
    }
    return copied(e, text, len);
}

// The digests themselves are lent by the host, so that this module needs no cryptography.
EXPR_FUNCTION(digest)
{
    struct str message = form_expr_arg_string(e, call, 0),
               algorithm = form_expr_arg_string(e, call, 1);
    struct str encoding = call->arg_count > 2 ? form_expr_arg_string(e, call, 2) : STR("base64");
    uint8_t raw[64];
    if (!e->env->digest) {
        form_expr_fail(e, ERR_STATE, TEXT_EVAL_NO_FORM, "digest");
        return form_expr_string(STR(""));
    }
    size_t count = e->env->digest(e->env->data, algorithm, message, raw);
    if (!count || count > sizeof raw) {
        form_expr_fail(e, ERR_PARSE, TEXT_EVAL_DIGEST, STR_ARG(algorithm));
        return form_expr_string(STR(""));
    }
    if (!str_eq_nocase(encoding, STR("hex"))) return base64_encode(e, raw, count);
    char hex[2 * sizeof raw + 1];
    hex_encode(raw, count, hex);
    return copied(e, hex, 2 * count);
}
