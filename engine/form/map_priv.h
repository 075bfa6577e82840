// SPDX-License-Identifier: EUPL-1.2
// Name → index, open addressing, in an arena. Filled once, never shrunk.
#pragma once

#include "base/arena.h"

struct map_entry {
    struct str key;
    uint32_t scope; // a second key: the parent of a child's name
    uint32_t value;
};

struct map {
    struct map_entry *entries;
    size_t mask; // entries − 1, a power of two less one
    size_t count;
};

// Room for count keys; more may not be added.
void form_map_init(struct map *m, struct arena *a, size_t count);
// Keys are borrowed. False, and *out is the value there is, when the key is there already.
bool form_map_add(struct map *m, struct str key, uint32_t scope, uint32_t value, uint32_t *out);
bool form_map_get(const struct map *m, struct str key, uint32_t scope, uint32_t *out);
