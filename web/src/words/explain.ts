// SPDX-License-Identifier: EUPL-1.2
// The words of what a forecast's number opens.
import { words } from "../words.ts";

export const explain = words({
    of_gps: [
        "fastleger = fastleger måneden før − de som slutter + de som begynner i en hjemmel",
        "fastlegar = fastlegar månaden før − dei som sluttar + dei som byrjar i ein heimel",
        "GPs = GPs the month before − those who leave + those who begin in a post",
    ],
    of_posts: [
        "hjemler = hjemler måneden før + nye hjemler",
        "heimlar = heimlar månaden før + nye heimlar",
        "posts = posts the month before + new posts",
    ],
    of_posts_without_gp: [
        "hjemler uten fastlege = hjemler − fastleger",
        "heimlar utan fastlege = heimlar − fastlegar",
        "posts without a GP = posts − GPs",
    ],
    of_places: [
        "listeplasser = summen av listetakene",
        "listeplassar = summen av listetaka",
        "list places = the sum of the lists' caps",
    ],
    of_listed: [
        "personer på liste = innbyggere og gjesteinnbyggere − de uten fastlege − de utenfor kommunens lister",
        "personar på liste = innbyggjarar og gjesteinnbyggjarar − dei utan fastlege − dei utanfor listene til kommunen",
        "listed = residents and guests − the unassigned − those outside the municipality's lists",
    ],
    of_free_places: [
        "ledige plasser = listeplasser − opptatte plasser på åpne lister",
        "ledige plassar = listeplassar − opptekne plassar på opne lister",
        "free places = list places − places taken on open lists",
    ],
    of_vacancy_listed: [
        "listeledighet = ledige plasser ÷ personer på liste",
        "listeledigheit = ledige plassar ÷ personar på liste",
        "vacancy = free places ÷ listed persons",
    ],
    of_vacancy_places: [
        "listeledighet = ledige plasser ÷ listeplasser",
        "listeledigheit = ledige plassar ÷ listeplassar",
        "vacancy = free places ÷ list places",
    ],
    of_unassigned: [
        "uten fastlege = de uten fastlege måneden før + nye uten plass − de som får plass",
        "utan fastlege = dei utan fastlege månaden før + nye utan plass − dei som får plass",
        "unassigned = unassigned the month before + new ones without a place − those who get one",
    ],
    of_waiting: [
        "på venteliste = ventende måneden før + nye som stiller seg i kø − de som får plass − de som trekker seg",
        "på venteliste = ventande månaden før + nye som stiller seg i kø − dei som får plass − dei som trekkjer seg",
        "waiting = waiting the month before + those who join − those who get a place − those who give up",
    ],
    of_mean_list: [
        "gjennomsnittlig listelengde = personer på lister med fastlege ÷ fastleger",
        "gjennomsnittleg listelengd = personar på lister med fastlege ÷ fastlegar",
        "mean list length = persons on lists with a GP ÷ GPs",
    ],
    of_listed_without_gp: [
        "personer på lister uten lege = personer på liste − personer på lister med fastlege eller vikar",
        "personar på lister utan lege = personar på liste − personar på lister med fastlege eller vikar",
        "persons on lists without a doctor = listed persons − those on lists with a GP or a locum",
    ],
    of_reserve_index: [
        "reservekapasitet = listeplasser ÷ personer på liste × 100",
        "reservekapasitet = listeplassar ÷ personar på liste × 100",
        "reserve capacity = list places ÷ listed persons × 100",
    ],
    of_hours_per_gp: [
        "timer = arbeidstid ved målt liste × listelengde ÷ målt listelengde × endring i behov ÷ avlastning av tiltak",
        "timar = arbeidstid ved målt liste × listelengd ÷ målt listelengd × endring i behov ÷ avlasting av tiltak",
        "hours = hours at the measured list × list length ÷ measured list length × change of need ÷ relief by measures",
    ],
    of_same_day_slots: [
        "akuttimer = akuttimer per lege × fastleger × (1 − andel i permisjon) ÷ personer på liste × 1000",
        "akuttimar = akuttimar per lege × fastlegar × (1 − del i permisjon) ÷ personar på liste × 1000",
        "same-day slots = slots per doctor × GPs × (1 − share on leave) ÷ listed persons × 1000",
    ],
    of_ooh_contacts: [
        "legevaktkontakter = kontakter per innbygger × innbyggere × endring i behov; flere uten fastlege og med færre akuttimer",
        "legevaktkontaktar = kontaktar per innbyggjar × innbyggjarar × endring i behov; fleire utan fastlege og med færre akuttimar",
        "out-of-hours contacts = contacts per resident × residents × change of need; more without a GP and with fewer same-day slots",
    ],
    of_residents: [
        "innbyggere = befolkningsframskrivingen × dens usikkerhet",
        "innbyggjarar = befolkningsframskrivinga × uvissa i henne",
        "residents = the population projection × its uncertainty",
    ],
    of_guests: [
        "gjesteinnbyggere = gjesteinnbyggere ved start × årlig vekst",
        "gjesteinnbyggjarar = gjesteinnbyggjarar ved start × årleg vekst",
        "guests = guests at the start × yearly growth",
    ],
    of_opted_out: [
        "utenfor listene = innbyggere × andelen utenfor ordningen + de som har fastlege i en annen kommune",
        "utanfor listene = innbyggjarar × delen utanfor ordninga + dei som har fastlege i ein annan kommune",
        "outside the lists = residents × the share outside the scheme + those with a GP elsewhere",
    ],
    chance: [
        "sjanse = framtider der målet er nådd ÷ alle framtider = {met} ÷ {n} = {chance}",
        "sjanse = framtider der målet er nådd ÷ alle framtider = {met} ÷ {n} = {chance}",
        "chance = futures in which the goal is met ÷ all futures = {met} ÷ {n} = {chance}",
    ],
    chance_of: ["Målet, {date}: {goal}.", "Målet, {date}: {goal}.", "The goal, {date}: {goal}."],
    per_year: ["per år", "per år", "a year"],
    begins: ["Utgangspunktet", "Utgangspunktet", "Where it begins"],
    observed: ["observert", "observert", "observed"],
    date: ["dato", "dato", "date"],
    rests: ["Forutsetningene bak", "Føresetnadene bak", "The assumptions behind it"],
    assumption: ["forutsetning", "føresetnad", "assumption"],
    part_of_spread: ["del av spredningen", "del av spreiinga", "part of the spread"],
    eight_of_ten: ["8 av 10 mellom", "8 av 10 mellom", "8 in 10 between"],
    all_assumptions: ["Alle {n} forutsetninger", "Alle {n} føresetnader", "All {n} assumptions"],
    show_all: ["Vis alle {n} forutsetninger", "Vis alle {n} føresetnader", "Show all {n} assumptions"],
    confidences: ["Pålitelighet – {a}; {b}; {c}.", "Pålitelegheit – {a}; {b}; {c}.", "Confidence – {a}; {b}; {c}."],
    of_cost: [
        "kostnad = beløp i året (og beløp ved start)",
        "kostnad = beløp i året (og beløp ved start)",
        "cost = amount a year (and amount at the start)",
    ],
    of_cost_each: [
        "kostnad = beløp per lege × antall leger (+ beløp i året og ved start)",
        "kostnad = beløp per lege × talet på legar (+ beløp i året og ved start)",
        "cost = amount per doctor × doctors (+ amount a year and at the start)",
    ],
    of_cost_listed: [
        "kostnad = beløp per listeinnbygger × personer på liste",
        "kostnad = beløp per listeinnbyggjar × personar på liste",
        "cost = amount per listed person × listed persons",
    ],
    cost_parts: ["Hva kostnaden er satt sammen av", "Kva kostnaden er sett saman av", "What the cost is made of"],
    cost_part: ["del", "del", "part"],
    cost_once: ["én gang, ved start", "éin gong, ved start", "once, at the start"],
    cost_year: ["fast beløp i året", "fast beløp i året", "fixed amount a year"],
    cost_each: ["beløp for {basis}", "beløp for {basis}", "amount for {basis}"],
    cost_listed: ["beløp per listeinnbygger og år", "beløp per listeinnbyggjar og år", "amount per listed person and year"],
    volume: ["antall i året i snitt ({basis})", "tal i året i snitt ({basis})", "number a year on average ({basis})"],
    volume_listed: ["personer på liste i snitt", "personar på liste i snitt", "listed persons on average"],
    cost_mean: ["snitt i året", "snitt i året", "mean a year"],
    cost_size: [
        "Beløpene gjelder omfanget som er valgt: {size}. I kommunens tabell over tiltak står de for {own}. Antallet og snittet er regnet over framtidene.",
        "Beløpa gjeld omfanget som er valt: {size}. I tabellen til kommunen over tiltak står dei for {own}. Talet og snittet er rekna over framtidene.",
        "The amounts are of the size chosen: {size}. In the municipality's table of measures they stand for {own}. The number and the mean are over the futures.",
    ],
    cost_unknown: [
        "Kommunens tabell over tiltak sier ikke hva dette koster. Det er ikke gratis: Summene er uten det, og den virkelige kostnaden er høyere.",
        "Tabellen til kommunen over tiltak seier ikkje kva dette kostar. Det er ikkje gratis: Summane er utan det, og den verkelege kostnaden er høgare.",
        "The municipality's table of measures does not say what this costs. It is not free: the sums are without it, and the real cost is higher.",
    ],
    effect: [
        "Virkning av én enhet: {about}: {effect} (8 av 10 framtider: {low}–{high}).",
        "Verknad av éi eining: {about}: {effect} (8 av 10 framtider: {low}–{high}).",
        "Effect of one unit: {about}: {effect} (8 in 10 futures: {low}–{high}).",
    ],
});
