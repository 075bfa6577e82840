// SPDX-License-Identifier: EUPL-1.2
// What the form tests share: a form from Markdown tables, an instance with a clock that stands
// still, and answers in the words of a respondent.
#pragma once

#include "base/limits.h"
#include "form/view.h"
#include "tests/unit/test.h"

struct interview {
    struct form_problems *problems;
    struct form_def *def;
    struct form_instance *in;
    struct arena *a;     // the respondent's
    struct arena *texts; // the screen's
};

static inline int64_t help_wall_ms(void *data)
{
    (void)data;
    return INT64_C(1769860800000); // 2026-01-31T12:00:00Z
}

static inline void help_fill(void *data, void *out, size_t bytes)
{
    uint8_t *state = data;
    for (size_t i = 0; i < bytes; i++)
        ((uint8_t *)out)[i] = (*state)++;
}

// Every problem as one line, in the order found.
static inline char *help_problems(const struct form_problems *p)
{
    struct buf text = {0};
    for (size_t i = 0; i < form_problems_total(p); i++)
        form_problem_print(form_problems_at(p, i), &text);
    char *copy = strndup(text.ptr ? (char *)text.ptr : "", text.len);
    buf_finish(&text);
    return copy;
}

static inline enum err help_compile(const char *markdown, struct interview *out)
{
    *out = (struct interview){.problems = form_problems_create()};
    return form_def_load_bytes(str_of(markdown), STR("form.md"), NULL, out->problems, &out->def);
}

static inline void help_begin(struct interview *v, size_t language)
{
    static uint8_t random_state;
    random_state = 1;
    struct form_session session = {.clock = {help_wall_ms, help_wall_ms, NULL},
                                   .rng = {help_fill, &random_state},
                                   .zone_offset_min = 60,
                                   .language = language,
                                   .device_id = STR("device-1")};
    v->a = arena_create(ARENA_PLAIN, 64 << 20);
    v->texts = arena_create(ARENA_PLAIN, 1 << 20);
    struct err_info info = {0};
    enum err code = form_instance_create(v->def, &session, v->a, &v->in, &info);
    if (code != ERR_NONE) print_message("%s\n", info.message);
    assert_int_equal(code, ERR_NONE);
}

// A form without mistakes, and a respondent who begins it.
static inline struct interview interview(const char *markdown)
{
    struct interview v;
    enum err code = help_compile(markdown, &v);
    if (code != ERR_NONE) {
        char *text = help_problems(v.problems);
        print_message("%s", text);
        free(text);
    }
    assert_int_equal(code, ERR_NONE);
    help_begin(&v, 0);
    return v;
}

static inline void interview_end(struct interview *v)
{
    struct err_info trouble;
    if (v->in && form_instance_trouble(v->in, &trouble)) print_message("%s\n", trouble.message);
    form_instance_destroy(v->in);
    arena_destroy(v->a);
    arena_destroy(v->texts);
    form_def_destroy(v->def);
    form_problems_destroy(v->problems);
}

static inline form_ref at(const struct interview *v, const char *path)
{
    form_ref ref = form_instance_find(v->in, str_of(path));
    if (ref == FORM_REF_NONE) print_message("no node %s\n", path);
    assert_true(ref != FORM_REF_NONE);
    return ref;
}

static inline enum err try_answer(struct interview *v, const char *path, const char *value)
{
    return form_instance_set(v->in, at(v, path), str_of(value), NULL);
}

static inline void answer(struct interview *v, const char *path, const char *value)
{
    struct err_info info = {0};
    enum err code = form_instance_set(v->in, at(v, path), str_of(value), &info);
    if (code != ERR_NONE) print_message("%s = %s: %s\n", path, value, info.message);
    assert_int_equal(code, ERR_NONE);
}

static inline struct str value(const struct interview *v, const char *path)
{
    return form_instance_value(v->in, at(v, path));
}

static inline bool is(const struct interview *v, const char *path, unsigned state)
{
    return (form_ref_state(v->in, at(v, path)) & state) == state;
}

static inline struct str label(const struct interview *v, const char *path)
{
    return form_view_label(v->in, at(v, path), v->texts);
}

// Answers and missing codes as "{…} {…}"; free it.
static inline char *answers(const struct interview *v, const char *last_seen)
{
    struct buf values = {0}, missing = {0};
    form_instance_answers(v->in, last_seen ? at(v, last_seen) : FORM_REF_NONE, &values, &missing);
    buf_add_char(&values, ' ');
    buf_add_str(&values, buf_str(&missing));
    char *text = strndup((char *)values.ptr, values.len);
    buf_finish(&values);
    buf_finish(&missing);
    return text;
}

#define assert_answers(v, last_seen, expected)      \
    do {                                            \
        char *answers_ = answers((v), (last_seen)); \
        assert_string_equal(answers_, (expected));  \
        free(answers_);                             \
    } while (0)

// Refused, and the problems as text hold every expected part. Free the text.
static inline char *refused(const char *markdown)
{
    struct interview v;
    assert_int_equal(help_compile(markdown, &v), ERR_PARSE);
    assert_null(v.def);
    char *text = help_problems(v.problems);
    form_problems_destroy(v.problems);
    return text;
}

static inline void assert_refused(const char *markdown, const char *part)
{
    char *text = refused(markdown);
    if (!strstr(text, part)) print_message("expected “%s” in:\n%s", part, text);
    assert_non_null(strstr(text, part));
    free(text);
}
