// SPDX-License-Identifier: EUPL-1.2
// What an automaton does to the screen: events pushed into SDL's own queue, as hardware makes them,
// and pictures of what is on the glass.
#include "ui/ui_priv.h"

#include "base/file.h"
#include "ui/png.h"

static enum err push(SDL_Event *event, struct err_info *info)
{
    if (SDL_PushEvent(event) == 1) return ERR_NONE;
    return err_set(info, ERR_LIMIT, "the event queue is full: %s", SDL_GetError());
}

enum err ui_push_finger(struct ui *ui, int phase, struct ui_point at, struct err_info *info)
{
    static const Uint32 types[] = {SDL_FINGERDOWN, SDL_FINGERMOTION, SDL_FINGERUP};
    if (phase < 0 || phase > 2) return err_set(info, ERR_ARGUMENT, "no such phase of a touch");
    if (!ui_rect_has(ui->layout.window, at.x, at.y)) {
        return err_set(info, ERR_ARGUMENT, "%d,%d is outside the window", at.x, at.y);
    }
    SDL_Event event = {0};
    event.type = types[phase];
    event.tfinger.timestamp = SDL_GetTicks();
    event.tfinger.touchId = 1;
    event.tfinger.fingerId = 1;
    struct ui_spot spot = ui_screen_from_page(&ui->screen, at, ui->window.w, ui->window.h);
    spot = ui_screen_said(&ui->screen, spot);
    event.tfinger.x = (float)spot.x;
    event.tfinger.y = (float)spot.y;
    event.tfinger.pressure = phase == 2 ? 0 : 1;
    event.tfinger.windowID = SDL_GetWindowID(ui->window.window);
    return push(&event, info);
}

enum err ui_push_touch(struct ui *ui, struct ui_point at, struct err_info *info)
{
    enum err code = ui_push_finger(ui, 0, at, info);
    return code == ERR_NONE ? ui_push_finger(ui, 2, at, info) : code;
}

enum err ui_push_key(struct ui *ui, const char *sdl_key_name, struct err_info *info)
{
    SDL_Keycode key = SDL_GetKeyFromName(sdl_key_name);
    if (key == SDLK_UNKNOWN) {
        return err_set(info, ERR_ARGUMENT, "SDL knows no key '%.40s'", sdl_key_name);
    }
    SDL_Event event = {0};
    event.type = SDL_KEYDOWN;
    event.key.timestamp = SDL_GetTicks();
    event.key.windowID = SDL_GetWindowID(ui->window.window);
    event.key.state = SDL_PRESSED;
    event.key.keysym.sym = key;
    event.key.keysym.scancode = SDL_GetScancodeFromKey(key);
    enum err code = push(&event, info);
    if (code != ERR_NONE) return code;
    event.type = SDL_KEYUP;
    event.key.state = SDL_RELEASED;
    return push(&event, info);
}

enum err ui_push_text(struct ui *ui, struct str text, struct err_info *info)
{
    if (!utf8_valid(text)) return err_set(info, ERR_ARGUMENT, "the text is not UTF-8");
    // One event holds 31 bytes, as it does when a keyboard types.
    while (text.len) {
        SDL_Event event = {0};
        size_t bytes = utf8_cut(text, sizeof event.text.text - 1);
        event.type = SDL_TEXTINPUT;
        event.text.timestamp = SDL_GetTicks();
        event.text.windowID = SDL_GetWindowID(ui->window.window);
        memcpy(event.text.text, text.ptr, bytes);
        enum err code = push(&event, info);
        if (code != ERR_NONE) return code;
        text = str_sub(text, bytes, text.len);
    }
    return ERR_NONE;
}

static enum err save_bmp(struct ui *ui, const char *path, struct err_info *info)
{
    SDL_Surface *s =
        SDL_CreateRGBSurfaceWithFormatFrom(ui->pixels.argb, ui->pixels.w, ui->pixels.h, 32,
                                           ui->pixels.w * 4, SDL_PIXELFORMAT_ARGB8888);
    bool done = s && SDL_SaveBMP(s, path) == 0;
    SDL_FreeSurface(s);
    return done ? ERR_NONE : err_set(info, ERR_IO, "%s: %s", path, SDL_GetError());
}

enum err ui_screenshot(struct ui *ui, const char *path, struct err_info *info)
{
    if (ui->dirty) ui_frame_draw(ui);
    if (str_ends(str_of(path), STR(".bmp"))) return save_bmp(ui, path, info);
    if (!str_ends(str_of(path), STR(".png"))) {
        return err_set(info, ERR_ARGUMENT, "%s: a picture's name ends in .png or .bmp", path);
    }
    struct buf file = {0};
    ui_png_write(ui->pixels.argb, ui->pixels.w, ui->pixels.h, &file);
    enum err code = file_write(path, buf_str(&file), 0644, info);
    buf_wipe(&file);
    return code;
}
