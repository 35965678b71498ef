// SPDX-License-Identifier: EUPL-1.2
// <dek-report>: the report of a municipality, on the board's page and in a file of its own.
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { FeatureCollection } from "geojson";
import { term } from "../api.ts";
import { Part } from "../element.ts";
import { kindOf, keyOf, rowsOf, tableOf, textOf, type Forecast } from "../forecast.ts";
import { cell, date, decimalsOf, number, share } from "../format.ts";
import type { Cell, Column, Document, ServerWords, Table } from "../types.ts";
import { say, type Language, type Word } from "../words.ts";
import { overview } from "../words/overview.ts";
import { recruiting } from "../words/recruiting.ts";
import { report } from "../words/report.ts";
import { shell } from "../words/shell.ts";
import { needBars, recruitingBars } from "./bars.ts";
import { fieldOf } from "./document.ts";
import { withColumns } from "./document-read.ts";
import { icon } from "./icon.ts";
import { goalText } from "./plan.ts";
import "./document.ts";
import { fanKey } from "./fan.ts";
import "./map.ts";
import "./table.ts";

/** What the documents of a report are, in the order of its chapters. */
export const chapters = [
    "status",
    "need",
    "coverage",
    "vacancy",
    "recruiting",
    "workload",
    "access",
    "forecast",
    "measures",
    "assumptions",
    "checks",
    "observations",
    "sources",
] as const;
export type Chapter = (typeof chapters)[number];

export interface ReportData {
    language: Language;
    made: string; // the day
    words: ServerWords;
    shapes: FeatureCollection | null;
    documents: Partial<Record<Chapter, Document>>;
}

const DRAWN = ["gps", "vacancy_listed", "waiting", "posts_without_gp", "mean_list", "hours_per_gp"];
const YEARS = [0, 1, 5, 10]; // what a page is wide enough for, with intervals
const DISTRICTS_MAX = 10; // what a page is wide enough for beside each other
// Of notes that tell of the terminal's way to show an answer.
const TERMINAL_NOTES = ["note_forecast_median", "note_forecast_more"];

const column = (key: string, label: string, type: Column["type"] = "text", decimals = 0): Column => ({ key, label, unit: "", unit_text: "", type, decimals });
const labelOf = (table: Table | undefined, key: string): string => table?.columns.find((each) => each.key === key)?.label ?? key;

@customElement("dek-report")
export class Report extends Part {
    @property({ attribute: false }) data: ReportData | undefined;
    /** The level of its headings: 1 in a file of its own. */
    @property({ type: Number }) level = 1;

