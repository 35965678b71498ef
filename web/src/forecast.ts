// SPDX-License-Identifier: EUPL-1.2
// Forecasts and packages of measures, as pages ask for them and put them in addresses.
import { ask, get, getDocument, send, term, type Query } from "./api.ts";
import { goalValue } from "./format.ts";
import type { Bands, Observation } from "./parts/fan.ts";
import type { Cell, ColumnType, Document, Problem, Table } from "./types.ts";
import { say } from "./words.ts";
import { chart } from "./words/chart.ts";

/** Futures of the whole forecast, wherever it is shown: the same question has the same answer. */
export const FUTURES = 1000;

export interface Choice {
    measure: string;
    size: number;
    start?: string | undefined; // the 1st of a month
}

export interface ForecastGoal {
    goal: string;
    indicator: string;
    at_least: boolean;
    strict: boolean;
    value: number;
    chance: number[];
}

export interface Cost {
    years: number[];
    months: number[];
    measures: Record<string, Bands>; // all null where the cost is not known
    total: Bands; // without those whose cost is not known
    whole_period: Bands;
}

export interface Factor {
    assumption: string;
    share: number;
    low: number | null;
    high: number | null;
    confidence?: string | null;
}

export interface Forecast {
    start: string;
    months: string[];
    indicators: Record<string, Bands>;
    goals: ForecastGoal[];
    cost: Cost;
    compared?: { indicators: Record<string, Bands>; goals: ForecastGoal[]; cost: Cost };
    difference?: { indicators: Record<string, Bands>; cost: Cost };
    explain?: { hinges?: Record<string, { factors: Factor[]; chance?: number }> };
    seed: number;
    futures: number;
    partial: boolean;
}

export interface ForecastAsking {
    years?: number;
    futures?: number;
    package: readonly Choice[];
    compare?: readonly Choice[] | null;
    explain?: boolean;
    hangs_on?: boolean;
    start?: string;
}

export function askForecast(asking: ForecastAsking, signal?: AbortSignal): Promise<Document<Forecast>> {
    const { compare, ...rest } = asking;
    const body = compare === null || compare === undefined ? rest : { ...rest, compare };
    return send<Document<Forecast>>("forecasts", { body, ...(signal === undefined ? {} : { signal }) });
}

/** What a measure costs at its own size, NOK. */
export interface Price {
    fixed: number | null;
    year: number | null;
    doctor: number | null;
    basis: string; // whom the price of a doctor is paid for
    listed: number | null;
    confidence: string;
    source: string;
}

/** A measure that can be part of a package. */
export interface Measure {
    key: string;
    name: string;
    about: string;
    level: string;
    inForce: boolean;
    decided: boolean;
    size: number;
    /** The size of the largest effect: below `size` for what is made shorter. */
    most: number;
    unit: string;
    unitText: string;
    effect: number | null;
    low: number | null;
    high: number | null;
    confidence: string;
    price: Price | null; // null when it is not known
}

/** Reads the rows of a table as objects by column. */
export function rowsOf(table: Table | undefined): Record<string, Cell>[] {
    return (table?.rows ?? []).map((row) =>
        Object.fromEntries((table?.columns ?? []).map((column, i) => [column.key, row[i] ?? null])),
    );
}

export function tableOf(document: Document | undefined, key: string): Table | undefined {
    return document?.tables.find((table) => table.key === key);
}

export const textOf = (cell: Cell | undefined): string =>
    cell === null || cell === undefined ? "" : typeof cell === "object" ? cell.text : String(cell);
export const keyOf = (cell: Cell | undefined): string =>
    cell !== null && typeof cell === "object" ? cell.key : textOf(cell);
const numberOf = (cell: Cell | undefined): number | null => (typeof cell === "number" ? cell : null);

