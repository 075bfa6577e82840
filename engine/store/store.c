// SPDX-License-Identifier: EUPL-1.2
// Opening and closing the store, and going on in a new file when the present one can no longer be
// trusted. What it holds in memory between calls is only what a new file needs to go on from.
#include "store/store_priv.h"

#include "base/alloc.h"
#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void store_trouble(struct store *s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(s->trouble, sizeof s->trouble, format, args);
    va_end(args);
}

// ---- chains: number and link of each survey's newest batch ----

struct store_chain *store_chain_of(struct store *s, struct str survey)
{
    CHECK(survey.len <= STORE_SURVEY_BYTES_MAX);
    for (size_t i = 0; i < s->chain_count; i++)
        if (str_eq(str_of(s->chains[i].survey), survey)) return &s->chains[i];
    s->chains = xreallocarray(s->chains, s->chain_count + 1, sizeof *s->chains);
    struct store_chain *chain = &s->chains[s->chain_count++];
    memset(chain, 0, sizeof *chain);
    if (survey.len) memcpy(chain->survey, survey.ptr, survey.len);
    return chain;
}

void store_chain_set(struct store *s, struct str survey, uint64_t number, const uint8_t link[32])
{
    struct store_chain *chain = store_chain_of(s, survey);
    chain->number = number;
    memcpy(chain->link, link, sizeof chain->link);
}

enum err store_chains_load(struct store *s, struct err_info *info)
{
    sqlite3_stmt *st = store_sql(&s->file, SQL_CHAINS);
    bool row;
    enum err err;
    s->chain_count = 0;
    while (!(err = store_sql_row(&s->file, st, &row, info)) && row) {
        struct str survey = store_column(st, 0), link = store_column(st, 2);
        int64_t number = sqlite3_column_int64(st, 1);
        if (survey.len < 1 || survey.len > STORE_SURVEY_BYTES_MAX || link.len != SEAL_LINK_BYTES ||
            number < 1) {
            sqlite3_reset(st);
            return err_set(info, ERR_CORRUPT, "%.200s is damaged (chain)", s->file.path);
        }
        store_chain_set(s, survey, (uint64_t)number, (const uint8_t *)link.ptr);
    }
    return err;
}

static enum err carry_over(struct store *s, struct err_info *info)
{
    struct store_file *f = &s->file;
    enum err err = store_sql_simple(f, SQL_BEGIN, info);
    if (err) return err;
    for (size_t i = 0; i < s->chain_count && !err; i++) {
        if (s->chains[i].number == 0) continue;
        sqlite3_stmt *st = store_sql(f, SQL_CHAIN_PUT);
        store_bind_text(st, 1, str_of(s->chains[i].survey));
        store_bind_int(st, 2, (int64_t)s->chains[i].number);
        store_bind_blob(st, 3, str_make(s->chains[i].link, SEAL_LINK_BYTES));
        err = store_sql_do(f, st, info);
    }
    for (size_t i = 0; i < s->uncertain_count && !err; i++) {
        sqlite3_stmt *st = store_sql(f, SQL_UNCERTAIN_ADD);
        store_bind_blob(st, 1, str_make(s->uncertain[i], SEAL_LINK_BYTES));
        err = store_sql_do(f, st, info);
    }
    return store_sql_end(f, err, info);
}

// ---- the present file ----

static enum err make_file(struct store *s, struct err_info *info)
{
    uint64_t *list, highest;
    size_t count;
    char path[PATH_MAX];
    enum err err = store_folder_list(s->folder, &list, &count, &highest, info);
    if (err) return err;
    free(list);
    err = store_folder_path(s->folder, highest + 1, path, info);
    if (!err) err = store_file_open(&s->file, path, s->device, info);
    if (!err) {
        err = carry_over(s, info);
        if (err) {
            s->file.untrusted = true;
            store_file_close(&s->file);
        }
    }
    if (err) {
        store_folder_remove(s->folder, highest + 1);
        return err;
    }
    s->sequence = highest + 1;
    s->degraded = s->sequence > 1;
    return ERR_NONE;
}

enum err store_ready(struct store *s, struct err_info *info)
{
    return s->file.db ? ERR_NONE : make_file(s, info);
}

enum err store_failed(struct store *s, enum err err, struct err_info *info)
{
    (void)info;
    if (err == ERR_FULL) s->full = true;
    if (!err || !s->file.db || !s->file.untrusted) return err;
    store_trouble(s,
                  "The disk failed to save (%s). What was saved is kept in store-%llu.sqlite and "
                  "is looked at when the kiosk starts again: restart it soon.",
                  err_text(err), (unsigned long long)s->sequence);
    store_file_close(&s->file);
    seal_sealer_destroy(s->sealer);
    s->sealer = NULL;
    s->open_count = 0;
    s->open_bytes = 0;
    store_places_forget(s);
    s->degraded = true;
    return err;
}

// ---- opening ----

