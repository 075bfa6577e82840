// SPDX-License-Identifier: EUPL-1.2
// Responses that lie in several batches, more of them than the set of those already met keeps in
// memory: what is found and what is given is the same as where memory holds them all.
#include "archive/archive_priv.h"
#include "tests/unit/archive_fixture.h"

#define SURVEY STR("samverkan-2019")
enum { ORIGINALS = 5, COPIES = 12, LITTLE = 1 }; // bytes of memory: some 600 names all the same

// A batch of another device, with some of the original's responses as they are.
static void add_copy(struct archive_fixture *a, const struct buf *original)
{
    static const uint8_t zeros[SEAL_LINK_BYTES];
    struct seal_batch decoded;
    struct seal_batch_item items[LIMIT_BATCH_COUNT];
    struct buf copy = {0};
    struct seal_signer *thief = seal_signer_create();
    size_t count = 0;
    assert_int_equal(seal_batch_decode(buf_str(original), &decoded, NULL), ERR_NONE);
    for (size_t i = 0; i < decoded.count; i++)
        if (!count || rng_below(&a->f.rng, 3) == 0) items[count++] = decoded.items[i];
    assert_int_equal(seal_batch_encode(decoded.survey_hash, 1, zeros, decoded.aggregate,
                                       decoded.seed, items, count, thief, &copy, NULL),
                     ERR_NONE);
    archive_fixture_take(a, &copy);
    seal_batch_finish(&decoded);
    seal_signer_destroy(thief);
    buf_finish(&copy);
}

static void make(struct archive_fixture *a)
{
    uint8_t link[SEAL_LINK_BYTES] = {0};
    struct buf originals[ORIGINALS] = {0};
    archive_fixture_make(a);
    for (uint64_t i = 0; i < ORIGINALS; i++) {
        batch_fixture_batch(&a->f, i + 1, link, LIMIT_BATCH_COUNT, &originals[i], link);
        archive_fixture_take(a, &originals[i]);
    }
    for (int i = 0; i < COPIES; i++)
        add_copy(a, &originals[rng_below(&a->f.rng, ORIGINALS)]);
    for (int i = 0; i < ORIGINALS; i++)
        buf_finish(&originals[i]);
}

// All that verifying and opening say, as text.
struct told {
    struct buf findings, given;
    struct archive_open_totals totals;
};

static enum err note(const struct archive_opened *opened, void *data)
{
    struct told *told = data;
    if (opened->kind == ARCHIVE_RESPONSE)
        buf_add_str(&told->given, opened->json);
    else
        buf_add_text(&told->given, opened->reason);
    buf_add_char(&told->given, '\n');
    return ERR_NONE;
}

static void tell(struct archive_fixture *a, size_t seen_bytes, struct told *out)
{
    struct archive_report report;
    struct err_info info = {0};
    memset(out, 0, sizeof *out);
    a->archive->seen_bytes = seen_bytes;
    if (archive_verify(a->archive, SURVEY, &report, &info)) fail_msg("%s", info.message);
    for (size_t i = 0; i < report.count; i++) {
        archive_finding_print(&report.findings[i], ARCHIVE_ENGLISH, &out->findings);
        buf_add_char(&out->findings, '\n');
    }
    archive_report_finish(&report);
    if (archive_open_responses(a->archive, SURVEY, &a->f.identity, 1, note, out, &out->totals,
                               &info))
        fail_msg("%s", info.message);
}

static void told_finish(struct told *told)
{
    buf_finish(&told->findings);
    buf_finish(&told->given);
}

TEST(every_response_is_given_once_however_little_memory)
{
    struct archive_fixture a;
    struct told little;
    make(&a);
    tell(&a, LITTLE, &little);
    assert_int_equal(little.totals.opened, ORIGINALS * LIMIT_BATCH_COUNT);
    assert_int_equal(little.totals.failed, 0);
    assert_int_equal(little.totals.repeated,
                     little.totals.responses - ORIGINALS * LIMIT_BATCH_COUNT);
    assert_true(little.totals.repeated >= COPIES);
    told_finish(&little);
    archive_fixture_finish(&a);
}

TEST(doubles_are_told_the_same_however_little_memory)
{
    struct archive_fixture a;
    struct told little, enough, again;
    make(&a);
    tell(&a, ARCHIVE_SEEN_BYTES, &enough);
    tell(&a, LITTLE, &little);
    tell(&a, LITTLE, &again);
    assert_non_null(strstr(buf_text(&enough.findings), "are also in batch"));
    assert_string_equal(buf_text(&little.findings), buf_text(&enough.findings));
    assert_string_equal(buf_text(&little.given), buf_text(&enough.given));
    assert_string_equal(buf_text(&again.findings), buf_text(&little.findings));
    assert_string_equal(buf_text(&again.given), buf_text(&little.given));
    told_finish(&little);
    told_finish(&enough);
    told_finish(&again);
    archive_fixture_finish(&a);
}

TEST_MAIN(cmocka_unit_test(every_response_is_given_once_however_little_memory),
          cmocka_unit_test(doubles_are_told_the_same_however_little_memory))
