// SPDX-License-Identifier: EUPL-1.2
// SDL's events as the program's: touch that acts on release, sliding off, scrolling, second
// strikes, keys and typed text. A mouse is a finger.
#include "ui/ui_priv.h"

#include <math.h>
#include <stdlib.h>

enum { MOUSE_FINGER = -1 };

static struct str id_of(const struct ui_element *e)
{
    return e ? e->id : STR("");
}

// ---- what is under a finger ----

static int64_t away2(struct ui_rect r, struct ui_point at)
{
    int dx = at.x < r.x ? r.x - at.x : at.x >= r.x + r.w ? at.x - (r.x + r.w - 1) : 0;
    int dy = at.y < r.y ? r.y - at.y : at.y >= r.y + r.h ? at.y - (r.y + r.h - 1) : 0;
    return (int64_t)dx * dx + (int64_t)dy * dy;
}

// How far around an element touches count: 2 mm, and as much as makes it a target to the finger.
static int64_t slop_of(const struct ui *ui, const struct ui_element *e)
{
    int least = ui_layout_px(&ui->layout, 2);
    if (e->kind == UI_KIND_KEY) return least;
    int side = e->bounds.w < e->bounds.h ? e->bounds.w : e->bounds.h;
    double target = ui->settings.target_mm > 0 ? ui->settings.target_mm : 20;
    int missing = (ui_layout_px(&ui->layout, target) - side + 1) / 2;
    return missing > least ? missing : least;
}

// The element that acts at a point: what is drawn last there, else the nearest whose reach it is
// in.
static struct ui_element *hit(struct ui *ui, struct ui_point at)
{
    struct ui_element *scope = ui_focus_scope(ui);
    struct ui_element *best = NULL;
    int64_t best_away = INT64_MAX;
    for (struct ui_element *e = scope; e; e = ui_element_after(e, scope)) {
        if (e->kind == UI_KIND_OVERLAY && e != scope) continue;
        if (!ui_element_acts(e) || ui_rect_empty(e->visible)) continue;
        int64_t away = away2(e->visible, at);
        int64_t slop = slop_of(ui, e);
        if (away == 0 || (away < best_away && away <= slop * slop)) {
            best = e;
            best_away = away;
        }
    }
    return best;
}

static struct ui_element *scroll_at(struct ui *ui, struct ui_point at)
{
    struct ui_element *scope = ui_focus_scope(ui);
    struct ui_element *best = NULL;
    for (struct ui_element *e = scope; e; e = ui_element_after(e, scope)) {
        if (e->kind != UI_KIND_SCROLL) continue;
        const struct ui_box *box = ui_layout_box(&ui->layout, e);
        bool level = at.y >= e->bounds.y && at.y < e->bounds.y + e->bounds.h;
        if (level && box->content_h > e->bounds.h) best = e;
    }
    return best;
}

static void queue_activity(struct ui *ui)
{
    ui_queue(ui, &(struct ui_event){.kind = UI_EVENT_ACTIVITY});
}

// ---- acting ----

// The same thing again, or whatever stands there after the page has changed under the finger.
static bool second_strike(struct ui *ui, const struct ui_element *e, struct ui_point at)
{
    int64_t now = ui_now(ui);
    bool soon = ui->last.any && now - ui->last.ms < ui_calm_strike_ms(ui);
    bool same = str_eq(e->id, str_of(ui->last.id));
    int near = ui_layout_px(&ui->layout, 12);
    bool under = ui->last.page != ui->pages && abs(at.x - ui->last.at.x) < near &&
                 abs(at.y - ui->last.at.y) < near;
    if (!ui->options.still && soon && (same || under)) return true;
    ui_copy_id(ui->last.id, e->id);
    ui->last.at = at;
    ui->last.ms = now;
    ui->last.page = ui->pages;
    ui->last.any = true;
    return false;
}

