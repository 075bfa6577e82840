// SPDX-License-Identifier: EUPL-1.2
// What the staff set stays set, what is damaged does no harm, and only the organizer's own surveys
// can be chosen.
#include "kiosk/choices.h"
#include "kiosk/settings.h"
#include "tests/unit/survey_fixture.h"

// ---- settings ----

TEST(without_a_file_all_is_as_usual)
{
    char folder[64];
    struct kiosk_settings s;
    fixture_temporary(folder);
    assert_int_equal(kiosk_settings_read(folder, &s, NULL), ERR_NONE);
    assert_string_equal(s.language, "");
    assert_string_equal(s.survey, "");
    assert_int_equal(s.screen.light_percent, 100);
    fixture_remove(folder);
}

TEST(what_is_written_is_read_again)
{
    char folder[64];
    struct kiosk_settings s = kiosk_settings_default(), again;
    fixture_temporary(folder);
    snprintf(s.language, sizeof s.language, "ar");
    snprintf(s.survey, sizeof s.survey, "andra");
    s.screen.turned = 3;
    s.screen.light_percent = 40;
    s.screen.touch[2] = -0.0125;
    assert_int_equal(kiosk_settings_write(folder, &s, NULL), ERR_NONE);
    assert_int_equal(kiosk_settings_read(folder, &again, NULL), ERR_NONE);
    assert_string_equal(again.language, "ar");
    assert_string_equal(again.survey, "andra");
    assert_int_equal(again.screen.turned, 3);
    assert_int_equal(again.screen.light_percent, 40);
    assert_true(again.screen.touch[2] == -0.0125);
    fixture_remove(folder);
}

static void check_refused(const char *text)
{
    struct fixture f = {.folder = ""};
    struct kiosk_settings s;
    fixture_temporary(f.folder);
    fixture_write(&f, "settings.json", str_of(text));
    struct err_info info = {0};
    assert_int_not_equal(kiosk_settings_read(f.folder, &s, &info), ERR_NONE);
    assert_true(info.message[0] != '\0');
    struct kiosk_settings usual = kiosk_settings_default();
    assert_memory_equal(&s, &usual, sizeof s);
    fixture_remove(f.folder);
}

TEST(settings_that_make_no_sense_are_told_and_the_usual_ones_hold)
{
    check_refused("");
    check_refused("{");
    check_refused("[]");
    check_refused("{\"svar_settings\": 2}");
    check_refused("{\"svar_settings\": 1, \"turned\": 4}");
    check_refused("{\"svar_settings\": 1, \"light\": 0}");
    check_refused("{\"svar_settings\": 1, \"language\": 7}");
    check_refused("{\"svar_settings\": 1, \"language\": \"a language code of no language\"}");
    check_refused("{\"svar_settings\": 1, \"touch\": [0, 0, 0, 0, 0, 0]}");
    check_refused("{\"svar_settings\": 1, \"touch\": [1, 0, 1e9, 0, 1, 0]}");
}

// ---- light ----

static void make_panel(struct fixture *f, const char *most)
{
    char path[128];
    memset(f, 0, sizeof *f);
    fixture_temporary(f->folder);
    snprintf(path, sizeof path, "%s/panel", f->folder);
    assert_int_equal(file_make_dir(path, 0755, NULL), ERR_NONE);
    fixture_write(f, "panel/brightness", STR("5\n"));
    fixture_write(f, "panel/max_brightness", str_of(most));
}

static int64_t brightness(const struct fixture *f)
{
    struct buf text = {0};
    int64_t number = -1;
    fixture_read(f, "panel/brightness", &text);
    str_to_int64(str_trim(buf_str(&text)), &number);
    buf_finish(&text);
    return number;
}

TEST(a_panel_with_a_light_of_its_own_is_set_in_its_own_steps)
{
    struct fixture f;
    struct kiosk_light light;
    make_panel(&f, "937\n");
    kiosk_light_find(f.folder, &light);
    assert_true(light.folder[0] == '/');
    assert_true(kiosk_light_set(&light, 50));
    assert_int_equal(brightness(&f), 469);
    assert_true(kiosk_light_set(&light, 100));
    assert_int_equal(brightness(&f), 937);
    fixture_remove(f.folder);
}

