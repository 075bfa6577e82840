// SPDX-License-Identifier: EUPL-1.2
// A collector: the real service on the real SQLite storage, without sockets. Goes down in the
// middle of a commit, runs out of disk, is put back to an older copy of its database under a new
// epoch.
#include "tests/sim/sim.h"

#include "base/check.h"
#include "base/file.h"
#include "collector/sqlite_priv.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int64_t collector_wall(void *data)
{
    return INT64_C(1500000000000) + ((struct sim_collector *)data)->sim->now_ms;
}

static void path_of(const struct sim_collector *c, const char *rest, char out[300])
{
    snprintf(out, 300, "%s/c.db%s", c->disk.folder, rest);
}

// ---- down and up ----
void sim_collector_stop(struct sim_collector *c, bool power_cut)
{
    for (unsigned i = 0; i < SIM_SERVICES_MAX; i++) {
        collector_service_destroy(c->service[i]);
        c->service[i] = NULL;
    }
    collector_storage_close(c->storage);
    c->storage = NULL;
    sim_disk_revive(&c->disk, power_cut);
}

static bool fell(struct sim_collector *c)
{
    struct sim *s = c->sim;
    if (!c->disk.dead) return false;
    bool power_cut = sim_random_below(&c->random, 2) != 0;
    sim_note(s, "collector %u %s", c->index, power_cut ? "loses power" : "crashes");
    if (power_cut)
        s->counts[SIM_POWER_CUTS]++;
    else
        s->counts[SIM_CRASHES]++;
    sim_collector_stop(c, power_cut);
    c->up_ms = s->now_ms + sim_random_between(&c->random, 1000, 2 * SIM_HOUR_MS);
    return true;
}

// ---- blocked devices ----
static void block(struct sim_collector *c)
{
    struct sim *s = c->sim;
    const struct sim_device *d = c->blocked;
    struct err_info info = {0};
    if (!d) d = &s->devices[sim_random_below(&c->random, s->device_count)];
    bool blocked = !c->blocked;
    enum err err =
        c->storage->table->device_block(c->storage, seal_signer_public(d->key), blocked, &info);
    sim_note(s, "collector %u %s device %u: %s", c->index, blocked ? "blocks" : "lets in", d->index,
             err_name(err));
    if (err && !blocked) c->blocked = NULL; // done or not: nobody knows
    if (err) return;
    c->blocked = blocked ? d : NULL;
    s->counts[SIM_BLOCKED] += blocked;
    c->block_ms = s->now_ms + sim_random_between(&c->random, SIM_MINUTE_MS, 6 * SIM_HOUR_MS);
}

static void check_blocked(struct sim_collector *c, const struct collector_request *request,
                          const struct collector_reply *reply)
{
    char key[65];
    if (!c->blocked || reply->status >= 300) return;
    hex_encode(seal_signer_public(c->blocked->key), 32, key);
    if (str_find(request->signature_input, str_of(key)) >= 0)
        sim_fail(c->sim, "collector %u took %s %s of the blocked device %u", c->index,
                 request->method, request->path, c->blocked->index);
}

// ---- erasing ----
static void tidy(struct sim_collector *c)
{
    struct sim *s = c->sim;
    struct collector_tidied tidied = {0};
    struct collector_tidy ask = {.hour = collector_wall(c) / SIM_HOUR_MS,
                                 .pulled_hours = s->keep_hours,
                                 .all_hours = s->broken == SIM_BREAK_TIDY ? 0 : -1,
                                 .nonce_hours = 48};
    uint64_t fails = c->disk.fails;
    enum err err = c->storage->table->tidy(c->storage, &ask, &tidied, NULL);
    s->counts[SIM_TIDIED] += tidied.batches;
    s->counts[SIM_FAILED_SYNCS] += c->disk.fails - fails;
    if (err) c->sick_ms = s->now_ms + 5 * SIM_MINUTE_MS;
    sim_note(s, "collector %u erases %llu bodies: %s", c->index, (unsigned long long)tidied.batches,
             err_name(err));
}

// ---- backups ----
static int is_database(const struct dirent *entry)
{
    return entry->d_name[0] == 'c' && !strstr(entry->d_name, "-shm");
}

static void take_files(struct sim_collector *c, const char *folder)
{
    struct dirent **list = NULL;
    int count = scandir(folder, &list, is_database, alphasort);
    c->backup_count = 0;
    for (int i = 0; i < count; i++) {
        struct sim_backup_file *file = &c->backup[c->backup_count];
        char path[600];
        CHECK(c->backup_count < SIM_BACKUP_FILES_MAX);
        snprintf(path, sizeof path, "%s/%s", folder, list[i]->d_name);
        snprintf(file->name, sizeof file->name, "%.79s", list[i]->d_name);
        buf_clear(&file->bytes);
        c->backup_count += !file_read(path, 1 << 28, &file->bytes, NULL);
        free(list[i]);
    }
    free(list);
}

