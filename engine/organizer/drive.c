// SPDX-License-Identifier: EUPL-1.2
// svar drive: a form answered by commands, one a line, each answered by one line of JSON. Other
// engines' recorded sessions are replayed against ours with it.
#include "organizer/verbs.h"

#include "base/json.h"
#include "base/limits.h"
#include "form/view.h"
#include "organizer/form_file.h"
#include "organizer/moment.h"

#include <math.h>

enum { ARENA_BYTES = 1 << 30, TEXTS_BYTES = 64 << 20 };

struct drive {
    struct form_def *form;
    struct form_instance *in;
    struct arena *texts; // reset after every node
};

// ---- answers ----

static void say(json_t *answer)
{
    struct buf line = {0};
    json_write(answer, &line);
    printf("%s\n", buf_text(&line));
    fflush(stdout); // whoever sits at the other end of a pipe waits for it
    buf_finish(&line);
    json_decref(answer);
}

static void refuse(enum err code, const char *message)
{
    json_t *text = json_string(message); // NULL where the command was not UTF-8
    if (!text) text = json_string("the command is not UTF-8 text");
    say(json_pack("{s:b,s:s,s:o}", "ok", 0, "code", err_name(code), "error", text));
}

static json_t *path_json(const struct drive *d, form_ref ref)
{
    struct buf path = {0};
    form_ref_path(d->in, ref, &path);
    json_t *text = json_str(buf_str(&path));
    buf_finish(&path);
    return text;
}

// ---- dump ----

static const char *kind_name(enum form_kind kind)
{
    static const char *const names[] = {"root",       "group",           "repeat", "input",
                                        "select_one", "select_multiple", "rank",   "range",
                                        "note",       "trigger",         "upload", "calculate"};
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "other";
}

static const char *bind_name(enum form_type type)
{
    static const char *const names[] = {"string", "int",      "decimal",  "boolean", "date",
                                        "time",   "dateTime", "geopoint", "binary",  "structure"};
    return (size_t)type < sizeof names / sizeof *names ? names[type] : "other";
}

static json_t *text_json(struct str text)
{
    return text.len ? json_str(text) : json_null();
}

static json_t *choices_json(const struct drive *d, form_ref ref)
{
    const uint32_t *indices;
    size_t count = form_view_choices(d->in, ref, &indices);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        arena_reset(d->texts);
        json_array_append_new(
            list,
            json_pack("{s:o,s:o}", "name", json_str(form_view_choice_name(d->in, ref, indices[i])),
                      "label", json_str(form_view_choice_label(d->in, ref, indices[i], d->texts))));
    }
    return list;
}

static json_t *violation_json(const struct drive *d, form_ref ref, unsigned state)
{
    bool constraint = state & FORM_VIOLATES_CONSTRAINT;
    if (!constraint && !(state & FORM_VIOLATES_REQUIRED)) return json_null();
    arena_reset(d->texts);
    struct str message = constraint ? form_view_constraint_message(d->in, ref, d->texts)
                                    : form_view_required_message(d->in, ref, d->texts);
    return json_pack("{s:s,s:o}", "condition", constraint ? "constraint" : "required", "message",
                     text_json(message));
}

static bool holds_value(enum form_kind kind)
{
    return kind != FORM_ROOT && kind != FORM_GROUP && kind != FORM_REPEAT;
}

static json_t *node_json(const struct drive *d, form_ref ref)
{
    size_t node = form_ref_node(d->in, ref);
    enum form_kind kind = form_node_kind(d->form, node);
    unsigned state = form_ref_state(d->in, ref);
    bool value = holds_value(kind);
    json_t *out = json_object();
    json_object_set_new(out, "path", path_json(d, ref));
    json_object_set_new(out, "kind", json_string(kind_name(kind)));
    json_object_set_new(out, "type",
                        value ? json_str(form_node_xlsform_type(d->form, node))
                              : json_string(kind_name(kind)));
    json_object_set_new(out, "bind", json_string(bind_name(form_node_type(d->form, node))));
    json_object_set_new(out, "value",
                        value ? json_str(form_instance_value(d->in, ref)) : json_null());
    json_object_set_new(out, "relevant", json_boolean(state & FORM_RELEVANT));
    json_object_set_new(out, "readonly", json_boolean(state & FORM_READONLY));
    json_object_set_new(out, "required", json_boolean(state & FORM_REQUIRED));
    json_object_set_new(out, "violates", violation_json(d, ref, state));
    arena_reset(d->texts);
    json_object_set_new(out, "label", text_json(form_view_label(d->in, ref, d->texts)));
    arena_reset(d->texts);
    json_object_set_new(out, "hint", text_json(form_view_hint(d->in, ref, d->texts)));
    if (kind == FORM_SELECT_ONE || kind == FORM_SELECT_MULTIPLE || kind == FORM_RANK)
        json_object_set_new(out, "choices", choices_json(d, ref));
    return out;
}

