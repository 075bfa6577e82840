// SPDX-License-Identifier: EUPL-1.2
// Rows go aside as runs, each sorted by key, and ids that went with them are known again.
#include "table/table.h"

#include "base/alloc.h"
#include "base/check.h"
#include "table/aside_priv.h"

#include <stdlib.h>

enum {
    IDS_BYTES = 16 << 20, // fixed: up to some ten million ids it is seldom wrong
    IDS_PROBES = 6,
    ROW_LENGTH_BYTES = 4,
    CELL_BYTES_MAX = 1 + 8,
};

void table_lay_aside(struct table *t, const struct table_aside *aside, size_t bytes_max)
{
    CHECK(!t->store && !t->row_count);
    t->store = xcalloc(1, sizeof *t->store);
    t->store->aside = *aside;
    t->store->bytes_max = bytes_max;
    pthread_mutex_init(&t->store->lock, NULL);
    for (size_t i = 0; i < t->repeat_count; i++)
        table_lay_aside(t->repeats[i], aside, bytes_max);
}

static void frames_finish(struct table_frames *frames)
{
    free(frames->list);
}

void table_store_destroy(struct table *t)
{
    struct table_store *s = t->store;
    if (!s) return;
    for (size_t i = 0; i < s->run_count; i++)
        frames_finish(&s->runs[i]);
    free(s->runs);
    frames_finish(&s->blocks);
    free(s->pieces);
    free(s->ids);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

// The first fault stays.
void table_store_fault(struct table_store *s, enum err err, const struct err_info *info)
{
    pthread_mutex_lock(&s->lock);
    if (!s->fault) {
        s->fault = err;
        s->info = *info;
    }
    pthread_mutex_unlock(&s->lock);
}

static enum err fault_of(struct table_store *s, struct err_info *info)
{
    pthread_mutex_lock(&s->lock);
    enum err fault = s->fault;
    if (fault) err_set(info, fault, "%s", s->info.message);
    pthread_mutex_unlock(&s->lock);
    return fault;
}

enum err table_fault(const struct table *t, struct err_info *info)
{
    enum err err = t->store ? fault_of(t->store, info) : ERR_NONE;
    for (size_t i = 0; !err && i < t->repeat_count; i++)
        err = table_fault(t->repeats[i], info);
    return err;
}

// ---- frames ----

bool table_aside_put(struct table_store *s, struct table_frames *frames, struct table_frame frame,
                     struct buf *bytes)
{
    struct err_info info = {0};
    frame.bytes = bytes->len;
    enum err err = s->aside.put(s->aside.data, buf_str(bytes), &frame.place, &info);
    buf_clear(bytes);
    if (err) {
        table_store_fault(s, err, &info);
        return false;
    }
    if (frames->count == frames->capacity) {
        frames->capacity = frames->capacity ? frames->capacity * 2 : 64;
        frames->list = xreallocarray(frames->list, frames->capacity, sizeof *frames->list);
    }
    frames->list[frames->count++] = frame;
    return true;
}

bool table_aside_get(struct table_store *s, const struct table_frame *frame, struct buf *out)
{
    struct err_info info = {0};
    buf_clear(out);
    enum err err = s->aside.get(s->aside.data, frame->place, frame->bytes, out, &info);
    if (!err && out->len != frame->bytes)
        err = err_set(&info, ERR_CORRUPT, "rows that were laid aside came back otherwise");
    if (err) table_store_fault(s, err, &info);
    return !err;
}

// ---- rows as bytes ----

static void add_cell(const struct table *t, size_t row, size_t column, struct buf *out)
{
    const struct column *c = &t->columns[column];
    if (c->missing[row]) {
        buf_add_u8(out, (uint8_t)-c->missing[row]);
        return;
    }
    uint64_t raw = table_raw(t, row, column);
    if (c->public.kind == TABLE_TEXT) {
        struct str text = table_pool_text(t, raw);
        uint16_t length = (uint16_t)text.len;
        buf_add_u8(out, ASIDE_TEXT);
        buf_add(out, &length, sizeof length);
        buf_add_str(out, text);
    } else if (raw < ASIDE_SMALL_COUNT) {
        buf_add_u8(out, (uint8_t)(ASIDE_SMALL + raw));
    } else {
        buf_add_u8(out, ASIDE_WHOLE);
        buf_add(out, &raw, sizeof raw);
    }
}

static void add_row(const struct table *t, size_t row, struct buf *out)
{
    size_t start = out->len;
    uint32_t length = 0;
    buf_reserve(out, ROW_LENGTH_BYTES + t->column_count * CELL_BYTES_MAX);
    buf_add(out, &length, sizeof length);
    for (size_t i = 0; i < t->column_count; i++)
        add_cell(t, row, i, out);
    length = (uint32_t)(out->len - start - sizeof length);
    memcpy(out->ptr + start, &length, sizeof length);
}

struct str table_aside_row(const struct buf *frame, size_t *at)
{
    uint32_t length;
    CHECK(frame->len - *at >= sizeof length);
    memcpy(&length, frame->ptr + *at, sizeof length);
    CHECK(frame->len - *at - sizeof length >= length);
    struct str row = str_make(frame->ptr + *at, sizeof length + length);
    *at += row.len;
    return row;
}

uint64_t table_aside_cell(const struct buf *bytes, size_t *at, int8_t *out_code)
{
    uint64_t raw = 0;
    uint16_t length;
    CHECK(*at < bytes->len);
    uint8_t tag = bytes->ptr[(*at)++];
    *out_code = 0;
    if (tag >= ASIDE_SMALL) return (uint64_t)tag - ASIDE_SMALL;
    if (tag == ASIDE_WHOLE) {
        CHECK(bytes->len - *at >= sizeof raw);
        memcpy(&raw, bytes->ptr + *at, sizeof raw);
        *at += sizeof raw;
        return raw;
    }
    if (tag != ASIDE_TEXT) {
        *out_code = (int8_t)-tag;
        return 0;
    }
    CHECK(bytes->len - *at >= sizeof length);
    memcpy(&length, bytes->ptr + *at, sizeof length);
    *at += sizeof length;
    CHECK(bytes->len - *at >= length);
    raw = (uint64_t)*at << TABLE_TEXT_BITS | length;
    *at += length;
    return raw;
}

void table_aside_key(const struct table *t, struct str row, struct table_key *out)
{
    size_t at = ROW_LENGTH_BYTES + 1 + sizeof(uint16_t);
    out->id = str_sub(row, at, at + ASIDE_ID_CHARS);
    at += ASIDE_ID_CHARS;
    for (size_t i = 0; i < t->depth; i++) {
        unsigned char tag = (unsigned char)row.ptr[at++];
        if (tag >= ASIDE_SMALL) {
            out->positions[i] = tag - (unsigned)ASIDE_SMALL;
            continue;
        }
        memcpy(&out->positions[i], row.ptr + at, sizeof out->positions[i]);
        at += sizeof out->positions[i];
    }
}

int table_key_compare(const struct table *t, const struct table_key *a, const struct table_key *b)
{
    int order = memcmp(a->id.ptr, b->id.ptr, ASIDE_ID_CHARS);
    for (size_t i = 0; !order && i < t->depth; i++)
        order = (a->positions[i] > b->positions[i]) - (a->positions[i] < b->positions[i]);
    return order;
}

// ---- ids ----

static uint64_t mix(uint64_t x) // so that the two halves of a probe hang on all of the id
{
    x ^= x >> 30;
    x *= 0xBF58476D1CE4E5B9;
    x ^= x >> 27;
    x *= 0x94D049BB133111EB;
    return x ^ x >> 31;
}

static bool ids_probe(uint8_t *ids, struct str id, bool add)
{
    uint64_t hash = mix(str_hash(id)), step = mix(hash) | 1;
    bool all = true;
    for (int i = 0; i < IDS_PROBES; i++, hash += step) {
        size_t bit = (size_t)(hash % ((uint64_t)IDS_BYTES * 8));
        uint8_t mask = (uint8_t)(1 << (bit & 7));
        all = all && (ids[bit / 8] & mask);
        if (add) ids[bit / 8] |= mask;
    }
    return all;
}

static bool frame_has(const struct table *t, const struct table_frame *frame, struct str id)
{
    struct buf bytes = {0};
    bool found = false;
    if (table_aside_get(t->store, frame, &bytes))
        for (size_t at = 0, row = 0; !found && row < frame->rows; row++) {
            struct table_key key;
            table_aside_key(t, table_aside_row(&bytes, &at), &key);
            found = str_eq(key.id, id);
        }
    buf_wipe(&bytes);
    return found;
}

bool table_aside_has(const struct table *t, struct str id)
{
    const struct table_store *s = t->store;
    if (!s || !s->ids || !ids_probe(s->ids, id, false)) return false;
    for (size_t i = 0; i < s->run_count; i++) {
        const struct table_frames *run = &s->runs[i];
        size_t low = 0, high = run->count; // the last frame that does not begin behind the id
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (memcmp(run->list[middle].first_id, id.ptr, ASIDE_ID_CHARS) <= 0)
                low = middle + 1;
            else
                high = middle;
        }
        if (low > 0 && frame_has(t, &run->list[low - 1], id)) return true;
    }
    return false;
}

