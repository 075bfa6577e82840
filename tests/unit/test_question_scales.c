// SPDX-License-Identifier: EUPL-1.2
// Orders, ranges, decimals, dates and times, acknowledgements, and a greatest number of choices.
#include "tests/unit/question_fixture.h"

static const struct svar_choice *values(void)
{
    static struct svar_choice list[4];
    list[0] = choice("trust", "Tillit", 0, 0);
    list[1] = choice("calm", "Lugn", 0, 0);
    list[2] = choice("joy", "Glädje", 0, 0);
    list[3] = choice("-1", "Vet inte", SVAR_CHOICE_MISSING, -1);
    return list;
}

static struct ask *order(const char *value)
{
    struct ask *a = ask("rank", "", value);
    a->choices = values();
    a->choice_count = 4;
    return a;
}

static struct ask *range(const char *parameters, const char *appearance, const char *value)
{
    struct ask *a = ask("range", appearance, value);
    a->q.parameters = svar_text_of(parameters);
    return a;
}

static struct ask *moment(const char *type, const char *appearance, const char *value,
                          const char *half)
{
    struct ask *a = ask(type, appearance, value);
    a->q.state = svar_text_of(half);
    a->column = "svar:now";
    a->column_value = "2026-11-22T09:05:31.000+01:00";
    return a;
}

static void assert_nothing(const struct ask *a)
{
    assert_int_equal(a->result.flags, 0);
}

static void assert_state(const struct ask *a, const char *state)
{
    assert_true(a->result.flags & SVAR_RESULT_STATE);
    assert_str(str_make(a->result.state.ptr, a->result.state.bytes), state);
}

// ---- rank ----
TEST(rank_shows_placed_cards_first_with_their_numbers)
{
    struct ask *a = order("joy trust");
    build(a);
    const struct svar_element *joy = element(a, "joy"), *calm = element(a, "calm");
    assert_true(joy < element(a, "trust") && element(a, "trust") < calm);
    assert_true(svar_text_is(joy->value, "1"));
    assert_true(joy->flags & SVAR_ELEMENT_CHECKED);
    assert_false(calm->flags & SVAR_ELEMENT_CHECKED);
    assert_true(calm->flags & SVAR_ELEMENT_MOVABLE);
}

TEST(rank_tap_gives_the_next_place)
{
    struct ask *a = order("joy");
    tap(a, "trust");
    assert_value(a, "joy trust", 0);
}

TEST(rank_second_tap_takes_it_back)
{
    struct ask *a = order("joy trust calm");
    tap(a, "trust");
    assert_value(a, "joy calm", 0);
}

TEST(rank_dragged_card_takes_its_new_place)
{
    struct ask *a = order("joy trust calm");
    handle(a, SVAR_EVENT_NUMBER, "calm", "", 0);
    assert_value(a, "calm joy trust", 0);
    a = order("joy trust calm");
    handle(a, SVAR_EVENT_NUMBER, "joy", "", 2);
    assert_value(a, "trust calm joy", 0);
}

TEST(rank_card_dragged_past_the_placed_ones_stands_behind_them)
{
    struct ask *a = order("joy");
    handle(a, SVAR_EVENT_NUMBER, "calm", "", 2);
    assert_value(a, "joy calm", 0);
}

TEST(rank_missing_code_stands_alone_and_goes_when_an_order_begins)
{
    struct ask *a = order("joy calm");
    tap(a, "-1");
    assert_value(a, "-1", 0);
    a = order("-1");
    tap(a, "joy");
    assert_value(a, "joy", 0);
}

TEST(rank_places_that_cannot_be_mean_nothing)
{
    struct ask *a = order("joy");
    handle(a, SVAR_EVENT_NUMBER, "joy", "", -1);
    assert_nothing(a);
    handle(a, SVAR_EVENT_NUMBER, "joy", "", (double)NAN);
    assert_nothing(a);
    handle(a, SVAR_EVENT_NUMBER, "nobody", "", 0);
    assert_nothing(a);
}

// ---- range ----
TEST(range_is_a_slider_with_its_ends)
{
    struct ask *a = range("start=0 end=10 step=1", "", "");
    build(a);
    const struct svar_element *e = element(a, "field");
    assert_int_equal(e->role, SVAR_ROLE_SLIDER);
    assert_true(e->min == 0 && e->max == 10 && e->step == 1);
    assert_true(e->flags & SVAR_ELEMENT_NO_VALUE);
    assert_int_equal(e->characters_max, 11);
}

