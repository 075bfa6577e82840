// SPDX-License-Identifier: EUPL-1.2
// One response into one row. Everything is read and judged into a pending row first, so that a bad
// response leaves no trace in the table. Errors name the question and never the answer.
#include "table/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json_scan.h"
#include "base/limits.h"
#include "table/aside_priv.h"

enum { ID_CHARS = 36, META_TEXT_BYTES_MAX = 255 };
static const uint64_t ROWS_MAX = UINT32_MAX - 1;

uint64_t table_keep_text(struct table *t, struct str text)
{
    uint64_t raw = (uint64_t)t->pool.len << TABLE_TEXT_BITS | text.len;
    buf_add_str(&t->pool, text);
    return raw;
}

static void put(struct table *t, size_t column, uint64_t raw)
{
    t->pending[column] = raw;
    t->pending_codes[column] = 0;
}

// Language, day and wave are the same from row to row: one copy in the pool serves them all.
static void put_meta_text(struct table *t, enum table_source source, struct str text)
{
    if (!str_eq(table_pool_text(t, t->last_text[source]), text))
        t->last_text[source] = table_keep_text(t, text);
    put(t, source, t->last_text[source]);
}

// ---- response ids: a response counts once, by however many ways it came ----

static bool id_valid(struct str id)
{
    if (id.len != ID_CHARS) return false;
    for (size_t i = 0; i < ID_CHARS; i++) {
        char c = id.ptr[i];
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (dash ? c != '-' : !hex) return false;
    }
    return true;
}

static size_t id_slot(const struct table *t, struct str id)
{
    size_t mask = t->ids_capacity - 1, at = (size_t)str_hash(id) & mask;
    while (t->ids[at] && !str_eq(table_pool_text(t, table_raw(t, t->ids[at] - 1, TABLE_ID)), id))
        at = (at + 1) & mask;
    return at;
}

static void ids_grow(struct table *t)
{
    if ((t->row_count + 1) * 2 <= t->ids_capacity) return;
    free(t->ids);
    t->ids_capacity = t->ids_capacity ? t->ids_capacity * 2 : 128;
    t->ids = xcalloc(t->ids_capacity, sizeof *t->ids);
    for (size_t row = 0; row < t->row_count; row++)
        t->ids[id_slot(t, table_pool_text(t, table_raw(t, row, TABLE_ID)))] = (uint32_t)row + 1;
}

// ---- values ----

static enum err refuse(const struct question *q, const char *what, struct err_info *info)
{
    return err_set(info, ERR_PARSE, "the answer to \"%.*s\" %s", STR_ARG(q->path), what);
}

// A value as a text, however JSON spelt it. number holds the text of a number.
static bool value_text(const struct json_scan_value *value, char number[32], struct str *out)
{
    enum { EXACT_DIGITS = 15 }; // as many as any program keeps
    double as_number;
    *out = value->text;
    if (value->kind == SCAN_TEXT) return true;
    if (value->kind == SCAN_WHOLE && value->text.len <= EXACT_DIGITS &&
        !str_eq(value->text, STR("-0")))
        return true;
    if ((value->kind != SCAN_WHOLE && value->kind != SCAN_DECIMAL) ||
        !str_to_double(value->text, &as_number) || !isfinite(as_number))
        return false;
    *out = str_make(number, str_from_double(as_number, number));
    return true;
}

static void put_code(struct table *t, const struct question *q, int code)
{
    for (size_t i = 0; i < q->count; i++)
        t->pending_codes[q->first + i] = (int8_t)code;
}

static enum err put_choice(struct table *t, const struct question *q, struct str text,
                           struct err_info *info)
{
    int64_t choice = table_choice_find(q, text);
    if (choice < 0) return refuse(q, "is not one of its choices", info);
    int code = form_choice_missing(t->def, q->node, (size_t)choice);
    if (code)
        put_code(t, q, code);
    else
        put(t, q->first, (uint64_t)choice);
    return ERR_NONE;
}

