// SPDX-License-Identifier: EUPL-1.2
// The type column: every spelling that XLSForm knows, what it becomes here, and which are not built
// yet. A new type is one line.
#include "form/build_priv.h"

#include "form/suggest_priv.h"

struct type_row {
    const char *spelling; // words with one space between them
    const char *name;     // canonical
    enum type_verb verb;
    enum form_kind kind;
    enum form_type type;
    enum def_metadata metadata;
};

static const struct type_row rows[] = {
    {"text", "text", VERB_QUESTION, FORM_INPUT, FORM_STRING, META_NONE},
    {"string", "text", VERB_QUESTION, FORM_INPUT, FORM_STRING, META_NONE},
    {"integer", "integer", VERB_QUESTION, FORM_INPUT, FORM_INT, META_NONE},
    {"int", "integer", VERB_QUESTION, FORM_INPUT, FORM_INT, META_NONE},
    {"decimal", "decimal", VERB_QUESTION, FORM_INPUT, FORM_DECIMAL, META_NONE},
    {"date", "date", VERB_QUESTION, FORM_INPUT, FORM_DATE, META_NONE},
    {"time", "time", VERB_PLANNED, FORM_INPUT, FORM_TIME, META_NONE},
    {"dateTime", "dateTime", VERB_PLANNED, FORM_INPUT, FORM_DATETIME, META_NONE},
    {"datetime", "dateTime", VERB_PLANNED, FORM_INPUT, FORM_DATETIME, META_NONE},
    {"range", "range", VERB_QUESTION, FORM_RANGE, FORM_INT, META_NONE},
    {"note", "note", VERB_QUESTION, FORM_NOTE, FORM_STRING, META_NONE},
    {"acknowledge", "acknowledge", VERB_QUESTION, FORM_TRIGGER, FORM_STRING, META_NONE},
    {"trigger", "acknowledge", VERB_QUESTION, FORM_TRIGGER, FORM_STRING, META_NONE},
    {"calculate", "calculate", VERB_QUESTION, FORM_CALCULATE, FORM_STRING, META_NONE},
    {"hidden", "hidden", VERB_QUESTION, FORM_CALCULATE, FORM_STRING, META_NONE},
    {"start", "start", VERB_QUESTION, FORM_CALCULATE, FORM_DATETIME, META_START},
    {"end", "end", VERB_QUESTION, FORM_CALCULATE, FORM_DATETIME, META_END},
    {"today", "today", VERB_QUESTION, FORM_CALCULATE, FORM_DATE, META_TODAY},
    {"deviceid", "deviceid", VERB_QUESTION, FORM_CALCULATE, FORM_STRING, META_DEVICE},
    {"select_one", "select_one", VERB_QUESTION, FORM_SELECT_ONE, FORM_STRING, META_NONE},
    {"select one", "select_one", VERB_QUESTION, FORM_SELECT_ONE, FORM_STRING, META_NONE},
    {"select one from", "select_one", VERB_QUESTION, FORM_SELECT_ONE, FORM_STRING, META_NONE},
    {"select1", "select_one", VERB_QUESTION, FORM_SELECT_ONE, FORM_STRING, META_NONE},
    {"add select one prompt using", "select_one", VERB_QUESTION, FORM_SELECT_ONE, FORM_STRING,
     META_NONE},
    {"select_multiple", "select_multiple", VERB_QUESTION, FORM_SELECT_MULTIPLE, FORM_STRING,
     META_NONE},
    {"select multiple", "select_multiple", VERB_QUESTION, FORM_SELECT_MULTIPLE, FORM_STRING,
     META_NONE},
    {"select multiple from", "select_multiple", VERB_QUESTION, FORM_SELECT_MULTIPLE, FORM_STRING,
     META_NONE},
    {"select all that apply", "select_multiple", VERB_QUESTION, FORM_SELECT_MULTIPLE, FORM_STRING,
     META_NONE},
    {"select all that apply from", "select_multiple", VERB_QUESTION, FORM_SELECT_MULTIPLE,
     FORM_STRING, META_NONE},
    {"select_many", "select_multiple", VERB_QUESTION, FORM_SELECT_MULTIPLE, FORM_STRING, META_NONE},
    {"select", "select_multiple", VERB_QUESTION, FORM_SELECT_MULTIPLE, FORM_STRING, META_NONE},
    {"add select multiple prompt using", "select_multiple", VERB_QUESTION, FORM_SELECT_MULTIPLE,
     FORM_STRING, META_NONE},
    {"begin_group", "begin_group", VERB_BEGIN_GROUP, FORM_GROUP, FORM_STRUCTURE, META_NONE},
    {"begin group", "begin_group", VERB_BEGIN_GROUP, FORM_GROUP, FORM_STRUCTURE, META_NONE},
    {"end_group", "end_group", VERB_END_GROUP, FORM_GROUP, FORM_STRUCTURE, META_NONE},
    {"end group", "end_group", VERB_END_GROUP, FORM_GROUP, FORM_STRUCTURE, META_NONE},
    {"begin_repeat", "begin_repeat", VERB_BEGIN_REPEAT, FORM_REPEAT, FORM_STRUCTURE, META_NONE},
    {"begin repeat", "begin_repeat", VERB_BEGIN_REPEAT, FORM_REPEAT, FORM_STRUCTURE, META_NONE},
    {"end_repeat", "end_repeat", VERB_END_REPEAT, FORM_REPEAT, FORM_STRUCTURE, META_NONE},
    {"end repeat", "end_repeat", VERB_END_REPEAT, FORM_REPEAT, FORM_STRUCTURE, META_NONE},
};