// ---- tables, as pyxform makes them of a group with the appearance table-list: its label in a
// note, and a select of labels above the first select ----

static bool is_table(const struct drive *d, form_ref ref)
{
    size_t node = form_ref_node(d->in, ref);
    struct str looks = form_node_appearance(d->form, node), word;
    if (form_node_kind(d->form, node) != FORM_GROUP) return false;
    while (str_word(&looks, &word))
        if (str_eq(word, STR("table-list"))) return true;
    return false;
}

static bool is_select(const struct drive *d, form_ref ref)
{
    enum form_kind kind = form_node_kind(d->form, form_ref_node(d->in, ref));
    return kind == FORM_SELECT_ONE || kind == FORM_SELECT_MULTIPLE;
}

static json_t *made_json(const struct drive *d, form_ref table, form_ref row, const char *name,
                         json_t *label)
{
    size_t node = form_ref_node(d->in, row);
    struct buf path = {0};
    form_ref_path(d->in, table, &path);
    buf_printf(&path, "/%s_%d", name, (int)form_node_row(d->form, node));
    bool note = row == table;
    const char *kind = note ? "note" : kind_name(form_node_kind(d->form, node));
    json_t *out =
        json_pack("{s:o,s:s,s:s,s:s,s:s,s:b,s:b,s:b,s:n,s:o,s:n}", "path", json_str(buf_str(&path)),
                  "kind", kind, "type", kind, "bind", "string", "value", "", "relevant",
                  (form_ref_state(d->in, table) & FORM_RELEVANT) != 0, "readonly",
                  note || (form_ref_state(d->in, table) & FORM_READONLY), "required", 0, "violates",
                  "label", label, "hint");
    if (!note) json_object_set_new(out, "choices", choices_json(d, row));
    buf_finish(&path);
    return out;
}

// Adds the node, with what stands before or behind it.
static void dump_node(const struct drive *d, form_ref ref, json_t *nodes)
{
    form_ref parent = form_ref_parent(d->in, ref);
    bool first = ref != form_instance_root(d->in) && is_select(d, ref) && is_table(d, parent);
    for (form_ref at = first ? form_ref_first_child(d->in, parent) : ref; at != ref && first;
         at = form_ref_next(d->in, at))
        first = !is_select(d, at);
    if (first)
        json_array_append_new(
            nodes,
            made_json(d, parent, ref, "reserved_name_for_field_list_labels", json_string(" ")));
    json_t *node = node_json(d, ref), *label = json_object_get(node, "label");
    json_array_append_new(nodes, node);
    if (!is_table(d, ref) || !json_is_string(label)) return;
    json_incref(label);
    json_object_set_new(node, "label", json_null());
    json_array_append_new(nodes, made_json(d, ref, ref, "generated_table_list_label", label));
}

// The node behind this one in document order, FORM_REF_NONE at the end.
static form_ref next_node(const struct form_instance *in, form_ref ref)
{
    form_ref next = form_ref_first_child(in, ref);
    while (next == FORM_REF_NONE && ref != form_instance_root(in)) {
        next = form_ref_next(in, ref);
        if (next == FORM_REF_NONE) ref = form_ref_parent(in, ref);
    }
    return next;
}

