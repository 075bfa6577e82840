// SPDX-License-Identifier: EUPL-1.2
// What the gentle warning notices and what it lets through.
#include "kiosk/names.h"
#include "tests/unit/test.h"

static enum kiosk_names look(const char *text)
{
    return kiosk_names_look(str_of(text));
}

TEST(notices_a_first_and_a_family_name)
{
    assert_int_equal(look("Det var bra att Anna Svensson var med."), KIOSK_NAMES_PERSON);
    assert_int_equal(look("Bra talare, till exempel Tjalle Öberg."), KIOSK_NAMES_PERSON);
    assert_int_equal(look("Åke-Olov Ström höll i det hela"), KIOSK_NAMES_PERSON);
}

TEST(notices_a_common_first_name_alone)
{
    assert_int_equal(look("Jag tyckte att Fatima var jättebra"), KIOSK_NAMES_PERSON);
    assert_int_equal(look("Erik"), KIOSK_NAMES_PERSON);
}

TEST(notices_a_title_with_a_name)
{
    assert_int_equal(look("vår rektor Berggren borde komma"), KIOSK_NAMES_PERSON);
    assert_int_equal(look("jag heter Bosse"), KIOSK_NAMES_PERSON);
    assert_int_equal(look("I talked to Mrs Robinson about it"), KIOSK_NAMES_PERSON);
}

TEST(notices_a_place_after_a_preposition)
{
    assert_int_equal(look("Mer sådant hos oss i Rinkeby."), KIOSK_NAMES_PLACE);
    assert_int_equal(look("it should be held at Rosengård next time"), KIOSK_NAMES_PLACE);
}

TEST(notices_streets_and_schools)
{
    assert_int_equal(look("Storgatan 4 passar bättre"), KIOSK_NAMES_PLACE);
    assert_int_equal(look("eleverna på Tappströmsskolan"), KIOSK_NAMES_PLACE);
}

TEST(notices_phone_numbers)
{
    assert_int_equal(look("ring mig på 070-123 45 67"), KIOSK_NAMES_NUMBER);
    assert_int_equal(look("+46 8 123 456"), KIOSK_NAMES_NUMBER);
}

TEST(notices_identity_numbers)
{
    assert_int_equal(look("900101-1234"), KIOSK_NAMES_NUMBER);
    assert_int_equal(look("jag är 199001011234"), KIOSK_NAMES_NUMBER);
    assert_int_equal(look("900161-1234"), KIOSK_NAMES_NUMBER);
}

TEST(notices_mail_addresses)
{
    assert_int_equal(look("skriv till anna@exempel.se"), KIOSK_NAMES_NUMBER);
}

TEST(lets_ordinary_answers_through)
{
    assert_int_equal(look(""), KIOSK_NAMES_NONE);
    assert_int_equal(look("Bra mix av teori och övningar. Gott om tid för samtal!"),
                     KIOSK_NAMES_NONE);
    assert_int_equal(look("Vi ska kartlägga och analysera. Sedan sätter vi mål."),
                     KIOSK_NAMES_NONE);
    assert_int_equal(look("We liked the talks. I would come again."), KIOSK_NAMES_NONE);
}

TEST(lets_abbreviations_and_authorities_through)
{
    assert_int_equal(look("Mer om ANDT och BRÅ, gärna från SKR."), KIOSK_NAMES_NONE);
    assert_int_equal(look("Bra att Länsstyrelsen Stockholm ordnade detta"), KIOSK_NAMES_NONE);
    assert_int_equal(look("det bästa i Sverige"), KIOSK_NAMES_NONE);
}

TEST(lets_years_and_amounts_through)
{
    assert_int_equal(look("jämför 2018-2019 och 2020"), KIOSK_NAMES_NONE);
    assert_int_equal(look("kostar 12 500 000 kr"), KIOSK_NAMES_NONE);
    assert_int_equal(look("10 000 invånare, 3,5 timmar, kl 10.30-12.00"), KIOSK_NAMES_NONE);
}

TEST(survives_bytes_that_are_not_text)
{
    assert_int_equal(look("\xff\xfe @@ \xc3 ."), KIOSK_NAMES_NONE);
    assert_int_equal(look("@"), KIOSK_NAMES_NONE);
    assert_int_equal(look("+"), KIOSK_NAMES_NONE);
}

TEST_MAIN(cmocka_unit_test(notices_a_first_and_a_family_name),
          cmocka_unit_test(notices_a_common_first_name_alone),
          cmocka_unit_test(notices_a_title_with_a_name),
          cmocka_unit_test(notices_a_place_after_a_preposition),
          cmocka_unit_test(notices_streets_and_schools), cmocka_unit_test(notices_phone_numbers),
          cmocka_unit_test(notices_identity_numbers), cmocka_unit_test(notices_mail_addresses),
          cmocka_unit_test(lets_ordinary_answers_through),
          cmocka_unit_test(lets_abbreviations_and_authorities_through),
          cmocka_unit_test(lets_years_and_amounts_through),
          cmocka_unit_test(survives_bytes_that_are_not_text))
