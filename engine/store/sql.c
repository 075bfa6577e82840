// SPDX-License-Identifier: EUPL-1.2
// One SQLite file: the settings that survived simulated power cuts, the statements, and what
// SQLite's errors mean for a device that must not acknowledge what it has not saved.
#include "store/store_priv.h"

#include "base/check.h"
#include "wal/layer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

// Rows lie under random ids and no column holds a time finer than the hour of a receipt, so that
// the file says nothing about the order of respondents.
static const char schema[] =
    "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS chain (survey TEXT PRIMARY KEY, number INTEGER NOT NULL,"
    " link BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS open_batch (one INTEGER PRIMARY KEY CHECK (one = 1),"
    " survey TEXT NOT NULL, hash BLOB NOT NULL, seed BLOB NOT NULL, aggregate BLOB NOT NULL,"
    " count INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS response (id INTEGER PRIMARY KEY, slot BLOB NOT NULL,"
    " sealed BLOB NOT NULL);"
    "CREATE TABLE IF NOT EXISTS batch (id INTEGER PRIMARY KEY, link BLOB NOT NULL UNIQUE,"
    " survey TEXT NOT NULL, number INTEGER NOT NULL, count INTEGER NOT NULL, bytes BLOB NOT NULL,"
    " state INTEGER NOT NULL, receipt BLOB, receipt_hour INTEGER);"
    "CREATE INDEX IF NOT EXISTS batch_state ON batch (state, number);"
    "CREATE TABLE IF NOT EXISTS tally (survey TEXT NOT NULL, kind INTEGER NOT NULL,"
    " count INTEGER NOT NULL, PRIMARY KEY (survey, kind)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS uncertain (link BLOB PRIMARY KEY) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS taken (sequence INTEGER PRIMARY KEY, damaged INTEGER NOT NULL);"
    // New tables go behind the others: salvage.c knows where they lie.
    "CREATE TABLE IF NOT EXISTS loss (survey TEXT NOT NULL, number INTEGER NOT NULL,"
    " count INTEGER NOT NULL, responses INTEGER NOT NULL, PRIMARY KEY (survey, number))"
    " WITHOUT ROWID;";

