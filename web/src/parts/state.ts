// SPDX-License-Identifier: EUPL-1.2
// <dek-state>: instead of what is not there: on its way, empty, failed, or not for this one to see.
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Part } from "../element.ts";
import type { Problem } from "../types.ts";
import { say } from "../words.ts";
import { shell } from "../words/shell.ts";

@customElement("dek-state")
export class State extends Part {
    @property() kind: "loading" | "empty" | "error" | "denied" | "unbegun" = "loading";
    @property() text = "";
    @property({ attribute: false }) problem: Problem | undefined;
    @property({ attribute: false }) retry: (() => void) | undefined;
    @property({ type: Number }) rows = 4;

    override render() {
        switch (this.kind) {
            case "loading":
                return html`<div class="dek-waiting" role="status" aria-busy="true">
                    <span class="ds-sr-only">${this.text || say(shell.loading)}</span>
                    ${Array.from({ length: this.rows }, () => html`<div class="dek-bone" aria-hidden="true"></div>`)}
                </div>`;
            case "empty":
                return html`<p class="dek-empty">${this.text || say(shell.empty)}</p>`;
            case "denied":
                return html`<div class="ds-alert" data-color="info">
                    <h2 class="ds-heading" data-size="2xs">${say(shell.denied)}</h2>
                    <p>${this.text || say(shell.denied_more)}</p>
                    <p><a class="ds-link" href="/logg-inn">${say(shell.log_in)}</a></p>
                </div>`;
            case "unbegun":
                return html`<section class="dek-panel" aria-labelledby="dek-unbegun">
                    <h2 class="ds-heading" data-size="sm" id="dek-unbegun">${say(shell.unbegun)}</h2>
                    <p class="ds-paragraph">${say(shell.unbegun_what)}</p>
                    <p class="ds-paragraph">${say(shell.unbegun_without)} <a class="ds-link" href="/">${say(shell.overview)}</a> · <a class="ds-link" href="/framskriving">${say(shell.forecast)}</a></p>
                    <p class="ds-paragraph">${say(shell.unbegun_begin)}</p>
                    <pre class="dek-code"><code>dekning key create
dekning register begin ${new Date().toISOString().slice(0, 7)}</code></pre>
                    <p class="ds-paragraph">${say(shell.unbegun_demo)}</p>
                    <pre class="dek-code"><code>script/run --demo</code></pre>
                </section>`;
            case "error":
                return html`<div class="ds-alert" data-color="danger" role="alert">
                    <h2 class="ds-heading" data-size="2xs">
                        ${this.problem === undefined || this.problem.status === 0
                            ? say(shell.no_answer)
                            : this.problem.title || say(shell.failed)}
                    </h2>
                    <p>${this.text || this.problem?.detail || say(shell.no_answer_more)}</p>
                    ${this.retry === undefined
                        ? nothing
                        : html`<button class="ds-button" data-variant="secondary" type="button" @click=${this.retry}>
                              ${say(shell.retry)}
                          </button>`}
                </div>`;
        }
    }
}
