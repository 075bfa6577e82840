// SPDX-License-Identifier: EUPL-1.2
// The uploader's decisions: what comes next, and how long to wait after a failure. It keeps nothing
// that the store does not know, so that stopping it at any moment costs nothing.
#include "sync/uploader.h"

#include "base/alloc.h"
#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    BACK_OFF_FIRST_MS = 5 * 1000,
    BACK_OFF_MAX_MS = 3600 * 1000,
    REFUSED_LEAST_MS = 4 * 3600 * 1000, // until what was refused is tried again, and as much more
    REFUSED_MORE_MS = 4 * 3600 * 1000,  // at random
    SURVEY_AGAIN_MS = 5 * 3600 * 1000,  // more than the hour after one that could not be used
    SHARE_FIRST = 4,
    SHARE_MAX = 256,
};

struct sync_uploader {
    struct sync_options options; // its texts point into the three below
    char *survey_id;
    char *token;
    char *device_name;

    bool enrolled;
    bool greeted;   // the collector proved itself since the last failure
    bool reached;   // it answered last
    bool settled;   // nothing to do until news or the time below
    bool waiting;   // due_ms counts
    int64_t due_ms; // mono
    bool epoch_met; // what follows holds
    uint8_t epoch[SEAL_EPOCH_BYTES];
    bool looked;       // what follows holds
    int64_t looked_ms; // mono: when its epoch was asked for last
    bool asked;        // what follows holds
    int64_t asked_ms;  // mono: when a newer survey was asked for last
    bool refusals;     // there may be refused batches, to be tried again at:
    int64_t refusals_ms;
    bool enrol_again;    // a refusal may mean that the collector forgot this device
    bool enrolled_again; // tried since the refused batches went in line last
    uint32_t share, share_left;
    enum sync_phase phase;
    uint32_t failures;
    uint64_t sent, refused, attempts, surveys;
    enum sync_trouble why;
    struct buf batch;   // what is being sent; fetched anew for each attempt
    struct buf receipt; //
    char trouble[256];
};

static char *copy_of(struct str s)
{
    return xstrndup(s.ptr ? s.ptr : "", s.len);
}

// Refused batches are tried again, not all devices at one time.
static void expect_refusals(struct sync_uploader *u)
{
    u->refusals = u->options.source.retry_refused != NULL;
    u->refusals_ms = clock_mono_ms(&u->options.clock) + REFUSED_LEAST_MS +
                     (int64_t)rng_below(&u->options.collector.rng, REFUSED_MORE_MS);
}

struct sync_uploader *sync_uploader_create(const struct sync_options *options)
{
    CHECK(options->device && options->source.next_batch && options->source.receipted);
    CHECK(options->collector.transport.exchange && options->collector.key_count > 0);
    struct sync_uploader *u = xcalloc(1, sizeof *u);
    u->options = *options;
    u->survey_id = copy_of(options->survey_id);
    u->token = copy_of(str_trim(options->token));
    u->device_name = copy_of(options->device_name);
    u->enrolled = options->enrolled;
    u->phase = u->enrolled ? SYNC_IDLE : SYNC_HELLO;
    u->share = u->share_left = SHARE_FIRST;
    // What an earlier run left refused comes in line again as well.
    expect_refusals(u);
    return u;
}

static void wipe_token(struct sync_uploader *u)
{
    explicit_bzero(u->token, strlen(u->token));
    free(u->token);
}

void sync_uploader_destroy(struct sync_uploader *u)
{
    if (!u) return;
    wipe_token(u);
    free(u->survey_id);
    free(u->device_name);
    buf_finish(&u->batch);
    buf_finish(&u->receipt);
    free(u);
}

void sync_set_token(struct sync_uploader *u, struct str token)
{
    wipe_token(u);
    u->token = copy_of(str_trim(token));
    // Whoever brings a token to a device that is enrolled knows that its collector has forgotten
    // it.
    if (u->enrolled && u->token[0] && u->options.source.retry_refused) u->enrol_again = true;
    sync_now(u);
}

static void hurry(struct sync_uploader *u)
{
    u->waiting = false;
    u->settled = false;
}

