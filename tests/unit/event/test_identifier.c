#include "test.h"

#include "event/text.h"

static struct arena arena;

static void identifiers_have_one_spelling(void **state)
{
    (void)state;
    static const struct {
        enum field field;
        const char *raw, *text;
    } cases[] = {
        {FIELD_MAC, "00:E0:FC:12:34:56", "00:e0:fc:12:34:56"},
        {FIELD_MAC, " 00-E0-FC-12-34-56 ", "00:e0:fc:12:34:56"},
        {FIELD_MAC,
         "00\xE2\x80\x91"
         "E0\xE2\x80\x91"
         "FC",
         "00:e0:fc"},
        {FIELD_MAC, "00E0.FC12.3456", "00:e0:fc:12:34:56"},
        {FIELD_MAC, "00E0FC123456", "00:e0:fc:12:34:56"},
        {FIELD_MAC, "00E0FCFFFE123456", "00:e0:fc:ff:fe:12:34:56"},
        {FIELD_MAC, "00-e0-FC", "00:e0:fc"},
        {FIELD_MAC, "00:e0:fc:", "00:e0:fc:"},
        {FIELD_MAC, "00:e0-fc", "00:e0-fc"},
        {FIELD_MAC, "00:e0:fc:1", "00:e0:fc:1"},
        {FIELD_MAC, "00:00:00:00:00:00:00:00:AA", "00:00:00:00:00:00:00:00:AA"},
        {FIELD_MAC, "00E0FC12345G", "00E0FC12345G"},
        {FIELD_MAC, "00E0FC", "00:e0:fc"},
        {FIELD_MAC, "00E0F", "00E0F"},
        {FIELD_MAC, "00E0FC1", "00E0FC1"},
        {FIELD_MAC, "n/a", "n/a"},
        {FIELD_MAC, "", ""},
        {FIELD_PCI_ID, "0x19E5", "19e5"},
        {FIELD_PCI_ID, "19e5", "19e5"},
        {FIELD_PCI_ID, "[19E5:0222]", "19e5:0222"},
        {FIELD_PCI_ID, "[19e5:0222", "[19e5:0222"},
        {FIELD_PCI_ID, "[]", "[]"},
        {FIELD_PCI_ID, "0X19E5:0x3715", "19e5:3715"},
        {FIELD_PCI_ID, "PCI\\VEN_19E5&DEV_3715&SUBSYS_00A119E5&REV_45", "19e5:3715"},
        {FIELD_PCI_ID, "pci\\ven_19e5", "19e5"},
        {FIELD_USB_ID, "12D1:1F01", "12d1:1f01"},
        {FIELD_USB_ID, "USB\\VID_12D1&PID_1F01\\1234", "12d1:1f01"},
        {FIELD_USB_ID, "12D1:1F01:2", "12D1:1F01:2"},
        {FIELD_USB_ID, "12D1:", "12D1:"},
        {FIELD_USB_ID, "12D1:1F0", "12D1:1F0"},
        {FIELD_USB_ID, "12D11F01", "12D11F01"},
        {FIELD_USB_ID, "VID_12D", "VID_12D"},
        {FIELD_USB_ID, "0x", "0x"},
        {FIELD_USB_ID, "", ""},
        {FIELD_SERIAL, "00E0FC123456", "00E0FC123456"},
        {FIELD_SERIAL, "0x19E5", "0x19E5"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_str(text_normalise_field(&arena, cases[i].field, str_of(cases[i].raw)),
                   cases[i].text);
}

static void their_spelling_is_stable(void **state)
{
    (void)state;
    static const char *const texts[] = {"00:e0:fc:12:34:56", "19e5:3715", "19e5"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int field = FIELD_MAC; field <= FIELD_USB_ID; field++)
            assert_str(text_normalise_field(&arena, (enum field)field, str_of(texts[i])), texts[i]);
}

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 12);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_clear(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identifiers_have_one_spelling),
        cmocka_unit_test(their_spelling_is_stable),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
