// SPDX-License-Identifier: EUPL-1.2
// Reading a definition: what other modules and the rest of this one ask it.
#include "form/def_priv.h"

#include <assert.h>

static const struct def_node *at(const struct form_def *def, size_t node)
{
    assert(node < def->node_count);
    return &def->nodes[node];
}

// ---- the form as a whole ----

struct str form_def_id(const struct form_def *def)
{
    return def->id;
}

struct str form_def_version(const struct form_def *def)
{
    return def->version;
}

struct str form_def_setting(const struct form_def *def, struct str name)
{
    for (size_t i = 0; i < def->setting_count; i++)
        if (str_eq_nocase(def->settings[i].column, name)) return def->settings[i].value;
    return STR("");
}

// form_title::Svenska (sv) where there is one, else form_title.
struct str form_def_title(const struct form_def *def, size_t language)
{
    if (language >= def->language_count) return def->title;
    for (size_t i = 0; i < def->setting_count; i++) {
        struct str name = def->settings[i].column;
        ptrdiff_t colon = str_find(name, STR("::"));
        if (colon < 0) continue;
        struct str kind = str_trim(str_sub(name, 0, (size_t)colon));
        struct str of = str_trim(str_sub(name, (size_t)colon + 2, name.len));
        if ((str_eq_nocase(kind, STR("form_title")) || str_eq_nocase(kind, STR("title"))) &&
            form_def_language_find(def, of) == (int)language)
            return def->settings[i].value;
    }
    return def->title;
}

// ---- languages ----

size_t form_def_language_count(const struct form_def *def)
{
    return def->language_count;
}

struct str form_def_language_name(const struct form_def *def, size_t language)
{
    return language < def->language_count ? def->languages[language].name : STR("");
}

struct str form_def_language_code(const struct form_def *def, size_t language)
{
    return language < def->language_count ? def->languages[language].code : STR("");
}

int form_def_language_find(const struct form_def *def, struct str code_or_name)
{
    for (size_t i = 0; i < def->language_count; i++)
        if (code_or_name.len && (str_eq_nocase(def->languages[i].code, code_or_name) ||
                                 str_eq_nocase(def->languages[i].name, code_or_name)))
            return (int)i;
    // "Svenska (sv)" asks for the language that the form calls "sv".
    ptrdiff_t open = str_find_char(code_or_name, '(');
    if (open < 0 || !str_ends(code_or_name, STR(")"))) return -1;
    return form_def_language_find(
        def, str_trim(str_sub(code_or_name, (size_t)open + 1, code_or_name.len - 1)));
}

const struct def_text *form_def_text_at(const struct form_def *def, uint32_t row, size_t language)
{
    static const struct def_text none = {{"", 0}, NULL, 0};
    if (row == DEF_NONE) return &none;
    const struct def_text *texts = &def->texts[(size_t)row * def->language_count];
    if (language < def->language_count && texts[language].source.len) return &texts[language];
    return &texts[0]; // the default language's, which may be blank as well
}

struct str form_def_text_source(const struct form_def *def, uint32_t row, size_t language)
{
    return form_def_text_at(def, row, language)->source;
}

// ---- nodes ----

bool form_def_holds_value(const struct def_node *n)
{
    return n->type != FORM_STRUCTURE;
}

bool form_def_is_question(const struct def_node *n)
{
    return (n->flags & DEF_VISIBLE) && form_def_holds_value(n) && n->kind != FORM_NOTE &&
           !n->jobs[JOB_VALUE];
}

uint32_t form_def_child(const struct form_def *def, uint32_t parent, struct str name)
{
    uint32_t child;
    return form_map_get(&def->children, name, parent + 1, &child) ? child : DEF_NONE;
}

size_t form_def_node_count(const struct form_def *def)
{
    return def->node_count;
}

enum form_kind form_node_kind(const struct form_def *def, size_t node)
{
    return at(def, node)->kind;
}

enum form_type form_node_type(const struct form_def *def, size_t node)
{
    return at(def, node)->type;
}

struct str form_node_name(const struct form_def *def, size_t node)
{
    return at(def, node)->name;
}

struct str form_node_path(const struct form_def *def, size_t node)
{
    return at(def, node)->path;
}

struct str form_node_short_path(const struct form_def *def, size_t node)
{
    return at(def, node)->short_path;
}

struct str form_node_xlsform_type(const struct form_def *def, size_t node)
{
    return at(def, node)->xlsform_type;
}

struct str form_node_written_type(const struct form_def *def, size_t node)
{
    return at(def, node)->written_type;
}

bool form_node_stand_in(const struct form_def *def, size_t node)
{
    return (at(def, node)->flags & DEF_STAND_IN) != 0;
}

bool form_node_counted(const struct form_def *def, size_t node)
{
    return (at(def, node)->flags & DEF_COUNTED) != 0;
}

struct str form_node_appearance(const struct form_def *def, size_t node)
{
    return at(def, node)->appearance;
}

struct str form_node_parameters(const struct form_def *def, size_t node)
{
    return at(def, node)->parameters;
}

int32_t form_node_row(const struct form_def *def, size_t node)
{
    return at(def, node)->row;
}

size_t form_node_parent(const struct form_def *def, size_t node)
{
    return at(def, node)->parent;
}

size_t form_node_end(const struct form_def *def, size_t node)
{
    return at(def, node)->end;
}

bool form_node_in_repeat(const struct form_def *def, size_t node)
{
    return def_frame_of(at(def, node)) != 0;
}

bool form_node_visible(const struct form_def *def, size_t node)
{
    return (at(def, node)->flags & DEF_VISIBLE) != 0;
}

