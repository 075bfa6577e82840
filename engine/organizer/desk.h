// SPDX-License-Identifier: EUPL-1.2
// What most verbs begin with: the survey, the archive, the key, and the opened responses as a
// table. And the way files leave the desk: private, whole or not at all.
#pragma once

#include "archive/archive.h"
#include "form/def.h"
#include "organizer/arguments.h"
#include "organizer/aside.h"
#include "organizer/keys.h"
#include "survey/survey.h"
#include "table/table.h"

// ---- options that several verbs share ----
#define DESK_OPTION_SURVEY                                                                \
    {"survey", ARGUMENT_NEEDED, "PATH", "the survey: its folder or .svar file"},          \
    {                                                                                     \
        "survey-key", ARGUMENT_TEXT, "KEY", "believe only this signer: sign.pub or RW…" \
    }
#define DESK_OPTION_ARCHIVE                                                 \
    {                                                                       \
        "archive", ARGUMENT_NEEDED, "FILE", "the archive of pulled batches" \
    }
#define DESK_OPTION_SIGN_KEY                                                            \
    {"sign-key", ARGUMENT_NEEDED, "FILE", "the organizer's signing key"},               \
    {                                                                                   \
        "passphrase-file", ARGUMENT_TEXT, "FILE", "its passphrase is FILE's first line" \
    }
#define DESK_OPTION_KEY                                                               \
    {"key", ARGUMENT_LIST, "FILE", "the identity that opens answers (identity.age)"}, \
    {                                                                                 \
        "passphrase-file", ARGUMENT_LIST, "FILE",                                     \
            "the passphrase is FILE's first line; of several keys, in their order"    \
    }

#define DESK_OPTION_DRY_RUN                                             \
    {                                                                   \
        "dry-run", ARGUMENT_FLAG, NULL,                                 \
            "open and count, tell what would be written, write nothing" \
    }

// The survey named by --survey, checked against --survey-key where that is given.
enum err desk_survey_open(const struct arguments *a, struct survey **out,
                          struct err_info *info) MUST_CHECK;
// The same by path; trusted as in survey_open. A signature or hash that does not match says which
// file.
enum err desk_survey_path(const char *path, const struct seal_minisign_key *trusted,
                          struct survey **out, struct err_info *info) MUST_CHECK;
// The organizer's own survey at path, signed by --sign-key, and a signer with that key.
enum err desk_survey_own(const struct arguments *a, const char *path, struct survey **out_survey,
                         struct seal_signer **out_signer, struct err_info *info) MUST_CHECK;
// An archive that must be there already; to_read: one that cannot be written will do.
enum err desk_archive_open(const struct arguments *a, bool to_read, struct archive **out,
                           struct err_info *info) MUST_CHECK;
// The survey's signed form, compiled; its problems go to standard error.
enum err desk_form_load(const struct survey *survey, struct form_def **out,
                        struct err_info *info) MUST_CHECK;
// What expressions may use here: digests.
const struct form_host *desk_form_host(void);

// ---- opened responses ----
struct desk {
    struct survey *survey;
    bool reads; // the archive alone; set before desk_open
    struct archive *archive;
    const char *archive_path; // borrowed from the arguments
    struct keys_identities ids;
    struct form_def *form;
    struct table *table;
    struct aside *aside; // where its rows may be
    struct archive_open_totals totals;
    uint64_t bad_batches, bad_responses, refused; // told on standard error, at most
    uint64_t told;                                // DESK_TOLD_MAX of them
    uint8_t bad_link[32];                         // the batch told last, and why: its responses
    char bad_reason[256];                         // are not told again for the same reason
};
enum { DESK_TOLD_MAX = 50 };
// Opens all that --survey, --archive and every --key name. A locked key's passphrase is in the
// --passphrase-file that was given in the same place, or in the only one; else it is asked for.
enum err desk_open(const struct arguments *a, struct desk *out, struct err_info *info) MUST_CHECK;
// And every response into the table. One bad response never stops the rest.
enum err desk_fill(struct desk *desk, struct err_info *info) MUST_CHECK;
// The same for who reads the table forwards, row by row: it takes no more memory for more
// responses. What memory should not hold lies sealed beside the archive until desk_close.
enum err desk_fill_forwards(struct desk *desk, struct err_info *info) MUST_CHECK;
// The same for who reads each column over all rows, again and again. Both: ask table_fault after
// reading, before what was read counts.
enum err desk_fill_by_columns(struct desk *desk, struct err_info *info) MUST_CHECK;
void desk_close(struct desk *desk); // accepts a zeroed one
// Tells a response or batch that did not open; counts it in desk.
void desk_tell_bad(struct desk *desk, const struct archive_opened *opened);
// How much of the archive is not in the table, where something is not, or that nothing is there.
void desk_tell_left_out(const struct desk *desk);
// True where everything opened and fitted.
bool desk_whole(const struct desk *desk);

// How many responses of the survey lie in the archive, opened or not; 0 where that cannot be told.
uint64_t desk_response_count(const struct desk *desk);

// ---- files that are written: mode 0600, in place only when whole ----
// Where a disk takes no file without a name (a USB stick, some network folders), what is written is
// called NAME.svar-XXXXXX until it is whole. What a killed run left there goes when NAME is written
// again, or closed.
struct desk_file {
    char path[4096], temporary[4120];
    int fd;        // -1 for standard output, or where nothing is written
    bool nameless; // has no name until it is whole, where the disk can do that: what is cut off in
                   // the middle leaves nothing behind
    bool dry;      // only counted
    bool direct;   // a pipe or device: written as it comes
    uint64_t bytes;
};
// "-" is standard output. A pipe or a device is written to as it is; only a file is replaced.
enum err desk_file_create(const char *path, struct desk_file *out,
                          struct err_info *info) MUST_CHECK;
// What would go wrong at once: no such folder, not writable, a folder itself. To be told before
// long work begins.
enum err desk_file_check(const char *path, struct err_info *info) MUST_CHECK;
// Takes what is written, counts it and forgets it.
struct desk_file desk_file_dry(void);
enum err desk_file_write(struct desk_file *f, struct str bytes, struct err_info *info) MUST_CHECK;
enum err desk_file_commit(struct desk_file *f, struct err_info *info) MUST_CHECK;
void desk_file_discard(struct desk_file *f); // after commit: nothing; accepts fd -1
// Removes what runs that were killed left of the file.
void desk_file_clear_unfinished(const char *path);
// After the commit of a file that holds answers in the plain: the archive remembers it, so that
// svar close can remove it. "-" is not a file.
enum err desk_file_remember(struct archive *archive, const char *path,
                            struct err_info *info) MUST_CHECK;

// ---- progress: one line on a terminal, nothing elsewhere ----
struct desk_progress {
    const char *what; // "responses opened"
    uint64_t total;   // 0: not known, then no bar
    int64_t shown_ms;
    bool shown;
};
void desk_progress_show(struct desk_progress *p, uint64_t count);
void desk_progress_end(struct desk_progress *p); // clears the line
