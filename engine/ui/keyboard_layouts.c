// SPDX-License-Identifier: EUPL-1.2
// What each key of a layout types, from libxkbcommon: dead keys are left out, a lam-alef key types
// its two letters. And what a letter has besides: AltGr's letters, then our table of accents.
#include "ui/keyboard_priv.h"

#include <string.h>
#include <xkbcommon/xkbcommon.h>

// Tigrinya's and Amharic's: libxkbcommon's layout leaves the vowels to an input method.
#define ETHIOPIC "ethi"
enum { ETHIOPIC_ORDERS = 8, ETHIOPIC_FIRST = 0x1200, ETHIOPIC_LAST = 0x135A };

const char *ui_keyboard_layout_for(struct str language)
{
    static const struct {
        const char *language;
        const char *layout;
    } known[] = {
        {"sv", "se"},          {"en", "us"},        {"ar", "ara"},     {"fi", "fi"},
        {"fit", "se"},         {"fkv", "no"},       {"se", "se(smi)"}, {"sma", "se(smi)"},
        {"smj", "se(smi)"},    {"rom", "se"},       {"rmy", "se"},     {"rmf", "se"},
        {"nb", "no"},          {"no", "no"},        {"nn", "no"},      {"da", "dk"},
        {"is", "is"},          {"fo", "fo"},        {"de", "de"},      {"nl", "us"},
        {"fa", "ir"},          {"prs", "af"},       {"ps", "af(ps)"},  {"ur", "pk"},
        {"ckb", "iq(ku_ara)"}, {"ku", "tr(ku)"},    {"kmr", "tr(ku)"}, {"sdh", "iq(ku_ara)"},
        {"uk", "ua"},          {"ru", "ru"},        {"be", "by"},      {"bg", "bg(phonetic)"},
        {"mk", "mk"},          {"sr", "rs(latin)"}, {"pl", "pl"},      {"cs", "us"},
        {"sk", "us"},          {"sl", "si"},        {"hr", "hr"},      {"bs", "ba"},
        {"sq", "al"},          {"ro", "ro"},        {"hu", "hu"},      {"et", "ee"},
        {"lv", "lv"},          {"lt", "lt"},        {"tr", "tr"},      {"az", "az"},
        {"es", "es"},          {"pt", "pt"},        {"fr", "us"},      {"it", "it"},
        {"el", "gr"},          {"hy", "am"},        {"ka", "ge"},      {"he", "il"},
        {"yi", "il"},          {"so", "us"},        {"am", ETHIOPIC},  {"ti", ETHIOPIC},
        {"tig", ETHIOPIC},     {"sw", "us"},        {"hi", "in"},      {"ne", "np"},
        {"th", "th"},
    };
    struct str primary = language;
    if (!str_split(&language, '-', &primary)) primary = STR("");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (str_eq_nocase(primary, str_of(known[i].language))) return known[i].layout;
    }
    return "us";
}

bool ui_keyboard_layout_latin(const char *layout)
{
    static const char *const others[] = {
        "ara", "ir", "af", "af(ps)", "pk", "iq(ku_ara)", "ua", "ru", "by", "bg(phonetic)",
        "mk",  "gr", "am", "ge",     "il", ETHIOPIC,     "in", "np", "th"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(layout, others[i]) == 0) return false;
    }
    return true;
}

// ---- reading a layout ----

static bool add_code_point(char out[UI_KEY_TEXT_BYTES], uint32_t c)
{
    size_t len = strlen(out);
    char utf8[4];
    size_t bytes = utf8_encode(c, utf8);
    if (!bytes || len + bytes >= UI_KEY_TEXT_BYTES) return false;
    memcpy(out + len, utf8, bytes);
    out[len + bytes] = '\0';
    return true;
}

static bool is_mark(uint32_t c)
{
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x0591 && c <= 0x05C7) ||
           (c >= 0x064B && c <= 0x0655) || c == 0x0670;
}

// The text of one level of a key; "" for dead keys, controls and marks without a letter.
static void read_level(struct xkb_keymap *map, xkb_keycode_t code, xkb_level_index_t level,
                       char out[UI_KEY_TEXT_BYTES])
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
    bool control = (c >= 0x200B && c <= 0x200F && c != 0x200C) || (c >= 0x2028 && c <= 0x202E) ||
                   (c >= 0x2060 && c <= 0x206F) || c == 0x061C;
    if (c <= 0x20 || (c >= 0x7F && c <= 0xA0) || is_mark(c) || control) return;
    add_code_point(out, c);
}

