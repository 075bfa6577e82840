// SPDX-License-Identifier: EUPL-1.2
// Ending: first the certificate, durable; then the key, overwritten and removed; then the files.
// Each step is found done, or done again, by a second run.
#include "store/end.h"

#include "base/json.h"
#include "store/store_priv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CERTIFICATE_DOMAIN "svar certificate 1"
#define SIGNATURE_WORD "signature "

enum { CERTIFICATE_BYTES_MAX = 1 << 20, ERASE_PIECE = 65536 };

// ---- the certificate ----
enum err store_certificate_read(struct str text, struct store_certificate *out,
                                struct err_info *info)
{
    struct str rest = text, first, second;
    uint8_t signature[SEAL_SIGNATURE_BYTES];
    json_t *json = NULL;
    if (!str_split(&rest, '\n', &first) || !str_split(&rest, '\n', &second) ||
        !str_starts(second, STR(SIGNATURE_WORD)) ||
        !hex_decode(str_sub(second, sizeof SIGNATURE_WORD - 1, second.len), signature,
                    sizeof signature) ||
        json_parse(first, CERTIFICATE_BYTES_MAX, &json, NULL))
        return err_set(info, ERR_PARSE, "this is no certificate of a device's end");
    const char *key = json_string_value(json_object_get(json, "device"));
    bool known = json_integer_value(json_object_get(json, "svar_certificate")) == 1 && key &&
                 hex_decode(str_of(key), out->device, sizeof out->device);
    json_decref(json);
    if (!known) return err_set(info, ERR_PARSE, "this is no certificate of a device's end");
    if (!seal_verify(out->device, CERTIFICATE_DOMAIN, first, signature))
        return err_set(info, ERR_SIGNATURE, "the certificate was altered: its signature fails");
    out->json = first;
    return ERR_NONE;
}

static void add_loss(struct store *s, const char *survey, json_t *into)
{
    sqlite3_stmt *st = store_sql(&s->file, SQL_SUM_LOST);
    bool row = false;
    int64_t batches = 0, responses = 0;
    store_bind_text(st, 1, str_of(survey));
    if (!store_sql_row(&s->file, st, &row, NULL) && row) {
        batches = sqlite3_column_int64(st, 0);
        responses = sqlite3_column_int64(st, 1);
        sqlite3_reset(st);
    }
    json_object_set_new(into, "lost_batches", json_integer(batches));
    json_object_set_new(into, "lost_responses", json_integer(responses));
}

static void write_certificate(struct store *s, const struct clock *clock, struct buf *out)
{
    char hex[2 * 64 + 1], day[16];
    uint8_t signature[SEAL_SIGNATURE_BYTES];
    time_t now = (time_t)(clock_wall_ms(clock) / 1000);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(day, sizeof day, "%Y-%m-%d", &utc);
    hex_encode(seal_signer_public(s->device), 32, hex);
    json_t *surveys = json_array();
    json_t *json = json_pack("{s:i,s:s,s:s,s:o}", "svar_certificate", 1, "device", hex, "day", day,
                             "surveys", surveys);
    for (size_t i = 0; i < s->entry_count; i++) {
        const struct store_entry *e = &s->entries[i];
        hex_encode(e->chain.link, SEAL_LINK_BYTES, hex);
        json_t *one = json_pack("{s:s,s:I,s:I,s:s}", "survey", e->chain.survey, "batches",
                                (json_int_t)e->chain.number, "responses", (json_int_t)e->responses,
                                "link", hex);
        add_loss(s, e->chain.survey, one);
        json_array_append_new(surveys, one);
    }
    json_write(json, out);
    json_decref(json);
    seal_sign(s->device, CERTIFICATE_DOMAIN, buf_str(out), signature);
    hex_encode(signature, sizeof signature, hex);
    buf_printf(out, "\n" SIGNATURE_WORD "%s\n", hex);
}

// ---- what must not be there ----
static bool set_aside_there(const char *folder)
{
    DIR *dir = opendir(folder);
    bool found = false;
    const struct dirent *entry;
    while (dir && (entry = readdir(dir)))
        if (str_starts(str_of(entry->d_name), STR("store-")) &&
            (strstr(entry->d_name, ".sqlite.damaged") || strstr(entry->d_name, ".sqlite.foreign")))
            found = true;
    if (dir) closedir(dir);
    return found;
}

static enum err nothing_waits(struct store *s, const struct store_ending *ending,
                              struct err_info *info)
{
    struct store_figures f;
    enum err err = store_figures(s, &f, info);
    if (err) return err;
    uint64_t waiting = f.responses_open + f.responses_waiting + f.responses_refused;
    if (waiting || s->overdue_count)
        return err_set(info, ERR_STATE,
                       "%llu answers wait for a receipt: send them first, over the network or by "
                       "stick",
                       (unsigned long long)waiting);
    if (!ending->damaged_too && set_aside_there(s->folder))
        return err_set(info, ERR_STATE,
                       "%.200s holds files that were set aside as damaged: see what is in them "
                       "with svar store rescue, then end with --damaged-too",
                       s->folder);
    return ERR_NONE;
}

