#include <stdio.h>

#include "report/html.h"

enum { TEXT_BYTES = 1500, BAR_WIDTH = 270, BAR_HEIGHT = 18, BAR_STEP = 26, LABEL_WIDTH = 215 };
enum { COLUMN_STEP = 46, COLUMN_HEIGHT = 160, COLUMNS_MOST = 36, LABEL_CHARS = 27 };

/* --- text ------------------------------------------------------------------------------------ */

/* The code point at `at`, and its length; the text is UTF-8. */
static uint32_t code_point(struct str text, size_t at, size_t *len)
{
    const unsigned char *p = (const unsigned char *)text.ptr + at;
    size_t want = *p < 0x80 ? 1 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4;
    uint32_t c = want == 1 ? *p : *p & (0xFFu >> (want + 1));
    if (at + want > text.len) {
        *len = 1;
        return 0xFFFD;
    }
    for (size_t i = 1; i < want; i++)
        c = c << 6 | (p[i] & 0x3F);
    *len = want;
    return c;
}

/* What a browser would not show, or would let reach beyond the text. */
static bool is_unseen(uint32_t c)
{
    return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) || c == 0x61C ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF || (c & 0xFFFE) == 0xFFFE ||
           (c >= 0xFDD0 && c <= 0xFDEF) || (c >= 0xE0000 && c <= 0xE0FFF);
}

static void put_escaped(struct buf *out, struct str text, bool marked)
{
    size_t len;
    for (size_t at = 0; at < text.len; at += len) {
        uint32_t c = code_point(text, at, &len);
        if (c == '&')
            buf_add(out, STR("&amp;"));
        else if (c == '<')
            buf_add(out, STR("&lt;"));
        else if (c == '>')
            buf_add(out, STR("&gt;"));
        else if (c == '"')
            buf_add(out, STR("&quot;"));
        else if (c == '\'')
            buf_add(out, STR("&#39;"));
        else if (is_unseen(c) && marked)
            buf_printf(out, "<span class=\"unseen\">U+%04X</span>", (unsigned)c);
        else if (is_unseen(c))
            buf_add(out, STR("\uFFFD"));
        else
            buf_add(out, (struct str){text.ptr + at, len});
    }
}

void html_text(struct buf *out, struct str text)
{
    if (text.len == 0) {
        buf_add(out, STR("<span class=\"none\">\u2013</span>"));
        return;
    }
    size_t len = str_utf8_floor(text, TEXT_BYTES);
    buf_add(out, STR("<bdi>"));
    put_escaped(out, str_head(text, len), true);
    buf_add(out, STR("</bdi>"));
    if (len < text.len)
        buf_printf(out, " <span class=\"cut\">(cut; %zu bytes in all)</span>", text.len);
}

void html_plain(struct buf *out, struct str text)
{
    put_escaped(out, text, false);
}

void html_time(struct buf *out, int64_t ms, bool date_only)
{
    char text[32], day[16];
    instant_format(ms, text);
    memcpy(day, text, 10);
    day[10] = '\0';
    if (date_only)
        buf_printf(out, "<time datetime=\"%s\">%s</time>", day, day);
    else
        buf_printf(out, "<time datetime=\"%s\">%s %.5s UTC</time>", text, day, text + 11);
}

void html_decimal(struct buf *out, struct decimal value)
{
    decimal_write(value, out);
}

/* --- frame ----------------------------------------------------------------------------------- */

