// SPDX-License-Identifier: EUPL-1.2
// Blocks from mmap (secret, or large) or malloc (plain), handed out front to back.
#define _DEFAULT_SOURCE // MADV_DONTDUMP, MADV_HUGEPAGE, explicit_bzero
#include "base/arena.h"

#include "base/alloc.h"
#include "base/check.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum {
    BLOCK_BYTES = 64 * 1024,
    LARGE_BYTES = 2 << 20, // a huge page on x86-64 and arm64
};

struct block {
    struct block *next;
    size_t bytes; // of data
    size_t used;
    alignas(max_align_t) unsigned char data[];
};

struct arena {
    enum arena_kind kind;
    size_t bytes_max;
    size_t used;
    bool locked;
    struct block *first; // the newest
};

static bool is_large(const struct arena *a, size_t total)
{
    return a->kind == ARENA_PLAIN && total >= LARGE_BYTES;
}

// Much memory comes on huge pages, where the kernel has them: a form of 100 000 questions spent a
// third of its time on page faults, and more on finding pages. What is left of the last page is
// part of the block.
static struct block *large_create(size_t total)
{
    size_t whole = (total + LARGE_BYTES - 1) / LARGE_BYTES * LARGE_BYTES;
    CHECK(whole >= total);
    unsigned char *map =
        mmap(NULL, whole + LARGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(map != MAP_FAILED);
    size_t before = LARGE_BYTES - (uintptr_t)map % LARGE_BYTES; // 1 to LARGE_BYTES
    munmap(map, before);
    if (before < LARGE_BYTES) munmap(map + before + whole, LARGE_BYTES - before);
    struct block *b = (struct block *)(void *)(map + before);
    madvise(b, whole, MADV_HUGEPAGE);
    b->bytes = whole - sizeof *b;
    return b;
}

static struct block *block_create(struct arena *a, size_t bytes)
{
    size_t total = sizeof(struct block) + bytes;
    if (is_large(a, total)) return large_create(total);
    if (a->kind == ARENA_PLAIN) {
        struct block *b = xcalloc(1, total);
        b->bytes = bytes;
        return b;
    }
    struct block *b = mmap(NULL, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(b != MAP_FAILED);
    if (mlock(b, total) != 0) a->locked = false;
    madvise(b, total, MADV_DONTDUMP);
    madvise(b, total, MADV_WIPEONFORK);
    b->bytes = bytes;
    return b;
}

static void block_destroy(const struct arena *a, struct block *b)
{
    size_t total = sizeof *b + b->bytes;
    if (a->kind == ARENA_PLAIN && !is_large(a, total)) {
        free(b);
        return;
    }
    if (a->kind == ARENA_SECRET) explicit_bzero(b, total);
    munmap(b, total);
}

struct arena *arena_create(enum arena_kind kind, size_t bytes_max)
{
    struct arena *a = xcalloc(1, sizeof *a);
    a->kind = kind;
    a->bytes_max = bytes_max;
    a->locked = kind == ARENA_SECRET;
    return a;
}

static void free_blocks_until(struct arena *a, const struct block *keep)
{
    while (a->first != keep) {
        struct block *next = a->first->next;
        block_destroy(a, a->first);
        a->first = next;
    }
}

void arena_destroy(struct arena *a)
{
    if (!a) return;
    free_blocks_until(a, NULL);
    free(a);
}

void arena_reset(struct arena *a)
{
    // The oldest block is kept: a frame arena then never goes back to the system.
    struct block *oldest = a->first;
    while (oldest && oldest->next)
        oldest = oldest->next;
    free_blocks_until(a, oldest);
    if (oldest) {
        explicit_bzero(oldest->data, oldest->used);
        oldest->used = 0;
    }
    a->used = 0;
}

bool arena_locked(const struct arena *a)
{
    return a->locked;
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}

size_t arena_left(const struct arena *a)
{
    return a->bytes_max - a->used;
}

void *arena_alloc(struct arena *a, size_t bytes)
{
    const size_t align = alignof(max_align_t);
    CHECK(bytes <= SIZE_MAX - align);
    size_t rounded = (bytes + align - 1) / align * align;
    CHECK(rounded <= a->bytes_max - a->used);
    struct block *b = a->first;
    if (!b || rounded > b->bytes - b->used) {
        // An arena that has become large grows by whole huge pages.
        bool large = a->kind == ARENA_PLAIN && a->used >= 2 * (size_t)LARGE_BYTES;
        size_t least = large ? LARGE_BYTES - sizeof *b : BLOCK_BYTES;
        b = block_create(a, rounded > least ? rounded : least);
        b->next = a->first;
        a->first = b;
    }
    void *memory = b->data + b->used;
    b->used += rounded;
    a->used += rounded;
    return memory;
}

void *arena_array(struct arena *a, size_t count, size_t bytes)
{
    CHECK(bytes == 0 || count <= SIZE_MAX / bytes);
    return arena_alloc(a, count * bytes);
}

char *arena_text(struct arena *a, struct str s)
{
    char *copy = arena_alloc(a, s.len + 1);
    if (s.len) memcpy(copy, s.ptr, s.len);
    return copy;
}

struct str arena_dup(struct arena *a, struct str s)
{
    return (struct str){arena_text(a, s), s.len};
}

struct str arena_printf(struct arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int need = vsnprintf(NULL, 0, format, args);
    va_end(args);
    CHECK(need >= 0);
    char *text = arena_alloc(a, (size_t)need + 1);
    vsnprintf(text, (size_t)need + 1, format, again);
    va_end(again);
    return (struct str){text, (size_t)need};
}