    override render() {
        const data = this.data;
        if (data === undefined) {
            return nothing;
        }
        const there = chapters.filter((chapter) => data.documents[chapter] !== undefined);
        const status = data.documents.status;
        const name = status?.municipality?.name;
        const heading = name === undefined ? say(report.heading_plain) : say(report.heading, { name });
        return html`<article class="dek-report">
            <header class="dek-report-head">
                ${this.level === 1
                    ? html`<h1 class="ds-heading" data-size="lg">${heading}</h1>`
                    : html`<h2 class="ds-heading" data-size="md">${heading}</h2>`}
                <p class="dek-small">${say(report.made, { date: date(data.made), day: status?.date == null ? "" : date(status.date) })}</p>
            </header>
            <nav class="dek-contents" aria-label=${say(report.contents)}>
                <p class="dek-contents-head">${say(report.contents)}</p>
                <ol>${there.map((chapter) => html`<li><a class="ds-link" href="#kapittel-${chapter}">${this.#title(chapter, data)}</a></li>`)}</ol>
            </nav>
            ${there.map(
                (chapter, i) => html`<section class="dek-chapter" id="kapittel-${chapter}" aria-labelledby="tittel-${chapter}">
                    <h2 class="ds-heading" data-size="sm" id="tittel-${chapter}">${i + 1}. ${this.#title(chapter, data)}</h2>
                    ${this.#chapter(chapter, data)}
                </section>`,
            )}
        </article>`;
    }

    #title(chapter: Chapter, data: ReportData): string {
        const of = data.documents.forecast?.of as { measures?: unknown[] } | undefined;
        return say(chapter === "forecast" && (of?.measures?.length ?? 0) > 0 ? report.forecast_package : report[chapter]);
    }

    #chapter(chapter: Chapter, data: ReportData) {
        const document = data.documents[chapter];
        if (document === undefined) {
            return nothing;
        }
        switch (chapter) {
            case "status":
                return this.#status(document);
            case "need":
                return this.#need(document);
            case "coverage":
                return this.#coverage(document, data.shapes);
            case "vacancy":
                return html`${this.#lead(document, report.vacancy_lead, ["free_places", "vacancy_listed", "vacancy_pct", "goal_places"])}
                    <dek-document .document=${document} whole></dek-document>`;
            case "recruiting":
                return this.#recruiting(document);
            case "workload":
                return html`${this.#lead(document, report.workload_lead, ["list_length", "hours_all", "hours_regular", "hours", "list_regular"])}
                    <dek-document .document=${document} whole></dek-document>`;
            case "access":
                return html`${this.#lead(document, report.access_lead, ["gps_answered", "gps_total", "slots", "slots_per_gp"])}
                    <dek-document .document=${document} whole></dek-document>`;
            case "forecast":
                return this.#forecast(document as Document<Forecast>);
            case "measures":
                return this.#measures(document);
            case "assumptions":
                return html`<p class="dek-lead">${say(report.assumptions_lead)}</p>${this.#assumptions(document)}`;
            case "checks":
                return html`<p class="dek-lead">${say(report.checks_lead)}</p>
                    <dek-table .table=${tableOf(document, "findings")} .columns=${["finding", "subject", "date", "found", "expected", "difference", "unit", "cause"]} caption="" no-sort></dek-table>`;
            case "observations":
                return this.#observations(document);
            case "sources":
                return this.#sources(document);
            default:
                return html`<dek-document .document=${document} whole></dek-document>`;
        }
    }

    /** What the numbers come to, in a sentence; left out where one of them is not known. */
    #lead(document: Document, words: Word, keys: readonly string[]) {
        const fields = keys.map((key) => fieldOf(document, key));
        return fields.some((field) => field?.value == null)
            ? nothing
            : html`<p class="dek-lead">${say(words, Object.fromEntries(fields.map((field, i) => [keys[i], cell(field?.value, field?.type, field?.type === "share" ? field.decimals : decimalsOf(Number(field?.value)))])))}</p>`;
    }

    /** The number a source has in the appendix of sources; its name where there is no such appendix. */
    #source(key: string): string {
        const at = rowsOf(this.data?.documents.sources?.tables[0]).findIndex((row) => textOf(row.source) === key);
        return at < 0 ? key : `[${at + 1}]`;
    }

    #numbered(column: Column, value: Cell): string | undefined {
        return column.key === "source" && value !== null ? this.#source(textOf(value)) : undefined;
    }

    #status(document: Document) {
        const good = keyOf(fieldOf(document, "answer")?.value) !== "answer_short" && !document.no;
        const below = fieldOf(document, "districts_below");
        const worst = fieldOf(document, "districts_worst");
        const large = ["gps_now", "gps_with_vacancy", "shortfall", "recruits_per_year"].flatMap((key) => fieldOf(document, key) ?? []);
        return html`
            <p class="dek-answer" data-good=${good}><span class="dek-answer-mark">${icon(good ? "yes" : "no")}</span><span>${cell(fieldOf(document, "answer")?.value)}</span></p>
            <p class="dek-because">
                ${say(overview.why, { now: cell(fieldOf(document, "gps_now")?.value, undefined, 0), needed: cell(fieldOf(document, "gps_with_vacancy")?.value, undefined, 0) })}
                ${worst?.value == null ? nothing : say(overview.why_district, { count: cell(below?.value, undefined, 0), district: cell(worst.value) })}
            </p>
            <dl class="dek-large">
                ${large.map(
                    (field) => html`<div><dt>${field.label}</dt><dd><dek-figure .document=${document} key=${field.key} name=${field.label} text=${cell(field.value, field.type, field.decimals)}></dek-figure></dd></div>`,
                )}
            </dl>
            <dek-document .document=${document} no-fields .tables=${["observed"]} whole .between=${this.#goals(document)}></dek-document>`;
    }

