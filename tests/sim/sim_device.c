// SPDX-License-Identifier: EUPL-1.2
// A device: respondents come, the store keeps what they say, the uploader sends it. Goes down in
// the middle of any write, comes up again, believes in a wrong clock.
#include "tests/sim/sim.h"

#include "base/check.h"

#include <string.h>

enum { USUAL_BYTES = 256 };

// ---- its clock ----
static int64_t device_wall(void *data)
{
    const struct sim_device *d = data;
    return INT64_C(1500000000000) + d->sim->now_ms + d->link.lag_ms + d->wall_skew_ms;
}

static int64_t device_mono(void *data)
{
    const struct sim_device *d = data;
    return d->sim->now_ms + d->link.lag_ms - d->mono_base_ms;
}

// ---- down and up ----
void sim_device_stop(struct sim_device *d, bool power_cut)
{
    if (power_cut) d->disk.dead = true; // no orderly end
    sync_uploader_destroy(d->uploader);
    store_close(d->store);
    d->uploader = NULL;
    d->store = NULL;
    sim_disk_revive(&d->disk, power_cut);
}

// Went down by itself in the middle of something.
static bool fell(struct sim_device *d)
{
    struct sim *s = d->sim;
    if (!d->disk.dead) return false;
    bool power_cut = sim_random_below(&d->random, 2) != 0;
    sim_note(s, "device %u %s", d->index, power_cut ? "loses power" : "crashes");
    if (power_cut)
        s->counts[SIM_POWER_CUTS]++;
    else
        s->counts[SIM_CRASHES]++;
    sync_uploader_destroy(d->uploader);
    store_close(d->store);
    d->uploader = NULL;
    d->store = NULL;
    sim_disk_revive(&d->disk, power_cut);
    d->up_ms = s->now_ms + sim_random_between(&d->random, 1000, 3 * SIM_HOUR_MS);
    return true;
}

// ---- the uploader's way to the store ----
static enum err next_batch(void *data, struct buf *out, struct err_info *info)
{
    struct sim_device *d = data;
    return store_next_batch(d->store, out, info);
}

static enum err receipted(void *data, const struct seal_receipt *receipt, struct str bytes,
                          struct err_info *info)
{
    struct sim_device *d = data;
    struct sim *s = d->sim;
    enum err err = store_receipted(d->store, receipt, bytes, info);
    if (!err && receipt->verdict != SEAL_REFUSED)
        sim_links_add(&d->organizer->receipted, receipt->link);
    char link[9];
    hex_encode(receipt->link, 4, link);
    sim_note(s, "device %u: receipt for %s, verdict %d: %s", d->index, link, (int)receipt->verdict,
             err_name(err));
    return err;
}

static enum err enrolled(void *data, struct err_info *info)
{
    (void)info;
    ((struct sim_device *)data)->enrolled = true;
    return ERR_NONE;
}

static enum err epoch(void *data, const uint8_t bytes[SEAL_EPOCH_BYTES], struct err_info *info)
{
    struct sim_device *d = data;
    uint64_t count = 0;
    enum err err = store_epoch(d->store, bytes, &count, info);
    sim_note(d->sim, "device %u: another epoch, %llu batches again: %s", d->index,
             (unsigned long long)count, err_name(err));
    return err;
}

static enum err retry_refused(void *data, struct err_info *info)
{
    return store_retry_refused(((struct sim_device *)data)->store, info);
}

static enum err newer_survey(void *data, struct str package, struct err_info *info)
{
    struct sim_device *d = data;
    (void)package, (void)info;
    sim_fail(d->sim, "device %u got a newer survey that nobody published", d->index);
    return ERR_NONE;
}