static const char style[] =
    ":root{color-scheme:light dark;--page:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;"
    "--panel:#f6f8fa;--link:#0550ae;--v:#b3261e;--r:#a15c00;--w:#1a6a8a;--a:#5b5b9d;--n:#6e7781;"
    "--c:#8c959f}"
    "@media (prefers-color-scheme:dark){:root{--page:#0f1419;--ink:#e6e9ec;--soft:#a3adb8;"
    "--line:#39424c;--panel:#181e25;--link:#79b8ff;--v:#ff7b72;--r:#e3a23c;--w:#5cc0e6;--a:#a8a8f0;"
    "--n:#9aa4ae;--c:#6e7781}}"
    "*{box-sizing:border-box}html{font:16px/1.5 system-ui,'Segoe UI',Roboto,'Noto Sans','DejaVu "
    "Sans',sans-serif;background:var(--page);color:var(--ink)}"
    "body{margin:0 auto;max-width:72rem;padding:1.5rem 1.25rem 4rem}"
    "a{color:var(--link)}h1{font-size:1.9rem;line-height:1.2;margin:.2rem 0 .6rem}"
    "h2{font-size:1.35rem;margin:2.6rem 0 .6rem;padding-bottom:.3rem;border-bottom:1px solid "
    "var(--line)}h3{font-size:1.1rem;margin:1.8rem 0 .5rem}h4{font-size:1rem;margin:1.1rem 0 "
    ".3rem}p{max-width:48rem;margin:.5rem 0}"
    ".skip{position:absolute;left:-99rem}.skip:focus{position:static}"
    ".lead,.none,.cut,small{color:var(--soft)}.notice{border-left:4px solid "
    "var(--r);background:var(--panel);padding:.6rem .9rem;max-width:48rem}"
    "nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;list-style:none;padding:0;margin:1rem 0}"
    ".cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.2rem,1fr));gap:.7rem;"
    "margin:1rem 0}.cards div{background:var(--panel);border:1px solid "
    "var(--line);border-top:4px solid var(--c);border-radius:.3rem;padding:.6rem "
    ".8rem;display:flex;"
    "flex-direction:column-reverse}.cards dt{color:var(--soft);font-size:.9rem}.cards "
    "dd{margin:0;font-size:1.6rem;font-weight:600;font-variant-numeric:tabular-nums}"
    ".cards .violation{border-top-color:var(--v)}.cards .review{border-top-color:var(--r)}.cards "
    ".waived{border-top-color:var(--w)}.cards .advisory{border-top-color:var(--a)}"
    ".wide{overflow-x:auto}table{border-collapse:collapse;margin:.6rem 0 1rem;font-size:.93rem;"
    "min-width:24rem}caption{text-align:left;color:var(--soft);padding-bottom:.3rem}"
    "th,td{text-align:left;vertical-align:top;padding:.32rem .7rem .32rem 0;border-bottom:1px "
    "solid "
    "var(--line);overflow-wrap:anywhere}th{font-weight:600}thead th{border-bottom-width:2px;"
    "overflow-wrap:normal}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;"
    "white-space:nowrap;overflow-wrap:normal}td.t{white-space:nowrap}td.item{min-width:12rem}"
    ".charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(22rem,1fr));gap:0 2rem}"
    "figure{margin:1rem 0}figcaption{font-weight:600;margin-bottom:.4rem}svg{display:block;"
    "max-width:100%;height:auto}svg text{fill:var(--ink);font:13px system-ui,'Segoe "
    "UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif}svg .axis{stroke:var(--line)}"
    ".violation{--b:var(--v)}.review{--b:var(--r)}.waived{--b:var(--w)}.advisory{--b:var(--a)}"
    ".no-disposition{--b:var(--n)}.closed{--b:var(--c)}rect{fill:var(--b)}"
    ".key{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0;margin:.4rem 0}"
    ".key li::before{content:'';display:inline-block;width:.8rem;height:.8rem;margin-right:.4rem;"
    "background:var(--b);vertical-align:-.05rem}"
    "summary{cursor:pointer;color:var(--soft);font-size:.9rem}"
    ".finding{border:1px solid var(--line);border-left:5px solid var(--b,var(--c));"
    "border-radius:.3rem;padding:.5rem .9rem .7rem;margin:.7rem 0;break-inside:avoid}"
    ".finding h5{font-size:1rem;margin:.1rem 0 .2rem}.finding dl,dl.facts{display:grid;"
    "grid-template-columns:minmax(8rem,max-content) 1fr;gap:.15rem 1rem;margin:.4rem 0;"
    "font-size:.93rem}dl.facts{gap:.25rem 1rem}.finding dt,dl.facts dt{color:var(--soft)}"
    ".finding dd,dl.facts dd{margin:0;overflow-wrap:anywhere;min-width:0}"
    ".tag{display:inline-block;border:1px solid var(--b,var(--c));color:var(--b,var(--ink));"
    "border-radius:.2rem;padding:0 .4rem;font-size:.85rem;font-weight:600}"
    "code,.id{font-family:ui-monospace,'DejaVu Sans Mono',monospace;font-size:.86em;"
    "overflow-wrap:anywhere}.unseen{border:1px dotted var(--soft);font-size:.75em;padding:0 .15em}"
    ".fill{background:var(--panel);border-bottom:2px dotted var(--r);padding:0 "
    ".4rem;color:var(--r)}"
    "@media print{:root{--page:#fff;--ink:#000;--soft:#444;--line:#bbb;--panel:#fff;--link:#000;"
    "--v:#b3261e;--r:#8a4f00;--w:#155a75;--a:#4b4b8d;--n:#555;--c:#777}html{font-size:10.5pt}body{"
    "max-width:none;padding:0}.cards{grid-template-columns:repeat(6,1fr)}nav,.skip,figure "
    "details{display:none}h2,h3,h4{break-after:avoid}"
    "tr,figure{break-inside:avoid}thead{display:table-header-group}a[href^=http]{text-decoration:"
    "none}rect,.key li::before,.cards "
    "div{print-color-adjust:exact;-webkit-print-color-adjust:exact}"
    "@page{margin:18mm 16mm}}";

