// SPDX-License-Identifier: EUPL-1.2
// A form of one operation of the register, made from the operation's own declaration: what it must
// and may be told, of what types and ranges. It can be tried first, and a refusal shows its rule.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ApiError, ask, get, getDocument } from "../api.ts";
import { announce, Part } from "../element.ts";
import { cell, date, sentence } from "../format.ts";
import type { Choice, Document, Problem } from "../types.ts";
import { language, say } from "../words.ts";
import { register } from "../words/register.ts";
import { fieldOf, rowsOf, textOf } from "./document-read.ts";
import { ruleAddress } from "./register-cells.ts";

export interface ArgumentDeclared {
    id: string;
    type: "whole" | "text" | "date" | "choice" | "yes";
    needed: boolean;
    about: string;
    min?: number; // of whole numbers
    max?: number;
    words?: Choice[]; // of choices
}

export interface OperationDeclared {
    id: string;
    group: string;
    verb: string;
    about: string;
    arguments: ArgumentDeclared[];
}

export type Told = Record<string, string | number | boolean>;

let declared: { language: string; all: Promise<OperationDeclared[]> } | null = null;

let asker = "";

/** Another may do other things: what was fetched for the one before is not theirs. */
export function operationsFor(who: string): void {
    if (who !== asker) {
        asker = who;
        declared = null;
    }
}

/** Every operation the one who is here may do, in the language shown. */
export function operations(): Promise<OperationDeclared[]> {
    if (declared === null || declared.language !== language()) {
        const all = get<{ operations: OperationDeclared[] }>("operations").then((told) => told.operations);
        declared = { language: language(), all };
        all.catch(() => (declared = null));
    }
    return declared.all;
}

/** What is often told though it need not be: shown without opening “more”. */
const OFTEN: Record<string, readonly string[]> = {
    person_add: ["district", "household", "mother", "protected"],
    person_birth: ["mother", "parent"],
    person_death: ["from"],
    person_move: ["to", "district", "household"],
    person_protect: ["protected"],
    person_family: ["mother", "parent", "care"],
    person_switch: ["by", "holder"],
    person_choose: ["by", "holder"],
    queue_join: ["by", "holder"],
    list_cap: ["agreed"],
    list_common: ["common"],
    reduction_ask: ["cap", "agreed", "from"],
    post_create: ["district", "empty"],
    post_resign: ["by", "from"],
    post_announce: ["correct"],
    post_apply: ["qualified"],
    post_take_over: ["cap", "opening_hours", "location", "other_duties"],
    doctor_add: ["settlement"],
    doctor_update: ["competence", "settlement"],
    doctor_absence: ["until"],
    locum_start: ["substitute_for", "until"],
    locum_end: ["until"],
    duty_order: ["kind", "correct"],
    duty_agree: ["kind"],
    exemption_grant: ["from", "until", "reason", "basis"],
    exemption_refuse: ["reason", "basis"],
    exemption_settle: ["reason", "basis"],
    removal_demand: ["reason"],
    removal_decide: ["reason", "basis"],
    removal_settle: ["reason", "basis"],
};

const NO_IDENTITY = new Set(["person_birth"]);
const IDENTITY = new Set(["person_add", "person_initial", "person_birth"]);
const SUGGEST = new Set(["list", "doctor", "substitute_for", "practice", "district"]);

interface Fault {
    argument: string;
    text: string;
}

interface Outcome {
    tried: boolean;
    document: Document;
}

let forms = 0;

/** Events: `done` with the document when the operation was done; `stale` to have the page fetch its
 * subject again. */
@customElement("dek-operation")
export class DekOperation extends Part {
    @property() operation = "";
    /** What is told already and not asked. */
    @property({ attribute: false }) fixed: Told = {};
    /** What the fields stand at first. */
    @property({ attribute: false }) suggested: Told = {};
    /** Of the document about the subject, so that nothing changed since it was read is written over. */
    @property() etag = "";
    @property() heading = "";
    /** The words of the button that does it. */
    @property() button = "";
    /** Done once, it cannot be done again from here. */
    @property({ type: Boolean }) once = false;
    /** Optional arguments that are not offered. */
    @property({ attribute: false }) without: readonly string[] = [];

    @state() private declaration: OperationDeclared | null | undefined;
    @state() private faults: Fault[] = [];
    @state() private busy: "" | "try" | "do" = "";
    @state() private outcome: Outcome | null = null;
    @state() private problem: Problem | null = null;
    @state() private suggestions: Record<string, { value: string; text: string }[]> = {};

    private readonly uid = `operation-${++forms}`;
    private request = "";
    private timer = 0;

