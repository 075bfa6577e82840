// SPDX-License-Identifier: EUPL-1.2
// Moves a collection from SQLite to PostgreSQL: every step may be repeated, and what is there
// counts as moved. Only after the SQLite files take nothing more, and both sides count the same,
// may a collector start on the other side.
#include "collector/migrate_priv.h"

#include "base/alloc.h"
#include "collector/pg_priv.h"
#include "collector/sqlite_priv.h"

#include <stdlib.h>
#include <string.h>

enum { GROUP_ROWS = 64, GROUP_BYTES = 8 << 20, ARRAYS = 10, PROGRESS = 10000 };

// How far a file has been copied.
struct place {
    char path[SQLITE_PATH_BYTES];
    int64_t seq;
};

struct move {
    struct collector_storage *from;
    struct place places[SQLITE_FILES_MAX];
    size_t place_count;
    struct sqlite_storage *file; // the one that is read now
    struct pg_link link;
    struct buf arrays[ARRAYS];
    void (*on_progress)(void *data, uint64_t batches);
    void *data;
    uint64_t seen, damaged;
};

static enum err execute(struct move *m, enum pg_statement statement, const struct pg_params *params,
                        struct err_info *info)
{
    long rows = 0;
    return collector_pg_touch(&m->link, statement, params, &rows, info);
}

// ---- rows of one kind after the other ----
typedef enum err (*row_function)(struct move *m, sqlite3_stmt *row, struct err_info *info);

static enum err each_row(struct move *m, const char *sql, row_function take, struct err_info *info)
{
    sqlite3_stmt *select = NULL;
    int code = SQLITE_DONE;
    enum err err = collector_sqlite_prepare(m->file->reader, sql, &select, info);
    while (!err && (code = sqlite3_step(select)) == SQLITE_ROW)
        err = take(m, select, info);
    if (!err && code != SQLITE_DONE)
        err = collector_sqlite_fault(m->file->reader, "cannot read the database", info);
    sqlite3_finalize(select);
    return err;
}

static void bind_column(struct pg_params *p, sqlite3_stmt *row, int at)
{
    collector_pg_bind_text(p, collector_sqlite_column(row, at));
}

static enum err take_owner(struct move *m, sqlite3_stmt *row, struct err_info *info)
{
    struct pg_params params = {0};
    bind_column(&params, row, 0);
    bind_column(&params, row, 1);
    return execute(m, PG_OWNER_PUT, &params, info);
}

static enum err take_survey(struct move *m, sqlite3_stmt *row, struct err_info *info)
{
    struct pg_params params = {0};
    bind_column(&params, row, 0);
    bind_column(&params, row, 1);
    collector_pg_bind_int(&params, sqlite3_column_int64(row, 2));
    bind_column(&params, row, 3);
    bind_column(&params, row, 4);
    return execute(m, PG_MOVE_SURVEY, &params, info);
}

static enum err take_device(struct move *m, sqlite3_stmt *row, struct err_info *info)
{
    struct pg_params params = {0};
    for (int i = 0; i < 4; i++)
        bind_column(&params, row, i);
    collector_pg_bind_int(&params, sqlite3_column_int64(row, 4));
    return execute(m, PG_MOVE_DEVICE, &params, info);
}

static enum err take_block(struct move *m, sqlite3_stmt *row, struct err_info *info)
{
    struct pg_params params = {0};
    bind_column(&params, row, 0);
    return execute(m, PG_BLOCK, &params, info);
}

static enum err take_nonce(struct move *m, sqlite3_stmt *row, struct err_info *info)
{
    struct pg_params params = {0};
    bind_column(&params, row, 0);
    bind_column(&params, row, 1);
    collector_pg_bind_int(&params, sqlite3_column_int64(row, 2));
    return execute(m, PG_NONCE_PUT, &params, info);
}

static enum err take_mark(struct move *m, sqlite3_stmt *row, struct err_info *info)
{
    struct pg_params params = {0};
    bind_column(&params, row, 0);
    bind_column(&params, row, 1);
    collector_pg_bind_int(&params, sqlite3_column_int64(row, 2));
    collector_pg_bind_int(&params, 0);
    collector_pg_bind_int(&params, sqlite3_column_int64(row, 3));
    return execute(m, PG_MARK_PUT, &params, info);
}

