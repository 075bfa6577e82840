// SPDX-License-Identifier: EUPL-1.2
// How people answered, and indexes, as sections of a report.
#include "report/page_priv.h"
#include "report/sections.h"

enum { BREAKS_MAX = 12 }; // rows of the table of breaks

static struct str share_text(struct out *o, double rate)
{
    return report_out_share(o, rate);
}

static void rates(struct out *o)
{
    const struct report_figures *f = o->page->figures;
    if (f->rate.whole == 0) return;
    struct stats_dispositions d = {.complete = f->complete,
                                   .partial = f->partial,
                                   .not_reached = f->rate.whole - f->respondents};
    struct str arguments[] = {
        share_text(o, stats_response_estimate(&d, STATS_RR1, 1).rate),
        share_text(o, stats_response_estimate(&d, STATS_RR2, 1).rate),
    };
    o->kind->text(o, OUT_SMALL, report_out_fill(o, WORD_RATES, arguments, 2));
}

// Each wave has a group of its own behind it.
static void rounds(struct out *o)
{
    const struct report_facts *facts = o->page->facts;
    if (facts->round_count < 2) return;
    struct str heads[] = {report_out_word(o, WORD_ROUND), report_out_word(o, WORD_ROW_EXPECTED),
                          report_out_word(o, WORD_ROW_RESPONDENTS),
                          report_out_word(o, WORD_ROW_RATE)};
    struct str *cells = ARENA_ARRAY(o->memory, struct str, facts->round_count * 4),
               dash = STR("\xE2\x80\x93");
    for (size_t i = 0; i < facts->round_count; i++) {
        const struct report_round *round = &facts->rounds[i];
        struct str *row = cells + 4 * i;
        bool known = round->expected >= round->answered && round->expected > 0;
        row[0] = round->wave.len ? round->wave : report_out_word(o, WORD_ROUND_NONE);
        row[1] = round->expected ? report_out_number(o, round->expected) : dash;
        row[2] = report_out_number(o, round->answered);
        row[3] = known
                     ? report_out_percent(o, (struct stats_share){round->answered, round->expected})
                     : dash;
    }
    struct out_table t = {.label = report_out_word(o, WORD_ROUNDS),
                          .columns = 4,
                          .rows = facts->round_count,
                          .heads = heads,
                          .cells = cells};
    o->kind->table(o, &t);
}

// Starts, completions and break-offs by place: all there is to say where nobody knows how many
// could have answered, and worth saying where somebody does.
static void breaks(struct out *o)
{
    const struct report_figures *f = o->page->figures;
    if (f->partial == 0 && f->rate.whole > 0) return;
    struct str heads[] = {report_out_word(o, WORD_BREAKS_WHERE), report_out_word(o, WORD_COUNT),
                          report_out_word(o, WORD_RUN_SHARE)};
    // A long survey has more places than anybody reads: neighbours go together.
    size_t together = (f->break_count + BREAKS_MAX - 1) / BREAKS_MAX, rows = 2;
    struct str *cells = ARENA_ARRAY(o->memory, struct str, (2 + BREAKS_MAX) * 3);
    cells[0] = report_out_word(o, WORD_STARTED);
    cells[1] = report_out_number(o, f->respondents);
    cells[2] = report_out_percent(o, (struct stats_share){f->respondents, f->respondents});
    cells[3] = report_out_word(o, WORD_COMPLETED);
    cells[4] = report_out_number(o, f->complete);
    cells[5] = report_out_percent(o, (struct stats_share){f->complete, f->respondents});
    for (size_t i = 0; i < f->break_count; i += together, rows++) {
        struct str *row = cells + 3 * rows;
        size_t end = i + together < f->break_count ? i + together : f->break_count;
        uint64_t count = 0;
        for (size_t j = i; j < end; j++)
            count += f->breaks[j].count;
        struct str from = report_out_number(o, f->breaks[i].question->number),
                   to = report_out_number(o, f->breaks[end - 1].question->number);
        struct str place = end - i > 1 ? arena_printf(o->memory, "%.*s\xE2\x80\x93%.*s",
                                                      STR_ARG(from), STR_ARG(to))
                                       : from;
        row[0] = report_out_fill(o, WORD_BROKE, &place, 1);
        row[1] = report_out_number(o, count);
        row[2] = report_out_percent(o, (struct stats_share){count, f->respondents});
    }
    struct out_table t = {.label = report_out_word(o, WORD_BREAKS),
                          .columns = 3,
                          .rows = rows,
                          .heads = heads,
                          .cells = cells};
    o->kind->table(o, &t);
}

// A count of marked responses; fewer than k are said to be so.
static void mark(struct out *o, enum report_word some, enum report_word none, uint64_t count,
                 uint64_t base)
{
    uint64_t k = o->page->facts->k;
    if (base < k || base == 0) return;
    struct str few = report_out_number(o, k);
    struct str arguments[] = {stats_withheld(count, k)
                                  ? report_out_fill(o, WORD_FEW_MARKED, &few, 1)
                                  : report_out_number(o, count),
                              report_out_number(o, base)};
    o->kind->text(o, OUT_SMALL,
                  count ? report_out_fill(o, some, arguments, 2)
                        : report_out_fill(o, none, &arguments[1], 1));
}

