// SPDX-License-Identifier: EUPL-1.2
// One connection to PostgreSQL: how it is made so that a commit is what it says, the statements,
// and what each kind of fault means for the caller.
#include "collector/pg_priv.h"

#include "base/buf.h"

#include <stdio.h>
#include <string.h>

enum { SERVER_LEAST = 150000 };

// What lies up to a survey's place, some at a time.
#define ERASE                                                                                 \
    "UPDATE svar.batches b SET body = '', receipt = '', bytes = 0 FROM (SELECT x.survey, "    \
    "x.link FROM places p CROSS JOIN LATERAL (SELECT survey, link FROM svar.batches y WHERE " \
    "y.survey = p.survey AND y.bytes > 0 AND (y.xid, y.seq) <= (p.xid, p.seq) LIMIT 64) x "   \
    "LIMIT 64) e WHERE b.survey = e.survey AND b.link = e.link"

static const char *const statements[PG_STATEMENTS] = {
    [PG_HEALTH] = "SELECT pg_is_in_recovery(), "
                  "EXISTS (SELECT 1 FROM svar.meta WHERE name = 'moving')",
    [PG_SURVEY_NEWEST] =
        "SELECT hash, id, version, organizer, CASE WHEN $2::int8 = 1 THEN package END "
        "FROM svar.surveys WHERE id = $1::text ORDER BY version DESC LIMIT 1",
    [PG_STANDING] =
        "SELECT (SELECT seen FROM svar.devices WHERE survey = $1::text AND device = $2::bytea), "
        "EXISTS (SELECT 1 FROM svar.blocks WHERE device = $2::bytea)",
    // The safe cursor. Transactions below the snapshot's xmin are over, and this snapshot sees
    // those that committed; whatever commits later is not below it. So nothing can appear before a
    // place that was once given out, which "seq > last" alone does not promise.
    [PG_PULL_PLACES] = "SELECT xid, seq, bytes FROM svar.batches "
                       "WHERE survey = $1::text AND (xid, seq) > ($2::xid8, $3::int8) "
                       "AND bytes > 0 AND xid < pg_snapshot_xmin(pg_current_snapshot()) "
                       "ORDER BY xid, seq LIMIT $4::int8",
    [PG_PULL_BODIES] = "SELECT xid, seq, receipt, body FROM svar.batches "
                       "WHERE survey = $1::text AND (xid, seq) > ($2::xid8, $3::int8) "
                       "AND (xid, seq) <= ($4::xid8, $5::int8) AND bytes > 0 ORDER BY xid, seq",
    [PG_DEVICES] =
        "SELECT d.survey, d.device, d.name, d.seen, k.device IS NOT NULL, b.batches, b.responses, "
        "b.newest, b.numbers FROM svar.devices d LEFT JOIN svar.blocks k ON k.device = d.device "
        "LEFT JOIN (SELECT survey, device, count(*) AS batches, sum(count)::int8 AS responses, "
        "max(number) AS newest, count(DISTINCT number) AS numbers "
        "FROM svar.batches GROUP BY survey, device) b "
        "ON b.survey = d.survey AND b.device = d.device ORDER BY d.survey, d.name, d.device",
    [PG_SURVEYS] =
        "SELECT s.id, s.version, "
        "(SELECT count(*) FROM svar.devices d WHERE d.survey = s.id), "
        "coalesce(b.batches, 0), coalesce(b.responses, 0) "
        "FROM (SELECT id, max(version) AS version FROM svar.surveys GROUP BY id) s LEFT JOIN "
        "(SELECT survey, count(*) AS batches, sum(count)::int8 AS responses "
        "FROM svar.batches GROUP BY survey) b ON b.survey = s.id ORDER BY s.id",
    [PG_FIGURES] =
        "SELECT (SELECT count(*) FROM svar.surveys), (SELECT count(*) FROM svar.devices), "
        "coalesce(sum(n), 0)::int8, coalesce(sum(responses), 0)::int8, "
        "coalesce(sum(n) FILTER (WHERE n > 1), 0)::int8 "
        "FROM (SELECT count(*) AS n, sum(count) AS responses FROM svar.batches "
        "GROUP BY survey, device, number) numbers",
    [PG_OWNER_PUT] = "INSERT INTO svar.owners (survey, organizer) VALUES ($1::text, $2::bytea) "
                     "ON CONFLICT DO NOTHING",
    [PG_SURVEY_PUT] =
        "INSERT INTO svar.surveys (hash, id, version, organizer, package) "
        "SELECT $1::bytea, $2::text, $3::int8, $4::bytea, $5::bytea WHERE EXISTS "
        "(SELECT 1 FROM svar.owners WHERE survey = $2::text AND organizer = $4::bytea) "
        "ON CONFLICT DO NOTHING",
    [PG_SURVEY_SAME] = "SELECT EXISTS (SELECT 1 FROM svar.surveys WHERE hash = $1::bytea "
                       "AND id = $2::text AND organizer = $3::bytea)",
    [PG_DEVICE_PUT] = "INSERT INTO svar.devices (survey, device, token, name) "
                      "VALUES ($1::text, $2::bytea, $3::bytea, $4::text) ON CONFLICT DO NOTHING",
    [PG_DEVICE_SAME] = "SELECT EXISTS (SELECT 1 FROM svar.devices "
                       "WHERE survey = $1::text AND device = $2::bytea)",
    [PG_SEEN] = "UPDATE svar.devices SET seen = $3::int8 "
                "WHERE survey = $1::text AND device = $2::bytea AND seen < $3::int8",
    [PG_BLOCK] = "INSERT INTO svar.blocks (device) VALUES ($1::bytea) ON CONFLICT DO NOTHING",
    [PG_UNBLOCK] = "DELETE FROM svar.blocks WHERE device = $1::bytea",
    [PG_RENAME] = "UPDATE svar.devices SET name = $2::text WHERE device = $1::bytea",
    [PG_NONCE_PUT] = "INSERT INTO svar.nonces (key, nonce, hour) "
                     "VALUES ($1::bytea, $2::text, $3::int8) ON CONFLICT DO NOTHING",
    [PG_MARK_PUT] = "INSERT INTO svar.marks (survey, who, hour, xid, seq) "
                    "VALUES ($1::text, $2::bytea, $3::int8, $4::xid8, $5::int8) "
                    "ON CONFLICT (survey, who, hour) DO UPDATE "
                    "SET xid = excluded.xid, seq = excluded.seq "
                    "WHERE (marks.xid, marks.seq) < (excluded.xid, excluded.seq)",
    // The newest place of every survey, once a day.
    [PG_MARK_ARRIVALS] =
        "INSERT INTO svar.marks (survey, who, hour, xid, seq) "
        "SELECT o.survey, '', $1::int8, p.xid, p.seq FROM svar.owners o CROSS JOIN LATERAL "
        "(SELECT xid, seq FROM svar.batches b WHERE b.survey = o.survey AND b.bytes > 0 "
        "AND xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xid DESC, seq DESC LIMIT 1) p "
        "WHERE NOT EXISTS (SELECT 1 FROM svar.marks m WHERE m.survey = o.survey AND m.who = '' "
        "AND m.hour > $1::int8 - 24) ON CONFLICT DO NOTHING",
    // A puller's old enough place is that of its last mark before the limit, unless it has gone
    // back since (a desk that begins anew): then the least since.
    [PG_ERASE_PULLED] =
        "WITH limits AS (SELECT m.survey, m.who, max(m.hour) FILTER (WHERE m.hour <= $1::int8) "
        "AS hour FROM svar.marks m WHERE m.who <> '' GROUP BY m.survey, m.who), "
        "places AS (SELECT DISTINCT ON (l.survey) l.survey, coalesce(m.xid, '0') AS xid, "
        "coalesce(m.seq, 0) AS seq FROM limits l LEFT JOIN svar.marks m ON m.survey = l.survey "
        "AND m.who = l.who AND m.hour >= l.hour ORDER BY l.survey, 2, 3) " ERASE,
    [PG_ERASE_OLD] =
        "WITH places AS (SELECT DISTINCT ON (survey) survey, xid, seq FROM svar.marks "
        "WHERE who = '' AND hour <= $1::int8 ORDER BY survey, xid DESC, seq DESC) " ERASE,
    [PG_NONCES_DELETE] = "DELETE FROM svar.nonces WHERE hour < $1::int8",
    [PG_MARKS_DELETE] =
        "DELETE FROM svar.marks m WHERE m.hour < (SELECT max(o.hour) FROM svar.marks o "
        "WHERE o.survey = m.survey AND o.who = m.who AND o.hour <= $1::int8)",
    [PG_EPOCH_RENEW] = "INSERT INTO svar.meta (name, value) VALUES ('epoch', $1::bytea), "
                       "('cluster', convert_to((SELECT system_identifier::text "
                       "FROM pg_control_system()), 'UTF8')) "
                       "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    // Transaction numbers of another server are no order here; those rows all come first.
    [PG_EPOCH_PLACES] = "UPDATE svar.batches SET xid = '0' WHERE xid <> '0'",
    [PG_EPOCH_MARKS] = "DELETE FROM svar.marks",
    // One statement is one transaction: it has committed when its rows are here, one a batch. A
    // group in which nothing was new writes an empty message, since a transaction that writes
    // nothing does not wait for the standby: a row may be here from before a crash without having
    // reached it. Bodies are taken from their array one by one, never as a table of their own.
    [PG_BATCHES_PUT] =
        "WITH asked AS MATERIALIZED (SELECT t.n::int4, t.link, t.hash, t.device, t.number, "
        "t.count, s.id, d.seen, k.device IS NOT NULL AS blocked "
        "FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::int8[], $5::int4[]) "
        "WITH ORDINALITY AS t (link, hash, device, number, count, n) "
        "LEFT JOIN svar.surveys s ON s.hash = t.hash "
        "LEFT JOIN svar.devices d ON d.survey = s.id AND d.device = t.device "
        "LEFT JOIN svar.blocks k ON k.device = t.device), "
        "fresh AS (INSERT INTO svar.batches "
        "(survey, link, hash, device, number, count, bytes, receipt, body) "
        "SELECT id, link, hash, device, number, count, length(($7::bytea[])[n]), "
        "($6::bytea[])[n], ($7::bytea[])[n] FROM asked "
        "WHERE seen IS NOT NULL AND NOT blocked ORDER BY link "
        "ON CONFLICT DO NOTHING RETURNING link) "
        "SELECT a.n, a.id, a.seen, a.blocked, f.link IS NOT NULL, "
        "EXISTS (SELECT 1 FROM svar.batches o WHERE o.survey = a.id AND o.device = a.device "
        "AND o.number = a.number AND o.link <> a.link), NULL::pg_lsn "
        "FROM asked a LEFT JOIN fresh f ON f.link = a.link "
        "UNION ALL SELECT NULL, NULL, NULL, false, false, false, "
        "pg_logical_emit_message(true, 'svar', '') WHERE NOT EXISTS (SELECT 1 FROM fresh)",

    // ---- from SQLite, see migrate.c. Places come along, and stand before all that comes here.
    // ----
    [PG_MOVE_BEGIN] = "INSERT INTO svar.meta (name, value) VALUES ('epoch', $1::bytea), "
                      "('moving', $1::bytea) ON CONFLICT (name) DO UPDATE SET value = "
                      "excluded.value",
    [PG_MOVE_SURVEY] = "INSERT INTO svar.surveys (hash, id, version, organizer, package) "
                       "VALUES ($1::bytea, $2::text, $3::int8, $4::bytea, $5::bytea) "
                       "ON CONFLICT DO NOTHING",
    [PG_MOVE_DEVICE] = "INSERT INTO svar.devices (survey, device, token, name, seen) "
                       "VALUES ($1::text, $2::bytea, $3::bytea, $4::text, $5::int8) "
                       "ON CONFLICT (survey, device) DO UPDATE SET name = excluded.name, "
                       "seen = excluded.seen",
    [PG_MOVE_PLACE] = "SELECT coalesce(max(seq), 0) FROM svar.batches WHERE survey = $1::text",
    [PG_MOVE_BATCHES] =
        "INSERT INTO svar.batches (survey, link, hash, device, number, count, bytes, seq, receipt, "
        "body, xid) SELECT t.survey, t.link, t.hash, t.device, t.number, t.count, t.bytes, t.seq, "
        "($9::bytea[])[t.n::int4], ($10::bytea[])[t.n::int4], '0' "
        "FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::bytea[], $5::int8[], $6::int4[], "
        "$7::int4[], $8::int8[]) WITH ORDINALITY "
        "AS t (survey, link, hash, device, number, count, bytes, seq, n) ON CONFLICT DO NOTHING",
    [PG_MOVE_COUNT] = "SELECT (SELECT count(*) FROM svar.surveys), "
                      "(SELECT count(*) FROM svar.devices), (SELECT count(*) FROM svar.batches), "
                      "(SELECT coalesce(sum(count), 0)::int8 FROM svar.batches), "
                      "(SELECT count(*) FROM svar.blocks)",
    [PG_MOVE_END] =
        "WITH place AS (SELECT setval('svar.places', greatest((SELECT max(seq) FROM svar.batches), "
        "1))), moved AS (INSERT INTO svar.meta (name, value) SELECT 'moved', value FROM svar.meta "
        "WHERE name = 'epoch' ON CONFLICT DO NOTHING) "
        "DELETE FROM svar.meta WHERE name = 'moving' AND EXISTS (SELECT 1 FROM place)",
};

