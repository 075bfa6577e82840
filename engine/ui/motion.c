// SPDX-License-Identifier: EUPL-1.2
// Values on their way, by the time that is passed in.
#include "ui/motion.h"

enum { PAGE_MS = 160, PRESS_MS = 60, CHECK_MS = 120 };

static float eased(int64_t since_ms, int whole_ms)
{
    if (since_ms >= whole_ms) return 1;
    if (since_ms <= 0) return 0;
    float rest = 1 - (float)since_ms / (float)whole_ms;
    return 1 - rest * rest * rest;
}

void ui_motion_page(struct ui_motion *m, int direction, int64_t now_ms)
{
    m->count = 0;
    m->page_direction = m->off ? 0 : direction;
    m->page_start_ms = now_ms;
}

void ui_motion_begin(struct ui_motion *m, int64_t now_ms)
{
    m->now_ms = now_ms;
    m->moving = false;
    if (m->page_direction && now_ms - m->page_start_ms >= PAGE_MS) m->page_direction = 0;
    if (m->page_direction) m->moving = true;
}

float ui_motion_value(struct ui_motion *m, enum ui_motion_kind kind, struct str id, float target)
{
    if (m->off || id.len == 0) return target;
    uint64_t key = str_hash(id) * 4 + (uint64_t)kind;
    struct ui_motion_item *item = NULL;
    for (int i = 0; i < m->count; i++) {
        if (m->items[i].key == key) item = &m->items[i];
    }
    if (!item) {
        // More things than places do not move: what is there at the first look never does.
        if (m->count == UI_MOTION_ITEMS) return target;
        m->items[m->count++] = (struct ui_motion_item){key, target, target, m->now_ms};
        return target;
    }
    int whole = kind == UI_MOTION_CHECK ? CHECK_MS : PRESS_MS;
    float part = eased(m->now_ms - item->start_ms, whole);
    float value = item->from + (item->to - item->from) * part;
    if (item->to < target || item->to > target) {
        item->from = value;
        item->to = target;
        item->start_ms = m->now_ms;
        part = 0;
    }
    if (part < 1 && (item->from < item->to || item->from > item->to)) m->moving = true;
    return value;
}

int ui_motion_opacity(struct ui_motion *m)
{
    if (!m->page_direction) return 255;
    return (int)(255 * eased(m->now_ms - m->page_start_ms, PAGE_MS));
}

float ui_motion_shift(struct ui_motion *m)
{
    if (!m->page_direction) return 0;
    return (1 - eased(m->now_ms - m->page_start_ms, PAGE_MS)) * (float)m->page_direction;
}
