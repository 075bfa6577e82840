// SPDX-License-Identifier: EUPL-1.2
// The variable that weighs responses, in the formats that can say so: PSPP counts by it, the DDI
// file stays within its schema's order, R finds its name, and what is no weight is refused.
#include "tests/unit/test.h"

#include "base/file.h"
#include "export/export.h"

#include <stdio.h>
#include <unistd.h>

static char root[512];
static char dir[] = "/tmp/svar-weight-XXXXXX";
static struct form_def *form;
static struct table *table;

// A long text stands before the weights: SPSS keeps it in several pieces, which are counted there.
static const char form_text[] =
    "| survey |\n| | type | name | label | calculation |\n"
    "| | text | fritt | Fritt? | |\n| | select_one ort | ort | Var? | |\n"
    "| | decimal | vikt | Vikt | |\n| | calculate | raknad | | 1 div 4 |\n"
    "| | integer | minus | Minus? | |\n| | integer | inget | Inget? | |\n"
    "| | begin repeat | barn | Barn | |\n| | integer | alder | År? | |\n| | end repeat | | | |\n"
    "| choices |\n| | list_name | name | label |\n| | ort | a | Ale |\n| | ort | b | Bua |\n"
    "| settings |\n| | form_title | form_id | default_language |\n| | V | v | Svenska (sv) |\n";

static void add(const char *town, const char *weights, const char *missing)
{
    struct buf json = {0};
    struct err_info info = {0};
    buf_printf(&json,
               "{\"svar\":1,\"survey\":\"s\",\"survey_version\":1,\"wave\":\"\","
               "\"form\":{\"hash\":\"aa\"},\"id\":\"00000000-0000-4000-8000-%012x\",\"language\":"
               "\"sv\",\"time\":\"2026-11-22\",\"status\":\"complete\",\"duration_s\":60,"
               "\"answers\":{\"ort\":\"%s\",\"fritt\":\"%0600d\"%s},\"missing\":{\"inget\":-9%s}}",
               (unsigned)table_row_count(table), town, 7, weights, missing);
    if (table_add(table, buf_str(&json), &info)) fail_msg("%s", info.message);
    buf_finish(&json);
}

static int set_up(void **state)
{
    (void)state;
    struct form_problems *problems = form_problems_create();
    enum err err = form_def_load_bytes(str_of(form_text), STR("v.md"), NULL, problems, &form);
    form_problems_destroy(problems);
    if (err || table_create(form, NULL, &table, NULL)) return -1;
    add("a", ",\"vikt\":\"0.5\",\"raknad\":\"0.25\",\"minus\":\"1\"", "");
    add("a", ",\"vikt\":\"2\",\"raknad\":\"4\",\"minus\":\"-2\"", "");
    add("b", ",\"vikt\":\"1.25\",\"raknad\":\"1.5\",\"minus\":\"3\"", "");
    add("b", ",\"raknad\":\"0.75\",\"minus\":\"3\"", ",\"vikt\":-9"); // weighs nothing
    return !getcwd(root, sizeof root) || !mkdtemp(dir) || chdir(dir) ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[64];
    table_destroy(table);
    form_def_destroy(form);
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return chdir("/") || system(command) ? -1 : 0;
}

static enum err write_to(const struct table *t, const char *name, enum export_format format,
                         const char *weight, struct err_info *info)
{
    struct buf bytes = {0};
    const struct export_options options = {.weight = str_of(weight)};
    struct export_sink sink = export_sink_buffer(&bytes);
    enum err err = export_write(t, format, &options, &sink, info);
    if (!err) assert_int_equal(file_write(name, buf_str(&bytes), 0600, NULL), ERR_NONE);
    buf_finish(&bytes);
    return err;
}

// What a stranger prints; the test is skipped where there is none.
static void run(const char *program, const char *command, const char *const *parts)
{
    char line[1000];
    struct buf said = {0};
    snprintf(line, sizeof line, "command -v %s >/dev/null 2>&1", program);
    if (system(line) != 0) skip();
    snprintf(line, sizeof line, "LC_ALL=C.UTF-8 %s >said 2>&1", command);
    int code = system(line);
    assert_int_equal(file_read("said", 1 << 20, &said, NULL), ERR_NONE);
    if (code != 0) fail_msg("%s: %d\n%s", command, code, buf_text(&said));
    for (; *parts; parts++)
        if (!strstr(buf_text(&said), *parts)) fail_msg("no %s in\n%s", *parts, buf_text(&said));
    buf_finish(&said);
}

static void write_text(const char *name, const char *text)
{
    assert_int_equal(file_write(name, str_of(text), 0600, NULL), ERR_NONE);
}

