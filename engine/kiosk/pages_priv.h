// SPDX-License-Identifier: EUPL-1.2
// What the files of the pages share.
#pragma once

#include "kiosk/pages.h"
#include "kiosk/texts.h"

struct str kiosk_pages_text(const struct kiosk_pages *pages, enum kiosk_text id);
// A dialog over root whose words scroll where the glass is small while its buttons stay. Returns
// the scroll area; *out_foot is the row of buttons.
struct ui_element *kiosk_pages_dialog(struct kiosk_pages *pages, struct arena *a,
                                      struct ui_element *root, const char *id, struct str title,
                                      struct ui_element **out_foot);
struct ui_element *kiosk_pages_primary(struct kiosk_pages *pages, struct arena *a,
                                       struct ui_element *parent, const char *id, enum ui_icon icon,
                                       enum kiosk_text text);

// The on-screen keyboard with its words.
void kiosk_pages_letters(struct kiosk_pages *pages, struct arena *a, struct ui_element *keys);

// Makes a button as large as the youngest finger needs, in the young children's mode.
void kiosk_pages_target(const struct kiosk_pages *pages, struct ui_element *e);

// pages_look.c: the organizer's logo, where there is one.
void kiosk_pages_logo(struct kiosk_pages *pages, struct arena *a, struct ui_element *parent,
                      double high_mm);

// pages_pad.c: keys for numbers, as large as the glass allows.
void kiosk_pages_pad(struct kiosk_pages *pages, struct arena *a, struct ui_element *keys,
                     struct kiosk_keys wanted);

// pages_aa.c: the panel "Aa" over root, and its buttons.
void kiosk_pages_aa_add(struct kiosk_pages *pages, struct arena *a, struct ui_element *root);
bool kiosk_pages_aa_press(struct kiosk_pages *pages, const char *id);