    protected override willUpdate(changed: Map<string, unknown>): void {
        if (changed.has("operation")) {
            this.declaration = undefined;
            this.reset();
            const wanted = this.operation;
            operations().then(
                (all) => {
                    if (wanted === this.operation) {
                        this.declaration = all.find((each) => each.id === wanted) ?? null;
                    }
                },
                () => (this.declaration = null),
            );
        }
    }

    private reset(): void {
        this.faults = [];
        this.outcome = null;
        this.problem = null;
        this.request = "";
    }

    private asked(): ArgumentDeclared[] {
        return (this.declaration?.arguments ?? []).filter(
            (each) => !(each.id in this.fixed) && !this.without.includes(each.id),
        );
    }

    private id_of(argument: string): string {
        return `${this.uid}-${argument}`;
    }

    private control(argument: string): HTMLInputElement | HTMLSelectElement | null {
        return this.querySelector(`#${CSS.escape(this.id_of(argument))}`);
    }

    /** Reads the form; null, with the faults shown, when something is not as it must be. */
    private read(): { told: Told; day: string; identity: string } | null {
        const told: Told = {};
        for (const argument of this.declaration?.arguments ?? []) {
            const fixed = this.fixed[argument.id];
            if (fixed !== undefined) {
                told[argument.id] = fixed;
            }
        }
        const faults: Fault[] = [];
        for (const argument of this.asked()) {
            const control = this.control(argument.id);
            if (control === null) {
                continue;
            }
            const [what = ""] = sentence(argument.about).split("; ");
            if (argument.type === "yes") {
                if ((control as HTMLInputElement).checked) {
                    told[argument.id] = true;
                }
                continue;
            }
            const text = control.value.trim();
            if (control.validity.badInput) {
                faults.push({ argument: argument.id, text: say(register.must_be_date, { what }) });
            } else if (text === "") {
                if (argument.needed) {
                    faults.push({ argument: argument.id, text: say(register.must_be_told, { what }) });
                }
            } else if (argument.type === "whole") {
                const number = Number(text.replace(/\s/g, ""));
                if (!/^[0-9\s]+$/.test(text) || !Number.isSafeInteger(number)) {
                    faults.push({ argument: argument.id, text: say(register.must_be_whole, { what }) });
                } else if (number < (argument.min ?? 0) || number > (argument.max ?? Number.MAX_SAFE_INTEGER)) {
                    const { min = 0, max = Number.MAX_SAFE_INTEGER } = argument;
                    faults.push({
                        argument: argument.id,
                        text: say(register.must_be_between, { what, min: cell(min), max: cell(max) }),
                    });
                } else {
                    told[argument.id] = number;
                }
            } else {
                told[argument.id] = argument.id === "month" && text.length === 7 ? `${text}-01` : text;
            }
        }
        const day = this.control("day")?.value ?? "";
        const identity = (this.control("identity")?.value ?? "").replace(/\s/g, "");
        if (identity !== "" && !/^\d{11}$/.test(identity)) {
            faults.push({
                argument: "identity",
                text: say(register.must_be_identity, { what: say(register.identity) }),
            });
        }
        this.faults = faults;
        if (faults.length > 0) {
            this.outcome = null;
            this.problem = null;
            void this.updateComplete.then(() => this.querySelector<HTMLElement>(".ds-error-summary")?.focus());
            return null;
        }
        return { told, day, identity };
    }

    private async submit(try_first: boolean): Promise<void> {
        const read = this.read();
        if (read === null || this.busy !== "") {
            return;
        }
        this.busy = try_first ? "try" : "do";
        this.problem = null;
        this.outcome = null;
        const body: Record<string, unknown> = { arguments: read.told };
        if (read.day !== "") {
            body["day"] = read.day;
        }
        if (read.identity !== "") {
            body["identity"] = read.identity;
        }
        const headers: Record<string, string> = {};
        if (!try_first) {
            this.request ||= crypto.randomUUID();
            headers["Idempotency-Key"] = this.request;
            if (this.etag !== "") {
                headers["If-Match"] = this.etag;
            }
        }
        try {
            const response = await ask(`operations/${this.operation}`, {
                method: "POST",
                query: try_first ? { "dry-run": "yes" } : {},
                headers,
                body,
            });
            const document = (await response.json()) as Document;
            this.outcome = { tried: try_first, document };
            announce(say(try_first ? register.would_be_done : register.is_done));
            if (!try_first) {
                this.request = "";
                this.dispatchEvent(new CustomEvent("done", { detail: document, bubbles: true }));
            }
        } catch (error) {
            if (!(error instanceof ApiError)) {
                throw error;
            }
            this.problem = error.problem;
            if (error.status !== 0) {
                this.request = ""; // it was answered: what is sent next is another
            }
        } finally {
            this.busy = "";
        }
    }

