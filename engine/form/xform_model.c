// SPDX-License-Identifier: EUPL-1.2
// <model>: the primary instance with a template of each repeat, choices and files as secondary
// instances, binds, and the values that are set when the form begins.
#include "form/xform_priv.h"

// ---- attributes that the form writes itself: bind::x, body::x, instance::x ----

// The attribute's name behind one of the prefixes; "" where the header has none of them.
static struct str behind(struct str header, const char *const *prefixes)
{
    for (; *prefixes; prefixes++) {
        size_t bytes = strlen(*prefixes);
        if (header.len > bytes && str_eq_nocase(str_sub(header, 0, bytes), str_of(*prefixes)) &&
            header.ptr[bytes] == ':') {
            struct str name = str_sub(header, bytes, header.len);
            while (name.len && name.ptr[0] == ':')
                name = str_sub(name, 1, name.len);
            return str_trim(name);
        }
    }
    return STR("");
}

void form_xform_own_attributes(struct xform *x, uint32_t node, const char *const *prefixes)
{
    const struct row *row = &x->nodes[node].row;
    const struct sheet *sheet = &x->b.survey;
    for (size_t i = row->first; i < row->first + row->count; i++) {
        const struct form_cell *cell = &sheet->cells->cells[i];
        if ((size_t)cell->column > sheet->header_count) continue;
        const struct header *header = &sheet->headers[cell->column - 1];
        struct str name = behind(header->text, prefixes);
        if (header->column != COLUMN_ATTRIBUTE || !name.len) continue;
        if (!form_name_valid(name) || !form_xform_prefix_known(x, name)) {
            form_problems_add(x->problems, FORM_WARNING, x->b.file, sheet->cells->name, cell->row,
                              cell->column,
                              "the attribute “%.*s” is left out: its prefix is not declared. Add "
                              "it to the setting “namespaces”.",
                              STR_ARG(name));
            continue;
        }
        form_xform_attribute(x, arena_text(x->a, name),
                             form_xform_expr(x, node, cell->text, false));
    }
}

// ---- primary instance ----

static const char *const instance_prefixes[] = {"instance", NULL};

static void add_leaf(struct xform *x, uint32_t node)
{
    const struct xform_node *n = &x->nodes[node];
    struct str value = n->default_expr.len ? STR("") : form_xform_cell(n, COLUMN_DEFAULT);
    buf_printf(x->out, "<%.*s", STR_ARG(n->name));
    form_xform_own_attributes(x, node, instance_prefixes);
    if (!value.len) {
        form_xform_add(x, "/>");
        return;
    }
    form_xform_add(x, ">");
    form_xform_escape(x, value);
    buf_printf(x->out, "</%.*s>", STR_ARG(n->name));
}

// Which templates are still to be written below: a repeat's template holds only the templates of
// the repeats in it; its first instance holds none.
enum templates { TEMPLATES_AND_INSTANCES, TEMPLATES_ONLY, INSTANCES_ONLY };

static void add_children(struct xform *x, uint32_t parent, enum templates templates);

static void add_element(struct xform *x, uint32_t node, bool template, enum templates below)
{
    const struct xform_node *n = &x->nodes[node];
    buf_printf(x->out, "<%.*s%s", STR_ARG(n->name), template ? " jr:template=\"\"" : "");
    if (!template) form_xform_own_attributes(x, node, instance_prefixes);
    form_xform_add(x, ">");
    add_children(x, node, below);
    buf_printf(x->out, "</%.*s>", STR_ARG(n->name));
}

static void add_children(struct xform *x, uint32_t parent, enum templates templates)
{
    for (uint32_t i = parent + 1; i < x->nodes[parent].end; i = x->nodes[i].end) {
        const struct xform_node *n = &x->nodes[i];
        if (n->meta) continue;
        if (n->kind == XFORM_QUESTION) {
            add_leaf(x, i);
        } else if (n->kind == XFORM_GROUP) {
            add_element(x, i, false,
                        templates == TEMPLATES_ONLY ? TEMPLATES_AND_INSTANCES : templates);
        } else {
            if (templates != INSTANCES_ONLY) add_element(x, i, true, TEMPLATES_ONLY);
            if (templates != TEMPLATES_ONLY) add_element(x, i, false, INSTANCES_ONLY);
        }
    }
}

static bool omits_id(const struct xform *x)
{
    return form_cell_is_yes(form_def_setting(x->b.def, STR("omit_instanceid")));
}

