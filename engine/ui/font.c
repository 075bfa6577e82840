// SPDX-License-Identifier: EUPL-1.2
// Font files at Debian's places, scripts by code point, fallback by coverage.
#include "ui/font.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "ui/keyboard.h"

#define INTER "/usr/share/fonts/opentype/inter/"
#define NOTO "/usr/share/fonts/truetype/noto/"
#define ANDIKA "/usr/share/fonts/truetype/andika/"
#define DYSLEXIC "/usr/share/fonts/opentype/opendyslexic/"

enum script {
    COMMON,
    LATIN,
    GREEK,
    CYRILLIC,
    ARABIC,
    HEBREW,
    SYRIAC,
    THAANA,
    ARMENIAN,
    GEORGIAN,
    ETHIOPIC,
    DEVANAGARI,
    BENGALI,
    GURMUKHI,
    GUJARATI,
    TAMIL,
    TELUGU,
    KANNADA,
    MALAYALAM,
    SINHALA,
    THAI,
    LAO,
    MYANMAR,
    KHMER,
    TIFINAGH,
    NKO,
    SCRIPT_COUNT
};

// ascent and descent are what a line needs in good setting, less than the extremes that the font
// files declare for stacked marks; what reaches further is still drawn.
struct face {
    enum script script;
    const char *tag;
    const char *regular;
    const char *bold; // NULL: regular is used
    double ascent;
    double descent;
};

static const struct face faces[] = {
    {LATIN, "Latn", INTER "Inter-Regular.otf", INTER "Inter-SemiBold.otf", 0.98, 0.29},
    {GREEK, "Grek", INTER "Inter-Regular.otf", INTER "Inter-SemiBold.otf", 0.98, 0.29},
    {CYRILLIC, "Cyrl", INTER "Inter-Regular.otf", INTER "Inter-SemiBold.otf", 0.98, 0.29},
    {ARABIC, "Arab", NOTO "NotoSansArabic-Regular.ttf", NOTO "NotoSansArabic-Bold.ttf", 1.02, 0.50},
    {HEBREW, "Hebr", NOTO "NotoSansHebrew-Regular.ttf", NOTO "NotoSansHebrew-Bold.ttf", 1.0, 0.32},
    {SYRIAC, "Syrc", NOTO "NotoSansSyriac-Regular.ttf", NULL, 1.0, 0.4},
    {THAANA, "Thaa", NOTO "NotoSansThaana-Regular.ttf", NOTO "NotoSansThaana-Bold.ttf", 1.0, 0.4},
    {ARMENIAN, "Armn", NOTO "NotoSansArmenian-Regular.ttf", NOTO "NotoSansArmenian-Bold.ttf", 1.0,
     0.3},
    {GEORGIAN, "Geor", NOTO "NotoSansGeorgian-Regular.ttf", NOTO "NotoSansGeorgian-Bold.ttf", 1.0,
     0.3},
    {ETHIOPIC, "Ethi", NOTO "NotoSansEthiopic-Regular.ttf", NOTO "NotoSansEthiopic-Bold.ttf", 1.0,
     0.3},
    {DEVANAGARI, "Deva", NOTO "NotoSansDevanagari-Regular.ttf", NOTO "NotoSansDevanagari-Bold.ttf",
     1.05, 0.45},
    {BENGALI, "Beng", NOTO "NotoSansBengali-Regular.ttf", NOTO "NotoSansBengali-Bold.ttf", 1.05,
     0.45},
    {GURMUKHI, "Guru", NOTO "NotoSansGurmukhi-Regular.ttf", NOTO "NotoSansGurmukhi-Bold.ttf", 1.05,
     0.45},
    {GUJARATI, "Gujr", NOTO "NotoSansGujarati-Regular.ttf", NOTO "NotoSansGujarati-Bold.ttf", 1.05,
     0.45},
    {TAMIL, "Taml", NOTO "NotoSansTamil-Regular.ttf", NOTO "NotoSansTamil-Bold.ttf", 1.05, 0.45},
    {TELUGU, "Telu", NOTO "NotoSansTelugu-Regular.ttf", NOTO "NotoSansTelugu-Bold.ttf", 1.05, 0.5},
    {KANNADA, "Knda", NOTO "NotoSansKannada-Regular.ttf", NOTO "NotoSansKannada-Bold.ttf", 1.05,
     0.5},
    {MALAYALAM, "Mlym", NOTO "NotoSansMalayalam-Regular.ttf", NOTO "NotoSansMalayalam-Bold.ttf",
     1.05, 0.45},
    {SINHALA, "Sinh", NOTO "NotoSansSinhala-Regular.ttf", NOTO "NotoSansSinhala-Bold.ttf", 1.05,
     0.45},
    {THAI, "Thai", NOTO "NotoSansThai-Regular.ttf", NOTO "NotoSansThai-Bold.ttf", 1.07, 0.45},
    {LAO, "Laoo", NOTO "NotoSansLao-Regular.ttf", NOTO "NotoSansLao-Bold.ttf", 1.07, 0.45},
    {MYANMAR, "Mymr", NOTO "NotoSansMyanmar-Regular.ttf", NOTO "NotoSansMyanmar-Bold.ttf", 1.1,
     0.6},
    {KHMER, "Khmr", NOTO "NotoSansKhmer-Regular.ttf", NOTO "NotoSansKhmer-Bold.ttf", 1.1, 0.6},
    {TIFINAGH, "Tfng", NOTO "NotoSansTifinagh-Regular.ttf", NULL, 1.0, 0.3},
    {NKO, "Nkoo", NOTO "NotoSansNKo-Regular.ttf", NULL, 1.0, 0.4},
    // Not of one script: the rest of Latin, arrows and signs.
    {COMMON, "Zyyy", NOTO "NotoSans-Regular.ttf", NOTO "NotoSans-Bold.ttf", 1.0, 0.3},
    {COMMON, "Zyyy", NOTO "NotoSansSymbols-Regular.ttf", NOTO "NotoSansSymbols-Bold.ttf", 1.0, 0.3},
    {COMMON, "Zyyy", NOTO "NotoSansSymbols2-Regular.ttf", NULL, 1.0, 0.3},
    {COMMON, "Zyyy", NOTO "NotoSansMath-Regular.ttf", NULL, 1.0, 0.3},
    // Pictures of one size, in colour; before what readers asked for.
    {COMMON, "Zyyy", NOTO "NotoColorEmoji.ttf", NULL, 0.98, 0.29},
    // For readers who asked for them, in the order of enum ui_reading.
    {LATIN, "Latn", ANDIKA "Andika-Regular.ttf", ANDIKA "Andika-Bold.ttf", 1.04, 0.36},
    {LATIN, "Latn", DYSLEXIC "OpenDyslexic-Regular.otf", DYSLEXIC "OpenDyslexic-Bold.otf", 1.04,
     0.36},
};
enum {
    FACE_COUNT = sizeof faces / sizeof *faces,
    FACE_READING = FACE_COUNT - 2,
    FACE_EMOJI = FACE_READING - 1
};
enum { EMOJI_PX = 109 }; // the em of its pictures

