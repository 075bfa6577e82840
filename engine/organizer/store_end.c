// SPDX-License-Identifier: EUPL-1.2
// svar store end: the survey is over on this device; svar store certificate: whether what a device
// left behind then is genuine.
#include "organizer/verbs.h"

#include "base/file.h"
#include "store/end.h"

#include <limits.h>
#include <stdio.h>

enum { CERTIFICATE_BYTES_MAX = 1 << 20 };

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

static enum verb_exit run_certificate(const struct arguments *a)
{
    struct err_info info = {0};
    struct buf text = {0};
    struct store_certificate certificate;
    const char *wanted = arguments_text(a, "device");
    char device[65];
    enum verb_exit code = VERB_DONE;
    enum err err = file_read(a->words[0], CERTIFICATE_BYTES_MAX, &text, &info);
    if (!err) err = store_certificate_read(buf_str(&text), &certificate, &info);
    if (!err) {
        hex_encode(certificate.device, sizeof certificate.device, device);
        printf("%.*s\n", STR_ARG(certificate.json));
        if (wanted && strcmp(wanted, device) != 0) {
            verb_say("the certificate is genuine, but device %.16s… made it", device);
            code = VERB_FOUND;
        } else {
            verb_say("intyget är äkta: enhet %.16s… förstörde sin nyckel", device);
            verb_say("the certificate is genuine: device %.16s… destroyed its key", device);
        }
    } else {
        code = verb_fail(&info);
        if (err == ERR_SIGNATURE) code = VERB_FOUND;
    }
    buf_finish(&text);
    return code;
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

const struct verb verb_store_certificate = {
    .name = "store certificate",
    .arguments = "FILE",
    .summary = "Checks the certificate that store end leaves.",
    .details = "Prints what it says: surveys, batches and responses that the device held in all. "
               "Ends with 1 when it\nwas altered, or is not that of the device asked for.",
    .least = 1,
    .most = 1,
    .options =
        (const struct argument_option[]){
            {"device", ARGUMENT_TEXT, "HEX", "the device's public key, as svar verify shows it"},
            {0}},
    .run = run_certificate,
};
