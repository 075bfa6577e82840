// SPDX-License-Identifier: EUPL-1.2
// Workbooks to definitions: headers in all their spellings, types, languages, choices, settings.
#include "tests/unit/form_help.h"

static const char BASE[] =
    "| survey |\n"
    "| | Type | Name | Label::Svenska (sv) | label::English (en) | hint::Svenska (sv) | body::x |\n"
    "| | select one from yn | q1 | Går det bra? | Is it all right? | Välj ett | big |\n"
    "| | begin group | g | Grupp | Group | | |\n"
    "| | select_multiple yn | q2 | Flera | | | |\n"
    "| | end group | | | | | |\n"
    "| | note | n | Slut | End | | |\n"
    "| choices |\n"
    "| | List Name | value | label::Svenska (sv) | label::English (en) | svar:missing | region |\n"
    "| | yn | 1 | Ja | Yes | | north |\n"
    "| | yn | 2 | Nej | No | | |\n"
    "| | yn | -1 | Vet inte | Don't know | | |\n"
    "| | yn | skip | Vill inte | Rather not | -2 | |\n"
    "| settings |\n"
    "| | form_title | form_id | version | default_language | style |\n"
    "| | Titeln | the-form | 2026 | sv | pages |\n";

TEST(settings_are_read)
{
    struct interview v = interview(BASE);
    assert_str(form_def_id(v.def), "the-form");
    assert_str(form_def_title(v.def, 0), "Titeln");
    assert_str(form_def_version(v.def), "2026");
    assert_str(form_def_setting(v.def, STR("style")), "pages");
    assert_str(form_def_setting(v.def, STR("nothing")), "");
    interview_end(&v);
}

TEST(settings_default_to_the_file)
{
    struct interview v = interview("| survey |\n| | type | name | label |\n| | text | a | A |\n");
    assert_str(form_def_id(v.def), "form");
    assert_str(form_def_title(v.def, 0), "form");
    assert_str(form_def_version(v.def), "");
    assert_int_equal(form_def_language_count(v.def), 1);
    assert_str(form_def_language_name(v.def, 0), "default");
    assert_str(form_def_language_code(v.def, 0), "");
    interview_end(&v);
}

TEST(title_by_language)
{
    struct interview v = interview("| survey |\n| | type | name | label::sv | label::en |\n"
                                   "| | text | a | A | A |\n| settings |\n"
                                   "| | form_title | form_title::en |\n| | Svensk | English |\n");
    assert_str(form_def_title(v.def, 0), "Svensk");
    assert_str(form_def_title(v.def, 1), "English");
    interview_end(&v);
}

TEST(languages_by_code_and_name)
{
    struct interview v = interview(BASE);
    assert_int_equal(form_def_language_count(v.def), 2);
    assert_str(form_def_language_name(v.def, 0), "Svenska (sv)");
    assert_str(form_def_language_code(v.def, 1), "en");
    assert_int_equal(form_def_language_find(v.def, STR("en")), 1);
    assert_int_equal(form_def_language_find(v.def, STR("Svenska (sv)")), 0);
    assert_int_equal(form_def_language_find(v.def, STR("Swedish (sv)")), 0);
    assert_int_equal(form_def_language_find(v.def, STR("fi")), -1);
    assert_int_equal(form_def_language_find(v.def, STR("")), -1);
    interview_end(&v);
}

TEST(default_language_comes_first)
{
    struct interview v = interview("| survey |\n| | type | name | label::sv | label::en |\n"
                                   "| | text | a | Ä | A |\n| settings |\n"
                                   "| | default_language |\n| | en |\n");
    assert_str(form_def_language_code(v.def, 0), "en");
    assert_str(form_node_label(v.def, 1, 0), "A");
    assert_str(form_node_label(v.def, 1, 1), "Ä");
    interview_end(&v);
}

TEST(legacy_single_colon)
{
    struct interview v =
        interview("| survey |\n| | type | name | label:sv | label:en | media:image:sv | svar:k |\n"
                  "| | text | a | Ä | A | a.png | 7 |\n");
    assert_int_equal(form_def_language_count(v.def), 2);
    assert_str(form_node_label(v.def, 1, 0), "Ä");
    assert_str(form_view_media(v.in, at(&v, "a"), STR("image")), "a.png");
    assert_str(form_node_attribute(v.def, 1, STR("svar:k")), "7");
    interview_end(&v);
}

