// SPDX-License-Identifier: EUPL-1.2
// .xlsx workbooks, made here part by part: cell types, styles, sheets, and what is refused.
#include "tests/unit/test.h"

#include "base/limits.h"
#include "form/workbook_xlsx_priv.h"

#include <stdio.h>
#include <string.h>

#define RELS "<Relationships xmlns=\"r\">"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

struct part {
    const char *name;
    const char *text;
};

// The usual parts of a workbook with one sheet "survey".
#define ROOT                                                                             \
    {                                                                                    \
        "_rels/.rels",                                                                   \
            RELS "<Relationship Id=\"rId1\" Type=\"" OFFICE "officeDocument\" Target=\"" \
                 "xl/workbook.xml\"/></Relationships>"                                   \
    }
#define BOOK                                                                                       \
    {                                                                                              \
        "xl/workbook.xml", "<workbook xmlns:r=\"x\"><sheets><sheet name=\"survey\" sheetId=\"1\" " \
                           "r:id=\"rId1\"/></sheets></workbook>"                                   \
    }
#define BOOK_RELS                                                                         \
    {                                                                                     \
        "xl/_rels/workbook.xml.rels", RELS "<Relationship Id=\"rId1\" Type=\"" OFFICE     \
                                           "worksheet\" Target=\"worksheets/s1.xml\"/>"   \
                                           "<Relationship Id=\"rId2\" Type=\"" OFFICE     \
                                           "sharedStrings\" Target=\"/xl/strings.xml\"/>" \
                                           "<Relationship Id=\"rId3\" Type=\"" OFFICE     \
                                           "styles\" Target=\"../xl/./styles.xml\"/>"     \
                                           "</Relationships>"                             \
    }
#define STRINGS                                                                          \
    {                                                                                    \
        "xl/strings.xml",                                                                \
            "<sst><si><t xml:space=\"preserve\"> plain </t></si><si><r><t>rich </t></r>" \
            "<r><rPr><b/></rPr><t>text</t></r><rPh><t>reading</t></rPh></si>"            \
            "<si><t>a_x000A_b &amp; c</t></si></sst>"                                    \
    }
#define STYLES                                                                                  \
    {                                                                                           \
        "xl/styles.xml",                                                                        \
            "<styleSheet><numFmts><numFmt numFmtId=\"164\" "                                    \
            "formatCode=\"yyyy\\-mm\\-dd\"/><numFmt "                                           \
            "numFmtId=\"165\" formatCode=\"&quot;dag &quot;0.0\"/></numFmts><cellStyleXfs><xf " \
            "numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf "                 \
            "numFmtId=\"14\"/><xf "                                                             \
            "numFmtId=\"164\"/><xf numFmtId=\"165\"/></cellXfs></styleSheet>"                   \
    }

