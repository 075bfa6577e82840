// SPDX-License-Identifier: EUPL-1.2
// The window's start and end, its size, and what is forgotten.
#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

#include "ui/ui_priv.h"

static struct ui *open_ui(int w, int h)
{
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    struct ui_options options = {
        .title = "test", .width = w, .height = h, .clock = clock_system(), .still = true};
    struct ui *ui;
    struct err_info info = {0};
    if (ui_create(&options, &ui, &info) != ERR_NONE) fail_msg("%s", info.message);
    return ui;
}

static void show(struct ui *ui, const char *value)
{
    struct arena *a = ui_begin(ui);
    struct ui_page page = ui_page_new(a);
    ui_heading(a, page.body, STR("h"), UI_TEXT_QUESTION, STR("Vad var bra?"));
    if (value) {
        ui_field(a, page.body, STR("f"), STR("Skriv"), str_of(value), strlen(value), 2);
    }
    ui_show(ui, page.root, UI_MOVE_FORWARD, STR(""));
}

TEST(no_display_is_one_clear_line)
{
    unsetenv("SDL_VIDEODRIVER");
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    struct ui_options options = {.title = "test", .clock = clock_system()};
    struct ui *ui = NULL;
    struct err_info info = {0};
    enum err code = ui_create(&options, &ui, &info);
    // On a machine whose console can be drawn on there is a display.
    if (code == ERR_NONE) {
        ui_destroy(ui);
        return;
    }
    assert_int_equal(code, ERR_MISSING);
    assert_null(ui);
    assert_non_null(strstr(info.message, "no display"));
    assert_null(strchr(info.message, '\n'));
}

TEST(an_unknown_driver_is_an_error)
{
    setenv("SDL_VIDEODRIVER", "nosuch", 1);
    struct ui_options options = {.title = "test", .clock = clock_system()};
    struct ui *ui = NULL;
    struct err_info info = {0};
    assert_int_equal(ui_create(&options, &ui, &info), ERR_MISSING);
    assert_null(ui);
}

TEST(a_window_can_be_opened_again)
{
    for (int i = 0; i < 3; i++) {
        struct ui *ui = open_ui(640, 480);
        show(ui, NULL);
        ui_destroy(ui);
    }
}

TEST(without_a_size_it_is_that_of_a_tablet)
{
    struct ui *ui = open_ui(0, 0);
    assert_int_equal(ui_size(ui).w, 1280);
    assert_int_equal(ui_size(ui).h, 800);
    ui_destroy(ui);
}

TEST(millimetres_are_guessed_from_the_short_side)
{
    struct ui *ui = open_ui(1280, 800);
    assert_float_equal(ui_mm_per_pixel(ui), 150.0 / 800, 0.0001);
    ui_destroy(ui);
    ui = open_ui(1080, 1920);
    assert_float_equal(ui_mm_per_pixel(ui), 150.0 / 1080, 0.0001);
    ui_destroy(ui);
    ui = open_ui(800, 480);
    assert_float_equal(ui_mm_per_pixel(ui), 0.2, 0.0001);
    ui_destroy(ui);
}

TEST(a_new_size_lays_the_page_out_again)
{
    struct ui *ui = open_ui(1280, 800);
    show(ui, "x");
    struct ui_event event;
    while (ui_turn(ui, 0, &event)) {
    }
    SDL_SetWindowSize(ui->window.window, 800, 1280);
    bool changed = false;
    while (ui_turn(ui, 0, &event))
        changed = changed || event.kind == UI_EVENT_CHANGED;
    assert_true(changed);
    assert_int_equal(ui_size(ui).w, 800);
    assert_true(ui_element_find(ui_root(ui), STR("f"))->bounds.w < 800);
    ui_destroy(ui);
}

TEST(a_tree_stays_until_the_next_is_shown)
{
    struct ui *ui = open_ui(1280, 800);
    show(ui, "kvar");
    ui_begin(ui);
    ui_begin(ui);
    assert_str(ui_element_find(ui_root(ui), STR("f"))->value, "kvar");
    ui_destroy(ui);
}

TEST(what_was_typed_is_forgotten)
{
    struct ui *ui = open_ui(1280, 800);
    show(ui, "hemligt svar");
    struct ui_event event;
    ui_turn(ui, 0, &event);
    size_t with = ui_text_bytes(ui->text);
    const char *value = ui_element_find(ui_root(ui), STR("f"))->value.ptr;
    char kept[13];
    memcpy(kept, value, sizeof kept);
    assert_string_equal(kept, "hemligt svar");
    show(ui, NULL);
    ui_turn(ui, 0, &event);
    ui_forget(ui);
    assert_true(ui_text_bytes(ui->text) < with);
    assert_int_equal(arena_used(ui->arenas[!ui->shown]), 0);
    ui_frame_draw(ui);
    ui_destroy(ui);
}

