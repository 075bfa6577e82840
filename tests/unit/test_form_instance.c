// SPDX-License-Identifier: EUPL-1.2
// One respondent's way through a form: answers, relevance, requirements, missing values.
#include "tests/unit/form_help.h"

static const char CHILDREN[] = "| survey |\n"
                               "| | type | name | label | relevant | required | constraint |\n"
                               "| | select_one yn | kids | Children? | | | |\n"
                               "| | begin group | g | | ${kids} = 'yes' | | |\n"
                               "| | integer | count | How many? | | yes | . > 0 and . < 20 |\n"
                               "| | text | names | Names? | ${count} > 1 | | |\n"
                               "| | end group | | | | | |\n"
                               "| | text | end | Anything else? | | | |\n"
                               "| choices |\n"
                               "| | list_name | name | label |\n"
                               "| | yn | yes | Yes |\n"
                               "| | yn | no | No |\n"
                               "| | yn | -1 | Don't know |\n";

TEST(relevance_is_inherited)
{
    struct interview v = interview(CHILDREN);
    assert_false(is(&v, "g", FORM_RELEVANT));
    assert_false(is(&v, "count", FORM_RELEVANT));
    answer(&v, "kids", "yes");
    assert_true(is(&v, "count", FORM_RELEVANT));
    assert_false(is(&v, "names", FORM_RELEVANT));
    answer(&v, "count", "3");
    assert_true(is(&v, "names", FORM_RELEVANT));
    answer(&v, "kids", "no");
    assert_false(is(&v, "names", FORM_RELEVANT));
    interview_end(&v);
}

TEST(smoke)
{
    struct interview v = interview(CHILDREN);
    answer(&v, "kids", "yes");
    answer(&v, "count", "3");
    assert_answers(&v, NULL, "{\"kids\":\"yes\",\"g/count\":\"3\"} {\"g/names\":-9,\"end\":-9}");
    answer(&v, "kids", "-1");
    assert_answers(&v, NULL, "{} {\"kids\":-1,\"g/count\":-8,\"g/names\":-8,\"end\":-9}");
    assert_int_equal(form_view_page_count(v.in), 2);
    interview_end(&v);
}

TEST_MAIN(cmocka_unit_test(relevance_is_inherited), cmocka_unit_test(smoke))
