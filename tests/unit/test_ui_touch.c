// SPDX-License-Identifier: EUPL-1.2
// Fingers and keys through SDL's own queue on the dummy driver: what acts, what does not.
#include "tests/unit/test.h"
#include "tests/unit/ui_words.h"

#include <stdio.h>
#include <string.h>

#include "ui/ui_priv.h"

static int64_t now_ms;

static int64_t fake_time(void *data)
{
    (void)data;
    return now_ms;
}

static struct ui *open_with(bool still, bool reduced)
{
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    now_ms = 10000;
    struct ui_options options = {.title = "test",
                                 .width = 1280,
                                 .height = 800,
                                 .clock = {fake_time, fake_time, NULL},
                                 .reduced_motion = reduced,
                                 .still = still};
    struct ui *ui;
    struct err_info info = {0};
    if (ui_create(&options, &ui, &info) != ERR_NONE) fail_msg("%s", info.message);
    return ui;
}

static struct ui *open_ui(bool still)
{
    return open_with(still, true);
}

static struct ui *open_moving(void)
{
    return open_with(false, false);
}

static void question(struct ui *ui, enum ui_move move, int choices)
{
    struct arena *a = ui_begin(ui);
    struct ui_page page = ui_page_new(a);
    ui_heading(a, page.body, STR("heading"), UI_TEXT_QUESTION, STR("Vad tycker du?"));
    struct ui_element *group = ui_options(a, page.body, STR("q1"), false, STR("Vad tycker du?"));
    for (int i = 0; i < choices; i++) {
        char id[16];
        snprintf(id, sizeof id, "q1/%d", i + 1);
        ui_choice(a, group, str_of(id), STR("Alternativ"), i == 0);
    }
    ui_button(a, page.foot, STR("nav/back"), UI_LOOK_PLAIN, UI_ICON_BACK, STR("Tillbaka"));
    ui_spacer(a, page.foot, 0, 1);
    ui_button(a, page.foot, STR("nav/next"), UI_LOOK_PRIMARY, UI_ICON_NEXT, STR("Nästa"));
    ui_show(ui, page.root, move, STR(""));
}

static void write_page(struct ui *ui, const char *value, enum ui_move move)
{
    struct arena *a = ui_begin(ui);
    struct ui_page page = ui_page_new(a);
    ui_field(a, page.body, STR("q6/field"), STR("Skriv här"), str_of(value), strlen(value), 2);
    if (ui_keyboard_use(ui_keyboard(ui), "se", NULL) != ERR_NONE) fail();
    ui_words_build(ui_keyboard(ui), a, page.keys);
    ui_button(a, page.foot, STR("nav/next"), UI_LOOK_PRIMARY, UI_ICON_NEXT, STR("Nästa"));
    ui_show(ui, page.root, move, STR(""));
}

static void writing(struct ui *ui, const char *value)
{
    write_page(ui, value, UI_MOVE_FORWARD);
}

// The same page again, after something has changed.
static void writing_on(struct ui *ui, const char *value)
{
    write_page(ui, value, UI_MOVE_NONE);
}

static struct ui_point middle(struct ui *ui, const char *id)
{
    struct ui_element *e = ui_element_find(ui_root(ui), str_of(id));
    if (!e) fail_msg("no element %s", id);
    return (struct ui_point){e->bounds.x + e->bounds.w / 2, e->bounds.y + e->bounds.h / 2};
}

// All events that wait, but for ACTIVITY, as "press:q1/1 text:a …".
static const char *events(struct ui *ui)
{
    static char out[1024];
    static const char *const names[] = {"none",  "press", "text",   "erase", "delete",   "caret",
                                        "enter", "slide", "adjust", "move",  "activity", "changed",
                                        "user",  "quit",  "hear",   "help",  "select",   "edit"};
    out[0] = '\0';
    struct ui_event event;
    while (ui_turn(ui, 0, &event)) {
        if (event.kind == UI_EVENT_ACTIVITY) continue;
        size_t len = strlen(out);
        const char *detail = event.kind == UI_EVENT_TEXT ? event.text : event.id;
        snprintf(out + len, sizeof out - len, "%s%s:%s", len ? " " : "", names[event.kind], detail);
    }
    return out;
}

