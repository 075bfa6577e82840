// SPDX-License-Identifier: EUPL-1.2
// The glass: turned by quarters, darker, with a panel that says other places than it should, with
// panels and monitors that come and go.
#include "tests/unit/test.h"

#include <math.h>
#include <string.h>

#include "ui/ui_priv.h"

static int64_t now_ms;

static int64_t fake_time(void *data)
{
    (void)data;
    return now_ms;
}

static struct ui *open_ui(int w, int h)
{
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    now_ms = 10000;
    struct ui_options options = {
        .width = w, .height = h, .clock = {fake_time, fake_time, NULL}, .still = true};
    struct ui *ui;
    struct err_info info = {0};
    if (ui_create(&options, &ui, &info) != ERR_NONE) fail_msg("%s", info.message);
    return ui;
}

static void show(struct ui *ui)
{
    struct arena *a = ui_begin(ui);
    struct ui_page page = ui_page_new(a);
    ui_heading(a, page.body, STR("heading"), UI_TEXT_QUESTION, STR("Vad tycker du?"));
    struct ui_element *group = ui_options(a, page.body, STR("q1"), false, STR("Vad tycker du?"));
    ui_choice(a, group, STR("q1/1"), STR("Bra"), false);
    ui_choice(a, group, STR("q1/2"), STR("Dåligt"), true);
    ui_button(a, page.foot, STR("nav/next"), UI_LOOK_PRIMARY, UI_ICON_NEXT, STR("Nästa"));
    ui_show(ui, page.root, UI_MOVE_NONE, STR(""));
}

// All that waits; the page is shown again where it should be. Returns the last id that acted.
static const char *settle(struct ui *ui)
{
    static char pressed[UI_ID_BYTES];
    pressed[0] = '\0';
    struct ui_event event;
    while (ui_turn(ui, 0, &event) || !ui_idle(ui)) {
        if (event.kind == UI_EVENT_CHANGED) show(ui);
        if (event.kind == UI_EVENT_PRESS) memcpy(pressed, event.id, sizeof pressed);
    }
    return pressed;
}

static struct ui_point middle(struct ui *ui, const char *id)
{
    struct ui_element *e = ui_element_find(ui_root(ui), str_of(id));
    assert_non_null(e);
    return (struct ui_point){e->bounds.x + e->bounds.w / 2, e->bounds.y + e->bounds.h / 2};
}

static void finger(struct ui *ui, Uint32 type, SDL_FingerID id, struct ui_point at)
{
    SDL_Event event = {0};
    event.type = type;
    event.tfinger.fingerId = id;
    event.tfinger.x = ((float)at.x + 0.5F) / (float)ui->window.w;
    event.tfinger.y = ((float)at.y + 0.5F) / (float)ui->window.h;
    assert_int_equal(SDL_PushEvent(&event), 1);
}

static const char *tap(struct ui *ui, const char *id)
{
    assert_int_equal(ui_push_touch(ui, middle(ui, id), NULL), ERR_NONE);
    return settle(ui);
}

static void use(struct ui *ui, struct ui_screen screen)
{
    ui_screen_use(ui, &screen);
    show(ui);
    settle(ui);
}

// ---- turned ----

static uint32_t on_the_glass(struct ui *ui, int x, int y)
{
    SDL_Surface *s = SDL_GetWindowSurface(ui->window.window);
    assert_non_null(s);
    assert_int_equal(s->format->BytesPerPixel, 4);
    const uint8_t *row = (const uint8_t *)s->pixels + y * s->pitch;
    uint32_t pixel;
    memcpy(&pixel, row + x * 4, 4);
    Uint8 r, g, b;
    SDL_GetRGB(pixel, s->format, &r, &g, &b);
    return 0xff000000U | (uint32_t)r << 16 | (uint32_t)g << 8 | b;
}

static void check_turned(int turned)
{
    struct ui *ui = open_ui(800, 480);
    struct ui_screen screen = ui_screen_default();
    screen.turned = turned;
    use(ui, screen);
    int w = ui->pixels.w, h = ui->pixels.h;
    assert_int_equal(w, turned % 2 ? 480 : 800);
    int differing = 0;
    for (int y = 0; y < h; y += 7) {
        for (int x = 0; x < w; x += 7) {
            struct ui_rect at = ui_screen_turn(turned, (struct ui_rect){x, y, 1, 1}, w, h);
            uint32_t is = on_the_glass(ui, at.x, at.y);
            differing += is != (ui->pixels.argb[y * w + x] | 0xff000000U);
        }
    }
    assert_int_equal(differing, 0);
    assert_string_equal(tap(ui, "q1/1"), "q1/1");
    assert_string_equal(tap(ui, "nav/next"), "nav/next");
    ui_destroy(ui);
}

