// SPDX-License-Identifier: EUPL-1.2
// One list: who its doctors were, how full it is, who waits, what is under way, and what can be done.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, getDocument, listen } from "../api.ts";
import { Resource } from "../element.ts";
import { cell, date, number } from "../format.ts";
import { fieldOf, keyOf, numberOf, rowsOf, tableOf, textOf, type Row } from "../parts/document-read.ts";
import { RegisterPage } from "../parts/register-page.ts";
import { fillBar, personLink, stateTag } from "../parts/register-cells.ts";
import type { ActionGroup } from "../parts/actions.ts";
import type { Moment } from "../parts/timeline.ts";
import type { Cell, Column, Document } from "../types.ts";
import { say } from "../words.ts";
import { lists } from "../words/lists.ts";
import { register } from "../words/register.ts";
import "../parts/actions.ts";
import "../parts/browse.ts";
import "../parts/timeline.ts";

const actions: ActionGroup[] = [
    {
        title: lists.group_list,
        operations: ["list_cap", "list_lock", "list_unlock", "list_members", "list_everyone", "list_common"],
    },
    { title: lists.group_reduction, operations: ["reduction_ask", "reduction_commit", "reduction_draw"] },
    {
        title: lists.group_post,
        operations: [
            "post_resign", "post_consult", "post_inform", "post_announce", "post_apply", "post_decline", "post_award",
            "post_take_over", "post_extend", "post_terminate", "post_revert", "post_end",
        ],
    },
    {
        title: lists.group_doctor,
        operations: ["locum_start", "locum_end", "locum_offer", "part_start", "part_end"],
    },
    { title: lists.group_persons, operations: ["person_enrol"] },
];

interface Tagged {
    document: Document;
    etag: string;
}

@customElement("dek-page-list")
export class ListPage extends RegisterPage {
    @state() private members_asked = false;
    @state() private members_day = "";
    @state() private members_known = "";

    private readonly list = new Resource<Tagged>(
        this,
        async (signal) => {
            const response = await ask(`lists/${encodeURIComponent(this.post())}`, { signal });
            return {
                document: (await response.json()) as Document,
                etag: response.headers.get("ETag") ?? "",
            };
        },
        { live: true },
    );
    private readonly queue = new Resource<Document>(
        this,
        (signal) => getDocument(`lists/${encodeURIComponent(this.post())}/queue`, {}, signal),
        { paused: true },
    );
    private readonly recruiting = new Resource<Document>(
        this,
        (signal) => getDocument(`posts/${encodeURIComponent(this.post())}`, {}, signal),
        { paused: true },
    );

    private stop: (() => void) | undefined;

    private post(): string {
        return this.params["post"] ?? "";
    }

    override connectedCallback(): void {
        super.connectedCallback();
        queueMicrotask(() => {
            this.entitle(say(register.list_n, { post: this.post() }));
            this.reload_more();
        });
        this.stop = listen("changed", () => this.reload_more());
    }

    override disconnectedCallback(): void {
        super.disconnectedCallback();
        this.stop?.();
    }

    private reload_more(): void {
        if (this.may("list_queue")) {
            void this.queue.reload();
        }
        if (this.may("post")) {
            void this.recruiting.reload();
        }
    }

    private reload(): void {
        void this.list.reload();
        this.reload_more();
    }

    private figures(document: Document): TemplateResult {
        const length = numberOf(fieldOf(document, "length"));
        const cap = numberOf(fieldOf(document, "cap"));
        const free = numberOf(fieldOf(document, "free_places"));
        const months = numberOf(fieldOf(document, "turnover_months"));
        const doctor = textOf(fieldOf(document, "doctor"));
        const locum = textOf(fieldOf(document, "locum"));
        return html`<div class="dek-tiles">
            <div class="ds-card dek-tile">
                <p class="dek-tile-name">${say(lists.doctor_now)}</p>
                <p class="dek-tile-value">
                    ${doctor === "" ? html`<span class="ds-tag" data-color="danger">${say(register.no_doctor)}</span>` : doctor}
                </p>
                ${locum === "" ? nothing : html`<p class="dek-tile-more">${say(lists.locum_now, { name: locum })}</p>`}
            </div>
            <div class="ds-card dek-tile">
                <p class="dek-tile-name">${say(lists.on_list)}</p>
                <p class="dek-tile-value">${number(length)}</p>
                ${fillBar(length, cap, say(lists.fill, { length: number(length), cap: number(cap) }))}
                <p class="dek-tile-more">${say(lists.of_cap, { cap: number(cap) })}</p>
            </div>
            <div class="ds-card dek-tile">
                <p class="dek-tile-name">${say(free < 0 ? lists.over : lists.free)}</p>
                <p class="dek-tile-value">${number(Math.abs(free))}</p>
            </div>
            <div class="ds-card dek-tile">
                <p class="dek-tile-name">${say(lists.waiting)}</p>
                <p class="dek-tile-value">${cell(fieldOf(document, "waiting"))}</p>
            </div>
            <div class="ds-card dek-tile">
                <p class="dek-tile-name">${say(lists.turnover)}</p>
                <p class="dek-tile-value">
                    ${months === 0 ? "–" : html`${cell(fieldOf(document, "came"))} / ${cell(fieldOf(document, "left"))}`}
                </p>
                <p class="dek-tile-more">
                    ${months === 0 ? say(lists.turnover_none) : say(months === 1 ? lists.turnover_month : lists.turnover_months, { n: months })}
                </p>
            </div>
        </div>`;
    }

