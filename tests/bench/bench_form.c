// SPDX-License-Identifier: EUPL-1.2
// Form engine figures. The shape: N questions (a third each select_one, text, integer), each
// relevant when the one before has an answer, and 20 chained calculations: the j-th adds to the one
// before it the integer question nearest to j/20 of the way.
#include "base/alloc.h"
#include "form/instance_priv.h"
#include "form/view.h"
#include "tests/bench/bench.h"

#include <string.h>
#include <unistd.h>
#include <zip.h>

enum { CALCULATIONS = 20, RUNS = 9, ANSWERS = 2000 };

static void add_row(struct buf *b, const char *type, const char *name, const char *label,
                    const char *relevant, const char *calculation)
{
    buf_printf(b, "| | %s | %s | %s | %s | %s |\n", type, name, label, relevant, calculation);
}

static void make_form(size_t count, struct buf *b)
{
    static const char *const types[] = {"select_one yn", "text", "integer"};
    buf_add_text(b, "| survey |\n| | type | name | label | relevant | calculation |\n");
    for (size_t i = 1; i <= count; i++) {
        char name[24], relevant[40] = "";
        snprintf(name, sizeof name, "q%zu", i);
        if (i > 1) snprintf(relevant, sizeof relevant, "${q%zu} != ''", i - 1);
        add_row(b, types[(i - 1) % 3], name, "A question", relevant, "");
    }
    for (size_t j = 1; j <= CALCULATIONS; j++) {
        size_t nearest = count * j / CALCULATIONS;
        nearest = nearest < 3 ? 3 : nearest / 3 * 3;
        char name[24], calculation[100];
        snprintf(name, sizeof name, "c%zu", j);
        if (j == 1)
            snprintf(calculation, sizeof calculation, "coalesce(${q%zu}, 0)", nearest);
        else
            snprintf(calculation, sizeof calculation, "${c%zu} + coalesce(${q%zu}, 0)", j - 1,
                     nearest);
        add_row(b, "calculate", name, "", "", calculation);
    }
    buf_add_text(
        b, "| choices |\n| | list_name | name | label |\n| | yn | 1 | Yes |\n| | yn | 2 | No |\n");
    buf_add_text(b, "| settings |\n| | form_title | form_id |\n| | Bench | bench |\n");
}

static struct form_def *load_named(struct str text, const char *file)
{
    struct form_problems *problems = form_problems_create();
    struct form_def *def = NULL;
    if (form_def_load_bytes(text, str_of(file), NULL, problems, &def)) {
        struct buf out = {0};
        for (size_t i = 0; i < form_problems_total(problems) && i < 5; i++)
            form_problem_print(form_problems_at(problems, i), &out);
        fprintf(stderr, "%s", buf_text(&out));
        exit(1);
    }
    form_problems_destroy(problems);
    return def;
}

static struct form_def *load(struct str text)
{
    return load_named(text, "bench.md");
}

static const char *value_for(size_t index)
{
    static const char *const values[] = {"1", "a word", "7"};
    return values[index % 3];
}

static void must(enum err err, const struct err_info *info)
{
    if (!err) return;
    fprintf(stderr, "%s\n", info->message);
    exit(1);
}

static double resident_mb(void)
{
    long pages = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f && fscanf(f, "%ld %ld", &pages, &resident) != 2) resident = 0;
    if (f) fclose(f);
    return (double)resident * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

struct figures {
    double load_ms, answer_us;
};

static struct figures measure(size_t count)
{
    struct figures figures;
    char name[64];
    struct buf text = {0};
    make_form(count, &text);
    double loads[RUNS];
    struct form_def *def = NULL;
    for (int run = 0; run < RUNS; run++) {
        form_def_destroy(def);
        double start = bench_seconds();
        def = load(buf_str(&text));
        loads[run] = (bench_seconds() - start) * 1e3;
    }
    snprintf(name, sizeof name, "form.load_md_%zu_ms", count);
    figures.load_ms = bench_median(loads, RUNS);
    bench_print(name, figures.load_ms, "ms");

