// SPDX-License-Identifier: EUPL-1.2
// What has been shown before. Two tables that are safe each may give a secret away together: the
// same table turned round, a question put only to those who gave a certain answer, the same groups
// with one more response. So every cell of a cut that leaves the desk is remembered as the set of
// respondents behind it, shown or withheld, in a small file beside the archive. Sets are kept as
// sums of hashes of random response ids: who has not opened the responses reads nothing from them.
//
// {"svar_released": 1, "shown": ["hex", …], "withheld": ["hex", …],
//  "cuts": {"BY": {"made": "2026-11-22", "rows": [{"groups": ["1", "2"], "size": 17, "set":
//  "hex"}], "round": 0}}, "rounds": [{"made": "2026-11-22", "responses": "16 hex digits of each
//  that was new"}, …],
//   "" among the cuts is all responses in one group: the last report's total
//  "past": [{"by": "BY", "round": 0, "rows": [["1", "2"], ["3"]]}, …]}  [any]
#pragma once

#include "base/json.h"
#include "stats/disclose.h"

// A set of respondents, told apart from any other with near certainty. Zeroed: nobody.
struct stats_set {
    uint64_t low, high;
};
void stats_set_add(struct stats_set *set, struct str response_id);
// The same by hash, where a response is counted in many cells.
struct stats_set stats_set_of(struct str response_id);
void stats_set_join(struct stats_set *set, struct stats_set other); // that have nobody in common

struct stats_releases; // opaque

// A file that is not there is an empty memory. ERR_PARSE where it is no such file.
enum err stats_releases_open(const char *path, struct stats_releases **out,
                             struct err_info *info) MUST_CHECK;
enum err stats_releases_save(const struct stats_releases *r, const char *path,
                             struct err_info *info) MUST_CHECK; // mode 0600
void stats_releases_close(struct stats_releases *r);            // accepts NULL

// Sets of nobody are always STATS_NEW. What was ever shown is STATS_PUBLIC, whatever came after.
enum stats_before stats_releases_before(const struct stats_releases *r, struct stats_set set);
void stats_releases_put(struct stats_releases *r, struct stats_set set, bool shown);

// ---- rounds: who was part of which release ----
// A round is a set of responses that reports were made of; later ones hold those of earlier ones
// and more. With it the tables of an earlier report can be made again and looked at together with
// those of the next.
size_t stats_releases_rounds(const struct stats_releases *r);
// The first round that a respondent was part of; stats_releases_rounds where of none.
size_t stats_releases_round_of(const struct stats_releases *r, struct stats_set respondent);
// Begins a round where any of these is part of none.
void stats_releases_enrol(struct stats_releases *r, struct str day,
                          const struct stats_set *respondents, size_t count);

// How respondents were put together in a table that was shown; borrowed.
struct stats_past {
    struct str by;
    size_t round;
    const json_t *rows; // arrays of the names of groups
};
enum { STATS_PAST_MAX = 64 }; // older ones are forgotten
size_t stats_releases_past_count(const struct stats_releases *r);
struct stats_past stats_releases_past(const struct stats_releases *r, size_t index);

// ---- the total: reports without groups can be compared with each other as well ----
// How many responses the last report was made of, and on which day; 0 where there was none. The day
// is borrowed.
uint64_t stats_releases_total(const struct stats_releases *r, struct str *out_day);
// Those of respondents who were part of no report up to the last one; all where there was none, or
// one by a version that did not say who was.
uint64_t stats_releases_came(const struct stats_releases *r, const struct stats_set *respondents,
                             size_t count, bool *out_known);
// Remembers these as the last report's; they are enrolled.
void stats_releases_put_total(struct stats_releases *r, struct str day,
                              const struct stats_set *respondents, size_t count);

// ---- the groups of a cut ----

struct stats_release_group {
    struct str name;
    uint64_t size;
    size_t row;           // groups with the same row are shown as one
    struct stats_set set; // who they are; zeroed: not known
    uint64_t fresh;       // who of them is part of no round up to that of the last time; 0 where
    struct stats_set fresh_set; // that round is not known
};
enum stats_release_verdict {
    STATS_RELEASE_FINE,
    STATS_RELEASE_GREW, // 1 to k − 1 came or went since the last time, whatever the size is now
    STATS_RELEASE_REGROUPED, // the same responses in other groups than the last time
};
// The newest round when a cut by the variable was shown last; STATS_ROUND_UNKNOWN where none was,
// or by a version that did not say it.
#define STATS_ROUND_UNKNOWN SIZE_MAX
size_t stats_releases_cut_round(const struct stats_releases *r, struct str by);
// Whether a cut by these groups may be shown after the last one by the same variable.
enum stats_release_verdict stats_releases_check(const struct stats_releases *r, struct str by,
                                                const struct stats_release_group *groups,
                                                size_t count, uint64_t k);
// Remembers the sizes of the groups alone, for the next check by this name.
void stats_releases_sizes(struct stats_releases *r, struct str by, struct str day,
                          const struct stats_release_group *groups, size_t count);
// Remembers the groups, for the next report and as the past of the newest round.
void stats_releases_cut(struct stats_releases *r, struct str by, struct str day,
                        const struct stats_release_group *groups, size_t count);
