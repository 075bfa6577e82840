// SPDX-License-Identifier: EUPL-1.2
// Sliders, cards that are put in order, buttons that act while they are held, and pictures from
// files: fingers and keys through SDL's queue on the dummy driver.
#include "tests/unit/test.h"

#include "ui/image.h"
#include "ui/png.h"
#include "ui/ui.h"

#include <stdio.h>
#include <string.h>

static int64_t now_ms;

static int64_t fake_time(void *data)
{
    (void)data;
    return now_ms;
}

static struct ui *open_ui(bool rtl)
{
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    now_ms = 10000;
    struct ui_options options = {.width = 1280,
                                 .height = 800,
                                 .clock = {fake_time, fake_time, NULL},
                                 .reduced_motion = true};
    struct ui *ui;
    struct err_info info = {0};
    if (ui_create(&options, &ui, &info)) fail_msg("%s", info.message);
    struct ui_settings settings = ui_settings(ui);
    settings.rtl = rtl;
    ui_set(ui, &settings);
    return ui;
}

static void page(struct ui *ui)
{
    struct arena *a = ui_begin(ui);
    struct ui_page page = ui_page_new(a);
    struct ui_element *row = ui_row(a, page.body, 4);
    ui_button(a, row, STR("less"), UI_LOOK_PLAIN, UI_ICON_MINUS, STR("Mindre"))->repeats = true;
    ui_slider(a, row, STR("q/field"), STR("Hur mår du?"), STR("5"), 0.5)->ticks = 11;
    struct ui_element *group = ui_options(a, page.body, STR("r"), true, STR("Ordning"));
    group->want_columns = 1;
    for (int i = 0; i < 3; i++) {
        char id[8];
        snprintf(id, sizeof id, "r/%c", 'a' + i);
        struct ui_element *card = ui_choice(a, group, str_of(id), STR("Kort"), i == 0);
        card->movable = true;
        card->sign = i == 0 ? STR("1") : STR("");
    }
    ui_show(ui, page.root, UI_MOVE_FORWARD, STR(""));
}

static const char *events(struct ui *ui)
{
    static char out[1024];
    out[0] = '\0';
    struct ui_event e;
    while (ui_turn(ui, 0, &e)) {
        size_t len = strlen(out);
        char *at = out + len;
        size_t room = sizeof out - len;
        const char *gap = len ? " " : "";
        if (e.kind == UI_EVENT_PRESS) snprintf(at, room, "%spress:%s", gap, e.id);
        if (e.kind == UI_EVENT_SLIDE) snprintf(at, room, "%sslide:%.2f", gap, e.number);
        if (e.kind == UI_EVENT_ADJUST) snprintf(at, room, "%sadjust:%+.0f", gap, e.number);
        if (e.kind == UI_EVENT_MOVE) snprintf(at, room, "%smove:%s→%zu", gap, e.id, e.at);
    }
    return out;
}

static struct ui_element *find(struct ui *ui, const char *id)
{
    struct ui_element *e = ui_element_find(ui_root(ui), str_of(id));
    if (!e) fail_msg("no element %s", id);
    return e;
}

// A place in an element, in parts of its sides from its left and top.
static struct ui_point at(struct ui *ui, const char *id, double x, double y)
{
    struct ui_rect b = find(ui, id)->bounds;
    return (struct ui_point){b.x + (int)(x * b.w), b.y + (int)(y * b.h)};
}

static void finger(struct ui *ui, int phase, struct ui_point where)
{
    if (ui_push_finger(ui, phase, where, NULL)) fail();
}

static void key(struct ui *ui, const char *name)
{
    if (ui_push_key(ui, name, NULL)) fail();
}

// ---- sliders ----
TEST(a_tap_on_the_line_puts_the_knob_there)
{
    struct ui *ui = open_ui(false);
    page(ui);
    finger(ui, 0, at(ui, "q/field", 0.25, 0.5));
    assert_string_equal(events(ui), "");
    finger(ui, 2, at(ui, "q/field", 0.25, 0.5));
    assert_string_equal(events(ui), "slide:0.23");
    ui_destroy(ui);
}

