// SPDX-License-Identifier: EUPL-1.2
// A file that is sealed while it is written: what goes in as it comes, a thread of its own seals
// and hands on, so that neither the plain nor the sealed file is ever whole in memory.
#pragma once

#include "seal/age.h"

struct sealing; // opaque

// to and sink stay until sealing_end; sink is called from the other thread, one call at a time.
struct sealing *sealing_begin(const struct seal_age_to *to, const struct seal_sink *sink);
enum err sealing_write(struct sealing *s, struct str plain, struct err_info *info) MUST_CHECK;
// The end of the file, or of an attempt (whole false: what was written is good for nothing); frees
// s either way. The sink has everything when this returns.
enum err sealing_end(struct sealing *s, bool whole, struct err_info *info) MUST_CHECK;