void ui_input_act(struct ui *ui, struct ui_element *e, struct ui_point at)
{
    bool calm = ui->settings.calm;
    if (e->kind == UI_KIND_KEY) {
        if (!calm || !second_strike(ui, e, at)) ui_typing_press(ui, e);
        return;
    }
    if (e->kind == UI_KIND_FIELD) {
        ui_typing_touch(ui, e, at);
        return;
    }
    const struct ui_box *box = ui_layout_box(&ui->layout, e);
    if (box->rail) {
        // Most of a page at a time, so that the eye finds its place again.
        int by = e->parent->bounds.h * 4 / 5;
        int offset = ui_scroll_offset(ui, e->parent->id);
        ui_scroll_to(ui, e->parent->id, e->icon == UI_ICON_UP ? offset - by : offset + by);
        return;
    }
    if (e->kind == UI_KIND_SLIDER) {
        ui_focus_set(ui, e->id, ui->ring);
        return;
    }
    // Less and more are meant to be struck quickly.
    if ((!e->repeats || calm) && second_strike(ui, e, at)) return;
    ui_focus_set(ui, e->id, ui->ring);
    struct ui_event event = ui_event_make(UI_EVENT_PRESS, e->id);
    ui_queue(ui, &event);
}

// ---- fingers ----

static struct ui_element *touched(struct ui *ui)
{
    struct ui_element *scope = ui_focus_scope(ui);
    return scope && ui->touch.id[0] ? ui_element_find(scope, str_of(ui->touch.id)) : NULL;
}

static void forget_finger(struct ui *ui, int64_t finger)
{
    int kept = 0;
    for (int i = 0; i < ui->finger_count; i++) {
        if (ui->fingers[i].id != finger) ui->fingers[kept++] = ui->fingers[i];
    }
    ui->finger_count = kept;
    if (ui->touch.finger == finger) ui->touch.mode = UI_TOUCH_NONE;
}

static bool still_there(struct ui *ui, int64_t finger)
{
    for (int i = 0; i < ui->finger_count; i++) {
        if (ui->fingers[i].id != finger) continue;
        ui->fingers[i].ms = ui_now(ui);
        return true;
    }
    return false;
}

// A panel that was pulled out never tells that its fingers have left, and a hand that rests on the
// glass means nothing: both give way to a finger that comes.
static void note_finger(struct ui *ui, int64_t finger)
{
    forget_finger(ui, finger); // it came twice: that it left was lost
    for (int i = ui->finger_count - 1; i >= 0; i--) {
        bool rests = ui_now(ui) - ui->fingers[i].ms >= UI_REST_MS;
        if (rests || ui->finger_count == UI_FINGERS) forget_finger(ui, ui->fingers[i].id);
    }
    ui->fingers[ui->finger_count++] = (struct ui_finger){finger, ui_now(ui)};
    if (ui->finger_count == 2) ui->help_ms = ui_now(ui) + UI_HELP_MS;
}

static void finger_down(struct ui *ui, int64_t finger, struct ui_point at, struct ui_spot said)
{
    ui_queue(ui, &(struct ui_event){
                     .kind = UI_EVENT_ACTIVITY, .point = at, .said = said, .pointed = true});
    struct ui_element *under = hit(ui, at);
    note_finger(ui, finger);
    if (ui->touch.mode != UI_TOUCH_NONE) {
        // Two thumbs on the keyboard: the first key counts when the second goes down. Else one
        // thing at a time.
        struct ui_element *first = touched(ui);
        bool keys = first && under && first->kind == UI_KIND_KEY && under->kind == UI_KIND_KEY;
        if (ui->touch.mode != UI_TOUCH_PRESS || !keys) return;
        ui_typing_press(ui, first);
    }
    ui->ring = false;
    ui_typing_elsewhere(ui, under);
    // A finger on what scrolls by itself stops it, and means nothing else.
    if (ui->fling.id[0]) under = NULL;
    ui->fling.id[0] = '\0';
    int64_t now = ui_now(ui);
    ui->touch = (struct ui_touch){.mode = UI_TOUCH_PRESS,
                                  .finger = finger,
                                  .start = at,
                                  .inside = under != NULL,
                                  .last_y = at.y,
                                  .last_ms = now};
    ui_copy_id(ui->touch.id, id_of(under));
    if (ui->settings.explore) {
        ui->touch.mode = UI_TOUCH_EXPLORE;
        ui_explore_down(ui, under);
        return;
    }
    bool holds =
        under && (under->repeats || under->kind == UI_KIND_KEY || under->kind == UI_KIND_FIELD);
    if (holds) ui->touch.repeat_ms = now + ui_calm_hold_ms(ui);
    struct ui_element *scroll = scroll_at(ui, at);
    if (scroll) {
        ui_copy_id(ui->touch.scroll_id, scroll->id);
        ui->touch.scroll_start = ui_scroll_offset(ui, scroll->id);
    }
    ui_frame_layout(ui);
}

