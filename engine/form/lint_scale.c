// SPDX-License-Identifier: EUPL-1.2
// Compares lists of choices: the same scale written in two ways between questions, two choices that
// look the same, and names that say one thing in one list and another in the next.
#include "form/lint_priv.h"

#include "form/text_priv.h"

enum { CHOICES_MAX = 24, LABEL_LETTERS_MAX = 80, LISTS_MAX = 400 };

static struct str label_of(const struct lint *l, const struct def_list *list, uint32_t i,
                           size_t language)
{
    return form_lint_text(l, list->choices[i].texts[DEF_LABEL], language);
}

// Letters in lower case, without spaces and marks: what a slip of the finger changes easily.
static size_t letters(struct str text, int32_t *out)
{
    size_t count = 0;
    for (size_t at = 0; at < text.len && count < LABEL_LETTERS_MAX;) {
        int32_t c = utf8_next(text, &at);
        if (c >= 'A' && c <= 'Z') c += 32;
        if (c >= 0xC0 && c <= 0xDE && c != 0xD7) c += 32;
        if (c < 128 && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) continue;
        out[count++] = c;
    }
    return count;
}

static size_t distance(const int32_t *a, size_t a_count, const int32_t *b, size_t b_count)
{
    size_t row[LABEL_LETTERS_MAX + 1];
    for (size_t j = 0; j <= b_count; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_count; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_count; j++) {
            size_t above = row[j], best = corner + (a[i - 1] != b[j - 1]);
            if (above + 1 < best) best = above + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            row[j] = best;
            corner = above;
        }
    }
    return row[b_count];
}

static bool same_digits(const int32_t *a, size_t a_count, const int32_t *b, size_t b_count)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a_count && (a[i] < '0' || a[i] > '9'))
            i++;
        while (j < b_count && (b[j] < '0' || b[j] > '9'))
            j++;
        if (i == a_count || j == b_count) return i == a_count && j == b_count;
        if (a[i++] != b[j++]) return false;
    }
}

// Different, but hardly meant to be.
static bool near(struct str a, struct str b)
{
    int32_t left[LABEL_LETTERS_MAX], right[LABEL_LETTERS_MAX];
    size_t left_count = letters(a, left), right_count = letters(b, right);
    size_t longest = left_count > right_count ? left_count : right_count;
    size_t most = longest < 5 ? 0 : longest < 12 ? 1 : 2;
    size_t apart = longest - (left_count < right_count ? left_count : right_count);
    if (str_eq(a, b) || !a.len || !b.len || apart > most) return false;
    return same_digits(left, left_count, right, right_count) &&
           distance(left, left_count, right, right_count) <= most;
}

static bool holds_label(const struct lint *l, const struct def_list *list, struct str label,
                        size_t language)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (str_eq(label_of(l, list, i, language), label)) return true;
    return false;
}

// Reports the labels of `late` that are those of `early` but for a slip, where the rest is the
// same.
static void compare(struct lint *l, const struct def_list *early, const struct def_list *late,
                    size_t language)
{
    uint32_t same = 0, slips = 0, slip[CHOICES_MAX], meant[CHOICES_MAX];
    for (uint32_t i = 0; i < late->count; i++) {
        struct str label = label_of(l, late, i, language);
        if (holds_label(l, early, label, language)) {
            same++;
            continue;
        }
        for (uint32_t j = 0; j < early->count; j++) {
            struct str other = label_of(l, early, j, language);
            if (!near(label, other) || holds_label(l, late, other, language)) continue;
            slip[slips] = i;
            meant[slips++] = j;
            break;
        }
    }
    // Half of the scale has to be the same, or one cannot speak of the same scale.
    if (!slips || same < 2 || slips > same) return;
    for (uint32_t i = 0; i < slips; i++) {
        const struct def_choice *choice = &late->choices[slip[i]];
        const struct form_cell *cell =
            form_lint_cell(&l->b->choices, choice->row, COLUMN_LABEL, language);
        PROBLEM(l->b, FORM_WARNING, choice->row, cell ? cell->column : 0, TEXT_LINT_SCALE,
                STR_ARG(label_of(l, late, slip[i], language)),
                STR_ARG(label_of(l, early, meant[i], language)), STR_ARG(early->name),
                early->choices[meant[i]].row);
    }
}

static bool comparable(const struct def_list *list)
{
    return !list->table && list->count >= 3 && list->count <= CHOICES_MAX;
}

// Two choices of one list that respondents cannot tell apart, unless a filter shows one of them.
static void check_twins(struct lint *l, const struct def_list *list)
{
    if (list->table || list->count > 500) return;
    for (uint32_t i = 1; i < list->count; i++) {
        if (list->choices[i].texts[DEF_IMAGE] != DEF_NONE) continue;
        struct str label = label_of(l, list, i, 0);
        for (uint32_t j = 0; label.len && j < i; j++) {
            if (!str_eq(label_of(l, list, j, 0), label)) continue;
            const struct form_cell *cell =
                form_lint_cell(&l->b->choices, list->choices[i].row, COLUMN_LABEL, 0);
            PROBLEM(l->b, FORM_WARNING, list->choices[i].row, cell ? cell->column : 0,
                    TEXT_LINT_TWINS, STR_ARG(list->choices[i].name), STR_ARG(list->name),
                    STR_ARG(list->choices[j].name), list->choices[j].row);
            break;
        }
    }
}

void form_lint_scales(struct lint *l)
{
    struct form_def *def = l->def;
    if (!l->b->choices.cells || !def->list_count) return;
    l->b->sheet_name = l->b->choices.cells->name;
    bool *filtered = ARENA_ARRAY(l->b->a, bool, def->list_count);
    for (uint32_t i = 1; i < def->node_count; i++)
        if (def->nodes[i].list != DEF_NONE && def->nodes[i].jobs[JOB_FILTER])
            filtered[def->nodes[i].list] = true;
    uint32_t lists = def->list_count < LISTS_MAX ? def->list_count : LISTS_MAX;
    for (uint32_t i = 0; i < lists; i++) {
        if (!filtered[i]) check_twins(l, &def->lists[i]);
        for (uint32_t j = 0; comparable(&def->lists[i]) && j < i; j++)
            for (size_t language = 0; comparable(&def->lists[j]) && language < def->language_count;
                 language++)
                compare(l, &def->lists[j], &def->lists[i], language);
    }
}
