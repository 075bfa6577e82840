// SPDX-License-Identifier: EUPL-1.2
// The words of svar-collector, one table for flags and for the configuration file.
#include "collector/arguments_priv.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/limits.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_MOST = 1000000, CONFIG_BYTES = 64 << 10, TEXTS_MAX = 64 };

const char collector_help[] =
    "Usage: svar-collector --db DATABASE --key FILE --organizer KEY… [--listen ADDRESS:PORT]\n"
    "       svar-collector --config FILE\n"
    "       svar-collector devices --db DATABASE [--block KEY] [--unblock KEY]\n"
    "                      [--rename KEY --name NAME]\n"
    "       svar-collector backup --db sqlite:PATH OUT\n"
    "       svar-collector import --db DATABASE --key FILE [--vouched] STICK…\n"
    "       svar-collector migrate --from sqlite:PATH --to postgresql://…\n"
    "Takes sealed responses from kiosks, gives receipts, hands the batches to their organizer.\n"
    "It cannot open a response.\n"
    "\n"
    "  --config FILE           lines \"word = value\" with the words below, without dashes; # "
    "begins\n"
    "                          a comment; a flag wins over the file\n"
    "  --db sqlite:PATH        the database, made when missing\n"
    "  --db postgresql://…     PostgreSQL 15 or later; several collectors may share one\n"
    "  --listen ADDRESS:PORT   where to listen; port 0 picks a free one (127.0.0.1:8080)\n"
    "  --prefix PATH           also answer below this path, for a proxy that passes it on\n"
    "  --key FILE              the collector's signing key, made when missing\n"
    "  --organizer KEY         whose signed surveys are taken: a minisign public key, or the\n"
    "                          file that holds it; may be given several times\n"
    "  --tls-cert FILE         speak TLS with this certificate chain (PEM)\n"
    "  --tls-key FILE          and its private key\n"
    "  --port-file FILE        write the port to FILE once it listens\n"
    "  --log FILE              also log to FILE\n"
    "  --connections N         connections at a time (512)\n"
    "  --per-address N         connections of one address (128); behind a proxy, as --connections\n"
    "  --rate N                requests a second of one address (200; 0: no limit); behind a\n"
    "                          proxy, 0\n"
    "  --idle N                seconds that a connection may be silent (30)\n"
    "  --request-time N        seconds that a request may take, and one more for each 16 KiB (60)\n"
    "  --room N                MB that all bodies under way may take together (256)\n"
    "  --keep-days N           erase batches so long after their organizer fetched them (0: "
    "never)\n"
    "  --erase-days N          erase batches so long after they came, fetched or not (0: never)\n"
    "  --new-epoch             begin a new epoch, after putting back a copy of the database's "
    "files\n"
    "  --print-key             show the public key for survey.json and end\n"
    "  --check                 say whether all this can be read, and end\n"
    "  --verbose               log health checks too\n"
    "  --block KEY             take nothing more from the device with this key; its first 8\n"
    "                          digits do\n"
    "  --unblock KEY           take from it again\n"
    "  --rename KEY            give it the name of --name\n"
    "  --vouched               let devices in that never enrolled: their stick is in your hand\n"
    "  --help, --version\n";

enum kind { TEXT, NUMBER, SWITCH, VERB, LISTEN, ORGANIZER, CONFIG };

struct word {
    const char *name;
    enum kind kind;
    size_t place;             // of a text, number or switch
    enum collector_verb verb; // of a VERB
    bool flag_only;
};

