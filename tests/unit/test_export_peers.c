// SPDX-License-Identifier: EUPL-1.2
// Exports read back by strangers: PSPP, pandas, openpyxl, LibreOffice, R and xmllint. Text that is
// hard to carry, a label of 5 000 characters, names that are alike once shortened, negative
// numbers, long texts.
#include "tests/unit/test.h"

#include "base/file.h"
#include "export/export.h"

#include <stdio.h>
#include <unistd.h>

static char root[512]; // where the tests are
static char dir[] = "/tmp/svar-peers-XXXXXX";
static struct form_def *form;
static struct table *table;

enum { LABEL_CHARACTERS = 5000, LONG_TEXT = 9000 };

static void make_form(struct buf *out)
{
    buf_add_text(out,
                 "| survey |\n| | type | name | label | appearance |\n"
                 "| | select_one ja | a | Räksmörgås العربية 👩‍👧? | likert |\n"
                 "| | select_one ord | by | Färg? | |\n"
                 "| | select_multiple ord | b | Flera, 'ja'? | |\n"
                 "| | integer | grader | Hur kallt? | |\n"
                 "| | decimal | x | Hur mycket? | |\n"
                 "| | date | dag | När? | |\n"
                 "| | text | t | Ord? | |\n"
                 "| | text | l | Långt? | |\n"
                 "| | text | en_mycket_langt_namn_som_inte_far_plats_i_stata_1 | ");
    for (int i = 0; i < LABEL_CHARACTERS; i++)
        buf_add_text(out, "å");
    buf_add_text(out,
                 " | |\n| | integer | en_mycket_langt_namn_som_inte_far_plats_i_stata_2 | B | |\n"
                 "| choices |\n| | list_name | name | label |\n"
                 "| | ja | 1 | Ja | \n| | ja | 2 | Nej |\n| | ja | -1 | Vet ej |\n"
                 "| | ord | rod | Röd |\n| | ord | bla | Blå |\n"
                 "| settings |\n| | form_title | form_id | default_language |\n"
                 "| | Prov på å | prov | Svenska (sv) |\n");
}

static void add(const char *answers, const char *missing)
{
    struct buf json = {0};
    struct err_info info = {0};
    buf_printf(&json,
               "{\"svar\":1,\"survey\":\"s\",\"survey_version\":1,\"wave\":\"v\","
               "\"form\":{\"hash\":\"aa\"},\"id\":\"00000000-0000-4000-8000-%012x\",\"language\":"
               "\"sv\",\"time\":\"2026-11-22\",\"status\":\"complete\",\"duration_s\":60,"
               "\"answers\":{%s},\"missing\":{%s}}",
               (unsigned)table_row_count(table), answers, missing);
    if (table_add(table, buf_str(&json), &info)) fail_msg("%s", info.message);
    buf_finish(&json);
}

static void write_to(const char *name, enum export_format format)
{
    struct buf bytes = {0}, again = {0};
    struct err_info info = {0};
    struct export_options options = {
        .title = STR("Prov <&> å"), .expected = 84, .invited = 96, .contact = STR("08-1")};
    struct export_sink sink = export_sink_buffer(&bytes), second = export_sink_buffer(&again);
    if (export_write(table, format, &options, &sink, &info)) fail_msg("%s: %s", name, info.message);
    options.scratch_dir = ".";
    assert_int_equal(export_write(table, format, &options, &second, NULL), ERR_NONE);
    // The same bytes each time, wherever the temporary files were.
    assert_int_equal(bytes.len, again.len);
    assert_memory_equal(bytes.ptr, again.ptr, bytes.len);
    assert_int_equal(file_write(name, buf_str(&bytes), 0600, &info), ERR_NONE);
    buf_finish(&bytes);
    buf_finish(&again);
}

