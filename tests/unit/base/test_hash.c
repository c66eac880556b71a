#include "test.h"

#include "base/hash.h"

static void sha256_of_known_texts(void **state)
{
    (void)state;
    uint8_t digest[SHA256_BYTES];
    char hex[SHA256_HEX + 1];
    struct hasher *hasher = hasher_new();
    hasher_sha256(hasher, STR("abc"), digest); /* FIPS 180-2, appendix B.1 */
    hex_encode(digest, SHA256_BYTES, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hasher_begin(hasher);
    hasher_add(hasher, STR("a"));
    hasher_add(hasher, STR("bc"));
    hasher_end(hasher, digest);
    hex_encode(digest, SHA256_BYTES, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hasher_free(hasher);
}

static void uuid_v5_of_the_dns_namespace(void **state)
{
    (void)state;
    static const uint8_t dns[16] = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
                                    0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
    char text[UUID_TEXT + 1];
    struct hasher *hasher = hasher_new();
    hasher_uuid_v5(hasher, dns, STR("www.example.com"), text); /* RFC 9562, appendix A.4 */
    assert_string_equal(text, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    hasher_free(hasher);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_of_known_texts),
        cmocka_unit_test(uuid_v5_of_the_dns_namespace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
