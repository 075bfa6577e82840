// SPDX-License-Identifier: EUPL-1.2
// svar-kiosk: reads its arguments, opens survey, plugins, store and screen, runs the loop, and
// closes all of it in the other order. What is wrong is said in one line.
#include "base/alloc.h"
#include "base/check.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "kiosk/device.h"
#include "kiosk/program.h"

#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>

enum {
    EXIT_FAULT = 1,
    EXIT_USAGE = 2,
    EXIT_SIGNAL = 128, // and the signal's number, as shells say it
    TOKEN_BYTES = 1024,
    STORE_PATIENCE_MS = 10000,
    NETWORK_PATIENCE_MS = 3000,
    LARGE_BYTES = 128 << 10,
};

// The system's wish to end, for which a thread of its own waits. All others have it blocked.
static void end_signals(sigset_t *out)
{
    sigemptyset(out);
    sigaddset(out, SIGTERM);
    sigaddset(out, SIGINT);
    sigaddset(out, SIGHUP);
    sigaddset(out, SIGQUIT);
}

// Answers are not to be found in a core dump, nor by another process of the same user.
static void harden(void)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    prctl(PR_SET_DUMPABLE, 0);
#endif
    // So that the arenas can be locked in memory; where the limit is fixed, the log says so.
    struct rlimit lock;
    if (getrlimit(RLIMIT_MEMLOCK, &lock) == 0) {
        lock.rlim_cur = lock.rlim_max;
        setrlimit(RLIMIT_MEMLOCK, &lock);
    }
    sigset_t signals;
    end_signals(&signals);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); // a file that may not grow is a fault to tell, not the end
    // Where the console's keyboard reaches this process no key of it may halt the screen.
    signal(SIGTSTP, SIG_IGN);
    signal(SIGTTIN, SIG_IGN);
    signal(SIGTTOU, SIG_IGN);
}

// Pictures and other large blocks have pages of their own, which the system gets back at once, and
// the threads, which allocate little, share one heap.
static void be_small(void)
{
    mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
    mallopt(M_ARENA_MAX, 1);
}

// What automation reads and types passes through jansson, which frees it as it is.
static void wipe_and_free(void *memory)
{
    if (memory) {
        explicit_bzero(memory, malloc_usable_size(memory));
    }
    free(memory);
}

// ---- opening ----
// The folder above the first part of a pattern that has a wildcard: "/media" of "/media/*/*".
static const char *fixed_part(const char *pattern, char out[KIOSK_PATH_BYTES])
{
    size_t bytes = strcspn(pattern, "*?[");
    if (pattern[bytes]) {
        while (bytes > 1 && pattern[bytes - 1] != '/') {
            bytes--;
        }
    }
    while (bytes > 1 && pattern[bytes - 1] == '/') {
        bytes--;
    }
    snprintf(out, KIOSK_PATH_BYTES, "%.*s", (int)bytes, pattern);
    return out;
}

// What is not needed is given up before anything from outside is read.
static enum err open_guard(struct kiosk_program *p, struct err_info *info)
{
    const struct kiosk_options *o = &p->options;
    size_t count = 0;
    if (p->guard) {
        return ERR_NONE; // from before: it stands as long as the process
    }
    const struct kiosk_porter_wants porter = {.ca = o->ca, .proxy = o->proxy};
    enum err err = kiosk_porter_start(&porter, &p->porter, info);
    kiosk_light_find("/sys/class/backlight", &p->light);
    p->reads[count++] = o->survey;
    p->reads[count++] = o->surveys;
    p->reads[count++] = o->organizer;
    p->reads[count++] = o->enrol && o->enrol[0] == '@' ? o->enrol + 1 : NULL;
    for (size_t i = 0; i < o->plugin_count; i++) {
        p->reads[count++] = o->plugins[i];
    }
    for (size_t i = 0; i < o->stick_count; i++) {
        p->writes[i] = fixed_part(o->sticks[i], p->stick_folders[i]);
    }
    p->writes[o->stick_count] = p->light.folder[0] ? p->light.folder : NULL;
    const struct kiosk_guard_wants wants = {.state = o->state,
                                            .reads = p->reads,
                                            .read_count = count,
                                            .writes = p->writes,
                                            .write_count = o->stick_count + 1,
                                            .automation = o->automation};
    if (!err) {
        err = kiosk_guard_create(&wants, &p->guard, info);
    }
    if (!err && !kiosk_guard_calls(p->guard)) {
        log_warning("this kernel does not filter system calls (seccomp): the kiosk may use all");
    }
    if (!err && !kiosk_guard_files(p->guard)) {
        log_info("this kernel has no Landlock: files are as their own rights say");
    }
    return err;
}

