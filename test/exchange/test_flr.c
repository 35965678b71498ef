/* SPDX-License-Identifier: EUPL-1.2 */
#define _XOPEN_SOURCE 700
#include "exchange/flr.h"

#include "scratch.h"

#include <sys/stat.h>
#include <zip.h>

/* -- an export with something in every field --------------------------------------------------- */

/* Made-up people: 80 is added to the month, as in no person's number. */
static const char *const nins[] = {"01810110089", "15923410071", "29888810186"};

static struct flr_code
code(int64_t oid, const char *group, const char *value)
{
    return (struct flr_code){oid, group, value, "ord & <tegn> \"æøå\"", true};
}

static struct flr_period
period(const char *from, const char *to)
{
    return (struct flr_period){day(from), to == NULL ? DATE_NONE : day(to)};
}

static struct flr_address addresses[] = {
    {.postbox = "",
     .street = "Gata 1 B",
     .city = "Bergen",
     .description = " to dører\n",
     .postal_code = 5003},
    {.postbox = "12", .street = "", .city = "", .description = "", .postal_code = WHOLE_NONE},
};
static struct flr_contact contacts[] = {{.address = "+47 55 00 00 00"}};
static struct flr_doctor doctors[2];
static struct flr_patient patients[3];
static struct flr_location locations[1];
static struct flr_code cooperating[2];
static struct flr_contract contracts[3];
static struct flr_office offices[2];

static struct flr_contract
plain_contract(int64_t id, int64_t office)
{
    const struct flr_code none = {WHOLE_NONE, "", "", "", true};
    return (struct flr_contract){
        .id = id,
        .requires_membership = none,
        .office_number = office,
        .max_patients = 1000,
        .status = flr_known[FLR_STATUS_OPEN],
        .name = "",
        .agreement_date = DATE_NONE,
        .valid = period("2001-06-01", NULL),
        .municipality = none,
        .end_reason = none,
        .places_available = WHOLE_NONE,
        .waiting = WHOLE_NONE,
        .team_id = WHOLE_NONE,
        .updated = DATE_NONE,
    };
}

static void
make_export(void)
{
    const struct flr_code none = {WHOLE_NONE, "", "", "", true};
    for (size_t i = 0; i < 2; i++) {
        addresses[i].type = code(3401, "adressetype", i == 0 ? "RES" : "PST");
        doctors[i] = (struct flr_doctor){
            .id = i == 0 ? -4 : WHOLE_NONE,
            .contract_id = 17,
            .hpr = 1234567,
            .substitute_for_hpr = i == 0 ? WHOLE_NONE : 7654321,
            .valid = period("2020-02-29", i == 0 ? NULL : "2299-12-31"),
            .relationship = flr_known[i == 0 ? FLR_DOCTOR_GP : FLR_DOCTOR_LOCUM],
            .working_percentage = i == 0 ? WHOLE_NONE : 1,
            .working_days = i == 0 ? 0 : 0x7F - 4,
            .updated = day("2026-01-31"),
        };
    }
    contacts[0].type = code(9044, "type_adressekomponeneter", "E_TLF");
    for (size_t i = 0; i < 3; i++) {
        patients[i] = (struct flr_patient){
            .id = (int64_t)i + 900,
            .contract_id = 17,
            .nin = nins[i],
            .period = period("2024-01-01", i == 1 ? "2024-02-01" : NULL),
            .begin = i == 0 ? none : code(7754, "flrv2_beginreason", "X"),
            .end = i != 1 ? none : code(7753, "flrv2_endreason", "OHID"),
            .updated = DATE_NONE,
        };
    }
    patients[1].end.active = false;
    locations[0] = (struct flr_location){.id = 5,
                                         .contract_id = 17,
                                         .description = "øya",
                                         .addresses = addresses,
                                         .address_count = 1,
                                         .contacts = contacts,
                                         .contact_count = 1,
                                         .valid = period("2024-01-01", NULL),
                                         .updated = DATE_NONE};
    cooperating[0] = code(3402, "kommune", "4624");
    cooperating[1] = code(3402, "kommune", "4631");
    contracts[0] = plain_contract(17, -77);
    contracts[0].on_common_list = true;
    contracts[0].requires_membership = code(7755, "flrv2_membership", "SiO");
    contracts[0].name = "  ";
    contracts[0].agreement_date = day("1800-01-01");
    contracts[0].valid = period("2001-06-01", "2030-01-01");
    contracts[0].doctors = doctors;
    contracts[0].doctor_count = 2;
    contracts[0].locations = locations;
    contracts[0].location_count = 1;
    contracts[0].patients = patients;
    contracts[0].patient_count = 3;
    contracts[0].municipality = code(3402, "kommune", "4601");
    contracts[0].cooperating = cooperating;
    contracts[0].cooperating_count = 2;
    contracts[0].end_reason = code(7753, "flrv2_contract_endreason", "Y");
    contracts[0].places_available = 12;
    contracts[0].waiting = 0;
    contracts[0].team_id = 3;
    contracts[0].updated = day("2026-07-01");
    contracts[1] = plain_contract(INT64_MAX, -77);
    contracts[1].fixed_salary = true;
    contracts[1].max_patients = 0;
    contracts[1].status = flr_known[FLR_STATUS_LOCKED];
    contracts[1].places_available = 0;
    contracts[2] = plain_contract(1, 999999999);
    offices[0] = (struct flr_office){.number = -77,
                                     .name = "Gamle legekontor",
                                     .display_name = "Legene & co",
                                     .group_office = true,
                                     .district = code(3403, "bydel", "460107"),
                                     .municipality = code(3402, "kommune", "4601"),
                                     .addresses = addresses,
                                     .address_count = 2,
                                     .contacts = contacts,
                                     .contact_count = 1,
                                     .contracts = contracts,
                                     .contract_count = 2};
    offices[1] = (struct flr_office){.number = 999999999,
                                     .name = "",
                                     .display_name = "",
                                     .district = none,
                                     .municipality = none,
                                     .contracts = &contracts[2],
                                     .contract_count = 1};
}

