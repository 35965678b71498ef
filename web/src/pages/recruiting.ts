// SPDX-License-Identifier: EUPL-1.2
// Recruiting and need: the reckoning, and the case worker's lists of work.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { getDocument, term } from "../api.ts";
import { Resource } from "../element.ts";
import { askForecast, FUTURES, type Forecast } from "../forecast.ts";
import type { ActionGroup } from "../parts/actions.ts";
import type { DekBrowse, Filter } from "../parts/browse.ts";
import { needBars, recruitingBars, type Bars } from "../parts/bars.ts";
import { fieldOf, textOf } from "../parts/document-read.ts";
import { sentence } from "../format.ts";
import { RegisterPage } from "../parts/register-page.ts";
import { listLink, personLink, POST_COLUMNS, stepTag } from "../parts/register-cells.ts";
import type { Cell, Column, Document } from "../types.ts";
import { say, type Word } from "../words.ts";
import { recruiting } from "../words/recruiting.ts";
import { register } from "../words/register.ts";
import "../parts/actions.ts";
import "../parts/browse.ts";
import "../parts/document.ts";
import "../parts/fan.ts";
import { fanKey } from "../parts/fan.ts";

const YEARS = 10; // how far ahead the GPs are held against the need

type View = "need" | "posts" | "doctors" | "locums" | "candidates" | "duties" | "decisions";

const views: { view: View; name: string; title: Word; routes: readonly string[] }[] = [
    { view: "need", name: "behov", title: recruiting.view_need, routes: ["need", "recruiting"] },
    { view: "posts", name: "hjemler", title: recruiting.view_posts, routes: ["posts"] },
    { view: "doctors", name: "leger", title: recruiting.view_doctors, routes: ["doctors"] },
    { view: "locums", name: "vikarer", title: recruiting.view_locums, routes: ["locums"] },
    { view: "candidates", name: "kandidater", title: recruiting.view_candidates, routes: ["candidates"] },
    { view: "duties", name: "bistilling", title: recruiting.view_duties, routes: ["duties", "exemptions"] },
    { view: "decisions", name: "vedtak", title: recruiting.view_decisions, routes: ["decisions", "reductions"] },
];

const actions: Record<View, ActionGroup[]> = {
    need: [],
    posts: [
        {
            title: recruiting.group_post,
            operations: [
                "post_create", "post_resign", "post_consult", "post_inform", "post_announce", "post_apply",
                "post_decline", "post_award", "post_take_over", "post_extend", "post_terminate", "post_revert", "post_end",
            ],
        },
    ],
    doctors: [
        { title: recruiting.group_doctor, operations: ["doctor_add", "doctor_update", "doctor_absence", "part_start", "part_end"] },
    ],
    locums: [{ title: recruiting.group_locum, operations: ["locum_start", "locum_end", "locum_offer"] }],
    candidates: [{ title: recruiting.group_candidate, operations: ["candidate_add", "candidate_stage"] }],
    duties: [
        { title: recruiting.group_duty, operations: ["duty_order", "duty_agree", "duty_end"] },
        { title: recruiting.group_exemption, operations: ["exemption_grant", "exemption_refuse", "exemption_end"] },
    ],
    decisions: [
        {
            title: recruiting.group_removal,
            operations: ["removal_decide", "removal_appeal", "removal_settle", "removal_notify", "removal_place"],
        },
        { title: recruiting.group_exemption, operations: ["exemption_appeal", "exemption_settle"] },
        { title: recruiting.group_reduction, operations: ["reduction_commit", "reduction_draw"] },
    ],
};

/** Where a post may stand. */
const STEPS = [
    "vacant", "resigned", "consulted", "announced", "applied", "interviewed", "awarded", "signed", "notified", "letter",
    "unfilled", "new_post", "reverted", "held",
] as const;

@customElement("dek-page-recruiting")
export class RecruitingPage extends RegisterPage {
    @state() private decisions_asked = false;

    private readonly need = this.planning("need");
    private readonly yearly = this.planning("recruiting");
    private readonly workload = this.planning("workload");

    private readonly ahead = new Resource<Document<Forecast> | null>(
        this,
        async (signal) => (this.view() === "need" && this.may("forecasts") ? await askForecast({ years: YEARS, futures: FUTURES, package: [] }, signal) : null),
        { live: true },
    );

    private planning(path: string): Resource<Document | null> {
        const fetched = async (signal: AbortSignal) => (this.view() === "need" ? await getDocument(path, {}, signal) : null);
        return new Resource<Document | null>(this, fetched, { live: true });
    }

    private view(): View {
        const wanted = this.query.get("vis");
        return views.find((each) => each.name === wanted)?.view ?? "need";
    }

    private render_cell = (column: Column, value: Cell, _row: Cell[]) => {
        switch (column.key) {
            case "post":
                return value === null || !this.may("list") ? undefined : listLink(value);
            case "practice":
            case "doctor":
            case "name":
            case "awarded":
                return value === null ? undefined : html`<span class="dek-nowrap">${textOf(value)}</span>`;
            case "person":
                return this.may("person") ? personLink(value) : undefined;
            case "recruiting_step":
                return stepTag(value);
            case "overdue":
                return value === true
                    ? html`<span class="ds-tag" data-size="sm" data-color="danger">${say(recruiting.overdue)}</span>`
                    : html`${say(recruiting.in_time)}`;
        }
        return undefined;
    };