// One kiosk a state folder.
static enum err lock_state(struct kiosk_program *p, struct err_info *info)
{
    char path[KIOSK_PATH_BYTES];
    enum err err = file_join(path, sizeof(path), p->options.state, "lock", info);
    if (err) {
        return err;
    }
    p->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (p->lock < 0) {
        return err_set_errno(info, "%s cannot be written", path);
    }
    if (flock(p->lock, LOCK_EX | LOCK_NB) != 0) {
        return err_set(info, ERR_EXISTS, "another kiosk uses %s", p->options.state);
    }
    return ERR_NONE;
}

// What the store found damaged when it was opened: for who reads the log, as the staff's page has
// it.
static void log_trouble(struct store *store)
{
    struct store_figures figures;
    struct err_info info = {0};
    if (store_figures(store, &figures, &info)) {
        log_warning("the store cannot tell its figures: %s", info.message);
    } else if (figures.trouble[0]) {
        log_warning("the store: %s", figures.trouble);
    }
}

static enum err open_store(struct kiosk_program *p, struct err_info *info)
{
    char path[KIOSK_PATH_BYTES];
    const char *state = p->options.state;
    enum err err = lock_state(p, info);
    if (!err) {
        err = p->options.new_key ? kiosk_device_renew(state, &p->device, info)
                                 : kiosk_device_open(state, &p->device, info);
    }
    if (!err) {
        err = file_join(path, sizeof(path), state, "store", info);
    }
    if (err) {
        return err;
    }
    struct store_options options = {
        .folder = path, .device = p->device, .clock = clock_system(), .rng = rng_system()};
    err = store_open(&options, &p->store, info);
    if (!err) {
        size_t count;
        const struct seal_recipient *recipients = survey_recipients(p->survey, &count);
        err = store_begin(p->store, survey_id(p->survey), survey_hash(p->survey), recipients, count,
                          info);
    }
    if (!err) {
        log_trouble(p->store);
    }
    return err;
}

static void batch_closed(void *data)
{
    struct kiosk_app *app = data;
    struct kiosk_uploader *uploader = app->uploader;
    if (uploader) {
        kiosk_uploader_ready(uploader);
    }
}

static void wake(void *data)
{
    ui_wake(data, 0, NULL);
}

// [uploader]
static enum err take_survey(void *data, struct str package, struct err_info *info)
{
    struct kiosk_program *p = data;
    enum err err = kiosk_update_take(&p->update, package, info);
    if (err == ERR_STATE) {
        return ERR_NONE; // here already
    }
    if (!err) {
        log_info("a newer version of the survey has come: it is used from the next start");
        struct kiosk_news *news = xcalloc(1, sizeof(*news));
        news->kind = KIOSK_NEWS_UPDATE;
        kiosk_mailbox_put_news(p->app.mailbox, news);
    }
    return err;
}

