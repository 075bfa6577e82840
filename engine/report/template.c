// SPDX-License-Identifier: EUPL-1.2
// A report's template: lines of "key: value", indented lines go on with the value, "#" begins a
// comment. It becomes the settings of a report (report.h), checked line by line, so that a mistake
// is told where it stands.
#include "report/figures.h"
#include "report/logo.h"

#include "base/file.h"
#include "base/limits.h"

#include <stdio.h>
#include <string.h>

enum { LINES_MAX = 2000, VALUE_BYTES_MAX = 16384 };

struct reading {
    const struct form_def *form;
    const struct report_template_host *host;
    json_t *out;
    json_t *claim; // that "claim text" and "claim note" go to; borrowed
    json_t *index; // that "index text" goes to
    json_t *event;
    bool own_claims, own_runs, own_said, own_did, own_events, own_indexes;
};

// A mistake that shows what was written; not all of it.
#define bad(info, format, text) err_set(info, ERR_PARSE, format, STR_ARG(str_sub(text, 0, 60)))

// ---- pieces ----

// "sv" or "en" at the end of a key's words; it must be all that is left.
static enum err language_of(struct str rest, const char **out, struct err_info *info)
{
    rest = str_trim(rest);
    *out = str_eq(rest, STR("sv")) ? "sv" : str_eq(rest, STR("en")) ? "en" : NULL;
    if (*out) return ERR_NONE;
    return bad(info, "a text needs its language: \"sv\" or \"en\" before the colon, not \"%.*s\"",
               rest);
}

static json_t *object_in(json_t *parent, const char *name)
{
    json_t *own = json_object_get(parent, name);
    if (own) return own;
    json_object_set_new(parent, name, json_object());
    return json_object_get(parent, name);
}

// A list that the template begins anew, whatever survey.json had.
static json_t *list_in(json_t *parent, const char *name, bool *own)
{
    if (!*own) json_object_set_new(parent, name, json_array());
    *own = true;
    return json_object_get(parent, name);
}

static enum err set_text(json_t *texts, struct str rest, struct str value, struct err_info *info)
{
    const char *language;
    enum err err = language_of(rest, &language, info);
    json_t *text = err ? NULL : json_str(value);
    if (!err && !text) err = err_set(info, ERR_PARSE, "this is not UTF-8");
    if (!err) json_object_set_new(texts, language, text);
    return err;
}

static enum err need_question(const struct reading *r, struct str name, struct err_info *info)
{
    if (name.len && form_def_node_find(r->form, name) >= 0) return ERR_NONE;
    return bad(info, "the form has no question \"%.*s\"", name);
}

static json_t *words_list(struct str value)
{
    json_t *list = json_array();
    struct str word;
    while (str_word(&value, &word))
        json_array_append_new(list, json_str(word));
    return list;
}

// ---- keys ----

static enum err key_texts(struct reading *r, const char *name, struct str rest, struct str value,
                          struct err_info *info)
{
    return set_text(object_in(r->out, name), rest, value, info);
}

static enum err key_note(struct reading *r, struct str rest, struct str value,
                         struct err_info *info)
{
    struct str name;
    json_t *notes = object_in(r->out, "notes");
    if (!str_word(&rest, &name)) return err_set(info, ERR_PARSE, "a note on what?");
    enum err err = need_question(r, name, info);
    if (err) return err;
    char key[LIMIT_NAME_BYTES + 1];
    snprintf(key, sizeof key, "%.*s", STR_ARG(name));
    return set_text(object_in(notes, key), rest, value, info);
}

static enum err key_named_note(struct reading *r, const char *name, struct str rest,
                               struct str value, struct err_info *info)
{
    return set_text(object_in(object_in(r->out, "notes"), name), rest, value, info);
}

// "q2 = 1 2 of all" or "q2 = 1 2 of valid": a claim; without "of" a share for a run chart.
static enum err read_share(const struct reading *r, struct str value, bool with_base, json_t **out,
                           struct err_info *info)
{
    struct str question, choices = value, word, base = STR("all");
    if (!str_split(&choices, '=', &question) || choices.len == 0)
        return bad(info, "write QUESTION = CHOICE …, as in \"q2 = 1 2\", not \"%.*s\"", value);
    question = str_trim(question);
    enum err err = need_question(r, question, info);
    if (err) return err;
    json_t *list = json_array();
    bool of = false;
    while (str_word(&choices, &word)) {
        if (with_base && str_eq(word, STR("of"))) {
            of = str_word(&choices, &base);
            break;
        }
        json_array_append_new(list, json_str(word));
    }
    if (with_base && (!of || str_trim(choices).len))
        err = bad(info, "end with \"of all\" or \"of valid\": \"%.*s\"", value);
    if (json_array_size(list) == 0) err = bad(info, "name at least one choice: \"%.*s\"", value);
    *out = json_object();
    json_object_set_new(*out, "question", json_str(question));
    json_object_set_new(*out, "choices", list);
    if (with_base) json_object_set_new(*out, "base", json_str(base));
    if (err) json_decref(*out);
    return err;
}

