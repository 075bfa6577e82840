// SPDX-License-Identifier: EUPL-1.2
// CSV in both dialects and NDJSON: quoting, codes, formulas, and text that is hard to carry.
#include "tests/unit/test.h"

#include "base/json.h"
#include "export/export.h"

static const char form_text[] = "| survey |\n"
                                "| | type | name | label |\n"
                                "| | select_one ja | a | Ett? |\n"
                                "| | select_multiple farg | b | Flera? |\n"
                                "| | decimal | x | Hur mycket? |\n"
                                "| | text | t | Ord? |\n"
                                "| choices |\n"
                                "| | list_name | name | label |\n"
                                "| | ja | 1 | Ja |\n"
                                "| | ja | 2 | Nej |\n"
                                "| | farg | rod | Röd |\n"
                                "| | farg | bla | Blå |\n"
                                "| settings |\n"
                                "| | form_title | form_id |\n"
                                "| | Prov | prov |\n";

struct fixture {
    struct form_def *form;
    struct table *table;
    struct buf out;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct form_problems *problems = form_problems_create();
    *state = f;
    enum err err = form_def_load_bytes(str_of(form_text), STR("prov.md"), NULL, problems, &f->form);
    form_problems_destroy(problems);
    return err || table_create(f->form, NULL, &f->table, NULL) ? -1 : 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    buf_finish(&f->out);
    table_destroy(f->table);
    form_def_destroy(f->form);
    free(f);
    return 0;
}

#define EXPORT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define CASE(name) static void name(void **state)

static void add(struct fixture *f, const char *answers, const char *missing)
{
    struct buf json = {0};
    buf_printf(&json,
               "{\"svar\":1,\"survey\":\"s\",\"survey_version\":1,\"wave\":\"v\","
               "\"form\":{\"hash\":\"aa\"},\"id\":\"00000000-0000-4000-8000-%012x\",\"language\":"
               "\"sv\",\"time\":\"2026-11-22\",\"status\":\"complete\",\"duration_s\":60,"
               "\"answers\":{%s},\"missing\":{%s}}",
               (unsigned)table_row_count(f->table), answers, missing);
    assert_int_equal(table_add(f->table, buf_str(&json), NULL), ERR_NONE);
    buf_finish(&json);
}

// A response whose text this is.
static void add_text(struct fixture *f, const char *text)
{
    char answers[100];
    snprintf(answers, sizeof answers, "\"t\":\"%s\"", text);
    add(f, answers, "");
}

static const char *export_as(struct fixture *f, enum export_format format)
{
    struct export_sink sink = export_sink_buffer(&f->out);
    buf_clear(&f->out);
    assert_int_equal(export_table(f->table, format, &sink, NULL), ERR_NONE);
    return buf_text(&f->out);
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part)) fail_msg("no %s in:\n%s", part, text);
}

CASE(the_first_line_names_the_columns)
{
    struct fixture *f = *state;
    assert_string_equal(export_as(f, EXPORT_CSV), "_id,_survey_version,_wave,_language,_time,"
                                                  "_status,_duration_s,a,b/rod,b/bla,x,t\r\n");
}

CASE(a_row_is_codes_numbers_and_quoted_text)
{
    struct fixture *f = *state;
    add(f, "\"a\":\"2\",\"b\":\"rod\",\"x\":\"1.50\",\"t\":\"hej\"", "");
    assert_has(export_as(f, EXPORT_CSV),
               "\r\n00000000-0000-4000-8000-000000000000,1,v,sv,2026-11-22,complete,60,"
               "2,1,0,1.5,\"hej\"\r\n");
}

CASE(missing_answers_are_numbers)
{
    struct fixture *f = *state;
    add(f, "", "\"a\":-1,\"b\":-8,\"x\":-9,\"t\":-7");
    assert_has(export_as(f, EXPORT_CSV), ",60,-1,-8,-8,-9,-7\r\n");
}

CASE(a_text_like_a_code_is_quoted)
{
    struct fixture *f = *state;
    add(f, "\"t\":\"-9\"", "");
    assert_has(export_as(f, EXPORT_CSV), ",\"-9\"\r\n");
}

CASE(quotes_are_doubled_and_line_ends_kept)
{
    struct fixture *f = *state;
    add(f, "\"t\":\"a \\\"b\\\", c;\\nd\\r\\ne\\\"\"", "");
    assert_has(export_as(f, EXPORT_CSV), ",\"a \"\"b\"\", c;\nd\r\ne\"\"\"\r\n");
}

