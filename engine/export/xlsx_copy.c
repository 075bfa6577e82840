// SPDX-License-Identifier: EUPL-1.2
// The library's workbook copied part by part into the file that is wanted. In the sheets of rows
// the samples give way to the rows; all else goes over as it is packed.
#include "export/xlsx_rows_priv.h"

#include "base/alloc.h"
#include "export/pieces_priv.h"
#include "export/zip_priv.h"

#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

enum { PART_BYTES_MAX = 1 << 30 }; // of what the library made, which hangs on the form alone

static const char shared_strings[] = "xl/sharedStrings.xml";

struct copying {
    struct xlsx *x;
    zip_t *from;
    struct export_zip to;
    const struct xlsx_rows *rows; // of the sheet being written
};

static enum err unreadable(struct err_info *info)
{
    return err_set(info, ERR_IO, "the workbook cannot be read back");
}

// A part whole: as it is packed, or its text.
static enum err read_part(struct copying *c, zip_uint64_t index, bool packed, zip_stat_t *stat,
                          struct buf *out, struct err_info *info)
{
    if (zip_stat_index(c->from, index, 0, stat) != 0) return unreadable(info);
    zip_uint64_t bytes = packed ? stat->comp_size : stat->size;
    if (bytes > PART_BYTES_MAX)
        return err_set(info, ERR_LIMIT,
                       "the form is too large for a workbook; use csv, sav or dta");
    zip_file_t *file = zip_fopen_index(c->from, index, packed ? ZIP_FL_COMPRESSED : 0);
    if (!file) return unreadable(info);
    buf_reserve(out, (size_t)bytes);
    zip_int64_t got = zip_fread(file, out->ptr, bytes);
    if (got > 0) out->len = (size_t)got;
    return zip_fclose(file) == 0 && got == (zip_int64_t)bytes ? ERR_NONE : unreadable(info);
}

static enum err put_text(struct copying *c, struct str text, bool last, struct err_info *info)
{
    struct buf packed = {0};
    uint32_t checksum = export_zip_pack(text, last, &packed);
    enum err err = export_zip_put(&c->to, buf_str(&packed), text.len, checksum, info);
    buf_finish(&packed);
    return err;
}

// ---- a sheet of rows ----

static void make_rows(const struct table *t, struct export_piece *piece, void *data)
{
    const struct copying *c = data;
    export_xlsx_rows_write(c->rows, t, piece->first, piece->end, &piece->text);
    piece->text_bytes = piece->text.len;
    piece->checksum = export_zip_pack(buf_str(&piece->text), false, &piece->out);
}

static enum err take_rows(struct export_piece *piece, void *data, struct err_info *info)
{
    struct copying *c = data;
    return export_zip_put(&c->to, buf_str(&piece->out), piece->text_bytes, piece->checksum, info);
}

// Where a text ends in another, from a place on; 0 where it is not there.
static size_t behind(struct str xml, size_t from, const char *text)
{
    ptrdiff_t at = str_find(str_sub(xml, from, xml.len), str_of(text));
    return at < 0 ? 0 : from + (size_t)at + strlen(text);
}

// Up to the samples, with the extent that the sheet is going to have.
static bool add_head(const struct xlsx_rows *rows, struct str xml, struct buf *out, size_t *out_end)
{
    char last[32];
    size_t columns = table_column_count(rows->table), count = table_row_count(rows->table);
    size_t extent = behind(xml, 0, "<dimension ref=\"");
    size_t extent_end = extent ? behind(xml, extent, "\"") : 0;
    size_t start = extent_end ? behind(xml, extent_end, "<sheetData>") : 0;
    size_t head = start ? behind(xml, start, "</row>") : 0;
    size_t end = head ? behind(xml, head, "</sheetData>") : 0;
    if (!end) return false;
    lxw_rowcol_to_cell(last, (lxw_row_t)count, (lxw_col_t)(columns ? columns - 1 : 0));
    buf_add_str(out, str_sub(xml, 0, extent));
    buf_printf(out, "A1:%s\"", last);
    buf_add_str(out, str_sub(xml, extent_end, head));
    *out_end = end - strlen("</sheetData>");
    return true;
}