static enum err key_claim(struct reading *r, struct str rest, struct str value,
                          struct err_info *info)
{
    struct str part;
    if (str_word(&rest, &part)) {
        bool text = str_eq(part, STR("text")), note = str_eq(part, STR("note"));
        if (!text && !note) return bad(info, "there is no \"claim %.*s\"", part);
        if (!r->claim)
            return err_set(info, ERR_PARSE,
                           "first say what the claim rests on: \"claim: q2 = 1 2 of all\"");
        return set_text(object_in(r->claim, text ? "text" : "note"), rest, value, info);
    }
    json_t *claim;
    enum err err = read_share(r, value, true, &claim, info);
    if (err) return err;
    json_array_append_new(list_in(r->out, "claims", &r->own_claims), claim);
    r->claim = claim;
    return ERR_NONE;
}

static enum err key_index(struct reading *r, struct str rest, struct str value,
                          struct err_info *info)
{
    struct str part;
    if (str_word(&rest, &part)) {
        if (!str_eq(part, STR("text"))) return bad(info, "there is no \"index %.*s\"", part);
        if (!r->index)
            return err_set(info, ERR_PARSE, "first say which questions: \"index: q2 q3 q4\"");
        return set_text(object_in(r->index, "text"), rest, value, info);
    }
    struct str word, words = value;
    while (str_word(&words, &word)) {
        enum err err = need_question(r, word, info);
        if (err) return err;
    }
    json_t *index = json_object();
    json_object_set_new(index, "questions", words_list(value));
    json_array_append_new(list_in(r->out, "indexes", &r->own_indexes), index);
    r->index = index;
    return ERR_NONE;
}

static enum err key_event(struct reading *r, struct str rest, struct str value,
                          struct err_info *info)
{
    struct str day;
    int64_t days;
    if (!str_word(&rest, &day) || !table_date_parse(day, &days))
        return err_set(info, ERR_PARSE, "write the day: \"event 2026-03-01 sv: …\"");
    json_t *list = list_in(r->out, "events", &r->own_events);
    // The same day in another language is the same event.
    const char *before = json_string_value(json_object_get(r->event, "day"));
    if (!before || !str_eq(str_of(before), day)) {
        r->event = json_object();
        json_object_set_new(r->event, "day", json_str(day));
        json_array_append_new(list, r->event);
    }
    return set_text(object_in(r->event, "text"), rest, value, info);
}

static enum err key_poster(struct reading *r, const char *name, bool *own, struct str rest,
                           struct str value, struct err_info *info)
{
    json_t *list = list_in(object_in(r->out, "poster"), name, own);
    const char *language;
    enum err err = language_of(rest, &language, info);
    if (err) return err;
    // Lines of one language make the list; the n-th of the other stands beside the n-th.
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!json_object_get(json_array_get(list, i), language))
            return set_text(json_array_get(list, i), rest, value, info);
    json_t *texts = json_object();
    json_array_append_new(list, texts);
    return set_text(texts, rest, value, info);
}

static void base64_add(struct str bytes, struct buf *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8_t *at = (const uint8_t *)bytes.ptr;
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        uint32_t three = (uint32_t)at[i] << 16 | (left > 1 ? (uint32_t)at[i + 1] << 8 : 0) |
                         (left > 2 ? at[i + 2] : 0);
        for (size_t j = 0; j < 4; j++)
            buf_add_char(out, j > left ? '=' : digits[three >> (18 - 6 * j) & 63]);
    }
}

