/* The YAML files below a folder, in one order on every machine. */
#ifndef INTERDICT_ENGINE_FILES_H
#define INTERDICT_ENGINE_FILES_H

#include "base/diag.h"

struct file_list {
    char **paths; /* sorted by bytes; owned */
    size_t count, cap;
};

/* Adds every *.yml and *.yaml below `folder` (or the file itself when it is one). Names that begin
 * with a dot are passed over, and so are folders named `optional` below it: packs that an operator
 * switches on by naming them. A folder that is not there is an error in diags. Links are followed;
 * LIMIT_YAML_DEPTH bounds a circle of them. */
void files_find(struct file_list *files, const char *folder, struct diags *diags);
void files_clear(struct file_list *files);

#endif
