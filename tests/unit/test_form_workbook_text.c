// SPDX-License-Identifier: EUPL-1.2
// Markdown and .csv workbooks: the layout that pyxform reads, places, and what is refused.
#include "tests/unit/test.h"

#include "base/limits.h"
#include "form/workbook.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct fixture {
    struct arena *arena;
    struct form_problems *problems;
    struct form_workbook book;
    enum err err;
};

static struct fixture read_bytes(enum form_format format, struct str bytes)
{
    struct fixture f = {.arena = arena_create(ARENA_PLAIN, 16 << 20),
                        .problems = form_problems_create()};
    f.err = form_workbook_read(format, bytes, STR("f"), f.arena, f.problems, &f.book);
    return f;
}

static struct fixture read_markdown(const char *text)
{
    return read_bytes(FORM_MARKDOWN, str_of(text));
}

static struct fixture read_csv(const char *text)
{
    return read_bytes(FORM_CSV, str_of(text));
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

// The first problem, as it is printed.
static const char *problem(const struct fixture *f)
{
    static char text[1200];
    struct buf out = {0};
    assert_true(form_problems_total(f->problems) > 0);
    form_problem_print(form_problems_at(f->problems, 0), &out);
    snprintf(text, sizeof text, "%s", buf_text(&out));
    buf_finish(&out);
    return text;
}

// ---- Markdown ----

TEST(markdown_tables_become_sheets)
{
    struct fixture f =
        read_markdown("# Title\n\nProse.\n\n| survey | | | |\n| | type | name | label |\n"
                      "| | note | hi | Hej |\n\n| choices | |\n| | list_name |\n");
    assert_int_equal(f.book.sheet_count, 2);
    assert_str(f.book.sheets[0].name, "survey");
    assert_str(f.book.sheets[1].name, "choices");
    assert_str(cell(&f, 0, 1, 1), "type");
    assert_str(cell(&f, 0, 2, 3), "Hej");
    assert_str(cell(&f, 1, 1, 1), "list_name");
    assert_int_equal(form_problems_total(f.problems), 0);
    finish(&f);
}

TEST(markdown_header_may_stand_beside_the_sheet_name)
{
    struct fixture f = read_markdown("| survey | type | name |\n| | note | a |\n");
    assert_str(cell(&f, 0, 1, 1), "type");
    assert_str(cell(&f, 0, 2, 2), "a");
    finish(&f);
}

TEST(markdown_escaped_pipe_is_text)
{
    struct fixture f = read_markdown("| survey |\n| | a \\| b |\n");
    assert_str(cell(&f, 0, 1, 1), "a | b");
    finish(&f);
}

TEST(markdown_separator_rows_are_not_rows)
{
    struct fixture f = read_markdown("| survey | type |\n|---|---|\n| :--- | ---: |\n| | note |\n");
    assert_str(cell(&f, 0, 1, 1), "type");
    assert_str(cell(&f, 0, 2, 1), "note");
    finish(&f);
}

TEST(markdown_a_blank_row_is_counted)
{
    struct fixture f = read_markdown("| survey |\n| | type |\n| | |\n| | note |\n");
    assert_str(cell(&f, 0, 3, 1), "note");
    finish(&f);
}

TEST(markdown_comment_lines_are_passed_over)
{
    struct fixture f = read_markdown("| survey |\n# | | x |\n| | type | # remark\n");
    assert_str(cell(&f, 0, 1, 1), "type");
    assert_int_equal(f.book.sheets[0].cell_count, 1);
    assert_int_equal(form_problems_total(f.problems), 0);
    finish(&f);
}

TEST(markdown_cells_are_trimmed_and_nbsp_is_space)
{
    struct fixture f = read_markdown("| survey |\n| | \xc2\xa0 a\xc2\xa0"
                                     "b \xc2\xa0|\n");
    assert_str(cell(&f, 0, 1, 1), "a b");
    finish(&f);
}

TEST(markdown_takes_windows_line_ends_and_a_byte_order_mark)
{
    struct fixture f = read_markdown("\xef\xbb\xbf| survey |\r\n| | type |\r\n");
    assert_str(f.book.sheets[0].name, "survey");
    assert_str(cell(&f, 0, 1, 1), "type");
    finish(&f);
}

TEST(markdown_text_behind_the_last_pipe_is_warned_of)
{
    struct fixture f = read_markdown("| survey |\n| | type | name\n");
    assert_str(cell(&f, 0, 1, 1), "type");
    assert_int_equal(form_problems_count(f.problems, FORM_WARNING), 1);
    assert_non_null(strstr(problem(&f), "f:survey:1: warning: "));
    assert_non_null(strstr(problem(&f), "\"name\""));
    finish(&f);
}

TEST(markdown_without_tables_says_what_a_form_needs)
{
    struct fixture f = read_markdown("Only prose.\n");
    assert_int_equal(f.err, ERR_PARSE);
    assert_non_null(strstr(problem(&f), "\"survey\""));
    finish(&f);
}

TEST(markdown_two_sheets_of_one_name_are_refused)
{
    struct fixture f = read_markdown("| survey | a |\n| Survey | b |\n");
    assert_int_equal(f.err, ERR_PARSE);
    assert_non_null(strstr(problem(&f), "two sheets named"));
    finish(&f);
}

TEST(text_that_is_no_utf8_names_the_line)
{
    struct fixture f = read_markdown("| survey |\n| | f\xf6r |\n");
    assert_int_equal(f.err, ERR_PARSE);
    assert_non_null(strstr(problem(&f), "Line 2 is not UTF-8"));
    finish(&f);
}

TEST(a_nul_in_a_cell_is_refused)
{
    struct fixture f = read_bytes(FORM_MARKDOWN, STR("| survey |\n| | a\0b |\n"));
    assert_int_equal(f.err, ERR_PARSE);
    finish(&f);
}

TEST(too_many_columns_are_refused_with_their_place)
{
    struct buf text = {0};
    buf_add_text(&text, "| survey |\n| ");
    for (int i = 0; i <= LIMIT_SHEET_COLUMNS; i++)
        buf_add_text(&text, "| x ");
    buf_add_text(&text, "|\n");
    struct fixture f = read_bytes(FORM_MARKDOWN, buf_str(&text));
    assert_int_equal(f.err, ERR_LIMIT);
    assert_non_null(strstr(problem(&f), "f:survey:1:1025: error: "));
    finish(&f);
    buf_finish(&text);
}

TEST(a_cell_that_is_too_long_is_refused)
{
    struct buf text = {0};
    buf_add_text(&text, "survey\n,");
    for (int i = 0; i <= LIMIT_CELL_BYTES; i++)
        buf_add_char(&text, 'x');
    struct fixture f = read_bytes(FORM_CSV, buf_str(&text));
    assert_int_equal(f.err, ERR_LIMIT);
    finish(&f);
    buf_finish(&text);
}

TEST(too_many_sheets_are_refused)
{
    struct buf text = {0};
    for (int i = 0; i <= LIMIT_SHEETS; i++)
        buf_printf(&text, "| s%d | a |\n", i);
    struct fixture f = read_bytes(FORM_MARKDOWN, buf_str(&text));
    assert_int_equal(f.err, ERR_LIMIT);
    finish(&f);
    buf_finish(&text);
}

TEST(an_arena_that_is_too_small_is_a_limit_and_no_crash)
{
    struct arena *a = arena_create(ARENA_PLAIN, 16 << 10);
    struct form_problems *problems = form_problems_create();
    struct form_workbook book;
    struct buf text = {0};
    buf_add_text(&text, "survey\n");
    for (int i = 0; i < 2000; i++)
        buf_printf(&text, ",cell %d\n", i);
    assert_int_equal(form_workbook_read(FORM_CSV, buf_str(&text), STR("f"), a, problems, &book),
                     ERR_LIMIT);
    buf_finish(&text);
    form_problems_destroy(problems);
    arena_destroy(a);
}

// ---- .csv ----

TEST(csv_fields_become_cells)
{
    struct fixture f = read_csv("survey,,\n,type,name\n,note,hi\nchoices\n,list_name\n");
    assert_int_equal(f.book.sheet_count, 2);
    assert_str(cell(&f, 0, 1, 2), "name");
    assert_str(cell(&f, 0, 2, 1), "note");
    assert_str(cell(&f, 1, 1, 1), "list_name");
    finish(&f);
}

TEST(csv_quotes_keep_separators_lines_and_quotes)
{
    struct fixture f = read_csv("survey\n,\"a, \"\"b\"\"\nc\",d\n,e\n");
    assert_str(cell(&f, 0, 1, 1), "a, \"b\"\nc");
    assert_str(cell(&f, 0, 1, 2), "d");
    assert_str(cell(&f, 0, 2, 1), "e");
    finish(&f);
}

TEST(csv_may_use_semicolons)
{
    struct fixture f = read_csv("\xef\xbb\xbfsurvey;;\r\n;type;\"a;b\"\r\n;x,y;\r\n");
    assert_str(cell(&f, 0, 1, 2), "a;b");
    assert_str(cell(&f, 0, 2, 1), "x,y");
    finish(&f);
}

TEST(csv_last_line_needs_no_line_end)
{
    struct fixture f = read_csv("survey,type\n,note");
    assert_str(cell(&f, 0, 2, 1), "note");
    finish(&f);
}

TEST(csv_a_quote_never_closed_names_the_line)
{
    struct fixture f = read_csv("survey,type\n,\"note\n,x\n");
    assert_int_equal(f.err, ERR_PARSE);
    assert_non_null(strstr(problem(&f), "line 2"));
    finish(&f);
}

TEST(csv_empty_file_is_no_form)
{
    struct fixture f = read_csv("");
    assert_int_equal(f.err, ERR_PARSE);
    finish(&f);
}

// ---- files and problems ----

TEST(other_endings_are_unsupported)
{
    struct fixture f = read_markdown("| survey | a |\n");
    assert_int_equal(form_workbook_open("form.ods", f.arena, f.problems, &f.book), ERR_UNSUPPORTED);
    assert_string_equal(problem(&f), "form.ods: error: Svar reads forms as .xlsx, .xlsm, .md and "
                                     ".csv. Save the form as one of them.\n");
    finish(&f);
}

TEST(a_file_that_is_not_there_is_a_problem_too)
{
    struct fixture f = read_markdown("| survey | a |\n");
    enum err err = form_workbook_open("/nonexistent/form.md", f.arena, f.problems, &f.book);
    assert_int_equal(err, ERR_MISSING);
    assert_int_equal(form_problems_count(f.problems, FORM_ERROR), 1);
    finish(&f);
}

TEST(a_file_is_read_by_its_ending)
{
    char path[] = "/tmp/svar-test-XXXXXX.CSV";
    int fd = mkstemps(path, 4);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "survey,type\n", 12), 12);
    close(fd);
    struct fixture f = read_markdown("| survey | a |\n");
    assert_int_equal(form_workbook_open(path, f.arena, f.problems, &f.book), ERR_NONE);
    assert_str(f.book.file, path);
    assert_str(cell(&f, 0, 1, 1), "type");
    unlink(path);
    finish(&f);
}

