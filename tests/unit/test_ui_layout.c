// SPDX-License-Identifier: EUPL-1.2
// Layout without a window: mirroring, columns, scales, scroll areas, targets.
#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

#include "ui/layout.h"

struct bench {
    struct ui_layout l;
    struct arena *a;
    int offset; // where the scroll area stands
};

static int scroll_get(void *data, struct str id)
{
    (void)id;
    return ((struct bench *)data)->offset;
}

static void scroll_set(void *data, struct str id, int offset)
{
    (void)id;
    ((struct bench *)data)->offset = offset;
}

static struct bench *open_bench(int w, int h, double mm_per_px)
{
    static struct bench b;
    b = (struct bench){.a = arena_create(ARENA_PLAIN, 16 << 20)};
    if (ui_text_create(&b.l.text, NULL) != ERR_NONE) fail();
    b.l.arena = b.a;
    b.l.window = (struct ui_rect){0, 0, w, h};
    b.l.px_per_mm = 1 / mm_per_px;
    b.l.text_scale = 1;
    b.l.scroll_get = scroll_get;
    b.l.scroll_set = scroll_set;
    b.l.data = &b;
    snprintf(b.l.language, sizeof b.l.language, "sv");
    return &b;
}

static void close_bench(struct bench *b)
{
    ui_text_destroy(b->l.text);
    arena_destroy(b->a);
}

// A page with one question of count choices; name is every choice's text.
static struct ui_element *question(struct bench *b, int count, const char *name, bool scale)
{
    struct ui_page page = ui_page_new(b->a);
    ui_progress(b->a, page.top, STR("progress"), 0.5, STR("1 av 2"));
    ui_heading(b->a, page.body, STR("heading"), UI_TEXT_QUESTION, STR("Vad tycker du?"));
    struct ui_element *group = scale ? ui_scale(b->a, page.body, STR("q"), STR("Vad tycker du?"))
                                     : ui_options(b->a, page.body, STR("q"), false, STR("Vad?"));
    for (int i = 0; i < count; i++) {
        char id[16];
        snprintf(id, sizeof id, "q/%d", i + 1);
        ui_choice(b->a, group, str_of(id), str_of(name), false);
    }
    ui_button(b->a, page.foot, STR("nav/back"), UI_LOOK_PLAIN, UI_ICON_BACK, STR("Tillbaka"));
    ui_spacer(b->a, page.foot, 0, 1);
    ui_button(b->a, page.foot, STR("nav/next"), UI_LOOK_PRIMARY, UI_ICON_NEXT, STR("Nästa"));
    return page.root;
}

static struct ui_element *find(struct ui_element *root, const char *id)
{
    struct ui_element *e = ui_element_find(root, str_of(id));
    if (!e) fail_msg("no element %s", id);
    return e;
}

TEST(right_to_left_is_the_mirror_of_left_to_right)
{
    struct bench *b = open_bench(1280, 800, 0.1875);
    struct ui_element *root = question(b, 5, "Bra", true);
    ui_layout_run(&b->l, root);
    struct ui_rect kept[64];
    int count = 0;
    for (struct ui_element *e = root; e; e = ui_element_after(e, root))
        kept[count++] = e->bounds;
    b->l.rtl = true;
    ui_layout_run(&b->l, root);
    int i = 0;
    for (struct ui_element *e = root; e; e = ui_element_after(e, root), i++) {
        if (ui_rect_empty(kept[i])) continue;
        assert_int_equal(e->bounds.x, 1280 - kept[i].x - kept[i].w);
        assert_int_equal(e->bounds.y, kept[i].y);
        assert_int_equal(e->bounds.w, kept[i].w);
    }
    close_bench(b);
}

TEST(up_to_four_options_stand_in_one_column)
{
    struct bench *b = open_bench(1920, 1400, 0.12);
    for (int count = 2; count <= 4; count++) {
        struct ui_element *root = question(b, count, "Ja", false);
        ui_layout_run(&b->l, root);
        assert_int_equal(find(root, "q")->columns, 1);
    }
    close_bench(b);
}