    private panel(title: Word, document: Resource<Document | null>, bars?: (document: Document) => Bars | undefined): TemplateResult {
        return html`<section class="dek-panel">
            <h2 class="ds-heading" data-size="xs">${say(title)}</h2>
            ${document.value === undefined && document.error?.problem.type.endsWith(":no_figure") === true
                ? html`<dek-state kind="empty" text=${document.error.problem.detail ?? ""}></dek-state>`
                : document.show((value) => (value === null ? nothing : this.told(value, bars?.(value))))}
        </section>`;
    }

    /** A document below its bars, without the table that those have a twin of. */
    private told(document: Document, bars: Bars | undefined): TemplateResult {
        const tables = document.tables.map((table) => table.key).filter((key) => key !== bars?.table?.key);
        return html`<dek-bars .bars=${bars}></dek-bars><dek-document .document=${document} .tables=${tables}></dek-document>`;
    }

    /** How many GPs there will be, against the need of today. Left out where it cannot be foreseen. */
    private outlook(): unknown {
        const band = this.ahead.value?.of?.indicators.gps;
        const needed = this.need.value == null ? null : fieldOf(this.need.value, "gps_with_vacancy");
        if (band === undefined || typeof needed !== "number") {
            return nothing;
        }
        return html`<section class="dek-panel">
            <h2 class="ds-heading" data-size="xs">${say(recruiting.ahead)}</h2>
            <p class="dek-small">${say(recruiting.ahead_lead, { goal: needed })}</p>
            <dek-fan name=${term("outcomes", "gps")} .months=${this.ahead.value?.of?.months ?? []} .band=${band} .goal=${needed} height="260"></dek-fan>
            ${fanKey()}
        </section>`;
    }

    private browse(path: string, table: string, what: Word, filters: Filter[] = [], keep = true, sort = "", columns?: readonly string[]): TemplateResult {
        return html`<dek-browse
            ?keep=${keep}
            ?logged=${path === "decisions"}
            path=${path}
            table=${table}
            .what=${say(what)}
            caption=""
            sort=${sort}
            .columns=${columns}
            .filters=${filters}
            .render_cell=${this.render_cell}
        ></dek-browse>`;
    }

    private under(title: Word, body: unknown): TemplateResult {
        return html`<section>
            <h2 class="ds-heading" data-size="sm">${say(title)}</h2>
            ${body}
        </section>`;
    }

    private show(view: View): unknown {
        const steps: Filter[] = [
            {
                name: "trinn",
                label: say(recruiting.step),
                options: STEPS.map((step) => {
                    const text = term("recruiting_step", step);
                    return { value: step, text: sentence(text === step ? term("messages", step) : text), where: `recruiting_step:${step}` };
                }),
            },
        ];
        switch (view) {
            case "need":
                return html`<p class="dek-small">${say(recruiting.explain_hint)}</p>
                    ${this.outlook()} ${this.panel(recruiting.need, this.need, needBars)}
                    ${this.panel(recruiting.yearly, this.yearly, recruitingBars)} ${this.panel(recruiting.workload, this.workload)}`;
            case "posts":
                return this.browse("posts", "posts", recruiting.posts_what, steps, true, "-days_since", POST_COLUMNS);
            case "doctors":
                return this.browse("doctors", "list_doctors", recruiting.doctors_what);
            case "locums":
                return this.browse("locums", "locums", recruiting.locums_what);
            case "candidates":
                return this.browse("candidates", "candidates", recruiting.candidates_what);
            case "duties":
                return html`${this.may("duties") ? this.under(recruiting.duties, this.browse("duties", "duties", recruiting.duties, [], false)) : nothing}
                ${this.may("exemptions")
                    ? this.under(recruiting.exemptions, this.browse("exemptions", "exemptions", recruiting.exemptions, [], false))
                    : nothing}`;
            case "decisions":
                return html`${this.may("reductions")
                    ? this.under(recruiting.reductions, this.browse("reductions", "reductions", recruiting.reductions, [], false))
                    : nothing}
                ${!this.may("decisions")
                    ? nothing
                    : this.under(
                          recruiting.decisions,
                          this.decisions_asked
                              ? this.browse("decisions", "decisions", recruiting.decisions, [], false)
                              : html`<p class="ds-paragraph">${say(recruiting.decisions_intro)}</p>
                                    <div>
                                        <button class="ds-button" data-variant="secondary" type="button" @click=${() => (this.decisions_asked = true)}>
                                            ${say(recruiting.decisions_show)}
                                        </button>
                                    </div>`,
                      )}`;
        }
    }

    override render(): unknown {
        const view = this.view();
        const shown = views.filter((each) => each.routes.some((route) => this.may(route)));
        return html`<h1 class="ds-heading" data-size="lg">${say(recruiting.title)}</h1>
            <p class="ds-paragraph dek-lead">${say(recruiting.intro)}</p>
            <nav class="ds-toggle-group dek-views" aria-label=${say(register.view)}>
                ${shown.map(
                    (each) =>
                        html`<a class="ds-button" data-variant="tertiary" href="/rekruttering?vis=${each.name}" aria-current=${each.view === view ? "true" : "false"}>${say(each.title)}</a>`,
                )}
            </nav>
            ${this.show(view)}
            ${!this.canAny(actions[view])
                ? nothing
                : this.under(
                      recruiting.actions,
                      html`<dek-actions
                          .groups=${actions[view]}
                          @done=${() => this.querySelectorAll<DekBrowse>("dek-browse").forEach((each) => each.reload())}
                      ></dek-actions>`,
                  )}`;
    }
}
