// SPDX-License-Identifier: EUPL-1.2
// Workbooks written and read again: every cell comes back as it was.
#include "form/write.h"
#include "tests/unit/test.h"

static struct form_workbook read_back(enum form_format format, const struct buf *bytes,
                                      struct arena *a)
{
    struct form_problems *problems = form_problems_create();
    struct form_workbook workbook = {0};
    assert_int_equal(
        form_workbook_read(format, buf_str(bytes), STR("again"), a, problems, &workbook), ERR_NONE);
    assert_int_equal(form_problems_total(problems), 0);
    form_problems_destroy(problems);
    return workbook;
}

// One sheet with the texts in its first column, a row each, below a header.
static void assert_trip(enum form_format format, const char *const *texts, size_t count)
{
    struct arena *a = arena_create(ARENA_PLAIN, 16 << 20);
    struct form_cell *cells = ARENA_ARRAY(a, struct form_cell, count + 1);
    cells[0] = (struct form_cell){STR("label"), 1, 1};
    for (size_t i = 0; i < count; i++)
        cells[i + 1] = (struct form_cell){str_of(texts[i]), (int32_t)i + 2, 1};
    const struct form_sheet sheet = {STR("survey"), cells, count + 1};
    const struct form_workbook workbook = {STR("f"), &sheet, 1};
    struct buf out = {0};
    if (format == FORM_XLSX)
        assert_int_equal(form_write_xlsx(&workbook, &out, NULL), ERR_NONE);
    else
        form_write_markdown(&workbook, &out, NULL);
    struct form_workbook again = read_back(format, &out, a);
    assert_int_equal(again.sheet_count, 1);
    assert_str(again.sheets[0].name, "survey");
    assert_int_equal(again.sheets[0].cell_count, count + 1);
    for (size_t i = 0; i < count; i++)
        assert_str(again.sheets[0].cells[i + 1].text, texts[i]);
    buf_finish(&out);
    arena_destroy(a);
}

static const char *const odd[] = {
    "a | b", "\\| \\", "-",  "---",  "_x0041_",    "<&>\"'",     "Åäö 漢字 🙂",
    "=1+1",  "1",      "01", "TRUE", "# no title", "${q} > 'x'", "`code` **b**"};

TEST(markdown_keeps_every_cell)
{
    assert_trip(FORM_MARKDOWN, odd, sizeof odd / sizeof *odd);
}

TEST(xlsx_keeps_every_cell)
{
    assert_trip(FORM_XLSX, odd, sizeof odd / sizeof *odd);
}

TEST(xlsx_keeps_line_breaks)
{
    static const char *const texts[] = {"one\ntwo", "a\tb"};
    assert_trip(FORM_XLSX, texts, 2);
}

TEST(markdown_counts_the_line_breaks_it_loses)
{
    const struct form_cell cell = {STR("one\r\ntwo\nthree"), 1, 1};
    const struct form_sheet sheet = {STR("survey"), &cell, 1};
    const struct form_workbook workbook = {STR("f"), &sheet, 1};
    struct buf out = {0};
    size_t breaks = 0;
    form_write_markdown(&workbook, &out, &breaks);
    assert_int_equal(breaks, 2);
    assert_non_null(strstr(buf_text(&out), "| one two three |"));
    buf_finish(&out);
}

TEST(blank_rows_and_columns_are_left_out)
{
    const struct form_cell cells[] = {
        {STR("type"), 1, 2}, {STR("name"), 1, 900}, {STR("text"), 500, 2}};
    const struct form_sheet sheet = {STR("survey"), cells, 3};
    const struct form_workbook workbook = {STR("f"), &sheet, 1};
    struct arena *a = arena_create(ARENA_PLAIN, 1 << 20);
    struct buf out = {0};
    assert_int_equal(form_write_xlsx(&workbook, &out, NULL), ERR_NONE);
    struct form_workbook again = read_back(FORM_XLSX, &out, a);
    assert_int_equal(again.sheets[0].cell_count, 3);
    assert_int_equal(again.sheets[0].cells[1].column, 2);
    assert_int_equal(again.sheets[0].cells[2].row, 2);
    buf_finish(&out);
    arena_destroy(a);
}

TEST(the_same_workbook_gives_the_same_bytes)
{
    const struct form_cell cell = {STR("x"), 1, 1};
    const struct form_sheet sheet = {STR("survey"), &cell, 1};
    const struct form_workbook workbook = {STR("f"), &sheet, 1};
    struct buf one = {0}, two = {0};
    assert_int_equal(form_write_xlsx(&workbook, &one, NULL), ERR_NONE);
    assert_int_equal(form_write_xlsx(&workbook, &two, NULL), ERR_NONE);
    assert_true(str_eq(buf_str(&one), buf_str(&two)));
    buf_finish(&one);
    buf_finish(&two);
}

TEST(a_workbook_without_sheets_is_written_too)
{
    const struct form_workbook workbook = {.file = STR("f")};
    struct buf out = {0};
    form_write_markdown(&workbook, &out, NULL);
    assert_int_equal(out.len, 0);
    assert_int_equal(form_write_xlsx(&workbook, &out, NULL), ERR_NONE);
    buf_finish(&out);
}

TEST_MAIN(cmocka_unit_test(markdown_keeps_every_cell), cmocka_unit_test(xlsx_keeps_every_cell),
          cmocka_unit_test(xlsx_keeps_line_breaks),
          cmocka_unit_test(markdown_counts_the_line_breaks_it_loses),
          cmocka_unit_test(blank_rows_and_columns_are_left_out),
          cmocka_unit_test(the_same_workbook_gives_the_same_bytes),
          cmocka_unit_test(a_workbook_without_sheets_is_written_too))
