// SPDX-License-Identifier: EUPL-1.2
// The on-screen keyboard: which layout and level is shown, the rows of keys built of it, what a
// touch of a key does. What the keys type stands in keyboard_layouts.c.
#include "ui/keyboard_priv.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"

enum { NAME_BYTES = 48, EMOJI_SIDE = 2, EMOJI_MOST = 4 * (UI_KEY_ROW + 4) };

struct offered {
    char layout[16];
    char name[NAME_BYTES];
};

struct ui_keyboard {
    struct ui_keys keys;
    struct offered offered[UI_KEYBOARD_LAYOUTS];
    int offered_count;
    int current;
    enum ui_keyboard_level level;
    bool symbols;
    bool may_emoji;               // the program wants them
    bool emoji;                   // they are shown, in the place of letters
    int emoji_from;               // after how many of them
    bool numbers;                 // a row of digits above the letters
    bool accents;                 // the next letter opens what it has besides
    char more[UI_KEY_TEXT_BYTES]; // the letter over which that is open; "" for none
};

struct ui_keyboard *ui_keyboard_create(void)
{
    return xcalloc(1, sizeof(struct ui_keyboard));
}

void ui_keyboard_destroy(struct ui_keyboard *kb)
{
    free(kb);
}

enum err ui_keyboard_use(struct ui_keyboard *kb, const char *layout, struct err_info *info)
{
    if (strcmp(kb->keys.layout, layout) == 0) return ERR_NONE;
    struct ui_keys fresh;
    enum err code = ui_keys_read(layout, &fresh, info);
    if (code != ERR_NONE) return code;
    kb->keys = fresh;
    ui_keyboard_reset(kb);
    return ERR_NONE;
}

static bool same_offer(const struct ui_keyboard *kb, const struct ui_keyboard_choice *choices,
                       int count)
{
    if (count != kb->offered_count) return false;
    for (int i = 0; i < count; i++) {
        if (strcmp(choices[i].layout, kb->offered[i].layout) != 0) return false;
    }
    return count > 0;
}

enum err ui_keyboard_offer(struct ui_keyboard *kb, const struct ui_keyboard_choice *choices,
                           int count, struct err_info *info)
{
    if (count > UI_KEYBOARD_LAYOUTS) count = UI_KEYBOARD_LAYOUTS;
    if (same_offer(kb, choices, count)) return ERR_NONE;
    memset(kb->offered, 0, sizeof kb->offered);
    kb->offered_count = count;
    kb->current = 0;
    for (int i = 0; i < count; i++) {
        struct offered *o = &kb->offered[i];
        snprintf(o->layout, sizeof o->layout, "%s", choices[i].layout);
        size_t len = utf8_cut(choices[i].name, sizeof o->name - 1);
        if (len) memcpy(o->name, choices[i].name.ptr, len);
    }
    return count > 0 ? ui_keyboard_use(kb, kb->offered[0].layout, info) : ERR_NONE;
}

// The next one that can be read.
static void next_layout(struct ui_keyboard *kb)
{
    for (int i = 1; i < kb->offered_count; i++) {
        int index = (kb->current + i) % kb->offered_count;
        if (ui_keyboard_use(kb, kb->offered[index].layout, NULL) == ERR_NONE) {
            kb->current = index;
            return;
        }
    }
}

void ui_keyboard_forget(struct ui_keyboard *kb)
{
    kb->current = 0;
    // It was read before: what fails now leaves the one in use.
    if (kb->offered_count) err_ignore(ui_keyboard_use(kb, kb->offered[0].layout, NULL));
    ui_keyboard_reset(kb);
}

const char *ui_keyboard_layout(const struct ui_keyboard *kb)
{
    return kb->keys.layout;
}

void ui_keyboard_numbers(struct ui_keyboard *kb, bool on)
{
    kb->numbers = on;
}

void ui_keyboard_emoji(struct ui_keyboard *kb, bool on)
{
    kb->may_emoji = on && ui_emoji_installed();
    if (!kb->may_emoji) kb->emoji = false;
}

void ui_keyboard_reset(struct ui_keyboard *kb)
{
    kb->level = UI_KEYBOARD_LOWER;
    kb->symbols = false;
    kb->emoji = false;
    kb->emoji_from = 0;
    ui_keyboard_close(kb);
}

void ui_keyboard_shift(struct ui_keyboard *kb, bool on)
{
    if (kb->level != UI_KEYBOARD_LOCKED) kb->level = on ? UI_KEYBOARD_UPPER : UI_KEYBOARD_LOWER;
}

