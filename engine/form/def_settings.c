// SPDX-License-Identifier: EUPL-1.2
// The settings sheet: its first row of data, under the spellings that XLSForm allows.
#include "form/build_priv.h"

#include "form/suggest_priv.h"
#include "form/text_priv.h"

struct alias {
    const char *spelling, *name;
};
static const struct alias aliases[] = {
    {"title", "form_title"},
    {"set_form_title", "form_title"},
    {"id_string", "form_id"},
    {"set_form_id", "form_id"},
};

// Known and without effect here, or with an effect that would be a surprise if it were missing.
static const char *const planned[] = {"public_key",  "submission_url",  "auto_send",
                                      "auto_delete", "add_none_option", "sms_keyword"};

// Known, and either in use or without a word to say about them.
static const char *const known[] = {"form_title",
                                    "form_id",
                                    "version",
                                    "default_language",
                                    "style",
                                    "name",
                                    "namespaces",
                                    "instance_name",
                                    "prefix",
                                    "delimiter",
                                    "instance_id",
                                    "omit_instanceid",
                                    "flat",
                                    "instance_xmlns",
                                    "client_editable",
                                    "clean_text_values",
                                    "form_logo",
                                    "sms_separator",
                                    "sms_allow_media",
                                    "allow_choice_duplicates",
                                    "sms_response",
                                    "sms_date_format",
                                    "sms_datetime_format"};

// Lower case, spaces as "_"; names with a colon stay as they are.
static struct str normal(struct builder *b, struct str text)
{
    if (str_find_char(text, ':') >= 0) return text;
    char *copy = arena_text(b->a, text);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == ' ' || c == '-') c = '_';
        if (c == '_' && len && copy[len - 1] == '_') continue;
        copy[len++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    struct str name = {copy, len};
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (str_eq(name, str_of(aliases[i].spelling))) return str_of(aliases[i].name);
    return name;
}

static struct str file_stem(struct str file)
{
    for (size_t i = file.len; i > 0; i--)
        if (file.ptr[i - 1] == '/') {
            file = str_sub(file, i, file.len);
            break;
        }
    for (size_t i = file.len; i > 1; i--)
        if (file.ptr[i - 1] == '.') return str_sub(file, 0, i - 1);
    return file;
}

static void check_known(struct builder *b, const struct form_cell *cell, struct str name)
{
    if (str_find_char(name, ':') >= 0) return; // a prefix of its own, a language
    struct suggest near = form_suggest_begin(name);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (str_eq(name, str_of(known[i]))) return;
        form_suggest_offer(&near, str_of(known[i]));
    }
    for (size_t i = 0; i < sizeof planned / sizeof *planned; i++)
        if (str_eq(name, str_of(planned[i]))) return;
    if (near.best.len)
        PROBLEM_AT(b, FORM_WARNING, cell, TEXT_SETTING_NEAR, STR_ARG(name), STR_ARG(near.best));
    else
        PROBLEM_AT(b, FORM_WARNING, cell, TEXT_SETTING_UNKNOWN, STR_ARG(name));
}

static void check(struct builder *b, const struct form_cell *cell, struct str name)
{
    for (size_t i = 0; i < sizeof planned / sizeof *planned; i++)
        if (str_eq(name, str_of(planned[i])))
            PROBLEM_AT(b, FORM_WARNING, cell, TEXT_SETTING_PLANNED, STR_ARG(name));
    if (str_eq(name, STR("instance_name")))
        b->def->instance_name = form_expression_parse(b, cell->text, cell->row, cell->column);
    check_known(b, cell, name);
    if (str_eq(name, STR("name")) && !form_name_valid(cell->text))
        PROBLEM_AT(b, FORM_ERROR, cell, TEXT_NAME_BAD, STR_ARG(cell->text));
}

// form_title::Svenska (sv): a title by language. Languages are not known yet, so these cells are
// kept as settings and looked up when they are.
static void read_row(struct builder *b)
{
    struct form_def *def = b->def;
    const struct form_sheet *sheet = b->settings.cells;
    size_t count = 0;
    while (count < sheet->cell_count && sheet->cells[count].row == sheet->cells[0].row)
        count++;
    if (count == sheet->cell_count) return;
    int32_t row = sheet->cells[count].row;
    def->settings = ARENA_ARRAY(b->a, struct def_attribute, count);
    for (size_t i = count; i < sheet->cell_count && sheet->cells[i].row == row; i++)
        for (size_t h = 0; h < count; h++) {
            if (sheet->cells[h].column != sheet->cells[i].column) continue;
            struct str name = normal(b, sheet->cells[h].text);
            check(b, &sheet->cells[i], name);
            def->settings[def->setting_count++] =
                (struct def_attribute){name, sheet->cells[i].text};
        }
}

void form_settings_read(struct builder *b)
{
    struct form_def *def = b->def;
    if (b->settings.cells && b->settings.cells->cell_count) {
        b->sheet_name = b->settings.cells->name;
        read_row(b);
    }
    struct str id = form_def_setting(def, STR("form_id"));
    struct str title = form_def_setting(def, STR("form_title"));
    struct str root = form_def_setting(def, STR("name"));
    def->file = arena_dup(b->a, b->file);
    def->id = id.len ? id : file_stem(def->file);
    def->title = title.len ? title : def->id;
    def->version = form_def_setting(def, STR("version"));
    def->root_name = form_name_valid(root) ? root : STR("data");
    b->default_language = form_def_setting(def, STR("default_language"));
}
