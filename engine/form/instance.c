// SPDX-License-Identifier: EUPL-1.2
// One respondent's tree: beginning it, answers, languages, the end.
#include "form/instance_priv.h"

#include "base/limits.h"
#include "form/text_priv.h"

enum { SCRATCH_BYTES_MAX = 4 << 20 };

// ---- what expressions ask ----

static const struct form_tree *env_instance(void *data, struct str id)
{
    const struct form_instance *in = data;
    uint32_t list;
    if (!form_map_get(&in->def->list_names, id, 0, &list)) return NULL;
    const struct def_list *found = &in->def->lists[list];
    return found->whole ? found->whole : &found->tree;
}

static bool env_choice_label(void *data, uint32_t question, struct str path, struct str value,
                             struct str *out)
{
    struct form_instance *in = data;
    if (question == EXPR_NONE) {
        form_ref ref = form_instance_find(in, path);
        if (ref == FORM_REF_NONE) return false;
        question = in->nodes[ref].def;
    }
    if (in->def->nodes[question].source != DEF_NONE) { // an answer is its own label
        *out = value;
        return true;
    }
    uint32_t choice, list = in->def->nodes[question].list;
    if (list == DEF_NONE || !form_map_get(&in->def->lists[list].names, value, 0, &choice))
        return false;
    const struct def_choice *c = &in->def->lists[list].choices[choice];
    *out = c->texts[DEF_LABEL] == DEF_NONE
               ? c->name
               : form_def_text_source(in->def, c->texts[DEF_LABEL], in->language);
    return true;
}

static size_t env_digest(void *data, struct str algorithm, struct str message, uint8_t out[64])
{
    const struct form_instance *in = data;
    return in->def->host.digest(in->def->host.data, algorithm, message, out);
}

static bool env_lookup(void *data, struct str id, struct str wanted, struct str key,
                       struct str value, struct str *out)
{
    const struct form_instance *in = data;
    uint32_t index, key_column = DEF_NONE, wanted_column = DEF_NONE, row = 0;
    if (!form_map_get(&in->def->list_names, id, 0, &index)) return false;
    const struct def_list *list = &in->def->lists[index];
    for (uint32_t i = 0; i < list->column_count; i++) {
        if (str_eq(form_list_column_name(list, i), key)) key_column = i;
        if (str_eq(form_list_column_name(list, i), wanted)) wanted_column = i;
    }
    if (key_column == DEF_NONE || wanted_column == DEF_NONE) return false;
    uint32_t rows = list->table ? list->table->row_count : list->count;
    const struct def_index *known = list->indexes;
    while (known && known->column != key_column)
        known = known->next_index;
    if (known) {
        if (!form_map_get(&known->first, value, 0, &row)) return false;
    } else {
        while (row < rows && !str_eq(form_list_value(list, row, key_column), value))
            row++;
    }
    if (row < rows) *out = form_list_value(list, row, wanted_column);
    return row < rows;
}

// Ids as pyxform makes them: "/data/q:label", "list-0" for the first choice of a list.
static bool env_itext(void *data, struct str id, struct str *out)
{
    const struct form_instance *in = data;
    ptrdiff_t colon = str_find_char(id, ':');
    if (colon > 0) {
        static const char *const kinds[] = {"label", "hint", "guidance", "jr:constraintMsg",
                                            "jr:requiredMsg"};
        struct str kind = str_sub(id, (size_t)colon + 1, id.len);
        int64_t node = form_def_node_find(in->def, str_sub(id, 0, (size_t)colon));
        for (size_t i = 0; node >= 0 && i < sizeof kinds / sizeof *kinds; i++)
            if (str_eq(kind, str_of(kinds[i]))) {
                *out = form_def_text_source(in->def, in->def->nodes[node].texts[i], in->language);
                return true;
            }
        return false;
    }
    uint32_t list;
    for (size_t dash = id.len; dash > 1; dash--) {
        uint64_t choice;
        if (id.ptr[dash - 1] != '-') continue;
        if (!str_to_uint64(str_sub(id, dash, id.len), &choice) ||
            !form_map_get(&in->def->list_names, str_sub(id, 0, dash - 1), 0, &list) ||
            choice >= in->def->lists[list].count)
            return false;
        *out = form_def_text_source(in->def, in->def->lists[list].choices[choice].texts[DEF_LABEL],
                                    in->language);
        return true;
    }
    return false;
}

static bool env_verify(void *data, struct str message, const uint8_t signature[64],
                       const uint8_t key[32])
{
    const struct form_instance *in = data;
    return in->def->host.verify(in->def->host.data, message, signature, key);
}

static void set_language(struct form_instance *in)
{
    in->env.language = form_def_language_code(in->def, in->language);
}

static void set_env(struct form_instance *in)
{
    in->env = (struct form_expr_env){
        .tree = &in->tree,
        .clock = in->session.clock.wall_ms ? &in->session.clock : NULL,
        .rng = in->session.rng.fill ? &in->session.rng : NULL,
        .zone = {in->session.zone_offset_min, in->session.zone_offset_at, in->session.zone_data},
        .instance = env_instance,
        .choice_label = env_choice_label,
        .lookup = env_lookup,
        .itext = env_itext,
        .verify = in->def->host.verify ? env_verify : NULL,
        .version = in->def->version,
        .digest = in->def->host.digest ? env_digest : NULL,
        .data = in};
}

