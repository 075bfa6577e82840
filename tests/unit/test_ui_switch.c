// SPDX-License-Identifier: EUPL-1.2
// One switch, two switches, and fingers that hear: what is offered in which order, what acts.
#include "tests/unit/test.h"
#include "tests/unit/ui_words.h"

#include <stdio.h>
#include <string.h>

#include <SDL.h>

#include "ui/keyboard_priv.h"
#include "ui/ui.h"

static int64_t now_ms;

static int64_t fake_time(void *data)
{
    (void)data;
    return now_ms;
}

static struct ui *open_with(enum ui_scan scan, bool explore)
{
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    now_ms = 10000;
    struct ui_options options = {.title = "test",
                                 .width = 1280,
                                 .height = 800,
                                 .clock = {fake_time, fake_time, NULL},
                                 .reduced_motion = true};
    struct ui *ui;
    struct err_info info = {0};
    if (ui_create(&options, &ui, &info) != ERR_NONE) fail_msg("%s", info.message);
    struct ui_settings settings = ui_settings_default();
    settings.switches.scan = scan;
    settings.explore = explore;
    ui_set(ui, &settings);
    return ui;
}

static void question(struct ui *ui)
{
    struct arena *a = ui_begin(ui);
    struct ui_page page = ui_page_new(a);
    ui_button(a, page.top, STR("nav/aa"), UI_LOOK_QUIET, UI_ICON_TEXT_SIZE, STR("Text"));
    struct ui_element *group = ui_options(a, page.body, STR("q1"), false, STR("Hur var det?"));
    ui_choice(a, group, STR("q1/1"), STR("Bra"), false);
    ui_choice(a, group, STR("q1/2"), STR("Dåligt"), false);
    ui_button(a, page.foot, STR("next"), UI_LOOK_PRIMARY, UI_ICON_NEXT, STR("Nästa"));
    ui_show(ui, page.root, UI_MOVE_FORWARD, STR(""));
}

static void write_page(struct ui *ui, enum ui_move move)
{
    struct arena *a = ui_begin(ui);
    struct ui_page page = ui_page_new(a);
    ui_field(a, page.body, STR("field"), STR("Skriv här"), STR(""), 0, 1);
    if (ui_keyboard_use(ui_keyboard(ui), "se", NULL) != ERR_NONE) fail();
    ui_words_build(ui_keyboard(ui), a, page.keys);
    ui_show(ui, page.root, move, STR(""));
}

static void writing(struct ui *ui)
{
    write_page(ui, UI_MOVE_FORWARD);
}

static void slider(struct ui *ui, double part)
{
    struct arena *a = ui_begin(ui);
    struct ui_page page = ui_page_new(a);
    ui_slider(a, page.body, STR("line"), STR("Hur mycket?"), STR("3"), part);
    ui_show(ui, page.root, UI_MOVE_NONE, STR(""));
}

// What came, as "press:q1/1 text:a", without who was there.
static const char *events(struct ui *ui)
{
    static char out[1024];
    out[0] = '\0';
    struct ui_event event;
    while (ui_turn(ui, 0, &event)) {
        const char *name = event.kind == UI_EVENT_PRESS    ? "press"
                           : event.kind == UI_EVENT_TEXT   ? "text"
                           : event.kind == UI_EVENT_HEAR   ? "hear"
                           : event.kind == UI_EVENT_HELP   ? "help"
                           : event.kind == UI_EVENT_ADJUST ? "adjust"
                           : event.kind == UI_EVENT_SLIDE  ? "slide"
                           : event.kind == UI_EVENT_CARET  ? "caret"
                                                           : NULL;
        if (!name) continue;
        size_t len = strlen(out);
        snprintf(out + len, sizeof out - len, "%s%s:%s", len ? " " : "", name,
                 event.kind == UI_EVENT_TEXT ? event.text : event.id);
    }
    return out;
}

static const char *key(struct ui *ui, const char *name)
{
    if (ui_push_key(ui, name, NULL) != ERR_NONE) fail_msg("no key %s", name);
    return events(ui);
}