static void add_meta(json_t *nodes, struct str root, const char *name, struct str value)
{
    struct buf path = {0};
    buf_printf(&path, "/%.*s/meta%s%s", STR_ARG(root), name ? "/" : "", name ? name : "");
    json_array_append_new(
        nodes, json_pack("{s:o,s:s,s:s,s:s,s:o,s:b,s:b,s:b,s:n,s:n,s:n}", "path",
                         json_str(buf_str(&path)), "kind", name ? "calculate" : "group", "type",
                         name ? "calculate" : "group", "bind", name ? "string" : "structure",
                         "value", name ? json_str(value) : json_null(), "relevant", 1, "readonly",
                         name && strcmp(name, "instanceID") == 0, "required", 0, "violates",
                         "label", "hint"));
    buf_finish(&path);
}

// What pyxform adds to every form and a submission holds.
static void dump_meta(const struct drive *d, json_t *nodes)
{
    struct str root = form_node_name(d->form, 0), id = form_instance_id(d->in);
    struct buf title = {0};
    add_meta(nodes, root, NULL, STR(""));
    if (id.len) add_meta(nodes, root, "instanceID", id);
    if (form_instance_title(d->in, &title)) add_meta(nodes, root, "instanceName", buf_str(&title));
    buf_finish(&title);
}

static void dump(const struct drive *d)
{
    json_t *nodes = json_array();
    for (form_ref ref = form_instance_root(d->in); ref != FORM_REF_NONE;
         ref = next_node(d->in, ref))
        dump_node(d, ref, nodes);
    dump_meta(d, nodes);
    size_t language = form_instance_language(d->in);
    json_t *answer = json_pack("{s:b,s:o}", "ok", 1, "language",
                               json_str(form_def_language_name(d->form, language)));
    struct err_info trouble;
    if (form_instance_trouble(d->in, &trouble)) {
        char text[1024];
        err_format(&trouble, text, sizeof text);
        json_object_set_new(answer, "trouble", json_string(text));
    }
    json_object_set_new(answer, "nodes", nodes);
    say(answer);
}

// ---- commands ----

static enum err find(const struct drive *d, struct str path, form_ref *out, struct err_info *info)
{
    if (!path.len) return err_set(info, ERR_ARGUMENT, "a reference is missing");
    *out = form_instance_find(d->in, path);
    if (*out != FORM_REF_NONE) return ERR_NONE;
    return err_set(info, ERR_MISSING, "there is no node %.*s", STR_ARG(path));
}

// Numbers as ODK's engines hold them: the whole part for an integer, no zeros that say nothing.
static struct str as_held(const struct drive *d, form_ref ref, struct str value,
                          char out[FORM_NUMBER_BYTES])
{
    enum form_type type = form_node_type(d->form, form_ref_node(d->in, ref));
    if (type != FORM_INT && type != FORM_DECIMAL) return value;
    bool date = str_find_char(str_sub(str_trim(value), 1, value.len), '-') >= 0;
    double number = date ? (double)NAN : form_number_parse(value, 0);
    if (!isfinite(number) || fabs(number) >= 1e15) return value;
    return str_make(out, form_number_format(type == FORM_INT ? trunc(number) : number, out));
}

static enum err set(struct drive *d, struct str path, struct str value, struct err_info *info)
{
    form_ref ref = FORM_REF_NONE;
    char text[FORM_NUMBER_BYTES];
    enum err err = find(d, path, &ref, info);
    if (!err) err = form_instance_set(d->in, ref, as_held(d, ref, value, text), info);
    if (err) return err;
    say(json_pack("{s:b,s:o}", "ok", 1, "value", json_str(form_instance_value(d->in, ref))));
    return ERR_NONE;
}

// The repeat of that name below a node of the tree: its definition node.
static bool repeat_below(const struct drive *d, form_ref parent, struct str name, size_t *out)
{
    size_t above = form_ref_node(d->in, parent);
    for (size_t node = above + 1; node < form_node_end(d->form, above); node++)
        if (form_node_kind(d->form, node) == FORM_REPEAT &&
            form_node_parent(d->form, node) == above &&
            str_eq(form_node_name(d->form, node), name)) {
            *out = node;
            return true;
        }
    return false;
}

