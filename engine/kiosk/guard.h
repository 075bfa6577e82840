// SPDX-License-Identifier: EUPL-1.2
// What the kiosk gives up before it reads anything: new privileges, the network, system calls that
// no kiosk needs (seccomp), files that are none of its business (Landlock, where the kernel has
// it). What reads a stranger's bytes gets less. Nothing here can be taken back. What is to be sent
// goes through kiosk/porter.h, which was there before.
//
// | who                   | may not                                                               |
// |-----------------------|-----------------------------------------------------------------------|
// | the whole process,    | trace, mount, load modules, change user, clock or namespace, use raw  |
// | plugins in it too     | sockets, keyrings, bpf or io_uring; open connections over the network |
// |                       | or wait for any; start any program but the voice and the player of    |
// |                       | recordings; write outside its state, sticks, devices and runtime      |
// |                       | folder; read homes and other programs' data                           |
// | survey and form reader| anything but compute and read the survey: no write, socket or program |
//
// A screen on another machine (DISPLAY=host:0) is reached over the network: with one, connections
// stay allowed.
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
void kiosk_guard_destroy(struct kiosk_guard *g); // the rules stay; accepts NULL

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