// By whoever copies files, logs and all, or by the collector's own verb while it runs. The copies
// lie elsewhere, on a disk without faults.
static bool back_up(struct sim_collector *c)
{
    struct sim *s = c->sim;
    c->backup_plain = sim_random_below(&c->random, 2);
    if (c->backup_plain) {
        take_files(c, c->disk.folder);
    } else {
        char folder[200], from[300], to[300];
        snprintf(folder, sizeof folder, "%s/copy%u", s->folder, c->index);
        sim_remove(folder);
        CHECK(!file_make_dir(folder, 0700, NULL));
        path_of(c, "", from);
        snprintf(to, sizeof to, "%s/c.db", folder);
        enum err err = collector_sqlite_backup(from, to, NULL);
        if (err) sim_note(s, "no backup of collector %u: %s", c->index, err_name(err));
        if (err) return false;
        take_files(c, folder);
    }
    s->counts[SIM_BACKUPS]++;
    sim_note(s, "collector %u is backed up: %u files", c->index, c->backup_count);
    return true;
}

// The machine burned; another one gets the copy.
static void put_back(struct sim_collector *c)
{
    if (c->storage) {
        c->disk.dead = true;
        sim_collector_stop(c, true);
    }
    char folder[200];
    struct sim_random random = c->disk.random;
    snprintf(folder, sizeof folder, "%s", c->disk.folder);
    sim_disk_end(&c->disk);
    sim_remove(folder);
    CHECK(!file_make_dir(folder, 0700, NULL));
    for (unsigned i = 0; i < c->backup_count; i++) {
        char path[300];
        snprintf(path, sizeof path, "%s/%s", folder, c->backup[i].name);
        CHECK(!file_write(path, buf_str(&c->backup[i].bytes), 0600, NULL));
    }
    sim_disk_begin(&c->disk, folder, random);
    c->blocked = NULL; // as its copy has it, which may be either
    c->sim->counts[SIM_RESTORES]++;
    sim_note(c->sim, "collector %u is put back", c->index);
}

static bool publish(struct sim_collector *c, const struct sim_organizer *o)
{
    struct collector_request request = {.method = "PUT",
                                        .path = "/v1/surveys",
                                        .query = "?",
                                        .content_type = STR("application/x-svar-survey"),
                                        .body = buf_str(&o->package)};
    struct seal_http_headers headers;
    struct collector_reply reply = {0};
    seal_http_sign(o->signer, "PUT", "/v1/surveys", "?", request.body, "0011223344556677",
                   &headers);
    request.content_digest = str_of(headers.content_digest);
    request.signature_input = str_of(headers.signature_input);
    request.signature = str_of(headers.signature);
    bool answered = sim_collector_deliver(c, &request, &reply);
    bool fine = answered && (reply.status == 200 || reply.status == 201);
    collector_reply_finish(&reply);
    return fine;
}

static void start(struct sim_collector *c)
{
    struct sim *s = c->sim;
    struct err_info info = {0};
    char url[320], path[300];
    path_of(c, "", path);
    snprintf(url, sizeof url, "sqlite:%s", path);
    if (!s->calm && sim_random_chance(&c->random, s->faults.collector_cut * 4))
        c->disk.cut_in = sim_random_between(&c->random, 1, 60);
    enum err err = collector_storage_open(url, &s->rng, &c->storage, &info);
    if (err) c->storage = NULL;
    // Done until it is done: under the old epoch nothing may be served.
    if (!err && c->restore_next) err = c->storage->table->renew_epoch(c->storage, &info);
    sim_note(s, "collector %u starts: %s", c->index, err_name(err));
    if (fell(c)) return;
    if (err) {
        if (s->calm) sim_fail(s, "collector %u does not start: %s", c->index, info.message);
        sim_collector_stop(c, false);
        c->up_ms = s->now_ms + 10 * SIM_MINUTE_MS;
        return;
    }
    c->restore_next = false;
    struct seal_minisign_key keys[SIM_ORGANIZERS_MAX];
    for (unsigned i = 0; i < s->organizer_count; i++)
        keys[i] = s->organizers[i].sign_key;
    struct collector_service_options options = {.storage = c->storage,
                                                .signer = c->key,
                                                .clock = {collector_wall, collector_wall, c},
                                                .organizers = keys,
                                                .organizer_count = s->organizer_count};
    for (unsigned i = 0; i < c->service_count; i++)
        CHECK(collector_service_create(&options, &c->service[i], NULL) == ERR_NONE);
    for (unsigned i = 0; i < s->organizer_count && c->service[0]; i++)
        if (!c->published[i]) c->published[i] = publish(c, &s->organizers[i]);
}

