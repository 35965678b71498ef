/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/request.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

/* What `expected` says of an address; it is the same in every language. */
static const char path_form[] = "/…, UTF-8, RFC 3986";
static const char query_form[] = "?name=value&…, UTF-8, RFC 3986";
static const char multipart_form[] = "multipart/form-data, RFC 7578";

bool
request_is_clean(const char *bytes, size_t length)
{
    const unsigned char *p = (const unsigned char *)bytes, *end = p + length;
    while (p < end) {
        size_t step = *p < 0x80 ? 1 : text_utf8_length(p, end);
        bool control = *p < 0x20 || *p == 0x7F || (*p == 0xC2 && step == 2 && p[1] < 0xA0);
        if (step == 0 || control) {
            return false;
        }
        p += step;
    }
    return true;
}

static int
hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* Decodes %XX in place, ending it by NUL. False for what is no such thing, for what is not clean
 * text, and for any decoded byte of `refused`. */
static bool
decode(char *text, size_t length, bool plus_is_space, const char *refused)
{
    char *to = text;
    for (size_t at = 0; at < length; at++) {
        char c = text[at];
        if (c == '%') {
            int high = at + 2 < length ? hex_value(text[at + 1]) : -1;
            int low = high >= 0 ? hex_value(text[at + 2]) : -1;
            if (low < 0) {
                return false;
            }
            c = (char)(high * 16 + low);
            if (c == '\0' || strchr(refused, c) != NULL) {
                return false;
            }
            at += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        *to++ = c;
    }
    *to = '\0';
    return request_is_clean(text, (size_t)(to - text));
}

/* Whether no segment of a decoded path is empty (but the last), "." or "..". */
static bool
segments_are_plain(const char *path)
{
    for (const char *at = path; *at == '/';) {
        const char *segment = at + 1;
        size_t length = strcspn(segment, "/");
        bool last = segment[length] == '\0';
        bool dots = (length == 1 && segment[0] == '.') ||
                    (length == 2 && segment[0] == '.' && segment[1] == '.');
        if (dots || (length == 0 && !last)) {
            return false;
        }
        at = segment + length;
    }
    return true;
}

static bool
take_queries(char *query, struct http_pair queries[REQUEST_QUERIES_MAX], size_t *count,
             struct error *error)
{
    for (char *at = query; at != NULL;) {
        size_t length = strcspn(at, "&");
        char *next = at[length] == '&' ? at + length + 1 : NULL;
        size_t name_length = strcspn(at, "=&");
        bool has_value = name_length < length;
        char *value = has_value ? at + name_length + 1 : at + length;
        size_t value_length = has_value ? length - name_length - 1 : 0;
        if (length > 0) {
            if (*count == REQUEST_QUERIES_MAX) {
                error_set(error, ERROR_HTTP_QUERY, NULL, query_form);
                return false;
            }
            /* The value first: ending the name by NUL would hide it. */
            bool fine = name_length > 0 && decode(value, value_length, true, "") &&
                        decode(at, name_length, true, "");
            if (!fine) {
                error_set(error, ERROR_HTTP_QUERY, NULL, query_form);
                return false;
            }
            queries[(*count)++] = (struct http_pair){at, has_value ? value : ""};
        }
        at = next;
    }
    return true;
}

bool
request_target(char *target, const char **path, struct http_pair queries[REQUEST_QUERIES_MAX],
               size_t *query_count, struct error *error)
{
    size_t length = strlen(target), path_length = strcspn(target, "?");
    bool fine =
        target[0] == '/' && length <= REQUEST_TARGET_MAX && strpbrk(target, " \\#\"<>") == NULL;
    char *query = path_length < length ? target + path_length + 1 : NULL;
    *query_count = 0;
    if (!fine || !decode(target, path_length, false, "/\\") || !segments_are_plain(target)) {
        error_set(error, ERROR_HTTP_PATH, NULL, path_form);
        return false;
    }
    *path = target;
    return take_queries(query, queries, query_count, error);
}

void
request_cookies(char *header, struct http_pair cookies[REQUEST_COOKIES_MAX], size_t *count)
{
    for (char *at = header; at != NULL && *count < REQUEST_COOKIES_MAX;) {
        at += strspn(at, " \t");
        size_t length = strcspn(at, ";");
        char *next = at[length] == ';' ? at + length + 1 : NULL;
        size_t name_length = strcspn(at, "=;");
        while (length > 0 && (at[length - 1] == ' ' || at[length - 1] == '\t')) {
            length--;
        }
        at[length] = '\0';
        if (name_length > 0 && name_length < length && request_is_clean(at, length)) {
            at[name_length] = '\0';
            cookies[(*count)++] = (struct http_pair){at, at + name_length + 1};
        }
        at = next;
    }
}

/* -- multipart -- */

static const char *
skip_blank(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    return at;
}

static bool
begins_with(const char *at, const char *end, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(end - at) >= length && strncasecmp(at, word, length) == 0;
}

/* One "; name=value" of a header's parameters, its value a token or quoted. */
struct parameter {
    const char *name, *value;
    size_t name_length, value_length;
};

enum taken { TAKEN, TAKEN_ALL, TAKEN_WRONG };

static enum taken
take_parameter(const char **at, const char *end, struct parameter *out)
{
    const char *p = skip_blank(*at, end);
    if (p == end) {
        return TAKEN_ALL;
    }
    if (*p != ';') {
        return TAKEN_WRONG;
    }
    p = skip_blank(p + 1, end);
    const char *name = p;
    while (p < end && *p != '=' && *p != ';' && *p != '"' && *p != ' ') {
        p++;
    }
    if (p == name || p == end || *p != '=') {
        return TAKEN_WRONG;
    }
    *out = (struct parameter){.name = name, .name_length = (size_t)(p - name)};
    p++;
    bool quoted = p < end && *p == '"';
    p += quoted;
    out->value = p;
    /* Browsers write a quote inside as %22 and never escape it (WHATWG HTML, 4.10.21.8). */
    while (p < end && (quoted ? *p != '"' : *p != ';' && *p != ' ' && *p != '\t' && *p != '"')) {
        p++;
    }
    out->value_length = (size_t)(p - out->value);
    if (quoted && p == end) {
        return TAKEN_WRONG;
    }
    *at = p + quoted;
    return TAKEN;
}

static bool
parameter_is(const struct parameter *parameter, const char *name)
{
    return parameter->name_length == strlen(name) &&
           strncasecmp(parameter->name, name, parameter->name_length) == 0;
}

/* The delimiter "\r\n--boundary" that a content type declares; 0 bytes when it declares none. */
static size_t
read_delimiter(const char *content_type, char out[REQUEST_BOUNDARY_MAX + 5])
{
    static const char kind[] = "multipart/form-data";
    const char *end = content_type + strlen(content_type);
    if (!begins_with(content_type, end, kind)) {
        return 0;
    }
    size_t length = 0;
    struct parameter parameter;
    const char *at = content_type + sizeof kind - 1;
    enum taken taken;
    while ((taken = take_parameter(&at, end, &parameter)) == TAKEN) {
        if (!parameter_is(&parameter, "boundary")) {
            continue;
        }
        bool fine = length == 0 && parameter.value_length > 0 &&
                    parameter.value_length <= REQUEST_BOUNDARY_MAX &&
                    request_is_clean(parameter.value, parameter.value_length);
        if (!fine) {
            return 0;
        }
        memcpy(out, "\r\n--", 4);
        memcpy(out + 4, parameter.value, parameter.value_length);
        length = 4 + parameter.value_length;
    }
    return taken == TAKEN_ALL ? length : 0;
}

static const char *
find(const char *at, const char *end, const char *sought, size_t length)
{
    while ((size_t)(end - at) >= length) {
        at = memchr(at, sought[0], (size_t)(end - at) - length + 1);
        if (at == NULL || memcmp(at, sought, length) == 0) {
            return at;
        }
        at++;
    }
    return NULL;
}

static bool
copy_clean(struct arena *arena, const char *bytes, size_t length, const char **out)
{
    *out = request_is_clean(bytes, length) ? arena_copy(arena, bytes, length) : NULL;
    return *out != NULL;
}

/* "form-data; name=…; filename=…", after the colon. */
static bool
read_disposition(const char *at, const char *end, struct arena *arena, struct http_part *part)
{
    static const char kind[] = "form-data";
    if (!begins_with(at, end, kind) || part->name[0] != '\0') {
        return false;
    }
    at += sizeof kind - 1;
    struct parameter parameter;
    enum taken taken;
    while ((taken = take_parameter(&at, end, &parameter)) == TAKEN) {
        const char *value = parameter.value;
        size_t length = parameter.value_length;
        if (parameter_is(&parameter, "name")) {
            if (part->name[0] != '\0' || !copy_clean(arena, value, length, &part->name)) {
                return false;
            }
        } else if (parameter_is(&parameter, "filename")) {
            for (size_t i = 0; i < length; i++) {
                if (value[i] == '/' || value[i] == '\\') {
                    value += i + 1;
                    length -= i + 1;
                    i = (size_t)-1;
                }
            }
            if (!copy_clean(arena, value, length, &part->filename)) {
                return false;
            }
        }
    }
    return taken == TAKEN_ALL && part->name[0] != '\0';
}

/* The headers of a part, each line ended by CRLF. */
static bool
read_part_head(const char *at, const char *end, struct arena *arena, struct http_part *part)
{
    *part = (struct http_part){.name = "", .filename = "", .content_type = ""};
    while (at < end) {
        const char *line_end = find(at, end, "\r\n", 2);
        const char *colon = line_end == NULL ? NULL : memchr(at, ':', (size_t)(line_end - at));
        if (colon == NULL || colon == at || !request_is_clean(at, (size_t)(line_end - at))) {
            return false;
        }
        const char *value = skip_blank(colon + 1, line_end);
        if (begins_with(at, line_end, "Content-Disposition:")) {
            if (!read_disposition(value, line_end, arena, part)) {
                return false;
            }
        } else if (begins_with(at, line_end, "Content-Type:")) {
            if (!copy_clean(arena, value, (size_t)(line_end - value), &part->content_type)) {
                return false;
            }
        }
        at = line_end + 2;
    }
    return part->name[0] != '\0';
}

bool
request_multipart(const char *content_type, const char *body, size_t length, struct arena *arena,
                  struct http_part *parts, size_t most, size_t *count, struct error *error)
{
    char delimiter[REQUEST_BOUNDARY_MAX + 5];
    size_t size = read_delimiter(content_type, delimiter);
    *count = 0;
    error_set(error, ERROR_HTTP_MULTIPART, NULL, multipart_form);
    /* The first delimiter has no line before it. */
    if (size == 0 || length < size - 2 || memcmp(body, delimiter + 2, size - 2) != 0) {
        return false;
    }
    const char *at = body + size - 2, *end = body + length;
    while (end - at >= 2 && at[0] == '\r' && at[1] == '\n') {
        at += 2;
        size_t room =
            (size_t)(end - at) < REQUEST_PART_HEAD_MAX ? (size_t)(end - at) : REQUEST_PART_HEAD_MAX;
        const char *head_end = find(at, at + room, "\r\n\r\n", 4);
        if (head_end == NULL || *count == most ||
            !read_part_head(at, head_end + 2, arena, &parts[*count])) {
            return false;
        }
        struct http_part *part = &parts[(*count)++];
        part->bytes = head_end + 4;
        /* An empty part's delimiter begins with the line end that ended its head. */
        const char *part_end = find(head_end + 2, end, delimiter, size);
        if (part_end == NULL) {
            return false;
        }
        part->length = part_end < part->bytes ? 0 : (size_t)(part_end - part->bytes);
        at = part_end + size;
    }
    bool ended = *count > 0 && end - at >= 2 && at[0] == '-' && at[1] == '-';
    at += ended ? 2 : 0;
    return ended && (at == end || (end - at == 2 && at[0] == '\r' && at[1] == '\n'));
}

/* -- what the headers say -- */

static const char *
value_of(const struct http_pair *pairs, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(pairs[i].name, name) == 0) {
            return pairs[i].value;
        }
    }
    return NULL;
}

