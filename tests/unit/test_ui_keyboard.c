// SPDX-License-Identifier: EUPL-1.2
// The on-screen keyboard's rows and levels, and typing into one text.
#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "ui/edit.h"
#include "ui/keyboard_priv.h"

static const struct ui_keyboard_words words = {.emoji = {"Bilder", 6},
                                               .more_emoji = {"Fler", 4},
                                               .space = {"mellanslag", 10},
                                               .backspace = {"Sudda", 5},
                                               .shift = {"Skift", 5},
                                               .enter = {"Ny rad", 6},
                                               .letters = {"abc", 3},
                                               .symbols = {"123", 3}};

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
    const char *layouts[] = {"se", "us",         "ara",    "ua",      "ir",   "fi", "af",
                             "pl", "iq(ku_ara)", "tr(ku)", "se(smi)", "ethi", "il"};
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
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
    assert_string_equal(ui_keyboard_layout_for(STR("fi")), "fi");
    assert_string_equal(ui_keyboard_layout_for(STR("prs")), "af");
    assert_string_equal(ui_keyboard_layout_for(STR("ckb")), "iq(ku_ara)");
    assert_string_equal(ui_keyboard_layout_for(STR("so")), "us");
    assert_string_equal(ui_keyboard_layout_for(STR("xx")), "us");
    assert_string_equal(ui_keyboard_layout_for(STR("")), "us");
}

// What a sign has besides, "é è …".
static const char *besides(struct ui_keyboard *kb, const char *text)
{
    static char out[128];
    struct ui_element key = {.id = str_of(text), .key_text = str_of(text)};
    out[0] = '\0';
    if (!ui_keyboard_hold(kb, &key)) return out;
    struct arena *a = arena_create(ARENA_PLAIN, 1 << 20);
    struct ui_element *parent = ui_column(a, NULL, 1);
    ui_keyboard_build(kb, a, parent, &words);
    struct ui_element *row = ui_element_find(parent, STR("keys/more"));
    for (struct ui_element *e = row ? row->first : NULL; e; e = e->next)
        strncat(out, e->key_text.ptr, e->key_text.len);
    arena_destroy(a);
    ui_keyboard_close(kb);
    return out;
}

TEST(a_letter_has_its_accents_and_none_that_has_a_key)
{
    struct ui_keyboard *kb = use("se");
    assert_non_null(strstr(besides(kb, "e"), "éè"));
    assert_non_null(strstr(besides(kb, "a"), "á"));
    assert_null(strstr(besides(kb, "a"), "å"));
    ui_keyboard_destroy(kb);
    kb = use("us");
    assert_non_null(strstr(besides(kb, "a"), "åä"));
    ui_keyboard_destroy(kb);
}

TEST(polish_letters_come_first_on_the_polish_keyboard)
{
    struct ui_keyboard *kb = use("pl");
    assert_true(strncmp(besides(kb, "a"), "ą", strlen("ą")) == 0);
    assert_true(strncmp(besides(kb, "z"), "ż", strlen("ż")) == 0);
    press(kb, "key/shift", "");
    assert_true(strncmp(besides(kb, "A"), "Ą", strlen("Ą")) == 0);
    ui_keyboard_destroy(kb);
}

TEST(a_capital_has_capitals_besides)
{
    struct ui_keyboard *kb = use("se");
    press(kb, "key/shift", "");
    assert_non_null(strstr(besides(kb, "E"), "ÉÈ"));
    assert_non_null(strstr(besides(kb, "S"), "Š"));
    ui_keyboard_destroy(kb);
}

TEST(the_first_row_has_digits_where_there_is_no_row_of_them)
{
    struct ui_keyboard *kb = use("se");
    assert_non_null(strstr(besides(kb, "q"), "1"));
    ui_keyboard_numbers(kb, true);
    assert_string_equal(row(kb, 0), "1 2 3 4 5 6 7 8 9 0 key/backspace");
    assert_string_equal(row(kb, 1), "q w e r t y u i o p å");
    assert_null(strstr(besides(kb, "q"), "1"));
    ui_keyboard_destroy(kb);
}

