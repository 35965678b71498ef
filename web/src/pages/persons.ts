// SPDX-License-Identifier: EUPL-1.2
// Finding a person: by identity number, which never stands in an address, or by what is known.
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ApiError, getDocument, send, type Query } from "../api.ts";
import { announce, Resource } from "../element.ts";
import { fieldOf, tableOf, textOf } from "../parts/document-read.ts";
import { RegisterPage } from "../parts/register-page.ts";
import { districtNames, personLink } from "../parts/register-cells.ts";
import { go } from "../router.ts";
import type { Cell, Column, Document, Problem } from "../types.ts";
import { say } from "../words.ts";
import { persons } from "../words/persons.ts";
import { register } from "../words/register.ts";
import type { ActionGroup } from "../parts/actions.ts";
import "../parts/actions.ts";
import "../parts/table.ts";

const adding: ActionGroup[] = [
    { title: persons.add, operations: ["person_birth", "person_add"] },
];

@customElement("dek-page-persons")
export class PersonsPage extends RegisterPage {
    @state() private number_fault = "";
    @state() private birth_fault = "";
    @state() private found: Document | null = null;
    @state() private problem: Problem | null = null;
    @state() private busy = false;

    private readonly districts = new Resource<string[]>(this, (signal) => districtNames(signal));

    private async find(ask: () => Promise<Document>): Promise<void> {
        this.busy = true;
        this.problem = null;
        this.found = null;
        try {
            const found = await ask();
            const person = fieldOf(found, "person");
            if (person !== null) {
                go(`/personer/${textOf(person)}`);
                return;
            }
            this.found = found;
            const count = tableOf(found, "persons_found")?.rows.length ?? 0;
            announce(count === 0 ? say(persons.nobody) : say(count === 1 ? register.hit : register.hits, { n: count }));
        } catch (error) {
            if (!(error instanceof ApiError)) {
                throw error;
            }
            this.problem = error.problem;
        } finally {
            this.busy = false;
        }
    }

    private by_number(event: Event): void {
        event.preventDefault();
        const form = event.target as HTMLFormElement;
        const field = form.querySelector<HTMLInputElement>("#find-identity")!;
        const identity = field.value.replace(/\s/g, "");
        this.number_fault = /^\d{11}$/.test(identity) ? "" : say(persons.number_wrong);
        if (this.number_fault !== "") {
            field.focus();
            return;
        }
        field.value = "";
        void this.find(() => send<Document>("persons/find", { body: { identity } }));
    }

    private by_birth(event: Event): void {
        event.preventDefault();
        const form = new FormData(event.target as HTMLFormElement);
        const query: Query = {
            born: String(form.get("born") ?? ""),
            sex: String(form.get("sex") ?? ""),
            district: String(form.get("district") ?? ""),
        };
        this.birth_fault = query["born"] === "" ? say(persons.born_missing) : "";
        if (this.birth_fault !== "") {
            this.querySelector<HTMLElement>("#find-born")?.focus();
            return;
        }
        void this.find(() => getDocument("persons", query));
    }

    private by_person(event: Event): void {
        event.preventDefault();
        const number = String(new FormData(event.target as HTMLFormElement).get("person") ?? "").trim();
        if (/^\d+$/.test(number)) {
            go(`/personer/${number}`);
        }
    }

    private message(fault: string): unknown {
        return fault === "" ? nothing : html`<p class="ds-validation-message" data-field="validation">${fault}</p>`;
    }

    private results(): unknown {
        if (this.busy) {
            return html`<dek-state kind="loading"></dek-state>`;
        }
        if (this.problem !== null) {
            const denied = this.problem.status === 401 || this.problem.status === 403;
            const unbegun = this.problem.type?.endsWith(":register_none") === true;
            return html`<dek-state kind=${denied ? "denied" : unbegun ? "unbegun" : "error"} .problem=${this.problem}></dek-state>`;
        }
        if (this.found === null) {
            return nothing;
        }
        const table = tableOf(this.found, "persons_found");
        return table === undefined || table.rows.length === 0
            ? html`<dek-state kind="empty" text=${say(persons.nobody)}></dek-state>`
            : html`<dek-table
                  .table=${table}
                  page-size="50"
                  .render_cell=${(column: Column, value: Cell) => (column.key === "person" ? personLink(value) : undefined)}
              ></dek-table>`;
    }

