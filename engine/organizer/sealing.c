// SPDX-License-Identifier: EUPL-1.2
// Writer and sealer hand one piece over at a time: the writer waits until it is taken.
#include "organizer/sealing.h"

#include "base/alloc.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct sealing {
    const struct seal_age_to *to;
    const struct seal_sink *sink;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct str piece; // the writer's, what is not taken yet
    bool ended;       // no more pieces
    bool given_up;    // and what there was is good for nothing
    bool done;        // the sealer has ended, with
    enum err err;
    struct err_info info;
};

static enum err take(void *data, void *out, size_t bytes_max, size_t *out_bytes,
                     struct err_info *info)
{
    struct sealing *s = data;
    pthread_mutex_lock(&s->lock);
    while (!s->piece.len && !s->ended)
        pthread_cond_wait(&s->changed, &s->lock);
    size_t count = s->piece.len < bytes_max ? s->piece.len : bytes_max;
    if (count) memcpy(out, s->piece.ptr, count);
    s->piece = str_sub(s->piece, count, s->piece.len);
    if (!s->piece.len) pthread_cond_broadcast(&s->changed);
    bool given_up = s->given_up;
    pthread_mutex_unlock(&s->lock);
    *out_bytes = count;
    return given_up ? err_set(info, ERR_STATE, "what was to be sealed was not finished") : ERR_NONE;
}

static void *seal(void *data)
{
    struct sealing *s = data;
    struct rng rng = rng_system();
    const struct seal_source source = {take, s};
    struct err_info info = {0};
    enum err err = seal_age_encrypt_stream(s->to, false, &rng, &source, s->sink, &info);
    pthread_mutex_lock(&s->lock);
    s->err = err;
    s->info = info;
    s->done = true;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

struct sealing *sealing_begin(const struct seal_age_to *to, const struct seal_sink *sink)
{
    struct sealing *s = xcalloc(1, sizeof *s);
    s->to = to;
    s->sink = sink;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    if (pthread_create(&s->thread, NULL, seal, s)) abort(); // no thread left: as no memory
    return s;
}

enum err sealing_write(struct sealing *s, struct str plain, struct err_info *info)
{
    pthread_mutex_lock(&s->lock);
    s->piece = plain;
    pthread_cond_broadcast(&s->changed);
    while (s->piece.len && !s->done)
        pthread_cond_wait(&s->changed, &s->lock);
    // The sealer ends before the writer only where it failed.
    enum err err = s->done ? err_set(info, s->err, "%s", s->info.message) : ERR_NONE;
    s->piece = STR("");
    pthread_mutex_unlock(&s->lock);
    return err;
}

enum err sealing_end(struct sealing *s, bool whole, struct err_info *info)
{
    pthread_mutex_lock(&s->lock);
    s->ended = true;
    s->given_up = !whole;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    enum err err = s->err && whole ? err_set(info, s->err, "%s", s->info.message) : ERR_NONE;
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
    free(s);
    return err;
}