static enum err start_uploader(struct kiosk_program *p, struct err_info *info)
{
    const char *enrol = p->options.enrol;
    struct buf token = {0};
    enum err err = ERR_NONE;
    if (enrol && enrol[0] == '@') {
        err = file_read(enrol + 1, TOKEN_BYTES, &token, info);
    } else if (enrol) {
        buf_add_text(&token, enrol);
    }
    char host[256] = "";
    gethostname(host, sizeof(host) - 1);
    if (!err) {
        char name[128];
        snprintf(name, sizeof(name), "enrolled-%.*s", STR_ARG(survey_id(p->survey)));
        err = file_join(p->enrolled_path, sizeof(p->enrolled_path), p->options.state, name, info);
    }
    if (!err) {
        struct kiosk_uploader_options options = {
            .worker = p->app.worker,
            .survey = p->survey,
            .device = p->device,
            .enrolled_path = p->enrolled_path,
            .token = str_trim(buf_str(&token)),
            .device_name = str_of(host),
            .call = kiosk_porter_call,
            .call_data = p->porter,
            .take_survey = take_survey,
            .survey_data = p,
            .post = kiosk_mailbox_put_news,
            .post_data = p->app.mailbox,
        };
        struct kiosk_uploader *uploader = NULL;
        err = kiosk_uploader_start(&options, &uploader, info);
        p->app.uploader = uploader;
        if (err == ERR_MISSING) {
            log_info("the survey names no collector: responses stay on this device");
            err = ERR_NONE;
        }
    }
    buf_wipe(&token);
    return err;
}

static enum err open_screen(struct kiosk_program *p, struct err_info *info)
{
    struct str text = survey_text(p->survey, "title", survey_language(p->survey, 0));
    char *title = xstrndup(text.ptr ? text.ptr : "", text.len);
    struct ui_options options = {
        .title = title,
        .width = p->options.width,
        .height = p->options.height,
        .fullscreen = p->options.fullscreen,
        .mm_per_pixel = p->options.mm_per_pixel,
        .clock = clock_system(),
        .reduced_motion = p->options.reduced_motion,
        .still = p->options.automation != NULL,
    };
    enum err err = ui_create(&options, &p->app.ui, info);
    free(title);
    return err;
}

static int32_t zone_offset_min(void)
{
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    return (int32_t)(local.tm_gmtoff / 60);
}

// So that what is still in memory is stored before the end.
static void *wait_for_signal(void *data)
{
    struct kiosk_program *p = data;
    sigset_t signals;
    int got;
    end_signals(&signals);
    sigwait(&signals, &got);
    atomic_store(&p->asked_to_end, got);
    ui_wake(p->app.ui, 0, NULL);
    // Asked twice: at once.
    sigwait(&signals, &got);
    _exit(EXIT_FAULT);
}

static enum err start_threads(struct kiosk_program *p, struct err_info *info)
{
    struct kiosk_app *app = &p->app;
    CHECK(pthread_create(&p->signals, NULL, wait_for_signal, p) == 0);
    p->signals_started = true;
    app->mailbox = kiosk_mailbox_create(wake, app->ui);
    struct kiosk_worker_options worker = {
        .store = p->store,
        .survey = p->survey,
        .post = kiosk_mailbox_put_news,
        .post_data = app->mailbox,
        .batch_closed = batch_closed,
        .batch_closed_data = app,
    };
    app->worker = kiosk_worker_start(&worker);
    struct kiosk_stick_options stick = {
        .worker = app->worker,
        .uploader = &app->uploader,
        .survey = p->survey,
        .update = &p->update,
        .choosing = &p->choosing,
        .places = p->options.sticks,
        .place_count = p->options.stick_count,
        .post = kiosk_mailbox_put_news,
        .post_data = app->mailbox,
    };
    app->stick = kiosk_stick_create(&stick);
    return start_uploader(p, info);
}

// Whether systemd started this very process, and so starts it again. What runs below a shell in a
// desktop's terminal inherits the word, but not the number.
static bool supervised(void)
{
    const char *pid = getenv("SYSTEMD_EXEC_PID");
    int64_t number;
    return pid && str_to_int64(str_of(pid), &number) && number == getpid();
}

