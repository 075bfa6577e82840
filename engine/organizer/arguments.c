// SPDX-License-Identifier: EUPL-1.2
// Reading command lines by table.
#include "organizer/arguments.h"

#include "base/check.h"

static int option_find(const struct argument_option *options, struct str name)
{
    for (int i = 0; options[i].name; i++)
        if (options[i].kind != ARGUMENT_ALIAS && str_eq(str_of(options[i].name), name)) return i;
    return -1;
}

static int option_find_letter(const struct argument_option *options, char letter)
{
    for (int i = 0; options[i].name; i++)
        if (options[i].kind == ARGUMENT_ALIAS && options[i].name[0] == letter)
            return option_find(options, str_of(options[i].value));
    return -1;
}

// The letter that stands for an option, 0 where there is none.
static char letter_of(const struct argument_option *options, const char *name)
{
    for (int i = 0; options[i].name; i++)
        if (options[i].kind == ARGUMENT_ALIAS && strcmp(options[i].value, name) == 0)
            return options[i].name[0];
    return '\0';
}

static int count_of(const struct arguments *a, int option)
{
    int count = 0;
    for (int i = 0; i < a->value_count; i++)
        count += a->values[i].option == option;
    return count;
}

static enum err take(struct arguments *a, int option, const char *text, struct err_info *info)
{
    const struct argument_option *o = &a->options[option];
    if (o->kind != ARGUMENT_LIST && count_of(a, option) > 0)
        return err_set(info, ERR_ARGUMENT, "--%s is given twice", o->name);
    if (a->value_count == ARGUMENTS_VALUES_MAX)
        return err_set(info, ERR_ARGUMENT, "more than %d options", ARGUMENTS_VALUES_MAX);
    a->values[a->value_count].option = option;
    a->values[a->value_count++].text = text;
    return ERR_NONE;
}

// One option at words[*at]; moves on over its value.
static enum err read_option(struct arguments *a, int count, char **words, int *at,
                            struct err_info *info)
{
    struct str word = str_of(words[*at]), name = str_sub(word, 2, word.len);
    const char *value = NULL;
    int option = -1;
    if (word.ptr[1] == '-') {
        ptrdiff_t equals = str_find_char(name, '=');
        if (equals >= 0) {
            value = name.ptr + equals + 1;
            name = str_sub(name, 0, (size_t)equals);
        }
        option = option_find(a->options, name);
    } else {
        if (name.len) value = name.ptr;
        option = option_find_letter(a->options, word.ptr[1]);
    }
    if (option < 0)
        return err_set(info, ERR_ARGUMENT, "there is no option %s%.*s",
                       word.ptr[1] == '-' ? "--" : "", STR_ARG(word.ptr[1] == '-' ? name : word));
    const struct argument_option *o = &a->options[option];
    if (o->kind == ARGUMENT_FLAG) {
        if (value) return err_set(info, ERR_ARGUMENT, "--%s takes no value", o->name);
        return take(a, option, "", info);
    }
    if (!value && *at + 1 < count) value = words[++*at];
    if (!value) return err_set(info, ERR_ARGUMENT, "--%s needs a value: %s", o->name, o->value);
    return take(a, option, value, info);
}

// "-" is standard output, and "-3" or "-(1 + 2)" is an expression.
static bool is_option(const char *word)
{
    char letter = word[0] == '-' ? word[1] : '\0';
    return letter == '-' || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

enum err arguments_read(const struct argument_option *options, int least, int most, int count,
                        char **words, struct arguments *out, struct err_info *info)
{
    struct arguments a = {.options = options};
    bool options_ended = false;
    for (int at = 0; at < count; at++) {
        const char *word = words[at];
        if (!options_ended && strcmp(word, "--") == 0) {
            options_ended = true;
        } else if (!options_ended && (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)) {
            a.help = true;
            *out = a;
            return ERR_NONE;
        } else if (!options_ended && is_option(word)) {
            enum err err = read_option(&a, count, words, &at, info);
            if (err) return err;
        } else if (a.word_count == most) {
            return err_set(info, ERR_ARGUMENT, "\"%s\" is one argument too many", word);
        } else {
            a.words[a.word_count++] = word;
        }
    }
    if (a.word_count < least) return err_set(info, ERR_ARGUMENT, "an argument is missing");
    for (int i = 0; options[i].name; i++)
        if (options[i].kind == ARGUMENT_NEEDED && count_of(&a, i) == 0)
            return err_set(info, ERR_ARGUMENT, "--%s %s is missing", options[i].name,
                           options[i].value);
    *out = a;
    return ERR_NONE;
}

void arguments_help(const struct argument_option *options, FILE *out)
{
    enum { COLUMN = 26 };
    for (int i = 0; options[i].name; i++) {
        const struct argument_option *o = &options[i];
        if (o->kind == ARGUMENT_ALIAS) continue;
        char letter = letter_of(options, o->name);
        int used = letter ? fprintf(out, "  -%c,", letter) : fprintf(out, " ");
        used += fprintf(out, " --%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
        if (used > COLUMN - 2) used = fprintf(out, "\n") - 1;
        fprintf(out, "%*s%s%s\n", COLUMN - used, "", o->help,
                o->kind == ARGUMENT_LIST ? " (may be given again)" : "");
    }
    fprintf(out, "  --help%*sthis text\n", COLUMN - 8, "");
}

bool arguments_flag(const struct arguments *a, const char *name)
{
    return arguments_list(a, name, 0) != NULL;
}

const char *arguments_text(const struct arguments *a, const char *name)
{
    return arguments_list(a, name, 0);
}

const char *arguments_list(const struct arguments *a, const char *name, int index)
{
    int option = option_find(a->options, str_of(name));
    CHECK(option >= 0);
    for (int i = 0; i < a->value_count; i++)
        if (a->values[i].option == option && index-- == 0) return a->values[i].text;
    return NULL;
}

enum err arguments_number(const struct arguments *a, const char *name, int64_t least, int64_t most,
                          int64_t otherwise, int64_t *out, struct err_info *info)
{
    const char *text = arguments_text(a, name);
    *out = otherwise;
    if (!text) return ERR_NONE;
    if (!str_to_int64(str_of(text), out) || *out < least || *out > most)
        return err_set(info, ERR_ARGUMENT, "--%s must be a whole number from %lld to %lld", name,
                       (long long)least, (long long)most);
    return ERR_NONE;
}
