// SPDX-License-Identifier: EUPL-1.2
// Templates: what they change, mistakes told with their line; the poster; texts that name somebody.
#include "report/logo.h"
#include "tests/unit/report_fixture.h"

static enum err picture(void *data, struct str name, struct buf *out, struct err_info *info)
{
    (void)data;
    if (!str_eq(name, STR("logo.png"))) return err_set(info, ERR_MISSING, "no such file");
    // Two dots, blue and yellow: a whole picture, as a PDF draws it.
    static const uint8_t dots[] = {
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44,
        0x52, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x7B,
        0x40, 0xE8, 0xDD, 0x00, 0x00, 0x00, 0x0F, 0x49, 0x44, 0x41, 0x54, 0x78, 0xDA, 0x63, 0x60,
        0x60, 0xF8, 0xFF, 0xFF, 0x3F, 0x03, 0x00, 0x08, 0xFE, 0x02, 0xFE, 0xEC, 0x36, 0x3B, 0xBE,
        0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82};
    buf_add(out, dots, sizeof dots);
    return ERR_NONE;
}

static const struct report_template_host host = {NULL, picture};

static json_t *take(struct report_fixture *f, const char *text)
{
    struct err_info info = {0};
    json_t *settings = NULL;
    if (report_template_read(str_of(text), f->form, NULL, &host, &settings, &info))
        fail_msg("line %d: %s", info.row, info.message);
    return settings;
}

static void assert_wrong(struct report_fixture *f, const char *text, int line, const char *word)
{
    struct err_info info = {0};
    json_t *settings = NULL;
    if (!report_template_read(str_of(text), f->form, NULL, &host, &settings, &info))
        fail_msg("was taken: %s", text);
    assert_null(settings);
    if (info.row != line) fail_msg("line %d and not %d: %s", info.row, line, info.message);
    assert_has(info.message, word);
}

CASE(order_texts_and_logo_change_the_page)
{
    struct report_fixture *f = *state;
    report_add(f, 10, "1", "2026-01-05", "\"nojd\":\"4\"");
    json_t *settings = take(f, "# Länets mall\n"
                               "title sv: Så mår länet\n"
                               "order: method questions\n"
                               "about sv: En text\n   över två rader.\n"
                               "end sv: Frågor? Ring oss.\n"
                               "note nojd sv: Frågan missförstods.\n"
                               "logo: logo.png\nlogo alt sv: Länets vapen\n"
                               "colour: #7A1F1F\n");
    f->facts.settings = settings;
    const char *text = report_page_of(f);
    assert_has(text, "<title>Så mår länet</title>");
    assert_has(text, "En text över två rader.");
    assert_has(text, "data:image/png;base64,iVBORw0KGgoAAAAN");
    assert_has(text, "alt=\"Länets vapen\"");
    assert_has(text, "Frågor? Ring oss.");
    assert_has(text, "Frågan missförstods.");
    assert_true(strstr(text, "id=\"method\"") < strstr(text, "id=\"questions\""));
    assert_lacks(text, "id=\"codebook\"");
    report_pdf_too(f);
    json_decref(settings);
    f->facts.settings = NULL;
}

CASE(a_claim_is_tied_to_its_computation)
{
    struct report_fixture *f = *state;
    report_add(f, 6, "1", "2026-01-05", "\"nojd\":\"4\"");
    report_add(f, 4, "1", "2026-01-05", "\"nojd\":\"1\"");
    json_t *settings = take(f, "claim: nojd = 3 4 of all\n"
                               "claim text sv: Sex av tio är nöjda.\nclaim note sv: Bra.\n");
    f->facts.settings = settings;
    const char *text = report_page_of(f);
    assert_has(text, "Sex av tio är nöjda.");
    assert_has(text, "6 av 10 = 60,0\xC2\xA0%");
    json_decref(settings);
    f->facts.settings = NULL;
}

