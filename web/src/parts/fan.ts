// SPDX-License-Identifier: EUPL-1.2
// <dek-fan>: how an indicator is foreseen: the band of futures, the median, the goal and what was
// observed before, with a table twin and a summary in words.
import { html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import uPlot from "uplot";
import { Part } from "../element.ts";
import { axisDecimals, cell, difference, goalValue, monthName } from "../format.ts";
import type { ColumnType, Table } from "../types.ts";
import { say } from "../words.ts";
import { chart } from "../words/chart.ts";
import { shell } from "../words/shell.ts";
import "./table.ts";

/** The quantiles over the futures, month by month. */
export interface Bands {
    p05: number[];
    p10: number[];
    p25: number[];
    p50: number[];
    p75: number[];
    p90: number[];
    p95: number[];
    mean: number[];
}

export interface Observation {
    date: string;
    value: number;
}

/** A date as years with a fraction, which an axis of years counts in. */
export function yearOf(iso: string): number {
    const [year = 0, month = 1, day = 1] = iso.split("-").map(Number);
    return year + (month - 1) / 12 + (day - 1) / 365;
}

function colour(name: string): string {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const tint = (name: string, alpha: number) => `rgb(${colour(name)} / ${alpha})`;

/** What the shades of a fan hold, and its line. */
export function fanKey(): unknown {
    return html`<p class="dek-key dek-fan-key">
        <span><span class="dek-line-1"></span>${say(shell.median)}</span>
        ${([50, 80, 90] as const).map((width) => html`<span><span class="dek-shade dek-shade-${width}"></span>${say(shell[`band_${width}`])}</span>`)}
    </p>`;
}

@customElement("dek-fan")
export class Fan extends Part {
    @property() name = "";
    @property({ attribute: false }) months: string[] = [];
    @property({ attribute: false }) band: Bands | undefined;
    /** What it is compared with, drawn beside it. */
    @property({ attribute: false }) compared: Bands | undefined;
    /** What that is called. */
    @property() against = "";
    @property({ attribute: false }) goal: number | undefined;
    /** Draws a line at nothing: of differences. */
    @property({ type: Boolean }) zero = false;
    @property({ attribute: false }) observed: readonly Observation[] = [];
    @property() type: ColumnType = "number";
    @property({ type: Number }) decimals = 0;
    /** Of whole years, each told by its first month. */
    @property({ type: Boolean }) yearly = false;
    /** Explains the value at the end when it is opened. */
    @property({ attribute: false }) explanation: (() => unknown) | undefined;
    @property({ type: Number }) height = 190;

    @state() private asTable = false;
    @state() private pointed: number | undefined;

    #plot: uPlot | undefined;
    #shape = "";
    #sizes: ResizeObserver | undefined;
    #dark = matchMedia("(prefers-color-scheme: dark)");

    override connectedCallback(): void {
        super.connectedCallback();
        this.#sizes = new ResizeObserver(() => this.#fit());
        this.#sizes.observe(this);
        addEventListener("dek-scheme", this.#redraw);
        this.#dark.addEventListener("change", this.#redraw);
    }

    override disconnectedCallback(): void {
        super.disconnectedCallback();
        this.#sizes?.disconnect();
        removeEventListener("dek-scheme", this.#redraw);
        this.#dark.removeEventListener("change", this.#redraw);
        this.#drop();
    }

    #drop(): void {
        this.#plot?.destroy();
        this.#plot = undefined;
    }

    #redraw = (): void => {
        this.#drop();
        this.requestUpdate();
    };

    #fit(): void {
        const width = this.querySelector<HTMLElement>(".dek-plot")?.clientWidth ?? 0;
        if (this.#plot !== undefined && width > 0 && width !== this.#plot.width) {
            this.#plot.setSize({ width, height: this.height });
        }
    }

    #text(value: number | undefined): string {
        return cell(value ?? null, this.type, this.decimals);
    }

    /** As #text, without the long word for percentage points. */
    #bare(value: number | undefined, decimals = this.decimals): string {
        return this.type === "share_difference" && value !== undefined
            ? difference(value * 100, decimals)
            : cell(value ?? null, this.type, decimals);
    }

    #when(at: number): string {
        const month = this.months[at] ?? "";
        return this.yearly ? month.slice(0, 4) : monthName(month);
    }

    /** The interval that holds 8 of 10 futures in a month. */
    #interval(band: Bands, at: number): string {
        return `${this.#bare(band.p10[at])} – ${this.#text(band.p90[at])}`;
    }

    #summary(band: Bands): string {
        const last = this.months.length - 1;
        const begin = band.p50[0] ?? 0;
        const end = band.p50[last] ?? 0;
        const same = this.#text(begin) === this.#text(end);
        const given = {
            name: this.name,
            begin: this.#text(begin),
            end: this.#text(end),
            interval: this.#interval(band, last),
            month: this.#when(last),
        };
        const parts = [say(same ? chart.summary_same : end > begin ? chart.summary_up : chart.summary_down, given)];
        if (this.goal !== undefined) {
            parts.push(say(chart.summary_goal, { goal: goalValue(this.goal, this.type, this.decimals) }));
        }
        if (this.compared !== undefined) {
            parts.push(`${this.against}: ${this.#text(this.compared.p50[last])} (${this.#interval(this.compared, last)}).`);
        }
        return parts.join(" ");
    }

    #table(band: Bands): Table {
        const column = (key: string, label: string) => ({
            key,
            label,
            unit: "",
            unit_text: "",
            type: this.type,
            decimals: this.decimals,
        });
        const compared = this.compared;
        return {
            key: "fan",
            title: this.name,
            columns: [
                { key: "month", label: say(this.yearly ? chart.year : shell.month), unit: "", unit_text: "", type: "text" },
                column("p10", say(chart.p10)),
                column("p50", say(shell.median)),
                column("p90", say(chart.p90)),
                ...(compared === undefined
                    ? []
                    : (["p10", "p50", "p90"] as const).map((each) => column(`compared_${each}`, `${this.against}: ${each === "p50" ? say(shell.median) : say(chart[each])}`))),
            ],
            rows: this.months
                .map((_, at) => at)
                .filter((at) => this.yearly || at % 12 === 0)
                .map((at) => [
                    this.#when(at),
                    band.p10[at] ?? null,
                    band.p50[at] ?? null,
                    band.p90[at] ?? null,
                    ...(compared === undefined
                        ? []
                        : [compared.p10[at] ?? null, compared.p50[at] ?? null, compared.p90[at] ?? null]),
                ]),
            total: null,
        };
    }

    override render() {
        const band = this.band;
        if (band === undefined) {
            return html`<dek-state kind="loading"></dek-state>`;
        }
        const last = this.months.length - 1;
        const at = this.pointed ?? last;
        const summary = this.#summary(band);
        return html`<figure class="dek-chart">
            <figcaption>
                <div class="dek-panel-head">
                    <h3 class="dek-chart-name">${this.name}</h3>
                    <button type="button" class="dek-quiet dek-no-print" aria-pressed=${this.asTable}
                        @click=${() => (this.asTable = !this.asTable)}>
                        ${say(this.asTable ? shell.as_chart : shell.as_table)}<span class="ds-sr-only">: ${this.name}</span>
                    </button>
                </div>
                <p class="dek-chart-now">
                    <dek-figure class="dek-chart-value" .explanation=${this.explanation} name=${this.name} text=${this.#bare(band.p50[at])}></dek-figure>
                    <span>${say(chart.eight_of_ten, { interval: this.#interval(band, at) })}, ${this.#when(at)}</span>
                    ${this.compared === undefined
                        ? nothing
                        : html`<span class="dek-compared">${this.against}: ${this.#text(this.compared.p50[at])}</span>`}
                </p>
            </figcaption>
            ${this.asTable
                ? html`<dek-table .table=${this.#table(band)} caption="" no-sort></dek-table>`
                : html`<div class="dek-plot" role="img" aria-label=${summary}></div>`}
            <p class="ds-sr-only">${summary}</p>
        </figure>`;
    }

    protected override updated(changed: PropertyValues): void {
        if (this.asTable || this.band === undefined) {
            this.#drop();
            return;
        }
        // What is pointed at changes no line.
        if (this.#plot !== undefined && changed.size === 1 && changed.has("pointed")) {
            return;
        }
        this.#draw(this.band);
    }

    #draw(band: Bands): void {
        const place = this.querySelector<HTMLElement>(".dek-plot");
        if (place === null) {
            return;
        }
        const start = this.months[0] ?? "";
        const before = this.observed.filter((each) => each.date < start);
        const x = [...before.map((each) => yearOf(each.date)), ...this.months.map(yearOf)];
        const pad: (number | null)[] = before.map(() => null);
        const after: (number | null)[] = this.months.map(() => null);
        const series = (values: number[]) => [...pad, ...values];
        const compared = this.compared;
        const data = [
            x,
            series(band.p95),
            series(band.p05),
            series(band.p90),
            series(band.p10),
            series(band.p75),
            series(band.p25),
            ...(compared === undefined ? [] : [series(compared.p90), series(compared.p10), series(compared.p50)]),
            series(band.p50),
            ...(before.length === 0 ? [] : [[...before.map((each) => each.value), band.p50[0] ?? null, ...after.slice(1)]]),
        ] as uPlot.AlignedData;
        const shape = `${this.zero} ${compared !== undefined} ${before.length} ${this.goal ?? ""} ${this.type} ${this.decimals} ${this.name}`;
        if (this.#plot !== undefined && this.#shape === shape && place.contains(this.#plot.root)) {
            this.#plot.setData(data);
            return;
        }
        this.#drop();
        this.#shape = shape;
        const none = { stroke: "transparent", width: 0, points: { show: false } };
        const one = "--dek-band-1";
        const other = "--dek-band-2";
        const ink = colour("--ds-color-neutral-text-subtle");
        const rule = colour("--ds-color-neutral-border-subtle");
        const font = `12px ${getComputedStyle(this).fontFamily}`;
        const lines: uPlot.Series[] = [{}, none, none, none, none, none, none];
        const bands: uPlot.Band[] = [
            { series: [1, 2], fill: tint(one, 0.13) },
            { series: [3, 4], fill: tint(one, 0.17) },
            { series: [5, 6], fill: tint(one, 0.25) },
        ];
        if (compared !== undefined) {
            lines.push(none, none, { stroke: colour("--dek-chart-2"), width: 2, dash: [6, 4], points: { show: false } });
            bands.push({ series: [7, 8], fill: tint(other, 0.18) });
        }
        lines.push({ stroke: colour("--dek-chart-1"), width: 2.25, points: { show: false } });
        if (before.length > 0) {
            lines.push({ stroke: ink, width: 1.5, points: { show: true, size: 5, fill: ink }, spanGaps: true });
        }
        const goal = this.goal ?? (this.zero ? 0 : undefined);
        this.#plot = new uPlot(
            {
                width: place.clientWidth || 320,
                height: this.height,
                padding: [8, 18, 0, 0],
                legend: { show: false },
                scales: {
                    x: { time: false },
                    y: {
                        range: (_plot, least, most) => {
                            const low = Math.min(least, goal ?? least);
                            const high = Math.max(most, goal ?? most);
                            const room = (high - low || Math.abs(high) || 1) * 0.06;
                            const floor = low >= 0 && low - room < 0 ? 0 : low - room;
                            return [low >= 0 && low < (high - low) * 0.6 ? 0 : floor, high + room];
                        },
                    },
                },
                series: lines,
                bands,
                axes: [
                    {
                        stroke: ink,
                        font,
                        grid: { show: false },
                        ticks: { stroke: rule, size: 4 },
                        size: 26,
                        gap: 3,
                        incrs: [1, 2, 5, 10],
                        values: (_plot, splits) => splits.map((split) => (Number.isInteger(split) ? String(split) : "")),
                    },
                    {
                        stroke: ink,
                        font,
                        grid: { stroke: rule, width: 0.7 },
                        ticks: { show: false },
                        size: (_plot, values) => 14 + 6.6 * Math.max(2, ...(values ?? []).map((text) => text.length)),
                        values: (_plot, splits) => {
                            const step = Math.abs((splits[1] ?? 1) - (splits[0] ?? 0)) * (this.type.startsWith("share") ? 100 : 1);
                            return splits.map((split) => this.#bare(split, axisDecimals(step)));
                        },
                    },
                ],
                cursor: {
                    y: false,
                    points: { show: false },
                    drag: { x: false, y: false },
                },
                hooks: {
                    draw: [(plot) => this.#drawGoal(plot, goal)],
                    setCursor: [
                        (plot) => {
                            const index = plot.cursor.idx;
                            const at = index === null || index === undefined ? -1 : index - before.length;
                            this.pointed = at >= 0 ? at : undefined;
                        },
                    ],
                },
            },
            data,
            place,
        );
    }

    #drawGoal(plot: uPlot, goal: number | undefined): void {
        if (goal === undefined) {
            return;
        }
        const pen = plot.ctx;
        const y = plot.valToPos(goal, "y", true);
        const { left, width } = plot.bbox;
        pen.save();
        pen.strokeStyle = colour(this.zero ? "--ds-color-neutral-text-subtle" : "--dek-chart-goal");
        pen.fillStyle = colour("--dek-chart-goal");
        pen.lineWidth = 1.5 * devicePixelRatio;
        pen.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
        pen.beginPath();
        pen.moveTo(left, y);
        pen.lineTo(left + width, y);
        pen.stroke();
        if (this.zero) {
            pen.restore();
            return;
        }
        pen.font = `600 ${12 * devicePixelRatio}px ${getComputedStyle(this).fontFamily}`;
        pen.textAlign = "left";
        const above = y > plot.bbox.top + 16 * devicePixelRatio;
        pen.textBaseline = above ? "bottom" : "top";
        pen.fillText(`${say(shell.goal)} ${goalValue(goal, this.type, this.decimals)}`, left + 4 * devicePixelRatio, y + (above ? -2 : 2) * devicePixelRatio);
        pen.restore();
    }
}