static enum err add(struct drive *d, struct str path, struct err_info *info)
{
    size_t slash = path.len;
    while (slash && path.ptr[slash - 1] != '/')
        slash--;
    struct str name = str_sub(path, slash, path.len),
               above = str_sub(path, 0, slash ? slash - 1 : 0);
    form_ref parent = form_instance_root(d->in), added;
    size_t node = 0;
    if (!slash) { // a unique name
        int64_t found = form_def_node_find(d->form, name);
        if (found > 0)
            parent = form_instance_find(
                d->in, form_node_path(d->form, form_node_parent(d->form, (size_t)found)));
    } else if (above.len) {
        enum err err = find(d, above, &parent, info);
        if (err) return err;
    }
    if (parent == FORM_REF_NONE || !repeat_below(d, parent, name, &node))
        return err_set(info, ERR_MISSING, "there is no repeat %.*s", STR_ARG(path));
    enum err err = form_instance_add(d->in, parent, node, &added, info);
    if (err) return err;
    say(json_pack("{s:b,s:o}", "ok", 1, "path", path_json(d, added)));
    return ERR_NONE;
}

static enum err remove_(struct drive *d, struct str path, struct err_info *info)
{
    form_ref ref = FORM_REF_NONE;
    enum err err = find(d, path, &ref, info);
    if (!err && !str_ends(path, STR("]")))
        err = err_set(info, ERR_ARGUMENT, "say which one, as in %.*s[1]", STR_ARG(path));
    if (!err) err = form_instance_remove(d->in, ref, info);
    if (!err) say(json_pack("{s:b}", "ok", 1));
    return err;
}

static enum err lang(struct drive *d, struct str name, struct err_info *info)
{
    char text[128];
    size_t language;
    snprintf(text, sizeof text, "%.*s", STR_ARG(name));
    enum err err = form_file_language(d->form, text, &language, info);
    if (err) return err;
    form_instance_set_language(d->in, language);
    say(json_pack("{s:b,s:o}", "ok", 1, "language",
                  json_str(form_def_language_name(d->form, language))));
    return ERR_NONE;
}

static void submit(struct drive *d)
{
    form_instance_finish(d->in);
    json_t *violations = json_array();
    for (form_ref ref = form_instance_root(d->in); ref != FORM_REF_NONE;
         ref = next_node(d->in, ref))
        if (form_ref_state(d->in, ref) & (FORM_VIOLATES_CONSTRAINT | FORM_VIOLATES_REQUIRED))
            json_array_append_new(violations, path_json(d, ref));
    struct buf xml = {0};
    form_instance_xml(d->in, &xml);
    say(json_pack("{s:b,s:b,s:o,s:o}", "ok", 1, "valid", json_array_size(violations) == 0,
                  "violations", violations, "xml", json_str(buf_str(&xml))));
    buf_finish(&xml);
}

// The word up to the first space; *rest is what stands behind that one space, as it is.
static struct str take_word(struct str *rest)
{
    ptrdiff_t space = str_find_char(*rest, ' ');
    size_t end = space < 0 ? rest->len : (size_t)space;
    struct str word = str_sub(*rest, 0, end);
    *rest = str_sub(*rest, end + (space >= 0), rest->len);
    return word;
}

static enum err nothing_behind(struct str rest, struct err_info *info)
{
    rest = str_trim(rest);
    if (!rest.len) return ERR_NONE;
    return err_set(info, ERR_ARGUMENT, "\"%.*s\" is too much", STR_ARG(rest));
}

static enum err obey(struct drive *d, struct str line, struct err_info *info)
{
    struct str verb = take_word(&line);
    if (!utf8_valid(line) || memchr(line.ptr ? line.ptr : "", 0, line.len))
        return err_set(info, ERR_PARSE, "the command is not UTF-8 text");
    if (str_eq(verb, STR("set"))) {
        struct str path = take_word(&line);
        return set(d, path, line, info);
    }
    bool takes_path =
        str_eq(verb, STR("clear")) || str_eq(verb, STR("add")) || str_eq(verb, STR("remove"));
    bool is_lang = str_eq(verb, STR("lang"));
    struct str path = takes_path ? take_word(&line) : str_trim(line);
    enum err err = is_lang ? ERR_NONE : nothing_behind(takes_path ? line : path, info);
    if (takes_path && !path.len) err = err_set(info, ERR_ARGUMENT, "a reference is missing");
    if (str_eq(verb, STR("dump"))) {
        if (!err) dump(d);
    } else if (str_eq(verb, STR("submit"))) {
        if (!err) submit(d);
    } else if (is_lang) {
        err = lang(d, path, info);
    } else if (!takes_path) {
        err =
            err_set(info, ERR_ARGUMENT,
                    "there is no command \"%.*s\"; there are set, clear, add, remove, lang, dump, "
                    "submit",
                    STR_ARG(str_sub(verb, 0, utf8_cut(verb, 40))));
    } else if (!err) {
        err = str_eq(verb, STR("clear")) ? set(d, path, STR(""), info)
              : str_eq(verb, STR("add")) ? add(d, path, info)
                                         : remove_(d, path, info);
    }
    return err;
}