    /** While one writes the name of a list or a doctor: those that fit. */
    private suggest(argument: string, text: string): void {
        clearTimeout(this.timer);
        this.timer = window.setTimeout(() => void this.fetch_suggestions(argument, text.trim()), 200);
    }

    private async fetch_suggestions(argument: string, search: string): Promise<void> {
        const [path, table] =
            argument === "list" ? ["lists", "all_lists"]
            : argument === "practice" ? ["practices", "practice_rows"]
            : argument === "district" ? ["coverage", "coverage"]
            : ["doctors", "list_doctors"];
        try {
            const found = await getDocument(path!, { table, search, limit: 12 });
            const rows = rowsOf(found, table!);
            const made = rows.map((row) => {
                if (argument === "list") {
                    const free = Number(row["free_places"] ?? 0);
                    const doctor = textOf(row["doctor"]) || say(register.no_doctor);
                    return {
                        value: textOf(row["post"]),
                        text: `${doctor}, ${textOf(row["list_state"])}, ${say(register.places_free, { n: Math.max(0, free) })}`,
                    };
                }
                if (argument === "practice") {
                    return { value: textOf(row["practice"]), text: [textOf(row["name"]), textOf(row["district"])].filter((each) => each !== "").join(", ") };
                }
                if (argument === "district") {
                    return { value: textOf(row["district"]), text: "" };
                }
                return { value: textOf(row["hpr"]), text: textOf(row["name"]) };
            });
            const seen = new Set<string>();
            this.suggestions = {
                ...this.suggestions,
                [argument]: made.filter((each) => each.value !== "" && !seen.has(each.value) && seen.add(each.value)),
            };
        } catch {
            // Without suggestions one writes it oneself.
        }
    }

    private changed(): void {
        // What is told now is another operation than the one that was tried or done.
        this.outcome = null;
        this.problem = null;
        this.request = "";
    }

    private field(argument: ArgumentDeclared): TemplateResult {
        const id = this.id_of(argument.id);
        const fault = this.faults.find((each) => each.argument === argument.id);
        const suggested = this.suggested[argument.id];
        const invalid = fault === undefined ? nothing : "true";
        const label = sentence(argument.about);
        const message =
            fault === undefined
                ? nothing
                : html`<p class="ds-validation-message" data-field="validation">${fault.text}</p>`;
        const optional = argument.needed ? nothing : html` <span class="dek-optional">(${say(register.optional)})</span>`;
        if (argument.type === "yes") {
            return html`<ds-field class="ds-field dek-yes">
                <input class="ds-input" type="checkbox" id=${id} .checked=${suggested === true} />
                <label for=${id} class="ds-label">${label}</label>
            </ds-field>`;
        }
        if (argument.type === "choice") {
            return html`<ds-field class="ds-field">
                <label for=${id} class="ds-label">${label}${optional}</label>
                <select class="ds-input" id=${id} aria-invalid=${invalid} ?required=${argument.needed}>
                    <option value="">${say(register.choose)}</option>
                    ${(argument.words ?? []).map(
                        (word) =>
                            html`<option value=${word.key} ?selected=${word.key === suggested}>${sentence(word.text)}</option>`,
                    )}
                </select>
                ${message}
            </ds-field>`;
        }
        if (argument.type === "date") {
            const month = argument.id === "month";
            return html`<ds-field class="ds-field">
                <label for=${id} class="ds-label">${label}${optional}</label>
                <input
                    class="ds-input"
                    type=${month ? "month" : "date"}
                    placeholder=${month ? "YYYY-MM" : "YYYY-MM-DD"}
                    id=${id}
                    .value=${String(suggested ?? "")}
                    aria-invalid=${invalid}
                    ?required=${argument.needed}
                />
                ${message}
            </ds-field>`;
        }
        const suggests = SUGGEST.has(argument.id);
        const [short = label, ...more] = label.split("; ");
        const options = this.suggestions[argument.id] ?? [];
        return html`<ds-field class="ds-field">
            <label for=${id} class="ds-label">${short}${optional}</label>
            ${argument.id === "list"
                ? html`<p data-field="description">${say(register.list_hint)}</p>`
                : more.length === 0
                  ? nothing
                  : html`<p data-field="description">${sentence(more.join("; "))}</p>`}
            <input
                class="ds-input"
                type="text"
                inputmode=${argument.type === "whole" ? "numeric" : "text"}
                id=${id}
                autocomplete="off"
                maxlength=${argument.type === "whole" ? 20 : 500}
                .value=${String(suggested ?? "")}
                aria-invalid=${invalid}
                ?required=${argument.needed}
                list=${suggests ? `${id}-list` : nothing}
                @focus=${suggests && options.length === 0 ? () => this.suggest(argument.id, "") : nothing}
                @input=${suggests ? (event: Event) => this.suggest(argument.id, (event.target as HTMLInputElement).value) : nothing}
            />
            ${suggests
                ? html`<datalist id="${id}-list">${options.map((each) => html`<option value=${each.value}>${each.text}</option>`)}</datalist>`
                : nothing}
            ${message}
        </ds-field>`;
    }

