// SPDX-License-Identifier: EUPL-1.2
// The on-screen keyboard: what each key of a layout types, from libxkbcommon, and the rows of keys
// built of it. Dead keys are left out; a lam-alef key types its two letters.
#include "ui/keyboard_priv.h"

#include <stdlib.h>
#include <xkbcommon/xkbcommon.h>

#include "base/alloc.h"

enum { KEY_TEXT_BYTES = 12, ROW_KEYS = 13, LETTER_ROWS = 3, LEVELS = 2 };

struct key {
    char text[LEVELS][KEY_TEXT_BYTES]; // "" where there is none
};

struct row {
    struct key keys[ROW_KEYS];
    int count;
};

struct ui_keyboard {
    char layout[16];
    struct row letters[LETTER_ROWS];
    struct row digits;
    enum ui_keyboard_level level;
    bool symbols;
};

struct ui_keyboard *ui_keyboard_create(void)
{
    return xcalloc(1, sizeof(struct ui_keyboard));
}

void ui_keyboard_destroy(struct ui_keyboard *kb)
{
    free(kb);
}

const char *ui_keyboard_layout_for(struct str language)
{
    static const struct {
        const char *language;
        const char *layout;
    } known[] = {
        {"sv", "se"}, {"en", "us"}, {"ar", "ara"}, {"fi", "fi"}, {"nb", "no"},  {"no", "no"},
        {"nn", "no"}, {"da", "dk"}, {"de", "de"},  {"fa", "ir"}, {"prs", "af"}, {"uk", "ua"},
        {"ru", "ru"}, {"pl", "pl"}, {"tr", "tr"},  {"es", "es"}, {"fr", "fr"},  {"he", "il"},
        {"yi", "il"}, {"am", "et"}, {"ti", "et"},  {"el", "gr"}, {"hr", "hr"},  {"bs", "ba"},
        {"sr", "rs"}, {"sq", "al"}, {"ro", "ro"},  {"hu", "hu"}, {"et", "ee"},  {"lv", "lv"},
        {"lt", "lt"}, {"se", "se"},
    };
    struct str primary = language;
    if (!str_split(&language, '-', &primary)) primary = STR("");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (str_eq_nocase(primary, str_of(known[i].language))) return known[i].layout;
    }
    return "us";
}

// ---- reading a layout ----

static bool add_code_point(char out[KEY_TEXT_BYTES], uint32_t c)
{
    size_t len = strlen(out);
    char utf8[4];
    size_t bytes = utf8_encode(c, utf8);
    if (!bytes || len + bytes >= KEY_TEXT_BYTES) return false;
    memcpy(out + len, utf8, bytes);
    out[len + bytes] = '\0';
    return true;
}

// The text of one level of a key; "" for dead keys, controls and marks without a letter.
static void read_level(struct xkb_keymap *map, xkb_keycode_t code, xkb_level_index_t level,
                       char out[KEY_TEXT_BYTES])
{
    static const uint32_t alefs[] = {0x0622, 0x0623, 0x0625, 0x0627};
    const xkb_keysym_t *syms;
    int count = xkb_keymap_key_get_syms_by_level(map, code, 0, level, &syms);
    out[0] = '\0';
    if (count != 1) return;
    uint32_t c = xkb_keysym_to_utf32(syms[0]);
    // Lam-alef comes as one presentation form: text wants the two letters.
    if (c >= 0xFEF5 && c <= 0xFEFC) {
        add_code_point(out, 0x0644);
        add_code_point(out, alefs[(c - 0xFEF5) / 2]);
        return;
    }
    bool mark = (c >= 0x0300 && c <= 0x036F) || (c >= 0x064B && c <= 0x0652);
    if (c <= 0x20 || (c >= 0x7F && c <= 0xA0) || mark) return;
    add_code_point(out, c);
}

static bool is_letter(const char *text)
{
    size_t at = 0;
    int32_t c = utf8_next(str_of(text), &at);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == 0xAA || c == 0xBA ||
           (c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c < 0x2C00) && c != 0x060C &&
            c != 0x061B && c != 0x061F);
}

