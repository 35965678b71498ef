// SPDX-License-Identifier: EUPL-1.2
// Framskriving: measures as switches and sliders, and the futures they lead to.
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { address, ApiError, CSV, download, save, send, term, XLSX } from "../api.ts";
import { announce, Page, Resource } from "../element.ts";
import {
    askForecast,
    costPerYear,
    kindOf,
    loadHistory,
    loadMeasures,
    packageOf,
    packageText,
    tableOf,
    type Choice,
    type Cost,
    type Forecast,
    type ForecastGoal,
} from "../forecast.ts";
import { cell, csvOf, date, money, monthName, number, share } from "../format.ts";
import { icon } from "../parts/icon.ts";
import { chanceLine } from "../parts/spark.ts";
import { goalText } from "../parts/plan.ts";
import { fanKey, type Bands } from "../parts/fan.ts";
import { keepInAddress } from "../router.ts";
import type { Column, Document, Table } from "../types.ts";
import { say } from "../words.ts";
import { forecast } from "../words/forecast.ts";
import { shell } from "../words/shell.ts";
import "../parts/document.ts";
import "../parts/fan.ts";
import "../parts/figure.ts";
import "../parts/hinges.ts";
import "../parts/measures.ts";
import "../parts/plan.ts";
import "../parts/state.ts";
import "../parts/table.ts";

const QUICK = 100; // futures: few enough to be drawn before the hand has left the slider
const FULL = 1000;
const HINGES = 500; // each is run again for every assumption
const REST = 350; // ms the hand must have been still before the whole forecast begins
const SHOWN = ["gps", "vacancy_listed", "waiting", "unassigned", "mean_list"];

