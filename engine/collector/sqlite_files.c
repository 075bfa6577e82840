// SPDX-License-Identifier: EUPL-1.2
// One database file an organizer behind one storage: what belongs to a survey goes to its owner's
// file, what concerns everybody to all of them. With one organizer there is one file, and this
// costs a comparison.
#include "collector/sqlite_priv.h"

#include "base/alloc.h"
#include "base/file.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct organizer_file {
    struct sqlite_storage *file;
    uint8_t organizer[32];
};

// Which file a survey's version is in; filled as they are asked for.
struct known_hash {
    uint8_t hash[32];
    struct sqlite_storage *file;
};

struct sqlite_files {
    struct collector_storage base;
    struct rng rng;
    struct sqlite_storage *main;
    pthread_mutex_t lock; // guards what follows, but files once listed stay
    struct organizer_file others[SQLITE_FILES_MAX];
    atomic_size_t other_count;
    struct known_hash *known;
    size_t known_count, known_room;
};

static struct sqlite_files *files_of(struct collector_storage *s)
{
    return (struct sqlite_files *)s;
}

static const struct collector_storage_table *table_of(const struct sqlite_storage *file)
{
    return file->base.table;
}

// ---- whose a survey is ----
enum err collector_sqlite_file_of(const char *path, const uint8_t organizer[32],
                                  char out[SQLITE_PATH_BYTES], struct err_info *info)
{
    char key[65];
    hex_encode(organizer, 32, key);
    struct str whole = str_of(path), ending = STR(".db");
    size_t stem = str_ends(whole, ending) ? whole.len - ending.len : whole.len;
    int length = snprintf(out, SQLITE_PATH_BYTES, "%.*s-%.16s.db", (int)stem, path, key);
    if (length < 0 || length >= SQLITE_PATH_BYTES)
        return err_set(info, ERR_LIMIT, "the path of the database is too long");
    return ERR_NONE;
}

// One row of one column of 32 bytes; ERR_MISSING where there is none.
static enum err read_key(struct sqlite_storage *file, const char *sql, const char *text,
                         uint8_t out[32], struct err_info *info)
{
    sqlite3_stmt *select = NULL;
    pthread_mutex_lock(&file->read_lock);
    enum err err = collector_sqlite_prepare(file->reader, sql, &select, info);
    if (!err && text) collector_sqlite_bind_text(select, 1, text);
    int code = err ? SQLITE_DONE : sqlite3_step(select);
    struct str key = {NULL, 0};
    if (!err && code == SQLITE_ROW) key = collector_sqlite_column(select, 0);
    if (!err && code != SQLITE_ROW && code != SQLITE_DONE)
        err = collector_sqlite_fault(file->reader, "cannot read the database", info);
    else if (!err && code == SQLITE_DONE)
        err = err_set(info, ERR_MISSING, "no such survey here");
    else if (!err && key.len != 32)
        err = err_set(info, ERR_CORRUPT, "an organizer in the database is damaged");
    if (!err) memcpy(out, key.ptr, 32);
    sqlite3_finalize(select);
    pthread_mutex_unlock(&file->read_lock);
    return err;
}

static const char owner_of_survey[] = "SELECT organizer FROM owners WHERE survey = ?1";
static const char main_organizer[] = "SELECT value FROM meta WHERE name = 'organizer'";

static enum err copy_blocks(struct sqlite_files *f, struct sqlite_storage *to,
                            struct err_info *info)
{
    sqlite3_stmt *select = NULL;
    struct buf keys = {0};
    pthread_mutex_lock(&f->main->read_lock);
    enum err err =
        collector_sqlite_prepare(f->main->reader, "SELECT device FROM blocks", &select, info);
    while (!err && sqlite3_step(select) == SQLITE_ROW) {
        struct str key = collector_sqlite_column(select, 0);
        if (key.len == 32) buf_add_str(&keys, key);
    }
    sqlite3_finalize(select);
    pthread_mutex_unlock(&f->main->read_lock);
    for (size_t at = 0; !err && at < keys.len; at += 32)
        err = table_of(to)->device_block(&to->base, keys.ptr + at, true, info);
    buf_finish(&keys);
    return err == ERR_STATE ? ERR_NONE : err; // a file that was moved takes nothing, and need not
}

