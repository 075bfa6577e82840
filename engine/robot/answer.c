// SPDX-License-Identifier: EUPL-1.2
// Choices, fields, sliders, dates, dots: each by its elements' roles and ids. See robot/answer.h.
#include "robot/answer.h"

#include "base/limits.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ID_BYTES = 2 * LIMIT_NAME_BYTES, STEPS_MAX = 400 };

static const json_t *find(const struct robot_screen *s, struct str path, const char *local,
                          char id[ID_BYTES])
{
    snprintf(id, ID_BYTES, "%.*s/%s", STR_ARG(path), local);
    return robot_screen_find(s, str_of(id));
}

// ---- choices ----
static enum err touch_choice(struct robot_screen *s, struct str path, struct str choice,
                             struct err_info *info)
{
    char id[ID_BYTES];
    snprintf(id, sizeof(id), "%.*s/%.*s", STR_ARG(path), STR_ARG(choice));
    const json_t *element = robot_screen_find(s, str_of(id));
    if (!element) {
        return err_set(info, ERR_MISSING, "question %.*s has no choice \"%.*s\"", STR_ARG(path),
                       STR_ARG(choice));
    }
    if (robot_element_has(element, "checked")) {
        return ERR_NONE;
    }
    enum err err = robot_screen_touch(s, str_of(id), info);
    if (!err) {
        element = robot_screen_find(s, str_of(id));
        if (!element || !robot_element_has(element, "checked")) {
            err = err_set(info, ERR_STATE, "choice \"%s\" was touched and is not chosen", id);
        }
    }
    return err;
}

enum err robot_answer_choices(struct robot_screen *s, struct str path, struct str value,
                              struct err_info *info)
{
    struct str choice;
    enum err err = ERR_NONE;
    while (!err && str_word(&value, &choice)) {
        err = touch_choice(s, path, choice, info);
    }
    return err;
}

// ---- fields ----
static enum err type(struct robot_screen *s, struct str id, struct str text, bool on_screen,
                     struct err_info *info)
{
    if (str_eq(robot_element_text(robot_screen_find(s, id), "value"), text)) {
        return ERR_NONE;
    }
    enum err err = robot_screen_touch(s, id, info);
    if (!err) {
        err = on_screen ? robot_screen_tap(s, text, info) : robot_screen_type(s, text, info);
    }
    if (err) {
        return err;
    }
    const json_t *field = robot_screen_find(s, id);
    if (!field || !str_eq(robot_element_text(field, "value"), text)) {
        return err_set(info, ERR_STATE, "\"%.*s\" does not show what was typed into it",
                       STR_ARG(id));
    }
    return ERR_NONE;
}

// A decimal as it is written in the language that is shown.
static void localise(const struct robot_screen *s, struct str value, char out[64])
{
    struct str language = robot_screen_text(s, "language");
    bool point = str_starts(language, STR("en")) || str_starts(language, STR("ar"));
    size_t bytes = value.len < 63 ? value.len : 63;
    memcpy(out, value.ptr, bytes);
    out[bytes] = '\0';
    for (size_t i = 0; i < bytes && !point; i++) {
        out[i] = out[i] == '.' ? ',' : out[i];
    }
}

// ---- scales ----
static double number_of(struct str text)
{
    char copy[64] = "";
    memcpy(copy, text.ptr, text.len < sizeof(copy) ? text.len : sizeof(copy) - 1);
    return copy[0] ? strtod(copy, NULL) : (double)NAN;
}

static double value_shown(const struct robot_screen *s, const char *id)
{
    return number_of(robot_element_text(robot_screen_find(s, str_of(id)), "value"));
}

// A finger on the line, then less or more until the number is right: as a person would.
static enum err slide(struct robot_screen *s, struct str path, const char *id, struct str value,
                      struct err_info *info)
{
    char end[ID_BYTES];
    char step[ID_BYTES];
    double wanted = number_of(value);
    double least = number_of(robot_element_text(find(s, path, "least", end), "name"));
    double most = number_of(robot_element_text(find(s, path, "most", end), "name"));
    if (!(most > least) || !(wanted >= least && wanted <= most)) {
        return err_set(info, ERR_MISSING, "%.*s does not reach %.*s", STR_ARG(path),
                       STR_ARG(value));
    }
    enum err err = ERR_NONE;
    if (value_shown(s, id) != wanted) {
        double part = 0.08 + 0.84 * (wanted - least) / (most - least);
        err = robot_screen_touch_at(s, str_of(id), part, info);
    }
    for (int i = 0; !err && value_shown(s, id) != wanted; i++) {
        if (i == STEPS_MAX) {
            return err_set(info, ERR_STATE, "%.*s cannot be brought to %.*s", STR_ARG(path),
                           STR_ARG(value));
        }
        find(s, path, value_shown(s, id) < wanted ? "field-more" : "field-less", step);
        err = robot_screen_touch(s, str_of(step), info);
    }
    return err;
}

