// SPDX-License-Identifier: EUPL-1.2
// Takes armour off, line by line: strict PEM as the age specification wants it, one text for one
// file, with lines of white space allowed before and behind and "\n" or "\r\n" as line ends.
#include "seal/open_priv.h"

enum { LINE_BYTES = SEAL_AGE_COLUMNS / 4 * 3 };

bool seal_open_is_armored(struct str text)
{
    return str_starts(text, STR("-----BEGIN AGE"));
}

// Appends one line's bytes. False where it is not canonical base64 of 1 to 48 bytes.
static bool decode_line(struct str line, struct buf *out)
{
    if (!line.len || line.len > SEAL_AGE_COLUMNS || line.len % 4) return false;
    size_t bytes = line.len / 4 * 3;
    if (line.ptr[line.len - 1] == '=') bytes--;
    if (line.ptr[line.len - 2] == '=') bytes--;
    buf_reserve(out, bytes);
    if (!seal_base64_decode(line, SEAL_BASE64_PADDED, out->ptr + out->len, bytes)) return false;
    out->len += bytes;
    return true;
}

enum err seal_open_armor_line(struct seal_open_armor *armor, struct str line, struct buf *out,
                              struct err_info *info)
{
    armor->row++;
    if (line.len && line.ptr[line.len - 1] == '\r') line.len--;
    if (!armor->begun) {
        armor->begun = str_eq(line, STR(SEAL_AGE_ARMOR_BEGIN));
        if (armor->begun || !str_trim(line).len) return ERR_NONE;
        return err_set(info, ERR_PARSE, "the armoured file does not begin as it should");
    }
    if (str_eq(line, STR(SEAL_AGE_ARMOR_END))) {
        armor->ended = true;
        return ERR_NONE;
    }
    // Only the last line may be short.
    size_t before = out->len;
    if (armor->last || !decode_line(line, out))
        return err_set(info, ERR_PARSE, "line %d of the armoured file is not as it should be",
                       (int)armor->row);
    armor->last = out->len - before < LINE_BYTES;
    return ERR_NONE;
}

enum err seal_open_armor_cut(struct err_info *info)
{
    return err_set(info, ERR_PARSE, "the armoured file does not end as it should");
}

enum err seal_open_dearmor(struct str text, struct buf *out, struct err_info *info)
{
    struct str rest = text, line;
    struct seal_open_armor armor = {0};
    enum err code = ERR_NONE;
    size_t start = out->len;
    buf_reserve(out, rest.len / 4 * 3);
    while (!code && !armor.ended && rest.len && str_split(&rest, '\n', &line))
        code = seal_open_armor_line(&armor, line, out, info);
    if (!code && (!armor.ended || str_trim(rest).len)) code = seal_open_armor_cut(info);
    if (code) out->len = start;
    return code;
}
