/* Named figures: a table for people, one JSON object for machines. */
#ifndef BENCH_FIGURES_H
#define BENCH_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

enum { FIGURES_MAX = 128, FIGURE_RUNS_MAX = 16 };

struct figure {
    char name[64], unit[16];
    double value, ratio; /* ratio to the floor or what `note` names; 0: none */
    double spread;       /* (highest - lowest) / median of the runs, in percent; < 0: one run */
    char note[96];
};

struct figures {
    const char *bench;
    struct figure items[FIGURES_MAX];
    size_t count;
};

/* Adds a figure; later ones with `figures_last` may be completed. */
struct figure *figures_add(struct figures *figures, const char *name, double value,
                           const char *unit);

double median_of(const double *runs, size_t count);
double spread_of(const double *runs, size_t count); /* percent */

void figures_print(const struct figures *figures);
/* Returns false when the file cannot be written. */
bool figures_write_json(const struct figures *figures, const char *path);

#endif
