// SPDX-License-Identifier: EUPL-1.2
// Many responses: every format holds the same bytes whether the rows were in memory or laid aside,
// and however many threads wrote them.
#include "tests/unit/aside_fixture.h"

#include "export/export.h"

#include <sched.h>
#include <stdio.h>
#include <unistd.h>

enum { COUNT = 5000, LITTLE = 200000 }; // some pieces, some runs

static struct form_def *form;
static struct aside_fixture place;
static struct table *whole, *aside;

static int set_up(void **state)
{
    (void)state;
    form = aside_fixture_form();
    whole = aside_fixture_table(form, COUNT, NULL, 0);
    aside = aside_fixture_table(form, COUNT, &place, LITTLE);
    table_hide_order(whole);
    table_hide_order(aside);
    return table_fault(aside, NULL) ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    table_destroy(whole);
    table_destroy(aside);
    form_def_destroy(form);
    buf_finish(&place.bytes);
    return 0;
}

static struct buf written(const struct table *t, enum export_format format)
{
    struct buf out = {0};
    struct err_info info = {0};
    struct export_sink sink = export_sink_buffer(&out);
    if (export_table(t, format, &sink, &info))
        fail_msg("%s: %s", export_format_name(format), info.message);
    return out;
}

static void assert_same_bytes(const struct table *a, const struct table *b,
                              enum export_format format)
{
    struct buf left = written(a, format), right = written(b, format);
    if (!str_eq(buf_str(&left), buf_str(&right)))
        fail_msg("%s differs", export_format_name(format));
    buf_finish(&left);
    buf_finish(&right);
}

TEST(every_format_is_the_same_from_memory_and_from_aside)
{
    assert_true(place.puts > 5);
    for (unsigned format = 0; format < EXPORT_FORMAT_COUNT; format++)
        assert_same_bytes(whole, aside, (enum export_format)format);
    for (size_t i = 0; i < table_repeat_count(whole); i++)
        assert_same_bytes(table_repeat(whole, i), table_repeat(aside, i), EXPORT_CSV);
}

TEST(one_core_writes_what_several_write)
{
    static const enum export_format formats[] = {EXPORT_CSV, EXPORT_XLSX, EXPORT_NDJSON};
    cpu_set_t all, one;
    assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        struct buf many = written(aside, formats[i]);
        CPU_ZERO(&one);
        for (size_t cpu = 0; cpu < CPU_SETSIZE && !CPU_COUNT(&one); cpu++)
            if (CPU_ISSET(cpu, &all)) CPU_SET(cpu, &one);
        assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
        struct buf alone = written(aside, formats[i]);
        assert_int_equal(sched_setaffinity(0, sizeof all, &all), 0);
        assert_true(str_eq(buf_str(&many), buf_str(&alone)));
        buf_finish(&many);
        buf_finish(&alone);
    }
}

struct small_room {
    size_t left;
};

static enum err write_until_full(void *data, struct str bytes, struct err_info *info)
{
    struct small_room *room = data;
    if (bytes.len > room->left) return err_set(info, ERR_FULL, "no room is left");
    room->left -= bytes.len;
    return ERR_NONE;
}

// In the middle of a workbook, too: nothing waits for ever and the reason is the disk's own.
TEST(a_full_disk_ends_every_format)
{
    for (unsigned format = 0; format < EXPORT_FORMAT_COUNT; format++) {
        struct buf bytes = written(aside, (enum export_format)format);
        const size_t rooms[] = {0, bytes.len / 2, bytes.len - 1};
        for (size_t i = 0; i < 3; i++) {
            struct small_room room = {rooms[i]};
            struct err_info info = {0};
            struct export_sink sink = {write_until_full, &room};
            if (export_table(aside, (enum export_format)format, &sink, &info) != ERR_FULL)
                fail_msg("%s into %zu of %zu bytes", export_format_name((enum export_format)format),
                         rooms[i], bytes.len);
            assert_string_equal(info.message, "no room is left");
        }
        buf_finish(&bytes);
    }
}

TEST(rows_that_do_not_come_back_end_every_format)
{
    static const enum export_format formats[] = {EXPORT_CSV, EXPORT_XLSX,   EXPORT_SAV,
                                                 EXPORT_DTA, EXPORT_NDJSON, EXPORT_GEOJSON};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        struct aside_fixture own = {0};
        struct err_info info = {0};
        struct buf out = {0};
        struct export_sink sink = export_sink_buffer(&out);
        struct table *t = aside_fixture_table(form, COUNT / 2, &own, LITTLE / 4);
        table_hide_order(t);
        own.lost = true;
        assert_int_equal(export_table(t, formats[i], &sink, &info), ERR_IO);
        assert_string_equal(info.message, "the disk is gone");
        table_destroy(t);
        buf_finish(&own.bytes);
        buf_finish(&out);
    }
}

// What the library makes and what we put in: openpyxl reads all of it back.
TEST(openpyxl_finds_every_row_of_a_large_workbook)
{
    char folder[] = "/tmp/svar-aside-XXXXXX", command[1024];
    if (system("/usr/bin/python3 -c 'import openpyxl' 2>/dev/null") != 0) skip();
    assert_non_null(mkdtemp(folder));
    struct buf bytes = written(aside, EXPORT_XLSX), text = {0};
    snprintf(command, sizeof command, "%s/a.xlsx", folder);
    FILE *file = fopen(command, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
    snprintf(command, sizeof command,
             "cd %s && unzip -tq a.xlsx && /usr/bin/python3 -W ignore -c \"\n"
             "import openpyxl\n"
             "w = openpyxl.load_workbook('a.xlsx', read_only=True)\n"
             "for s in ('answers', 'labels', 'child'):\n"
             "    print(s, w[s].calculate_dimension(), sum(1 for r in w[s].iter_rows()))\n"
             "rows = list(w['labels'].iter_rows(min_row=2, values_only=True))\n"
             "print('ids', [r[0] for r in rows] == sorted({r[0] for r in rows}))\n"
             "print('n', sum(r[10] for r in rows), sum(r[7] == 'Vet inte' for r in rows))\n"
             "print(next(r[12:15] for r in rows if r[10] == 56000))\n"
             "\"; rm -r %s",
             folder, folder);
    FILE *from = popen(command, "r");
    assert_non_null(from);
    char line[4096];
    while (fgets(line, sizeof line, from))
        buf_add_text(&text, line);
    assert_int_equal(pclose(from), 0);
    static const char *const parts[] = {
        "answers A1:P5001 5001",
        "labels A1:P5001 5001",
        "child A1:D5000 5000",
        "ids True",
        "n 12472500000 2500",
        "('Ord _x005F_x0041_ 61 =1+1 العربية <&> \xF0\x9F\x91\xA9', datetime.datetime(1962, 2, 3,"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (!strstr(buf_text(&text), parts[i])) fail_msg("no \"%s\" in:\n%s", parts[i], text.ptr);
    buf_finish(&text);
    buf_finish(&bytes);
}

TEST_MAIN_IN(set_up, tear_down,
             cmocka_unit_test(every_format_is_the_same_from_memory_and_from_aside),
             cmocka_unit_test(one_core_writes_what_several_write),
             cmocka_unit_test(a_full_disk_ends_every_format),
             cmocka_unit_test(rows_that_do_not_come_back_end_every_format),
             cmocka_unit_test(openpyxl_finds_every_row_of_a_large_workbook))
