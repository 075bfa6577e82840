// SPDX-License-Identifier: EUPL-1.2
// Rows in echelon form modulo 2^31 − 1. A row has one more column than there can be independent
// rows, each a random sum over its classes, so that two different spans do not look the same.
#include "stats/joint.h"

#include "base/alloc.h"
#include "base/check.h"

#include <stdlib.h>
#include <string.h>

enum { SPARE = 8 };
#define PRIME UINT64_C(2147483647)

struct stats_joint {
    size_t sums, width;
    uint32_t *rows; // count × width, each with a leading 1
    size_t *lead;   // its column
    size_t count;   // independent ones
    size_t added;   // all
};

struct stats_joint *stats_joint_create(size_t sums)
{
    struct stats_joint *j = xcalloc(1, sizeof *j);
    CHECK(sums <= STATS_JOINT_MAX);
    j->sums = sums;
    j->width = sums + SPARE;
    j->rows = xcalloc((sums + 1) * j->width, sizeof *j->rows);
    j->lead = xcalloc(sums + 1, sizeof *j->lead);
    return j;
}

void stats_joint_destroy(struct stats_joint *j)
{
    if (!j) return;
    free(j->rows);
    free(j->lead);
    free(j);
}

// x modulo the prime, below 2^32 where x is below 2^62.
static uint64_t fold(uint64_t x)
{
    x = (x & PRIME) + (x >> 31);
    return (x & PRIME) + (x >> 31);
}

// A number of a class in a column, the same every time: splitmix64.
static uint64_t random_of(uint32_t class, size_t column)
{
    uint64_t x = ((uint64_t) class << 16 | column) + UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return (x ^ x >> 31) % PRIME;
}

static uint64_t power(uint64_t base, uint64_t exponent)
{
    uint64_t out = 1;
    for (; exponent; exponent >>= 1) {
        if (exponent & 1) out = out * base % PRIME;
        base = base * base % PRIME;
    }
    return out;
}

// The row of a sum, with what the known rows explain of it taken away.
static void reduce(const struct stats_joint *j, const uint32_t *classes, size_t count,
                   uint64_t *out)
{
    memset(out, 0, j->width * sizeof *out);
    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < j->width; c++)
            out[c] += random_of(classes[i], c);
    for (size_t c = 0; c < j->width; c++)
        out[c] %= PRIME;
    for (size_t r = 0; r < j->count; r++) {
        const uint32_t *row = j->rows + r * j->width;
        uint64_t factor = out[j->lead[r]] % PRIME;
        if (factor == 0) continue;
        for (size_t c = j->lead[r]; c < j->width; c++)
            out[c] = fold(out[c] + (PRIME - row[c]) * factor);
    }
    for (size_t c = 0; c < j->width; c++)
        out[c] %= PRIME;
}

static size_t lead_of(const struct stats_joint *j, const uint64_t *row)
{
    size_t c = 0;
    while (c < j->width && row[c] == 0)
        c++;
    return c;
}

void stats_joint_add(struct stats_joint *j, const uint32_t *classes, size_t count)
{
    uint64_t row[STATS_JOINT_MAX + SPARE];
    CHECK(j->added < j->sums);
    j->added++;
    reduce(j, classes, count, row);
    size_t lead = lead_of(j, row);
    if (lead == j->width) return; // nothing new
    uint64_t inverse = power(row[lead], PRIME - 2);
    uint32_t *own = j->rows + j->count * j->width;
    for (size_t c = 0; c < j->width; c++)
        own[c] = (uint32_t)(row[c] * inverse % PRIME);
    j->lead[j->count++] = lead;
}

bool stats_joint_follows(const struct stats_joint *j, const uint32_t *classes, size_t count)
{
    uint64_t row[STATS_JOINT_MAX + SPARE];
    reduce(j, classes, count, row);
    return lead_of(j, row) == j->width;
}