TEST(five_to_ten_options_stand_in_two_columns)
{
    struct bench *b = open_bench(1920, 1400, 0.12);
    for (int count = 5; count <= 10; count++) {
        struct ui_element *root = question(b, count, "Ja", false);
        ui_layout_run(&b->l, root);
        assert_int_equal(find(root, "q")->columns, 2);
    }
    close_bench(b);
}

TEST(columns_give_way_to_long_words)
{
    struct bench *b = open_bench(800, 1200, 0.1875);
    struct ui_element *root = question(b, 6, "Arbetsmarknadsförvaltningssamordnare", false);
    ui_layout_run(&b->l, root);
    assert_int_equal(find(root, "q")->columns, 1);
    close_bench(b);
}

TEST(a_scale_is_an_even_row_where_no_word_breaks)
{
    struct bench *b = open_bench(1280, 800, 0.1875);
    struct ui_element *root = question(b, 5, "Mycket bra", true);
    ui_layout_run(&b->l, root);
    struct ui_element *first = find(root, "q/1");
    assert_int_equal(find(root, "q")->columns, 5);
    for (struct ui_element *e = first; e; e = e->next) {
        assert_int_equal(e->bounds.y, first->bounds.y);
        assert_int_equal(e->bounds.h, first->bounds.h);
        assert_true(abs(e->bounds.w - first->bounds.w) <= 1);
    }
    close_bench(b);
}

TEST(a_scale_whose_words_are_too_long_is_a_column)
{
    struct bench *b = open_bench(800, 1200, 0.1875);
    struct ui_element *root = question(b, 5, "Instämmer fullständigt", true);
    ui_layout_run(&b->l, root);
    assert_int_equal(find(root, "q")->columns, 1);
    assert_true(find(root, "q/2")->bounds.y > find(root, "q/1")->bounds.y);
    close_bench(b);
}

TEST(cards_and_the_way_on_are_twenty_millimetres_and_more)
{
    struct bench *b = open_bench(1280, 800, 0.1875);
    struct ui_element *root = question(b, 4, "Ja", false);
    ui_layout_run(&b->l, root);
    int least = ui_layout_px(&b->l, 20);
    const char *ids[] = {"q/1", "q/4", "nav/back", "nav/next"};
    for (int i = 0; i < 4; i++) {
        assert_true(find(root, ids[i])->bounds.h >= least);
        assert_true(find(root, ids[i])->bounds.w >= least);
    }
    close_bench(b);
}

TEST(nothing_overlaps_on_a_page)
{
    struct bench *b = open_bench(1280, 800, 0.1875);
    struct ui_element *root = question(b, 8, "Ja tack", false);
    ui_layout_run(&b->l, root);
    for (struct ui_element *e = root; e; e = ui_element_after(e, root)) {
        for (struct ui_element *f = root; f; f = ui_element_after(f, root)) {
            if (e == f || !ui_element_acts(e) || !ui_element_acts(f)) continue;
            assert_true(ui_rect_empty(ui_rect_common(e->visible, f->visible)));
        }
    }
    close_bench(b);
}

TEST(a_page_that_is_too_long_scrolls_and_says_so)
{
    struct bench *b = open_bench(1280, 800, 0.1875);
    struct ui_element *root = question(b, 30, "Ett alternativ", false);
    ui_layout_run(&b->l, root);
    struct ui_element *more = find(root, "body/more");
    assert_true(ui_element_acts(more));
    assert_false(ui_rect_empty(more->visible));
    assert_false(ui_element_acts(find(root, "body/back")));
    assert_true(ui_rect_empty(find(root, "q/30")->visible));
    close_bench(b);
}

TEST(a_scroll_area_stops_at_its_ends)
{
    struct bench *b = open_bench(1280, 800, 0.1875);
    struct ui_element *root = question(b, 30, "Ett alternativ", false);
    b->offset = 1000000;
    ui_layout_run(&b->l, root);
    assert_true(b->offset > 0 && b->offset < 10000);
    assert_int_equal(find(root, "q/30")->visible.h, find(root, "q/30")->bounds.h);
    assert_false(ui_element_acts(find(root, "body/more")));
    b->offset = -50;
    ui_layout_run(&b->l, root);
    assert_int_equal(b->offset, 0);
    close_bench(b);
}

