/* The shipped vocabularies: what people write is what it is. */
#include "test.h"

#include "law/law_internal.h"

static struct law *law;
static struct recogniser *recogniser;

static int open_vocabularies(void **state)
{
    (void)state;
    static const char *const files[] = {"roles", "categories", "purposes"};
    struct diags diags;
    diags_init(&diags);
    law = law_new();
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[1024];
        struct yaml_file file;
        snprintf(path, sizeof path, PROJECT_SOURCE_DIR "/rules/law/vocabulary/%s.yaml", files[i]);
        yaml_load_file(path, &diags, &file);
        law_load(law, &file, &diags);
    }
    vocabulary_link(&law->vocabulary, &diags);
    for (size_t i = 0; i < diags.count; i++)
        print_message("%s:%u: %s\n", diags.items[i].place.file, diags.items[i].place.line,
                      diags.items[i].message);
    recogniser = recogniser_new(&law->vocabulary);
    size_t errors = diags.errors;
    diags_clear(&diags);
    return errors ? -1 : 0;
}

static int close_vocabularies(void **state)
{
    (void)state;
    recogniser_free(recogniser);
    law_free(law);
    return 0;
}

struct row {
    const char *text;
    const char *is;   /* terms that it is, by blanks */
    const char *isnt; /* terms that it is not */
};

static bool names(const char *list, struct str name)
{
    struct str rest = str_of(list), word;
    while (rest.len && str_split(&rest, ' ', &word))
        if (str_eq(word, name))
            return true;
    return false;
}

static void check_with(struct recogniser *with, const struct glossary *glossary,
                       const struct row *row, bool coded)
{
    struct value value = {str_of(row->text), str_of(row->text)};
    struct values text = {&value, 1}, none = {0};
    struct term_set set;
    recogniser_run(with, glossary, coded ? text : none, coded ? none : text, &set);
    for (size_t i = 0; i < glossary->count; i++) {
        struct str name = glossary->terms[i].name;
        if (row->is && names(row->is, name) && !term_set_has(&set, i))
            fail_msg("'%s' is not recognised as %.*s", row->text, STR_ARG(name));
        if (row->isnt && names(row->isnt, name) && term_set_has(&set, i))
            fail_msg("'%s' is taken for %.*s", row->text, STR_ARG(name));
    }
    if (!row->is && !term_set_is_empty(&set))
        fail_msg("'%s' says nothing, but is taken for something", row->text);
}

static void check(const struct glossary *glossary, const struct row *row, bool coded)
{
    check_with(recogniser, glossary, row, coded);
}

static void goods(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"IP camera", "video_surveillance", "network_equipment"},
        {"DS-2CD2143G2-I 4 MP Fixed Dome Network Camera", "video_surveillance", NULL},
        {"8-channel NVR", "video_surveillance", NULL},
        {"IP-Kamera mit Nachtsicht", "video_surveillance", NULL},
        {"Überwachungskamera", "video_surveillance", NULL},
        {"caméra de surveillance", "video_surveillance", NULL},
        {"cámara de seguridad", "video_surveillance", NULL},
        {"400万像素网络摄像机", "video_surveillance", NULL},
        {"監視カメラ", "video_surveillance", NULL},
        {"Netzwerk-Switch", "network_equipment switch", "video_surveillance"},
        {"24-Port Gigabit Switch", "network_equipment switch", NULL},
        {"交换机", "network_equipment switch", NULL},
        {"ネットワークスイッチ", "network_equipment switch", NULL},
        {"Switches", "switch", NULL},
        {"commutateur 24 ports", "switch", NULL},
        {"Light switch, white", NULL, NULL},
        {"KVM switch 8 ports", NULL, "router video_surveillance"},
        {"Enterprise router AR6120", "network_equipment router", "switch"},
        {"路由器", "router", NULL},
        {"CNC router table", NULL, NULL},
        {"Wi-Fi access point", "network_equipment", NULL},
        {"Next-gen firewall", "network_security_equipment network_equipment", NULL},
        {"5G base station AAU", "base_station telecommunications_equipment", NULL},
        {"GPON ONT", "telecommunications_equipment", NULL},
        {"LTE modem", "telecommunications_equipment", NULL},
        {"Two-way radio", "radio telecommunications_equipment", NULL},
        {"Handfunkgerät", "radio", NULL},
        {"对讲机", "radio", NULL},
        {"SFP+ transceiver 10G", "optical_transceiver network_equipment", NULL},
        {"LTE module EC25", "cellular_module telecommunications_equipment", NULL},
        {"RDIMM 64GB DDR5", "memory_storage", "storage server"},
        {"1 TB SSD", "memory_storage", NULL},
        {"固态硬盘", "memory_storage", NULL},
        {"All-flash storage array", "storage memory_storage", NULL},
        {"Rack server 2U", "server", NULL},
        {"服务器", "server", NULL},
        {"Laptop 14\"", "computer", NULL},
        {"smartphone", "mobile_phone telecommunications_equipment", NULL},
        {"ARM microcontroller", "semiconductor", "processor"},
        {"GPU accelerator card", "processor semiconductor", NULL},
        {"Camera drone", "unmanned_aircraft", NULL},
        {"无人机", "unmanned_aircraft", NULL},
        {"Solar inverter 50 kW", "inverter", NULL},
        {"Wechselrichter", "inverter", NULL},
        {"quadruped robot", "robot", NULL},
        {"Endpoint security licence", "software_security", NULL},
        {"0.2 micron capsule filter", "filtration", "memory_storage"},
        {"Serverraum-Teppich", NULL, NULL},
        {"Networking", "network_equipment", NULL},
        {"Surveillance", "video_surveillance", NULL},
        {"Telecommunications", "telecommunications_equipment", NULL},
        {"Memory", "memory_storage", NULL},
        {"LCD monitor for video wall", NULL, NULL},
        {"Widget", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(&law->vocabulary.categories, &rows[i], false);
}