// A white-space list of choices: 0/1 a choice for select_multiple, the place (from 1, 0 for not
// ranked) for rank. A missing code counts only where nothing else was chosen.
static enum err put_options(struct table *t, const struct question *q, struct str text,
                            struct err_info *info)
{
    bool rank = form_node_kind(t->def, q->node) == FORM_RANK;
    struct str word;
    uint64_t place = 0;
    int code = 0;
    for (size_t i = 0; i < q->count; i++)
        put(t, q->first + i, 0);
    while (str_word(&text, &word)) {
        int64_t choice = table_choice_find(q, word);
        if (choice < 0) return refuse(q, "holds what is not one of its choices", info);
        int32_t option = q->option_column[choice];
        if (option < 0) {
            code = form_choice_missing(t->def, q->node, (size_t)choice);
            continue;
        }
        if (t->pending[q->first + (size_t)option])
            return refuse(q, "holds the same choice twice", info);
        place++;
        t->pending[q->first + (size_t)option] = rank ? place : 1;
    }
    if (place == 0) put_code(t, q, code ? code : TABLE_EMPTY);
    return ERR_NONE;
}

static enum err put_geometry(struct table *t, const struct question *q, struct str text,
                             struct err_info *info)
{
    buf_clear(&t->geometry);
    if (!table_geometry_add(q->geometry, text, &t->geometry))
        return refuse(q, "is not a place on the earth", info);
    if (t->geometry.len >= 1 << TABLE_TEXT_BITS) return refuse(q, "is longer than allowed", info);
    put(t, q->first, table_keep_text(t, buf_str(&t->geometry)));
    return ERR_NONE;
}

static bool meets_codes(double number)
{
    return number >= TABLE_EMPTY && number <= TABLE_DONT_KNOW;
}

static enum err put_value(struct table *t, const struct question *q, struct str text,
                          struct err_info *info)
{
    int64_t whole = 0;
    double number = 0;
    uint64_t raw = 0;
    switch (t->columns[q->first].public.kind) {
    case TABLE_CHOICE: return put_choice(t, q, text, info);
    case TABLE_FLAG: // a trigger holds "OK" once it was acknowledged
        put(t, q->first, text.len > 0);
        return ERR_NONE;
    case TABLE_INT:
        if (!str_to_int64(text, &whole)) return refuse(q, "is not a whole number", info);
        t->pending_meets = t->pending_meets || meets_codes((double)whole);
        put(t, q->first, (uint64_t)whole);
        return ERR_NONE;
    case TABLE_NUMBER:
        if (!str_to_double(text, &number)) return refuse(q, "is not a number", info);
        memcpy(&raw, &number, sizeof raw);
        t->pending_meets = t->pending_meets || meets_codes(number);
        put(t, q->first, raw);
        return ERR_NONE;
    case TABLE_DATE:
        if (!table_date_parse(text, &whole)) return refuse(q, "is not a date", info);
        put(t, q->first, (uint64_t)whole);
        return ERR_NONE;
    case TABLE_TEXT: break;
    }
    if (q->geometry && str_trim(text).len) return put_geometry(t, q, text, info);
    put(t, q->first, table_keep_text(t, text));
    return ERR_NONE;
}

static enum err unknown(struct str path, struct err_info *info)
{
    return err_set(info, ERR_PARSE, "the form has no question \"%.*s\"",
                   (int)(path.len < LIMIT_NAME_BYTES ? path.len : LIMIT_NAME_BYTES), path.ptr);
}

static enum err not_json(const struct json_scan *s, struct err_info *info)
{
    return err_set(info, ERR_PARSE, "not valid JSON: %s", s->wrong);
}

static enum err read_answers(struct table *t, const struct table_version *version,
                             struct str answers, struct err_info *info)
{
    struct json_scan scan;
    struct json_scan_value value;
    struct str path;
    json_scan_begin(&scan, answers, &t->scan_keys, &t->scan_values);
    while (json_scan_next(&scan, &path, &value)) {
        char number[32];
        struct str text;
        struct table *to;
        const struct question *q;
        if (version && table_version_drops(t, version, path)) continue;
        if (!table_locate(t, path, &to, &q) || !q) return unknown(path, info);
        enum table_source source = to->columns[q->first].public.source;
        if (source != TABLE_REPEAT && to->pending_codes[q->first] != TABLE_UNSET)
            return refuse(q, "stands there twice", info);
        if (!value_text(&value, number, &text))
            return refuse(q, "is neither text nor number", info);
        if (text.len > LIMIT_ANSWER_BYTES) return refuse(q, "is longer than allowed", info);
        enum err err =
            source == TABLE_OPTION ? put_options(to, q, text, info) : put_value(to, q, text, info);
        if (err) return err;
    }
    return scan.wrong ? not_json(&scan, info) : ERR_NONE;
}

static bool code_valid(int64_t code)
{
    return (code >= -3 && code <= -1) || (code >= -9 && code <= -7);
}