CASE(unicode_passes_unchanged)
{
    struct fixture *f = *state;
    add(f, "\"t\":\"Räksmörgås العربية 👩‍👧 e\\u0301\"", "");
    assert_has(export_as(f, EXPORT_CSV),
               ",\"Räksmörgås العربية 👩‍👧 e\xCC\x81\"\r\n");
}

CASE(excel_gets_a_mark_semicolons_and_a_decimal_comma)
{
    struct fixture *f = *state;
    add(f, "\"a\":\"1\",\"x\":\"-1.5\",\"t\":\"hej\"", "\"b\":-9");
    const char *text = export_as(f, EXPORT_CSV_EXCEL);
    assert_memory_equal(text, "\xEF\xBB\xBF_id;_survey_version;", 22);
    assert_has(text, ";60;1;-9;-9;-1,5;\"hej\"\r\n");
}

CASE(formulas_are_disarmed_for_excel_only)
{
    static const char *const formulas[] = {
        "=1+1",  "+46701234567",    "-2+3", "@SUM(A1)", "\\t=1", "\\r=1", "\\n=1",
        "＝1+1", "=cmd|' /C x'!A0", "－1",  "＋1",      "＠x"};
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof formulas / sizeof formulas[0]; i++)
        add_text(f, formulas[i]);
    size_t disarmed = 0;
    for (const char *at = export_as(f, EXPORT_CSV_EXCEL); (at = strstr(at, ";\"'")); at++)
        disarmed++;
    assert_int_equal(disarmed, sizeof formulas / sizeof formulas[0]);
    assert_null(strstr(export_as(f, EXPORT_CSV), "\"'"));
}

CASE(harmless_text_is_left_alone_for_excel)
{
    struct fixture *f = *state;
    add(f, "\"t\":\"a=b, 1-2 @ +\"", "");
    add(f, "\"t\":\"'=1\"", "");
    const char *text = export_as(f, EXPORT_CSV_EXCEL);
    assert_has(text, ";\"a=b, 1-2 @ +\"\r\n");
    assert_has(text, ";\"'=1\"\r\n");
}

// Of "01234" Excel would make 1234, of "5-10" a day in October.
CASE(text_that_excel_would_change_is_kept_for_excel_only)
{
    static const char *const kept[] = {
        "01234",         "00",   "5-10", "1/2", "1.5", "1e5", " 007 ", "7,50", "12345678901234567",
        "070-123 45 67", "1,2,3"};
    static const char *const left[] = {"7",          "0",     "0,5",    "7,5",
                                       "2026-11-22", "12:30", "5 barn", "123456789012345",
                                       "e",          "-",     "",       "1,5 %"};
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        char expected[100];
        snprintf(expected, sizeof expected, ";\"'%s\"\r\n", kept[i]);
        add_text(f, kept[i]);
        assert_has(export_as(f, EXPORT_CSV_EXCEL), expected);
    }
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        char expected[100];
        bool formula = strcmp(left[i], "-") == 0;
        snprintf(expected, sizeof expected, ";\"%s%s\"\r\n", formula ? "'" : "", left[i]);
        add_text(f, left[i]);
        assert_has(export_as(f, EXPORT_CSV_EXCEL), expected);
    }
    assert_null(strstr(export_as(f, EXPORT_CSV), "\"'"));
}

// A temperature of -9 and no answer are two things.
CASE(codes_make_way_for_negative_numbers)
{
    struct fixture *f = *state;
    add(f, "\"x\":\"-9\"", "");
    add(f, "", "\"x\":-9,\"t\":-9");
    const char *text = export_as(f, EXPORT_CSV);
    assert_has(text, ",-9,");
    assert_has(text, ",-1000000009,-9\r\n");
    text = export_as(f, EXPORT_NDJSON);
    assert_has(text, "\"x\":-9,\"t\":-9}}");
}

CASE(ndjson_keeps_missing_codes_apart)
{
    struct fixture *f = *state;
    add(f, "\"a\":\"1\",\"b\":\"bla rod\",\"x\":\"2.5\"", "\"t\":-9");
    const char *text = export_as(f, EXPORT_NDJSON);
    assert_has(text, "\"answers\":{\"a\":\"1\",\"b\":[\"rod\",\"bla\"],\"x\":2.5}");
    assert_has(text, "\"missing\":{\"t\":-9}");
    json_t *value = NULL;
    assert_int_equal(json_parse(str_of(text), f->out.len, &value, NULL), ERR_NONE);
    assert_string_equal(json_string_value(json_object_get(value, "wave")), "v");
    assert_int_equal(json_integer_value(json_object_get(value, "duration_s")), 60);
    json_decref(value);
}

