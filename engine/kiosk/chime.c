// SPDX-License-Identifier: EUPL-1.2
// Triangles that fade: soft enough for who sits beside the kiosk all day. See kiosk/chime.h.
#include "kiosk/chime.h"

enum {
    RATE = 16000,
    TONE = RATE / 4, // samples of one tone
    TONES = 2,
    LOUD = 9000, // of 32767
    RISE = 160,  // samples until a tone is as loud as it gets: without, it clicks
    HEADER = 36,
};

static const int tones_hz[TONES] = {784, 659};

static void add_little(struct buf *out, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        buf_add_char(out, (char)(unsigned char)(value >> (8 * i)));
    }
}

static int16_t sample(int hz, int at)
{
    int phase = (int)((int64_t)at * hz * 4 * LOUD / RATE % (4 * LOUD)); // 0 to 4 LOUD a wave
    int wave = phase < 2 * LOUD ? phase - LOUD : 3 * LOUD - phase;
    int fade = at < RISE ? TONE * at / RISE : TONE - at;
    return (int16_t)(wave * (int64_t)fade / TONE);
}

void kiosk_chime_write(struct buf *out)
{
    enum { BYTES = TONES * TONE * 2 };
    buf_add_text(out, "RIFF");
    add_little(out, HEADER + BYTES, 4);
    buf_add_text(out, "WAVEfmt ");
    add_little(out, 16, 4);
    add_little(out, 1, 2); // plain samples
    add_little(out, 1, 2); // of one channel
    add_little(out, RATE, 4);
    add_little(out, RATE * 2, 4);
    add_little(out, 2, 2);
    add_little(out, 16, 2);
    buf_add_text(out, "data");
    add_little(out, BYTES, 4);
    for (int tone = 0; tone < TONES; tone++) {
        for (int at = 0; at < TONE; at++) {
            add_little(out, (uint16_t)sample(tones_hz[tone], at), 2);
        }
    }
}
