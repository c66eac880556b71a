#include "figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct figure *figures_add(struct figures *figures, const char *name, double value,
                           const char *unit)
{
    if (figures->count == FIGURES_MAX)
        abort();
    struct figure *figure = &figures->items[figures->count++];
    *figure = (struct figure){.value = value, .spread = -1};
    snprintf(figure->name, sizeof figure->name, "%s", name);
    snprintf(figure->unit, sizeof figure->unit, "%s", unit);
    return figure;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double median_of(const double *runs, size_t count)
{
    double sorted[FIGURE_RUNS_MAX];
    if (count > FIGURE_RUNS_MAX)
        abort();
    memcpy(sorted, runs, count * sizeof *runs);
    qsort(sorted, count, sizeof *sorted, compare_doubles);
    return count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

double spread_of(const double *runs, size_t count)
{
    double low = runs[0], high = runs[0];
    for (size_t i = 1; i < count; i++) {
        low = runs[i] < low ? runs[i] : low;
        high = runs[i] > high ? runs[i] : high;
    }
    return 100 * (high - low) / median_of(runs, count);
}

void figures_print(const struct figures *figures)
{
    printf("%-44s %12s %-10s %8s %7s\n", figures->bench, "value", "unit", "ratio", "spread");
    for (size_t i = 0; i < figures->count; i++) {
        const struct figure *figure = &figures->items[i];
        char ratio[16] = "", spread[32] = "";
        if (figure->ratio > 0)
            snprintf(ratio, sizeof ratio, "%.2f x", figure->ratio);
        if (figure->spread >= 0)
            snprintf(spread, sizeof spread, "%.0f %%", figure->spread);
        printf("%-44s %12.6g %-10s %8s %7s  %s\n", figure->name, figure->value, figure->unit, ratio,
               spread, figure->note);
    }
}

bool figures_write_json(const struct figures *figures, const char *path)
{
    FILE *out = fopen(path, "w");
    if (out == NULL)
        return false;
    fprintf(out, "{\"bench\": \"%s\", \"figures\": {", figures->bench);
    for (size_t i = 0; i < figures->count; i++) {
        const struct figure *figure = &figures->items[i];
        fprintf(out, "%s\n  \"%s\": {\"value\": %.6g, \"unit\": \"%s\"", i ? "," : "", figure->name,
                figure->value, figure->unit);
        if (figure->ratio > 0)
            fprintf(out, ", \"ratio\": %.4g", figure->ratio);
        if (figure->spread >= 0)
            fprintf(out, ", \"spread_percent\": %.3g", figure->spread);
        if (figure->note[0])
            fprintf(out, ", \"note\": \"%s\"", figure->note);
        fputc('}', out);
    }
    fputs("\n}}\n", out);
    return fclose(out) == 0;
}
