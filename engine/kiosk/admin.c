// SPDX-License-Identifier: EUPL-1.2
// Taps, PIN, delays and what the page has been told. See kiosk/admin.h.
#include "kiosk/admin.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/log.h"
#include "seal/pin.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <sys/statvfs.h>

enum {
    FREE_TRIES = 3, // so often one may be wrong without waiting
    FIRST_DELAY_MS = 15000,
    MOST_DELAY_MS = 3600000,
    FILE_BYTES = 64,
};

struct kiosk_admin {
    char state[PATH_MAX];
    char counter[PATH_MAX];
    char hash[256];
    struct clock clock;
    enum kiosk_admin_page page;
    uint64_t generation;
    int64_t taps[KIOSK_ADMIN_TAPS]; // the last ones
    size_t tap_count;
    char pin[SEAL_PIN_MOST + 1];
    size_t digits;
    uint64_t failures;
    int64_t wait_from_ms;
    int64_t shown_s; // of the wait
    int64_t touched_ms;
    struct kiosk_news figures;
    bool has_figures;
    char said[256];
    char token[KIOSK_ADMIN_TOKEN_BYTES];
    size_t token_bytes;
};

static int64_t now_ms(const struct kiosk_admin *a)
{
    return clock_mono_ms(&a->clock);
}

static void changed(struct kiosk_admin *a)
{
    a->generation++;
}

void kiosk_admin_changed(struct kiosk_admin *a)
{
    changed(a);
}

// What cannot be read counts as many failures: whoever damages the file gains nothing.
static uint64_t read_failures(const char *path)
{
    struct buf text = {0};
    uint64_t failures = 0;
    if (file_exists(path) && (file_read(path, FILE_BYTES, &text, NULL) ||
                              !str_to_uint64(str_trim(buf_str(&text)), &failures))) {
        failures = 10;
    }
    buf_finish(&text);
    return failures;
}

static enum err write_failures(struct kiosk_admin *a, uint64_t failures, struct err_info *info)
{
    char text[FILE_BYTES];
    snprintf(text, sizeof(text), "%llu\n", (unsigned long long)failures);
    enum err err = file_write(a->counter, str_of(text), 0600, info);
    if (!err) {
        a->failures = failures;
    }
    return err;
}

struct kiosk_admin *kiosk_admin_create(const char *state, struct str pin_hash, struct clock clock)
{
    struct kiosk_admin *a = xcalloc(1, sizeof(*a));
    a->clock = clock;
    if (pin_hash.len < sizeof(a->hash)) {
        memcpy(a->hash, pin_hash.ptr ? pin_hash.ptr : "", pin_hash.len);
    }
    snprintf(a->state, sizeof(a->state), "%s", state);
    if (file_join(a->counter, sizeof(a->counter), state, "pin-failures", NULL)) {
        a->hash[0] = '\0'; // nowhere to count: nobody gets in
    } else {
        a->failures = read_failures(a->counter);
    }
    a->wait_from_ms = now_ms(a);
    return a;
}

void kiosk_admin_destroy(struct kiosk_admin *a)
{
    if (a) {
        explicit_bzero(a, sizeof(*a));
        free(a);
    }
}

bool kiosk_admin_tap(struct kiosk_admin *a, bool in_corner)
{
    if (!a->hash[0] || a->page != KIOSK_ADMIN_CLOSED) {
        return false;
    }
    if (!in_corner) {
        a->tap_count = 0;
        return false;
    }
    if (a->tap_count == KIOSK_ADMIN_TAPS) {
        memmove(a->taps, a->taps + 1, sizeof(a->taps) - sizeof(a->taps[0]));
        a->tap_count--;
    }
    a->taps[a->tap_count++] = now_ms(a);
    if (a->tap_count < KIOSK_ADMIN_TAPS || now_ms(a) - a->taps[0] > KIOSK_ADMIN_TAPS_MS) {
        return false;
    }
    a->tap_count = 0;
    a->page = KIOSK_ADMIN_PIN;
    a->said[0] = '\0';
    a->has_figures = false;
    kiosk_admin_touch(a);
    changed(a);
    return true;
}

enum kiosk_admin_page kiosk_admin_page(const struct kiosk_admin *a)
{
    return a->page;
}

uint64_t kiosk_admin_generation(const struct kiosk_admin *a)
{
    return a->generation;
}

