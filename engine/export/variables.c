// SPDX-License-Identifier: EUPL-1.2
// Columns become variables: kinds, codes, labels, values.
#include "export/variables_priv.h"

#include "export/names_priv.h"
#include "table/words.h"

enum { ARENA_BYTES = 1 << 30 };

const struct export_limits export_limits_sav = {64, 255, SIZE_MAX, 120, SIZE_MAX, true};
const struct export_limits export_limits_dta = {32, 320, 80, 32000, 32000, true};
const struct export_limits export_limits_none = {64, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, false};

// ---- labels ----

static struct str cut_label(struct arena *a, struct str text, size_t bytes, size_t characters)
{
    size_t at = 0, count = 0, room = 0;
    while (at < text.len && at <= bytes && count <= characters) {
        if (at + 3 <= bytes && count + 1 <= characters) room = at; // where "…" still fits
        utf8_next(text, &at);
        count++;
    }
    if (at >= text.len && at <= bytes && count <= characters) return arena_dup(a, text);
    return arena_printf(a, "%.*s\xE2\x80\xA6", (int)room, text.ptr);
}

void export_question_label(const struct table *t, size_t column, size_t language, struct buf *out)
{
    const struct table_column *c = table_column_at(t, column);
    if (c->source < TABLE_QUESTION) {
        buf_add_text(out, export_meta_label(c->source, export_swedish(table_form(t), language)));
        return;
    }
    struct arena *a = arena_create(ARENA_PLAIN, SIZE_MAX / 2);
    export_add_line(out, table_words_question(table_form(t), c->node, language, a));
    arena_destroy(a);
}

static struct str column_label(const struct table *t, struct export_variables *all, size_t column,
                               size_t language, const struct export_limits *limits)
{
    const struct table_column *c = table_column_at(t, column);
    const struct form_def *form = table_form(t);
    struct buf text = {0};
    struct str stem = STR("");
    // The choice first, and a statement before what it goes on from: programs show little of a
    // label, and the question is the same in all.
    if (c->source == TABLE_OPTION) {
        export_add_line(&text, table_words_choice(form, c->node, c->choice, language, all->arena));
        buf_add_text(&text, " | ");
    }
    if (c->source >= TABLE_QUESTION) stem = table_words_stem(form, c->node, language, all->arena);
    if (stem.len) {
        export_add_line(&text, table_words_own(form, c->node, language, all->arena));
        buf_add_text(&text, " | ");
        export_add_line(&text, stem);
    } else {
        export_question_label(t, column, language, &text);
    }
    struct str cut =
        cut_label(all->arena, buf_str(&text), limits->label_bytes, limits->label_characters);
    buf_finish(&text);
    return cut;
}

static void add_label(struct export_variables *all, struct export_variable *v,
                      const struct export_limits *limits, struct export_value_label label)
{
    struct buf line = {0};
    export_add_line(&line, table_words_plain(label.text, all->arena));
    label.text = cut_label(all->arena, buf_str(&line), limits->value_label_bytes,
                           limits->value_label_characters);
    buf_finish(&line);
    v->labels[v->label_count++] = label;
}

static void add_code_labels(const struct table *t, struct export_variables *all,
                            struct export_variable *v, size_t language,
                            const struct export_limits *limits)
{
    const struct form_def *form = table_form(t);
    const struct table_column *c = table_column_at(t, v->column);
    size_t choices = c->source >= TABLE_QUESTION ? form_node_choice_count(form, c->node) : 0;
    for (size_t i = 0; i < TABLE_CODES; i++) {
        struct str text = str_of(export_code_word(table_codes[i], all->swedish));
        for (size_t k = 0; k < choices; k++) {
            struct str own = form_choice_label(form, c->node, k, language);
            if (form_choice_missing(form, c->node, k) != table_codes[i] || own.len == 0) continue;
            text = own;
            break;
        }
        add_label(all, v, limits, (struct export_value_label){table_codes[i], 0, STR(""), text});
    }
}

// ---- codes of choices ----

enum { CODE_MAX = 2147483620 }; // Stata's largest whole number of four bytes

