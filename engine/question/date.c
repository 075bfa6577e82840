// SPDX-License-Identifier: EUPL-1.2
// date, time and dateTime: a number field for each part, with less and more beside it, and one
// touch for today or now. What is only half given is kept as state ("d17 m4") and is no answer yet;
// a number that is being typed is kept there as it was written ("tM05").
// Appearances "month-year" and "year" leave out the parts before.
#include "question/question_priv.h"

#include <math.h>
#include <stdio.h>

enum { BESIDE_MM = 190 };

enum part { DAY, MONTH, YEAR, HOUR, MINUTE, PARTS };

static const struct {
    const char *id;
    char letter;
    enum question_words name;
    int least, most;
    uint32_t characters;
} parts[PARTS] = {
    [DAY] = {"day", 'd', QUESTION_DAY, 1, 31, 2},
    [MONTH] = {"month", 'm', QUESTION_MONTH, 1, 12, 2},
    [YEAR] = {"year", 'y', QUESTION_YEAR, 1900, 2099, 4},
    [HOUR] = {"hour", 'H', QUESTION_HOUR, 0, 23, 2},
    [MINUTE] = {"minute", 'M', QUESTION_MINUTE, 0, 59, 2},
};

// -1 for a part that is not given.
struct moment {
    int part[PARTS];
    char zone[8]; // "+01:00"
};

static bool is(const struct svar_question *q, const char *type)
{
    return svar_text_is(q->type, type);
}

static bool asks(const struct svar_question *q, enum part part)
{
    bool date = !is(q, "time");
    if (part == HOUR || part == MINUTE) return !is(q, "date");
    if (part == YEAR) return date;
    if (question_has_word(q->appearance, "year")) return false;
    return date && !(part == DAY && question_has_word(q->appearance, "month-year"));
}

static int digits(const char *at, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9') return -1;
        value = value * 10 + (at[i] - '0');
    }
    return value;
}

// "2026-11-22", "14:30…", or both with a T between.
static void read_moment(struct str text, struct moment *out)
{
    char all[48] = "";
    memcpy(all, text.ptr, text.len < sizeof all ? text.len : sizeof all - 1);
    const char *time = all;
    for (int i = 0; i < PARTS; i++)
        out->part[i] = -1;
    out->zone[0] = '\0';
    if (strlen(all) >= 10 && all[4] == '-') {
        out->part[YEAR] = digits(all, 4);
        out->part[MONTH] = digits(all + 5, 2);
        out->part[DAY] = digits(all + 8, 2);
        time = all[10] == 'T' ? all + 11 : "";
    }
    if (strlen(time) < 5 || time[2] != ':') return;
    out->part[HOUR] = digits(time, 2);
    out->part[MINUTE] = digits(time + 3, 2);
    const char *zone = strpbrk(time + 5, "+-Z");
    if (zone) snprintf(out->zone, sizeof out->zone, "%.6s", zone);
}

static int days_in(int month, int year)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (month < 1 || month > 12) return 31;
    return month == 2 && year > 0 && !leap ? 28 : days[month - 1];
}

// What stands in the fields: the answer, or what is half given.
static void shown(const struct svar_question *q, struct moment *out)
{
    struct str rest = question_str(q->state), word;
    read_moment(question_str(q->value), out);
    if (q->value.bytes > 0) return;
    while (str_word(&rest, &word)) {
        int64_t value;
        for (int i = 0; i < PARTS; i++) {
            bool here = word.ptr[0] == parts[i].letter;
            if (here && str_to_int64(str_sub(word, 1, word.len), &value) && value >= 0 &&
                value < 10000)
                out->part[i] = (int)value;
        }
    }
}

// ---- what is to be seen ----

static void write_part(const struct svar_question *q, struct svar_writer *w, uint32_t depth,
                       enum part part, int value)
{
    char words[160], row[16], number[16];
    struct svar_element e = svar_element_make(SVAR_ROLE_GROUP, depth, "", svar_text_of(""));
    int bytes = snprintf(row, sizeof row, "%s-row", parts[part].id);
    e.id = svar_text_make(row, (size_t)bytes);
    e.name = question_words(q, parts[part].name, 0, words);
    e.layout = SVAR_LAYOUT_ROW;
    svar_write_element(w, &e);
    struct svar_element label = svar_element_make(SVAR_ROLE_TEXT, depth + 1, "", e.name);
    char name[16];
    bytes = snprintf(name, sizeof name, "%s-name", parts[part].id);
    label.id = svar_text_make(name, (size_t)bytes);
    svar_write_element(w, &label);
    e = svar_element_make(SVAR_ROLE_SPINBUTTON, depth + 1, parts[part].id, e.name);
    e.input = SVAR_INPUT_INTEGER;
    e.min = parts[part].least;
    e.max = parts[part].most;
    e.step = 1;
    e.characters_max = parts[part].characters;
    e.flags = question_flags(q) | (value < 0 ? (uint32_t)SVAR_ELEMENT_NO_VALUE : 0);
    struct str rest = question_str(q->state), word;
    if (value >= 0) {
        bool padded = part == MINUTE || part == HOUR;
        bytes = snprintf(number, sizeof number, padded ? "%02d" : "%d", value);
        e.value = svar_text_make(number, (size_t)bytes);
    }
    while (str_word(&rest, &word)) {
        if (word.len > 2 && word.ptr[0] == 't' && word.ptr[1] == parts[part].letter)
            e.value = svar_text_make(word.ptr + 2, word.len - 2);
    }
    svar_write_element(w, &e);
}

