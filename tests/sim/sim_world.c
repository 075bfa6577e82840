// SPDX-License-Identifier: EUPL-1.2
// One seed's world: how many of everybody, which faults and how often, keys, the signed survey.
#include "tests/sim/sim.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/file.h"
#include "base/json.h"

#include <ftw.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { RESPONSES_MAX = 200, RESPONSES_OF_ONE_MAX = 24 };

// ---- the survey ----
static void write_survey(const struct sim *s, const struct sim_organizer *o,
                         const struct seal_recipient *recipient, struct buf *out)
{
    char age[SEAL_RECIPIENT_CHARS + 1], key[65];
    seal_recipient_format(recipient, age);
    buf_printf(out,
               "{\"svar\":1,\"id\":\"sim-%u\",\"version\":1,\"wave\":\"\",\"mode\":\"test\","
               "\"title\":{\"sv\":\"Simulering\"},\"languages\":[\"sv\"],\"form\":\"form.md\","
               "\"organizer\":{\"name\":{\"sv\":\"Sim\"}},\"recipients\":[\"%s\"],"
               "\"collector\":{\"url\":\"https://svar.example/\",\"keys\":[",
               o->index, age);
    for (unsigned i = 0; i < s->collector_count; i++) {
        hex_encode(seal_signer_public(s->collectors[i].key), 32, key);
        buf_printf(out, "%s\"%s\"", i ? "," : "", key);
    }
    buf_add_text(out, "]},\"expected\":0,\"invited\":0,\"k\":5,\"least_batch\":1,\"idle_s\":30,"
                      "\"pages\":{\"info\":{\"sv\":\"Info\"},\"consent\":{\"sv\":\"Med?\"}}}");
}

static enum err make_survey(struct sim *s, struct sim_organizer *o, struct err_info *info)
{
    struct seal_recipient recipient;
    struct buf text = {0};
    char folder[200], path[300];
    seal_identity_recipient(o->identity, &recipient);
    write_survey(s, o, &recipient, &text);
    snprintf(folder, sizeof folder, "%s/survey%u", s->folder, o->index);
    enum err err = file_make_dir(folder, 0700, info);
    snprintf(path, sizeof path, "%s/survey.json", folder);
    if (!err) err = file_write(path, buf_str(&text), 0600, info);
    snprintf(path, sizeof path, "%s/form.md", folder);
    struct str form = STR("| survey |\n| | type | name |\n| | note | n |\n");
    if (!err) err = file_write(path, form, 0600, info);
    if (!err) err = survey_sign(folder, o->secret, info);
    if (!err) err = survey_open(folder, &o->sign_key, &o->survey, info);
    if (!err) err = survey_pack(o->survey, &o->package, info);
    buf_finish(&text);
    return err;
}

// ---- faults ----
static unsigned draw(struct sim *s, unsigned most)
{
    return (unsigned)sim_random_below(&s->random, 3)
               ? (unsigned)sim_random_below(&s->random, most + 1)
               : 0;
}

static void draw_faults(struct sim *s)
{
    struct sim_faults *f = &s->faults;
    *f = (struct sim_faults){0};
    f->lose_request = draw(s, 3000);
    f->mangle_request = draw(s, 1500);
    f->late_request = draw(s, 1500);
    f->duplicate = draw(s, 3000);
    f->replay = draw(s, 1000);
    f->lose_answer = draw(s, 4000);
    f->cut_answer = draw(s, 3000);
    f->alter_answer = draw(s, 1500);
    f->slow = draw(s, 5000);
    f->device_cut = draw(s, 400);
    f->device_sync = draw(s, 400);
    f->device_full = draw(s, 200);
    f->collector_cut = draw(s, 400);
    f->collector_sync = draw(s, 200);
    f->collector_full = draw(s, 200);
    f->organizer_cut = draw(s, 4000);
    f->organizer_sync = draw(s, 2000);
    f->wrong_clocks = sim_random_below(&s->random, 2);
    f->restores = sim_random_below(&s->random, 3) == 0;
    // What was erased after its retention time cannot be sent to a collector that was put back to
    // an older copy: that is the choice of whoever sets the retention time.
    f->erases = !f->restores && sim_random_below(&s->random, 3) == 0;
    f->blocks = sim_random_below(&s->random, 4) == 0;
    // What only the desk has confirmed and a device has erased never reaches a collector: right,
    // but then only the desk's archive is whole.
    f->desk_sticks = !f->erases;
    f->tidies = sim_random_below(&s->random, 3) == 0;
    s->keep_hours = (int64_t)sim_random_below(&s->random, 4);
}

