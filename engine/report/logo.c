// SPDX-License-Identifier: EUPL-1.2
// The organizer's logo: what it may be. A picture in a page runs no script and fetches nothing, but
// pages are passed on and opened by others than browsers, so what could do either is refused; and a
// PNG of enormous size would fill the memory of whoever draws it.
#include "report/logo.h"

#include "base/buf.h"
#include "base/bytes.h"

#include <string.h>

enum { LOGO_BYTES_MAX = 1 << 20, LOGO_SIDE_MAX = 8192 };

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// Strict: groups of four, padding at the end alone.
static bool decode(struct str text, struct buf *out)
{
    if (text.len % 4 != 0) return false;
    for (size_t at = 0; at < text.len; at += 4) {
        uint32_t bits = 0;
        size_t padding = 0;
        for (size_t i = 0; i < 4; i++) {
            char c = text.ptr[at + i];
            int value = value_of(c);
            if (c == '=' && at + 4 == text.len && i >= 2)
                padding++;
            else if (value < 0 || padding)
                return false;
            bits = bits << 6 | (uint32_t)(value < 0 ? 0 : value);
        }
        for (size_t i = 0; i < 3 - padding; i++)
            buf_add_char(out, (char)(bits >> (16 - 8 * i) & 0xFF));
    }
    return true;
}

static enum err check_png(const struct buf *b, struct err_info *info)
{
    static const char begin[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    if (b->len < 24 || memcmp(b->ptr, begin, sizeof begin - 1) != 0)
        return err_set(info, ERR_PARSE, "the logo is no PNG picture");
    uint32_t width = bytes_u32(b->ptr + 16), height = bytes_u32(b->ptr + 20);
    if (width == 0 || height == 0 || width > LOGO_SIDE_MAX || height > LOGO_SIDE_MAX)
        return err_set(info, ERR_LIMIT,
                       "the logo is %lu × %lu dots; save it with at most %d on a side",
                       (unsigned long)width, (unsigned long)height, LOGO_SIDE_MAX);
    return ERR_NONE;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Where a word stands, in whatever case, from a place on; text.len where it does not.
static size_t find_nocase(struct str text, const char *word, size_t from)
{
    size_t length = strlen(word);
    for (; from + length <= text.len; from++) {
        size_t i = 0;
        while (i < length && lower(text.ptr[from + i]) == word[i])
            i++;
        if (i == length) return from;
    }
    return text.len;
}

// An attribute like onload="": a space, "on", letters, "=".
static bool has_handler(struct str text)
{
    for (size_t at = 1; (at = find_nocase(text, "on", at)) < text.len; at++) {
        size_t end = at + 2;
        while (end < text.len && lower(text.ptr[end]) >= 'a' && lower(text.ptr[end]) <= 'z')
            end++;
        bool named = end > at + 2 && is_space(text.ptr[at - 1]);
        while (end < text.len && is_space(text.ptr[end]))
            end++;
        if (named && end < text.len && text.ptr[end] == '=') return true;
    }
    return false;
}

// A reference to anything but a part of the picture itself or a picture inside it.
static bool reaches_out(struct str text, const char *before)
{
    for (size_t at = 0; (at = find_nocase(text, before, at)) < text.len; at++) {
        size_t from = at + strlen(before);
        while (from < text.len && (is_space(text.ptr[from]) || text.ptr[from] == '=' ||
                                   text.ptr[from] == '"' || text.ptr[from] == '\''))
            from++;
        if (from < text.len && text.ptr[from] != '#' &&
            find_nocase(str_sub(text, from, text.len), "data:image/", 0) != 0)
            return true;
    }
    return false;
}

static enum err check_svg(const struct buf *b, struct err_info *info)
{
    struct str text = buf_str(b);
    static const char *const words[] = {"<script", "<foreignobject", "<!entity",   "<iframe",
                                        "<embed",  "<object",        "javascript:"};
    if (!utf8_valid(text) || find_nocase(text, "<svg", 0) == text.len)
        return err_set(info, ERR_PARSE, "the logo is no SVG picture");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (find_nocase(text, words[i], 0) < text.len)
            return err_set(info, ERR_PARSE,
                           "the logo holds \"%s\", which no picture needs: save it as plain SVG, "
                           "or as PNG",
                           words[i]);
    if (has_handler(text))
        return err_set(info, ERR_PARSE,
                       "the logo holds a script (an attribute that begins with \"on\"): save it as "
                       "plain SVG, or as PNG");
    if (reaches_out(text, "href") || reaches_out(text, "url(") || reaches_out(text, "@import"))
        return err_set(info, ERR_PARSE,
                       "the logo fetches something from elsewhere: put it into the picture, or "
                       "save it as PNG");
    return ERR_NONE;
}

enum err report_logo_check(struct str bytes, bool png, struct err_info *info)
{
    struct buf picture = {0};
    if (bytes.len > LOGO_BYTES_MAX)
        return err_set(info, ERR_LIMIT, "the logo is larger than 1 MB: save a smaller one");
    buf_add_str(&picture, bytes);
    enum err err = png ? check_png(&picture, info) : check_svg(&picture, info);
    buf_finish(&picture);
    return err;
}

enum err report_logo_read(const json_t *logo, bool *out_png, struct buf *out, struct err_info *info)
{
    const char *type = json_string_value(json_object_get(logo, "type")),
               *data = json_string_value(json_object_get(logo, "data"));
    *out_png = type && strcmp(type, "image/png") == 0;
    if (!type || !data || (!*out_png && strcmp(type, "image/svg+xml") != 0))
        return err_set(info, ERR_PARSE, "a logo is a PNG or SVG picture in base64");
    if (strlen(data) / 4 * 3 > LOGO_BYTES_MAX + 3)
        return err_set(info, ERR_LIMIT, "the logo is larger than 1 MB: save a smaller one");
    if (!decode(str_of(data), out))
        return err_set(info, ERR_PARSE, "the logo is not written in base64");
    return report_logo_check(buf_str(out), *out_png, info);
}