const char *
http_header(const struct http_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++) {
        if (strcasecmp(request->headers[i].name, name) == 0) {
            return request->headers[i].value;
        }
    }
    return NULL;
}

const char *
http_query(const struct http_request *request, const char *name)
{
    return value_of(request->queries, request->query_count, name);
}

const char *
http_cookie(const struct http_request *request, const char *name)
{
    return value_of(request->cookies, request->cookie_count, name);
}

const char *
http_method_name(enum http_method method)
{
    static const char *const names[] = {
        [HTTP_GET] = "GET",         [HTTP_HEAD] = "HEAD",   [HTTP_POST] = "POST",
        [HTTP_PUT] = "PUT",         [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE",
        [HTTP_OPTIONS] = "OPTIONS", [HTTP_OTHER] = "OTHER",
    };
    return names[method];
}

bool
request_host_is_local(const char *host)
{
    char name[64];
    struct in_addr four;
    const bool six = host[0] == '[';
    const size_t length = six ? strcspn(host, "]") + 1 : strcspn(host, ":");
    if (length >= sizeof name || length > strlen(host)) {
        return false;
    }
    memcpy(name, host, length);
    name[length] = '\0';
    const char *port = host + length;
    if (port[0] != '\0' && (port[0] != ':' || port[1 + strspn(port + 1, "0123456789")] != '\0')) {
        return false;
    }
    return strcasecmp(name, "localhost") == 0 || strcmp(name, "[::1]") == 0 ||
           (inet_pton(AF_INET, name, &four) == 1 && ntohl(four.s_addr) >> 24 == 127);
}

bool
http_multipart(const struct http_request *request, struct http_part *parts, size_t most,
               size_t *count, struct error *error)
{
    const char *content_type = http_header(request, "Content-Type");
    return request_multipart(content_type == NULL ? "" : content_type, request->body,
                             request->length, request->arena, parts, most, count, error);
}

/* One "word;q=0.5" of a header that weighs words, 0 … 1000. False at the end. */
struct weighed {
    const char *word;
    size_t length;
    int weight;
};

static int
read_weight(const char *at, const char *end)
{
    if (at == end || (*at != '0' && *at != '1')) {
        return 0;
    }
    int weight = (*at - '0') * 1000;
    if (++at < end && *at == '.') {
        int unit = 100;
        for (at++; at < end && *at >= '0' && *at <= '9' && unit > 0; at++, unit /= 10) {
            weight += (*at - '0') * unit;
        }
    }
    return weight > 1000 ? 1000 : weight;
}

static bool
take_weighed(const char **at, struct weighed *out)
{
    const char *p = *at;
    p += strspn(p, " \t,");
    if (*p == '\0') {
        return false;
    }
    const char *end = p + strcspn(p, ",");
    *out = (struct weighed){.word = p, .length = strcspn(p, ",; \t"), .weight = 1000};
    for (const char *mark = memchr(p, ';', (size_t)(end - p)); mark != NULL;
         mark = memchr(mark, ';', (size_t)(end - mark))) {
        mark = skip_blank(mark + 1, end);
        if (begins_with(mark, end, "q=")) {
            out->weight = read_weight(mark + 2, end);
        }
    }
    *at = end;
    return true;
}

static bool
weighed_is(const struct weighed *weighed, const char *word)
{
    return weighed->length == strlen(word) &&
           strncasecmp(weighed->word, word, weighed->length) == 0;
}

enum language
http_language(const struct http_request *request)
{
    static const struct {
        const char *word;
        enum language language;
    } words[] = {
        {"nb", LANGUAGE_NB}, {"no", LANGUAGE_NB}, {"nn", LANGUAGE_NN}, {"en", LANGUAGE_EN}};
    const char *asked = http_query(request, "lang");
    const char *header = asked != NULL ? asked : http_header(request, "Accept-Language");
    enum language best = LANGUAGE_NB;
    int weight = 0;
    struct weighed weighed;
    while (header != NULL && take_weighed(&header, &weighed)) {
        /* "en-GB" is English. */
        size_t length = 0;
        while (length < weighed.length && weighed.word[length] != '-') {
            length++;
        }
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            if (length == 2 && strncasecmp(weighed.word, words[i].word, 2) == 0 &&
                weighed.weight > weight) {
                best = words[i].language;
                weight = weighed.weight;
            }
        }
    }
    return best;
}

