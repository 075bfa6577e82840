// SPDX-License-Identifier: EUPL-1.2
// Reports of 30 000 responses to 75 questions: the page, the same by two groups with its audit, and
// the PDF.
#include "report/report.h"
#include "tests/bench/bench_survey.h"

enum { RUNS = 3, ROWS = 30000 };

static double timed(enum err (*make)(const struct table *t, const struct report_facts *facts,
                                     struct buf *out, struct err_info *info),
                    const struct table *t, const struct report_facts *facts)
{
    double runs[RUNS];
    for (int run = 0; run < RUNS; run++) {
        struct err_info info = {0};
        struct buf out = {0};
        double start = bench_seconds();
        bench_must(make(t, facts, &out, &info), &info);
        runs[run] = bench_seconds() - start;
        buf_finish(&out);
    }
    return bench_median(runs, RUNS);
}

int main(void)
{
    static const struct bench_survey survey = {65, 5, 5, 50, 0};
    struct err_info info = {0};
    struct form_def *form = bench_survey_form(&survey);
    struct table *t = NULL;
    struct report_facts facts = {.title = STR("Prov"), .expected = ROWS, .k = 5};
    bench_must(table_create(form, NULL, &t, &info), &info);
    for (unsigned i = 0; i < ROWS; i++) {
        struct buf json = {0};
        bench_survey_response(&survey, i, &json);
        bench_must(table_add(t, buf_str(&json), &info), &info);
        buf_finish(&json);
    }
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
