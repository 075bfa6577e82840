// SPDX-License-Identifier: EUPL-1.2
// One copied file after the other: its batches and loose responses, its counts, what is wrong with
// it; then, over all files together, which numbers are missing or twice.
#include "store/inspect.h"

#include "base/alloc.h"
#include "store/store_priv.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMES_MAX = 4000, MISSING_MAX = 1000 };

// A batch that is there, in whichever file.
struct known {
    char survey[STORE_SURVEY_BYTES_MAX + 1];
    uint64_t number;
    uint8_t link[SEAL_LINK_BYTES], root[32]; // root: the device's first key
};

struct inspector {
    char folder[PATH_MAX], work[PATH_MAX];
    store_found_each each;
    void *data;
    struct store_inspection *out;
    struct known *known;
    size_t known_count;
    struct store_chain *heads; // as far as any chain goes, with the number erased in front
    size_t head_count;
    struct store_looked *now;
};

bool store_what_fault(enum store_what what)
{
    return what != STORE_LOSS_KNOWN && what != STORE_READ_BY_OTHERS && what != STORE_MENDED;
}

static struct store_finding *find(struct inspector *x, enum store_what what)
{
    struct store_inspection *i = x->out;
    i->findings = xreallocarray(i->findings, i->finding_count + 1, sizeof *i->findings);
    struct store_finding *f = &i->findings[i->finding_count++];
    memset(f, 0, sizeof *f);
    f->what = what;
    if (x->now) snprintf(f->file, sizeof f->file, "%s", x->now->file);
    return f;
}

static void put_survey(char out[STORE_SURVEY_BYTES_MAX + 1], struct str survey)
{
    memset(out, 0, STORE_SURVEY_BYTES_MAX + 1);
    if (survey.len <= STORE_SURVEY_BYTES_MAX && survey.len) memcpy(out, survey.ptr, survey.len);
}

// ---- batches ----
static void raise_head(struct inspector *x, struct str survey, uint64_t number)
{
    for (size_t i = 0; i < x->head_count; i++) {
        if (!str_eq(str_of(x->heads[i].survey), survey)) continue;
        if (number > x->heads[i].number) x->heads[i].number = number;
        return;
    }
    x->heads = xreallocarray(x->heads, x->head_count + 1, sizeof *x->heads);
    struct store_chain *head = &x->heads[x->head_count++];
    memset(head, 0, sizeof *head);
    put_survey(head->survey, survey);
    head->number = number;
}

static void know(struct inspector *x, struct str survey, const struct seal_batch *batch)
{
    x->known = xreallocarray(x->known, x->known_count + 1, sizeof *x->known);
    struct known *k = &x->known[x->known_count++];
    memset(k, 0, sizeof *k);
    put_survey(k->survey, survey);
    k->number = batch->number;
    memcpy(k->link, batch->link, sizeof k->link);
    const struct seal_rotation *oldest = NULL;
    if (batch->rotation_count)
        oldest = (const struct seal_rotation *)(const void *)batch->rotations +
                 batch->rotation_count - 1;
    memcpy(k->root, oldest ? oldest->key_before : batch->device_key, sizeof k->root);
    raise_head(x, survey, batch->number);
}

static void count_batch(struct store_looked *l, int64_t state, uint64_t responses)
{
    uint64_t *batches = state == BATCH_WAITING     ? &l->batches_waiting
                        : state == BATCH_RECEIPTED ? &l->batches_receipted
                                                   : &l->batches_refused;
    uint64_t *counts = state == BATCH_WAITING     ? &l->responses_waiting
                       : state == BATCH_RECEIPTED ? &l->responses_receipted
                                                  : &l->responses_refused;
    ++*batches;
    *counts += responses;
}

