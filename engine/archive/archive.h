// SPDX-License-Identifier: EUPL-1.2
// The organizer's archive: one SQLite file (mode 0600) that keeps pulled batches byte for byte as
// their devices signed them, with their receipts, still sealed. Three jobs: take batches in
// (archive.c), verify what lies there without any key (verify.c), open responses with the
// organizer's identities (open.c). One thread at a time.
#pragma once

#include "archive/finding.h"
#include "seal/batch.h"
#include "seal/open.h"
#include "survey/survey.h"

struct archive;

// Opens the archive, made with mode 0600 when missing. ERR_CORRUPT where the file is not one,
// ERR_UNSUPPORTED where a later version wrote it.
enum err archive_open(const char *path, struct archive **out, struct err_info *info) MUST_CHECK;
// The same for one that is there, and where it cannot be written (a medium that is read-only, a
// file of somebody else's) it is only read: whatever would change it is then ERR_DENIED.
enum err archive_open_to_read(const char *path, struct archive **out,
                              struct err_info *info) MUST_CHECK;
void archive_close(struct archive *a); // accepts NULL; rolls an unfinished archive_begin back

// ---- taking in ----
// What is added between begin and commit is durable, all of it, when archive_commit returns
// ERR_NONE; outside of them every call is its own transaction. One page of a pull, with its cursor,
// is one transaction: a pull that is cut anywhere goes on where the archive stands.
enum err archive_begin(struct archive *a, struct err_info *info) MUST_CHECK;
enum err archive_commit(struct archive *a, struct err_info *info) MUST_CHECK;
void archive_rollback(struct archive *a); // nothing begun is fine

// Keeps a signed survey (its package, once per version): it says which batches belong to which
// survey, and which collector keys are pinned. Verify its signature first (survey_open with the
// trusted key). One that is there already is fine in an archive that is only read, too.
enum err archive_add_survey(struct archive *a, const struct survey *survey,
                            struct err_info *info) MUST_CHECK;

enum archive_added {
    ARCHIVE_ADDED,     // was not here
    ARCHIVE_THERE,     // the same bytes were here already; nothing changed
    ARCHIVE_SET_ASIDE, // not a well-formed batch, or its signature is wrong: kept apart, counted
                       // and reported by archive_verify, never opened; info says why
};
// Takes one batch, idempotent by its link. receipt may be empty (a batch from a stick); a receipt
// that comes later for a batch already here is added to it. A batch of a survey that is not in the
// archive is kept too. Errors are those of the disk only.
enum err archive_add(struct archive *a, struct str batch, struct str receipt,
                     enum archive_added *out_added, struct err_info *info) MUST_CHECK;

// The pull cursor of a survey at the collector with this epoch. ERR_MISSING: none yet, begin at
// the start. A collector with a new epoch begins at the start again, the old cursor is kept.
enum err archive_cursor(struct archive *a, struct str survey_id,
                        const uint8_t epoch[SEAL_EPOCH_BYTES], struct buf *out,
                        struct err_info *info) MUST_CHECK;
enum err archive_set_cursor(struct archive *a, struct str survey_id,
                            const uint8_t epoch[SEAL_EPOCH_BYTES], struct str cursor,
                            struct err_info *info) MUST_CHECK;

// ---- looking ----
struct archive_figures {
    uint64_t surveys;   // versions of the survey that are in the archive
    uint64_t devices;   //
    uint64_t batches;   // of the survey
    uint64_t responses; // sealed, in those batches
    uint64_t receipted; // batches that have a receipt
    uint64_t set_aside; // of the whole archive
    uint64_t bytes;     // of the batches
};
// survey_id empty: every batch in the archive, also of unknown surveys. So in all calls below.
enum err archive_figures(struct archive *a, struct str survey_id, struct archive_figures *out,
                         struct err_info *info) MUST_CHECK;

// The package (.svar) of a survey's newest version that is in the archive, appended to out;
// ERR_MISSING when there is none.
enum err archive_survey(struct archive *a, struct str survey_id, struct buf *out,
                        struct err_info *info) MUST_CHECK;
// The package of the version whose survey.json has this SHA-256.
enum err archive_survey_by_hash(struct archive *a, const uint8_t hash[32], struct buf *out,
                                struct err_info *info) MUST_CHECK;

// Every version's package, oldest first; borrowed until the callback returns, which must not use
// the archive.
typedef enum err (*archive_survey_function)(struct str package, void *data);
enum err archive_surveys_each(struct archive *a, struct str survey_id, archive_survey_function each,
                              void *data, struct err_info *info) MUST_CHECK;

// One batch while archive_each stands on it; all borrowed until the callback returns.
struct archive_item {
    const struct seal_batch *batch; // decoded, its signature checked
    struct str receipt;             // empty where there is none
    struct str survey_id;           // empty where the survey is unknown
    int64_t survey_version;         // 0 where unknown
    int64_t day; // on which it came into the archive, since 1970-01-01; 0 where not known
};
// A callback's other result than ERR_NONE ends the walk and is returned.
typedef enum err (*archive_item_function)(const struct archive_item *item, void *data);
// Every batch by device key, number and link. What no longer decodes (altered in the file) is left
// out here; archive_verify reports it.
enum err archive_each(struct archive *a, struct str survey_id, archive_item_function each,
                      void *data, struct err_info *info) MUST_CHECK;

