/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/flr_private.h"

#include <stdio.h>
#include <string.h>

/* -- codes ------------------------------------------------------------------------------------- */

/* FAAA, LPFL, LPVI and LPDL stand in the documentation of the contracts (R236). The values of
 * closed and locked are not public: these two words are ours, and must be replaced when the list
 * is. The words in `text` are ours too. */
const struct flr_code flr_known[FLR_KNOWN_COUNT] = {
    [FLR_STATUS_OPEN] = {7751, "flrv2_statuscode", "FAAA", "Åpen", true},
    [FLR_STATUS_CLOSED] = {7751, "flrv2_statuscode", "LUKKET", "Lukket", true},
    [FLR_STATUS_LOCKED] = {7751, "flrv2_statuscode", "LÅST", "Låst", true},
    [FLR_DOCTOR_GP] = {7750, "flrv2_relationship", "LPFL", "Fastlege", true},
    [FLR_DOCTOR_LOCUM] = {7750, "flrv2_relationship", "LPVI", "Vikar", true},
    [FLR_DOCTOR_PART_LIST] = {7750, "flrv2_relationship", "LPDL", "Deleliste", true},
};

bool
flr_code_is(const struct flr_code *code, enum flr_known known)
{
    return code->oid == flr_known[known].oid && strcmp(code->value, flr_known[known].value) == 0;
}

/* -- the classes, their members in the order DataContractSerializer gives them ----------------- */

const struct flr_prefix flr_prefixes[] = {
    {"b", "http://register.nhn.no/Corporate"},
    {"c", "http://register.nhn.no/Common"},
    {"p", "http://schemas.nhn.no/reg/Common/en"},
    {"s", "http://schemas.datacontract.org/2004/07/System"},
    {"i", FLR_XSI},
    {NULL, NULL},
};

const char *const flr_day_names[FLR_DAYS] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                             "Thursday", "Friday", "Saturday"};

#define AT(row, member) .offset = offsetof(struct row, member)
#define LENGTH(array) (sizeof(array) / sizeof(array)[0])
#define WHOLE_OF(low_, high_) .kind = FLR_WHOLE, .low = (low_), .high = (high_)
#define ANY_ID WHOLE_OF(-INT64_MAX, INT64_MAX)
#define NUMBER WHOLE_OF(-INT32_MAX - 1, INT32_MAX)
#define COUNT WHOLE_OF(0, INT32_MAX)
#define HPR WHOLE_OF(1, INT32_MAX)
#define PART(record_) .kind = FLR_RECORD, .record = &(record_)
#define LIST_AT(row, member, count, record_)                                                       \
    .kind = FLR_LIST, .offset = offsetof(struct row, member),                                      \
    .count_offset = offsetof(struct row, count), .record = &(record_)

static const struct flr_field code_fields[] = {
    {.name = "c:Active", .kind = FLR_FLAG, .initial = true, AT(flr_code, active)},
    {.name = "c:CodeText", .kind = FLR_TEXT, AT(flr_code, text)},
    {.name = "c:CodeValue", .kind = FLR_TEXT, .required = true, AT(flr_code, value)},
    {.name = "c:OID", NUMBER, AT(flr_code, oid)},
    {.name = "c:SimpleType", .kind = FLR_TEXT, AT(flr_code, group)},
};
static const struct flr_record code = {"c:Code", code_fields, LENGTH(code_fields),
                                       sizeof(struct flr_code)};

static const struct flr_field period_fields[] = {
    {.name = "p:From", .kind = FLR_DAY, .required = true, AT(flr_period, from)},
    {.name = "p:To", .kind = FLR_DAY, AT(flr_period, to)},
};
static const struct flr_record period = {"p:Period", period_fields, LENGTH(period_fields),
                                         sizeof(struct flr_period)};

static const struct flr_field address_fields[] = {
    {.name = "c:City", .kind = FLR_TEXT, AT(flr_address, city)},
    {.name = "c:Description", .kind = FLR_TEXT, AT(flr_address, description)},
    {.name = "c:PostalCode", NUMBER, AT(flr_address, postal_code)},
    {.name = "c:Postbox", .kind = FLR_TEXT, AT(flr_address, postbox)},
    {.name = "c:StreetAddress", .kind = FLR_TEXT, AT(flr_address, street)},
    {.name = "c:Type", PART(code), AT(flr_address, type)},
};
static const struct flr_record address = {"c:PhysicalAddress", address_fields,
                                          LENGTH(address_fields), sizeof(struct flr_address)};

