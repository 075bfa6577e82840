// SPDX-License-Identifier: EUPL-1.2
// The table of texts/languages behind kiosk/texts.h.
#include "kiosk/texts.h"

enum column { COLUMN_SV, COLUMN_EN, COLUMN_AR, COLUMN_COUNT };

#define TEXT_ROW(id, sv, en, ar) [TEXT_##id] = {sv, en, ar},
static const char *const texts[KIOSK_TEXT_COUNT][COLUMN_COUNT] = {KIOSK_TEXT_MAP(TEXT_ROW)};
#undef TEXT_ROW

// NULL where there is none: then it is English.
#define X(id, words) [TEXT_##id] = (words),
static const char *const finnish[KIOSK_TEXT_COUNT] = {
#include "kiosk/texts_finnish.def"
};
#undef X

static const struct language {
    const char *code;
    const char *name;
    bool rtl;
} languages[] = {
    {"sv", "Svenska", false},
    {"en", "English", false},
    {"ar", "العربية", true},
    {"fi", "Suomi", false},
    {"so", "Soomaali", false},
    {"fa", "فارسی", true},
    {"prs", "دری", true},
    {"ps", "پښتو", true},
    {"ti", "ትግርኛ", false},
    {"uk", "Українська", false},
    {"ru", "Русский", false},
    {"pl", "Polski", false},
    {"tr", "Türkçe", false},
    {"ku", "Kurdî", false},
    {"ckb", "کوردی", true},
    {"es", "Español", false},
    {"fr", "Français", false},
    {"de", "Deutsch", false},
    {"nb", "Norsk", false},
    {"no", "Norsk", false},
    {"nn", "Nynorsk", false},
    {"da", "Dansk", false},
    {"is", "Íslenska", false},
    {"et", "Eesti", false},
    {"se", "Davvisámegiella", false},
    {"sma", "Åarjelsaemien", false},
    {"smj", "Julevsámegiella", false},
    {"fit", "Meänkieli", false},
    {"rmy", "Romani", false},
    {"yi", "ייִדיש", true},
    {"he", "עברית", true},
    {"ur", "اردو", true},
    {"bs", "Bosanski", false},
    {"sq", "Shqip", false},
    {"zh", "中文", false},
};

// "sv" of "sv-SE" and "sv_SE".
static struct str primary(struct str code)
{
    for (size_t i = 0; i < code.len; i++) {
        if (code.ptr[i] == '-' || code.ptr[i] == '_') {
            return str_sub(code, 0, i);
        }
    }
    return code;
}

struct str kiosk_text(enum kiosk_text id, struct str language)
{
    struct str code = primary(language);
    enum column column = COLUMN_EN;
    if (str_eq_nocase(code, STR("sv"))) {
        column = COLUMN_SV;
    } else if (str_eq_nocase(code, STR("ar"))) {
        column = COLUMN_AR;
    }
    bool fi = str_eq_nocase(code, STR("fi")) && finnish[id];
    return str_of(fi ? finnish[id] : texts[id][column]);
}

void kiosk_text_fill(struct str pattern, const struct kiosk_fill *fills, size_t count,
                     struct buf *out)
{
    size_t from = 0;
    while (from < pattern.len) {
        struct str rest = str_sub(pattern, from, pattern.len);
        ptrdiff_t open = str_find_char(rest, '{');
        if (open < 0) {
            break;
        }
        struct str inside = str_sub(rest, (size_t)open + 1, rest.len);
        ptrdiff_t close = str_find_char(inside, '}');
        const struct kiosk_fill *fill = NULL;
        for (size_t i = 0; close >= 0 && i < count && !fill; i++) {
            if (str_eq(str_sub(inside, 0, (size_t)close), str_of(fills[i].name))) {
                fill = &fills[i];
            }
        }
        if (fill) {
            buf_add_str(out, str_sub(rest, 0, (size_t)open));
            buf_add_str(out, fill->value);
            from += (size_t)open + 1 + (size_t)close + 1;
        } else {
            buf_add_str(out, str_sub(rest, 0, (size_t)open + 1));
            from += (size_t)open + 1;
        }
    }
    buf_add_str(out, str_sub(pattern, from, pattern.len));
}

static const struct language *language_find(struct str code)
{
    struct str wanted = primary(code);
    for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
        if (str_eq_nocase(str_of(languages[i].code), wanted)) {
            return &languages[i];
        }
    }
    return NULL;
}

struct str kiosk_language_name(struct str code)
{
    const struct language *language = language_find(code);
    return language ? str_of(language->name) : code;
}

bool kiosk_language_rtl(struct str code)
{
    const struct language *language = language_find(code);
    return language && language->rtl;
}

bool kiosk_language_cased(struct str code)
{
    static const char *const without[] = {"ti", "am", "zh"};
    for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++) {
        if (str_eq_nocase(primary(code), str_of(without[i]))) {
            return false;
        }
    }
    return !kiosk_language_rtl(code);
}
