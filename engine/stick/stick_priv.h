// SPDX-License-Identifier: EUPL-1.2
// What the files of this module share: reading and writing one file below an open folder.
//   file.c    one file, whole or not at all
//   folder.c  opening a stick, walking its folders
//   find.c    where sticks are mounted
#pragma once

#include "base/limits.h"
#include "stick/stick.h"

#define STICK_FOLDER "svar-stick"

enum { STICK_NAME_BYTES = 128 };

// The folder of that name below another, made where wanted. *out is closed by the caller.
enum err stick_folder_open(const struct stick *s, int parent, const char *name, bool make, int *out,
                           struct err_info *info) MUST_CHECK;
// Puts bytes under name, as the header promises.
enum err stick_file_put(const struct stick *s, int folder, const char *name, struct str bytes,
                        struct err_info *info) MUST_CHECK;
// Appends a plain file of at most bytes_max.
enum err stick_file_get(const struct stick *s, int folder, const char *name, size_t bytes_max,
                        struct buf *out, struct err_info *info) MUST_CHECK;
// What errno says of a stick, in words for who stands beside it.
enum err stick_fault(const struct stick *s, const char *doing, struct err_info *info);
