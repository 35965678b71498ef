/* SPDX-License-Identifier: EUPL-1.2 */
/* The export of contracts from the national GP register (FLR, R236, R239): a zip file with one XML
 * file an office, each a list of the office's contracts.
 * Only what the register of a municipality needs is kept; names of persons are not. Public are the
 * contracts of the service (NHN.DtoContracts), not an export itself: that lists are serialised the
 * way .NET's DataContractSerializer does it is our reading. */
#ifndef DEKNING_EXCHANGE_FLR_H
#define DEKNING_EXCHANGE_FLR_H

#include "base/date.h"
#include "base/error.h"
#include "base/number.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* -- the model --------------------------------------------------------------------------------- */

/* Texts are UTF-8 without control characters, "" when not given and never NULL; whole numbers are
 * WHOLE_NONE and dates DATE_NONE when not given. A point in time is kept as its day in Norway. */

/* A value of a code list. The same number stands for different lists (C22: 7753 is both why a
 * contract and why a person's time on a list ended), so the name of the group is kept with it. */
struct flr_code {
    int64_t oid;
    const char *group; /* SimpleType, such as "flrv2_statuscode" */
    const char *value; /* CodeValue; "" when there is no code */
    const char *text;  /* CodeText */
    bool active;
};

/* From `from` until the day before `to`, which is DATE_NONE while the period is open. */
struct flr_period {
    struct date from, to;
};

struct flr_address {
    struct flr_code type; /* 3401: RES visiting, PST postal */
    const char *postbox, *street, *city, *description;
    int64_t postal_code;
};

struct flr_contact {
    struct flr_code type; /* 9044: E_TLF telephone … */
    const char *address;
};

/* GPOnContractAssociation: a doctor's time on a contract. */
struct flr_doctor {
    int64_t id, contract_id;
    int64_t hpr;
    int64_t substitute_for_hpr; /* whom a locum works for, else WHOLE_NONE */
    struct flr_period valid;
    struct flr_code relationship; /* 7750 */
    int64_t working_percentage;   /* 1–100 */
    unsigned working_days;        /* bit 0 Sunday … bit 6 Saturday */
    struct date updated;
};

/* PatientToGPContractAssociation: a person's time on a list. */
struct flr_patient {
    int64_t id, contract_id;
    const char *nin; /* 11 digits; whether they are a person's number is not checked here */
    struct flr_period period;
    struct flr_code begin; /* 7754 flrv2_beginreason */
    struct flr_code end;   /* 7753 flrv2_endreason */
    struct date updated;
};

/* OutOfOfficeLocation: another place where the doctor works. */
struct flr_location {
    int64_t id, contract_id;
    const char *description;
    struct flr_address *addresses;
    size_t address_count;
    struct flr_contact *contacts;
    size_t contact_count;
    struct flr_period valid;
    struct date updated;
};

/* GPContract: a contract, and with it a list. */
struct flr_contract {
    int64_t id; /* 1– */
    bool on_common_list, fixed_salary;
    struct flr_code requires_membership; /* 7755 */
    int64_t office_number;               /* signed: historic businesses are below 0 (R243) */
    int64_t max_patients;                /* the cap */
    struct flr_code status;              /* 7751 */
    const char *name;
    struct date agreement_date;
    struct flr_period valid;
    struct flr_doctor *doctors;
    size_t doctor_count;
    struct flr_location *locations;
    size_t location_count;
    struct flr_patient *patients;
    size_t patient_count;
    struct flr_code municipality; /* 3402 */
    struct flr_code *cooperating; /* 3402 */
    size_t cooperating_count;
    struct flr_code end_reason; /* 7753 flrv2_contract_endreason */
    int64_t places_available;   /* written as 0 unless the list is open (C19) */
    int64_t waiting;            /* the number of persons, which is all FLR knows (R102) */
    int64_t team_id;
    struct date updated;
};

/* GPOffice with its contracts. */
struct flr_office {
    int64_t number; /* organisation number, signed (R243) */
    const char *name, *display_name;
    bool group_office;
    struct flr_code district;     /* 3403 */
    struct flr_code municipality; /* 3402 */
    struct flr_address *addresses;
    size_t address_count;
    struct flr_contact *contacts;
    size_t contact_count;
    struct flr_contract *contracts;
    size_t contract_count;
};

struct flr_export {
    struct flr_office *offices; /* in the order of the zip file */
    size_t count;
    size_t
        ignored; /* elements passed over with all that was in them, as we have no place for them */
};

/* -- codes ------------------------------------------------------------------------------------- */

/* The codes that the program itself gives or asks for; the values of the lists 7750–7755 are
 * otherwise not public, and any value is read and kept. */
enum flr_known {
    FLR_STATUS_OPEN,
    FLR_STATUS_CLOSED, /* value unverified */
    FLR_STATUS_LOCKED, /* value unverified */
    FLR_DOCTOR_GP,
    FLR_DOCTOR_LOCUM,
    FLR_DOCTOR_PART_LIST,
    FLR_KNOWN_COUNT
};

extern const struct flr_code flr_known[FLR_KNOWN_COUNT];

/* Whether the code is that one, by number and value: what it is called may change. */
bool flr_code_is(const struct flr_code *code, enum flr_known known);

/* -- files ------------------------------------------------------------------------------------- */

/* The most that is unpacked, so that a small file cannot fill memory. */
struct flr_limits {
    uint64_t entries;     /* files in the zip file */
    uint64_t entry_bytes; /* of one unpacked */
    uint64_t total_bytes; /* of all unpacked */
};

/* Room for any municipality, with all that ever was on its lists. */
extern const struct flr_limits flr_limits;

/* Reads an export into the arena of *problems. Every error in every file of it is added to
 * *problems, with file(entry), line and the element's path; *out is filled only when there was
 * none. Elements may stand in any order; unknown ones are passed over and counted. A document type
 * or an entity of its own is refused, and nothing outside the file is ever read. Errors never show
 * a person's number. */
bool flr_read(const char *path, const struct flr_limits *limits, struct problems *problems,
              struct flr_export *out);

/* Reads the XML of one office, as flr_read does a file in the zip file. An office without contracts
 * gives contract_count 0. *ignored is added to. `file` names the input in errors. */
bool flr_read_office(const char *file, const char *bytes, size_t length, struct problems *problems,
                     struct flr_office *out, size_t *ignored);

/* Writes an export whole or not at all, one office in memory at a time. What is read back is the
 * same, but for offices without contracts, which have no place in the format. ERROR_XML_MISSING,
 * ERROR_NOT_WHOLE, ERROR_NOT_DIGITS, ERROR_OUT_OF_ORDER and ERROR_CSV_CONTROL for what flr_read
 * would refuse, ERROR_ZIP_LARGE, ERROR_WRITE_FILE. */
bool flr_write(const struct flr_office *offices, size_t count, const char *path,
               struct error *error);

/* Adds the XML of one office; errors as flr_write. */
bool flr_write_office(const struct flr_office *office, struct text *out, struct error *error);

#endif
