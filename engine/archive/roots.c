// SPDX-License-Identifier: EUPL-1.2
// A device that changed its key is still one device: keys of which one vouches for the other are
// gathered under one of them, their root.
#include "archive/verify_priv.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

struct key {
    uint8_t bytes[32];
    size_t parent; // its own place: a root
};

static int compare_keys(const void *a, const void *b)
{
    return memcmp(a, b, 32);
}

static struct key *find(struct key *keys, size_t count, const uint8_t bytes[32])
{
    return bsearch(bytes, keys, count, sizeof *keys, compare_keys);
}

static size_t root_of(struct key *keys, size_t at)
{
    while (keys[at].parent != at) {
        keys[at].parent = keys[keys[at].parent].parent; // half the way for the next time
        at = keys[at].parent;
    }
    return at;
}

// Every key that signed or vouched, once, sorted.
static size_t gather(const struct archive_entry *entries, size_t count, struct key *keys)
{
    size_t all = 0, distinct = 0;
    for (size_t i = 0; i < count; i++) {
        memcpy(keys[all++].bytes, entries[i].device, 32);
        for (size_t k = 0; k < entries[i].key_count; k++)
            memcpy(keys[all++].bytes, entries[i].keys_before[k], 32);
    }
    qsort(keys, all, sizeof *keys, compare_keys);
    for (size_t i = 0; i < all; i++)
        if (!i || memcmp(keys[i].bytes, keys[distinct - 1].bytes, 32)) keys[distinct++] = keys[i];
    for (size_t i = 0; i < distinct; i++)
        keys[i].parent = i;
    return distinct;
}

void archive_find_roots(struct archive_entry *entries, size_t count)
{
    size_t most = count;
    for (size_t i = 0; i < count; i++)
        most += entries[i].key_count;
    if (most == count) { // nobody changed a key
        for (size_t i = 0; i < count; i++)
            memcpy(entries[i].root, entries[i].device, 32);
        return;
    }
    struct key *keys = xcalloc(most, sizeof *keys);
    size_t distinct = gather(entries, count, keys);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < entries[i].key_count; k++) {
            size_t one = root_of(keys, (size_t)(find(keys, distinct, entries[i].device) - keys));
            size_t other =
                root_of(keys, (size_t)(find(keys, distinct, entries[i].keys_before[k]) - keys));
            keys[one].parent = other;
        }
    for (size_t i = 0; i < count; i++) {
        size_t at = (size_t)(find(keys, distinct, entries[i].device) - keys);
        memcpy(entries[i].root, keys[root_of(keys, at)].bytes, 32);
    }
    free(keys);
}
