// SPDX-License-Identifier: EUPL-1.2
// Versions of a form side by side: which questions ask the same in both, and which must not be
// pooled.
#include "table/table.h"

#include "base/alloc.h"
#include "table/table_priv.h"

#include <stdio.h>
#include <stdlib.h>

// Line ends and doubled spaces are not words.
static bool same_words(struct str a, struct str b)
{
    struct str left, right;
    for (;;) {
        bool more_left = str_word(&a, &left), more_right = str_word(&b, &right);
        if (!more_left || !more_right) return more_left == more_right;
        if (!str_eq(left, right)) return false;
    }
}

struct pair {
    const struct form_def *old, *new;
    size_t old_node, new_node;
};

// The new form's language in the old one, -1 where it has none.
static int old_language(const struct pair *p, size_t language)
{
    struct str code = form_def_language_code(p->new, language);
    if (!code.len) code = form_def_language_name(p->new, language);
    return form_def_language_find(p->old, code);
}

static bool labels_same(const struct pair *p)
{
    for (size_t i = 0; i < form_def_language_count(p->new); i++) {
        int old = old_language(p, i);
        if (old < 0) continue;
        if (!same_words(form_node_label(p->old, p->old_node, (size_t)old),
                        form_node_label(p->new, p->new_node, i)) ||
            !same_words(form_node_hint(p->old, p->old_node, (size_t)old),
                        form_node_hint(p->new, p->new_node, i)))
            return false;
    }
    return true;
}

static int64_t choice_of(const struct form_def *def, size_t node, struct str name, size_t guess)
{
    size_t count = form_node_choice_count(def, node);
    if (guess < count && str_eq(form_choice_name(def, node, guess), name)) return (int64_t)guess;
    for (size_t i = 0; i < count; i++)
        if (str_eq(form_choice_name(def, node, i), name)) return (int64_t)i;
    return -1;
}

// Another order of the same choices is no other question.
static bool choices_same(const struct pair *p)
{
    size_t count = form_node_choice_count(p->new, p->new_node);
    if (count != form_node_choice_count(p->old, p->old_node)) return false;
    for (size_t i = 0; i < count; i++) {
        struct str name = form_choice_name(p->new, p->new_node, i);
        int64_t old = choice_of(p->old, p->old_node, name, i);
        if (old < 0) return false;
        for (size_t language = 0; language < form_def_language_count(p->new); language++) {
            int in = old_language(p, language);
            if (in < 0) continue;
            if (!same_words(form_choice_label(p->old, p->old_node, (size_t)old, (size_t)in),
                            form_choice_label(p->new, p->new_node, i, language)))
                return false;
        }
    }
    return true;
}

static bool kinds_same(const struct pair *p)
{
    return form_node_kind(p->old, p->old_node) == form_node_kind(p->new, p->new_node) &&
           form_node_type(p->old, p->old_node) == form_node_type(p->new, p->new_node) &&
           str_eq(form_node_parameters(p->old, p->old_node),
                  form_node_parameters(p->new, p->new_node));
}

static bool is_answered(const struct form_def *def, size_t node)
{
    enum form_kind kind = form_node_kind(def, node);
    return kind != FORM_ROOT && kind != FORM_GROUP && kind != FORM_NOTE && kind != FORM_REPEAT;
}

static void add_change(struct table *t, int64_t version, enum table_change_kind kind,
                       struct str path)
{
    if (t->change_count == t->change_capacity) {
        t->change_capacity = t->change_capacity ? t->change_capacity * 2 : 16;
        t->changes = xreallocarray(t->changes, t->change_capacity, sizeof *t->changes);
    }
    t->changes[t->change_count++] =
        (struct table_change){version, kind, arena_dup(t->arena, path), 0};
}

static void compare_node(struct table *t, int64_t version, const struct pair *p)
{
    struct str path = form_node_short_path(p->new, p->new_node);
    // What is calculated has no words that anybody reads.
    bool shown = form_node_kind(p->new, p->new_node) != FORM_CALCULATE;
    if (!kinds_same(p))
        add_change(t, version, TABLE_CHANGE_TYPE, path);
    else if (shown && !labels_same(p))
        add_change(t, version, TABLE_CHANGE_WORDS, path);
    else if (!choices_same(p))
        add_change(t, version, TABLE_CHANGE_CHOICES, path);
}

