// SPDX-License-Identifier: EUPL-1.2
// The built-in question types, asked as a host asks them: messages in, messages out.
#include "tests/unit/question_fixture.h"

static const struct svar_choice *likert(void)
{
    static struct svar_choice list[5];
    list[0] = choice("1", "Stämmer mycket bra", 0, 0);
    list[1] = choice("2", "Stämmer bra", 0, 0);
    list[2] = choice("3", "Stämmer dåligt", 0, 0);
    list[3] = choice("4", "Stämmer mycket dåligt", 0, 0);
    list[4] = choice("-1", "Vet ej", SVAR_CHOICE_MISSING, -1);
    return list;
}

static const struct svar_choice *several(void)
{
    static struct svar_choice list[5];
    list[0] = choice("a", "A", 0, 0);
    list[1] = choice("b", "B", 0, 0);
    list[2] = choice("c", "C", 0, 0);
    list[3] = choice("none", "Inget av detta", SVAR_CHOICE_EXCLUSIVE, 0);
    list[4] = choice("-2", "Vill inte svara", SVAR_CHOICE_MISSING, -2);
    return list;
}

static struct ask *ask_one(const char *appearance, const char *value)
{
    struct ask *a = ask("select_one", appearance, value);
    a->choices = likert();
    a->choice_count = 5;
    return a;
}

static struct ask *ask_several(const char *value)
{
    struct ask *a = ask("select_multiple", "", value);
    a->choices = several();
    a->choice_count = 5;
    return a;
}

// ---- select_one ----

TEST(select_one_shows_heading_choices_and_chips_apart)
{
    struct ask *a = ask_one("likert", "2");
    build(a);
    assert_int_equal(element(a, "label")->role, SVAR_ROLE_HEADING);
    assert_int_equal(element(a, "")->role, SVAR_ROLE_RADIOGROUP);
    assert_int_equal(element(a, "")->layout, SVAR_LAYOUT_EVEN_ROW);
    assert_int_equal(element(a, "1")->role, SVAR_ROLE_RADIO);
    assert_int_equal(element(a, "1")->depth, 1);
    assert_int_equal(element(a, "1")->flags, 0);
    assert_int_equal(element(a, "2")->flags, SVAR_ELEMENT_CHECKED);
    assert_int_equal(element(a, "missing")->layout, SVAR_LAYOUT_CHIPS);
    assert_int_equal(element(a, "-1")->flags, SVAR_ELEMENT_MISSING);
}

TEST(select_one_layout_goes_by_the_number_of_choices)
{
    static struct svar_choice list[5];
    struct ask *a = ask_one("", "");
    build(a);
    assert_int_equal(element(a, "")->layout, SVAR_LAYOUT_COLUMN); // four and a chip
    for (int i = 0; i < 5; i++)
        list[i] = likert()[i];
    list[4] = choice("5", "Femte", 0, 0);
    a->choices = list;
    build(a);
    assert_int_equal(element(a, "")->layout, SVAR_LAYOUT_TWO_COLUMNS);
}

TEST(select_one_tap_chooses)
{
    struct ask *a = ask_one("", "");
    tap(a, "3");
    assert_value(a, "3", 0);
    assert_false(a->result.flags & SVAR_RESULT_GO_ON);
}

TEST(select_one_second_tap_takes_it_back)
{
    struct ask *a = ask_one("", "3");
    tap(a, "3");
    assert_value(a, "", 0);
}

TEST(select_one_quick_goes_on)
{
    struct ask *a = ask_one("quick", "");
    tap(a, "1");
    assert_value(a, "1", 0);
    assert_true(a->result.flags & SVAR_RESULT_GO_ON);
    a = ask_one("quick", "1");
    tap(a, "1"); // taking back stays here
    assert_false(a->result.flags & SVAR_RESULT_GO_ON);
}

TEST(select_one_missing_code_is_a_choice)
{
    struct ask *a = ask_one("", "1");
    tap(a, "-1");
    assert_value(a, "-1", 0);
    // The form may keep the code beside an empty value: it shows as chosen either way.
    a = ask_one("", "");
    a->q.missing = -1;
    build(a);
    assert_int_equal(element(a, "-1")->flags, SVAR_ELEMENT_MISSING | SVAR_ELEMENT_CHECKED);
    tap(a, "-1");
    assert_value(a, "", 0);
}

TEST(select_one_unknown_tap_means_nothing)
{
    struct ask *a = ask_one("", "1");
    tap(a, "7");
    assert_int_equal(a->result.flags, 0);
    tap(a, "label");
    assert_int_equal(a->result.flags, 0);
    type(a, "1");
    assert_int_equal(a->result.flags, 0);
}

