// SPDX-License-Identifier: EUPL-1.2
// The tables of a PostgreSQL database, in a schema of their own, and the steps that bring an older
// one up to date. Several collectors may start at once: they take turns at a lock.
#include "collector/pg_priv.h"

#include <stdio.h>
#include <string.h>

// One step a version, in order; a published step never changes. Sealed bytes cannot be compressed,
// so PostgreSQL need not try (EXTERNAL). A batch's place is (xid, seq): see PG_PULL_PLACES.
static const char *const steps[] = {
    "CREATE TABLE svar.surveys (hash bytea PRIMARY KEY, id text NOT NULL, version int8 NOT NULL,"
    " organizer bytea NOT NULL, package bytea NOT NULL, UNIQUE (id, version));"
    "ALTER TABLE svar.surveys ALTER package SET STORAGE EXTERNAL;"
    "CREATE TABLE svar.owners (survey text PRIMARY KEY, organizer bytea NOT NULL);"
    "CREATE TABLE svar.devices (survey text NOT NULL, device bytea NOT NULL, token bytea NOT NULL,"
    " name text NOT NULL, seen int8 NOT NULL DEFAULT 0, PRIMARY KEY (survey, device),"
    " UNIQUE (survey, token));"
    "CREATE TABLE svar.blocks (device bytea PRIMARY KEY);"
    "CREATE TABLE svar.nonces (key bytea NOT NULL, nonce text NOT NULL, PRIMARY KEY (key, nonce));"
    "CREATE SEQUENCE svar.places;"
    "CREATE TABLE svar.batches (number int8 NOT NULL, seq int8 NOT NULL DEFAULT"
    " nextval('svar.places'), xid xid8 NOT NULL DEFAULT pg_current_xact_id(), count int4 NOT NULL,"
    " bytes int4 NOT NULL, survey text NOT NULL, link bytea NOT NULL, hash bytea NOT NULL,"
    " device bytea NOT NULL, receipt bytea NOT NULL, body bytea NOT NULL,"
    " PRIMARY KEY (survey, link)) PARTITION BY HASH (survey);"
    "ALTER TABLE svar.batches ALTER body SET STORAGE EXTERNAL;"
    "DO $$ BEGIN FOR i IN 0..15 LOOP EXECUTE format('CREATE TABLE svar.batches_%s PARTITION OF"
    " svar.batches FOR VALUES WITH (MODULUS 16, REMAINDER %s)', i, i); END LOOP; END $$;"
    "CREATE INDEX batches_place ON svar.batches (survey, xid, seq);"
    "CREATE INDEX batches_chain ON svar.batches (survey, device, number) INCLUDE (count);",

    // How far pullers had come and batches had arrived, by the hour; bytes is 0 once a body is
    // erased.
    "ALTER TABLE svar.nonces ADD COLUMN hour int8 NOT NULL DEFAULT 0;"
    "CREATE TABLE svar.marks (survey text NOT NULL, who bytea NOT NULL, hour int8 NOT NULL,"
    " xid xid8 NOT NULL, seq int8 NOT NULL, PRIMARY KEY (survey, who, hour));"
    "DROP INDEX svar.batches_place;"
    "CREATE INDEX batches_place ON svar.batches (survey, xid, seq) WHERE bytes > 0;",
};
enum { SCHEMA_VERSION = sizeof steps / sizeof steps[0], LOCK_NUMBER = 0x53766172 /* "Svar" */ };

// A single value as text into out; "" where there is no row.
static enum err ask(struct pg_link *link, const char *sql, char *out, size_t out_bytes,
                    struct err_info *info)
{
    PGresult *result = PQexec(link->conn, sql);
    enum err err = ERR_NONE;
    out[0] = '\0';
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        err = collector_pg_fault(link, result, info);
    else if (PQntuples(result) == 1)
        snprintf(out, out_bytes, "%s", PQgetvalue(result, 0, 0));
    PQclear(result);
    return err;
}

