// SPDX-License-Identifier: EUPL-1.2
// What somebody could do to answers on their way, one test each: it is found, with the device, the
// batch and the day, in Swedish and in English. First what anybody can try, then what takes a
// device's key (some of which only the organizer's key shows).
#include "tests/unit/archive_fixture.h"

#include <time.h>

#define SURVEY STR("samverkan-2019")

struct scene {
    struct archive_fixture a;
    struct buf batch[4]; // 1 to 3 of the device, by number
    uint8_t link[4][SEAL_LINK_BYTES];
    struct archive_report report;
};

static void scene_make(struct scene *s)
{
    memset(s, 0, sizeof *s);
    archive_fixture_make(&s->a);
    for (uint64_t number = 1; number <= 3; number++)
        batch_fixture_batch(&s->a.f, number, s->link[number - 1], 3, &s->batch[number],
                            s->link[number]);
}

static void scene_finish(struct scene *s)
{
    for (size_t i = 0; i < 4; i++)
        buf_finish(&s->batch[i]);
    archive_report_finish(&s->report);
    archive_fixture_finish(&s->a);
}

static enum err take_opened(const struct archive_opened *opened, void *data)
{
    archive_report_opened(data, opened);
    return ERR_NONE;
}

// Verifies as `svar verify` does; with_key: as it does with --key.
static void verify(struct scene *s, bool with_key)
{
    struct err_info info = {0};
    if (archive_verify(s->a.archive, SURVEY, &s->report, &info)) fail_msg("%s", info.message);
    if (with_key && archive_open_responses(s->a.archive, SURVEY, &s->a.f.identity, 1, take_opened,
                                           &s->report, NULL, &info))
        fail_msg("%s", info.message);
    assert_int_equal(archive_report_days(s->a.archive, &s->report, &info), ERR_NONE);
}

// Both lines of a finding, put together from its parts: %D is the device, %T this day.
static void assert_line(const struct archive_finding *f, enum archive_language language,
                        const struct seal_signer *device, const char *expected)
{
    struct buf line = {0}, wanted = {0};
    char key[17], day[11];
    time_t now = time(NULL);
    hex_encode(seal_signer_public(device), 8, key);
    strftime(day, sizeof day, "%Y-%m-%d", gmtime(&now));
    for (const char *at = expected; *at; at++) {
        if (at[0] == '%' && (at[1] == 'D' || at[1] == 'T'))
            buf_add_text(&wanted, *++at == 'D' ? key : day);
        else
            buf_add_char(&wanted, *at);
    }
    archive_finding_print(f, language, &line);
    if (!str_starts(buf_str(&line), buf_str(&wanted)))
        fail_msg("\"%s\" is not \"%s\"", buf_text(&line), buf_text(&wanted));
    buf_finish(&line);
    buf_finish(&wanted);
}

// The report has this finding, and says so.
static void assert_found(const struct scene *s, enum archive_what what,
                         const struct seal_signer *device, const char *swedish, const char *english)
{
    for (size_t i = 0; i < s->report.count; i++) {
        const struct archive_finding *f = &s->report.findings[i];
        if (f->what != what) continue;
        assert_line(f, ARCHIVE_SWEDISH, device, swedish);
        assert_line(f, ARCHIVE_ENGLISH, device, english);
        assert_true(!archive_what_fault(what) || s->report.faults > 0);
        return;
    }
    for (size_t i = 0; i < s->report.count; i++)
        print_message("found: %s\n", archive_what_name(s->report.findings[i].what));
    fail_msg("%s was not found", archive_what_name(what));
}

// The batch again, as somebody signs it who has the device's key, with these items of it.
static void sign_again(const struct scene *s, size_t number, struct seal_batch_item *items,
                       size_t count, const uint8_t *survey, const struct seal_signer *device,
                       struct buf *out)
{
    struct seal_batch batch;
    struct err_info info = {0};
    assert_int_equal(seal_batch_decode(buf_str(&s->batch[number]), &batch, NULL), ERR_NONE);
    if (!items) {
        items = batch.items;
        count = batch.count;
    }
    if (seal_batch_encode(survey ? survey : batch.survey_hash, batch.number, batch.previous_link,
                          batch.aggregate, batch.seed, items, count, device, out, &info))
        fail_msg("%s", info.message);
    seal_batch_finish(&batch);
}

// ---- what anybody can try ----