// The speed of a drag, smoothed: fingers tremble.
static void measure_speed(struct ui *ui, int y)
{
    struct ui_touch *t = &ui->touch;
    int64_t now = ui_now(ui);
    if (now <= t->last_ms) return;
    double speed = (double)(t->last_y - y) / (double)(now - t->last_ms);
    t->speed = t->speed * 0.4 + speed * 0.6;
    t->last_y = y;
    t->last_ms = now;
}

static void start_fling(struct ui *ui)
{
    struct ui_touch *t = &ui->touch;
    int64_t now = ui_now(ui);
    bool held = now - t->last_ms > 60; // the finger stood still before it left
    if (ui->motion.off || held || fabs(t->speed) < 0.15) return;
    ui_copy_id(ui->fling.id, str_of(t->scroll_id));
    ui->fling.offset = ui_scroll_offset(ui, str_of(t->scroll_id));
    ui->fling.speed = t->speed;
    ui->fling.last_ms = now;
}

static void go_on_flinging(struct ui *ui)
{
    struct ui_fling *f = &ui->fling;
    int64_t now = ui_now(ui);
    if (!f->id[0] || now - f->last_ms < 8) return;
    double past = (double)(now - f->last_ms);
    f->last_ms = now;
    f->offset += f->speed * past;
    f->speed *= exp(-past / 260); // about as paper on a table
    int before = ui_scroll_offset(ui, str_of(f->id));
    ui_scroll_to(ui, str_of(f->id), (int)lround(f->offset));
    int after = ui_scroll_offset(ui, str_of(f->id));
    bool at_end = after == before && fabs(f->offset - after) > 2;
    if (at_end || fabs(f->speed) < 0.03) f->id[0] = '\0';
}

// A slider follows a finger that goes along it; a card one that has taken its handle. True where
// one of them does.
static bool start_drag(struct ui *ui, struct ui_point at)
{
    struct ui_touch *t = &ui->touch;
    int far = ui_layout_px(&ui->layout, 2.5);
    struct ui_element *e = touched(ui);
    if (t->mode == UI_TOUCH_PRESS && e) {
        bool along =
            abs(at.x - t->start.x) > far && abs(at.x - t->start.x) > abs(at.y - t->start.y);
        if (e->kind == UI_KIND_SLIDER && along) t->mode = UI_TOUCH_SLIDE;
        bool taken = ui_drag_handle(ui, e, t->start) && abs(at.y - t->start.y) > far;
        if (taken) t->mode = UI_TOUCH_MOVE;
    }
    if (t->mode == UI_TOUCH_SLIDE && e) ui_drag_slide(ui, e, at);
    if (t->mode == UI_TOUCH_MOVE) {
        t->drag_y = at.y;
        ui_frame_layout(ui);
    }
    return t->mode == UI_TOUCH_SLIDE || t->mode == UI_TOUCH_MOVE;
}

static void finger_move(struct ui *ui, int64_t finger, struct ui_point at)
{
    struct ui_touch *t = &ui->touch;
    if (!still_there(ui, finger) || t->mode == UI_TOUCH_NONE || t->finger != finger) return;
    if (t->mode == UI_TOUCH_EXPLORE) {
        ui_explore_move(ui, hit(ui, at));
        return;
    }
    int dy = at.y - t->start.y;
    if (ui_typing_slide(ui, at) || start_drag(ui, at)) return;
    if (t->mode == UI_TOUCH_PRESS && t->scroll_id[0] && abs(dy) > ui_layout_px(&ui->layout, 3)) {
        t->mode = UI_TOUCH_SCROLL;
        t->inside = false;
        ui_frame_layout(ui);
    }
    if (t->mode == UI_TOUCH_SCROLL) {
        ui_scroll_to(ui, str_of(t->scroll_id), t->scroll_start - dy);
        measure_speed(ui, at.y);
        return;
    }
    struct ui_element *e = touched(ui);
    if (t->mode != UI_TOUCH_PRESS || !e) return;
    int64_t slop = slop_of(ui, e) + ui_layout_px(&ui->layout, 1);
    bool inside = away2(e->visible, at) <= slop * slop;
    if (inside != t->inside) {
        t->inside = inside;
        ui_frame_layout(ui);
    }
}

