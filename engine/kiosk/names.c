// SPDX-License-Identifier: EUPL-1.2
// Words are looked at with their neighbours: a capital inside a sentence means more than one at its
// start. What organizations, days and the like are called is let through. See kiosk/names.h.
#include "kiosk/names.h"

#include <ctype.h>

enum { WORDS_MAX = 4096 };

struct word {
    struct str text;
    bool starts_sentence;
    bool joined; // only a space stands between the word before and this one
};

static bool upper(int32_t c)
{
    if (c < 0x80) {
        return c >= 'A' && c <= 'Z';
    }
    if (c >= 0xC0 && c <= 0xDE) {
        return c != 0xD7;
    }
    if (c >= 0x100 && c <= 0x137) {
        return (c & 1) == 0;
    }
    if (c >= 0x14A && c <= 0x177) {
        return (c & 1) == 0;
    }
    return (c >= 0x139 && c <= 0x148 && (c & 1)) || (c >= 0x391 && c <= 0x3A9) ||
           (c >= 0x400 && c <= 0x42F);
}

static bool letter(int32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= 0xC0 && c != 0xD7 && c != 0xF7 && (c < 0x2000 || c > 0x206F));
}

// A capital followed by at least one small letter; "SKR" and "I" are no names.
static bool named(struct str word)
{
    size_t at = 0;
    if (!upper(utf8_next(word, &at))) {
        return false;
    }
    int32_t second = utf8_next(word, &at);
    return second >= 0 && letter(second) && !upper(second);
}

static bool in_list(struct str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq_nocase(word, str_of(list[i]))) {
            return true;
        }
    }
    return false;
}
#define IN_LIST(word, list) in_list((word), (list), sizeof(list) / sizeof((list)[0]))

// Capitalised in the middle of a sentence without pointing at anybody.
static bool harmless(struct str word)
{
    static const char *const words[] = {
        "Sverige",
        "Sveriges",
        "Sweden",
        "Norden",
        "Europa",
        "Europe",
        "Stockholm",
        "Stockholms",
        "Göteborg",
        "Malmö",
        "Uppsala",
        "Länsstyrelsen",
        "Länsstyrelserna",
        "Polisen",
        "Region",
        "Regionen",
        "Kommunen",
        "Socialstyrelsen",
        "Skolverket",
        "Folkhälsomyndigheten",
        "Försäkringskassan",
        "Arbetsförmedlingen",
        "Migrationsverket",
        "Brottsförebyggande",
        "Samverkan",
        "Svenska",
        "Engelska",
        "Swedish",
        "English",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Christmas",
        "Easter",
        "Jag",
        "Du",
        "Vi",
        "Det",
        "Den",
        "De",
        "Man",
        "Zoom",
        "Teams",
        "Excel",
        "Word",
        "Internet",
        "Facebook",
        "Instagram",
    };
    return IN_LIST(word, words);
}

// Common first names that are not also common words.
static bool first_name(struct str word)
{
    static const char *const names[] = {
        "Anna",      "Eva",      "Maria",    "Karin",    "Kristina", "Lena",    "Emma",   "Kerstin",
        "Ingrid",    "Sara",     "Malin",    "Marie",    "Birgitta", "Linnea",  "Inger",  "Jenny",
        "Elisabeth", "Ulla",     "Annika",   "Susanne",  "Monica",   "Johanna", "Hanna",  "Sofia",
        "Carina",    "Elin",     "Katarina", "Helena",   "Emelie",   "Lisa",    "Julia",  "Amanda",
        "Ida",       "Camilla",  "Åsa",      "Matilda",  "Frida",    "Moa",     "Wilma",  "Ebba",
        "Fatima",    "Zahra",    "Aisha",    "Amina",    "Leila",    "Maryam",  "Mariam", "Yasmin",
        "Lars",      "Mikael",   "Anders",   "Johan",    "Erik",     "Per",     "Peter",  "Karl",
        "Thomas",    "Jan",      "Daniel",   "Fredrik",  "Hans",     "Andreas", "Stefan", "Mats",
        "Marcus",    "Mattias",  "Magnus",   "Jonas",    "Niklas",   "Martin",  "Bengt",  "Patrik",
        "Alexander", "Robert",   "Henrik",   "Oskar",    "Oscar",    "Viktor",  "Emil",   "Gustav",
        "Simon",     "Elias",    "Liam",     "Noah",     "William",  "Hugo",    "Lukas",  "Filip",
        "Mohammed",  "Muhammad", "Mohamed",  "Ahmed",    "Ali",      "Hassan",  "Omar",   "Ibrahim",
        "Mustafa",   "Yusuf",    "Abdi",     "Abdullah", "James",    "John",    "David",  "Michael",
    };
    return IN_LIST(word, names);
}

static bool title(struct str word)
{
    static const char *const titles[] = {
        "rektor",    "rektorn", "chef",     "chefen",      "doktor",     "läkare",    "läkaren",
        "professor", "fru",     "herr",     "fröken",      "lärare",     "läraren",   "kurator",
        "kuratorn",  "kollega", "kollegan", "föreläsaren", "talaren",    "mentor",    "tränaren",
        "Mr",        "Mrs",     "Ms",       "Dr",          "teacher",    "principal", "headmaster",
        "colleague", "named",   "heter",    "kallas",      "hälsningar", "mvh",       "regards",
    };
    return IN_LIST(word, titles);
}

