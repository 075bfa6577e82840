// SPDX-License-Identifier: EUPL-1.2
// The sheets "tables" (counts in the form's order, per cent with both bases) and "charts".
#include "export/xlsx_priv.h"

#include "table/words.h"

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
    bool shortened; // an answer of this question is too long for a chart
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

// Cut at a word, with an ellipsis.
static void add_cut(struct buf *out, struct str text, size_t bytes)
{
    size_t end = utf8_cut(text, bytes);
    while (end < text.len && end > 0 && text.ptr[end] != ' ')
        end--;
    if (end == 0) end = utf8_cut(text, bytes);
    buf_add_str(out, str_sub(text, 0, end));
    if (end < text.len) buf_add_text(out, "\xE2\x80\xA6");
}

enum { ANSWER_WIDTH = 60, FIGURE_WIDTH = 20, SHORT_COLUMN = 5, SHORT_BYTES = 80 };

static void put_row(struct sheet *s, struct str label, uint64_t count, uint64_t all, uint64_t valid)
{
    export_xlsx_text(s->x, s->sheet, s->row, 0, label, s->x->wrap);
    export_xlsx_height(s->x, s->sheet, s->row, export_xlsx_lines(label, 0.95 * ANSWER_WIDTH));
    if (label.len > SHORT_BYTES) s->shortened = true;
    struct buf cut = {0};
    add_cut(&cut, label, SHORT_BYTES);
    export_xlsx_text(s->x, s->sheet, s->row, SHORT_COLUMN, buf_str(&cut), NULL);
    buf_finish(&cut);
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
            struct str label = table_words_choice(form, node, i, s->x->language, s->x->arena);
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
    unsigned lines = 1;
    for (size_t i = 0; i < 4; i++) {
        struct str word = str_of(words[s->x->swedish][i]);
        unsigned needed = export_xlsx_lines(word, 0.9 * FIGURE_WIDTH);
        if (needed > lines) lines = needed;
        export_xlsx_text(s->x, s->sheet, s->row, i, word, i ? s->x->head_end : s->x->head);
    }
    export_xlsx_height(s->x, s->sheet, s->row++, lines);
}

// Over all four columns: what was asked is longer than any answer.
static void put_title(struct sheet *s, struct str title)
{
    enum { WIDTH = ANSWER_WIDTH + 3 * FIGURE_WIDTH };
    if (worksheet_merge_range(s->sheet, s->row, 0, s->row, 3, "", s->x->title)) s->x->failed = true;
    export_xlsx_text(s->x, s->sheet, s->row, 0, title, s->x->title);
    export_xlsx_height(s->x, s->sheet, s->row++, export_xlsx_lines(title, 0.85 * WIDTH));
}

static void put_question(struct sheet *s, const struct tally *tally)
{
    struct xlsx *x = s->x;
    size_t first = tally->first;
    const struct table_column *c = table_column_at(x->table, first);
    struct buf label = {0};
    export_question_label(x->table, first, x->language, &label);
    put_title(s, buf_str(&label));
    put_heads(s);
    bool counted = c->kind == TABLE_CHOICE || (c->kind == TABLE_FLAG && c->source == TABLE_OPTION);
    lxw_row_t begin = s->row;
    s->shortened = false;
    if (!counted)
        put_row(s, x->swedish ? STR("Har svarat") : STR("Answered"), tally->valid, tally->asked, 0);
    put_answers(s, counted ? c->node : 0, tally);
    if (counted && x->chart_count < XLSX_CHARTS_MAX && tally->asked)
        x->charts[x->chart_count++] = (struct xlsx_chart){
            arena_dup(x->arena, buf_str(&label)), begin, s->row - 1, tally->asked, s->shortened};
    if (counted && c->kind == TABLE_FLAG)
        export_xlsx_text(x, s->sheet, s->row++, 0,
                         x->swedish ? STR("Flera svar kunde ges: andelarna är tillsammans mer än "
                                          "100 % där någon gav flera.")
                                    : STR("Several answers could be given: the shares add up to "
                                          "more than 100 % where somebody did."),
                         x->code);
    if (c->kind == TABLE_CHOICE)
        put_row(s, x->swedish ? STR("Summa") : STR("Total"), tally->asked, tally->asked, 0);
    if ((c->kind == TABLE_INT || c->kind == TABLE_NUMBER) && c->source == TABLE_QUESTION &&
        tally->valid) {
        export_xlsx_text(x, s->sheet, s->row, 0, x->swedish ? STR("Medelvärde") : STR("Mean"),
                         NULL);
        export_xlsx_number(x, s->sheet, s->row++, 1, tally->sum / (double)tally->valid, x->mean);
    }
    s->row++;
    buf_finish(&label);
}

