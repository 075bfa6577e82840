// SPDX-License-Identifier: EUPL-1.2
// <h:body>: the controls in the form's order, with what happens when an answer changes.
#include "form/xform_priv.h"

static const char *const control_prefixes[] = {"body", "control", NULL};

static void add_text(struct xform *x, uint32_t node, enum column column, const char *element)
{
    const struct xform_node *n = &x->nodes[node];
    const char *suffix = element;
    if (form_xform_in_itext(x, &x->b.survey, &n->row, column)) {
        buf_printf(x->out, "<%s ref=\"jr:itext('%.*s:%s')\"/>\n", element, STR_ARG(n->path),
                   suffix);
        return;
    }
    struct str text = form_xform_text(x, &x->b.survey, &n->row, column, 0);
    if (column == COLUMN_LABEL && n->own_label) text = str_of(n->own_label);
    if (!text.len) return;
    buf_printf(x->out, "<%s>", element);
    form_xform_output(x, node, text);
    buf_printf(x->out, "</%s>\n", element);
}

// select_one ${name}: the answers of a question in a repeat that are there.
static bool is_answers(const struct xform *x, struct str list, uint32_t *out)
{
    if (!str_starts(list, STR("${")) || !str_ends(list, STR("}"))) return false;
    *out = form_xform_find(x, str_trim(str_sub(list, 2, list.len - 1)));
    return *out != XFORM_NONE;
}

static struct str answers_nodeset(struct xform *x, uint32_t node, uint32_t answers)
{
    struct str path = form_xform_answers_path(x, node, answers);
    struct str name = x->nodes[answers].name;
    struct str filter = form_xform_cell(&x->nodes[node], COLUMN_CHOICE_FILTER);
    if (!filter.len) return arena_printf(x->a, "%.*s[./%.*s != '']", STR_ARG(path), STR_ARG(name));
    x->answers_parent = x->nodes[answers].parent;
    filter = form_xform_expr(x, node, filter, true);
    x->answers_parent = 0;
    return arena_printf(x->a, "%.*s[./%.*s != '' and (%.*s)]", STR_ARG(path), STR_ARG(name),
                        STR_ARG(filter));
}

static void add_itemset(struct xform *x, uint32_t node)
{
    const struct xform_node *n = &x->nodes[node];
    uint32_t answers = 0;
    struct str list = n->list, value = STR("name"), label = STR("label");
    if (n->file.len) {
        size_t dot = n->file.len;
        while (dot && n->file.ptr[dot - 1] != '.')
            dot--;
        list = str_sub(n->file, 0, dot ? dot - 1 : n->file.len);
        if (str_ends(n->file, STR(".geojson"))) {
            value = STR("id");
            label = STR("title");
        }
        struct str column = form_xform_parameter(n, "value");
        if (column.len) value = column;
        column = form_xform_parameter(n, "label");
        if (column.len) label = column;
    } else if (is_answers(x, list, &answers)) {
        value = label = x->nodes[answers].name;
    } else {
        uint32_t index;
        if (form_map_get(&x->list_names, list, 0, &index) && x->lists[index].in_itext)
            label = STR("jr:itext(itextId)");
    }
    struct str nodeset = arena_printf(x->a, "instance('%.*s')/root/item", STR_ARG(list));
    struct str filter = form_xform_cell(n, COLUMN_CHOICE_FILTER);
    if (answers) {
        nodeset = answers_nodeset(x, node, answers);
    } else if (filter.len) {
        filter = form_xform_expr(x, node, filter, true);
        nodeset = arena_printf(x->a, "%.*s[%.*s]", STR_ARG(nodeset), STR_ARG(filter));
    }
    if (form_cell_is_yes(form_xform_parameter(n, "randomize"))) {
        struct str seed = form_xform_parameter(n, "seed");
        if (seed.len) seed = form_xform_expr(x, node, seed, false);
        nodeset = arena_printf(x->a, "randomize(%.*s%s%.*s)", STR_ARG(nodeset), seed.len ? "," : "",
                               STR_ARG(seed));
    }
    form_xform_add(x, "<itemset");
    form_xform_attribute(x, "nodeset", nodeset);
    form_xform_add(x, ">");
    form_xform_add(x, "<value");
    form_xform_attribute(x, "ref", value);
    form_xform_add(x, "/><label");
    form_xform_attribute(x, "ref", label);
    form_xform_add(x, "/></itemset>\n");
}

// The questions whose calculation waits for this one: ${a}, or ${a}, ${b}.
static void add_triggered(struct xform *x, uint32_t node)
{
    for (uint32_t i = 1; i < x->count; i++) {
        if (!x->nodes[i].triggered) continue;
        struct str list = form_xform_cell(&x->nodes[i], COLUMN_TRIGGER), one;
        while (str_split(&list, ',', &one)) {
            one = str_trim(one);
            if (!str_starts(one, STR("${")) || !str_ends(one, STR("}"))) continue;
            if (form_xform_find(x, str_trim(str_sub(one, 2, one.len - 1))) != node) continue;
            form_xform_setvalue(x, i, "xforms-value-changed", x->nodes[i].calculation);
        }
    }
}

