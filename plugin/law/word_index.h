/* Making a glossary's word index; the rest is in law/vocabulary.h. */
#ifndef INTERDICT_LAW_WORD_INDEX_H
#define INTERDICT_LAW_WORD_INDEX_H

#include "base/diag.h"
#include "law/vocabulary.h"

/* After every word has its regex. */
void word_index_make(struct glossary *glossary, struct diags *diags);
void word_index_clear(struct word_index *index);

#endif
