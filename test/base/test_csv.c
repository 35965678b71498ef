/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const codes[] = {
#define ERROR(code, class, nb, nn, en) #code,
#include "base/error.def"
#undef ERROR
};

/* What reading gives, in words: "line:field|field" a row, "line,field!CODE found expected" an
 * error. The input is copied to a block of exactly its size, so that a sanitizer sees a byte read
 * beyond it. */
static char *
reading(const char *bytes, size_t length)
{
    char *input = malloc(length == 0 ? 1 : length);
    memcpy(input, bytes, length);
    struct text out;
    text_init(&out, 4 * 1024 * 1024);
    struct csv_reader reader;
    csv_open(&reader, input, length);
    struct error error;
    enum csv_result result;
    while ((result = csv_next(&reader, &error)) != CSV_END) {
        if (result == CSV_WRONG) {
            assert_int_equal(error.line, reader.line);
            text_format(&out, "%d,%d!%s", error.line, error.column, codes[error.code]);
            text_format(&out, error.found[0] != '\0' ? " %s" : "%s", error.found);
            text_format(&out, error.expected[0] != '\0' ? " %s\n" : "%s\n", error.expected);
            continue;
        }
        text_format(&out, "%d:", reader.line);
        for (size_t i = 0; i < reader.field_count; i++) {
            text_add(&out, i == 0 ? "" : "|");
            text_add_bytes(&out, reader.fields[i].bytes, reader.fields[i].length);
        }
        text_add(&out, "\n");
    }
    assert_int_equal(csv_next(&reader, &error), CSV_END);
    assert_false(out.failed);
    char *result_text = malloc(out.length + 1);
    memcpy(result_text, text_string(&out), out.length + 1);
    text_free(&out);
    free(input);
    return result_text;
}

struct csv_case {
    const char *input;
    size_t length;
    const char *reading;
};

#define CASE(input, reading)                                                                       \
    {                                                                                              \
        input, sizeof input - 1, reading                                                           \
    }

static void
check(const struct csv_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *got = reading(cases[i].input, cases[i].length);
        if (strcmp(got, cases[i].reading) != 0) {
            fail_msg("case %zu: \"%s\" was read as\n%snot\n%s", i, cases[i].input, got,
                     cases[i].reading);
        }
        free(got);
    }
}

static void
the_form_of_rfc_4180_is_read(void **state)
{
    (void)state;
    static const struct csv_case cases[] = {
        CASE("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n",
             "1:aaa|bbb|ccc\n2:zzz|yyy|xxx\n"),                               /* RFC 4180 § 2.1 */
        CASE("aaa,bbb,ccc\r\nzzz,yyy,xxx", "1:aaa|bbb|ccc\n2:zzz|yyy|xxx\n"), /* § 2.2 */
        CASE("aaa, bbb ,ccc\n", "1:aaa| bbb |ccc\n"), /* § 2.4: spaces count */
        CASE("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx",
             "1:aaa|bbb|ccc\n2:zzz|yyy|xxx\n"), /* § 2.5 */
        CASE("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx",
             "1:aaa|b\r\nbb|ccc\n3:zzz|yyy|xxx\n"),               /* § 2.6 */
        CASE("\"aaa\",\"b\"\"bb\",\"ccc\"", "1:aaa|b\"bb|ccc\n"), /* § 2.7 */
        CASE("", ""),
        CASE("a", "1:a\n"),
        CASE("a\n", "1:a\n"),
        CASE(",", "1:|\n"),
        CASE(",,\n,,", "1:||\n2:||\n"),
        CASE("a,", "1:a|\n"),
        CASE("a,\n", "1:a|\n"),
        CASE("a,\r\n", "1:a|\n"),
        CASE(",a", "1:|a\n"),
        CASE("\"\"", "1:\n"),
        CASE("\"\",\"\"\n", "1:|\n"),
        CASE("\"\"\"\"", "1:\"\n"),
        CASE("\"\"\"\"\"\"", "1:\"\"\n"),
        CASE("\"a,b\",\"c;d\"\n", "1:a,b|c;d\n"),
        CASE("\"a\nb\nc\",d\ne,f", "1:a\nb\nc|d\n4:e|f\n"),
        CASE("\"a\rb\",c", "1:a\rb|c\n"),
        CASE("a\"b,c\"\n", "1:a\"b|c\"\n"), /* a quote inside a bare field is only a character */
        CASE("a\tb,c\n", "1:a\tb|c\n"),
        CASE("æ,ø€,𝄞\n", "1:æ|ø€|𝄞\n"),
        CASE("\"æ\"\"ø\",€\n", "1:æ\"ø|€\n"),
    };
    check(cases, sizeof cases / sizeof cases[0]);
}

