// SPDX-License-Identifier: EUPL-1.2
// Any bytes as the XML of one part inside a sound .xlsx package: what a fuzzer of whole zip files
// seldom reaches. The part is a sheet, or the one that a letter before the XML says: s shared
// strings, y styles, b the workbook, r its relationships.
#include "base/check.h"
#include "form/workbook.h"

#include <string.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static const char root[] = "<Relationships><Relationship Id=\"a\" Type=\"" OFFICE
                           "officeDocument\" Target=\"b.xml\"/></Relationships>";
static const char book[] =
    "<workbook><sheets><sheet name=\"survey\" id=\"a\"/></sheets></workbook>";
static const char relations[] =
    "<Relationships><Relationship Id=\"a\" Type=\"" OFFICE "worksheet\" Target=\"s.xml\"/>"
    "<Relationship Id=\"b\" Type=\"" OFFICE "sharedStrings\" Target=\"t.xml\"/>"
    "<Relationship Id=\"c\" Type=\"" OFFICE "styles\" Target=\"y.xml\"/></Relationships>";
static const char strings[] = "<sst><si><t>type</t></si><si><t>name</t></si></sst>";
static const char styles[] =
    "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";

static void add(zip_t *zip, const char *name, const void *data, size_t bytes)
{
    zip_source_t *source = zip_source_buffer(zip, data, bytes, 0);
    zip_int64_t index = zip_file_add(zip, name, source, 0);
    CHECK(index >= 0);
    CHECK(zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) == 0);
}

static const char two_rows[] =
    "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row><row>"
    "<c t=\"s\"><v>2</v></c><c s=\"1\"><v>45000</v></c><c s=\"0\"><v>1.5</v></c></row></sheetData>"
    "</worksheet>";

// The fuzzer's bytes in place of the part that they are for.
static void add_part(zip_t *zip, const char *name, char letter, const char *sound,
                     const uint8_t *data, size_t bytes)
{
    bool sheet = !bytes || !strchr("sybr", data[0]) || !data[0];
    if (sheet ? letter == 0 : data[0] == (uint8_t)letter)
        add(zip, name, sheet ? data : data + 1, sheet ? bytes : bytes - 1);
    else
        add(zip, name, sound, strlen(sound));
}

static void make_package(const uint8_t *data, size_t bytes, struct buf *out)
{
    zip_error_t error;
    zip_stat_t stat;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    CHECK(zip);
    add(zip, "_rels/.rels", root, strlen(root));
    add_part(zip, "b.xml", 'b', book, data, bytes);
    add_part(zip, "_rels/b.xml.rels", 'r', relations, data, bytes);
    add_part(zip, "t.xml", 's', strings, data, bytes);
    add_part(zip, "y.xml", 'y', styles, data, bytes);
    add_part(zip, "s.xml", 0, two_rows, data, bytes);
    CHECK(zip_close(zip) == 0);
    CHECK(zip_source_open(source) == 0 && zip_source_stat(source, &stat) == 0);
    buf_reserve(out, stat.size);
    out->len = (size_t)zip_source_read(source, out->ptr, stat.size);
    CHECK(out->len == stat.size);
    zip_source_close(source);
    zip_source_free(source);
    zip_error_fini(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_create(ARENA_PLAIN, 32 << 20);
    struct form_problems *problems = form_problems_create();
    struct form_workbook workbook = {0};
    struct buf package = {0};

    make_package(data, size, &package);
    enum err err =
        form_workbook_read(FORM_XLSX, buf_str(&package), STR("form"), a, problems, &workbook);
    CHECK(err == ERR_NONE || form_problems_count(problems, FORM_ERROR) > 0);
    for (size_t i = 0; err == ERR_NONE && workbook.sheet_count && i < workbook.sheets[0].cell_count;
         i++) {
        const struct form_cell *c = &workbook.sheets[0].cells[i];
        CHECK(c->text.len > 0 && c->row > 0 && c->column > 0 && utf8_valid(c->text));
        CHECK(i == 0 || c[-1].row < c->row || (c[-1].row == c->row && c[-1].column < c->column));
    }
    buf_finish(&package);
    form_problems_destroy(problems);
    arena_destroy(a);
    return 0;
}
