// SPDX-License-Identifier: EUPL-1.2
// One or two switches: a frame goes from one thing that acts to the next, and a switch takes what
// it is around. Keys are offered row by row first. Apart from the focus, so that what is typed
// still goes to its field. See struct ui_switches in ui/ui.h.
#include "ui/ui_priv.h"

int ui_key_code(const char *sdl_key_name)
{
    return (int)SDL_GetKeyFromName(sdl_key_name);
}

static bool offered(const struct ui_element *e)
{
    const struct ui_box *box = e->priv;
    // The arrows of scroll areas are there only where there is more.
    return ui_element_acts(e) && !(box && box->rail && e->state & UI_STATE_DISABLED);
}

// Rounds begin with what the page is about; its banner comes last.
static struct ui_element *beginning(struct ui_element *scope)
{
    for (struct ui_element *e = scope; e; e = ui_element_after(e, scope)) {
        if (e->role == UI_ROLE_MAIN) return e;
    }
    return scope;
}

// A key alone in its row (space beside nothing) needs no row.
static bool in_row(const struct ui_element *e)
{
    return e->kind == UI_KIND_KEY && e->parent && e->parent->first != e->parent->last;
}

static bool same_row(const struct ui_element *a, const struct ui_element *b)
{
    return in_row(a) && in_row(b) && a->parent == b->parent;
}

// The next thing, the rest of a row of keys left out; around at the end.
static struct ui_element *following(struct ui_element *scope, struct ui_element *now, bool *around)
{
    struct ui_element *start = beginning(scope);
    struct ui_element *e = now ? now : start;
    *around = false;
    if (!now && offered(e)) return e;
    // Twice through the tree at most: once to its end, once from its beginning.
    for (int turns = 0; turns < 2;) {
        struct ui_element *next = ui_element_after(e, scope);
        if (!next) {
            next = scope;
            turns++;
        }
        if (next == start) *around = true;
        e = next;
        if (offered(e) && !(now && e != now && same_row(e, now))) return e;
        if (e == now) return e;
    }
    return NULL;
}

static struct ui_element *following_key(struct ui_element *now)
{
    for (struct ui_element *e = now->next; e; e = e->next) {
        if (offered(e)) return e;
    }
    return NULL;
}

static struct ui_element *offer(struct ui *ui)
{
    struct ui_element *scope = ui_focus_scope(ui);
    if (!scope || !ui->scan.id[0]) return NULL;
    struct ui_element *e = ui_element_find(scope, str_of(ui->scan.id));
    return e && offered(e) ? e : NULL;
}

static void go_to(struct ui *ui, struct ui_element *e)
{
    ui_copy_id(ui->scan.id, e->id);
    ui_focus_reveal(ui, e);
    ui->generation++;
    ui->dirty = true;
    ui_hear(ui, e);
}

static void slide(struct ui *ui, const struct ui_element *e)
{
    bool at_end = !e->blank && e->part > 0.999;
    struct ui_event event = ui_event_make(at_end ? UI_EVENT_SLIDE : UI_EVENT_ADJUST, e->id);
    event.number = at_end ? 0 : 1;
    ui_queue(ui, &event);
}

static void step(struct ui *ui)
{
    struct ui_scan_state *s = &ui->scan;
    struct ui_element *scope = ui_focus_scope(ui);
    if (!scope) return;
    // What was offered may have ceased to act: from there it goes on all the same.
    struct ui_element *now = s->id[0] ? ui_element_find(scope, str_of(s->id)) : NULL;
    if (now && s->slider) {
        slide(ui, now);
        return;
    }
    s->slider = false;
    struct ui_element *key = now && s->inside ? following_key(now) : NULL;
    if (key) {
        go_to(ui, key);
        return;
    }
    if (now && s->inside) {
        // Past the last key the row as a whole is offered again.
        s->inside = false;
        s->row = true;
        struct ui_element *first = now->parent->first;
        while (first && !offered(first))
            first = first->next;
        go_to(ui, first ? first : now);
        s->rounds++;
        return;
    }
    bool around;
    struct ui_element *to = following(scope, now, &around);
    if (!to) return;
    if (around && now) s->rounds++;
    s->row = in_row(to);
    go_to(ui, to);
}

