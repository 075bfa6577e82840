// SPDX-License-Identifier: EUPL-1.2
// svar import: takes what kiosks wrote to USB sticks into the archive, still sealed, and writes
// receipts back, signed with the organizer's key: with them a kiosk knows that it may let go.
// Nothing on a stick is believed but what its device signed, and nothing there is changed.
#include "organizer/verbs.h"

#include "base/alloc.h"
#include "organizer/desk.h"
#include "organizer/released.h"
#include "stick/stick.h"

#include <stdlib.h>

struct taken {
    uint8_t link[SEAL_LINK_BYTES];
    enum archive_added added;
};

struct importing {
    struct archive *archive;
    const struct survey *survey;
    const struct seal_signer *signer; // NULL: no receipts
    struct stick stick;
    struct desk_progress progress;
    // Of this stick:
    struct taken *list; // in the archive, and without a collector's receipt on the stick
    size_t count, room;
    uint64_t seen, added, there, damaged, foreign, receipts;
};

static void say_of(struct importing *im, const struct stick_item *item, const char *what)
{
    char hex[9];
    hex_encode(item->link, 4, hex);
    desk_progress_end(&im->progress);
    verb_say("%s: batch %s… is left there: %s", im->stick.root, hex, what);
}

// The receipt that a collector wrote onto the stick before, for the archive to keep.
static bool collectors_receipt(struct importing *im, const uint8_t link[SEAL_LINK_BYTES],
                               struct buf *out)
{
    struct seal_receipt receipt;
    size_t count;
    const uint8_t(*keys)[32] = survey_collector_keys(im->survey, &count);
    buf_clear(out);
    bool is = !stick_receipt(&im->stick, link, out, NULL) &&
              !seal_receipt_decode(buf_str(out), &receipt, NULL) &&
              seal_receipt_from(&receipt, keys, count) &&
              memcmp(receipt.link, link, SEAL_LINK_BYTES) == 0 && receipt.verdict != SEAL_REFUSED;
    if (!is) buf_clear(out);
    return is;
}

static void remember(struct importing *im, const uint8_t link[SEAL_LINK_BYTES],
                     enum archive_added added)
{
    if (im->count == im->room) {
        im->room = im->room ? 2 * im->room : 64;
        im->list = xreallocarray(im->list, im->room, sizeof *im->list);
    }
    memcpy(im->list[im->count].link, link, SEAL_LINK_BYTES);
    im->list[im->count++].added = added;
}

// Whether the batch is of a survey that this archive is for.
static enum err known(struct importing *im, const struct seal_batch *batch, bool *out,
                      struct err_info *info)
{
    struct buf package = {0};
    enum err err = archive_survey_by_hash(im->archive, batch->survey_hash, &package, info);
    *out = !err;
    buf_finish(&package);
    return err == ERR_MISSING ? ERR_NONE : err;
}

static enum err take(void *data, const struct stick_item *item, struct err_info *info)
{
    struct importing *im = data;
    struct seal_batch batch = {0};
    struct err_info why = {0};
    bool ours = false;
    desk_progress_show(&im->progress, ++im->seen);
    if (item->fault || seal_batch_decode(item->bytes, &batch, &why)) {
        say_of(im, item, item->fault ? item->reason : why.message);
        im->damaged++;
        return ERR_NONE;
    }
    struct buf receipt = {0};
    enum archive_added added = ARCHIVE_SET_ASIDE;
    enum err err = known(im, &batch, &ours, info);
    if (!err && ours) {
        bool has = collectors_receipt(im, item->link, &receipt);
        err = archive_add(im->archive, item->bytes, buf_str(&receipt), &added, info);
        if (!err && !has && added != ARCHIVE_SET_ASIDE) remember(im, item->link, added);
    }
    im->foreign += !err && !ours;
    im->added += !err && added == ARCHIVE_ADDED;
    im->there += !err && added == ARCHIVE_THERE;
    buf_finish(&receipt);
    seal_batch_finish(&batch);
    return err;
}

// ---- back onto the stick ----
// Names this desk in its receipts. A device that meets its collector later sends there as well what
// only the desk has confirmed.
static void desk_epoch(const struct seal_signer *signer, uint8_t out[SEAL_EPOCH_BYTES])
{
    struct buf name = {0};
    uint8_t digest[32];
    buf_add_text(&name, "svar desk");
    buf_add(&name, seal_signer_public(signer), SEAL_PUBLIC_KEY_BYTES);
    seal_sha256(buf_str(&name), digest);
    memcpy(out, digest, SEAL_EPOCH_BYTES);
    buf_finish(&name);
}

// Only after the archive's commit: a receipt is a promise.
static enum err write_receipts(struct importing *im, struct err_info *info)
{
    enum err err = ERR_NONE;
    struct buf bytes = {0};
    for (size_t i = 0; !err && i < im->count; i++) {
        struct seal_receipt receipt = {
            .verdict = im->list[i].added == ARCHIVE_ADDED ? SEAL_STORED : SEAL_ALREADY};
        memcpy(receipt.link, im->list[i].link, SEAL_LINK_BYTES);
        memcpy(receipt.collector_key, seal_signer_public(im->signer), SEAL_KEY_BYTES);
        desk_epoch(im->signer, receipt.epoch);
        buf_clear(&bytes);
        err = seal_receipt_encode(&receipt, im->signer, &bytes, info);
        if (!err) err = stick_put_receipt(&im->stick, receipt.link, buf_str(&bytes), info);
        im->receipts += !err;
    }
    buf_finish(&bytes);
    return err;
}