CASE(mistakes_stand_with_their_line)
{
    struct report_fixture *f = *state;
    assert_wrong(f, "title sv: A\n\nnonsense\n", 3, "key: value");
    assert_wrong(f, "titel sv: A\n", 1, "titel");
    assert_wrong(f, "# a\ntitle: A\n", 2, "language");
    assert_wrong(f, "title fr: A\n", 1, "language");
    assert_wrong(f, "title sv:\n", 1, "no value");
    assert_wrong(f, "  indented\n", 1, "indented");
    assert_wrong(f, "title sv: A\nnote nowhere sv: B\n", 2, "nowhere");
    assert_wrong(f, "order: brief nonsense\n", 1, "nonsense");
    assert_wrong(f, "order: brief brief\n", 1, "twice");
    assert_wrong(f, "claim: nojd 3 4\n", 1, "QUESTION = CHOICE");
    assert_wrong(f, "claim: nojd = 3 4\n", 1, "of all");
    assert_wrong(f, "claim text sv: Alla är nöjda\n", 1, "rests on");
    assert_wrong(f, "colour: red\n", 1, "#0A5C66");
    assert_wrong(f, "best nojd: upp\n", 1, "first");
    assert_wrong(f, "due: i morgon\n", 1, "2026-12-01");
    assert_wrong(f, "event 2026-13-01 sv: A\n", 1, "day");
    assert_wrong(f, "logo: ../logo.png\n", 1, "folder");
    assert_wrong(f, "logo: logo.gif\n", 1, ".png");
    assert_wrong(f, "title sv: A\nlogo: missing.png\n", 2, "no such file");
    assert_wrong(f, "run: nojd = 9\n", 1, "9");
    assert_wrong(f, "measure: date=dag part=fritt whole=hel\n", 0, "part");
    assert_wrong(f, "title sv: \xFF\n", 0, "UTF-8");
}

CASE(a_claim_with_a_choice_that_is_not_there_is_refused)
{
    struct report_fixture *f = *state;
    assert_wrong(f, "claim: nojd = 7 of all\nclaim text sv: A\n", 0, "7");
}

CASE(the_survey_keeps_what_the_template_leaves)
{
    struct report_fixture *f = *state;
    json_t *base = json_loads("{\"notes\":{\"about\":{\"sv\":\"Förut\"}},\"title\":{\"sv\":\"A\"}}",
                              0, NULL),
           *out = NULL;
    assert_int_equal(report_template_read(STR("title sv: B\n"), f->form, base, NULL, &out, NULL),
                     ERR_NONE);
    assert_string_equal(json_string_value(json_object_get(json_object_get(out, "title"), "sv")),
                        "B");
    assert_non_null(json_object_get(json_object_get(out, "notes"), "about"));
    assert_string_equal(json_string_value(json_object_get(json_object_get(base, "title"), "sv")),
                        "A");
    json_decref(base);
    json_decref(out);
}

// ---- the poster ----

static const char *poster(struct report_fixture *f)
{
    struct err_info info = {0};
    buf_clear(&f->out);
    if (report_poster(f->table, &f->facts, &f->out, &info)) fail_msg("%s", info.message);
    report_keep_page(&f->out);
    return buf_text(&f->out);
}

CASE(the_poster_says_what_was_done_and_when)
{
    struct report_fixture *f = *state;
    report_add(f, 10, "1", "2026-01-05", "\"nojd\":\"4\"");
    json_t *settings = take(f, "said sv: Ni vill bada\ndid sv: Vi bygger ett bad\n"
                               "did en: We build a pool\ndue: 2026-12-01\n");
    f->facts.settings = settings;
    const char *text = poster(f);
    assert_has(text, "Ni sa");
    assert_has(text, "Ni vill bada");
    assert_has(text, "Vi gjorde");
    assert_has(text, "Vi bygger ett bad");
    assert_has(text, "Senast 1\xC2\xA0"
                     "december 2026");
    json_decref(settings);
    f->facts.settings = NULL;
}

CASE(the_poster_finds_its_own_words)
{
    struct report_fixture *f = *state;
    report_add(f, 8, "1", "2026-01-05", "\"nojd\":\"4\",\"kanslig\":\"1\"");
    f->facts.due = STR("2027-01-15");
    const char *text = poster(f);
    assert_has(text, "8 av 8 svarade ”Ganska” eller ”Mycket”.");
    assert_lacks(text, "mått dåligt"); // a sensitive question hangs on no wall
    assert_has(text, "15\xC2\xA0januari 2027");
}

