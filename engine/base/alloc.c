// SPDX-License-Identifier: EUPL-1.2
// Aborting allocation, and the abort behind CHECK.
#include "base/alloc.h"
#include "base/check.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void check_failed(const char *file, int line, const char *expression)
{
    fprintf(stderr, "%s:%d: broken assumption: %s\n", file, line, expression);
    abort();
}

static _Noreturn void out_of_memory(void)
{
    fputs("out of memory\n", stderr);
    abort();
}

void *xmalloc(size_t bytes)
{
    void *memory = malloc(bytes ? bytes : 1);
    if (!memory) out_of_memory();
    return memory;
}

void *xcalloc(size_t count, size_t bytes)
{
    void *memory = calloc(count ? count : 1, bytes ? bytes : 1);
    if (!memory) out_of_memory();
    return memory;
}

void *xrealloc(void *old, size_t bytes)
{
    void *memory = realloc(old, bytes ? bytes : 1);
    if (!memory) out_of_memory();
    return memory;
}

void *xreallocarray(void *old, size_t count, size_t bytes)
{
    if (bytes && count > SIZE_MAX / bytes) out_of_memory();
    return xrealloc(old, count * bytes);
}

char *xstrndup(const char *text, size_t bytes)
{
    char *copy = xmalloc(bytes + 1);
    if (bytes) memcpy(copy, text, bytes);
    copy[bytes] = '\0';
    return copy;
}

char *xstrdup(const char *text)
{
    return xstrndup(text, strlen(text));
}