#define PLACE(member) offsetof(struct collector_arguments, member)
static const struct word words[] = {
    {"config", CONFIG, 0, 0, true},
    {"db", TEXT, PLACE(db), 0, false},
    {"listen", LISTEN, 0, 0, false},
    {"prefix", TEXT, PLACE(prefix), 0, false},
    {"key", TEXT, PLACE(key), 0, false},
    {"organizer", ORGANIZER, 0, 0, false},
    {"tls-cert", TEXT, PLACE(tls_cert), 0, false},
    {"tls-key", TEXT, PLACE(tls_key), 0, false},
    {"port-file", TEXT, PLACE(port_file), 0, false},
    {"log", TEXT, PLACE(log), 0, false},
    {"connections", NUMBER, PLACE(connections), 0, false},
    {"per-address", NUMBER, PLACE(per_address), 0, false},
    {"rate", NUMBER, PLACE(rate), 0, false},
    {"idle", NUMBER, PLACE(idle), 0, false},
    {"request-time", NUMBER, PLACE(request_time), 0, false},
    {"room", NUMBER, PLACE(room_mb), 0, false},
    {"keep-days", NUMBER, PLACE(keep_days), 0, false},
    {"erase-days", NUMBER, PLACE(erase_days), 0, false},
    {"new-epoch", SWITCH, PLACE(new_epoch), 0, true},
    {"verbose", SWITCH, PLACE(verbose), 0, false},
    {"print-key", VERB, 0, COLLECTOR_PRINT_KEY, true},
    {"check", VERB, 0, COLLECTOR_CHECK, true},
    {"help", VERB, 0, COLLECTOR_HELP, true},
    {"version", VERB, 0, COLLECTOR_VERSION, true},
    {"block", TEXT, PLACE(devices.block), 0, true},
    {"unblock", TEXT, PLACE(devices.unblock), 0, true},
    {"rename", TEXT, PLACE(devices.rename), 0, true},
    {"name", TEXT, PLACE(devices.name), 0, true},
    {"vouched", SWITCH, PLACE(vouched), 0, true},
    {"from", TEXT, PLACE(from), 0, true},
    {"to", TEXT, PLACE(to), 0, true},
};
#undef PLACE
enum { WORDS = sizeof words / sizeof words[0] };

static const struct word *find_word(struct str name)
{
    for (size_t i = 0; i < WORDS; i++)
        if (str_eq(name, str_of(words[i].name))) return &words[i];
    return NULL;
}

// ---- values ----
// "127.0.0.1:8080" or "[::1]:8080".
static enum err read_listen(const char *text, struct collector_arguments *out,
                            struct err_info *info)
{
    const char *colon = strrchr(text, ':');
    uint64_t port = 0;
    struct str address = colon ? str_make(text, (size_t)(colon - text)) : (struct str){NULL, 0};
    if (str_starts(address, STR("[")) && str_ends(address, STR("]")))
        address = str_sub(address, 1, address.len - 1);
    if (!colon || !str_to_uint64(str_of(colon + 1), &port) || port > UINT16_MAX || !address.len ||
        address.len >= sizeof out->address)
        return err_set(info, ERR_ARGUMENT,
                       "listen %s: write ADDRESS:PORT, for example 127.0.0.1:8080", text);
    memcpy(out->address, address.ptr, address.len);
    out->address[address.len] = '\0';
    out->port = (uint16_t)port;
    out->listen = text;
    return ERR_NONE;
}

static enum err read_organizer(const char *value, struct collector_arguments *out,
                               struct err_info *info)
{
    if (out->organizer_count == COLLECTOR_ORGANIZERS_MAX)
        return err_set(info, ERR_ARGUMENT, "at most %d organizers", COLLECTOR_ORGANIZERS_MAX);
    struct buf text = {0};
    struct seal_minisign_key *key = &out->organizers[out->organizer_count];
    enum err err = ERR_NONE;
    if (str_starts(str_of(value), STR("RW")) && !file_exists(value))
        buf_add_text(&text, value);
    else
        err = file_read(value, LIMIT_HTTP_JSON_BYTES, &text, info);
    if (!err) err = seal_minisign_key_parse(buf_str(&text), key, info);
    buf_finish(&text);
    if (err) return err_prefix(info, ERR_ARGUMENT, "organizer: ");
    out->organizer_count++;
    return ERR_NONE;
}

static enum err read_switch(const char *name, const char *value, bool *out, struct err_info *info)
{
    if (!value || !strcmp(value, "yes") || !strcmp(value, "true"))
        *out = true;
    else if (!strcmp(value, "no") || !strcmp(value, "false"))
        *out = false;
    else
        return err_set(info, ERR_ARGUMENT, "%s: \"%s\" is neither yes nor no", name, value);
    return ERR_NONE;
}

// value lives as long as out, and is NULL only for switches and verbs.
static enum err apply(const struct word *word, const char *value, struct collector_arguments *out,
                      struct err_info *info)
{
    void *place = (char *)out + word->place;
    uint64_t number = 0;
    switch (word->kind) {
    case TEXT: memcpy(place, &value, sizeof value); return ERR_NONE;
    case SWITCH: return read_switch(word->name, value, place, info);
    case VERB: out->verb = word->verb; return ERR_NONE;
    case LISTEN: return read_listen(value, out, info);
    case ORGANIZER: return read_organizer(value, out, info);
    case CONFIG: return ERR_NONE; // read before all others
    case NUMBER:
    default: break;
    }
    if (!str_to_uint64(str_of(value), &number) || number > NUMBER_MOST)
        return err_set(info, ERR_ARGUMENT, "%s: \"%s\" is no whole number up to %d", word->name,
                       value, NUMBER_MOST);
    unsigned small = (unsigned)number;
    memcpy(place, &small, sizeof small);
    return ERR_NONE;
}

