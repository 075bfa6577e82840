// SPDX-License-Identifier: EUPL-1.2
// A workbook from inside: what stands in the cells, character by character, and what holds it all.
#include "tests/unit/test.h"

#include "export/export.h"

#include <zip.h>

static const char survey_rows[] = "| survey |\n"
                                  "| | type | name | label |\n"
                                  "| | text | t | Ord & <ord>? |\n"
                                  "| | select_one nummer | s | Vilken? |\n"
                                  "| | date | d | När? |\n"
                                  "| | decimal | x | Hur mycket? |\n"
                                  "| choices |\n"
                                  "| | list_name | name | label |\n"
                                  "| | nummer | 3 | =1+1 |\n"
                                  "| | nummer | 03 | Noll & tre |\n"
                                  "| | nummer | -1 | Vet ej |\n"
                                  "| settings |\n"
                                  "| | form_title | form_id | default_language |\n"
                                  "| | Prov | prov | Svenska (sv) |\n";

struct fixture {
    struct form_def *form;
    struct table *table;
    unsigned count;
    struct buf book;
    zip_t *zip;
};

static struct form_def *load(struct str text)
{
    struct form_problems *problems = form_problems_create();
    struct form_def *form = NULL;
    assert_int_equal(form_def_load_bytes(text, STR("prov.md"), NULL, problems, &form), ERR_NONE);
    form_problems_destroy(problems);
    return form;
}

static struct fixture begin(void)
{
    struct fixture f = {.form = load(str_of(survey_rows))};
    assert_int_equal(table_create(f.form, NULL, &f.table, NULL), ERR_NONE);
    return f;
}

static void end(struct fixture *f)
{
    if (f->zip) zip_discard(f->zip);
    buf_finish(&f->book);
    table_destroy(f->table);
    form_def_destroy(f->form);
}

static void add(struct fixture *f, const char *answers)
{
    struct buf json = {0};
    struct err_info info = {0};
    buf_printf(&json,
               "{\"svar\":1,\"survey\":\"s\",\"survey_version\":1,\"form\":{\"id\":\"prov\","
               "\"version\":\"\",\"hash\":\"aa\"},\"id\":\"00000000-0000-4000-8000-%012x\","
               "\"language\":\"sv\",\"status\":\"complete\",\"answers\":{%s},\"missing\":{}}",
               ++f->count, answers);
    if (table_add(f->table, buf_str(&json), &info)) fail_msg("%s", info.message);
    buf_finish(&json);
}

static void write_book(struct fixture *f)
{
    struct export_sink sink = export_sink_buffer(&f->book);
    zip_error_t error;
    assert_int_equal(export_table(f->table, EXPORT_XLSX, &sink, NULL), ERR_NONE);
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(f->book.ptr, f->book.len, 0, &error);
    f->zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    if (!f->zip) fail_msg("%s", zip_error_strerror(&error));
    zip_error_fini(&error);
}

static struct buf part(const struct fixture *f, const char *name)
{
    struct buf out = {0};
    zip_stat_t stat;
    assert_int_equal(zip_stat(f->zip, name, 0, &stat), 0);
    zip_file_t *file = zip_fopen(f->zip, name, 0);
    assert_non_null(file);
    buf_reserve(&out, stat.size + 1);
    assert_int_equal(zip_fread(file, out.ptr, stat.size), stat.size);
    out.len = stat.size;
    assert_int_equal(zip_fclose(file), 0); // its checksum is right
    return out;
}

static void assert_in(struct buf *text, const char *wanted)
{
    if (!strstr(buf_text(text), wanted)) fail_msg("no %s in\n%s", wanted, buf_text(text));
}

static void assert_cell(const struct fixture *f, const char *sheet, const char *wanted)
{
    struct buf xml = part(f, sheet);
    assert_in(&xml, wanted);
    buf_finish(&xml);
}

static const char answers[] = "xl/worksheets/sheet1.xml", labels[] = "xl/worksheets/sheet2.xml";

TEST(what_xml_cannot_hold_is_escaped_as_excel_does)
{
    struct fixture f = begin();
    add(&f, "\"t\":\"a\\u0001b\\u000dc\\td\\ne <&> _x0041_ _x41_ \\ufffe \\uffff å\"");
    write_book(&f);
    assert_cell(&f, answers,
                "<c r=\"H2\" t=\"inlineStr\"><is><t>a_x0001_b_x000D_c\td\ne &lt;&amp;&gt; "
                "_x005F_x0041_ _x41_ _xFFFE_ _xFFFF_ å</t></is></c>");
    end(&f);
}

TEST(space_at_the_edges_is_kept)
{
    struct fixture f = begin();
    add(&f, "\"t\":\" ord \"");
    write_book(&f);
    assert_cell(&f, answers, "<is><t xml:space=\"preserve\"> ord </t></is>");
    end(&f);
}

TEST(no_text_is_a_formula)
{
    static const char *const sheets[] = {answers, labels, "xl/worksheets/sheet3.xml",
                                         "xl/worksheets/sheet4.xml"};
    struct fixture f = begin();
    add(&f, "\"t\":\"=1+1\",\"s\":\"3\"");
    add(&f, "\"t\":\"@SUM(A1)\",\"s\":\"3\"");
    write_book(&f);
    assert_cell(&f, answers, "<is><t>=1+1</t></is>");
    for (size_t i = 0; i < sizeof sheets / sizeof sheets[0]; i++) {
        struct buf xml = part(&f, sheets[i]);
        if (strstr(buf_text(&xml), "<f>")) fail_msg("a formula in %s", sheets[i]);
        buf_finish(&xml);
    }
    end(&f);
}

