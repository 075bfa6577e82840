// SPDX-License-Identifier: EUPL-1.2
// What a survey carries of its organizer's look: a colour, which takes the place of primary and is
// made darker or lighter by the theme until it can be read, and a logo, which stands on a plate of
// its own so that no theme swallows it. A logo that cannot be shown is left out, and logged once.
#include "base/log.h"
#include "kiosk/pages_priv.h"
#include "ui/image.h"

enum { LOOKED_AT = 32, WHITE = 0xFF, LOGO_WIDEST = 4 };
static const uint32_t light_plate = 0xFFFFFFFF;
static const uint32_t dark_plate = 0xFF12171A;

// A logo made of light letters alone needs a dark plate, every other a white one.
static uint32_t plate_for(struct ui_image *image)
{
    const uint32_t *argb = ui_image_scaled(image, LOOKED_AT, LOOKED_AT);
    uint64_t shade = 0;
    uint64_t weight = 0;
    for (size_t i = 0; i < (size_t)LOOKED_AT * LOOKED_AT; i++) {
        uint32_t c = argb[i];
        uint64_t seen = c >> 24;
        shade += seen * (2 * (c >> 16 & WHITE) + 5 * (c >> 8 & WHITE) + (c & WHITE)) / 8;
        weight += seen;
    }
    bool see_through = weight < (uint64_t)LOOKED_AT * LOOKED_AT * WHITE * 9 / 10;
    bool pale = weight > 0 && shade / weight > 200;
    return see_through && pale ? dark_plate : light_plate;
}

void kiosk_pages_look(struct kiosk_pages *pages)
{
    struct ui_settings settings = ui_settings(pages->ui);
    struct str colour = survey_colour(pages->survey);
    uint32_t rgb;
    settings.organizer_rgb = colour.len > 0 && ui_theme_parse(colour.ptr, &rgb) ? rgb : UINT32_MAX;
    ui_set(pages->ui, &settings);

    struct str name = survey_logo(pages->survey);
    if (name.len == 0) {
        return;
    }
    // Never wider than a screen's width of the highest it stands anywhere.
    static const struct ui_image_most most = {1280, 320, 1280 * 320 * 4};
    struct err_info info = {0};
    struct str bytes;
    enum err err = survey_file(pages->survey, name, &bytes, &info);
    if (!err) {
        err = ui_image_decode(bytes, most, &pages->logo, &info);
    }
    if (err) {
        log_warning("the logo %.*s is not shown: %s", STR_ARG(name), info.message);
        return;
    }
    pages->logo_plate = plate_for(pages->logo);
}

void kiosk_pages_look_end(struct kiosk_pages *pages)
{
    ui_image_destroy(pages->logo);
    pages->logo = NULL;
}

void kiosk_pages_logo(struct kiosk_pages *pages, struct arena *a, struct ui_element *parent,
                      double high_mm)
{
    if (!pages->logo) {
        return;
    }
    struct ui_picture *picture = ARENA_NEW(a, struct ui_picture);
    picture->w = (float)ui_image_w(pages->logo);
    picture->h = (float)ui_image_h(pages->logo);
    picture->image = pages->logo;
    picture->plate = pages->logo_plate;
    double wide = (double)picture->w / (double)picture->h;
    if (wide > LOGO_WIDEST) {
        high_mm = high_mm * LOGO_WIDEST / wide;
    }
    struct str name =
        survey_text(pages->survey, "organizer.name", kiosk_session_language(pages->session));
    ui_picture(a, parent, picture, high_mm, name)->id = STR("logo");
}
