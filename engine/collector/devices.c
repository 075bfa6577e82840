// SPDX-License-Identifier: EUPL-1.2
// Devices by hand, on the machine that can reach the database. Works beside running collectors,
// which heed it at the device's next request.
#include "collector/devices_priv.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DIGITS_LEAST = 8 };

struct search {
    struct str digits;
    uint8_t key[32];
    size_t found; // different keys
};

static void match(const struct collector_device *device, void *data)
{
    struct search *search = data;
    char key[65];
    hex_encode(device->key, sizeof device->key, key);
    if (!str_starts(str_of(key), search->digits)) return;
    if (search->found && !memcmp(search->key, device->key, sizeof search->key)) return;
    memcpy(search->key, device->key, sizeof search->key);
    search->found++;
}

static enum err find(struct collector_storage *s, const char *digits, uint8_t out_key[32],
                     struct err_info *info)
{
    struct search search = {.digits = str_of(digits)};
    // A whole key need not be enrolled: what is stolen before its first contact can be blocked too.
    if (hex_decode(search.digits, out_key, 32)) return ERR_NONE;
    if (search.digits.len < DIGITS_LEAST || search.digits.len > 64 ||
        strspn(digits, "0123456789abcdef") != search.digits.len)
        return err_set(info, ERR_ARGUMENT,
                       "\"%s\" is no device key: give its first %d hexadecimal digits, or more",
                       digits, DIGITS_LEAST);
    enum err err = s->table->devices(s, match, &search, info);
    if (!err && !search.found)
        err = err_set(info, ERR_MISSING, "no device has a key that begins with %s", digits);
    if (!err && search.found > 1)
        err = err_set(info, ERR_ARGUMENT, "several devices have a key that begins with %s", digits);
    if (!err) memcpy(out_key, search.key, 32);
    return err;
}

// Tabs and line ends in a name would be taken for ours.
static void add_name(struct buf *out, const char *name)
{
    for (; *name; name++)
        buf_add_char(out, (unsigned char)*name < ' ' ? ' ' : *name);
}

static void line(const struct collector_device *device, void *data)
{
    struct buf *out = data;
    char key[65], seen[32] = "-";
    time_t at = (time_t)(device->standing.seen_hour * 3600);
    struct tm parts;
    hex_encode(device->key, sizeof device->key, key);
    if (at && gmtime_r(&at, &parts)) strftime(seen, sizeof seen, "%Y-%m-%dT%H:00Z", &parts);
    buf_printf(out, "%s\t%s\t%s\t%s\t%llu\t%llu\t%llu\t%llu\t", key, device->survey,
               device->standing.blocked ? "blocked" : "enrolled", seen,
               (unsigned long long)device->batches, (unsigned long long)device->responses,
               (unsigned long long)device->missing, (unsigned long long)device->forked);
    add_name(out, device->name);
    buf_add_char(out, '\n');
}

enum err collector_devices_run(struct collector_storage *s, const struct collector_devices_ask *ask,
                               struct buf *out, struct err_info *info)
{
    const struct collector_storage_table *t = s->table;
    uint8_t key[32];
    enum err err = ERR_NONE;
    if (ask->block) {
        err = find(s, ask->block, key, info);
        if (!err) err = t->device_block(s, key, true, info);
    }
    if (!err && ask->unblock) {
        err = find(s, ask->unblock, key, info);
        if (!err) err = t->device_block(s, key, false, info);
    }
    if (!err && ask->rename) {
        struct str name = str_of(ask->name);
        err = find(s, ask->rename, key, info);
        if (!err && (name.len > COLLECTOR_DEVICE_NAME_BYTES || !utf8_valid(name)))
            err = err_set(info, ERR_LIMIT, "a name has at most %d bytes",
                          COLLECTOR_DEVICE_NAME_BYTES);
        if (!err) err = t->device_rename(s, key, name, info);
    }
    if (err) return err;
    buf_add_text(out, "key\tsurvey\tstate\tseen\tbatches\tresponses\tmissing\tforked\tname\n");
    return t->devices(s, line, out, info);
}
