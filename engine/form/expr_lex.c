// SPDX-License-Identifier: EUPL-1.2
// Expression text to tokens, by XPath 1.0's rules: what "*", "and", "div" mean depends on whether
// an operand stands before them, and names may hold "-" and ".".
#include "form/expr_priv.h"

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

// XML names, without looking up Unicode's classes: every character above ASCII may stand in one.
static bool is_name_start(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
}

static bool is_name_char(int c)
{
    return is_name_start(c) || is_digit(c) || c == '-' || c == '.';
}

static int peek(const struct expr_lexer *lexer, size_t ahead)
{
    size_t at = lexer->at + ahead;
    return at < lexer->source.len ? (unsigned char)lexer->source.ptr[at] : -1;
}

static void lex_number(struct expr_lexer *lexer, struct expr_token *out)
{
    size_t from = lexer->at;
    while (is_digit(peek(lexer, 0)))
        lexer->at++;
    if (peek(lexer, 0) == '.') {
        lexer->at++;
        while (is_digit(peek(lexer, 0)))
            lexer->at++;
    }
    out->kind = TOKEN_NUMBER;
    out->text = str_sub(lexer->source, from, lexer->at);
    out->number = form_number_parse(out->text, 0);
}

static void lex_text(struct expr_lexer *lexer, struct expr_token *out, char quote)
{
    struct str rest = str_sub(lexer->source, lexer->at + 1, lexer->source.len);
    ptrdiff_t end = str_find_char(rest, quote);
    if (end < 0) {
        out->kind = TOKEN_BAD;
        out->text = STR("a quotation mark without its partner");
        lexer->at = lexer->source.len;
        return;
    }
    out->kind = TOKEN_TEXT;
    out->text = str_sub(rest, 0, (size_t)end);
    lexer->at += (size_t)end + 2;
}

static void lex_dollar(struct expr_lexer *lexer, struct expr_token *out)
{
    struct str rest = str_sub(lexer->source, lexer->at + 2, lexer->source.len);
    ptrdiff_t end = str_find_char(rest, '}');
    if (peek(lexer, 1) != '{' || end < 0) {
        out->kind = TOKEN_BAD;
        out->text = peek(lexer, 1) == '{' ? STR("“${” without its “}”") : STR("a lone “$”");
        lexer->at = lexer->source.len;
        return;
    }
    out->kind = TOKEN_DOLLAR;
    out->text = str_trim(str_sub(rest, 0, (size_t)end));
    lexer->at += (size_t)end + 3;
}

// After an operand no name can stand, so a name that begins with an operator's word is the operator
// and what follows it ("5 divseparate"), as other engines read it.
static bool lex_word_operator(struct expr_lexer *lexer, struct expr_token *out)
{
    static const struct {
        struct str word;
        enum expr_op op;
    } words[] = {{{"and", 3}, EXPR_AND},
                 {{"or", 2}, EXPR_OR},
                 {{"div", 3}, EXPR_DIV},
                 {{"mod", 3}, EXPR_MOD}};
    struct str rest = str_sub(lexer->source, lexer->at, lexer->source.len);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!str_starts(rest, words[i].word)) continue;
        out->kind = TOKEN_OPERATOR;
        out->op = words[i].op;
        out->text = words[i].word;
        lexer->at += words[i].word.len;
        return true;
    }
    return false;
}

static void lex_name(struct expr_lexer *lexer, struct expr_token *out)
{
    size_t from = lexer->at;
    while (is_name_char(peek(lexer, 0)))
        lexer->at++;
    if (peek(lexer, 0) == ':' && is_name_start(peek(lexer, 1))) {
        lexer->at++;
        while (is_name_char(peek(lexer, 0)))
            lexer->at++;
    } else if (peek(lexer, 0) == ':' && peek(lexer, 1) == '*') { // every name with this prefix
        lexer->at += 2;
    }
    out->kind = TOKEN_NAME;
    out->text = str_sub(lexer->source, from, lexer->at);
}

static void lex_operator(struct expr_token *out, enum expr_op op)
{
    out->kind = TOKEN_OPERATOR;
    out->op = op;
}

