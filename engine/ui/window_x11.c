// SPDX-License-Identifier: EUPL-1.2
// The size of an X11 screen while it changes. SDL learns of monitors that come and go, but not that
// one has another resolution. A window manager gives a window over the whole screen its new size;
// where there is none the root window's own word is listened to.
#include "ui/window.h"

#include <SDL_syswm.h>

#if defined(SDL_VIDEO_DRIVER_X11)
#include <X11/Xatom.h>

// Of X's events only the root window's new size goes into the queue: SDL has dealt with the rest.
static int SDLCALL take(void *data, SDL_Event *event)
{
    struct ui_window *w = data;
    if (event->type != SDL_SYSWMEVENT) return 1;
    const SDL_SysWMmsg *message = event->syswm.msg;
    if (message->subsystem != SDL_SYSWM_X11) return 0;
    const XEvent *x = &message->msg.x11.event;
    if (x->type != ConfigureNotify || x->xconfigure.window != w->root) return 0;
    w->screen_w = x->xconfigure.width;
    w->screen_h = x->xconfigure.height;
    return 1;
}

static bool has_manager(Display *display, Window root)
{
    Atom type;
    int format;
    unsigned long count = 0, left;
    unsigned char *data = NULL;
    Atom check = XInternAtom(display, "_NET_SUPPORTING_WM_CHECK", False);
    int failed = XGetWindowProperty(display, root, check, 0, 1, False, XA_WINDOW, &type, &format,
                                    &count, &left, &data);
    if (data) XFree(data);
    return !failed && count > 0;
}

void ui_window_x11_watch(struct ui_window *w)
{
    SDL_SysWMinfo info;
    XWindowAttributes root;
    SDL_VERSION(&info.version);
    if (!SDL_GetWindowWMInfo(w->window, &info) || info.subsystem != SDL_SYSWM_X11) return;
    Display *display = info.info.x11.display;
    Window at = DefaultRootWindow(display);
    if (has_manager(display, at) || !XGetWindowAttributes(display, at, &root)) return;
    w->root = at;
    XSelectInput(display, w->root, root.your_event_mask | StructureNotifyMask);
    SDL_EventState(SDL_SYSWMEVENT, SDL_ENABLE);
    SDL_SetEventFilter(take, w);
}

void ui_window_x11_end(struct ui_window *w)
{
    if (!w->root) return;
    SDL_EventState(SDL_SYSWMEVENT, SDL_DISABLE);
    SDL_SetEventFilter(NULL, NULL);
    w->root = 0;
}

#else

void ui_window_x11_watch(struct ui_window *w)
{
    (void)w;
}

void ui_window_x11_end(struct ui_window *w)
{
    (void)w;
}

#endif