// A language in the words of the report: forms name each in its own.
static struct str language_name(struct str name, enum report_language language)
{
    static const char *const names[][3] = {
        {"sv", "svenska", "Swedish"},
        {"en", "engelska", "English"},
        {"ar", "arabiska", "Arabic"},
        {"fi", "finska", "Finnish"},
        {"so", "somaliska", "Somali"},
        {"fa", "persiska", "Persian"},
        {"prs", "dari", "Dari"},
        {"ti", "tigrinska", "Tigrinya"},
        {"uk", "ukrainska", "Ukrainian"},
        {"pl", "polska", "Polish"},
        {"es", "spanska", "Spanish"},
        {"de", "tyska", "German"},
        {"fr", "franska", "French"},
        {"da", "danska", "Danish"},
        {"nb", "norska", "Norwegian"},
        {"no", "norska", "Norwegian"},
        {"se", "nordsamiska", "Northern Sami"},
        {"yi", "jiddisch", "Yiddish"},
        {"rom", "romska", "Romani"},
        {"fit", "me\xC3\xA4nkieli", "Me\xC3\xA4nkieli"},
        {"tr", "turkiska", "Turkish"},
        {"ru", "ryska", "Russian"},
        {"ku", "kurdiska", "Kurdish"},
        {"bs", "bosniska", "Bosnian"},
    };
    ptrdiff_t open = str_find_char(name, '('), close = str_find_char(name, ')');
    if (open >= 0 && close > open) {
        struct str code = str_trim(str_sub(name, (size_t)open + 1, (size_t)close));
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            if (str_eq_nocase(code, str_of(names[i][0])))
                return str_of(names[i][language == REPORT_SWEDISH ? 1 : 2]);
    }
    return open > 0 ? str_trim(str_sub(name, 0, (size_t)open)) : name;
}

// In which languages the form can be answered, and how long it took.
static void how(struct out *o)
{
    const struct page *p = o->page;
    struct buf languages = {0};
    size_t count = form_def_language_count(p->form);
    for (size_t i = 0; i < count; i++) {
        struct str name = language_name(form_def_language_name(p->form, i), p->language);
        if (i) buf_add_text(&languages, i + 1 == count ? report_word(WORD_AND, p->language) : ", ");
        buf_add_str(&languages, name);
    }
    bool timed = p->figures->median_s > 0 && !p->figures->withheld;
    struct str minutes = report_out_decimal(o, p->figures->median_s / 60, 1);
    struct str arguments[] = {report_out_buf(o, &languages),
                              timed ? report_out_fill(o, WORD_HOW_LONG, &minutes, 1) : STR("")};
    if (arguments[0].len) o->kind->text(o, OUT_BODY, report_out_fill(o, WORD_HOW, arguments, 2));
}

void report_section_quality(struct out *o)
{
    const struct report_figures *f = o->page->figures;
    how(o);
    rates(o);
    rounds(o);
    if (f->withheld) return;
    breaks(o);
    mark(o, WORD_STRAIGHT, WORD_STRAIGHT_NONE, f->straight, f->straight_of);
    mark(o, WORD_RAPID, WORD_RAPID_NONE, f->rapid, f->rapid_of);
    mark(o, WORD_SERIES, WORD_SERIES_NONE, f->series, f->series_of);
}

// ---- indexes ----

static struct str items_text(struct out *o, const struct report_index *index)
{
    struct buf text = {0};
    for (size_t i = 0; i < json_array_size(index->questions); i++) {
        const char *name = json_string_value(json_array_get(index->questions, i));
        const struct report_question *q =
            report_question_find(o->page->figures, o->page->form, str_of(name));
        if (q) buf_printf(&text, "%s%zu", i ? ", " : "", q->number);
    }
    return report_out_buf(o, &text);
}

void report_section_indexes(struct out *o)
{
    const struct report_figures *f = o->page->figures;
    if (f->index_count == 0 || f->withheld) return;
    enum { COLUMNS = 5 };
    struct str heads[COLUMNS] = {
        report_out_word(o, WORD_INDEXES), report_out_word(o, WORD_INDEX_ITEMS),
        report_out_word(o, WORD_INDEX_BASE),
        report_out_word(o, f->weights ? WORD_INDEX_COLUMN_W : WORD_INDEX_COLUMN),
        report_out_word(o, WORD_ALPHA)};
    struct str *cells = ARENA_ARRAY(o->memory, struct str, f->index_count * COLUMNS);
    bool unknown = false;
    for (size_t i = 0; i < f->index_count; i++) {
        const struct report_index *index = &f->indexes[i];
        struct str *row = cells + i * COLUMNS, dash = STR("\xE2\x80\x93");
        bool shown = index->known && !index->withheld && index->rows > 0;
        unknown = unknown || !index->known;
        row[0] = index->text;
        row[1] = items_text(o, index);
        row[2] = shown ? report_out_number(o, index->rows) : STR("×");
        row[3] = !shown              ? STR("×")
                 : index->weightless ? dash
                                     : report_out_decimal(o, index->index, 1);
        row[4] = shown && index->alpha_known ? report_out_decimal(o, index->alpha, 2) : dash;
    }
    o->kind->begin(o, "indexes");
    o->kind->heading(o, 2, report_out_word(o, WORD_INDEXES));
    struct out_table t = {.named = true,
                          .label = report_out_word(o, WORD_INDEXES),
                          .columns = COLUMNS,
                          .rows = f->index_count,
                          .heads = heads,
                          .cells = cells};
    o->kind->table(o, &t);
    if (unknown) o->kind->text(o, OUT_NOTE, report_out_word(o, WORD_INDEX_NOT_SCALE));
    o->kind->text(o, OUT_SMALL, report_out_word(o, WORD_METHOD_INDEX));
    o->kind->end(o);
}
