// SPDX-License-Identifier: EUPL-1.2
// svar store end: the survey is over on this device. What it leaves is store_certificate.c's to
// check.
#include "organizer/verbs.h"

#include "store/end.h"

#include <limits.h>
#include <stdio.h>

static enum verb_exit run_end(const struct arguments *a)
{
    struct err_info info = {0};
    char path[PATH_MAX];
    struct store_ending ending = {a->words[0], arguments_flag(a, "damaged-too"), clock_system()};
    if (store_end(&ending, path, sizeof path, &info)) return verb_fail(&info);
    printf("enhetens svar och nyckel är förstörda; intyget: %s\n"
           "the device's responses and key are destroyed; the certificate: %s\n",
           path, path);
    return VERB_DONE;
}

const struct verb verb_store_end = {
    .name = "store end",
    .arguments = "DIR",
    .summary = "Ends a device's work: erases its store and its key.",
    .details = "DIR is the kiosk's state folder. Only when every response has a receipt. What the "
               "device held is\noverwritten and removed, its key too, and a certificate that says "
               "so stays in the store folder,\nsigned with the key as its last act. End the kiosk "
               "first.",
    .least = 1,
    .most = 1,
    .options =
        (const struct argument_option[]){
            {"damaged-too", ARGUMENT_FLAG, NULL, "also files that were set aside as damaged"}, {0}},
    .run = run_end,
};
