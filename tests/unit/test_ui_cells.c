// SPDX-License-Identifier: EUPL-1.2
// Redrawing only what changed gives the very bytes that redrawing everything gives.
#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

#include "ui/ui_priv.h"

static int64_t now_ms;

static int64_t fake_time(void *data)
{
    (void)data;
    return now_ms;
}

static struct ui *open_ui(bool moving)
{
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    now_ms = 1000;
    struct ui_options options = {.title = "test",
                                 .width = 1280,
                                 .height = 800,
                                 .clock = {fake_time, fake_time, NULL},
                                 .still = !moving};
    struct ui *ui;
    struct err_info info = {0};
    if (ui_create(&options, &ui, &info) != ERR_NONE) fail_msg("%s", info.message);
    return ui;
}

static void page(struct ui *ui, enum ui_move move, int chosen, const char *typed, bool dialog)
{
    struct arena *a = ui_begin(ui);
    struct ui_page p = ui_page_new(a);
    ui_progress(a, p.top, STR("progress"), chosen / 10.0, STR(""));
    ui_heading(a, p.body, STR("heading"), UI_TEXT_QUESTION,
               STR("Årets konferens har bidragit till att stärka samverkan"));
    struct ui_element *group = ui_options(a, p.body, STR("q1"), false, STR("q1"));
    for (int i = 1; i <= 6; i++) {
        char id[16];
        snprintf(id, sizeof id, "q1/%d", i);
        ui_choice(a, group, str_of(id), STR("Alternativ نعم"), i == chosen);
    }
    if (typed) {
        ui_field(a, p.body, STR("q2"), STR("Skriv här"), str_of(typed), strlen(typed), 1);
    }
    ui_button(a, p.foot, STR("nav/back"), UI_LOOK_PLAIN, UI_ICON_BACK, STR("Tillbaka"));
    ui_spacer(a, p.foot, 0, 1);
    ui_button(a, p.foot, STR("nav/next"), UI_LOOK_PRIMARY, UI_ICON_NEXT, STR("Nästa"));
    if (dialog) {
        struct ui_element *d = ui_overlay(a, p.root, STR("idle"), STR("Är du kvar?"));
        ui_picture(a, d, ui_picture_ring(a, chosen / 7.0), 24, STR(""));
        ui_heading(a, d, STR("idle/h"), UI_TEXT_QUESTION, STR("Är du kvar?"));
        ui_button(a, d, STR("idle/continue"), UI_LOOK_PRIMARY, UI_ICON_NONE, STR("Ja"));
    }
    ui_show(ui, p.root, move, STR(""));
}

// Draws the list of the last frame anew, whole, and compares it with what is on the glass.
static void same_as_whole(struct ui *ui, const char *when)
{
    struct ui_pixels whole = {0};
    ui_pixels_size(&whole, ui->pixels.w, ui->pixels.h);
    struct ui_painter painter = {ui->text, ui->masks};
    struct ui_rect all = {0, 0, whole.w, whole.h};
    ui_pixels_draw(&whole, &painter, &ui->list, all, ui->theme.argb[UI_COLOR_PAPER]);
    size_t bytes = (size_t)whole.w * (size_t)whole.h * 4;
    if (memcmp(whole.argb, ui->pixels.argb, bytes) != 0) fail_msg("differs after %s", when);
    ui_pixels_finish(&whole);
}

static struct ui_rect changed_box(struct ui *ui)
{
    struct ui_rect all = {0, 0, 0, 0};
    for (uint32_t i = 0; i < ui->cells.changed_count; i++)
        all = ui_rect_both(all, ui->cells.changed[i]);
    return all;
}

TEST(choosing_a_card_redraws_that_card_only)
{
    struct ui *ui = open_ui(false);
    page(ui, UI_MOVE_FORWARD, 0, NULL, false);
    ui_frame_draw(ui);
    // The progress line stays as it is: only the card is another.
    struct ui_element *card = ui_element_find(ui->root, STR("q1/4"));
    card->state |= UI_STATE_CHECKED;
    ui_frame_draw(ui);
    struct ui_rect changed = changed_box(ui);
    struct ui_rect reach = ui_rect_inset(card->bounds, -UI_CELL_PX);
    assert_false(ui_rect_empty(changed));
    assert_true(changed.x >= reach.x && changed.y >= reach.y);
    assert_true(changed.x + changed.w <= reach.x + reach.w);
    assert_true(changed.y + changed.h <= reach.y + reach.h);
    same_as_whole(ui, "a choice");
    ui_destroy(ui);
}

TEST(nothing_changed_redraws_nothing)
{
    struct ui *ui = open_ui(false);
    page(ui, UI_MOVE_FORWARD, 2, "text", false);
    ui_frame_draw(ui);
    page(ui, UI_MOVE_NONE, 2, "text", false);
    ui_frame_draw(ui);
    assert_int_equal(ui->cells.changed_count, 0);
    ui_destroy(ui);
}

