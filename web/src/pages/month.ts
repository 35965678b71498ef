// SPDX-License-Identifier: EUPL-1.2
// The close of a month: what it would do, by kind and by list; the close itself; and the reports.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { getDocument, listen } from "../api.ts";
import { Resource } from "../element.ts";
import { cell, date, difference, monthName, number, sentence } from "../format.ts";
import { fieldOf, keyOf, numberOf, rowsOf, tableOf, textOf, type Row } from "../parts/document-read.ts";
import { RegisterPage } from "../parts/register-page.ts";
import { listLink, personLink, ruleLink } from "../parts/register-cells.ts";
import { moment } from "../parts/register-cells.ts";
import { keepInAddress } from "../router.ts";
import type { Cell, Column, Document, Table } from "../types.ts";
import { say } from "../words.ts";
import { month } from "../words/month.ts";
import { register } from "../words/register.ts";
import "../parts/document.ts";
import "../parts/operation.ts";

/** Effects that somebody should look at before the month is closed. */
const WARNINGS = {
    list_without_doctor: month.warn_list_without_doctor,
    agreement_ended: month.warn_agreement_ended,
    right_ended: month.warn_right_ended,
    queue_ended: month.warn_queue_ended,
    drawn: month.warn_drawn,
    offered_late: month.warn_offered_late,
} as const;

/** What happens to a list, and not to a person on it. */
const OF_LISTS = new Set([
    "list_opened", "list_closed", "list_passed", "list_told", "list_without_doctor", "agreement_ended",
    "offered_in_time", "offered_late",
]);

