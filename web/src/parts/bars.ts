// SPDX-License-Identifier: EUPL-1.2
// <dek-bars>: bars below each other, each of one part or several, with a table twin and a summary in
// words; and the bars that the need and the recruiting are shown by.
import { html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Part } from "../element.ts";
import { rowsOf, tableOf } from "../forecast.ts";
import { cell, decimalsOf, number } from "../format.ts";
import type { Cell, Document, Table } from "../types.ts";
import { say } from "../words.ts";
import { recruiting } from "../words/recruiting.ts";
import { shell } from "../words/shell.ts";
import { fieldOf } from "./document.ts";
import "./table.ts";

export interface Bars {
    name: string;
    unit: string; // of what the bars count
    parts: readonly string[];
    rows: readonly { name: string; values: readonly number[]; chosen?: boolean }[];
    /** A line across all bars, such as what there is today. */
    mark?: { name: string; value: number };
    summary: string;
    /** The same as a table. */
    table: Table | undefined;
}

const numberOf = (value: Cell | undefined): number | null => (typeof value === "number" ? value : null);
const sum = (values: readonly number[]) => values.reduce((all, each) => all + each, 0);

/** How many GPs are needed, by how long the lists are, against how many there are. */
export function needBars(document: Document): Bars | undefined {
    const table = tableOf(document, "by_list_length");
    const now = numberOf(fieldOf(document, "gps_now")?.value);
    const length = numberOf(fieldOf(document, "list_length")?.value);
    const rows = rowsOf(table).flatMap((row) => {
        const needed = numberOf(row.gps_with_vacancy);
        return needed === null ? [] : [{ name: cell(row.list_length), values: [needed], chosen: row.list_length === length }];
    });
    const [first, last] = [rows[0], rows.at(-1)];
    if (first === undefined || last === undefined) {
        return undefined;
    }
    return {
        name: say(recruiting.need_by_length),
        unit: say(recruiting.gps),
        parts: [],
        rows,
        ...(now === null ? {} : { mark: { name: say(recruiting.now), value: now } }),
        summary: say(recruiting.need_summary, {
            short: first.name,
            most: number(first.values[0] ?? 0),
            long: last.name,
            least: number(last.values[0] ?? 0),
            now: cell(now),
        }),
        table,
    };
}

/** How many GPs must be recruited a year and what for, by how soon the goal is to be reached. */
export function recruitingBars(document: Document): Bars | undefined {
    const table = tableOf(document, "by_gap_years");
    const keys = ["part_replacing", "part_growth", "part_vacancy"];
    const rows = rowsOf(table).map((row) => ({
        name: row.gap_years === 1 ? say(recruiting.one_year) : say(recruiting.years, { n: cell(row.gap_years) }),
        values: keys.map((key) => Math.max(0, numberOf(row[key]) ?? 0)),
    }));
    const [first, last] = [rows[0], rows.at(-1)];
    if (first === undefined || last === undefined) {
        return undefined;
    }
    const parts = keys.map((key) => table?.columns.find((column) => column.key === key)?.label ?? key);
    return {
        name: say(recruiting.by_years),
        unit: say(recruiting.gps_per_year),
        parts,
        rows,
        summary: say(recruiting.by_years_summary, {
            soon: first.name,
            most: number(sum(first.values), 1),
            late: last.name,
            least: number(sum(last.values), 1),
            parts: parts.map((part, i) => `${part} ${number(first.values[i] ?? 0, 1)}`).join(", "),
        }),
        table,
    };
}

@customElement("dek-bars")
export class DekBars extends Part {
    @property({ attribute: false }) bars: Bars | undefined;

    @state() private asTable = false;

    override render() {
        const bars = this.bars;
        if (bars === undefined) {
            return nothing;
        }
        const most = Math.max(...bars.rows.map((row) => sum(row.values)), bars.mark?.value ?? 0) || 1;
        const decimals = Math.max(...bars.rows.map((row) => Math.min(1, decimalsOf(sum(row.values)))));
        const x = (value: number) => ((value / most) * 100).toFixed(2);
        return html`<figure class="dek-chart dek-bars">
            <figcaption class="dek-panel-head">
                <h3 class="dek-chart-name">${bars.name} <span class="dek-unit">${bars.unit}</span></h3>
                ${bars.table === undefined
                    ? nothing
                    : html`<button type="button" class="dek-quiet dek-no-print" aria-pressed=${this.asTable} @click=${() => (this.asTable = !this.asTable)}>
                          ${say(this.asTable ? shell.as_chart : shell.as_table)}<span class="ds-sr-only">: ${bars.name}</span>
                      </button>`}
            </figcaption>
            ${this.asTable && bars.table !== undefined
                ? html`<dek-table .table=${bars.table} caption="" no-sort></dek-table>`
                : html`<div role="img" aria-label=${bars.summary} data-single=${bars.parts.length === 0}>
                      ${bars.rows.map(
                          (row) => html`<div class="dek-bars-row" data-chosen=${row.chosen === true}>
                              <span class="dek-bars-name">${row.name}</span>
                              <svg viewBox="0 0 100 10" preserveAspectRatio="none">
                                  ${row.values.map(
                                      (value, i) => svg`<rect class="dek-bars-${i + 1}" x=${x(sum(row.values.slice(0, i)))} width=${x(value)} height="10"></rect>`,
                                  )}
                                  ${bars.mark === undefined ? nothing : svg`<line class="dek-bars-mark" x1=${x(bars.mark.value)} x2=${x(bars.mark.value)} y1="-10" y2="20"></line>`}
                              </svg>
                              <span class="dek-bars-value">${number(sum(row.values), decimals)}</span>
                          </div>`,
                      )}
                      <p class="dek-key">
                          ${bars.parts.map((part, i) => html`<span><span class="dek-bars-swatch dek-bars-${i + 1}"></span> ${part}</span>`)}
                          ${bars.mark === undefined ? nothing : html`<span><span class="dek-bars-line"></span> ${bars.mark.name}: ${number(bars.mark.value)}</span>`}
                      </p>
                  </div>`}
            <p class="ds-sr-only">${bars.summary}</p>
        </figure>`;
    }
}