void kiosk_admin_close(struct kiosk_admin *a)
{
    explicit_bzero(a->pin, sizeof(a->pin));
    a->digits = 0;
    kiosk_admin_token_ask(a, false);
    a->page = KIOSK_ADMIN_CLOSED;
    changed(a);
}

void kiosk_admin_touch(struct kiosk_admin *a)
{
    // Touches that land in the wrong place must not keep the panel that way.
    if (a->page != KIOSK_ADMIN_KEEP) {
        a->touched_ms = now_ms(a);
    }
}

void kiosk_admin_go(struct kiosk_admin *a, enum kiosk_admin_page page)
{
    a->said[0] = '\0';
    a->page = page;
    a->touched_ms = now_ms(a);
    changed(a);
}

void kiosk_admin_back(struct kiosk_admin *a)
{
    switch (a->page) {
    case KIOSK_ADMIN_TOKEN: kiosk_admin_token_ask(a, false); break;
    case KIOSK_ADMIN_CHANGE:
    case KIOSK_ADMIN_LANGUAGE: kiosk_admin_go(a, KIOSK_ADMIN_SURVEY); break;
    case KIOSK_ADMIN_CROSSES:
    case KIOSK_ADMIN_KEEP: kiosk_admin_go(a, KIOSK_ADMIN_SCREEN); break;
    case KIOSK_ADMIN_STICK:
    case KIOSK_ADMIN_SURVEY:
    case KIOSK_ADMIN_SCREEN: kiosk_admin_go(a, KIOSK_ADMIN_OPEN); break;
    case KIOSK_ADMIN_CLOSED:
    case KIOSK_ADMIN_PIN:
    case KIOSK_ADMIN_OPEN: kiosk_admin_close(a); break;
    }
}

// How long nobody need touch anything before the page goes.
static int64_t patience_ms(const struct kiosk_admin *a)
{
    return a->page == KIOSK_ADMIN_CROSSES ? KIOSK_ADMIN_CROSSES_MS
           : a->page == KIOSK_ADMIN_KEEP  ? KIOSK_ADMIN_KEEP_MS
                                          : KIOSK_ADMIN_AWAY_MS;
}

int64_t kiosk_admin_left_ms(const struct kiosk_admin *a)
{
    int64_t left = a->touched_ms + patience_ms(a) - now_ms(a);
    return left > 0 ? left : 0;
}

void kiosk_admin_tick(struct kiosk_admin *a)
{
    if (a->page == KIOSK_ADMIN_CLOSED) {
        return;
    }
    if (kiosk_admin_left_ms(a) == 0) {
        if (a->page == KIOSK_ADMIN_CROSSES || a->page == KIOSK_ADMIN_KEEP) {
            kiosk_admin_back(a);
        } else {
            kiosk_admin_close(a);
        }
    } else if (a->page == KIOSK_ADMIN_KEEP) {
        int64_t left_s = (kiosk_admin_left_ms(a) + 999) / 1000;
        if (left_s != a->shown_s) {
            a->shown_s = left_s;
            changed(a);
        }
    } else if (a->page == KIOSK_ADMIN_PIN) {
        int64_t left_s = (kiosk_admin_delay_ms(a) + 999) / 1000;
        if (left_s != a->shown_s) {
            a->shown_s = left_s;
            changed(a);
        }
    }
}

int64_t kiosk_admin_wait_ms(const struct kiosk_admin *a)
{
    if (a->page == KIOSK_ADMIN_CLOSED) {
        return -1;
    }
    int64_t away = kiosk_admin_left_ms(a);
    int64_t counts = a->page == KIOSK_ADMIN_PIN    ? kiosk_admin_delay_ms(a)
                     : a->page == KIOSK_ADMIN_KEEP ? away
                                                   : 0;
    int64_t due = counts > 0 ? (counts - 1) % 1000 + 1 : away;
    return due < away ? due : away;
}

// ---- the PIN ----
void kiosk_admin_digit(struct kiosk_admin *a, char digit)
{
    if (a->page == KIOSK_ADMIN_PIN && a->digits < SEAL_PIN_MOST && digit >= '0' && digit <= '9') {
        a->pin[a->digits++] = digit;
        changed(a);
    }
}

void kiosk_admin_erase(struct kiosk_admin *a)
{
    if (a->digits > 0) {
        a->pin[--a->digits] = '\0';
        changed(a);
    }
}

