// SPDX-License-Identifier: EUPL-1.2
// What `svar age encrypt` and `svar age decrypt` share: where their bytes come from and go to.
#pragma once

#include "organizer/desk.h"
#include "seal/age.h"

struct organizer_age_ends {
    int in;               // a descriptor
    const char *in_name;  // for messages
    struct desk_file out; // --out, or standard output
};
// The file that the arguments name, or standard input; --out, or standard output.
enum err organizer_age_begin(const struct arguments *a, struct organizer_age_ends *out,
                             struct err_info *info) MUST_CHECK;
void organizer_age_end(struct organizer_age_ends *ends); // what is not committed is thrown away
// The two as streams; ends is borrowed.
struct seal_source organizer_age_source(struct organizer_age_ends *ends);
struct seal_sink organizer_age_sink(struct organizer_age_ends *ends);

// Exit codes of `svar age decrypt` besides those of every verb, one for each fault that the test
// vectors of the format tell apart, and its words, which begin the message. [any]
enum {
    ORGANIZER_AGE_NO_MATCH = 3,
    ORGANIZER_AGE_MAC = 4,
    ORGANIZER_AGE_HEADER = 5,
    ORGANIZER_AGE_PAYLOAD = 6,
    ORGANIZER_AGE_ARMOR = 7,
};
