// SPDX-License-Identifier: EUPL-1.2
// The words of the first page.
import { words } from "../words.ts";

export const overview = words({
    question: ["Er fastlegeordningen god nok?", "Er fastlegeordninga god nok?", "Is the regular-GP scheme good enough?"],
    as_of: ["Etter tallene per {date}", "Etter tala per {date}", "By the numbers as of {date}"],
    newer: [
        "Regn med de nyeste tallene ({date})",
        "Rekn med dei nyaste tala ({date})",
        "Reckon with the newest numbers ({date})",
    ],
    older: ["Tilbake til {date}", "Tilbake til {date}", "Back to {date}"],
    why: [
        "Kommunen har {now} fastleger. Den trenger {needed} for at alle skal få plass og målet for ledige plasser skal være nådd.",
        "Kommunen har {now} fastlegar. Han treng {needed} for at alle skal få plass og målet for ledige plassar skal vere nådd.",
        "The municipality has {now} GPs. It needs {needed} for everyone to have a place and the vacancy goal to be met.",
    ],
    why_district: [
        "{count} bydeler ligger under målet for dekning; {district} mangler mest.",
        "{count} bydelar ligg under målet for dekning; {district} manglar mest.",
        "{count} districts are below the goal of coverage; {district} lacks most.",
    ],
    try_measures: ["Se hva tiltak gjør", "Sjå kva tiltak gjer", "See what measures do"],
    make_report: ["Lag rapport", "Lag rapport", "Make a report"],
    goals: ["Målene", "Måla", "The goals"],
    goal_value: ["mål {goal}", "mål {goal}", "goal {goal}"],
    met: ["nådd", "nådd", "met"],
    not_met: ["ikke nådd", "ikkje nådd", "not met"],
    chance: [
        "Sjanse for at det er nådd om {n} år: {chance}",
        "Sjanse for at det er nådd om {n} år: {chance}",
        "Chance that it is met in {n} years: {chance}",
    ],
    chance_none: [
        "Uten nye tiltak: {value} om {n} år",
        "Utan nye tiltak: {value} om {n} år",
        "Without new measures: {value} in {n} years",
    ],
    chance_more: [
        "Regnet i {n} framtider uten nye tiltak.",
        "Rekna i {n} framtider utan nye tiltak.",
        "Reckoned in {n} futures without new measures.",
    ],
    reckoning: ["Regner på framtida …", "Reknar på framtida …", "Reckoning the future …"],
    attention: ["Dette trenger oppmerksomhet", "Dette treng merksemd", "This needs attention"],
    attention_none: [
        "Ingenting haster i dag.",
        "Ingenting hastar i dag.",
        "Nothing is urgent today.",
    ],
    goals_missed: [
        "{n} av {count} mål er ikke nådd",
        "{n} av {count} mål er ikkje nådde",
        "{n} of {count} goals are not met",
    ],
    contradictions: [
        "{n} tall i grunnlaget motsier hverandre",
        "{n} tal i grunnlaget motseier kvarandre",
        "{n} numbers in the basis contradict each other",
    ],
    newer_exist: [
        "Det finnes nyere tall enn de svaret bygger på ({date})",
        "Det finst nyare tal enn dei svaret byggjer på ({date})",
        "There are newer numbers than the answer rests on ({date})",
    ],
    due: [
        "{n} slags opplysninger er gamle nok til å slettes",
        "{n} slag opplysningar er gamle nok til å slettast",
        "{n} kinds of records are old enough to be deleted",
    ],
    vacant: ["{n} hjemler er ledige", "{n} heimlar er ledige", "{n} posts are vacant"],
    deadline: ["Første søknadsfrist: {date}", "Første søknadsfrist: {date}", "First deadline for applications: {date}"],
    decisions: ["{n} vedtak venter", "{n} vedtak ventar", "{n} decisions are waiting"],
    districts_below: [
        "{n} bydeler har for få fastleger",
        "{n} bydelar har for få fastlegar",
        "{n} districts have too few GPs",
    ],
    coverage: ["Dekning etter bydel", "Dekning etter bydel", "Coverage by district"],
    per_1000: ["fastleger per 1000 innbyggere", "fastlegar per 1000 innbyggjarar", "GPs per 1000 residents"],
    observed: ["Sist observert", "Sist observert", "Last observed"],
    indicator: ["indikator", "indikator", "indicator"],
    newest: ["nyeste verdi", "nyaste verdi", "newest value"],
    day: ["dato", "dato", "date"],
    source: ["kilde", "kjelde", "source"],
    goal_capacity: ["Fastleger", "Fastlegar", "GPs"],
    goal_vacancy: ["Ledige plasser", "Ledige plassar", "Free places"],
    goal_coverage: ["Fastleger per 1000 innbyggere", "Fastlegar per 1000 innbyggjarar", "GPs per 1000 residents"],
    goal_hours: ["Timer i uka per fastlege", "Timar i veka per fastlege", "Hours a week per GP"],
    goal_unassigned: ["Innbyggere uten fastlege", "Innbyggjarar utan fastlege", "Residents without a GP"],
    goal_without_doctor: ["Lister uten lege", "Lister utan lege", "Lists without a doctor"],
    unit_vacancy: ["av listeinnbyggerne", "av listeinnbyggjarane", "of listed persons"],
});
