// SPDX-License-Identifier: EUPL-1.2
// A store with closed batches and an open one, at rest, to be damaged.
#pragma once

#include "store/inspect.h"
#include "tests/unit/store_days.h"

enum { BATCHES = 6, EACH = 4, OPEN = 3, ALL = BATCHES * EACH + OPEN };

static inline void path_of(const struct desk *d, const char *name, char out[256])
{
    snprintf(out, 256, "%s/%s", d->folder, name);
}

static inline void copy_in(const struct desk *d, const char *from, const char *to)
{
    char path[256];
    struct buf bytes = {0};
    path_of(d, from, path);
    assert_int_equal(file_read(path, 1 << 28, &bytes, NULL), ERR_NONE);
    path_of(d, to, path);
    assert_int_equal(file_write(path, buf_str(&bytes), 0600, NULL), ERR_NONE);
    buf_finish(&bytes);
}

// Some closed batches and an open one, at rest.
static inline void fill(struct desk *d)
{
    desk_make(d);
    for (unsigned i = 0; i < BATCHES; i++) {
        desk_respond(d, i * EACH + 1, i * EACH + EACH);
        desk_close_batch(d);
    }
    desk_respond(d, BATCHES * EACH + 1, ALL);
    desk_shut(d);
}

// Entries of the folder whose names hold the word.
static inline unsigned names_in(const char *folder, const char *word)
{
    unsigned count = 0;
    const struct dirent *entry;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    while ((entry = readdir(dir)))
        if (entry->d_name[0] != '.' && strstr(entry->d_name, word)) count++;
    closedir(dir);
    return count;
}

static inline unsigned findings(const struct store_inspection *i, enum store_what what,
                                uint64_t *number)
{
    unsigned count = 0;
    for (size_t k = 0; k < i->finding_count; k++) {
        if (i->findings[k].what != what) continue;
        if (number) *number = i->findings[k].number;
        count++;
    }
    return count;
}