TEST(a_panel_without_one_is_left_to_be_drawn_darker)
{
    struct fixture f;
    struct kiosk_light light;
    kiosk_light_find("/nonexistent", &light);
    assert_false(kiosk_light_set(&light, 50));
    static const char *const wrong[] = {"0\n", "-3\n", "many\n", ""};
    for (int i = 0; i < 4; i++) {
        make_panel(&f, wrong[i]);
        kiosk_light_find(f.folder, &light);
        assert_string_equal(light.folder, "");
        fixture_remove(f.folder);
    }
}

// ---- surveys ----

struct shelf {
    struct fixture files; // the organizer's key, and folders
    char state[80], folder[80], given[80];
    struct kiosk_choosing choosing;
    struct kiosk_choices found;
};

static void put(struct shelf *s, const char *name, const char *patch, bool stranger)
{
    struct fixture f;
    struct survey *survey = NULL;
    struct buf package = {0};
    fixture_make(&f, patch);
    if (!stranger) {
        seal_minisign_destroy(f.secret);
        f.secret = s->files.secret;
        f.key = s->files.key;
    }
    fixture_sign(&f);
    assert_int_equal(survey_open(f.folder, &f.key, &survey, NULL), ERR_NONE);
    assert_int_equal(survey_pack(survey, &package, NULL), ERR_NONE);
    fixture_write(&s->files, name, buf_str(&package));
    survey_close(survey);
    buf_finish(&package);
    fixture_remove(f.folder);
    if (stranger) seal_minisign_destroy(f.secret);
}

static void shelf_make(struct shelf *s)
{
    memset(s, 0, sizeof *s);
    fixture_make(&s->files, NULL);
    snprintf(s->state, sizeof s->state, "%s/state", s->files.folder);
    snprintf(s->folder, sizeof s->folder, "%s/more", s->files.folder);
    snprintf(s->given, sizeof s->given, "%s/given.svar", s->files.folder);
    assert_int_equal(file_make_dir(s->state, 0700, NULL), ERR_NONE);
    assert_int_equal(file_make_dir(s->folder, 0755, NULL), ERR_NONE);
    put(s, "given.svar", "{\"id\":\"given\",\"title\":{\"sv\":\"Given\",\"en\":\"Given\"}}", false);
    s->choosing = (struct kiosk_choosing){
        .given = s->given, .folder = s->folder, .state = s->state, .key = s->files.key};
}

static void look(struct shelf *s)
{
    kiosk_choices_find(&s->choosing, NULL, STR("sv"), &s->found);
}

static const struct kiosk_choice *found(const struct shelf *s, const char *id)
{
    for (size_t i = 0; i < s->found.count; i++) {
        if (strcmp(s->found.list[i].id, id) == 0) return &s->found.list[i];
    }
    return NULL;
}

TEST(the_organizers_surveys_can_be_chosen_the_newest_of_each)
{
    static struct shelf s;
    shelf_make(&s);
    put(&s, "more/a.svar", "{\"id\":\"andra\",\"version\":2}", false);
    put(&s, "more/b.svar", "{\"id\":\"andra\",\"version\":5}", false);
    put(&s, "more/c.svar", "{\"id\":\"andra\",\"version\":4}", false);
    look(&s);
    assert_int_equal(s.found.count, 2);
    assert_int_equal(found(&s, "andra")->version, 5);
    assert_true(found(&s, "given")->given);
    assert_int_equal(s.found.unusable, 0);
    fixture_finish(&s.files);
}

TEST(a_strangers_or_a_damaged_survey_is_counted_and_not_offered)
{
    static struct shelf s;
    shelf_make(&s);
    put(&s, "more/stranger.svar", "{\"id\":\"stranger\"}", true);
    fixture_write(&s.files, "more/broken.svar", STR("PK\x03\x04 and then nothing"));
    fixture_write(&s.files, "more/empty.svar", STR(""));
    fixture_write(&s.files, "more/notes.txt", STR("not a survey at all"));
    look(&s);
    assert_int_equal(s.found.count, 1);
    assert_int_equal(s.found.unusable, 3);
    fixture_finish(&s.files);
}

