/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as CSV: what is read lies inside the input and is clean UTF-8, errors have a place,
 * lines only go forward, and what was read can be written and read again. */
#include "base/csv.h"
#include "fuzz.h"

/* A decoder by the arithmetic of UTF-8, unlike the tables of the reader: whether all of it is code
 * points that may stand in a field. */
static bool
is_clean_text(const unsigned char *bytes, size_t length)
{
    static const uint32_t first[] = {0, 0, 0x80, 0x800, 0x10000};
    for (size_t at = 0; at < length;) {
        uint32_t c = bytes[at];
        size_t size = c < 0x80 ? 1 : c >> 5 == 6 ? 2 : c >> 4 == 14 ? 3 : c >> 3 == 30 ? 4 : 0;
        if (size == 0 || size > length - at) {
            return false;
        }
        c &= size == 1 ? 0x7F : 0xFFU >> (size + 1);
        for (size_t i = 1; i < size; i++) {
            if (bytes[at + i] >> 6 != 2) {
                return false;
            }
            c = c << 6 | (bytes[at + i] & 0x3F);
        }
        bool control = c == 0x7F || (c < 0x20 && c != '\t' && c != '\n' && c != '\r');
        if (control || c < first[size == 1 ? 0 : size] || c > 0x10FFFF ||
            (c >= 0xD800 && c < 0xE000)) {
            return false;
        }
        at += size;
    }
    return true;
}

static void
check_row(const struct csv_reader *reader, const char *input, size_t size)
{
    require(reader->field_count >= 1 && reader->field_count <= CSV_FIELDS_MAX);
    for (size_t i = 0; i < reader->field_count; i++) {
        const struct csv_field *field = &reader->fields[i];
        require(field->bytes >= input && field->bytes + field->length <= input + size);
        require(field->length <= CSV_FIELD_BYTES_MAX);
        require(is_clean_text((const unsigned char *)field->bytes, field->length));
    }
}

static void
check_error(const struct csv_reader *reader, const struct error *error)
{
    require(error->code >= ERROR_CSV_NUL && error->code <= ERROR_CSV_FIELDS_MANY);
    require(error->line == reader->line);
    require(error->column >= 1 && error->column <= CSV_FIELDS_MAX + 1);
    require(error->file[0] == '\0' && error->field[0] == '\0');
}

static void
write_row(const struct csv_reader *reader, struct text *out)
{
    for (size_t i = 0; i < reader->field_count; i++) {
        char *value = malloc(reader->fields[i].length + 1);
        require(value != NULL);
        memcpy(value, reader->fields[i].bytes, reader->fields[i].length);
        value[reader->fields[i].length] = '\0';
        text_add(out, i > 0 ? "," : "");
        if (reader->field_count == 1 && value[0] == '\0') {
            text_add(out, "\"\""); /* not a blank line */
        }
        csv_write_field(out, value);
        free(value);
    }
    text_add(out, "\n");
}

/* Adds every right row of the input to `out`, in canonical form; returns how many there were. */
static size_t
read_all(char *input, size_t size, struct text *out, bool must_be_right)
{
    int newlines = 0;
    for (size_t i = 0; i < size; i++) {
        newlines += input[i] == '\n';
    }
    struct csv_reader reader;
    struct error error;
    csv_open(&reader, input, size);
    size_t rows = 0;
    int line = 0;
    for (enum csv_result result; (result = csv_next(&reader, &error)) != CSV_END;) {
        require(reader.line > line && reader.line <= newlines + 1);
        line = reader.line;
        if (result == CSV_WRONG) {
            require(!must_be_right);
            check_error(&reader, &error);
            continue;
        }
        check_row(&reader, input, size);
        write_row(&reader, out);
        rows++;
    }
    require(reader.at == reader.end);
    require(csv_next(&reader, &error) == CSV_END);
    return rows;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text once, twice;
    text_init(&once, 16 * 1024 * 1024);
    text_init(&twice, 16 * 1024 * 1024);
    text_add(&once, "header\n"); /* so that a field is never taken for a byte-order mark */
    char *input = copy_of(data, size);
    size_t rows = read_all(input, size, &once, false);
    free(input);
    char *again = copy_of(once.bytes, once.length);
    require(read_all(again, once.length, &twice, true) == rows + 1);
    free(again);
    require(!once.failed && !twice.failed);
    require(strcmp(text_string(&once), text_string(&twice)) == 0);
    text_free(&once);
    text_free(&twice);
    return 0;
}
