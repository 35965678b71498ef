// SPDX-License-Identifier: EUPL-1.2
// One person: the GP now and before, the household, the queue, decisions, and what can be done. Every
// opening of it is logged by the server.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ApiError, ask, getDocument, send } from "../api.ts";
import { Resource } from "../element.ts";
import { cell, date } from "../format.ts";
import type { ActionGroup } from "../parts/actions.ts";
import { fieldOf, rowsOf, tableOf, textOf } from "../parts/document-read.ts";
import { fieldText } from "../parts/document.ts";
import { listNamed, placeMoments, queueView } from "../parts/person-parts.ts";
import { RegisterPage } from "../parts/register-page.ts";
import { moment, personLink, ruleLink } from "../parts/register-cells.ts";
import type { Cell, Column, Document } from "../types.ts";
import { say } from "../words.ts";
import { persons } from "../words/persons.ts";
import { register } from "../words/register.ts";
import "../parts/actions.ts";
import "../parts/document.ts";
import "../parts/timeline.ts";

const actions: ActionGroup[] = [
    { title: persons.group_gp, operations: ["person_switch", "person_choose", "person_enrol", "person_withdraw"] },
    { title: persons.group_queue, operations: ["queue_join", "queue_leave"] },
    { title: persons.group_facts, operations: ["person_move", "person_death", "person_family", "person_protect"] },
    { title: persons.group_right, operations: ["person_ground", "person_opt_out", "person_opt_in"] },
    { title: persons.group_removal, operations: ["removal_demand"] },
];

/** Fields with a place of their own on the page. */
const PLACED = new Set([
    "person", "on_list", "on_list_since", "coming_list", "effective", "unassigned_since", "waits_for",
    "waiting_since", "switches_left", "protected_address", "opted_out", "identity",
]);

interface Tagged {
    document: Document;
    etag: string;
}

@customElement("dek-page-person")
export class PersonPage extends RegisterPage {
    @state() private identity = "";
    @state() private identity_problem = "";
    @state() private access_asked = false;

    private readonly shown = new Resource<Tagged>(this, async (signal) => {
        const headers: Record<string, string> = this.service ? { "Dekning-Purpose": "service" } : {};
        const response = await ask(`persons/${this.number()}`, { signal, headers });
        return { document: (await response.json()) as Document, etag: response.headers.get("ETag") ?? "" };
    });
    private readonly queue = new Resource<Document>(
        this,
        (signal) => getDocument(`persons/${this.number()}/queue`, {}, signal),
        { paused: true },
    );
    private readonly access = new Resource<Document>(
        this,
        (signal) => getDocument(`persons/${this.number()}/access`, {}, signal),
        { paused: true },
    );
    private queue_asked = false;
    private service = false; // the purpose for which alone a protected address is shown

    private number(): string {
        return encodeURIComponent(this.params["person"] ?? "");
    }

    protected override firstUpdated(): void {
        this.entitle(say(register.person_n, { number: this.number() }));
    }

    protected override updated(): void {
        const waits = this.shown.value !== undefined && fieldOf(this.shown.value.document, "waits_for") !== null;
        if (waits && !this.queue_asked && this.may("person_queue")) {
            this.queue_asked = true;
            void this.queue.reload();
        }
    }

    private reload(): void {
        this.queue_asked = false;
        void this.shown.reload();
    }

    private async show_identity(): Promise<void> {
        this.identity_problem = "";
        try {
            const told = await send<Document>(`persons/${this.number()}/number`, {});
            this.identity = textOf(fieldOf(told, "identity"));
        } catch (error) {
            if (!(error instanceof ApiError)) {
                throw error;
            }
            this.identity_problem = error.message;
        }
    }