/* -- comparing --------------------------------------------------------------------------------- */

static void
same_code(const struct flr_code *a, const struct flr_code *b)
{
    assert_int_equal(a->oid, b->oid);
    assert_string_equal(a->group, b->group);
    assert_string_equal(a->value, b->value);
    assert_string_equal(a->text, b->text);
    assert_int_equal(a->active, b->active);
}

static void
same_period(struct flr_period a, struct flr_period b)
{
    assert_int_equal(a.from.days, b.from.days);
    assert_int_equal(a.to.days, b.to.days);
}

static void
same_places(const struct flr_address *a, const struct flr_address *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        same_code(&a[i].type, &b[i].type);
        assert_string_equal(a[i].postbox, b[i].postbox);
        assert_string_equal(a[i].street, b[i].street);
        assert_string_equal(a[i].city, b[i].city);
        assert_string_equal(a[i].description, b[i].description);
        assert_int_equal(a[i].postal_code, b[i].postal_code);
    }
}

static void
same_contacts(const struct flr_contact *a, const struct flr_contact *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        same_code(&a[i].type, &b[i].type);
        assert_string_equal(a[i].address, b[i].address);
    }
}

static void
same_contract(const struct flr_contract *a, const struct flr_contract *b)
{
    assert_int_equal(a->id, b->id);
    assert_int_equal(a->on_common_list, b->on_common_list);
    assert_int_equal(a->fixed_salary, b->fixed_salary);
    same_code(&a->requires_membership, &b->requires_membership);
    assert_int_equal(a->office_number, b->office_number);
    assert_int_equal(a->max_patients, b->max_patients);
    same_code(&a->status, &b->status);
    assert_string_equal(a->name, b->name);
    assert_int_equal(a->agreement_date.days, b->agreement_date.days);
    same_period(a->valid, b->valid);
    same_code(&a->municipality, &b->municipality);
    same_code(&a->end_reason, &b->end_reason);
    assert_int_equal(a->places_available, b->places_available);
    assert_int_equal(a->waiting, b->waiting);
    assert_int_equal(a->team_id, b->team_id);
    assert_int_equal(a->updated.days, b->updated.days);
    assert_int_equal(a->cooperating_count, b->cooperating_count);
    for (size_t i = 0; i < a->cooperating_count; i++) {
        same_code(&a->cooperating[i], &b->cooperating[i]);
    }
    assert_int_equal(a->doctor_count, b->doctor_count);
    for (size_t i = 0; i < a->doctor_count; i++) {
        const struct flr_doctor *c = &a->doctors[i], *d = &b->doctors[i];
        assert_int_equal(c->id, d->id);
        assert_int_equal(c->contract_id, d->contract_id);
        assert_int_equal(c->hpr, d->hpr);
        assert_int_equal(c->substitute_for_hpr, d->substitute_for_hpr);
        same_period(c->valid, d->valid);
        same_code(&c->relationship, &d->relationship);
        assert_int_equal(c->working_percentage, d->working_percentage);
        assert_int_equal(c->working_days, d->working_days);
        assert_int_equal(c->updated.days, d->updated.days);
    }
    assert_int_equal(a->location_count, b->location_count);
    for (size_t i = 0; i < a->location_count; i++) {
        const struct flr_location *c = &a->locations[i], *d = &b->locations[i];
        assert_int_equal(c->id, d->id);
        assert_string_equal(c->description, d->description);
        assert_int_equal(c->address_count, d->address_count);
        same_places(c->addresses, d->addresses, c->address_count);
        assert_int_equal(c->contact_count, d->contact_count);
        same_contacts(c->contacts, d->contacts, c->contact_count);
        same_period(c->valid, d->valid);
        assert_int_equal(c->updated.days, d->updated.days);
    }
    assert_int_equal(a->patient_count, b->patient_count);
    for (size_t i = 0; i < a->patient_count; i++) {
        const struct flr_patient *c = &a->patients[i], *d = &b->patients[i];
        assert_int_equal(c->id, d->id);
        assert_int_equal(c->contract_id, d->contract_id);
        assert_string_equal(c->nin, d->nin);
        same_period(c->period, d->period);
        same_code(&c->begin, &d->begin);
        same_code(&c->end, &d->end);
        assert_int_equal(c->updated.days, d->updated.days);
    }
}

