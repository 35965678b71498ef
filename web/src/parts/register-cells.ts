// SPDX-License-Identifier: EUPL-1.2
// Cells of the register's tables that are more than text: links to a list or a person, states, rules.
import { html, nothing, type TemplateResult } from "lit";
import { ApiError, getDocument } from "../api.ts";
import { number, sentence } from "../format.ts";
import type { Cell, Column } from "../types.ts";
import { language, say } from "../words.ts";
import { register } from "../words/register.ts";
import { keyOf, rowsOf, textOf } from "./document-read.ts";

/** "MUNICIPALITY/POST (doctor)", as fields of persons have lists, or a post alone. */
export function postOf(text: string): string {
    const bare = text.replace(/ \(.*$/, "");
    return bare.slice(bare.lastIndexOf("/") + 1);
}

export function listAddress(post: string): string {
    return `/lister/${encodeURIComponent(post)}`;
}

export function listLink(value: Cell): TemplateResult | undefined {
    const text = textOf(value);
    return text === "" ? undefined : html`<a class="ds-link dek-nowrap" href=${listAddress(postOf(text))}>${text}</a>`;
}

export function personLink(value: Cell): TemplateResult | undefined {
    return value === null ? undefined : html`<a class="ds-link dek-nowrap" href="/personer/${textOf(value)}">${textOf(value)}</a>`;
}

/** Where it stands what a rule says. */
export function ruleAddress(rule: string): string {
    return `/regelverk?vis=ord&sok=${encodeURIComponent(rule)}`;
}

export function ruleLink(value: Cell): TemplateResult | undefined {
    const text = textOf(value);
    return /^R\d+$/.test(text) ? html`<a class="ds-link dek-nowrap" href=${ruleAddress(text)}>${text}</a>` : undefined;
}

/** What a row of the log was told, as it stands in the log: for those who want it. */
export function loggedDetail(value: Cell): TemplateResult | undefined {
    return textOf(value) === ""
        ? undefined
        : html`<details class="dek-raw"><summary>${say(register.raw)}</summary><code class="dek-arguments">${textOf(value)}</code></details>`;
}

/** Whether it was done, refused or seen. */
export function outcomeTag(value: Cell): TemplateResult | undefined {
    const colors: Record<string, string> = { refused: "danger", seen: "info" };
    return value === null
        ? undefined
        : html`<span class="ds-tag" data-size="sm" data-color=${colors[keyOf(value)] ?? "neutral"}>${textOf(value)}</span>`;
}

/** A cell of the log that is more than text; whose person and rule are links is the page's to say. */
export function logCell(column: Column, value: Cell): TemplateResult | undefined {
    switch (column.key) {
        case "moment":
            return html`<time class="dek-nowrap" datetime=${textOf(value)}>${moment(textOf(value))}</time>`;
        case "outcome":
            return outcomeTag(value);
        case "operation":
            return html`${sentence(textOf(value))}`;
        case "arguments":
            return loggedDetail(value);
    }
    return undefined;
}

const STATE_COLORS: Record<string, string> = { open: "success", closed: "neutral", locked: "warning" };

export function stateTag(value: Cell): TemplateResult | undefined {
    return value === null
        ? undefined
        : html`<span class="ds-tag" data-size="sm" data-color=${STATE_COLORS[keyOf(value)] ?? "neutral"}>${textOf(value)}</span>`;
}

/** Where a post stands on the way to a new GP. */
export function stepTag(value: Cell): TemplateResult | undefined {
    const colors: Record<string, string> = { held: "success", vacant: "danger", unfilled: "danger" };
    return value === null
        ? undefined
        : html`<span class="ds-tag dek-nowrap" data-size="sm" data-color=${colors[keyOf(value)] ?? "info"}>${textOf(value)}</span>`;
}

/** The columns of posts, what matters first. */
export const POST_COLUMNS = [
    "post", "recruiting_step", "doctor", "practice", "resigned", "days_since", "deadline", "applicants", "awarded",
    "announcements_made", "consulted", "informed",
] as const;

/** A number with its unit: whole numbers without decimals, whatever the column has. */
export function quantity(value: Cell, unit: string): TemplateResult | undefined {
    return typeof value === "number"
        ? html`<span class="dek-nowrap">${Number.isInteger(value) ? number(value) : number(value, Number.isInteger(value * 10) ? 1 : 2)} ${unit}</span>`
        : undefined;
}

/** Free places; a list longer than its cap stands out by more than color: by its minus. */
export function placesCell(value: Cell): TemplateResult | undefined {
    return typeof value === "number" && value < 0
        ? html`<strong class="dek-over">${number(value)}</strong>`
        : undefined;
}

/** How full a list is, as a bar beside its numbers. */
export function fillBar(length: number, cap: number, label: string): TemplateResult | typeof nothing {
    if (cap <= 0) {
        return nothing;
    }
    const width = 100;
    const most = Math.max(cap, length);
    const taken = (Math.min(length, cap) / most) * width;
    const over = (Math.max(0, length - cap) / most) * width;
    return html`<svg class="dek-fill" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label=${label}>
        <rect class="dek-fill-cap" x="0" y="0" width="100" height="8" />
        <rect class="dek-fill-taken" x="0" y="0" width=${taken} height="8" />
        <rect class="dek-fill-over" x=${taken} y="0" width=${over} height="8" />
    </svg>`;
}

/** The districts there are, as practices have them; none where practices are not to be had. */
export async function districtNames(signal: AbortSignal): Promise<string[]> {
    try {
        const all = await getDocument("practices", { table: "practice_rows", limit: 1000 }, signal);
        return [...new Set(rowsOf(all, "practice_rows").map((row) => textOf(row["district"])))]
            .filter((name) => name !== "")
            .sort((a, b) => a.localeCompare(b, "nb"));
    } catch (error) {
        if (error instanceof ApiError) {
            return [];
        }
        throw error;
    }
}

/** A moment as the reader's clock has it. */
export function moment(iso: string): string {
    const at = new Date(iso);
    return Number.isNaN(at.getTime())
        ? iso
        : at.toLocaleString(language() === "en" ? "en-GB" : "nb-NO", {
              dateStyle: "short",
              timeStyle: "medium",
          });
}
