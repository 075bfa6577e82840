// SPDX-License-Identifier: EUPL-1.2
// The words of the findings, and the report's memory.
#include "archive/verify_priv.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DEVICE_CHARS = 16, DAY_S = 86400 }; // of the key's hex that are shown

struct what {
    const char *name, *text[2];
    bool fault;
};

#define WHAT_ROW(code, name, swedish, english, fault) {name, {swedish, english}, fault},
static const struct what whats[ARCHIVE_WHAT_COUNT] = {ARCHIVE_FINDING_MAP(WHAT_ROW)};
#undef WHAT_ROW

const char *archive_what_name(enum archive_what what)
{
    return whats[what].name;
}

const char *archive_what_text(enum archive_what what, enum archive_language language)
{
    return whats[what].text[language];
}

bool archive_what_fault(enum archive_what what)
{
    return whats[what].fault;
}

static bool is_zero(const uint8_t *bytes, size_t count)
{
    uint8_t any = 0;
    for (size_t i = 0; i < count; i++)
        any |= bytes[i];
    return any == 0;
}

void archive_finding_print(const struct archive_finding *f, enum archive_language language,
                           struct buf *out)
{
    static const struct {
        const char *device, *batch, *batches, *came, *before;
    } words[] = {
        [ARCHIVE_SWEDISH] = {"enhet", "bunt", "buntarna", "kom hit", "nästa kom hit"},
        [ARCHIVE_ENGLISH] = {"device", "batch", "batches", "came", "the next one came"},
    };
    char device[DEVICE_CHARS + 1];
    hex_encode(f->device, DEVICE_CHARS / 2, device);
    if (!is_zero(f->device, sizeof f->device))
        buf_printf(out, "%s %s, ", words[language].device, device);
    if (f->number && f->to_number > f->number)
        buf_printf(out, "%s %llu–%llu", words[language].batches, (unsigned long long)f->number,
                   (unsigned long long)f->to_number);
    else if (f->number)
        buf_printf(out, "%s %llu", words[language].batch, (unsigned long long)f->number);
    else
        buf_add_text(out, language == ARCHIVE_SWEDISH ? "en bunt" : "a batch");
    if (f->day[0])
        buf_printf(out, " (%s %s)",
                   f->what == ARCHIVE_GAP ? words[language].before : words[language].came, f->day);
    buf_printf(out, ": %s", archive_what_text(f->what, language));
    if (f->detail[language][0]) buf_printf(out, ": %s", f->detail[language]);
    buf_printf(out, " [%s]", archive_what_name(f->what));
}

void archive_report_finish(struct archive_report *report)
{
    free(report->findings);
    memset(report, 0, sizeof *report);
}

void archive_found(struct archive_report *report, enum archive_what what,
                   const struct archive_entry *entry, const char *swedish, const char *english, ...)
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
    va_start(args, english);
    vsnprintf(finding->detail[ARCHIVE_SWEDISH], sizeof finding->detail[0], swedish, args);
    va_end(args);
    va_start(args, english);
    vsnprintf(finding->detail[ARCHIVE_ENGLISH], sizeof finding->detail[0], english, args);
    va_end(args);
}

void archive_report_opened(struct archive_report *report, const struct archive_opened *opened)
{
    if (opened->kind == ARCHIVE_RESPONSE) return;
    struct archive_entry entry = {.number = opened->number};
    memcpy(entry.device, opened->device, sizeof entry.device);
    memcpy(entry.link, opened->link, sizeof entry.link);
    bool whole_batch = opened->kind == ARCHIVE_BATCH_BAD;
    archive_found(report, whole_batch ? ARCHIVE_CONTENT : ARCHIVE_RESPONSE_FOREIGN, &entry, "%s",
                  "%s", opened->reason ? opened->reason : err_text(opened->error));
}

enum err archive_report_days(struct archive *a, struct archive_report *report,
                             struct err_info *info)
{
    sqlite3_stmt *select = NULL;
    enum err err = archive_prepare(a, "SELECT day FROM taken WHERE link = ?1", &select, info);
    for (size_t i = 0; !err && i < report->count; i++) {
        struct archive_finding *f = &report->findings[i];
        archive_bind(select, 1, str_make(f->link, sizeof f->link));
        int code = sqlite3_step(select);
        if (code == SQLITE_ROW) {
            time_t day = (time_t)sqlite3_column_int64(select, 0) * DAY_S;
            struct tm utc;
            if (gmtime_r(&day, &utc)) strftime(f->day, sizeof f->day, "%Y-%m-%d", &utc);
        } else if (code != SQLITE_DONE) {
            err = archive_fault(a, "cannot be read", info);
        }
        sqlite3_reset(select);
    }
    sqlite3_finalize(select);
    return err;
}
