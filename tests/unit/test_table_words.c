// SPDX-License-Identifier: EUPL-1.2
// Labels as they are read: what is a mark goes, what only looks like one stays.
#include "table/words.h"
#include "form/def.h"
#include "tests/unit/test.h"

static void assert_plain(const char *label, const char *expected)
{
    struct buf out = {0};
    table_words_add(str_of(label), &out);
    assert_string_equal(buf_text(&out), expected);
    buf_finish(&out);
}

static void emphasis_goes(void **state)
{
    (void)state;
    assert_plain("**Hur** mår du?", "Hur mår du?");
    assert_plain("Hur *nöjd* är du, _just_ nu, __egentligen__?",
                 "Hur nöjd är du, just nu, egentligen?");
    assert_plain("**Mycket *bra* här**", "Mycket bra här");
    assert_plain("*Mycket **bra** här*", "Mycket bra här");
    assert_plain("# Rubrik\n## Nästa", "Rubrik\nNästa");
}

static void links_and_tags_leave_their_words(void **state)
{
    (void)state;
    assert_plain("Läs [vår **sida**](https://example.org/a_b) först", "Läs vår sida först");
    assert_plain("<span style=\"color:red\">Viktigt</span><br/>nu", "Viktigt nu");
    assert_plain("<B>Hur</B> många?", "Hur många?");
}

static void answers_in_a_label_stand_by_name(void **state)
{
    (void)state;
    assert_plain("Vad tycker du om ${ namn }?", "Vad tycker du om [namn]?");
    assert_plain("**${a_b}**", "[a_b]");
}

static void what_is_no_mark_stays(void **state)
{
    (void)state;
    assert_plain("2 * 3 * 4", "2 * 3 * 4");
    assert_plain("fil_namn_här", "fil_namn_här");
    assert_plain("**bara öppnad", "**bara öppnad");
    assert_plain("barn <5 år och > 3", "barn <5 år och > 3");
    assert_plain("<okänt>", "<okänt>");
    assert_plain("[1] och (2)", "[1] och (2)");
    assert_plain("kostar ${", "kostar ${");
    assert_plain("\\*inte\\* så", "*inte* så");
    assert_plain("#hashtag", "#hashtag");
    assert_plain("***", "***");
    assert_plain("*", "*");
    assert_plain("", "");
}

// Nesting without end takes no stack.
static void deep_nesting_ends(void **state)
{
    (void)state;
    struct buf deep = {0}, out = {0};
    for (int i = 0; i < 500; i++)
        buf_add_text(&deep, i % 2 ? "[*" : "_[");
    for (int i = 0; i < 500; i++)
        buf_add_text(&deep, "](x)");
    table_words_add(buf_str(&deep), &out);
    assert_true(out.len <= deep.len);
    buf_finish(&deep);
    buf_finish(&out);
}

// A statement of a grid says little without the question over it.
static void statements_of_a_grid_stand_with_their_question(void **state)
{
    (void)state;
    static const char form[] =
        "| survey |\n| | type | name | label | appearance |\n"
        "| | begin_group | g | Hur *mycket* kan du påverka … | table-list |\n"
        "| | select_one s | a | skolan | |\n| | select_one s | b | fritiden | |\n"
        "| | end_group | | | |\n| | begin_group | h | Om dig | |\n"
        "| | integer | n | Hur många? | |\n| | end_group | | | |\n"
        "| | begin_group | d | Lägg fem prickar | field-list svar:dots |\n"
        "| | integer | p | Parken | |\n| | end_group | | | |\n"
        "| choices |\n| | list_name | name | label |\n| | s | 1 | Mycket |\n| | s | 2 | Lite |\n"
        "| settings |\n| | form_title | form_id |\n| | Prov | prov |\n";
    struct form_problems *problems = form_problems_create();
    struct form_def *def = NULL;
    struct arena *a = arena_create(ARENA_PLAIN, 1 << 20);
    assert_int_equal(form_def_load_bytes(str_of(form), STR("prov.md"), NULL, problems, &def), 0);
    static const char *const expected[][2] = {{"a", "Hur mycket kan du påverka … skolan"},
                                              {"b", "Hur mycket kan du påverka … fritiden"},
                                              {"n", "Hur många?"},
                                              {"p", "Lägg fem prickar: Parken"}};
    for (size_t i = 0; i < 4; i++) {
        int64_t node = form_def_node_find(def, str_of(expected[i][0]));
        assert_true(node >= 0);
        struct str is = table_words_question(def, (size_t)node, 0, a);
        if (!str_eq(is, str_of(expected[i][1]))) fail_msg("%.*s", STR_ARG(is));
    }
    arena_destroy(a);
    form_def_destroy(def);
    form_problems_destroy(problems);
}

TEST_MAIN(cmocka_unit_test(emphasis_goes), cmocka_unit_test(links_and_tags_leave_their_words),
          cmocka_unit_test(answers_in_a_label_stand_by_name),
          cmocka_unit_test(what_is_no_mark_stays), cmocka_unit_test(deep_nesting_ends),
          cmocka_unit_test(statements_of_a_grid_stand_with_their_question))
