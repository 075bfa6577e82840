// SPDX-License-Identifier: EUPL-1.2
// Places for the responses of the open batch: empty rows under random ids, made while nobody waits,
// as long as a response usually is. Filling one changes a single page of the file, where a new row
// moves its neighbours too and a commit writes up to four times as much. Which place is next was
// drawn by lot, so that a row's id and its place in the file tell nothing about the order.
#include "store/store_priv.h"

#include "base/check.h"

#include <stdlib.h>
#include <string.h>

enum {
    FIRST_COUNT = 16,        // then as many again as there are responses
    BYTES_MAX = 1024 * 1024, // of one addition
};

static int id_compare(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

void store_places_forget(struct store *s)
{
    explicit_bzero(s->places, sizeof s->places);
    s->place_count = 0;
}

static enum err add_rows(struct store *s, const int64_t *ids, size_t count, struct err_info *info)
{
    enum err err = ERR_NONE;
    // What an earlier batch did not use, of whatever length.
    if (s->open_count == 0) err = store_sql_simple(&s->file, SQL_RESPONSES_END, info);
    for (size_t i = 0; i < count && !err; i++) {
        sqlite3_stmt *st = store_sql(&s->file, SQL_PLACE_ADD);
        store_bind_int(st, 1, ids[i]);
        store_bind_int(st, 2, (int64_t)s->place_bytes);
        err = store_sql_do(&s->file, st, info);
    }
    return err;
}

enum err store_places_make(struct store *s, struct err_info *info)
{
    int64_t drawn[LIMIT_BATCH_COUNT], sorted[LIMIT_BATCH_COUNT];
    if (s->place_count || !s->place_bytes || s->open_count >= LIMIT_BATCH_COUNT) return ERR_NONE;
    size_t count = s->open_count < FIRST_COUNT ? (size_t)FIRST_COUNT : s->open_count;
    if (count > LIMIT_BATCH_COUNT - s->open_count) count = LIMIT_BATCH_COUNT - s->open_count;
    if (count > BYTES_MAX / s->place_bytes) count = BYTES_MAX / s->place_bytes;
    if (count == 0) return ERR_NONE;
    for (size_t i = 0; i < count; i++)
        drawn[i] = (int64_t)(rng_u64(&s->rng) >> 1);
    // In the order of their ids, which lays them close; they are used in the order of the draw.
    memcpy(sorted, drawn, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, id_compare);
    enum err err = store_sql_simple(&s->file, SQL_BEGIN, info);
    if (!err) {
        err = add_rows(s, sorted, count, info);
        err = store_sql_end(&s->file, err, info);
    }
    if (!err) {
        memcpy(s->places, drawn, count * sizeof *drawn);
        s->place_count = count;
    }
    explicit_bzero(drawn, sizeof drawn);
    return err;
}

enum err store_place_fill(struct store *s, struct str slot, struct str sealed,
                          struct err_info *info)
{
    struct store_file *f = &s->file;
    CHECK(s->place_count > 0);
    sqlite3_stmt *st = store_sql(f, SQL_PLACE_FILL);
    store_bind_int(st, 1, s->places[s->place_count - 1]);
    store_bind_blob(st, 2, slot);
    store_bind_blob(st, 3, sealed);
    enum err err = store_sql_do(f, st, info);
    if (err || sqlite3_changes(f->db) == 1) return err;
    f->untrusted = true;
    return err_set(info, ERR_CORRUPT, "%.200s is damaged (a row is gone)", f->path);
}

void store_place_filled(struct store *s)
{
    if (s->place_count) s->places[--s->place_count] = 0;
}
