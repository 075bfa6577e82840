// SPDX-License-Identifier: EUPL-1.2
// One JSON object a line: values typed, missing codes apart from them as in the response itself.
#include "export/export.h"

#include <stdlib.h>

#include "base/json.h"
#include "export/pieces_priv.h"

static void set_new(json_t *object, struct str key, json_t *value)
{
    // Keys are names of the form: valid UTF-8. A value that is not becomes null rather than lost.
    if (json_object_setn_new(object, key.ptr, key.len, value ? value : json_null()) != 0) abort();
}

static json_t *value_of(const struct table *t, size_t column, struct table_cell cell)
{
    const struct table_column *c = table_column_at(t, column);
    char date[16];
    switch (cell.kind) {
    case TABLE_CHOICE:
        return json_str(form_choice_name(table_form(t), c->node, (size_t)cell.integer));
    case TABLE_FLAG:
    case TABLE_INT: return json_integer(cell.integer);
    case TABLE_NUMBER: return json_real(cell.number);
    case TABLE_DATE: table_date_format(cell.integer, date); return json_string(date);
    case TABLE_TEXT: break;
    }
    if (c->geometry && cell.text.len) return json_loadb(cell.text.ptr, cell.text.len, 0, NULL);
    return json_str(cell.text);
}

// A select_multiple as the list of what was chosen, a rank as its list in the respondent's order.
static json_t *options_of(const struct table *t, size_t row, size_t first, size_t count)
{
    json_t *list = json_array();
    bool rank = table_column_at(t, first)->kind == TABLE_INT;
    for (size_t place = 1; place <= (rank ? count : 1); place++) {
        for (size_t i = first; i < first + count; i++) {
            const struct table_column *c = table_column_at(t, i);
            if (table_cell(t, row, i).integer != (int64_t)place) continue;
            json_array_append_new(list,
                                  json_str(form_choice_name(table_form(t), c->node, c->choice)));
        }
    }
    return list;
}

static void add_row(const struct table *t, size_t row, struct buf *out)
{
    json_t *object = json_object(), *answers = json_object(), *missing = json_object();
    size_t columns = table_column_count(t);
    for (size_t i = 0; i < columns; i++) {
        const struct table_column *c = table_column_at(t, i);
        struct table_cell cell = table_cell(t, row, i);
        if (c->source < TABLE_QUESTION) {
            struct str name = str_sub(c->name, strspn(c->name.ptr, "_"), c->name.len);
            if (!cell.missing) set_new(object, name, value_of(t, i, cell));
            continue;
        }
        struct str path = form_node_short_path(table_form(t), c->node);
        size_t first, count = table_columns_of(t, c->node, &first);
        if (cell.missing)
            set_new(missing, path, json_integer(cell.missing));
        else if (c->source == TABLE_OPTION)
            set_new(answers, path, options_of(t, row, first, count));
        else
            set_new(answers, path, value_of(t, i, cell));
        if (c->source == TABLE_OPTION) i = first + count - 1;
    }
    set_new(object, STR("answers"), answers);
    set_new(object, STR("missing"), missing);
    json_write(object, out);
    buf_add_char(out, '\n');
    json_decref(object);
}

static void make_rows(const struct table *t, struct export_piece *piece, void *data)
{
    (void)data;
    for (size_t row = piece->first; row < piece->end; row++)
        add_row(t, row, &piece->out);
}

static enum err take_rows(struct export_piece *piece, void *data, struct err_info *info)
{
    const struct export_sink *sink = data;
    return sink->write(sink->data, buf_str(&piece->out), info);
}

enum err export_ndjson(const struct table *t, const struct export_sink *sink, struct err_info *info)
{
    struct export_sink own = *sink;
    const struct export_pieces pieces = {t, &own, make_rows, take_rows};
    return export_pieces_run(&pieces, info);
}