TEST(a_turned_glass_shows_the_page_upright_and_is_touched_where_it_shows)
{
    for (int turned = 0; turned < 4; turned++)
        check_turned(turned);
}

TEST(what_changes_on_a_turned_glass_is_presented_where_it_stands)
{
    struct ui *ui = open_ui(800, 480);
    struct ui_screen screen = ui_screen_default();
    screen.turned = 3;
    use(ui, screen);
    struct ui_point at = middle(ui, "q1/1");
    finger(ui, SDL_FINGERDOWN, 1, at); // as the page has it: not what a turned panel says
    settle(ui);
    assert_int_equal(ui_push_finger(ui, 0, at, NULL), ERR_NONE);
    settle(ui);
    int w = ui->pixels.w, h = ui->pixels.h;
    for (int y = 0; y < h; y += 5) {
        struct ui_rect on = ui_screen_turn(3, (struct ui_rect){at.x, y, 1, 1}, w, h);
        assert_int_equal(on_the_glass(ui, on.x, on.y), ui->pixels.argb[y * w + at.x] | 0xff000000U);
    }
    ui_destroy(ui);
}

TEST(a_page_that_stands_upright_needs_no_memory_beside_the_windows)
{
    struct ui *ui = open_ui(800, 480);
    show(ui);
    settle(ui);
    assert_ptr_equal(ui->pixels.argb, SDL_GetWindowSurface(ui->window.window)->pixels);
    struct ui_screen turned = ui_screen_default();
    turned.turned = 1;
    use(ui, turned);
    assert_ptr_not_equal(ui->pixels.argb, SDL_GetWindowSurface(ui->window.window)->pixels);
    SDL_Surface *s = SDL_GetWindowSurface(ui->window.window);
    memset(s->pixels, 0, (size_t)s->pitch * (size_t)s->h);
    use(ui, ui_screen_default());
    assert_ptr_equal(ui->pixels.argb, s->pixels);
    assert_int_equal(on_the_glass(ui, 3, 3), ui->theme.argb[UI_COLOR_PAPER]);
    ui_destroy(ui);
}

// ---- light ----

TEST(less_light_draws_everything_darker_and_full_light_as_before)
{
    struct ui *ui = open_ui(800, 480);
    show(ui);
    settle(ui);
    uint32_t paper = ui->pixels.argb[0] & 0xff;
    struct ui_screen screen = ui_screen_default();
    screen.light_percent = 50;
    use(ui, screen);
    uint32_t dark = ui->pixels.argb[0] & 0xff;
    assert_true(dark < paper * 6 / 10 && dark > paper * 4 / 10);
    use(ui, ui_screen_default());
    assert_int_equal(ui->pixels.argb[0] & 0xff, paper);
    ui_destroy(ui);
}

TEST(what_no_glass_can_be_is_taken_as_the_usual_one)
{
    struct ui *ui = open_ui(800, 480);
    struct ui_screen wrong = ui_screen_default();
    wrong.light_percent = 0;
    use(ui, wrong);
    assert_int_equal(ui_screen(ui).light_percent, 100);
    wrong = ui_screen_default();
    wrong.touch[0] = 0; // all touches on one line
    assert_false(ui_screen_sound(&wrong));
    wrong.touch[0] = NAN;
    assert_false(ui_screen_sound(&wrong));
    wrong = ui_screen_default();
    wrong.turned = 4;
    assert_false(ui_screen_sound(&wrong));
    ui_destroy(ui);
}

// ---- calibration ----

static const struct ui_spot crosses[] = {{0.1, 0.1}, {0.9, 0.1}, {0.9, 0.9}, {0.1, 0.9}};

TEST(a_panel_that_is_off_and_turned_is_put_right_by_four_touches)
{
    struct ui_spot said[4];
    for (int i = 0; i < 4; i++) // mirrored, turned by a quarter, smaller and moved
        said[i] = (struct ui_spot){0.85 - 0.8 * crosses[i].y, 0.05 + 0.9 * crosses[i].x};
    struct ui_screen screen = ui_screen_default();
    assert_int_equal(ui_screen_fit(crosses, said, 4, screen.touch, NULL), ERR_NONE);
    for (int i = 0; i < 4; i++) {
        struct ui_spot at = ui_screen_touch(&screen, said[i]);
        assert_true(fabs(at.x - crosses[i].x) < 1e-9 && fabs(at.y - crosses[i].y) < 1e-9);
    }
    struct ui *ui = open_ui(1280, 800);
    screen.turned = 1;
    use(ui, screen);
    assert_string_equal(tap(ui, "nav/next"), "nav/next");
    ui_destroy(ui);
}

