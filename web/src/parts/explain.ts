// SPDX-License-Identifier: EUPL-1.2
// What a number of a forecast opens: its formula, what goes into it with date, confidence and source,
// and what a measure's cost is made of.
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { getDocument, sourceTitle, term } from "../api.ts";
import { Part, Resource } from "../element.ts";
import { goalPhrase, keyOf, observedAs, rowsOf, tableOf, textOf, type Factor, type ForecastGoal, type Measure } from "../forecast.ts";
import { date, money, NOTHING, number, share } from "../format.ts";
import type { Cell, Column, ColumnType, Document, Table } from "../types.ts";
import { say, type Word } from "../words.ts";
import { explain } from "../words/explain.ts";
import { shell } from "../words/shell.ts";
import { stepOf, stepView } from "./figure.ts";
import "./table.ts";

// The assumptions, by the part of the model they are of.
const people = ["population_walk_sd", "population_trend_sd", "refugees_per_year", "turnover", "opted_out", "keeps_gp", "guest_growth"];
const queues = ["waiting_elsewhere", "switch_wish", "choose_open", "give_up"];
const leaving = [
    "exit_rate", "exit_new_factor", "exit_new_years", "exit_women_factor", "exit_workload_elasticity", "retire_rate_62", "retire_rate_67",
    "extension_share", "leave_share", "gp_age_q25", "gp_age_q50", "gp_age_q75", "women_share", "salaried_share",
];
const coming = [
    "candidates", "candidates_trend", "candidates_noise", "match_half", "post_growth", "empty_weight", "salaried_weight", "start_delay",
    "locum_cover", "locum_takes_post", "newcomer_age",
];
const lengths = ["newcomer_length", "newcomer_length_sd", "salaried_length", "cap_drift", "cap_drift_noise", "cap_floor"];
const doctors = [...leaving, ...coming];
const places = [...doctors, ...lengths];
const free = [...places, ...people];
const reach = ["ooh_rate", "ooh_elasticity", "ooh_without_gp_factor"];

interface Made {
    formula: Word;
    /** Assumptions it rests on, and observations it begins at. */
    rests: readonly string[];
    begins: readonly string[];
}

/** How each of the forecast's indicators is made. */
const made: Record<string, Made> = {
    gps: { formula: explain.of_gps, rests: doctors, begins: ["gps", "posts_without_gp"] },
    posts: { formula: explain.of_posts, rests: coming, begins: ["gps", "posts_without_gp"] },
    posts_without_gp: { formula: explain.of_posts_without_gp, rests: doctors, begins: ["posts_without_gp"] },
    places: { formula: explain.of_places, rests: places, begins: ["places", "mean_list"] },
    listed: { formula: explain.of_listed, rests: [...free, ...queues], begins: ["places", "free_places"] },
    free_places: { formula: explain.of_free_places, rests: free, begins: ["places", "free_places"] },
    vacancy_listed: { formula: explain.of_vacancy_listed, rests: free, begins: ["places", "free_places"] },
    vacancy_places: { formula: explain.of_vacancy_places, rests: free, begins: ["places", "free_places"] },
    unassigned: { formula: explain.of_unassigned, rests: [...people, ...queues, ...places], begins: ["unassigned", "residents", "places"] },
    waiting: { formula: explain.of_waiting, rests: [...queues, ...people, ...places], begins: ["waiting", "free_places"] },
    mean_list: { formula: explain.of_mean_list, rests: places, begins: ["mean_list", "gps"] },
    listed_without_gp: { formula: explain.of_listed_without_gp, rests: ["locum_cover", "start_delay", ...leaving, ...coming], begins: ["listed_without_gp", "posts_without_gp"] },
    reserve_index: { formula: explain.of_reserve_index, rests: places, begins: ["reserve_index", "places"] },
    hours_per_gp: { formula: explain.of_hours_per_gp, rests: ["hours_all", "hours_list", ...places], begins: ["mean_list"] },
    same_day_slots: { formula: explain.of_same_day_slots, rests: ["slots_per_gp", "leave_share", ...doctors], begins: ["same_day_slots", "gps"] },
    ooh_contacts: { formula: explain.of_ooh_contacts, rests: [...reach, "slots_per_gp", ...people], begins: ["residents"] },
    residents: { formula: explain.of_residents, rests: people, begins: ["residents"] },
    guests: { formula: explain.of_guests, rests: ["guest_growth"], begins: ["guests"] },
    opted_out: { formula: explain.of_opted_out, rests: ["opted_out", "waiting_elsewhere"], begins: [] },
};

/** Where the status tells of what the municipality aims at. */
const aims: Record<string, string> = { vacancy_listed: "need.vacancy_pct", gps: "need.gps_with_vacancy", hours_per_gp: "workload.hours", residents: "coverage.gps_per_1000_goal" };

