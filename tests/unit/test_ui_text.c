// SPDX-License-Identifier: EUPL-1.2
// Paragraphs: where lines break, in which order runs stand, where the caret is.
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/keyboard.h"
#include "ui/text.h"

static struct ui_text *open_text(void)
{
    struct ui_text *t;
    struct err_info info = {0};
    if (ui_text_create(&t, &info) != ERR_NONE) fail_msg("%s", info.message);
    return t;
}

static struct ui_text_style plain(bool rtl)
{
    return (struct ui_text_style){.px = 32, .rtl = rtl, .language = "sv"};
}

static struct str line_text(const struct ui_paragraph *p, struct str text, uint32_t line)
{
    return str_trim(str_sub(text, p->lines[line].from, p->lines[line].to));
}

TEST(short_text_is_one_line)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    const struct ui_paragraph *p = ui_text_paragraph(t, STR("Vad var bra?"), &style, 600);
    assert_int_equal(p->line_count, 1);
    assert_true(p->w > 0 && p->w <= 600);
    assert_int_equal(p->w, p->natural_w);
    ui_text_destroy(t);
}

TEST(lines_break_between_words_only)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    struct str text = STR("Samverkan mellan kommun och region");
    const struct ui_paragraph *p = ui_text_paragraph(t, text, &style, 260);
    assert_false(p->broke_word);
    assert_true(p->line_count >= 2);
    assert_str(line_text(p, text, 0), "Samverkan");
    for (uint32_t i = 0; i < p->line_count; i++)
        assert_true(p->lines[i].w <= 260);
    ui_text_destroy(t);
}

TEST(a_hyphen_is_a_place_to_break_and_a_no_break_space_is_none)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    struct str text = STR("e-postadress");
    const struct ui_paragraph *p = ui_text_paragraph(t, text, &style, 190);
    assert_str(line_text(p, text, 0), "e-");
    struct str glued = STR("om 10\u00A0000 kr");
    int w = ui_text_paragraph(t, STR("om 10\u00A0000"), &style, 0)->natural_w;
    p = ui_text_paragraph(t, glued, &style, w - 2);
    assert_str(line_text(p, glued, 0), "om");
    ui_text_destroy(t);
}

TEST(a_word_longer_than_the_line_is_broken_and_never_cut)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    struct str text = STR("flygplatsbussterminalsutbyggnad");
    const struct ui_paragraph *p = ui_text_paragraph(t, text, &style, 150);
    assert_true(p->broke_word);
    assert_true(p->line_count >= 3);
    assert_true(p->w <= 150);
    assert_int_equal(p->lines[p->line_count - 1].to, text.len);
    ui_text_destroy(t);
}

TEST(a_soft_hyphen_shows_where_it_breaks)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    struct str text = STR("terminals\u00ADutbyggnad");
    const struct ui_paragraph *p = ui_text_paragraph(t, text, &style, 200);
    assert_int_equal(p->line_count, 2);
    assert_string_equal(p->runs[p->lines[0].run].utf8, "terminals\u2010");
    p = ui_text_paragraph(t, text, &style, 0);
    assert_string_equal(p->runs[0].utf8, "terminalsutbyggnad");
    ui_text_destroy(t);
}

TEST(line_breaks_in_the_text_are_kept)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    assert_int_equal(ui_text_paragraph(t, STR("a\nb\n\nc"), &style, 500)->line_count, 4);
    assert_int_equal(ui_text_paragraph(t, STR("a\n"), &style, 500)->line_count, 2);
    assert_int_equal(ui_text_paragraph(t, STR(""), &style, 500)->line_count, 1);
    ui_text_destroy(t);
}

TEST(numbers_inside_arabic_keep_their_order)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(true);
    const struct ui_paragraph *p = ui_text_paragraph(t, STR("بين 34 جهة"), &style, 0);
    assert_int_equal(p->line_count, 1);
    // From the left: the last word, the number, the first word.
    const struct ui_run *number = NULL;
    for (uint32_t i = 0; i < p->run_count; i++) {
        if (strstr(p->runs[i].utf8, "34")) number = &p->runs[i];
    }
    assert_non_null(number);
    assert_false(number->rtl);
    assert_true(p->runs[0].rtl && p->runs[0].from > number->from);
    assert_true(p->runs[p->run_count - 1].from < number->from);
    ui_text_destroy(t);
}

