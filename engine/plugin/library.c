// SPDX-License-Identifier: EUPL-1.2
// Shared objects: whether a file may be trusted, and getting at its one symbol. Code in a plugin
// runs as ours from the moment of dlopen, so every check of the file comes before.
#include "plugin/registry_priv.h"

#include "base/alloc.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *who(enum plugin_trust trust)
{
    return trust == PLUGIN_TRUST_ROOT ? "root" : "root or the user that runs Svar";
}

// The owner and the mode of what fd is. A folder on the way may be open to all when it is sticky,
// as nobody can put another's entry aside there.
static enum err check_owner(int fd, const char *path, enum plugin_trust trust, bool on_the_way,
                            struct err_info *info)
{
    struct stat st;

    if (fstat(fd, &st) != 0) return err_set_errno(info, "cannot look at %s", path);
    if (st.st_uid != 0 && (trust == PLUGIN_TRUST_ROOT || st.st_uid != geteuid()))
        return err_set(info, ERR_DENIED,
                       "%s does not belong to %s, so it is not loaded. Run: "
                       "sudo chown root %s",
                       path, who(trust), path);
    bool sticky = on_the_way && (st.st_mode & S_ISVTX) != 0;
    if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0 && !sticky)
        return err_set(info, ERR_DENIED,
                       "others may write to %s, so it is not loaded. Run: "
                       "chmod go-w %s",
                       path, path);
    return ERR_NONE;
}

static enum err check_folder(const char *path, enum plugin_trust trust, bool on_the_way,
                             struct err_info *info)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return err_set_errno(info, "cannot open the folder %s", path);
    enum err err = check_owner(fd, path, trust, on_the_way, info);
    close(fd);
    return err;
}

// Checks the folder of a file, and for root's trust every folder above it.
static enum err check_folders(const char *real, enum plugin_trust trust, struct err_info *info)
{
    char folder[PATH_MAX];
    bool on_the_way = false;
    enum err err = ERR_NONE;

    snprintf(folder, sizeof folder, "%s", real);
    while (!err) {
        char *slash = strrchr(folder, '/');
        if (!slash) break;
        slash[slash == folder ? 1 : 0] = '\0';
        err = check_folder(folder, trust, on_the_way, info);
        if (trust != PLUGIN_TRUST_ROOT || slash == folder) break;
        on_the_way = true;
    }
    return err;
}

static enum err check_file(const char *real, enum plugin_trust trust, struct err_info *info)
{
    struct stat st;
    // Not blocking, as a pipe without a writer would hold us here.
    int fd = open(real, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) return err_set_errno(info, "cannot open the plugin %s", real);
    enum err err = ERR_NONE;
    if (fstat(fd, &st) != 0)
        err = err_set_errno(info, "cannot look at %s", real);
    else if (!S_ISREG(st.st_mode))
        err = err_set(info, ERR_DENIED, "%s is not a file, so it is not loaded", real);
    else
        err = check_owner(fd, real, trust, false, info);
    close(fd);
    return err ? err : check_folders(real, trust, info);
}

enum err plugin_file_check(const char *path, enum plugin_trust trust, struct err_info *info)
{
    char real[PATH_MAX];
    if (!realpath(path, real)) return err_set_errno(info, "cannot find the plugin %s", path);
    return check_file(real, trust, info);
}

// The entry must be data, and as long as the struct that we read.
static bool symbol_fits(const void *symbol, size_t bytes)
{
    Dl_info where;
    void *found = NULL;
    if (!dladdr1(symbol, &where, &found, RTLD_DL_SYMENT) || !found) return false;
    const ElfW(Sym) *entry = found;
    return (entry->st_info & 0xf) == STT_OBJECT && entry->st_size >= bytes;
}

static enum err check_symbol(const void *symbol, const char *path, struct err_info *info)
{
    uint32_t major;

    if (!symbol || !symbol_fits(symbol, sizeof major))
        return err_set(info, ERR_PLUGIN, "%s is no Svar plugin: it does not export %s", path,
                       SVAR_PLUGIN_SYMBOL);
    // Nothing but the first member may be read before it is known to be ours.
    memcpy(&major, symbol, sizeof major);
    if (major == SVAR_ABI_MAJOR && !symbol_fits(symbol, sizeof(struct svar_plugin)))
        return err_set(info, ERR_PLUGIN, "%s is no Svar plugin: its %s is too short", path,
                       SVAR_PLUGIN_SYMBOL);
    return ERR_NONE;
}

enum err plugin_library_open(const char *path, enum plugin_trust trust, void **out_handle,
                             const struct svar_plugin **out_plugin, char **out_path,
                             struct err_info *info)
{
    char real[PATH_MAX];

    // The real path, so that the file checked and the file loaded are the same one.
    if (!realpath(path, real)) return err_set_errno(info, "cannot find the plugin %s", path);
    enum err err = check_file(real, trust, info);
    if (err) return err;
    void *handle = dlopen(real, RTLD_NOW | RTLD_LOCAL);
    if (!handle) return err_set(info, ERR_PLUGIN, "cannot load the plugin: %s", dlerror());
    const void *symbol = dlsym(handle, SVAR_PLUGIN_SYMBOL);
    err = check_symbol(symbol, real, info);
    if (!err) err = plugin_entry_check(symbol, real, info);
    if (err) {
        dlclose(handle);
        return err;
    }
    *out_handle = handle;
    *out_plugin = symbol;
    *out_path = xstrdup(real);
    return ERR_NONE;
}

void plugin_library_close(void *handle)
{
    if (handle) dlclose(handle);
}