static void
same_office(const struct flr_office *a, const struct flr_office *b)
{
    assert_int_equal(a->number, b->number);
    assert_string_equal(a->name, b->name);
    assert_string_equal(a->display_name, b->display_name);
    assert_int_equal(a->group_office, b->group_office);
    same_code(&a->district, &b->district);
    same_code(&a->municipality, &b->municipality);
    assert_int_equal(a->address_count, b->address_count);
    same_places(a->addresses, b->addresses, a->address_count);
    assert_int_equal(a->contact_count, b->contact_count);
    same_contacts(a->contacts, b->contacts, a->contact_count);
    assert_int_equal(a->contract_count, b->contract_count);
    for (size_t i = 0; i < a->contract_count; i++) {
        same_contract(&a->contracts[i], &b->contracts[i]);
    }
}

/* -- zip files --------------------------------------------------------------------------------- */

static void
what_is_written_is_read(void **state)
{
    struct scratch *scratch = *state;
    struct flr_export export = {0};
    struct error error;
    make_export();
    assert_true(flr_write(offices, 2, scratch->path, &error));
    assert_true(flr_read(scratch->path, &flr_limits, &scratch->problems, &export));
    assert_int_equal(export.count, 2);
    assert_int_equal(export.ignored, 0);
    same_office(&export.offices[0], &offices[0]);
    same_office(&export.offices[1], &offices[1]);

    char *first, *second; /* and the same bytes again, over the old file */
    size_t first_length, second_length;
    assert_true(file_read(scratch->path, &scratch->arena, &first, &first_length, &error));
    assert_true(flr_write(export.offices, 2, scratch->path, &error));
    assert_true(file_read(scratch->path, &scratch->arena, &second, &second_length, &error));
    assert_int_equal(first_length, second_length);
    assert_memory_equal(first, second, first_length);
}

static void
an_export_of_nothing_is_a_zip_file_too(void **state)
{
    struct scratch *scratch = *state;
    struct flr_export export = {.count = 4711};
    struct error error;
    struct flr_office none = {.number = 1};
    assert_true(flr_write(&none, 1, scratch->path, &error));
    assert_true(flr_read(scratch->path, &flr_limits, &scratch->problems, &export));
    assert_int_equal(export.count, 0);
}

static void
no_places_are_free_on_a_list_that_is_not_open(void **state)
{
    struct scratch *scratch = *state;
    struct flr_export export;
    struct error error;
    make_export();
    contracts[1].places_available = 40; /* C19 */
    assert_true(flr_write(offices, 1, scratch->path, &error));
    assert_true(flr_read(scratch->path, &flr_limits, &scratch->problems, &export));
    assert_int_equal(export.offices[0].contracts[0].places_available, 12);
    assert_int_equal(export.offices[0].contracts[1].places_available, 0);
}

