// SPDX-License-Identifier: EUPL-1.2
// From "g/år/7" to "ar_7", and to "ar_7_2" where that is taken.
#include "export/names_priv.h"

#include "base/alloc.h"
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

enum { NAME_BYTES = 64, ENDING_BYTES = 24 };

// The names that are taken, lower case, by open addressing.
struct export_names {
    size_t bytes_max;
    struct buf pool;
    size_t *places; // into the pool + 1; 0 is free
    size_t capacity, count;
};

struct export_names *export_names_create(size_t bytes_max)
{
    struct export_names *names = xcalloc(1, sizeof *names);
    names->bytes_max = bytes_max < NAME_BYTES ? bytes_max : NAME_BYTES;
    names->capacity = 256;
    names->places = xcalloc(names->capacity, sizeof *names->places);
    return names;
}

void export_names_destroy(struct export_names *names)
{
    if (!names) return;
    buf_finish(&names->pool);
    free(names->places);
    free(names);
}

static struct str name_at(const struct export_names *names, size_t place)
{
    return str_of((const char *)names->pool.ptr + place - 1);
}

static size_t find_slot(const struct export_names *names, struct str lower)
{
    size_t at = str_hash(lower) & (names->capacity - 1);
    while (names->places[at] && !str_eq(name_at(names, names->places[at]), lower))
        at = (at + 1) & (names->capacity - 1);
    return at;
}

static void grow(struct export_names *names)
{
    size_t *old = names->places, capacity = names->capacity;
    names->capacity *= 2;
    names->places = xcalloc(names->capacity, sizeof *names->places);
    for (size_t i = 0; i < capacity; i++)
        if (old[i]) names->places[find_slot(names, name_at(names, old[i]))] = old[i];
    free(old);
}

// False where the name is taken already.
static bool take(struct export_names *names, const char *name)
{
    char lower[NAME_BYTES + 1];
    size_t length = strlen(name);
    for (size_t i = 0; i <= length; i++)
        lower[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] + 32) : name[i];
    if (2 * (names->count + 1) > names->capacity) grow(names);
    size_t slot = find_slot(names, str_of(lower));
    if (names->places[slot]) return false;
    names->places[slot] = names->pool.len + 1;
    names->count++;
    buf_add(&names->pool, lower, length + 1);
    return true;
}

// ---- characters ----

static bool is_letter(int32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Letters with marks lose them; what has no ASCII letter becomes "_".
static char ascii_of(int32_t c)
{
    static const char latin1[] = "AAAAAAACEEEEIIIIDNOOOOO_OUUUUYTsaaaaaaaceeeeiiiidnooooo_ouuuuyty";
    if (is_letter(c) || (c >= '0' && c <= '9')) return (char)c;
    return c >= 0xC0 && c <= 0xFF ? latin1[c - 0xC0] : '_';
}

static void add_ascii(struct buf *out, struct str text)
{
    for (size_t at = 0; at < text.len;) {
        char c = ascii_of(utf8_next(text, &at));
        if (c == '_' && (out->len == 0 || out->ptr[out->len - 1] == '_')) continue;
        buf_add_char(out, c);
    }
}

// What SPSS and Stata keep for themselves, and R's own words.
static bool reserved(struct str name)
{
    static const char *const words[] = {
        "all",  "and",   "by",    "eq",   "ge",   "gt",    "le",       "lt",     "ne",
        "not",  "or",    "to",    "with", "byte", "coef",  "cons",     "double", "float",
        "if",   "in",    "int",   "long", "n",    "pi",    "pred",     "rc",     "skip",
        "strl", "str",   "using", "else", "for",  "while", "function", "next",   "break",
        "true", "false", "null",  "inf",  "nan",  "na",    "repeat",   "return", "strlen"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_eq_nocase(name, str_of(words[i]))) return true;
    // Stata's string types: str1, str244.
    if (name.len > 3 && str_eq_nocase(str_sub(name, 0, 3), STR("str"))) {
        size_t i = 3;
        while (i < name.len && name.ptr[i] >= '0' && name.ptr[i] <= '9')
            i++;
        return i == name.len;
    }
    return false;
}

// SPSS keeps a long text in pieces whose own names are the text's with one more character; those
// must be no words of SPSS either.
static bool reserved_pieces(struct str name)
{
    char piece[8];
    if (name.len > 3) return false;
    for (char last = 'a'; last <= 'z'; last++) {
        snprintf(piece, sizeof piece, "%.*s%c", STR_ARG(name), last);
        if (reserved(str_of(piece))) return true;
    }
    return false;
}

static void base_name(const struct table *t, size_t column, bool option, struct buf *out)
{
    const struct form_def *form = table_form(t);
    const struct table_column *c = table_column_at(t, column);
    if (c->source < TABLE_QUESTION) {
        buf_add_text(out, "svar");
        add_ascii(out, c->name); // begins with "_"
        return;
    }
    struct str name = form_node_name(form, c->node);
    bool unique = form_def_node_find(form, name) == (int64_t)c->node;
    add_ascii(out, unique ? name : form_node_short_path(form, c->node));
    if (!option || c->source != TABLE_OPTION) return;
    if (out->len == 0 || out->ptr[out->len - 1] != '_') buf_add_char(out, '_');
    add_ascii(out, form_choice_name(form, c->node, c->choice));
}

static const char *add_name(struct export_names *names, const struct table *t, size_t column,
                            bool option, const char *ending, struct arena *a)
{
    struct buf base = {0};
    char name[NAME_BYTES + 1], tail[ENDING_BYTES];
    base_name(t, column, option, &base);
    while (base.len && base.ptr[base.len - 1] == '_') // SPSS keeps names with a last "_" for itself
        base.len--;
    if (base.len == 0) buf_add_char(&base, 'v');
    bool text = table_column_at(t, column)->kind == TABLE_TEXT;
    bool taken = reserved(buf_str(&base)) || (text && reserved_pieces(buf_str(&base)));
    const char *front = !is_letter(base.ptr[0]) || taken ? "v_" : "";
    for (unsigned number = 1;; number++) {
        if (number == 1)
            snprintf(tail, sizeof tail, "%s", ending);
        else
            snprintf(tail, sizeof tail, "%s_%u", ending, number);
        size_t room = names->bytes_max - strlen(tail) - strlen(front);
        struct str cut = str_sub(buf_str(&base), 0, room);
        while (cut.len > 1 && cut.ptr[cut.len - 1] == '_')
            cut.len--;
        snprintf(name, sizeof name, "%s%.*s%s", front, STR_ARG(cut), tail);
        if (take(names, name)) break;
    }
    buf_finish(&base);
    return arena_text(a, str_of(name));
}

const char *export_names_add(struct export_names *names, const struct table *t, size_t column,
                             const char *ending, struct arena *a)
{
    return add_name(names, t, column, true, ending, a);
}

const char *export_names_add_question(struct export_names *names, const struct table *t,
                                      size_t column, struct arena *a)
{
    return add_name(names, t, column, false, "", a);
}
