// SPDX-License-Identifier: EUPL-1.2
// Looks for words in square brackets through survey.json and the form.
#include "organizer/placeholders.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST = 60, LINES_MAX = 40, PATH_BYTES = 200 };

struct search {
    struct buf *out;
    size_t lines;
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

bool organizer_placeholder_next(struct str text, size_t *at, struct str *out)
{
    for (size_t from = *at; from < text.len; from++) {
        bool letters = false;
        size_t end = from + 1;
        if (text.ptr[from] != '[' || (from > 0 && text.ptr[from - 1] == '\\')) continue;
        while (end < text.len && end - from <= LONGEST && !strchr("[]\n", text.ptr[end]))
            letters = is_letter(text.ptr[end++]) || letters;
        bool closed = end < text.len && text.ptr[end] == ']';
        bool link = closed && end + 1 < text.len && text.ptr[end + 1] == '(';
        if (closed && letters && !link) {
            *out = str_sub(text, from, end + 1);
            *at = end + 1;
            return true;
        }
    }
    *at = text.len;
    return false;
}

static size_t look(struct search *s, const char *where, struct str text)
{
    size_t found = 0, at = 0;
    struct str words;
    while (organizer_placeholder_next(text, &at, &words)) {
        if (s->lines++ < LINES_MAX) buf_printf(s->out, "%s: %.*s\n", where, STR_ARG(words));
        found++;
    }
    return found;
}

static size_t look_json(struct search *s, const char *where, const json_t *value)
{
    char inner[PATH_BYTES];
    size_t found = 0;
    const char *name;
    json_t *member;
    if (json_is_string(value))
        return look(s, where, str_make(json_string_value(value), json_string_length(value)));
    for (size_t i = 0; i < json_array_size(value); i++) {
        snprintf(inner, sizeof inner, "%s %zu", where, i + 1);
        found += look_json(s, inner, json_array_get(value, i));
    }
    if (!json_is_object(value)) return found;
    json_object_foreach((json_t *)(uintptr_t)value, name, member)
    {
        snprintf(inner, sizeof inner, "%s.%s", where, name);
        found += look_json(s, inner, member);
    }
    return found;
}

typedef struct str (*text_of)(const struct form_def *, size_t, size_t);

// A language without the text has another one's, which was looked at there.
static size_t look_text(struct search *s, const char *where, const struct form_def *form,
                        text_of text, size_t node, size_t language)
{
    struct str own = text(form, node, language);
    for (size_t i = 0; i < language; i++)
        if (text(form, node, i).ptr == own.ptr) return 0;
    return look(s, where, own);
}

static size_t look_choice(struct search *s, const char *where, const struct form_def *form,
                          size_t node, size_t choice, size_t language)
{
    struct str own = form_choice_label(form, node, choice, language);
    for (size_t i = 0; i < language; i++)
        if (form_choice_label(form, node, choice, i).ptr == own.ptr) return 0;
    return look(s, where, own);
}

static size_t look_node(struct search *s, const struct form_def *form, size_t node, size_t language)
{
    static const struct {
        text_of text;
        const char *column;
    } texts[] = {{form_node_label, "label"},
                 {form_node_hint, "hint"},
                 {form_node_guidance, "guidance_hint"}};
    struct str name = form_node_name(form, node), code = form_def_language_code(form, language);
    char where[PATH_BYTES];
    size_t found = 0;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        snprintf(where, sizeof where, "the form, %.*s, %s, %.*s", STR_ARG(name), texts[i].column,
                 STR_ARG(code));
        found += look_text(s, where, form, texts[i].text, node, language);
    }
    for (size_t c = 0; c < form_node_choice_count(form, node); c++) {
        struct str choice = form_choice_name(form, node, c);
        snprintf(where, sizeof where, "the form, %.*s, choice %.*s, %.*s", STR_ARG(name),
                 STR_ARG(choice), STR_ARG(code));
        found += look_choice(s, where, form, node, c, language);
    }
    return found;
}

size_t organizer_placeholders(const json_t *survey, const struct form_def *form, struct buf *out)
{
    static const char *const read[] = {"title", "organizer", "pages"};
    struct search s = {.out = out};
    size_t found = 0;
    for (size_t i = 0; i < sizeof read / sizeof read[0]; i++)
        found += look_json(&s, read[i], json_object_get(survey, read[i]));
    for (size_t language = 0; language < form_def_language_count(form); language++)
        for (size_t node = 0; node < form_def_node_count(form); node++)
            found += look_node(&s, form, node, language);
    look_json(&s, "report", json_object_get(survey, "report"));
    if (s.lines > LINES_MAX) buf_printf(out, "and %zu more\n", s.lines - LINES_MAX);
    return found;
}