static void
a_cut_or_changed_file_is_refused(void **state)
{
    struct scratch *scratch = *state;
    struct flr_export export = {.count = 4711};
    struct error error;
    char *bytes;
    size_t length;
    make_export();
    assert_true(flr_write(offices, 2, scratch->path, &error));
    assert_true(file_read(scratch->path, &scratch->arena, &bytes, &length, &error));
    for (size_t cut = 0; cut < length; cut += cut < 40 || cut + 40 > length ? 1 : 37) {
        size_t before = scratch->problems.count;
        assert_true(file_write(scratch->path, bytes, cut, &error));
        assert_false(flr_read(scratch->path, &flr_limits, &scratch->problems, &export));
        assert_true(scratch->problems.count > before);
        assert_int_equal(scratch->problems.errors[before].code, ERROR_ZIP_FORM);
    }
    size_t before = scratch->problems.count;
    bytes[200] = (char)(bytes[200] ^ 0x10); /* in the packed text, which is another or none now */
    assert_true(file_write(scratch->path, bytes, length, &error));
    assert_false(flr_read(scratch->path, &flr_limits, &scratch->problems, &export));
    assert_true(scratch->problems.count > before);
    assert_non_null(strstr(scratch->problems.errors[before].file, "file(-77.xml)"));
    assert_int_equal(export.count, 4711);
}

static void
what_is_no_file_is_not_waited_for(void **state)
{
    struct scratch *scratch = *state;
    struct flr_export export;
    assert_false(flr_read(scratch->path, &flr_limits, &scratch->problems, &export));
    assert_int_equal(scratch->problems.errors[0].code, ERROR_FILE_OPEN);
    assert_false(flr_read(scratch->folder, &flr_limits, &scratch->problems, &export));
    assert_int_equal(scratch->problems.errors[1].code, ERROR_FILE_IS_FOLDER);
    assert_int_equal(mkfifo(scratch->path, 0600), 0);
    assert_false(flr_read(scratch->path, &flr_limits, &scratch->problems, &export));
    assert_int_equal(scratch->problems.errors[2].code, ERROR_FILE_OPEN);
}

static void
limits_hold_on_both_sides(void **state)
{
    struct scratch *scratch = *state;
    struct flr_export export;
    struct error error;
    struct text xml[2];
    make_export();
    for (size_t i = 0; i < 2; i++) {
        text_init(&xml[i], 1 << 20);
        assert_true(flr_write_office(&offices[i], &xml[i], &error));
    }
    uint64_t most = xml[0].length, both = xml[0].length + xml[1].length;
    assert_true(flr_write(offices, 2, scratch->path, &error));
    struct flr_limits fitting = {2, most, both};
    assert_true(flr_read(scratch->path, &fitting, &scratch->problems, &export));
    struct flr_limits few = {1, most, both}, small = {2, most - 1, both}, all = {2, most, both - 1};
    assert_false(flr_read(scratch->path, &few, &scratch->problems, &export));
    assert_int_equal(scratch->problems.errors[0].code, ERROR_ZIP_MANY);
    assert_false(flr_read(scratch->path, &small, &scratch->problems, &export));
    assert_int_equal(scratch->problems.count, 2);
    assert_int_equal(scratch->problems.errors[1].code, ERROR_ZIP_LARGE);
    assert_false(flr_read(scratch->path, &all, &scratch->problems, &export));
    assert_int_equal(scratch->problems.count, 3);
    assert_non_null(strstr(scratch->problems.errors[2].file, "(999999999.xml)"));
    text_free(&xml[0]);
    text_free(&xml[1]);
}

/* A small file that unpacks to `size` bytes of white space inside a list. */
static void
write_bomb(const char *path, size_t size)
{
    static const char head[] = "<ArrayOfGPContract xmlns='http://schemas.nhn.no/reg/flr'>";
    char *bytes = malloc(size);
    assert_non_null(bytes);
    memset(bytes, ' ', size);
    memcpy(bytes, head, sizeof head - 1);
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    assert_non_null(zip);
    assert_true(zip_dir_add(zip, "folder", 0) >= 0);
    assert_true(zip_file_add(zip, "b.xml", zip_source_buffer(zip, bytes, size, 1), 0) >= 0);
    assert_int_equal(zip_close(zip), 0);
}

static void
a_bomb_is_stopped_by_what_comes_out_of_it(void **state)
{
    struct scratch *scratch = *state;
    struct flr_export export;
    struct stat status;
    write_bomb(scratch->path, 4 << 20);
    assert_int_equal(stat(scratch->path, &status), 0);
    assert_true(status.st_size < 10000);
    struct flr_limits limits = {10, 1 << 20, 1 << 21};
    assert_false(flr_read(scratch->path, &limits, &scratch->problems, &export));
    assert_int_equal(scratch->problems.count, 1);
    assert_int_equal(scratch->problems.errors[0].code, ERROR_ZIP_LARGE);
    assert_string_equal(scratch->problems.errors[0].expected, "1048576");
}

