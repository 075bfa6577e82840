// SPDX-License-Identifier: EUPL-1.2
// See kiosk/settings.h.
#include "kiosk/settings.h"

#include "base/file.h"
#include "base/json.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILE_BYTES = 4096, NUMBER_BYTES = 32 };

struct kiosk_settings kiosk_settings_default(void)
{
    return (struct kiosk_settings){.screen = ui_screen_default()};
}

static enum err path_of(const char *state, char out[PATH_MAX], struct err_info *info)
{
    return file_join(out, PATH_MAX, state, "settings.json", info);
}

// ---- reading ----
static enum err take_text(const json_t *json, const char *name, char *out, size_t bytes,
                          struct err_info *info)
{
    struct str text;
    enum err err = json_get_str_or(json, name, STR(""), &text, info);
    if (!err && text.len >= bytes) err = err_set(info, ERR_LIMIT, "\"%s\" is too long", name);
    if (!err) memcpy(out, text.ptr, text.len);
    return err;
}

static enum err take(const json_t *json, struct kiosk_settings *out, struct err_info *info)
{
    int64_t version, turned = 0, light = 100;
    enum err err = json_get_int(json, "svar_settings", 1, 1, &version, info);
    if (!err) err = take_text(json, "language", out->language, sizeof out->language, info);
    if (!err) err = take_text(json, "survey", out->survey, sizeof out->survey, info);
    if (!err) err = json_get_int_or(json, "turned", 0, 3, 0, &turned, info);
    if (!err) err = json_get_int_or(json, "light", UI_LIGHT_LEAST, 100, 100, &light, info);
    if (err) return err;
    out->screen.turned = (int)turned;
    out->screen.light_percent = (int)light;
    const json_t *touch = json_object_get(json, "touch");
    for (size_t i = 0; json_array_size(touch) == UI_TOUCH_NUMBERS && i < UI_TOUCH_NUMBERS; i++)
        out->screen.touch[i] = json_number_value(json_array_get(touch, i));
    return ui_screen_sound(&out->screen) ? ERR_NONE
                                         : err_set(info, ERR_PARSE, "no screen can be like this");
}

enum err kiosk_settings_read(const char *state, struct kiosk_settings *out, struct err_info *info)
{
    char path[PATH_MAX];
    struct buf text = {0};
    json_t *json = NULL;
    struct kiosk_settings read = kiosk_settings_default();
    *out = read;
    enum err err = path_of(state, path, info);
    if (err || !file_exists(path)) return err;
    err = file_read(path, FILE_BYTES, &text, info);
    if (!err) err = json_parse(buf_str(&text), FILE_BYTES, &json, info);
    if (!err) err = take(json, &read, info);
    if (!err) *out = read;
    json_decref(json);
    buf_finish(&text);
    return err;
}

enum err kiosk_settings_write(const char *state, const struct kiosk_settings *settings,
                              struct err_info *info)
{
    char path[PATH_MAX];
    struct buf text = {0};
    json_t *json = json_object();
    json_t *touch = json_array();
    json_object_set_new(json, "svar_settings", json_integer(1));
    json_object_set_new(json, "language", json_string(settings->language));
    json_object_set_new(json, "survey", json_string(settings->survey));
    json_object_set_new(json, "turned", json_integer(settings->screen.turned));
    json_object_set_new(json, "light", json_integer(settings->screen.light_percent));
    for (int i = 0; i < UI_TOUCH_NUMBERS; i++)
        json_array_append_new(touch, json_real(settings->screen.touch[i]));
    json_object_set_new(json, "touch", touch);
    json_write(json, &text);
    buf_add_char(&text, '\n');
    enum err err = path_of(state, path, info);
    if (!err) err = file_write(path, buf_str(&text), 0600, info);
    json_decref(json);
    buf_finish(&text);
    return err;
}

// ---- the panel's light ----
static bool read_most(const char *folder, long *out)
{
    char path[PATH_MAX];
    struct buf text = {0};
    int64_t most = 0;
    bool read = !file_join(path, sizeof path, folder, "max_brightness", NULL) &&
                !file_read(path, NUMBER_BYTES, &text, NULL) &&
                str_to_int64(str_trim(buf_str(&text)), &most) && most > 0 && most <= INT_MAX;
    *out = (long)most;
    buf_finish(&text);
    return read;
}

void kiosk_light_find(const char *class, struct kiosk_light *out)
{
    *out = (struct kiosk_light){0};
    DIR *dir = opendir(class);
    const struct dirent *entry;
    while (dir && !out->folder[0] && (entry = readdir(dir))) {
        char path[PATH_MAX], real[PATH_MAX], number[PATH_MAX];
        // What stands here are links; the rules for files go by where they lead.
        if (entry->d_name[0] == '.' || file_join(path, sizeof path, class, entry->d_name, NULL) ||
            !realpath(path, real) || file_join(number, sizeof number, real, "brightness", NULL) ||
            access(number, W_OK) != 0 || !read_most(real, &out->most))
            continue;
        snprintf(out->folder, sizeof out->folder, "%s", real);
    }
    if (dir) closedir(dir);
}

bool kiosk_light_set(const struct kiosk_light *light, int percent)
{
    char path[PATH_MAX];
    if (!light->folder[0] || file_join(path, sizeof path, light->folder, "brightness", NULL))
        return false;
    // Not as other files are written: this one is the device itself.
    FILE *file = fopen(path, "we");
    if (!file) return false;
    bool written = fprintf(file, "%ld\n", (light->most * percent + 50) / 100) > 0;
    return fclose(file) == 0 && written;
}
