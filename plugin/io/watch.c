#include "io/watch.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum { DEPTH_MAX = 32, PATH_BYTES = 4096 };

/* Files are watched by their folder, because editors put a new file in the place of the old. */
struct watched_file {
    int folder; /* watch descriptor */
    char *name; /* owned */
};

struct watch {
    int fd;
    struct watched_file *files;
    size_t file_count, file_cap;
    int *folders; /* watch descriptors of which every file counts */
    size_t folder_count, folder_cap;
};

struct watch *watch_new(void)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0)
        return NULL;
    struct watch *watch = mem_zalloc(sizeof *watch);
    watch->fd = fd;
    return watch;
}

void watch_free(struct watch *watch)
{
    if (!watch)
        return;
    for (size_t i = 0; i < watch->file_count; i++)
        mem_free(watch->files[i].name);
    mem_free(watch->files);
    mem_free(watch->folders);
    close(watch->fd);
    mem_free(watch);
}

static int add(struct watch *watch, const char *folder)
{
    return inotify_add_watch(watch->fd, folder,
                             IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE |
                                 IN_ONLYDIR);
}

static bool is_folder_watch(const struct watch *watch, int descriptor)
{
    for (size_t i = 0; i < watch->folder_count; i++)
        if (watch->folders[i] == descriptor)
            return true;
    return false;
}

static void add_tree(struct watch *watch, const char *path, int depth)
{
    int descriptor = add(watch, path);
    DIR *folder = descriptor < 0 || depth > DEPTH_MAX ? NULL : opendir(path);
    if (!folder)
        return;
    if (!is_folder_watch(watch, descriptor)) {
        watch->folders = mem_grow(watch->folders, &watch->folder_cap, watch->folder_count,
                                  sizeof *watch->folders);
        watch->folders[watch->folder_count++] = descriptor;
    }
    for (struct dirent *entry; (entry = readdir(folder));) {
        char below[PATH_BYTES];
        struct stat info;
        int len = snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.' && len < PATH_BYTES && stat(below, &info) == 0 &&
            S_ISDIR(info.st_mode))
            add_tree(watch, below, depth + 1);
    }
    closedir(folder);
}

void watch_folder(struct watch *watch, const char *path)
{
    add_tree(watch, path, 0);
}

void watch_file(struct watch *watch, const char *path)
{
    char folder[PATH_BYTES];
    const char *slash = strrchr(path, '/');
    int len = slash ? snprintf(folder, sizeof folder, "%.*s", (int)(slash - path + 1), path)
                    : snprintf(folder, sizeof folder, ".");
    int descriptor = len < PATH_BYTES ? add(watch, folder) : -1;
    if (descriptor < 0)
        return;
    const char *name = slash ? slash + 1 : path;
    for (size_t i = 0; i < watch->file_count; i++)
        if (watch->files[i].folder == descriptor && strcmp(watch->files[i].name, name) == 0)
            return;
    watch->files =
        mem_grow(watch->files, &watch->file_cap, watch->file_count, sizeof *watch->files);
    watch->files[watch->file_count++] = (struct watched_file){descriptor, mem_dup(str_of(name))};
}

/* An editor's own files and version control count for nothing; "..data" is how Kubernetes swaps a
 * whole folder. */
static bool counts(const struct watch *watch, const struct inotify_event *event)
{
    const char *name = event->len ? event->name : "";
    size_t len = strlen(name);
    if (event->mask & IN_Q_OVERFLOW)
        return true;
    for (size_t i = 0; i < watch->file_count; i++)
        if (watch->files[i].folder == event->wd && strcmp(watch->files[i].name, name) == 0)
            return true;
    bool hidden = name[0] == '.' && name[1] != '.';
    return is_folder_watch(watch, event->wd) && len && !hidden && name[len - 1] != '~';
}

bool watch_changed(struct watch *watch)
{
    _Alignas(struct inotify_event) char events[PATH_BYTES];
    bool changed = false;
    ssize_t got;
    while ((got = read(watch->fd, events, sizeof events)) > 0) {
        for (ssize_t at = 0; at < got;) {
            const struct inotify_event *event = (const void *)(events + at);
            changed = counts(watch, event) || changed;
            at += (ssize_t)(sizeof *event + event->len);
        }
    }
    return changed;
}
