// SPDX-License-Identifier: EUPL-1.2
// The projector's server: pictures in steps, frozen ones, and who may ask for them.
#include "tests/unit/test.h"

#include "base/file.h"
#include "organizer/live.h"
#include "tests/unit/http_client.h"
#include "tests/unit/sample_2019.h"

struct fixture {
    struct form_def *form;
    struct table *table;
    struct report_facts facts;
    struct live *live;
    int respondents;
};

static void begin(struct fixture *f)
{
    struct buf text = {0};
    struct form_problems *problems = form_problems_create();
    *f = (struct fixture){.facts = {.title = STR("Prov"), .expected = 84, .k = 5}};
    assert_int_equal(file_read("forms/q-sam-2019.md", 1 << 20, &text, NULL), ERR_NONE);
    assert_int_equal(form_def_load_bytes(buf_str(&text), STR("q.md"), NULL, problems, &f->form),
                     ERR_NONE);
    form_problems_destroy(problems);
    buf_finish(&text);
    assert_int_equal(table_create(f->form, NULL, &f->table, NULL), ERR_NONE);
    assert_int_equal(live_start(0, 5, &f->live, NULL), ERR_NONE);
}

static void end(struct fixture *f)
{
    live_stop(f->live);
    table_destroy(f->table);
    form_def_destroy(f->form);
}

static void show(struct fixture *f, int respondents)
{
    for (; f->respondents < respondents; f->respondents++) {
        struct buf json = {0};
        sample_response(f->respondents, &json);
        assert_int_equal(table_add(f->table, buf_str(&json), NULL), ERR_NONE);
        buf_finish(&json);
    }
    assert_int_equal(live_show(f->live, f->table, &f->facts, NULL), ERR_NONE);
}

// The answer to a request as a browser here would send it; status in *out_status.
static struct buf ask_as(const struct fixture *f, const char *host, const char *method,
                         const char *target, const char *body, int *out_status)
{
    struct buf request = {0};
    struct http_answer answer = {0};
    buf_printf(&request,
               "%s %s HTTP/1.1\r\nHost: %s:%u\r\nConnection: close\r\n"
               "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
               method, target, host, live_port(f->live), strlen(body), body);
    int fd = http_connect(live_port(f->live));
    assert_true(fd >= 0);
    assert_true(http_send(fd, buf_str(&request)));
    (void)http_receive(fd, &answer);
    close(fd);
    struct str all = buf_str(&answer.all);
    *out_status = all.len > 12 ? atoi(all.ptr + 9) : 0;
    buf_finish(&request);
    return answer.all;
}

static struct buf get(const struct fixture *f, const char *target)
{
    int status;
    struct buf all = ask_as(f, "127.0.0.1", "GET", target, "", &status);
    assert_int_equal(status, 200);
    return all;
}

#define assert_has(target, part)                                                             \
    do {                                                                                     \
        struct buf all_ = get(&f, target);                                                   \
        if (!strstr(buf_text(&all_), part)) fail_msg("no %s in\n%s", part, buf_text(&all_)); \
        buf_finish(&all_);                                                                   \
    } while (0)
#define assert_has_not(target, part)                                                     \
    do {                                                                                 \
        struct buf all_ = get(&f, target);                                               \
        if (strstr(buf_text(&all_), part)) fail_msg("%s in\n%s", part, buf_text(&all_)); \
        buf_finish(&all_);                                                               \
    } while (0)

static void press(const struct fixture *f, const char *what)
{
    char body[64] = "secret=";
    struct buf page = get(f, "/");
    const char *at = strstr(buf_text(&page), "name=\"secret\" value=\"");
    assert_non_null(at);
    snprintf(body + 7, sizeof body - 7, "%.32s", at + strlen("name=\"secret\" value=\""));
    buf_finish(&page);
    int status;
    struct buf all = ask_as(f, "127.0.0.1", "POST", what, body, &status);
    assert_int_equal(status, 303);
    buf_finish(&all);
}

TEST(too_few_answers_are_waited_for)
{
    struct fixture f;
    begin(&f);
    show(&f, 4);
    assert_has("/", "Väntar på svar");
    assert_has_not("/", "4 svar");
    assert_has_not("/", "class=\"bar\"");
    end(&f);
}

TEST(the_page_shows_one_question_with_its_shares)
{
    struct fixture f;
    begin(&f);
    show(&f, 40);
    assert_has("/?q=1", "Stämmer mycket bra");
    assert_has("/?q=1", "52,5");
    assert_has("/?q=1", "40 svar");
    assert_has("/?q=1", "2 av 5"); // free texts are not counted: they are never shown
    end(&f);
}

TEST(no_free_text_is_ever_shown)
{
    struct fixture f;
    begin(&f);
    show(&f, 40);
    for (int i = 0; i < 9; i++) {
        char target[16];
        snprintf(target, sizeof target, "/?q=%d", i);
        assert_has_not(target, "vidare");
    }
    end(&f);
}

