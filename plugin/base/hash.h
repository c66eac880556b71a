/* SHA-256 and UUIDv5 (RFC 9562), by OpenSSL's libcrypto. */
#ifndef INTERDICT_BASE_HASH_H
#define INTERDICT_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum { SHA256_BYTES = 32, SHA256_HEX = 64, UUID_TEXT = 36 };

/* Reusable, so that hashing an event allocates nothing. One a thread. */
struct hasher;
struct hasher *hasher_new(void);
void hasher_free(struct hasher *hasher);

void hasher_sha256(struct hasher *hasher, struct str bytes, uint8_t out[static SHA256_BYTES]);

/* SHA-256 of several pieces in a row. */
void hasher_begin(struct hasher *hasher);
void hasher_add(struct hasher *hasher, struct str bytes);
void hasher_end(struct hasher *hasher, uint8_t out[static SHA256_BYTES]);

/* UUIDv5 of `name` in the namespace given by its 16 bytes; lower-case text and NUL. */
void hasher_uuid_v5(struct hasher *hasher, const uint8_t name_space[static 16], struct str name,
                    char out[static UUID_TEXT + 1]);

/* Lower-case hex and NUL; out has room for 2 * n + 1. */
void hex_encode(const uint8_t *bytes, size_t n, char *out);

#endif
