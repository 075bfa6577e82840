// SPDX-License-Identifier: EUPL-1.2
// Reading aloud through a child process of espeak-ng, which gets its words through a pipe and keeps
// none. Never waits for it. Which word is being spoken is reckoned: a second, silent child tells
// how long the whole is, and the words share that time by their letters and stops. One thread.
#pragma once

#include "base/err.h"
#include "base/str.h"

struct ui_speech; // opaque

enum {
    UI_SPEECH_BYTES = 8192, // said at once; the rest is left out
    UI_SPEECH_WORDS = 150,  // a minute
    UI_SPEECH_LOUD = 100,   // espeak-ng's usual amplitude; 200 is its most
};

// NULL where there is no espeak-ng in PATH: then nothing is read aloud.
struct ui_speech *ui_speech_create(void);
void ui_speech_destroy(struct ui_speech *s); // stops; accepts NULL

// Stops what is being said and says this, in this language (BCP 47). ERR_UNSUPPORTED where the
// voice does not speak the language.
enum err ui_speech_say(struct ui_speech *s, struct str text, struct str language,
                       struct err_info *info) MUST_CHECK;
void ui_speech_stop(struct ui_speech *s); // accepts NULL
// From the next text on; what is out of bounds (80 to 400 words a minute, 0 to 200) is brought into
// them.
void ui_speech_use(struct ui_speech *s, int words_per_minute, int loud);
// The bytes of the text that are about to be heard now. False where nothing is being said.
// Accepts NULL.
bool ui_speech_word(struct ui_speech *s, size_t *out_from, size_t *out_to);
bool ui_speech_speaks(struct str language);