// ---- dates and times ----
static enum err type_part(struct robot_screen *s, struct str path, const char *part, int number,
                          bool padded, bool on_screen, struct err_info *info)
{
    char id[ID_BYTES];
    char text[16];
    if (!find(s, path, part, id) || number < 0) {
        return ERR_NONE; // not asked for
    }
    snprintf(text, sizeof(text), padded ? "%02d" : "%d", number);
    return type(s, str_of(id), str_of(text), on_screen, info);
}

static enum err answer_moment(struct robot_screen *s, struct str path, struct str value,
                              bool on_screen, struct err_info *info)
{
    char text[64] = "";
    int day = -1;
    int month = -1;
    int year = -1;
    int hour = -1;
    int minute = -1;
    memcpy(text, value.ptr, value.len < sizeof(text) ? value.len : sizeof(text) - 1);
    const char *time = text;
    if (sscanf(text, "%4d-%2d-%2d", &year, &month, &day) == 3) {
        time = strchr(text, 'T') ? strchr(text, 'T') + 1 : "";
    } else {
        year = month = day = -1;
    }
    if (sscanf(time, "%2d:%2d", &hour, &minute) != 2) {
        hour = minute = -1;
    }
    enum err err = type_part(s, path, "day", day, false, on_screen, info);
    if (!err) {
        err = type_part(s, path, "month", month, false, on_screen, info);
    }
    if (!err) {
        err = type_part(s, path, "year", year, false, on_screen, info);
    }
    if (!err) {
        err = type_part(s, path, "hour", hour, true, on_screen, info);
    }
    return err ? err : type_part(s, path, "minute", minute, true, on_screen, info);
}

// ---- dots ----
// How many there are stands at the end of the box's name.
static int dots_in(const struct robot_screen *s, struct str path)
{
    struct str name = robot_element_text(robot_screen_find(s, path), "name");
    size_t from = name.len;
    while (from > 0 && name.ptr[from - 1] >= '0' && name.ptr[from - 1] <= '9') {
        from--;
    }
    int64_t count = 0;
    return str_to_int64(str_sub(name, from, name.len), &count) ? (int)count : 0;
}

static enum err answer_dots(struct robot_screen *s, struct str path, struct str value,
                            struct err_info *info)
{
    int64_t wanted = 0;
    char id[ID_BYTES];
    enum err err = ERR_NONE;
    if (!str_to_int64(value, &wanted)) {
        return err_set(info, ERR_PARSE, "%.*s wants a whole number", STR_ARG(path));
    }
    for (int i = 0; !err && i < STEPS_MAX && dots_in(s, path) != wanted; i++) {
        snprintf(id, sizeof(id), "%.*s-%s", STR_ARG(path),
                 dots_in(s, path) < wanted ? "more" : "less");
        err = robot_screen_touch(s, str_of(id), info);
    }
    return err;
}

enum err robot_answer(struct robot_screen *s, struct str path, struct str value, bool on_screen,
                      struct err_info *info)
{
    char id[ID_BYTES];
    const json_t *field = find(s, path, "field", id);
    if (field) {
        struct str role = robot_element_text(field, "role");
        if (str_eq(role, STR("slider"))) {
            return slide(s, path, id, value, info);
        }
        char number[64];
        if (str_eq(role, STR("spinbutton"))) {
            localise(s, value, number);
            value = str_of(number);
        }
        return type(s, str_of(id), value, on_screen, info);
    }
    if (find(s, path, "year", id) || find(s, path, "hour", id)) {
        return answer_moment(s, path, value, on_screen, info);
    }
    snprintf(id, sizeof(id), "%.*s-more", STR_ARG(path));
    if (robot_screen_find(s, str_of(id))) {
        return answer_dots(s, path, value, info);
    }
    return robot_answer_choices(s, path, value, info);
}
