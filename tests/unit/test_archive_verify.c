// SPDX-License-Identifier: EUPL-1.2
// What verifying finds in an archive, and what it leaves alone.
#include "tests/unit/archive_fixture.h"

#define SURVEY STR("samverkan-2019")

static void verify(struct archive_fixture *a, struct archive_report *out)
{
    struct err_info info = {0};
    if (archive_verify(a->archive, SURVEY, out, &info)) fail_msg("%s", info.message);
}

static size_t found(const struct archive_report *report, enum archive_what what)
{
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++)
        count += report->findings[i].what == what;
    return count;
}

// Verifies, and expects this finding so many times and no other.
static void expect(struct archive_fixture *a, enum archive_what what, size_t count)
{
    struct archive_report report;
    verify(a, &report);
    for (size_t i = 0; i < report.count; i++)
        if (report.findings[i].what != what)
            print_message("also: %s: %s\n", archive_what_name(report.findings[i].what),
                          report.findings[i].detail[ARCHIVE_ENGLISH]);
    assert_int_equal(found(&report, what), count);
    assert_int_equal(report.total, count);
    assert_int_equal(report.faults, archive_what_fault(what) ? count : 0);
    archive_report_finish(&report);
}

TEST(a_whole_chain_stands)
{
    struct archive_fixture a;
    struct archive_report report;
    archive_fixture_make(&a);
    archive_fixture_chain(&a, 5, 0);
    verify(&a, &report);
    assert_int_equal(report.total, 0);
    assert_int_equal(report.verified, 5);
    assert_int_equal(report.figures.batches, 5);
    assert_int_equal(report.figures.responses, 10);
    assert_int_equal(report.figures.devices, 1);
    assert_int_equal(report.figures.receipted, 5);
    archive_report_finish(&report);
    archive_fixture_finish(&a);
}

TEST(an_empty_archive_stands)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    expect(&a, ARCHIVE_GAP, 0);
    archive_fixture_finish(&a);
}

TEST(a_removed_batch_is_a_gap)
{
    struct archive_fixture a;
    struct archive_report report;
    archive_fixture_make(&a);
    archive_fixture_chain(&a, 5, 3);
    verify(&a, &report);
    assert_int_equal(report.total, 1);
    assert_int_equal(report.findings[0].what, ARCHIVE_GAP);
    assert_int_equal(report.findings[0].number, 3);
    assert_int_equal(report.findings[0].to_number, 3);
    assert_memory_equal(report.findings[0].device, seal_signer_public(a.f.device), 32);
    assert_int_equal(report.verified, 4);
    archive_report_finish(&report);
    archive_fixture_finish(&a);
}

TEST(a_missing_beginning_is_a_gap)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    archive_fixture_chain(&a, 3, 1);
    expect(&a, ARCHIVE_GAP, 1);
    archive_fixture_finish(&a);
}

TEST(a_batch_taken_from_the_file_is_a_gap)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    archive_fixture_chain(&a, 4, 0);
    archive_fixture_damage(&a, "DELETE FROM batches WHERE number = 2");
    expect(&a, ARCHIVE_GAP, 1);
    archive_fixture_finish(&a);
}

TEST(two_batches_with_one_number_are_a_fork)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    uint8_t first[SEAL_LINK_BYTES];
    struct buf batch = {0};
    batch_fixture_batch(&a.f, 1, NULL, 1, &batch, first);
    archive_fixture_take(&a, &batch);
    for (int i = 0; i < 2; i++) {
        buf_clear(&batch);
        batch_fixture_batch(&a.f, 2, first, 1, &batch, NULL);
        archive_fixture_take(&a, &batch);
    }
    expect(&a, ARCHIVE_FORK, 2);
    // Either branch may be gone on with.
    uint8_t branch[SEAL_LINK_BYTES];
    seal_sha256(buf_str(&batch), branch);
    buf_clear(&batch);
    batch_fixture_batch(&a.f, 3, branch, 1, &batch, NULL);
    archive_fixture_take(&a, &batch);
    expect(&a, ARCHIVE_FORK, 2);
    buf_finish(&batch);
    archive_fixture_finish(&a);
}

TEST(a_batch_that_names_another_before_it_is_found)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    archive_fixture_chain(&a, 1, 0);
    struct buf batch = {0};
    static const uint8_t other[SEAL_LINK_BYTES] = {1, 2, 3};
    batch_fixture_batch(&a.f, 2, other, 1, &batch, NULL);
    archive_fixture_take(&a, &batch);
    expect(&a, ARCHIVE_BROKEN_LINK, 1);
    buf_finish(&batch);
    archive_fixture_finish(&a);
}

TEST(a_batch_changed_in_the_file_is_found)
{
    struct archive_fixture a;
    struct archive_report report;
    archive_fixture_make(&a);
    archive_fixture_chain(&a, 3, 0);
    archive_fixture_damage(&a, "UPDATE batches SET body = CAST(substr(body, 1, length(body) - 100) "
                               "|| x'00' || substr(body, length(body) - 98) AS BLOB) "
                               "WHERE number = 2");
    verify(&a, &report);
    assert_int_equal(found(&report, ARCHIVE_ALTERED), 1);
    assert_int_equal(found(&report, ARCHIVE_GAP), 1); // nothing in it is believed
    assert_int_equal(report.total, 2);
    archive_report_finish(&report);
    archive_fixture_finish(&a);
}

