// SPDX-License-Identifier: EUPL-1.2
// What leaves an instance: answers and missing codes as JSON, and ODK's XML. Written straight into
// the caller's buffer, so that no answer lies about in other memory.
#include "form/instance_priv.h"

// ---- JSON ----

static void json_text(struct buf *out, struct str s)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '"' || c == '\\') {
            buf_add_char(out, '\\');
            buf_add_char(out, (char)c);
        } else if (c == '\n') {
            buf_add_text(out, "\\n");
        } else if (c < 0x20 || c == 0x7f) {
            buf_printf(out, "\\u%04x", c);
        } else {
            buf_add_char(out, (char)c);
        }
    }
    buf_add_char(out, '"');
}

// "r[2]/q": as the definition's short path, with positions below repeats.
static void short_path(const struct form_instance *in, form_ref ref, struct buf *out)
{
    const struct def_node *n = node_def(in, ref);
    if (def_frame_of(n) == 0) {
        buf_add_str(out, n->short_path);
        return;
    }
    form_ref parent = form_ref_parent(in, ref);
    if (parent != 0) {
        short_path(in, parent, out);
        buf_add_char(out, '/');
    }
    buf_add_str(out, n->name);
    if (n->kind == FORM_REPEAT) buf_printf(out, "[%u]", form_ref_position(in, ref));
}

struct answers {
    const struct form_instance *in;
    form_ref last_seen;
    bool past; // beyond the last page seen
    struct buf *values, *missing;
    size_t value_count, missing_count;
};

static void add_key(struct answers *a, form_ref ref, struct buf *out, size_t *count)
{
    struct buf path = {0};
    short_path(a->in, ref, &path);
    if ((*count)++) buf_add_char(out, ',');
    json_text(out, buf_str(&path));
    buf_add_char(out, ':');
    buf_finish(&path);
}

static void add_missing(struct answers *a, form_ref ref, int code)
{
    add_key(a, ref, a->missing, &a->missing_count);
    buf_printf(a->missing, "%d", code);
}

static int missing_of_choice(const struct form_instance *in, const struct def_node *n,
                             struct str name)
{
    const struct def_list *list = &in->def->lists[n->list];
    uint32_t choice;
    if (!form_map_get(&list->names, name, 0, &choice)) return 0;
    return list->choices[choice].missing;
}

// The chosen choices that are answers, into out; *code is that of one that stands for none.
static void split_selection(const struct form_instance *in, const struct def_node *n,
                            struct str value, struct buf *out, int *code)
{
    struct str word;
    *code = 0;
    while (str_word(&value, &word)) {
        int missing = missing_of_choice(in, n, word);
        if (missing) {
            if (!*code) *code = missing;
            continue;
        }
        if (out->len) buf_add_char(out, ' ');
        buf_add_str(out, word);
    }
}

static void add_value(struct answers *a, form_ref ref, struct str value)
{
    const struct def_node *n = node_def(a->in, ref);
    struct buf substantive = {0};
    int code = 0;
    if (n->list != DEF_NONE) {
        split_selection(a->in, n, value, &substantive, &code);
        value = buf_str(&substantive);
    }
    if (value.len) {
        add_key(a, ref, a->values, &a->value_count);
        json_text(a->values, value);
    } else {
        add_missing(a, ref, code);
    }
    buf_wipe(&substantive);
}

static void add_node(struct answers *a, form_ref ref)
{
    const struct node *node = &a->in->nodes[ref];
    const struct def_node *n = node_def(a->in, ref);
    if (!form_def_holds_value(n) || (n->kind == FORM_NOTE && !(n->flags & DEF_STAND_IN))) return;
    bool relevant = node->state & FORM_RELEVANT;
    if (relevant && node->value_bytes) {
        add_value(a, ref, form_value_of(a->in, ref));
        return;
    }
    if (!form_def_is_question(n)) return; // what is computed is not asked
    if (relevant && node->missing)
        add_missing(a, ref, node->missing);
    else if (a->past)
        add_missing(a, ref, -7);
    else
        add_missing(a, ref, relevant ? -9 : -8);
}

static void add_tree(struct answers *a, form_ref ref)
{
    add_node(a, ref);
    for (form_ref child = form_ref_first_child(a->in, ref); child != FORM_REF_NONE;
         child = form_ref_next(a->in, child))
        add_tree(a, child);
    if (ref == a->last_seen) a->past = true;
}

void form_instance_answers(const struct form_instance *in, form_ref last_seen,
                           struct buf *out_answers, struct buf *out_missing)
{
    struct answers a = {
        .in = in, .last_seen = last_seen, .values = out_answers, .missing = out_missing};
    if (last_seen != FORM_REF_NONE && form_tree_has(in, last_seen)) {
        form_ref page = form_pages_of(in, last_seen);
        if (page != FORM_REF_NONE) a.last_seen = page;
    }
    buf_add_char(out_answers, '{');
    buf_add_char(out_missing, '{');
    add_tree(&a, 0);
    buf_add_char(out_answers, '}');
    buf_add_char(out_missing, '}');
}

// ---- XML ----

