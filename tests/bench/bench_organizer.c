// SPDX-License-Identifier: EUPL-1.2
// The organizer's desk: opening sealed batches, and a survey of 30 000 responses and 75 questions
// as table, CSV and report.
#include "archive/archive.h"
#include "base/limits.h"
#include "export/export.h"
#include "report/report.h"
#include "tests/bench/bench.h"

#include <string.h>

enum { RUNS = 5, ROWS = 30000, CHOICES = 60, NUMBERS = 10, TEXTS = 5, BATCHES = 160 };

static void must(enum err err, const struct err_info *info)
{
    if (!err) return;
    fprintf(stderr, "%s\n", info->message);
    exit(1);
}

static struct form_def *make_form(void)
{
    struct buf text = {0};
    struct form_def *form = NULL;
    struct form_problems *problems = form_problems_create();
    buf_add_text(&text, "| survey |\n| | type | name | label | appearance |\n");
    for (int i = 0; i < CHOICES; i++)
        buf_printf(&text, "| | select_one scale | c%d | Påstående nummer %d | likert |\n", i, i);
    for (int i = 0; i < NUMBERS; i++)
        buf_printf(&text, "| | integer | n%d | Tal nummer %d | |\n", i, i);
    for (int i = 0; i < TEXTS; i++)
        buf_printf(&text, "| | text | t%d | Fritext nummer %d | |\n", i, i);
    buf_add_text(&text,
                 "| choices |\n| | list_name | name | label |\n| | scale | 1 | Mycket bra |\n"
                 "| | scale | 2 | Bra |\n| | scale | 3 | Dåligt |\n| | scale | 4 | Mycket "
                 "dåligt |\n| | scale | -1 | Vet inte |\n| settings |\n| | form_title | "
                 "form_id |\n| | Prov | prov |\n");
    if (form_def_load_bytes(buf_str(&text), STR("prov.md"), NULL, problems, &form)) exit(1);
    form_problems_destroy(problems);
    buf_finish(&text);
    return form;
}

static void make_response(unsigned number, struct buf *out)
{
    buf_printf(
        out,
        "{\"svar\":1,\"survey\":\"s\",\"survey_version\":1,\"wave\":\"1\",\"form\":{\"id\":"
        "\"prov\",\"version\":\"\",\"hash\":\"aa\"},\"id\":\"00000000-0000-4000-8000-%012x\","
        "\"language\":\"sv\",\"time\":\"2026-11-22\",\"status\":\"complete\","
        "\"duration_s\":120,\"answers\":{",
        number);
    for (unsigned i = 0; i < CHOICES; i++)
        buf_printf(out, "%s\"c%u\":\"%u\"", i ? "," : "", i, (number * 7 + i * number) % 4 + 1);
    for (unsigned i = 0; i < NUMBERS; i++)
        buf_printf(out, ",\"n%u\":\"%u\"", i, number % (50 + i));
    buf_printf(out, ",\"t0\":\"Det här tyckte jag, och det var svar nummer %u.\"", number);
    buf_add_text(out, "},\"missing\":{\"t1\":-9,\"t2\":-9,\"t3\":-9,\"t4\":-9}}");
}

static enum err count_bytes(void *data, struct str bytes, struct err_info *info)
{
    (void)info;
    *(size_t *)data += bytes.len;
    return ERR_NONE;
}

static void bench_table(const struct form_def *form)
{
    struct err_info info = {0};
    struct buf *lines = calloc(ROWS, sizeof *lines);
    double fill[RUNS], csv[RUNS], report[RUNS];
    size_t bytes = 0, table_size = 0;
    for (unsigned i = 0; i < ROWS; i++)
        make_response(i, &lines[i]);
    for (int run = 0; run < RUNS; run++) {
        struct table *table = NULL;
        struct export_sink sink = {count_bytes, &bytes};
        struct report_facts facts = {.title = STR("Prov"), .expected = ROWS, .k = 5};
        struct buf page = {0};
        must(table_create(form, NULL, &table, &info), &info);
        double start = bench_seconds();
        for (int i = 0; i < ROWS; i++)
            must(table_add(table, buf_str(&lines[i]), &info), &info);
        fill[run] = ROWS / (bench_seconds() - start);
        start = bench_seconds();
        must(export_table(table, EXPORT_CSV, &sink, &info), &info);
        csv[run] = ROWS / (bench_seconds() - start);
        start = bench_seconds();
        must(report_html(table, &facts, &page, &info), &info);
        report[run] = bench_seconds() - start;
        table_size = table_bytes(table);
        buf_finish(&page);
        table_destroy(table);
    }
    bench_print("desk.table_rows_per_s", bench_median(fill, RUNS), "rows/s");
    bench_print("desk.table_bytes_per_row", (double)table_size / ROWS, "bytes");
    bench_print("desk.csv_rows_per_s", bench_median(csv, RUNS), "rows/s");
    bench_print("desk.report_30000x75_s", bench_median(report, RUNS), "s");
    for (int i = 0; i < ROWS; i++)
        buf_finish(&lines[i]);
    free(lines);
}

