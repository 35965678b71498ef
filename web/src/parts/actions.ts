// SPDX-License-Identifier: EUPL-1.2
// <dek-actions>: what can be done with a list, a person or a post: choose one, and its form opens.
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Part } from "../element.ts";
import { sentence } from "../format.ts";
import { say, type Word } from "../words.ts";
import { register } from "../words/register.ts";
import { operations, type OperationDeclared, type Told } from "./operation.ts";

export interface ActionGroup {
    title: Word;
    operations: readonly string[];
}

@customElement("dek-actions")
export class DekActions extends Part {
    @property({ attribute: false }) groups: ActionGroup[] = [];
    @property({ attribute: false }) fixed: Told = {};
    @property({ attribute: false }) suggested: Told = {};
    @property() etag = "";
    @state() private chosen = "";
    @state() private known: OperationDeclared[] | null | undefined;
    private readonly uid = `actions-${Math.random().toString(36).slice(2, 8)}`;

    override connectedCallback(): void {
        super.connectedCallback();
        // After the page has said for whom.
        queueMicrotask(() =>
            operations().then(
                (all) => (this.known = all),
                () => (this.known = null),
            ),
        );
    }

    override render(): unknown {
        if (this.known === undefined) {
            return html`<dek-state kind="loading" .rows=${1}></dek-state>`;
        }
        const groups = this.groups
            .map((group) => ({
                title: say(group.title),
                operations: group.operations.flatMap((id) => this.known?.find((each) => each.id === id) ?? []),
            }))
            .filter((group) => group.operations.length > 0);
        if (groups.length === 0) {
            return html`<p class="ds-paragraph">${say(register.no_such_operation)}</p>`;
        }
        const option = (each: OperationDeclared) =>
            html`<option value=${each.id} ?selected=${each.id === this.chosen}>${sentence(each.about)}</option>`;
        return html`<ds-field class="ds-field dek-choose">
                <label class="ds-label" for="${this.uid}-which">${say(register.choose_operation)}</label>
                <select
                    class="ds-input"
                    id="${this.uid}-which"
                    @change=${(event: Event) => (this.chosen = (event.target as HTMLSelectElement).value)}
                >
                    <option value="" ?selected=${this.chosen === ""}>${say(register.choose)}</option>
                    ${groups.length === 1
                        ? groups[0]!.operations.map(option)
                        : groups.map((group) => html`<optgroup label=${group.title}>${group.operations.map(option)}</optgroup>`)}
                </select>
            </ds-field>
            ${this.chosen === ""
                ? nothing
                : html`<div class="ds-card dek-action">
                      <dek-operation .operation=${this.chosen} .fixed=${this.fixed} .suggested=${this.suggested} .etag=${this.etag}></dek-operation>
                  </div>`}`;
    }
}
