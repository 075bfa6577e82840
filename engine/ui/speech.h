// SPDX-License-Identifier: EUPL-1.2
// Reading aloud through a child process of espeak-ng, which gets its words through a pipe and keeps
// none. Never waits for it. One thread.
#pragma once

#include "base/err.h"
#include "base/str.h"

struct ui_speech; // opaque

enum { UI_SPEECH_BYTES = 8192 }; // said at once; the rest is left out

// NULL where there is no espeak-ng in PATH: then nothing is read aloud.
struct ui_speech *ui_speech_create(void);
void ui_speech_destroy(struct ui_speech *s); // stops; accepts NULL

// Stops what is being said and says this, in this language (BCP 47). ERR_UNSUPPORTED where the
// voice does not speak the language.
enum err ui_speech_say(struct ui_speech *s, struct str text, struct str language,
                       struct err_info *info) MUST_CHECK;
void ui_speech_stop(struct ui_speech *s); // accepts NULL
bool ui_speech_speaks(struct str language);
