// SPDX-License-Identifier: EUPL-1.2
// The sheets "answers" (names and codes) and "labels" (the same in words): a row a response.
#include "export/xlsx_priv.h"

enum { EXCEL_EPOCH_DAYS = 25569, EXCEL_FIRST_DAY = 61 }; // 1 March 1900: earlier days are text

static void put_name(struct xlsx *x, lxw_worksheet *sheet, lxw_row_t row, size_t column,
                     struct str name)
{
    char again[32];
    double number;
    // A choice called 3 is a number, one called 03 is not.
    if (str_to_double(name, &number) &&
        str_eq(name, str_make(again, str_from_double(number, again))))
        export_xlsx_number(x, sheet, row, column, number, NULL);
    else
        export_xlsx_text(x, sheet, row, column, name, NULL);
}

static void put_date(struct xlsx *x, lxw_worksheet *sheet, lxw_row_t row, size_t column,
                     int64_t days)
{
    char text[16];
    if (days + EXCEL_EPOCH_DAYS >= EXCEL_FIRST_DAY) {
        export_xlsx_number(x, sheet, row, column, (double)(days + EXCEL_EPOCH_DAYS), x->date);
        return;
    }
    table_date_format(days, text);
    export_xlsx_text(x, sheet, row, column, str_of(text), NULL);
}

static struct str code_label(const struct xlsx *x, const struct table_column *c, int code)
{
    for (size_t i = 0; i < form_node_choice_count(x->form, c->node); i++) {
        struct str own = form_choice_label(x->form, c->node, i, x->language);
        if (form_choice_missing(x->form, c->node, i) == code && own.len) return own;
    }
    return str_of(export_code_word(code, x->swedish));
}

static void put_cell(struct xlsx *x, lxw_worksheet *sheet, size_t row, size_t column, bool labels)
{
    const struct table_column *c = table_column_at(x->table, column);
    struct table_cell cell = table_cell(x->table, row, column);
    lxw_row_t at = (lxw_row_t)row + 1;
    if (cell.missing) {
        if (c->source < TABLE_QUESTION) return;
        if (labels)
            export_xlsx_text(x, sheet, at, column, code_label(x, c, cell.missing), x->code);
        else
            export_xlsx_number(x, sheet, at, column, cell.missing, x->code);
        return;
    }
    switch (cell.kind) {
    case TABLE_TEXT: export_xlsx_text(x, sheet, at, column, cell.text, NULL); return;
    case TABLE_CHOICE: {
        size_t choice = (size_t)cell.integer;
        struct str name = form_choice_name(x->form, c->node, choice);
        struct str label = form_choice_label(x->form, c->node, choice, x->language);
        if (labels)
            export_xlsx_text(x, sheet, at, column, label.len ? label : name, NULL);
        else
            put_name(x, sheet, at, column, name);
        return;
    }
    case TABLE_DATE: put_date(x, sheet, at, column, cell.integer); return;
    case TABLE_NUMBER: export_xlsx_number(x, sheet, at, column, cell.number, NULL); return;
    case TABLE_FLAG:
    case TABLE_INT: break;
    }
    export_xlsx_number(x, sheet, at, column, (double)cell.integer, NULL);
}

void export_xlsx_answers(struct xlsx *x, lxw_worksheet *sheet, bool labels)
{
    size_t columns = table_column_count(x->table), rows = table_row_count(x->table);
    struct buf label = {0};
    for (size_t i = 0; i < columns; i++) {
        bool text = table_column_at(x->table, i)->kind == TABLE_TEXT;
        worksheet_set_column(sheet, (lxw_col_t)i, (lxw_col_t)i, labels || text ? 24 : 12, NULL);
    }
    worksheet_freeze_panes(sheet, 1, 0);
    for (size_t i = 0; i < columns; i++) {
        const struct table_column *c = table_column_at(x->table, i);
        buf_clear(&label);
        if (labels && c->source >= TABLE_QUESTION) table_label(x->table, i, x->language, &label);
        if (labels && c->source < TABLE_QUESTION)
            buf_add_text(&label, export_meta_label(c->source, x->swedish));
        export_xlsx_text(x, sheet, 0, i, label.len ? buf_str(&label) : c->name, x->head);
    }
    buf_finish(&label);
    for (size_t row = 0; row < rows && !x->failed; row++)
        for (size_t i = 0; i < columns; i++)
            put_cell(x, sheet, row, i, labels);
    if (columns && rows)
        worksheet_autofilter(sheet, 0, 0, (lxw_row_t)rows, (lxw_col_t)(columns - 1));
}
