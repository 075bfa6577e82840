// SPDX-License-Identifier: EUPL-1.2
// One table of options, and what each sets. See kiosk/options.h.
#include "kiosk/options.h"

#include "base/str.h"
#include "kiosk/session.h"
#include "ui/ui.h"

const char kiosk_usage[] =
    "Usage: svar-kiosk --survey DIR|FILE.svar --organizer KEYFILE|RW… --state DIR [options]\n"
    "Asks respondents a signed survey on a touch screen.\n"
    "\n"
    "  --survey PATH        the survey, as a folder or as a .svar file\n"
    "  --organizer KEY      the organizer's public key: a minisign .pub file, or its line RW…\n"
    "  --state DIR          where sealed responses and the device's key are kept\n"
    "  --enrol TOKEN|@FILE  enrol this device with the survey's collector\n"
    "  --stick DIR          where USB sticks are mounted, also as a pattern; may be repeated\n"
    "  --surveys DIR        further surveys of this organizer, among which the staff can choose\n"
    "  --proxy URL          the proxy to the collector; \"\" for none\n"
    "  --ca FILE            the certificates that the collector's must come from\n"
    "  --new-key            change the device's key; the old one vouches for it. With --enrol\n"
    "  --plugin FILE.so     load a plugin with further question types; may be repeated\n"
    "  --size WxH           a window of this size, in pixels\n"
    "  --fullscreen         the whole screen\n"
    "  --mm-per-pixel F     millimetres of glass a pixel, as measured with a ruler\n"
    "  --language CODE      the language to begin with\n"
    "  --reduced-motion     nothing moves\n"
    "  --mode MODE          kiosk, passed (a tablet that goes round), one-tap (the first question\n"
    "                       is always there) or interviewer\n"
    "  --aloud              every respondent begins with reading aloud\n"
    "  --explore            and by exploring: a finger hears, a second tap acts\n"
    "  --switches KEY[,KEY] every respondent begins with one switch or two: the first goes on,\n"
    "                       the second chooses; keys by SDL's names (Space,Return)\n"
    "  --switch-ms N        with one switch, how long each thing is offered (1500)\n"
    "  --log FILE           also write the log to a file\n"
    "  --automation SOCKET  let a program touch the screen; for surveys in test mode only\n"
    "  --help, --version\n";

enum option_kind {
    OPTION_TEXT,
    OPTION_FLAG,
    OPTION_PLUGIN,
    OPTION_STICK,
    OPTION_SIZE,
    OPTION_MM,
    OPTION_SWITCHES,
    OPTION_SWITCH_MS,
    OPTION_MODE
};

struct option_row {
    const char *name;
    enum option_kind kind;
    size_t offset;
};

#define ROW(name, kind, member)                            \
    {                                                      \
        name, kind, offsetof(struct kiosk_options, member) \
    }
static const struct option_row rows[] = {
    ROW("survey", OPTION_TEXT, survey),
    ROW("organizer", OPTION_TEXT, organizer),
    ROW("state", OPTION_TEXT, state),
    ROW("enrol", OPTION_TEXT, enrol),
    ROW("stick", OPTION_STICK, sticks),
    ROW("surveys", OPTION_TEXT, surveys),
    ROW("proxy", OPTION_TEXT, proxy),
    ROW("ca", OPTION_TEXT, ca),
    ROW("plugin", OPTION_PLUGIN, plugins),
    ROW("automation", OPTION_TEXT, automation),
    ROW("size", OPTION_SIZE, width),
    ROW("fullscreen", OPTION_FLAG, fullscreen),
    ROW("mm-per-pixel", OPTION_MM, mm_per_pixel),
    ROW("language", OPTION_TEXT, language),
    ROW("log", OPTION_TEXT, log),
    ROW("reduced-motion", OPTION_FLAG, reduced_motion),
    ROW("mode", OPTION_MODE, mode),
    ROW("aloud", OPTION_FLAG, aloud),
    ROW("explore", OPTION_FLAG, explore),
    ROW("switches", OPTION_SWITCHES, switch_keys),
    ROW("switch-ms", OPTION_SWITCH_MS, switch_ms),
    ROW("new-key", OPTION_FLAG, new_key),
    ROW("help", OPTION_FLAG, help),
    ROW("version", OPTION_FLAG, version),
};
#undef ROW

static enum err set_size(struct kiosk_options *out, const char *value, struct err_info *info)
{
    struct str rest = str_of(value);
    struct str width;
    int64_t w = 0;
    int64_t h = 0;
    if (!str_split(&rest, 'x', &width) || !str_to_int64(width, &w) || !str_to_int64(rest, &h) ||
        w < 320 || h < 240 || w > 16384 || h > 16384) {
        return err_set(info, ERR_ARGUMENT, "--size wants WIDTHxHEIGHT in pixels, as 1280x800");
    }
    out->width = (int)w;
    out->height = (int)h;
    return ERR_NONE;
}

