// SPDX-License-Identifier: EUPL-1.2
// Words in square brackets, "[datum]", that someone was to replace before a survey is signed.
#pragma once

#include "base/json.h"
#include "form/def.h"

// The next one in text from *at on, with its brackets; *at moves behind it. False: no more. Letters
// stand in it; a Markdown link's words, "[here](https://…)", and a note's number, "[1]", are none.
bool organizer_placeholder_next(struct str text, size_t *at, struct str *out);

// Counts those in what respondents read (title, organizer, pages and the form's texts in every
// language) and adds a line for each, where it stands and what it is, to out; those in the report's
// own texts are added too and not counted.
size_t organizer_placeholders(const json_t *survey, const struct form_def *form, struct buf *out);
