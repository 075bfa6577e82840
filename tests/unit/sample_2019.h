// SPDX-License-Identifier: EUPL-1.2
// Forty responses whose totals are those published for Samverkan på riktigt 2019, made by counting
// and not by copying: respondent i gets the answer that fills the published count, question by
// question, with a different stride each so that the columns do not line up.
#pragma once

#include "table/table.h"

#include <stdio.h>
#include <string.h>

enum { SAMPLE_RESPONDENTS = 40 };

struct sample_question {
    const char *name;
    int stride; // coprime to 40
    struct {
        const char *choice; // NULL at the end
        int count;
    } answers[6];
};

static const struct sample_question sample_questions[] = {
    {"q1", 7, {{"1", 21}, {"2", 19}}},
    {"q2", 11, {{"1", 5}, {"2", 21}, {"3", 5}, {"4", 1}, {"-1", 8}}},
    {"q3", 13, {{"1", 13}, {"2", 24}, {"3", 3}}},
    {"q4", 17, {{"1", 14}, {"2", 22}, {"3", 2}, {"-1", 2}}},
    {"q5", 19, {{"1", 36}, {"2", 3}}},
};
static const struct {
    const char *name;
    int stride, count;
} sample_texts[] = {{"q6", 3, 30}, {"q7", 9, 33}, {"q8", 21, 24}, {"q9", 23, 21}};

static inline const char *sample_answer(const struct sample_question *q, int respondent)
{
    int place = respondent * q->stride % SAMPLE_RESPONDENTS;
    for (int i = 0; q->answers[i].choice; i++) {
        if (place < q->answers[i].count) return q->answers[i].choice;
        place -= q->answers[i].count;
    }
    return NULL; // left empty
}

static inline void sample_response(int respondent, struct buf *out)
{
    struct buf missing = {0};
    bool any = false;
    buf_printf(out,
               "{\"svar\":1,\"survey\":\"samverkan-2019\",\"survey_version\":1,\"wave\":\"2019\","
               "\"form\":{\"id\":\"q-sam-2019\",\"version\":\"2019.1\",\"hash\":\"00ff\"},"
               "\"id\":\"00000000-0000-4000-8000-%012x\",\"language\":\"sv\","
               "\"time\":\"2019-08-%02d\",\"status\":\"complete\",\"duration_s\":%d,\"answers\":{",
               (unsigned)respondent, 27 + respondent % 2, 60 + 10 * (respondent % 9));
    for (size_t i = 0; i < sizeof sample_questions / sizeof sample_questions[0]; i++) {
        const char *choice = sample_answer(&sample_questions[i], respondent);
        if (choice && choice[0] != '-')
            buf_printf(out, "%s\"%s\":\"%s\"", any ? "," : "", sample_questions[i].name, choice);
        else
            buf_printf(&missing, "%s\"%s\":%s", missing.len ? "," : "", sample_questions[i].name,
                       choice ? choice : "-9");
        any = any || (choice && choice[0] != '-');
    }
    for (size_t i = 0; i < sizeof sample_texts / sizeof sample_texts[0]; i++) {
        int place = respondent * sample_texts[i].stride % SAMPLE_RESPONDENTS;
        if (place < sample_texts[i].count)
            buf_printf(out, ",\"%s\":\"Svar %d på %s: åäö <b>&amp; \\\"så\\\" \\u0007vidare\"",
                       sample_texts[i].name, place, sample_texts[i].name);
        else
            buf_printf(&missing, "%s\"%s\":-9", missing.len ? "," : "", sample_texts[i].name);
    }
    buf_printf(out, "},\"missing\":{%s}}", buf_text(&missing));
    buf_finish(&missing);
}
