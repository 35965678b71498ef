// SPDX-License-Identifier: EUPL-1.2
// The words of the page about the board itself.
import { words } from "../words.ts";

export const about = words({
    what: ["Hva dette er", "Kva dette er", "What this is"],
    what_more: [
        "Dekning viser om fastlegeordningen i kommunen er god nok, hjelper kommunen å drive den, og regner ut hva tiltak vil gjøre med den. Det er fri programvare med lisensen EUPL-1.2.",
        "Dekning viser om fastlegeordninga i kommunen er god nok, hjelper kommunen å drive ho, og reknar ut kva tiltak vil gjere med ho. Det er fri programvare med lisensen EUPL-1.2.",
        "Dekning shows whether the municipality's regular-GP scheme is good enough, helps the municipality to run it, and works out what measures will do to it. It is free software under the EUPL-1.2 licence.",
    ],
    numbers: ["Hvor tallene er fra", "Kvar tala er frå", "Where the numbers are from"],
    numbers_more: [
        "Alle tall kan åpnes: De viser formelen, det som går inn i den, og kilden. A er lest i kilden, B er utledet, C er antatt. Syntetiske tall er merket.",
        "Alle tal kan opnast: Dei viser formelen, det som går inn i han, og kjelda. A er lese i kjelda, B er utleidd, C er gått ut frå. Syntetiske tal er merkte.",
        "Every number can be opened: it shows the formula, what goes into it, and the source. A is read in its source, B is derived, C is assumed. Synthetic numbers are marked.",
    ],
    privacy: ["Personvern", "Personvern", "Privacy"],
    privacy_more: [
        "Sidene henter ingenting fra andre enn kommunens egen tjener, og ingen andre ser hva du gjør. Den eneste informasjonskapselen er den som holder deg innlogget. Språk og utseende huskes i nettleseren. Alt som blir sett og gjort med opplysninger om personer, står i loggen.",
        "Sidene hentar ingenting frå andre enn tenaren til kommunen, og ingen andre ser kva du gjer. Den einaste informasjonskapselen er den som held deg innlogga. Språk og utsjånad blir hugsa i nettlesaren. Alt som blir sett og gjort med opplysningar om personar, står i loggen.",
        "The pages fetch nothing from anyone but the municipality's own server, and nobody else sees what you do. The only cookie is the one that keeps you logged in. Language and appearance are kept in the browser. All that is seen and done with records of persons stands in the log.",
    ],
    access: ["Tilgjengelighet", "Tilgjenge", "Accessibility"],
    access_more: [
        "Sidene er laget etter WCAG 2.1 på nivå AA: Alt kan gjøres med tastatur, alle figurer og kart finnes som tabell og i ord, og ingenting sies med farge alene. Kommunens tilgjengelighetserklæring finnes hos uustatus.no. Meld fra til kommunen om noe stenger deg ute.",
        "Sidene er laga etter WCAG 2.1 på nivå AA: Alt kan gjerast med tastatur, alle figurar og kart finst som tabell og i ord, og ingenting blir sagt med farge aleine. Tilgjengeerklæringa til kommunen finst hos uustatus.no. Meld frå til kommunen om noko stengjer deg ute.",
        "The pages are made to WCAG 2.1 level AA: everything can be done with the keyboard, every chart and map exists as a table and in words, and nothing is told by colour alone. The municipality's accessibility statement is at uustatus.no. Tell the municipality if something shuts you out.",
    ],
    programs: ["For andre programmer", "For andre program", "For other programs"],
    programs_more: [
        "Alt sidene viser, kan hentes som JSON, CSV og regneark.",
        "Alt sidene viser, kan hentast som JSON, CSV og rekneark.",
        "All that the pages show can be fetched as JSON, CSV and spreadsheets.",
    ],
    api: ["Beskrivelsen av API-et", "Skildringa av API-et", "The description of the API"],
    sources: ["Kildene", "Kjeldene", "The sources"],
});
