/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "exchange/file.h"
#include "exchange/flr_private.h"

#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

/* -- XML --------------------------------------------------------------------------------------- */

struct writing {
    xmlTextWriterPtr xml;
    const struct flr_office *office;
    struct error *error;
};

static const xmlChar *
as_xml(const char *text)
{
    return (const xmlChar *)text;
}

static int
put_bytes(void *out, const char *bytes, int length)
{
    struct text *text = out;
    text_add_bytes(text, bytes, (size_t)length);
    return text->failed ? -1 : length;
}

/* XML cannot say control characters, and what holds one could not be read back. */
static bool
check_text(const char *text, struct error *error)
{
    for (const char *p = text; *p != '\0'; p++) {
        if ((unsigned char)*p < 0x20 && *p != '\t' && *p != '\n' && *p != '\r') {
            char shown[8];
            snprintf(shown, sizeof shown, "0x%02X", (unsigned)(unsigned char)*p);
            error_set(error, ERROR_CSV_CONTROL, shown, NULL);
            return false;
        }
    }
    return true;
}

static void
write_element(struct writing *writing, const char *name, const char *value)
{
    xmlTextWriterWriteElement(writing->xml, as_xml(name), as_xml(value));
}

/* An element without elements in it. */
static bool
write_value(struct writing *writing, const struct flr_field *field, const void *row)
{
    const void *at = flr_value(field, row);
    char value[32] = "";
    switch (field->kind) {
    case FLR_FLAG:
        write_element(writing, field->name, *(const bool *)at ? "true" : "false");
        break;
    case FLR_WHOLE:
        snprintf(value, sizeof value, "%lld", (long long)*(const int64_t *)at);
        write_element(writing, field->name, value);
        break;
    case FLR_TEXT:
    case FLR_NIN: {
        const char *text = *(const char *const *)at;
        if (!check_text(text, writing->error)) {
            return false;
        }
        write_element(writing, field->name, text);
        break;
    }
    case FLR_DAY:
        date_write(*(const struct date *)at, value);
        memcpy(value + strlen(value), "T00:00:00", sizeof "T00:00:00");
        write_element(writing, field->name, value);
        break;
    case FLR_WEEKDAYS:
        xmlTextWriterStartElement(writing->xml, as_xml(field->name));
        for (int d = 0; d < FLR_DAYS; d++) {
            if ((*(const unsigned *)at >> d & 1U) != 0) {
                write_element(writing, "s:DayOfWeek", flr_day_names[d]);
            }
        }
        xmlTextWriterEndElement(writing->xml);
        break;
    case FLR_RECORD:
    case FLR_LIST:
        break;
    }
    return true;
}

static bool write_fields(struct writing *writing, const struct flr_record *record, const void *row);

/* As deep as the classes are declared, whatever the data. */
static bool
write_field(struct writing *writing, const struct flr_field *field, const void *row)
{
    if (field->kind != FLR_RECORD && field->kind != FLR_LIST) {
        return write_value(writing, field, row);
    }
    bool fine = true;
    xmlTextWriterStartElement(writing->xml, as_xml(field->name));
    if (field->kind == FLR_RECORD) {
        fine = write_fields(writing, field->record, flr_value(field, row));
    } else {
        size_t count;
        const unsigned char *items = flr_items(field, row, &count);
        for (size_t i = 0; fine && i < count; i++) {
            xmlTextWriterStartElement(writing->xml, as_xml(field->record->name));
            fine = write_fields(writing, field->record, items + i * field->record->size);
            xmlTextWriterEndElement(writing->xml);
        }
    }
    xmlTextWriterEndElement(writing->xml);
    return fine;
}

