#include "alert/text_list.h"

void text_list_add(struct text_list *list, struct str item)
{
    size_t need = list->text.len + list->between.len + item.len;
    if (need > list->text.cap) {
        struct buf larger = {arena_alloc(list->arena, 2 * need), 0, 2 * need};
        buf_add(&larger, buf_str(&list->text));
        list->text = larger;
    }
    if (list->text.len > 0)
        buf_add(&list->text, list->between);
    buf_add(&list->text, item);
}