TEST(a_telephone_number_in_arabic_is_read_as_one_dials_it)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(true);
    const struct ui_paragraph *p = ui_text_paragraph(t, STR("على الرقم 116 111."), &style, 0);
    const struct ui_run *number = NULL;
    for (uint32_t i = 0; i < p->run_count; i++) {
        if (strstr(p->runs[i].utf8, "116 111")) number = &p->runs[i];
    }
    assert_non_null(number);
    assert_false(number->rtl);
    ui_text_destroy(t);
}

// Width of a line that ends just before the text's last byte has room.
static void assert_last_line(struct str text, const char *last)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    int w = ui_text_paragraph(t, text, &style, 0)->natural_w;
    const struct ui_paragraph *p = ui_text_paragraph(t, text, &style, w - 2);
    assert_str(line_text(p, text, p->line_count - 1), last);
    ui_text_destroy(t);
}

TEST(a_number_and_a_range_stay_on_one_line)
{
    assert_last_line(STR("Ring Bris 116 111"), "116 111");
    assert_last_line(STR("Ring oss på 08-123 45 67"), "08-123 45 67");
    assert_last_line(STR("Jag är 13–15"), "13–15");
    assert_last_line(STR("Kryssa 1 2 3"), "3"); // a list of numbers is none
}

TEST(latin_inside_arabic_is_set_in_a_latin_face)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(true);
    const struct ui_paragraph *p = ui_text_paragraph(t, STR("في Stockholm اليوم"), &style, 0);
    const struct ui_run *latin = NULL;
    for (uint32_t i = 0; i < p->run_count; i++) {
        if (strcmp(p->runs[i].utf8, "Stockholm") == 0) latin = &p->runs[i];
    }
    assert_non_null(latin);
    assert_int_not_equal(p->runs[0].face, latin->face);
    ui_text_destroy(t);
}

TEST(runs_of_a_line_touch_each_other)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(true);
    const struct ui_paragraph *p =
        ui_text_paragraph(t, STR("نعم (Stockholm 12) و 34% أخرى"), &style, 0);
    int x = p->lines[0].x;
    for (uint32_t i = 0; i < p->run_count; i++) {
        assert_int_equal(p->runs[i].x, x);
        x += p->runs[i].w;
    }
    assert_int_equal(x, p->lines[0].x + p->lines[0].w);
    ui_text_destroy(t);
}

TEST(alignment_follows_the_direction)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    assert_int_equal(ui_text_paragraph(t, STR("Ja"), &style, 400)->lines[0].x, 0);
    style.rtl = true;
    const struct ui_paragraph *p = ui_text_paragraph(t, STR("نعم"), &style, 400);
    assert_int_equal(p->lines[0].x + p->lines[0].w, 400);
    style.align = UI_ALIGN_END;
    assert_int_equal(ui_text_paragraph(t, STR("نعم"), &style, 400)->lines[0].x, 0);
    ui_text_destroy(t);
}

TEST(a_clipped_text_ends_in_dots_and_fits)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    style.clipped = true;
    const struct ui_paragraph *p =
        ui_text_paragraph(t, STR("En mycket lång rubrik på en enda rad"), &style, 200);
    assert_int_equal(p->line_count, 1);
    assert_true(p->w <= 200);
    assert_string_equal(p->runs[p->run_count - 1].utf8, "\u2026");
    ui_text_destroy(t);
}

TEST(a_heading_has_lines_of_about_the_same_length)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    struct str text = STR("Planerar du att ta några initiativ efter konferensen nästa höst?");
    uint32_t lines = ui_text_paragraph(t, text, &style, 800)->line_count;
    style.balanced = true;
    const struct ui_paragraph *p = ui_text_paragraph(t, text, &style, 800);
    assert_int_equal(p->line_count, lines);
    assert_true(p->lines[lines - 1].w * 3 > p->lines[0].w * 2);
    ui_text_destroy(t);
}