    private day_field(): TemplateResult {
        const id = this.id_of("day");
        return html`<ds-field class="ds-field">
            <label for=${id} class="ds-label">${say(register.day)}</label>
            <p data-field="description">${say(register.day_hint)}</p>
            <input class="ds-input" type="date" id=${id} />
        </ds-field>`;
    }

    private identity_field(): TemplateResult {
        const id = this.id_of("identity");
        const fault = this.faults.find((each) => each.argument === "identity");
        return html`<ds-field class="ds-field">
            <label for=${id} class="ds-label">${say(register.identity)} <span class="dek-optional">(${say(register.optional)})</span></label>
            <p data-field="description">${say(register.identity_hint)}</p>
            <input class="ds-input" type="text" inputmode="numeric" autocomplete="off" maxlength="13" id=${id} aria-invalid=${fault === undefined ? nothing : "true"} />
            ${fault === undefined ? nothing : html`<p class="ds-validation-message" data-field="validation">${fault.text}</p>`}
        </ds-field>`;
    }

    private fault_summary(): unknown {
        if (this.faults.length === 0) {
            return nothing;
        }
        return html`<div class="ds-error-summary" tabindex="-1" role="group" aria-labelledby="${this.uid}-faults">
            <h3 class="ds-heading" data-size="2xs" id="${this.uid}-faults">${say(register.fix_these)}</h3>
            <ul class="ds-list">
                ${this.faults.map(
                    (fault) =>
                        html`<li>
                            <a
                                class="ds-link"
                                href="#${this.id_of(fault.argument)}"
                                @click=${(event: Event) => {
                                    event.preventDefault();
                                    this.focus_on(fault.argument);
                                }}
                                >${fault.text}</a
                            >
                        </li>`,
                )}
            </ul>
        </div>`;
    }

    private focus_on(argument: string): void {
        const control = this.control(argument);
        control?.closest("details")?.setAttribute("open", "");
        control?.focus();
    }

    private effects(document: Document): unknown {
        const table = document.tables.find((each) => each.key === "effects");
        return table === undefined || table.rows.length === 0
            ? nothing
            : html`<dek-table .table=${table}></dek-table>`;
    }

    private result(): unknown {
        if (this.problem !== null) {
            return this.failure(this.problem);
        }
        if (this.outcome === null) {
            return nothing;
        }
        const { tried, document } = this.outcome;
        const rule = textOf(fieldOf(document, "rule"));
        const effective = fieldOf(document, "effective");
        const number = fieldOf(document, "number");
        const row = fieldOf(document, "log_row");
        const repeated = document.notes.some((note) => note.key === "note_repeated");
        const facts = [
            effective === null ? "" : say(register.takes_effect, { date: date(String(effective)) }),
            number === null ? "" : say(register.got_number, { number: String(number) }),
            row === null ? "" : say(register.log_row, { row: String(row) }),
        ].filter((each) => each !== "");
        return html`<div class="ds-alert dek-outcome" data-color=${tried ? "info" : "success"}>
            <h3 class="ds-heading" data-size="2xs">
                ${say(repeated ? register.done_before : tried ? register.would_be_done : register.is_done)}
            </h3>
            ${facts.length === 0 ? nothing : html`<p class="ds-paragraph">${facts.join(" ")}</p>`}
            ${rule === "" ? nothing : this.rule(rule, textOf(fieldOf(document, "rule_says")), textOf(fieldOf(document, "rule_source")))}
            ${this.effects(document)}
        </div>`;
    }

    private rule(rule: string, says: string, source: string): TemplateResult {
        return html`<figure class="dek-rule">
            <blockquote>${says}</blockquote>
            <figcaption>
                <a class="ds-link" href=${ruleAddress(rule)}>${rule}</a>${source === ""
                    ? nothing
                    : html` · ${say(register.source)}: ${source}`}
            </figcaption>
        </figure>`;
    }

