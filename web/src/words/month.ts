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
        "{n} lister blir uten lege. De som står der, får et bytte som ikke teller.",
        "{n} lister blir utan lege. Dei som står der, får eit byte som ikkje tel.",
        "{n} lists will be without a doctor. Those on them get a switch that does not count.",
    ],
    warn_agreement_ended: ["{n} avtaler opphører.", "{n} avtalar tek slutt.", "{n} agreements end."],
    warn_right_ended: [
        "{n} personer mister retten til fastlege.",
        "{n} personar mistar retten til fastlege.",
        "{n} persons lose the right to a GP.",
    ],
    warn_queue_ended: ["{n} personer tas av venteliste.", "{n} personar blir tekne av venteliste.", "{n} persons are taken off a waiting list."],
    warn_drawn: ["{n} personer trekkes ut av ei liste.", "{n} personar blir trekte ut av ei liste.", "{n} persons are drawn to leave a list."],
    warn_offered_late: [
        "{n} vikarer fikk tilbud om hjemmel for sent.",
        "{n} vikarar fekk tilbod om heimel for seint.",
        "{n} locums were offered a post too late.",
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
        "Måneden er ikke over. Det som skjer resten av måneden, må da registreres i den neste.",
        "Månaden er ikkje over. Det som skjer resten av månaden, må då registrerast i den neste.",
        "The month is not over. What happens in the rest of it must then be registered in the next.",
    ],
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
