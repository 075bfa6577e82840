// SPDX-License-Identifier: EUPL-1.2
// What the screen sees: pages, progress, texts in the respondent's language.
#include "tests/unit/form_help.h"

#include <stdio.h>

// The pages from first to last as their names, "a g c".
static char *pages(const struct interview *v)
{
    struct buf text = {0};
    form_ref page = FORM_REF_NONE;
    size_t number = 0;
    while (form_view_next(v->in, page, &page)) {
        assert_int_equal(form_view_pages_before(v->in, page), number++);
        struct buf path = {0};
        form_ref_path(v->in, page, &path);
        struct str name = buf_str(&path);
        buf_printf(&text, "%s%.*s", text.len ? " " : "", (int)name.len - 6, name.ptr + 6);
        buf_finish(&path);
    }
    assert_int_equal(form_view_page_count(v->in), number);
    // The same backwards.
    size_t back = 0;
    for (form_ref at_page = FORM_REF_NONE; form_view_previous(v->in, at_page, &at_page); back++)
        assert_int_equal(form_view_pages_before(v->in, at_page), number - 1 - back);
    assert_int_equal(back, number);
    char *copy = strdup(buf_text(&text));
    buf_finish(&text);
    return copy;
}

#define assert_pages(v, expected)              \
    do {                                       \
        char *pages_ = pages(v);               \
        assert_string_equal(pages_, expected); \
        free(pages_);                          \
    } while (0)

#define HEAD "| survey |\n| | type | name | label | relevant | appearance |\n"

TEST(a_question_is_a_page)
{
    struct interview v =
        interview(HEAD "| | text | a | A | | |\n| | begin group | g | G | ${a} = 'y' | |\n"
                       "| | text | b | B | | |\n| | text | c | C | | |\n| | end group | | | | |\n"
                       "| | hidden | h | | | |\n| | note | n | N | ${a} != '' | |\n");
    assert_pages(&v, "a");
    answer(&v, "a", "y");
    assert_pages(&v, "a g/b g/c n");
    answer(&v, "a", "x");
    assert_pages(&v, "a n");
    interview_end(&v);
}

TEST(a_field_list_is_one_page)
{
    struct interview v = interview(
        HEAD "| | text | a | A | | |\n| | begin group | g | G | | field-list |\n"
             "| | text | b | B | ${a} = 'b' | |\n| | begin group | h | H | | field-list |\n"
             "| | text | c | C | ${a} = 'c' or ${a} = 'bc' | |\n| | end group | | | | |\n"
             "| | end group | | | | |\n| | text | z | Z | | |\n");
    assert_pages(&v, "a z"); // nothing of it is relevant
    answer(&v, "a", "b");
    assert_pages(&v, "a g z");
    answer(&v, "a", "c");
    assert_pages(&v, "a g z");
    form_ref questions[4];
    assert_int_equal(form_view_questions(v.in, at(&v, "g"), questions, 4), 1);
    assert_int_equal(questions[0], at(&v, "c"));
    assert_int_equal(form_view_questions(v.in, at(&v, "g"), NULL, 0), 1);
    answer(&v, "a", "");
    assert_pages(&v, "a z");
    interview_end(&v);
}

TEST(from_a_page_that_went)
{
    struct interview v = interview(HEAD "| | text | a | A | | |\n| | text | b | B | ${a} = 1 | |\n"
                                        "| | text | c | C | | |\n");
    answer(&v, "a", "1");
    form_ref b = at(&v, "b"), page;
    answer(&v, "a", "2");
    assert_true(form_view_next(v.in, b, &page));
    assert_int_equal(page, at(&v, "c"));
    assert_true(form_view_previous(v.in, b, &page));
    assert_int_equal(page, at(&v, "a"));
    assert_false(form_view_previous(v.in, page, &page));
    assert_false(form_view_next(v.in, at(&v, "c"), &page));
    interview_end(&v);
}

TEST(a_question_of_a_field_list_leads_on_from_its_page)
{
    struct interview v =
        interview(HEAD "| | begin group | g | G | | field-list |\n| | text | a | A | | |\n"
                       "| | text | b | B | | |\n| | end group | | | | |\n| | text | c | C | | |\n");
    form_ref page;
    assert_true(form_view_next(v.in, at(&v, "a"), &page));
    assert_int_equal(page, at(&v, "c"));
    assert_int_equal(form_view_pages_before(v.in, at(&v, "b")), 0);
    interview_end(&v);
}

TEST(many_pages)
{
    struct buf form = {0};
    buf_add_text(&form,
                 "| survey |\n| | type | name | label | relevant |\n| | integer | q0 | Q | |\n");
    for (int i = 1; i < 300; i++)
        buf_printf(&form, "| | integer | q%d | Q | ${q0} mod %d = 0 |\n", i, i % 7 + 1);
    struct interview v = interview(buf_text(&form));
    static const char *const answers[] = {"0", "1", "12", "7", "", "840"};
    for (size_t i = 0; i < 6; i++) {
        answer(&v, "q0", answers[i]);
        size_t expected = 0;
        for (form_ref ref = form_ref_first_child(v.in, 0); ref != FORM_REF_NONE;
             ref = form_ref_next(v.in, ref))
            expected += (form_ref_state(v.in, ref) & FORM_RELEVANT) != 0;
        assert_int_equal(form_view_page_count(v.in), expected);
        char *text = pages(&v);
        free(text);
    }
    buf_finish(&form);
    interview_end(&v);
}

