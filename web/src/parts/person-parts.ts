// SPDX-License-Identifier: EUPL-1.2
// What the page of a person and a resident's own page both show.
import { html, nothing, type TemplateResult } from "lit";
import { cell, date, number } from "../format.ts";
import type { Document } from "../types.ts";
import { say } from "../words.ts";
import { persons } from "../words/persons.ts";
import { fieldOf, keyOf, rowsOf, tableOf, textOf } from "./document-read.ts";
import { listAddress, postOf } from "./register-cells.ts";
import type { Moment } from "./timeline.ts";

/** A list as fields name it, "9001/01-02 (Kari Lege)": the doctor first, as persons know it. */
export function listName(text: string): string {
    const doctor = /\((.*)\)$/.exec(text)?.[1];
    return doctor === undefined ? postOf(text) : `${doctor}, ${postOf(text)}`;
}

export function doctorName(text: string): string {
    return /\((.*)\)$/.exec(text)?.[1] ?? postOf(text);
}

/** As a link where the reader may open lists. */
export function listNamed(text: string, link: boolean): TemplateResult {
    return link
        ? html`<a class="ds-link" href=${listAddress(postOf(text))}>${listName(text)}</a>`
        : html`${listName(text)}`;
}

/** The lists a person has been on, as moments of a timeline. */
export function placeMoments(document: Document, link: boolean): Moment[] {
    return rowsOf(document, "person_lists").map((row) => {
        const until = textOf(row["until"]);
        return {
            from: textOf(row["from"]),
            until: until === "" ? null : until,
            title: listNamed(textOf(row["list"]), link),
            tag: textOf(row["came_by"]),
            color: until === "" ? "success" : "neutral",
            detail: [
                textOf(row["left_by"]),
                row["decided"] === null ? "" : say(persons.decided, { date: date(textOf(row["decided"])) }),
            ]
                .filter((each) => each !== "")
                .join(", "),
        } satisfies Moment;
    });
}

/** A place in a queue: how long it may take, and what would shorten it. */
export function queueView(queue: Document): TemplateResult {
    const waits = rowsOf(queue, "expected_wait");
    const now = waits.find((row) => keyOf(row["wait"]) === "wait_now");
    const place = fieldOf(queue, "place_in_queue");
    const table = tableOf(queue, "expected_wait");
    if (place === null) {
        return html`<dek-notes .document=${{ ...queue, steps: [] }}></dek-notes>`;
    }
    const other = textOf(fieldOf(queue, "other_list"));
    return html`<p class="ds-paragraph">
            <strong>${say(persons.queue_place, { place: cell(place), n: cell(fieldOf(queue, "waiting")) })}</strong>.
            ${typeof now?.["p50"] === "number"
                ? say(persons.queue_wait, { n: number(now["p50"]), low: cell(now["p10"]), high: cell(now["p90"]) })
                : say(persons.queue_wait_unknown)}
        </p>
        ${fieldOf(queue, "exchange_now") === true ? html`<p class="ds-paragraph">${say(persons.queue_exchange)}</p>` : nothing}
        ${other === "" ? nothing : html`<p class="ds-paragraph">${say(persons.queue_other, { post: other })}</p>`}
        ${table === undefined || table.rows.length === 0
            ? nothing
            : html`<dek-table .table=${table} .caption=${say(persons.queue_shorter)} no-sort></dek-table>`}
        <dek-notes .document=${queue}></dek-notes>`;
}