CASE(the_poster_of_too_few_shows_nothing)
{
    struct report_fixture *f = *state;
    report_add(f, 3, "1", "2026-01-05", "\"nojd\":\"4\"");
    const char *text = poster(f);
    assert_lacks(text, "Mycket");
    assert_lacks(text, "3 personer");
    assert_has(text, "för få");
}

// ---- names ----

CASE(texts_that_name_somebody_are_marked_or_left_out)
{
    struct report_fixture *f = *state;
    report_add(f, 8, "1", "2026-01-05", "\"fritt\":\"Mer buss på kvällen\"");
    report_add(f, 1, "1", "2026-01-05", "\"fritt\":\"Prata med Anna Svensson i receptionen\"");
    assert_int_equal(report_texts_naming(f->table, &f->facts), 1);
    const char *text = report_page_of(f);
    assert_has(text, "Kan nämna någon");
    assert_has(text, "1 av texterna ser ut att nämna någon");
    f->facts.texts = REPORT_TEXTS_UNNAMED;
    text = report_page_of(f);
    assert_lacks(text, "Anna Svensson");
    assert_has(text, "Mer buss");
    f->facts.texts = REPORT_TEXTS_NONE;
    assert_lacks(report_page_of(f), "Mer buss");
    report_pdf_too(f);
}

CASE(what_names_and_what_does_not)
{
    (void)state;
    static const char *const naming[] = {
        "Anna Svensson var bra",   "Ring 070-123 45 67",     "nås på +46 8 123 456",
        "19850312-1234",           "mejla anna@example.org", "följ @annasv",
        "läraren Kalle är sträng", "Tack till Åsa Öberg!",   "jag heter Bo-Göran"};
    static const char *const clean[] = {
        "",         "Det var bra.",        "Bra! Mer sådant.", "Vi vill ha fler bussar kl 18",
        "2026",     "100 000 kronor",      "BRA JOBBAT ALLA",  "Länsstyrelsen Stockholm var bra",
        "åäö ÅÄÖ.", "Jag bor i Stockholm", "5 av 10",          "Samverkan på riktigt 2019"};
    for (size_t i = 0; i < sizeof naming / sizeof naming[0]; i++)
        if (!report_text_names(str_of(naming[i]))) fail_msg("names nobody: %s", naming[i]);
    for (size_t i = 0; i < sizeof clean / sizeof clean[0]; i++)
        if (report_text_names(str_of(clean[i]))) fail_msg("names somebody: %s", clean[i]);
}

CASE(too_few_answers_name_the_questions_once)
{
    struct report_fixture *f = *state;
    report_add(f, 3, "1", "2026-01-05", "\"nojd\":\"4\",\"fritt\":\"Hej\"");
    const char *text = report_page_of(f);
    assert_has(text, "Det här frågade enkäten");
    assert_has(text, "Hur nöjd är du?");
    assert_lacks(text, "Hej");
    const char *first = strstr(text, "Färre än 5 svar");
    assert_non_null(first);
    assert_null(strstr(first + 1, "Färre än 5 svar"));
    report_pdf_too(f);
}

// ---- logos ----

static void assert_logo(const char *svg, enum err expected, const char *why)
{
    struct err_info info = {0};
    enum err err = report_logo_check(str_of(svg), false, &info);
    if (err != expected || (why && !strstr(info.message, why)))
        fail_msg("%s: %d \"%s\"", svg, err, info.message);
}

TEST(a_plain_svg_is_a_logo)
{
    assert_logo("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" "
                "xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\"><defs><path id=\"a\" "
                "d=\"M0 0h9v9z\"/></defs><use xlink:href=\"#a\" fill=\"url(#b)\"/>"
                "<image href=\"data:image/png;base64,AAAA\"/></svg>",
                ERR_NONE, NULL);
}

