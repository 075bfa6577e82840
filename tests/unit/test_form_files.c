// SPDX-License-Identifier: EUPL-1.2
// Data files beside a form: choices from them, pulldata(), instance(), search(); and filters by
// index.
#include "tests/unit/form_help.h"

#include <stdio.h>

static const char TOWNS[] = "\xef\xbb\xbfname,label,label::English (en),county,pop\r\n"
                            "sthlm,Stockholm,Stockholm town,ab,975\r\n"
                            "solna,\"Solna, stad\",Solna,ab,84\r\n"
                            "malmo,Malmö,,m,357\r\n";

static enum err read_file(void *data, struct str name, size_t bytes_max, struct buf *out,
                          struct err_info *info)
{
    const char *text = str_eq(name, STR("towns.csv"))   ? data
                       : str_eq(name, STR("open.csv"))  ? "a,b\n\"x,y\n"
                       : str_eq(name, STR("twice.csv")) ? "a,a\n1,2\n"
                       : str_eq(name, STR("latin.csv")) ? "a\n\xe5\n"
                       : str_eq(name, STR("empty.csv")) ? ""
                                                        : NULL;
    if (!text || strlen(text) > bytes_max) return err_set(info, ERR_MISSING, "there is none");
    buf_add_text(out, text);
    return ERR_NONE;
}

static enum err compile(const char *form, struct interview *v)
{
    static char towns[sizeof TOWNS];
    memcpy(towns, TOWNS, sizeof TOWNS);
    const struct form_services services = {.read_file = read_file, .data = towns};
    *v = (struct interview){.problems = form_problems_create()};
    return form_def_load_bytes_with(str_of(form), STR("form.md"), NULL, &services, v->problems,
                                    &v->def);
}

static struct interview with_files(const char *form)
{
    struct interview v;
    enum err code = compile(form, &v);
    char *text = help_problems(v.problems);
    if (code != ERR_NONE) print_message("%s", text);
    free(text);
    assert_int_equal(code, ERR_NONE);
    help_begin(&v, 0);
    return v;
}

static void assert_file_refused(const char *form, const char *part)
{
    struct interview v;
    assert_int_equal(compile(form, &v), ERR_PARSE);
    char *text = help_problems(v.problems);
    if (!strstr(text, part)) print_message("expected “%s” in:\n%s", part, text);
    assert_non_null(strstr(text, part));
    free(text);
    form_problems_destroy(v.problems);
}

#define HEAD                                                                                       \
    "| survey |\n| | type | name | label | calculation | choice_filter | parameters | appearance " \
    "|\n"

static size_t choices(const struct interview *v, const char *path, const uint32_t **out)
{
    return form_view_choices(v->in, at(v, path), out);
}

TEST(choices_from_a_file)
{
    struct interview v =
        with_files("| survey |\n| | type | name | label::Svenska (sv) | label::English (en) | "
                   "choice_filter |\n| | text | c | C | C | |\n"
                   "| | select_one_from_file towns.csv | t | T | T | county = ${c} |\n"
                   "| settings |\n| | default_language |\n| | Svenska (sv) |\n");
    assert_str(form_node_xlsform_type(v.def, 2), "select_one");
    assert_str(form_node_written_type(v.def, 2), "select_one_from_file");
    assert_int_equal(form_node_choice_count(v.def, 2), 3);
    assert_str(form_choice_label(v.def, 2, 1, 0), "Solna, stad");
    assert_str(form_choice_label(v.def, 2, 0, 1), "Stockholm town");
    assert_str(form_choice_label(v.def, 2, 2, 1), "Malmö"); // not translated
    const uint32_t *indices;
    assert_int_equal(choices(&v, "t", &indices), 0);
    answer(&v, "c", "ab");
    assert_int_equal(choices(&v, "t", &indices), 2);
    answer(&v, "t", "solna");
    answer(&v, "c", "m"); // takes the answer back
    assert_str(value(&v, "t"), "");
    interview_end(&v);
}

TEST(other_columns_as_value_and_label)
{
    struct interview v = with_files(
        HEAD "| | select_one_from_file towns.csv | t | T | | | value=pop label=name | |\n"
             "| | select_multiple_from_file towns.csv | u | U | | | | |\n");
    assert_str(form_choice_name(v.def, 1, 0), "975");
    assert_str(form_choice_label(v.def, 1, 0, 0), "sthlm");
    assert_str(form_choice_name(v.def, 2, 0), "sthlm");
    answer(&v, "u", "sthlm malmo");
    interview_end(&v);
}

