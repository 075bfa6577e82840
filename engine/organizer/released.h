// SPDX-License-Identifier: EUPL-1.2
// What reports have shown of an archive is remembered beside it (stats/release.h): it goes where
// the archive goes.
#pragma once

#include "base/err.h"

#define RELEASED_FILE "released.json" // in the folder of a handed-on archive

// ARCHIVE.released.json. ERR_LIMIT where the name is too long.
enum err released_path(const char *archive, char out[4096], struct err_info *info) MUST_CHECK;
// Copies the memory of an archive into a folder that is handed on. *out_handed: there was one.
enum err released_hand_on(const char *archive, const char *folder, bool *out_handed,
                          struct err_info *info) MUST_CHECK;
// Takes a handed-on memory in. ERR_EXISTS where the archive has another one of its own already.
enum err released_take(const char *folder, const char *archive, bool *out_taken,
                       struct err_info *info) MUST_CHECK;
