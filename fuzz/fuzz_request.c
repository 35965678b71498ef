/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as what a client sends: the first tells which part of a request the rest are. What is
 * taken is clean, lies inside the input, leads nowhere else, and reads the same when it is written
 * again. */
#include "fuzz.h"
#include "server/request.h"

enum { PARTS_MAX = 4, ARENA_MAX = 1 << 22 };

static void
add_encoded(struct text *out, const char *bytes)
{
    for (; *bytes != '\0'; bytes++) {
        text_format(out, *bytes == '/' ? "/" : "%%%02X", (unsigned char)*bytes);
    }
}

/* A target that says the same with everything encoded that can be. */
static void
write_target(const char *path, const struct http_pair *queries, size_t count, struct text *out)
{
    add_encoded(out, path);
    for (size_t i = 0; i < count; i++) {
        text_add(out, i == 0 ? "?" : "&");
        for (int part = 0; part < 2; part++) {
            const char *bytes = part == 0 ? queries[i].name : queries[i].value;
            text_add(out, part == 0 ? "" : "=");
            for (; *bytes != '\0'; bytes++) {
                text_format(out, "%%%02X", (unsigned char)*bytes);
            }
        }
    }
}

static void
check_target(char *target)
{
    struct http_pair queries[REQUEST_QUERIES_MAX], again[REQUEST_QUERIES_MAX];
    const char *path, *path_again;
    size_t count, count_again;
    struct error error;
    size_t length = strlen(target);
    if (!request_target(target, &path, queries, &count, &error)) {
        require(error.code == ERROR_HTTP_PATH || error.code == ERROR_HTTP_QUERY);
        return;
    }
    require(path == target && path[0] == '/' && request_is_clean(path, strlen(path)));
    require(strstr(path, "//") == NULL && strstr(path, "/../") == NULL &&
            strstr(path, "/./") == NULL && strchr(path, '\\') == NULL);
    size_t end = strlen(path);
    require(end < 3 || strcmp(path + end - 3, "/..") != 0);
    for (size_t i = 0; i < count; i++) {
        require(queries[i].name >= target && queries[i].name < target + length);
        require(queries[i].name[0] != '\0');
        require(request_is_clean(queries[i].name, strlen(queries[i].name)));
        require(request_is_clean(queries[i].value, strlen(queries[i].value)));
    }
    struct text out;
    text_init(&out, 1 << 20);
    write_target(path, queries, count, &out);
    if (!out.failed && out.length <= REQUEST_TARGET_MAX) {
        require(request_target(out.bytes, &path_again, again, &count_again, &error));
        require(strcmp(path, path_again) == 0 && count == count_again);
        for (size_t i = 0; i < count; i++) {
            require(strcmp(queries[i].name, again[i].name) == 0);
            require(strcmp(queries[i].value, again[i].value) == 0);
        }
    }
    text_free(&out);
}

static void
check_cookies(char *header)
{
    struct http_pair cookies[REQUEST_COOKIES_MAX];
    size_t count = 0, length = strlen(header);
    request_cookies(header, cookies, &count);
    require(count <= REQUEST_COOKIES_MAX);
    for (size_t i = 0; i < count; i++) {
        require(cookies[i].name >= header && cookies[i].value <= header + length);
        require(cookies[i].name[0] != '\0' && strpbrk(cookies[i].name, "=;") == NULL);
        require(strchr(cookies[i].value, ';') == NULL);
        require(request_is_clean(cookies[i].value, strlen(cookies[i].value)));
    }
}

static void
write_parts(const struct http_part *parts, size_t count, const char *boundary, struct text *out)
{
    for (size_t i = 0; i < count; i++) {
        text_format(out, "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n",
                    boundary, parts[i].name, parts[i].filename);
        text_format(out, "Content-Type: %s\r\n\r\n", parts[i].content_type);
        text_add_bytes(out, parts[i].bytes, parts[i].length);
        text_add(out, "\r\n");
    }
    text_format(out, "--%s--\r\n", boundary);
}

