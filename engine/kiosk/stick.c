// SPDX-License-Identifier: EUPL-1.2
// See kiosk/stick.h; the stick's own format stands in stick/stick.h.
#include "kiosk/stick.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/log.h"
#include "stick/stick.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct kiosk_stick {
    struct kiosk_stick_options options;
    pthread_t thread;
    bool started;
    atomic_bool busy;
    atomic_bool stop;
    enum kiosk_stick_way way;
    void *cookie;
    char language[24];            // of titles
    size_t chosen;                // place in choices
    struct kiosk_choices choices; // the journey's while it is under way
};

struct kiosk_stick *kiosk_stick_create(const struct kiosk_stick_options *options)
{
    struct kiosk_stick *s = xcalloc(1, sizeof(*s));
    s->options = *options;
    return s;
}

// ---- to the stick ----
static enum err close_call(void *data, struct store *store, struct err_info *info)
{
    const struct survey *survey = ((const struct kiosk_stick *)data)->options.survey;
    return store_close_batch(store, (size_t)survey_number(survey, "least_batch"),
                             survey_number(survey, "batch_delay_s") * 1000, NULL, info);
}

struct next {
    uint8_t link[SEAL_LINK_BYTES];
    struct buf bytes;
};

static enum err next_call(void *data, struct store *store, struct err_info *info)
{
    struct next *next = data;
    return store_batch_after(store, next->link, next->link, &next->bytes, info);
}

static enum err write_all(struct kiosk_stick *s, struct stick *stick,
                          struct kiosk_stick_figures *out, struct err_info *info)
{
    struct next next = {{0}, {0}};
    enum err err = ERR_NONE;
    while (!err && !s->stop) {
        enum stick_put put = STICK_NEW;
        buf_clear(&next.bytes);
        err = kiosk_worker_run(s->options.worker, next_call, &next, info);
        if (err == ERR_MISSING) {
            err = ERR_NONE; // behind the last
            break;
        }
        if (!err) {
            err = stick_put_batch(stick, buf_str(&next.bytes), &put, info);
        }
        if (!err) {
            out->written += put == STICK_NEW;
            out->there += put == STICK_THERE;
        }
    }
    buf_finish(&next.bytes);
    return err;
}

static enum err to_stick(struct kiosk_stick *s, const char *place, struct kiosk_stick_figures *out,
                         struct err_info *info)
{
    struct stick stick = {.folder = -1};
    struct err_info why = {0};
    // What cannot be closed now goes next time.
    if (kiosk_worker_run(s->options.worker, close_call, s, &why)) {
        log_warning("the batch could not be closed: %s", why.message);
    }
    enum err err = stick_open(place, true, &stick, info);
    if (!err) {
        err = write_all(s, &stick, out, info);
        stick_close(&stick);
    }
    return err;
}

// ---- from the stick ----
struct returning {
    struct kiosk_stick *kiosk;
    struct stick *stick;
    struct kiosk_stick_figures *out;
    const struct seal_receipt *receipt;
    struct str bytes;
};

static enum err receipted_call(void *data, struct store *store, struct err_info *info)
{
    const struct returning *r = data;
    return store_receipted(store, r->receipt, r->bytes, info);
}

// Of one of the survey's collectors, or of the organizer who has it in the archive.
static bool believed(const struct survey *survey, const struct seal_receipt *receipt)
{
    size_t count;
    struct seal_minisign_key organizer;
    const uint8_t(*keys)[32] = survey_collector_keys(survey, &count);
    survey_sign_key(survey, &organizer);
    return seal_receipt_from(receipt, keys, count) ||
           memcmp(receipt->collector_key, organizer.public_key, SEAL_KEY_BYTES) == 0;
}