static enum err key_logo(struct reading *r, struct str rest, struct str value,
                         struct err_info *info)
{
    struct str part;
    if (str_word(&rest, &part)) {
        if (!str_eq(part, STR("alt"))) return bad(info, "there is no \"logo %.*s\"", part);
        return set_text(object_in(object_in(r->out, "logo"), "alt"), rest, value, info);
    }
    struct buf bytes = {0};
    json_t *logo = object_in(r->out, "logo");
    enum err err = ERR_NONE;
    bool data = str_starts(value, STR("data:"));
    bool png = str_ends(value, STR(".png")) || str_starts(value, STR("data:image/png;base64,")),
         svg = str_ends(value, STR(".svg")) || str_starts(value, STR("data:image/svg+xml;base64,"));
    if (!png && !svg)
        return bad(info,
                   "a logo is a file that ends in .png or .svg, or data:image/png;base64,…, "
                   "not \"%.*s\"",
                   value);
    if (data) {
        struct str head, code = value, word;
        str_split(&code, ',', &head);
        while (str_word(&code, &word)) // may go over many lines
            buf_add_str(&bytes, word);
    } else if (!r->host || !file_name_safe(value))
        err = bad(info, "a logo lies in the template's folder: \"%.*s\" does not", value);
    else {
        struct buf file = {0};
        struct err_info found = {0};
        if (r->host->read_file(r->host->data, value, &file, &found)) // its place is not ours
            err = err_set(info, found.code, "the logo \"%.*s\": %s", STR_ARG(value), found.message);
        if (!err) err = report_logo_check(buf_str(&file), png, info);
        if (!err) base64_add(buf_str(&file), &bytes);
        buf_finish(&file);
    }
    if (!err) {
        json_object_set_new(logo, "type", json_string(png ? "image/png" : "image/svg+xml"));
        json_object_set_new(logo, "data", json_str(buf_str(&bytes)));
        buf_clear(&bytes);
        err = report_logo_read(logo, &png, &bytes, info);
    }
    buf_finish(&bytes);
    return err;
}

static enum err key_measure(struct reading *r, struct str rest, struct str value,
                            struct err_info *info)
{
    json_t *measure = object_in(r->out, "measure");
    struct str words = value, word, name, question;
    if (str_word(&rest, &word)) {
        if (!str_eq(word, STR("text"))) return bad(info, "there is no \"measure %.*s\"", word);
        return set_text(object_in(measure, "text"), rest, value, info);
    }
    while (str_word(&words, &word)) {
        static const char *const parts[] = {"date", "part", "whole", "team", "note"};
        const char *part = NULL;
        question = word;
        if (str_split(&question, '=', &name))
            for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
                if (str_eq(name, str_of(parts[i]))) part = parts[i];
        if (!part)
            return bad(info,
                       "write date=Q part=Q whole=Q, and team=Q note=Q where there are, not "
                       "\"%.*s\"",
                       word);
        enum err err = need_question(r, question, info);
        if (err) return err;
        json_object_set_new(measure, part, json_str(question));
    }
    return ERR_NONE;
}

static enum err key_best(struct reading *r, struct str rest, struct str value,
                         struct err_info *info)
{
    char key[LIMIT_NAME_BYTES + 1];
    rest = str_trim(rest);
    enum err err = need_question(r, rest, info);
    if (err) return err;
    if (!str_eq(value, STR("first")) && !str_eq(value, STR("last")))
        return bad(info,
                   "say \"first\" or \"last\": the end of the scale that is the good one, not "
                   "\"%.*s\"",
                   value);
    snprintf(key, sizeof key, "%.*s", STR_ARG(rest));
    json_object_set_new(object_in(r->out, "best"), key, json_str(value));
    return ERR_NONE;
}

static enum err take(struct reading *r, struct str key, struct str value, struct err_info *info)
{
    struct str rest = key, word;
    json_t *share;
    if (!str_word(&rest, &word))
        return err_set(info, ERR_PARSE, "there is no key before the colon");
    if (value.len == 0) return bad(info, "\"%.*s\" has no value", key);
    if (str_eq(word, STR("title"))) return key_texts(r, "title", rest, value, info);
    if (str_eq(word, STR("about"))) return key_named_note(r, "about", rest, value, info);
    if (str_eq(word, STR("response"))) return key_named_note(r, "response", rest, value, info);
    if (str_eq(word, STR("method"))) return key_named_note(r, "method", rest, value, info);
    if (str_eq(word, STR("end"))) return key_named_note(r, "end", rest, value, info);
    if (str_eq(word, STR("note"))) return key_note(r, rest, value, info);
    if (str_eq(word, STR("claim"))) return key_claim(r, rest, value, info);
    if (str_eq(word, STR("index"))) return key_index(r, rest, value, info);
    if (str_eq(word, STR("event"))) return key_event(r, rest, value, info);
    if (str_eq(word, STR("said"))) return key_poster(r, "said", &r->own_said, rest, value, info);
    if (str_eq(word, STR("did"))) return key_poster(r, "did", &r->own_did, rest, value, info);
    if (str_eq(word, STR("logo"))) return key_logo(r, rest, value, info);
    if (str_eq(word, STR("measure"))) return key_measure(r, rest, value, info);
    if (str_eq(word, STR("best"))) return key_best(r, rest, value, info);
    if (str_trim(rest).len) return bad(info, "\"%.*s\" is no key of a template", key);
    if (str_eq(word, STR("order")))
        json_object_set_new(r->out, "order", words_list(value));
    else if (str_eq(word, STR("sensitive")))
        json_object_set_new(r->out, "sensitive", words_list(value));
    else if (str_eq(word, STR("weight"))) {
        enum err err = need_question(r, value, info);
        if (err) return err;
        json_object_set_new(r->out, "weight", json_str(value));
    } else if (str_eq(word, STR("population"))) {
        int64_t number;
        if (!str_to_int64(value, &number) || number < 1 || number > REPORT_POPULATION_MAX)
            return bad(info, "a population is a whole number such as 12000, not \"%.*s\"", value);
        json_object_set_new(r->out, "population", json_integer(number));
    } else if (str_eq(word, STR("colour")))
        json_object_set_new(r->out, "colour", json_str(value));
    else if (str_eq(word, STR("due")))
        json_object_set_new(object_in(r->out, "poster"), "due", json_str(value));
    else if (str_eq(word, STR("run"))) {
        enum err err = read_share(r, value, false, &share, info);
        if (err) return err;
        json_array_append_new(list_in(r->out, "runs", &r->own_runs), share);
    } else
        return bad(info, "\"%.*s\" is no key of a template", word);
    return ERR_NONE;
}