TEST(no_short_word_stands_alone_on_the_last_line)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    struct str text = STR("Du kan hoppa över frågor och sluta när du vill");
    int w = ui_text_paragraph(t, text, &style, 0)->natural_w - 10;
    const struct ui_paragraph *p = ui_text_paragraph(t, text, &style, w);
    assert_int_equal(p->line_count, 2);
    assert_str(line_text(p, text, 1), "vill"); // a field's text stays as it is typed
    style.divided = true;
    p = ui_text_paragraph(t, text, &style, w);
    assert_int_equal(p->line_count, 2);
    assert_true(p->lines[1].w >= p->w / 6);
    ui_text_destroy(t);
}

TEST(the_caret_moves_with_the_text)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    const struct ui_paragraph *p = ui_text_paragraph(t, STR("åäö"), &style, 400);
    int before = -1;
    for (size_t at = 0; at <= 6; at += 2) {
        struct ui_rect caret = ui_text_caret(t, p, at);
        assert_true(caret.x > before);
        before = caret.x;
    }
    assert_int_equal(before, p->lines[0].w);
    ui_text_destroy(t);
}

TEST(the_caret_of_arabic_goes_to_the_left)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(true);
    struct str text = STR("نعم");
    const struct ui_paragraph *p = ui_text_paragraph(t, text, &style, 400);
    assert_int_equal(ui_text_caret(t, p, 0).x, 400);
    assert_true(ui_text_caret(t, p, text.len).x < 400);
    ui_text_destroy(t);
}

TEST(a_touch_finds_the_place_it_points_at)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    struct str text = STR("Hej på dig");
    const struct ui_paragraph *p = ui_text_paragraph(t, text, &style, 100);
    for (size_t at = 0; at <= text.len; at = at + 1) {
        if (at == 6) continue; // inside å
        struct ui_rect caret = ui_text_caret(t, p, at);
        size_t hit = ui_text_hit(t, p, caret.x, caret.y + caret.h / 2);
        struct ui_rect again = ui_text_caret(t, p, hit);
        assert_int_equal(again.x, caret.x);
        assert_int_equal(again.y, caret.y);
    }
    ui_text_destroy(t);
}

TEST(the_same_text_is_laid_out_once)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    const struct ui_paragraph *p = ui_text_paragraph(t, STR("Nästa"), &style, 400);
    assert_ptr_equal(p, ui_text_paragraph(t, STR("Nästa"), &style, 400));
    style.bold = true;
    assert_ptr_not_equal(p, ui_text_paragraph(t, STR("Nästa"), &style, 400));
    ui_text_destroy(t);
}

TEST(secret_text_is_forgotten_and_the_rest_kept)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    const struct ui_paragraph *kept = ui_text_paragraph(t, STR("Nästa"), &style, 400);
    size_t before = ui_text_bytes(t);
    style.secret = true;
    ui_text_pixels(t, ui_text_paragraph(t, STR("mitt svar"), &style, 400), 0);
    assert_true(ui_text_bytes(t) > before);
    ui_text_forget(t);
    assert_int_equal(ui_text_bytes(t), before);
    style.secret = false;
    assert_ptr_equal(kept, ui_text_paragraph(t, STR("Nästa"), &style, 400));
    ui_text_destroy(t);
}

TEST(the_cache_does_not_grow_without_end)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    for (int page = 0; page < 60; page++) {
        ui_text_trim(t);
        for (int i = 0; i < 20; i++) {
            char text[64];
            snprintf(text, sizeof text, "Sida %d rad %d med lite mer text", page, i);
            ui_text_pixels(t, ui_text_paragraph(t, str_of(text), &style, 900), 0);
        }
    }
    assert_true(ui_text_bytes(t) < (size_t)8 << 20);
    ui_text_destroy(t);
}

TEST(bytes_that_are_no_utf8_are_shown_as_something)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    const struct ui_paragraph *p = ui_text_paragraph(t, STR("a\xFF\xC3z\x01"), &style, 100);
    assert_true(p->line_count >= 1);
    for (uint32_t i = 0; i < p->line_count; i++)
        ui_text_pixels(t, p, i);
    ui_text_destroy(t);
}

