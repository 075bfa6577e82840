// SPDX-License-Identifier: EUPL-1.2
// XML and GeoJSON to the same tables that .csv files are read into.
#include "form/data_priv.h"

#include "base/alloc.h"
#include "base/json.h"
#include "base/limits.h"
#include "form/expr_priv.h"
#include "form/map_priv.h"
#include "form/text_priv.h"
#include "form/xml_tree.h"

#include <stdlib.h>

enum { CELLS_MAX = 4 << 20 };

// A table while its columns are still being found: cells as (row, column, value).
struct cell {
    uint32_t row, column;
    struct str value;
};
struct gathering {
    struct arena *a;
    struct map columns;
    struct str names[LIMIT_SHEET_COLUMNS];
    uint32_t column_count, rows;
    struct cell *cells;
    size_t count, room;
    struct err_info *info;
    enum err err;
};

static struct gathering *gathering_create(struct arena *a, struct err_info *info)
{
    struct gathering *g = xcalloc(1, sizeof *g);
    g->a = a;
    g->info = info;
    form_map_init(&g->columns, a, LIMIT_SHEET_COLUMNS);
    return g;
}

static bool add_column(struct gathering *g, struct str name, uint32_t *out)
{
    if (form_map_get(&g->columns, name, 0, out)) return true;
    if (g->column_count == LIMIT_SHEET_COLUMNS) {
        g->err = err_set(g->info, ERR_LIMIT, TEXT_CSV_COLUMNS_MANY, (int)LIMIT_SHEET_COLUMNS);
        return false;
    }
    *out = g->column_count++;
    g->names[*out] = arena_dup(g->a, name);
    return form_map_add(&g->columns, g->names[*out], 0, *out, NULL);
}

static void add_cell(struct gathering *g, struct str column, struct str value)
{
    uint32_t index;
    if (g->err || !column.len || !add_column(g, column, &index)) return;
    if (g->count == CELLS_MAX) {
        g->err = err_set(g->info, ERR_LIMIT, TEXT_CSV_LARGE);
        return;
    }
    if (g->count == g->room) {
        g->room = g->room ? g->room * 2 : 256;
        g->cells = xreallocarray(g->cells, g->room, sizeof *g->cells);
    }
    g->cells[g->count++] = (struct cell){g->rows, index, value};
}

// Puts the cells into place and frees what was gathered.
static enum err finish(struct gathering *g, struct form_csv *out)
{
    uint64_t cells = (uint64_t)g->rows * g->column_count;
    if (!g->err && (g->rows > LIMIT_FORM_CHOICES || cells > CELLS_MAX ||
                    arena_left(g->a) < cells * sizeof(struct str) + (1 << 20)))
        g->err = err_set(g->info, ERR_LIMIT, TEXT_CSV_LARGE);
    enum err err = g->err;
    if (!err) {
        struct form_csv csv = {.column_count = g->column_count, .row_count = g->rows};
        csv.columns = ARENA_ARRAY(g->a, struct str, g->column_count);
        if (g->column_count) memcpy(csv.columns, g->names, g->column_count * sizeof *csv.columns);
        csv.cells = ARENA_ARRAY(g->a, struct str, cells);
        for (uint64_t i = 0; i < cells; i++)
            csv.cells[i] = STR("");
        for (size_t i = 0; i < g->count; i++)
            csv.cells[(size_t)g->cells[i].row * csv.column_count + g->cells[i].column] =
                g->cells[i].value;
        *out = csv;
    }
    free(g->cells);
    free(g);
    return err;
}

// ---- XML ----

static bool is_blank(struct str s)
{
    return !str_trim(s).len;
}

// Text without elements in it; false where there are some, or attributes.
static bool leaf_text(const struct form_tree *tree, uint32_t node, struct str *out)
{
    uint32_t child = tree->type->first_child(tree, node);
    *out = STR("");
    if (tree->type->first_attribute(tree, node) != FORM_TREE_NONE) return false;
    if (child == FORM_TREE_NONE) return true;
    if (tree->type->kind(tree, child) != FORM_TREE_TEXT ||
        tree->type->next(tree, child) != FORM_TREE_NONE)
        return false;
    *out = str_trim(tree->type->value(tree, child));
    return true;
}

// One <item>; false where a table cannot hold all of it.
static bool add_item(struct gathering *g, const struct form_tree *tree, uint32_t item)
{
    bool whole = tree->type->first_attribute(tree, item) == FORM_TREE_NONE;
    for (uint32_t at = tree->type->first_child(tree, item); at != FORM_TREE_NONE;
         at = tree->type->next(tree, at)) {
        struct str text;
        enum form_tree_kind kind = tree->type->kind(tree, at);
        if (kind == FORM_TREE_TEXT && !is_blank(tree->type->value(tree, at))) whole = false;
        if (kind != FORM_TREE_ELEMENT) continue;
        size_t before = g->count;
        if (!leaf_text(tree, at, &text)) {
            whole = false;
            continue;
        }
        for (size_t i = before; i > 0 && g->cells[i - 1].row == g->rows; i--)
            if (str_eq(g->names[g->cells[i - 1].column], tree->type->name(tree, at))) whole = false;
        add_cell(g, tree->type->name(tree, at), text);
    }
    return whole;
}

