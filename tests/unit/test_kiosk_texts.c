// SPDX-License-Identifier: EUPL-1.2
// The kiosk's own words in their languages: what a respondent meets is there, with the same places
// to fill in as in Swedish.
#include "tests/unit/test.h"

#include <string.h>

#include "kiosk/texts.h"

TEST(respondents_read_finnish_and_the_staff_english)
{
    assert_str(kiosk_text(TEXT_NEXT, STR("fi")), "Seuraava");
    assert_str(kiosk_text(TEXT_NEXT, STR("fi-FI")), "Seuraava");
    assert_str(kiosk_text(TEXT_PIN_TITLE, STR("fi")), "Staff code");
    assert_str(kiosk_text(TEXT_NEXT, STR("sv")), "Nästa");
    assert_str(kiosk_text(TEXT_NEXT, STR("xx")), "Next");
}

// How often each "{place}" of a text stands in another.
static void same_places(struct str text, struct str other)
{
    for (size_t at = 0; at < text.len; at++) {
        if (text.ptr[at] != '{') continue;
        ptrdiff_t end = str_find_char(str_sub(text, at, text.len), '}');
        assert_true(end > 0);
        struct str place = str_sub(text, at, at + (size_t)end + 1);
        if (str_find(other, place) < 0) {
            fail_msg("\"%.*s\" has no %.*s", STR_ARG(other), STR_ARG(place));
        }
    }
}

TEST(what_is_filled_in_has_its_place_in_every_language)
{
    static const char *const languages[] = {"en", "ar", "fi"};
    for (int id = 0; id < KIOSK_TEXT_COUNT; id++) {
        struct str swedish = kiosk_text((enum kiosk_text)id, STR("sv"));
        for (size_t i = 0; i < 3; i++) {
            struct str other = kiosk_text((enum kiosk_text)id, str_of(languages[i]));
            assert_true(other.len > 0 && utf8_valid(other));
            same_places(other, swedish);
        }
        same_places(swedish, kiosk_text((enum kiosk_text)id, STR("fi")));
    }
}

TEST_MAIN(cmocka_unit_test(respondents_read_finnish_and_the_staff_english),
          cmocka_unit_test(what_is_filled_in_has_its_place_in_every_language))
