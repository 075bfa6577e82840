// SPDX-License-Identifier: EUPL-1.2
// The organizer's desk: opening sealed batches, from opened responses to every large export, and a
// survey of 30 000 responses and 75 questions as table and CSV (its report: bench_report.c).
// SVAR_BENCH_RESPONSES sets how many responses lie in the archive (1 000 000 is what the desk
// promises numbers for), SVAR_BENCH_PEAK how many of 75 questions the peak of memory is taken at, a
// tenth of them and all (1 000 000).
#include "archive/archive.h"
#include "base/limits.h"
#include "export/export.h"
#include "organizer/aside.h"
#include "report/report.h"
#include "tests/bench/bench_survey.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    RUNS = 5,
    ROWS = 30000,
    RESPONSES = 40960,
    PEAK_RESPONSES = 1000000,
    BATCH = 256,
    SMALL_BATCH = 64
};

static const struct bench_survey large = {60, 10, 5, 1, 2048}, usual = {15, 3, 2, 1, 1024},
                                 reported = {65, 5, 5, 50, 0};

static enum err count_bytes(void *data, struct str bytes, struct err_info *info)
{
    (void)info;
    *(size_t *)data += bytes.len;
    return ERR_NONE;
}

// ---- an archive of sealed responses ----

struct rig {
    char folder[32], file[48];
    struct seal_identity *id;
    struct seal_signer *device;
    struct archive *archive;
};

static void seal_batch_of(const struct rig *rig, const struct bench_survey *s, unsigned count,
                          uint64_t number, uint8_t link[32], struct buf *out)
{
    static const uint8_t survey[32] = {1};
    struct err_info info = {0};
    struct rng rng = rng_system();
    struct seal_sealer *sealer = NULL;
    struct seal_recipient to;
    struct sealed *sealed[LIMIT_BATCH_COUNT];
    struct seal_batch_item items[LIMIT_BATCH_COUNT];
    seal_identity_recipient(rig->id, &to);
    bench_must(seal_sealer_create(&to, 1, &rng, &sealer, &info), &info);
    for (unsigned i = 0; i < count; i++) {
        struct buf json = {0};
        bench_survey_response(s, (unsigned)number * count + i, &json);
        bench_must(seal_sealer_seal(sealer, buf_str(&json), s->padded, &sealed[i], &info), &info);
        seal_sealer_commit(sealer, sealed[i]);
        items[i] = (struct seal_batch_item){(const uint8_t *)sealed_slot_id(sealed[i]).ptr,
                                            sealed_bytes(sealed[i])};
        buf_finish(&json);
    }
    const struct sealed *last = sealed[count - 1];
    bench_must(seal_batch_encode(survey, number, link, (const uint8_t *)sealed_aggregate(last).ptr,
                                 sealed_seed(last), items, count, rig->device, out, &info),
               &info);
    seal_sha256(buf_str(out), link);
    for (unsigned i = 0; i < count; i++)
        sealed_destroy(sealed[i]);
    seal_sealer_destroy(sealer);
}

static void rig_make(struct rig *rig, const struct bench_survey *s, unsigned responses,
                     unsigned in_batch)
{
    struct err_info info = {0};
    uint8_t link[32] = {0};
    snprintf(rig->folder, sizeof rig->folder, "/tmp/svar-bench-XXXXXX");
    if (!mkdtemp(rig->folder)) exit(1);
    snprintf(rig->file, sizeof rig->file, "%s/archive.db", rig->folder);
    rig->id = seal_identity_create();
    rig->device = seal_signer_create();
    bench_must(archive_open(rig->file, &rig->archive, &info), &info);
    bench_must(archive_begin(rig->archive, &info), &info);
    for (uint64_t i = 1; i <= responses / in_batch; i++) {
        struct buf batch = {0};
        enum archive_added added;
        seal_batch_of(rig, s, in_batch, i, link, &batch);
        bench_must(archive_add(rig->archive, buf_str(&batch), STR(""), &added, &info), &info);
        buf_finish(&batch);
    }
    bench_must(archive_commit(rig->archive, &info), &info);
}

