// SPDX-License-Identifier: EUPL-1.2
// SDL video: which way of presenting fits which driver, and sleeping without spinning.
#include "ui/window.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/alloc.h"
#include "ui/screen.h"

enum { POLL_MS = 16, RECTS_AT_ONCE = 64, BLANKS = 512 };

static bool driver_is(const char *name)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    return driver && strcmp(driver, name) == 0;
}

static enum err start_video(struct err_info *info)
{
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
    // A window that is just becoming the keyboard's would not hear the first tap.
    SDL_SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1");
    SDL_SetHint(SDL_HINT_GRAB_KEYBOARD, "1");
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    const char *asked = getenv("SDL_VIDEODRIVER");
    bool named = asked && *asked;
    // Without a folder for its socket Wayland's library can only complain on standard error.
    if (!named && !getenv("XDG_RUNTIME_DIR")) SDL_SetHint(SDL_HINT_VIDEODRIVER, "x11,KMSDRM");
    bool started = SDL_InitSubSystem(SDL_INIT_VIDEO) == 0;
    if (!started && named) {
        return err_set(info, ERR_MISSING, "no display: SDL_VIDEODRIVER=%s cannot be used: %s",
                       asked, SDL_GetError());
    }
    // Where there is no screen SDL goes on with a driver that shows nothing. Only who asks for that
    // by name gets it.
    bool unseen = driver_is("offscreen") || driver_is("evdev") || driver_is("dummy");
    if (!started || (unseen && !named)) {
        if (started) SDL_QuitSubSystem(SDL_INIT_VIDEO);
        return err_set(info, ERR_MISSING,
                       "no display: neither DISPLAY nor WAYLAND_DISPLAY nor a console screen can "
                       "be used. Start on a screen, or under xvfb-run, or with "
                       "SDL_VIDEODRIVER=dummy");
    }
    return ERR_NONE;
}

static void choose_size(int *width, int *height, bool fullscreen)
{
    if (*width > 0 && *height > 0) return;
    SDL_DisplayMode mode;
    *width = 1280;
    *height = 800;
    bool real = !driver_is("dummy") && !driver_is("offscreen");
    if (real && SDL_GetDesktopDisplayMode(0, &mode) == 0) {
        if (fullscreen || mode.w < *width) *width = mode.w;
        if (fullscreen || mode.h < *height) *height = mode.h;
    }
}

enum err ui_window_open(struct ui_window *w, const char *title, int width, int height,
                        bool fullscreen, struct err_info *info)
{
    *w = (struct ui_window){.wake_fd = -1};
    enum err code = start_video(info);
    if (code != ERR_NONE) return code;
    bool surface = driver_is("x11") || driver_is("dummy") || driver_is("offscreen");
    // Else the surface of an X11 window goes through software OpenGL, ten times slower. The drivers
    // below the line have no surface without acceleration: they get a texture.
    if (surface) SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    w->fullscreen = fullscreen;
    w->blocking = driver_is("x11") || driver_is("wayland");
    choose_size(&width, &height, fullscreen);
    Uint32 flags = fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : SDL_WINDOW_RESIZABLE;
    w->window = SDL_CreateWindow(title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width,
                                 height, flags);
    if (!w->window) {
        code = err_set(info, ERR_IO, "no window could be opened: %s", SDL_GetError());
        goto failed;
    }
    if (!surface) {
        w->renderer = SDL_CreateRenderer(w->window, -1, 0);
        if (!w->renderer) {
            code = err_set(info, ERR_IO, "the screen cannot be drawn on: %s", SDL_GetError());
            goto failed;
        }
    }
    w->user_event = SDL_RegisterEvents(2);
    w->blank_event = w->user_event + 1;
    w->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (w->wake_fd < 0) {
        code = err_set_errno(info, "no eventfd");
        goto failed;
    }
    SDL_StartTextInput();
    if (fullscreen && driver_is("x11")) ui_window_x11_watch(w);
    if (fullscreen) SDL_ShowCursor(SDL_DISABLE); // a finger needs none
    ui_window_measure(w);
    return ERR_NONE;
failed:
    ui_window_close(w);
    return code;
}

void ui_window_close(struct ui_window *w)
{
    ui_window_x11_end(w);
    if (w->texture) SDL_DestroyTexture(w->texture);
    if (w->renderer) SDL_DestroyRenderer(w->renderer);
    if (w->window) SDL_DestroyWindow(w->window);
    if (w->wake_fd >= 0) close(w->wake_fd);
    *w = (struct ui_window){.wake_fd = -1};
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
}

bool ui_window_measure(struct ui_window *w)
{
    int width = 0;
    int height = 0;
    if (w->renderer) {
        SDL_GetRendererOutputSize(w->renderer, &width, &height);
    } else {
        SDL_GetWindowSize(w->window, &width, &height);
    }
    if (width < 1) width = 1;
    if (height < 1) height = 1;
    if (w->turned == 1 || w->turned == 3) {
        int across = width;
        width = height;
        height = across;
    }
    bool changed = width != w->w || height != w->h;
    w->w = width;
    w->h = height;
    if (changed && w->texture) {
        SDL_DestroyTexture(w->texture);
        w->texture = NULL;
    }
    return changed;
}