size_t kiosk_admin_digits(const struct kiosk_admin *a)
{
    return a->digits;
}

uint64_t kiosk_admin_failures(const struct kiosk_admin *a)
{
    return a->failures;
}

int64_t kiosk_admin_delay_ms(const struct kiosk_admin *a)
{
    if (a->failures < FREE_TRIES) {
        return 0;
    }
    int64_t delay = FIRST_DELAY_MS;
    for (uint64_t i = FREE_TRIES; i < a->failures && delay < MOST_DELAY_MS; i++) {
        delay *= 2;
    }
    if (delay > MOST_DELAY_MS) {
        delay = MOST_DELAY_MS;
    }
    int64_t left = a->wait_from_ms + delay - now_ms(a);
    return left > 0 ? left : 0;
}

void kiosk_admin_enter(struct kiosk_admin *a)
{
    if (a->page != KIOSK_ADMIN_PIN || a->digits == 0 || kiosk_admin_delay_ms(a) > 0) {
        return;
    }
    struct err_info info = {0};
    // Counted first: who cuts the power in the middle has used up a try.
    enum err err = write_failures(a, a->failures + 1, &info);
    if (!err) {
        err = seal_pin_verify(str_of(a->hash), str_make(a->pin, a->digits), &info);
    }
    explicit_bzero(a->pin, sizeof(a->pin));
    a->digits = 0;
    a->wait_from_ms = now_ms(a);
    if (!err) {
        err = write_failures(a, 0, &info);
    }
    if (err) {
        log_warning("staff page: %s", info.message);
    } else {
        a->page = KIOSK_ADMIN_OPEN;
    }
    changed(a);
}

// ---- the token ----
void kiosk_admin_token_ask(struct kiosk_admin *a, bool ask)
{
    explicit_bzero(a->token, sizeof(a->token));
    a->token_bytes = 0;
    a->said[0] = '\0';
    a->page = ask ? KIOSK_ADMIN_TOKEN : KIOSK_ADMIN_STICK;
    changed(a);
}

void kiosk_admin_token_type(struct kiosk_admin *a, struct str text)
{
    for (size_t i = 0; i < text.len && a->token_bytes < sizeof(a->token) - 1; i++) {
        // Tokens are visible ASCII; a reader of codes may put spaces between.
        if (text.ptr[i] > ' ' && text.ptr[i] < 0x7f) {
            a->token[a->token_bytes++] = text.ptr[i];
        }
    }
    changed(a);
}

void kiosk_admin_token_erase(struct kiosk_admin *a)
{
    if (a->token_bytes > 0) {
        a->token[--a->token_bytes] = '\0';
        changed(a);
    }
}

struct str kiosk_admin_token(const struct kiosk_admin *a)
{
    return str_make(a->token, a->token_bytes);
}

// ---- the page ----
void kiosk_admin_news(struct kiosk_admin *a, const struct kiosk_news *news)
{
    a->figures = *news;
    a->has_figures = true;
    changed(a);
}

const struct kiosk_news *kiosk_admin_figures(const struct kiosk_admin *a)
{
    return a->has_figures ? &a->figures : NULL;
}

void kiosk_admin_say(struct kiosk_admin *a, struct str words)
{
    size_t bytes = utf8_cut(words, sizeof(a->said) - 1);
    memcpy(a->said, words.ptr, bytes);
    a->said[bytes] = '\0';
    changed(a);
}

const char *kiosk_admin_said(const struct kiosk_admin *a)
{
    return a->said;
}

bool kiosk_admin_was_ended(const struct kiosk_admin *a)
{
    static const char *const folders[] = {"store", "."};
    bool ended = false;
    for (int i = 0; i < 2; i++) {
        char path[PATH_MAX];
        DIR *dir = file_join(path, sizeof(path), a->state, folders[i], NULL) ? NULL : opendir(path);
        const struct dirent *entry;
        while (dir && !ended && (entry = readdir(dir))) {
            ended = str_starts(str_of(entry->d_name), STR("ended-")) &&
                    str_ends(str_of(entry->d_name), STR(".certificate"));
        }
        if (dir) {
            closedir(dir);
        }
    }
    return ended;
}

int64_t kiosk_admin_disk_free(const struct kiosk_admin *a)
{
    struct statvfs disk;
    if (statvfs(a->state, &disk) != 0) {
        return -1;
    }
    return (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
}
