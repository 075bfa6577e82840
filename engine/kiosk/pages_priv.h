// SPDX-License-Identifier: EUPL-1.2
// What the files of the pages share.
#pragma once

#include "kiosk/pages.h"
#include "kiosk/texts.h"

enum { KIOSK_LOGO_MM = 18 };

struct str kiosk_pages_text(const struct kiosk_pages *pages, enum kiosk_text id);
// The survey's words at this path, or ours, with what stands in braces filled in.
struct str kiosk_pages_words_or(const struct kiosk_pages *pages, struct arena *a, const char *path,
                                enum kiosk_text otherwise);
// One element a paragraph: a line break in the text begins a new one.
void kiosk_pages_paragraphs(struct arena *a, struct ui_element *parent, enum ui_text_size size,
                            enum ui_color color, enum ui_align align, struct str text);
struct ui_element *kiosk_pages_title(struct kiosk_pages *pages, struct arena *a,
                                     struct ui_element *parent, struct str text);

// What the glass and the wished letters leave room for.
bool kiosk_pages_low(const struct kiosk_pages *pages);
bool kiosk_pages_tight(const struct kiosk_pages *pages);   // low, or letters that make it so
bool kiosk_pages_cramped(const struct kiosk_pages *pages); // low, and large letters
bool kiosk_pages_upright(const struct kiosk_pages *pages);

// pages_short.c: NULL where the page is none of those.
struct ui_element *kiosk_pages_short(struct kiosk_pages *pages, enum kiosk_page which,
                                     struct arena *a);
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