bool ui_keyboard_open(const struct ui_keyboard *kb)
{
    return kb->more[0] != '\0';
}

void ui_keyboard_close(struct ui_keyboard *kb)
{
    kb->more[0] = '\0';
    kb->accents = false;
}

// ---- building ----

struct builder {
    struct arena *a;
    const struct ui_keyboard_words *words;
    int units; // of the longest row: all rows stand on its grid
};

static struct ui_element *add_key(struct builder *b, struct ui_element *row, const char *id,
                                  struct str name, const char *text, double units)
{
    struct str full = arena_printf(b->a, "key/%s", id);
    struct ui_element *e = ui_element_new(b->a, row, UI_KIND_KEY, UI_ROLE_BUTTON, full, name);
    e->key_text = text[0] ? arena_dup(b->a, str_of(text)) : STR("");
    e->key_units = units;
    if (!text[0]) e->size = UI_TEXT_HINT;
    return e;
}

static struct ui_element *add_icon_key(struct builder *b, struct ui_element *row, const char *id,
                                       struct str name, enum ui_icon icon, double units)
{
    struct ui_element *e = add_key(b, row, id, name, "", units);
    e->icon = icon;
    e->icon_only = true;
    return e;
}

static void add_gap(struct builder *b, struct ui_element *row, double units)
{
    if (units <= 0) return;
    struct ui_element *e =
        ui_element_new(b->a, row, UI_KIND_SPACER, UI_ROLE_NONE, STR(""), STR(""));
    e->key_units = units;
}

static struct ui_element *add_row(struct builder *b, struct ui_element *parent)
{
    struct ui_element *row = ui_row(b->a, parent, 1.5);
    return row;
}

// The shifted sign, or the plain one where shift has none or one that is no letter's other case.
static const char *text_of(const struct ui_keyboard *kb, const struct ui_key *key)
{
    bool upper = kb->level != UI_KEYBOARD_LOWER;
    return upper && key->text[1][0] ? key->text[1] : key->text[0];
}

static void add_text_key(struct builder *b, struct ui_element *row, const char *text)
{
    add_key(b, row, text, str_of(text), text, 1);
}

static void add_letters(struct builder *b, const struct ui_keyboard *kb, struct ui_element *row,
                        const struct ui_key_row *keys)
{
    for (int i = 0; i < keys->count; i++)
        add_text_key(b, row, text_of(kb, &keys->keys[i]));
}

static bool arabic(const struct ui_keyboard *kb)
{
    static const char *const layouts[] = {"ara", "ir", "af", "af(ps)", "pk", "iq(ku_ara)"};
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        if (strcmp(kb->keys.layout, layouts[i]) == 0) return true;
    }
    return false;
}

// The digits, and what erases at the end of the first row that is built.
static void build_digits(struct builder *b, const struct ui_keyboard *kb, struct ui_element *parent)
{
    struct ui_element *row = add_row(b, parent);
    for (int i = 0; i < kb->keys.digits.count; i++)
        add_text_key(b, row, kb->keys.digits.keys[i].text[0]);
    double slack = b->units - kb->keys.digits.count;
    double wide = slack > 2 ? 2 : slack;
    add_gap(b, row, slack - wide);
    add_icon_key(b, row, "backspace", b->words->backspace, UI_ICON_BACKSPACE, wide);
}

static void build_letters(struct builder *b, const struct ui_keyboard *kb,
                          struct ui_element *parent)
{
    const struct ui_key_row *rows = kb->keys.letters;
    const char *comma = arabic(kb) ? "\u060C" : ",";
    const char *question = arabic(kb) ? "\u061F" : "?";
    if (kb->numbers) build_digits(b, kb, parent);
    struct ui_element *row = add_row(b, parent);
    double slack = b->units - rows[0].count - (kb->numbers ? 0 : 1);
    if (kb->numbers) add_gap(b, row, slack / 2);
    add_letters(b, kb, row, &rows[0]);
    if (kb->numbers) {
        add_gap(b, row, slack / 2);
    } else {
        add_icon_key(b, row, "backspace", b->words->backspace, UI_ICON_BACKSPACE, 1 + slack);
    }
    row = add_row(b, parent);
    slack = b->units - rows[1].count;
    add_gap(b, row, slack / 2);
    add_letters(b, kb, row, &rows[1]);
    add_gap(b, row, slack / 2);
    row = add_row(b, parent);
    slack = b->units - rows[2].count - 3;
    enum ui_icon icon = kb->level == UI_KEYBOARD_LOCKED ? UI_ICON_SHIFT_LOCK : UI_ICON_SHIFT;
    struct ui_element *shift =
        add_icon_key(b, row, "shift", b->words->shift, icon, slack > 1 ? slack : 1);
    if (kb->level != UI_KEYBOARD_LOWER) shift->state |= UI_STATE_CHECKED;
    add_letters(b, kb, row, &rows[2]);
    add_text_key(b, row, comma);
    add_text_key(b, row, ".");
    add_text_key(b, row, question);
}

