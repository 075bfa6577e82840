// SPDX-License-Identifier: EUPL-1.2
// The entities sheet, for ODK Central: a response that makes or changes an entity of a list. Svar
// itself keeps none; the XForm carries them over.
#include "form/xform_priv.h"

// The cell of the first row of data under a header, in the spellings that XLSForm allows.
static struct str cell_named(const struct form_sheet *sheet, const char *name, const char *other)
{
    const struct form_cell *cells = sheet->cells;
    int32_t row = 0;
    for (size_t i = 0; i < sheet->cell_count && !row; i++)
        if (cells[i].row != cells[0].row) row = cells[i].row;
    for (size_t h = 0; h < sheet->cell_count && cells[h].row == cells[0].row; h++) {
        if (!str_eq_nocase(cells[h].text, str_of(name)) &&
            !(other && str_eq_nocase(cells[h].text, str_of(other))))
            continue;
        for (size_t i = h; i < sheet->cell_count; i++)
            if (cells[i].row == row && cells[i].column == cells[h].column) return cells[i].text;
    }
    return STR("");
}

void form_xform_entity_read(struct xform *x)
{
    const struct form_workbook *workbook = x->b.workbook;
    for (size_t i = 0; i < workbook->sheet_count; i++) {
        const struct form_sheet *sheet = &workbook->sheets[i];
        if (!str_eq_nocase(str_trim(sheet->name), STR("entities")) || !sheet->cell_count) continue;
        x->entity = (struct xform_entity){.list = cell_named(sheet, "list_name", "dataset"),
                                          .label = cell_named(sheet, "label", NULL),
                                          .id = cell_named(sheet, "entity_id", NULL),
                                          .create_if = cell_named(sheet, "create_if", NULL),
                                          .update_if = cell_named(sheet, "update_if", NULL)};
    }
}

static bool creates(const struct xform_entity *e)
{
    return e->create_if.len || !e->id.len;
}

void form_xform_entity_meta(struct xform *x)
{
    const struct xform_entity *e = &x->entity;
    if (!e->list.len) return;
    form_xform_add(x, "<entity");
    form_xform_attribute(x, "dataset", e->list);
    form_xform_add(x, " id=\"\"");
    if (creates(e)) form_xform_add(x, e->create_if.len ? " create=\"\"" : " create=\"1\"");
    if (e->id.len) form_xform_add(x, e->update_if.len ? " update=\"\"" : " update=\"1\"");
    if (e->id.len) form_xform_add(x, " baseVersion=\"\" trunkVersion=\"\" branchId=\"\"");
    form_xform_add(x, ">");
    if (e->label.len) form_xform_add(x, "<label/>");
    form_xform_add(x, "</entity>");
}

static void bind(struct xform *x, const char *node, struct str calculate)
{
    buf_printf(x->out, "<bind nodeset=\"/%.*s/meta/entity/%s\" type=\"string\" readonly=\"true()\"",
               STR_ARG(x->root), node);
    if (calculate.len)
        form_xform_attribute(x, "calculate", form_xform_expr(x, 0, calculate, false));
    form_xform_add(x, "/>\n");
}

void form_xform_entity_binds(struct xform *x)
{
    static const char *const versions[][2] = {{"@baseVersion", "__version"},
                                              {"@trunkVersion", "__trunkVersion"},
                                              {"@branchId", "__branchId"}};
    const struct xform_entity *e = &x->entity;
    if (!e->list.len) return;
    bind(x, "@id", e->id);
    if (e->create_if.len) bind(x, "@create", e->create_if);
    if (e->update_if.len) bind(x, "@update", e->update_if);
    for (size_t i = 0; e->id.len && i < 3; i++)
        bind(x, versions[i][0],
             arena_printf(x->a, "instance('%.*s')/root/item[name=%.*s]/%s", STR_ARG(e->list),
                          STR_ARG(e->id), versions[i][1]));
    if (e->label.len) bind(x, "label", e->label);
    if (creates(e))
        buf_printf(x->out,
                   "<setvalue ref=\"/%.*s/meta/entity/@id\" event=\"odk-instance-first-load\" "
                   "value=\"uuid()\"/>\n",
                   STR_ARG(x->root));
}

// The column save_to: which property of the entity an answer becomes.
void form_xform_entity_property(struct xform *x, uint32_t node)
{
    const struct row *row = &x->nodes[node].row;
    const struct sheet *sheet = &x->b.survey;
    for (size_t i = row->first; x->entity.list.len && i < row->first + row->count; i++) {
        const struct form_cell *cell = &sheet->cells->cells[i];
        if ((size_t)cell->column > sheet->header_count) continue;
        struct str header = sheet->headers[cell->column - 1].text;
        if (str_eq_nocase(header, STR("save_to")) || str_eq_nocase(header, STR("save to")))
            form_xform_attribute(x, "entities:saveto", cell->text);
    }
}