// ---- beginning ----

static void set_metadata(struct form_instance *in, enum def_metadata wanted)
{
    for (uint32_t i = 1; i < in->def->node_count; i++) {
        const struct def_node *n = &in->def->nodes[i];
        if (n->metadata == META_NONE || n->metadata == META_AUDIT || def_frame_of(n) != 0) continue;
        bool end = n->metadata == META_END;
        if (end != (wanted == META_END)) continue;
        char text[48];
        struct str value = in->session.device_id;
        if (n->metadata != META_DEVICE) {
            if (!in->session.clock.wall_ms) continue;
            int64_t ms = end ? clock_wall_ms(&in->session.clock) : in->start_ms;
            struct expr_date now = form_date_of_ms(ms, &in->env.zone);
            value = (struct str){text, form_date_format(&now, n->metadata != META_TODAY, text)};
        }
        if (form_value_store(in, n->slot, value)) form_compute_value_changed(in, n->slot);
    }
}

enum err form_instance_create(const struct form_def *def, const struct form_session *session,
                              struct arena *a, struct form_instance **out, struct err_info *info)
{
    size_t least = def->node_count * (sizeof(struct node) + JOB_COUNT * sizeof(uint64_t)) +
                   sizeof(struct form_instance) + (64 << 10);
    if (arena_left(a) < least) return err_set(info, ERR_LIMIT, TEXT_ARENA_SMALL);
    struct form_instance *in = ARENA_NEW(a, struct form_instance);
    in->tree = (struct form_tree){&form_instance_tree, 0};
    in->def = def;
    in->a = a;
    in->session = *session;
    in->session.device_id = arena_dup(a, session->device_id);
    in->language = session->language < def->language_count ? session->language : 0;
    in->own = FORM_REF_NONE;
    in->scratch = form_scratch_create(a, SCRATCH_BYTES_MAX);
    in->free_frames = ARENA_ARRAY(a, uint32_t, def->frame_count);
    for (uint32_t i = 0; i < def->frame_count; i++)
        in->free_frames[i] = FORM_REF_NONE;
    set_env(in);
    set_language(in);
    if (in->session.clock.wall_ms) in->start_ms = clock_wall_ms(&in->session.clock);
    if (in->session.rng.fill) {
        memcpy(in->uuid, "uuid:", 5);
        form_expr_uuid(&in->session.rng, in->uuid + 5);
        in->env.instance_id = str_of(in->uuid);
    }
    uint32_t frame;
    in->loading = true;
    if (!form_frame_create(in, 0, 0, 0, false, &frame))
        return err_set(info, ERR_LIMIT, TEXT_ARENA_SMALL);
    set_metadata(in, META_START);
    form_compute_run(in);
    in->loading = false;
    if (in->out_of_memory) return err_set(info, ERR_LIMIT, TEXT_ARENA_SMALL);
    in->generation++;
    *out = in;
    return ERR_NONE;
}

void form_instance_destroy(struct form_instance *in)
{
    (void)in; // all of it is the arena's
}

const struct form_def *form_instance_def(const struct form_instance *in)
{
    return in->def;
}

// ---- answers ----

struct str form_instance_value(const struct form_instance *in, form_ref ref)
{
    return form_tree_has(in, ref) ? form_value_of(in, ref) : STR("");
}

static enum err check_settable(const struct form_instance *in, form_ref ref, struct err_info *info)
{
    if (!form_tree_has(in, ref)) return err_set(info, ERR_MISSING, TEXT_VALUE_REF);
    const struct def_node *n = node_def(in, ref);
    if (!form_def_holds_value(n))
        return err_set(info, ERR_DENIED, TEXT_VALUE_STRUCTURE, STR_ARG(n->name));
    if (n->kind == FORM_CALCULATE || (n->kind == FORM_NOTE && !(n->flags & DEF_STAND_IN)) ||
        (form_ref_state(in, ref) & FORM_READONLY))
        return err_set(info, ERR_DENIED, TEXT_VALUE_READONLY, STR_ARG(n->name));
    return ERR_NONE;
}

// A choice that the filter leaves out now cannot be chosen.
static enum err check_offered(struct form_instance *in, form_ref ref, struct str value,
                              struct err_info *info)
{
    const struct def_node *n = node_def(in, ref);
    if (!form_has_choices(n) || !n->jobs[JOB_FILTER] || !value.len) return ERR_NONE;
    const uint32_t *indices;
    size_t count = form_choices_now(in, ref, &indices);
    struct str word;
    bool one = n->kind == FORM_SELECT_ONE;
    while (one ? (word = value, value = STR(""), word.len > 0) : str_word(&value, &word)) {
        bool there = false;
        for (size_t i = 0; i < count && !there; i++)
            there = str_eq(form_choice_now(in, ref, indices[i]), word);
        if (!there) return err_set(info, ERR_PARSE, TEXT_VALUE_CHOICE, STR_ARG(word));
    }
    return ERR_NONE;
}

