// SPDX-License-Identifier: EUPL-1.2
// Reading the table: cells, their texts, labels, dates.
#include "table/table.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "table/aside_priv.h"
#include "table/words.h"

const int table_codes[TABLE_CODES] = {TABLE_DONT_KNOW,   TABLE_DECLINED,  TABLE_NOT_APPLICABLE,
                                      TABLE_NOT_REACHED, TABLE_NOT_ASKED, TABLE_EMPTY};

uint64_t table_raw(const struct table *t, size_t row, size_t column)
{
    const struct column *c = &t->columns[column];
    const uint8_t *at = c->values + row * c->width;
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    switch (c->width) {
    case 1: return *at;
    case 2: memcpy(&two, at, sizeof two); return two;
    case 4: memcpy(&four, at, sizeof four); return four;
    default: memcpy(&eight, at, sizeof eight); return eight;
    }
}

void table_raw_set(struct table *t, size_t row, size_t column, uint64_t raw)
{
    struct column *c = &t->columns[column];
    uint8_t *at = c->values + row * c->width;
    uint16_t two = (uint16_t)raw;
    uint32_t four = (uint32_t)raw;
    switch (c->width) {
    case 1: *at = (uint8_t)raw; break;
    case 2: memcpy(at, &two, sizeof two); break;
    case 4: memcpy(at, &four, sizeof four); break;
    default: memcpy(at, &raw, sizeof raw); break;
    }
}

struct str table_pool_text(const struct table *t, uint64_t raw)
{
    size_t bytes = raw & ((1 << TABLE_TEXT_BITS) - 1);
    if (bytes == 0) return STR("");
    return str_make(t->pool.ptr + (raw >> TABLE_TEXT_BITS), bytes);
}

const struct form_def *table_form(const struct table *t)
{
    return t->def;
}

size_t table_row_count(const struct table *t)
{
    return t->row_count + (t->store ? t->store->rows : 0);
}

size_t table_refused_count(const struct table *t)
{
    return t->refused_count;
}

size_t table_other_form_count(const struct table *t)
{
    return t->other_form_count;
}

size_t table_column_count(const struct table *t)
{
    return t->column_count;
}

const struct table_column *table_column_at(const struct table *t, size_t column)
{
    return &t->columns[column].public;
}

int64_t table_column_find(const struct table *t, struct str name)
{
    for (size_t i = 0; i < t->column_count; i++)
        if (str_eq(t->columns[i].public.name, name)) return (int64_t)i;
    return -1;
}

size_t table_columns_of(const struct table *t, size_t node, size_t *out_first)
{
    int32_t at = t->question_of_node[node];
    if (at < 0 || table_enclosing_repeat(t->def, node) != t->scope) return 0;
    *out_first = t->questions[at].first;
    return t->questions[at].count;
}

struct table_cell table_cell(const struct table *t, size_t row, size_t column)
{
    if (t->window) return table_window_cell(t, row, column);
    const struct column *c = &t->columns[column];
    size_t at = t->order ? t->order[row] : row;
    struct table_cell cell = {.kind = c->public.kind, .missing = c->missing[at]};
    if (cell.missing) return cell;
    uint64_t raw = table_raw(t, at, column);
    switch (cell.kind) {
    case TABLE_TEXT: cell.text = table_pool_text(t, raw); break;
    case TABLE_NUMBER: memcpy(&cell.number, &raw, sizeof cell.number); break;
    case TABLE_DATE: cell.integer = (int32_t)(uint32_t)raw; break;
    case TABLE_CHOICE:
    case TABLE_FLAG:
    case TABLE_INT: cell.integer = (int64_t)raw; break;
    }
    return cell;
}

// By the key: the response's id, then the places in repeats.
static int compare_ids(const void *left, const void *right, void *data)
{
    const struct table *t = data;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    int order = str_compare(table_pool_text(t, table_raw(t, a, TABLE_ID)),
                            table_pool_text(t, table_raw(t, b, TABLE_ID)));
    for (size_t i = 1; !order && i <= t->depth; i++) {
        uint64_t first = table_raw(t, a, i), second = table_raw(t, b, i);
        order = (first > second) - (first < second);
    }
    return order;
}

