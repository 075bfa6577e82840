// SPDX-License-Identifier: EUPL-1.2
// The bytes of an age file from a stream, armoured or not. Private to the opening side of seal.
#pragma once

#include "seal/open_priv.h"

struct seal_open_input {
    const struct seal_source *source;
    bool armored;
    bool armor_wrong; // why a call failed: the armour, not the source
    bool raw_end;
    struct buf raw; // read and not taken yet, from raw_at on
    size_t raw_at;
    struct seal_open_armor armor;
    struct buf bare; // the same for what was in armour
    size_t bare_at;
};

// Reads the first bytes and decides whether there is armour; armored: there must be. Whatever it
// returns, in wants seal_open_input_finish.
enum err seal_open_input_begin(struct seal_open_input *in, const struct seal_source *source,
                               bool armored, struct err_info *info) MUST_CHECK;
void seal_open_input_finish(struct seal_open_input *in);
// As many bytes as asked for, fewer at the end.
enum err seal_open_input_take(struct seal_open_input *in, void *out, size_t bytes,
                              size_t *out_bytes, struct err_info *info) MUST_CHECK;
