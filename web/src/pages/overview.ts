// SPDX-License-Identifier: EUPL-1.2
// Oversikt: is the scheme good enough, and why; the goals; what needs attention today; where.
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { FeatureCollection } from "geojson";
import { get, getDocument, isOurs, loadSources, sourceTitle } from "../api.ts";
import { Page, Resource } from "../element.ts";
import { askForecast, FUTURES, keyOf, loadHistory, rowsOf, tableOf, textOf, type Forecast, type ForecastGoal } from "../forecast.ts";
import { cell, date, goalValue, number, share } from "../format.ts";
import { fieldOf } from "../parts/document.ts";
import type { Bands } from "../parts/fan.ts";
import { icon } from "../parts/icon.ts";
import { stepOfShare } from "../parts/map.ts";
import { spark } from "../parts/spark.ts";
import type { Cell, Column, ColumnType, Document, Table } from "../types.ts";
import { language, say } from "../words.ts";
import { chart } from "../words/chart.ts";
import { overview } from "../words/overview.ts";
import { shell } from "../words/shell.ts";
import "../parts/document.ts";
import { stepOf } from "../parts/figure.ts";
import "../parts/figure.ts";
import "../parts/map.ts";
import "../parts/state.ts";
import "../parts/table.ts";

const YEARS = 5; // ahead, of the chance on a goal's card

/** How a goal of the status is written, and which of the forecast's indicators tells of it. */
interface GoalKind {
    type: ColumnType;
    decimals: number;
    indicator?: string;
    /** What more is drawn from: the indicator is divided by this one and taken per so many. */
    per?: { indicator: string; many: number };
    step: string;
    /** The observation of it, where no step tells. */
    observed?: string;
}

const goalKinds: Record<string, GoalKind> = {
    goal_capacity: { type: "number", decimals: 0, indicator: "gps", step: "gps_with_vacancy" },
    goal_vacancy: { type: "share", decimals: 1, indicator: "vacancy_listed", step: "vacancy_listed" },
    goal_coverage: { type: "number", decimals: 2, indicator: "gps", per: { indicator: "residents", many: 1000 }, step: "gps_per_1000" },
    goal_hours: { type: "number", decimals: 1, indicator: "hours_per_gp", step: "workload.hours_all" },
    goal_unassigned: { type: "number", decimals: 0, indicator: "unassigned", step: "unassigned", observed: "unassigned" },
    goal_without_doctor: { type: "number", decimals: 0, indicator: "listed_without_gp", step: "without_doctor", observed: "lists_without_doctor" },
};

/** What an observation is opened to: its date, how far it is to be trusted, and its source. */
function observationView(row: Record<string, Cell>): unknown {
    const confidence = textOf(row.confidence);
    const known = confidence === "A" || confidence === "B" || confidence === "C";
    return html`<p>${say(overview.observed_on, { indicator: textOf(row.indicator), date: date(textOf(row.date)) })} <strong>${observed(row)}</strong></p>
        <p class="dek-source">${say(shell.source)}: ${sourceOf(row)}${known ? html`<br />${say(shell[`confidence_${confidence}`])}` : nothing}</p>`;
}

function observed(row: Record<string, Cell>): string {
    const value = row.value ?? null;
    return cell(value, undefined, typeof value === "number" && (Number.isInteger(value) || value >= 100) ? 0 : 1);
}

function sourceOf(row: Record<string, Cell>): string {
    return [sourceTitle(textOf(row.source)), textOf(row.place)].filter((each) => each !== "").join(", ");
}

/** The chance that an indicator is at least so much, as far as its quantiles tell. */
function chanceOf(band: Bands, at: number, needed: number): string {
    const below = [
        [0.05, band.p05],
        [0.1, band.p10],
        [0.25, band.p25],
        [0.5, band.p50],
        [0.75, band.p75],
        [0.9, band.p90],
        [0.95, band.p95],
    ] as const;
    const least = below.filter(([, values]) => (values[at] ?? 0) < needed).at(-1)?.[0];
    const most = below.find(([, values]) => (values[at] ?? 0) >= needed)?.[0];
    return least === undefined
        ? say(chart.over, { value: share(0.95) })
        : most === undefined
          ? say(chart.under, { value: share(0.05) })
          : `${number((1 - most) * 100)}–\u2060${share(1 - least)}`;
}

