// SPDX-License-Identifier: EUPL-1.2
// Framskriving: measures as switches and sliders, and the futures they lead to.
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { ApiError, CSV, download, save, send, term, XLSX } from "../api.ts";
import { announce, Page, Resource } from "../element.ts";
import {
    askForecast,
    costPerYear,
    costYears,
    FUTURES,
    goalPhrase,
    kindOf,
    loadHistory,
    loadMeasures,
    noneKnown,
    packageOf,
    packageText,
    tableOf,
    unknownCosts,
    type Choice,
    type Cost,
    type Forecast,
    type ForecastGoal,
} from "../forecast.ts";
import { cell, csvOf, date, money, monthName, number, share } from "../format.ts";
import { icon } from "../parts/icon.ts";
import { chanceLine } from "../parts/spark.ts";
import { fanKey, type Bands } from "../parts/fan.ts";
import { keepInAddress } from "../router.ts";
import type { Cell, Column, Document, Table } from "../types.ts";
import { say, type Word } from "../words.ts";
import { forecast } from "../words/forecast.ts";
import { shell } from "../words/shell.ts";
import "../parts/document.ts";
import "../parts/explain.ts";
import "../parts/fan.ts";
import "../parts/figure.ts";
import "../parts/hinges.ts";
import "../parts/measures.ts";
import "../parts/plan.ts";
import "../parts/state.ts";
import "../parts/table.ts";

const QUICK = 100; // futures: few enough to be drawn before the hand has left the slider
const HINGES = 500; // each is run again for every assumption
const REST = 350; // ms the hand must have been still before the whole forecast begins
const SHOWN = ["gps", "vacancy_listed", "waiting", "unassigned", "mean_list"];

type Compare = "none" | "nothing" | "other";

/** A sentence whose numbers open how they came about, where it is read on the screen. */
interface Sentence {
    word: Word;
    given: Record<string, string>;
    opens: Record<string, () => unknown>;
}

const sentenceText = ({ word, given }: Sentence): string => say(word, given);

/** The text with a figure in each place that opens something. */
function sentenceView({ word, given, opens }: Sentence): unknown {
    const plain = Object.fromEntries(Object.entries(given).filter(([name]) => opens[name] === undefined));
    return say(word, plain)
        .split(/\{(\w+)\}/)
        .map((part, i) => (i % 2 === 0 ? part : html`<dek-figure name=${part === "cost" ? say(forecast.costs_short) : (given.goal ?? "")} text=${given[part] ?? ""} .explanation=${opens[part]}></dek-figure>`));
}

@customElement("dek-page-forecast")
export class ForecastPage extends Page {
    #measures = new Resource(this, (signal) => loadMeasures(signal), { live: true });
    #history = new Resource(this, (signal) => loadHistory(signal), { live: true });

    @state() private packageA: readonly Choice[] = [];
    @state() private packageB: readonly Choice[] = [];
    @state() private compare: Compare = "nothing";
    @state() private editing: "a" | "b" = "a";
    @state() private years = 10;
    @state() private view: "both" | "difference" = "both";
    @state() private indicators: readonly string[] = SHOWN;

    @state() private found: Document<Forecast> | undefined;
    @state() private error: ApiError | undefined;
    @state() private working = 0;
    @state() private hinges: Document<Forecast> | undefined;
    @state() private hingesWorking = false;
    #aborter: AbortController | undefined;
    /** What the forecast shown is compared with. */
    #comparedWith = "";

    override connectedCallback(): void {
        super.connectedCallback();
        queueMicrotask(() => {
            this.#readAddress();
            void this.#reckon();
        });
    }

    override disconnectedCallback(): void {
        super.disconnectedCallback();
        this.#aborter?.abort();
    }