static void finger(struct ui *ui, int phase, struct ui_point at)
{
    struct err_info info = {0};
    if (ui_push_finger(ui, phase, at, &info) != ERR_NONE) fail_msg("%s", info.message);
}

static void tap(struct ui *ui, const char *id)
{
    finger(ui, 0, middle(ui, id));
    finger(ui, 2, middle(ui, id));
}

static void key(struct ui *ui, const char *name)
{
    if (ui_push_key(ui, name, NULL) != ERR_NONE) fail_msg("no key %s", name);
}

static const char *focused(struct ui *ui)
{
    for (struct ui_element *e = ui_root(ui); e; e = ui_element_after(e, ui_root(ui))) {
        if (e->state & UI_STATE_FOCUSED) return e->id.ptr;
    }
    return "";
}

TEST(a_tap_acts_on_release)
{
    struct ui *ui = open_ui(false);
    question(ui, UI_MOVE_FORWARD, 2);
    events(ui);
    finger(ui, 0, middle(ui, "q1/2"));
    assert_string_equal(events(ui), "");
    assert_true(ui_element_find(ui_root(ui), STR("q1/2"))->state & UI_STATE_PRESSED);
    finger(ui, 2, middle(ui, "q1/2"));
    assert_string_equal(events(ui), "press:q1/2");
    assert_false(ui_element_find(ui_root(ui), STR("q1/2"))->state & UI_STATE_PRESSED);
    ui_destroy(ui);
}

TEST(sliding_off_cancels_and_coming_back_does_not)
{
    struct ui *ui = open_ui(false);
    question(ui, UI_MOVE_FORWARD, 2);
    finger(ui, 0, middle(ui, "nav/next"));
    finger(ui, 1, (struct ui_point){640, 300});
    finger(ui, 2, (struct ui_point){640, 300});
    assert_string_equal(events(ui), "");
    finger(ui, 0, middle(ui, "nav/next"));
    finger(ui, 1, (struct ui_point){640, 300});
    finger(ui, 1, middle(ui, "nav/next"));
    finger(ui, 2, middle(ui, "nav/next"));
    assert_string_equal(events(ui), "press:nav/next");
    ui_destroy(ui);
}

TEST(sliding_from_one_card_to_another_chooses_neither)
{
    struct ui *ui = open_ui(false);
    question(ui, UI_MOVE_FORWARD, 2);
    finger(ui, 0, middle(ui, "q1/1"));
    finger(ui, 1, middle(ui, "q1/2"));
    finger(ui, 2, middle(ui, "q1/2"));
    assert_string_equal(events(ui), "");
    ui_destroy(ui);
}

TEST(a_second_strike_within_half_a_second_is_ignored)
{
    struct ui *ui = open_ui(false);
    question(ui, UI_MOVE_FORWARD, 2);
    tap(ui, "nav/next");
    assert_string_equal(events(ui), "press:nav/next");
    now_ms += 400;
    tap(ui, "nav/next");
    assert_string_equal(events(ui), "");
    now_ms += 600;
    tap(ui, "nav/next");
    assert_string_equal(events(ui), "press:nav/next");
    ui_destroy(ui);
}

TEST(a_second_strike_does_not_hit_what_the_next_page_put_there)
{
    struct ui *ui = open_ui(false);
    question(ui, UI_MOVE_FORWARD, 2);
    struct ui_point at = middle(ui, "q1/1");
    tap(ui, "q1/1");
    assert_string_equal(events(ui), "press:q1/1");
    question(ui, UI_MOVE_FORWARD, 30);
    now_ms += 200;
    finger(ui, 0, at);
    finger(ui, 2, at);
    assert_string_equal(events(ui), "");
    ui_destroy(ui);
}

static struct ui *open_calm(void)
{
    struct ui *ui = open_ui(false);
    struct ui_settings settings = ui_settings(ui);
    settings.calm = true;
    ui_set(ui, &settings);
    return ui;
}

