// SPDX-License-Identifier: EUPL-1.2
// Whom each wave was meant for: a report of several waves has several groups behind it, and a
// response rate against one of them alone would be wrong.
#include "organizer/report_facts.h"

#include <stdio.h>
#include <string.h>

struct filling {
    struct report_facts *facts;
    bool *known; // by round
};

// The rounds that responses belong to, in the order in which they are met; false where there are
// more than a report has room for. A row that was laid aside does not keep its texts: names are
// copied.
static bool find_rounds(const struct table *t, struct report_facts *facts)
{
    size_t at = 0;
    for (size_t row = 0; row < table_row_count(t); row++) {
        struct table_cell cell = table_cell(t, row, TABLE_WAVE);
        struct str wave = cell.missing ? STR("") : cell.text;
        if (wave.len > REPORT_WAVE_BYTES) return false; // no survey has such a one
        if (facts->round_count == 0 || !str_eq(str_of(facts->rounds[at].name), wave)) {
            for (at = 0; at < facts->round_count; at++)
                if (str_eq(str_of(facts->rounds[at].name), wave)) break;
            if (at == REPORT_ROUNDS_MAX) return false;
            if (at == facts->round_count) {
                struct report_round *round = &facts->rounds[facts->round_count++];
                *round = (struct report_round){.answered = 0};
                snprintf(round->name, sizeof round->name, "%.*s", STR_ARG(wave));
            }
        }
        facts->rounds[at].answered++;
    }
    return true;
}

// Later versions of a wave say it better than earlier ones.
static void take(struct filling *f, const struct survey *s)
{
    for (size_t i = 0; i < f->facts->round_count; i++) {
        struct report_round *round = &f->facts->rounds[i];
        if (!str_eq(str_of(round->name), survey_wave(s))) continue;
        round->expected = (uint64_t)survey_number(s, "expected");
        round->invited = (uint64_t)survey_number(s, "invited");
        if (round->invited < round->expected) round->invited = round->expected;
        f->known[i] = true;
    }
}

static enum err take_version(struct str package, void *data)
{
    struct survey *survey = NULL;
    // One that cannot be read was told when the table was made.
    if (survey_open_bytes(package, NULL, &survey, NULL)) return ERR_NONE;
    take(data, survey);
    survey_close(survey);
    return ERR_NONE;
}

static void sort(struct report_facts *facts)
{
    for (size_t i = 1; i < facts->round_count; i++)
        for (size_t j = i; j > 0; j--) {
            struct report_round *a = &facts->rounds[j - 1], *b = &facts->rounds[j], swap = *a;
            if (strcmp(a->name, b->name) <= 0) break;
            *a = *b;
            *b = swap;
        }
}

enum err desk_report_rounds(const struct desk *desk, struct report_facts *facts,
                            struct err_info *info)
{
    bool known[REPORT_ROUNDS_MAX] = {false};
    struct filling f = {facts, known};
    facts->round_count = 0;
    if (!find_rounds(desk->table, facts)) {
        facts->round_count = 0;
        facts->expected = facts->invited = 0; // not known together
        return ERR_NONE;
    }
    if (facts->round_count <= 1 &&
        (facts->round_count == 0 || str_eq(str_of(facts->rounds[0].name), facts->wave))) {
        facts->round_count = 0;
        return ERR_NONE;
    }
    enum err err = archive_surveys_each(desk->archive, facts->survey_id, take_version, &f, info);
    if (err) return err;
    take(&f, desk->survey);
    facts->expected = facts->invited = 0;
    bool whole = true;
    for (size_t i = 0; i < facts->round_count; i++) {
        const struct report_round *round = &facts->rounds[i];
        whole = whole && known[i] && round->expected > 0;
        facts->expected += round->expected;
        facts->invited += round->invited;
    }
    if (!whole) facts->expected = facts->invited = 0;
    sort(facts);
    for (size_t i = 0; i < facts->round_count; i++)
        facts->rounds[i].wave = str_of(facts->rounds[i].name);
    return ERR_NONE;
}
