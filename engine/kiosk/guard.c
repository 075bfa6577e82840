// SPDX-License-Identifier: EUPL-1.2
// Who may do what, and when: the process as a whole, and the thread that reads surveys and forms.
// See kiosk/guard.h.
#include "kiosk/guard_priv.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/file.h"

#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { PLACES_MAX = 64 };

struct kiosk_guard {
    bool calls;
    bool memory;
    int files;
    char voice[PATH_MAX];
    char player[PATH_MAX];    // of recordings
    const char *const *reads; // borrowed
    size_t read_count;
};

// What every program needs to run at all: libraries, fonts, keyboard layouts, time zones, names.
#define SYSTEM_FOLDERS                                                                  \
    {"/usr", KIOSK_GUARD_READ}, {"/etc", KIOSK_GUARD_READ}, {"/lib", KIOSK_GUARD_READ}, \
    {                                                                                   \
        "/lib64", KIOSK_GUARD_READ                                                      \
    }

struct places {
    struct kiosk_guard_place list[PLACES_MAX];
    size_t count;
    char names[8][PATH_MAX]; // of those that are put together here
    size_t name_count;
};

static void add(struct places *p, const char *path, unsigned rights)
{
    CHECK(p->count < PLACES_MAX);
    if (path) p->list[p->count++] = (struct kiosk_guard_place){path, rights};
}

// A file in the user's home that a library reads to reach the screen or the sound.
static void add_of_home(struct places *p, const char *name)
{
    const char *home = getenv("HOME");
    char *path = p->names[p->name_count];
    CHECK(p->name_count < sizeof p->names / sizeof p->names[0]);
    if (!home || file_join(path, PATH_MAX, home, name, NULL)) return;
    p->name_count++;
    add(p, path, KIOSK_GUARD_READ | KIOSK_GUARD_LIST);
}

// ---- the voice and the player of recordings, which are the only programs ----
static bool is_script(const char *path)
{
    char begin[2] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool script = fd >= 0 && read(fd, begin, 2) == 2 && begin[0] == '#' && begin[1] == '!';
    if (fd >= 0) close(fd);
    return script;
}

static void find_program(const char *name, char out[PATH_MAX])
{
    const char *path = getenv("PATH");
    struct str rest = str_of(path ? path : ""), dir;
    out[0] = '\0';
    while (!out[0] && str_split(&rest, ':', &dir)) {
        int bytes = snprintf(out, PATH_MAX, "%.*s/%s", STR_ARG(dir), name);
        if (dir.len == 0 || bytes >= PATH_MAX || access(out, X_OK) != 0) out[0] = '\0';
    }
}

// The dynamic linker is a program too, as the kernel sees it.
static int find_interpreter(struct dl_phdr_info *object, size_t bytes, void *out)
{
    (void)bytes;
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        if (header->p_type == PT_INTERP) {
            *(const char **)out = (const char *)(object->dlpi_addr + header->p_vaddr); // NOLINT
            return 1;
        }
    }
    return 0;
}

const char *kiosk_guard_interpreter(void)
{
    const char *interpreter = NULL;
    dl_iterate_phdr(find_interpreter, &interpreter);
    return interpreter;
}

static void add_program(const char *program, struct places *p)
{
    if (!program[0]) return;
    add(p, program, KIOSK_GUARD_READ | KIOSK_GUARD_EXECUTE);
    add(p, kiosk_guard_interpreter(), KIOSK_GUARD_READ | KIOSK_GUARD_EXECUTE);
    // Somebody's own voice, written as a script, calls what such scripts call.
    if (is_script(program)) {
        add(p, "/usr", KIOSK_GUARD_READ | KIOSK_GUARD_EXECUTE);
        add(p, "/bin", KIOSK_GUARD_READ | KIOSK_GUARD_EXECUTE);
    }
}

// ---- the process ----
// Only where there is no limit: with one, the first allocation beyond it would fail, and what an
// answer leaves in libraries' memory is wiped anyway once it is over. Pages are locked as they are
// used, so that this costs no memory.
static bool lock_memory(void)
{
    struct rlimit limit;
    bool unlimited = getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY;
    if (!unlimited && geteuid() != 0) return false;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return false; // a shadow of terabytes
#else
    return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0;
#endif
}