function amount(value: Cell | undefined, unit: string): string {
    if (typeof value !== "number") {
        return NOTHING;
    }
    if (unit === "share" || unit === "share_per_year") {
        return `${share(value, value !== 0 && Math.abs(value) < 0.1 ? 1 : 0)}${unit === "share" ? "" : ` ${say(explain.per_year)}`}`;
    }
    const decimals = Number.isInteger(value) ? 0 : Math.abs(value) < 0.1 ? 4 : Math.abs(value) < 100 ? 2 : 0;
    return unit === "ratio" ? number(value, decimals) : `${number(value, decimals)} ${term("units", unit)}`;
}

function from(row: Record<string, Cell>): string {
    return [sourceTitle(textOf(row.source)), textOf(row.place)].filter((each) => each !== "").join(", ");
}

const column = (key: string, label: string, type: ColumnType = "text"): Column => ({ key, label, unit: "", unit_text: "", type });
const letter = (confidence: string) => confidence || NOTHING;

/** <dek-inputs>: an indicator's formula and what it rests on, fetched when it is opened. */
@customElement("dek-inputs")
export class Inputs extends Part {
    @property() indicator = "";
    /** The forecast's first day: what was observed after it is not where it begins. */
    @property() start = "";
    /** The chance that is explained, of the forecast's futures: of a goal, on a day. */
    @property({ attribute: false }) chance: { goal: ForecastGoal; at: number; day: string; futures: number } | undefined;
    /** What the answer was found to hang on, the most first. */
    @property({ attribute: false }) factors: readonly Factor[] = [];

    @state() private all = false;
    #assumptions = new Resource(this, (signal) => getDocument("assumptions", {}, signal));
    #observations = new Resource(this, (signal) => getDocument("observations", {}, signal));
    #status = new Resource<Document | null>(this, (signal) => (this.chance !== undefined ? getDocument("status", {}, signal) : Promise.resolve(null)));

    override render() {
        const of = made[this.indicator];
        return html`
            ${this.#chance()}
            ${of === undefined ? nothing : html`<p class="dek-formula"><span class="ds-sr-only">${say(shell.formula)}: </span>${say(of.formula)}</p>`}
            ${this.#observations.show((document) => this.#begins(document, of?.begins ?? []), 2)}
            ${this.#assumptions.show((document) => this.#rests(document, of?.rests ?? []), 6)}
            <p class="dek-small">${say(explain.confidences, { a: say(shell.confidence_A), b: say(shell.confidence_B), c: say(shell.confidence_C) })}</p>`;
    }

    #chance() {
        if (this.chance === undefined) {
            return nothing;
        }
        const { goal, at, day, futures } = this.chance;
        const chance = goal.chance[at] ?? 0;
        const document = this.#status.value ?? undefined;
        const step = stepOf(document, aims[goal.indicator] ?? "");
        return html`
            <p class="dek-formula">${say(explain.chance, { met: number(Math.round(chance * futures)), n: number(futures), chance: share(chance) })}</p>
            <p>${say(explain.chance_of, { goal: goalPhrase(goal), date: date(day) })}</p>
            ${document === undefined || step === undefined ? nothing : stepView(document, step)}`;
    }

    #begins(document: Document, begins: readonly string[]) {
        const rows = rowsOf(document.tables[0]).filter((row) => textOf(row.district) === "" && (this.start === "" || textOf(row.date) <= this.start));
        const newest = begins.flatMap((key) => {
            const of = rows.filter((row) => keyOf(row.indicator) === key || keyOf(row.indicator) === observedAs[key]);
            return of.sort((a, b) => textOf(a.date).localeCompare(textOf(b.date))).slice(-1);
        });
        if (newest.length === 0) {
            return nothing;
        }
        const table: Table = {
            key: "begins",
            title: say(explain.begins),
            columns: [
                column("name", say(explain.observed)),
                column("value", say(shell.value), "number"),
                column("date", say(explain.date), "date"),
                column("confidence", say(shell.confidence)),
                column("source", say(shell.source)),
            ],
            rows: newest.map((row) => [
                textOf(row.indicator),
                { key: "", text: amount(row.value, keyOf(row.unit)) },
                row.date ?? null,
                letter(textOf(row.confidence)),
                from(row),
            ]),
            total: null,
        };
        return html`<dek-table .table=${table} no-sort></dek-table>`;
    }

    #rests(document: Document, rests: readonly string[]) {
        const every = rowsOf(tableOf(document, "assumption_rows") ?? document.tables[0]);
        const weight = (row: Record<string, Cell>) => this.factors.find((each) => each.assumption === textOf(row.assumption))?.share ?? 0;
        const shown = (this.all ? every : every.filter((row) => rests.includes(textOf(row.assumption)))).sort(
            (a, b) => weight(b) - weight(a) || (this.all ? 0 : rests.indexOf(textOf(a.assumption)) - rests.indexOf(textOf(b.assumption))),
        );
        const weighed = this.factors.length > 0;
        const table: Table = {
            key: "rests",
            title: this.all ? say(explain.all_assumptions, { n: every.length }) : say(explain.rests),
            columns: [
                column("name", say(explain.assumption)),
                ...(weighed ? [column("share", say(explain.part_of_spread), "number")] : []),
                column("value", say(shell.value), "number"),
                column("range", say(explain.eight_of_ten), "number"),
                column("date", say(explain.date), "date"),
                column("confidence", say(shell.confidence)),
                column("source", say(shell.source)),
            ],
            rows: shown.map((row) => {
                const unit = keyOf(row.unit);
                const fixed = row.low_80 === row.high_80;
                const text = (value: string): Cell => ({ key: "", text: value });
                return [
                    textOf(row.name),
                    ...(weighed ? [text(share(weight(row)))] : []),
                    text(amount(row.value, unit)),
                    text(fixed ? NOTHING : `${amount(row.low_80, "ratio" === unit ? unit : unit.startsWith("share") ? "share" : "ratio")} – ${amount(row.high_80, unit.startsWith("share") ? "share" : "ratio")}`),
                    row.date ?? null,
                    letter(textOf(row.confidence)),
                    from(row),
                ];
            }),
            total: null,
        };
        return html`<dek-table .table=${table} page-size="10" no-sort></dek-table>
            ${this.all || shown.length === every.length
                ? nothing
                : html`<p><button type="button" class="dek-quiet" @click=${() => (this.all = true)}>${say(explain.show_all, { n: every.length })}</button></p>`}`;
    }
}