TEST(a_finger_along_the_line_takes_the_knob_with_it)
{
    struct ui *ui = open_ui(false);
    page(ui);
    finger(ui, 0, at(ui, "q/field", 0.5, 0.5));
    finger(ui, 1, at(ui, "q/field", 0.8, 0.5));
    assert_string_equal(events(ui), "slide:0.82");
    finger(ui, 2, at(ui, "q/field", 1, 0.5));
    assert_string_equal(events(ui), "slide:1.00");
    ui_destroy(ui);
}

TEST(right_to_left_the_line_begins_at_the_right)
{
    struct ui *ui = open_ui(true);
    page(ui);
    finger(ui, 0, at(ui, "q/field", 0.25, 0.5));
    finger(ui, 2, at(ui, "q/field", 0.25, 0.5));
    assert_string_equal(events(ui), "slide:0.77");
    ui_destroy(ui);
}

TEST(arrows_step_a_slider)
{
    struct ui *ui = open_ui(false);
    page(ui);
    key(ui, "Tab");
    key(ui, "Tab");
    events(ui);
    key(ui, "Right");
    key(ui, "Down");
    key(ui, "End");
    assert_string_equal(events(ui), "adjust:+1 adjust:-1 slide:1.00");
    ui_destroy(ui);
}

// ---- cards ----
TEST(a_card_is_dragged_by_its_handle)
{
    struct ui *ui = open_ui(false);
    page(ui);
    finger(ui, 0, at(ui, "r/a", 0.96, 0.5));
    finger(ui, 1, at(ui, "r/b", 0.96, 0.5));
    struct ui_point end = at(ui, "r/c", 0.96, 0.9); // where it lies before it makes room
    finger(ui, 1, end);
    assert_string_equal(events(ui), "");
    finger(ui, 2, end);
    assert_string_equal(events(ui), "move:r/a→2");
    ui_destroy(ui);
}

TEST(the_others_make_room_while_it_is_carried)
{
    struct ui *ui = open_ui(false);
    page(ui);
    int before = find(ui, "r/b")->bounds.y;
    finger(ui, 0, at(ui, "r/a", 0.96, 0.5));
    finger(ui, 1, at(ui, "r/b", 0.96, 0.8));
    events(ui);
    assert_true(find(ui, "r/b")->bounds.y < before);
    ui_destroy(ui);
}

TEST(a_card_put_back_where_it_was_says_nothing)
{
    struct ui *ui = open_ui(false);
    page(ui);
    finger(ui, 0, at(ui, "r/b", 0.96, 0.5));
    finger(ui, 1, at(ui, "r/b", 0.96, 0.9));
    finger(ui, 2, at(ui, "r/b", 0.96, 0.6));
    assert_string_equal(events(ui), "");
    ui_destroy(ui);
}

TEST(a_tap_on_a_card_is_a_tap)
{
    struct ui *ui = open_ui(false);
    page(ui);
    finger(ui, 0, at(ui, "r/c", 0.3, 0.5));
    finger(ui, 2, at(ui, "r/c", 0.3, 0.5));
    assert_string_equal(events(ui), "press:r/c");
    ui_destroy(ui);
}

// ---- held buttons ----
TEST(a_button_that_repeats_acts_while_it_is_held)
{
    struct ui *ui = open_ui(false);
    page(ui);
    finger(ui, 0, at(ui, "less", 0.5, 0.5));
    assert_string_equal(events(ui), "");
    now_ms += 510;
    assert_string_equal(events(ui), "press:less");
    now_ms += 100;
    assert_string_equal(events(ui), "press:less");
    finger(ui, 2, at(ui, "less", 0.5, 0.5));
    assert_string_equal(events(ui), "");
    ui_destroy(ui);
}

