// SPDX-License-Identifier: EUPL-1.2
// The screen as one object: its life, its settings, showing a tree, and the turn of the loop.
#include "ui/ui_priv.h"

#include <assert.h>
#include <stdlib.h>

#include "base/alloc.h"

struct ui_settings ui_settings_default(void)
{
    return (struct ui_settings){
        .theme = UI_THEME_LIGHT, .organizer_rgb = UINT32_MAX, .text_scale = 1, .language = "sv"};
}

enum err ui_create(const struct ui_options *options, struct ui **out, struct err_info *info)
{
    struct ui *ui = xcalloc(1, sizeof *ui);
    ui->options = *options;
    ui->screen = ui_screen_default();
    enum err code = ui_text_create(&ui->text, info);
    if (code != ERR_NONE) {
        free(ui);
        return code;
    }
    code = ui_window_open(&ui->window, options->title ? options->title : "Svar", options->width,
                          options->height, options->fullscreen, info);
    if (code != ERR_NONE) {
        ui_text_destroy(ui->text);
        free(ui);
        return code;
    }
    ui->masks = ui_masks_create();
    ui->keyboard = ui_keyboard_create();
    ui_art_init(&ui->art);
    // Pages hold what respondents have typed.
    ui->arenas[0] = arena_create(ARENA_SECRET, UI_ARENA_BYTES);
    ui->arenas[1] = arena_create(ARENA_SECRET, UI_ARENA_BYTES);
    ui->layout.text = ui->text;
    struct ui_settings settings = ui_settings_default();
    ui_set(ui, &settings);
    *out = ui;
    return ERR_NONE;
}

void ui_destroy(struct ui *ui)
{
    if (!ui) return;
    ui_window_close(&ui->window);
    ui_text_destroy(ui->text);
    ui_masks_destroy(ui->masks);
    ui_keyboard_destroy(ui->keyboard);
    ui_art_finish(&ui->art);
    ui_draw_finish(&ui->list);
    ui_cells_finish(&ui->cells);
    ui_pixels_finish(&ui->pixels);
    arena_destroy(ui->arenas[0]);
    arena_destroy(ui->arenas[1]);
    explicit_bzero(ui, sizeof *ui);
    free(ui);
}

int64_t ui_now(const struct ui *ui)
{
    return clock_mono_ms(&ui->options.clock);
}

void ui_copy_id(char out[UI_ID_BYTES], struct str id)
{
    size_t len = utf8_cut(id, UI_ID_BYTES - 1);
    if (len) memmove(out, id.ptr, len);
    out[len] = '\0';
}

struct ui_event ui_event_make(enum ui_event_kind kind, struct str id)
{
    struct ui_event event = {.kind = kind};
    ui_copy_id(event.id, id);
    return event;
}

void ui_queue(struct ui *ui, const struct ui_event *event)
{
    if (ui->queue_count == UI_QUEUE) return;
    ui->queue[(ui->queue_at + ui->queue_count++) % UI_QUEUE] = *event;
}

void ui_set(struct ui *ui, const struct ui_settings *settings)
{
    ui->settings = *settings;
    if (!(ui->settings.text_scale >= 1)) ui->settings.text_scale = 1;
    if (ui->settings.text_scale > 2) ui->settings.text_scale = 2;
    ui_theme_init(&ui->theme, settings->theme, settings->organizer_rgb);
    ui->motion.off = ui->options.still || ui->options.reduced_motion || settings->reduced_motion;
    ui_frame_resize(ui);
}

void ui_screen_use(struct ui *ui, const struct ui_screen *screen)
{
    ui->screen = ui_screen_sound(screen) ? *screen : ui_screen_default();
    ui->window.turned = ui->screen.turned;
    ui_window_measure(&ui->window);
    ui_frame_resize(ui);
    ui_frame_layout(ui);
    ui->dirty = true;
    ui->exposed = true;
    ui->touch.mode = UI_TOUCH_NONE; // it was on another place of the page
    ui->finger_count = 0;
    ui_queue(ui, &(struct ui_event){.kind = UI_EVENT_CHANGED});
}

struct ui_screen ui_screen(const struct ui *ui)
{
    return ui->screen;
}

struct ui_settings ui_settings(const struct ui *ui)
{
    return ui->settings;
}

struct arena *ui_begin(struct ui *ui)
{
    ui->arena = !ui->shown;
    arena_reset(ui->arenas[ui->arena]);
    return ui->arenas[ui->arena];
}

static bool has_keys(struct ui *ui)
{
    for (struct ui_element *e = ui->root; e; e = ui_element_after(e, ui->root)) {
        if (e->kind == UI_KIND_KEY) return true;
    }
    return false;
}