TEST(numbers_are_numbers_and_names_that_only_look_so_are_not)
{
    struct fixture f = begin();
    add(&f, "\"s\":\"3\",\"x\":\"-1.50\"");
    add(&f, "\"s\":\"03\",\"x\":\"1e300\"");
    write_book(&f);
    assert_cell(&f, answers, "<c r=\"I2\"><v>3</v></c>");
    assert_cell(&f, answers, "<c r=\"K2\"><v>-1.5</v></c>");
    assert_cell(&f, answers, "<c r=\"I3\" t=\"s\"><v>");
    assert_cell(&f, answers, "<c r=\"K3\"><v>1e+300</v></c>");
    end(&f);
}

TEST(dates_are_dates_from_where_excels_calendar_is_right)
{
    struct fixture f = begin();
    add(&f, "\"d\":\"2026-11-22\"");
    add(&f, "\"d\":\"1900-03-01\"");
    add(&f, "\"d\":\"1900-02-28\"");
    write_book(&f);
    struct buf xml = part(&f, answers);
    assert_in(&xml, "><v>46348</v></c>");
    assert_in(&xml, "><v>61</v></c>");
    assert_in(&xml, "<c r=\"J4\" t=\"inlineStr\"><is><t>1900-02-28</t></is></c>");
    const char *styled = strstr(buf_text(&xml), "<c r=\"J2\" s=\"");
    assert_non_null(styled);
    buf_finish(&xml);
    end(&f);
}

TEST(the_sheet_says_how_far_it_goes)
{
    struct fixture f = begin();
    for (int i = 0; i < 12; i++)
        add(&f, "\"t\":\"x\"");
    write_book(&f);
    for (int i = 0; i < 2; i++) {
        struct buf xml = part(&f, i ? labels : answers);
        size_t rows = 0;
        assert_in(&xml, "<dimension ref=\"A1:K13\"/>");
        assert_in(&xml, "<autoFilter ref=\"A1:K13\"/>");
        for (const char *at = buf_text(&xml); (at = strstr(at, "<row ")); at++)
            rows++;
        assert_int_equal(rows, 13); // no sample is left
        buf_finish(&xml);
    }
    end(&f);
}

TEST(nobody_answered_yet)
{
    struct fixture f = begin();
    write_book(&f);
    struct buf xml = part(&f, answers);
    assert_in(&xml, "<dimension ref=\"A1:K1\"/>");
    assert_in(&xml, "</row></sheetData>");
    assert_null(strstr(buf_text(&xml), "<row r=\"2\""));
    buf_finish(&xml);
    end(&f);
}

TEST(a_word_stands_once_in_the_workbook)
{
    struct fixture f = begin();
    for (int i = 0; i < 20; i++)
        add(&f, "\"s\":\"03\"");
    write_book(&f);
    struct buf xml = part(&f, "xl/sharedStrings.xml");
    const char *first = strstr(buf_text(&xml), "<t>Noll &amp; tre</t>");
    assert_non_null(first);
    assert_null(strstr(first + 1, "<t>Noll &amp; tre</t>"));
    assert_null(strstr(buf_text(&xml), " count=")); // it would be wrong
    buf_finish(&xml);
    end(&f);
}

TEST(more_columns_than_a_sheet_has_are_told)
{
    struct buf text = {0}, out = {0};
    struct table *t = NULL;
    struct err_info info = {0};
    struct export_sink sink = export_sink_buffer(&out);
    buf_add_text(&text, "| survey |\n| | type | name | label |\n| | select_multiple l | q | Fr |\n"
                        "| choices |\n| | list_name | name | label |\n");
    for (int i = 0; i < 16400; i++)
        buf_printf(&text, "| | l | n%d | N |\n", i);
    buf_add_text(&text, "| settings |\n| | form_title | form_id |\n| | P | p |\n");
    struct form_def *form = load(buf_str(&text));
    assert_int_equal(table_create(form, NULL, &t, NULL), ERR_NONE);
    assert_int_equal(export_table(t, EXPORT_XLSX, &sink, &info), ERR_LIMIT);
    assert_non_null(strstr(info.message, "16384 columns"));
    assert_int_equal(out.len, 0);
    table_destroy(t);
    form_def_destroy(form);
    buf_finish(&text);
}

TEST_MAIN(cmocka_unit_test(what_xml_cannot_hold_is_escaped_as_excel_does),
          cmocka_unit_test(space_at_the_edges_is_kept), cmocka_unit_test(no_text_is_a_formula),
          cmocka_unit_test(numbers_are_numbers_and_names_that_only_look_so_are_not),
          cmocka_unit_test(dates_are_dates_from_where_excels_calendar_is_right),
          cmocka_unit_test(the_sheet_says_how_far_it_goes), cmocka_unit_test(nobody_answered_yet),
          cmocka_unit_test(a_word_stands_once_in_the_workbook),
          cmocka_unit_test(more_columns_than_a_sheet_has_are_told))
