// SPDX-License-Identifier: EUPL-1.2
// The sheet "about": whose survey it is, whom it was meant for, how many answered and how many left
// before the end; and the sheet "changes": what other versions of the form asked differently.
#include "export/xlsx_priv.h"

#include "table/words.h"

#include <stdio.h>

enum { VALUE_WIDTH = 56 };

struct about {
    struct xlsx *x;
    lxw_worksheet *sheet;
    lxw_row_t row;
};

static const char *say(const struct xlsx *x, const char *swedish, const char *english)
{
    return x->swedish ? swedish : english;
}

static void put_text(struct about *a, const char *name, struct str value)
{
    if (!value.len) return;
    export_xlsx_text(a->x, a->sheet, a->row, 0, str_of(name), a->x->bold);
    export_xlsx_text(a->x, a->sheet, a->row, 1, value, a->x->wrap);
    export_xlsx_height(a->x, a->sheet, a->row++, export_xlsx_lines(value, 0.95 * VALUE_WIDTH));
}

static void put_count(struct about *a, const char *name, uint64_t value)
{
    export_xlsx_text(a->x, a->sheet, a->row, 0, str_of(name), a->x->bold);
    export_xlsx_number(a->x, a->sheet, a->row++, 1, (double)value, a->x->start);
}

static uint64_t complete_count(const struct table *t)
{
    uint64_t count = 0;
    for (size_t row = 0; row < table_row_count(t); row++)
        count += table_row_complete(t, row);
    return count;
}

// Who was excluded is not counted as somebody who did not answer: 96 − 12 = 84.
static void put_population(struct about *a, const struct export_options *o, uint64_t complete)
{
    const struct xlsx *x = a->x;
    for (size_t i = 0; i < o->round_count; i++) {
        const struct export_round *round = &o->rounds[i];
        struct buf name = {0};
        if (!round->expected) continue;
        buf_printf(&name, "%s %.*s", say(x, "Förväntade, omgång", "Expected, wave"),
                   STR_ARG(round->wave));
        put_count(a, buf_text(&name), round->expected);
        buf_finish(&name);
    }
    if (o->invited > o->expected && o->expected) {
        put_count(a, say(x, "Inbjudna", "Invited"), o->invited);
        put_count(a, say(x, "Därav undantagna", "Of them excluded"), o->invited - o->expected);
    }
    if (o->expected) put_count(a, say(x, "Förväntade", "Expected"), o->expected);
    put_count(a, say(x, "Hela svar", "Complete responses"), complete);
    put_count(a, say(x, "Avbrutna svar", "Break-offs"), table_row_count(x->table) - complete);
    if (o->expected && complete <= o->expected) {
        export_xlsx_text(a->x, a->sheet, a->row, 0,
                         str_of(say(x, "Hela svar av förväntade", "Complete of expected")),
                         x->bold);
        export_xlsx_number(a->x, a->sheet, a->row++, 1, (double)complete / (double)o->expected,
                           x->percent_start);
    }
    if (table_refused_count(x->table))
        put_count(a,
                  say(x, "Svar som inte passade formuläret, ej med",
                      "Responses that did not fit the form, left out"),
                  table_refused_count(x->table));
    if (table_other_form_count(x->table))
        put_count(a,
                  say(x, "Svar på en annan version av formuläret",
                      "Responses to another version of the form"),
                  table_other_form_count(x->table));
}

// What the numbers stand for that are no answers.
static void put_codes(struct about *a)
{
    for (size_t i = 0; i < TABLE_CODES; i++) {
        if (i == 0)
            export_xlsx_text(a->x, a->sheet, a->row, 0,
                             str_of(say(a->x, "Saknade svar", "Missing answers")), a->x->bold);
        char text[64];
        snprintf(text, sizeof text, "%d  %s", table_codes[i],
                 export_code_word(table_codes[i], a->x->swedish));
        export_xlsx_text(a->x, a->sheet, a->row++, 1, str_of(text), NULL);
    }
}

void export_xlsx_about(struct xlsx *x, lxw_worksheet *sheet, const struct export_options *o)
{
    struct about a = {x, sheet, 0};
    struct str title = o->title.len ? o->title : form_def_title(x->form, o->language);
    worksheet_set_column(sheet, 0, 0, 44, NULL);
    worksheet_set_column(sheet, 1, 1, VALUE_WIDTH, NULL);
    put_text(&a, say(x, "Undersökning", "Survey"), title);
    put_text(&a, say(x, "Organisatör", "Organizer"), o->organizer);
    put_text(&a, say(x, "Kontakt", "Contact"), o->contact);
    put_text(&a, say(x, "Beteckning", "Id"), o->survey_id);
    if (o->survey_version) put_count(&a, "Version", (uint64_t)o->survey_version);
    put_text(&a, say(x, "Omgång", "Wave"), o->wave);
    put_population(&a, o, complete_count(x->table));
    put_codes(&a);
}

void export_xlsx_changes(struct xlsx *x, lxw_worksheet *sheet)
{
    static const char *const heads[][2] = {
        {"Version", "Version"},
        {"Variabel", "Variable"},
        {"Fråga", "Question"},
        {"Vad som skiljer", "What differs"},
        {"Svar som hålls utanför", "Answers left out"},
    };
    static const char *const what[][2] = {
        [TABLE_CHANGE_ADDED] = {"ställdes inte då", "was not asked then"},
        [TABLE_CHANGE_REMOVED] = {"ställs inte längre", "is no longer asked"},
        [TABLE_CHANGE_TYPE] = {"tog ett annat slags svar", "took another kind of answer"},
        [TABLE_CHANGE_WORDS] = {"ställdes med andra ord", "was asked in other words"},
        [TABLE_CHANGE_CHOICES] = {"hade andra svarsalternativ", "had other choices"},
    };
    worksheet_set_column(sheet, 0, 0, 10, NULL);
    worksheet_set_column(sheet, 1, 1, 20, NULL);
    worksheet_set_column(sheet, 2, 3, 44, NULL);
    worksheet_set_column(sheet, 4, 4, 16, NULL);
    worksheet_freeze_panes(sheet, 1, 0);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        export_xlsx_text(x, sheet, 0, i, str_of(heads[i][!x->swedish]), x->head);
    for (size_t i = 0; i < table_change_count(x->table) && i + 2 < XLSX_ROWS_MAX; i++) {
        const struct table_change *c = table_change_at(x->table, i);
        lxw_row_t row = (lxw_row_t)i + 1;
        int64_t node = form_def_node_find(x->form, c->path);
        export_xlsx_number(x, sheet, row, 0, (double)c->version, NULL);
        export_xlsx_text(x, sheet, row, 1, c->path, x->bold);
        if (node >= 0) {
            struct str label = table_words_question(x->form, (size_t)node, x->language, x->arena);
            export_xlsx_text(x, sheet, row, 2, label, x->wrap);
            export_xlsx_height(x, sheet, row, export_xlsx_lines(label, 41));
        }
        export_xlsx_text(x, sheet, row, 3, str_of(what[c->kind][!x->swedish]), x->wrap);
        export_xlsx_number(x, sheet, row, 4, (double)c->answers, NULL);
    }
}