static enum err read_missing(struct table *t, const struct table_version *version,
                             struct str missing, struct err_info *info)
{
    struct json_scan scan;
    struct json_scan_value value;
    struct str path;
    json_scan_begin(&scan, missing, &t->scan_keys, &t->scan_values);
    while (json_scan_next(&scan, &path, &value)) {
        int64_t code;
        struct table *to;
        const struct question *q;
        if (value.kind != SCAN_WHOLE || !str_to_int64(value.text, &code) || !code_valid(code))
            return err_set(info, ERR_PARSE, "\"missing\" holds what is no missing code");
        if (version && table_version_drops(t, version, path)) continue;
        if (!table_locate(t, path, &to, &q)) {
            // Below a repeat that was never opened.
            if (form_def_node_find(t->def, path) >= 0) continue;
            return unknown(path, info);
        }
        if (!q) continue; // a note
        if (to->pending_codes[q->first] != TABLE_UNSET)
            return refuse(q, "is there and missing", info);
        put_code(to, q, (int)code);
    }
    return scan.wrong ? not_json(&scan, info) : ERR_NONE;
}

// ---- the response around them ----

enum member {
    SVAR,
    SURVEY,
    VERSION,
    WAVE,
    FORM,
    ID,
    LANGUAGE,
    TIME,
    STATUS,
    DURATION,
    RAPID,
    ANSWERS,
    MISSING,
    MEMBER_COUNT,
};

static const struct {
    struct str name;
    enum json_scan_kind kind;
    bool optional;
} members[MEMBER_COUNT] = {
    [SVAR] = {{"svar", 4}, SCAN_WHOLE, false},
    [SURVEY] = {{"survey", 6}, SCAN_TEXT, false},
    [VERSION] = {{"survey_version", 14}, SCAN_WHOLE, false},
    [WAVE] = {{"wave", 4}, SCAN_TEXT, true},
    [FORM] = {{"form", 4}, SCAN_OBJECT, false},
    [ID] = {{"id", 2}, SCAN_TEXT, false},
    [LANGUAGE] = {{"language", 8}, SCAN_TEXT, false},
    [TIME] = {{"time", 4}, SCAN_TEXT, true},
    [STATUS] = {{"status", 6}, SCAN_TEXT, false},
    [DURATION] = {{"duration_s", 10}, SCAN_WHOLE, true},
    [RAPID] = {{"rapid", 5}, SCAN_TRUE, true},
    [ANSWERS] = {{"answers", 7}, SCAN_OBJECT, false},
    [MISSING] = {{"missing", 7}, SCAN_OBJECT, false},
};

struct head {
    struct str values[MEMBER_COUNT];
    bool there[MEMBER_COUNT];
    size_t next; // the member that probably comes next: kiosks write them in this order
};

static enum err take_member(struct head *head, struct json_scan *scan, struct str key,
                            const struct json_scan_value *value, struct err_info *info)
{
    for (size_t tried = 0; tried < MEMBER_COUNT; tried++) {
        size_t i = (head->next + tried) % MEMBER_COUNT;
        if (!str_eq(members[i].name, key)) continue;
        head->next = i + 1;
        bool none = value->kind == SCAN_NULL || (i == RAPID && value->kind == SCAN_FALSE);
        if (none && members[i].optional) return ERR_NONE;
        if (head->there[i])
            return err_set(info, ERR_PARSE, "\"%s\" stands there twice", members[i].name.ptr);
        if (value->kind != members[i].kind)
            return err_set(info, ERR_PARSE, "\"%s\" must be %s", members[i].name.ptr,
                           members[i].kind == SCAN_TEXT    ? "a text"
                           : members[i].kind == SCAN_WHOLE ? "a whole number"
                           : members[i].kind == SCAN_TRUE  ? "true or false"
                                                           : "an object");
        head->there[i] = true;
        head->values[i] = value->text;
        if (members[i].kind == SCAN_TEXT && value->text.len > META_TEXT_BYTES_MAX)
            return err_set(info, ERR_LIMIT, "\"%s\" is longer than %d bytes", members[i].name.ptr,
                           META_TEXT_BYTES_MAX);
        return ERR_NONE;
    }
    // Of another time, or for others.
    return json_scan_check(scan, value) ? ERR_NONE : not_json(scan, info);
}