CASE(ndjson_has_one_line_a_response)
{
    struct fixture *f = *state;
    add(f, "\"t\":\"a\\nb\"", "");
    add(f, "", "");
    size_t lines = 0;
    for (const char *at = export_as(f, EXPORT_NDJSON); *at; at++)
        lines += *at == '\n';
    assert_int_equal(lines, 2);
}

static const char ranks_text[] = "| survey |\n"
                                 "| | type | name | label | appearance |\n"
                                 "| | rank mat | r | Ordna | |\n"
                                 "| | begin group | g | Vad tycker du? | table-list |\n"
                                 "| | select_one bra | lokal | Lokalen | |\n"
                                 "| | select_one bra | maten | Maten | |\n"
                                 "| | end group | | | |\n"
                                 "| choices |\n"
                                 "| | list_name | name | label |\n"
                                 "| | mat | fisk | Fisk |\n"
                                 "| | mat | soppa | Soppa |\n"
                                 "| | mat | paj | Paj |\n"
                                 "| | bra | 1 | **Bra** |\n"
                                 "| | bra | 2 | Dåligt |\n"
                                 "| settings |\n"
                                 "| | form_title | form_id |\n"
                                 "| | Prov | prov |\n";

static const char places_text[] = "| survey |\n"
                                  "| | type | name | label |\n"
                                  "| | geopoint | p | Var? |\n"
                                  "| | select_one ja | a | Ett? |\n"
                                  "| | integer | n | Hur många? |\n"
                                  "| choices |\n"
                                  "| | list_name | name | label |\n"
                                  "| | ja | 1 | Ja |\n"
                                  "| settings |\n"
                                  "| | form_title | form_id |\n"
                                  "| | Prov | prov |\n";

// The fixture with another form.
static void use_form(struct fixture *f, const char *text)
{
    struct form_problems *problems = form_problems_create();
    table_destroy(f->table);
    form_def_destroy(f->form);
    assert_int_equal(form_def_load_bytes(str_of(text), STR("prov.md"), NULL, problems, &f->form),
                     0);
    form_problems_destroy(problems);
    assert_int_equal(table_create(f->form, NULL, &f->table, NULL), ERR_NONE);
}

// Programs show little of a label: the statement stands before what it goes on from.
CASE(a_statement_is_labelled_with_its_question_and_without_marks)
{
    struct fixture *f = *state;
    use_form(f, ranks_text);
    const char *ddi = export_as(f, EXPORT_DDI);
    assert_non_null(strstr(ddi, ">Lokalen | Vad tycker du?</labl>"));
    assert_non_null(strstr(ddi, ">Vad tycker du? Lokalen</qstnLit>"));
    assert_non_null(strstr(ddi, ">Bra</labl>"));
    assert_null(strstr(ddi, "**"));
}

CASE(places_are_features_with_the_answers_beside_them)
{
    struct fixture *f = *state;
    use_form(f, places_text);
    add(f, "\"p\":\"59.3 18.07 0 4\",\"a\":\"1\"", "\"n\":-9");
    add(f, "\"a\":\"1\"", "\"p\":-9"); // gave no place: no feature
    const char *text = export_as(f, EXPORT_GEOJSON);
    json_t *all = NULL;
    assert_int_equal(json_parse(str_of(text), f->out.len, &all, NULL), ERR_NONE);
    assert_string_equal(json_string_value(json_object_get(all, "type")), "FeatureCollection");
    json_t *features = json_object_get(all, "features");
    assert_int_equal(json_array_size(features), 1);
    json_t *feature = json_array_get(features, 0), *place = json_object_get(feature, "geometry");
    json_t *properties = json_object_get(feature, "properties");
    assert_string_equal(json_string_value(json_object_get(place, "type")), "Point");
    assert_true(json_number_value(json_array_get(json_object_get(place, "coordinates"), 0)) > 18);
    assert_string_equal(json_string_value(json_object_get(properties, "a")), "1");
    assert_true(json_is_null(json_object_get(properties, "n")));
    assert_int_equal(json_integer_value(json_object_get(properties, "n:missing")), -9);
    json_decref(all);
}

CASE(places_are_geojson_in_other_formats_too)
{
    struct fixture *f = *state;
    use_form(f, places_text);
    add(f, "\"p\":\"59.3 18.07\",\"a\":\"1\"", "");
    assert_has(export_as(f, EXPORT_CSV),
               ",\"{\"\"type\"\":\"\"Point\"\",\"\"coordinates\"\":[18.07,59.3]}\",1,-8\r\n");
    assert_has(export_as(f, EXPORT_NDJSON), "\"p\":{\"type\":\"Point\",\"coordinates\":[18.0");
}

