// SPDX-License-Identifier: EUPL-1.2
// "Aa": text size, colours, motion and reading aloud, in a panel over the page that it changes as
// one touches it. The session holds what was chosen, and forgets it with the respondent.
#include "kiosk/pages_priv.h"

static const int sizes[] = {100, 125, 150, 175, 200};

static const struct contrast {
    const char *id;
    enum kiosk_contrast contrast;
    enum kiosk_text text;
} contrasts[] = {
    {"light", KIOSK_LIGHT, TEXT_AA_LIGHT},
    {"dark", KIOSK_DARK, TEXT_AA_DARK},
    {"contrast", KIOSK_HIGH, TEXT_AA_HIGH},
};

static const struct font {
    const char *id;
    enum kiosk_font font;
    enum ui_reading reading;
    enum kiosk_text text;
} fonts[] = {
    {"usual", KIOSK_FONT_USUAL, UI_READING_USUAL, TEXT_AA_FONT_USUAL},
    {"beginner", KIOSK_FONT_BEGINNER, UI_READING_BEGINNER, TEXT_AA_FONT_BEGINNER},
    {"dyslexia", KIOSK_FONT_DYSLEXIA, UI_READING_DYSLEXIA, TEXT_AA_FONT_DYSLEXIA},
};

static const struct step {
    const char *id;
    enum kiosk_step step;
    enum kiosk_text speed;
    enum kiosk_text loudness;
} steps[] = {
    {"less", KIOSK_LESS, TEXT_AA_SLOW, TEXT_AA_SOFT},
    {"usual", KIOSK_USUAL, TEXT_AA_USUAL, TEXT_AA_USUAL},
    {"more", KIOSK_MORE, TEXT_AA_FAST, TEXT_AA_LOUD},
};

static const enum kiosk_text switches[] = {TEXT_AA_SWITCHES_NONE, TEXT_AA_SWITCHES_ONE,
                                           TEXT_AA_SWITCHES_TWO};

enum { STEPS = sizeof(steps) / sizeof(steps[0]) };
enum { SIZES = sizeof(sizes) / sizeof(sizes[0]) };
enum { FONTS = sizeof(fonts) / sizeof(fonts[0]) };
enum { CONTRASTS = sizeof(contrasts) / sizeof(contrasts[0]) };

enum { WIDE_MM = 200, BESIDE_MM = 44, DIALOG_MM = 215 };

// Whether there is room for the words beside what can be chosen, so that nothing has to scroll.
static bool is_wide(const struct kiosk_pages *pages)
{
    double wide = ui_size(pages->ui).w * ui_mm_per_pixel(pages->ui);
    return wide >= WIDE_MM && ui_settings(pages->ui).text_scale < 1.2;
}

// A line of words, and the row of what can be chosen beside or under it.
static struct ui_element *add_group(struct kiosk_pages *pages, struct arena *a,
                                    struct ui_element *parent, const char *id, enum ui_role role,
                                    enum kiosk_text name)
{
    bool wide = is_wide(pages);
    struct ui_element *group = wide ? ui_row(a, parent, 4) : ui_column(a, parent, 1.5);
    group->align = wide ? UI_ALIGN_START : UI_ALIGN_CENTER;
    group->align_down = UI_ALIGN_CENTER;
    struct str words = kiosk_pages_text(pages, name);
    struct ui_element *label = NULL;
    if (role == UI_ROLE_RADIOGROUP) {
        label = ui_text(a, group, UI_TEXT_SMALL, words);
        label->align = wide ? UI_ALIGN_START : UI_ALIGN_CENTER;
    } else if (wide) {
        label = ui_spacer(a, group, 0, 0);
    }
    if (wide) {
        label->min_w_mm = label->max_w_mm = BESIDE_MM;
    }
    struct ui_element *row = ui_wrap(a, group, 3);
    row->id = str_of(id);
    row->role = role;
    row->name = words;
    row->align = wide ? UI_ALIGN_START : UI_ALIGN_CENTER;
    row->grow = wide ? 1 : 0;
    return row;
}