static enum err draw_epoch(struct pg_link *link, const struct rng *rng, struct err_info *info)
{
    uint8_t epoch[SEAL_EPOCH_BYTES];
    rng_fill(rng, epoch, sizeof epoch);
    struct pg_params params = {0};
    collector_pg_bind_bytes(&params, epoch, sizeof epoch);
    PGresult *result = NULL;
    enum err err = collector_pg_run(link, PG_EPOCH_RENEW, &params, &result, info);
    PQclear(result);
    return err;
}

static enum err take_steps(struct pg_link *link, const struct rng *rng, struct err_info *info)
{
    char found[32], mark[128];
    char lock[64];
    snprintf(lock, sizeof lock, "SELECT pg_advisory_xact_lock(%d)", LOCK_NUMBER);
    enum err err = collector_pg_command(link, lock, info);
    // Asked for first: whoever may only read and write the tables need not be allowed to make any.
    if (!err)
        err = ask(link, "SELECT to_regclass('svar.meta') IS NOT NULL", found, sizeof found, info);
    if (!err && !strcmp(found, "f"))
        err = collector_pg_command(link,
                                   "CREATE SCHEMA IF NOT EXISTS svar; CREATE TABLE svar.meta "
                                   "(name text PRIMARY KEY, value bytea NOT NULL)",
                                   info);
    if (!err)
        err = ask(link, "SELECT convert_from(value, 'UTF8') FROM svar.meta WHERE name = 'version'",
                  found, sizeof found, info);
    int64_t version = 0;
    if (!err && found[0] && !str_to_int64(str_of(found), &version))
        err = err_set(info, ERR_CORRUPT, "the database does not say which version wrote it");
    if (!err && version > SCHEMA_VERSION)
        err = err_set(info, ERR_UNSUPPORTED,
                      "the database was written by a later version of svar-collector");
    if (err || version == SCHEMA_VERSION) return err;
    for (int64_t i = version; !err && i < SCHEMA_VERSION; i++)
        err = collector_pg_command(link, steps[i], info);
    if (!err && !version) err = draw_epoch(link, rng, info);
    snprintf(mark, sizeof mark,
             "INSERT INTO svar.meta VALUES ('version', '%d') "
             "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
             SCHEMA_VERSION);
    return err ? err : collector_pg_command(link, mark, info);
}

static enum err read_meta(struct pg_link *link, uint8_t out_epoch[SEAL_EPOCH_BYTES],
                          bool *out_moved, struct err_info *info)
{
    char epoch[2 * SEAL_EPOCH_BYTES + 1], same[8];
    enum err err = ask(link, "SELECT encode(value, 'hex') FROM svar.meta WHERE name = 'epoch'",
                       epoch, sizeof epoch, info);
    if (!err && !hex_decode(str_of(epoch), out_epoch, SEAL_EPOCH_BYTES))
        err = err_set(info, ERR_CORRUPT, "the database has lost its epoch");
    if (!err)
        err = ask(link,
                  "SELECT convert_from(value, 'UTF8') = (SELECT system_identifier::text FROM "
                  "pg_control_system()) FROM svar.meta WHERE name = 'cluster'",
                  same, sizeof same, info);
    if (!err) *out_moved = strcmp(same, "t") != 0;
    return err;
}

enum err collector_pg_schema(struct pg_link *link, const struct rng *rng,
                             uint8_t out_epoch[SEAL_EPOCH_BYTES], bool *out_moved,
                             struct err_info *info)
{
    enum err err = collector_pg_command(link, "BEGIN", info);
    if (!err) err = take_steps(link, rng, info);
    if (!err) err = read_meta(link, out_epoch, out_moved, info);
    if (!err) return collector_pg_command(link, "COMMIT", info);
    if (link->conn) err_ignore(collector_pg_command(link, "ROLLBACK", NULL)); // best effort
    return err;
}