static int compare_changes(const void *left, const void *right)
{
    const struct table_change *a = left, *b = right;
    return str_compare(a->path, b->path);
}

const struct table_version *table_version_find(const struct table *t, struct str hash)
{
    for (size_t i = 0; i < t->version_count; i++)
        if (str_eq(str_of(t->versions[i].hash), hash)) return &t->versions[i];
    return NULL;
}

enum err table_add_version(struct table *t, struct str form_hash, int64_t version,
                           const struct form_def *other, struct err_info *info)
{
    struct table_version v = {.first_change = t->change_count};
    if (str_eq(form_hash, t->expect.form_hash) || table_version_find(t, form_hash)) return ERR_NONE;
    if (form_hash.len >= sizeof v.hash)
        return err_set(info, ERR_LIMIT, "the hash of a form's version is too long");
    if (table_row_count(t)) return err_set(info, ERR_STATE, "versions come before responses");
    snprintf(v.hash, sizeof v.hash, "%.*s", STR_ARG(form_hash));
    for (size_t node = 1; node < form_def_node_count(t->def); node++) {
        if (!is_answered(t->def, node)) continue;
        struct str path = form_node_short_path(t->def, node);
        int64_t old = form_def_node_find(other, path);
        if (old < 0 || !is_answered(other, (size_t)old))
            add_change(t, version, TABLE_CHANGE_ADDED, path);
        else
            compare_node(t, version, &(struct pair){other, t->def, (size_t)old, node});
    }
    for (size_t node = 1; node < form_def_node_count(other); node++) {
        struct str path = form_node_short_path(other, node);
        int64_t now = form_def_node_find(t->def, path);
        if (is_answered(other, node) && (now < 0 || !is_answered(t->def, (size_t)now)))
            add_change(t, version, TABLE_CHANGE_REMOVED, path);
    }
    v.change_count = t->change_count - v.first_change;
    if (v.change_count)
        qsort(t->changes + v.first_change, v.change_count, sizeof *t->changes, compare_changes);
    t->versions = xreallocarray(t->versions, t->version_count + 1, sizeof *t->versions);
    t->versions[t->version_count++] = v;
    return ERR_NONE;
}

size_t table_change_count(const struct table *t)
{
    return t->change_count;
}

const struct table_change *table_change_at(const struct table *t, size_t index)
{
    return &t->changes[index];
}

// ---- a response of another version ----

// "r[2]/q" as "r/q".
static struct str without_places(struct str path, struct buf *out)
{
    bool inside = false;
    for (size_t i = 0; i < path.len; i++) {
        if (path.ptr[i] == '[') inside = true;
        if (!inside) buf_add_char(out, path.ptr[i]);
        if (path.ptr[i] == ']') inside = false;
    }
    return buf_str(out);
}

bool table_version_drops(struct table *t, const struct table_version *v, struct str path)
{
    if (!v->change_count) return false;
    struct buf plain = {0};
    struct table_change wanted = {.path = without_places(path, &plain)};
    struct table_change *found = bsearch(&wanted, t->changes + v->first_change, v->change_count,
                                         sizeof *t->changes, compare_changes);
    buf_finish(&plain);
    if (!found || found->kind == TABLE_CHANGE_ADDED) return false;
    if (t->left_out_count == t->left_out_capacity) {
        t->left_out_capacity = t->left_out_capacity ? t->left_out_capacity * 2 : 16;
        t->left_out =
            xreallocarray(t->left_out, t->left_out_capacity, sizeof(struct table_change *));
    }
    t->left_out[t->left_out_count++] = found;
    return true;
}

void table_versions_commit(struct table *t, bool taken)
{
    for (size_t i = 0; taken && i < t->left_out_count; i++)
        t->left_out[i]->answers++;
    t->left_out_count = 0;
}

void table_destroy_versions(struct table *t)
{
    free(t->versions);
    free(t->changes);
    free(t->left_out);
}
