// SPDX-License-Identifier: EUPL-1.2
// svar survey new: a folder with survey.json and a copy of the form, ready to be looked at, edited
// and signed. From a questionnaire of a plugin or from a form file; a settings file gives what is
// not on the command line.
#include "organizer/verbs.h"

#include "base/check.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/picture.h"
#include "organizer/desk.h"
#include "plugin/registry.h"
#include "report/report.h"

#include <limits.h>
#include <stdlib.h>

struct making {
    const struct arguments *a;
    const char *dir;
    json_t *json; // survey.json
    struct buf form_bytes;
    char form_name[32]; // "form.md"
    struct buf logo;
    const char *logo_name; // "logo.png", NULL: none was given
    struct form_def *form;
    struct plugin_registry *plugins;
    const struct svar_questionnaire_1 *questionnaire; // NULL: from a file
};

static void set(json_t *object, const char *name, json_t *value)
{
    CHECK(value && json_object_set_new(object, name, value) == 0);
}

static bool has(const struct making *m, const char *name)
{
    return json_object_get(m->json, name) != NULL;
}

// ---- the form ----

static enum err name_form(struct making *m, const char *from, struct err_info *info)
{
    const char *dot = strrchr(from, '.');
    static const char *const endings[] = {".md", ".xlsx", ".xlsm", ".csv"};
    for (size_t i = 0; dot && i < sizeof endings / sizeof endings[0]; i++) {
        if (!str_eq_nocase(str_of(dot), str_of(endings[i]))) continue;
        snprintf(m->form_name, sizeof m->form_name, "form%s", endings[i]);
        return ERR_NONE;
    }
    return err_set(info, ERR_ARGUMENT, "%s: a form's name ends in .md, .xlsx or .csv", from);
}

static enum err form_from_plugin(struct making *m, const char *name, struct err_info *info)
{
    static const struct plugin_host host = {.name = "svar", .version = SVAR_VERSION};
    struct plugin_questionnaire found;
    const char *file;
    enum err err = ERR_NONE;
    m->plugins = plugin_registry_create(&host);
    for (int i = 0; !err && (file = arguments_list(m->a, "plugin", i)); i++)
        err = plugin_registry_load(m->plugins, file, PLUGIN_TRUST_OWNER, info);
    if (!err && plugin_registry_count(m->plugins) == 0) {
        // The plugin's own name tells which file it is installed as.
        char path[PATH_MAX];
        struct str rest = str_of(name), plugin;
        str_split(&rest, '/', &plugin);
        snprintf(path, sizeof path, "%s/%.*s.so", SVAR_PLUGINDIR, STR_ARG(plugin));
        if (!file_name_safe(plugin) || !file_exists(path))
            return err_set(info, ERR_MISSING, "no plugin %s; name its file with --plugin", path);
        err = plugin_registry_load(m->plugins, path, PLUGIN_TRUST_OWNER, info);
    }
    if (!err) err = plugin_questionnaire_find(m->plugins, str_of(name), &found, info);
    if (err) return err;
    m->questionnaire = found.form;
    if (found.form->form_bytes > LIMIT_WORKBOOK_BYTES)
        return err_set(info, ERR_LIMIT, "the form %s is larger than allowed", name);
    buf_add(&m->form_bytes, found.form->form, (size_t)found.form->form_bytes);
    return name_form(m, found.form->file_name, info);
}

static enum err load_form(struct making *m, struct err_info *info)
{
    const char *from = arguments_text(m->a, "from"), *file = arguments_text(m->a, "form");
    enum err err;
    if (!from == !file)
        return err_set(info, ERR_ARGUMENT, "give either --from PLUGIN/ID or --form FILE");
    if (from)
        err = form_from_plugin(m, from, info);
    else {
        err = name_form(m, file, info);
        if (!err) err = file_read(file, LIMIT_WORKBOOK_BYTES, &m->form_bytes, info);
    }
    if (err) return err;
    struct form_problems *problems = form_problems_create();
    // A form of one's own may name data files, which lie beside it.
    err = file ? form_def_load(file, desk_form_host(), problems, &m->form)
               : form_def_load_bytes(buf_str(&m->form_bytes), str_of(m->form_name),
                                     desk_form_host(), problems, &m->form);
    struct buf text = {0};
    for (size_t i = 0; i < form_problems_total(problems); i++)
        form_problem_print(form_problems_at(problems, i), &text);
    fprintf(stderr, "%s", buf_text(&text));
    buf_finish(&text);
    if (err) err_set(info, err, "the form has mistakes; mend them first");
    form_problems_destroy(problems);
    return err;
}

