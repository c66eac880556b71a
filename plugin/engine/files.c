#include "engine/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/mem.h"

static void add(struct file_list *files, const char *path)
{
    files->paths = mem_grow(files->paths, &files->cap, files->count, sizeof *files->paths);
    files->paths[files->count++] = mem_dup(str_of(path));
}

const char *const files_yaml[2] = {".yml", ".yaml"};
const char *const files_lists[2] = {".txt", ".csv"};

static bool is_wanted(const char *name, const char *const suffixes[2])
{
    return str_ends(str_of(name), str_of(suffixes[0])) ||
           str_ends(str_of(name), str_of(suffixes[1]));
}

static void cannot_read(const char *path, struct diags *diags)
{
    diag_error(diags, "unreadable", ((struct place){path, 0, 0}), "cannot be read: %s",
               strerror(errno));
}

static void walk(struct file_list *files, const char *folder, const char *const suffixes[2],
                 unsigned depth, struct diags *diags)
{
    DIR *dir = opendir(folder);
    if (!dir) {
        cannot_read(folder, diags);
        return;
    }
    for (struct dirent *entry; (entry = readdir(dir));) {
        char path[4096];
        struct stat st;
        if (entry->d_name[0] == '.')
            continue;
        if (snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >= (int)sizeof path) {
            errno = ENAMETOOLONG;
            cannot_read(folder, diags);
        } else if (stat(path, &st) != 0) {
            cannot_read(path, diags);
        } else if (S_ISREG(st.st_mode) && is_wanted(entry->d_name, suffixes)) {
            add(files, path);
        } else if (S_ISDIR(st.st_mode) && strcmp(entry->d_name, "optional") != 0) {
            if (depth < LIMIT_YAML_DEPTH)
                walk(files, path, suffixes, depth + 1, diags);
            else
                diag_error(diags, "too-deep", ((struct place){path, 0, 0}),
                           "folders nested too deeply; is there a circle of links?");
        }
    }
    closedir(dir);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void files_find(struct file_list *files, const char *folder, const char *const suffixes[2],
                struct diags *diags)
{
    struct stat st;
    size_t first = files->count;
    if (stat(folder, &st) != 0)
        diag_error(diags, "unreadable", ((struct place){folder, 0, 0}),
                   "there is no such folder: %s", strerror(errno));
    else if (S_ISDIR(st.st_mode))
        walk(files, folder, suffixes, 0, diags);
    else
        add(files, folder);
    if (files->count > first)
        qsort(files->paths + first, files->count - first, sizeof *files->paths, by_bytes);
}

void files_clear(struct file_list *files)
{
    for (size_t i = 0; i < files->count; i++)
        mem_free(files->paths[i]);
    mem_free(files->paths);
    *files = (struct file_list){0};
}