TEST(in_calm_a_second_strike_counts_no_more_for_a_second)
{
    struct ui *ui = open_calm();
    question(ui, UI_MOVE_FORWARD, 2);
    tap(ui, "nav/next");
    assert_string_equal(events(ui), "press:nav/next");
    now_ms += 800;
    tap(ui, "nav/next");
    assert_string_equal(events(ui), "");
    now_ms += 400;
    tap(ui, "nav/next");
    assert_string_equal(events(ui), "press:nav/next");
    ui_destroy(ui);
}

static void key_event(SDL_Keycode code, bool repeat)
{
    SDL_Event event = {.key = {.type = SDL_KEYDOWN, .repeat = repeat, .keysym.sym = code}};
    SDL_PushEvent(&event);
}

TEST(in_calm_a_key_struck_twice_counts_once_with_its_letter)
{
    struct ui *ui = open_calm();
    writing(ui, "");
    for (int i = 0; i < 2; i++) {
        SDL_Event letter = {.text = {.type = SDL_TEXTINPUT, .text = "o"}};
        key_event(SDLK_o, false);
        SDL_PushEvent(&letter);
        now_ms += 300;
    }
    assert_string_equal(events(ui), "text:o");
    now_ms += 1000; // and a word with two of them can be written
    SDL_Event letter = {.text = {.type = SDL_TEXTINPUT, .text = "o"}};
    key_event(SDLK_o, false);
    SDL_PushEvent(&letter);
    assert_string_equal(events(ui), "text:o");
    ui_destroy(ui);
}

// How often an arrow that is held acts in three seconds, at a keyboard's rate.
static int held_acts(struct ui *ui)
{
    int acts = 0;
    key_event(SDLK_BACKSPACE, false);
    for (int i = 0; i < 60; i++) {
        const char *seen = events(ui);
        acts += strncmp(seen, "erase", 5) == 0;
        now_ms += 50;
        key_event(SDLK_BACKSPACE, true);
    }
    events(ui);
    return acts;
}

TEST(in_calm_a_held_key_repeats_after_two_seconds_and_no_oftener)
{
    struct ui *ui = open_ui(false);
    writing(ui, "");
    assert_true(held_acts(ui) > 50);
    ui_destroy(ui);
    ui = open_calm();
    writing(ui, "");
    assert_int_equal(held_acts(ui), 2);
    ui_destroy(ui);
}

TEST(an_automaton_may_strike_as_fast_as_it_likes)
{
    struct ui *ui = open_ui(true);
    question(ui, UI_MOVE_FORWARD, 2);
    tap(ui, "nav/next");
    tap(ui, "nav/next");
    assert_string_equal(events(ui), "press:nav/next press:nav/next");
    ui_destroy(ui);
}

TEST(a_finger_that_was_down_when_the_page_changed_does_nothing)
{
    struct ui *ui = open_ui(false);
    question(ui, UI_MOVE_FORWARD, 2);
    struct ui_point at = middle(ui, "nav/next");
    finger(ui, 0, at);
    events(ui);
    question(ui, UI_MOVE_FORWARD, 2);
    finger(ui, 2, at);
    assert_string_equal(events(ui), "");
    ui_destroy(ui);
}

TEST(a_near_miss_counts_for_the_nearest)
{
    struct ui *ui = open_ui(false);
    question(ui, UI_MOVE_FORWARD, 2);
    struct ui_element *e = ui_element_find(ui_root(ui), STR("q1/2"));
    struct ui_point at = {e->bounds.x + 30, e->bounds.y + e->bounds.h + 5};
    finger(ui, 0, at);
    finger(ui, 2, at);
    assert_string_equal(events(ui), "press:q1/2");
    ui_destroy(ui);
}