// ---- binding ----
void collector_pg_bind_bytes(struct pg_params *p, const void *data, size_t bytes)
{
    p->values[p->count] = data ? data : "";
    p->lengths[p->count++] = (int)bytes;
}

void collector_pg_bind_text(struct pg_params *p, struct str text)
{
    collector_pg_bind_bytes(p, text.ptr, text.len);
}

void collector_pg_bind_int(struct pg_params *p, int64_t value)
{
    uint8_t *out = p->numbers[p->count];
    for (int i = 0; i < 8; i++)
        out[i] = (uint8_t)((uint64_t)value >> (56 - 8 * i));
    collector_pg_bind_bytes(p, out, 8);
}

// ---- reading ----
struct str collector_pg_bytes(const PGresult *r, int row, int column)
{
    return str_make(PQgetvalue(r, row, column), (size_t)PQgetlength(r, row, column));
}

int64_t collector_pg_int(const PGresult *r, int row, int column)
{
    struct str bytes = collector_pg_bytes(r, row, column);
    uint64_t value = 0;
    for (size_t i = 0; i < bytes.len && i < 8; i++)
        value = value << 8 | (uint8_t)bytes.ptr[i];
    return (int64_t)value;
}

void collector_pg_copy(const PGresult *r, int row, int column, char *out, size_t out_bytes)
{
    struct str text = collector_pg_bytes(r, row, column);
    size_t bytes = utf8_cut(text, out_bytes - 1);
    if (bytes) memcpy(out, text.ptr, bytes);
    out[bytes] = '\0';
}