TEST(missing_translation_falls_back)
{
    struct interview v = interview(BASE);
    size_t q2 = (size_t)form_def_node_find(v.def, STR("q2"));
    assert_str(form_node_label(v.def, q2, 1), "Flera");
    assert_false(form_node_label_translated(v.def, q2, 1));
    assert_true(form_node_label_translated(v.def, q2, 0));
    interview_end(&v);
}

TEST(nodes_in_document_order)
{
    struct interview v = interview(BASE);
    assert_int_equal(form_def_node_count(v.def), 5);
    assert_int_equal(form_node_kind(v.def, 0), FORM_ROOT);
    assert_int_equal(form_node_kind(v.def, 1), FORM_SELECT_ONE);
    assert_int_equal(form_node_kind(v.def, 2), FORM_GROUP);
    assert_int_equal(form_node_kind(v.def, 3), FORM_SELECT_MULTIPLE);
    assert_int_equal(form_node_kind(v.def, 4), FORM_NOTE);
    assert_int_equal(form_node_parent(v.def, 3), 2);
    assert_int_equal(form_node_end(v.def, 2), 4);
    assert_int_equal(form_node_end(v.def, 0), 5);
    assert_str(form_node_path(v.def, 3), "/data/g/q2");
    assert_str(form_node_short_path(v.def, 3), "g/q2");
    assert_str(form_node_xlsform_type(v.def, 1), "select_one");
    assert_str(form_node_list_name(v.def, 1), "yn");
    assert_str(form_node_attribute(v.def, 1, STR("body::x")), "big");
    assert_str(form_node_hint(v.def, 1, 0), "Välj ett");
    assert_int_equal(form_node_row(v.def, 3), 4);
    assert_true(form_node_visible(v.def, 2));
    interview_end(&v);
}

TEST(nodes_are_found)
{
    struct interview v = interview(BASE);
    assert_int_equal(form_def_node_find(v.def, STR("q2")), 3);
    assert_int_equal(form_def_node_find(v.def, STR("g/q2")), 3);
    assert_int_equal(form_def_node_find(v.def, STR("/data/g/q2")), 3);
    assert_int_equal(form_def_node_find(v.def, STR("/data")), 0);
    assert_int_equal(form_def_node_find(v.def, STR("/data/q2")), -1);
    assert_int_equal(form_def_node_find(v.def, STR("/other/g/q2")), -1);
    assert_int_equal(form_def_node_find(v.def, STR("")), -1);
    interview_end(&v);
}

TEST(choices_and_their_missing_codes)
{
    struct interview v = interview(BASE);
    assert_int_equal(form_node_choice_count(v.def, 1), 4);
    assert_str(form_choice_name(v.def, 1, 0), "1");
    assert_str(form_choice_label(v.def, 1, 1, 1), "No");
    assert_str(form_choice_attribute(v.def, 1, 0, STR("region")), "north");
    assert_str(form_choice_attribute(v.def, 1, 1, STR("region")), "");
    assert_int_equal(form_choice_missing(v.def, 1, 0), 0);
    assert_int_equal(form_choice_missing(v.def, 1, 2), -1);
    assert_int_equal(form_choice_missing(v.def, 1, 3), -2);
    assert_int_equal(form_node_choice_count(v.def, 4), 0);
    interview_end(&v);
}

TEST(rows_of_a_list_may_be_scattered)
{
    struct interview v =
        interview("| survey |\n| | type | name | label |\n| | select_one a | q | Q |\n"
                  "| | select_one b | r | R |\n| choices |\n| | list_name | name | label |\n"
                  "| | a | 1 | A1 |\n| | b | x | BX |\n| | a | 2 | A2 |\n");
    assert_int_equal(form_node_choice_count(v.def, 1), 2);
    assert_str(form_choice_label(v.def, 1, 1, 0), "A2");
    assert_str(form_choice_label(v.def, 2, 0, 0), "BX");
    interview_end(&v);
}

