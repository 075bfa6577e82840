// SPDX-License-Identifier: EUPL-1.2
// What the files of this module share.
//   sql.c      one SQLite file: settings, statements, what its errors mean
//   folder.c   the store's folder: lock, file names, setting files aside
//   store.c    opening, closing, going on in a new file after a failed sync
//   examine.c  taking over what older or damaged files hold
//   salvage.c  rows of damaged files
//   inspect.c  looking at a folder without changing anything in it
//   ledger.c   how far the chains have come, kept apart from the database
//   log.c      what an earlier life left unsynced in a file's log, written again
//   frames.c   damage inside a log, which SQLite passes over; a copy's log put right
//   header.c   the first hundred bytes of a database; a copy's put right
//   append.c   responses in: sealing, the open batch, closing it
//   places.c   empty rows for them, made before they are needed
//   outbox.c   batches out: next, receipts, erasing, figures
#pragma once

#include "base/file.h"
#include "base/limits.h"
#include "store/store.h"

#include <limits.h>
#include <sqlite3.h>

enum {
    STORE_SURVEY_BYTES_MAX = 64,
    // user_version; 1 knew no empty places. A number above this is believed only where the row
    // 'format' of `meta` says the same, which every later format writes (and keeps that table, and
    // what header.c calls fixed): alone it is a flipped bit, and must keep no kiosk from starting.
    STORE_FORMAT = 2,
    STORE_APPLICATION = 0x53766172, // application_id: "Svar"
    STORE_PAGE_BYTES = 4096,
    STORE_WAL_BYTES_MAX = 4 << 20,
    STORE_CHECK_BYTES_MAX = 8 << 20, // of a file that is looked through at the start
    STORE_UNCERTAIN_MAX = 16,
    STORE_HOUR_MS = 3600 * 1000,
};

// State of a closed batch, as stored.
enum { BATCH_WAITING = 0, BATCH_RECEIPTED = 1, BATCH_REFUSED = 2, BATCH_DAMAGED = 3 };
// Kinds of tally, as stored; the first two are enum store_tally.
enum { TALLY_ERASED_BATCHES = 2, TALLY_ERASED_RESPONSES = 3 };

enum store_sql {
    SQL_BEGIN,
    SQL_COMMIT,
    SQL_ROLLBACK,
    SQL_STAY,
    SQL_START,
    SQL_OPEN_GET,
    SQL_OPEN_NEW,
    SQL_OPEN_MORE,
    SQL_OPEN_END,
    SQL_RESPONSE_ADD,
    SQL_PLACE_ADD,
    SQL_PLACE_FILL,
    SQL_RESPONSES,
    SQL_RESPONSE_ANY,
    SQL_RESPONSE_ROW,
    SQL_RESPONSES_END,
    SQL_CHAINS,
    SQL_CHAIN_PUT,
    SQL_CHAIN_RAISE,
    SQL_BATCH_ADD,
    SQL_BATCH_ROW,
    SQL_BATCH_NEXT,
    SQL_BATCH_AFTER,
    SQL_BATCH_STATE,
    SQL_RECEIPT_PUT,
    SQL_REFUSED_AGAIN,
    SQL_OTHER_EPOCH,
    SQL_ERASE_COUNT,
    SQL_ERASE,
    SQL_TALLY_ADD,
    SQL_TALLIES,
    SQL_FIGURES,
    SQL_TALLY_GET,
    SQL_UNCERTAIN_ADD,
    SQL_UNCERTAIN_GET,
    SQL_UNCERTAINS,
    SQL_BATCH_OF_SEED,
    SQL_SURVEY_OF_HASH,
    SQL_TAKEN_ADD,
    SQL_TAKEN_GET,
    SQL_DEVICE_GET,
    SQL_DEVICE_PUT,
    SQL_DEVICE_OF_BATCH,
    SQL_LOSS_ADD,
    SQL_LOSSES,
    SQL_DAMAGED,
    SQL_DAMAGED_LOSS,
    SQL_SUM_BATCHES,
    SQL_SUM_ERASED,
    SQL_SUM_LOST,
    SQL_NUMBERS_DOWN,
    SQL_COUNT,
};