static void finger_up(struct ui *ui, int64_t finger, struct ui_point at)
{
    ui->help_ms = 0;
    bool acting = ui->touch.mode != UI_TOUCH_NONE && ui->touch.finger == finger;
    if (acting) finger_move(ui, finger, at);
    enum ui_touch_mode mode = ui->touch.mode;
    forget_finger(ui, finger);
    if (!acting) return;
    ui->touch.mode = mode; // as it was until now
    if (ui->touch.mode == UI_TOUCH_EXPLORE) {
        struct ui_element *chosen = ui_explore_up(ui, hit(ui, at));
        ui->touch.mode = UI_TOUCH_NONE;
        ui_frame_layout(ui);
        if (chosen) ui_input_act(ui, chosen, at);
        return;
    }
    struct ui_element *e = touched(ui);
    bool pressed = ui->touch.mode == UI_TOUCH_PRESS || ui->touch.mode == UI_TOUCH_MORE;
    bool acts = pressed && ui->touch.inside && e && ui_element_acts(e);
    if (ui->touch.repeated) acts = false;
    if (ui->touch.mode == UI_TOUCH_SCROLL) start_fling(ui);
    if (acts && e->kind == UI_KIND_SLIDER) ui_drag_slide(ui, e, at);
    ui_drag_drop(ui);
    ui->touch.mode = UI_TOUCH_NONE;
    ui_frame_layout(ui);
    if (acts) ui_input_act(ui, e, at);
}

// ---- time ----

void ui_input_time(struct ui *ui)
{
    go_on_flinging(ui);
    ui_scan_time(ui);
    struct ui_touch *t = &ui->touch;
    int64_t now = ui_now(ui);
    if (ui->help_ms && now >= ui->help_ms) {
        ui->help_ms = 0;
        t->mode = UI_TOUCH_IGNORE; // what lies under the fingers was not meant
        ui_frame_layout(ui);
        ui_queue(ui, &(struct ui_event){.kind = UI_EVENT_HELP});
    }
    if (t->mode != UI_TOUCH_PRESS || !t->repeat_ms || now < t->repeat_ms || !t->inside) return;
    struct ui_element *e = touched(ui);
    if (!e) return;
    if (e->kind == UI_KIND_KEY || e->kind == UI_KIND_FIELD) {
        int again = ui_typing_hold(ui, e);
        t->repeated = t->repeated || again > 0;
        t->repeat_ms = again > 0 ? now + again : 0;
        return;
    }
    ui_input_act(ui, e, t->start);
    t->repeated = true;
    t->repeat_ms = now + ui_calm_again_ms(ui, 0);
}

int ui_input_due(struct ui *ui, int64_t now_ms)
{
    if (ui->fling.id[0]) return UI_FRAME_MS;
    int64_t due = ui_scan_due(ui, now_ms);
    const struct ui_touch *t = &ui->touch;
    bool repeats = t->mode == UI_TOUCH_PRESS && t->repeat_ms && t->inside;
    const int64_t times[] = {repeats ? t->repeat_ms : 0, ui->help_ms};
    for (int i = 0; i < 2; i++) {
        if (!times[i]) continue;
        int64_t left = times[i] > now_ms ? times[i] - now_ms : 0;
        if (due < 0 || left < due) due = left;
    }
    return (int)due;
}

// ---- keys ----

static void press_focused(struct ui *ui, struct ui_element *focused)
{
    struct ui_point middle = {focused->bounds.x + focused->bounds.w / 2,
                              focused->bounds.y + focused->bounds.h / 2};
    ui_input_act(ui, focused, middle);
}

