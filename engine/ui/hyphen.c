// SPDX-License-Identifier: EUPL-1.2
// Patterns by language, read when first needed. See ui/hyphen.h.
#include "ui/hyphen.h"

#include <hyphen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"

#define FOLDER "/usr/share/hyphen/"
enum { WORD_MAX = 90 }; // letters; libhyphen's own limit is a little more

static const struct {
    const char *language;
    const char *file; // NULL: by rule
} languages[] = {
    {"sv", FOLDER "hyph_sv_SE.dic"},
    {"fi", NULL},
    {"fit", NULL},
    {"nb", FOLDER "hyph_nb_NO.dic"},
    {"no", FOLDER "hyph_nb_NO.dic"},
    {"nn", FOLDER "hyph_nn_NO.dic"},
    {"da", FOLDER "hyph_da_DK.dic"},
    {"is", FOLDER "hyph_is.dic"},
    {"de", FOLDER "hyph_de_DE.dic"},
    {"en", FOLDER "hyph_en_GB.dic"},
    {"pl", FOLDER "hyph_pl_PL.dic"},
    {"es", FOLDER "hyph_es.dic"},
    {"fr", FOLDER "hyph_fr.dic"},
    {"hu", FOLDER "hyph_hu_HU.dic"},
    {"nl", FOLDER "hyph_nl_NL.dic"},
};
enum { LANGUAGES = sizeof languages / sizeof *languages };

struct ui_hyphens {
    HyphenDict *patterns[LANGUAGES];
    bool tried[LANGUAGES];
};

struct ui_hyphens *ui_hyphens_create(void)
{
    return xcalloc(1, sizeof(struct ui_hyphens));
}

void ui_hyphens_destroy(struct ui_hyphens *h)
{
    if (!h) return;
    for (int i = 0; i < LANGUAGES; i++) {
        if (h->patterns[i]) hnj_hyphen_free(h->patterns[i]);
    }
    free(h);
}

static int index_of(const char *language)
{
    struct str rest = str_of(language);
    struct str primary;
    if (!str_split(&rest, '-', &primary)) return -1;
    for (int i = 0; i < LANGUAGES; i++) {
        if (str_eq_nocase(primary, str_of(languages[i].language))) return i;
    }
    return -1;
}

// NULL where there are none, or none in letters that we write.
static HyphenDict *patterns_of(struct ui_hyphens *h, int index)
{
    if (h->tried[index]) return h->patterns[index];
    h->tried[index] = true;
    HyphenDict *read = hnj_hyphen_load(languages[index].file);
    if (read && !read->utf8 && strcmp(read->cset, "ISO8859-1") != 0) {
        hnj_hyphen_free(read);
        read = NULL;
    }
    h->patterns[index] = read;
    return read;
}

bool ui_hyphens_know(struct ui_hyphens *h, const char *language)
{
    (void)h;
    int index = index_of(language);
    if (index < 0) return false;
    return !languages[index].file || access(languages[index].file, R_OK) == 0;
}

static bool is_latin(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= 0xC0 && c <= 0x17F && c != 0xD7 && c != 0xF7);
}

static uint32_t lower(uint32_t c)
{
    bool big = (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE);
    return big ? c + 0x20 : c;
}

// ---- by patterns ----

static void by_patterns(HyphenDict *patterns, const uint32_t *word, size_t count, uint8_t *out)
{
    char bytes[WORD_MAX * 2 + 1];
    size_t ends[WORD_MAX]; // where each letter's bytes end
    char marks[WORD_MAX * 2 + 6] = {0};
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t c = lower(word[i]);
        if (patterns->utf8) {
            len += utf8_encode(c, bytes + len);
        } else if (c < 0x100) {
            bytes[len++] = (char)c;
        } else {
            return; // a letter that the language does not have
        }
        ends[i] = len;
    }
    bytes[len] = '\0';
    char **replace = NULL;
    int *at = NULL;
    int *cut = NULL;
    bool failed =
        hnj_hyphen_hyphenate2(patterns, bytes, (int)len, marks, NULL, &replace, &at, &cut) != 0;
    for (size_t i = 0; !failed && i + 1 < count; i++) {
        // One mark a letter in UTF-8, one a byte else: the same here. Where the letters themselves
        // would change at the hyphen, the word is better divided elsewhere.
        size_t mark = patterns->utf8 ? i : ends[i] - 1;
        bool changes = replace && replace[mark];
        if (marks[mark] & 1 && !changes) out[i] = 1;
    }
    for (size_t i = 0; replace && i < len; i++)
        free(replace[i]);
    free(replace);
    free(at);
    free(cut);
    explicit_bzero(bytes, sizeof bytes);
}

// ---- Finnish ----

static bool is_vowel(uint32_t c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y' || c == 0xE4 ||
           c == 0xF6 || c == 0xE5;
}

static void by_rule(const uint32_t *word, size_t count, uint8_t *out)
{
    bool vowel_before = false;
    for (size_t i = 0; i + 1 < count; i++) {
        bool vowel = is_vowel(lower(word[i]));
        if (vowel_before && !vowel && is_vowel(lower(word[i + 1]))) out[i - 1] = 1;
        vowel_before = vowel_before || vowel;
    }
}

// ---- words of a text ----

static void find_in_word(struct ui_hyphens *h, int index, const uint32_t *word, size_t count,
                         uint8_t *out)
{
    if (count < 2 * UI_HYPHEN_LEAST || count > WORD_MAX) return;
    if (!languages[index].file) {
        by_rule(word, count, out);
    } else {
        HyphenDict *patterns = patterns_of(h, index);
        if (patterns) by_patterns(patterns, word, count, out);
    }
    for (size_t i = 0; i < count; i++) {
        if (i + 1 < UI_HYPHEN_LEAST || i + 1 + UI_HYPHEN_LEAST > count) out[i] = 0;
    }
}

void ui_hyphens_find(struct ui_hyphens *h, const char *language, const uint32_t *text, size_t count,
                     uint8_t *out)
{
    int index = index_of(language);
    if (index < 0) return;
    for (size_t from = 0; from < count;) {
        size_t to = from;
        while (to < count && is_latin(text[to]))
            to++;
        // Digits and the like beside make it a name or a code.
        find_in_word(h, index, text + from, to - from, out + from);
        from = to + 1;
    }
}
