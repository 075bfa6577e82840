// SPDX-License-Identifier: EUPL-1.2
// Every sentence that an organizer may read about a form, in one place, so that they can be
// reworded and translated together. What is wrong, then what to do.
#pragma once

#include <stddef.h>

// ---- the workbook as a whole ----
#define TEXT_NO_SURVEY_SHEET \
    "there is no sheet named “survey”. Name the sheet with the questions “survey”."
#define TEXT_SHEET_EMPTY \
    "the survey sheet is empty. Put a row of column names and a row for each question in it."
#define TEXT_SHEET_NEAR "the sheet “%.*s” looks like a misspelt “%s”. Rename it."
#define TEXT_SHEET_IDLE \
    "the sheet “%s” has no effect here. Take it away, or leave it for other programs."
#define TEXT_NOT_UTF8 "the text is not UTF-8. Save the file as UTF-8."
#define TEXT_NODES_MANY "the survey has more than %d rows. Divide it."
#define TEXT_CHOICES_MANY "the choices sheet has more than %d rows. Divide it."

// ---- columns and languages ----
#define TEXT_COLUMN_TWICE "the column “%.*s” means the same as the column “%.*s”. Keep one of them."
#define TEXT_COLUMN_NEAR "the column “%.*s” is not known. Did you mean “%.*s”?"
#define TEXT_COLUMN_IDLE                                                                           \
    "the column “%.*s” has no effect here: answers are not shared between forms or programs. " \
    "Take it away, or leave it for other programs."
#define TEXT_COLUMN_UNKNOWN \
    "the column “%.*s” is not known and has no effect. Correct its name, or take it away."
#define TEXT_SETTING_UNKNOWN \
    "the setting “%.*s” is not known and has no effect. Correct its name, or take it away."
#define TEXT_SETTING_NEAR "the setting “%.*s” is not known. Did you mean “%.*s”?"
#define TEXT_NO_TYPE_COLUMN \
    "the survey sheet has no column “type”. Add one that says what each row is."
#define TEXT_NO_LIST_COLUMN                                                                      \
    "the choices sheet has no column “list_name”. Add one that says which list each choice " \
    "belongs to."
#define TEXT_LANGUAGES_MANY "the form has more than %d languages. Remove some."
#define TEXT_NO_DEFAULT_LANGUAGE                                                              \
    "some labels have a language and some have none. Write default_language in the settings " \
    "sheet to say which language the column “label” is in."
#define TEXT_SETTING_PLANNED \
    "the setting “%.*s” has no effect here yet. Take it away, or leave it for other programs."

// ---- rows ----
#define TEXT_NO_TYPE "the row has no type. Write one in the column “type”, or empty the row."
#define TEXT_DISABLED \
    "the row is disabled and left out. Empty its column “disabled” to have it back."
#define TEXT_TYPE_UNKNOWN "the type “%.*s” is not known. svar-xlsform(7) lists the question types."
#define TEXT_TYPE_UNKNOWN_NEAR "the type “%.*s” is not known. Did you mean “%.*s”?"
#define TEXT_TYPE_REFUSED "the type “%.*s” cannot be used here. %.*s"
#define TEXT_TYPE_NOTE                                                                                \
    "“%.*s” needs %.*s, which is not used here: respondents see its text as a note and leave no " \
    "answer. Take the row away, or ask in another way."
#define TEXT_TYPE_EMPTY \
    "“%.*s” is always empty here: %.*s. Take the row away, or let nothing hang on it."
#define TEXT_TRIGGER_FORM "“%.*s” names no questions. Write ${name}, with commas between several."
#define TEXT_TRIGGER_GROUP "“%.*s” is a group and never changes. Name a question in it."
#define TEXT_COUNT_WRONG \
    "“%.*s” is no repeat, so repeat_count has no meaning. Move it to the row “begin repeat”."
#define TEXT_TABLE_LISTS                                                                                   \
    "“%.*s” has another list of choices than the rest of the table “%.*s”. Use one list for all, " \
    "or take “table-list” away."
