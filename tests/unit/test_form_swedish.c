// SPDX-License-Identifier: EUPL-1.2
// Problems in Swedish: every sentence says the same values, and a finished sentence is recognised
// with whatever stands in it.
#include "tests/unit/form_help.h"

#include <stdio.h>

// The conversions of a format, as "%.*s %d"; free it.
static char *conversions(const char *format)
{
    struct buf out = {0};
    for (const char *at = format; *at; at++) {
        if (*at != '%') continue;
        size_t len = strspn(at + 1, "0123456789.*lz") + 2;
        if (at[1] == '%') {
            at++;
            continue;
        }
        buf_add(&out, at, len);
        buf_add_char(&out, ' ');
        at += len - 1;
    }
    char *copy = strndup(out.ptr ? (char *)out.ptr : "", out.len);
    buf_finish(&out);
    return copy;
}

// As a sentence with "x1", "x2", … for texts and 7 for numbers.
static void fill(const char *format, struct buf *out)
{
    int texts = 0;
    for (const char *at = format; *at; at++) {
        if (*at != '%' || at[1] == '%') {
            buf_add_char(out, *at);
            at += *at == '%';
            continue;
        }
        at += strspn(at + 1, "0123456789.*lz") + 1;
        if (*at == 's')
            buf_printf(out, "x%d", ++texts);
        else
            buf_add_char(out, '7');
    }
}

static char *in_swedish(const char *english)
{
    struct form_problem problem = {.text = str_of(english)};
    struct buf out = {0};
    form_problem_text(&problem, FORM_TEXT_SWEDISH, &out);
    char *copy = strndup(out.ptr ? (char *)out.ptr : "", out.len);
    buf_finish(&out);
    return copy;
}

static void assert_swedish(const char *english, const char *swedish)
{
    char *text = in_swedish(english);
    assert_string_equal(text, swedish);
    free(text);
}

TEST(every_sentence_keeps_its_values)
{
    assert_true(form_text_count() > 150);
    for (size_t i = 0; i < form_text_count(); i++) {
        const char *english = form_text_at(i, FORM_TEXT_ENGLISH);
        char *left = conversions(english);
        char *right = conversions(form_text_at(i, FORM_TEXT_SWEDISH));
        if (strcmp(left, right) != 0) print_message("%s\n", english);
        assert_string_equal(left, right);
        free(left);
        free(right);
    }
}

// What ends with a full stop is told by itself: a second sentence says what to do.
TEST(every_sentence_says_what_to_do)
{
    for (size_t i = 0; i < form_text_count(); i++) {
        for (int language = 0; language < 2; language++) {
            const char *text = form_text_at(i, language ? FORM_TEXT_SWEDISH : FORM_TEXT_ENGLISH);
            size_t len = strlen(text);
            if (!strchr(".?", text[len - 1])) continue;
            if ((len >= 3 && !strcmp(text + len - 3, "%s.")) || strstr(text, "%zu).")) continue;
            // A reason that is the second sentence itself.
            if (!strncmp(text, "Ask ", 4) || !strncmp(text, "Save ", 5) ||
                !strncmp(text, "Write ", 6) || !strncmp(text, "Fråga ", 6) ||
                !strncmp(text, "Spara ", 6) || !strncmp(text, "Skriv ", 6))
                continue;
            if (!strstr(text, ". ")) print_message("%s\n", text);
            assert_non_null(strstr(text, ". "));
        }
    }
}

TEST(every_sentence_is_recognised)
{
    for (size_t i = 0; i < form_text_count(); i++) {
        struct buf english = {0}, swedish = {0};
        fill(form_text_at(i, FORM_TEXT_ENGLISH), &english);
        fill(form_text_at(i, FORM_TEXT_SWEDISH), &swedish);
        char *text = in_swedish(buf_text(&english));
        assert_string_equal(text, buf_text(&swedish));
        free(text);
        buf_finish(&english);
        buf_finish(&swedish);
    }
}

TEST(a_reason_within_a_sentence)
{
    assert_swedish(
        "“geopoint” needs a satellite receiver, which is not used here: respondents see its "
        "text as a note and leave no answer. Take the row away, or ask in another way.",
        "”geopoint” kräver en satellitmottagare, som inte används här: de som svarar ser "
        "texten som en upplysning och lämnar inget svar. Ta bort raden, eller fråga på ett "
        "annat sätt.");
    assert_swedish("there is no function “selcted”. Did you mean “selected”? (at character 3).",
                   "det finns ingen funktion ”selcted”. Menade du ”selected”? (vid tecken 3).");
}

TEST(the_forms_own_words_are_left_alone)
{
    assert_swedish("the name “a value” is reserved. Choose another.",
                   "namnet ”a value” är upptaget. Välj ett annat.");
    assert_swedish("the name “x” is reserved. Choose another.” is reserved. Choose another.",
                   "namnet ”x” is reserved. Choose another.” är upptaget. Välj ett annat.");
}

TEST(what_is_not_known_stays_english)
{
    assert_swedish("something new", "something new");
    assert_swedish("", "");
    assert_swedish("100 % “", "100 % “");
}

TEST(a_line_keeps_the_words_for_programs)
{
    struct form_problem problem = {.severity = FORM_WARNING,
                                   .file = STR("f.md"),
                                   .sheet = STR("survey"),
                                   .row = 2,
                                   .column = 3,
                                   .text = STR("the name “x” is reserved. Choose another.")};
    struct buf out = {0};
    form_problem_print_in(&problem, FORM_TEXT_SWEDISH, &out);
    assert_string_equal(buf_text(&out),
                        "f.md:survey:2:3: warning: namnet ”x” är upptaget. Välj ett annat.\n");
    buf_finish(&out);
}

TEST_MAIN(cmocka_unit_test(every_sentence_keeps_its_values),
          cmocka_unit_test(every_sentence_says_what_to_do),
          cmocka_unit_test(every_sentence_is_recognised),
          cmocka_unit_test(a_reason_within_a_sentence),
          cmocka_unit_test(the_forms_own_words_are_left_alone),
          cmocka_unit_test(what_is_not_known_stays_english),
          cmocka_unit_test(a_line_keeps_the_words_for_programs))
