// SPDX-License-Identifier: EUPL-1.2
// Sentences and their figures: what a claim says must be what the answers say.
#include "tests/unit/report_fixture.h"

struct said {
    const char *text, *words;
    double share;
    enum report_claim_word word;
};

static void read_all(const struct said *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct str words = STR("");
        enum report_claim_word word = report_claim_read(str_of(all[i].text), all[i].share, &words);
        if (word != all[i].word) fail_msg("%s: %d at %g", all[i].text, word, all[i].share);
        if (word == REPORT_CLAIM_CONTRADICTED && !str_eq(words, str_of(all[i].words)))
            fail_msg("%s: %.*s", all[i].text, STR_ARG(words));
    }
}
#define FITS(text, share)                  \
    {                                      \
        text, "", share, REPORT_CLAIM_FITS \
    }
#define WRONG(text, share, words)                     \
    {                                                 \
        text, words, share, REPORT_CLAIM_CONTRADICTED \
    }
#define SILENT(text)                       \
    {                                      \
        text, "", 0.5, REPORT_CLAIM_SILENT \
    }
#define READ(...)                                       \
    do {                                                \
        static const struct said all[] = {__VA_ARGS__}; \
        read_all(all, sizeof all / sizeof *all);        \
    } while (0)

CASE(parts_of_a_whole_are_read)
{
    (void)state;
    READ(FITS("Två av tre uppger att det hjälpte.", 0.65), FITS("två av tre", 0.7),
         WRONG("Två av tre uppger att det hjälpte.", 0.55, "Två av tre"),
         WRONG("Två av tre", 0.8, "Två av tre"), FITS("9 av 10 planerar", 0.9),
         FITS("9 av 10 planerar", 0.86), WRONG("9 av 10 planerar", 0.84, "9 av 10"),
         FITS("21 av 40", 21 / 40.0), WRONG("21 av 40", 23 / 40.0, "21 av 40"),
         FITS("Two out of three say so", 0.65), FITS("one in three", 0.31),
         WRONG("One in three", 0.5, "One in three"), FITS("Åtta av de tio", 0.8),
         FITS("En tredjedel", 0.33), WRONG("en fjärdedel", 0.4, "en fjärdedel"),
         FITS("two thirds", 0.66), FITS("Var femte elev", 0.2),
         WRONG("var femte elev", 0.3, "var femte"), FITS("every third", 0.3));
}

CASE(per_cent_are_read_as_exactly_as_they_are_written)
{
    (void)state;
    READ(FITS("65 % tycker", 0.654), WRONG("65 % tycker", 0.656, "65 %"), FITS("65% tycker", 0.65),
         FITS("62,5\xC2\xA0% tycker", 0.6252), WRONG("62,5 % tycker", 0.626, "62,5 %"),
         FITS("(62.5 percent)", 0.625), FITS("65 procent.", 0.65),
         WRONG("65 per cent think so", 0.2, "65 per cent"));
}

CASE(half_and_what_stands_before_it_are_read)
{
    (void)state;
    READ(FITS("Hälften", 0.48), WRONG("Hälften", 0.6, "Hälften"),
         FITS("Mer än hälften uppger", 0.525),
         WRONG("Mer än hälften uppger", 0.5, "Mer än hälften"), FITS("färre än hälften", 0.4),
         WRONG("Less than half", 0.5, "Less than half"), FITS("Nästan hälften", 0.45),
         WRONG("Nästan hälften", 0.35, "Nästan hälften"), FITS("Minst 60 %", 0.6),
         WRONG("minst 60 %", 0.59, "minst 60 %"), FITS("Drygt 60 %", 0.63),
         WRONG("drygt 60 %", 0.59, "drygt 60 %"), FITS("ungefär 60 %", 0.56),
         WRONG("About 60 %", 0.5, "About 60 %"), FITS("at least two thirds", 0.9),
         WRONG("at most 10 %", 0.11, "at most 10 %"), FITS("En majoritet", 0.51),
         WRONG("De flesta", 0.5, "flesta"));
}

CASE(a_sentence_without_a_plain_quantity_is_believed)
{
    (void)state;
    READ(SILENT("Många tycker om skolan."), SILENT("En av frågorna var svår."), SILENT(""),
         SILENT("I augusti 2018 hölls 3 konferenser"), SILENT("12 av"), SILENT("%"),
         SILENT("100 av 50"), SILENT("9 av 1"), SILENT("1.2.3 av 4"));
}