bool ui_keys_letter(const char *text)
{
    size_t at = 0;
    int32_t c = utf8_next(str_of(text), &at);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == 0xAA || c == 0xBA ||
           (c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c < 0x2C00) && c != 0x060C &&
            c != 0x061B && c != 0x061F && c != 0x066B && c != 0x066C && c != 0x066D &&
            c != 0x0640 && c != 0x06D4 && !(c >= 0xFD3E && c <= 0xFD3F) &&
            !(c >= 0x1361 && c <= 0x137C));
}

// A row of keys "AD01", "AD02", … Letters only where asked for: punctuation has its own places.
static void read_row(struct xkb_keymap *map, const char *prefix, int keys, bool letters,
                     struct ui_key_row *out)
{
    out->count = 0;
    for (int i = 1; i <= keys && out->count < UI_KEY_ROW; i++) {
        char name[8];
        snprintf(name, sizeof name, "%s%02d", prefix, i);
        xkb_keycode_t code = xkb_keymap_key_by_name(map, name);
        if (code == XKB_KEYCODE_INVALID) continue;
        struct ui_key *key = &out->keys[out->count];
        for (xkb_level_index_t level = 0; level < UI_KEY_LEVELS; level++)
            read_level(map, code, level, key->text[level]);
        if (!key->text[0][0] || (letters && !ui_keys_letter(key->text[0]))) continue;
        out->count++;
    }
}

static void set_row(struct ui_key_row *row, const char *letters)
{
    struct str text = str_of(letters);
    row->count = 0;
    for (size_t at = 0; at < text.len && row->count < UI_KEY_ROW;) {
        size_t from = at;
        utf8_next(text, &at);
        memcpy(row->keys[row->count++].text[0], text.ptr + from, at - from);
    }
}

static void read_ethiopic(struct ui_keys *out)
{
    set_row(&out->letters[0], "ሀለሐመሠረሰሸቀቐበ");
    set_row(&out->letters[1], "ተቸኀነኘአከኸወዐዘ");
    set_row(&out->letters[2], "ዠየደጀገጠጨጸፀፈ");
    set_row(&out->digits, "1234567890");
    static const char *const shifted[] = {"ቨ", "ፐ", "ጰ"}; // rare, with the letters they are like
    static const char *const like[] = {"በ", "ፈ", "ጸ"};
    for (int r = 0; r < UI_KEY_ROWS; r++) {
        for (int i = 0; i < out->letters[r].count; i++) {
            struct ui_key *key = &out->letters[r].keys[i];
            for (int k = 0; k < 3; k++) {
                if (strcmp(key->text[0], like[k]) == 0) strcpy(key->text[1], shifted[k]);
            }
        }
    }
}

enum err ui_keys_read(const char *layout, struct ui_keys *out, struct err_info *info)
{
    char name[16] = "";
    size_t len = strlen(layout);
    if (len >= sizeof name) {
        return err_set(info, ERR_ARGUMENT, "'%.32s' is no keyboard layout", layout);
    }
    *out = (struct ui_keys){0};
    memcpy(out->layout, layout, len + 1);
    if (strcmp(layout, ETHIOPIC) == 0) {
        read_ethiopic(out);
        return ERR_NONE;
    }
    // "tr(ku)" is layout and variant.
    memcpy(name, layout, len + 1);
    char variant[16] = "";
    char *open = strchr(name, '(');
    if (open) {
        snprintf(variant, sizeof variant, "%.*s", (int)strcspn(open + 1, ")"), open + 1);
        *open = '\0';
    }
    struct xkb_context *context = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
    struct xkb_keymap *map = NULL;
    if (context) {
        xkb_context_set_log_level(context, XKB_LOG_LEVEL_CRITICAL);
        struct xkb_rule_names names = {
            .rules = "evdev", .model = "pc105", .layout = name, .variant = variant};
        map = xkb_keymap_new_from_names(context, &names, XKB_KEYMAP_COMPILE_NO_FLAGS);
    }
    if (map) {
        read_row(map, "AD", 12, true, &out->letters[0]);
        read_row(map, "AC", 12, true, &out->letters[1]);
        read_row(map, "AB", 10, true, &out->letters[2]);
        read_row(map, "AE", 10, false, &out->digits);
        xkb_keymap_unref(map);
    }
    if (context) xkb_context_unref(context);
    if (!map) {
        return err_set(info, ERR_MISSING,
                       "the keyboard layout '%s' cannot be read: install the Debian package "
                       "xkb-data (apt-get install xkb-data)",
                       layout);
    }
    return ERR_NONE;
}