    private moments(document: Document): Moment[] {
        const moments: Moment[] = [];
        const day = (row: Row, key: string) => textOf(row[key]);
        const until = (row: Row, key = "until") => (day(row, key) === "" ? null : day(row, key));
        for (const row of rowsOf(document, "list_doctors")) {
            const gp = keyOf(row["relation"]) === "gp";
            const part = numberOf(row["share"]);
            moments.push({
                from: day(row, "from"),
                until: until(row),
                title: textOf(row["name"]),
                tag: textOf(row["relation"]),
                color: gp ? "success" : "info",
                ...(part > 0 && part !== 100 ? { detail: say(lists.share_of, { share: part > 1 ? part : part * 100 }) } : {}),
            });
        }
        for (const row of rowsOf(document, "agreements")) {
            const told = [textOf(row["employment"])];
            if (row["cap"] !== null) {
                told.push(say(lists.agreement_cap, { cap: cell(row["cap"]) }));
            }
            if (day(row, "notice") !== "") {
                told.push(say(lists.notice_given, { date: date(day(row, "notice")) }));
            }
            moments.push({
                from: day(row, "from"),
                until: until(row),
                title: `${say(lists.agreement)}: ${textOf(row["name"])}`,
                detail: told.filter((each) => each !== "").join(", "),
            });
        }
        for (const row of rowsOf(document, "reductions")) {
            const hash = textOf(row["commitment"]);
            moments.push({
                from: day(row, "asked"),
                title: say(lists.reduction_asked, { cap: cell(row["cap"]) }),
                color: "warning",
                ...(hash === "" ? {} : { detail: say(lists.commitment, { hash: `${hash.slice(0, 12)}…` }) }),
            });
            if (day(row, "effective") !== "") {
                moments.push({
                    from: day(row, "effective"),
                    title: say(row["drawn"] === null ? lists.reduction_effective : lists.reduction_drawn),
                    color: "warning",
                });
            }
        }
        const resigned = textOf(fieldOf(document, "resigned"));
        if (resigned !== "") {
            moments.push({ from: resigned, title: say(lists.resigned), color: "danger" });
        }
        const post = this.recruiting.value;
        if (post !== undefined) {
            for (const row of rowsOf(post, "announcements")) {
                const awarded = textOf(row["awarded"]);
                moments.push({
                    from: day(row, "announced"),
                    title: say(lists.announced, { number: textOf(row["announcement"]) }),
                    color: "info",
                    detail: [
                        say(lists.deadline, { date: date(day(row, "deadline")) }),
                        awarded === "" ? "" : say(lists.awarded_to, { name: awarded }),
                    ]
                        .filter((each) => each !== "")
                        .join(", "),
                });
            }
            for (const row of rowsOf(post, "applications")) {
                moments.push({
                    from: day(row, "received"),
                    title: say(lists.application, { name: textOf(row["name"]) }),
                    color: "info",
                });
            }
        }
        return moments.filter((each) => each.from !== "");
    }

    private show_queue(queue: Document): unknown {
        const rows = rowsOf(queue, "turns");
        const first = rows[0];
        const last = rows.at(-1);
        if (first === undefined || last === undefined) {
            return html`<p class="ds-paragraph">${say(lists.queue_none)}</p>`;
        }
        const expected = last["p50"];
        return html`<p class="ds-paragraph">
                ${say(lists.queue_summary, { n: number(rows.length), date: date(textOf(first["since"])) })}
                ${typeof expected !== "number"
                    ? nothing
                    : say(lists.queue_expected, { n: expected, low: cell(last["p10"]), high: cell(last["p90"]) })}
            </p>
            <details class="ds-details">
                <summary>${say(lists.queue_table)}</summary>
                <div>
                    <dek-table .table=${tableOf(queue, "turns")} page-size="20" caption=""></dek-table>
                    <dek-notes .document=${queue}></dek-notes>
                </div>
            </details>`;
    }

