// SPDX-License-Identifier: EUPL-1.2
// Building vector paths, by calls and from SVG path data. Bounded, since plugins' pictures come
// this way.
#include "ui/path.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

enum { STEPS_MAX = 4096 };

void ui_path_init(struct ui_path *p, struct arena *a)
{
    *p = (struct ui_path){.arena = a};
}

static float *add(struct ui_path *p, enum ui_path_op op)
{
    if (p->count == p->capacity) {
        uint32_t capacity = p->capacity ? p->capacity * 2 : 8;
        struct ui_path_step *steps = ARENA_ARRAY(p->arena, struct ui_path_step, capacity);
        if (p->count) memcpy(steps, p->steps, p->count * sizeof *steps);
        p->steps = steps;
        p->capacity = capacity;
    }
    struct ui_path_step *step = &p->steps[p->count++];
    step->op = op;
    return step->at;
}

void ui_path_move(struct ui_path *p, float x, float y)
{
    float *at = add(p, UI_PATH_MOVE);
    at[4] = x;
    at[5] = y;
}

void ui_path_line(struct ui_path *p, float x, float y)
{
    float *at = add(p, UI_PATH_LINE);
    at[4] = x;
    at[5] = y;
}

void ui_path_cubic(struct ui_path *p, float ax, float ay, float bx, float by, float x, float y)
{
    float *at = add(p, UI_PATH_CUBIC);
    const float values[6] = {ax, ay, bx, by, x, y};
    memcpy(at, values, sizeof values);
}

void ui_path_close(struct ui_path *p)
{
    add(p, UI_PATH_CLOSE);
}

void ui_path_circle(struct ui_path *p, float cx, float cy, float radius)
{
    const float k = 0.5522847F * radius; // handle length of a quarter circle
    ui_path_move(p, cx, cy - radius);
    ui_path_cubic(p, cx + k, cy - radius, cx + radius, cy - k, cx + radius, cy);
    ui_path_cubic(p, cx + radius, cy + k, cx + k, cy + radius, cx, cy + radius);
    ui_path_cubic(p, cx - k, cy + radius, cx - radius, cy + k, cx - radius, cy);
    ui_path_cubic(p, cx - radius, cy - k, cx - k, cy - radius, cx, cy - radius);
    ui_path_close(p);
}

// ---- SVG path data ----

struct parser {
    struct str data;
    size_t at;
    float x, y;             // where the pen is
    float start_x, start_y; // of the open part
};

static void skip(struct parser *s)
{
    while (s->at < s->data.len &&
           (isspace((unsigned char)s->data.ptr[s->at]) || s->data.ptr[s->at] == ',')) {
        s->at++;
    }
}

// Digits with an optional sign and point. No exponents: our art has none, and plugins can do
// without.
static bool number(struct parser *s, float *out)
{
    skip(s);
    size_t at = s->at;
    double value = 0;
    double unit = 1;
    bool negative = false;
    bool digits = false;
    if (at < s->data.len && (s->data.ptr[at] == '-' || s->data.ptr[at] == '+')) {
        negative = s->data.ptr[at++] == '-';
    }
    for (bool point = false; at < s->data.len; at++) {
        char c = s->data.ptr[at];
        if (c == '.' && !point) {
            point = true;
        } else if (c >= '0' && c <= '9') {
            digits = true;
            if (point) {
                unit /= 10;
                value += (c - '0') * unit;
            } else {
                value = value * 10 + (c - '0');
            }
        } else {
            break;
        }
    }
    if (!digits || value > 1e5) return false;
    *out = (float)(negative ? -value : value);
    s->at = at;
    return true;
}

static bool numbers(struct parser *s, float *out, int count)
{
    for (int i = 0; i < count; i++) {
        if (!number(s, &out[i])) return false;
    }
    return true;
}

static bool more_numbers(struct parser *s)
{
    skip(s);
    return s->at < s->data.len && strchr("+-.0123456789", s->data.ptr[s->at]) != NULL &&
           s->data.ptr[s->at] != '\0';
}

// One set of arguments of one command. False where a number is missing.
static bool command(struct parser *s, struct ui_path *p, char letter)
{
    bool relative = islower((unsigned char)letter) != 0;
    float dx = relative ? s->x : 0;
    float dy = relative ? s->y : 0;
    float n[6];
    switch (toupper((unsigned char)letter)) {
    case 'M':
        if (!numbers(s, n, 2)) return false;
        s->x = s->start_x = n[0] + dx;
        s->y = s->start_y = n[1] + dy;
        ui_path_move(p, s->x, s->y);
        return true;
    case 'L':
        if (!numbers(s, n, 2)) return false;
        s->x = n[0] + dx;
        s->y = n[1] + dy;
        break;
    case 'H':
        if (!numbers(s, n, 1)) return false;
        s->x = n[0] + dx;
        break;
    case 'V':
        if (!numbers(s, n, 1)) return false;
        s->y = n[0] + dy;
        break;
    case 'C':
        if (!numbers(s, n, 6)) return false;
        s->x = n[4] + dx;
        s->y = n[5] + dy;
        ui_path_cubic(p, n[0] + dx, n[1] + dy, n[2] + dx, n[3] + dy, s->x, s->y);
        return true;
    case 'Q': {
        if (!numbers(s, n, 4)) return false;
        float cx = n[0] + dx;
        float cy = n[1] + dy;
        float x = n[2] + dx;
        float y = n[3] + dy;
        ui_path_cubic(p, s->x + (cx - s->x) * 2 / 3, s->y + (cy - s->y) * 2 / 3,
                      x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3, x, y);
        s->x = x;
        s->y = y;
        return true;
    }
    default: return false;
    }
    ui_path_line(p, s->x, s->y);
    return true;
}

enum err ui_path_parse(struct ui_path *p, struct str data, struct err_info *info)
{
    struct parser s = {.data = data};
    for (skip(&s); s.at < data.len; skip(&s)) {
        char letter = data.ptr[s.at];
        size_t from = s.at++;
        if (letter == 'Z' || letter == 'z') {
            if (p->count == 0) return err_set(info, ERR_PARSE, "path data starts with Z");
            ui_path_close(p);
            s.x = s.start_x;
            s.y = s.start_y;
            continue;
        }
        if (p->count == 0 && letter != 'M' && letter != 'm') {
            return err_set(info, ERR_PARSE, "path data must start with M");
        }
        do {
            if (p->count >= STEPS_MAX) {
                return err_set(info, ERR_LIMIT, "path data has more than %d steps", STEPS_MAX);
            }
            if (!command(&s, p, letter)) {
                return err_set(info, ERR_PARSE, "path data is wrong at byte %zu", from + 1);
            }
            // Further pairs after a move are lines.
            if (letter == 'M') letter = 'L';
            if (letter == 'm') letter = 'l';
        } while (more_numbers(&s));
    }
    return ERR_NONE;
}

struct ui_layer *ui_picture_layer(struct ui_picture *p, struct arena *a)
{
    struct ui_layer *layer = ARENA_NEW(a, struct ui_layer);
    layer->part = 1;
    ui_path_init(&layer->path, a);
    struct ui_layer **end = &p->layers;
    while (*end)
        end = &(*end)->next;
    *end = layer;
    return layer;
}