TEST(an_svg_that_does_or_fetches_something_is_refused)
{
    assert_logo("<svg><script>alert(1)</script></svg>", ERR_PARSE, "<script");
    assert_logo("<svg><SCRIPT href='x'/></svg>", ERR_PARSE, "<script");
    assert_logo("<svg onload=\"x()\"></svg>", ERR_PARSE, "\"on\"");
    assert_logo("<svg\nOnClick = 'x()'></svg>", ERR_PARSE, "\"on\"");
    assert_logo("<svg><a href='javascript:x()'/></svg>", ERR_PARSE, "javascript:");
    assert_logo("<svg><image href=\"https://example.org/x.png\"/></svg>", ERR_PARSE, "elsewhere");
    assert_logo("<svg><style>a{fill:url(//example.org/x)}</style></svg>", ERR_PARSE, "elsewhere");
    assert_logo("<svg><style>@import 'https://example.org/x'</style></svg>", ERR_PARSE,
                "elsewhere");
    assert_logo("<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg>&x;</svg>",
                ERR_PARSE, "<!entity");
    assert_logo("<svg><foreignObject/></svg>", ERR_PARSE, "<foreignobject");
    assert_logo("<html></html>", ERR_PARSE, "no SVG");
}

TEST(a_png_of_enormous_size_is_refused)
{
    uint8_t png[24] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    struct err_info info = {0};
    struct str bytes = str_make((const char *)png, sizeof png);
    png[16] = 0x7F, png[23] = 9;
    assert_int_equal(report_logo_check(bytes, true, &info), ERR_LIMIT);
    png[16] = 0, png[19] = 9;
    assert_int_equal(report_logo_check(bytes, true, &info), ERR_NONE);
    assert_int_equal(report_logo_check(str_make(bytes.ptr, 23), true, &info), ERR_PARSE);
}

TEST(a_logo_in_the_template_itself_is_looked_at_as_well)
{
    static const char *const bad[] = {"%%%", "AAA", "AAAA=", "====", "iVBORw=="};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        json_t *logo = json_pack("{s:s,s:s}", "type", "image/png", "data", bad[i]);
        struct buf bytes = {0};
        bool png;
        assert_int_not_equal(report_logo_read(logo, &png, &bytes, NULL), ERR_NONE);
        buf_finish(&bytes);
        json_decref(logo);
    }
}

// ---- the poster on paper ----

static void assert_poster_pdf(struct report_fixture *f, const char *size)
{
    struct buf pdf = {0};
    struct err_info info = {0};
    if (report_poster_pdf(f->table, &f->facts, &pdf, &info)) fail_msg("%s", info.message);
    struct str file = buf_str(&pdf);
    assert_true(str_find(file, STR("/Count 1")) > 0); // one page, whatever is on it
    assert_true(str_find(file, str_of(size)) > 0);
    assert_true(str_find(file, STR("/Lang (sv-SE)")) > 0);
    assert_true(str_find(file, STR("/S /H1")) > 0);
    buf_finish(&pdf);
}

CASE(the_poster_is_one_page_of_a4_or_a3)
{
    struct report_fixture *f = *state;
    report_add(f, 8, "1", "2026-01-05", "\"nojd\":\"4\",\"trygg\":\"1\",\"vad\":\"x\"");
    assert_poster_pdf(f, "[ 0 0 595 842 ]");
    f->facts.paper = REPORT_PAPER_A3;
    assert_poster_pdf(f, "[ 0 0 841.4");
}

CASE(a_poster_with_much_to_say_is_still_one_page)
{
    struct report_fixture *f = *state;
    struct buf text = {0};
    for (int i = 0; i < 14; i++)
        buf_printf(&text, "did sv: Vi har gjort sak nummer %d, som ni bad om, och lite till.\n", i);
    buf_add_text(&text, "logo: logo.png\n");
    json_t *settings = take(f, buf_text(&text));
    f->facts.settings = settings;
    report_add(f, 8, "1", "2026-01-05", "\"nojd\":\"4\",\"trygg\":\"1\",\"vad\":\"x\"");
    assert_poster_pdf(f, "[ 0 0 595 842 ]");
    report_pdf_too(f); // with the logo
    f->facts.settings = NULL;
    json_decref(settings);
    buf_finish(&text);
}

