#include "base/fault.h"
#include "base/limits.h"
#include "event/decoder.h"

static struct value read_value(struct decoder *decoder, enum field field, uint32_t at)
{
    struct str raw = json_string(&decoder->event.doc, at);
    return (struct value){raw, text_normalise_field(&decoder->arena, field, raw)};
}

/* The strings of a list; others are passed over. */
static unsigned read_list(struct decoder *decoder, enum field field, uint32_t at,
                          struct values *out)
{
    const struct json_doc *doc = &decoder->event.doc;
    unsigned problems = 0;
    uint32_t count = 0, room = (uint32_t)(doc->tape[at] >> 32) & 0xFFFFFF; /* elements */
    if (room == 0)
        return PROBLEM_EMPTY;
    if (FAULT("first-value-only"))
        room = 1;
    if (room > LIMIT_FIELD_VALUES)
        room = LIMIT_FIELD_VALUES;
    struct value *values = ARENA_ARRAY(&decoder->arena, struct value, room);
    for (uint32_t i = at + 1; json_type(doc, i) != ']'; i = json_next(doc, i)) {
        char type = json_type(doc, i);
        if (type == 'n') {
            problems |= PROBLEM_EMPTY;
            continue;
        }
        if (type != '"') {
            problems |= PROBLEM_WRONG_TYPE;
            continue;
        }
        if (count == room) {
            problems |= PROBLEM_CUT;
            break;
        }
        values[count] = read_value(decoder, field, i);
        if (values[count].text.len > 0)
            count++;
        else
            problems |= PROBLEM_EMPTY;
    }
    *out = (struct values){values, count};
    return problems;
}

unsigned decoder_odd_values(struct decoder *decoder, enum field field, uint32_t at,
                            struct value *single, struct values *out)
{
    *out = (struct values){0};
    switch (json_type(&decoder->event.doc, at)) {
    case '"':
        *single = read_value(decoder, field, at);
        if (single->text.len == 0)
            return PROBLEM_EMPTY;
        *out = (struct values){single, 1};
        return 0;
    case '[':
        return read_list(decoder, field, at, out);
    case 'n':
        return PROBLEM_EMPTY;
    default:
        return PROBLEM_WRONG_TYPE;
    }
}

void decoder_count(struct decoder *decoder, unsigned problems)
{
    decoder->counts.wrong_type_fields += (problems & PROBLEM_WRONG_TYPE) != 0;
    decoder->counts.empty_fields += (problems & PROBLEM_EMPTY) != 0;
    decoder->counts.values_cut += (problems & PROBLEM_CUT) != 0;
}

struct str problem_text(unsigned problem, const char **code)
{
    switch (problem) {
    case PROBLEM_WRONG_TYPE:
        *code = "wrong-type";
        return STR("A value of another type counts as missing.");
    case PROBLEM_EMPTY:
        *code = "empty";
        return STR("A null, empty or blank value counts as missing.");
    default:
        *code = "values-cut";
        return STR("The list is too long; what stands further on was not read.");
    }
}

bool decoder_wants_notes(const struct decoder *decoder)
{
    return decoder->event.note_count < LIMIT_NOTES - 1;
}

void decoder_note(struct decoder *decoder, struct str field, const char *code, struct str text)
{
    if (!decoder_wants_notes(decoder)) {
        decoder->notes_dropped++;
        return;
    }
    if (!decoder->notes)
        decoder->notes = ARENA_ARRAY(&decoder->arena, struct note, LIMIT_NOTES);
    decoder->notes[decoder->event.note_count++] = (struct note){field, code, text};
    decoder->event.notes = decoder->notes;
}

void decoder_close_notes(struct decoder *decoder)
{
    if (decoder->notes_dropped == 0)
        return;
    decoder->notes[decoder->event.note_count++] = (struct note){
        {0},
        "more-notes",
        arena_printf(&decoder->arena, "%u more notes are not shown.", decoder->notes_dropped),
    };
}

void decoder_note_problems(struct decoder *decoder, struct str field, unsigned problems)
{
    decoder_count(decoder, problems);
    for (unsigned problem = PROBLEM_WRONG_TYPE; problem <= PROBLEM_CUT; problem <<= 1) {
        const char *code;
        if (problems & problem) {
            struct str text = problem_text(problem, &code);
            decoder_note(decoder, field, code, text);
        }
    }
}