bool
http_accepts_coding(const struct http_request *request, const char *coding)
{
    const char *header = http_header(request, "Accept-Encoding");
    int any = 0;
    struct weighed weighed;
    while (header != NULL && take_weighed(&header, &weighed)) {
        if (weighed_is(&weighed, coding)) {
            return weighed.weight > 0;
        }
        any = weighed_is(&weighed, "*") ? weighed.weight : any;
    }
    return any > 0;
}

int
http_accepts_type(const struct http_request *request, const char *type)
{
    const char *header = http_header(request, "Accept");
    if (header == NULL || header[0] == '\0') {
        return 1000;
    }
    size_t major = strcspn(type, "/") + 1; /* with its slash */
    int exactness = 0, weight = 0;
    struct weighed weighed;
    while (take_weighed(&header, &weighed)) {
        bool same_major = weighed.length == major + 1 && weighed.word[major] == '*' &&
                          strncasecmp(weighed.word, type, major) == 0;
        int exact = weighed_is(&weighed, type)    ? 3
                    : same_major                  ? 2
                    : weighed_is(&weighed, "*/*") ? 1
                                                  : 0;
        if (exact > exactness) {
            exactness = exact;
            weight = weighed.weight;
        }
    }
    return weight;
}

/* How a tag is compared: strongly or weakly (RFC 9110, 8.8.3.2), or strongly as far as its state.
 */