TEST(dragging_scrolls_and_chooses_nothing)
{
    struct ui *ui = open_ui(false);
    question(ui, UI_MOVE_FORWARD, 30);
    int before = ui_element_find(ui_root(ui), STR("q1/1"))->bounds.y;
    finger(ui, 0, (struct ui_point){300, 500});
    finger(ui, 1, (struct ui_point){300, 450});
    finger(ui, 1, (struct ui_point){300, 300});
    finger(ui, 2, (struct ui_point){300, 300});
    assert_string_equal(events(ui), "");
    assert_int_equal(ui_element_find(ui_root(ui), STR("q1/1"))->bounds.y, before - 200);
    ui_destroy(ui);
}

TEST(a_flung_page_goes_on_and_a_finger_stops_it)
{
    struct ui *ui = open_moving();
    question(ui, UI_MOVE_FORWARD, 30);
    now_ms += 500;
    events(ui);
    int y = 500;
    finger(ui, 0, (struct ui_point){300, y});
    events(ui);
    for (int i = 0; i < 5; i++) {
        now_ms += 16;
        y -= 30;
        finger(ui, 1, (struct ui_point){300, y});
        events(ui);
    }
    finger(ui, 2, (struct ui_point){300, y});
    events(ui);
    int left = ui_element_find(ui_root(ui), STR("q1/1"))->bounds.y;
    now_ms += 100;
    events(ui);
    int on = ui_element_find(ui_root(ui), STR("q1/1"))->bounds.y;
    assert_true(on < left);
    finger(ui, 0, (struct ui_point){300, 400});
    finger(ui, 2, (struct ui_point){300, 400});
    assert_string_equal(events(ui), "");
    now_ms += 500;
    events(ui);
    assert_int_equal(ui_element_find(ui_root(ui), STR("q1/1"))->bounds.y, on);
    ui_destroy(ui);
}

TEST(the_arrow_scrolls_without_dragging)
{
    struct ui *ui = open_ui(false);
    question(ui, UI_MOVE_FORWARD, 30);
    int before = ui_element_find(ui_root(ui), STR("q1/1"))->bounds.y;
    uint64_t generation = ui_generation(ui);
    tap(ui, "body/more");
    assert_string_equal(events(ui), "");
    assert_true(ui_element_find(ui_root(ui), STR("q1/1"))->bounds.y < before);
    assert_true(ui_generation(ui) > generation);
    tap(ui, "body/back");
    events(ui);
    assert_int_equal(ui_element_find(ui_root(ui), STR("q1/1"))->bounds.y, before);
    ui_destroy(ui);
}

TEST(what_is_behind_a_dialog_cannot_be_touched)
{
    struct ui *ui = open_ui(false);
    struct arena *a = ui_begin(ui);
    struct ui_page page = ui_page_new(a);
    ui_button(a, page.foot, STR("nav/next"), UI_LOOK_PRIMARY, UI_ICON_NEXT, STR("Nästa"));
    struct ui_element *dialog = ui_overlay(a, page.root, STR("idle"), STR("Är du kvar?"));
    ui_button(a, dialog, STR("idle/continue"), UI_LOOK_PRIMARY, UI_ICON_NONE, STR("Ja"));
    ui_show(ui, page.root, UI_MOVE_NONE, STR(""));
    tap(ui, "nav/next");
    assert_string_equal(events(ui), "");
    tap(ui, "idle/continue");
    assert_string_equal(events(ui), "press:idle/continue");
    ui_destroy(ui);
}

TEST(tab_goes_through_everything_in_reading_order)
{
    struct ui *ui = open_ui(false);
    question(ui, UI_MOVE_FORWARD, 2);
    const char *order[] = {"q1/1", "q1/2", "nav/back", "nav/next", "q1/1"};
    for (int i = 0; i < 5; i++) {
        key(ui, "Tab");
        events(ui);
        assert_string_equal(focused(ui), order[i]);
    }
    ui_destroy(ui);
}

TEST(space_and_return_press_what_has_the_focus)
{
    struct ui *ui = open_ui(true);
    question(ui, UI_MOVE_FORWARD, 2);
    key(ui, "Tab");
    key(ui, "Space");
    assert_string_equal(events(ui), "press:q1/1");
    key(ui, "Return");
    assert_string_equal(events(ui), "press:q1/1");
    ui_destroy(ui);
}

