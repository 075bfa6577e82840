// SPDX-License-Identifier: EUPL-1.2
// The survey sheet's rows as a tree, with the rows that XLSForm implies: the text behind
// "or_other", the calculation behind a repeat_count.
#include "form/xform_priv.h"

#include "base/limits.h"
#include "form/kobo_priv.h"

// What pyxform makes of each type. The names are those of types.c.
static const struct xform_type types[] = {
    {"text", "input", "string", NULL, NULL, NULL},
    {"integer", "input", "int", NULL, NULL, NULL},
    {"decimal", "input", "decimal", NULL, NULL, NULL},
    {"date", "input", "date", NULL, NULL, NULL},
    {"time", "input", "time", NULL, NULL, NULL},
    {"dateTime", "input", "dateTime", NULL, NULL, NULL},
    {"range", "range", "int", NULL, NULL, NULL},
    {"note", "input", "string", NULL, NULL, NULL},
    {"acknowledge", "trigger", "string", NULL, NULL, NULL},
    {"select_one", "select1", "string", NULL, NULL, NULL},
    {"select_multiple", "select", "string", NULL, NULL, NULL},
    {"rank", "odk:rank", "odk:rank", NULL, NULL, NULL},
    {"barcode", "input", "barcode", NULL, NULL, NULL},
    {"geopoint", "input", "geopoint", NULL, NULL, NULL},
    {"geotrace", "input", "geotrace", NULL, NULL, NULL},
    {"geoshape", "input", "geoshape", NULL, NULL, NULL},
    {"image", "upload", "binary", NULL, NULL, "image/*"},
    {"audio", "upload", "binary", NULL, NULL, "audio/*"},
    {"video", "upload", "binary", NULL, NULL, "video/*"},
    {"file", "upload", "binary", NULL, NULL, "application/*"},
    {"percentage", "input", "int", NULL, NULL, NULL},
    {"phone number", "input", "string", NULL, NULL, NULL},
    {"calculate", NULL, "string", NULL, NULL, NULL},
    {"hidden", NULL, "string", NULL, NULL, NULL},
    {"start", NULL, "dateTime", "timestamp", "start", NULL},
    {"end", NULL, "dateTime", "timestamp", "end", NULL},
    {"today", NULL, "date", "date", "today", NULL},
    {"deviceid", NULL, "string", "property", "deviceid", NULL},
    {"username", NULL, "string", "property", "username", NULL},
    {"phonenumber", NULL, "string", "property", "phonenumber", NULL},
    {"email", NULL, "string", "property", "email", NULL},
    {"audit", NULL, "binary", NULL, NULL, NULL},
};

const struct xform_type *form_xform_type(struct str name)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_eq(name, str_of(types[i].name))) return &types[i];
    return NULL;
}

struct str form_xform_cell(const struct xform_node *n, enum column column)
{
    return n->row.cells[column] ? n->row.cells[column]->text : STR("");
}

struct str form_xform_appearance(const struct xform_node *n)
{
    return n->own_appearance.len ? n->own_appearance : form_xform_cell(n, COLUMN_APPEARANCE);
}

struct str form_xform_text(const struct xform *x, const struct sheet *sheet, const struct row *row,
                           enum column column, uint32_t language)
{
    (void)x;
    for (size_t i = row->first; sheet->cells && i < row->first + row->count; i++) {
        const struct form_cell *cell = &sheet->cells->cells[i];
        if ((size_t)cell->column > sheet->header_count) continue;
        const struct header *header = &sheet->headers[cell->column - 1];
        if (header->column == column && header->language == language) return cell->text;
    }
    return (struct str){0};
}

bool form_xform_has_text(const struct xform *x, const struct sheet *sheet, const struct row *row,
                         enum column column)
{
    for (uint32_t i = 0; i < x->b.def->language_count; i++)
        if (form_xform_text(x, sheet, row, column, i).ptr) return true;
    return false;
}

struct str form_xform_parameter(const struct xform_node *n, const char *key)
{
    struct str rest = form_xform_cell(n, COLUMN_PARAMETERS);
    while (rest.len) {
        size_t end = 0;
        while (end < rest.len && rest.ptr[end] != '=')
            end++;
        struct str name = str_trim(str_sub(rest, 0, end));
        while (name.len && strchr(" ,;\t\n", name.ptr[0]))
            name = str_sub(name, 1, name.len);
        rest = str_trim(str_sub(rest, end + 1, rest.len));
        // A value may be ${name}; it ends where a divider stands.
        for (end = 0; end < rest.len && !strchr(" ,;\t\n", rest.ptr[end]);)
            end++;
        if (str_eq_nocase(name, str_of(key))) return str_sub(rest, 0, end);
        rest = str_sub(rest, end + 1, rest.len);
    }
    return STR("");
}

// ---- nodes ----