// ---- faults ----
// libpq's texts have several lines; a log line has one.
static enum err say(enum err err, const char *text, struct err_info *info)
{
    char line[400];
    snprintf(line, sizeof line, "%s", text);
    for (char *c = line; *c; c++)
        if ((unsigned char)*c < ' ') *c = ' ';
    struct str trimmed = str_trim(str_of(line));
    return err_set(info, err, "the database: %.*s", STR_ARG(trimmed));
}

static enum err kind_of(const char *state)
{
    static const struct {
        const char *prefix;
        enum err err;
    } kinds[] = {
        {"08", ERR_NETWORK},    // connection exceptions
        {"57P", ERR_NETWORK},   // shutting down, starting up
        {"25006", ERR_NETWORK}, // read-only: this one is a standby now
        {"53300", ERR_NETWORK}, // too many connections
        {"40", ERR_TIMEOUT},    // deadlock, serialization
        {"55P03", ERR_TIMEOUT}, {"57014", ERR_TIMEOUT}, {"53100", ERR_FULL},
        {"28", ERR_DENIED},     {"42501", ERR_DENIED},  {"3D000", ERR_MISSING},
        {"58030", ERR_IO},      {"XX001", ERR_CORRUPT}, {"XX002", ERR_CORRUPT},
    };
    for (size_t i = 0; state && i < sizeof kinds / sizeof kinds[0]; i++)
        if (!strncmp(state, kinds[i].prefix, strlen(kinds[i].prefix))) return kinds[i].err;
    return ERR_PEER;
}