TEST(range_finger_gives_the_nearest_point)
{
    struct ask *a = range("start=0 end=12 step=0.5", "", "");
    handle(a, SVAR_EVENT_NUMBER, "field", "", 6.6);
    assert_value(a, "6.5", 0);
    handle(a, SVAR_EVENT_NUMBER, "field", "", 99);
    assert_value(a, "12", 0);
}

TEST(range_points_are_decimal)
{
    struct ask *a = range("start=0 end=1 step=0.1", "", "0.2");
    handle(a, SVAR_EVENT_ADJUST, "field", "", 1);
    assert_value(a, "0.3", 0);
}

TEST(range_first_step_begins_in_the_middle)
{
    struct ask *a = range("start=0 end=10 step=1", "", "");
    handle(a, SVAR_EVENT_ADJUST, "field", "", 1);
    assert_value(a, "5", 0);
}

TEST(range_steps_stay_between_the_ends)
{
    struct ask *a = range("start=1 end=5 step=1", "", "5");
    handle(a, SVAR_EVENT_ADJUST, "field", "", 1);
    assert_value(a, "5", 0);
}

TEST(range_written_downwards_is_drawn_upwards)
{
    struct ask *a = range("start=10 end=0 step=-2", "", "4");
    handle(a, SVAR_EVENT_ADJUST, "field", "", 1);
    assert_value(a, "6", 0);
}

TEST(range_rating_is_a_row_to_tap)
{
    struct ask *a = range("start=1 end=5 step=1", "rating", "3");
    build(a);
    assert_int_equal(element(a, "4")->role, SVAR_ROLE_RADIO);
    assert_true(element(a, "3")->flags & SVAR_ELEMENT_CHECKED);
    tap(a, "4");
    assert_value(a, "4", 0);
    tap(a, "3");
    assert_value(a, "", 0);
    tap(a, "9");
    assert_nothing(a);
}

TEST(range_nonsense_in_its_parameters_is_harmless)
{
    struct ask *a = range("start=x end= step=0", "", "7");
    build(a);
    handle(a, SVAR_EVENT_NUMBER, "field", "", (double)INFINITY);
    assert_nothing(a);
}

// ---- decimals ----
TEST(decimal_comma_is_kept_as_a_point)
{
    struct ask *a = ask("decimal", "", "");
    type(a, "3,25");
    assert_value(a, "3.25", 0);
    assert_state(a, "3,25");
}

TEST(decimal_half_written_is_shown_as_it_is_written)
{
    struct ask *a = ask("decimal", "", "");
    type(a, "3,");
    assert_value(a, "3", 0);
    assert_state(a, "3,");
}

TEST(decimal_is_shown_as_its_language_writes_it)
{
    struct ask *a = ask("decimal", "", "3.5");
    build(a);
    assert_true(svar_text_is(element(a, "field")->value, "3,5"));
    a = ask("decimal", "", "3.5");
    a->q.language = svar_text_of("en");
    build(a);
    assert_true(svar_text_is(element(a, "field")->value, "3.5"));
}

TEST(decimal_arabic_digits_count)
{
    struct ask *a = ask("decimal", "", "");
    type(a, "٣٫٥");
    assert_value(a, "3.5", 0);
}

TEST(decimal_with_too_many_places_is_told)
{
    struct ask *a = ask("decimal", "", "");
    type(a, "0,1234567");
    assert_int_equal(a->result.flags, SVAR_RESULT_NOTICE);
}

TEST(decimal_letters_are_not_taken)
{
    struct ask *a = ask("decimal", "", "3");
    type(a, "3x");
    assert_int_equal(a->result.flags, SVAR_RESULT_NOTICE);
}

TEST(decimal_steps_do_not_drift)
{
    struct ask *a = ask("decimal", "", "0.2");
    a->column = "body::svar:step";
    a->column_value = "0.1";
    handle(a, SVAR_EVENT_ADJUST, "field", "", 1);
    assert_value(a, "0.3", 0);
}

