// SPDX-License-Identifier: EUPL-1.2
// What `svar check` warns of in a form that is otherwise correct: each with a form that deserves
// the warning and one that does not.
#include "tests/unit/form_help.h"

#include <stdio.h>
#include <unistd.h>

#define HEAD                                                                                \
    "| survey |\n| | type | name | label | relevant | constraint | required | read_only | " \
    "choice_filter | calculation |\n"
#define YES_NO \
    "| choices |\n| | list_name | name | label |\n| | yn | y | Yes |\n| | yn | n | No |\n"

// What is said of the form; free it.
static char *linted(const char *markdown)
{
    char path[] = "/tmp/svar-lint-XXXXXX.md";
    int file = mkstemps(path, 3);
    assert_true(file >= 0);
    assert_int_equal(write(file, markdown, strlen(markdown)), strlen(markdown));
    close(file);
    struct form_problems *problems = form_problems_create();
    struct form_def *def = NULL;
    (void)!form_def_check(path, NULL, problems, &def);
    char *text = help_problems(problems);
    form_def_destroy(def);
    form_problems_destroy(problems);
    unlink(path);
    return text;
}

static void assert_warns(const char *markdown, const char *place_and_text)
{
    char *text = linted(markdown);
    if (!strstr(text, place_and_text)) print_message("expected “%s” in:\n%s", place_and_text, text);
    assert_non_null(strstr(text, place_and_text));
    free(text);
}

static void assert_quiet(const char *markdown)
{
    char *text = linted(markdown);
    if (*text) print_message("expected nothing:\n%s", text);
    assert_string_equal(text, "");
    free(text);
}

// ---- never shown ----

TEST(constant_false_relevant)
{
    assert_warns(HEAD "| | text | a | A | 1 = 2 | | | | | |\n| | text | b | B | | | | | | |\n",
                 ":survey:2:4: warning: “a” can never be shown: no answers make its relevant true");
    assert_warns(HEAD "| | text | a | A | false() | | | | | |\n| | text | b | B | | | | | | |\n",
                 "“a” can never be shown");
}

TEST(contradiction_in_one_relevant)
{
    assert_warns(HEAD "| | integer | n | N | | | | | | |\n"
                      "| | text | a | A | ${n} > 5 and ${n} < 3 | | | | | |\n",
                 ":survey:3:4: warning: “a” can never be shown: its relevant asks for what “n”");
    assert_warns(HEAD "| | integer | n | N | | | | | | |\n"
                      "| | text | a | A | ${n} > 5 and ${n} < 6 | | | | | |\n",
                 "“a” can never be shown"); // no whole number between
    assert_quiet(HEAD "| | decimal | n | N | | | | | | |\n"
                      "| | text | a | A | ${n} > 5 and ${n} < 6 | | | | | |\n");
    assert_quiet(HEAD "| | integer | n | N | | | | | | |\n"
                      "| | text | a | A | ${n} > 5 or ${n} < 3 | | | | | |\n");
}

TEST(contradiction_with_the_group_around)
{
    const char *form = HEAD "| | select_one yn | q | Q | | | | | | |\n"
                            "| | begin group | g | G | ${q} = 'y' | | | | | |\n"
                            "| | text | a | A | ${q} = 'n' | | | | | |\n"
                            "| | text | b | B | | | | | | |\n"
                            "| | end group | | | | | | | | |\n" YES_NO;
    assert_warns(form, ":survey:4:4: warning: “a” can never be shown");
}

TEST(relevant_against_a_constraint)
{
    assert_warns(HEAD "| | integer | age | Age | | . >= 0 and . <= 120 | | | | |\n"
                      "| | text | a | A | ${age} > 120 | | | | | |\n",
                 "asks for what “age” cannot be");
    assert_quiet(HEAD "| | integer | age | Age | | . >= 0 and . <= 120 | | | | |\n"
                      "| | text | a | A | ${age} >= 120 | | | | | |\n");
}

