// SPDX-License-Identifier: EUPL-1.2
// <dek-figure>: a number that opens how it came about: formula, what went into it, and sources.
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { loadSources, sourceTitle } from "../api.ts";
import { Part } from "../element.ts";
import { cell, date } from "../format.ts";
import type { Cell, ColumnType, Document, Step } from "../types.ts";
import { say } from "../words.ts";
import { shell } from "../words/shell.ts";

/** The step of the reckoning that a field or a table's figure comes from. */
export function stepOf(document: Document | undefined, key: string): Step | undefined {
    return (
        document?.steps.find((step) => step.key === key) ??
        document?.steps.find((step) => step.key.endsWith(`.${key}`))
    );
}

/** The steps that a step's formula names: those of the same reckoning first. */
export function inputsOf(document: Document, step: Step): Step[] {
    const group = step.key.includes(".") ? step.key.slice(0, step.key.lastIndexOf(".") + 1) : "";
    const names = new Set(step.formula.match(/[\p{L}_][\p{L}\p{N}_.]*/gu) ?? []);
    const found: Step[] = [];
    for (const name of names) {
        const input =
            document.steps.find((each) => each.key === group + name) ??
            document.steps.find((each) => each.key === name);
        if (input !== undefined && input !== step) {
            found.push(input);
        }
    }
    return found;
}

/** A formula with the names that its symbols stand for. */
export function formulaText(document: Document, step: Step): string {
    const inputs = inputsOf(document, step);
    return step.formula.replace(/[\p{L}_][\p{L}\p{N}_.]*/gu, (symbol) => {
        const input = inputs.find((each) => each.key === symbol || each.key.endsWith(`.${symbol}`));
        return input === undefined ? symbol : `[${input.name}]`;
    });
}

export function stepText(step: Step): string {
    const type: ColumnType | undefined =
        step.type ?? (step.unit === "percent" && typeof step.value === "number" && Math.abs(step.value) <= 1 ? "share" : undefined);
    const text = cell(step.value, type, step.decimals);
    return type === "share" || step.unit_text === "" ? text : `${text} ${step.unit_text}`;
}

/** One step as a definition: its value, its formula or its source. */
export function stepView(document: Document, step: Step, depth = 0): unknown {
    const inputs = depth < 4 && step.formula !== "" ? inputsOf(document, step) : [];
    const confidence =
        step.confidence === "A" || step.confidence === "B" || step.confidence === "C"
            ? say(shell[`confidence_${step.confidence}`])
            : "";
    return html`<div class="dek-step">
        <p class="dek-step-head">
            <span>${step.name}</span> <strong>${stepText(step)}</strong>
            ${step.synthetic ? html`<span class="ds-tag" data-color="warning">${say(shell.synthetic)}</span>` : nothing}
        </p>
        ${step.formula === "" ? nothing : html`<p class="dek-formula"><span class="ds-sr-only">${say(shell.formula)}: </span>= ${formulaText(document, step)}</p>`}
        ${step.definition === "" ? nothing : html`<p>${step.definition}</p>`}
        ${step.source === ""
            ? nothing
            : html`<p class="dek-source">
                  ${sourceTitle(step.source)}${step.place === "" ? "" : `, ${step.place}`}${step.date === null ? "" : ` · ${date(step.date)}`}
                  ${confidence === "" ? nothing : html`<br /><span class="dek-confidence">${confidence}</span>`}
              </p>`}
        ${inputs.length === 0
            ? nothing
            : html`<ul class="dek-steps" aria-label=${say(shell.inputs)}>
                  ${inputs.map((input) => html`<li>${stepView(document, input, depth + 1)}</li>`)}
              </ul>`}
    </div>`;
}

@customElement("dek-figure")
export class Figure extends Part {
    /** The document whose steps explain the number. */
    @property({ attribute: false }) document: Document | undefined;
    /** The step's key, or a field's. */
    @property() key = "";
    @property() name = "";
    @property({ attribute: false }) value: Cell = null;
    @property() type: ColumnType | undefined;
    @property({ type: Number }) decimals: number | undefined;
    /** Shown instead of the value formatted. */
    @property() text: string | undefined;
    /** An explanation of its own, where no step tells. */
    @property({ attribute: false }) explanation: (() => unknown) | undefined;

    @state() private open = false;

    override render() {
        const step = stepOf(this.document, this.key);
        const text = this.text ?? cell(this.value, this.type, this.decimals);
        if (step === undefined && this.explanation === undefined) {
            return html`<span class="dek-value">${text}</span>`;
        }
        const name = this.name || step?.name || "";
        return html`<button type="button" class="dek-value dek-explained" aria-haspopup="dialog"
                title=${say(shell.how_short, { name })} @click=${this.#show}>${text}<span class="ds-sr-only">. ${say(shell.how_short, { name })}</span></button>${this.open
                ? html`<dialog class="ds-dialog dek-dialog" aria-labelledby="dek-how" closedby="any" @close=${this.#closed}>
                      <h2 class="ds-heading" data-size="xs" id="dek-how">${say(shell.how, { name })}</h2>
                      ${this.explanation?.() ?? nothing}
                      ${step === undefined || this.document === undefined
                          ? nothing
                          : stepView(this.document, step)}
                      <form method="dialog">
                          <button class="ds-button" data-variant="secondary" autofocus>${say(shell.close)}</button>
                      </form>
                  </dialog>`
                : nothing}`;
    }

    #show = async (): Promise<void> => {
        await loadSources();
        this.open = true;
        await this.updateComplete;
        this.querySelector("dialog")?.showModal();
    };

    #closed = (): void => {
        this.open = false;
        void this.updateComplete.then(() => this.querySelector<HTMLElement>(".dek-explained")?.focus());
    };
}