static void xml_text(struct buf *out, struct str s, bool attribute)
{
    for (size_t at = 0, start = 0; at < s.len; start = at) {
        int32_t c = utf8_next(s, &at);
        if (c == '&')
            buf_add_text(out, "&amp;");
        else if (c == '<')
            buf_add_text(out, "&lt;");
        else if (c == '>')
            buf_add_text(out, "&gt;");
        else if (c == '"' && attribute)
            buf_add_text(out, "&quot;");
        else if (c == '\n' && attribute)
            buf_add_text(out, "&#10;");
        else if (c == '\r')
            buf_add_text(out, "&#13;");
        else if ((c < 0x20 && c != '\n' && c != '\t') || c == 0xfffe || c == 0xffff)
            buf_add_text(out, "\xef\xbf\xbd"); // not allowed in XML at all
        else
            buf_add_str(out, str_sub(s, start, at));
    }
}

static void xml_attribute(struct buf *out, const char *name, struct str value)
{
    buf_printf(out, " %s=\"", name);
    xml_text(out, value, true);
    buf_add_char(out, '"');
}

// namespaces of the settings sheet: esri="http://…" svar="https://…"
static void xml_namespaces(struct buf *out, struct str rest)
{
    struct str word;
    while (str_word(&rest, &word)) {
        ptrdiff_t equals = str_find_char(word, '=');
        if (equals <= 0) continue;
        struct str prefix = str_sub(word, 0, (size_t)equals);
        struct str uri = str_sub(word, (size_t)equals + 1, word.len);
        while (uri.len && (uri.ptr[0] == '"' || uri.ptr[0] == '\''))
            uri = str_sub(uri, 1, uri.len);
        while (uri.len && (uri.ptr[uri.len - 1] == '"' || uri.ptr[uri.len - 1] == '\''))
            uri.len--;
        bool plain = uri.len > 0;
        for (size_t i = 0; i < prefix.len; i++)
            plain = plain && ((prefix.ptr[i] | 32) >= 'a' && (prefix.ptr[i] | 32) <= 'z');
        if (!plain) continue;
        buf_printf(out, " xmlns:%.*s=\"", STR_ARG(prefix));
        xml_text(out, uri, true);
        buf_add_char(out, '"');
    }
}

static bool omits_id(const struct form_instance *in)
{
    struct str omit = form_def_setting(in->def, STR("omit_instanceid"));
    return str_eq_nocase(omit, STR("yes")) || str_eq_nocase(omit, STR("true"));
}

struct str form_instance_id(const struct form_instance *in)
{
    return omits_id(in) ? STR("") : in->env.instance_id;
}

bool form_instance_title(const struct form_instance *in, struct buf *out)
{
    if (!in->def->instance_name) return false;
    buf_add_str(out, form_compute_text(form_inner(in), in->def->instance_name, 0));
    return true;
}

// What pyxform makes of a group with the appearance table-list: a note for its label, and a select
// of labels above the first select. They hold nothing, and other tools look for them.
static void xml_table_label(const struct def_node *table, struct buf *out)
{
    if (table->texts[DEF_LABEL] != DEF_NONE)
        buf_printf(out, "<generated_table_list_label_%d/>", (int)table->row);
}

// True once it is written: before the first select.
static bool xml_table_head(const struct def_node *child, struct buf *out)
{
    if (child->kind != FORM_SELECT_ONE && child->kind != FORM_SELECT_MULTIPLE) return false;
    buf_printf(out, "<reserved_name_for_field_list_labels_%d/>", (int)child->row);
    return true;
}

static void xml_node(const struct form_instance *in, form_ref ref, struct buf *out)
{
    if (!(in->nodes[ref].state & FORM_RELEVANT)) return;
    const struct def_node *n = node_def(in, ref);
    if (n->metadata == META_AUDIT) return; // the paradata travel apart
    struct str value = form_value_of(in, ref);
    buf_printf(out, "<%.*s", STR_ARG(n->name));
    if (ref == 0) {
        xml_attribute(out, "id", in->def->id);
        if (in->def->version.len) xml_attribute(out, "version", in->def->version);
        xml_namespaces(out, form_def_setting(in->def, STR("namespaces")));
    }
    if (form_def_holds_value(n) && !value.len) {
        buf_add_text(out, "/>");
        return;
    }
    buf_add_char(out, '>');
    xml_text(out, value, false);
    bool headless = n->flags & DEF_TABLE;
    if (headless) xml_table_label(n, out);
    for (form_ref child = form_ref_first_child(in, ref); child != FORM_REF_NONE;
         child = form_ref_next(in, child)) {
        if (headless) headless = !xml_table_head(node_def(in, child), out);
        xml_node(in, child, out);
    }
    if (ref == 0) {
        struct str id = form_instance_id(in);
        struct buf title = {0};
        buf_add_text(out, "<meta>");
        if (id.len)
            buf_printf(out, "<instanceID>%.*s</instanceID>", STR_ARG(id));
        else if (!omits_id(in))
            buf_add_text(out, "<instanceID/>");
        if (form_instance_title(in, &title)) {
            buf_add_text(out, "<instanceName>");
            xml_text(out, buf_str(&title), false);
            buf_add_text(out, "</instanceName>");
        }
        buf_wipe(&title); // it may hold an answer
        buf_add_text(out, "</meta>");
    }
    buf_printf(out, "</%.*s>", STR_ARG(n->name));
}

void form_instance_xml(const struct form_instance *in, struct buf *out)
{
    xml_node(in, 0, out);
}