TEST(relevant_on_what_is_never_shown)
{
    char *text = linted(HEAD "| | text | a | A | false() | | | | | |\n"
                             "| | text | b | B | ${a} != '' | | | | | |\n"
                             "| | text | c | C | ${b} = 'x' | | | | | |\n"
                             "| | text | d | D | ${b} = '' | | | | | |\n");
    assert_non_null(strstr(text, "“b” can never be shown: it waits for “a”, which never"));
    assert_non_null(strstr(text, "“c” can never be shown: it waits for “b”, which never"));
    assert_null(strstr(text, "“d”"));
    free(text);
}

TEST(what_two_questions_need_contradicts)
{
    // b has an answer only where q is y, and a asks for one where q is n.
    assert_warns(HEAD "| | select_one yn | q | Q | | | | | | |\n"
                      "| | text | b | B | ${q} = 'y' | | | | | |\n"
                      "| | text | a | A | ${b} != '' and ${q} = 'n' | | | | | |\n" YES_NO,
                 ":survey:4:4: warning: “a” can never be shown");
}

TEST(selected_and_not_selected)
{
    assert_warns(HEAD
                 "| | select_multiple yn | q | Q | | | | | | |\n"
                 "| | text | a | A | selected(${q}, 'y') and not(selected(${q}, 'y')) | | | | | "
                 "|\n" YES_NO,
                 "“a” can never be shown");
    assert_quiet(HEAD "| | select_multiple yn | q | Q | | | | | | |\n"
                      "| | text | a | A | selected(${q}, 'y') and selected(${q}, 'n') | | | | | |"
                      "\n" YES_NO);
}

TEST(a_group_is_said_once)
{
    char *text = linted(HEAD "| | text | z | Z | | | | | | |\n"
                             "| | begin group | g | G | 1 > 2 | | | | | |\n"
                             "| | text | a | A | | | | | | |\n| | text | b | B | | | | | | |\n"
                             "| | end group | | | | | | | | |\n");
    assert_non_null(strstr(text, "“g” can never be shown"));
    assert_null(strstr(text, "“a” can"));
    free(text);
}

TEST(instances_of_a_repeat_may_differ)
{
    assert_quiet(HEAD "| | begin repeat | r | R | | | | | | |\n"
                      "| | integer | n | N | | | | | | |\n"
                      "| | end repeat | | | | | | | | |\n"
                      "| | text | a | A | ${n} = 1 and ${n} = 2 | | | | | |\n");
    assert_warns(HEAD "| | begin repeat | r | R | | | | | | |\n"
                      "| | integer | n | N | | | | | | |\n"
                      "| | text | a | A | ${n} = 1 and ${n} = 2 | | | | | |\n"
                      "| | end repeat | | | | | | | | |\n",
                 "“a” can never be shown");
}

TEST(what_only_looks_like_a_contradiction)
{
    assert_quiet(HEAD
                 "| | calculate | c | | | | | | | random() |\n"
                 "| | text | a | A | ${c} > 0.5 and today() > '2020-01-01' | | | | | |\n"
                 "| | integer | n | N | | . > today() or . < 3 | | | | |\n"
                 "| | text | b | B | not(${n} > 2) and not(${n} <= 2) | | | | | |\n"
                 "| | date | d | D | | . > '2020-02-28' and . < '2020-03-02' | | | | |\n"
                 "| | text | t | T | ${d} = '2020-02-29' and ${n} != 1 and ${n} != 2 | | | | | |"
                 "\n");
}

TEST(a_question_before_what_it_waits_for)
{
    assert_warns(HEAD "| | text | a | A | ${b} = 'x' | | | | | |\n"
                      "| | text | b | B | | | | | | |\n",
                 ":survey:2:4: warning: “a” waits for “b”, which is asked later");
}

// ---- pages that cannot be left ----