/* -- XML --------------------------------------------------------------------------------------- */

#define HEAD                                                                                       \
    "<?xml version=\"1.0\"?>\n<ArrayOfGPContract xmlns=\"http://schemas.nhn.no/reg/flr\" "         \
    "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">\n"
#define FOOT "</ArrayOfGPContract>"
#define OFFICE "<GPOfficeOrganizationNumber>-5</GPOfficeOrganizationNumber>\n"
#define STATUS "<Status><OID>7751</OID><CodeValue>FAAA</CodeValue></Status>\n"
#define VALID "<Valid><From>2020-01-01T00:00:00</From></Valid>\n"
#define CONTRACT(more)                                                                             \
    "<GPContract><Id>7</Id><MaxPatients>900</MaxPatients>\n" OFFICE STATUS VALID more              \
    "</GPContract>"

struct outcome {
    bool fine;
    struct flr_office office;
    size_t ignored;
    char told[2048];
};

static struct outcome
read_xml(struct scratch *scratch, const char *xml)
{
    struct outcome outcome = {.office = {.number = 4711}};
    struct text told;
    text_init(&told, sizeof outcome.told);
    problems_init(&scratch->problems, &scratch->arena);
    outcome.fine = flr_read_office("o.xml", xml, strlen(xml), &scratch->problems, &outcome.office,
                                   &outcome.ignored);
    assert_int_equal(outcome.fine, problems_none(&scratch->problems));
    if (!outcome.fine) {
        assert_int_equal(outcome.office.number, 4711);
    }
    for (size_t i = 0; i < scratch->problems.count; i++) {
        error_write(&scratch->problems.errors[i], LANGUAGE_EN, &told);
        text_add(&told, "\n");
    }
    snprintf(outcome.told, sizeof outcome.told, "%s", text_string(&told));
    text_free(&told);
    return outcome;
}

static void
elements_may_stand_in_any_order_and_others_are_counted(void **state)
{
    struct outcome outcome = read_xml(
        *state, HEAD "<!-- x --><?y z?><Other/>" CONTRACT(
                    "<GPContract><Id>8</Id></GPContract><Name>a<![CDATA[<b>]]>&amp;&#x63;</Name>"
                    "<x:New xmlns:x='u'><PatientNIN>1</PatientNIN><Id/></x:New>"
                    "<PlacesAvailable i:nil='true'/><EndReason i:nil='1'></EndReason>"
                    "<IsFixedSalary> 1 </IsFixedSalary>") FOOT);
    assert_true(outcome.fine);
    assert_int_equal(outcome.ignored, 3);
    assert_int_equal(outcome.office.contract_count, 1);
    const struct flr_contract *contract = &outcome.office.contracts[0];
    assert_int_equal(contract->id, 7);
    assert_string_equal(contract->name, "a<b>&c");
    assert_true(contract->fixed_salary);
    assert_true(contract->status.active); /* unless it says otherwise */
    assert_true(flr_code_is(&contract->status, FLR_STATUS_OPEN));
    assert_false(flr_code_is(&contract->status, FLR_STATUS_CLOSED));
    assert_string_equal(contract->end_reason.value, "");
    assert_int_equal(contract->places_available, WHOLE_NONE);
    assert_int_equal(outcome.office.number, -5);
    assert_true(read_xml(*state, HEAD FOOT).fine);
    assert_int_equal(read_xml(*state, HEAD FOOT).office.contract_count, 0);
}

#define NAMED(name)                                                                                \
    CONTRACT("<GPOffice><Name>" name                                                               \
             "</Name><OrganizationNumber>-5</OrganizationNumber></GPOffice>")

static void
an_office_is_as_the_first_contract_that_tells_of_it(void **state)
{
    struct outcome outcome =
        read_xml(*state, HEAD CONTRACT("") NAMED("first") CONTRACT("") NAMED("second") FOOT);
    assert_true(outcome.fine);
    assert_int_equal(outcome.office.contract_count, 4);
    assert_int_equal(outcome.office.number, -5);
    assert_string_equal(outcome.office.name, "first");
}

static struct date
day_read(struct scratch *scratch, const char *written)
{
    char xml[2048];
    snprintf(xml, sizeof xml, HEAD CONTRACT("<UpdatedOn>%s</UpdatedOn>") FOOT, written);
    struct outcome outcome = read_xml(scratch, xml);
    assert_true(outcome.fine == (strcmp(outcome.told, "") == 0));
    return outcome.fine ? outcome.office.contracts[0].updated : (struct date){INT32_MAX};
}

