// SPDX-License-Identifier: EUPL-1.2
// <dek-measures>: the municipality's measures as switches, with sliders for size and start and the
// yearly cost beside. Dispatches "dek-package" when something is let go of, not while it slides.
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { Part } from "../element.ts";
import type { Choice, Cost, Measure } from "../forecast.ts";
import { costPerYear } from "../forecast.ts";
import { money, monthName, number } from "../format.ts";
import { language, say } from "../words.ts";
import { forecast } from "../words/forecast.ts";
import "./figure.ts";

const START_MOST = 60; // months after the forecast's start

export function sizeText(measure: Measure, size: number): string {
    if (measure.inForce && size === -1 && measure.unit === "ratio") {
        return say(forecast.ends);
    }
    const decimals = Number.isInteger(size) ? 0 : Number.isInteger(size * 10) ? 1 : 2;
    return measure.unit === "ratio"
        ? say(forecast.times, { n: number(size, decimals) })
        : `${number(size, decimals)} ${measure.unitText}`;
}

function stepOf(measure: Measure): number {
    const reach = measure.most - measure.least;
    return measure.unit === "ratio" ? 0.1 : measure.unit.endsWith("per_year") || measure.unit === "gps" ? (reach <= 2 ? 0.1 : 1) : reach > 40 ? 25 : reach > 5 ? 0.5 : 0.05;
}

function monthAfter(start: string, months: number): string {
    const [year = 0, month = 1] = start.split("-").map(Number);
    const at = year * 12 + month - 1 + months;
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}-01`;
}

function monthsBetween(start: string, end: string): number {
    const [y0 = 0, m0 = 1] = start.split("-").map(Number);
    const [y1 = 0, m1 = 1] = end.split("-").map(Number);
    return (y1 - y0) * 12 + m1 - m0;
}

@customElement("dek-measures")
export class Measures extends Part {
    @property({ attribute: false }) measures: readonly Measure[] = [];
    @property({ attribute: false }) choices: readonly Choice[] = [];
    @property({ attribute: false }) cost: Cost | undefined;
    @property() start = "";

    @state() private search = "";
    /** While a slider moves: what it shows, by measure. */
    @state() private moving: { measure: string; size?: number; months?: number } | undefined;

    #tell(choices: readonly Choice[]): void {
        this.moving = undefined;
        this.dispatchEvent(new CustomEvent<readonly Choice[]>("dek-package", { detail: choices }));
    }

    #change(measure: string, change: Partial<Choice>): void {
        this.#tell(this.choices.map((each) => (each.measure === measure ? { ...each, ...change } : each)));
    }

    #turn(measure: Measure, on: boolean): void {
        this.#tell(
            on
                ? [...this.choices, { measure: measure.key, size: measure.size }]
                : this.choices.filter((each) => each.measure !== measure.key),
        );
    }

    override render() {
        const sought = this.search.trim().toLocaleLowerCase(language());
        const shown = this.measures.filter(
            (each) => sought === "" || `${each.name} ${each.about}`.toLocaleLowerCase(language()).includes(sought),
        );
        const groups = new Map<string, Measure[]>();
        for (const each of shown) {
            groups.set(each.level, [...(groups.get(each.level) ?? []), each]);
        }
        return html`
            <ds-field class="ds-field dek-no-print">
                <label class="ds-label" for="dek-find-measure">${say(forecast.find_measure)}</label>
                <input class="ds-input" id="dek-find-measure" type="search" .value=${this.search}
                    @input=${(event: Event) => (this.search = (event.target as HTMLInputElement).value)} />
            </ds-field>
            ${shown.length === 0 ? html`<p class="dek-empty">${say(forecast.nothing_found)}</p>` : nothing}
            ${[...groups].map(
                ([level, measures]) => html`<section class="dek-measure-group">
                    <h3>${level.charAt(0).toLocaleUpperCase(language()) + level.slice(1)}</h3>
                    <ul>
                        ${repeat(measures, (each) => each.key, (each) => html`<li>${this.#measure(each)}</li>`)}
                    </ul>
                </section>`,
            )}
        `;
    }

    #measure(measure: Measure) {
        const choice = this.choices.find((each) => each.measure === measure.key);
        return html`<div class="dek-measure" data-on=${choice !== undefined}>
            <label class="dek-switch">
                <input class="ds-input" type="checkbox" role="switch" .checked=${choice !== undefined}
                    @change=${(event: Event) => this.#turn(measure, (event.target as HTMLInputElement).checked)} />
                <span>${measure.name}
                ${measure.inForce ? html`<span class="dek-mark" title=${say(forecast.in_force_more)}>${say(forecast.in_force)}</span>` : nothing}</span>
            </label>
            ${choice === undefined ? nothing : this.#sliders(measure, choice)}
        </div>`;
    }

    #sliders(measure: Measure, choice: Choice) {
        const id = `dek-m-${measure.key}`;
        const moving = this.moving?.measure === measure.key ? this.moving : undefined;
        const size = moving?.size ?? choice.size;
        const ended = measure.inForce && choice.size === -1 && measure.unit === "ratio";
        const months = moving?.months ?? (choice.start === undefined ? 0 : Math.max(0, monthsBetween(this.start, choice.start)));
        const cost = this.cost === undefined ? undefined : costPerYear(this.cost, measure.key);
        const startText = months <= 0 ? say(forecast.start_now) : monthName(monthAfter(this.start, months));
        return html`<div class="dek-sliders">
            ${ended
                ? nothing
                : html`<label for="${id}-size">${say(forecast.size)}</label>
                      <input id="${id}-size" type="range" min=${measure.least} max=${measure.most} step=${stepOf(measure)} .value=${String(size)}
                          aria-valuetext=${sizeText(measure, size)}
                          @input=${(event: Event) => (this.moving = { measure: measure.key, size: Number((event.target as HTMLInputElement).value) })}
                          @change=${(event: Event) => this.#change(measure.key, { size: Number((event.target as HTMLInputElement).value) })} />
                      <output for="${id}-size">${sizeText(measure, size)}</output>`}
            <label for="${id}-start">${say(forecast.start)}</label>
            <input id="${id}-start" type="range" min="0" max=${START_MOST} step="1" .value=${String(months)} aria-valuetext=${startText}
                @input=${(event: Event) => (this.moving = { measure: measure.key, months: Number((event.target as HTMLInputElement).value) })}
                @change=${(event: Event) => {
                    const at = Number((event.target as HTMLInputElement).value);
                    this.#change(measure.key, { start: at === 0 ? undefined : monthAfter(this.start, at) });
                }} />
            <output for="${id}-start">${startText}</output>
            ${measure.inForce && measure.unit === "ratio"
                ? html`<label class="dek-end"><input class="ds-input" type="checkbox" .checked=${ended}
                      @change=${(event: Event) => this.#change(measure.key, { size: (event.target as HTMLInputElement).checked ? -1 : measure.size })} />
                      ${say(forecast.end_it)}</label>`
                : nothing}
            <p class="dek-measure-cost">
                ${cost === undefined
                    ? nothing
                    : cost === null
                      ? say(forecast.cost_unknown)
                      : html`<dek-figure name=${measure.name} text=${cost < 0 ? say(forecast.saves, { cost: money(-cost) }) : say(forecast.per_year, { cost: money(cost) })}
                            .explanation=${() => html`<p>${say(forecast.explain_cost)}</p><p class="dek-source">${measure.about}</p>`}></dek-figure>`}
            </p>
        </div>`;
    }
}