// ---- the file ----
static enum err read_line(struct str line, struct collector_arguments *out, struct err_info *info)
{
    line = str_trim(line);
    if (!line.len || line.ptr[0] == '#') return ERR_NONE;
    ptrdiff_t equals = str_find_char(line, '=');
    if (equals < 0) return err_set(info, ERR_ARGUMENT, "write \"word = value\"");
    struct str name = str_trim(str_sub(line, 0, (size_t)equals));
    struct str value = str_trim(str_sub(line, (size_t)equals + 1, line.len));
    const struct word *word = find_word(name);
    if (!word || word->flag_only)
        return err_set(info, ERR_ARGUMENT,
                       word ? "\"%.*s\" can only be said on the command line"
                            : "\"%.*s\" is not known; svar-collector --help lists the words",
                       (int)(name.len < 60 ? name.len : 60), name.ptr);
    if (!value.len)
        return err_set(info, ERR_ARGUMENT, "%s has no value: write %s = …", word->name, word->name);
    if (memchr(value.ptr, 0, value.len))
        return err_set(info, ERR_ARGUMENT, "%s holds a zero byte", word->name);
    if (out->text_count == TEXTS_MAX)
        return err_set(info, ERR_ARGUMENT, "the file says more than there is to say");
    char *text = xstrndup(value.ptr, value.len);
    out->texts[out->text_count++] = text;
    return apply(word, text, out, info);
}

enum err collector_arguments_file(struct str text, const char *name,
                                  struct collector_arguments *out, struct err_info *info)
{
    int32_t number = 0;
    for (bool more = text.len > 0; more;) {
        ptrdiff_t end = str_find_char(text, '\n');
        struct str line = end < 0 ? text : str_sub(text, 0, (size_t)end);
        text = end < 0 ? (struct str){NULL, 0} : str_sub(text, (size_t)end + 1, text.len);
        more = text.len > 0;
        number++;
        struct err_info why = {0};
        if (read_line(line, out, &why))
            return err_set(info, ERR_ARGUMENT, "%s:%d: %s", name, (int)number, why.message);
    }
    return ERR_NONE;
}

static enum err read_config(const char *path, struct collector_arguments *out,
                            struct err_info *info)
{
    struct buf text = {0};
    enum err err = file_read(path, CONFIG_BYTES, &text, info);
    if (err)
        err_prefix(info, err, "--config: ");
    else
        err = collector_arguments_file(buf_str(&text), path, out, info);
    buf_finish(&text);
    return err;
}

// ---- the command line ----
static bool needs_value(const struct word *word)
{
    return word->kind != SWITCH && word->kind != VERB;
}

// "--word value" or "--word=value" at *at, which is moved past it.
static enum err read_flag(int argc, char **argv, int *at, const struct word **out_word,
                          const char **out_value, struct err_info *info)
{
    struct str name = str_of(argv[*at] + 2);
    ptrdiff_t equals = str_find_char(name, '=');
    const char *value = equals < 0 ? NULL : name.ptr + equals + 1;
    if (equals >= 0) name = str_sub(name, 0, (size_t)equals);
    const struct word *word = find_word(name);
    if (!word)
        return err_set(info, ERR_ARGUMENT, "the option --%.*s is not known",
                       (int)(name.len < 60 ? name.len : 60), name.ptr);
    if (needs_value(word) && !value) {
        if (*at + 1 >= argc)
            return err_set(info, ERR_ARGUMENT, "--%s needs a value behind it", word->name);
        value = argv[++*at];
    }
    ++*at;
    *out_word = word;
    *out_value = value;
    return ERR_NONE;
}

static enum err read_verb(const char *text, struct collector_arguments *out, struct err_info *info)
{
    static const struct {
        const char *name;
        enum collector_verb verb;
    } verbs[] = {{"devices", COLLECTOR_DEVICES},
                 {"backup", COLLECTOR_BACKUP},
                 {"import", COLLECTOR_IMPORT},
                 {"migrate", COLLECTOR_MIGRATE}};
    if (out->verb == COLLECTOR_BACKUP && !out->out) {
        out->out = text;
        return ERR_NONE;
    }
    if (out->verb == COLLECTOR_IMPORT &&
        out->stick_count < sizeof out->sticks / sizeof out->sticks[0]) {
        out->sticks[out->stick_count++] = text;
        return ERR_NONE;
    }
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (out->verb == COLLECTOR_SERVE && !strcmp(text, verbs[i].name)) {
            out->verb = verbs[i].verb;
            return ERR_NONE;
        }
    return err_set(info, ERR_ARGUMENT, "\"%s\" is not understood", text);
}