TEST(a_batch_in_anothers_place_is_found)
{
    struct archive_fixture a;
    struct archive_report report;
    archive_fixture_make(&a);
    archive_fixture_chain(&a, 3, 0);
    archive_fixture_damage(&a,
                           "UPDATE batches SET body = (SELECT body FROM batches WHERE number = 3) "
                           "WHERE number = 2");
    verify(&a, &report);
    assert_int_equal(found(&report, ARCHIVE_MISPLACED), 1);
    assert_int_equal(found(&report, ARCHIVE_GAP), 1);
    archive_report_finish(&report);
    archive_fixture_finish(&a);
}

TEST(what_is_no_batch_is_set_aside_and_reported)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    struct buf batch = {0};
    batch_fixture_batch(&a.f, 1, NULL, 1, &batch, NULL);
    archive_fixture_take(&a, &batch);
    batch.ptr[batch.len - 1] ^= 1; // the signature
    assert_int_equal(archive_fixture_add(&a, buf_str(&batch), STR("")), ARCHIVE_SET_ASIDE);
    assert_int_equal(archive_fixture_add(&a, STR("noise"), STR("")), ARCHIVE_SET_ASIDE);
    assert_int_equal(archive_fixture_add(&a, STR("noise"), STR("")), ARCHIVE_SET_ASIDE);
    expect(&a, ARCHIVE_ALTERED, 2);
    buf_finish(&batch);
    archive_fixture_finish(&a);
}

TEST(a_receipt_of_another_collector_is_found)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    struct seal_signer *other = seal_signer_create();
    struct buf batch = {0}, receipt = {0};
    uint8_t link[SEAL_LINK_BYTES];
    batch_fixture_batch(&a.f, 1, NULL, 1, &batch, link);
    batch_fixture_receipt(other, link, SEAL_STORED, &receipt);
    archive_fixture_add(&a, buf_str(&batch), buf_str(&receipt));
    expect(&a, ARCHIVE_FOREIGN_RECEIPT, 1);
    buf_finish(&batch);
    buf_finish(&receipt);
    seal_signer_destroy(other);
    archive_fixture_finish(&a);
}

TEST(a_forged_receipt_is_found)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    struct buf batch = {0}, receipt = {0};
    uint8_t link[SEAL_LINK_BYTES];
    batch_fixture_batch(&a.f, 1, NULL, 1, &batch, link);
    batch_fixture_receipt(a.f.collector, link, SEAL_STORED, &receipt);
    receipt.ptr[receipt.len - 1] ^= 1;
    archive_fixture_add(&a, buf_str(&batch), buf_str(&receipt));
    expect(&a, ARCHIVE_BAD_RECEIPT, 1);
    buf_finish(&batch);
    buf_finish(&receipt);
    archive_fixture_finish(&a);
}

TEST(a_receipt_for_another_batch_is_found)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    struct buf batch = {0}, receipt = {0};
    static const uint8_t other[SEAL_LINK_BYTES] = {7};
    batch_fixture_batch(&a.f, 1, NULL, 1, &batch, NULL);
    batch_fixture_receipt(a.f.collector, other, SEAL_STORED, &receipt);
    archive_fixture_add(&a, buf_str(&batch), buf_str(&receipt));
    expect(&a, ARCHIVE_BAD_RECEIPT, 1);
    buf_finish(&batch);
    buf_finish(&receipt);
    archive_fixture_finish(&a);
}

TEST(a_refusing_receipt_is_found)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    struct buf batch = {0}, receipt = {0};
    uint8_t link[SEAL_LINK_BYTES];
    batch_fixture_batch(&a.f, 1, NULL, 1, &batch, link);
    batch_fixture_receipt(a.f.collector, link, SEAL_REFUSED, &receipt);
    archive_fixture_add(&a, buf_str(&batch), buf_str(&receipt));
    expect(&a, ARCHIVE_REFUSED, 1);
    buf_finish(&batch);
    buf_finish(&receipt);
    archive_fixture_finish(&a);
}

TEST(a_batch_without_a_receipt_is_only_noted)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    struct buf batch = {0};
    batch_fixture_batch(&a.f, 1, NULL, 1, &batch, NULL);
    archive_fixture_add(&a, buf_str(&batch), STR(""));
    expect(&a, ARCHIVE_NO_RECEIPT, 1);
    // The receipt may come later, with the pull.
    uint8_t link[SEAL_LINK_BYTES];
    struct buf receipt = {0};
    seal_sha256(buf_str(&batch), link);
    batch_fixture_receipt(a.f.collector, link, SEAL_STORED, &receipt);
    assert_int_equal(archive_fixture_add(&a, buf_str(&batch), buf_str(&receipt)), ARCHIVE_THERE);
    expect(&a, ARCHIVE_NO_RECEIPT, 0);
    buf_finish(&receipt);
    buf_finish(&batch);
    archive_fixture_finish(&a);
}

