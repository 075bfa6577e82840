// SPDX-License-Identifier: EUPL-1.2
// Problems in Swedish. They are made in English where they are found, deep in the parsers; here the
// finished sentence is recognised by its form, its values are taken out and put into the Swedish
// one. So nothing that reads a form has to know which language its reader speaks.
#include "form/workbook.h"

struct pair {
    const char *english, *swedish;
};

#include "form/text_priv.h"

static const struct pair pairs[] = {
#define TEXT(english, swedish) {english, swedish},
#include "form/text_swedish.def"
#undef TEXT
};

enum { PAIR_COUNT = sizeof pairs / sizeof *pairs, VALUES_MAX = 8, NESTED_MAX = 3 };

struct match {
    struct str values[VALUES_MAX];
    bool quoted[VALUES_MAX]; // stands in quotation marks: the form's own words
    size_t count;
};

// The length of the conversion that begins at format; *out_digits where it prints a number.
static size_t conversion(const char *format, bool *out_digits)
{
    size_t len = 1;
    while (format[len] && strchr("0123456789.*zlu", format[len]) && format[len] != 'u')
        len++;
    *out_digits = format[len] == 'd' || format[len] == 'u';
    return format[len] ? len + 1 : len;
}

static bool fits(const char *format, struct str text, struct match *m, bool quoted);

// A conversion takes as few bytes as let the rest fit.
static bool fits_value(const char *format, struct str text, struct match *m, bool quoted)
{
    bool digits;
    size_t skip = conversion(format, &digits), place = m->count;
    if (place == VALUES_MAX) return false;
    m->quoted[place] = quoted;
    for (size_t len = 0; len <= text.len; len++) {
        if (digits && len && !strchr("-0123456789", text.ptr[len - 1])) return false;
        m->values[place] = str_sub(text, 0, len);
        m->count = place + 1;
        if (fits(format + skip, str_sub(text, len, text.len), m, false)) return true;
    }
    m->count = place;
    return false;
}

static bool fits(const char *format, struct str text, struct match *m, bool quoted)
{
    for (; *format; format++) {
        if (*format == '%' && format[1] != '%') return fits_value(format, text, m, quoted);
        if (*format == '%') format++;
        if (!text.len || *text.ptr != *format) return false;
        // “ ends with the byte 0x9C; what follows stands between marks.
        quoted = *format == '"' || *format == '\x9C';
        text = str_sub(text, 1, text.len);
    }
    return !text.len;
}

static size_t literal_bytes(const char *format)
{
    size_t count = 0;
    bool digits;
    while (*format) {
        if (*format == '%' && format[1] != '%') {
            format += conversion(format, &digits);
            continue;
        }
        format += *format == '%' ? 2 : 1;
        count++;
    }
    return count;
}

// The sentence that fits and says most by itself.
static const struct pair *find(struct str english, struct match *out)
{
    const struct pair *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < PAIR_COUNT; i++) {
        struct match m = {0};
        size_t bytes = literal_bytes(pairs[i].english);
        if (bytes <= most || !fits(pairs[i].english, english, &m, false)) continue;
        best = &pairs[i];
        most = bytes;
        *out = m;
    }
    return best;
}

static void add_swedish(struct str english, struct buf *out, unsigned depth)
{
    struct match m = {0};
    const struct pair *pair = depth < NESTED_MAX ? find(english, &m) : NULL;
    if (!pair) {
        buf_add_str(out, english);
        return;
    }
    size_t value = 0;
    bool digits;
    for (const char *at = pair->swedish; *at;) {
        if (*at != '%' || at[1] == '%') {
            buf_add_char(out, *at);
            at += *at == '%' ? 2 : 1;
            continue;
        }
        at += conversion(at, &digits);
        if (value == m.count) continue;
        if (m.quoted[value])
            buf_add_str(out, m.values[value]);
        else
            add_swedish(m.values[value], out, depth + 1); // a reason, a message within a message
        value++;
    }
}

void form_problem_text(const struct form_problem *problem, enum form_text_language language,
                       struct buf *out)
{
    if (language == FORM_TEXT_SWEDISH)
        add_swedish(problem->text, out, 0);
    else
        buf_add_str(out, problem->text);
}

size_t form_text_count(void)
{
    return PAIR_COUNT;
}

const char *form_text_at(size_t index, enum form_text_language language)
{
    return language == FORM_TEXT_SWEDISH ? pairs[index].swedish : pairs[index].english;
}
