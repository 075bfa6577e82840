// SPDX-License-Identifier: EUPL-1.2
// The one writer: takes all writes that wait, commits them as one transaction, and only then wakes
// those who wait. One sync thus serves every device that posts at the same moment.
#include "collector/sqlite_priv.h"

#include <stdio.h>
#include <string.h>

enum {
    GROUP_MAX = 256,
    GROUP_ENOUGH = 32,       // so many do not wait for further ones
    CHECKPOINT_PAGES = 1024, // 4 MiB of WAL
};

static int on_wal(void *data, sqlite3 *db, const char *name, int pages)
{
    (void)db;
    (void)name;
    ((struct sqlite_storage *)data)->wal_pages = pages;
    return SQLITE_OK;
}

static void set_broken(struct sqlite_storage *s, const struct err_info *why)
{
    pthread_mutex_lock(&s->lock);
    s->broken = true;
    s->why = *why;
    pthread_mutex_unlock(&s->lock);
}

// After a failed sync the kernel may have dropped the pages and report the next sync as good, so
// that nothing this process believes about the file holds any more.
static bool doubtful(enum err err)
{
    return err == ERR_IO || err == ERR_CORRUPT;
}

static void fail_all(struct sqlite_job *group, enum err err, const struct err_info *info)
{
    for (struct sqlite_job *job = group; job; job = job->next) {
        if (job->err) continue;
        job->err = err;
        job->info = *info;
    }
}

static void run_job(struct sqlite_storage *s, struct sqlite_job *job)
{
    static const char failed[] = "the database failed";
    if (job->whole) {
        job->err = job->run(s->writer, job->data, &job->info);
        return;
    }
    job->err = collector_sqlite_hot_run(s, SQLITE_SAVE, failed, &job->info);
    if (job->err) return;
    job->err = job->run(s->writer, job->data, &job->info);
    struct err_info rest = {0};
    enum err err = job->err ? collector_sqlite_run(s->writer, "ROLLBACK TO job; RELEASE job", &rest)
                            : collector_sqlite_hot_run(s, SQLITE_KEEP, failed, &rest);
    if (err && !job->err) {
        job->err = err;
        job->info = rest;
    }
}

// Once `svar-collector migrate` has begun to take the rest, nothing may be added here.
static enum err check_moved(struct sqlite_storage *s, struct err_info *info)
{
    sqlite3_stmt *select = NULL;
    enum err err = collector_sqlite_hot(s, SQLITE_MOVED, &select, info);
    if (err) return err;
    int code = sqlite3_step(select);
    if (code == SQLITE_ROW)
        err = err_set(info, ERR_STATE, COLLECTOR_SQLITE_MOVED, s->path);
    else if (code != SQLITE_DONE)
        err = collector_sqlite_fault(s->writer, "the database failed", info);
    sqlite3_reset(select);
    return err;
}

// A full disk or a failed write may have ended the whole transaction inside a job: then none of
// the group was stored.
static void commit_group(struct sqlite_storage *s, struct sqlite_job *group)
{
    struct err_info info = {0};
    sqlite3 *db = s->writer;
    enum err err = collector_sqlite_hot_run(s, SQLITE_BEGIN, "the database failed", &info);
    if (err) {
        fail_all(group, err, &info);
        return;
    }
    err = check_moved(s, &info);
    for (struct sqlite_job *job = group; !err && job; job = job->next) {
        run_job(s, job);
        bool ended = sqlite3_get_autocommit(db); // the transaction is gone already
        if (doubtful(job->err)) set_broken(s, &job->info);
        if (doubtful(job->err) || ended || (job->whole && job->err)) {
            err = job->err ? job->err : ERR_IO;
            info = job->info;
            break;
        }
    }
    if (!err) {
        err = collector_sqlite_hot_run(s, SQLITE_COMMIT, "the database failed", &info);
        if (doubtful(err)) set_broken(s, &info);
    }
    if (err) {
        if (!sqlite3_get_autocommit(db))
            err_ignore(collector_sqlite_run(db, "ROLLBACK", NULL)); // best effort
        fail_all(group, err, &info);
    }
}

static void checkpoint(struct sqlite_storage *s)
{
    int log_pages = 0, moved = 0;
    int code =
        sqlite3_wal_checkpoint_v2(s->writer, NULL, SQLITE_CHECKPOINT_PASSIVE, &log_pages, &moved);
    struct err_info info = {0};
    if (code != SQLITE_OK &&
        doubtful(collector_sqlite_fault(s->writer, "cannot tidy the database", &info)))
        set_broken(s, &info);
    // A reader in the way, or a full disk: the WAL grows a little and the next group tries again.
    s->wal_pages = 0;
}