/** By the reader's clock; the server has the last word. */
function today(): string {
    const now = new Date();
    return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** Who comes and goes, list by list, and what happens to the list itself. */
function byList(document: Document): Table {
    const happens = new Map<string, Set<string>>();
    for (const row of rowsOf(document, "events")) {
        if (OF_LISTS.has(keyOf(row["effect"]))) {
            const post = textOf(row["to_list"]) || textOf(row["from_list"]);
            happens.set(post, (happens.get(post) ?? new Set()).add(textOf(row["effect"])));
        }
    }
    const flows = rowsOf(document, "month_lists").map((row): Cell[] => {
        const post = textOf(row["post"]);
        const events = happens.get(post);
        happens.delete(post);
        return [post, row["came"] ?? 0, row["left"] ?? 0, row["net"] ?? 0, events === undefined ? null : [...events].join(", ")];
    });
    const others = [...happens].filter(([post]) => post !== "").map(([post, events]): Cell[] => [post, 0, 0, 0, [...events].join(", ")]);
    const column = (key: string, label: string, type: Column["type"]): Column => ({
        key, label, type, unit: "", unit_text: "", decimals: 0,
    });
    return {
        key: "by_list",
        title: say(month.by_list),
        columns: [
            column("post", say(month.list), "text"),
            column("came", say(month.came), "number"),
            column("left", say(month.left), "number"),
            column("net", say(month.net), "difference"),
            column("happens", say(month.happens), "text"),
        ],
        rows: [...flows, ...others].sort(([a], [b]) => String(a).localeCompare(String(b), "nb", { numeric: true })),
        total: null,
    };
}

@customElement("dek-page-month")
export class MonthPage extends RegisterPage {
    @state() private named = false;
    @state() private only = "";
    @state() private exchange_asked = false;
    @state() private sure = false;
    /** What the dialog closes: stands still when the close has opened the next month. */
    @state() private closing_month = "";
    @state() private closed = false;
    @state() private chosen = "";

    private readonly preview = new Resource<Document>(
        this,
        (signal) => getDocument("months/open/preview", this.named ? { named: "yes" } : {}, signal),
        { paused: true },
    );
    private stop: (() => void) | undefined;
    private readonly exchange = new Resource<Document>(
        this,
        (signal) => getDocument("months/open/exchange", {}, signal),
        { paused: true },
    );
    private readonly report = new Resource<Document | null>(
        this,
        async (signal) => (this.chosen === "" ? null : await getDocument(`months/${this.chosen}`, {}, signal)),
        { paused: true },
    );

    override connectedCallback(): void {
        super.connectedCallback();
        this.stop = listen("changed", () => {
            if (!this.named && this.may("month_preview")) {
                void this.preview.reload(); // with persons, each reading is logged
            }
        });
        queueMicrotask(() => {
            if (this.may("month_preview")) {
                void this.preview.reload();
            }
            const wanted = this.query.get("rapport") ?? "";
            if (/^\d{4}-\d{2}$/.test(wanted)) {
                this.choose(wanted);
            }
        });
    }

    override disconnectedCallback(): void {
        super.disconnectedCallback();
        this.stop?.();
    }

    private choose(wanted: string): void {
        this.chosen = wanted;
        this.report.value = undefined;
        this.report.error = undefined;
        keepInAddress(new URLSearchParams(wanted === "" ? {} : { rapport: wanted }));
        if (wanted !== "") {
            void this.report.reload();
        }
    }

    private render_cell = (column: Column, value: Cell) => {
        switch (column.key) {
            case "post":
            case "from_list":
            case "to_list":
                return value === null ? undefined : listLink(value);
            case "rule":
                return ruleLink(value);
            case "person":
                return personLink(value);
            case "net":
                return typeof value === "number" ? html`${difference(value)}` : undefined;
        }
        return undefined;
    };

    private kinds(rows: Row[], filter: boolean): TemplateResult {
        return html`<ul class="dek-kinds">
            ${rows.map((row) => {
                const key = keyOf(row["effect"]);
                const body = html`<span>${sentence(textOf(row["effect"]))}</span> <span class="dek-kinds-number">${cell(row["count"])}</span>`;
                return html`<li>
                    ${filter
                        ? html`<button class="ds-card dek-kind" type="button" aria-pressed=${String(this.only === key)}
                              title=${`${say(month.only)}: ${textOf(row["effect"])}`}
                              @click=${() => (this.only = this.only === key ? "" : key)}>${body}</button>`
                        : html`<div class="ds-card dek-kind">${body}</div>`}
                </li>`;
            })}
        </ul>`;
    }

    private what(document: Document, filter: boolean): TemplateResult {
        const happened = rowsOf(document, "what_happened");
        const events = tableOf(document, "events");
        const at = events?.columns.findIndex((column) => column.key === "effect") ?? -1;
        const shown =
            events === undefined || this.only === "" || !filter
                ? events
                : { ...events, rows: events.rows.filter((row) => keyOf(row[at] ?? null) === this.only) };
        const lists = byList(document);
        const registered = numberOf(fieldOf(document, "month_registered"));
        return html`${this.kinds(happened, filter)}
            ${registered === 0 ? nothing : html`<p class="ds-paragraph">${say(registered === 1 ? month.registered_one : month.registered, { n: number(registered) })}</p>`}
            ${lists.rows.length === 0
                ? nothing
                : html`<dek-table .table=${lists} page-size="50" .render_cell=${this.render_cell}></dek-table>`}
            ${shown === undefined || shown.rows.length === 0
                ? nothing
                : html`<details class="ds-details" ?open=${this.only !== "" || this.named}>
                      <summary>${say(month.events)}</summary>
                      <div><dek-table .table=${shown} page-size="50" caption="" .render_cell=${this.render_cell}></dek-table></div>
                  </details>`}`;
    }

    private warnings(rows: Row[]): unknown {
        const found = rows.flatMap((row) => {
            const word = WARNINGS[keyOf(row["effect"]) as keyof typeof WARNINGS];
            return word === undefined ? [] : [say(word, { n: number(numberOf(row["count"])) })];
        });
        return found.length === 0
            ? nothing
            : html`<div class="ds-alert" data-color="warning">
                  <h3 class="ds-heading" data-size="2xs">${say(month.look_closer)}</h3>
                  <ul class="ds-list">${found.map((text) => html`<li>${text}</li>`)}</ul>
              </div>`;
    }

    private show_preview(document: Document): TemplateResult {
        const open = textOf(fieldOf(document, "month"));
        const happened = rowsOf(document, "what_happened");
        return html`<section aria-labelledby="open-month">
                <h2 class="ds-heading" data-size="sm" id="open-month">${say(month.open_month, { month: monthName(open) })}</h2>
                <h3 class="ds-heading" data-size="2xs">${say(month.would_happen)}</h3>
                ${happened.length === 0 && rowsOf(document, "month_lists").length === 0
                    ? html`<p class="ds-paragraph">${say(month.nothing)}</p>`
                    : html`${this.warnings(happened)} ${this.what(document, true)}`}
                ${this.may("persons")
                    ? html`<ds-field class="ds-field">
                          <input class="ds-input" type="checkbox" id="named" .checked=${this.named}
                              @change=${(event: Event) => {
                                  this.named = (event.target as HTMLInputElement).checked;
                                  void this.preview.reload();
                              }} />
                          <label class="ds-label" for="named">${say(month.with_persons)}</label>
                      </ds-field>`
                    : nothing}
                <dek-notes .document=${document}></dek-notes>
                ${this.can("month_close") ? this.closing(document, open) : nothing}
            </section>
            ${this.may("month_exchange") ? this.show_exchange() : nothing} ${this.show_reports(rowsOf(document, "months_closed").map((row) => textOf(row["month"])))}`;
    }

    private closing(document: Document, open: string): TemplateResult {
        const name = monthName(open);
        const from = textOf(fieldOf(document, "month_closes_from"));
        const early = today() < from;
        const closing = this.closing_month || open;
        const closing_name = monthName(closing);
        const dialog = () => this.querySelector<HTMLDialogElement>("#close-month");
        return html`<div class="dek-form-buttons">
                <button class="ds-button" type="button" ?disabled=${early} aria-describedby=${early ? "close-when" : nothing}
                    @click=${() => {
                        this.sure = false;
                        this.closed = false;
                        this.closing_month = open;
                        void this.updateComplete.then(() => dialog()?.showModal());
                    }}>
                    ${say(month.close, { month: name })}
                </button>
                ${early ? html`<p class="ds-paragraph dek-hint" id="close-when">${say(month.early, { month: name, date: date(from) })}</p>` : nothing}
            </div>
            <dialog class="ds-dialog dek-dialog" id="close-month" aria-labelledby="close-month-title" closedby="any">
                <h2 class="ds-heading" data-size="xs" id="close-month-title">${say(month.close_title, { month: closing_name })}</h2>
                <p class="ds-paragraph">${say(month.close_text, { month: closing_name })}</p>
                <ds-field class="ds-field">
                    <input class="ds-input" type="checkbox" id="close-sure" .checked=${this.sure} ?disabled=${this.closed}
                        @change=${(event: Event) => (this.sure = (event.target as HTMLInputElement).checked)} />
                    <label class="ds-label" for="close-sure">${say(month.close_sure)}</label>
                </ds-field>
                ${this.sure
                    ? html`<dek-operation operation="month_close" once heading=${say(month.close_do, { month: closing_name })}
                          .fixed=${{ month: `${closing}-01` }} .without=${["day"]} button=${say(month.close_do, { month: closing_name })}
                          @done=${() => {
                              this.closed = true;
                              this.only = "";
                              void this.preview.reload();
                              this.choose(closing);
                          }}></dek-operation>`
                    : nothing}
                <form method="dialog">
                    <button class="ds-button" data-variant="tertiary">${say(this.closed ? month.finished : month.cancel)}</button>
                </form>
            </dialog>`;
    }

    private report_facts(document: Document): TemplateResult {
        const label = (key: string) => document.fields.find((field) => field.key === key)?.label ?? "";
        const fact = (key: string, value: unknown) => html`<div><dt>${label(key)}</dt><dd>${value}</dd></div>`;
        return html`<dl class="dek-fields dek-facts">
                ${fact("moment", moment(textOf(fieldOf(document, "moment"))))} ${fact("actor", textOf(fieldOf(document, "actor")))}
                ${fact("log_row", textOf(fieldOf(document, "log_row")))}
                ${fact("log_hash", html`<code class="dek-hash">${textOf(fieldOf(document, "log_hash"))}</code>`)}
            </dl>
            <dek-notes .document=${document}></dek-notes>`;
    }

    private show_exchange(): TemplateResult {
        return html`<section aria-labelledby="exchange">
            <h2 class="ds-heading" data-size="sm" id="exchange">${say(month.exchange)}</h2>
            <p class="ds-paragraph">${say(month.exchange_intro)}</p>
            ${this.exchange_asked
                ? this.exchange.show((document) => html`<dek-document .document=${document}></dek-document>`)
                : html`<div>
                      <button class="ds-button" data-variant="secondary" type="button"
                          @click=${() => {
                              this.exchange_asked = true;
                              void this.exchange.reload();
                          }}>${say(month.exchange_show)}</button>
                  </div>`}
        </section>`;
    }

    /** `closed` is null where it is not known which months are. */
    private show_reports(closed: readonly string[] | null): TemplateResult {
        const all = this.chosen === "" || closed?.includes(this.chosen) === true ? (closed ?? []) : [this.chosen, ...(closed ?? [])];
        return html`<section aria-labelledby="reports">
            <h2 class="ds-heading" data-size="sm" id="reports">${say(month.reports)}</h2>
            <p class="ds-paragraph">${say(month.reports_intro)}</p>
            ${closed === null
                ? html`<ds-field class="ds-field dek-choose">
                      <label class="ds-label" for="report-month">${say(month.which)}</label>
                      <input class="ds-input" type="month" id="report-month" .value=${this.chosen}
                          @change=${(event: Event) => this.choose((event.target as HTMLInputElement).value)} />
                  </ds-field>`
                : all.length === 0
                  ? html`<dek-state kind="empty" text=${say(month.none_closed)}></dek-state>`
                  : html`<ds-field class="ds-field dek-choose">
                        <label class="ds-label" for="report-month">${say(month.which)}</label>
                        <select class="ds-input" id="report-month" @change=${(event: Event) => this.choose((event.target as HTMLSelectElement).value)}>
                            <option value="" ?selected=${this.chosen === ""}>${say(register.choose)}</option>
                            ${all.map((each) => html`<option value=${each} ?selected=${each === this.chosen}>${monthName(each)}</option>`)}
                        </select>
                    </ds-field>`}
            <div class="dek-results" aria-live="polite">
                ${this.chosen === ""
                    ? nothing
                    : this.report.error !== undefined && this.report.error.status >= 404 && this.report.error.status < 500
                      ? html`<dek-state kind="empty" text=${say(month.not_closed, { month: monthName(this.chosen) })}></dek-state>`
                      : this.report.show((document) =>
                            document === null
                                ? nothing
                                : html`<h3 class="ds-heading" data-size="xs">${say(month.report_of, { month: monthName(this.chosen) })}</h3>
                                      ${this.what(document, false)} ${this.report_facts(document)}`,
                        )}
            </div>
        </section>`;
    }

    override render(): unknown {
        return html`<h1 class="ds-heading" data-size="lg">${say(month.title)}</h1>
            <p class="ds-paragraph dek-lead">${say(month.intro)}</p>
            ${this.may("month_preview") ? this.preview.show((document) => this.show_preview(document), 6) : this.show_reports(null)}`;
    }
}