// Signs in the order they are looked for: those over this layout's digits first, then ours. None
// comes twice; "," "." and "?" have their own places.
static int collect_signs(const struct ui_keyboard *kb, const char *out[], int most)
{
    static const char *const ours[] = {
        "@",  "-",      "\u20AC", "_",      "'",      "*", ":", ";", "+",      "=",     "!",
        "\"", "#",      "%",      "&",      "/",      "(", ")", "$", "[",      "]",     "<",
        ">",  "\u00A7", "\u00B0", "\u2013", "\u2026", "~", "{", "}", "\u00A3", "\u00D7"};
    int count = 0;
    int all = kb->keys.digits.count + (int)(sizeof ours / sizeof *ours);
    for (int i = 0; i < all && count < most; i++) {
        const char *sign = i < kb->keys.digits.count ? kb->keys.digits.keys[i].text[1]
                                                     : ours[i - kb->keys.digits.count];
        bool taken =
            !sign[0] || strcmp(sign, "?") == 0 || strcmp(sign, ".") == 0 || strcmp(sign, ",") == 0;
        for (int k = 0; k < kb->keys.digits.count && !taken; k++)
            taken = strcmp(sign, kb->keys.digits.keys[k].text[0]) == 0;
        for (int k = 0; k < count && !taken; k++)
            taken = strcmp(sign, out[k]) == 0;
        if (!taken) out[count++] = sign;
    }
    return count;
}

static void build_symbols(struct builder *b, const struct ui_keyboard *kb,
                          struct ui_element *parent)
{
    const char *signs[2 * UI_KEY_ROW + 8];
    int most = 2 * b->units - 3;
    int count = collect_signs(kb, signs, most);
    build_digits(b, kb, parent);
    struct ui_element *row = add_row(b, parent);
    for (int i = 0; i < b->units && i < count; i++)
        add_text_key(b, row, signs[i]);
    add_gap(b, row, b->units - count);
    row = add_row(b, parent);
    for (int i = b->units; i < count; i++)
        add_text_key(b, row, signs[i]);
    add_gap(b, row, count > b->units ? most - count : b->units - 3);
    add_text_key(b, row, ",");
    add_text_key(b, row, ".");
    add_text_key(b, row, "?");
}

// ---- emoji ----

// As many as stand on one page: as many rows as there are of letters.
static int emoji_shown(const struct ui_keyboard *kb, int units)
{
    return units * (kb->numbers ? 4 : 3) - 2 * EMOJI_SIDE;
}

static void build_emoji(struct builder *b, const struct ui_keyboard *kb, struct ui_element *parent)
{
    char(*list)[UI_KEY_TEXT_BYTES] = arena_alloc(b->a, EMOJI_MOST * sizeof *list);
    int rows = kb->numbers ? 4 : 3;
    int count = ui_emoji_list(kb->emoji_from, list, emoji_shown(kb, b->units));
    int at = 0;
    for (int r = 0; r < rows; r++) {
        struct ui_element *row = add_row(b, parent);
        bool sided = r == 0 || r == rows - 1;
        int room = b->units - (sided ? EMOJI_SIDE : 0);
        for (; room > 0 && at < count; room--)
            add_text_key(b, row, list[at++]);
        add_gap(b, row, room);
        if (r == 0)
            add_icon_key(b, row, "backspace", b->words->backspace, UI_ICON_BACKSPACE, EMOJI_SIDE);
        if (r == rows - 1)
            add_icon_key(b, row, "emoji-more", b->words->more_emoji, UI_ICON_NEXT, EMOJI_SIDE);
    }
}

// ---- what stands over the keys ----

// A row over a key or over the field, placed by the layout: not in the flow.
static struct ui_element *add_over(struct builder *b, struct ui_element *parent, struct str over,
                                   const char *id)
{
    struct ui_element *row = ui_row(b->a, parent, 1.5);
    row->id = arena_dup(b->a, str_of(id));
    row->over = arena_dup(b->a, over);
    row->look = UI_LOOK_CARD;
    return row;
}

static const char *digit_of(const struct ui_keyboard *kb, const char *text)
{
    const struct ui_key_row *first = &kb->keys.letters[0];
    for (int i = 0; i < first->count && i < kb->keys.digits.count && !kb->numbers; i++) {
        if (strcmp(text_of(kb, &first->keys[i]), text) == 0) {
            return kb->keys.digits.keys[i].text[0];
        }
    }
    return "";
}