static bool
write_fields(struct writing *writing, const struct flr_record *record, const void *row)
{
    for (size_t f = 0; f < record->field_count; f++) {
        const struct flr_field *field = &record->fields[f];
        const void *from = field->of_office ? (const void *)writing->office : row;
        const char *name = flr_local_name(field->name);
        if (flr_is_empty(field, from)) {
            if (field->required) {
                error_set(writing->error, ERROR_XML_MISSING, NULL, name);
                return false;
            }
            xmlTextWriterStartElement(writing->xml, as_xml(field->name));
            xmlTextWriterWriteAttribute(writing->xml, as_xml("i:nil"), as_xml("true"));
            xmlTextWriterEndElement(writing->xml);
        } else if (!flr_check_value(field, from, writing->error)) {
            error_place(writing->error, NULL, 0, 0, name);
            return false;
        } else if (!write_field(writing, field, from)) {
            return false;
        }
    }
    return true;
}

static bool
write_contract(struct writing *writing, const struct flr_contract *contract)
{
    char name[FLR_NAME_SIZE];
    if (!flr_check_contract(writing->office, contract, name, writing->error)) {
        error_place(writing->error, NULL, 0, 0, name);
        return false;
    }
    struct flr_contract written = *contract;
    if (!flr_code_is(&written.status, FLR_STATUS_OPEN) && written.places_available != WHOLE_NONE) {
        written.places_available = 0;
    }
    xmlTextWriterStartElement(writing->xml, as_xml(flr_contract_record.name));
    bool fine = write_fields(writing, &flr_contract_record, &written);
    xmlTextWriterEndElement(writing->xml);
    return fine;
}

bool
flr_write_office(const struct flr_office *office, struct text *out, struct error *error)
{
    error_set(error, ERROR_MEMORY, NULL, NULL);
    xmlOutputBufferPtr buffer = xmlOutputBufferCreateIO(put_bytes, NULL, out, NULL);
    struct writing writing = {.office = office, .error = error};
    writing.xml = buffer == NULL ? NULL : xmlNewTextWriter(buffer);
    if (writing.xml == NULL) {
        if (buffer != NULL) {
            xmlOutputBufferClose(buffer);
        }
        return false;
    }
    xmlTextWriterSetIndent(writing.xml, 1); /* lines, so that an error can name one */
    xmlTextWriterStartDocument(writing.xml, "1.0", "UTF-8", NULL);
    xmlTextWriterStartElement(writing.xml, as_xml(flr_root.name));
    xmlTextWriterWriteAttribute(writing.xml, as_xml("xmlns"), as_xml(FLR_NAMESPACE));
    for (const struct flr_prefix *p = flr_prefixes; p->prefix != NULL; p++) {
        xmlTextWriterWriteAttributeNS(writing.xml, as_xml("xmlns"), as_xml(p->prefix), NULL,
                                      as_xml(p->uri));
    }
    bool fine = true;
    for (size_t i = 0; fine && i < office->contract_count; i++) {
        fine = write_contract(&writing, &office->contracts[i]);
    }
    bool ended = xmlTextWriterEndDocument(writing.xml) >= 0;
    xmlFreeTextWriter(writing.xml);
    if (fine && (!ended || out->failed)) {
        char most[32];
        snprintf(most, sizeof most, "%zu", out->limit);
        error_set(error, ERROR_ZIP_LARGE, NULL, most);
        fine = false;
    }
    return fine;
}

/* -- the zip file ------------------------------------------------------------------------------ */

/* One office's file, made when the zip file asks for it. */
struct entry {
    const struct flr_office *office;
    struct text xml;
    size_t at;
    struct error *error; /* shared by all; ERROR_NONE until one fails */
    zip_error_t zip_error;
};