static bool place_word(struct str word)
{
    static const char *const words[] = {"i",  "på", "från", "vid", "nära",
                                        "in", "at", "from", "near"};
    return IN_LIST(word, words);
}

static bool street(struct str word)
{
    static const char *const ends[] = {"gatan",  "vägen",  "gränd",  "torget", "backen", "skolan",
                                       "gården", "parken", "street", "road",   "school"};
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        struct str end = str_of(ends[i]);
        if (word.len > end.len + 1 && str_ends(word, end)) {
            return true;
        }
    }
    return false;
}

// ---- numbers ----
static bool digit_at(struct str s, size_t at)
{
    return at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9';
}

// YYMMDD-NNNN, YYYYMMDDNNNN and their like, with a month and a day that can be.
static bool identity_number(const char *digits, size_t count)
{
    if (count != 10 && count != 12) {
        return false;
    }
    const char *at = digits + (count - 10) + 2;
    int month = (at[0] - '0') * 10 + at[1] - '0';
    int day = (at[2] - '0') * 10 + at[3] - '0';
    return month >= 1 && month <= 12 && ((day >= 1 && day <= 31) || (day >= 61 && day <= 91));
}

static bool number_found(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        bool plus = text.ptr[i] == '+';
        if ((!plus && !digit_at(text, i)) || (i > 0 && digit_at(text, i - 1))) {
            continue;
        }
        char digits[32];
        size_t count = 0;
        size_t gap = 0;
        for (size_t at = i + plus; at < text.len && count < sizeof(digits); at++) {
            char c = text.ptr[at];
            if (digit_at(text, at)) {
                digits[count++] = c;
                gap = 0;
            } else if ((c == '-' || c == ' ' || c == '/' || c == '+' || c == '(' || c == ')') &&
                       gap < 2) {
                gap++;
            } else {
                break;
            }
        }
        if (identity_number(digits, count) ||
            (count >= 7 && count <= 15 && (plus || digits[0] == '0'))) {
            return true;
        }
    }
    return false;
}

static bool mail_char(char c)
{
    return isalnum((unsigned char)c) || c == '.' || c == '-' || c == '_' || c == '+';
}

static bool mail_found(struct str text)
{
    for (size_t i = 1; i < text.len; i++) {
        if (text.ptr[i] != '@' || !mail_char(text.ptr[i - 1])) {
            continue;
        }
        for (size_t at = i + 1; at + 1 < text.len && mail_char(text.ptr[at]); at++) {
            if (text.ptr[at] == '.' && at > i + 1 && isalpha((unsigned char)text.ptr[at + 1])) {
                return true;
            }
        }
    }
    return false;
}

// ---- words ----
// Next word after *at. *at moves behind it.
static bool word_next(struct str text, size_t *at, bool first, struct word *out)
{
    bool starts = first;
    bool joined = true;
    for (;;) {
        size_t begin = *at;
        int32_t c = utf8_next(text, at);
        if (c < 0) {
            return false;
        }
        if (letter(c)) {
            size_t end = *at;
            for (;;) {
                size_t next = end;
                c = utf8_next(text, &next);
                if (c < 0 || (!letter(c) && c != '\'' && c != 0x2019)) {
                    break;
                }
                end = next;
            }
            *at = end;
            *out = (struct word){str_sub(text, begin, end), starts, joined && !first};
            return true;
        }
        starts = starts || c == '.' || c == '!' || c == '?' || c == ':' || c == '\n' || c == '"' ||
                 c == 0x2022 || c == 0x201D || c == 0x2013;
        joined = joined && (c == ' ' || c == '-');
    }
}

static bool person(const struct word *before, const struct word *word)
{
    if (!named(word->text)) {
        return false;
    }
    if (first_name(word->text)) {
        return true;
    }
    if (!before || !word->joined || harmless(word->text)) {
        return false;
    }
    return title(before->text) || (named(before->text) && !harmless(before->text) &&
                                   !word->starts_sentence && !place_word(before->text));
}

static bool place(struct str text, size_t end, const struct word *before, const struct word *word)
{
    if (!named(word->text)) {
        return false;
    }
    if (street(word->text)) {
        bool numbered = end + 1 < text.len && text.ptr[end] == ' ' && digit_at(text, end + 1);
        return numbered || !word->starts_sentence;
    }
    return before && word->joined && !word->starts_sentence && place_word(before->text) &&
           !harmless(word->text);
}

enum kiosk_names kiosk_names_look(struct str text)
{
    if (number_found(text) || mail_found(text)) {
        return KIOSK_NAMES_NUMBER;
    }
    bool place_found = false;
    struct word before = {0};
    struct word word;
    size_t at = 0;
    for (size_t i = 0; i < WORDS_MAX && word_next(text, &at, i == 0, &word); i++) {
        const struct word *previous = i > 0 ? &before : NULL;
        if (place(text, at, previous, &word)) {
            place_found = true;
        } else if (person(previous, &word)) {
            return KIOSK_NAMES_PERSON;
        }
        before = word;
    }
    return place_found ? KIOSK_NAMES_PLACE : KIOSK_NAMES_NONE;
}
