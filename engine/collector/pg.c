// SPDX-License-Identifier: EUPL-1.2
// The PostgreSQL backend: opens, keeps a handful of connections that may come and go, and reads.
#include "collector/pg_priv.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PLACES_FIRST = 64, PLACES_MOST = 4096 };
enum { PATIENCE_MS = 10000, HEALTH_MS = 2000, PAUSE_FIRST_MS = 20, PAUSE_MOST_MS = 250 };

// ---- work on connections ----
static void pause_ms(int64_t ms)
{
    struct timespec t = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000000};
    nanosleep(&t, NULL);
}

static bool is_stopping(struct pg_storage *s)
{
    pthread_mutex_lock(&s->lock);
    bool stopping = s->stopping;
    pthread_mutex_unlock(&s->lock);
    return stopping;
}

enum err collector_pg_do_on(struct pg_storage *s, struct pg_link *link, int64_t patience_ms,
                            pg_work work, void *data, struct err_info *info)
{
    int64_t deadline = clock_mono_ms(&s->clock) + patience_ms, pause = PAUSE_FIRST_MS;
    for (;;) {
        struct err_info why = {0};
        enum err err = link->conn ? ERR_NONE : collector_pg_connect(link, s->url, &why);
        if (!err) err = work(link, data, &why);
        if (err == ERR_NETWORK || (link->conn && PQtransactionStatus(link->conn) != PQTRANS_IDLE))
            collector_pg_disconnect(link);
        bool again = err == ERR_NETWORK || err == ERR_TIMEOUT;
        if (!again || clock_mono_ms(&s->clock) + pause > deadline || is_stopping(s)) {
            if (err && info) *info = why;
            return err;
        }
        // Not all at once: a database that comes back is greeted by every thread there is.
        pause_ms(pause / 2 + (int64_t)rng_below(&s->rng, (uint64_t)pause));
        pause = 2 * pause < PAUSE_MOST_MS ? 2 * pause : PAUSE_MOST_MS;
    }
}

static enum err do_for(struct pg_storage *s, int64_t patience_ms, pg_work work, void *data,
                       struct err_info *info)
{
    pthread_mutex_lock(&s->lock);
    while (!s->free)
        pthread_cond_wait(&s->idle, &s->lock);
    struct pg_link *link = s->free;
    s->free = link->next;
    pthread_mutex_unlock(&s->lock);
    enum err err = collector_pg_do_on(s, link, patience_ms, work, data, info);
    pthread_mutex_lock(&s->lock);
    link->next = s->free;
    s->free = link;
    pthread_cond_signal(&s->idle);
    pthread_mutex_unlock(&s->lock);
    return err;
}

enum err collector_pg_do(struct pg_storage *s, pg_work work, void *data, struct err_info *info)
{
    return do_for(s, PATIENCE_MS, work, data, info);
}

// ---- health and epoch ----
static enum err run_health(struct pg_link *link, void *data, struct err_info *info)
{
    (void)data;
    PGresult *result = NULL;
    enum err err = collector_pg_run(link, PG_HEALTH, NULL, &result, info);
    if (!err && collector_pg_int(result, 0, 0))
        err = err_set(info, ERR_NETWORK, "the database: it is a standby and takes nothing");
    else if (!err && collector_pg_int(result, 0, 1))
        err = err_set(info, ERR_STATE,
                      "the database is being filled: let svar-collector migrate come to its end "
                      "first");
    PQclear(result);
    return err;
}

static enum err health(struct collector_storage *base, struct err_info *info)
{
    struct pg_storage *s = (struct pg_storage *)base;
    if (s->moved)
        return err_set(info, ERR_DENIED,
                       "the database was copied here from another server: stop every collector and "
                       "start one with --new-epoch, once");
    return do_for(s, HEALTH_MS, run_health, NULL, info);
}

static const uint8_t *epoch(const struct collector_storage *base)
{
    return ((const struct pg_storage *)base)->epoch;
}

// ---- surveys and devices ----
struct survey_get {
    const char *id;
    struct collector_survey *out;
    struct buf *out_package; // or NULL
};

