// SPDX-License-Identifier: EUPL-1.2
// The verbs of `svar` as a table: one file and one row each. A verb reads its arguments, works, and
// returns an exit code. What it says about its work goes to standard error, what it was asked for
// to standard output or a file.
#pragma once

#include "base/buf.h"
#include "organizer/arguments.h"

// Exit codes, the same for every verb.
enum verb_exit {
    VERB_DONE = 0,
    VERB_FOUND = 1,  // done, and something is wrong with what was looked at
    VERB_FAILED = 2, // could not be done: wrong arguments, a missing file, a wrong key, no network
};

struct verb {
    const char *name;                      // "survey sign"
    const char *arguments;                 // "DIR", "" where there are none
    const char *summary;                   // one line
    const char *details;                   // some more lines for `svar VERB --help`, or ""
    int least, most;                       // arguments that are no options
    const struct argument_option *options; // ends with a row without a name
    enum verb_exit (*run)(const struct arguments *a);
};

extern const struct verb verb_keygen, verb_check, verb_survey_new, verb_survey_sign,
    verb_survey_verify, verb_survey_pack, verb_survey_enrol, verb_survey_publish, verb_survey_pin,
    verb_pull, verb_import, verb_verify, verb_open, verb_close, verb_archive_export, verb_live,
    verb_export, verb_report, verb_age_encrypt, verb_age_decrypt, verb_eval, verb_rehearse,
    verb_convert, verb_drive, verb_store_check, verb_store_rescue, verb_store_end,
    verb_store_certificate;

// Finds the verb, reads its arguments and runs it; --help and --version as well.
int verbs_run(int count, char **words);

// "svar: file:sheet:row:column: message" on standard error; gives VERB_FAILED.
enum verb_exit verb_fail(const struct err_info *info);
// "svar: …", a line on standard error.
void verb_say(const char *format, ...) PRINTF_LIKE(1, 2);
void verb_say_lines(const char *before, const struct buf *lines); // each that is not empty
// "batch" for one, "batches" otherwise.
const char *verb_count(uint64_t count, const char *one, const char *many);
// Forgets what a function that went well has left in info: the place of the file it read.
void verb_clear(struct err_info *info);
