// SPDX-License-Identifier: EUPL-1.2
// Forecasts and packages of measures, as pages ask for them and put them in addresses.
import { ask, get, getDocument, send, term, type Query } from "./api.ts";
import type { Bands, Observation } from "./parts/fan.ts";
import type { Cell, ColumnType, Document, Problem, Table } from "./types.ts";

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
    measures: Record<string, Bands>;
    total: Bands;
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

/** A measure that can be part of a package. */
export interface Measure {
    key: string;
    name: string;
    about: string;
    level: string;
    levelKey: string;
    inForce: boolean;
    status: string;
    size: number;
    most: number;
    least: number;
    unit: string;
    unitText: string;
    confidence: string;
    effect: number | null;
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
    return rowsOf(tableOf(document, "levers")).map((row) => {
        const unit = keyOf(row.unit);
        const size = numberOf(row.size) ?? 1;
        const most = numberOf(row.size_max) ?? size;
        const inForce = keyOf(row.measure_status) === "measure_in_force";
        return {
            key: keyOf(row.measure),
            name: textOf(row.name) || term("measures", keyOf(row.measure)),
            about: textOf(row.about),
            level: textOf(row.measure_level),
            levelKey: keyOf(row.measure_level),
            inForce,
            status: textOf(row.measure_status),
            size,
            most: Math.max(size, most),
            least: Math.min(size, most, 0),
            unit,
            unitText: term("units", unit),
            confidence: textOf(row.confidence),
            effect: numberOf(row.effect),
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

/** The names that observations have of the forecast's indicators. */
const observedAs: Record<string, string> = { posts_without_gp: "vacant_posts_locum" };

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

/** The average cost of a whole calendar year. */
export function costPerYear(cost: Cost, measure?: string): number | null {
    const means = measure === undefined ? cost.total.mean : cost.measures[measure]?.mean;
    if (means === undefined) {
        return null;
    }
    const whole = means.filter((_, i) => cost.months[i] === 12);
    return whole.length === 0 ? null : whole.reduce((sum, each) => sum + each, 0) / whole.length;
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
