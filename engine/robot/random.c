// SPDX-License-Identifier: EUPL-1.2
// See robot/random.h. What belongs to a question stands under its path: "q1/4" is something to
// touch in the group "q1".
#include "robot/random.h"

#include "base/limits.h"

#include <stdio.h>

enum { CHOICES_MAX = 128, DOTS_MAX = 12, ID_BYTES = 2 * LIMIT_NAME_BYTES };
enum { ERASE_MOST = 64 };

// The ids of one kind of element under one question.
struct found {
    char ids[CHOICES_MAX][ID_BYTES];
    size_t count;
};

static struct str path_of(struct str id)
{
    size_t end = id.len;
    while (end > 0 && id.ptr[end - 1] != '/') {
        end--;
    }
    return str_sub(id, 0, end > 0 ? end - 1 : 0);
}

static bool of_question(const struct robot_screen *s, struct str id)
{
    struct str path = path_of(id);
    return path.len > 0 && !str_eq(path, STR("body")) && robot_screen_find(s, path);
}

static void collect(const struct robot_screen *s, struct str path, const char *role,
                    struct found *out)
{
    const json_t *elements = json_object_get(s->json, "elements");
    out->count = 0;
    for (size_t i = 0; i < json_array_size(elements) && out->count < CHOICES_MAX; i++) {
        const json_t *element = json_array_get(elements, i);
        struct str id = robot_element_text(element, "id");
        if (str_eq(robot_element_text(element, "role"), str_of(role)) &&
            str_eq(path_of(id), path) && id.len < ID_BYTES &&
            !robot_element_has(element, "disabled")) {
            snprintf(out->ids[out->count++], ID_BYTES, "%.*s", STR_ARG(id));
        }
    }
}

static enum err choose_one(struct robot_random *random, struct robot_screen *s,
                           const struct found *found, struct err_info *info)
{
    size_t pick = (size_t)robot_screen_random(s, found->count);
    if (!random->begun) {
        size_t languages = random->languages > 0 ? random->languages : 1;
        pick = random->index / languages % found->count;
        random->begun = true;
        const char *slash = strrchr(found->ids[pick], '/');
        snprintf(random->first, sizeof(random->first), "%s", slash ? slash + 1 : "");
    }
    struct str id = str_of(found->ids[pick]);
    const json_t *element = robot_screen_find(s, id);
    if (element && robot_element_has(element, "checked")) {
        return ERR_NONE;
    }
    enum err err = robot_screen_touch(s, id, info);
    element = robot_screen_find(s, id);
    if (!err && element && !robot_element_has(element, "checked")) {
        err = err_set(info, ERR_MISSING, "choice \"%s\" was touched and is not chosen",
                      found->ids[pick]);
    }
    return err;
}

static enum err touch_some(struct robot_screen *s, const struct found *found, size_t times,
                           struct err_info *info)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < times; i++) {
        struct str id = str_of(found->ids[robot_screen_random(s, found->count)]);
        const json_t *element = robot_screen_find(s, id);
        if (element && !robot_element_has(element, "disabled")) {
            err = robot_screen_touch(s, id, info);
        }
    }
    return err;
}

static enum err write_something(struct robot_screen *s, struct str id, struct err_info *info)
{
    static const char *const words[][3] = {
        {"Att alla får vara med.", "Fler träd och bänkar.", "Lite längre raster."},
        {"That everybody may join.", "More trees and benches.", "Slightly longer breaks."},
        {"أن يشارك الجميع.", "مزيد من الأشجار والمقاعد.", "استراحات أطول قليلا."},
    };
    struct str language = robot_screen_text(s, "language");
    size_t row = str_starts(language, STR("sv")) ? 0 : str_starts(language, STR("ar")) ? 2 : 1;
    enum err err = robot_screen_touch(s, id, info);
    return err ? err : robot_screen_type(s, str_of(words[row][robot_screen_random(s, 3)]), info);
}

static enum err answer(struct robot_random *random, struct robot_screen *s, struct str path,
                       size_t *answers, struct err_info *info)
{
    struct found found;
    enum err err = ERR_NONE;
    collect(s, path, "radio", &found);
    if (found.count > 0) {
        (*answers)++;
        return choose_one(random, s, &found, info);
    }
    collect(s, path, "checkbox", &found);
    if (found.count > 0) {
        (*answers)++;
        return touch_some(s, &found, 1 + (size_t)robot_screen_random(s, 3), info);
    }
    collect(s, path, "textbox", &found);
    for (size_t i = 0; !err && i < found.count; i++) {
        (*answers)++;
        err = write_something(s, str_of(found.ids[i]), info);
    }
    collect(s, path, "button", &found);
    if (!err && found.count > 0) {
        (*answers)++;
        err = touch_some(s, &found, 1 + (size_t)robot_screen_random(s, DOTS_MAX), info);
    }
    return err;
}

