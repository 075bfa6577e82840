// SPDX-License-Identifier: EUPL-1.2
// An R script that reads the CSV: choices as factors in the form's order, scales as ordered ones,
// missing answers as NA with their reasons kept beside. Base R is enough. Holds no answers.
#include "export/export.h"

#include "base/limits.h"
#include "export/variables_priv.h"

#include <stdio.h>

static void add_string(struct buf *out, struct str text)
{
    buf_add_char(out, '"');
    for (size_t at = 0, from = 0; from < text.len; from = at) {
        int32_t c = utf8_next(text, &at);
        if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", (char)c);
        else if (c < 0x20 || c == 0x7F)
            buf_add_char(out, ' ');
        else
            buf_add(out, text.ptr + from, at - from);
    }
    buf_add_char(out, '"');
}

static const char head[] =
    "# -*- coding: utf-8 -*-\n"
    "# Usage: source(\"this file\", encoding = \"UTF-8\"); gives `%s`, a data frame,\n"
    "# and `%s`, a data frame of the same shape with the reason where an answer is NA.\n"
    "# It reads the csv of the same name, or what you call svar_file before.\n";

// Bare codes get a sign before them that no answer has, since read.csv forgets what was quoted: a
// respondent who wrote "-9" has answered. A file of 2 GB and more is more than a text of R holds.
static const char functions[] =
    "svar_mark <- \"\\001\"\n"
    "svar_read <- function(file) {\n"
    "  size <- file.info(file)$size\n"
    "  if (is.na(size)) stop(file, \" is not here: see ?setwd\")\n"
    "  if (size >= 2^31) { svar_mark <<- \"\"; return(file) }\n"
    "  parts <- strsplit(readChar(file, size, useBytes = TRUE), \"\\\"\", fixed = TRUE,\n"
    "    useBytes = TRUE)[[1]]\n"
    "  bare <- seq(1, length(parts), by = 2)\n"
    "  parts[bare] <- gsub(\"(?<![^,\\n])(-(?:100000000)?[1-37-9])(?![^,\\r\\n])\",\n"
    "    paste0(svar_mark, \"\\\\1\"), parts[bare], perl = TRUE, useBytes = TRUE)\n"
    "  textConnection(paste(parts, collapse = \"\\\"\"), encoding = \"bytes\")\n"
    "}\n"
    "svar_raw <- svar_read(svar_from)\n"
    "svar_raw <- utils::read.csv(svar_raw, colClasses = \"character\", check.names = FALSE,\n"
    "  encoding = \"UTF-8\", na.strings = character(0), quote = \"\\\"\", comment.char = \"\")\n"
    "svar_answers <- svar_raw\n"
    "svar_missing <- as.data.frame(matrix(NA_integer_, nrow(svar_raw), ncol(svar_raw)))\n"
    "names(svar_missing) <- names(svar_raw)\n"
    "svar_codes <- c(-1:-3, -7:-9)\n"
    "svar_plain <- function(x) if (nzchar(svar_mark)) sub(svar_mark, \"\", x, fixed = TRUE) else "
    "x\n"
    "svar_take <- function(name, lower = 0) {\n"
    "  x <- svar_raw[[name]]\n"
    "  gone <- match(x, paste0(svar_mark, svar_codes + lower))\n"
    "  svar_missing[[name]] <<- as.integer(svar_codes[gone])\n"
    "  x[!is.na(gone)] <- NA\n"
    "  svar_plain(x)\n"
    "}\n"
    "svar_factor <- function(name, levels, labels, ordered = FALSE)\n"
    "  factor(svar_take(name), levels = levels, labels = labels, ordered = ordered)\n"
    "svar_label <- function(x, label) { attr(x, \"label\") <- label; x }\n\n";

// Labels of a factor must differ; those that do not get their name behind.
static void add_factor_label(struct buf *out, const struct export_variable *v, size_t index)
{
    const struct export_value_label *label = &v->labels[index];
    bool alone = true;
    for (size_t i = 0; i < v->label_count; i++)
        if (i != index && v->labels[i].code == 0 && str_eq(v->labels[i].text, label->text))
            alone = false;
    if (alone) {
        add_string(out, label->text);
        return;
    }
    struct buf both = {0};
    buf_add_str(&both, label->text);
    buf_printf(&both, " (%.*s)", STR_ARG(label->name));
    add_string(out, buf_str(&both));
    buf_finish(&both);
}

