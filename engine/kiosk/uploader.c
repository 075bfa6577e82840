// SPDX-License-Identifier: EUPL-1.2
// The loop around sync/uploader.h, and its way to the store. See kiosk/uploader.h.
#include "kiosk/uploader.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/file.h"
#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

enum {
    ENROLLED_BYTES_MAX = 1024,
    REST_MS = 3000, // with longer to wait than this the connection is given up
    ABORT_S = 2,    // for an exchange that was told to end
};

struct wish {
    void *cookie;
    size_t least_count;
    struct wish *next;
};

struct kiosk_uploader {
    struct kiosk_worker *worker;
    kiosk_news_post post;
    void *post_data;
    struct sync_courier *courier;
    struct sync_uploader *sync;
    char *enrolled_path;
    enum err (*survey)(void *data, struct str package, struct err_info *info);
    void *survey_data;
    int64_t batch_delay_ms;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t news;
    // Under the lock:
    bool ready;
    bool stop;
    struct wish *wishes; // syncs that were asked for, not begun
    struct buf token;    // that came since, not used yet
    struct sync_figures figures;
    // The thread's own:
    struct wish *open; // begun
    char said[256];    // the trouble that was logged last
    bool said_clock;
    struct buf token_used; // to be remembered once it has worked
};

// ---- the way to the store ----
static enum err next_batch_call(void *data, struct store *store, struct err_info *info)
{
    return store_next_batch(store, data, info);
}

static enum err next_batch(void *data, struct buf *out, struct err_info *info)
{
    struct kiosk_uploader *u = data;
    return kiosk_worker_run(u->worker, next_batch_call, out, info);
}

struct receipted {
    const struct seal_receipt *receipt;
    struct str bytes;
};

static enum err receipted_call(void *data, struct store *store, struct err_info *info)
{
    const struct receipted *r = data;
    return store_receipted(store, r->receipt, r->bytes, info);
}

static enum err receipted(void *data, const struct seal_receipt *receipt, struct str bytes,
                          struct err_info *info)
{
    struct kiosk_uploader *u = data;
    struct receipted r = {receipt, bytes};
    enum err err = kiosk_worker_run(u->worker, receipted_call, &r, info);
    if (!err && receipt->verdict == SEAL_REFUSED) {
        log_warning("the collector refused a batch, which is kept aside: %.*s",
                    STR_ARG(receipt->reason));
    } else if (!err) {
        log_info("a batch has its receipt");
    }
    return err;
}

static enum err enrolled(void *data, struct err_info *info)
{
    struct kiosk_uploader *u = data;
    log_info("this device is enrolled with the collector");
    struct buf text = {0};
    buf_add_text(&text, "enrolled\n");
    buf_add_str(&text, buf_str(&u->token_used));
    buf_add_char(&text, '\n');
    enum err err = file_write(u->enrolled_path, buf_str(&text), 0600, info);
    buf_wipe(&text);
    return err;
}

// The token of an earlier enrolment, behind the file's first line; "" in files of earlier versions.
static void remembered_token(const char *path, struct buf *out)
{
    struct buf text = {0};
    struct str line;
    if (!file_read(path, ENROLLED_BYTES_MAX, &text, NULL)) {
        struct str rest = buf_str(&text);
        if (str_split(&rest, '\n', &line)) {
            buf_add_str(out, str_trim(rest));
        }
    }
    buf_wipe(&text);
}

static enum err retry_call(void *data, struct store *store, struct err_info *info)
{
    (void)data;
    return store_retry_refused(store, info);
}

static enum err retry_refused(void *data, struct err_info *info)
{
    struct kiosk_uploader *u = data;
    return kiosk_worker_run(u->worker, retry_call, NULL, info);
}

static enum err newer_survey(void *data, struct str package, struct err_info *info)
{
    struct kiosk_uploader *u = data;
    return u->survey(u->survey_data, package, info);
}

struct epoch {
    const uint8_t *bytes;
    uint64_t count;
};

static enum err epoch_call(void *data, struct store *store, struct err_info *info)
{
    struct epoch *e = data;
    return store_epoch(store, e->bytes, &e->count, info);
}

static enum err epoch(void *data, const uint8_t bytes[SEAL_EPOCH_BYTES], struct err_info *info)
{
    struct kiosk_uploader *u = data;
    struct epoch e = {bytes, 0};
    enum err err = kiosk_worker_run(u->worker, epoch_call, &e, info);
    if (!err && e.count) {
        log_warning("the collector's database is another one now: %llu batches are sent again",
                    (unsigned long long)e.count);
    }
    return err;
}

struct closing {
    size_t least_count;
    int64_t delay_ms;
};