static int collect_more(const struct ui_keyboard *kb, const char *text,
                        char out[UI_KEY_MORE][UI_KEY_TEXT_BYTES])
{
    if (kb->emoji) return ui_emoji_skins(text, out);
    return kb->symbols ? 0 : ui_keys_more(&kb->keys, text, digit_of(kb, text), out);
}

static void build_more(struct builder *b, const struct ui_keyboard *kb, struct ui_element *parent)
{
    char more[UI_KEY_MORE][UI_KEY_TEXT_BYTES];
    int count = collect_more(kb, kb->more, more);
    if (count == 0) return;
    struct str over = arena_printf(b->a, "key/%s", kb->more);
    struct ui_element *row = add_over(b, parent, over, UI_KEYBOARD_MORE);
    for (int i = 0; i < count; i++)
        add_text_key(b, row, more[i]);
}

// What can be done with what is selected, over the field.
static void build_edit(struct builder *b, struct ui_element *parent)
{
    const struct ui_keyboard_field *f = b->words->field;
    if (!f || !b->words->cut.len || !(f->selected || f->asked)) return;
    const struct {
        const char *id;
        struct str name;
        bool useful;
    } keys[] = {
        {"cut", b->words->cut, f->selected},
        {"copy", b->words->copy, f->selected},
        {"paste", b->words->paste, f->can_paste},
        {"all", b->words->all, true},
    };
    struct ui_element *row = add_over(b, parent, f->id, "keys/edit");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (keys[i].useful) add_key(b, row, keys[i].id, keys[i].name, "", 1);
    }
}

// ---- the lowest row ----

static double add_side_keys(struct builder *b, const struct ui_keyboard *kb, struct ui_element *row)
{
    const struct ui_keyboard_words *words = b->words;
    double used = 0;
    if (kb->symbols && words->field && words->left.len) {
        add_icon_key(b, row, "left", words->left, UI_ICON_BACK, 1);
        add_icon_key(b, row, "right", words->right, UI_ICON_NEXT, 1);
        add_key(b, row, "select", words->select, "", 2)->size = UI_TEXT_SMALL;
        used = 4;
    } else if (!kb->symbols && !kb->emoji) {
        if (words->layout.len && kb->offered_count > 1) {
            add_icon_key(b, row, "layout", words->layout, UI_ICON_GLOBE, 1);
            used += 1;
        }
        if (words->accents.len) {
            struct ui_element *e = add_key(b, row, "accents", words->accents, "", 1);
            e->sign = arabic(kb) ? STR("\u0622\u2026") : STR("\u00E1\u2026");
            if (kb->accents) e->state |= UI_STATE_CHECKED;
            used += 1;
        }
    }
    if (kb->may_emoji && words->emoji.len && !kb->symbols) {
        struct ui_element *e = add_key(b, row, "emoji", words->emoji, "", 1);
        e->sign = STR("\U0001F642");
        if (kb->emoji) e->state |= UI_STATE_CHECKED;
        used += 1;
    }
    return used;
}

static void build_lowest(struct builder *b, const struct ui_keyboard *kb, struct ui_element *parent)
{
    const struct ui_keyboard_words *words = b->words;
    struct ui_element *row = add_row(b, parent);
    bool undo = words->undo.len && words->field;
    double side = undo ? 1.5 : 2;
    bool away = kb->symbols || kb->emoji;
    add_key(b, row, "symbols", away ? words->letters : words->symbols, "", side);
    double used = add_side_keys(b, kb, row) + (undo ? 1 : 0);
    bool several = kb->offered_count > 1 && words->layout.len;
    const struct offered *now = &kb->offered[kb->current];
    struct str shown = several && now->name[0] ? str_of(now->name) : words->space;
    struct ui_element *space = add_key(b, row, "space", shown, " ", b->units - 2 * side - used);
    space->size = UI_TEXT_SMALL;
    space->value = arena_dup(b->a, words->space);
    if (undo) {
        struct ui_element *e = add_icon_key(b, row, "undo", words->undo, UI_ICON_UNDO, 1);
        if (!words->field->can_undo) e->state |= UI_STATE_DISABLED;
    }
    add_icon_key(b, row, "enter", words->enter, UI_ICON_ENTER, side);
}

