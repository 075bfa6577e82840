// SPDX-License-Identifier: EUPL-1.2
// What the staff's first page says of how it stands: what is wrong in plain words and before the
// figures, what was lost, and nothing of what is not so.
#include "tests/unit/kiosk_pages_fixture.h"

// The page with these figures, laid out.
static struct ui_element *page_of(struct pages_fixture *s, const struct kiosk_news *news)
{
    static const struct kiosk_settings settings;
    const struct kiosk_admin_view view = {&settings, NULL, STR("prov-1"), 0};
    kiosk_admin_news(s->admin, news);
    struct arena *a = ui_begin(s->ui);
    struct ui_element *root = kiosk_admin_build(s->admin, &s->pages, &view, a);
    ui_show(s->ui, root, UI_MOVE_FORWARD, STR(""));
    return ui_root(s->ui);
}

TEST(lost_batches_are_told_in_words_and_number)
{
    struct pages_fixture s;
    pages_begin(&s, NULL, 1280, 800);
    const struct kiosk_news news = {.kind = KIOSK_NEWS_FIGURES, .store = {.batches_lost = 3}};
    const struct ui_element *e = ui_element_find(page_of(&s, &news), STR("admin/lost"));
    assert_non_null(e);
    assert_str(e->name, "Buntar med svar som har gått förlorade här, efter ett fel på disken: 3. "
                        "Säg det till arrangören.");
    assert_int_equal(e->role, UI_ROLE_STATUS);
    kiosk_session_choose_language(s.f.session, 1);
    e = ui_element_find(page_of(&s, &news), STR("admin/lost"));
    assert_str(e->name, "Batches of responses that were lost here, after a fault of the disk: 3. "
                        "Please tell the organizer.");
    pages_end(&s);
}

TEST(lost_responses_are_told_rather_than_the_batches_they_were_in)
{
    struct pages_fixture s;
    pages_begin(&s, NULL, 1280, 800);
    const struct kiosk_news news = {.kind = KIOSK_NEWS_FIGURES,
                                    .store = {.batches_lost = 3, .responses_lost = 41}};
    const struct ui_element *e = ui_element_find(page_of(&s, &news), STR("admin/lost"));
    assert_non_null(e);
    assert_str(e->name, "Svar som har gått förlorade här, efter ett fel på disken: 41. Säg det "
                        "till arrangören.");
    pages_end(&s);
}

TEST(where_nothing_is_lost_nothing_is_said_of_it)
{
    struct pages_fixture s;
    pages_begin(&s, NULL, 1280, 800);
    const struct kiosk_news news = {.kind = KIOSK_NEWS_FIGURES, .store = {.responses_open = 1}};
    struct ui_element *root = page_of(&s, &news);
    assert_null(ui_element_find(root, STR("admin/lost")));
    assert_null(ui_element_find(root, STR("admin/network")));
    assert_null(ui_element_find(root, STR("admin/store")));
    assert_non_null(ui_element_find(root, STR("admin/responses")));
    pages_end(&s);
}

TEST(what_is_wrong_is_in_sight_before_the_figures_on_little_glass)
{
    struct pages_fixture s;
    pages_begin(&s, NULL, 800, 480);
    const struct kiosk_news news = {.kind = KIOSK_NEWS_FIGURES,
                                    .store = {.responses_waiting = 40,
                                              .responses_receipted = 212,
                                              .declined = 9,
                                              .broke_off = 4,
                                              .batches_lost = 1},
                                    .sync = {.why = SYNC_UNREACHABLE, .wait_ms = 1000}};
    struct ui_element *root = page_of(&s, &news);
    const struct ui_element *lost = ui_element_find(root, STR("admin/lost"));
    const struct ui_element *count = ui_element_find(root, STR("admin/responses"));
    assert_non_null(lost);
    assert_non_null(count);
    assert_int_equal(lost->visible.h, lost->bounds.h);
    assert_true(lost->bounds.y < count->bounds.y);
    pages_end(&s);
}

TEST_MAIN(cmocka_unit_test(lost_batches_are_told_in_words_and_number),
          cmocka_unit_test(lost_responses_are_told_rather_than_the_batches_they_were_in),
          cmocka_unit_test(where_nothing_is_lost_nothing_is_said_of_it),
          cmocka_unit_test(what_is_wrong_is_in_sight_before_the_figures_on_little_glass))