TEST(required_and_nobody_can_answer)
{
    assert_warns(HEAD "| | text | a | A | | | yes | yes | | |\n",
                 "nobody can get past “a”: it is required and read-only");
    assert_warns(HEAD "| | integer | a | A | | . > 5 and . < 5 | yes | | | |\n",
                 "nobody can get past “a”: it is required, and no answer satisfies its constraint");
    assert_warns(HEAD "| | select_one yn | a | A | | | yes | | false() | |\n" YES_NO,
                 "nobody can get past “a”: it is required, and there is nothing to choose");
    assert_warns(HEAD "| | note | a | A | | | yes | | | |\n", "the note “a” is required");
}

TEST(constraint_that_nothing_satisfies)
{
    assert_warns(HEAD "| | integer | a | A | | . > 5 and . < 5 | | | | |\n",
                 ":survey:2:5: warning: no answer to “a” satisfies its constraint");
    assert_warns(HEAD "| | select_one yn | a | A | | . = 'maybe' | | | | |\n" YES_NO,
                 "no answer to “a” satisfies its constraint");
    assert_quiet(HEAD "| | integer | a | A | | . >= 5 and . <= 5 | | | | |\n");
}

TEST(required_without_a_way_out)
{
    assert_warns(HEAD "| | select_one yn | a | A | | | yes | | | |\n" YES_NO,
                 "“a” forces an answer and offers no way out");
    assert_quiet(HEAD "| | select_one yn | a | A | | | yes | | | |\n" YES_NO
                      "| | yn | -2 | I’d rather not say |\n");
}

TEST(comparison_with_a_choice_that_is_not_there)
{
#define COUNT \
    "| choices |\n| | list_name | name | label |\n| | l | none | 0 |\n| | l | some | 1 |\n"
    assert_warns(HEAD "| | select_one l | q | Q | | | | | | |\n"
                      "| | text | a | A | ${q} = 'none' or ${q} = 'somme' | | | | | |\n" COUNT,
                 ":survey:3:4: warning: “q” has no choice “somme”, so this never matches. Did you "
                 "mean “some”?");
    assert_warns(HEAD "| | select_one l | q | Q | | | | | | |\n"
                      "| | calculate | a | | | | | | | if(selected(${q}, 'yes'), 1, 0) |\n" COUNT,
                 "“q” has no choice “yes”");
    assert_quiet(HEAD
                 "| | select_one l | q | Q | | | | | | |\n"
                 "| | calculate | a | | | | | | | if(${q} = 'none' or ${q} = '', 1, 0) |\n" COUNT);
}

// ---- words ----

#define ASKED(label) HEAD "| | select_one yn | a | " label " | | | | | | |\n" YES_NO

