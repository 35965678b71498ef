// SPDX-License-Identifier: EUPL-1.2
// Rapport: the report of the municipality as a file of its own, with a preview.
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { FeatureCollection } from "geojson";
import { ApiError, download, get, getDocument, save, serverWords, XLSX } from "../api.ts";
import { Page, Resource } from "../element.ts";
import { askForecast, FUTURES, packageOf } from "../forecast.ts";
import { icon } from "../parts/icon.ts";
import { chapters, type Chapter, type ReportData } from "../parts/report.ts";
import type { Document } from "../types.ts";
import { language, say } from "../words.ts";
import { report } from "../words/report.ts";
import "../parts/report.ts";
import "../parts/state.ts";

@customElement("dek-page-report")
export class ReportPage extends Page {
    @state() private making = false;

    #data = new Resource(this, (signal) => this.#gather(signal));

    /** Every chapter this one may read. */
    async #gather(signal: AbortSignal): Promise<ReportData> {
        const documents: Partial<Record<Chapter, Document>> = {};
        const chosen = packageOf(this.query.get("pakke") ?? "");
        await Promise.all(
            chapters.filter((chapter) => this.may(chapter === "forecast" ? "forecasts" : chapter)).map(async (chapter) => {
                try {
                    documents[chapter] =
                        chapter === "forecast"
                            ? await askForecast({ years: 10, futures: FUTURES, package: chosen }, signal)
                            : await getDocument(chapter, {}, signal);
                } catch (error) {
                    // A chapter that the municipality has no numbers for is left out; without the
                    // first there is no report.
                    if (!(error instanceof ApiError) || chapter === "status") {
                        throw error;
                    }
                }
            }),
        );
        const shapes = this.may("districts") ? await get<FeatureCollection>("districts.geojson", {}, signal).catch(() => null) : null;
        return { language: language(), made: new Date().toISOString().slice(0, 10), words: serverWords(), shapes, documents };
    }

    async #download(data: ReportData): Promise<void> {
        this.making = true;
        try {
            const template = await (await fetch("/assets/report.html")).text();
            // What would end the element that holds the data, or begin another, is written otherwise.
            const text = JSON.stringify(data).replaceAll("<", "\\u003c");
            const place = template.indexOf("{{data}}");
            const whole = template.slice(0, place) + text + template.slice(place + "{{data}}".length);
            save(new Blob([whole], { type: "text/html" }), `dekning-${data.documents.status?.date ?? data.made}.html`);
        } finally {
            this.making = false;
        }
    }

    async #workbook(data: ReportData): Promise<void> {
        this.making = true;
        try {
            await download("report.xlsx", XLSX, `dekning-${data.documents.status?.date ?? data.made}.xlsx`);
        } finally {
            this.making = false;
        }
    }

    override render() {
        return html`
            <div class="dek-no-print dek-report-tools">
                <h1 class="ds-heading" data-size="md">${say(report.title)}</h1>
                <p class="dek-lead">${say(report.lead)}</p>
                ${this.#data.show(
                    (data) => html`<div class="dek-row">
                            <button class="ds-button" type="button" ?disabled=${this.making} @click=${() => void this.#download(data)}>${icon("download")}${say(this.making ? report.making : report.download)}</button>
                            <button class="ds-button" data-variant="secondary" type="button" @click=${() => print()}>${say(report.print)}</button>
                            ${this.may("report")
                                ? html`<button class="ds-button" data-variant="secondary" type="button" ?disabled=${this.making} @click=${() => void this.#workbook(data)}>${icon("download")}${say(report.workbook)}</button>`
                                : nothing}
                        </div>
                        <details class="dek-more">
                            <summary>${say(report.tables)}</summary>
                            <ul class="dek-plain">
                                ${chapters
                                    .filter((chapter) => chapter !== "forecast" && data.documents[chapter] !== undefined)
                                    .map(
                                        (chapter) => html`<li><button type="button" class="dek-quiet" @click=${() => void download(chapter, XLSX, `${chapter}.xlsx`)}>${data.documents[chapter]?.title}</button></li>`,
                                    )}
                            </ul>
                        </details>`,
                    2,
                )}
            </div>
            ${this.#data.value === undefined
                ? nothing
                : html`<div class="dek-panel dek-sheet"><dek-report .data=${this.#data.value} level="2"></dek-report></div>`}
        `;
    }
}
