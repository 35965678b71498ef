// SPDX-License-Identifier: EUPL-1.2
// <dek-document>: a whole document as it is: fields, tables, how it came about, remarks and notes.
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { loadSources } from "../api.ts";
import { Part } from "../element.ts";
import { cell, cellOf } from "../format.ts";
import type { Document, Field, Step, Table } from "../types.ts";
import { say } from "../words.ts";
import { shell } from "../words/shell.ts";
import { stepView } from "./figure.ts";
import "./figure.ts";
import "./table.ts";

const ACROSS_MAX = 9; // columns of a single row that are read across

export function fieldOf(document: Document | undefined, key: string): Field | undefined {
    return document?.fields.find((field) => field.key === key);
}

export function fieldType(field: Field) {
    return field.type ?? (field.unit === "percent" && typeof field.value === "number" && Math.abs(field.value) <= 1 ? ("share" as const) : undefined);
}

export function fieldText(field: Field): string {
    const type = fieldType(field);
    // Decimals of large numbers are no one's use.
    const decimals = type !== "share" && typeof field.value === "number" && Math.abs(field.value) >= 1000 ? 0 : field.decimals;
    const text = cell(field.value, type, decimals);
    return type === "share" || field.unit_text === "" || field.value === null ? text : `${text} ${field.unit_text}`;
}

/** A single row of many columns: what it says, below each other. */
function rowFacts(table: Table) {
    return html`<section class="dek-facts">
        <p class="dek-caption">${table.title}</p>
        <dl class="dek-fields">
            ${table.columns.map((column, i) =>
                table.rows[0]?.[i] == null
                    ? nothing
                    : html`<div>
                          <dt>${column.label}</dt>
                          <dd>${cellOf(column, table.rows[0][i])}</dd>
                      </div>`,
            )}
        </dl>
    </section>`;
}

@customElement("dek-document")
export class DekDocument extends Part {
    @property({ attribute: false }) document: Document | undefined;
    /** Keys of tables shown; all when left out. */
    @property({ attribute: false }) tables: readonly string[] | undefined;
    /** Keys of fields shown; all when left out. */
    @property({ attribute: false }) fields: readonly string[] | undefined;
    @property({ type: Boolean, attribute: "no-fields" }) noFields = false;
    /** All rows of the tables at once, as on paper. */
    @property({ type: Boolean }) whole = false;
    /** What stands between the fields and the tables. */
    @property({ attribute: false }) between: unknown = nothing;

    override render() {
        const document = this.document;
        if (document === undefined) {
            return nothing;
        }
        const tables = document.tables.filter((table) => this.tables?.includes(table.key) ?? true);
        // On paper a line for what is not known says nothing.
        const fields = document.fields.filter((field) => (this.fields?.includes(field.key) ?? true) && !(this.whole && field.value === null));
        return html`
            ${this.noFields || fields.length === 0
                ? nothing
                : html`<dl class="dek-fields">
                      ${fields.map(
                          (field) => html`<div>
                              <dt>${field.label}</dt>
                              <dd>
                                  <dek-figure .document=${document} key=${field.key} name=${field.label} text=${fieldText(field)}></dek-figure>
                                  ${field.synthetic === true
                                      ? html`<span class="ds-tag" data-color="warning" title=${say(shell.synthetic_more)}>${say(shell.synthetic)}</span>`
                                      : nothing}
                              </dd>
                          </div>`,
                      )}
                  </dl>`}
            ${this.between}
            ${tables.map((table) =>
                table.rows.length === 1 && table.columns.length > ACROSS_MAX
                    ? rowFacts(table)
                    : html`<dek-table .table=${table} page-size=${this.whole ? 0 : 50} ?no-sort=${this.whole}></dek-table>`)}
            <dek-notes .document=${document}></dek-notes>
        `;
    }
}

/** A note without what tells of the command line: what stands in parentheses with an option, and
 * sentences that name an option or a command, which the page has its own buttons for. */
function forBoard(text: string): string {
    return text
        .replace(/\s*\([^()]*--[a-z][^()]*\)/g, "")
        .split(/(?<=\.)\s+/)
        .filter((sentence) => !/--[a-z]|[«“]dekning [a-z]|: dekning [a-z]/.test(sentence))
        .join(" ");
}

/** <dek-notes>: what stands below a document: remarks, notes, and the reckoning folded away. */
@customElement("dek-notes")
export class Notes extends Part {
    @property({ attribute: false }) document: Document | undefined;

    override render() {
        const document = this.document;
        if (document === undefined) {
            return nothing;
        }
        const notes = document.notes.map((note) => forBoard(note.text)).filter((text) => text !== "");
        const top = document.steps.filter((step: Step) => step.formula !== "");
        return html`
            ${document.remarks.length + notes.length === 0
                ? nothing
                : html`<ul class="dek-notes">
                      ${document.remarks.map((remark) => html`<li><strong>${forBoard(remark.lead)}:</strong> ${forBoard(remark.text)}</li>`)}
                      ${notes.map((text) => html`<li>${text}</li>`)}
                  </ul>`}
            ${document.steps.length === 0
                ? nothing
                : html`<details class="ds-details dek-how" @toggle=${() => void loadSources().then(() => this.requestUpdate())}>
                      <summary>${say(shell.how_all)}</summary>
                      <div>
                          ${(top.length === 0 ? document.steps : top).map((step) => stepView(document, step, 3))}
                      </div>
                  </details>`}
        `;
    }
}