// ---- dates and times ----
TEST(date_asks_day_month_and_year)
{
    struct ask *a = moment("date", "", "2026-03-09", "");
    build(a);
    assert_true(svar_text_is(element(a, "day")->value, "9"));
    assert_true(svar_text_is(element(a, "month")->value, "3"));
    assert_true(svar_text_is(element(a, "year")->value, "2026"));
    assert_int_equal(element(a, "day")->role, SVAR_ROLE_SPINBUTTON);
}

TEST(date_is_an_answer_when_all_of_it_is_given)
{
    struct ask *a = moment("date", "", "", "d9 m3 ");
    handle(a, SVAR_EVENT_TEXT, "year", "2026", 0);
    assert_value(a, "2026-03-09", 0);
}

TEST(date_half_given_is_kept_and_no_answer)
{
    struct ask *a = moment("date", "", "", "");
    handle(a, SVAR_EVENT_TEXT, "day", "17", 0);
    assert_value(a, "", 0);
    assert_state(a, "td17 d17 ");
}

TEST(date_that_is_not_in_the_calendar_is_told)
{
    struct ask *a = moment("date", "", "", "d31 y2026 ");
    handle(a, SVAR_EVENT_TEXT, "month", "4", 0);
    assert_true(a->result.flags & SVAR_RESULT_NOTICE);
    assert_value(a, "", 0);
}

TEST(date_knows_leap_years)
{
    struct ask *a = moment("date", "", "", "d29 m2 ");
    handle(a, SVAR_EVENT_TEXT, "year", "2024", 0);
    assert_value(a, "2024-02-29", 0);
    a = moment("date", "", "", "d29 m2 ");
    handle(a, SVAR_EVENT_TEXT, "year", "2100", 0);
    assert_true(a->result.flags & SVAR_RESULT_NOTICE);
}

TEST(date_of_today_is_one_touch)
{
    struct ask *a = moment("date", "", "", "");
    tap(a, "now");
    assert_value(a, "2026-11-22", 0);
}

TEST(date_first_step_shows_where_one_is)
{
    struct ask *a = moment("date", "", "", "");
    handle(a, SVAR_EVENT_ADJUST, "year", "", 1);
    assert_state(a, "y2026 ");
}

TEST(date_stepping_a_month_keeps_the_day_in_it)
{
    struct ask *a = moment("date", "", "2026-03-31", "");
    handle(a, SVAR_EVENT_ADJUST, "month", "", 1);
    assert_value(a, "2026-04-30", 0);
}

TEST(date_months_go_round)
{
    struct ask *a = moment("date", "", "2026-12-05", "");
    handle(a, SVAR_EVENT_ADJUST, "month", "", 1);
    assert_value(a, "2026-01-05", 0);
}

TEST(date_of_a_month_or_year_leaves_out_the_rest)
{
    struct ask *a = moment("date", "month-year", "", "m8 ");
    handle(a, SVAR_EVENT_TEXT, "year", "2019", 0);
    assert_value(a, "2019-08-01", 0);
    a = moment("date", "year", "", "");
    handle(a, SVAR_EVENT_TEXT, "year", "1953", 0);
    assert_value(a, "1953-01-01", 0);
    handle(a, SVAR_EVENT_TEXT, "day", "4", 0);
    assert_nothing(a);
}

TEST(time_has_the_zone_of_the_device)
{
    struct ask *a = moment("time", "", "", "H7 ");
    handle(a, SVAR_EVENT_TEXT, "minute", "05", 0);
    assert_value(a, "07:05:00.000+01:00", 0);
    assert_state(a, "tM05 ");
}

TEST(time_of_more_than_a_day_is_no_answer)
{
    struct ask *a = moment("time", "", "", "M0 ");
    handle(a, SVAR_EVENT_TEXT, "hour", "24", 0);
    assert_value(a, "", 0);
}

TEST(date_and_time_are_one_value)
{
    struct ask *a = moment("dateTime", "", "2026-01-31T00:00:00.000+01:00", "");
    handle(a, SVAR_EVENT_ADJUST, "hour", "", -1);
    assert_value(a, "2026-01-31T23:00:00.000+01:00", 0);
}

// ---- others ----
TEST(acknowledge_is_one_card)
{
    struct ask *a = ask("acknowledge", "", "");
    build(a);
    assert_int_equal(element(a, "OK")->role, SVAR_ROLE_CHECKBOX);
    tap(a, "OK");
    assert_value(a, "OK", 0);
    a = ask("acknowledge", "", "OK");
    tap(a, "OK");
    assert_value(a, "", 0);
}

