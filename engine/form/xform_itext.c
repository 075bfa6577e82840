// SPDX-License-Identifier: EUPL-1.2
// <itext>: what respondents read, by language, where it is translated or has pictures or sound.
#include "form/xform_priv.h"

struct medium {
    enum column column;
    const char *form, *prefix;
};
static const struct medium media[] = {{COLUMN_IMAGE, "image", "jr://images/"},
                                      {COLUMN_BIG_IMAGE, "big-image", "jr://images/"},
                                      {COLUMN_AUDIO, "audio", "jr://audio/"},
                                      {COLUMN_VIDEO, "video", "jr://video/"}};
enum { MEDIA_COUNT = sizeof media / sizeof *media };

static bool has_media(const struct xform *x, const struct sheet *sheet, const struct row *row)
{
    for (size_t i = 0; i < MEDIA_COUNT; i++)
        if (form_xform_has_text(x, sheet, row, media[i].column)) return true;
    return false;
}

bool form_xform_in_itext(const struct xform *x, const struct sheet *sheet, const struct row *row,
                         enum column column)
{
    bool label = column == COLUMN_LABEL;
    bool hint = column == COLUMN_HINT;
    if (label && has_media(x, sheet, row)) return true;
    if (hint && form_xform_has_text(x, sheet, row, COLUMN_GUIDANCE)) return true;
    if (!form_xform_has_text(x, sheet, row, column)) return false;
    if (x->translated) return true;
    // A message is an attribute and cannot hold an answer; an itext can.
    struct str text = form_xform_text(x, sheet, row, column, 0);
    return !label && !hint && str_find(text, STR("${")) >= 0;
}

bool form_xform_choice_in_itext(const struct xform *x, const struct row *row)
{
    if (x->translated || has_media(x, &x->b.choices, row)) return true;
    struct str label = form_xform_text(x, &x->b.choices, row, COLUMN_LABEL, 0);
    return str_find(label, STR("${")) >= 0;
}

static void add_value(struct xform *x, uint32_t node, const char *form, struct str text)
{
    form_xform_add(x, "<value");
    if (form) form_xform_attribute(x, "form", str_of(form));
    form_xform_add(x, ">");
    form_xform_output(x, node, text);
    form_xform_add(x, "</value>");
}

// A text that this language lacks shows as "-", as it does in ODK.
static void add_text(struct xform *x, uint32_t node, const struct sheet *sheet,
                     const struct row *row, enum column column, uint32_t language)
{
    struct str text = form_xform_text(x, sheet, row, column, language);
    if (form_xform_has_text(x, sheet, row, column) || column != COLUMN_LABEL)
        add_value(x, node, NULL, text.ptr ? text : STR("-"));
    if (column == COLUMN_HINT && form_xform_has_text(x, sheet, row, COLUMN_GUIDANCE)) {
        text = form_xform_text(x, sheet, row, COLUMN_GUIDANCE, language);
        add_value(x, node, "guidance", text.ptr ? text : STR("-"));
    }
    for (size_t i = 0; column == COLUMN_LABEL && i < MEDIA_COUNT; i++) {
        text = form_xform_text(x, sheet, row, media[i].column, language);
        if (!text.ptr) continue;
        add_value(x, node, media[i].form,
                  arena_printf(x->a, "%s%.*s", media[i].prefix, STR_ARG(text)));
    }
    form_xform_add(x, "</text>\n");
}

static void add_question(struct xform *x, uint32_t node, uint32_t language)
{
    static const struct {
        enum column column;
        const char *suffix;
    } texts[] = {{COLUMN_LABEL, "label"},
                 {COLUMN_HINT, "hint"},
                 {COLUMN_CONSTRAINT_MESSAGE, "jr:constraintMsg"},
                 {COLUMN_REQUIRED_MESSAGE, "jr:requiredMsg"}};
    const struct xform_node *n = &x->nodes[node];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!form_xform_in_itext(x, &x->b.survey, &n->row, texts[i].column)) continue;
        buf_printf(x->out, "<text id=\"%.*s:%s\">", STR_ARG(n->path), texts[i].suffix);
        add_text(x, node, &x->b.survey, &n->row, texts[i].column, language);
    }
}

static void add_choices(struct xform *x, uint32_t language)
{
    for (uint32_t i = 0; i < x->choice_count; i++) {
        const struct xform_choice *choice = &x->choices[i];
        const struct xform_list *list = &x->lists[choice->list];
        if (!list->in_itext) continue;
        form_xform_add(x, "<text id=\"");
        form_xform_escape(x, list->name);
        buf_printf(x->out, "-%u\">", choice->number);
        add_text(x, 0, &x->b.choices, &choice->row, COLUMN_LABEL, language);
    }
    // The choice that "or_other" adds, once for each list.
    for (uint32_t i = 1; i < x->count; i++) {
        uint32_t list;
        if (!x->nodes[i].other || !form_map_get(&x->list_names, x->nodes[i].list, 0, &list) ||
            !x->lists[list].in_itext)
            continue;
        bool again = false;
        for (uint32_t j = 1; j < i; j++)
            again = again || (x->nodes[j].other && str_eq(x->nodes[j].list, x->nodes[i].list));
        if (again) continue;
        form_xform_add(x, "<text id=\"");
        form_xform_escape(x, x->lists[list].name);
        form_xform_add(x, "-other\"><value>Other</value></text>\n");
    }
}

static bool any_text(const struct xform *x)
{
    if (x->translated) return true;
    for (uint32_t i = 1; i < x->count; i++)
        for (enum column c = COLUMN_LABEL; c <= COLUMN_REQUIRED_MESSAGE; c++)
            if (form_xform_in_itext(x, &x->b.survey, &x->nodes[i].row, c)) return true;
    for (uint32_t i = 0; i < x->list_count; i++)
        if (x->lists[i].in_itext) return true;
    return false;
}

void form_xform_itext(struct xform *x)
{
    const struct form_def *def = x->b.def;
    if (!any_text(x)) return;
    form_xform_add(x, "<itext>\n");
    for (uint32_t language = 0; language < def->language_count; language++) {
        form_xform_add(x, "<translation");
        form_xform_attribute(x, "lang", def->languages[language].name);
        form_xform_add(x, language ? ">\n" : " default=\"true()\">\n");
        for (uint32_t i = 1; i < x->count; i++)
            add_question(x, i, language);
        add_choices(x, language);
        form_xform_add(x, "</translation>\n");
    }
    form_xform_add(x, "</itext>\n");
}
