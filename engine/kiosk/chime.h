// SPDX-License-Identifier: EUPL-1.2
// Two falling tones for what must be heard where no voice speaks the language: the countdown.
#pragma once

#include "base/buf.h"

// Writes a whole WAV file of half a second: 16 bits, one channel, 16 000 samples a second.
void kiosk_chime_write(struct buf *out);
