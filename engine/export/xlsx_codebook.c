// SPDX-License-Identifier: EUPL-1.2
// The sheet "codebook": every column with its question in every language, and every value it takes.
#include "export/names_priv.h"
#include "export/xlsx_priv.h"
#include "table/words.h"

enum { SPSS, STATA, NAMES };
enum { NAME_WIDTH = 24, TYPE_WIDTH = 14, QUESTION_WIDTH = 56, LABEL_WIDTH = 34 };

struct book {
    struct xlsx *x;
    lxw_worksheet *sheet;
    lxw_row_t row;
    size_t languages, column;
    unsigned lines;                    // that the row takes
    struct export_names *names[NAMES]; // of the column in other programs
};

static void put_wrapped(struct book *b, size_t column, double width, struct str text,
                        lxw_format *format)
{
    unsigned lines = export_xlsx_lines(text, 0.95 * width);
    if (lines > b->lines) b->lines = lines;
    export_xlsx_text(b->x, b->sheet, b->row, column, text, format);
}

static void end_row(struct book *b)
{
    export_xlsx_height(b->x, b->sheet, b->row++, b->lines);
    b->lines = 0;
}

// variable | type | question, a column a language | value | label, a column a language | its names
// in SPSS and Stata
static size_t value_column(const struct book *b)
{
    return 2 + b->languages;
}

static void header(struct book *b)
{
    static const char *const words[][4] = {{"Variable", "Type", "Question", "Label"},
                                           {"Variabel", "Typ", "Fråga", "Betydelse"}};
    const char *const *w = words[b->x->swedish];
    struct buf text = {0};
    worksheet_set_column(b->sheet, 0, 0, NAME_WIDTH, NULL);
    worksheet_set_column(b->sheet, 1, 1, TYPE_WIDTH, NULL);
    worksheet_set_column(b->sheet, 2, (lxw_col_t)(1 + b->languages), QUESTION_WIDTH, NULL);
    worksheet_set_column(b->sheet, (lxw_col_t)value_column(b), (lxw_col_t)value_column(b), 12,
                         NULL);
    worksheet_set_column(b->sheet, (lxw_col_t)(value_column(b) + 1),
                         (lxw_col_t)(value_column(b) + b->languages), LABEL_WIDTH, NULL);
    worksheet_freeze_panes(b->sheet, 1, 1);
    export_xlsx_text(b->x, b->sheet, 0, 0, str_of(w[0]), b->x->head);
    export_xlsx_text(b->x, b->sheet, 0, 1, str_of(w[1]), b->x->head);
    for (size_t part = 0; part < 2; part++) {
        if (part)
            export_xlsx_text(b->x, b->sheet, 0, value_column(b),
                             b->x->swedish ? STR("Värde") : STR("Value"), b->x->head);
        for (size_t i = 0; i < b->languages; i++) {
            buf_clear(&text);
            buf_add_text(&text, w[2 + part]);
            struct str name = form_def_language_name(b->x->form, i);
            if (b->languages > 1) buf_printf(&text, ", %.*s", STR_ARG(name));
            size_t column = part ? value_column(b) + 1 + i : 2 + i;
            export_xlsx_text(b->x, b->sheet, 0, column, buf_str(&text), b->x->head);
        }
    }
    static const char *const programs[NAMES][2] = {{"In SPSS", "I SPSS"}, {"In Stata", "I Stata"}};
    for (size_t i = 0; i < NAMES; i++) {
        size_t column = value_column(b) + 1 + b->languages + i;
        worksheet_set_column(b->sheet, (lxw_col_t)column, (lxw_col_t)column, NAME_WIDTH, NULL);
        export_xlsx_text(b->x, b->sheet, 0, column, str_of(programs[i][b->x->swedish]), b->x->head);
    }
    b->row = 1;
    buf_finish(&text);
}

static const char *type_word(enum table_kind kind, bool swedish)
{
    switch (kind) {
    case TABLE_TEXT: return swedish ? "text" : "text";
    case TABLE_CHOICE: return swedish ? "ett val" : "one choice";
    case TABLE_FLAG: return swedish ? "vald eller ej" : "chosen or not";
    case TABLE_INT: return swedish ? "heltal" : "whole number";
    case TABLE_NUMBER: return swedish ? "tal" : "number";
    case TABLE_DATE: return swedish ? "datum" : "date";
    }
    return "";
}