static void codes(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"43222609", "router network_equipment", "switch video_surveillance"},
        {"43222612", "switch network_equipment", "router"},
        {"43222501", "network_security_equipment", NULL},
        {"46171610", "video_surveillance", NULL},
        {"4617162201", "video_surveillance", NULL},
        {"32101602", "memory_storage semiconductor", NULL},
        {"43211501", "server", "computer"},
        {"43191510", "radio", "mobile_phone"},
        {"44121701", "office_supplies", NULL},
        {"32420000-3", "network_equipment", "telecommunications_equipment"},
        {"32413100-2", "router", NULL},
        {"32323500-8", "video_surveillance", NULL},
        {"35125300-2", "video_surveillance", NULL},
        {"48820000-2", "server", NULL},
        {"34711200-6", "unmanned_aircraft", NULL},
        {"31155000-7", "inverter", NULL},
        {"48760000-3", "software_security software", NULL},
        {"8525.89", "video_surveillance", NULL},
        {"8517.62.00", "network_equipment telecommunications_equipment", "base_station"},
        {"8517.61", "base_station telecommunications_equipment", "network_equipment"},
        {"8471.70", "memory_storage", NULL},
        {"8473.30", "memory_storage", NULL},
        {"854232", "memory_storage semiconductor", "processor"},
        {"8806.22", "unmanned_aircraft", NULL},
        {"unmanned aircraft", "unmanned_aircraft", NULL},
        {"Video_Surveillance", "video_surveillance", NULL},
        {"12345678", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(&law->vocabulary.categories, &rows[i], true);
}

static void uses(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"Police headquarters", "public_safety", "office"},
        {"Feuerwehr", "public_safety", NULL},
        {"公安视频监控", "public_safety", NULL},
        {"CCTV for a government building", "government_facility_security", NULL},
        {"embassy perimeter", "government_facility_security", NULL},
        {"政府大楼安保", "government_facility_security", NULL},
        {"Substation perimeter surveillance", "critical_infrastructure_surveillance", NULL},
        {"KRITIS", "critical_infrastructure_surveillance", NULL},
        {"关键信息基础设施", "critical_infrastructure_surveillance", NULL},
        {"national security", "national_security", NULL},
        {"国防", "national_security", NULL},
        {"missile defense", "homeland_defense national_security", "nuclear_deterrence"},
        {"5G core", "network_core", NULL},
        {"Kernnetz", "network_core", NULL},
        {"element management system", "network_management", NULL},
        {"general office use", "office", "government_facility_security"},
        {"control room", NULL, NULL},
        {"scada", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(&law->vocabulary.purposes, &rows[i], false);
}

static void people(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"CIIO", "cii_operator", NULL},
        {"关键信息基础设施运营者", "cii_operator", NULL},
        {"KRITIS-Betreiber", "cii_operator", NULL},
        {"Federal agency", "central_government", "regional_government"},
        {"Department of Defense", "defense", NULL},
        {"defense contractor", "government_contractor", "defense"},
        {"Mobile network operator", "telecom_operator", NULL},
        {"private", "private", NULL},
        {"wizard", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(&law->vocabulary.roles, &rows[i], false);
}

