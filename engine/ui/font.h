// SPDX-License-Identifier: EUPL-1.2
// The fonts and what each can write. One look (Inter) with a fallback per script (Noto), found by
// what a font covers; for Latin, Greek and Cyrillic a reader may have another. Sizes are opened
// when first needed. [main]
#pragma once

#include <SDL_ttf.h>

#include "base/err.h"
#include "ui/theme.h"

struct ui_fonts; // opaque

// ERR_MISSING names the Debian package of a font that is not there.
enum err ui_fonts_create(struct ui_fonts **out, struct err_info *info) MUST_CHECK;
void ui_fonts_destroy(struct ui_fonts *f);

// For the texts laid out from here on.
void ui_fonts_read_by(struct ui_fonts *f, enum ui_reading reading);

// Index of a script; 0 is common to all (digits, punctuation, spaces).
int ui_script_of(uint32_t code_point);
const char *ui_script_tag(int script); // ISO 15924, "Zyyy" for 0
bool ui_script_rtl(int script);

// The face that should write c in a text of this script; before: the face of the character before
// it, kept where it can write c too (-1: none). Never fails: where no font has it the first face
// shows its empty box.
int ui_fonts_face(struct ui_fonts *f, uint32_t c, int script, int before);

// The face of the coloured pictures where c is to be one: it is by itself, or what follows it asks
// for it (U+FE0F). -1: it is not, or no font has it.
int ui_fonts_face_emoji(struct ui_fonts *f, uint32_t c, uint32_t next);

// Borrowed until the next call that may open another size. Falls back to the regular weight where
// a face has no other.
TTF_Font *ui_fonts_open(struct ui_fonts *f, int face, bool bold, int px);

// Room above and below the baseline that lines of this face need, in parts of the em.
double ui_fonts_ascent(int face);
double ui_fonts_descent(int face);
// Pictures instead of coverage, of one size whatever size is asked for: what is measured and drawn
// with this face is to be scaled by this; 1 for all others.
bool ui_fonts_coloured(int face);
double ui_fonts_scale(int face, int px);
