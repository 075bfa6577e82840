// SPDX-License-Identifier: EUPL-1.2
// The sheets "tables" (counts in the form's order, per cent with both bases) and "charts".
#include "export/xlsx_priv.h"

// One question, counted.
struct tally {
    size_t first, columns;
    uint64_t codes[10]; // by missing code, sign taken off; [0] is how many answered
    uint64_t asked, valid;
    uint64_t *choices; // by choice
    double sum;
};

struct sheet {
    struct xlsx *x;
    lxw_worksheet *sheet;
    lxw_row_t row;
};

static void count_row(const struct table *t, size_t row, struct tally *out)
{
    struct table_cell cell = table_cell(t, row, out->first);
    out->codes[-cell.missing]++;
    if (cell.missing) return;
    if (cell.kind == TABLE_CHOICE) out->choices[cell.integer]++;
    if (cell.kind == TABLE_INT) out->sum += (double)cell.integer;
    if (cell.kind == TABLE_NUMBER) out->sum += cell.number;
    for (size_t i = out->first; cell.kind == TABLE_FLAG && i < out->first + out->columns; i++) {
        const struct table_column *c = table_column_at(t, i);
        bool chosen = table_cell(t, row, i).integer != 0;
        if (c->source == TABLE_OPTION) out->choices[c->choice] += chosen;
    }
}

// Every question at once: rows may come from a disk, and then once is dear enough.
static size_t count_questions(struct xlsx *x, struct tally **out)
{
    const struct table *t = x->table;
    size_t columns = table_column_count(t), count = 0, rows = table_row_count(t);
    struct tally *list = ARENA_ARRAY(x->arena, struct tally, columns + 1);
    for (size_t i = TABLE_DURATION + 1; i < columns; i++) {
        const struct table_column *c = table_column_at(t, i);
        if (c->source == TABLE_RAPID) continue;
        struct tally *one = &list[count++];
        one->columns = table_columns_of(t, c->node, &one->first);
        one->choices =
            ARENA_ARRAY(x->arena, uint64_t, form_node_choice_count(x->form, c->node) + 1);
        i = one->first + one->columns - 1;
    }
    for (size_t row = 0; row < rows; row++)
        for (size_t i = 0; i < count; i++)
            count_row(t, row, &list[i]);
    for (size_t i = 0; i < count; i++) {
        list[i].valid = list[i].codes[0];
        list[i].asked = rows - list[i].codes[-TABLE_NOT_ASKED];
    }
    *out = list;
    return count;
}

static void put_row(struct sheet *s, struct str label, uint64_t count, uint64_t all, uint64_t valid)
{
    export_xlsx_text(s->x, s->sheet, s->row, 0, label, s->x->wrap);
    export_xlsx_number(s->x, s->sheet, s->row, 1, (double)count, NULL);
    if (all)
        export_xlsx_number(s->x, s->sheet, s->row, 2, (double)count / (double)all, s->x->percent);
    if (valid)
        export_xlsx_number(s->x, s->sheet, s->row, 3, (double)count / (double)valid, s->x->percent);
    s->row++;
}

// Choices in the form's order, then what is set apart, "left empty" always.
static void put_answers(struct sheet *s, size_t node, const struct tally *tally)
{
    static const int codes[] = {TABLE_DONT_KNOW, TABLE_DECLINED, TABLE_NOT_APPLICABLE,
                                TABLE_NOT_REACHED, TABLE_EMPTY};
    const struct form_def *form = s->x->form;
    bool shown[10] = {false};
    for (int apart = 0; apart < 2; apart++) {
        for (size_t i = 0; i < form_node_choice_count(form, node); i++) {
            int code = form_choice_missing(form, node, i);
            if ((code != 0) != (apart != 0) || (code && shown[-code])) continue;
            struct str label = form_choice_label(form, node, i, s->x->language);
            if (label.len == 0) label = form_choice_name(form, node, i);
            if (code) shown[-code] = true;
            put_row(s, label, code ? tally->codes[-code] : tally->choices[i], tally->asked,
                    code ? 0 : tally->valid);
        }
    }
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        uint64_t count = tally->codes[-codes[i]];
        if (shown[-codes[i]] || (count == 0 && codes[i] != TABLE_EMPTY)) continue;
        put_row(s, str_of(export_code_word(codes[i], s->x->swedish)), count, tally->asked, 0);
    }
}