static void add_parameters(struct xform *x, uint32_t node)
{
    static const char *const range[] = {"start", "end", "step"};
    static const char *const otherwise[] = {"1", "10", "1"};
    const struct xform_node *n = &x->nodes[node];
    if (strcmp(n->type->name, "range") == 0)
        for (size_t i = 0; i < 3; i++) {
            struct str value = form_xform_parameter(n, range[i]);
            form_xform_attribute(x, range[i], value.len ? value : str_of(otherwise[i]));
        }
    if (strcmp(n->type->name, "text") == 0)
        form_xform_attribute(x, "rows", form_xform_parameter(n, "rows"));
    if (n->type->mediatype) form_xform_attribute(x, "mediatype", str_of(n->type->mediatype));
    if (strcmp(n->type->name, "image") == 0)
        form_xform_attribute(x, "orx:max-pixels", form_xform_parameter(n, "max-pixels"));
}

// Computed and without a word to show: no control.
static bool has_control(const struct xform *x, uint32_t node)
{
    const struct xform_node *n = &x->nodes[node];
    if (!n->type->control) return false;
    if (n->own_label) return true;
    bool words = form_xform_has_text(x, &x->b.survey, &n->row, COLUMN_LABEL) ||
                 form_xform_has_text(x, &x->b.survey, &n->row, COLUMN_HINT) ||
                 form_xform_in_itext(x, &x->b.survey, &n->row, COLUMN_LABEL);
    return words || (!n->calculation.len && !n->triggered);
}

static void add_question(struct xform *x, uint32_t node)
{
    const struct xform_node *n = &x->nodes[node];
    if (!has_control(x, node)) return;
    const char *control = n->type->control;
    buf_printf(x->out, "<%s", control);
    form_xform_attribute(x, "ref", n->path);
    form_xform_attribute(x, "appearance",
                         form_xform_expr(x, node, form_xform_appearance(n), false));
    add_parameters(x, node);
    form_xform_own_attributes(x, node, control_prefixes);
    form_xform_add(x, ">\n");
    add_text(x, node, COLUMN_LABEL, "label");
    add_text(x, node, COLUMN_HINT, "hint");
    if (n->list.len || n->file.len) add_itemset(x, node);
    add_triggered(x, node);
    buf_printf(x->out, "</%s>\n", control);
}

static void add_children(struct xform *x, uint32_t parent);

static uint32_t repeat_around(const struct xform *x, uint32_t node)
{
    uint32_t at = x->nodes[node].parent;
    while (at && x->nodes[at].kind != XFORM_REPEAT)
        at = x->nodes[at].parent;
    return at;
}

static void add_repeat(struct xform *x, uint32_t node)
{
    const struct xform_node *n = &x->nodes[node];
    form_xform_add(x, "<repeat");
    form_xform_attribute(x, "nodeset", n->path);
    form_xform_attribute(x, "appearance", form_xform_appearance(n));
    if (n->count_path.len) {
        form_xform_attribute(x, "jr:count",
                             str_trim(form_xform_expr(x, node, n->count_path, false)));
        form_xform_attribute(x, "jr:noAddRemove", STR("true()"));
    }
    form_xform_own_attributes(x, node, control_prefixes);
    form_xform_add(x, ">\n");
    add_children(x, node);
    for (uint32_t i = node + 1; i < n->end; i++)
        if (x->nodes[i].default_expr.len && repeat_around(x, i) == node)
            form_xform_setvalue(x, i, "odk-instance-first-load odk-new-repeat",
                                x->nodes[i].default_expr);
    form_xform_add(x, "</repeat>\n");
}

static void add_group(struct xform *x, uint32_t node)
{
    const struct xform_node *n = &x->nodes[node];
    form_xform_add(x, "<group");
    form_xform_attribute(x, "ref", n->path);
    if (n->kind == XFORM_GROUP) {
        form_xform_attribute(x, "appearance", form_xform_appearance(n));
        form_xform_own_attributes(x, node, control_prefixes);
    }
    form_xform_add(x, ">\n");
    if (!n->unlabelled) add_text(x, node, COLUMN_LABEL, "label");
    if (n->kind == XFORM_REPEAT)
        add_repeat(x, node);
    else
        add_children(x, node);
    form_xform_add(x, "</group>\n");
}

static void add_children(struct xform *x, uint32_t parent)
{
    for (uint32_t i = parent + 1; i < x->nodes[parent].end; i = x->nodes[i].end)
        if (x->nodes[i].kind == XFORM_QUESTION)
            add_question(x, i);
        else
            add_group(x, i);
}

void form_xform_body(struct xform *x)
{
    add_children(x, 0);
}
