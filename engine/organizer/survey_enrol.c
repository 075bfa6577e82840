// SPDX-License-Identifier: EUPL-1.2
// svar survey enrol: one-time tokens for devices, as text, as QR codes and on sticks.
#include "organizer/verbs.h"

#include "organizer/desk.h"
#include "organizer/qr.h"
#include "stick/stick.h"

#include <unistd.h>

enum { TOKENS_MAX = 1000 };

// Behind the tokens that lie there already, which other devices have yet to take.
static enum err put_on_stick(const char *path, struct str tokens, struct err_info *info)
{
    struct stick stick = {.folder = -1};
    struct buf all = {0};
    enum err err = stick_open(path, true, &stick, info);
    if (err) return err;
    err = stick_token(&stick, &all, info);
    if (err == ERR_MISSING) err = ERR_NONE;
    if (!err && all.len && !str_ends(buf_str(&all), STR("\n"))) buf_add_char(&all, '\n');
    if (!err) buf_add_str(&all, tokens);
    if (!err && all.len > STICK_TOKEN_BYTES_MAX)
        err = err_set(info, ERR_LIMIT,
                      "a stick takes at most %d tokens: make fewer, or let the "
                      "devices take those first that are on it",
                      STICK_TOKEN_BYTES_MAX / 128);
    if (!err) err = stick_put_token(&stick, buf_str(&all), info);
    buf_wipe(&all);
    stick_close(&stick);
    return err;
}

static enum err show_qr(const char *where, struct str token, struct err_info *info)
{
    if (where && strcmp(where, "-") != 0) return qr_png(token, where, info);
    struct buf text = {0};
    bool colours = isatty(where ? STDOUT_FILENO : STDERR_FILENO) == 1;
    enum err err = qr_text(token, colours, &text, info);
    if (!err) fprintf(where ? stdout : stderr, "%s", buf_text(&text));
    buf_wipe(&text);
    return err;
}

static enum err make_tokens(const struct arguments *a, const struct survey *s,
                            const struct seal_signer *signer, int64_t count, struct err_info *info)
{
    const char *qr = arguments_text(a, "qr"), *stick = arguments_text(a, "stick");
    struct buf all = {0};
    enum err err = ERR_NONE;
    for (int64_t i = 0; !err && i < count; i++) {
        struct buf token = {0};
        seal_token_create(signer, survey_id(s), &token);
        struct str text = str_trim(buf_str(&token));
        buf_add_str(&all, text);
        buf_add_char(&all, '\n');
        if (!stick) printf("%.*s\n", STR_ARG(text));
        if (qr || (count == 1 && !stick && isatty(STDERR_FILENO) == 1))
            err = show_qr(qr, text, info);
        buf_wipe(&token);
    }
    if (!err && stick) err = put_on_stick(stick, buf_str(&all), info);
    buf_wipe(&all);
    return err;
}

static enum verb_exit enrol(const struct arguments *a)
{
    struct err_info info = {0};
    struct survey *s = NULL;
    struct seal_signer *signer = NULL;
    int64_t count = 1;
    const char *qr = arguments_text(a, "qr");
    enum err err = arguments_number(a, "count", 1, TOKENS_MAX, 1, &count, &info);
    if (!err && qr && strcmp(qr, "-") != 0 && count > 1)
        err = err_set(&info, ERR_ARGUMENT, "--qr FILE takes one token: leave --count out");
    if (!err && qr && strcmp(qr, "-") != 0 && !str_ends(str_of(qr), STR(".png")))
        err = err_set(&info, ERR_ARGUMENT, "--qr writes PNG: name a file that ends in .png, or -");
    if (!err) err = desk_survey_own(a, a->words[0], &s, &signer, &info);
    if (!err) err = make_tokens(a, s, signer, count, &info);
    if (!err) {
        const char *stick = arguments_text(a, "stick");
        if (stick)
            verb_say("%lld %s on the stick; each kiosk takes one: staff's page, \"From USB stick\"",
                     (long long)count, verb_count((uint64_t)count, "token is", "tokens are"));
        else
            verb_say("each for one device, once: svar-kiosk --enrol TOKEN, or typed or scanned on "
                     "its staff's page. Hand it over apart from the survey");
    }
    seal_signer_destroy(signer);
    survey_close(s);
    return err ? verb_fail(&info) : VERB_DONE;
}

const struct verb verb_survey_enrol = {
    .name = "survey enrol",
    .arguments = "PATH",
    .summary = "Prints a token with which one device can enrol for the survey.",
    .details = "On a terminal it is shown as a QR code too. With --stick it goes onto a USB stick "
               "instead of the\nscreen.",
    .least = 1,
    .most = 1,
    .options =
        (const struct argument_option[]){
            DESK_OPTION_SIGN_KEY,
            {"count", ARGUMENT_TEXT, "N", "make so many tokens, a line each"},
            {"qr", ARGUMENT_TEXT, "FILE.png", "write it as a QR code; - shows it on the screen"},
            {"stick", ARGUMENT_TEXT, "DIR", "put the tokens onto the USB stick mounted there"},
            {0}},
    .run = enrol,
};
