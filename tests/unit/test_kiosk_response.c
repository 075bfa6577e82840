// SPDX-License-Identifier: EUPL-1.2
// The response as JSON: members, coarse time, missing codes, odd characters.
#include "tests/unit/kiosk_fixture.h"

static json_t *finish(struct kiosk_fixture *f)
{
    kiosk_fixture_consent(f);
    kiosk_fixture_answer(f, "q1", "-1");
    kiosk_session_next(f->session);
    kiosk_fixture_answer(f, "q3", "Rad ett\nrad \"två\" \\ åäö");
    f->mono_ms += 47000;
    kiosk_session_next(f->session);
    return kiosk_fixture_json(f);
}

static const char *text(const json_t *json, const char *member)
{
    const char *found = json_string_value(json_object_get(json, member));
    return found ? found : "(none)";
}

TEST(has_what_the_format_says)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    json_t *json = finish(&f);
    assert_int_equal(json_integer_value(json_object_get(json, "svar")), 1);
    assert_string_equal(text(json, "survey"), "prov-1");
    assert_int_equal(json_integer_value(json_object_get(json, "survey_version")), 2);
    assert_string_equal(text(json, "wave"), "h\"26");
    json_t *form = json_object_get(json, "form");
    assert_string_equal(text(form, "id"), "prov");
    assert_string_equal(text(form, "version"), "3");
    assert_string_equal(text(form, "hash"), "00ff");
    assert_string_equal(text(json, "language"), "sv");
    assert_string_equal(text(json, "status"), "complete");
    json_decref(json);
    kiosk_fixture_end(&f);
}

TEST(the_id_is_a_random_uuid)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    json_t *json = finish(&f);
    assert_string_equal(text(json, "id"), "5a5a5a5a-5a5a-4a5a-9a5a-5a5a5a5a5a5a");
    json_decref(json);
    kiosk_fixture_end(&f);
}

TEST(missing_codes_stand_apart_from_values)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    json_t *json = finish(&f);
    json_t *answers = json_object_get(json, "answers");
    json_t *missing = json_object_get(json, "missing");
    assert_null(json_object_get(answers, "q1"));
    assert_int_equal(json_integer_value(json_object_get(missing, "q1")), -1);
    assert_int_equal(json_integer_value(json_object_get(missing, "q2")), -8);
    assert_string_equal(text(answers, "q3"), "Rad ett\nrad \"två\" \\ åäö");
    json_decref(json);
    kiosk_fixture_end(&f);
}

TEST(time_is_the_local_day)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    f.wall_ms = INT64_C(1795388400000) + 10 * 3600000; // 2026-11-23 09:00 UTC
    json_t *json = finish(&f);
    assert_string_equal(text(json, "time"), "2026-11-23");
    assert_int_equal(json_integer_value(json_object_get(json, "duration_s")), 50);
    json_decref(json);
    kiosk_fixture_end(&f);
}

TEST(time_crosses_midnight_with_the_zone)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    f.wall_ms = INT64_C(1798761599000); // 2026-12-31 23:59:59 UTC: next year one hour east
    json_t *json = finish(&f);
    assert_string_equal(text(json, "time"), "2027-01-01");
    json_decref(json);
    kiosk_fixture_end(&f);
}

TEST(time_may_be_the_hour)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    f.facts.time = SURVEY_TIME_HOUR;
    json_t *json = finish(&f);
    assert_string_equal(text(json, "time"), "2026-11-22T13");
    json_decref(json);
    kiosk_fixture_end(&f);
}

TEST(time_may_be_left_out)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    f.facts.time = SURVEY_TIME_NONE;
    json_t *json = finish(&f);
    assert_null(json_object_get(json, "time"));
    assert_null(json_object_get(json, "duration_s"));
    json_decref(json);
    kiosk_fixture_end(&f);
}

TEST(a_clock_that_is_years_off_still_gives_a_date)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    f.wall_ms = -1; // the last millisecond of 1969, 00:59 in the zone
    json_t *json = finish(&f);
    assert_string_equal(text(json, "time"), "1970-01-01");
    json_decref(json);
    kiosk_fixture_end(&f);
}

TEST(leap_days_are_days)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    f.wall_ms = INT64_C(951825600000); // 2000-02-29 12:00 UTC
    json_t *json = finish(&f);
    assert_string_equal(text(json, "time"), "2000-02-29");
    json_decref(json);
    kiosk_fixture_end(&f);
}

TEST(the_json_is_compact_and_in_order)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    json_decref(finish(&f));
    assert_true(str_starts(f.response->json, STR("{\"svar\":1,\"survey\":\"prov-1\",")));
    assert_int_equal(str_find(f.response->json, STR("\": ")), -1);
    ptrdiff_t answers = str_find(f.response->json, STR(",\"answers\":{"));
    ptrdiff_t missing = str_find(f.response->json, STR(",\"missing\":{"));
    assert_true(answers > 0 && missing > answers);
    kiosk_fixture_end(&f);
}

TEST_MAIN(cmocka_unit_test(has_what_the_format_says), cmocka_unit_test(the_id_is_a_random_uuid),
          cmocka_unit_test(missing_codes_stand_apart_from_values),
          cmocka_unit_test(time_is_the_local_day),
          cmocka_unit_test(time_crosses_midnight_with_the_zone),
          cmocka_unit_test(time_may_be_the_hour), cmocka_unit_test(time_may_be_left_out),
          cmocka_unit_test(a_clock_that_is_years_off_still_gives_a_date),
          cmocka_unit_test(leap_days_are_days), cmocka_unit_test(the_json_is_compact_and_in_order))
