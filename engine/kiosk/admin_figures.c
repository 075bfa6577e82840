// SPDX-License-Identifier: EUPL-1.2
// How it stands: counts, receipts, the disk, and in plain words what is wrong.
#include "kiosk/admin_page_priv.h"

#include <time.h>

static struct str number(struct arena *a, uint64_t n)
{
    return arena_printf(a, "%llu", (unsigned long long)n);
}

static void add_wrong(struct arena *a, struct ui_element *parent, const char *id, struct str words)
{
    if (words.len > 0) {
        ui_note(a, parent, str_of(id), UI_ROLE_STATUS, UI_COLOR_WARN, UI_ICON_WARNING, words);
    }
}

// Why nothing goes through, for whoever stands there; the details are below it for who is asked.
static enum kiosk_text why_text(enum sync_trouble why)
{
    switch (why) {
    case SYNC_UNREACHABLE: return TEXT_WHY_UNREACHABLE;
    case SYNC_OTHER_ANSWERS: return TEXT_WHY_OTHER;
    case SYNC_BUSY: return TEXT_WHY_BUSY;
    case SYNC_DENIED: return TEXT_WHY_DENIED;
    case SYNC_NO_TOKEN: return TEXT_WHY_NO_TOKEN;
    case SYNC_TOKEN_REFUSED: return TEXT_WHY_TOKEN;
    case SYNC_BATCH_REFUSED: return TEXT_WHY_BATCH;
    case SYNC_SURVEY_REFUSED: return TEXT_WHY_SURVEY;
    case SYNC_OWN:
    case SYNC_FINE: break;
    }
    return TEXT_WHY_OWN;
}

static void add_sync(struct kiosk_pages *pages, struct arena *a, struct ui_element *parent,
                     const struct kiosk_news *news)
{
    const struct sync_figures *sync = &news->sync;
    const struct store_figures *f = &news->store;
    if (sync->why != SYNC_FINE) {
        add_wrong(a, parent, "admin/network", kiosk_pages_text(pages, why_text(sync->why)));
        if (sync->wait_ms > 0) {
            struct ui_element *next = ui_text(
                a, parent, UI_TEXT_HINT,
                kiosk_admin_filled(pages, a, TEXT_ADMIN_NEXT_TRY, (sync->wait_ms + 59999) / 60000));
            next->id = STR("admin/next");
        }
        struct ui_element *detail =
            ui_text(a, parent, UI_TEXT_HINT, arena_dup(a, str_of(sync->trouble)));
        detail->id = STR("admin/detail");
        detail->color = UI_COLOR_INK_2;
    } else if (f->batches_refused > 0) {
        add_wrong(a, parent, "admin/network", kiosk_pages_text(pages, TEXT_WHY_BATCH));
    }
    if (sync->surveys > 0) {
        ui_note(a, parent, STR("admin/updated"), UI_ROLE_STATUS, UI_COLOR_INK_2, UI_ICON_INFO,
                kiosk_pages_text(pages, TEXT_ADMIN_UPDATED));
    }
}

// What damage has taken, so that nobody waits for it.
static void add_losses(struct kiosk_pages *pages, struct arena *a, struct ui_element *parent,
                       const struct store_figures *f)
{
    if (f->responses_lost > 0) {
        add_wrong(a, parent, "admin/lost",
                  kiosk_admin_filled(pages, a, TEXT_ADMIN_LOST, (int64_t)f->responses_lost));
    } else if (f->batches_lost > 0) {
        add_wrong(a, parent, "admin/lost",
                  kiosk_admin_filled(pages, a, TEXT_ADMIN_LOST_BATCHES, (int64_t)f->batches_lost));
    }
}

// What is wrong comes before all figures: below them it would be off little glass.
static void add_all_wrong(const struct kiosk_admin *admin, struct kiosk_pages *pages,
                          struct arena *a, struct ui_element *parent, const struct kiosk_news *news)
{
    add_losses(pages, a, parent, &news->store);
    if (kiosk_admin_was_ended(admin)) {
        add_wrong(a, parent, "admin/ended", kiosk_pages_text(pages, TEXT_ADMIN_ENDED));
    }
    add_wrong(a, parent, "admin/trouble", str_of(news->store.trouble));
    if (news->err && news->kind == KIOSK_NEWS_FIGURES) {
        add_wrong(a, parent, "admin/store", str_of(news->text));
    }
    add_sync(pages, a, parent, news);
}

void kiosk_admin_add_figures(const struct kiosk_admin *admin, struct kiosk_pages *pages,
                             struct arena *a, struct ui_element *parent)
{
    const struct kiosk_news *news = kiosk_admin_figures(admin);
    if (!news) {
        return;
    }
    const struct store_figures *f = &news->store;
    add_all_wrong(admin, pages, a, parent, news);
    kiosk_admin_line(pages, a, parent, "admin/responses", TEXT_ADMIN_RESPONSES,
                     number(a, f->responses_open + f->responses_waiting + f->responses_receipted +
                                   f->responses_refused));
    kiosk_admin_line(pages, a, parent, "admin/waiting", TEXT_ADMIN_WAITING,
                     number(a, f->responses_open + f->responses_waiting));
    kiosk_admin_line(pages, a, parent, "admin/receipted", TEXT_ADMIN_RECEIPTED,
                     number(a, f->responses_receipted));
    if (f->responses_refused > 0) {
        kiosk_admin_line(pages, a, parent, "admin/refused", TEXT_ADMIN_REFUSED,
                         number(a, f->responses_refused));
    }
    if (f->responses_elsewhere > 0) {
        kiosk_admin_line(pages, a, parent, "admin/elsewhere", TEXT_ADMIN_ELSEWHERE,
                         number(a, f->responses_elsewhere));
    }
    kiosk_admin_line(pages, a, parent, "admin/declined", TEXT_ADMIN_DECLINED,
                     number(a, f->declined));
    kiosk_admin_line(pages, a, parent, "admin/broke-off", TEXT_ADMIN_BROKE_OFF,
                     number(a, f->broke_off));
    struct str last = kiosk_pages_text(pages, TEXT_ADMIN_NEVER);
    char when[32];
    time_t second = (time_t)(f->last_receipt_wall_ms / 1000);
    struct tm local;
    if (f->last_receipt_wall_ms > 0 && localtime_r(&second, &local) &&
        strftime(when, sizeof(when), "%Y-%m-%d %H:%M", &local) > 0) {
        last = arena_printf(a, ONE_PIECE("%s"), when);
    }
    kiosk_admin_line(pages, a, parent, "admin/last", TEXT_ADMIN_LAST, last);
    int64_t bytes = kiosk_admin_disk_free(admin);
    kiosk_admin_line(pages, a, parent, "admin/disk", TEXT_ADMIN_DISK,
                     bytes < 0 ? STR("?") : arena_printf(a, "%lld MB", (long long)(bytes >> 20)));
    if (news->porter_restarts > 0) {
        kiosk_admin_line(pages, a, parent, "admin/porter", TEXT_ADMIN_PORTER,
                         number(a, news->porter_restarts));
    }
    // Fewer than the survey's least number are not sent alone.
    if (f->responses_open > 0) {
        struct ui_element *few = ui_text(
            a, parent, UI_TEXT_HINT,
            kiosk_admin_filled(pages, a, TEXT_ADMIN_OPEN_WAITS, (int64_t)f->responses_open));
        few->id = STR("admin/open");
    }
}
