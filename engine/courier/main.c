// SPDX-License-Identifier: EUPL-1.2
// svar-courier: makes exchanges over the network for svar-kiosk, which starts it when there is
// something to send and holds the other end of its standard input. It sees sealed batches, receipts
// and addresses, no answers and no keys; it writes no file and ends with the socket.
#include "sync/courier.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EXIT_FAULT = 1, EXIT_USAGE = 2 };

static const char usage[] =
    "svar-courier speaks with the network for svar-kiosk, which starts it by itself.\n"
    "usage: svar-courier [--ca FILE] [--proxy URL], with a socket as standard input\n";

static void harden(void)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    setrlimit(RLIMIT_FSIZE, &none); // not a byte into any file
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    prctl(PR_SET_DUMPABLE, 0);
#endif
    prctl(PR_SET_PDEATHSIG, SIGKILL); // no use alone
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

static bool clock_differs(void *data)
{
    return sync_http_clock_differs(data);
}

int main(int argc, char *argv[])
{
    struct sync_http_options options = {0};
    struct err_info info = {0};
    int kind = 0;
    socklen_t bytes = sizeof kind;
    for (int i = 1; i < argc; i += 2) {
        bool ca = strcmp(argv[i], "--ca") == 0;
        if ((!ca && strcmp(argv[i], "--proxy") != 0) || i + 1 == argc) {
            fputs(usage, strcmp(argv[i], "--help") == 0 ? stdout : stderr);
            return strcmp(argv[i], "--help") == 0 ? 0 : EXIT_USAGE;
        }
        *(ca ? &options.ca_file : &options.proxy) = argv[i + 1];
    }
    if (getsockopt(STDIN_FILENO, SOL_SOCKET, SO_TYPE, &kind, &bytes) != 0 || kind != SOCK_STREAM) {
        fputs(usage, stderr);
        return EXIT_USAGE;
    }
    harden();
    sync_init();
    struct sync_http *http = sync_http_create(&options);
    struct sync_courier_work work = {sync_http_transport(http), clock_differs, http};
    enum err err = sync_courier_serve(STDIN_FILENO, &work, &info);
    sync_http_destroy(http);
    if (err) fprintf(stderr, "svar-courier: %s\n", info.message);
    return err ? EXIT_FAULT : 0;
}