CASE(a_form_without_places_gives_no_map)
{
    struct fixture *f = *state;
    struct export_sink sink = export_sink_buffer(&f->out);
    struct err_info info = {0};
    assert_int_equal(export_table(f->table, EXPORT_GEOJSON, &sink, &info), ERR_ARGUMENT);
    assert_has(info.message, "geopoint");
    assert_int_equal(f->out.len, 0);
}

CASE(ranks_and_grids_have_a_column_each)
{
    struct fixture *f = *state;
    use_form(f, ranks_text);
    add(f, "\"r\":\"soppa paj\",\"g/lokal\":\"2\"", "\"g/maten\":-9");
    add(f, "\"g/lokal\":\"1\",\"g/maten\":\"1\"", "\"r\":-7");
    const char *text = export_as(f, EXPORT_CSV);
    assert_has(text, ",r/fisk,r/soppa,r/paj,g/lokal,g/maten\r\n");
    assert_has(text, ",60,0,1,2,2,-9\r\n"); // places; 0 for what was not ranked
    assert_has(text, ",60,-7,-7,-7,1,1\r\n");
    text = export_as(f, EXPORT_NDJSON);
    assert_has(text, "\"r\":[\"soppa\",\"paj\"]");
    assert_has(text, "\"missing\":{\"r\":-7}");
    text = export_as(f, EXPORT_DDI);
    assert_has(text, "name=\"r_soppa\"");
    assert_has(text, "Soppa | Ordna");
}

static enum err refuse(void *data, struct str bytes, struct err_info *info)
{
    (void)data, (void)bytes;
    return err_set(info, ERR_FULL, "no space");
}

CASE(a_sink_that_fails_is_told)
{
    struct fixture *f = *state;
    struct export_sink sink = {refuse, NULL};
    use_form(f, places_text);
    for (unsigned i = 0; i < EXPORT_FORMAT_COUNT; i++) {
        struct err_info info = {0};
        add(f, "\"a\":\"1\"", "");
        assert_int_equal(export_table(f->table, (enum export_format)i, &sink, &info), ERR_FULL);
        assert_string_equal(info.message, "no space");
    }
}

TEST(formats_are_found_by_name)
{
    enum export_format format;
    struct err_info info = {0};
    assert_int_equal(export_format_find(STR("csv-excel"), &format, NULL), ERR_NONE);
    assert_int_equal(format, EXPORT_CSV_EXCEL);
    assert_int_equal(export_format_find(STR("wk1"), &format, &info), ERR_ARGUMENT);
    assert_non_null(strstr(info.message, "ndjson"));
}

TEST(formats_are_found_by_ending)
{
    enum export_format format = EXPORT_NDJSON;
    assert_true(export_format_by_ending(STR("a/b.SAV"), &format));
    assert_int_equal(format, EXPORT_SAV);
    assert_true(export_format_by_ending(STR("svar.csv"), &format));
    assert_int_equal(format, EXPORT_CSV);
    assert_true(export_format_by_ending(STR("ddi.xml"), &format));
    assert_int_equal(format, EXPORT_DDI);
    assert_false(export_format_by_ending(STR(".csv"), &format));
    assert_false(export_format_by_ending(STR("-"), &format));
    assert_false(export_format_by_ending(STR("csv"), &format));
}

TEST_MAIN(EXPORT_TEST(the_first_line_names_the_columns),
          EXPORT_TEST(a_row_is_codes_numbers_and_quoted_text),
          EXPORT_TEST(missing_answers_are_numbers), EXPORT_TEST(a_text_like_a_code_is_quoted),
          EXPORT_TEST(quotes_are_doubled_and_line_ends_kept), EXPORT_TEST(unicode_passes_unchanged),
          EXPORT_TEST(excel_gets_a_mark_semicolons_and_a_decimal_comma),
          EXPORT_TEST(formulas_are_disarmed_for_excel_only),
          EXPORT_TEST(harmless_text_is_left_alone_for_excel),
          EXPORT_TEST(text_that_excel_would_change_is_kept_for_excel_only),
          EXPORT_TEST(codes_make_way_for_negative_numbers),
          EXPORT_TEST(ndjson_keeps_missing_codes_apart),
          EXPORT_TEST(ndjson_has_one_line_a_response), EXPORT_TEST(a_sink_that_fails_is_told),
          EXPORT_TEST(a_statement_is_labelled_with_its_question_and_without_marks),
          EXPORT_TEST(places_are_features_with_the_answers_beside_them),
          EXPORT_TEST(places_are_geojson_in_other_formats_too),
          EXPORT_TEST(a_form_without_places_gives_no_map),
          EXPORT_TEST(ranks_and_grids_have_a_column_each),
          cmocka_unit_test(formats_are_found_by_name),
          cmocka_unit_test(formats_are_found_by_ending))
