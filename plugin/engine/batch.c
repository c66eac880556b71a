#include "engine/batch.h"

#include "base/limits.h"
#include "base/mem.h"

enum { BLOCK_BYTES = 256 << 10 };

void batch_init(struct batch *batch)
{
    *batch = (struct batch){0};
    arena_init(&batch->arena, BLOCK_BYTES);
}

static void drop_contents(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->outputs[i].headers)
            rd_kafka_headers_destroy(batch->outputs[i].headers);
        if (batch->outputs[i].record.message)
            kafka_record_release(&batch->outputs[i].record);
    }
    for (size_t i = 0; i < batch->position_count; i++)
        kafka_partition_release(batch->positions[i].partition);
    if (batch->group)
        rd_kafka_consumer_group_metadata_destroy(batch->group);
    batch->group = NULL;
    batch->count = batch->position_count = 0;
}

void batch_clear(struct batch *batch)
{
    drop_contents(batch);
    arena_clear(&batch->arena);
    mem_free(batch->outputs);
    mem_free(batch->positions);
    *batch = (struct batch){0};
}

void batch_reset(struct batch *batch)
{
    drop_contents(batch);
    arena_reset(&batch->arena, LIMIT_BATCH_BYTES);
    batch->records = batch->bytes = 0;
    batch->gentle = batch->more = batch->continues = false;
}

void batch_reach(struct batch *batch, const struct kafka_record *record)
{
    batch->records++;
    /* Records of one partition come in runs. */
    for (size_t i = batch->position_count; i-- > 0;) {
        if (batch->positions[i].partition != record->partition)
            continue;
        batch->positions[i].next = record->offset + 1;
        return;
    }
    batch->positions = mem_grow(batch->positions, &batch->position_cap, batch->position_count,
                                sizeof *batch->positions);
    batch->positions[batch->position_count++] =
        (struct batch_position){record->partition, record->offset + 1};
    kafka_partition_hold(record->partition);
}

struct batch_output *batch_add(struct batch *batch, const struct kafka_record *record)
{
    batch->outputs = mem_grow(batch->outputs, &batch->cap, batch->count, sizeof *batch->outputs);
    struct batch_output *output = &batch->outputs[batch->count++];
    *output = (struct batch_output){
        .topic = record->partition->topic,
        .partition = record->partition->number,
        .offset = record->offset,
    };
    return output;
}

void batch_continue(struct batch *from, struct batch *to)
{
    for (size_t i = 0; i < from->position_count; i++) {
        to->positions =
            mem_grow(to->positions, &to->position_cap, to->position_count, sizeof *to->positions);
        to->positions[to->position_count++] = from->positions[i];
        kafka_partition_hold(from->positions[i].partition);
    }
    to->continues = true;
    to->records = from->records;
    to->gentle = from->gentle;
}

rd_kafka_topic_partition_list_t *batch_offsets(const struct batch *batch)
{
    rd_kafka_topic_partition_list_t *list =
        rd_kafka_topic_partition_list_new((int)batch->position_count);
    for (size_t i = 0; i < batch->position_count; i++) {
        const struct kafka_partition *partition = batch->positions[i].partition;
        rd_kafka_topic_partition_list_add(list, partition->topic, partition->number)->offset =
            batch->positions[i].next;
    }
    return list;
}
