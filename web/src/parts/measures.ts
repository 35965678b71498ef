// SPDX-License-Identifier: EUPL-1.2
// <dek-measures>: the municipality's measures as switches, with sliders for size and start and the
// yearly cost beside. Dispatches "dek-package" when something is let go of, not while it slides.
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { Part } from "../element.ts";
import type { Choice, Cost, Measure } from "../forecast.ts";
import { costPerYear, costYears } from "../forecast.ts";
import { money, monthName, number } from "../format.ts";
import { language, say } from "../words.ts";
import { forecast } from "../words/forecast.ts";
import { costExplained } from "./explain.ts";
import "./figure.ts";

const START_MOST = 60; // months after the forecast's start
const NARROW = "(max-width: 64rem)"; // the measures stand above the results, as pages.css has it

export function sizeText(measure: Measure, size: number): string {
    if (measure.inForce && size === -1 && measure.unit === "ratio") {
        return say(forecast.ends);
    }
    const n = number(Math.abs(size), Number.isInteger(size) ? 0 : Number.isInteger(size * 10) ? 1 : 2);
    if (measure.unit === "ratio") {
        return say(measure.inForce ? forecast.times_in_force : measure.decided ? forecast.times_decided : forecast.times_proposed, { n });
    }
    return size < 0 ? say(forecast.fewer, { n, unit: measure.unitText }) : `${n} ${measure.unitText}`;
}

function stepOf(measure: Measure): number {
    const reach = Math.abs(measure.most);
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
    /** Groups that are not as they begin: open on a desk, folded on a phone. */
    @state() private folded: ReadonlySet<string> = new Set();
    #narrow = matchMedia(NARROW).matches;
    /** What has been chosen stays where it is when it is turned off, under the hand. */
    #kept = new Set<string>();
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
            ${[...groups].map(([level, measures]) => this.#group(level, measures, sought !== ""))}
        `;
    }

    /** Folded on a phone, where it has only what is chosen: else the results are far down. */
    #group(level: string, measures: Measure[], sought: boolean) {
        const isChosen = (measure: Measure) => this.choices.some((choice) => choice.measure === measure.key);
        const chosen = measures.filter(isChosen);
        chosen.forEach((each) => this.#kept.add(each.key));
        const open = sought || this.folded.has(level) === this.#narrow;
        const fold = () => {
            const folded = new Set(this.folded);
            this.folded = folded.delete(level) ? folded : folded.add(level);
        };
        return html`<section class="dek-measure-group">
            <h3><button type="button" aria-expanded=${open} @click=${fold}>${level.charAt(0).toLocaleUpperCase(language()) + level.slice(1)}
                <span class="dek-small">${say(chosen.length === 0 ? forecast.group : forecast.group_chosen, { n: measures.length, chosen: chosen.length })}</span></button></h3>
            <ul>
                ${repeat(open ? measures : measures.filter((each) => this.#kept.has(each.key)), (each) => each.key, (each) => html`<li>${this.#measure(each)}</li>`)}
            </ul>
        </section>`;
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
        // To the right is more: of what is made shorter, further down.
        const sign = measure.most < 0 ? -1 : 1;
        const sizeOf = (event: Event) => sign * Number((event.target as HTMLInputElement).value) || 0;
        const monthsOf = (event: Event) => Number((event.target as HTMLInputElement).value);
        const startText = months <= 0 ? say(forecast.start_now) : monthName(monthAfter(this.start, months));
        return html`<div class="dek-sliders">
            ${ended
                ? nothing
                : html`<div class="dek-slider">
                      <label for="${id}-size">${say(forecast.size)}</label>
                      <output for="${id}-size">${sizeText(measure, size)}</output>
                      <input id="${id}-size" type="range" min="0" max=${Math.abs(measure.most)} step=${stepOf(measure)} .value=${String(size * sign)}
                          aria-valuetext=${sizeText(measure, size)}
                          @input=${(event: Event) => (this.moving = { measure: measure.key, size: sizeOf(event) })}
                          @change=${(event: Event) => this.#change(measure.key, { size: sizeOf(event) })} />
                  </div>`}
            <div class="dek-slider">
                <label for="${id}-start">${say(forecast.start)}</label>
                <output for="${id}-start">${startText}</output>
                <input id="${id}-start" type="range" min="0" max=${START_MOST} step="1" .value=${String(months)} aria-valuetext=${startText}
                    @input=${(event: Event) => (this.moving = { measure: measure.key, months: monthsOf(event) })}
                    @change=${(event: Event) => {
                        const at = monthsOf(event);
                        this.#change(measure.key, { start: at === 0 ? undefined : monthAfter(this.start, at) });
                    }} />
            </div>
            ${measure.inForce && measure.unit === "ratio"
                ? html`<label class="dek-end"><input class="ds-input" type="checkbox" .checked=${ended}
                      @change=${(event: Event) => this.#change(measure.key, { size: (event.target as HTMLInputElement).checked ? -1 : measure.size })} />
                      ${say(forecast.end_it)}</label>`
                : nothing}
            <p class="dek-measure-cost">${this.#cost(measure, choice)}</p>
        </div>`;
    }

    #cost(measure: Measure, choice: Choice) {
        // The forecast that is here may be of the package before this one.
        if (this.cost?.measures[measure.key] === undefined) {
            return nothing;
        }
        const cost = costPerYear(this.cost, measure.key);
        const text =
            cost === null
                ? say(forecast.cost_unknown)
                : say(cost < 0 ? forecast.saves : forecast.per_year, { cost: money(Math.abs(cost)), ...costYears(this.cost) });
        return html`<dek-figure name=${measure.name} text=${text} .explanation=${() => costExplained(measure, choice.size, cost, sizeText)}></dek-figure>`;
    }
}
