// SPDX-License-Identifier: EUPL-1.2
// svar age encrypt: any file sealed to recipients or under a passphrase, as the program age does
// it.
#include "organizer/age.h"

#include "base/clock.h"
#include "organizer/verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

// As age itself uses: about a second to try one passphrase.
enum { WORK_FACTOR = 18 };

// ---- both verbs' ends ----

enum err organizer_age_begin(const struct arguments *a, struct organizer_age_ends *out,
                             struct err_info *info)
{
    const char *path = a->word_count ? a->words[0] : "-", *to = arguments_text(a, "out");
    bool standard = strcmp(path, "-") == 0;
    *out = (struct organizer_age_ends){
        .in = STDIN_FILENO, .in_name = "standard input", .out = {.fd = -1}};
    if (!standard) {
        out->in_name = path;
        out->in = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        if (out->in < 0) return err_set_errno(info, "cannot open %s", path);
    }
    return desk_file_create(to ? to : "-", &out->out, info);
}

void organizer_age_end(struct organizer_age_ends *ends)
{
    if (ends->in > STDIN_FILENO) close(ends->in);
    desk_file_discard(&ends->out);
}

static enum err read_some(void *data, void *out, size_t bytes_max, size_t *out_bytes,
                          struct err_info *info)
{
    const struct organizer_age_ends *ends = data;
    for (;;) {
        ssize_t got = read(ends->in, out, bytes_max);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return err_set_errno(info, "cannot read %s", ends->in_name);
        *out_bytes = (size_t)got;
        return ERR_NONE;
    }
}

static enum err write_some(void *data, struct str bytes, struct err_info *info)
{
    struct organizer_age_ends *ends = data;
    return desk_file_write(&ends->out, bytes, info);
}

struct seal_source organizer_age_source(struct organizer_age_ends *ends)
{
    return (struct seal_source){read_some, ends};
}

struct seal_sink organizer_age_sink(struct organizer_age_ends *ends)
{
    return (struct seal_sink){write_some, ends};
}

// ---- encrypt ----

// Recipients, or a passphrase: the format does not allow both in one file.
static enum err read_keys(const struct arguments *a, struct keys_recipients *recipients,
                          struct buf *passphrase, struct err_info *info)
{
    const char *file = arguments_text(a, "passphrase-file"), *to = NULL;
    bool under_passphrase = arguments_flag(a, "passphrase") || file;
    enum err err = ERR_NONE;
    for (int i = 0; !err && (to = arguments_list(a, "recipient", i)); i++)
        err = keys_recipients_add(recipients, to, info);
    if (err) return err;
    if (under_passphrase == (recipients->count > 0))
        return err_set(info, ERR_ARGUMENT,
                       under_passphrase
                           ? "a file is sealed to recipients or under a passphrase, not both"
                           : "say whom to seal to: -r age1… or -r @FILE, or -p for a passphrase");
    if (!under_passphrase) return ERR_NONE;
    return file ? keys_passphrase_file(file, passphrase, info)
                : keys_passphrase_ask("the file", true, passphrase, info);
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct keys_recipients recipients = {.count = 0};
    struct buf passphrase = {0};
    struct organizer_age_ends ends = {.in = -1, .out = {.fd = -1}};
    struct rng rng = rng_system();
    bool armored = arguments_flag(a, "armor");
    enum err err = read_keys(a, &recipients, &passphrase, &info);
    if (!err && !armored && !arguments_text(a, "out") && isatty(STDOUT_FILENO))
        err = err_set(&info, ERR_ARGUMENT,
                      "a terminal cannot show a sealed file; add --armor, or --out FILE");
    if (!err) err = organizer_age_begin(a, &ends, &info);
    if (!err) {
        struct seal_age_to to = {recipients.recipient, recipients.count, buf_str(&passphrase),
                                 WORK_FACTOR};
        struct seal_source source = organizer_age_source(&ends);
        struct seal_sink sink = organizer_age_sink(&ends);
        err = seal_age_encrypt_stream(&to, armored, &rng, &source, &sink, &info);
    }
    if (!err) err = desk_file_commit(&ends.out, &info);
    organizer_age_end(&ends);
    buf_wipe(&passphrase);
    return err ? verb_fail(&info) : VERB_DONE;
}

const struct verb verb_age_encrypt = {
    .name = "age encrypt",
    .arguments = "[FILE]",
    .summary = "Seals any file as the program age does, which can open it too.",
    .details = "Reads FILE or standard input, writes standard output, in a small amount of memory.",
    .most = 1,
    .options =
        (const struct argument_option[]){
            {"recipient", ARGUMENT_LIST, "KEY", "whom to seal to: age1…, or @FILE with one a line"},
            {"r", ARGUMENT_ALIAS, "recipient", NULL},
            {"passphrase", ARGUMENT_FLAG, NULL,
             "seal under a passphrase, which is asked for twice"},
            {"p", ARGUMENT_ALIAS, "passphrase", NULL},
            {"passphrase-file", ARGUMENT_TEXT, "FILE", "the passphrase is FILE's first line"},
            {"armor", ARGUMENT_FLAG, NULL, "write text that can be sent as a letter"},
            {"a", ARGUMENT_ALIAS, "armor", NULL},
            {"out", ARGUMENT_TEXT, "FILE", "write FILE, in place only when it is whole"},
            {"o", ARGUMENT_ALIAS, "out", NULL},
            {0}},
    .run = run,
};
