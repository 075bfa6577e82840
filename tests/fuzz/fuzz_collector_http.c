// SPDX-License-Identifier: EUPL-1.2
// Any bytes down a connection of a real collector: request lines, headers, bodies, several requests
// one behind the other. Whatever comes back is HTTP, or nothing; nothing is ever stored, and the
// collector goes on answering.
#include "base/check.h"
#include "collector/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[] = "/tmp/svar-fuzz-XXXXXX";
static struct collector_storage *storage;
static struct collector_service *service;
static struct collector_server *server;
static struct seal_signer *signer;

static void finish(void)
{
    char path[64];
    collector_server_stop(server);
    collector_service_destroy(service);
    collector_storage_close(storage);
    seal_signer_destroy(signer);
    static const char *const names[] = {"c.db", "c.db-wal", "c.db-shm"};
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

static void start(void)
{
    char url[64];
    struct rng rng = rng_system();
    seal_init();
    CHECK(mkdtemp(folder));
    snprintf(url, sizeof url, "sqlite:%s/c.db", folder);
    CHECK(!collector_storage_open(url, &rng, &storage, NULL));
    signer = seal_signer_create();
    struct collector_service_options options = {.storage = storage, .signer = signer};
    CHECK(!collector_service_create(&options, &service, NULL));
    struct collector_server_options over = {
        .service = service, .clock = clock_system(), .address = "127.0.0.1"};
    CHECK(!collector_server_start(&over, &server, NULL));
    atexit(finish);
}

static int dial(void)
{
    struct sockaddr_in where = {.sin_family = AF_INET,
                                .sin_port = htons(collector_server_port(server))};
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(fd >= 0 && connect(fd, (struct sockaddr *)&where, sizeof where) == 0);
    return fd;
}

// Sends all, then listens to the end; the first bytes of what came go to out.
static size_t talk(const void *data, size_t bytes, char *out, size_t room)
{
    int fd = dial();
    size_t used = 0;
    char rest[4096];
    for (size_t at = 0; at < bytes;) {
        ssize_t put = send(fd, (const char *)data + at, bytes - at, MSG_NOSIGNAL);
        if (put <= 0) break; // it may hang up before all is sent
        at += (size_t)put;
    }
    shutdown(fd, SHUT_WR);
    for (;;) {
        ssize_t got = recv(fd, rest, sizeof rest, 0);
        if (got <= 0) break;
        size_t some = (size_t)got < room - used ? (size_t)got : room - used;
        memcpy(out + used, rest, some);
        used += some;
    }
    close(fd);
    return used;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char answer[64];
    if (!server) start();
    size_t bytes = talk(data, size, answer, sizeof answer);
    CHECK(!bytes || (bytes > 12 && !memcmp(answer, "HTTP/1.", 7)));
    static const char health[] = "GET /v1/hello?nonce=0011223344556677 HTTP/1.1\r\nHost: c\r\n"
                                 "Connection: close\r\n\r\n";
    bytes = talk(health, sizeof health - 1, answer, sizeof answer);
    CHECK(bytes > 12 && !memcmp(answer, "HTTP/1.1 200", 12));
    struct collector_figures figures;
    CHECK(!storage->table->figures(storage, &figures, NULL));
    CHECK(!figures.batches && !figures.surveys && !figures.devices);
    return 0;
}