// Letters of the scripts above, in order. What is not here is common.
static const struct range {
    uint32_t from;
    uint32_t to;
    enum script script;
} ranges[] = {
    {0x0041, 0x005A, LATIN},     {0x0061, 0x007A, LATIN},    {0x00AA, 0x00AA, LATIN},
    {0x00BA, 0x00BA, LATIN},     {0x00C0, 0x00D6, LATIN},    {0x00D8, 0x00F6, LATIN},
    {0x00F8, 0x02AF, LATIN},     {0x0370, 0x0373, GREEK},    {0x0376, 0x037D, GREEK},
    {0x037F, 0x037F, GREEK},     {0x0386, 0x0386, GREEK},    {0x0388, 0x03FF, GREEK},
    {0x0400, 0x052F, CYRILLIC},  {0x0531, 0x058A, ARMENIAN}, {0x0591, 0x05F4, HEBREW},
    {0x0600, 0x0604, ARABIC},    {0x0606, 0x060B, ARABIC},   {0x060D, 0x061A, ARABIC},
    {0x061C, 0x061E, ARABIC},    {0x0620, 0x063F, ARABIC},   {0x0641, 0x06FF, ARABIC},
    {0x0700, 0x074F, SYRIAC},    {0x0750, 0x077F, ARABIC},   {0x0780, 0x07BF, THAANA},
    {0x07C0, 0x07FF, NKO},       {0x08A0, 0x08FF, ARABIC},   {0x0900, 0x097F, DEVANAGARI},
    {0x0980, 0x09FF, BENGALI},   {0x0A00, 0x0A7F, GURMUKHI}, {0x0A80, 0x0AFF, GUJARATI},
    {0x0B80, 0x0BFF, TAMIL},     {0x0C00, 0x0C7F, TELUGU},   {0x0C80, 0x0CFF, KANNADA},
    {0x0D00, 0x0D7F, MALAYALAM}, {0x0D80, 0x0DFF, SINHALA},  {0x0E01, 0x0E5B, THAI},
    {0x0E80, 0x0EFF, LAO},       {0x1000, 0x109F, MYANMAR},  {0x10A0, 0x10FF, GEORGIAN},
    {0x1200, 0x139F, ETHIOPIC},  {0x1780, 0x17FF, KHMER},    {0x1C80, 0x1C8F, CYRILLIC},
    {0x1C90, 0x1CBF, GEORGIAN},  {0x1D00, 0x1DBF, LATIN},    {0x1E00, 0x1EFF, LATIN},
    {0x1F00, 0x1FFF, GREEK},     {0x2C60, 0x2C7F, LATIN},    {0x2D00, 0x2D2F, GEORGIAN},
    {0x2D30, 0x2D7F, TIFINAGH},  {0x2D80, 0x2DDF, ETHIOPIC}, {0x2DE0, 0x2DFF, CYRILLIC},
    {0xA640, 0xA69F, CYRILLIC},  {0xA720, 0xA7FF, LATIN},    {0xA8E0, 0xA8FF, DEVANAGARI},
    {0xAA60, 0xAA7F, MYANMAR},   {0xAB00, 0xAB2F, ETHIOPIC}, {0xAB30, 0xAB6F, LATIN},
    {0xFB00, 0xFB06, LATIN},     {0xFB13, 0xFB17, ARMENIAN}, {0xFB1D, 0xFB4F, HEBREW},
    {0xFB50, 0xFDFF, ARABIC},    {0xFE70, 0xFEFC, ARABIC},
};