static enum err one_batch(struct inspector *x, struct store_file *f, const struct store_row *at,
                          struct err_info *info)
{
    sqlite3_stmt *st = store_sql(f, SQL_BATCH_ROW);
    struct seal_batch batch = {0};
    struct err_info why = {0};
    bool row = false;
    enum err err = ERR_NONE;
    store_bind_int(st, 1, at->id);
    if (store_sql_row(f, st, &row, &why) || !row) {
        struct store_finding *finding = find(x, STORE_BATCH_DAMAGED);
        finding->number = (uint64_t)at->number;
        snprintf(finding->detail, sizeof finding->detail, "its row cannot be read");
    } else {
        struct str link = store_column(st, 0), survey = store_column(st, 1);
        struct store_found found = {x->now->file,        survey, store_column(st, 4),
                                    store_column(st, 6), NULL,   STR("")};
        if (seal_batch_decode(found.batch, &batch, &why) || link.len != SEAL_LINK_BYTES ||
            memcmp(link.ptr, batch.link, SEAL_LINK_BYTES) != 0) {
            struct store_finding *finding = find(x, STORE_BATCH_DAMAGED);
            finding->number = (uint64_t)sqlite3_column_int64(st, 2);
            put_survey(finding->survey, survey);
            snprintf(finding->detail, sizeof finding->detail, "%.150s",
                     why.message[0] ? why.message : "it differs from its link");
        } else {
            know(x, survey, &batch);
            count_batch(x->now, sqlite3_column_int64(st, 5), batch.count);
            if (x->each) err = x->each(x->data, &found, info);
        }
        seal_batch_finish(&batch);
    }
    if (st) sqlite3_reset(st);
    return err;
}

static enum err all_batches(struct inspector *x, struct store_file *f, bool *out_bad,
                            struct err_info *info)
{
    struct store_rows rows = {0};
    enum err err = ERR_NONE;
    if (!store_rows_find(f, STORE_TABLE_BATCH, &rows)) *out_bad = true;
    for (size_t i = 0; i < rows.count && !err; i++)
        err = one_batch(x, f, &rows.list[i], info);
    store_rows_finish(&rows);
    return err;
}

// ---- the open batch ----
static enum err all_responses(struct inspector *x, struct store_file *f, bool *out_bad,
                              struct err_info *info)
{
    struct store_rows rows = {0};
    enum err err = ERR_NONE;
    bool row = false;
    int64_t wanted = 0;
    char survey[STORE_SURVEY_BYTES_MAX + 1] = "";
    sqlite3_stmt *st = store_sql(f, SQL_OPEN_GET);
    if (!store_sql_row(f, st, &row, NULL) && row) {
        wanted = sqlite3_column_int64(st, 4);
        put_survey(survey, store_column(st, 0));
        sqlite3_reset(st);
    }
    if (!store_rows_find(f, STORE_TABLE_RESPONSE, &rows)) *out_bad = true;
    for (size_t i = 0; i < rows.count && !err; i++) {
        st = store_sql(f, SQL_RESPONSE_ROW);
        store_bind_int(st, 1, rows.list[i].id);
        if (!store_sql_row(f, st, &row, NULL) && row) {
            struct str slot = store_column(st, 0);
            struct store_found found = {
                x->now->file,       str_of(survey), STR(""), STR(""), (const uint8_t *)slot.ptr,
                store_column(st, 1)};
            if (slot.len == SEAL_SLOT_ID_BYTES && seal_age_begins(found.sealed)) {
                x->now->responses_open++;
                if (x->each) err = x->each(x->data, &found, info);
            }
        }
        if (st) sqlite3_reset(st);
    }
    store_rows_finish(&rows);
    if (wanted > (int64_t)x->now->responses_open) {
        struct store_finding *finding = find(x, STORE_RESPONSES_GONE);
        finding->count = (uint64_t)wanted - x->now->responses_open;
        memcpy(finding->survey, survey, sizeof survey);
    }
    return err;
}

// ---- counts and chains ----
static void all_counts(struct inspector *x, struct store_file *f)
{
    bool row = false;
    sqlite3_stmt *st = store_sql(f, SQL_CHAINS);
    while (!store_sql_row(f, st, &row, NULL) && row) {
        struct str survey = store_column(st, 0);
        int64_t number = sqlite3_column_int64(st, 1);
        if (survey.len && survey.len <= STORE_SURVEY_BYTES_MAX && number > 0)
            raise_head(x, survey, (uint64_t)number);
    }
    st = store_sql(f, SQL_TALLIES);
    while (!store_sql_row(f, st, &row, NULL) && row) {
        uint64_t count = (uint64_t)sqlite3_column_int64(st, 2);
        switch (sqlite3_column_int64(st, 1)) {
        case STORE_DECLINED: x->now->declined += count; break;
        case STORE_BROKE_OFF: x->now->broke_off += count; break;
        case TALLY_ERASED_BATCHES: x->now->batches_erased += count; break;
        case TALLY_ERASED_RESPONSES: x->now->responses_erased += count; break;
        default: break;
        }
    }
    st = store_sql(f, SQL_LOSSES);
    while (!store_sql_row(f, st, &row, NULL) && row) {
        struct store_finding *finding = find(x, STORE_LOSS_KNOWN);
        put_survey(finding->survey, store_column(st, 0));
        finding->number = (uint64_t)sqlite3_column_int64(st, 1);
        finding->count = (uint64_t)sqlite3_column_int64(st, 2);
        snprintf(finding->detail, sizeof finding->detail, "%lld",
                 (long long)sqlite3_column_int64(st, 3));
    }
}