static void add_meta(struct xform *x)
{
    form_xform_add(x, "<meta>");
    if (!omits_id(x)) form_xform_add(x, "<instanceID/>");
    if (form_def_setting(x->b.def, STR("instance_name")).len) form_xform_add(x, "<instanceName/>");
    for (uint32_t i = 1; i < x->count; i++)
        if (x->nodes[i].meta) form_xform_add(x, "<audit/>");
    form_xform_entity_meta(x);
    form_xform_add(x, "</meta>");
}

static void add_primary(struct xform *x)
{
    const struct form_def *def = x->b.def;
    buf_printf(x->out, "<instance>\n<%.*s", STR_ARG(x->root));
    struct str xmlns = form_def_setting(def, STR("instance_xmlns"));
    form_xform_attribute(x, "xmlns", xmlns);
    form_xform_attribute(x, "id", def->id);
    form_xform_attribute(x, "version", def->version);
    static const char *const prefixes[] = {"attribute", NULL};
    for (size_t i = 0; i < def->setting_count; i++) {
        struct str name = behind(def->settings[i].column, prefixes);
        if (name.len && form_name_valid(name) && form_xform_prefix_known(x, name))
            form_xform_attribute(x, arena_text(x->a, name), def->settings[i].value);
    }
    form_xform_add(x, ">");
    add_children(x, 0, TEMPLATES_AND_INSTANCES);
    add_meta(x);
    buf_printf(x->out, "</%.*s>\n</instance>\n", STR_ARG(x->root));
}

// ---- secondary instances ----

static void add_columns(struct xform *x, const struct row *row)
{
    const struct sheet *sheet = &x->b.choices;
    for (size_t i = row->first; i < row->first + row->count; i++) {
        const struct form_cell *cell = &sheet->cells->cells[i];
        if ((size_t)cell->column > sheet->header_count) continue;
        const struct header *header = &sheet->headers[cell->column - 1];
        if (header->column != COLUMN_ATTRIBUTE || !form_name_valid(header->text) ||
            !form_xform_prefix_known(x, header->text))
            continue;
        buf_printf(x->out, "<%.*s>", STR_ARG(header->text));
        form_xform_escape(x, cell->text);
        buf_printf(x->out, "</%.*s>", STR_ARG(header->text));
    }
}

static void add_item(struct xform *x, const struct xform_list *list,
                     const struct xform_choice *choice)
{
    form_xform_add(x, "<item>");
    if (list->in_itext) {
        form_xform_add(x, "<itextId>");
        form_xform_escape(x, list->name);
        buf_printf(x->out, "-%u</itextId>", choice->number);
    }
    form_xform_add(x, "<name>");
    form_xform_escape(x, choice->row.cells[COLUMN_NAME]->text);
    form_xform_add(x, "</name>");
    if (!list->in_itext) {
        struct str label = form_xform_text(x, &x->b.choices, &choice->row, COLUMN_LABEL, 0);
        form_xform_add(x, "<label>");
        form_xform_escape(x, label.ptr ? label : choice->row.cells[COLUMN_NAME]->text);
        form_xform_add(x, "</label>");
    }
    add_columns(x, &choice->row);
    form_xform_add(x, "</item>\n");
}

static bool list_has_other(const struct xform *x, uint32_t list)
{
    for (uint32_t i = 0; i < x->choice_count; i++)
        if (x->choices[i].list == list &&
            str_eq(x->choices[i].row.cells[COLUMN_NAME]->text, STR("other")))
            return true;
    return false;
}

// The choice that "or_other" adds. It has one text for all languages, so a translated list holds it
// in its itext as well (see xform_itext.c).
static void add_other(struct xform *x, uint32_t list)
{
    for (uint32_t i = 1; i < x->count; i++) {
        if (!x->nodes[i].other || !str_eq(x->nodes[i].list, x->lists[list].name)) continue;
        if (list_has_other(x, list)) return;
        form_xform_add(x, "<item>");
        if (x->lists[list].in_itext) {
            form_xform_add(x, "<itextId>");
            form_xform_escape(x, x->lists[list].name);
            form_xform_add(x, "-other</itextId>");
        }
        form_xform_add(x, "<name>other</name>");
        if (!x->lists[list].in_itext) form_xform_add(x, "<label>Other</label>");
        form_xform_add(x, "</item>\n");
        return;
    }
}