static enum err run_survey_get(struct pg_link *link, void *data, struct err_info *info)
{
    const struct survey_get *get = data;
    struct pg_params params = {0};
    collector_pg_bind_text(&params, str_of(get->id));
    collector_pg_bind_int(&params, get->out_package != NULL);
    PGresult *r = NULL;
    enum err err = collector_pg_run(link, PG_SURVEY_NEWEST, &params, &r, info);
    if (err) return err;
    if (PQntuples(r) != 1) {
        err = err_set(info, ERR_MISSING, "no such survey here");
    } else if (PQgetlength(r, 0, 0) != 32 || PQgetlength(r, 0, 3) != 32) {
        err = err_set(info, ERR_CORRUPT, "a survey in the database is damaged");
    } else {
        memset(get->out, 0, sizeof *get->out);
        memcpy(get->out->hash, PQgetvalue(r, 0, 0), 32);
        collector_pg_copy(r, 0, 1, get->out->id, sizeof get->out->id);
        get->out->version = collector_pg_int(r, 0, 2);
        memcpy(get->out->organizer, PQgetvalue(r, 0, 3), 32);
        if (get->out_package) buf_add_str(get->out_package, collector_pg_bytes(r, 0, 4));
    }
    PQclear(r);
    return err;
}

static enum err survey_newest(struct collector_storage *s, const char *id,
                              struct collector_survey *out, struct buf *out_package,
                              struct err_info *info)
{
    struct survey_get get = {.id = id, .out = out, .out_package = out_package};
    return collector_pg_do((struct pg_storage *)s, run_survey_get, &get, info);
}

struct standing_get {
    const char *survey_id;
    const uint8_t *device;
    struct collector_standing *out;
};

static enum err run_standing(struct pg_link *link, void *data, struct err_info *info)
{
    const struct standing_get *get = data;
    struct pg_params params = {0};
    collector_pg_bind_text(&params, str_of(get->survey_id));
    collector_pg_bind_bytes(&params, get->device, 32);
    PGresult *r = NULL;
    enum err err = collector_pg_run(link, PG_STANDING, &params, &r, info);
    if (err) return err;
    *get->out = (struct collector_standing){.enrolled = !PQgetisnull(r, 0, 0),
                                            .seen_hour = collector_pg_int(r, 0, 0),
                                            .blocked = collector_pg_int(r, 0, 1) != 0};
    PQclear(r);
    return ERR_NONE;
}

static enum err device_standing(struct collector_storage *s, const char *survey_id,
                                const uint8_t device[32], struct collector_standing *out,
                                struct err_info *info)
{
    struct standing_get get = {survey_id, device, out};
    return collector_pg_do((struct pg_storage *)s, run_standing, &get, info);
}

// ---- pulling ----
struct pull {
    const char *survey_id;
    size_t bytes_max;
    struct collector_cursor after, end;
    bool more;
    PGresult *bodies;
};

// How far a page goes: as many batches as fit, one at least. False: more might have fitted.
static bool end_page(struct pull *p, const PGresult *places, int limit)
{
    size_t bytes = 0;
    int rows = PQntuples(places), row = 0;
    for (; row < rows; row++) {
        bytes += (size_t)collector_pg_int(places, row, 2);
        if (row && bytes > p->bytes_max) break;
        p->end.xid = (uint64_t)collector_pg_int(places, row, 0);
        p->end.position = (uint64_t)collector_pg_int(places, row, 1);
    }
    p->more = row < rows || rows == limit;
    return row < rows || rows < limit;
}

static enum err run_pull(struct pg_link *link, void *data, struct err_info *info)
{
    struct pull *p = data;
    struct pg_params params = {0};
    collector_pg_bind_text(&params, str_of(p->survey_id));
    collector_pg_bind_int(&params, (int64_t)p->after.xid);
    collector_pg_bind_int(&params, (int64_t)p->after.position);
    for (int limit = PLACES_FIRST;; limit *= 8) { // few where batches are large
        struct pg_params with_limit = params;
        PGresult *places = NULL;
        collector_pg_bind_int(&with_limit, limit);
        enum err err = collector_pg_run(link, PG_PULL_PLACES, &with_limit, &places, info);
        if (err) return err;
        p->end = p->after;
        bool whole = end_page(p, places, limit);
        PQclear(places);
        if (whole || limit >= PLACES_MOST) break;
    }
    collector_pg_bind_int(&params, (int64_t)p->end.xid);
    collector_pg_bind_int(&params, (int64_t)p->end.position);
    return collector_pg_run(link, PG_PULL_BODIES, &params, &p->bodies, info);
}