// ---- survey.json ----

static enum err load_settings(struct making *m, struct err_info *info)
{
    const char *path = arguments_text(m->a, "settings");
    struct buf text = {0};
    m->json = json_object();
    if (!path) return ERR_NONE;
    json_t *settings = NULL;
    enum err err = file_read(path, LIMIT_SURVEY_JSON_BYTES, &text, info);
    if (!err) {
        err_place(info, path, NULL, 0, 0);
        err = json_parse(buf_str(&text), LIMIT_SURVEY_JSON_BYTES, &settings, info);
        if (!err && !json_is_object(settings))
            err = err_set(info, ERR_PARSE, "the settings must be a JSON object");
        if (!err) verb_clear(info);
    }
    if (!err) json_object_update(m->json, settings);
    json_decref(settings);
    buf_finish(&text);
    return err;
}

// The survey speaks the languages that its form does, unless the settings name some of them.
static enum err set_languages(struct making *m, struct err_info *info)
{
    json_t *wanted = json_object_get(m->json, "languages");
    if (!wanted) {
        wanted = json_array();
        for (size_t i = 0; i < form_def_language_count(m->form); i++) {
            struct str code = form_def_language_code(m->form, i);
            json_array_append_new(wanted, json_str(code.len ? code : STR("sv")));
        }
        set(m->json, "languages", wanted);
    }
    for (size_t i = 0; i < json_array_size(wanted); i++) {
        const char *code = json_string_value(json_array_get(wanted, i));
        bool only =
            form_def_language_count(m->form) == 1 && form_def_language_code(m->form, 0).len == 0;
        if (!only && (!code || form_def_language_find(m->form, str_of(code)) < 0))
            return err_set(info, ERR_PARSE,
                           "the form has no language \"%s\"; take it out of "
                           "\"languages\" or add its columns to the form",
                           code ? code : "?");
    }
    return ERR_NONE;
}

static const char *first_language(const struct making *m)
{
    const char *code = json_string_value(json_array_get(json_object_get(m->json, "languages"), 0));
    return code ? code : "sv";
}

// "TEXT" in the first language, or "en=TEXT".
static void set_text(struct making *m, json_t *object, const char *member, const char *option)
{
    const char *text;
    for (int i = 0; (text = arguments_list(m->a, option, i)); i++) {
        char code[16];
        const char *equals = strchr(text, '=');
        size_t bytes = equals ? (size_t)(equals - text) : 0;
        bool named = bytes >= 2 && bytes < sizeof code &&
                     strspn(text, "abcdefghijklmnopqrstuvwxyz-") == bytes;
        snprintf(code, sizeof code, "%.*s", named ? (int)bytes : (int)sizeof code - 1,
                 named ? text : first_language(m));
        json_t *texts = json_object_get(object, member);
        if (!json_is_object(texts)) {
            texts = json_object();
            set(object, member, texts);
        }
        json_t *value = json_string(named ? equals + 1 : text);
        set(texts, code, value ? value : json_string(""));
    }
}

static void set_title(struct making *m)
{
    set_text(m, m->json, "title", "title");
    if (has(m, "title")) return;
    json_t *title = json_object(), *languages = json_object_get(m->json, "languages");
    for (size_t i = 0; i < json_array_size(languages); i++) {
        const char *code = json_string_value(json_array_get(languages, i));
        int language = form_def_language_find(m->form, str_of(code));
        struct str text = form_def_title(m->form, language < 0 ? 0 : (size_t)language);
        set(title, code, json_str(text.len ? text : form_def_id(m->form)));
    }
    set(m->json, "title", title);
}

static enum err set_organizer(struct making *m, struct err_info *info)
{
    const char *key = arguments_text(m->a, "sign-key-pub");
    json_t *organizer = json_object_get(m->json, "organizer");
    if (!json_is_object(organizer)) {
        organizer = json_object();
        set(m->json, "organizer", organizer);
    }
    set_text(m, organizer, "name", "organizer-name");
    set_text(m, organizer, "contact", "contact");
    if (!json_object_get(organizer, "name"))
        return err_set(info, ERR_ARGUMENT,
                       "who asks? Give --organizer-name, which respondents see");
    if (!key) return ERR_NONE; // survey sign puts its own key in
    struct seal_minisign_key public;
    enum err err = keys_public_read(key, &public, info);
    if (err) return err;
    struct buf line = {0};
    seal_minisign_key_format(&public, &line);
    set(organizer, "sign_key", json_str(str_trim(buf_str(&line))));
    buf_finish(&line);
    return ERR_NONE;
}