// One or two characters. False when the character begins no token.
static bool lex_symbol(struct expr_lexer *lexer, struct expr_token *out, int c, int after)
{
    size_t bytes = 1;
    switch (c) {
    case '(': out->kind = TOKEN_OPEN; break;
    case ')': out->kind = TOKEN_CLOSE; break;
    case '[': out->kind = TOKEN_BRACKET_OPEN; break;
    case ']': out->kind = TOKEN_BRACKET_CLOSE; break;
    case ',': out->kind = TOKEN_COMMA; break;
    case '@': out->kind = TOKEN_AT; break;
    case '|': lex_operator(out, EXPR_UNION); break;
    case '=': lex_operator(out, EXPR_EQ); break;
    case '+': lex_operator(out, EXPR_ADD); break;
    case '-': lex_operator(out, EXPR_SUB); break;
    case '/':
        bytes = after == '/' ? 2 : 1;
        out->kind = bytes == 2 ? TOKEN_SLASH_SLASH : TOKEN_SLASH;
        break;
    case '.':
        bytes = after == '.' ? 2 : 1;
        out->kind = bytes == 2 ? TOKEN_DOT_DOT : TOKEN_DOT;
        break;
    case '<':
        bytes = after == '=' ? 2 : 1;
        lex_operator(out, bytes == 2 ? EXPR_LE : EXPR_LT);
        break;
    case '>':
        bytes = after == '=' ? 2 : 1;
        lex_operator(out, bytes == 2 ? EXPR_GE : EXPR_GT);
        break;
    case '*':
        if (lexer->after_operand)
            lex_operator(out, EXPR_MUL);
        else
            out->kind = TOKEN_STAR;
        break;
    case '!':
        if (after != '=') return false;
        bytes = 2;
        lex_operator(out, EXPR_NE);
        break;
    case ':':
        if (after != ':') return false;
        bytes = 2;
        out->kind = TOKEN_AXIS;
        break;
    default: return false;
    }
    out->text = str_sub(lexer->source, lexer->at, lexer->at + bytes);
    lexer->at += bytes;
    return true;
}

static bool ends_operand(enum expr_token_kind kind)
{
    return kind == TOKEN_NUMBER || kind == TOKEN_TEXT || kind == TOKEN_NAME ||
           kind == TOKEN_DOLLAR || kind == TOKEN_STAR || kind == TOKEN_CLOSE ||
           kind == TOKEN_BRACKET_CLOSE || kind == TOKEN_DOT || kind == TOKEN_DOT_DOT;
}

void form_expr_lex_next(struct expr_lexer *lexer, struct expr_token *out)
{
    while (peek(lexer, 0) == ' ' || peek(lexer, 0) == '\t' || peek(lexer, 0) == '\n' ||
           peek(lexer, 0) == '\r')
        lexer->at++;
    *out = (struct expr_token){.kind = TOKEN_END, .at = (uint32_t)lexer->at};
    int c = peek(lexer, 0);
    if (c < 0) return;
    if (is_digit(c) || (c == '.' && is_digit(peek(lexer, 1))))
        lex_number(lexer, out);
    else if (c == '\'' || c == '"')
        lex_text(lexer, out, (char)c);
    else if (c == '$')
        lex_dollar(lexer, out);
    else if (is_name_start(c)) {
        if (!lexer->after_operand || !lex_word_operator(lexer, out)) lex_name(lexer, out);
    } else if (!lex_symbol(lexer, out, c, peek(lexer, 1))) {
        out->kind = TOKEN_BAD;
        out->text = str_sub(lexer->source, lexer->at, lexer->at + 1);
        lexer->at++;
    }
    lexer->after_operand = ends_operand(out->kind);
}

// pyxform's rule for when a default is an expression and not text.
bool form_expr_default_is_dynamic(struct str text, bool dates)
{
    struct expr_lexer lexer = {.source = text};
    struct expr_token token;
    for (;;) {
        form_expr_lex_next(&lexer, &token);
        size_t end = lexer.at;
        char before = token.at ? text.ptr[token.at - 1] : ' ';
        char after = end < text.len ? text.ptr[end] : ' ';
        switch ((int)token.kind) {
        case TOKEN_END:
        case TOKEN_BAD: return false;
        case TOKEN_DOLLAR:
        case TOKEN_STAR: return true;
        case TOKEN_NAME:
            if (after == '(') return true;
            break;
        case TOKEN_OPERATOR:
            switch ((int)token.op) {
            case EXPR_MUL:
            case EXPR_ADD:
            case EXPR_UNION: return true;
            case EXPR_SUB:
                if (dates) return false;
                if (after < '0' || after > '9') return true;
                break;
            case EXPR_MOD:
            case EXPR_DIV:
                if (before == ' ' && after == ' ') return true;
                break;
            default: break;
            }
            break;
        default: break;
        }
    }
}
