// SPDX-License-Identifier: EUPL-1.2
// svar archive export: hands on the batches as their devices signed them, still sealed, with their
// receipts and every version of the survey: what another archive needs to verify and to open.
#include "organizer/verbs.h"

#include "organizer/desk.h"
#include "organizer/released.h"
#include "stick/stick.h"

#include <errno.h>
#include <sys/stat.h>

struct handing {
    struct stick stick;
    struct desk_progress progress;
    const char *out;
    struct err_info *info;
    uint64_t batches, responses, receipts, surveys;
};

static enum err hand_batch(const struct archive_item *item, void *data)
{
    struct handing *h = data;
    enum err err = stick_put_batch(&h->stick, item->batch->bytes, NULL, h->info);
    if (!err && item->receipt.len) {
        err = stick_put_receipt(&h->stick, item->batch->link, item->receipt, h->info);
        h->receipts += !err;
    }
    if (err) return err;
    h->responses += item->batch->count;
    desk_progress_show(&h->progress, ++h->batches);
    return ERR_NONE;
}

// Each version is a file of its own; the newest lies where devices and svar import look for it too.
static enum err hand_survey(struct str package, void *data)
{
    struct handing *h = data;
    struct survey *survey = NULL;
    struct desk_file file = {.fd = -1};
    char path[4096] = "";
    enum err err = survey_open_bytes(package, NULL, &survey, h->info);
    if (err) return err;
    struct str id = survey_id(survey);
    int length = snprintf(path, sizeof path, "%s/%.*s-v%lld.svar", h->out, STR_ARG(id),
                          (long long)survey_version(survey));
    if (length >= (int)sizeof path)
        err = err_set(h->info, ERR_LIMIT, "the path %s is too long", h->out);
    if (!err) err = desk_file_create(path, &file, h->info);
    if (!err) err = desk_file_write(&file, package, h->info);
    if (!err) err = desk_file_commit(&file, h->info);
    desk_file_discard(&file);
    if (!err) err = stick_put_survey(&h->stick, id, package, h->info);
    h->surveys += !err;
    survey_close(survey);
    return err;
}

static enum err hand_on(struct survey *survey, struct archive *archive, struct handing *h)
{
    struct archive_figures figures;
    enum err err = archive_figures(archive, survey_id(survey), &figures, h->info);
    if (!err && mkdir(h->out, 0700) != 0 && errno != EEXIST)
        err = err_set_errno(h->info, "cannot make the folder %s", h->out);
    if (!err) err = stick_open(h->out, true, &h->stick, h->info);
    if (err) return err;
    h->progress.total = figures.batches;
    err = archive_surveys_each(archive, survey_id(survey), hand_survey, h, h->info);
    if (!err) err = archive_each(archive, survey_id(survey), hand_batch, h, h->info);
    desk_progress_end(&h->progress);
    stick_close(&h->stick);
    if (err || h->batches == figures.batches) return err;
    return err_set(h->info, ERR_CORRUPT,
                   "%llu batches of the archive are damaged and could not be handed on; the others "
                   "were. svar verify says which",
                   (unsigned long long)(figures.batches - h->batches));
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct survey *survey = NULL;
    struct archive *archive = NULL;
    bool memory = false;
    struct handing h = {
        .progress = {.what = "batches written"}, .out = arguments_text(a, "out"), .info = &info};
    enum err err = desk_survey_open(a, &survey, &info);
    if (!err) err = desk_archive_open(a, true, &archive, &info);
    if (!err) err = hand_on(survey, archive, &h);
    if (!err) err = released_hand_on(arguments_text(a, "archive"), h.out, &memory, &info);
    if (memory) verb_say("what reports have shown by groups is remembered there too");
    bool some = h.batches && err == ERR_CORRUPT;
    if (!err || some)
        verb_say("%llu %s with %llu sealed responses, %llu receipts, %llu %s of the survey "
                 "\xE2\x86\x92 %s",
                 (unsigned long long)h.batches, verb_count(h.batches, "batch", "batches"),
                 (unsigned long long)h.responses, (unsigned long long)h.receipts,
                 (unsigned long long)h.surveys, verb_count(h.surveys, "version", "versions"),
                 h.out);
    archive_close(archive);
    survey_close(survey);
    if (some) {
        verb_say("%s", info.message);
        return VERB_FOUND;
    }
    if (err && h.batches)
        verb_say("%s is not whole: %llu of %llu batches are there. The same command again goes on "
                 "from there",
                 h.out, (unsigned long long)h.batches, (unsigned long long)h.progress.total);
    return err ? verb_fail(&info) : VERB_DONE;
}

const struct verb verb_archive_export = {
    .name = "archive export",
    .arguments = "",
    .summary = "Hands on the sealed batches with their proofs, opening nothing.",
    .details =
        "Writes a folder: every batch as its device signed it, its receipt, and every "
        "version of the survey, and\nwhat reports by groups have shown (" RELEASED_FILE
        "), which is part of an archive.\nsvar import takes it into another archive, where svar "
        "verify finds the same. A run that was cut\noff is completed by the next.",
    .options = (const struct argument_option[]){DESK_OPTION_SURVEY,
                                                DESK_OPTION_ARCHIVE,
                                                {"out", ARGUMENT_NEEDED, "FOLDER",
                                                 "made where it is missing, private"},
                                                {0}},
    .run = run,
};
