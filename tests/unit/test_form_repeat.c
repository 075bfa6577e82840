// SPDX-License-Identifier: EUPL-1.2
// Repeats: instances come and go, expressions see their own or all of them.
#include "tests/unit/form_help.h"

static const char HOUSEHOLD[] = "| survey |\n"
                                "| | type | name | label | calculation | relevant |\n"
                                "| | text | family | Family? | | |\n"
                                "| | begin repeat | person | Person | | |\n"
                                "| | integer | age | Age? | | |\n"
                                "| | text | school | School of number ${place}? | | ${age} < 20 |\n"
                                "| | calculate | place | | position(..) | |\n"
                                "| | calculate | full | | concat(${family}, ' ', ${age}) | |\n"
                                "| | begin repeat | pet | Pet | | |\n"
                                "| | text | animal | Animal? | | |\n"
                                "| | calculate | whose | | concat(${animal}, ' of ', ${age}) | |\n"
                                "| | end repeat | | | | |\n"
                                "| | end repeat | | | | |\n"
                                "| | calculate | total | | sum(${age}) | |\n"
                                "| | calculate | people | | count(${person}) | |\n"
                                "| | calculate | oldest | | max(${age}) | |\n"
                                "| | calculate | schools | | join(', ', ${school}) | |\n"
                                "| | calculate | pets | | count(/data/person/pet) | |\n"
                                "| | calculate | grown | | count(${person}[age > 17]) | |\n";

static form_ref add(struct interview *v, const char *parent, const char *repeat)
{
    form_ref out = FORM_REF_NONE;
    size_t node = (size_t)form_def_node_find(v->def, str_of(repeat));
    assert_int_equal(form_instance_add(v->in, at(v, parent), node, &out, NULL), ERR_NONE);
    return out;
}

TEST(begins_with_one)
{
    struct interview v = interview(HOUSEHOLD);
    assert_str(value(&v, "people"), "1");
    assert_str(value(&v, "pets"), "1");
    assert_str(value(&v, "total"), "0");
    assert_str(value(&v, "oldest"), "");
    assert_str(value(&v, "person/place"), "1");
    interview_end(&v);
}

TEST(expressions_see_their_own_instance)
{
    struct interview v = interview(HOUSEHOLD);
    answer(&v, "family", "Ek");
    add(&v, "/data", "person");
    answer(&v, "/data/person[1]/age", "40");
    answer(&v, "/data/person[2]/age", "7");
    assert_str(value(&v, "person[1]/full"), "Ek 40");
    assert_str(value(&v, "person[2]/full"), "Ek 7");
    assert_false(is(&v, "person[1]/school", FORM_RELEVANT));
    assert_true(is(&v, "person[2]/school", FORM_RELEVANT));
    assert_str(label(&v, "person[2]/school"), "School of number 2?");
    answer(&v, "family", "Ask"); // reaches every instance
    assert_str(value(&v, "person[1]/full"), "Ask 40");
    assert_str(value(&v, "person[2]/full"), "Ask 7");
    interview_end(&v);
}

TEST(outside_expressions_see_all)
{
    struct interview v = interview(HOUSEHOLD);
    add(&v, "/data", "person");
    answer(&v, "person[1]/age", "40");
    answer(&v, "person[2]/age", "7");
    answer(&v, "person[2]/school", "Norra");
    assert_str(value(&v, "total"), "47");
    assert_str(value(&v, "oldest"), "40");
    assert_str(value(&v, "people"), "2");
    assert_str(value(&v, "schools"), "Norra"); // the irrelevant one is left out
    assert_str(value(&v, "grown"), "1");
    interview_end(&v);
}

TEST(nested)
{
    struct interview v = interview(HOUSEHOLD);
    answer(&v, "person[1]/age", "40");
    add(&v, "person[1]", "pet");
    answer(&v, "person[1]/pet[2]/animal", "cat");
    assert_str(value(&v, "person[1]/pet[2]/whose"), "cat of 40");
    assert_str(value(&v, "pets"), "2");
    add(&v, "/data", "person");
    assert_str(value(&v, "pets"), "3");
    answer(&v, "person[1]/age", "41");
    assert_str(value(&v, "person[1]/pet[2]/whose"), "cat of 41");
    assert_str(value(&v, "person[2]/pet[1]/whose"), " of ");
    interview_end(&v);
}

TEST(removing_renumbers)
{
    struct interview v = interview(HOUSEHOLD);
    for (int i = 0; i < 3; i++)
        add(&v, "/data", "person");
    static const char *const ages[] = {"1", "2", "3", "4"};
    char path[40] = "person[1]/age";
    for (size_t i = 0; i < 4; i++) {
        path[7] = (char)('1' + i);
        answer(&v, path, ages[i]);
    }
    assert_int_equal(form_instance_remove(v.in, at(&v, "person[2]"), NULL), ERR_NONE);
    assert_str(value(&v, "people"), "3");
    assert_str(value(&v, "total"), "8");
    assert_str(value(&v, "person[2]/age"), "3");
    assert_str(value(&v, "person[2]/place"), "2");
    assert_str(value(&v, "person[3]/place"), "3");
    add(&v, "/data", "person"); // the memory is used again, the answers are not
    assert_str(value(&v, "person[4]/age"), "");
    assert_str(value(&v, "person[4]/place"), "4");
    interview_end(&v);
}