enum err store_take_over(struct store *s, struct err_info *info)
{
    enum err err = ERR_NONE;
    if (s->overdue_count) {
        // In the present file alone: a file that was left meanwhile may hold it all, or not.
        if (s->sequence != s->overdue_into)
            return err_set(info, ERR_STATE, "restart the kiosk: older files wait to be taken over");
        bool whole = true;
        err = store_examine(s, s->overdue, s->overdue_count, &whole, info);
        if (!whole) s->whole = false;
        if (!err) s->overdue_count = 0;
    }
    if (!err && !s->compared) {
        err = store_ledger_compare(s, info);
        s->compared = err == ERR_NONE;
    }
    return err;
}

// Another device's file, put here by mistake: it stays as it is under a name of its own.
static enum err set_foreign_aside(struct store *s, uint64_t sequence, struct err_info *info)
{
    s->whole = false;
    store_trouble(s,
                  "store-%llu.sqlite belongs to another device. It is kept as "
                  "store-%llu.sqlite.foreign; tell the organizer.",
                  (unsigned long long)sequence, (unsigned long long)sequence);
    return store_folder_set_aside(s->folder, sequence, "foreign", info);
}

// The last file where it is sound, otherwise a new one; it takes over what the others hold.
static enum err open_files(struct store *s, const uint64_t *list, size_t count,
                           struct err_info *info)
{
    char path[PATH_MAX];
    size_t examine = count;
    enum err err = ERR_NONE;
    if (count) {
        err = store_folder_path(s->folder, list[count - 1], path, info);
        if (!err) err = store_file_open(&s->file, path, s->device, info);
        if (!err) err = store_chains_load(s, info);
        if (!err) err = store_open_check(s, info);
        if (err == ERR_KEY) {
            err = set_foreign_aside(s, list[count - 1], info);
            examine--;
        } else if (err == ERR_CORRUPT || err == ERR_IO) {
            s->file.untrusted = true;
            store_file_close(&s->file);
            s->chain_count = 0;
            if (err == ERR_CORRUPT) s->damaged = list[count - 1];
            err = ERR_NONE;
        } else {
            s->sequence = list[count - 1];
            s->degraded = s->sequence > 1;
            examine--;
        }
    }
    if (!err) err = store_ready(s, info);
    if (err) return err;
    s->overdue = xcalloc(examine + 1, sizeof *s->overdue);
    memcpy(s->overdue, list, examine * sizeof *list);
    s->overdue_count = examine;
    s->overdue_into = s->sequence;
    store_ledger_raise(s);
    err = store_take_over(s, info);
    if (err != ERR_FULL) return err;
    // What is in the present file can still be sent; the others are tried before the next batch.
    store_trouble(s, "The disk is full: make room for what older files hold.");
    s->full = true;
    return ERR_NONE;
}

static enum err load_open(struct store *s, struct err_info *info)
{
    sqlite3_stmt *st = store_sql(&s->file, SQL_OPEN_GET);
    bool row;
    enum err err = store_sql_row(&s->file, st, &row, info);
    if (err || !row) return err;
    s->open_count = (size_t)sqlite3_column_int64(st, 4);
    sqlite3_reset(st);
    err = store_close_open(s, NULL, info);
    if (err == ERR_FULL) {
        return ERR_NONE; // tried again before the next response
    }
    return err;
}

// The folder's own name is as durable as what lies in it.
static enum err make_folder(const char *folder, struct err_info *info)
{
    if (file_exists(folder)) return ERR_NONE;
    enum err err = file_make_dir(folder, 0700, info);
    return err ? err : file_sync_parent(folder, info);
}

enum err store_open(const struct store_options *options, struct store **out, struct err_info *info)
{
    CHECK(options->device && options->folder);
    struct store *s = xcalloc(1, sizeof *s);
    s->lock_fd = -1;
    s->device = options->device;
    s->clock = options->clock;
    s->rng = options->rng;
    uint64_t *list = NULL, highest;
    size_t count = 0;
    enum err err = ERR_NONE;
    int len = snprintf(s->folder, sizeof s->folder, "%s", options->folder);
    if (len < 1 || (size_t)len >= sizeof s->folder)
        err = err_set(info, ERR_ARGUMENT, "the store needs a folder");
    if (!err) err = make_folder(s->folder, info);
    if (!err) err = store_folder_lock(s->folder, &s->lock_fd, info);
    if (!err) err = store_folder_list(s->folder, &list, &count, &highest, info);
    s->whole = true;
    if (!err) store_ledger_load(s);
    if (!err) err = open_files(s, list, count, info);
    if (!err) err = load_open(s, info);
    free(list);
    if (err) {
        store_close(s);
        return err;
    }
    *out = s;
    return ERR_NONE;
}

void store_close(struct store *s)
{
    if (!s) return;
    // The open batch stays open on the disk, as after a crash: the next start closes it.
    seal_sealer_destroy(s->sealer);
    store_places_forget(s);
    store_file_close(&s->file);
    if (s->lock_fd >= 0) close(s->lock_fd);
    free(s->entries);
    free(s->overdue);
    free(s->chains);
    free(s);
}