static void add_factor(struct buf *out, const struct export_variable *v, struct str column)
{
    bool any = false;
    buf_add_text(out, "svar_factor(");
    add_string(out, column);
    for (int part = 0; part < 2; part++) {
        buf_add_text(out, part ? "),\n  labels = c(" : ",\n  levels = c(");
        any = false;
        for (size_t i = 0; i < v->label_count; i++) {
            if (v->labels[i].code) continue;
            if (any) buf_add_text(out, ", ");
            any = true;
            if (part)
                add_factor_label(out, v, i);
            else
                add_string(out, v->labels[i].name);
        }
    }
    buf_printf(out, ")%s)", v->measure == EXPORT_ORDINAL ? ", ordered = TRUE" : "");
}

static void add_variable(struct buf *out, const struct table *t, const struct export_variable *v)
{
    const struct table_column *c = table_column_at(t, v->column);
    buf_add_text(out, "svar_answers[[");
    add_string(out, c->name);
    buf_add_text(out, "]] <- svar_label(");
    if (c->kind == TABLE_CHOICE)
        add_factor(out, v, c->name);
    else {
        const char *as = v->weight                 ? "as.numeric"
                         : c->kind == TABLE_TEXT   ? ""
                         : c->kind == TABLE_DATE   ? "as.Date"
                         : c->kind == TABLE_NUMBER ? "as.numeric"
                         : c->kind == TABLE_FLAG   ? "as.integer"
                                                   : "as.numeric";
        buf_printf(out, "%s(", as);
        // What comes from the response has no codes; empty is not recorded.
        if (c->source < TABLE_QUESTION) {
            buf_add_text(out, "svar_plain(svar_raw[[");
            add_string(out, c->name);
            buf_add_text(out, "]])");
        } else {
            buf_add_text(out, "svar_take(");
            add_string(out, c->name);
            if (v->code_offset) buf_printf(out, ", %lld", (long long)v->code_offset);
            buf_add_char(out, ')');
        }
        buf_add_char(out, ')');
    }
    buf_add_text(out, ",\n  ");
    add_string(out, v->label);
    buf_add_text(out, ")\n");
}

static void add_reasons(struct buf *out, bool swedish)
{
    buf_add_text(
        out,
        "svar_missing[] <- lapply(svar_missing, factor, levels = c(-1:-3, -7:-9), labels = c(");
    for (size_t i = 0; i < TABLE_CODES; i++) {
        if (i) buf_add_text(out, ", ");
        add_string(out, str_of(export_code_word(table_codes[i], swedish)));
    }
    buf_add_text(out, "))\n");
}

// Under their own names at last: scripts of several files can be run one after another.
static void add_end(struct buf *out, const char *answers, const char *missing)
{
    static const char rest[] = "rm(svar_from, svar_raw, svar_answers, svar_missing, svar_read, "
                               "svar_mark, svar_plain, svar_codes,\n  svar_take, svar_factor, "
                               "svar_label)\n";
    buf_printf(out, "assign(\"%s\", svar_answers)\nassign(\"%s\", svar_missing)\n%s", answers,
               missing, rest);
}

// "answers", and "answers_child" for what stands in a repeat.
static const char *frame_name(const struct table *t, const char *front, char out[LIMIT_NAME_BYTES])
{
    size_t scope = table_scope(t);
    struct str name = scope ? form_node_name(table_form(t), scope) : STR("");
    snprintf(out, LIMIT_NAME_BYTES, "%s%s%.*s", front, scope ? "_" : "",
             (int)utf8_cut(name, LIMIT_NAME_BYTES / 2), scope ? name.ptr : "");
    return out;
}

enum err export_r(const struct table *t, const struct export_options *options,
                  const struct export_sink *sink, struct err_info *info)
{
    struct export_variables all;
    struct buf out = {0};
    char answers[LIMIT_NAME_BYTES], missing[LIMIT_NAME_BYTES];
    enum err err = ERR_NONE;
    export_variables_make(t, options, &export_limits_none, &all);
    buf_printf(&out, head, frame_name(t, "answers", answers), frame_name(t, "missing", missing));
    buf_add_text(&out, "svar_from <- if (exists(\"svar_file\")) svar_file else ");
    add_string(&out, options->data_file.len ? options->data_file : STR("responses.csv"));
    buf_add_char(&out, '\n');
    buf_add_text(&out, functions);
    for (size_t i = 0; i < all.count && !err; i++) {
        if (!all.list[i].reason) add_variable(&out, t, &all.list[i]);
        err = export_flush(&out, sink, false, info);
    }
    if (all.weight) {
        buf_add_text(&out, "attr(svar_answers, \"weight\") <- ");
        add_string(&out, table_column_at(t, all.weight->column)->name);
        buf_add_char(&out, '\n');
    }
    add_reasons(&out, all.swedish);
    add_end(&out, answers, missing);
    if (!err) err = export_flush(&out, sink, true, info);
    buf_finish(&out);
    export_variables_finish(&all);
    return err;
}