    private failure(problem: Problem): TemplateResult {
        if (problem.status === 412) {
            return html`<div class="ds-alert" data-color="warning">
                <h3 class="ds-heading" data-size="2xs">${say(register.changed_meanwhile)}</h3>
                <p class="ds-paragraph">${say(register.changed_meanwhile_detail)}</p>
                <button
                    class="ds-button"
                    data-variant="secondary"
                    type="button"
                    @click=${() => {
                        this.reset();
                        this.dispatchEvent(new CustomEvent("stale", { bubbles: true }));
                    }}
                >
                    ${say(register.fetch_again)}
                </button>
            </div>`;
        }
        if (problem.rule === undefined) {
            return html`<div class="ds-alert" data-color="danger">
                <h3 class="ds-heading" data-size="2xs">${sentence(problem.title || say(register.not_done))}</h3>
                <p class="ds-paragraph">${problem.status === 0 ? say(register.no_answer) : sentence(problem.detail ?? "")}</p>
                ${problem.status === 401
                    ? html`<p><a class="ds-link" href="/logg-inn?til=${encodeURIComponent(location.pathname)}">${say(register.log_in)}</a></p>`
                    : nothing}
            </div>`;
        }
        const lacks = this.declaration?.arguments.find(
            (each) => each.id === problem.lacks,
        );
        return html`<div class="ds-alert dek-refusal" data-color="danger">
            <h3 class="ds-heading" data-size="2xs">${say(register.refused, { rule: problem.rule })}</h3>
            ${this.rule(problem.rule, problem.rule_text ?? problem.detail ?? "", problem.source ?? "")}
            ${problem.lacks === undefined || problem.lacks === null || problem.lacks === ""
                ? nothing
                : html`<p class="ds-paragraph">
                      ${lacks === undefined
                          ? say(register.lacks, { what: problem.lacks })
                          : html`<button
                                class="ds-button"
                                data-variant="secondary"
                                data-size="sm"
                                type="button"
                                @click=${() => this.focus_on(lacks.id)}
                            >
                                ${say(register.lacks, { what: lacks.about })}
                            </button>`}
                  </p>`}
            ${problem.log_row === undefined || problem.log_row === null
                ? nothing
                : html`<p class="ds-paragraph" data-size="sm">${say(register.refusal_logged, { row: problem.log_row })}</p>`}
        </div>`;
    }

    override render(): unknown {
        if (this.declaration === undefined) {
            return html`<dek-state kind="loading" .rows=${2}></dek-state>`;
        }
        if (this.declaration === null) {
            return html`<p class="ds-paragraph">${say(register.no_such_operation)}</p>`;
        }
        const often = OFTEN[this.operation] ?? [];
        const asked = this.asked();
        const front = asked.filter((each) => each.needed || often.includes(each.id));
        const back = asked.filter((each) => !each.needed && !often.includes(each.id));
        const identity = IDENTITY.has(this.operation) && !NO_IDENTITY.has(this.operation);
        const day = !this.without.includes("day");
        const heading = this.heading || sentence(this.declaration.about);
        return html`<form
            class="dek-form"
            novalidate
            aria-labelledby="${this.uid}-heading"
            @submit=${(event: Event) => {
                event.preventDefault();
                void this.submit(false);
            }}
            @input=${() => this.changed()}
        >
            <h3 class="ds-heading" data-size="xs" id="${this.uid}-heading">${heading}</h3>
            ${this.fault_summary()}
            <div class="dek-form-fields">${front.map((each) => this.field(each))}${identity ? this.identity_field() : nothing}</div>
            ${back.length === 0 && !day
                ? nothing
                : html`<details class="ds-details">
                <summary>${say(register.more_facts)}</summary>
                <div class="dek-form-fields">${back.map((each) => this.field(each))}${day ? this.day_field() : nothing}</div>
            </details>`}
            ${this.once && this.outcome !== null && !this.outcome.tried
                ? nothing
                : html`<div class="dek-form-buttons">
                <button class="ds-button" type="submit" ?disabled=${this.busy !== ""} aria-busy=${this.busy === "do" ? "true" : nothing}>
                    ${this.busy === "do" ? say(register.working) : this.button || say(register.do_it)}
                </button>
                <button
                    class="ds-button"
                    data-variant="secondary"
                    type="button"
                    ?disabled=${this.busy !== ""}
                    aria-busy=${this.busy === "try" ? "true" : nothing}
                    @click=${() => void this.submit(true)}
                >
                    ${this.busy === "try" ? say(register.working) : say(register.try_first)}
                </button>
                <p class="ds-paragraph dek-hint" data-size="sm">${say(register.try_first_hint)}</p>
            </div>`}
            <div role="status" aria-live="polite">${this.result()}</div>
        </form>`;
    }
}

