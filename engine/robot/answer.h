// SPDX-License-Identifier: EUPL-1.2
// Giving one question its answer by hand: whatever kind of field, scale or card stands there.
#pragma once

#include "robot/screen.h"

// Answers the question at path, which is on the page, with an ODK value. on_screen: types on the
// kiosk's own keys. ERR_MISSING where there is no way to say it, ERR_STATE where the screen shows
// something else afterwards.
enum err robot_answer(struct robot_screen *s, struct str path, struct str value, bool on_screen,
                      struct err_info *info) MUST_CHECK;
// Touches each choice that value names and that is not chosen yet.
enum err robot_answer_choices(struct robot_screen *s, struct str path, struct str value,
                              struct err_info *info) MUST_CHECK;