// Under the lock: opens, or makes, another organizer's file.
static enum err open_other(struct sqlite_files *f, const uint8_t organizer[32],
                           struct sqlite_storage **out, struct err_info *info)
{
    char path[SQLITE_PATH_BYTES];
    size_t count = f->other_count;
    for (size_t i = 0; i < count; i++)
        if (!memcmp(f->others[i].organizer, organizer, 32)) {
            *out = f->others[i].file;
            return ERR_NONE;
        }
    if (count == SQLITE_FILES_MAX)
        return err_set(info, ERR_LIMIT, "more than %d organizers", SQLITE_FILES_MAX);
    struct sqlite_storage *file = NULL;
    enum err err = collector_sqlite_file_of(f->main->path, organizer, path, info);
    if (!err) err = collector_sqlite_storage_open(path, &f->rng, &file, info);
    if (err) return err;
    memcpy(file->epoch, f->main->epoch, sizeof file->epoch);
    err = copy_blocks(f, file, info);
    if (err) {
        table_of(file)->close(&file->base);
        return err;
    }
    memcpy(f->others[count].organizer, organizer, 32);
    f->others[count].file = file;
    f->other_count = count + 1;
    *out = file;
    return ERR_NONE;
}

static enum err file_of_organizer(struct sqlite_files *f, const uint8_t organizer[32],
                                  struct sqlite_storage **out, struct err_info *info)
{
    uint8_t first[32];
    enum err err = read_key(f->main, main_organizer, NULL, first, info);
    if (err) return err;
    if (!memcmp(first, organizer, 32)) {
        *out = f->main;
        return ERR_NONE;
    }
    pthread_mutex_lock(&f->lock);
    err = open_other(f, organizer, out, info);
    pthread_mutex_unlock(&f->lock);
    return err;
}

// The file of the survey with this id; the first file where nobody published it.
static enum err file_of_survey(struct sqlite_files *f, const char *id, struct sqlite_storage **out,
                               struct err_info *info)
{
    uint8_t organizer[32];
    struct err_info why = {0};
    enum err err = read_key(f->main, owner_of_survey, id, organizer, &why);
    *out = f->main;
    if (err == ERR_MISSING) return ERR_NONE;
    if (!err) err = file_of_organizer(f, organizer, out, &why);
    if (err && info) *info = why;
    return err;
}

static bool has_hash(struct sqlite_storage *file, const uint8_t hash[32])
{
    sqlite3_stmt *select = NULL;
    pthread_mutex_lock(&file->read_lock);
    bool has = !collector_sqlite_prepare(file->reader, "SELECT 1 FROM surveys WHERE hash = ?1",
                                         &select, NULL);
    if (has) {
        collector_sqlite_bind_bytes(select, 1, hash, 32);
        has = sqlite3_step(select) == SQLITE_ROW;
    }
    sqlite3_finalize(select);
    pthread_mutex_unlock(&file->read_lock);
    return has;
}

// The file of the survey with this hash; the first file where there is none, which then says so.
static struct sqlite_storage *file_of_hash(struct sqlite_files *f, const uint8_t hash[32])
{
    size_t count = f->other_count;
    if (!count) return f->main;
    struct sqlite_storage *file = NULL;
    pthread_mutex_lock(&f->lock);
    for (size_t i = 0; !file && i < f->known_count; i++)
        if (!memcmp(f->known[i].hash, hash, 32)) file = f->known[i].file;
    pthread_mutex_unlock(&f->lock);
    if (file) return file;
    for (size_t i = 0; !file && i < count; i++)
        if (has_hash(f->others[i].file, hash)) file = f->others[i].file;
    if (!file && has_hash(f->main, hash)) file = f->main;
    if (!file) return f->main;
    pthread_mutex_lock(&f->lock);
    if (f->known_count == f->known_room) {
        f->known_room = f->known_room ? 2 * f->known_room : 16;
        f->known = xrealloc(f->known, f->known_room * sizeof *f->known);
    }
    memcpy(f->known[f->known_count].hash, hash, 32);
    f->known[f->known_count++].file = file;
    pthread_mutex_unlock(&f->lock);
    return file;
}

// ---- what is one file's ----
struct owner_put {
    const struct collector_survey *survey;
    uint8_t owner[32];
};

