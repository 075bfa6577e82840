// SPDX-License-Identifier: EUPL-1.2
// Linear probing at half load.
#include "form/map_priv.h"

#include "base/check.h"

void form_map_init(struct map *m, struct arena *a, size_t count)
{
    size_t room = 8;
    while (room < count * 2)
        room *= 2;
    *m = (struct map){ARENA_ARRAY(a, struct map_entry, room), room - 1, 0};
}

static size_t slot_of(const struct map *m, struct str key, uint32_t scope)
{
    uint64_t hash = str_hash(key) ^ (scope * UINT64_C(0x9e3779b97f4a7c15));
    hash ^= hash >> 29;
    size_t at = (size_t)hash & m->mask;
    // An empty key never stands in a map: its NULL marks a free entry.
    while (m->entries[at].key.ptr &&
           (m->entries[at].scope != scope || !str_eq(m->entries[at].key, key)))
        at = (at + 1) & m->mask;
    return at;
}

bool form_map_add(struct map *m, struct str key, uint32_t scope, uint32_t value, uint32_t *out)
{
    CHECK(key.ptr && m->entries && m->count * 2 <= m->mask + 1);
    size_t at = slot_of(m, key, scope);
    if (m->entries[at].key.ptr) {
        if (out) *out = m->entries[at].value;
        return false;
    }
    m->entries[at] = (struct map_entry){key, scope, value};
    m->count++;
    return true;
}

bool form_map_get(const struct map *m, struct str key, uint32_t scope, uint32_t *out)
{
    if (!m->entries || !key.ptr) return false;
    size_t at = slot_of(m, key, scope);
    if (!m->entries[at].key.ptr) return false;
    *out = m->entries[at].value;
    return true;
}