void sync_now(struct sync_uploader *u)
{
    if (u->refusals) u->refusals_ms = clock_mono_ms(&u->options.clock);
    hurry(u);
}

void sync_batch_ready(struct sync_uploader *u)
{
    if (u->phase == SYNC_IDLE) hurry(u);
}

bool sync_settled(const struct sync_uploader *u)
{
    return u->settled;
}

// ---- waiting ----

// The next batch goes over a new connection, and with it as many as it is trusted with.
static void renew(struct sync_uploader *u)
{
    const struct sync_transport *transport = &u->options.collector.transport;
    u->share_left = u->share;
    if (transport->renew) transport->renew(transport->data);
}

static int64_t wait_until(struct sync_uploader *u, int64_t wait_ms)
{
    u->settled = true;
    u->waiting = true;
    u->due_ms = clock_mono_ms(&u->options.clock) + wait_ms;
    return wait_ms < SYNC_WAIT_MAX_MS ? wait_ms : SYNC_WAIT_MAX_MS;
}

static void tell(struct sync_uploader *u, enum sync_trouble why, const char *text)
{
    struct str said = str_of(text);
    u->why = why;
    snprintf(u->trouble, sizeof u->trouble, "%.*s", (int)utf8_cut(said, sizeof u->trouble - 1),
             said.ptr);
}

// What an error of an exchange means. Errors of the store never say that it was the network.
static enum sync_trouble trouble_of(const struct sync_uploader *u, enum err err)
{
    int status = u->options.collector.status;
    if (err == ERR_NETWORK || err == ERR_TIMEOUT) return SYNC_UNREACHABLE;
    if (err == ERR_PEER) return status == 429 || status == 503 ? SYNC_BUSY : SYNC_OTHER_ANSWERS;
    if (err == ERR_REFUSED) return u->phase == SYNC_ENROL ? SYNC_TOKEN_REFUSED : SYNC_DENIED;
    return SYNC_OWN;
}

// Full jitter: kiosks that lost the same collector at the same moment must not come back together.
static int64_t fail(struct sync_uploader *u, const struct err_info *why)
{
    int64_t ceiling = BACK_OFF_FIRST_MS;
    for (uint32_t i = 0; i < u->failures && ceiling < BACK_OFF_MAX_MS; i++)
        ceiling *= 2;
    if (ceiling > BACK_OFF_MAX_MS) ceiling = BACK_OFF_MAX_MS;
    int64_t wait_ms = (int64_t)rng_below(&u->options.collector.rng, (uint64_t)ceiling + 1);
    int64_t floor_ms = u->options.collector.retry_after_s * 1000;
    if (wait_ms < floor_ms) wait_ms = floor_ms;
    if (u->failures < UINT32_MAX) u->failures++;
    u->greeted = false;
    buf_clear(&u->batch);
    u->share = u->share > 1 ? u->share / 2 : 1;
    renew(u);
    tell(u, trouble_of(u, why->code), why->message);
    return wait_until(u, wait_ms);
}

static int64_t at_once(struct sync_uploader *u, enum sync_phase next)
{
    u->phase = next;
    u->waiting = false;
    u->settled = false;
    return 0;
}

static void succeed(struct sync_uploader *u)
{
    u->reached = true;
    u->failures = 0;
    tell(u, SYNC_FINE, "");
}

// ---- what comes next ----

// The collector is one with this epoch. Remembered only when the store has taken it in.
static enum err meet_epoch(struct sync_uploader *u, const uint8_t epoch[SEAL_EPOCH_BYTES],
                           struct err_info *info)
{
    const struct sync_source *source = &u->options.source;
    if (!source->epoch || (u->epoch_met && memcmp(u->epoch, epoch, sizeof u->epoch) == 0))
        return ERR_NONE;
    enum err err = source->epoch(source->data, epoch, info);
    if (err) return err;
    memcpy(u->epoch, epoch, sizeof u->epoch);
    u->epoch_met = true;
    return ERR_NONE;
}

