// SPDX-License-Identifier: EUPL-1.2
// Laying one paragraph out in lines and runs; what text.c keeps. [main]
#pragma once

#include "ui/hyphen.h"
#include "ui/text.h"

// Fills everything of *p but the masks and the hash. Memory is p's own: ui_paragraph_clear.
void ui_paragraph_layout(struct ui_paragraph *p, struct ui_fonts *fonts, struct ui_hyphens *hyphens,
                         struct str text, const struct ui_text_style *style, int box_w);
void ui_paragraph_clear(struct ui_paragraph *p, bool wipe);

// Width of a piece of text in one direction, script and face, in pixels.
int ui_run_measure(struct ui_fonts *fonts, const struct ui_text_style *style, int face, int script,
                   bool rtl, const char *utf8);
// Sets direction and script of the font that draws a run, and returns it.
TTF_Font *ui_run_font(struct ui_fonts *fonts, const struct ui_text_style *style, int face,
                      int script, bool rtl);
