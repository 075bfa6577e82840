// SPDX-License-Identifier: EUPL-1.2
// What survey.json may say: every mistake is refused by the name of its member, and what is left
// out gets its documented default.
#include "tests/unit/survey_fixture.h"

// Signs a folder with the patch and says what came of it.
static enum err signed_with(const char *patch, struct err_info *info)
{
    struct fixture f;
    fixture_make(&f, patch);
    enum err err = survey_sign(f.folder, f.secret, info);
    fixture_finish(&f);
    return err;
}

TEST(mistakes_name_their_member)
{
    static const struct {
        const char *patch, *wanted;
    } cases[] = {
        {"{\"svar\":null}", "\"svar\" is missing"},
        {"{\"svar\":2}", "newer version"},
        {"{\"svar\":\"1\"}", "\"svar\" must be a whole number"},
        {"{\"id\":\"Samverkan\"}", "\"id\""},
        {"{\"id\":\"\"}", "\"id\""},
        {"{\"id\":\"../x\"}", "\"id\""},
        {"{\"version\":0}", "\"version\""},
        {"{\"mode\":\"live\"}", "\"mode\""},
        {"{\"mode\":null}", "\"mode\""},
        {"{\"title\":\"Samverkan\"}", "\"title\""},
        {"{\"title\":{\"en\":\"only English\"}}", "\"title\""},
        {"{\"title\":{\"sv\":\"x\",\"de\":\"y\"}}", "de"},
        {"{\"title\":{\"sv\":1}}", "title.sv"},
        {"{\"languages\":[]}", "\"languages\""},
        {"{\"languages\":[\"sv\",\"sv\"]}", "twice"},
        {"{\"languages\":[\"s v\"]}", "\"languages\""},
        {"{\"languages\":\"sv\"}", "\"languages\""},
        {"{\"form\":\"../../etc/passwd\"}", "\"form\""},
        {"{\"form\":\"other.md\"}", "other.md"},
        {"{\"form\":null}", "\"form\""},
        {"{\"organizer\":{}}", "\"organizer\""},
        {"{\"organizer\":{\"name\":{\"sv\":\"R\"},\"sign_key\":\"RWnonsense\"}}", "sign_key"},
        {"{\"organizer\":{\"name\":{\"sv\":\"R\"},\"phone\":\"1\"}}", "organizer.phone"},
        {"{\"recipients\":[]}", "\"recipients\""},
        {"{\"recipients\":[\"age1nonsense\"]}", "\"recipients\": number 1"},
        {"{\"recipients\":[7]}", "\"recipients\": number 1"},
        {"{\"recipients\":[\"" FIXTURE_RECIPIENT "\",\"" FIXTURE_RECIPIENT "\"]}", "twice"},
        {"{\"collector\":{\"url\":\"ftp://x\",\"keys\":[]}}", "collector.url"},
        {"{\"collector\":{\"url\":\"https://user@host\",\"keys\":[]}}", "collector.url"},
        {"{\"collector\":{\"url\":\"https://example.org\",\"keys\":[]}}", "collector.keys"},
        {"{\"collector\":{\"url\":\"https://example.org\"}}", "\"keys\""},
        {"{\"collector\":{\"url\":\"https://example.org\",\"keys\":[\"abc\"]}}", "collector.keys"},
        {"{\"k\":0}", "\"k\""},
        {"{\"k\":5.5}", "\"k\""},
        {"{\"least_batch\":257}", "\"least_batch\""},
        {"{\"idle_s\":-1}", "\"idle_s\""},
        {"{\"retention_days\":1e9}", "\"retention_days\""},
        {"{\"invited\":3}", "\"invited\""},
        {"{\"break_off\":\"maybe\"}", "\"break_off\""},
        {"{\"time\":\"second\"}", "\"time\""},
        {"{\"admin_pin\":\"1234\"}", "\"admin_pin\""},
        {"{\"pages\":{\"info\":\"text\"}}", "\"info\""},
        {"{\"pages\":[]}", "\"pages\""},
        {"{\"report\":1}", "\"report\""},
        {"{\"look\":\"#0A5C66\"}", "\"look\""},
        {"{\"look\":{\"color\":\"#0A5C66\"}}", "look.color"},
        {"{\"look\":{\"colour\":\"teal\"}}", "look.colour"},
        {"{\"look\":{\"colour\":\"#0A5C6\"}}", "look.colour"},
        {"{\"look\":{\"colour\":\"#0A5C6G\"}}", "look.colour"},
        {"{\"look\":{\"colour\":7}}", "\"colour\""},
        {"{\"look\":{\"logo\":\"logo.svg\"}}", "look.logo"},
        {"{\"look\":{\"logo\":\".png\"}}", "look.logo"},
        {"{\"look\":{\"logo\":\"../logo.png\"}}", "look.logo"},
        {"{\"look\":{\"logo\":\"logo.png\"}}", "logo.png, which is not in the folder"},
        {"{\"retention_day\":3}", "retention_day"},
        {"{\"files\":{\"gone.png\":\"\"}}", "gone.png"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err_info info = {0};
        enum err err = signed_with(cases[i].patch, &info);
        if (err == ERR_NONE) fail_msg("%s was accepted", cases[i].patch);
        if (!strstr(info.message, cases[i].wanted))
            fail_msg("%s: \"%s\" does not say %s", cases[i].patch, info.message, cases[i].wanted);
    }
}

TEST(the_organizers_colour_and_logo_are_read)
{
    struct fixture f;
    struct survey *s = NULL;
    fixture_make(&f, "{\"look\":{\"colour\":\"#8A2b5e\",\"logo\":\"media/bild.png\"}}");
    fixture_sign(&f);
    assert_int_equal(survey_open(f.folder, &f.key, &s, NULL), ERR_NONE);
    assert_str(survey_colour(s), "#8A2b5e");
    assert_str(survey_logo(s), "media/bild.png");
    survey_close(s);
    fixture_finish(&f);
    fixture_make(&f, "{\"look\":null}");
    fixture_sign(&f);
    assert_int_equal(survey_open(f.folder, &f.key, &s, NULL), ERR_NONE);
    assert_str(survey_colour(s), "");
    assert_str(survey_logo(s), "");
    survey_close(s);
    fixture_finish(&f);
}

TEST(not_json_says_where)
{
    struct fixture f;
    fixture_make(&f, NULL);
    fixture_write(&f, "survey.json", STR("{\n \"svar\": 1,\n \"id\" 3}"));
    struct err_info info = {0};
    assert_int_equal(survey_sign(f.folder, f.secret, &info), ERR_PARSE);
    assert_int_equal(info.row, 3);
    assert_non_null(strstr(info.message, "survey.json"));
    fixture_finish(&f);
}

TEST(members_are_read)
{
    struct fixture f;
    struct survey *s = NULL;
    fixture_make(&f, NULL);
    fixture_sign(&f);
    assert_int_equal(survey_open(f.folder, &f.key, &s, NULL), ERR_NONE);
    assert_str(survey_id(s), "samverkan-2019");
    assert_int_equal(survey_version(s), 1);
    assert_int_equal(survey_number(s, "version"), 1);
    assert_str(survey_wave(s), "2019");
    assert_int_equal(survey_mode(s), SURVEY_TEST);
    assert_int_equal(survey_time(s), SURVEY_TIME_DAY);
    assert_int_equal(survey_language_count(s), 2);
    assert_str(survey_language(s, 1), "en");
    size_t count;
    const struct seal_recipient *recipients = survey_recipients(s, &count);
    char text[SEAL_RECIPIENT_CHARS + 1];
    assert_int_equal(count, 1);
    seal_recipient_format(&recipients[0], text);
    assert_string_equal(text, FIXTURE_RECIPIENT);
    assert_str(survey_collector_url(s), "http://127.0.0.1:8080");
    const uint8_t(*keys)[32] = survey_collector_keys(s, &count);
    assert_int_equal(count, 1);
    assert_int_equal(keys[0][31], 0x1f);
    assert_int_equal(survey_number(s, "expected"), 84);
    assert_int_equal(survey_number(s, "idle_s"), 30);
    assert_str(survey_form_name(s), "form.md");
    survey_close(s);
    fixture_finish(&f);
}

TEST(defaults_are_applied)
{
    struct fixture f;
    struct survey *s = NULL;
    fixture_make(&f, "{\"k\":8,\"least_batch\":null,\"idle_s\":null,\"collector\":null,"
                     "\"expected\":null,\"invited\":null,\"wave\":null,\"pages\":null}");
    fixture_sign(&f);
    assert_int_equal(survey_open(f.folder, &f.key, &s, NULL), ERR_NONE);
    assert_int_equal(survey_number(s, "least_batch"), 8); // as k
    assert_int_equal(survey_number(s, "batch_delay_s"), 3600);
    assert_int_equal(survey_number(s, "idle_s"), 60);
    assert_int_equal(survey_number(s, "idle_warning_s"), 20);
    assert_int_equal(survey_number(s, "retention_days"), 30);
    assert_int_equal(survey_number(s, "usual_bytes"), 2048);
    assert_int_equal(survey_number(s, "expected"), 0);
    assert_false(survey_keeps_break_off(s));
    assert_str(survey_admin_pin(s), "");
    assert_str(survey_wave(s), "");
    assert_str(survey_collector_url(s), "");
    size_t count;
    survey_collector_keys(s, &count);
    assert_int_equal(count, 0);
    survey_close(s);
    fixture_finish(&f);
}

TEST(texts_fall_back_to_the_first_language)
{
    struct fixture f;
    struct survey *s = NULL;
    fixture_make(&f, NULL);
    fixture_sign(&f);
    assert_int_equal(survey_open(f.folder, NULL, &s, NULL), ERR_NONE);
    assert_str(survey_text(s, "title", STR("en")), "Working together");
    assert_str(survey_text(s, "pages.info", STR("sv")), "Vem som fr\xc3\xa5gar");
    assert_str(survey_text(s, "pages.consent", STR("en")), "Vill du vara med?");
    assert_str(survey_text(s, "organizer.name", STR("ar")), "Regionen");
    assert_str(survey_text(s, "pages.thanks", STR("sv")), "");
    assert_str(survey_text(s, "no.such.thing", STR("sv")), "");
    assert_str(survey_text(s, "version", STR("sv")), "");
    assert_str(survey_text(s, "", STR("sv")), "");
    survey_close(s);
    fixture_finish(&f);
}

TEST_MAIN(cmocka_unit_test(mistakes_name_their_member),
          cmocka_unit_test(the_organizers_colour_and_logo_are_read),
          cmocka_unit_test(not_json_says_where), cmocka_unit_test(members_are_read),
          cmocka_unit_test(defaults_are_applied),
          cmocka_unit_test(texts_fall_back_to_the_first_language))