// A line without its end, "\n" or "\r\n". What is longer than allowed is read and left out.
static bool read_line(struct buf *line, bool *too_long)
{
    int c;
    buf_clear(line);
    *too_long = false;
    while ((c = getc_unlocked(stdin)) != EOF && c != '\n')
        if (line->len < LIMIT_AUTOMATION_LINE_BYTES)
            buf_add_char(line, (char)c);
        else
            *too_long = true;
    if (c == EOF && !line->len) return false;
    if (line->len && line->ptr[line->len - 1] == '\r') line->len--;
    return true;
}

static void converse(struct drive *d)
{
    struct buf line = {0};
    bool too_long;
    while (read_line(&line, &too_long)) {
        struct err_info info = {0};
        enum err err = ERR_NONE;
        if (too_long)
            err = err_set(&info, ERR_LIMIT, "the line is longer than %d bytes",
                          LIMIT_AUTOMATION_LINE_BYTES);
        else if (str_trim(buf_str(&line)).len)
            err = obey(d, buf_str(&line), &info);
        if (err) refuse(err, info.message);
    }
    buf_finish(&line);
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct drive d = {0};
    struct moment moment;
    int64_t seed = 0;
    struct form_session session = {.rng = rng_system(), .bare_repeats = true};
    enum verb_exit exit = VERB_FAILED;
    enum err err = moment_read(a, &moment, &info);
    if (!err) err = arguments_number(a, "seed", 0, INT64_MAX, 0, &seed, &info);
    if (!err) err = form_file_load(a->words[0], &d.form, &info);
    if (err == ERR_PARSE || err == ERR_LIMIT) exit = VERB_FOUND;
    if (!err) err = form_file_language(d.form, arguments_text(a, "lang"), &session.language, &info);
    struct arena *arena = arena_create(ARENA_PLAIN, ARENA_BYTES);
    d.texts = arena_create(ARENA_PLAIN, TEXTS_BYTES);
    if (!err) {
        session.clock = moment.clock;
        session.zone_offset_min = moment.zone_offset_min;
        session.zone_offset_at = moment.zone_offset_at;
        if (arguments_flag(a, "seed")) session.rng = moment_rng(&moment, (uint64_t)seed);
        err = form_instance_create(d.form, &session, arena, &d.in, &info);
    }
    if (!err) {
        converse(&d);
        exit = VERB_DONE;
    }
    if (err) verb_fail(&info);
    form_instance_destroy(d.in);
    arena_destroy(d.texts);
    arena_destroy(arena);
    form_def_destroy(d.form);
    return exit;
}

const struct verb verb_drive = {
    .name = "drive",
    .arguments = "FORM",
    .summary = "Answers a form by commands on standard input, one line of JSON for each.",
    .details =
        "Commands: set REF VALUE, clear REF, add REPEAT, remove REPEAT[n], lang LANG, dump,\n"
        "submit. References are /data/group/repeat[2]/question. Every answer has \"ok\"; a "
        "command\n"
        "that cannot be obeyed gets {\"ok\":false,\"code\":…,\"error\":…} and the next is read.",
    .least = 1,
    .most = 1,
    .options =
        (const struct argument_option[]){
            {"lang", ARGUMENT_TEXT, "LANG", "the language to begin with"},
            MOMENT_OPTIONS,
            {"seed", ARGUMENT_TEXT, "NUMBER", "chance that can be repeated"},
            {0}},
    .run = run,
};
