// SPDX-License-Identifier: EUPL-1.2
// Reports of 30 000 responses to 75 questions: the page, the same by two groups with its audit, the
// PDF, and a survey of two waves by gender, by municipality and by wave, where many cells are
// small.
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

// ---- cuts with much to withhold ----

enum { PLACES = 24, SCALES = 55, SEVERAL = 10, OPTIONS = 6, NUMBERS = 8 };

static struct form_def *cuts_form(void)
{
    struct buf text = {0};
    struct form_def *form = NULL;
    struct form_problems *problems = form_problems_create();
    buf_add_text(&text, "| survey |\n| | type | name | label |\n| | select_one gender | gender | "
                        "Kön |\n| | select_one place | place | Kommun |\n");
    for (int i = 0; i < SCALES; i++)
        buf_printf(&text, "| | select_one scale | c%d | Påstående %d |\n", i, i);
    for (int i = 0; i < SEVERAL; i++)
        buf_printf(&text, "| | select_multiple several | m%d | Flera %d |\n", i, i);
    for (int i = 0; i < NUMBERS; i++)
        buf_printf(&text, "| | integer | n%d | Tal %d |\n", i, i);
    buf_add_text(&text, "| choices |\n| | list_name | name | label |\n");
    for (int i = 1; i <= 4; i++)
        buf_printf(&text, "| | gender | %d | Kön %d |\n", i, i);
    for (int i = 1; i <= PLACES; i++)
        buf_printf(&text, "| | place | %d | Kommun %d |\n", i, i);
    for (int i = 1; i <= 6; i++)
        buf_printf(&text, "| | scale | %d | Svar %d |\n", i, i);
    for (int i = 1; i <= OPTIONS; i++)
        buf_printf(&text, "| | several | %d | Val %d |\n", i, i);
    buf_add_text(&text, "| settings |\n| | form_title | form_id |\n| | Prov | prov |\n");
    if (form_def_load_bytes(buf_str(&text), STR("prov.md"), NULL, problems, &form)) exit(1);
    form_problems_destroy(problems);
    buf_finish(&text);
    return form;
}

static unsigned below(uint64_t *seed, unsigned limit)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(*seed >> 33) % limit;
}

// Low numbers are common and the highest rare, as sizes of places and answers are.
static unsigned skewed(uint64_t *seed, unsigned limit)
{
    unsigned least = limit;
    for (int i = 0; i < 3; i++) {
        unsigned other = below(seed, limit);
        if (other < least) least = other;
    }
    return least + 1;
}

static void cuts_response(unsigned number, uint64_t *seed, struct buf *out)
{
    unsigned gender = below(seed, 100);
    buf_printf(
        out,
        "{\"svar\":1,\"survey\":\"s\",\"survey_version\":1,\"wave\":\"%u\",\"form\":{\"id\":"
        "\"prov\",\"version\":\"\",\"hash\":\"aa\"},\"id\":\"00000000-0000-4000-8000-%012x\","
        "\"language\":\"sv\",\"time\":\"2026-11-22\",\"status\":\"complete\","
        "\"duration_s\":120,\"answers\":{\"gender\":\"%d\",\"place\":\"%u\"",
        number % 2 + 1, number,
        gender < 48   ? 1
        : gender < 96 ? 2
        : gender < 99 ? 3
                      : 4,
        skewed(seed, PLACES));
    for (int i = 0; i < SCALES; i++)
        buf_printf(out, ",\"c%d\":\"%u\"", i, skewed(seed, 6));
    for (int i = 0; i < SEVERAL; i++)
        buf_printf(out, ",\"m%d\":\"%u\"", i, skewed(seed, OPTIONS));
    for (int i = 0; i < NUMBERS; i++)
        buf_printf(out, ",\"n%d\":\"%u\"", i, below(seed, 90));
    buf_add_text(out, "},\"missing\":{}}");
}

typedef void (*responding)(unsigned number, uint64_t *seed, struct buf *out);

static struct table *fill(const struct form_def *form, responding respond)
{
    struct err_info info = {0};
    struct table *t = NULL;
    struct buf json = {0};
    uint64_t seed = 1;
    bench_must(table_create(form, NULL, &t, &info), &info);
    for (unsigned i = 0; i < ROWS; i++) {
        buf_clear(&json);
        respond(i, &seed, &json);
        bench_must(table_add(t, buf_str(&json), &info), &info);
    }
    buf_finish(&json);
    return t;
}

static void cuts(void)
{
    struct form_def *form = cuts_form();
    struct table *t = fill(form, cuts_response);
    struct report_facts facts = {.title = STR("Prov"), .expected = ROWS, .k = 10, .waves = true};
    facts.by[0] = STR("gender");
    facts.by[1] = STR("place");
    facts.by_count = 2;
    bench_print("report.cuts_30000x75_s", timed(report_html, t, &facts), "s");
    table_destroy(t);
    form_def_destroy(form);
}

static const struct bench_survey survey = {65, 5, 5, 50, 0};

static void plain_response(unsigned number, uint64_t *seed, struct buf *out)
{
    (void)seed; // always the same
    bench_survey_response(&survey, number, out);
}

int main(void)
{
    struct form_def *form = bench_survey_form(&survey);
    struct table *t = fill(form, plain_response);
    struct report_facts facts = {.title = STR("Prov"), .expected = ROWS, .k = 5};
    bench_print("report.page_30000x75_s", timed(report_html, t, &facts), "s");
    bench_print("report.pdf_30000x75_s", timed(report_pdf, t, &facts), "s");
    facts.by[0] = STR("c0");
    facts.by[1] = STR("c1");
    facts.by_count = 2;
    bench_print("report.by_two_30000x75_s", timed(report_html, t, &facts), "s");
    table_destroy(t);
    form_def_destroy(form);
    cuts();
    return 0;
}
