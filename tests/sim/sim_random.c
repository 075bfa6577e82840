// SPDX-License-Identifier: EUPL-1.2
// Numbers from the seed: one stream a purpose, so that a decision more in one place does not change
// all others. Also stands in for libsodium's own randomness, so that keys and nonces repeat.
#include "tests/sim/sim.h"

#include <sodium.h>
#include <string.h>

// SplitMix64 (Steele, Lea and Flood 2014).
uint64_t sim_random_u64(struct sim_random *r)
{
    uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

struct sim_random sim_random_make(uint64_t seed, uint64_t purpose)
{
    struct sim_random r = {seed};
    r.state = sim_random_u64(&r) ^ purpose * UINT64_C(0xd1342543de82ef95);
    r.state = sim_random_u64(&r);
    return r;
}

// The small bias of the remainder does not matter here.
uint64_t sim_random_below(struct sim_random *r, uint64_t bound)
{
    return sim_random_u64(r) % bound;
}

int64_t sim_random_between(struct sim_random *r, int64_t least, int64_t most)
{
    return least + (int64_t)sim_random_below(r, (uint64_t)(most - least) + 1);
}

bool sim_random_chance(struct sim_random *r, unsigned of_10000)
{
    return of_10000 && sim_random_below(r, 10000) < of_10000;
}

static void fill(void *data, void *out, size_t bytes)
{
    uint8_t *to = out;
    while (bytes) {
        uint64_t number = sim_random_u64(data);
        size_t part = bytes < sizeof number ? bytes : sizeof number;
        memcpy(to, &number, part);
        to += part;
        bytes -= part;
    }
}

struct rng sim_random_rng(struct sim_random *r)
{
    return (struct rng){fill, r};
}

// ---- libsodium ----
static struct sim_random sodium_stream;

static const char *sodium_name(void)
{
    return "simulator";
}

static uint32_t sodium_number(void)
{
    return (uint32_t)sim_random_u64(&sodium_stream);
}

static void sodium_fill(void *const out, const size_t bytes)
{
    fill(&sodium_stream, out, bytes);
}

void sim_random_sodium(uint64_t seed)
{
    static struct randombytes_implementation ours = {
        .implementation_name = sodium_name, .random = sodium_number, .buf = sodium_fill};
    sodium_stream = sim_random_make(seed, 1);
    randombytes_set_implementation(&ours);
}
