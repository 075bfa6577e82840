// SPDX-License-Identifier: EUPL-1.2
// svar verify: walks the chain of every device and says what is missing, altered or twice.
#include "organizer/verbs.h"

#include "base/alloc.h"
#include "base/json.h"
#include "base/clock.h"
#include "organizer/desk.h"
#include "organizer/verify_sheet.h"

#include <stdlib.h>

enum { DEVICE_CHARS = 16 }; // of the key's hex that are shown

struct devices {
    struct verify_device *list;
    size_t count;
    struct buf links; // of all batches, in the archive's order
    struct desk_progress progress;
    uint64_t responses;
};

static struct verify_device *device_of(struct devices *d, const uint8_t key[32])
{
    for (size_t i = d->count; i-- > 0;) // batches come device by device: the last one mostly
        if (memcmp(d->list[i].key, key, 32) == 0) return &d->list[i];
    d->list = xreallocarray(d->list, d->count + 1, sizeof *d->list);
    struct verify_device *device = &d->list[d->count++];
    *device = (struct verify_device){0};
    memcpy(device->key, key, 32);
    return device;
}

static enum err count_batch(const struct archive_item *item, void *data)
{
    struct devices *devices = data;
    struct verify_device *device = device_of(devices, item->batch->device_key);
    buf_add(&devices->links, item->batch->link, SEAL_LINK_BYTES);
    uint64_t number = item->batch->number;
    device->batches++;
    device->responses += item->batch->count;
    device->receipts += item->receipt.len > 0;
    if (item->day && (!device->first_day || item->day < device->first_day))
        device->first_day = item->day;
    if (item->day > device->last_day) device->last_day = item->day;
    if (device->first == 0 || number < device->first) device->first = number;
    if (number > device->last) device->last = number;
    for (size_t i = 0; i < item->batch->count; i++)
        desk_progress_show(&devices->progress, ++devices->responses);
    return ERR_NONE;
}

static bool known_device(const uint8_t key[32])
{
    for (int i = 0; i < 32; i++)
        if (key[i]) return true;
    return false;
}

static void count_findings(struct devices *devices, const struct archive_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct archive_finding *f = &report->findings[i];
        if (!known_device(f->device)) continue;
        struct verify_device *device = device_of(devices, f->device);
        if (archive_what_fault(f->what))
            device->faults++;
        else
            device->notes++;
        if (f->what == ARCHIVE_GAP) device->missing += f->to_number - f->number + 1;
        if (f->what == ARCHIVE_FORK) device->forks++;
    }
}

// Swedish, and below it English.
static void print_findings(const struct archive_report *report)
{
    struct buf line = {0};
    for (size_t i = 0; i < report->count; i++) {
        const struct archive_finding *f = &report->findings[i];
        bool fault = archive_what_fault(f->what);
        buf_clear(&line);
        archive_finding_print(f, ARCHIVE_SWEDISH, &line);
        buf_printf(&line, "\n  %s: ", fault ? "fault" : "note");
        archive_finding_print(f, ARCHIVE_ENGLISH, &line);
        printf("%s: %s\n", fault ? "fel" : "obs", buf_text(&line));
    }
    buf_finish(&line);
    if (report->total > report->count)
        printf("… och %llu till / and %llu more\n",
               (unsigned long long)(report->total - report->count),
               (unsigned long long)(report->total - report->count));
}

static void print_text(const struct devices *devices, const struct archive_report *report)
{
    printf("%-*s %8s %10s %10s %10s %7s\n", DEVICE_CHARS, "enhet/device", "batches", "numbers",
           "responses", "receipts", "faults");
    for (size_t i = 0; i < devices->count; i++) {
        const struct verify_device *d = &devices->list[i];
        char key[DEVICE_CHARS + 1], numbers[48];
        hex_encode(d->key, DEVICE_CHARS / 2, key);
        snprintf(numbers, sizeof numbers, "%llu-%llu", (unsigned long long)d->first,
                 (unsigned long long)d->last);
        printf("%-*s %8llu %10s %10llu %10llu %7llu\n", DEVICE_CHARS, key,
               (unsigned long long)d->batches, numbers, (unsigned long long)d->responses,
               (unsigned long long)d->receipts, (unsigned long long)d->faults);
    }
    printf("\n");
    print_findings(report);
    const struct archive_figures *f = &report->figures;
    unsigned long long batches = f->batches, responses = f->responses, receipts = f->receipted;
    printf("%llu %s med %llu låsta svar, %llu %s: %s\n", batches,
           verb_count(f->batches, "bunt", "buntar"), responses, receipts,
           verb_count(f->receipted, "kvitto", "kvitton"),
           report->faults ? "något är fel, se ovan"
           : f->batches   ? "varje kedja är hel"
                          : "arkivet har inget av denna undersökning");
    printf("%llu %s with %llu sealed %s, %llu %s: %s\n", batches,
           verb_count(f->batches, "batch", "batches"), responses,
           verb_count(f->responses, "response", "responses"), receipts,
           verb_count(f->receipted, "receipt", "receipts"),
           report->faults ? "something is wrong, see above"
           : f->batches   ? "every chain is whole"
                          : "the archive holds nothing of this survey");
}

