// SPDX-License-Identifier: EUPL-1.2
// <dek-table>: a table of a document, sortable by its heads. Pages and sorts itself when it has all
// rows, and asks its owner by events when the server does that.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { loadSources, sourceTitle } from "../api.ts";
import { Part } from "../element.ts";
import { cellOf, isNumeric, number } from "../format.ts";
import type { Cell, Column, Table } from "../types.ts";
import { language, say } from "../words.ts";
import { shell } from "../words/shell.ts";

export interface Sorting {
    column: string;
    down: boolean;
}

/** What cells are compared by: numbers as numbers, words by alphabet, what is not there last. */
function compare(a: Cell | undefined, b: Cell | undefined, collator: Intl.Collator): number {
    const plain = (value: Cell | undefined) =>
        value !== null && typeof value === "object" ? value.text : value;
    const [x, y] = [plain(a), plain(b)];
    if (x === null || x === undefined || y === null || y === undefined) {
        return Number(x === null || x === undefined) - Number(y === null || y === undefined);
    }
    return typeof x === "string" && typeof y === "string" ? collator.compare(x, y) : Number(x) - Number(y);
}

/** Units of what a head names already: "innbyggere" are persons. */
const COUNTED = new Set(["persons", "places", "gps", "posts", "practices", "lists", "gps_per_1000", "gps_per_year"]);

/** Columns that programs join tables by, where what they stand for is in a column beside them. */
const KEYS: Record<string, readonly string[]> = {
    findings: ["cause_id", "cause_value"],
    source_rows: ["source"],
    levers: ["measure", "lever"],
    assumption_rows: ["assumption"],
};
/** Tables whose "source" is the key of a source. */
const SOURCED = new Set(["observation_rows", "assumption_rows", "costs_at_size"]);

/** The unit under a head, unless the head says it already. */
function unitOf(column: Column): string {
    const said = column.label.toLowerCase().includes(column.unit_text.toLowerCase());
    return said || COUNTED.has(column.unit) ? "" : column.unit_text;
}

@customElement("dek-table")
export class DekTable extends Part {
    @property({ attribute: false }) table: Table | undefined;
    /** Shown instead of the table's title; "" hides the caption from sight. */
    @property() caption: string | undefined;
    /** Keys of the columns shown; all when left out. */
    @property({ attribute: false }) columns: readonly string[] | undefined;
    @property({ attribute: false }) render_cell:
        | ((column: Column, value: Cell, row: Cell[]) => TemplateResult | string | undefined)
        | undefined;
    /** The class of a row, such as "dek-bad". */
    @property({ attribute: false }) mark: ((row: Cell[]) => string) | undefined;
    /** Rows on a page; 0 for all. */
    @property({ type: Number, attribute: "page-size" }) pageSize = 0;
    /** Set when the server sorts and pages; then "dek-sort" and "dek-page" are dispatched. */
    @property({ attribute: false }) served: { sorting: Sorting | null; from: number; back: boolean } | undefined;
    @property({ type: Boolean, attribute: "no-sort" }) noSort = false;
    /** Keys of columns that sorting by says nothing about, as those of buttons. */
    @property({ attribute: false }) unsorted: readonly string[] = [];

    @state() private sorting: Sorting | null = null;
    @state() private at = 0;