TEST(a_tigrinya_letter_has_its_seven_other_orders)
{
    struct ui_keyboard *kb = use(ui_keyboard_layout_for(STR("ti")));
    assert_non_null(strstr(row(kb, 0), "ሀ ለ ሐ መ"));
    ui_keyboard_numbers(kb, true);
    assert_string_equal(besides(kb, "ለ"), "ሉሊላሌልሎሏ");
    ui_keyboard_destroy(kb);
}

TEST(accents_are_reached_without_holding_a_key)
{
    struct ui_keyboard *kb = use("se");
    assert_int_equal(press(kb, "key/accents", ""), UI_KEY_CHANGES);
    assert_int_equal(press(kb, "key/e", "e"), UI_KEY_CHANGES);
    assert_true(ui_keyboard_open(kb));
    assert_int_equal(press(kb, "key/é", "é"), UI_KEY_TYPES);
    assert_false(ui_keyboard_open(kb));
    // A letter that has none is typed.
    press(kb, "key/accents", "");
    assert_int_equal(press(kb, "key/x", "x"), UI_KEY_TYPES);
    ui_keyboard_destroy(kb);
}

// The keys that a held key opens, "é è …"; "" for none.
static const char *held(struct ui_keyboard *kb, const char *text)
{
    struct ui_element key = {.key_text = str_of(text)};
    ui_keyboard_close(kb);
    return ui_keyboard_hold(kb, &key) ? row(kb, 4) : "";
}

TEST(emoji_are_there_when_asked_for_and_end_where_they_began)
{
    struct ui_keyboard *kb = use("se");
    if (!ui_emoji_installed()) {
        ui_keyboard_destroy(kb);
        skip();
    }
    ui_keyboard_emoji(kb, true);
    assert_non_null(strstr(row(kb, 3), "key/emoji"));
    press(kb, "key/emoji", "");
    char first[256];
    snprintf(first, sizeof first, "%s", row(kb, 0));
    assert_memory_equal(first, "🙂 😀 ", 10);
    assert_non_null(strstr(first, "key/backspace"));
    assert_int_equal(press(kb, "key/🙂", "🙂"), UI_KEY_TYPES);
    assert_string_equal(row(kb, 0), first); // they stay for the next one
    int pages = 0;
    do {
        press(kb, "key/emoji-more", "");
        pages++;
    } while (pages < 20 && strcmp(row(kb, 0), first) != 0);
    assert_in_range(pages, 2, 10);
    press(kb, "key/symbols", "");
    assert_memory_equal(row(kb, 0), "q w e", 5);
    press(kb, "key/emoji", "");
    ui_keyboard_forget(kb);
    assert_memory_equal(row(kb, 0), "q w e", 5); // the next person begins with letters
    ui_keyboard_emoji(kb, false);
    assert_null(strstr(row(kb, 3), "key/emoji"));
    ui_keyboard_destroy(kb);
}

TEST(a_hand_has_five_skins_and_a_face_has_none)
{
    struct ui_keyboard *kb = use("se");
    if (!ui_emoji_installed()) {
        ui_keyboard_destroy(kb);
        skip();
    }
    ui_keyboard_emoji(kb, true);
    press(kb, "key/emoji", "");
    assert_string_equal(held(kb, "👍"), "👍🏻 👍🏼 👍🏽 👍🏾 👍🏿");
    assert_string_equal(held(kb, "✌️"),
                        "✌🏻 ✌🏼 ✌🏽 ✌🏾 ✌🏿"); // in the place of U+FE0F
    assert_string_equal(held(kb, "🙂"), "");
    ui_keyboard_destroy(kb);
}

TEST(no_emoji_unless_asked_for)
{
    const char *languages[] = {"sv", "en", "fi", "ar", "fa", "prs", "uk", "so", "ckb", "ti", "pl"};
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        struct ui_keyboard *kb = use(ui_keyboard_layout_for(str_of(languages[i])));
        for (int page = 0; page < 2; page++) {
            for (int r = 0; r < 4; r++) {
                struct str all = str_of(row(kb, r));
                for (size_t at = 0; at < all.len;)
                    assert_true(utf8_next(all, &at) < 0x1F000);
            }
            press(kb, "key/symbols", "");
        }
        ui_keyboard_destroy(kb);
    }
}

