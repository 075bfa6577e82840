// SPDX-License-Identifier: EUPL-1.2
// The on-screen keyboard's rows and levels, and typing into one text.
#include "tests/unit/test.h"

#include <string.h>

#include "base/buf.h"
#include "ui/edit.h"
#include "ui/keyboard_priv.h"

static const struct ui_keyboard_words words = {{"mellanslag", 10}, {"Sudda", 5}, {"Skift", 5},
                                               {"Ny rad", 6},      {"abc", 3},   {"123", 3}};

// The keys of one row, "q w e …"; those that act by their id.
static const char *row(const struct ui_keyboard *kb, int index)
{
    static char out[256];
    struct arena *a = arena_create(ARENA_PLAIN, 1 << 20);
    struct ui_element *parent = ui_column(a, NULL, 1);
    ui_keyboard_build(kb, a, parent, &words);
    struct ui_element *r = parent->first;
    for (int i = 0; i < index && r; i++)
        r = r->next;
    out[0] = '\0';
    for (struct ui_element *key = r ? r->first : NULL; key; key = key->next) {
        if (key->kind != UI_KIND_KEY) continue;
        if (out[0]) strcat(out, " ");
        struct str text = key->key_text.len ? key->key_text : key->id;
        strncat(out, text.ptr, text.len);
    }
    arena_destroy(a);
    return out;
}

static struct ui_keyboard *use(const char *layout)
{
    struct ui_keyboard *kb = ui_keyboard_create();
    struct err_info info = {0};
    if (ui_keyboard_use(kb, layout, &info) != ERR_NONE) fail_msg("%s", info.message);
    return kb;
}

static enum ui_key_act press(struct ui_keyboard *kb, const char *id, const char *text)
{
    struct ui_element key = {.id = str_of(id), .key_text = str_of(text)};
    bool changed;
    return ui_keyboard_press(kb, &key, &changed);
}

TEST(the_swedish_rows)
{
    struct ui_keyboard *kb = use("se");
    assert_string_equal(row(kb, 0), "q w e r t y u i o p å key/backspace");
    assert_string_equal(row(kb, 1), "a s d f g h j k l ö ä");
    assert_string_equal(row(kb, 2), "key/shift z x c v b n m , . ?");
    assert_string_equal(row(kb, 3), "key/symbols   key/enter");
    ui_keyboard_destroy(kb);
}

TEST(shift_gives_capitals_once_and_locks_the_second_time)
{
    struct ui_keyboard *kb = use("se");
    assert_int_equal(press(kb, "key/shift", ""), UI_KEY_CHANGES);
    assert_string_equal(row(kb, 1), "A S D F G H J K L Ö Ä");
    assert_int_equal(press(kb, "key/A", "A"), UI_KEY_TYPES);
    assert_string_equal(row(kb, 1), "a s d f g h j k l ö ä");
    press(kb, "key/shift", "");
    press(kb, "key/shift", "");
    press(kb, "key/A", "A");
    assert_string_equal(row(kb, 1), "A S D F G H J K L Ö Ä");
    press(kb, "key/shift", "");
    assert_string_equal(row(kb, 1), "a s d f g h j k l ö ä");
    ui_keyboard_destroy(kb);
}

TEST(the_other_page_has_digits_and_signs)
{
    struct ui_keyboard *kb = use("se");
    press(kb, "key/symbols", "");
    assert_string_equal(row(kb, 0), "1 2 3 4 5 6 7 8 9 0 key/backspace");
    assert_true(strstr(row(kb, 1), "! \" # ") != NULL);
    press(kb, "key/symbols", "");
    assert_true(strncmp(row(kb, 0), "q w", 3) == 0);
    ui_keyboard_destroy(kb);
}

