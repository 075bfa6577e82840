// SPDX-License-Identifier: EUPL-1.2
// The device's key and its change. See kiosk/device.h.
#include "kiosk/device.h"

#include "base/file.h"
#include "base/str.h"
#include "store/store.h"

#include <dirent.h>
#include <limits.h>
#include <unistd.h>

enum err kiosk_device_open(const char *state, struct seal_signer **out, struct err_info *info)
{
    char path[PATH_MAX];
    enum err err = file_join(path, sizeof(path), state, "device.key", info);
    return err ? err : seal_signer_load_or_create(path, out, info);
}

// What the old key signed is sent in requests signed by it, so none of it may be left.
static enum err check_nothing_waits(const char *state, const struct seal_signer *device,
                                    struct err_info *info)
{
    char path[PATH_MAX];
    struct store *store = NULL;
    struct store_figures figures = {0};
    enum err err = file_join(path, sizeof(path), state, "store", info);
    if (err || !file_exists(path)) {
        return err;
    }
    struct store_options options = {
        .folder = path, .device = device, .clock = clock_system(), .rng = rng_system()};
    err = store_open(&options, &store, info);
    if (!err) {
        err = store_figures(store, &figures, info); // of all surveys: none is begun
    }
    if (!err && (figures.batches_waiting || figures.batches_refused)) {
        err =
            err_set(info, ERR_STATE,
                    "--new-key: %llu batches that the present key signed are not with the "
                    "collector; start without --new-key, send them (staff's page), then try again",
                    (unsigned long long)(figures.batches_waiting + figures.batches_refused));
    }
    store_close(store);
    return err;
}

// Before the key changes: a mark that outlived it would keep the new key from being enrolled.
static enum err forget_enrolments(const char *state, struct err_info *info)
{
    DIR *dir = opendir(state);
    const struct dirent *entry;
    enum err err = ERR_NONE;
    if (!dir) {
        return err_set_errno(info, "%s cannot be read", state);
    }
    while (!err && (entry = readdir(dir))) {
        if (str_starts(str_of(entry->d_name), STR("enrolled-")) &&
            unlinkat(dirfd(dir), entry->d_name, 0) != 0) {
            err = err_set_errno(info, "%s/%s cannot be removed", state, entry->d_name);
        }
    }
    closedir(dir);
    return err ? err : file_sync_dir(state, info);
}

enum err kiosk_device_renew(const char *state, struct seal_signer **out, struct err_info *info)
{
    char path[PATH_MAX];
    struct seal_signer *before = NULL;
    enum err err = file_join(path, sizeof(path), state, "device.key", info);
    if (!err && !file_exists(path)) {
        return kiosk_device_open(state, out, info); // the first one is new too
    }
    if (!err) {
        err = kiosk_device_open(state, &before, info);
    }
    if (!err) {
        err = check_nothing_waits(state, before, info);
    }
    if (!err) {
        err = forget_enrolments(state, info);
    }
    seal_signer_destroy(before);
    return err ? err : seal_signer_rotate(path, out, info);
}