TEST(errors_push_out_warnings_and_are_all_counted)
{
    struct form_problems *p = form_problems_create();
    for (int i = 0; i < LIMIT_FORM_ERRORS + 5; i++)
        form_problems_add(p, FORM_WARNING, STR("f"), STR("s"), i, 1, "warning");
    form_problems_add(p, FORM_ERROR, STR("f"), STR("s"), 1, 1, "error %d", 1);
    assert_int_equal(form_problems_total(p), LIMIT_FORM_ERRORS);
    assert_int_equal(form_problems_count(p, FORM_ERROR), 1);
    assert_int_equal(form_problems_count(p, FORM_WARNING), LIMIT_FORM_ERRORS + 5);
    const struct form_problem *last = form_problems_at(p, LIMIT_FORM_ERRORS - 1);
    assert_int_equal(last->severity, FORM_ERROR);
    assert_str(last->text, "error 1");
    for (int i = 0; i < LIMIT_FORM_ERRORS * 3; i++)
        form_problems_add(p, FORM_ERROR, STR("f"), STR("s"), i, 1, "%0900d", i);
    assert_int_equal(form_problems_total(p), LIMIT_FORM_ERRORS);
    form_problems_destroy(p);
}

TEST(control_characters_are_not_printed)
{
    struct form_problems *p = form_problems_create();
    struct buf out = {0};
    form_problems_add(p, FORM_ERROR, STR("a\nb"), STR(""), 0, 0, "x\033[31m");
    form_problem_print(form_problems_at(p, 0), &out);
    assert_string_equal(buf_text(&out), "a b: error: x [31m\n");
    buf_finish(&out);
    form_problems_destroy(p);
}