TEST(type_spellings)
{
    struct interview v = interview(
        "| survey |\n| | type | name | label | calculation | parameters |\n"
        "| | int | a | A | | |\n| | select1 l | b | B | | |\n"
        "| | select all that apply from l | c | C | | |\n"
        "| | add select one prompt using l | d | D | | |\n| | acknowledge | e | E | | |\n"
        "| | calculate | f | | 1 + 1 | |\n| | range | h | H | | start=0 end=1 step=0.1 |\n"
        "| | decimal | i | I | | |\n| | date | j | J | | |\n| | hidden | k | | | |\n"
        "| | note | | A note without a name | | |\n| | today | t | | | |\n"
        "| choices |\n| | list_name | name | label |\n| | l | 1 | One |\n");
    static const struct {
        const char *name;
        enum form_kind kind;
        enum form_type type;
    } wanted[] = {{"a", FORM_INPUT, FORM_INT},
                  {"b", FORM_SELECT_ONE, FORM_STRING},
                  {"c", FORM_SELECT_MULTIPLE, FORM_STRING},
                  {"d", FORM_SELECT_ONE, FORM_STRING},
                  {"e", FORM_TRIGGER, FORM_STRING},
                  {"f", FORM_CALCULATE, FORM_STRING},
                  {"h", FORM_RANGE, FORM_DECIMAL},
                  {"i", FORM_INPUT, FORM_DECIMAL},
                  {"j", FORM_INPUT, FORM_DATE},
                  {"k", FORM_CALCULATE, FORM_STRING},
                  {"generated_note_name_12", FORM_NOTE, FORM_STRING},
                  {"t", FORM_CALCULATE, FORM_DATE}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        int64_t node = form_def_node_find(v.def, str_of(wanted[i].name));
        assert_true(node > 0);
        assert_int_equal(form_node_kind(v.def, (size_t)node), wanted[i].kind);
        assert_int_equal(form_node_type(v.def, (size_t)node), wanted[i].type);
    }
    interview_end(&v);
}

TEST(typographic_quotes_in_expressions)
{
    struct interview v =
        interview("| survey |\n| | type | name | label | relevant |\n| | text | a | “A” | |\n"
                  "| | text | b | B | ${a} = ‘x’ or ${a} = “y” |\n");
    assert_str(label(&v, "a"), "“A”"); // text that respondents see is left alone
    answer(&v, "a", "y");
    assert_true(is(&v, "b", FORM_RELEVANT));
    interview_end(&v);
}

TEST(one_sheet_of_any_name_is_the_survey)
{
    struct interview v = interview("| Blad1 |\n| | type | name | label |\n| | text | a | A |\n");
    assert_int_equal(form_def_node_count(v.def), 2);
    interview_end(&v);
}

TEST(a_compiled_workbook_may_go)
{
    const char *form = "| survey |\n| | type | name | label |\n| | text | abc | Label |\n";
    struct arena *a = arena_create(ARENA_PLAIN, 1 << 20);
    struct form_problems *problems = form_problems_create();
    struct form_workbook workbook = {0};
    struct form_def *def = NULL;
    assert_int_equal(
        form_workbook_read(FORM_MARKDOWN, str_of(form), STR("x.md"), a, problems, &workbook),
        ERR_NONE);
    assert_int_equal(form_def_compile(&workbook, NULL, problems, &def), ERR_NONE);
    arena_destroy(a);
    assert_str(form_node_name(def, 1), "abc");
    assert_str(form_node_label(def, 1, 0), "Label");
    assert_str(form_def_id(def), "x");
    form_def_destroy(def);
    form_def_destroy(NULL);
    form_problems_destroy(problems);
}

static bool plugin_question(void *data, struct str type, struct str appearance)
{
    (void)data, (void)appearance;
    return str_eq(type, STR("thermometer"));
}

TEST(plugins_bring_types)
{
    struct form_host host = {.has_question = plugin_question};
    struct form_problems *problems = form_problems_create();
    struct form_def *def = NULL;
    assert_int_equal(form_def_load_bytes(STR("| survey |\n| | type | name | label |\n"
                                             "| | thermometer | t | Warm? |\n"),
                                         STR("f.md"), &host, problems, &def),
                     ERR_NONE);
    assert_str(form_node_xlsform_type(def, 1), "thermometer");
    form_def_destroy(def);
    form_problems_destroy(problems);
}

TEST_MAIN(cmocka_unit_test(settings_are_read), cmocka_unit_test(settings_default_to_the_file),
          cmocka_unit_test(title_by_language), cmocka_unit_test(languages_by_code_and_name),
          cmocka_unit_test(default_language_comes_first), cmocka_unit_test(legacy_single_colon),
          cmocka_unit_test(missing_translation_falls_back),
          cmocka_unit_test(nodes_in_document_order), cmocka_unit_test(nodes_are_found),
          cmocka_unit_test(choices_and_their_missing_codes),
          cmocka_unit_test(rows_of_a_list_may_be_scattered), cmocka_unit_test(type_spellings),
          cmocka_unit_test(typographic_quotes_in_expressions),
          cmocka_unit_test(one_sheet_of_any_name_is_the_survey),
          cmocka_unit_test(a_compiled_workbook_may_go), cmocka_unit_test(plugins_bring_types))