static struct xform_node *add_node(struct xform *x, uint32_t parent, struct str name)
{
    if (x->count == x->room) return NULL; // cannot be: room is three for each row
    uint32_t index = x->count++;
    struct xform_node *n = &x->nodes[index];
    *n = (struct xform_node){.parent = parent, .name = name, .end = index + 1};
    n->path = arena_printf(x->a, "%.*s/%.*s", STR_ARG(x->nodes[parent].path), STR_ARG(name));
    form_map_add(&x->names, name, 0, index, NULL);
    return n;
}

// "select_one_from_file fruits.csv": the file's name.
static struct str file_of(struct str text)
{
    struct str word, before = STR("");
    while (str_word(&text, &word)) {
        if (str_ends(before, STR("file"))) return word;
        before = word;
    }
    return STR("");
}

static bool has_word(struct str list, struct str wanted)
{
    struct str word;
    while (str_word(&list, &word))
        if (str_eq(word, wanted)) return true;
    return false;
}

// A group with appearance table-list: its label becomes a note, a row of the choices' labels stands
// above its selects, and these show no labels of their own.
static void begin_table(struct xform *x, uint32_t group, const struct row *row)
{
    x->nodes[group].own_appearance = STR("field-list");
    x->nodes[group].table = true;
    if (!form_xform_has_text(x, &x->b.survey, row, COLUMN_LABEL)) return;
    struct xform_node *n =
        add_node(x, group, arena_printf(x->a, "generated_table_list_label_%d", row->number));
    if (!n) return;
    n->row = *row; // for its label; nothing else of the group's row is a question's
    n->type = form_xform_type(STR("note"));
    n->row.cells[COLUMN_RELEVANT] = n->row.cells[COLUMN_APPEARANCE] = NULL;
    n->readonly = true;
    x->nodes[group].unlabelled = true;
}

static void table_labels(struct xform *x, uint32_t group, const struct row *row,
                         const struct type_cell *type)
{
    x->nodes[group].table = false; // once
    struct xform_node *n = add_node(
        x, group, arena_printf(x->a, "reserved_name_for_field_list_labels_%d", row->number));
    if (!n) return;
    n->row.number = row->number;
    n->type = form_xform_type(type->name);
    n->list = type->list;
    n->own_label = " ";
    n->own_appearance = STR("label");
}

static void read_question(struct xform *x, uint32_t parent, const struct row *row,
                          const struct type_cell *type)
{
    struct str text = row->cells[COLUMN_TYPE]->text, name = STR("");
    if (row->cells[COLUMN_NAME])
        name = row->cells[COLUMN_NAME]->text;
    else
        name = arena_printf(x->a, "generated_note_name_%d", row->number);
    bool table = str_starts(text, STR("select")) &&
                 has_word(form_xform_cell(&x->nodes[parent], COLUMN_APPEARANCE), STR("table-list"));
    if (table && x->nodes[parent].table) table_labels(x, parent, row, type);
    struct xform_node *n = add_node(x, parent, name);
    if (!n) return;
    n->row = *row;
    n->kind = XFORM_QUESTION;
    if (table) n->own_appearance = STR("list-nolabel");
    n->file = str_starts(text, STR("select")) ? file_of(text) : STR("");
    n->list = n->file.len ? STR("") : type->list;
    struct str known = n->file.len ? (str_find(text, STR("multiple")) >= 0 ? STR("select_multiple")
                                                                           : STR("select_one"))
                                   : type->name;
    n->type = form_xform_type(type->empty ? STR("hidden") : known);
    if (!n->type) {
        form_problems_add(x->problems, FORM_WARNING, x->b.file, x->b.survey.cells->name,
                          row->number, row->cells[COLUMN_TYPE]->column,
                          "“%.*s” is no type that is carried over: written as text.",
                          STR_ARG(text));
        n->type = form_xform_type(STR("text"));
    }
    n->meta = str_eq(known, STR("audit"));
    n->readonly = str_eq(known, STR("note"));
    n->own_constraint = type->constraint;
    n->triggered = row->cells[COLUMN_TRIGGER] != NULL;
    n->calculation = form_xform_cell(n, COLUMN_CALCULATION);
    struct str static_default = form_xform_cell(n, COLUMN_DEFAULT);
    if (form_xform_default_is_dynamic(static_default, n->type)) n->default_expr = static_default;
    if (!type->or_other) return;
    n->other = true;
    n = add_node(x, parent, arena_printf(x->a, "%.*s_other", STR_ARG(name)));
    if (!n) return;
    n->row.number = row->number;
    n->type = form_xform_type(STR("text"));
    n->own_label = "Specify other.";
    n->own_relevant = arena_printf(x->a, "selected(../%.*s, 'other')", STR_ARG(name));
}

// A count that is not just one question's answer is computed beside the repeat.
static void read_count(struct xform *x, uint32_t parent, const struct row *row, struct str name,
                       struct str *out_path)
{
    const struct form_cell *cell = row->cells[COLUMN_REPEAT_COUNT];
    if (!cell) return;
    struct str text = str_trim(cell->text);
    bool lone = str_starts(text, STR("${")) && str_find_char(text, '}') == (ptrdiff_t)text.len - 1;
    if (lone) {
        *out_path = text;
        return;
    }
    struct xform_node *n = add_node(x, parent, arena_printf(x->a, "%.*s_count", STR_ARG(name)));
    if (!n) return;
    n->row.number = row->number;
    n->type = form_xform_type(STR("calculate"));
    n->readonly = true;
    n->own_calculation = text;
    *out_path = arena_printf(x->a, "${%.*s}", STR_ARG(n->name));
}

