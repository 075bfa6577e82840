// SPDX-License-Identifier: EUPL-1.2
// Places become GeoJSON: RFC 7946's order and rings, and nothing that is no place.
#include "tests/unit/test.h"

#include "table/table.h"

static const char form_text[] = "| survey |\n"
                                "| | type | name | label |\n"
                                "| | geopoint | p | Var? |\n"
                                "| | geotrace | l | Vilken väg? |\n"
                                "| | geoshape | s | Vilket område? |\n"
                                "| | text | t | Annat? |\n"
                                "| settings |\n"
                                "| | form_title | form_id |\n"
                                "| | Prov | prov |\n";

static enum err add(const char *question, const char *value, struct buf *out, struct err_info *info)
{
    struct form_problems *problems = form_problems_create();
    struct form_def *form = NULL;
    struct table *table = NULL;
    struct buf json = {0};
    assert_int_equal(form_def_load_bytes(str_of(form_text), STR("prov.md"), NULL, problems, &form),
                     ERR_NONE);
    form_problems_destroy(problems);
    assert_int_equal(table_create(form, NULL, &table, NULL), ERR_NONE);
    buf_printf(
        &json,
        "{\"svar\":1,\"survey\":\"s\",\"survey_version\":1,\"form\":{\"hash\":\"aa\"},\"id\":"
        "\"00000000-0000-4000-8000-000000000001\",\"language\":\"sv\",\"status\":\"complete\""
        ",\"answers\":{\"%s\":\"%s\"},\"missing\":{}}",
        question, value);
    enum err err = table_add(table, buf_str(&json), info);
    int64_t column = table_column_find(table, str_of(question));
    assert_true(column >= 0);
    assert_int_equal(table_column_at(table, (size_t)column)->geometry, *question != 't');
    if (!err) buf_add_str(out, table_cell(table, 0, (size_t)column).text);
    buf_finish(&json);
    table_destroy(table);
    form_def_destroy(form);
    return err;
}

static void assert_geometry(const char *question, const char *value, const char *wanted)
{
    struct buf text = {0};
    assert_int_equal(add(question, value, &text, NULL), ERR_NONE);
    assert_str(buf_str(&text), wanted);
    buf_finish(&text);
}

static void assert_no_geometry(const char *question, const char *value)
{
    struct err_info info = {0};
    struct buf text = {0};
    if (!add(question, value, &text, &info)) fail_msg("%s passed: %s", value, buf_text(&text));
    assert_non_null(strstr(info.message, "is not a place on the earth"));
    assert_null(strstr(info.message, "59")); // never the answer itself
    buf_finish(&text);
}

TEST(a_point_has_its_longitude_first)
{
    assert_geometry("p", "59.3 18.07", "{\"type\":\"Point\",\"coordinates\":[18.07,59.3]}");
    assert_geometry("p", " -59.30 -18.0700 12.5 ",
                    "{\"type\":\"Point\",\"coordinates\":[-18.07,-59.3,12.5]}");
    assert_geometry("p", "59.3 18.07 0 4.5",
                    "{\"type\":\"Point\",\"coordinates\":[18.07,59.3,0],\"accuracy\":4.5}");
}

TEST(a_trace_is_a_line)
{
    assert_geometry("l", "59 18 0 0; 60 19 0 0;",
                    "{\"type\":\"LineString\",\"coordinates\":[[18,59,0],[19,60,0]]}");
    assert_geometry("l", "59 18", "{\"type\":\"Point\",\"coordinates\":[18,59]}");
}

TEST(a_shape_is_closed_and_walked_against_the_clock)
{
    static const char wanted[] =
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}";
    assert_geometry("s", "0 0; 0 1; 1 1; 0 0", wanted);
    assert_geometry("s", "0 0; 0 1; 1 1", wanted);      // left open
    assert_geometry("s", "0 0; 1 1; 0 1; 0 0", wanted); // with the clock
    assert_geometry("s", "0 0; 0 1", "{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,0]]}");
}

TEST(what_is_no_place_is_refused)
{
    static const char *const wrong[] = {"59",      "91 18",     "59 181",       "59 18 1 2 3",
                                        "59 x",    "59,3 18,0", "59 18; 60 19", "59 1e999",
                                        "nan nan", ";"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_no_geometry("p", wrong[i]);
    assert_no_geometry("l", "59 18; ; 60 19");
    assert_no_geometry("s", "59 18; 60");
}

TEST(other_texts_are_as_they_were)
{
    assert_geometry("t", "59.3 18.07", "59.3 18.07");
    assert_geometry("p", "", "");
}

TEST_MAIN(cmocka_unit_test(a_point_has_its_longitude_first), cmocka_unit_test(a_trace_is_a_line),
          cmocka_unit_test(a_shape_is_closed_and_walked_against_the_clock),
          cmocka_unit_test(what_is_no_place_is_refused),
          cmocka_unit_test(other_texts_are_as_they_were))