static enum err set_recipients(struct making *m, struct err_info *info)
{
    struct keys_recipients list = {.count = 0};
    const char *one;
    enum err err = ERR_NONE;
    for (int i = 0; !err && (one = arguments_list(m->a, "recipient", i)); i++)
        err = keys_recipients_add(&list, one, info);
    if (err) return err;
    if (list.count) {
        json_t *recipients = json_array();
        for (size_t i = 0; i < list.count; i++) {
            char text[SEAL_RECIPIENT_CHARS + 1];
            seal_recipient_format(&list.recipient[i], text);
            json_array_append_new(recipients, json_string(text));
        }
        set(m->json, "recipients", recipients);
    }
    if (!json_array_size(json_object_get(m->json, "recipients")))
        return err_set(info, ERR_ARGUMENT,
                       "who may open the answers? Give --recipient age1… or "
                       "--recipient @recipient.txt (svar keygen makes it)");
    return ERR_NONE;
}

static enum err set_collector(struct making *m, struct err_info *info)
{
    const char *url = arguments_text(m->a, "collector"), *key;
    uint8_t bytes[32];
    if (!url) {
        if (arguments_list(m->a, "collector-key", 0))
            return err_set(info, ERR_ARGUMENT, "--collector-key needs --collector URL");
        return ERR_NONE;
    }
    json_t *collector = json_object(), *keys = json_array();
    set(collector, "url", json_string(url));
    set(collector, "keys", keys);
    set(m->json, "collector", collector);
    for (int i = 0; (key = arguments_list(m->a, "collector-key", i)); i++) {
        struct str text = str_trim(str_of(key));
        if (!hex_decode(text, bytes, sizeof bytes))
            return err_set(info, ERR_ARGUMENT,
                           "--collector-key must be 64 hex digits, as "
                           "svar-collector --print-key shows them");
        json_array_append_new(keys, json_str(text));
    }
    if (json_array_size(keys) == 0)
        return err_set(info, ERR_ARGUMENT,
                       "--collector needs --collector-key HEX, so that kiosks "
                       "know the collector (svar-collector --print-key)");
    return ERR_NONE;
}

// What the organizer's pages look like; a picture is judged now, before there is any folder.
static enum err set_look(struct making *m, struct err_info *info)
{
    const char *colour = arguments_text(m->a, "colour"), *logo = arguments_text(m->a, "logo");
    if (!colour && !logo) return ERR_NONE;
    json_t *look = json_object_get(m->json, "look");
    if (!json_is_object(look)) {
        look = json_object();
        set(m->json, "look", look);
    }
    if (colour) {
        if (!survey_colour_valid(str_of(colour)))
            return err_set(info, ERR_ARGUMENT,
                           "--colour is written '#0A5C66': # and six hex digits, in quotes");
        set(look, "colour", json_string(colour));
    }
    if (!logo) return ERR_NONE;
    struct picture picture;
    enum err err = file_read(logo, LIMIT_SURVEY_PACKAGE_BYTES, &m->logo, info);
    if (err) return err;
    err = picture_look(buf_str(&m->logo), &picture, info);
    if (err) return err_prefix(info, err, "--logo %s: ", logo);
    m->logo_name = picture.png ? "logo.png" : "logo.jpg";
    set(look, "logo", json_string(m->logo_name));
    return ERR_NONE;
}

static enum err set_plain(struct making *m, struct err_info *info)
{
    static const struct {
        const char *option, *member;
        int64_t least, most;
    } numbers[] = {
        {"version", "version", 1, INT32_MAX},   {"expected", "expected", 0, 1000000000},
        {"invited", "invited", 0, 1000000000},  {"k", "k", 1, 1000},
        {"least-batch", "least_batch", 1, 256},
    };
    static const char *const words[] = {"id", "wave", "mode", "time"};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        int64_t value;
        enum err err = arguments_number(m->a, numbers[i].option, numbers[i].least, numbers[i].most,
                                        0, &value, info);
        if (err) return err;
        if (arguments_text(m->a, numbers[i].option))
            set(m->json, numbers[i].member, json_integer(value));
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const char *value = arguments_text(m->a, words[i]);
        if (!value) continue;
        if (!utf8_valid(str_of(value)))
            return err_set(info, ERR_ARGUMENT, "--%s is not UTF-8", words[i]);
        set(m->json, words[i], json_string(value));
    }
    if (!has(m, "id")) return err_set(info, ERR_ARGUMENT, "give the survey a name: --id NAME");
    if (!has(m, "version")) set(m->json, "version", json_integer(1));
    if (!has(m, "mode")) set(m->json, "mode", json_string("test"));
    return ERR_NONE;
}

