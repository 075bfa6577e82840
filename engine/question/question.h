// SPDX-License-Identifier: EUPL-1.2
// The built-in question types, as a plugin that is part of the program: plugin_registry_add it
// first, so that loaded plugins can replace a type. One file a type; they see nothing but the ABI
// headers.
//
//   type             appearance  element ids                        a tap or a key does
//   select_one       –           "" radiogroup, choices' names      chooses; again takes it back
//   select_one       likert      the same, in an even row
//   select_multiple  –           "" group, choices' names           adds or takes back
//   text             –           "field"                            the whole text is the value
//   text             multiline   "field", several lines
//   select_multiple  –           body::svar:max-choices: at most so many
//   rank             –           "" group, choices' names           next place; again takes it
//   back;
//                                                                   dragged: its new place
//   range            –           "field" slider                     a finger on it; less and more
//   range            rating      "" radiogroup, the points          chooses; again takes it back
//   range            picker      "field" spinbutton                 as integer
//   integer, decimal –           "field" spinbutton                 digits; less and more
//   date             –           "day", "month", "year", "now"      digits; less and more; today
//   time             –           "hour", "minute", "now"            the same
//   dateTime         –           all of them
//   acknowledge      –           "OK"                               confirms; again takes it back
//   barcode          –           as text
//   note             –           –
//
// Columns: body::svar:max-length (text, in characters); body::svar:min, body::svar:max and
// body::svar:step (integer, decimal). Missing codes stand below as chips ("missing"). A one-tap
// choice sets SVAR_RESULT_GO_ON only with the appearance word "quick".
#pragma once

#include "base/str.h"

#include <svar/question.h>

extern const struct svar_plugin question_builtin;

// True where numbers are written with a decimal comma in this language (its code). [any]
bool question_decimal_comma(struct str language);
