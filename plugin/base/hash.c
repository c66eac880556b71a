#include "base/hash.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "base/mem.h"

struct hasher {
    EVP_MD_CTX *ctx;
    EVP_MD *sha256, *sha1;
};

struct hasher *hasher_new(void)
{
    struct hasher *hasher = mem_zalloc(sizeof *hasher);
    /* Fetched once: an implicit fetch at each digest takes a lock and allocates. */
    hasher->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    hasher->sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
    hasher->ctx = EVP_MD_CTX_new();
    if (!hasher->sha256 || !hasher->sha1 || !hasher->ctx)
        abort(); /* a libcrypto without SHA-256 cannot give any alert its id */
    return hasher;
}

void hasher_free(struct hasher *hasher)
{
    if (!hasher)
        return;
    EVP_MD_CTX_free(hasher->ctx);
    EVP_MD_free(hasher->sha256);
    EVP_MD_free(hasher->sha1);
    mem_free(hasher);
}

void hasher_begin(struct hasher *hasher)
{
    EVP_DigestInit_ex2(hasher->ctx, hasher->sha256, NULL);
}

void hasher_add(struct hasher *hasher, struct str bytes)
{
    EVP_DigestUpdate(hasher->ctx, bytes.ptr, bytes.len);
}

void hasher_end(struct hasher *hasher, uint8_t out[static SHA256_BYTES])
{
    EVP_DigestFinal_ex(hasher->ctx, out, NULL);
}

void hasher_sha256(struct hasher *hasher, struct str bytes, uint8_t out[static SHA256_BYTES])
{
    hasher_begin(hasher);
    hasher_add(hasher, bytes);
    hasher_end(hasher, out);
}

void hasher_uuid_v5(struct hasher *hasher, const uint8_t name_space[static 16], struct str name,
                    char out[static UUID_TEXT + 1])
{
    static const uint8_t group_ends[] = {4, 6, 8, 10, 16};
    uint8_t digest[20];
    EVP_DigestInit_ex2(hasher->ctx, hasher->sha1, NULL);
    EVP_DigestUpdate(hasher->ctx, name_space, 16);
    EVP_DigestUpdate(hasher->ctx, name.ptr, name.len);
    EVP_DigestFinal_ex(hasher->ctx, digest, NULL);
    digest[6] = (uint8_t)((digest[6] & 0x0F) | 0x50);
    digest[8] = (uint8_t)((digest[8] & 0x3F) | 0x80);
    char *p = out;
    size_t from = 0;
    for (size_t group = 0; group < sizeof group_ends; group++) {
        if (group)
            *p++ = '-';
        hex_encode(digest + from, group_ends[group] - from, p);
        p += 2 * (group_ends[group] - from);
        from = group_ends[group];
    }
}

void hex_encode(const uint8_t *bytes, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * n] = '\0';
}