// Known to XLSForm; a form that uses one is told so instead of "unknown".
static const char *const planned[] = {"rank",
                                      "geopoint",
                                      "gps",
                                      "location",
                                      "geotrace",
                                      "geoshape",
                                      "barcode",
                                      "image",
                                      "photo",
                                      "audio",
                                      "video",
                                      "file",
                                      "osm",
                                      "start-geopoint",
                                      "background-geopoint",
                                      "background-audio",
                                      "select_one_from_file",
                                      "select_multiple_from_file",
                                      "select_one_external",
                                      "csv-external",
                                      "xml-external",
                                      "username",
                                      "phonenumber",
                                      "email",
                                      "audit",
                                      "simserial",
                                      "subscriberid",
                                      "begin_loop",
                                      "begin loop",
                                      "end_loop",
                                      "end loop",
                                      "percentage",
                                      "phone number"};

// The text starts with the spelling's words and ends there or goes on with another word.
static bool begins_with(struct str text, struct str spelling, struct str *out_rest)
{
    struct str word, want, rest = text;
    while (str_word(&spelling, &want))
        if (!str_word(&rest, &word) || !str_eq(word, want)) return false;
    *out_rest = str_trim(rest);
    return true;
}

static bool takes_list(enum form_kind kind)
{
    return kind == FORM_SELECT_ONE || kind == FORM_SELECT_MULTIPLE || kind == FORM_RANK;
}

static struct type_cell of_row(const struct type_row *row, struct str rest)
{
    struct type_cell cell = {row->verb,         row->kind, row->type, row->metadata,
                             str_of(row->name), STR(""),   false,     false};
    if (takes_list(row->kind)) {
        struct str word = STR("");
        if (!str_word(&rest, &cell.list)) cell.list = STR("");
        while (str_word(&rest, &word)) {
            if (str_eq(word, STR("or_other")) || str_eq(word, STR("or")) ||
                str_eq(word, STR("other")) || str_eq(word, STR("specify")))
                cell.or_other = true;
            else
                cell.extra = true;
        }
    } else if (row->verb == VERB_QUESTION) {
        cell.extra = rest.len > 0;
    }
    return cell;
}

struct type_cell form_type_parse(struct str text)
{
    const struct type_row *best = NULL;
    struct str best_rest = STR(""), rest;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (text.len && text.ptr[0] != rows[i].spelling[0]) continue; // nearly all of them
        struct str spelling = str_of(rows[i].spelling);
        if (!begins_with(text, spelling, &rest)) continue;
        // The longest spelling: "select one from x" before "select one x".
        if (best && strlen(best->spelling) >= spelling.len) continue;
        best = &rows[i];
        best_rest = rest;
    }
    for (size_t i = 0; i < sizeof planned / sizeof *planned; i++)
        if (text.len && text.ptr[0] == planned[i][0] &&
            begins_with(text, str_of(planned[i]), &rest) &&
            (!best || strlen(planned[i]) > strlen(best->spelling)))
            return (struct type_cell){.verb = VERB_PLANNED, .name = str_of(planned[i])};
    if (!best) return (struct type_cell){.verb = VERB_UNKNOWN, .name = text};
    return of_row(best, best_rest);
}

struct str form_type_suggest(struct str text)
{
    struct str word = STR(""), rest = text;
    if (!str_word(&rest, &word)) word = text;
    struct suggest near = form_suggest_begin(word), whole = form_suggest_begin(text);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        form_suggest_offer(&near, str_of(rows[i].spelling));
        form_suggest_offer(&whole, str_of(rows[i].spelling));
    }
    return whole.best.len ? whole.best : near.best;
}