void export_xlsx_tables(struct xlsx *x, lxw_worksheet *sheet)
{
    struct sheet s = {.x = x, .sheet = sheet};
    struct tally *list;
    size_t count = count_questions(x, &list);
    worksheet_set_column(sheet, 0, 0, ANSWER_WIDTH, NULL);
    worksheet_set_column(sheet, 1, 3, FIGURE_WIDTH, NULL);
    lxw_row_col_options unseen = {.hidden = 1};
    worksheet_set_column_opt(sheet, SHORT_COLUMN, SHORT_COLUMN, FIGURE_WIDTH, NULL, &unseen);
    for (size_t i = 0; i < count && !x->failed; i++) {
        size_t node = table_column_at(x->table, list[i].first)->node;
        if (s.row + 32 + form_node_choice_count(x->form, node) > XLSX_ROWS_MAX) break;
        put_question(&s, &list[i]);
    }
}

// ---- charts ----

// The question, and of how many the bars are.
static void put_chart_title(struct xlsx *x, lxw_chart *chart, const struct xlsx_chart *from)
{
    enum { TITLE_BYTES = 200 };
    lxw_chart_font font = {.size = 11, .bold = LXW_TRUE};
    buf_clear(&x->text);
    add_cut(&x->text, from->title, TITLE_BYTES);
    buf_printf(&x->text, x->swedish ? "\n%llu svar" : "\n%llu responses",
               (unsigned long long)from->asked);
    chart_title_set_name(chart, buf_text(&x->text));
    chart_title_set_name_font(chart, &font);
}

// The form's first answer on top; a number at each bar instead of lines and an axis to read it off.
// In a bar chart the library calls the axis of answers y.
static void set_axes(lxw_chart *chart)
{
    lxw_chart_font font = {.size = 10, .rotation = 360}; // level: LibreOffice leaves none out then
    lxw_chart_line no_line = {.none = LXW_TRUE};
    chart_axis_set_reverse(chart->y_axis);
    chart_axis_set_num_font(chart->y_axis, &font);
    chart_axis_set_interval_unit(chart->y_axis, 1); // every answer has its words
    chart_axis_set_major_tick_mark(chart->y_axis, LXW_CHART_AXIS_TICK_MARK_NONE);
    chart_axis_major_gridlines_set_visible(chart->x_axis, LXW_FALSE);
    chart_axis_set_min(chart->x_axis, 0);
    chart_axis_set_label_position(chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_NONE);
    chart_axis_set_major_tick_mark(chart->x_axis, LXW_CHART_AXIS_TICK_MARK_NONE);
    chart_axis_set_line(chart->x_axis, &no_line);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
}

void export_xlsx_charts(struct xlsx *x, lxw_worksheet *sheet)
{
    enum { PRIMARY = 0x0A5C66, WIDTH = 768, PIXELS_A_ROW = 20 };
    const double library_width = 480, library_height = 288;
    lxw_row_t row = 0;
    for (size_t i = 0; i < x->chart_count; i++) {
        const struct xlsx_chart *from = &x->charts[i];
        lxw_chart *chart = workbook_add_chart(x->workbook, LXW_CHART_BAR);
        lxw_chart_series *series = chart ? chart_add_series(chart, NULL, NULL) : NULL;
        if (!series) {
            x->failed = true;
            return;
        }
        lxw_col_t words = from->shortened ? SHORT_COLUMN : 0;
        chart_series_set_categories(series, "tables", from->first, words, from->last, words);
        if (from->shortened) chart_show_hidden_data(chart);
        chart_series_set_values(series, "tables", from->first, 1, from->last, 1);
        lxw_chart_fill fill = {.color = PRIMARY};
        chart_series_set_fill(series, &fill);
        chart_series_set_labels(series);
        chart_set_series_gap(chart, 50);
        put_chart_title(x, chart, from);
        set_axes(chart);
        unsigned height = 100 + 28 * (from->last - from->first + 1);
        lxw_chart_options place = {.x_scale = WIDTH / library_width,
                                   .y_scale = height / library_height,
                                   .description = arena_text(x->arena, from->title)};
        if (worksheet_insert_chart_opt(sheet, row, 0, chart, &place)) x->failed = true;
        row += height / PIXELS_A_ROW + 2;
    }
}