static enum err close_call(void *data, struct store *store, struct err_info *info)
{
    const struct closing *c = data;
    return store_close_batch(store, c->least_count, c->delay_ms, NULL, info);
}

static enum err figures_call(void *data, struct store *store, struct err_info *info)
{
    return store_figures(store, data, info);
}

// ---- the thread ----
static void begin_wish(struct kiosk_uploader *u, size_t least_count)
{
    struct err_info info = {0};
    struct closing closing = {least_count, u->batch_delay_ms};
    if (kiosk_worker_run(u->worker, close_call, &closing, &info)) {
        log_warning("the batch could not be closed: %s", info.message);
    }
    sync_batch_ready(u->sync);
    sync_now(u->sync);
}

static void end_wish(struct kiosk_uploader *u)
{
    while (u->open) {
        struct wish *wish = u->open;
        u->open = wish->next;
        struct kiosk_news *news = xcalloc(1, sizeof(*news));
        struct err_info info = {0};
        news->kind = KIOSK_NEWS_SYNCED;
        news->cookie = wish->cookie;
        sync_uploader_figures(u->sync, &news->sync);
        news->err = kiosk_worker_run(u->worker, figures_call, &news->store, &info);
        const char *text = news->err ? info.message : news->sync.trouble;
        if (!news->err && news->sync.trouble[0]) {
            news->err = ERR_NETWORK;
        }
        size_t bytes = utf8_cut(str_of(text), sizeof(news->text) - 1);
        memcpy(news->text, text, bytes);
        free(wish);
        u->post(u->post_data, news);
    }
}

// One line when the trouble changes, not one an attempt.
static void log_trouble(struct kiosk_uploader *u, const struct sync_figures *figures)
{
    if (strcmp(u->said, figures->trouble) != 0) {
        memcpy(u->said, figures->trouble, sizeof(u->said));
        if (figures->trouble[0]) {
            log_warning("sync: %s", figures->trouble);
        } else {
            log_info("sync: the collector is reached again");
        }
    }
}

// Once: the clock is for whoever keeps the device; sending works without it.
static void log_clock(struct kiosk_uploader *u)
{
    if (!u->said_clock && sync_courier_clock_differs(u->courier)) {
        u->said_clock = true;
        log_warning("sync: this device's clock and the dates of the collector's certificate do not "
                    "fit; the collector is known by its key all the same");
    }
}

static void take_token(struct kiosk_uploader *u, struct buf *token)
{
    if (token->len > 0) {
        buf_wipe(&u->token_used);
        buf_add_str(&u->token_used, buf_str(token));
        sync_set_token(u->sync, buf_str(token));
    }
    buf_wipe(token);
}

// Waits for news or for the time; takes the wishes over. True at the end.
static bool wait_for_news(struct kiosk_uploader *u, int64_t wait_ms, bool *out_ready)
{
    struct timespec deadline;
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    deadline.tv_sec += wait_ms / 1000;
    deadline.tv_nsec += wait_ms % 1000 * 1000000;
    if (deadline.tv_nsec >= 1000000000) {
        deadline.tv_sec++;
        deadline.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&u->lock);
    int waited = 0;
    while (!u->stop && !u->ready && !u->wishes && !u->token.len && wait_ms > 0 &&
           waited != ETIMEDOUT) {
        waited = pthread_cond_timedwait(&u->news, &u->lock, &deadline);
    }
    *out_ready = u->ready;
    u->ready = false;
    bool stop = u->stop;
    struct wish **end = &u->open;
    while (*end) {
        end = &(*end)->next;
    }
    struct wish *taken = u->wishes;
    *end = taken;
    u->wishes = NULL;
    struct buf token = u->token;
    u->token = (struct buf){0};
    pthread_mutex_unlock(&u->lock);
    take_token(u, &token);
    if (taken && !stop) {
        size_t least_count = taken->least_count;
        for (struct wish *wish = taken; wish; wish = wish->next) {
            least_count = wish->least_count < least_count ? wish->least_count : least_count;
        }
        begin_wish(u, least_count);
    }
    return stop;
}

static void *uploader_main(void *data)
{
    struct kiosk_uploader *u = data;
    int64_t wait_ms = 0;
    bool ready;
    while (!wait_for_news(u, wait_ms, &ready)) {
        if (ready) {
            sync_batch_ready(u->sync);
        }
        wait_ms = sync_step(u->sync);
        if (wait_ms > REST_MS) {
            sync_courier_rest(u->courier);
        }
        struct sync_figures figures;
        sync_uploader_figures(u->sync, &figures);
        log_trouble(u, &figures);
        log_clock(u);
        pthread_mutex_lock(&u->lock);
        u->figures = figures;
        pthread_mutex_unlock(&u->lock);
        if (u->open && sync_settled(u->sync)) {
            end_wish(u);
        }
    }
    return NULL;
}