TEST(any_way_through_pages_equals_drawing_whole)
{
    struct ui *ui = open_ui(false);
    const char *typed[] = {NULL, "", "H", "Hej på dig", "Hej مرحبا 12"};
    for (int i = 0; i < 60; i++) {
        int n = i * 7 % 31;
        struct ui_settings s = ui_settings_default();
        s.theme = (enum ui_theme_kind)(n / 5 % 3);
        s.rtl = n % 4 == 3;
        s.text_scale = n % 9 == 8 ? 1.5 : 1;
        ui_set(ui, &s);
        page(ui, n % 3 ? UI_MOVE_NONE : UI_MOVE_FORWARD, n % 7, typed[n % 5], n % 6 == 5);
        if (n % 2) ui_scroll_to(ui, STR("body"), n * 5);
        ui_frame_draw(ui);
        char when[32];
        snprintf(when, sizeof when, "step %d", i);
        same_as_whole(ui, when);
    }
    ui_destroy(ui);
}

TEST(every_frame_of_a_page_change_equals_drawing_whole)
{
    struct ui *ui = open_ui(true);
    page(ui, UI_MOVE_FORWARD, 1, NULL, false);
    int frames = 0;
    do {
        ui_frame_draw(ui);
        same_as_whole(ui, "a frame");
        now_ms += 16;
        frames++;
    } while (ui->motion.moving && frames < 100);
    assert_in_range(frames, 9, 14);
    page(ui, UI_MOVE_NONE, 2, NULL, false);
    frames = 0;
    do {
        ui_frame_draw(ui);
        same_as_whole(ui, "a check mark");
        now_ms += 16;
        frames++;
    } while (ui->motion.moving && frames < 100);
    assert_in_range(frames, 6, 12);
    ui_destroy(ui);
}

TEST(rectangles_do_not_overlap)
{
    struct ui *ui = open_ui(false);
    page(ui, UI_MOVE_FORWARD, 1, NULL, false);
    ui_frame_draw(ui);
    page(ui, UI_MOVE_NONE, 5, "x", false);
    ui_frame_draw(ui);
    for (uint32_t i = 0; i < ui->cells.changed_count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            struct ui_rect common = ui_rect_common(ui->cells.changed[i], ui->cells.changed[k]);
            assert_true(ui_rect_empty(common));
        }
    }
    ui_destroy(ui);
}

TEST(the_draw_list_can_be_read)
{
    struct ui *ui = open_ui(false);
    page(ui, UI_MOVE_FORWARD, 1, NULL, false);
    ui_frame_draw(ui);
    struct buf text = {0};
    ui_draw_write(&ui->list, &text);
    assert_true(str_find(buf_str(&text), STR("box ")) >= 0);
    assert_true(str_find(buf_str(&text), STR("text ")) >= 0);
    assert_true(str_find(buf_str(&text), STR("layer ")) >= 0);
    buf_finish(&text);
    ui_destroy(ui);
}

TEST(a_picture_is_saved_as_png_and_bmp)
{
    struct ui *ui = open_ui(false);
    page(ui, UI_MOVE_FORWARD, 1, NULL, false);
    char dir[] = "/tmp/svar-ui-XXXXXX";
    assert_non_null(mkdtemp(dir));
    const char *names[] = {"a.png", "a.bmp"};
    for (int i = 0; i < 2; i++) {
        char path[64];
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        assert_int_equal(ui_screenshot(ui, path, NULL), ERR_NONE);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        char head[4];
        assert_int_equal(fread(head, 1, 4, file), 4);
        assert_memory_equal(head + (i ? 0 : 1), i ? "BM" : "PNG", i ? 2 : 3);
        fclose(file);
        remove(path);
    }
    remove(dir);
    struct err_info info = {0};
    assert_int_equal(ui_screenshot(ui, "a.gif", &info), ERR_ARGUMENT);
    assert_int_equal(ui_screenshot(ui, "/nonexistent/a.png", &info), ERR_MISSING);
    ui_destroy(ui);
}

TEST(the_tree_is_told_in_reading_order)
{
    struct ui *ui = open_ui(false);
    page(ui, UI_MOVE_FORWARD, 3, "Hej", false);
    json_t *tree = ui_tree_json(ui);
    const char *order[] = {"heading", "q1", "q1/1", "q1/2", "q2", "nav/back", "nav/next"};
    size_t next = 0;
    size_t i;
    json_t *one;
    json_array_foreach(tree, i, one)
    {
        const char *id = json_string_value(json_object_get(one, "id"));
        assert_non_null(json_object_get(one, "role"));
        assert_int_equal(json_array_size(json_object_get(one, "bounds")), 4);
        if (next < 7 && strcmp(id, order[next]) == 0) next++;
        if (strcmp(id, "q1/3") == 0) {
            assert_string_equal(json_string_value(json_object_get(one, "role")), "radio");
            json_t *states = json_object_get(one, "state");
            assert_string_equal(json_string_value(json_array_get(states, 0)), "checked");
        }
        if (strcmp(id, "q2") == 0) {
            assert_string_equal(json_string_value(json_object_get(one, "value")), "Hej");
        }
    }
    assert_int_equal(next, 7);
    json_decref(tree);
    ui_destroy(ui);
}

TEST_MAIN(cmocka_unit_test(choosing_a_card_redraws_that_card_only),
          cmocka_unit_test(nothing_changed_redraws_nothing),
          cmocka_unit_test(any_way_through_pages_equals_drawing_whole),
          cmocka_unit_test(every_frame_of_a_page_change_equals_drawing_whole),
          cmocka_unit_test(rectangles_do_not_overlap), cmocka_unit_test(the_draw_list_can_be_read),
          cmocka_unit_test(a_picture_is_saved_as_png_and_bmp),
          cmocka_unit_test(the_tree_is_told_in_reading_order))
