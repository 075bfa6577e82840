// SPDX-License-Identifier: EUPL-1.2
// Texts by language, and the ${…} in them.
#include "form/build_priv.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "form/text_priv.h"

uint32_t form_text_add(struct form_def *def)
{
    if (def->text_count == def->text_room) {
        uint32_t room = def->text_room ? def->text_room * 2 : 256;
        struct def_text *grown =
            ARENA_ARRAY(def->a, struct def_text, (size_t)room * def->language_count);
        if (def->text_count)
            memcpy(grown, def->texts,
                   (size_t)def->text_count * def->language_count * sizeof *grown);
        def->texts = grown;
        def->text_room = room;
    }
    return def->text_count++;
}

void form_texts_read(struct builder *b, const struct sheet *sheet, const struct row *row,
                     uint32_t *texts)
{
    struct form_def *def = b->def;
    for (size_t i = 0; i < DEF_TEXT_KINDS; i++)
        texts[i] = DEF_NONE;
    for (size_t i = row->first; i < row->first + row->count; i++) {
        const struct form_cell *cell = &sheet->cells->cells[i];
        if ((size_t)cell->column > sheet->header_count) continue;
        const struct header *header = &sheet->headers[cell->column - 1];
        if (header->column < COLUMN_LABEL || header->column > COLUMN_VIDEO) continue;
        if (header->language >= def->language_count) continue; // too many, reported
        uint32_t *text = &texts[header->column - COLUMN_LABEL];
        if (*text == DEF_NONE) *text = form_text_add(def);
        def->texts[(size_t)*text * def->language_count + header->language].source = cell->text;
    }
}

// Where the cell of a text stands, to say so: found again, because texts do not keep it.
static const struct form_cell *cell_of(const struct sheet *sheet, int32_t row, struct str source)
{
    size_t low = 0, high = sheet->cells ? sheet->cells->cell_count : 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sheet->cells->cells[middle].row < row)
            low = middle + 1;
        else
            high = middle;
    }
    for (; sheet->cells && low < sheet->cells->cell_count && sheet->cells->cells[low].row == row;
         low++)
        if (sheet->cells->cells[low].text.ptr == source.ptr) return &sheet->cells->cells[low];
    return NULL;
}

struct place {
    const struct sheet *sheet;
    int32_t row;
    uint32_t node;
};

// Behind the bracket that closes the one at `at`; 0 where none does.
static size_t close_bracket(struct str s, size_t at)
{
    char open = s.ptr[at], close = open == '(' ? ')' : ']', quote = 0;
    size_t depth = 0;
    for (; at < s.len; at++) {
        char c = s.ptr[at];
        if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == open) {
            depth++;
        } else if (c == close && --depth == 0) {
            return at + 1;
        }
    }
    return 0;
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr("_-.:", c) || (unsigned char)c >= 0x80;
}

// instance('list')/root/item[…]/column from `from`; 0 where it is something else, or only a word.
static size_t instance_end(struct str s, size_t from)
{
    size_t at = close_bracket(s, from + 8);
    bool filtered = false, named = false;
    while (at && at < s.len && s.ptr[at] == '/') {
        size_t name = ++at;
        while (at < s.len && s.ptr[at] && is_name_byte(s.ptr[at]))
            at++;
        if (at == name) return 0;
        // A full stop behind the last name ends a sentence.
        while (at > name && strchr(".:-", s.ptr[at - 1]))
            at--;
        named = filtered;
        if (at < s.len && s.ptr[at] == '[') {
            at = close_bracket(s, at);
            filtered = true;
        }
    }
    return named ? at : 0;
}

bool form_text_run(struct str text, size_t *out_from, size_t *out_to, bool *unclosed)
{
    *unclosed = false;
    for (size_t i = 0; i + 1 < text.len; i++) {
        struct str rest = str_sub(text, i, text.len);
        *out_from = i;
        if (str_starts(rest, STR("${"))) {
            ptrdiff_t close = str_find_char(rest, '}');
            *unclosed = close < 0;
            *out_to = i + (size_t)(close < 0 ? 0 : close + 1);
            return close >= 0;
        }
        if (text.ptr[i] == 'i' && str_starts(rest, STR("instance(")) &&
            (*out_to = instance_end(text, i)) > 0)
            return true;
    }
    return false;
}

static void bind_text(struct builder *b, struct def_text *text, const struct place *place)
{
    struct str s = text->source;
    if (str_find(s, STR("${")) < 0 && str_find(s, STR("instance(")) < 0) return;
    size_t count = 0, from, to;
    for (size_t i = 0; i + 1 < s.len; i++)
        count += s.ptr[i] == '$' || s.ptr[i] == 'i';
    struct def_part *parts = ARENA_ARRAY(b->a, struct def_part, count * 2 + 1);
    const struct form_cell *cell = cell_of(place->sheet, place->row, s);
    int32_t column = cell ? cell->column : 0;
    uint32_t n = 0;
    bool unclosed;
    while (form_text_run(s, &from, &to, &unclosed)) {
        if (from > 0) parts[n++] = (struct def_part){str_sub(s, 0, from), NULL};
        struct form_expr *expr = form_expression_parse(b, str_sub(s, from, to), place->row, column);
        if (!expr) return;
        struct binding binding = {.def = b->def,
                                  .b = b,
                                  .expr = expr,
                                  .node = place->node,
                                  .list = DEF_NONE,
                                  .row = place->row,
                                  .column = column};
        form_expression_bind(&binding);
        parts[n++] = (struct def_part){STR(""), expr};
        s = str_sub(s, to, s.len);
    }
    if (unclosed) PROBLEM(b, FORM_ERROR, place->row, column, TEXT_TEXT_UNCLOSED);
    if (unclosed || !n) return;
    if (s.len) parts[n++] = (struct def_part){s, NULL};
    text->parts = parts;
    text->part_count = n;
}

static void bind_row(struct builder *b, const uint32_t *texts, const struct place *place)
{
    for (size_t kind = 0; kind < DEF_TEXT_KINDS; kind++) {
        if (texts[kind] == DEF_NONE || kind >= DEF_IMAGE) continue;
        for (size_t language = 0; language < b->def->language_count; language++) {
            struct def_text *text =
                &b->def->texts[(size_t)texts[kind] * b->def->language_count + language];
            if (text->source.len) bind_text(b, text, place);
        }
    }
}

void form_texts_bind(struct builder *b)
{
    struct form_def *def = b->def;
    if (b->survey.cells) b->sheet_name = b->survey.cells->name;
    for (uint32_t i = 1; i < def->node_count; i++)
        bind_row(b, def->nodes[i].texts, &(struct place){&b->survey, def->nodes[i].row, i});
    if (b->choices.cells) b->sheet_name = b->choices.cells->name;
    for (uint32_t i = 0; i < def->choice_count; i++)
        bind_row(b, def->choices[i].texts, &(struct place){&b->choices, def->choices[i].row, 0});
}