static json_t *hex_json(const uint8_t *data, size_t bytes)
{
    char text[65];
    hex_encode(data, bytes, text);
    return json_string(text);
}

static void print_json(const struct devices *devices, const struct archive_report *report)
{
    json_t *list = json_array(), *findings = json_array();
    for (size_t i = 0; i < devices->count; i++) {
        const struct verify_device *d = &devices->list[i];
        json_array_append_new(
            list,
            json_pack("{s:o,s:I,s:I,s:I,s:I,s:I,s:I}", "device", hex_json(d->key, 32), "batches",
                      (json_int_t)d->batches, "responses", (json_int_t)d->responses, "receipts",
                      (json_int_t)d->receipts, "first", (json_int_t)d->first, "last",
                      (json_int_t)d->last, "faults", (json_int_t)d->faults));
    }
    for (size_t i = 0; i < report->count; i++) {
        const struct archive_finding *f = &report->findings[i];
        json_array_append_new(
            findings,
            json_pack("{s:s,s:b,s:o,s:I,s:I,s:s,s:s,s:s,s:s}", "what", archive_what_name(f->what),
                      "fault", archive_what_fault(f->what), "device", hex_json(f->device, 32),
                      "number", (json_int_t)f->number, "to_number", (json_int_t)f->to_number, "day",
                      f->day, "text", archive_what_text(f->what, ARCHIVE_ENGLISH), "text_sv",
                      archive_what_text(f->what, ARCHIVE_SWEDISH), "detail",
                      f->detail[ARCHIVE_ENGLISH]));
    }
    json_t *all = json_pack(
        "{s:I,s:I,s:I,s:I,s:o,s:o}", "batches", (json_int_t)report->figures.batches, "responses",
        (json_int_t)report->figures.responses, "receipts", (json_int_t)report->figures.receipted,
        "faults", (json_int_t)report->faults, "devices", list, "findings", findings);
    struct buf text = {0};
    json_write(all, &text);
    printf("%s\n", buf_text(&text));
    buf_finish(&text);
    json_decref(all);
}

static enum err verify(struct archive *archive, const struct survey *survey,
                       struct devices *devices, struct archive_report *report,
                       struct err_info *info)
{
    struct archive_figures figures;
    enum err err = archive_figures(archive, survey_id(survey), &figures, info);
    if (err) return err;
    devices->progress.total = figures.responses;
    err = archive_verify_each(archive, survey_id(survey), count_batch, devices, report, info);
    desk_progress_end(&devices->progress);
    return err;
}

struct inside {
    struct archive_report *report;
    struct desk_progress progress;
    uint64_t count;
};

static enum err take_opened(const struct archive_opened *opened, void *data)
{
    struct inside *inside = data;
    archive_report_opened(inside->report, opened);
    if (opened->kind != ARCHIVE_BATCH_BAD) desk_progress_show(&inside->progress, ++inside->count);
    return ERR_NONE;
}

// With the organizer's key also what somebody did who has a device's key: inside the batches.
static enum err look_inside(const struct arguments *a, struct archive_report *report,
                            struct err_info *info)
{
    struct desk desk = {.reads = true};
    struct inside inside = {report, {.what = "responses looked into"}, 0};
    enum err err = desk_open(a, &desk, info);
    if (!err) {
        inside.progress.total = desk_response_count(&desk);
        err = archive_open_responses(desk.archive, survey_id(desk.survey), desk.ids.id,
                                     desk.ids.count, take_opened, &inside, NULL, info);
        desk_progress_end(&inside.progress);
    }
    if (!err) err = archive_report_days(desk.archive, report, info);
    desk_close(&desk);
    return err;
}

