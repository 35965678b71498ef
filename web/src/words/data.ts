// SPDX-License-Identifier: EUPL-1.2
// Words of the page of data.
import { words } from "../words.ts";

export const data = words({
    title: ["Data", "Data", "Data"],
    intro: [
        "Tabellene alt regnes ut fra: hva som ligger der, hvor det er fra, og om tallene motsier hverandre.",
        "Tabellane alt blir rekna ut frå: kva som ligg der, kvar det er frå, og om tala motseier kvarandre.",
        "The tables that all is worked out from: what is there, where it is from, and whether figures contradict each other.",
    ],
    view_tables: ["Tabeller", "Tabellar", "Tables"],
    view_upload: ["Last opp", "Last opp", "Upload"],
    view_checks: ["Motsigelser", "Motseiingar", "Contradictions"],
    view_sources: ["Kilder", "Kjelder", "Sources"],
    view_observations: ["Observasjoner", "Observasjonar", "Observations"],
    tables: ["Kommunens tabeller", "Tabellane til kommunen", "The municipality's tables"],
    table: ["Tabell", "Tabell", "Table"],
    rows: ["Rader", "Rader", "Rows"],
    columns: ["Kolonner", "Kolonnar", "Columns"],
    file: ["Fil", "Fil", "File"],
    download: ["Last ned {table}", "Last ned {table}", "Download {table}"],
    no_rows: ["tom", "tom", "empty"],
    upload_intro: [
        "Velg en eller flere CSV-filer. Hver fil bytter ut hele tabellen den heter det samme som. Alle filer går inn, eller ingen.",
        "Vel ei eller fleire CSV-filer. Kvar fil byter ut heile tabellen ho heiter det same som. Alle filer går inn, eller inga.",
        "Choose one or more CSV files. Each replaces the whole of the table it is named after. All files go in, or none.",
    ],
    files: ["CSV-filer", "CSV-filer", "CSV files"],
    files_hint: ["UTF-8, komma eller semikolon mellom feltene.", "UTF-8, komma eller semikolon mellom felta.", "UTF-8, comma or semicolon between the fields."],
    which_table: ["Tabell for {file}", "Tabell for {file}", "Table for {file}"],
    which_table_missing: ["Velg hvilken tabell {file} er", "Vel kva tabell {file} er", "Choose which table {file} is"],
    leave_out: ["Ikke ta med", "Ikkje ta med", "Leave out"],
    try_first: ["Prøv først", "Prøv først", "Try first"],
    replace: ["Bytt ut tabellene", "Byt ut tabellane", "Replace the tables"],
    working: ["Leser …", "Les …", "Reading …"],
    tried: [
        "Filene er i orden. Ingenting er byttet ut ennå.",
        "Filene er i orden. Ingenting er bytt ut enno.",
        "The files are fine. Nothing is replaced yet.",
    ],
    replaced: ["Tabellene er byttet ut", "Tabellane er bytte ut", "The tables are replaced"],
    errors: ["{n} feil; ingenting er byttet ut", "{n} feil; ingenting er bytt ut", "{n} errors; nothing is replaced"],
    error_file: ["Fil", "Fil", "File"],
    error_line: ["Linje", "Linje", "Line"],
    error_field: ["Felt", "Felt", "Field"],
    error_text: ["Feil", "Feil", "Error"],
    error_table: ["Feil, rad for rad", "Feil, rad for rad", "Errors, row by row"],
    none_chosen: ["Velg minst en fil", "Vel minst éi fil", "Choose at least one file"],
    contradiction: ["motsigelse", "motseiing", "contradiction"],
    remark: ["merknad", "merknad", "remark"],
    found: ["Funnet", "Funne", "Found"],
    expected: ["Ventet", "Venta", "Expected"],
    difference: ["Differanse", "Differanse", "Difference"],
    checks_fine: ["Ingen tall motsier hverandre.", "Ingen tal motseier kvarandre.", "No figures contradict each other."],
    sources: ["kilder", "kjelder", "sources"],
    observations: ["observasjoner", "observasjonar", "observations"],
});