TEST(a_missing_batch)
{
    struct scene s;
    scene_make(&s);
    archive_fixture_take(&s.a, &s.batch[1]);
    archive_fixture_take(&s.a, &s.batch[3]);
    verify(&s, false);
    assert_int_equal(s.report.total, 1);
    assert_found(&s, ARCHIVE_GAP, s.a.f.device,
                 "enhet %D, bunt 2 (nästa kom hit %T): saknas i enhetens kedja [gap]",
                 "device %D, batch 2 (the next one came %T): missing in the device's chain [gap]");
    scene_finish(&s);
}

TEST(several_missing_batches)
{
    struct scene s;
    scene_make(&s);
    archive_fixture_take(&s.a, &s.batch[3]);
    verify(&s, false);
    assert_int_equal(s.report.total, 1);
    assert_found(&s, ARCHIVE_GAP, s.a.f.device, "enhet %D, buntarna 1–2 (nästa kom hit %T): saknas",
                 "device %D, batches 1–2 (the next one came %T): missing");
    scene_finish(&s);
}

TEST(a_batch_replayed_under_its_own_name_changes_nothing)
{
    struct scene s;
    scene_make(&s);
    for (size_t i = 1; i <= 3; i++)
        archive_fixture_take(&s.a, &s.batch[i]);
    assert_int_equal(archive_fixture_add(&s.a, buf_str(&s.batch[2]), STR("")), ARCHIVE_THERE);
    verify(&s, true);
    assert_int_equal(s.report.total, 0);
    assert_int_equal(s.report.figures.responses, 9);
    scene_finish(&s);
}

TEST(a_response_changed_without_any_key)
{
    struct scene s;
    scene_make(&s);
    for (size_t i = 1; i <= 3; i++)
        archive_fixture_take(&s.a, &s.batch[i]);
    archive_fixture_damage(&s.a, "UPDATE batches SET body = CAST(substr(body, 1, length(body) - 99)"
                                 " || x'00' || substr(body, length(body) - 97) AS BLOB) "
                                 "WHERE number = 2");
    verify(&s, false);
    assert_found(&s, ARCHIVE_ALTERED, s.a.f.device,
                 "enhet %D, bunt 2 (kom hit %T): ändrades efter att den signerades",
                 "device %D, batch 2 (came %T): was changed after it was signed");
    scene_finish(&s);
}

TEST(a_forged_receipt)
{
    struct scene s;
    struct buf receipt = {0};
    scene_make(&s);
    batch_fixture_receipt(s.a.f.collector, s.link[1], SEAL_STORED, &receipt);
    receipt.ptr[receipt.len - 1] ^= 1;
    archive_fixture_add(&s.a, buf_str(&s.batch[1]), buf_str(&receipt));
    verify(&s, false);
    assert_found(&s, ARCHIVE_BAD_RECEIPT, s.a.f.device,
                 "enhet %D, bunt 1 (kom hit %T): kvittot är förfalskat, skadat eller för en annan",
                 "device %D, batch 1 (came %T): the receipt is forged, damaged or for another");
    buf_finish(&receipt);
    scene_finish(&s);
}

TEST(a_receipt_by_somebody_elses_key)
{
    struct scene s;
    struct buf receipt = {0};
    struct seal_signer *other = seal_signer_create();
    scene_make(&s);
    batch_fixture_receipt(other, s.link[1], SEAL_STORED, &receipt);
    archive_fixture_add(&s.a, buf_str(&s.batch[1]), buf_str(&receipt));
    verify(&s, false);
    assert_found(&s, ARCHIVE_FOREIGN_RECEIPT, s.a.f.device,
                 "enhet %D, bunt 1 (kom hit %T): kvittot är inte från en insamlare",
                 "device %D, batch 1 (came %T): the receipt is not from a collector");
    buf_finish(&receipt);
    seal_signer_destroy(other);
    scene_finish(&s);
}

TEST(a_missing_receipt)
{
    struct scene s;
    scene_make(&s);
    archive_fixture_add(&s.a, buf_str(&s.batch[1]), STR(""));
    verify(&s, false);
    assert_int_equal(s.report.faults, 0); // a stick is an equal way
    assert_found(&s, ARCHIVE_NO_RECEIPT, s.a.f.device,
                 "enhet %D, bunt 1 (kom hit %T): kvitto saknas [no-receipt]",
                 "device %D, batch 1 (came %T): came without a receipt [no-receipt]");
    scene_finish(&s);
}