static void add_chip(struct arena *a, struct ui_element *row, enum ui_role role, struct str id,
                     struct str name, bool checked)
{
    // Checked is not told by colour alone: the mark stands beside the words.
    struct ui_element *chip =
        ui_button(a, row, id, UI_LOOK_CHIP, checked ? UI_ICON_CHECK : UI_ICON_NONE, name);
    chip->role = role;
    if (checked) {
        chip->state |= UI_STATE_CHECKED;
    }
}

// Speed and loudness of the voice, for those who hear it.
static void add_voice(struct kiosk_pages *pages, struct arena *a, struct ui_element *body,
                      const struct kiosk_wishes *w)
{
    struct ui_element *row =
        add_group(pages, a, body, "aa/speed", UI_ROLE_RADIOGROUP, TEXT_AA_SPEED);
    for (size_t i = 0; i < STEPS; i++) {
        add_chip(a, row, UI_ROLE_RADIO, arena_printf(a, "aa/speed/%s", steps[i].id),
                 kiosk_pages_text(pages, steps[i].speed), w->speed == steps[i].step);
    }
    row = add_group(pages, a, body, "aa/volume", UI_ROLE_RADIOGROUP, TEXT_AA_VOLUME);
    for (size_t i = 0; i < STEPS; i++) {
        add_chip(a, row, UI_ROLE_RADIO, arena_printf(a, "aa/volume/%s", steps[i].id),
                 kiosk_pages_text(pages, steps[i].loudness), w->loudness == steps[i].step);
    }
}

void kiosk_pages_aa_add(struct kiosk_pages *pages, struct arena *a, struct ui_element *root)
{
    struct kiosk_wishes w = kiosk_session_wishes(pages->session);
    struct ui_element *foot;
    struct ui_element *body =
        kiosk_pages_dialog(pages, a, root, "aa", kiosk_pages_text(pages, TEXT_AA), &foot);
    if (is_wide(pages)) {
        body->parent->max_w_mm = DIALOG_MM;
    }
    struct ui_element *row = add_group(pages, a, body, "aa/size", UI_ROLE_RADIOGROUP, TEXT_AA_SIZE);
    for (size_t i = 0; i < SIZES; i++) {
        add_chip(a, row, UI_ROLE_RADIO, arena_printf(a, "aa/size/%d", sizes[i]),
                 arena_printf(a, "%d %%", sizes[i]), w.text_percent == sizes[i]);
    }
    row = add_group(pages, a, body, "aa/contrast", UI_ROLE_RADIOGROUP, TEXT_AA_CONTRAST);
    for (size_t i = 0; i < CONTRASTS; i++) {
        add_chip(a, row, UI_ROLE_RADIO, arena_printf(a, "aa/contrast/%s", contrasts[i].id),
                 kiosk_pages_text(pages, contrasts[i].text), w.contrast == contrasts[i].contrast);
    }
    row = add_group(pages, a, body, "aa/font", UI_ROLE_RADIOGROUP, TEXT_AA_FONT);
    for (size_t i = 0; i < FONTS; i++) {
        if (ui_reading_installed(fonts[i].reading)) {
            add_chip(a, row, UI_ROLE_RADIO, arena_printf(a, "aa/font/%s", fonts[i].id),
                     kiosk_pages_text(pages, fonts[i].text), w.font == fonts[i].font);
        }
    }
    row = add_group(pages, a, body, "aa/other", UI_ROLE_GROUP, TEXT_AA_OTHER);
    add_chip(a, row, UI_ROLE_SWITCH, STR("aa/still"), kiosk_pages_text(pages, TEXT_AA_STILL),
             w.still);
    add_chip(a, row, UI_ROLE_SWITCH, STR("aa/calm"), kiosk_pages_text(pages, TEXT_AA_CALM), w.calm);
    if (pages->can_speak) {
        add_chip(a, row, UI_ROLE_SWITCH, STR("aa/aloud"), kiosk_pages_text(pages, TEXT_AA_ALOUD),
                 w.aloud);
        add_chip(a, row, UI_ROLE_SWITCH, STR("aa/explore"),
                 kiosk_pages_text(pages, TEXT_AA_EXPLORE), w.explore);
        if (w.aloud) {
            add_voice(pages, a, body, &w);
        }
    }
    row = add_group(pages, a, body, "aa/switches", UI_ROLE_RADIOGROUP, TEXT_AA_SWITCHES);
    for (int i = 0; i <= 2; i++) {
        add_chip(a, row, UI_ROLE_RADIO, arena_printf(a, "aa/switches/%d", i),
                 kiosk_pages_text(pages, switches[i]), w.switches == i);
    }
    ui_button(a, foot, STR("aa/reset"), UI_LOOK_PLAIN, UI_ICON_NONE,
              kiosk_pages_text(pages, TEXT_AA_RESET));
    kiosk_pages_primary(pages, a, foot, "aa/close", UI_ICON_NONE, TEXT_AA_CLOSE);
}

