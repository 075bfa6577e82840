// SPDX-License-Identifier: EUPL-1.2
// The one window: SDL's start, its surface (or a streaming texture where the driver wants one),
// waiting for events. [main] but for ui_window_wake [any].
#pragma once

#include <SDL.h>

#include "ui/pixels.h"

struct ui_window {
    SDL_Window *window;
    SDL_Renderer *renderer; // NULL: the window's surface is used
    SDL_Texture *texture;
    uint32_t user_event;
    uint32_t blank_event; // see ui_window_forget
    int wake_fd;          // eventfd that ends a poll where the driver cannot block
    bool fullscreen;      // asked for
    int followed_w;       // the size of the screen that was last gone along with
    int followed_h;
    unsigned long root; // X11: the root window, whose size is listened to; 0: it is not
    int screen_w;       // its size since it last changed; 0: as SDL has it
    int screen_h;
    bool blocking; // SDL_WaitEvent truly sleeps
    int turned;    // quarters clockwise, as ui/screen.h has them
    int w;         // of the page, as it is read
    int h;
};

enum err ui_window_open(struct ui_window *w, const char *title, int width, int height,
                        bool fullscreen, struct err_info *info) MUST_CHECK;
void ui_window_close(struct ui_window *w);
// True where the size has changed since the last look.
bool ui_window_measure(struct ui_window *w);
// A window over the whole screen goes along when the screen's resolution changes, or when it comes
// back as another one.
void ui_window_follow(struct ui_window *w);
// window_x11.c: lets the queue have an SDL_SYSWMEVENT when the screen has another size and no
// window manager gives it to the window.
void ui_window_x11_watch(struct ui_window *w);
void ui_window_x11_end(struct ui_window *w);
void ui_window_lost(struct ui_window *w); // the graphics card forgot what it had
// Makes the pixels as large as the window: the window's own memory where that has their form and
// the page is not turned (a whole screen of memory less), else memory of their own. True where
// nothing of the last frame is in them, so that all must be drawn.
bool ui_window_lend(struct ui_window *w, struct ui_pixels *pixels);
// Shows these rectangles of the pixels, as ui_window_lend gave them for this frame.
void ui_window_present(struct ui_window *w, const struct ui_pixels *pixels,
                       const struct ui_rect *rects, uint32_t count);
// Next event, waiting at most timeout_ms (-1: for ever). False: none came.
bool ui_window_wait(struct ui_window *w, int timeout_ms, SDL_Event *out);
// Typed text has gone through SDL's queue, whose used places keep it: writes over them.
void ui_window_forget(struct ui_window *w);
bool ui_window_wake(struct ui_window *w, int code, void *data);