// ---- requests ----
bool sim_collector_deliver(struct sim_collector *c, const struct collector_request *request,
                           struct collector_reply *reply)
{
    struct sim *s = c->sim;
    if (!c->service[0]) return false;
    if (!s->calm) {
        const struct sim_faults *f = &s->faults;
        if (sim_random_chance(&c->random, f->collector_cut))
            c->disk.cut_in = sim_random_between(&c->random, 1, 30);
        if (sim_random_chance(&c->random, f->collector_sync))
            c->disk.fail_in = sim_random_between(&c->random, 1, 3);
        if (sim_random_chance(&c->random, f->collector_full)) {
            c->disk.full = true;
            s->counts[SIM_FULL_DISKS]++;
            c->full_until_ms = s->now_ms + sim_random_between(&c->random, 1000, 2 * SIM_HOUR_MS);
        }
    }
    uint64_t fails = c->disk.fails;
    // A balancer sends each request to another of them.
    unsigned which = (unsigned)sim_random_below(&c->random, c->service_count);
    collector_answer(c->service[which], request, reply);
    s->counts[SIM_FAILED_SYNCS] += c->disk.fails - fails;
    sim_note(s, "collector %u: %s %s: %d %s", c->index, request->method, request->path,
             reply->status, reply->note);
    check_blocked(c, request, reply);
    if (fell(c)) return false;
    // Its supervisor restarts it when it says that its disk is in doubt.
    if (reply->status == 503) c->sick_ms = s->now_ms + 5 * SIM_MINUTE_MS;
    return true;
}

// ---- turns ----
int64_t sim_collector_next_ms(const struct sim_collector *c)
{
    int64_t next = c->storage ? c->sick_ms : c->up_ms;
    if (c->backup_ms < next) next = c->backup_ms;
    if (c->restore_ms < next) next = c->restore_ms;
    if (c->block_ms < next) next = c->block_ms;
    if (c->tidy_ms < next) next = c->tidy_ms;
    if (c->disk.full && c->full_until_ms < next) next = c->full_until_ms;
    return next;
}

void sim_collector_turn(struct sim_collector *c)
{
    struct sim *s = c->sim;
    if (c->disk.full && (s->calm || s->now_ms >= c->full_until_ms)) c->disk.full = false;
    if (c->backup_ms <= s->now_ms) {
        c->backup_ms = c->storage && back_up(c) ? SIM_NEVER : s->now_ms + SIM_HOUR_MS;
        if (fell(c)) return;
    }
    if (c->restore_ms <= s->now_ms) {
        c->restore_ms = SIM_NEVER;
        if (c->backup_count) {
            put_back(c);
            c->restore_next = c->backup_plain; // the verb's copies begin anew by themselves
            memset(c->published, 0, sizeof c->published);
            c->up_ms = s->now_ms;
        }
    }
    if (c->tidy_ms <= s->now_ms) {
        c->tidy_ms = s->now_ms + sim_random_between(&c->random, SIM_HOUR_MS, 5 * SIM_HOUR_MS);
        if (c->storage) tidy(c);
        if (fell(c)) return;
    }
    if (c->block_ms <= s->now_ms) {
        c->block_ms = s->now_ms + SIM_HOUR_MS;
        if (c->storage) block(c);
        if (fell(c)) return;
    }
    if (c->storage && c->sick_ms <= s->now_ms) {
        sim_collector_stop(c, false);
        c->up_ms = s->now_ms;
    }
    if (c->sick_ms <= s->now_ms) c->sick_ms = SIM_NEVER;
    if (!c->storage && c->up_ms <= s->now_ms) start(c);
}

void sim_collector_look(struct sim_collector *c)
{
    fell(c);
}

void sim_collector_calm(struct sim_collector *c)
{
    if (c->storage) sim_collector_stop(c, false);
    sim_disk_revive(&c->disk, false);
    c->disk.full = false;
    c->backup_ms = SIM_NEVER;
    c->restore_ms = SIM_NEVER;
    c->sick_ms = SIM_NEVER;
    c->block_ms = SIM_NEVER;
    c->tidy_ms = SIM_NEVER;
    c->up_ms = c->sim->now_ms;
    sim_collector_turn(c);
    c->blocked = NULL;
    for (unsigned i = 0; i < c->sim->device_count && c->storage; i++)
        if (c->storage->table->device_block(c->storage, seal_signer_public(c->sim->devices[i].key),
                                            false, NULL))
            sim_fail(c->sim, "collector %u does not let device %u in", c->index, i);
}