// In the first file: the id is the first organizer's who used it, and the file the first's of all.
static enum err run_owner_put(sqlite3 *db, void *data, struct err_info *info)
{
    struct owner_put *put = data;
    sqlite3_stmt *statement = NULL;
    enum err err = collector_sqlite_prepare(
        db, "INSERT INTO meta (name, value) VALUES ('organizer', ?1) ON CONFLICT DO NOTHING",
        &statement, info);
    if (err) return err;
    collector_sqlite_bind_bytes(statement, 1, put->survey->organizer, 32);
    err = collector_sqlite_finish(db, statement, "cannot store the survey", info);
    if (!err)
        err = collector_sqlite_prepare(db,
                                       "INSERT INTO owners (survey, organizer) VALUES (?1, ?2) "
                                       "ON CONFLICT DO NOTHING",
                                       &statement, info);
    if (err) return err;
    collector_sqlite_bind_text(statement, 1, put->survey->id);
    collector_sqlite_bind_bytes(statement, 2, put->survey->organizer, 32);
    err = collector_sqlite_finish(db, statement, "cannot store the survey", info);
    if (!err) err = collector_sqlite_prepare(db, owner_of_survey, &statement, info);
    if (err) return err;
    collector_sqlite_bind_text(statement, 1, put->survey->id);
    int code = sqlite3_step(statement);
    struct str owner = {NULL, 0};
    if (code == SQLITE_ROW) owner = collector_sqlite_column(statement, 0);
    if (owner.len == 32)
        memcpy(put->owner, owner.ptr, 32);
    else
        err = collector_sqlite_fault(db, "cannot read whose the survey is", info);
    sqlite3_finalize(statement);
    return err;
}

static enum err survey_put(struct collector_storage *base, const struct collector_survey *survey,
                           struct str package, enum collector_put *out, struct err_info *info)
{
    struct sqlite_files *f = files_of(base);
    struct owner_put put = {.survey = survey};
    struct sqlite_storage *file = NULL;
    enum err err = collector_sqlite_write(f->main, run_owner_put, &put, info);
    if (err) return err;
    if (memcmp(put.owner, survey->organizer, 32)) {
        *out = COLLECTOR_TAKEN;
        return ERR_NONE;
    }
    err = file_of_organizer(f, survey->organizer, &file, info);
    return err ? err : table_of(file)->survey_put(&file->base, survey, package, out, info);
}

static enum err survey_newest(struct collector_storage *s, const char *id,
                              struct collector_survey *out, struct buf *out_package,
                              struct err_info *info)
{
    struct sqlite_storage *file = NULL;
    enum err err = file_of_survey(files_of(s), id, &file, info);
    return err ? err : table_of(file)->survey_newest(&file->base, id, out, out_package, info);
}

static enum err device_put(struct collector_storage *s, const char *survey_id,
                           const uint8_t device[32], const uint8_t token[16], struct str name,
                           enum collector_put *out, struct err_info *info)
{
    struct sqlite_storage *file = NULL;
    enum err err = file_of_survey(files_of(s), survey_id, &file, info);
    if (err) return err;
    return table_of(file)->device_put(&file->base, survey_id, device, token, name, out, info);
}

static enum err device_standing(struct collector_storage *s, const char *survey_id,
                                const uint8_t device[32], struct collector_standing *out,
                                struct err_info *info)
{
    struct sqlite_storage *file = NULL;
    enum err err = file_of_survey(files_of(s), survey_id, &file, info);
    return err ? err : table_of(file)->device_standing(&file->base, survey_id, device, out, info);
}

static enum err device_seen(struct collector_storage *s, const char *survey_id,
                            const uint8_t device[32], int64_t hour, struct err_info *info)
{
    struct sqlite_storage *file = NULL;
    enum err err = file_of_survey(files_of(s), survey_id, &file, info);
    return err ? err : table_of(file)->device_seen(&file->base, survey_id, device, hour, info);
}

static void *batch_expect(struct collector_storage *s, const uint8_t survey_hash[32])
{
    struct sqlite_storage *file = file_of_hash(files_of(s), survey_hash);
    return collector_sqlite_batch_expect(&file->base, survey_hash);
}

static enum err batch_put(struct collector_storage *s, const struct collector_batch *batch,
                          struct collector_placed *out, struct err_info *info)
{
    struct sqlite_storage *file = file_of_hash(files_of(s), batch->survey_hash);
    struct collector_batch mine = *batch;
    if (batch->expected && batch->expected != file) { // published between the two
        collector_sqlite_batch_unexpect(s, batch->expected);
        mine.expected = NULL;
    }
    return collector_sqlite_batch_put(&file->base, &mine, out, info);
}

static enum err batch_pull(struct collector_storage *s, const char *survey_id,
                           const struct collector_cursor *after, size_t bytes_max,
                           collector_pull_function each, void *data,
                           struct collector_cursor *out_next, bool *out_more, struct err_info *info)
{
    struct sqlite_storage *file = NULL;
    enum err err = file_of_survey(files_of(s), survey_id, &file, info);
    if (err) return err;
    return table_of(file)->batch_pull(&file->base, survey_id, after, bytes_max, each, data,
                                      out_next, out_more, info);
}

static enum err pull_note(struct collector_storage *s, const struct collector_pull_note *note,
                          enum collector_put *out, struct err_info *info)
{
    struct sqlite_storage *file = NULL;
    enum err err = file_of_survey(files_of(s), note->survey_id, &file, info);
    return err ? err : table_of(file)->pull_note(&file->base, note, out, info);
}