TEST(pulldata_and_instance)
{
    struct interview v = with_files(
        HEAD "| | text | t | T | | | | |\n"
             "| | calculate | p | | pulldata('towns', 'pop', 'name', ${t}) | | | |\n"
             "| | calculate | l | | instance('towns')/root/item[name = ${t}]/label | | | |\n"
             "| | calculate | n | | count(instance('towns')/root/item[county = 'ab']) | | | |\n"
             "| | calculate | s | | sum(instance('towns')/root/item/pop) | | | |\n");
    assert_str(value(&v, "n"), "2");
    assert_str(value(&v, "s"), "1416");
    assert_str(value(&v, "p"), "");
    answer(&v, "t", "malmo");
    assert_str(value(&v, "p"), "357");
    assert_str(value(&v, "l"), "Malmö");
    interview_end(&v);
}

TEST(csv_external)
{
    struct interview v =
        with_files(HEAD "| | csv-external | towns | | | | | |\n| | text | t | T | | | | |\n"
                        "| | calculate | n | | count(instance('towns')/root/item) | | | |\n");
    assert_str(value(&v, "n"), "3");
    interview_end(&v);
}

TEST(search_in_the_appearance)
{
    struct interview v = with_files(
        HEAD "| | text | c | C | | | | |\n"
             "| | select_one shape | t | T | | | | minimal search('towns', 'matches', 'county', "
             "${c}) |\n"
             "| | select_one shape | u | U | | | | search('towns', 'contains', 'label', 'o', "
             "'county', ${c}) |\n"
             "| choices |\n| | list_name | name | label |\n| | shape | name | label |\n");
    const uint32_t *indices;
    answer(&v, "c", "ab");
    assert_int_equal(choices(&v, "t", &indices), 2);
    assert_int_equal(choices(&v, "u", &indices), 2);
    answer(&v, "c", "m");
    assert_int_equal(choices(&v, "t", &indices), 1);
    assert_str(form_choice_name(v.def, 2, indices[0]), "malmo");
    interview_end(&v);
}

TEST(what_is_wrong_with_a_file)
{
    static const struct {
        const char *row, *part;
    } cases[] = {
        {"select_one_from_file none.csv", "the file “none.csv” cannot be used: there is none"},
        {"select_one_from_file towns.ods", "“towns.ods” cannot be used as a data file"},
        {"select_one_from_file ../towns.csv", "“../towns.csv” cannot be used as a data file"},
        {"select_one_from_file open.csv", "a quotation mark is never closed"},
        {"select_one_from_file twice.csv", "two columns named “a”"},
        {"select_one_from_file latin.csv", "not UTF-8"},
        {"select_one_from_file empty.csv", "names no columns"},
        {"select_one_from_file", "needs the name of a file"}};
    char form[400];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(form, sizeof form, HEAD "| | %s | t | T | | | | |\n", cases[i].row);
        assert_file_refused(form, cases[i].part);
    }
    assert_file_refused(HEAD "| | text | t | T | pulldata('towns', 'popp', 'name', 'x') | | | |\n",
                        "the file “towns” has no column “popp”");
    assert_file_refused(HEAD "| | text | t | T | instance('none')/root/item/x | | | |\n",
                        "there is no list “none”");
}

TEST(filters_by_index_and_without)
{
    struct buf form = {0};
    buf_add_text(&form,
                 "| survey |\n| | type | name | label | choice_filter |\n| | text | r | R | |\n"
                 "| | select_one l | a | A | region = ${r} |\n"
                 "| | select_one l | b | B | ${r} = ./region and size > 5 |\n"
                 "| | select_one l | c | C | number(region) = 3 |\n"
                 "| | select_one l | d | D | region != ${r} |\n"
                 "| choices |\n| | list_name | name | label | region | size |\n");
    for (int i = 0; i < 100; i++)
        buf_printf(&form, "| | l | n%d | N | %.0d | %d |\n", i, i % 10, i / 10);
    struct interview v = interview(buf_text(&form));
    buf_finish(&form);
    const uint32_t *indices;
    answer(&v, "r", "3");
    assert_int_equal(choices(&v, "a", &indices), 10);
    assert_int_equal(indices[1], 13);
    assert_int_equal(choices(&v, "b", &indices), 4);
    assert_int_equal(indices[0], 63);
    assert_int_equal(choices(&v, "c", &indices), 10);
    assert_int_equal(choices(&v, "d", &indices), 80); // a blank cell is not there: no comparison
    answer(&v, "r", "");
    assert_int_equal(choices(&v, "a", &indices), 0);
    interview_end(&v);
}

static bool verify(void *data, struct str message, const uint8_t signature[64],
                   const uint8_t key[32])
{
    (void)data;
    return str_eq(message, STR("hi")) && signature[0] == 0 && key[0] == 0;
}