// Choices that are called by numbers keep them; others are numbered in the form's order.
static bool named_by_number(const struct form_def *form, size_t node)
{
    int64_t number;
    for (size_t i = 0; i < form_node_choice_count(form, node); i++) {
        if (form_choice_missing(form, node, i)) continue;
        struct str name = form_choice_name(form, node, i);
        if (!str_to_int64(name, &number) || number < 0 || number > CODE_MAX) return false;
        if (name.len > 1 && name.ptr[0] == '0') return false; // "01" and "1" would be the same
    }
    return true;
}

static void make_choices(const struct table *t, struct export_variables *all,
                         struct export_variable *v, size_t language,
                         const struct export_limits *limits)
{
    const struct form_def *form = table_form(t);
    size_t node = table_column_at(t, v->column)->node;
    size_t count = form_node_choice_count(form, node);
    bool by_number = named_by_number(form, node);
    v->choices = ARENA_ARRAY(all->arena, int64_t, count + 1);
    v->labels = ARENA_ARRAY(all->arena, struct export_value_label, count + TABLE_CODES);
    int64_t next = 1;
    for (size_t i = 0; i < count; i++) {
        if (form_choice_missing(form, node, i)) continue;
        struct str name = form_choice_name(form, node, i);
        v->choices[i] = next++;
        if (by_number && !str_to_int64(name, &v->choices[i])) v->choices[i] = 0;
        struct str text = str_trim(form_choice_label(form, node, i, language));
        add_label(all, v, limits,
                  (struct export_value_label){0, v->choices[i], name, text.len ? text : name});
    }
}

static bool is_scale(const struct form_def *form, size_t node)
{
    struct str appearance = form_node_appearance(form, node), word;
    while (str_word(&appearance, &word))
        if (str_eq(word, STR("likert"))) return true;
    return false;
}

static void make_flag(struct export_variables *all, struct export_variable *v,
                      const struct export_limits *limits)
{
    v->labels = ARENA_ARRAY(all->arena, struct export_value_label, 2 + TABLE_CODES);
    add_label(all, v, limits,
              (struct export_value_label){0, 0, STR("0"),
                                          all->swedish ? STR("Ej vald") : STR("Not chosen")});
    add_label(
        all, v, limits,
        (struct export_value_label){0, 1, STR("1"), all->swedish ? STR("Vald") : STR("Chosen")});
}

// ---- texts ----

// The longest text of every column, at least 1. All columns at once: rows may come from a disk.
static size_t *find_longest(const struct table *t, bool lengths, struct arena *arena)
{
    size_t columns = table_column_count(t), rows = table_row_count(t);
    size_t *longest = ARENA_ARRAY(arena, size_t, columns);
    for (size_t i = 0; i < columns; i++)
        longest[i] = 1;
    for (size_t row = 0; lengths && row < rows; row++)
        for (size_t i = 0; i < columns; i++) {
            if (table_column_at(t, i)->kind != TABLE_TEXT) continue;
            struct table_cell cell = table_cell(t, row, i);
            if (!cell.missing && cell.text.len > longest[i]) longest[i] = cell.text.len;
        }
    return longest;
}

static void make_variable(const struct table *t, struct export_variables *all,
                          struct export_variable *v, size_t language,
                          const struct export_limits *limits, size_t longest)
{
    const struct table_column *c = table_column_at(t, v->column);
    bool question = c->source >= TABLE_QUESTION;
    v->label = column_label(t, all, v->column, language, limits);
    v->measure = EXPORT_NOMINAL;
    switch (c->kind) {
    case TABLE_TEXT:
        if (v->weight) {
            v->kind = EXPORT_DECIMAL;
            v->measure = EXPORT_SCALE;
            break;
        }
        v->kind = EXPORT_STRING;
        v->bytes_max = longest;
        return;
    case TABLE_CHOICE:
        v->kind = EXPORT_CODED;
        if (is_scale(table_form(t), c->node)) v->measure = EXPORT_ORDINAL;
        make_choices(t, all, v, language, limits);
        break;
    case TABLE_FLAG:
        v->kind = EXPORT_CODED;
        make_flag(all, v, limits);
        break;
    case TABLE_INT:
        v->kind = EXPORT_WHOLE;
        v->measure = c->source == TABLE_OPTION ? EXPORT_ORDINAL : EXPORT_SCALE;
        break;
    case TABLE_NUMBER:
        v->kind = EXPORT_DECIMAL;
        v->measure = EXPORT_SCALE;
        break;
    case TABLE_DATE:
        v->kind = EXPORT_DATE;
        v->measure = EXPORT_SCALE;
        break;
    }
    if (!question) return;
    v->code_offset = table_code_shown(t, v->column, 0);
    if (!v->labels) v->labels = ARENA_ARRAY(all->arena, struct export_value_label, TABLE_CODES);
    add_code_labels(t, all, v, language, limits);
}