// Private like all that leaves the desk, whole or not at all.
static enum err write_sheet(const struct arguments *a, const struct survey *survey,
                            const struct devices *devices, const struct archive_report *report,
                            struct err_info *info)
{
    const char *path = arguments_text(a, "sheet"), *language = arguments_text(a, "language");
    struct clock clock = clock_system();
    struct verify_sheet sheet = {
        .survey = survey,
        .report = report,
        .devices = devices->list,
        .device_count = devices->count,
        .archive = arguments_text(a, "archive"),
        .looked_inside = arguments_list(a, "key", 0),
        .now_s = clock_wall_ms(&clock) / 1000,
        .swedish = !language || strcmp(language, "sv") == 0,
    };
    struct buf text = {0};
    struct desk_file file;
    enum err err = desk_file_create(path, &file, info);
    if (err) return err;
    seal_sha256(buf_str(&devices->links), sheet.digest);
    verify_sheet_write(&sheet, &text);
    err = desk_file_write(&file, buf_str(&text), info);
    if (!err) err = desk_file_commit(&file, info);
    desk_file_discard(&file);
    buf_finish(&text);
    if (!err && strcmp(path, "-") != 0) verb_say("the sheet \xE2\x86\x92 %s", path);
    return err;
}

static enum err check_options(const struct arguments *a, struct err_info *info)
{
    const char *language = arguments_text(a, "language"), *sheet = arguments_text(a, "sheet");
    if (language && strcmp(language, "sv") != 0 && strcmp(language, "en") != 0)
        return err_set(info, ERR_ARGUMENT, "the sheet is written in sv or en, not \"%s\"",
                       language);
    if (language && !sheet)
        return err_set(info, ERR_ARGUMENT, "--language is the sheet's: name it with --sheet FILE");
    return ERR_NONE;
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct survey *survey = NULL;
    struct archive *archive = NULL;
    struct archive_report report = {0};
    struct devices devices = {.progress = {.what = "responses verified"}};
    enum err err = check_options(a, &info);
    if (!err) err = desk_survey_open(a, &survey, &info);
    if (!err) err = desk_archive_open(a, true, &archive, &info);
    if (!err) err = archive_add_survey(archive, survey, &info);
    if (!err) err = verify(archive, survey, &devices, &report, &info);
    archive_close(archive);
    if (!err && arguments_list(a, "key", 0)) err = look_inside(a, &report, &info);
    bool faults = report.faults > 0;
    if (!err) {
        count_findings(&devices, &report);
        if (arguments_flag(a, "json"))
            print_json(&devices, &report);
        else
            print_text(&devices, &report);
        if (arguments_text(a, "sheet")) err = write_sheet(a, survey, &devices, &report, &info);
    }
    survey_close(survey);
    buf_finish(&devices.links);
    free(devices.list);
    archive_report_finish(&report);
    if (err) return verb_fail(&info);
    return faults ? VERB_FOUND : VERB_DONE;
}

const struct verb verb_verify = {
    .name = "verify",
    .arguments = "",
    .summary = "Checks that nothing was taken away, added, changed or put in another order.",
    .details =
        "Needs no secret key: it checks every device's chain of signed batches, its numbers "
        "and links,\nchanges of its key, and the collector's receipts. With --key it also "
        "looks inside the batches, for\nwhat somebody did who has a device's key. What is "
        "found names the device, the batch and the day on\nwhich it came into the archive, "
        "in Swedish and in English. --sheet writes the same as a page that\nprints well and can be "
        "filed: devices, responses, gaps, forks, missing receipts, and when. The exit code\n"
        "is 1 where something is wrong.",
    .options =
        (const struct argument_option[]){
            DESK_OPTION_SURVEY,
            DESK_OPTION_ARCHIVE,
            DESK_OPTION_KEY,
            {"json", ARGUMENT_FLAG, NULL, "for programs"},
            {"sheet", ARGUMENT_TEXT, "FILE", "also as a page to print and file (HTML)"},
            {"language", ARGUMENT_TEXT, "CODE", "of the sheet: sv (default) or en"},
            {0}},
    .run = run,
};