static void
a_point_in_time_is_its_norwegian_day(void **state)
{
    static const struct {
        const char *written, *meant;
    } days[] = {
        {"2024-01-01", "2024-01-01"},
        {" 2024-01-01T23:59:59.1234567 ", "2024-01-01"},
        {"2024-01-01T00:00:00+01:00", "2024-01-01"},
        {"2023-12-31T23:00:00Z", "2024-01-01"}, /* winter: one hour ahead */
        {"2023-12-31T22:59:59Z", "2023-12-31"},
        {"2024-06-30T22:00:00Z", "2024-07-01"}, /* summer: two */
        {"2024-06-30T21:59:59Z", "2024-06-30"},
        {"2024-03-31T22:00:00Z", "2024-04-01"}, /* the last Sunday of March */
        {"2024-03-30T22:59:59Z", "2024-03-30"},
        {"2024-10-27T22:59:59Z", "2024-10-27"}, /* the last Sunday of October */
        {"2024-10-26T22:00:00+00:00", "2024-10-27"},
        {"<DateTime>2023-12-31T23:00:00Z</DateTime><OffsetMinutes>60</OffsetMinutes>",
         "2024-01-01"},
        {"\n <DateTime>2023-12-31T23:00:00Z</DateTime>\n <OffsetMinutes>0</OffsetMinutes> ",
         "2024-01-01"},
        {"<DateTime>2024-01-01T01:00:00Z</DateTime><OffsetMinutes>-120</OffsetMinutes>",
         "2023-12-31"},
    };
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        assert_int_equal(day_read(*state, days[i].written).days, day(days[i].meant).days);
    }
    assert_true(date_is_none(day_read(*state, "9999-12-31T23:59:59.9999999")));
    assert_true(date_is_none(day_read(*state, "0001-01-01T00:00:00")));
    assert_true(date_is_none(day_read(*state, "")));
    static const char *const wrong[] = {
        "2024-02-30",
        "2024-01-01 x",
        "2024-01-01x00:00:00",
        "2024-01-01T24:00:00",
        "2024-01-01T00:60:00",
        "2024-01-01T00:00:0",
        "2024-01-01T00:00:00.",
        "2024-01-01T00:00:00+1:00",
        "2024-01-01T00:00:00+01:00x",
        "2299-12-31T23:30:00Z",
        "<DateTime>2024-01-01T00:00:00Z</DateTime><OffsetMinutes>841</OffsetMinutes>",
        "<DateTime>2024-01-01T00:00:00+01:00</DateTime><OffsetMinutes>60</OffsetMinutes>",
        "<Date>2024-01-01</Date>",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(day_read(*state, wrong[i]).days, INT32_MAX);
    }
}

