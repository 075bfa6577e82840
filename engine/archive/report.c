// SPDX-License-Identifier: EUPL-1.2
// The words of the findings, and the report's memory.
#include "archive/verify_priv.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct what {
    const char *name, *text;
    bool fault;
};

#define WHAT_ROW(code, name, text, fault) {name, text, fault},
static const struct what whats[ARCHIVE_WHAT_COUNT] = {ARCHIVE_FINDING_MAP(WHAT_ROW)};
#undef WHAT_ROW

const char *archive_what_name(enum archive_what what)
{
    return whats[what].name;
}

const char *archive_what_text(enum archive_what what)
{
    return whats[what].text;
}

bool archive_what_fault(enum archive_what what)
{
    return whats[what].fault;
}

void archive_report_finish(struct archive_report *report)
{
    free(report->findings);
    memset(report, 0, sizeof *report);
}

void archive_found(struct archive_report *report, enum archive_what what,
                   const struct archive_entry *entry, const char *detail, ...)
{
    report->total++;
    if (whats[what].fault) report->faults++;
    if (report->count == ARCHIVE_FINDINGS_MAX) return;
    if (!(report->count & (report->count - 1))) { // room doubles: 1, 2, 4, …
        size_t room = report->count ? report->count * 2 : 1;
        report->findings = xreallocarray(report->findings, room, sizeof *report->findings);
    }
    struct archive_finding *finding = &report->findings[report->count++];
    memset(finding, 0, sizeof *finding);
    finding->what = what;
    memcpy(finding->device, entry->device, sizeof finding->device);
    memcpy(finding->link, entry->link, sizeof finding->link);
    finding->number = finding->to_number = entry->number;
    va_list args;
    va_start(args, detail);
    vsnprintf(finding->detail, sizeof finding->detail, detail, args);
    va_end(args);
}
