// SPDX-License-Identifier: EUPL-1.2
// Allocation that aborts when memory is out. Safe only because every size that comes from outside
// is checked against base/limits.h first. Free with free().
#pragma once

#include <stddef.h>

#define ALLOC_RETURNS __attribute__((returns_nonnull, warn_unused_result))

ALLOC_RETURNS void *xmalloc(size_t bytes);                                // bytes 0 counts as 1
ALLOC_RETURNS void *xcalloc(size_t count, size_t bytes);                  // zeroed
ALLOC_RETURNS void *xrealloc(void *old, size_t bytes);                    //
ALLOC_RETURNS void *xreallocarray(void *old, size_t count, size_t bytes); // overflow-checked
ALLOC_RETURNS char *xstrdup(const char *text);
ALLOC_RETURNS char *xstrndup(const char *text, size_t bytes); // terminated copy of bytes
