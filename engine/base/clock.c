// SPDX-License-Identifier: EUPL-1.2
// The system's clock and randomness behind the small tables of base/clock.h.
#define _DEFAULT_SOURCE
#include "base/clock.h"

#include "base/check.h"

#include <errno.h>
#include <sys/random.h>
#include <time.h>

static int64_t read_ms(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t system_wall_ms(void *data)
{
    (void)data;
    return read_ms(CLOCK_REALTIME);
}

static int64_t system_mono_ms(void *data)
{
    (void)data;
    return read_ms(CLOCK_MONOTONIC);
}

struct clock clock_system(void)
{
    return (struct clock){system_wall_ms, system_mono_ms, NULL};
}

static void system_fill(void *data, void *out, size_t bytes)
{
    (void)data;
    for (size_t at = 0; at < bytes;) {
        ssize_t got = getrandom((char *)out + at, bytes - at, 0);
        CHECK(got >= 0 || errno == EINTR);
        if (got > 0) at += (size_t)got;
    }
}

struct rng rng_system(void)
{
    return (struct rng){system_fill, NULL};
}

uint64_t rng_u64(const struct rng *r)
{
    uint64_t value;
    rng_fill(r, &value, sizeof value);
    return value;
}

uint64_t rng_below(const struct rng *r, uint64_t bound)
{
    CHECK(bound > 0);
    // Values under this threshold would make the first residues likelier than the others.
    uint64_t threshold = -bound % bound, value;
    do
        value = rng_u64(r);
    while (value < threshold);
    return value % bound;
}
