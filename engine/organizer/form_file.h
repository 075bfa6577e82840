// SPDX-License-Identifier: EUPL-1.2
// A form named on the command line, for the verbs that try it out.
#pragma once

#include "form/def.h"

// Loads and compiles. Its errors go to standard error; ERR_PARSE then says that it has some.
enum err form_file_load(const char *path, struct form_def **out, struct err_info *info) MUST_CHECK;
// Its language by code or name; the first where lang is NULL. ERR_MISSING names those there are.
enum err form_file_language(const struct form_def *form, const char *lang, size_t *out,
                            struct err_info *info) MUST_CHECK;
