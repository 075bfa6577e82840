// SPDX-License-Identifier: EUPL-1.2
// A zip written forwards into a sink, without a file to go back in: an entry that is longer than
// memory tells its size behind itself (APPNOTE 6.3, 4.3.9). libzip reads; it cannot write so.
#pragma once

#include "export/export_priv.h"

struct export_zip {
    const struct export_sink *sink;
    uint64_t at;          // bytes written
    struct buf directory; // central directory so far
    size_t count;
    // of the entry being written
    const char *name;
    uint64_t start, plain_bytes, packed_bytes;
    uint32_t checksum;
};

// An entry that is here already, deflated or stored.
struct export_zip_packed {
    struct str bytes;
    bool deflated;
    uint64_t plain_bytes;
    uint32_t checksum; // CRC-32 of what was packed
};
enum err export_zip_add(struct export_zip *z, const char *name,
                        const struct export_zip_packed *packed, struct err_info *info) MUST_CHECK;

// An entry in pieces, each deflated by export_zip_pack; ERR_LIMIT past 4 GiB. name stays until
// the end.
enum err export_zip_begin(struct export_zip *z, const char *name, struct err_info *info) MUST_CHECK;
enum err export_zip_put(struct export_zip *z, struct str packed, uint64_t plain_bytes,
                        uint32_t checksum, struct err_info *info) MUST_CHECK;
enum err export_zip_end(struct export_zip *z, struct err_info *info) MUST_CHECK;

enum err export_zip_close(struct export_zip *z, struct err_info *info) MUST_CHECK; // the directory
void export_zip_finish(struct export_zip *z); // memory; also after a failure

// Deflates plain, appended to out, so that others can follow it; last ends the entry. Returns its
// CRC-32.
uint32_t export_zip_pack(struct str plain, bool last, struct buf *out);