static const char *const texts[SQL_COUNT] = {
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",
    [SQL_STAY] = "SELECT 1 FROM meta",
    [SQL_START] = "INSERT INTO meta VALUES ('starts', 1)"
                  " ON CONFLICT (name) DO UPDATE SET value = value + 1",
    [SQL_OPEN_GET] = "SELECT survey, hash, seed, aggregate, count FROM open_batch",
    [SQL_OPEN_NEW] = "INSERT INTO open_batch VALUES (1, ?1, ?2, ?3, ?4, 1)",
    [SQL_OPEN_MORE] = "UPDATE open_batch SET aggregate = ?1, count = ?2"
                      " WHERE seed = ?3 AND count = ?2 - 1",
    [SQL_OPEN_END] = "DELETE FROM open_batch",
    [SQL_RESPONSE_ADD] = "INSERT INTO response VALUES (?1, ?2, ?3)",
    // Empty places (places.c) have a slot of zeros; no response has.
    [SQL_PLACE_ADD] = "INSERT INTO response VALUES (?1, zeroblob(16), zeroblob(?2))",
    [SQL_PLACE_FILL] = "UPDATE response SET slot = ?2, sealed = ?3"
                       " WHERE id = ?1 AND slot = zeroblob(16)",
    [SQL_RESPONSES] = "SELECT slot, sealed FROM response WHERE slot <> zeroblob(16)"
                      " ORDER BY slot",
    [SQL_RESPONSE_ANY] = "SELECT 1 FROM response WHERE slot <> zeroblob(16) LIMIT 1",
    [SQL_RESPONSE_ROW] = "SELECT slot, sealed FROM response WHERE id = ?1",
    [SQL_RESPONSES_END] = "DELETE FROM response",
    [SQL_CHAINS] = "SELECT survey, number, link FROM chain",
    [SQL_CHAIN_PUT] = "INSERT INTO chain VALUES (?1, ?2, ?3) ON CONFLICT (survey)"
                      " DO UPDATE SET number = excluded.number, link = excluded.link",
    [SQL_CHAIN_RAISE] = "INSERT INTO chain VALUES (?1, ?2, ?3) ON CONFLICT (survey)"
                        " DO UPDATE SET number = excluded.number, link = excluded.link"
                        " WHERE excluded.number > chain.number",
    [SQL_BATCH_ADD] = "INSERT INTO batch VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
                      " ON CONFLICT (link) DO NOTHING",
    [SQL_BATCH_ROW] = "SELECT link, survey, number, count, bytes, state, receipt, receipt_hour"
                      " FROM batch NOT INDEXED WHERE id = ?1",
    [SQL_BATCH_NEXT] =
        "SELECT bytes, link, id FROM batch WHERE state = 0 AND (?1 = '' OR survey = ?1)"
        " ORDER BY number, survey LIMIT 1",
    [SQL_BATCH_AFTER] = "SELECT bytes, link, id FROM batch WHERE state IN (0, 2) AND link > ?1"
                        " ORDER BY link LIMIT 1",
    [SQL_BATCH_STATE] = "SELECT state FROM batch WHERE link = ?1",
    [SQL_RECEIPT_PUT] = "UPDATE batch SET state = ?2, receipt = ?3, receipt_hour = ?4"
                        " WHERE link = ?1",
    [SQL_REFUSED_AGAIN] = "UPDATE batch SET state = 0, receipt = NULL, receipt_hour = NULL"
                          " WHERE state = 2 AND (?1 = '' OR survey = ?1)",
    // The epoch stands behind a receipt's first word and its link. The old receipt stays until
    // there is a new one.
    [SQL_OTHER_EPOCH] =
        "UPDATE batch SET state = 0 WHERE state IN (1, 2) AND (?1 = '' OR survey = ?1)"
        " AND substr(receipt, 41, 16) <> ?2",
    [SQL_ERASE_COUNT] = "INSERT INTO tally SELECT survey, ?2, CASE ?2 WHEN 2 THEN count(*)"
                        " ELSE sum(count) END FROM batch WHERE state = 1 AND receipt_hour <= ?1"
                        " GROUP BY survey ON CONFLICT (survey, kind)"
                        " DO UPDATE SET count = tally.count + excluded.count",
    [SQL_ERASE] = "DELETE FROM batch WHERE state = 1 AND receipt_hour <= ?1",
    [SQL_TALLY_ADD] = "INSERT INTO tally VALUES (?1, ?2, ?3) ON CONFLICT (survey, kind)"
                      " DO UPDATE SET count = count + excluded.count",
    [SQL_TALLIES] = "SELECT survey, kind, count FROM tally",
    [SQL_FIGURES] = "SELECT state, survey = ?1 OR ?1 = '', count(*), sum(count), max(receipt_hour)"
                    " FROM batch GROUP BY 1, 2",
    [SQL_TALLY_GET] = "SELECT kind, sum(count) FROM tally WHERE survey = ?1 OR ?1 = ''"
                      " GROUP BY kind",
    [SQL_UNCERTAIN_ADD] = "INSERT INTO uncertain VALUES (?1) ON CONFLICT DO NOTHING",
    [SQL_UNCERTAIN_GET] = "SELECT 1 FROM uncertain WHERE link = ?1",
    // What was made anew under the same number is the same batch again, and in doubt no more.
    [SQL_UNCERTAINS] = "SELECT link FROM uncertain WHERE link NOT IN (SELECT link FROM batch)",
    // Reads every batch through: only for files that went bad.
    [SQL_BATCH_OF_SEED] = "SELECT 1 FROM batch WHERE instr(bytes, ?1) > 0 LIMIT 1",
    // Whose batches with this hash of a survey.json are: of a chain that is known.
    [SQL_SURVEY_OF_HASH] = "SELECT survey FROM batch WHERE substr(bytes, 9, 32) = ?1"
                           " AND survey IN (SELECT survey FROM chain) LIMIT 1",
    [SQL_TAKEN_ADD] = "INSERT INTO taken VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    [SQL_TAKEN_GET] = "SELECT damaged FROM taken WHERE sequence = ?1",
    [SQL_DEVICE_GET] = "SELECT value FROM meta WHERE name = 'device'",
    [SQL_DEVICE_PUT] = "INSERT INTO meta VALUES ('device', ?1)"
                       " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    // Behind a batch's first word and its survey's hash.
    [SQL_DEVICE_OF_BATCH] = "SELECT substr(bytes, 41, 32) FROM batch LIMIT 1",
    [SQL_LOSS_ADD] = "INSERT INTO loss VALUES (?1, ?2, ?3, ?4) ON CONFLICT (survey, number)"
                     " DO UPDATE SET count = count + excluded.count,"
                     " responses = responses + excluded.responses",
    [SQL_LOSSES] = "SELECT survey, number, count, responses FROM loss",
    [SQL_DAMAGED] = "UPDATE batch SET state = 3 WHERE id = ?1 AND state <> 3",
    [SQL_DAMAGED_LOSS] = "INSERT INTO loss SELECT survey, number, 1, count FROM batch"
                         " WHERE id = ?1 ON CONFLICT (survey, number)"
                         " DO UPDATE SET count = loss.count + excluded.count,"
                         " responses = loss.responses + excluded.responses",
    [SQL_SUM_BATCHES] = "SELECT count(*), sum(count) FROM batch WHERE survey = ?1"
                        " AND number <= ?2 AND state <> 3",
    [SQL_SUM_ERASED] = "SELECT sum(CASE kind WHEN 2 THEN count END),"
                       " sum(CASE kind WHEN 3 THEN count END) FROM tally WHERE survey = ?1",
    [SQL_SUM_LOST] = "SELECT sum(count), sum(responses) FROM loss WHERE survey = ?1",
    [SQL_NUMBERS_DOWN] = "SELECT number FROM batch WHERE survey = ?1 AND state <> 3"
                         " ORDER BY number DESC",
};