enum tag_match { TAG_STRONG, TAG_WEAK, TAG_STATE };

/* Whether a list of entity tags names this one. A reply that was compressed on its way has "-gz"
 * added to its tag, as another representation must; it is the same state of the same thing. */
static bool
names_tag(const char *header, const char *etag, enum tag_match match)
{
    size_t length = strlen(etag);
    const char *at = header;
    at += strspn(at, " \t");
    if (*at == '*') {
        return true;
    }
    while (*at != '\0') {
        at += strspn(at, " \t,");
        bool weak = strncmp(at, "W/", 2) == 0;
        at += weak ? 2 : 0;
        if (*at != '"') {
            return false;
        }
        size_t found = strcspn(++at, "\"");
        size_t plain = found > 3 && strncmp(at + found - 3, "-gz", 3) == 0 ? found - 3 : found;
        if (at[found] != '"') {
            return false;
        }
        bool whole = found == length || plain == length;
        bool state = match == TAG_STATE && found > length && at[length] == '.';
        bool same = (whole || state) && strncmp(at, etag, length) == 0;
        if (same && (match == TAG_WEAK || !weak)) {
            return true;
        }
        at += found + 1;
    }
    return false;
}

static bool
header_names_tag(const struct http_request *request, const char *name, const char *etag,
                 enum tag_match match, bool *given)
{
    const char *header = http_header(request, name);
    if (given != NULL) {
        *given = header != NULL;
    }
    return header != NULL && names_tag(header, etag, match);
}

bool
http_if_match(const struct http_request *request, const char *etag, bool *given)
{
    return header_names_tag(request, "If-Match", etag, TAG_STRONG, given);
}

bool
http_if_match_state(const struct http_request *request, const char *state)
{
    return header_names_tag(request, "If-Match", state, TAG_STATE, NULL);
}

bool
http_if_none_match(const struct http_request *request, const char *etag, bool *given)
{
    return header_names_tag(request, "If-None-Match", etag, TAG_WEAK, given);
}
