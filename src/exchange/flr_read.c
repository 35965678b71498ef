/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "exchange/flr_private.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libxml/xmlreader.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

const struct flr_limits flr_limits = {
    .entries = 100000,
    .entry_bytes = UINT64_C(1) << 30,
    .total_bytes = UINT64_C(1) << 34,
};

/* The classes are nested at most this deep, lists and their rows counted apart. */
enum { STACK_MAX = 16, RECENT_TEXTS = 256, RECENT_LENGTH_MAX = 64, NOT_SKIPPING = -1 };

/* An element that is open: a list, a row of one (`field` is NULL), a struct, or a value. */
struct frame {
    const struct flr_field *field;
    const struct flr_record *record; /* of a row or struct */
    void *row;                       /* itself of a row, else the one that has the field */
    int depth, line;
    uint32_t seen;   /* the fields of `record` that are there, a bit each */
    size_t capacity; /* of a list */
    size_t problems; /* there were when a row began */
};

/* What is known of the office whose contracts they are. */
enum known_office { OFFICE_UNKNOWN, OFFICE_NUMBER, OFFICE_DETAILS };

struct reading {
    xmlTextReaderPtr xml;
    struct problems *problems;
    const char *file;
    struct flr_office *office;
    struct flr_office named; /* as the contract being read has it */
    enum known_office known;
    struct frame stack[STACK_MAX];
    size_t height;
    int skip_depth; /* of the element being passed over with all in it */
    size_t *ignored;
    struct text value;
    bool stopped;                     /* the file cannot be read on */
    const char *recent[RECENT_TEXTS]; /* codes and their words stand in every row */
};

/* -- errors ------------------------------------------------------------------------------------ */

static size_t
problem_count(const struct reading *reading)
{
    return reading->problems->count + reading->problems->dropped;
}

/* Where reading is: "[2].PatientList[17].Period" and `name` behind it. */
static void
add_problem(struct reading *reading, struct error *error, int line, const char *name)
{
    struct text path;
    text_init(&path, 1024);
    for (size_t i = 0; i < reading->height; i++) {
        const struct frame *frame = &reading->stack[i];
        if (frame->field == NULL) {
            const struct frame *list = &reading->stack[i - 1];
            size_t count;
            (void)flr_items(list->field, list->row, &count);
            text_format(&path, "[%zu]", count);
        } else if (i > 0) {
            text_format(&path, ".%s", flr_local_name(frame->field->name));
        }
    }
    if (name != NULL) {
        text_format(&path, "%s%s", path.length > 0 ? "." : "", name);
    }
    error_place(error, reading->file, line, 0, text_string(&path));
    text_free(&path);
    problems_add(reading->problems, error);
}

static void
tell(struct reading *reading, enum error_code code, int line, const char *name, const char *found,
     const char *expected)
{
    struct error error;
    error_set(&error, code, found, expected);
    add_problem(reading, &error, line, name);
}

static void
memory_ended(struct reading *reading)
{
    tell(reading, ERROR_MEMORY, 0, NULL, NULL, NULL);
    reading->stopped = true;
}

static int
line_now(const struct reading *reading)
{
    xmlNodePtr node = xmlTextReaderCurrentNode(reading->xml);
    long line = node == NULL ? 0 : xmlGetLineNo(node);
    return line > 0 && line < INT32_MAX ? (int)line : 0;
}

/* -- values ------------------------------------------------------------------------------------ */

/* A copy of the text in the arena, or the same one as a while ago. */
static const char *
keep_text(struct reading *reading, const char *text, size_t length)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)text[i]) * 16777619U; /* FNV-1a */
    }
    const char **recent = &reading->recent[hash % RECENT_TEXTS];
    if (*recent != NULL && strcmp(*recent, text) == 0) {
        return *recent;
    }
    const char *copy = arena_copy(reading->problems->arena, text, length);
    if (copy == NULL) {
        memory_ended(reading);
        return "";
    }
    if (length <= RECENT_LENGTH_MAX) {
        *recent = copy;
    }
    return copy;
}