// ---- opening ----

static void seal_batch_of(const struct seal_recipient *to, const struct seal_signer *device,
                          uint64_t number, uint8_t link[32], struct buf *out)
{
    static const uint8_t survey[32] = {1};
    struct err_info info = {0};
    struct rng rng = rng_system();
    struct seal_sealer *sealer = NULL;
    struct sealed *sealed[LIMIT_BATCH_COUNT];
    struct seal_batch_item items[LIMIT_BATCH_COUNT];
    must(seal_sealer_create(to, 1, &rng, &sealer, &info), &info);
    for (unsigned i = 0; i < LIMIT_BATCH_COUNT; i++) {
        struct buf json = {0};
        make_response((unsigned)number * LIMIT_BATCH_COUNT + i, &json);
        must(seal_sealer_seal(sealer, buf_str(&json), 2048, &sealed[i], &info), &info);
        seal_sealer_commit(sealer, sealed[i]);
        items[i] = (struct seal_batch_item){(const uint8_t *)sealed_slot_id(sealed[i]).ptr,
                                            sealed_bytes(sealed[i])};
        buf_finish(&json);
    }
    const struct sealed *last = sealed[LIMIT_BATCH_COUNT - 1];
    must(seal_batch_encode(survey, number, link, (const uint8_t *)sealed_aggregate(last).ptr,
                           sealed_seed(last), items, LIMIT_BATCH_COUNT, device, out, &info),
         &info);
    seal_sha256(buf_str(out), link);
    for (unsigned i = 0; i < LIMIT_BATCH_COUNT; i++)
        sealed_destroy(sealed[i]);
    seal_sealer_destroy(sealer);
}

static enum err look(const struct archive_opened *opened, void *data)
{
    *(size_t *)data += opened->kind == ARCHIVE_RESPONSE;
    return ERR_NONE;
}

static void bench_open(void)
{
    char path[] = "/tmp/svar-bench-XXXXXX", command[64];
    struct err_info info = {0};
    struct seal_identity *id = seal_identity_create();
    struct seal_signer *device = seal_signer_create();
    struct seal_recipient recipient;
    struct archive *archive = NULL;
    uint8_t link[32] = {0};
    double per_s[RUNS];
    char file[48];
    if (!mkdtemp(path)) exit(1);
    snprintf(file, sizeof file, "%s/archive.db", path);
    seal_identity_recipient(id, &recipient);
    must(archive_open(file, &archive, &info), &info);
    must(archive_begin(archive, &info), &info);
    for (uint64_t i = 1; i <= BATCHES; i++) {
        struct buf batch = {0};
        enum archive_added added;
        seal_batch_of(&recipient, device, i, link, &batch);
        must(archive_add(archive, buf_str(&batch), STR(""), &added, &info), &info);
        buf_finish(&batch);
    }
    must(archive_commit(archive, &info), &info);
    for (int run = 0; run < RUNS; run++) {
        size_t opened = 0;
        double start = bench_seconds();
        must(archive_open_responses(archive, STR(""), &id, 1, look, &opened, NULL, &info), &info);
        per_s[run] = (double)opened / (bench_seconds() - start);
    }
    bench_print("desk.open_per_s", bench_median(per_s, RUNS), "responses/s");
    archive_close(archive);
    seal_signer_destroy(device);
    seal_identity_destroy(id);
    snprintf(command, sizeof command, "rm -rf %s", path);
    if (system(command) != 0) exit(1);
}

int main(void)
{
    seal_init();
    bench_open();
    struct form_def *form = make_form();
    bench_table(form);
    form_def_destroy(form);
    return 0;
}
