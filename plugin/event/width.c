#include "event/text.h"

#include "event/utf8.h"

size_t text_width(struct str text)
{
    size_t width = 0, len;
    for (size_t at = 0; at < text.len; at += len) {
        int columns = utf8proc_charwidth(utf8_get(text, at, &len));
        width += columns > 0 ? (size_t)columns : 0;
    }
    return width;
}
