/* What every unit test includes: cmocka in the order it wants, and comparisons of views. */
#ifndef INTERDICT_TEST_H
#define INTERDICT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/str.h"

/* Compares a view with a C string and shows both when they differ. */
#define assert_str(actual, expected)                                                               \
    do {                                                                                           \
        struct str actual_ = (actual);                                                             \
        if (!str_is(actual_, (expected)))                                                          \
            fail_msg("got '%.*s', expected '%s'", STR_ARG(actual_), (expected));                   \
    } while (0)

#endif
