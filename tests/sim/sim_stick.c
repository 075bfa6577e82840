// SPDX-License-Identifier: EUPL-1.2
// Sticks: carried from device to desk or collector and back, pulled out in the middle, forgotten in
// a drawer, damaged, lost, copied. What is done with them is what kiosk and `svar import` do; a
// collector's side is its own code.
#include "tests/sim/sim.h"

#include "base/check.h"
#include "base/file.h"
#include "collector/import_priv.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void sim_stick_begin(struct sim *s, unsigned index)
{
    struct sim_stick *t = &s->sticks[index];
    *t = (struct sim_stick){.random = sim_random_make(s->seed, 9001 + index)};
    t->organizer = &s->organizers[sim_random_below(&t->random, s->organizer_count)];
    snprintf(t->folder, sizeof t->folder, "%s/stick%u", s->folder, index);
    CHECK(file_make_dir(t->folder, 0700, NULL) == ERR_NONE);
    t->move_ms = sim_random_between(&t->random, SIM_HOUR_MS, 6 * SIM_HOUR_MS);
}

// Pulled out after so many files; SIM_NEVER: stays in.
static bool pulled(struct sim_stick *t)
{
    return t->files_left-- <= 0;
}

// ---- at a device ----
static enum err to_stick(struct sim_stick *t, struct sim_device *d, struct stick *stick)
{
    uint8_t link[SEAL_LINK_BYTES] = {0};
    struct buf batch = {0};
    enum err err = ERR_NONE;
    while (!err && !pulled(t)) {
        buf_clear(&batch);
        err = store_batch_after(d->store, link, link, &batch, NULL);
        if (!err) err = stick_put_batch(stick, buf_str(&batch), NULL, NULL);
        t->written += !err;
    }
    buf_finish(&batch);
    return err == ERR_MISSING ? ERR_NONE : err;
}

struct taking {
    struct sim_stick *stick;
    struct sim_device *device;
    struct stick *open;
    unsigned receipts;
};

static bool believed(const struct sim_organizer *o, const struct seal_receipt *receipt)
{
    size_t count;
    const uint8_t(*keys)[32] = survey_collector_keys(o->survey, &count);
    return seal_receipt_from(receipt, keys, count) ||
           memcmp(receipt->collector_key, o->sign_key.public_key, SEAL_KEY_BYTES) == 0;
}

static enum err take_receipt(void *data, const struct stick_item *item, struct err_info *info)
{
    struct taking *k = data;
    struct sim *s = k->device->sim;
    struct sim_organizer *o = k->device->organizer;
    struct seal_receipt receipt;
    if (pulled(k->stick)) return err_set(info, ERR_IO, "pulled out");
    if (item->fault || seal_receipt_decode(item->bytes, &receipt, NULL) ||
        memcmp(receipt.link, item->link, SEAL_LINK_BYTES) != 0 || !believed(o, &receipt))
        return ERR_NONE;
    bool collectors = memcmp(receipt.collector_key, o->sign_key.public_key, SEAL_KEY_BYTES) != 0;
    if (!collectors && !sim_links_have(&o->at_desk, receipt.link))
        sim_fail(s, "a desk's receipt is on a stick and its batch is lost there");
    enum err err = store_receipted(k->device->store, &receipt, item->bytes, info);
    if (err == ERR_MISSING) return ERR_NONE; // another device's
    if (err || receipt.verdict == SEAL_REFUSED) return err;
    sim_links_add(&o->receipted, receipt.link);
    k->receipts++;
    return stick_remove(k->open, item->link, info);
}

static void visit_device(struct sim_stick *t, struct sim *s)
{
    struct sim_device *d = &s->devices[sim_random_below(&t->random, s->device_count)];
    struct stick stick;
    if (!d->store || d->disk.dead || d->organizer != t->organizer) return;
    struct taking taking = {t, d, &stick, 0};
    if (stick_open(t->folder, true, &stick, NULL)) return;
    enum err err = stick_each_receipt(&stick, take_receipt, &taking, NULL);
    if (!err && !d->disk.dead) {
        err_ignore(store_close_batch(d->store, 1, 0, NULL, NULL));
        err = to_stick(t, d, &stick);
    }
    stick_close(&stick);
    s->counts[SIM_STICK_BATCHES] += t->written;
    sim_note(s, "stick at device %u: %u receipts, %u batches: %s", d->index, taking.receipts,
             t->written, err_name(err));
    sim_device_look(d);
}

// ---- at the desk ----
struct importing {
    struct sim *sim;
    struct sim_stick *stick;
    struct archive *archive;
    struct sim_links links;
};

static enum err import_batch(void *data, const struct stick_item *item, struct err_info *info)
{
    struct importing *im = data;
    struct seal_batch batch = {0};
    enum archive_added added;
    if (pulled(im->stick)) return err_set(info, ERR_IO, "pulled out");
    if (item->fault || seal_batch_decode(item->bytes, &batch, NULL)) return ERR_NONE;
    seal_batch_finish(&batch);
    enum err err = archive_add(im->archive, item->bytes, STR(""), &added, info);
    if (!err && added != ARCHIVE_SET_ASIDE) sim_links_add(&im->links, item->link);
    return err;
}