TEST(arrows_go_to_the_next_card)
{
    struct ui *ui = open_ui(true);
    question(ui, UI_MOVE_FORWARD, 6);
    key(ui, "Tab");
    key(ui, "Right");
    events(ui);
    assert_string_equal(focused(ui), "q1/2");
    key(ui, "Down");
    events(ui);
    assert_string_equal(focused(ui), "q1/4");
    key(ui, "Up");
    key(ui, "Left");
    events(ui);
    assert_string_equal(focused(ui), "q1/1");
    ui_destroy(ui);
}

TEST(the_focus_is_scrolled_into_sight)
{
    struct ui *ui = open_ui(true);
    question(ui, UI_MOVE_FORWARD, 30);
    for (int i = 0; i < 30; i++)
        key(ui, "Tab");
    events(ui);
    struct ui_element *e = ui_element_find(ui_root(ui), STR("q1/30"));
    assert_string_equal(focused(ui), "q1/30");
    assert_int_equal(e->visible.h, e->bounds.h);
    ui_destroy(ui);
}

TEST(typed_text_goes_to_the_only_field)
{
    struct ui *ui = open_ui(true);
    writing(ui, "");
    if (ui_push_text(ui, STR("åäö"), NULL) != ERR_NONE) fail();
    assert_string_equal(events(ui), "text:åäö");
    key(ui, "Backspace");
    key(ui, "Return");
    assert_string_equal(events(ui), "erase:q6/field enter:q6/field");
    ui_destroy(ui);
}

TEST(long_text_comes_in_pieces_and_whole)
{
    struct ui *ui = open_ui(true);
    writing(ui, "");
    struct str text = STR("Övningarna var det bästa på hela dagen, tycker jag");
    if (ui_push_text(ui, text, NULL) != ERR_NONE) fail();
    char all[256] = "";
    struct ui_event event;
    while (ui_turn(ui, 0, &event)) {
        if (event.kind == UI_EVENT_TEXT) strcat(all, event.text);
    }
    assert_string_equal(all, text.ptr);
    ui_destroy(ui);
}

TEST(the_keys_on_the_screen_type)
{
    struct ui *ui = open_ui(true);
    writing(ui, "");
    tap(ui, "key/h");
    tap(ui, "key/å");
    tap(ui, "key/space");
    tap(ui, "key/backspace");
    tap(ui, "key/enter");
    assert_string_equal(events(ui), "text:h text:å text:  erase:q6/field enter:q6/field");
    ui_destroy(ui);
}

TEST(the_same_key_twice_is_two_letters)
{
    struct ui *ui = open_ui(false);
    writing(ui, "");
    tap(ui, "key/l");
    tap(ui, "key/l");
    assert_string_equal(events(ui), "text:l text:l");
    ui_destroy(ui);
}

// The commands of a field among all events that wait, by their number.
static int command(struct ui *ui)
{
    int out = -1;
    struct ui_event event;
    while (ui_turn(ui, 0, &event)) {
        if (event.kind == UI_EVENT_EDIT) out = event.code;
    }
    return out;
}

TEST(words_are_erased_while_the_key_is_held)
{
    struct ui *ui = open_ui(false);
    writing(ui, "Hej du");
    finger(ui, 0, middle(ui, "key/backspace"));
    assert_int_equal(command(ui), -1);
    now_ms += 510;
    assert_int_equal(command(ui), UI_EDIT_ERASE_WORD);
    now_ms += 100;
    assert_int_equal(command(ui), -1);
    now_ms += 260;
    assert_int_equal(command(ui), UI_EDIT_ERASE_WORD);
    finger(ui, 2, middle(ui, "key/backspace"));
    assert_string_equal(events(ui), "");
    ui_destroy(ui);
}

