// SPDX-License-Identifier: EUPL-1.2
// What the staff have set on this device, kept in the state folder from one start to the next, and
// the panel's own light where the kiosk may set it. One thread.
//
// The file `settings.json`, written anew with each change:
//   {"svar_settings": 1, "language": "sv", "survey": "id", "turned": 0 to 3, "light": 30 to 100,
//    "touch": [six numbers]}
// "" for a language or survey is the one that the kiosk was given. Touch as in ui/screen.h.
#pragma once

#include "base/err.h"
#include "ui/screen.h"

enum { KIOSK_SURVEY_ID_BYTES = 65, KIOSK_LIGHT_PATH_BYTES = 4096 };

struct kiosk_settings {
    char language[24]; // the one that the first page begins in
    char survey[KIOSK_SURVEY_ID_BYTES];
    struct ui_screen screen;
};

struct kiosk_settings kiosk_settings_default(void);
// Without a file: the default. One that makes no sense is an error, and *out the default.
enum err kiosk_settings_read(const char *state, struct kiosk_settings *out,
                             struct err_info *info) MUST_CHECK;
enum err kiosk_settings_write(const char *state, const struct kiosk_settings *settings,
                              struct err_info *info) MUST_CHECK;

// ---- the panel's light ----
struct kiosk_light {
    char folder[KIOSK_LIGHT_PATH_BYTES]; // without links; "": this panel's light cannot be set
    long most;
};
// Looks among the folders of class ("/sys/class/backlight") for one whose light may be written.
void kiosk_light_find(const char *class, struct kiosk_light *out);
// False where it cannot be set; then the page is to be drawn darker.
bool kiosk_light_set(const struct kiosk_light *light, int percent);