static enum err copy_sheet(struct copying *c, zip_uint64_t index, struct xlsx_rows *rows,
                           struct err_info *info)
{
    struct buf xml = {0}, head = {0};
    zip_stat_t stat;
    size_t end = 0;
    const struct export_pieces pieces = {rows->table, c, make_rows, take_rows};
    c->rows = rows;
    enum err err = read_part(c, index, false, &stat, &xml, info);
    if (!err && (!export_xlsx_rows_learn(c->x, rows, buf_str(&xml)) ||
                 !add_head(rows, buf_str(&xml), &head, &end)))
        err = unreadable(info);
    if (!err) err = export_zip_begin(&c->to, rows->entry, info);
    if (!err) err = put_text(c, buf_str(&head), false, info);
    if (!err) err = export_pieces_run(&pieces, info);
    if (!err) err = put_text(c, str_sub(buf_str(&xml), end, xml.len), true, info);
    if (!err) err = export_zip_end(&c->to, info);
    buf_finish(&head);
    buf_finish(&xml);
    return err;
}

// ---- the rest ----

static enum err copy_packed(struct copying *c, zip_uint64_t index, const char *name,
                            struct err_info *info)
{
    struct buf bytes = {0};
    zip_stat_t stat;
    enum err err = read_part(c, index, true, &stat, &bytes, info);
    if (!err) {
        const struct export_zip_packed packed = {
            buf_str(&bytes), stat.comp_method == ZIP_CM_DEFLATE, stat.size, stat.crc};
        err = export_zip_add(&c->to, name, &packed, info);
    }
    buf_finish(&bytes);
    return err;
}

// The library counted the cells that it wrote itself. The count is optional, so it is left out.
static enum err copy_shared(struct copying *c, zip_uint64_t index, struct err_info *info)
{
    struct buf xml = {0}, without = {0};
    zip_stat_t stat;
    enum err err = read_part(c, index, false, &stat, &xml, info);
    struct str text = buf_str(&xml);
    size_t count = err ? 0 : behind(text, 0, " count=\"");
    size_t end = count ? behind(text, count, "\"") : 0;
    if (!err && !end) err = unreadable(info);
    if (!err) {
        buf_add_str(&without, str_sub(text, 0, count - strlen(" count=\"")));
        buf_add_str(&without, str_sub(text, end, text.len));
        err = export_zip_begin(&c->to, shared_strings, info);
    }
    if (!err) err = put_text(c, buf_str(&without), true, info);
    if (!err) err = export_zip_end(&c->to, info);
    buf_finish(&without);
    buf_finish(&xml);
    return err;
}

static enum err copy_part(struct copying *c, zip_uint64_t index, struct err_info *info)
{
    const char *name = zip_get_name(c->from, index, 0);
    if (!name) return unreadable(info);
    for (size_t i = 0; i < c->x->rows_count; i++)
        if (strcmp(name, c->x->rows[i].entry) == 0)
            return copy_sheet(c, index, &c->x->rows[i], info);
    if (strcmp(name, shared_strings) == 0) return copy_shared(c, index, info);
    return copy_packed(c, index, name, info);
}

enum err export_xlsx_copy(struct xlsx *x, int fd, const struct export_sink *sink,
                          struct err_info *info)
{
    struct copying c = {.x = x, .to = {.sink = sink}};
    int error = 0, own = dup(fd);
    if (own < 0) return err_set_errno(info, "cannot read the workbook back");
    c.from = zip_fdopen(own, 0, &error); // takes the descriptor
    if (!c.from) {
        close(own);
        return unreadable(info);
    }
    enum err err = ERR_NONE;
    zip_int64_t count = zip_get_num_entries(c.from, 0);
    for (zip_int64_t i = 0; !err && i < count; i++)
        err = copy_part(&c, (zip_uint64_t)i, info);
    if (!err) err = export_zip_close(&c.to, info);
    export_zip_finish(&c.to);
    zip_discard(c.from);
    return err;
}