TEST(no_sign_is_twice_on_a_page)
{
    const char *layouts[] = {"se", "us", "ara"};
    for (int i = 0; i < 3; i++) {
        struct ui_keyboard *kb = use(layouts[i]);
        for (int page = 0; page < 2; page++) {
            struct arena *a = arena_create(ARENA_PLAIN, 1 << 20);
            struct ui_element *parent = ui_column(a, NULL, 1);
            ui_keyboard_build(kb, a, parent, &words);
            for (struct ui_element *e = parent; e; e = ui_element_after(e, parent)) {
                if (e->kind != UI_KIND_KEY) continue;
                struct ui_element *first = ui_element_find(parent, e->id);
                if (first != e) fail_msg("%s: %s stands twice", layouts[i], e->id.ptr);
            }
            arena_destroy(a);
            press(kb, "key/symbols", "");
        }
        ui_keyboard_destroy(kb);
    }
}

TEST(all_rows_of_a_layout_are_equally_wide)
{
    const char *layouts[] = {"se", "us", "ara", "ua", "ir", "fi"};
    for (int i = 0; i < 6; i++) {
        struct ui_keyboard *kb = use(layouts[i]);
        for (int page = 0; page < 2; page++) {
            struct arena *a = arena_create(ARENA_PLAIN, 1 << 20);
            struct ui_element *parent = ui_column(a, NULL, 1);
            ui_keyboard_build(kb, a, parent, &words);
            double first = 0;
            for (struct ui_element *r = parent->first; r; r = r->next) {
                double units = 0;
                for (struct ui_element *key = r->first; key; key = key->next)
                    units += key->key_units;
                if (first <= 0) first = units;
                if (units < first - 0.01 || units > first + 0.01) {
                    fail_msg("%s: a row of %.1f beside one of %.1f", layouts[i], units, first);
                }
            }
            arena_destroy(a);
            press(kb, "key/symbols", "");
        }
        ui_keyboard_destroy(kb);
    }
}

TEST(lam_alef_types_its_two_letters)
{
    struct ui_keyboard *kb = use("ara");
    assert_true(strstr(row(kb, 2), "\u0644\u0627") != NULL);
    assert_true(strstr(row(kb, 2), "\uFEFB") == NULL);
    assert_true(strstr(row(kb, 2), "\u061F") != NULL);
    ui_keyboard_destroy(kb);
}

TEST(a_layout_that_does_not_exist_is_an_error)
{
    struct ui_keyboard *kb = ui_keyboard_create();
    struct err_info info = {0};
    assert_int_equal(ui_keyboard_use(kb, "nosuch", &info), ERR_MISSING);
    assert_non_null(strstr(info.message, "xkb-data"));
    assert_int_equal(ui_keyboard_use(kb, "muchtoolongforalayout", &info), ERR_ARGUMENT);
    assert_string_equal(ui_keyboard_layout(kb), "");
    ui_keyboard_destroy(kb);
}

TEST(a_language_has_its_layout)
{
    assert_string_equal(ui_keyboard_layout_for(STR("sv")), "se");
    assert_string_equal(ui_keyboard_layout_for(STR("sv-SE")), "se");
    assert_string_equal(ui_keyboard_layout_for(STR("ar")), "ara");
    assert_string_equal(ui_keyboard_layout_for(STR("xx")), "us");
    assert_string_equal(ui_keyboard_layout_for(STR("")), "us");
}

// ---- typing ----

TEST(typing_goes_in_at_the_caret)
{
    char bytes[32];
    struct ui_edit e;
    ui_edit_init(&e, bytes, sizeof bytes, false);
    assert_true(ui_edit_insert(&e, STR("Hj")));
    assert_true(ui_edit_move(&e, -1));
    assert_true(ui_edit_insert(&e, STR("e")));
    assert_str(ui_edit_text(&e), "Hej");
    assert_int_equal(e.caret, 2);
}

