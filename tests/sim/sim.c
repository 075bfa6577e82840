// SPDX-License-Identifier: EUPL-1.2
// Seeds one after the other, each a world of its own that runs until its faults end and everybody
// has drained. A seed that fails says how to see it again; the last line counts.
//   svar-sim [--start S] [--seeds N] [--seconds N] [--break WHAT] [--verbose]
// --seconds ends earlier on a slow machine.
#include "tests/sim/sim.h"

#include "base/alloc.h"

#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { DRAIN_DAYS_MAX = 7 };

// ---- what the parts share ----
void sim_fail(struct sim *s, const char *format, ...)
{
    char text[sizeof s->failure];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (!s->failure[0]) snprintf(s->failure, sizeof s->failure, "%s", text);
    if (s->verbose) printf("# FAILS: %s\n", text);
}

void sim_note(struct sim *s, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    s->trace = (s->trace ^ (uint64_t)s->now_ms) * UINT64_C(0x100000001b3);
    for (const char *at = text; *at; at++)
        s->trace = (s->trace ^ (uint8_t)*at) * UINT64_C(0x100000001b3);
    if (s->verbose)
        printf("# %3lld:%02lld:%02lld %s\n", (long long)(s->now_ms / SIM_HOUR_MS),
               (long long)(s->now_ms / SIM_MINUTE_MS % 60), (long long)(s->now_ms / 1000 % 60),
               text);
}

bool sim_links_have(const struct sim_links *l, const uint8_t link[SEAL_LINK_BYTES])
{
    for (size_t i = 0; i < l->count; i++)
        if (memcmp(l->list[i], link, SEAL_LINK_BYTES) == 0) return true;
    return false;
}

void sim_links_add(struct sim_links *l, const uint8_t link[SEAL_LINK_BYTES])
{
    if (sim_links_have(l, link)) return;
    l->list = xreallocarray(l->list, l->count + 1, sizeof *l->list);
    memcpy(l->list[l->count++], link, SEAL_LINK_BYTES);
}

// ---- one seed ----
struct event {
    int64_t at_ms;
    enum event_kind {
        EVENT_DEVICE,
        EVENT_COLLECTOR,
        EVENT_ORGANIZER,
        EVENT_LATE,
        EVENT_MOVE,
        EVENT_STICK
    } kind;
    unsigned index;
};

static void sooner(struct event *e, int64_t at_ms, enum event_kind kind, unsigned index)
{
    if (at_ms < e->at_ms) *e = (struct event){at_ms, kind, index};
}

static struct event next_event(const struct sim *s)
{
    struct event e = {SIM_NEVER, EVENT_MOVE, 0};
    for (unsigned i = 0; i < s->collector_count; i++)
        sooner(&e, sim_collector_next_ms(&s->collectors[i]), EVENT_COLLECTOR, i);
    for (unsigned i = 0; i < s->device_count; i++)
        sooner(&e, sim_device_next_ms(&s->devices[i]), EVENT_DEVICE, i);
    sooner(&e, sim_network_late_ms(s), EVENT_LATE, 0);
    for (unsigned i = 0; i < s->organizer_count && !s->calm; i++)
        sooner(&e, s->organizers[i].pull_ms, EVENT_ORGANIZER, i);
    for (unsigned i = 0; i < s->stick_count && !s->calm; i++)
        sooner(&e, s->sticks[i].move_ms, EVENT_STICK, i);
    sooner(&e, s->move_ms, EVENT_MOVE, 0);
    return e;
}

static void turn(struct sim *s, const struct event *e)
{
    if (e->at_ms > s->now_ms) s->now_ms = e->at_ms;
    switch (e->kind) {
    case EVENT_DEVICE: sim_device_turn(&s->devices[e->index]); break;
    case EVENT_COLLECTOR: sim_collector_turn(&s->collectors[e->index]); break;
    case EVENT_ORGANIZER: sim_organizer_turn(&s->organizers[e->index], s); break;
    case EVENT_LATE: sim_network_deliver_late(s); break;
    case EVENT_STICK: sim_stick_turn(&s->sticks[e->index], s); break;
    case EVENT_MOVE:
        s->collector_now = (s->collector_now + 1) % s->collector_count;
        s->move_ms = s->now_ms + sim_random_between(&s->random, SIM_HOUR_MS, 16 * SIM_HOUR_MS);
        break;
    }
}

