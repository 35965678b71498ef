/* SPDX-License-Identifier: EUPL-1.2 */
/* A reply before it is sent. */
#include "server/http.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

enum {
    COMPRESS_MIN = 1024, /* bytes of a body worth compressing */
    COMPRESS_LEVEL = 5
};

void
reply_header(struct http_reply *reply, const char *name, const char *value)
{
    size_t at = reply->header_count;
    for (size_t i = 0; i < reply->header_count; i++) {
        if (strcasecmp(reply->headers[i].name, name) == 0 && strcasecmp(name, "Set-Cookie") != 0) {
            at = i;
        }
    }
    assert(at < REPLY_HEADERS_MAX);
    reply->headers[at] = (struct http_pair){name, value};
    reply->header_count += at == reply->header_count;
}

bool
reply_etag(struct http_reply *reply, const struct http_request *request)
{
    enum { HASH_BYTES = crypto_shorthash_siphashx24_BYTES };
    /* Two documents must not have one tag by accident, which 128 bits see to; nobody gains by
     * making them so on purpose. The same in every server, at every start. */
    static const unsigned char key[crypto_shorthash_siphashx24_KEYBYTES] = "dekning's tags.";
    unsigned char hash[HASH_BYTES];
    char *tag = arena_alloc(request->arena, 2 * HASH_BYTES + 1);
    const void *bytes = reply->bytes != NULL ? reply->bytes : text_string(&reply->body);
    size_t length = reply->bytes != NULL ? reply->length : reply->body.length;
    if (tag == NULL) {
        return false;
    }
    crypto_shorthash_siphashx24(hash, bytes, length, key);
    sodium_bin2hex(tag, 2 * HASH_BYTES + 1, hash, sizeof hash);
    reply->etag = tag;
    return true;
}

bool
reply_is_compressible(const char *type, size_t length)
{
    static const char *const kinds[] = {
        "text/",         "application/json", "application/problem+json", "application/geo+json",
        "image/svg+xml", "application/yaml"};
    for (size_t i = 0; type != NULL && length >= COMPRESS_MIN && i < sizeof kinds / sizeof kinds[0];
         i++) {
        if (strncmp(type, kinds[i], strlen(kinds[i])) == 0) {
            return true;
        }
    }
    return false;
}

void *
reply_gzip(const void *bytes, size_t length, size_t *out_length)
{
    z_stream stream = {0};
    if (length > UINT32_MAX / 2 ||
        deflateInit2(&stream, COMPRESS_LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return NULL;
    }
    size_t room = deflateBound(&stream, length);
    unsigned char *out = malloc(room);
    if (out != NULL) {
        stream.next_in = (Bytef *)(uintptr_t)bytes; /* only read */
        stream.avail_in = (uInt)length;
        stream.next_out = out;
        stream.avail_out = (uInt)room;
        bool fine = deflate(&stream, Z_FINISH) == Z_STREAM_END && stream.total_out < length;
        *out_length = stream.total_out;
        if (!fine) {
            free(out);
            out = NULL;
        }
    }
    deflateEnd(&stream);
    return out;
}