TEST(read_only_takes_nothing_and_shows_it)
{
    struct ask *a = ask_one("", "1");
    a->q.flags = SVAR_QUESTION_READ_ONLY;
    build(a);
    assert_int_equal(element(a, "1")->flags, SVAR_ELEMENT_CHECKED | SVAR_ELEMENT_DISABLED);
    assert_true(element(a, "-1")->flags & SVAR_ELEMENT_DISABLED);
    tap(a, "2");
    assert_int_equal(a->result.flags, 0);
}

// ---- select_multiple ----

TEST(select_multiple_shows_check_boxes)
{
    struct ask *a = ask_several("a c");
    build(a);
    assert_int_equal(element(a, "")->role, SVAR_ROLE_GROUP);
    assert_int_equal(element(a, "a")->role, SVAR_ROLE_CHECKBOX);
    assert_int_equal(element(a, "a")->flags, SVAR_ELEMENT_CHECKED);
    assert_int_equal(element(a, "b")->flags, 0);
    assert_int_equal(element(a, "c")->flags, SVAR_ELEMENT_CHECKED);
}

TEST(select_multiple_adds_in_the_order_shown)
{
    struct ask *a = ask_several("c");
    tap(a, "a");
    assert_value(a, "a c", 0);
}

TEST(select_multiple_takes_back)
{
    struct ask *a = ask_several("a c");
    tap(a, "a");
    assert_value(a, "c", 0);
    a = ask_several("a");
    tap(a, "a");
    assert_value(a, "", 0);
}

TEST(select_multiple_exclusive_takes_back_the_others)
{
    struct ask *a = ask_several("a b");
    tap(a, "none");
    assert_value(a, "none", 0);
    a = ask_several("none");
    tap(a, "b");
    assert_value(a, "b", 0);
}

TEST(select_multiple_missing_code_stands_alone)
{
    struct ask *a = ask_several("a b");
    tap(a, "-2");
    assert_value(a, "-2", 0);
    a = ask_several("-2");
    build(a);
    assert_int_equal(element(a, "-2")->flags, SVAR_ELEMENT_MISSING | SVAR_ELEMENT_CHECKED);
    tap(a, "a");
    assert_value(a, "a", 0);
}

TEST(select_multiple_names_are_whole_words)
{
    struct ask *a = ask_several("none");
    build(a);
    assert_int_equal(element(a, "a")->flags, 0);
    tap(a, "n");
    assert_int_equal(a->result.flags, 0);
}

// ---- text ----

TEST(text_is_what_was_typed)
{
    struct ask *a = ask("text", "", "");
    type(a, "Blåbär & gräs");
    assert_value(a, "Blåbär & gräs", 0);
    assert_false(a->result.flags & SVAR_RESULT_NOTICE);
}

TEST(text_field_shows_its_value)
{
    struct ask *a = ask("text", "multiline", "rad 1\nrad 2");
    build(a);
    const struct svar_element *e = element(a, "field");
    assert_int_equal(e->role, SVAR_ROLE_TEXTBOX);
    assert_true(e->flags & SVAR_ELEMENT_MULTILINE);
    assert_true(svar_text_is(e->value, "rad 1\nrad 2"));
    assert_int_equal(e->characters_max, 2000);
}

TEST(text_of_one_line_has_no_line_ends)
{
    struct ask *a = ask("text", "", "");
    type(a, "a\nb\tc\x01\x7f");
    assert_value(a, "a b c", 0);
    a = ask("text", "multiline", "");
    type(a, "a\nb");
    assert_value(a, "a\nb", 0);
}

TEST(text_is_cut_at_its_length_in_characters)
{
    struct ask *a = ask("text", "", "");
    a->column = "body::svar:max-length";
    a->column_value = "3";
    build(a);
    assert_int_equal(element(a, "field")->characters_max, 3);
    type(a, "åäö!");
    assert_value(a, "åäö", 0);
    assert_true(a->result.flags & SVAR_RESULT_NOTICE);
    assert_str(str_make(a->result.notice.ptr, a->result.notice.bytes), "Här får 3 tecken plats.");
    a->q.language = svar_text_of("en-GB");
    type(a, "åäö!");
    assert_str(str_make(a->result.notice.ptr, a->result.notice.bytes),
               "There is room for 3 characters.");
}