// ---- verifying: what is found, and its words, are in archive/finding.h ----
struct archive_report {
    struct archive_figures figures;
    uint64_t verified; // batches without any fault
    struct archive_finding *findings;
    size_t count;    // kept, at most ARCHIVE_FINDINGS_MAX
    uint64_t total;  // found
    uint64_t faults; // of them faults; 0 means that everything stands
};
enum { ARCHIVE_FINDINGS_MAX = 10000 };

// Walks every device's chain through the survey's versions and through changes of its key:
// signatures, names, numbers from 1 without gaps, links, forks, receipts and their pinned keys,
// duplicates. Faults are findings, not errors; an error is the archive itself failing. What only
// the organizer's key can show (a response changed inside a batch by somebody who has the device's
// key) is archive_open_responses' to find and archive_report_opened's to take in. Batches cut off
// at a chain's end show nowhere but in the devices' own figures.
enum err archive_verify(struct archive *a, struct str survey_id, struct archive_report *out,
                        struct err_info *info) MUST_CHECK;
// The same, and gives out every batch that archive_each would, in the same order: one walk for
// both.
enum err archive_verify_each(struct archive *a, struct str survey_id, archive_item_function each,
                             void *data, struct archive_report *out,
                             struct err_info *info) MUST_CHECK;
struct archive_opened;
// What opening said of a batch or response that is bad becomes a finding; any other is passed over.
void archive_report_opened(struct archive_report *report, const struct archive_opened *opened);
// Fills in when each finding's batch came into the archive. After the last finding.
enum err archive_report_days(struct archive *a, struct archive_report *report,
                             struct err_info *info) MUST_CHECK;
void archive_report_finish(struct archive_report *report); // accepts a zeroed one

// ---- plain text that was written from here ----
// The archive remembers which plain files were made from it, so that they can be removed again.
struct archive_written {
    struct str path; // absolute
    bool there;      // still lies there
    bool changed;    // since it was written; false where it is not there
};
typedef enum err (*archive_written_function)(const struct archive_written *file, void *data);
// Remembers a file that now lies at path; the same path again replaces what was known of it.
enum err archive_note_written(struct archive *a, const char *path,
                              struct err_info *info) MUST_CHECK;
// Every remembered file by path. Another result of the callback than ERR_NONE ends it and is
// returned; the callback must not use the archive.
enum err archive_written_each(struct archive *a, archive_written_function each, void *data,
                              struct err_info *info) MUST_CHECK;
enum err archive_forget_written(struct archive *a, struct str path,
                                struct err_info *info) MUST_CHECK;

// ---- opening ----
enum archive_opened_kind {
    ARCHIVE_RESPONSE,     // json is set
    ARCHIVE_RESPONSE_BAD, // this response does not open: error and reason say why
    ARCHIVE_BATCH_BAD,    // concerns the whole batch; index is 0
};
// One response while the callback has it; borrowed until it returns. json is wiped after that.
struct archive_opened {
    enum archive_opened_kind kind;
    const uint8_t *device; // 32; of a batch that was altered as it was noted when it came
    uint64_t number;       // of the batch
    const uint8_t *link;   // of the batch, 32
    const uint8_t *survey_hash;
    size_t index;    // in the batch, from 0, in slot order (random: it says nothing about time)
    struct str json; // plain text without padding, valid UTF-8; parse it with json_parse
    enum err error;
    const char *reason;
};
struct archive_open_totals {
    uint64_t batches, batches_bad; // bad: altered, or not for these keys
    uint64_t responses;            // sealed responses met
    uint64_t opened, failed;       // of those
    uint64_t compared;             // opened the plain way too
    uint64_t repeated;             // the same sealed response in a second batch: given once, not
                                   // counted as opened or failed
};
enum { ARCHIVE_COMPARED_ALL = 256, ARCHIVE_COMPARED_ONE_IN = 128 };
typedef enum err (*archive_opened_function)(const struct archive_opened *opened, void *data);
// Opens every response of the survey's batches, by device, number and index. Never stops at one
// that fails: it is handed to the callback with its reason. A batch whose aggregate does not match
// is announced (ARCHIVE_BATCH_BAD, ERR_TAMPERED) before its responses, which are opened all the
// same. A sample of the responses (the first ARCHIVE_COMPARED_ALL, then at least one of every batch
// and one in ARCHIVE_COMPARED_ONE_IN, drawn anew each time) is opened the plain way as well, as age
// would; one that then reads differently is bad. ERR_KEY when there were batches and none was for
// these identities. Another result of the callback than ERR_NONE ends it and is returned.
// out_totals may be NULL. Works in as many threads as the process may use cores; the callback is
// called from the caller's alone, and memory stays that of a few batches.
enum err archive_open_responses(struct archive *a, struct str survey_id,
                                struct seal_identity *const *ids, size_t id_count,
                                archive_opened_function each, void *data,
                                struct archive_open_totals *out_totals,
                                struct err_info *info) MUST_CHECK;
