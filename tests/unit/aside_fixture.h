// SPDX-License-Identifier: EUPL-1.2
// A place in memory where a table lays rows aside, which can lose them; and a form with repeats,
// with responses drawn from a number, for two tables that must come out the same.
#pragma once

#include "tests/unit/test.h"

#include "table/table.h"

struct aside_fixture {
    struct buf bytes;
    size_t puts, forgotten;
    size_t fail_at; // this put fails; 0: none does
    bool lost;      // nothing comes back
    bool altered;   // what comes back is shorter
};

static inline enum err aside_fixture_put(void *data, struct str bytes, uint64_t *out_place,
                                         struct err_info *info)
{
    struct aside_fixture *f = data;
    if (++f->puts == f->fail_at) return err_set(info, ERR_FULL, "no room is left");
    *out_place = f->bytes.len;
    buf_add_str(&f->bytes, bytes);
    return ERR_NONE;
}

static inline enum err aside_fixture_get(void *data, uint64_t place, size_t bytes, struct buf *out,
                                         struct err_info *info)
{
    const struct aside_fixture *f = data;
    if (f->lost) return err_set(info, ERR_IO, "the disk is gone");
    assert_true(place + bytes <= f->bytes.len);
    buf_add(out, f->bytes.ptr + place, bytes - f->altered);
    return ERR_NONE;
}

static inline void aside_fixture_forget(void *data, uint64_t place, size_t bytes)
{
    struct aside_fixture *f = data;
    memset(f->bytes.ptr + place, 0xEE, bytes);
    f->forgotten += bytes;
}

static inline struct table_aside aside_fixture_place(struct aside_fixture *f)
{
    return (struct table_aside){aside_fixture_put, aside_fixture_get, aside_fixture_forget, f};
}

static inline struct form_def *aside_fixture_form(void)
{
    static const char text[] = "| survey |\n"
                               "| | type | name | label | appearance |\n"
                               "| | select_one ja | a | Ett? | likert |\n"
                               "| | select_multiple farg | b | Flera? | |\n"
                               "| | integer | n | Hur många? | |\n"
                               "| | decimal | v | Hur varmt? | |\n"
                               "| | text | t | Ord? | |\n"
                               "| | date | d | När? | |\n"
                               "| | geopoint | p | Var? | |\n"
                               "| | begin repeat | child | Barn | |\n"
                               "| | integer | age | Ålder | |\n"
                               "| | begin repeat | toy | Leksak | |\n"
                               "| | text | kind | Sort | |\n"
                               "| | end repeat | | | |\n"
                               "| | end repeat | | | |\n"
                               "| choices |\n"
                               "| | list_name | name | label |\n"
                               "| | ja | 1 | Ja |\n"
                               "| | ja | 2 | Nej & kanske |\n"
                               "| | ja | -1 | Vet inte |\n"
                               "| | farg | rod | Röd |\n"
                               "| | farg | bla | Blå |\n"
                               "| settings |\n"
                               "| | form_title | form_id | default_language |\n"
                               "| | Prov | prov | Svenska (sv) |\n";
    struct form_problems *problems = form_problems_create();
    struct form_def *form = NULL;
    assert_int_equal(form_def_load_bytes(str_of(text), STR("prov.md"), NULL, problems, &form), 0);
    form_problems_destroy(problems);
    return form;
}

// Ids far from the order of the numbers.
static inline void aside_fixture_response(unsigned number, struct buf *out)
{
    uint64_t mixed = (number + 1) * UINT64_C(0x9E3779B97F4A7C15);
    buf_printf(out,
               "{\"svar\":1,\"survey\":\"s1\",\"survey_version\":1,\"wave\":\"v\",\"form\":{\"id\":"
               "\"prov\",\"version\":\"\",\"hash\":\"aa\"},\"id\":\"%08x-0000-4000-8000-%012x\","
               "\"language\":\"sv\",\"time\":\"2026-11-%02u\",\"status\":\"%s\",\"duration_s\":%u,"
               "\"answers\":{",
               (unsigned)(mixed >> 32), number, number % 28 + 1,
               number % 7 ? "complete" : "break_off", number % 900);
    buf_printf(out, "\"b\":\"%s\",\"n\":\"%d\",\"v\":\"%d.25\",", number % 2 ? "rod bla" : "bla",
               (int)number * 1000 - 5000, (int)number - 60);
    buf_printf(out, "\"t\":\"%s %u =1+1 العربية <&> \xF0\x9F\x91\xA9\",\"d\":\"19%02u-02-03\",",
               number % 3 ? "Ord _x0041_" : " blank ", number, number % 99 + 1);
    buf_printf(out, "\"p\":\"59.%u 18.1 0 0\"", number % 1000);
    for (unsigned i = 1; i <= number % 3; i++)
        buf_printf(out, ",\"child[%u]/age\":\"%u\",\"child[%u]/toy[1]/kind\":\"k%u\"", i,
                   number % 300, i, number);
    buf_printf(out, "},\"missing\":{\"a\":%d}}", number % 2 ? -1 : -9);
}

static inline enum err aside_fixture_add(struct table *t, unsigned number, struct err_info *info)
{
    struct buf json = {0};
    aside_fixture_response(number, &json);
    enum err err = table_add(t, buf_str(&json), info);
    buf_finish(&json);
    return err;
}

// A table of so many responses; with a place, all but bytes_max of it lies there.
static inline struct table *aside_fixture_table(const struct form_def *form, unsigned count,
                                                struct aside_fixture *place, size_t bytes_max)
{
    struct table *t = NULL;
    assert_int_equal(table_create(form, NULL, &t, NULL), ERR_NONE);
    struct table_aside aside = aside_fixture_place(place);
    if (place) table_lay_aside(t, &aside, bytes_max);
    for (unsigned i = 0; i < count; i++)
        assert_int_equal(aside_fixture_add(t, i, NULL), ERR_NONE);
    return t;
}