void ui_window_follow(struct ui_window *w)
{
    SDL_DisplayMode mode;
    int width = 0, height = 0;
    int display = SDL_GetWindowDisplayIndex(w->window);
    if (!w->fullscreen || SDL_GetDesktopDisplayMode(display < 0 ? 0 : display, &mode) != 0) return;
    if (w->screen_w > 0) mode = (SDL_DisplayMode){.w = w->screen_w, .h = w->screen_h};
    SDL_GetWindowSize(w->window, &width, &height);
    bool tried = mode.w == w->followed_w && mode.h == w->followed_h;
    if (tried || (width == mode.w && height == mode.h) || mode.w < 1 || mode.h < 1) return;
    w->followed_w = mode.w;
    w->followed_h = mode.h;
    SDL_SetWindowFullscreen(w->window, 0);
    if (w->screen_w > 0) {
        // What SDL calls full is of the size that it knows, which is an older one.
        SDL_SetWindowBordered(w->window, SDL_FALSE);
        SDL_SetWindowPosition(w->window, 0, 0);
        SDL_SetWindowSize(w->window, mode.w, mode.h);
        return;
    }
    // SDL takes a new size of the desktop when the window becomes full once more.
    SDL_SetWindowFullscreen(w->window, SDL_WINDOW_FULLSCREEN_DESKTOP);
    SDL_GetWindowSize(w->window, &width, &height);
    if (width != mode.w || height != mode.h) SDL_SetWindowSize(w->window, mode.w, mode.h);
}

void ui_window_lost(struct ui_window *w)
{
    if (w->texture) SDL_DestroyTexture(w->texture);
    w->texture = NULL;
}

bool ui_window_lend(struct ui_window *w, struct ui_pixels *pixels)
{
    SDL_Surface *s = w->renderer || w->turned ? NULL : SDL_GetWindowSurface(w->window);
    Uint32 format = s ? s->format->format : 0;
    bool fits = s && s->w == w->w && s->h == w->h && s->pitch == s->w * 4 && !SDL_MUSTLOCK(s) &&
                (format == SDL_PIXELFORMAT_RGB888 || format == SDL_PIXELFORMAT_ARGB8888);
    if (!fits) {
        bool fresh = pixels->lent || pixels->w != w->w || pixels->h != w->h;
        ui_pixels_size(pixels, w->w, w->h);
        return fresh;
    }
    // A surface that SDL has made anew may lie where the one before lay, but bears no mark.
    if (pixels->lent && pixels->argb == s->pixels && s->userdata == w) return false;
    s->userdata = w;
    ui_pixels_finish(pixels);
    *pixels = (struct ui_pixels){s->pixels, s->w, s->h, true};
    return true;
}

static void present_texture(struct ui_window *w, const struct ui_pixels *pixels,
                            const struct ui_rect *rects, uint32_t count)
{
    struct ui_rect whole = {0, 0, pixels->w, pixels->h};
    if (!w->texture) {
        w->texture = SDL_CreateTexture(w->renderer, SDL_PIXELFORMAT_ARGB8888,
                                       SDL_TEXTUREACCESS_STREAMING, pixels->w, pixels->h);
        if (!w->texture) return;
        rects = &whole;
        count = 1;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct ui_rect r = ui_rect_common(rects[i], whole);
        if (ui_rect_empty(r)) continue;
        SDL_Rect at = {r.x, r.y, r.w, r.h};
        SDL_UpdateTexture(w->texture, &at, pixels->argb + r.y * pixels->w + r.x, pixels->w * 4);
    }
    if (w->turned) {
        // The renderer turns around the middle of where the page would lie.
        struct ui_rect on = ui_screen_turn(w->turned, whole, pixels->w, pixels->h);
        SDL_FRect to = {(float)(on.w - pixels->w) / 2, (float)(on.h - pixels->h) / 2,
                        (float)pixels->w, (float)pixels->h};
        SDL_RenderCopyExF(w->renderer, w->texture, NULL, &to, 90.0 * w->turned, NULL,
                          SDL_FLIP_NONE);
    } else {
        SDL_RenderCopy(w->renderer, w->texture, NULL, NULL);
    }
    SDL_RenderPresent(w->renderer);
}