// A chain goes through the versions of a survey: 1 of version 1, 2 of version 2, 3 of version 1.
static void mixed_chain(struct archive_fixture *a, struct survey *second)
{
    uint8_t link[SEAL_LINK_BYTES] = {0};
    for (uint64_t number = 1; number <= 3; number++) {
        struct buf batch = {0};
        batch_fixture_batch_of(&a->f, number == 2 ? second : a->f.survey, a->f.device, number, link,
                               1, &batch, link);
        archive_fixture_take(a, &batch);
        buf_finish(&batch);
    }
}

TEST(a_chain_goes_through_versions)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    struct survey *second = batch_fixture_survey(&a.f, 2);
    assert_int_equal(archive_add_survey(a.archive, second, NULL), ERR_NONE);
    mixed_chain(&a, second);
    expect(&a, ARCHIVE_GAP, 0);
    survey_close(second);
    archive_fixture_finish(&a);
}

TEST(an_unknown_version_is_reported_once_and_is_no_gap)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    struct survey *second = batch_fixture_survey(&a.f, 2);
    mixed_chain(&a, second);
    expect(&a, ARCHIVE_UNKNOWN_SURVEY, 1);
    // Once its survey is here, all is well.
    assert_int_equal(archive_add_survey(a.archive, second, NULL), ERR_NONE);
    expect(&a, ARCHIVE_UNKNOWN_SURVEY, 0);
    survey_close(second);
    archive_fixture_finish(&a);
}

TEST(devices_have_chains_of_their_own)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    archive_fixture_chain(&a, 2, 0);
    struct seal_signer *first = a.f.device;
    a.f.device = seal_signer_create();
    archive_fixture_chain(&a, 3, 2);
    struct archive_report report;
    verify(&a, &report);
    assert_int_equal(report.figures.devices, 2);
    assert_int_equal(report.total, 1);
    assert_int_equal(report.findings[0].what, ARCHIVE_GAP);
    assert_memory_equal(report.findings[0].device, seal_signer_public(a.f.device), 32);
    archive_report_finish(&report);
    seal_signer_destroy(first);
    archive_fixture_finish(&a);
}

TEST(a_response_in_two_batches_is_a_duplicate)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    struct buf batch = {0}, copy = {0};
    struct seal_batch decoded;
    batch_fixture_batch(&a.f, 1, NULL, 2, &batch, NULL);
    archive_fixture_take(&a, &batch);
    // Another device signs the same content as its own.
    struct seal_signer *thief = seal_signer_create();
    static const uint8_t zeros[SEAL_LINK_BYTES];
    assert_int_equal(seal_batch_decode(buf_str(&batch), &decoded, NULL), ERR_NONE);
    assert_int_equal(seal_batch_encode(decoded.survey_hash, 1, zeros, decoded.aggregate,
                                       decoded.seed, decoded.items, decoded.count, thief, &copy,
                                       NULL),
                     ERR_NONE);
    archive_fixture_take(&a, &copy);
    expect(&a, ARCHIVE_DUPLICATE, 1);
    seal_batch_finish(&decoded);
    seal_signer_destroy(thief);
    buf_finish(&batch);
    buf_finish(&copy);
    archive_fixture_finish(&a);
}

TEST(an_altered_survey_pins_no_keys)
{
    struct archive_fixture a;
    archive_fixture_make(&a);
    archive_fixture_chain(&a, 1, 0);
    archive_fixture_damage(&a, "UPDATE surveys SET package = x'00'");
    expect(&a, ARCHIVE_FOREIGN_RECEIPT, 1);
    archive_fixture_finish(&a);
}

TEST_MAIN(cmocka_unit_test(a_whole_chain_stands), cmocka_unit_test(an_empty_archive_stands),
          cmocka_unit_test(a_removed_batch_is_a_gap),
          cmocka_unit_test(a_missing_beginning_is_a_gap),
          cmocka_unit_test(a_batch_taken_from_the_file_is_a_gap),
          cmocka_unit_test(two_batches_with_one_number_are_a_fork),
          cmocka_unit_test(a_batch_that_names_another_before_it_is_found),
          cmocka_unit_test(a_batch_changed_in_the_file_is_found),
          cmocka_unit_test(a_batch_in_anothers_place_is_found),
          cmocka_unit_test(what_is_no_batch_is_set_aside_and_reported),
          cmocka_unit_test(a_receipt_of_another_collector_is_found),
          cmocka_unit_test(a_forged_receipt_is_found),
          cmocka_unit_test(a_receipt_for_another_batch_is_found),
          cmocka_unit_test(a_refusing_receipt_is_found),
          cmocka_unit_test(a_batch_without_a_receipt_is_only_noted),
          cmocka_unit_test(a_chain_goes_through_versions),
          cmocka_unit_test(an_unknown_version_is_reported_once_and_is_no_gap),
          cmocka_unit_test(devices_have_chains_of_their_own),
          cmocka_unit_test(a_response_in_two_batches_is_a_duplicate),
          cmocka_unit_test(an_altered_survey_pins_no_keys))