static bool
holds(const char *bytes, size_t length, const char *word)
{
    size_t size = strlen(word);
    for (size_t at = 0; at + size <= length; at++) {
        if (memcmp(bytes + at, word, size) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether the heads that write_parts makes are short enough. A filename that came as a bare word
 * may hold what ends a quoted one. */
static bool
can_be_written(const struct http_part *parts, size_t count)
{
    bool can = true;
    for (size_t i = 0; i < count; i++) {
        size_t length =
            strlen(parts[i].name) + strlen(parts[i].filename) + strlen(parts[i].content_type);
        can = can && length < REQUEST_PART_HEAD_MAX - 256 && strchr(parts[i].filename, '"') == NULL;
    }
    return can;
}

/* The content type, a line end, and the body. */
static void
check_multipart(char *bytes, size_t size)
{
    struct http_part parts[PARTS_MAX], again[PARTS_MAX];
    struct arena arena;
    struct error error;
    size_t count, count_again, line = strcspn(bytes, "\n");
    const char *body = line < size ? bytes + line + 1 : bytes + size;
    size_t length = (size_t)(bytes + size - body);
    bytes[line < size ? line : size] = '\0';
    arena_init(&arena, ARENA_MAX);
    if (request_multipart(bytes, body, length, &arena, parts, PARTS_MAX, &count, &error)) {
        require(count > 0 && count <= PARTS_MAX);
        struct text out;
        text_init(&out, 1 << 22);
        const char *at = body;
        for (size_t i = 0; i < count; i++) {
            require(parts[i].bytes >= at && parts[i].bytes + parts[i].length <= body + length);
            require(parts[i].name[0] != '\0' && strpbrk(parts[i].filename, "/\\") == NULL);
            require(request_is_clean(parts[i].name, strlen(parts[i].name)));
            at = parts[i].bytes + parts[i].length;
        }
        static const char boundary[] = "0123456789abcdef-written-again";
        write_parts(parts, count, boundary, &out);
        if (can_be_written(parts, count) && !holds(body, length, boundary)) {
            char type[128];
            snprintf(type, sizeof type, "multipart/form-data; boundary=%s", boundary);
            require(request_multipart(type, out.bytes, out.length, &arena, again, PARTS_MAX,
                                      &count_again, &error));
            require(count == count_again);
            for (size_t i = 0; i < count; i++) {
                require(strcmp(parts[i].name, again[i].name) == 0);
                require(parts[i].length == again[i].length);
                require(memcmp(parts[i].bytes, again[i].bytes, parts[i].length) == 0);
            }
        }
        text_free(&out);
    } else {
        require(error.code == ERROR_HTTP_MULTIPART);
    }
    arena_free(&arena);
}

/* A value as each header that is weighed or compared. */
static void
check_header(const char *value)
{
    static const char *const names[] = {"Accept", "Accept-Encoding", "Accept-Language", "If-Match",
                                        "If-None-Match"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct http_pair header = {names[i], value};
        struct http_request request = {.headers = &header, .header_count = 1};
        int weight = http_accepts_type(&request, "text/csv");
        require(weight >= 0 && weight <= 1000);
        require(http_language(&request) < LANGUAGE_COUNT);
        http_accepts_coding(&request, "gzip");
        bool strong = http_if_match(&request, "0a", NULL), weak_too;
        weak_too = http_if_none_match(&request, "0a", NULL);
        require(i == 3 || !strong);
        require(i == 4 || !weak_too);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    /* With a NUL, as all of it has but the body, which is told its length. */
    char *bytes = calloc(size, 1);
    require(bytes != NULL);
    memcpy(bytes, data + 1, size - 1);
    switch (data[0]) {
    case 't':
        check_target(bytes);
        break;
    case 'c':
        check_cookies(bytes);
        break;
    case 'm':
        check_multipart(bytes, size - 1);
        break;
    default:
        check_header(bytes);
        break;
    }
    free(bytes);
    return 0;
}