// Twenty towns, of which four were named by nobody.
static void show_towns(struct fixture *f)
{
    struct buf text = {0};
    struct form_problems *problems = form_problems_create();
    table_destroy(f->table);
    form_def_destroy(f->form);
    f->form = NULL;
    buf_add_text(&text, "| survey |\n| | type | name | label |\n| | select_one ort | ort | Var? |\n"
                        "| choices |\n| | list_name | name | label |\n");
    for (int i = 1; i <= 20; i++)
        buf_printf(&text, "| | ort | o%d | Ort nummer %d. |\n", i, i);
    buf_add_text(&text, "| settings |\n| | form_title | form_id |\n| | Orter | orter |\n");
    assert_int_equal(form_def_load_bytes(buf_str(&text), STR("o.md"), NULL, problems, &f->form),
                     ERR_NONE);
    form_problems_destroy(problems);
    assert_int_equal(table_create(f->form, NULL, &f->table, NULL), ERR_NONE);
    for (int town = 1, id = 0; town <= 16; town++)
        for (int n = 0; n < town; n++, id++) {
            buf_clear(&text);
            buf_printf(&text,
                       "{\"svar\":1,\"survey\":\"s\",\"survey_version\":1,\"wave\":\"\",\"form\":"
                       "{\"id\":\"orter\",\"version\":\"\",\"hash\":\"aa\"},\"id\":"
                       "\"00000000-0000-4000-8000-%012x\",\"language\":\"sv\",\"time\":"
                       "\"2026-11-22\",\"status\":\"complete\",\"duration_s\":60,"
                       "\"answers\":{\"ort\":\"o%d\"},\"missing\":{}}",
                       (unsigned)id, town);
            assert_int_equal(table_add(f->table, buf_str(&text), NULL), ERR_NONE);
        }
    buf_finish(&text);
    assert_int_equal(live_show(f->live, f->table, &f->facts, NULL), ERR_NONE);
}

TEST(of_many_answers_the_most_common_are_shown_and_said_to_be_so)
{
    struct fixture f;
    begin(&f);
    f.facts.expected = 0;
    show_towns(&f);
    assert_has("/", "Bara de 12 vanligaste av 20 svar visas.");
    assert_has("/", "Ort nummer 5.");
    assert_has_not("/", "Ort nummer 4.");
    end(&f);
    begin(&f);
    show(&f, 40);
    assert_has("/?q=1", "class=\"bar\"");
    assert_has_not("/?q=1", "vanligaste");
    end(&f);
}

TEST(a_question_that_is_not_there_gives_the_first)
{
    static const char *const targets[] = {"/?q=99", "/?q=-1", "/?q=x", "/?q="};
    struct fixture f;
    begin(&f);
    show(&f, 40);
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        assert_has(targets[i], "data-q=\"0\"");
    end(&f);
}

TEST(a_newer_picture_is_given_at_once_to_who_has_an_older)
{
    struct fixture f;
    begin(&f);
    show(&f, 10);
    show(&f, 20);
    assert_has("/part?q=0&v=1", "20 svar");
    assert_has_not("/part?q=0&v=1", "<script");
    end(&f);
}

TEST(a_frozen_page_stays_until_it_goes_on)
{
    struct fixture f;
    begin(&f);
    show(&f, 10);
    press(&f, "/freeze");
    show(&f, 20);
    assert_has("/", "10 svar");
    assert_has("/", "Fryst");
    press(&f, "/thaw");
    assert_has("/", "20 svar");
    end(&f);
}

TEST(only_the_pages_own_button_freezes)
{
    struct fixture f;
    int status;
    begin(&f);
    show(&f, 10);
    static const char *const bodies[] = {"", "secret=", "secret=00000000000000000000000000000000",
                                         "other=1"};
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        struct buf all = ask_as(&f, "127.0.0.1", "POST", "/freeze", bodies[i], &status);
        assert_int_equal(status, 403);
        buf_finish(&all);
    }
    assert_has_not("/", "Fryst");
    end(&f);
}

TEST(another_name_for_this_computer_is_refused)
{
    struct fixture f;
    int status;
    begin(&f);
    show(&f, 10);
    struct buf all = ask_as(&f, "evil.example", "GET", "/", "", &status);
    assert_int_equal(status, 403);
    buf_finish(&all);
    all = ask_as(&f, "localhost", "GET", "/", "", &status);
    assert_int_equal(status, 200);
    buf_finish(&all);
    end(&f);
}

TEST(what_is_not_there_is_404_and_other_methods_405)
{
    struct fixture f;
    int status;
    begin(&f);
    show(&f, 10);
    struct buf all = ask_as(&f, "127.0.0.1", "GET", "/etc/passwd", "", &status);
    assert_int_equal(status, 404);
    buf_finish(&all);
    all = ask_as(&f, "127.0.0.1", "DELETE", "/", "", &status);
    assert_int_equal(status, 405);
    buf_finish(&all);
    end(&f);
}

TEST(a_port_that_is_taken_is_told)
{
    struct fixture f;
    struct live *second = NULL;
    struct err_info info = {0};
    begin(&f);
    assert_int_equal(live_start(live_port(f.live), 5, &second, &info), ERR_DENIED);
    assert_non_null(strstr(info.message, "--port"));
    end(&f);
}

TEST_MAIN(cmocka_unit_test(too_few_answers_are_waited_for),
          cmocka_unit_test(the_page_shows_one_question_with_its_shares),
          cmocka_unit_test(no_free_text_is_ever_shown),
          cmocka_unit_test(of_many_answers_the_most_common_are_shown_and_said_to_be_so),
          cmocka_unit_test(a_question_that_is_not_there_gives_the_first),
          cmocka_unit_test(a_newer_picture_is_given_at_once_to_who_has_an_older),
          cmocka_unit_test(a_frozen_page_stays_until_it_goes_on),
          cmocka_unit_test(only_the_pages_own_button_freezes),
          cmocka_unit_test(another_name_for_this_computer_is_refused),
          cmocka_unit_test(what_is_not_there_is_404_and_other_methods_405),
          cmocka_unit_test(a_port_that_is_taken_is_told))