// All that is small. One transaction, so that a cut leaves nothing half blocked.
static enum err copy_small(struct move *m, struct err_info *info)
{
    static const struct {
        const char *sql;
        row_function take;
    } kinds[] = {
        {"SELECT survey, organizer FROM owners", take_owner},
        {"SELECT hash, id, version, organizer, package FROM surveys", take_survey},
        {"SELECT survey, device, token, name, seen FROM devices", take_device},
        {"SELECT device FROM blocks", take_block},
        {"SELECT key, nonce, hour FROM nonces", take_nonce},
        {"SELECT survey, who, hour, seq FROM marks", take_mark},
    };
    enum err err = collector_pg_command(&m->link, "BEGIN; DELETE FROM svar.blocks", info);
    for (size_t i = 0; !err && i < collector_sqlite_files_count(m->from); i++) {
        m->file = collector_sqlite_files_at(m->from, i);
        for (size_t k = 0; !err && k < sizeof kinds / sizeof kinds[0]; k++)
            err = each_row(m, kinds[k].sql, kinds[k].take, info);
    }
    return err ? err : collector_pg_commit(&m->link, info);
}

// ---- batches ----
static const uint32_t array_types[ARRAYS] = {OID_TEXT, OID_BYTEA, OID_BYTEA, OID_BYTEA, OID_INT8,
                                             OID_INT4, OID_INT4,  OID_INT8,  OID_BYTEA, OID_BYTEA};

static void add_row(struct move *m, sqlite3_stmt *row)
{
    static const int blobs[] = {1, 2, 3, 4}; // survey, link, hash, device
    struct buf *a = m->arrays;
    struct str body = collector_sqlite_column(row, 9), link = collector_sqlite_column(row, 2);
    struct str receipt = collector_sqlite_column(row, 8);
    for (int i = 0; i < 4; i++) {
        struct str value = collector_sqlite_column(row, blobs[i]);
        collector_pg_array_add(&a[i], value.ptr, value.len);
    }
    collector_pg_array_int8(&a[4], (uint64_t)sqlite3_column_int64(row, 5));
    collector_pg_array_int4(&a[5], (uint32_t)sqlite3_column_int64(row, 6));
    collector_pg_array_int4(&a[6], (uint32_t)sqlite3_column_int64(row, 7));
    collector_pg_array_int8(&a[7], (uint64_t)sqlite3_column_int64(row, 0));
    collector_pg_array_add(&a[8], receipt.ptr, receipt.len);
    collector_pg_array_add(&a[9], body.ptr, body.len);
    uint8_t digest[SEAL_LINK_BYTES];
    if (!body.len) return; // erased
    seal_sha256(body, digest);
    m->damaged += link.len != sizeof digest || memcmp(link.ptr, digest, sizeof digest) != 0;
}

static enum err send_group(struct move *m, size_t rows, struct err_info *info)
{
    struct pg_params params = {0};
    if (!rows) return ERR_NONE;
    for (int i = 0; i < ARRAYS; i++) {
        struct buf *array = &m->arrays[i]; // the count is known only now
        array->ptr[12] = 0;
        array->ptr[13] = 0;
        array->ptr[14] = 0;
        array->ptr[15] = (uint8_t)rows;
        collector_pg_bind_bytes(&params, array->ptr, array->len);
    }
    enum err err = execute(m, PG_MOVE_BATCHES, &params, info);
    if (!err && m->link.warnings)
        err = err_set(info, ERR_NETWORK, "the database: it does not vouch for its last commit");
    return err;
}

// One group behind *seq, which moves on.
static enum err copy_group(struct move *m, int64_t *seq, size_t *out_rows, struct err_info *info)
{
    sqlite3_stmt *select = NULL;
    size_t rows = 0, bytes = 0;
    int code = SQLITE_DONE;
    for (int i = 0; i < ARRAYS; i++)
        collector_pg_array_begin(&m->arrays[i], array_types[i], 0);
    enum err err = collector_sqlite_prepare(
        m->file->reader,
        "SELECT seq, survey, link, hash, device, number, count, bytes, receipt, body FROM batches "
        "WHERE seq > ?1 ORDER BY seq",
        &select, info);
    if (err) return err;
    sqlite3_bind_int64(select, 1, *seq);
    while (rows < GROUP_ROWS && bytes < GROUP_BYTES &&
           (code = sqlite3_step(select)) == SQLITE_ROW) {
        add_row(m, select);
        *seq = sqlite3_column_int64(select, 0);
        bytes += (size_t)sqlite3_column_int64(select, 7);
        rows++;
    }
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        err = collector_sqlite_fault(m->file->reader, "cannot read batches", info);
    sqlite3_finalize(select);
    if (!err) err = send_group(m, rows, info);
    if (!err && m->on_progress && m->seen / PROGRESS != (m->seen + rows) / PROGRESS)
        m->on_progress(m->data, m->seen + rows);
    m->seen += rows;
    *out_rows = rows;
    return err;
}

