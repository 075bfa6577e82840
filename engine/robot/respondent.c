// SPDX-License-Identifier: EUPL-1.2
// Page by page. Nothing is assumed of the kiosk but the names of its pages and the ids of its
// elements; see robot/respondent.h.
#include "robot/respondent.h"

#include "base/limits.h"
#include "robot/answer.h"
#include "robot/random.h"

#include <stdio.h>

enum { STEPS_MAX = 4000 };

// What one respondent has to say, while they are saying it.
struct person {
    const json_t *answers;
    const json_t *missing; // {path: code} for questions without choices of their own
    struct str language;
    bool on_screen; // types on the on-screen keyboard
    bool declines;
    bool went_back;
    bool by_chance; // no answers are given: picks among what it sees
    struct robot_random random;
};

// ---- pictures ----
static enum err picture(struct robot_rehearsal *r, const char *name, struct err_info *info)
{
    if (!r->screenshots || json_object_get(r->seen, name)) {
        return ERR_NONE;
    }
    char safe[256];
    snprintf(safe, sizeof(safe), "%s", name);
    for (char *c = safe; *c; c++) {
        if (*c == '/' || *c == '[' || *c == ']') {
            *c = '-';
        }
    }
    char file[4096];
    int bytes = snprintf(file, sizeof(file), "%s/%02zu-%s.png", r->screenshots,
                         r->tally.screenshots + 1, safe);
    if (bytes < 0 || (size_t)bytes >= sizeof(file)) {
        return err_set(info, ERR_LIMIT, "the path of a screenshot is too long");
    }
    enum err err = robot_screen_picture(&r->screen, file, info);
    if (!err) {
        json_object_set_new(r->seen, name, json_string(file));
        r->tally.screenshots++;
    }
    return err;
}

// A picture of the present page under its own name: "attract", "sv-q1", "sv-q6-hint".
// Each language has pictures of its own; of respondents by chance, each first choice as well.
static enum err picture_page(struct robot_rehearsal *r, const struct person *person,
                             struct err_info *info)
{
    struct str page = robot_screen_text(&r->screen, "page");
    struct str node = robot_screen_text(&r->screen, "node");
    char name[256];
    char who[96] = "";
    if (person->by_chance) {
        const struct robot_random *random = &person->random;
        snprintf(who, sizeof(who), "%s%s%s%s", random->language, random->language[0] ? "-" : "",
                 random->first, random->first[0] ? "-" : "");
    } else if (person->language.len > 0) {
        snprintf(who, sizeof(who), "%.*s-", STR_ARG(person->language));
    }
    if (node.len == 0) {
        snprintf(name, sizeof(name), "%s%.*s", who, STR_ARG(page));
    } else if (str_eq(page, STR("question"))) {
        snprintf(name, sizeof(name), "%s%.*s", who, STR_ARG(node));
    } else {
        snprintf(name, sizeof(name), "%s%.*s-%.*s", who, STR_ARG(node), STR_ARG(page));
    }
    return picture(r, name, info);
}

// ---- answering ----
// True where an element of the page belongs to the question at path.
static bool on_page(const struct robot_rehearsal *r, struct str path)
{
    return robot_screen_find(&r->screen, path) != NULL;
}

// Gives every answer that this page asks for. The page may grow by it, so it looks again each time.
static enum err answer_page(struct robot_rehearsal *r, const struct person *person,
                            struct err_info *info)
{
    const char *path;
    json_t *value;
    enum err err = ERR_NONE;
    // jansson's walk wants the object writable, and changes nothing.
    json_t *answers = (json_t *)(uintptr_t)person->answers;
    json_object_foreach(answers, path, value)
    {
        struct str name = str_of(path);
        struct str text = str_make(json_string_value(value), json_string_length(value));
        if (!on_page(r, name)) {
            continue;
        }
        err =
            robot_answer(&r->screen, name, text,
                         (person->on_screen && !r->screen.keyboard) || r->screen.choose_key, info);
        if (err) {
            return err;
        }
        r->tally.answers++;
    }
    json_t *missing = (json_t *)(uintptr_t)person->missing;
    json_object_foreach(missing, path, value)
    {
        struct str name = str_of(path);
        struct str text = str_make(json_string_value(value), json_string_length(value));
        if (on_page(r, name)) {
            err = robot_answer_choices(&r->screen, name, text, info);
            if (err) {
                return err;
            }
            r->tally.answers++;
        }
    }
    return ERR_NONE;
}

// True where the respondent has something to say of the next card of a list.
static bool wants_another(const struct robot_rehearsal *r, const struct person *person,
                          struct str list)
{
    size_t cards = robot_screen_cards(&r->screen, list);
    const char *path;
    json_t *value;
    char wanted[LIMIT_NAME_BYTES + 32];
    snprintf(wanted, sizeof(wanted), "%.*s[%zu]/", STR_ARG(list), cards + 1);
    json_t *answers = (json_t *)(uintptr_t)person->answers;
    json_object_foreach(answers, path, value)
    {
        if (str_starts(str_of(path), str_of(wanted))) {
            return true;
        }
    }
    return false;
}