TEST(quick_taps_on_it_all_count)
{
    struct ui *ui = open_ui(false);
    page(ui);
    for (int i = 0; i < 3; i++) {
        finger(ui, 0, at(ui, "less", 0.5, 0.5));
        finger(ui, 2, at(ui, "less", 0.5, 0.5));
        now_ms += 80;
    }
    assert_string_equal(events(ui), "press:less press:less press:less");
    ui_destroy(ui);
}

// ---- pictures ----
static struct ui_image *decode(struct str bytes, enum err expected)
{
    struct ui_image *image = NULL;
    struct err_info info = {0};
    assert_int_equal(ui_image_decode(bytes, (struct ui_image_most){0}, &image, &info), expected);
    assert_true(expected == ERR_NONE || info.message[0]);
    return image;
}

TEST(a_png_is_read_and_made_smaller_by_area)
{
    uint32_t pixels[16];
    for (int i = 0; i < 16; i++)
        pixels[i] = i % 4 < 2 ? 0xFF000000 : 0xFFFFFFFF;
    struct buf png = {0};
    ui_png_write(pixels, 4, 4, &png);
    struct ui_image *image = decode(buf_str(&png), ERR_NONE);
    assert_int_equal(ui_image_w(image), 4);
    const uint32_t *scaled = ui_image_scaled(image, 2, 2);
    assert_int_equal(scaled[0], 0xFF000000);
    assert_int_equal(scaled[1], 0xFFFFFFFF);
    scaled = ui_image_scaled(image, 1, 1);
    assert_int_equal(scaled[0], 0xFF808080);
    ui_image_destroy(image);
    buf_finish(&png);
}

TEST(broken_pictures_are_told)
{
    uint32_t pixel = 0xFF123456;
    struct buf png = {0};
    ui_png_write(&pixel, 1, 1, &png);
    for (size_t bytes = 8; bytes < png.len; bytes += 3) {
        struct ui_image *image = NULL;
        struct err_info info = {0};
        enum err err = ui_image_decode(str_make((char *)png.ptr, bytes), (struct ui_image_most){0},
                                       &image, &info);
        assert_true(err == ERR_NONE || err == ERR_PARSE);
        ui_image_destroy(image);
    }
    decode(STR("GIF89a"), ERR_UNSUPPORTED);
    decode(STR(""), ERR_UNSUPPORTED);
    decode(STR("\xff\xd8\xff\xe0nothing"), ERR_PARSE);
    buf_finish(&png);
}

TEST(a_picture_of_too_many_pixels_is_refused_before_it_is_read)
{
    // A header alone: 30000 × 30000.
    struct buf png = {0};
    uint32_t pixel = 0xFF123456;
    ui_png_write(&pixel, 1, 1, &png);
    static const uint8_t side[4] = {0, 0, 0x75, 0x30};
    memcpy(png.ptr + 16, side, 4);
    memcpy(png.ptr + 20, side, 4);
    struct ui_image *image = NULL;
    enum err err = ui_image_decode(buf_str(&png), (struct ui_image_most){0}, &image, NULL);
    assert_true(err == ERR_LIMIT || err == ERR_PARSE); // its checksum is wrong as well
    buf_finish(&png);
}

TEST_MAIN(cmocka_unit_test(a_tap_on_the_line_puts_the_knob_there),
          cmocka_unit_test(a_finger_along_the_line_takes_the_knob_with_it),
          cmocka_unit_test(right_to_left_the_line_begins_at_the_right),
          cmocka_unit_test(arrows_step_a_slider), cmocka_unit_test(a_card_is_dragged_by_its_handle),
          cmocka_unit_test(the_others_make_room_while_it_is_carried),
          cmocka_unit_test(a_card_put_back_where_it_was_says_nothing),
          cmocka_unit_test(a_tap_on_a_card_is_a_tap),
          cmocka_unit_test(a_button_that_repeats_acts_while_it_is_held),
          cmocka_unit_test(quick_taps_on_it_all_count),
          cmocka_unit_test(a_png_is_read_and_made_smaller_by_area),
          cmocka_unit_test(broken_pictures_are_told),
          cmocka_unit_test(a_picture_of_too_many_pixels_is_refused_before_it_is_read))
