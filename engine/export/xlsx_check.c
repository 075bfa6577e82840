// SPDX-License-Identifier: EUPL-1.2
// Reads a workbook that was just written: libxlsxwriter does not look whether its temporary files
// took what it wrote, so a full disk would give a workbook that ends in the middle.
#include "export/xlsx_priv.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

enum { PIECE_BYTES = 64 << 10, TAIL_BYTES = 16 };

// The last bytes of what came in pieces.
struct tail {
    char bytes[TAIL_BYTES];
    size_t count;
};

static void keep_tail(struct tail *t, const char *piece, size_t bytes)
{
    size_t keep = bytes < TAIL_BYTES ? bytes : TAIL_BYTES;
    size_t old = t->count + keep > TAIL_BYTES ? TAIL_BYTES - keep : t->count;
    memmove(t->bytes, t->bytes + t->count - old, old);
    memcpy(t->bytes + old, piece + bytes - keep, keep);
    t->count = old + keep;
}

static bool entry_whole(zip_t *zip, zip_uint64_t index)
{
    static const char sheet_end[] = "</worksheet>";
    const char *name = zip_get_name(zip, index, 0);
    zip_file_t *file = zip_fopen_index(zip, index, 0);
    if (!name || !file) return false;
    char *piece = xmalloc(PIECE_BYTES);
    struct tail kept = {.count = 0};
    zip_int64_t got;
    while ((got = zip_fread(file, piece, PIECE_BYTES)) > 0)
        keep_tail(&kept, piece, (size_t)got);
    explicit_bzero(piece, PIECE_BYTES);
    free(piece);
    bool closed = zip_fclose(file) == 0 && got == 0;
    struct str tail = str_trim(str_make(kept.bytes, kept.count));
    bool sheet = strncmp(name, "xl/worksheets/sheet", 19) == 0;
    if (sheet && !str_ends(tail, str_of(sheet_end))) return false;
    return closed && str_ends(tail, STR(">"));
}

enum err export_xlsx_check(int fd, struct err_info *info)
{
    int error = 0, copy = dup(fd);
    if (copy < 0) return err_set_errno(info, "cannot read the workbook back");
    lseek(copy, 0, SEEK_SET);
    zip_t *zip = zip_fdopen(copy, 0, &error); // takes the descriptor
    if (!zip) {
        close(copy);
        return err_set(info, ERR_FULL, "the workbook is not whole: is memory for it full?");
    }
    bool whole = true;
    zip_int64_t count = zip_get_num_entries(zip, 0);
    for (zip_int64_t i = 0; whole && i < count; i++)
        whole = entry_whole(zip, (zip_uint64_t)i);
    zip_discard(zip);
    if (whole && count > 0) return ERR_NONE;
    return err_set(info, ERR_FULL, "the workbook is not whole: is memory for it full?");
}