TEST(texts_by_language)
{
    struct interview v = interview(
        "| survey |\n| | type | name | label::sv | label::en | hint::sv | required | "
        "required_message::en | constraint | constraint_message::sv | calculation | image::en |\n"
        "| | text | name | Namn? | Name? | | | | | | | |\n"
        "| | select_one l | q | Hej ${name}! | Hi ${name}, all right? | Välj | yes | Please, "
        "${name} "
        "| . != 'b' | Inte b, ${name} | | en.png |\n"
        "| | calculate | said | | | | | | | | jr:choice-name(${q}, '${q}') | |\n"
        "| choices |\n| | list_name | name | label::sv | label::en |\n"
        "| | l | a | Ja, ${name} | Yes |\n| | l | b | Nej | |\n| | l | -1 | Vet inte | No idea "
        "|\n");
    answer(&v, "name", "Åsa");
    answer(&v, "q", "a");
    form_ref q = at(&v, "q");
    assert_str(label(&v, "q"), "Hej Åsa!");
    assert_str(form_view_hint(v.in, q, v.texts), "Välj");
    assert_str(form_view_choice_label(v.in, q, 0, v.texts), "Ja, Åsa");
    assert_str(form_view_constraint_message(v.in, q, v.texts), "Inte b, Åsa");
    assert_str(form_view_required_message(v.in, q, v.texts), "");
    assert_str(form_view_media(v.in, q, STR("image")), "");
    uint64_t before = form_instance_generation(v.in);
    form_instance_set_language(v.in, 1);
    assert_true(form_instance_generation(v.in) != before);
    assert_int_equal(form_instance_language(v.in), 1);
    assert_str(label(&v, "q"), "Hi Åsa, all right?");
    assert_str(form_view_hint(v.in, q, v.texts), "Välj"); // not translated
    assert_str(form_view_choice_label(v.in, q, 0, v.texts), "Yes");
    assert_str(form_view_choice_label(v.in, q, 1, v.texts), "Nej");
    assert_str(form_view_required_message(v.in, q, v.texts), "Please, Åsa");
    assert_str(form_view_media(v.in, q, STR("image")), "en.png");
    assert_str(value(&v, "said"), "Yes"); // computed anew for the language
    form_instance_set_language(v.in, 99);
    assert_int_equal(form_instance_language(v.in), 1);
    interview_end(&v);
}

TEST(begins_in_a_language)
{
    struct interview v;
    assert_int_equal(help_compile("| survey |\n| | type | name | label::sv | label::en |\n"
                                  "| | text | a | Ä | A |\n",
                                  &v),
                     ERR_NONE);
    help_begin(&v, 1);
    assert_str(label(&v, "a"), "A");
    interview_end(&v);
}

TEST(choices_without_a_filter)
{
    struct interview v =
        interview("| survey |\n| | type | name | label |\n"
                  "| | select_one l | q | Q |\n| | text | t | T |\n| choices |\n"
                  "| | list_name | name | label |\n| | l | a | A |\n| | l | b | |\n");
    const uint32_t *now;
    assert_int_equal(form_view_choices(v.in, at(&v, "q"), &now), 2);
    assert_int_equal(now[0], 0);
    assert_int_equal(now[1], 1);
    assert_str(form_view_choice_label(v.in, at(&v, "q"), 1, v.texts), "b");
    assert_int_equal(form_view_choices(v.in, at(&v, "t"), &now), 0);
    assert_str(form_view_choice_label(v.in, at(&v, "t"), 0, v.texts), "");
    assert_str(form_view_choice_label(v.in, at(&v, "q"), 7, v.texts), "");
    interview_end(&v);
}

TEST(pages_through_repeats)
{
    struct interview v = interview(
        HEAD "| | text | a | A | | |\n| | begin repeat | r | R | | |\n| | text | b | B | | |\n"
             "| | text | c | C | ${b} = 'y' | |\n| | end repeat | | | | |\n"
             "| | begin repeat | f | F | | field-list |\n| | text | d | D | | |\n"
             "| | text | e | E | | |\n| | end repeat | | | | |\n| | text | z | Z | | |\n");
    assert_pages(&v, "a r[1]/b f[1] z");
    form_ref second;
    size_t repeat = (size_t)form_def_node_find(v.def, STR("r"));
    assert_int_equal(form_instance_add(v.in, 0, repeat, &second, NULL), ERR_NONE);
    assert_pages(&v, "a r[1]/b r[2]/b f[1] z");
    answer(&v, "r[2]/b", "y");
    assert_pages(&v, "a r[1]/b r[2]/b r[2]/c f[1] z");
    size_t list = (size_t)form_def_node_find(v.def, STR("f"));
    assert_int_equal(form_instance_add(v.in, 0, list, &second, NULL), ERR_NONE);
    assert_pages(&v, "a r[1]/b r[2]/b r[2]/c f[1] f[2] z");
    assert_int_equal(form_instance_remove(v.in, at(&v, "r[1]"), NULL), ERR_NONE);
    assert_pages(&v, "a r[1]/b r[1]/c f[1] f[2] z");
    assert_int_equal(form_instance_remove(v.in, at(&v, "r[1]"), NULL), ERR_NONE);
    assert_pages(&v, "a f[1] f[2] z");
    interview_end(&v);
}

TEST_MAIN(cmocka_unit_test(a_question_is_a_page), cmocka_unit_test(a_field_list_is_one_page),
          cmocka_unit_test(from_a_page_that_went),
          cmocka_unit_test(a_question_of_a_field_list_leads_on_from_its_page),
          cmocka_unit_test(many_pages), cmocka_unit_test(texts_by_language),
          cmocka_unit_test(begins_in_a_language), cmocka_unit_test(choices_without_a_filter),
          cmocka_unit_test(pages_through_repeats))