static enum err say_what_is_wrong(const struct robot_rehearsal *r, struct err_info *info)
{
    const json_t *elements = json_object_get(r->screen.json, "elements");
    struct str words = STR("");
    for (size_t i = 0; i < json_array_size(elements); i++) {
        const json_t *element = json_array_get(elements, i);
        if (str_eq(robot_element_text(element, "role"), STR("alert"))) {
            words = robot_element_text(element, "name");
        }
    }
    return err_set(info, ERR_STATE, "question %.*s does not take the answer: %.*s",
                   STR_ARG(robot_screen_text(&r->screen, "node")), STR_ARG(words));
}

static enum err next(struct robot_rehearsal *r, struct err_info *info)
{
    char before[2 * LIMIT_NAME_BYTES];
    snprintf(before, sizeof(before), "%.*s", STR_ARG(robot_screen_text(&r->screen, "node")));
    enum err err = robot_screen_touch(&r->screen, STR("nav/next"), info);
    if (!err && !str_eq(robot_screen_text(&r->screen, "node"), str_of(before))) {
        r->tally.pages++;
    }
    return err;
}

// With a seed, now and then somebody wants to see the page before once more.
static enum err maybe_back(struct robot_rehearsal *r, struct person *person, bool *out_went,
                           struct err_info *info)
{
    *out_went = !person->went_back && robot_screen_random(&r->screen, 10) == 1 &&
                robot_screen_find(&r->screen, STR("nav/back"));
    if (!*out_went) {
        return ERR_NONE;
    }
    person->went_back = true;
    return robot_screen_touch(&r->screen, STR("nav/back"), info);
}

static enum err question(struct robot_rehearsal *r, struct person *person, struct err_info *info)
{
    struct str page = robot_screen_text(&r->screen, "page");
    if (str_eq(page, STR("hint"))) {
        r->tally.hints++;
        enum err err = picture_page(r, person, info);
        return err ? err : next(r, info);
    }
    if (str_eq(page, STR("warning"))) {
        r->tally.warnings++;
        enum err err = picture_page(r, person, info);
        return err ? err : next(r, info);
    }
    if (str_eq(page, STR("invalid"))) {
        enum err err = picture_page(r, person, info);
        if (!err && person->by_chance && person->random.again < ROBOT_AGAIN_MOST) {
            r->tally.redrawn++;
            err = robot_random_again(&person->random, &r->screen, info);
            return err ? err : next(r, info);
        }
        return err ? err : say_what_is_wrong(r, info);
    }
    char list[LIMIT_NAME_BYTES + 1];
    if (robot_screen_list(&r->screen, list) && wants_another(r, person, str_of(list))) {
        enum err err = picture_page(r, person, info);
        char add[LIMIT_NAME_BYTES + 8];
        snprintf(add, sizeof(add), "%s/add", list);
        return err ? err : robot_screen_touch(&r->screen, str_of(add), info);
    }
    bool went = false;
    enum err err = maybe_back(r, person, &went, info);
    if (err || went) {
        return err;
    }
    err = person->by_chance
              ? robot_random_page(&person->random, &r->screen, &r->tally.answers, info)
              : answer_page(r, person, info);
    if (!err) {
        err = picture_page(r, person, info);
    }
    return err ? err : next(r, info);
}

// ---- the other pages ----
static enum err choose_language(struct robot_rehearsal *r, const struct person *person,
                                const char *otherwise, struct err_info *info)
{
    struct str wanted =
        person->language.len > 0 ? person->language : robot_screen_text(&r->screen, "language");
    bool there = str_eq(robot_screen_text(&r->screen, "language"), wanted);
    if (there && otherwise) {
        return robot_screen_touch(&r->screen, str_of(otherwise), info);
    }
    char id[64];
    snprintf(id, sizeof(id), "lang/%.*s", STR_ARG(wanted));
    if (otherwise && !robot_screen_find(&r->screen, str_of(id))) {
        return robot_screen_touch(&r->screen, str_of(otherwise), info);
    }
    return robot_screen_touch(&r->screen, str_of(id), info);
}

