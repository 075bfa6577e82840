// SPDX-License-Identifier: EUPL-1.2
// Command lines by table: which options a verb has, what they take, and the help that follows from
// it. Everything is borrowed from the command line.
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdio.h>

enum argument_kind {
    ARGUMENT_FLAG,
    ARGUMENT_TEXT,   // at most once
    ARGUMENT_NEEDED, // exactly once
    ARGUMENT_LIST,   // any number of times
    ARGUMENT_ALIAS,  // the letter in name, as in "-r", stands for the option that value names
};

struct argument_option {
    const char *name; // without "--"
    enum argument_kind kind;
    const char *value; // "FILE"; NULL for a flag
    const char *help;
};

enum { ARGUMENTS_OPTIONS_MAX = 32, ARGUMENTS_VALUES_MAX = 64 };

struct arguments {
    const struct argument_option *options;
    const char *words[ARGUMENTS_VALUES_MAX]; // those that are no options
    int word_count;
    struct {
        int option; // index
        const char *text;
    } values[ARGUMENTS_VALUES_MAX];
    int value_count;
    bool help;
};

// Reads what stands behind the verb. "--name value" and "--name=value"; "-r value" and
// "-rvalue" where an alias says so; "--" ends the options.
// ERR_ARGUMENT says what is wrong.
enum err arguments_read(const struct argument_option *options, int least, int most, int count,
                        char **words, struct arguments *out, struct err_info *info) MUST_CHECK;
void arguments_help(const struct argument_option *options, FILE *out);

// By the option's name, which must be in the table.
bool arguments_flag(const struct arguments *a, const char *name);
const char *arguments_text(const struct arguments *a, const char *name); // NULL where not given
// The index-th value of a list, NULL behind the last.
const char *arguments_list(const struct arguments *a, const char *name, int index);
// otherwise where not given; ERR_ARGUMENT outside least to most.
enum err arguments_number(const struct arguments *a, const char *name, int64_t least, int64_t most,
                          int64_t otherwise, int64_t *out, struct err_info *info) MUST_CHECK;