TEST(a_response_moved_to_another_device_by_its_thief)
{
    struct scene s;
    struct buf moved = {0};
    struct seal_signer *thief = seal_signer_create();
    scene_make(&s);
    archive_fixture_take(&s.a, &s.batch[1]);
    sign_again(&s, 1, NULL, 0, NULL, thief, &moved);
    archive_fixture_take(&s.a, &moved);
    verify(&s, false);
    // Whichever of the two stands second in the order of keys.
    bool first = memcmp(seal_signer_public(thief), seal_signer_public(s.a.f.device), 32) < 0;
    assert_found(&s, ARCHIVE_DUPLICATE, first ? s.a.f.device : thief,
                 "enhet %D, bunt 1 (kom hit %T): innehåller ett låst svar som också finns i en "
                 "annan bunt: 3 av 3 finns också i bunt 1 från enhet ",
                 "device %D, batch 1 (came %T): holds a sealed response that another batch holds "
                 "too: 3 of 3 are also in batch 1 of device ");
    buf_finish(&moved);
    seal_signer_destroy(thief);
    scene_finish(&s);
}

// ---- what takes the device's key ----

TEST(a_batch_replayed_under_a_new_number)
{
    struct scene s;
    struct buf again = {0};
    struct seal_batch batch;
    scene_make(&s);
    archive_fixture_take(&s.a, &s.batch[1]);
    assert_int_equal(seal_batch_decode(buf_str(&s.batch[1]), &batch, NULL), ERR_NONE);
    assert_int_equal(seal_batch_encode(batch.survey_hash, 2, s.link[1], batch.aggregate, batch.seed,
                                       batch.items, batch.count, s.a.f.device, &again, NULL),
                     ERR_NONE);
    archive_fixture_take(&s.a, &again);
    verify(&s, false);
    assert_found(&s, ARCHIVE_DUPLICATE, s.a.f.device,
                 "enhet %D, bunt 2 (kom hit %T): innehåller ett låst svar som också finns",
                 "device %D, batch 2 (came %T): holds a sealed response that another batch holds");
    seal_batch_finish(&batch);
    buf_finish(&again);
    scene_finish(&s);
}

TEST(two_histories_of_one_device)
{
    struct scene s;
    struct buf other = {0};
    scene_make(&s);
    batch_fixture_batch(&s.a.f, 2, s.link[1], 1, &other, NULL);
    for (size_t i = 1; i <= 3; i++)
        archive_fixture_take(&s.a, &s.batch[i]);
    archive_fixture_take(&s.a, &other);
    verify(&s, false);
    assert_found(&s, ARCHIVE_FORK, s.a.f.device,
                 "enhet %D, bunt 2 (kom hit %T): enheten har signerat två buntar med detta nummer",
                 "device %D, batch 2 (came %T): the device signed two batches with this number");
    buf_finish(&other);
    scene_finish(&s);
}

TEST(a_batch_exchanged_for_another_one)
{
    struct scene s;
    struct buf other = {0};
    scene_make(&s);
    batch_fixture_batch(&s.a.f, 2, s.link[1], 1, &other, NULL);
    archive_fixture_take(&s.a, &s.batch[1]);
    archive_fixture_take(&s.a, &other);
    archive_fixture_take(&s.a, &s.batch[3]);
    verify(&s, false);
    assert_found(&s, ARCHIVE_BROKEN_LINK, s.a.f.device,
                 "enhet %D, bunt 3 (kom hit %T): följer inte på bunten före: den nämner en annan "
                 "bunt 2",
                 "device %D, batch 3 (came %T): does not follow the batch before it: it names "
                 "another batch 2");
    buf_finish(&other);
    scene_finish(&s);
}

TEST(a_batch_moved_to_another_survey)
{
    struct scene s;
    struct buf moved = {0};
    static const uint8_t elsewhere[32] = {1, 2, 3};
    scene_make(&s);
    archive_fixture_take(&s.a, &s.batch[1]);
    sign_again(&s, 2, NULL, 0, elsewhere, s.a.f.device, &moved);
    archive_fixture_take(&s.a, &moved);
    verify(&s, false);
    assert_found(&s, ARCHIVE_UNKNOWN_SURVEY, s.a.f.device,
                 "enhet %D, bunt 2 (kom hit %T): hör till en undersökning eller version som inte",
                 "device %D, batch 2 (came %T): belongs to a survey or version that is not");
    buf_finish(&moved);
    scene_finish(&s);
}

