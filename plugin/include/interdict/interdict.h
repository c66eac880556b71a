/* libinterdict: recognises restricted hardware in purchase and asset events and says under which
 * law. Load a ruleset once, share it between threads; make one scanner a thread; hand it records.
 *
 * The library never prints, exits, or reads the environment. Strings handed out are UTF-8 and
 * NUL-terminated unless a length says otherwise. */
#ifndef INTERDICT_H
#define INTERDICT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define INTERDICT_API __attribute__((visibility("default")))

/* "0.1.0" */
INTERDICT_API const char *interdict_version(void);

typedef struct interdict_ruleset interdict_ruleset;
typedef struct interdict_scanner interdict_scanner;

/* Gets each mistake found while loading: severity "error" or "warning", a stable code, the place
 * (line and column from 1, 0 for the whole file) and the text. Borrowed for the call. */
typedef void interdict_diagnostic_fn(void *ctx, const char *severity, const char *code,
                                     const char *file, unsigned line, unsigned column,
                                     const char *message);

/* Folders of rules, instruments or both, and the folder of the vocabularies (installed under
 * share/interdict/rules/law/vocabulary). Files may be NULL. Returns NULL when there was an error;
 * each was handed to the callback. The caller owns the result. Thread-safe. */
INTERDICT_API interdict_ruleset *
interdict_ruleset_load(const char *const *folders, size_t count, const char *vocabulary,
                       const char *organisations, const char *exceptions,
                       interdict_diagnostic_fn *diagnostic, void *ctx);
INTERDICT_API void interdict_ruleset_free(interdict_ruleset *ruleset);

/* 64 hex digits and NUL; borrowed from the ruleset. */
INTERDICT_API const char *interdict_ruleset_digest(const interdict_ruleset *ruleset);

/* Keeps the ruleset alive. Not to be used by two threads at once. */
INTERDICT_API interdict_scanner *interdict_scanner_new(interdict_ruleset *ruleset);
INTERDICT_API void interdict_scanner_free(interdict_scanner *scanner);

/* Gets each alert as native JSON (interdict.alert/1), not NUL-terminated, borrowed for the call. */
typedef void interdict_alert_fn(void *ctx, const char *json, size_t len);

/* Judges one native event (interdict.event/1). `timestamp_ms` is the record's own time, -1 for
 * none. Returns the number of alerts, or -1 when the record cannot be used; then *reason (if not
 * NULL) is a static word such as "not-json". */
INTERDICT_API int interdict_scan(interdict_scanner *scanner, const char *bytes, size_t len,
                                 int64_t timestamp_ms, interdict_alert_fn *alert, void *ctx,
                                 const char **reason);

#ifdef __cplusplus
}
#endif

#endif
