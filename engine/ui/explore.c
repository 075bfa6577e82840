// SPDX-License-Identifier: EUPL-1.2
// Fingers that hear: while one is on the glass, what it comes to is told and nothing acts. A tap on
// what was heard last acts.
#include "ui/ui_priv.h"

void ui_hear(struct ui *ui, const struct ui_element *e)
{
    if (!e || (!ui->settings.hear && !ui->settings.explore)) return;
    struct ui_event event = ui_event_make(UI_EVENT_HEAR, e->id);
    ui_queue(ui, &event);
}

// touch.repeated: the finger has come to something else, so that lifting it chooses nothing.
void ui_explore_down(struct ui *ui, struct ui_element *under)
{
    bool known = under && str_eq(under->id, str_of(ui->heard));
    ui->touch.repeated = !known;
    ui_copy_id(ui->heard, under ? under->id : STR(""));
    ui_hear(ui, under);
}

void ui_explore_move(struct ui *ui, struct ui_element *under)
{
    if (str_eq(under ? under->id : STR(""), str_of(ui->heard))) return;
    ui->touch.repeated = true;
    ui_copy_id(ui->heard, under ? under->id : STR(""));
    // Who hears a long page through without lifting the finger is there all the time.
    if (under) ui_queue(ui, &(struct ui_event){.kind = UI_EVENT_ACTIVITY});
    ui_hear(ui, under);
}

struct ui_element *ui_explore_up(struct ui *ui, struct ui_element *under)
{
    return ui->touch.repeated ? NULL : under;
}
