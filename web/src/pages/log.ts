// SPDX-License-Identifier: EUPL-1.2
// The log: who did and saw what, and whether the chain of its rows is whole.
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { getDocument, serverWords, type Query } from "../api.ts";
import { Page, Resource } from "../element.ts";
import { cell, sentence } from "../format.ts";
import { fieldOf, rowsByKey, tableOf, textOf, withColumns } from "../parts/document-read.ts";
import { logCell, personLink, ruleLink } from "../parts/register-cells.ts";
import { keepInAddress } from "../router.ts";
import type { Cell, Column, Document } from "../types.ts";
import { language, say } from "../words.ts";
import { register } from "../words/register.ts";
import { rules } from "../words/rules.ts";
import "../parts/document.ts";

const ROWS = 50;

/** What there may be rows of: operations, and what the log alone has words for. */
function actions(): [string, string][] {
    const { messages, operations = {} } = serverWords();
    const others = Object.entries(messages).flatMap(([key, text]): [string, string][] =>
        key.startsWith("action_") ? [[key.slice("action_".length), text]] : [],
    );
    return [...Object.entries(operations), ...others]
        .map(([key, text]): [string, string] => [key, sentence(text)])
        .sort(([, a], [, b]) => a.localeCompare(b, language() === "en" ? "en" : "nb"));
}

@customElement("dek-page-log")
export class LogPage extends Page {
    @state() private person = "";
    @state() private who = "";
    @state() private action = "";
    @state() private day = "";
    @state() private starts: number[] = [0]; // the row each page so far stands before; 0 for the newest
    @state() private person_fault = "";
    @state() private hash = "";

    private readonly rows = new Resource<Document>(
        this,
        (signal) => {
            const query: Query = { limit: ROWS, newest: "yes", person: this.person, who: this.who, action: this.action, on: this.day };
            const before = this.starts.at(-1)!;
            if (before > 0) {
                query["before"] = before;
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
        this.person_fault = /^\d*$/.test(person) ? "" : say(rules.number_wrong);
        if (this.person_fault !== "") {
            this.querySelector<HTMLElement>("#log-person")?.focus();
            return;
        }
        this.person = person;
        this.who = String(form.get("who") ?? "").trim();
        this.action = String(form.get("action") ?? "");
        this.day = String(form.get("day") ?? "");
        this.starts = [0];
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
                              <label class="ds-label" for="log-who">${say(rules.who)}</label>
                              <input class="ds-input" id="log-who" name="who" type="text" autocomplete="off" spellcheck="false" />
                          </ds-field>
                          <ds-field class="ds-field">
                              <label class="ds-label" for="log-action">${say(rules.action)}</label>
                              <select class="ds-input" id="log-action" name="action">
                                  <option value="">${say(register.all)}</option>
                                  ${actions().map(([key, text]) => html`<option value=${key}>${text}</option>`)}
                              </select>
                          </ds-field>
                          <ds-field class="ds-field">
                              <label class="ds-label" for="log-day">${say(rules.log_day)}</label>
                              <input class="ds-input" id="log-day" name="day" type="date" placeholder="YYYY-MM-DD" />
                          </ds-field>
                          <button class="ds-button" data-variant="secondary" type="submit">${say(rules.log_show)}</button>
                      </form>
                      ${this.rows.show((document) => this.show(document), 8)}
                  </section>`}`;
    }
}