static void run_faults(struct sim *s)
{
    int64_t end_ms = sim_random_between(&s->random, 12 * SIM_HOUR_MS, 30 * SIM_HOUR_MS);
    for (struct event e = next_event(s); e.at_ms <= end_ms && !s->failure[0]; e = next_event(s))
        turn(s, &e);
    s->now_ms = end_ms;
}

static bool drained(struct sim *s)
{
    bool all = true;
    for (unsigned i = 0; i < s->device_count; i++)
        all = sim_device_drained(&s->devices[i]) && all;
    return all;
}

static void run_calm(struct sim *s)
{
    s->calm = true;
    s->move_ms = SIM_NEVER;
    sim_note(s, "the faults end");
    for (unsigned i = 0; i < s->organizer_count; i++)
        sim_organizer_stop(&s->organizers[i], false);
    for (unsigned i = 0; i < s->collector_count; i++)
        sim_collector_calm(&s->collectors[i]);
    for (unsigned i = 0; i < s->device_count; i++)
        sim_device_calm(&s->devices[i]);
    // What was late still comes; devices get time enough for their longest back-off.
    int64_t end_ms = s->now_ms + DRAIN_DAYS_MAX * SIM_DAY_MS;
    int64_t look_ms = s->now_ms + 3 * SIM_HOUR_MS;
    while (!s->failure[0] && s->now_ms < end_ms) {
        struct event e = next_event(s);
        if (e.at_ms > look_ms) {
            s->now_ms = look_ms;
            if (drained(s) && !s->late) return;
            look_ms += SIM_HOUR_MS;
        } else {
            turn(s, &e);
        }
    }
    for (unsigned i = 0; i < s->device_count; i++)
        if (!sim_device_drained(&s->devices[i])) sim_fail(s, "device %u does not drain", i);
}

static void run_seed(struct sim *s)
{
    if (sim_world_begin(s)) {
        run_faults(s);
        if (!s->failure[0]) run_calm(s);
        if (!s->failure[0]) sim_check(s);
    }
    sim_world_end(s);
}

// ---- all seeds ----
static volatile unsigned long long seed_now;

// A broken CHECK ends the process: at least say where.
static void aborted(int signal_number)
{
    char text[80];
    int bytes =
        snprintf(text, sizeof text, "seed %llu ended with signal %d\n", seed_now, signal_number);
    ssize_t put = write(STDERR_FILENO, text, (size_t)bytes);
    (void)put;
}

struct settings {
    uint64_t start, seeds, seconds; // seconds 0: as long as it takes
    enum sim_break broken;
    bool verbose;
};

static const char *const breaks[] = {"nothing", "sync", "receipt", "response",
                                     "epoch",   "desk", "tidy"};

static bool read_arguments(int count, char **texts, struct settings *out)
{
    for (int i = 1; i < count; i++) {
        const char *value = i + 1 < count ? texts[i + 1] : "";
        if (strcmp(texts[i], "--verbose") == 0) {
            out->verbose = true;
        } else if (strcmp(texts[i], "--start") == 0 && str_to_uint64(str_of(value), &out->start)) {
            i++;
        } else if (strcmp(texts[i], "--seeds") == 0 && str_to_uint64(str_of(value), &out->seeds)) {
            i++;
        } else if (strcmp(texts[i], "--seconds") == 0 &&
                   str_to_uint64(str_of(value), &out->seconds)) {
            i++;
        } else if (strcmp(texts[i], "--break") == 0) {
            size_t what = 0;
            while (what < sizeof breaks / sizeof *breaks && strcmp(breaks[what], value) != 0)
                what++;
            if (what == sizeof breaks / sizeof *breaks) return false;
            out->broken = (enum sim_break)what;
            i++;
        } else {
            return false;
        }
    }
    return true;
}

