// SPDX-License-Identifier: EUPL-1.2
// A resident's own page: my GP, my place in the queue, switching, my children, and who has seen what.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { getDocument } from "../api.ts";
import { Resource } from "../element.ts";
import { cell, date, sentence } from "../format.ts";
import type { Filter } from "../parts/browse.ts";
import { fieldOf, keyOf, numberOf, rowsOf, textOf, type Row } from "../parts/document-read.ts";
import { doctorName, placeMoments, queueView } from "../parts/person-parts.ts";
import { RegisterPage } from "../parts/register-page.ts";
import { loggedDetail, moment, outcomeTag } from "../parts/register-cells.ts";
import type { Told } from "../parts/operation.ts";
import type { Cell, Column, Document } from "../types.ts";
import { say } from "../words.ts";
import { persons } from "../words/persons.ts";
import { register } from "../words/register.ts";
import "../parts/browse.ts";
import "../parts/document.ts";
import "../parts/operation.ts";
import "../parts/timeline.ts";

/** Who asks is told by who is logged in, and residents ask for the day it is. */
const WITHOUT = ["by", "holder", "day"];

const LOG_ROWS = 25; // of the log at a time

interface Choice {
    post: string;
    name: string;
    full: boolean;
}

@customElement("dek-page-mine")
export class MyPage extends RegisterPage {
    @state() private chosen: Choice | null = null;
    @state() private everywhere = false;
    @state() private leaving = false;
    @state() private withdrawing = false;
    @state() private access_asked = false;
    @state() private log_rows = LOG_ROWS;

    /** Not live: to read about a person is logged. */
    private readonly shown = new Resource<Document>(this, (signal) => getDocument(`persons/${this.person()}`, {}, signal), { paused: true });
    private readonly queue = new Resource<Document>(
        this,
        (signal) => getDocument(`persons/${this.person()}/queue`, {}, signal),
        { paused: true },
    );
    private readonly access = new Resource<Document>(
        this,
        (signal) => getDocument(`persons/${this.person()}/access`, {}, signal),
        { paused: true },
    );
    private queue_asked = false;

    /** Whose page: my own, or that of a child of mine. */
    private person(): number {
        const child = Number(this.query.get("barn") ?? "");
        return Number.isSafeInteger(child) && child > 0 ? child : (this.me.person ?? 0);
    }

    private is_child(): boolean {
        return this.person() !== this.me.person;
    }

    override connectedCallback(): void {
        super.connectedCallback();
        // Who is here may be nobody of the register's.
        queueMicrotask(() => this.me.person !== null && void this.shown.reload());
    }

    protected override updated(): void {
        const waits = this.shown.value !== undefined && fieldOf(this.shown.value, "waits_for") !== null;
        if (waits && !this.queue_asked) {
            this.queue_asked = true;
            void this.queue.reload();
        }
    }

    private reload(): void {
        this.queue_asked = false;
        this.leaving = false;
        this.withdrawing = false;
        void this.shown.reload();
    }

    private form(operation: string, fixed: Told, heading: string, button: string): TemplateResult {
        return html`<dek-operation
            operation=${operation}
            .fixed=${{ person: this.person(), ...fixed }}
            .without=${WITHOUT}
            heading=${heading}
            button=${button}
            once
            @done=${() => this.reload()}
        ></dek-operation>`;
    }

    private my_gp(document: Document): TemplateResult {
        const list = textOf(fieldOf(document, "on_list"));
        const coming = textOf(fieldOf(document, "coming_list"));
        return html`<section class="dek-panel" aria-labelledby="my-gp">
            <h2 class="ds-heading" data-size="sm" id="my-gp">${say(this.is_child() ? persons.gp_now : persons.my_gp)}</h2>
            ${list === ""
                ? html`<p class="ds-paragraph">${say(persons.my_none)}</p>`
                : html`<p class="dek-big">${doctorName(list)}</p>
                      <p class="dek-small">${say(persons.since, { date: date(textOf(fieldOf(document, "on_list_since"))) })}</p>`}
            ${coming === ""
                ? nothing
                : html`<div class="ds-alert" data-color="success">
                      <p class="ds-paragraph">
                          ${say(persons.my_next, { date: date(textOf(fieldOf(document, "effective"))), list: doctorName(coming) })}
                      </p>
                      ${this.withdrawing
                          ? this.form("person_withdraw", {}, say(persons.my_withdraw), say(persons.my_withdraw))
                          : html`<button class="ds-button" data-variant="secondary" data-size="sm" type="button"
                                @click=${() => (this.withdrawing = true)}>${say(persons.my_withdraw)}</button>`}
                  </div>`}
        </section>`;
    }