/** What each table of a municipality is, by the name of its file. */
export const tables = {
    sources: words({
        title: ["Kilder", "Kjelder", "Sources"],
        about: ["Hvor tallene er fra.", "Kvar tala er frå.", "Where figures are from."],
    }),
    municipality: words({
        title: ["Kommunen", "Kommunen", "The municipality"],
        about: ["Kommunen selv, i én rad.", "Kommunen sjølv, i éi rad.", "The municipality itself, in one row."],
    }),
    districts: words({
        title: ["Bydeler", "Bydelar", "Districts"],
        about: ["Bydelene i kommunen.", "Bydelane i kommunen.", "The municipality's districts."],
    }),
    zones: words({
        title: ["Levekårssoner", "Levekårssoner", "Living-condition zones"],
        about: ["Levekårssonene og hvilken del av byen de er i.", "Levekårssonene og kva del av byen dei er i.", "The zones and the part of the city they are in."],
    }),
    population: words({
        title: ["Innbyggere", "Innbyggjarar", "Residents"],
        about: ["Innbyggere etter bydel, alder og kjønn.", "Innbyggjarar etter bydel, alder og kjønn.", "Residents by district, age and sex."],
    }),
    projection: words({
        title: ["Ventede innbyggere", "Venta innbyggjarar", "Expected residents"],
        about: ["Hvor mange som ventes å bo i kommunen framover.", "Kor mange som er venta å bu i kommunen framover.", "How many are expected to live there in years to come."],
    }),
    practices: words({
        title: ["Legekontor", "Legekontor", "Practices"],
        about: ["Legekontorene med fastleger.", "Legekontora med fastlegar.", "The practices that have GPs."],
    }),
    posts: words({
        title: ["Hjemler", "Heimlar", "Posts"],
        about: ["Fastlegehjemlene og listetakene.", "Fastlegeheimlane og listetaka.", "The GP posts and their caps."],
    }),
    lists: words({
        title: ["Lister", "Lister", "Lists"],
        about: ["Lista til hver hjemmel.", "Lista til kvar heimel.", "The list of each post."],
    }),
    services: words({
        title: ["Andre legetjenester", "Andre legetenester", "Other doctor services"],
        about: ["Kommunens andre oppgaver for leger, som tar av tida deres.", "Andre oppgåver kommunen har for legar, som tek av tida deira.", "Other work for doctors in the municipality, which takes of their time."],
    }),
    observations: words({
        title: ["Observasjoner", "Observasjonar", "Observations"],
        about: ["Hva som er observert, når og av hvem.", "Kva som er observert, når og av kven.", "What was observed, when and by whom."],
    }),
    planning: words({
        title: ["Mål og forutsetninger", "Mål og føresetnader", "Goals and assumptions"],
        about: ["Målene kommunen har satt, og det den planlegger ut fra.", "Måla kommunen har sett, og det han planlegg ut frå.", "The goals the municipality has set, and what it plans with."],
    }),
    measures: words({
        title: ["Tiltak", "Tiltak", "Measures"],
        about: ["Tiltak for å rekruttere og beholde fastleger, med pris og virkning.", "Tiltak for å rekruttere og behalde fastlegar, med pris og verknad.", "Measures to recruit and keep GPs, with cost and effect."],
    }),
    budget: words({
        title: ["Budsjett", "Budsjett", "Budget"],
        about: ["Penger som er satt av.", "Pengar som er sette av.", "Money set aside."],
    }),
    same_day: words({
        title: ["Time samme dag", "Time same dag", "Same-day appointments"],
        about: ["Undersøkelser av hvem som får time samme dag.", "Undersøkingar av kven som får time same dag.", "Surveys of who gets an appointment the same day."],
    }),
    list_spread: words({
        title: ["Spredning i listelengde", "Spreiing i listelengd", "Spread of list lengths"],
        about: ["Hvor lange listene er; gir syntetiske lister form.", "Kor lange listene er; gir syntetiske lister form.", "How long lists are; gives synthetic lists their shape."],
    }),
    practice_sizes: words({
        title: ["Størrelsen på legekontor", "Storleiken på legekontor", "Sizes of practices"],
        about: ["Hvor mange legekontor det er av hver størrelse.", "Kor mange legekontor det er av kvar storleik.", "How many practices there are of each size."],
    }),
    reference: words({
        title: ["Nasjonale tall", "Nasjonale tal", "National figures"],
        about: ["Brukes der kommunen ikke har egne. Tom tabell: programmets tall brukes.", "Blir brukte der kommunen ikkje har eigne. Tom tabell: tala i programmet blir brukte.", "Used where the municipality has none of its own. Empty: the program's are used."],
    }),
    consultation_rates: words({
        title: ["Konsultasjoner etter alder", "Konsultasjonar etter alder", "Consultations by age"],
        about: ["Hvor ofte folk går til fastlegen. Tom tabell: programmets tall brukes.", "Kor ofte folk går til fastlegen. Tom tabell: tala i programmet blir brukte.", "How often people see their GP. Empty: the program's are used."],
    }),
    forecast_parameters: words({
        title: ["Forutsetninger for framskrivingen", "Føresetnader for framskrivinga", "Assumptions of the forecast"],
        about: ["Kommunens egne rader går foran programmets.", "Radene til kommunen går framfor dei i programmet.", "The municipality's own rows go before the program's."],
    }),
};
