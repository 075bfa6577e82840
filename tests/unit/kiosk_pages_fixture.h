// SPDX-License-Identifier: EUPL-1.2
// The kiosk's own pages on a screen that shows nothing, over a signed survey: what tests of pages
// begin with.
#pragma once

#include "tests/unit/kiosk_fixture.h"
#include "tests/unit/survey_fixture.h"

#include "kiosk/admin_page.h"
#include "kiosk/texts.h"
#include "question/question.h"

struct pages_fixture {
    struct kiosk_fixture f;
    struct fixture files;
    struct survey *survey;
    struct plugin_registry *registry;
    struct ui *ui;
    struct kiosk_question_page *questions;
    struct kiosk_pages pages;
    struct kiosk_admin *admin;
};

static inline void pages_add_file(struct pages_fixture *s, const char *name)
{
    char path[64];
    struct buf bytes = {0};
    struct err_info info = {0};
    snprintf(path, sizeof path, "tests/kiosk/media/%s", name);
    if (file_read(path, 1 << 20, &bytes, &info)) fail_msg("%s", info.message);
    fixture_write(&s->files, name, buf_str(&bytes));
    buf_finish(&bytes);
}

// patch: over survey.json (NULL: none). The survey has logo.png, the tests' own, and pale.png, a
// PNG of white dots on nothing.
static inline void pages_begin(struct pages_fixture *s, const char *patch, int width, int height)
{
    static const struct plugin_host host = {"test", "1", NULL, NULL};
    struct err_info info = {0};
    memset(s, 0, sizeof *s);
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    kiosk_fixture_begin(&s->f, NULL);
    fixture_make(&s->files, patch);
    pages_add_file(s, "logo.png");
    pages_add_file(s, "pale.png");
    fixture_sign(&s->files);
    if (survey_open(s->files.folder, &s->files.key, &s->survey, &info))
        fail_msg("%s", info.message);
    s->registry = plugin_registry_create(&host);
    assert_int_equal(plugin_registry_add(s->registry, &question_builtin, NULL), ERR_NONE);
    struct ui_options options = {
        .width = width, .height = height, .clock = kiosk_fixture_clock(&s->f), .still = true};
    if (ui_create(&options, &s->ui, &info)) fail_msg("%s", info.message);
    s->questions = kiosk_question_page_create(s->f.session, s->registry, s->ui);
    s->pages = (struct kiosk_pages){
        .session = s->f.session, .questions = s->questions, .survey = s->survey, .ui = s->ui};
    s->admin = kiosk_admin_create("/nonexistent", STR("$argon2id$"), kiosk_fixture_clock(&s->f));
    kiosk_admin_go(s->admin, KIOSK_ADMIN_OPEN);
}

static inline void pages_end(struct pages_fixture *s)
{
    kiosk_admin_destroy(s->admin);
    kiosk_question_page_destroy(s->questions);
    ui_destroy(s->ui);
    plugin_registry_destroy(s->registry);
    survey_close(s->survey);
    fixture_finish(&s->files);
    kiosk_fixture_end(&s->f);
}
