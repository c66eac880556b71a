#include "floor.h"

#include <cstdio>
#include <cstdlib>
#include <hs/hs.h>
#include <simdjson.h>
#include <string>
#include <vector>

struct floor_bench {
    simdjson::dom::parser parser;
    std::string texts;
    hs_database_t *database = nullptr;
    hs_scratch_t *scratch = nullptr;
};

floor_bench *floor_new(char **literals, size_t count)
{
    auto *bench = new floor_bench;
    std::vector<unsigned> flags(count, HS_FLAG_CASELESS), ids(count);
    std::vector<size_t> lengths(count);
    for (size_t i = 0; i < count; i++) {
        ids[i] = static_cast<unsigned>(i);
        lengths[i] = std::char_traits<char>::length(literals[i]);
    }
    hs_compile_error_t *error = nullptr;
    if (hs_compile_lit_multi(literals, flags.data(), ids.data(), lengths.data(),
                             static_cast<unsigned>(count), HS_MODE_BLOCK, nullptr, &bench->database,
                             &error) != HS_SUCCESS ||
        hs_alloc_scratch(bench->database, &bench->scratch) != HS_SUCCESS) {
        std::fprintf(stderr, "bench: %s\n", error ? error->message : "no scratch");
        std::abort();
    }
    return bench;
}

void floor_free(floor_bench *bench)
{
    hs_free_scratch(bench->scratch);
    hs_free_database(bench->database);
    delete bench;
}

static void collect(const simdjson::dom::element &value, std::string &texts)
{
    std::string_view text;
    simdjson::dom::object object;
    simdjson::dom::array array;
    if (value.get(text) == simdjson::SUCCESS) {
        texts.append(text);
        texts.push_back('\n');
    } else if (value.get(object) == simdjson::SUCCESS) {
        for (auto member : object)
            collect(member.value, texts);
    } else if (value.get(array) == simdjson::SUCCESS) {
        for (auto element : array)
            collect(element, texts);
    }
}

static int count_hit(unsigned, unsigned long long, unsigned long long, unsigned, void *context)
{
    ++*static_cast<uint64_t *>(context);
    return 0;
}

void floor_run(floor_bench *bench, const char *event, size_t len, floor_result *result)
{
    simdjson::dom::element document, part;
    if (bench->parser.parse(event, len, false).get(document) != simdjson::SUCCESS) {
        std::fprintf(stderr, "bench: a generated event is no JSON\n");
        std::abort();
    }
    bench->texts.clear();
    if (document["supplier"].get(part) == simdjson::SUCCESS)
        collect(part, bench->texts);
    if (document["items"].get(part) == simdjson::SUCCESS)
        collect(part, bench->texts);
    uint64_t hits = 0;
    hs_scan(bench->database, bench->texts.data(), static_cast<unsigned>(bench->texts.size()), 0,
            bench->scratch, count_hit, &hits);
    result->text_bytes += bench->texts.size();
    result->hits += hits;
    result->events_hit += hits > 0;
}