    /** The goals with each value written in its own way. */
    #goals(document: Document) {
        const goals = tableOf(document, "goals");
        const text = (key: string, value: Cell | undefined) =>
            key === "goal_vacancy" ? cell(value, "share", 1) : cell(value, "number", key === "goal_coverage" ? 2 : key === "goal_hours" ? 1 : 0);
        const table: Table = {
            key: "goals",
            title: goals?.title ?? "",
            columns: [
                column("goal_of", labelOf(goals, "goal_of")),
                column("state", labelOf(goals, "state"), "number"),
                column("goal", labelOf(goals, "goal"), "number"),
                column("met", labelOf(goals, "met")),
            ],
            rows: rowsOf(goals).map((row) => [textOf(row.goal_of), text(keyOf(row.goal_of), row.state), text(keyOf(row.goal_of), row.goal), row.met ?? null]),
            total: null,
        };
        const mark = (of: Column, value: Cell) =>
            of.key === "met" && value !== null
                ? html`<span class="dek-goal" data-met=${value === true}><span class="dek-met">${icon(value === true ? "yes" : "no")}${cell(value)}</span></span>`
                : undefined;
        return html`<dek-table .table=${table} .render_cell=${mark} no-sort></dek-table>`;
    }

    #need(document: Document) {
        return html`<p class="dek-lead">${say(report.need_lead)}</p>
            ${this.#lead(document, report.need_now, ["list_length", "gps_for_list_length", "vacancy_pct", "gps_with_vacancy", "gps_now"])}
            <dek-bars .bars=${needBars(document)}></dek-bars>
            <dek-document .document=${document} .fields=${["residents", "guests", "persons", "leavers_per_year", "years", "leavers", "recruits"]} whole></dek-document>`;
    }

    #recruiting(document: Document) {
        const parts = rowsOf(tableOf(document, "parts")).map((row) => row.gps_per_year);
        const years = fieldOf(document, "gap_years")?.value;
        const lead =
            parts.length !== 3 || parts.some((part) => typeof part !== "number") || years == null
                ? nothing
                : html`<p class="dek-lead">${say(report.recruiting_lead, {
                      recruits: cell(fieldOf(document, "recruits_per_year")?.value),
                      replacing: cell(parts[0], "number", decimalsOf(Number(parts[0]))),
                      growth: cell(parts[1], "number", 1),
                      vacancy: cell(parts[2], "number", 1),
                      years: years === 1 ? say(recruiting.one_year) : say(recruiting.years, { n: cell(years) }),
                  })}</p>`;
        return html`${lead}<dek-bars .bars=${recruitingBars(document)}></dek-bars>
            <dek-document .document=${document} .tables=${["by_gap_years", "shortening"]} whole></dek-document>`;
    }

    #coverage(document: Document, shapes: FeatureCollection | null) {
        const goal = fieldOf(document, "gps_per_1000_goal")?.value;
        // With one decimal what is just below the goal would read as the goal.
        const finer = (column: Column) => (column.key === "gps_per_1000" ? { ...column, decimals: 2 } : column);
        const asOnMap = { ...document, tables: document.tables.map((table) => ({ ...table, columns: table.columns.map(finer) })) };
        const shades = rowsOf(tableOf(document, "districts"))
            .filter((row) => typeof row.gps_per_1000 === "number")
            .map((row) => ({ district: textOf(row.district), value: Number(row.gps_per_1000) }));
        return html`<p class="dek-lead">${say(report.coverage_lead)}</p>
            <dek-map name=${say(overview.per_1000)} .shades=${shades} .goal=${typeof goal === "number" && goal > 0 ? goal : 1} .shapes=${shapes}></dek-map>
            <dek-document .document=${asOnMap} whole></dek-document>`;
    }

    #forecast(document: Document<Forecast>) {
        const of = document.of;
        if (of === undefined) {
            return html`<dek-document .document=${document} whole></dek-document>`;
        }
        const at = YEARS.map((years) => years * 12).filter((month) => month < of.months.length);
        const noted = { ...document, notes: document.notes.filter((note) => !TERMINAL_NOTES.includes(note.key)) };
        const head = (month: number) => (month === 0 ? say(report.now) : say(report.in_years, { n: month / 12 }));
        const text = (indicator: string, value: number | undefined) => cell(value ?? null, kindOf(indicator).type, kindOf(indicator).decimals);
        const outlook: Table = {
            key: "outlook",
            title: say(report.outlook),
            columns: [column("indicator", say(overview.indicator)), ...at.map((month) => column(String(month), head(month), "number"))],
            rows: Object.entries(of.indicators).map(([indicator, band]) => [
                term("outcomes", indicator),
                ...at.map((month) =>
                    month === 0
                        ? text(indicator, band.p50[month])
                        : `${text(indicator, band.p50[month])} (${text(indicator, band.p10[month])}–${text(indicator, band.p90[month])})`,
                ),
            ]),
            total: null,
        };
        const chances: Table = {
            key: "chances",
            title: say(report.chances),
            columns: [column("goal", say(shell.goal)), ...at.map((month) => column(String(month), head(month), "number"))],
            rows: of.goals.map((goal) => [goalText(goal), ...at.map((month) => share(goal.chance[month] ?? 0))]),
            total: null,
        };
        return html`
            <p class="dek-lead">${say(report.forecast_lead, { n: number(of.futures) })}</p>
            ${fanKey()}
            <div class="dek-fans">
                ${DRAWN.filter((indicator) => of.indicators[indicator] !== undefined).map((indicator) => {
                    const { type, decimals } = kindOf(indicator);
                    return html`<div class="dek-panel"><dek-fan name=${term("outcomes", indicator)} .months=${of.months} .band=${of.indicators[indicator]}
                        .goal=${of.goals.find((goal) => goal.indicator === indicator)?.value} type=${type} .decimals=${decimals}></dek-fan></div>`;
                })}
            </div>
            <dek-table .table=${outlook} no-sort></dek-table>
            <dek-table .table=${chances} no-sort></dek-table>
            <dek-notes .document=${noted}></dek-notes>`;
    }

    /** The measures by name, and what they cost, without the columns that programs use. */
    #measures(document: Document) {
        const levers = tableOf(document, "levers");
        const names = new Map(rowsOf(levers).map((row) => [keyOf(row.measure), textOf(row.name)]));
        const named = (column: Column, value: Cell) => (column.key === "measure" ? (names.get(keyOf(value)) ?? undefined) : undefined);
        const worded = (remark: { lead: string; text: string }) => ({
            ...remark,
            text: remark.text.split(", ").map((key) => names.get(key) ?? key).join("; "),
        });
        const noted = { ...document, remarks: document.remarks.map(worded) };
        const costs = tableOf(document, "costs_at_size");
        const without = tableOf(document, "without_lever");
        return html`
            ${levers === undefined
                ? nothing
                : html`<dek-table .table=${levers} .columns=${["measure", "measure_level", "measure_status", "size", "unit", "effect", "confidence"]} .render_cell=${named} no-sort></dek-table>`}
            ${costs === undefined
                ? nothing
                : html`<dek-table .table=${costs} .columns=${["measure", "cost_fixed", "cost_year", "cost_doctor", "cost_basis", "cost_listed", "confidence"]} .render_cell=${named} no-sort></dek-table>`}
            ${without === undefined
                ? nothing
                : html`<dek-table .table=${without} .columns=${["name", "measure_level", "measure_status"]} no-sort></dek-table>`}
            <dek-notes .document=${noted}></dek-notes>`;
    }

    #assumptions(document: Document) {
        const table = tableOf(document, "assumption_rows");
        return table === undefined
            ? nothing
            : html`<dek-table .table=${withColumns(table, ["name", "value", "low_80", "high_80", "unit", "confidence", "source"])}
                      .render_cell=${(of: Column, value: Cell) => this.#numbered(of, value)} caption="" no-sort></dek-table>
                  <dek-notes .document=${document}></dek-notes>`;
    }

    /** What is known of districts with those beside each other, and all else in one list. */
    #observations(document: Document) {
        const table = document.tables[0];
        const rows = rowsOf(table);
        const districts = [...new Set(rows.map((row) => textOf(row.district)))].filter((name) => name !== "").sort((a, b) => a.localeCompare(b, "nb"));
        const wide = districts.length <= DISTRICTS_MAX ? new Set(rows.filter((row) => textOf(row.district) !== "").map((row) => keyOf(row.indicator))) : new Set<string>();
        const matrices = [...wide].map((indicator): Table => {
            const own = rows.filter((row) => keyOf(row.indicator) === indicator);
            const decimals = Math.max(...own.map((row) => decimalsOf(Number(row.value))));
            const days = new Map<string, { places: Map<string, Cell>; sources: Set<string> }[]>();
            for (const row of own) {
                const day = textOf(row.date);
                const place = textOf(row.district);
                const seen = days.get(day) ?? [];
                // What two sources tell differently of one place has a row each.
                let free = seen.find((each) => !each.places.has(place));
                if (free === undefined) {
                    free = { places: new Map(), sources: new Set() };
                    seen.push(free);
                }
                free.places.set(place, row.value ?? null);
                free.sources.add(this.#source(textOf(row.source)));
                days.set(day, seen);
            }
            const name = textOf(own[0]?.indicator);
            const unit = textOf(own[0]?.unit);
            return {
                key: indicator,
                title: unit === "" || name.includes(unit) ? name : `${name} (${unit})`,
                columns: [
                    column("date", labelOf(table, "date"), "date"),
                    ...districts.map((district) => column(district, district, "number", decimals)),
                    column("", say(report.all_districts), "number", decimals),
                    column("source", labelOf(table, "source")),
                ],
                rows: [...days]
                    .sort(([a], [b]) => b.localeCompare(a))
                    .flatMap(([day, seen]) =>
                        seen.map(({ places, sources }) => [day, ...[...districts, ""].map((district) => places.get(district) ?? null), [...sources].join(" ")]),
                    ),
                total: null,
            };
        });
        const keys = ["indicator", "date", "value", "unit", ...(wide.size > 0 ? [] : ["district"]), "confidence", "source"];
        const others = table === undefined ? undefined : withColumns({ ...table, rows: table.rows.filter((_, i) => !wide.has(keyOf(rows[i]?.indicator))) }, keys);
        const sorted = others === undefined ? undefined : { ...others, rows: [...others.rows].sort((a, b) => textOf(a[0]).localeCompare(textOf(b[0]), "nb") || textOf(b[1]).localeCompare(textOf(a[1]))) };
        return html`<p class="dek-lead">${say(report.observations_lead)}</p>
            <div class="dek-appendix">
                ${matrices.map((each) => html`<dek-table .table=${each} no-sort></dek-table>`)}
                <dek-table .table=${sorted} caption=${say(wide.size > 0 ? report.observations_other : report.observations_all)} .render_cell=${(of: Column, value: Cell) => this.#numbered(of, value)} no-sort></dek-table>
            </div>
            <dek-notes .document=${document}></dek-notes>`;
    }

    #sources(document: Document) {
        const table = document.tables[0];
        if (table === undefined) {
            return nothing;
        }
        const shown = withColumns(table, ["source_title", "publisher", "date", "rows_resting", "found_at"]);
        const counted: Table = { ...shown, columns: [column("number", say(report.number)), ...shown.columns], rows: shown.rows.map((row, i) => [`[${i + 1}]`, ...row]) };
        return html`<div class="dek-appendix"><dek-table .table=${counted} caption="" no-sort></dek-table></div>
            <dek-notes .document=${document}></dek-notes>`;
    }
}