static void
what_spreadsheets_write_is_read(void **state)
{
    (void)state;
    static const struct csv_case cases[] = {
        CASE("\xEF\xBB\xBF"
             "a,b\n1,2\n",
             "1:a|b\n2:1|2\n"),
        CASE("\xEF\xBB\xBF", ""),
        CASE("\xEF\xBB\xBF\"a\",b", "1:a|b\n"),
        CASE("\xEF\xBB", "1,1!CSV_UTF8 0xEF\n"), /* only a whole mark is one */
        CASE("a\n\xEF\xBB\xBF"
             "b\n",
             "1:a\n2:\xEF\xBB\xBF"
             "b\n"), /* and only at the start */
        CASE("\n\n\r\n\na,b\n\n\r\n1,2\n\n", "5:a|b\n8:1|2\n"),
        CASE("\n", ""),
        CASE("\r\n\r\n", ""),
        CASE(" \n", "1: \n"), /* a space is a value */
        CASE("a\nb\r\nc\n", "1:a\n2:b\n3:c\n"),
        CASE("a,b\n1;2,3\n", "1:a|b\n2:1;2|3\n"),
    };
    check(cases, sizeof cases / sizeof cases[0]);
}

static void
the_delimiter_is_found_in_the_first_line(void **state)
{
    (void)state;
    static const struct csv_case cases[] = {
        CASE("a;b\n1;2,5\n", "1:a|b\n2:1|2,5\n"),
        CASE("a;b;c,d\n", "1:a|b|c,d\n"),
        CASE("a;b,c\n", "1:a;b|c\n"), /* as many of each: the comma */
        CASE("a\n1;2\n", "1:a\n2:1;2\n"),
        CASE("\"a,b,c\";d\n1;2\n", "1:a,b,c|d\n2:1|2\n"),
        CASE("\"a;b;c\",d\n1,2\n", "1:a;b;c|d\n2:1|2\n"),
        CASE("\"a\"\",,\";d\n", "1:a\",,|d\n"),
        CASE("\"a\n,,,\";d\n1;2\n",
             "1:a\n,,,|d\n3:1|2\n"),                /* the first line may break inside quotes */
        CASE("\n\r\na;b\n1;2\n", "3:a|b\n4:1|2\n"), /* blank lines say nothing */
        CASE("\xEF\xBB\xBF"
             "a;b\n1;2\n",
             "1:a|b\n2:1|2\n"),
        CASE("\xEF\xBB\xBF\na;b\n1;2\n", "2:a|b\n3:1|2\n"),
        CASE("a;\"b\"\n", "1:a|b\n"),
        CASE("a;\"b\",c\n1;2\n", "1:a;\"b\"|c\n2:1;2\n"),
        CASE(";\n", "1:|\n"),
    };
    check(cases, sizeof cases / sizeof cases[0]);
}

