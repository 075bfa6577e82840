// SPDX-License-Identifier: EUPL-1.2
// Every figure of a report beside R's, from the CSV of the same answers: 800 respondents made by
// chance from a seed, two waves, two years of weeks. tests/desk/figures.R computes and compares
// what the pages show; here it is only made. Skipped without R.
#include "base/file.h"
#include "export/export.h"
#include "tests/unit/report_fixture.h"

#include <unistd.h>

// Of 800, every other even number is a half of the last decimal: half up shows.
enum { RESPONDENTS = 800, POPULATION = 1300, DAYS = 30 * 7 };

static uint64_t seed = 20261122;

static unsigned below(unsigned n)
{
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
    return (unsigned)((seed >> 33) % n);
}

// A step of a scale that leans with the town and with the other answer, so that there is something
// to find.
static int step_of(unsigned town, int other)
{
    int step = 1 + (int)below(4) + (town > 1 && below(3) == 0);
    if (other && below(2)) step = other;
    return step > 4 ? 4 : step;
}

static void add_somebody(struct report_fixture *f)
{
    unsigned town = below(4), day = below(DAYS), gone = below(10);
    int happy = step_of(town, 0), safe = step_of(town, happy);
    if (day >= DAYS / 2 && below(2)) safe = 4; // something has changed: the rules must see it
    struct buf answers = {0};
    char when[16];
    int64_t first;
    assert_true(table_date_parse(STR("2025-06-02"), &first));
    table_date_format(first + day, when);
    buf_printf(&answers, "\"kommun\":\"%c\",\"vikt\":\"%.2f\"", 'a' + (int)town,
               0.25 + 0.01 * below(300));
    if (gone > 0) buf_printf(&answers, ",\"nojd\":\"%d\"", gone == 1 ? -1 : happy);
    if (gone < 9) buf_printf(&answers, ",\"trygg\":\"%d\"", safe);
    report_add(f, 1, day < DAYS / 2 ? "2025" : "2026", when, buf_text(&answers));
    buf_finish(&answers);
}

static void write_text(const char *name, const struct buf *text)
{
    assert_int_equal(file_write(name, buf_str(text), 0600, NULL), ERR_NONE);
}

CASE(the_figures_of_a_report_are_those_of_r)
{
    struct report_fixture *f = *state;
    char dir[] = "/tmp/svar-figures-XXXXXX", root[512], command[1200];
    struct buf csv = {0}, said = {0};
    struct err_info info = {0};
    if (system("command -v Rscript >/dev/null 2>&1") != 0) skip();
    assert_true(getcwd(root, sizeof root) && mkdtemp(dir) && chdir(dir) == 0);
    for (int i = 0; i < RESPONDENTS; i++)
        add_somebody(f);
    struct export_sink sink = export_sink_buffer(&csv);
    assert_int_equal(export_table(f->table, EXPORT_CSV, &sink, &info), ERR_NONE);
    write_text("answers.csv", &csv);

    json_t *settings = json_loads("{\"indexes\":[{\"text\":{\"sv\":\"Livet\",\"en\":\"Life\"},"
                                  "\"questions\":[\"nojd\",\"trygg\"]}],"
                                  "\"best\":{\"nojd\":\"last\",\"trygg\":\"last\"}}",
                                  0, NULL);
    assert_non_null(settings);
    f->facts.settings = settings;
    f->facts.population = POPULATION;
    f->facts.by[0] = STR("kommun");
    f->facts.by_count = 1;
    f->facts.waves = true;
    f->facts.run = REPORT_PERIOD_WEEK;
    report_page_of(f);
    write_text("plain.html", &f->out);
    f->facts.weight = STR("vikt");
    report_page_of(f);
    write_text("weighted.html", &f->out);

    snprintf(command, sizeof command,
             "LC_ALL=C.UTF-8 Rscript --vanilla '%s/tests/desk/figures.R' %d >said 2>&1", root,
             POPULATION);
    int code = system(command);
    assert_int_equal(file_read("said", 1 << 20, &said, NULL), ERR_NONE);
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    assert_true(chdir(root) == 0 && system(command) == 0);
    if (code != 0) fail_msg("%s", buf_text(&said));
    assert_has(buf_text(&said), "all figures agree");
    json_decref(settings);
    buf_finish(&csv);
    buf_finish(&said);
}

TEST_MAIN(REPORT_TEST(the_figures_of_a_report_are_those_of_r))
