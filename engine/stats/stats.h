// SPDX-License-Identifier: EUPL-1.2
// Figures of a survey as pure arithmetic: shares rounded as people round, intervals, response
// rates and the least base that may be shown. Knows no form, no text and no file. [any]
#pragma once

#include "base/err.h"

// ---- shares ----

// A share that stands with its base: part of whole.
struct stats_share {
    uint64_t part;
    uint64_t whole; // the base; 0 where there is none, and then there is no share either
};

enum { STATS_DECIMALS_MAX = 4 };

// 100 × part / whole with that many decimals, as a whole number of the last decimal (one decimal:
// 26 of 32 is 813, "81.3"), rounded half up by whole-number arithmetic, so that no binary fraction
// decides about a half. whole > 0, both below 2^40, decimals 0 to STATS_DECIMALS_MAX.
int64_t stats_percent(struct stats_share share, int decimals);
// The same for a share in 0..1 that was computed (a bound of an interval), half up after taking
// off the noise of the last binary digits.
int64_t stats_percent_of(double share, int decimals);
// "81.3" or "81,3" from what the two above gave. out gets at least 32 bytes. Returns the length.
size_t stats_percent_text(int64_t scaled, int decimals, char point, char out[32]);

// ---- intervals ----

struct stats_interval {
    double low, high; // shares in 0..1
};

// Wilson score interval at 95 % for part of whole. whole > 0.
struct stats_interval stats_wilson(struct stats_share share);
// The same for a sample from a small population: the base is replaced by the effective one,
// n(N − 1)/(N − n). Where everybody answered, nothing is uncertain and the interval is the share
// itself. ERR_ARGUMENT where more have answered than there are: then one of the numbers is wrong.
enum err stats_wilson_fpc(struct stats_share share, uint64_t population, struct stats_interval *out,
                          struct err_info *info) MUST_CHECK;
// The same from a share and an effective base (of weights, of a design). n > 0, may be infinite.
struct stats_interval stats_wilson_of(double share, double n);
// n(N − 1)/(N − n). Infinite where n is N.
double stats_effective_base(uint64_t base, uint64_t population);

// ---- response rates: AAPOR Standard Definitions, final dispositions ----

struct stats_dispositions {
    uint64_t complete;      // I
    uint64_t partial;       // P: broke off, or coded so
    uint64_t refused;       // R
    uint64_t not_reached;   // NC: eligible, no contact
    uint64_t other;         // O: eligible, other
    uint64_t unknown_house; // UH: not known whether there is somebody eligible
    uint64_t unknown_other; // UO
};

enum stats_rate { STATS_RR1, STATS_RR2, STATS_RR3, STATS_RR4, STATS_RR5, STATS_RR6 };

// RR1, RR3 and RR5 count complete responses only, RR2, RR4 and RR6 partial ones too. RR5 and RR6
// leave those of unknown eligibility out of the base, RR3 and RR4 keep the share e (0..1) of them
// that is believed to be eligible, RR1 and RR2 all of them.
struct stats_response {
    uint64_t part;
    double whole; // a whole number but for RR3 and RR4
    double rate;  // part / whole; 0 where whole is 0
};
struct stats_response stats_response_estimate(const struct stats_dispositions *d,
                                              enum stats_rate rate, double e);
// The same as a share, for the four that have a whole base.
struct stats_share stats_response_rate(const struct stats_dispositions *d, enum stats_rate rate);

// ---- what may be shown ----

// True where a base is too small to be shown: some, but fewer than k. A base of nobody says nothing
// about anybody.
bool stats_withheld(uint64_t base, uint64_t k);