static const char *offered(struct ui *ui)
{
    static char out[64];
    json_t *scan = ui_scan_json(ui);
    const char *id = json_string_value(json_object_get(scan, "id"));
    size_t row = json_array_size(json_object_get(scan, "row"));
    snprintf(out, sizeof out, "%s%s", row ? "row of " : "", id ? id : "nothing");
    json_decref(scan);
    return out;
}

static void finger(struct ui *ui, int phase, const char *id)
{
    struct ui_element *e = ui_element_find(ui_root(ui), str_of(id));
    if (!e) fail_msg("no element %s", id);
    struct ui_point at = {e->bounds.x + e->bounds.w / 2, e->bounds.y + e->bounds.h / 2};
    if (ui_push_finger(ui, phase, at, NULL) != ERR_NONE) fail();
}

TEST(two_switches_go_on_and_choose)
{
    struct ui *ui = open_with(UI_SCAN_TWO, false);
    question(ui);
    assert_string_equal(key(ui, "Space"), "");
    assert_string_equal(offered(ui), "q1/1");
    key(ui, "Space");
    assert_string_equal(offered(ui), "q1/2");
    assert_string_equal(key(ui, "Return"), "press:q1/2");
    ui_destroy(ui);
}

TEST(rounds_begin_with_the_question_and_end_with_the_banner)
{
    static const char *const order[] = {"q1/1", "q1/2", "next", "nav/aa", "q1/1"};
    struct ui *ui = open_with(UI_SCAN_TWO, false);
    question(ui);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        key(ui, "Space");
        assert_string_equal(offered(ui), order[i]);
    }
    ui_destroy(ui);
}

TEST(nothing_is_chosen_before_something_is_offered)
{
    struct ui *ui = open_with(UI_SCAN_TWO, false);
    question(ui);
    assert_string_equal(key(ui, "Return"), "");
    assert_string_equal(offered(ui), "q1/1");
    ui_destroy(ui);
}

TEST(the_next_page_begins_anew)
{
    struct ui *ui = open_with(UI_SCAN_TWO, false);
    question(ui);
    key(ui, "Space");
    question(ui);
    assert_string_equal(offered(ui), "nothing");
    ui_destroy(ui);
}

TEST(other_keys_can_be_switches)
{
    struct ui *ui = open_with(UI_SCAN_TWO, false);
    struct ui_settings settings = ui_settings(ui);
    settings.switches.next = ui_key_code("F13");
    settings.switches.choose = ui_key_code("F14");
    ui_set(ui, &settings);
    question(ui);
    key(ui, "F13");
    assert_string_equal(offered(ui), "q1/1");
    assert_string_equal(key(ui, "F14"), "press:q1/1");
    ui_destroy(ui);
}

TEST(names_of_keys_that_there_are_not_have_no_code)
{
    assert_int_equal(ui_key_code("Wibble"), 0);
    assert_int_equal(ui_key_code(""), 0);
}

TEST(letters_are_chosen_row_by_row)
{
    struct ui *ui = open_with(UI_SCAN_TWO, false);
    writing(ui);
    while (strncmp(offered(ui), "row of ", 7) != 0)
        key(ui, "Space");
    char first[64];
    snprintf(first, sizeof first, "%s", offered(ui) + 7);
    key(ui, "Return");
    assert_string_equal(offered(ui), first);
    key(ui, "Space");
    const char *typed = key(ui, "Return");
    assert_int_equal(strncmp(typed, "text:", 5), 0);
    assert_int_equal(strncmp(offered(ui), "row of ", 7), 0);
    ui_destroy(ui);
}

TEST(past_the_last_key_its_row_is_offered_again)
{
    struct ui *ui = open_with(UI_SCAN_TWO, false);
    writing(ui);
    while (strncmp(offered(ui), "row of ", 7) != 0)
        key(ui, "Space");
    char row[64];
    snprintf(row, sizeof row, "%s", offered(ui));
    key(ui, "Return");
    for (int i = 0; i < 20 && strcmp(offered(ui), row) != 0; i++)
        key(ui, "Space");
    assert_string_equal(offered(ui), row);
    ui_destroy(ui);
}

TEST(a_switch_that_types_a_space_types_nothing)
{
    struct ui *ui = open_with(UI_SCAN_TWO, false);
    writing(ui);
    if (ui_push_text(ui, STR(" "), NULL) != ERR_NONE) fail();
    assert_string_equal(events(ui), "");
    ui_destroy(ui);
}

