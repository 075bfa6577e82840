// SPDX-License-Identifier: EUPL-1.2
// A queue of jobs under one lock, and the thread that does them. Responses that failed wait in a
// list of their own, in order, while other jobs go on. See kiosk/worker.h.
#include "kiosk/worker.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

enum {
    RETRY_FIRST_MS = 500,
    RETRY_MOST_MS = 15000,
    LOOK_MS = 30000,          // how often an open batch's waiting time is looked at
    ERASE_EVERY_MS = 3600000, // and what is old enough to be erased
};

enum job_kind { JOB_FINISH, JOB_COUNT, JOB_FIGURES, JOB_CALL };

struct job {
    enum job_kind kind;
    struct kiosk_response *response;
    enum store_tally tally;
    void *cookie;
    kiosk_worker_call call;
    void *call_data;
    struct err_info *info;
    enum err err;
    bool done;
    struct job *next;
};

struct kiosk_worker {
    struct kiosk_worker_options options;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t work; // a job came, or stop
    pthread_cond_t done; // a call was done
    // Under the lock:
    struct job *first;
    struct job *last;
    bool stop;
    int64_t stop_by_ms;
    // The thread's own:
    struct kiosk_response *failed; // oldest first
    struct kiosk_response **failed_end;
    int64_t retry_ms; // the present pause
    int64_t retry_at_ms;
    int64_t look_at_ms;
    int64_t erase_at_ms;
    size_t left; // responses that could not be stored by the end
};

static int64_t mono_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct timespec at_ms(int64_t ms)
{
    return (struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
}

static void post_stored(struct kiosk_worker *w, uint64_t ticket, enum err err, const char *text)
{
    struct kiosk_news *news = xcalloc(1, sizeof(*news));
    news->kind = KIOSK_NEWS_STORED;
    news->ticket = ticket;
    news->err = err;
    size_t bytes = utf8_cut(str_of(text), sizeof(news->text) - 1);
    memcpy(news->text, text, bytes);
    w->options.post(w->options.post_data, news);
}

// Closes the open batch where the survey's rules say so.
static void close_batch(struct kiosk_worker *w)
{
    const struct survey *survey = w->options.survey;
    bool closed = false;
    struct err_info info = {0};
    enum err err = store_close_batch(w->options.store, (size_t)survey_number(survey, "least_batch"),
                                     survey_number(survey, "batch_delay_s") * 1000, &closed, &info);
    if (err) {
        log_warning("the batch could not be closed: %s", info.message);
    } else if (closed && w->options.batch_closed) {
        w->options.batch_closed(w->options.batch_closed_data);
    }
}

static enum err store_response(struct kiosk_worker *w, const struct kiosk_response *response,
                               struct err_info *info)
{
    return store_finish_response(w->options.store, response->json,
                                 (size_t)survey_number(w->options.survey, "usual_bytes"), info);
}

// Nothing here may name the answers; messages of the store never do.
static void finish(struct kiosk_worker *w, struct kiosk_response *response)
{
    struct err_info info = {0};
    // A response behind one that waits would only meet the same trouble, and out of order.
    enum err err = w->failed ? ERR_STATE : store_response(w, response, &info);
    if (err == ERR_NONE) {
        uint64_t ticket = response->ticket;
        kiosk_response_destroy(response);
        post_stored(w, ticket, ERR_NONE, "");
        close_batch(w);
        store_prepare(w->options.store); // the next respondent has yet to answer
        return;
    }
    response->next = NULL;
    *w->failed_end = response;
    w->failed_end = &response->next;
    if (w->failed == response) {
        log_error("a response could not be stored: %s", info.message);
        w->retry_ms = RETRY_FIRST_MS;
        w->retry_at_ms = mono_ms() + w->retry_ms;
    }
    post_stored(w, response->ticket, err, info.message);
}

static void retry(struct kiosk_worker *w)
{
    while (w->failed) {
        struct kiosk_response *response = w->failed;
        struct err_info info = {0};
        enum err err = store_response(w, response, &info);
        if (err) {
            w->retry_ms = w->retry_ms * 2 < RETRY_MOST_MS ? w->retry_ms * 2 : RETRY_MOST_MS;
            w->retry_at_ms = mono_ms() + w->retry_ms;
            log_error("a response still could not be stored: %s", info.message);
            post_stored(w, response->ticket, err, info.message);
            return;
        }
        w->failed = response->next;
        if (!w->failed) {
            w->failed_end = &w->failed;
        }
        uint64_t ticket = response->ticket;
        kiosk_response_destroy(response);
        log_info("what could not be stored is stored now");
        post_stored(w, ticket, ERR_NONE, "");
        close_batch(w);
    }
}

static void figures(struct kiosk_worker *w, void *cookie)
{
    struct kiosk_news *news = xcalloc(1, sizeof(*news));
    struct err_info info = {0};
    news->kind = KIOSK_NEWS_FIGURES;
    news->cookie = cookie;
    news->err = store_figures(w->options.store, &news->store, &info);
    if (news->err) {
        size_t bytes = utf8_cut(str_of(info.message), sizeof(news->text) - 1);
        memcpy(news->text, info.message, bytes);
    }
    w->options.post(w->options.post_data, news);
}

static void do_job(struct kiosk_worker *w, struct job *job)
{
    switch (job->kind) {
    case JOB_FINISH: finish(w, job->response); break;
    case JOB_COUNT: {
        struct err_info info = {0};
        if (store_count(w->options.store, job->tally, &info)) {
            log_warning("a respondent could not be counted: %s", info.message);
        }
        break;
    }
    case JOB_FIGURES: figures(w, job->cookie); break;
    case JOB_CALL: job->err = job->call(job->call_data, w->options.store, job->info); break;
    }
    if (job->kind != JOB_CALL) {
        free(job);
        return;
    }
    // The caller owns the job of a call, and waits for it.
    pthread_mutex_lock(&w->lock);
    job->done = true;
    pthread_cond_broadcast(&w->done);
    pthread_mutex_unlock(&w->lock);
}

static void upkeep(struct kiosk_worker *w)
{
    int64_t now = mono_ms();
    if (w->failed && now >= w->retry_at_ms) {
        retry(w);
    }
    if (now >= w->look_at_ms) {
        close_batch(w);
        w->look_at_ms = now + LOOK_MS;
    }
    if (now >= w->erase_at_ms) {
        struct err_info info = {0};
        int64_t days = survey_number(w->options.survey, "retention_days");
        if (store_erase(w->options.store, days * 86400000, &info)) {
            log_warning("what is old could not be erased: %s", info.message);
        }
        w->erase_at_ms = now + ERASE_EVERY_MS;
    }
}

// Next job, or NULL when it is time for upkeep or the end.
static struct job *wait_for_job(struct kiosk_worker *w, bool *out_stop)
{
    int64_t until = w->look_at_ms;
    if (w->failed && w->retry_at_ms < until) {
        until = w->retry_at_ms;
    }
    pthread_mutex_lock(&w->lock);
    int waited = 0;
    while (!w->first && !w->stop && waited != ETIMEDOUT) {
        struct timespec deadline = at_ms(until);
        waited = pthread_cond_timedwait(&w->work, &w->lock, &deadline);
    }
    struct job *job = w->first;
    if (job) {
        w->first = job->next;
        if (!w->first) {
            w->last = NULL;
        }
    }
    *out_stop = w->stop && !job;
    pthread_mutex_unlock(&w->lock);
    return job;
}

static void *worker_main(void *data)
{
    struct kiosk_worker *w = data;
    store_prepare(w->options.store); // nobody has finished yet
    for (;;) {
        bool stop;
        struct job *job = wait_for_job(w, &stop);
        if (job) {
            do_job(w, job);
        }
        if (stop && (!w->failed || mono_ms() >= w->stop_by_ms)) {
            break;
        }
        if (stop) {
            // Nothing else can come: sleep until the next attempt.
            int64_t until = w->retry_at_ms < w->stop_by_ms ? w->retry_at_ms : w->stop_by_ms;
            struct timespec deadline = at_ms(until);
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL);
        }
        upkeep(w);
    }
    while (w->failed) {
        struct kiosk_response *response = w->failed;
        w->failed = response->next;
        kiosk_response_destroy(response);
        w->left++;
    }
    return NULL;
}

