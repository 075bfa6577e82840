// SPDX-License-Identifier: EUPL-1.2
// Form engine figures. The shape: N questions (a third each select_one, text, integer), each
// relevant when the one before has an answer, and 20 chained calculations: the j-th adds to the one
// before it the integer question nearest to j/20 of the way.
#include "base/alloc.h"
#include "form/instance.h"
#include "form/view.h"
#include "tests/bench/bench.h"

#include <string.h>
#include <unistd.h>

enum { CALCULATIONS = 20, RUNS = 9 };

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

static struct form_def *load(struct str text)
{
    struct form_problems *problems = form_problems_create();
    struct form_def *def = NULL;
    if (form_def_load_bytes(text, STR("bench.md"), NULL, problems, &def)) {
        struct buf out = {0};
        for (size_t i = 0; i < form_problems_total(problems) && i < 5; i++)
            form_problem_print(form_problems_at(problems, i), &out);
        fprintf(stderr, "%s", buf_text(&out));
        exit(1);
    }
    form_problems_destroy(problems);
    return def;
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

static void measure(size_t count)
{
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
    bench_print(name, bench_median(loads, RUNS), "ms");

    struct form_session session = {.clock = clock_system(), .rng = rng_system()};
    struct arena *a = arena_create(ARENA_SECRET, (size_t)1 << 30);
    struct form_instance *in = NULL;
    struct err_info info = {0};
    must(form_instance_create(def, &session, a, &in, &info), &info);
    form_ref *refs = xreallocarray(NULL, count, sizeof *refs);
    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "q%zu", i + 1);
        refs[i] = form_instance_find(in, str_of(name));
    }
    double *answers = xreallocarray(NULL, count, sizeof *answers);
    for (size_t i = 0; i < count; i++) {
        double start = bench_seconds();
        must(form_instance_set(in, refs[i], str_of(value_for(i)), &info), &info);
        answers[i] = (bench_seconds() - start) * 1e6;
    }
    snprintf(name, sizeof name, "form.answer_%zu_us", count);
    bench_print(name, bench_median(answers, count), "us");
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
}

int main(void)
{
    static const size_t sizes[] = {10, 1000, 10000, 100000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        measure(sizes[i]);
    return 0;
}
