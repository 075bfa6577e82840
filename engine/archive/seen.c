// SPDX-License-Identifier: EUPL-1.2
// A set of sealed responses by digest: open addressing, at most half full.
#include "archive/archive_priv.h"

#include "base/alloc.h"
#include "base/check.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 1024 };

static size_t place_of(const struct archive_seen *seen, const uint8_t digest[16])
{
    uint64_t hash;
    memcpy(&hash, digest, sizeof hash);
    size_t at = (size_t)hash & (seen->capacity - 1);
    while (seen->places[at].value && memcmp(seen->places[at].key, digest, 16))
        at = (at + 1) & (seen->capacity - 1);
    return at;
}

uint32_t archive_seen_find(const struct archive_seen *seen, const uint8_t digest[32])
{
    return seen->capacity ? seen->places[place_of(seen, digest)].value : 0;
}

static void grow(struct archive_seen *seen)
{
    struct archive_seen old = *seen;
    seen->capacity = old.capacity ? old.capacity * 2 : FIRST_CAPACITY;
    seen->places = xcalloc(seen->capacity, sizeof *seen->places);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.places[i].value) seen->places[place_of(seen, old.places[i].key)] = old.places[i];
    free(old.places);
}

void archive_seen_add(struct archive_seen *seen, const uint8_t digest[32], uint32_t value)
{
    CHECK(value);
    if (seen->count >= seen->capacity / 2) grow(seen);
    struct archive_seen_place *place = &seen->places[place_of(seen, digest)];
    if (place->value) return; // the first one stays
    memcpy(place->key, digest, sizeof place->key);
    place->value = value;
    seen->count++;
}

void archive_seen_finish(struct archive_seen *seen)
{
    free(seen->places);
    memset(seen, 0, sizeof *seen);
}