// Choices are in the sheet's order, which need not be by list: one pass chains those of each.
static void add_lists(struct xform *x)
{
    uint32_t *first = ARENA_ARRAY(x->a, uint32_t, x->list_count + 1);
    uint32_t *order = ARENA_ARRAY(x->a, uint32_t, x->choice_count + 1);
    for (uint32_t l = 0, at = 0; l < x->list_count; l++) {
        first[l] = at;
        at += x->lists[l].count;
    }
    for (uint32_t i = 0; i < x->choice_count; i++)
        order[first[x->choices[i].list] + x->choices[i].number] = i;
    for (uint32_t l = 0; l < x->list_count; l++) {
        form_xform_add(x, "<instance");
        form_xform_attribute(x, "id", x->lists[l].name);
        form_xform_add(x, ">\n<root>\n");
        for (uint32_t i = 0; i < x->lists[l].count; i++)
            add_item(x, &x->lists[l], &x->choices[order[first[l] + i]]);
        add_other(x, l);
        form_xform_add(x, "</root>\n</instance>\n");
    }
}

static void add_external(struct xform *x, struct map *seen, struct str id, struct str file)
{
    if (seen->count > x->count || !form_map_add(seen, id, 0, 1, NULL)) return;
    form_xform_add(x, "<instance");
    form_xform_attribute(x, "id", id);
    bool csv = str_ends(file, STR(".csv"));
    form_xform_attribute(
        x, "src", arena_printf(x->a, "jr://%s/%.*s", csv ? "file-csv" : "file", STR_ARG(file)));
    form_xform_add(x, "/>\n");
}

// pulldata('file', …): the file is an instance of its own.
static void add_pulled(struct xform *x, struct map *seen, struct str text)
{
    ptrdiff_t at;
    while ((at = str_find(text, STR("pulldata("))) >= 0) {
        text = str_trim(str_sub(text, (size_t)at + 9, text.len));
        if (!text.len || (text.ptr[0] != '\'' && text.ptr[0] != '"')) continue;
        ptrdiff_t end = str_find_char(str_sub(text, 1, text.len), text.ptr[0]);
        if (end < 1) continue;
        struct str id = str_sub(text, 1, 1 + (size_t)end);
        add_external(x, seen, id, arena_printf(x->a, "%.*s.csv", STR_ARG(id)));
    }
}

static struct str stem(struct str file)
{
    for (size_t i = file.len; i > 1; i--)
        if (file.ptr[i - 1] == '.') return str_sub(file, 0, i - 1);
    return file;
}

static bool mentions_saved(const struct xform *x, const struct row *row)
{
    for (size_t i = row->first; i < row->first + row->count; i++)
        if (str_find(x->b.survey.cells->cells[i].text, STR("${last-saved#")) >= 0) return true;
    return false;
}

static void add_files(struct xform *x)
{
    bool saved = false;
    static const enum column expressions[] = {
        COLUMN_CALCULATION, COLUMN_RELEVANT,      COLUMN_CONSTRAINT, COLUMN_REQUIRED,
        COLUMN_READ_ONLY,   COLUMN_CHOICE_FILTER, COLUMN_DEFAULT};
    struct map seen;
    form_map_init(&seen, x->a, x->count + 8);
    for (uint32_t i = 1; i < x->count; i++) {
        const struct xform_node *n = &x->nodes[i];
        if (n->file.len) add_external(x, &seen, stem(n->file), n->file);
        if (!saved) saved = mentions_saved(x, &n->row);
        for (size_t e = 0; e < sizeof expressions / sizeof *expressions; e++)
            add_pulled(x, &seen, form_xform_cell(n, expressions[e]));
    }
    if (x->entity.id.len)
        add_external(x, &seen, x->entity.list,
                     arena_printf(x->a, "%.*s.csv", STR_ARG(x->entity.list)));
    if (saved)
        form_xform_add(x, "<instance id=\"__last-saved\" src=\"jr://instance/last-saved\"/>\n");
    struct row row;
    for (size_t at = x->b.survey.first_cell; form_sheet_row(&x->b.survey, &at, &row);) {
        struct str type = row.cells[COLUMN_TYPE] ? row.cells[COLUMN_TYPE]->text : STR("");
        if (!row.cells[COLUMN_NAME] || !str_ends(type, STR("-external"))) continue;
        struct str id = row.cells[COLUMN_NAME]->text;
        add_external(x, &seen, id, arena_printf(x->a, "%.*s.%.*s", STR_ARG(id), 3, type.ptr));
    }
}

// ---- binds ----

static struct str yes_no(struct str text)
{
    if (form_cell_is_yes(text)) return STR("true()");
    return form_cell_is_no(text) ? STR("") : text;
}

static void add_expr(struct xform *x, uint32_t node, const char *name, struct str text)
{
    if (text.len) form_xform_attribute(x, name, form_xform_expr(x, node, text, false));
}