// ---- what a letter has besides ----

static const struct {
    const char *of;
    const char *more;
} accents[] = {
    {"a", "åäáàâãąæā"}, {"c", "çćč"},    {"d", "ðďđ"},    {"e", "éèêëęēě"},  {"g", "ğǧģ"},
    {"i", "íìîïīıį"},   {"k", "ķǩ"},     {"l", "łľĺļ"},   {"n", "ñńňŋņ"},    {"o", "öøóòôõőœō"},
    {"r", "řŕ"},        {"s", "śšşșß"},  {"t", "ťțţþŧ"},  {"u", "üúùûūůűų"}, {"y", "ýÿ"},
    {"z", "źżž"},       {"ə", "ǝ"},      {"г", "ґ"},      {"е", "ёє"},       {"и", "іїй"},
    {"і", "їи"},        {"у", "ў"},      {"ь", "ъ"},      {"ж", "җ"},        {"α", "ά"},
    {"ε", "έ"},         {"η", "ή"},      {"ι", "ίϊΐ"},    {"ο", "ό"},        {"υ", "ύϋΰ"},
    {"ω", "ώ"},         {"σ", "ς"},      {"ا", "أإآٱء"},  {"ه", "ةۀە"},      {"ي", "ىئیێ"},
    {"ی", "يىئێۍې"},    {"ک", "كگ"},     {"ك", "کگ"},     {"و", "ؤۆۇ"},      {"ر", "ڕړ"},
    {"ل", "ڵ"},         {"ب", "پ"},      {"ج", "چ"},      {"ز", "ژ"},        {"ف", "ڤ"},
    {"ت", "ةټٹ"},       {"د", "ذډڈ"},    {"ن", "ڼں"},     {"س", "شښ"},       {"א", "אַאָ"},
    {"ב", "בּבֿ"},        {"ו", "וּװױ"},    {"י", "יִײײַ"},    {"כ", "ךכּ"},       {"מ", "ם"},
    {"נ", "ן"},         {"פ", "ףפּפֿ"},    {"צ", "ץ"},      {"ש", "שׁשׂ"},       {"ת", "תּ"},
    {".", "…:;!'\"-"},  {",", ";:'\"-"}, {"?", "!¿"},     {"،", "؛,:"},      {"؟", "!?"},
    {"-", "–—"},        {"'", "’‘"},     {"\"", "”“„«»"}, {"€", "$£¥"},      {"።", ".:"},
};

// The capital of a letter of ours; the letter itself where it has none.
static uint32_t capital(uint32_t c)
{
    bool latin1 = c >= 0xE0 && c <= 0xFE && c != 0xF7;
    if ((c >= 'a' && c <= 'z') || latin1 || (c >= 0x0430 && c <= 0x044F)) return c - 0x20;
    if (c >= 0x0450 && c <= 0x045F) return c - 0x50;
    if (c == 0xFF) return 0x178;
    if (c == 0xDF) return 0x1E9E;
    if (c == 0x0259) return 0x018F;
    if (c == 0x03AC) return 0x0386;
    if (c >= 0x03AD && c <= 0x03AF) return c - 0x25;
    if (c == 0x03CC) return 0x038C;
    if (c == 0x03CD || c == 0x03CE) return c - 0x3F;
    if (c == 0x03CA || c == 0x03CB) return c - 0x20;
    bool odd_small = (c >= 0x0100 && c <= 0x0137 && c != 0x131) || (c >= 0x014A && c <= 0x0177) ||
                     (c >= 0x01DE && c <= 0x01EF) || (c >= 0x0218 && c <= 0x021B) ||
                     (c >= 0x0490 && c <= 0x04BF);
    bool even_small = (c >= 0x0139 && c <= 0x0148) || (c >= 0x0179 && c <= 0x017E);
    if ((odd_small && (c & 1)) || (even_small && !(c & 1))) return c - 1;
    return c;
}