#define TEXT_TABLE_FILTER                                                                                \
    "the table “%.*s” cannot have a choice_filter in it. Empty this cell, or take “table-list” " \
    "away."
#define TEXT_SELECT_NO_FILE                                                     \
    "the type needs the name of a file behind it, such as towns.csv. Write it " \
    "with a space between."
#define TEXT_TYPE_EXTRA "the type “%.*s” has words behind “%.*s” that mean nothing. Remove them."
#define TEXT_OR_OTHER                                                                               \
    "“or_other” cannot stand here: it needs a list of the choices sheet and no choice_filter. " \
    "Add a "                                                                                        \
    "choice “other” and a text question that is relevant when it is selected."
#define TEXT_NO_NAME "the %.*s has no name. Write one in the column “name”."
#define TEXT_NAME_BAD                                                                                            \
    "“%.*s” cannot be a name. Begin with a letter or “_” and use letters, digits, “-”, “_” and " \
    "“.” only, without spaces."
#define TEXT_NAME_RESERVED "the name “%.*s” is reserved. Choose another."
#define TEXT_NAME_TWICE \
    "the name “%.*s” is used in row %d already. Give each question of a group a name of its own."
#define TEXT_REPEAT_NAME_TWICE                                                                       \
    "the name “%.*s” is used in row %d as well, and a repeat needs a name that is used nowhere " \
    "else. Rename one of them."
#define TEXT_NO_LABEL                                                                             \
    "the question “%.*s” has no label and no hint. Write what respondents are to see in the " \
    "column “label”."
#define TEXT_CALCULATE_EMPTY \
    "the calculate “%.*s” has no calculation. Write one in the column “calculation”."
#define TEXT_GROUP_COLUMN \
    "a %.*s has no value, so this cell has no effect. Empty it, or move it to a question."
#define TEXT_GROUP_OPEN "the %s “%.*s” is never ended. Add a row “end %s” behind its last question."
#define TEXT_GROUP_EMPTY "“%.*s” has nothing in it. Add a question, or take it away."
#define TEXT_GROUPS_DEEP "groups stand in one another more than %d deep. Use fewer levels."
#define TEXT_END_WITHOUT_BEGIN \
    "“end %s” has no “begin %s” before it. Remove the row, or add the beginning."
#define TEXT_END_OTHER \
    "“end %s” stands where “end %s” must come first, for “%.*s” from row %d. Correct the order."
#define TEXT_APPEARANCE_IDLE \
    "the appearance “%.*s” has no effect here: %s. Take it away, or leave it for other programs."
#define TEXT_APPEARANCE_NEAR "the appearance “%.*s” is not known. Did you mean “%.*s”?"
#define TEXT_APPEARANCE_UNKNOWN \
    "the appearance “%.*s” is not known and has no effect. Correct its name, or take it away."
#define TEXT_SEARCH                                                                         \
    "search() cannot be read. Write search('file') or search('file', 'matches', 'column', " \
    "${question}), on a select whose list has one row that names the columns of value and label."
#define TEXT_NO_QUESTIONS "the survey has no question that respondents could see. Add one."
#define TEXT_REQUIRED_FORCES                                                                               \
    "“%.*s” forces an answer and offers no way out. Add a choice such as -1 “Don’t know” or -2 " \
    "“Don’t want to answer”, or take the requirement away."

#define TEXT_DEFAULT_WRONG "the default cannot be used: %s. Correct it, or empty the cell."

// ---- choices ----
#define TEXT_SELECT_NO_LIST \
    "%.*s needs the name of a list behind it. Write it with a space between."
#define TEXT_SELECT_FROM_REPEAT                                                                       \
    "“%.*s” stands in no repeat, so its answers are no choices. Name a question in a repeat, or " \
    "a "                                                                                              \
    "list of the choices sheet."
