// SPDX-License-Identifier: EUPL-1.2
// The organizer's desk: pulls into a real archive now and then, cut anywhere, as `svar pull` does.
#include "tests/sim/sim.h"

#include "base/check.h"

enum { COMMIT_EVERY = 8 };

struct pulling {
    struct archive *archive;
    struct str survey;
    const uint8_t *epoch;
    uint64_t seen, set_aside;
};

static enum err take(void *data, struct str batch, struct str receipt, struct str cursor,
                     struct err_info *info)
{
    struct pulling *p = data;
    enum archive_added added;
    struct err_info why = {0};
    enum err err = archive_add(p->archive, batch, receipt, &added, &why);
    if (err) return err_set(info, err, "%s", why.message);
    p->set_aside += added == ARCHIVE_SET_ASIDE;
    if (++p->seen % COMMIT_EVERY) return ERR_NONE;
    err = archive_set_cursor(p->archive, p->survey, p->epoch, cursor, info);
    if (!err) err = archive_commit(p->archive, info);
    return err ? err : archive_begin(p->archive, info);
}

static enum err pull(struct sim_organizer *o, struct sim *s, struct pulling *p,
                     struct err_info *info)
{
    struct sync_collector collector;
    struct sync_hello hello;
    struct buf after = {0}, next = {0};
    CHECK(sync_collector_of(o->survey, sim_link_transport(&o->link), s->rng, &collector, NULL) ==
          ERR_NONE);
    enum err err = sync_hello(&collector, &hello, info);
    if (err) return err;
    p->epoch = hello.epoch;
    err = archive_cursor(o->archive, p->survey, hello.epoch, &after, info);
    if (err == ERR_MISSING) err = ERR_NONE; // the first time: from the start
    if (!err) err = archive_begin(o->archive, info);
    if (!err) {
        err = sync_pull(&collector, o->signer, p->survey, buf_str(&after), take, p, &next, info);
        // What came whole before a cut is kept; only the cursor waits for the next time.
        enum err kept = ERR_NONE;
        if (!err) kept = archive_set_cursor(o->archive, p->survey, p->epoch, buf_str(&next), info);
        if (!kept) kept = archive_commit(o->archive, err ? NULL : info);
        if (!err) err = kept;
    }
    archive_rollback(o->archive);
    buf_finish(&after);
    buf_finish(&next);
    return err;
}

void sim_organizer_stop(struct sim_organizer *o, bool power_cut)
{
    archive_close(o->archive);
    o->archive = NULL;
    sim_disk_revive(&o->disk, power_cut);
}

static bool fell(struct sim_organizer *o, struct sim *s)
{
    if (!o->disk.dead) return false;
    bool power_cut = sim_random_below(&o->random, 2) != 0;
    sim_note(s, "the organizer's machine %s", power_cut ? "loses power" : "crashes");
    if (power_cut)
        s->counts[SIM_POWER_CUTS]++;
    else
        s->counts[SIM_CRASHES]++;
    sim_organizer_stop(o, power_cut);
    return true;
}

static enum err open_archive(struct sim_organizer *o, struct err_info *info)
{
    char path[300];
    snprintf(path, sizeof path, "%s/archive.sqlite", o->disk.folder);
    enum err err = archive_open(path, &o->archive, info);
    if (err)
        o->archive = NULL;
    else
        err = archive_add_survey(o->archive, o->survey, info);
    return err;
}

bool sim_organizer_open(struct sim_organizer *o)
{
    struct err_info info = {0};
    return o->archive || (!open_archive(o, &info) && !o->disk.dead);
}

void sim_organizer_look(struct sim_organizer *o, struct sim *s)
{
    fell(o, s);
}

bool sim_organizer_pull(struct sim_organizer *o, struct sim *s)
{
    struct err_info info = {0};
    struct pulling p = {.survey = survey_id(o->survey)};
    enum err err = ERR_NONE;
    if (!s->calm && sim_random_chance(&o->random, s->faults.organizer_cut))
        o->disk.cut_in = sim_random_between(&o->random, 1, 60);
    if (!s->calm && sim_random_chance(&o->random, s->faults.organizer_sync))
        o->disk.fail_in = sim_random_between(&o->random, 1, 6);
    if (!o->archive) err = open_archive(o, &info);
    p.archive = o->archive;
    if (!err) err = pull(o, s, &p, &info);
    sim_note(s, "organizer %u pulls %llu batches: %s", o->index, (unsigned long long)p.seen,
             err_name(err));
    bool down = fell(o, s);
    if (err && s->calm) sim_fail(s, "the organizer cannot pull: %s", info.message);
    return !down && !err;
}

// Another's survey is not there, as far as this organizer can tell.
static enum err see_none(void *data, struct str batch, struct str receipt, struct str cursor,
                         struct err_info *info)
{
    (void)batch, (void)receipt, (void)cursor, (void)info;
    sim_fail(data, "an organizer was given another's batch");
    return ERR_NONE;
}

static void pry(struct sim_organizer *o, struct sim *s)
{
    const struct sim_organizer *other = &s->organizers[(o->index + 1) % s->organizer_count];
    struct sync_collector collector;
    struct buf next = {0};
    CHECK(sync_collector_of(o->survey, sim_link_transport(&o->link), s->rng, &collector, NULL) ==
          ERR_NONE);
    enum err err = sync_pull(&collector, o->signer, survey_id(other->survey), STR(""), see_none, s,
                             &next, NULL);
    if (!err) sim_fail(s, "organizer %u may pull another's survey", o->index);
    s->counts[SIM_PRYING]++;
    buf_finish(&next);
}

void sim_organizer_turn(struct sim_organizer *o, struct sim *s)
{
    o->link.lag_ms = 0;
    sim_link_weather(&o->link, &o->random);
    sim_organizer_pull(o, s); // what failed is tried again at the next turn
    if (s->organizer_count > 1 && sim_random_below(&o->random, 2)) pry(o, s);
    o->pull_ms = s->now_ms + sim_random_between(&o->random, SIM_HOUR_MS, 8 * SIM_HOUR_MS);
}
