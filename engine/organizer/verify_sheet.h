// SPDX-License-Identifier: EUPL-1.2
// What svar verify found, as one page that prints well and can be filed: HTML without scripts and
// without anything from outside, in Swedish or English.
#pragma once

#include "archive/archive.h"
#include "survey/survey.h"

// One device in the archive, by the key that it signs with.
struct verify_device {
    uint8_t key[32];
    uint64_t batches, responses, receipts;
    uint64_t first, last; // numbers of its batches
    uint64_t missing;     // batches that are not here, in gaps
    uint64_t forks;       // batches that share a number with another one
    uint64_t faults, notes;
    int64_t first_day, last_day; // on which batches came, since 1970-01-01; 0 where not known
};

struct verify_sheet {
    const struct survey *survey;
    const struct archive_report *report;
    const struct verify_device *devices;
    size_t device_count;
    uint8_t digest[32];  // SHA-256 of all links in the archive's order: which batches were checked
    const char *archive; // its path
    bool looked_inside;  // the organizer's key was there
    int64_t now_s;
    bool swedish;
};

void verify_sheet_write(const struct verify_sheet *s, struct buf *out);
