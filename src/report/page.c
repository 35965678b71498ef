/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/page.h"

#include "forecast/model.h"
#include "report/json_names.h"
#include "report/render_document.h"

#include <string.h>

/* -- words ------------------------------------------------------------------------------------- */

/* What keys in the documents are called, as far as the template asks. */
static void
write_words(struct json *json, enum language language)
{
    json_open(json, "words", '{');
    json_open(json, "messages", '{');
    json_close(json, '}');
    json_open(json, "words", '{');
    json_close(json, '}');
    JSON_NAMES(json, "units", unit_ids, unit_name, enum unit, language);
    JSON_NAMES(json, "indicators", indicator_ids, indicator_name, enum indicator, language);
    JSON_NAMES(json, "outcomes", outcome_ids, outcome_name, enum outcome, language);
    JSON_NAMES(json, "assumptions", assumption_ids, assumption_name, enum assumption, language);
    json_open(json, "measures", '{');
    json_close(json, '}');
    json_close(json, '}');
}

/* -- the page ---------------------------------------------------------------------------------- */

static void
write_data(const struct page *page, struct text *out)
{
    static const char *const languages[LANGUAGE_COUNT] = {
        [LANGUAGE_NB] = "nb", [LANGUAGE_NN] = "nn", [LANGUAGE_EN] = "en"};
    struct json json = {.out = out};
    char made[DATE_TEXT_SIZE];
    date_write(page->made, made);
    json_open(&json, NULL, '{');
    json_text(&json, "language", languages[page->language]);
    json_text(&json, "made", made);
    write_words(&json, page->language);
    json_key(&json, "shapes");
    text_add(out, page->districts == NULL ? "null" : page->districts);
    json_open(&json, "documents", '{');
    for (size_t i = 0; i < page->chapter_count; i++) {
        json_key(&json, page->chapters[i].key);
        render_document(page->chapters[i].answer, NULL, out);
    }
    json_close(&json, '}');
    json_close(&json, '}');
}

/* Nothing in the data may end the element that holds them, or begin another. */
static void
add_escaped(struct text *out, const struct text *data)
{
    const char *bytes = text_string(data), *end = bytes + data->length;
    while (bytes < end) {
        const char *sign = memchr(bytes, '<', (size_t)(end - bytes));
        const char *until = sign == NULL ? end : sign;
        text_add_bytes(out, bytes, (size_t)(until - bytes));
        if (sign == NULL) {
            return;
        }
        text_add(out, "\\u003c");
        bytes = sign + 1;
    }
}

bool
page_write(const struct page *page, const char *template, size_t length, struct text *out)
{
    const size_t place_length = strlen(PAGE_PLACE);
    size_t place = 0;
    while (place + place_length <= length &&
           memcmp(template + place, PAGE_PLACE, place_length) != 0) {
        place++;
    }
    if (place + place_length > length) {
        return false;
    }
    struct text data;
    text_init(&data, out->limit);
    write_data(page, &data);
    text_add_bytes(out, template, place);
    add_escaped(out, &data);
    text_add_bytes(out, template + place + place_length, length - place - place_length);
    out->failed = out->failed || data.failed;
    text_free(&data);
    return true;
}