static int32_t
last_sunday(int year, int month)
{
    struct date end = DATE_NONE;
    bool known = date_from_ymd(year, month, 31, &end);
    assert(known);
    (void)known;
    return end.days - ((end.days + 4) % 7 + 7) % 7; /* day 0 was a Thursday */
}

/* Minutes that Norwegian time is ahead of UTC. Summer time is from 01:00 UTC on the last Sunday of
 * March to that of October (in this form since 1996; the scheme began in 2001). */
static int
norwegian_offset(struct date date, int minute)
{
    int year = date_to_ymd(date).year;
    int64_t now = (int64_t)date.days * 1440 + minute;
    int64_t begins = (int64_t)last_sunday(year, 3) * 1440 + 60;
    int64_t ends = (int64_t)last_sunday(year, 10) * 1440 + 60;
    return now >= begins && now < ends ? 120 : 60;
}

static bool
read_two_digits(const char *p, int most, int *out)
{
    if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9') {
        return false;
    }
    *out = (p[0] - '0') * 10 + (p[1] - '0');
    return *out <= most;
}

/* The offset after a time, "", "Z" or "+01:00"; *utc when it is Z or zero. */
static bool
read_offset(const char *p, bool *utc)
{
    int hours, minutes;
    *utc = strcmp(p, "Z") == 0;
    if (*p == '\0' || *utc) {
        return true;
    }
    if ((*p != '+' && *p != '-') || !read_two_digits(p + 1, 14, &hours) || p[3] != ':' ||
        !read_two_digits(p + 4, 59, &minutes) || p[6] != '\0') {
        return false;
    }
    *utc = hours == 0 && minutes == 0;
    return true;
}

/* The Norwegian day of "YYYY-MM-DD", of that with "Thh:mm:ss" and perhaps a fraction and an offset,
 * or of a time in UTC followed by its offset in minutes (a serialised DateTimeOffset). The years 1
 * and 9999 stand for no date (R246). */
static bool
read_day(char *text, struct date *out)
{
    char *space = strchr(text, ' ');
    int64_t offset = 0;
    bool has_offset = space != NULL;
    if (has_offset) {
        *space = '\0';
        if (!number_parse_whole(space + 1, strlen(space + 1), &offset) || offset < -840 ||
            offset > 840) {
            return false;
        }
    }
    if (strncmp(text, "0001-01-01", 10) == 0 || strncmp(text, "9999-12-31", 10) == 0) {
        *out = DATE_NONE;
        return true;
    }
    size_t length = strlen(text);
    struct date date;
    if (length < 10 || !date_parse(text, 10, &date)) {
        return false;
    }
    if (length > 10) {
        int hour, minute, second;
        bool utc;
        if (length < 19 || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
            !read_two_digits(text + 11, 23, &hour) || !read_two_digits(text + 14, 59, &minute) ||
            !read_two_digits(text + 17, 59, &second)) {
            return false;
        }
        const char *p = text + 19;
        if (*p == '.') {
            size_t digits = strspn(p + 1, "0123456789");
            p += digits + 1;
            if (digits == 0) {
                return false;
            }
        }
        if (!read_offset(p, &utc) || (has_offset && !utc)) {
            return false;
        }
        minute += hour * 60;
        if (utc) {
            minute += offset != 0 ? (int)offset : norwegian_offset(date, minute);
            date.days += minute >= 1440 ? 1 : minute < 0 ? -1 : 0;
        }
    } else if (has_offset) {
        return false;
    }
    int year = date_to_ymd(date).year;
    if (year < DATE_YEAR_MIN || year > DATE_YEAR_MAX) {
        return false;
    }
    *out = date;
    return true;
}