void html_begin(struct buf *out, const char *title)
{
    buf_printf(out,
               "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
               "style-src 'unsafe-inline'\">\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<title>%s</title>\n<style>",
               title);
    buf_add(out, STR(style));
    buf_add(out, STR("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">To the "
                     "content</a>\n<main id=\"main\">\n"));
}

void html_end(struct buf *out)
{
    buf_add(out, STR("</main>\n</body>\n</html>\n"));
}

/* --- charts ---------------------------------------------------------------------------------- */

static const char *const classes[RANK_COUNT + 1] = {"violation", "review",         "waived",
                                                    "advisory",  "no-disposition", "closed"};

static uint64_t part(const struct counts *counts, size_t i)
{
    return i < RANK_COUNT ? counts->open[i] : counts->closed;
}

static void put_label(struct buf *out, struct str name)
{
    size_t at = 0, len;
    for (size_t chars = 0; at < name.len && chars < LABEL_CHARS; chars++) {
        code_point(name, at, &len);
        at += len;
    }
    html_plain(out, str_head(name, at));
    if (at < name.len)
        buf_add(out, STR("\u2026"));
}

static void put_figures(struct buf *out, const char *head, const struct tally *tally, size_t shown)
{
    buf_printf(
        out,
        "<details><summary>The figures as a table</summary><div class=\"wide\"><table><thead>"
        "<tr><th scope=\"col\">%s</th><th scope=\"col\" class=\"n\">Findings</th>",
        head);
    for (size_t i = 0; i <= RANK_COUNT; i++)
        buf_printf(out, "<th scope=\"col\" class=\"n\">%s</th>",
                   i < RANK_COUNT ? rank_name((enum disposition_rank)i) : "closed");
    buf_add(out, STR("</tr></thead><tbody>\n"));
    for (size_t i = 0; i < shown; i++) {
        const struct counts *counts = &tally_entry(tally, i)->counts;
        buf_add(out, STR("<tr><th scope=\"row\">"));
        html_text(out, tally_name(tally, i));
        buf_printf(out, "</th><td class=\"n\">%llu</td>", (unsigned long long)counts_all(counts));
        for (size_t k = 0; k <= RANK_COUNT; k++)
            buf_printf(out, "<td class=\"n\">%llu</td>", (unsigned long long)part(counts, k));
        buf_add(out, STR("</tr>\n"));
    }
    buf_add(out, STR("</tbody></table></div></details>\n"));
}

static void begin_figure(struct buf *out, const char *id, const char *title, size_t width,
                         size_t height, const struct tally *tally, size_t from, size_t to)
{
    buf_printf(out,
               "<figure>\n<figcaption>%s</figcaption>\n<svg viewBox=\"0 0 %zu %zu\" width=\"%zu\" "
               "role=\"img\" aria-labelledby=\"%s-t %s-d\">\n<title id=\"%s-t\">%s</title>"
               "<desc id=\"%s-d\">",
               title, width, height, width, id, id, id, title, id);
    for (size_t i = from; i < to; i++) {
        buf_add(out, i > from ? STR("; ") : STR(""));
        put_label(out, tally_name(tally, i));
        buf_printf(out, ": %llu", (unsigned long long)counts_all(&tally_entry(tally, i)->counts));
    }
    buf_add(out, STR(".</desc>\n"));
}

static uint64_t largest(const struct tally *tally, size_t from)
{
    uint64_t most = 1;
    for (size_t i = from; i < tally->names.count; i++) {
        uint64_t n = counts_all(&tally_entry(tally, i)->counts);
        most = n > most ? n : most;
    }
    return most;
}

/* Tenths of a unit, so that no double is printed. */
static uint64_t scaled(uint64_t n, uint64_t most, uint64_t size)
{
    return (uint64_t)((unsigned __int128)n * size * 10 / most);
}