#define TEXT_LIST_UNKNOWN "there is no list “%.*s” in the choices sheet. Add its choices there."
#define TEXT_LIST_UNKNOWN_NEAR "there is no list “%.*s” in the choices sheet. Did you mean “%.*s”?"
#define TEXT_CHOICE_NO_LIST \
    "the choice belongs to no list. Write the list’s name in the column “list_name”."
#define TEXT_CHOICE_NO_NAME \
    "a choice of the list “%.*s” has no name. Write a short code in the column “name”."
#define TEXT_CHOICE_NO_LABEL                                                       \
    "the choice “%.*s” has no label, so respondents will see its name. Write " \
    "one in the column “label”."
#define TEXT_CHOICE_TWICE                                                                               \
    "the choice “%.*s” stands in the list “%.*s” twice (also in row %d). Rename one, or write " \
    "allow_choice_duplicates = yes in the settings sheet."
#define TEXT_CHOICE_SPACE                                                                       \
    "the choice name “%.*s” has a space, but the list is used by a select_multiple, whose " \
    "answers are divided by spaces. Write “_” instead."
#define TEXT_MISSING_CODE                                                                                 \
    "“%.*s” is no code for missing values. Use -1 (don’t know), -2 (don’t want to answer) or -3 " \
    "(not applicable)."
#define TEXT_FILTER_WITHOUT_CHOICES "a %.*s has no choices to filter. Empty this cell."

// ---- data files ----
#define TEXT_FILE_NOT_HERE "files beside the form cannot be read here"
#define TEXT_FILE_NAME                                                                                 \
    "“%.*s” cannot be used as a data file. Save it as .csv, .xml or .geojson in the form’s own " \
    "folder."
#define TEXT_FILE_FAILED "the file “%.*s” cannot be used: %s."
#define TEXT_FILE_AND_LIST \
    "the file “%.*s” has the name of the list “%.*s” in the choices sheet. Rename one of them."
#define TEXT_FILES_MANY "the form names more than %d data files. Use fewer."
#define TEXT_GEOJSON "it is no GeoJSON FeatureCollection. Export it as one"
#define TEXT_CSV_UTF8 "it is not UTF-8 text. Save it as “CSV UTF-8”"
#define TEXT_CSV_NO_COLUMNS "its first row names no columns. Write their names there"
#define TEXT_CSV_COLUMNS_MANY "it has more than %d columns. Take some away"
#define TEXT_CSV_COLUMN_TWICE "it has two columns named “%.*s”. Rename one"
#define TEXT_CSV_OPEN \
    "a quotation mark is never closed (line %zu). Close it, or write it twice inside a text"
#define TEXT_CSV_LARGE "it is larger than can be held. Divide it"
#define TEXT_FILE_COLUMN \
    "the file “%.*s” has no column “%.*s”. Check the spelling against its first row"

// ---- parameters ----
#define TEXT_PARAMETER_FORM "“%.*s” is no parameter. Write name=value, with spaces between several."
#define TEXT_PARAMETER_UNKNOWN \
    "the parameter “%.*s” is not known, or not supported yet, for %.*s. Remove it."
#define TEXT_PARAMETER_NUMBER "the parameter “%.*s” must be a number, not “%.*s”. Correct it."
#define TEXT_PARAMETER_BOOLEAN "the parameter “%.*s” must be true or false. Write one of them."
#define TEXT_PARAMETER_SEED \
    "a seed has no effect without randomize=true. Add that, or remove the seed."
#define TEXT_RANGE_STEP \
    "the step must be more than 0 and no more than the distance from start to end. Correct it."

#define TEXT_RANGE_TICK "tick_interval must be a multiple of the step. Correct it."
#define TEXT_RANGE_PLACEHOLDER "the placeholder must be a point of the range. Correct it."

// ---- names in expressions ----
#define TEXT_NAME_UNKNOWN \
    "there is no question named “%.*s”. Check the spelling against the column “name”"
#define TEXT_NAME_UNKNOWN_NEAR "there is no question named “%.*s”. Did you mean “%.*s”?"
#define TEXT_NAME_AMBIGUOUS \
    "several questions are named “%.*s”, so it is not clear which is meant. Rename all but one"