TEST(a_page_that_fits_has_no_arrows)
{
    struct bench *b = open_bench(1280, 800, 0.1875);
    struct ui_element *root = question(b, 2, "Ja", false);
    ui_layout_run(&b->l, root);
    assert_null(ui_element_find(root, STR("body/more")));
    close_bench(b);
}

TEST(rows_that_do_not_fit_go_on_below)
{
    struct bench *b = open_bench(600, 900, 0.1875);
    struct ui_element *root = ui_column(b->a, NULL, 4);
    struct ui_element *row = ui_row(b->a, root, 4);
    for (int i = 0; i < 5; i++) {
        char id[16];
        snprintf(id, sizeof id, "b%d", i);
        ui_button(b->a, row, str_of(id), UI_LOOK_PLAIN, UI_ICON_NONE, STR("Fortsätt"));
    }
    ui_layout_run(&b->l, root);
    assert_true(find(root, "b4")->bounds.y > find(root, "b0")->bounds.y);
    for (struct ui_element *e = row->first; e; e = e->next)
        assert_true(e->bounds.x + e->bounds.w <= 600);
    close_bench(b);
}

TEST(a_dialog_stands_in_the_middle)
{
    struct bench *b = open_bench(1280, 800, 0.1875);
    struct ui_element *root = question(b, 2, "Ja", false);
    struct ui_element *dialog = ui_overlay(b->a, root, STR("idle"), STR("Är du kvar?"));
    ui_heading(b->a, dialog, STR("h"), UI_TEXT_QUESTION, STR("Är du kvar?"));
    ui_button(b->a, dialog, STR("yes"), UI_LOOK_PRIMARY, UI_ICON_NONE, STR("Ja, fortsätt"));
    ui_layout_run(&b->l, root);
    struct ui_rect r = dialog->bounds;
    assert_true(abs(r.x + r.w / 2 - 640) <= 1);
    assert_true(abs(r.y + r.h / 2 - 400) <= 1);
    struct ui_rect yes = find(root, "yes")->bounds;
    assert_true(yes.y + yes.h <= r.y + r.h);
    close_bench(b);
}

TEST(ten_thousand_choices_are_laid_out)
{
    struct bench *b = open_bench(1280, 800, 0.1875);
    struct ui_element *root = question(b, 10000, "Ett alternativ", false);
    ui_layout_run(&b->l, root);
    assert_true(find(root, "q/10000")->bounds.y > 100000);
    close_bench(b);
}

TEST(three_short_choices_stand_in_one_row_where_height_is_short)
{
    struct bench *b = open_bench(800, 480, 0.1925);
    struct ui_element *root = question(b, 3, "Lite", false);
    ui_layout_run(&b->l, root);
    assert_int_equal(find(root, "q")->columns, 3);
    close_bench(b);
}

TEST(a_scale_on_low_glass_is_marked_on_the_corner_and_seen_whole)
{
    struct bench *b = open_bench(800, 480, 0.1925);
    struct ui_element *root = question(b, 4, "Ganska mycket", true);
    ui_button(b->a, find(root, "q")->parent, STR("q/-1"), UI_LOOK_PLAIN, UI_ICON_NONE,
              STR("Vet inte"));
    ui_layout_run(&b->l, root);
    struct ui_element *step = find(root, "q/4");
    assert_true(ui_measure_compact(step));
    assert_int_equal(step->visible.h, step->bounds.h);
    assert_true(step->bounds.h >= ui_layout_px(&b->l, 16));
    close_bench(b);
    b = open_bench(1280, 800, 0.1875);
    root = question(b, 4, "Ganska mycket", true);
    ui_layout_run(&b->l, root);
    assert_false(ui_measure_compact(find(root, "q/4")));
    close_bench(b);
}

TEST(a_scale_is_no_grid_on_upright_glass)
{
    struct bench *b = open_bench(480, 800, 0.1925);
    struct ui_element *root = question(b, 9, "Mycket bra", true);
    ui_layout_run(&b->l, root);
    assert_int_equal(find(root, "q")->columns, 1);
    close_bench(b);
}