enum err collector_pg_fault(struct pg_link *link, const PGresult *result, struct err_info *info)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *text = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    enum err err = state ? kind_of(state) : ERR_NETWORK;
    if (PQstatus(link->conn) != CONNECTION_OK) err = ERR_NETWORK;
    return say(err, text ? text : PQerrorMessage(link->conn), info);
}

static void on_notice(void *data, const PGresult *notice)
{
    struct pg_link *link = data;
    const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity && !strcmp(severity, "WARNING")) link->warnings++;
}

// ---- commands ----
enum err collector_pg_command(struct pg_link *link, const char *sql, struct err_info *info)
{
    link->warnings = 0;
    PGresult *result = PQexec(link->conn, sql);
    ExecStatusType status = PQresultStatus(result);
    enum err err = ERR_NONE;
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        err = collector_pg_fault(link, result, info);
    PQclear(result);
    return err;
}

static enum err prepare(struct pg_link *link, enum pg_statement statement, const char *name,
                        struct err_info *info)
{
    PGresult *result = PQprepare(link->conn, name, statements[statement], 0, NULL);
    enum err err = ERR_NONE;
    if (PQresultStatus(result) != PGRES_COMMAND_OK) err = collector_pg_fault(link, result, info);
    PQclear(result);
    link->prepared[statement] = !err;
    return err;
}

