// SPDX-License-Identifier: EUPL-1.2
// The survey sheet: rows to nodes, with groups and repeats as a stack.
#include "form/build_priv.h"

#include "base/limits.h"
#include "form/suggest_priv.h"
#include "form/text_priv.h"

struct open_group {
    uint32_t node;
    enum type_verb ends; // the verb that closes it
};

struct reading {
    struct builder *b;
    struct open_group open[LIMIT_FORM_DEPTH + 1];
    size_t depth;
};

static const enum column job_columns[JOB_COUNT] = {
    COLUMN_CALCULATION, COLUMN_RELEVANT,   COLUMN_CHOICE_FILTER, COLUMN_REQUIRED,
    COLUMN_READ_ONLY,   COLUMN_CONSTRAINT, COLUMN_REPEAT_COUNT};

static struct str join_path(struct arena *a, struct str parent, struct str name)
{
    return parent.len ? arena_printf(a, "%.*s/%.*s", STR_ARG(parent), STR_ARG(name)) : name;
}

// Registers the name: in its group (twice is an error) and in the form (twice is one only when
// somebody refers to it).
static void register_name(struct builder *b, uint32_t index, const struct form_cell *cell)
{
    struct form_def *def = b->def;
    struct def_node *n = &def->nodes[index];
    uint32_t before;
    int32_t column = cell ? cell->column : 0;
    if (!form_map_add(&def->children, n->name, n->parent + 1, index, &before))
        PROBLEM(b, FORM_ERROR, n->row, column, TEXT_NAME_TWICE, STR_ARG(n->name),
                def->nodes[before].row);
    if (!form_map_add(&def->by_name, n->name, 0, index, &before)) {
        def->duplicate[index] = def->duplicate[before] = true;
        if (n->kind == FORM_REPEAT || def->nodes[before].kind == FORM_REPEAT)
            PROBLEM(b, FORM_ERROR, n->row, column, TEXT_REPEAT_NAME_TWICE, STR_ARG(n->name),
                    def->nodes[before].row);
    }
    n->short_path = join_path(b->a, def->nodes[n->parent].short_path, n->name);
    n->path = join_path(b->a, def->nodes[n->parent].path, n->name);
    form_map_add(&def->by_path, n->short_path, 0, index, NULL);
}

static struct str read_name(struct builder *b, const struct row *row, const struct type_cell *type)
{
    const struct form_cell *cell = row->cells[COLUMN_NAME];
    if (!cell) {
        if (type->kind == FORM_NOTE)
            return arena_printf(b->a, "generated_note_name_%d", row->number);
        PROBLEM(b, FORM_ERROR, row->number, row->cells[COLUMN_TYPE]->column, TEXT_NO_NAME,
                STR_ARG(type->name));
        return arena_printf(b->a, "unnamed_%d", row->number);
    }
    if (!form_name_valid(cell->text)) {
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_NAME_BAD, STR_ARG(cell->text));
        return arena_printf(b->a, "unnamed_%d", row->number);
    }
    if (str_eq(cell->text, STR("meta")))
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_NAME_RESERVED, STR_ARG(cell->text));
    return cell->text;
}

static void read_attributes(struct builder *b, const struct row *row, struct def_node *n)
{
    struct form_def *def = b->def;
    n->first_attribute = def->attribute_count;
    for (size_t i = row->first; i < row->first + row->count; i++) {
        const struct form_cell *cell = &b->survey.cells->cells[i];
        if ((size_t)cell->column > b->survey.header_count) continue;
        const struct header *header = &b->survey.headers[cell->column - 1];
        if (header->column == COLUMN_UNSUPPORTED)
            PROBLEM_AT(b, FORM_WARNING, cell, TEXT_COLUMN_IDLE, STR_ARG(header->text));
        if (header->column != COLUMN_ATTRIBUTE) continue;
        def->attributes[def->attribute_count++] = (struct def_attribute){header->text, cell->text};
        n->attribute_count++;
    }
}

static bool has_word(struct str list, struct str wanted)
{
    struct str word;
    while (str_word(&list, &word))
        if (str_eq(word, wanted)) return true;
    return false;
}