struct more {
    const struct ui_keys *keys;
    char (*out)[UI_KEY_TEXT_BYTES];
    int count;
    bool upper; // capitals are shown
};

// As it stands on its key now.
static bool has_key(const struct more *m, const char *text)
{
    for (int r = 0; r < UI_KEY_ROWS; r++) {
        for (int i = 0; i < m->keys->letters[r].count; i++) {
            const struct ui_key *key = &m->keys->letters[r].keys[i];
            int level = m->upper && key->text[1][0] ? 1 : 0;
            if (strcmp(key->text[level], text) == 0) return true;
        }
    }
    return false;
}

static void add_more(struct more *m, const char *text)
{
    // Signs that look like a letter and are none of any language here.
    bool odd = strcmp(text, "\u017F") == 0 || strcmp(text, "\u0138") == 0;
    if (!text[0] || odd || m->count == UI_KEY_MORE || has_key(m, text)) return;
    for (int i = 0; i < m->count; i++) {
        if (strcmp(m->out[i], text) == 0) return;
    }
    strcpy(m->out[m->count++], text);
}

// Each character with the marks behind it is one.
static void add_all(struct more *m, const char *list, bool upper)
{
    struct str text = str_of(list);
    for (size_t at = 0; at < text.len;) {
        char one[UI_KEY_TEXT_BYTES] = "";
        int32_t c = utf8_next(text, &at);
        add_code_point(one, upper ? capital((uint32_t)c) : (uint32_t)c);
        for (size_t next = at; next < text.len; at = next) {
            int32_t mark = utf8_next(text, &next);
            if (!is_mark((uint32_t)mark)) break;
            add_code_point(one, (uint32_t)mark);
        }
        add_more(m, one);
    }
}

static void add_orders(struct more *m, uint32_t c)
{
    if (c < ETHIOPIC_FIRST || c > ETHIOPIC_LAST || c % ETHIOPIC_ORDERS != 0) return;
    for (uint32_t i = 1; i < ETHIOPIC_ORDERS; i++) {
        char one[UI_KEY_TEXT_BYTES] = "";
        add_code_point(one, c + i);
        add_more(m, one);
    }
}

// The layout's own, with AltGr; and what shift gives where that is another letter and no capital.
static void add_own(struct more *m, const struct ui_key *key, int32_t c)
{
    const char *own = key->text[m->upper ? 3 : 2];
    if (ui_keys_letter(own)) add_more(m, own);
    size_t at = 0;
    int32_t shifted = key->text[1][0] ? utf8_next(str_of(key->text[1]), &at) : c;
    bool other = !m->upper && shifted != c && shifted != (int32_t)capital((uint32_t)c);
    if (other && ui_keys_letter(key->text[1])) add_more(m, key->text[1]);
}

int ui_keys_more(const struct ui_keys *keys, const char *text, const char *digit,
                 char out[UI_KEY_MORE][UI_KEY_TEXT_BYTES])
{
    struct more m = {keys, out, 0, false};
    size_t at = 0;
    int32_t c = utf8_next(str_of(text), &at);
    const struct ui_key *own = NULL;
    for (int r = 0; r < UI_KEY_ROWS; r++) {
        for (int i = 0; i < keys->letters[r].count; i++) {
            const struct ui_key *key = &keys->letters[r].keys[i];
            bool plain = strcmp(key->text[0], text) == 0;
            bool shifted = !plain && strcmp(key->text[1], text) == 0;
            if (plain || shifted) own = key;
            m.upper = m.upper || shifted;
        }
    }
    add_orders(&m, (uint32_t)c);
    if (own) add_own(&m, own, c);
    for (size_t i = 0; i < sizeof accents / sizeof *accents; i++) {
        size_t of_at = 0;
        int32_t of = utf8_next(str_of(accents[i].of), &of_at);
        bool big = of != c && (int32_t)capital((uint32_t)of) == c;
        if (of == c || big) add_all(&m, accents[i].more, big);
    }
    add_more(&m, digit);
    return m.count;
}