    private tiles(document: Document): TemplateResult {
        const list = textOf(fieldOf(document, "on_list"));
        const coming = textOf(fieldOf(document, "coming_list"));
        const since = textOf(fieldOf(document, "on_list_since"));
        const unassigned = textOf(fieldOf(document, "unassigned_since"));
        const waits = textOf(fieldOf(document, "waits_for"));
        const waiting = textOf(fieldOf(document, "waiting_since"));
        const outside = textOf(fieldOf(document, "opted_out"));
        const link = this.may("list");
        return html`<div class="dek-tiles dek-tiles-wide">
            <div class="ds-card dek-tile">
                <p class="dek-tile-name">${say(persons.gp_now)}</p>
                <p class="dek-tile-value">
                    ${list !== ""
                        ? listNamed(list, link)
                        : html`<span class="ds-tag" data-color=${outside === "" ? "danger" : "neutral"}>${say(outside === "" ? persons.without : persons.outside)}</span>`}
                </p>
                <p class="dek-tile-more">
                    ${[since, unassigned, outside].filter((day) => day !== "").slice(0, 1).map((day) => say(persons.since, { date: date(day) }))}
                </p>
            </div>
            ${coming === ""
                ? nothing
                : html`<div class="ds-card dek-tile" data-color="success">
                      <p class="dek-tile-name">${say(persons.next, { date: date(textOf(fieldOf(document, "effective"))) })}</p>
                      <p class="dek-tile-value">${listNamed(coming, link)}</p>
                  </div>`}
            <div class="ds-card dek-tile">
                <p class="dek-tile-name">${say(persons.waits)}</p>
                <p class="dek-tile-value">${waits === "" ? html`<span class="dek-none">${say(persons.waits_none)}</span>` : listNamed(waits, link)}</p>
                ${waiting === "" ? nothing : html`<p class="dek-tile-more">${say(persons.since, { date: date(waiting) })}</p>`}
            </div>
            <div class="ds-card dek-tile">
                <p class="dek-tile-name">${say(persons.switches)}</p>
                <p class="dek-tile-value">${cell(fieldOf(document, "switches_left"))}</p>
            </div>
        </div>`;
    }

    private facts(document: Document): TemplateResult {
        const masked = textOf(fieldOf(document, "identity"));
        return html`<section aria-labelledby="facts">
            <h2 class="ds-heading" data-size="sm" id="facts">${say(persons.facts)}</h2>
            <dl class="dek-fields">
                ${masked === ""
                    ? nothing
                    : html`<div>
                          <dt>${document.fields.find((field) => field.key === "identity")?.label}</dt>
                          <dd>
                              <span aria-live="polite">${this.identity === "" ? masked : this.identity}</span>
                              ${this.identity !== "" || !this.may("person_number")
                                  ? nothing
                                  : html`<button class="ds-button dek-inline" data-variant="tertiary" data-size="sm" type="button"
                                        title=${say(persons.show_number_hint)} @click=${() => void this.show_identity()}>
                                        ${say(persons.show_number)}
                                    </button>`}
                              ${this.identity_problem === "" ? nothing : html`<span role="alert">${this.identity_problem}</span>`}
                          </dd>
                      </div>`}
                ${document.fields
                    .filter((field) => !PLACED.has(field.key) && field.value !== null)
                    .map((field) => html`<div><dt>${field.label}</dt><dd>${fieldText(field)}</dd></div>`)}
            </dl>
        </section>`;
    }

    private family(document: Document): unknown {
        const rows = rowsOf(document, "family");
        return rows.length === 0
            ? nothing
            : html`<section aria-labelledby="family">
                  <h2 class="ds-heading" data-size="sm" id="family">${say(persons.family)}</h2>
                  <ul class="dek-chips">
                      ${rows.map((row) => html`<li>${textOf(row["relation"])}: ${personLink(row["person"] ?? null)}</li>`)}
                  </ul>
              </section>`;
    }

    private tabled(document: Document, key: string, title: string): unknown {
        const table = tableOf(document, key);
        return table === undefined || table.rows.length === 0
            ? nothing
            : html`<section aria-labelledby="table-${key}">
                  <h2 class="ds-heading" data-size="sm" id="table-${key}">${title}</h2>
                  <dek-table .table=${table} caption=""></dek-table>
              </section>`;
    }

