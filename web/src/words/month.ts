// SPDX-License-Identifier: EUPL-1.2
// Words of the page that closes a month.
import { words } from "../words.ts";

export const month = words({
    title: ["Månedsskifte", "Månadsskifte", "Close of the month"],
    intro: [
        "Alt som gjelder fra den 1., trer i kraft når måneden avsluttes. Se først hva som ville skje.",
        "Alt som gjeld frå den 1., trer i kraft når månaden blir avslutta. Sjå først kva som ville skje.",
        "All that is of the 1st takes effect when the month is closed. See first what would happen.",
    ],
    open_month: ["Åpen måned: {month}", "Open månad: {month}", "Open month: {month}"],
    would_happen: ["Det som ville skje", "Det som ville skje", "What would happen"],
    nothing: [
        "Ingenting ville skje ut over at neste måned åpnes.",
        "Ingenting ville skje ut over at neste månad blir opna.",
        "Nothing would happen but that the next month opens.",
    ],
    look_closer: ["Se nøyere på dette før du avslutter", "Sjå nøyare på dette før du avsluttar", "Look closer at this before you close"],
    warn_list_without_doctor: [
        "Lister som blir uten lege: {n}. De som står der, får et bytte som ikke teller.",
        "Lister som blir utan lege: {n}. Dei som står der, får eit byte som ikkje tel.",
        "Lists that will be without a doctor: {n}. Those on them get a switch that does not count.",
    ],
    warn_agreement_ended: ["Avtaler som opphører: {n}", "Avtalar som tek slutt: {n}", "Agreements that end: {n}"],
    warn_right_ended: [
        "Personer som mister retten til fastlege: {n}",
        "Personar som mistar retten til fastlege: {n}",
        "Persons who lose the right to a GP: {n}",
    ],
    warn_queue_ended: ["Personer som tas av venteliste: {n}", "Personar som blir tekne av venteliste: {n}", "Persons taken off a waiting list: {n}"],
    warn_drawn: ["Personer som trekkes ut av ei liste: {n}", "Personar som blir trekte ut av ei liste: {n}", "Persons drawn to leave a list: {n}"],
    warn_offered_late: [
        "Vikarer som fikk tilbud om hjemmel for sent: {n}",
        "Vikarar som fekk tilbod om heimel for seint: {n}",
        "Locums who were offered a post too late: {n}",
    ],
    by_list: ["Liste for liste", "Liste for liste", "List by list"],
    list: ["Liste", "Liste", "List"],
    came: ["Kommer", "Kjem", "Come"],
    left: ["Går", "Går", "Leave"],
    net: ["Netto", "Netto", "Net"],
    happens: ["Hendelser", "Hendingar", "Events"],
    only: ["Vis bare", "Vis berre", "Show only"],
    events: ["Alle hendelser", "Alle hendingar", "All events"],
    with_persons: ["Vis personene (skrives i loggen)", "Vis personane (blir skrive i loggen)", "Show the persons (is logged)"],
    exchange: ["Bytteringer", "Bytteringar", "Exchange cycles"],
    exchange_intro: [
        "Hvem som kunne byttet plass med hverandre nå. Oppslaget skrives i loggen.",
        "Kven som kunne ha bytt plass med kvarandre no. Oppslaget blir skrive i loggen.",
        "Who could change places with each other now. The reading is logged.",
    ],
    exchange_show: ["Vis bytteringene", "Vis bytteringane", "Show the cycles"],
    close: ["Avslutt {month} …", "Avslutt {month} …", "Close {month} …"],
    close_title: ["Avslutte {month}?", "Avslutte {month}?", "Close {month}?"],
    close_text: [
        "Alt eller ingenting blir gjort, og det kan ikke angres. Handlinger i {month} kan ikke registreres etterpå.",
        "Alt eller ingenting blir gjort, og det kan ikkje angrast. Handlingar i {month} kan ikkje registrerast etterpå.",
        "All or nothing is done, and it cannot be undone. Nothing of {month} can be registered afterwards.",
    ],
    close_sure: [
        "Jeg har sett gjennom det som ville skje",
        "Eg har sett gjennom det som ville skje",
        "I have looked through what would happen",
    ],
    close_do: ["Avslutt {month}", "Avslutt {month}", "Close {month}"],
    finished: ["Lukk", "Lukk", "Close"],
    early: [
        "Kan gjøres fra {date}. Innbyggerne kan bytte fastlege ut {month}; til da kan du se og prøve så mye du vil.",
        "Kan gjerast frå {date}. Innbyggjarane kan byte fastlege ut {month}; til då kan du sjå og prøve så mykje du vil.",
        "Can be done from {date}. Residents can switch GP to the end of {month}; until then you may look and try as much as you like.",
    ],
    registered: [
        "{n} plasser gjelder innen den 1. etter bytter, valg, fødsler og annet som er registrert før avslutningen. De er med under.",
        "{n} plassar gjeld innan den 1. etter byte, val, fødslar og anna som er registrert før avslutninga. Dei er med under.",
        "{n} places take effect by the 1st from switches, choices, births and other things registered before the close. They are included below.",
    ],
    registered_one: [
        "1 plass gjelder innen den 1. etter et bytte, et valg eller annet som er registrert før avslutningen. Den er med under.",
        "1 plass gjeld innan den 1. etter eit byte, eit val eller anna som er registrert før avslutninga. Han er med under.",
        "1 place takes effect by the 1st from a switch, a choice or something else registered before the close. It is included below.",
    ],
    none_closed: ["Ingen måned er avsluttet ennå.", "Ingen månad er avslutta enno.", "No month is closed yet."],
    cancel: ["Avbryt", "Avbryt", "Cancel"],
    reports: ["Avsluttede måneder", "Avslutta månader", "Closed months"],
    reports_intro: [
        "Rapporten om en avsluttet måned blir stående, med en sum som viser om loggen er endret siden.",
        "Rapporten om ein avslutta månad blir ståande, med ein sum som viser om loggen er endra sidan.",
        "The report of a closed month remains, with a hash that shows whether the log was changed since.",
    ],
    report_of: ["Rapport for {month}", "Rapport for {month}", "Report of {month}"],
    which: ["Måned", "Månad", "Month"],
    not_closed: [
        "Måneden er ikke avsluttet her: {month}",
        "Månaden er ikkje avslutta her: {month}",
        "{month} is not closed here.",
    ],
});