static int set_up(void **state)
{
    (void)state;
    struct buf text = {0}, longer = {0};
    struct form_problems *problems = form_problems_create();
    make_form(&text);
    enum err err = form_def_load_bytes(buf_str(&text), STR("prov.md"), NULL, problems, &form);
    form_problems_destroy(problems);
    buf_finish(&text);
    if (err || table_create(form, NULL, &table, NULL)) return -1;
    add("\"a\":\"1\",\"by\":\"bla\",\"b\":\"rod "
        "bla\",\"grader\":\"-5\",\"x\":\"1.5\",\"dag\":\"2026-"
        "11-22\",\"t\":\"Räksmörgås العربية 👩‍👧 \\\"x\\\" =1+1\","
        "\"en_mycket_langt_namn_som_inte_far_plats_i_stata_1\":\"-9\"",
        "\"l\":-9");
    buf_add_text(&longer, "\"a\":\"2\",\"b\":\"rod\",\"l\":\"");
    for (int i = 0; i < LONG_TEXT / 2; i++)
        buf_add_text(&longer, "ö");
    buf_add_text(&longer, "\"");
    add(buf_text(&longer), "\"by\":-9,\"grader\":-8,\"x\":-7,\"dag\":-2,\"t\":-3");
    add("", "\"a\":-1,\"by\":-2,\"b\":-8,\"grader\":-9,\"x\":-1,\"dag\":-9,\"t\":-7,\"l\":-1");
    buf_finish(&longer);
    if (!getcwd(root, sizeof root) || !mkdtemp(dir) || chdir(dir)) return -1;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[128];
    table_destroy(table);
    form_def_destroy(form);
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return chdir("/") || system(command) ? -1 : 0;
}

static void write_file_text(const char *name, const char *text)
{
    assert_int_equal(file_write(name, str_of(text), 0600, NULL), ERR_NONE);
}

// Runs a stranger; its output must hold every part. Skips where it is not installed.
static void run(const char *program, const char *line, const char *const *parts)
{
    char command[512];
    struct buf said = {0};
    snprintf(command, sizeof command, "%s >/dev/null 2>&1", program);
    if (system(command) != 0) skip();
    snprintf(command, sizeof command, "LC_ALL=C.UTF-8 %s >said 2>&1", line);
    int code = system(command);
    assert_int_equal(file_read("said", 1 << 24, &said, NULL), ERR_NONE);
    if (code != 0) fail_msg("%s: %d\n%s", line, code, buf_text(&said));
    for (; *parts; parts++)
        if (!strstr(buf_text(&said), *parts)) fail_msg("no %s in:\n%s", *parts, buf_text(&said));
    if (strstr(buf_text(&said), "warning")) fail_msg("%s", buf_text(&said));
    buf_finish(&said);
}

TEST(pspp_reads_the_sav)
{
    write_to("a.sav", EXPORT_SAV);
    // "by" is a word of SPSS; -5 is an answer, so that variable's codes are elsewhere.
    write_file_text("a.sps", "GET FILE='a.sav'.\nFREQUENCIES a v_by b_rod grader v_l_code.\n"
                             "DISPLAY DICTIONARY /VARIABLES=a x.\nLIST v_t dag.\n");
    run("command -v pspp", "pspp -O format=txt a.sps",
        (const char *const[]){"Missing Vet ej", "Valid   Blå", "Valid   -5", "-9 THRU",
                              "Räksmörgås العربية 👩‍👧 \"x\" =1+1", "2026/11/22",
                              "Ordinal", "Frågan ställdes inte", NULL});
}

TEST(pspp_runs_the_sets)
{
    write_to("a.sav", EXPORT_SAV);
    write_to("sets.sps", EXPORT_SPS);
    assert_true(export_sps_needed(table));
    write_file_text("a.sps", "GET FILE='a.sav'.\nINCLUDE FILE='sets.sps'.\n"
                             "MRSETS /DISPLAY NAME=ALL.\n");
    run("command -v pspp", "pspp -O format=txt a.sps",
        (const char *const[]){"$b ", "b_rod", "b_bla", "Flera, 'ja'?", NULL});
}