static enum err read_xml(struct str bytes, struct arena *a, struct form_csv *out,
                         struct form_tree **out_tree, struct err_info *info)
{
    struct form_tree *tree;
    enum err err = form_xml_tree_read(bytes, a, &tree, info);
    if (err) return err;
    struct gathering *g = gathering_create(a, info);
    bool whole = str_eq(tree->type->name(tree, tree->root), STR("root"));
    for (uint32_t at = tree->type->first_child(tree, tree->root); at != FORM_TREE_NONE && !g->err;
         at = tree->type->next(tree, at)) {
        if (tree->type->kind(tree, at) != FORM_TREE_ELEMENT) continue;
        if (!str_eq(tree->type->name(tree, at), STR("item"))) {
            whole = false;
            continue;
        }
        whole = add_item(g, tree, at) && whole;
        g->rows++;
    }
    *out_tree = whole ? NULL : tree;
    return finish(g, out);
}

// ---- GeoJSON ----

static struct str number_text(struct arena *a, double number)
{
    char text[FORM_NUMBER_BYTES];
    size_t bytes = form_number_format(number, text);
    return arena_dup(a, str_make(text, bytes));
}

static struct str value_text(struct arena *a, const json_t *value)
{
    if (json_is_string(value))
        return arena_dup(a, str_make(json_string_value(value), json_string_length(value)));
    if (json_is_number(value)) return number_text(a, json_number_value(value));
    if (json_is_boolean(value)) return json_is_true(value) ? STR("true") : STR("false");
    return STR("");
}

// [longitude, latitude, altitude] as ODK's "latitude longitude altitude accuracy".
static bool add_point(const json_t *point, struct buf *out)
{
    double parts[3] = {0};
    if (!json_is_array(point) || json_array_size(point) < 2) return false;
    for (size_t i = 0; i < 3 && i < json_array_size(point); i++) {
        if (!json_is_number(json_array_get(point, i))) return false;
        parts[i] = json_number_value(json_array_get(point, i));
    }
    char text[3][FORM_NUMBER_BYTES];
    form_number_format(parts[1], text[0]);
    form_number_format(parts[0], text[1]);
    form_number_format(parts[2], text[2]);
    buf_printf(out, "%s%s %s %s 0", out->len ? "; " : "", text[0], text[1], text[2]);
    return true;
}

static struct str geometry_text(struct arena *a, const json_t *geometry)
{
    const char *type = json_string_value(json_object_get(geometry, "type"));
    const json_t *places = json_object_get(geometry, "coordinates");
    struct buf text = {0};
    bool good = type != NULL;
    if (good && !strcmp(type, "Point")) {
        good = add_point(places, &text);
    } else if (good && (!strcmp(type, "LineString") || !strcmp(type, "Polygon"))) {
        // Of a polygon the border; what is cut out of it has no place in a geoshape.
        const json_t *line = type[0] == 'P' ? json_array_get(places, 0) : places;
        for (size_t i = 0; good && i < json_array_size(line); i++)
            good = add_point(json_array_get(line, i), &text);
    }
    struct str out = good ? arena_dup(a, buf_str(&text)) : STR("");
    buf_finish(&text);
    return out;
}

static void add_feature(struct gathering *g, const json_t *feature)
{
    json_t *properties = json_object_get(feature, "properties");
    const json_t *id = json_object_get(feature, "id");
    add_cell(g, STR("geometry"), geometry_text(g->a, json_object_get(feature, "geometry")));
    if (id) add_cell(g, STR("id"), value_text(g->a, id));
    for (void *at = json_object_iter(properties); at; at = json_object_iter_next(properties, at))
        add_cell(g, str_of(json_object_iter_key(at)), value_text(g->a, json_object_iter_value(at)));
    g->rows++;
}

enum err form_geojson_read(struct str bytes, struct arena *a, struct form_csv *out,
                           struct err_info *info)
{
    json_t *json = NULL;
    enum err err = json_parse(bytes, LIMIT_WORKBOOK_BYTES, &json, info);
    if (err) return err;
    const char *type = json_string_value(json_object_get(json, "type"));
    const json_t *features = json_object_get(json, "features");
    if (!type || strcmp(type, "FeatureCollection") != 0 || !json_is_array(features)) {
        json_decref(json);
        return err_set(info, ERR_PARSE, TEXT_GEOJSON);
    }
    struct gathering *g = gathering_create(a, info);
    for (size_t i = 0; i < json_array_size(features) && !g->err; i++)
        add_feature(g, json_array_get(features, i));
    err = finish(g, out);
    json_decref(json);
    return err;
}

// ---- by name ----

bool form_data_named(struct str file)
{
    return str_ends(file, STR(".csv")) || str_ends(file, STR(".xml")) ||
           str_ends(file, STR(".geojson"));
}

enum err form_data_read(struct str file, struct str bytes, struct arena *a, struct form_csv *out,
                        struct form_tree **out_tree, struct err_info *info)
{
    *out_tree = NULL;
    if (str_ends(file, STR(".xml"))) return read_xml(bytes, a, out, out_tree, info);
    if (str_ends(file, STR(".geojson"))) return form_geojson_read(bytes, a, out, info);
    return form_csv_read(bytes, a, out, info);
}