static void write_now(const struct svar_question *q, struct svar_writer *w, uint32_t depth)
{
    char words[160];
    struct svar_element e = svar_element_make(
        SVAR_ROLE_BUTTON, depth, "now",
        question_words(q, is(q, "date") && asks(q, DAY) ? QUESTION_TODAY : QUESTION_NOW, 0, words));
    e.flags = question_flags(q) & SVAR_ELEMENT_DISABLED;
    svar_write_element(w, &e);
}

// The parts from here on to the last, below each other.
static void write_parts(const struct svar_question *q, struct svar_writer *w, uint32_t depth,
                        enum part from, enum part last)
{
    struct moment now;
    shown(q, &now);
    for (int i = (int)from; i <= (int)last; i++) {
        if (asks(q, (enum part)i)) write_part(q, w, depth, (enum part)i, now.part[i]);
    }
}

static void write_column(const struct svar_question *q, struct svar_writer *w, const char *id,
                         enum part from, enum part last)
{
    struct svar_element e = svar_element_make(SVAR_ROLE_GROUP, 1, id, svar_text_of(""));
    e.layout = SVAR_LAYOUT_COLUMN;
    e.step = 1;
    e.flags = question_flags(q) & ~(uint32_t)SVAR_ELEMENT_DISABLED;
    svar_write_element(w, &e);
    write_parts(q, w, 2, from, last);
}

static void build(const struct svar_question *q, struct svar_writer *w)
{
    bool offers_now = svar_question_attribute(q, "svar:now").bytes > 0;
    bool both = is(q, "dateTime");
    // Where the screen lies down, what would be too high stands in two columns: the date and the
    // time of day, or all parts and the one touch for them.
    bool beside = (both || offers_now) && q->screen_mm_wide >= BESIDE_MM &&
                  q->screen_mm_wide > q->screen_mm_high && q->text_scale_percent <= 130;
    struct svar_element e = svar_element_make(SVAR_ROLE_GROUP, 0, "", q->label);
    e.flags = question_flags(q) & ~(uint32_t)SVAR_ELEMENT_DISABLED;
    e.layout = beside ? SVAR_LAYOUT_ROW : SVAR_LAYOUT_COLUMN;
    e.step = 1;
    svar_write_element(w, &e);
    if (!beside) {
        write_parts(q, w, 1, DAY, MINUTE);
    } else if (both) {
        write_column(q, w, "date", DAY, YEAR);
        write_column(q, w, "time", HOUR, MINUTE);
    } else {
        write_column(q, w, "parts", DAY, MINUTE);
    }
    if (offers_now) write_now(q, w, beside && both ? 2 : beside ? 1 : 0);
}

// ---- what is done with it ----

static bool complete(const struct svar_question *q, struct moment *m)
{
    for (int i = 0; i < PARTS; i++) {
        if (!asks(q, (enum part)i)) continue;
        if (m->part[i] < parts[i].least || m->part[i] > parts[i].most) return false;
    }
    return !asks(q, DAY) || m->part[DAY] <= days_in(m->part[MONTH], m->part[YEAR]);
}

static void write_value(const struct svar_question *q, const struct moment *m, char out[64])
{
    int month = asks(q, MONTH) ? m->part[MONTH] : 1, day = asks(q, DAY) ? m->part[DAY] : 1;
    int bytes = 0;
    out[0] = '\0';
    if (!is(q, "time"))
        bytes = snprintf(out, 64, "%04d-%02d-%02d%s", m->part[YEAR], month, day,
                         is(q, "dateTime") ? "T" : "");
    if (!is(q, "date"))
        snprintf(out + bytes, (size_t)(64 - bytes), "%02d:%02d:00.000%s", m->part[HOUR],
                 m->part[MINUTE], m->zone);
}

