// SPDX-License-Identifier: EUPL-1.2
// svar: the organizer's program. Starts what must be started once, then runs a verb.
#include "organizer/verbs.h"
#include "seal/age.h"
#include "sync/http.h"

#include <signal.h>
#include <sys/resource.h>

int main(int argc, char **argv)
{
    // Opened answers and keys pass through this process: no core dumps of it.
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); // a file that may not grow is an error like a full disk
    seal_init();
    sync_init();
    return verbs_run(argc - 1, argv + 1);
}
