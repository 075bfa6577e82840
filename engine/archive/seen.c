// SPDX-License-Identifier: EUPL-1.2
// The set's part in memory. A name's place is where its first bits put it or shortly behind, so
// that the places from first to last are almost sorted already when they go into the file.
#include "archive/seen_priv.h"

#include "base/alloc.h"
#include "base/bytes.h"
#include "base/check.h"
#include "base/clock.h"
#include "seal/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)ARCHIVE_SEEN_NAME_BYTES == (int)SEAL_SHORT_BYTES, "a name is a short name");

// Behind the last place that first bits can mean there are SLACK more: nothing goes round the end.
enum { FIRST_BITS = 10, SLACK = 256 };

static size_t place_count(unsigned bits)
{
    return bits ? ((size_t)1 << bits) + SLACK : 0;
}

// Five eighths: four places looked at for a name that is not there.
static size_t count_max(unsigned bits)
{
    return bits ? ((size_t)1 << bits) / 8 * 5 : 0;
}

void archive_seen_init(struct archive_seen *seen, const char *dir, size_t bytes_max)
{
    struct rng rng = rng_system();
    *seen = (struct archive_seen){.bytes_max = bytes_max};
    rng_fill(&rng, seen->key, sizeof seen->key);
    seen->stays = (size_t)snprintf(seen->dir, sizeof seen->dir, "%s", dir) >= sizeof seen->dir;
}

static struct archive_seen_place *first_place_of(const struct archive_seen *seen,
                                                 const struct archive_seen_name *name)
{
    return seen->places + (bytes_u32(name->bytes) >> (32 - seen->bits));
}

// Where the name is, or the free place where it belongs; NULL: there is none.
static struct archive_seen_place *place_of(const struct archive_seen *seen,
                                           const struct archive_seen_name *name)
{
    if (!seen->bits) return NULL;
    struct archive_seen_place *at = first_place_of(seen, name);
    const struct archive_seen_place *end = seen->places + place_count(seen->bits);
    while (at < end && at->value && memcmp(&at->name, name, sizeof *name))
        at++;
    return at < end ? at : NULL;
}

void archive_seen_name(const struct archive_seen *seen, const uint8_t digest[32],
                       struct archive_seen_name *out)
{
    seal_short_name(seen->key, digest, out->bytes);
    if (seen->bits) __builtin_prefetch(first_place_of(seen, out));
    if (seen->run) archive_seen_run_fetch(seen->run, out);
}

enum err archive_seen_find(const struct archive_seen *seen, const struct archive_seen_name *name,
                           uint32_t *out_value, struct err_info *info)
{
    const struct archive_seen_place *place = place_of(seen, name);
    *out_value = place ? place->value : 0;
    return *out_value || !seen->run ? ERR_NONE
                                    : archive_seen_run_find(seen->run, name, out_value, info);
}

// False where a name found no place: then twice as many are needed.
static bool move_all(const struct archive_seen *from, struct archive_seen *to)
{
    for (size_t i = 0; i < place_count(from->bits); i++) {
        const struct archive_seen_place *old = &from->places[i];
        struct archive_seen_place *place = old->value ? place_of(to, &old->name) : NULL;
        if (old->value && !place) return false;
        if (place) *place = *old;
    }
    return true;
}

static void grow(struct archive_seen *seen)
{
    struct archive_seen larger = *seen;
    larger.bits = seen->bits ? seen->bits : FIRST_BITS - 1;
    do {
        larger.bits++;
        CHECK(larger.bits < 32);
        if (larger.places != seen->places) free(larger.places);
        larger.places = xcalloc(place_count(larger.bits), sizeof *larger.places);
    } while (!move_all(seen, &larger));
    free(seen->places);
    *seen = larger;
}

// Names are at most a few places from where their order wants them.
static void sort(struct archive_seen_place *places, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct archive_seen_place one = places[i];
        size_t at = i;
        for (; at && memcmp(&places[at - 1].name, &one.name, sizeof one.name) > 0; at--)
            places[at] = places[at - 1];
        places[at] = one;
    }
}

// All that is in memory goes into the file. Where that fails it stays, in no order: grow puts it
// into one.
static bool lay_down(struct archive_seen *seen)
{
    size_t count = 0, all = place_count(seen->bits);
    struct archive_seen_place *places = seen->places;
    if (!seen->run && archive_seen_run_create(seen->dir, &seen->run, NULL)) return false;
    for (size_t i = 0; i < all; i++)
        if (places[i].value) places[count++] = places[i];
    memset(places + count, 0, (all - count) * sizeof *places);
    sort(places, count);
    if (archive_seen_run_merge(seen->run, places, count, NULL)) return false;
    memset(places, 0, count * sizeof *places);
    seen->count = 0;
    return true;
}

static void make_room(struct archive_seen *seen)
{
    bool largest =
        seen->bits && place_count(seen->bits + 1) * sizeof *seen->places > seen->bytes_max;
    if (largest && !seen->stays) {
        if (lay_down(seen)) return;
        seen->stays = true;
    }
    grow(seen);
}

void archive_seen_add(struct archive_seen *seen, const struct archive_seen_name *name,
                      uint32_t value)
{
    CHECK(value);
    if (seen->count >= count_max(seen->bits)) make_room(seen);
    struct archive_seen_place *place = place_of(seen, name);
    while (!place) {
        make_room(seen);
        place = place_of(seen, name);
    }
    CHECK(!place->value);
    place->name = *name;
    place->value = value;
    seen->count++;
}

void archive_seen_finish(struct archive_seen *seen)
{
    free(seen->places);
    archive_seen_run_destroy(seen->run);
    memset(seen, 0, sizeof *seen);
}