// ---- errors ----

static bool means_full(int number)
{
    return number == ENOSPC || number == EDQUOT || number == EFBIG;
}

// A full disk, or a quota, rather than a broken one: SQLite itself knows ENOSPC alone. Not for
// syncs: what they lost is lost.
static bool no_room(sqlite3 *db, int extended)
{
    if (extended == SQLITE_IOERR_FSYNC || extended == SQLITE_IOERR_DIR_FSYNC) return false;
    if (means_full(sqlite3_system_errno(db))) return true;
    if (extended != SQLITE_IOERR_WRITE) return false;
    int number = 0;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &number);
    if (means_full(number)) return true;
    sqlite3_file *log = NULL;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    number = 0;
    if (log && log->pMethods) log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &number);
    return means_full(number);
}

// A read that the disk refuses SQLite calls damage to the file; its file functions know better.
void store_note_refused(struct store_file *f)
{
    sqlite3_file *log = NULL;
    int number = 0, of_log = 0;
    sqlite3_file_control(f->db, "main", SQLITE_FCNTL_LAST_ERRNO, &number);
    sqlite3_file_control(f->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (log && log->pMethods) log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &of_log);
    if (number || of_log || (sqlite3_errcode(f->db) & 0xff) == SQLITE_IOERR) f->refused = true;
}

// After a failed write or sync nobody knows what the file holds: the kernel may have thrown the
// pages away, and a later sync would succeed without them.
static enum err fault(struct store_file *f, int rc, struct err_info *info)
{
    const char *detail = f->db ? sqlite3_errmsg(f->db) : sqlite3_errstr(rc);
    int extended = f->db ? sqlite3_extended_errcode(f->db) : rc;
    switch (rc & 0xff) {
    case SQLITE_FULL:
        return err_set(info, ERR_FULL, "the disk is full: make room beside %.200s", f->path);
    case SQLITE_IOERR:
        if (f->db && no_room(f->db, extended))
            return err_set(info, ERR_FULL, "the disk is full: make room beside %.200s", f->path);
        f->untrusted = f->refused = true;
        return err_set(info, ERR_IO, "the disk failed at %.200s (%s, %d)", f->path, detail,
                       extended);
    case SQLITE_ERROR: // our statements are right: it is the tables that are not what they were
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        f->untrusted = true;
        err_set(info, ERR_CORRUPT, "%.200s is damaged (%s)", f->path, detail);
        if (f->db) store_note_refused(f);
        return ERR_CORRUPT;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return err_set(info, ERR_DENIED, "cannot write %.200s: the disk or the file is read-only",
                       f->path);
    case SQLITE_CANTOPEN:
        f->refused = true;
        errno = f->db ? sqlite3_system_errno(f->db) : 0;
        if (errno) return err_set_errno(info, "cannot open %.200s", f->path);
        return err_set(info, ERR_IO, "cannot open %.200s (%s)", f->path, detail);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(info, ERR_STATE, "%.200s is in use by another program", f->path);
    default: return err_set(info, ERR_IO, "cannot use %.200s (%s)", f->path, detail);
    }
}

