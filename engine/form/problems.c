// SPDX-License-Identifier: EUPL-1.2
// The list of everything that is wrong with a form. It is bounded; errors push out warnings, so
// that a form with many warnings never hides why it was refused.
#include "form/workbook.h"

#include "base/alloc.h"
#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>

enum { TEXT_BYTES_MAX = 1000 };

struct form_problems {
    struct arena *arena;
    struct form_problem *list;
    size_t count;
    size_t seen[2]; // by severity, also what did not fit
};

struct form_problems *form_problems_create(void)
{
    struct form_problems *p = xcalloc(1, sizeof *p);
    p->list = xcalloc(LIMIT_FORM_ERRORS, sizeof *p->list);
    // Each keeps a text and two names; twice over, for the warnings that errors push out.
    p->arena = arena_create(ARENA_PLAIN, (size_t)LIMIT_FORM_ERRORS * 2 * (TEXT_BYTES_MAX + 1200));
    return p;
}

void form_problems_destroy(struct form_problems *p)
{
    if (!p) return;
    arena_destroy(p->arena);
    free(p->list);
    free(p);
}

size_t form_problems_count(const struct form_problems *p, enum form_severity severity)
{
    return p->seen[severity == FORM_WARNING];
}

size_t form_problems_total(const struct form_problems *p)
{
    return p->count;
}

const struct form_problem *form_problems_at(const struct form_problems *p, size_t index)
{
    return index < p->count ? &p->list[index] : NULL;
}

// Makes room for one more; false when this one has to be left out.
static bool make_room(struct form_problems *p, enum form_severity severity)
{
    if (p->count < LIMIT_FORM_ERRORS) return true;
    if (severity == FORM_WARNING) return false;
    for (size_t i = p->count; i-- > 0;) {
        if (p->list[i].severity != FORM_WARNING) continue;
        memmove(&p->list[i], &p->list[i + 1], (p->count - i - 1) * sizeof *p->list);
        p->count--;
        return true;
    }
    return false;
}

void form_problems_add(struct form_problems *p, enum form_severity severity, struct str file,
                       struct str sheet, int32_t row, int32_t column, const char *format, ...)
{
    char text[TEXT_BYTES_MAX];
    va_list args;

    p->seen[severity == FORM_WARNING]++;
    if (!make_room(p, severity)) return;
    va_start(args, format);
    int bytes = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    struct str whole = str_of(bytes < 0 ? "" : text);
    whole.len = utf8_cut(whole, whole.len);
    p->list[p->count++] = (struct form_problem){
        .severity = severity,
        .file = arena_dup(p->arena, str_sub(file, 0, 512)),
        .sheet = arena_dup(p->arena, str_sub(sheet, 0, 255)),
        .row = row,
        .column = column,
        .text = arena_dup(p->arena, whole),
    };
}

static size_t sheet_place(const struct form_workbook *workbook, struct str name)
{
    for (size_t i = 0; i < workbook->sheet_count; i++)
        if (str_eq(workbook->sheets[i].name, name)) return i + 1;
    return 0;
}

// Whether a stands behind b.
static bool behind(const struct form_workbook *workbook, const struct form_problem *a,
                   const struct form_problem *b)
{
    size_t sheet_a = sheet_place(workbook, a->sheet), sheet_b = sheet_place(workbook, b->sheet);
    if (sheet_a != sheet_b) return sheet_a > sheet_b;
    if (a->row != b->row) return a->row > b->row;
    return a->column > b->column;
}

void form_problems_sort(struct form_problems *p, const struct form_workbook *workbook)
{
    // There are few, and what is said of one cell keeps its order.
    for (size_t i = 1; i < p->count; i++) {
        struct form_problem problem = p->list[i];
        size_t at = i;
        for (; at > 0 && behind(workbook, &p->list[at - 1], &problem); at--)
            p->list[at] = p->list[at - 1];
        p->list[at] = problem;
    }
}

// Text from a form may hold anything: control characters would break the line or steer a terminal.
static void add_plain(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        buf_add_char(out, c < 0x20 || c == 0x7f ? ' ' : s.ptr[i]);
    }
}

void form_problem_print(const struct form_problem *problem, struct buf *out)
{
    form_problem_print_in(problem, FORM_TEXT_ENGLISH, out);
}

void form_problem_print_in(const struct form_problem *problem, enum form_text_language language,
                           struct buf *out)
{
    struct buf text = {0};
    add_plain(out, problem->file);
    if (problem->sheet.len > 0) {
        buf_add_char(out, ':');
        add_plain(out, problem->sheet);
    }
    if (problem->row > 0) {
        buf_printf(out, ":%d", (int)problem->row);
        if (problem->column > 0) buf_printf(out, ":%d", (int)problem->column);
    }
    buf_add_text(out, problem->severity == FORM_WARNING ? ": warning: " : ": error: ");
    form_problem_text(problem, language, &text);
    add_plain(out, buf_str(&text));
    buf_add_char(out, '\n');
    buf_finish(&text);
}
