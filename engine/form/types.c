// SPDX-License-Identifier: EUPL-1.2
// The type column: every spelling that XLSForm knows and what it becomes here. A new type is one
// line. Nothing is dropped silently: what is not FULL is said when a form is checked.
#include "form/build_priv.h"

#include "form/suggest_priv.h"

// What becomes of a type on a device that has no camera, no positioning and no user account.
enum fate {
    FULL,    // works
    NOTE,    // shown as a note, with no answer; `why` is what the type would need
    EMPTY,   // stays empty; `why`
    REFUSED, // an error; `why` says what to do
};

struct type_row {
    const char *spelling; // words with one space between them
    const char *name;     // canonical
    enum type_verb verb;
    enum form_kind kind;
    enum form_type type;
    enum def_metadata metadata;
    enum fate fate;
    const char *why;
    const char *constraint; // that comes with a legacy type
};

#define QUESTION(spelling, name, kind, type)                                   \
    {                                                                          \
        spelling, name, VERB_QUESTION, kind, type, META_NONE, FULL, NULL, NULL \
    }
#define SELECT(spelling, name, kind) QUESTION(spelling, name, kind, FORM_STRING)
#define STRUCTURE(spelling, name, verb, kind)                                   \
    {                                                                           \
        spelling, name, verb, kind, FORM_STRUCTURE, META_NONE, FULL, NULL, NULL \
    }
#define META(name, type, metadata)                                                  \
    {                                                                               \
        name, name, VERB_QUESTION, FORM_CALCULATE, type, metadata, FULL, NULL, NULL \
    }
#define AS_NOTE(spelling, name, kind, type, why)                              \
    {                                                                         \
        spelling, name, VERB_QUESTION, kind, type, META_NONE, NOTE, why, NULL \
    }
#define STAYS_EMPTY(name, why)                                                              \
    {                                                                                       \
        name, name, VERB_QUESTION, FORM_CALCULATE, FORM_STRING, META_NONE, EMPTY, why, NULL \
    }
#define NOT_HERE(spelling, why)                                                                 \
    {                                                                                           \
        spelling, spelling, VERB_REFUSED, FORM_CALCULATE, FORM_STRING, META_NONE, REFUSED, why, \
            NULL                                                                                \
    }
#define LEGACY(spelling, name, type, constraint)                                           \
    {                                                                                      \
        spelling, name, VERB_QUESTION, FORM_INPUT, type, META_NONE, FULL, NULL, constraint \
    }

#define POSITION "a satellite receiver"
#define CAMERA "a camera or a microphone"
#define NO_USER "nobody signs in on this device, and nothing may point at a person"
#define USE_FILE \
    "Save the choices as a .csv file and use select_one_from_file with a choice_filter."
#define USE_REPEAT "Write the group once for each choice, or use a repeat."
#define USE_TABLE \
    "Write a group with the appearance table-list and a select_one for each row of the matrix."
#define SCTO_AUDIT "the times by page stand in each response’s paradata"
#define SCTO_SENSOR "no sensor is listened to"

