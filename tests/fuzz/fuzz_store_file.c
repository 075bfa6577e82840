// SPDX-License-Identifier: EUPL-1.2
// A store's file as somebody may have left it on the device's disk: opened, looked through, gone on
// with. Whatever it holds, the kiosk must come to a store in which a response is kept. Four kinds
// of input: 'E', places and bytes that are changed in a sound file; 'L', in the log that a kiosk
// left which was killed; 'Q', values put into its rows, which no database can find wrong; anything
// else is the file itself.
#include "store/inspect.h"
#include "store/store.h"

#include "base/file.h"
#include "seal/sign.h"

#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define RECIPIENT "age1sn9jrl7yq6r2mzmgmajg7v8k4lm5tft598z9g7f86deg2nsnsqrqd3m8gv"

static struct seal_signer *device;
static struct seal_recipient recipient;
static char folder[64];
static struct buf sound, ledger;   // a store's files, with closed batches and an open one
static struct buf killed, its_log; // the same before its end
static bool may_be_newer;

static int64_t still(void *data)
{
    (void)data;
    return 1700000000000;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    if (ftw->level) remove(path);
    return 0;
}

static struct store *open_store(void)
{
    static const uint8_t hash[32] = {7};
    struct err_info info = {0};
    struct store *s = NULL;
    struct store_options options = {
        .folder = folder, .device = device, .clock = {still, still, NULL}, .rng = rng_system()};
    enum err err = store_open(&options, &s, &info);
    // Made by a newer version: no damage to a file of ours may look like that.
    if (err == ERR_UNSUPPORTED && info.message[0] && may_be_newer) return NULL;
    // There is room, and the folder is ours: nothing else that lies in it is a reason not to start.
    if (!err) err = store_begin(s, STR("prov"), hash, &recipient, 1, &info);
    if (err) {
        fprintf(stderr, "no start: %s\n", info.message);
        abort();
    }
    return s;
}

static void forget(void)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void read_in(const char *name, struct buf *out)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (file_read(path, 1 << 24, out, NULL)) abort();
}

static void make_sound(void)
{
    struct store *s = open_store();
    for (int i = 0; i < 7; i++) {
        if (store_finish_response(s, STR("{\"svar\":1}"), 64, NULL)) abort();
        store_prepare(s);
        if (i == 1 || i == 3) err_ignore(store_close_batch(s, 0, 0, NULL, NULL));
    }
    read_in("store-1.sqlite", &killed);
    read_in("store-1.sqlite-wal", &its_log);
    store_close(s);
    read_in("store-1.sqlite", &sound);
    read_in("ledger", &ledger);
    forget();
}

// ---- changes ----
// Three bytes of place, one of length, and so many bytes.
static void change_bytes(struct reader r, struct buf *file)
{
    while (!r.failed && r.at < r.len) {
        size_t at = (size_t)reader_u8(&r) << 16;
        at |= reader_u16(&r);
        size_t count = reader_u8(&r) % 64;
        const uint8_t *bytes = reader_take(&r, count);
        if (!bytes || file->len < count) return;
        memcpy(file->ptr + at % (file->len - count + 1), bytes, count);
    }
}

// Which value, in which row of its table, as what, how long, and its bytes.
static void change_values(struct reader r, sqlite3 *db)
{
    static const char *const texts[] = {
        "UPDATE open_batch SET survey = ?1",
        "UPDATE open_batch SET hash = ?1",
        "UPDATE open_batch SET seed = ?1",
        "UPDATE open_batch SET aggregate = ?1",
        "UPDATE open_batch SET count = ?1",
        "UPDATE response SET slot = ?1 WHERE id IN (SELECT id FROM response LIMIT 1 OFFSET ?2)",
        "UPDATE response SET sealed = ?1 WHERE id IN (SELECT id FROM response LIMIT 1 OFFSET ?2)",
        "UPDATE response SET slot = (SELECT max(slot) FROM response) WHERE ?1 NOT NULL",
        "DELETE FROM response WHERE id IN (SELECT id FROM response LIMIT 1 OFFSET ?2)",
        "DELETE FROM open_batch",
        "UPDATE batch SET link = ?1 WHERE number = ?2",
        "UPDATE batch SET survey = ?1 WHERE number = ?2",
        "UPDATE batch SET number = ?1 WHERE number = ?2",
        "UPDATE batch SET count = ?1 WHERE number = ?2",
        "UPDATE batch SET bytes = ?1 WHERE number = ?2",
        "UPDATE batch SET state = ?1, receipt = ?1, receipt_hour = ?1 WHERE number = ?2",
        "UPDATE chain SET survey = ?1",
        "UPDATE chain SET number = ?1",
        "UPDATE chain SET link = ?1",
        "UPDATE meta SET value = ?1 WHERE name = 'device'",
        "INSERT OR REPLACE INTO tally VALUES (?1, ?2, ?1)",
        "INSERT OR REPLACE INTO uncertain VALUES (?1)",
        "INSERT OR REPLACE INTO taken VALUES (?2, ?1)",
        "INSERT OR REPLACE INTO loss VALUES (?1, ?2, ?1, ?1)",
    };
    while (!r.failed && r.at < r.len) {
        unsigned which = reader_u8(&r), row = reader_u8(&r), kind = reader_u8(&r);
        size_t count = reader_u8(&r);
        const uint8_t *bytes = reader_take(&r, count);
        sqlite3_stmt *st = NULL;
        if (!bytes) return;
        const char *text = texts[which % (sizeof texts / sizeof *texts)];
        if (sqlite3_prepare_v2(db, text, -1, &st, NULL) != SQLITE_OK) abort();
        int64_t number = 0;
        memcpy(&number, bytes, count < sizeof number ? count : sizeof number);
        if (kind % 3 == 0) sqlite3_bind_blob(st, 1, bytes, (int)count, SQLITE_STATIC);
        if (kind % 3 == 1) sqlite3_bind_text(st, 1, (const char *)bytes, (int)count, SQLITE_STATIC);
        if (kind % 3 == 2) sqlite3_bind_int64(st, 1, number);
        sqlite3_bind_int64(st, 2, row % 8);
        sqlite3_step(st); // what the table's rules forbid is not done
        sqlite3_finalize(st);
    }
}