static enum err take_receipt(void *data, const struct stick_item *item, struct err_info *info)
{
    struct returning *r = data;
    struct seal_receipt receipt;
    if (r->kiosk->stop) {
        return err_set(info, ERR_STATE, "the kiosk is closing");
    }
    if (item->fault || seal_receipt_decode(item->bytes, &receipt, NULL) ||
        memcmp(receipt.link, item->link, SEAL_LINK_BYTES) != 0 ||
        !believed(r->kiosk->options.survey, &receipt)) {
        r->out->foreign++;
        return ERR_NONE;
    }
    r->receipt = &receipt;
    r->bytes = item->bytes;
    enum err err = kiosk_worker_run(r->kiosk->options.worker, receipted_call, r, info);
    if (err == ERR_MISSING) {
        r->out->foreign++; // another device's, which will come for it
        return ERR_NONE;
    }
    if (err) {
        return err;
    }
    if (receipt.verdict == SEAL_REFUSED) {
        r->out->refused++;
        return ERR_NONE;
    }
    r->out->receipts++;
    return stick_remove(r->stick, item->link, info);
}

static void take_survey(struct kiosk_stick *s, struct stick *stick, struct kiosk_stick_figures *out)
{
    struct buf package = {0};
    struct err_info info = {0};
    if (s->options.update && !stick_survey(stick, survey_id(s->options.survey), &package, &info)) {
        enum err err = kiosk_update_take(s->options.update, buf_str(&package), &info);
        out->survey = !err;
        if (err && err != ERR_STATE) {
            log_warning("the survey on the stick is not taken: %s", info.message);
            out->survey_refused = true;
        }
    }
    buf_finish(&package);
}

// One line is one device's; it goes off the stick before it is used, so that the next device does
// not come with it as well.
static enum err take_token(struct kiosk_stick *s, struct stick *stick,
                           struct kiosk_stick_figures *out, struct err_info *info)
{
    struct kiosk_uploader *uploader = *s->options.uploader;
    struct seal_minisign_key organizer;
    struct buf text = {0}, rest = {0}, token = {0};
    enum err err = uploader ? stick_token(stick, &text, NULL) : ERR_MISSING;
    struct str lines = buf_str(&text), line;
    survey_sign_key(s->options.survey, &organizer);
    while (!err && str_split(&lines, '\n', &line)) {
        uint8_t id[SEAL_TOKEN_ID_BYTES];
        struct str word = str_trim(line);
        if (!token.len && !seal_token_verify(organizer.public_key, survey_id(s->options.survey),
                                             word, id, NULL)) {
            buf_add_str(&token, word);
        } else if (word.len) {
            buf_add_str(&rest, word);
            buf_add_char(&rest, '\n');
        }
    }
    err = ERR_NONE;
    if (token.len) {
        err = rest.len ? stick_put_token(stick, buf_str(&rest), info)
                       : stick_remove_token(stick, info);
    }
    if (token.len && !err) {
        kiosk_uploader_token(uploader, buf_str(&token));
        out->token = true;
    }
    buf_wipe(&text);
    buf_wipe(&rest);
    buf_wipe(&token);
    return err;
}

static enum err from_stick(struct kiosk_stick *s, const char *place,
                           struct kiosk_stick_figures *out, struct err_info *info)
{
    struct stick stick = {.folder = -1};
    enum err err = stick_open(place, false, &stick, info);
    if (err) {
        return err;
    }
    struct returning returning = {.kiosk = s, .stick = &stick, .out = out};
    err = stick_each_receipt(&stick, take_receipt, &returning, info);
    if (!err) {
        take_survey(s, &stick, out);
        err = take_token(s, &stick, out, info);
    }
    stick_close(&stick);
    return err;
}

// ---- a journey ----
static enum err figures_call(void *data, struct store *store, struct err_info *info)
{
    return store_figures(store, data, info);
}

// ---- surveys to choose among ----
// Where they lie on a stick: its place is where it is mounted, or our folder on it.
static bool surveys_folder(const struct kiosk_stick *s, char out[STICK_PATH_BYTES + 32])
{
    static const char *const inside[] = {"svar-stick/surveys", "surveys"};
    char place[STICK_PATH_BYTES];
    struct stat st;
    if (stick_find(s->options.places, s->options.place_count, place, NULL)) return false;
    for (int i = 0; i < 2; i++) {
        snprintf(out, STICK_PATH_BYTES + 32, "%s/%s", place, inside[i]);
        if (lstat(out, &st) == 0 && S_ISDIR(st.st_mode)) return true;
    }
    return false;
}