// Arrows move a slider; with Shift, a card among its siblings. False where the key is not for it.
static bool key_adjusts(struct ui *ui, struct ui_element *e, const SDL_Keysym *key)
{
    SDL_Keycode k = key->sym;
    int onward = ui->settings.rtl ? SDLK_LEFT : SDLK_RIGHT;
    int backward = ui->settings.rtl ? SDLK_RIGHT : SDLK_LEFT;
    int by = k == SDLK_UP || k == onward ? 1 : k == SDLK_DOWN || k == backward ? -1 : 0;
    struct ui_event event = ui_event_make(UI_EVENT_ADJUST, e->id);
    if (e->kind == UI_KIND_SLIDER) {
        event.number = by;
        if (k == SDLK_HOME || k == SDLK_END) {
            event.kind = UI_EVENT_SLIDE;
            event.number = k == SDLK_END;
        } else if (!by) {
            return false;
        }
        ui_queue(ui, &event);
        return true;
    }
    bool moves = e->movable && (key->mod & KMOD_SHIFT) && (k == SDLK_UP || k == SDLK_DOWN);
    if (!moves) return false;
    int place = 0;
    int count = 0;
    for (const struct ui_element *c = e->parent->first; c; c = c->next) {
        if (c == e) place = count;
        count += c->movable;
    }
    place += k == SDLK_DOWN ? 1 : -1;
    event.kind = UI_EVENT_MOVE;
    event.at = (size_t)place;
    if (place >= 0 && place < count) ui_queue(ui, &event);
    return true;
}

static void page_key(struct ui *ui, int by)
{
    struct ui_rect w = ui->layout.window;
    struct ui_element *scroll = scroll_at(ui, (struct ui_point){w.w / 2, w.h / 2});
    if (!scroll) return;
    ui_scroll_to(ui, scroll->id, ui_scroll_offset(ui, scroll->id) + by * scroll->bounds.h * 4 / 5);
}

// Alt+Space, Super+Return, Ctrl+Tab: what asks another program for something is no answer here.
// AltGr writes letters, and Ctrl is for the text that is typed.
static bool for_others(struct ui *ui, uint16_t held)
{
    return (held & (KMOD_LALT | KMOD_GUI)) || ((held & KMOD_CTRL) && !ui_focus_field(ui));
}

static void key_down(struct ui *ui, const SDL_KeyboardEvent *event)
{
    queue_activity(ui);
    SDL_Keycode key = event->keysym.sym;
    if (!ui_calm_key(ui, event)) return;
    if (for_others(ui, event->keysym.mod)) return;
    if (ui_scan_key(ui, key, event->repeat)) return;
    if (key == SDLK_F1) {
        if (!event->repeat) ui_queue(ui, &(struct ui_event){.kind = UI_EVENT_HELP});
        return;
    }
    struct ui_element *focused = ui_focus_element(ui);
    struct ui_element *field = ui_focus_field(ui);
    if (key == SDLK_TAB) {
        ui_focus_step(ui, event->keysym.mod & KMOD_SHIFT ? -1 : 1);
        ui_hear(ui, ui_focus_element(ui));
        return;
    }
    if (key == SDLK_PAGEDOWN || key == SDLK_PAGEUP) {
        page_key(ui, key == SDLK_PAGEDOWN ? 1 : -1);
        return;
    }
    bool on_field = field && (focused == field || !focused);
    if (on_field) {
        ui_typing_key(ui, field, &event->keysym);
        return;
    }
    if (!focused || key_adjusts(ui, focused, &event->keysym)) return;
    bool enters = key == SDLK_RETURN || key == SDLK_KP_ENTER || key == SDLK_SPACE;
    if (enters && !event->repeat) press_focused(ui, focused);
    if (key == SDLK_LEFT) ui_focus_arrow(ui, focused, -1, 0);
    if (key == SDLK_RIGHT) ui_focus_arrow(ui, focused, 1, 0);
    if (key == SDLK_UP) ui_focus_arrow(ui, focused, 0, -1);
    if (key == SDLK_DOWN) ui_focus_arrow(ui, focused, 0, 1);
    bool erases = key == SDLK_BACKSPACE || key == SDLK_DELETE;
    if (erases && field) ui_typing_key(ui, field, &event->keysym);
}

// ---- all of them ----

