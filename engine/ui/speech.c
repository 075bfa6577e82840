// SPDX-License-Identifier: EUPL-1.2
// One espeak-ng a text: it starts in milliseconds, and to stop it is to end the process. The text
// fits into the pipe, so that writing never waits. See ui/speech.h.
#include "ui/speech.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "ui/child_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct ui_speech {
    char program[PATH_MAX];
    pid_t speaking;  // 0: nobody
    pid_t measuring; // the same to nobody's ears, to know how long it is; 0: done
    int measured;    // its end of the pipe; -1
    int64_t bytes;   // of sound so far, or in all
    bool whole;      // it is all
    int64_t begun_ms;
    int rate; // words a minute
    int loud;
    char text[UI_SPEECH_BYTES];
    size_t text_len;
    struct ui_leaving leaving;
};

void ui_speech_use(struct ui_speech *s, int words_per_minute, int loud)
{
    s->rate = words_per_minute < 80 ? 80 : words_per_minute > 400 ? 400 : words_per_minute;
    s->loud = loud < 0 ? 0 : loud > 200 ? 200 : loud;
}

struct ui_speech *ui_speech_create(void)
{
    char program[PATH_MAX];
    if (!ui_child_find("espeak-ng", program)) return NULL;
    struct ui_speech *s = xcalloc(1, sizeof *s);
    memcpy(s->program, program, sizeof program);
    s->measured = -1;
    ui_speech_use(s, UI_SPEECH_WORDS, UI_SPEECH_LOUD);
    return s;
}

void ui_speech_stop(struct ui_speech *s)
{
    if (!s) return;
    ui_child_bury(&s->leaving);
    ui_child_end(&s->leaving, &s->speaking);
    ui_child_end(&s->leaving, &s->measuring);
    if (s->measured >= 0) close(s->measured);
    s->measured = -1;
    explicit_bzero(s->text, s->text_len);
    s->text_len = 0;
    ui_child_bury(&s->leaving);
}

void ui_speech_destroy(struct ui_speech *s)
{
    if (!s) return;
    ui_speech_stop(s);
    free(s);
}

// The voices of espeak-ng 1.51 for the languages that kiosks meet.
static const char *voice_of(struct str language)
{
    static const char *const voices[][2] = {
        {"sv", "sv"},  {"en", "en"}, {"ar", "ar"},  {"fi", "fi"}, {"fa", "fa"},
        {"prs", "fa"}, {"ku", "ku"}, {"ru", "ru"},  {"uk", "uk"}, {"pl", "pl"},
        {"tr", "tr"},  {"es", "es"}, {"fr", "fr"},  {"de", "de"}, {"nb", "nb"},
        {"no", "nb"},  {"nn", "nb"}, {"da", "da"},  {"is", "is"}, {"et", "et"},
        {"bs", "bs"},  {"sq", "sq"}, {"zh", "cmn"}, {"ur", "ur"}, {"he", "he"},
    };
    struct str rest = language;
    struct str code;
    if (!str_split(&rest, '-', &code)) return NULL;
    for (size_t i = 0; i < sizeof voices / sizeof voices[0]; i++) {
        if (str_eq_nocase(code, str_of(voices[i][0]))) return voices[i][1];
    }
    return NULL;
}

bool ui_speech_speaks(struct str language)
{
    return voice_of(language) != NULL;
}

// The child reads from a pipe and writes to `to`; where that is -1, it speaks.
static int start(const struct ui_speech *s, const char *voice, int from, int to, pid_t *out)
{
    char program[] = "espeak-ng", v[] = "-v", in[] = "--stdin", rate[] = "-s", loud[] = "-a";
    char aside[] = "--stdout", name[16], words[16], amplitude[16];
    snprintf(name, sizeof name, "%s", voice);
    snprintf(words, sizeof words, "%d", s->rate);
    snprintf(amplitude, sizeof amplitude, "%d", s->loud);
    char *const argv[] = {
        program, v, name, rate, words, loud, amplitude, in, to >= 0 ? aside : NULL, NULL};
    return ui_child_start(s->program, argv, from, to, out);
}