TEST(pspp_weighs_by_it_unasked)
{
    assert_int_equal(write_to(table, "w.sav", EXPORT_SAV, "vikt", NULL), ERR_NONE);
    write_text("w.sps", "GET FILE='w.sav'.\nSHOW WEIGHT.\nCROSSTABS ort BY svar_language.\n");
    // Ale 0.5 + 2, Bua 1.25; who has no weight is not counted.
    run("pspp", "pspp -O format=csv w.sps",
        (const char *const[]){"Ale,Count,2.50", "Bua,Count,1.25", "WEIGHT is vikt", NULL});
}

TEST(a_calculated_weight_is_a_number)
{
    assert_int_equal(write_to(table, "c.sav", EXPORT_SAV, "raknad", NULL), ERR_NONE);
    write_text("c.sps", "GET FILE='c.sav'.\nSHOW WEIGHT.\nCROSSTABS ort BY svar_language.\n");
    run("pspp", "pspp -O format=csv c.sps",
        (const char *const[]){"Ale,Count,4.25", "Bua,Count,2.25", "WEIGHT is raknad", NULL});
}

TEST(without_a_weight_nothing_is_weighed)
{
    assert_int_equal(write_to(table, "n.sav", EXPORT_SAV, "", NULL), ERR_NONE);
    write_text("n.sps", "GET FILE='n.sav'.\nSHOW WEIGHT.\n");
    run("pspp", "pspp -O format=csv n.sps", (const char *const[]){"WEIGHT is OFF", NULL});
}

TEST(ddi_names_it_and_what_it_weighs)
{
    char command[900];
    assert_int_equal(write_to(table, "w.xml", EXPORT_DDI, "vikt", NULL), ERR_NONE);
    snprintf(command, sizeof command,
             "sh -c \"xmllint --noout --relaxng '%s/tests/desk/ddi-codebook-2.5.rng' w.xml && "
             "xmllint --xpath 'concat(//*[@wgt]/@name,\\\" \\\",//*[@name=\\\"ort\\\"]/@wgt-var="
             "//*[@wgt]/@ID,\\\" \\\",count(//*[@wgt]),//*[local-name()=\\\"weight\\\"])' w.xml\"",
             root);
    run("xmllint", command,
        (const char *const[]){"w.xml validates", "vikt true 1Variabeln vikt väger svaren.", NULL});
}

TEST(r_knows_its_name_and_reads_it_as_numbers)
{
    assert_int_equal(write_to(table, "responses.csv", EXPORT_CSV, "raknad", NULL), ERR_NONE);
    assert_int_equal(write_to(table, "w.R", EXPORT_R, "raknad", NULL), ERR_NONE);
    write_text("b.R", "source('w.R', encoding = 'UTF-8')\n"
                      "w <- answers[[attr(answers, 'weight')]]\n"
                      "cat(tapply(w, answers$ort, sum), '\\n')\n");
    run("Rscript", "Rscript --vanilla b.R", (const char *const[]){"4.25 2.25", NULL});
}

TEST(the_workbooks_codebook_says_it)
{
    assert_int_equal(write_to(table, "w.xlsx", EXPORT_XLSX, "vikt", NULL), ERR_NONE);
    run("unzip", "unzip -p w.xlsx xl/sharedStrings.xml xl/worksheets/sheet3.xml",
        (const char *const[]){"tal, väger svaren", NULL});
}

// A repeat's rows are not responses.
TEST(a_repeats_table_is_not_weighed)
{
    assert_int_equal(table_repeat_count(table), 1);
    assert_int_equal(write_to(table_repeat(table, 0), "r.sav", EXPORT_SAV, "vikt", NULL), ERR_NONE);
}

TEST(what_is_no_weight_is_refused_with_its_reason)
{
    static const struct {
        const char *name, *reason;
    } cases[] = {{"nagot", "there is no variable \"nagot\""},
                 {"ort", "\"ort\" does not hold numbers"},
                 {"alder", "\"alder\" does not hold numbers"}, // of a repeat
                 {"minus", "holds -2, which is no weight"},
                 {"inget", "no response has a weight in \"inget\""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (unsigned format = 0; format < EXPORT_FORMAT_COUNT; format++) {
            struct err_info info = {0};
            assert_int_equal(write_to(table, "x", format, cases[i].name, &info), ERR_ARGUMENT);
            if (!strstr(info.message, cases[i].reason)) fail_msg("%s", info.message);
        }
    assert_false(file_exists("x"));
}

TEST_MAIN_IN(set_up, tear_down, cmocka_unit_test(pspp_weighs_by_it_unasked),
             cmocka_unit_test(a_calculated_weight_is_a_number),
             cmocka_unit_test(without_a_weight_nothing_is_weighed),
             cmocka_unit_test(ddi_names_it_and_what_it_weighs),
             cmocka_unit_test(r_knows_its_name_and_reads_it_as_numbers),
             cmocka_unit_test(the_workbooks_codebook_says_it),
             cmocka_unit_test(a_repeats_table_is_not_weighed),
             cmocka_unit_test(what_is_no_weight_is_refused_with_its_reason))