// ---- what is everybody's ----
// The first file comes last, so that what it says is true of all.
static size_t file_count(const struct sqlite_files *f)
{
    return f->other_count + 1;
}

static struct sqlite_storage *file_at(const struct sqlite_files *f, size_t at)
{
    return at < f->other_count ? f->others[at].file : f->main;
}

size_t collector_sqlite_files_count(const struct collector_storage *s)
{
    return file_count((const struct sqlite_files *)s);
}

struct sqlite_storage *collector_sqlite_files_at(const struct collector_storage *s, size_t at)
{
    return file_at((const struct sqlite_files *)s, at);
}

static enum err health(struct collector_storage *s, struct err_info *info)
{
    struct sqlite_files *f = files_of(s);
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < file_count(f); i++)
        err = table_of(file_at(f, i))->health(&file_at(f, i)->base, info);
    return err;
}

static const uint8_t *epoch(const struct collector_storage *s)
{
    return ((const struct sqlite_files *)s)->main->epoch;
}

static enum err renew_epoch(struct collector_storage *s, struct err_info *info)
{
    struct sqlite_files *f = files_of(s);
    enum err err = collector_sqlite_renew_epoch(&f->main->base, info);
    for (size_t i = 0; !err && i < f->other_count; i++)
        memcpy(f->others[i].file->epoch, f->main->epoch, sizeof f->main->epoch);
    return err;
}

static enum err device_block(struct collector_storage *s, const uint8_t device[32], bool blocked,
                             struct err_info *info)
{
    struct sqlite_files *f = files_of(s);
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < file_count(f); i++)
        err = collector_sqlite_device_block(&file_at(f, i)->base, device, blocked, info);
    return err;
}

static enum err device_rename(struct collector_storage *s, const uint8_t device[32],
                              struct str name, struct err_info *info)
{
    struct sqlite_files *f = files_of(s);
    size_t missing = 0;
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < file_count(f); i++) {
        struct err_info why = {0};
        err = collector_sqlite_device_rename(&file_at(f, i)->base, device, name, &why);
        if (err == ERR_MISSING && ++missing < file_count(f)) err = ERR_NONE;
        if (err && info) *info = why;
    }
    return err;
}

// Lists of several files are put together and sorted as one file gives them.
struct list {
    struct buf devices, surveys;
};

static void add_device(const struct collector_device *device, void *data)
{
    buf_add(&((struct list *)data)->devices, device, sizeof *device);
}

static void add_survey(const struct collector_survey_figures *survey, void *data)
{
    buf_add(&((struct list *)data)->surveys, survey, sizeof *survey);
}

static int device_order(const void *a, const void *b)
{
    const struct collector_device *left = a, *right = b;
    int order = strcmp(left->survey, right->survey);
    if (!order) order = strcmp(left->name, right->name);
    return order ? order : memcmp(left->key, right->key, sizeof left->key);
}

static int survey_order(const void *a, const void *b)
{
    const struct collector_survey_figures *left = a, *right = b;
    return strcmp(left->id, right->id);
}

static enum err devices(struct collector_storage *s, collector_device_function each, void *data,
                        struct err_info *info)
{
    struct sqlite_files *f = files_of(s);
    struct list list = {.devices = {0}};
    enum err err = ERR_NONE;
    if (!f->other_count) return collector_sqlite_devices(&f->main->base, each, data, info);
    for (size_t i = 0; !err && i < file_count(f); i++)
        err = collector_sqlite_devices(&file_at(f, i)->base, add_device, &list, info);
    struct collector_device *all = (struct collector_device *)(void *)list.devices.ptr;
    size_t count = list.devices.len / sizeof *all;
    if (count) qsort(all, count, sizeof *all, device_order);
    for (size_t i = 0; !err && i < count; i++)
        each(&all[i], data);
    buf_finish(&list.devices);
    return err;
}

static enum err surveys(struct collector_storage *s, collector_survey_function each, void *data,
                        struct err_info *info)
{
    struct sqlite_files *f = files_of(s);
    struct list list = {.devices = {0}};
    enum err err = ERR_NONE;
    if (!f->other_count) return collector_sqlite_surveys(&f->main->base, each, data, info);
    for (size_t i = 0; !err && i < file_count(f); i++)
        err = collector_sqlite_surveys(&file_at(f, i)->base, add_survey, &list, info);
    struct collector_survey_figures *all =
        (struct collector_survey_figures *)(void *)list.surveys.ptr;
    size_t count = list.surveys.len / sizeof *all;
    if (count) qsort(all, count, sizeof *all, survey_order);
    for (size_t i = 0; !err && i < count; i++)
        each(&all[i], data);
    buf_finish(&list.surveys);
    return err;
}