static const struct flr_field contact_fields[] = {
    {.name = "c:Address", .kind = FLR_TEXT, AT(flr_contact, address)},
    {.name = "c:Type", PART(code), AT(flr_contact, type)},
};
static const struct flr_record contact = {"c:ElectronicAddress", contact_fields,
                                          LENGTH(contact_fields), sizeof(struct flr_contact)};

static const struct flr_field doctor_fields[] = {
    {.name = "GPContractId", ANY_ID, .required = true, AT(flr_doctor, contract_id)},
    {.name = "HprNumber", HPR, .required = true, AT(flr_doctor, hpr)},
    {.name = "Id", ANY_ID, AT(flr_doctor, id)},
    {.name = "Relationship", PART(code), .required = true, AT(flr_doctor, relationship)},
    {.name = "SubstituteForHprNumber", HPR, AT(flr_doctor, substitute_for_hpr)},
    {.name = "UpdatedOn", .kind = FLR_DAY, AT(flr_doctor, updated)},
    {.name = "Valid", PART(period), .required = true, AT(flr_doctor, valid)},
    {.name = "WorkingOnDays", .kind = FLR_WEEKDAYS, AT(flr_doctor, working_days)},
    {.name = "WorkingPercentage", WHOLE_OF(1, 100), AT(flr_doctor, working_percentage)},
};
static const struct flr_record doctor = {"GPOnContractAssociation", doctor_fields,
                                         LENGTH(doctor_fields), sizeof(struct flr_doctor)};

static const struct flr_field patient_fields[] = {
    {.name = "BeginCode", PART(code), AT(flr_patient, begin)},
    {.name = "EndCode", PART(code), AT(flr_patient, end)},
    {.name = "GPContractId", ANY_ID, .required = true, AT(flr_patient, contract_id)},
    {.name = "Id", ANY_ID, AT(flr_patient, id)},
    {.name = "PatientNIN", .kind = FLR_NIN, .required = true, AT(flr_patient, nin)},
    {.name = "Period", PART(period), .required = true, AT(flr_patient, period)},
    {.name = "UpdatedOn", .kind = FLR_DAY, AT(flr_patient, updated)},
};
static const struct flr_record patient = {"PatientToGPContractAssociation", patient_fields,
                                          LENGTH(patient_fields), sizeof(struct flr_patient)};

static const struct flr_field location_fields[] = {
    {.name = "Description", .kind = FLR_TEXT, AT(flr_location, description)},
    {.name = "ElectronicAddresses", LIST_AT(flr_location, contacts, contact_count, contact)},
    {.name = "GPContractId", ANY_ID, .required = true, AT(flr_location, contract_id)},
    {.name = "Id", ANY_ID, AT(flr_location, id)},
    {.name = "PhysicalAddresses", LIST_AT(flr_location, addresses, address_count, address)},
    {.name = "UpdatedOn", .kind = FLR_DAY, AT(flr_location, updated)},
    {.name = "Valid", PART(period), AT(flr_location, valid)},
};
static const struct flr_record location = {"OutOfOfficeLocation", location_fields,
                                           LENGTH(location_fields), sizeof(struct flr_location)};

static const struct flr_field office_fields[] = {
    {.name = "b:DisplayName", .kind = FLR_TEXT, AT(flr_office, display_name)},
    {.name = "b:ElectronicAddresses", LIST_AT(flr_office, contacts, contact_count, contact)},
    {.name = "b:Municipality", PART(code), AT(flr_office, municipality)},
    {.name = "b:Name", .kind = FLR_TEXT, AT(flr_office, name)},
    {.name = "b:OrganizationNumber", NUMBER, .required = true, AT(flr_office, number)},
    {.name = "b:PhysicalAddresses", LIST_AT(flr_office, addresses, address_count, address)},
    {.name = "District", PART(code), AT(flr_office, district)},
    {.name = "IsGroupOffice", .kind = FLR_FLAG, AT(flr_office, group_office)},
};
const struct flr_record flr_office_record = {"GPOffice", office_fields, LENGTH(office_fields),
                                             sizeof(struct flr_office)};