// The members in the order in which the format is described, so that people find them.
static json_t *in_order(json_t *json)
{
    static const char *const order[] = {
        "svar",           "id",        "version",
        "wave",           "mode",      "title",
        "languages",      "form",      "organizer",
        "recipients",     "collector", "expected",
        "invited",        "k",         "least_batch",
        "batch_delay_s",  "idle_s",    "idle_warning_s",
        "retention_days", "break_off", "time",
        "usual_bytes",    "admin_pin", "pages",
        "look",           "report",
    };
    json_t *ordered = json_object();
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        json_t *value = json_object_get(json, order[i]);
        if (value) json_object_set(ordered, order[i], value);
    }
    json_object_update_missing(ordered, json); // what this version does not know stays, at the end
    return ordered;
}

static enum err make_json(struct making *m, struct err_info *info)
{
    enum err err = load_settings(m, info);
    if (err) return err;
    set(m->json, "svar", json_integer(1));
    set(m->json, "form", json_string(m->form_name));
    if ((err = set_languages(m, info)) || (err = set_plain(m, info))) return err;
    set_title(m);
    if ((err = set_organizer(m, info)) || (err = set_recipients(m, info)) ||
        (err = set_collector(m, info)) || (err = set_look(m, info)))
        return err;
    const json_t *report = json_object_get(m->json, "report");
    return report ? report_settings_check(m->form, report, info) : ERR_NONE;
}

// ---- the folder ----

static enum err write_one(const char *dir, const char *name, struct str bytes,
                          struct err_info *info)
{
    char path[PATH_MAX];
    enum err err = file_join(path, sizeof path, dir, name, info);
    return err ? err : file_write(path, bytes, 0644, info);
}

struct copying {
    struct making *m;
    struct err_info *info;
    enum err err;
};

// A file that the form names goes with it: data files must be there, pictures and sound may follow.
static void copy_one(struct str name, bool data_file, void *data)
{
    struct copying *c = data;
    const char *form = arguments_text(c->m->a, "form");
    char from[PATH_MAX], plain[NAME_MAX + 1];
    if (c->err || !form || !name.len) return;
    snprintf(plain, sizeof plain, "%.*s", STR_ARG(name));
    bool safe = file_name_safe(name) && name.len < sizeof plain && str_find_char(name, '/') < 0;
    struct str folder = str_of(form);
    while (folder.len && folder.ptr[folder.len - 1] != '/')
        folder.len--;
    int len = snprintf(from, sizeof from, "%.*s%s", STR_ARG(folder), plain);
    if (!safe || len < 0 || (size_t)len >= sizeof from || !file_exists(from)) {
        if (!data_file)
            verb_say("%s names %.*s, which is not beside it: put it into %s before you sign", form,
                     STR_ARG(name), c->m->dir);
        return;
    }
    struct buf bytes = {0};
    c->err = file_read(from, LIMIT_SURVEY_PACKAGE_BYTES, &bytes, c->info);
    if (!c->err) c->err = write_one(c->m->dir, plain, buf_str(&bytes), c->info);
    buf_finish(&bytes);
}

// The form may have a picture of that name, or the folder: it is not replaced by another.
static enum err write_logo(struct making *m, struct err_info *info)
{
    char path[PATH_MAX];
    struct buf there = {0};
    if (!m->logo_name) return ERR_NONE;
    enum err err = file_join(path, sizeof path, m->dir, m->logo_name, info);
    if (err) return err;
    if (!file_exists(path)) return file_write(path, buf_str(&m->logo), 0644, info);
    err = file_read(path, LIMIT_SURVEY_PACKAGE_BYTES, &there, info);
    if (!err && !str_eq(buf_str(&there), buf_str(&m->logo)))
        err = err_set(info, ERR_EXISTS, "%s is there already and is another picture; rename it",
                      path);
    buf_finish(&there);
    return err;
}