static void choose_journey(struct kiosk_stick *s)
{
    struct kiosk_news *news = xcalloc(1, sizeof(*news));
    struct err_info info = {0};
    char folder[STICK_PATH_BYTES + 32];
    news->cookie = s->cookie;
    if (s->way == KIOSK_STICK_LOOK) {
        news->kind = KIOSK_NEWS_CHOICES;
        kiosk_choices_find(s->options.choosing, surveys_folder(s, folder) ? folder : NULL,
                           str_of(s->language), &s->choices);
    } else {
        const struct kiosk_choice *choice = &s->choices.list[s->chosen];
        news->kind = KIOSK_NEWS_CHOSEN;
        // The one that the kiosk was started with is where it was.
        news->err =
            choice->given ? ERR_NONE : kiosk_choices_keep(s->options.choosing, choice, &info);
    }
    if (news->err) {
        log_warning("the survey is not changed: %s", info.message);
    }
    if (kiosk_worker_run(s->options.worker, figures_call, &news->store, NULL)) {
        memset(&news->store, 0, sizeof(news->store)); // the kiosk is closing
    }
    s->busy = false;
    s->options.post(s->options.post_data, news);
}

static void *journey(void *data)
{
    struct kiosk_stick *s = data;
    if (s->way == KIOSK_STICK_LOOK || s->way == KIOSK_STICK_CHOOSE) {
        choose_journey(s);
        return NULL;
    }
    struct kiosk_news *news = xcalloc(1, sizeof(*news));
    struct err_info info = {0};
    char place[STICK_PATH_BYTES];
    news->kind = KIOSK_NEWS_STICK;
    news->cookie = s->cookie;
    news->stick.from = s->way == KIOSK_STICK_FROM;
    news->err = stick_find(s->options.places, s->options.place_count, place, &info);
    news->stick.place = !news->err;
    if (!news->err) {
        news->err = news->stick.from ? from_stick(s, place, &news->stick, &info)
                                     : to_stick(s, place, &news->stick, &info);
    }
    if (news->err) {
        log_warning("stick: %s", info.message);
        size_t bytes = utf8_cut(str_of(info.message), sizeof(news->text) - 1);
        memcpy(news->text, info.message, bytes);
    } else {
        log_info("stick: %llu batches written, %llu were there, %llu receipts taken",
                 (unsigned long long)news->stick.written, (unsigned long long)news->stick.there,
                 (unsigned long long)news->stick.receipts);
    }
    if (kiosk_worker_run(s->options.worker, figures_call, &news->store, NULL)) {
        memset(&news->store, 0, sizeof(news->store)); // the kiosk is closing
    }
    s->busy = false;
    s->options.post(s->options.post_data, news);
    return NULL;
}

bool kiosk_stick_start(struct kiosk_stick *s, enum kiosk_stick_way way, void *cookie)
{
    if (s->busy) {
        return false;
    }
    if (s->started) {
        pthread_join(s->thread, NULL);
    }
    s->way = way;
    s->cookie = cookie;
    s->busy = true;
    s->started = true;
    CHECK(pthread_create(&s->thread, NULL, journey, s) == 0);
    return true;
}

bool kiosk_stick_look(struct kiosk_stick *s, struct str language, void *cookie)
{
    if (s->busy || !s->options.choosing) {
        return false;
    }
    snprintf(s->language, sizeof(s->language), "%.*s", STR_ARG(language));
    return kiosk_stick_start(s, KIOSK_STICK_LOOK, cookie);
}

const struct kiosk_choices *kiosk_stick_choices(const struct kiosk_stick *s)
{
    return s->busy ? NULL : &s->choices;
}

bool kiosk_stick_choose(struct kiosk_stick *s, size_t index, void *cookie)
{
    if (s->busy || index >= s->choices.count) {
        return false;
    }
    s->chosen = index;
    return kiosk_stick_start(s, KIOSK_STICK_CHOOSE, cookie);
}

void kiosk_stick_destroy(struct kiosk_stick *s)
{
    if (s) {
        s->stop = true;
        if (s->started) {
            pthread_join(s->thread, NULL);
        }
        free(s);
    }
}