static void every_role_of_the_design_is_there(void **state)
{
    (void)state;
    static const char *const roles[] = {"cii_operator",
                                        "central_government",
                                        "regional_government",
                                        "defense",
                                        "government_contractor",
                                        "grant_recipient",
                                        "telecom_operator",
                                        "energy_operator",
                                        "network_platform_operator",
                                        "importer",
                                        "reseller",
                                        "private"};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        int index = glossary_find(&law->vocabulary.roles, str_of(roles[i]));
        assert_int_not_equal(index, TERM_NONE);
        assert_true(law->vocabulary.roles.terms[index].definition.len > 0);
        assert_true(law->vocabulary.roles.terms[index].source.len > 0);
    }
}

/* ---- Loading ---- */

static void a_folder_may_add_words(void **state)
{
    (void)state;
    struct diags diags;
    struct yaml_file files[2];
    struct vocabulary vocabulary;
    diags_init(&diags);
    vocabulary_init(&vocabulary);
    yaml_load_bytes("a", STR("categories: {lamp: {definition: d, source: s, words: [lamp]}}"),
                    &diags, &files[0]);
    yaml_load_bytes("b", STR("categories: {lamp: {words: [lamp, Leuchte]}}"), &diags, &files[1]);
    vocabulary_load(&vocabulary, files[0].documents[0], &diags);
    vocabulary_load(&vocabulary, files[1].documents[0], &diags);
    vocabulary_link(&vocabulary, &diags);
    assert_int_equal(diags.count, 0);
    assert_int_equal(vocabulary.categories.count, 1);
    assert_int_equal(vocabulary.categories.terms[0].words.count, 2);
    struct recogniser *with = recogniser_new(&vocabulary);
    check_with(with, &vocabulary.categories, &(struct row){"LEUCHTE", "lamp", NULL}, false);
    recogniser_free(with);
    vocabulary_clear(&vocabulary);
    yaml_file_clear(&files[0]);
    yaml_file_clear(&files[1]);
    diags_clear(&diags);
}

static void mistakes_have_a_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *code;
        unsigned column;
    } rows[] = {
        {"categories: {lamp: {source: s}}", "missing-key", 20},
        {"categories: {lamp: {definition: d}}", "missing-key", 20},
        {"categories: {Lamp: {definition: d, source: s}}", "bad-name", 14},
        {"categories: {lamp: {definition: d, source: s, wrods: [a]}}", "unknown-key", 47},
        {"purposes: {lamp: {definition: d, source: s, hs: ['8525']}}", "unknown-key", 45},
        {"categories: {lamp: {definition: d, source: s, words: ['(']}}", "bad-regex", 55},
        {"categories: {lamp: {definition: d, source: s, words: ['a(b', 'c)d']}}", "bad-regex", 55},
        {"categories: {lamp: {definition: d, source: s, hs: ['85x']}}", "wrong-type", 52},
        {"categories: {lamp: {definition: d, source: s, words: lamp}}", "wrong-type", 54},
        {"categories: {lamp: {definition: d, source: s, broader: [light]}}", "unknown-category",
         57},
        {"categories: {lamp: 1}", "wrong-type", 20},
        {"categories: [lamp]", "wrong-type", 13},
        {"roles: {a: {definition: d, source: s}}\nrole: 1", "unknown-key", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct diags diags;
        struct yaml_file file;
        struct vocabulary vocabulary;
        diags_init(&diags);
        vocabulary_init(&vocabulary);
        yaml_load_bytes("v", str_of(rows[i].text), &diags, &file);
        vocabulary_load(&vocabulary, file.documents[0], &diags);
        vocabulary_link(&vocabulary, &diags);
        if (diags.count == 0)
            fail_msg("no mistake is found in %s", rows[i].text);
        assert_string_equal(diags.items[0].code, rows[i].code);
        if (diags.items[0].place.column != rows[i].column)
            fail_msg("%s: column %u", rows[i].text, diags.items[0].place.column);
        vocabulary_clear(&vocabulary);
        yaml_file_clear(&file);
        diags_clear(&diags);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goods),
        cmocka_unit_test(codes),
        cmocka_unit_test(uses),
        cmocka_unit_test(people),
        cmocka_unit_test(every_role_of_the_design_is_there),
        cmocka_unit_test(a_folder_may_add_words),
        cmocka_unit_test(mistakes_have_a_place),
    };
    return cmocka_run_group_tests(tests, open_vocabularies, close_vocabularies);
}