static void start_uploader(struct sim_device *d)
{
    struct sim *s = d->sim;
    struct sync_options options = {.device = d->key,
                                   .clock = {device_wall, device_mono, d},
                                   .survey_id = survey_id(d->organizer->survey),
                                   .survey_version = survey_version(d->organizer->survey),
                                   .enrolled = d->enrolled,
                                   .token = buf_str(&d->token)};
    options.source = (struct sync_source){.next_batch = next_batch,
                                          .receipted = receipted,
                                          .enrolled = enrolled,
                                          .retry_refused = retry_refused,
                                          .survey = newer_survey,
                                          .data = d};
    if (s->broken != SIM_BREAK_EPOCH) options.source.epoch = epoch;
    CHECK(sync_collector_of(d->organizer->survey, sim_link_transport(&d->link), s->rng,
                            &options.collector, NULL) == ERR_NONE);
    d->uploader = sync_uploader_create(&options);
    d->sync_ms = s->now_ms;
}

static void start(struct sim_device *d)
{
    struct sim *s = d->sim;
    struct err_info info = {0};
    d->mono_base_ms = s->now_ms - (int64_t)sim_random_below(&d->random, 60000);
    struct store_options options = {.folder = d->disk.folder,
                                    .device = d->key,
                                    .clock = {device_wall, device_mono, d},
                                    .rng = s->rng};
    if (!s->calm && sim_random_chance(&d->random, s->faults.device_cut))
        d->disk.cut_in = sim_random_between(&d->random, 1, 60);
    size_t recipients = 0;
    const struct seal_recipient *recipient = survey_recipients(d->organizer->survey, &recipients);
    enum err err = store_open(&options, &d->store, &info);
    if (err) d->store = NULL;
    if (!err)
        err = store_begin(d->store, survey_id(d->organizer->survey),
                          survey_hash(d->organizer->survey), recipient, recipients, &info);
    sim_note(s, "device %u starts: %s", d->index, err_name(err));
    if (fell(d)) return;
    if (err) { // somebody looks at it later
        if (s->calm) sim_fail(s, "device %u does not start: %s", d->index, info.message);
        store_close(d->store);
        d->store = NULL;
        d->up_ms = s->now_ms + 10 * SIM_MINUTE_MS;
        return;
    }
    start_uploader(d);
}

// ---- respondents ----
// What respondent number says; made anew for the checks.
void sim_device_response(uint64_t seed, size_t number, unsigned device, struct buf *out)
{
    struct sim_random r = sim_random_make(seed, 1000000 + number);
    size_t words =
        sim_random_chance(&r, 200) ? sim_random_below(&r, 4000) : sim_random_below(&r, 12);
    buf_printf(out, "{\"id\":%zu,\"device\":%u,\"text\":\"", number, device);
    while (words--)
        buf_printf(out, "%llx ",
                   (unsigned long long)sim_random_u64(&r) >> sim_random_below(&r, 60));
    buf_add_text(out, "\"}");
}

static void respond(struct sim_device *d)
{
    struct sim *s = d->sim;
    size_t number = s->response_count++;
    struct sim_response *response = &s->responses[number];
    struct buf json = {0};
    struct err_info info = {0};
    uint64_t fails = d->disk.fails;
    *response = (struct sim_response){.device = d->index, .copies_max = 1};
    sim_device_response(s->seed, number, d->index, &json);
    enum err err = s->broken == SIM_BREAK_RESPONSE && number % 16 == 7
                       ? ERR_NONE
                       : store_finish_response(d->store, buf_str(&json), USUAL_BYTES, &info);
    response->acknowledged = err == ERR_NONE;
    if (!err) store_prepare(d->store); // while the next respondent answers
    // After a failed sync it was given to a new file; both copies carry one response id.
    if (d->disk.fails > fails) response->copies_max = 2;
    s->counts[SIM_RESPONSES]++;
    s->counts[SIM_ACKNOWLEDGED] += !err;
    d->responses_left--;
    d->response_ms = d->responses_left
                         ? s->now_ms + sim_random_between(&d->random, 1000, 2 * SIM_HOUR_MS)
                         : SIM_NEVER;
    sim_note(s, "device %u: response %zu %s", d->index, number, err_name(err));
    buf_finish(&json);
}