    private my_queue(document: Document): unknown {
        const waits = textOf(fieldOf(document, "waits_for"));
        return waits === ""
            ? nothing
            : html`<section class="dek-panel" aria-labelledby="my-queue">
                  <h2 class="ds-heading" data-size="sm" id="my-queue">${say(this.is_child() ? persons.queue : persons.my_queue)}: ${doctorName(waits)}</h2>
                  ${this.queue.show((queue) => queueView(queue), 2)}
                  ${this.leaving
                      ? this.form("queue_leave", {}, say(persons.my_queue_leave), say(persons.my_queue_leave))
                      : html`<div>
                            <button class="ds-button" data-variant="secondary" data-size="sm" type="button" @click=${() => (this.leaving = true)}>
                                ${say(persons.my_queue_leave)}
                            </button>
                        </div>`}
              </section>`;
    }

    private my_switch(document: Document): TemplateResult {
        const has = fieldOf(document, "on_list") !== null;
        const left = numberOf(fieldOf(document, "switches_left"));
        const district = textOf(fieldOf(document, "district"));
        const near = district !== "" && !this.everywhere;
        const filters: Filter[] = [
            {
                name: "ledige",
                label: say(persons.my_only_free),
                options: [{ value: "ja", text: "", where: "list_state:open" }],
                tick: true,
            },
        ];
        const pick = (column: Column, value: Cell, row: Cell[]) => {
            if (column.key === "doctor") {
                return value === null ? say(register.no_doctor) : undefined;
            }
            if (column.key !== "post") {
                return undefined;
            }
            // The columns are in the order given below.
            const name = textOf(row[0] ?? null) || textOf(value);
            const full = keyOf(row[4] ?? null) !== "open";
            return html`<button class="ds-button" data-size="sm" data-variant=${full ? "tertiary" : "secondary"} type="button"
                aria-label=${`${say(full ? persons.my_wait_for : persons.my_pick)}: ${name}`}
                @click=${() => {
                    this.chosen = { post: textOf(value), name, full };
                    void this.updateComplete.then(() => this.querySelector("#chosen")?.scrollIntoView({ block: "nearest" }));
                }}>
                ${say(full ? persons.my_wait_for : persons.my_pick)}
            </button>`;
        };
        return html`<section class="dek-panel" aria-labelledby="my-switch">
            <h2 class="ds-heading" data-size="sm" id="my-switch">${say(has ? persons.my_switch : persons.my_choose)}</h2>
            ${has
                ? html`<p class="ds-paragraph">${left > 0 ? say(persons.my_switches_left, { n: cell(left) }) : say(persons.my_no_switches)}</p>`
                : nothing}
            <p class="ds-paragraph">${say(persons.my_full)}</p>
            ${this.chosen === null
                ? nothing
                : html`<div class="ds-card dek-action" id="chosen">
                      ${this.form(
                          this.chosen.full ? "queue_join" : has ? "person_switch" : "person_choose",
                          { list: this.chosen.post },
                          say(this.chosen.full ? persons.my_wait_for : has ? persons.my_switch : persons.my_choose) + `: ${this.chosen.name}`,
                          this.chosen.full ? say(persons.my_wait_for) : say(has ? persons.my_confirm : persons.my_pick_of, { name: this.chosen.name }),
                      )}
                      <button class="ds-button" data-variant="tertiary" data-size="sm" type="button" @click=${() => (this.chosen = null)}>
                          ${say(persons.my_cancel)}
                      </button>
                  </div>`}
            ${district === ""
                ? nothing
                : html`<div>
                      <button class="ds-button" data-variant="tertiary" data-size="sm" type="button" aria-pressed=${String(this.everywhere)}
                          @click=${() => (this.everywhere = !this.everywhere)}>
                          ${this.everywhere ? say(persons.my_only_district, { district }) : say(persons.my_all_districts)}
                      </button>
                  </div>`}
            <dek-browse
                path="lists"
                table="all_lists"
                no-files
                sort="-free_places"
                page-size="10"
                .extra=${near ? { where: `district:${district}` } : {}}
                .columns=${["doctor", "post", "district", "free_places", "list_state", "waiting"]}
                .unsorted=${["post"]}
                .labels=${{ post: say(persons.my_pick) }}
                .preset=${{ ledige: "ja" }}
                .filters=${filters}
                .what=${say(persons.my_near)}
                .none=${near ? say(persons.my_none_near, { district }) : say(persons.my_none_anywhere)}
                .caption=${near ? say(persons.my_near_in, { district }) : say(persons.my_near)}
                .render_cell=${pick}
            ></dek-browse>
        </section>`;
    }