TEST(the_way_on_stands_at_the_end_of_a_foot_in_several_lines)
{
    struct bench *b = open_bench(480, 800, 0.1925);
    b->l.text_scale = 2;
    struct ui_element *root = question(b, 2, "Ja", false);
    ui_layout_run(&b->l, root);
    const struct ui_element *back = find(root, "nav/back");
    const struct ui_element *next = find(root, "nav/next");
    assert_true(next->bounds.y >= back->bounds.y + back->bounds.h);
    int foot = next->parent->bounds.x + next->parent->bounds.w;
    assert_int_equal(next->bounds.x + next->bounds.w, foot);
    assert_int_equal(back->bounds.x, next->parent->bounds.x);
    close_bench(b);
}

TEST(the_banner_gives_way_while_one_types_a_long_answer)
{
    struct bench *b = open_bench(1280, 800, 0.17);
    struct ui_page page = ui_page_new(b->a);
    ui_progress(b->a, page.top, STR("progress"), 0.5, STR("1 av 2"));
    ui_heading(b->a, page.body, STR("heading"), UI_TEXT_QUESTION, STR("Vad tycker du?"));
    ui_text(b->a, page.body, UI_TEXT_HINT, STR("Skriv inga namn."));
    ui_field(b->a, page.body, STR("q"), STR("Skriv"), STR(""), 0, 2);
    for (int i = 0; i < 5; i++) {
        struct ui_element *row = ui_row(b->a, page.keys, 1.5);
        ui_element_new(b->a, row, UI_KIND_KEY, UI_ROLE_BUTTON, STR(""), STR("a"))->key_units = 1;
    }
    ui_button(b->a, page.foot, STR("nav/next"), UI_LOOK_PRIMARY, UI_ICON_NEXT, STR("Nästa"));
    ui_layout_run(&b->l, page.root);
    assert_true(ui_rect_empty(find(page.root, "progress")->visible));
    const struct ui_element *heading = find(page.root, "heading");
    assert_int_equal(heading->visible.h, heading->bounds.h);
    close_bench(b);
}

// A question's page with aids above, whose way back and way to stop leave room between them.
static struct ui_element *folding_page(struct bench *b, int count)
{
    struct ui_page page = ui_page_new(b->a);
    ui_progress(b->a, page.top, STR("progress"), 0.5, STR("1 av 2"))->grow = 1;
    ui_button(b->a, page.top, STR("nav/language"), UI_LOOK_QUIET, UI_ICON_GLOBE, STR("Svenska"));
    ui_button(b->a, page.top, STR("nav/aa"), UI_LOOK_QUIET, UI_ICON_TEXT_SIZE, STR("Text"))
        ->icon_only = true;
    ui_heading(b->a, page.body, STR("heading"), UI_TEXT_QUESTION, STR("Vad tycker du?"));
    struct ui_element *group = ui_options(b->a, page.body, STR("q"), false, STR("Vad?"));
    for (int i = 0; i < count; i++)
        ui_choice(b->a, group, arena_printf(b->a, "q/%d", i), STR("Ganska ofta"), false);
    ui_button(b->a, page.foot, STR("nav/back"), UI_LOOK_QUIET, UI_ICON_BACK, STR("Tillbaka"));
    ui_spacer(b->a, page.foot, 0, 1);
    ui_button(b->a, page.foot, STR("nav/next"), UI_LOOK_PRIMARY, UI_ICON_NEXT, STR("Nästa"));
    return page.root;
}

static bool at_foot(struct ui_element *root, const char *id)
{
    const struct ui_element *foot = find(root, "nav/next")->parent, *e = find(root, id);
    return e->bounds.y >= foot->bounds.y &&
           e->bounds.y + e->bounds.h <= foot->bounds.y + foot->bounds.h;
}

TEST(a_roomy_page_keeps_its_banner)
{
    struct bench *b = open_bench(1280, 800, 0.1875);
    struct ui_element *root = folding_page(b, 4);
    ui_layout_run(&b->l, root);
    assert_false(at_foot(root, "nav/aa"));
    assert_true(find(root, "nav/aa")->bounds.y < find(root, "heading")->bounds.y);
    assert_true(ui_measure_shows_name(find(root, "nav/language")));
    close_bench(b);
}

