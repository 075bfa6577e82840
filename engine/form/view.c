// SPDX-License-Identifier: EUPL-1.2
// What the screen sees: questions of a page, text with answers filled in, choices.
#include "form/view.h"

#include "form/instance_priv.h"

size_t form_view_questions(const struct form_instance *in, form_ref page, form_ref *out, size_t max)
{
    if (!form_tree_has(in, page)) return 0;
    size_t count = 0;
    form_ref ref = page;
    for (;;) {
        const struct def_node *n = node_def(in, ref);
        bool relevant = in->nodes[ref].state & FORM_RELEVANT;
        if (relevant && form_def_holds_value(n) && (n->flags & DEF_VISIBLE)) {
            if (count < max) out[count] = ref;
            count++;
        }
        form_ref next = relevant ? form_ref_first_child(in, ref) : FORM_REF_NONE;
        while (next == FORM_REF_NONE && ref != page) {
            next = form_ref_next(in, ref);
            if (next == FORM_REF_NONE) ref = form_ref_parent(in, ref);
        }
        if (next == FORM_REF_NONE) return count;
        ref = next;
    }
}

static struct str fill(const struct form_instance *in, const struct def_text *text, form_ref ref,
                       struct arena *a)
{
    if (!text->part_count) return text->source;
    struct buf out = {0};
    for (uint32_t i = 0; i < text->part_count; i++)
        buf_add_str(&out, text->parts[i].expr
                              ? form_compute_text(form_inner(in), text->parts[i].expr, ref)
                              : text->parts[i].literal);
    struct str copy = out.len < arena_left(a) ? arena_dup(a, buf_str(&out)) : STR("");
    buf_wipe(&out); // it may hold an answer
    return copy;
}

static struct str node_text(const struct form_instance *in, form_ref ref, enum def_text_kind kind,
                            struct arena *a)
{
    if (!form_tree_has(in, ref)) return STR("");
    return fill(in, form_def_text_at(in->def, node_def(in, ref)->texts[kind], in->language), ref,
                a);
}

struct str form_view_label(const struct form_instance *in, form_ref ref, struct arena *a)
{
    return node_text(in, ref, DEF_LABEL, a);
}

struct str form_view_hint(const struct form_instance *in, form_ref ref, struct arena *a)
{
    return node_text(in, ref, DEF_HINT, a);
}

struct str form_view_guidance(const struct form_instance *in, form_ref ref, struct arena *a)
{
    return node_text(in, ref, DEF_GUIDANCE, a);
}

struct str form_view_constraint_message(const struct form_instance *in, form_ref ref,
                                        struct arena *a)
{
    return node_text(in, ref, DEF_CONSTRAINT_MESSAGE, a);
}

struct str form_view_required_message(const struct form_instance *in, form_ref ref, struct arena *a)
{
    return node_text(in, ref, DEF_REQUIRED_MESSAGE, a);
}

static bool media_kind(struct str kind, enum def_text_kind *out)
{
    static const struct {
        const char *name;
        enum def_text_kind kind;
    } kinds[] = {{"image", DEF_IMAGE},
                 {"audio", DEF_AUDIO},
                 {"video", DEF_VIDEO},
                 {"big-image", DEF_BIG_IMAGE}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_eq(kind, str_of(kinds[i].name))) {
            *out = kinds[i].kind;
            return true;
        }
    return false;
}

struct str form_view_media(const struct form_instance *in, form_ref ref, struct str kind)
{
    enum def_text_kind wanted;
    if (!form_tree_has(in, ref) || !media_kind(kind, &wanted)) return STR("");
    return form_def_text_source(in->def, node_def(in, ref)->texts[wanted], in->language);
}

struct str form_view_choice_media(const struct form_instance *in, form_ref ref, uint32_t choice,
                                  struct str kind)
{
    enum def_text_kind wanted;
    if (!form_tree_has(in, ref) || !media_kind(kind, &wanted)) return STR("");
    uint32_t list = node_def(in, ref)->list;
    if (list == DEF_NONE || choice >= in->def->lists[list].count) return STR("");
    const struct def_choice *c = &in->def->lists[list].choices[choice];
    return form_def_text_source(in->def, c->texts[wanted], in->language);
}

// ---- choices ----

static const uint32_t *all_choices(struct form_instance *in)
{
    if (in->all_choices) return in->all_choices;
    uint32_t most = 0;
    for (uint32_t i = 0; i < in->def->list_count; i++)
        if (in->def->lists[i].count > most) most = in->def->lists[i].count;
    uint32_t *all = form_instance_alloc(in, most * sizeof *all);
    for (uint32_t i = 0; all && i < most; i++)
        all[i] = i;
    in->all_choices = all;
    return all;
}

bool form_has_choices(const struct def_node *n)
{
    return n->list != DEF_NONE || n->source != DEF_NONE;
}

struct str form_choice_now(const struct form_instance *in, form_ref ref, uint32_t choice)
{
    const struct def_node *n = node_def(in, ref);
    return n->source == DEF_NONE ? in->def->lists[n->list].choices[choice].name
                                 : form_value_of(in, choice);
}

size_t form_choices_now(struct form_instance *in, form_ref ref, const uint32_t **out)
{
    *out = NULL;
    const struct def_node *n = node_def(in, ref);
    if (!form_has_choices(n)) return 0;
    if (n->source == DEF_NONE && !n->jobs[JOB_FILTER] && !(n->flags & DEF_RANDOMIZE)) {
        *out = all_choices(in);
        return *out ? in->def->lists[n->list].count : 0;
    }
    if (!in->nodes[ref].choices || (in->nodes[ref].state & NODE_FILTER_STALE))
        form_compute_choices(in, ref);
    const struct choices *choices = in->nodes[ref].choices;
    if (!choices) return 0;
    *out = choices->indices;
    return choices->count;
}

size_t form_view_choices(const struct form_instance *in, form_ref ref, const uint32_t **out)
{
    *out = NULL;
    return form_tree_has(in, ref) ? form_choices_now(form_inner(in), ref, out) : 0;
}

struct str form_view_choice_name(const struct form_instance *in, form_ref ref, uint32_t choice)
{
    return form_tree_has(in, ref) && form_has_choices(node_def(in, ref))
               ? form_choice_now(in, ref, choice)
               : STR("");
}

struct str form_view_choice_label(const struct form_instance *in, form_ref ref, uint32_t choice,
                                  struct arena *a)
{
    if (!form_tree_has(in, ref)) return STR("");
    if (node_def(in, ref)->source != DEF_NONE) return form_value_of(in, choice);
    uint32_t list = node_def(in, ref)->list;
    if (list == DEF_NONE || choice >= in->def->lists[list].count) return STR("");
    const struct def_choice *c = &in->def->lists[list].choices[choice];
    if (c->texts[DEF_LABEL] == DEF_NONE) return c->name;
    return fill(in, form_def_text_at(in->def, c->texts[DEF_LABEL], in->language), ref, a);
}