static void choose(struct ui *ui)
{
    struct ui_scan_state *s = &ui->scan;
    struct ui_element *e = offer(ui);
    s->rounds = 0;
    if (!e) {
        step(ui);
        return;
    }
    if (s->row) {
        s->row = false;
        s->inside = true;
        go_to(ui, e);
        return;
    }
    if (e->kind == UI_KIND_SLIDER) {
        s->slider = !s->slider;
        ui->dirty = true;
        return;
    }
    struct ui_point middle = {e->bounds.x + e->bounds.w / 2, e->bounds.y + e->bounds.h / 2};
    bool key = e->kind == UI_KIND_KEY;
    ui_input_act(ui, e, middle);
    if (key && s->inside) {
        // The next letter may be in any row.
        s->inside = false;
        s->row = in_row(e);
    }
}

static int step_ms(const struct ui *ui)
{
    return ui->settings.switches.step_ms > 0 ? ui->settings.switches.step_ms : UI_SCAN_MS;
}

bool ui_scan_key(struct ui *ui, SDL_Keycode key, bool repeat)
{
    const struct ui_switches *w = &ui->settings.switches;
    if (w->scan == UI_SCAN_OFF) return false;
    bool next = key == (w->next ? w->next : SDLK_SPACE);
    bool chooses = key == (w->choose ? w->choose : SDLK_RETURN);
    if (!next && !chooses) return false;
    if (repeat) return true; // a switch that is held is one press
    if (w->scan == UI_SCAN_TWO) {
        if (next) {
            step(ui);
        } else {
            choose(ui);
        }
        return true;
    }
    bool runs = ui->scan.due_ms != 0;
    ui->scan.rounds = 0;
    ui->scan.due_ms = ui_now(ui) + step_ms(ui);
    if (runs) {
        choose(ui);
    } else if (!offer(ui)) {
        step(ui);
    }
    return true;
}

void ui_scan_time(struct ui *ui)
{
    struct ui_scan_state *s = &ui->scan;
    if (ui->settings.switches.scan != UI_SCAN_ONE) s->due_ms = 0;
    if (!s->due_ms || ui_now(ui) < s->due_ms) return;
    step(ui);
    // Nobody is there: the frame stays where it is, and the countdown comes.
    s->due_ms = s->rounds < UI_SCAN_ROUNDS ? ui_now(ui) + step_ms(ui) : 0;
}

int ui_scan_due(const struct ui *ui, int64_t now_ms)
{
    int64_t due = ui->scan.due_ms;
    if (!due) return -1;
    return due > now_ms ? (int)(due - now_ms) : 0;
}

void ui_scan_follow(struct ui *ui)
{
    struct ui_scan_state *s = &ui->scan;
    struct ui_element *row = ui->root ? ui_element_find(ui->root, STR(UI_KEYBOARD_MORE)) : NULL;
    if (ui->settings.switches.scan == UI_SCAN_OFF || !s->id[0] || !row || !row->first) return;
    const struct ui_element *now = ui_element_find(ui->root, str_of(s->id));
    if (now && now->parent == row) return;
    s->inside = !s->row || in_row(row->first);
    s->row = false;
    s->rounds = 0;
    go_to(ui, row->first);
}

void ui_scan_reset(struct ui *ui)
{
    int64_t due = ui->scan.due_ms;
    ui->scan = (struct ui_scan_state){0};
    // With one switch the new page begins to offer by itself: whoever chose Next is there.
    if (due) ui->scan.due_ms = ui_now(ui) + step_ms(ui);
}

struct ui_rect ui_scan_box(struct ui *ui)
{
    struct ui_element *e = ui->settings.switches.scan == UI_SCAN_OFF ? NULL : offer(ui);
    if (!e) return (struct ui_rect){0};
    return ui->scan.row ? e->parent->bounds : e->visible;
}
