// SPDX-License-Identifier: EUPL-1.2
// The rules on a day: their numbers, what changed between two days, and what each rule says.
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { term } from "../api.ts";
import { Page } from "../element.ts";
import { cellOf, date } from "../format.ts";
import type { Filter } from "../parts/browse.ts";
import { keyOf, textOf } from "../parts/document-read.ts";
import { quantity } from "../parts/register-cells.ts";
import { keepInAddress } from "../router.ts";
import type { Cell, Column } from "../types.ts";
import { say } from "../words.ts";
import { register } from "../words/register.ts";
import { rules } from "../words/rules.ts";
import "../parts/browse.ts";

@customElement("dek-page-rules")
export class RulesPage extends Page {
    @state() private day = "";
    @state() private since = "";

    override connectedCallback(): void {
        super.connectedCallback();
        const query = new URLSearchParams(location.search);
        this.day = query.get("dag") ?? "";
        this.since = query.get("siden") ?? "";
    }

    private choose(event: Event): void {
        event.preventDefault();
        const form = new FormData(event.target as HTMLFormElement);
        this.day = String(form.get("day") ?? "");
        this.since = String(form.get("since") ?? this.since);
        const query = new URLSearchParams(location.search);
        for (const [name, value] of [["dag", this.day], ["siden", this.since]] as const) {
            if (value === "") {
                query.delete(name);
            } else {
                query.set(name, value);
            }
        }
        keepInAddress(query);
    }

    /** The columns of rules and of changes, as the cells below count on them. */
    private render_cell = (column: Column, value: Cell, row: Cell[]) => {
        switch (column.key) {
            case "name":
                return html`<span class="dek-rule-name">${textOf(value)}</span>`;
            case "value":
                return this.with_unit(column, value, row[2]);
            case "before":
            case "after":
                return this.with_unit(column, value, row[4]);
            case "rule_kind":
                return value === null
                    ? undefined
                    : html`<span class="ds-tag" data-size="sm" data-color=${keyOf(value) === "law" ? "info" : "neutral"}>${textOf(value)}</span>`;
            case "valid_from":
                return html`<span class="dek-nowrap">${cellOf(column, value)}${row[6] == null ? "" : ` – ${cellOf(column, row[6])}`}</span>`;
        }
        return undefined;
    };

    /** The cells of what the rules say. */
    private render_clause = (column: Column, value: Cell, row: Cell[]) => {
        switch (column.key) {
            case "rule":
                return html`<span class="dek-nowrap">${textOf(value)}</span>`;
            case "rule_says":
                return html`<span class="dek-rule-name">${textOf(value)}</span>`;
            case "valid_from":
                return html`<span class="dek-nowrap">${cellOf(column, value)}${row[5] == null ? "" : ` – ${cellOf(column, row[5])}`}</span>`;
        }
        return this.render_cell(column, value, row);
    };

    private with_unit(column: Column, value: Cell, unit: Cell | undefined) {
        const named = textOf(unit ?? null);
        const text = typeof unit === "object" ? named : term("units", named);
        return quantity(value, text) ?? (value === null ? undefined : html`<span class="dek-nowrap">${cellOf(column, value)} ${text}</span>`);
    }

    override render(): unknown {
        const in_words = this.query.get("vis") === "ord";
        const kinds = in_words
            ? (["law", "agreement", "practice", "convention", "derived", "own"] as const)
            : (["law", "agreement", "practice", "convention"] as const);
        const filters: Filter[] = [
            {
                name: "grunnlag",
                label: say(rules.kind),
                options: kinds.map((kind) => ({ value: kind, text: say(rules[kind]), where: `rule_kind:${kind}` })),
            },
        ];
        const today = new Date().toISOString().slice(0, 10);
        return html`<h1 class="ds-heading" data-size="lg">${say(rules.title)}</h1>
            <p class="ds-paragraph dek-lead">${say(in_words ? rules.words_intro : rules.intro)}</p>
            <nav class="ds-toggle-group dek-views" aria-label=${say(register.view)}>
                ${[
                    { name: "tall", title: rules.in_numbers, chosen: !in_words },
                    { name: "ord", title: rules.in_words, chosen: in_words },
                ].map(
                    (each) => html`<a class="ds-button" data-variant="tertiary" aria-current=${each.chosen ? "true" : "false"}
                        href="/regelverk?vis=${each.name}${this.day === "" ? "" : `&dag=${this.day}`}">${say(each.title)}</a>`,
                )}
            </nav>
            <form class="dek-tools" @submit=${(event: Event) => this.choose(event)}>
                <ds-field class="ds-field">
                    <label class="ds-label" for="rules-day">${say(rules.day)}</label>
                    <input class="ds-input" type="date" id="rules-day" name="day" .value=${this.day || today} />
                </ds-field>
                ${in_words
                    ? nothing
                    : html`<ds-field class="ds-field">
                          <label class="ds-label" for="rules-since">${say(rules.since)}</label>
                          <input class="ds-input" type="date" id="rules-since" name="since" .value=${this.since} aria-describedby="rules-since-hint" />
                      </ds-field>`}
                <button class="ds-button" data-variant="secondary" type="submit">${say(rules.show)}</button>
                ${in_words ? nothing : html`<p class="dek-small" id="rules-since-hint">${say(rules.since_hint)}</p>`}
            </form>
            ${in_words
                ? html`<dek-browse keep path="clauses" table="clauses" page-size="50" .extra=${{ date: this.day }} .what=${say(rules.what)}
                      .filters=${filters} caption="" .columns=${["rule", "rule_says", "rule_kind", "source", "valid_from", "valid_to"]}
                      .aside=${["valid_to"]} .labels=${{ rule_says: say(rules.says), valid_from: say(rules.in_force) }}
                      .render_cell=${this.render_clause}></dek-browse>`
                : this.numbers(filters, today)}`;
    }

    private numbers(filters: Filter[], today: string) {
        return this.since === ""
            ? html`<dek-browse keep path="rules" table="rules" page-size="50" .extra=${{ date: this.day }} .what=${say(rules.what)}
                  .filters=${filters} caption="" .columns=${["name", "value", "unit", "rule_kind", "clause", "valid_from", "valid_to", "source"]}
                  .aside=${["unit", "valid_to"]} .labels=${{ name: say(rules.rule), valid_from: say(rules.in_force) }}
                  .render_cell=${this.render_cell}></dek-browse>`
            : html`<h2 class="ds-heading" data-size="sm">${say(rules.changes, { from: date(this.since), to: date(this.day || today) })}</h2>
                  <dek-browse path="rules" table="changes" page-size="50" .extra=${{ date: this.day || today, since: this.since }} .what=${say(rules.change_what)}
                      caption="" .columns=${["name", "change", "before", "after", "unit", "clause", "source_before", "source_after"]}
                      .aside=${["unit"]} .labels=${{ name: say(rules.rule) }}
                      .render_cell=${this.render_cell}></dek-browse>`;
    }
}
