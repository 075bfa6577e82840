// SPDX-License-Identifier: EUPL-1.2
// The form's settings → kiosk/manner.h.
#include "kiosk/manner.h"

enum { SWITCH_MS_LEAST = 200, SWITCH_MS_MOST = 10000 };

// The index of a setting's word, `otherwise` where the form does not say.
static enum err one_of(const struct form_def *def, const char *name, const char *const *words,
                       int count, int otherwise, int *out, struct err_info *info)
{
    struct str value = str_trim(form_def_setting(def, str_of(name)));
    *out = otherwise;
    if (value.len == 0) {
        return ERR_NONE;
    }
    char known[128] = "";
    for (int i = 0; i < count; i++) {
        if (str_eq_nocase(value, str_of(words[i]))) {
            *out = i;
            return ERR_NONE;
        }
        size_t len = strlen(known);
        snprintf(known + len, sizeof(known) - len, "%s%s", i > 0 ? ", " : "", words[i]);
    }
    return err_set(info, ERR_PARSE, "the form's setting %s is \"%.*s\"; it may be %s", name,
                   STR_ARG(value), known);
}

static enum err switch_ms(const struct form_def *def, int *out, struct err_info *info)
{
    struct str value = str_trim(form_def_setting(def, STR("svar:switch-ms")));
    int64_t ms = 0;
    if (value.len > 0 &&
        (!str_to_int64(value, &ms) || ms < SWITCH_MS_LEAST || ms > SWITCH_MS_MOST)) {
        return err_set(info, ERR_PARSE,
                       "the form's setting svar:switch-ms is \"%.*s\"; it may be %d to %d",
                       STR_ARG(value), SWITCH_MS_LEAST, SWITCH_MS_MOST);
    }
    *out = (int)ms;
    return ERR_NONE;
}

enum err kiosk_manner_of(const struct form_def *def, struct kiosk_manner *out,
                         struct err_info *info)
{
    static const char *const modes[] = {[KIOSK_UNATTENDED] = "kiosk",
                                        [KIOSK_PASSED] = "passed",
                                        [KIOSK_ONE_TAP] = "one-tap",
                                        [KIOSK_INTERVIEWER] = "interviewer"};
    static const char *const fonts[] = {[KIOSK_FONT_USUAL] = "usual",
                                        [KIOSK_FONT_BEGINNER] = "beginner",
                                        [KIOSK_FONT_DYSLEXIA] = "dyslexia"};
    static const char *const no_yes[] = {"no", "yes"};
    *out = (struct kiosk_manner){
        .children =
            str_eq_nocase(str_trim(form_def_setting(def, STR("svar:audience"))), STR("children"))};
    int mode;
    int font;
    int aloud;
    int emoji;
    enum err err = one_of(def, "svar:mode", modes, 4, KIOSK_UNATTENDED, &mode, info);
    if (!err) {
        int usual = out->children ? KIOSK_FONT_BEGINNER : KIOSK_FONT_USUAL;
        err = one_of(def, "svar:font", fonts, 3, usual, &font, info);
    }
    if (!err) {
        err = one_of(def, "svar:aloud", no_yes, 2, 0, &aloud, info);
    }
    if (!err) {
        err = one_of(def, "svar:emoji", no_yes, 2, 0, &emoji, info);
    }
    if (!err) {
        err = switch_ms(def, &out->switch_ms, info);
    }
    if (!err) {
        out->mode = (enum kiosk_mode)mode;
        out->font = (enum kiosk_font)font;
        out->aloud = aloud == 1;
        out->emoji = emoji == 1;
    }
    return err;
}