// Every type of the XLSForm reference, and what it becomes.
static const struct type_row rows[] = {
    QUESTION("text", "text", FORM_INPUT, FORM_STRING),
    QUESTION("string", "text", FORM_INPUT, FORM_STRING),
    QUESTION("integer", "integer", FORM_INPUT, FORM_INT),
    QUESTION("int", "integer", FORM_INPUT, FORM_INT),
    QUESTION("decimal", "decimal", FORM_INPUT, FORM_DECIMAL),
    QUESTION("date", "date", FORM_INPUT, FORM_DATE),
    QUESTION("time", "time", FORM_INPUT, FORM_TIME),
    QUESTION("dateTime", "dateTime", FORM_INPUT, FORM_DATETIME),
    QUESTION("datetime", "dateTime", FORM_INPUT, FORM_DATETIME),
    QUESTION("date_time", "dateTime", FORM_INPUT, FORM_DATETIME),
    QUESTION("range", "range", FORM_RANGE, FORM_INT),
    QUESTION("note", "note", FORM_NOTE, FORM_STRING),
    QUESTION("barcode", "barcode", FORM_INPUT, FORM_STRING), // typed, by hand or by a hand scanner
    QUESTION("acknowledge", "acknowledge", FORM_TRIGGER, FORM_STRING),
    QUESTION("trigger", "acknowledge", FORM_TRIGGER, FORM_STRING),
    QUESTION("calculate", "calculate", FORM_CALCULATE, FORM_STRING),
    QUESTION("calculate_here", "calculate", FORM_CALCULATE, FORM_STRING),
    QUESTION("hidden", "hidden", FORM_CALCULATE, FORM_STRING),
    META("start", FORM_DATETIME, META_START),
    META("end", FORM_DATETIME, META_END),
    META("today", FORM_DATE, META_TODAY),
    META("deviceid", FORM_STRING, META_DEVICE),
    META("audit", FORM_BINARY, META_AUDIT), // the paradata of the response
    SELECT("select_one", "select_one", FORM_SELECT_ONE),
    SELECT("select one", "select_one", FORM_SELECT_ONE),
    SELECT("select one from", "select_one", FORM_SELECT_ONE),
    SELECT("select1", "select_one", FORM_SELECT_ONE),
    SELECT("add select one prompt using", "select_one", FORM_SELECT_ONE),
    SELECT("select_one_from_file", "select_one", FORM_SELECT_ONE),
    SELECT("select one from file", "select_one", FORM_SELECT_ONE),
    SELECT("select_multiple", "select_multiple", FORM_SELECT_MULTIPLE),
    SELECT("select multiple", "select_multiple", FORM_SELECT_MULTIPLE),
    SELECT("select multiple from", "select_multiple", FORM_SELECT_MULTIPLE),
    SELECT("select all that apply", "select_multiple", FORM_SELECT_MULTIPLE),
    SELECT("select all that apply from", "select_multiple", FORM_SELECT_MULTIPLE),
    SELECT("select_many", "select_multiple", FORM_SELECT_MULTIPLE),
    SELECT("select", "select_multiple", FORM_SELECT_MULTIPLE),
    SELECT("add select multiple prompt using", "select_multiple", FORM_SELECT_MULTIPLE),
    SELECT("select_multiple_from_file", "select_multiple", FORM_SELECT_MULTIPLE),
    SELECT("select multiple from file", "select_multiple", FORM_SELECT_MULTIPLE),
    SELECT("rank", "rank", FORM_RANK),
    STRUCTURE("begin_group", "begin_group", VERB_BEGIN_GROUP, FORM_GROUP),
    STRUCTURE("begin group", "begin_group", VERB_BEGIN_GROUP, FORM_GROUP),
    STRUCTURE("end_group", "end_group", VERB_END_GROUP, FORM_GROUP),
    STRUCTURE("end group", "end_group", VERB_END_GROUP, FORM_GROUP),
    STRUCTURE("begin_repeat", "begin_repeat", VERB_BEGIN_REPEAT, FORM_REPEAT),
    STRUCTURE("begin repeat", "begin_repeat", VERB_BEGIN_REPEAT, FORM_REPEAT),
    STRUCTURE("begin looped group", "begin_repeat", VERB_BEGIN_REPEAT, FORM_REPEAT),
    STRUCTURE("begin lgroup", "begin_repeat", VERB_BEGIN_REPEAT, FORM_REPEAT),
    STRUCTURE("end_repeat", "end_repeat", VERB_END_REPEAT, FORM_REPEAT),
    STRUCTURE("end repeat", "end_repeat", VERB_END_REPEAT, FORM_REPEAT),
    STRUCTURE("end looped group", "end_repeat", VERB_END_REPEAT, FORM_REPEAT),
    STRUCTURE("end lgroup", "end_repeat", VERB_END_REPEAT, FORM_REPEAT),
    STRUCTURE("csv-external", "csv-external", VERB_FILE, FORM_CALCULATE),
    LEGACY("percentage", "integer", FORM_INT, ". >= 0 and . <= 100"),
    LEGACY("phone number", "text", FORM_STRING, "regex(., '^\\d*$')"),
    LEGACY("number of days in last month", "integer", FORM_INT, ". >= 0 and . <= 31"),
    LEGACY("number of days in last six months", "integer", FORM_INT, ". >= 0 and . <= 183"),
    LEGACY("number of days in last year", "integer", FORM_INT, ". >= 0 and . <= 365"),
    AS_NOTE("geopoint", "geopoint", FORM_INPUT, FORM_GEOPOINT, POSITION),
    AS_NOTE("gps", "geopoint", FORM_INPUT, FORM_GEOPOINT, POSITION),
    AS_NOTE("location", "geopoint", FORM_INPUT, FORM_GEOPOINT, POSITION),
    AS_NOTE("geotrace", "geotrace", FORM_INPUT, FORM_GEOPOINT, POSITION),
    AS_NOTE("geoshape", "geoshape", FORM_INPUT, FORM_GEOPOINT, POSITION),
    AS_NOTE("image", "image", FORM_UPLOAD, FORM_BINARY, CAMERA),
    AS_NOTE("photo", "image", FORM_UPLOAD, FORM_BINARY, CAMERA),
    AS_NOTE("audio", "audio", FORM_UPLOAD, FORM_BINARY, CAMERA),
    AS_NOTE("video", "video", FORM_UPLOAD, FORM_BINARY, CAMERA),
    AS_NOTE("file", "file", FORM_UPLOAD, FORM_BINARY, "the respondent’s own files"),
    STAYS_EMPTY("start-geopoint", "there is no satellite receiver"),
    STAYS_EMPTY("background-geopoint", "there is no satellite receiver"),
    STAYS_EMPTY("background-audio", "respondents are never recorded"),
    STAYS_EMPTY("username", NO_USER),
    STAYS_EMPTY("phonenumber", NO_USER),
    STAYS_EMPTY("email", NO_USER),
    STAYS_EMPTY("simserial", NO_USER),
    STAYS_EMPTY("subscriberid", NO_USER),
    STAYS_EMPTY("caseid", NO_USER),
    STAYS_EMPTY("enumerator", NO_USER),
    STAYS_EMPTY("comments", "nobody comments on a question here"),
    STAYS_EMPTY("text audit", SCTO_AUDIT),
    STAYS_EMPTY("audio audit", "respondents are never recorded"),
    STAYS_EMPTY("speed violations count", SCTO_AUDIT),
    STAYS_EMPTY("speed violations list", SCTO_AUDIT),
    STAYS_EMPTY("speed violations audit", SCTO_AUDIT),
    STAYS_EMPTY("sensor_statistic", SCTO_SENSOR),
    STAYS_EMPTY("sensor_stream", SCTO_SENSOR),
    NOT_HERE("osm", "Ask for the place in words, or as a choice."),
    NOT_HERE("select_one_external", USE_FILE),
    NOT_HERE("select one external", USE_FILE),
    STRUCTURE("xml-external", "xml-external", VERB_FILE, FORM_CALCULATE),
    NOT_HERE("begin_loop", USE_REPEAT),
    NOT_HERE("begin loop", USE_REPEAT),
    NOT_HERE("end_loop", USE_REPEAT),
    NOT_HERE("end loop", USE_REPEAT),
    NOT_HERE("begin_kobomatrix", USE_TABLE),
    NOT_HERE("end_kobomatrix", USE_TABLE),
};

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
    struct type_cell cell = {.verb = row->verb,
                             .kind = row->kind,
                             .type = row->type,
                             .metadata = row->metadata,
                             .name = str_of(row->name),
                             .written = str_of(row->name),
                             .why = str_of(row->why ? row->why : ""),
                             .note = row->fate == NOTE,
                             .empty = row->fate == EMPTY,
                             .constraint = str_of(row->constraint ? row->constraint : "")};
    if (takes_list(row->kind)) {
        struct str word = STR(""), spelling = str_of(row->spelling);
        cell.from_file = str_ends(spelling, STR("file"));
        if (cell.from_file)
            cell.written = row->kind == FORM_SELECT_ONE ? STR("select_one_from_file")
                                                        : STR("select_multiple_from_file");
        if (!str_word(&rest, &cell.list)) cell.list = STR("");
        while (str_word(&rest, &word)) {
            if (str_eq(word, STR("or_other")) || str_eq(word, STR("or")) ||
                str_eq(word, STR("other")) || str_eq(word, STR("specify")))
                cell.or_other = true;
            else
                cell.extra = true;
        }
    } else if (row->verb == VERB_QUESTION) {
        cell.extra = rest.len > 0 && row->fate != EMPTY; // "sensor_statistic movement"
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