static struct ui_point page_point(const struct ui *ui, struct ui_spot at)
{
    return ui_screen_to_page(&ui->screen, at, ui->window.w, ui->window.h);
}

static struct ui_spot finger_spot(const SDL_TouchFingerEvent *f)
{
    return (struct ui_spot){(double)f->x, (double)f->y};
}

static struct ui_point finger_at(const struct ui *ui, const SDL_TouchFingerEvent *f)
{
    return page_point(ui, ui_screen_touch(&ui->screen, finger_spot(f)));
}

// A mouse knows where it is; no panel stands between.
static struct ui_spot mouse_spot(const struct ui *ui, int x, int y)
{
    bool lies = ui->window.turned == 1 || ui->window.turned == 3;
    double w = lies ? ui->window.h : ui->window.w;
    double h = lies ? ui->window.w : ui->window.h;
    return (struct ui_spot){(x + 0.5) / w, (y + 0.5) / h};
}

static struct ui_point mouse_at(const struct ui *ui, int x, int y)
{
    return page_point(ui, mouse_spot(ui, x, y));
}

// The size may be another, or what was presented gone.
static void look_again(struct ui *ui)
{
    ui_window_follow(&ui->window);
    if (ui_window_measure(&ui->window)) {
        ui_frame_resize(ui);
        ui_frame_layout(ui);
        ui_queue(ui, &(struct ui_event){.kind = UI_EVENT_CHANGED});
    }
    ui->exposed = true;
}

static void wheel(struct ui *ui, int by)
{
    queue_activity(ui);
    int x = 0;
    int y = 0;
    SDL_GetMouseState(&x, &y);
    struct ui_element *scroll = scroll_at(ui, mouse_at(ui, x, y));
    int far = ui_layout_px(&ui->layout, 12) * by;
    if (scroll) ui_scroll_to(ui, scroll->id, ui_scroll_offset(ui, scroll->id) - far);
}

void ui_input_event(struct ui *ui, const SDL_Event *event)
{
    const SDL_MouseButtonEvent *button = &event->button;
    bool left = button->button == SDL_BUTTON_LEFT;
    switch (event->type) {
    case SDL_QUIT: ui_queue(ui, &(struct ui_event){.kind = UI_EVENT_QUIT}); break;
    case SDL_WINDOWEVENT:
    case SDL_SYSWMEVENT: // the screen has another size
    case SDL_DISPLAYEVENT: look_again(ui); break;
    case SDL_RENDER_TARGETS_RESET:
    case SDL_RENDER_DEVICE_RESET:
        ui_window_lost(&ui->window);
        look_again(ui);
        break;
    case SDL_FINGERDOWN:
        finger_down(ui, event->tfinger.fingerId, finger_at(ui, &event->tfinger),
                    finger_spot(&event->tfinger));
        break;
    case SDL_FINGERMOTION:
        finger_move(ui, event->tfinger.fingerId, finger_at(ui, &event->tfinger));
        break;
    case SDL_FINGERUP:
        finger_up(ui, event->tfinger.fingerId, finger_at(ui, &event->tfinger));
        break;
    case SDL_MOUSEBUTTONDOWN:
        if (left)
            finger_down(ui, MOUSE_FINGER, mouse_at(ui, button->x, button->y),
                        mouse_spot(ui, button->x, button->y));
        else
            queue_activity(ui); // it presses nothing, but somebody is there
        break;
    case SDL_MOUSEMOTION:
        finger_move(ui, MOUSE_FINGER, mouse_at(ui, event->motion.x, event->motion.y));
        break;
    case SDL_MOUSEBUTTONUP:
        if (left) finger_up(ui, MOUSE_FINGER, mouse_at(ui, button->x, button->y));
        break;
    case SDL_MOUSEWHEEL: wheel(ui, event->wheel.y); break;
    case SDL_KEYDOWN: key_down(ui, &event->key); break;
    case SDL_TEXTINPUT:
        if (ui_calm_text(ui)) ui_typing_text(ui, event->text.text);
        break;
    default:
        if (event->type == ui->window.user_event) {
            ui_queue(ui, &(struct ui_event){.kind = UI_EVENT_USER,
                                            .code = event->user.code,
                                            .data = event->user.data1});
        }
        break;
    }
}
