// SPDX-License-Identifier: EUPL-1.2
// The ring of pieces: workers make them, the caller takes them one after another. It holds a few
// pieces for every worker, so memory does not hang on how many rows there are.
#include "export/pieces_priv.h"

#include "base/alloc.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

enum { WORKERS_MAX = 16, PIECES_PER_WORKER = 3 };

struct slot {
    struct export_piece piece;
    bool done;
};

struct ring {
    const struct export_pieces *work;
    size_t rows, piece_rows, piece_count;
    pthread_mutex_t lock;
    pthread_cond_t free, done;
    struct slot *slots;
    size_t slot_count;
    size_t started, taken; // pieces; a slot is count % slot_count
    bool stop;
};

static size_t core_count(void)
{
    cpu_set_t set;
    int cores = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return cores < 1 ? 1 : cores > WORKERS_MAX ? WORKERS_MAX : (size_t)cores;
}

static void begin_piece(const struct ring *r, struct export_piece *piece, size_t index)
{
    piece->first = index * r->piece_rows;
    piece->end = r->rows - piece->first > r->piece_rows ? piece->first + r->piece_rows : r->rows;
    buf_clear(&piece->text);
    buf_clear(&piece->out);
}

static void *work(void *data)
{
    struct ring *r = data;
    const struct table *look = table_look(r->work->table);
    pthread_mutex_lock(&r->lock);
    for (;;) {
        while (!r->stop && r->started < r->piece_count && r->started - r->taken == r->slot_count)
            pthread_cond_wait(&r->free, &r->lock);
        if (r->stop || r->started == r->piece_count) break;
        struct slot *slot = &r->slots[r->started % r->slot_count];
        begin_piece(r, &slot->piece, r->started++);
        pthread_mutex_unlock(&r->lock);
        r->work->make(look, &slot->piece, r->work->data);
        pthread_mutex_lock(&r->lock);
        slot->done = true;
        pthread_cond_signal(&r->done);
    }
    pthread_mutex_unlock(&r->lock);
    table_look_end(r->work->table, look);
    return NULL;
}

static enum err take_all(struct ring *r, struct err_info *info)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < r->piece_count; i++) {
        struct slot *slot = &r->slots[i % r->slot_count];
        pthread_mutex_lock(&r->lock);
        while (!slot->done)
            pthread_cond_wait(&r->done, &r->lock);
        pthread_mutex_unlock(&r->lock);
        err = table_fault(r->work->table, info);
        if (!err) err = r->work->take(&slot->piece, r->work->data, info);
        pthread_mutex_lock(&r->lock);
        slot->done = false;
        r->taken++;
        pthread_cond_signal(&r->free);
        pthread_mutex_unlock(&r->lock);
    }
    return err;
}

// Where there is little to do, or no thread can be started.
static enum err run_alone(struct ring *r, struct err_info *info)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < r->piece_count; i++) {
        begin_piece(r, &r->slots[0].piece, i);
        r->work->make(r->work->table, &r->slots[0].piece, r->work->data);
        err = table_fault(r->work->table, info);
        if (!err) err = r->work->take(&r->slots[0].piece, r->work->data, info);
    }
    return err;
}

static enum err run_together(struct ring *r, size_t wanted, struct err_info *info)
{
    pthread_t workers[WORKERS_MAX];
    size_t count = 0;
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->free, NULL);
    pthread_cond_init(&r->done, NULL);
    while (count < wanted && pthread_create(&workers[count], NULL, work, r) == 0)
        count++;
    enum err err = count ? take_all(r, info) : run_alone(r, info);
    pthread_mutex_lock(&r->lock);
    r->stop = true;
    pthread_cond_broadcast(&r->free);
    pthread_mutex_unlock(&r->lock);
    for (size_t i = 0; i < count; i++)
        pthread_join(workers[i], NULL);
    pthread_cond_destroy(&r->done);
    pthread_cond_destroy(&r->free);
    pthread_mutex_destroy(&r->lock);
    return err;
}

enum err export_pieces_run(const struct export_pieces *p, struct err_info *info)
{
    struct ring r = {
        .work = p, .rows = table_row_count(p->table), .piece_rows = table_block_rows(p->table)};
    r.piece_count = (r.rows + r.piece_rows - 1) / r.piece_rows;
    size_t wanted = core_count() < r.piece_count ? core_count() : r.piece_count;
    r.slot_count = wanted > 1 ? wanted * PIECES_PER_WORKER : 1;
    r.slots = xcalloc(r.slot_count, sizeof *r.slots);
    enum err err = wanted > 1 ? run_together(&r, wanted, info) : run_alone(&r, info);
    for (size_t i = 0; i < r.slot_count; i++) {
        buf_wipe(&r.slots[i].piece.text);
        buf_wipe(&r.slots[i].piece.out);
    }
    free(r.slots);
    return err;
}
