// SPDX-License-Identifier: EUPL-1.2
// Which sealed responses were met already, and where (seen.c): in memory up to a fixed size, beyond
// that sorted in a nameless file (seen_run.c), so that a million need no more memory than a hundred
// thousand. What lies in the file is names under a key that is made anew for each set: they say
// nothing to anybody, and nobody can make responses whose names crowd in one place.
#pragma once

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ARCHIVE_SEEN_NAME_BYTES = 16,
    ARCHIVE_SEEN_BYTES = 6 << 20, // memory of a set before it goes on in a file
};

struct archive_seen_name {
    uint8_t bytes[ARCHIVE_SEEN_NAME_BYTES];
};

struct archive_seen_place {
    struct archive_seen_name name;
    uint32_t value; // 0: free place
};

struct archive_seen {
    struct archive_seen_place *places; // open addressing by the name's first bits
    unsigned bits;                     // of them; 0: no places yet
    size_t count;                      // in places
    size_t bytes_max;                  // of places
    struct archive_seen_run *run;      // NULL: all of it is in memory
    bool stays;                        // in memory, since no file could be written
    uint8_t key[ARCHIVE_SEEN_NAME_BYTES];
    char dir[512];
};
// dir: where the file may be made. bytes_max: usually ARCHIVE_SEEN_BYTES.
void archive_seen_init(struct archive_seen *seen, const char *dir, size_t bytes_max);
// Under which name the set knows a digest. Make those of a whole batch before the first is looked
// for: memory is slow, and this has it fetch what find will want.
void archive_seen_name(const struct archive_seen *seen, const uint8_t digest[32],
                       struct archive_seen_name *out);
// The value under which it was added; 0: never. Fails where the file cannot be read.
enum err archive_seen_find(const struct archive_seen *seen, const struct archive_seen_name *name,
                           uint32_t *out_value, struct err_info *info) MUST_CHECK;
// Only of what was not found. Where no file can be written, memory has to do.
void archive_seen_add(struct archive_seen *seen, const struct archive_seen_name *name,
                      uint32_t value);
void archive_seen_finish(struct archive_seen *seen); // accepts a zeroed one

// ---- seen_run.c: names in their order in a file ----
struct archive_seen_run;
enum err archive_seen_run_create(const char *dir, struct archive_seen_run **out,
                                 struct err_info *info) MUST_CHECK;
// Takes in sorted places, none of which it has. On failure it is as it was.
enum err archive_seen_run_merge(struct archive_seen_run *run,
                                const struct archive_seen_place *places, size_t count,
                                struct err_info *info) MUST_CHECK;
enum err archive_seen_run_find(const struct archive_seen_run *run,
                               const struct archive_seen_name *name, uint32_t *out_value,
                               struct err_info *info) MUST_CHECK;
// Has memory fetch what find will look at first.
void archive_seen_run_fetch(const struct archive_seen_run *run,
                            const struct archive_seen_name *name);
void archive_seen_run_destroy(struct archive_seen_run *run); // accepts NULL