TEST(erasing_takes_whole_characters)
{
    char bytes[64];
    struct ui_edit e;
    ui_edit_init(&e, bytes, sizeof bytes, false);
    ui_edit_insert(&e, STR("aå\u0301e\u0308"));
    assert_true(ui_edit_erase(&e));
    assert_str(ui_edit_text(&e), "aå\u0301");
    assert_true(ui_edit_erase(&e));
    assert_str(ui_edit_text(&e), "a");
    assert_true(ui_edit_erase(&e));
    assert_false(ui_edit_erase(&e));
}

TEST(a_family_is_one_character)
{
    char bytes[64];
    struct ui_edit e;
    ui_edit_init(&e, bytes, sizeof bytes, false);
    ui_edit_insert(&e, STR("a\U0001F469\u200D\U0001F467"));
    assert_true(ui_edit_erase(&e));
    assert_str(ui_edit_text(&e), "a");
}

TEST(a_full_text_takes_no_half_character)
{
    char bytes[4];
    struct ui_edit e;
    ui_edit_init(&e, bytes, sizeof bytes, false);
    ui_edit_insert(&e, STR("abcå"));
    assert_str(ui_edit_text(&e), "abc");
    assert_false(ui_edit_insert(&e, STR("ö")));
    assert_true(ui_edit_insert(&e, STR("d")));
    ui_edit_set(&e, STR("ååå"));
    assert_str(ui_edit_text(&e), "åå");
}

TEST(controls_and_broken_text_do_not_come_in)
{
    char bytes[32];
    struct ui_edit e;
    ui_edit_init(&e, bytes, sizeof bytes, false);
    assert_false(ui_edit_insert(&e, STR("\xC3")));
    ui_edit_insert(&e, STR("a\tb\nc\x7F"));
    assert_str(ui_edit_text(&e), "abc");
    ui_edit_init(&e, bytes, sizeof bytes, true);
    ui_edit_insert(&e, STR("a\nb"));
    assert_str(ui_edit_text(&e), "a\nb");
}

TEST(erased_bytes_are_gone)
{
    char bytes[32] = {0};
    struct ui_edit e;
    ui_edit_init(&e, bytes, sizeof bytes, false);
    ui_edit_insert(&e, STR("hemligt"));
    while (ui_edit_erase(&e)) {
    }
    for (size_t i = 0; i < sizeof bytes; i++)
        assert_int_equal(bytes[i], 0);
}

TEST(the_caret_is_placed_between_characters)
{
    char bytes[32];
    struct ui_edit e;
    ui_edit_init(&e, bytes, sizeof bytes, false);
    ui_edit_insert(&e, STR("åäö"));
    ui_edit_place(&e, 3);
    assert_int_equal(e.caret, 2);
    ui_edit_place(&e, 4);
    assert_int_equal(e.caret, 4);
    ui_edit_place(&e, 99);
    assert_int_equal(e.caret, 6);
    ui_edit_place(&e, 0);
    assert_int_equal(e.caret, 0);
    assert_true(ui_edit_erase_after(&e));
    assert_str(ui_edit_text(&e), "äö");
}

TEST_MAIN(cmocka_unit_test(the_swedish_rows),
          cmocka_unit_test(shift_gives_capitals_once_and_locks_the_second_time),
          cmocka_unit_test(the_other_page_has_digits_and_signs),
          cmocka_unit_test(no_sign_is_twice_on_a_page),
          cmocka_unit_test(all_rows_of_a_layout_are_equally_wide),
          cmocka_unit_test(lam_alef_types_its_two_letters),
          cmocka_unit_test(a_layout_that_does_not_exist_is_an_error),
          cmocka_unit_test(a_language_has_its_layout),
          cmocka_unit_test(typing_goes_in_at_the_caret),
          cmocka_unit_test(erasing_takes_whole_characters),
          cmocka_unit_test(a_family_is_one_character),
          cmocka_unit_test(a_full_text_takes_no_half_character),
          cmocka_unit_test(controls_and_broken_text_do_not_come_in),
          cmocka_unit_test(erased_bytes_are_gone),
          cmocka_unit_test(the_caret_is_placed_between_characters))
