// SPDX-License-Identifier: EUPL-1.2
// Reading, touching, scrolling, typing. See robot/screen.h.
#include "robot/screen.h"

#include <stdio.h>

enum { TABS_MAX = 400, SWIPES_MAX = 80, SWITCH_STEPS_MAX = 400, WAIT_MS = 20000, KEY_TRIES = 12 };

void robot_screen_finish(struct robot_screen *s)
{
    json_decref(s->json);
    s->json = NULL;
}

uint64_t robot_screen_random(struct robot_screen *s, uint64_t bound)
{
    if (s->seed == 0 || bound == 0) {
        return 0;
    }
    // SplitMix64: the same seed gives the same respondent again.
    s->random += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = s->random ^ s->seed;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (z ^ (z >> 31)) % bound;
}

enum err robot_screen_read(struct robot_screen *s, struct err_info *info)
{
    enum err err = robot_client_ask(
        s->client, json_pack("{s:s,s:i}", "do", "wait-idle", "ms", WAIT_MS), NULL, info);
    json_t *json = NULL;
    if (!err) {
        err = robot_client_ask(s->client, json_pack("{s:s}", "do", "screen"), &json, info);
    }
    if (!err && !json_is_array(json_object_get(json, "elements"))) {
        err = err_set(info, ERR_PEER, "the kiosk's screen has no elements");
        json_decref(json);
    }
    if (!err) {
        json_decref(s->json);
        s->json = json;
    }
    return err;
}

struct str robot_screen_text(const struct robot_screen *s, const char *member)
{
    return robot_element_text(s->json, member);
}

struct str robot_element_text(const json_t *element, const char *member)
{
    const json_t *text = json_object_get(element, member);
    return json_is_string(text) ? str_make(json_string_value(text), json_string_length(text))
                                : STR("");
}

const json_t *robot_screen_find(const struct robot_screen *s, struct str id)
{
    const json_t *elements = json_object_get(s->json, "elements");
    for (size_t i = 0; i < json_array_size(elements); i++) {
        const json_t *element = json_array_get(elements, i);
        if (str_eq(robot_element_text(element, "id"), id)) {
            return element;
        }
    }
    return NULL;
}

bool robot_element_has(const json_t *element, const char *state)
{
    const json_t *states = json_object_get(element, "state");
    for (size_t i = 0; i < json_array_size(states); i++) {
        const char *one = json_string_value(json_array_get(states, i));
        if (one && strcmp(one, state) == 0) {
            return true;
        }
    }
    return false;
}

struct box {
    int x, y, w, h;
};

static struct box box_of(const json_t *element)
{
    const json_t *bounds = json_object_get(element, "bounds");
    int at[4] = {0};
    for (size_t i = 0; i < 4; i++) {
        at[i] = (int)json_number_value(json_array_get(bounds, i));
    }
    return (struct box){at[0], at[1], at[2], at[3]};
}

// ---- scrolling ----
// The scroll area that can move towards the element, or NULL.
static const json_t *area_for(const struct robot_screen *s, struct box target)
{
    const json_t *elements = json_object_get(s->json, "elements");
    for (size_t i = 0; i < json_array_size(elements); i++) {
        const json_t *area = json_array_get(elements, i);
        if (!json_is_array(json_object_get(area, "scroll"))) {
            continue;
        }
        struct box box = box_of(area);
        if (target.x + target.w > box.x && target.x < box.x + box.w) {
            return area;
        }
    }
    return NULL;
}

static bool in_sight(const json_t *element)
{
    return !json_is_false(json_object_get(element, "visible"));
}

static enum err bring_into_sight(struct robot_screen *s, struct str id, struct err_info *info)
{
    for (int i = 0; i < SWIPES_MAX; i++) {
        const json_t *element = robot_screen_find(s, id);
        if (!element) {
            return err_set(info, ERR_MISSING, "there is no \"%.*s\" on the page \"%.*s\"",
                           STR_ARG(id), STR_ARG(robot_screen_text(s, "page")));
        }
        if (in_sight(element)) {
            return ERR_NONE;
        }
        struct box target = box_of(element);
        const json_t *area = area_for(s, target);
        if (!area) {
            break;
        }
        struct box box = box_of(area);
        int x = box.x + box.w / 2;
        int step = box.h * 6 / 10;
        bool below = target.y >= box.y + box.h / 2;
        int from = below ? box.y + box.h * 8 / 10 : box.y + box.h * 2 / 10;
        int to = below ? from - step : from + step;
        json_t *swipe = json_pack("{s:s,s:[i,i],s:[i,i],s:i}", "do", "swipe", "from", x, from, "to",
                                  x, to, "ms", 120);
        enum err err = robot_client_ask(s->client, swipe, NULL, info);
        if (!err) {
            err = robot_screen_read(s, info);
        }
        if (err) {
            return err;
        }
    }
    return err_set(info, ERR_STATE, "\"%.*s\" does not come into sight by scrolling", STR_ARG(id));
}

