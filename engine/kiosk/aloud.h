// SPDX-License-Identifier: EUPL-1.2
// What is read aloud of a page: what stands on it, in reading order, never what somebody has typed.
#pragma once

#include "base/buf.h"
#include "kiosk/texts.h"
#include "ui/element.h"

// Appends the words of the topmost dialog, or of the page without its banner and foot. One sentence
// a line. Choices say whether they are chosen.
void kiosk_aloud_page(struct ui_element *root, struct str language, struct buf *out);
// Where a part of what is read stands on the page, so that it can be underlined there.
struct kiosk_aloud_place {
    size_t at;      // in the words
    size_t bytes;   // of the element's name
    size_t ordinal; // of the element in reading order, from the root
    bool recorded;  // its name, by a recording (struct ui_element's sound)
};
// The same, with at most max places; returns how many there are.
size_t kiosk_aloud_places(struct ui_element *root, struct str language, struct buf *out,
                          struct kiosk_aloud_place *places, size_t max);
// One element that a finger, the focus or a switch has come to: name, what it is, its state. Never
// what has been typed into it.
void kiosk_aloud_element(struct ui_element *root, struct str id, struct str language,
                         struct buf *out);
// What a press on an element has led to: "Ja, vald". Nothing for what is no choice.
void kiosk_aloud_choice(struct ui_element *root, struct str id, struct str language,
                        struct buf *out);
// What is wrong, or has been left empty, with the question that it is about before it; nothing
// where nothing is.
void kiosk_aloud_errors(struct ui_element *root, struct buf *out);