// Of the longest row of this layout.
static int units_of(const struct ui_keyboard *kb)
{
    int first = kb->keys.letters[0].count + (kb->numbers ? 0 : 1);
    const int widths[] = {first, kb->keys.letters[1].count, kb->keys.letters[2].count + 4,
                          kb->keys.digits.count + 1};
    int units = 11;
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        units = widths[i] > units ? widths[i] : units;
    return units;
}

void ui_keyboard_build(const struct ui_keyboard *kb, struct arena *a, struct ui_element *parent,
                       const struct ui_keyboard_words *words)
{
    if (!kb->keys.layout[0]) return;
    struct builder b = {a, words, units_of(kb)};
    if (kb->emoji) {
        build_emoji(&b, kb, parent);
    } else if (kb->symbols) {
        build_symbols(&b, kb, parent);
    } else {
        build_letters(&b, kb, parent);
    }
    build_lowest(&b, kb, parent);
    if (ui_keyboard_open(kb)) {
        build_more(&b, kb, parent);
    } else {
        build_edit(&b, parent);
    }
}

// ---- touches ----

bool ui_keyboard_hold(struct ui_keyboard *kb, const struct ui_element *key)
{
    char more[UI_KEY_MORE][UI_KEY_TEXT_BYTES];
    size_t len = key->key_text.len;
    if (!len || len >= sizeof kb->more || str_eq(key->key_text, STR(" "))) return false;
    if (key->parent && key->parent->over.len) return false;
    char text[UI_KEY_TEXT_BYTES] = "";
    memcpy(text, key->key_text.ptr, len);
    if (collect_more(kb, text, more) == 0) return false;
    memcpy(kb->more, text, sizeof text);
    kb->accents = false;
    return true;
}

static enum ui_key_act press_text(struct ui_keyboard *kb, const struct ui_element *key,
                                  bool *out_changed)
{
    bool open = ui_keyboard_open(kb) || kb->accents;
    if (kb->accents && ui_keyboard_hold(kb, key)) {
        *out_changed = true;
        return UI_KEY_CHANGES;
    }
    ui_keyboard_close(kb);
    *out_changed = open;
    // One capital, then small letters again.
    if (kb->level == UI_KEYBOARD_UPPER && !kb->symbols && !kb->emoji) {
        kb->level = UI_KEYBOARD_LOWER;
        *out_changed = true;
    }
    return UI_KEY_TYPES;
}

// The next page of them; after the last one the first.
static void next_emoji(struct ui_keyboard *kb)
{
    char one[1][UI_KEY_TEXT_BYTES];
    kb->emoji_from += emoji_shown(kb, units_of(kb));
    if (ui_emoji_list(kb->emoji_from, one, 1) == 0) kb->emoji_from = 0;
}

enum ui_key_act ui_keyboard_press(struct ui_keyboard *kb, const struct ui_element *key,
                                  bool *out_changed)
{
    static const struct {
        const char *id;
        enum ui_key_act act;
    } acts[] = {
        {"key/backspace", UI_KEY_ERASES}, {"key/enter", UI_KEY_ENTERS},
        {"key/undo", UI_KEY_UNDOES},      {"key/cut", UI_KEY_CUTS},
        {"key/copy", UI_KEY_COPIES},      {"key/paste", UI_KEY_PASTES},
        {"key/all", UI_KEY_SELECTS_ALL},  {"key/select", UI_KEY_SELECTS},
        {"key/left", UI_KEY_LEFT},        {"key/right", UI_KEY_RIGHT},
    };
    *out_changed = false;
    if (key->key_text.len) return press_text(kb, key, out_changed);
    bool accents = kb->accents;
    *out_changed = ui_keyboard_open(kb) || accents;
    ui_keyboard_close(kb);
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        if (str_eq(key->id, str_of(acts[i].id))) return acts[i].act;
    }
    if (str_eq(key->id, STR("key/symbols"))) {
        kb->symbols = !kb->symbols && !kb->emoji;
        kb->emoji = false;
    } else if (str_eq(key->id, STR("key/emoji"))) {
        kb->emoji = !kb->emoji && kb->may_emoji;
        kb->emoji_from = 0;
    } else if (str_eq(key->id, STR("key/emoji-more"))) {
        next_emoji(kb);
    } else if (str_eq(key->id, STR("key/layout"))) {
        next_layout(kb);
    } else if (str_eq(key->id, STR("key/accents"))) {
        kb->accents = !accents;
    } else if (str_eq(key->id, STR("key/shift"))) {
        kb->level = kb->level == UI_KEYBOARD_LOCKED ? UI_KEYBOARD_LOWER
                                                    : (enum ui_keyboard_level)(kb->level + 1);
    }
    *out_changed = true;
    return UI_KEY_CHANGES;
}