// ---- statements ----

sqlite3_stmt *store_sql(struct store_file *f, enum store_sql which)
{
    sqlite3_stmt **st = &f->statements[which];
    if (*st) {
        sqlite3_reset(*st);
        sqlite3_clear_bindings(*st);
    } else if (sqlite3_prepare_v3(f->db, texts[which], -1, SQLITE_PREPARE_PERSISTENT, st, NULL) !=
               SQLITE_OK) {
        *st = NULL;
    }
    return *st;
}

void store_bind_int(sqlite3_stmt *st, int at, int64_t value)
{
    if (st) sqlite3_bind_int64(st, at, value);
}

void store_bind_text(sqlite3_stmt *st, int at, struct str value)
{
    if (st)
        sqlite3_bind_text64(st, at, value.ptr ? value.ptr : "", value.len, SQLITE_STATIC,
                            SQLITE_UTF8);
}

void store_bind_blob(sqlite3_stmt *st, int at, struct str value)
{
    if (st) sqlite3_bind_blob64(st, at, value.ptr ? value.ptr : "", value.len, SQLITE_STATIC);
}

struct str store_column(sqlite3_stmt *st, int at)
{
    const void *bytes = sqlite3_column_blob(st, at);
    return str_make(bytes, bytes ? (size_t)sqlite3_column_bytes(st, at) : 0);
}

enum err store_sql_row(struct store_file *f, sqlite3_stmt *st, bool *out_row, struct err_info *info)
{
    *out_row = false;
    if (!st) return fault(f, sqlite3_errcode(f->db), info);
    int rc = sqlite3_step(st);
    if ((rc & 0xff) == SQLITE_BUSY && f->stays) {
        // Somebody wrote since we have stayed: nothing can be written from there.
        store_file_leave(f);
        sqlite3_reset(st);
        rc = sqlite3_step(st);
    }
    if (rc == SQLITE_ROW) {
        *out_row = true;
        return ERR_NONE;
    }
    enum err err = rc == SQLITE_DONE ? ERR_NONE : fault(f, rc, info);
    sqlite3_reset(st);
    return err;
}

enum err store_sql_do(struct store_file *f, sqlite3_stmt *st, struct err_info *info)
{
    bool row;
    enum err err = store_sql_row(f, st, &row, info);
    CHECK(err || !row);
    return err;
}

enum err store_sql_simple(struct store_file *f, enum store_sql which, struct err_info *info)
{
    return store_sql_do(f, store_sql(f, which), info);
}

