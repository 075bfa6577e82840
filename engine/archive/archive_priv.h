// SPDX-License-Identifier: EUPL-1.2
// The archive's insides: the database (db.c) and the walk over its rows.
#pragma once

#include "archive/archive.h"
#include "archive/seen_priv.h"

#include <sqlite3.h>

struct archive {
    sqlite3 *db;
    bool begun;
    bool read_only;
    char path[512];
    size_t seen_bytes; // memory for what was met already; ARCHIVE_SEEN_BYTES but in tests
};

// ---- db.c: SQLite with our errors ----
enum err archive_fault(struct archive *a, const char *what, struct err_info *info);
enum err archive_run(struct archive *a, const char *sql, struct err_info *info) MUST_CHECK;
enum err archive_prepare(struct archive *a, const char *sql, sqlite3_stmt **out,
                         struct err_info *info) MUST_CHECK;
// Steps a statement that gives no row, and finalizes it.
enum err archive_finish(struct archive *a, sqlite3_stmt *statement,
                        struct err_info *info) MUST_CHECK;
void archive_bind(sqlite3_stmt *statement, int at, struct str bytes); // a blob
void archive_bind_text(sqlite3_stmt *statement, int at, struct str text);
// Whose a batch was when it came, as the archive noted it under its link: for one that was altered
// since and can be believed in nothing. Leaves both as they are where nothing was noted.
void archive_noted_place(struct archive *a, struct str link, uint8_t device[32], uint64_t *number);
struct str archive_column(sqlite3_stmt *statement, int at); // borrowed until the next step

// A set of sealed responses already met, which goes on beside the archive where it grows large.
void archive_seen_begin(const struct archive *a, struct archive_seen *out);

// ---- the rows as they lie there, unchecked ----
struct archive_row {
    struct str link; // as the row says
    struct str hash; // of survey.json, as the row says
    struct str receipt;
    struct str bytes;
    struct str survey_id;
    int64_t survey_version;
    int64_t day; // on which it came, since 1970; 0 where not known
};
typedef enum err (*archive_row_function)(const struct archive_row *row, void *data);
// By device, number and link. with_unknown: those of unknown surveys too.
enum err archive_rows(struct archive *a, struct str survey_id, bool with_unknown,
                      archive_row_function each, void *data, struct err_info *info) MUST_CHECK;
// Decodes a row's batch. ERR_PARSE, ERR_LIMIT, ERR_SIGNATURE: altered after it was signed.
// ERR_TAMPERED: whole, but not the batch that the row says; *out is set then too.
enum err archive_row_decode(const struct archive_row *row, struct seal_batch *out,
                            struct err_info *info) MUST_CHECK;
