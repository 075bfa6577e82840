// SPDX-License-Identifier: EUPL-1.2
// Landlock: which files a thread may use, whatever the file's own rights say. By bare system calls,
// since the C library of Debian 12 has none for it.
#include "kiosk/guard_priv.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// As the kernel numbers them; its headers may be older than the kernel.
enum {
    CREATE_RULESET = 444,
    ADD_RULE = 445,
    RESTRICT_SELF = 446,
    CREATE_VERSION = 1,
    PATH_BENEATH = 1,
};
enum right {
    EXECUTE = 1 << 0,
    WRITE_FILE = 1 << 1,
    READ_FILE = 1 << 2,
    READ_DIR = 1 << 3,
    REMOVE_DIR = 1 << 4,
    REMOVE_FILE = 1 << 5,
    MAKE_DIR = 1 << 7,
    MAKE_REG = 1 << 8,
    MAKE_SOCK = 1 << 9,
    REFER = 1 << 13,     // from version 2
    TRUNCATE = 1 << 14,  // from version 3
    IOCTL_DEV = 1 << 15, // from version 5
    FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV,
};
enum { BIND_TCP = 1 << 0 }; // from version 4

struct ruleset {
    uint64_t files, network;
};
struct __attribute__((packed)) beneath {
    uint64_t allowed;
    int32_t parent;
};

int kiosk_guard_files_version(void)
{
    long version = syscall(CREATE_RULESET, NULL, 0, CREATE_VERSION);
    return version > 0 ? (int)version : 0;
}

static uint64_t handled(int version)
{
    uint64_t all = (1 << 13) - 1;
    if (version >= 2) all |= REFER;
    if (version >= 3) all |= TRUNCATE;
    if (version >= 5) all |= IOCTL_DEV;
    return all;
}

static uint64_t rights_of(unsigned wanted)
{
    uint64_t rights = 0;
    if (wanted & KIOSK_GUARD_READ) rights |= READ_FILE;
    if (wanted & KIOSK_GUARD_LIST) rights |= READ_DIR;
    if (wanted & KIOSK_GUARD_EXECUTE) rights |= EXECUTE;
    if (wanted & KIOSK_GUARD_DEVICE) rights |= WRITE_FILE | IOCTL_DEV;
    if (wanted & KIOSK_GUARD_SOCKET) rights |= MAKE_SOCK;
    if (wanted & KIOSK_GUARD_WRITE)
        rights |= WRITE_FILE | TRUNCATE | MAKE_REG | MAKE_DIR | REMOVE_FILE | REMOVE_DIR | REFER;
    return rights;
}

static bool add_place(int ruleset, const struct kiosk_guard_place *place, uint64_t all)
{
    struct stat st;
    int fd = place->path ? open(place->path, O_PATH | O_CLOEXEC) : -1;
    if (fd < 0) return true; // not here: nothing to allow
    struct beneath rule = {rights_of(place->rights) & all, fd};
    if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode)) rule.allowed &= FILE_RIGHTS;
    bool added = !rule.allowed || syscall(ADD_RULE, ruleset, PATH_BENEATH, &rule, 0) == 0;
    close(fd);
    return added;
}

bool kiosk_guard_files_limit(const struct kiosk_guard_place *places, size_t count)
{
    int version = kiosk_guard_files_version();
    if (!version) return false;
    uint64_t all = handled(version);
    struct ruleset attributes = {all, version >= 4 ? BIND_TCP : 0};
    size_t bytes = version >= 4 ? sizeof attributes : offsetof(struct ruleset, network);
    long ruleset = syscall(CREATE_RULESET, &attributes, bytes, 0);
    if (ruleset < 0) return false;
    bool whole = true;
    for (size_t i = 0; whole && i < count; i++)
        whole = add_place((int)ruleset, &places[i], all);
    // No new privileges is what the kernel asks for first.
    whole = whole && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
            syscall(RESTRICT_SELF, (int)ruleset, 0) == 0;
    close((int)ruleset);
    return whole;
}
