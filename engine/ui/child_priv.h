// SPDX-License-Identifier: EUPL-1.2
// Programs that ui starts to be heard: one at a time for each purpose, ended by ending the process,
// and never waited for. [the thread of ui]
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

enum { UI_LEAVING_MAX = 32 };

// Ended, not yet gone: a sound card may hold them a while. Zero-initialise.
struct ui_leaving {
    pid_t pids[UI_LEAVING_MAX];
};

// Finds a program in PATH.
bool ui_child_find(const char *name, char out[PATH_MAX]);

// The child reads from `from`, writes to `to` (-1: nowhere), says nothing, and has none of our
// signals blocked or ignored. Returns 0 or an errno; *out is 0 then.
int ui_child_start(const char *program, char *const argv[], int from, int to, pid_t *out);

// Ends *child, where there is one, and forgets it.
void ui_child_end(struct ui_leaving *l, pid_t *child);

// Takes leave of those who are gone by now.
void ui_child_bury(struct ui_leaving *l);