static void make_reason(const struct table *t, struct export_variables *all,
                        struct export_variable *v, size_t language,
                        const struct export_limits *limits)
{
    struct str text = all->swedish ? STR("Finns text") : STR("There is a text");
    struct str about = column_label(t, all, v->column, language, limits);
    v->kind = EXPORT_CODED;
    v->measure = EXPORT_NOMINAL;
    struct str whole = arena_printf(
        all->arena, "%s %.*s",
        all->swedish ? "Varför text saknas:" : "Why there is no text:", STR_ARG(about));
    v->label = cut_label(all->arena, whole, limits->label_bytes, limits->label_characters);
    v->labels = ARENA_ARRAY(all->arena, struct export_value_label, 1 + TABLE_CODES);
    add_label(all, v, limits, (struct export_value_label){0, 0, STR("0"), text});
    add_code_labels(t, all, v, language, limits);
}

void export_variables_make(const struct table *t, const struct export_options *options,
                           const struct export_limits *limits, struct export_variables *out)
{
    size_t columns = table_column_count(t), language = options->language, weight = 0;
    bool weighted = export_weight_column(t, options->weight, &weight);
    struct export_names *names = export_names_create(limits->name_bytes);
    *out = (struct export_variables){.arena = arena_create(ARENA_PLAIN, ARENA_BYTES),
                                     .swedish = export_swedish(table_form(t), language)};
    out->list = ARENA_ARRAY(out->arena, struct export_variable, 2 * columns);
    const size_t *longest = find_longest(t, limits->lengths, out->arena);
    for (size_t i = 0; i < columns; i++) {
        struct export_variable *v = &out->list[out->count++];
        v->column = i;
        v->name = export_names_add(names, t, i, "", out->arena);
        v->weight = weighted && i == weight;
        if (v->weight) out->weight = v;
        make_variable(t, out, v, language, limits, longest[i]);
    }
    for (size_t i = 0; i < columns; i++) {
        const struct table_column *c = table_column_at(t, i);
        if (c->source < TABLE_QUESTION || c->kind != TABLE_TEXT || out->list[i].weight) continue;
        struct export_variable *v = &out->list[out->count++];
        v->column = i;
        v->reason = true;
        v->name = export_names_add(names, t, i, "_code", out->arena);
        make_reason(t, out, v, language, limits);
    }
    export_names_destroy(names);
}

void export_variables_finish(struct export_variables *v)
{
    arena_destroy(v->arena);
    *v = (struct export_variables){0};
}

int export_variable_value(const struct table *t, const struct export_variable *v, size_t row,
                          double *out_value)
{
    struct table_cell cell = table_cell(t, row, v->column);
    *out_value = 0;
    if (cell.missing || v->reason) return cell.missing;
    if (cell.kind == TABLE_TEXT) // a weight that was calculated
        return str_to_double(cell.text, out_value) ? 0 : TABLE_EMPTY;
    if (cell.kind == TABLE_NUMBER)
        *out_value = cell.number;
    else
        *out_value = (double)(v->choices ? v->choices[cell.integer] : cell.integer);
    return 0;
}

struct str export_variable_text(const struct table *t, const struct export_variable *v, size_t row)
{
    struct table_cell cell = table_cell(t, row, v->column);
    return cell.missing ? STR("") : cell.text;
}

size_t export_variables_of_set(const struct table *t, const struct export_variables *v,
                               size_t index)
{
    const struct table_column *c = table_column_at(t, v->list[index].column);
    if (c->source != TABLE_OPTION || c->kind != TABLE_FLAG || v->list[index].reason) return 1;
    size_t first, count = table_columns_of(t, c->node, &first);
    return v->list[index].column == first ? count : 1;
}
