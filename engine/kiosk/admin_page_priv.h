// SPDX-License-Identifier: EUPL-1.2
// What the files of the staff's pages share.
#pragma once

#include "kiosk/admin_page.h"
#include "kiosk/pages_priv.h"

// Numbers and signs that are read from left to right, also inside Arabic: a format in isolates
// (UAX 9).
#define ONE_PIECE(format) "\u2066" format "\u2069"

// A page with its title, what was said last, and a way back. Buttons go into *out_buttons.
struct ui_page kiosk_admin_frame(const struct kiosk_admin *admin, struct kiosk_pages *pages,
                                 struct arena *a, enum kiosk_text title,
                                 struct ui_element **out_buttons);
struct ui_element *kiosk_admin_button(struct kiosk_pages *pages, struct arena *a,
                                      struct ui_element *buttons, const char *id,
                                      enum kiosk_text text);
void kiosk_admin_add_back(struct kiosk_pages *pages, struct arena *a, struct ui_page *page,
                          struct ui_element *buttons);
// The text with {n} filled in.
struct str kiosk_admin_filled(struct kiosk_pages *pages, struct arena *a, enum kiosk_text id,
                              int64_t n);
// "What: value", a line of the page.
struct ui_element *kiosk_admin_line(struct kiosk_pages *pages, struct arena *a,
                                    struct ui_element *parent, const char *id, enum kiosk_text text,
                                    struct str value);

// admin_figures.c: how it stands
void kiosk_admin_add_figures(const struct kiosk_admin *admin, struct kiosk_pages *pages,
                             struct arena *a, struct ui_element *parent);
// admin_set.c: what can be set
struct ui_element *kiosk_admin_build_survey(const struct kiosk_admin *admin,
                                            struct kiosk_pages *pages, struct arena *a);
struct ui_element *kiosk_admin_build_change(const struct kiosk_admin *admin,
                                            struct kiosk_pages *pages,
                                            const struct kiosk_admin_view *view, struct arena *a);
struct ui_element *kiosk_admin_build_language(const struct kiosk_admin *admin,
                                              struct kiosk_pages *pages,
                                              const struct kiosk_admin_view *view, struct arena *a);
struct ui_element *kiosk_admin_build_screen(const struct kiosk_admin *admin,
                                            struct kiosk_pages *pages,
                                            const struct kiosk_admin_view *view, struct arena *a);
struct ui_element *kiosk_admin_build_cross(struct kiosk_pages *pages,
                                           const struct kiosk_admin_view *view, struct arena *a);
struct ui_element *kiosk_admin_build_keep(const struct kiosk_admin *admin,
                                          struct kiosk_pages *pages, struct arena *a);
