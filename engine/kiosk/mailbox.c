// SPDX-License-Identifier: EUPL-1.2
// See kiosk/mailbox.h.
#include "kiosk/mailbox.h"

#include "base/alloc.h"

#include <pthread.h>

struct kiosk_mailbox {
    void (*wake)(void *data);
    void *data;
    pthread_mutex_t lock;
    struct kiosk_mail *first;
    struct kiosk_mail **end;
};

struct kiosk_mailbox *kiosk_mailbox_create(void (*wake)(void *data), void *data)
{
    struct kiosk_mailbox *m = xcalloc(1, sizeof(*m));
    m->wake = wake;
    m->data = data;
    m->end = &m->first;
    pthread_mutex_init(&m->lock, NULL);
    return m;
}

void kiosk_mailbox_destroy(struct kiosk_mailbox *m)
{
    if (!m) {
        return;
    }
    struct kiosk_mail *mail;
    while ((mail = kiosk_mailbox_take(m))) {
        free(mail->news);
        if (mail->request) {
            kiosk_request_drop(mail->request);
        }
        free(mail);
    }
    pthread_mutex_destroy(&m->lock);
    free(m);
}

static void put(struct kiosk_mailbox *m, struct kiosk_news *news, struct kiosk_request *request)
{
    struct kiosk_mail *mail = xcalloc(1, sizeof(*mail));
    mail->news = news;
    mail->request = request;
    pthread_mutex_lock(&m->lock);
    *m->end = mail;
    m->end = &mail->next;
    pthread_mutex_unlock(&m->lock);
    if (m->wake) {
        m->wake(m->data);
    }
}

void kiosk_mailbox_put_news(void *mailbox, struct kiosk_news *news)
{
    put(mailbox, news, NULL);
}

void kiosk_mailbox_put_request(void *mailbox, struct kiosk_request *request)
{
    put(mailbox, NULL, request);
}

struct kiosk_mail *kiosk_mailbox_take(struct kiosk_mailbox *m)
{
    pthread_mutex_lock(&m->lock);
    struct kiosk_mail *mail = m->first;
    if (mail) {
        m->first = mail->next;
        if (!m->first) {
            m->end = &m->first;
        }
    }
    pthread_mutex_unlock(&m->lock);
    return mail;
}