// ---- turns ----
static void suffer(struct sim_device *d)
{
    struct sim *s = d->sim;
    const struct sim_faults *f = &s->faults;
    if (s->calm) return;
    if (sim_random_chance(&d->random, f->device_cut))
        d->disk.cut_in = sim_random_between(&d->random, 1, 40);
    if (sim_random_chance(&d->random, f->device_sync))
        d->disk.fail_in = sim_random_between(&d->random, 1, 4);
    if (sim_random_chance(&d->random, f->device_full)) {
        d->disk.full = true;
        s->counts[SIM_FULL_DISKS]++;
        d->full_until_ms = s->now_ms + sim_random_between(&d->random, 1000, 6 * SIM_HOUR_MS);
    }
    if (f->wrong_clocks && sim_random_chance(&d->random, 300)) {
        d->wall_skew_ms = sim_random_between(&d->random, -40, 40) * 365 * SIM_DAY_MS;
        s->counts[SIM_WRONG_CLOCKS]++;
    }
}

static void tidy(struct sim_device *d)
{
    struct sim *s = d->sim;
    bool closed = false;
    err_ignore(
        store_close_batch(d->store, (size_t)s->least_batch, s->batch_delay_ms, &closed, NULL));
    if (closed) {
        sim_note(s, "device %u closed a batch", d->index);
        sync_batch_ready(d->uploader);
        d->sync_ms = s->now_ms;
    }
    if (!s->calm && s->faults.erases && sim_random_chance(&d->random, 500))
        err_ignore(store_erase(d->store, SIM_HOUR_MS, NULL));
}

static void sync_turn(struct sim_device *d)
{
    struct sim *s = d->sim;
    if (sim_random_chance(&d->random, 100)) sync_now(d->uploader); // somebody presses the button
    int64_t wait_ms = sync_step(d->uploader);
    if (wait_ms < 0 || wait_ms > SYNC_WAIT_MAX_MS)
        sim_fail(s, "device %u waits %lld ms", d->index, (long long)wait_ms);
    // The batch's delay may end before the uploader wants anything.
    if (wait_ms > 15 * SIM_MINUTE_MS) wait_ms = 15 * SIM_MINUTE_MS;
    d->sync_ms = s->now_ms + d->link.lag_ms + wait_ms;
}

int64_t sim_device_next_ms(const struct sim_device *d)
{
    if (!d->store) return d->up_ms;
    return d->response_ms < d->sync_ms ? d->response_ms : d->sync_ms;
}

void sim_device_turn(struct sim_device *d)
{
    struct sim *s = d->sim;
    d->link.lag_ms = 0;
    sim_link_weather(&d->link, &d->random);
    if (d->disk.full && (s->calm || s->now_ms >= d->full_until_ms)) d->disk.full = false;
    if (!d->store) {
        start(d);
        return;
    }
    uint64_t fails = d->disk.fails;
    suffer(d);
    if (d->response_ms <= s->now_ms) respond(d);
    if (!d->disk.dead) tidy(d);
    // Told that the disk failed, somebody pulls the plug or presses the button at once.
    if (d->disk.fails > fails && sim_random_chance(&d->random, 5000)) d->disk.dead = true;
    if (!d->disk.dead && d->sync_ms <= s->now_ms) sync_turn(d);
    s->counts[SIM_FAILED_SYNCS] += d->disk.fails - fails;
    if (d->disk.fails > fails) sim_note(s, "device %u: a sync failed", d->index);
    if (fell(d)) return;
    // Killed between two operations, or told to restart.
    if (!s->calm && sim_random_chance(&d->random, s->faults.device_cut / 4)) {
        d->disk.dead = true;
        fell(d);
    }
}

void sim_device_look(struct sim_device *d)
{
    fell(d);
}

// ---- after the faults ----
void sim_device_calm(struct sim_device *d)
{
    if (d->store) sim_device_stop(d, false);
    sim_disk_revive(&d->disk, false);
    d->disk.full = false;
    d->responses_left = 0;
    d->response_ms = SIM_NEVER;
    d->up_ms = d->sim->now_ms;
}

// Refused batches go in line again by themselves, and a device that was forgotten enrols again.
bool sim_device_drained(struct sim_device *d)
{
    struct store_figures figures;
    if (!d->store) return false;
    if (store_figures(d->store, &figures, NULL)) return false;
    return !figures.responses_open && !figures.batches_waiting && !figures.batches_refused;
}