    private show_access(): TemplateResult {
        return html`<section aria-labelledby="access">
            <h2 class="ds-heading" data-size="sm" id="access">${say(persons.access)}</h2>
            <p class="ds-paragraph">${say(persons.access_intro)}</p>
            ${this.access_asked
                ? this.access.show(
                      (document) =>
                          html`${["log", "past_waits"].map((key) => {
                              const table = tableOf(document, key);
                              return table === undefined || table.rows.length === 0
                                  ? nothing
                                  : html`<dek-table
                                        .table=${table}
                                        page-size="25"
                                        .render_cell=${(column: Column, value: Cell) => (column.key === "rule"
                                                ? ruleLink(value)
                                                : column.key === "moment"
                                                  ? html`${moment(textOf(value))}`
                                                  : undefined)}
                                    ></dek-table>`;
                          })}`,
                  )
                : html`<div>
                      <button class="ds-button" data-variant="secondary" type="button"
                          @click=${() => {
                              this.access_asked = true;
                              void this.access.reload();
                          }}>
                          ${say(persons.access_show)}
                      </button>
                  </div>`}
        </section>`;
    }

    private show({ document, etag }: Tagged): unknown {
        const is_protected = fieldOf(document, "protected_address") === true;
        const places = placeMoments(document, this.may("list"));
        return html`${is_protected
                ? html`<div class="ds-alert" data-color="danger">
                      <h2 class="ds-heading" data-size="2xs">${say(register.protected_title)}</h2>
                      <p class="ds-paragraph">${say(register.protected_text)}</p>
                      ${document.notes.some((note) => note.key === "note_address_withheld")
                          ? html`<button class="ds-button" data-variant="secondary" data-size="sm" type="button"
                                @click=${() => {
                                    this.service = true;
                                    void this.shown.reload();
                                }}>
                                ${say(persons.for_service)}
                            </button>`
                          : nothing}
                  </div>`
                : nothing}
            <p class="dek-small">${say(persons.logged)}</p>
            ${this.tiles(document)}
            ${fieldOf(document, "waits_for") === null || !this.may("person_queue")
                ? nothing
                : html`<section aria-labelledby="queue">
                      <h2 class="ds-heading" data-size="sm" id="queue">${say(persons.queue)}</h2>
                      ${this.queue.show((queue) => queueView(queue), 2)}
                  </section>`}
            ${this.canAny(actions)
                ? html`<section aria-labelledby="actions">
                      <h2 class="ds-heading" data-size="sm" id="actions">${say(persons.actions)}</h2>
                      <dek-actions
                          .groups=${actions}
                          .fixed=${{ person: Number(this.number()) }}
                          .etag=${etag}
                          @done=${() => this.reload()}
                          @stale=${() => this.reload()}
                      ></dek-actions>
                  </section>`
                : nothing}
            ${this.facts(document)} ${this.family(document)}
            <section aria-labelledby="history">
                <h2 class="ds-heading" data-size="sm" id="history">${say(persons.history)}</h2>
                ${places.length === 0
                    ? html`<p class="ds-paragraph">${say(persons.history_none)}</p>`
                    : html`<dek-timeline .moments=${places} label=${say(persons.history)}></dek-timeline>`}
            </section>
            ${this.tabled(document, "decisions", say(persons.decisions))}
            ${this.tabled(document, "blocks", say(persons.blocks))}
            <dek-notes .document=${document}></dek-notes>
            ${this.may("person_access") ? this.show_access() : nothing}`;
    }

    override render(): unknown {
        const document = this.shown.value?.document;
        return html`<p><a class="ds-link" href="/personer">← ${say(persons.back)}</a></p>
            <h1 class="ds-heading" data-size="lg">
                ${say(register.person_n, { number: this.params["person"] ?? "" })}
                ${document !== undefined && fieldOf(document, "protected_address") === true
                    ? html`<span class="ds-tag" data-color="danger">${say(register.protected_title)}</span>`
                    : nothing}
            </h1>
            ${this.shown.show((tagged) => this.show(tagged), 6)}`;
    }
}