TEST(touches_that_tremble_are_evened_out)
{
    static const double tremble[] = {0.01, -0.012, 0.008, -0.006};
    struct ui_spot said[4];
    for (int i = 0; i < 4; i++)
        said[i] = (struct ui_spot){crosses[i].x + tremble[i], crosses[i].y - tremble[i]};
    double numbers[UI_TOUCH_NUMBERS];
    assert_int_equal(ui_screen_fit(crosses, said, 4, numbers, NULL), ERR_NONE);
    assert_true(fabs(numbers[0] - 1) < 0.05 && fabs(numbers[4] - 1) < 0.05);
}

TEST(a_missed_cross_is_refused)
{
    struct ui_spot said[4];
    memcpy(said, crosses, sizeof said);
    said[2] = (struct ui_spot){0.5, 0.4};
    double numbers[UI_TOUCH_NUMBERS] = {7};
    assert_int_equal(ui_screen_fit(crosses, said, 4, numbers, NULL), ERR_ARGUMENT);
    assert_true(numbers[0] == 7); // nothing is written
}

TEST(one_place_touched_four_times_is_refused)
{
    struct ui_spot said[4] = {{0.5, 0.5}, {0.5, 0.5}, {0.5, 0.5}, {0.5, 0.5}};
    double numbers[UI_TOUCH_NUMBERS];
    assert_int_equal(ui_screen_fit(crosses, said, 4, numbers, NULL), ERR_ARGUMENT);
}

// ---- what comes and goes ----

TEST(a_finger_that_a_lost_panel_left_behind_gives_way_to_the_next)
{
    struct ui *ui = open_ui(1280, 800);
    show(ui);
    settle(ui);
    finger(ui, SDL_FINGERDOWN, 7, middle(ui, "q1/1"));
    settle(ui);
    // The panel is pulled out and put in again: no word of finger 7 comes any more.
    now_ms += UI_REST_MS;
    finger(ui, SDL_FINGERDOWN, 8, middle(ui, "nav/next"));
    finger(ui, SDL_FINGERUP, 8, middle(ui, "nav/next"));
    assert_string_equal(settle(ui), "nav/next");
    assert_int_equal(ui->finger_count, 0);
    ui_destroy(ui);
}

TEST(a_finger_that_comes_twice_has_left_in_between)
{
    struct ui *ui = open_ui(1280, 800);
    show(ui);
    settle(ui);
    finger(ui, SDL_FINGERDOWN, 7, middle(ui, "q1/1"));
    settle(ui);
    finger(ui, SDL_FINGERDOWN, 7, middle(ui, "nav/next"));
    finger(ui, SDL_FINGERUP, 7, middle(ui, "nav/next"));
    assert_string_equal(settle(ui), "nav/next");
    ui_destroy(ui);
}

TEST(a_hand_that_rests_on_the_glass_is_in_nobodys_way)
{
    struct ui *ui = open_ui(1280, 800);
    show(ui);
    settle(ui);
    finger(ui, SDL_FINGERDOWN, 1, (struct ui_point){5, 400});
    settle(ui);
    now_ms += UI_REST_MS + 5;
    finger(ui, SDL_FINGERDOWN, 2, middle(ui, "q1/1"));
    finger(ui, SDL_FINGERUP, 2, middle(ui, "q1/1"));
    assert_string_equal(settle(ui), "q1/1");
    finger(ui, SDL_FINGERUP, 1, (struct ui_point){5, 400});
    assert_string_equal(settle(ui), "");
    ui_destroy(ui);
}

TEST(more_fingers_than_hands_have_do_no_harm)
{
    struct ui *ui = open_ui(1280, 800);
    show(ui);
    settle(ui);
    for (SDL_FingerID id = 1; id < 40; id++)
        finger(ui, SDL_FINGERDOWN, id, (struct ui_point){(int)id * 20, 300});
    settle(ui);
    assert_true(ui->finger_count <= UI_FINGERS);
    for (SDL_FingerID id = 1; id < 40; id++)
        finger(ui, SDL_FINGERUP, id, (struct ui_point){(int)id * 20, 300});
    settle(ui);
    assert_int_equal(ui->finger_count, 0);
    assert_string_equal(tap(ui, "nav/next"), "nav/next");
    ui_destroy(ui);
}

