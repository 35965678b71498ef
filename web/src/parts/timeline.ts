// SPDX-License-Identifier: EUPL-1.2
// What happened over time, newest first: a list that reads well aloud and on a narrow screen.
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Part } from "../element.ts";
import { date } from "../format.ts";
import { say } from "../words.ts";
import { register } from "../words/register.ts";

export interface Moment {
    from: string;
    /** null while it lasts; left out of what happened on one day */
    until?: string | null;
    title: unknown;
    detail?: unknown;
    tag?: string;
    color?: "success" | "warning" | "danger" | "info" | "neutral";
}

@customElement("dek-timeline")
export class DekTimeline extends Part {
    @property({ attribute: false }) moments: Moment[] = [];
    @property() label = "";

    override render(): unknown {
        const sorted = [...this.moments].sort((a, b) => b.from.localeCompare(a.from));
        const today = new Date().toISOString().slice(0, 10);
        return html`<ol class="dek-timeline" aria-label=${this.label}>
            ${sorted.map(
                (each) =>
                    html`<li data-color=${each.color ?? "neutral"} ?data-now=${each.until === null && each.from <= today}>
                        <span class="dek-timeline-when"
                            >${each.until === null && each.from > today ? say(register.from_day) : nothing} <time datetime=${each.from}>${date(each.from)}</time>${each.until === undefined
                                ? nothing
                                : each.until === null
                                  ? each.from > today
                                      ? nothing
                                      : html` – ${say(register.until_now)}`
                                  : html` – <time datetime=${each.until}>${date(each.until)}</time>`}</span
                        >
                        <span class="dek-timeline-title"
                            >${each.title}
                            ${each.tag === undefined
                                ? nothing
                                : html`<span class="ds-tag" data-size="sm" data-color=${each.color ?? "neutral"}>${each.tag}</span>`}</span
                        >
                        ${each.detail === undefined ? nothing : html`<span class="dek-timeline-detail">${each.detail}</span>`}
                    </li>`,
            )}
        </ol>`;
    }
}
