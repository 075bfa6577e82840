// SPDX-License-Identifier: EUPL-1.2
// A store's file as somebody may have left it on the device's disk: opened, looked through, gone on
// with. Whatever it holds, the kiosk must come to a store in which a response is kept.
#include "store/store.h"

#include "base/file.h"
#include "seal/sign.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define RECIPIENT "age1sn9jrl7yq6r2mzmgmajg7v8k4lm5tft598z9g7f86deg2nsnsqrqd3m8gv"

static struct seal_signer *device;
static struct seal_recipient recipient;
static char folder[64];

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
}

static void forget(void)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void finish(void)
{
    forget();
    rmdir(folder);
}

static void use(struct store *s)
{
    static const uint8_t hash[32] = {7};
    struct err_info info = {0};
    struct store_figures figures;
    struct buf batch = {0};
    if (store_begin(s, STR("prov"), hash, &recipient, 1, &info)) return;
    enum err kept = store_finish_response(s, STR("{\"svar\":1}"), 64, &info);
    if (kept && !info.message[0]) abort();
    if (store_figures(s, &figures, &info) == ERR_NONE && !kept &&
        figures.responses_open + figures.responses_waiting == 0)
        abort(); // thanked for, and not there
    if (store_next_batch(s, &batch, &info) == ERR_NONE) {
        struct seal_batch decoded;
        if (seal_batch_decode(buf_str(&batch), &decoded, &info) == ERR_NONE)
            seal_batch_finish(&decoded);
    }
    buf_finish(&batch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool registered;
    char path[128];
    struct store *s = NULL;
    struct err_info info = {0};
    prepare();
    if (!registered) registered = atexit(finish) == 0;
    snprintf(path, sizeof path, "%s/store-1.sqlite", folder);
    if (file_write(path, str_make(data, size), 0600, &info)) abort();
    struct store_options options = {
        .folder = folder, .device = device, .clock = {still, still, NULL}, .rng = rng_system()};
    // Twice: the second start examines what the first one left.
    for (int i = 0; i < 2; i++) {
        enum err err = store_open(&options, &s, &info);
        if (err && !info.message[0]) abort();
        if (!err) use(s);
        store_close(s);
        s = NULL;
    }
    forget();
    return 0;
}