static void
errors_have_their_place_and_reading_goes_on(void **state)
{
    (void)state;
    static const struct csv_case cases[] = {
        CASE("\"a", "1,1!CSV_QUOTE_OPEN\n"),
        CASE("\"", "1,1!CSV_QUOTE_OPEN\n"),
        CASE("\"\"\"", "1,1!CSV_QUOTE_OPEN\n"),
        CASE("a,b\nc,\"d\ne,f\n", "1:a|b\n2,2!CSV_QUOTE_OPEN\n"),
        CASE("\"a\"b,c\nd,e\n", "1,1!CSV_QUOTE_AFTER\n2:d|e\n"),
        CASE("a,b,\"c\" ,d\ne\n", "1,3!CSV_QUOTE_AFTER\n2:e\n"),
        CASE("\"a\nb\"c\nd\n",
             "1,1!CSV_QUOTE_AFTER\n3:d\n"), /* lines inside the field are counted */
        CASE("\"a\"\rb\nc\n", "1,1!CSV_QUOTE_AFTER\n2:c\n"),
        CASE("\"a\"\r", "1,1!CSV_QUOTE_AFTER\n"),
        CASE("a\0b\nc\n", "1,1!CSV_NUL 0x00\n2:c\n"),
        CASE("a,\0\nc\n", "1,2!CSV_NUL 0x00\n2:c\n"),
        CASE("\0", "1,1!CSV_NUL 0x00\n"),
        CASE("a,\"b\0\"\nc\n", "1,2!CSV_NUL 0x00\n2:c\n"),
        CASE("a,b,\x01\nc\n", "1,3!CSV_CONTROL 0x01\n2:c\n"),
        CASE("a\x1B[2J\n", "1,1!CSV_CONTROL 0x1B\n"),
        CASE("a\x7F\nb\n", "1,1!CSV_CONTROL 0x7F\n2:b\n"),
        CASE("\"a\x7F\"\nb\n", "1,1!CSV_CONTROL 0x7F\n2:b\n"),
        CASE("a\rb\nc\n", "1,1!CSV_CONTROL 0x0D\n2:c\n"), /* a bare CR ends no line */
        CASE("a\r", "1,1!CSV_CONTROL 0x0D\n"),
        CASE("\r", "1,1!CSV_CONTROL 0x0D\n"),
        CASE("a\r\r\nb\n", "1,1!CSV_CONTROL 0x0D\n2:b\n"),
        CASE("bl\xE5,b\nc,d\n", "1,1!CSV_UTF8 0xE5\n2:c|d\n"), /* ISO 8859-1 */
        CASE("a,b\nc,\xE5\ne,f\n\"g\xE5\"h,i\nj,k\n",
             "1:a|b\n2,2!CSV_UTF8 0xE5\n3:e|f\n4,1!CSV_UTF8 0xE5\n5:j|k\n"),
        CASE("\n\na\n\nb\x01\n\nc", "3:a\n5,1!CSV_CONTROL 0x01\n7:c\n"),
        CASE("\x01", "1,1!CSV_CONTROL 0x01\n"),
        CASE("\x01\n\x02\n\x03\n",
             "1,1!CSV_CONTROL 0x01\n2,1!CSV_CONTROL 0x02\n3,1!CSV_CONTROL 0x03\n"),
    };
    check(cases, sizeof cases / sizeof cases[0]);
}

static void
every_other_control_byte_is_refused(void **state)
{
    (void)state;
    for (int c = 1; c < 0x20; c++) {
        if (c == '\t' || c == '\n') {
            continue;
        }
        for (int quoted = 0; quoted < 2; quoted++) {
            char input[16], expected[64];
            int length = snprintf(input, sizeof input, quoted ? "a,\"%c\"\nb" : "a,%cx\nb", c);
            char *got = reading(input, (size_t)length);
            if (quoted && c == '\r') {
                snprintf(expected, sizeof expected, "1:a|\r\n2:b\n");
            } else {
                snprintf(expected, sizeof expected, "1,2!CSV_CONTROL 0x%02X\n2:b\n", (unsigned)c);
            }
            assert_string_equal(got, expected);
            free(got);
        }
    }
}

/* A plain decoder of UTF-8 by its arithmetic: the shortest form of a value that is allowed, or not.
 */