// A row of keys "AD01", "AD02", … Letters only where asked for: punctuation has its own places.
static void read_row(struct xkb_keymap *map, const char *prefix, int keys, bool letters,
                     struct row *out)
{
    out->count = 0;
    for (int i = 1; i <= keys && out->count < ROW_KEYS; i++) {
        char name[8];
        snprintf(name, sizeof name, "%s%02d", prefix, i);
        xkb_keycode_t code = xkb_keymap_key_by_name(map, name);
        if (code == XKB_KEYCODE_INVALID) continue;
        struct key *key = &out->keys[out->count];
        for (xkb_level_index_t level = 0; level < LEVELS; level++)
            read_level(map, code, level, key->text[level]);
        if (!key->text[0][0] || (letters && !is_letter(key->text[0]))) continue;
        out->count++;
    }
}

enum err ui_keyboard_use(struct ui_keyboard *kb, const char *layout, struct err_info *info)
{
    if (strcmp(kb->layout, layout) == 0) return ERR_NONE;
    if (strlen(layout) >= sizeof kb->layout) {
        return err_set(info, ERR_ARGUMENT, "'%.32s' is no keyboard layout", layout);
    }
    struct xkb_context *context = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
    struct xkb_keymap *map = NULL;
    if (context) {
        xkb_context_set_log_level(context, XKB_LOG_LEVEL_CRITICAL);
        struct xkb_rule_names names = {.rules = "evdev", .model = "pc105", .layout = layout};
        map = xkb_keymap_new_from_names(context, &names, XKB_KEYMAP_COMPILE_NO_FLAGS);
    }
    if (!map) {
        if (context) xkb_context_unref(context);
        return err_set(info, ERR_MISSING,
                       "the keyboard layout '%s' cannot be read: install the Debian package "
                       "xkb-data (apt-get install xkb-data)",
                       layout);
    }
    struct ui_keyboard fresh = {0};
    memcpy(fresh.layout, layout, strlen(layout) + 1);
    read_row(map, "AD", 12, true, &fresh.letters[0]);
    read_row(map, "AC", 12, true, &fresh.letters[1]);
    read_row(map, "AB", 10, true, &fresh.letters[2]);
    read_row(map, "AE", 10, false, &fresh.digits);
    xkb_keymap_unref(map);
    xkb_context_unref(context);
    *kb = fresh;
    return ERR_NONE;
}

const char *ui_keyboard_layout(const struct ui_keyboard *kb)
{
    return kb->layout;
}

void ui_keyboard_reset(struct ui_keyboard *kb)
{
    kb->level = UI_KEYBOARD_LOWER;
    kb->symbols = false;
}

