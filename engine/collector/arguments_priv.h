// SPDX-License-Identifier: EUPL-1.2
// What svar-collector is told: flags, and a file of "key = value" lines with the same words.
#pragma once

#include "collector/devices_priv.h"
#include "collector/service.h"

enum collector_verb {
    COLLECTOR_SERVE,
    COLLECTOR_CHECK, // of what it was told
    COLLECTOR_PRINT_KEY,
    COLLECTOR_DEVICES,
    COLLECTOR_BACKUP,
    COLLECTOR_MIGRATE,
    COLLECTOR_IMPORT,
    COLLECTOR_HELP,
    COLLECTOR_VERSION,
};

// Texts are borrowed from argv, or belong to `texts`.
struct collector_arguments {
    enum collector_verb verb;
    const char *db, *key, *listen, *port_file, *log, *tls_cert, *tls_key, *prefix;
    const char *out;        // of backup
    const char *from, *to;  // of migrate
    const char *sticks[16]; // of import
    size_t stick_count;
    bool vouched;
    struct collector_devices_ask devices;
    char address[64]; // of listen
    uint16_t port;
    struct seal_minisign_key organizers[COLLECTOR_ORGANIZERS_MAX];
    size_t organizer_count;
    unsigned connections, per_address, rate, idle, request_time, room_mb;
    unsigned keep_days, erase_days; // 0: for ever
    bool new_epoch, verbose;
    char *texts[64];
    size_t text_count;
};

// Reads flags, and the file of --config before them, so that a flag wins. ERR_ARGUMENT says what is
// wrong, with the line where a file is. out is to be finished whatever comes back.
enum err collector_arguments_read(int argc, char **argv, struct collector_arguments *out,
                                  struct err_info *info) MUST_CHECK;
// One file's text; name is for errors.
enum err collector_arguments_file(struct str text, const char *name,
                                  struct collector_arguments *out,
                                  struct err_info *info) MUST_CHECK;
void collector_arguments_finish(struct collector_arguments *a);
extern const char collector_help[];