#define TEXT_CHOICE_COLUMN "the choices sheet has no column “%.*s”, so this is always blank"
#define TEXT_CHOICE_COLUMN_NEAR \
    "the choices sheet has no column “%.*s”, so this is always blank. Did you mean “%.*s”?"
#define TEXT_INDEXED                                                                          \
    "indexed-repeat() needs a question, and then for each repeat around it the repeat and a " \
    "number"
#define TEXT_INDEXED_OUTSIDE "the question “%.*s” is not in the repeat “%.*s”"
#define TEXT_CHOICE_NAME_OF \
    "“%.*s” has no choices. jr:choice-name needs the question that the value comes from"
#define TEXT_INSTANCE_TEXT "instance() needs the name of a list in quotation marks"
#define TEXT_INSTANCE_UNKNOWN "there is no list “%.*s” in the choices sheet"
#define TEXT_NOT_HERE "the function %s() is not available here"
#define TEXT_CIRCLE                                                                              \
    "these wait for one another in a circle, so none can be computed: %.*s%s. Take one of them " \
    "out of the circle."
#define TEXT_TEXT_UNCLOSED "a “${” has no “}” behind it. Write ${name}."

// ---- grammar of expressions ----
#define TEXT_EXPR_AT "%s (at character %zu)."
#define TEXT_EXPR_LONG "the expression is longer than %d bytes. Divide it into several calculates."
#define TEXT_EXPR_EMPTY "the expression is empty. Write one, or empty the cell."
#define TEXT_EXPR_DEEP \
    "the expression is nested more than %d deep. Divide it into several calculates"
#define TEXT_EXPR_BAD_TOKEN "%.*s cannot be read. Correct it"
#define TEXT_EXPR_ENDS "the expression ends where %s is missing. Add it"
#define TEXT_EXPR_EXPECTED "%s is missing before “%.*s”. Add it"
#define TEXT_EXPR_CLOSE "there is a “)” too many. Remove it, or add a “(” before it"
#define TEXT_EXPR_REST \
    "“%.*s” follows where the expression could end. An operator such as and, or, =, + is missing"
#define TEXT_EXPR_AXIS "the axis “%.*s” is not supported. Use /, .. or //"
#define TEXT_EXPR_FUNCTION_IN_PATH "%.*s() cannot stand in a path. Put the function around the path"
#define TEXT_EXPR_EMPTY_REFERENCE "${} names no question. Write ${name}"

#define TEXT_EXPR_UNKNOWN_FUNCTION "there is no function “%.*s”. Check the spelling"
#define TEXT_EXPR_UNKNOWN_FUNCTION_NEAR "there is no function “%.*s”. Did you mean “%.*s”?"

#define TEXT_EXPR_SURVEYCTO "%.*s() is a function of SurveyCTO’s own. %s"

#define TEXT_EXPR_TOO_FEW \
    "%s() needs at least %u values and has %u. Add what is missing, with commas between"
#define TEXT_EXPR_TOO_MANY "%s() takes at most %u values and has %u. Remove what is too much"
#define TEXT_REGEX_LONG "the pattern is longer than %d bytes. Shorten it"
#define TEXT_REGEX_BAD "the pattern “%.*s” cannot be read: %s, near its character %zu. Correct it"
#define TEXT_REGEX_HARD "the pattern takes too long to compare. Write it more simply"

// ---- while evaluating ----
#define TEXT_EVAL_MEMORY "the expression makes too much text"
#define TEXT_EVAL_VISITS "the expression looks at too many answers"
#define TEXT_EVAL_NOT_NODES "a path can only go on from questions, not from a text or a number"
#define TEXT_EVAL_UNION "“|” joins questions, not texts or numbers"
#define TEXT_EVAL_WANTS_NODES "%s() needs questions, not a text or a number"
#define TEXT_EVAL_PAIRS "weighted-checklist() needs a weight behind every value"
#define TEXT_EVAL_NO_FORM "%s() is not available here"
#define TEXT_EVAL_NO_INSTANCE "there is no list “%.*s”"
#define TEXT_EVAL_DIGEST "there is no digest “%.*s”. Use MD5, SHA-1, SHA-256, SHA-384 or SHA-512"
#define TEXT_EVAL_DATE "“%.*s” is no date. Write one such as 2026-01-31"
#define TEXT_EVAL_DATE_FIELD                                                                         \
    "“%%%c” is no part of a date. Use %%Y %%y %%m %%n %%b %%d %%e %%a, and %%H %%h %%M %%S %%3 " \
    "for times"