void html_chart(struct buf *out, const char *id, const char *title, const char *head,
                const struct tally *tally, size_t most)
{
    size_t shown = tally->names.count < most ? tally->names.count : most;
    uint64_t top = largest(tally, 0);
    if (shown == 0)
        return;
    begin_figure(out, id, title, LABEL_WIDTH + BAR_WIDTH + 60, shown * BAR_STEP + 4, tally, 0,
                 shown);
    for (size_t i = 0; i < shown; i++) {
        const struct counts *counts = &tally_entry(tally, i)->counts;
        size_t y = i * BAR_STEP + 2;
        buf_printf(out, "<text x=\"%d\" y=\"%zu\" text-anchor=\"end\">", LABEL_WIDTH - 8,
                   y + BAR_HEIGHT - 5);
        put_label(out, tally_name(tally, i));
        buf_add(out, STR("</text>"));
        uint64_t x = LABEL_WIDTH * 10;
        uint64_t done = 0;
        for (size_t k = 0; k <= RANK_COUNT; k++) {
            uint64_t begin = scaled(done, top, BAR_WIDTH);
            done += part(counts, k);
            uint64_t end = scaled(done, top, BAR_WIDTH);
            if (end > begin)
                buf_printf(out,
                           "<rect class=\"%s\" x=\"%llu.%llu\" y=\"%zu\" width=\"%llu.%llu\" "
                           "height=\"%d\"/>",
                           classes[k], (unsigned long long)((x + begin) / 10),
                           (unsigned long long)((x + begin) % 10), y,
                           (unsigned long long)((end - begin) / 10),
                           (unsigned long long)((end - begin) % 10), BAR_HEIGHT);
        }
        buf_printf(out, "<text x=\"%llu\" y=\"%zu\">%llu</text>\n",
                   (unsigned long long)((x + scaled(done, top, BAR_WIDTH)) / 10 + 7),
                   y + BAR_HEIGHT - 5, (unsigned long long)done);
    }
    buf_add(out, STR("</svg>\n"));
    put_figures(out, head, tally, shown);
    if (shown < tally->names.count)
        buf_printf(out, "<p><small>The largest %zu of %zu.</small></p>\n", shown,
                   tally->names.count);
    buf_add(out, STR("</figure>\n"));
}

void html_months(struct buf *out, const struct tally *months)
{
    size_t count = months->names.count, first = count > COLUMNS_MOST ? count - COLUMNS_MOST : 0;
    uint64_t top = largest(months, first);
    if (count == 0)
        return;
    size_t width = (count - first) * COLUMN_STEP + 20;
    begin_figure(out, "months", "Findings by month of the event", width < 300 ? 300 : width,
                 COLUMN_HEIGHT + 58, months, first, count);
    buf_printf(out, "<line class=\"axis\" x1=\"0\" x2=\"%zu\" y1=\"%d\" y2=\"%d\"/>\n", width,
               COLUMN_HEIGHT + 20, COLUMN_HEIGHT + 20);
    for (size_t i = first; i < count; i++) {
        const struct counts *counts = &tally_entry(months, i)->counts;
        struct str name = tally_name(months, i);
        size_t x = (i - first) * COLUMN_STEP + 12;
        uint64_t done = 0, bottom = (COLUMN_HEIGHT + 20) * 10;
        for (size_t k = 0; k <= RANK_COUNT; k++) {
            uint64_t begin = scaled(done, top, COLUMN_HEIGHT);
            done += part(counts, k);
            uint64_t end = scaled(done, top, COLUMN_HEIGHT);
            if (end > begin)
                buf_printf(out,
                           "<rect class=\"%s\" x=\"%zu\" y=\"%llu.%llu\" width=\"30\" "
                           "height=\"%llu.%llu\"/>",
                           classes[k], x, (unsigned long long)((bottom - end) / 10),
                           (unsigned long long)((bottom - end) % 10),
                           (unsigned long long)((end - begin) / 10),
                           (unsigned long long)((end - begin) % 10));
        }
        buf_printf(out, "<text x=\"%zu\" y=\"%llu\" text-anchor=\"middle\">%llu</text>", x + 15,
                   (unsigned long long)((bottom - scaled(done, top, COLUMN_HEIGHT)) / 10 - 5),
                   (unsigned long long)done);
        /* "2026-03" as "03" and, under the first column and each January, the year. */
        bool known = name.len == 7 && name.ptr[4] == '-';
        buf_printf(out, "<text x=\"%zu\" y=\"%d\" text-anchor=\"middle\">", x + 15,
                   COLUMN_HEIGHT + 35);
        html_plain(out, known ? str_from(name, 5) : STR("?"));
        buf_add(out, STR("</text>"));
        if (known && (i == first || str_is(str_from(name, 5), "01"))) {
            buf_printf(out, "<text x=\"%zu\" y=\"%d\" text-anchor=\"middle\">", x + 15,
                       COLUMN_HEIGHT + 52);
            html_plain(out, str_head(name, 4));
            buf_add(out, STR("</text>"));
        }
        buf_add_char(out, '\n');
    }
    buf_add(out, STR("</svg>\n"));
    put_figures(out, "Month", months, count);
    buf_add(out, STR("</figure>\n"));
}
