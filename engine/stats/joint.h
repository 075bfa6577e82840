// SPDX-License-Identifier: EUPL-1.2
// What follows from several tables together. Every figure that is shown is a sum over classes of
// respondents (those who stand in the same cells of all the tables), so a withheld figure can be
// computed back exactly where it is a combination of the shown ones: where its row lies in the span
// of theirs. Rows are compared by random projections modulo a prime, wide enough that what does
// follow is always found, and what does not is taken for it once in some billions. [any]
#pragma once

#include "stats/stats.h"

enum { STATS_JOINT_MAX = 640 }; // sums that one audit can hold

struct stats_joint; // opaque
// For at most so many sums, which must be STATS_JOINT_MAX or fewer.
struct stats_joint *stats_joint_create(size_t sums);
void stats_joint_destroy(struct stats_joint *j); // accepts NULL

// The sum over these classes becomes known; at most as many times as was said at the start. A class
// stands at most once in a sum.
void stats_joint_add(struct stats_joint *j, const uint32_t *classes, size_t count);
// Whether the sum over these classes follows from those that are known.
bool stats_joint_follows(const struct stats_joint *j, const uint32_t *classes, size_t count);