static unsigned draw_devices(struct sim *s)
{
    uint64_t kind = sim_random_below(&s->random, 100);
    if (kind < 80) return 1 + (unsigned)sim_random_below(&s->random, 6);
    if (kind < 95) return 6 + (unsigned)sim_random_below(&s->random, 14);
    if (kind < 99) return 20 + (unsigned)sim_random_below(&s->random, 40);
    return 100 + (unsigned)sim_random_below(&s->random, SIM_DEVICES_MAX - 99); // hundreds
}

// ---- everybody ----
static void make_device(struct sim *s, unsigned index, unsigned responses)
{
    struct sim_device *d = &s->devices[index];
    char folder[200];
    memset(d, 0, sizeof *d);
    d->sim = s;
    d->index = index;
    d->random = sim_random_make(s->seed, 10 + 2 * (uint64_t)index);
    d->organizer = &s->organizers[sim_random_below(&d->random, s->organizer_count)];
    snprintf(folder, sizeof folder, "%s/d%u", s->folder, index);
    sim_disk_begin(&d->disk, folder, sim_random_make(s->seed, 11 + 2 * (uint64_t)index));
    d->link = (struct sim_link){.sim = s, .device = true};
    d->key = seal_signer_create();
    seal_token_create(d->organizer->signer, survey_id(d->organizer->survey), &d->token);
    if (s->faults.wrong_clocks) {
        d->wall_skew_ms = sim_random_between(&d->random, -30, 30) * 365 * SIM_DAY_MS;
        s->counts[SIM_WRONG_CLOCKS]++;
    }
    d->responses_left = 1 + (unsigned)sim_random_below(&d->random, responses);
    d->response_ms = sim_random_between(&d->random, 0, 8 * SIM_HOUR_MS);
    d->up_ms = sim_random_between(&d->random, 0, SIM_HOUR_MS);
}

static void make_collector(struct sim *s, unsigned index)
{
    struct sim_collector *c = &s->collectors[index];
    char folder[200];
    memset(c, 0, sizeof *c);
    c->sim = s;
    c->index = index;
    c->random = sim_random_make(s->seed, 5001 + 2 * (uint64_t)index);
    snprintf(folder, sizeof folder, "%s/c%u", s->folder, index);
    sim_disk_begin(&c->disk, folder, sim_random_make(s->seed, 5002 + 2 * (uint64_t)index));
    c->key = seal_signer_create();
    c->service_count = sim_random_below(&c->random, 3)
                           ? 1
                           : 1 + (unsigned)sim_random_below(&c->random, SIM_SERVICES_MAX);
    c->up_ms = index ? sim_random_between(&c->random, 0, 8 * SIM_HOUR_MS) : 0;
    c->sick_ms = c->backup_ms = c->restore_ms = c->block_ms = c->tidy_ms = SIM_NEVER;
    if (s->faults.tidies) c->tidy_ms = sim_random_between(&c->random, 0, 4 * SIM_HOUR_MS);
    if (s->faults.blocks) c->block_ms = sim_random_between(&c->random, 0, 8 * SIM_HOUR_MS);
    if (s->faults.restores) {
        c->backup_ms = sim_random_between(&c->random, SIM_HOUR_MS, 12 * SIM_HOUR_MS);
        c->restore_ms =
            c->backup_ms + sim_random_between(&c->random, SIM_HOUR_MS, 12 * SIM_HOUR_MS);
    }
}

