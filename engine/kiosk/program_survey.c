// SPDX-License-Identifier: EUPL-1.2
// Opens survey, plugins and form for the kiosk: what comes from outside and is read confined.
#include "kiosk/program.h"

#include "base/file.h"
#include "base/log.h"
#include "question/question.h"
#include "seal/digest.h"

enum { KEY_FILE_BYTES = 4096 };

static enum err read_key(const char *text, struct seal_minisign_key *out, struct err_info *info)
{
    if (!file_exists(text)) {
        if (strncmp(text, "RW", 2) == 0) {
            return seal_minisign_key_parse(str_of(text), out, info);
        }
        return err_set(info, ERR_MISSING, "--organizer: there is no key file %s", text);
    }
    struct buf file = {0};
    enum err err = file_read(text, KEY_FILE_BYTES, &file, info);
    if (!err) {
        err = seal_minisign_key_parse(buf_str(&file), out, info);
    }
    buf_finish(&file);
    return err;
}

static enum err read_survey(void *data, struct err_info *info)
{
    struct kiosk_program *p = data;
    struct seal_minisign_key *key = &p->update.key;
    enum err err = read_key(p->options.organizer, key, info);
    if (!err) {
        err = survey_open(p->options.survey, key, &p->survey, info);
    }
    if (!err && p->options.automation && survey_mode(p->survey) == SURVEY_PRODUCTION) {
        err = err_set(info, ERR_DENIED,
                      "--automation is refused: this survey is signed for production");
    }
    return err;
}

// What the staff have set on this device, and the survey that they chose.
static void use_settings(struct kiosk_program *p)
{
    struct err_info info = {0};
    struct kiosk_settings *settings = &p->app.settings;
    struct survey *chosen = NULL;
    if (kiosk_settings_read(p->options.state, settings, &info)) {
        log_warning("what the staff had set is not used: %s", info.message);
    }
    p->choosing = (struct kiosk_choosing){.given = p->options.survey,
                                          .folder = p->options.surveys,
                                          .state = p->options.state,
                                          .guard = p->guard,
                                          .key = p->update.key,
                                          .test_only = p->options.automation != NULL};
    if (!settings->survey[0] || str_eq(str_of(settings->survey), survey_id(p->survey))) {
        return;
    }
    if (kiosk_choices_open(&p->choosing, settings->survey, &chosen, &info)) {
        log_warning("the survey that was chosen cannot be used: %s", info.message);
        return;
    }
    survey_close(p->survey);
    p->survey = chosen;
    p->chosen = true;
}

// A newer version that came by the network or a stick before the last end.
static void use_update(struct kiosk_program *p)
{
    struct err_info info = {0};
    p->update.state = p->options.state;
    p->update.guard = p->guard;
    p->update.test_only = p->options.automation != NULL;
    pthread_mutex_init(&p->update.lock, NULL);
    p->updated = kiosk_update_use(&p->update, &p->survey, &info);
    if (p->updated) {
        log_info("the survey's version %lld, which came since, is used",
                 (long long)survey_version(p->survey));
    } else if (info.message[0]) {
        log_warning("a newer version of the survey cannot be used: %s", info.message);
    }
    p->update.survey = p->survey;
}

enum err kiosk_program_open_survey(struct kiosk_program *p, struct err_info *info)
{
    enum err err = kiosk_guard_read(p->guard, read_survey, p, info);
    if (!err) {
        use_settings(p);
        use_update(p);
    }
    return err;
}

static void plugin_log(void *data, uint32_t level, const char *plugin, const char *text)
{
    (void)data;
    log_write(level >= SVAR_LOG_ERROR ? LOG_ERROR : (enum log_level)level, "plugin %s: %s", plugin,
              text);
}

enum err kiosk_program_open_plugins(struct kiosk_program *p, struct err_info *info)
{
    static const struct plugin_host host = {"svar-kiosk", SVAR_VERSION, plugin_log, NULL};
    enum plugin_trust trust =
        survey_mode(p->survey) == SURVEY_PRODUCTION ? PLUGIN_TRUST_ROOT : PLUGIN_TRUST_OWNER;
    p->registry = plugin_registry_create(&host);
    enum err err = plugin_registry_add(p->registry, &question_builtin, info);
    for (size_t i = 0; !err && i < p->options.plugin_count; i++) {
        err = plugin_registry_load(p->registry, p->options.plugins[i], trust, info);
    }
    return err;
}

// A data file that the form names, from the survey's verified files.
static enum err read_beside(void *data, struct str name, size_t bytes_max, struct buf *out,
                            struct err_info *info)
{
    const struct kiosk_program *p = data;
    struct str bytes;
    enum err err = survey_file(p->survey, name, &bytes, info);
    if (!err && bytes.len > bytes_max) {
        err = err_set(info, ERR_LIMIT, "%.*s is larger than allowed", STR_ARG(name));
    }
    if (!err) {
        buf_add_str(out, bytes);
    }
    return err;
}

static enum err read_form(void *data, struct err_info *info)
{
    struct kiosk_program *p = data;
    struct str name = survey_form_name(p->survey);
    struct str bytes;
    enum err err = survey_file(p->survey, name, &bytes, info);
    if (err) {
        return err;
    }
    p->form_host = (struct form_host){.digest = seal_digest,
                                      .has_question = plugin_question_offered,
                                      .data = p->registry,
                                      .verify = seal_signed};
    const struct form_services services = {read_beside, p};
    struct form_problems *problems = form_problems_create();
    err = form_def_load_bytes_with(bytes, name, &p->form_host, &services, problems, &p->def);
    if (err) {
        size_t errors = form_problems_count(problems, FORM_ERROR);
        struct buf lines = {0};
        for (size_t i = 0; i < form_problems_total(problems); i++) {
            form_problem_print(form_problems_at(problems, i), &lines);
        }
        struct str rest = str_trim(buf_str(&lines));
        struct str line;
        while (str_split(&rest, '\n', &line)) {
            log_error("%.*s", STR_ARG(line));
        }
        buf_finish(&lines);
        err =
            err_set(info, err, "the form %.*s has %zu errors, listed above", STR_ARG(name), errors);
    }
    form_problems_destroy(problems);
    return err;
}

enum err kiosk_program_open_form(struct kiosk_program *p, struct err_info *info)
{
    enum err err = kiosk_guard_read(p->guard, read_form, p, info);
    if (!err || !(p->updated || p->chosen)) {
        return err;
    }
    // The organizer's newer form does not work here: the one that was given does.
    log_error("the survey's version %lld cannot be used: %s", (long long)survey_version(p->survey),
              info->message);
    survey_close(p->survey);
    p->survey = NULL;
    p->updated = false;
    p->chosen = false;
    *info = (struct err_info){0};
    err = kiosk_guard_read(p->guard, read_survey, p, info);
    p->update.survey = p->survey;
    return err ? err : kiosk_guard_read(p->guard, read_form, p, info);
}