    private show_recruiting(post: Document): unknown {
        const stand = fieldOf(post, "recruiting_step");
        if (keyOf(stand) === "held" && rowsOf(post, "announcements").length === 0) {
            return nothing;
        }
        const shown = post.fields.filter((field) => field.value !== null && field.key !== "post" && field.key !== "practice");
        return html`<section aria-labelledby="recruiting">
            <h2 class="ds-heading" data-size="sm" id="recruiting">${say(lists.recruiting)}</h2>
            <dek-document .document=${{ ...post, fields: shown, tables: post.tables.filter((table) => table.rows.length > 0) }}></dek-document>
        </section>`;
    }

    private show_members(): unknown {
        const submit = (event: Event) => {
            event.preventDefault();
            const form = new FormData(event.target as HTMLFormElement);
            this.members_day = String(form.get("day") ?? "");
            this.members_known = String(form.get("known") ?? "");
            this.members_asked = true;
        };
        return html`<section aria-labelledby="members">
            <h2 class="ds-heading" data-size="sm" id="members">${say(lists.members)}</h2>
            <div class="ds-alert" data-color="warning"><p class="ds-paragraph">${say(lists.members_logged)}</p></div>
            <form class="dek-tools" @submit=${submit}>
                <ds-field class="ds-field">
                    <label class="ds-label" for="members-day">${say(lists.members_day)} <span class="dek-optional">(${say(register.optional)})</span></label>
                    <input class="ds-input" type="date" id="members-day" name="day" />
                </ds-field>
                <ds-field class="ds-field">
                    <label class="ds-label" for="members-known">${say(lists.members_known)} <span class="dek-optional">(${say(register.optional)})</span></label>
                    <input class="ds-input" type="date" id="members-known" name="known" />
                </ds-field>
                <button class="ds-button" data-variant="secondary" type="submit">${say(lists.members_show)}</button>
            </form>
            ${!this.members_asked
                ? nothing
                : html`<dek-browse
                      logged
                      path="lists/${encodeURIComponent(this.post())}/members"
                      table="members"
                      .extra=${{ date: this.members_day, known: this.members_known }}
                      .what=${say(lists.members)}
                      caption=""
                      .render_cell=${(column: Column, value: Cell) =>
                          column.key === "person" && this.may("person") ? personLink(value) : undefined}
                  ></dek-browse>`}
        </section>`;
    }

    private show(tagged: Tagged): unknown {
        const { document, etag } = tagged;
        const place = [textOf(fieldOf(document, "practice")), textOf(fieldOf(document, "district"))];
        return html`<p class="ds-paragraph dek-lead">
                ${stateTag(fieldOf(document, "list_state"))} ${place.filter((each) => each !== "").join(", ")}
            </p>
            ${this.figures(document)}
            <section aria-labelledby="history">
                <h2 class="ds-heading" data-size="sm" id="history">${say(lists.history)}</h2>
                <dek-timeline .moments=${this.moments(document)} label=${say(lists.history)}></dek-timeline>
                <details class="ds-details">
                    <summary>${say(lists.history_table)}</summary>
                    <div><dek-document .document=${document} no-fields></dek-document></div>
                </details>
            </section>
            ${!this.may("list_queue")
                ? nothing
                : html`<section aria-labelledby="queue">
                      <h2 class="ds-heading" data-size="sm" id="queue">${say(lists.queue)}</h2>
                      ${this.queue.show((queue) => this.show_queue(queue), 2)}
                  </section>`}
            ${this.may("post") && this.recruiting.value !== undefined ? this.show_recruiting(this.recruiting.value) : nothing}
            ${this.canAny(actions)
                ? html`<section aria-labelledby="actions">
                      <h2 class="ds-heading" data-size="sm" id="actions">${say(lists.actions)}</h2>
                      <dek-actions
                          .groups=${actions}
                          .fixed=${{ list: this.post() }}
                          .suggested=${{ cap: numberOf(fieldOf(document, "cap")) }}
                          .etag=${etag}
                          @done=${() => this.reload()}
                          @stale=${() => this.reload()}
                      ></dek-actions>
                  </section>`
                : nothing}
            ${this.may("list_members") ? this.show_members() : nothing}`;
    }

    override render(): unknown {
        return html`<p><a class="ds-link" href="/lister">← ${say(lists.back)}</a></p>
            <h1 class="ds-heading" data-size="lg">${say(register.list_n, { post: this.post() })}</h1>
            ${this.list.show((tagged) => this.show(tagged), 6)}`;
    }
}
