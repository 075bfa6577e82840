// SPDX-License-Identifier: EUPL-1.2
// Zip headers, and deflating in pieces that do not look back at each other.
#include "export/zip_priv.h"

#include "base/check.h"

#include <string.h>
#include <zlib.h>

enum {
    LOCAL_HEADER = 0x04034b50,
    DESCRIPTOR = 0x08074b50,
    DIRECTORY_HEADER = 0x02014b50,
    DIRECTORY_END = 0x06054b50,
    VERSION = 20,          // 2.0: deflate
    MADE_BY_UNIX = 3 << 8, // so that the mode below counts
    FLAG_DESCRIPTOR = 1 << 3,
    STORED = 0,
    DEFLATED = 8,
    DATE_1980 = 0x21, // the zip's first day: never the clock
    LEVEL = 1,        // a sheet repeats itself so much that more work gains little
    MEMORY_LEVEL = 8, // what fits into a core's own cache is a sixth faster than 9
};
static const uint32_t PRIVATE_FILE = 0100600u << 16;

static void add_u16(struct buf *out, unsigned value)
{
    buf_add_u8(out, (uint8_t)value);
    buf_add_u8(out, (uint8_t)(value >> 8));
}

static void add_u32(struct buf *out, uint32_t value)
{
    add_u16(out, value & 0xFFFF);
    add_u16(out, value >> 16);
}

static enum err put(struct export_zip *z, struct str bytes, struct err_info *info)
{
    enum err err = z->sink->write(z->sink->data, bytes, info);
    z->at += bytes.len;
    return err;
}

static enum err too_large(struct err_info *info)
{
    return err_set(info, ERR_LIMIT,
                   "a workbook takes 4 GB and this table needs more; use csv, sav or dta");
}

// What local header and directory have in common.
static void add_common(struct buf *out, const struct export_zip *z, unsigned flags, unsigned method,
                       bool known)
{
    add_u16(out, VERSION);
    add_u16(out, flags);
    add_u16(out, method);
    add_u16(out, 0);
    add_u16(out, DATE_1980);
    add_u32(out, known ? z->checksum : 0);
    add_u32(out, known ? (uint32_t)z->packed_bytes : 0);
    add_u32(out, known ? (uint32_t)z->plain_bytes : 0);
    add_u16(out, (unsigned)strlen(z->name));
    add_u16(out, 0); // no extra field
}

static enum err put_header(struct export_zip *z, unsigned flags, unsigned method,
                           struct err_info *info)
{
    struct buf header = {0};
    z->start = z->at;
    if (z->at > UINT32_MAX) return too_large(info);
    add_u32(&header, LOCAL_HEADER);
    add_common(&header, z, flags, method, !(flags & FLAG_DESCRIPTOR));
    buf_add_text(&header, z->name);
    enum err err = put(z, buf_str(&header), info);
    buf_finish(&header);
    return err;
}

static void remember(struct export_zip *z, unsigned flags, unsigned method)
{
    add_u32(&z->directory, DIRECTORY_HEADER);
    add_u16(&z->directory, MADE_BY_UNIX | VERSION);
    add_common(&z->directory, z, flags, method, true);
    add_u16(&z->directory, 0); // no comment
    add_u16(&z->directory, 0); // first disk
    add_u16(&z->directory, 0);
    add_u32(&z->directory, PRIVATE_FILE);
    add_u32(&z->directory, (uint32_t)z->start);
    buf_add_text(&z->directory, z->name);
    z->count++;
}

enum err export_zip_add(struct export_zip *z, const char *name,
                        const struct export_zip_packed *packed, struct err_info *info)
{
    unsigned method = packed->deflated ? DEFLATED : STORED;
    if (packed->bytes.len > UINT32_MAX || packed->plain_bytes > UINT32_MAX) return too_large(info);
    z->name = name;
    z->checksum = packed->checksum;
    z->packed_bytes = packed->bytes.len;
    z->plain_bytes = packed->plain_bytes;
    enum err err = put_header(z, 0, method, info);
    if (!err) err = put(z, packed->bytes, info);
    if (!err) remember(z, 0, method);
    return err;
}

enum err export_zip_begin(struct export_zip *z, const char *name, struct err_info *info)
{
    z->name = name;
    z->checksum = 0;
    z->packed_bytes = z->plain_bytes = 0;
    return put_header(z, FLAG_DESCRIPTOR, DEFLATED, info);
}

enum err export_zip_put(struct export_zip *z, struct str packed, uint64_t plain_bytes,
                        uint32_t checksum, struct err_info *info)
{
    z->checksum = (uint32_t)crc32_combine(z->checksum, checksum, (z_off_t)plain_bytes);
    z->packed_bytes += packed.len;
    z->plain_bytes += plain_bytes;
    if (z->packed_bytes > UINT32_MAX || z->plain_bytes > UINT32_MAX) return too_large(info);
    return put(z, packed, info);
}

enum err export_zip_end(struct export_zip *z, struct err_info *info)
{
    struct buf behind = {0};
    add_u32(&behind, DESCRIPTOR);
    add_u32(&behind, z->checksum);
    add_u32(&behind, (uint32_t)z->packed_bytes);
    add_u32(&behind, (uint32_t)z->plain_bytes);
    enum err err = put(z, buf_str(&behind), info);
    buf_finish(&behind);
    if (!err) remember(z, FLAG_DESCRIPTOR, DEFLATED);
    return err;
}

enum err export_zip_close(struct export_zip *z, struct err_info *info)
{
    uint64_t start = z->at, bytes = z->directory.len;
    if (start > UINT32_MAX) return too_large(info);
    CHECK(z->count < UINT16_MAX);
    add_u32(&z->directory, DIRECTORY_END);
    add_u16(&z->directory, 0);
    add_u16(&z->directory, 0);
    add_u16(&z->directory, (unsigned)z->count);
    add_u16(&z->directory, (unsigned)z->count);
    add_u32(&z->directory, (uint32_t)bytes);
    add_u32(&z->directory, (uint32_t)start);
    add_u16(&z->directory, 0);
    return put(z, buf_str(&z->directory), info);
}

void export_zip_finish(struct export_zip *z)
{
    buf_finish(&z->directory);
}

uint32_t export_zip_pack(struct str plain, bool last, struct buf *out)
{
    enum { FLUSHED_BYTES = 16 }; // a flush's own, beyond deflate's worst
    z_stream stream = {0};
    int code =
        deflateInit2(&stream, LEVEL, Z_DEFLATED, -MAX_WBITS, MEMORY_LEVEL, Z_DEFAULT_STRATEGY);
    CHECK(code == Z_OK);
    CHECK(plain.len <= UINT32_MAX);
    size_t room = deflateBound(&stream, (uLong)plain.len) + FLUSHED_BYTES;
    buf_reserve(out, room);
    union { // zlib reads only
        const char *constant;
        Bytef *bytes;
    } from = {.constant = plain.ptr};
    stream.next_in = from.bytes;
    stream.avail_in = (uInt)plain.len;
    stream.next_out = out->ptr + out->len;
    stream.avail_out = (uInt)room;
    code = deflate(&stream, last ? Z_FINISH : Z_SYNC_FLUSH);
    CHECK(code == (last ? Z_STREAM_END : Z_OK) && stream.avail_in == 0);
    out->len += room - stream.avail_out;
    deflateEnd(&stream);
    return (uint32_t)crc32_z(0, from.bytes, plain.len);
}
