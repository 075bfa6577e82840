// SPDX-License-Identifier: EUPL-1.2
// Which system calls fail. A list of what no kiosk needs, and not of what it needs: graphics and
// sound drivers differ from machine to machine, and a screen that stays dark protects nobody. A
// refused call fails with EPERM and never ends the process, which may hold an answer.
#include "kiosk/guard_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#endif

// By name, so that a call which this kernel's headers do not know yet is refused where it exists.
static const char *const never[] = {
#ifndef SANITIZED // the leak sanitizer traces its own process at the end
    "ptrace",
#endif
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "kcmp",
    "pidfd_getfd",
    // the kernel and the machine
    "init_module",
    "finit_module",
    "delete_module",
    "kexec_load",
    "kexec_file_load",
    "reboot",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "lookup_dcookie",
    "syslog",
    "acct",
    "quotactl",
    "quotactl_fd",
    "swapon",
    "swapoff",
    "iopl",
    "ioperm",
    "modify_ldt",
    "vhangup",
    "uselib",
    "nfsservctl",
    "sysfs",
    "_sysctl",
    "personality",
    // mounts, roots, namespaces
    "mount",
    "umount",
    "umount2",
    "pivot_root",
    "chroot",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    "setns",
    "unshare",
    // other ways to a file than by its name
    "open_by_handle_at",
    "name_to_handle_at",
    "mknod",
    "mknodat",
    "fanotify_init",
    // who one is and what time it is
    "setuid",
    "setgid",
    "setreuid",
    "setregid",
    "setresuid",
    "setresgid",
    "setgroups",
    "setfsuid",
    "setfsgid",
    "capset",
    "sethostname",
    "setdomainname",
    "settimeofday",
    "stime",
    "clock_settime",
    "clock_settime64",
    "adjtimex",
    "clock_adjtime",
    "clock_adjtime64",
    // keyrings, and rings of calls that would go round this filter
    "add_key",
    "request_key",
    "keyctl",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "vmsplice",
    "memfd_secret",
    "migrate_pages",
    "move_pages",
};

static const char *const programs[] = {"execve", "execveat"};
static const char *const listens[] = {"listen", "accept", "accept4"};
// Sockets that were there before stay; a screen server speaks over one.
static const char *const changes[] = {
    "execve",
    "execveat",
    "socket",
    "connect",
    "listen",
    "accept",
    "accept4",
    "bind",
    "sendto",
    "sendmmsg",
    "unlink",
    "unlinkat",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "symlink",
    "symlinkat",
    "mkdir",
    "mkdirat",
    "rmdir",
    "chmod",
    "fchmod",
    "fchmodat",
    "fchmodat2",
    "chown",
    "fchown",
    "fchownat",
    "lchown",
    "truncate",
    "ftruncate",
    "creat",
    "setxattr",
    "fsetxattr",
    "lsetxattr",
    "utimensat",
    "openat2",
    "kill",
    "tkill",
    "process_vm_readv",
    "fork",
    "vfork",
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static bool refuse(scmp_filter_ctx filter, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int number = seccomp_syscall_resolve_name(names[i]);
        if (number == __NR_SCMP_ERROR) continue; // not known to this libseccomp
        int code = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), number, 0);
        if (code && code != -EDOM && code != -EEXIST) return false; // EDOM: not on this machine
    }
    return true;
}

// A new namespace by any of its flags. Where the flags stand in memory the filter cannot see them:
// clone3 is said not to exist, and the C library then uses clone.
static bool refuse_namespaces(scmp_filter_ctx filter)
{
    static const unsigned flags[] = {CLONE_NEWNS,   CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
                                     CLONE_NEWUSER, CLONE_NEWPID,    CLONE_NEWNET};
    bool whole = true;
    for (size_t i = 0; i < COUNT(flags); i++)
        whole = whole && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                                          SCMP_A0(SCMP_CMP_MASKED_EQ, flags[i], flags[i])) == 0;
    return whole && seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

static bool refuse_family(scmp_filter_ctx filter, int family)
{
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
                            SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)family, 0)) == 0;
}

// What is left are local sockets, the internet's, and netlink, by which the C library asks for
// addresses and libudev for devices.
static bool refuse_families(scmp_filter_ctx filter, bool network)
{
    bool whole = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
                                  SCMP_A0(SCMP_CMP_GT, AF_NETLINK, 0)) == 0;
    for (int family = AF_INET; whole && family <= AF_NETLINK; family++) {
        bool internet = family == AF_INET || family == AF_INET6;
        if (family == AF_NETLINK || (internet && network)) continue;
        whole = refuse_family(filter, family);
    }
    return whole;
}

// Typing into a terminal as if somebody sat there; a dump of this process's memory.
static bool refuse_tricks(scmp_filter_ctx filter)
{
    static const unsigned long requests[] = {TIOCSTI, TIOCLINUX};
    bool whole = true;
    for (size_t i = 0; i < COUNT(requests); i++)
        whole =
            whole && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1,
                                      SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, requests[i])) == 0;
    return whole && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prctl), 2,
                                     SCMP_A0(SCMP_CMP_EQ, PR_SET_DUMPABLE, 0),
                                     SCMP_A1(SCMP_CMP_NE, 0, 0)) == 0;
}

// Opening for writing, by the flags of open and openat; and another process than this one.
static bool refuse_writing(scmp_filter_ctx filter)
{
    static const unsigned flags[][2] = {
        {O_ACCMODE, O_WRONLY}, {O_ACCMODE, O_RDWR}, {O_CREAT, O_CREAT}, {O_TRUNC, O_TRUNC}};
    bool whole = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                                  SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) == 0;
    for (size_t i = 0; whole && i < COUNT(flags); i++) {
        struct scmp_arg_cmp in_openat = SCMP_A2(SCMP_CMP_MASKED_EQ, flags[i][0], flags[i][1]);
        struct scmp_arg_cmp in_open = SCMP_A1(SCMP_CMP_MASKED_EQ, flags[i][0], flags[i][1]);
        whole =
            seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(openat), 1, in_openat) == 0;
        int code = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(open), 1, in_open);
        whole = whole && (code == 0 || code == -EDOM);
    }
    return whole;
}

bool kiosk_guard_calls_limit(const struct kiosk_guard_rules *rules)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (!filter) return false;
    bool whole =
        refuse(filter, never, COUNT(never)) && refuse_namespaces(filter) && refuse_tricks(filter);
    if (whole && rules->reads_only)
        whole = refuse(filter, changes, COUNT(changes)) && refuse_writing(filter);
    else if (whole)
        whole = refuse_families(filter, rules->network) &&
                (rules->programs || refuse(filter, programs, COUNT(programs))) &&
                (rules->listens || refuse(filter, listens, COUNT(listens)));
    // As a tree: a call passes seven comparisons and not a hundred.
    if (whole) seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    whole = whole && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return whole;
}
