#include "io/file_sink.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

struct file_sink {
    pthread_mutex_t lock;
    char *path; /* owned */
    int fd;
    struct buf waiting;
    size_t written; /* of `waiting` */
    bool dirty;     /* written, but not yet confirmed by the disk */
};

static int failed(const struct file_sink *sink, const char *verb, struct error *error)
{
    int rc = error_set(error, ERROR_IO, "'%s' cannot be %s: %s", sink->path, verb, strerror(errno));
    if (error)
        error->retriable = true;
    return rc;
}

/* Whether the file ends in the middle of a line. */
static bool ends_open(int fd)
{
    struct stat info;
    char last = '\n';
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size == 0)
        return false;
    return pread(fd, &last, 1, info.st_size - 1) == 1 && last != '\n';
}

int file_sink_new(const char *path, struct file_sink **out, struct error *error)
{
    struct file_sink *sink = mem_zalloc(sizeof *sink);
    sink->path = mem_dup(str_of(path));
    sink->fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (sink->fd < 0 && (errno == EACCES || errno == EINVAL || errno == ENXIO))
        sink->fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (sink->fd < 0) {
        int rc = failed(sink, "opened", error);
        mem_free(sink->path);
        mem_free(sink);
        return rc;
    }
    pthread_mutex_init(&sink->lock, NULL);
    if (ends_open(sink->fd))
        buf_add_char(&sink->waiting, '\n');
    *out = sink;
    return ERROR_NONE;
}

void file_sink_free(struct file_sink *sink)
{
    if (!sink)
        return;
    close(sink->fd);
    pthread_mutex_destroy(&sink->lock);
    buf_clear(&sink->waiting);
    mem_free(sink->path);
    mem_free(sink);
}

void file_sink_add(struct file_sink *sink, struct str line)
{
    pthread_mutex_lock(&sink->lock);
    buf_add(&sink->waiting, line);
    buf_add_char(&sink->waiting, '\n');
    pthread_mutex_unlock(&sink->lock);
}

size_t file_sink_waiting(struct file_sink *sink)
{
    pthread_mutex_lock(&sink->lock);
    size_t waiting = sink->waiting.len - sink->written;
    pthread_mutex_unlock(&sink->lock);
    return waiting;
}

static int write_waiting(struct file_sink *sink, struct error *error)
{
    while (sink->written < sink->waiting.len) {
        ssize_t n =
            write(sink->fd, sink->waiting.ptr + sink->written, sink->waiting.len - sink->written);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failed(sink, "written", error);
        sink->written += (size_t)n;
        sink->dirty = true;
    }
    sink->written = 0;
    buf_reset(&sink->waiting);
    return ERROR_NONE;
}

int file_sink_sync(struct file_sink *sink, struct error *error)
{
    pthread_mutex_lock(&sink->lock);
    int rc = write_waiting(sink, error);
    if (rc == ERROR_NONE && sink->dirty) {
        /* Pipes and terminals have nothing to confirm. */
        if (fdatasync(sink->fd) == 0 || errno == EINVAL || errno == EROFS)
            sink->dirty = false;
        else
            rc = failed(sink, "confirmed by the disk", error);
    }
    pthread_mutex_unlock(&sink->lock);
    return rc;
}
