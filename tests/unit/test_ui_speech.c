// SPDX-License-Identifier: EUPL-1.2
// The real voice, heard: what espeak-ng says of what we give it, as sound in a file. A program in
// front of it keeps the sound that would have gone to the loudspeaker.
#include "tests/unit/test.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ui/speech.h"

static char folder[] = "/tmp/svar-speech-XXXXXX";
static bool have_voice;

static void put_program(void)
{
    char path[128];
    snprintf(path, sizeof path, "%s/espeak-ng", folder);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    // Measuring goes through as it is; speaking is kept, and goes on for a while as sound does.
    fprintf(f,
            "#!/bin/sh\n"
            "PATH=/usr/bin:/bin\n"
            "case \"$*\" in *--stdout*) exec espeak-ng \"$@\" ;; esac\n"
            "espeak-ng \"$@\" -w %s/new.wav && mv %s/new.wav %s/said.wav\n"
            "exec sleep 20\n",
            folder, folder, folder);
    fclose(f);
    assert_int_equal(chmod(path, 0755), 0);
    setenv("PATH", folder, 1);
}

static int begin(void **state)
{
    (void)state;
    have_voice = access("/usr/bin/espeak-ng", X_OK) == 0;
    assert_non_null(mkdtemp(folder));
    put_program();
    return 0;
}

static int end(void **state)
{
    (void)state;
    const char *const names[] = {"espeak-ng", "said.wav", "new.wav", "meant.wav"};
    char path[160];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
    return 0;
}

struct sound {
    long bytes;
    double loud; // mean of the samples' size
    uint64_t hash;
};

static bool read_sound(const char *name, struct sound *out)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "rb");
    if (!f) return false;
    *out = (struct sound){.hash = UINT64_C(14695981039346656037)};
    fseek(f, 44, SEEK_SET);
    int16_t sample;
    double sum = 0;
    while (fread(&sample, 2, 1, f) == 1) {
        out->bytes += 2;
        sum += sample < 0 ? -(double)sample : sample;
        out->hash = (out->hash ^ (uint16_t)sample) * UINT64_C(1099511628211);
    }
    fclose(f);
    out->loud = out->bytes ? sum * 2 / (double)out->bytes : 0;
    return true;
}