TEST(pandas_reads_the_dta)
{
    write_to("a.dta", EXPORT_DTA);
    write_file_text("a.py",
                    "import pandas as pd\n"
                    "d = pd.read_stata('a.dta', convert_categoricals=False, convert_missing=True, "
                    "convert_dates=False)\n"
                    "print([str(x) for x in d.a], [str(x) for x in d.grader], list(d.v_t), "
                    "len(d.v_l[1]), d.dag[0], str(d.v_l_code[2]))\n"
                    "r = pd.io.stata.StataReader('a.dta')\n"
                    "print(max(len(x) for x in r.variable_labels().values()), list(d.columns))\n"
                    "print(r.value_labels()['labels8'][1], r.variable_labels()['a'])\n");
    run("/usr/bin/python3 -c 'import pandas'", "/usr/bin/python3 -W ignore a.py",
        (const char *const[]){"['1', '2', '.a'] ['-5.0', '.h', '.i']",
                              "['Räksmörgås العربية 👩\\u200d👧 \"x\" =1+1', '', '']", "4500",
                              "4500 24432 .a", "80 [", "'en_mycket_langt_namn_som_inte_fa'",
                              "'en_mycket_langt_namn_som_inte_2'", "Ja Räksmörgås العربية", NULL});
}

TEST(openpyxl_reads_the_xlsx)
{
    write_to("a.xlsx", EXPORT_XLSX);
    write_file_text("a.py", "import openpyxl\n"
                            "w = openpyxl.load_workbook('a.xlsx')\n"
                            "print(w.sheetnames)\n"
                            "s = w['answers']\n"
                            "print([c.value for c in s[2]][7:17])\n"
                            "print([c.data_type for c in s[2]][14], s[2][4].value)\n"
                            "print([c.value for c in w['labels'][4]][7:10])\n"
                            "print(max(len(str(c.value)) for c in w['labels'][1]))\n"
                            "print(len(w['charts']._charts))\n"
                            "c = w['charts']._charts[0]\n"
                            "print(c.x_axis.scaling.orientation, c.y_axis.scaling.orientation)\n"
                            "print({r[0].value: r[1].value for r in w['about']})\n");
    run("/usr/bin/python3 -c 'import openpyxl'", "/usr/bin/python3 -W ignore a.py",
        (const char *const[]){"['answers', 'labels', 'codebook', 'tables', 'charts', 'about']",
                              "[1, 'bla', 1, 1, -5, 1.5, datetime.datetime(2026, 11, 22, 0, 0), "
                              "'Räksmörgås العربية 👩\\u200d👧 \"x\" =1+1', -9",
                              "\ns 2026-11-22 00:00:00\n", "['Vet ej', 'Vill inte svara'",
                              "\n5000\n", "\n3\n",
                              "maxMin minMax", // the first answer on top, bars to the right
                              "'Inbjudna': 96, 'Därav undantagna': 12, 'Förväntade': 84, 'Hela "
                              "svar': 3, 'Avbrutna svar': 0, 'Hela svar av förväntade': 0.03",
                              NULL});
}