static enum err write_folder(struct making *m, struct err_info *info)
{
    char path[PATH_MAX];
    enum err err = file_join(path, sizeof path, m->dir, "survey.json", info);
    if (!err && file_exists(path))
        err = err_set(info, ERR_EXISTS, "%s is there already; choose another folder", path);
    if (!err) err = file_make_dir(m->dir, 0755, info);
    if (!err) err = write_one(m->dir, m->form_name, buf_str(&m->form_bytes), info);
    struct copying copying = {m, info, err};
    form_def_files(m->form, copy_one, &copying);
    err = copying.err;
    for (uint32_t i = 0; !err && m->questionnaire && i < m->questionnaire->media_count; i++) {
        const struct svar_questionnaire_media_1 *media = &m->questionnaire->media[i];
        if (!file_name_safe(str_of(media->name)) || strchr(media->name, '/'))
            err = err_set(info, ERR_PLUGIN, "the plugin names a file \"%s\"", media->name);
        else
            err = write_one(m->dir, media->name, str_make(media->data, (size_t)media->bytes), info);
    }
    if (!err) err = write_logo(m, info);
    if (err) return err;
    json_t *ordered = in_order(m->json);
    char *text = json_dumps(ordered, JSON_INDENT(2));
    CHECK(text);
    struct buf file = {0};
    buf_printf(&file, "%s\n", text);
    err = write_one(m->dir, "survey.json", buf_str(&file), info); // last: now it is a survey
    buf_finish(&file);
    free(text);
    json_decref(ordered);
    return err;
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    struct making m = {.a = a, .dir = a->words[0]};
    enum err err = load_form(&m, &info);
    if (!err) err = make_json(&m, &info);
    if (!err) err = write_folder(&m, &info);
    if (!err) {
        verb_say("%s/survey.json and %s/%s are there. Look through survey.json, then:", m.dir,
                 m.dir, m.form_name);
        verb_say("svar survey sign %s --sign-key sign.key --prove identity.age", m.dir);
    }
    json_decref(m.json);
    form_def_destroy(m.form);
    plugin_registry_destroy(m.plugins);
    buf_finish(&m.form_bytes);
    buf_finish(&m.logo);
    return err ? verb_fail(&info) : VERB_DONE;
}

const struct verb verb_survey_new = {
    .name = "survey new",
    .arguments = "DIR",
    .summary = "Makes a survey's folder from a questionnaire or a form.",
    .details =
        "Writes DIR/survey.json and a copy of the form. What the options do not cover may be "
        "edited in\nsurvey.json before it is signed; pictures and sounds that the form names "
        "go beside it.",
    .least = 1,
    .most = 1,
    .options =
        (const struct argument_option[]){
            {"id", ARGUMENT_TEXT, "NAME", "the survey's name: a to z, 0 to 9 and -"},
            {"from", ARGUMENT_TEXT, "PLUGIN/ID", "a questionnaire that a plugin brings"},
            {"plugin", ARGUMENT_LIST, "FILE", "the plugin"},
            {"form", ARGUMENT_TEXT, "FILE", "a form of one's own: .xlsx, .md or .csv"},
            {"settings", ARGUMENT_TEXT, "FILE", "members of survey.json to begin with"},
            {"title", ARGUMENT_LIST, "[LANG=]TEXT", "the title (the form's)"},
            {"organizer-name", ARGUMENT_LIST, "[LANG=]TEXT", "who asks; respondents see it"},
            {"contact", ARGUMENT_LIST, "[LANG=]TEXT", "whom to ask about the survey"},
            {"colour", ARGUMENT_TEXT, "#RRGGBB", "the organizer's, on the kiosk's pages"},
            {"logo", ARGUMENT_TEXT, "FILE", "the organizer's there, PNG or JPEG; it is copied"},
            {"recipient", ARGUMENT_LIST, "KEY", "who may open answers: age1… or @FILE"},
            {"sign-key-pub", ARGUMENT_TEXT, "KEY", "who will sign: sign.pub or RW…"},
            {"collector", ARGUMENT_TEXT, "URL", "where kiosks send sealed responses"},
            {"collector-key", ARGUMENT_LIST, "HEX", "its key; the next one as well, if known"},
            {"version", ARGUMENT_TEXT, "N", "counts up when a survey changes (1)"},
            {"wave", ARGUMENT_TEXT, "TEXT", "which round of a repeated survey"},
            {"expected", ARGUMENT_TEXT, "N", "how many the survey is meant for"},
            {"invited", ARGUMENT_TEXT, "N", "how many there are with those left out"},
            {"k", ARGUMENT_TEXT, "N", "the smallest group that is shown (5)"},
            {"least-batch", ARGUMENT_TEXT, "N", "responses that leave a kiosk together (k)"},
            {"time", ARGUMENT_TEXT, "day|hour|none", "how exactly a response is dated (day)"},
            {"mode", ARGUMENT_TEXT, "test|production", "(test)"},
            {0}},
    .run = run,
};
