// SPDX-License-Identifier: EUPL-1.2
// svar age decrypt: any age file opened with identities or a passphrase. What is wrong with a file
// is told by exit code and by the words that begin the message, as the test vectors name it.
#include "organizer/age.h"

#include "organizer/verbs.h"

#include <stdio.h>

struct opening {
    const struct arguments *a;
    struct keys_identities ids;
    struct buf passphrase; // the newest one
};

// ---- keys ----

// An identity itself on the command line can be seen by every user of the machine; it is for tests.
static enum err add_identity(struct opening *o, const char *text, struct err_info *info)
{
    struct keys_identities more = {.count = 0};
    enum err err = ERR_NONE;
    if (strncmp(text, "AGE-SECRET-KEY-", 15) == 0) {
        err = seal_identity_parse(str_of(text), &more.id[0], info);
        more.count = err ? 0 : 1;
    } else
        err = keys_identities_read(text, arguments_text(o->a, "passphrase-file"), &more, info);
    if (!err && o->ids.count + more.count > KEYS_IDENTITIES_MAX) {
        keys_identities_finish(&more);
        err = err_set(info, ERR_LIMIT, "more than %d identities", KEYS_IDENTITIES_MAX);
    }
    for (size_t i = 0; !err && i < more.count; i++)
        o->ids.id[o->ids.count++] = more.id[i];
    return err;
}

// Every --passphrase-file in turn; without any, and without an identity, the person is asked.
static enum err next_passphrase(void *data, size_t turn, struct str *out, struct err_info *info)
{
    struct opening *o = data;
    const char *file = arguments_list(o->a, "passphrase-file", (int)turn);
    bool ask = turn == 0 && !file && !o->ids.count;
    if (!file && !ask) return ERR_MISSING;
    buf_wipe(&o->passphrase);
    enum err err = file ? keys_passphrase_file(file, &o->passphrase, info)
                        : keys_passphrase_ask("the file", false, &o->passphrase, info);
    *out = buf_str(&o->passphrase);
    // A file that is missing must not look like the end of the list.
    return err == ERR_MISSING ? ERR_IO : err;
}

// ---- what is wrong ----

static const struct {
    const char *words;
    int exit;
} faults[] = {
    [SEAL_AGE_FAULT_NONE] = {NULL, VERB_FAILED},
    [SEAL_AGE_FAULT_NO_MATCH] = {"no match", ORGANIZER_AGE_NO_MATCH},
    [SEAL_AGE_FAULT_MAC] = {"HMAC failure", ORGANIZER_AGE_MAC},
    [SEAL_AGE_FAULT_HEADER] = {"header failure", ORGANIZER_AGE_HEADER},
    [SEAL_AGE_FAULT_PAYLOAD] = {"payload failure", ORGANIZER_AGE_PAYLOAD},
    [SEAL_AGE_FAULT_ARMOR] = {"armor failure", ORGANIZER_AGE_ARMOR},
};

static enum verb_exit tell(enum seal_age_fault fault, const struct err_info *info)
{
    if (fault == SEAL_AGE_FAULT_NONE) return verb_fail(info);
    fprintf(stderr, "%s: %s\n", faults[fault].words, info->message);
    return (enum verb_exit)faults[fault].exit;
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct opening o = {.a = a};
    struct organizer_age_ends ends = {.in = -1, .out = {.fd = -1}};
    enum seal_age_fault fault = SEAL_AGE_FAULT_NONE;
    const char *text = NULL;
    enum err err = ERR_NONE;
    for (int i = 0; !err && (text = arguments_list(a, "identity", i)); i++)
        err = add_identity(&o, text, &info);
    if (!err) err = organizer_age_begin(a, &ends, &info);
    if (!err) {
        struct seal_age_keys keys = {o.ids.id, o.ids.count, next_passphrase, &o};
        struct seal_source source = organizer_age_source(&ends);
        struct seal_sink sink = organizer_age_sink(&ends);
        err = seal_age_decrypt_stream(&keys, arguments_flag(a, "armor"), &source, &sink, &fault,
                                      &info);
    }
    if (!err) err = desk_file_commit(&ends.out, &info);
    organizer_age_end(&ends);
    buf_wipe(&o.passphrase);
    keys_identities_finish(&o.ids);
    return err ? tell(fault, &info) : VERB_DONE;
}

const struct verb verb_age_decrypt = {
    .name = "age decrypt",
    .arguments = "[FILE]",
    .summary = "Opens any age file, from this program or another.",
    .details =
        "Reads FILE or standard input, writes standard output, a verified piece at a time: "
        "trust what is\nwritten there only when the exit code is 0. Other codes: 3 no match, "
        "4 HMAC failure, 5 header\nfailure, 6 payload failure, 7 armor failure; 2 where the "
        "work could not be done.",
    .most = 1,
    .options =
        (const struct argument_option[]){
            {"identity", ARGUMENT_LIST, "FILE", "a file with secret keys (AGE-SECRET-KEY-1…)"},
            {"i", ARGUMENT_ALIAS, "identity", NULL},
            {"passphrase-file", ARGUMENT_LIST, "FILE",
             "the passphrase of the file, or of an identity, is FILE's first line"},
            {"armor", ARGUMENT_FLAG, NULL, "refuse a file that is not armoured"},
            {"a", ARGUMENT_ALIAS, "armor", NULL},
            {"out", ARGUMENT_TEXT, "FILE", "write FILE, in place only when it is whole"},
            {"o", ARGUMENT_ALIAS, "out", NULL},
            {0}},
    .run = run,
};