/* Days by name or number from Sunday, with spaces between. */
static bool
read_weekdays(char *text, unsigned *out)
{
    unsigned days = 0;
    for (char *word = text; *word != '\0';) {
        size_t length = strcspn(word, " ");
        char *next = word[length] == '\0' ? word + length : word + length + 1;
        word[length] = '\0';
        int day = 0;
        while (day < FLR_DAYS && strcmp(word, flr_day_names[day]) != 0 &&
               !(length == 1 && word[0] == '0' + day)) {
            day++;
        }
        if (day == FLR_DAYS) {
            return false;
        }
        days |= 1U << day;
        word = next;
    }
    *out = days;
    return true;
}

/* Makes white space single spaces, none at the ends, as XML Schema does for all but text. */
static void
collapse(char *text)
{
    char *to = text;
    for (const char *p = text; *p != '\0'; p++) {
        bool blank = *p == ' ' || *p == '\t' || *p == '\n' || *p == '\r';
        if (!blank) {
            *to++ = *p;
        } else if (to > text && to[-1] != ' ') {
            *to++ = ' ';
        }
    }
    to -= to > text && to[-1] == ' ';
    *to = '\0';
}

/* Reads the text of a value into its row; false, with what was expected, when it is wrong. */
static bool
parse_value(struct reading *reading, const struct flr_field *field, char *text, void *row,
            struct error *error)
{
    void *at = flr_member(field, row);
    if (field->kind == FLR_TEXT) {
        *(const char **)at = keep_text(reading, text, strlen(text));
        return true;
    }
    collapse(text);
    switch (field->kind) {
    case FLR_FLAG: {
        bool yes = strcmp(text, "true") == 0 || strcmp(text, "1") == 0;
        bool no = strcmp(text, "false") == 0 || strcmp(text, "0") == 0;
        *(bool *)at = yes;
        if (!yes && !no) {
            error_set(error, ERROR_NOT_CHOICE, text, "true, false");
        }
        return yes || no;
    }
    case FLR_WHOLE: {
        char range[64];
        snprintf(range, sizeof range, "%lld–%lld", (long long)field->low, (long long)field->high);
        bool whole = number_parse_whole(text, strlen(text), at);
        if (!whole) {
            error_set(error, ERROR_NOT_WHOLE, text, range);
        }
        return whole;
    }
    case FLR_NIN:
        *(const char **)at = keep_text(reading, text, strlen(text));
        return true;
    case FLR_DAY:
        error_set(error, ERROR_NOT_DATE, text, NULL);
        return read_day(text, at);
    case FLR_WEEKDAYS:
        error_set(error, ERROR_NOT_CHOICE, text,
                  "Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday");
        return read_weekdays(text, at);
    case FLR_TEXT:
    case FLR_RECORD:
    case FLR_LIST:
        break;
    }
    return true;
}

/* -- elements ---------------------------------------------------------------------------------- */

static struct frame *
push(struct reading *reading, struct frame frame)
{
    assert(reading->height < STACK_MAX);
    frame.line = line_now(reading);
    frame.problems = problem_count(reading);
    reading->stack[reading->height] = frame;
    return &reading->stack[reading->height++];
}

static struct frame *
top(struct reading *reading)
{
    return &reading->stack[reading->height - 1];
}

static void
begin_root(struct reading *reading, const char *name, int depth)
{
    const char *uri = (const char *)xmlTextReaderConstNamespaceUri(reading->xml);
    if (strcmp(name, flr_root.name) != 0 || uri == NULL || strcmp(uri, FLR_NAMESPACE) != 0) {
        tell(reading, ERROR_XML_ELEMENT, line_now(reading), NULL, name,
             "ArrayOfGPContract (" FLR_NAMESPACE ")");
        reading->stopped = true;
        return;
    }
    push(reading, (struct frame){.field = &flr_root, .row = reading->office, .depth = depth});
}