struct kiosk_worker *kiosk_worker_start(const struct kiosk_worker_options *options)
{
    struct kiosk_worker *w = xcalloc(1, sizeof(*w));
    w->options = *options;
    w->failed_end = &w->failed;
    pthread_mutex_init(&w->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&w->work, &attributes);
    pthread_cond_init(&w->done, &attributes);
    pthread_condattr_destroy(&attributes);
    CHECK(pthread_create(&w->thread, NULL, worker_main, w) == 0);
    return w;
}

size_t kiosk_worker_stop(struct kiosk_worker *w, int64_t patience_ms)
{
    pthread_mutex_lock(&w->lock);
    w->stop = true;
    w->stop_by_ms = mono_ms() + patience_ms;
    pthread_cond_signal(&w->work);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    return w->left;
}

void kiosk_worker_destroy(struct kiosk_worker *w)
{
    pthread_cond_destroy(&w->work);
    pthread_cond_destroy(&w->done);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

// The lock is held.
static void add(struct kiosk_worker *w, struct job *job)
{
    if (w->last) {
        w->last->next = job;
    } else {
        w->first = job;
    }
    w->last = job;
    pthread_cond_signal(&w->work);
}

static void add_new(struct kiosk_worker *w, struct job fields)
{
    struct job *job = xcalloc(1, sizeof(*job));
    *job = fields;
    pthread_mutex_lock(&w->lock);
    add(w, job);
    pthread_mutex_unlock(&w->lock);
}

void kiosk_worker_finish(struct kiosk_worker *w, struct kiosk_response *response)
{
    add_new(w, (struct job){.kind = JOB_FINISH, .response = response});
}

void kiosk_worker_count(struct kiosk_worker *w, enum store_tally tally)
{
    add_new(w, (struct job){.kind = JOB_COUNT, .tally = tally});
}

void kiosk_worker_figures(struct kiosk_worker *w, void *cookie)
{
    add_new(w, (struct job){.kind = JOB_FIGURES, .cookie = cookie});
}

enum err kiosk_worker_run(struct kiosk_worker *w, kiosk_worker_call call, void *data,
                          struct err_info *info)
{
    struct job job = {.kind = JOB_CALL, .call = call, .call_data = data, .info = info};
    pthread_mutex_lock(&w->lock);
    if (w->stop) {
        pthread_mutex_unlock(&w->lock);
        return err_set(info, ERR_STATE, "the kiosk is closing");
    }
    add(w, &job);
    while (!job.done) {
        pthread_cond_wait(&w->done, &w->lock);
    }
    pthread_mutex_unlock(&w->lock);
    return job.err;
}