TEST(layouts_are_gone_round_and_the_next_person_begins_with_the_first)
{
    struct ui_keyboard *kb = ui_keyboard_create();
    const struct ui_keyboard_choice choices[] = {
        {"ara", STR("العربية")}, {"se", STR("Svenska")}, {"nosuch", STR("?")}};
    assert_int_equal(ui_keyboard_offer(kb, choices, 3, NULL), ERR_NONE);
    assert_string_equal(ui_keyboard_layout(kb), "ara");
    press(kb, "key/layout", "");
    assert_string_equal(ui_keyboard_layout(kb), "se");
    // The same list again, as with each page, leaves what was chosen.
    assert_int_equal(ui_keyboard_offer(kb, choices, 3, NULL), ERR_NONE);
    assert_string_equal(ui_keyboard_layout(kb), "se");
    press(kb, "key/layout", "");
    assert_string_equal(ui_keyboard_layout(kb), "ara"); // one that cannot be read is passed over
    press(kb, "key/layout", "");
    ui_keyboard_forget(kb);
    assert_string_equal(ui_keyboard_layout(kb), "ara");
    ui_keyboard_destroy(kb);
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

TEST(what_people_see_as_one_character_is_erased_as_one)
{
    static const char *const one[] = {
        "👍🏽",                     // a skin
        "❤️",                       // shown as a picture
        "🇸🇪",                           // two letters of a flag
        "🏴󠁧󠁢󠁳󠁣󠁴󠁿", // seven signs of another one
        "1️⃣",                      // a keycap
        "👩🏽‍🎓",              // skin, joiner and hat
        "कि",                           // a vowel beside its letter
        "நீ",                            // and one in Tamil
        "ကို",                            // Burmese, two marks
        "กำ",                           // Thai
        "שׁ",
        "ê̄",
    };
    char bytes[128];
    struct ui_edit e;
    for (size_t i = 0; i < sizeof one / sizeof *one; i++) {
        ui_edit_init(&e, bytes, sizeof bytes, false);
        ui_edit_insert(&e, STR("a"));
        ui_edit_insert(&e, str_of(one[i]));
        ui_edit_insert(&e, str_of(one[i]));
        assert_true(ui_edit_erase(&e));
        assert_int_equal(ui_edit_text(&e).len, 1 + strlen(one[i]));
        assert_true(ui_edit_move(&e, -1));
        assert_int_equal(e.caret, 1);
        assert_true(ui_edit_erase_after(&e));
        assert_str(ui_edit_text(&e), "a");
    }
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

static void history_begin(struct ui_edit *e, char *bytes, size_t capacity, struct ui_history *h)
{
    memset(h, 0, sizeof *h);
    ui_edit_init(e, bytes, capacity, true);
    e->history = h;
}

static void type_all(struct ui_edit *e, const char *text)
{
    struct str all = str_of(text);
    for (size_t at = 0; at < all.len;) {
        size_t from = at;
        utf8_next(all, &at);
        ui_edit_insert(e, str_sub(all, from, at));
    }
}

TEST(undo_takes_a_word_at_a_time_and_redo_gives_it_back)
{
    char bytes[64];
    struct ui_edit e;
    struct ui_history h;
    history_begin(&e, bytes, sizeof bytes, &h);
    assert_false(ui_edit_can_undo(&e));
    type_all(&e, "hej på dig");
    assert_true(ui_edit_undo(&e));
    assert_str(ui_edit_text(&e), "hej på ");
    assert_true(ui_edit_undo(&e));
    assert_str(ui_edit_text(&e), "hej ");
    assert_true(ui_edit_redo(&e));
    assert_true(ui_edit_redo(&e));
    assert_false(ui_edit_redo(&e));
    assert_str(ui_edit_text(&e), "hej på dig");
    while (ui_edit_undo(&e)) {
    }
    assert_str(ui_edit_text(&e), "");
}

TEST(what_was_erased_comes_back_in_one)
{
    char bytes[64];
    struct ui_edit e;
    struct ui_history h;
    history_begin(&e, bytes, sizeof bytes, &h);
    type_all(&e, "åäö");
    ui_edit_erase(&e);
    ui_edit_erase(&e);
    ui_edit_place(&e, 0);
    assert_str(ui_edit_text(&e), "å");
    assert_true(ui_edit_undo(&e));
    assert_str(ui_edit_text(&e), "åäö");
}

TEST(typing_over_a_selection_is_undone_as_one)
{
    char bytes[64];
    struct ui_edit e;
    struct ui_history h;
    history_begin(&e, bytes, sizeof bytes, &h);
    type_all(&e, "bra mat");
    ui_edit_select(&e, 0, 3);
    assert_str(ui_edit_selection(&e), "bra");
    ui_edit_insert(&e, STR("God"));
    assert_str(ui_edit_text(&e), "God mat");
    assert_true(ui_edit_undo(&e));
    assert_str(ui_edit_text(&e), "bra mat");
}

TEST(words_are_erased_whole)
{
    char bytes[64];
    struct ui_edit e;
    ui_edit_init(&e, bytes, sizeof bytes, false);
    ui_edit_insert(&e, STR("Det var Anna-Karins, ja"));
    assert_true(ui_edit_erase_word(&e, -1));
    assert_str(ui_edit_text(&e), "Det var Anna-Karins, ");
    assert_true(ui_edit_erase_word(&e, -1));
    assert_true(ui_edit_erase_word(&e, -1));
    assert_str(ui_edit_text(&e), "Det var ");
    ui_edit_place(&e, 0);
    assert_true(ui_edit_erase_word(&e, 1));
    assert_str(ui_edit_text(&e), " var ");
    assert_false(ui_edit_erase_word(&e, -1));
}

TEST(a_text_that_somebody_else_changed_is_not_undone)
{
    char bytes[64];
    struct ui_edit e;
    struct ui_history h;
    history_begin(&e, bytes, sizeof bytes, &h);
    type_all(&e, "abc");
    bytes[0] = 'X';
    assert_false(ui_edit_undo(&e));
    assert_str(ui_edit_text(&e), "Xbc");
    assert_false(ui_edit_can_undo(&e));
    type_all(&e, "d");
    ui_edit_set(&e, STR("ny"));
    assert_false(ui_edit_can_undo(&e));
}

TEST(a_long_history_lets_go_of_the_oldest)
{
    static char bytes[32768];
    struct ui_edit e;
    struct ui_history h;
    history_begin(&e, bytes, sizeof bytes, &h);
    for (int i = 0; i < 2000; i++)
        type_all(&e, "ord ");
    int undone = 0;
    while (ui_edit_undo(&e))
        undone++;
    assert_true(undone >= 60);
    assert_true(ui_edit_text(&e).len > 0);
    static char large[UI_HISTORY_BYTES + 10];
    memset(large, 'a', sizeof large);
    ui_edit_set(&e, STR(""));
    ui_edit_insert(&e, str_make(large, sizeof large));
    assert_int_equal(ui_edit_text(&e).len, sizeof large);
}

TEST_MAIN(cmocka_unit_test(the_swedish_rows),
          cmocka_unit_test(a_letter_has_its_accents_and_none_that_has_a_key),
          cmocka_unit_test(polish_letters_come_first_on_the_polish_keyboard),
          cmocka_unit_test(a_capital_has_capitals_besides),
          cmocka_unit_test(the_first_row_has_digits_where_there_is_no_row_of_them),
          cmocka_unit_test(a_tigrinya_letter_has_its_seven_other_orders),
          cmocka_unit_test(accents_are_reached_without_holding_a_key),
          cmocka_unit_test(no_emoji_unless_asked_for),
          cmocka_unit_test(emoji_are_there_when_asked_for_and_end_where_they_began),
          cmocka_unit_test(a_hand_has_five_skins_and_a_face_has_none),
          cmocka_unit_test(what_people_see_as_one_character_is_erased_as_one),
          cmocka_unit_test(layouts_are_gone_round_and_the_next_person_begins_with_the_first),
          cmocka_unit_test(undo_takes_a_word_at_a_time_and_redo_gives_it_back),
          cmocka_unit_test(what_was_erased_comes_back_in_one),
          cmocka_unit_test(typing_over_a_selection_is_undone_as_one),
          cmocka_unit_test(words_are_erased_whole),
          cmocka_unit_test(a_text_that_somebody_else_changed_is_not_undone),
          cmocka_unit_test(a_long_history_lets_go_of_the_oldest),
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