enum err collector_pg_run(struct pg_link *link, enum pg_statement statement,
                          const struct pg_params *params, PGresult **out, struct err_info *info)
{
    static const int binary[PG_PARAMS] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    static const struct pg_params none;
    if (!params) params = &none;
    char name[16];
    snprintf(name, sizeof name, "s%d", (int)statement);
    enum err err = link->prepared[statement] ? ERR_NONE : prepare(link, statement, name, info);
    if (err) return err;
    link->warnings = 0;
    PGresult *result =
        PQexecPrepared(link->conn, name, params->count, params->values, params->lengths, binary, 1);
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
        *out = result;
        return ERR_NONE;
    }
    err = collector_pg_fault(link, result, info);
    PQclear(result);
    return err;
}

// ---- connecting ----
void collector_pg_disconnect(struct pg_link *link)
{
    PQfinish(link->conn);
    link->conn = NULL;
    memset(link->prepared, 0, sizeof link->prepared);
}

static bool setting_is(struct pg_link *link, const char *sql, const char *value)
{
    PGresult *result = PQexec(link->conn, sql);
    bool is = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1 &&
              !strcmp(PQgetvalue(result, 0, 0), value);
    PQclear(result);
    return is;
}

// A receipt is a promise: the server must be one that keeps what it has committed.
static enum err check_server(struct pg_link *link, struct err_info *info)
{
    if (PQserverVersion(link->conn) < SERVER_LEAST)
        return err_set(info, ERR_UNSUPPORTED, "the database must be PostgreSQL 15 or later");
    enum err err = collector_pg_command(link, "SET synchronous_commit = on", info);
    if (!err && setting_is(link, "SHOW fsync", "off"))
        err = err_set(info, ERR_UNSUPPORTED,
                      "the database runs with fsync = off and would lose responses: turn it on");
    return err;
}

enum err collector_pg_connect(struct pg_link *link, const char *url, struct err_info *info)
{
    // What the address says itself comes later and wins; the encoding is ours to say.
    static const char *const names[] = {
        "target_session_attrs", "connect_timeout", "application_name", "tcp_user_timeout",
        "keepalives_idle",      "dbname",          "client_encoding",  NULL};
    const char *const values[] = {"read-write", "5", "svar-collector", "10000",
                                  "10",         url, "UTF8",           NULL};
    link->conn = PQconnectdbParams(names, values, 1);
    enum err err = ERR_NONE;
    if (PQstatus(link->conn) != CONNECTION_OK) {
        err = say(ERR_NETWORK, PQerrorMessage(link->conn), info);
    } else {
        PQsetNoticeReceiver(link->conn, on_notice, link);
        err = check_server(link, info);
    }
    if (err) collector_pg_disconnect(link);
    return err;
}