/** What a measure's cost a year is made of: prices, how many they are paid for, and sources. */
export function costExplained(measure: Measure, size: number, cost: number | null, sizeText: (measure: Measure, size: number) => string): unknown {
    const price = measure.price;
    if (price === null || cost === null) {
        return html`<p>${say(explain.cost_unknown)}</p><p class="dek-source">${measure.about}</p>`;
    }
    // A larger grant is more to each doctor; more posts are more doctors.
    const scale = measure.unit === "ratio" || measure.unit === "persons_per_list" ? size / measure.size : 1;
    const times = size / measure.size;
    const [once, year, each, listed] = [(price.fixed ?? 0) * times, (price.year ?? 0) * times, (price.doctor ?? 0) * scale, (price.listed ?? 0) * times];
    const volume = each !== 0 ? (cost - year) / each : listed !== 0 ? (cost - year) / listed : null;
    const rows: Cell[][] = [
        ...(once === 0 ? [] : [[say(explain.cost_once), { key: "", text: money(once) }]]),
        ...(year === 0 ? [] : [[say(explain.cost_year), { key: "", text: money(year) }]]),
        ...(each === 0 ? [] : [[say(explain.cost_each, { basis: price.basis }), { key: "", text: money(each) }]]),
        ...(listed === 0 ? [] : [[say(explain.cost_listed), { key: "", text: say(shell.kroner, { n: number(listed, 2) }) }]]),
        ...(volume === null ? [] : [[say(each === 0 ? explain.volume_listed : explain.volume, { basis: price.basis }), { key: "", text: number(volume, volume < 100 ? 1 : 0) }]]),
    ];
    const table: Table = {
        key: "price",
        title: say(explain.cost_parts),
        columns: [column("part", say(explain.cost_part)), column("value", say(shell.value), "number")],
        rows,
        total: [say(explain.cost_mean), { key: "", text: money(cost) }],
    };
    return html`
        <p class="dek-formula">${say(each !== 0 ? explain.of_cost_each : listed !== 0 ? explain.of_cost_listed : explain.of_cost)}</p>
        <dek-table .table=${table} no-sort></dek-table>
        <p>${say(explain.cost_size, { size: sizeText(measure, size), own: sizeText(measure, measure.size) })}</p>
        <p class="dek-source">${say(shell.source)}: ${sourceTitle(price.source)} · ${confidenceText(price.confidence)}</p>
        <p>${say(explain.effect, { about: measure.about, effect: amount(measure.effect, "ratio"), low: amount(measure.low, "ratio"), high: amount(measure.high, "ratio") })}</p>
        <p class="dek-source">${confidenceText(measure.confidence)}</p>`;
}

function confidenceText(confidence: string): string {
    return confidence === "A" || confidence === "B" || confidence === "C" ? say(shell[`confidence_${confidence}`]) : confidence;
}

