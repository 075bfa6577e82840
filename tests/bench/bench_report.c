// SPDX-License-Identifier: EUPL-1.2
// Reports of 30 000 responses to 75 questions: the page, the same by two groups with its audit, and
// the PDF.
#include "report/report.h"
#include "tests/bench/bench.h"

enum { RUNS = 3, ROWS = 30000, SCALES = 65, NUMBERS = 5, TEXTS = 5 };

static void must(enum err err, const struct err_info *info)
{
    if (!err) return;
    fprintf(stderr, "%s\n", info->message);
    exit(1);
}

static struct form_def *make_form(void)
{
    struct buf text = {0};
    struct form_def *form = NULL;
    struct form_problems *problems = form_problems_create();
    buf_add_text(&text, "| survey |\n| | type | name | label | appearance |\n");
    for (int i = 0; i < SCALES; i++)
        buf_printf(&text, "| | select_one scale | c%d | Påstående nummer %d | likert |\n", i, i);
    for (int i = 0; i < NUMBERS; i++)
        buf_printf(&text, "| | integer | n%d | Tal nummer %d | |\n", i, i);
    for (int i = 0; i < TEXTS; i++)
        buf_printf(&text, "| | text | t%d | Fritext nummer %d | |\n", i, i);
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

static void add_response(struct table *t, unsigned number)
{
    struct buf json = {0};
    struct err_info info = {0};
    buf_printf(
        &json,
        "{\"svar\":1,\"survey\":\"s\",\"survey_version\":1,\"wave\":\"1\",\"form\":{\"id\":"
        "\"prov\",\"version\":\"\",\"hash\":\"aa\"},\"id\":\"00000000-0000-4000-8000-%012x\","
        "\"language\":\"sv\",\"time\":\"2026-11-22\",\"status\":\"complete\","
        "\"duration_s\":120,\"answers\":{",
        number);
    for (unsigned i = 0; i < SCALES; i++)
        buf_printf(&json, "%s\"c%u\":\"%u\"", i ? "," : "", i, (number * 7 + i * number) % 4 + 1);
    for (unsigned i = 0; i < NUMBERS; i++)
        buf_printf(&json, ",\"n%u\":\"%u\"", i, number % (50 + i));
    if (number % 50 == 0) buf_printf(&json, ",\"t0\":\"Det här tyckte nummer %u.\"", number);
    buf_add_text(&json, "},\"missing\":{");
    for (unsigned i = number % 50 == 0; i < TEXTS; i++)
        buf_printf(&json, "%s\"t%u\":-9", i > (number % 50 == 0) ? "," : "", i);
    buf_add_text(&json, "}}");
    must(table_add(t, buf_str(&json), &info), &info);
    buf_finish(&json);
}

static double timed(enum err (*make)(const struct table *t, const struct report_facts *facts,
                                     struct buf *out, struct err_info *info),
                    const struct table *t, const struct report_facts *facts)
{
    double runs[RUNS];
    for (int run = 0; run < RUNS; run++) {
        struct err_info info = {0};
        struct buf out = {0};
        double start = bench_seconds();
        must(make(t, facts, &out, &info), &info);
        runs[run] = bench_seconds() - start;
        buf_finish(&out);
    }
    return bench_median(runs, RUNS);
}

int main(void)
{
    struct err_info info = {0};
    struct form_def *form = make_form();
    struct table *t = NULL;
    struct report_facts facts = {.title = STR("Prov"), .expected = ROWS, .k = 5};
    must(table_create(form, NULL, &t, &info), &info);
    for (unsigned i = 0; i < ROWS; i++)
        add_response(t, i);
    bench_print("report.page_30000x75_s", timed(report_html, t, &facts), "s");
    bench_print("report.pdf_30000x75_s", timed(report_pdf, t, &facts), "s");
    facts.by[0] = STR("c0");
    facts.by[1] = STR("c1");
    facts.by_count = 2;
    bench_print("report.by_two_30000x75_s", timed(report_html, t, &facts), "s");
    table_destroy(t);
    form_def_destroy(form);
    return 0;
}
