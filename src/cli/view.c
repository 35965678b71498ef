/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/desk.h"
#include "cli/group.h"
#include "cli/views.h"

#define OUTPUT OPTION_json, OPTION_csv, OPTION_table, OPTION_xlsx
#define OPTIONS(...) ((const enum option_id[]){__VA_ARGS__, OPTION_COUNT})

const struct view views[] = {
    {"audit",
     "verify",
     "",
     {"sjekk at loggen er hel, rad for rad", "sjekk at loggen er heil, rad for rad",
      "check that the log is whole, row by row"},
     OPTIONS(OPTION_db, OPTION_hash, OUTPUT),
     view_audit_verify},
    {"audit",
     "show",
     "",
     {"vis loggen, for alle eller én person", "vis loggen, for alle eller éin person",
      "show the log, of all or one person"},
     OPTIONS(DESK_OPTIONS, OPTION_argument_person, OPTION_after, OPTION_limit, OUTPUT),
     view_audit_show},
    {"key",
     "create",
     "",
     {"lag nøkkelfila", "lag nøkkelfila", "make the key file"},
     OPTIONS(OPTION_key, OUTPUT),
     view_key_create},
    {"key",
     "status",
     "",
     {"hvilke nøkler fila har, og hvor mange numre hver har forseglet",
      "kva nøklar fila har, og kor mange nummer kvar har forsegla",
      "which keys the file has, and how many numbers each has sealed"},
     OPTIONS(OPTION_db, OPTION_key, OUTPUT),
     view_key_status},
    {"key",
     "rotate",
     "",
     {"legg til en ny nøkkel og forsegl alle numre med den",
      "legg til ein ny nøkkel og forsegl alle nummer med han",
      "add a new key and seal all numbers by it"},
     OPTIONS(OPTION_db, OPTION_key, OUTPUT),
     view_key_rotate},
    {"key",
     "retire",
     "VERSION",
     {"ta bort en nøkkel som ikke lenger forsegler noe",
      "ta bort ein nøkkel som ikkje lenger forseglar noko",
      "remove a key that no longer seals anything"},
     OPTIONS(OPTION_db, OPTION_key, OUTPUT),
     view_key_retire},
};

const size_t view_count = sizeof views / sizeof views[0];
