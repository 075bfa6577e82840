// SPDX-License-Identifier: EUPL-1.2
// The sheets "answers" (names and codes) and "labels" (the same in words), and one for each repeat:
// what the library makes of them, and how their cells are learnt from that.
#include "export/xlsx_rows_priv.h"

#include "table/words.h"

#include <stdio.h>

enum {
    SHARED_MAX = 65536, // texts of a sheet that stand once in the workbook; more stand in the cells
    STYLES_ROW = 1,     // of the samples: a date, a missing code
    SHARED_ROW = 2,     // and from here on a text each
};

// ---- what cells hold that is not an answer's own text ----

struct learning {
    struct xlsx *x;
    struct xlsx_rows *rows;
    lxw_worksheet *sheet;   // while samples are written
    const uint32_t *shared; // afterwards: their numbers
    size_t used;
    char code_style[16];
};

static struct str cell_number(struct learning *l, const char *style, double number)
{
    char text[32];
    if (!l->shared) return STR("");
    return arena_printf(l->x->arena, "\"%s><v>%.*s</v></c>", style,
                        (int)str_from_double(number, text), text);
}

static struct str cell_text(struct learning *l, const char *style, struct str text)
{
    if (!text.len) return STR("");
    if (l->used < SHARED_MAX) {
        size_t at = l->used++;
        if (l->shared)
            return arena_printf(l->x->arena, "\"%s t=\"s\"><v>%u</v></c>", style, l->shared[at]);
        export_xlsx_text(l->x, l->sheet, (lxw_row_t)(SHARED_ROW + at), 0, text, NULL);
        return STR("");
    }
    if (!l->shared) return STR("");
    struct buf cell = {0};
    buf_printf(&cell, "\"%s", style);
    export_xlsx_add_inline(&cell, text);
    struct str kept = arena_dup(l->x->arena, buf_str(&cell));
    buf_finish(&cell);
    return kept;
}

static struct str code_label(const struct xlsx *x, const struct table_column *c, int code)
{
    for (size_t i = 0; i < form_node_choice_count(x->form, c->node); i++) {
        struct str own = form_choice_label(x->form, c->node, i, x->language);
        if (form_choice_missing(x->form, c->node, i) == code && own.len)
            return table_words_plain(own, x->arena);
    }
    return str_of(export_code_word(code, x->swedish));
}

static struct str choice_cell(struct learning *l, size_t node, size_t choice)
{
    struct xlsx *x = l->x;
    struct str name = form_choice_name(x->form, node, choice);
    char again[32];
    double number;
    if (l->rows->labels)
        return cell_text(l, "", table_words_choice(x->form, node, choice, x->language, x->arena));
    // A choice called 3 is a number, one called 03 is not.
    if (str_to_double(name, &number) &&
        str_eq(name, str_make(again, str_from_double(number, again))))
        return cell_number(l, "", number);
    return cell_text(l, "", name);
}

static void learn_column(struct learning *l, size_t index)
{
    const struct table_column *c = table_column_at(l->rows->table, index);
    struct xlsx_column *column = &l->rows->columns[index];
    char name[16];
    lxw_col_to_name(name, (lxw_col_t)index, 0);
    column->start_bytes = (size_t)snprintf(column->start, sizeof column->start, "<c r=\"%s", name);
    if (c->kind == TABLE_CHOICE) {
        size_t count = form_node_choice_count(l->x->form, c->node);
        if (!column->choices) column->choices = ARENA_ARRAY(l->x->arena, struct str, count + 1);
        for (size_t i = 0; i < count; i++)
            column->choices[i] = choice_cell(l, c->node, i);
    }
    for (int code = TABLE_EMPTY; c->source >= TABLE_QUESTION && code < 0; code++)
        column->codes[-code] =
            l->rows->labels ? cell_text(l, l->code_style, code_label(l->x, c, code))
                            : cell_number(l, l->code_style,
                                          (double)table_code_shown(l->rows->table, index, code));
}

// The same walk before and after: what is written as a sample is then found in its place.
static void learn_columns(struct learning *l)
{
    for (size_t i = 0; i < table_column_count(l->rows->table) && !l->x->failed; i++)
        learn_column(l, i);
}

// ---- the sheet as the library makes it ----

// As wide as what stands in the column, within limits: who opens the sheet sees what is in it.
static double column_width(const struct xlsx *x, const struct table *t, size_t index, bool labels)
{
    enum { ID = 38, LEAST = 10, OTHER_LEAST = 16, TEXT = 36, CHOICE_MOST = 40, NAME_MOST = 28 };
    enum { ARROW = 4 }; // the filter's, and the bold letters
    const struct table_column *c = table_column_at(t, index);
    if (c->source == TABLE_ID) return ID;
    double width = labels ? OTHER_LEAST : LEAST;
    if (!labels) width = (double)utf8_count(c->name) + ARROW;
    if (c->source < TABLE_QUESTION && width < OTHER_LEAST) width = OTHER_LEAST;
    if (c->kind == TABLE_TEXT && c->source >= TABLE_QUESTION) return TEXT;
    size_t count = c->kind == TABLE_CHOICE ? form_node_choice_count(x->form, c->node) : 0;
    for (size_t i = 0; i < count; i++) {
        struct str label = form_choice_label(x->form, c->node, i, x->language);
        struct str name = form_choice_name(x->form, c->node, i);
        double needed = (double)utf8_count(labels && label.len ? label : name) + 1;
        if (needed > width) width = needed;
    }
    double most = labels ? CHOICE_MOST : NAME_MOST;
    return width > most ? most : width < LEAST ? LEAST : width;
}

