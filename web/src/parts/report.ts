// SPDX-License-Identifier: EUPL-1.2
// <dek-report>: the report of a municipality, on the board's page and in a file of its own.
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { FeatureCollection } from "geojson";
import { term } from "../api.ts";
import { Part } from "../element.ts";
import { kindOf, keyOf, rowsOf, tableOf, textOf, type Forecast } from "../forecast.ts";
import { cell, date, number, share } from "../format.ts";
import type { Cell, Column, Document, ServerWords, Table } from "../types.ts";
import { say, type Language } from "../words.ts";
import { overview } from "../words/overview.ts";
import { report } from "../words/report.ts";
import { shell } from "../words/shell.ts";
import { fieldOf } from "./document.ts";
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
const YEARS = [0, 1, 3, 5, 10];

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
            case "coverage":
                return this.#coverage(document, data.shapes);
            case "forecast":
                return this.#forecast(document as Document<Forecast>);
            case "need":
                return html`<p class="dek-lead">${say(report.need_lead)}</p><dek-document .document=${document} whole></dek-document>`;
            case "measures":
                return this.#measures(document);
            case "assumptions":
                return html`<p class="dek-lead">${say(report.assumptions_lead)}</p>${this.#assumptions(document)}`;
            default:
                return html`<dek-document .document=${document} whole></dek-document>`;
        }
    }

    #status(document: Document) {
        const good = keyOf(fieldOf(document, "answer")?.value) !== "answer_short" && !document.no;
        const below = fieldOf(document, "districts_below");
        const worst = fieldOf(document, "districts_worst");
        return html`
            <p class="dek-answer" data-good=${good}><span class="dek-answer-mark">${icon(good ? "yes" : "no")}</span><span>${cell(fieldOf(document, "answer")?.value)}</span></p>
            <p class="dek-because">
                ${say(overview.why, { now: cell(fieldOf(document, "gps_now")?.value, undefined, 0), needed: cell(fieldOf(document, "gps_with_vacancy")?.value, undefined, 0) })}
                ${worst?.value == null ? nothing : say(overview.why_district, { count: cell(below?.value, undefined, 0), district: cell(worst.value) })}
            </p>
            <dek-document .document=${document} .tables=${["observed"]} whole .between=${this.#goals(document)}></dek-document>`;
    }

    /** The goals with each value written in its own way. */
    #goals(document: Document) {
        const rows = rowsOf(tableOf(document, "goals"));
        const text = (key: string, value: Cell | undefined) =>
            key === "goal_vacancy" ? cell(value, "share", 1) : cell(value, "number", key === "goal_coverage" ? 2 : key === "goal_hours" ? 1 : 0);
        const column = (key: string, label: string, numeric = true): Column => ({ key, label, unit: "", unit_text: "", type: numeric ? "number" : "text" });
        const columns = tableOf(document, "goals")?.columns ?? [];
        const label = (key: string) => columns.find((each) => each.key === key)?.label ?? key;
        const table: Table = {
            key: "goals",
            title: tableOf(document, "goals")?.title ?? "",
            columns: [column("goal_of", label("goal_of"), false), column("state", label("state")), column("goal", label("goal")), column("met", label("met"), false)],
            rows: rows.map((row) => [textOf(row.goal_of), text(keyOf(row.goal_of), row.state), text(keyOf(row.goal_of), row.goal), row.met ?? null]),
            total: null,
        };
        return html`<dek-table .table=${table} no-sort></dek-table>`;
    }

    #coverage(document: Document, shapes: FeatureCollection | null) {
        const goal = fieldOf(document, "gps_per_1000_goal")?.value;
        const shades = rowsOf(tableOf(document, "districts"))
            .filter((row) => typeof row.gps_per_1000 === "number")
            .map((row) => ({ district: textOf(row.district), value: Number(row.gps_per_1000) }));
        return html`<p class="dek-lead">${say(report.coverage_lead)}</p>
            <dek-map name=${say(overview.per_1000)} .shades=${shades} .goal=${typeof goal === "number" && goal > 0 ? goal : 1} .shapes=${shapes}></dek-map>
            <dek-document .document=${document} whole></dek-document>`;
    }

    #forecast(document: Document<Forecast>) {
        const of = document.of;
        if (of === undefined) {
            return html`<dek-document .document=${document} whole></dek-document>`;
        }
        const at = YEARS.map((years) => years * 12).filter((month) => month < of.months.length);
        const head = (month: number) => (month === 0 ? say(report.now) : say(report.in_years, { n: month / 12 }));
        const text = (indicator: string, value: number | undefined) => cell(value ?? null, kindOf(indicator).type, kindOf(indicator).decimals);
        const textColumn = (key: string, label: string): Column => ({ key, label, unit: "", unit_text: "", type: "text" });
        const outlook: Table = {
            key: "outlook",
            title: say(report.outlook),
            columns: [textColumn("indicator", say(overview.indicator)), ...at.map((month) => textColumn(String(month), head(month)))],
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
            columns: [textColumn("goal", say(shell.goal)), ...at.map((month) => ({ ...textColumn(String(month), head(month)), type: "number" as const }))],
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
            <dek-notes .document=${document}></dek-notes>`;
    }

    /** The measures by name, and what they cost, without the columns that programs use. */
    #measures(document: Document) {
        const levers = tableOf(document, "levers");
        const names = new Map(rowsOf(levers).map((row) => [keyOf(row.measure), textOf(row.name)]));
        const named = (column: Column, value: Cell) => (column.key === "measure" ? (names.get(keyOf(value)) ?? undefined) : undefined);
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
            <dek-notes .document=${document}></dek-notes>`;
    }

    #assumptions(document: Document) {
        return html`<dek-table .table=${tableOf(document, "assumption_rows") ?? document.tables[0]}
            .columns=${["name", "assumption", "value", "low_80", "high_80", "unit", "confidence", "source"]} caption="" no-sort></dek-table>
            <dek-notes .document=${document}></dek-notes>`;
    }
}
