/* The files below a folder, in one order on every machine. */
#ifndef INTERDICT_ENGINE_FILES_H
#define INTERDICT_ENGINE_FILES_H

#include "base/diag.h"

struct file_list {
    char **paths; /* sorted by bytes; owned */
    size_t count, cap;
};

/* Adds every file below `folder` whose name ends in one of the two suffixes (or the file itself
 * when it is one). Names that begin with a dot are passed over, and so are folders named `optional`
 * below it: packs that an operator switches on by naming them. A folder that is not there is an
 * error in diags. Links are followed; LIMIT_YAML_DEPTH bounds a circle of them. */
void files_find(struct file_list *files, const char *folder, const char *const suffixes[2],
                struct diags *diags);

extern const char *const files_yaml[2];  /* .yml and .yaml */
extern const char *const files_lists[2]; /* .txt and .csv */
void files_clear(struct file_list *files);

#endif
