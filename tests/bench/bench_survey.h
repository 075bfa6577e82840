// SPDX-License-Identifier: EUPL-1.2
// A survey to be measured: a form of so many questions of each kind, and responses to it, always
// the same.
#pragma once

#include "base/buf.h"
#include "form/def.h"
#include "tests/bench/bench.h"

struct bench_survey {
    unsigned choices, numbers, texts; // questions
    unsigned writes_every;            // one of so many respondents writes a text
    unsigned padded;                  // bytes of a response before it is sealed
};

static inline void bench_must(enum err err, const struct err_info *info)
{
    if (!err) return;
    fprintf(stderr, "%s\n", info->message);
    exit(1);
}

static inline struct form_def *bench_survey_form(const struct bench_survey *s)
{
    struct buf text = {0};
    struct form_def *form = NULL;
    struct form_problems *problems = form_problems_create();
    buf_add_text(&text, "| survey |\n| | type | name | label | appearance |\n");
    for (unsigned i = 0; i < s->choices; i++)
        buf_printf(&text, "| | select_one scale | c%u | Påstående nummer %u | likert |\n", i, i);
    for (unsigned i = 0; i < s->numbers; i++)
        buf_printf(&text, "| | integer | n%u | Tal nummer %u | |\n", i, i);
    for (unsigned i = 0; i < s->texts; i++)
        buf_printf(&text, "| | text | t%u | Fritext nummer %u | |\n", i, i);
    buf_add_text(&text,
                 "| choices |\n| | list_name | name | label |\n| | scale | 1 | Mycket bra |\n"
                 "| | scale | 2 | Bra |\n| | scale | 3 | Dåligt |\n| | scale | 4 | Mycket "
                 "dåligt |\n| | scale | -1 | Vet inte |\n| settings |\n| | form_title | "
                 "form_id |\n| | Prov | prov |\n");
    if (form_def_load_bytes(buf_str(&text), STR("prov.md"), NULL, problems, &form)) exit(1);
    form_problems_destroy(problems);
    buf_finish(&text);
    return form;
}

static inline void bench_survey_response(const struct bench_survey *s, unsigned number,
                                         struct buf *out)
{
    unsigned written = number % s->writes_every == 0;
    buf_printf(
        out,
        "{\"svar\":1,\"survey\":\"s\",\"survey_version\":1,\"wave\":\"1\",\"form\":{\"id\":"
        "\"prov\",\"version\":\"\",\"hash\":\"aa\"},\"id\":\"00000000-0000-4000-8000-%012x\","
        "\"language\":\"sv\",\"time\":\"2026-11-22\",\"status\":\"complete\","
        "\"duration_s\":120,\"answers\":{",
        number);
    for (unsigned i = 0; i < s->choices; i++)
        buf_printf(out, "%s\"c%u\":\"%u\"", i ? "," : "", i, (number * 7 + i * number) % 4 + 1);
    for (unsigned i = 0; i < s->numbers; i++)
        buf_printf(out, ",\"n%u\":\"%u\"", i, number % (50 + i));
    if (written)
        buf_printf(out, ",\"t0\":\"Det här tyckte jag, och det var svar nummer %u.\"", number);
    buf_add_text(out, "},\"missing\":{");
    for (unsigned i = written; i < s->texts; i++)
        buf_printf(out, "%s\"t%u\":-9", i > written ? "," : "", i);
    buf_add_text(out, "}}");
}