static enum err greet(struct sync_uploader *u, struct err_info *info)
{
    struct sync_hello hello;
    u->attempts++;
    u->looked = true;
    u->looked_ms = clock_mono_ms(&u->options.clock);
    enum err err = sync_hello(&u->options.collector, &hello, info);
    u->reached = !err;
    if (!err) err = meet_epoch(u, hello.epoch, info);
    return err;
}

static int64_t say_hello(struct sync_uploader *u)
{
    struct err_info info = {0};
    u->phase = SYNC_HELLO;
    if (greet(u, &info)) return fail(u, &info);
    u->greeted = true;
    // What the epoch brought back may come before what was about to be sent.
    buf_clear(&u->batch);
    return at_once(u, u->enrolled && !u->enrol_again ? SYNC_UPLOAD : SYNC_ENROL);
}

// A newer version of the survey, once an hour. No answer is no trouble: answers come first.
static void ask_survey(struct sync_uploader *u)
{
    const struct sync_options *o = &u->options;
    struct err_info info = {0};
    struct buf package = {0};
    u->asked = true;
    u->asked_ms = clock_mono_ms(&o->clock);
    u->attempts++;
    enum err err = sync_fetch_survey(&u->options.collector, o->device, str_of(u->survey_id),
                                     o->survey_version, &package, &info);
    if (!err) {
        err = o->source.survey(o->source.data, buf_str(&package), &info);
        u->surveys += !err;
        if (err) {
            tell(u, SYNC_SURVEY_REFUSED, info.message);
            u->asked_ms += SURVEY_AGAIN_MS; // it may be large, and will hardly be mended sooner
        }
    }
    buf_finish(&package);
}

static bool hour_over(const struct sync_uploader *u, bool ever, int64_t last_ms)
{
    return !ever || clock_mono_ms(&u->options.clock) - last_ms >= SYNC_WAIT_MAX_MS;
}

// Until something of its own accord is due.
static int64_t idle_ms(const struct sync_uploader *u)
{
    int64_t left_ms =
        u->refusals ? u->refusals_ms - clock_mono_ms(&u->options.clock) : SYNC_WAIT_MAX_MS;
    return left_ms < 0 ? 0 : left_ms < SYNC_WAIT_MAX_MS ? left_ms : SYNC_WAIT_MAX_MS;
}

// Nothing to send. Whether the collector still has what it gave receipts for shows in its epoch;
// one that cannot be reached now is asked again in an hour.
static int64_t idle(struct sync_uploader *u)
{
    u->phase = SYNC_IDLE;
    if (u->failures) tell(u, SYNC_FINE, ""); // went another way meanwhile, by a stick
    u->failures = 0;
    if (u->options.source.epoch && hour_over(u, u->looked, u->looked_ms)) {
        bool met = u->epoch_met;
        uint8_t before[SEAL_EPOCH_BYTES];
        memcpy(before, u->epoch, sizeof before);
        u->greeted = !greet(u, NULL);
        if (u->greeted && !(met && memcmp(before, u->epoch, sizeof before) == 0))
            return at_once(u, SYNC_UPLOAD);
    }
    // Once there is one, the next start asks for the next.
    if (u->options.source.survey && !u->surveys && u->greeted &&
        hour_over(u, u->asked, u->asked_ms))
        ask_survey(u);
    return wait_until(u, idle_ms(u));
}

static int64_t enrol(struct sync_uploader *u)
{
    struct err_info info = {0};
    u->phase = SYNC_ENROL;
    u->attempts++;
    enum err err = sync_enrol(&u->options.collector, u->options.device, str_of(u->survey_id),
                              str_of(u->token), str_of(u->device_name), &info);
    // Enrolling again is fine, so what could not be remembered is simply done again.
    if (!err && u->options.source.enrolled)
        err = u->options.source.enrolled(u->options.source.data, &info);
    if (u->enrol_again) {
        // A token that is not taken now, or not any more, changes nothing for a device that is
        // enrolled: its refused batches wait for the next time.
        if (err && err != ERR_REFUSED) return fail(u, &info);
        u->enrol_again = false;
        u->enrolled_again = true;
        if (err) return at_once(u, SYNC_UPLOAD);
        err = u->options.source.retry_refused(u->options.source.data, &info);
    }
    if (err) return fail(u, &info);
    u->enrolled = true;
    succeed(u);
    return at_once(u, SYNC_UPLOAD);
}

