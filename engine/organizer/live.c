// SPDX-License-Identifier: EUPL-1.2
// svar live: the answers on a projector while they come in. The main thread pulls and opens, a
// picture is made only when enough answers more have come, and browsers wait for the next one.
#include "organizer/verbs.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "organizer/desk.h"
#include "organizer/live.h"
#include "organizer/network.h"
#include "organizer/pull.h"
#include "organizer/report_facts.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

enum { STEP_LEAST = 5, STEP_MOST = 1000, EVERY_S = 3, PORT = 7827 };

struct running {
    struct desk desk;
    struct report_facts facts;
    struct seal_signer *signer; // NULL: nothing is pulled
    struct sync_http *http;
    struct live *live;
    uint64_t step, shown, in_archive;
    bool told; // that the collector does not answer
};

static volatile sig_atomic_t stopping;

static void stop(int number)
{
    (void)number;
    stopping = 1;
}

// A collector that is away for a while must not end what people look at.
static void pull_more(struct running *r)
{
    struct err_info info = {0};
    if (!r->signer) return;
    bool failed = pull_quietly(r->desk.survey, r->signer, r->http, r->desk.archive, &info);
    if (failed && !r->told) verb_say("%s; trying again", info.message);
    if (!failed && r->told) verb_say("the collector answers again");
    r->told = failed;
}

static enum err open_again(struct running *r, struct err_info *info)
{
    struct desk *d = &r->desk;
    table_destroy(d->table);
    d->table = NULL;
    d->totals = (struct archive_open_totals){0};
    d->bad_batches = d->bad_responses = d->refused = d->told = 0;
    return desk_fill(d, info);
}

// A picture for every STEP answers and not for one: what changed on the wall must not be somebody.
static enum err look(struct running *r, struct err_info *info)
{
    pull_more(r);
    uint64_t now = desk_response_count(&r->desk);
    if (now == r->in_archive && r->desk.table) return ERR_NONE;
    enum err err = open_again(r, info);
    if (err) return err;
    r->in_archive = now;
    uint64_t rows = table_row_count(r->desk.table);
    if (rows < r->shown + r->step && live_has_pictures(r->live)) return ERR_NONE;
    if (rows >= r->step) r->shown = rows;
    return live_show(r->live, r->desk.table, &r->facts, info);
}

static enum err serve(struct running *r, struct err_info *info)
{
    struct sigaction action = {.sa_handler = stop};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    enum err err = look(r, info);
    if (err) return err;
    verb_say("open http://127.0.0.1:%u on this computer and show it; arrows turn, F freezes; end "
             "with Ctrl-C",
             live_port(r->live));
    while (!err && !stopping) {
        struct timespec pause = {.tv_sec = EVERY_S};
        nanosleep(&pause, NULL);
        if (!stopping) err = look(r, info);
    }
    return err;
}

static enum err open_signer(const struct arguments *a, struct running *r, struct err_info *info)
{
    struct seal_minisign_secret *secret = NULL;
    const char *path = arguments_text(a, "sign-key");
    if (!path) return ERR_NONE;
    enum err err = keys_signer_read(path, arguments_list(a, "passphrase-file", 0), &secret, info);
    if (!err) r->signer = seal_minisign_signer(secret);
    if (!err) r->http = network_open(a);
    seal_minisign_destroy(secret);
    return err;
}

// Two pictures side by side tell what those answered who came between them, so these must be as
// many as any question asks for.
static enum err choose_step(struct running *r, uint64_t wanted, struct err_info *info)
{
    uint64_t least = report_k_most(r->desk.form, &r->facts);
    if (least < STEP_LEAST) least = STEP_LEAST;
    if (wanted && wanted < least)
        return err_set(info, ERR_ARGUMENT,
                       "--step %llu is too few for this survey, which shows nothing of fewer than "
                       "%llu%s: give --step %llu or more, or leave it out",
                       (unsigned long long)wanted, (unsigned long long)least,
                       least > r->facts.k ? " where questions are sensitive" : "",
                       (unsigned long long)least);
    r->step = wanted ? wanted : least;
    return ERR_NONE;
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct running r = {.desk = {.reads = !arguments_text(a, "sign-key")}}; // it pulls with one
    char today[16];
    int64_t step = 0, port = PORT;
    const char *language = arguments_text(a, "language");
    enum report_language in = REPORT_SWEDISH;
    enum err err = arguments_number(a, "step", STEP_LEAST, STEP_MOST, 0, &step, &info);
    if (!err) err = arguments_number(a, "port", 0, 65535, PORT, &port, &info);
    if (!err && language) err = report_language_find(str_of(language), &in, &info);
    if (!err) err = desk_open(a, &r.desk, &info);
    if (!err) err = open_signer(a, &r, &info);
    if (!err) {
        if (!language) in = desk_report_language(r.desk.survey);
        desk_report_facts(&r.desk, in, today, &r.facts);
        r.facts.texts = REPORT_TEXTS_NONE;
        err = choose_step(&r, (uint64_t)step, &info);
    }
    if (!err) {
        err = live_start((uint16_t)port, r.step, &r.live, &info);
    }
    if (!err) err = serve(&r, &info);
    live_stop(r.live);
    sync_http_destroy(r.http);
    seal_signer_destroy(r.signer);
    desk_close(&r.desk);
    return err ? verb_fail(&info) : VERB_DONE;
}

const struct verb verb_live = {
    .name = "live",
    .arguments = "",
    .summary = "Shows the answers on a projector while they come in.",
    .details = "A page on this computer alone (127.0.0.1), one question at a time; it changes only "
               "when enough\nanswers more have come, shows no free text, and can be frozen. With "
               "--sign-key it pulls by\nitself; without, it shows what svar pull or svar import "
               "bring into the archive.",
    .options =
        (const struct argument_option[]){
            DESK_OPTION_SURVEY,
            DESK_OPTION_ARCHIVE,
            DESK_OPTION_KEY,
            {"sign-key", ARGUMENT_TEXT, "FILE", "the organizer's signing key: pull by itself"},
            {"step", ARGUMENT_TEXT, "N",
             "answers between two pictures (the survey's k, and at least 5)"},
            {"language", ARGUMENT_TEXT, "CODE", "sv or en (the survey's first)"},
            {"port", ARGUMENT_TEXT, "N", "where to serve (7827; 0 takes a free one)"},
            NETWORK_OPTIONS,
            {0}},
    .run = run,
};