// A glass that is mounted turned: each rectangle is turned by itself. True where it was shown.
static bool blit_turned(const struct ui_window *w, const struct ui_pixels *pixels, struct ui_rect r,
                        SDL_Surface *target, SDL_Rect *out)
{
    struct ui_rect whole = {0, 0, pixels->w, pixels->h};
    r = ui_rect_common(r, whole);
    if (ui_rect_empty(r)) return false;
    struct ui_rect to = ui_screen_turn(w->turned, r, pixels->w, pixels->h);
    uint32_t *turned = xcalloc((size_t)r.w * (size_t)r.h, sizeof *turned);
    ui_screen_turn_pixels(w->turned, pixels->argb, pixels->w, r, turned);
    SDL_Surface *from = SDL_CreateRGBSurfaceWithFormatFrom(turned, to.w, to.h, 32, to.w * 4,
                                                           SDL_PIXELFORMAT_ARGB8888);
    *out = (SDL_Rect){to.x, to.y, to.w, to.h};
    bool shown = from != NULL && to.x + to.w <= target->w && to.y + to.h <= target->h;
    if (shown) {
        SDL_Rect at = *out;
        SDL_SetSurfaceBlendMode(from, SDL_BLENDMODE_NONE);
        SDL_BlitSurface(from, NULL, target, &at);
    }
    SDL_FreeSurface(from);
    explicit_bzero(turned, (size_t)r.w * (size_t)r.h * sizeof *turned); // it may show an answer
    free(turned);
    return shown;
}

static void present_surface(struct ui_window *w, const struct ui_pixels *pixels,
                            const struct ui_rect *rects, uint32_t count)
{
    SDL_Surface *target = SDL_GetWindowSurface(w->window);
    if (!target) return;      // the window is just being resized: the next frame comes
    SDL_Surface *from = NULL; // drawn on the glass already
    if (!pixels->lent) {
        from = SDL_CreateRGBSurfaceWithFormatFrom(pixels->argb, pixels->w, pixels->h, 32,
                                                  pixels->w * 4, SDL_PIXELFORMAT_ARGB8888);
        if (!from) return;
        SDL_SetSurfaceBlendMode(from, SDL_BLENDMODE_NONE);
    }
    SDL_Rect batch[RECTS_AT_ONCE];
    int filled = 0;
    struct ui_rect whole = {0, 0, target->w, target->h};
    for (uint32_t i = 0; i < count; i++) {
        if (w->turned) {
            if (!blit_turned(w, pixels, rects[i], target, &batch[filled])) continue;
            filled++;
        } else {
            struct ui_rect r = ui_rect_common(rects[i], whole);
            if (ui_rect_empty(r)) continue;
            SDL_Rect at = {r.x, r.y, r.w, r.h};
            SDL_Rect to = at; // SDL clips it
            if (from) SDL_BlitSurface(from, &at, target, &to);
            batch[filled++] = at;
        }
        if (filled == RECTS_AT_ONCE) {
            SDL_UpdateWindowSurfaceRects(w->window, batch, filled);
            filled = 0;
        }
    }
    if (filled) SDL_UpdateWindowSurfaceRects(w->window, batch, filled);
    SDL_FreeSurface(from);
}

void ui_window_present(struct ui_window *w, const struct ui_pixels *pixels,
                       const struct ui_rect *rects, uint32_t count)
{
    if (w->renderer) {
        present_texture(w, pixels, rects, count);
    } else {
        present_surface(w, pixels, rects, count);
    }
}

bool ui_window_wait(struct ui_window *w, int timeout_ms, SDL_Event *out)
{
    if (SDL_PollEvent(out)) return true;
    if (timeout_ms == 0) return false;
    if (w->blocking) {
        return timeout_ms < 0 ? SDL_WaitEvent(out) == 1 : SDL_WaitEventTimeout(out, timeout_ms);
    }
    // SDL would look a thousand times a second here; sixty are enough for a finger, and whoever
    // wakes us from another thread ends the sleep at once.
    Uint64 start = SDL_GetTicks64();
    for (;;) {
        int left = POLL_MS;
        if (timeout_ms > 0) {
            Uint64 gone = SDL_GetTicks64() - start;
            if (gone >= (Uint64)timeout_ms) return false;
            if ((Uint64)timeout_ms - gone < POLL_MS) left = (int)((Uint64)timeout_ms - gone);
        }
        struct pollfd fd = {.fd = w->wake_fd, .events = POLLIN};
        if (poll(&fd, 1, left) > 0) {
            uint64_t count;
            if (read(w->wake_fd, &count, sizeof count) < 0) continue;
        }
        if (SDL_PollEvent(out)) return true;
    }
}

void ui_window_forget(struct ui_window *w)
{
    // SDL takes used places first, so as many blanks as ever waited at once cover them all.
    for (int i = 0; i < BLANKS; i++) {
        SDL_Event blank;
        memset(&blank, 0, sizeof blank);
        blank.type = w->blank_event;
        if (SDL_PushEvent(&blank) != 1) break;
    }
    SDL_FlushEvent(w->blank_event);
}

bool ui_window_wake(struct ui_window *w, int code, void *data)
{
    SDL_Event event = {0};
    event.type = w->user_event;
    event.user.code = code;
    event.user.data1 = data;
    if (SDL_PushEvent(&event) != 1) return false;
    uint64_t one = 1;
    // It fails only where the counter is full, and then the poll is awake anyway.
    ssize_t written = write(w->wake_fd, &one, sizeof one);
    (void)written;
    return true;
}