// ---- erasing ----
// Over what was there, then away. What a disk's own electronics keep is beyond a program's reach.
static enum err erase_file(const char *path, struct err_info *info)
{
    char zeros[ERASE_PIECE] = {0};
    struct stat st;
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT) return ERR_NONE;
    enum err err =
        fd < 0 || fstat(fd, &st) != 0 ? err_set_errno(info, "cannot erase %s", path) : ERR_NONE;
    for (off_t at = 0; !err && at < st.st_size; at += ERASE_PIECE) {
        size_t bytes = st.st_size - at < ERASE_PIECE ? (size_t)(st.st_size - at) : ERASE_PIECE;
        if (pwrite(fd, zeros, bytes, at) != (ssize_t)bytes)
            err = err_set_errno(info, "cannot erase %s", path);
    }
    if (!err && fsync(fd) != 0) err = err_set_errno(info, "cannot erase %s", path);
    if (fd >= 0) close(fd);
    if (!err && unlink(path) != 0) err = err_set_errno(info, "cannot remove %s", path);
    return err;
}

static enum err erase_store(const char *folder, struct err_info *info)
{
    DIR *dir = opendir(folder);
    if (!dir) return err_set_errno(info, "cannot read the folder %s", folder);
    enum err err = ERR_NONE;
    const struct dirent *entry;
    while (!err && (entry = readdir(dir))) {
        char path[PATH_MAX];
        struct str name = str_of(entry->d_name);
        if (!str_starts(name, STR("store-")) && !str_eq(name, STR("ledger"))) continue;
        err = file_join(path, sizeof path, folder, entry->d_name, info);
        if (!err) err = erase_file(path, info);
    }
    closedir(dir);
    return err ? err : file_sync_dir(folder, info);
}

// ---- the steps ----
struct steps {
    char folder[PATH_MAX], key[PATH_MAX], certificate[PATH_MAX];
};

static enum err find_places(const struct store_ending *ending, struct steps *out,
                            struct err_info *info)
{
    struct stat st;
    enum err err = file_join(out->key, sizeof out->key, ending->state, "device.key", info);
    if (!err) err = file_join(out->folder, sizeof out->folder, ending->state, "store", info);
    if (!err && (stat(out->folder, &st) != 0 || !S_ISDIR(st.st_mode)))
        err = err_set(info, ERR_MISSING, "there is no store in %.200s", ending->state);
    return err;
}

static enum err certify(const struct store_ending *ending, struct steps *steps,
                        struct err_info *info)
{
    struct seal_signer *device = NULL;
    struct store *s = NULL;
    struct buf text = {0};
    char name[64], hex[9];
    enum err err = seal_signer_load_or_create(steps->key, &device, info);
    if (err) return err;
    hex_encode(seal_signer_public(device), 4, hex);
    snprintf(name, sizeof name, "ended-%s.certificate", hex);
    err = file_join(steps->certificate, sizeof steps->certificate, steps->folder, name, info);
    if (!err && !file_exists(steps->certificate)) {
        struct store_options options = {steps->folder, device, ending->clock, rng_system()};
        err = store_open(&options, &s, info);
        if (!err) err = nothing_waits(s, ending, info);
        if (!err) {
            write_certificate(s, &ending->clock, &text);
            err = file_write(steps->certificate, buf_str(&text), 0600, info);
        }
    }
    store_close(s);
    buf_finish(&text);
    seal_signer_destroy(device);
    return err;
}

// The certificate of a run that was cut off behind the key.
static enum err find_certificate(struct steps *steps, struct err_info *info)
{
    DIR *dir = opendir(steps->folder);
    const struct dirent *entry;
    enum err err = err_set(info, ERR_MISSING, "there is no device key: nothing is left to end");
    while (dir && (entry = readdir(dir)))
        if (str_starts(str_of(entry->d_name), STR("ended-")) &&
            str_ends(str_of(entry->d_name), STR(".certificate")))
            err = file_join(steps->certificate, sizeof steps->certificate, steps->folder,
                            entry->d_name, info);
    if (dir) closedir(dir);
    return err;
}

enum err store_end(const struct store_ending *ending, char *out_path, size_t path_bytes,
                   struct err_info *info)
{
    struct steps steps = {{0}, {0}, {0}};
    int lock = -1;
    enum err err = find_places(ending, &steps, info);
    if (!err)
        err =
            file_exists(steps.key) ? certify(ending, &steps, info) : find_certificate(&steps, info);
    if (!err) err = store_folder_lock(steps.folder, &lock, info);
    if (!err) err = erase_file(steps.key, info);
    if (!err) err = file_sync_dir(ending->state, info);
    if (!err) err = erase_store(steps.folder, info);
    if (lock >= 0) close(lock);
    if (!err) snprintf(out_path, path_bytes, "%s", steps.certificate);
    return err;
}