enum err form_instance_set(struct form_instance *in, form_ref ref, struct str value,
                           struct err_info *info)
{
    enum err code = check_settable(in, ref, info);
    if (code != ERR_NONE) return code;
    char checked[LIMIT_ANSWER_BYTES];
    size_t bytes;
    code = form_value_check(in->def, in->nodes[ref].def, value, checked, &bytes, info);
    if (code == ERR_NONE) code = check_offered(in, ref, (struct str){checked, bytes}, info);
    if (code != ERR_NONE) return code;
    struct str kept = {checked, bytes};
    if (in->nodes[ref].missing) in->generation++;
    in->nodes[ref].missing = 0;
    form_compute_forget_choices(in, ref);
    if (str_eq(kept, form_value_of(in, ref))) return ERR_NONE;
    if (!form_value_store(in, ref, kept)) return err_set(info, ERR_LIMIT, TEXT_ARENA_SMALL);
    form_compute_value_changed(in, ref);
    form_compute_fire(in, ref);
    form_compute_run(in);
    return ERR_NONE;
}

enum err form_instance_set_missing(struct form_instance *in, form_ref ref, int code,
                                   struct err_info *info)
{
    enum err denied = check_settable(in, ref, info);
    if (denied != ERR_NONE) return denied;
    if (code > 0 || code < -3) return err_set(info, ERR_ARGUMENT, TEXT_VALUE_MISSING, code);
    in->nodes[ref].missing = (int8_t)code;
    form_compute_forget_choices(in, ref);
    in->generation++;
    if (!code || !in->nodes[ref].value_bytes) return ERR_NONE;
    if (!form_value_store(in, ref, STR(""))) return err_set(info, ERR_LIMIT, TEXT_ARENA_SMALL);
    form_compute_value_changed(in, ref);
    form_compute_fire(in, ref);
    form_compute_run(in);
    return ERR_NONE;
}

int form_instance_missing(const struct form_instance *in, form_ref ref)
{
    return form_tree_has(in, ref) ? in->nodes[ref].missing : 0;
}

unsigned form_ref_state(const struct form_instance *in, form_ref ref)
{
    if (!form_tree_has(in, ref)) return 0;
    const struct node *node = &in->nodes[ref];
    const struct def_node *n = node_def(in, ref);
    unsigned state =
        node->state & (FORM_RELEVANT | FORM_REQUIRED | FORM_READONLY | FORM_VIOLATES_CONSTRAINT);
    if ((n->flags & (DEF_READONLY | DEF_STAND_IN)) == DEF_READONLY) state |= FORM_READONLY;
    // What is in a read-only group is read-only.
    for (form_ref above = ref;
         in->def->readonly_groups && above != 0 && !(state & FORM_READONLY);) {
        above = form_ref_parent(in, above);
        state |= in->nodes[above].state & FORM_READONLY;
    }
    // A computed question can be answered as well, and so be asked for.
    bool asked = form_def_holds_value(n) && (n->flags & DEF_VISIBLE) && n->kind != FORM_NOTE;
    if ((state & FORM_RELEVANT) && (state & FORM_REQUIRED) && asked && !node->value_bytes &&
        !node->missing)
        state |= FORM_VIOLATES_REQUIRED;
    return state;
}

// ---- language ----

void form_instance_set_language(struct form_instance *in, size_t language)
{
    if (language >= in->def->language_count || language == in->language) return;
    in->language = language;
    set_language(in);
    in->generation++;
    for (uint32_t i = 0; i < in->def->language_job_count; i++)
        form_tree_queue(in, 0, in->def->language_jobs[i]);
    form_compute_run(in);
}

size_t form_instance_language(const struct form_instance *in)
{
    return in->language;
}

uint64_t form_instance_generation(const struct form_instance *in)
{
    return in->generation;
}

bool form_instance_trouble(const struct form_instance *in, struct err_info *out)
{
    if (in->trouble.code == ERR_NONE) return false;
    *out = in->trouble;
    return true;
}

// ---- the end ----

// Next in document order, all nodes.
static form_ref next_node(const struct form_instance *in, form_ref ref)
{
    form_ref next = form_ref_first_child(in, ref);
    while (next == FORM_REF_NONE && ref != 0) {
        next = form_ref_next(in, ref);
        if (next == FORM_REF_NONE) ref = form_ref_parent(in, ref);
    }
    return next;
}

form_ref form_instance_finish(struct form_instance *in)
{
    set_metadata(in, META_END);
    form_compute_run(in);
    for (form_ref ref = 0; ref != FORM_REF_NONE; ref = next_node(in, ref))
        if ((form_ref_state(in, ref) & (FORM_RELEVANT | FORM_VIOLATES_CONSTRAINT)) ==
            (FORM_RELEVANT | FORM_VIOLATES_CONSTRAINT))
            return ref;
    return FORM_REF_NONE;
}
