// SPDX-License-Identifier: EUPL-1.2
// The table of formats, and the buffer that stands before every sink.
#include "export/export.h"

#include "export/export_priv.h"

enum { FLUSH_BYTES = 64 << 10 };

#define FORMAT_ROW(code, name, ending, text) [code] = {name, "." ending, text},
static const struct {
    const char *name, *ending, *text;
} formats[] = {EXPORT_FORMAT_MAP(FORMAT_ROW)};

const char *export_format_name(enum export_format format)
{
    return (unsigned)format < EXPORT_FORMAT_COUNT ? formats[format].name : "unknown";
}

const char *export_format_text(enum export_format format)
{
    return (unsigned)format < EXPORT_FORMAT_COUNT ? formats[format].text : "";
}

bool export_format_fits(enum export_format format, struct str path)
{
    struct str ending = str_of(formats[format].ending);
    return path.len > ending.len && str_ends_nocase(path, ending);
}

enum err export_format_find(struct str name, enum export_format *out, struct err_info *info)
{
    for (unsigned i = 0; i < EXPORT_FORMAT_COUNT; i++) {
        if (!str_eq(name, str_of(formats[i].name))) continue;
        *out = (enum export_format)i;
        return ERR_NONE;
    }
    struct buf names = {0};
    for (unsigned i = 0; i < EXPORT_FORMAT_COUNT; i++)
        buf_printf(&names, "%s%s", i ? ", " : "", formats[i].name);
    enum err err = err_set(info, ERR_ARGUMENT, "there is no format \"%.*s\"; choose one of %s",
                           STR_ARG(str_sub(name, 0, 40)), buf_text(&names));
    buf_finish(&names);
    return err;
}

bool export_format_by_ending(struct str path, enum export_format *out)
{
    for (unsigned i = 0; i < EXPORT_FORMAT_COUNT; i++) {
        if (!export_format_fits((enum export_format)i, path)) continue;
        *out = (enum export_format)i;
        return true;
    }
    return false;
}

static enum err write_as(const struct table *t, enum export_format format,
                         const struct export_options *options, const struct export_sink *sink,
                         struct err_info *info)
{
    static const struct export_csv_dialect plain = {',', '.', false, false};
    static const struct export_csv_dialect excel = {';', ',', true, true};
    switch (format) {
    case EXPORT_CSV: return export_csv(t, &plain, sink, info);
    case EXPORT_CSV_EXCEL: return export_csv(t, &excel, sink, info);
    case EXPORT_XLSX: return export_xlsx(t, options, sink, info);
    case EXPORT_SAV: return export_sav(t, options, sink, info);
    case EXPORT_SPS: return export_sps(t, options, sink, info);
    case EXPORT_DTA: return export_dta(t, options, sink, info);
    case EXPORT_NDJSON: return export_ndjson(t, sink, info);
    case EXPORT_GEOJSON: return export_geojson(t, sink, info);
    case EXPORT_DDI: return export_ddi(t, options, sink, info);
    case EXPORT_R: return export_r(t, options, sink, info);
    case EXPORT_FORMAT_COUNT: break;
    }
    return err_set(info, ERR_ARGUMENT, "unknown format");
}

enum err export_write(const struct table *t, enum export_format format,
                      const struct export_options *options, const struct export_sink *sink,
                      struct err_info *info)
{
    static const struct export_options none = {0};
    // The rows of a repeat have no weight of their own.
    bool weighted = options && options->weight.len && table_scope(t) == 0;
    enum err err = weighted ? export_weight_check(t, options->weight, info) : ERR_NONE;
    if (!err) err = write_as(t, format, options ? options : &none, sink, info);
    return err ? err : table_fault(t, info); // of rows that could not be read back
}

enum err export_table(const struct table *t, enum export_format format,
                      const struct export_sink *sink, struct err_info *info)
{
    return export_write(t, format, NULL, sink, info);
}

static enum err append(void *data, struct str bytes, struct err_info *info)
{
    (void)info;
    buf_add_str(data, bytes);
    return ERR_NONE;
}

struct export_sink export_sink_buffer(struct buf *out)
{
    return (struct export_sink){append, out};
}

enum err export_flush(struct buf *gathered, const struct export_sink *sink, bool last,
                      struct err_info *info)
{
    if (gathered->len == 0 || (!last && gathered->len < FLUSH_BYTES)) return ERR_NONE;
    enum err err = sink->write(sink->data, buf_str(gathered), info);
    buf_clear(gathered);
    return err;
}