// ---- lines ----

// One line; false at the end. Keys are at the start, what goes on is indented.
struct entry {
    struct str key;
    struct buf value;
    size_t line;
};

// What a line is checked against as soon as it is there: all that hangs together so far.
static enum err finish_entry(struct reading *r, struct entry *e, struct err_info *info)
{
    if (e->line == 0) return ERR_NONE;
    enum err err = take(r, e->key, str_trim(buf_str(&e->value)), info);
    if (!err && !str_starts(e->key, STR("claim")) && !str_starts(e->key, STR("index")) &&
        !str_starts(e->key, STR("measure")) && !str_starts(e->key, STR("logo"))) {
        json_t *so_far = json_copy(r->out);
        json_object_del(so_far, "claims"); // these are whole only at the end
        json_object_del(so_far, "indexes");
        json_object_del(so_far, "measure");
        json_object_del(so_far, "logo");
        err = report_settings_check(r->form, so_far, info);
        json_decref(so_far);
    }
    if (err && info->row == 0) info->row = (int32_t)e->line;
    return err;
}

static enum err read_lines(struct reading *r, struct str text, struct err_info *info)
{
    struct entry e = {.line = 0};
    struct str line, rest = text;
    size_t number = 0;
    enum err err = ERR_NONE;
    while (!err && str_split(&rest, '\n', &line)) {
        number++;
        if (line.len && line.ptr[line.len - 1] == '\r') line.len--;
        struct str trimmed = str_trim(line);
        if (trimmed.len && line.ptr[0] == '#') continue;
        if (number > LINES_MAX)
            err = err_set(info, ERR_LIMIT, "a template has at most %d lines", LINES_MAX);
        else if (trimmed.len == 0)
            continue;
        else if (line.ptr[0] == ' ' || line.ptr[0] == '\t') {
            if (e.line == 0)
                err = err_set(info, ERR_PARSE,
                              "an indented line goes on with the one before, and there is none");
            if (e.value.len) buf_add_char(&e.value, ' ');
            buf_add_str(&e.value, trimmed);
        } else {
            err = finish_entry(r, &e, info);
            ptrdiff_t colon = str_find_char(line, ':');
            buf_clear(&e.value);
            e.line = err ? e.line : number;
            if (!err && colon < 0) err = bad(info, "write \"key: value\", not \"%.*s\"", trimmed);
            if (!err) {
                e.key = str_trim(str_sub(line, 0, (size_t)colon));
                buf_add_str(&e.value, str_trim(str_sub(line, (size_t)colon + 1, line.len)));
            }
        }
        if (!err && e.value.len > VALUE_BYTES_MAX && !str_starts(e.key, STR("logo")))
            err = err_set(info, ERR_LIMIT, "a text has at most %d bytes", VALUE_BYTES_MAX);
        if (err && info->row == 0) info->row = (int32_t)number;
    }
    if (!err) err = finish_entry(r, &e, info);
    buf_finish(&e.value);
    return err;
}

enum err report_template_read(struct str text, const struct form_def *form, const json_t *base,
                              const struct report_template_host *host, json_t **out,
                              struct err_info *info)
{
    struct reading r = {.form = form, .host = host};
    struct err_info own = {0};
    if (!info) info = &own;
    if (!utf8_valid(text)) return err_set(info, ERR_PARSE, "the template is not UTF-8");
    if (str_starts(text, STR("\xEF\xBB\xBF"))) text = str_sub(text, 3, text.len);
    r.out = base ? json_deep_copy(base) : json_object();
    enum err err = read_lines(&r, text, info);
    if (!err) err = report_settings_check(form, r.out, info);
    if (err)
        json_decref(r.out);
    else
        *out = r.out;
    return err;
}