static enum err begin_app(struct kiosk_program *p, struct err_info *info)
{
    struct kiosk_app *app = &p->app;
    app->survey = p->survey;
    app->def = p->def;
    app->registry = p->registry;
    app->state = p->options.state;
    app->restarts = supervised();
    app->porter = p->porter;
    app->light = p->light.folder[0] ? &p->light : NULL;
    app->closable = !p->options.fullscreen && survey_mode(p->survey) != SURVEY_PRODUCTION;
    app->reduced_motion = p->options.reduced_motion;
    const struct kiosk_options *o = &p->options;
    app->mode = (enum kiosk_mode)o->mode;
    app->mode_given = o->mode_given;
    app->still = o->automation != NULL;
    app->wishes = (struct kiosk_wishes){.text_percent = 100,
                                        .aloud = o->aloud || o->explore,
                                        .explore = o->explore,
                                        .switches = o->switch_count};
    app->switches = (struct ui_switches){.next = o->switch_keys[0],
                                         .choose = o->switch_count == 2 ? o->switch_keys[1] : 0,
                                         .step_ms = o->switch_ms};
    struct str language = str_of(p->options.language ? p->options.language : "");
    // The staff's wish, where this survey has the language.
    for (size_t i = 0; i < survey_language_count(p->survey); i++) {
        if (str_eq(str_of(app->settings.language), survey_language(p->survey, i))) {
            language = survey_language(p->survey, i);
        }
    }
    return kiosk_app_begin(app, zone_offset_min(), language, info);
}

static enum err open_automation(struct kiosk_program *p, struct err_info *info)
{
    if (!p->options.automation) {
        return ERR_NONE;
    }
    return kiosk_automation_start(p->options.automation, kiosk_mailbox_put_request, p->app.mailbox,
                                  &p->automation, info);
}

static enum err open_all(struct kiosk_program *p, struct err_info *info)
{
    static enum err (*const steps[])(struct kiosk_program *, struct err_info *) = {
        open_guard,
        kiosk_program_open_survey,
        kiosk_program_open_plugins,
        kiosk_program_open_form,
        open_store,
        open_screen,
        start_threads,
        begin_app,
        open_automation,
    };
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < sizeof(steps) / sizeof(steps[0]); i++) {
        *info = (struct err_info){0}; // a step that went well may have left its place in it
        err = steps[i](p, info);
    }
    return err;
}

// ---- closing ----
// Returns how many responses could not be stored.
static size_t close_all(struct kiosk_program *p)
{
    struct kiosk_app *app = &p->app;
    size_t lost = 0;
    if (p->signals_started) {
        pthread_cancel(p->signals);
        pthread_join(p->signals, NULL);
    }
    kiosk_automation_stop(p->automation);
    kiosk_app_end(app);
    kiosk_stick_destroy(app->stick);
    bool network_done = kiosk_uploader_stop(app->uploader, NETWORK_PATIENCE_MS);
    if (app->worker) {
        lost = kiosk_worker_stop(app->worker, STORE_PATIENCE_MS);
        if (!network_done) {
            p->hurried = true;
            store_close(p->store);
            return lost;
        }
        kiosk_worker_destroy(app->worker);
    }
    kiosk_mailbox_destroy(app->mailbox);
    ui_destroy(app->ui);
    store_close(p->store);
    seal_signer_destroy(p->device);
    form_def_destroy(p->def);
    plugin_registry_destroy(p->registry);
    survey_close(p->survey);
    pthread_mutex_destroy(&p->update.lock);
    if (p->lock >= 0) {
        close(p->lock);
    }
    return lost;
}

// So that all can be opened once more. What guards the process stands.
static void forget_all(struct kiosk_program *p)
{
    p->app = (struct kiosk_app){0};
    p->update = (struct kiosk_update){0};
    p->survey = NULL;
    p->def = NULL;
    p->registry = NULL;
    p->device = NULL;
    p->store = NULL;
    p->automation = NULL;
    p->lock = -1;
    p->signals_started = false;
    p->updated = p->chosen = false;
}