TEST(a_letter_that_is_held_offers_what_it_has_besides)
{
    struct ui *ui = open_ui(false);
    writing(ui, "");
    finger(ui, 0, middle(ui, "key/e"));
    events(ui);
    now_ms += 510;
    assert_string_equal(events(ui), "changed:");
    writing_on(ui, "");
    struct ui_element *row = ui_element_find(ui_root(ui), STR("keys/more"));
    assert_non_null(row);
    assert_true(row->bounds.y + row->bounds.h <= middle(ui, "key/e").y);
    // Slide to one and lift the finger.
    finger(ui, 1, middle(ui, "key/é"));
    finger(ui, 2, middle(ui, "key/é"));
    assert_string_equal(events(ui), "text:é changed:");
    writing_on(ui, "é");
    assert_null(ui_element_find(ui_root(ui), STR("keys/more")));
    ui_destroy(ui);
}

TEST(what_a_letter_has_besides_waits_to_be_tapped)
{
    struct ui *ui = open_ui(false);
    writing(ui, "");
    finger(ui, 0, middle(ui, "key/e"));
    events(ui);
    now_ms += 510;
    events(ui);
    writing_on(ui, "");
    finger(ui, 2, middle(ui, "key/e"));
    assert_string_equal(events(ui), "");
    tap(ui, "key/ë");
    assert_string_equal(events(ui), "text:ë changed:");
    ui_destroy(ui);
}

TEST(a_touch_elsewhere_closes_what_a_letter_has_besides)
{
    struct ui *ui = open_ui(false);
    writing(ui, "");
    finger(ui, 0, middle(ui, "key/e"));
    events(ui);
    now_ms += 510;
    events(ui);
    writing_on(ui, "");
    finger(ui, 2, middle(ui, "key/e"));
    tap(ui, "key/m");
    assert_string_equal(events(ui), "changed: text:m");
    writing_on(ui, "m");
    assert_null(ui_element_find(ui_root(ui), STR("keys/more")));
    ui_destroy(ui);
}

TEST(a_key_that_has_nothing_besides_types_when_it_is_let_go)
{
    struct ui *ui = open_ui(false);
    writing(ui, "");
    finger(ui, 0, middle(ui, "key/x"));
    events(ui);
    now_ms += 2000;
    assert_string_equal(events(ui), "");
    finger(ui, 2, middle(ui, "key/x"));
    assert_string_equal(events(ui), "text:x");
    ui_destroy(ui);
}

// From where to where the last selection among the waiting events goes; -1 without one.
static void selection(struct ui *ui, int *from, int *to)
{
    *from = *to = -1;
    struct ui_event event;
    while (ui_turn(ui, 0, &event)) {
        if (event.kind == UI_EVENT_SELECT) {
            *from = (int)event.from;
            *to = (int)event.at;
        }
    }
}

// The middle of a byte's place in the field.
static struct ui_point in_field(struct ui *ui, double part)
{
    struct ui_element *f = ui_element_find(ui_root(ui), STR("q6/field"));
    struct ui_insides in = ui_measure_insides(&ui->layout, f);
    int box_w;
    const struct ui_paragraph *p = ui_measure_text(&ui->layout, f, f->bounds.w, f->bold, &box_w);
    return (struct ui_point){f->bounds.x + in.pad_x + (int)(p->w * part),
                             f->bounds.y + in.pad_y + p->h / 2};
}

TEST(two_touches_select_a_word)
{
    struct ui *ui = open_ui(false);
    int from, to;
    writing(ui, "aaaa bbbb");
    for (int i = 0; i < 2; i++) {
        finger(ui, 0, in_field(ui, 0.8));
        finger(ui, 2, in_field(ui, 0.8));
        now_ms += 200;
    }
    selection(ui, &from, &to);
    assert_int_equal(from, 5);
    assert_int_equal(to, 9);
    ui_destroy(ui);
}

TEST(a_finger_that_is_held_selects_and_draws_on)
{
    struct ui *ui = open_ui(false);
    int from, to;
    writing(ui, "aaaa bbbb cccc");
    finger(ui, 0, in_field(ui, 0.5));
    events(ui);
    now_ms += 510;
    selection(ui, &from, &to);
    assert_int_equal(from, 5);
    assert_int_equal(to, 9);
    finger(ui, 1, in_field(ui, 1));
    selection(ui, &from, &to);
    assert_int_equal(from, 5);
    assert_int_equal(to, 14);
    finger(ui, 1, in_field(ui, 0));
    selection(ui, &from, &to);
    assert_int_equal(from, 9);
    assert_int_equal(to, 0);
    finger(ui, 2, in_field(ui, 0));
    assert_string_equal(events(ui), "select:q6/field");
    ui_destroy(ui);
}

