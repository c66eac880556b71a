#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

int error_set(struct error *error, enum error_code code, const char *format, ...)
{
    if (!error)
        return code;
    *error = (struct error){.code = code};
    va_list args;
    va_start(args, format);
    vsnprintf(error->message, sizeof error->message, format, args);
    va_end(args);
    return code;
}

const char *error_code_name(enum error_code code)
{
    static const char *const names[] = {"none",   "invalid", "io",     "limit",
                                        "config", "kafka",   "stopped"};
    return (unsigned)code < sizeof names / sizeof *names ? names[code] : "unknown";
}