static enum err figures(struct collector_storage *s, struct collector_figures *out,
                        struct err_info *info)
{
    struct sqlite_files *f = files_of(s);
    struct collector_figures sum = {0}, one;
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < file_count(f); i++) {
        err = collector_sqlite_figures(&file_at(f, i)->base, &one, info);
        if (err) break;
        sum.surveys += one.surveys;
        sum.devices += one.devices;
        sum.batches += one.batches;
        sum.responses += one.responses;
        sum.forked += one.forked;
    }
    if (!err) *out = sum;
    return err;
}

static enum err tidy(struct collector_storage *s, const struct collector_tidy *ask,
                     struct collector_tidied *out, struct err_info *info)
{
    struct sqlite_files *f = files_of(s);
    struct collector_tidied sum = {0}, one;
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < file_count(f); i++) {
        err = collector_sqlite_tidy(&file_at(f, i)->base, ask, &one, info);
        if (err) break;
        sum.batches += one.batches;
        sum.nonces += one.nonces;
    }
    *out = sum;
    return err;
}

// ---- opening ----
static void close_files(struct collector_storage *s)
{
    struct sqlite_files *f = files_of(s);
    for (size_t i = 0; i < f->other_count; i++)
        table_of(f->others[i].file)->close(&f->others[i].file->base);
    if (f->main) table_of(f->main)->close(&f->main->base);
    pthread_mutex_destroy(&f->lock);
    free(f->known);
    free(f);
}

static const struct collector_storage_table table = {
    .close = close_files,
    .health = health,
    .epoch = epoch,
    .renew_epoch = renew_epoch,
    .survey_put = survey_put,
    .survey_newest = survey_newest,
    .device_put = device_put,
    .device_standing = device_standing,
    .device_seen = device_seen,
    .device_block = device_block,
    .device_rename = device_rename,
    .devices = devices,
    .surveys = surveys,
    .batch_expect = batch_expect,
    .batch_unexpect = collector_sqlite_batch_unexpect,
    .batch_put = batch_put,
    .batch_pull = batch_pull,
    .pull_note = pull_note,
    .tidy = tidy,
    .figures = figures,
};

static enum err list_keys(struct sqlite_files *f, const char *sql, struct buf *out,
                          struct err_info *info)
{
    sqlite3_stmt *select = NULL;
    enum err err = collector_sqlite_prepare(f->main->reader, sql, &select, info);
    while (!err && sqlite3_step(select) == SQLITE_ROW) {
        struct str key = collector_sqlite_column(select, 0);
        if (key.len == 32) buf_add_str(out, key);
    }
    sqlite3_finalize(select);
    return err;
}

#define NOT_FIRST " WHERE organizer <> (SELECT value FROM meta WHERE name = 'organizer')"
// The files of all other organizers whom the first file names; whose surveys still stand in the
// first, from before there were several, gets them moved.
static enum err open_others(struct sqlite_files *f, struct err_info *info)
{
    struct buf keys = {0}, to_move = {0};
    enum err err = list_keys(f, "SELECT DISTINCT organizer FROM owners" NOT_FIRST, &keys, info);
    for (size_t at = 0; !err && at < keys.len; at += 32) {
        struct sqlite_storage *file = NULL;
        err = open_other(f, keys.ptr + at, &file, info);
    }
    if (!err)
        err = list_keys(f, "SELECT DISTINCT organizer FROM surveys" NOT_FIRST, &to_move, info);
    for (size_t at = 0; !err && at < to_move.len; at += 32) {
        struct sqlite_storage *file = NULL;
        err = open_other(f, to_move.ptr + at, &file, info);
        if (!err) err = collector_sqlite_split(f->main->path, file->path, to_move.ptr + at, info);
    }
    buf_finish(&keys);
    buf_finish(&to_move);
    return err;
}
#undef NOT_FIRST

enum err collector_sqlite_files_open(const char *path, const struct rng *rng,
                                     struct collector_storage **out, struct err_info *info)
{
    struct sqlite_files *f = xcalloc(1, sizeof *f);
    f->base.table = &table;
    f->rng = *rng;
    pthread_mutex_init(&f->lock, NULL);
    enum err err = collector_sqlite_storage_open(path, rng, &f->main, info);
    if (!err) err = open_others(f, info);
    if (err) {
        close_files(&f->base);
        return err;
    }
    *out = &f->base;
    return ERR_NONE;
}