static void read_rows(struct xform *x)
{
    uint32_t open[LIMIT_FORM_DEPTH + 2] = {0};
    size_t depth = 0;
    struct row row;
    for (size_t at = x->b.survey.first_cell; form_sheet_row(&x->b.survey, &at, &row);) {
        const struct form_cell *cell = row.cells[COLUMN_TYPE];
        if (!cell ||
            (row.cells[COLUMN_DISABLED] && form_cell_is_yes(row.cells[COLUMN_DISABLED]->text)))
            continue;
        struct type_cell type = form_type_parse(cell->text);
        if (type.verb == VERB_END_GROUP || type.verb == VERB_END_REPEAT) {
            if (!depth) continue;
            x->nodes[open[depth--]].end = x->count;
        } else if (type.verb == VERB_BEGIN_GROUP || type.verb == VERB_BEGIN_REPEAT) {
            if (!row.cells[COLUMN_NAME] || depth > LIMIT_FORM_DEPTH) continue;
            struct str name = row.cells[COLUMN_NAME]->text, count = STR("");
            read_count(x, open[depth], &row, name, &count);
            struct xform_node *n = add_node(x, open[depth], name);
            if (!n) return;
            n->kind = type.verb == VERB_BEGIN_GROUP ? XFORM_GROUP : XFORM_REPEAT;
            n->row = row;
            n->count_path = count;
            open[++depth] = x->count - 1;
            if (has_word(form_xform_cell(n, COLUMN_APPEARANCE), STR("table-list")))
                begin_table(x, open[depth], &row);
        } else if (!str_ends(cell->text, STR("-external"))) {
            read_question(x, open[depth], &row, &type);
        }
    }
    x->nodes[0].end = x->count;
}

static const struct form_sheet *find_sheet(const struct form_workbook *workbook, struct str name)
{
    for (size_t i = 0; i < workbook->sheet_count; i++)
        if (str_eq_nocase(str_trim(workbook->sheets[i].name), name)) return &workbook->sheets[i];
    return NULL;
}

static void read_choices(struct xform *x)
{
    const struct sheet *sheet = &x->b.choices;
    size_t rows = sheet->cells ? form_sheet_row_count(sheet) : 0;
    x->lists = ARENA_ARRAY(x->a, struct xform_list, rows + 1);
    x->choices = ARENA_ARRAY(x->a, struct xform_choice, rows + 1);
    form_map_init(&x->list_names, x->a, rows + 1);
    struct row row;
    for (size_t at = sheet->first_cell; form_sheet_row(sheet, &at, &row);) {
        const struct form_cell *name = row.cells[COLUMN_LIST_NAME];
        if (!name || !row.cells[COLUMN_NAME]) continue;
        uint32_t list = x->list_count;
        if (form_map_add(&x->list_names, name->text, 0, list, &list))
            x->lists[x->list_count++].name = name->text;
        x->choices[x->choice_count++] = (struct xform_choice){row, list, x->lists[list].count++};
        if (form_xform_choice_in_itext(x, &row)) x->lists[list].in_itext = true;
    }
}

bool form_xform_read(struct xform *x)
{
    struct builder *b = &x->b;
    b->survey.cells = find_sheet(b->workbook, STR("survey"));
    b->choices.cells = find_sheet(b->workbook, STR("choices"));
    b->settings.cells = find_sheet(b->workbook, STR("settings"));
    if (!b->survey.cells && b->workbook->sheet_count == 1) b->survey.cells = b->workbook->sheets;
    b->survey.cells = form_kobo_sheet(b->a, b->survey.cells);
    if (!b->survey.cells || !b->survey.cells->cell_count) {
        form_problems_add(x->problems, FORM_ERROR, b->file, STR(""), 0, 0,
                          "the form has no sheet “survey”. Add one.");
        return false;
    }
    form_settings_read(b);
    form_columns_read(b);
    x->namespaces = form_def_setting(b->def, STR("namespaces"));
    x->translated =
        b->def->language_count > 1 || !str_eq(b->def->languages[0].name, STR("default"));
    x->root = b->def->root_name;
    form_xform_entity_read(x);
    x->room = (uint32_t)form_sheet_row_count(&b->survey) * 3 + 4;
    x->nodes = ARENA_ARRAY(x->a, struct xform_node, x->room);
    form_map_init(&x->names, x->a, x->room);
    x->nodes[0] = (struct xform_node){.kind = XFORM_GROUP,
                                      .name = x->root,
                                      .path = arena_printf(x->a, "/%.*s", STR_ARG(x->root))};
    x->count = 1;
    read_choices(x);
    read_rows(x);
    return true;
}
