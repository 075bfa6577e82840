// SPDX-License-Identifier: EUPL-1.2
// The codebook as a section of a report: every variable with its question and what its values mean.
// The whole one, a page of its own, is in codebook.c.
#include "report/page_priv.h"
#include "report/sections.h"

static struct str values_of(struct out *o, size_t node)
{
    const struct page *p = o->page;
    struct buf text = {0};
    for (size_t i = 0; i < form_node_choice_count(p->form, node); i++) {
        struct str name = form_choice_name(p->form, node, i),
                   label = report_page_choice(p, node, i);
        buf_printf(&text, "%s%.*s = %.*s", i ? "; " : "", STR_ARG(name), STR_ARG(label));
    }
    return report_out_buf(o, &text);
}

void report_section_codebook(struct out *o)
{
    const struct page *p = o->page;
    const struct report_figures *f = p->figures;
    struct str heads[] = {report_out_word(o, WORD_VARIABLE), report_out_word(o, WORD_ASKED_TYPE),
                          report_out_word(o, WORD_VALUE)};
    struct str *cells = ARENA_ARRAY(o->memory, struct str, f->question_count * 3 + 1);
    for (size_t i = 0; i < f->question_count; i++) {
        const struct report_question *q = &f->questions[i];
        cells[3 * i] = form_node_short_path(p->form, q->node);
        cells[3 * i + 1] = report_page_label(p, q->node);
        cells[3 * i + 2] = values_of(o, q->node);
    }
    o->kind->begin(o, "codebook");
    o->kind->heading(o, 2, report_out_word(o, WORD_CODEBOOK));
    struct out_table t = {.label = report_out_word(o, WORD_VARIABLES),
                          .columns = 3,
                          .rows = f->question_count,
                          .heads = heads,
                          .cells = cells,
                          .words = true};
    o->kind->table(o, &t);
    struct buf text = {0};
    for (size_t i = 0; i < TABLE_CODES; i++)
        buf_printf(&text, "%s%d = %s", i ? "; " : "", table_codes[i],
                   table_codes[i] == TABLE_NOT_ASKED
                       ? report_word(WORD_CODE_8, p->language)
                       : report_code_word(table_codes[i], p->language));
    o->kind->text(o, OUT_STRONG, report_out_word(o, WORD_MISSING_CODES));
    o->kind->text(o, OUT_SMALL, report_out_buf(o, &text));
    o->kind->end(o);
}