static zip_int64_t
give_entry(void *user, void *data, zip_uint64_t length, zip_source_cmd_t command)
{
    struct entry *entry = user;
    switch ((int)command) {
    case ZIP_SOURCE_OPEN: {
        struct error error;
        entry->at = 0;
        text_free(&entry->xml);
        if (!flr_write_office(entry->office, &entry->xml, &error)) {
            *entry->error = error;
            zip_error_set(&entry->zip_error, ZIP_ER_INTERNAL, 0);
            return -1;
        }
        return 0;
    }
    case ZIP_SOURCE_READ: {
        size_t left = entry->xml.length - entry->at;
        size_t given = length < left ? (size_t)length : left;
        memcpy(data, entry->xml.bytes + entry->at, given);
        entry->at += given;
        return (zip_int64_t)given;
    }
    case ZIP_SOURCE_CLOSE:
        text_free(&entry->xml);
        return 0;
    case ZIP_SOURCE_STAT:
        zip_stat_init(data);
        return sizeof(zip_stat_t);
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&entry->zip_error, data, length);
    case ZIP_SOURCE_FREE:
        text_free(&entry->xml);
        zip_error_fini(&entry->zip_error);
        return 0;
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
                                              ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE,
                                              -1);
    default:
        zip_error_set(&entry->zip_error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

static bool
add_entry(zip_t *zip, struct entry *entry)
{
    /* The first day a zip file knows: the same offices give the same bytes whenever it is. */
    const zip_uint16_t first_day = 1 << 5 | 1;
    char name[32];
    snprintf(name, sizeof name, "%lld.xml", (long long)entry->office->number);
    zip_source_t *source = zip_source_function(zip, give_entry, entry);
    if (source == NULL) {
        return false;
    }
    zip_int64_t index = zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_file_set_dostime(zip, (zip_uint64_t)index, 0, first_day, 0) == 0;
}

static bool
write_failed(const char *path, const char *why, struct error *error)
{
    if (error->code == ERROR_NONE) {
        error_set(error, ERROR_WRITE_FILE, NULL, why);
    }
    error_place(error, path, 0, 0, NULL);
    return false;
}

/* Writes what has contracts into the staged file. */
static bool
write_zip(const struct flr_office *offices, size_t count, const char *staged, const char *path,
          struct entry *entries, struct error *error)
{
    int code = 0;
    zip_t *zip = zip_open(staged, ZIP_CREATE | ZIP_TRUNCATE, &code);
    if (zip == NULL) {
        zip_error_t why;
        zip_error_init_with_code(&why, code);
        write_failed(path, zip_error_strerror(&why), error);
        zip_error_fini(&why);
        return false;
    }
    bool fine = true;
    for (size_t i = 0; fine && i < count; i++) {
        entries[i] = (struct entry){.office = &offices[i], .error = error};
        text_init(&entries[i].xml, (size_t)flr_limits.entry_bytes);
        zip_error_init(&entries[i].zip_error);
        fine = offices[i].contract_count == 0 || add_entry(zip, &entries[i]);
    }
    if (!fine || zip_close(zip) != 0) {
        write_failed(path, zip_strerror(zip), error);
        zip_discard(zip);
        return false;
    }
    return true;
}

bool
flr_write(const struct flr_office *offices, size_t count, const char *path, struct error *error)
{
    char staged[FILE_PATH_SIZE];
    size_t written = 0;
    for (size_t i = 0; i < count; i++) {
        written += offices[i].contract_count > 0;
    }
    if (written == 0) {
        /* Only the end of a directory with nothing in it, which the library would not write. */
        static const char nothing[22] = {'P', 'K', 5, 6};
        return file_write(path, nothing, sizeof nothing, error);
    }
    struct arena arena;
    arena_init(&arena, SIZE_MAX / 2);
    struct entry *entries = arena_array(&arena, count, sizeof *entries);
    bool fine = false;
    if (entries == NULL) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
    } else if (file_stage(path, staged, error)) {
        *error = (struct error){.code = ERROR_NONE};
        fine = write_zip(offices, count, staged, path, entries, error);
        if (!fine) {
            unlink(staged);
        } else {
            fine = file_publish(staged, path, error);
        }
    }
    arena_free(&arena);
    return fine;
}
