// SPDX-License-Identifier: EUPL-1.2
// GeoJSON (RFC 7946): every place that somebody gave is a feature of its own, with the response's
// answers beside it, as map programs want them.
#include "export/export.h"

#include "base/json.h"
#include "export/export_priv.h"

static void add_string(struct buf *out, struct str text)
{
    json_t *value = json_str(text);
    if (value)
        json_write(value, out);
    else
        buf_add_text(out, "null");
    json_decref(value);
}

static void add_value(struct buf *out, const struct table *t, size_t row, size_t column)
{
    struct table_cell cell = table_cell(t, row, column);
    if (cell.kind == TABLE_FLAG || cell.kind == TABLE_INT || cell.kind == TABLE_NUMBER) {
        table_text(t, row, column, out);
        return;
    }
    struct buf text = {0};
    table_text(t, row, column, &text);
    add_string(out, buf_str(&text));
    buf_wipe(&text);
}

// What is missing is null, and why it is missing beside it: "q1:missing".
static void add_properties(struct buf *out, const struct table *t, size_t row, size_t place)
{
    buf_add_text(out, "{\"question\":");
    add_string(out, table_column_at(t, place)->name);
    for (size_t i = 0; i < table_column_count(t); i++) {
        const struct table_column *c = table_column_at(t, i);
        int missing = table_cell(t, row, i).missing;
        if (c->geometry || (missing && c->source < TABLE_QUESTION)) continue;
        buf_add_char(out, ',');
        add_string(out, c->name);
        buf_add_char(out, ':');
        if (!missing) {
            add_value(out, t, row, i);
            continue;
        }
        buf_add_text(out, "null,");
        struct buf why = {0};
        buf_printf(&why, "%.*s:missing", STR_ARG(c->name));
        add_string(out, buf_str(&why));
        buf_printf(out, ":%d", missing);
        buf_finish(&why);
    }
    buf_add_char(out, '}');
}

bool export_geojson_needed(const struct table *t)
{
    for (size_t i = 0; i < table_column_count(t); i++)
        if (table_column_at(t, i)->geometry) return true;
    return false;
}

enum err export_geojson(const struct table *t, const struct export_sink *sink,
                        struct err_info *info)
{
    struct buf out = {0};
    enum err err = ERR_NONE;
    bool first = true;
    bool places = export_geojson_needed(t);
    for (size_t i = 0; i < table_repeat_count(t); i++)
        places = places || export_geojson_needed(table_repeat(t, i));
    if (!places && table_scope(t) == 0)
        return err_set(
            info, ERR_ARGUMENT,
            "the form asks for no place (geopoint, geotrace, geoshape), so that there is "
            "nothing to draw on a map; choose another format");
    buf_add_text(&out, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (size_t row = 0; row < table_row_count(t) && !err; row++) {
        for (size_t i = 0; i < table_column_count(t); i++) {
            if (!table_column_at(t, i)->geometry) continue;
            struct table_cell cell = table_cell(t, row, i);
            if (cell.missing || !cell.text.len) continue;
            buf_add_text(&out, first ? "\n" : ",\n");
            first = false;
            buf_add_text(&out, "{\"type\":\"Feature\",\"geometry\":");
            buf_add_str(&out, cell.text);
            buf_add_text(&out, ",\"properties\":");
            add_properties(&out, t, row, i);
            buf_add_char(&out, '}');
        }
        err = export_flush(&out, sink, false, info);
    }
    buf_add_text(&out, "\n]}\n");
    if (!err) err = export_flush(&out, sink, true, info);
    buf_wipe(&out);
    return err;
}