static void read_list(struct builder *b, struct def_node *n, const struct row *row, struct str name)
{
    const struct form_cell *cell = row->cells[COLUMN_TYPE];
    struct form_def *def = b->def;
    n->list = DEF_NONE;
    if (!name.len) {
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_SELECT_NO_LIST, STR_ARG(n->xlsform_type));
        return;
    }
    if (form_map_get(&def->list_names, name, 0, &n->list)) return;
    if (str_starts(name, STR("${")) && str_ends(name, STR("}"))) {
        form_source_note(b, (uint32_t)(n - def->nodes), str_trim(str_sub(name, 2, name.len - 1)),
                         cell, row->cells[COLUMN_CHOICE_FILTER]);
        return;
    }
    struct suggest near = form_suggest_begin(name);
    for (uint32_t i = 0; i < def->list_count; i++)
        form_suggest_offer(&near, def->lists[i].name);
    if (near.best.len)
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_LIST_UNKNOWN_NEAR, STR_ARG(name), STR_ARG(near.best));
    else
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_LIST_UNKNOWN, STR_ARG(name));
}

// A choice name with a space cannot be told from two choices.
static void check_words(struct builder *b, const struct def_node *n)
{
    struct form_def *def = b->def;
    if (n->kind == FORM_SELECT_ONE || n->list == DEF_NONE) return;
    struct def_list *list = &def->lists[n->list];
    if (list->row < 0 || list->table) return; // said already
    struct str survey = b->sheet_name;
    b->sheet_name = b->choices.cells->name;
    for (uint32_t i = 0; i < list->count; i++) {
        const struct def_choice *choice = &list->choices[i];
        if (str_find_char(choice->name, ' ') < 0) continue;
        PROBLEM(b, FORM_ERROR, choice->row, 0, TEXT_CHOICE_SPACE, STR_ARG(choice->name));
        list->row = -1;
    }
    b->sheet_name = survey;
}

static void read_default(struct builder *b, struct def_node *n, const struct form_cell *cell)
{
    if (!cell) return;
    n->default_text = cell->text;
    n->default_column = cell->column;
    bool dates = n->type == FORM_DATE || n->type == FORM_DATETIME || n->type == FORM_TIME;
    if (!form_expr_default_is_dynamic(cell->text, dates)) return;
    n->flags |= DEF_DYNAMIC_DEFAULT;
    n->default_expr = form_expression_parse(b, cell->text, cell->row, cell->column);
}

// yes/no in required and read_only; expressions elsewhere.
static void read_jobs(struct builder *b, const struct row *row, struct def_node *n)
{
    for (enum def_job job = 0; job < JOB_COUNT; job++) {
        const struct form_cell *cell = row->cells[job_columns[job]];
        if (!cell) continue;
        if (job == JOB_REPEAT && n->kind != FORM_REPEAT) {
            PROBLEM_AT(b, FORM_ERROR, cell, TEXT_COUNT_WRONG, STR_ARG(n->name));
            continue;
        }
        struct str text = cell->text;
        if (job == JOB_REQUIRED || job == JOB_READONLY) {
            if (form_cell_is_no(text)) continue;
            if (form_cell_is_yes(text)) text = STR("true()");
        }
        n->jobs[job] = form_expression_parse(b, text, cell->row, cell->column);
        n->job_columns[job] = cell->column;
    }
    if (row->cells[COLUMN_TRIGGER] && n->type != FORM_STRUCTURE) {
        // The calculation happens when the other question changes, and not before.
        n->triggered = true;
        n->trigger_expr = n->jobs[JOB_VALUE];
        n->jobs[JOB_VALUE] = NULL;
    }
    if (n->jobs[JOB_REPEAT]) n->flags |= DEF_COUNTED;
    if (n->type == FORM_STRUCTURE && n->jobs[JOB_READONLY]) b->def->readonly_groups = true;
}

// What a legacy type such as percentage brings, where the row has no constraint of its own.
static void add_constraint(struct builder *b, struct def_node *n, struct str text)
{
    if (!text.len || n->jobs[JOB_CONSTRAINT]) return;
    n->jobs[JOB_CONSTRAINT] = form_expression_parse(b, text, n->row, n->column);
    n->job_columns[JOB_CONSTRAINT] = n->column;
}