// ---- one file ----
static enum err look_at(struct inspector *x, const char *name, struct err_info *info)
{
    char from[PATH_MAX + 160], copy[PATH_MAX + 80];
    struct err_info why = {0};
    struct stat st;
    bool bad = false, mended = false;
    snprintf(from, sizeof from, "%s/%s", x->folder, name);
    snprintf(copy, sizeof copy, "%s/copy.sqlite", x->work);
    if (stat(from, &st) == 0 && (st.st_mode & 0077)) find(x, STORE_READ_BY_OTHERS);
    struct store_file f = {0};
    struct store_log log = {0};
    enum err err = store_salvage_copy(from, copy, &bad, &why);
    if (err == ERR_FULL) return err_set(info, err, "%s", why.message);
    if (!err) err = store_log_look(copy, &log, &why);
    if (log.unsure) bad = true;
    if (!err) err = store_salvage_open(copy, &f, &mended, &why);
    if (err) {
        snprintf(find(x, STORE_UNREADABLE)->detail, 160, "%.150s", why.message);
        err = ERR_NONE;
    } else {
        if (mended) find(x, STORE_MENDED);
        err = all_batches(x, &f, &bad, info);
        if (!err) err = all_responses(x, &f, &bad, info);
        all_counts(x, &f);
        if (bad) find(x, STORE_BAD_PAGES);
        store_file_close(&f);
    }
    store_salvage_remove(copy);
    return err;
}

// ---- all files ----
static enum store_role role_of(const char *name, const char *last)
{
    struct str text = str_of(name);
    if (strcmp(name, last) == 0) return STORE_ROLE_PRESENT;
    if (str_ends(text, STR(".sqlite"))) return STORE_ROLE_OLDER;
    if (str_find(text, STR(".sqlite.examined")) > 0) return STORE_ROLE_EXAMINED;
    if (str_find(text, STR(".sqlite.damaged")) > 0) return STORE_ROLE_DAMAGED;
    return str_find(text, STR(".sqlite.foreign")) > 0 ? STORE_ROLE_FOREIGN : STORE_ROLE_OTHER;
}

static bool is_store(const char *name)
{
    struct str text = str_of(name);
    return str_starts(text, STR("store-")) && str_find(text, STR(".sqlite")) > 0 &&
           !str_ends(text, STR("-wal")) && !str_ends(text, STR("-shm")) &&
           !str_ends(text, STR("-journal"));
}

static int name_compare(const void *a, const void *b)
{
    const struct store_looked *left = a, *right = b;
    size_t x = strlen(left->file), y = strlen(right->file);
    if (x != y) return x < y ? -1 : 1; // store-10 behind store-9
    return strcmp(left->file, right->file);
}

static enum err list_files(struct inspector *x, struct err_info *info)
{
    DIR *dir = opendir(x->folder);
    if (!dir) return err_set_errno(info, "cannot read the folder %s", x->folder);
    struct store_inspection *out = x->out;
    const struct dirent *entry;
    while ((entry = readdir(dir)) && out->file_count < NAMES_MAX) {
        if (!is_store(entry->d_name) || strlen(entry->d_name) >= sizeof out->files->file) continue;
        out->files = xreallocarray(out->files, out->file_count + 1, sizeof *out->files);
        memset(&out->files[out->file_count], 0, sizeof *out->files);
        memcpy(out->files[out->file_count++].file, entry->d_name, strlen(entry->d_name) + 1);
    }
    closedir(dir);
    if (!out->file_count)
        return err_set(info, ERR_MISSING, "there is no store in the folder %s", x->folder);
    qsort(out->files, out->file_count, sizeof *out->files, name_compare);
    const char *last = "";
    for (size_t i = 0; i < out->file_count; i++)
        if (str_ends(str_of(out->files[i].file), STR(".sqlite"))) last = out->files[i].file;
    for (size_t i = 0; i < out->file_count; i++)
        out->files[i].role = role_of(out->files[i].file, last);
    return ERR_NONE;
}

// ---- all together ----
static int known_compare(const void *a, const void *b)
{
    const struct known *left = a, *right = b;
    int order = strcmp(left->survey, right->survey);
    if (!order) order = (left->number > right->number) - (left->number < right->number);
    return order ? order : memcmp(left->link, right->link, SEAL_LINK_BYTES);
}