    struct form_session session = {.clock = clock_system(), .rng = rng_system()};
    struct arena *a = arena_create(ARENA_SECRET, (size_t)1 << 30);
    struct form_instance *in = NULL;
    struct err_info info = {0};
    form_ref *refs = xreallocarray(NULL, count, sizeof *refs);
    // Small forms several times over, each time by a new respondent, for enough samples.
    size_t rounds = count < ANSWERS ? ANSWERS / count : 1;
    double *answers = xreallocarray(NULL, count * rounds, sizeof *answers);
    for (size_t round = 0; round < rounds; round++) {
        arena_reset(a);
        must(form_instance_create(def, &session, a, &in, &info), &info);
        for (size_t i = 0; i < count; i++) {
            snprintf(name, sizeof name, "q%zu", i + 1);
            refs[i] = form_instance_find(in, str_of(name));
        }
        for (size_t i = 0; i < count; i++) {
            double start = bench_seconds();
            must(form_instance_set(in, refs[i], str_of(value_for(i)), &info), &info);
            answers[round * count + i] = (bench_seconds() - start) * 1e6;
        }
    }
    snprintf(name, sizeof name, "form.answer_%zu_us", count);
    figures.answer_us = bench_median(answers, count * rounds);
    bench_print(name, figures.answer_us, "us");
    double collapses[RUNS];
    for (int run = 0; run < RUNS; run++) {
        double start = bench_seconds();
        must(form_instance_set(in, refs[0], STR(""), &info), &info);
        collapses[run] = (bench_seconds() - start) * 1e3;
        must(form_instance_set(in, refs[0], STR("1"), &info), &info);
    }
    snprintf(name, sizeof name, "form.collapse_%zu_ms", count);
    bench_print(name, bench_median(collapses, RUNS), "ms");
    if (count == 10000) bench_print("form.rss_10000_mb", resident_mb(), "MB");
    free(answers);
    free(refs);
    form_instance_destroy(in);
    arena_destroy(a);
    form_def_destroy(def);
    buf_finish(&text);
    return figures;
}

// What svar check does beside loading it.
static void measure_check(size_t count)
{
    struct buf text = {0};
    double checks[RUNS];
    make_form(count, &text);
    for (int run = 0; run < RUNS; run++) {
        struct form_problems *problems = form_problems_create();
        struct form_def *def = NULL;
        double start = bench_seconds();
        if (form_def_check_bytes(buf_str(&text), STR("bench.md"), NULL, problems, &def)) exit(1);
        checks[run] = (bench_seconds() - start) * 1e3;
        form_def_destroy(def);
        form_problems_destroy(problems);
    }
    char name[64];
    snprintf(name, sizeof name, "form.check_%zu_ms", count);
    bench_print(name, bench_median(checks, RUNS), "ms");
    buf_finish(&text);
}

// ---- one calculation that adds up the whole form ----

static void measure_sum(size_t count)
{
    enum { PIECES = 20 }; // an expression has a length, so the sum is one of sums
    struct buf text = {0};
    struct err_info info = {0};
    buf_add_text(&text, "| survey |\n| | type | name | label | calculation |\n");
    for (size_t i = 0; i < count; i++)
        buf_printf(&text, "| | integer | q%zu | A question | |\n", i);
    for (size_t piece = 0; piece < PIECES; piece++) {
        buf_printf(&text, "| | calculate | s%zu | | 0", piece);
        for (size_t i = count * piece / PIECES; i < count * (piece + 1) / PIECES; i++)
            buf_printf(&text, " + coalesce(${q%zu}, 0)", i);
        buf_add_text(&text, " |\n");
    }
    buf_add_text(&text, "| | calculate | total | | 0");
    for (size_t piece = 0; piece < PIECES; piece++)
        buf_printf(&text, " + ${s%zu}", piece);
    buf_add_text(&text, " |\n");
    struct form_def *def = load(buf_str(&text));
    struct arena *a = arena_create(ARENA_SECRET, (size_t)256 << 20);
    struct form_session session = {.clock = clock_system(), .rng = rng_system()};
    struct form_instance *in = NULL;
    must(form_instance_create(def, &session, a, &in, &info), &info);
    double *answers = xreallocarray(NULL, count, sizeof *answers);
    for (size_t i = 0; i < count; i++) {
        char name[24];
        snprintf(name, sizeof name, "q%zu", i);
        form_ref ref = form_instance_find(in, str_of(name));
        double start = bench_seconds();
        must(form_instance_set(in, ref, STR("1"), &info), &info);
        answers[i] = (bench_seconds() - start) * 1e6;
    }
    double total;
    struct str sum = form_instance_value(in, form_instance_find(in, STR("total")));
    if (!str_to_double(sum, &total) || total != (double)count) exit(1);
    char name[64];
    snprintf(name, sizeof name, "form.answer_sum_of_%zu_us", count);
    bench_print(name, bench_median(answers, count), "us");
    free(answers);
    form_instance_destroy(in);
    arena_destroy(a);
    form_def_destroy(def);
    buf_finish(&text);
}