TEST(the_banner_folds_where_a_page_would_have_to_scroll)
{
    struct bench *b = open_bench(1280, 800, 0.1875);
    struct ui_element *root = folding_page(b, 40);
    ui_layout_run(&b->l, root);
    assert_true(at_foot(root, "nav/aa"));
    assert_true(at_foot(root, "nav/language"));
    assert_true(ui_measure_shows_name(find(root, "nav/language")));
    const struct ui_element *line = find(root, "progress");
    assert_true(line->bounds.y + line->bounds.h <= find(root, "body")->bounds.y);
    assert_true(line->bounds.w > 1000);
    close_bench(b);
}

TEST(on_little_glass_the_banner_is_always_folded_and_lies_over_nothing)
{
    struct bench *b = open_bench(800, 480, 0.19);
    for (int rtl = 0; rtl < 2; rtl++) {
        struct ui_element *root = folding_page(b, 2);
        static const char *const foot[] = {"nav/back", "nav/language", "nav/aa", "nav/next"};
        b->l.rtl = rtl;
        ui_layout_run(&b->l, root);
        for (int i = 0; i < 4; i++) {
            assert_true(at_foot(root, foot[i]));
            for (int j = 0; j < i; j++) {
                struct ui_rect both =
                    ui_rect_common(find(root, foot[i])->bounds, find(root, foot[j])->bounds);
                assert_true(ui_rect_empty(both));
            }
        }
    }
    close_bench(b);
}

TEST(a_folded_banner_unfolds_when_the_glass_grows)
{
    struct bench *b = open_bench(800, 480, 0.19);
    struct ui_element *root = folding_page(b, 2);
    ui_layout_run(&b->l, root);
    assert_true(at_foot(root, "nav/aa"));
    b->l.window = (struct ui_rect){0, 0, 1280, 800};
    ui_layout_run(&b->l, root);
    assert_false(at_foot(root, "nav/aa"));
    assert_true(ui_measure_shows_name(find(root, "nav/language")));
    assert_true(ui_measure_shows_name(find(root, "nav/back")));
    close_bench(b);
}

TEST(a_foot_without_room_leaves_the_banner_where_it_is)
{
    struct bench *b = open_bench(360, 640, 0.19); // a telephone held upright
    struct ui_element *root = folding_page(b, 2);
    b->l.text_scale = 2;
    ui_layout_run(&b->l, root);
    assert_false(at_foot(root, "nav/aa"));
    assert_true(find(root, "nav/aa")->bounds.y < find(root, "heading")->bounds.y);
    close_bench(b);
}

TEST(where_words_have_no_room_at_the_foot_their_signs_stand_for_them)
{
    struct bench *b = open_bench(800, 480, 0.19);
    struct ui_element *root = folding_page(b, 2);
    ui_layout_run(&b->l, root);
    assert_true(at_foot(root, "nav/aa"));
    assert_true(ui_measure_shows_name(find(root, "nav/next")));
    b->l.window = (struct ui_rect){0, 0, 480, 800}; // a small tablet that is held upright
    b->l.text_scale = 2;
    ui_layout_run(&b->l, root);
    assert_true(at_foot(root, "nav/aa"));
    assert_false(ui_measure_shows_name(find(root, "nav/next")));
    close_bench(b);
}

TEST(a_foot_of_several_lines_becomes_one_with_icons_where_that_is_enough)
{
    struct bench *b = open_bench(1080, 1920, 0.14); // upright: nothing has to scroll
    b->l.text_scale = 2;
    struct ui_element *root = folding_page(b, 1);
    struct ui_element *foot = find(root, "nav/next")->parent;
    ui_button(b->a, foot, STR("nav/stop"), UI_LOOK_QUIET, UI_ICON_ERASE, STR("Avbryta"));
    ui_layout_run(&b->l, root);
    assert_false(ui_measure_shows_name(find(root, "nav/back")));
    assert_true(ui_measure_shows_name(find(root, "nav/next")));
    assert_true(at_foot(root, "nav/back"));
    assert_true(find(root, "nav/back")->bounds.h + 40 > foot->bounds.h);
    close_bench(b);
}