static enum err batch_pull(struct collector_storage *base, const char *survey_id,
                           const struct collector_cursor *after, size_t bytes_max,
                           collector_pull_function each, void *data,
                           struct collector_cursor *out_next, bool *out_more, struct err_info *info)
{
    struct pg_storage *s = (struct pg_storage *)base;
    struct pull pull = {.survey_id = survey_id, .bytes_max = bytes_max};
    memcpy(pull.after.epoch, s->epoch, sizeof s->epoch);
    if (!memcmp(after->epoch, s->epoch, sizeof s->epoch) && after->position <= INT64_MAX)
        pull.after = *after;
    enum err err = collector_pg_do(s, run_pull, &pull, info);
    if (err) return err;
    struct collector_cursor at = pull.end;
    for (int row = 0; row < PQntuples(pull.bodies); row++) {
        at.xid = (uint64_t)collector_pg_int(pull.bodies, row, 0);
        at.position = (uint64_t)collector_pg_int(pull.bodies, row, 1);
        each(collector_pg_bytes(pull.bodies, row, 3), collector_pg_bytes(pull.bodies, row, 2), &at,
             data);
    }
    PQclear(pull.bodies);
    *out_next = pull.end;
    *out_more = pull.more;
    return ERR_NONE;
}

// ---- opening ----
static void close_storage(struct collector_storage *base)
{
    struct pg_storage *s = (struct pg_storage *)base;
    collector_pg_writers_stop(s);
    for (int i = 0; i < PG_LINKS; i++)
        if (s->links[i].conn) collector_pg_disconnect(&s->links[i]);
    pthread_cond_destroy(&s->work);
    pthread_cond_destroy(&s->idle);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

static const struct collector_storage_table table = {
    .close = close_storage,
    .health = health,
    .epoch = epoch,
    .renew_epoch = collector_pg_renew_epoch,
    .survey_put = collector_pg_survey_put,
    .survey_newest = survey_newest,
    .device_put = collector_pg_device_put,
    .device_standing = device_standing,
    .device_seen = collector_pg_device_seen,
    .device_block = collector_pg_device_block,
    .device_rename = collector_pg_device_rename,
    .devices = collector_pg_devices,
    .surveys = collector_pg_surveys,
    .batch_expect = collector_pg_batch_expect,
    .batch_unexpect = collector_pg_batch_unexpect,
    .batch_put = collector_pg_batch_put,
    .batch_pull = batch_pull,
    .pull_note = collector_pg_pull_note,
    .tidy = collector_pg_tidy,
    .figures = collector_pg_figures,
};

enum err collector_pg_storage_open(const char *url, const struct rng *rng,
                                   struct collector_storage **out, struct err_info *info)
{
    struct pg_storage *s = xcalloc(1, sizeof *s);
    s->base.table = &table;
    s->rng = *rng;
    s->clock = clock_system();
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->idle, NULL);
    pthread_cond_init(&s->work, NULL);
    for (int i = 0; i < PG_LINKS; i++) {
        s->links[i].next = s->free;
        s->free = &s->links[i];
    }
    enum err err = ERR_NONE;
    size_t length = (size_t)snprintf(s->url, sizeof s->url, "%s", url);
    if (length >= sizeof s->url)
        err = err_set(info, ERR_LIMIT, "the address of the database is too long");
    if (!err) err = collector_pg_connect(s->free, s->url, info);
    if (!err) err = collector_pg_schema(s->free, &s->rng, s->epoch, &s->moved, info);
    if (!err) err = collector_pg_writers_start(s, info);
    if (err) {
        close_storage(&s->base);
        return err;
    }
    *out = &s->base;
    return ERR_NONE;
}