// What the present file counted as erased after its receipt is no loss.
static uint64_t erased_batches(const struct inspector *x)
{
    uint64_t most = 0;
    for (size_t i = 0; i < x->out->file_count; i++)
        if (x->out->files[i].batches_erased > most) most = x->out->files[i].batches_erased;
    return most;
}

static void missing(struct inspector *x, const char *survey, uint64_t from, uint64_t count,
                    uint64_t *erased)
{
    uint64_t known = *erased < count ? *erased : count;
    *erased -= known;
    if (known == count || x->out->finding_count > MISSING_MAX) return;
    struct store_finding *f = find(x, STORE_BATCH_MISSING);
    memcpy(f->survey, survey, sizeof f->survey);
    f->number = from + known;
    f->count = count - known;
}

static void compare_all(struct inspector *x)
{
    uint64_t erased = erased_batches(x);
    if (x->known_count) qsort(x->known, x->known_count, sizeof *x->known, known_compare);
    x->now = NULL;
    for (size_t h = 0; h < x->head_count; h++) {
        const struct known *before = NULL;
        uint64_t next = 1;
        for (size_t i = 0; i < x->known_count; i++) {
            const struct known *k = &x->known[i];
            if (strcmp(k->survey, x->heads[h].survey) != 0) continue;
            if (before && before->number == k->number &&
                memcmp(before->link, k->link, SEAL_LINK_BYTES) == 0)
                continue; // the same one, in two files
            if (before && memcmp(before->root, k->root, 32) != 0) {
                struct store_finding *f = find(x, STORE_OTHER_DEVICE);
                memcpy(f->survey, k->survey, sizeof f->survey);
                memcpy(f->device, k->root, sizeof f->device);
                f->number = k->number;
            } else if (before && before->number == k->number) {
                struct store_finding *f = find(x, STORE_BATCH_FORKED);
                memcpy(f->survey, k->survey, sizeof f->survey);
                f->number = k->number;
            }
            if (k->number > next) missing(x, k->survey, next, k->number - next, &erased);
            next = k->number + 1;
            before = k;
        }
        if (x->heads[h].number >= next)
            missing(x, x->heads[h].survey, next, x->heads[h].number + 1 - next, &erased);
    }
}

// ---- the folder ----
static enum err choose_folder(struct inspector *x, const char *folder, struct err_info *info)
{
    struct stat st;
    char inner[PATH_MAX];
    enum err err = file_join(inner, sizeof inner, folder, "store", info);
    if (err) return err;
    if (stat(inner, &st) == 0 && S_ISDIR(st.st_mode)) folder = inner;
    snprintf(x->folder, sizeof x->folder, "%s", folder);
    return ERR_NONE;
}

// Held while the copies are made. A folder that cannot be locked (a disk mounted for reading) has
// no kiosk in it.
static enum err lock_folder(const struct inspector *x, int *out_fd, struct err_info *info)
{
    char path[PATH_MAX];
    enum err err = file_join(path, sizeof path, x->folder, "lock", info);
    *out_fd = err ? -1 : open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (!err && *out_fd >= 0 && flock(*out_fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        err = err_set(info, ERR_STATE, "a kiosk is using the folder %s: end it first", x->folder);
    return err;
}

enum err store_inspect(const char *folder, store_found_each each, void *data,
                       struct store_inspection *out, struct err_info *info)
{
    struct inspector x = {.each = each, .data = data, .out = out};
    const char *place = getenv("TMPDIR");
    int lock = -1;
    memset(out, 0, sizeof *out);
    enum err err = choose_folder(&x, folder, info);
    if (!err) err = list_files(&x, info);
    if (!err) err = lock_folder(&x, &lock, info);
    if (!err) {
        int len = snprintf(x.work, sizeof x.work, "%s/svar-store-XXXXXX",
                           place && *place ? place : "/tmp");
        if (len < 0 || len >= PATH_MAX - 64 || !mkdtemp(x.work))
            err = err_set_errno(info, "cannot make a folder for copies in %.200s", x.work);
    }
    for (size_t i = 0; i < out->file_count && !err; i++) {
        x.now = &out->files[i];
        err = look_at(&x, x.now->file, info);
    }
    if (!err) compare_all(&x);
    if (x.work[0]) rmdir(x.work);
    if (lock >= 0) close(lock);
    free(x.known);
    free(x.heads);
    return err;
}

void store_inspection_finish(struct store_inspection *i)
{
    free(i->files);
    free(i->findings);
    memset(i, 0, sizeof *i);
}