// ---- the same form as .xlsx, as a spreadsheet program writes it: shared strings, deflated ----

struct strings {
    struct buf xml;
    size_t count;
};

static void cell_xml(struct buf *out, struct strings *shared, size_t row, int column,
                     struct str text)
{
    text = str_trim(text);
    if (!text.len) return;
    buf_printf(out, "<c r=\"%c%zu\" t=\"s\"><v>%zu</v></c>", 'A' + column, row, shared->count++);
    buf_add_text(&shared->xml, "<si><t>");
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '<')
            buf_add_text(&shared->xml, "&lt;");
        else if (text.ptr[i] == '&')
            buf_add_text(&shared->xml, "&amp;");
        else
            buf_add_char(&shared->xml, text.ptr[i]);
    }
    buf_add_text(&shared->xml, "</t></si>");
}

static void add_part(zip_t *zip, const char *name, const struct buf *part)
{
    zip_source_t *source = zip_source_buffer(zip, part->ptr, part->len, 0);
    if (!source || zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) < 0) exit(1);
}

static void add_text(zip_t *zip, const char *name, const char *text)
{
    zip_source_t *source = zip_source_buffer(zip, text, strlen(text), 0);
    if (!source || zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) < 0) exit(1);
}

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"

// Markdown of make_form to the bytes of a workbook with its three sheets.
static void make_xlsx(struct str markdown, struct buf *out)
{
    struct buf sheets[3] = {{0}}, book = {0}, relations = {0};
    struct strings shared = {0};
    static const char *const names[] = {"survey", "choices", "settings"};
    struct str line;
    size_t row = 0;
    int sheet = -1;
    buf_add_text(&shared.xml, XML "<sst xmlns=\"" MAIN "\">");
    buf_add_text(&book, XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\"><sheets>");
    buf_add_text(&relations, XML "<Relationships xmlns=\"" PACKAGE "\">");
    for (int i = 0; i < 3; i++) {
        buf_add_text(&sheets[i], XML "<worksheet xmlns=\"" MAIN "\"><sheetData>");
        buf_printf(&book, "<sheet name=\"%s\" sheetId=\"%d\" r:id=\"r%d\"/>", names[i], i + 1, i);
        buf_printf(&relations,
                   "<Relationship Id=\"r%d\" Type=\"" OFFICE
                   "/worksheet\" Target=\"worksheets/sheet%d.xml\"/>",
                   i, i + 1);
    }
    while (str_split(&markdown, '\n', &line)) {
        if (!str_starts(line, STR("| |"))) {
            if (line.len) sheet++;
            row = 0;
            continue;
        }
        struct str rest = str_sub(line, 3, line.len - 1), part;
        buf_printf(&sheets[sheet], "<row r=\"%zu\">", ++row);
        for (int column = 0; str_split(&rest, '|', &part); column++)
            cell_xml(&sheets[sheet], &shared, row, column, part);
        buf_add_text(&sheets[sheet], "</row>");
    }
    buf_add_text(&shared.xml, "</sst>");
    buf_add_text(&book, "</sheets></workbook>");
    buf_add_text(&relations, "<Relationship Id=\"s\" Type=\"" OFFICE
                             "/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>");
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_TRUNCATE, &error) : NULL;
    if (!zip) exit(1);
    zip_source_keep(source);
    add_text(zip, "_rels/.rels",
             XML "<Relationships xmlns=\"" PACKAGE "\"><Relationship Id=\"b\" Type=\"" OFFICE
                 "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
    add_part(zip, "xl/workbook.xml", &book);
    add_part(zip, "xl/_rels/workbook.xml.rels", &relations);
    add_part(zip, "xl/sharedStrings.xml", &shared.xml);
    for (int i = 0; i < 3; i++) {
        char name[40];
        snprintf(name, sizeof name, "xl/worksheets/sheet%d.xml", i + 1);
        buf_add_text(&sheets[i], "</sheetData></worksheet>");
        add_part(zip, name, &sheets[i]);
    }
    if (zip_close(zip) || zip_source_open(source)) exit(1);
    char block[65536];
    zip_int64_t bytes;
    while ((bytes = zip_source_read(source, block, sizeof block)) > 0)
        buf_add(out, block, (size_t)bytes);
    zip_source_close(source);
    zip_source_free(source);
    for (int i = 0; i < 3; i++)
        buf_finish(&sheets[i]);
    buf_finish(&book);
    buf_finish(&relations);
    buf_finish(&shared.xml);
}

