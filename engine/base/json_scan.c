// SPDX-License-Identifier: EUPL-1.2
// A reader of JSON objects after RFC 8259. Values inside a value are checked and passed over.
#include "base/json_scan.h"

enum { DEPTH_MAX = 64 };

static bool is_wrong(struct json_scan *s, const char *what)
{
    if (!s->wrong) s->wrong = what;
    return false;
}

static inline int peek(const struct json_scan *s)
{
    return s->at < s->text.len ? (unsigned char)s->text.ptr[s->at] : -1;
}

static inline void skip_space(struct json_scan *s)
{
    if (s->at < s->text.len && s->text.ptr[s->at] > ' ') return; // mostly there is none
    for (int c = peek(s); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = peek(s))
        s->at++;
}

static inline bool take(struct json_scan *s, char wanted)
{
    if (peek(s) != (unsigned char)wanted) return false;
    s->at++;
    return true;
}

// ---- texts ----

static bool hex4(struct json_scan *s, uint32_t *out)
{
    if (s->text.len - s->at < 4) return false;
    *out = 0;
    for (size_t i = 0; i < 4; i++) {
        char c = s->text.ptr[s->at++];
        if (c >= '0' && c <= '9')
            *out = *out << 4 | (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            *out = *out << 4 | (uint32_t)(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            *out = *out << 4 | (uint32_t)(c - 'A' + 10);
        else
            return false;
    }
    return true;
}

// Behind "\u". A zero is no character of an answer, and half a pair is none at all.
static bool unescape_code(struct json_scan *s, struct buf *out)
{
    uint32_t code, low;
    char bytes[4];
    if (!hex4(s, &code)) return false;
    if (code >= 0xD800 && code < 0xDC00) {
        if (!take(s, '\\') || !take(s, 'u') || !hex4(s, &low) || low < 0xDC00 || low > 0xDFFF)
            return false;
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    size_t length = code ? utf8_encode(code, bytes) : 0; // 0: the second half of a pair, alone
    buf_add(out, bytes, length);
    return length > 0;
}

static bool unescape(struct json_scan *s, struct buf *out)
{
    int c = peek(s);
    s->at += c >= 0;
    switch (c) {
    case '"':
    case '\\':
    case '/': buf_add_char(out, (char)c); return true;
    case 'b': buf_add_char(out, '\b'); return true;
    case 'f': buf_add_char(out, '\f'); return true;
    case 'n': buf_add_char(out, '\n'); return true;
    case 'r': buf_add_char(out, '\r'); return true;
    case 't': buf_add_char(out, '\t'); return true;
    case 'u': return unescape_code(s, out);
    default: return false;
    }
}

// What a text cannot simply go on with: its end, an escape, a control character.
static const bool ends_run[256] = {
    true, true, true, true, true, true, true, true, true,         true,         true, true,
    true, true, true, true, true, true, true, true, true,         true,         true, true,
    true, true, true, true, true, true, true, true, ['"'] = true, ['\\'] = true};

// Behind the opening quote. Most texts are borrowed as they stand. own has room for all there is,
// so that what was borrowed from it before stays where it is.
static bool read_text(struct json_scan *s, struct buf *own, struct str *out)
{
    size_t start = s->at, own_start = own->len;
    bool escaped = false;
    for (;;) {
        const char *from = s->text.ptr + s->at, *end = s->text.ptr + s->text.len, *p = from;
        while (p < end && !ends_run[(unsigned char)*p])
            p++;
        s->at += (size_t)(p - from);
        if (escaped) buf_add(own, from, (size_t)(p - from));
        if (p == end) return is_wrong(s, "a text has no end");
        s->at++;
        if (*p == '"') break;
        if (*p != '\\') return is_wrong(s, "a text holds a control character");
        if (!escaped) buf_add(own, s->text.ptr + start, s->at - 1 - start);
        escaped = true;
        if (!unescape(s, own)) return is_wrong(s, "a text holds an escape that means nothing");
    }
    *out =
        escaped ? str_sub(buf_str(own), own_start, own->len) : str_sub(s->text, start, s->at - 1);
    return true;
}

// ---- other values ----

static size_t skip_digits(struct json_scan *s)
{
    size_t from = s->at;
    for (int c = peek(s); c >= '0' && c <= '9'; c = peek(s))
        s->at++;
    return s->at - from;
}

static bool read_number(struct json_scan *s, struct json_scan_value *out)
{
    size_t start = s->at;
    out->kind = SCAN_WHOLE;
    take(s, '-');
    bool zero = peek(s) == '0';
    size_t digits = skip_digits(s);
    bool fits = digits == 1 || (digits && !zero);
    if (fits && take(s, '.')) {
        out->kind = SCAN_DECIMAL;
        fits = skip_digits(s) > 0;
    }
    if (fits && (take(s, 'e') || take(s, 'E'))) {
        out->kind = SCAN_DECIMAL;
        if (!take(s, '+')) take(s, '-');
        fits = skip_digits(s) > 0;
    }
    out->text = str_sub(s->text, start, s->at);
    return fits || is_wrong(s, "what should be a value is none");
}

static bool read_word(struct json_scan *s, struct json_scan_value *out)
{
    static const struct {
        struct str text;
        enum json_scan_kind kind;
    } words[] = {{{"true", 4}, SCAN_TRUE}, {{"false", 5}, SCAN_FALSE}, {{"null", 4}, SCAN_NULL}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct str text = words[i].text;
        if (!str_starts(str_sub(s->text, s->at, s->text.len), text)) continue;
        out->kind = words[i].kind;
        out->text = text;
        s->at += text.len;
        return true;
    }
    return is_wrong(s, "what should be a value is none");
}

static bool read_key(struct json_scan *s, struct str *out)
{
    if (!take(s, '"')) return is_wrong(s, "a member has no name");
    if (!read_text(s, s->keys, out)) return false;
    skip_space(s);
    if (!take(s, ':')) return is_wrong(s, "a member has no value");
    skip_space(s);
    return true;
}

static bool read_plain(struct json_scan *s, struct json_scan_value *out)
{
    int c = peek(s);
    if (c == '"') {
        s->at++;
        out->kind = SCAN_TEXT;
        return read_text(s, s->values, &out->text);
    }
    return c == '-' || (c >= '0' && c <= '9') ? read_number(s, out) : read_word(s, out);
}

// Behind the quote that ends a text, without looking at what is in it.
static const char *skip_text(const char *p, const char *end)
{
    while (p < end && *p != '"')
        p += *p == '\\' ? 2 : 1;
    return p < end ? p + 1 : end;
}

// An object or list from bracket to bracket. What is in it is judged by whoever reads it.
static bool skip_nested(struct json_scan *s, struct json_scan_value *out)
{
    const char *start = s->text.ptr + s->at, *end = s->text.ptr + s->text.len, *p = start;
    size_t depth = 0;
    do {
        char c = *p++;
        if (c == '"')
            p = skip_text(p, end);
        else if (c == '{' || c == '[')
            depth++;
        else if (c == '}' || c == ']')
            depth--;
    } while (depth && p < end);
    if (depth) return is_wrong(s, "a comma or a closing bracket is missing");
    out->kind = *start == '{' ? SCAN_OBJECT : SCAN_LIST;
    out->text = str_make(start, (size_t)(p - start));
    s->at += out->text.len;
    return true;
}

static bool read_value(struct json_scan *s, struct json_scan_value *out)
{
    int c = peek(s);
    return c == '{' || c == '[' ? skip_nested(s, out) : read_plain(s, out);
}

static bool check_nested(struct json_scan *s, int depth)
{
    struct json_scan_value value;
    struct str key;
    bool object = peek(s) == '{';
    char close = object ? '}' : ']';
    if (depth > DEPTH_MAX) return is_wrong(s, "values lie too deep in each other");
    s->at++;
    skip_space(s);
    if (take(s, close)) return true;
    for (;;) {
        if (object && !read_key(s, &key)) return false;
        bool nested = peek(s) == '{' || peek(s) == '[';
        if (!(nested ? check_nested(s, depth + 1) : read_plain(s, &value))) return false;
        skip_space(s);
        if (take(s, close)) return true;
        if (!take(s, ',')) return is_wrong(s, "a comma or a closing bracket is missing");
        skip_space(s);
    }
}

bool json_scan_check(struct json_scan *s, const struct json_scan_value *value)
{
    if (value->kind != SCAN_OBJECT && value->kind != SCAN_LIST) return true;
    struct json_scan inner = {.text = value->text, .keys = s->keys, .values = s->values};
    if (check_nested(&inner, 1) && inner.at == inner.text.len) return true;
    return is_wrong(s, inner.wrong ? inner.wrong : "something stands behind its end");
}

// ---- members ----

static void begin(struct json_scan *s, struct str text, struct buf *keys, struct buf *values)
{
    *s = (struct json_scan){.text = text, .keys = keys, .values = values, .first = true};
    buf_clear(keys);
    buf_clear(values);
    if (str_find_char(text, '\\') >= 0) {
        buf_reserve(keys, text.len);
        buf_reserve(values, text.len);
    }
    skip_space(s);
}

void json_scan_begin(struct json_scan *s, struct str text, struct buf *keys, struct buf *values)
{
    begin(s, text, keys, values);
    if (!take(s, '{')) is_wrong(s, "it is no JSON object");
    skip_space(s);
}

bool json_scan_next(struct json_scan *s, struct str *out_key, struct json_scan_value *out)
{
    if (s->wrong) return false;
    if (take(s, '}')) {
        skip_space(s);
        if (s->at < s->text.len) is_wrong(s, "something stands behind its end");
        return false;
    }
    if (!s->first) {
        if (!take(s, ',')) return is_wrong(s, "a comma or a closing bracket is missing");
        skip_space(s);
    }
    s->first = false;
    if (!read_key(s, out_key) || !read_value(s, out)) return false;
    skip_space(s);
    return true;
}

bool json_scan_whole(struct str text, struct buf *keys, struct buf *values)
{
    struct json_scan scan;
    if (!utf8_valid(text)) return false;
    begin(&scan, text, keys, values);
    if (peek(&scan) != '{' || !check_nested(&scan, 0)) return false;
    skip_space(&scan);
    return scan.at == text.len;
}
