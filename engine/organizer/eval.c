// SPDX-License-Identifier: EUPL-1.2
// svar eval: one expression, over an XML document or a form with answers. Prints "type<TAB>value";
// a node set has the string values of its nodes, one a line.
#include "organizer/verbs.h"

#include "base/file.h"
#include "base/limits.h"
#include "form/instance.h"
#include "form/xml_tree.h"
#include "organizer/desk.h"
#include "organizer/form_file.h"
#include "organizer/moment.h"

enum { SCRATCH_BYTES = 256 << 20, ARENA_BYTES = 1 << 30, SECONDARY_MAX = 64 };

struct secondary {
    struct str id;
    struct form_tree *tree;
};

struct evaluation {
    const struct arguments *a;
    struct arena *arena;
    struct moment moment;
    struct rng rng;
    struct form_tree *primary; // or
    struct form_def *form;
    struct secondary secondary[SECONDARY_MAX];
    size_t secondary_count;
    struct buf out;
    size_t values; // in out
};

static const struct form_tree *find_instance(void *data, struct str id)
{
    const struct evaluation *v = data;
    for (size_t i = 0; i < v->secondary_count; i++)
        if (str_eq(v->secondary[i].id, id)) return v->secondary[i].tree;
    return NULL;
}

static enum err read_tree(struct evaluation *v, const char *path, struct form_tree **out,
                          struct err_info *info)
{
    struct buf bytes = {0};
    enum err err = file_read(path, LIMIT_WORKBOOK_BYTES, &bytes, info);
    struct str name = str_of(path);
    bool table = str_ends(name, STR(".csv")) || str_ends(name, STR(".geojson")) ||
                 str_ends(name, STR(".json"));
    if (!err)
        err = table ? form_xml_tree_read_table(name, buf_str(&bytes), v->arena, out, info)
                    : form_xml_tree_read(buf_str(&bytes), v->arena, out, info);
    if (err) err_place(info, path, NULL, info->row, info->column);
    buf_finish(&bytes);
    return err;
}

static enum err read_secondary(struct evaluation *v, struct err_info *info)
{
    const char *text;
    for (int i = 0; (text = arguments_list(v->a, "secondary", i)); i++) {
        struct str s = str_of(text);
        ptrdiff_t equals = str_find_char(s, '=');
        if (equals < 1) return err_set(info, ERR_ARGUMENT, "--secondary %s: write id=FILE", text);
        struct secondary *one = &v->secondary[v->secondary_count];
        one->id = str_sub(s, 0, (size_t)equals);
        if (find_instance(v, one->id))
            return err_set(info, ERR_ARGUMENT, "--secondary %.*s is given twice", STR_ARG(one->id));
        enum err err = read_tree(v, text + equals + 1, &one->tree, info);
        if (err) return err;
        v->secondary_count++;
    }
    return ERR_NONE;
}

static void add_value(struct str value, void *data)
{
    struct evaluation *v = data;
    if (v->values++) buf_add_char(&v->out, '\n');
    buf_add_str(&v->out, value);
}

static void print(const struct evaluation *v, enum form_value_kind kind)
{
    printf("%s\t%.*s\n", form_value_kind_name(kind), STR_ARG(buf_str(&v->out)));
}

// ---- over XML ----

static void add_nodes(struct evaluation *v, const struct form_value *value,
                      struct form_scratch *scratch)
{
    for (size_t i = 0; i < value->count; i++) {
        struct form_value one = {
            .kind = FORM_VALUE_NODES, .tree = value->tree, .nodes = &value->nodes[i], .count = 1};
        add_value(form_value_string(&one, scratch), v);
    }
}

static enum err find_context(const struct evaluation *v, const struct form_expr_env *env,
                             struct form_scratch *scratch, uint32_t *out, struct err_info *info)
{
    const char *path = arguments_text(v->a, "context");
    *out = v->primary->root;
    if (!path) return ERR_NONE;
    struct form_expr *expr;
    struct form_value value;
    enum err err = form_expr_parse(str_of(path), v->arena, &expr, info);
    if (!err) err = form_expr_eval(expr, env, FORM_TREE_DOCUMENT, scratch, &value, info);
    if (err) return err_prefix(info, err, "--context: ");
    if (value.kind != FORM_VALUE_NODES || !value.count || value.tree != v->primary)
        return err_set(info, ERR_MISSING, "--context: there is no node %s in the document", path);
    *out = value.nodes[0];
    return ERR_NONE;
}

static enum err eval_tree(struct evaluation *v, struct str expression, struct err_info *info)
{
    const char *lang = arguments_text(v->a, "lang");
    const struct form_expr_env env = {
        .tree = v->primary,
        .clock = &v->moment.clock,
        .rng = &v->rng,
        .zone = {v->moment.zone_offset_min, v->moment.zone_offset_at, NULL},
        .instance = find_instance,
        .digest = desk_form_host()->digest,
        .verify = desk_form_host()->verify,
        .language = str_of(lang ? lang : "en"),
        .data = v};
    struct form_scratch *scratch = form_scratch_create(v->arena, SCRATCH_BYTES);
    struct form_expr *expr = NULL;
    struct form_value value;
    uint32_t context = 0;
    enum err err = find_context(v, &env, scratch, &context, info);
    if (!err) err = form_expr_parse(expression, v->arena, &expr, info);
    if (!err) err = form_expr_eval(expr, &env, context, scratch, &value, info);
    if (err) return err;
    if (value.kind == FORM_VALUE_NODES)
        add_nodes(v, &value, scratch);
    else
        add_value(form_value_string(&value, scratch), v);
    print(v, value.kind);
    return ERR_NONE;
}