static bool limit_files(const struct kiosk_guard *g, const struct kiosk_guard_wants *wants)
{
    static const struct kiosk_guard_place always[] = {
        SYSTEM_FOLDERS,
        {"/", KIOSK_GUARD_LIST}, // names alone: a path's folders are looked at before it is trusted
        {"/proc", KIOSK_GUARD_READ},
        {"/sys", KIOSK_GUARD_READ},
        {"/run", KIOSK_GUARD_READ},
        {"/var/cache/fontconfig", KIOSK_GUARD_READ},
        {"/dev", KIOSK_GUARD_READ | KIOSK_GUARD_DEVICE},
        {"/dev/shm", KIOSK_GUARD_READ | KIOSK_GUARD_WRITE}, // pictures and sound on their way
        {"/media", KIOSK_GUARD_READ | KIOSK_GUARD_WRITE},   // sticks
        {"/run/media", KIOSK_GUARD_READ | KIOSK_GUARD_WRITE},
        {"/mnt", KIOSK_GUARD_READ | KIOSK_GUARD_WRITE},
    };
    struct places *p = xcalloc(1, sizeof *p);
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        add(p, always[i].path, always[i].rights);
    add(p, wants->state, KIOSK_GUARD_READ | KIOSK_GUARD_WRITE);
    for (size_t i = 0; i < wants->read_count; i++)
        add(p, wants->reads[i], KIOSK_GUARD_READ);
    for (size_t i = 0; i < wants->write_count; i++)
        add(p, wants->writes[i], KIOSK_GUARD_READ | KIOSK_GUARD_WRITE);
    add(p, getenv("XDG_RUNTIME_DIR"), KIOSK_GUARD_READ | KIOSK_GUARD_WRITE | KIOSK_GUARD_SOCKET);
    add(p, getenv("XAUTHORITY"), KIOSK_GUARD_READ);
    add_of_home(p, ".Xauthority");
    add_of_home(p, ".asoundrc");
    add_of_home(p, ".config/pulse");
    add_of_home(p, ".config/pipewire");
    add_of_home(p, ".fonts");
    add_of_home(p, ".local/share/fonts");
    if (wants->automation) add(p, "/", KIOSK_GUARD_READ | KIOSK_GUARD_WRITE | KIOSK_GUARD_SOCKET);
    add_program(g->voice, p);
    add_program(g->player, p);
    bool limited = kiosk_guard_files_limit(p->list, p->count);
    free(p);
    return limited;
}

// A screen on another machine, as with ssh -X, is reached over the network.
static bool remote_screen(void)
{
    const char *display = getenv("DISPLAY");
    return display && display[0] && display[0] != ':' && strncmp(display, "unix:", 5) != 0;
}

enum err kiosk_guard_create(const struct kiosk_guard_wants *wants, struct kiosk_guard **out,
                            struct err_info *info)
{
    enum err err = file_make_dir(wants->state, 0700, info);
    if (err) return err;
    struct kiosk_guard *g = xcalloc(1, sizeof *g);
    g->reads = wants->reads;
    g->read_count = wants->read_count;
    g->memory = lock_memory();
    find_program("espeak-ng", g->voice);
    find_program("sox", g->player);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (limit_files(g, wants)) g->files = kiosk_guard_files_version();
    const struct kiosk_guard_rules rules = {.programs = g->voice[0] || g->player[0],
                                            .listens = wants->automation,
                                            .network = remote_screen()};
    g->calls = kiosk_guard_calls_limit(&rules);
    *out = g;
    return ERR_NONE;
}

void kiosk_guard_destroy(struct kiosk_guard *g)
{
    free(g);
}

bool kiosk_guard_calls(const struct kiosk_guard *g)
{
    return g->calls;
}

bool kiosk_guard_memory(const struct kiosk_guard *g)
{
    return g->memory;
}

int kiosk_guard_files(const struct kiosk_guard *g)
{
    return g->files;
}

const char *kiosk_guard_voice(const struct kiosk_guard *g)
{
    return g->voice;
}

// ---- its threads ----
struct reading {
    const struct kiosk_guard *guard;
    kiosk_guard_work work;
    void *data;
    struct err_info *info;
    enum err result;
};

static void *read_alone(void *data)
{
    struct reading *r = data;
    struct places *p = xcalloc(1, sizeof *p);
    static const struct kiosk_guard_place system[] = {SYSTEM_FOLDERS};
    for (size_t i = 0; i < sizeof system / sizeof system[0]; i++)
        add(p, system[i].path, system[i].rights);
    for (size_t i = 0; i < r->guard->read_count; i++)
        add(p, r->guard->reads[i], KIOSK_GUARD_READ | KIOSK_GUARD_LIST);
    kiosk_guard_files_limit(p->list, p->count);
    free(p);
    const struct kiosk_guard_rules rules = {.reads_only = true};
    kiosk_guard_calls_limit(&rules);
    r->result = r->work(r->data, r->info);
    return NULL;
}

enum err kiosk_guard_read(const struct kiosk_guard *g, kiosk_guard_work work, void *data,
                          struct err_info *info)
{
    struct reading reading = {g, work, data, info, ERR_NONE};
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, read_alone, &reading) == 0);
    pthread_join(thread, NULL);
    return reading.result;
}