enum err kiosk_uploader_start(const struct kiosk_uploader_options *options,
                              struct kiosk_uploader **out, struct err_info *info)
{
    struct sync_courier *courier = sync_courier_create(
        &(struct sync_courier_options){.call = options->call, .data = options->call_data});
    struct sync_options sync = {
        .device = options->device,
        .clock = clock_system(),
        .survey_id = survey_id(options->survey),
        .survey_version = survey_version(options->survey),
        .enrolled = file_exists(options->enrolled_path),
        .token = options->token,
        .device_name = options->device_name,
    };
    enum err err = sync_collector_of(options->survey, sync_courier_transport(courier), rng_system(),
                                     &sync.collector, info);
    if (err) {
        sync_courier_destroy(courier);
        return err;
    }
    struct kiosk_uploader *u = xcalloc(1, sizeof(*u));
    u->worker = options->worker;
    u->post = options->post;
    u->post_data = options->post_data;
    u->courier = courier;
    u->enrolled_path = xstrdup(options->enrolled_path);
    u->survey = options->take_survey;
    u->survey_data = options->survey_data;
    u->batch_delay_ms = survey_number(options->survey, "batch_delay_s") * 1000;
    buf_add_str(&u->token_used, str_trim(options->token));
    if (!u->token_used.len) {
        remembered_token(options->enrolled_path, &u->token_used);
    }
    sync.token = buf_str(&u->token_used);
    sync.source = (struct sync_source){.next_batch = next_batch,
                                       .receipted = receipted,
                                       .enrolled = enrolled,
                                       .epoch = epoch,
                                       .retry_refused = retry_refused,
                                       .survey = u->survey ? newer_survey : NULL,
                                       .data = u};
    u->sync = sync_uploader_create(&sync);
    pthread_mutex_init(&u->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&u->news, &attributes);
    pthread_condattr_destroy(&attributes);
    CHECK(pthread_create(&u->thread, NULL, uploader_main, u) == 0);
    *out = u;
    return ERR_NONE;
}

static void free_wishes(struct wish *wish)
{
    while (wish) {
        struct wish *next = wish->next;
        free(wish);
        wish = next;
    }
}

bool kiosk_uploader_stop(struct kiosk_uploader *u, int64_t patience_ms)
{
    if (!u) {
        return true;
    }
    pthread_mutex_lock(&u->lock);
    u->stop = true;
    pthread_cond_signal(&u->news);
    pthread_mutex_unlock(&u->lock);
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += patience_ms / 1000 + 1;
    if (pthread_timedjoin_np(u->thread, NULL, &deadline) != 0) {
        sync_courier_abort(u->courier);
        deadline.tv_sec += ABORT_S;
        if (pthread_timedjoin_np(u->thread, NULL, &deadline) != 0) {
            return false;
        }
    }
    sync_uploader_destroy(u->sync);
    sync_courier_destroy(u->courier);
    free_wishes(u->wishes);
    free_wishes(u->open);
    buf_wipe(&u->token);
    buf_wipe(&u->token_used);
    pthread_cond_destroy(&u->news);
    pthread_mutex_destroy(&u->lock);
    free(u->enrolled_path);
    free(u);
    return true;
}

void kiosk_uploader_ready(struct kiosk_uploader *u)
{
    pthread_mutex_lock(&u->lock);
    u->ready = true;
    pthread_cond_signal(&u->news);
    pthread_mutex_unlock(&u->lock);
}

void kiosk_uploader_token(struct kiosk_uploader *u, struct str token)
{
    pthread_mutex_lock(&u->lock);
    buf_wipe(&u->token);
    buf_add_str(&u->token, str_trim(token));
    pthread_cond_signal(&u->news);
    pthread_mutex_unlock(&u->lock);
}

void kiosk_uploader_sync(struct kiosk_uploader *u, size_t least_count, void *cookie)
{
    struct wish *wish = xcalloc(1, sizeof(*wish));
    wish->cookie = cookie;
    wish->least_count = least_count;
    pthread_mutex_lock(&u->lock);
    wish->next = u->wishes;
    u->wishes = wish;
    pthread_cond_signal(&u->news);
    pthread_mutex_unlock(&u->lock);
}

void kiosk_uploader_figures(struct kiosk_uploader *u, struct sync_figures *out)
{
    pthread_mutex_lock(&u->lock);
    *out = u->figures;
    pthread_mutex_unlock(&u->lock);
}