// What devices take back with them: the newest version of the survey.
static enum err write_survey(struct importing *im, struct err_info *info)
{
    struct buf package = {0};
    enum err err = archive_survey(im->archive, survey_id(im->survey), &package, info);
    if (!err) err = stick_put_survey(&im->stick, survey_id(im->survey), buf_str(&package), info);
    buf_finish(&package);
    return err;
}

static enum err import_stick(struct importing *im, const char *path, struct err_info *info)
{
    enum err err = stick_open(path, false, &im->stick, info);
    if (err) return err;
    im->count = 0;
    im->seen = im->added = im->there = im->damaged = im->foreign = im->receipts = 0;
    err = archive_begin(im->archive, info);
    if (!err) {
        err = stick_each_batch(&im->stick, take, im, info);
        desk_progress_end(&im->progress);
        // What came whole before the stick was pulled out is kept.
        struct err_info second = {0};
        enum err kept = archive_commit(im->archive, &second);
        if (kept && !err) {
            err = kept;
            *info = second;
        }
        if (kept) archive_rollback(im->archive);
    }
    if (!err && im->signer) {
        err = write_receipts(im, info);
        if (!err) err = write_survey(im, info);
    }
    stick_close(&im->stick);
    return err;
}

static void tell(const struct importing *im, const char *path)
{
    verb_say("%s: %llu %s, %llu of them new", path, (unsigned long long)(im->added + im->there),
             verb_count(im->added + im->there, "batch", "batches"), (unsigned long long)im->added);
    if (im->receipts)
        verb_say("%s: %llu %s written for the kiosks to take back", path,
                 (unsigned long long)im->receipts, verb_count(im->receipts, "receipt", "receipts"));
    if (im->foreign)
        verb_say("%s: %llu %s of other surveys or versions left there; import with that --survey",
                 path, (unsigned long long)im->foreign,
                 verb_count(im->foreign, "batch", "batches"));
}

static enum err open_all(const struct arguments *a, struct importing *im, struct survey **survey,
                         struct seal_signer **signer, struct err_info *info)
{
    struct seal_minisign_secret *secret = NULL;
    struct seal_minisign_key key;
    const char *sign_key = arguments_text(a, "sign-key");
    const char *public_key = arguments_text(a, "survey-key");
    enum err err = ERR_NONE;
    if (sign_key) {
        err = keys_signer_read(sign_key, arguments_text(a, "passphrase-file"), &secret, info);
        if (!err) seal_minisign_public(secret, &key);
    } else if (public_key) {
        err = keys_public_read(public_key, &key, info);
    }
    if (!err)
        err = desk_survey_path(arguments_text(a, "survey"), sign_key || public_key ? &key : NULL,
                               survey, info);
    if (!err && secret) *signer = seal_minisign_signer(secret);
    if (!err) err = archive_open(arguments_text(a, "archive"), &im->archive, info);
    if (!err) err = archive_add_survey(im->archive, *survey, info);
    seal_minisign_destroy(secret);
    im->survey = *survey;
    im->signer = *signer;
    return err;
}

// What was shown of an archive that was handed on; a stick from a kiosk has none. True where this
// archive now knows it.
static bool take_memory(const char *archive, const char *path)
{
    struct err_info info = {0};
    bool taken = false;
    enum err err = released_take(path, archive, &taken, &info);
    if (err) verb_say("%s", info.message);
    if (taken) verb_say("%s: what reports have shown by groups is remembered here too", path);
    return !err;
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct survey *survey = NULL;
    struct seal_signer *signer = NULL;
    struct importing im = {.stick = {.folder = -1}, .progress = {.what = "batches"}};
    enum verb_exit code = VERB_DONE;
    if (open_all(a, &im, &survey, &signer, &info)) code = verb_fail(&info);
    for (int i = 0; code != VERB_FAILED && i < a->word_count; i++) {
        info = (struct err_info){0};
        enum err err = import_stick(&im, a->words[i], &info);
        if (!err || im.seen) tell(&im, a->words[i]);
        if (!err && !take_memory(arguments_text(a, "archive"), a->words[i])) code = VERB_FOUND;
        if (err) code = verb_fail(&info);
        if (!err && im.damaged && code == VERB_DONE) code = VERB_FOUND;
    }
    if (code != VERB_FAILED && !signer)
        verb_say("no receipts were written: with --sign-key kiosks learn that their responses have "
                 "arrived");
    free(im.list);
    archive_close(im.archive);
    seal_signer_destroy(signer);
    survey_close(survey);
    return code;
}

const struct verb verb_import = {
    .name = "import",
    .arguments = "STICK…",
    .summary = "Takes sealed responses from USB sticks into an archive.",
    .details = "STICK is where the stick is mounted. What is in the archive already is not taken "
               "twice. With\n--sign-key receipts and the newest survey are written onto the stick; "
               "back in its kiosk they\nlet it forget what has arrived. Nothing is opened.",
    .least = 1,
    .most = ARGUMENTS_VALUES_MAX,
    .options =
        (const struct argument_option[]){
            {"survey", ARGUMENT_NEEDED, "PATH", "the survey: its folder or .svar file"},
            DESK_OPTION_ARCHIVE,
            {"sign-key", ARGUMENT_TEXT, "FILE", "the organizer's signing key: receipts go back"},
            {"passphrase-file", ARGUMENT_TEXT, "FILE", "its passphrase is FILE's first line"},
            {"survey-key", ARGUMENT_TEXT, "KEY", "believe only this signer: sign.pub or RW…"},
            {0}},
    .run = run,
};
