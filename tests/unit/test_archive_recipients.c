// SPDX-License-Identifier: EUPL-1.2
// Recipients that are added and retired between the versions of a survey: each key opens what was
// sealed while it was a recipient, and nothing else; together they open all.
#include "tests/unit/archive_fixture.h"

enum { VERSIONS = 3 };

struct change {
    struct archive_fixture a;
    struct seal_identity *old, *new;
    struct survey *versions[VERSIONS]; // to the old key, to both, to the new one
};

static struct survey *version_of(struct change *c, int version, bool old, bool new)
{
    char keys[2][SEAL_RECIPIENT_CHARS + 1], collector[65], patch[768];
    struct seal_recipient recipient;
    seal_identity_recipient(c->old, &recipient);
    seal_recipient_format(&recipient, keys[0]);
    seal_identity_recipient(c->new, &recipient);
    seal_recipient_format(&recipient, keys[1]);
    hex_encode(seal_signer_public(c->a.f.collector), 32, collector);
    snprintf(patch, sizeof patch,
             "{\"version\":%d,\"recipients\":[\"%s\"%s%s%s],\"collector\":{\"url\":"
             "\"http://127.0.0.1:8080\",\"keys\":[\"%s\"]}}",
             version, keys[!old], old && new ? ",\"" : "", old && new ? keys[1] : "",
             old && new ? "\"" : "", collector);
    struct fixture files;
    struct survey *survey = NULL;
    struct err_info info = {0};
    fixture_make(&files, patch);
    seal_minisign_destroy(files.secret);
    files.secret = c->a.f.files.secret;
    files.key = c->a.f.files.key;
    fixture_sign(&files);
    if (survey_open(files.folder, &files.key, &survey, &info)) fail_msg("%s", info.message);
    fixture_remove(files.folder);
    assert_int_equal(archive_add_survey(c->a.archive, survey, NULL), ERR_NONE);
    return survey;
}

// A batch of two responses as a kiosk seals it: to the recipients that the version names.
static void seal_batch_to(struct change *c, size_t index, uint8_t link[SEAL_LINK_BYTES])
{
    size_t count = 0;
    const struct seal_recipient *to = survey_recipients(c->versions[index], &count);
    struct seal_sealer *sealer = NULL;
    struct sealed *sealed[2];
    struct seal_batch_item items[2];
    struct buf batch = {0};
    assert_int_equal(seal_sealer_create(to, count, &c->a.f.rng, &sealer, NULL), ERR_NONE);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(seal_sealer_seal(sealer, STR("{\"n\":1}"), 64, &sealed[i], NULL),
                         ERR_NONE);
        seal_sealer_commit(sealer, sealed[i]);
        items[i].slot_id = (const uint8_t *)sealed_slot_id(sealed[i]).ptr;
        items[i].sealed = sealed_bytes(sealed[i]);
    }
    assert_int_equal(seal_batch_encode(survey_hash(c->versions[index]), index + 1, link,
                                       (const uint8_t *)sealed_aggregate(sealed[1]).ptr,
                                       sealed_seed(sealed[1]), items, 2, c->a.f.device, &batch,
                                       NULL),
                     ERR_NONE);
    archive_fixture_take(&c->a, &batch);
    seal_sha256(buf_str(&batch), link);
    buf_finish(&batch);
    sealed_destroy(sealed[0]);
    sealed_destroy(sealed[1]);
    seal_sealer_destroy(sealer);
}

static void change_make(struct change *c)
{
    uint8_t link[SEAL_LINK_BYTES] = {0};
    memset(c, 0, sizeof *c);
    archive_fixture_make(&c->a);
    c->old = seal_identity_create();
    c->new = seal_identity_create();
    for (int i = 0; i < VERSIONS; i++)
        c->versions[i] = version_of(c, i + 2, i<2, i> 0);
    for (size_t i = 0; i < VERSIONS; i++)
        seal_batch_to(c, i, link);
}

static void change_finish(struct change *c)
{
    for (size_t i = 0; i < VERSIONS; i++)
        survey_close(c->versions[i]);
    seal_identity_destroy(c->old);
    seal_identity_destroy(c->new);
    archive_fixture_finish(&c->a);
}

struct seen {
    size_t opened[VERSIONS + 1], closed[VERSIONS + 1]; // by the batch's number
};

static enum err look(const struct archive_opened *opened, void *data)
{
    struct seen *seen = data;
    if (opened->kind == ARCHIVE_RESPONSE) seen->opened[opened->number]++;
    if (opened->kind == ARCHIVE_RESPONSE_BAD) {
        assert_int_equal(opened->error, ERR_KEY);
        seen->closed[opened->number]++;
    }
    return ERR_NONE;
}

static struct seen open_with(struct change *c, struct seal_identity *const *ids, size_t count)
{
    struct seen seen = {{0}, {0}};
    struct err_info info = {0};
    if (archive_open_responses(c->a.archive, STR("samverkan-2019"), ids, count, look, &seen, NULL,
                               &info))
        fail_msg("%s", info.message);
    return seen;
}

TEST(the_old_key_opens_what_was_sealed_to_it)
{
    struct change c;
    change_make(&c);
    struct seen seen = open_with(&c, &c.old, 1);
    assert_int_equal(seen.opened[1], 2);
    assert_int_equal(seen.opened[2], 2);
    assert_int_equal(seen.opened[3], 0);
    assert_int_equal(seen.closed[3], 2);
    change_finish(&c);
}

TEST(the_new_key_opens_what_came_since)
{
    struct change c;
    change_make(&c);
    struct seen seen = open_with(&c, &c.new, 1);
    assert_int_equal(seen.opened[1], 0);
    assert_int_equal(seen.closed[1], 2);
    assert_int_equal(seen.opened[2], 2);
    assert_int_equal(seen.opened[3], 2);
    change_finish(&c);
}

TEST(both_open_all_of_it)
{
    struct change c;
    change_make(&c);
    struct seal_identity *both[] = {c.old, c.new};
    struct seen seen = open_with(&c, both, 2);
    for (size_t i = 1; i <= VERSIONS; i++)
        assert_int_equal(seen.opened[i], 2);
    change_finish(&c);
}

TEST(the_chain_goes_through_the_change)
{
    struct change c;
    struct archive_report report;
    change_make(&c);
    assert_int_equal(archive_verify(c.a.archive, STR("samverkan-2019"), &report, NULL), ERR_NONE);
    assert_int_equal(report.faults, 0);
    archive_report_finish(&report);
    change_finish(&c);
}

TEST_MAIN(cmocka_unit_test(the_old_key_opens_what_was_sealed_to_it),
          cmocka_unit_test(the_new_key_opens_what_came_since),
          cmocka_unit_test(both_open_all_of_it),
          cmocka_unit_test(the_chain_goes_through_the_change))
