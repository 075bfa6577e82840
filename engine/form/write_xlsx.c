// SPDX-License-Identifier: EUPL-1.2
// A workbook as .xlsx: the few parts that Office Open XML asks for, with text cells throughout, a
// header row that stays in sight, and nothing that changes from one writing to the next.
#include "form/write.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <zip.h>

#define XML_START "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN_NS "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE_NS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE_NS "http://schemas.openxmlformats.org/package/2006/"
#define SHEET_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."

enum { COLUMN_WIDTH_LEAST = 10, COLUMN_WIDTH_MOST = 60, FIXED_TIME = 315619200 }; // 1980-01-02

// ---- text ----

// "_x0041_" in a cell stands for a character, so text that looks like that needs its "_" escaped.
static bool looks_escaped(struct str s, size_t at)
{
    if (s.len - at < 7 || s.ptr[at + 1] != 'x' || s.ptr[at + 6] != '_') return false;
    for (size_t i = at + 2; i < at + 6; i++)
        if (!memchr("0123456789abcdefABCDEF", s.ptr[i], 22)) return false;
    return true;
}

static void add_text(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '&')
            buf_add_text(out, "&amp;");
        else if (c == '<')
            buf_add_text(out, "&lt;");
        else if (c == '>')
            buf_add_text(out, "&gt;");
        else if (c == '"')
            buf_add_text(out, "&quot;");
        else if (c == '_' && looks_escaped(s, i))
            buf_add_text(out, "_x005F_");
        else if (c < 0x20 && c != '\n' && c != '\t')
            buf_printf(out, "_x%04X_", c);
        else
            buf_add_char(out, (char)c);
    }
}

static void add_reference(struct buf *out, int32_t column, int32_t row)
{
    char letters[8];
    size_t n = sizeof letters;
    for (int32_t c = column + 1; c > 0; c = (c - 1) / 26)
        letters[--n] = (char)('A' + (c - 1) % 26);
    buf_add(out, letters + n, sizeof letters - n);
    buf_printf(out, "%d", row);
}

// ---- parts ----

static void add_widths(struct buf *out, const struct form_sheet *sheet,
                       const struct form_write_columns *columns)
{
    size_t *widths = xcalloc((size_t)columns->count, sizeof *widths);
    for (size_t i = 0; i < sheet->cell_count; i++) {
        size_t *width = &widths[columns->place[sheet->cells[i].column]];
        size_t wanted = utf8_count(sheet->cells[i].text) + 2;
        if (wanted > *width) *width = wanted;
    }
    buf_add_text(out, "<cols>");
    for (int32_t c = 0; c < columns->count; c++) {
        size_t width = widths[c] < COLUMN_WIDTH_LEAST  ? COLUMN_WIDTH_LEAST
                       : widths[c] > COLUMN_WIDTH_MOST ? COLUMN_WIDTH_MOST
                                                       : widths[c];
        buf_printf(out, "<col min=\"%d\" max=\"%d\" width=\"%zu\" customWidth=\"1\" style=\"1\"/>",
                   c + 1, c + 1, width);
    }
    buf_add_text(out, "</cols>");
    free(widths);
}

static void sheet_part(const struct form_sheet *sheet, struct buf *out)
{
    struct form_write_columns columns = form_write_columns_of(sheet);
    buf_add_text(out, XML_START "<worksheet xmlns=\"" MAIN_NS "\"><sheetViews><sheetView "
                                "workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" "
                                "activePane=\"bottomLeft\" state=\"frozen\"/></sheetView>"
                                "</sheetViews>");
    if (columns.count) add_widths(out, sheet, &columns);
    buf_add_text(out, "<sheetData>");
    int32_t row = 0, before = 0;
    for (size_t i = 0; i < sheet->cell_count; i++) {
        const struct form_cell *cell = &sheet->cells[i];
        if (!i || cell->row != before) {
            if (i) buf_add_text(out, "</row>");
            buf_printf(out, "<row r=\"%d\">", ++row);
            before = cell->row;
        }
        buf_add_text(out, "<c r=\"");
        add_reference(out, columns.place[cell->column], row);
        buf_printf(out, "\" s=\"%d\" t=\"inlineStr\"><is><t xml:space=\"preserve\">",
                   row == 1 ? 2 : 1);
        add_text(out, cell->text);
        buf_add_text(out, "</t></is></c>");
    }
    if (row) buf_add_text(out, "</row>");
    buf_add_text(out, "</sheetData>");
    if (row) { // choice names such as 1 are text on purpose
        buf_add_text(out, "<ignoredErrors><ignoredError numberStoredAsText=\"1\" sqref=\"A1:");
        add_reference(out, columns.count - 1, row);
        buf_add_text(out, "\"/></ignoredErrors>");
    }
    buf_add_text(out, "</worksheet>");
    form_write_columns_finish(&columns);
}

// Text everywhere, top-aligned and wrapped; the header row bold.
static const char styles_part[] = XML_START
    "<styleSheet xmlns=\"" MAIN_NS "\"><fonts count=\"2\"><font><sz val=\"11\"/><name "
    "val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
    "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill "
    "patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border><left/><right/><top/>"
    "<bottom/><diagonal/></border></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" "
    "fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"3\"><xf "
    "numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/><xf numFmtId=\"49\" "
    "fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" "
    "applyAlignment=\"1\"><alignment vertical=\"top\" wrapText=\"1\"/></xf><xf numFmtId=\"49\" "
    "fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" "
    "applyFont=\"1\"/></cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" "
    "builtinId=\"0\"/></cellStyles></styleSheet>";