TEST(a_chosen_slider_goes_up_and_around)
{
    struct ui *ui = open_with(UI_SCAN_TWO, false);
    slider(ui, 0.3);
    key(ui, "Space");
    assert_string_equal(key(ui, "Return"), "");
    assert_string_equal(key(ui, "Space"), "adjust:line");
    slider(ui, 1);
    assert_string_equal(key(ui, "Space"), "slide:line");
    key(ui, "Return");
    assert_string_equal(key(ui, "Space"), "");
    ui_destroy(ui);
}

TEST(with_one_switch_time_goes_on)
{
    struct ui *ui = open_with(UI_SCAN_ONE, false);
    question(ui);
    now_ms += 60000;
    events(ui);
    assert_string_equal(offered(ui), "nothing"); // nobody is there
    key(ui, "Space");
    assert_string_equal(offered(ui), "q1/1");
    now_ms += 1500;
    events(ui);
    assert_string_equal(offered(ui), "q1/2");
    assert_string_equal(key(ui, "Space"), "press:q1/2");
    ui_destroy(ui);
}

TEST(with_one_switch_it_stops_after_three_rounds)
{
    struct ui *ui = open_with(UI_SCAN_ONE, false);
    question(ui);
    key(ui, "Return");
    for (int i = 0; i < 40; i++) {
        now_ms += 1500;
        events(ui);
    }
    char stopped[64];
    snprintf(stopped, sizeof stopped, "%s", offered(ui));
    now_ms += 1500;
    events(ui);
    assert_string_equal(offered(ui), stopped);
    ui_destroy(ui);
}

TEST(without_switches_space_and_return_are_keys)
{
    struct ui *ui = open_with(UI_SCAN_OFF, false);
    question(ui);
    key(ui, "Space");
    assert_string_equal(offered(ui), "nothing");
    ui_destroy(ui);
}

TEST(a_sliding_finger_hears_and_chooses_nothing)
{
    struct ui *ui = open_with(UI_SCAN_OFF, true);
    question(ui);
    finger(ui, 0, "q1/1");
    finger(ui, 1, "q1/2");
    finger(ui, 1, "next");
    finger(ui, 2, "next");
    assert_string_equal(events(ui), "hear:q1/1 hear:q1/2 hear:next");
    ui_destroy(ui);
}

TEST(a_second_tap_on_what_was_heard_acts)
{
    struct ui *ui = open_with(UI_SCAN_OFF, true);
    question(ui);
    finger(ui, 0, "q1/1");
    finger(ui, 1, "q1/2");
    finger(ui, 2, "q1/2");
    events(ui);
    finger(ui, 0, "q1/2");
    finger(ui, 2, "q1/2");
    assert_string_equal(events(ui), "hear:q1/2 press:q1/2");
    ui_destroy(ui);
}

TEST(a_second_tap_elsewhere_hears)
{
    struct ui *ui = open_with(UI_SCAN_OFF, true);
    question(ui);
    finger(ui, 0, "q1/1");
    finger(ui, 2, "q1/1");
    finger(ui, 0, "q1/2");
    finger(ui, 2, "q1/2");
    assert_string_equal(events(ui), "hear:q1/1 hear:q1/2");
    ui_destroy(ui);
}

TEST(what_was_heard_on_one_page_does_not_act_on_the_next)
{
    struct ui *ui = open_with(UI_SCAN_OFF, true);
    question(ui);
    finger(ui, 0, "next");
    finger(ui, 2, "next");
    events(ui);
    question(ui);
    finger(ui, 0, "next");
    finger(ui, 2, "next");
    assert_string_equal(events(ui), "hear:next");
    ui_destroy(ui);
}

// Phases of two fingers by SDL's own events: ui_push_finger has one finger only.
static void second_finger(struct ui *ui, Uint32 type)
{
    SDL_Event event = {.type = type};
    event.tfinger.fingerId = 77;
    event.tfinger.x = 0.9F;
    event.tfinger.y = 0.5F;
    (void)ui;
    assert_int_equal(SDL_PushEvent(&event), 1);
}

