// SPDX-License-Identifier: EUPL-1.2
// Playing a recording through a child process of sox, which is given the bytes in memory that no
// folder names. Never waits for it. One thread.
#pragma once

#include "base/err.h"
#include "base/str.h"

struct ui_sound; // opaque

enum ui_sound_state {
    UI_SOUND_SILENT,
    UI_SOUND_PLAYS,
    UI_SOUND_FAILED // the last recording could not be played: no device, or nothing it can read
};

// NULL where there is no sox in PATH: then nothing is played.
struct ui_sound *ui_sound_create(void);
void ui_sound_destroy(struct ui_sound *s); // stops; accepts NULL

// The name's end says what the bytes are: .wav .ogg .oga .opus .flac .mp3.
bool ui_sound_plays(struct str name);
// Stops what is being played and plays this. ERR_UNSUPPORTED where the name is of no such file.
// Speed and loudness in per cent of the recording's own, brought into 50 to 200 and 0 to 200.
enum err ui_sound_play(struct ui_sound *s, struct str name, struct str bytes, int speed_percent,
                       int loud_percent, struct err_info *info) MUST_CHECK;
void ui_sound_stop(struct ui_sound *s);                 // accepts NULL
enum ui_sound_state ui_sound_state(struct ui_sound *s); // accepts NULL