static void get_ready(const struct settings *settings, char folder[128])
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    // Memory where there is any: the simulated disks forget by themselves.
    const char *place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    char made[128], whole[PATH_MAX];
    snprintf(made, sizeof made, "%s/svar-sim-XXXXXX", place);
    if (!mkdtemp(made) || !realpath(made, whole)) {
        fprintf(stderr, "cannot make a folder in %s\n", place);
        exit(2);
    }
    snprintf(folder, 128, "%.127s", whole);
    sim_random_sodium(0);
    seal_init();
    sim_disk_install(settings->broken);
    signal(SIGABRT, aborted);
}

static void run_one(const struct settings *settings, uint64_t seed, const char *folder,
                    struct sim_totals *all)
{
    struct sim *s = xcalloc(1, sizeof *s);
    s->seed = seed;
    s->broken = settings->broken;
    s->verbose = settings->verbose;
    seed_now = seed;
    snprintf(s->folder, sizeof s->folder, "%.100s/w", folder);
    run_seed(s);
    for (int i = 0; i < SIM_COUNTS; i++)
        all->counts[i] += s->counts[i];
    all->seeds++;
    all->trace = all->trace * 31 + s->trace;
    if (s->failure[0]) {
        all->failed++;
        printf("seed %llu: %s\n  again: make sim SEEDS=1 START=%llu\n", seed_now, s->failure,
               seed_now);
        fflush(stdout);
    }
    free(s);
}

static uint64_t seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec;
}

static void print_totals(const struct sim_totals *all, uint64_t seconds)
{
    static const char *const names[SIM_COUNTS] = {
        [SIM_DEVICES] = "devices",
        [SIM_RESPONSES] = "responses",
        [SIM_ACKNOWLEDGED] = "acknowledged",
        [SIM_BATCHES] = "batches",
        [SIM_EXCHANGES] = "exchanges",
        [SIM_PORTALS] = "portal pages",
        [SIM_LOST] = "lost",
        [SIM_CUT] = "cut",
        [SIM_ALTERED] = "altered",
        [SIM_LATE] = "late or out of order",
        [SIM_DOUBLED] = "doubled",
        [SIM_SLOW] = "slow",
        [SIM_CRASHES] = "crashes",
        [SIM_POWER_CUTS] = "power cuts",
        [SIM_FAILED_SYNCS] = "failed syncs",
        [SIM_FULL_DISKS] = "full disks",
        [SIM_WRONG_CLOCKS] = "wrong clocks",
        [SIM_BLOCKED] = "blocked",
        [SIM_BACKUPS] = "backups",
        [SIM_RESTORES] = "restores",
        [SIM_TIDIED] = "bodies erased",
        [SIM_PRYING] = "looks at another's survey",
        [SIM_STICK_TRIPS] = "stick trips",
        [SIM_STICK_BATCHES] = "batches by stick",
        [SIM_STICKS_PULLED] = "sticks pulled out",
        [SIM_STICKS_DAMAGED] = "sticks damaged or lost",
    };
    printf("%llu seeds, %llu failed:", (unsigned long long)all->seeds,
           (unsigned long long)all->failed);
    for (int i = 0; i < SIM_COUNTS; i++)
        printf("%s %llu %s", i ? "," : "", (unsigned long long)all->counts[i], names[i]);
    printf("; trace %016llx; %llu s\n", (unsigned long long)all->trace,
           (unsigned long long)seconds);
}

int main(int count, char **texts)
{
    struct settings settings = {.start = 1, .seeds = 1};
    if (!read_arguments(count, texts, &settings)) {
        fprintf(stderr, "usage: svar-sim [--start S] [--seeds N] [--seconds N] [--verbose] "
                        "[--break sync|receipt|response|epoch|desk|tidy]\n");
        return 2;
    }
    char folder[128];
    struct sim_totals all = {0};
    uint64_t began = seconds_now();
    get_ready(&settings, folder);
    while (all.seeds < settings.seeds) {
        run_one(&settings, settings.start + all.seeds, folder, &all);
        if (settings.seconds && seconds_now() - began >= settings.seconds) break;
        if (settings.broken && all.failed) break; // noticed: that was all that was wanted
    }
    rmdir(folder);
    print_totals(&all, seconds_now() - began);
    return all.failed ? 1 : 0;
}
