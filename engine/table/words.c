// SPDX-License-Identifier: EUPL-1.2
// A label as words alone: the marks of emphasis, links and tags that XLSForm labels may hold, and
// the places where an earlier answer stood, are not what people read; and the question that a
// statement goes on from.
#include "table/words.h"

#include <string.h>

enum { DEPTH_MAX = 8 };

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t find(struct str text, size_t from, const char *what)
{
    size_t length = strlen(what);
    for (size_t i = from; i + length <= text.len; i++)
        if (memcmp(text.ptr + i, what, length) == 0) return i;
    return SIZE_MAX;
}

static void plain(struct str text, int depth, struct buf *out);

// "<b>", "</span>", "<br/>": the length of a tag that is no text; 0 for any other "<".
static size_t tag_at(struct str text, size_t at)
{
    static const char *const names[] = {"span", "strong", "em",   "b",     "i",  "u",  "br",
                                        "p",    "div",    "font", "small", "h1", "h2", "h3",
                                        "h4",   "h5",     "h6",   "sub",   "sup"};
    size_t end = find(text, at, ">"), name = at + 1;
    if (end == SIZE_MAX) return 0;
    if (name < end && text.ptr[name] == '/') name++;
    size_t stop = name;
    while (stop < end && is_letter(text.ptr[stop]))
        stop++;
    struct str own = str_sub(text, name, stop);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq_nocase(own, str_of(names[i]))) return end + 1 - at;
    return 0;
}

// "[words](address)" gives its words; returns its length, 0 where it is none.
static size_t link_at(struct str text, size_t at, int depth, struct buf *out)
{
    size_t middle = find(text, at, "]("), end = SIZE_MAX;
    if (middle != SIZE_MAX) end = find(text, middle, ")");
    if (end == SIZE_MAX || find(text, at + 1, "[") < middle) return 0;
    plain(str_sub(text, at + 1, middle), depth + 1, out);
    return end + 1 - at;
}

// "**words**", "_words_": the same.
static size_t emphasis_at(struct str text, size_t at, int depth, struct buf *out)
{
    char c = text.ptr[at], mark[3] = {c, 0, 0};
    size_t length = at + 1 < text.len && text.ptr[at + 1] == c ? 2 : 1, from = at + length;
    if (length == 2) mark[1] = c;
    if (from >= text.len || is_space(text.ptr[from]) || text.ptr[from] == c) return 0;
    if (c == '_' && at > 0 && is_letter(text.ptr[at - 1])) return 0;
    for (size_t to = from + 1; (to = find(text, to, mark)) != SIZE_MAX; to++) {
        size_t behind = to + length;
        bool longer = length == 1 && behind < text.len && text.ptr[behind] == c;
        if (longer) to++; // of a stronger one inside
        if (longer || is_space(text.ptr[to - 1])) continue;
        if (c == '_' && behind < text.len && is_letter(text.ptr[behind])) continue;
        plain(str_sub(text, from, to), depth + 1, out);
        return behind - at;
    }
    return 0;
}

// What begins at a place and is more than its character; its length, 0 for nothing.
static size_t mark_at(struct str text, size_t at, int depth, struct buf *out)
{
    char c = text.ptr[at], next = at + 1 < text.len ? text.ptr[at + 1] : '\0';
    size_t end;
    if (c == '\\' && next && strchr("\\*_#[]()<>", next)) {
        buf_add_char(out, next);
        return 2;
    }
    if (c == '$' && next == '{' && (end = find(text, at, "}")) != SIZE_MAX) {
        struct str name = str_trim(str_sub(text, at + 2, end));
        buf_printf(out, "[%.*s]", STR_ARG(name));
        return end + 1 - at;
    }
    if (c == '#' && (at == 0 || text.ptr[at - 1] == '\n')) {
        for (end = at; end < text.len && text.ptr[end] == '#'; end++) {
        }
        return end - at <= 6 && end < text.len && text.ptr[end] == ' ' ? end + 1 - at : 0;
    }
    if (depth >= DEPTH_MAX) return 0;
    if (c == '<') {
        size_t length = tag_at(text, at);
        if (length && (next == 'b' || next == 'B') && (text.ptr[at + 2] | 0x20) == 'r')
            buf_add_char(out, ' ');
        return length;
    }
    if (c == '[') return link_at(text, at, depth, out);
    return c == '*' || c == '_' ? emphasis_at(text, at, depth, out) : 0;
}

static void plain(struct str text, int depth, struct buf *out)
{
    for (size_t i = 0; i < text.len;) {
        size_t length = mark_at(text, i, depth, out);
        if (length == 0) buf_add_char(out, text.ptr[i]);
        i += length ? length : 1;
    }
}

void table_words_add(struct str label, struct buf *out)
{
    plain(label, 0, out);
}

bool table_words_marked(struct str label)
{
    for (size_t i = 0; i < label.len; i++)
        if (label.ptr[i] && strchr("*_#[<$\\", label.ptr[i])) return true;
    return false;
}

struct str table_words_plain(struct str label, struct arena *a)
{
    if (!table_words_marked(label)) return str_trim(label);
    struct buf text = {0};
    table_words_add(label, &text);
    struct str out = arena_dup(a, str_trim(buf_str(&text)));
    buf_finish(&text);
    return out;
}

// ---- statements ----
static bool goes_on(const struct form_def *form, size_t group)
{
    struct str appearance = form_node_appearance(form, group), word;
    while (str_word(&appearance, &word))
        if (str_eq(word, STR("table-list")) || str_eq(word, STR("svar:dots"))) return true;
    return false;
}

struct str table_words_own(const struct form_def *form, size_t node, size_t language,
                           struct arena *a)
{
    struct str label = table_words_plain(form_node_label(form, node, language), a);
    return label.len ? label : form_node_name(form, node);
}

struct str table_words_choice(const struct form_def *form, size_t node, size_t choice,
                              size_t language, struct arena *a)
{
    struct str label = table_words_plain(form_choice_label(form, node, choice, language), a);
    return label.len ? label : form_choice_name(form, node, choice);
}

struct str table_words_stem(const struct form_def *form, size_t node, size_t language,
                            struct arena *a)
{
    size_t group = form_node_parent(form, node);
    if (group == 0 || form_node_kind(form, group) != FORM_GROUP || !goes_on(form, group))
        return STR("");
    return table_words_plain(form_node_label(form, group, language), a);
}

struct str table_words_question(const struct form_def *form, size_t node, size_t language,
                                struct arena *a)
{
    struct str own = table_words_own(form, node, language, a);
    struct str stem = table_words_stem(form, node, language, a);
    if (stem.len == 0) return own;
    char last = stem.ptr[stem.len - 1];
    bool ends = last == '.' || last == '?' || last == '!' || last == ':';
    bool open = !ends && !str_ends(stem, STR("\xE2\x80\xA6")) && !str_ends(stem, STR("..."));
    return arena_printf(a, "%.*s%s %.*s", STR_ARG(stem), open ? ":" : "", STR_ARG(own));
}
