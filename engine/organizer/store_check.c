// SPDX-License-Identifier: EUPL-1.2
// svar store check: what a device's store holds and what is wrong with it, opening nothing and
// changing nothing.
#include "organizer/verbs.h"

#include "base/file.h"
#include "base/json.h"
#include "organizer/store_words.h"
#include "store/end.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>

enum { CERTIFICATE_BYTES_MAX = 1 << 20 };

static struct store_looked totals_of(const struct store_inspection *i)
{
    struct store_looked all = {.role = STORE_ROLE_PRESENT};
    for (size_t k = 0; k < i->file_count; k++) {
        const struct store_looked *f = &i->files[k];
        // What was taken over lies in the present file too.
        if (f->role != STORE_ROLE_PRESENT && f->role != STORE_ROLE_OLDER) continue;
        all.batches_waiting += f->batches_waiting;
        all.responses_waiting += f->responses_waiting;
        all.batches_refused += f->batches_refused;
        all.responses_refused += f->responses_refused;
        all.responses_receipted += f->responses_receipted + f->responses_erased;
        all.responses_open += f->responses_open;
    }
    return all;
}

static size_t fault_count(const struct store_inspection *i)
{
    size_t count = 0;
    for (size_t k = 0; k < i->finding_count; k++)
        count += store_what_fault(i->findings[k].what);
    return count;
}

static void print_file(const struct store_looked *f)
{
    printf("%-28s %s / %s\n", f->file, store_words_role(f->role, STORE_SWEDISH),
           store_words_role(f->role, STORE_ENGLISH));
    printf("  %-26s %8s %10s\n", "", "batches", "responses");
    printf("  %-26s %8s %10llu\n", "öppna / open", "", (unsigned long long)f->responses_open);
    printf("  %-26s %8llu %10llu\n", "väntar / waiting", (unsigned long long)f->batches_waiting,
           (unsigned long long)f->responses_waiting);
    printf("  %-26s %8llu %10llu\n", "kvitterade / receipted",
           (unsigned long long)f->batches_receipted, (unsigned long long)f->responses_receipted);
    if (f->batches_refused)
        printf("  %-26s %8llu %10llu\n", "nekade / refused", (unsigned long long)f->batches_refused,
               (unsigned long long)f->responses_refused);
    if (f->batches_erased)
        printf("  %-26s %8llu %10llu\n", "gallrade / erased", (unsigned long long)f->batches_erased,
               (unsigned long long)f->responses_erased);
    if (f->declined || f->broke_off)
        printf("  avböjde / declined %llu, avbröt / broke off %llu\n",
               (unsigned long long)f->declined, (unsigned long long)f->broke_off);
}

static void print_text(const struct store_inspection *i)
{
    struct buf line = {0};
    for (size_t k = 0; k < i->file_count; k++)
        print_file(&i->files[k]);
    printf("\n");
    for (size_t k = 0; k < i->finding_count; k++) {
        const struct store_finding *f = &i->findings[k];
        bool fault = store_what_fault(f->what);
        buf_clear(&line);
        buf_add_text(&line, fault ? "fel: " : "obs: ");
        store_words_finding(f, STORE_SWEDISH, &line);
        buf_add_text(&line, fault ? "\n  fault: " : "\n  note: ");
        store_words_finding(f, STORE_ENGLISH, &line);
        printf("%s\n", buf_text(&line));
    }
    buf_finish(&line);
    struct store_looked all = totals_of(i);
    unsigned long long waiting = all.responses_waiting + all.responses_refused + all.responses_open;
    unsigned long long safe = all.responses_receipted;
    bool wrong = fault_count(i) > 0;
    printf("%llu svar väntar, %llu har kvitto: %s\n", waiting, safe,
           wrong ? "något är fel, se ovan" : "allt är helt");
    printf("%llu responses wait, %llu have a receipt: %s\n", waiting, safe,
           wrong ? "something is wrong, see above" : "all is whole");
}