// Rows as high as their words, heads that leave room for answers, what is needed to print.
TEST(openpyxl_finds_a_workbook_that_can_be_passed_on)
{
    write_to("a.xlsx", EXPORT_XLSX);
    write_file_text("d.py",
                    "import openpyxl\n"
                    "w = openpyxl.load_workbook('a.xlsx')\n"
                    "a, l, k, t = w['answers'], w['labels'], w['codebook'], w['tables']\n"
                    "for s in (a, l):\n"
                    "    print(s.freeze_panes, s.auto_filter.ref[:3], s.print_title_rows,\n"
                    "          s.page_setup.orientation, s.page_setup.paperSize)\n"
                    "print('id', a.column_dimensions['A'].width > 36)\n"
                    "print('heads', l.row_dimensions[1].height)\n"
                    "low = 0\n"
                    "for s, width in ((k, 56), (t, 120)):\n"
                    "    for r in s.iter_rows():\n"
                    "        need = max(len(str(c.value or '')) for c in r) / width\n"
                    "        have = s.row_dimensions[r[0].row].height or 15\n"
                    "        low += need > 1 and have < min(400, need * 15)\n"
                    "print('too low', low)\n"
                    "print('merged', len(t.merged_cells.ranges) > 5)\n"
                    "print([c.value for c in k[1]][-2:])\n"
                    "print({r[0].value: (r[-2].value, r[-1].value) for r in k if r[0].value})\n");
    run("/usr/bin/python3 -c 'import openpyxl'", "/usr/bin/python3 -W ignore d.py",
        (const char *const[]){"A2 A1: $1:$1 landscape 9\nA2 A1: $1:$1 landscape 9\n", "id True",
                              "heads 120.0", "too low 0", "merged True", "['I SPSS', 'I Stata']",
                              "'en_mycket_langt_namn_som_inte_far_plats_i_stata_2': "
                              "('en_mycket_langt_namn_som_inte_far_plats_i_stata_2', "
                              "'en_mycket_langt_namn_som_inte_2')",
                              NULL});
}

static struct form_def *load(const char *question)
{
    struct form_problems *problems = form_problems_create();
    struct form_def *def = NULL;
    struct buf text = {0};
    buf_printf(&text,
               "| survey |\n| | type | name | label |\n| | text | q | %s |\n| settings |\n"
               "| | form_title | form_id | default_language |\n| | P | p | Svenska (sv) |\n",
               question);
    assert_int_equal(form_def_load_bytes(buf_str(&text), STR("p.md"), NULL, problems, &def), 0);
    form_problems_destroy(problems);
    buf_finish(&text);
    return def;
}

TEST(openpyxl_reads_what_changed_between_versions)
{
    struct form_def *new_form = load("Hur mår du?"), *old_form = load("Mår du bra?");
    struct table *joined = NULL, *before = table;
    struct table_expect expect = {STR("s"), STR("bb")};
    assert_int_equal(table_create(new_form, &expect, &joined, NULL), ERR_NONE);
    assert_int_equal(table_add_version(joined, STR("aa"), 1, old_form, NULL), ERR_NONE);
    table = joined;
    add("\"q\":\"jo\"", ""); // to the words of before
    write_to("b.xlsx", EXPORT_XLSX);
    table = before;
    table_destroy(joined);
    form_def_destroy(new_form);
    form_def_destroy(old_form);
    write_file_text("b.py", "import openpyxl\n"
                            "w = openpyxl.load_workbook('b.xlsx')\n"
                            "print([c.value for c in w['changes'][2]], w['answers'][2][7].value)\n"
                            "print({r[0].value: r[1].value for r in w['about']})\n");
    run("/usr/bin/python3 -c 'import openpyxl'", "/usr/bin/python3 -W ignore b.py",
        (const char *const[]){"[1, 'q', 'Hur mår du?', 'ställdes med andra ord', 1] -8",
                              "'Svar på en annan version av formuläret': 1", NULL});
}

TEST(libreoffice_reads_the_xlsx)
{
    write_to("a.xlsx", EXPORT_XLSX);
    // Every sheet as a CSV of its own, in UTF-8.
    write_file_text("a.sh",
                    "soffice -env:UserInstallation=\"file://$PWD/office\" --headless --convert-to "
                    "'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,"
                    "-1' a.xlsx >/dev/null 2>&1\n"
                    "cat a-answers.csv a-labels.csv a-codebook.csv\n"
                    "echo sheets $(ls a-*.csv | wc -l)\n");
    run("command -v soffice", "sh a.sh",
        (const char *const[]){",60,1,bla,1,1,-5,1.5,2026-11-22,\"Räksmörgås العربية 👩",
                              "👧 \"\"x\"\" =1+1\",-9", ",-1,-2,-8,-8,-1000000009,-1,-9,-7,-1,",
                              ",Ja,Blå,1,1,-5,1.5,2026-11-22,", "Vet ej,Vill inte svara",
                              "by,ett val,Färg?,rod,Röd", "sheets 6", NULL});
}