static void wait_a_little(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

static struct sound hear(struct ui_speech *s, const char *text, const char *language)
{
    char path[160];
    snprintf(path, sizeof path, "%s/said.wav", folder);
    unlink(path);
    struct err_info info = {0};
    if (ui_speech_say(s, str_of(text), str_of(language), &info)) fail_msg("%s", info.message);
    struct sound sound;
    for (int i = 0; i < 2000; i++) {
        if (read_sound("said.wav", &sound)) return sound;
        wait_a_little();
    }
    fail_msg("nothing was heard of \"%s\"", text);
    return (struct sound){0};
}

#define NEEDS_VOICE \
    if (!have_voice) skip()

TEST(words_are_heard_and_not_silence)
{
    NEEDS_VOICE;
    struct ui_speech *s = ui_speech_create();
    struct sound sound = hear(s, "Var det bra?\nJa.\nNej.\n", "sv");
    assert_true(sound.bytes > 2 * 22050); // more than a second
    assert_true(sound.loud > 300);
    ui_speech_destroy(s);
}

TEST(what_is_heard_are_these_words_in_this_language)
{
    NEEDS_VOICE;
    struct ui_speech *s = ui_speech_create();
    struct sound said = hear(s, "Hur mår du i dag?", "sv-SE");
    char command[320];
    snprintf(command, sizeof command,
             "printf 'Hur mår du i dag?' | /usr/bin/espeak-ng -v sv -s 150 -a 100 --stdin -w "
             "%s/meant.wav",
             folder);
    assert_int_equal(system(command), 0);
    struct sound meant;
    assert_true(read_sound("meant.wav", &meant));
    assert_int_equal(said.hash, meant.hash);
    assert_true(hear(s, "Hur mår du i dag?", "en").hash != meant.hash);
    ui_speech_destroy(s);
}

TEST(a_slow_voice_takes_longer)
{
    NEEDS_VOICE;
    struct ui_speech *s = ui_speech_create();
    long usual = hear(s, "Vad tyckte du om maten?", "sv").bytes;
    ui_speech_use(s, 110, UI_SPEECH_LOUD);
    long slow = hear(s, "Vad tyckte du om maten?", "sv").bytes;
    ui_speech_use(s, 220, UI_SPEECH_LOUD);
    long fast = hear(s, "Vad tyckte du om maten?", "sv").bytes;
    assert_true(slow > usual && usual > fast);
    ui_speech_destroy(s);
}

TEST(a_soft_voice_is_softer_and_no_wish_is_out_of_bounds)
{
    NEEDS_VOICE;
    struct ui_speech *s = ui_speech_create();
    double usual = hear(s, "Vad tyckte du om maten?", "sv").loud;
    ui_speech_use(s, UI_SPEECH_WORDS, 50);
    assert_true(hear(s, "Vad tyckte du om maten?", "sv").loud < usual * 0.8);
    ui_speech_use(s, 100000, -4);
    assert_true(hear(s, "Vad tyckte du om maten?", "sv").loud < 1);
    ui_speech_destroy(s);
}

TEST(every_language_that_is_promised_has_a_sound)
{
    NEEDS_VOICE;
    static const char *const said[][2] = {
        {"sv", "god dag"}, {"en", "good day"},    {"ar", "مرحبا"},  {"fi", "hyvää päivää"},
        {"fa", "سلام"},    {"uk", "добрий день"}, {"ku", "rojbaş"}, {"tr", "iyi günler"},
    };
    struct ui_speech *s = ui_speech_create();
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        assert_true(hear(s, said[i][1], said[i][0]).loud > 100);
    ui_speech_destroy(s);
}

TEST(the_first_word_is_marked_first)
{
    NEEDS_VOICE;
    struct ui_speech *s = ui_speech_create();
    struct err_info info = {0};
    assert_int_equal(ui_speech_say(s, STR("Planerar du något?"), STR("sv"), &info), ERR_NONE);
    size_t from = 99;
    size_t to = 0;
    assert_true(ui_speech_word(s, &from, &to));
    assert_int_equal(from, 0);
    assert_int_equal(to, 8);
    ui_speech_destroy(s);
}

TEST(the_words_are_marked_one_after_the_other_to_the_last)
{
    NEEDS_VOICE;
    struct ui_speech *s = ui_speech_create();
    struct err_info info = {0};
    ui_speech_use(s, 400, 10);
    struct str text = STR("En två tre fyra.");
    assert_int_equal(ui_speech_say(s, text, STR("sv"), &info), ERR_NONE);
    size_t from = 0;
    size_t to = 0;
    size_t before = 0;
    size_t words = 0;
    for (int i = 0; i < 1500 && to != text.len; i++) {
        assert_true(ui_speech_word(s, &from, &to));
        assert_true(from >= before);
        words += from > before;
        before = from;
        wait_a_little();
    }
    assert_int_equal(to, text.len);
    assert_true(words >= 1);
    ui_speech_destroy(s);
}

TEST(nothing_is_marked_when_nothing_is_said)
{
    NEEDS_VOICE;
    struct ui_speech *s = ui_speech_create();
    size_t from;
    size_t to;
    assert_false(ui_speech_word(s, &from, &to));
    assert_int_equal(ui_speech_say(s, STR("Hej"), STR("sv"), NULL), ERR_NONE);
    ui_speech_stop(s);
    assert_false(ui_speech_word(s, &from, &to));
    assert_false(ui_speech_word(NULL, &from, &to));
    ui_speech_destroy(s);
}

TEST(a_language_without_a_voice_is_told)
{
    struct ui_speech *s = ui_speech_create();
    struct err_info info = {0};
    assert_non_null(s);
    assert_int_equal(ui_speech_say(s, STR("ሰላም"), STR("ti"), &info), ERR_UNSUPPORTED);
    assert_false(ui_speech_speaks(STR("so")));
    ui_speech_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_heard_and_not_silence),
        cmocka_unit_test(what_is_heard_are_these_words_in_this_language),
        cmocka_unit_test(a_slow_voice_takes_longer),
        cmocka_unit_test(a_soft_voice_is_softer_and_no_wish_is_out_of_bounds),
        cmocka_unit_test(every_language_that_is_promised_has_a_sound),
        cmocka_unit_test(the_first_word_is_marked_first),
        cmocka_unit_test(the_words_are_marked_one_after_the_other_to_the_last),
        cmocka_unit_test(nothing_is_marked_when_nothing_is_said),
        cmocka_unit_test(a_language_without_a_voice_is_told),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, begin, end) != 0;
}