// Only the organizer's key shows these: the signature is the device's own.
static void found_inside(struct scene *s, const struct buf *changed)
{
    archive_fixture_take(&s->a, changed);
    verify(s, false);
    assert_int_equal(s->report.faults, 0);
    archive_report_finish(&s->report);
    verify(s, true);
    assert_found(s, ARCHIVE_CONTENT, s->a.f.device,
                 "enhet %D, bunt 1 (kom hit %T): svar har tagits bort, lagts till eller ändrats",
                 "device %D, batch 1 (came %T): responses were removed, added or changed");
}

TEST(a_response_removed_with_the_devices_key)
{
    struct scene s;
    struct seal_batch batch;
    struct buf changed = {0};
    scene_make(&s);
    assert_int_equal(seal_batch_decode(buf_str(&s.batch[1]), &batch, NULL), ERR_NONE);
    sign_again(&s, 1, batch.items, batch.count - 1, NULL, s.a.f.device, &changed);
    found_inside(&s, &changed);
    seal_batch_finish(&batch);
    buf_finish(&changed);
    scene_finish(&s);
}

TEST(a_response_added_with_the_devices_key)
{
    struct scene s;
    struct seal_batch batch;
    struct buf changed = {0}, made_up = {0};
    uint8_t slot_id[SEAL_SLOT_ID_BYTES] = {9};
    struct seal_batch_item items[4];
    scene_make(&s);
    assert_int_equal(seal_batch_decode(buf_str(&s.batch[1]), &batch, NULL), ERR_NONE);
    assert_int_equal(
        seal_age_encrypt(&s.a.f.recipient, 1, NULL, STR("{\"n\":99}"), &s.a.f.rng, &made_up, NULL),
        ERR_NONE);
    memcpy(items, batch.items, 3 * sizeof items[0]);
    items[3] = (struct seal_batch_item){slot_id, buf_str(&made_up)};
    sign_again(&s, 1, items, 4, NULL, s.a.f.device, &changed);
    found_inside(&s, &changed);
    assert_found(&s, ARCHIVE_RESPONSE_FOREIGN, s.a.f.device,
                 "enhet %D, bunt 1 (kom hit %T): ett svar låstes inte i denna bunt",
                 "device %D, batch 1 (came %T): a response was not sealed in this batch");
    seal_batch_finish(&batch);
    buf_finish(&changed);
    buf_finish(&made_up);
    scene_finish(&s);
}

TEST(a_response_changed_with_the_devices_key)
{
    struct scene s;
    struct seal_batch batch;
    struct buf changed = {0}, made_up = {0};
    scene_make(&s);
    assert_int_equal(seal_batch_decode(buf_str(&s.batch[1]), &batch, NULL), ERR_NONE);
    assert_int_equal(
        seal_age_encrypt(&s.a.f.recipient, 1, NULL, STR("{\"n\":99}"), &s.a.f.rng, &made_up, NULL),
        ERR_NONE);
    batch.items[1].sealed = buf_str(&made_up);
    sign_again(&s, 1, batch.items, 3, NULL, s.a.f.device, &changed);
    found_inside(&s, &changed);
    seal_batch_finish(&batch);
    buf_finish(&changed);
    buf_finish(&made_up);
    scene_finish(&s);
}

TEST(a_response_moved_to_another_batch_of_the_device)
{
    struct scene s;
    struct seal_batch first, second;
    struct buf changed = {0};
    scene_make(&s);
    assert_int_equal(seal_batch_decode(buf_str(&s.batch[1]), &first, NULL), ERR_NONE);
    assert_int_equal(seal_batch_decode(buf_str(&s.batch[2]), &second, NULL), ERR_NONE);
    first.items[0] = second.items[0];
    sign_again(&s, 1, first.items, 3, NULL, s.a.f.device, &changed);
    found_inside(&s, &changed);
    seal_batch_finish(&first);
    seal_batch_finish(&second);
    buf_finish(&changed);
    scene_finish(&s);
}

// ---- a device that changes its key ----

static struct seal_signer *changed_key(const struct scene *s, bool again)
{
    struct seal_signer *device = NULL;
    char path[256];
    batch_fixture_path(&s->a.f, "device.key", path);
    if (!again) assert_int_equal(seal_signer_load_or_create(path, &device, NULL), ERR_NONE);
    if (!device) assert_int_equal(seal_signer_rotate(path, &device, NULL), ERR_NONE);
    return device;
}

