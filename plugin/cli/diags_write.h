/* Diagnostics for people and for machines. */
#ifndef INTERDICT_CLI_DIAGS_WRITE_H
#define INTERDICT_CLI_DIAGS_WRITE_H

#include "base/buf.h"
#include "base/diag.h"

/* `file:line:col: error: message [code]`, and below it the line of the file with a caret under the
 * place. */
void diags_write_text(const struct diags *diags, struct buf *out);

/* One array of objects: severity, code, file, line, column, message. */
void diags_write_json(const struct diags *diags, struct buf *out);

/* SARIF 2.1.0, with the explanation of each code. */
void diags_write_sarif(const struct diags *diags, struct buf *out);

#endif
