/* SPDX-License-Identifier: EUPL-1.2 */
#include "server/asset.h"

#include <string.h>

static const char shell[] = "index.html";
static const char policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'";

static const struct {
    const char *ending, *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
};

static const struct embedded_file *
find(const struct embedded_file *files, const char *name, const char *ending)
{
    size_t length = strlen(name);
    for (; files->name != NULL; files++) {
        if (strncmp(files->name, name, length) == 0 && strcmp(files->name + length, ending) == 0) {
            return files;
        }
    }
    return NULL;
}

static const char *
ending_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot == NULL ? "" : dot;
}

static const char *
type_of(const char *name)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(ending_of(name), types[i].ending) == 0) {
            return types[i].type;
        }
    }
    return "application/octet-stream";
}

/* Whether the name has the hash that esbuild puts before the ending: "-" and eight of A–Z, 2–7. */
static bool
is_hashed(const char *name)
{
    enum { HASH_LENGTH = 8 };
    const char *dot = strrchr(name, '.');
    if (dot == NULL || dot - name < HASH_LENGTH + 2) {
        return false;
    }
    const char *hash = dot - HASH_LENGTH;
    return hash[-1] == '-' && strspn(hash, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == HASH_LENGTH;
}

static void
answer_with(const struct embedded_file *files, const struct embedded_file *file,
            const struct http_request *request, struct http_reply *reply)
{
    static const struct {
        const char *coding, *ending;
    } codings[] = {{"br", ".br"}, {"gzip", ".gz"}};
    const struct embedded_file *sent = file;
    bool varies = false;
    for (size_t i = 0; i < sizeof codings / sizeof codings[0]; i++) {
        const struct embedded_file *twin = find(files, file->name, codings[i].ending);
        varies = varies || twin != NULL;
        if (twin != NULL && sent == file && http_accepts_coding(request, codings[i].coding)) {
            sent = twin;
            reply_header(reply, "Content-Encoding", codings[i].coding);
        }
    }
    if (varies) {
        reply_header(reply, "Vary", "Accept-Encoding");
    }
    reply->bytes = sent->bytes;
    reply->length = sent->length;
    reply->content_type = type_of(file->name);
    bool hashed = is_hashed(file->name);
    reply_header(reply, "Cache-Control",
                 hashed ? "public, max-age=31536000, immutable" : "no-cache");
    if (!hashed) {
        reply_etag(reply, request);
    }
}

bool
asset_reply(const struct embedded_file *files, const struct http_request *request,
            struct http_reply *reply)
{
    static const char folder[] = "/assets/", api[] = "/api/";
    const char *path = request->path;
    if (strncmp(path, api, sizeof api - 1) == 0) {
        return false;
    }
    bool in_folder = strncmp(path, folder, sizeof folder - 1) == 0;
    const char *name = path + (in_folder ? sizeof folder - 1 : 1);
    const struct embedded_file *file =
        name[0] == '\0' || strchr(name, '/') != NULL ? NULL : find(files, name, "");
    const char *segment = strrchr(path, '/');
    if (file == NULL && !in_folder && strchr(segment, '.') == NULL) {
        file = find(files, shell, "");
    }
    if (file == NULL) {
        return false;
    }
    answer_with(files, file, request, reply);
    return true;
}

static bool
has_header(const struct http_reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++) {
        if (strcmp(reply->headers[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

void
asset_secure(const struct http_request *request, struct http_reply *reply)
{
    reply_header(reply, "Content-Security-Policy", policy);
    reply_header(reply, "X-Content-Type-Options", "nosniff");
    reply_header(reply, "Referrer-Policy", "no-referrer");
    reply_header(reply, "Permissions-Policy",
                 "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    reply_header(reply, "Cross-Origin-Opener-Policy", "same-origin");
    reply_header(reply, "Cross-Origin-Resource-Policy", "same-origin");
    if (request->secure) {
        reply_header(reply, "Strict-Transport-Security", "max-age=31536000");
    }
    if (!has_header(reply, "Cache-Control")) {
        reply_header(reply, "Cache-Control", "no-store");
    }
}