// Batches 1 and 2 by the first key, 3 by the second; signers come back.
static void change_key(struct scene *s, struct seal_signer *keys[2])
{
    memset(s, 0, sizeof *s);
    archive_fixture_make(&s->a);
    keys[0] = changed_key(s, false);
    keys[1] = changed_key(s, true);
    for (uint64_t number = 1; number <= 3; number++) {
        batch_fixture_batch_of(&s->a.f, s->a.f.survey, keys[number == 3], number,
                               s->link[number - 1], 2, &s->batch[number], s->link[number]);
        archive_fixture_take(&s->a, &s->batch[number]);
    }
}

TEST(a_changed_key_is_told_and_the_chain_stands)
{
    struct scene s;
    struct seal_signer *keys[2];
    change_key(&s, keys);
    verify(&s, true);
    assert_int_equal(s.report.faults, 0);
    assert_int_equal(s.report.total, 1);
    assert_int_equal(s.report.verified, 3);
    assert_found(&s, ARCHIVE_ROTATED, keys[1],
                 "enhet %D, bunt 3 (kom hit %T): härifrån har enheten en ny nyckel",
                 "device %D, batch 3 (came %T): from here the device has a new key");
    seal_signer_destroy(keys[0]);
    seal_signer_destroy(keys[1]);
    scene_finish(&s);
}

TEST(a_gap_shows_across_the_change)
{
    struct scene s;
    struct seal_signer *keys[2];
    change_key(&s, keys);
    archive_fixture_damage(&s.a, "DELETE FROM batches WHERE number = 2");
    verify(&s, false);
    assert_int_equal(s.report.faults, 1);
    assert_found(&s, ARCHIVE_GAP, keys[1], "enhet %D, bunt 2 (nästa kom hit %T): saknas",
                 "device %D, batch 2 (the next one came %T): missing");
    seal_signer_destroy(keys[0]);
    seal_signer_destroy(keys[1]);
    scene_finish(&s);
}

TEST(a_key_that_was_put_away_signs_no_more)
{
    struct scene s;
    struct seal_signer *keys[2];
    struct buf late = {0};
    change_key(&s, keys);
    batch_fixture_batch_of(&s.a.f, s.a.f.survey, keys[0], 4, s.link[3], 1, &late, NULL);
    archive_fixture_take(&s.a, &late);
    verify(&s, false);
    assert_found(&s, ARCHIVE_RETIRED_KEY, keys[0],
                 "enhet %D, bunt 4 (kom hit %T): signerades med en nyckel som enheten hade lagt",
                 "device %D, batch 4 (came %T): was signed by a key that the device had put away");
    seal_signer_destroy(keys[0]);
    seal_signer_destroy(keys[1]);
    buf_finish(&late);
    scene_finish(&s);
}

TEST(a_key_that_nobody_vouches_for_is_another_device)
{
    struct scene s;
    struct buf other = {0};
    struct seal_signer *stranger = seal_signer_create();
    scene_make(&s);
    archive_fixture_take(&s.a, &s.batch[1]);
    batch_fixture_batch_of(&s.a.f, s.a.f.survey, stranger, 2, s.link[1], 1, &other, NULL);
    archive_fixture_take(&s.a, &other);
    verify(&s, false);
    assert_found(&s, ARCHIVE_GAP, stranger, "enhet %D, bunt 1 (nästa kom hit %T): saknas",
                 "device %D, batch 1 (the next one came %T): missing");
    seal_signer_destroy(stranger);
    buf_finish(&other);
    scene_finish(&s);
}

// ---- the border: what nobody can see here, and what shows it after all ----

// The thief of a device replaces a batch that has no receipt yet: both are the device's own word.
TEST(border_a_batch_replaced_before_its_receipt_shows_nowhere)
{
    struct scene s;
    struct buf other = {0};
    scene_make(&s);
    batch_fixture_batch(&s.a.f, 3, s.link[2], 1, &other, NULL);
    archive_fixture_take(&s.a, &s.batch[1]);
    archive_fixture_take(&s.a, &s.batch[2]);
    archive_fixture_take(&s.a, &other);
    verify(&s, true);
    assert_int_equal(s.report.total, 0);
    // Had the first one reached the collector, the two would meet.
    archive_report_finish(&s.report);
    archive_fixture_take(&s.a, &s.batch[3]);
    verify(&s, false);
    assert_found(&s, ARCHIVE_FORK, s.a.f.device, "enhet %D, bunt 3", "device %D, batch 3");
    buf_finish(&other);
    scene_finish(&s);
}