static void assert_refused(struct report_fixture *f, const char *json, const char *word)
{
    struct err_info info = {0};
    json_t *settings = json_loads(json, 0, NULL);
    assert_non_null(settings);
    assert_int_equal(report_settings_check(f->form, settings, &info), ERR_PARSE);
    assert_has(info.message, word);
    json_decref(settings);
}

CASE(weight_and_population_stand_in_the_settings)
{
    struct report_fixture *f = *state;
    json_t *settings = take(f, "weight: vikt\npopulation: 12000\n");
    f->facts.settings = settings;
    report_settings_apply(&f->facts);
    assert_true(str_eq(f->facts.weight, STR("vikt")) && f->facts.population == 12000);
    f->facts.weight = STR("del"); // the command line goes before
    f->facts.population = 40;
    report_settings_apply(&f->facts);
    assert_true(str_eq(f->facts.weight, STR("del")) && f->facts.population == 40);
    f->facts.weight = STR("none");
    report_settings_apply(&f->facts);
    assert_int_equal(f->facts.weight.len, 0);
    json_decref(settings);
}

CASE(a_weight_that_is_none_is_refused_before_there_are_answers)
{
    struct report_fixture *f = *state;
    assert_wrong(f, "title sv: A\nweight: tungt\n", 2, "tungt");
    assert_wrong(f, "population: många\n", 1, "a population is a whole number");
    assert_wrong(f, "population: 0\n", 1, "a population is a whole number");
    assert_refused(f, "{\"weight\": \"kommun\"}", "does not hold a number");
    assert_refused(f, "{\"weight\": \"fritt\"}", "does not hold a number");
    assert_refused(f, "{\"weight\": 3}", "report.weight");
    assert_refused(f, "{\"population\": -1}", "report.population");
    assert_refused(f, "{\"population\": \"12\"}", "report.population");
}

CASE(texts_that_are_alike_stand_once_with_their_number)
{
    struct report_fixture *f = *state;
    report_add(f, 7, "1", "2026-01-05", "\"fritt\":\"Inget\"");
    report_add(f, 1, "1", "2026-01-05", "\"fritt\":\"inget\"");
    report_add(f, 2, "1", "2026-01-05", "\"fritt\":\"Ring Anna Svensson\"");
    const char *page = report_page_of(f);
    assert_has(page, "10 svar i fritext");
    assert_has(page, ">Inget <span class=\"small\">(7 likadana svar)</span></li>");
    assert_has(page, ">inget</li>");
    f->facts.texts = REPORT_TEXTS_UNNAMED;
    page = report_page_of(f);
    assert_has(page, "8 svar i fritext");
    assert_lacks(page, "Anna");
    report_pdf_too(f);
}

TEST_MAIN(REPORT_TEST(texts_that_are_alike_stand_once_with_their_number),
          REPORT_TEST(weight_and_population_stand_in_the_settings),
          REPORT_TEST(a_weight_that_is_none_is_refused_before_there_are_answers),
          REPORT_TEST(order_texts_and_logo_change_the_page),
          REPORT_TEST(a_claim_is_tied_to_its_computation),
          REPORT_TEST(mistakes_stand_with_their_line),
          REPORT_TEST(a_claim_with_a_choice_that_is_not_there_is_refused),
          REPORT_TEST(the_survey_keeps_what_the_template_leaves),
          REPORT_TEST(the_poster_says_what_was_done_and_when),
          REPORT_TEST(the_poster_finds_its_own_words),
          REPORT_TEST(the_poster_of_too_few_shows_nothing),
          REPORT_TEST(texts_that_name_somebody_are_marked_or_left_out),
          REPORT_TEST(what_names_and_what_does_not),
          REPORT_TEST(too_few_answers_name_the_questions_once),
          cmocka_unit_test(a_plain_svg_is_a_logo),
          cmocka_unit_test(an_svg_that_does_or_fetches_something_is_refused),
          cmocka_unit_test(a_png_of_enormous_size_is_refused),
          cmocka_unit_test(a_logo_in_the_template_itself_is_looked_at_as_well),
          REPORT_TEST(the_poster_is_one_page_of_a4_or_a3),
          REPORT_TEST(a_poster_with_much_to_say_is_still_one_page))