TEST(two_questions_in_one)
{
    static const char *const bad[] = {
        ASKED("Trivs du i skolan och/eller på fritids?"),
        ASKED("Do you like school and/or work?"),
        ASKED("Hur nöjd är du med maten och servicen?"),
        ASKED("How satisfied are you with the food and the service?"),
        ASKED("How satisfied are you with the food and service?"),
        ASKED("Får du hjälp samt stöd av oss?"),
        ASKED("Var kursen rolig och lärorik?"),
        ASKED("Was the course clear and useful?"),
        ASKED("Har du varit här förut? Vad tyckte du?"),
        ASKED("Vet du vem som bestämmer och hur man når dem?"),
        ASKED("Do you know where to go and what to bring?"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_warns(bad[i], ":survey:2:3: warning: “a” seems to ask two things at once");
}

TEST(one_question_with_an_and_in_it)
{
    static const char *const good[] = {
        ASKED("Hur var det att sitta och äta här?"),
        ASKED("Har du fått vara med och bestämma om något här?"),
        ASKED("Årets konferens har bidragit till att stärka samverkan och samordning."),
        ASKED("Är du mellan 13 och 18 år?"),
        ASKED("How good is the cooperation between the school and the police?"),
        ASKED("Are you between 13 and 18?"),
        ASKED("Do you walk or cycle to school?"),
        ASKED("Hur länge har du bott här? (år och månader)"),
        ASKED("Planerar du något? Utveckla gärna svaret."),
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_quiet(good[i]);
}

TEST(label_too_long_for_the_smallest_screen)
{
    char form[2000], label[400];
    memset(label, 'x', sizeof label - 1);
    label[sizeof label - 1] = '\0';
    for (size_t i = 7; i < sizeof label - 1; i += 8)
        label[i] = ' ';
    snprintf(form, sizeof form, HEAD "| | text | a | %.240s | | | | | | |\n", label);
    assert_warns(form, ":survey:2:3: warning: the label of “a” has 239 letters, and the smallest");
    snprintf(form, sizeof form, HEAD "| | text | a | %.220s | | | | | | |\n", label);
    assert_quiet(form);
    snprintf(form, sizeof form, HEAD "| | note | a | %.300s | | | | | | |\n", label);
    assert_quiet(form);
    snprintf(form, sizeof form,
             HEAD
             "| | select_one l | a | A | | | | | | |\n| choices |\n| | list_name | name | label "
             "|\n| | l | 1 | %.130s |\n",
             label);
    assert_warns(form, ":choices:2:3: warning: the label of “1” has 130 letters");
}

TEST(word_wider_than_the_smallest_screen)
{
    assert_warns(HEAD
                 "| | text | a | Donaudampfschifffahrtselektrizitätenhauptbetrieb? | | | | | | |\n",
                 "the label of “a” has a word of 49 letters");
    assert_quiet(HEAD
                 "| | text | a | ${b_name_that_is_very_long_and_stands_for_a_value} | | | | | | |\n"
                 "| | text | b_name_that_is_very_long_and_stands_for_a_value | B | | | | | | |\n");
}

// ---- translations ----

#define TWO "| survey |\n| | type | name | label::Svenska (sv) | label::English (en) |\n"

TEST(translation_that_is_missing)
{
    assert_warns(TWO "| | text | a | A | A |\n| | text | b | B | |\n",
                 ":survey:3:4: warning: the label of “b” is missing in English (en)");
    assert_warns(TWO "| | text | a | | A |\n",
                 ":survey:2:3: warning: the label of “a” is missing in Svenska (sv)");
    assert_quiet(TWO "| | text | a | A | A |\n");
}

TEST(language_that_a_column_lacks)
{
    char *text =
        linted("| survey |\n| | type | name | label::Svenska (sv) | label::English (en) | "
               "hint::Svenska (sv) |\n| | text | a | A | A | H |\n| | text | b | B | B | H |\n");
    char *first = strstr(text, ":survey:1: warning: there is no hint in English (en) at all");
    assert_non_null(first);
    assert_null(strstr(first + 60, "there is no hint")); // once, not by row
    free(text);
    assert_warns(TWO "| | select_one l | a | A | A |\n| choices |\n| | list_name | name | "
                     "label::Svenska (sv) |\n| | l | 1 | Ett |\n",
                 ":choices:1: warning: there is no label in English (en) at all");
}

// ---- scales ----

#define LISTS(second)                                                                              \
    HEAD                                                                                           \
        "| | select_one a | a | A | | | | | | |\n| | select_one b | b | B | | | | | | |\n"         \
        "| choices |\n| | list_name | name | label |\n"                                            \
        "| | a | 1 | Agrees very well |\n| | a | 2 | Agrees well |\n| | a | 3 | Agrees poorly |\n" \
        "| | a | 4 | Agrees very poorly |\n" second

TEST(scale_with_a_slip)
{
    assert_warns(LISTS("| | b | 1 | Agrees very well |\n| | b | 2 | Agrees wel |\n"
                       "| | b | 3 | Agrees poorly |\n| | b | 4 | Agrees very poorly |\n"),
                 ":choices:7:3: warning: “Agrees wel” looks like a slip for “Agrees well” of the "
                 "list “a” (row 3)");
    assert_warns(LISTS("| | b | 1 | Agrees very well |\n| | b | 2 | agrees well |\n"
                       "| | b | 3 | Agrees poorly |\n"),
                 "“agrees well” looks like a slip");
}

TEST(scales_that_are_meant_to_differ)
{
    assert_quiet(LISTS("| | b | 1 | Agrees very well |\n| | b | 2 | Agrees well |\n"
                       "| | b | 3 | Agrees poorly |\n| | b | 4 | Agrees very poorly |\n"
                       "| | b | -1 | Don’t know |\n"));
    assert_quiet(HEAD
                 "| | select_one a | a | A | | | | | | |\n| | select_one b | b | B | | | | | | |\n"
                 "| choices |\n| | list_name | name | label |\n"
                 "| | a | 1 | 1 time |\n| | a | 2 | 2 times |\n| | a | 3 | 3 times |\n"
                 "| | b | 1 | 4 times |\n| | b | 2 | 2 times |\n| | b | 3 | 3 times |\n");
}

TEST(choices_that_look_the_same)
{
    const char *choices =
        "| choices |\n| | list_name | name | label | k |\n| | l | a | Other | 1 |\n"
        "| | l | b | Other | 2 |\n";
    char form[1000];
    snprintf(form, sizeof form, HEAD "| | select_one l | q | Q | | | | | | |\n%s", choices);
    assert_warns(form, ":choices:3:3: warning: the choice “b” of the list “l” has the same label");
    snprintf(form, sizeof form,
             HEAD "| | text | t | T | | | | | | |\n"
                  "| | select_one l | q | Q | | | | | k = ${t} | |\n%s",
             choices);
    assert_quiet(form);
}

// ---- names for SPSS ----

#define SEVERAL(choices)                                                                           \
    HEAD "| | select_multiple l | q | Q | | | | | | |\n| choices |\n| | list_name | name | label " \
         "|\n" choices
#define LONG60 "a123456789b123456789c123456789d123456789e123456789f123456789"

TEST(choice_names_that_spss_cannot_take)
{
    assert_warns(SEVERAL("| | l | so-so | A |\n"),
                 ":choices:2:2: warning: SPSS cannot take the choice");
    assert_warns(SEVERAL("| | l | no! | A |\n"), "as it has “!” in it");
    assert_warns(SEVERAL("| | l | " LONG60 "12345 | A |\n"), "is longer than the 64 bytes");
    assert_warns(SEVERAL("| | l | " LONG60 "123 | A |\n"),
                 "the variable “q_a123456789b12"); // with the question's name
    assert_warns(
        SEVERAL("| | l | no | A |\n| | l | No | B |\n"),
        ":choices:3:2: warning: the choice “No” of “q” becomes the variable “q_no” in SPSS");
    assert_warns(SEVERAL("| | l | år | A |\n| | l | ar | B |\n"), "which is taken already");
    // What or_other adds cannot be renamed by anybody.
    assert_quiet(HEAD "| | select_multiple l or_other | q | Q | | | | | | |\n| choices |\n"
                      "| | list_name | name | label |\n| | l | a | A |\n");
    assert_quiet(SEVERAL("| | l | a | A |\n| | l | år | B |\n| | l | -1 | Don’t know |\n"));
}

TEST(names_of_values_may_hold_more)
{
    assert_quiet(HEAD "| | select_one l | q | Q | | | | | | |\n| choices |\n"
                      "| | list_name | name | label |\n| | l | 13-15 | A |\n| | l | 16-18 | B |\n");
    assert_warns(HEAD "| | select_one l | q | Q | | | | | | |\n| choices |\n"
                      "| | list_name | name | label |\n| | l | very good | A |\n",
                 "as it has “ ” in it");
}

TEST(numbers_and_words_as_codes)
{
    assert_warns(SEVERAL("| | l | 1 | A |\n| | l | 5 | B |\n| | l | none | C |\n"),
                 "the list “l” has both numbers and words for names (“none”)");
    assert_quiet(SEVERAL("| | l | 1 | A |\n| | l | 5 | B |\n| | l | -1 | C |\n"));
}

TEST(question_names_that_spss_cannot_tell_apart)
{
    assert_warns(
        HEAD "| | text | ålder | A | | | | | | |\n| | text | Alder | B | | | | | | |\n",
        ":survey:3:2: warning: SPSS takes the name “Alder” for the same as the one in row 2");
    assert_warns(HEAD "| | text | " LONG60 "12345 | A | | | | | | |\n",
                 ":survey:2:2: warning: the name “" LONG60 "12345” is longer than the 64 bytes");
}

TEST(a_form_with_errors_is_read_for_warnings_too)
{
    char *text =
        linted(HEAD "| | txet | a | A | | | | | | |\n| | text | b | B | 1 = 2 | | | | | |\n"
                    "| | calculate | c | | | | | | | ${d} |\n"
                    "| | calculate | d | | ${c} = 1 | | | | | ${c} |\n");
    assert_non_null(strstr(text, "error: the type “txet”"));
    assert_non_null(strstr(text, "“b” can never be shown"));
    assert_non_null(strstr(text, "in a circle"));
    free(text);
}

#define OWN_SETTINGS "| settings |\n| | namespaces |\n| | svar=\"urn:svar:xlsform\" |\n"

TEST(svar_columns_are_known)
{
    assert_quiet("| survey |\n| | type | name | label | bind::svar:best | svar:sensitive | "
                 "body::svar:max-length |\n| | text | a | A | first | yes | 30 |\n"
                 "| settings |\n| | namespaces | svar:audience |\n"
                 "| | svar=\"urn:svar:xlsform\" | children |\n");
    assert_warns(
        "| survey |\n| | type | name | label | bind::svar:bset |\n| | text | a | A | first "
        "|\n" OWN_SETTINGS,
        ":survey:1:4: warning: the column “bind::svar:bset” is not known. Did you mean "
        "“svar:best”?");
    assert_warns("| survey |\n| | type | name | label |\n| | text | a | A |\n| choices |\n"
                 "| | list_name | name | label | svar:unheard |\n| | l | a | A | 1 |\n",
                 ":choices:1:4: warning: the column “svar:unheard” is not known");
}

TEST(how_a_survey_is_asked_is_checked_as_the_kiosk_does)
{
    assert_quiet("| survey |\n| | type | name | label |\n| | text | a | A |\n| settings |\n"
                 "| | svar:mode | svar:font | svar:aloud | svar:emoji | svar:switch-ms |\n"
                 "| | One-tap | dyslexia | yes | no | 900 |\n");
    static const char *const wrong[][3] = {
        {"svar:mode", "onetap", "Write kiosk, passed, one-tap or interviewer."},
        {"svar:font", "comic", "Write usual, beginner or dyslexia."},
        {"svar:aloud", "1", "Write yes or no."},
        {"svar:audience", "childern", "Write children, young or adults."},
        {"svar:switch-ms", "20", "Write a number from 200 to 10000."},
        {"svar:mod", "kiosk", "Did you mean “svar:mode”?"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char form[300];
        snprintf(form, sizeof form,
                 "| survey |\n| | type | name | label |\n| | text | a | A |\n"
                 "| settings |\n| | %s |\n| | %s |\n",
                 wrong[i][0], wrong[i][1]);
        assert_warns(form, wrong[i][2]);
    }
}

TEST(svar_columns_stand_where_they_are_read)
{
    assert_warns(
        "| survey |\n| | type | name | label | svar:max-length |\n| | text | a | A | 3 |\n",
        ":survey:1:4: warning: the column “svar:max-length” has no effect here. Write "
        "“body::svar:max-length”.");
}

TEST(svar_columns_hold_what_is_understood)
{
    const char *form = "| survey |\n| | type | name | label | bind::svar:best | "
                       "bind::svar:sensitive | body::svar:max |\n| | integer | a | A | high | "
                       "perhaps | ten |\n" OWN_SETTINGS;
    assert_warns(form,
                 ":survey:2:4: warning: “high” means nothing in the column “bind::svar:best”. "
                 "Write first or last.");
    assert_warns(form, ":survey:2:5: warning: “perhaps” means nothing in the column "
                       "“bind::svar:sensitive”. Write yes or no.");
    assert_warns(form, ":survey:2:6: warning: “ten” means nothing in the column “body::svar:max”. "
                       "Write a number.");
}

TEST(svar_columns_need_their_namespace)
{
    assert_warns("| survey |\n| | type | name | label | bind::svar:best |\n| | text | a | A | last "
                 "|\n",
                 ":survey:1:4: warning: other tools refuse the column “bind::svar:best” as it is. "
                 "Write svar=\"urn:svar:xlsform\" in the setting “namespaces”.");
}

TEST(loading_a_form_does_not_lint)
{
    struct interview v = interview(HEAD "| | text | a | A | | | | | | |\n"
                                        "| | text | b | B | 1 = 2 | | | | | |\n");
    assert_int_equal(form_problems_total(v.problems), 0);
    interview_end(&v);
}

TEST_MAIN(cmocka_unit_test(constant_false_relevant),
          cmocka_unit_test(contradiction_in_one_relevant),
          cmocka_unit_test(contradiction_with_the_group_around),
          cmocka_unit_test(relevant_against_a_constraint),
          cmocka_unit_test(relevant_on_what_is_never_shown),
          cmocka_unit_test(what_two_questions_need_contradicts),
          cmocka_unit_test(selected_and_not_selected), cmocka_unit_test(a_group_is_said_once),
          cmocka_unit_test(instances_of_a_repeat_may_differ),
          cmocka_unit_test(what_only_looks_like_a_contradiction),
          cmocka_unit_test(a_question_before_what_it_waits_for),
          cmocka_unit_test(required_and_nobody_can_answer),
          cmocka_unit_test(constraint_that_nothing_satisfies),
          cmocka_unit_test(required_without_a_way_out),
          cmocka_unit_test(comparison_with_a_choice_that_is_not_there),
          cmocka_unit_test(two_questions_in_one), cmocka_unit_test(one_question_with_an_and_in_it),
          cmocka_unit_test(label_too_long_for_the_smallest_screen),
          cmocka_unit_test(word_wider_than_the_smallest_screen),
          cmocka_unit_test(translation_that_is_missing),
          cmocka_unit_test(language_that_a_column_lacks), cmocka_unit_test(scale_with_a_slip),
          cmocka_unit_test(scales_that_are_meant_to_differ),
          cmocka_unit_test(choices_that_look_the_same),
          cmocka_unit_test(choice_names_that_spss_cannot_take),
          cmocka_unit_test(names_of_values_may_hold_more),
          cmocka_unit_test(numbers_and_words_as_codes),
          cmocka_unit_test(question_names_that_spss_cannot_tell_apart),
          cmocka_unit_test(a_form_with_errors_is_read_for_warnings_too),
          cmocka_unit_test(svar_columns_are_known),
          cmocka_unit_test(how_a_survey_is_asked_is_checked_as_the_kiosk_does),
          cmocka_unit_test(svar_columns_stand_where_they_are_read),
          cmocka_unit_test(svar_columns_hold_what_is_understood),
          cmocka_unit_test(svar_columns_need_their_namespace),
          cmocka_unit_test(loading_a_form_does_not_lint))