// One step. *out_done at the end, on the attract page again.
static enum err step(struct robot_rehearsal *r, struct person *person, bool *out_done,
                     struct err_info *info)
{
    struct str page = robot_screen_text(&r->screen, "page");
    if (str_eq(page, STR("question")) || str_eq(page, STR("hint")) ||
        str_eq(page, STR("warning")) || str_eq(page, STR("invalid"))) {
        return question(r, person, info);
    }
    if (person->by_chance && str_eq(page, STR("attract")) && !person->random.language[0]) {
        robot_random_language(&person->random, &r->screen);
        person->language = str_of(person->random.language);
    }
    enum err err = picture_page(r, person, info);
    if (err) {
        return err;
    }
    if (str_eq(page, STR("attract"))) {
        return choose_language(r, person, "start", info);
    }
    if (str_eq(page, STR("language"))) {
        return choose_language(r, person, NULL, info);
    }
    if (str_eq(page, STR("info"))) {
        return robot_screen_touch(&r->screen, STR("info/next"), info);
    }
    if (str_eq(page, STR("consent"))) {
        return robot_screen_touch(&r->screen,
                                  person->declines ? STR("consent/no") : STR("consent/yes"), info);
    }
    if (str_eq(page, STR("idle"))) {
        return robot_screen_touch(&r->screen, STR("idle/continue"), info);
    }
    if (str_eq(page, STR("saving"))) {
        return robot_screen_read(&r->screen, info);
    }
    if (str_eq(page, STR("thanks")) || str_eq(page, STR("declined"))) {
        bool thanks = str_eq(page, STR("thanks"));
        if (thanks == person->declines) {
            return err_set(info, ERR_STATE, "the page \"%.*s\" came out of turn", STR_ARG(page));
        }
        r->tally.respondents += thanks;
        r->tally.declined += !thanks;
        *out_done = true;
        return robot_screen_touch(&r->screen, STR("thanks/again"), info);
    }
    return err_set(info, ERR_STATE, "the kiosk shows the page \"%.*s\"", STR_ARG(page));
}

static enum err get_person(const json_t *line, struct person *out, struct err_info *info)
{
    struct str typing;
    struct str consent;
    *out = (struct person){0};
    enum err err = json_get_str_or(line, "language", STR(""), &out->language, info);
    if (!err) {
        err = json_get_str_or(line, "typing", STR("keys"), &typing, info);
    }
    if (!err) {
        err = json_get_str_or(line, "consent", STR("yes"), &consent, info);
    }
    if (err) {
        return err;
    }
    out->answers = json_object_get(line, "answers");
    out->missing = json_object_get(line, "missing");
    out->by_chance = json_is_integer(json_object_get(line, "by_chance"));
    out->random.index = (size_t)json_integer_value(json_object_get(line, "by_chance"));
    out->on_screen = str_eq(typing, STR("screen"));
    out->declines = str_eq(consent, STR("no"));
    if (!out->on_screen && !str_eq(typing, STR("keys"))) {
        return err_set(info, ERR_PARSE, "\"typing\" is \"keys\" or \"screen\"");
    }
    if (!out->declines && !str_eq(consent, STR("yes"))) {
        return err_set(info, ERR_PARSE, "\"consent\" is \"yes\" or \"no\"");
    }
    return ERR_NONE;
}

// An object of path and text, or nothing at all.
static enum err check_texts(const json_t *texts, const char *member, struct err_info *info)
{
    if (!texts) {
        return ERR_NONE;
    }
    if (!json_is_object(texts)) {
        return err_set(info, ERR_PARSE, "\"%s\" is an object of path and value", member);
    }
    const char *path;
    json_t *value;
    json_t *all = (json_t *)(uintptr_t)texts;
    json_object_foreach(all, path, value)
    {
        if (!json_is_string(value)) {
            return err_set(info, ERR_PARSE, "the answer to \"%.100s\" is text in quotes", path);
        }
        if (strlen(path) > LIMIT_NAME_BYTES) {
            return err_set(info, ERR_LIMIT, "a path is longer than %d bytes", LIMIT_NAME_BYTES);
        }
    }
    return ERR_NONE;
}

enum err robot_respondent_check(const json_t *line, struct err_info *info)
{
    struct person person;
    if (!json_is_object(line)) {
        return err_set(info, ERR_PARSE, "a line is one JSON object");
    }
    enum err err = get_person(line, &person, info);
    if (!err) {
        err = check_texts(person.answers, "answers", info);
    }
    return err ? err : check_texts(person.missing, "missing", info);
}

enum err robot_respondent_answer(struct robot_rehearsal *r, const json_t *line,
                                 struct err_info *info)
{
    struct person person;
    enum err err = get_person(line, &person, info);
    if (!err) {
        err = robot_screen_read(&r->screen, info);
    }
    bool done = false;
    for (int i = 0; !err && !done; i++) {
        if (i == STEPS_MAX) {
            return err_set(info, ERR_STATE, "no end came after %d steps", STEPS_MAX);
        }
        err = step(r, &person, &done, info);
    }
    return err;
}

enum err robot_respondent_leave(struct robot_rehearsal *r, struct err_info *info)
{
    static const char *const ways[] = {"idle/clear", "stop/yes", "thanks/again", "nav/stop",
                                       "nav/back"};
    enum err err = robot_screen_read(&r->screen, info);
    for (int i = 0; !err && i < 8; i++) {
        if (str_eq(robot_screen_text(&r->screen, "page"), STR("attract"))) {
            return ERR_NONE;
        }
        const char *way = NULL;
        for (size_t j = 0; j < sizeof(ways) / sizeof(ways[0]) && !way; j++) {
            if (robot_screen_find(&r->screen, str_of(ways[j]))) {
                way = ways[j];
            }
        }
        if (!way) {
            break;
        }
        err = robot_screen_touch(&r->screen, str_of(way), info);
    }
    return err ? err : err_set(info, ERR_STATE, "the kiosk does not go back to its first page");
}