export async function loadMeasures(signal?: AbortSignal): Promise<Measure[]> {
    const document = await getDocument("measures", {}, signal);
    const prices = new Map(
        rowsOf(tableOf(document, "costs_at_size")).map((row): [string, Price] => [
            keyOf(row.measure),
            {
                fixed: numberOf(row.cost_fixed),
                year: numberOf(row.cost_year),
                doctor: numberOf(row.cost_doctor),
                basis: textOf(row.cost_basis),
                listed: numberOf(row.cost_listed),
                confidence: textOf(row.confidence),
                source: textOf(row.source),
            },
        ]),
    );
    return rowsOf(tableOf(document, "levers")).map((row) => {
        const key = keyOf(row.measure);
        const unit = keyOf(row.unit);
        const size = numberOf(row.size) ?? 1;
        const status = keyOf(row.measure_status);
        return {
            key,
            name: textOf(row.name) || term("measures", key),
            about: textOf(row.about),
            level: textOf(row.measure_level),
            inForce: status === "measure_in_force",
            decided: status === "measure_decided",
            size,
            most: numberOf(row.size_max) ?? size,
            unit,
            unitText: term("units", unit),
            effect: numberOf(row.effect),
            low: numberOf(row.low_80),
            high: numberOf(row.high_80),
            confidence: textOf(row.confidence),
            price: prices.get(key) ?? null,
        };
    });
}

/** "expansion_grant:5:2025-01,running_grant:2", short enough to be sent in a message. */
export function packageText(choices: readonly Choice[]): string {
    return choices
        .map((choice) => `${choice.measure}:${choice.size}${choice.start === undefined ? "" : `:${choice.start.slice(0, 7)}`}`)
        .join(",");
}

export function packageOf(text: string): Choice[] {
    return text
        .split(",")
        .map((each) => each.split(":"))
        .filter(([measure, size]) => /^\w+$/.test(measure ?? "") && Number.isFinite(Number(size)))
        .map(([measure = "", size, start]) => ({
            measure,
            size: Number(size),
            start: start !== undefined && /^\d{4}-\d{2}$/.test(start) ? `${start}-01` : undefined,
        }));
}

/** How an indicator of the forecast is written, and whether more of it is good (1), bad (−1), or
 * neither. */
export interface Kind {
    type: ColumnType;
    decimals: number;
    good: 1 | -1 | 0;
    unit: string; // its key among units, "" where the name says it
}

const kinds: Record<string, Kind> = {
    vacancy_listed: { type: "share", decimals: 1, good: 1, unit: "" },
    vacancy_places: { type: "share", decimals: 1, good: 1, unit: "" },
    hours_per_gp: { type: "number", decimals: 1, good: -1, unit: "" },
    same_day_slots: { type: "number", decimals: 1, good: 1, unit: "" },
    reserve_index: { type: "number", decimals: 1, good: 1, unit: "" },
    gps: { type: "number", decimals: 0, good: 1, unit: "" },
    posts: { type: "number", decimals: 0, good: 1, unit: "" },
    places: { type: "number", decimals: 0, good: 1, unit: "" },
    free_places: { type: "number", decimals: 0, good: 1, unit: "" },
    posts_without_gp: { type: "number", decimals: 0, good: -1, unit: "" },
    unassigned: { type: "number", decimals: 0, good: -1, unit: "" },
    waiting: { type: "number", decimals: 0, good: -1, unit: "" },
    listed_without_gp: { type: "number", decimals: 0, good: -1, unit: "" },
};

export function kindOf(indicator: string): Kind {
    return kinds[indicator] ?? { type: "number", decimals: 0, good: 0, unit: "" };
}

