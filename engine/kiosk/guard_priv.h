// SPDX-License-Identifier: EUPL-1.2
// The two halves of the guard: system calls (guard_calls.c) and files (guard_files.c). Each acts on
// the calling thread and on what that thread makes afterwards.
#pragma once

#include "kiosk/guard.h"

// ---- system calls ----
struct kiosk_guard_rules {
    bool programs;   // may start programs
    bool listens;    // may wait for connections
    bool network;    // may open connections over the network
    bool reads_only; // may neither write nor open any socket
};
// False where the kernel has no filters.
bool kiosk_guard_calls_limit(const struct kiosk_guard_rules *rules);

// ---- files ----
enum {
    KIOSK_GUARD_READ = 1,    // files
    KIOSK_GUARD_LIST = 2,    // names in folders
    KIOSK_GUARD_WRITE = 4,   // and make, and remove, regular files and folders
    KIOSK_GUARD_EXECUTE = 8, //
    KIOSK_GUARD_DEVICE = 16, // open for writing and control, but make nothing
    KIOSK_GUARD_SOCKET = 32, // make sockets
};
struct kiosk_guard_place {
    const char *path; // what is not there is passed over
    unsigned rights;
};
// The dynamic linker, which is a program too, as the kernel sees it; NULL in a static program.
const char *kiosk_guard_interpreter(void);
// Landlock's version; 0 where the kernel has none: then files are as the system's own rights say.
int kiosk_guard_files_version(void);
// From here on nothing but these places, with what is below them.
bool kiosk_guard_files_limit(const struct kiosk_guard_place *places, size_t count);
