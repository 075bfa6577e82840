// SPDX-License-Identifier: EUPL-1.2
// What is read aloud of a page: what stands on it, in reading order, never what somebody has typed.
#pragma once

#include "base/buf.h"
#include "kiosk/texts.h"
#include "ui/element.h"

// Appends the words of the topmost dialog, or of the page without its banner and foot. One sentence
// a line. Choices say whether they are chosen.
void kiosk_aloud_page(struct ui_element *root, struct str language, struct buf *out);
// What a press on an element has led to: "Ja, vald". Nothing for what is no choice.
void kiosk_aloud_choice(struct ui_element *root, struct str id, struct str language,
                        struct buf *out);
