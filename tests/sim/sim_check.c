// SPDX-License-Identifier: EUPL-1.2
// What must hold when the faults have ended: everybody drains; what was receipted is at the
// organizer's, and still at the collectors; nothing twice, nothing invented; chains verify; what
// respondents were thanked for opens and is what they said.
#include "tests/sim/sim.h"

#include "base/check.h"

#include <stdlib.h>
#include <string.h>

// ---- at the organizer's ----
static enum err each_batch(const struct archive_item *item, void *data)
{
    sim_links_add(data, item->batch->link);
    return ERR_NONE;
}

struct opening {
    struct sim *sim;
    const struct sim_organizer *organizer;
};

static enum err each_response(const struct archive_opened *opened, void *data)
{
    const struct opening *opening = data;
    struct sim *s = opening->sim;
    if (opened->kind != ARCHIVE_RESPONSE) {
        sim_fail(s, "batch %llu does not open: %s", (unsigned long long)opened->number,
                 opened->reason);
        return ERR_NONE;
    }
    unsigned long long number;
    char start[64];
    snprintf(start, sizeof start, "%.*s", (int)(opened->json.len < 60 ? opened->json.len : 60),
             opened->json.ptr);
    if (sscanf(start, "{\"id\":%llu,", &number) != 1 || number >= s->response_count) {
        sim_fail(s, "a response that nobody gave: %s", start);
        return ERR_NONE;
    }
    struct sim_response *response = &s->responses[number];
    struct buf wanted = {0};
    sim_device_response(s->seed, (size_t)number, response->device, &wanted);
    if (!str_eq(buf_str(&wanted), opened->json))
        sim_fail(s, "response %llu is not what was given", number);
    if (memcmp(opened->device, seal_signer_public(s->devices[response->device].key), 32) != 0)
        sim_fail(s, "response %llu came from another device", number);
    if (s->devices[response->device].organizer != opening->organizer)
        sim_fail(s, "response %llu is at the other organizer's", number);
    if (response->seen < UINT8_MAX) response->seen++;
    buf_finish(&wanted);
    return ERR_NONE;
}

static void check_responses(struct sim *s, struct sim_organizer *o, struct archive *archive)
{
    struct opening opening = {s, o};
    struct err_info info = {0};
    struct archive_open_totals totals = {0};
    for (size_t i = 0; i < s->response_count; i++)
        s->responses[i].seen = 0;
    enum err err = archive_open_responses(archive, survey_id(o->survey), &o->identity, 1,
                                          each_response, &opening, &totals, &info);
    if (err) sim_fail(s, "the archive does not open: %s", info.message);
    if (totals.repeated)
        sim_fail(s, "%llu sealed responses twice", (unsigned long long)totals.repeated);
    for (size_t i = 0; i < s->response_count; i++) {
        const struct sim_response *r = &s->responses[i];
        if (s->devices[r->device].organizer != o) continue;
        if (r->acknowledged && !r->seen)
            sim_fail(s, "response %zu of device %u was acknowledged and is lost", i, r->device);
        if (r->seen > r->copies_max)
            sim_fail(s, "response %zu of device %u came %u times", i, r->device, r->seen);
    }
}

static void check_archive(struct sim *s, struct sim_organizer *o, struct archive *archive,
                          const char *whose)
{
    struct err_info info = {0};
    struct archive_report report = {0};
    struct sim_links links = {0};
    if (archive_verify(archive, survey_id(o->survey), &report, &info))
        sim_fail(s, "%s archive cannot be verified: %s", whose, info.message);
    for (size_t i = 0; i < report.count; i++)
        sim_fail(s, "%s archive: %s: number %llu: %s", whose,
                 archive_what_name(report.findings[i].what),
                 (unsigned long long)report.findings[i].number,
                 report.findings[i].detail[ARCHIVE_ENGLISH]);
    if (report.figures.set_aside)
        sim_fail(s, "%s archive: %llu batches set aside", whose,
                 (unsigned long long)report.figures.set_aside);
    archive_report_finish(&report);
    if (archive_each(archive, survey_id(o->survey), each_batch, &links, &info))
        sim_fail(s, "%s archive cannot be read: %s", whose, info.message);
    for (size_t i = 0; i < o->receipted.count; i++) {
        if (sim_links_have(&links, o->receipted.list[i])) continue;
        char link[9];
        hex_encode(o->receipted.list[i], 4, link);
        sim_fail(s, "%s archive: batch %s was receipted and is lost", whose, link);
    }
    free(links.list);
    check_responses(s, o, archive);
}