static void
begin_row(struct reading *reading, struct frame *list, int depth)
{
    const struct flr_record *record = list->field->record;
    size_t count;
    void *items = flr_items(list->field, list->row, &count);
    if (!arena_grow(reading->problems->arena, &items, count, &list->capacity, record->size)) {
        memory_ended(reading);
        return;
    }
    void *row = (unsigned char *)items + count * record->size;
    memset(row, 0, record->size);
    flr_clear(record, row);
    flr_set_items(list->field, list->row, items, count + 1);
    if (record == &flr_contract_record) {
        reading->named = (struct flr_office){0};
        flr_clear(&flr_office_record, &reading->named);
    }
    push(reading, (struct frame){.record = record, .row = row, .depth = depth});
}

/* The struct that the fields of a frame's record stand in. */
static void *
own_row(struct reading *reading, const struct frame *frame)
{
    if (frame->field == NULL) {
        return frame->row;
    }
    return frame->field->of_office ? (void *)&reading->named : flr_member(frame->field, frame->row);
}

static bool
is_nil(struct reading *reading)
{
    xmlChar *nil =
        xmlTextReaderGetAttributeNs(reading->xml, (const xmlChar *)"nil", (const xmlChar *)FLR_XSI);
    bool yes = nil != NULL &&
               (strcmp((const char *)nil, "true") == 0 || strcmp((const char *)nil, "1") == 0);
    xmlFree(nil);
    return yes;
}

static void
skip(struct reading *reading, int depth)
{
    reading->skip_depth = depth;
}

static void
begin_field(struct reading *reading, struct frame *frame, const char *name, int depth)
{
    const struct flr_record *record = frame->record;
    size_t f = 0;
    while (f < record->field_count && strcmp(flr_local_name(record->fields[f].name), name) != 0) {
        f++;
    }
    if (f == record->field_count) {
        ++*reading->ignored;
        skip(reading, depth);
        return;
    }
    const struct flr_field *field = &record->fields[f];
    uint32_t bit = UINT32_C(1) << f;
    if ((frame->seen & bit) != 0) {
        tell(reading, ERROR_XML_TWICE, line_now(reading), NULL, name, NULL);
        skip(reading, depth);
        return;
    }
    frame->seen |= bit;
    if (is_nil(reading)) {
        skip(reading, depth);
        return;
    }
    push(reading, (struct frame){.field = field,
                                 .record = field->kind == FLR_RECORD ? field->record : NULL,
                                 .row = own_row(reading, frame),
                                 .depth = depth});
    reading->value.length = 0;
    reading->value.failed = false;
}

/* What may stand as an element inside a value, beside text. */
static bool
is_inside_value(enum flr_kind kind, const char *name)
{
    return (kind == FLR_WEEKDAYS && strcmp(name, "DayOfWeek") == 0) ||
           (kind == FLR_DAY &&
            (strcmp(name, "DateTime") == 0 || strcmp(name, "OffsetMinutes") == 0));
}

static void
begin_element(struct reading *reading, const char *name, int depth)
{
    if (reading->height == 0) {
        begin_root(reading, name, depth);
        return;
    }
    struct frame *frame = top(reading);
    if (frame->record != NULL) {
        begin_field(reading, frame, name, depth);
    } else if (frame->field->kind == FLR_LIST) {
        if (strcmp(name, flr_local_name(frame->field->record->name)) == 0) {
            begin_row(reading, frame, depth);
        } else {
            ++*reading->ignored;
            skip(reading, depth);
        }
    } else if (depth != frame->depth + 1 || !is_inside_value(frame->field->kind, name)) {
        tell(reading, ERROR_XML_ELEMENT, line_now(reading), NULL, name,
             flr_local_name(frame->field->name));
        skip(reading, depth);
    }
}

static void
end_value(struct reading *reading, const struct frame *frame)
{
    struct error error;
    if (reading->value.failed) {
        char most[16];
        snprintf(most, sizeof most, "%d", FLR_TEXT_MAX);
        tell(reading, ERROR_TEXT_LONG, frame->line, NULL, NULL, most);
    } else if (reading->value.length > 0 &&
               (!parse_value(reading, frame->field, reading->value.bytes, frame->row, &error) ||
                (!flr_is_empty(frame->field, frame->row) &&
                 !flr_check_value(frame->field, frame->row, &error)))) {
        add_problem(reading, &error, frame->line, NULL);
    }
}

