/* SPDX-License-Identifier: EUPL-1.2 */
#include "server/problem.h"

#include <assert.h>
#include <string.h>

enum { DETAIL_BYTES_MAX = 4096 };

/* Statuses of errors that are neither the input's (400) nor the server's own fault (500). */
static const struct {
    enum error_code code;
    int status;
} statuses[] = {
    {ERROR_HTTP_LENGTH, 411},
    {ERROR_HTTP_BODY_LARGE, 413},
    {ERROR_HTTP_MEDIA, 415},
    {ERROR_HTTP_NOT_ACCEPTABLE, 406},
    {ERROR_NOT_FOUND, 404},
    {ERROR_METHOD_NOT_ALLOWED, 405},
    {ERROR_UNAUTHORISED, 401},
    {ERROR_FORBIDDEN, 403},
    {ERROR_CSRF, 403},
    {ERROR_PRECONDITION_FAILED, 412},
    {ERROR_TOO_MANY_REQUESTS, 429},
    {ERROR_TOO_MANY_STREAMS, 429},
    {ERROR_BUSY, 503},
    {ERROR_STOPPING, 503},
    /* the API's */
    {ERROR_LOGIN_FAILED, 401},
    {ERROR_JOB_UNKNOWN, 404},
    {ERROR_REQUEST_RUNNING, 409},
    {ERROR_REQUEST_OTHER, 422},
    {ERROR_NO_FIGURE, 422},
    {ERROR_CANNOT_ANSWER, 422},
    /* what there is none of in the register, or not now */
    {ERROR_REGISTER_PERSON, 404},
    {ERROR_REGISTER_LIST, 404},
    {ERROR_REGISTER_NONE, 404},
    {ERROR_MONTH_NOT_CLOSED, 404},
    {ERROR_STORE_ABSENT, 404},
    {ERROR_MONTH_OTHER, 409},
    {ERROR_MONTH_PASSED, 409},
    {ERROR_MONTH_NOT_ENDED, 409},
    {ERROR_MONTH_CLOSED, 409},
    {ERROR_STORE_BUSY, 503},
};

/* What a status is called: the titles of problems, which are the same whatever happened. */
static const struct {
    int status;
    const char *title[LANGUAGE_COUNT];
} titles[] = {
    {400,
     {"Noe er feil i det som ble sendt", "Noko er feil i det som blei sendt",
      "Something is wrong in what was sent"}},
    {401, {"Du er ikke logget inn", "Du er ikkje logga inn", "You are not logged in"}},
    {403, {"Ingen tilgang", "Ingen tilgang", "No access"}},
    {404, {"Finnes ikke", "Finst ikkje", "Not found"}},
    {405, {"Kan ikke gjøres her", "Kan ikkje gjerast her", "Cannot be done here"}},
    {406, {"Ikke i den formen", "Ikkje i den forma", "Not in that form"}},
    {409, {"Avslått", "Avslått", "Refused"}},
    {411, {"Lengden mangler", "Lengda manglar", "The length is missing"}},
    {412, {"Endret i mellomtiden", "Endra i mellomtida", "Changed in the meantime"}},
    {413, {"For stort", "For stort", "Too large"}},
    {415, {"Feil type", "Feil type", "Wrong type"}},
    {422,
     {"Noe er feil i tabellene", "Noko er feil i tabellane", "Something is wrong in the tables"}},
    {429, {"For mange forespørsler", "For mange førespurnader", "Too many requests"}},
    {500,
     {"Noe gikk galt i tjeneren", "Noko gjekk gale i tenaren",
      "Something went wrong in the server"}},
    {503, {"Ikke tilgjengelig nå", "Ikkje tilgjengeleg no", "Not available now"}},
};

int
problem_status(enum error_code code)
{
    assert(code < ERROR_COUNT);
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        if (statuses[i].code == code) {
            return statuses[i].status;
        }
    }
    return error_class(code) == ERROR_CLASS_INTERNAL ? 500 : 400;
}

static const char *
title_of(int status, enum language language)
{
    size_t common = status >= 500 ? 500 : 400;
    const char *title = NULL;
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        if (titles[i].status == status || (titles[i].status == (int)common && title == NULL)) {
            title = titles[i].title[language];
        }
    }
    return title;
}

static const char *const codes[] = {
#define ERROR(code, class, nb, nn, en) #code,
#include "base/error.def"
#undef ERROR
};

