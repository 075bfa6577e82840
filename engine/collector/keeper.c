// SPDX-License-Identifier: EUPL-1.2
// The collector's housekeeping, beside its requests and in small steps.
#include "collector/keeper_priv.h"

#include "base/alloc.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { HOUR_MS = 3600000, ROUND_S = 3600, DAY_HOURS = 24 };

struct collector_keeper {
    struct collector_keeper_options options;
    pthread_t thread;
    pthread_mutex_t lock; // guards what follows
    pthread_cond_t wake;
    bool stopping;
};

static void tidy(struct collector_keeper *k)
{
    const struct collector_keeper_options *o = &k->options;
    struct collector_tidied tidied = {0};
    struct err_info info = {0};
    struct collector_tidy ask = {
        .hour = clock_wall_ms(&o->clock) / HOUR_MS,
        .pulled_hours = o->keep_days ? (int64_t)o->keep_days * DAY_HOURS : -1,
        .all_hours = o->erase_days ? (int64_t)o->erase_days * DAY_HOURS : -1,
        .nonce_hours = (int64_t)o->nonce_days * DAY_HOURS,
    };
    enum err err = o->storage->table->tidy(o->storage, &ask, &tidied, &info);
    if (o->on_round) o->on_round(o->data, err, &tidied, &info);
}

static void *keeper_main(void *data)
{
    struct collector_keeper *k = data;
    pthread_mutex_lock(&k->lock);
    while (!k->stopping) {
        pthread_mutex_unlock(&k->lock);
        tidy(k);
        pthread_mutex_lock(&k->lock);
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += ROUND_S;
        while (!k->stopping && !pthread_cond_timedwait(&k->wake, &k->lock, &until))
            ;
    }
    pthread_mutex_unlock(&k->lock);
    return NULL;
}

enum err collector_keeper_start(const struct collector_keeper_options *options,
                                struct collector_keeper **out, struct err_info *info)
{
    struct collector_keeper *k = xcalloc(1, sizeof *k);
    pthread_condattr_t attributes;
    k->options = *options;
    pthread_mutex_init(&k->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&k->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    int code = pthread_create(&k->thread, NULL, keeper_main, k);
    if (code) {
        pthread_cond_destroy(&k->wake);
        pthread_mutex_destroy(&k->lock);
        free(k);
        return err_set(info, ERR_IO, "cannot start a thread: %s", strerror(code));
    }
    *out = k;
    return ERR_NONE;
}

void collector_keeper_stop(struct collector_keeper *k)
{
    if (!k) return;
    pthread_mutex_lock(&k->lock);
    k->stopping = true;
    pthread_cond_signal(&k->wake);
    pthread_mutex_unlock(&k->lock);
    pthread_join(k->thread, NULL);
    pthread_cond_destroy(&k->wake);
    pthread_mutex_destroy(&k->lock);
    free(k);
}