static void add_message(struct xform *x, uint32_t node, enum column column, const char *name)
{
    const struct xform_node *n = &x->nodes[node];
    if (form_xform_in_itext(x, &x->b.survey, &n->row, column))
        form_xform_attribute(x, name,
                             arena_printf(x->a, "jr:itext('%.*s:%s')", STR_ARG(n->path), name));
    else
        form_xform_attribute(x, name, form_xform_text(x, &x->b.survey, &n->row, column, 0));
}

static const char *bind_type(const struct xform_node *n)
{
    if (!n->type || !n->type->bind) return "";
    if (strcmp(n->type->name, "range") != 0) return n->type->bind;
    struct str parameters = form_xform_cell(n, COLUMN_PARAMETERS);
    return str_find_char(parameters, '.') >= 0 ? "decimal" : "int";
}

static void add_bind(struct xform *x, uint32_t node)
{
    static const char *const prefixes[] = {"bind", NULL};
    const struct xform_node *n = &x->nodes[node];
    struct str relevant =
        n->own_relevant.len ? n->own_relevant : form_xform_cell(n, COLUMN_RELEVANT);
    struct str readonly =
        n->readonly ? STR("true()") : yes_no(form_xform_cell(n, COLUMN_READ_ONLY));
    if (n->kind != XFORM_QUESTION && !relevant.len && !readonly.len) return;
    form_xform_add(x, "<bind");
    form_xform_attribute(
        x, "nodeset", n->meta ? arena_printf(x->a, "/%.*s/meta/audit", STR_ARG(x->root)) : n->path);
    form_xform_attribute(x, "type", str_of(bind_type(n)));
    add_expr(x, node, "readonly", readonly);
    if (n->kind == XFORM_QUESTION)
        add_expr(x, node, "required", yes_no(form_xform_cell(n, COLUMN_REQUIRED)));
    add_message(x, node, COLUMN_REQUIRED_MESSAGE, "jr:requiredMsg");
    add_expr(x, node, "relevant", relevant);
    struct str constraint = form_xform_cell(n, COLUMN_CONSTRAINT);
    add_expr(x, node, "constraint", constraint.len ? constraint : n->own_constraint);
    add_message(x, node, COLUMN_CONSTRAINT_MESSAGE, "jr:constraintMsg");
    if (!n->triggered)
        add_expr(x, node, "calculate",
                 n->own_calculation.len ? n->own_calculation : n->calculation);
    if (n->type && n->type->preload) {
        form_xform_attribute(x, "jr:preload", str_of(n->type->preload));
        form_xform_attribute(x, "jr:preloadParams", str_of(n->type->params));
    }
    form_xform_own_attributes(x, node, prefixes);
    form_xform_entity_property(x, node);
    form_xform_add(x, "/>\n");
}

static bool in_repeat(const struct xform *x, uint32_t node)
{
    for (uint32_t at = x->nodes[node].parent; at; at = x->nodes[at].parent)
        if (x->nodes[at].kind == XFORM_REPEAT) return true;
    return false;
}

void form_xform_setvalue(struct xform *x, uint32_t node, const char *event, struct str value)
{
    form_xform_add(x, "<setvalue");
    form_xform_attribute(x, "ref", x->nodes[node].path);
    form_xform_attribute(x, "event", str_of(event));
    if (value.len) form_xform_attribute(x, "value", form_xform_expr(x, node, value, false));
    form_xform_add(x, "/>\n");
}

static void add_meta_binds(struct xform *x)
{
    struct str name = form_def_setting(x->b.def, STR("instance_name"));
    if (!omits_id(x))
        buf_printf(x->out,
                   "<bind nodeset=\"/%.*s/meta/instanceID\" type=\"string\" readonly=\"true()\" "
                   "jr:preload=\"uid\"/>\n",
                   STR_ARG(x->root));
    if (!name.len) return;
    buf_printf(x->out, "<bind nodeset=\"/%.*s/meta/instanceName\" type=\"string\"",
               STR_ARG(x->root));
    add_expr(x, 0, "calculate", name);
    form_xform_add(x, "/>\n");
}

void form_xform_model(struct xform *x)
{
    add_primary(x);
    add_lists(x);
    add_files(x);
    for (uint32_t i = 1; i < x->count; i++)
        add_bind(x, i);
    add_meta_binds(x);
    form_xform_entity_binds(x);
    for (uint32_t i = 1; i < x->count; i++)
        if (x->nodes[i].default_expr.len && !in_repeat(x, i))
            form_xform_setvalue(x, i, "odk-instance-first-load", x->nodes[i].default_expr);
}