static bool make_organizer(struct sim *s, unsigned index)
{
    struct sim_organizer *o = &s->organizers[index];
    char folder[200];
    o->index = index;
    o->random = sim_random_make(s->seed, 4 + 9500 * (uint64_t)index);
    snprintf(folder, sizeof folder, "%s/desk%u", s->folder, index);
    sim_disk_begin(&o->disk, folder, sim_random_make(s->seed, 5 + 9500 * (uint64_t)index));
    o->link = (struct sim_link){.sim = s};
    o->pull_ms = sim_random_between(&o->random, 0, 8 * SIM_HOUR_MS);
    o->secret = seal_minisign_create();
    seal_minisign_public(o->secret, &o->sign_key);
    o->signer = seal_minisign_signer(o->secret);
    o->identity = seal_identity_create();
    struct err_info info = {0};
    enum err err = make_survey(s, o, &info);
    if (err) sim_fail(s, "no survey: %s", info.message);
    return !err;
}

bool sim_world_begin(struct sim *s)
{
    sim_random_sodium(s->seed);
    sqlite3_randomness(0, NULL); // begins anew, from the layer's
    s->random = sim_random_make(s->seed, 2);
    s->rng_state = sim_random_make(s->seed, 3);
    s->rng = sim_random_rng(&s->rng_state);
    s->trace = UINT64_C(0xcbf29ce484222325);
    draw_faults(s);
    s->device_count = draw_devices(s);
    s->collector_count = sim_random_below(&s->random, 4) ? 1 : 2;
    s->move_ms = s->collector_count > 1 ? SIM_HOUR_MS : SIM_NEVER;
    s->least_batch = sim_random_between(&s->random, 1, 6);
    s->batch_delay_ms = sim_random_between(&s->random, SIM_MINUTE_MS, 3 * SIM_HOUR_MS);
    unsigned responses = RESPONSES_MAX / s->device_count;
    if (responses == 0) responses = 1;
    if (responses > RESPONSES_OF_ONE_MAX) responses = RESPONSES_OF_ONE_MAX;
    s->responses = xcalloc((size_t)(responses + 1) * s->device_count, sizeof *s->responses);
    s->counts[SIM_DEVICES] = s->device_count;
    s->organizer_count = sim_random_below(&s->random, 3) ? 1 : SIM_ORGANIZERS_MAX;
    for (unsigned i = 0; i < s->collector_count; i++)
        make_collector(s, i);
    for (unsigned i = 0; i < s->organizer_count; i++)
        if (!make_organizer(s, i)) return false;
    for (unsigned i = 0; i < s->device_count; i++)
        make_device(s, i, responses);
    s->stick_count = sim_random_below(&s->random, 2)
                         ? (unsigned)sim_random_below(&s->random, SIM_STICKS_MAX + 1)
                         : 0;
    for (unsigned i = 0; i < s->stick_count; i++)
        sim_stick_begin(s, i);
    return true;
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

void sim_remove(const char *folder)
{
    nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

void sim_world_end(struct sim *s)
{
    sim_network_end(s);
    for (unsigned i = 0; i < s->device_count; i++) {
        struct sim_device *d = &s->devices[i];
        if (!d->sim) continue;
        sim_device_stop(d, false);
        sim_disk_end(&d->disk);
        seal_signer_destroy(d->key);
        buf_finish(&d->token);
    }
    for (unsigned i = 0; i < s->collector_count; i++) {
        struct sim_collector *c = &s->collectors[i];
        sim_collector_stop(c, false);
        sim_disk_end(&c->disk);
        seal_signer_destroy(c->key);
        for (int k = 0; k < SIM_BACKUP_FILES_MAX; k++)
            buf_finish(&c->backup[k].bytes);
    }
    for (unsigned i = 0; i < s->organizer_count; i++) {
        struct sim_organizer *o = &s->organizers[i];
        if (!o->link.sim) continue;
        sim_organizer_stop(o, false);
        sim_disk_end(&o->disk);
        seal_minisign_destroy(o->secret);
        seal_signer_destroy(o->signer);
        seal_identity_destroy(o->identity);
        survey_close(o->survey);
        buf_finish(&o->package);
        free(o->receipted.list);
        free(o->at_desk.list);
    }
    free(s->responses);
    sim_remove(s->folder);
}