// ---- at the collectors ----
struct counting {
    struct sim *sim;
    struct archive *archive; // a fresh one, of all collectors
    struct sim_links links;  // of this collector
};

static void each_stored(struct str bytes, struct str receipt, const struct collector_cursor *cursor,
                        void *data)
{
    struct counting *c = data;
    uint8_t link[SEAL_LINK_BYTES];
    enum archive_added added;
    (void)cursor;
    seal_sha256(bytes, link);
    if (sim_links_have(&c->links, link)) sim_fail(c->sim, "a collector holds one batch twice");
    sim_links_add(&c->links, link);
    if (archive_add(c->archive, bytes, receipt, &added, NULL))
        sim_fail(c->sim, "a fresh archive cannot be written");
}

// The batches of one organizer's survey; returns how many.
static uint64_t check_survey(struct sim *s, struct sim_organizer *o, struct sim_collector *c,
                             struct archive *archive)
{
    struct collector_cursor after = {.position = 0}, next;
    struct counting counting = {.sim = s, .archive = archive};
    bool more = true;
    char id[COLLECTOR_SURVEY_ID_BYTES + 1];
    snprintf(id, sizeof id, "%.*s", STR_ARG(survey_id(o->survey)));
    while (more) {
        if (c->storage->table->batch_pull(c->storage, id, &after, 1 << 16, each_stored, &counting,
                                          &next, &more, NULL)) {
            sim_fail(s, "collector %u cannot be read", c->index);
            break;
        }
        after = next;
    }
    free(counting.links.list);
    return counting.links.count;
}

// What is still there of one organizer's, at all collectors.
static void check_organizer(struct sim *s, struct sim_organizer *o,
                            uint64_t given[SIM_COLLECTORS_MAX])
{
    struct archive *archive = NULL;
    char path[300];
    snprintf(path, sizeof path, "%s/fresh.sqlite", o->disk.folder);
    if (archive_open(path, &archive, NULL) || archive_add_survey(archive, o->survey, NULL) ||
        archive_begin(archive, NULL)) {
        sim_fail(s, "no fresh archive");
        archive_close(archive);
        return;
    }
    for (unsigned i = 0; i < s->collector_count; i++)
        given[i] += check_survey(s, o, &s->collectors[i], archive);
    if (archive_commit(archive, NULL)) sim_fail(s, "a fresh archive cannot be written");
    // Where a collector erases what its organizer holds, only he holds all.
    if (!s->faults.tidies) check_archive(s, o, archive, "the collectors'");
    archive_close(archive);
}

static void check_collectors(struct sim *s)
{
    uint64_t given[SIM_COLLECTORS_MAX] = {0};
    for (unsigned i = 0; i < s->organizer_count; i++)
        check_organizer(s, &s->organizers[i], given);
    for (unsigned i = 0; i < s->collector_count; i++) {
        struct sim_collector *c = &s->collectors[i];
        struct collector_figures figures = {0};
        if (c->storage->table->figures(c->storage, &figures, NULL))
            sim_fail(s, "collector %u does not count", i);
        if (s->faults.tidies ? figures.batches < given[i] : figures.batches != given[i])
            sim_fail(s, "collector %u counts %llu batches and gives %llu", i,
                     (unsigned long long)figures.batches, (unsigned long long)given[i]);
        if (figures.forked) sim_fail(s, "collector %u holds a fork", i);
    }
}

// What the desk took from sticks was durable when it said so, without any pull since.
static void check_desk(struct sim *s, struct sim_organizer *o)
{
    struct sim_links links = {0};
    if (o->at_desk.count == 0) return;
    if (!sim_organizer_open(o) || archive_each(o->archive, STR(""), each_batch, &links, NULL))
        sim_fail(s, "the desk's archive cannot be read");
    for (size_t i = 0; i < o->at_desk.count; i++)
        if (!sim_links_have(&links, o->at_desk.list[i]))
            sim_fail(s, "a batch that the desk took from a stick is lost there");
    free(links.list);
}

void sim_check(struct sim *s)
{
    for (unsigned k = 0; k < s->organizer_count; k++) {
        struct sim_organizer *o = &s->organizers[k];
        check_desk(s, o);
        for (unsigned i = 0; i < s->collector_count; i++) {
            s->collector_now = i;
            sim_link_weather(&o->link, &o->random);
            if (!sim_organizer_pull(o, s)) return;
        }
        check_archive(s, o, o->archive, "the organizer's");
        struct sim_links links = {0};
        err_ignore(archive_each(o->archive, STR(""), each_batch, &links, NULL)); // counts only
        s->counts[SIM_BATCHES] += links.count;
        free(links.list);
    }
    check_collectors(s);
}
