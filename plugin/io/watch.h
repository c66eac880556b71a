/* Notices that files have changed (inotify). */
#ifndef INTERDICT_IO_WATCH_H
#define INTERDICT_IO_WATCH_H

#include <stdbool.h>

struct watch;

/* NULL where the machine has no inotify left to give; then nothing is noticed. */
struct watch *watch_new(void);
void watch_free(struct watch *watch); /* NULL is fine */

/* A folder with everything below it, or one file. Again is fine, and needed for new subfolders;
 * what does not exist is passed over. */
void watch_folder(struct watch *watch, const char *path);
void watch_file(struct watch *watch, const char *path);

/* Whether something has changed since the last call. Does not wait. */
bool watch_changed(struct watch *watch);

#endif