// ---- switches ----
static bool in_row(const json_t *row, struct str id)
{
    for (size_t i = 0; i < json_array_size(row); i++) {
        const char *one = json_string_value(json_array_get(row, i));
        if (one && str_eq(id, str_of(one))) {
            return true;
        }
    }
    return false;
}

static enum err press_key(struct robot_screen *s, const char *key, struct err_info *info)
{
    enum err err =
        robot_client_ask(s->client, json_pack("{s:s,s:s}", "do", "key", "key", key), NULL, info);
    return err ? err : robot_screen_read(s, info);
}

// Goes on until the element, or the row that it is in, is offered, and chooses.
static enum err choose_by_switches(struct robot_screen *s, struct str id, struct err_info *info)
{
    for (int i = 0; i < SWITCH_STEPS_MAX; i++) {
        const json_t *scan = json_object_get(s->json, "scan");
        const json_t *row = json_object_get(scan, "row");
        bool here = json_array_size(row) == 0 && str_eq(robot_element_text(scan, "id"), id);
        bool open = json_array_size(row) > 0 && in_row(row, id);
        enum err err = press_key(s, here || open ? s->choose_key : s->next_key, info);
        if (err || here) {
            return err;
        }
    }
    return err_set(info, ERR_STATE, "the switches do not get to \"%.*s\"", STR_ARG(id));
}

// ---- a keyboard ----
static bool is_field(const json_t *element)
{
    struct str role = robot_element_text(element, "role");
    return str_eq(role, STR("textbox")) || str_eq(role, STR("spinbutton"));
}

// Tab until it has the focus.
static enum err focus_by_keys(struct robot_screen *s, struct str id, struct err_info *info)
{
    for (int i = 0; i < TABS_MAX; i++) {
        const json_t *element = robot_screen_find(s, id);
        if (!element) {
            return err_set(info, ERR_MISSING, "there is no \"%.*s\" on the page \"%.*s\"",
                           STR_ARG(id), STR_ARG(robot_screen_text(s, "page")));
        }
        if (robot_element_has(element, "focused")) {
            return in_sight(element)
                       ? ERR_NONE
                       : err_set(info, ERR_STATE, "\"%.*s\" has the focus and is not in sight",
                                 STR_ARG(id));
        }
        enum err err = press_key(s, "Tab", info);
        if (err) {
            return err;
        }
    }
    return err_set(info, ERR_STATE, "Tab does not get to \"%.*s\"", STR_ARG(id));
}

// In a field Return would go on to the next page: to have the focus is enough there.
static enum err choose_by_keys(struct robot_screen *s, struct str id, struct err_info *info)
{
    enum err err = focus_by_keys(s, id, info);
    bool field = !err && is_field(robot_screen_find(s, id));
    return err || field ? err : press_key(s, "Return", info);
}

enum err robot_screen_touch(struct robot_screen *s, struct str id, struct err_info *info)
{
    if (s->keyboard) {
        return choose_by_keys(s, id, info);
    }
    if (s->choose_key && robot_screen_find(s, id)) {
        return choose_by_switches(s, id, info);
    }
    enum err err = bring_into_sight(s, id, info);
    if (err) {
        return err;
    }
    const json_t *element = robot_screen_find(s, id);
    if (robot_element_has(element, "disabled")) {
        return err_set(info, ERR_STATE, "\"%.*s\" cannot be touched now", STR_ARG(id));
    }
    json_t *touch = json_pack("{s:s,s:s%}", "do", "touch", "id", id.ptr, id.len);
    struct box box = box_of(element);
    struct box window = {.w = (int)json_number_value(json_object_get(s->json, "width")),
                         .h = (int)json_number_value(json_object_get(s->json, "height"))};
    bool whole = box.y >= 0 && box.y + box.h <= window.h && !area_for(s, box);
    if (s->seed != 0 && whole && box.w > 8 && box.h > 8) {
        // A finger is not a plotter: anywhere in the middle half.
        int x = box.x + box.w / 4 + (int)robot_screen_random(s, (uint64_t)(box.w / 2));
        int y = box.y + box.h / 4 + (int)robot_screen_random(s, (uint64_t)(box.h / 2));
        json_decref(touch);
        touch = json_pack("{s:s,s:i,s:i}", "do", "touch", "x", x, "y", y);
    }
    err = robot_client_ask(s->client, touch, NULL, info);
    return err ? err : robot_screen_read(s, info);
}