// ---- one SQLite file ----
struct store_log {  // as frames.c sees it, before SQLite touches it
    bool damaged;   // SQLite would drop commits that were synced
    uint32_t pages; // of the database after the last whole commit; 0: there is none in it
    bool unsure;    // and not all of it can be put right
};

struct store_file {
    sqlite3 *db;
    struct store_log log; // when it was opened
    sqlite3_stmt *statements[SQL_COUNT];
    char path[PATH_MAX];
    bool untrusted; // a sync or another input or output failed: nothing more may be acknowledged
    bool refused;   // the disk failed to give something
    bool stays;     // a read transaction stands open
    int wal_pages;  // in the log since the last checkpoint
};

// Opens or makes path with all settings, checks it, and writes once. ERR_CORRUPT: damaged. ERR_KEY:
// another device's (device NULL: whoever's), and nothing was written.
enum err store_file_open(struct store_file *f, const char *path, const struct seal_signer *device,
                         struct err_info *info) MUST_CHECK;
// The same for reading what can be read, without changing the database file.
enum err store_file_examine(struct store_file *f, const char *path,
                            struct err_info *info) MUST_CHECK;
// A store's tables can be read in it, and no damage to header or log hides a part of them.
bool store_file_tables(struct store_file *f);
bool store_file_device(struct store_file *f, uint8_t out[32]); // whose it is, where it says so
// An untrusted file is let go of as it is; any other is brought to rest first.
void store_file_close(struct store_file *f);
// What stands in the log of the database at path is written once more and synced (log.c). No log is
// no error.
enum err store_log_rewrite(const char *path, struct err_info *info) MUST_CHECK;
// Zeros over a log that has been moved into the database; SQLite's result (log.c).
int store_log_wipe(sqlite3 *db) MUST_CHECK;
// What stands in the log of the database at path (frames.c). No log is no error.
enum err store_log_look(const char *path, struct store_log *out, struct err_info *info) MUST_CHECK;
// Puts the damaged log of a copy right as far as can be; a sound one stays as it is.
enum err store_log_mend(const char *copy, bool *out_mended, struct err_info *info) MUST_CHECK;
// SQLite's result. *out_fresh: there is nothing in the file yet. *out_sound: its first hundred
// bytes say what they must in a store of this version (header.c).
int store_header_check(struct store_file *f, bool *out_fresh, bool *out_sound) MUST_CHECK;
// SQLite's result. Whether the list of free pages makes sense, which only a check of the whole file
// looks at otherwise: a page in it that is in use would be written over.
int store_free_check(struct store_file *f, bool *out_sound) MUST_CHECK;
// Puts the first hundred bytes of a copy right, for reading.
enum err store_header_put(const char *copy, struct err_info *info) MUST_CHECK;
void store_header_count_pages(uint8_t *head); // has SQLite count a copy's pages anew
bool store_file_newer(struct store_file *f);  // made by a later version of Svar
// Moves the log into the database and wipes it. A reader in the way is no error.
enum err store_file_checkpoint(struct store_file *f, struct err_info *info) MUST_CHECK;

// While nobody waits: keeps a read transaction open, so that the next write begins at once. Others
// may read meanwhile. Ends with a checkpoint, or when somebody else has written.
void store_file_stay(struct store_file *f);
void store_file_leave(struct store_file *f);

// A cached statement, reset; bind from 1 with the functions below. NULL only where the file's
// tables are not what they must be; the functions below accept that and fail.
sqlite3_stmt *store_sql(struct store_file *f, enum store_sql which);
void store_bind_int(sqlite3_stmt *st, int at, int64_t value);
void store_bind_text(sqlite3_stmt *st, int at, struct str value); // borrowed until the reset
void store_bind_blob(sqlite3_stmt *st, int at, struct str value); // borrowed until the reset
struct str store_column(sqlite3_stmt *st, int at); // borrowed until the next step; from 0
// Next row: *out_row says whether there is one. After the last, or an error, the statement is
// reset.
enum err store_sql_row(struct store_file *f, sqlite3_stmt *st, bool *out_row,
                       struct err_info *info) MUST_CHECK;
