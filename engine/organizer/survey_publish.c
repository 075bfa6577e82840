// SPDX-License-Identifier: EUPL-1.2
// svar survey publish: handing a survey to its collector.
#include "organizer/verbs.h"

#include "organizer/desk.h"
#include "organizer/network.h"
#include "sync/sync.h"

static enum verb_exit publish(const struct arguments *a)
{
    struct err_info info = {0};
    struct survey *s = NULL;
    struct seal_signer *signer = NULL;
    struct sync_http *http = NULL;
    struct sync_collector collector;
    struct buf package = {0};
    enum err err = desk_survey_own(a, a->words[0], &s, &signer, &info);
    if (!err) err = survey_pack(s, &package, &info);
    if (!err) {
        http = network_open(a);
        err = sync_collector_of(s, sync_http_transport(http), rng_system(), &collector, &info);
    }
    struct sync_hello hello;
    if (!err) err = sync_hello(&collector, &hello, &info);
    if (!err) err = sync_publish(&collector, signer, buf_str(&package), &info);
    if (!err)
        verb_say("%.*s, version %lld, is at %.*s", STR_ARG(survey_id(s)),
                 (long long)survey_version(s), STR_ARG(survey_collector_url(s)));
    sync_http_destroy(http);
    buf_finish(&package);
    seal_signer_destroy(signer);
    survey_close(s);
    return err ? verb_fail(&info) : VERB_DONE;
}

const struct verb verb_survey_publish = {
    .name = "survey publish",
    .arguments = "PATH",
    .summary = "Hands a signed survey to its collector, which gives it to enrolled devices.",
    .details = "",
    .least = 1,
    .most = 1,
    .options = (const struct argument_option[]){DESK_OPTION_SIGN_KEY, NETWORK_OPTIONS, {0}},
    .run = publish,
};
