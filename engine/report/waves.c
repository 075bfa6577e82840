// SPDX-License-Identifier: EUPL-1.2
// Waves side by side, and how much has changed from the last but one to the last.
#include "report/page_priv.h"
#include "report/sections.h"

#include "report/matrix.h"

struct wave {
    const struct report_grouping *g;
    const bool *withheld;
    uint64_t asked[REPORT_GROUPS_MAX];
};

// The change between the last two waves, and its interval.
static void change(struct out *o, const struct report_matrix *m, const struct wave *w,
                   size_t column, struct str *out)
{
    size_t last = m->rows - 1, before = m->rows - 2;
    out[0] = out[1] = STR("\xE2\x80\x93");
    if (w->withheld[last] || w->withheld[before] || !w->asked[last] || !w->asked[before]) return;
    struct stats_share now = {m->cells[last * m->columns + column], w->asked[last]},
                       then = {m->cells[before * m->columns + column], w->asked[before]};
    double first = (double)now.part / (double)now.whole,
           second = (double)then.part / (double)then.whole;
    struct stats_interval range =
        stats_difference(first, stats_wilson(now), second, stats_wilson(then));
    struct buf text = {0};
    if (first > second) buf_add_char(&text, '+');
    report_decimals(100 * (first - second), 1, o->page->language, &text);
    out[0] = report_out_buf(o, &text);
    text = (struct buf){0};
    report_decimals(100 * range.low, 1, o->page->language, &text);
    buf_add_text(&text, o->page->language == REPORT_SWEDISH ? " till " : " to ");
    report_decimals(100 * range.high, 1, o->page->language, &text);
    out[1] = report_out_buf(o, &text);
}

static void row_of(struct out *o, const struct report_matrix *m, const struct wave *w,
                   size_t column, struct str label, struct str *cells)
{
    cells[0] = label;
    for (size_t i = 0; i < m->rows; i++) {
        struct stats_share share = {m->cells[i * m->columns + column], w->asked[i]};
        struct str percent = report_out_percent(o, share),
                   number = report_out_number(o, share.part);
        cells[1 + i] = w->withheld[i] ? STR("×")
                                      : arena_printf(o->memory, "%.*s (%.*s)", STR_ARG(percent),
                                                     STR_ARG(number));
    }
    change(o, m, w, column, cells + 1 + m->rows);
}

static void base_row(struct out *o, const struct wave *w, size_t waves, struct str *cells)
{
    cells[0] = report_out_word(o, WORD_BASE_COLUMN);
    for (size_t i = 0; i < waves; i++)
        cells[1 + i] = w->withheld[i] ? STR("×") : report_out_number(o, w->asked[i]);
    cells[1 + waves] = cells[2 + waves] = STR("");
}

static void question(struct out *o, const struct report_grouping *g,
                     const struct report_question *q)
{
    const struct page *p = o->page;
    bool *withheld = ARENA_ARRAY(o->memory, bool, g->count + 1), any = false;
    struct wave w = {.g = g, .withheld = withheld};
    size_t options = q->kind == REPORT_OPTIONS ? q->choice_count : 1, rows = 0;
    struct str name = report_page_label(p, q->node);
    struct str label = arena_printf(o->memory, "%zu. %.*s", q->number, STR_ARG(name));
    size_t columns = 1 + g->count + 2;
    struct str *heads = ARENA_ARRAY(o->memory, struct str, columns),
               *cells = ARENA_ARRAY(o->memory, struct str,
                                    columns * (q->choice_count + REPORT_CODES + 3));
    heads[0] = report_out_word(o, WORD_ANSWER);
    for (size_t i = 0; i < g->count; i++)
        heads[1 + i] = g->labels[i];
    heads[1 + g->count] = report_out_word(o, WORD_WAVES_CHANGE);
    heads[2 + g->count] = report_out_word(o, WORD_WAVES_RANGE);
    for (size_t option = 0; option < options; option++) {
        struct report_matrix m;
        report_matrix_make(p->table, p->facts, q, option, g, NULL, o->memory, &m);
        if (option == 0) {
            for (size_t i = 0; i < g->count; i++)
                w.asked[i] = report_matrix_asked(&m, i);
            // The whole is shown elsewhere: one small wave alone could be taken from it.
            if (!stats_groups_merge(w.asked, g->count, q->k, withheld)) {
                o->kind->text(o, OUT_STRONG, label);
                struct str k = report_out_number(o, q->k);
                o->kind->text(o, OUT_WITHHELD, report_out_fill(o, WORD_WAVES_WITHHELD, &k, 1));
                return;
            }
        }
        for (size_t j = 0; j < m.columns; j++) {
            if (m.column[j].code == TABLE_NOT_ASKED) continue;
            if (q->kind == REPORT_OPTIONS && j > 0) break; // "chosen" alone
            struct str own = q->kind == REPORT_OPTIONS ? report_page_choice(p, q->node, option)
                                                       : m.column[j].label;
            row_of(o, &m, &w, j, own, cells + columns * rows++);
        }
    }
    base_row(o, &w, g->count, cells + columns * rows++);
    for (size_t i = 0; i < g->count; i++)
        any = any || withheld[i];
    struct out_table t = {
        .label = label, .columns = columns, .rows = rows, .heads = heads, .cells = cells};
    o->kind->table(o, &t);
    if (any) {
        struct str k = report_out_number(o, q->k);
        o->kind->text(o, OUT_SMALL, report_out_fill(o, WORD_WAVES_WITHHELD, &k, 1));
    }
    report_out_note(o, q);
}

void report_section_waves(struct out *o)
{
    const struct page *p = o->page;
    struct report_grouping g;
    if (!p->facts->waves || p->figures->withheld) return;
    report_grouping_periods(p->table, p->facts, REPORT_PERIOD_WAVE, o->memory, &g);
    o->kind->begin(o, "waves");
    o->kind->heading(o, 2, report_out_word(o, WORD_WAVES));
    if (g.count < 2) {
        o->kind->text(o, OUT_BODY, report_out_word(o, WORD_WAVES_ONE));
    } else {
        struct str ends[] = {g.labels[g.count - 2], g.labels[g.count - 1]};
        o->kind->text(o, OUT_SMALL, report_out_fill(o, WORD_WAVES_TEXT, ends, 2));
        for (size_t i = 0; i < p->figures->question_count; i++) {
            const struct report_question *q = &p->figures->questions[i];
            bool counted = !q->repeat && (q->kind == REPORT_CHOICES || q->kind == REPORT_OPTIONS);
            if (counted && !q->withheld && q->asked > 0) question(o, &g, q);
        }
    }
    o->kind->end(o);
}
