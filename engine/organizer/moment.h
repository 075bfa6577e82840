// SPDX-License-Identifier: EUPL-1.2
// Where and when an expression or a form is tried: --tz and --now, so that a run can be repeated
// to the byte; and the same for chance with --seed.
#pragma once

#include "base/clock.h"
#include "organizer/arguments.h"

#define MOMENT_OPTIONS                                                                            \
    {"tz", ARGUMENT_TEXT, "ZONE", "time zone: Europe/Stockholm or +01:00; this machine's"},       \
    {                                                                                             \
        "now", ARGUMENT_TEXT, "TIME", "as if it were TIME, such as 2026-01-31T12:00; the clock's" \
    }

struct moment {
    struct clock clock; // points into this struct: keep it where it is
    int64_t now_ms;
    int32_t zone_offset_min; // as it is in the zone at that time
    // And at others, from the zone database; NULL where the zone is a fixed offset.
    int32_t (*zone_offset_at)(void *data, int64_t wall_ms);
    uint64_t random; // state of the seeded chance
};

// Reads --tz and --now. Sets TZ for the process where a zone is named. ERR_ARGUMENT says what is
// wrong.
enum err moment_read(const struct arguments *a, struct moment *out,
                     struct err_info *info) MUST_CHECK;
// Chance that a seed repeats: splitmix64. For trying forms, never for keys.
struct rng moment_rng(struct moment *m, uint64_t seed);