TEST(r_reads_the_xlsx)
{
    write_to("a.xlsx", EXPORT_XLSX);
    write_file_text("x.R", "a <- readxl::read_excel('a.xlsx', 'answers')\n"
                           "b <- openxlsx::read.xlsx('a.xlsx', 'labels', detectDates = TRUE)\n"
                           "cat(dim(a), dim(b), class(a$dag)[1], format(a$dag[1]), a$t[1], '\\n')\n"
                           "cat(as.character(b[1, 13:15]), as.character(b[3, 8:9]), '\\n')\n");
    run("Rscript -e 'requireNamespace(\"readxl\") && requireNamespace(\"openxlsx\") || q(status = "
        "1)' >/dev/null 2>&1",
        "Rscript x.R",
        (const char *const[]){"2026-11-22 Räksmörgås العربية 👩", "Vet ej Vill inte svara", NULL});
}

// What an archive hands on is read by people of both languages.
TEST(the_ddi_has_its_labels_in_every_language)
{
    static const char text[] =
        "| survey |\n| | type | name | label::Svenska (sv) | label::English (en) |\n"
        "| | select_one ja | q | Trivs du? | Are you well? |\n"
        "| | select_multiple ja | m | Flera | Several |\n| choices |\n"
        "| | list_name | name | label::Svenska (sv) | label::English (en) |\n"
        "| | ja | 1 | Ja | Yes |\n| | ja | 2 | 2 | |\n"
        "| settings |\n| | form_title | form_id | default_language |\n| | P | p | Svenska (sv) |\n";
    struct form_problems *problems = form_problems_create();
    struct form_def *def = NULL;
    struct table *own = NULL;
    struct buf bytes = {0};
    struct export_sink sink = export_sink_buffer(&bytes);
    assert_int_equal(form_def_load_bytes(str_of(text), STR("p.md"), NULL, problems, &def), 0);
    form_problems_destroy(problems);
    assert_int_equal(table_create(def, NULL, &own, NULL), ERR_NONE);
    assert_int_equal(export_table(own, EXPORT_DDI, &sink, NULL), ERR_NONE);
    static const char *const parts[] = {
        "<labl xml:lang=\"sv\">Trivs du?</labl>\n<labl xml:lang=\"en\">Are you well?</labl>\n",
        "<labl xml:lang=\"sv\">Ja</labl>\n<labl xml:lang=\"en\">Yes</labl>\n",
        "<labl xml:lang=\"sv\">2</labl>\n</catgry>", // nobody gave it English words
        "<labl xml:lang=\"sv\">Vald</labl>\n<labl xml:lang=\"en\">Chosen</labl>\n",
        "<labl xml:lang=\"sv\">Tomma</labl>\n<labl xml:lang=\"en\">Left empty</labl>\n",
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (!strstr(buf_text(&bytes), parts[i])) fail_msg("no %s in:\n%s", parts[i], bytes.ptr);
    assert_null(strstr(buf_text(&bytes), "parTitl")); // the form has one title
    assert_int_equal(file_write("both.xml", buf_str(&bytes), 0600, NULL), ERR_NONE);
    table_destroy(own);
    form_def_destroy(def);
    buf_finish(&bytes);
    char line[700];
    snprintf(line, sizeof line,
             "xmllint --noout --relaxng '%s/tests/desk/ddi-codebook-2.5.rng' both.xml", root);
    run("command -v xmllint", line, (const char *const[]){"both.xml validates", NULL});
}

TEST(xmllint_reads_the_ddi)
{
    write_to("a.xml", EXPORT_DDI);
    run("command -v xmllint", "xmllint --noout a.xml", (const char *const[]){NULL});
    run("command -v xmllint",
        "xmllint --xpath \"concat(count(//*[local-name()='var']),' ',"
        "//*[@name='a']/*[local-name()='catgry'][last()-5]/*[local-name()='labl'],' ',"
        "//*[local-name()='titl'],' ',//*[local-name()='varGrp']/@var,' ',"
        "string-length(//*[local-name()='qstnLit'][string-length()>4000]))\" a.xml",
        (const char *const[]){"21 Vet ej Prov <&> å V10 V11 5000", NULL});
}

// The schema itself is in no package: its order of elements is, in our words, beside the desk's
// tests.
TEST(the_ddi_has_its_elements_in_order)
{
    char command[700];
    write_to("a.xml", EXPORT_DDI);
    snprintf(command, sizeof command, "cp '%s/tests/desk/ddi-codebook-2.5.rng' ddi.rng", root);
    assert_int_equal(system(command), 0);
    run("command -v xmllint", "xmllint --noout --relaxng ddi.rng a.xml",
        (const char *const[]){"a.xml validates", NULL});
    // The check itself sees what stands in a wrong place.
    assert_int_not_equal(system("sed 's:<varFormat[^>]*>::;s:<labl :<varFormat/><labl :' a.xml "
                                ">b.xml && xmllint --noout --relaxng ddi.rng b.xml 2>/dev/null"),
                         0);
}

TEST(r_runs_its_script)
{
    write_to("responses.csv", EXPORT_CSV);
    write_to("a.R", EXPORT_R);
    write_file_text("b.R", "source('a.R', encoding = 'UTF-8')\n"
                           "cat(levels(answers$a), is.ordered(answers$a), as.character(answers$by),"
                           " answers[['b/rod']], '\\n')\n"
                           "cat(as.character(missing$a), answers$t[1], format(answers$dag[1]), "
                           "nchar(answers$l[2]), '\\n')\n"
                           "cat(attr(answers$a, 'label'), nrow(answers), '\\n')\n"
                           "wrote <- 'en_mycket_langt_namn_som_inte_far_plats_i_stata_1'\n"
                           "cat('wrote', answers[[wrote]], as.character(missing[[wrote]]), '\\n')\n"
                           "cat('cold', answers$grader, as.character(missing$grader), '\\n')\n");
    run("command -v Rscript", "Rscript b.R",
        (const char *const[]){"Ja Nej TRUE Blå NA NA 1 1 NA", "NA NA Vet inte Räksmörgås العربية",
                              "2026-11-22 4500", "Räksmörgås العربية 👩‍👧? 3",
                              "wrote -9 NA NA NA Frågan ställdes inte Frågan ställdes inte",
                              "cold -5 NA NA NA Frågan ställdes inte Tomma", NULL});
}

TEST_MAIN_IN(set_up, tear_down, cmocka_unit_test(pspp_reads_the_sav),
             cmocka_unit_test(pspp_runs_the_sets), cmocka_unit_test(pandas_reads_the_dta),
             cmocka_unit_test(openpyxl_reads_the_xlsx),
             cmocka_unit_test(openpyxl_finds_a_workbook_that_can_be_passed_on),
             cmocka_unit_test(openpyxl_reads_what_changed_between_versions),
             cmocka_unit_test(libreoffice_reads_the_xlsx), cmocka_unit_test(r_reads_the_xlsx),
             cmocka_unit_test(xmllint_reads_the_ddi),
             cmocka_unit_test(the_ddi_has_its_labels_in_every_language),
             cmocka_unit_test(the_ddi_has_its_elements_in_order),
             cmocka_unit_test(r_runs_its_script))
