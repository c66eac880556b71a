/* The lists that |expand puts in for %name%: files NAME.txt (one entry a line, lines beginning
 * with # are comments) and NAME.csv (a header; %NAME% is the first column, %NAME.column% the
 * named one). Entries are plain text: * ? and \ mean themselves. Internal to rule/. */
#ifndef INTERDICT_RULE_WORD_LIST_H
#define INTERDICT_RULE_WORD_LIST_H

#include "rule/build.h"
#include "rule/value_list.h"

/* Fields that share one normalisation share a table. */
enum word_spelling {
    WORD_AS_IT_IS,
    WORD_TEXT,
    WORD_MAC,
    WORD_DEVICE_ID,
    WORD_SPELLINGS,
};

struct word_list {
    struct str name;
    const char *file;  /* owned by the arena of the lists, as the words are */
    struct str *words; /* as they stand in the file, in its order */
    size_t count, cap;
    bool full; /* more were there than LIMIT_LIST_ENTRIES, and that was said */
    /* [spelling][cased]; made when first asked for. */
    struct value_list *tables[WORD_SPELLINGS][2];
};

struct word_lists {
    struct word_list **items;
    size_t count, cap;
    struct arena arena;
};

void word_lists_init(struct word_lists *lists);
void word_lists_clear(struct word_lists *lists);

/* Reads every list in the folder. A missing folder is fine. */
void word_lists_load(struct word_lists *lists, const char *folder, struct diags *diags);

/* One list from bytes. `name` is the file's name without folder; `file` its path for messages. */
void word_lists_read(struct word_lists *lists, const char *name, const char *file, struct str bytes,
                     struct diags *diags);

/* The list of that name, or NULL after an error with a suggestion. */
struct word_list *word_list_find(struct rule_build *build, struct str name, struct place place);

/* The list as a table, its words normalised like texts of the field `like` (FIELD_RAW: not at all);
 * owned by the list. */
const struct value_list *word_list_table(struct word_list *list, enum field like, bool cased);

#endif