static void put_variable(struct book *b)
{
    const struct table_column *c = table_column_at(b->x->table, b->column);
    struct buf label = {0};
    put_wrapped(b, 0, 0.9 * NAME_WIDTH, c->name, b->x->title);
    size_t weight;
    buf_add_text(&label, type_word(c->kind, b->x->swedish));
    if (export_weight_column(b->x->table, b->x->weight, &weight) && weight == b->column)
        buf_add_text(&label, b->x->swedish ? ", väger svaren" : ", weighs the responses");
    put_wrapped(b, 1, TYPE_WIDTH, buf_str(&label), b->x->wrap);
    for (size_t i = 0; i < b->languages; i++) {
        buf_clear(&label);
        if (c->source >= TABLE_QUESTION)
            table_label(b->x->table, b->column, i, &label);
        else
            buf_add_text(&label, export_meta_label(c->source, export_swedish(b->x->form, i)));
        put_wrapped(b, 2 + i, QUESTION_WIDTH, buf_str(&label), b->x->wrap);
    }
    for (size_t i = 0; i < NAMES; i++)
        put_wrapped(b, value_column(b) + 1 + b->languages + i, 0.9 * NAME_WIDTH,
                    str_of(export_names_add(b->names[i], b->x->table, b->column, "", b->x->arena)),
                    b->x->wrap);
    buf_finish(&label);
}

static void put_choice(struct book *b, size_t choice)
{
    const struct form_def *form = b->x->form;
    size_t node = table_column_at(b->x->table, b->column)->node;
    int code = form_choice_missing(form, node, choice);
    if (code)
        export_xlsx_number(b->x, b->sheet, b->row, value_column(b), code, b->x->start);
    else
        export_xlsx_text(b->x, b->sheet, b->row, value_column(b),
                         form_choice_name(form, node, choice), b->x->start);
    for (size_t i = 0; i < b->languages; i++)
        put_wrapped(b, value_column(b) + 1 + i, LABEL_WIDTH,
                    table_words_plain(form_choice_label(form, node, choice, i), b->x->arena),
                    b->x->wrap);
    end_row(b);
}

static void put_code(struct book *b, int code)
{
    export_xlsx_number(b->x, b->sheet, b->row, value_column(b),
                       (double)table_code_shown(b->x->table, b->column, code), b->x->code_start);
    for (size_t i = 0; i < b->languages; i++)
        export_xlsx_text(b->x, b->sheet, b->row, value_column(b) + 1 + i,
                         str_of(export_code_word(code, export_swedish(b->x->form, i))), b->x->code);
    end_row(b);
}

void export_xlsx_codebook(struct xlsx *x, lxw_worksheet *sheet)
{
    struct book book = {.x = x, .sheet = sheet, .languages = form_def_language_count(x->form)};
    book.names[SPSS] = export_names_create(export_limits_sav.name_bytes);
    book.names[STATA] = export_names_create(export_limits_dta.name_bytes);
    header(&book);
    for (size_t column = 0; column < table_column_count(x->table) && !x->failed; column++) {
        const struct table_column *c = table_column_at(x->table, column);
        bool own[10] = {false};
        book.column = column;
        put_variable(&book);
        if (c->source < TABLE_QUESTION) {
            end_row(&book);
            continue;
        }
        for (size_t i = 0; i < form_node_choice_count(x->form, c->node); i++) {
            int code = form_choice_missing(x->form, c->node, i);
            if (c->kind != TABLE_CHOICE && !code) continue;
            if (code) own[-code] = true;
            put_choice(&book, i);
        }
        for (size_t i = 0; i < TABLE_CODES; i++)
            if (!own[-table_codes[i]]) put_code(&book, table_codes[i]);
        if (book.row + 64 > XLSX_ROWS_MAX) break; // more than a sheet holds; ddi has it all
    }
    for (size_t i = 0; i < NAMES; i++)
        export_names_destroy(book.names[i]);
}
