// SPDX-License-Identifier: EUPL-1.2
// svar pull: fetches what the collector keeps for a survey into the archive, still sealed.
#include "organizer/verbs.h"

#include "organizer/desk.h"
#include "organizer/network.h"
#include "organizer/pull.h"
#include "sync/sync.h"

enum { COMMIT_EVERY = 64 }; // batches a transaction: a cut pull goes on from the last one

struct pulling {
    struct archive *archive;
    struct str survey_id;
    const uint8_t *epoch;
    struct desk_progress progress;
    uint64_t seen, added, set_aside, bytes;
    const char *url; // instead of the survey's; NULL: the survey's
};

static enum err take(void *data, struct str batch, struct str receipt, struct str cursor,
                     struct err_info *info)
{
    struct pulling *p = data;
    enum archive_added added;
    struct err_info why = {0};
    enum err err = archive_add(p->archive, batch, receipt, &added, &why);
    if (err) {
        if (info) *info = why;
        return err;
    }
    if (added == ARCHIVE_SET_ASIDE) {
        desk_progress_end(&p->progress);
        verb_say("a batch was set aside: %s", why.message);
    }
    p->added += added == ARCHIVE_ADDED;
    p->bytes += batch.len;
    p->set_aside += added == ARCHIVE_SET_ASIDE;
    desk_progress_show(&p->progress, ++p->seen);
    if (p->seen % COMMIT_EVERY) return ERR_NONE;
    // What came altered may only have been altered on the way: the cursor stays before it, and the
    // next pull asks for it again. What is there already is not taken twice.
    if (!p->set_aside) err = archive_set_cursor(p->archive, p->survey_id, p->epoch, cursor, info);
    if (!err) err = archive_commit(p->archive, info);
    return err ? err : archive_begin(p->archive, info);
}

static enum err pull(struct survey *survey, const struct seal_signer *signer,
                     struct sync_transport transport, struct pulling *p, struct err_info *info)
{
    struct sync_collector collector;
    struct sync_hello hello;
    struct buf after = {0}, next = {0};
    enum err err = sync_collector_of(survey, transport, rng_system(), &collector, info);
    if (!err && p->url) collector.url = str_of(p->url); // which proves itself by the same keys
    if (!err) err = sync_hello(&collector, &hello, info);
    if (err) return err;
    p->epoch = hello.epoch;
    err = archive_cursor(p->archive, p->survey_id, hello.epoch, &after, info);
    if (err == ERR_MISSING) err = ERR_NONE; // the first time: from the start
    if (!err) err = archive_begin(p->archive, info);
    if (!err) {
        err = sync_pull(&collector, signer, p->survey_id, buf_str(&after), take, p, &next, info);
        desk_progress_end(&p->progress);
        // What came whole before a cut is kept; only the cursor waits for the next time.
        struct err_info second = {0};
        enum err kept = ERR_NONE;
        if (!err && !p->set_aside)
            kept = archive_set_cursor(p->archive, p->survey_id, p->epoch, buf_str(&next), &second);
        if (!kept) kept = archive_commit(p->archive, &second);
        if (kept && !err) {
            err = kept;
            *info = second;
        }
    }
    archive_rollback(p->archive);
    buf_finish(&after);
    buf_finish(&next);
    return err;
}

// One collector. What came whole stays, whatever happens then.
static enum err pull_from(struct survey *survey, const struct seal_signer *signer,
                          struct sync_http *http, struct pulling *p, struct err_info *info)
{
    p->seen = p->added = p->bytes = 0;
    uint64_t before = p->set_aside;
    enum err err = pull(survey, signer, sync_http_transport(http), p, info);
    if (p->seen || !err)
        verb_say("%s%s%llu %s came (%llu kB), %llu of them new%s%s", p->url ? p->url : "",
                 p->url ? ": " : "", (unsigned long long)p->seen,
                 verb_count(p->seen, "batch", "batches"),
                 (unsigned long long)((p->bytes + 999) / 1000), (unsigned long long)p->added,
                 p->set_aside > before
                     ? "; those set aside are in svar verify, and the next pull asks for them again"
                     : "",
                 err && p->seen ? "; the next pull goes on from there" : "");
    return err;
}

enum err pull_quietly(struct survey *survey, const struct seal_signer *signer,
                      struct sync_http *http, struct archive *archive, struct err_info *info)
{
    struct pulling p = {.archive = archive, .survey_id = survey_id(survey)};
    return pull(survey, signer, sync_http_transport(http), &p, info);
}

static enum err tell_archive(struct pulling *p, struct err_info *info)
{
    struct archive_figures figures;
    enum err err = archive_figures(p->archive, p->survey_id, &figures, info);
    if (err) return err;
    verb_say("the archive holds %llu sealed %s in %llu %s of %llu %s",
             (unsigned long long)figures.responses,
             verb_count(figures.responses, "response", "responses"),
             (unsigned long long)figures.batches, verb_count(figures.batches, "batch", "batches"),
             (unsigned long long)figures.devices, verb_count(figures.devices, "device", "devices"));
    return ERR_NONE;
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct survey *survey = NULL;
    struct seal_signer *signer = NULL;
    struct sync_http *http = NULL;
    struct pulling p = {.progress = {.what = "batches"}};
    bool failed = false;
    enum err err = desk_survey_own(a, arguments_text(a, "survey"), &survey, &signer, &info);
    if (!err) err = archive_open(arguments_text(a, "archive"), &p.archive, &info);
    if (!err) err = archive_add_survey(p.archive, survey, &info);
    if (!err) {
        p.survey_id = survey_id(survey);
        http = network_open(a);
    }
    // One that is down keeps nobody from the others.
    for (int i = 0; !err && (i == 0 || arguments_list(a, "collector", i)); i++) {
        struct err_info why = {0};
        p.url = arguments_list(a, "collector", i);
        if (!pull_from(survey, signer, http, &p, &why)) continue;
        verb_fail(&why);
        failed = true;
    }
    if (!err && !failed) err = tell_archive(&p, &info);
    sync_http_destroy(http);
    seal_signer_destroy(signer);
    archive_close(p.archive);
    survey_close(survey);
    if (err) return verb_fail(&info);
    return failed ? VERB_FAILED : p.set_aside ? VERB_FOUND : VERB_DONE;
}

const struct verb verb_pull = {
    .name = "pull",
    .arguments = "",
    .summary = "Fetches the sealed responses from the collector into an archive.",
    .details = "The archive is made where it is missing. What is there already is not fetched "
               "again, and a pull\nthat was cut goes on where it stood. Nothing is opened.",
    .options =
        (const struct argument_option[]){
            {"survey", ARGUMENT_NEEDED, "PATH", "the survey: its folder or .svar file"},
            DESK_OPTION_ARCHIVE,
            DESK_OPTION_SIGN_KEY,
            {"collector", ARGUMENT_LIST, "URL", "fetch from there, not from the survey's"},
            NETWORK_OPTIONS,
            {0}},
    .run = run,
};
