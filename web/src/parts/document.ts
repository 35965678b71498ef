// SPDX-License-Identifier: EUPL-1.2
// <dek-document>: a whole document as it is: fields, tables, how it came about, remarks and notes.
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { loadSources } from "../api.ts";
import { Part } from "../element.ts";
import { cell } from "../format.ts";
import type { Document, Field, Step } from "../types.ts";
import { say } from "../words.ts";
import { shell } from "../words/shell.ts";
import { stepView } from "./figure.ts";
import "./figure.ts";
import "./table.ts";

export function fieldOf(document: Document | undefined, key: string): Field | undefined {
    return document?.fields.find((field) => field.key === key);
}

export function fieldType(field: Field) {
    return field.type ?? (field.unit === "percent" && typeof field.value === "number" && Math.abs(field.value) <= 1 ? ("share" as const) : undefined);
}

export function fieldText(field: Field): string {
    const type = fieldType(field);
    const text = cell(field.value, type, field.decimals);
    return type === "share" || field.unit_text === "" || field.value === null ? text : `${text} ${field.unit_text}`;
}

@customElement("dek-document")
export class DekDocument extends Part {
    @property({ attribute: false }) document: Document | undefined;
    /** Keys of tables shown; all when left out. */
    @property({ attribute: false }) tables: readonly string[] | undefined;
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
        return html`
            ${this.noFields || document.fields.length === 0
                ? nothing
                : html`<dl class="dek-fields">
                      ${document.fields.map(
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
            ${tables.map((table) => html`<dek-table .table=${table} page-size=${this.whole ? 0 : 50} ?no-sort=${this.whole}></dek-table>`)}
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