// What a try before this one has moved: batches go in the order of their places, so everything up
// to the last one is there.
static enum err take_place(struct move *m, sqlite3_stmt *row, struct err_info *info)
{
    struct pg_params params = {0};
    PGresult *result = NULL;
    bind_column(&params, row, 0);
    enum err err = collector_pg_run(&m->link, PG_MOVE_PLACE, &params, &result, info);
    if (err) return err;
    int64_t seq = collector_pg_int(result, 0, 0);
    struct place *place = &m->places[m->place_count];
    if (seq > place->seq) place->seq = seq;
    PQclear(result);
    return ERR_NONE;
}

static enum err find_place(struct move *m, struct place **out, struct err_info *info)
{
    for (size_t i = 0; i < m->place_count; i++)
        if (!strcmp(m->places[i].path, m->file->path)) {
            *out = &m->places[i];
            return ERR_NONE;
        }
    *out = &m->places[m->place_count];
    memcpy((*out)->path, m->file->path, sizeof(*out)->path);
    enum err err = each_row(m, "SELECT DISTINCT id FROM surveys", take_place, info);
    if (!err) m->place_count++;
    return err;
}

static enum err copy_batches(struct move *m, struct err_info *info)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < collector_sqlite_files_count(m->from); i++) {
        struct place *place = NULL;
        size_t rows = 1;
        m->file = collector_sqlite_files_at(m->from, i);
        err = find_place(m, &place, info);
        while (!err && rows)
            err = copy_group(m, &place->seq, &rows, info);
    }
    return err;
}

// ---- beginning and end ----
static enum err one_text(struct move *m, const char *sql, char *out, size_t out_bytes,
                         struct err_info *info)
{
    PGresult *result = PQexec(m->link.conn, sql);
    enum err err = ERR_NONE;
    out[0] = '\0';
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        err = collector_pg_fault(&m->link, result, info);
    else if (PQntuples(result) == 1)
        collector_pg_copy(result, 0, 0, out, out_bytes);
    PQclear(result);
    return err;
}

// An empty database is taken; one that this collection was being moved to is gone on with, unless
// that has come to its end: collectors may be working on it then.
static enum err claim(struct move *m, const struct rng *rng, bool *out_done, struct err_info *info)
{
    const uint8_t *epoch = m->from->table->epoch(m->from);
    uint8_t there[SEAL_EPOCH_BYTES];
    char found[2 * SEAL_EPOCH_BYTES + 1], epoch_hex[2 * SEAL_EPOCH_BYTES + 1], full[8];
    bool elsewhere = false;
    hex_encode(epoch, SEAL_EPOCH_BYTES, epoch_hex);
    enum err err = collector_pg_schema(&m->link, rng, there, &elsewhere, info);
    if (!err)
        err = one_text(m,
                       "SELECT encode(value, 'hex') FROM svar.meta WHERE name IN ('moving', "
                       "'moved') LIMIT 1",
                       found, sizeof found, info);
    if (!err)
        err = one_text(m,
                       "SELECT EXISTS (SELECT 1 FROM svar.owners) OR EXISTS (SELECT 1 FROM "
                       "svar.devices)",
                       full, sizeof full, info);
    if (err) return err;
    if (found[0] ? strcmp(found, epoch_hex) != 0 : strcmp(full, "f") != 0)
        return err_set(info, ERR_EXISTS,
                       "the PostgreSQL database holds another collection: give an empty one");
    char moved[8];
    err = one_text(m, "SELECT EXISTS (SELECT 1 FROM svar.meta WHERE name = 'moved')", moved,
                   sizeof moved, info);
    *out_done = !err && !strcmp(moved, "t");
    if (err || *out_done) return err;
    struct pg_params params = {0};
    collector_pg_bind_bytes(&params, epoch, SEAL_EPOCH_BYTES);
    return execute(m, PG_MOVE_BEGIN, &params, info);
}

static enum err run_close(sqlite3 *db, void *data, struct err_info *info)
{
    (void)data;
    return collector_sqlite_run(
        db, "INSERT INTO meta (name, value) VALUES ('moved', x'01') ON CONFLICT DO NOTHING", info);
}

static enum err close_file(struct sqlite_storage *file, struct err_info *info)
{
    if (file->base.table->health(&file->base, NULL) == ERR_STATE) return ERR_NONE; // it is closed
    return collector_sqlite_write(file, run_close, NULL, info);
}

