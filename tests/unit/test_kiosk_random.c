// SPDX-License-Identifier: EUPL-1.2
// Respondents by chance: every one of them writes their own number, stops, goes back, changes the
// language, leaves, lets the clock jump; what is sealed holds nobody else's number. SVAR_RANDOM for
// more events than the 20 000 of every run.
#include "tests/unit/kiosk_fixture.h"

static uint64_t seed;

static unsigned chance(unsigned bound)
{
    seed += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = seed;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (unsigned)((z ^ (z >> 31)) % bound);
}

static void answer(struct kiosk_fixture *f, unsigned long respondent)
{
    static const char *const paths[] = {"q1", "q2", "q3"};
    static const char *const choices[] = {"1", "2", "-1", ""};
    struct form_instance *in = kiosk_session_instance(f->session);
    if (!in) return;
    char number[32];
    snprintf(number, sizeof number, "r%lu", respondent);
    unsigned which = chance(3);
    const char *value = which == 0 ? choices[chance(4)] : which == 1 ? "7" : number;
    struct err_info info = {0};
    // What is not asked now is refused or kept aside: either will do here.
    err_ignore(kiosk_session_answer(f->session, form_instance_find(in, str_of(paths[which])),
                                    str_of(value), 0, &info));
}

static void one_event(struct kiosk_fixture *f, unsigned long respondent)
{
    struct kiosk_session *s = f->session;
    struct kiosk_wishes w = kiosk_session_wishes(s);
    switch (chance(18)) {
    case 0: kiosk_session_start(s); break;
    case 1: kiosk_session_consent(s, chance(20) != 0); break;
    case 2: kiosk_session_back(s); break;
    case 3: kiosk_session_stop(s); break;
    case 4: kiosk_session_stop_sure(s, chance(4) == 0); break;
    case 5: kiosk_session_ask_language(s); break;
    case 6: kiosk_session_choose_language(s, chance(2)); break;
    case 7: kiosk_session_ask_aa(s); break;
    case 8:
        w.text_percent = 100 + (int)chance(5) * 25;
        w.aloud = chance(2);
        kiosk_session_wish(s, w);
        break;
    case 9: kiosk_session_again(s); break;
    case 10: kiosk_session_idle_continue(s); break;
    case 11: kiosk_session_idle_clear(s); break;
    case 12: kiosk_fixture_pass(f, chance(40) == 0 ? 100000 : chance(3000)); break;
    case 13:
        if (f->response) {
            kiosk_session_stored(s, f->response->ticket, chance(3) ? ERR_NONE : ERR_IO, "fullt");
        }
        break;
    case 14:
    case 15: answer(f, respondent); break;
    default: kiosk_session_touch(s); kiosk_session_next(s);
    }
}

// True where they had written their number.
static bool check_response(const struct kiosk_fixture *f, unsigned long respondent)
{
    json_t *json = kiosk_fixture_json(f);
    const char *text = json_string_value(json_object_get(json_object_get(json, "answers"), "q3"));
    char number[32];
    snprintf(number, sizeof number, "r%lu", respondent);
    bool wrote = text && text[0];
    if (wrote) assert_string_equal(text, number);
    json_decref(json);
    return wrote;
}

static void run(enum kiosk_mode mode, long events, size_t *out_wrote)
{
    struct kiosk_fixture f;
    kiosk_fixture_begin(&f, NULL);
    f.facts.keeps_break_off = true;
    kiosk_session_destroy(f.session);
    struct kiosk_session_options options = {
        .mode = mode,
        .def = f.def,
        .facts = &f.facts,
        .host = {kiosk_fixture_took, kiosk_fixture_count, kiosk_fixture_wipe, &f},
        .clock = kiosk_fixture_clock(&f),
        .rng = {kiosk_fixture_fill, NULL},
    };
    f.session = kiosk_session_create(&options);
    unsigned long respondent = 1;
    for (long i = 0; i < events; i++) {
        size_t finished = f.finished;
        size_t wiped = f.wiped;
        one_event(&f, respondent);
        if (f.finished != finished) *out_wrote += check_response(&f, respondent);
        if (f.wiped != wiped) respondent++;
    }
    kiosk_fixture_end(&f);
}

TEST(nobodys_answer_is_in_anybody_elses_response)
{
    const char *wish = getenv("SVAR_RANDOM");
    long events = wish ? strtol(wish, NULL, 10) : 20000;
    size_t wrote = 0;
    for (int mode = KIOSK_UNATTENDED; mode <= KIOSK_INTERVIEWER; mode++) {
        seed = (uint64_t)mode + 1;
        run((enum kiosk_mode)mode, events / 4, &wrote);
    }
    assert_true(wrote > (size_t)events / 2000);
}

TEST_MAIN(cmocka_unit_test(nobodys_answer_is_in_anybody_elses_response))
