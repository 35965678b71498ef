// SPDX-License-Identifier: EUPL-1.2
// The data all rests on: tables and their counts, taking in new ones, contradictions, sources and
// observations.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { address, ApiError, get, getDocument, listen, send } from "../api.ts";
import { announce, Page, Resource } from "../element.ts";
import { cellOf, date, number, sentence } from "../format.ts";
import { downloads } from "../parts/browse.ts";
import { rowsOf, tableOf, textOf, type Row } from "../parts/document-read.ts";
import { quantity } from "../parts/register-cells.ts";
import { icon } from "../parts/icon.ts";
import type { Cell, Column, Document, Problem, Table } from "../types.ts";
import { say, type Word } from "../words.ts";
import { data, tables } from "../words/data.ts";
import { register } from "../words/register.ts";
import "../parts/browse.ts";
import "../parts/document.ts";
import "../parts/table.ts";

type View = "tables" | "upload" | "checks" | "sources" | "observations";

const views: { view: View; name: string; title: Word; route: string }[] = [
    { view: "tables", name: "tabeller", title: data.view_tables, route: "tables" },
    { view: "upload", name: "last-opp", title: data.view_upload, route: "tables_put" },
    { view: "checks", name: "motsigelser", title: data.view_checks, route: "checks" },
    { view: "sources", name: "kilder", title: data.view_sources, route: "sources" },
    { view: "observations", name: "observasjoner", title: data.view_observations, route: "observations" },
];

interface TableTold {
    table: string;
    about?: string;
    rows: number;
    columns: { name: string }[];
}

interface Chosen {
    file: File;
    table: string;
}

function column(key: string, label: Word, type: Column["type"] = "text"): Column {
    return { key, label: say(label), type, unit: "", unit_text: "", decimals: 0 };
}

function tableTitle(name: string): string {
    const known = tables[name.replace("surveys/", "") as keyof typeof tables];
    return known === undefined ? name : say(known.title);
}

function tableAbout(name: string): string {
    const known = tables[name.replace("surveys/", "") as keyof typeof tables];
    return known === undefined ? "" : say(known.about);
}

/** An error without where it stands, "file:line:column: field: ", which has columns of its own. */
function bare(text: string): string {
    return sentence(text.replace(/^\S+:\d+(:\d+)?: (\w+: )?/, ""));
}

@customElement("dek-page-data")
export class DataPage extends Page {
    @state() private chosen: Chosen[] = [];
    @state() private fault = "";
    @state() private busy: "" | "try" | "do" = "";
    @state() private problem: Problem | null = null;
    @state() private told: Word | null = null;

    private readonly tables = new Resource<TableTold[]>(
        this,
        async (signal) => (await get<{ tables: TableTold[] }>("tables", {}, signal)).tables,
        { paused: true },
    );
    private readonly checks = new Resource<Document>(this, (signal) => getDocument("checks", {}, signal), { paused: true });
    private stop: (() => void) | undefined;

    override connectedCallback(): void {
        super.connectedCallback();
        this.stop = listen("changed", () => this.fetch());
        queueMicrotask(() => this.fetch());
    }

    override disconnectedCallback(): void {
        super.disconnectedCallback();
        this.stop?.();
    }

    private fetch(): void {
        void (this.may("tables") && this.tables.reload());
        void (this.may("checks") && this.checks.reload());
    }

    private view(): View {
        const wanted = this.query.get("vis");
        const allowed = views.filter((each) => this.may(each.route));
        return (allowed.find((each) => each.name === wanted) ?? allowed[0])?.view ?? "tables";
    }

    private show_tables(all: TableTold[]): TemplateResult {
        const table: Table = {
            key: "tables",
            title: say(data.tables),
            columns: [
                column("table", data.table),
                column("rows", data.rows, "number"),
                column("file", data.file),
                column("columns", data.columns),
            ],
            rows: all.map((each) => [tableTitle(each.table), each.rows, each.table, each.columns.map((one) => one.name).join(", ")]),
            total: null,
        };
        return html`<dek-table
            .table=${table}
            caption=""
            .unsorted=${["file", "columns"]}
            .render_cell=${(at: Column, value: unknown, row: Cell[]) =>
                at.key === "table"
                    ? html`${String(value)}<br /><span class="dek-small dek-table-about">${tableAbout(String(row[2]))}</span>`
                    : at.key === "file"
                    ? html`<a class="ds-link dek-nowrap" download href=${address(`tables/${String(value)}`)}
                          aria-label="${String(value).split("/").pop()}.csv: ${say(data.download, { table: String(row[0]) })}">${icon("download")} ${String(value).split("/").pop()}.csv</a>`
                    : at.key === "columns"
                      ? html`<details class="dek-raw"><summary>${say(register.raw)}</summary><span class="dek-small">${String(value)}</span></details>`
                      : at.key === "rows" && value === 0
                        ? html`<span class="dek-small">${say(data.no_rows)}</span>`
                        : undefined}
        ></dek-table>`;
    }

