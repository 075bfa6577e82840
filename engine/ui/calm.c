// SPDX-License-Identifier: EUPL-1.2
// Calm touches (EN 301 549 5.7 and 5.8), for hands that shake or are slow to let go: what is struck
// twice counts once, and what is held repeats late and slowly.
#include "ui/ui_priv.h"

enum {
    USUAL_HOLD_MS = 500, // a key that is held this long repeats
    USUAL_AGAIN_MS = 90, // so often
    CALM_MS = 2000,      // both, as the standard has it
    STRIKE_MS = 500,     // a second strike within this is a tremor, not a wish
    CALM_STRIKE_MS = 1000,
};

int64_t ui_calm_hold_ms(const struct ui *ui)
{
    return ui->settings.calm ? CALM_MS : USUAL_HOLD_MS;
}

int ui_calm_again_ms(const struct ui *ui, int usual_ms)
{
    int usual = usual_ms > 0 ? usual_ms : USUAL_AGAIN_MS;
    return ui->settings.calm ? CALM_MS : usual;
}

int64_t ui_calm_strike_ms(const struct ui *ui)
{
    return ui->settings.calm ? CALM_STRIKE_MS : STRIKE_MS;
}

static bool modifier(SDL_Keycode key)
{
    return (key >= SDLK_LCTRL && key <= SDLK_RGUI) || key == SDLK_CAPSLOCK || key == SDLK_MODE;
}

bool ui_calm_key(struct ui *ui, const SDL_KeyboardEvent *event)
{
    SDL_Keycode key = event->keysym.sym;
    if (!ui->settings.calm || ui->options.still || modifier(key)) return true;
    int64_t now = ui_now(ui);
    int64_t since = now - ui->struck.ms;
    bool same = ui->struck.any && ui->struck.key == key;
    ui->struck.refused = same && since < (event->repeat ? CALM_MS : CALM_STRIKE_MS);
    if (!ui->struck.refused) {
        ui->struck.any = true;
        ui->struck.key = key;
        ui->struck.ms = now;
    }
    return !ui->struck.refused;
}

bool ui_calm_text(const struct ui *ui)
{
    return !ui->settings.calm || !ui->struck.refused;
}
