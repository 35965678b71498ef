// SPDX-License-Identifier: EUPL-1.2
// Om Dekning: what the board is, where its numbers are from, privacy and accessibility.
import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { getDocument } from "../api.ts";
import { Page, Resource } from "../element.ts";
import type { Document } from "../types.ts";
import { say } from "../words.ts";
import { about } from "../words/about.ts";
import { shell } from "../words/shell.ts";
import "../parts/table.ts";

const parts = ["what", "numbers", "access", "privacy", "programs"] as const;

@customElement("dek-page-about")
export class AboutPage extends Page {
    #sources = new Resource<Document | null>(this, (signal) =>
        this.may("sources") ? getDocument("sources", {}, signal) : Promise.resolve(null),
    );

    override render() {
        return html`
            <h1 class="ds-heading" data-size="md">${say(shell.about)}</h1>
            <div class="dek-panel dek-prose">
                ${parts.map(
                    (part) => html`<section>
                        <h2 class="ds-heading" data-size="xs">${say(about[part])}</h2>
                        <p>${say(about[`${part}_more`])}</p>
                        ${part === "programs" ? html`<p><a class="ds-link" href="/api/docs">${say(about.api)}</a></p>` : nothing}
                    </section>`,
                )}
            </div>
            ${this.#sources.show((document) =>
                document === null
                    ? nothing
                    : html`<section class="dek-panel"><h2 class="ds-heading" data-size="xs">${say(about.sources)}</h2>
                          <dek-table .table=${document.tables[0]} caption="" page-size="50"></dek-table></section>`,
            )}
        `;
    }
}