    #readAddress(): void {
        this.packageA = packageOf(this.query.get("pakke") ?? "");
        const other = this.query.get("mot");
        this.compare = other === null ? "nothing" : other === "-" ? "none" : "other";
        this.packageB = this.compare === "other" ? packageOf(other ?? "") : [];
        const years = Number(this.query.get("aar"));
        this.years = [5, 10, 15, 20].includes(years) ? years : 10;
        const shown = (this.query.get("vis") ?? "").split(",").filter((each) => each !== "");
        this.indicators = shown.length > 0 ? shown : SHOWN;
    }

    #writeAddress(): void {
        const query = new URLSearchParams();
        if (this.packageA.length > 0) {
            query.set("pakke", packageText(this.packageA));
        }
        if (this.compare !== "nothing") {
            query.set("mot", this.compare === "none" ? "-" : packageText(this.packageB));
        }
        if (this.years !== 10) {
            query.set("aar", String(this.years));
        }
        if (this.indicators !== SHOWN) {
            query.set("vis", this.indicators.join(","));
        }
        keepInAddress(query);
    }

    #compared(): readonly Choice[] | null {
        switch (this.compare) {
            case "none":
                return null;
            case "nothing":
                return this.packageA.length > 0 ? [] : null;
            case "other":
                return this.packageB;
        }
    }

    /** A quick forecast first, which is drawn at once, then the whole one in its place. */
    async #reckon(): Promise<void> {
        const begun = performance.now();
        this.#aborter?.abort();
        const aborter = new AbortController();
        this.#aborter = aborter;
        this.hinges = undefined;
        try {
            for (const futures of [QUICK, FUTURES]) {
                if (futures === FUTURES) {
                    await new Promise((rested) => setTimeout(rested, REST));
                    if (aborter.signal.aborted) {
                        return;
                    }
                }
                this.working = futures;
                const compare = this.#compared();
                const against = compare === null ? "" : `${this.years} ${packageText(compare)}`;
                // What it is compared with need not be reckoned again while only one package moves.
                const known = futures === QUICK && this.view === "both" && against === this.#comparedWith ? this.found?.of : undefined;
                const found = await askForecast(
                    { years: this.years, futures, package: this.packageA, compare: known?.compared === undefined ? compare : null },
                    aborter.signal,
                );
                if (aborter.signal.aborted) {
                    return;
                }
                if (found.of !== undefined && known?.compared !== undefined) {
                    found.of.compared = known.compared;
                }
                this.#comparedWith = against;
                this.found = found;
                this.error = undefined;
                await this.updateComplete;
                if (futures === QUICK) {
                    performance.measure("dekning-redraw", { start: begun, end: performance.now() });
                }
            }
            announce(say(forecast.redrawn, { summary: this.#sentences().map(sentenceText).join(" ") }));
        } catch (error) {
            if (aborter.signal.aborted) {
                return;
            }
            if (!(error instanceof ApiError)) {
                throw error;
            }
            this.error = error;
        }
        this.working = 0;
    }

    async #askHinges(): Promise<void> {
        this.hingesWorking = true;
        const { packageA, years } = this;
        try {
            const hinges = await askForecast({
                years,
                futures: HINGES,
                package: packageA,
                compare: null,
                explain: true,
                hangs_on: true,
            });
            if (packageA === this.packageA && years === this.years) {
                this.hinges = hinges;
            }
        } catch (error) {
            if (!(error instanceof ApiError)) {
                throw error;
            }
            this.error = error;
        }
        this.hingesWorking = false;
    }

    #changed(): void {
        this.#writeAddress();
        void this.#reckon();
    }

    #setPackage(choices: readonly Choice[], which = this.editing): void {
        if (which === "a") {
            this.packageA = choices;
        } else {
            this.packageB = choices;
            this.compare = "other";
        }
        this.#changed();
    }

    get #forecast(): Forecast | undefined {
        return this.found?.of;
    }

    /** The measures by name, as they stand in a sentence. */
    #names(measures: readonly string[]): string {
        return measures.map((each) => say(forecast.quoted, { name: this.#measures.value?.find((measure) => measure.key === each)?.name ?? each })).join(", ");
    }

    /** What the package is held against, as a chart names it. */
    get #against(): string {
        return say(this.compare === "other" ? forecast.package_b : forecast.compare_nothing);
    }

    /** And in a sentence. */
    get #without(): string {
        return say(this.compare === "other" ? forecast.with_b : forecast.without);
    }

    /** The two first goals' chances at the forecast's end, what they were without, and the cost. */
    #sentences(): Sentence[] {
        const of = this.#forecast;
        if (of === undefined) {
            return [];
        }
        const last = of.months.length - 1;
        const sentences: Sentence[] = of.goals.slice(0, 2).map((goal) => {
            const other = of.compared?.goals.find((each) => each.goal === goal.goal);
            const chance = share(goal.chance[last] ?? 0);
            const before = other === undefined ? undefined : share(other.chance[last] ?? 0);
            return {
                word: before === undefined ? forecast.sentence_goal : before === chance ? forecast.sentence_goal_same : forecast.sentence_goal_from,
                given: { goal: goalPhrase(goal), chance, month: monthName(of.months[last] ?? ""), before: before ?? "", without: this.#without },
                opens: {
                    chance: () => this.#inputs(of, goal.indicator, { goal, at: last }),
                    ...(other === undefined ? {} : { before: () => this.#inputs(of, other.indicator, { goal: other, at: last }) }),
                },
            };
        });
        if (this.packageA.length === 0) {
            sentences.push({ word: forecast.sentence_none, given: {}, opens: {} });
        }
        const costs: [Cost | undefined, Word][] = [
            [of.cost, this.compare === "other" ? forecast.package_a : forecast.the_package],
            [of.compared?.cost, forecast.package_b],
        ];
        for (const [cost, name] of costs) {
            if (cost !== undefined && Object.keys(cost.measures).length > 0) {
                sentences.push(this.#costSentence(cost, name));
            }
        }
        return sentences;
    }

    #costSentence(cost: Cost, name: Word): Sentence {
        const unknown = unknownCosts(cost);
        const mean = costPerYear(cost) ?? 0;
        const years = costYears(cost);
        return {
            word: noneKnown(cost)
                ? forecast.sentence_unknown
                : unknown.length > 0
                  ? forecast.sentence_at_least
                  : mean < 0
                    ? forecast.sentence_saves
                    : forecast.sentence,
            given: { package: say(name), cost: money(unknown.length > 0 ? mean : Math.abs(mean)), names: this.#names(unknown), ...years },
            opens: { cost: () => this.#explainCost(cost) },
        };
    }

    override render() {
        const of = this.#forecast;
        return html`
            <div class="dek-panel-head dek-title">
                <div>
                    <h1 class="ds-heading" data-size="md">${say(forecast.title)}</h1>
                    <p class="dek-lead">${say(forecast.lead)}</p>
                </div>
                <div class="dek-row dek-no-print">${this.#tools()}</div>
            </div>
            <div class="dek-forecast">
                <section class="dek-panel dek-choosing" aria-labelledby="dek-measures-head">${this.#choosing()}</section>
                <div class="dek-results">
                    ${this.error === undefined
                        ? nothing
                        : html`<dek-state kind="error" .problem=${this.error.problem} .retry=${() => void this.#reckon()}></dek-state>`}
                    ${of === undefined
                        ? this.error === undefined
                            ? html`<div class="dek-panel"><dek-state kind="loading" rows="8"></dek-state></div>`
                            : nothing
                        : this.#results(of)}
                </div>
            </div>
        `;
    }

    #tools() {
        const link = async () => {
            await navigator.clipboard.writeText(location.href);
            announce(say(forecast.shared));
        };
        const asked = { years: this.years, futures: FUTURES, package: this.packageA, compare: this.#compared() ?? undefined, tables: true };
        const months = async () => {
            const found = await send<Document>("forecasts", { body: asked });
            const table = tableOf(found, "bands");
            if (table !== undefined) {
                save(new Blob([csvOf(table)], { type: CSV }), "framskriving.csv");
            }
        };
        const workbook = () => download("forecasts", XLSX, "framskriving.xlsx", { method: "POST", body: asked });
        return html`
            <button class="ds-button" data-variant="tertiary" type="button" @click=${link}>${icon("link")}${say(forecast.share)}</button>
            <button class="ds-button" data-variant="tertiary" type="button" @click=${() => void months()}>${icon("download")}CSV<span class="ds-sr-only">: ${say(shell.as_csv)}</span></button>
            <button class="ds-button" data-variant="tertiary" type="button" @click=${() => void workbook()}>${icon("download")}XLSX<span class="ds-sr-only">: ${say(shell.as_xlsx)}</span></button>
        `;
    }

    #choosing() {
        const choices = this.editing === "a" ? this.packageA : this.packageB;
        const of = this.#forecast;
        const cost: Cost | undefined = this.editing === "a" ? of?.cost : of?.compared?.cost;
        return html`
            <div class="dek-panel-head">
                <h2 class="ds-heading" data-size="xs" id="dek-measures-head">${say(forecast.measures)}</h2>
                ${choices.length > 0
                    ? html`<button type="button" class="dek-quiet" @click=${() => this.#setPackage([])}>${say(forecast.remove_all)}</button>`
                    : nothing}
            </div>
            <div class="dek-two">
                <ds-field class="ds-field">
                    <label class="ds-label" for="dek-compare">${say(forecast.compare_with)}</label>
                    <select class="ds-input" id="dek-compare" @change=${(event: Event) => {
                        this.compare = (event.target as HTMLSelectElement).value as Compare;
                        this.editing = this.compare === "other" ? this.editing : "a";
                        this.#changed();
                    }}>
                        ${(["nothing", "other", "none"] as const).map(
                            (each) => html`<option value=${each} ?selected=${each === this.compare}>${say(forecast[`compare_${each}`])}</option>`,
                        )}
                    </select>
                </ds-field>
                <ds-field class="ds-field">
                    <label class="ds-label" for="dek-years">${say(forecast.years)}</label>
                    <select class="ds-input" id="dek-years" @change=${(event: Event) => {
                        this.years = Number((event.target as HTMLSelectElement).value);
                        this.#changed();
                    }}>
                        ${[5, 10, 15, 20].map((each) => html`<option value=${each} ?selected=${each === this.years}>${say(forecast.years_n, { n: each })}</option>`)}
                    </select>
                </ds-field>
            </div>
            ${this.compare === "other"
                ? html`<div class="dek-row" role="group" aria-label=${say(forecast.editing)}>
                      ${(["a", "b"] as const).map(
                          (each) => html`<button type="button" class="ds-chip" data-size="sm" aria-pressed=${each === this.editing}
                              @click=${() => (this.editing = each)}>${say(forecast[`package_${each}`])}</button>`,
                      )}
                      ${this.editing === "b" && this.packageB.length === 0 && this.packageA.length > 0
                          ? html`<button type="button" class="dek-quiet" @click=${() => this.#setPackage(this.packageA)}>${say(forecast.copy_a)}</button>`
                          : nothing}
                  </div>`
                : nothing}
            ${choices.length === 0 ? html`<p class="dek-small">${say(forecast.none_chosen)}</p>` : nothing}
            ${this.#measures.show(
                (measures) => html`<dek-measures .measures=${measures} .choices=${choices} .cost=${choices.length === 0 ? undefined : cost} start=${of?.start ?? ""}
                    @dek-package=${(event: CustomEvent<readonly Choice[]>) => this.#setPackage(event.detail)}></dek-measures>`,
                10,
            )}
        `;
    }

    #results(of: Forecast) {
        const compared = of.compared !== undefined;
        const difference = compared && this.view === "difference";
        // What the charts are of: they are not drawn again for the rest of the page, such as when the
        // hand lets go of a slider and the new forecast is not here yet.
        const drawn = [of, difference, this.indicators, this.#history.value, this.#measures.value, this.hinges, this.compare, this.packageA.length, this.packageB.length];
        return html`
            <section class="dek-panel dek-verdict" aria-live="off">
                ${this.#sentences().map((sentence, i) => html`<p class=${i === 0 ? "dek-verdict-lead" : ""}>${sentenceView(sentence)}</p>`)}
                <p class="dek-small dek-working">
                    ${this.working > 0
                        ? html`<span class="dek-spin" aria-hidden="true"></span>${say(forecast.working, { n: number(this.working) })}`
                        : say(forecast.futures, { n: number(of.futures) })}
                </p>
            </section>
            ${compared
                ? html`<div class="dek-row" role="group" aria-label=${say(forecast.show)}>
                      <span>${say(forecast.show)}</span>
                      ${(["both", "difference"] as const).map(
                          (each) => html`<button type="button" class="ds-chip" data-size="sm" aria-pressed=${each === this.view}
                              @click=${() => (this.view = each)}>${say(forecast[`show_${each}`])}</button>`,
                      )}
                      ${difference
                          ? html`<span class="dek-small">${say(forecast.difference_lead)}</span>`
                          : html`<span class="dek-key"><span><span class="dek-line-1"></span>${say(this.compare === "other" ? forecast.package_a : forecast.the_package)}</span>
                                <span><span class="dek-line-2"></span>${this.#against}</span></span>`}
                  </div>`
                : nothing}
            ${fanKey()}
            <div class="dek-fans">
                ${guard(drawn, () => [this.indicators.map((each) => this.#fan(of, each, difference)), this.#costFan(of, difference)])}
            </div>
            <details class="dek-more dek-no-print">
                <summary>${say(forecast.choose_indicators)}</summary>
                <div class="dek-row">
                    ${Object.keys(of.indicators).map(
                        (each) => html`<button type="button" class="ds-chip" data-size="sm" aria-pressed=${this.indicators.includes(each)}
                            @click=${() => {
                                this.indicators = this.indicators.includes(each)
                                    ? this.indicators.filter((other) => other !== each)
                                    : [...this.indicators, each];
                                this.#writeAddress();
                            }}>${term("outcomes", each)}</button>`,
                    )}
                </div>
            </details>
            <section class="dek-panel">
                <h2 class="ds-heading" data-size="xs">${say(forecast.chances)}</h2>
                ${compared ? html`<p class="dek-small">${say(forecast.chances_against, { without: this.#without })}</p>` : nothing}
                ${guard([of], () => this.#chances(of))}
            </section>
            ${noneKnown(of.cost) ? nothing : html`<section class="dek-panel">
                      <h2 class="ds-heading" data-size="xs">${say(forecast.costs)}</h2>
                      <p class="dek-small">${say(forecast.costs_lead)}</p>
                      <dek-table .table=${this.#costTable(of.cost)} caption="" no-sort></dek-table>
                  </section>`}
            <section class="dek-panel">
                <h2 class="ds-heading" data-size="xs">${say(forecast.plan)}</h2>
                <p class="dek-lead">${say(forecast.plan_lead)}</p>
                <dek-plan .goals=${of.goals} .measures=${this.#measures.value ?? []} start=${of.start} ?comparing=${this.compare === "other"}
                    @dek-use=${(event: CustomEvent<{ choices: Choice[]; as: "a" | "b" }>) => this.#setPackage(event.detail.choices, event.detail.as)}></dek-plan>
            </section>
            <section class="dek-panel">
                <h2 class="ds-heading" data-size="xs">${say(forecast.hangs)}</h2>
                <p class="dek-lead">${say(forecast.hangs_lead)}</p>
                ${this.hinges?.of === undefined
                    ? html`<p><button class="ds-button" data-variant="secondary" type="button" ?disabled=${this.hingesWorking} @click=${() => void this.#askHinges()}>
                          ${this.hingesWorking ? html`<span class="dek-spin" aria-hidden="true"></span>` : nothing}${say(this.hingesWorking ? forecast.hangs_working : forecast.hangs_ask)}</button></p>`
                    : html`<dek-hinges .forecast=${this.hinges.of} .measures=${this.#measures.value ?? []}></dek-hinges>`}
            </section>
            ${(this.found?.notes.length ?? 0) === 0
                ? nothing
                : html`<section class="dek-panel"><h2 class="ds-heading" data-size="2xs">${say(forecast.notes)}</h2><dek-notes .document=${this.found}></dek-notes></section>`}
        `;
    }

    #inputs(of: Forecast, indicator: string, chance?: { goal: ForecastGoal; at: number }) {
        const factors = this.hinges?.of?.explain?.hinges?.[indicator]?.factors ?? [];
        return html`<dek-inputs indicator=${indicator} start=${of.start} .factors=${factors}
            .chance=${chance === undefined ? undefined : { ...chance, day: of.months[chance.at] ?? "", futures: of.futures }}></dek-inputs>`;
    }

    #explain(of: Forecast, indicator: string, band: Bands) {
        const { type, decimals } = kindOf(indicator);
        const last = of.months.length - 1;
        const text = (value: number | undefined) => cell(value ?? null, type, decimals);
        return html`
            <p>${say(forecast.explain_median, {
                n: number(of.futures),
                value: text(band.p50[last]),
                month: monthName(of.months[last] ?? ""),
                interval: `${text(band.p10[last])} – ${text(band.p90[last])}`,
            })}</p>
            ${this.#inputs(of, indicator)}
            <p class="dek-small">${say(forecast.explain_start, { date: date(of.start), value: text(band.p50[0]), seed: of.seed })}</p>
        `;
    }

    #explainCost(cost: Cost) {
        const mean = (measure?: string): Cell => {
            const value = costPerYear(cost, measure);
            return value === null ? { key: "", text: say(forecast.not_known) } : value / 1e6;
        };
        const text: Omit<Column, "key" | "label"> = { unit: "", unit_text: "", type: "text" };
        const table: Table = {
            key: "cost",
            title: "",
            columns: [
                { ...text, key: "measure", label: say(forecast.measure) },
                { ...text, key: "cost", label: say(forecast.cost_a_year), type: "number", decimals: 1 },
            ],
            rows: Object.keys(cost.measures).map((each) => [this.#measures.value?.find((measure) => measure.key === each)?.name ?? each, mean(each)]),
            total: [say(unknownCosts(cost).length > 0 ? forecast.all_known : forecast.all_measures), mean()],
        };
        return html`<p>${say(forecast.explain_cost, costYears(cost))}</p><dek-table .table=${table} caption="" no-sort></dek-table>`;
    }

    #fan(of: Forecast, indicator: string, difference: boolean) {
        const band = difference ? of.difference?.indicators[indicator] : of.indicators[indicator];
        if (band === undefined) {
            return nothing;
        }
        const { type, decimals } = kindOf(indicator);
        const goal = of.goals.find((each) => each.indicator === indicator);
        return html`<div class="dek-panel"><dek-fan
            name=${term("outcomes", indicator)}
            .months=${of.months}
            .band=${band}
            .compared=${difference ? undefined : of.compared?.indicators[indicator]}
            against=${this.#against}
            .goal=${difference ? undefined : goal?.value}
            ?zero=${difference}
            .observed=${difference ? [] : (this.#history.value?.get(indicator) ?? []).filter((each) => Number(each.date.slice(0, 4)) >= Number(of.start.slice(0, 4)) - 5)}
            type=${difference ? (type === "share" ? "share_difference" : "difference") : type}
            .decimals=${decimals}
            .explanation=${() => (difference ? html`<p>${say(forecast.difference_lead)}</p>${this.#inputs(of, indicator)}` : this.#explain(of, indicator, band))}
        ></dek-fan></div>`;
    }

    #costFan(of: Forecast, difference: boolean) {
        const sides = [of.cost, ...(of.compared === undefined ? [] : [of.compared.cost])];
        const cost = difference ? of.difference?.cost : of.cost;
        // Without a cost that is known there is nothing to draw: it is not free.
        if (cost === undefined || sides.every((side) => noneKnown(side))) {
            return nothing;
        }
        const unknown = [...new Set(sides.flatMap(unknownCosts))];
        const whole = of.cost.years.map((_, i) => i).filter((i) => of.cost.months[i] === 12);
        const pick = (band: Bands): Bands =>
            Object.fromEntries(Object.entries(band).map(([key, values]: [string, number[]]) => [key, whole.map((i) => (values[i] ?? 0) / 1e6)])) as unknown as Bands;
        return html`<div class="dek-panel"><dek-fan
            name=${say(unknown.length > 0 ? forecast.costs_known : forecast.costs_short)}
            .months=${whole.map((i) => `${of.cost.years[i]}-01-01`)}
            .band=${pick(cost.total)}
            .compared=${difference || of.compared === undefined || noneKnown(of.compared.cost) ? undefined : pick(of.compared.cost.total)}
            against=${this.#against}
            type=${difference ? "difference" : "number"}
            ?zero=${difference}
            yearly
            .decimals=${1}
            .explanation=${() => sides.filter((side) => Object.keys(side.measures).length > 0).map((side) => this.#explainCost(side))}
        ></dek-fan>
        ${unknown.length === 0 ? nothing : html`<p class="dek-small">${say(forecast.costs_without, { names: this.#names(unknown) })}</p>`}</div>`;
    }

    #chances(of: Forecast) {
        const at = [0, 1, 3, 5, 10, 15, 20].filter((years) => years * 12 < of.months.length);
        const before = (goal: ForecastGoal) => of.compared?.goals.find((each) => each.goal === goal.goal);
        return html`<div class="dek-scroll" tabindex="0" role="group" aria-label=${say(forecast.chances)}>
            <table class="ds-table dek-table" data-color="neutral">
                <caption class="ds-sr-only">${say(forecast.chances)}</caption>
                <thead><tr>
                    <th scope="col">${say(forecast.goal)}</th>
                    ${at.map((years) => html`<th scope="col" class="dek-number">${years === 0 ? say(forecast.chance_now) : say(forecast.chance_in, { n: years })}</th>`)}
                    <th scope="col">${say(forecast.over_time)}</th>
                </tr></thead>
                <tbody>${of.goals.map(
                    (goal) => html`<tr>
                        <th scope="row" class="dek-first-upper">${goalPhrase(goal)}</th>
                        ${at.map((years) => {
                            const chance = goal.chance[years * 12] ?? 0;
                            const other = before(goal)?.chance[years * 12];
                            return html`<td class="dek-number">
                                <dek-figure name=${goalPhrase(goal)} text=${share(chance)} .explanation=${() => this.#inputs(of, goal.indicator, { goal, at: years * 12 })}></dek-figure>
                                ${other === undefined ? nothing : html`<br /><dek-figure class="dek-small" name=${goalPhrase(goal)} text=${share(other)} .explanation=${() => this.#inputs(of, goal.indicator, { goal: before(goal) ?? goal, at: years * 12 })}></dek-figure>`}
                            </td>`;
                        })}
                        <td>${chanceLine(goal.chance)}</td>
                    </tr>`,
                )}</tbody>
            </table>
        </div>`;
    }

    #costTable(cost: Cost): Table {
        const name = (key: string) => this.#measures.value?.find((each) => each.key === key)?.name ?? key;
        const column = (key: string, label: string): Column => ({ key, label, unit: "", unit_text: "", type: "number", decimals: 1 });
        const unknown = unknownCosts(cost);
        const row = (label: string, bands: Bands, whole: Bands | undefined): Cell[] => [
            label,
            whole?.mean[0] === undefined ? bands.mean.reduce((sum, each) => sum + each, 0) / 1e6 : whole.mean[0] / 1e6,
            ...bands.mean.map((each) => each / 1e6),
        ];
        return {
            key: "cost",
            title: say(forecast.costs),
            columns: [
                { key: "measure", label: say(forecast.measure), unit: "", unit_text: "", type: "text" },
                column("sum", say(shell.sum)),
                ...cost.years.map((year) => column(String(year), String(year))),
            ],
            rows: Object.entries(cost.measures).map(([key, bands]) =>
                unknown.includes(key) ? [name(key), { key: "", text: say(forecast.not_known) }, ...cost.years.map(() => null)] : row(name(key), bands, undefined),
            ),
            total: row(say(unknown.length > 0 ? forecast.all_known : forecast.all_measures), cost.total, cost.whole_period),
        };
    }
}