static void put_file(const uint8_t *data, size_t size)
{
    char path[128];
    struct reader changes = size ? reader_make(data + 1, size - 1) : reader_make(data, 0);
    sqlite3 *db = NULL;
    snprintf(path, sizeof path, "%s/ledger", folder);
    if (size && size % 2 && file_write(path, buf_str(&ledger), 0600, NULL)) abort();
    may_be_newer = !size || !strchr("ELQ", data[0]);
    if (size && data[0] == 'L') {
        struct buf file = {0};
        buf_add_str(&file, buf_str(&its_log));
        change_bytes(changes, &file);
        snprintf(path, sizeof path, "%s/store-1.sqlite-wal", folder);
        if (file_write(path, buf_str(&file), 0600, NULL)) abort();
        buf_finish(&file);
    }
    snprintf(path, sizeof path, "%s/store-1.sqlite", folder);
    if (size && data[0] == 'L') {
        if (file_write(path, buf_str(&killed), 0600, NULL)) abort();
    } else if (size && data[0] == 'E') {
        struct buf file = {0};
        buf_add_str(&file, buf_str(&sound));
        change_bytes(changes, &file);
        if (file_write(path, buf_str(&file), 0600, NULL)) abort();
        buf_finish(&file);
    } else if (size && data[0] == 'Q') {
        if (file_write(path, buf_str(&sound), 0600, NULL)) abort();
        if (sqlite3_open(path, &db) != SQLITE_OK) abort();
        change_values(changes, db);
        sqlite3_close(db);
    } else if (file_write(path, str_make(data, size), 0600, NULL)) {
        abort();
    }
}

static void prepare(void)
{
    struct err_info info = {0};
    if (device) return;
    seal_init();
    device = seal_signer_create();
    struct seal_recipient any;
    if (seal_recipient_parse(STR(RECIPIENT), &any, &info) != ERR_NONE) {
        fprintf(stderr, "%s\n", info.message);
        abort();
    }
    recipient = any;
    // In memory where there is such a folder: thousands of syncs a minute wear no disk.
    snprintf(folder, sizeof folder, "%s/svar-fuzz-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(folder)) abort();
    if (access("/dev/shm", W_OK) == 0) setenv("TMPDIR", "/dev/shm", 1); // copies to look into
    make_sound();
}

static void finish(void)
{
    forget();
    rmdir(folder);
}

static void look(void)
{
    struct store_inspection i = {0};
    struct err_info info = {0};
    if (store_inspect(folder, NULL, NULL, &i, &info) && !info.message[0]) abort();
    store_inspection_finish(&i);
}

static void use(struct store *s)
{
    struct store_figures figures;
    struct err_info info = {0};
    struct buf batch = {0};
    if (store_finish_response(s, STR("{\"svar\":1}"), 64, &info)) {
        fprintf(stderr, "not kept: %s\n", info.message);
        abort();
    }
    store_prepare(s);
    if (store_figures(s, &figures, &info) == ERR_NONE &&
        figures.responses_open + figures.responses_waiting == 0)
        abort(); // thanked for, and not there
    if (store_next_batch(s, &batch, &info) == ERR_NONE) {
        struct seal_batch decoded;
        if (seal_batch_decode(buf_str(&batch), &decoded, &info)) abort(); // not fit to be sent
        seal_batch_finish(&decoded);
    }
    buf_finish(&batch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool registered;
    prepare();
    if (!registered) registered = atexit(finish) == 0;
    put_file(data, size);
    look();
    // Twice: the second start examines what the first one left.
    for (int i = 0; i < 2; i++) {
        struct store *s = open_store();
        if (s) use(s);
        store_close(s);
    }
    forget();
    return 0;
}