static void warn_of_swap(void)
{
    struct arena *a = arena_create(ARENA_SECRET, 4 << 20);
    for (int i = 0; i < 32; i++) {
        memset(arena_alloc(a, 65536), 0, 1);
    }
    if (!arena_locked(a)) {
        log_warning("answers cannot be locked in memory and may reach the swap: raise the limit "
                    "of locked memory (LimitMEMLOCK, ulimit -l) to 64 MB");
    }
    arena_destroy(a);
}

// One survey, from its opening to its end. *out_again: another one is to be asked now.
static int run_survey(struct kiosk_program *p, bool *out_again)
{
    struct err_info info = {0};
    *out_again = false;
    if (open_all(p, &info)) {
        char line[1024];
        err_format(&info, line, sizeof(line));
        log_error("%s", line);
        close_all(p);
        return EXIT_FAULT;
    }
    log_info("ready: survey %.*s version %lld, %s, %zu questions", STR_ARG(survey_id(p->survey)),
             (long long)survey_version(p->survey),
             survey_mode(p->survey) == SURVEY_PRODUCTION ? "production" : "test mode",
             p->app.pages.question_count);
    warn_of_swap();
    malloc_trim(0); // what opening took and gave back: the machine is small
    struct clock clock = clock_system();
    kiosk_watchdog_begin(&p->app.watchdog, clock_mono_ms(&clock));
    while (!p->app.quit && !atomic_load(&p->asked_to_end)) {
        kiosk_app_turn(&p->app);
    }
    *out_again = p->app.again && !atomic_load(&p->asked_to_end);
    p->gone = p->app.gone;
    if (!*out_again) {
        kiosk_watchdog_end(&p->app.watchdog);
    }
    size_t lost = close_all(p);
    if (lost > 0) {
        log_error("%zu responses could not be stored and are lost", lost);
    } else {
        log_info("closed");
    }
    return lost > 0 ? EXIT_FAULT : EXIT_SUCCESS;
}

// 0 is for who was told to leave: nobody starts it again. A signal that systemd did not send for an
// end of its own (from a console, or where memory was short) must not end a survey.
static int end_status(struct kiosk_program *p, int status)
{
    int got = atomic_load(&p->asked_to_end);
    if (status == EXIT_SUCCESS && got && supervised()) {
        return EXIT_SIGNAL + got;
    }
    return p->gone ? EXIT_FAULT : status;
}

static int run(struct kiosk_program *p)
{
    bool again = false;
    int status;
    do {
        status = run_survey(p, &again);
        if (p->hurried) {
            _exit(again ? EXIT_FAULT : end_status(p, status)); // whoever started it starts it again
        }
        forget_all(p);
    } while (again && status == EXIT_SUCCESS);
    kiosk_porter_end(p->porter);
    kiosk_guard_destroy(p->guard);
    return end_status(p, status);
}

int main(int argc, char *argv[])
{
    harden();
    be_small();
    json_set_alloc_funcs(malloc, wipe_and_free);
    log_open("svar-kiosk", LOG_INFO);
    struct kiosk_program p = {.lock = -1};
    struct err_info info = {0};
    if (kiosk_options_parse(argc, argv, &p.options, &info)) {
        fprintf(stderr, "svar-kiosk: %s\n", info.message);
        return EXIT_USAGE;
    }
    if (p.options.help || p.options.version) {
        fputs(p.options.help ? kiosk_usage : "svar-kiosk " SVAR_VERSION "\n", stdout);
        return EXIT_SUCCESS;
    }
    if (p.options.log && log_file(p.options.log, &info)) {
        fprintf(stderr, "svar-kiosk: %s\n", info.message);
        return EXIT_FAULT;
    }
    seal_init();
    return run(&p);
}