TEST(text_never_exceeds_what_an_answer_can_hold)
{
    static char long_text[30001];
    struct ask *a = ask("text", "multiline", "");
    a->column = "body::svar:max-length";
    a->column_value = "1000000";
    memset(long_text, 'x', sizeof long_text - 1);
    type(a, long_text);
    assert_int_equal(a->result.value.bytes, 16384 / 4);
}

TEST(text_of_blanks_is_empty)
{
    struct ask *a = ask("text", "multiline", "x");
    type(a, " \n  ");
    assert_value(a, "", 0);
}

TEST(text_that_is_not_utf8_is_not_taken)
{
    struct ask *a = ask("text", "", "");
    type(a, "\xff\xfe");
    assert_int_equal(a->result.flags, 0);
}

TEST(text_with_missing_codes_has_chips)
{
    static struct svar_choice refuse;
    struct ask *a = ask("text", "", "något");
    refuse = choice("-2", "Vill inte svara", SVAR_CHOICE_MISSING, -2);
    a->choices = &refuse;
    a->choice_count = 1;
    tap(a, "-2");
    assert_value(a, "", -2);
    a->q.value = svar_text_of("");
    a->q.missing = -2;
    build(a);
    assert_true(element(a, "-2")->flags & SVAR_ELEMENT_CHECKED);
    tap(a, "-2");
    assert_value(a, "", 0);
}

// ---- integer ----

TEST(integer_takes_digits)
{
    struct ask *a = ask("integer", "", "");
    type(a, "42");
    assert_value(a, "42", 0);
    type(a, " 1 250 ");
    assert_value(a, "1250", 0);
    type(a, "-007");
    assert_value(a, "-7", 0);
    type(a, "٤٢");
    assert_value(a, "42", 0);
    type(a, "");
    assert_value(a, "", 0);
}

TEST(integer_refuses_words_and_says_so)
{
    struct ask *a = ask("integer", "", "4");
    static const char *const bad[] = {"4x", "1.5", "1,5", "--1", "1-", "1e3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        type(a, bad[i]);
        assert_int_equal(a->result.flags, SVAR_RESULT_NOTICE);
        assert_str(str_make(a->result.notice.ptr, a->result.notice.bytes),
                   "Skriv ett heltal med siffror.");
    }
}

TEST(integer_keeps_a_number_half_written_as_state)
{
    struct ask *a = ask("integer", "", "");
    type(a, "-");
    assert_value(a, "", 0);
    assert_true(svar_text_is(a->result.state, "-"));
    a->q.state = svar_text_of("-");
    build(a);
    assert_true(svar_text_is(element(a, "field")->value, "-"));
    type(a, "-3");
    assert_value(a, "-3", 0);
    assert_true(a->result.flags & SVAR_RESULT_STATE);
    assert_int_equal(a->result.state.bytes, 0);
}

TEST(integer_bounds_are_those_of_the_type)
{
    struct ask *a = ask("integer", "", "");
    type(a, "2147483647");
    assert_value(a, "2147483647", 0);
    type(a, "-2147483648");
    assert_value(a, "-2147483648", 0);
    type(a, "2147483648");
    assert_int_equal(a->result.flags, SVAR_RESULT_NOTICE);
    type(a, "-99999999999999999999999999999999999999");
    assert_int_equal(a->result.flags, SVAR_RESULT_NOTICE);
}

TEST(integer_steps_up_and_down)
{
    struct ask *a = ask("integer", "", "5");
    handle(a, SVAR_EVENT_ADJUST, "field", "", 1);
    assert_value(a, "6", 0);
    handle(a, SVAR_EVENT_ADJUST, "field", "", -7);
    assert_value(a, "-2", 0);
    a = ask("integer", "", "");
    handle(a, SVAR_EVENT_ADJUST, "field", "", 1);
    assert_value(a, "0", 0);
    handle(a, SVAR_EVENT_ADJUST, "field", "", (double)NAN);
    assert_int_equal(a->result.flags, 0);
}

TEST(integer_steps_stay_in_bounds)
{
    struct ask *a = ask("integer", "", "10");
    a->column = "body::svar:max";
    a->column_value = "10";
    handle(a, SVAR_EVENT_ADJUST, "field", "", 1);
    assert_value(a, "10", 0);
    handle(a, SVAR_EVENT_NUMBER, "field", "", 7.4);
    assert_value(a, "7", 0);
}

// ---- note, head, and messages that are none ----

TEST(note_is_its_words)
{
    struct ask *a = ask("note", "", "");
    a->q.hint = svar_text_of("Mer att veta.");
    build(a);
    assert_int_equal(a->element_count, 2);
    assert_int_equal(element(a, "hint")->role, SVAR_ROLE_TEXT);
    tap(a, "label");
    assert_int_equal(a->result.flags, 0);
}