void
problem_name(enum error_code code, char out[PROBLEM_NAME_MAX])
{
    assert(code < ERROR_COUNT && strlen(codes[code]) < PROBLEM_NAME_MAX);
    size_t i = 0;
    for (; codes[code][i] != '\0'; i++) {
        char c = codes[code][i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    out[i] = '\0';
}

void
problem_open(struct http_reply *reply, const struct http_request *request, const char *type,
             int status, const char *title, const char *detail, struct json *json)
{
    size_t limit = reply->body.limit;
    text_free(&reply->body);
    text_init(&reply->body, limit);
    if (reply->release != NULL) {
        reply->release(reply->held);
    }
    reply->release = NULL;
    reply->bytes = NULL;
    reply->length = 0;
    reply->events = NULL;
    reply->etag = NULL;
    reply->status = status;
    reply->content_type = PROBLEM_CONTENT_TYPE;
    reply->problem = type;
    *json = (struct json){.out = &reply->body};
    json_open(json, NULL, '{');
    char whole[sizeof PROBLEM_TYPE + PROBLEM_NAME_MAX] = PROBLEM_TYPE;
    strncat(whole, type, PROBLEM_NAME_MAX);
    json_text(json, "type", whole);
    json_text(json, "title", title != NULL ? title : title_of(status, http_language(request)));
    json_number(json, "status", status);
    if (detail != NULL) {
        json_text(json, "detail", detail);
    }
}

void
problem_close(struct json *json)
{
    json_close(json, '}');
}

/* Adds what an error says for programs. */
static void
add_place(struct json *json, const struct error *error)
{
    if (error->file[0] != '\0') {
        json_text(json, "file", error->file);
    }
    if (error->line > 0) {
        json_number(json, "line", error->line);
    }
    if (error->column > 0) {
        json_number(json, "column", error->column);
    }
    if (error->field[0] != '\0') {
        json_text(json, "field", error->field);
    }
    if (error->found[0] != '\0') {
        json_text(json, "found", error->found);
    }
    if (error->expected[0] != '\0') {
        json_text(json, "expected", error->expected);
    }
}

/* The type of a code, for as long as the request. */
static const char *
type_of(const struct http_request *request, enum error_code code)
{
    char name[PROBLEM_NAME_MAX];
    problem_name(code, name);
    const char *kept = arena_copy(request->arena, name, strlen(name));
    return kept == NULL ? "memory" : kept;
}

void
problem_reply(struct http_reply *reply, const struct http_request *request,
              const struct error *error)
{
    struct json json;
    struct text detail;
    int status = problem_status(error->code);
    bool told = status != 500;
    text_init(&detail, DETAIL_BYTES_MAX);
    error_write(error, http_language(request), &detail);
    problem_open(reply, request, type_of(request, error->code), status, NULL,
                 told ? text_string(&detail) : NULL, &json);
    if (told) {
        add_place(&json, error);
    }
    problem_close(&json);
    text_free(&detail);
}

void
problem_reply_code(struct http_reply *reply, const struct http_request *request,
                   enum error_code code)
{
    struct error error;
    error_set(&error, code, NULL, NULL);
    problem_reply(reply, request, &error);
}

void
problem_reply_all(struct http_reply *reply, const struct http_request *request,
                  const struct problems *problems)
{
    struct json json;
    struct text words;
    enum language language = http_language(request);
    assert(problems->count > 0);
    text_init(&words, DETAIL_BYTES_MAX);
    error_write(&problems->errors[0], language, &words);
    problem_open(reply, request, type_of(request, problems->errors[0].code), 422, NULL,
                 text_string(&words), &json);
    json_open(&json, "errors", '[');
    for (size_t i = 0; i < problems->count; i++) {
        char name[PROBLEM_NAME_MAX];
        problem_name(problems->errors[i].code, name);
        text_free(&words);
        error_write(&problems->errors[i], language, &words);
        json_open(&json, NULL, '{');
        json_text(&json, "code", name);
        add_place(&json, &problems->errors[i]);
        json_text(&json, "text", text_string(&words));
        json_close(&json, '}');
    }
    json_close(&json, ']');
    if (problems->dropped > 0) {
        json_number(&json, "dropped", (double)problems->dropped);
    }
    problem_close(&json);
    text_free(&words);
}
