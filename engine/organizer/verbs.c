// SPDX-License-Identifier: EUPL-1.2
// The table of verbs, their dispatch and their help.
#include "organizer/verbs.h"

#include <stdarg.h>
#include <stdlib.h>

static const struct verb *const verbs[] = {
    &verb_keygen,        &verb_check,          &verb_survey_new,   &verb_survey_sign,
    &verb_survey_verify, &verb_survey_pack,    &verb_survey_enrol, &verb_survey_publish,
    &verb_survey_pin,    &verb_pull,           &verb_import,       &verb_verify,
    &verb_open,          &verb_archive_export, &verb_live,         &verb_close,
    &verb_export,        &verb_report,         &verb_age_encrypt,  &verb_age_decrypt,
    &verb_eval,          &verb_drive,          &verb_convert,      &verb_rehearse,
    &verb_store_check,   &verb_store_rescue,   &verb_store_end,    &verb_store_certificate,
};
enum { VERB_COUNT = sizeof verbs / sizeof verbs[0] };

void verb_say(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "svar: ");
    vfprintf(stderr, format, args);
    fprintf(stderr, "\n");
    va_end(args);
}

void verb_say_lines(const char *before, const struct buf *lines)
{
    struct str rest = buf_str(lines), line;
    while (str_split(&rest, '\n', &line))
        if (line.len > 0) verb_say("%s%.*s", before, STR_ARG(line));
}

enum verb_exit verb_fail(const struct err_info *info)
{
    char text[1024];
    err_format(info, text, sizeof text);
    verb_say("%s", text);
    return VERB_FAILED;
}

const char *verb_count(uint64_t count, const char *one, const char *many)
{
    return count == 1 ? one : many;
}

void verb_clear(struct err_info *info)
{
    *info = (struct err_info){0};
}

static void help(FILE *out)
{
    fprintf(out, "Usage: svar VERB …\n"
                 "The organizer's desk: keys, surveys, and what respondents answered.\n\n");
    for (int i = 0; i < VERB_COUNT; i++)
        fprintf(out, "  %-16s %s\n", verbs[i]->name, verbs[i]->summary);
    fprintf(out, "\n`svar VERB --help` says more. Ends with 0 when all is well, 1 when something "
                 "is wrong with\nwhat was looked at, 2 when the work could not be done.\n");
}

static void verb_help(const struct verb *v, FILE *out)
{
    fprintf(out, "Usage: svar %s%s%s", v->name, *v->arguments ? " " : "", v->arguments);
    for (int i = 0; v->options[i].name; i++)
        if (v->options[i].kind == ARGUMENT_NEEDED)
            fprintf(out, " --%s %s", v->options[i].name, v->options[i].value);
    fprintf(out, " …\n%s\n\n", v->summary);
    if (*v->details) fprintf(out, "%s\n\n", v->details);
    arguments_help(v->options, out);
}

// How many words of the command line name this verb: 1, 2 for "survey sign", 0 where they do not.
static int named(const struct verb *v, int count, char **words)
{
    struct str rest = str_of(v->name), part;
    int used = 0;
    while (str_word(&rest, &part)) {
        if (used == count || !str_eq(part, str_of(words[used]))) return 0;
        used++;
    }
    return used;
}

// True where the verb's name is the word and another one: "survey" for "survey sign".
static bool in_group(const struct verb *v, const char *word)
{
    size_t length = strlen(word);
    return strncmp(v->name, word, length) == 0 && v->name[length] == ' ';
}

static int unknown(int count, char **words)
{
    bool help_wanted =
        count > 1 && (strcmp(words[1], "--help") == 0 || strcmp(words[1], "-h") == 0);
    bool group = false;
    for (int i = 0; i < VERB_COUNT; i++) {
        if (!in_group(verbs[i], words[0])) continue;
        group = true;
        if (count == 1 || help_wanted)
            fprintf(help_wanted ? stdout : stderr, "  svar %-16s %s\n", verbs[i]->name,
                    verbs[i]->summary);
    }
    if (!group)
        verb_say("there is no verb \"%s\"; `svar --help` lists them", words[0]);
    else if (count > 1 && !help_wanted)
        verb_say("there is no verb \"%s %s\"; `svar --help` lists them", words[0], words[1]);
    return group && help_wanted ? VERB_DONE : VERB_FAILED;
}

// What was asked for on standard output must have got there: a full disk behind a pipe is a
// failure.
static int end(enum verb_exit code)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        verb_say("cannot write to standard output");
        return VERB_FAILED;
    }
    return (int)code;
}

int verbs_run(int count, char **words)
{
    if (count == 0) {
        help(stderr);
        return VERB_FAILED;
    }
    if (strcmp(words[0], "--help") == 0 || strcmp(words[0], "-h") == 0 ||
        strcmp(words[0], "help") == 0) {
        help(stdout);
        return end(VERB_DONE);
    }
    if (strcmp(words[0], "--version") == 0) {
        printf("svar %s\n", SVAR_VERSION);
        return end(VERB_DONE);
    }
    for (int i = 0; i < VERB_COUNT; i++) {
        int used = named(verbs[i], count, words);
        if (!used) continue;
        struct arguments arguments;
        struct err_info info = {0};
        if (arguments_read(verbs[i]->options, verbs[i]->least, verbs[i]->most, count - used,
                           words + used, &arguments, &info)) {
            verb_fail(&info);
            fprintf(stderr, "Try svar %s --help\n", verbs[i]->name);
            return VERB_FAILED;
        }
        if (arguments.help) {
            verb_help(verbs[i], stdout);
            return end(VERB_DONE);
        }
        return end(verbs[i]->run(&arguments));
    }
    return unknown(count, words);
}
