// SPDX-License-Identifier: EUPL-1.2
// svar-robot: answers a survey on a running kiosk, as many respondents as the answers file has
// lines, and reports what it met.
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "robot/form.h"
#include "robot/respondent.h"

#include <stdio.h>

enum {
    EXIT_FAULT = 1,
    EXIT_USAGE = 2,
    ANSWERS_BYTES = 64 << 20,
    PROBLEMS_MAX = 20,
    RANDOM_MAX = 1000000
};

static const char usage[] =
    "Usage: svar-robot --automation SOCKET --answers FILE.ndjson [options]\n"
    "Answers a survey on a running svar-kiosk by real touch events, one respondent a line.\n"
    "\n"
    "  --random N         no answers file: N respondents pick among what they see, with the\n"
    "                     languages and the first question's choices in turn\n"
    "  --screenshots DIR  a picture of each distinct page\n"
    "  --report FILE      what it met, as JSON\n"
    "  --form FILE        compare the answers with this form first\n"
    "  --seed N           touch a little beside the middle, go back now and then\n"
    "  --switches         by two switches, Space and Return, instead of fingers; start the kiosk\n"
    "                     with --switches Space,Return\n"
    "  --keyboard         by Tab, Return and arrow keys instead of fingers\n"
    "  --sync             at the end, close the batch and sync, and show the figures\n"
    "  --help, --version\n"
    "\n"
    "       svar-robot --automation SOCKET --ask JSON\n"
    "Sends one request and prints the answer.\n";

struct options {
    const char *automation;
    const char *answers;
    const char *screenshots;
    const char *report;
    const char *form;
    const char *ask;
    uint64_t seed;
    uint64_t random; // how many respondents by chance
    bool switches;
    bool keyboard;
    bool sync;
    bool help;
    bool version;
};

static enum err parse(int argc, char *const argv[], struct options *out, struct err_info *info)
{
    const struct {
        const char *name;
        const char **text;
        bool *flag;
    } rows[] = {
        {"--automation", &out->automation, NULL},
        {"--answers", &out->answers, NULL},
        {"--screenshots", &out->screenshots, NULL},
        {"--report", &out->report, NULL},
        {"--form", &out->form, NULL},
        {"--ask", &out->ask, NULL},
        {"--switches", NULL, &out->switches},
        {"--keyboard", NULL, &out->keyboard},
        {"--sync", NULL, &out->sync},
        {"--help", NULL, &out->help},
        {"--version", NULL, &out->version},
    };
    for (int i = 1; i < argc; i++) {
        bool found = false;
        bool seed = strcmp(argv[i], "--seed") == 0;
        bool random = strcmp(argv[i], "--random") == 0;
        for (size_t j = 0; j < sizeof(rows) / sizeof(rows[0]) && !found; j++) {
            if (strcmp(argv[i], rows[j].name) != 0) {
                continue;
            }
            found = true;
            if (rows[j].flag) {
                *rows[j].flag = true;
            } else if (i + 1 < argc) {
                *rows[j].text = argv[++i];
            } else {
                return err_set(info, ERR_ARGUMENT, "%s needs a value", argv[i]);
            }
        }
        if (seed && (i + 1 == argc || !str_to_uint64(str_of(argv[++i]), &out->seed))) {
            return err_set(info, ERR_ARGUMENT, "--seed needs a whole number");
        }
        if (random && (i + 1 == argc || !str_to_uint64(str_of(argv[++i]), &out->random) ||
                       out->random == 0 || out->random > RANDOM_MAX)) {
            return err_set(info, ERR_ARGUMENT, "--random needs a number from 1 to %d", RANDOM_MAX);
        }
        if (!found && !seed && !random) {
            return err_set(info, ERR_ARGUMENT, "there is no option %s; see --help", argv[i]);
        }
    }
    if (!out->help && !out->version &&
        (!out->automation || (!out->answers && !out->ask && !out->random))) {
        return err_set(info, ERR_ARGUMENT, "%s is missing; see --help",
                       out->automation ? "--answers" : "--automation");
    }
    if (out->keyboard && out->switches) {
        return err_set(info, ERR_ARGUMENT, "--keyboard and --switches do not go together");
    }
    if (out->random && out->answers) {
        return err_set(info, ERR_ARGUMENT, "--random and --answers do not go together");
    }
    if (out->random && out->seed == 0) {
        out->seed = 1; // without one there would be no chance in it
    }
    return ERR_NONE;
}