static void put_heads(struct sheet *s)
{
    static const char *const words[][4] = {
        {"Answer", "Count", "Share of all", "Share without don't know and empty"},
        {"Svar", "Antal", "Andel av alla", "Andel utan vet ej och tomma"}};
    for (size_t i = 0; i < 4; i++)
        export_xlsx_text(s->x, s->sheet, s->row, i, str_of(words[s->x->swedish][i]), s->x->head);
    s->row++;
}

static void put_question(struct sheet *s, const struct tally *tally)
{
    struct xlsx *x = s->x;
    size_t first = tally->first;
    const struct table_column *c = table_column_at(x->table, first);
    struct buf label = {0};
    export_question_label(x->table, first, x->language, &label);
    export_xlsx_text(x, s->sheet, s->row++, 0, buf_str(&label), x->bold);
    put_heads(s);
    bool counted = c->kind == TABLE_CHOICE || (c->kind == TABLE_FLAG && c->source == TABLE_OPTION);
    lxw_row_t begin = s->row;
    if (!counted)
        put_row(s, x->swedish ? STR("Har svarat") : STR("Answered"), tally->valid, tally->asked, 0);
    put_answers(s, counted ? c->node : 0, tally);
    if (counted && x->chart_count < XLSX_CHARTS_MAX && tally->asked)
        x->charts[x->chart_count++] =
            (struct xlsx_chart){arena_dup(x->arena, buf_str(&label)), begin, s->row - 1};
    if (c->kind == TABLE_CHOICE)
        put_row(s, x->swedish ? STR("Summa") : STR("Total"), tally->asked, tally->asked, 0);
    if ((c->kind == TABLE_INT || c->kind == TABLE_NUMBER) && c->source == TABLE_QUESTION &&
        tally->valid) {
        export_xlsx_text(x, s->sheet, s->row, 0, x->swedish ? STR("Medelvärde") : STR("Mean"),
                         NULL);
        export_xlsx_number(x, s->sheet, s->row++, 1, tally->sum / (double)tally->valid, NULL);
    }
    s->row++;
    buf_finish(&label);
}

void export_xlsx_tables(struct xlsx *x, lxw_worksheet *sheet)
{
    struct sheet s = {x, sheet, 0};
    struct tally *list;
    size_t count = count_questions(x, &list);
    worksheet_set_column(sheet, 0, 0, 60, NULL);
    worksheet_set_column(sheet, 1, 3, 16, NULL);
    for (size_t i = 0; i < count && !x->failed; i++) {
        size_t node = table_column_at(x->table, list[i].first)->node;
        if (s.row + 32 + form_node_choice_count(x->form, node) > XLSX_ROWS_MAX) break;
        put_question(&s, &list[i]);
    }
}

void export_xlsx_charts(struct xlsx *x, lxw_worksheet *sheet)
{
    enum { PRIMARY = 0x0A5C66, TITLE_CHARACTERS = 120, PIXELS_A_ROW = 20 };
    lxw_row_t row = 0;
    for (size_t i = 0; i < x->chart_count; i++) {
        const struct xlsx_chart *from = &x->charts[i];
        lxw_chart *chart = workbook_add_chart(x->workbook, LXW_CHART_BAR);
        lxw_chart_series *series = chart ? chart_add_series(chart, NULL, NULL) : NULL;
        if (!series) {
            x->failed = true;
            return;
        }
        chart_series_set_categories(series, "tables", from->first, 0, from->last, 0);
        chart_series_set_values(series, "tables", from->first, 1, from->last, 1);
        lxw_chart_fill fill = {.color = PRIMARY};
        chart_series_set_fill(series, &fill);
        chart_series_set_labels(series);
        buf_clear(&x->text);
        struct str title = from->title;
        buf_add_str(&x->text, str_sub(title, 0, utf8_cut(title, TITLE_CHARACTERS)));
        if (title.len > TITLE_CHARACTERS) buf_add_text(&x->text, "\xE2\x80\xA6");
        chart_title_set_name(chart, buf_text(&x->text));
        lxw_chart_font font = {.size = 11, .bold = LXW_TRUE};
        chart_title_set_name_font(chart, &font);
        // The form's first answer on top and the numbers below: in a bar chart the library calls
        // the axis of answers y.
        chart_axis_set_reverse(chart->y_axis);
        chart_axis_set_crossing_max(chart->y_axis);
        chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
        unsigned height = 120 + 28 * (from->last - from->first + 1);
        lxw_chart_options place = {
            .x_scale = 1.6, .y_scale = height / 288.0, .description = arena_text(x->arena, title)};
        if (worksheet_insert_chart_opt(sheet, row, 0, chart, &place)) x->failed = true;
        row += height / PIXELS_A_ROW + 2;
    }
}