TEST(extract_signed_asks_the_host)
{
    struct buf form = {0};
    buf_add_text(&form, HEAD "| | text | s | S | | | | |\n"
                             "| | calculate | m | | extract-signed(${s}, '");
    for (int i = 0; i < 43; i++)
        buf_add_char(&form, 'A');
    buf_add_text(&form, "=') | | | |\n");
    const struct form_host host = {.verify = verify};
    struct interview v = {.problems = form_problems_create()};
    assert_int_equal(
        form_def_load_bytes_with(buf_str(&form), STR("form.md"), &host, NULL, v.problems, &v.def),
        ERR_NONE);
    help_begin(&v, 0);
    char text[] =
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGhp";
    answer(&v, "s", text); // 64 zeros and “hi”
    assert_str(value(&v, "m"), "hi");
    text[87] = 'x';
    answer(&v, "s", text);
    assert_str(value(&v, "m"), "");
    interview_end(&v);
    assert_refused(buf_text(&form), "extract-signed() is not available here");
    buf_finish(&form);
}

#define PEOPLE                                                                       \
    "| survey |\n| | type | name | label | calculation |\n| | integer | i | I | |\n" \
    "| | begin repeat | r | R | |\n| | text | x | X | |\n"                           \
    "| | calculate | before | | indexed-repeat(${x}, ${r}, position(..) - 1) |\n"    \
    "| | begin repeat | s | S | |\n| | text | y | Y | |\n| | end repeat | | | |\n"   \
    "| | end repeat | | | |\n"                                                       \
    "| | calculate | one | | indexed-repeat(${x}, ${r}, ${i}) |\n"                   \
    "| | calculate | two | | indexed-repeat(${y}, ${r}, ${i}, ${s}, 2) |\n"

TEST(indexed_repeat)
{
    struct interview v = interview(PEOPLE);
    form_ref out;
    size_t r = (size_t)form_def_node_find(v.def, STR("r"));
    size_t s = (size_t)form_def_node_find(v.def, STR("s"));
    assert_int_equal(form_instance_add(v.in, 0, r, &out, NULL), ERR_NONE);
    assert_int_equal(form_instance_add(v.in, at(&v, "/data/r[2]"), s, &out, NULL), ERR_NONE);
    answer(&v, "/data/r[1]/x", "first");
    answer(&v, "/data/r[2]/x", "second");
    answer(&v, "/data/r[2]/s[2]/y", "deep");
    assert_str(value(&v, "one"), "first"); // a blank index is 1
    answer(&v, "i", "2");
    assert_str(value(&v, "one"), "second");
    assert_str(value(&v, "two"), "deep");
    assert_str(value(&v, "/data/r[2]/before"), "first");
    answer(&v, "/data/r[1]/x", "changed");
    assert_str(value(&v, "/data/r[2]/before"), "changed");
    answer(&v, "i", "9");
    assert_str(value(&v, "one"), "");
    interview_end(&v);
    assert_refused("| survey |\n| | type | name | label | calculation |\n| | text | x | X | |\n"
                   "| | begin repeat | r | R | |\n| | text | y | Y | |\n| | end repeat | | | |\n"
                   "| | calculate | c | | indexed-repeat(${x}, ${r}, 1) |\n",
                   "the question “x” is not in the repeat “r”");
}

TEST(texts_by_language)
{
    struct interview v = interview(
        "| survey |\n| | type | name | label::Svenska (sv) | label::English (en) | calculation |\n"
        "| | text | q | Fråga | Question | |\n| | select_one l | s | S | S | |\n"
        "| | calculate | t | | | jr:itext('/data/q:label') |\n"
        "| | calculate | u | | | jr:itext('l-1') |\n"
        "| | calculate | d | | | format-date('2026-05-02', '%a %e %b') |\n"
        "| choices |\n| | list_name | name | label::Svenska (sv) | label::English (en) |\n"
        "| | l | a | Ett | One |\n| | l | b | Två | Two |\n"
        "| settings |\n| | default_language |\n| | Svenska (sv) |\n");
    assert_str(value(&v, "t"), "Fråga");
    assert_str(value(&v, "u"), "Två");
    assert_str(value(&v, "d"), "lör 2 maj");
    form_instance_set_language(v.in, 1);
    assert_str(value(&v, "t"), "Question");
    assert_str(value(&v, "u"), "Two");
    assert_str(value(&v, "d"), "Sat 2 May");
    interview_end(&v);
}

TEST_MAIN(cmocka_unit_test(choices_from_a_file), cmocka_unit_test(other_columns_as_value_and_label),
          cmocka_unit_test(pulldata_and_instance), cmocka_unit_test(csv_external),
          cmocka_unit_test(search_in_the_appearance), cmocka_unit_test(what_is_wrong_with_a_file),
          cmocka_unit_test(filters_by_index_and_without),
          cmocka_unit_test(extract_signed_asks_the_host), cmocka_unit_test(indexed_repeat),
          cmocka_unit_test(texts_by_language))
