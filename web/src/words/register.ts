// SPDX-License-Identifier: EUPL-1.2
// Words that the pages of the register share: forms of operations, tables that the server pages, timelines.
import { words } from "../words.ts";

export const register = words({
    /* forms of operations */
    choose_operation: ["Hva vil du gjøre?", "Kva vil du gjere?", "What do you want to do?"],
    choose: ["Velg …", "Vel …", "Choose …"],
    try_first: ["Prøv først", "Prøv først", "Try first"],
    try_first_hint: [
        "«Prøv først» viser hva som ville skje, uten å endre noe.",
        "«Prøv først» viser kva som ville skje, utan å endre noko.",
        "“Try first” shows what would happen and changes nothing.",
    ],
    do_it: ["Registrer", "Registrer", "Register"],
    working: ["Arbeider …", "Arbeider …", "Working …"],
    more_facts: ["Flere opplysninger (valgfritt)", "Fleire opplysningar (valfritt)", "More details (optional)"],
    day: ["Dagen det gjelder", "Dagen det gjeld", "The day it counts for"],
    day_hint: [
        "Tomt betyr i dag. Dagen må være i den åpne måneden.",
        "Tomt tyder i dag. Dagen må vere i den opne månaden.",
        "Empty means today. The day must be in the open month.",
    ],
    identity: ["Fødselsnummer eller D-nummer", "Fødselsnummer eller D-nummer", "National identity number"],
    identity_hint: [
        "Elleve sifre. Nummeret forsegles og vises ikke igjen.",
        "Elleve siffer. Nummeret blir forsegla og ikkje vist igjen.",
        "Eleven digits. The number is sealed and not shown again.",
    ],
    list_hint: [
        "Skriv navnet på legen eller nummeret på hjemmelen, og velg blant dem som passer.",
        "Skriv namnet på legen eller nummeret på heimelen, og vel blant dei som passar.",
        "Write the doctor's name or the post's number, and choose among those that fit.",
    ],
    optional: ["valgfritt", "valfritt", "optional"],
    fix_these: [
        "Rett dette før du går videre",
        "Rett dette før du går vidare",
        "Correct this before you go on",
    ],
    must_be_told: ["Fyll ut: {what}", "Fyll ut: {what}", "Fill in: {what}"],
    must_be_whole: ["{what} må være et helt tall", "{what} må vere eit heilt tal", "{what} must be a whole number"],
    must_be_between: [
        "{what} må være fra {min} til {max}",
        "{what} må vere frå {min} til {max}",
        "{what} must be from {min} to {max}",
    ],
    must_be_date: ["{what} må være en dato", "{what} må vere ein dato", "{what} must be a date"],
    must_be_identity: [
        "{what} må ha elleve sifre",
        "{what} må ha elleve siffer",
        "{what} must have eleven digits",
    ],
    would_be_done: [
        "Dette ville gått bra. Ingenting er endret ennå.",
        "Dette ville gått bra. Ingenting er endra enno.",
        "This would go through. Nothing is changed yet.",
    ],
    is_done: ["Registrert", "Registrert", "Registered"],
    done_before: [
        "Dette var alt registrert; ingenting ble gjort nå",
        "Dette var alt registrert; ingenting blei gjort no",
        "This was already registered; nothing was done now",
    ],
    takes_effect: ["Gjelder fra {date}.", "Gjeld frå {date}.", "Takes effect on {date}."],
    got_number: ["Nummeret er {number}.", "Nummeret er {number}.", "The number is {number}."],
    log_row: ["Rad {row} i loggen.", "Rad {row} i loggen.", "Row {row} of the log."],
    refused: ["Avslått etter {rule}", "Avslått etter {rule}", "Refused under {rule}"],
    source: ["Kilde", "Kjelde", "Source"],
    lacks: ["Det som mangler: {what}", "Det som manglar: {what}", "What is missing: {what}"],
    refusal_logged: [
        "Avslaget er skrevet i loggen, rad {row}.",
        "Avslaget er skrive i loggen, rad {row}.",
        "The refusal is in the log, row {row}.",
    ],
    changed_meanwhile: [
        "Noen har endret dette mens du arbeidet",
        "Nokon har endra dette medan du arbeidde",
        "Somebody changed this while you worked",
    ],
    changed_meanwhile_detail: [
        "Ingenting ble registrert. Hent det som gjelder nå, og se om du fortsatt vil.",
        "Ingenting blei registrert. Hent det som gjeld no, og sjå om du framleis vil.",
        "Nothing was registered. Get what holds now, and see whether you still want to.",
    ],
    fetch_again: ["Hent på nytt", "Hent på nytt", "Get it again"],
    not_done: ["Det gikk ikke", "Det gjekk ikkje", "It did not work"],
    log_in: ["Logg inn igjen", "Logg inn igjen", "Log in again"],
    no_answer: [
        "Serveren svarer ikke. Prøv igjen; det samme blir aldri gjort to ganger.",
        "Serveren svarer ikkje. Prøv igjen; det same blir aldri gjort to gonger.",
        "The server does not answer. Try again; the same is never done twice.",
    ],
    no_such_operation: [
        "Du har ikke tilgang til å gjøre dette.",
        "Du har ikkje tilgang til å gjere dette.",
        "You are not allowed to do this.",
    ],
    /* tables that the server pages */
    search: ["Søk", "Søk", "Search"],
    search_in: ["Søk i {what}", "Søk i {what}", "Search {what}"],
    all: ["Alle", "Alle", "All"],
    clear: ["Nullstill", "Nullstill", "Clear"],
    hit: ["{n} treff", "{n} treff", "{n} hit"],
    hits: ["{n} treff", "{n} treff", "{n} hits"],
    rows_none_hint: [
        "Ingen rader passer med det du søker etter.",
        "Ingen rader passar med det du søkjer etter.",
        "No rows fit what you search for.",
    ],
    next: ["Neste", "Neste", "Next"],
    previous: ["Forrige", "Førre", "Previous"],
    as_csv: ["Last ned CSV", "Last ned CSV", "Download CSV"],
    as_xlsx: ["Last ned regneark", "Last ned rekneark", "Download spreadsheet"],
    raw: ["Vis", "Vis", "Show"],
    view: ["Visning", "Vising", "View"],
    /* timelines */
    from_day: ["fra", "frå", "from"],
    until_now: ["nå", "no", "now"],
    /* shared facts */
    protected_title: ["Gradert adresse", "Gradert adresse", "Protected address"],
    protected_text: [
        "Adresse og bydel til denne personen skal ikke gis ut. Ikke nevn hvor personen bor eller går til lege.",
        "Adresse og bydel til denne personen skal ikkje givast ut. Ikkje nemn kvar personen bur eller går til lege.",
        "This person's address and district must not be given out. Do not mention where the person lives or sees a doctor.",
    ],
    person_n: ["Person {number}", "Person {number}", "Person {number}"],
    list_n: ["Liste {post}", "Liste {post}", "List {post}"],
    no_doctor: ["Uten lege", "Utan lege", "Without a doctor"],
    places_free: ["{n} ledige plasser", "{n} ledige plassar", "{n} free places"],
});