// From here on nobody stores anything in the SQLite files: a collector on them sees it in the
// transaction of its next group. The first file goes first: without it no further file is made, and
// those made since this began are found.
static enum err close_source(struct move *m, const char *path, const struct rng *rng,
                             struct err_info *info)
{
    size_t count = collector_sqlite_files_count(m->from);
    enum err err = close_file(collector_sqlite_files_at(m->from, count - 1), info);
    if (err) return err;
    collector_storage_close(m->from);
    m->from = NULL;
    err = collector_sqlite_files_open(path, rng, &m->from, info);
    for (size_t i = 0; !err && i < collector_sqlite_files_count(m->from); i++)
        err = close_file(collector_sqlite_files_at(m->from, i), info);
    return err;
}

struct counts {
    uint64_t surveys, devices, batches, responses, blocks;
};

static enum err count_source(struct move *m, struct counts *out, struct err_info *info)
{
    *out = (struct counts){0};
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < collector_sqlite_files_count(m->from); i++) {
        sqlite3_stmt *select = NULL;
        sqlite3 *reader = collector_sqlite_files_at(m->from, i)->reader;
        err = collector_sqlite_prepare(
            reader,
            "SELECT (SELECT count(*) FROM surveys), (SELECT count(*) FROM devices), "
            "(SELECT count(*) FROM batches), (SELECT coalesce(sum(count), 0) FROM batches), "
            "(SELECT count(*) FROM blocks)",
            &select, info);
        if (!err && sqlite3_step(select) != SQLITE_ROW)
            err = collector_sqlite_fault(reader, "cannot count", info);
        if (!err) {
            out->surveys += (uint64_t)sqlite3_column_int64(select, 0);
            out->devices += (uint64_t)sqlite3_column_int64(select, 1);
            out->batches += (uint64_t)sqlite3_column_int64(select, 2);
            out->responses += (uint64_t)sqlite3_column_int64(select, 3);
            out->blocks = (uint64_t)sqlite3_column_int64(select, 4); // the same in all files
        }
        sqlite3_finalize(select);
    }
    return err;
}

static enum err count_target(struct move *m, struct counts *out, struct err_info *info)
{
    PGresult *r = NULL;
    enum err err = collector_pg_run(&m->link, PG_MOVE_COUNT, NULL, &r, info);
    if (err) return err;
    *out = (struct counts){(uint64_t)collector_pg_int(r, 0, 0), (uint64_t)collector_pg_int(r, 0, 1),
                           (uint64_t)collector_pg_int(r, 0, 2), (uint64_t)collector_pg_int(r, 0, 3),
                           (uint64_t)collector_pg_int(r, 0, 4)};
    PQclear(r);
    return ERR_NONE;
}

static enum err compare_counts(struct move *m, struct err_info *info)
{
    struct counts here = {0}, there = {0};
    enum err err = count_source(m, &here, info);
    if (!err) err = count_target(m, &there, info);
    if (err || !memcmp(&here, &there, sizeof here)) return err;
    return err_set(info, ERR_CORRUPT,
                   "the counts differ (batches %llu in SQLite, %llu in PostgreSQL; devices %llu, "
                   "%llu): nothing is lost in SQLite. Empty the PostgreSQL database and run this "
                   "again",
                   (unsigned long long)here.batches, (unsigned long long)there.batches,
                   (unsigned long long)here.devices, (unsigned long long)there.devices);
}

static enum err move_all(struct move *m, const char *path, const struct rng *rng,
                         struct err_info *info)
{
    enum err err = copy_small(m, info); // surveys first: batches name them
    if (!err) err = copy_batches(m, info);
    if (!err) err = close_source(m, path, rng, info);
    if (!err) err = copy_small(m, info);
    if (!err) err = copy_batches(m, info);
    if (!err) err = compare_counts(m, info);
    return err ? err : execute(m, PG_MOVE_END, NULL, info);
}

enum err collector_migrate(const char *from, const char *to, const struct rng *rng,
                           void (*on_progress)(void *data, uint64_t batches), void *data,
                           struct collector_migrated *out, struct err_info *info)
{
    struct move *m = xcalloc(1, sizeof *m);
    struct counts counts = {0};
    bool done = false;
    m->on_progress = on_progress;
    m->data = data;
    enum err err = collector_sqlite_files_open(from, rng, &m->from, info);
    if (!err) err = collector_pg_connect(&m->link, to, info);
    if (!err) err = claim(m, rng, &done, info);
    if (!err && !done) err = move_all(m, from, rng, info);
    if (!err) err = count_target(m, &counts, info);
    if (!err)
        *out = (struct collector_migrated){counts.surveys, counts.devices, counts.batches,
                                           counts.responses, m->damaged};
    if (m->link.conn) collector_pg_disconnect(&m->link);
    collector_storage_close(m->from);
    for (int i = 0; i < ARRAYS; i++)
        buf_finish(&m->arrays[i]);
    free(m);
    return err;
}