static void make_zip(const struct part *parts, size_t count, struct buf *out)
{
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    assert_non_null(zip);
    for (size_t i = 0; i < count; i++) {
        zip_source_t *data = zip_source_buffer(zip, parts[i].text, strlen(parts[i].text), 0);
        assert_true(zip_file_add(zip, parts[i].name, data, 0) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    assert_int_equal(zip_source_open(source), 0);
    zip_stat_t stat;
    zip_source_stat(source, &stat);
    buf_reserve(out, stat.size);
    out->len = (size_t)zip_source_read(source, out->ptr, stat.size);
    assert_int_equal(out->len, stat.size);
    zip_source_close(source);
    zip_source_free(source);
}

struct fixture {
    struct arena *arena;
    struct form_problems *problems;
    struct form_workbook book;
    enum err err;
};

static struct fixture read_bytes(struct str bytes)
{
    struct fixture f = {.arena = arena_create(ARENA_PLAIN, 64 << 20),
                        .problems = form_problems_create()};
    f.err = form_workbook_read(FORM_XLSX, bytes, STR("f"), f.arena, f.problems, &f.book);
    return f;
}

static struct fixture read_parts(const struct part *parts, size_t count)
{
    struct buf bytes = {0};
    make_zip(parts, count, &bytes);
    struct fixture f = read_bytes(buf_str(&bytes));
    buf_finish(&bytes);
    return f;
}

// A workbook whose one sheet has these rows.
static struct fixture read_rows(const char *rows)
{
    struct buf sheet = {0};
    buf_printf(&sheet, "<worksheet><sheetData>%s</sheetData></worksheet>", rows);
    const struct part parts[] = {ROOT,    BOOK,   BOOK_RELS,
                                 STRINGS, STYLES, {"xl/worksheets/s1.xml", buf_text(&sheet)}};
    struct fixture f = read_parts(parts, sizeof parts / sizeof *parts);
    buf_finish(&sheet);
    return f;
}

static void finish(struct fixture *f)
{
    form_problems_destroy(f->problems);
    arena_destroy(f->arena);
}

static struct str cell(const struct fixture *f, size_t sheet, int32_t row, int32_t column)
{
    assert_int_equal(f->err, ERR_NONE);
    assert_true(sheet < f->book.sheet_count);
    const struct form_sheet *s = &f->book.sheets[sheet];
    for (size_t i = 0; i < s->cell_count; i++) {
        if (s->cells[i].row == row && s->cells[i].column == column) return s->cells[i].text;
    }
    return STR("(absent)");
}

static void assert_problem(const struct fixture *f, const char *part_of_it)
{
    struct buf out = {0};
    for (size_t i = 0; i < form_problems_total(f->problems); i++)
        form_problem_print(form_problems_at(f->problems, i), &out);
    if (!strstr(buf_text(&out), part_of_it))
        fail_msg("no \"%s\" in:\n%s", part_of_it, buf_text(&out));
    buf_finish(&out);
}

TEST(shared_strings_are_plain_and_rich)
{
    struct fixture f = read_rows("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\">"
                                 "<v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c></row>");
    assert_str(cell(&f, 0, 1, 1), "plain");
    assert_str(cell(&f, 0, 1, 2), "rich text");
    assert_str(cell(&f, 0, 1, 3), "a\nb & c");
    finish(&f);
}

TEST(inline_strings_and_formula_strings_are_text)
{
    struct fixture f = read_rows(
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><r><t>in</t></r><r><t>line</t></r></is></c>"
        "<c r=\"B1\" t=\"str\"><f>A1</f><v>made</v></c></row>");
    assert_str(cell(&f, 0, 1, 1), "inline");
    assert_str(cell(&f, 0, 1, 2), "made");
    finish(&f);
}

TEST(numbers_print_as_pyxform_prints_them)
{
    struct fixture f = read_rows("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2.0</v></c>"
                                 "<c r=\"C1\"><v>0.1</v></c><c r=\"D1\"><v>1E3</v></c><c r=\"E1\">"
                                 "<v>-1</v></c><c r=\"F1\"><f>2*3</f><v>6</v></c></row>");
    assert_str(cell(&f, 0, 1, 1), "1");
    assert_str(cell(&f, 0, 1, 2), "2");
    assert_str(cell(&f, 0, 1, 3), "0.1");
    assert_str(cell(&f, 0, 1, 4), "1000");
    assert_str(cell(&f, 0, 1, 5), "-1");
    assert_str(cell(&f, 0, 1, 6), "6");
    finish(&f);
}

TEST(booleans_are_capital_words)
{
    struct fixture f = read_rows("<row r=\"1\"><c r=\"A1\" t=\"b\"><v>1</v></c><c r=\"B1\" "
                                 "t=\"b\"><v>0</v></c></row>");
    assert_str(cell(&f, 0, 1, 1), "TRUE");
    assert_str(cell(&f, 0, 1, 2), "FALSE");
    finish(&f);
}

TEST(dates_go_by_the_number_format)
{
    struct fixture f = read_rows(
        "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>43831</v></c><c r=\"B1\" s=\"2\"><v>43831.75</v></c>"
        "<c r=\"C1\" s=\"3\"><v>43831</v></c><c r=\"D1\" s=\"2\"><v>0.5</v></c>"
        "<c r=\"E1\" t=\"d\"><v>2020-02-29T00:00:00</v></c><c r=\"F1\" s=\"1\"><v>1</v></c></row>");
    assert_str(cell(&f, 0, 1, 1), "2020-01-01");
    assert_str(cell(&f, 0, 1, 2), "2020-01-01 18:00:00");
    assert_str(cell(&f, 0, 1, 3), "43831");
    assert_str(cell(&f, 0, 1, 4), "12:00:00");
    assert_str(cell(&f, 0, 1, 5), "2020-02-29");
    assert_str(cell(&f, 0, 1, 6), "1900-01-01");
    finish(&f);
}

TEST(date_formats_are_told_by_their_letters)
{
    assert_true(form_xlsx_format_is_date(14, STR("")));
    assert_false(form_xlsx_format_is_date(0, STR("General")));
    assert_false(form_xlsx_format_is_date(164, STR("General")));
    assert_true(form_xlsx_format_is_date(164, STR("[$-41D]d mmmm yyyy;@")));
    assert_true(form_xlsx_format_is_date(164, STR("[h]:mm")));
    assert_false(form_xlsx_format_is_date(164, STR("[Red]0.00")));
    assert_false(form_xlsx_format_is_date(164, STR("0 \"days\"")));
    assert_false(form_xlsx_format_is_date(164, STR("0\\d")));
}

TEST(the_1904_calendar_is_four_years_later)
{
    char text[40];
    size_t bytes = form_xlsx_number_text(42369, XLSX_DATE, true, text);
    assert_str(str_make(text, bytes), "2020-01-01");
}

TEST(cells_without_places_follow_each_other)
{
    struct fixture f = read_rows("<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c><v>3</v></c>"
                                 "</row>");
    assert_str(cell(&f, 0, 1, 2), "2");
    assert_str(cell(&f, 0, 2, 2), "3");
    finish(&f);
}

TEST(rows_keep_the_spreadsheets_numbers)
{
    struct fixture f = read_rows("<row r=\"1\"><c r=\"B1\"><v>1</v></c></row><row r=\"7\"><c "
                                 "r=\"AB7\"><v>2</v></c><c r=\"C7\"><v>3</v></c></row>");
    assert_str(cell(&f, 0, 1, 2), "1");
    assert_str(cell(&f, 0, 7, 3), "3");
    assert_int_equal(f.book.sheets[0].cells[1].row, 7);
    finish(&f);
}

TEST(cells_out_of_order_are_sorted)
{
    struct fixture f =
        read_rows("<row r=\"2\"><c r=\"B2\"><v>4</v></c><c r=\"A2\"><v>3</v></c></row>"
                  "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
    assert_int_equal(f.err, ERR_NONE);
    assert_str(f.book.sheets[0].cells[0].text, "1");
    assert_str(f.book.sheets[0].cells[1].text, "3");
    assert_str(f.book.sheets[0].cells[2].text, "4");
    finish(&f);
}

TEST(a_cell_given_twice_is_refused)
{
    struct fixture f =
        read_rows("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>");
    assert_int_equal(f.err, ERR_PARSE);
    assert_problem(&f, "f:survey:1:1: error: The file gives this cell twice");
    finish(&f);
}

TEST(reading_ends_after_sixty_blank_rows)
{
    struct fixture f = read_rows("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"61\"><c "
                                 "r=\"A61\"><v>2</v></c></row><row r=\"122\"><c r=\"A122\"><v>3</v>"
                                 "</c></row>");
    assert_str(cell(&f, 0, 61, 1), "2");
    assert_str(cell(&f, 0, 122, 1), "(absent)");
    assert_problem(&f, "f:survey:122:1: warning: This row and those below are not read");
    finish(&f);
}

TEST(columns_end_after_twenty_blank_headers)
{
    struct fixture f =
        read_rows("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"U1\"><v>2</v></c><c "
                  "r=\"AQ1\"><v>3</v></c></row><row r=\"2\"><c r=\"AQ2\"><v>4</v></c>"
                  "</row>");
    assert_str(cell(&f, 0, 1, 21), "2");
    assert_str(cell(&f, 0, 1, 43), "(absent)");
    assert_str(cell(&f, 0, 2, 43), "(absent)");
    assert_problem(&f, "f:survey:1:43: warning: This column");
    finish(&f);
}

TEST(an_excel_error_is_reported_with_its_place)
{
    struct fixture f =
        read_rows("<row r=\"3\"><c r=\"B3\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c></row>");
    assert_problem(&f, "f:survey:3:2: error: The formula in this cell gives #DIV/0!.");
    finish(&f);
}

TEST(a_formula_without_a_result_is_warned_of)
{
    struct fixture f = read_rows("<row r=\"1\"><c r=\"A1\"><f>1+1</f></c></row>");
    assert_problem(&f, "f:survey:1:1: warning: The formula in this cell has no stored result");
    finish(&f);
}

TEST(hidden_sheets_are_read_and_charts_are_not)
{
    const struct part parts[] = {
        ROOT,
        {"xl/workbook.xml", "<x:workbook><x:sheets><x:sheet name=\"Survey \" state=\"hidden\" "
                            "sheetId=\"1\" r:id=\"a\"/><x:sheet name=\"chart\" sheetId=\"2\" "
                            "r:id=\"b\"/></x:sheets></x:workbook>"},
        {"xl/_rels/workbook.xml.rels", RELS
         "<Relationship Id=\"a\" Type=\"" OFFICE "worksheet\" Target=\"s1.xml\"/><Relationship "
         "Id=\"b\" Type=\"" OFFICE "chartsheet\" Target=\"c1.xml\"/></Relationships>"},
        {"xl/s1.xml", "<x:worksheet><x:row><x:c><x:v>1</x:v></x:c></x:row></x:worksheet>"}};
    // Prefixes need no declaration: names are told apart without them.
    struct fixture f = read_parts(parts, sizeof parts / sizeof *parts);
    assert_int_equal(f.book.sheet_count, 1);
    assert_str(f.book.sheets[0].name, "Survey");
    assert_str(cell(&f, 0, 1, 1), "1");
    finish(&f);
}

// ---- bad input ----

TEST(what_is_no_zip_is_refused)
{
    struct fixture f = read_bytes(STR("type,name,label"));
    assert_int_equal(f.err, ERR_PARSE);
    assert_problem(&f, "f: error: The file is no .xlsx workbook");
    finish(&f);
}

TEST(a_workbook_cut_off_is_refused)
{
    const struct part parts[] = {ROOT, BOOK, BOOK_RELS};
    struct buf bytes = {0};
    make_zip(parts, 3, &bytes);
    for (size_t len = 0; len < bytes.len; len += 7) {
        struct fixture f = read_bytes(str_make(bytes.ptr, len));
        assert_int_not_equal(f.err, ERR_NONE);
        assert_true(form_problems_count(f.problems, FORM_ERROR) > 0);
        finish(&f);
    }
    buf_finish(&bytes);
}

TEST(an_encrypted_workbook_says_so)
{
    struct fixture f = read_bytes(STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"));
    assert_int_equal(f.err, ERR_UNSUPPORTED);
    assert_problem(&f, "protected by a password");
    finish(&f);
}

TEST(another_zip_is_refused)
{
    const struct part parts[] = {{"readme.txt", "hello"}};
    struct fixture f = read_parts(parts, 1);
    assert_int_equal(f.err, ERR_PARSE);
    assert_problem(&f, "no .xlsx workbook");
    finish(&f);
}

TEST(entities_are_refused)
{
    const struct part parts[] = {ROOT,
                                 {"xl/workbook.xml",
                                  "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>"
                                  "<workbook>&b;</workbook>"}};
    struct fixture f = read_parts(parts, 2);
    assert_int_equal(f.err, ERR_PARSE);
    assert_problem(&f, "document type");
    finish(&f);
}

TEST(deep_nesting_is_refused)
{
    struct buf xml = {0};
    for (int i = 0; i < 100; i++)
        buf_add_text(&xml, "<a>");
    const struct part parts[] = {ROOT, {"xl/workbook.xml", buf_text(&xml)}};
    struct fixture f = read_parts(parts, 2);
    assert_int_equal(f.err, ERR_LIMIT);
    finish(&f);
    buf_finish(&xml);
}

TEST(a_part_that_inflates_out_of_measure_is_refused)
{
    // Blanks deflate a thousandfold, which no sheet of text does.
    size_t bytes = 40 << 20;
    char *blanks = malloc(bytes + 1);
    assert_non_null(blanks);
    memset(blanks, ' ', bytes);
    memcpy(blanks, "<worksheet>", 11);
    blanks[bytes] = '\0';
    const struct part parts[] = {ROOT, BOOK, BOOK_RELS, STRINGS, {"xl/worksheets/s1.xml", blanks}};
    struct fixture f = read_parts(parts, sizeof parts / sizeof *parts);
    free(blanks);
    assert_int_equal(f.err, ERR_LIMIT);
    assert_problem(&f, "Unpacked, the part xl/worksheets/s1.xml is larger");
    finish(&f);
}

TEST(broken_xml_names_part_and_line)
{
    struct fixture f = read_rows("<row>\n</worksheet>");
    assert_int_equal(f.err, ERR_PARSE);
    assert_problem(&f, "xl/worksheets/s1.xml: line 2: mismatched tag");
    finish(&f);
}

TEST(a_string_number_that_is_not_there_is_refused)
{
    struct fixture f = read_rows("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>3</v></c></row>");
    assert_int_equal(f.err, ERR_PARSE);
    assert_problem(&f, "f:survey:1:1: error: The workbook is damaged");
    finish(&f);
}

TEST(a_cell_in_another_row_is_refused)
{
    struct fixture f = read_rows("<row r=\"1\"><c r=\"A2\"><v>3</v></c></row>");
    assert_int_equal(f.err, ERR_PARSE);
    finish(&f);
}

TEST(a_cell_outside_any_row_is_refused)
{
    struct fixture f = read_rows("<c t=\"str\"><v>a</v></c>");
    assert_int_equal(f.err, ERR_PARSE);
    assert_problem(&f, "The workbook is damaged (cell");
    finish(&f);
}

TEST(rows_and_columns_out_of_bounds_are_refused)
{
    static const char *const rows[] = {"<row r=\"0\"/>", "<row r=\"1048577\"/>", "<row r=\"x\"/>",
                                       "<row r=\"1\"><c r=\"ZZZZZZZ1\"><v>1</v></c></row>",
                                       "<row r=\"1\"><c r=\"1A\"><v>1</v></c></row>"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f = read_rows(rows[i]);
        assert_int_not_equal(f.err, ERR_NONE);
        finish(&f);
    }
}

TEST(an_extension_does_not_speak_for_what_it_extends)
{
    // Excel on a Mac writes both; the second has no date1904 and is no properties of the workbook.
    const struct part parts[] = {
        ROOT,
        {"xl/workbook.xml",
         "<workbook xmlns:r=\"x\"><workbookPr date1904=\"1\"/><sheets><sheet name=\"survey\" "
         "sheetId=\"1\" r:id=\"rId1\"/></sheets><extLst><ext><x14:workbookPr "
         "defaultImageDpi=\"32767\"/></ext></extLst></workbook>"},
        BOOK_RELS,
        STRINGS,
        STYLES,
        {"xl/worksheets/s1.xml",
         "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>0.5</v></c><c r=\"B1\" "
         "s=\"1\"><v>44591</v></c></row></sheetData><extLst><ext><x14:row r=\"2\"><x14:c r=\"A2\">"
         "<x14:v>9</x14:v></x14:c></x14:row></ext></extLst></worksheet>"}};
    struct fixture f = read_parts(parts, 6);
    assert_str(cell(&f, 0, 1, 2), "2026-01-31");
    assert_int_equal(f.book.sheets[0].cell_count, 2);
    finish(&f);
}

TEST(strings_that_no_cell_uses_may_be_missing)
{
    const struct part parts[] = {
        ROOT,
        BOOK,
        BOOK_RELS,
        {"xl/worksheets/s1.xml",
         "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" "
         "t=\"inlineStr\"><is><t>a</t></is></c></row></sheetData></worksheet>"}};
    struct fixture f = read_parts(parts, 4);
    assert_str(cell(&f, 0, 1, 1), "a");
    finish(&f);
}

// A survey with a sheet of notes, or a sheet of notes alone.
static struct fixture read_notes(bool with_survey)
{
    const char *book = with_survey
                           ? "<workbook><sheets><sheet name=\"Survey \" r:id=\"rId1\"/><sheet "
                             "name=\"notes\" r:id=\"rId4\"/></sheets></workbook>"
                           : "<workbook><sheets><sheet name=\"notes\" r:id=\"rId4\"/></sheets>"
                             "</workbook>";
    const struct part parts[] = {
        ROOT,
        {"xl/workbook.xml", book},
        {"xl/_rels/workbook.xml.rels", RELS
         "<Relationship Id=\"rId1\" Type=\"" OFFICE "worksheet\" Target=\"worksheets/s1.xml\"/>"
         "<Relationship Id=\"rId4\" Type=\"" OFFICE "worksheet\" Target=\"worksheets/s2.xml\"/>"
         "</Relationships>"},
        {"xl/worksheets/s1.xml", "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
                                 "</sheetData></worksheet>"},
        {"xl/worksheets/s2.xml",
         "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c "
         "r=\"ZZ1\"><v>2</v></c></row>"
         "<row r=\"2\"><c r=\"A2\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c><c r=\"B2\"><f>A1</f></c>"
         "<c r=\"BDWGN2\"><v>3</v></c></row><row r=\"900\"><c r=\"A900\"><v>4</v></c></row>"
         "</sheetData></worksheet>"}};
    return read_parts(parts, 5);
}

TEST(a_sheet_beside_the_form_is_read_without_complaint)
{
    struct fixture f = read_notes(true);
    assert_str(cell(&f, 0, 1, 1), "1");
    assert_str(cell(&f, 1, 1, 1), "1");
    assert_int_equal(form_problems_total(f.problems), 0);
    finish(&f);
}

TEST(a_single_sheet_is_the_form_under_any_name)
{
    struct fixture f = read_notes(false);
    assert_problem(&f, "f:notes:2:1: error: The formula in this cell gives #DIV/0!");
    assert_problem(&f, "f:notes:2:2: warning: The formula in this cell has no stored result");
    finish(&f);
}

TEST(a_line_break_of_windows_is_one)
{
    struct fixture f = read_rows("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a_x000D_\nb</t>"
                                 "</is></c></row>");
    assert_str(cell(&f, 0, 1, 1), "a\nb");
    finish(&f);
}

TEST(a_sheet_that_is_missing_is_refused)
{
    const struct part parts[] = {ROOT, BOOK, BOOK_RELS, STRINGS};
    struct fixture f = read_parts(parts, 4);
    assert_int_equal(f.err, ERR_PARSE);
    assert_problem(&f, "xl/worksheets/s1.xml: is not there");
    finish(&f);
}

TEST(a_target_outside_the_package_is_refused)
{
    const struct part parts[] = {{"_rels/.rels",
                                  RELS "<Relationship Id=\"a\" Type=\"" OFFICE "officeDocument\" "
                                       "Target=\"../../etc/passwd\"/></Relationships>"}};
    struct fixture f = read_parts(parts, 1);
    assert_int_equal(f.err, ERR_PARSE);
    finish(&f);
}

TEST_MAIN(cmocka_unit_test(shared_strings_are_plain_and_rich),
          cmocka_unit_test(inline_strings_and_formula_strings_are_text),
          cmocka_unit_test(numbers_print_as_pyxform_prints_them),
          cmocka_unit_test(booleans_are_capital_words),
          cmocka_unit_test(dates_go_by_the_number_format),
          cmocka_unit_test(date_formats_are_told_by_their_letters),
          cmocka_unit_test(the_1904_calendar_is_four_years_later),
          cmocka_unit_test(cells_without_places_follow_each_other),
          cmocka_unit_test(rows_keep_the_spreadsheets_numbers),
          cmocka_unit_test(cells_out_of_order_are_sorted),
          cmocka_unit_test(a_cell_given_twice_is_refused),
          cmocka_unit_test(reading_ends_after_sixty_blank_rows),
          cmocka_unit_test(columns_end_after_twenty_blank_headers),
          cmocka_unit_test(an_excel_error_is_reported_with_its_place),
          cmocka_unit_test(a_formula_without_a_result_is_warned_of),
          cmocka_unit_test(hidden_sheets_are_read_and_charts_are_not),
          cmocka_unit_test(what_is_no_zip_is_refused),
          cmocka_unit_test(a_workbook_cut_off_is_refused),
          cmocka_unit_test(an_encrypted_workbook_says_so), cmocka_unit_test(another_zip_is_refused),
          cmocka_unit_test(entities_are_refused), cmocka_unit_test(deep_nesting_is_refused),
          cmocka_unit_test(a_part_that_inflates_out_of_measure_is_refused),
          cmocka_unit_test(broken_xml_names_part_and_line),
          cmocka_unit_test(a_string_number_that_is_not_there_is_refused),
          cmocka_unit_test(a_cell_in_another_row_is_refused),
          cmocka_unit_test(a_cell_outside_any_row_is_refused),
          cmocka_unit_test(rows_and_columns_out_of_bounds_are_refused),
          cmocka_unit_test(an_extension_does_not_speak_for_what_it_extends),
          cmocka_unit_test(strings_that_no_cell_uses_may_be_missing),
          cmocka_unit_test(a_sheet_beside_the_form_is_read_without_complaint),
          cmocka_unit_test(a_single_sheet_is_the_form_under_any_name),
          cmocka_unit_test(a_line_break_of_windows_is_one),
          cmocka_unit_test(a_sheet_that_is_missing_is_refused),
          cmocka_unit_test(a_target_outside_the_package_is_refused))