enum err robot_screen_touch_at(struct robot_screen *s, struct str id, double part,
                               struct err_info *info)
{
    if (s->keyboard) {
        enum err focused = focus_by_keys(s, id, info);
        return focused ? focused : press_key(s, "Right", info);
    }
    if (s->choose_key) {
        // One step of the slider, so that it says something; less and more do the rest.
        enum err stepped = choose_by_switches(s, id, info);
        if (!stepped) {
            stepped = press_key(s, s->next_key, info);
        }
        return stepped ? stepped : press_key(s, s->choose_key, info);
    }
    enum err err = bring_into_sight(s, id, info);
    if (err) {
        return err;
    }
    struct box box = box_of(robot_screen_find(s, id));
    if (str_eq(robot_screen_text(s, "direction"), STR("rtl"))) {
        part = 1 - part;
    }
    int x = box.x + (int)(part * box.w);
    json_t *touch = json_pack("{s:s,s:i,s:i}", "do", "touch", "x", x, "y", box.y + box.h / 2);
    err = robot_client_ask(s->client, touch, NULL, info);
    return err ? err : robot_screen_read(s, info);
}

bool robot_screen_list(const struct robot_screen *s, char out[256])
{
    const json_t *elements = json_object_get(s->json, "elements");
    for (size_t i = 0; i < json_array_size(elements); i++) {
        const json_t *element = json_array_get(elements, i);
        struct str id = robot_element_text(element, "id");
        if (str_eq(robot_element_text(element, "role"), STR("list")) && id.len > 0 &&
            id.len < 256) {
            snprintf(out, 256, "%.*s", STR_ARG(id));
            return true;
        }
    }
    return false;
}

size_t robot_screen_cards(const struct robot_screen *s, struct str list)
{
    size_t count = 0;
    char id[320];
    do {
        snprintf(id, sizeof(id), "%.*s/%zu", STR_ARG(list), ++count);
    } while (robot_screen_find(s, str_of(id)));
    return count - 1;
}

enum err robot_screen_picture(struct robot_screen *s, const char *file, struct err_info *info)
{
    return robot_client_ask(s->client, json_pack("{s:s,s:s}", "do", "screenshot", "file", file),
                            NULL, info);
}

// ---- typing ----
enum err robot_screen_type(struct robot_screen *s, struct str text, struct err_info *info)
{
    struct str line;
    bool first = true;
    enum err err = ERR_NONE;
    while (!err && str_split(&text, '\n', &line)) {
        if (!first) {
            err = robot_client_ask(s->client, json_pack("{s:s,s:s}", "do", "key", "key", "Return"),
                                   NULL, info);
        }
        first = false;
        if (!err && line.len > 0) {
            err = robot_client_ask(
                s->client, json_pack("{s:s,s:s%}", "do", "text", "text", line.ptr, line.len), NULL,
                info);
        }
    }
    return err ? err : robot_screen_read(s, info);
}

enum err robot_screen_erase(struct robot_screen *s, struct err_info *info)
{
    enum err err = robot_client_ask(
        s->client, json_pack("{s:s,s:s}", "do", "key", "key", "Backspace"), NULL, info);
    return err ? err : robot_screen_read(s, info);
}

// Taps one character: looks for its key, and where it is not there changes the keyboard's level.
static enum err tap_one(struct robot_screen *s, struct str letter, struct err_info *info)
{
    static const char *const levels[KEY_TRIES] = {NULL,
                                                  "key/shift",
                                                  "key/symbols",
                                                  "key/shift",
                                                  "key/symbols",
                                                  "key/emoji",
                                                  "key/emoji-more",
                                                  "key/emoji-more",
                                                  "key/emoji-more",
                                                  "key/emoji-more",
                                                  "key/emoji-more",
                                                  "key/emoji-more"};
    char id[32];
    if (str_eq(letter, STR(" "))) {
        snprintf(id, sizeof(id), "key/space");
    } else if (str_eq(letter, STR("\n"))) {
        snprintf(id, sizeof(id), "key/enter");
    } else {
        snprintf(id, sizeof(id), "key/%.*s", STR_ARG(letter));
    }
    for (size_t i = 0; i < KEY_TRIES; i++) {
        if (levels[i] && robot_screen_find(s, str_of(levels[i]))) {
            enum err err = robot_screen_touch(s, str_of(levels[i]), info);
            if (err) {
                return err;
            }
        }
        if (robot_screen_find(s, str_of(id))) {
            return robot_screen_touch(s, str_of(id), info);
        }
    }
    return err_set(info, ERR_MISSING, "the on-screen keyboard has no key for \"%.*s\"",
                   STR_ARG(letter));
}

enum err robot_screen_tap(struct robot_screen *s, struct str text, struct err_info *info)
{
    size_t at = 0;
    while (at < text.len) {
        size_t from = at;
        if (utf8_next(text, &at) < 0) {
            break;
        }
        enum err err = tap_one(s, str_sub(text, from, at), info);
        if (err) {
            return err;
        }
    }
    return ERR_NONE;
}