static void
every_wrong_value_is_told_with_its_place(void **state)
{
    static const struct {
        const char *xml, *told;
    } wrong[] = {
        {HEAD CONTRACT("<PlacesAvailable>-1</PlacesAvailable>") FOOT,
         "o.xml:7: [1].PlacesAvailable: found \"-1\", expected a whole number 0–2147483647\n"},
        {HEAD CONTRACT("<PlacesAvailable>1,5</PlacesAvailable>\n<IsFixedSalary>ja</IsFixedSalary>")
             FOOT,
         "o.xml:7: [1].PlacesAvailable: found \"1,5\", expected a whole number 0–2147483647\n"
         "o.xml:8: [1].IsFixedSalary: found \"ja\", expected one of: true, false\n"},
        {HEAD CONTRACT("<Name>a</Name><Name>b</Name>") FOOT,
         "o.xml:7: [1]: found the element Name twice\n"},
        {HEAD CONTRACT("<Name>a<b/></Name>") FOOT,
         "o.xml:7: [1].Name: found the element b, expected Name\n"},
        {HEAD "<GPContract><Id>0</Id></GPContract>" FOOT,
         "o.xml:3: [1].Id: found \"0\", expected a whole number 1–9223372036854775807\n"},
        {HEAD "<GPContract><Id>1</Id>" OFFICE STATUS VALID "</GPContract>" FOOT,
         "o.xml:3: [1]: the element MaxPatients is missing or empty\n"},
        {HEAD CONTRACT("<EndReason><OID>7753</OID></EndReason>") FOOT,
         "o.xml:7: [1].EndReason: the element CodeValue is missing or empty\n"},
        {HEAD CONTRACT("<DoctorCycles><GPOnContractAssociation><GPContractId>7</GPContractId>\n"
                       "<HprNumber>12</HprNumber><Valid><From>2024-01-01</From>"
                       "<To>2024-01-01</To></Valid><Relationship><CodeValue>LPFL</CodeValue>"
                       "</Relationship><WorkingPercentage>101</WorkingPercentage>"
                       "<WorkingOnDays><DayOfWeek>Monday</DayOfWeek><DayOfWeek>7</DayOfWeek>"
                       "</WorkingOnDays></GPOnContractAssociation></DoctorCycles>") FOOT,
         "o.xml:8: [1].DoctorCycles[1].Valid: found \"2024-01-01\", expected > 2024-01-01\n"
         "o.xml:8: [1].DoctorCycles[1].WorkingPercentage: found \"101\", expected a whole number "
         "1–100\n"
         "o.xml:8: [1].DoctorCycles[1].WorkingOnDays: found \"Monday 7\", expected one of: Sunday, "
         "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday\n"},
        {HEAD CONTRACT("<OutOfOfficeOffices><OutOfOfficeLocation><GPContractId>8</GPContractId>"
                       "</OutOfOfficeLocation></OutOfOfficeOffices>") FOOT,
         "o.xml:3: [1].OutOfOfficeOffices[1].GPContractId: found \"8\", expected a whole number "
         "7–7\n"},
        {HEAD CONTRACT("<GPOffice><OrganizationNumber>6</OrganizationNumber></GPOffice>") FOOT,
         "o.xml:3: [1].GPOfficeOrganizationNumber: found \"-5\", expected a whole number 6–6\n"},
        {HEAD CONTRACT("") "<GPContract><Id>8</Id><MaxPatients>9</MaxPatients>" STATUS VALID
                           "<GPOfficeOrganizationNumber>6</GPOfficeOrganizationNumber>"
                           "</GPContract>" FOOT,
         "o.xml:7: [2].GPOffice: found \"6\", expected -5\n"},
        {"<a/>", "o.xml:1: found the element a, expected ArrayOfGPContract "
                 "(http://schemas.nhn.no/reg/flr)\n"},
        {"<ArrayOfGPContract/>", "o.xml:1: found the element ArrayOfGPContract, expected "
                                 "ArrayOfGPContract (http://schemas.nhn.no/reg/flr)\n"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct outcome outcome = read_xml(*state, wrong[i].xml);
        assert_false(outcome.fine);
        assert_string_equal(outcome.told, wrong[i].told);
    }
}

static void
a_persons_number_is_never_shown(void **state)
{
    static const char *const numbers[] = {"0181011239", "018101123920", "0181011239x"};
    for (size_t i = 0; i < 3; i++) {
        char xml[2048];
        snprintf(xml, sizeof xml,
                 HEAD CONTRACT("<PatientList><PatientToGPContractAssociation><GPContractId>7"
                               "</GPContractId><PatientNIN>%s</PatientNIN><Period><From>2024-01-01"
                               "</From></Period></PatientToGPContractAssociation></PatientList>")
                     FOOT,
                 numbers[i]);
        struct outcome outcome = read_xml(*state, xml);
        assert_string_equal(outcome.told, "o.xml:7: [1].PatientList[1].PatientNIN: found \"…\", "
                                          "expected 11 digits\n");
    }
}

static void
malformed_documents_are_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "x",
        HEAD,
        HEAD "<GPContract>" FOOT,
        HEAD FOOT FOOT,
        HEAD "\x01" FOOT,
        HEAD "\xE6" FOOT,
        HEAD "&oslash;" FOOT,
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct outcome outcome = read_xml(*state, wrong[i]);
        assert_non_null(strstr(outcome.told, "not well-formed: "));
    }
}

static void
nothing_outside_is_read_and_nothing_expands(void **state)
{
    struct scratch *scratch = *state;
    struct error error;
    assert_true(file_write(scratch->path, "hemmelig", 8, &error));
    char reach[512];
    snprintf(reach, sizeof reach,
             "<!DOCTYPE a [<!ENTITY e SYSTEM \"%s\">]><ArrayOfGPContract "
             "xmlns='http://schemas.nhn.no/reg/flr'><GPContract><Name>&e;</Name></GPContract>"
             "</ArrayOfGPContract>",
             scratch->path);
    static const char *const bombs[] = {
        /* the parser itself may stop some of these first */
        "<!DOCTYPE a [<!ENTITY a '0123456789'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
        "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'>"
        "<!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'><!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;'>]>"
        "<ArrayOfGPContract xmlns='http://schemas.nhn.no/reg/flr'>&f;</ArrayOfGPContract>",
        "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/none.dtd'><ArrayOfGPContract "
        "xmlns='http://schemas.nhn.no/reg/flr'/>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///etc/hostname'> %p;]><ArrayOfGPContract "
        "xmlns='http://schemas.nhn.no/reg/flr'/>",
    };
    for (size_t i = 0; i < 3; i++) {
        struct outcome outcome = read_xml(scratch, bombs[i]);
        assert_false(outcome.fine);
        assert_true(strstr(outcome.told, "document type or an entity") != NULL ||
                    strstr(outcome.told, "not well-formed") != NULL);
    }
    struct outcome outcome = read_xml(scratch, reach);
    assert_non_null(strstr(outcome.told, "document type or an entity"));
    assert_null(strstr(outcome.told, "hemmelig"));
}

