// SPDX-License-Identifier: EUPL-1.2
// svar survey pin: gives a survey the staff's PIN, as a hash. The PIN comes from a file and never
// from the command line, where others could read it.
#include "organizer/verbs.h"

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "seal/pin.h"

#include <limits.h>
#include <stdlib.h>

enum { PIN_FILE_BYTES = 256 };

static enum err put(const char *path, struct str hash, struct err_info *info)
{
    json_t *json = NULL;
    struct buf text = {0};
    enum err err = file_read(path, LIMIT_SURVEY_JSON_BYTES, &text, info);
    if (!err) {
        err_place(info, path, NULL, 0, 0);
        err = json_parse(buf_str(&text), LIMIT_SURVEY_JSON_BYTES, &json, info);
        if (!err && !json_is_object(json)) err = err_set(info, ERR_PARSE, "must be an object");
    }
    if (!err) {
        verb_clear(info);
        json_object_set_new(json, "admin_pin", json_str(hash));
        char *out = json_dumps(json, JSON_INDENT(2));
        buf_clear(&text);
        buf_add_text(&text, out);
        buf_add_text(&text, "\n");
        free(out);
        err = file_write(path, buf_str(&text), 0644, info);
    }
    json_decref(json);
    buf_finish(&text);
    return err;
}

static enum verb_exit run(const struct arguments *a)
{
    char path[PATH_MAX];
    struct err_info info = {0};
    struct buf pin = {0}, hash = {0};
    enum err err = file_read(arguments_text(a, "pin-file"), PIN_FILE_BYTES, &pin, &info);
    if (!err) err = seal_pin_hash(str_trim(buf_str(&pin)), &hash, &info);
    if (!err) err = file_join(path, sizeof path, a->words[0], "survey.json", &info);
    if (!err) err = put(path, buf_str(&hash), &info);
    if (!err) verb_say("%s has a PIN now; sign it again before use", a->words[0]);
    buf_wipe(&pin);
    buf_finish(&hash);
    return err ? verb_fail(&info) : VERB_DONE;
}

const struct verb verb_survey_pin = {
    .name = "survey pin",
    .arguments = "DIR",
    .summary = "Gives a survey the PIN for the kiosk's staff page.",
    .details = "The file holds 4 to 12 digits. Only their Argon2id hash goes into survey.json. "
               "The survey has to be\nsigned afterwards.",
    .least = 1,
    .most = 1,
    .options =
        (const struct argument_option[]){
            {"pin-file", ARGUMENT_NEEDED, "FILE", "where the PIN stands, on one line"}, {0}},
    .run = run,
};