// For statements without rows.
enum err store_sql_do(struct store_file *f, sqlite3_stmt *st, struct err_info *info) MUST_CHECK;
enum err store_sql_simple(struct store_file *f, enum store_sql which,
                          struct err_info *info) MUST_CHECK;
void store_note_refused(struct store_file *f); // after an error: whether it was the disk's
int64_t store_sql_number(struct store_file *f, const char *text); // what it answers, or -1
// Ends a transaction: commits when err is ERR_NONE, otherwise rolls back and returns err.
enum err store_sql_end(struct store_file *f, enum err err, struct err_info *info) MUST_CHECK;

// ---- the store ----
struct store_chain {
    char survey[STORE_SURVEY_BYTES_MAX + 1];
    uint64_t number; // of the newest batch, 0 where there is none
    uint8_t link[SEAL_LINK_BYTES];
};

struct store_entry { // of the ledger
    struct store_chain chain;
    uint64_t responses; // in all batches up to there
    uint64_t erased_batches, erased_responses;
    bool ahead; // of the database, at the start
};

struct store {
    char folder[PATH_MAX];
    int lock_fd;
    const struct seal_signer *device;
    struct clock clock;
    struct rng rng;

    struct store_file file; // db NULL while there is none to trust
    uint64_t sequence;      // in the present file's name
    bool degraded;
    bool full;         // the last write found no room
    char trouble[256]; // what stays wrong until somebody acts

    bool begun;
    char survey[STORE_SURVEY_BYTES_MAX + 1];
    uint8_t survey_hash[32];
    struct seal_recipient recipients[LIMIT_RECIPIENTS];
    size_t recipient_count;

    struct seal_sealer *sealer; // of the open batch
    size_t open_count;          // responses in the open batch, as stored
    size_t open_bytes;
    int64_t open_since_ms; // mono

    int64_t places[LIMIT_BATCH_COUNT]; // ids of empty ones, the last is used next
    size_t place_count;
    size_t place_bytes; // of the survey's shortest sealed response so far, which is its usual one

    bool closed_unsaid; // a batch was closed that store_close_batch has not reported

    // Older files that could not be taken over yet (the disk is full). Until they are, nobody knows
    // where the chains stand, and no batch may be closed.
    uint64_t *overdue;
    size_t overdue_count;
    uint64_t overdue_into; // the file that is to take them over
    uint64_t damaged;      // sequence of the file that was found so at the start, or 0
    bool whole;            // nothing was found damaged at the start
    bool compared;         // with the ledger

    // As of the last commit: a new file goes on from here.
    struct store_chain *chains;
    size_t chain_count;
    struct store_entry *entries;
    size_t entry_count;
    // Links of batches whose commit failed: nobody knows whether the old file holds them.
    uint8_t uncertain[STORE_UNCERTAIN_MAX][SEAL_LINK_BYTES];
    size_t uncertain_count;
};

// Before any use of s->file: makes a new one where the last could not be trusted.
enum err store_ready(struct store *s, struct err_info *info) MUST_CHECK;
// Takes over what is overdue, if anything is.
enum err store_take_over(struct store *s, struct err_info *info) MUST_CHECK;
// After any error: leaves the file when it cannot be trusted any more. Returns err.
enum err store_failed(struct store *s, enum err err, struct err_info *info);
struct store_chain *store_chain_of(struct store *s, struct str survey); // makes one at 0
void store_chain_set(struct store *s, struct str survey, uint64_t number, const uint8_t link[32]);
enum err store_chains_load(struct store *s, struct err_info *info) MUST_CHECK;
void store_trouble(struct store *s, const char *format, ...) PRINTF_LIKE(2, 3);

// ---- folder.c ----
enum err store_folder_lock(const char *folder, int *out_fd, struct err_info *info) MUST_CHECK;
// Sequence numbers of the store files there are, ascending; *out is freed by the caller.
// *out_highest also counts files set aside.
enum err store_folder_list(const char *folder, uint64_t **out, size_t *out_count,
                           uint64_t *out_highest, struct err_info *info) MUST_CHECK;
enum err store_folder_path(const char *folder, uint64_t sequence, char out[PATH_MAX],
                           struct err_info *info) MUST_CHECK;