    override render(): unknown {
        return html`<h1 class="ds-heading" data-size="lg">${say(persons.title)}</h1>
            <p class="ds-paragraph dek-lead">${say(persons.intro)}</p>
            <div class="dek-finders">
                <form class="dek-panel" novalidate @submit=${(event: Event) => this.by_number(event)}>
                    <h2 class="ds-heading" data-size="xs">${say(persons.by_number)}</h2>
                    <ds-field class="ds-field">
                        <label class="ds-label" for="find-identity">${say(persons.number)}</label>
                        <p data-field="description">${say(persons.by_number_hint)}</p>
                        <input class="ds-input" id="find-identity" type="text" inputmode="numeric" autocomplete="off" maxlength="13"
                            aria-invalid=${this.number_fault === "" ? nothing : "true"} />
                        ${this.message(this.number_fault)}
                    </ds-field>
                    <div><button class="ds-button" type="submit" ?disabled=${this.busy}>${say(persons.find)}</button></div>
                </form>
                <form class="dek-panel" novalidate @submit=${(event: Event) => this.by_birth(event)}>
                    <h2 class="ds-heading" data-size="xs">${say(persons.by_birth)}</h2>
                    <div class="dek-form-fields">
                        <ds-field class="ds-field">
                            <label class="ds-label" for="find-born">${say(persons.born)}</label>
                            <input class="ds-input" id="find-born" name="born" type="date" placeholder="YYYY-MM-DD"
                                aria-invalid=${this.birth_fault === "" ? nothing : "true"} />
                            ${this.message(this.birth_fault)}
                        </ds-field>
                        <ds-field class="ds-field">
                            <label class="ds-label" for="find-sex">${say(persons.sex)}</label>
                            <select class="ds-input" id="find-sex" name="sex">
                                <option value="">${say(persons.either)}</option>
                                <option value="female">${say(persons.female)}</option>
                                <option value="male">${say(persons.male)}</option>
                            </select>
                        </ds-field>
                        ${(this.districts.value ?? []).length < 2
                            ? nothing
                            : html`<ds-field class="ds-field">
                                  <label class="ds-label" for="find-district">${say(persons.district)}</label>
                                  <select class="ds-input" id="find-district" name="district">
                                      <option value="">${say(register.all)}</option>
                                      ${this.districts.value!.map((name) => html`<option value=${name}>${name}</option>`)}
                                  </select>
                                  <p data-field="description">${say(persons.district_hint)}</p>
                              </ds-field>`}
                    </div>
                    <div><button class="ds-button" type="submit" ?disabled=${this.busy}>${say(persons.find)}</button></div>
                </form>
                <form class="dek-panel" novalidate @submit=${(event: Event) => this.by_person(event)}>
                    <h2 class="ds-heading" data-size="xs">${say(persons.by_person)}</h2>
                    <ds-field class="ds-field">
                        <label class="ds-label" for="find-person">${say(persons.number)}</label>
                        <input class="ds-input" id="find-person" name="person" type="text" inputmode="numeric" autocomplete="off" />
                    </ds-field>
                    <div><button class="ds-button" data-variant="secondary" type="submit">${say(persons.open)}</button></div>
                </form>
            </div>
            ${this.results()}
            ${this.canAny(adding)
                ? html`<section aria-labelledby="adding">
                      <h2 class="ds-heading" data-size="sm" id="adding">${say(persons.add)}</h2>
                      <dek-actions .groups=${adding}></dek-actions>
                  </section>`
                : nothing}`;
    }
}