static enum err write_receipts(struct importing *im, struct stick *stick)
{
    const struct seal_signer *desk = im->stick->organizer->signer;
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < im->links.count && !pulled(im->stick); i++) {
        struct seal_receipt receipt = {.verdict = SEAL_STORED, .epoch = "the desk"};
        struct buf bytes = {0};
        memcpy(receipt.link, im->links.list[i], SEAL_LINK_BYTES);
        memcpy(receipt.collector_key, seal_signer_public(desk), SEAL_KEY_BYTES);
        CHECK(seal_receipt_encode(&receipt, desk, &bytes, NULL) == ERR_NONE);
        err = stick_put_receipt(stick, receipt.link, buf_str(&bytes), NULL);
        buf_finish(&bytes);
    }
    return err;
}

static void visit_desk(struct sim_stick *t, struct sim *s)
{
    struct sim_organizer *o = t->organizer;
    struct importing im = {.sim = s, .stick = t};
    struct stick stick;
    if (!sim_organizer_open(o) || stick_open(t->folder, false, &stick, NULL)) return;
    im.archive = o->archive;
    if (sim_random_chance(&o->random, s->faults.organizer_cut) || s->broken == SIM_BREAK_DESK)
        o->disk.cut_in = sim_random_between(&o->random, 1, 20);
    if (sim_random_chance(&o->random, s->faults.organizer_sync))
        o->disk.fail_in = sim_random_between(&o->random, 1, 4);
    enum err err = archive_begin(o->archive, NULL);
    if (!err) err_ignore(stick_each_batch(&stick, import_batch, &im, NULL)); // what came is kept
    if (!err) err = archive_commit(o->archive, NULL);
    archive_rollback(o->archive);
    for (size_t i = 0; !err && i < im.links.count; i++)
        sim_links_add(&o->at_desk, im.links.list[i]);
    // A receipt is a promise: not before it is durable. The broken desk forgets that.
    if (s->broken == SIM_BREAK_DESK || (!err && !o->disk.dead)) err = write_receipts(&im, &stick);
    stick_close(&stick);
    sim_note(s, "stick at the desk: %zu batches: %s", im.links.count, err_name(err));
    free(im.links.list);
    sim_organizer_look(o, s);
}

// ---- at a collector ----
static void visit_collector(struct sim_stick *t, struct sim *s)
{
    struct sim_collector *c = &s->collectors[sim_random_below(&t->random, s->collector_count)];
    struct collector_import told;
    struct buf lines = {0};
    if (!c->service[0]) return;
    enum err err =
        collector_import_run(c->service[0], c->storage, t->folder, false, &told, &lines, NULL);
    sim_note(s, "stick at collector %u: %llu stored, %llu there, %llu refused, %llu damaged: %s",
             c->index, (unsigned long long)told.stored, (unsigned long long)told.there,
             (unsigned long long)told.refused, (unsigned long long)told.damaged, err_name(err));
    buf_finish(&lines);
    sim_collector_look(c);
}

// ---- what befalls sticks ----
// One file of one folder, changed in one byte or cut.
static void damage(struct sim_stick *t, const char *folder)
{
    char path[600];
    snprintf(path, sizeof path, "%s/svar-stick/%s", t->folder, folder);
    struct dirent **list = NULL;
    int count = scandir(path, &list, NULL, alphasort), chosen = -1;
    if (count > 2) chosen = 2 + (int)sim_random_below(&t->random, (uint64_t)count - 2);
    for (int i = 0; i < count; i++) {
        if (i == chosen) {
            struct stat st;
            size_t len = strlen(path);
            snprintf(path + len, sizeof path - len, "/%s", list[i]->d_name);
            int fd = open(path, O_RDWR);
            if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0) {
                off_t at = (off_t)sim_random_below(&t->random, (uint64_t)st.st_size);
                uint8_t byte = 0;
                if (sim_random_below(&t->random, 3) == 0) {
                    CHECK(ftruncate(fd, at) == 0);
                } else if (pread(fd, &byte, 1, at) == 1) {
                    byte ^= (uint8_t)(1 + sim_random_below(&t->random, 255));
                    CHECK(pwrite(fd, &byte, 1, at) == 1);
                }
            }
            if (fd >= 0) close(fd);
        }
        free(list[i]);
    }
    free(list);
}

static void lose(struct sim_stick *t)
{
    char path[600];
    snprintf(path, sizeof path, "%s/svar-stick", t->folder);
    sim_remove(path);
}

void sim_stick_turn(struct sim_stick *t, struct sim *s)
{
    struct sim_random *r = &t->random;
    t->files_left = sim_random_chance(r, 2000) ? (int64_t)sim_random_below(r, 6) : INT32_MAX;
    t->written = 0;
    s->counts[SIM_STICK_TRIPS]++;
    uint64_t where = sim_random_below(r, 10);
    if (where < 5)
        visit_device(t, s);
    else if (where < 8 && s->faults.desk_sticks)
        visit_desk(t, s);
    else
        visit_collector(t, s);
    s->counts[SIM_STICKS_PULLED] += t->files_left < 0;
    if (sim_random_chance(r, 800)) {
        damage(t, sim_random_below(r, 2) ? "batches" : "receipts");
        s->counts[SIM_STICKS_DAMAGED]++;
    }
    if (sim_random_chance(r, 300)) {
        lose(t);
        s->counts[SIM_STICKS_DAMAGED]++;
    }
    t->move_ms = s->now_ms + sim_random_between(r, 10 * SIM_MINUTE_MS, 3 * SIM_HOUR_MS);
}