static const struct flr_field contract_fields[] = {
    {.name = "AgreementDate", .kind = FLR_DAY, AT(flr_contract, agreement_date)},
    {.name = "CoopMunicipalities", LIST_AT(flr_contract, cooperating, cooperating_count, code)},
    {.name = "DoctorCycles", LIST_AT(flr_contract, doctors, doctor_count, doctor)},
    {.name = "EndReason", PART(code), AT(flr_contract, end_reason)},
    {.name = "GPOffice", PART(flr_office_record), .of_office = true},
    {.name = "GPOfficeOrganizationNumber",
     NUMBER,
     .required = true,
     AT(flr_contract, office_number)},
    {.name = "Id", WHOLE_OF(1, INT64_MAX), .required = true, AT(flr_contract, id)},
    {.name = "IsFixedSalary", .kind = FLR_FLAG, AT(flr_contract, fixed_salary)},
    {.name = "MaxPatients", COUNT, .required = true, AT(flr_contract, max_patients)},
    {.name = "Municipality", PART(code), AT(flr_contract, municipality)},
    {.name = "Name", .kind = FLR_TEXT, AT(flr_contract, name)},
    {.name = "OutOfOfficeOffices", LIST_AT(flr_contract, locations, location_count, location)},
    {.name = "ParticipatesOnCommonList", .kind = FLR_FLAG, AT(flr_contract, on_common_list)},
    {.name = "PatientList", LIST_AT(flr_contract, patients, patient_count, patient)},
    {.name = "PatientsOnWaitingList", COUNT, AT(flr_contract, waiting)},
    {.name = "PlacesAvailable", COUNT, AT(flr_contract, places_available)},
    {.name = "PrimaryHealthCareTeamId", ANY_ID, AT(flr_contract, team_id)},
    {.name = "RequiresMembership", PART(code), AT(flr_contract, requires_membership)},
    {.name = "Status", PART(code), .required = true, AT(flr_contract, status)},
    {.name = "UpdatedOn", .kind = FLR_DAY, AT(flr_contract, updated)},
    {.name = "Valid", PART(period), .required = true, AT(flr_contract, valid)},
};
const struct flr_record flr_contract_record = {
    "GPContract", contract_fields, LENGTH(contract_fields), sizeof(struct flr_contract)};

const struct flr_field flr_root = {
    .name = "ArrayOfGPContract",
    LIST_AT(flr_office, contracts, contract_count, flr_contract_record)};

/* -- rows by their declaration ----------------------------------------------------------------- */

const char *
flr_local_name(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon == NULL ? name : colon + 1;
}

void *
flr_member(const struct flr_field *field, void *row)
{
    return (unsigned char *)row + field->offset;
}

const void *
flr_value(const struct flr_field *field, const void *row)
{
    return (const unsigned char *)row + field->offset;
}

/* Pointers to different structs are copied byte by byte: they are of different types. */
void *
flr_items(const struct flr_field *field, const void *row, size_t *count)
{
    void *items;
    memcpy(&items, flr_value(field, row), sizeof items);
    *count = *(const size_t *)(const void *)((const unsigned char *)row + field->count_offset);
    return items;
}

void
flr_set_items(const struct flr_field *field, void *row, void *items, size_t count)
{
    memcpy(flr_member(field, row), &items, sizeof items);
    *(size_t *)(void *)((unsigned char *)row + field->count_offset) = count;
}

void
flr_clear(const struct flr_record *record, void *row)
{
    for (size_t f = 0; f < record->field_count; f++) {
        const struct flr_field *field = &record->fields[f];
        void *at = flr_member(field, row);
        if (field->of_office) {
            continue;
        }
        switch (field->kind) {
        case FLR_FLAG:
            *(bool *)at = field->initial;
            break;
        case FLR_WHOLE:
            *(int64_t *)at = WHOLE_NONE;
            break;
        case FLR_TEXT:
        case FLR_NIN:
            *(const char **)at = "";
            break;
        case FLR_DAY:
            *(struct date *)at = DATE_NONE;
            break;
        case FLR_WEEKDAYS:
            *(unsigned *)at = 0;
            break;
        case FLR_RECORD:
            flr_clear(field->record, at);
            break;
        case FLR_LIST:
            flr_set_items(field, row, NULL, 0);
            break;
        }
    }
}

