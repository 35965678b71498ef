/* SPDX-License-Identifier: EUPL-1.2 */
/* The description of the API as a page: plain HTML, made from the same tables as the
 * specification. */
#include "server/api_private.h"

#include "register/operation.h"

#include <string.h>

static const struct {
    const char *title, *lead, *specification, *routes, *parameters, *roles, *body, *answer,
        *operations, *argument, *needed, *meaning, *anybody;
} words[LANGUAGE_COUNT] = {
    {"API-et til Dekning",
     "Alt brettet viser, kan hentes og gjøres herfra. Svar er dokumenter med ord på det språket "
     "det "
     "bes om (?lang=nb, nn eller en); feil er problemdokumenter (RFC 9457).",
     "Hele spesifikasjonen (OpenAPI)", "Ruter", "Parametere", "Roller", "Det som sendes", "Svar",
     "Handlinger i registeret", "argument", "må være med", "betydning", "alle"},
    {"API-et til Dekning",
     "Alt brettet viser, kan hentast og gjerast herfrå. Svar er dokument med ord på det språket "
     "det "
     "blir bede om (?lang=nb, nn eller en); feil er problemdokument (RFC 9457).",
     "Heile spesifikasjonen (OpenAPI)", "Ruter", "Parametrar", "Roller", "Det som blir sendt",
     "Svar", "Handlingar i registeret", "argument", "må vere med", "tyding", "alle"},
    {"Dekning's API",
     "All that the board shows can be fetched and done from here. Answers are documents with words "
     "in the language asked for (?lang=nb, nn or en); what is wrong is a problem document (RFC "
     "9457).",
     "The whole specification (OpenAPI)", "Routes", "Parameters", "Roles", "What is sent", "Answer",
     "Operations of the register", "argument", "needed", "meaning", "everybody"},
};

static void
add_escaped(struct text *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '<':
            text_add(out, "&lt;");
            break;
        case '>':
            text_add(out, "&gt;");
            break;
        case '&':
            text_add(out, "&amp;");
            break;
        case '"':
            text_add(out, "&quot;");
            break;
        default:
            text_add_char(out, *text);
        }
    }
}

static void
add_element(struct text *out, const char *name, const char *text)
{
    text_format(out, "<%s>", name);
    add_escaped(out, text);
    text_format(out, "</%s>", name);
}

static void
write_parameters(struct text *out, const struct route *route, enum language language)
{
    const struct question *question = route_question(route);
    const bool options = question != NULL && question->options[0] != OPTION_COUNT;
    if (!options && route->query == NULL) {
        return;
    }
    text_format(out, "<h4>%s</h4><dl>", words[language].parameters);
    for (size_t o = 0; options && question->options[o] != OPTION_COUNT; o++) {
        text_add(out, "<dt><code>");
        text_format(out, "?%s=", option_name(question->options[o]));
        add_escaped(out, option_metavar(question->options[o])[0] == '\0'
                             ? "yes"
                             : option_metavar(question->options[o]));
        text_add(out, "</code></dt>");
        add_element(out, "dd", option_about(question->options[o], language));
    }
    for (const struct route_query *query = route->query; query != NULL && query->name != NULL;
         query++) {
        text_format(out, "<dt><code>?%s=%s</code></dt>", query->name, query->form);
        add_element(out, "dd", query->about[language]);
    }
    text_add(out, "</dl>");
}

static void
write_fields(struct text *out, const struct body_schema *schema, enum language language)
{
    text_add(out, "<dl>");
    for (size_t f = 0; f < schema->count; f++) {
        const struct body_field *field = &schema->fields[f];
        text_format(out, "<dt><code>%s</code>%s</dt>", field->name, field->required ? " *" : "");
        add_element(out, "dd", field->about[language]);
    }
    text_add(out, "</dl>");
}

static void
write_route(struct text *out, const struct route *route, enum language language)
{
    text_format(out, "<section id=\"%s\"><h3><code>%s ", route->id,
                http_method_name(route->method));
    add_escaped(out, route->path);
    text_add(out, "</code></h3>");
    add_element(out, "p", route_about(route, language));
    text_format(out, "<p>%s: ", words[language].roles);
    if (route->access == ACCESS_ANYBODY) {
        text_add(out, words[language].anybody);
    }
    bool more = false;
    for (int role = 0; role < ROLE_COUNT; role++) {
        if (route->access != ACCESS_ANYBODY && role_may((enum role)role, route->roles)) {
            text_format(out, "%s%s", more ? ", " : "", role_name((enum role)role, language));
            more = true;
        }
    }
    text_add(out, "</p>");
    write_parameters(out, route, language);
    if (route->body != NULL) {
        text_format(out, "<h4>%s</h4>", words[language].body);
        write_fields(out, route->body, language);
    }
    if (route->content_type != NULL) {
        text_format(out, "<p>%s: %d <code>%s</code>, <code>%s</code></p>", words[language].answer,
                    route->status, route->content_type, route->reply);
    }
    text_add(out, "</section>");
}

static void
write_operation(struct text *out, enum operation_kind kind, enum language language)
{
    text_format(out, "<section id=\"operation-%s\"><h3><code>%s</code></h3>", operation_id(kind),
                operation_id(kind));
    add_element(out, "p", operation_about(kind, language));
    text_format(out,
                "<table><thead><tr><th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
                "<th scope=\"col\">%s</th></tr></thead><tbody>",
                words[language].argument, words[language].needed, words[language].meaning);
    for (int a = 0; a < ARGUMENT_COUNT; a++) {
        const enum argument argument = (enum argument)a;
        if (!operation_may_have(kind, argument)) {
            continue;
        }
        text_format(
            out, "<tr><td><code>%s</code></td><td>%s</td>", argument_id(argument),
            message_text(operation_needs(kind, argument) ? MESSAGE_yes : MESSAGE_no, language));
        add_element(out, "td",
                    option_about((enum option_id)(OPTION_argument_person + a), language));
        text_add(out, "</tr>");
    }
    text_add(out, "</tbody></table></section>");
}

void
api_docs(struct call *call)
{
    static const char *const languages[LANGUAGE_COUNT] = {"nb", "nn", "en"};
    struct text *out = &call->reply->body;
    const enum language language = call->language;
    if (!call_check_query(call, NULL)) {
        return;
    }
    text_format(out,
                "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
                "<meta name=\"viewport\" content=\"width=device-width\">"
                "<link rel=\"icon\" href=\"/assets/icon.svg\" type=\"image/svg+xml\">",
                languages[language]);
    add_element(out, "title", words[language].title);
    text_add(out, "</head><body><main>");
    add_element(out, "h1", words[language].title);
    add_element(out, "p", words[language].lead);
    text_format(out, "<p><a href=\"/api/v1/openapi.yaml\">%s</a></p>",
                words[language].specification);
    add_element(out, "h2", words[language].routes);
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        write_route(out, &routes[i], language);
    }
    add_element(out, "h2", words[language].operations);
    for (int k = 0; k < OPERATION_COUNT; k++) {
        write_operation(out, (enum operation_kind)k, language);
    }
    text_add(out, "</main></body></html>\n");
    call_done(call);
}
