// SPDX-License-Identifier: EUPL-1.2
// What the kiosk gives up before it reads anything: new privileges, system calls that no kiosk
// needs (seccomp), files that are none of its business (Landlock, where the kernel has it). What
// reads a stranger's bytes gets less, and so does the thread that plugins run in. Nothing here can
// be taken back.
//
// | who                   | may not                                                               |
// |-----------------------|-----------------------------------------------------------------------|
// | the whole process     | trace, mount, load modules, change user, clock or namespace, use raw  |
// |                       | sockets, keyrings, bpf or io_uring; listen; start any program but the |
// |                       | voice and the player of recordings; write outside its state, sticks,  |
// |                       | devices and runtime folder; read homes and other programs' data       |
// | main thread, plugins  | the same, and open connections over the network                       |
// | survey and form reader| anything but compute and read the survey: no write, socket or program |
#pragma once

#include "base/err.h"

struct kiosk_guard; // opaque

struct kiosk_guard_wants {
    const char *state;         // folder; made when missing; read and written
    const char *const *reads;  // files and folders that are read besides; NULL ones are passed over
    size_t read_count;         //
    const char *const *writes; // folders that are read and written besides; likewise
    size_t write_count;        //
    bool automation; // a program drives the kiosk: it listens, reads and writes files anywhere
};

// [main] Before the first thread and the first byte from outside. What the kernel lacks is left out
// and can be asked for below; an error means that even the state folder cannot be made.
enum err kiosk_guard_create(const struct kiosk_guard_wants *wants, struct kiosk_guard **out,
                            struct err_info *info) MUST_CHECK;
void kiosk_guard_destroy(struct kiosk_guard *g); // ends its thread; the rules stay; accepts NULL

bool kiosk_guard_calls(const struct kiosk_guard *g); // the filter of system calls stands
// No page of the process ever reaches the swap, whatever it holds. False where the limit of locked
// memory is fixed: then only the arenas and keys are locked.
bool kiosk_guard_memory(const struct kiosk_guard *g);
int kiosk_guard_files(const struct kiosk_guard *g); // Landlock's version; 0: not in this kernel
const char *kiosk_guard_voice(
    const struct kiosk_guard *g); // the program that reads aloud; "" where none

typedef enum err (*kiosk_guard_work)(void *data, struct err_info *info);

// Runs work in a thread of its own that may compute and read what wants.reads names, and waits.
enum err kiosk_guard_read(const struct kiosk_guard *g, kiosk_guard_work work, void *data,
                          struct err_info *info) MUST_CHECK;
// [main] From here on this thread opens no connection over the network, nor does any thread or
// program that it makes. The rest stays as it is.
void kiosk_guard_cut_network(struct kiosk_guard *g);
// Runs work where kiosk_guard_cut_network does not reach, and waits: what makes the threads that
// speak with the collector. One caller at a time.
enum err kiosk_guard_outside(struct kiosk_guard *g, kiosk_guard_work work, void *data,
                             struct err_info *info) MUST_CHECK;