/* An office is given with each of its contracts, and may be given by its number alone. */
static void
end_contract(struct reading *reading, const struct frame *frame)
{
    const struct flr_contract *contract = frame->row;
    struct flr_office *office = reading->office, *named = &reading->named;
    enum known_office known = named->number == WHOLE_NONE ? OFFICE_NUMBER : OFFICE_DETAILS;
    if (known == OFFICE_NUMBER) {
        named->number = contract->office_number;
    }
    bool same = reading->known == OFFICE_UNKNOWN || named->number == office->number;
    if (same && known > reading->known) {
        struct flr_office with = *named;
        with.contracts = office->contracts;
        with.contract_count = office->contract_count;
        *office = with;
        reading->known = known;
    }
    char name[FLR_NAME_SIZE];
    struct error error;
    if (!same) {
        char found[24], expected[24];
        snprintf(found, sizeof found, "%lld", (long long)named->number);
        snprintf(expected, sizeof expected, "%lld", (long long)office->number);
        tell(reading, ERROR_OUT_OF_ORDER, frame->line, "GPOffice", found, expected);
    } else if (!flr_check_contract(office, contract, name, &error)) {
        add_problem(reading, &error, frame->line, name);
    }
}

static void
end_record(struct reading *reading, const struct frame *frame)
{
    const void *row = own_row(reading, frame);
    struct error error;
    if (problem_count(reading) != frame->problems) {
        return; /* what is missing may be what was wrong */
    }
    for (size_t f = 0; f < frame->record->field_count; f++) {
        const struct flr_field *field = &frame->record->fields[f];
        if (field->required && flr_is_empty(field, row)) {
            tell(reading, ERROR_XML_MISSING, frame->line, NULL, NULL, flr_local_name(field->name));
        }
    }
    if (frame->field != NULL && !frame->field->of_office &&
        !flr_check_value(frame->field, frame->row, &error)) {
        add_problem(reading, &error, frame->line, NULL);
    }
    if (frame->record == &flr_contract_record && problem_count(reading) == frame->problems) {
        end_contract(reading, frame);
    }
}

static void
end_element(struct reading *reading, int depth)
{
    if (reading->skip_depth != NOT_SKIPPING) {
        if (depth == reading->skip_depth) {
            reading->skip_depth = NOT_SKIPPING;
        }
        return;
    }
    const struct frame *frame = top(reading);
    if (depth != frame->depth) {
        text_add_char(&reading->value, ' '); /* between the elements inside a value */
        return;
    }
    if (frame->record != NULL) {
        end_record(reading, frame);
    } else if (frame->field->kind != FLR_LIST) {
        end_value(reading, frame);
    }
    reading->height--;
}

static void
read_node(struct reading *reading)
{
    int depth = xmlTextReaderDepth(reading->xml);
    switch (xmlTextReaderNodeType(reading->xml)) {
    case XML_READER_TYPE_ELEMENT: {
        const char *name = (const char *)xmlTextReaderConstLocalName(reading->xml);
        bool empty = xmlTextReaderIsEmptyElement(reading->xml) == 1;
        if (reading->skip_depth == NOT_SKIPPING) {
            begin_element(reading, name, depth);
        }
        if (empty && !reading->stopped) {
            end_element(reading, depth);
        }
        break;
    }
    case XML_READER_TYPE_END_ELEMENT:
        end_element(reading, depth);
        break;
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
    case XML_READER_TYPE_WHITESPACE:
    case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        if (reading->skip_depth == NOT_SKIPPING && reading->height > 0) {
            text_add(&reading->value, (const char *)xmlTextReaderConstValue(reading->xml));
        }
        break;
    case XML_READER_TYPE_DOCUMENT_TYPE:
    case XML_READER_TYPE_ENTITY_REFERENCE:
        tell(reading, ERROR_XML_DOCTYPE, line_now(reading), NULL, NULL, NULL);
        reading->stopped = true;
        break;
    default: /* comments and processing instructions say nothing */
        break;
    }
}

