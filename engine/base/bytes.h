// SPDX-License-Identifier: EUPL-1.2
// Big-endian numbers at a place that the caller knows to be long enough; base/buf.h has a reader
// that looks how much is left. [any]
#pragma once

#include <stdint.h>

static inline unsigned bytes_u16(const uint8_t *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static inline uint32_t bytes_u32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static inline void bytes_put_u32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}