static void check_columns(struct builder *b, const struct row *row, struct def_node *n)
{
    const struct form_cell *filter = row->cells[COLUMN_CHOICE_FILTER];
    bool structure = n->type == FORM_STRUCTURE;
    if (filter && n->list == DEF_NONE && n->kind != FORM_SELECT_ONE &&
        n->kind != FORM_SELECT_MULTIPLE && n->kind != FORM_RANK) {
        PROBLEM_AT(b, FORM_ERROR, filter, TEXT_FILTER_WITHOUT_CHOICES, STR_ARG(n->xlsform_type));
        n->jobs[JOB_FILTER] = NULL;
    }
    static const enum column of_questions[] = {COLUMN_CONSTRAINT, COLUMN_CALCULATION,
                                               COLUMN_DEFAULT, COLUMN_TRIGGER};
    for (size_t i = 0; structure && i < 4; i++)
        if (row->cells[of_questions[i]])
            PROBLEM_AT(b, FORM_ERROR, row->cells[of_questions[i]], TEXT_GROUP_COLUMN,
                       STR_ARG(n->xlsform_type));
    if (str_eq(n->xlsform_type, STR("calculate")) && !row->cells[COLUMN_CALCULATION] &&
        !(n->flags & DEF_DYNAMIC_DEFAULT) && !n->triggered)
        PROBLEM(b, FORM_ERROR, n->row, n->column, TEXT_CALCULATE_EMPTY, STR_ARG(n->name));
    form_appearance_check(b, n, row->cells[COLUMN_APPEARANCE]);
}

static void set_visibility(struct builder *b, struct def_node *n)
{
    if (n->type == FORM_STRUCTURE) return; // follows from what is inside
    bool text = n->texts[DEF_LABEL] != DEF_NONE || n->texts[DEF_HINT] != DEF_NONE;
    bool media = n->texts[DEF_IMAGE] != DEF_NONE || n->texts[DEF_AUDIO] != DEF_NONE ||
                 n->texts[DEF_VIDEO] != DEF_NONE;
    if (n->kind == FORM_CALCULATE) return;
    if ((n->jobs[JOB_VALUE] || n->triggered) && !text && !media) {
        n->kind = FORM_CALCULATE; // computed and without a word to show: hidden
        return;
    }
    if (!text && !media) {
        PROBLEM(b, FORM_ERROR, n->row, n->column, TEXT_NO_LABEL, STR_ARG(n->name));
        return;
    }
    n->flags |= DEF_VISIBLE;
}

static void read_required(struct builder *b, const struct row *row, const struct def_node *n)
{
    const struct form_cell *cell = row->cells[COLUMN_REQUIRED];
    if (!cell || !n->jobs[JOB_REQUIRED] || n->list == DEF_NONE || n->type == FORM_STRUCTURE) {
        if (cell && n->jobs[JOB_REQUIRED] && (n->flags & DEF_VISIBLE))
            PROBLEM_AT(b, FORM_WARNING, cell, TEXT_REQUIRED_FORCES, STR_ARG(n->name));
        return;
    }
    const struct def_list *list = &b->def->lists[n->list];
    for (uint32_t i = 0; i < list->count; i++)
        if (list->choices[i].missing) return;
    PROBLEM_AT(b, FORM_WARNING, cell, TEXT_REQUIRED_FORCES, STR_ARG(n->name));
}

// What the type becomes on a device without camera, positioning and user account.
static void settle_type(struct builder *b, const struct row *row, struct def_node *n,
                        const struct type_cell *type)
{
    const struct form_cell *cell = row->cells[COLUMN_TYPE];
    n->kind = type->kind;
    n->type = type->type;
    n->metadata = type->metadata;
    n->xlsform_type = type->name;
    n->written_type = type->written.len ? type->written : type->name;
    if (type->empty) {
        n->flags |= DEF_EMPTY;
        PROBLEM_AT(b, FORM_WARNING, cell, TEXT_TYPE_EMPTY, STR_ARG(type->name), STR_ARG(type->why));
    }
    if (n->metadata == META_AUDIT) n->flags |= DEF_EMPTY;
    if (!type->note) return;
    const struct form_cell *looks = row->cells[COLUMN_APPEARANCE];
    const struct form_host *host = &b->def->host;
    if (host->has_question &&
        host->has_question(host->data, type->name, looks ? looks->text : STR("")))
        return; // a plug-in asks it after all
    n->kind = FORM_NOTE;
    n->xlsform_type = STR("note");
    n->flags |= DEF_STAND_IN;
    PROBLEM_AT(b, FORM_WARNING, cell, TEXT_TYPE_NOTE, STR_ARG(type->name), STR_ARG(type->why));
}