// Whether the pixels between two places of the first line have a colour of their own.
static bool coloured(struct ui_text *t, const struct ui_paragraph *p, size_t from, size_t to)
{
    const struct ui_line *line = ui_text_pixels(t, p, 0);
    int left = ui_text_caret(t, p, from).x - line->mask_box.x;
    int right = ui_text_caret(t, p, to).x - line->mask_box.x;
    for (int y = 0; line->colours && y < line->mask_box.h; y++) {
        for (int x = left; x < right; x++) {
            uint32_t argb = line->colours[y * line->mask_box.w + x];
            if ((argb & 255) != (argb >> 8 & 255)) return true;
        }
    }
    return false;
}

TEST(emoji_are_in_colour_as_high_as_the_text)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    struct str text = STR("Bra 🙂 7");
    if (!ui_emoji_installed()) {
        ui_text_destroy(t);
        skip();
    }
    const struct ui_paragraph *words = ui_text_paragraph(t, STR("Bra 7"), &style, 0);
    const struct ui_paragraph *p = ui_text_paragraph(t, text, &style, 0);
    assert_int_equal(p->h, words->h); // lines stay as far apart
    int wide = ui_text_caret(t, p, 8).x - ui_text_caret(t, p, 4).x;
    assert_in_range(wide, 32, 48);
    assert_true(coloured(t, p, 4, 8));
    assert_false(coloured(t, p, 0, 3));
    assert_false(coloured(t, p, 9, 10)); // the digit behind it is a digit
    assert_null(ui_text_pixels(t, words, 0)->colours);
    ui_text_destroy(t);
}

TEST(what_is_made_of_several_signs_is_one_picture)
{
    static const char *const pictures[] = {"❤️",
                                           "👍🏽",
                                           "👩‍🎓",
                                           "1️⃣",
                                           "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
                                           "🧑🏾‍🏫",
                                           "✋",
                                           "⭐"};
    struct ui_text *t = open_text();
    struct ui_text_style style = plain(false);
    if (!ui_emoji_installed()) {
        ui_text_destroy(t);
        skip();
    }
    int one = ui_text_paragraph(t, STR("🙂"), &style, 0)->w;
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        const struct ui_paragraph *p = ui_text_paragraph(t, str_of(pictures[i]), &style, 0);
        if (abs(p->w - one) > 2) fail_msg("%s is %d wide, not %d", pictures[i], p->w, one);
        assert_true(coloured(t, p, 0, strlen(pictures[i])));
    }
    // Without U+FE0F a heart is a sign of the text.
    assert_false(coloured(t, ui_text_paragraph(t, STR("❤"), &style, 0), 0, 3));
    ui_text_destroy(t);
}

TEST_MAIN(cmocka_unit_test(emoji_are_in_colour_as_high_as_the_text),
          cmocka_unit_test(what_is_made_of_several_signs_is_one_picture),
          cmocka_unit_test(short_text_is_one_line),
          cmocka_unit_test(lines_break_between_words_only),
          cmocka_unit_test(a_hyphen_is_a_place_to_break_and_a_no_break_space_is_none),
          cmocka_unit_test(a_word_longer_than_the_line_is_broken_and_never_cut),
          cmocka_unit_test(a_soft_hyphen_shows_where_it_breaks),
          cmocka_unit_test(line_breaks_in_the_text_are_kept),
          cmocka_unit_test(numbers_inside_arabic_keep_their_order),
          cmocka_unit_test(a_telephone_number_in_arabic_is_read_as_one_dials_it),
          cmocka_unit_test(a_number_and_a_range_stay_on_one_line),
          cmocka_unit_test(latin_inside_arabic_is_set_in_a_latin_face),
          cmocka_unit_test(runs_of_a_line_touch_each_other),
          cmocka_unit_test(alignment_follows_the_direction),
          cmocka_unit_test(a_clipped_text_ends_in_dots_and_fits),
          cmocka_unit_test(a_heading_has_lines_of_about_the_same_length),
          cmocka_unit_test(no_short_word_stands_alone_on_the_last_line),
          cmocka_unit_test(the_caret_moves_with_the_text),
          cmocka_unit_test(the_caret_of_arabic_goes_to_the_left),
          cmocka_unit_test(a_touch_finds_the_place_it_points_at),
          cmocka_unit_test(the_same_text_is_laid_out_once),
          cmocka_unit_test(secret_text_is_forgotten_and_the_rest_kept),
          cmocka_unit_test(the_cache_does_not_grow_without_end),
          cmocka_unit_test(bytes_that_are_no_utf8_are_shown_as_something))