// ---- a run ----

bool table_aside_due(const struct table *t)
{
    return t->store && !t->store->fault &&
           t->pool.len + t->row_count * t->row_bytes >= t->store->bytes_max;
}

static void forget_rows(struct table *t)
{
    if (t->pool.len) explicit_bzero(t->pool.ptr, t->pool.len);
    t->pool.len = 0;
    memset(t->last_text, 0, sizeof t->last_text);
    if (t->ids) memset(t->ids, 0, t->ids_capacity * sizeof *t->ids);
    free(t->order);
    t->order = NULL;
    t->store->rows += t->row_count;
    t->row_count = 0;
}

void table_aside_rows(struct table *t)
{
    struct table_store *s = t->store;
    struct buf bytes = {0};
    struct table_frame frame = {0};
    bool good = true;
    if (!t->row_count) return;
    table_sort(t);
    if (!t->scope && !s->ids) s->ids = xcalloc(IDS_BYTES, 1);
    s->runs = xreallocarray(s->runs, s->run_count + 1, sizeof *s->runs);
    struct table_frames *run = &s->runs[s->run_count++];
    *run = (struct table_frames){0};
    for (size_t i = 0; good && i < t->row_count; i++) {
        size_t row = t->order[i];
        struct str id = table_pool_text(t, table_raw(t, row, TABLE_ID));
        CHECK(id.len == ASIDE_ID_CHARS);
        if (s->ids) ids_probe(s->ids, id, true);
        if (!frame.rows++) memcpy(frame.first_id, id.ptr, ASIDE_ID_CHARS);
        add_row(t, row, &bytes);
        if (bytes.len < ASIDE_FRAME_BYTES && i + 1 < t->row_count) continue;
        good = table_aside_put(s, run, frame, &bytes);
        frame = (struct table_frame){0};
    }
    buf_wipe(&bytes);
    forget_rows(t);
}
