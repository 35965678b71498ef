// SPDX-License-Identifier: EUPL-1.2
// The log: who did and saw what, and whether the chain of its rows is whole.
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { getDocument, type Query } from "../api.ts";
import { Page, Resource } from "../element.ts";
import { cell } from "../format.ts";
import { fieldOf, numberOf, rowsByKey, tableOf, textOf, withColumns } from "../parts/document-read.ts";
import { logCell, personLink, ruleLink } from "../parts/register-cells.ts";
import { keepInAddress } from "../router.ts";
import type { Cell, Column, Document } from "../types.ts";
import { say } from "../words.ts";
import { register } from "../words/register.ts";
import { rules } from "../words/rules.ts";
import "../parts/document.ts";

const ROWS = 50;

@customElement("dek-page-log")
export class LogPage extends Page {
    @state() private person = "";
    @state() private starts: number[] = [0]; // the row each page so far stands after
    @state() private person_fault = "";
    @state() private hash = "";

    private readonly rows = new Resource<Document>(
        this,
        (signal) => {
            const query: Query = { limit: ROWS, person: this.person };
            const after = this.starts.at(-1)!;
            if (after > 0) {
                query["after"] = after;
            }
            return getDocument("audit", query, signal);
        },
        { paused: true },
    );
    private readonly verified = new Resource<Document>(
        this,
        (signal) => getDocument("audit/verify", { hash: this.hash }, signal),
        { paused: true },
    );

    override connectedCallback(): void {
        super.connectedCallback();
        const query = new URLSearchParams(location.search);
        this.person = query.get("person") ?? "";
        queueMicrotask(() => this.may("audit") && void this.rows.reload());
    }

    private choose(event: Event): void {
        event.preventDefault();
        const form = new FormData(event.target as HTMLFormElement);
        const person = String(form.get("person") ?? "").trim();
        const from = String(form.get("from") ?? "").trim();
        this.person_fault = /^\d*$/.test(person) && /^\d*$/.test(from) ? "" : say(rules.number_wrong);
        if (this.person_fault !== "") {
            this.querySelector<HTMLElement>("#log-person")?.focus();
            return;
        }
        this.person = person;
        this.starts = [Math.max(0, Number(from || "1") - 1)];
        keepInAddress(new URLSearchParams(person === "" ? {} : { person }));
        void this.rows.reload();
    }

    private turn(document: Document, forward: boolean): void {
        const table = tableOf(document, "log");
        if (forward && table !== undefined) {
            const last = rowsByKey(table).at(-1)?.["log_row"];
            this.starts = typeof last === "number" ? [...this.starts, last] : this.starts;
        } else {
            this.starts = this.starts.slice(0, -1);
        }
        void this.rows.reload();
    }

    private render_cell = (column: Column, value: Cell) => {
        switch (column.key) {
            case "person":
                return this.may("person") ? personLink(value) : undefined;
            case "rule":
                return ruleLink(value);
        }
        return logCell(column, value);
    };

    private show(document: Document): unknown {
        const all = tableOf(document, "log");
        if (all === undefined || all.rows.length === 0) {
            return html`<dek-state kind="empty" text=${say(register.rows_none_hint)}></dek-state>`;
        }
        const { page: _page, ...table } = withColumns(all, [
            "log_row", "moment", "actor", "outcome", "operation", "person", "rule", "arguments", "purpose",
        ]);
        const back = this.starts.length > 1;
        const more = all.rows.length >= ROWS;
        return html`<dek-table .table=${table} caption="" no-sort .render_cell=${this.render_cell}></dek-table>
            <div class="dek-paging">
                <button class="ds-button" data-variant="secondary" data-size="sm" type="button" ?disabled=${!back} @click=${() => this.turn(document, false)}>
                    ${say(register.previous)}
                </button>
                <button class="ds-button" data-variant="secondary" data-size="sm" type="button" ?disabled=${!more} @click=${() => this.turn(document, true)}>
                    ${say(register.next)}
                </button>
            </div>`;
    }

    private verify_view(): unknown {
        const { value, error, loading } = this.verified;
        return html`<form class="dek-tools" @submit=${(event: Event) => {
                event.preventDefault();
                this.hash = String(new FormData(event.target as HTMLFormElement).get("hash") ?? "").trim();
                void this.verified.reload();
            }}>
                <ds-field class="ds-field">
                    <label class="ds-label" for="log-hash">${say(rules.verify_hash)} <span class="dek-optional">(${say(register.optional)})</span></label>
                    <input class="ds-input" id="log-hash" name="hash" type="text" autocomplete="off" spellcheck="false" />
                </ds-field>
                <button class="ds-button" data-variant="secondary" type="submit" ?disabled=${loading}>
                    ${loading ? say(rules.verify_busy) : say(rules.verify)}
                </button>
            </form>
            <div role="status" aria-live="polite">
                ${loading
                    ? nothing
                    : error !== undefined
                      ? html`<div class="ds-alert" data-color="danger">
                            <h2 class="ds-heading" data-size="2xs">${say(rules.broken)}</h2>
                            <p class="ds-paragraph">${error.problem.detail ?? error.problem.title}</p>
                        </div>`
                      : value !== undefined
                        ? html`<div class="ds-alert" data-color="success">
                              <h2 class="ds-heading" data-size="2xs">${say(rules.whole, { n: cell(fieldOf(value, "log_rows")) })}</h2>
                              <p class="ds-paragraph">${say(rules.hash)}: <code class="dek-hash">${textOf(fieldOf(value, "log_hash"))}</code></p>
                              <p class="ds-paragraph">${say(rules.hash_note)}</p>
                              ${!this.may("audit")
                                  ? nothing
                                  : html`<button class="ds-button" data-variant="secondary" data-size="sm" type="button"
                                        @click=${() => {
                                            this.person = "";
                                            this.starts = [Math.max(0, numberOf(fieldOf(value, "log_rows")) - ROWS)];
                                            void this.rows.reload();
                                        }}>${say(rules.newest)}</button>`}
                          </div>`
                        : nothing}
            </div>`;
    }

    override render(): unknown {
        return html`<h1 class="ds-heading" data-size="lg">${say(rules.log_title)}</h1>
            <p class="ds-paragraph dek-lead">${say(rules.log_intro)}</p>
            ${this.may("audit_verify") ? this.verify_view() : nothing}
            ${!this.may("audit")
                ? nothing
                : html`<section aria-labelledby="log-rows">
                      <h2 class="ds-heading" data-size="sm" id="log-rows">${say(rules.log_rows)}</h2>
                      <p class="dek-small">${say(rules.log_reading)}</p>
                      <form class="dek-tools" novalidate @submit=${(event: Event) => this.choose(event)}>
                          <ds-field class="ds-field">
                              <label class="ds-label" for="log-person">${say(rules.person)}</label>
                              <input class="ds-input" id="log-person" name="person" type="text" inputmode="numeric" autocomplete="off" .value=${this.person}
                                  aria-invalid=${this.person_fault === "" ? nothing : "true"} />
                              ${this.person_fault === "" ? nothing : html`<p class="ds-validation-message" data-field="validation">${this.person_fault}</p>`}
                          </ds-field>
                          <ds-field class="ds-field">
                              <label class="ds-label" for="log-from">${say(rules.from_row)}</label>
                              <input class="ds-input" id="log-from" name="from" type="text" inputmode="numeric" autocomplete="off" />
                          </ds-field>
                          <button class="ds-button" data-variant="secondary" type="submit">${say(rules.log_show)}</button>
                      </form>
                      ${this.rows.show((document) => this.show(document), 8)}
                  </section>`}`;
    }
}
