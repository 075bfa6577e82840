// SPDX-License-Identifier: EUPL-1.2
// A kiosk's session over a small form, with a clock that the test turns and a store that only
// remembers what it was given.
#pragma once

#include "base/json.h"
#include "base/limits.h"
#include "kiosk/session.h"
#include "tests/unit/test.h"

#include <stdio.h>

static const char kiosk_form[] =
    "| survey |\n"
    "| | type | name | label::Svenska (sv) | label::English (en) | relevant | constraint | "
    "constraint_message::Svenska (sv) | appearance |\n"
    "| | select_one yn | q1 | Var det bra? | Was it good? | | | | |\n"
    "| | integer | q2 | Hur många? | How many? | ${q1} = '1' | . < 10 | Högst nio. | |\n"
    "| | text | q3 | Berätta | Tell us | | | | multiline |\n"
    "| choices |\n"
    "| | list_name | name | label::Svenska (sv) | label::English (en) |\n"
    "| | yn | 1 | Ja | Yes |\n"
    "| | yn | 2 | Nej | No |\n"
    "| | yn | -1 | Vet inte | Do not know |\n"
    "| settings |\n"
    "| | form_title | form_id | version | default_language |\n"
    "| | Prov | prov | 3 | Svenska (sv) |\n";

struct kiosk_fixture {
    int64_t wall_ms;
    int64_t mono_ms;
    struct form_def *def;
    struct kiosk_facts facts;
    struct kiosk_session *session;
    struct kiosk_response *response; // the newest that was finished
    size_t finished;
    size_t declined;
    size_t broke_off;
    size_t wiped;
};

static inline int64_t kiosk_fixture_wall(void *data)
{
    return ((struct kiosk_fixture *)data)->wall_ms;
}

static inline int64_t kiosk_fixture_mono(void *data)
{
    return ((struct kiosk_fixture *)data)->mono_ms;
}

static inline void kiosk_fixture_fill(void *data, void *out, size_t bytes)
{
    (void)data;
    memset(out, 0x5A, bytes);
}

static inline void kiosk_fixture_took(void *data, struct kiosk_response *response)
{
    struct kiosk_fixture *f = data;
    kiosk_response_destroy(f->response);
    f->response = response;
    f->finished++;
}

static inline void kiosk_fixture_count(void *data, enum store_tally tally)
{
    struct kiosk_fixture *f = data;
    f->declined += tally == STORE_DECLINED;
    f->broke_off += tally == STORE_BROKE_OFF;
}

static inline void kiosk_fixture_wipe(void *data)
{
    ((struct kiosk_fixture *)data)->wiped++;
}

static inline struct form_def *kiosk_fixture_load(const char *form)
{
    struct form_problems *problems = form_problems_create();
    struct form_def *def = NULL;
    if (form_def_load_bytes(str_of(form), STR("form.md"), NULL, problems, &def)) {
        struct buf text = {0};
        form_problem_print(form_problems_at(problems, 0), &text);
        fail_msg("%s", buf_text(&text));
    }
    form_problems_destroy(problems);
    return def;
}

static inline struct clock kiosk_fixture_clock(struct kiosk_fixture *f)
{
    return (struct clock){kiosk_fixture_wall, kiosk_fixture_mono, f};
}

// form NULL: kiosk_form.
static inline void kiosk_fixture_begin(struct kiosk_fixture *f, const char *form)
{
    memset(f, 0, sizeof(*f));
    f->wall_ms = INT64_C(1795348800000); // 2026-11-22T12:00:00Z
    f->mono_ms = 1000;
    f->def = kiosk_fixture_load(form ? form : kiosk_form);
    f->facts = (struct kiosk_facts){
        .survey_id = STR("prov-1"),
        .survey_version = 2,
        .wave = STR("h\"26"),
        .form_id = form_def_id(f->def),
        .form_version = form_def_version(f->def),
        .form_hash = STR("00ff"),
        .idle_ms = 60000,
        .idle_warning_ms = 20000,
        .k = 5,
        .languages = {{STR("sv"), 0}, {STR("en"), 1}},
        .language_count = form ? 1 : 2,
    };
    struct kiosk_session_options options = {
        .def = f->def,
        .facts = &f->facts,
        .host = {kiosk_fixture_took, kiosk_fixture_count, kiosk_fixture_wipe, f},
        .clock = kiosk_fixture_clock(f),
        .rng = {kiosk_fixture_fill, NULL},
        .zone_offset_min = 60,
    };
    f->session = kiosk_session_create(&options);
}

// The same once more, in a mode.
static inline void kiosk_fixture_begin_mode(struct kiosk_fixture *f, enum kiosk_mode mode)
{
    kiosk_fixture_begin(f, NULL);
    kiosk_session_destroy(f->session);
    struct kiosk_session_options options = {
        .mode = mode,
        .def = f->def,
        .facts = &f->facts,
        .host = {kiosk_fixture_took, kiosk_fixture_count, kiosk_fixture_wipe, f},
        .clock = kiosk_fixture_clock(f),
        .rng = {kiosk_fixture_fill, NULL},
    };
    f->session = kiosk_session_create(&options);
}

static inline void kiosk_fixture_end(struct kiosk_fixture *f)
{
    kiosk_session_destroy(f->session);
    kiosk_response_destroy(f->response);
    form_def_destroy(f->def);
}

// To the first question.
static inline void kiosk_fixture_consent(struct kiosk_fixture *f)
{
    kiosk_session_start(f->session);
    kiosk_session_next(f->session);
    kiosk_session_consent(f->session, true);
    assert_int_equal(kiosk_session_page(f->session), KIOSK_QUESTION);
}

static inline void kiosk_fixture_answer(struct kiosk_fixture *f, const char *path,
                                        const char *value)
{
    struct err_info info = {0};
    struct form_instance *in = kiosk_session_instance(f->session);
    assert_non_null(in);
    form_ref ref = form_instance_find(in, str_of(path));
    assert_int_not_equal(ref, FORM_REF_NONE);
    if (kiosk_session_answer(f->session, ref, str_of(value), 0, &info)) {
        fail_msg("%s", info.message);
    }
}

// The name of the question on the page, or "".
static inline struct str kiosk_fixture_question(struct kiosk_fixture *f)
{
    struct form_instance *in = kiosk_session_instance(f->session);
    form_ref page = kiosk_session_form_page(f->session);
    return page == FORM_REF_NONE ? STR("") : form_node_name(f->def, form_ref_node(in, page));
}

static inline void kiosk_fixture_pass(struct kiosk_fixture *f, int64_t ms)
{
    f->mono_ms += ms;
    f->wall_ms += ms;
    kiosk_session_tick(f->session);
}

// The response as JSON; the caller owns it.
static inline json_t *kiosk_fixture_json(const struct kiosk_fixture *f)
{
    struct err_info info = {0};
    json_t *json = NULL;
    assert_non_null(f->response);
    if (json_parse(f->response->json, LIMIT_RESPONSE_BYTES, &json, &info)) {
        fail_msg("%s in %.*s", info.message, STR_ARG(f->response->json));
    }
    return json;
}
