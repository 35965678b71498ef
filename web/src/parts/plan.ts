// SPDX-License-Identifier: EUPL-1.2
// <dek-plan>: the search for the cheapest package that reaches a goal, as a job with progress that
// can be cancelled. Dispatches "dek-use" with the package found.
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ApiError, listen, term } from "../api.ts";
import { announce, Part } from "../element.ts";
import { cancelJob, kindOf, keyOf, loadJob, rowsOf, startPlan, tableOf, type Choice, textOf, type ForecastGoal, type Job, type Measure } from "../forecast.ts";
import { cell, money, share } from "../format.ts";
import { fieldOf, fieldText } from "./document.ts";
import { sizeText } from "./measures.ts";
import type { Document } from "../types.ts";
import { say } from "../words.ts";
import { forecast } from "../words/forecast.ts";
import "./document.ts";

const POLL = 1000; // ms, beside what events tell

export function goalText(goal: { indicator: string; at_least: boolean; strict: boolean; value: number }): string {
    const { type, decimals } = kindOf(goal.indicator);
    const sign = goal.at_least ? (goal.strict ? ">" : "≥") : goal.strict ? "<" : "≤";
    const whole = type === "share" ? Number.isInteger(Math.round(goal.value * 1e6) / 1e4) : Number.isInteger(goal.value);
    return `${term("outcomes", goal.indicator)} ${sign} ${cell(goal.value, type, whole ? 0 : decimals)}`;
}

function busy(job: Job): boolean {
    return job.state === "waiting" || job.state === "running";
}

@customElement("dek-plan")
export class Plan extends Part {
    @property({ attribute: false }) measures: readonly Measure[] = [];
    @property({ attribute: false }) goals: readonly ForecastGoal[] = [];
    @property() start = "";
    @property({ type: Boolean }) comparing = false;

    @state() private job: Job | undefined;
    @state() private error: ApiError | undefined;
    #timer: ReturnType<typeof setTimeout> | undefined;
    #deaf: (() => void) | undefined;