TEST(select_multiple_takes_at_most_so_many)
{
    struct ask *a = ask("select_multiple", "", "trust calm");
    a->choices = values();
    a->choice_count = 4;
    a->column = "body::svar:max-choices";
    a->column_value = "2";
    tap(a, "joy");
    assert_int_equal(a->result.flags, SVAR_RESULT_NOTICE);
    tap(a, "calm");
    assert_value(a, "trust", 0);
    tap(a, "-1");
    assert_value(a, "-1", 0);
}

TEST(choices_may_ask_for_columns_and_for_closeness)
{
    struct ask *a = ask("select_one", "columns-3", "");
    a->choices = values();
    a->choice_count = 3;
    build(a);
    assert_true(element(a, "")->step == 3);
    a = ask("select_one", "columns-pack", "");
    a->choices = values();
    a->choice_count = 3;
    build(a);
    assert_int_equal(element(a, "")->layout, SVAR_LAYOUT_CHIPS);
}

TEST(decimal_comma_is_the_languages)
{
    static const char *const commas[] = {"sv", "fi", "so", "uk"};
    static const char *const points[] = {"en", "en-GB", "ar", "fa"};
    for (size_t i = 0; i < 4; i++) {
        assert_true(question_decimal_comma(str_of(commas[i])));
        assert_false(question_decimal_comma(str_of(points[i])));
    }
}

TEST_MAIN(cmocka_unit_test(decimal_comma_is_the_languages),
          cmocka_unit_test(rank_shows_placed_cards_first_with_their_numbers),
          cmocka_unit_test(rank_tap_gives_the_next_place),
          cmocka_unit_test(rank_second_tap_takes_it_back),
          cmocka_unit_test(rank_dragged_card_takes_its_new_place),
          cmocka_unit_test(rank_card_dragged_past_the_placed_ones_stands_behind_them),
          cmocka_unit_test(rank_missing_code_stands_alone_and_goes_when_an_order_begins),
          cmocka_unit_test(rank_places_that_cannot_be_mean_nothing),
          cmocka_unit_test(range_is_a_slider_with_its_ends),
          cmocka_unit_test(range_finger_gives_the_nearest_point),
          cmocka_unit_test(range_points_are_decimal),
          cmocka_unit_test(range_first_step_begins_in_the_middle),
          cmocka_unit_test(range_steps_stay_between_the_ends),
          cmocka_unit_test(range_written_downwards_is_drawn_upwards),
          cmocka_unit_test(range_rating_is_a_row_to_tap),
          cmocka_unit_test(range_nonsense_in_its_parameters_is_harmless),
          cmocka_unit_test(decimal_comma_is_kept_as_a_point),
          cmocka_unit_test(decimal_half_written_is_shown_as_it_is_written),
          cmocka_unit_test(decimal_is_shown_as_its_language_writes_it),
          cmocka_unit_test(decimal_arabic_digits_count),
          cmocka_unit_test(decimal_with_too_many_places_is_told),
          cmocka_unit_test(decimal_letters_are_not_taken),
          cmocka_unit_test(decimal_steps_do_not_drift),
          cmocka_unit_test(date_asks_day_month_and_year),
          cmocka_unit_test(date_is_an_answer_when_all_of_it_is_given),
          cmocka_unit_test(date_half_given_is_kept_and_no_answer),
          cmocka_unit_test(date_that_is_not_in_the_calendar_is_told),
          cmocka_unit_test(date_knows_leap_years), cmocka_unit_test(date_of_today_is_one_touch),
          cmocka_unit_test(date_first_step_shows_where_one_is),
          cmocka_unit_test(date_stepping_a_month_keeps_the_day_in_it),
          cmocka_unit_test(date_months_go_round),
          cmocka_unit_test(date_of_a_month_or_year_leaves_out_the_rest),
          cmocka_unit_test(time_has_the_zone_of_the_device),
          cmocka_unit_test(time_of_more_than_a_day_is_no_answer),
          cmocka_unit_test(date_and_time_are_one_value), cmocka_unit_test(acknowledge_is_one_card),
          cmocka_unit_test(select_multiple_takes_at_most_so_many),
          cmocka_unit_test(choices_may_ask_for_columns_and_for_closeness))