static void
memory_that_ends_is_told(void **state)
{
    (void)state;
    struct error error;
    struct text xml;
    make_export();
    text_init(&xml, 1 << 20);
    assert_true(flr_write_office(&offices[0], &xml, &error));
    bool enough = false;
    for (size_t limit = 0; !enough; limit += 97) {
        struct arena arena;
        struct problems problems;
        struct flr_office office;
        size_t ignored = 0;
        arena_init(&arena, limit);
        problems_init(&problems, &arena);
        enough = flr_read_office("o.xml", xml.bytes, xml.length, &problems, &office, &ignored);
        assert_int_equal(enough, problems_none(&problems));
        assert_true(enough || problems.errors[problems.count - 1].code == ERROR_MEMORY);
        assert_true(limit < 100000);
        arena_free(&arena);
    }
    text_free(&xml);
}

static void
what_could_not_be_read_is_not_written(void **state)
{
    struct scratch *scratch = *state;
    struct error error;
    make_export();
    patients[2].nin = "0181011239";
    assert_false(flr_write(offices, 2, scratch->path, &error));
    assert_int_equal(error.code, ERROR_NOT_DIGITS);
    assert_string_equal(error.found, "…");
    assert_string_equal(error.field, "PatientNIN");
    assert_string_equal(error.file, scratch->path);
    assert_false(file_exists(scratch->path));
    make_export();
    contracts[0].name = "a\x02";
    assert_false(flr_write(offices, 2, scratch->path, &error));
    assert_int_equal(error.code, ERROR_CSV_CONTROL);
    make_export();
    contracts[1].status.value = "";
    assert_false(flr_write(offices, 2, scratch->path, &error));
    assert_int_equal(error.code, ERROR_XML_MISSING);
    make_export();
    doctors[1].contract_id = 18;
    assert_false(flr_write(offices, 2, scratch->path, &error));
    assert_string_equal(error.field, "DoctorCycles[2].GPContractId");
    make_export();
    contracts[2].valid.to = contracts[2].valid.from;
    assert_false(flr_write(offices, 2, scratch->path, &error));
    assert_int_equal(error.code, ERROR_OUT_OF_ORDER);
    make_export();
    offices[1].number = contracts[2].office_number = -77; /* the same name twice in the zip file */
    assert_false(flr_write(offices, 2, scratch->path, &error));
    assert_int_equal(error.code, ERROR_WRITE_FILE);
    make_export();
    assert_false(flr_write(offices, 2, scratch->folder, &error));
    assert_int_equal(error.code, ERROR_WRITE_FILE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SCRATCH(what_is_written_is_read),
        ON_SCRATCH(an_export_of_nothing_is_a_zip_file_too),
        ON_SCRATCH(no_places_are_free_on_a_list_that_is_not_open),
        ON_SCRATCH(a_cut_or_changed_file_is_refused),
        ON_SCRATCH(what_is_no_file_is_not_waited_for),
        ON_SCRATCH(limits_hold_on_both_sides),
        ON_SCRATCH(a_bomb_is_stopped_by_what_comes_out_of_it),
        ON_SCRATCH(elements_may_stand_in_any_order_and_others_are_counted),
        ON_SCRATCH(an_office_is_as_the_first_contract_that_tells_of_it),
        ON_SCRATCH(a_point_in_time_is_its_norwegian_day),
        ON_SCRATCH(every_wrong_value_is_told_with_its_place),
        ON_SCRATCH(a_persons_number_is_never_shown),
        ON_SCRATCH(malformed_documents_are_refused),
        ON_SCRATCH(nothing_outside_is_read_and_nothing_expands),
        ON_SCRATCH(memory_that_ends_is_told),
        ON_SCRATCH(what_could_not_be_read_is_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
