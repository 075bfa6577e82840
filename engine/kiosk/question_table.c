// SPDX-License-Identifier: EUPL-1.2
// A table-list group: statements in rows under the words of one scale. Its rows are ordinary
// questions whose words stand beside their marks. Where it would be too narrow to hit or to read,
// the session asks one statement at a time instead.
#include "kiosk/question_page_priv.h"

enum {
    CHOICES_MAX = 12,
    CELL_MM = 20,
    APART_MM = 6,
    GAP_MM = 4,
    CELL_GAP_MM = 2,
    PAD_MM = 2,
    LOW_MM = 150
};

struct table {
    form_ref first;    // the question whose choices stand for all
    size_t scale;      // columns of the scale
    size_t missing;    // and apart from it
    double words_mm;   // width of the statements
    double scale_mm;   // of the scale
    double missing_mm; // of what stands apart
};

bool kiosk_question_is_table(const struct kiosk_question_page *p, form_ref page)
{
    const struct form_def *def = kiosk_session_def(p->session);
    struct form_instance *in = kiosk_session_instance(p->session);
    struct str rest =
        page == FORM_REF_NONE ? STR("") : form_node_appearance(def, form_ref_node(in, page));
    struct str word;
    while (str_word(&rest, &word)) {
        if (str_eq(word, STR("table-list"))) {
            return true;
        }
    }
    return false;
}

// False where the page has no selects, or more choices than any row holds.
static bool measure(const struct kiosk_question_page *p, form_ref page, struct table *out)
{
    const struct form_def *def = kiosk_session_def(p->session);
    struct form_instance *in = kiosk_session_instance(p->session);
    form_ref refs[KIOSK_ITEMS_MAX];
    size_t count = form_view_questions(in, page, refs, KIOSK_ITEMS_MAX);
    const uint32_t *choices = NULL;
    size_t choice_count = 0;
    *out = (struct table){.first = FORM_REF_NONE};
    for (size_t i = 0; i < count && i < KIOSK_ITEMS_MAX && choice_count == 0; i++) {
        choice_count = form_view_choices(in, refs[i], &choices);
        out->first = refs[i];
    }
    if (choice_count == 0 || choice_count > CHOICES_MAX) {
        return false;
    }
    for (size_t i = 0; i < choice_count; i++) {
        bool missing = form_choice_missing(def, form_ref_node(in, out->first), choices[i]);
        out->missing += missing;
        out->scale += !missing;
    }
    double wide = ui_size(p->ui).w * ui_mm_per_pixel(p->ui);
    double high = ui_size(p->ui).h * ui_mm_per_pixel(p->ui);
    double margin = (wide < high ? wide : high) < 110 ? 5 : 10;
    wide = wide - 2 * margin < 230 ? wide - 2 * margin : 230;
    wide -= 2 * PAD_MM + 14; // and the arrows of what is longer than the glass
    out->words_mm = wide * 0.32;
    double rest = wide - out->words_mm - GAP_MM - (out->missing ? APART_MM + GAP_MM : 0);
    out->scale_mm = rest * (double)out->scale / (double)choice_count;
    out->missing_mm = rest * (double)out->missing / (double)choice_count;
    return out->scale > 0;
}

static size_t longest_word(struct str text)
{
    size_t longest = 0;
    struct str word;
    while (str_word(&text, &word)) {
        size_t count = utf8_count(word);
        longest = count > longest ? count : longest;
    }
    return longest;
}

bool kiosk_question_table_fits(const struct kiosk_question_page *p, form_ref page)
{
    struct table t;
    if (!measure(p, page, &t)) {
        return false;
    }
    struct form_instance *in = kiosk_session_instance(p->session);
    double cell = t.scale_mm / (double)t.scale - CELL_GAP_MM;
    double text = ui_settings(p->ui).text_scale;
    const uint32_t *choices;
    size_t count = form_view_choices(in, t.first, &choices);
    struct arena *scratch = arena_create(ARENA_SECRET, SVAR_MESSAGE_BYTES_MAX);
    bool fits = cell >= (kiosk_question_page_children(p) ? 25 : CELL_MM) && text < 1.6;
    for (size_t i = 0; i < count; i++) {
        // A letter is about half as wide as the type is high.
        struct str label = form_view_choice_label(in, t.first, choices[i], scratch);
        fits = fits && (double)longest_word(label) * ui_theme_mm(UI_TEXT_HINT) * 0.58 * text < cell;
    }
    arena_destroy(scratch);
    return fits;
}