TEST_MAIN(cmocka_unit_test(markdown_tables_become_sheets),
          cmocka_unit_test(markdown_header_may_stand_beside_the_sheet_name),
          cmocka_unit_test(markdown_escaped_pipe_is_text),
          cmocka_unit_test(markdown_separator_rows_are_not_rows),
          cmocka_unit_test(markdown_a_blank_row_is_counted),
          cmocka_unit_test(markdown_comment_lines_are_passed_over),
          cmocka_unit_test(markdown_cells_are_trimmed_and_nbsp_is_space),
          cmocka_unit_test(markdown_takes_windows_line_ends_and_a_byte_order_mark),
          cmocka_unit_test(markdown_text_behind_the_last_pipe_is_warned_of),
          cmocka_unit_test(markdown_without_tables_says_what_a_form_needs),
          cmocka_unit_test(markdown_two_sheets_of_one_name_are_refused),
          cmocka_unit_test(text_that_is_no_utf8_names_the_line),
          cmocka_unit_test(a_nul_in_a_cell_is_refused),
          cmocka_unit_test(too_many_columns_are_refused_with_their_place),
          cmocka_unit_test(a_cell_that_is_too_long_is_refused),
          cmocka_unit_test(too_many_sheets_are_refused),
          cmocka_unit_test(an_arena_that_is_too_small_is_a_limit_and_no_crash),
          cmocka_unit_test(csv_fields_become_cells),
          cmocka_unit_test(csv_quotes_keep_separators_lines_and_quotes),
          cmocka_unit_test(csv_may_use_semicolons),
          cmocka_unit_test(csv_last_line_needs_no_line_end),
          cmocka_unit_test(csv_a_quote_never_closed_names_the_line),
          cmocka_unit_test(csv_empty_file_is_no_form),
          cmocka_unit_test(other_endings_are_unsupported),
          cmocka_unit_test(a_file_that_is_not_there_is_a_problem_too),
          cmocka_unit_test(a_file_is_read_by_its_ending),
          cmocka_unit_test(errors_push_out_warnings_and_are_all_counted),
          cmocka_unit_test(control_characters_are_not_printed))