/* What the parser says, in one line. */
static void
tell_malformed(struct reading *reading)
{
    const xmlError *error = xmlGetLastError();
    const char *message = error == NULL || error->message == NULL ? "" : error->message;
    struct error told;
    error_set_bytes(&told, ERROR_XML_FORM, message, strcspn(message, "\n"), NULL);
    add_problem(reading, &told, error == NULL ? 0 : error->line, NULL);
}

/* Reads the whole document. Nothing outside it is loaded, and entities are not replaced. */
static bool
read_xml(struct reading *reading, xmlInputReadCallback read, void *input)
{
    const int options =
        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES;
    size_t before = problem_count(reading);
    reading->skip_depth = NOT_SKIPPING;
    flr_clear(&flr_office_record, reading->office);
    reading->office->contracts = NULL;
    reading->office->contract_count = 0;
    text_init(&reading->value, FLR_TEXT_MAX);
    xmlResetLastError();
    reading->xml = xmlReaderForIO(read, NULL, input, NULL, NULL, options);
    if (reading->xml == NULL) {
        memory_ended(reading);
        return false;
    }
    int state = 1;
    while (!reading->stopped && (state = xmlTextReaderRead(reading->xml)) == 1) {
        read_node(reading);
    }
    if (!reading->stopped && (state != 0 || reading->height > 0)) {
        tell_malformed(reading);
    }
    xmlFreeTextReader(reading->xml);
    text_free(&reading->value);
    return problem_count(reading) == before;
}

/* -- from memory ------------------------------------------------------------------------------- */

struct memory {
    const char *at;
    size_t left;
};

static int
take_memory(void *input, char *out, int room)
{
    struct memory *memory = input;
    size_t taken = memory->left < (size_t)room ? memory->left : (size_t)room;
    if (taken > 0) {
        memcpy(out, memory->at, taken);
        memory->at += taken;
        memory->left -= taken;
    }
    return (int)taken;
}

bool
flr_read_office(const char *file, const char *bytes, size_t length, struct problems *problems,
                struct flr_office *out, size_t *ignored)
{
    struct memory memory = {bytes, length};
    struct flr_office office = {0};
    struct reading reading = {
        .problems = problems, .file = file, .office = &office, .ignored = ignored};
    if (!read_xml(&reading, take_memory, &memory)) {
        return false;
    }
    *out = office;
    return true;
}

/* -- from a zip file --------------------------------------------------------------------------- */

struct unpacking {
    zip_file_t *file;
    uint64_t left;  /* bytes that may still come of this entry */
    uint64_t taken; /* bytes that came */
    bool too_large, wrong;
};

static int
take_entry(void *input, char *out, int room)
{
    struct unpacking *unpacking = input;
    zip_int64_t got = zip_fread(unpacking->file, out, (zip_uint64_t)room);
    if (got < 0) {
        unpacking->wrong = true;
        return -1;
    }
    if ((uint64_t)got > unpacking->left) {
        unpacking->too_large = true;
        return -1;
    }
    unpacking->left -= (uint64_t)got;
    unpacking->taken += (uint64_t)got;
    return (int)got;
}

static bool
fail(struct problems *problems, enum error_code code, const char *file, const char *expected)
{
    struct error error;
    error_set(&error, code, NULL, expected);
    error_place(&error, file, 0, 0, NULL);
    problems_add(problems, &error);
    return false;
}

static bool
too_large(struct problems *problems, enum error_code code, const char *file, uint64_t most)
{
    char expected[24];
    snprintf(expected, sizeof expected, "%llu", (unsigned long long)most);
    return fail(problems, code, file, expected);
}