TEST(two_fingers_that_are_held_ask_for_help)
{
    struct ui *ui = open_with(UI_SCAN_OFF, false);
    question(ui);
    finger(ui, 0, "q1/1");
    second_finger(ui, SDL_FINGERDOWN);
    assert_string_equal(events(ui), "");
    now_ms += 2100;
    assert_string_equal(events(ui), "help:");
    second_finger(ui, SDL_FINGERUP);
    finger(ui, 2, "q1/1");
    assert_string_equal(events(ui), ""); // what lay under them was not meant
    ui_destroy(ui);
}

TEST(two_fingers_that_leave_ask_for_nothing)
{
    struct ui *ui = open_with(UI_SCAN_OFF, false);
    question(ui);
    finger(ui, 0, "q1/1");
    second_finger(ui, SDL_FINGERDOWN);
    second_finger(ui, SDL_FINGERUP);
    events(ui);
    now_ms += 2100;
    assert_string_equal(events(ui), "");
    ui_destroy(ui);
}

TEST(a_key_asks_for_help_too)
{
    struct ui *ui = open_with(UI_SCAN_OFF, false);
    question(ui);
    assert_string_equal(key(ui, "F1"), "help:");
    ui_destroy(ui);
}

TEST(the_focus_is_heard_where_that_is_wanted)
{
    struct ui *ui = open_with(UI_SCAN_OFF, false);
    struct ui_settings settings = ui_settings(ui);
    settings.hear = true;
    ui_set(ui, &settings);
    question(ui);
    assert_string_equal(key(ui, "Tab"), "hear:nav/aa");
    settings.hear = false;
    ui_set(ui, &settings);
    assert_string_equal(key(ui, "Tab"), "");
    ui_destroy(ui);
}

TEST(switches_come_to_what_a_letter_has_besides)
{
    struct ui *ui = open_with(UI_SCAN_TWO, false);
    writing(ui);
    for (int i = 0; i < 40 && strcmp(offered(ui), "row of key/q") != 0; i++)
        key(ui, "Space");
    struct ui_element *e = ui_element_find(ui_root(ui), STR("key/e"));
    assert_true(ui_keyboard_hold(ui_keyboard(ui), e));
    write_page(ui, UI_MOVE_NONE);
    assert_string_equal(offered(ui), "key/é");
    key(ui, "Space");
    assert_string_equal(offered(ui), "key/è");
    assert_string_equal(key(ui, "Return"), "text:è");
    ui_destroy(ui);
}

TEST_MAIN(cmocka_unit_test(switches_come_to_what_a_letter_has_besides),
          cmocka_unit_test(two_switches_go_on_and_choose),
          cmocka_unit_test(rounds_begin_with_the_question_and_end_with_the_banner),
          cmocka_unit_test(nothing_is_chosen_before_something_is_offered),
          cmocka_unit_test(the_next_page_begins_anew), cmocka_unit_test(other_keys_can_be_switches),
          cmocka_unit_test(names_of_keys_that_there_are_not_have_no_code),
          cmocka_unit_test(letters_are_chosen_row_by_row),
          cmocka_unit_test(past_the_last_key_its_row_is_offered_again),
          cmocka_unit_test(a_switch_that_types_a_space_types_nothing),
          cmocka_unit_test(a_chosen_slider_goes_up_and_around),
          cmocka_unit_test(with_one_switch_time_goes_on),
          cmocka_unit_test(with_one_switch_it_stops_after_three_rounds),
          cmocka_unit_test(without_switches_space_and_return_are_keys),
          cmocka_unit_test(a_sliding_finger_hears_and_chooses_nothing),
          cmocka_unit_test(a_second_tap_on_what_was_heard_acts),
          cmocka_unit_test(a_second_tap_elsewhere_hears),
          cmocka_unit_test(what_was_heard_on_one_page_does_not_act_on_the_next),
          cmocka_unit_test(two_fingers_that_are_held_ask_for_help),
          cmocka_unit_test(two_fingers_that_leave_ask_for_nothing),
          cmocka_unit_test(a_key_asks_for_help_too),
          cmocka_unit_test(the_focus_is_heard_where_that_is_wanted))