int ui_script_of(uint32_t c)
{
    size_t low = 0;
    size_t high = sizeof ranges / sizeof *ranges;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c < ranges[middle].from) {
            high = middle;
        } else if (c > ranges[middle].to) {
            low = middle + 1;
        } else {
            return (int)ranges[middle].script;
        }
    }
    return COMMON;
}

const char *ui_script_tag(int script)
{
    return script > COMMON && script < SCRIPT_COUNT ? faces[script - 1].tag : "Zyyy";
}

bool ui_script_rtl(int script)
{
    return script == ARABIC || script == HEBREW || script == SYRIAC || script == THAANA ||
           script == NKO;
}

enum { OPEN_MAX = 48, COVER_PX = 16 };

struct open_font {
    TTF_Font *font;
    int face;
    int px;
    bool bold;
    uint64_t used;
};

struct ui_fonts {
    struct open_font open[OPEN_MAX];
    int open_count;
    uint64_t now;
    bool missing[FACE_COUNT]; // could not be opened: not tried again
    int reading;              // face of the reader's letters; -1: the usual ones
};

static const char *file_of(int face, bool bold)
{
    return bold && faces[face].bold ? faces[face].bold : faces[face].regular;
}

enum err ui_fonts_create(struct ui_fonts **out, struct err_info *info)
{
    // The faces that any page may need. Others are looked for when a text wants them.
    static const struct {
        const char *file;
        const char *package;
    } needed[] = {
        {INTER "Inter-Regular.otf", "fonts-inter"},
        {INTER "Inter-SemiBold.otf", "fonts-inter"},
        {NOTO "NotoSans-Regular.ttf", "fonts-noto-core"},
        {NOTO "NotoSansArabic-Regular.ttf", "fonts-noto-core"},
        {NOTO "NotoSansArabic-Bold.ttf", "fonts-noto-core"},
    };
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (access(needed[i].file, R_OK) != 0) {
            return err_set(info, ERR_MISSING,
                           "the font %s is missing: install the Debian package %s "
                           "(apt-get install %s)",
                           needed[i].file, needed[i].package, needed[i].package);
        }
    }
    if (TTF_Init() != 0) return err_set(info, ERR_IO, "fonts cannot be used: %s", TTF_GetError());
    *out = xcalloc(1, sizeof **out);
    (*out)->reading = -1;
    return ERR_NONE;
}

static int face_of_reading(enum ui_reading reading)
{
    return reading == UI_READING_USUAL ? -1 : FACE_READING + (int)reading - 1;
}

bool ui_reading_installed(enum ui_reading reading)
{
    int face = face_of_reading(reading);
    return face < 0 || access(faces[face].regular, R_OK) == 0;
}

void ui_fonts_read_by(struct ui_fonts *f, enum ui_reading reading)
{
    f->reading = face_of_reading(reading);
}

void ui_fonts_destroy(struct ui_fonts *f)
{
    if (!f) return;
    for (int i = 0; i < f->open_count; i++)
        TTF_CloseFont(f->open[i].font);
    free(f);
    TTF_Quit();
}

// A place for one more open font: a new one, or that of the one not used for longest.
static struct open_font *place(struct ui_fonts *f)
{
    if (f->open_count < OPEN_MAX) return &f->open[f->open_count++];
    struct open_font *oldest = &f->open[0];
    for (int i = 1; i < OPEN_MAX; i++) {
        if (f->open[i].used < oldest->used) oldest = &f->open[i];
    }
    TTF_CloseFont(oldest->font);
    return oldest;
}