static uint32_t read_file(struct builder *b, const struct form_cell *cell, struct str file,
                          const struct file_columns *columns)
{
    if (!file.len) {
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_SELECT_NO_FILE);
        return DEF_NONE;
    }
    uint32_t list = form_file_list(b, file, cell->row, cell->column);
    if (list == DEF_NONE) return DEF_NONE;
    return form_file_choices(b, list, columns->value, columns->label, cell->row, cell->column);
}

static void add_node(struct reading *r, const struct row *row, const struct type_cell *type)
{
    struct builder *b = r->b;
    struct form_def *def = b->def;
    uint32_t index = (uint32_t)def->node_count++;
    struct def_node *n = &def->nodes[index];
    settle_type(b, row, n, type);
    n->row = row->number;
    n->column = row->cells[COLUMN_TYPE]->column;
    n->parent = r->open[r->depth - 1].node;
    n->end = index + 1; // a group's when it ends
    n->list = n->source = DEF_NONE;
    n->name = read_name(b, row, type);
    if (row->cells[COLUMN_APPEARANCE]) n->appearance = row->cells[COLUMN_APPEARANCE]->text;
    register_name(b, index, row->cells[COLUMN_NAME]);
    form_texts_read(b, &b->survey, row, n->texts);
    form_row_label(b, row, n->texts);
    read_attributes(b, row, n);
    read_jobs(b, row, n);
    add_constraint(b, n, type->constraint);
    if (row->cells[COLUMN_TRIGGER] && n->triggered)
        form_trigger_read(b, index, row->cells[COLUMN_TRIGGER]);
    struct file_columns columns = {STR("name"), STR("label")};
    if (str_ends(type->list, STR(".geojson")))
        columns = (struct file_columns){STR("id"), STR("title")};
    bool selects =
        n->kind == FORM_SELECT_ONE || n->kind == FORM_SELECT_MULTIPLE || n->kind == FORM_RANK;
    form_parameters_read(b, n, row->cells[COLUMN_PARAMETERS], type->from_file ? &columns : NULL);
    if (selects && type->from_file)
        n->list = read_file(b, row->cells[COLUMN_TYPE], type->list, &columns);
    if (selects && !type->from_file) read_list(b, n, row, type->list);
    if (selects) form_search_read(b, n, row);
    check_words(b, n);
    if (n->kind == FORM_NOTE) n->flags |= DEF_READONLY;
    if (n->type == FORM_STRUCTURE && has_word(n->appearance, STR("table-list")))
        n->flags |= DEF_TABLE | DEF_FIELD_LIST;
    if (n->type == FORM_STRUCTURE && has_word(n->appearance, STR("field-list")))
        n->flags |= DEF_FIELD_LIST;
    read_default(b, n, row->cells[COLUMN_DEFAULT]);
    check_columns(b, row, n);
    set_visibility(b, n);
    read_required(b, row, n);
}

static void begin(struct reading *r, const struct row *row, const struct type_cell *type)
{
    struct builder *b = r->b;
    if (r->depth > LIMIT_FORM_DEPTH) {
        PROBLEM(b, FORM_ERROR, row->number, 0, TEXT_GROUPS_DEEP, (int)LIMIT_FORM_DEPTH);
        return;
    }
    add_node(r, row, type);
    r->open[r->depth++] =
        (struct open_group){(uint32_t)b->def->node_count - 1,
                            type->verb == VERB_BEGIN_GROUP ? VERB_END_GROUP : VERB_END_REPEAT};
}

static void end(struct reading *r, const struct row *row, enum type_verb verb)
{
    struct builder *b = r->b;
    struct form_def *def = b->def;
    int32_t column = row->cells[COLUMN_TYPE]->column;
    const char *what = verb == VERB_END_GROUP ? "group" : "repeat";
    if (r->depth == 1) {
        PROBLEM(b, FORM_ERROR, row->number, column, TEXT_END_WITHOUT_BEGIN, what, what);
        return;
    }
    struct open_group *open = &r->open[r->depth - 1];
    if (open->ends != verb) {
        const char *should = open->ends == VERB_END_GROUP ? "group" : "repeat";
        PROBLEM(b, FORM_ERROR, row->number, column, TEXT_END_OTHER, what, should,
                STR_ARG(def->nodes[open->node].name), def->nodes[open->node].row);
    }
    r->depth--;
    def->nodes[open->node].end = (uint32_t)def->node_count;
}

