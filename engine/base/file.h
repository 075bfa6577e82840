// SPDX-License-Identifier: EUPL-1.2
// Whole files: read with a limit, written so that a reader or a power cut sees the old or the new
// one and never half of it. [any]
#pragma once

#include "base/buf.h"

#include <sys/types.h>

// Reads a whole regular file of at most bytes_max into *out (appended). ERR_LIMIT when larger.
enum err file_read(const char *path, size_t bytes_max, struct buf *out,
                   struct err_info *info) MUST_CHECK;

// Writes a temporary file beside path, syncs it, renames it over path, syncs the folder.
enum err file_write(const char *path, struct str data, mode_t mode,
                    struct err_info *info) MUST_CHECK;

// As file_write, but ERR_EXISTS instead of replacing.
enum err file_write_new(const char *path, struct str data, mode_t mode,
                        struct err_info *info) MUST_CHECK;

enum err file_sync_dir(const char *dir, struct err_info *info) MUST_CHECK; // fsync of a folder
// The folder that path lies in: after its name was made, changed or taken away.
enum err file_sync_parent(const char *path, struct err_info *info) MUST_CHECK;
// Makes a folder and its parents (mode for those it makes); there already is fine.
enum err file_make_dir(const char *dir, mode_t mode, struct err_info *info) MUST_CHECK;
bool file_exists(const char *path);
// A file of mode 0600 in dir that has no name, for what memory should not hold: its room is given
// back when the descriptor is closed, however the process ends.
enum err file_nameless(const char *dir, int *out_fd, struct err_info *info) MUST_CHECK;

// The folder that path lies in, "." where it names none; cut where it does not fit.
void file_parent(const char *path, char *out, size_t out_bytes);
// "dir/name" into out; ERR_LIMIT when it does not fit.
enum err file_join(char *out, size_t out_bytes, const char *dir, const char *name,
                   struct err_info *info) MUST_CHECK;

// True for a relative path without "..", "." or empty parts, back-slashes, control bytes or a
// leading "/": the only names that survey packages and media may use.
bool file_name_safe(struct str name);
