// SPDX-License-Identifier: EUPL-1.2
// A small line beside a number: what was observed, then the band and the median of the futures.
// Only a drawing: the number beside it is what is read aloud.
import { nothing, svg, html } from "lit";
import { yearOf, type Bands, type Observation } from "./fan.ts";

const WIDTH = 160;
const HEIGHT = 44;

export function spark(months: string[], band: Bands | undefined, goal: number | undefined, observed: readonly Observation[] = []) {
    if (band === undefined || months.length === 0) {
        return nothing;
    }
    const before = observed.filter((each) => each.date < (months[0] ?? ""));
    const xs = months.map(yearOf);
    const first = before[0] === undefined ? (xs[0] ?? 0) : yearOf(before[0].date);
    const last = xs[xs.length - 1] ?? first + 1;
    const all = [...band.p10, ...band.p90, ...before.map((each) => each.value), ...(goal === undefined ? [] : [goal])];
    const low = Math.min(...all);
    const high = Math.max(...all);
    const x = (year: number) => (((year - first) / (last - first || 1)) * (WIDTH - 4) + 2).toFixed(1);
    const y = (value: number) => (HEIGHT - 4 - ((value - low) / (high - low || 1)) * (HEIGHT - 8)).toFixed(1);
    const points = (values: number[]) => values.map((value, i) => `${x(xs[i] ?? 0)},${y(value)}`);
    const area = [...points(band.p90), ...points(band.p10).reverse()].join(" ");
    return html`<svg class="dek-spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true" preserveAspectRatio="none">
        ${svg`<polygon class="dek-spark-band" points=${area} />
        <polyline class="dek-spark-past" points=${[...before.map((each) => `${x(yearOf(each.date))},${y(each.value)}`), points(band.p50)[0]].join(" ")} />
        <polyline class="dek-spark-line" points=${points(band.p50).join(" ")} />
        ${goal === undefined ? nothing : svg`<line class="dek-spark-goal" x1="0" x2=${WIDTH} y1=${y(goal)} y2=${y(goal)} />`}`}
    </svg>`;
}

/** A chance over time, 0 below and 1 on top. */
export function chanceLine(chances: readonly number[]) {
    const step = (WIDTH - 4) / Math.max(1, chances.length - 1);
    const points = chances.map((chance, i) => `${(2 + i * step).toFixed(1)},${(HEIGHT - 4 - chance * (HEIGHT - 8)).toFixed(1)}`);
    return html`<svg class="dek-spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true" preserveAspectRatio="none">
        ${svg`<line class="dek-spark-base" x1="0" x2=${WIDTH} y1=${HEIGHT - 4} y2=${HEIGHT - 4} /><polyline class="dek-spark-line" points=${points.join(" ")} />`}
    </svg>`;
}