TEST(shift_is_for_one_letter)
{
    struct ui *ui = open_ui(true);
    writing(ui, "");
    tap(ui, "key/shift");
    assert_string_equal(events(ui), "changed:");
    writing(ui, "");
    tap(ui, "key/Ö");
    assert_string_equal(events(ui), "text:Ö changed:");
    writing(ui, "");
    assert_non_null(ui_element_find(ui_root(ui), STR("key/ö")));
    ui_destroy(ui);
}

TEST(a_touch_in_a_field_moves_the_caret)
{
    struct ui *ui = open_ui(true);
    writing(ui, "Hej");
    struct ui_element *field = ui_element_find(ui_root(ui), STR("q6/field"));
    struct ui_point end = {field->bounds.x + field->bounds.w - 20, field->bounds.y + 40};
    struct ui_point start = {field->bounds.x + 6, field->bounds.y + 40};
    struct ui_event event;
    size_t at[2] = {99, 99};
    struct ui_point points[2] = {start, end};
    for (int i = 0; i < 2; i++) {
        finger(ui, 0, points[i]);
        finger(ui, 2, points[i]);
        while (ui_turn(ui, 0, &event)) {
            if (event.kind == UI_EVENT_CARET) at[i] = event.at;
        }
    }
    assert_int_equal(at[0], 0);
    assert_int_equal(at[1], 3);
    assert_string_equal(focused(ui), "q6/field");
    ui_destroy(ui);
}

TEST(another_thread_can_wake_the_turn)
{
    struct ui *ui = open_ui(true);
    question(ui, UI_MOVE_FORWARD, 2);
    events(ui);
    assert_true(ui_wake(ui, 7, ui));
    struct ui_event event;
    assert_true(ui_turn(ui, 2000, &event));
    assert_int_equal(event.kind, UI_EVENT_USER);
    assert_int_equal(event.code, 7);
    assert_ptr_equal(event.data, ui);
    ui_destroy(ui);
}

TEST(nothing_to_do_is_idle)
{
    struct ui *ui = open_ui(true);
    question(ui, UI_MOVE_FORWARD, 2);
    assert_false(ui_idle(ui));
    events(ui);
    assert_true(ui_idle(ui));
    struct ui_event event;
    assert_false(ui_turn(ui, 20, &event));
    ui_destroy(ui);
}

TEST(touches_outside_and_unknown_keys_are_errors)
{
    struct ui *ui = open_ui(true);
    question(ui, UI_MOVE_FORWARD, 2);
    struct err_info info = {0};
    assert_int_equal(ui_push_touch(ui, (struct ui_point){5000, 10}, &info), ERR_ARGUMENT);
    assert_int_equal(ui_push_touch(ui, (struct ui_point){-1, 10}, &info), ERR_ARGUMENT);
    assert_int_equal(ui_push_key(ui, "Nosuchkey", &info), ERR_ARGUMENT);
    assert_int_equal(ui_push_text(ui, STR("\xFF"), &info), ERR_ARGUMENT);
    ui_destroy(ui);
}

// How many of the events that wait say that somebody is there.
static int presences(struct ui *ui)
{
    int count = 0;
    struct ui_event event;
    while (ui_turn(ui, 0, &event)) {
        count += event.kind == UI_EVENT_ACTIVITY;
    }
    return count;
}

TEST(a_wheel_and_a_button_that_presses_nothing_are_somebody)
{
    struct ui *ui = open_ui(true);
    question(ui, UI_MOVE_NONE, 2);
    events(ui);
    SDL_Event event = {.wheel = {.type = SDL_MOUSEWHEEL, .y = 1}};
    SDL_PushEvent(&event);
    assert_int_equal(presences(ui), 1);
    event = (SDL_Event){.button = {.type = SDL_MOUSEBUTTONDOWN, .button = SDL_BUTTON_MIDDLE}};
    SDL_PushEvent(&event);
    assert_int_equal(presences(ui), 1);
    event = (SDL_Event){.motion = {.type = SDL_MOUSEMOTION, .x = 9, .y = 9}};
    SDL_PushEvent(&event); // a table that shakes is nobody
    assert_int_equal(presences(ui), 0);
    ui_destroy(ui);
}

