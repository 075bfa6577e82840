// SPDX-License-Identifier: EUPL-1.2
// Pins on a plan: the answers drawn where they were put, as the cells that respondents saw, row by
// row. Who put a pin somewhere is background as much as an answer, so a cell of fewer than k is not
// shown, neither here nor in any other place (report_question.few).
#include "report/page_priv.h"
#include "report/sections.h"

#include "base/alloc.h"
#include "report/wrap.h"

#include <stdlib.h>

enum {
    COLUMNS_USUAL = 4, // as the type has it where the form says nothing
    COLUMNS_MAX = 8,
    CELL_WIDTH_MAX = 180,
    CELL_HEIGHT = 104,
    GAP = 6,
    PAD = 8,
    LINE_HEIGHT = 18,
    LABEL_LINES = 2,
    NUMBER_AT = 34,
    SHADES = 3,
};

bool report_is_pins(const struct form_def *form, size_t node)
{
    struct str appearance = form_node_appearance(form, node), word;
    bool pins = false;
    while (str_word(&appearance, &word))
        pins = pins || str_eq(word, STR("svar:pins"));
    return pins && form_node_kind(form, node) == FORM_SELECT_MULTIPLE;
}

static size_t columns_of(const struct form_def *form, size_t node)
{
    int64_t columns = 0;
    struct str own = form_node_attribute(form, node, STR("body::svar:columns"));
    if (own.len == 0) own = form_node_attribute(form, node, STR("svar:columns"));
    return str_to_int64(str_trim(own), &columns) && columns >= 1 && columns <= COLUMNS_MAX
               ? (size_t)columns
               : COLUMNS_USUAL;
}

// ---- one cell ----

// Nobody, then by thirds of the fullest: the number stands in each, so colour alone says nothing.
static const char *tone_of(const struct page_row *row, uint64_t most)
{
    static const char *const tones[SHADES] = {"place-1", "agree-1", "agree-2"};
    if (row->few) return "gone";
    if (row->count == 0) return "empty";
    return tones[(row->count * SHADES - 1) / most];
}

static void cell(struct out *o, struct out_drawing *d, const struct report_question *q,
                 const struct page_row *row, uint64_t most, double x, double y, double width)
{
    struct str lines[LABEL_LINES], number = row->few ? STR("×") : report_out_number(o, row->count);
    const char *tone = tone_of(row, most), *on = arena_printf(o->memory, "on-%s", tone).ptr;
    double middle = x + width / 2;
    bool cut;
    size_t count = report_wrap(row->label, width - 2 * PAD, lines, LABEL_LINES, &cut);
    report_out_rect(d, tone, x, y, width, CELL_HEIGHT);
    if (!row->few && row->count) {
        struct buf share = {0};
        report_row_share(o->page, q, row, false, &share);
        number = arena_printf(o->memory, "%.*s (%.*s)", STR_ARG(number), STR_ARG(buf_str(&share)));
        buf_finish(&share);
    }
    report_out_label(d, on, middle, y + NUMBER_AT, 2, number);
    for (size_t i = 0; i < count; i++) {
        struct str line = lines[i];
        if (cut && i + 1 == count)
            line = arena_printf(o->memory, "%.*s\xE2\x80\xA6", STR_ARG(line));
        report_out_label(d, on, middle, y + NUMBER_AT + 26 + (double)i * LINE_HEIGHT, 2, line);
    }
}

// ---- the whole plan ----

static struct str describe(struct out *o, const struct report_question *q,
                           const struct page_row *rows, size_t count, size_t columns)
{
    struct buf text = {0};
    struct str k = report_out_number(o, q->k), few = report_out_fill(o, WORD_FEW_MARKED, &k, 1);
    for (size_t i = 0; i < count; i++) {
        struct str place[] = {report_out_number(o, i / columns + 1),
                              report_out_number(o, i % columns + 1)};
        if (i % columns == 0) {
            buf_add_text(&text, i ? ". " : "");
            buf_add_str(&text, report_out_fill(o, WORD_PINS_ROW, place, 1));
        }
        buf_printf(&text, "%s%.*s: %.*s", i % columns ? "; " : ": ", STR_ARG(rows[i].label),
                   STR_ARG(rows[i].few ? few : report_out_number(o, rows[i].count)));
    }
    buf_add_char(&text, '.');
    return report_out_buf(o, &text);
}

static void draw(struct out *o, const struct report_question *q, const struct page_row *rows,
                 size_t count)
{
    size_t columns = columns_of(o->page->form, q->node), deep = (count + columns - 1) / columns;
    double width = ((double)OUT_WIDTH + GAP) / (double)columns - GAP;
    uint64_t most = 1;
    if (width > CELL_WIDTH_MAX) width = CELL_WIDTH_MAX;
    for (size_t i = 0; i < count; i++)
        if (rows[i].count > most) most = rows[i].count;
    struct out_drawing d = {.width = OUT_WIDTH,
                            .height = (double)(deep * (CELL_HEIGHT + GAP) - GAP)};
    for (size_t i = 0; i < count; i++)
        cell(o, &d, q, &rows[i], most, (double)(i % columns) * (width + GAP),
             (double)(i / columns * (CELL_HEIGHT + GAP)), width);
    o->kind->figure(o, report_page_label(o->page, q->node), describe(o, q, rows, count, columns),
                    &d);
    report_out_drawing_finish(&d);
}

void report_pins_figure(struct out *o, const struct report_question *q, const struct page_row *rows,
                        size_t count)
{
    size_t cells = 0;
    bool few = false;
    while (cells < count && rows[cells].code == 0) {
        few = few || rows[cells].few;
        cells++;
    }
    if (cells == 0) return;
    draw(o, q, rows, cells);
    o->kind->text(o, OUT_SMALL, report_out_word(o, WORD_PINS));
    struct str k = report_out_number(o, q->k);
    if (few) o->kind->text(o, OUT_SMALL, report_out_fill(o, WORD_PINS_FEW, &k, 1));
}