    private my_children(document: Document): unknown {
        const children = rowsOf(document, "family").filter((row) => keyOf(row["relation"]) === "child");
        return children.length === 0 || this.is_child()
            ? nothing
            : html`<section class="dek-panel" aria-labelledby="my-children">
                  <h2 class="ds-heading" data-size="sm" id="my-children">${say(persons.my_children)}</h2>
                  <p class="dek-small">${say(persons.my_children_hint)}</p>
                  <ul class="dek-chips">
                      ${children.map(
                          (row) =>
                              html`<li>
                                  <a class="ds-link" href="/min-side?barn=${textOf(row["person"])}">${say(persons.my_child_of, { year: textOf(row["born"]), number: textOf(row["person"]) })}</a>
                              </li>`,
                      )}
                  </ul>
              </section>`;
    }

    /** What was done or seen, when, by whom and what for; as it stands in the log, for those who want it. */
    private log_row(row: Row): TemplateResult {
        const facts = [moment(textOf(row["moment"])), textOf(row["actor"]), textOf(row["purpose"])];
        return html`<li>
            <strong>${sentence(textOf(row["operation"]))}</strong> ${outcomeTag(row["outcome"] ?? null)}
            <p class="dek-small">${facts.filter((each) => each !== "").join(", ")}</p>
            ${loggedDetail(row["arguments"] ?? null)}
        </li>`;
    }

    private my_log(): TemplateResult {
        return html`<section class="dek-panel" aria-labelledby="my-log">
            <h2 class="ds-heading" data-size="sm" id="my-log">${say(persons.my_log)}</h2>
            ${this.access_asked
                ? this.access.show((document) => {
                      const rows = rowsOf(document, "log").reverse(); // the newest first
                      const shown = rows.slice(0, this.log_rows);
                      return html`<ul class="dek-log">
                              ${shown.map((row) => this.log_row(row))}
                          </ul>
                          ${shown.length === rows.length
                              ? nothing
                              : html`<div>
                                    <button class="ds-button" data-variant="secondary" data-size="sm" type="button"
                                        @click=${() => (this.log_rows += LOG_ROWS)}>${say(persons.my_log_more)}</button>
                                </div>`}`;
                  })
                : html`<div>
                      <button class="ds-button" data-variant="secondary" type="button"
                          @click=${() => {
                              this.access_asked = true;
                              void this.access.reload();
                          }}>${say(persons.my_log_show)}</button>
                  </div>`}
        </section>`;
    }

    /** A child is told by the year of its birth, once that is known. */
    private child_title(): string {
        const born = this.shown.value === undefined ? "" : textOf(fieldOf(this.shown.value, "born"));
        return born === "" ? say(persons.my_child, { number: this.person() }) : say(persons.my_child_born, { date: date(born) });
    }

    override render(): unknown {
        if (this.me.person === null) {
            return html`<h1 class="ds-heading" data-size="lg">${say(persons.my_title)}</h1>
                <dek-state kind="empty" text=${say(persons.my_nobody)}></dek-state>`;
        }
        return html`<h1 class="ds-heading" data-size="lg">
                ${this.is_child() ? this.child_title() : say(persons.my_title)}
            </h1>
            ${this.is_child()
                ? html`<p><a class="ds-link" href="/min-side">← ${say(persons.my_title)}</a></p>`
                : html`<p class="ds-paragraph dek-lead">${say(persons.my_intro)}</p>`}
            ${this.shown.show((document) => {
                const places = placeMoments(document, false);
                return html`<div class="dek-mine">${this.my_gp(document)} ${this.my_queue(document)}</div>
                    ${this.my_switch(document)} ${this.my_children(document)}
                    ${places.length === 0
                        ? nothing
                        : html`<section class="dek-panel" aria-labelledby="my-history">
                              <h2 class="ds-heading" data-size="sm" id="my-history">${say(persons.history)}</h2>
                              <dek-timeline .moments=${places} label=${say(persons.history)}></dek-timeline>
                          </section>`}
                    ${this.my_log()}`;
            }, 6)}`;
    }
}
