// SPDX-License-Identifier: EUPL-1.2
// svar verify: walks the chain of every device and says what is missing, altered or twice.
#include "organizer/verbs.h"

#include "base/alloc.h"
#include "base/json.h"
#include "organizer/desk.h"

#include <stdlib.h>

enum { DEVICE_CHARS = 16 }; // of the key's hex that are shown

struct device {
    uint8_t key[32];
    uint64_t batches, responses, receipts, first, last, faults, notes;
};

struct devices {
    struct device *list;
    size_t count;
};

static struct device *device_of(struct devices *d, const uint8_t key[32])
{
    for (size_t i = d->count; i-- > 0;) // batches come device by device: the last one mostly
        if (memcmp(d->list[i].key, key, 32) == 0) return &d->list[i];
    d->list = xreallocarray(d->list, d->count + 1, sizeof *d->list);
    struct device *device = &d->list[d->count++];
    *device = (struct device){0};
    memcpy(device->key, key, 32);
    return device;
}

static enum err count_batch(const struct archive_item *item, void *data)
{
    struct device *device = device_of(data, item->batch->device_key);
    uint64_t number = item->batch->number;
    device->batches++;
    device->responses += item->batch->count;
    device->receipts += item->receipt.len > 0;
    if (device->first == 0 || number < device->first) device->first = number;
    if (number > device->last) device->last = number;
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
        struct device *device = device_of(devices, f->device);
        if (archive_what_fault(f->what))
            device->faults++;
        else
            device->notes++;
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
        const struct device *d = &devices->list[i];
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
        const struct device *d = &devices->list[i];
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

static enum err take_opened(const struct archive_opened *opened, void *data)
{
    archive_report_opened(data, opened);
    return ERR_NONE;
}

// With the organizer's key also what somebody did who has a device's key: inside the batches.
static enum err look_inside(const struct arguments *a, struct archive_report *report,
                            struct err_info *info)
{
    struct desk desk = {0};
    enum err err = desk_open(a, &desk, info);
    if (!err)
        err = archive_open_responses(desk.archive, survey_id(desk.survey), desk.ids.id,
                                     desk.ids.count, take_opened, report, NULL, info);
    if (!err) err = archive_report_days(desk.archive, report, info);
    desk_close(&desk);
    return err;
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct survey *survey = NULL;
    struct archive *archive = NULL;
    struct archive_report report = {0};
    struct devices devices = {0};
    enum err err = desk_survey_open(a, &survey, &info);
    if (!err) err = desk_archive_open(a, &archive, &info);
    if (!err) err = archive_add_survey(archive, survey, &info);
    if (!err) err = archive_verify(archive, survey_id(survey), &report, &info);
    if (!err) err = archive_each(archive, survey_id(survey), count_batch, &devices, &info);
    archive_close(archive);
    survey_close(survey);
    if (!err && arguments_list(a, "key", 0)) err = look_inside(a, &report, &info);
    bool faults = report.faults > 0;
    if (!err) {
        count_findings(&devices, &report);
        if (arguments_flag(a, "json"))
            print_json(&devices, &report);
        else
            print_text(&devices, &report);
    }
    free(devices.list);
    archive_report_finish(&report);
    if (err) return verb_fail(&info);
    return faults ? VERB_FOUND : VERB_DONE;
}

const struct verb verb_verify = {
    .name = "verify",
    .arguments = "",
    .summary = "Checks that nothing was taken away, added, changed or put in another order.",
    .details = "Needs no secret key: it checks every device's chain of signed batches, its numbers "
               "and links,\nchanges of its key, and the collector's receipts. With --key it also "
               "looks inside the batches, for\nwhat somebody did who has a device's key. What is "
               "found names the device, the batch and the day on\nwhich it came into the archive, "
               "in Swedish and in English. The exit code is 1 where something is\nwrong.",
    .options = (const struct argument_option[]){DESK_OPTION_SURVEY,
                                                DESK_OPTION_ARCHIVE,
                                                DESK_OPTION_KEY,
                                                {"json", ARGUMENT_FLAG, NULL, "for programs"},
                                                {0}},
    .run = run,
};