/** "minst 294 fastleger", "høyst 37,5 timer per uke og fastlege": a goal as it stands in a sentence. */
export function goalPhrase(goal: { indicator: string; at_least: boolean; strict: boolean; value: number }): string {
    const { type, decimals } = kindOf(goal.indicator);
    const value = goalValue(goal.value, type, decimals);
    const [name = ""] = term("outcomes", goal.indicator).split(",");
    if (!goal.at_least && !goal.strict && goal.value === 0) {
        return say(chart.goal_none, { name });
    }
    const limit = say(goal.at_least ? (goal.strict ? chart.over : chart.at_least) : goal.strict ? chart.under : chart.at_most, { value });
    // "minst 294 fastleger", but "listeledighet på minst 5 %".
    return type === "share" || ["mean_list", "reserve_index"].includes(goal.indicator)
        ? say(chart.goal_of, { name, limit })
        : `${limit} ${name}`;
}

/** The names that observations have of the forecast's indicators. */
export const observedAs: Record<string, string> = { posts_without_gp: "vacant_posts_locum", listed_without_gp: "listed_without_doctor" };

/** What was observed of the forecast's indicators in the whole municipality, oldest first. */
export async function loadHistory(signal?: AbortSignal): Promise<Map<string, Observation[]>> {
    const document = await getDocument("observations", {}, signal);
    const byIndicator = new Map<string, Observation[]>();
    for (const row of rowsOf(document.tables[0])) {
        const value = numberOf(row.value);
        const date = textOf(row.date);
        if (value === null || date === "" || textOf(row.district) !== "") {
            continue;
        }
        const key = keyOf(row.indicator);
        const all = byIndicator.get(key) ?? [];
        all.push({ date, value });
        byIndicator.set(key, all);
    }
    for (const [ours, theirs] of Object.entries(observedAs)) {
        const all = byIndicator.get(theirs);
        if (all !== undefined && !byIndicator.has(ours)) {
            byIndicator.set(ours, all);
        }
    }
    for (const all of byIndicator.values()) {
        all.sort((a, b) => a.date.localeCompare(b.date));
    }
    return byIndicator;
}

/** Those of a package whose cost is not known; the sums are without them. */
export function unknownCosts(cost: Cost): string[] {
    return Object.entries(cost.measures)
        .filter(([, bands]) => !bands.mean.every((each) => Number.isFinite(each)))
        .map(([measure]) => measure);
}

/** Whether nothing of the package has a cost that is known. */
export function noneKnown(cost: Cost): boolean {
    return unknownCosts(cost).length === Object.keys(cost.measures).length;
}

const wholeYears = (cost: Cost): number[] => cost.years.map((_, i) => i).filter((i) => cost.months[i] === 12);

/** The first and the last of the whole calendar years that a cost a year is the mean of. */
export function costYears(cost: Cost): { first: string; last: string } {
    const years = wholeYears(cost).map((i) => String(cost.years[i]));
    return { first: years[0] ?? "", last: years.at(-1) ?? "" };
}

/** The mean cost of a whole calendar year; null when it is not known. */
export function costPerYear(cost: Cost, measure?: string): number | null {
    const means = measure === undefined ? cost.total.mean : (cost.measures[measure]?.mean ?? []);
    const whole = wholeYears(cost).map((i) => means[i] ?? NaN);
    return whole.length === 0 || !whole.every((each) => Number.isFinite(each)) ? null : whole.reduce((sum, each) => sum + each, 0) / whole.length;
}

export interface Job {
    id: string;
    state: "waiting" | "running" | "done" | "cancelled" | "failed";
    done: number;
    wanted: number;
    answer: Document | null;
    problem: Problem | null;
}

export interface PlanAsking {
    goal: string;
    by: string;
    chance: number;
    budget?: number;
    measures?: string;
}

export async function startPlan(asking: PlanAsking): Promise<string> {
    return (await send<Job>("plans", { body: asking })).id;
}

export const loadJob = (id: string, query: Query = {}): Promise<Job> => get<Job>(`jobs/${encodeURIComponent(id)}`, query);
export const cancelJob = (id: string): Promise<Response> => ask(`jobs/${encodeURIComponent(id)}`, { method: "DELETE" });