// ---- answers ----
#define TEXT_VALUE_LONG "the answer is longer than %d bytes"
#define TEXT_VALUE_UTF8 "the answer is not UTF-8 text"
#define TEXT_VALUE_INTEGER "the answer must be a whole number"
#define TEXT_VALUE_DECIMAL "the answer must be a number"
#define TEXT_VALUE_DATE "the answer must be a date such as 2026-01-31"
#define TEXT_VALUE_TIME "the answer must be a time such as 14:30"
#define TEXT_VALUE_DATETIME "the answer must be a date and time such as 2026-01-31T14:30"
#define TEXT_VALUE_POINT "the answer must be a point: latitude and longitude"
#define TEXT_VALUE_POINTS "the answer must be at least %d points with “;” between them"
#define TEXT_VALUE_RANGE "the answer must be between %.*s and %.*s"
#define TEXT_VALUE_CHOICE "“%.*s” is not among the choices"
#define TEXT_VALUE_TRIGGER "the answer must be OK or empty"
#define TEXT_VALUE_STRUCTURE "“%.*s” is a group and has no answer"
#define TEXT_VALUE_READONLY "“%.*s” cannot be answered: it is read-only or computed"
#define TEXT_VALUE_REF "there is no such question in this response"
#define TEXT_VALUE_MISSING "%d is no code for a missing answer"
#define TEXT_ARENA_SMALL "the response needs more memory than it was given"
#define TEXT_REPEAT_WRONG "“%.*s” cannot be repeated there"
#define TEXT_REPEAT_COUNTED "“%.*s” follows its repeat_count: none can be added or removed"
#define TEXT_TRIGGERS_CHASE \
    "triggers go on for ever around “%.*s”. Take one of them away, or let it end"
#define TEXT_REPEAT_MANY "“%.*s” is repeated %d times, which is the most"

// ---- what the linter says ----
#define TEXT_LINT_NEVER                                                                                \
    "“%.*s” can never be shown: no answers make its relevant true. Correct the relevant, or take " \
    "it away."
#define TEXT_LINT_NEVER_BY                                                                         \
    "“%.*s” can never be shown: its relevant asks for what “%.*s” cannot be. Correct the " \
    "relevant, "                                                                                   \
    "or the choices and the constraint of that question."
#define TEXT_LINT_NEVER_AFTER                                                                            \
    "“%.*s” can never be shown: it waits for “%.*s”, which never has an answer itself. Correct " \
    "that question’s relevant first."
#define TEXT_LINT_NOTE_REQUIRED                                                                          \
    "the note “%.*s” is required, and nobody can answer a note: ODK’s apps cannot go on from it. " \
    "Empty this cell."
#define TEXT_LINT_STUCK_READONLY                                                                       \
    "nobody can get past “%.*s”: it is required and read-only, and nothing fills it in. Take one " \
    "of them away."
#define TEXT_LINT_STUCK_CHOICES                                                                    \
    "nobody can get past “%.*s”: it is required, and there is nothing to choose. Correct its " \
    "choice_filter, or add choices."
#define TEXT_LINT_NO_CHOICES \
    "“%.*s” has nothing to choose. Correct its choice_filter, or add choices."
#define TEXT_LINT_STUCK                                                                                \
    "nobody can get past “%.*s”: it is required, and no answer satisfies its constraint. Correct " \
    "the constraint."