// Reads and checks the whole answers file before the first touch. *out is an array of lines.
static enum err read_answers(const char *path, json_t **out, struct err_info *info)
{
    struct buf file = {0};
    json_t *lines = json_array();
    enum err err = file_read(path, ANSWERS_BYTES, &file, info);
    struct str rest = buf_str(&file);
    struct str line;
    int32_t row = 0;
    while (!err && str_split(&rest, '\n', &line)) {
        row++;
        line = str_trim(line);
        json_t *json = NULL;
        if (line.len == 0) {
            continue;
        }
        err = json_parse(line, LIMIT_AUTOMATION_LINE_BYTES, &json, info);
        if (!err) {
            err = robot_respondent_check(json, info);
        }
        if (err) {
            json_decref(json);
            err_place(info, path, NULL, row, 0);
        } else {
            json_array_append_new(lines, json);
        }
    }
    buf_finish(&file);
    if (!err && json_array_size(lines) == 0) {
        err = err_set(info, ERR_PARSE, "%s has no respondents", path);
    }
    if (err) {
        json_decref(lines);
    } else {
        *out = lines;
    }
    return err;
}

static json_t *lines_by_chance(uint64_t count)
{
    json_t *lines = json_array();
    for (uint64_t i = 0; i < count; i++) {
        json_array_append_new(lines, json_pack("{s:I}", "by_chance", (json_int_t)i));
    }
    return lines;
}

static enum err compare_form(const char *path, const json_t *lines, struct err_info *info)
{
    struct form_problems *problems = form_problems_create();
    struct form_def *def = NULL;
    struct buf out = {0};
    enum err err = form_def_load(path, NULL, problems, &def);
    if (err) {
        for (size_t i = 0; i < form_problems_total(problems); i++) {
            form_problem_print(form_problems_at(problems, i), &out);
        }
        err = err_set(info, err, "the form %s has errors", path);
    } else {
        size_t wrong = 0;
        for (size_t i = 0; i < json_array_size(lines); i++) {
            wrong += robot_form_compare(def, json_array_get(lines, i), i + 1, &out);
        }
        if (wrong > 0) {
            err = err_set(info, ERR_PARSE, "%zu answers do not fit the form %s", wrong, path);
        }
    }
    fputs(buf_text(&out), stderr);
    buf_finish(&out);
    form_def_destroy(def);
    form_problems_destroy(problems);
    return err;
}

// ---- the rehearsal ----
static void add_problem(json_t *problems, size_t line, const char *text)
{
    json_array_append_new(problems, json_pack("{s:i,s:s}", "line", (int)line, "problem", text));
}

static void rehearse(struct robot_rehearsal *r, const json_t *lines, json_t *problems)
{
    for (size_t i = 0; i < json_array_size(lines); i++) {
        struct err_info info = {0};
        enum err err = robot_respondent_answer(r, json_array_get(lines, i), &info);
        if (!err) {
            continue;
        }
        fprintf(stderr, "svar-robot: respondent %zu: %s\n", i + 1, info.message);
        add_problem(problems, i + 1, info.message);
        // The next one begins at the beginning, unless the kiosk is gone or many went wrong.
        struct err_info left = {0};
        if (err == ERR_PEER || json_array_size(problems) >= PROBLEMS_MAX ||
            robot_respondent_leave(r, &left)) {
            return;
        }
    }
}

static enum err sync_now(struct robot_rehearsal *r, json_t *report, struct err_info *info)
{
    json_t *answer = NULL;
    enum err err =
        robot_client_ask(r->screen.client, json_pack("{s:s}", "do", "sync"), &answer, info);
    if (err) {
        return err_prefix(info, err, "sync: ");
    }
    const json_t *store = json_object_get(answer, "store");
    printf("synced: %lld responses in %lld batches have their receipts, %lld batches wait\n",
           (long long)json_integer_value(json_object_get(store, "responses_receipted")),
           (long long)json_integer_value(json_object_get(store, "batches_receipted")),
           (long long)json_integer_value(json_object_get(store, "batches_waiting")));
    json_object_del(answer, "ok");
    json_object_set_new(report, "figures", answer);
    return ERR_NONE;
}

static json_t *report_of(const struct robot_rehearsal *r, double seconds, json_t *problems)
{
    const struct robot_tally *t = &r->tally;
    json_t *report = json_object();
    json_object_set_new(report, "respondents", json_integer((json_int_t)t->respondents));
    json_object_set_new(report, "declined", json_integer((json_int_t)t->declined));
    json_object_set_new(report, "pages", json_integer((json_int_t)t->pages));
    json_object_set_new(report, "answers", json_integer((json_int_t)t->answers));
    json_object_set_new(report, "hints", json_integer((json_int_t)t->hints));
    json_object_set_new(report, "redrawn", json_integer((json_int_t)t->redrawn));
    json_object_set_new(report, "warnings", json_integer((json_int_t)t->warnings));
    json_object_set_new(report, "seconds", json_real(seconds));
    json_object_set(report, "screenshots", r->seen);
    json_object_set(report, "problems", problems);
    return report;
}