interface Matter {
    text: string;
    more?: string;
    to: string;
    bad: boolean;
}

@customElement("dek-page-overview")
export class OverviewPage extends Page {
    @state() private day: string | undefined;

    #status = new Resource(this, (signal) => getDocument("status", { date: this.day }, signal), { live: true });
    #coverage = new Resource(this, (signal) => getDocument("coverage", { date: this.day }, signal), { live: true });
    #observations = new Resource(
        this,
        async (signal) => {
            await loadSources();
            return getDocument("observations", {}, signal);
        },
        { live: true },
    );
    #history = new Resource(this, (signal) => loadHistory(signal), { live: true });
    #future = new Resource(this, (signal) => (this.may("forecasts") ? askForecast({ years: 10, futures: FUTURES, package: [] }, signal) : Promise.resolve(null)), { live: true });
    #shapes = new Resource<FeatureCollection | null>(this, (signal) =>
        this.may("districts") ? get<FeatureCollection>("districts.geojson", {}, signal).catch(() => null) : Promise.resolve(null),
    );
    #checks = this.#optional("checks");
    #due = this.#optional("register/due", "register_due");
    #posts = this.#optional("posts");
    #decisions = this.#optional("decisions");

    /** What only some may see: nothing is shown where it is refused. */
    #optional(path: string, route = path): Resource<Document | null> {
        return new Resource<Document | null>(
            this,
            (signal) => (this.may(route) ? getDocument(path, {}, signal).catch(() => null) : Promise.resolve(null)),
            { live: true },
        );
    }

    override connectedCallback(): void {
        super.connectedCallback();
        queueMicrotask(() => (this.day = this.query.get("dato") ?? undefined));
    }

    #ofDay(day: string | undefined): void {
        this.day = day;
        void this.#status.reload();
        void this.#coverage.reload();
    }

    override render() {
        return html`
            ${this.#status.show((document) => this.#answer(document), 5)}
            <section aria-labelledby="dek-goals">
                <h2 class="ds-heading dek-between" data-size="xs" id="dek-goals">${say(overview.goals)}</h2>
                ${this.#status.show((document) => this.#goals(document), 6)}
            </section>
            <div class="dek-halves">
                <section class="dek-panel" aria-labelledby="dek-attention">
                    <h2 class="ds-heading" data-size="xs" id="dek-attention">${say(overview.attention)}</h2>
                    ${this.#status.show((document) => this.#attention(document))}
                </section>
                <section class="dek-panel" aria-labelledby="dek-observed">
                    <h2 class="ds-heading" data-size="xs" id="dek-observed">${say(overview.observed)}</h2>
                    ${this.#observations.show(() => this.#observed(), 6)}
                </section>
            </div>
            <section class="dek-panel" aria-labelledby="dek-coverage">
                <h2 class="ds-heading" data-size="xs" id="dek-coverage">${say(overview.coverage)}</h2>
                ${this.#coverage.show((document) => this.#districts(document), 10)}
            </section>
        `;
    }

    #answer(document: Document) {
        const answer = fieldOf(document, "answer");
        const good = keyOf(answer?.value) === "answer_enough" || !(document.no || keyOf(answer?.value) === "answer_short");
        const figures = ["gps_now", "gps_with_vacancy", "shortfall", "recruits", "recruits_per_year"];
        const newest = rowsOf(tableOf(document, "observed"))
            .map((row) => textOf(row.newest_date))
            .sort()
            .at(-1);
        const now = fieldOf(document, "gps_now");
        const needed = fieldOf(document, "gps_with_vacancy");
        const below = fieldOf(document, "districts_below");
        const worst = fieldOf(document, "districts_worst");
        return html`<section class="dek-panel dek-hero" data-good=${good}>
            <div class="dek-panel-head">
                <h1 class="dek-question">${say(overview.question)}</h1>
                <p class="dek-small">
                    ${document.date === null ? nothing : say(overview.as_of, { date: date(document.date) })}
                    ${newest === undefined || newest === "" || (document.date !== null && newest <= document.date)
                        ? nothing
                        : html` · <button type="button" class="dek-quiet" @click=${() => this.#ofDay(newest)}>${say(overview.newer, { date: date(newest) })}</button>`}
                    ${this.day === undefined
                        ? nothing
                        : html` · <button type="button" class="dek-quiet" @click=${() => this.#ofDay(undefined)}>${say(overview.older, { date: "" })}</button>`}
                </p>
            </div>
            <p class="dek-answer"><span class="dek-answer-mark">${icon(good ? "yes" : "no")}</span><span>${cell(answer?.value)}</span></p>
            <p class="dek-because">
                ${now === undefined || needed === undefined
                    ? nothing
                    : say(overview.why, { now: cell(now.value, undefined, 0), needed: cell(needed.value, undefined, 0) })}
                ${below === undefined || worst === undefined || worst.value === null
                    ? nothing
                    : say(overview.why_district, { count: cell(below.value, undefined, 0), district: cell(worst.value) })}
            </p>
            <dl class="dek-large">
                ${figures.map((key) => {
                    const field = fieldOf(document, key);
                    return field === undefined
                        ? nothing
                        : html`<div>
                              <dt>${field.label}</dt>
                              <dd><dek-figure .document=${document} key=${key} name=${field.label} .value=${field.value} .decimals=${field.decimals}></dek-figure></dd>
                          </div>`;
                })}
            </dl>
            <div class="dek-row dek-no-print">
                ${this.may("forecasts") ? html`<a class="ds-button" href="/framskriving">${icon("forecast")}${say(overview.try_measures)}</a>` : nothing}
                <a class="ds-button" data-variant="secondary" href="/rapport">${icon("report")}${say(overview.make_report)}</a>
            </div>
        </section>`;
    }

    #bandOf(of: Forecast, kind: GoalKind): Bands | undefined {
        const band = kind.indicator === undefined ? undefined : of.indicators[kind.indicator];
        const per = kind.per === undefined ? undefined : of.indicators[kind.per.indicator];
        if (band === undefined || kind.per === undefined || per === undefined) {
            return band;
        }
        const many = kind.per.many;
        return Object.fromEntries(
            Object.entries(band).map(([key, values]: [string, number[]]) => [key, values.map((value, i) => (value / (per.p50[i] ?? 1)) * many)]),
        ) as unknown as Bands;
    }

    #title(row: Record<string, Cell>): string {
        const key = keyOf(row.goal_of);
        return key in goalKinds ? say(overview[key as "goal_capacity"]) : textOf(row.goal_of);
    }

    /** The newest observation of what a step does not tell of. */
    #newest(indicator: string): Record<string, Cell> | undefined {
        return rowsOf(this.#observations.value?.tables[0])
            .filter((row) => textOf(row.district) === "" && keyOf(row.indicator) === indicator)
            .sort((a, b) => textOf(a.date).localeCompare(textOf(b.date)))
            .at(-1);
    }

    #goals(document: Document) {
        const of = this.#future.value?.of;
        return html`<ul class="dek-goals">
            ${rowsOf(tableOf(document, "goals")).map((row) => {
                const key = keyOf(row.goal_of);
                const kind = goalKinds[key] ?? { type: "number" as const, decimals: 1, step: key };
                const title = this.#title(row);
                const met = row.met === true;
                const state = Number(row.state);
                const goal = Number(row.goal);
                const text = (value: Cell) => cell(value, kind.type, kind.decimals);
                const band = of === undefined ? undefined : this.#bandOf(of, kind);
                const past = kind.per === undefined && kind.indicator !== undefined ? (this.#history.value?.get(kind.indicator) ?? []) : [];
                const newest = this.#newest(kind.observed ?? "");
                return html`<li class="dek-panel dek-goal" data-met=${met}>
                    <div class="dek-panel-head">
                        <h3>${title}</h3>
                        <span class="dek-met">${icon(met ? "yes" : "no")}${say(met ? overview.met : overview.not_met)}</span>
                    </div>
                    <p class="dek-goal-value">
                        <dek-figure .document=${document} key=${kind.step} name=${title} text=${text(state)}
                            .explanation=${stepOf(document, kind.step) === undefined && newest !== undefined ? () => observationView(newest) : undefined}></dek-figure>
                        <span>${say(overview.goal_value, { goal: goalValue(goal, kind.type, kind.decimals) })}${key === "goal_vacancy" ? ` ${say(overview.unit_vacancy)}` : ""}</span>
                    </p>
                    ${of === undefined ? html`<div class="dek-spark"></div>` : spark(of.months, band, goal, past)}
                    <p class="dek-small">
                        ${of === undefined
                            ? this.#future.error === undefined && this.may("forecasts")
                                ? say(overview.reckoning)
                                : nothing
                            : this.#chance(of, kind, title, goal)}
                    </p>
                </li>`;
            })}
        </ul>`;
    }

    /** The chance that a goal is met some years ahead without new measures, and how it is known. */
    #chance(of: Forecast, kind: GoalKind, title: string, goal: number) {
        const at = YEARS * 12;
        const figure = (chance: string, explanation: () => unknown) =>
            html`<dek-figure name=${title} text=${say(overview.chance, { n: YEARS, chance })} .explanation=${explanation}></dek-figure>`;
        const inputs = (indicator: string, aimed?: ForecastGoal) => {
            void import("../parts/explain.ts");
            return html`<dek-inputs indicator=${indicator} start=${of.start}
                    .chance=${aimed === undefined ? undefined : { goal: aimed, at, day: of.months[at] ?? "", futures: of.futures }}></dek-inputs>
                <p><a class="ds-link" href="/framskriving">${say(overview.chance_more)}</a></p>`;
        };
        const band = of.indicators[kind.indicator ?? ""];
        if (kind.indicator === undefined || band === undefined) {
            return nothing;
        }
        if (kind.per !== undefined) {
            const per = of.indicators[kind.per.indicator]?.p50[at] ?? 0;
            const needed = (goal * per) / kind.per.many;
            const given = {
                n: YEARS,
                residents: number(per),
                needed: number(needed),
                value: number(band.p50[at] ?? 0),
                interval: `${number(band.p10[at] ?? 0)}–${number(band.p90[at] ?? 0)}`,
            };
            return figure(chanceOf(band, at, needed), () => html`<p>${say(overview.chance_per, given)}</p>${inputs("gps")}`);
        }
        const aimed = of.goals.find((each) => each.indicator === kind.indicator);
        return aimed === undefined ? nothing : figure(share(aimed.chance[at] ?? 0), () => inputs(aimed.indicator, aimed));
    }

    #matters(document: Document): Matter[] {
        const matters: Matter[] = [];
        const due = this.#due.value;
        const dueRows = due?.tables.flatMap((table) => rowsOf(table)) ?? [];
        if (dueRows.length > 0) {
            matters.push({ text: say(overview.due, { n: dueRows.length }), to: "/logg", bad: false });
        }
        const vacant = rowsOf(tableOf(this.#posts.value ?? undefined, "posts")).filter((row) => textOf(row.doctor) === "");
        if (vacant.length > 0) {
            const deadline = vacant.map((row) => textOf(row.deadline)).filter((day) => day !== "").sort()[0];
            matters.push({
                text: say(overview.vacant, { n: vacant.length }),
                ...(deadline === undefined ? {} : { more: say(overview.deadline, { date: date(deadline) }) }),
                to: "/lister",
                bad: true,
            });
        }
        const waiting = rowsOf(tableOf(this.#decisions.value ?? undefined, "decisions")).filter((row) => textOf(row.decided) === "");
        if (waiting.length > 0) {
            matters.push({ text: say(overview.decisions, { n: waiting.length }), to: "/lister", bad: false });
        }
        const goals = rowsOf(tableOf(document, "goals"));
        const missed = goals.filter((row) => row.met === false);
        if (missed.length > 0) {
            matters.push({
                text: say(overview.goals_missed, { n: missed.length, count: goals.length }),
                more: missed.map((row) => this.#title(row)).join(" · "),
                to: "/framskriving",
                bad: true,
            });
        }
        const below = fieldOf(document, "districts_below");
        if (typeof below?.value === "number" && below.value > 0) {
            const lacks = rowsOf(tableOf(this.#coverage.value, "districts"))
                .filter((row) => Number(row.difference) < 0)
                .sort((a, b) => Number(a.difference) - Number(b.difference))
                .map((row) => `${textOf(row.district)} ${number(Math.max(1, Math.round(-Number(row.difference))))}`);
            matters.push({
                text: say(overview.districts_below, { n: below.value }),
                ...(lacks.length === 0 ? {} : { more: say(overview.districts_lack, { districts: lacks.join(", ") }) }),
                to: "/rekruttering",
                bad: true,
            });
        }
        const found = fieldOf(this.#checks.value ?? undefined, "contradictions")?.value;
        if (typeof found === "number" && found > 0) {
            matters.push({ text: say(overview.contradictions, { n: found }), to: "/data", bad: false });
        }
        const newest = rowsOf(tableOf(document, "observed")).map((row) => textOf(row.newest_date)).sort().at(-1);
        if (newest !== undefined && newest !== "" && document.date !== null && newest > document.date) {
            matters.push({ text: say(overview.newer_exist, { date: date(newest) }), to: "/data", bad: false });
        }
        return matters;
    }

    #attention(document: Document) {
        const matters = this.#matters(document);
        return matters.length === 0
            ? html`<p class="dek-empty">${say(overview.attention_none)}</p>`
            : html`<ul class="dek-matters">
                  ${matters.map(
                      (matter) => html`<li data-bad=${matter.bad}>
                          <a href=${matter.to}><span class="dek-matter-mark">${icon(matter.bad ? "warning" : "arrow")}</span>
                              <span><strong>${matter.text}</strong>${matter.more === undefined ? nothing : html`<br /><span class="dek-small">${matter.more}</span>`}</span></a>
                      </li>`,
                  )}
              </ul>`;
    }

    /** The newest observation of each indicator that the status shows. */
    #observed() {
        const newest = rowsOf(tableOf(this.#status.value, "observed"))
            .map((row) => this.#newest(keyOf(row.indicator)))
            .filter((row) => row !== undefined);
        const sources = [...new Set(newest.map((row) => sourceTitle(textOf(row.source))))];
        const column = (key: string, label: string, type: ColumnType): Column => ({ key, label, unit: "", unit_text: "", type });
        const table: Table = {
            key: "newest",
            title: say(overview.observed),
            columns: [
                column("indicator", say(overview.indicator), "text"),
                column("value", say(overview.newest), "number"),
                column("date", say(overview.day), "date"),
            ],
            rows: newest.map((row) => [textOf(row.indicator), row.value ?? null, row.date ?? null, keyOf(row.indicator)]),
            total: null,
        };
        const render = (column: Column, _value: Cell, row: Cell[]) => {
            const of = newest.find((each) => keyOf(each.indicator) === row.at(-1));
            return column.key === "value" && of !== undefined
                ? html`<dek-figure name=${textOf(of.indicator)} text=${observed(of)} .explanation=${() => observationView(of)}></dek-figure>`
                : undefined;
        };
        return html`<dek-table .table=${table} caption="" no-sort .render_cell=${render}></dek-table>
            <p class="dek-small">${say(shell.source)}: ${sources.join("; ")}.
                ${language() === "en" && newest.some((row) => !isOurs(textOf(row.source))) ? say(overview.sources_norwegian) : nothing}</p>`;
    }

    #districts(document: Document) {
        const table = tableOf(document, "districts");
        if (table === undefined) {
            return html`<dek-state kind="empty"></dek-state>`;
        }
        const goal = fieldOf(document, "gps_per_1000_goal")?.value;
        const aim = typeof goal === "number" && goal > 0 ? goal : 1;
        const rows = rowsOf(table);
        const shades = rows
            .filter((row) => typeof row.gps_per_1000 === "number")
            .map((row) => ({ district: textOf(row.district), value: Number(row.gps_per_1000) }));
        const at = table.columns.findIndex((column) => column.key === "gps_per_1000");
        return html`<div class="dek-map-and-table">
            <dek-map name=${say(overview.per_1000)} .shades=${shades} .goal=${aim} .shapes=${this.#shapes.value ?? null}></dek-map>
            <dek-table .table=${table} caption="" .columns=${["district", "practices", "gps", "residents", "gps_per_1000", "difference"]}
                .render_cell=${(column: Column, value: Cell, row: Cell[]) =>
                    column.key === "gps_per_1000"
                        ? html`<span class="dek-swatch dek-step-${stepOfShare(Number(row[at]) / aim)}" aria-hidden="true"></span> ${cell(value, "number", 2)}`
                        : undefined}></dek-table>
        </div>
        <dek-notes .document=${document}></dek-notes>`;
    }
}
