// SPDX-License-Identifier: EUPL-1.2
// The words of the report, on its page and in its file.
import { words } from "../words.ts";

export const report = words({
    title: ["Rapport", "Rapport", "Report"],
    lead: [
        "En rapport om fastlegeordningen i kommunen, i dag og framover: én fil som kan sendes, åpnes uten nett og skrives ut på A4. Alle tall har kilder.",
        "Ein rapport om fastlegeordninga i kommunen, i dag og framover: éi fil som kan sendast, opnast utan nett og skrivast ut på A4. Alle tal har kjelder.",
        "A report on the municipality's regular-GP scheme, today and ahead: one file that can be sent, opened without a network and printed on A4. All numbers have sources.",
    ],
    download: ["Last ned rapporten", "Last ned rapporten", "Download the report"],
    making: ["Lager rapporten …", "Lagar rapporten …", "Making the report …"],
    print: ["Skriv ut", "Skriv ut", "Print"],
    tables: ["Tabellene som regneark", "Tabellane som rekneark", "The tables as spreadsheets"],
    heading: [
        "Fastlegeordningen i {name}",
        "Fastlegeordninga i {name}",
        "The regular-GP scheme of {name}",
    ],
    heading_plain: ["Fastlegeordningen", "Fastlegeordninga", "The regular-GP scheme"],
    made: ["Laget {date}. Tallene gjelder {day}.", "Laga {date}. Tala gjeld {day}.", "Made {date}. The numbers are as of {day}."],
    contents: ["Innhold", "Innhald", "Contents"],
    status: ["Er ordningen god nok?", "Er ordninga god nok?", "Is the scheme good enough?"],
    need: ["Hvor mange fastleger trengs?", "Kor mange fastlegar trengst?", "How many GPs are needed?"],
    need_lead: [
        "Behovet følger av hvor mange som skal ha plass, hvor lange listene er, og hvor mange plasser som skal være ledige.",
        "Behovet følgjer av kor mange som skal ha plass, kor lange listene er, og kor mange plassar som skal vere ledige.",
        "The need follows from how many are to have a place, how long the lists are, and how many places are to be free.",
    ],
    coverage: ["Dekning etter bydel", "Dekning etter bydel", "Coverage by district"],
    coverage_lead: [
        "Fastleger i forhold til innbyggere, mot målet.",
        "Fastlegar i høve til innbyggjarar, mot målet.",
        "GPs in proportion to residents, against the goal.",
    ],
    vacancy: ["Ledige plasser og rett til å bytte", "Ledige plassar og rett til å byte", "Free places and the right to switch"],
    recruiting: ["Rekruttering", "Rekruttering", "Recruitment"],
    workload: ["Arbeidsmengde", "Arbeidsmengd", "Workload"],
    access: ["Tilgjengelighet", "Tilgjenge", "Access"],
    forecast: ["Utsiktene uten nye tiltak", "Utsiktene utan nye tiltak", "The outlook without new measures"],
    forecast_package: ["Utsiktene med de valgte tiltakene", "Utsiktene med dei valde tiltaka", "The outlook with the chosen measures"],
    forecast_lead: [
        "Linja er medianen av {n} mulige framtider; båndene holder halvparten, 8 av 10 og 9 av 10 av dem.",
        "Linja er medianen av {n} moglege framtider; banda held halvparten, 8 av 10 og 9 av 10 av dei.",
        "The line is the median of {n} possible futures; the bands hold half, 8 in 10 and 9 in 10 of them.",
    ],
    outlook: ["Median og intervallet som holder 8 av 10 framtider", "Median og intervallet som held 8 av 10 framtider", "Median and the interval that holds 8 in 10 futures"],
    chances: ["Sjansen for at målet er nådd på dagen", "Sjansen for at målet er nådd på dagen", "The chance that the goal is met on the day"],
    now: ["nå", "no", "now"],
    in_years: ["om {n} år", "om {n} år", "in {n} years"],
    chosen: ["Tiltakene i framskrivingen", "Tiltaka i framskrivinga", "The measures of the forecast"],
    measures: ["Tiltak, virkninger og kostnader", "Tiltak, verknader og kostnader", "Measures, effects and costs"],
    assumptions: ["Forutsetninger", "Føresetnader", "Assumptions"],
    assumptions_lead: [
        "Det framskrivingen bygger på, hvor sikkert det er, og hvor det er fra.",
        "Det framskrivinga byggjer på, kor sikkert det er, og kvar det er frå.",
        "What the forecast rests on, how certain it is, and where it is from.",
    ],
    checks: ["Motsigelser i tallene", "Motseiingar i tala", "Contradictions in the numbers"],
    observations: ["Vedlegg: observasjoner", "Vedlegg: observasjonar", "Appendix: observations"],
    sources: ["Vedlegg: kilder", "Vedlegg: kjelder", "Appendix: sources"],
});