TEST(answers_carry_positions)
{
    struct interview v =
        interview("| survey |\n| | type | name | label |\n| | begin group | g | G |\n"
                  "| | begin repeat | r | R |\n| | text | a | A |\n| | end repeat | | |\n"
                  "| | end group | | |\n");
    add(&v, "g", "r");
    answer(&v, "g/r[2]/a", "x");
    assert_answers(&v, NULL, "{\"g/r[2]/a\":\"x\"} {\"g/r[1]/a\":-9}");
    struct buf path = {0}, xml = {0};
    form_ref_path(v.in, at(&v, "g/r[2]/a"), &path);
    assert_string_equal(buf_text(&path), "/data/g/r[2]/a");
    assert_int_equal(form_ref_position(v.in, at(&v, "g/r[2]")), 2);
    form_instance_xml(v.in, &xml);
    assert_non_null(strstr(buf_text(&xml), "<g><r><a/></r><r><a>x</a></r></g>"));
    buf_finish(&path);
    buf_finish(&xml);
    interview_end(&v);
}

TEST(adding_where_it_cannot_be)
{
    struct interview v = interview(HOUSEHOLD);
    form_ref out = 7;
    size_t pet = (size_t)form_def_node_find(v.def, STR("pet"));
    size_t age = (size_t)form_def_node_find(v.def, STR("age"));
    assert_int_equal(form_instance_add(v.in, 0, pet, &out, NULL), ERR_ARGUMENT);
    assert_int_equal(form_instance_add(v.in, 0, age, &out, NULL), ERR_ARGUMENT);
    assert_int_equal(form_instance_add(v.in, 9999, pet, &out, NULL), ERR_MISSING);
    assert_int_equal(form_instance_remove(v.in, at(&v, "family"), NULL), ERR_ARGUMENT);
    form_ref person = at(&v, "person[1]");
    assert_int_equal(form_instance_remove(v.in, person, NULL), ERR_NONE);
    assert_int_equal(form_instance_remove(v.in, person, NULL), ERR_MISSING);
    assert_int_equal(form_instance_set(v.in, person + 1, STR("1"), NULL), ERR_MISSING);
    assert_int_equal(out, 7);
    interview_end(&v);
}

TEST(relevance_of_a_repeat)
{
    struct interview v =
        interview("| survey |\n| | type | name | label | relevant | calculation |\n"
                  "| | text | any | Any? | | |\n| | begin repeat | r | R | ${any} = 'y' | |\n"
                  "| | integer | n | N | | |\n| | end repeat | | | | |\n"
                  "| | calculate | sum | | | sum(${n}) |\n");
    assert_int_equal(form_view_page_count(v.in), 1);
    answer(&v, "any", "y");
    form_ref added = add(&v, "/data", "r");
    assert_int_equal(form_view_page_count(v.in), 3);
    answer(&v, "r[1]/n", "2");
    assert_int_equal(form_instance_set(v.in, added + 1, STR("3"), NULL), ERR_NONE);
    assert_str(value(&v, "sum"), "5");
    answer(&v, "any", "n");
    assert_str(value(&v, "sum"), "0");
    assert_int_equal(form_view_page_count(v.in), 1);
    assert_answers(&v, NULL, "{\"any\":\"n\",\"sum\":\"0\"} {\"r[1]/n\":-8,\"r[2]/n\":-8}");
    interview_end(&v);
}

TEST(defaults_in_new_instances)
{
    struct interview v = interview("| survey |\n| | type | name | label | default |\n"
                                   "| | begin repeat | r | R | |\n| | text | a | A | fixed |\n"
                                   "| | text | b | B | concat('n', position(..)) |\n"
                                   "| | end repeat | | | |\n");
    add(&v, "/data", "r");
    assert_str(value(&v, "r[1]/b"), "n1");
    assert_str(value(&v, "r[2]/a"), "fixed");
    assert_str(value(&v, "r[2]/b"), "n2");
    interview_end(&v);
}

TEST_MAIN(cmocka_unit_test(begins_with_one), cmocka_unit_test(expressions_see_their_own_instance),
          cmocka_unit_test(outside_expressions_see_all), cmocka_unit_test(nested),
          cmocka_unit_test(removing_renumbers), cmocka_unit_test(answers_carry_positions),
          cmocka_unit_test(adding_where_it_cannot_be), cmocka_unit_test(relevance_of_a_repeat),
          cmocka_unit_test(defaults_in_new_instances))
