// SPDX-License-Identifier: EUPL-1.2
// Time and randomness as arguments, so that a test can be the clock and a seed can be replayed.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct clock {
    int64_t (*wall_ms)(void *data); // milliseconds since 1970 UTC; may jump, may be years off
    int64_t (*mono_ms)(void *data); // milliseconds since some start; never goes back
    void *data;
};

struct rng {
    void (*fill)(void *data, void *out, size_t bytes); // cryptographically strong, never fails
    void *data;
};

struct clock clock_system(void); // [any]
struct rng rng_system(void);     // [any] getrandom(2); aborts where the kernel has none

static inline int64_t clock_wall_ms(const struct clock *c)
{
    return c->wall_ms(c->data);
}

static inline int64_t clock_mono_ms(const struct clock *c)
{
    return c->mono_ms(c->data);
}

static inline void rng_fill(const struct rng *r, void *out, size_t bytes)
{
    r->fill(r->data, out, bytes);
}

uint64_t rng_u64(const struct rng *r);
uint64_t rng_below(const struct rng *r, uint64_t bound); // uniform in [0, bound), bound > 0