TEST(an_icon_in_reserve_is_drawn_only_where_the_name_has_no_room)
{
    struct bench *b = open_bench(1280, 800, 0.1875);
    struct ui_element *root = folding_page(b, 2);
    struct ui_element *back = find(root, "nav/back");
    back->icon = UI_ICON_NONE;
    back->spare_icon = UI_ICON_ERASE;
    ui_layout_run(&b->l, root);
    assert_int_equal(ui_measure_icon(back), UI_ICON_NONE);
    b->l.window = (struct ui_rect){0, 0, 480, 800};
    b->l.text_scale = 2;
    ui_layout_run(&b->l, root);
    assert_int_equal(ui_measure_icon(back), UI_ICON_ERASE);
    close_bench(b);
}

TEST(a_card_keeps_its_lines_when_it_is_chosen)
{
    struct bench *b = open_bench(1280, 800, 0.1875);
    struct ui_element *root = question(b, 2, "Jag har inte varit med om det", false);
    struct ui_element *card = find(root, "q/1");
    ui_layout_run(&b->l, root);
    for (int w = 200; w < 700; w += 7) {
        const struct ui_paragraph *plain = ui_measure_text(&b->l, card, w, false, NULL);
        uint32_t lines = plain->line_count;
        assert_int_equal(ui_measure_text(&b->l, card, w, true, NULL)->line_count, lines);
    }
    close_bench(b);
}

TEST(all_steps_of_a_scale_are_seen_rather_than_in_the_largest_letters)
{
    struct bench *b = open_bench(1280, 800, 0.1875);
    b->l.text_scale = 1.8;
    struct ui_element *root = question(b, 5, "Mycket ofta", true);
    ui_layout_run(&b->l, root);
    assert_int_equal(find(root, "q/1")->bounds.y, find(root, "q/5")->bounds.y);
    const struct ui_element *last = find(root, "q/5");
    assert_int_equal(last->visible.h, last->bounds.h);
    close_bench(b);
}

// Boxes with a button each: rows of a grid, or dots to share out.
TEST(eight_boxes_are_seen_whole_and_their_buttons_keep_their_room)
{
    struct bench *b = open_bench(1280, 800, 0.1875);
    struct ui_element *root = folding_page(b, 0);
    struct ui_element *group = find(root, "q");
    for (int i = 0; i < 8; i++) {
        struct ui_element *row = ui_row(b->a, group, 4);
        row->look = UI_LOOK_CARD;
        row->pad_mm = 2;
        ui_text(b->a, row, UI_TEXT_OPTION, STR("Skolan"))->grow = 1;
        struct ui_element *more = ui_button(b->a, row, arena_printf(b->a, "more/%d", i),
                                            UI_LOOK_CHIP, UI_ICON_NONE, STR("+"));
        more->min_w_mm = more->min_h_mm = 20;
    }
    ui_layout_run(&b->l, root);
    const struct ui_element *body = find(root, "body");
    const struct ui_element *first = find(root, "more/0"), *below = find(root, "more/2");
    struct ui_rect last = find(root, "more/7")->bounds;
    assert_true(last.y + last.h <= body->bounds.y + body->bounds.h);
    assert_int_equal(find(root, "more/7")->visible.h, last.h);
    // What is drawn and half the way to the next one: 20 mm.
    assert_true((below->bounds.y - first->bounds.y) * 0.1875 > 19.5);
    assert_true(first->bounds.w * 0.1875 > 19.5);
    close_bench(b);
}

static struct ui_element *numbers(struct bench *b, double each_mm, double gap_mm)
{
    struct ui_page page = ui_page_new(b->a);
    struct ui_element *row = ui_scale(b->a, page.body, STR("q"), STR("Hur varmt?"));
    row->gap_mm = gap_mm;
    for (int i = 0; i <= 10; i++) {
        struct ui_element *e = ui_button(b->a, row, arena_printf(b->a, "q/%d", i), UI_LOOK_CHIP,
                                         UI_ICON_NONE, arena_printf(b->a, "%d", i));
        e->min_w_mm = e->min_h_mm = each_mm;
    }
    return page.root;
}