    private choose(files: FileList | null): void {
        const names = (this.tables.value ?? []).map((each) => each.table);
        this.chosen = [...(files ?? [])].map((file) => {
            const bare = file.name.replace(/\.csv$/i, "");
            return {
                file,
                table: names.find((name) => name === bare) ?? names.find((name) => name.split("/").pop() === bare) ?? "",
            };
        });
        this.problem = null;
        this.told = null;
        this.fault = "";
    }

    private async upload(try_first: boolean): Promise<void> {
        const sent = this.chosen.filter((each) => each.table !== "-");
        const unnamed = sent.find((each) => each.table === "");
        this.fault =
            sent.length === 0
                ? say(data.none_chosen)
                : unnamed !== undefined
                  ? say(data.which_table_missing, { file: unnamed.file.name })
                  : "";
        if (this.fault !== "") {
            this.querySelector<HTMLElement>("#files")?.focus();
            return;
        }
        const body = new FormData();
        for (const each of sent) {
            body.append(each.table, each.file, each.file.name);
        }
        this.busy = try_first ? "try" : "do";
        this.problem = null;
        this.told = null;
        try {
            await send<unknown>("tables", { body, query: try_first ? { "dry-run": "yes" } : {} });
            this.told = try_first ? data.tried : data.replaced;
            announce(say(this.told));
            if (!try_first) {
                void this.tables.reload();
            }
        } catch (error) {
            if (!(error instanceof ApiError)) {
                throw error;
            }
            this.problem = error.problem;
        } finally {
            this.busy = "";
        }
    }

    private upload_result(): unknown {
        if (this.told !== null) {
            return html`<div class="ds-alert" data-color=${this.told === data.replaced ? "success" : "info"}>
                <p class="ds-paragraph">${say(this.told)}</p>
            </div>`;
        }
        if (this.problem === null) {
            return nothing;
        }
        const errors = this.problem.errors ?? [];
        const table: Table = {
            key: "errors",
            title: say(data.error_table),
            columns: [
                column("file", data.error_file),
                column("line", data.error_line, "number"),
                column("field", data.error_field),
                column("text", data.error_text),
            ],
            rows: errors.map((each) => [
                each.file ?? null,
                each.line ?? null,
                each.field ?? null,
                bare(each.text),
            ]),
            total: null,
        };
        return html`<div class="ds-alert" data-color="danger">
                <h2 class="ds-heading" data-size="2xs">
                    ${errors.length === 0 ? this.problem.title : say(data.errors, { n: number(errors.length) })}
                </h2>
                ${errors.length === 0 ? html`<p class="ds-paragraph">${this.problem.detail ?? say(register.no_answer)}</p>` : nothing}
            </div>
            ${errors.length === 0 ? nothing : html`<dek-table .table=${table} page-size="100"></dek-table>`}`;
    }

    private show_upload(): TemplateResult {
        const names = (this.tables.value ?? []).map((each) => each.table);
        return html`<form class="dek-panel" novalidate
            @submit=${(event: Event) => {
                event.preventDefault();
                void this.upload(true);
            }}>
            <p class="ds-paragraph">${say(data.upload_intro)}</p>
            <ds-field class="ds-field">
                <label class="ds-label" for="files">${say(data.files)}</label>
                <p data-field="description">${say(data.files_hint)}</p>
                <input class="ds-input dek-file" type="file" id="files" multiple accept=".csv,text/csv"
                    aria-invalid=${this.fault === "" ? nothing : "true"}
                    @change=${(event: Event) => this.choose((event.target as HTMLInputElement).files)} />
                ${this.fault === "" ? nothing : html`<p class="ds-validation-message" data-field="validation">${this.fault}</p>`}
            </ds-field>
            ${this.chosen.length === 0
                ? nothing
                : html`<div class="dek-form-fields">
                      ${this.chosen.map(
                          (each, i) =>
                              html`<ds-field class="ds-field">
                                  <label class="ds-label" for="file-${i}">${say(data.which_table, { file: each.file.name })}</label>
                                  <select class="ds-input" id="file-${i}"
                                      @change=${(event: Event) => {
                                          const table = (event.target as HTMLSelectElement).value;
                                          this.chosen = this.chosen.map((one, k) => (k === i ? { ...one, table } : one));
                                      }}>
                                      <option value="" ?selected=${each.table === ""}>${say(register.choose)}</option>
                                      <option value="-" ?selected=${each.table === "-"}>${say(data.leave_out)}</option>
                                      ${names.map((name) => html`<option value=${name} ?selected=${name === each.table}>${tableTitle(name)} (${name})</option>`)}
                                  </select>
                              </ds-field>`,
                      )}
                  </div>`}
            <div class="dek-form-buttons">
                <button class="ds-button" data-variant="secondary" type="submit" ?disabled=${this.busy !== ""}>
                    ${this.busy === "try" ? say(data.working) : say(data.try_first)}
                </button>
                <button class="ds-button" type="button" ?disabled=${this.busy !== ""} @click=${() => void this.upload(false)}>
                    ${this.busy === "do" ? say(data.working) : say(data.replace)}
                </button>
            </div>
            <div class="dek-results" role="status" aria-live="polite">${this.upload_result()}</div>
        </form>`;
    }

