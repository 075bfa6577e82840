// SPDX-License-Identifier: EUPL-1.2
// A package that claims to be a newer version of the survey: taken where it is one, and by whatever
// way it came.
#include "kiosk/update.h"
#include "tests/unit/survey_fixture.h"

struct rig {
    struct fixture files; // state folder and the organizer's key
    struct survey *survey;
    struct kiosk_update update;
};

// A signed survey with these members, as a package; signed by the rig's organizer, or by a
// stranger.
static void package(struct rig *r, const char *patch, bool stranger, struct buf *out)
{
    struct fixture f;
    struct survey *s = NULL;
    struct err_info info = {0};
    fixture_make(&f, patch);
    if (!stranger) {
        seal_minisign_destroy(f.secret);
        f.secret = r->files.secret;
        f.key = r->files.key;
    }
    fixture_sign(&f);
    if (survey_open(f.folder, &f.key, &s, &info)) fail_msg("%s", info.message);
    assert_int_equal(survey_pack(s, out, NULL), ERR_NONE);
    survey_close(s);
    fixture_remove(f.folder);
    if (stranger) seal_minisign_destroy(f.secret);
}

static void rig_make(struct rig *r)
{
    struct buf bytes = {0};
    memset(r, 0, sizeof *r);
    fixture_make(&r->files, NULL);
    package(r, "{\"version\":3}", false, &bytes);
    assert_int_equal(survey_open_bytes(buf_str(&bytes), &r->files.key, &r->survey, NULL), ERR_NONE);
    r->update =
        (struct kiosk_update){.state = r->files.folder, .key = r->files.key, .survey = r->survey};
    pthread_mutex_init(&r->update.lock, NULL);
    buf_finish(&bytes);
}

static void rig_finish(struct rig *r)
{
    survey_close(r->survey);
    fixture_finish(&r->files);
}

static enum err take(struct rig *r, const char *patch, bool stranger, struct err_info *info)
{
    struct buf bytes = {0};
    package(r, patch, stranger, &bytes);
    enum err err = kiosk_update_take(&r->update, buf_str(&bytes), info);
    buf_finish(&bytes);
    return err;
}

// The version that the next start would use, from one of version 3.
static int64_t next_version(struct rig *r)
{
    struct buf bytes = {0};
    struct survey *s = NULL;
    struct err_info info = {0};
    package(r, "{\"version\":3}", false, &bytes);
    assert_int_equal(survey_open_bytes(buf_str(&bytes), &r->files.key, &s, NULL), ERR_NONE);
    kiosk_update_use(&r->update, &s, &info);
    int64_t version = survey_version(s);
    survey_close(s);
    buf_finish(&bytes);
    return version;
}

TEST(a_newer_version_is_kept_and_used)
{
    struct rig r;
    rig_make(&r);
    assert_int_equal(next_version(&r), 3);
    assert_int_equal(take(&r, "{\"version\":4}", false, NULL), ERR_NONE);
    assert_int_equal(next_version(&r), 4);
    assert_int_equal(take(&r, "{\"version\":6}", false, NULL), ERR_NONE);
    assert_int_equal(next_version(&r), 6);
    rig_finish(&r);
}

TEST(what_is_not_newer_changes_nothing)
{
    struct rig r;
    rig_make(&r);
    assert_int_equal(take(&r, "{\"version\":3}", false, NULL), ERR_STATE);
    assert_int_equal(take(&r, "{\"version\":2}", false, NULL), ERR_STATE);
    assert_int_equal(take(&r, "{\"version\":6}", false, NULL), ERR_NONE);
    assert_int_equal(take(&r, "{\"version\":5}", false, NULL), ERR_STATE); // an old stick
    assert_int_equal(next_version(&r), 6);
    rig_finish(&r);
}

TEST(another_survey_and_another_signer_are_refused)
{
    struct rig r;
    struct err_info info = {0};
    rig_make(&r);
    assert_int_equal(take(&r, "{\"version\":9,\"id\":\"annan\"}", false, &info), ERR_ARGUMENT);
    assert_non_null(strstr(info.message, "annan"));
    assert_int_not_equal(take(&r, "{\"version\":9}", true, &info), ERR_NONE);
    assert_int_equal(next_version(&r), 3);
    rig_finish(&r);
}

TEST(nonsense_is_refused)
{
    struct rig r;
    struct err_info info = {0};
    rig_make(&r);
    assert_int_not_equal(kiosk_update_take(&r.update, STR("PK\3\4 no package"), &info), ERR_NONE);
    assert_true(info.message[0] != '\0');
    assert_int_equal(next_version(&r), 3);
    rig_finish(&r);
}

TEST(a_program_never_drives_a_survey_in_production)
{
    struct rig r;
    rig_make(&r);
    r.update.test_only = true;
    assert_int_equal(take(&r, "{\"version\":9,\"mode\":\"production\"}", false, NULL), ERR_DENIED);
    r.update.test_only = false;
    assert_int_equal(take(&r, "{\"version\":9,\"mode\":\"production\"}", false, NULL), ERR_NONE);
    r.update.test_only = true; // started with --automation later
    assert_int_equal(next_version(&r), 3);
    rig_finish(&r);
}

TEST(a_damaged_one_is_told_and_left)
{
    struct rig r;
    struct err_info info = {0};
    char path[200];
    rig_make(&r);
    assert_int_equal(take(&r, "{\"version\":4}", false, NULL), ERR_NONE);
    snprintf(path, sizeof path, "%s/survey-samverkan-2019.svar", r.files.folder);
    assert_true(file_exists(path));
    assert_int_equal(truncate(path, 300), 0);
    struct survey *s = r.survey;
    assert_false(kiosk_update_use(&r.update, &s, &info));
    assert_ptr_equal(s, r.survey);
    assert_true(info.message[0] != '\0');
    // And a sound one takes its place.
    assert_int_equal(take(&r, "{\"version\":4}", false, NULL), ERR_NONE);
    assert_int_equal(next_version(&r), 4);
    rig_finish(&r);
}

TEST_MAIN(cmocka_unit_test(a_newer_version_is_kept_and_used),
          cmocka_unit_test(what_is_not_newer_changes_nothing),
          cmocka_unit_test(another_survey_and_another_signer_are_refused),
          cmocka_unit_test(nonsense_is_refused),
          cmocka_unit_test(a_program_never_drives_a_survey_in_production),
          cmocka_unit_test(a_damaged_one_is_told_and_left))