static void fix_width(struct ui_element *e, double mm)
{
    e->min_w_mm = mm;
    e->max_w_mm = mm;
    e->grow = 0;
}

static struct ui_element *add_cells(struct arena *a, struct ui_element *row, double mm)
{
    struct ui_element *cells = ui_scale(a, row, STR(""), STR(""));
    cells->role = UI_ROLE_NONE;
    cells->gap_mm = CELL_GAP_MM;
    fix_width(cells, mm);
    return cells;
}

static struct ui_element *add_row(struct arena *a, struct ui_element *parent)
{
    struct ui_element *row = ui_row(a, parent, GAP_MM);
    row->pad_mm = PAD_MM;
    return row;
}

void kiosk_question_table_head(struct kiosk_question_page *p, struct arena *a,
                               struct ui_element *parent)
{
    struct table t;
    const struct form_def *def = kiosk_session_def(p->session);
    struct form_instance *in = kiosk_session_instance(p->session);
    if (!measure(p, kiosk_session_form_page(p->session), &t)) {
        return;
    }
    struct ui_element *row = add_row(a, parent);
    row->align_down = UI_ALIGN_END;
    fix_width(ui_spacer(a, row, 0, 0), APART_MM - GAP_MM); // as before a row's words
    fix_width(ui_spacer(a, row, 0, 0), t.words_mm);
    struct ui_element *scale = add_cells(a, row, t.scale_mm);
    struct ui_element *missing = NULL;
    if (t.missing > 0) {
        fix_width(ui_spacer(a, row, 0, 0), APART_MM - GAP_MM);
        missing = add_cells(a, row, t.missing_mm);
    }
    const uint32_t *choices;
    size_t count = form_view_choices(in, t.first, &choices);
    bool low = ui_size(p->ui).h * ui_mm_per_pixel(p->ui) < LOW_MM; // rows come first
    for (size_t i = 0; i < count; i++) {
        bool apart = form_choice_missing(def, form_ref_node(in, t.first), choices[i]);
        struct ui_element *cell = ui_column(a, apart ? missing : scale, 0);
        cell->align_down = UI_ALIGN_END; // short words stand at the marks, as long ones do
        struct ui_element *text = ui_text(a, cell, low ? UI_TEXT_SMALL : UI_TEXT_HINT,
                                          form_view_choice_label(in, t.first, choices[i], a));
        text->align = UI_ALIGN_CENTER;
        text->color = UI_COLOR_INK;
        text->secret = true; // answers may be filled in
    }
}

struct ui_element *kiosk_question_table_row(struct kiosk_question_page *p, struct arena *a,
                                            struct ui_element *parent)
{
    (void)p;
    struct ui_element *row = add_row(a, parent);
    row->look = UI_LOOK_CARD;
    return row;
}

void kiosk_question_table_settle(struct kiosk_question_page *p, struct ui_element *row)
{
    struct table t;
    if (!measure(p, kiosk_session_form_page(p->session), &t)) {
        return;
    }
    size_t scales = 0;
    for (struct ui_element *c = row->first; c; c = c->next) {
        if (c->kind == UI_KIND_TEXT) {
            fix_width(c, t.words_mm);
        } else if (c->kind == UI_KIND_SPACER) {
            fix_width(c, APART_MM - GAP_MM);
        } else if (c->kind == UI_KIND_SCALE) {
            c->gap_mm = CELL_GAP_MM;
            fix_width(c, scales++ == 0 ? t.scale_mm : t.missing_mm);
        }
    }
}