void table_hide_order(struct table *t)
{
    for (size_t i = 0; i < t->repeat_count; i++)
        table_hide_order(t->repeats[i]);
    if (!t->store || !t->store->rows) {
        table_sort(t);
        return;
    }
    if (t->store->merged) return;
    table_aside_rows(t);
    table_aside_merge(t);
    t->window = table_window_create(t);
}

void table_sort(struct table *t)
{
    if (t->row_count == 0) return;
    t->order = xreallocarray(t->order, t->row_count, sizeof *t->order);
    for (uint32_t i = 0; i < t->row_count; i++)
        t->order[i] = i;
    qsort_r(t->order, t->row_count, sizeof *t->order, compare_ids, t);
}

int64_t table_code_shown(const struct table *t, size_t column, int code)
{
    return code + (t->columns[column].meets_codes ? TABLE_CODE_OFFSET : 0);
}

bool table_row_complete(const struct table *t, size_t row)
{
    return str_eq(table_cell(t, row, TABLE_STATUS).text, STR("complete"));
}

void table_label(const struct table *t, size_t column, size_t language, struct buf *out)
{
    const struct table_column *c = &t->columns[column].public;
    if (c->source < TABLE_QUESTION) return;
    struct arena *a = arena_create(ARENA_PLAIN, SIZE_MAX / 2);
    buf_add_str(out, table_words_question(t->def, c->node, language, a));
    arena_destroy(a);
    if (c->source != TABLE_OPTION) return;
    buf_add_text(out, ": ");
    table_words_add(form_choice_label(t->def, c->node, c->choice, language), out);
}

void table_text(const struct table *t, size_t row, size_t column, struct buf *out)
{
    struct table_cell cell = table_cell(t, row, column);
    char text[32];
    if (cell.missing) return;
    switch (cell.kind) {
    case TABLE_TEXT: buf_add_str(out, cell.text); break;
    case TABLE_CHOICE:
        buf_add_str(out,
                    form_choice_name(t->def, t->columns[column].public.node, (size_t)cell.integer));
        break;
    case TABLE_FLAG:
    case TABLE_INT: buf_add(out, text, str_from_int64(cell.integer, text)); break;
    case TABLE_NUMBER: buf_add(out, text, str_from_double(cell.number, text)); break;
    case TABLE_DATE:
        table_date_format(cell.integer, text);
        buf_add_text(out, text);
        break;
    }
}

size_t table_bytes(const struct table *t)
{
    size_t bytes = t->pool.capacity;
    for (size_t i = 0; i < t->column_count; i++)
        bytes += t->row_capacity * (t->columns[i].width + (size_t)1);
    for (size_t i = 0; i < t->repeat_count; i++)
        bytes += table_bytes(t->repeats[i]);
    return bytes;
}

// ---- dates: the proleptic Gregorian calendar, counted in days from 1970-01-01 ----

static bool leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && leap(year));
}

// Days before the first of January of a year from 1 on, counted from 0001-01-01.
static int64_t days_before(int64_t year)
{
    int64_t y = year - 1;
    return y * 365 + y / 4 - y / 100 + y / 400;
}

enum { DAYS_BEFORE_1970 = 719162 };

static bool digits(struct str text, size_t from, size_t count, int64_t *out)
{
    return text.len >= from + count && text.ptr[from] != '-' &&
           str_to_int64(str_sub(text, from, from + count), out);
}

bool table_date_parse(struct str text, int64_t *out_days)
{
    int64_t year, month, day;
    if (!digits(text, 0, 4, &year) || !digits(text, 5, 2, &month) || !digits(text, 8, 2, &day) ||
        text.ptr[4] != '-' || text.ptr[7] != '-')
        return false;
    if (text.len > 10 && text.ptr[10] != 'T') return false;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > month_days(year, (int)month))
        return false;
    int64_t days = days_before(year) - DAYS_BEFORE_1970 + day - 1;
    for (int m = 1; m < month; m++)
        days += month_days(year, m);
    *out_days = days;
    return true;
}

void table_date_format(int64_t days, char out[16])
{
    int64_t left = days + DAYS_BEFORE_1970, year = left / 366 + 1;
    while (days_before(year + 1) <= left)
        year++;
    left -= days_before(year);
    int month = 1;
    while (left >= month_days(year, month))
        left -= month_days(year, month++);
    snprintf(out, 16, "%04u-%02u-%02u", (unsigned)year % 10000, (unsigned)month % 100,
             (unsigned)(left + 1) % 100);
}
