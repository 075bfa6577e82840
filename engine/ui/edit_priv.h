// SPDX-License-Identifier: EUPL-1.2
// What edit.c and edit_history.c share.
#pragma once

#include "ui/edit.h"

enum ui_edit_step {
    UI_EDIT_STEP_NEW,
    UI_EDIT_STEP_SAME_PLACE, // goes on with the last step where it continues it
    UI_EDIT_STEP_SAME,       // the same, and is undone with it in any case
    UI_EDIT_STEP_JOINED      // a step of its own that is undone together with the last one
};

// Before the text changes: at this place taken goes and put comes.
void ui_history_note(struct ui_history *h, size_t at, struct str taken, struct str put,
                     enum ui_edit_step step);
// The change itself. The caret stands behind what came, nothing is selected.
void ui_edit_splice(struct ui_edit *edit, size_t from, size_t to, struct str text);
