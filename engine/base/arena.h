// SPDX-License-Identifier: EUPL-1.2
// Memory with one lifetime: allocate piecewise, free whole. One thread at a time. [any]
#pragma once

#include "base/err.h"
#include "base/str.h"

struct arena; // opaque

// What is in a secret arena (a respondent's answers) is locked in memory, kept out of core dumps
// and wiped on reset and destroy. Where mlock is refused (RLIMIT_MEMLOCK) arena_locked says false
// and the program may warn; the rest holds.
enum arena_kind { ARENA_PLAIN, ARENA_SECRET };

// Grows in blocks up to bytes_max in all; past it arena_alloc aborts, so check sizes that come from
// outside first (arena_left tells). Never NULL.
struct arena *arena_create(enum arena_kind kind, size_t bytes_max);
void arena_destroy(struct arena *a); // wipes a secret one; accepts NULL
void arena_reset(struct arena *a);   // everything from it becomes invalid; wipes a secret one
bool arena_locked(const struct arena *a);
size_t arena_used(const struct arena *a);
size_t arena_left(const struct arena *a);

// Zeroed, aligned for any type, never NULL. bytes may be 0.
__attribute__((returns_nonnull, warn_unused_result)) void *arena_alloc(struct arena *a,
                                                                       size_t bytes);
// As arena_alloc for count × bytes, overflow-checked.
__attribute__((returns_nonnull, warn_unused_result)) void *arena_array(struct arena *a,
                                                                       size_t count, size_t bytes);
struct str arena_dup(struct arena *a, struct str s); // terminated copy
char *arena_text(struct arena *a, struct str s);     // the same as char *
struct str arena_printf(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, count) ((type *)arena_array((a), (count), sizeof(type)))
