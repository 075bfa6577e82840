// SPDX-License-Identifier: EUPL-1.2
// An archive in the folder of a batch fixture, a chain of batches in it, and a way to damage it.
#pragma once

#include "archive/archive.h"
#include "tests/unit/batch_fixture.h"

#include <sqlite3.h>

struct archive_fixture {
    struct batch_fixture f;
    char path[256];
    struct archive *archive;
};

static inline void archive_fixture_make(struct archive_fixture *a)
{
    memset(a, 0, sizeof *a);
    batch_fixture_make(&a->f);
    batch_fixture_path(&a->f, "a.db", a->path);
    struct err_info info = {0};
    if (archive_open(a->path, &a->archive, &info)) fail_msg("%s", info.message);
    assert_int_equal(archive_add_survey(a->archive, a->f.survey, &info), ERR_NONE);
}

static inline void archive_fixture_finish(struct archive_fixture *a)
{
    archive_close(a->archive);
    batch_fixture_finish(&a->f);
}

static inline enum archive_added archive_fixture_add(struct archive_fixture *a, struct str batch,
                                                     struct str receipt)
{
    enum archive_added added = ARCHIVE_SET_ASIDE;
    struct err_info info = {0};
    if (archive_add(a->archive, batch, receipt, &added, &info)) fail_msg("%s", info.message);
    return added;
}

// Adds a batch with a good receipt of the collector.
static inline void archive_fixture_take(struct archive_fixture *a, const struct buf *batch)
{
    uint8_t link[SEAL_LINK_BYTES];
    seal_sha256(buf_str(batch), link);
    struct buf receipt = {0};
    batch_fixture_receipt(a->f.collector, link, SEAL_STORED, &receipt);
    assert_int_equal(archive_fixture_add(a, buf_str(batch), buf_str(&receipt)), ARCHIVE_ADDED);
    buf_finish(&receipt);
}

// A chain of count batches with two responses each, of which `without` (0: none) is left out.
static inline void archive_fixture_chain(struct archive_fixture *a, uint64_t count,
                                         uint64_t without)
{
    uint8_t link[SEAL_LINK_BYTES] = {0};
    for (uint64_t number = 1; number <= count; number++) {
        struct buf batch = {0};
        batch_fixture_batch(&a->f, number, link, 2, &batch, link);
        if (number != without) archive_fixture_take(a, &batch);
        buf_finish(&batch);
    }
}

// What somebody at the organizer's disk could do.
static inline void archive_fixture_damage(struct archive_fixture *a, const char *sql)
{
    sqlite3 *db = NULL;
    char *message = NULL;
    assert_int_equal(sqlite3_open(a->path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) fail_msg("%s", message);
    sqlite3_close(db);
}
