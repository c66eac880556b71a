/* The table of output formats; a new writer adds one line. */
#include "alert/alert.h"

const struct alert_format alert_formats[] = {
    {"native", "application/json", alert_write_native},
    {"ecs", "application/json", alert_write_ecs},
    {"ocsf", "application/json", alert_write_ocsf_compliance},
    {"ocsf-detection", "application/json", alert_write_ocsf_detection},
    {"cef", "text/plain; charset=utf-8", alert_write_cef},
    {"leef", "text/plain; charset=utf-8", alert_write_leef},
};

const size_t alert_format_count = sizeof alert_formats / sizeof alert_formats[0];

const struct alert_format *alert_format_find(struct str name)
{
    for (size_t i = 0; i < alert_format_count; i++) {
        if (str_is(name, alert_formats[i].name))
            return &alert_formats[i];
    }
    return NULL;
}
