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

static enum err each_response(const struct archive_opened *opened, void *data)
{
    struct sim *s = data;
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
    if (response->seen < UINT8_MAX) response->seen++;
    buf_finish(&wanted);
    return ERR_NONE;
}

static void check_responses(struct sim *s, struct archive *archive)
{
    struct err_info info = {0};
    struct archive_open_totals totals = {0};
    for (size_t i = 0; i < s->response_count; i++)
        s->responses[i].seen = 0;
    enum err err = archive_open_responses(archive, survey_id(s->survey), &s->identity, 1,
                                          each_response, s, &totals, &info);
    if (err) sim_fail(s, "the archive does not open: %s", info.message);
    if (totals.repeated)
        sim_fail(s, "%llu sealed responses twice", (unsigned long long)totals.repeated);
    for (size_t i = 0; i < s->response_count; i++) {
        const struct sim_response *r = &s->responses[i];
        if (r->acknowledged && !r->seen)
            sim_fail(s, "response %zu of device %u was acknowledged and is lost", i, r->device);
        if (r->seen > r->copies_max)
            sim_fail(s, "response %zu of device %u came %u times", i, r->device, r->seen);
    }
}

static void check_archive(struct sim *s, struct archive *archive, const char *whose)
{
    struct err_info info = {0};
    struct archive_report report = {0};
    struct sim_links links = {0};
    if (archive_verify(archive, survey_id(s->survey), &report, &info))
        sim_fail(s, "%s archive cannot be verified: %s", whose, info.message);
    for (size_t i = 0; i < report.count; i++)
        sim_fail(s, "%s archive: %s: number %llu: %s", whose,
                 archive_what_name(report.findings[i].what),
                 (unsigned long long)report.findings[i].number,
                 report.findings[i].detail[ARCHIVE_ENGLISH]);
    if (report.figures.set_aside)
        sim_fail(s, "%s archive: %llu batches set aside", whose,
                 (unsigned long long)report.figures.set_aside);
    s->totals.batches = report.figures.batches;
    archive_report_finish(&report);
    if (archive_each(archive, survey_id(s->survey), each_batch, &links, &info))
        sim_fail(s, "%s archive cannot be read: %s", whose, info.message);
    for (size_t i = 0; i < s->receipted.count; i++) {
        if (sim_links_have(&links, s->receipted.list[i])) continue;
        char link[9];
        hex_encode(s->receipted.list[i], 4, link);
        sim_fail(s, "%s archive: batch %s was receipted and is lost", whose, link);
    }
    free(links.list);
    check_responses(s, archive);
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

static void check_collector(struct sim *s, struct sim_collector *c, struct archive *archive)
{
    struct collector_figures figures = {0};
    struct collector_cursor after = {.position = 0}, next;
    struct counting counting = {.sim = s, .archive = archive};
    bool more = true;
    char id[COLLECTOR_SURVEY_ID_BYTES + 1];
    snprintf(id, sizeof id, "%.*s", STR_ARG(survey_id(s->survey)));
    while (more) {
        if (c->storage->table->batch_pull(c->storage, id, &after, 1 << 16, each_stored, &counting,
                                          &next, &more, NULL)) {
            sim_fail(s, "collector %u cannot be read", c->index);
            break;
        }
        after = next;
    }
    if (c->storage->table->figures(c->storage, &figures, NULL))
        sim_fail(s, "collector %u does not count", c->index);
    if (figures.batches != counting.links.count)
        sim_fail(s, "collector %u counts %llu batches and gives %zu", c->index,
                 (unsigned long long)figures.batches, counting.links.count);
    if (figures.forked) sim_fail(s, "collector %u holds a fork", c->index);
    free(counting.links.list);
}

static void check_collectors(struct sim *s)
{
    struct archive *archive = NULL;
    char path[300];
    snprintf(path, sizeof path, "%s/desk/fresh.sqlite", s->folder);
    if (archive_open(path, &archive, NULL) || archive_add_survey(archive, s->survey, NULL) ||
        archive_begin(archive, NULL)) {
        sim_fail(s, "no fresh archive");
        archive_close(archive);
        return;
    }
    for (unsigned i = 0; i < s->collector_count; i++)
        check_collector(s, &s->collectors[i], archive);
    if (archive_commit(archive, NULL)) sim_fail(s, "a fresh archive cannot be written");
    check_archive(s, archive, "the collectors'");
    archive_close(archive);
}

// What the desk took from sticks was durable when it said so, without any pull since.
static void check_desk(struct sim *s)
{
    struct sim_links links = {0};
    if (s->at_desk.count == 0) return;
    if (!sim_organizer_open(&s->organizer, s) ||
        archive_each(s->organizer.archive, STR(""), each_batch, &links, NULL))
        sim_fail(s, "the desk's archive cannot be read");
    for (size_t i = 0; i < s->at_desk.count; i++)
        if (!sim_links_have(&links, s->at_desk.list[i]))
            sim_fail(s, "a batch that the desk took from a stick is lost there");
    free(links.list);
}

void sim_check(struct sim *s)
{
    check_desk(s);
    for (unsigned i = 0; i < s->collector_count; i++) {
        s->collector_now = i;
        sim_link_weather(&s->organizer.link, &s->organizer.random);
        if (!sim_organizer_pull(&s->organizer, s)) return;
    }
    check_archive(s, s->organizer.archive, "the organizer's");
    check_collectors(s);
}