// What comes after a prefix; NULL where the id begins otherwise.
static const char *after(const char *id, const char *prefix)
{
    size_t bytes = strlen(prefix);
    return strncmp(id, prefix, bytes) == 0 ? id + bytes : NULL;
}

static enum kiosk_step step_of(const char *id, enum kiosk_step otherwise)
{
    for (size_t i = 0; i < STEPS; i++) {
        if (strcmp(id, steps[i].id) == 0) {
            return steps[i].step;
        }
    }
    return otherwise;
}

bool kiosk_pages_aa_press(struct kiosk_pages *pages, const char *id)
{
    struct kiosk_wishes w = kiosk_session_wishes(pages->session);
    const char *rest = after(id, "aa/size/");
    int64_t percent = 0;
    if (rest && str_to_int64(str_of(rest), &percent)) {
        w.text_percent = (int)percent;
    } else if ((rest = after(id, "aa/contrast/"))) {
        for (size_t i = 0; i < CONTRASTS; i++) {
            if (strcmp(rest, contrasts[i].id) == 0) {
                w.contrast = contrasts[i].contrast;
            }
        }
    } else if ((rest = after(id, "aa/font/"))) {
        for (size_t i = 0; i < FONTS; i++) {
            if (strcmp(rest, fonts[i].id) == 0) {
                w.font = fonts[i].font;
            }
        }
    } else if (strcmp(id, "aa/still") == 0) {
        w.still = !w.still;
    } else if (strcmp(id, "aa/calm") == 0) {
        w.calm = !w.calm;
    } else if (strcmp(id, "aa/aloud") == 0) {
        w.aloud = !w.aloud && pages->can_speak;
        w.explore = w.explore && w.aloud;
    } else if (strcmp(id, "aa/explore") == 0) {
        w.explore = !w.explore && pages->can_speak;
        w.aloud = w.aloud || w.explore; // what cannot be heard cannot be explored
    } else if ((rest = after(id, "aa/switches/")) && str_to_int64(str_of(rest), &percent)) {
        w.switches = (int)percent;
    } else if ((rest = after(id, "aa/speed/"))) {
        w.speed = step_of(rest, w.speed);
    } else if ((rest = after(id, "aa/volume/"))) {
        w.loudness = step_of(rest, w.loudness);
    } else if (strcmp(id, "aa/reset") == 0) {
        w = kiosk_session_usual(pages->session);
    } else if (strcmp(id, "aa/close") == 0) {
        kiosk_session_ask_aa(pages->session);
        return true;
    } else {
        return false;
    }
    kiosk_session_wish(pages->session, w);
    return true;
}