// The file of csv-external or xml-external.
static struct str file_named(struct builder *b, struct str type, struct str name)
{
    if (form_data_named(name)) return name;
    return arena_printf(b->a, "%.*s.%.*s", STR_ARG(name), 3, type.ptr);
}

static void add_question(struct reading *r, const struct row *row, const struct type_cell *type)
{
    struct builder *b = r->b;
    uint32_t index = (uint32_t)b->def->node_count;
    add_node(r, row, type);
    if (!type->or_other || !form_other_choice(b, &b->def->nodes[index], row)) return;
    struct row other;
    form_other_row(b, &b->def->nodes[index], row, &other);
    struct type_cell text = form_type_parse(STR("text"));
    add_node(r, &other, &text);
}

// What a type's text means does not depend on the row it stands in.
static struct type_cell parse_type(struct builder *b, struct str text)
{
    struct type_memo *memo = &b->types[str_hash(text) % (sizeof b->types / sizeof *b->types)];
    if (!memo->text.ptr || !str_eq(memo->text, text))
        *memo = (struct type_memo){text, form_type_parse(text)};
    return memo->cell;
}

static void read_row(struct reading *r, const struct row *row)
{
    struct builder *b = r->b;
    const struct form_cell *cell = row->cells[COLUMN_TYPE];
    if (row->cells[COLUMN_DISABLED] && form_cell_is_yes(row->cells[COLUMN_DISABLED]->text)) {
        PROBLEM_AT(b, FORM_WARNING, row->cells[COLUMN_DISABLED], TEXT_DISABLED);
        return;
    }
    if (!cell) {
        bool meant = row->cells[COLUMN_NAME] || row->cells[COLUMN_LABEL];
        PROBLEM(b, meant ? FORM_ERROR : FORM_WARNING, row->number, 0, TEXT_NO_TYPE);
        return;
    }
    struct type_cell type = parse_type(b, cell->text);
    if (type.verb == VERB_UNKNOWN && b->def->host.has_question &&
        b->def->host.has_question(
            b->def->host.data, type.name,
            row->cells[COLUMN_APPEARANCE] ? row->cells[COLUMN_APPEARANCE]->text : STR(""))) {
        type.verb = VERB_QUESTION;
        type.kind = FORM_INPUT;
        type.type = FORM_STRING;
    }
    if (type.extra)
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_TYPE_EXTRA, STR_ARG(cell->text), STR_ARG(type.name));
    switch (type.verb) {
    case VERB_QUESTION: add_question(r, row, &type); return;
    case VERB_BEGIN_GROUP:
    case VERB_BEGIN_REPEAT: begin(r, row, &type); return;
    case VERB_END_GROUP:
    case VERB_END_REPEAT: end(r, row, type.verb); return;
    case VERB_FILE:
        if (row->cells[COLUMN_NAME])
            form_file_list(b, file_named(b, type.name, row->cells[COLUMN_NAME]->text), cell->row,
                           row->cells[COLUMN_NAME]->column);
        else
            PROBLEM_AT(b, FORM_ERROR, cell, TEXT_NO_NAME, STR_ARG(type.name));
        return;
    case VERB_REFUSED:
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_TYPE_REFUSED, STR_ARG(type.name), STR_ARG(type.why));
        break;
    case VERB_UNKNOWN: {
        struct str near = form_type_suggest(cell->text);
        if (near.len)
            PROBLEM_AT(b, FORM_ERROR, cell, TEXT_TYPE_UNKNOWN_NEAR, STR_ARG(cell->text),
                       STR_ARG(near));
        else
            PROBLEM_AT(b, FORM_ERROR, cell, TEXT_TYPE_UNKNOWN, STR_ARG(cell->text));
        break;
    }
    }
    // Its name is known all the same, so that references to it are not reported as well.
    const struct form_cell *name = row->cells[COLUMN_NAME];
    if (!name || !form_name_valid(name->text)) return;
    struct type_cell text = {.kind = FORM_CALCULATE, .type = FORM_STRING, .name = type.name};
    struct row bare = {.number = row->number};
    bare.cells[COLUMN_TYPE] = cell;
    bare.cells[COLUMN_NAME] = name;
    add_node(r, &bare, &text);
}