TEST(who_hears_the_page_through_with_one_finger_is_somebody)
{
    struct ui *ui = open_ui(true);
    struct ui_settings settings = ui_settings(ui);
    settings.explore = true;
    ui_set(ui, &settings);
    question(ui, UI_MOVE_NONE, 2);
    finger(ui, 0, middle(ui, "q1/1"));
    presences(ui);
    finger(ui, 1, middle(ui, "q1/2"));
    assert_int_equal(presences(ui), 1);
    finger(ui, 1, middle(ui, "q1/2")); // one that rests there says nothing more
    assert_int_equal(presences(ui), 0);
    ui_destroy(ui);
}

TEST_MAIN(cmocka_unit_test(a_tap_acts_on_release),
          cmocka_unit_test(sliding_off_cancels_and_coming_back_does_not),
          cmocka_unit_test(sliding_from_one_card_to_another_chooses_neither),
          cmocka_unit_test(a_second_strike_within_half_a_second_is_ignored),
          cmocka_unit_test(a_second_strike_does_not_hit_what_the_next_page_put_there),
          cmocka_unit_test(in_calm_a_second_strike_counts_no_more_for_a_second),
          cmocka_unit_test(in_calm_a_key_struck_twice_counts_once_with_its_letter),
          cmocka_unit_test(in_calm_a_held_key_repeats_after_two_seconds_and_no_oftener),
          cmocka_unit_test(an_automaton_may_strike_as_fast_as_it_likes),
          cmocka_unit_test(a_finger_that_was_down_when_the_page_changed_does_nothing),
          cmocka_unit_test(a_near_miss_counts_for_the_nearest),
          cmocka_unit_test(dragging_scrolls_and_chooses_nothing),
          cmocka_unit_test(the_arrow_scrolls_without_dragging),
          cmocka_unit_test(what_is_behind_a_dialog_cannot_be_touched),
          cmocka_unit_test(tab_goes_through_everything_in_reading_order),
          cmocka_unit_test(space_and_return_press_what_has_the_focus),
          cmocka_unit_test(arrows_go_to_the_next_card),
          cmocka_unit_test(the_focus_is_scrolled_into_sight),
          cmocka_unit_test(typed_text_goes_to_the_only_field),
          cmocka_unit_test(long_text_comes_in_pieces_and_whole),
          cmocka_unit_test(the_keys_on_the_screen_type),
          cmocka_unit_test(the_same_key_twice_is_two_letters),
          cmocka_unit_test(shift_is_for_one_letter),
          cmocka_unit_test(words_are_erased_while_the_key_is_held),
          cmocka_unit_test(a_letter_that_is_held_offers_what_it_has_besides),
          cmocka_unit_test(what_a_letter_has_besides_waits_to_be_tapped),
          cmocka_unit_test(a_touch_elsewhere_closes_what_a_letter_has_besides),
          cmocka_unit_test(a_key_that_has_nothing_besides_types_when_it_is_let_go),
          cmocka_unit_test(two_touches_select_a_word),
          cmocka_unit_test(a_finger_that_is_held_selects_and_draws_on),
          cmocka_unit_test(a_flung_page_goes_on_and_a_finger_stops_it),
          cmocka_unit_test(a_touch_in_a_field_moves_the_caret),
          cmocka_unit_test(another_thread_can_wake_the_turn),
          cmocka_unit_test(nothing_to_do_is_idle),
          cmocka_unit_test(a_wheel_and_a_button_that_presses_nothing_are_somebody),
          cmocka_unit_test(who_hears_the_page_through_with_one_finger_is_somebody),
          cmocka_unit_test(touches_outside_and_unknown_keys_are_errors))