static void rig_remove(struct rig *rig)
{
    char command[64];
    archive_close(rig->archive);
    seal_signer_destroy(rig->device);
    seal_identity_destroy(rig->id);
    snprintf(command, sizeof command, "rm -rf %s", rig->folder);
    if (system(command) != 0) exit(1);
}

static enum err look(const struct archive_opened *opened, void *data)
{
    *(size_t *)data += opened->kind == ARCHIVE_RESPONSE;
    return ERR_NONE;
}

static double open_all(const struct rig *rig)
{
    struct err_info info = {0};
    size_t opened = 0;
    double start = bench_seconds();
    bench_must(
        archive_open_responses(rig->archive, STR(""), &rig->id, 1, look, &opened, NULL, &info),
        &info);
    return (double)opened / (bench_seconds() - start);
}

static double verify_all(const struct rig *rig)
{
    struct err_info info = {0};
    struct archive_report report = {0};
    double start = bench_seconds();
    bench_must(archive_verify(rig->archive, STR(""), &report, &info), &info);
    double rate = (double)report.figures.responses / (bench_seconds() - start);
    archive_report_finish(&report);
    return rate;
}

struct filling {
    struct table *table;
    uint64_t rows, rows_max;
};

static enum err fill(const struct archive_opened *opened, void *data)
{
    struct filling *f = data;
    struct err_info info = {0};
    if (f->rows++ == f->rows_max) return ERR_EXISTS; // enough
    bench_must(table_add(f->table, opened->json, &info), &info);
    return ERR_NONE;
}

// As svar export has it.
static struct aside *lay_aside(struct table *table, const char *folder, size_t bytes_max)
{
    struct err_info info = {0};
    struct aside *aside = NULL;
    bench_must(aside_create(folder, &aside, &info), &info);
    struct table_aside place = aside_place(aside);
    table_lay_aside(table, &place, bytes_max);
    return aside;
}

// What svar export does, from the sealed archive to a CSV; responses a second.
static double export_all(const struct rig *rig, const struct form_def *form, uint64_t rows_max)
{
    struct err_info info = {0};
    struct filling filling = {.rows_max = rows_max};
    size_t bytes = 0;
    struct export_sink sink = {count_bytes, &bytes};
    double start = bench_seconds();
    bench_must(table_create(form, NULL, &filling.table, &info), &info);
    struct aside *aside = lay_aside(filling.table, rig->folder, DESK_ROWS_BYTES);
    enum err err =
        archive_open_responses(rig->archive, STR(""), &rig->id, 1, fill, &filling, NULL, &info);
    if (err != ERR_EXISTS) bench_must(err, &info);
    table_hide_order(filling.table);
    bench_must(export_table(filling.table, EXPORT_CSV, &sink, &info), &info);
    double rate = (double)table_row_count(filling.table) / (bench_seconds() - start);
    table_destroy(filling.table);
    aside_destroy(aside);
    return rate;
}

// The most memory that a process of its own takes for it, in MiB.
static double export_peak(const struct rig *rig, const struct form_def *form, uint64_t rows_max)
{
    struct rusage used;
    int status;
    pid_t child = fork();
    if (child < 0) exit(1);
    if (child == 0) {
        struct err_info info = {0};
        struct rig own = *rig; // SQLite's files must not cross a fork
        bench_must(archive_open(own.file, &own.archive, &info), &info);
        export_all(&own, form, rows_max);
        _exit(0);
    }
    if (wait4(child, &status, 0, &used) != child || status != 0) exit(1);
    return (double)used.ru_maxrss / 1024;
}

