// SPDX-License-Identifier: EUPL-1.2
// Which database the collector's tests run over: SQLite in the test's own folder, or the PostgreSQL
// that SVAR_TEST_PG names, emptied first (tests/collector/test_postgres.sh starts one).
#pragma once

#include "tests/unit/test.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdio.h>

static inline const char *storage_fixture_pg(void)
{
    return getenv("SVAR_TEST_PG");
}

// The address of an empty database; path is where SQLite's file may lie.
static inline void storage_fixture_url(const char *path, char *out, size_t out_bytes)
{
    const char *pg = storage_fixture_pg();
    if (!pg) {
        snprintf(out, out_bytes, "sqlite:%s", path);
        return;
    }
    snprintf(out, out_bytes, "%s", pg);
    PGconn *conn = PQconnectdb(pg);
    // The tables stay: making them anew for every test would take most of the time.
    PGresult *result = PQexec(
        conn, "DO $$ BEGIN IF to_regclass('svar.batches') IS NOT NULL THEN "
              "DELETE FROM svar.batches; DELETE FROM svar.devices; DELETE FROM svar.surveys; "
              "DELETE FROM svar.owners; DELETE FROM svar.blocks; DELETE FROM svar.nonces; "
              "DELETE FROM svar.marks; "
              "END IF; END $$");
    if (PQresultStatus(result) != PGRES_COMMAND_OK) fail_msg("%s", PQerrorMessage(conn));
    PQclear(result);
    PQfinish(conn);
}

// For what is about files.
static inline void storage_fixture_sqlite_only(void)
{
    if (storage_fixture_pg()) skip();
}