static void take_refusal(struct sync_uploader *u, struct str reason)
{
    char text[256];
    u->refused++;
    snprintf(text, sizeof text, "the collector refused a batch, which is kept: %.*s",
             (int)utf8_cut(reason, 180), reason.ptr ? reason.ptr : "");
    tell(u, SYNC_BATCH_REFUSED, text);
    if (!u->options.source.retry_refused) return;
    if (!u->refusals) expect_refusals(u);
    if (u->token[0] && !u->enrolled_again) u->enrol_again = true;
}

static int64_t upload(struct sync_uploader *u)
{
    struct err_info info = {0};
    struct seal_receipt receipt;
    u->phase = SYNC_UPLOAD;
    u->attempts++;
    enum err err = sync_post_batch(&u->options.collector, u->options.device, buf_str(&u->batch),
                                   &receipt, &u->receipt, &info);
    if (!err)
        err = u->options.source.receipted(u->options.source.data, &receipt, buf_str(&u->receipt),
                                          &info);
    if (err) {
        u->reached = err == ERR_REFUSED || u->options.collector.retry_after_s >= 0;
        return fail(u, &info);
    }
    buf_clear(&u->batch);
    // A collector that changed between two requests says so in its receipt.
    err = meet_epoch(u, receipt.epoch, &info);
    if (err) return fail(u, &info);
    succeed(u);
    if (receipt.verdict == SEAL_REFUSED)
        take_refusal(u, receipt.reason);
    else
        u->sent++;
    // All that this connection was trusted with came through: the next is trusted with more.
    if (--u->share_left == 0) {
        u->share = u->share < SHARE_MAX / 2 ? 2 * u->share : SHARE_MAX;
        renew(u);
    }
    return at_once(u, SYNC_UPLOAD);
}

int64_t sync_step(struct sync_uploader *u)
{
    if (u->waiting) {
        int64_t left_ms = u->due_ms - clock_mono_ms(&u->options.clock);
        if (left_ms > 0) return left_ms < SYNC_WAIT_MAX_MS ? left_ms : SYNC_WAIT_MAX_MS;
    }
    u->options.collector.retry_after_s = -1;
    u->options.collector.status = 0;
    if (!u->enrolled && !u->token[0]) {
        u->phase = SYNC_NOT_ENROLLED;
        tell(u, SYNC_NO_TOKEN,
             "this device is not enrolled: it needs an enrolment token from the organizer");
        return wait_until(u, SYNC_WAIT_MAX_MS);
    }
    if (u->enrolled && !u->enrol_again && !u->batch.len) {
        struct err_info info = {0};
        if (u->refusals && u->refusals_ms <= clock_mono_ms(&u->options.clock)) {
            u->refusals = false; // until one is refused again
            u->enrolled_again = false;
            if (u->options.source.retry_refused(u->options.source.data, &info))
                return fail(u, &info);
        }
        enum err err = u->options.source.next_batch(u->options.source.data, &u->batch, &info);
        if (err == ERR_MISSING) return idle(u);
        if (err) return fail(u, &info);
        CHECK(u->batch.len > 0);
    }
    if (!u->greeted) return say_hello(u);
    return u->enrolled && !u->enrol_again ? upload(u) : enrol(u);
}

void sync_uploader_figures(const struct sync_uploader *u, struct sync_figures *out)
{
    *out = (struct sync_figures){.phase = u->phase,
                                 .reached = u->reached,
                                 .sent = u->sent,
                                 .refused = u->refused,
                                 .attempts = u->attempts,
                                 .why = u->why,
                                 .share = u->share,
                                 .surveys = u->surveys,
                                 .failures = u->failures};
    if (u->waiting && u->phase != SYNC_IDLE && u->phase != SYNC_NOT_ENROLLED) {
        int64_t left_ms = u->due_ms - clock_mono_ms(&u->options.clock);
        out->wait_ms = left_ms > 0 ? left_ms : 0;
    }
    memcpy(out->trouble, u->trouble, sizeof out->trouble);
}