// "3 av 5 dagar" is not about how many said so.
CASE(of_several_quantities_one_has_to_fit)
{
    (void)state;
    READ(FITS("65 % rör sig minst 3 av 5 dagar", 0.65), FITS("Rör sig 3 av 5 dagar: 65 %", 0.65),
         WRONG("Rör sig 3 av 5 dagar: 65 %", 0.3, "3 av 5"));
}

static const char *page_with(struct report_fixture *f, json_t **settings, const char *text)
{
    char json[512];
    snprintf(json, sizeof json,
             "{\"claims\":[{\"text\":{\"sv\":\"%s\"},\"question\":\"nojd\",\"choices\":"
             "[\"3\",\"4\"],\"note\":{\"sv\":\"Anmärkning\"}}]}",
             text);
    report_add(f, 13, "1", "2026-11-22", "\"nojd\":\"4\"");
    report_add(f, 7, "1", "2026-11-22", "\"nojd\":\"1\"");
    *settings = json_loads(json, 0, NULL);
    f->facts.settings = *settings;
    return report_page_of(f);
}

CASE(a_sentence_that_fits_stands_in_the_report)
{
    json_t *settings;
    const char *page = page_with(*state, &settings, "Två av tre är nöjda");
    assert_has(page, "<p class=\"claim\">Två av tre är nöjda</p>");
    assert_has(page, "Anmärkning");
    json_decref(settings);
}

CASE(a_sentence_that_the_answers_left_behind_is_left_out)
{
    json_t *settings;
    struct report_fixture *f = *state;
    struct buf lines = {0};
    const char *page = page_with(f, &settings, "Nio av tio är mycket nöjda");
    assert_lacks(page, "är mycket nöjda");
    assert_lacks(page, "Anmärkning");
    assert_has(page, "En mening om fråga 3 är utelämnad: den säger ”Nio av tio”, men svaren ger "
                     "65,0\xC2\xA0%.");
    assert_int_equal(report_claims_wrong(f->table, &f->facts, &lines, NULL), ERR_NONE);
    assert_has(buf_text(&lines), "claim 1 says \"Nio av tio\" but the answers give 65.0%");
    report_pdf_too(f);
    buf_finish(&lines);
    json_decref(settings);
}

CASE(figures_are_filled_into_a_sentence)
{
    json_t *settings;
    const char *page = page_with(*state, &settings, "{count} av {of} ({percent}) är nöjda {x}");
    assert_has(page, "<p class=\"claim\">13 av 20 (65,0\xC2\xA0%) är nöjda {x}</p>");
    json_decref(settings);
}

CASE(a_sentence_that_rests_on_few_is_not_shown)
{
    json_t *settings;
    struct report_fixture *f = *state;
    report_add(f, 3, "1", "2026-11-22", "\"kommun\":\"a\"");
    settings = json_loads("{\"claims\":[{\"text\":{\"sv\":\"Alla är trygga\"},\"question\":"
                          "\"trygg\",\"choices\":[\"4\"]}]}",
                          0, NULL);
    report_add(f, 4, "1", "2026-11-22", "\"trygg\":\"4\"");
    f->facts.settings = settings;
    const char *page = report_page_of(f);
    assert_lacks(page, "Alla är trygga");
    assert_has(page, "En mening om fråga 4 visas inte: den bygger på färre än 5 svar.");
    json_decref(settings);
}

TEST_MAIN(cmocka_unit_test(parts_of_a_whole_are_read),
          cmocka_unit_test(per_cent_are_read_as_exactly_as_they_are_written),
          cmocka_unit_test(half_and_what_stands_before_it_are_read),
          cmocka_unit_test(a_sentence_without_a_plain_quantity_is_believed),
          cmocka_unit_test(of_several_quantities_one_has_to_fit),
          REPORT_TEST(a_sentence_that_fits_stands_in_the_report),
          REPORT_TEST(a_sentence_that_the_answers_left_behind_is_left_out),
          REPORT_TEST(figures_are_filled_into_a_sentence),
          REPORT_TEST(a_sentence_that_rests_on_few_is_not_shown))