static void measure_xlsx(size_t count)
{
    struct buf text = {0}, bytes = {0};
    double loads[RUNS];
    make_form(count, &text);
    make_xlsx(buf_str(&text), &bytes);
    for (int run = 0; run < RUNS; run++) {
        double start = bench_seconds();
        struct form_def *def = load_named(buf_str(&bytes), "bench.xlsx");
        loads[run] = (bench_seconds() - start) * 1e3;
        if (form_def_node_count(def) != count + CALCULATIONS + 1) exit(1);
        form_def_destroy(def);
    }
    char name[64];
    snprintf(name, sizeof name, "form.load_xlsx_%zu_ms", count);
    bench_print(name, bench_median(loads, RUNS), "ms");
    buf_finish(&text);
    buf_finish(&bytes);
}

// ---- one expression ----

static struct form_instance *begin(const struct form_def *def, struct arena *a)
{
    struct form_session session = {.clock = clock_system(), .rng = rng_system()};
    struct form_instance *in = NULL;
    struct err_info info = {0};
    must(form_instance_create(def, &session, a, &in, &info), &info);
    return in;
}

static void measure_calculation(const char *figure, struct form_instance *in, const char *node,
                                size_t times)
{
    double samples[RUNS];
    form_ref ref = form_instance_find(in, str_of(node));
    const struct form_expr *expr = node_def(in, ref)->jobs[JOB_VALUE];
    struct form_value value;
    for (int run = 0; run < RUNS; run++) {
        double start = bench_seconds();
        for (size_t i = 0; i < times; i++) {
            form_scratch_reset(in->scratch);
            must(form_expr_eval(expr, &in->env, ref, in->scratch, &value, NULL), NULL);
        }
        samples[run] = (bench_seconds() - start) * 1e6 / (double)times;
    }
    bench_print(figure, bench_median(samples, RUNS), "us");
}

static void measure_expressions(void)
{
    struct err_info info = {0};
    struct form_def *def =
        load(STR("| survey |\n| | type | name | label | calculation | repeat_count |\n"
                 "| | integer | q | Q | | |\n"
                 "| | calculate | c | | if(${q} > 10, 'more', 'less') | |\n"
                 "| | begin repeat | s | S | | 100 |\n| | integer | y | Y | | |\n"
                 "| | end repeat | | | | |\n"
                 "| | calculate | n | | count(/data/s[y > 3]) | |\n"));
    struct arena *a = arena_create(ARENA_SECRET, (size_t)64 << 20);
    struct form_instance *in = begin(def, a);
    must(form_instance_set(in, form_instance_find(in, STR("q")), STR("11"), &info), &info);
    measure_calculation("form.eval_if_us", in, "c", 100000);
    measure_calculation("form.eval_count100_us", in, "n", 1000);
    form_instance_destroy(in);
    arena_destroy(a);
    form_def_destroy(def);
}