static enum err read_head(struct table *t, struct str json, struct head *out, struct err_info *info)
{
    struct json_scan scan;
    struct json_scan_value value;
    struct str key;
    json_scan_begin(&scan, json, &t->scan_keys, &t->scan_values);
    while (json_scan_next(&scan, &key, &value)) {
        enum err err = take_member(out, &scan, key, &value, info);
        if (err) return err;
    }
    if (scan.wrong) return not_json(&scan, info);
    for (size_t i = 0; i < MEMBER_COUNT; i++)
        if (!out->there[i] && !members[i].optional)
            return err_set(info, ERR_PARSE, "\"%s\" is missing", members[i].name.ptr);
    return ERR_NONE;
}

static enum err head_number(const struct head *head, enum member member, int64_t least,
                            int64_t *out, struct err_info *info)
{
    if (str_to_int64(head->values[member], out) && *out >= least && *out <= INT32_MAX)
        return ERR_NONE;
    return err_set(info, ERR_PARSE, "\"%s\" must be from %lld to %d", members[member].name.ptr,
                   (long long)least, INT32_MAX);
}

// The hash that a response names its form by.
static enum err read_form(struct table *t, struct str form, char out[META_TEXT_BYTES_MAX + 1],
                          struct err_info *info)
{
    struct json_scan scan;
    struct json_scan_value value;
    struct str key;
    size_t found = 0;
    json_scan_begin(&scan, form, &t->scan_keys, &t->scan_values);
    while (json_scan_next(&scan, &key, &value)) {
        if (!json_scan_check(&scan, &value)) break;
        if (!str_eq(key, STR("hash")) || value.kind != SCAN_TEXT) continue;
        if (value.text.len > META_TEXT_BYTES_MAX) break;
        memcpy(out, value.text.ptr, value.text.len);
        out[value.text.len] = '\0';
        found++;
    }
    if (scan.wrong) return not_json(&scan, info);
    return found == 1 ? ERR_NONE : err_set(info, ERR_PARSE, "the form's \"hash\" is missing");
}

static enum err read_meta(struct table *t, const struct head *head, struct err_info *info)
{
    static const struct str complete = {"complete", 8}, break_off = {"break_off", 9};
    int64_t format, version, duration = -1;
    struct str id = head->values[ID], status = head->values[STATUS];
    enum err err = head_number(head, SVAR, 1, &format, info);
    if (err) return err;
    if (format != 1)
        return err_set(info, ERR_UNSUPPORTED, "the response has format %lld; this program knows 1",
                       (long long)format);
    if ((err = head_number(head, VERSION, 1, &version, info))) return err;
    if (head->there[DURATION] && (err = head_number(head, DURATION, 0, &duration, info)))
        return err;
    if (!id_valid(id)) return err_set(info, ERR_PARSE, "\"id\" is not a response id");
    if (t->expect.survey.len && !str_eq(head->values[SURVEY], t->expect.survey))
        return err_set(info, ERR_PARSE, "the response belongs to another survey");
    if (!str_eq(status, complete) && !str_eq(status, break_off))
        return err_set(info, ERR_PARSE, "\"status\" is neither complete nor break_off");
    if ((t->row_count > 0 && t->ids[id_slot(t, id)]) || table_aside_has(t, id))
        return err_set(info, ERR_EXISTS, "the response is there already");
    put(t, TABLE_ID, table_keep_text(t, id));
    put(t, TABLE_SURVEY_VERSION, (uint64_t)version);
    put_meta_text(t, TABLE_LANGUAGE, head->values[LANGUAGE]);
    put_meta_text(t, TABLE_STATUS, status);
    if (head->values[WAVE].len) put_meta_text(t, TABLE_WAVE, head->values[WAVE]);
    if (head->values[TIME].len) put_meta_text(t, TABLE_TIME, head->values[TIME]);
    if (duration >= 0) put(t, TABLE_DURATION, (uint64_t)duration);
    bool marked =
        t->column_count > TABLE_RAPID && t->columns[TABLE_RAPID].public.source == TABLE_RAPID;
    if (marked) put(t, TABLE_RAPID, head->there[RAPID]);
    return ERR_NONE;
}

// What nobody said anything about was not asked, except that a repeat nobody opened was answered
// zero times and a calculated value without text is empty.
void table_fill_gaps(struct table *t)
{
    for (size_t i = 0; i < t->column_count; i++) {
        if (t->pending_codes[i] != TABLE_UNSET) continue;
        const struct table_column *c = &t->columns[i].public;
        if (c->source == TABLE_REPEAT)
            put(t, i, 0);
        else if (c->source < TABLE_QUESTION)
            t->pending_codes[i] = TABLE_EMPTY;
        else if (form_node_kind(t->def, c->node) == FORM_CALCULATE)
            t->pending_codes[i] = TABLE_EMPTY;
        else
            t->pending_codes[i] = TABLE_NOT_ASKED;
    }
}