static void check_groups(struct builder *b)
{
    struct form_def *def = b->def;
    // A group shows when something in it does. Children stand behind their parents.
    for (size_t i = def->node_count; i-- > 1;)
        if (def->nodes[i].flags & DEF_VISIBLE)
            def->nodes[def->nodes[i].parent].flags |= DEF_VISIBLE;
    for (size_t i = 1; i < def->node_count; i++)
        if (def->nodes[i].type == FORM_STRUCTURE && def->nodes[i].end == i + 1)
            PROBLEM(b, FORM_WARNING, def->nodes[i].row, def->nodes[i].column, TEXT_GROUP_EMPTY,
                    STR_ARG(def->nodes[i].name));
}

static bool check_header(struct builder *b)
{
    bool type = false;
    for (size_t i = 0; i < b->survey.header_count; i++)
        type = type || b->survey.headers[i].column == COLUMN_TYPE;
    if (!type) PROBLEM(b, FORM_ERROR, b->survey.cells->cells[0].row, 0, TEXT_NO_TYPE_COLUMN);
    return type;
}

// Questions that or_other will add: at most one for each cell that could say so.
static size_t count_others(const struct sheet *sheet)
{
    size_t count = 0;
    for (size_t i = sheet->first_cell; i < sheet->cells->cell_count; i++) {
        const struct form_cell *cell = &sheet->cells->cells[i];
        if ((size_t)cell->column > sheet->header_count ||
            sheet->headers[cell->column - 1].column != COLUMN_TYPE)
            continue;
        count +=
            str_find(cell->text, STR("other")) >= 0 || str_find(cell->text, STR("specify")) >= 0;
    }
    return count;
}

void form_survey_sheet_read(struct builder *b)
{
    struct form_def *def = b->def;
    b->sheet_name = b->survey.cells->name;
    size_t rows = b->survey.cells->cell_count ? form_sheet_row_count(&b->survey) : 0;
    if (rows > LIMIT_FORM_NODES - 1) {
        PROBLEM(b, FORM_ERROR, 0, 0, TEXT_NODES_MANY, (int)LIMIT_FORM_NODES - 1);
        rows = 0;
    }
    rows += count_others(&b->survey);
    def->nodes = ARENA_ARRAY(b->a, struct def_node, rows + 1);
    def->duplicate = ARENA_ARRAY(b->a, bool, rows + 1);
    def->attributes = ARENA_ARRAY(b->a, struct def_attribute, b->survey.cells->cell_count + 1);
    form_map_init(&def->by_name, b->a, rows + 1);
    form_map_init(&def->by_path, b->a, rows + 1);
    form_map_init(&def->children, b->a, rows + 1);
    struct def_node *root = &def->nodes[def->node_count++];
    *root = (struct def_node){
        .kind = FORM_ROOT, .type = FORM_STRUCTURE, .list = DEF_NONE, .source = DEF_NONE};
    root->name = def->root_name;
    root->path = arena_printf(b->a, "/%.*s", STR_ARG(root->name));
    root->short_path = STR("");
    for (size_t i = 0; i < DEF_TEXT_KINDS; i++)
        root->texts[i] = DEF_NONE;
    struct reading r = {.b = b, .depth = 1};
    r.open[0] = (struct open_group){0, VERB_UNKNOWN};
    struct row row;
    if (rows && check_header(b))
        for (size_t at = b->survey.first_cell; form_sheet_row(&b->survey, &at, &row);)
            read_row(&r, &row);
    while (r.depth > 1) {
        struct def_node *n = &def->nodes[r.open[--r.depth].node];
        const char *what = n->kind == FORM_GROUP ? "group" : "repeat";
        PROBLEM(b, FORM_ERROR, n->row, n->column, TEXT_GROUP_OPEN, what, STR_ARG(n->name), what);
        n->end = (uint32_t)def->node_count;
    }
    def->nodes[0].end = (uint32_t)def->node_count;
    check_groups(b);
    form_tables_check(b);
    form_triggers_link(b);
    form_sources_link(b);
    bool any = false;
    for (size_t i = 1; i < def->node_count; i++)
        any = any ||
              ((def->nodes[i].flags & DEF_VISIBLE) && form_def_holds_value(&def->nodes[i])) ||
              def->nodes[i].kind == FORM_NOTE;
    if (!any && !form_problems_count(b->problems, FORM_ERROR))
        PROBLEM(b, FORM_ERROR, 0, 0, TEXT_NO_QUESTIONS);
}
