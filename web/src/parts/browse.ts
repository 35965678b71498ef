// SPDX-License-Identifier: EUPL-1.2
// <dek-browse>: a table of a document that the server searches, filters, sorts and pages, so that it
// may be as long as it is. What is chosen stands in the address.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ask, getDocument, listen, type Query } from "../api.ts";
import { Part, Resource } from "../element.ts";
import { number } from "../format.ts";
import { keepInAddress } from "../router.ts";
import type { Cell, Column, Document } from "../types.ts";
import { say } from "../words.ts";
import { register } from "../words/register.ts";
import { tableOf, withColumns } from "./document-read.ts";
import { icon } from "./icon.ts";
import type { Sorting } from "./table.ts";
import "./state.ts";
import "./table.ts";

/** A choice that narrows the table: each option is a condition of the server's `where`. */
export interface Filter {
    name: string; // in the address
    label: string;
    options: { value: string; text: string; where: string }[];
    /** A single yes or no, shown as a box to tick: the one option. */
    tick?: boolean;
}

const CSV = "text/csv";
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Fetches a document in another form and hands it to the browser to keep. */
async function download(path: string, query: Query, accept: string, name: string): Promise<void> {
    const response = await ask(path, { query, headers: { Accept: accept } });
    const address = URL.createObjectURL(await response.blob());
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Buttons that keep a document's table as CSV, and all of it as a spreadsheet. */
export function downloads(path: string, query: Query, table: string): TemplateResult {
    return html`<div class="dek-downloads">
        <button class="ds-button" data-variant="tertiary" data-size="sm" type="button" @click=${() => void download(path, { ...query, table }, CSV, `${table}.csv`)}>
            ${icon("download")} ${say(register.as_csv)}
        </button>
        <button class="ds-button" data-variant="tertiary" data-size="sm" type="button" @click=${() => void download(path, query, XLSX, `${table}.xlsx`)}>
            ${icon("download")} ${say(register.as_xlsx)}
        </button>
    </div>`;
}

@customElement("dek-browse")
export class DekBrowse extends Part {
    @property() path = "";
    @property() table = "";
    @property() caption: string | undefined;
    /** What is searched in, for the label of the search field. */
    @property() what = "";
    @property({ attribute: false }) extra: Query = {};
    @property({ attribute: false }) columns: readonly string[] | undefined;
    /** Columns that cells are made of, but that are not shown themselves. */
    @property({ attribute: false }) aside: readonly string[] = [];
    /** Other words for some columns' heads. */
    @property({ attribute: false }) labels: Record<string, string> = {};
    @property({ attribute: false }) filters: Filter[] = [];
    /** What the filters stand at first. */
    @property({ attribute: false }) preset: Record<string, string> = {};
    @property({ attribute: false }) render_cell:
        ((column: Column, value: Cell, row: Cell[]) => TemplateResult | string | undefined) | undefined;
    @property({ attribute: false }) mark: ((row: Cell[]) => string) | undefined;
    @property({ type: Number, attribute: "page-size" }) pageSize = 50;
    @property({ type: Boolean, attribute: "no-search" }) noSearch = false;
    @property({ type: Boolean, attribute: "no-files" }) noFiles = false;
    /** The address of the page keeps what is chosen. */
    @property({ type: Boolean }) keep = false;
    /** What is shown is of persons, and each reading is logged: read again only when asked. */
    @property({ type: Boolean }) logged = false;
    @property() sort = "";
    /** What is said instead of the table, when the document has none to show; "" shows it. */
    @property({ attribute: false }) unless: (document: Document) => string = () => "";
    /** Columns that sorting by says nothing about, as those of buttons. */
    @property({ attribute: false }) unsorted: readonly string[] = [];
    /** Said when what is chosen leaves no rows. */
    @property() none = "";

    @state() private search = "";
    @state() private chosen: Record<string, string> = {};
    @state() private sorting: Sorting | null = null;
    @state() private cursors: string[] = []; // of this page and those before it

    private asked = "";
    private timer = 0;
    private readonly uid = `browse-${Math.random().toString(36).slice(2, 8)}`;
    private readonly found = new Resource<Document>(
        this,
        (signal) => getDocument(this.address(), {}, signal),
        { paused: true },
    );
    private stop: (() => void) | undefined;

    override connectedCallback(): void {
        super.connectedCallback();
        this.stop = listen("changed", () => {
            if (!this.logged) {
                void this.found.reload();
            }
        });
        if (this.keep) {
            const query = new URLSearchParams(location.search);
            this.search = query.get("sok") ?? "";
            const sort = query.get("sorter") ?? "";
            if (sort !== "") {
                this.sorting = { column: sort.replace("-", ""), down: sort.startsWith("-") };
            }
        }
    }

    override disconnectedCallback(): void {
        super.disconnectedCallback();
        clearTimeout(this.timer); // the address is another page's now
        this.stop?.();
    }

    protected override willUpdate(changed: Map<string, unknown>): void {
        if (!this.hasUpdated) {
            this.chosen = { ...this.preset };
            if (this.sorting === null && this.sort !== "") {
                this.sorting = { column: this.sort.replace("-", ""), down: this.sort.startsWith("-") };
            }
            if (this.keep) {
                const query = new URLSearchParams(location.search);
                for (const filter of this.filters) {
                    const value = query.get(filter.name);
                    if (value !== null) {
                        this.chosen[filter.name] = value;
                    }
                }
            }
        }
        if (changed.has("path") || changed.has("table") || changed.has("extra")) {
            this.cursors = [];
        }
        const address = this.address();
        if (address !== this.asked) {
            this.asked = address;
            void this.found.reload();
        }
    }

    /** Asks again, as when something was done to what is listed. */
    reload(): void {
        void this.found.reload();
    }

    private conditions(): string[] {
        return this.filters.flatMap((filter) => {
            const value = this.chosen[filter.name] ?? "";
            const option = value === "" ? undefined : filter.options.find((each) => each.value === value);
            return option === undefined ? [] : [option.where];
        });
    }

    private address(): string {
        const query = new URLSearchParams();
        for (const [name, value] of Object.entries(this.extra)) {
            if (value !== null && value !== undefined && value !== "") {
                query.set(name, String(value));
            }
        }
        query.set("table", this.table);
        query.set("limit", String(this.pageSize));
        if (this.search.trim() !== "") {
            query.set("search", this.search.trim());
        }
        for (const condition of this.conditions()) {
            query.append("where", condition);
        }
        if (this.sorting !== null) {
            query.set("sort", (this.sorting.down ? "-" : "") + this.sorting.column);
        }
        const cursor = this.cursors.at(-1);
        if (cursor !== undefined) {
            query.set("after", cursor);
        }
        return `${this.path}?${query.toString()}`;
    }

    private keep_address(): void {
        if (!this.keep) {
            return;
        }
        const query = new URLSearchParams(location.search);
        const put = (name: string, value: string) => (value === "" ? query.delete(name) : query.set(name, value));
        put("sok", this.search.trim());
        put("sorter", this.sorting === null ? "" : (this.sorting.down ? "-" : "") + this.sorting.column);
        for (const filter of this.filters) {
            put(filter.name, this.chosen[filter.name] ?? "");
        }
        keepInAddress(query);
    }

    private narrowed(): void {
        this.cursors = [];
        this.keep_address();
    }

    private filter_view(filter: Filter): TemplateResult {
        const id = `${this.uid}-${filter.name}`;
        const value = this.chosen[filter.name] ?? "";
        const choose = (chosen: string) => {
            this.chosen = { ...this.chosen, [filter.name]: chosen };
            this.narrowed();
        };
        if (filter.tick === true) {
            const option = filter.options[0]!;
            return html`<ds-field class="ds-field dek-tick">
                <input class="ds-input" type="checkbox" id=${id} .checked=${value === option.value}
                    @change=${(event: Event) => choose((event.target as HTMLInputElement).checked ? option.value : "")} />
                <label class="ds-label" for=${id}>${filter.label}</label>
            </ds-field>`;
        }
        return html`<ds-field class="ds-field">
            <label class="ds-label" for=${id}>${filter.label}</label>
            <select class="ds-input" id=${id} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
                <option value="" ?selected=${value === ""}>${say(register.all)}</option>
                ${filter.options.map(
                    (option) => html`<option value=${option.value} ?selected=${option.value === value}>${option.text}</option>`,
                )}
            </select>
        </ds-field>`;
    }

    private narrowing(): boolean {
        return this.search.trim() !== "" || this.conditions().length > 0;
    }

    private clear(): void {
        this.search = "";
        this.chosen = {};
        this.narrowed();
        const field = this.querySelector<HTMLInputElement>('input[type="search"]');
        if (field !== null) {
            field.value = "";
            field.focus();
        }
    }

    private tools(): unknown {
        if (this.noSearch && this.filters.length === 0) {
            return nothing;
        }
        const id = `${this.uid}-search`;
        return html`<form class="dek-tools" role="search" aria-label=${say(register.search_in, { what: this.what })}
            @submit=${(event: Event) => event.preventDefault()}>
            ${this.noSearch
                ? nothing
                : html`<ds-field class="ds-field">
                      <label class="ds-label" for=${id}>${say(register.search)}</label>
                      <div class="ds-search">
                          <input class="ds-input" type="search" id=${id} autocomplete="off" .value=${this.search}
                              @input=${(event: Event) => {
                                  const text = (event.target as HTMLInputElement).value;
                                  clearTimeout(this.timer);
                                  this.timer = window.setTimeout(() => {
                                      this.search = text;
                                      this.narrowed();
                                  }, 200);
                              }} />
                      </div>
                  </ds-field>`}
            ${this.filters.map((filter) => this.filter_view(filter))}
            ${this.narrowing()
                ? html`<button class="ds-button" data-variant="tertiary" type="button" @click=${() => this.clear()}>${say(register.clear)}</button>`
                : nothing}
        </form>`;
    }

    private rows(found: Document): unknown {
        const table = tableOf(found, this.table);
        const instead = this.unless(found);
        if (instead !== "") {
            return html`<dek-state kind="empty" text=${instead}></dek-state>`;
        }
        if (table === undefined || (table.rows.length === 0 && this.cursors.length === 0)) {
            return html`<dek-state kind="empty" text=${this.narrowing() ? this.none || say(register.rows_none_hint) : ""}></dek-state>`;
        }
        const from = this.cursors.length * this.pageSize;
        const some = this.columns === undefined ? table : withColumns(table, this.columns);
        const shown = {
            ...some,
            columns: some.columns.map((column) => ({ ...column, label: this.labels[column.key] ?? column.label })),
        };
        return html`<dek-table
            .table=${shown}
            .caption=${this.caption}
            .columns=${shown.columns.map((column) => column.key).filter((key) => !this.aside.includes(key))}
            .render_cell=${this.render_cell}
            .mark=${this.mark}
            .unsorted=${this.unsorted}
            .served=${{ sorting: this.sorting, from, back: this.cursors.length > 0 }}
            @dek-sort=${(event: CustomEvent<Sorting>) => {
                this.sorting = event.detail;
                this.narrowed();
            }}
            @dek-page=${(event: CustomEvent<{ forward: boolean }>) => {
                const next = table.page?.next;
                if (!event.detail.forward) {
                    this.cursors = this.cursors.slice(0, -1);
                } else if (next !== null && next !== undefined) {
                    this.cursors = [...this.cursors, next];
                }
                this.scrollIntoView({ block: "nearest" });
            }}
        ></dek-table>`;
    }

    override render(): unknown {
        const count = this.found.value === undefined ? undefined : tableOf(this.found.value, this.table)?.page?.count;
        const { value, error } = this.found;
        // A list with nothing on it, or that is not there, needs no tools to find something.
        const bare = (count === 0 && !this.narrowing()) || (value === undefined ? error !== undefined : this.unless(value) !== "");
        return html`${bare ? nothing : this.tools()}
            <p class="dek-count" role="status">
                ${count === undefined || bare ? nothing : say(count === 1 ? register.hit : register.hits, { n: number(count) })}
            </p>
            <div class="dek-browse-rows" aria-busy=${this.found.loading ? "true" : "false"}>${this.found.show((found) => this.rows(found), 8)}</div>
            ${this.noFiles || bare || this.found.value === undefined ? nothing : downloads(this.path, this.extra, this.table)}`;
    }
}
