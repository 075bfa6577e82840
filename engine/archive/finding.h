// SPDX-License-Identifier: EUPL-1.2
// What verifying can find, each with its words in Swedish and English, and the report that findings
// stand in.
#pragma once

#include "base/buf.h"

// Code, stable name (for JSON and scripts), Swedish, English, and whether it is a fault (answers
// may be missing, altered or counted twice) or a note.
#define ARCHIVE_FINDING_MAP(X)                                                                     \
    X(ARCHIVE_GAP, "gap", "saknas i enhetens kedja", "missing in the device's chain", true)        \
    X(ARCHIVE_BROKEN_LINK, "broken-link", "följer inte på bunten före",                            \
      "does not follow the batch before it", true)                                                 \
    X(ARCHIVE_FORK, "fork", "enheten har signerat två buntar med detta nummer: två historier",     \
      "the device signed two batches with this number: two histories", true)                       \
    X(ARCHIVE_ALTERED, "altered", "ändrades efter att den signerades",                             \
      "was changed after it was signed", true)                                                     \
    X(ARCHIVE_MISPLACED, "misplaced", "ligger i arkivet under ett annat namn",                     \
      "lies in the archive under another name", true)                                              \
    X(ARCHIVE_BAD_RECEIPT, "bad-receipt", "kvittot är förfalskat, skadat eller för en annan bunt", \
      "the receipt is forged, damaged or for another batch", true)                                 \
    X(ARCHIVE_FOREIGN_RECEIPT, "foreign-receipt",                                                  \
      "kvittot är inte från en insamlare som undersökningen nämner",                               \
      "the receipt is not from a collector that the survey names", true)                           \
    X(ARCHIVE_REFUSED, "refused", "insamlaren tog inte emot bunten",                               \
      "the collector refused this batch", true)                                                    \
    X(ARCHIVE_NO_RECEIPT, "no-receipt", "kvitto saknas", "came without a receipt", false)          \
    X(ARCHIVE_UNKNOWN_SURVEY, "unknown-survey",                                                    \
      "hör till en undersökning eller version som inte finns i arkivet",                           \
      "belongs to a survey or version that is not in the archive", true)                           \
    X(ARCHIVE_DUPLICATE, "duplicate", "innehåller ett låst svar som också finns i en annan bunt",  \
      "holds a sealed response that another batch holds too", true)                                \
    X(ARCHIVE_ROTATED, "rotated", "härifrån har enheten en ny nyckel, som den gamla intygar",      \
      "from here the device has a new key, which the old one vouches for", false)                  \
    X(ARCHIVE_RETIRED_KEY, "retired-key", "signerades med en nyckel som enheten hade lagt undan",  \
      "was signed by a key that the device had put away", true)                                    \
    X(ARCHIVE_CONTENT, "content",                                                                  \
      "svar har tagits bort, lagts till eller ändrats av någon som har enhetens nyckel",           \
      "responses were removed, added or changed by somebody who has the device's key", true)       \
    X(ARCHIVE_RESPONSE_FOREIGN, "response", "ett svar låstes inte i denna bunt",                   \
      "a response was not sealed in this batch", true)

#define ARCHIVE_FINDING_ENUM(code, name, swedish, english, fault) code,
enum archive_what { ARCHIVE_FINDING_MAP(ARCHIVE_FINDING_ENUM) ARCHIVE_WHAT_COUNT };
#undef ARCHIVE_FINDING_ENUM

enum archive_language { ARCHIVE_SWEDISH, ARCHIVE_ENGLISH };

const char *archive_what_name(enum archive_what what);                                 // [any]
const char *archive_what_text(enum archive_what what, enum archive_language language); // [any]
bool archive_what_fault(enum archive_what what);                                       // [any]

struct archive_finding {
    enum archive_what what;
    uint8_t device[32];  // zeros where it cannot be known
    uint64_t number;     // of the batch; of a gap its first missing number; 0 where not known
    uint64_t to_number;  // of a gap its last missing number, otherwise number
    uint8_t link[32];    // of the batch; of a gap, that of the batch behind it
    char day[11];        // "2026-01-31" when that batch came into the archive; "" where not known
    char detail[2][160]; // one clause more by language, or ""; of a cause English in both
};

// One line without its end: "enhet 0123456789abcdef, bunt 3 (kom hit 2026-01-31): …: … [gap]".
void archive_finding_print(const struct archive_finding *f, enum archive_language language,
                           struct buf *out);
