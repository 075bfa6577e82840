// SPDX-License-Identifier: EUPL-1.2
// Long words are divided as their language does, and the letters of a reader's own choice.
#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

#include "ui/hyphen.h"
#include "ui/text.h"

// The word with "-" wherever it may be divided.
static const char *divided(const char *language, const char *word)
{
    static char out[256];
    uint32_t text[128];
    uint8_t marks[128] = {0};
    struct str all = str_of(word);
    size_t count = 0;
    for (size_t at = 0; at < all.len;)
        text[count++] = (uint32_t)utf8_next(all, &at);
    struct ui_hyphens *h = ui_hyphens_create();
    ui_hyphens_find(h, language, text, count, marks);
    ui_hyphens_destroy(h);
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        len += utf8_encode(text[i], out + len);
        if (marks[i]) out[len++] = '-';
    }
    out[len] = '\0';
    return out;
}

TEST(swedish_compounds_are_divided)
{
    assert_string_equal(divided("sv", "ungdomsmottagningen"), "ung-doms-mot-tag-ningen");
    assert_string_equal(divided("sv-SE", "samhällsvetenskap"), "sam-hälls-ve-ten-skap");
    assert_non_null(strstr(divided("sv", "Överenskommelsen"), "kom-mel-sen"));
}

TEST(finnish_words_are_divided_before_a_consonant_and_its_vowel)
{
    assert_string_equal(divided("fi", "epäjärjestelmällisyys"), "epä-jär-jes-tel-mäl-li-syys");
    assert_string_equal(divided("fi", "Osallistuminen"), "Osal-lis-tu-mi-nen");
}

TEST(no_letter_is_left_alone)
{
    assert_string_equal(divided("sv", "öar"), "öar");
    assert_string_equal(divided("fi", "alku"), "alku");
    assert_string_equal(divided("fi", "asia"), "asia");
}

TEST(what_is_no_word_of_the_language_stays_whole)
{
    assert_string_equal(divided("xx", "ungdomsmottagningen"), "ungdomsmottagningen");
    assert_string_equal(divided("", "ungdomsmottagningen"), "ungdomsmottagningen");
    assert_string_equal(divided("sv", "молодёжная"), "молодёжная");
    assert_string_equal(divided("sv", "\u0105\u0119\u0107abcdefghij"),
                        "\u0105\u0119\u0107abcdefghij");
    char endless[128];
    memset(endless, 'a', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    assert_string_equal(divided("sv", endless), endless);
}

// ---- paragraphs ----

static struct ui_text *open_text(void)
{
    struct ui_text *t;
    struct err_info info = {0};
    if (ui_text_create(&t, &info) != ERR_NONE) fail_msg("%s", info.message);
    return t;
}

static struct ui_text_style style_of(const char *language)
{
    struct ui_text_style s = {.px = 32, .divided = true};
    snprintf(s.language, sizeof s.language, "%s", language);
    return s;
}

// Every line but the last of one long word ends in a hyphen, fits, and nothing is missing.
static void never_cut(const char *language, const char *word, int box_w)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = style_of(language);
    const struct ui_paragraph *p = ui_text_paragraph(t, str_of(word), &style, box_w);
    assert_false(p->broke_word);
    assert_true(p->line_count > 1);
    char all[256] = "";
    for (uint32_t i = 0; i < p->line_count; i++) {
        const struct ui_line *line = &p->lines[i];
        const char *text = p->runs[line->run].utf8;
        assert_int_equal(line->run_count, 1);
        assert_true(line->w <= box_w);
        size_t len = strlen(text);
        bool last = i + 1 == p->line_count;
        if (!last) assert_int_equal(text[len - 1], '-');
        strncat(all, text, last ? len : len - 1);
    }
    assert_string_equal(all, word);
    ui_text_destroy(t);
}

TEST(a_long_word_is_divided_and_never_cut)
{
    for (int w = 120; w <= 320; w += 40) {
        never_cut("sv", "arbetsmarknadspolitiska", w);
        never_cut("sv", "ungdomsmottagningarna", w);
        never_cut("fi", "tasa-arvosuunnitelmassakaan" + 5, w);
        never_cut("fi", "osallistumismahdollisuuksista", w);
    }
}

TEST(a_word_that_fits_is_not_divided)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = style_of("sv");
    struct str text = STR("en ungdomsmottagning till");
    int w = ui_text_paragraph(t, STR("ungdomsmottagning"), &style, 0)->natural_w;
    const struct ui_paragraph *p = ui_text_paragraph(t, text, &style, w + 4);
    assert_int_equal(p->line_count, 3);
    ui_text_destroy(t);
}

// ---- letters ----

TEST(a_reader_has_letters_of_their_own)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = style_of("sv");
    int widths[UI_READING_COUNT];
    for (int i = 0; i < UI_READING_COUNT; i++) {
        assert_true(ui_reading_installed((enum ui_reading)i));
        style.reading = (enum ui_reading)i;
        widths[i] = ui_text_paragraph(t, STR("Hur var maten i dag?"), &style, 0)->natural_w;
        assert_true(widths[i] > 0);
    }
    assert_true(widths[0] != widths[1] && widths[1] != widths[2]);
    // And back again: nothing of the other letters stays.
    style.reading = UI_READING_USUAL;
    ui_text_trim(t);
    int again = ui_text_paragraph(t, STR("Hur var maten i dag?"), &style, 0)->natural_w;
    assert_int_equal(again, widths[0]);
    ui_text_destroy(t);
}

TEST(arabic_has_one_font_whoever_reads)
{
    struct ui_text *t = open_text();
    struct ui_text_style style = style_of("ar");
    style.rtl = true;
    struct str text = STR("كيف كان الطعام اليوم؟");
    int usual = ui_text_paragraph(t, text, &style, 0)->natural_w;
    style.reading = UI_READING_DYSLEXIA;
    assert_int_equal(ui_text_paragraph(t, text, &style, 0)->natural_w, usual);
    ui_text_destroy(t);
}

TEST_MAIN(cmocka_unit_test(swedish_compounds_are_divided),
          cmocka_unit_test(finnish_words_are_divided_before_a_consonant_and_its_vowel),
          cmocka_unit_test(no_letter_is_left_alone),
          cmocka_unit_test(what_is_no_word_of_the_language_stays_whole),
          cmocka_unit_test(a_long_word_is_divided_and_never_cut),
          cmocka_unit_test(a_word_that_fits_is_not_divided),
          cmocka_unit_test(a_reader_has_letters_of_their_own),
          cmocka_unit_test(arabic_has_one_font_whoever_reads))