static void window_event(struct ui *ui, Uint8 what, int w, int h)
{
    SDL_Event event = {0};
    event.type = SDL_WINDOWEVENT;
    event.window.event = what;
    event.window.windowID = SDL_GetWindowID(ui->window.window);
    event.window.data1 = w;
    event.window.data2 = h;
    assert_int_equal(SDL_PushEvent(&event), 1);
}

TEST(a_monitor_that_was_switched_off_and_on_shows_the_page_again)
{
    struct ui *ui = open_ui(1280, 800);
    show(ui);
    settle(ui);
    SDL_Surface *s = SDL_GetWindowSurface(ui->window.window);
    memset(s->pixels, 0, (size_t)s->pitch * (size_t)s->h); // what was on the glass is gone
    window_event(ui, SDL_WINDOWEVENT_HIDDEN, 0, 0);
    SDL_Event display = {0};
    display.type = SDL_DISPLAYEVENT;
    display.display.event = SDL_DISPLAYEVENT_DISCONNECTED;
    assert_int_equal(SDL_PushEvent(&display), 1);
    display.display.event = SDL_DISPLAYEVENT_CONNECTED;
    assert_int_equal(SDL_PushEvent(&display), 1);
    window_event(ui, SDL_WINDOWEVENT_SHOWN, 0, 0);
    window_event(ui, SDL_WINDOWEVENT_RESTORED, 0, 0);
    settle(ui);
    assert_int_equal(on_the_glass(ui, 3, 3), ui->pixels.argb[3 * 1280 + 3] | 0xff000000U);
    assert_string_equal(tap(ui, "nav/next"), "nav/next");
    ui_destroy(ui);
}

TEST(a_changed_resolution_lays_the_page_out_anew)
{
    static const int sizes[][2] = {{800, 480}, {1920, 1080}, {1080, 1920}, {1280, 800}};
    struct ui *ui = open_ui(1280, 800);
    show(ui);
    settle(ui);
    for (int i = 0; i < 4; i++) {
        SDL_SetWindowSize(ui->window.window, sizes[i][0], sizes[i][1]);
        settle(ui);
        assert_int_equal(ui->pixels.w, sizes[i][0]);
        assert_int_equal(ui->pixels.h, sizes[i][1]);
        assert_string_equal(tap(ui, "nav/next"), "nav/next");
    }
    ui_destroy(ui);
}

TEST(a_graphics_card_that_forgets_is_told_again)
{
    struct ui *ui = open_ui(1280, 800);
    show(ui);
    settle(ui);
    static const Uint32 what[] = {SDL_RENDER_TARGETS_RESET, SDL_RENDER_DEVICE_RESET};
    for (int i = 0; i < 2; i++) {
        SDL_Event event = {.type = what[i]};
        assert_int_equal(SDL_PushEvent(&event), 1);
        settle(ui);
        assert_string_equal(tap(ui, i ? "q1/1" : "q1/2"), i ? "q1/1" : "q1/2");
    }
    ui_destroy(ui);
}

TEST_MAIN(cmocka_unit_test(a_turned_glass_shows_the_page_upright_and_is_touched_where_it_shows),
          cmocka_unit_test(what_changes_on_a_turned_glass_is_presented_where_it_stands),
          cmocka_unit_test(a_page_that_stands_upright_needs_no_memory_beside_the_windows),
          cmocka_unit_test(less_light_draws_everything_darker_and_full_light_as_before),
          cmocka_unit_test(what_no_glass_can_be_is_taken_as_the_usual_one),
          cmocka_unit_test(a_panel_that_is_off_and_turned_is_put_right_by_four_touches),
          cmocka_unit_test(touches_that_tremble_are_evened_out),
          cmocka_unit_test(a_missed_cross_is_refused),
          cmocka_unit_test(one_place_touched_four_times_is_refused),
          cmocka_unit_test(a_finger_that_a_lost_panel_left_behind_gives_way_to_the_next),
          cmocka_unit_test(a_finger_that_comes_twice_has_left_in_between),
          cmocka_unit_test(a_hand_that_rests_on_the_glass_is_in_nobodys_way),
          cmocka_unit_test(more_fingers_than_hands_have_do_no_harm),
          cmocka_unit_test(a_monitor_that_was_switched_off_and_on_shows_the_page_again),
          cmocka_unit_test(a_changed_resolution_lays_the_page_out_anew),
          cmocka_unit_test(a_graphics_card_that_forgets_is_told_again))