static void types_part(const struct form_workbook *workbook, struct buf *out)
{
    buf_add_text(out, XML_START
                 "<Types xmlns=\"" PACKAGE_NS "content-types\"><Default Extension=\"rels\" "
                 "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                 "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override "
                 "PartName=\"/xl/workbook.xml\" ContentType=\"" SHEET_TYPE "sheet.main+xml\"/>"
                 "<Override PartName=\"/xl/styles.xml\" ContentType=\"" SHEET_TYPE
                 "styles+xml\"/>");
    for (size_t i = 0; i < workbook->sheet_count; i++)
        buf_printf(out,
                   "<Override PartName=\"/xl/worksheets/sheet%zu.xml\" ContentType=\"" SHEET_TYPE
                   "worksheet+xml\"/>",
                   i + 1);
    buf_add_text(out, "</Types>");
}

static void workbook_part(const struct form_workbook *workbook, struct buf *out)
{
    buf_add_text(out,
                 XML_START "<workbook xmlns=\"" MAIN_NS "\" xmlns:r=\"" OFFICE_NS "\"><sheets>");
    for (size_t i = 0; i < workbook->sheet_count; i++) {
        buf_add_text(out, "<sheet name=\"");
        add_text(out, workbook->sheets[i].name);
        buf_printf(out, "\" sheetId=\"%zu\" r:id=\"rId%zu\"/>", i + 1, i + 1);
    }
    buf_add_text(out, "</sheets></workbook>");
}

static void relations_part(const struct form_workbook *workbook, struct buf *out)
{
    buf_add_text(out, XML_START "<Relationships xmlns=\"" PACKAGE_NS "relationships\">");
    for (size_t i = 0; i < workbook->sheet_count; i++)
        buf_printf(out,
                   "<Relationship Id=\"rId%zu\" Type=\"" OFFICE_NS
                   "/worksheet\" Target=\"worksheets/sheet%zu.xml\"/>",
                   i + 1, i + 1);
    buf_printf(out,
               "<Relationship Id=\"rId%zu\" Type=\"" OFFICE_NS
               "/styles\" Target=\"styles.xml\"/></Relationships>",
               workbook->sheet_count + 1);
}

// ---- the package ----

static bool add_part(zip_t *zip, const char *name, struct str bytes)
{
    void *copy = malloc(bytes.len ? bytes.len : 1); // libzip frees it when it is done
    if (!copy) return false;
    memcpy(copy, bytes.ptr, bytes.len);
    zip_source_t *source = zip_source_buffer(zip, copy, bytes.len, 1);
    if (!source) {
        free(copy);
        return false;
    }
    zip_int64_t index = zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_file_set_mtime(zip, (zip_uint64_t)index, FIXED_TIME, 0) == 0;
}

static bool add_parts(zip_t *zip, const struct form_workbook *workbook)
{
    static const char root_relations[] = XML_START
        "<Relationships xmlns=\"" PACKAGE_NS "relationships\"><Relationship Id=\"rId1\" Type=\"" //
        OFFICE_NS "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
    struct buf part = {0};
    types_part(workbook, &part);
    bool good = add_part(zip, "[Content_Types].xml", buf_str(&part)) &&
                add_part(zip, "_rels/.rels", str_of(root_relations)) &&
                add_part(zip, "xl/styles.xml", str_of(styles_part));
    buf_clear(&part);
    workbook_part(workbook, &part);
    good = good && add_part(zip, "xl/workbook.xml", buf_str(&part));
    buf_clear(&part);
    relations_part(workbook, &part);
    good = good && add_part(zip, "xl/_rels/workbook.xml.rels", buf_str(&part));
    for (size_t i = 0; good && i < workbook->sheet_count; i++) {
        char name[64];
        snprintf(name, sizeof name, "xl/worksheets/sheet%zu.xml", i + 1);
        buf_clear(&part);
        sheet_part(&workbook->sheets[i], &part);
        good = add_part(zip, name, buf_str(&part));
    }
    buf_finish(&part);
    return good;
}

// What libzip has written into the source.
static bool take_bytes(zip_source_t *source, struct buf *out)
{
    zip_stat_t stat;
    if (zip_source_stat(source, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE) ||
        zip_source_open(source) != 0)
        return false;
    uint8_t chunk[16384];
    zip_int64_t got;
    while ((got = zip_source_read(source, chunk, sizeof chunk)) > 0)
        buf_add(out, chunk, (size_t)got);
    zip_source_close(source);
    return got == 0;
}

enum err form_write_xlsx(const struct form_workbook *workbook, struct buf *out,
                         struct err_info *info)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error) : NULL;
    bool good = zip != NULL;
    if (zip) {
        zip_source_keep(source); // beyond the archive's own end
        good = add_parts(zip, workbook);
        if (!good || zip_close(zip) != 0) {
            good = false;
            zip_discard(zip);
        }
        good = good && take_bytes(source, out);
    }
    if (source) zip_source_free(source);
    enum err err = ERR_NONE;
    if (!good) err = err_set(info, ERR_IO, "the workbook cannot be packed");
    zip_error_fini(&error);
    return err;
}