    override disconnectedCallback(): void {
        super.disconnectedCallback();
        clearTimeout(this.#timer);
        this.#deaf?.();
        // Nobody would see what it finds.
        if (this.job !== undefined && busy(this.job)) {
            void cancelJob(this.job.id);
        }
    }

    #search = async (event: SubmitEvent): Promise<void> => {
        event.preventDefault();
        const given = new FormData(event.target as HTMLFormElement);
        const budget = Number(String(given.get("budget")).replace(",", "."));
        this.error = undefined;
        try {
            const id = await startPlan({
                goal: String(given.get("goal")),
                by: String(given.get("by")),
                chance: Number(given.get("chance")) / 100,
                ...(budget > 0 ? { budget: Math.round(budget * 1e6) } : {}),
            });
            this.job = { id, state: "running", done: 0, wanted: 0, answer: null, problem: null };
            this.#deaf?.();
            this.#deaf = listen("job", (told) => {
                if (this.job?.id === told.id && busy(this.job)) {
                    this.job = { ...this.job, done: told.done, wanted: told.wanted };
                    if (told.state !== "running" && told.state !== "waiting") {
                        void this.#look(id);
                    }
                }
            });
            this.#timer = setTimeout(() => void this.#look(id), POLL);
        } catch (error) {
            this.#fail(error);
        }
    };

    #fail(error: unknown): void {
        if (!(error instanceof ApiError)) {
            throw error;
        }
        this.error = error;
        this.job = undefined;
    }

    async #look(id: string): Promise<void> {
        clearTimeout(this.#timer);
        if (this.job?.id !== id || !busy(this.job) || !this.isConnected) {
            return;
        }
        try {
            const job = await loadJob(id);
            if (this.job?.id !== id || !busy(this.job)) {
                return; // cancelled, or another was begun, while it was fetched
            }
            this.job = job;
            if (busy(this.job)) {
                this.#timer = setTimeout(() => void this.#look(id), POLL);
            } else if (this.job.answer !== null) {
                announce(String(cell(this.job.answer.fields.find((field) => field.key === "answer")?.value)));
            }
        } catch (error) {
            this.#fail(error);
        }
    }

    async #cancel(): Promise<void> {
        const job = this.job;
        if (job !== undefined) {
            await cancelJob(job.id);
            this.job = { ...job, state: "cancelled" };
            announce(say(forecast.plan_cancelled));
        }
    }

    #use(document: Document, as: "a" | "b"): void {
        const choices: Choice[] = rowsOf(tableOf(document, "plan_measures"))
            .filter((row) => row.plan_rank === 1)
            .map((row) => ({ measure: keyOf(row.measure), size: Number(row.plan_size) }));
        this.dispatchEvent(new CustomEvent("dek-use", { bubbles: true, detail: { choices, as } }));
        announce(say(forecast.plan_used));
    }

    override render() {
        const first = Number(this.start.slice(0, 4)) || new Date().getUTCFullYear();
        const running = this.job !== undefined && busy(this.job);
        return html`
            <form class="dek-form" @submit=${this.#search}>
                <ds-field class="ds-field">
                    <label class="ds-label" for="dek-plan-goal">${say(forecast.plan_goal)}</label>
                    <select class="ds-input" id="dek-plan-goal" name="goal">
                        ${this.goals.map((goal) => html`<option value=${goal.goal}>${goalText(goal)}</option>`)}
                    </select>
                </ds-field>
                <ds-field class="ds-field">
                    <label class="ds-label" for="dek-plan-by">${say(forecast.plan_by)}</label>
                    <select class="ds-input" id="dek-plan-by" name="by">
                        ${[2, 3, 4, 5, 6, 8, 10].map((years) => html`<option value="${first + years}-01" ?selected=${years === 5}>1.1.${first + years}</option>`)}
                    </select>
                </ds-field>
                <ds-field class="ds-field">
                    <label class="ds-label" for="dek-plan-chance">${say(forecast.plan_chance)}</label>
                    <select class="ds-input" id="dek-plan-chance" name="chance">
                        ${[50, 60, 70, 80, 90, 95].map((chance) => html`<option value=${chance} ?selected=${chance === 80}>${cell(chance / 100, "share", 0)}</option>`)}
                    </select>
                </ds-field>
                <ds-field class="ds-field">
                    <label class="ds-label" for="dek-plan-budget">${say(forecast.plan_budget)}</label>
                    <input class="ds-input" id="dek-plan-budget" name="budget" inputmode="decimal" placeholder=${say(forecast.plan_budget_more)} />
                </ds-field>
                <button class="ds-button" ?disabled=${running}>${say(forecast.plan_go)}</button>
            </form>
            ${running && this.job !== undefined
                ? html`<div class="dek-row" role="status">
                      <progress class="dek-progress" aria-label=${say(forecast.plan_working)} max=${this.job.wanted || 1} .value=${this.job.done}></progress>
                      <span>${say(forecast.plan_working)}</span>
                      <button class="ds-button" data-variant="secondary" type="button" @click=${() => void this.#cancel()}>${say(forecast.plan_cancel)}</button>
                  </div>`
                : nothing}
            ${this.job?.state === "cancelled" ? html`<p>${say(forecast.plan_cancelled)}</p>` : nothing}
            ${this.error !== undefined || this.job?.state === "failed"
                ? html`<dek-state kind="error" .problem=${this.error?.problem ?? this.job?.problem ?? undefined}></dek-state>`
                : nothing}
            ${this.job?.answer == null ? nothing : this.#found(this.job.answer)}
        `;
    }

    #found(document: Document) {
        const text = (key: string) => {
            const field = fieldOf(document, key);
            return field === undefined ? "" : fieldText(field);
        };
        const first = rowsOf(tableOf(document, "plan_measures")).filter((row) => row.plan_rank === 1);
        const share01 = (key: string) => {
            const value = fieldOf(document, key)?.value;
            return typeof value === "number" ? share(value) : "–";
        };
        const cost = fieldOf(document, "plan_cost_per_year")?.value;
        return html`<div class="dek-found">
            <p class="dek-answer-line"><strong>${text("answer")}</strong></p>
            ${first.length === 0
                ? nothing
                : html`<p>${say(forecast.plan_says, {
                          cost: typeof cost === "number" ? money(cost * 1e6) : "–",
                          chance: share01("plan_chance"),
                          low: share01("plan_chance_low"),
                          high: share01("plan_chance_high"),
                          nothing: share01("plan_chance_nothing"),
                      })}</p>
                      <ul class="dek-plain">
                          ${first.map((row) => {
                              const measure = this.measures.find((each) => each.key === keyOf(row.measure));
                              return html`<li>${measure?.name ?? textOf(row.measure)}: ${measure === undefined ? cell(row.plan_size) : sizeText(measure, Number(row.plan_size))}</li>`;
                          })}
                      </ul>
                      <div class="dek-row">
                          <button class="ds-button" type="button" @click=${() => this.#use(document, "a")}>${say(forecast.plan_use)}</button>
                          ${this.comparing ? html`<button class="ds-button" data-variant="secondary" type="button" @click=${() => this.#use(document, "b")}>${say(forecast.plan_use_b)}</button>` : nothing}
                      </div>`}
            <details class="dek-more">
                <summary>${say(forecast.plan_all)}</summary>
                <dek-document .document=${document}></dek-document>
            </details>
        </div>`;
    }
}