// Renames store-N.sqlite and its log to store-N.sqlite.<word>…
enum err store_folder_set_aside(const char *folder, uint64_t sequence, const char *word,
                                struct err_info *info) MUST_CHECK;
void store_folder_remove(const char *folder, uint64_t sequence); // a file that never held anything
// Removes files set aside as examined (nothing is only there) not touched since before_s.
void store_folder_erase(const char *folder, int64_t before_s);

// ---- salvage.c ----
enum store_table { STORE_TABLE_BATCH, STORE_TABLE_RESPONSE };
struct store_row {
    int64_t id;
    int64_t number; // of a batch, where an index tells; otherwise 0
};
struct store_rows {
    struct store_row *list; // ascending
    size_t count, capacity;
};
// Ids of all rows that can be found, also behind bad pages. False where something is damaged.
bool store_rows_find(struct store_file *f, enum store_table table, struct store_rows *out);
void store_rows_finish(struct store_rows *rows);
// The file at from, with its log and journal, under the name to. *out_bad: not all could be read.
enum err store_salvage_copy(const char *from, const char *to, bool *out_bad,
                            struct err_info *info) MUST_CHECK;
void store_salvage_remove(const char *copy); // with all that lies beside it
// Opens a copy for reading, mended where it cannot be opened as it is (*out_mended).
enum err store_salvage_open(const char *copy, struct store_file *out, bool *out_mended,
                            struct err_info *info) MUST_CHECK;

// ---- ledger.c ----
bool store_is_ours(const struct seal_signer *device, const uint8_t key[32]); // or was once
void store_ledger_load(struct store *s);
// Chains go on, in memory, behind what the ledger knows and the database does not.
void store_ledger_raise(struct store *s);
// When older files have been taken over: the database learns of it, and what is lost is noted.
enum err store_ledger_compare(struct store *s, struct err_info *info) MUST_CHECK;
struct store_entry *store_ledger_of(struct store *s, struct str survey); // makes one at 0
void store_ledger_closed(struct store *s, struct str survey, uint64_t number,
                         const uint8_t link[SEAL_LINK_BYTES], uint64_t responses);
enum err store_ledger_erased(struct store *s, struct err_info *info) MUST_CHECK;
void store_ledger_save(struct store *s);

// ---- examine.c ----
// Takes over everything readable from these older files (ascending) into the present one, all in
// one transaction, once; then sets them aside.
// *out_whole: nothing was damaged.
enum err store_examine(struct store *s, const uint64_t *list, size_t count, bool *out_whole,
                       struct err_info *info) MUST_CHECK;

// ---- places.c ----
// Makes places where none is left. Without any a response gets a row of its own.
enum err store_places_make(struct store *s, struct err_info *info) MUST_CHECK;
void store_places_forget(struct store *s); // the rows are gone, or left for the next batch to clear
// Within a transaction: the next place takes this response. There must be one.
enum err store_place_fill(struct store *s, struct str slot, struct str sealed,
                          struct err_info *info) MUST_CHECK;
void store_place_filled(struct store *s); // after the commit

// ---- append.c ----
struct store_open_batch {
    struct str survey, hash, seed, aggregate;
};
bool store_open_sound(const struct store_open_batch *open); // as far as its lengths go
// Builds, signs and inserts the batch of these responses inside the present transaction. The chain
// in memory is not moved: *out_number and out_link say where it goes.
enum err store_batch_insert(struct store *s, const struct store_open_batch *open,
                            struct seal_batch_item *items, size_t count, uint64_t *out_number,
                            uint8_t out_link[SEAL_LINK_BYTES], struct err_info *info) MUST_CHECK;
// Whether the open batch of the present file makes sense, also where no database can tell.
// ERR_CORRUPT: it does not, and the file is not to be trusted.
enum err store_open_check(struct store *s, struct err_info *info) MUST_CHECK;
// Responses lie there without the head of a batch, of which nothing but damage is the reason.
bool store_open_headless(struct store_file *f);
// Closes the open batch of the present file, whoever left it there. Nothing open is no error.
enum err store_close_open(struct store *s, bool *out_closed, struct err_info *info) MUST_CHECK;
