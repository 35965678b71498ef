// SPDX-License-Identifier: EUPL-1.2
// <dek-hinges>: what a forecast's end hangs on: a table whose bars show how far the median swings.
import { html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { term } from "../api.ts";
import { Part } from "../element.ts";
import { kindOf, type Factor, type Forecast, type Measure } from "../forecast.ts";
import { cell, NOTHING, share } from "../format.ts";
import { say } from "../words.ts";
import { forecast } from "../words/forecast.ts";
import { shell } from "../words/shell.ts";

const WIDTH = 200;
const MOST = 8; // shown at first

@customElement("dek-hinges")
export class Hinges extends Part {
    @property({ attribute: false }) forecast: Forecast | undefined;
    @property({ attribute: false }) measures: readonly Measure[] = [];
    @state() private indicator = "";
    @state() private all = false;

    factorName(factor: Factor): string {
        return this.measures.find((each) => each.key === factor.assumption)?.name ?? term("assumptions", factor.assumption);
    }

    override render() {
        const hinges = this.forecast?.explain?.hinges;
        if (hinges === undefined || this.forecast === undefined) {
            return nothing;
        }
        const all = Object.keys(hinges);
        const indicator = all.includes(this.indicator) ? this.indicator : (all[0] ?? "");
        const { type, decimals } = kindOf(indicator);
        const every = [...(hinges[indicator]?.factors ?? [])].filter((each) => each.share > 0).sort((a, b) => b.share - a.share);
        const factors = this.all ? every : every.slice(0, MOST);
        const median = this.forecast.indicators[indicator]?.p50.at(-1) ?? 0;
        const ends = factors.flatMap((each) => (each.low === null || each.high === null ? [] : [each.low, each.high]));
        const low = Math.min(median, ...ends);
        const high = Math.max(median, ...ends);
        const x = (value: number) => 4 + ((value - low) / (high - low || 1)) * (WIDTH - 8);
        const largest = Math.max(...factors.map((each) => each.share), 0.01);
        return html`
            <div class="dek-row" role="group" aria-label=${say(forecast.indicator)}>
                ${all.map(
                    (each) => html`<button type="button" class="ds-chip" aria-pressed=${each === indicator} data-size="sm"
                        @click=${() => (this.indicator = each)}>${term("outcomes", each)}</button>`,
                )}
            </div>
            <div class="dek-scroll" tabindex="0" role="group" aria-label=${say(forecast.hangs)}>
                <table class="ds-table dek-table" data-color="neutral">
                    <caption class="ds-sr-only">${say(forecast.hangs)}: ${term("outcomes", indicator)}</caption>
                    <thead><tr>
                        <th scope="col">${say(forecast.assumption)}</th>
                        <th scope="col" class="dek-number">${say(forecast.part_of_spread)}</th>
                        <th scope="col">${say(forecast.low_to_high)}</th>
                        <th scope="col">${say(shell.confidence)}</th>
                    </tr></thead>
                    <tbody>
                        ${factors.map(
                            (each) => html`<tr>
                                <th scope="row">${this.factorName(each)}</th>
                                <td class="dek-number"><svg class="dek-bar" viewBox="0 0 60 12" aria-hidden="true"><rect width=${((each.share / largest) * 60).toFixed(1)} height="12" rx="2"></rect></svg> ${share(each.share)}</td>
                                <td>${each.low === null || each.high === null
                                    ? NOTHING
                                    : html`<span class="dek-reach">${cell(each.low, type, decimals)} → ${cell(each.high, type, decimals)}</span>
                                      <svg class="dek-swing" viewBox="0 0 ${WIDTH} 18" preserveAspectRatio="none" aria-hidden="true">
                                          ${svg`<line x1=${x(median)} x2=${x(median)} y1="0" y2="18" />
                                          <rect class=${each.low < each.high ? "dek-up" : "dek-down"} x=${Math.min(x(each.low), x(each.high))} y="4" width=${Math.max(2, Math.abs(x(each.high) - x(each.low)))} height="10" rx="2" />`}
                                      </svg>`}</td>
                                <td>${each.confidence ?? NOTHING}</td>
                            </tr>`,
                        )}
                    </tbody>
                </table>
            </div>
            ${this.all || every.length <= MOST
                ? nothing
                : html`<p><button type="button" class="dek-quiet" @click=${() => (this.all = true)}>${say(shell.show_all, { n: every.length })}</button></p>`}
        `;
    }
}