struct str form_node_attribute(const struct form_def *def, size_t node, struct str column)
{
    const struct def_node *n = at(def, node);
    for (uint32_t i = 0; i < n->attribute_count; i++)
        if (str_eq_nocase(def->attributes[n->first_attribute + i].column, column))
            return def->attributes[n->first_attribute + i].value;
    return STR("");
}

int64_t form_def_node_find(const struct form_def *def, struct str name_or_path)
{
    uint32_t found;
    if (str_starts(name_or_path, STR("/"))) {
        struct str rest = str_sub(name_or_path, 1, name_or_path.len);
        if (str_eq(rest, def->root_name)) return 0;
        if (!str_starts(rest, def->root_name) || rest.len <= def->root_name.len ||
            rest.ptr[def->root_name.len] != '/')
            return -1;
        name_or_path = str_sub(rest, def->root_name.len + 1, rest.len);
        return form_map_get(&def->by_path, name_or_path, 0, &found) ? (int64_t)found : -1;
    }
    if (form_map_get(&def->by_path, name_or_path, 0, &found)) return found;
    if (form_map_get(&def->by_name, name_or_path, 0, &found) && !def->duplicate[found])
        return found;
    return -1;
}

struct str form_node_label(const struct form_def *def, size_t node, size_t language)
{
    return form_def_text_source(def, at(def, node)->texts[DEF_LABEL], language);
}

struct str form_node_hint(const struct form_def *def, size_t node, size_t language)
{
    return form_def_text_source(def, at(def, node)->texts[DEF_HINT], language);
}

struct str form_node_guidance(const struct form_def *def, size_t node, size_t language)
{
    return form_def_text_source(def, at(def, node)->texts[DEF_GUIDANCE], language);
}

bool form_node_label_translated(const struct form_def *def, size_t node, size_t language)
{
    uint32_t row = at(def, node)->texts[DEF_LABEL];
    if (row == DEF_NONE || language >= def->language_count) return false;
    return def->texts[(size_t)row * def->language_count + language].source.len > 0;
}

void form_def_files(const struct form_def *def, form_file_visit visit, void *data)
{
    for (uint32_t i = 0; i < def->list_count; i++)
        if (def->lists[i].file.len) visit(def->lists[i].file, true, data);
    const enum def_text_kind media[] = {DEF_IMAGE, DEF_BIG_IMAGE, DEF_AUDIO, DEF_VIDEO};
    for (size_t m = 0; m < 4; m++)
        for (size_t language = 0; language < def->language_count; language++) {
            for (size_t i = 1; i < def->node_count; i++) {
                uint32_t row = def->nodes[i].texts[media[m]];
                if (row != DEF_NONE) visit(form_def_text_source(def, row, language), false, data);
            }
            for (uint32_t i = 0; i < def->choice_count; i++) {
                uint32_t row = def->choices[i].texts[media[m]];
                if (row != DEF_NONE) visit(form_def_text_source(def, row, language), false, data);
            }
        }
}

// ---- choices ----

static const struct def_list *list_of(const struct form_def *def, size_t node)
{
    uint32_t list = at(def, node)->list;
    return list == DEF_NONE ? NULL : &def->lists[list];
}

static const struct def_choice *choice_of(const struct form_def *def, size_t node, size_t choice)
{
    // Choices from a repeat are in no list: what is asked of them here is blank.
    static const struct def_choice none = {.texts = {DEF_NONE, DEF_NONE, DEF_NONE, DEF_NONE,
                                                     DEF_NONE, DEF_NONE, DEF_NONE, DEF_NONE,
                                                     DEF_NONE}};
    const struct def_list *list = list_of(def, node);
    if (!list) return &none;
    assert(choice < list->count);
    return &list->choices[choice];
}

size_t form_node_choice_count(const struct form_def *def, size_t node)
{
    const struct def_list *list = list_of(def, node);
    return list ? list->count : 0;
}

int64_t form_node_choices_from(const struct form_def *def, size_t node)
{
    uint32_t source = at(def, node)->source;
    return source == DEF_NONE ? -1 : (int64_t)source;
}

struct str form_choice_name(const struct form_def *def, size_t node, size_t choice)
{
    return choice_of(def, node, choice)->name;
}

struct str form_choice_label(const struct form_def *def, size_t node, size_t choice,
                             size_t language)
{
    return form_def_text_source(def, choice_of(def, node, choice)->texts[DEF_LABEL], language);
}

struct str form_node_list_name(const struct form_def *def, size_t node)
{
    const struct def_list *list = list_of(def, node);
    return list ? list->name : STR("");
}

struct str form_choice_attribute(const struct form_def *def, size_t node, size_t choice,
                                 struct str column)
{
    const struct def_choice *c = choice_of(def, node, choice);
    for (uint32_t i = 0; i < c->cell_count; i++) {
        const struct def_cell *cell = &def->cells[c->first_cell + i];
        if (str_eq_nocase(def->choice_columns[cell->column], column)) return cell->value;
    }
    if (str_starts(column, STR("media::"))) column = str_sub(column, 7, column.len);
    static const struct {
        const char *name;
        enum def_text_kind kind;
    } media[] = {{"image", DEF_IMAGE},
                 {"audio", DEF_AUDIO},
                 {"video", DEF_VIDEO},
                 {"big-image", DEF_BIG_IMAGE}};
    for (size_t i = 0; i < 4; i++)
        if (str_eq_nocase(column, str_of(media[i].name)))
            return form_def_text_source(def, c->texts[media[i].kind], 0);
    return STR("");
}

int form_choice_missing(const struct form_def *def, size_t node, size_t choice)
{
    return choice_of(def, node, choice)->missing;
}