TEST(border_a_chain_cut_at_its_end_shows_nowhere)
{
    struct scene s;
    scene_make(&s);
    archive_fixture_take(&s.a, &s.batch[1]);
    archive_fixture_take(&s.a, &s.batch[2]);
    verify(&s, true);
    assert_int_equal(s.report.total, 0);
    // The next batch of the device, whenever it comes, shows it.
    struct buf next = {0};
    batch_fixture_batch(&s.a.f, 4, s.link[3], 1, &next, NULL);
    archive_fixture_take(&s.a, &next);
    archive_report_finish(&s.report);
    verify(&s, false);
    assert_found(&s, ARCHIVE_GAP, s.a.f.device, "enhet %D, bunt 3", "device %D, batch 3");
    buf_finish(&next);
    scene_finish(&s);
}

// age opens what anybody encrypted to the public key; svar open does not take it for an answer.
TEST(border_age_opens_what_svar_calls_foreign)
{
    struct scene s;
    struct seal_batch batch;
    struct buf changed = {0}, made_up = {0}, plain = {0};
    scene_make(&s);
    assert_int_equal(seal_batch_decode(buf_str(&s.batch[1]), &batch, NULL), ERR_NONE);
    assert_int_equal(
        seal_age_encrypt(&s.a.f.recipient, 1, NULL, STR("{\"n\":99}"), &s.a.f.rng, &made_up, NULL),
        ERR_NONE);
    batch.items[0].sealed = buf_str(&made_up);
    sign_again(&s, 1, batch.items, 3, NULL, s.a.f.device, &changed);
    assert_int_equal(seal_age_decrypt(&s.a.f.identity, 1, buf_str(&made_up), &plain, NULL),
                     ERR_NONE);
    assert_str(buf_str(&plain), "{\"n\":99}");
    found_inside(&s, &changed);
    assert_found(&s, ARCHIVE_RESPONSE_FOREIGN, s.a.f.device, "enhet %D, bunt 1",
                 "device %D, batch 1");
    seal_batch_finish(&batch);
    buf_finish(&changed);
    buf_finish(&made_up);
    buf_finish(&plain);
    scene_finish(&s);
}

// An enrolled device can make people up: its chain is as good as any.
TEST(border_what_an_enrolled_device_makes_up_is_an_answer)
{
    struct scene s;
    scene_make(&s);
    for (size_t i = 1; i <= 3; i++)
        archive_fixture_take(&s.a, &s.batch[i]); // all of it made up here
    verify(&s, true);
    assert_int_equal(s.report.total, 0);
    scene_finish(&s);
}

TEST_MAIN(cmocka_unit_test(a_missing_batch), cmocka_unit_test(several_missing_batches),
          cmocka_unit_test(a_batch_replayed_under_its_own_name_changes_nothing),
          cmocka_unit_test(a_response_changed_without_any_key), cmocka_unit_test(a_forged_receipt),
          cmocka_unit_test(a_receipt_by_somebody_elses_key), cmocka_unit_test(a_missing_receipt),
          cmocka_unit_test(a_response_moved_to_another_device_by_its_thief),
          cmocka_unit_test(a_batch_replayed_under_a_new_number),
          cmocka_unit_test(two_histories_of_one_device),
          cmocka_unit_test(a_batch_exchanged_for_another_one),
          cmocka_unit_test(a_batch_moved_to_another_survey),
          cmocka_unit_test(a_response_removed_with_the_devices_key),
          cmocka_unit_test(a_response_added_with_the_devices_key),
          cmocka_unit_test(a_response_changed_with_the_devices_key),
          cmocka_unit_test(a_response_moved_to_another_batch_of_the_device),
          cmocka_unit_test(a_changed_key_is_told_and_the_chain_stands),
          cmocka_unit_test(a_gap_shows_across_the_change),
          cmocka_unit_test(a_key_that_was_put_away_signs_no_more),
          cmocka_unit_test(a_key_that_nobody_vouches_for_is_another_device),
          cmocka_unit_test(border_a_batch_replaced_before_its_receipt_shows_nowhere),
          cmocka_unit_test(border_a_chain_cut_at_its_end_shows_nowhere),
          cmocka_unit_test(border_age_opens_what_svar_calls_foreign),
          cmocka_unit_test(border_what_an_enrolled_device_makes_up_is_an_answer))