static enum err check_devices(const struct collector_arguments *a, struct err_info *info)
{
    const struct collector_devices_ask *ask = &a->devices;
    if (!a->db) return err_set(info, ERR_ARGUMENT, "--db is missing");
    if (!ask->rename != !ask->name)
        return err_set(info, ERR_ARGUMENT, "--rename KEY and --name NAME belong together");
    return ERR_NONE;
}

static enum err check_serve(const struct collector_arguments *a, struct err_info *info)
{
    if (!a->key) return err_set(info, ERR_ARGUMENT, "--key FILE is missing");
    if (a->verb == COLLECTOR_PRINT_KEY) return ERR_NONE;
    if (!a->db) return err_set(info, ERR_ARGUMENT, "--db sqlite:PATH is missing");
    if (!a->organizer_count)
        return err_set(info, ERR_ARGUMENT,
                       "--organizer is missing: without it no survey could be published");
    if (!a->tls_cert != !a->tls_key)
        return err_set(info, ERR_ARGUMENT, "--tls-cert and --tls-key belong together");
    if (a->prefix && (a->prefix[0] != '/' || str_ends(str_of(a->prefix), STR("/"))))
        return err_set(info, ERR_ARGUMENT,
                       "--prefix %s: a path begins with / and does not end with it", a->prefix);
    return ERR_NONE;
}

static enum err check_all(const struct collector_arguments *a, struct err_info *info)
{
    const struct collector_devices_ask *ask = &a->devices;
    bool of_devices = ask->block || ask->unblock || ask->rename || ask->name;
    if (a->verb == COLLECTOR_HELP || a->verb == COLLECTOR_VERSION) return ERR_NONE;
    if (of_devices && a->verb != COLLECTOR_DEVICES)
        return err_set(info, ERR_ARGUMENT,
                       "--block, --unblock and --rename come after the word devices");
    if ((a->from || a->to) && a->verb != COLLECTOR_MIGRATE)
        return err_set(info, ERR_ARGUMENT, "--from and --to come after the word migrate");
    if (a->vouched && a->verb != COLLECTOR_IMPORT)
        return err_set(info, ERR_ARGUMENT, "--vouched comes after the word import");
    if (a->verb == COLLECTOR_DEVICES) return check_devices(a, info);
    if (a->verb == COLLECTOR_IMPORT && (!a->db || !a->key || !a->stick_count))
        return err_set(
            info, ERR_ARGUMENT,
            "write svar-collector import --db DATABASE --key FILE STICK…, where STICK is "
            "the folder at which it is mounted");
    if (a->verb == COLLECTOR_IMPORT) return ERR_NONE;
    if (a->verb == COLLECTOR_BACKUP && (!a->db || !a->out))
        return err_set(info, ERR_ARGUMENT,
                       "write svar-collector backup --db sqlite:PATH OUT, where OUT is the copy");
    if (a->verb == COLLECTOR_MIGRATE && (!a->from || !a->to))
        return err_set(info, ERR_ARGUMENT,
                       "write svar-collector migrate --from sqlite:PATH --to postgresql://…");
    if (a->verb == COLLECTOR_BACKUP || a->verb == COLLECTOR_MIGRATE) return ERR_NONE;
    return check_serve(a, info);
}

enum err collector_arguments_read(int argc, char **argv, struct collector_arguments *out,
                                  struct err_info *info)
{
    *out = (struct collector_arguments){.address = "127.0.0.1", .port = 8080, .rate = 200};
    enum err err = ERR_NONE;
    // Twice: the file's lines first, so that flags win wherever they stand.
    for (int round = 0; !err && round < 2; round++)
        for (int at = 1; !err && at < argc;) {
            const struct word *word = NULL;
            const char *value = NULL;
            if (strncmp(argv[at], "--", 2) != 0) {
                if (round) err = read_verb(argv[at], out, info);
                at++;
                continue;
            }
            err = read_flag(argc, argv, &at, &word, &value, info);
            if (err) break;
            if (!round && word->kind == CONFIG) err = read_config(value, out, info);
            if (round && apply(word, value, out, info)) err = err_prefix(info, ERR_ARGUMENT, "--");
        }
    return err ? err : check_all(out, info);
}

void collector_arguments_finish(struct collector_arguments *a)
{
    while (a->text_count)
        free(a->texts[--a->text_count]);
}