static void bench_open(unsigned responses)
{
    struct rig rig, small;
    double open[RUNS], verify[RUNS], both[RUNS], little[RUNS], both_little[RUNS], whole[RUNS];
    struct form_def *form = bench_survey_form(&usual);
    rig_make(&rig, &usual, responses, BATCH);
    rig_make(&small, &usual, RESPONSES / 4, SMALL_BATCH);
    for (int run = 0; run < RUNS; run++) {
        open[run] = open_all(&rig);
        verify[run] = verify_all(&rig);
        both[run] = 1 / (1 / open[run] + 1 / verify[run]);
        little[run] = open_all(&small);
        both_little[run] = 1 / (1 / little[run] + 1 / verify_all(&small));
        whole[run] = export_all(&rig, form, UINT64_MAX);
    }
    bench_print("desk.open_per_s", bench_median(open, RUNS), "responses/s");
    bench_print("desk.open_batches_of_64_per_s", bench_median(little, RUNS), "responses/s");
    bench_print("desk.verify_per_s", bench_median(verify, RUNS), "responses/s");
    bench_print("desk.open_and_verify_per_s", bench_median(both, RUNS), "responses/s");
    bench_print("desk.open_and_verify_1000000_s", 1e6 / bench_median(both, RUNS), "s");
    bench_print("desk.open_and_verify_batches_of_64_1000000_s",
                1e6 / bench_median(both_little, RUNS), "s");
    bench_print("desk.archive_to_csv_20q_per_s", bench_median(whole, RUNS), "responses/s");
    bench_print("desk.export_peak_quarter_mb", export_peak(&rig, form, responses / 4), "MiB");
    bench_print("desk.export_peak_mb", export_peak(&rig, form, responses), "MiB");
    form_def_destroy(form);
    rig_remove(&rig);
    rig_remove(&small);
}

// ---- memory, however many responses ----

static void export_many(const struct form_def *form, unsigned count, enum export_format format)
{
    struct err_info info = {0};
    struct table *table = NULL;
    struct buf json = {0};
    size_t bytes = 0;
    struct export_sink sink = {count_bytes, &bytes};
    bench_must(table_create(form, NULL, &table, &info), &info);
    struct aside *aside = lay_aside(table, "/tmp", DESK_ROWS_BYTES);
    for (unsigned i = 0; i < count; i++) {
        buf_clear(&json);
        bench_survey_response(&large, i, &json);
        bench_must(table_add(table, buf_str(&json), &info), &info);
    }
    table_hide_order(table);
    bench_must(export_table(table, format, &sink, &info), &info);
    table_destroy(table);
    aside_destroy(aside);
    buf_finish(&json);
}

// As svar report has it: one in fifty has written a free text.
static void report_many(const struct form_def *form, unsigned count, enum export_format unused)
{
    struct err_info info = {0};
    struct table *table = NULL;
    struct buf json = {0}, page = {0};
    struct report_facts facts = {.title = STR("Prov"), .k = 5, .made = STR("2026-11-22")};
    (void)unused;
    bench_must(table_create(form, NULL, &table, &info), &info);
    struct aside *aside = lay_aside(table, "/tmp", DESK_COLUMNS_BYTES);
    table_aside_by_columns(table);
    for (unsigned i = 0; i < count; i++) {
        buf_clear(&json);
        bench_survey_response(&reported, i, &json);
        bench_must(table_add(table, buf_str(&json), &info), &info);
    }
    table_hide_order(table);
    bench_must(report_html(table, &facts, &page, &info), &info);
    bench_must(table_fault(table, &info), &info);
    table_destroy(table);
    aside_destroy(aside);
    buf_finish(&json);
    buf_finish(&page);
}

typedef void (*making)(const struct form_def *form, unsigned count, enum export_format format);

static double peak_of(making make, const struct form_def *form, unsigned count,
                      enum export_format format)
{
    struct rusage used;
    int status;
    pid_t child = fork();
    if (child < 0) exit(1);
    if (child == 0) {
        make(form, count, format);
        _exit(0);
    }
    if (wait4(child, &status, 0, &used) != child || status != 0) exit(1);
    return (double)used.ru_maxrss / 1024;
}

// At a tenth of them and at all.
static void bench_peak(const char *what, making make, const struct bench_survey *survey,
                       enum export_format format)
{
    const char *wanted = getenv("SVAR_BENCH_PEAK");
    unsigned most = wanted ? (unsigned)strtoul(wanted, NULL, 10) : PEAK_RESPONSES;
    struct form_def *form = bench_survey_form(survey);
    for (unsigned count = most / 10;; count = most) {
        char name[64];
        snprintf(name, sizeof name, "desk.%s_peak_%ux75_mb", what, count);
        bench_print(name, peak_of(make, form, count, format), "MiB");
        if (count == most) break;
    }
    form_def_destroy(form);
}

