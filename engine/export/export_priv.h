// SPDX-License-Identifier: EUPL-1.2
// What the formats share: a buffer before the sink.
#pragma once

#include "export/export.h"

// Hands the buffer to the sink once enough has gathered, or whatever there is when last.
enum err export_flush(struct buf *gathered, const struct export_sink *sink, bool last,
                      struct err_info *info) MUST_CHECK;