static enum err write_report(const char *path, const json_t *report, struct err_info *info)
{
    struct buf text = {0};
    json_write(report, &text);
    buf_add_char(&text, '\n');
    enum err err = file_write(path, buf_str(&text), 0644, info);
    buf_finish(&text);
    return err;
}

static int run(const struct options *options, const json_t *lines)
{
    struct err_info info = {0};
    struct robot_rehearsal r = {.screenshots = options->screenshots};
    r.screen.seed = options->seed;
    r.screen.keyboard = options->keyboard;
    if (options->switches) {
        r.screen.next_key = "Space";
        r.screen.choose_key = "Return";
    }
    enum err err = robot_client_open(options->automation, &r.screen.client, &info);
    if (!err && options->screenshots) {
        err = file_make_dir(options->screenshots, 0755, &info);
    }
    r.seen = json_object();
    json_t *problems = json_array();
    json_t *report = NULL;
    if (!err) {
        struct clock clock = clock_system();
        int64_t begun = clock_mono_ms(&clock);
        rehearse(&r, lines, problems);
        double seconds = (double)(clock_mono_ms(&clock) - begun) / 1000;
        report = report_of(&r, seconds, problems);
        printf("%zu of %zu respondents answered, %zu said no; %zu pages, %zu answers, %zu hints, "
               "%zu warnings, %.1f s\n",
               r.tally.respondents, json_array_size(lines), r.tally.declined, r.tally.pages,
               r.tally.answers, r.tally.hints, r.tally.warnings, seconds);
    }
    if (!err && options->sync) {
        err = sync_now(&r, report, &info);
    }
    if (report && options->report) {
        struct err_info written = {0};
        if (write_report(options->report, report, &written) && !err) {
            info = written;
            err = written.code;
        }
    }
    if (err) {
        fprintf(stderr, "svar-robot: %s\n", info.message);
    }
    bool whole = !err && json_array_size(problems) == 0 &&
                 r.tally.respondents + r.tally.declined == json_array_size(lines);
    json_decref(report);
    json_decref(problems);
    json_decref(r.seen);
    robot_screen_finish(&r.screen);
    robot_client_close(r.screen.client);
    return whole ? EXIT_SUCCESS : EXIT_FAULT;
}

// One request as it was written; the answer as it came.
static int ask(const struct options *options)
{
    struct err_info info = {0};
    struct robot_client *client = NULL;
    json_t *request = NULL;
    json_t *answer = NULL;
    enum err err = json_parse(str_of(options->ask), LIMIT_AUTOMATION_LINE_BYTES, &request, &info);
    if (!err) {
        err = robot_client_open(options->automation, &client, &info);
    }
    if (!err) {
        err = robot_client_ask(client, json_incref(request), &answer, &info);
    }
    if (err) {
        fprintf(stderr, "svar-robot: %s\n", info.message);
    } else {
        struct buf text = {0};
        json_write(answer, &text);
        puts(buf_text(&text));
        buf_finish(&text);
    }
    json_decref(answer);
    json_decref(request);
    robot_client_close(client);
    return err ? EXIT_FAULT : EXIT_SUCCESS;
}

int main(int argc, char *argv[])
{
    log_open("svar-robot", LOG_INFO);
    struct options options = {0};
    struct err_info info = {0};
    if (parse(argc, argv, &options, &info)) {
        fprintf(stderr, "svar-robot: %s\n", info.message);
        return EXIT_USAGE;
    }
    if (options.help || options.version) {
        fputs(options.help ? usage : "svar-robot " SVAR_VERSION "\n", stdout);
        return EXIT_SUCCESS;
    }
    if (options.ask) {
        return ask(&options);
    }
    json_t *lines = NULL;
    enum err err = ERR_NONE;
    if (options.random) {
        lines = lines_by_chance(options.random);
    } else {
        err = read_answers(options.answers, &lines, &info);
    }
    if (!err && options.form && options.answers) {
        err = compare_form(options.form, lines, &info);
    }
    if (err) {
        char text[1024];
        err_format(&info, text, sizeof(text));
        fprintf(stderr, "svar-robot: %s\n", text);
        json_decref(lines);
        return EXIT_FAULT;
    }
    int code = run(&options, lines);
    json_decref(lines);
    return code;
}