static void bench_peaks(void)
{
    static const enum export_format formats[] = {EXPORT_CSV, EXPORT_SAV};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        bench_peak(export_format_name(formats[i]), export_many, &large, formats[i]);
    bench_peak("report", report_many, &reported, EXPORT_CSV);
}

// ---- opened responses to files ----

static struct table *fill_table(const struct form_def *form, const struct buf *lines)
{
    struct err_info info = {0};
    struct table *table = NULL;
    bench_must(table_create(form, NULL, &table, &info), &info);
    for (int i = 0; i < ROWS; i++)
        bench_must(table_add(table, buf_str(&lines[i]), &info), &info);
    return table;
}

static struct buf *make_lines(const struct bench_survey *s)
{
    struct buf *lines = calloc(ROWS, sizeof *lines);
    for (unsigned i = 0; i < ROWS; i++)
        bench_survey_response(s, i, &lines[i]);
    return lines;
}

static void lines_finish(struct buf *lines)
{
    for (int i = 0; i < ROWS; i++)
        buf_finish(&lines[i]);
    free(lines);
}

// From the opened responses on, the table included: what the desk's numbers are about.
static void bench_exports(void)
{
    static const struct {
        enum export_format format;
        const char *name;
    } formats[] = {{EXPORT_CSV, "desk.csv_20q_per_s"},
                   {EXPORT_SAV, "desk.sav_20q_per_s"},
                   {EXPORT_XLSX, "desk.xlsx_20q_per_s"}};
    struct form_def *form = bench_survey_form(&usual);
    struct buf *lines = make_lines(&usual);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        double rates[RUNS];
        for (int run = 0; run < RUNS; run++) {
            struct err_info info = {0};
            size_t bytes = 0;
            struct export_sink sink = {count_bytes, &bytes};
            double start = bench_seconds();
            struct table *table = fill_table(form, lines);
            bench_must(export_table(table, formats[i].format, &sink, &info), &info);
            rates[run] = ROWS / (bench_seconds() - start);
            table_destroy(table);
        }
        bench_print(formats[i].name, bench_median(rates, RUNS), "responses/s");
    }
    lines_finish(lines);
    form_def_destroy(form);
}

static void bench_table(void)
{
    struct err_info info = {0};
    struct form_def *form = bench_survey_form(&large);
    struct buf *lines = make_lines(&large);
    double fill[RUNS], csv[RUNS], sav[RUNS];
    size_t bytes = 0, table_size = 0;
    for (int run = 0; run < RUNS; run++) {
        struct export_sink sink = {count_bytes, &bytes};
        double start = bench_seconds();
        struct table *table = fill_table(form, lines);
        fill[run] = ROWS / (bench_seconds() - start);
        start = bench_seconds();
        bench_must(export_table(table, EXPORT_CSV, &sink, &info), &info);
        csv[run] = ROWS / (bench_seconds() - start);
        start = bench_seconds();
        bench_must(export_table(table, EXPORT_SAV, &sink, &info), &info);
        sav[run] = ROWS / (bench_seconds() - start);
        table_size = table_bytes(table);
        table_destroy(table);
    }
    bench_print("desk.table_rows_per_s", bench_median(fill, RUNS), "rows/s");
    bench_print("desk.table_bytes_per_row", (double)table_size / ROWS, "bytes");
    bench_print("desk.csv_rows_per_s", bench_median(csv, RUNS), "rows/s");
    bench_print("desk.sav_rows_per_s", bench_median(sav, RUNS), "rows/s");
    lines_finish(lines);
    form_def_destroy(form);
}

int main(void)
{
    const char *wanted = getenv("SVAR_BENCH_RESPONSES");
    unsigned responses = wanted ? (unsigned)strtoul(wanted, NULL, 10) : RESPONSES;
    if (responses < 4 * BATCH) responses = 4 * BATCH;
    seal_init();
    bench_peaks(); // first: a child begins with what its parent holds
    bench_open(responses);
    bench_exports();
    bench_table();
    return 0;
}