TEST(a_link_is_not_followed)
{
    static struct shelf s;
    char path[160];
    shelf_make(&s);
    put(&s, "elsewhere.svar", "{\"id\":\"elsewhere\"}", false);
    snprintf(path, sizeof path, "%s/link.svar", s.folder);
    assert_int_equal(symlink("../elsewhere.svar", path), 0);
    look(&s);
    assert_null(found(&s, "elsewhere"));
    fixture_finish(&s.files);
}

TEST(one_in_production_is_not_for_a_program_to_touch)
{
    static struct shelf s;
    shelf_make(&s);
    put(&s, "more/live.svar", "{\"id\":\"live\",\"mode\":\"production\"}", false);
    look(&s);
    assert_true(found(&s, "live")->production);
    s.choosing.test_only = true;
    look(&s);
    assert_null(found(&s, "live"));
    fixture_finish(&s.files);
}

TEST(what_is_chosen_is_kept_and_a_newer_one_that_is_kept_stays)
{
    static struct shelf s;
    struct survey *survey = NULL;
    shelf_make(&s);
    put(&s, "more/a.svar", "{\"id\":\"andra\",\"version\":2}", false);
    look(&s);
    struct kiosk_choice older = *found(&s, "andra");
    assert_int_equal(kiosk_choices_open(&s.choosing, "andra", &survey, NULL), ERR_MISSING);
    assert_int_equal(kiosk_choices_keep(&s.choosing, &older, NULL), ERR_NONE);
    assert_int_equal(kiosk_choices_open(&s.choosing, "andra", &survey, NULL), ERR_NONE);
    assert_int_equal(survey_version(survey), 2);
    survey_close(survey);
    put(&s, "state/survey-andra.svar", "{\"id\":\"andra\",\"version\":9}", false);
    assert_int_equal(kiosk_choices_keep(&s.choosing, &older, NULL), ERR_NONE);
    assert_int_equal(kiosk_choices_open(&s.choosing, "andra", &survey, NULL), ERR_NONE);
    assert_int_equal(survey_version(survey), 9);
    survey_close(survey);
    fixture_finish(&s.files);
}

TEST(a_file_that_became_another_survey_is_refused)
{
    static struct shelf s;
    struct survey *survey = NULL;
    shelf_make(&s);
    put(&s, "more/a.svar", "{\"id\":\"andra\"}", false);
    look(&s);
    struct kiosk_choice choice = *found(&s, "andra");
    put(&s, "more/a.svar", "{\"id\":\"third\"}", false);
    assert_int_equal(kiosk_choices_keep(&s.choosing, &choice, NULL), ERR_TAMPERED);
    put(&s, "state/survey-andra.svar", "{\"id\":\"third\"}", false);
    assert_int_equal(kiosk_choices_open(&s.choosing, "andra", &survey, NULL), ERR_TAMPERED);
    assert_int_equal(kiosk_choices_open(&s.choosing, "../given", &survey, NULL), ERR_ARGUMENT);
    fixture_finish(&s.files);
}

TEST_MAIN(cmocka_unit_test(without_a_file_all_is_as_usual),
          cmocka_unit_test(what_is_written_is_read_again),
          cmocka_unit_test(settings_that_make_no_sense_are_told_and_the_usual_ones_hold),
          cmocka_unit_test(a_panel_with_a_light_of_its_own_is_set_in_its_own_steps),
          cmocka_unit_test(a_panel_without_one_is_left_to_be_drawn_darker),
          cmocka_unit_test(the_organizers_surveys_can_be_chosen_the_newest_of_each),
          cmocka_unit_test(a_strangers_or_a_damaged_survey_is_counted_and_not_offered),
          cmocka_unit_test(a_link_is_not_followed),
          cmocka_unit_test(one_in_production_is_not_for_a_program_to_touch),
          cmocka_unit_test(what_is_chosen_is_kept_and_a_newer_one_that_is_kept_stays),
          cmocka_unit_test(a_file_that_became_another_survey_is_refused))