bool
flr_is_empty(const struct flr_field *field, const void *row)
{
    const void *at = flr_value(field, row);
    size_t count;
    switch (field->kind) {
    case FLR_FLAG:
        return false;
    case FLR_WHOLE:
        return *(const int64_t *)at == WHOLE_NONE;
    case FLR_TEXT:
    case FLR_NIN:
        return (*(const char *const *)at)[0] == '\0';
    case FLR_DAY:
        return date_is_none(*(const struct date *)at);
    case FLR_WEEKDAYS:
        return *(const unsigned *)at == 0;
    case FLR_RECORD:
        for (size_t f = 0; f < field->record->field_count; f++) {
            const struct flr_field *inner = &field->record->fields[f];
            if (inner->required && flr_is_empty(inner, at)) {
                return true;
            }
        }
        return false;
    case FLR_LIST:
        (void)flr_items(field, row, &count);
        return count == 0;
    }
    return true;
}

/* -- what must hold ---------------------------------------------------------------------------- */

static void
not_whole(int64_t found, int64_t low, int64_t high, struct error *error)
{
    char shown[24], range[64];
    snprintf(shown, sizeof shown, "%lld", (long long)found);
    snprintf(range, sizeof range, "%lld–%lld", (long long)low, (long long)high);
    error_set(error, ERROR_NOT_WHOLE, shown, range);
}

static bool
check_period(const struct flr_period *checked, struct error *error)
{
    if (date_is_none(checked->from) || date_is_none(checked->to) ||
        date_compare(checked->to, checked->from) > 0) {
        return true;
    }
    char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE], expected[DATE_TEXT_SIZE + 2];
    date_write(checked->from, from);
    date_write(checked->to, to);
    snprintf(expected, sizeof expected, "> %s", from);
    error_set(error, ERROR_OUT_OF_ORDER, to, expected);
    return false;
}

bool
flr_check_value(const struct flr_field *field, const void *row, struct error *error)
{
    const void *at = flr_value(field, row);
    if (field->kind == FLR_WHOLE) {
        int64_t value = *(const int64_t *)at;
        if (value < field->low || value > field->high) {
            not_whole(value, field->low, field->high, error);
            return false;
        }
    } else if (field->kind == FLR_NIN) {
        const char *nin = *(const char *const *)at;
        if (strlen(nin) != FLR_NIN_DIGITS || strspn(nin, "0123456789") != FLR_NIN_DIGITS) {
            error_set(error, ERROR_NOT_DIGITS, FLR_HIDDEN, "11");
            return false;
        }
    } else if (field->record == &period) {
        return check_period(at, error);
    }
    return true;
}

bool
flr_check_contract(const struct flr_office *of, const struct flr_contract *contract,
                   char name[FLR_NAME_SIZE], struct error *error)
{
    if (contract->office_number != of->number) {
        snprintf(name, FLR_NAME_SIZE, "GPOfficeOrganizationNumber");
        not_whole(contract->office_number, of->number, of->number, error);
        return false;
    }
    for (size_t f = 0; f < flr_contract_record.field_count; f++) {
        const struct flr_field *list = &flr_contract_record.fields[f];
        const struct flr_field *own = list->kind == FLR_LIST ? list->record->fields : NULL;
        while (own != NULL && strcmp(own->name, "GPContractId") != 0) {
            own = own + 1 < list->record->fields + list->record->field_count ? own + 1 : NULL;
        }
        size_t count = 0;
        const unsigned char *items = own != NULL ? flr_items(list, contract, &count) : NULL;
        for (size_t i = 0; i < count; i++) {
            int64_t id = *(const int64_t *)flr_value(own, items + i * list->record->size);
            if (id != contract->id) {
                snprintf(name, FLR_NAME_SIZE, "%s[%zu].GPContractId", list->name, i + 1);
                not_whole(id, contract->id, contract->id, error);
                return false;
            }
        }
    }
    return true;
}