#define TEXT_LINT_NEVER_ACCEPTED \
    "no answer to “%.*s” satisfies its constraint where it is shown. Correct the constraint."
#define TEXT_LINT_CHOICE_NEAR \
    "“%.*s” has no choice “%.*s”, so this never matches. Did you mean “%.*s”?"
#define TEXT_LINT_CHOICE_UNKNOWN                                                                \
    "“%.*s” has no choice “%.*s”, so this never matches. Write the name of one of its " \
    "choices."
#define TEXT_LINT_LATER                                                                                   \
    "“%.*s” waits for “%.*s”, which is asked later: respondents have passed this place by then. " \
    "Move it behind that question."
#define TEXT_LINT_DOUBLE                                                                                  \
    "“%.*s” seems to ask two things at once (“%.*s”), and one answer cannot hold both. Ask them " \
    "as "                                                                                                 \
    "two questions."
#define TEXT_LINT_LONG                                                                                  \
    "the label of “%.*s” has %zu letters, and the smallest screen (800 × 480) shows about %zu of " \
    "them at once. Shorten it, or move some of it to a note before."
#define TEXT_LINT_LONG_WORD                                                                            \
    "the label of “%.*s” has a word of %zu letters, which is wider than the smallest screen (800 " \
    "× "                                                                                              \
    "480). Divide it with “-”, or choose another word."
#define TEXT_LINT_UNTRANSLATED \
    "the %s of “%.*s” is missing in %.*s. Translate it, or respondents will see another language."
#define TEXT_LINT_NO_LANGUAGE_COLUMN                                                         \
    "there is no %s in %.*s at all. Add the column “%s::%.*s”, or respondents will see " \
    "another language."
#define TEXT_LINT_SCALE                                                                                      \
    "“%.*s” looks like a slip for “%.*s” of the list “%.*s” (row %d). Write both alike, or use " \
    "one "                                                                                                   \
    "list for both questions."
#define TEXT_LINT_TWINS                                                                                       \
    "the choice “%.*s” of the list “%.*s” has the same label as “%.*s” (row %d), so respondents " \
    "cannot tell them apart. Reword one of them."
#define TEXT_LINT_OWN_PLACE "the column “%.*s” has no effect here. Write “%s”."
#define TEXT_LINT_OWN_VALUE "“%.*s” means nothing in the column “%.*s”. Write %s."
#define TEXT_LINT_OWN_SPACE                                                                      \
    "other tools refuse the column “%.*s” as it is. Write svar=\"urn:svar:xlsform\" in the " \
    "setting “namespaces”."
#define TEXT_LINT_NAME_LONG \
    "the name “%.*s” is longer than the %d bytes that SPSS takes, and is cut there. Shorten it."
#define TEXT_LINT_NAME_SAME                                                                           \
    "SPSS takes the name “%.*s” for the same as the one in row %d, and gets a number behind it. " \
    "Choose a name that differs in more than capitals, accents and marks."
#define TEXT_LINT_CHOICE_LONG                                                                    \
    "the choice name “%.*s” is longer than the %d bytes that SPSS takes, and is cut there. " \
    "Shorten it; the label may be long."
#define TEXT_LINT_CHOICE_ODD                                                                            \
    "SPSS cannot take the choice name “%.*s”, as it has “%.*s” in it. Use letters, digits and " \
    "“_” only; the label may hold anything."
#define TEXT_LINT_CODES_MIXED                                                                              \
    "the list “%.*s” has both numbers and words for names (“%.*s”), so SPSS gets new numbers for " \
    "all of them. Use numbers for every choice, or words for every choice."
#define TEXT_LINT_JOINED_LONG                                                                         \
    "the variable “%.*s”, which SPSS gets for this choice, is longer than %d bytes, and is cut. " \
    "Shorten the choice’s name or the question’s."
#define TEXT_LINT_JOINED_SAME                                                                               \
    "the choice “%.*s” of “%.*s” becomes the variable “%.*s” in SPSS, which is taken already. " \
    "Choose a name that differs in more than capitals, accents and marks."
