// SPDX-License-Identifier: EUPL-1.2
// main() of the fuzz targets where no fuzzer drives them: feeds every file of
// tests/fuzz/corpus/SUBJECT/ to the target, SUBJECT being the program's name without "fuzz_", and
// prints one TAP line a file. Run from the root of the repository.
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

// Exactly as many bytes as the file has, so that a sanitizer sees a read beyond them.
static uint8_t *read_whole(const char *path, size_t *out_bytes)
{
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    uint8_t *data = NULL;
    size_t bytes = 0, got;
    uint8_t chunk[65536];
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0) {
        uint8_t *more = realloc(data, bytes + got);
        if (!more) break;
        data = more;
        memcpy(data + bytes, chunk, got);
        bytes += got;
    }
    fclose(file);
    *out_bytes = bytes;
    return data ? data : malloc(1);
}

int main(int argc, char **argv)
{
    char folder[512], path[1024];
    struct dirent **entries = NULL;
    const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
    const char *name = slash ? slash + 1 : argc > 0 ? argv[0] : "";
    int count, number = 0, failed = 0;

    if (strncmp(name, "fuzz_", 5) == 0) name += 5;
    snprintf(folder, sizeof folder, "tests/fuzz/corpus/%s", name);
    count = scandir(folder, &entries, visible, by_name);
    for (int i = 0; i < count; i++) {
        size_t bytes = 0;
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        uint8_t *data = read_whole(path, &bytes);
        if (data) LLVMFuzzerTestOneInput(data, bytes);
        failed += !data;
        printf("%s %d - %s %s\n", data ? "ok" : "not ok", ++number, name, entries[i]->d_name);
        fflush(stdout);
        free(data);
        free(entries[i]);
    }
    free(entries);
    if (number == 0) printf("not ok 1 - %s has files\n", folder);
    printf("1..%d\n", number > 0 ? number : 1);
    return number == 0 || failed > 0;
}