static void wake_group(struct sqlite_job *group)
{
    while (group) {
        struct sqlite_job *next = group->next; // the job is gone once its thread wakes
        sem_post(&group->done);
        group = next;
    }
}

// ---- the queue ----
// Under the lock. One sync costs as much as looking at several batches does: it pays to wait for
// those that are being looked at, while they are more than what waits. They come for sure and soon.
static bool enough(const struct sqlite_storage *s)
{
    return s->queued && (s->queued >= s->expected || s->queued >= GROUP_ENOUGH || s->stopping);
}

static struct sqlite_job *take_group(struct sqlite_storage *s)
{
    struct sqlite_job *group = s->first, *end = group;
    size_t taken = 1;
    for (; taken < GROUP_MAX && end->next; taken++)
        end = end->next;
    s->first = end->next;
    if (!s->first) s->last = NULL;
    end->next = NULL;
    s->queued -= taken;
    return group;
}

static void *writer_main(void *data)
{
    struct sqlite_storage *s = data;
    pthread_mutex_lock(&s->lock);
    for (;;) {
        while (!enough(s) && !s->stopping)
            pthread_cond_wait(&s->work, &s->lock);
        if (!s->first) break;
        struct sqlite_job *group = take_group(s);
        bool broken = s->broken;
        pthread_mutex_unlock(&s->lock);
        if (broken) {
            fail_all(group, s->why.code, &s->why); // written once, before broken was seen
        } else {
            commit_group(s, group);
        }
        wake_group(group);
        if (s->wal_pages >= CHECKPOINT_PAGES) checkpoint(s);
        pthread_mutex_lock(&s->lock);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

void *collector_sqlite_batch_expect(struct collector_storage *base, const uint8_t survey_hash[32])
{
    struct sqlite_storage *s = (struct sqlite_storage *)base;
    (void)survey_hash;
    atomic_fetch_add(&s->expected, 1);
    return s;
}

void collector_sqlite_batch_unexpect(struct collector_storage *base, void *expected)
{
    struct sqlite_storage *s = expected;
    (void)base;
    pthread_mutex_lock(&s->lock);
    atomic_fetch_sub(&s->expected, 1);
    if (enough(s)) pthread_cond_signal(&s->work);
    pthread_mutex_unlock(&s->lock);
}

enum err collector_sqlite_writer_start(struct sqlite_storage *s, struct err_info *info)
{
    sqlite3_wal_hook(s->writer, on_wal, s);
    int code = pthread_create(&s->thread, NULL, writer_main, s);
    if (code) return err_set(info, ERR_IO, "cannot start the writer: %s", strerror(code));
    s->thread_runs = true;
    return ERR_NONE;
}

void collector_sqlite_writer_stop(struct sqlite_storage *s)
{
    if (!s->thread_runs) return;
    pthread_mutex_lock(&s->lock);
    s->stopping = true;
    pthread_cond_signal(&s->work);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    s->thread_runs = false;
}

enum err collector_sqlite_write_job(struct sqlite_storage *s, struct sqlite_job *job,
                                    struct err_info *info)
{
    sem_init(&job->done, 0, 0);
    pthread_mutex_lock(&s->lock);
    if (job->expected) atomic_fetch_sub(&s->expected, 1);
    bool queued = !s->stopping;
    if (queued) {
        // The queue may hold the address: this thread stays here until the writer is done with it.
        if (s->last)
            s->last->next = job;
        else
            s->first = job;
        s->last = job;
        s->queued++;
        if (enough(s)) pthread_cond_signal(&s->work);
    }
    pthread_mutex_unlock(&s->lock);
    if (!queued) job->err = err_set(&job->info, ERR_STATE, "the collector is stopping");
    while (queued && sem_wait(&job->done) != 0)
        ; // a signal came
    sem_destroy(&job->done);
    if (job->err && info) *info = job->info;
    return job->err;
}

enum err collector_sqlite_write(struct sqlite_storage *s,
                                enum err (*run)(sqlite3 *db, void *data, struct err_info *info),
                                void *data, struct err_info *info)
{
    struct sqlite_job job = {.run = run, .data = data};
    return collector_sqlite_write_job(s, &job, info);
}
