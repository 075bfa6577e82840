// SPDX-License-Identifier: EUPL-1.2
// The bridge between a page of the form and the screen: each question becomes a flat message, its
// type (built in or from a plugin) answers with flat elements, and those become the screen's tree.
// Touches and keys go the same way back and end as answers of the session.
#pragma once

#include "kiosk/session.h"
#include "plugin/registry.h"
#include "ui/ui.h"

struct kiosk_question_page; // opaque; one for the whole program

struct kiosk_question_page *kiosk_question_page_create(struct kiosk_session *session,
                                                       const struct plugin_registry *registry,
                                                       struct ui *ui);
void kiosk_question_page_destroy(struct kiosk_question_page *p); // wipes; accepts NULL

// Where the form's pictures come from: the bytes of a file, borrowed for the call. ERR_MISSING
// where there is none of this name.
struct kiosk_files {
    enum err (*read)(void *data, struct str name, struct str *out, struct err_info *info);
    void *data;
};
void kiosk_question_page_use(struct kiosk_question_page *p, struct kiosk_files files);

// Appends the questions of the session's present form page to parent. What cannot be shown becomes
// a note in words, and is logged once.
void kiosk_question_page_build(struct kiosk_question_page *p, struct arena *a,
                               struct ui_element *parent);
// Appends what the last Next found to say about a question of this page, if anything: a soft hint
// or a warning. It has a place of its own, where scrolling cannot hide it.
void kiosk_question_page_notice(struct kiosk_question_page *p, struct arena *a,
                                struct ui_element *parent);
// Appends what a question's type has to remark on the last touch ("at most three"), above the keys.
void kiosk_question_page_remark(const struct kiosk_question_page *p, struct arena *a,
                                struct ui_element *parent);
// The text field that is typed into: the one with the focus, or the page's only one. "" without.
// Borrowed until the next event.
struct str kiosk_question_page_field(struct kiosk_question_page *p);
// Which keys suit that field.
struct kiosk_keys {
    bool digits;
    bool decimal;
    bool minus;
};
struct kiosk_keys kiosk_question_page_keys(const struct kiosk_question_page *p);
// What the on-screen keyboard is to know of that field.
struct ui_keyboard_field kiosk_question_page_typing(struct kiosk_question_page *p);
// "," where the language writes decimals so, else ".". Terminated.
struct str kiosk_question_page_decimal_mark(struct str language);
// Path of the page's first question ("q1", "r[2]/q"), "" off question pages.
struct str kiosk_question_page_path(const struct kiosk_question_page *p);
// True where the event was for a question of this page.
bool kiosk_question_page_event(struct kiosk_question_page *p, const struct ui_event *event);
// Forgets everything that was typed. To be called when the session wipes.
void kiosk_question_page_wipe(struct kiosk_question_page *p);

// True where the glass is too low for the generous sizes: a small tablet lying down.
bool kiosk_question_page_low(const struct ui *ui);

// True in the young children's mode, which the form asks for (settings: svar:audience is children):
// what is touched is at least 25 mm.
bool kiosk_question_page_children(const struct kiosk_question_page *p);

// "r[2]/q" of an instance node: what stands before the ids of its elements. Appended.
void kiosk_short_path(const struct form_instance *in, form_ref ref, struct buf *out);