    #sort(column: Column): void {
        const now = this.served?.sorting ?? this.sorting;
        const sorting = {
            column: column.key,
            down: now?.column === column.key ? !now.down : isNumeric(column.type),
        };
        this.at = 0;
        if (this.served === undefined) {
            this.sorting = sorting;
        }
        this.dispatchEvent(new CustomEvent<Sorting>("dek-sort", { detail: sorting }));
    }

    #turn(forward: boolean): void {
        if (this.served === undefined) {
            this.at += forward ? this.pageSize : -this.pageSize;
        }
        this.dispatchEvent(new CustomEvent("dek-page", { detail: { forward } }));
    }

    protected override willUpdate(changed: PropertyValues): void {
        if (changed.has("table") && this.table !== undefined && SOURCED.has(this.table.key)) {
            void loadSources().then(() => this.requestUpdate());
        }
    }

    /** The columns chosen; else all but keys, and those in which no row has anything. */
    #shown(table: Table): { column: Column; at: number }[] {
        const keys = KEYS[table.key] ?? [];
        const said = (at: number) => this.served !== undefined || table.rows.length === 0 || table.rows.some((row) => row[at] != null);
        return table.columns
            .map((column, at) => ({ column, at }))
            .filter(({ column, at }) => this.columns?.includes(column.key) ?? (!keys.includes(column.key) && said(at)));
    }

    override render() {
        const table = this.table;
        if (table === undefined) {
            return nothing;
        }
        const shown = this.#shown(table);
        const sorting = this.served?.sorting ?? this.sorting;
        let rows = table.rows;
        const sorted = shown.find(({ column }) => column.key === sorting?.column);
        if (this.served === undefined && sorting !== null && sorted !== undefined) {
            const collator = new Intl.Collator(language() === "en" ? "en" : "nb", { numeric: true });
            const known = (row: Cell[]) => row[sorted.at] !== null && row[sorted.at] !== undefined;
            rows = [...rows].sort((a, b) => {
                const order = compare(a[sorted.at], b[sorted.at], collator);
                return sorting.down && known(a) && known(b) ? -order : order;
            });
        }
        const count = table.page?.count ?? rows.length;
        const from = this.served?.from ?? this.at;
        if (this.served === undefined && this.pageSize > 0) {
            rows = rows.slice(this.at, this.at + this.pageSize);
        }
        const more = this.served === undefined ? from + rows.length < count : table.page?.next != null;
        const back = this.served === undefined ? from > 0 : this.served.back;
        const caption = this.caption ?? table.title;
        if (table.rows.length === 0 && from === 0) {
            return html`${caption === "" ? nothing : html`<p class="dek-caption">${caption}</p>`}
                <dek-state kind="empty"></dek-state>`;
        }
        return html`<div class="dek-scroll" tabindex="0" role="group" aria-label=${caption || table.title}>
                <table class="ds-table dek-table" data-color="neutral" data-hover>
                    <caption class=${caption === "" ? "ds-sr-only" : "dek-caption"}>
                        ${caption === "" ? table.title : caption}
                    </caption>
                    <thead>
                        <tr>
                            ${shown.map(({ column }) => this.#head(column, sorting))}
                        </tr>
                    </thead>
                    <tbody>
                        ${rows.map((row) => this.#row(shown, row, this.mark?.(row) ?? ""))}
                    </tbody>
                    ${table.total === null
                        ? nothing
                        : html`<tfoot>
                              ${this.#row(shown, table.total, "dek-total")}
                          </tfoot>`}
                </table>
            </div>
            ${more || back
                ? html`<div class="dek-paging">
                      <span>${say(shell.rows_of, {
                          from: number(from + 1),
                          to: number(from + rows.length),
                          count: number(count),
                      })}</span>
                      <button class="ds-button" data-variant="secondary" data-size="sm" type="button"
                          ?disabled=${!back} @click=${() => this.#turn(false)}>
                          ${say(shell.previous)}
                      </button>
                      <button class="ds-button" data-variant="secondary" data-size="sm" type="button"
                          ?disabled=${!more} @click=${() => this.#turn(true)}>
                          ${say(shell.next)}
                      </button>
                  </div>`
                : nothing}`;
    }

    #head(column: Column, sorting: Sorting | null) {
        const said = unitOf(column);
        const unit = said === "" ? nothing : html`<span class="dek-unit">${said}</span>`;
        const order = sorting?.column !== column.key ? "none" : sorting.down ? "descending" : "ascending";
        return this.noSort || this.unsorted.includes(column.key)
            ? html`<th scope="col" class=${isNumeric(column.type) ? "dek-number" : ""}>${column.label} ${unit}</th>`
            : html`<th scope="col" aria-sort=${order} class=${isNumeric(column.type) ? "dek-number" : ""}>
                  <button type="button" title=${say(shell.sort_by, { column: column.label })}
                      @click=${() => this.#sort(column)}>
                      ${column.label} ${unit}
                  </button>
              </th>`;
    }

    #row(shown: { column: Column; at: number }[], row: Cell[], mark: string) {
        return html`<tr class=${mark}>
            ${shown.map(({ column, at }, i) => {
                const value = row[at] ?? null;
                const content = this.render_cell?.(column, value, row) ?? this.#content(column, value);
                const kind = isNumeric(column.type) ? "dek-number" : column.type === "date" ? "dek-date" : "";
                return i === 0 ? html`<th scope="row" class=${kind}>${content}</th>` : html`<td class=${kind}>${content}</td>`;
            })}
        </tr>`;
    }

    #content(column: Column, value: Cell): TemplateResult | string {
        const table = this.table;
        if (column.key === "source" && typeof value === "string" && table !== undefined && SOURCED.has(table.key)) {
            return html`<span class="dek-source-name">${sourceTitle(value)}</span>`;
        }
        return cellOf(column, value, table?.columns.some((each) => each.key === "unit") === true);
    }
}