void ui_show(struct ui *ui, struct ui_element *root, enum ui_move move, struct str focus_id)
{
    assert(root);
    ui_text_trim(ui->text);
    ui->root = root;
    ui->shown = ui->arena;
    if (move != UI_MOVE_NONE) {
        ui->scroll_count = 0;
        ui->fling.id[0] = '\0';
        ui->focus[0] = '\0';
        ui->ring = false;
        ui->pages++;
        ui->heard[0] = '\0';
        ui_scan_reset(ui);
        ui_motion_page(&ui->motion, move == UI_MOVE_FORWARD ? 1 : -1, ui_now(ui));
        // A finger that is down belongs to the page before.
        if (ui->touch.mode != UI_TOUCH_NONE) ui->touch.mode = UI_TOUCH_IGNORE;
    }
    if (focus_id.len) ui_copy_id(ui->focus, focus_id);
    ui->generation++;
    ui_frame_layout(ui);
    // Where fingers type on the glass, what they type must be seen.
    struct ui_element *field = ui_focus_field(ui);
    if (field && has_keys(ui)) ui_focus_reveal(ui, field);
    ui_scan_follow(ui);
}

struct ui_element *ui_root(struct ui *ui)
{
    return ui->root;
}

void ui_mark(struct ui *ui, struct ui_element *e, size_t from, size_t to)
{
    for (struct ui_element *o = ui->root; o; o = ui_element_after(o, ui->root)) {
        size_t of = o == e ? from : 0;
        size_t until = o == e ? to : 0;
        if (o->mark_from != of || o->mark_to != until) ui->dirty = true;
        o->mark_from = of;
        o->mark_to = until;
    }
}

static bool pop(struct ui *ui, struct ui_event *out)
{
    if (!ui->queue_count) return false;
    *out = ui->queue[ui->queue_at];
    explicit_bzero(&ui->queue[ui->queue_at], sizeof *out);
    ui->queue_at = (ui->queue_at + 1) % UI_QUEUE;
    ui->queue_count--;
    return true;
}

// Draws where a frame is due; while something moves, at most one frame in UI_FRAME_MS.
static void draw_due(struct ui *ui)
{
    bool next = ui->motion.moving && ui_now(ui) - ui->frame_ms >= UI_FRAME_MS;
    if (ui->dirty || ui->exposed || next) ui_frame_draw(ui);
}

static int time_to_wait(struct ui *ui, Uint64 start, int wait_ms)
{
    int64_t left = wait_ms < 0 ? -1 : wait_ms - (int64_t)(SDL_GetTicks64() - start);
    if (wait_ms >= 0 && left < 0) left = 0;
    int64_t due = ui_input_due(ui, ui_now(ui));
    if (due >= 0 && (left < 0 || due < left)) left = due;
    if (ui->motion.moving) {
        int64_t frame = UI_FRAME_MS - (ui_now(ui) - ui->frame_ms);
        if (frame < 1) frame = 1;
        if (left < 0 || frame < left) left = frame;
    }
    return (int)left;
}

bool ui_turn(struct ui *ui, int wait_ms, struct ui_event *out)
{
    *out = (struct ui_event){0};
    if (pop(ui, out)) return true;
    // Sleeping goes by the real time, motion by the clock that was passed in.
    Uint64 start = SDL_GetTicks64();
    for (;;) {
        draw_due(ui);
        SDL_Event event;
        bool came = ui_window_wait(&ui->window, time_to_wait(ui, start, wait_ms), &event);
        if (came) ui_input_event(ui, &event);
        ui_input_time(ui);
        if (pop(ui, out)) {
            // What the finger did is seen before the program does anything about it.
            draw_due(ui);
            return true;
        }
        if (!came && wait_ms >= 0 && SDL_GetTicks64() - start >= (Uint64)wait_ms) {
            draw_due(ui);
            return false;
        }
    }
}

bool ui_wake(struct ui *ui, int code, void *data)
{
    return ui_window_wake(&ui->window, code, data);
}

bool ui_idle(const struct ui *ui)
{
    if (ui->dirty || ui->exposed || ui->motion.moving || ui->queue_count) return false;
    if (ui->fling.id[0]) return false;
    return SDL_PeepEvents(NULL, 0, SDL_PEEKEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT) <= 0;
}

uint64_t ui_generation(const struct ui *ui)
{
    return ui->generation;
}

struct ui_rect ui_size(const struct ui *ui)
{
    return ui->layout.window;
}

double ui_mm_per_pixel(const struct ui *ui)
{
    return 1 / ui->layout.px_per_mm;
}

struct ui_keyboard *ui_keyboard(struct ui *ui)
{
    return ui->keyboard;
}

void ui_forget(struct ui *ui)
{
    ui_text_forget(ui->text);
    ui_window_forget(&ui->window);
    // The tree that is shown stays; the one before it goes.
    arena_reset(ui->arenas[!ui->shown]);
    explicit_bzero(ui->queue, sizeof ui->queue);
    ui->queue_count = 0;
    explicit_bzero(&ui->last, sizeof ui->last);
    explicit_bzero(&ui->tapped, sizeof ui->tapped);
    ui_keyboard_forget(ui->keyboard);
    explicit_bzero(&ui->touch.id, sizeof ui->touch.id);
    explicit_bzero(ui->heard, sizeof ui->heard);
}