// Puts the moment into the result: as the answer where it is whole, else as state.
static void put(const struct svar_question *q, struct moment *m, const char *typed,
                struct question_scratch *scratch, struct svar_result *result)
{
    char text[64];
    struct moment now;
    read_moment(question_str(svar_question_attribute(q, "svar:now")), &now);
    memcpy(m->zone, now.zone, sizeof m->zone);
    result->flags = SVAR_RESULT_VALUE | SVAR_RESULT_STATE;
    if (complete(q, m)) {
        write_value(q, m, text);
        question_add(scratch, str_of(text)); // 64 bytes always fit
        result->value = question_scratch_text(scratch);
        result->state = svar_text_of(typed);
        return;
    }
    question_add(scratch, str_of(typed));
    int all = 0, given = 0;
    for (int i = 0; i < PARTS; i++) {
        int bytes =
            m->part[i] >= 0 ? snprintf(text, sizeof text, "%c%d ", parts[i].letter, m->part[i]) : 0;
        if (bytes > 0) question_add(scratch, str_make(text, (size_t)bytes));
        all += asks(q, (enum part)i);
        given += asks(q, (enum part)i) && m->part[i] >= parts[i].least;
    }
    result->state = question_scratch_text(scratch);
    if (given == all) { // 31 April
        result->flags |= SVAR_RESULT_NOTICE;
        result->notice = question_words(q, QUESTION_NO_SUCH_DATE, 0, scratch->notice);
    }
}

// Takes the digits; *out is how they were written.
static void take_text(enum part part, struct str text, struct moment *m, char out[16])
{
    size_t at = 0;
    int value = -1, bytes = snprintf(out, 16, "t%c", parts[part].letter);
    for (int32_t next = utf8_next(text, &at); next >= 0; next = utf8_next(text, &at)) {
        int digit = question_digit(next);
        if (digit < 0 || value >= 1000 || bytes > 8) continue;
        value = (value < 0 ? 0 : value) * 10 + digit;
        out[bytes++] = (char)('0' + digit);
    }
    out[bytes++] = ' ';
    out[bytes] = '\0';
    m->part[part] = value;
}

static void step(const struct svar_question *q, enum part part, double by, struct moment *m)
{
    struct moment now;
    read_moment(question_str(svar_question_attribute(q, "svar:now")), &now);
    int least = parts[part].least, most = parts[part].most;
    int value = m->part[part];
    if (value < 0)
        value = now.part[part] >= 0 ? now.part[part] : least; // the first step shows where one is
    else
        value += (int)by;
    // Months and hours go round; years end.
    if (value > most) value = part == YEAR ? most : least + (value - most - 1) % (most - least + 1);
    if (value < least) value = part == YEAR ? least : most;
    m->part[part] = value;
    // The 31st of a shorter month becomes its last.
    if (part != DAY && asks(q, DAY) && m->part[DAY] > days_in(m->part[MONTH], m->part[YEAR]))
        m->part[DAY] = days_in(m->part[MONTH], m->part[YEAR]);
}

static void handle(const struct svar_question *q, const struct svar_event *event,
                   struct question_scratch *scratch, struct svar_result *result)
{
    struct moment m;
    char typed[16] = "";

    if (question_handle_missing(q, event, result)) {
        result->flags |= SVAR_RESULT_STATE;
        return;
    }
    shown(q, &m);
    if (event->action == SVAR_EVENT_ACTIVATE && svar_text_is(event->id, "now")) {
        read_moment(question_str(svar_question_attribute(q, "svar:now")), &m);
        put(q, &m, typed, scratch, result);
        return;
    }
    for (int i = 0; i < PARTS; i++) {
        if (!asks(q, (enum part)i) || !svar_text_is(event->id, parts[i].id)) continue;
        if (event->action == SVAR_EVENT_TEXT && utf8_valid(question_str(event->text)))
            take_text((enum part)i, question_str(event->text), &m, typed);
        else if (event->action == SVAR_EVENT_ADJUST && fabs(event->number) < 1000)
            step(q, (enum part)i, event->number, &m);
        else
            return;
        put(q, &m, typed, scratch, result);
    }
}

const struct question_type question_date = {
    .about = {"date", "A day", "date", NULL, "svar:now", 0}, .build = build, .handle = handle};

const struct question_type question_time = {
    .about = {"time", "A time of day", "time", NULL, "svar:now", 0},
    .build = build,
    .handle = handle,
};

const struct question_type question_date_time = {
    .about = {"date-time", "A day and a time", "dateTime", NULL, "svar:now", 0},
    .build = build,
    .handle = handle,
};