type Compare = "none" | "nothing" | "other";

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
    #against = "";

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
            for (const futures of [QUICK, FULL]) {
                if (futures === FULL) {
                    await new Promise((rested) => setTimeout(rested, REST));
                    if (aborter.signal.aborted) {
                        return;
                    }
                }
                this.working = futures;
                const compare = this.#compared();
                const against = compare === null ? "" : `${this.years} ${packageText(compare)}`;
                // What it is compared with need not be reckoned again while only one package moves.
                const known = futures === QUICK && this.view === "both" && against === this.#against ? this.found?.of : undefined;
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
                this.#against = against;
                this.found = found;
                this.error = undefined;
                await this.updateComplete;
                if (futures === QUICK) {
                    performance.measure("dekning-redraw", { start: begun, end: performance.now() });
                }
            }
            announce(say(forecast.redrawn, { summary: this.#sentences().join(" ") }));
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
        try {
            this.hinges = await askForecast({
                years: this.years,
                futures: HINGES,
                package: this.packageA,
                compare: null,
                explain: true,
                hangs_on: true,
            });
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

    /** The main goal's chance, at the forecast's end, and what it was without. */
    #sentences(): string[] {
        const of = this.#forecast;
        if (of === undefined) {
            return [];
        }
        const last = of.months.length - 1;
        const month = monthName(of.months[last] ?? "");
        const sentences: string[] = [];
        for (const goal of of.goals.slice(0, 2)) {
            const before = of.compared?.goals.find((each) => each.goal === goal.goal)?.chance[last];
            const given = { goal: goalText(goal), chance: share(goal.chance[last] ?? 0), month };
            sentences.push(
                before === undefined
                    ? say(forecast.sentence_goal, given)
                    : say(forecast.sentence_goal_from, { ...given, before: share(before) }),
            );
        }
        const cost = costPerYear(of.cost);
        if (this.packageA.length > 0 && cost !== null) {
            sentences.push(say(forecast.sentence, { cost: money(cost) }));
        } else if (this.packageA.length === 0) {
            sentences.push(say(forecast.sentence_none));
        }
        return sentences;
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
        const asked = { years: this.years, futures: FULL, package: this.packageA, compare: this.#compared() ?? undefined, tables: true };
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
                ${this.#sentences().map((sentence, i) => html`<p class=${i === 0 ? "dek-verdict-lead" : ""}>${sentence}</p>`)}
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
                          : html`<span class="dek-key"><span class="dek-line-1"></span>${say(forecast.package_a)} <span class="dek-line-2"></span>${this.compare === "other" ? say(forecast.package_b) : say(forecast.compare_nothing)}</span>`}
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
                ${guard([of], () => this.#chances(of))}
            </section>
            ${this.packageA.length === 0 ? nothing : html`<section class="dek-panel"><dek-table .table=${this.#costTable(of.cost)} no-sort></dek-table></section>`}
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

    #explain(of: Forecast, indicator: string, band: Bands) {
        const { type, decimals } = kindOf(indicator);
        const last = of.months.length - 1;
        const text = (value: number | undefined) => cell(value ?? null, type, decimals);
        const observed = (this.#history.value?.get(indicator) ?? []).slice(-3).reverse();
        const hinges = this.hinges?.of?.explain?.hinges?.[indicator]?.factors ?? [];
        return html`
            <p>${say(forecast.explain_median, {
                n: number(of.futures),
                value: text(band.p50[last]),
                month: monthName(of.months[last] ?? ""),
                interval: `${text(band.p10[last])} – ${text(band.p90[last])}`,
            })}</p>
            <p>${say(forecast.explain_start, { date: date(of.start), value: text(band.p50[0]), seed: of.seed })}</p>
            ${observed.length === 0
                ? nothing
                : html`<p>${say(forecast.explain_observed)}</p><ul class="dek-plain">${observed.map((each) => html`<li>${date(each.date)}: ${text(each.value)}</li>`)}</ul>`}
            ${hinges.length === 0
                ? nothing
                : html`<p>${say(forecast.explain_hangs)}</p><ul class="dek-plain">${hinges.slice(0, 5).map(
                      (each) => html`<li>${this.#measures.value?.find((measure) => measure.key === each.assumption)?.name ?? term("assumptions", each.assumption)}: ${share(each.share)}</li>`,
                  )}</ul>`}
            <p><a class="ds-link" href=${address("assumptions")}>${say(forecast.assumptions_all)}</a></p>
        `;
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
            .goal=${difference ? undefined : goal?.value}
            ?zero=${difference}
            .observed=${difference ? [] : (this.#history.value?.get(indicator) ?? []).filter((each) => Number(each.date.slice(0, 4)) >= Number(of.start.slice(0, 4)) - 5)}
            type=${difference ? (type === "share" ? "share_difference" : "difference") : type}
            .decimals=${decimals}
            .explanation=${difference ? undefined : () => this.#explain(of, indicator, of.indicators[indicator] ?? band)}
        ></dek-fan></div>`;
    }

    #costFan(of: Forecast, difference: boolean) {
        const cost = difference ? of.difference?.cost : of.cost;
        if (cost === undefined || this.packageA.length + (this.compare === "other" ? this.packageB.length : 0) === 0) {
            return nothing;
        }
        const whole = of.cost.years.map((_, i) => i).filter((i) => of.cost.months[i] === 12);
        const pick = (band: Bands): Bands =>
            Object.fromEntries(Object.entries(band).map(([key, values]: [string, number[]]) => [key, whole.map((i) => (values[i] ?? 0) / 1e6)])) as unknown as Bands;
        return html`<div class="dek-panel"><dek-fan
            name=${say(forecast.costs_short)}
            .months=${whole.map((i) => `${of.cost.years[i]}-01-01`)}
            .band=${pick(cost.total)}
            .compared=${difference || of.compared === undefined ? undefined : pick(of.compared.cost.total)}
            type=${difference ? "difference" : "number"}
            ?zero=${difference}
            .decimals=${1}
            .explanation=${() => html`<p>${say(forecast.explain_cost)}</p>`}
        ></dek-fan></div>`;
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
                        <th scope="row">${goalText(goal)}</th>
                        ${at.map((years) => {
                            const chance = goal.chance[years * 12] ?? 0;
                            const other = before(goal)?.chance[years * 12];
                            return html`<td class="dek-number">
                                <dek-figure name=${goalText(goal)} text=${share(chance)} .explanation=${() => html`<p>${say(forecast.explain_chance, { chance: share(chance), n: number(of.futures) })}</p>`}></dek-figure>
                                ${other === undefined ? nothing : html`<br /><span class="dek-small">${say(forecast.against, { chance: share(other) })}</span>`}
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
        const row = (label: string, bands: Bands, whole: Bands | undefined) => [
            label,
            ...bands.mean.map((each) => each / 1e6),
            whole?.mean[0] === undefined ? bands.mean.reduce((sum, each) => sum + each, 0) / 1e6 : whole.mean[0] / 1e6,
        ];
        return {
            key: "cost",
            title: say(forecast.costs_caption),
            columns: [
                { key: "measure", label: say(forecast.measure), unit: "", unit_text: "", type: "text" },
                ...cost.years.map((year) => column(String(year), String(year))),
                column("sum", say(shell.sum)),
            ],
            rows: Object.entries(cost.measures).map(([key, bands]) => row(name(key), bands, undefined)),
            total: row(say(forecast.all_measures), cost.total, cost.whole_period),
        };
    }
}