TEST(eleven_numbers_stand_in_one_row_where_each_has_its_room)
{
    struct bench *b = open_bench(1280, 800, 0.1875);
    struct ui_element *root = numbers(b, 19, 1);
    ui_layout_run(&b->l, root);
    assert_int_equal(find(root, "q")->columns, 11);
    assert_int_equal(find(root, "q/0")->bounds.y, find(root, "q/10")->bounds.y);
    double apart = (find(root, "q/10")->bounds.x - find(root, "q/0")->bounds.x) * 0.1875 / 10;
    assert_true(apart > 19.9);
    close_bench(b);
}

TEST(numbers_without_room_go_on_in_rows_of_one_length)
{
    struct bench *b = open_bench(800, 480, 0.19);
    struct ui_element *root = numbers(b, 20, 4);
    ui_layout_run(&b->l, root);
    assert_int_equal(find(root, "q")->columns, 6);
    assert_true(find(root, "q/6")->bounds.y > find(root, "q/5")->bounds.y);
    assert_int_equal(find(root, "q/6")->bounds.x, find(root, "q/0")->bounds.x);
    close_bench(b);
}

TEST_MAIN(cmocka_unit_test(right_to_left_is_the_mirror_of_left_to_right),
          cmocka_unit_test(up_to_four_options_stand_in_one_column),
          cmocka_unit_test(five_to_ten_options_stand_in_two_columns),
          cmocka_unit_test(columns_give_way_to_long_words),
          cmocka_unit_test(a_scale_is_an_even_row_where_no_word_breaks),
          cmocka_unit_test(a_scale_whose_words_are_too_long_is_a_column),
          cmocka_unit_test(cards_and_the_way_on_are_twenty_millimetres_and_more),
          cmocka_unit_test(nothing_overlaps_on_a_page),
          cmocka_unit_test(a_page_that_is_too_long_scrolls_and_says_so),
          cmocka_unit_test(a_scroll_area_stops_at_its_ends),
          cmocka_unit_test(a_page_that_fits_has_no_arrows),
          cmocka_unit_test(rows_that_do_not_fit_go_on_below),
          cmocka_unit_test(a_dialog_stands_in_the_middle),
          cmocka_unit_test(ten_thousand_choices_are_laid_out),
          cmocka_unit_test(three_short_choices_stand_in_one_row_where_height_is_short),
          cmocka_unit_test(a_scale_on_low_glass_is_marked_on_the_corner_and_seen_whole),
          cmocka_unit_test(a_scale_is_no_grid_on_upright_glass),
          cmocka_unit_test(the_way_on_stands_at_the_end_of_a_foot_in_several_lines),
          cmocka_unit_test(the_banner_gives_way_while_one_types_a_long_answer),
          cmocka_unit_test(a_roomy_page_keeps_its_banner),
          cmocka_unit_test(the_banner_folds_where_a_page_would_have_to_scroll),
          cmocka_unit_test(on_little_glass_the_banner_is_always_folded_and_lies_over_nothing),
          cmocka_unit_test(a_folded_banner_unfolds_when_the_glass_grows),
          cmocka_unit_test(a_foot_without_room_leaves_the_banner_where_it_is),
          cmocka_unit_test(where_words_have_no_room_at_the_foot_their_signs_stand_for_them),
          cmocka_unit_test(a_foot_of_several_lines_becomes_one_with_icons_where_that_is_enough),
          cmocka_unit_test(an_icon_in_reserve_is_drawn_only_where_the_name_has_no_room),
          cmocka_unit_test(a_card_keeps_its_lines_when_it_is_chosen),
          cmocka_unit_test(all_steps_of_a_scale_are_seen_rather_than_in_the_largest_letters),
          cmocka_unit_test(eight_boxes_are_seen_whole_and_their_buttons_keep_their_room),
          cmocka_unit_test(numbers_without_room_go_on_in_rows_of_one_length),
          cmocka_unit_test(eleven_numbers_stand_in_one_row_where_each_has_its_room))
