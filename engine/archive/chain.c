// SPDX-License-Identifier: EUPL-1.2
// The chains: numbers from 1 without gaps, each batch naming the link of the one before, through
// all versions of a survey.
#include "archive/verify_priv.h"

#include <stdlib.h>
#include <string.h>

// By survey, unknown ones last; then device (whatever its key), number, link.
static int compare(const void *a, const void *b)
{
    const struct archive_entry *left = a, *right = b;
    if (left->survey != right->survey) return left->survey < right->survey ? -1 : 1;
    int order = memcmp(left->root, right->root, sizeof left->root);
    if (order) return order;
    if (left->number != right->number) return left->number < right->number ? -1 : 1;
    return memcmp(left->link, right->link, sizeof left->link);
}

struct chains {
    struct archive_entry *entries;
    size_t known; // entries of known surveys, which stand first
    size_t count; //
    struct archive_report *report;
};

// A batch of a version that is not in the archive may stand in the chain all the same. Its survey
// being unknown is reported; a gap beside it would be a second report of the same thing.
static const struct archive_entry *find_unknown(const struct chains *c, const uint8_t root[32],
                                                uint64_t number, const uint8_t *link)
{
    size_t low = c->known, high = c->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = memcmp(c->entries[middle].root, root, 32);
        if (order < 0 || (!order && c->entries[middle].number < number))
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < c->count; low++) {
        const struct archive_entry *entry = &c->entries[low];
        if (memcmp(entry->root, root, 32) || entry->number != number) return NULL;
        if (!link || !memcmp(entry->link, link, SEAL_LINK_BYTES)) return entry;
    }
    return NULL;
}

// Walks from the batch behind a gap backwards over unknown ones. Returns the highest number that is
// really missing; last_known when all of it was bridged.
static uint64_t bridge(const struct chains *c, const struct archive_entry *behind,
                       uint64_t last_known)
{
    const struct archive_entry *at = behind;
    while (at->number - 1 > last_known) {
        const struct archive_entry *before =
            find_unknown(c, at->root, at->number - 1, at->previous_link);
        if (!before) break;
        at = before;
    }
    return at->number - 1;
}

static void report_gap(const struct chains *c, const struct archive_entry *behind, uint64_t from,
                       uint64_t to)
{
    struct archive_entry place = *behind;
    place.number = from;
    size_t before = c->report->count;
    archive_found(c->report, ARCHIVE_GAP, &place, "%s", "%s", "");
    if (c->report->count > before) c->report->findings[before].to_number = to;
}

// True where one of the entries [from, to) has this link.
static bool names_one(const struct archive_entry *entries, size_t from, size_t to,
                      const uint8_t link[SEAL_LINK_BYTES])
{
    for (size_t i = from; i < to; i++)
        if (!memcmp(entries[i].link, link, SEAL_LINK_BYTES)) return true;
    return false;
}

static bool names_key(const struct archive_entry *entry, const uint8_t key[32])
{
    for (size_t i = 0; i < entry->key_count; i++)
        if (!memcmp(entry->keys_before[i], key, 32)) return true;
    return false;
}

// before and entry follow each other in a chain. Where the key is another one, it must be the
// newer.
static void check_key(struct chains *c, const struct archive_entry *before,
                      struct archive_entry *entry)
{
    char key[65];
    if (!memcmp(before->device, entry->device, 32)) return;
    hex_encode(before->device, 32, key);
    if (names_key(before, entry->device)) {
        archive_found(c->report, ARCHIVE_RETIRED_KEY, entry, "enhetens nya nyckel var redan %.16s",
                      "the device's new key was already %.16s", key);
        entry->fault = true;
    } else {
        archive_found(c->report, ARCHIVE_ROTATED, entry, "den gamla är %.16s",
                      "the old one is %.16s", key);
    }
}

// One device in one survey: entries [from, to).
static void check_chain(struct chains *c, size_t from, size_t to)
{
    struct archive_entry *entries = c->entries;
    uint64_t last = 0;
    size_t before_from = from, before_to = from; // the entries with the number `last`
    for (size_t at = from; at < to;) {
        size_t end = at + 1;
        while (end < to && entries[end].number == entries[at].number)
            end++;
        uint64_t number = entries[at].number;
        bool bridged = false;
        if (number > last + 1) {
            uint64_t missing_to = bridge(c, &entries[at], last);
            bridged = true; // there is nothing here to compare links with
            if (missing_to > last) report_gap(c, &entries[at], last + 1, missing_to);
        }
        for (size_t i = at; i < end; i++) {
            struct archive_entry *entry = &entries[i];
            if (end - at > 1) {
                archive_found(c->report, ARCHIVE_FORK, entry, "%zu buntar har detta nummer",
                              "%zu batches have this number", end - at);
                entry->fault = true;
            }
            if (at > from) check_key(c, &entries[at - 1], entry);
            if (bridged || number == 1) continue; // at 1 the format itself demands zeros
            if (names_one(entries, before_from, before_to, entry->previous_link)) continue;
            if (find_unknown(c, entry->root, last, entry->previous_link)) continue;
            archive_found(c->report, ARCHIVE_BROKEN_LINK, entry,
                          "den nämner en annan bunt %llu än den som finns här",
                          "it names another batch %llu than the one here",
                          (unsigned long long)last);
            entry->fault = true;
        }
        last = number;
        before_from = at;
        before_to = end;
        at = end;
    }
}

void archive_check_chains(struct archive_entry *entries, size_t count,
                          struct archive_report *report)
{
    if (!count) return;
    archive_find_roots(entries, count);
    qsort(entries, count, sizeof *entries, compare);
    struct chains c = {.entries = entries, .count = count, .report = report};
    while (c.known < count && entries[c.known].survey != ARCHIVE_SURVEY_UNKNOWN)
        c.known++;
    for (size_t from = 0; from < c.known;) {
        size_t to = from + 1;
        while (to < c.known && entries[to].survey == entries[from].survey &&
               !memcmp(entries[to].root, entries[from].root, 32))
            to++;
        check_chain(&c, from, to);
        from = to;
    }
}