static enum err set_switches(struct kiosk_options *out, const char *value, struct err_info *info)
{
    struct str rest = str_of(value);
    struct str part;
    out->switch_count = 0;
    while (str_split(&rest, ',', &part)) {
        char name[32];
        size_t bytes = part.len < sizeof(name) ? part.len : sizeof(name) - 1;
        memcpy(name, part.ptr, bytes);
        name[bytes] = '\0';
        int code = ui_key_code(name);
        if (out->switch_count == 2 || code == 0 ||
            (out->switch_count && code == *out->switch_keys)) {
            return err_set(info, ERR_ARGUMENT,
                           "--switches wants one key or two different ones, by SDL's names, as "
                           "Space,Return or F13");
        }
        out->switch_keys[out->switch_count++] = code;
    }
    return out->switch_count ? ERR_NONE : err_set(info, ERR_ARGUMENT, "--switches names no key");
}

static enum err set(struct kiosk_options *out, const struct option_row *row, const char *value,
                    struct err_info *info)
{
    void *member = (char *)out + row->offset;
    switch (row->kind) {
    case OPTION_TEXT: *(const char **)member = value; return ERR_NONE;
    case OPTION_FLAG: *(bool *)member = true; return ERR_NONE;
    case OPTION_MODE: {
        static const char *const modes[] = {[KIOSK_UNATTENDED] = "kiosk",
                                            [KIOSK_PASSED] = "passed",
                                            [KIOSK_ONE_TAP] = "one-tap",
                                            [KIOSK_INTERVIEWER] = "interviewer"};
        for (int i = 0; i < 4; i++) {
            if (strcmp(value, modes[i]) == 0) {
                *(int *)member = i;
                out->mode_given = true;
                return ERR_NONE;
            }
        }
        return err_set(info, ERR_ARGUMENT,
                       "--mode is one of kiosk, passed, one-tap and interviewer");
    }
    case OPTION_SWITCHES: return set_switches(out, value, info);
    case OPTION_SWITCH_MS: {
        int64_t ms = 0;
        if (!str_to_int64(str_of(value), &ms) || ms < 200 || ms > 10000) {
            return err_set(info, ERR_ARGUMENT, "--switch-ms wants a number from 200 to 10000");
        }
        *(int *)member = (int)ms;
        return ERR_NONE;
    }
    case OPTION_SIZE: return set_size(out, value, info);
    case OPTION_PLUGIN:
        if (out->plugin_count == KIOSK_PLUGINS_MAX) {
            return err_set(info, ERR_LIMIT, "more than %d plugins", KIOSK_PLUGINS_MAX);
        }
        out->plugins[out->plugin_count++] = value;
        return ERR_NONE;
    case OPTION_STICK:
        if (out->stick_count == KIOSK_STICKS_MAX) {
            return err_set(info, ERR_LIMIT, "more than %d places for sticks", KIOSK_STICKS_MAX);
        }
        out->sticks[out->stick_count++] = value;
        return ERR_NONE;
    case OPTION_MM:
        if (!str_to_double(str_of(value), member) || !(out->mm_per_pixel >= 0.02) ||
            !(out->mm_per_pixel <= 2)) {
            return err_set(info, ERR_ARGUMENT, "--mm-per-pixel wants a number from 0.02 to 2");
        }
        return ERR_NONE;
    }
    return ERR_ARGUMENT;
}

static const struct option_row *row_find(struct str name)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (str_eq(name, str_of(rows[i].name))) {
            return &rows[i];
        }
    }
    return NULL;
}

enum err kiosk_options_parse(int argc, char *const argv[], struct kiosk_options *out,
                             struct err_info *info)
{
    *out = (struct kiosk_options){0};
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) != 0) {
            return err_set(info, ERR_ARGUMENT, "\"%s\" is not an option; see --help", argv[i]);
        }
        const char *equals = strchr(argv[i], '=');
        size_t name_bytes = equals ? (size_t)(equals - argv[i]) - 2 : strlen(argv[i]) - 2;
        const struct option_row *row = row_find(str_make(argv[i] + 2, name_bytes));
        if (!row || (row->kind == OPTION_FLAG && equals)) {
            return err_set(info, ERR_ARGUMENT, "there is no option %s; see --help", argv[i]);
        }
        const char *value = equals ? equals + 1 : NULL;
        if (row->kind != OPTION_FLAG && !value) {
            if (i + 1 == argc) {
                return err_set(info, ERR_ARGUMENT, "%s needs a value", argv[i]);
            }
            value = argv[++i];
        }
        enum err err = set(out, row, value, info);
        if (err) {
            return err;
        }
    }
    if (out->help || out->version) {
        return ERR_NONE;
    }
    if (out->stick_count == 0) {
        // Where Debian's desktops and automounters put them.
        static const char *const usual[] = {"/media/*/*", "/media/*", "/run/media/*/*", "/mnt/*"};
        out->stick_count = sizeof(usual) / sizeof(usual[0]);
        memcpy(out->sticks, usual, sizeof(usual));
    }
    const char *missing = !out->survey      ? "--survey"
                          : !out->organizer ? "--organizer"
                          : !out->state     ? "--state"
                                            : NULL;
    if (missing) {
        return err_set(info, ERR_ARGUMENT, "%s is missing; see --help", missing);
    }
    return ERR_NONE;
}