static bool
read_entry(zip_t *zip, zip_uint64_t index, const char *place, const struct flr_limits *limits,
           uint64_t *total, struct problems *problems, struct flr_export *into,
           struct flr_office *office)
{
    uint64_t room = limits->total_bytes - *total;
    struct unpacking unpacking = {
        .file = zip_fopen_index(zip, index, 0),
        .left = room < limits->entry_bytes ? room : limits->entry_bytes,
    };
    if (unpacking.file == NULL) {
        return fail(problems, ERROR_ZIP_FORM, place, zip_strerror(zip));
    }
    /* What the parser says of a file that ends early is not what is wrong with it. */
    struct problems met;
    problems_init(&met, problems->arena);
    struct reading reading = {
        .problems = &met, .file = place, .office = office, .ignored = &into->ignored};
    bool fine = read_xml(&reading, take_entry, &unpacking);
    char rest[512];
    while (fine && take_entry(&unpacking, rest, sizeof rest) > 0) {
    }
    *total += unpacking.taken;
    if (unpacking.wrong) {
        fine = fail(problems, ERROR_ZIP_FORM, place, zip_file_strerror(unpacking.file));
    } else if (unpacking.too_large) {
        fine = too_large(problems, ERROR_ZIP_LARGE, place, unpacking.taken + unpacking.left);
    } else {
        for (size_t i = 0; i < met.count; i++) {
            problems_add(problems, &met.errors[i]);
        }
        problems->dropped += met.dropped;
    }
    zip_fclose(unpacking.file);
    return fine;
}

static bool
read_entries(zip_t *zip, const char *path, const struct flr_limits *limits,
             struct problems *problems, struct flr_export *out)
{
    size_t before = problems->count + problems->dropped;
    zip_uint64_t count = (zip_uint64_t)zip_get_num_entries(zip, 0);
    uint64_t total = 0;
    if (count > limits->entries) {
        return too_large(problems, ERROR_ZIP_MANY, path, limits->entries);
    }
    out->offices = arena_array(problems->arena, (size_t)count, sizeof *out->offices);
    if (out->offices == NULL) {
        return fail(problems, ERROR_MEMORY, path, NULL);
    }
    for (zip_uint64_t i = 0; i < count; i++) {
        const char *name = zip_get_name(zip, i, 0);
        char file[512];
        snprintf(file, sizeof file, "%s(%s)", path, name == NULL ? "" : name);
        char *place = arena_copy(problems->arena, file, strlen(file));
        if (place == NULL) {
            return fail(problems, ERROR_MEMORY, path, NULL);
        }
        struct flr_office *office = &out->offices[out->count];
        bool folder = name != NULL && name[0] != '\0' && name[strlen(name) - 1] == '/';
        if (!folder && read_entry(zip, i, place, limits, &total, problems, out, office)) {
            out->count += office->contract_count > 0;
        }
    }
    return problems->count + problems->dropped == before;
}

/* A plain file, so that a pipe or a folder is not waited for; NULL with the problem told. */
static zip_t *
open_zip(const char *path, struct problems *problems)
{
    struct stat status;
    int code = ZIP_ER_OPEN, descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        fail(problems, ERROR_FILE_OPEN, path, strerror(errno));
        return NULL;
    }
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        bool folder = S_ISDIR(status.st_mode);
        close(descriptor);
        fail(problems, folder ? ERROR_FILE_IS_FOLDER : ERROR_FILE_OPEN, path, strerror(EINVAL));
        return NULL;
    }
    zip_t *zip = zip_fdopen(descriptor, 0, &code);
    if (zip == NULL) {
        close(descriptor);
        zip_error_t why;
        zip_error_init_with_code(&why, code);
        fail(problems, ERROR_ZIP_FORM, path, zip_error_strerror(&why));
        zip_error_fini(&why);
    }
    return zip;
}

bool
flr_read(const char *path, const struct flr_limits *limits, struct problems *problems,
         struct flr_export *out)
{
    zip_t *zip = open_zip(path, problems);
    if (zip == NULL) {
        return false;
    }
    struct flr_export read = {0};
    bool fine = read_entries(zip, path, limits, problems, &read);
    zip_discard(zip);
    if (fine) {
        *out = read;
    }
    return fine;
}