static void measure_repeat(void)
{
    enum { INSTANCES = 1000 };
    struct err_info info = {0};
    struct form_def *def =
        load(STR("| survey |\n| | type | name | label | calculation | repeat_count |\n"
                 "| | begin repeat | r | R | | 1000 |\n| | integer | x | X | | |\n"
                 "| | end repeat | | | | |\n| | calculate | t | | sum(${x}) | |\n"));
    struct arena *a = arena_create(ARENA_SECRET, (size_t)256 << 20);
    struct form_instance *in = begin(def, a);
    double answers[INSTANCES];
    for (size_t i = 0; i < INSTANCES; i++) {
        char path[40];
        snprintf(path, sizeof path, "/data/r[%zu]/x", i + 1);
        form_ref ref = form_instance_find(in, str_of(path));
        double start = bench_seconds();
        must(form_instance_set(in, ref, STR("7"), &info), &info);
        answers[i] = (bench_seconds() - start) * 1e6;
    }
    if (!str_eq(form_instance_value(in, form_instance_find(in, STR("t"))), STR("7000"))) exit(1);
    bench_print("form.repeat_1000_sum_us", bench_median(answers, INSTANCES), "us");
    form_instance_destroy(in);
    arena_destroy(a);
    form_def_destroy(def);
}

static void measure_filter(size_t count)
{
    struct buf text = {0};
    struct err_info info = {0};
    buf_add_text(&text, "| survey |\n| | type | name | label | choice_filter |\n"
                        "| | text | r | R | |\n| | select_one l | q | Q | region = ${r} |\n"
                        "| choices |\n| | list_name | name | label | region |\n");
    for (size_t i = 0; i < count; i++)
        buf_printf(&text, "| | l | n%zu | A place | r%zu |\n", i, i % 250);
    struct form_def *def = load(buf_str(&text));
    struct arena *a = arena_create(ARENA_SECRET, (size_t)256 << 20);
    struct form_instance *in = begin(def, a);
    form_ref r = form_instance_find(in, STR("r")), q = form_instance_find(in, STR("q"));
    double samples[RUNS];
    for (int run = 0; run < RUNS; run++) {
        char value[20];
        snprintf(value, sizeof value, "r%d", run);
        const uint32_t *indices;
        double start = bench_seconds();
        must(form_instance_set(in, r, str_of(value), &info), &info);
        if (form_view_choices(in, q, &indices) != count / 250) exit(1);
        samples[run] = (bench_seconds() - start) * 1e3;
    }
    char name[64];
    snprintf(name, sizeof name, "form.filter_%zu_ms", count);
    bench_print(name, bench_median(samples, RUNS), "ms");
    form_instance_destroy(in);
    arena_destroy(a);
    form_def_destroy(def);
    buf_finish(&text);
}

int main(void)
{
    static const size_t sizes[] = {10, 100, 1000, 10000, 100000};
    enum { SIZES = sizeof sizes / sizeof *sizes };
    struct figures figures[SIZES];
    for (size_t i = 0; i < SIZES; i++)
        figures[i] = measure(sizes[i]);
    // 1 where load time is linear in N, and an answer takes the same in every form.
    bench_print("form.load_linear_ratio",
                figures[SIZES - 1].load_ms / figures[SIZES - 2].load_ms / 10, "x");
    bench_print("form.answer_flat_ratio", figures[SIZES - 1].answer_us / figures[0].answer_us, "x");
    measure_check(10000);
    measure_sum(10000);
    measure_xlsx(10000);
    measure_expressions();
    measure_repeat();
    measure_filter(50000);
    return 0;
}
