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

enum { SIZES = sizeof(sizes) / sizeof(sizes[0]) };
enum { CONTRASTS = sizeof(contrasts) / sizeof(contrasts[0]) };

// A line of words, and the row of what can be chosen under it.
static struct ui_element *add_group(struct kiosk_pages *pages, struct arena *a,
                                    struct ui_element *parent, const char *id, enum ui_role role,
                                    enum kiosk_text name)
{
    struct ui_element *group = ui_column(a, parent, 1.5);
    group->align = UI_ALIGN_CENTER;
    struct str words = kiosk_pages_text(pages, name);
    if (role == UI_ROLE_RADIOGROUP) {
        struct ui_element *label = ui_text(a, group, UI_TEXT_SMALL, words);
        label->align = UI_ALIGN_CENTER;
    }
    struct ui_element *row = ui_wrap(a, group, 3);
    row->id = str_of(id);
    row->role = role;
    row->name = words;
    row->align = UI_ALIGN_CENTER;
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

void kiosk_pages_aa_add(struct kiosk_pages *pages, struct arena *a, struct ui_element *root)
{
    struct kiosk_wishes w = kiosk_session_wishes(pages->session);
    struct ui_element *foot;
    struct ui_element *body =
        kiosk_pages_dialog(pages, a, root, "aa", kiosk_pages_text(pages, TEXT_AA), &foot);
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
    row = add_group(pages, a, body, "aa/other", UI_ROLE_GROUP, TEXT_AA_OTHER);
    add_chip(a, row, UI_ROLE_SWITCH, STR("aa/still"), kiosk_pages_text(pages, TEXT_AA_STILL),
             w.still);
    if (pages->can_speak) {
        add_chip(a, row, UI_ROLE_SWITCH, STR("aa/aloud"), kiosk_pages_text(pages, TEXT_AA_ALOUD),
                 w.aloud);
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
    } else if (strcmp(id, "aa/still") == 0) {
        w.still = !w.still;
    } else if (strcmp(id, "aa/aloud") == 0) {
        w.aloud = !w.aloud && pages->can_speak;
    } else if (strcmp(id, "aa/reset") == 0) {
        w = (struct kiosk_wishes){.text_percent = 100};
    } else if (strcmp(id, "aa/close") == 0) {
        kiosk_session_ask_aa(pages->session);
        return true;
    } else {
        return false;
    }
    kiosk_session_wish(pages->session, w);
    return true;
}