void robot_random_language(struct robot_random *random, const struct robot_screen *s)
{
    const json_t *elements = json_object_get(s->json, "elements");
    char codes[32][sizeof(random->language)];
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(elements) && count < 32; i++) {
        struct str id = robot_element_text(json_array_get(elements, i), "id");
        if (str_starts(id, STR("lang/"))) {
            snprintf(codes[count++], sizeof(codes[0]), "%.*s", (int)(id.len - 5), id.ptr + 5);
        }
    }
    if (count > 0) {
        snprintf(random->language, sizeof(random->language), "%s", codes[random->index % count]);
    } else {
        struct str shown = robot_screen_text(s, "language");
        snprintf(random->language, sizeof(random->language), "%.*s", STR_ARG(shown));
    }
    random->languages = count;
}

// The page may change with each answer, so the paths are copied first.
static void paths_of(const struct robot_screen *s, struct found *out)
{
    const json_t *elements = json_object_get(s->json, "elements");
    out->count = 0;
    for (size_t i = 0; i < json_array_size(elements) && out->count < CHOICES_MAX; i++) {
        struct str id = robot_element_text(json_array_get(elements, i), "id");
        struct str path = path_of(id);
        bool known = out->count > 0 && str_eq(str_of(out->ids[out->count - 1]), path);
        if (!known && path.len < ID_BYTES && of_question(s, id)) {
            snprintf(out->ids[out->count++], ID_BYTES, "%.*s", STR_ARG(path));
        }
    }
}

// Nothing in the field any more.
static enum err erase(struct robot_screen *s, struct str id, struct err_info *info)
{
    enum err err = robot_screen_touch(s, id, info);
    for (int i = 0; !err && i < ERASE_MOST; i++) {
        if (robot_element_text(robot_screen_find(s, id), "value").len == 0) {
            break;
        }
        err = robot_screen_erase(s, info);
    }
    return err;
}

static enum err draw_anew(struct robot_random *random, struct robot_screen *s, struct str path,
                          struct err_info *info)
{
    struct found found;
    size_t answers = 0;
    char number[24];
    // Of two digits first, then of one, and then nothing: required questions have a way out.
    bool empty = random->again > ROBOT_AGAIN_MOST * 2 / 3;
    uint64_t below = random->again <= ROBOT_AGAIN_MOST / 3 ? 100 : 10;
    enum err err = ERR_NONE;
    collect(s, path, "spinbutton", &found);
    bool numbers = found.count > 0;
    if (!numbers) {
        collect(s, path, "textbox", &found);
    }
    for (size_t i = 0; !err && i < found.count; i++) {
        err = erase(s, str_of(found.ids[i]), info);
        snprintf(number, sizeof(number), "%llu", (unsigned long long)robot_screen_random(s, below));
        if (!err && !empty && numbers) {
            err = robot_screen_type(s, str_of(number), info);
        } else if (!err && !empty) {
            err = write_something(s, str_of(found.ids[i]), info);
        }
    }
    return err || found.count > 0 ? err : answer(random, s, path, &answers, info);
}

enum err robot_random_again(struct robot_random *random, struct robot_screen *s,
                            struct err_info *info)
{
    struct found paths;
    char node[ID_BYTES];
    enum err err = ERR_NONE;
    bool drawn = false;
    random->again++;
    snprintf(node, sizeof(node), "%.*s", STR_ARG(robot_screen_text(s, "node")));
    paths_of(s, &paths);
    for (size_t i = 0; !err && i < paths.count; i++) {
        if (strcmp(paths.ids[i], node) == 0) {
            err = draw_anew(random, s, str_of(paths.ids[i]), info);
            drawn = true;
        }
    }
    for (size_t i = 0; !err && !drawn && i < paths.count; i++) {
        if (robot_screen_find(s, str_of(paths.ids[i]))) {
            err = draw_anew(random, s, str_of(paths.ids[i]), info);
        }
    }
    return err;
}

enum err robot_random_page(struct robot_random *random, struct robot_screen *s, size_t *answers,
                           struct err_info *info)
{
    struct found paths;
    paths_of(s, &paths);
    random->again = 0;
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < paths.count; i++) {
        bool leaves_it = random->begun && robot_screen_random(s, 12) == 0;
        if (!leaves_it && robot_screen_find(s, str_of(paths.ids[i]))) {
            err = answer(random, s, str_of(paths.ids[i]), answers, info);
        }
    }
    return err;
}