TEST(forgetting_keeps_what_still_waits)
{
    struct ui *ui = open_ui(1280, 800);
    show(ui, NULL);
    assert_true(ui_wake(ui, 3, NULL));
    ui_forget(ui);
    struct ui_event event;
    int woken = 0;
    while (ui_turn(ui, 0, &event))
        woken += event.kind == UI_EVENT_USER;
    assert_int_equal(woken, 1);
    ui_destroy(ui);
}

// A key with what is held beside it; what the page was asked to do by it.
static void strike(struct ui *ui, SDL_Keycode code, uint16_t held, char out[256])
{
    SDL_Event key = {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = code, .mod = held}}};
    struct ui_event event;
    out[0] = '\0';
    SDL_PushEvent(&key);
    while (ui_turn(ui, 0, &event)) {
        if (event.kind == UI_EVENT_PRESS) snprintf(out, 256, "%s", event.id);
    }
}

TEST(what_asks_another_program_for_something_is_no_answer)
{
    static const uint16_t held[] = {KMOD_LALT, KMOD_LGUI, KMOD_RGUI, KMOD_LCTRL,
                                    KMOD_LCTRL | KMOD_LALT};
    struct ui *ui = open_ui(640, 480);
    char pressed[256];
    struct arena *a = ui_begin(ui);
    struct ui_page page = ui_page_new(a);
    ui_button(a, page.body, STR("yes"), UI_LOOK_PLAIN, UI_ICON_NONE, STR("Ja"));
    ui_show(ui, page.root, UI_MOVE_FORWARD, STR("yes"));
    for (size_t i = 0; i < sizeof held / sizeof *held; i++) {
        strike(ui, SDLK_SPACE, held[i], pressed);
        assert_string_equal(pressed, "");
        strike(ui, SDLK_RETURN, held[i], pressed);
        assert_string_equal(pressed, "");
    }
    strike(ui, SDLK_SPACE, KMOD_NUM | KMOD_CAPS, pressed);
    assert_string_equal(pressed, "yes");
    ui_destroy(ui);
}

TEST(an_empty_field_asks_only_inside_itself)
{
    struct ui *ui = open_ui(800, 480);
    struct arena *a = ui_begin(ui);
    struct ui_page page = ui_page_new(a);
    // Many lines of invitation in a field of one, at the fold of a page that scrolls.
    for (int i = 0; i < 4; i++)
        ui_choice(a, page.body, arena_printf(a, "c%d", i), STR("Ganska ofta"), false);
    for (int i = 0; i < 6; i++)
        ui_field(a, page.body, arena_printf(a, "f%d", i), STR("Skriv\nhär\nallt\ndet\nandra"),
                 STR(""), 0, 1);
    ui_button(a, page.foot, STR("next"), UI_LOOK_PRIMARY, UI_ICON_NEXT, STR("Nästa"));
    ui_show(ui, page.root, UI_MOVE_FORWARD, STR(""));
    for (int up = 0; up < 400; up += 3) {
        ui_scroll_to(ui, STR("body"), up);
        ui_frame_draw(ui);
        for (uint32_t i = 0; i < ui->list.count; i++) {
            const struct ui_draw *d = &ui->list.items[i];
            if (d->kind != UI_DRAW_TEXT || d->text->line_count < 5) continue;
            struct ui_rect seen = ui_rect_common(d->box, d->clip);
            assert_true(ui_rect_empty(seen) ||
                        seen.y + seen.h <= page.body->bounds.y + page.body->bounds.h);
        }
    }
    ui_destroy(ui);
}

TEST_MAIN(cmocka_unit_test(no_display_is_one_clear_line),
          cmocka_unit_test(an_empty_field_asks_only_inside_itself),
          cmocka_unit_test(an_unknown_driver_is_an_error),
          cmocka_unit_test(a_window_can_be_opened_again),
          cmocka_unit_test(without_a_size_it_is_that_of_a_tablet),
          cmocka_unit_test(millimetres_are_guessed_from_the_short_side),
          cmocka_unit_test(a_new_size_lays_the_page_out_again),
          cmocka_unit_test(a_tree_stays_until_the_next_is_shown),
          cmocka_unit_test(what_was_typed_is_forgotten),
          cmocka_unit_test(forgetting_keeps_what_still_waits),
          cmocka_unit_test(what_asks_another_program_for_something_is_no_answer))