// A child that has been given the text.
static int start_with(struct ui_speech *s, const char *voice, int to, pid_t *out)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    // Before the child starts: a pipe holds more than we ever say.
    ssize_t wrote = write(ends[1], s->text, s->text_len);
    int failed = wrote == (ssize_t)s->text_len ? start(s, voice, ends[0], to, out) : EAGAIN;
    close(ends[0]);
    close(ends[1]);
    return failed;
}

static void start_measuring(struct ui_speech *s, const char *voice)
{
    int sound[2];
    s->bytes = 0;
    s->whole = false;
    if (pipe2(sound, O_CLOEXEC) != 0) return;
    fcntl(sound[0], F_SETFL, O_NONBLOCK);
    if (start_with(s, voice, sound[1], &s->measuring) == 0) {
        s->measured = sound[0];
    } else {
        close(sound[0]);
    }
    close(sound[1]);
}

enum err ui_speech_say(struct ui_speech *s, struct str text, struct str language,
                       struct err_info *info)
{
    ui_speech_stop(s);
    const char *voice = voice_of(language);
    if (!voice) {
        return err_set(info, ERR_UNSUPPORTED, "there is no voice for \"%.*s\"", STR_ARG(language));
    }
    s->text_len = utf8_cut(text, sizeof s->text);
    memcpy(s->text, text.ptr, s->text_len);
    struct clock clock = clock_system();
    s->begun_ms = clock_mono_ms(&clock);
    int failed = start_with(s, voice, -1, &s->speaking);
    if (failed) {
        ui_speech_stop(s);
        errno = failed;
        return err_set_errno(info, "%s cannot be started", s->program);
    }
    start_measuring(s, voice);
    return ERR_NONE;
}

// ---- which word ----
static void measure(struct ui_speech *s)
{
    static const int64_t most = INT64_C(64) << 20;
    char sound[16384];
    while (s->measured >= 0) {
        ssize_t got = read(s->measured, sound, sizeof sound);
        if (got < 0) return; // not yet
        s->bytes += got;
        if (got > 0 && s->bytes < most) continue;
        s->whole = got == 0 && s->bytes > 0;
        close(s->measured);
        s->measured = -1;
        ui_child_end(&s->leaving, &s->measuring);
    }
}

// The time of one character, in fortieths of a letter's: stops are long, the ends of words short.
static int weight_of(char c)
{
    if (c == '\n') return 200;
    if (c == '.' || c == '?' || c == '!' || c == ':') return 160;
    if (c == ',' || c == ';') return 120;
    if (c == ' ') return 10;
    return ((unsigned char)c & 0xC0) == 0x80 ? 0 : 40; // not the second byte of a letter
}

static int64_t weight(const struct ui_speech *s, size_t to)
{
    int64_t sum = 0;
    for (size_t i = 0; i < to; i++)
        sum += weight_of(s->text[i]);
    return sum;
}

static int64_t length_ms(const struct ui_speech *s)
{
    enum { HEADER = 44, BYTES_A_SECOND = 2 * 22050, LETTER_MS = 75 };
    if (s->whole) return (s->bytes - HEADER) * 1000 / BYTES_A_SECOND;
    return weight(s, s->text_len) * LETTER_MS / 40 * UI_SPEECH_WORDS / s->rate;
}

static bool between(char c)
{
    return c == ' ' || c == '\n';
}

bool ui_speech_word(struct ui_speech *s, size_t *out_from, size_t *out_to)
{
    if (!s || !s->speaking) return false;
    if (waitpid(s->speaking, NULL, WNOHANG) != 0) {
        s->speaking = 0;
        ui_speech_stop(s);
        return false;
    }
    measure(s);
    struct clock clock = clock_system();
    int64_t since = clock_mono_ms(&clock) - s->begun_ms;
    int64_t length = length_ms(s);
    int64_t goal = length > 0 ? weight(s, s->text_len) * since / length : 0;
    size_t from = 0;
    int64_t sum = 0;
    size_t at = 0;
    while (at < s->text_len && sum <= goal) {
        if (between(s->text[at])) from = at + 1;
        sum += weight_of(s->text[at++]);
    }
    while (from < s->text_len && between(s->text[from]))
        from++;
    size_t to = from;
    while (to < s->text_len && !between(s->text[to]))
        to++;
    *out_from = from;
    *out_to = to;
    return from < to;
}