// ---- over a form ----

static enum err set_answers(const struct evaluation *v, struct form_instance *in,
                            struct err_info *info)
{
    const char *text;
    for (int i = 0; (text = arguments_list(v->a, "set", i)); i++) {
        struct str s = str_of(text);
        ptrdiff_t equals = str_find_char(s, '=');
        struct str name = str_sub(s, 0, equals > 0 ? (size_t)equals : 0);
        if (!name.len) return err_set(info, ERR_ARGUMENT, "--set %s: write name=value", text);
        form_ref ref = form_instance_find(in, name);
        if (ref == FORM_REF_NONE)
            return err_set(info, ERR_MISSING, "--set %s: there is no question %.*s in the form",
                           text, STR_ARG(name));
        enum err err = form_instance_set(in, ref, str_sub(s, name.len + 1, s.len), info);
        if (err) return err_prefix(info, err, "--set %s: ", text);
    }
    return ERR_NONE;
}

static enum err eval_instance(struct evaluation *v, struct form_instance *in, struct str expression,
                              struct err_info *info)
{
    const char *context = arguments_text(v->a, "context");
    form_ref ref = context ? form_instance_find(in, str_of(context)) : form_instance_root(in);
    enum form_value_kind kind;
    if (ref == FORM_REF_NONE)
        return err_set(info, ERR_MISSING, "--context: there is no question %s in the form",
                       context);
    enum err err = set_answers(v, in, info);
    if (!err) err = form_instance_eval_each(in, ref, expression, &kind, add_value, v, info);
    if (!err) print(v, kind);
    return err;
}

static enum err eval_form(struct evaluation *v, struct str expression, struct err_info *info)
{
    const char *lang = arguments_text(v->a, "lang");
    int language = lang ? form_def_language_find(v->form, str_of(lang)) : 0;
    const struct form_session session = {
        .clock = v->moment.clock,
        .rng = v->rng,
        .zone_offset_min = v->moment.zone_offset_min,
        .zone_offset_at = v->moment.zone_offset_at,
        // Month names may be wanted in a language that the form does not have.
        .language = language < 0 ? 0 : (size_t)language,
    };
    struct form_instance *in = NULL;
    enum err err = form_instance_create(v->form, &session, v->arena, &in, info);
    if (!err) form_instance_name_dates(in, str_of(lang ? lang : "en"));
    if (!err) err = eval_instance(v, in, expression, info);
    form_instance_destroy(in);
    return err;
}

static enum err check_options(const struct arguments *a, struct err_info *info)
{
    bool form = arguments_flag(a, "form");
    if (form && (arguments_flag(a, "instance") || arguments_flag(a, "secondary")))
        return err_set(info, ERR_ARGUMENT,
                       "--form stands alone: leave out --instance and --secondary");
    if (!form && arguments_flag(a, "set"))
        return err_set(info, ERR_ARGUMENT, "--set needs --form FORM");
    return ERR_NONE;
}

// What stands between the expression and its value is another thing than a wrong expression.
static enum err prepare(struct evaluation *v, struct err_info *info)
{
    static const struct str nothing = {"<data/>", 7};
    const char *instance = arguments_text(v->a, "instance");
    enum err err = check_options(v->a, info);
    if (!err) err = moment_read(v->a, &v->moment, info);
    if (!err) err = read_secondary(v, info);
    if (err) return err;
    if (arguments_flag(v->a, "form"))
        return form_file_load(arguments_text(v->a, "form"), &v->form, info);
    return instance ? read_tree(v, instance, &v->primary, info)
                    : form_xml_tree_read(nothing, v->arena, &v->primary, info);
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct evaluation v = {.a = a, .arena = arena_create(ARENA_PLAIN, ARENA_BYTES)};
    v.rng = rng_system();
    enum verb_exit exit = VERB_FAILED;
    enum err err = prepare(&v, &info);
    struct str expression = str_of(a->words[0]);
    if (!err) {
        err = v.form ? eval_form(&v, expression, &info) : eval_tree(&v, expression, &info);
        exit = err ? VERB_FOUND : VERB_DONE;
    }
    if (err) verb_fail(&info);
    form_def_destroy(v.form);
    buf_finish(&v.out);
    arena_destroy(v.arena);
    return exit;
}

const struct verb verb_eval = {
    .name = "eval",
    .arguments = "EXPRESSION",
    .summary = "Evaluates an expression of a form, alone, over XML, or over answers.",
    .details = "Prints \"type<TAB>value\": string, number, boolean or nodeset; the nodes of a set "
               "one a line.\nAn expression that cannot be evaluated ends with 1 and says where it "
               "is wrong. One that begins\nwith a minus sign stands behind \"--\".",
    .least = 1,
    .most = 1,
    .options =
        (const struct argument_option[]){
            {"instance", ARGUMENT_TEXT, "FILE", "an XML document: what paths lead through"},
            {"context", ARGUMENT_TEXT, "PATH", "the node it is seen from; the root element"},
            {"secondary", ARGUMENT_LIST, "ID=FILE",
             "an XML, .csv or .geojson file for instance('ID')"},
            {"form", ARGUMENT_TEXT, "FORM", "a form instead: ${name} is its question"},
            {"set", ARGUMENT_LIST, "NAME=VALUE", "an answer to the form, before"},
            {"lang", ARGUMENT_TEXT, "LANG", "language of labels, month and day names"},
            MOMENT_OPTIONS,
            {0}},
    .run = run,
};