int64_t store_sql_number(struct store_file *f, const char *text)
{
    sqlite3_stmt *st = NULL;
    int64_t value = -1;
    if (sqlite3_prepare_v2(f->db, text, -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        value = sqlite3_column_int64(st, 0);
    else
        store_note_refused(f);
    sqlite3_finalize(st);
    return value;
}

enum err store_sql_end(struct store_file *f, enum err err, struct err_info *info)
{
    if (!err) err = store_sql_simple(f, SQL_COMMIT, info);
    // Where SQLite rolled back by itself there is nothing left to do, and after a failed commit
    // the file is left anyway.
    if (err && !sqlite3_get_autocommit(f->db)) err_ignore(store_sql_simple(f, SQL_ROLLBACK, NULL));
    return err;
}

// A row that is not read to its end keeps the read lock, which a transaction otherwise takes and
// gives back in four system calls while a respondent waits.
void store_file_stay(struct store_file *f)
{
    if (f->stays || f->untrusted) return;
    sqlite3_stmt *st = store_sql(f, SQL_STAY);
    f->stays = st && sqlite3_step(st) == SQLITE_ROW;
    if (st && !f->stays) sqlite3_reset(st); // then the lock is taken when it is needed
}

void store_file_leave(struct store_file *f)
{
    if (f->stays) sqlite3_reset(f->statements[SQL_STAY]);
    f->stays = false;
}

// ---- opening and closing ----

static int count_pages(void *data, sqlite3 *db, const char *name, int pages)
{
    (void)db, (void)name;
    struct store_file *f = data;
    f->wal_pages = pages;
    return SQLITE_OK;
}

static enum err execute(struct store_file *f, const char *text, struct err_info *info)
{
    int rc = sqlite3_exec(f->db, text, NULL, NULL, NULL);
    return rc == SQLITE_OK ? ERR_NONE : fault(f, rc, info);
}

static enum err check_table(struct store_file *f, const char *pragma, struct err_info *info)
{
    sqlite3_stmt *st = NULL;
    enum err err = ERR_NONE;
    int rc = sqlite3_prepare_v2(f->db, pragma, -1, &st, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_step(st);
    if (rc != SQLITE_ROW)
        err = fault(f, rc, info);
    else if (!str_eq(store_column(st, 0), STR("ok")))
        err = err_set(info, ERR_CORRUPT, "%s is damaged (%.*s)", f->path,
                      STR_ARG(store_column(st, 0)));
    sqlite3_finalize(st);
    return err;
}

// A large file is mostly closed batches, each of which is held against its link before it goes: at
// the start, for which somebody waits, only what is written to is looked through.
static enum err check_whole(struct store_file *f, struct err_info *info)
{
    static const char *const tables[] = {
        "PRAGMA quick_check(chain)", "PRAGMA quick_check(open_batch)",
        "PRAGMA quick_check(response)", "PRAGMA quick_check(tally)", "PRAGMA quick_check(meta)"};
    int64_t bytes =
        store_sql_number(f, "PRAGMA page_count") * store_sql_number(f, "PRAGMA page_size");
    enum err err = ERR_NONE;
    if (bytes <= STORE_CHECK_BYTES_MAX) return check_table(f, "PRAGMA quick_check(1)", info);
    for (size_t i = 0; i < sizeof tables / sizeof *tables && !err; i++)
        err = check_table(f, tables[i], info);
    bool sound;
    int rc = err ? SQLITE_OK : store_free_check(f, &sound);
    if (rc != SQLITE_OK) return fault(f, rc, info);
    if (!err && !sound)
        err = err_set(info, ERR_CORRUPT, "%.200s is damaged (its free pages)", f->path);
    return err;
}

// A row that an index does not know would never be sent, or never take its receipt. A batch is one
// short row to this, however large it is.
static enum err check_batches(struct store_file *f, struct err_info *info)
{
    int64_t odd = store_sql_number(
        f, "WITH own AS (SELECT id, link, state, number FROM batch NOT INDEXED),"
           " links AS (SELECT id, link FROM batch INDEXED BY sqlite_autoindex_batch_1),"
           " states AS (SELECT id, state, number FROM batch INDEXED BY batch_state)"
           " SELECT (SELECT count(*) FROM"
           "  (SELECT id, link FROM own EXCEPT SELECT id, link FROM links)) + (SELECT count(*) FROM"
           "  (SELECT id, link FROM links EXCEPT SELECT id, link FROM own)) + (SELECT count(*) FROM"
           "  (SELECT id, state, number FROM own EXCEPT SELECT id, state, number FROM states)) +"
           " (SELECT count(*) FROM"
           "  (SELECT id, state, number FROM states EXCEPT SELECT id, state, number FROM own))");
    // And one under another survey's name would wait for that survey for ever.
    if (odd == 0)
        odd = store_sql_number(
            f, "SELECT count(*) FROM batch NOT INDEXED WHERE NOT EXISTS (SELECT 1 FROM chain"
               " WHERE chain.survey = batch.survey AND chain.number >= batch.number)");
    if (odd == 0) return ERR_NONE;
    f->untrusted = true;
    return err_set(info, ERR_CORRUPT, "%.200s is damaged (a batch's row)", f->path);
}

static enum err check_format(struct store_file *f, struct err_info *info)
{
    bool fresh, sound;
    int rc = store_header_check(f, &fresh, &sound);
    if (rc != SQLITE_OK) return fault(f, rc, info);
    if (fresh) return ERR_NONE;
    if (f->log.damaged) return err_set(info, ERR_CORRUPT, "%.200s is damaged (its log)", f->path);
    if (store_file_newer(f))
        return err_set(info, ERR_UNSUPPORTED,
                       "%.200s was made by a newer version of Svar: install that one", f->path);
    if (sound) return ERR_NONE;
    return err_set(info, ERR_CORRUPT, "%.200s is damaged or no store of Svar (its header)",
                   f->path);
}

static enum err connect(struct store_file *f, const char *path, const struct store_log *log,
                        struct err_info *info)
{
    struct stat st;
    memset(f, 0, sizeof *f);
    snprintf(f->path, sizeof f->path, "%s", path);
    f->log = *log;
    // A file is made without a log: an empty one beside a log was not always empty, and SQLite
    // would delete the log.
    if (stat(path, &st) == 0 && st.st_size == 0 && (f->log.pages || f->log.damaged))
        return err_set(info, ERR_CORRUPT, "%.200s is damaged (cut to nothing)", path);
    // A store is one thread's at a time, and so are its files.
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX;
    int rc = sqlite3_open_v2(path, &f->db, flags, wal_layer());
    if (rc != SQLITE_OK) return fault(f, rc, info);
    sqlite3_extended_result_codes(f->db, 1);
    sqlite3_busy_timeout(f->db, 2000);
    sqlite3_db_config(f->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(f->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(f->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(f->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_wal_hook(f->db, count_pages, f);
    int keep = 1; // the log's room, for the next life
    sqlite3_file_control(f->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
    return ERR_NONE;
}

// Whose the file is stands in it; in one that is older than that, in its batches.
static enum err device_of(struct store_file *f, enum store_sql which, uint8_t out[32],
                          bool *out_known)
{
    sqlite3_stmt *st = store_sql(f, which);
    bool row = false;
    *out_known = false;
    if (!st) return ERR_NONE; // no such table yet
    enum err err = store_sql_row(f, st, &row, NULL);
    if (err || !row) return err;
    struct str key = store_column(st, 0);
    *out_known = key.len == SEAL_PUBLIC_KEY_BYTES;
    if (*out_known) memcpy(out, key.ptr, key.len);
    sqlite3_reset(st);
    return ERR_NONE;
}

bool store_file_device(struct store_file *f, uint8_t out[32])
{
    bool known = false;
    enum err err = device_of(f, SQL_DEVICE_GET, out, &known);
    if (!err && !known) err = device_of(f, SQL_DEVICE_OF_BATCH, out, &known);
    return !err && known;
}

static enum err check_device(struct store_file *f, const struct seal_signer *device,
                             struct err_info *info)
{
    uint8_t key[32];
    // What cannot be read is damage, and shows elsewhere.
    if (!store_file_device(f, key) || store_is_ours(device, key)) return ERR_NONE;
    return err_set(info, ERR_KEY, "%.200s belongs to another device", f->path);
}

static enum err put_device(struct store_file *f, const struct seal_signer *device,
                           struct err_info *info)
{
    uint8_t key[32];
    bool known;
    enum err err = device_of(f, SQL_DEVICE_GET, key, &known);
    if (!err && known && memcmp(key, seal_signer_public(device), 32) == 0) return ERR_NONE;
    sqlite3_stmt *st = store_sql(f, SQL_DEVICE_PUT);
    store_bind_blob(st, 1, str_make(seal_signer_public(device), SEAL_PUBLIC_KEY_BYTES));
    return store_sql_do(f, st, info);
}

// The tables' own descriptions are text in the file, and with one bit flipped the text may describe
// others: "id INTEGER XRIMARY KEY" is a column of any kind, and nothing is found by it.
static enum err check_schema(struct store_file *f, struct err_info *info)
{
    enum { KIND_LENGTH = 13 }; // "CREATE TABLE ", "CREATE INDEX "
    sqlite3_stmt *st = NULL;
    bool sound = true;
    int rc = sqlite3_prepare_v2(f->db, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL", -1,
                                &st, NULL);
    while (rc == SQLITE_OK && sound && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(st, 0);
        size_t length = text ? strlen(text) : 0;
        const char *known = length > KIND_LENGTH ? strstr(schema, text + KIND_LENGTH) : NULL;
        sound = known && known[length - KIND_LENGTH] == ';';
        rc = SQLITE_OK;
    }
    sqlite3_finalize(st);
    if (sound) return rc == SQLITE_DONE ? ERR_NONE : fault(f, rc, info);
    f->untrusted = true;
    return err_set(info, ERR_CORRUPT, "%.200s is damaged (a table's description)", f->path);
}

// The order matters: the tables are made under EXTRA with a journal whose deletion is synced, and
// only then does the file turn to the log; every commit into it is synced (FULL), and the log moves
// into the database only when we say so and look at the result.
static enum err settle(struct store_file *f, const struct seal_signer *device,
                       struct err_info *info)
{
    enum err err = execute(f,
                           "PRAGMA synchronous = EXTRA; PRAGMA temp_store = MEMORY;"
                           "PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON;"
                           "PRAGMA mmap_size = 0; PRAGMA foreign_keys = OFF;",
                           info);
    if (!err) err = check_format(f, info);
    if (!err) err = check_whole(f, info);
    if (!err && device) err = check_device(f, device, info);
    if (!err) err = execute(f, "BEGIN IMMEDIATE", info);
    if (err) return err;
    err = execute(f, schema, info);
    if (!err && device) err = put_device(f, device, info);
    if (!err && store_sql_number(f, "PRAGMA user_version") < STORE_FORMAT) {
        char text[128];
        snprintf(text, sizeof text, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                 STORE_APPLICATION, STORE_FORMAT);
        err = execute(f, text, info);
    }
    if (!err) err = check_schema(f, info);
    if (!err) err = check_batches(f, info);
    err = store_sql_end(f, err, info);
    if (!err)
        err = execute(f,
                      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                      "PRAGMA wal_autocheckpoint = 0;",
                      info);
    // wal_autocheckpoint takes the hook away, so it is set again.
    sqlite3_wal_hook(f->db, count_pages, f);
    if (!err && (store_sql_number(f, "PRAGMA synchronous") != 2 ||
                 store_sql_number(f, "PRAGMA wal_autocheckpoint") != 0 ||
                 store_sql_number(f, "PRAGMA secure_delete") != 1))
        err = err_set(info, ERR_IO, "%s does not take the settings that make it safe", f->path);
    if (err) return err;
    // One write through the log: makes it, and shows a disk that cannot be written. A full one is
    // no reason to stay out: what is in here can still be sent, and erased.
    err = store_sql_simple(f, SQL_START, info);
    if (!err) err = store_file_checkpoint(f, info);
    return err == ERR_FULL && store_sql_number(f, "SELECT count(*) FROM meta") > 0 ? ERR_NONE : err;
}

enum err store_file_open(struct store_file *f, const char *path, const struct seal_signer *device,
                         struct err_info *info)
{
    // SQLite gives its other files the mode of this one.
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    memset(f, 0, sizeof *f);
    if (fd < 0) return err_set_errno(info, "cannot open %s", path);
    // Whatever the umask was.
    bool private = fchmod(fd, 0600) == 0;
    close(fd);
    if (!private) return err_set_errno(info, "cannot make %s private", path);
    struct store_log log;
    enum err err = store_log_rewrite(path, info);
    if (!err) err = store_log_look(path, &log, info);
    if (!err) err = connect(f, path, &log, info);
    if (!err) err = settle(f, device, info);
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    *strrchr(folder, '/') = '\0';
    if (!err) err = file_sync_dir(folder, info);
    if (err) {
        f->untrusted = true;
        store_file_close(f);
    }
    return err;
}

enum err store_file_examine(struct store_file *f, const char *path, struct err_info *info)
{
    struct store_log log;
    err_ignore(store_log_look(path, &log, NULL)); // what cannot be read shows where it is needed
    enum err err = connect(f, path, &log, info);
    f->untrusted = true; // closing leaves it as it is
    // One transaction for all that is read: behind bad pages rows are looked for one by one, and
    // taking the locks anew for each was a third of the work.
    if (!err) sqlite3_exec(f->db, "BEGIN", NULL, NULL, NULL);
    if (err) store_file_close(f);
    return err;
}

void store_file_close(struct store_file *f)
{
    if (!f->db) return;
    if (f->untrusted) {
        sqlite3_db_config(f->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    } else {
        // Whether or not the log could be moved, all that was acknowledged is safe in it.
        err_ignore(store_file_checkpoint(f, NULL));
        if (f->untrusted) sqlite3_db_config(f->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    }
    for (size_t i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(f->statements[i]);
    int rc = sqlite3_close(f->db);
    CHECK(rc == SQLITE_OK);
    memset(f, 0, sizeof *f);
}

enum err store_file_checkpoint(struct store_file *f, struct err_info *info)
{
    int pages = 0, moved = 0;
    store_file_leave(f);
    int rc = sqlite3_wal_checkpoint_v2(f->db, NULL, SQLITE_CHECKPOINT_RESTART, &pages, &moved);
    if ((rc & 0xff) == SQLITE_BUSY) return ERR_NONE;        // tried again after the next commit
    if (rc == SQLITE_OK && pages != moved) return ERR_NONE; // as well
    if (rc == SQLITE_OK && pages > 0) rc = store_log_wipe(f->db);
    if (rc != SQLITE_OK) return fault(f, rc, info);
    f->wal_pages = 0;
    return ERR_NONE;
}