TEST(an_error_is_an_alert)
{
    struct ask *a = ask("integer", "", "200");
    a->q.flags = SVAR_QUESTION_INVALID | SVAR_QUESTION_REQUIRED;
    a->q.error = svar_text_of("Högst 120.");
    build(a);
    assert_int_equal(element(a, "error")->role, SVAR_ROLE_ALERT);
    assert_true(element(a, "field")->flags & SVAR_ELEMENT_INVALID);
    assert_true(element(a, "field")->flags & SVAR_ELEMENT_REQUIRED);
}

TEST(a_small_buffer_gives_the_size_needed)
{
    struct ask *a = ask_one("", "1");
    struct svar_error error;
    uint32_t in = question_bytes(a), index = index_of("select_one"), needed = 0, again = 0;
    uint8_t exact[4096];
    assert_int_equal(factory()->build(factory(), index, a->in, in, NULL, 0, &needed, &error), 0);
    assert_true(needed > 100 && needed < sizeof exact);
    // One byte past the buffer must stay as it is.
    exact[needed] = 0xa5;
    assert_int_equal(factory()->build(factory(), index, a->in, in, exact, needed, &again, &error),
                     0);
    assert_int_equal(again, needed);
    assert_int_equal(exact[needed], 0xa5);
    for (uint32_t room = 0; room < needed; room++) {
        exact[room] = 0xa5;
        assert_int_equal(factory()->build(factory(), index, a->in, in, exact, room, &again, &error),
                         0);
        assert_int_equal(again, needed);
        assert_int_equal(exact[room], 0xa5);
    }
}

TEST(bytes_that_are_no_question_are_refused)
{
    struct ask *a = ask_one("", "1");
    struct svar_error error = {{0}};
    uint32_t in = question_bytes(a), index = index_of("select_one"), bytes = 0;
    for (uint32_t cut = 0; cut < in; cut++) {
        assert_int_not_equal(
            factory()->build(factory(), index, a->in, cut, a->out, sizeof a->out, &bytes, &error),
            0);
    }
    assert_string_equal(error.message, "the question cannot be read");
    assert_int_not_equal(
        factory()->build(factory(), 99, a->in, in, a->out, sizeof a->out, &bytes, &error), 0);
    assert_null(factory()->describe(factory(), 99));
}

TEST_MAIN(
    cmocka_unit_test(select_one_shows_heading_choices_and_chips_apart),
    cmocka_unit_test(select_one_layout_goes_by_the_number_of_choices),
    cmocka_unit_test(select_one_tap_chooses), cmocka_unit_test(select_one_second_tap_takes_it_back),
    cmocka_unit_test(select_one_quick_goes_on),
    cmocka_unit_test(select_one_missing_code_is_a_choice),
    cmocka_unit_test(select_one_unknown_tap_means_nothing),
    cmocka_unit_test(read_only_takes_nothing_and_shows_it),
    cmocka_unit_test(select_multiple_shows_check_boxes),
    cmocka_unit_test(select_multiple_adds_in_the_order_shown),
    cmocka_unit_test(select_multiple_takes_back),
    cmocka_unit_test(select_multiple_exclusive_takes_back_the_others),
    cmocka_unit_test(select_multiple_missing_code_stands_alone),
    cmocka_unit_test(select_multiple_names_are_whole_words),
    cmocka_unit_test(text_is_what_was_typed), cmocka_unit_test(text_field_shows_its_value),
    cmocka_unit_test(text_of_one_line_has_no_line_ends),
    cmocka_unit_test(text_is_cut_at_its_length_in_characters),
    cmocka_unit_test(text_never_exceeds_what_an_answer_can_hold),
    cmocka_unit_test(text_of_blanks_is_empty), cmocka_unit_test(text_that_is_not_utf8_is_not_taken),
    cmocka_unit_test(text_with_missing_codes_has_chips), cmocka_unit_test(integer_takes_digits),
    cmocka_unit_test(integer_refuses_words_and_says_so),
    cmocka_unit_test(integer_keeps_a_number_half_written_as_state),
    cmocka_unit_test(integer_bounds_are_those_of_the_type),
    cmocka_unit_test(integer_steps_up_and_down), cmocka_unit_test(integer_steps_stay_in_bounds),
    cmocka_unit_test(note_is_its_words), cmocka_unit_test(an_error_is_an_alert),
    cmocka_unit_test(a_small_buffer_gives_the_size_needed),
    cmocka_unit_test(bytes_that_are_no_question_are_refused))