static TTF_Font *open_size(struct ui_fonts *f, int face, bool bold, int px)
{
    const char *file = file_of(face, bold);
    // OpenDyslexic's letters are large for their em.
    if (face == FACE_COUNT - 1 && px != COVER_PX) px = px * 92 / 100;
    if (face == FACE_EMOJI) px = EMOJI_PX;
    f->now++;
    for (int i = 0; i < f->open_count; i++) {
        struct open_font *o = &f->open[i];
        // Faces that share a file (Latin, Greek, Cyrillic) share the open font as well.
        if (o->px == px && file_of(o->face, o->bold) == file) {
            o->used = f->now;
            return o->font;
        }
    }
    TTF_Font *font = f->missing[face] ? NULL : TTF_OpenFont(file, px);
    if (!font) {
        f->missing[face] = true;
        return NULL;
    }
    TTF_SetFontHinting(font, TTF_HINTING_LIGHT_SUBPIXEL);
    TTF_SetFontKerning(font, 1);
    *place(f) = (struct open_font){font, face, px, bold, f->now};
    return font;
}

TTF_Font *ui_fonts_open(struct ui_fonts *f, int face, bool bold, int px)
{
    TTF_Font *font = open_size(f, face, bold, px);
    if (!font) font = open_size(f, face, false, px);
    return font ? font : open_size(f, 0, bold, px);
}

static bool covers(struct ui_fonts *f, int face, uint32_t c)
{
    if (f->missing[face]) return false;
    TTF_Font *font = open_size(f, face, false, COVER_PX);
    return font && TTF_GlyphIsProvided32(font, c) != 0;
}

bool ui_emoji_installed(void)
{
    return access(faces[FACE_EMOJI].regular, R_OK) == 0;
}

bool ui_fonts_coloured(int face)
{
    return face == FACE_EMOJI;
}

double ui_fonts_scale(int face, int px)
{
    return face == FACE_EMOJI ? (double)px / EMOJI_PX : 1;
}

// What Unicode shows as a picture by itself (Emoji_Presentation); nearly all that is above.
static bool is_emoji(uint32_t c)
{
    static const uint16_t pictures[] = {
        0x231A, 0x231B, 0x23E9, 0x23EA, 0x23EB, 0x23EC, 0x23F0, 0x23F3, 0x25FD, 0x25FE,
        0x2614, 0x2615, 0x267F, 0x2693, 0x26A1, 0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4,
        0x26C5, 0x26CE, 0x26D4, 0x26EA, 0x26F2, 0x26F3, 0x26F5, 0x26FA, 0x26FD, 0x2705,
        0x270A, 0x270B, 0x2728, 0x274C, 0x274E, 0x2753, 0x2754, 0x2755, 0x2757, 0x2795,
        0x2796, 0x2797, 0x27B0, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B55};
    if (c < 0x231A || c > 0x1FAFF) return false;
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        if (c == pictures[i]) return true;
    }
    return c >= 0x1F300 || (c >= 0x2648 && c <= 0x2653);
}

int ui_fonts_face_emoji(struct ui_fonts *f, uint32_t c, uint32_t next)
{
    bool asked = next == 0xFE0F || (is_emoji(c) && next != 0xFE0E);
    return asked && covers(f, FACE_EMOJI, c) ? FACE_EMOJI : -1;
}

// What belongs to the picture before it: a skin, the box of a keycap, the letters of a flag.
static bool of_emoji(uint32_t c)
{
    return (c >= 0x1F3FB && c <= 0x1F3FF) || c == 0x20E3 || (c >= 0xE0020 && c <= 0xE007F);
}

int ui_fonts_face(struct ui_fonts *f, uint32_t c, int script, int before)
{
    if (before == FACE_EMOJI && of_emoji(c)) return before;
    // The pictures' font has digits and spaces of its own, and they are not to be seen.
    if (before == FACE_EMOJI) before = -1;
    int own = ui_script_of(c);
    int first = (own != COMMON ? own : script != COMMON ? script : LATIN) - 1;
    // Inter writes Latin, Greek and Cyrillic, and so may what stands in its place.
    bool replaced = f->reading >= 0 && first < CYRILLIC;
    if (replaced && covers(f, f->reading, c)) first = f->reading;
    if (own == COMMON && before >= 0 && covers(f, before, c)) return before;
    if (covers(f, first, c)) return first;
    for (int face = 0; face < FACE_READING; face++) {
        if (covers(f, face, c)) return face;
    }
    return first;
}

double ui_fonts_ascent(int face)
{
    return faces[face].ascent;
}

double ui_fonts_descent(int face)
{
    return faces[face].descent;
}
