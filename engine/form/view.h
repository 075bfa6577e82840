// SPDX-License-Identifier: EUPL-1.2
// What the screen may see of an instance: pages, and the questions on them with text filled in.
// Borrowed text is valid until the instance changes (see form_instance_generation).
#pragma once

#include "form/instance.h"

// A page is what is shown at once: a question by itself, or a group with appearance field-list.
// Pages whose questions are all irrelevant do not count. The form's style decides ("pages" is the
// default here; without it a group is still no page unless it is a field-list).
struct form_page {
    form_ref ref; // of the question, or of the field-list group
};

// First, next and last relevant page. from FORM_REF_NONE gives the first (or last). False: no more.
bool form_view_next(const struct form_instance *in, form_ref from, form_ref *out_page);
bool form_view_previous(const struct form_instance *in, form_ref from, form_ref *out_page);
// How many relevant pages there are now, and how many are before page: progress that tells the
// truth.
size_t form_view_page_count(const struct form_instance *in);
size_t form_view_pages_before(const struct form_instance *in, form_ref page);

// The relevant visible questions of a page in order, at most max; returns how many there are.
size_t form_view_questions(const struct form_instance *in, form_ref page, form_ref *out,
                           size_t max);

// Text in the instance's language with ${…} filled in, appended to a; "" where there is none.
struct str form_view_label(const struct form_instance *in, form_ref ref, struct arena *a);
struct str form_view_hint(const struct form_instance *in, form_ref ref, struct arena *a);
struct str form_view_guidance(const struct form_instance *in, form_ref ref, struct arena *a);
struct str form_view_constraint_message(const struct form_instance *in, form_ref ref,
                                        struct arena *a);
struct str form_view_required_message(const struct form_instance *in, form_ref ref,
                                      struct arena *a);
// media::image, audio, video in the instance's language: a file name, or "".
struct str form_view_media(const struct form_instance *in, form_ref ref, struct str kind);

// The same of a choice.
struct str form_view_choice_media(const struct form_instance *in, form_ref ref, uint32_t choice,
                                  struct str kind);

// The choices that are there now (choice_filter, randomize), as indices for form_choice_*; for
// choices from a repeat (form_node_choices_from) they serve form_view_choice_* alone. Borrowed.
size_t form_view_choices(const struct form_instance *in, form_ref ref, const uint32_t **out);
struct str form_view_choice_name(const struct form_instance *in, form_ref ref, uint32_t choice);
struct str form_view_choice_label(const struct form_instance *in, form_ref ref, uint32_t choice,
                                  struct arena *a);