// A form of many words must not fill the screen with its heads, which stay while one scrolls.
static void put_heads(struct xlsx *x, lxw_worksheet *sheet, const struct table *t, bool labels)
{
    enum { LINES_MAX = 8, PAPER_WIDTH = 340 };
    struct buf label = {0};
    size_t columns = table_column_count(t);
    unsigned lines = 1;
    double all = 0;
    worksheet_freeze_panes(sheet, 1, 0);
    for (size_t i = 0; i < columns; i++) {
        const struct table_column *c = table_column_at(t, i);
        double width = column_width(x, t, i, labels);
        buf_clear(&label);
        if (labels && c->source >= TABLE_QUESTION) table_label(t, i, x->language, &label);
        if (labels && c->source < TABLE_QUESTION)
            buf_add_text(&label, export_meta_label(c->source, x->swedish));
        struct str head = label.len ? buf_str(&label) : c->name;
        unsigned needed = export_xlsx_lines(head, 0.85 * width);
        if (needed > lines) lines = needed;
        all += width;
        worksheet_set_column(sheet, (lxw_col_t)i, (lxw_col_t)i, width, NULL);
        export_xlsx_text(x, sheet, 0, i, head, x->head);
    }
    export_xlsx_height(x, sheet, 0, lines < LINES_MAX ? lines : LINES_MAX);
    export_xlsx_paper(sheet, true, all <= PAPER_WIDTH, true);
    buf_finish(&label);
}

void export_xlsx_rows_plan(struct xlsx *x, const char *name, const struct table *t, bool labels)
{
    lxw_worksheet *sheet = export_xlsx_sheet(x, name);
    size_t columns = table_column_count(t), rows = table_row_count(t);
    if (x->failed) return;
    struct xlsx_rows *own = &x->rows[x->rows_count++];
    *own = (struct xlsx_rows){.table = t, .labels = labels, .number = x->sheet_count};
    own->columns = ARENA_ARRAY(x->arena, struct xlsx_column, columns + 1);
    snprintf(own->entry, sizeof own->entry, "xl/worksheets/sheet%u.xml", own->number);
    put_heads(x, sheet, t, labels);
    if (columns && rows)
        worksheet_autofilter(sheet, 0, 0, (lxw_row_t)rows, (lxw_col_t)(columns - 1));
    export_xlsx_number(x, sheet, STYLES_ROW, 0, 0, x->date);
    export_xlsx_number(x, sheet, STYLES_ROW, 1, 0, x->code);
    struct learning learning = {.x = x, .rows = own, .sheet = sheet};
    learn_columns(&learning);
    own->shared = learning.used;
}

// ---- the samples as they were written ----

// What stands between two texts, from *at on, which moves behind the second.
static bool between(struct str xml, size_t *at, const char *before, const char *after,
                    struct str *out)
{
    struct str rest = str_sub(xml, *at, xml.len);
    ptrdiff_t start = str_find(rest, str_of(before));
    if (start < 0) return false;
    rest = str_sub(rest, (size_t)start + strlen(before), rest.len);
    ptrdiff_t end = str_find(rest, str_of(after));
    if (end < 0) return false;
    *out = str_sub(rest, 0, (size_t)end);
    *at = (size_t)(rest.ptr - xml.ptr) + (size_t)end + strlen(after);
    return true;
}

// The style of a cell as its attribute, " s=\"3\"".
static bool read_style(struct str xml, size_t *at, const char *cell, char out[16])
{
    struct str style;
    int64_t number;
    if (!between(xml, at, cell, "\"", &style) || style.len) return false;
    if (!between(xml, at, " s=\"", "\"", &style) || !str_to_int64(style, &number)) return false;
    snprintf(out, 16, " s=\"%d\"", (int)number);
    return true;
}

bool export_xlsx_rows_learn(struct xlsx *x, struct xlsx_rows *rows, struct str xml)
{
    struct learning learning = {.x = x, .rows = rows};
    struct str value;
    uint64_t number;
    size_t at = 0;
    uint32_t *shared = ARENA_ARRAY(x->arena, uint32_t, rows->shared + 1);
    if (!read_style(xml, &at, "<c r=\"A2", rows->date_style) ||
        !read_style(xml, &at, "<c r=\"B2", learning.code_style))
        return false;
    for (size_t i = 0; i < rows->shared; i++) {
        char cell[40];
        snprintf(cell, sizeof cell, "<c r=\"A%zu\" t=\"s\"><v>", SHARED_ROW + i + 1);
        if (!between(xml, &at, cell, "</v>", &value) || !str_to_uint64(value, &number))
            return false;
        shared[i] = (uint32_t)number;
    }
    learning.shared = shared;
    learn_columns(&learning);
    return learning.used == rows->shared;
}