    private source_cell = (column: Column, value: Cell) => {
        if (column.key === "source_title") {
            return html`<span class="dek-rule-name">${textOf(value)}</span>`;
        }
        return column.key === "found_at" && /^https:\/\/\S+$/.test(textOf(value))
            ? html`<a class="ds-link" rel="external noreferrer" href=${textOf(value)}>${textOf(value)}</a>`
            : undefined;
    };

    /** As the columns of observations stand below. */
    private observation_cell = (column: Column, value: Cell, row: Cell[]) => {
        switch (column.key) {
            case "value":
                return quantity(value, textOf(row[2]));
            case "date":
                return html`<span class="dek-nowrap">${row[4] == null ? "" : `${cellOf(column, row[4])} – `}${cellOf(column, value)}</span>`;
        }
        return undefined;
    };

    private show_checks(document: Document): TemplateResult {
        const findings = rowsOf(document, "findings");
        const number_of = (row: Row, key: string) => {
            const at = tableOf(document, "findings")?.columns.find((each) => each.key === key);
            return at === undefined ? "" : cellOf(at, row[key]);
        };
        return html`${findings.length === 0
                ? html`<div class="ds-alert" data-color="success"><p class="ds-paragraph">${say(data.checks_fine)}</p></div>`
                : html`<ul class="dek-findings">
                      ${findings.map((row) => {
                          const bad = row["is_contradiction"] === true;
                          const when = textOf(row["date"]);
                          return html`<li class="dek-panel">
                              <h2 class="ds-heading" data-size="2xs">
                                  ${sentence(textOf(row["finding"]))}
                                  <span class="ds-tag" data-size="sm" data-color=${bad ? "warning" : "info"}>${say(bad ? data.contradiction : data.remark)}</span>
                              </h2>
                              <p class="dek-small">${textOf(row["subject"])}${when === "" ? nothing : html`, ${date(when)}`}</p>
                              <dl class="dek-fields">
                                  <div><dt>${say(data.found)}</dt><dd>${number_of(row, "found")} ${textOf(row["unit"])}</dd></div>
                                  <div><dt>${say(data.expected)}</dt><dd>${number_of(row, "expected")} ${textOf(row["unit"])}</dd></div>
                                  <div><dt>${say(data.difference)}</dt><dd>${number_of(row, "difference")} ${textOf(row["unit"])}</dd></div>
                              </dl>
                              <p class="ds-paragraph">${textOf(row["cause"])}</p>
                          </li>`;
                      })}
                  </ul>`}
            <dek-notes .document=${document}></dek-notes>
            ${downloads("checks", {}, "findings")}`;
    }

    private show(view: View): unknown {
        switch (view) {
            case "tables":
                return this.tables.show((all) => this.show_tables(all), 8);
            case "upload":
                return this.show_upload();
            case "checks":
                return this.checks.show((document) => this.show_checks(document));
            case "sources":
                return html`<dek-browse keep path="sources" table="source_rows" sort="-rows_resting" .what=${say(data.sources)} caption=""
                    .columns=${["source_title", "publisher", "date", "rows_resting", "found_at", "source"]}
                    .render_cell=${this.source_cell}></dek-browse>`;
            case "observations":
                return html`<dek-browse keep path="observations" table="observation_rows" sort="-date" .what=${say(data.observations)} caption=""
                    .columns=${["indicator", "value", "unit", "date", "since", "district", "source", "place", "confidence", "note"]}
                    .aside=${["unit", "since"]} .render_cell=${this.observation_cell}></dek-browse>`;
        }
    }

    override render(): unknown {
        const view = this.view();
        return html`<h1 class="ds-heading" data-size="lg">${say(data.title)}</h1>
            <p class="ds-paragraph dek-lead">${say(data.intro)}</p>
            <nav class="ds-toggle-group dek-views" aria-label=${say(register.view)}>
                ${views
                    .filter((each) => this.may(each.route))
                    .map(
                        (each) =>
                            html`<a class="ds-button" data-variant="tertiary" href="/data?vis=${each.name}" aria-current=${each.view === view ? "true" : "false"}>${say(each.title)}</a>`,
                    )}
            </nav>
            ${this.show(view)}`;
    }
}
