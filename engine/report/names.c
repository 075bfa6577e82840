// SPDX-License-Identifier: EUPL-1.2
// Free text that looks as if it named somebody: digits that make a personal number or a telephone
// number, an address with @, or two words with capitals where no sentence begins. It is a warning
// to read the text, never a promise that the others are clean.
#include "report/figures.h"

#include <string.h>

// Words that often stand with a capital without naming anybody: places, authorities, days. Lower
// case; a pair is a name only where neither word is here.
static const char *const innocent[] = {
    "länsstyrelsen", "region",     "stockholm", "stockholms", "göteborg", "malmö",   "uppsala",
    "sverige",       "svenska",    "svensk",    "norden",     "europa",   "eu",      "kommun",
    "kommunen",      "län",        "skolan",    "skola",      "polisen",  "svt",     "youtube",
    "instagram",     "tiktok",     "snapchat",  "samverkan",  "county",   "council", "city",
    "school",        "university", "street",    "sweden",     "swedish",  "english", "monday",
    "friday",        "january",    "december",  "gatan",      "vägen",    "torget",  "ica",
    "coop",          "sl",         "pep",       "bris",       "the",      "bästa",   "platsen",
};

static bool is_innocent(struct str word)
{
    for (size_t i = 0; i < sizeof innocent / sizeof innocent[0]; i++) {
        size_t length = strlen(innocent[i]);
        if (word.len >= length && (word.ptr[0] | 0x20) == innocent[i][0] &&
            memcmp(word.ptr + 1, innocent[i] + 1, length - 1) == 0 &&
            (word.len == length || word.ptr[length] == 's'))
            return true;
    }
    return false;
}

static bool is_upper(int32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7);
}

static bool is_letter(int32_t c)
{
    return is_upper(c) || (c >= 'a' && c <= 'z') || (c >= 0xDF && c != 0xF7 && c < 0x2000);
}

// ---- digits ----

static bool has_digits(struct str text)
{
    size_t digits = 0, from = 0;
    for (size_t i = 0; i <= text.len; i++) {
        char c = i < text.len ? text.ptr[i] : '\0';
        bool inside = (c >= '0' && c <= '9') || (digits && (c == ' ' || c == '-' || c == '+'));
        if (c >= '0' && c <= '9' && digits++ == 0) from = i;
        if (inside) continue;
        // A telephone number begins with 0 or + (seven digits or more); a personal number has 10 or
        // 12 digits and begins as no telephone number does.
        bool plus = from > 0 && text.ptr[from - 1] == '+';
        if (digits >= 10 || (digits >= 7 && (plus || text.ptr[from] == '0'))) return true;
        digits = 0;
    }
    return false;
}

static bool has_address(struct str text)
{
    ptrdiff_t at = str_find_char(text, '@');
    if (at < 0) return false;
    struct str rest = str_sub(text, (size_t)at + 1, text.len);
    ptrdiff_t point = str_find_char(rest, '.'), space = str_find_char(rest, ' ');
    bool handle = rest.len > 2 && (at == 0 || text.ptr[at - 1] == ' '); // @somebody
    return handle || (at > 0 && point > 0 && (space < 0 || point < space));
}

// ---- words ----

// The next word of letters; *out_fresh where a sentence begins with it.
static bool next_word(struct str text, size_t *at, struct str *out, bool *out_fresh, bool *out_gap)
{
    bool fresh = *at == 0, gap = false;
    size_t from = *at;
    while (from < text.len) {
        size_t next = from;
        int32_t c = utf8_next(text, &next);
        if (is_letter(c)) break;
        fresh = fresh || c == '.' || c == '!' || c == '?' || c == ':' || c == '\n';
        gap = gap || (c != ' ' && c != '-');
        from = next;
    }
    size_t end = from;
    while (end < text.len) {
        size_t next = end;
        if (!is_letter(utf8_next(text, &next))) break;
        end = next;
    }
    *out = str_sub(text, from, end);
    *out_fresh = fresh;
    *out_gap = gap;
    *at = end;
    return out->len > 0;
}

static bool is_name_word(struct str word, size_t least)
{
    size_t at = 0;
    if (word.len < least || is_innocent(word)) return false;
    bool capital = is_upper(utf8_next(word, &at)), small = false;
    while (at < word.len)
        small = !is_upper(utf8_next(word, &at)) || small;
    return capital && small; // all capitals are shouting or a short form
}

// Titles before one name are enough.
static bool is_title(struct str word)
{
    static const char *const titles[] = {"lärare",    "läraren",  "rektor", "rektorn", "chefen",
                                         "fröken",    "magister", "mentor", "kurator", "teacher",
                                         "principal", "herr",     "fru",    "mr",      "mrs",
                                         "ms",        "heter",    "named",  "called"};
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (word.len == strlen(titles[i]) && (word.ptr[0] | 0x20) == titles[i][0] &&
            memcmp(word.ptr + 1, titles[i] + 1, word.len - 1) == 0)
            return true;
    return false;
}

static bool has_names(struct str text)
{
    size_t at = 0;
    struct str word, before = STR("");
    bool fresh, gap;
    while (next_word(text, &at, &word, &fresh, &gap)) {
        bool side_by_side = !gap && !fresh, pair = side_by_side && is_name_word(word, 3);
        if (side_by_side && is_title(before) && is_name_word(word, 2)) return true;
        // Two capitals side by side: Swedish and English write few other things so.
        if (pair && is_name_word(before, 3)) return true;
        before = word;
    }
    return false;
}

bool report_text_names(struct str text)
{
    return has_digits(text) || has_address(text) || has_names(text);
}

uint64_t report_texts_naming(const struct table *t, const struct report_facts *facts)
{
    const struct form_def *form = table_form(t);
    uint64_t count = 0;
    if (table_row_count(t) < facts->k) return 0; // so few that the report shows no text at all
    for (size_t column = 0; column < table_column_count(t); column++) {
        const struct table_column *c = table_column_at(t, column);
        if (c->source != TABLE_QUESTION || c->kind != TABLE_TEXT ||
            !form_node_visible(form, c->node) || form_node_kind(form, c->node) != FORM_INPUT ||
            form_node_type(form, c->node) != FORM_STRING)
            continue;
        for (size_t row = 0; row < table_row_count(t); row++) {
            struct table_cell cell = table_cell(t, row, column);
            count += !cell.missing && report_text_names(cell.text);
        }
    }
    return count;
}