static bool
is_one_code_point(const unsigned char *b, size_t n)
{
    static const uint32_t first[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t value;
    if (n == 2 && (b[0] & 0xE0) == 0xC0) {
        value = b[0] & 0x1F;
    } else if (n == 3 && (b[0] & 0xF0) == 0xE0) {
        value = b[0] & 0x0F;
    } else if (n == 4 && (b[0] & 0xF8) == 0xF0) {
        value = b[0] & 0x07;
    } else {
        return false;
    }
    for (size_t i = 1; i < n; i++) {
        if ((b[i] & 0xC0) != 0x80) {
            return false;
        }
        value = value << 6 | (b[i] & 0x3F);
    }
    return value >= first[n] && value <= 0x10FFFF && !(value >= 0xD800 && value <= 0xDFFF);
}

/* Every pair, and every first two bytes of longer forms with telling later bytes, held against the
 * decoder; and each form cut short at the end of the file. */
static void
utf8_is_what_unicode_says(void **state)
{
    (void)state;
    static const unsigned char later[] = {0x00, 0x2C, 0x41, 0x7F, 0x80, 0x8F,
                                          0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
    enum { LATER = sizeof later };
    for (unsigned a = 0x80; a < 0x100; a++) {
        for (unsigned b = 0; b < 0x100; b++) {
            for (size_t tail = 0; tail < LATER * LATER; tail++) {
                unsigned char bytes[4] = {(unsigned char)a, (unsigned char)b, later[tail / LATER],
                                          later[tail % LATER]};
                for (size_t n = 1; n <= 4; n++) {
                    bool repeated =
                        (n < 3 && tail > 0) || (n == 3 && tail % LATER > 0) || (n == 1 && b > 0);
                    bool one = is_one_code_point(bytes, n);
                    bool plain = bytes[n - 1] < 0x80; /* such a tail is no part of what is tried */
                    if (repeated || (n > 1 && plain) || (n > 2 && bytes[n - 2] < 0x80) ||
                        (n > 3 && b < 0x80)) {
                        continue;
                    }
                    bool valid = one || (n == 4 && is_one_code_point(bytes, 2) &&
                                         is_one_code_point(bytes + 2, 2));
                    char *block = malloc(n + 1);
                    block[0] = 'a'; /* so that no byte-order mark is found */
                    memcpy(block + 1, bytes, n);
                    struct csv_reader reader;
                    struct error error;
                    csv_open(&reader, block, n + 1);
                    enum csv_result result = csv_next(&reader, &error);
                    if ((result == CSV_ROW) != valid) {
                        fail_msg("%02X %02X %02X %02X, the first %zu: %s", bytes[0], bytes[1],
                                 bytes[2], bytes[3], n, valid ? "refused" : "accepted");
                    }
                    if (!valid) {
                        assert_int_equal(error.code, ERROR_CSV_UTF8);
                        assert_int_equal(error.column, 1);
                    } else {
                        assert_int_equal(reader.fields[0].length, n + 1);
                        assert_memory_equal(reader.fields[0].bytes + 1, bytes, n);
                    }
                    free(block);
                }
            }
        }
    }
}

static void
each_class_of_wrong_utf8_is_named(void **state)
{
    (void)state;
    static const struct csv_case cases[] = {
        CASE("\x80", "1,1!CSV_UTF8 0x80\n"), /* a continuation alone */
        CASE("\xBF", "1,1!CSV_UTF8 0xBF\n"),
        CASE("\xC0\xAF", "1,1!CSV_UTF8 0xC0\n"), /* overlong */
        CASE("\xC1\xBF", "1,1!CSV_UTF8 0xC1\n"),
        CASE("\xE0\x80\xAF", "1,1!CSV_UTF8 0xE0\n"),
        CASE("\xE0\x9F\xBF", "1,1!CSV_UTF8 0xE0\n"),
        CASE("\xF0\x80\x80\xAF", "1,1!CSV_UTF8 0xF0\n"),
        CASE("\xF0\x8F\xBF\xBF", "1,1!CSV_UTF8 0xF0\n"),
        CASE("\xED\xA0\x80", "1,1!CSV_UTF8 0xED\n"), /* surrogates */
        CASE("\xED\xBF\xBF", "1,1!CSV_UTF8 0xED\n"),
        CASE("\xF4\x90\x80\x80", "1,1!CSV_UTF8 0xF4\n"), /* above U+10FFFF */
        CASE("\xF5\x80\x80\x80", "1,1!CSV_UTF8 0xF5\n"),
        CASE("\xFF", "1,1!CSV_UTF8 0xFF\n"),
        CASE("\xFE", "1,1!CSV_UTF8 0xFE\n"),
        CASE("a\xC3", "1,1!CSV_UTF8 0xC3\n"), /* cut short by the end */
        CASE("a\xE2\x82", "1,1!CSV_UTF8 0xE2\n"),
        CASE("a\xF0\x9D\x84", "1,1!CSV_UTF8 0xF0\n"),
        CASE("\"a\xF0\x9D\x84", "1,1!CSV_UTF8 0xF0\n"),
        CASE("a,\xC3,b\nc\n", "1,2!CSV_UTF8 0xC3\n2:c\n"), /* cut short by a delimiter */
        CASE("a,\xE2\x82\nc\n", "1,2!CSV_UTF8 0xE2\n2:c\n"),
        CASE("a,\"\xC3\"\nc\n", "1,2!CSV_UTF8 0xC3\n2:c\n"),
        CASE("\xC2\x80\xDF\xBF", "1:\xC2\x80\xDF\xBF\n"), /* the first and last of each length */
        CASE("\xE0\xA0\x80\xEF\xBF\xBF", "1:\xE0\xA0\x80\xEF\xBF\xBF\n"),
        CASE("\xED\x9F\xBF\xEE\x80\x80", "1:\xED\x9F\xBF\xEE\x80\x80\n"),
        CASE("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", "1:\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\n"),
    };
    check(cases, sizeof cases / sizeof cases[0]);
}

/* A field of `count` pieces, bare or quoted, after one field and before a row that must still be
 * read. */
static void
check_long_field(const char *piece, const char *around, size_t count, bool fits)
{
    struct text input;
    text_init(&input, 1024 * 1024);
    text_format(&input, "a,%s", around);
    text_repeat(&input, piece, (int)count);
    text_format(&input, "%s\nb,c\n", around);
    assert_false(input.failed);
    char *got = reading(input.bytes, input.length);
    if (fits) {
        size_t value = strcmp(piece, "\"\"") == 0 ? count : count * strlen(piece);
        assert_int_equal(strlen(got), strlen("1:a|\n2:b|c\n") + value);
        assert_string_equal(got + strlen(got) - strlen("\n2:b|c\n"), "\n2:b|c\n");
    } else {
        assert_string_equal(got, "1,2!CSV_FIELD_LONG 65536\n2:b|c\n");
    }
    free(got);
    text_free(&input);
}

static void
a_field_holds_so_much_and_no_more(void **state)
{
    (void)state;
    enum { MAX = CSV_FIELD_BYTES_MAX };
    check_long_field("x", "", MAX, true);
    check_long_field("x", "", MAX + 1, false);
    check_long_field("x", "\"", MAX, true);
    check_long_field("x", "\"", MAX + 1, false);
    check_long_field("ø", "", MAX / 2, true);
    check_long_field("ø", "", MAX / 2 + 1, false);
    check_long_field("ø", "\"", MAX / 2, true);
    check_long_field("ø", "\"", MAX / 2 + 1, false);
    check_long_field("\"\"", "\"", MAX, true); /* measured as it is read, not as it stands */
    check_long_field("\"\"", "\"", MAX + 1, false);
}

static void
a_row_holds_so_many_fields_and_no_more(void **state)
{
    (void)state;
    for (int quoted = 0; quoted < 2; quoted++) {
        for (int count = CSV_FIELDS_MAX - 1; count <= CSV_FIELDS_MAX + 2; count++) {
            struct text input;
            text_init(&input, 10000);
            for (int i = 0; i < count; i++) {
                text_format(&input, quoted ? "%s\"%d\"" : "%s%d", i == 0 ? "" : ",", i);
            }
            text_add(&input, "\nb\n");
            struct csv_reader reader;
            struct error error;
            csv_open(&reader, input.bytes, input.length);
            if (count <= CSV_FIELDS_MAX) {
                assert_int_equal(csv_next(&reader, &error), CSV_ROW);
                assert_int_equal(reader.field_count, count);
            } else {
                assert_int_equal(csv_next(&reader, &error), CSV_WRONG);
                assert_int_equal(error.code, ERROR_CSV_FIELDS_MANY);
                assert_string_equal(error.expected, "128");
                assert_int_equal(error.line, 1);
                assert_int_equal(error.column, CSV_FIELDS_MAX + 1);
            }
            assert_int_equal(csv_next(&reader, &error), CSV_ROW);
            assert_int_equal(reader.line, 2);
            assert_int_equal(reader.field_count, 1);
            assert_int_equal(csv_next(&reader, &error), CSV_END);
            text_free(&input);
        }
    }
}

static void
fields_are_quoted_where_they_must_be(void **state)
{
    (void)state;
    static const struct {
        const char *value, *written;
    } cases[] = {
        {"", ""},
        {"a", "a"},
        {"a b ", "a b "},
        {"a,b", "\"a,b\""},
        {"a;b", "\"a;b\""},
        {"\"", "\"\"\"\""},
        {"a\"b", "\"a\"\"b\""},
        {"a\nb", "\"a\nb\""},
        {"a\rb", "\"a\rb\""},
        {"æ", "æ"},
        {"'", "'"},
        {"\t", "\t"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text out;
        text_init(&out, 100);
        csv_write_field(&out, cases[i].value);
        assert_string_equal(text_string(&out), cases[i].written);
        text_free(&out);
    }
}

enum { ROWS = 8, COLUMNS = 6, VALUE = 12 };

static uint32_t random_state = 2463534242U;

static uint32_t
draw(uint32_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % below;
}

/* Random tables of the characters that matter, written and read back, with either kind of line end.
 */
static void
what_is_written_is_read_back(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",    "b", "\"", ",", ";", "\n", "\r",
                                         "\r\n", " ", "ø",  "€", "𝄞", "\t", "\"\""};
    for (int round = 0; round < 20000; round++) {
        char values[ROWS][COLUMNS][4 * VALUE] = {0};
        size_t rows = 1 + draw(ROWS), columns = 2 + draw(COLUMNS - 1);
        const char *line_end = draw(2) == 0 ? "\n" : "\r\n";
        struct text out;
        text_init(&out, 100000);
        for (size_t r = 0; r < rows; r++) {
            for (size_t c = 0; c < columns; c++) {
                for (uint32_t n = draw(VALUE); n > 0 && r > 0; n--) {
                    strcat(values[r][c], pieces[draw(sizeof pieces / sizeof pieces[0])]);
                }
                if (r == 0) {
                    strcpy(values[r][c],
                           draw(2) == 0 ? "name" : "navn;x"); /* a header decides the delimiter */
                }
                text_add(&out, c == 0 ? "" : ",");
                csv_write_field(&out, values[r][c]);
            }
            if (r + 1 < rows || draw(2) == 0) {
                text_add(&out, line_end);
            }
        }
        assert_false(out.failed);
        char *input = malloc(out.length);
        memcpy(input, out.bytes, out.length);
        struct csv_reader reader;
        struct error error;
        csv_open(&reader, input, out.length);
        for (size_t r = 0; r < rows; r++) {
            assert_int_equal(csv_next(&reader, &error), CSV_ROW);
            assert_int_equal(reader.field_count, columns);
            for (size_t c = 0; c < columns; c++) {
                assert_int_equal(reader.fields[c].length, strlen(values[r][c]));
                assert_memory_equal(reader.fields[c].bytes, values[r][c], reader.fields[c].length);
            }
        }
        assert_int_equal(csv_next(&reader, &error), CSV_END);
        free(input);
        text_free(&out);
    }
}

/* Random bytes never lead beyond the input, and lines only go forward. */
static void
any_bytes_are_read_to_their_end(void **state)
{
    (void)state;
    static const char pieces[] = "\"\",;\n\rab\xC3\xB8\xE2\x82\xF0\x01";
    for (int round = 0; round < 100000; round++) {
        size_t length = draw(24);
        char *input = malloc(length == 0 ? 1 : length);
        int newlines = 0;
        for (size_t i = 0; i < length; i++) {
            input[i] = pieces[draw(sizeof pieces)];
            newlines += input[i] == '\n';
        }
        struct csv_reader reader;
        struct error error;
        csv_open(&reader, input, length);
        int line = 0;
        enum csv_result result;
        while ((result = csv_next(&reader, &error)) != CSV_END) {
            assert_true(reader.line > line);
            assert_true(reader.line <= newlines + 1);
            line = reader.line;
            for (size_t i = 0; i < reader.field_count; i++) {
                assert_true(reader.fields[i].bytes >= input);
                assert_true(reader.fields[i].bytes + reader.fields[i].length <= input + length);
            }
        }
        free(input);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_form_of_rfc_4180_is_read),
        cmocka_unit_test(what_spreadsheets_write_is_read),
        cmocka_unit_test(the_delimiter_is_found_in_the_first_line),
        cmocka_unit_test(errors_have_their_place_and_reading_goes_on),
        cmocka_unit_test(every_other_control_byte_is_refused),
        cmocka_unit_test(utf8_is_what_unicode_says),
        cmocka_unit_test(each_class_of_wrong_utf8_is_named),
        cmocka_unit_test(a_field_holds_so_much_and_no_more),
        cmocka_unit_test(a_row_holds_so_many_fields_and_no_more),
        cmocka_unit_test(fields_are_quoted_where_they_must_be),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(any_bytes_are_read_to_their_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