void ui_keyboard_shift(struct ui_keyboard *kb, bool on)
{
    if (kb->level != UI_KEYBOARD_LOCKED) kb->level = on ? UI_KEYBOARD_UPPER : UI_KEYBOARD_LOWER;
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
static const char *text_of(const struct ui_keyboard *kb, const struct key *key)
{
    bool upper = kb->level != UI_KEYBOARD_LOWER;
    return upper && key->text[1][0] ? key->text[1] : key->text[0];
}

static void add_text_key(struct builder *b, struct ui_element *row, const char *text)
{
    add_key(b, row, text, str_of(text), text, 1);
}

static void add_letters(struct builder *b, const struct ui_keyboard *kb, struct ui_element *row,
                        const struct row *keys)
{
    for (int i = 0; i < keys->count; i++)
        add_text_key(b, row, text_of(kb, &keys->keys[i]));
}

static bool arabic(const struct ui_keyboard *kb)
{
    return strcmp(kb->layout, "ara") == 0 || strcmp(kb->layout, "ir") == 0 ||
           strcmp(kb->layout, "af") == 0;
}

static void build_letters(struct builder *b, const struct ui_keyboard *kb,
                          struct ui_element *parent)
{
    const struct row *rows = kb->letters;
    const char *comma = arabic(kb) ? "\u060C" : ",";
    const char *question = arabic(kb) ? "\u061F" : "?";
    struct ui_element *row = add_row(b, parent);
    double slack = b->units - rows[0].count - 1;
    add_letters(b, kb, row, &rows[0]);
    add_icon_key(b, row, "backspace", b->words->backspace, UI_ICON_BACKSPACE, 1 + slack);
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
    int all = kb->digits.count + (int)(sizeof ours / sizeof *ours);
    for (int i = 0; i < all && count < most; i++) {
        const char *sign =
            i < kb->digits.count ? kb->digits.keys[i].text[1] : ours[i - kb->digits.count];
        bool taken =
            !sign[0] || strcmp(sign, "?") == 0 || strcmp(sign, ".") == 0 || strcmp(sign, ",") == 0;
        for (int k = 0; k < kb->digits.count && !taken; k++)
            taken = strcmp(sign, kb->digits.keys[k].text[0]) == 0;
        for (int k = 0; k < count && !taken; k++)
            taken = strcmp(sign, out[k]) == 0;
        if (!taken) out[count++] = sign;
    }
    return count;
}

static void build_symbols(struct builder *b, const struct ui_keyboard *kb,
                          struct ui_element *parent)
{
    const char *signs[2 * ROW_KEYS + 8];
    int most = 2 * b->units - 3;
    int count = collect_signs(kb, signs, most);
    struct ui_element *row = add_row(b, parent);
    for (int i = 0; i < kb->digits.count; i++)
        add_text_key(b, row, kb->digits.keys[i].text[0]);
    add_icon_key(b, row, "backspace", b->words->backspace, UI_ICON_BACKSPACE,
                 b->units - kb->digits.count);
    row = add_row(b, parent);
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

void ui_keyboard_build(const struct ui_keyboard *kb, struct arena *a, struct ui_element *parent,
                       const struct ui_keyboard_words *words)
{
    if (!kb->layout[0]) return;
    struct builder b = {a, words, kb->letters[0].count + 1};
    if (kb->letters[1].count > b.units) b.units = kb->letters[1].count;
    if (kb->letters[2].count + 4 > b.units) b.units = kb->letters[2].count + 4;
    if (kb->digits.count + 1 > b.units) b.units = kb->digits.count + 1;
    if (kb->symbols) {
        build_symbols(&b, kb, parent);
    } else {
        build_letters(&b, kb, parent);
    }
    struct ui_element *row = add_row(&b, parent);
    add_key(&b, row, "symbols", kb->symbols ? words->letters : words->symbols, "", 2);
    struct ui_element *space = add_key(&b, row, "space", words->space, " ", b.units - 4);
    space->size = UI_TEXT_SMALL;
    add_icon_key(&b, row, "enter", words->enter, UI_ICON_ENTER, 2);
}

enum ui_key_act ui_keyboard_press(struct ui_keyboard *kb, const struct ui_element *key,
                                  bool *out_changed)
{
    *out_changed = false;
    if (key->key_text.len) {
        // One capital, then small letters again.
        if (kb->level == UI_KEYBOARD_UPPER && !kb->symbols) {
            kb->level = UI_KEYBOARD_LOWER;
            *out_changed = true;
        }
        return UI_KEY_TYPES;
    }
    if (str_eq(key->id, STR("key/backspace"))) return UI_KEY_ERASES;
    if (str_eq(key->id, STR("key/enter"))) return UI_KEY_ENTERS;
    if (str_eq(key->id, STR("key/symbols"))) {
        kb->symbols = !kb->symbols;
    } else if (str_eq(key->id, STR("key/shift"))) {
        kb->level = kb->level == UI_KEYBOARD_LOCKED ? UI_KEYBOARD_LOWER
                                                    : (enum ui_keyboard_level)(kb->level + 1);
    }
    *out_changed = true;
    return UI_KEY_CHANGES;
}