// Which columns the number is in, now that the row is taken.
static void note_meeting(struct table *t)
{
    for (size_t i = 0; i < t->column_count; i++) {
        struct column *c = &t->columns[i];
        double number = (double)(int64_t)t->pending[i];
        if (t->pending_codes[i] || c->public.source < TABLE_QUESTION) continue;
        if (c->public.kind == TABLE_NUMBER)
            memcpy(&number, &t->pending[i], sizeof number);
        else if (c->public.kind != TABLE_INT)
            continue;
        c->meets_codes = c->meets_codes || meets_codes(number);
    }
}

void table_commit_row(struct table *t)
{
    table_grow(t);
    if (t->pending_meets) note_meeting(t);
    free(t->order); // the rows stand as they came again
    t->order = NULL;
    for (size_t i = 0; i < t->column_count; i++) {
        struct column *c = &t->columns[i];
        uint64_t raw = t->pending_codes[i] ? 0 : t->pending[i];
        c->missing[t->row_count] = t->pending_codes[i];
        if (c->width == 1)
            c->values[t->row_count] = (uint8_t)raw;
        else
            table_raw_set(t, t->row_count, i, raw);
    }
    t->row_count++;
}

static void remember_id(struct table *t)
{
    ids_grow(t);
    t->ids[id_slot(t, table_pool_text(t, t->pending[TABLE_ID]))] = (uint32_t)t->row_count + 1;
}

// All that a response says, into the pending row.
static enum err read_response(struct table *t, struct str json, bool *out_other_form,
                              struct err_info *info)
{
    const struct table_version *version = NULL;
    struct head head = {0};
    char hash[META_TEXT_BYTES_MAX + 1];
    if (table_row_count(t) >= ROWS_MAX)
        return err_set(info, ERR_LIMIT, "more responses than a table can hold");
    if (json.len > LIMIT_RESPONSE_BYTES)
        return err_set(info, ERR_LIMIT, "JSON text larger than %d bytes", LIMIT_RESPONSE_BYTES);
    if (!utf8_valid(json)) return err_set(info, ERR_PARSE, "not valid JSON: it is not UTF-8");
    enum err err = read_head(t, json, &head, info);
    if (!err) err = read_meta(t, &head, info); // while the head's texts are where they are
    if (!err) err = read_form(t, head.values[FORM], hash, info);
    if (err) return err;
    *out_other_form = t->expect.form_hash.len && !str_eq(str_of(hash), t->expect.form_hash);
    if (*out_other_form) version = table_version_find(t, str_of(hash));
    err = read_answers(t, version, head.values[ANSWERS], info);
    return err ? err : read_missing(t, version, head.values[MISSING], info);
}

static void lay_aside_what_is_due(struct table *t)
{
    if (table_aside_due(t)) table_aside_rows(t);
    for (size_t i = 0; i < t->repeat_count; i++)
        if (table_aside_due(t->repeats[i])) table_aside_rows(t->repeats[i]);
}

enum err table_add(struct table *t, struct str json, struct err_info *info)
{
    if (t->window) return err_set(info, ERR_STATE, "the table was put in order already");
    bool other_form = false;
    size_t pool_before = t->pool.len;
    uint64_t last_before[TABLE_META_COUNT];
    memcpy(last_before, t->last_text, sizeof last_before);
    memset(t->pending_codes, TABLE_UNSET, t->column_count);
    t->next_question = t->first_question;
    enum err err = read_response(t, json, &other_form, info);
    table_versions_commit(t, !err);
    if (err) { // the pool forgets the texts of the row that did not come to be
        if (t->pool.len > pool_before)
            memset(t->pool.ptr + pool_before, 0, t->pool.len - pool_before);
        t->pool.len = pool_before;
        memcpy(t->last_text, last_before, sizeof last_before);
        table_repeats_forget(t);
        t->pending_meets = false;
        t->refused_count++;
        return err;
    }
    table_fill_gaps(t);
    remember_id(t);
    table_commit_row(t);
    table_repeats_commit(t);
    t->pending_meets = false;
    t->other_form_count += other_form;
    lay_aside_what_is_due(t);
    return ERR_NONE;
}