static void print_json(const struct store_inspection *i)
{
    json_t *files = json_array(), *findings = json_array();
    for (size_t k = 0; k < i->file_count; k++) {
        const struct store_looked *f = &i->files[k];
        json_array_append_new(
            files, json_pack("{s:s,s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "file",
                             f->file, "role", store_words_role(f->role, STORE_ENGLISH),
                             "responses_open", (json_int_t)f->responses_open, "batches_waiting",
                             (json_int_t)f->batches_waiting, "responses_waiting",
                             (json_int_t)f->responses_waiting, "batches_receipted",
                             (json_int_t)f->batches_receipted, "responses_receipted",
                             (json_int_t)f->responses_receipted, "batches_refused",
                             (json_int_t)f->batches_refused, "responses_refused",
                             (json_int_t)f->responses_refused, "batches_erased",
                             (json_int_t)f->batches_erased, "responses_erased",
                             (json_int_t)f->responses_erased, "declined", (json_int_t)f->declined,
                             "broke_off", (json_int_t)f->broke_off));
    }
    for (size_t k = 0; k < i->finding_count; k++) {
        const struct store_finding *f = &i->findings[k];
        struct buf sv = {0}, en = {0};
        store_words_finding(f, STORE_SWEDISH, &sv);
        store_words_finding(f, STORE_ENGLISH, &en);
        json_array_append_new(
            findings,
            json_pack("{s:s,s:b,s:s,s:s,s:I,s:I,s:s,s:s}", "what", store_words_name(f->what),
                      "fault", store_what_fault(f->what), "file", f->file, "survey", f->survey,
                      "number", (json_int_t)f->number, "count", (json_int_t)f->count, "text",
                      buf_text(&en), "text_sv", buf_text(&sv)));
        buf_finish(&sv);
        buf_finish(&en);
    }
    json_t *all = json_pack("{s:o,s:o,s:I}", "files", files, "findings", findings, "faults",
                            (json_int_t)fault_count(i));
    struct buf text = {0};
    json_write(all, &text);
    printf("%s\n", buf_text(&text));
    buf_finish(&text);
    json_decref(all);
}

enum certified { CERTIFIED_NOTHING, CERTIFIED, CERTIFIED_FALSELY };

// Certificates of devices that ended here.
static enum certified print_certificates(const char *folder, bool quiet)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    enum certified found = CERTIFIED_NOTHING;
    while (dir && (entry = readdir(dir))) {
        char path[PATH_MAX];
        struct buf text = {0};
        struct err_info info = {0};
        struct store_certificate certificate;
        if (!str_ends(str_of(entry->d_name), STR(".certificate"))) continue;
        enum err err = file_join(path, sizeof path, folder, entry->d_name, &info);
        if (!err) err = file_read(path, CERTIFICATE_BYTES_MAX, &text, &info);
        if (!err) err = store_certificate_read(buf_str(&text), &certificate, &info);
        if (err) {
            found = CERTIFIED_FALSELY;
            verb_say("%s: %s", entry->d_name, info.message);
        } else {
            if (found == CERTIFIED_NOTHING) found = CERTIFIED;
            if (!quiet)
                printf("%s: enhetens nyckel är förstörd, intyget är äkta\n"
                       "  the device's key is destroyed, the certificate is genuine\n",
                       entry->d_name);
        }
        buf_finish(&text);
    }
    if (dir) closedir(dir);
    return found;
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct store_inspection inspection = {0};
    char inner[PATH_MAX];
    const char *folder = a->words[0];
    bool json = arguments_flag(a, "json");
    snprintf(inner, sizeof inner, "%s/store", folder);
    enum err err = store_inspect(folder, NULL, NULL, &inspection, &info);
    enum certified certified = print_certificates(file_exists(inner) ? inner : folder, json);
    // Where a device's work has ended, the certificate is all there is.
    if (err == ERR_MISSING && certified == CERTIFIED)
        err = ERR_NONE;
    else if (!err && json)
        print_json(&inspection);
    else if (!err)
        print_text(&inspection);
    bool wrong = fault_count(&inspection) > 0 || certified == CERTIFIED_FALSELY;
    store_inspection_finish(&inspection);
    if (err) return verb_fail(&info);
    return wrong ? VERB_FOUND : VERB_DONE;
}

const struct verb verb_store_check = {
    .name = "store check",
    .arguments = "DIR",
    .summary = "Looks at a device's store: what it holds, what is wrong.",
    .details =
        "DIR is the kiosk's state folder, or the store folder in it, or a copy of either. "
        "Nothing is opened\nand nothing in DIR is changed: each file is copied, and the copy "
        "is read. Ends with 1 when\nsomething is damaged or missing. End the kiosk first.",
    .least = 1,
    .most = 1,
    .options = (const struct argument_option[]){{"json", ARGUMENT_FLAG, NULL, "for programs"}, {0}},
    .run = run,
};
