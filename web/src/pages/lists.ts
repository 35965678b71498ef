// SPDX-License-Identifier: EUPL-1.2
// Practices, posts and lists: all of them, searched and paged by the server.
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { Resource } from "../element.ts";
import { districtNames, listLink, personLink, placesCell, POST_COLUMNS, stateTag, stepTag } from "../parts/register-cells.ts";
import { fieldOf, numberOf, textOf } from "../parts/document-read.ts";
import { RegisterPage } from "../parts/register-page.ts";
import type { Filter } from "../parts/browse.ts";
import type { Cell, Column, Document } from "../types.ts";
import { say, type Word } from "../words.ts";
import { lists } from "../words/lists.ts";
import { register } from "../words/register.ts";
import "../parts/actions.ts";
import "../parts/browse.ts";
import "../parts/operation.ts";

type View = "lists" | "practices" | "posts" | "unassigned" | "attachment";

const views: { view: View; name: string; title: Word; route: string }[] = [
    { view: "lists", name: "lister", title: lists.view_lists, route: "lists" },
    { view: "practices", name: "praksiser", title: lists.view_practices, route: "practices" },
    { view: "posts", name: "hjemler", title: lists.view_posts, route: "posts" },
    { view: "unassigned", name: "uten-fastlege", title: lists.view_unassigned, route: "unassigned" },
    { view: "attachment", name: "kom-og-gikk", title: lists.view_attachment, route: "attachment" },
];

@customElement("dek-page-lists")
export class ListsPage extends RegisterPage {
    @state() private unassigned_asked = false;
    @state() private creating = false;

    private readonly districts = new Resource<string[]>(this, (signal) => districtNames(signal));

    private view(): View {
        const wanted = this.query.get("vis");
        return views.find((each) => each.name === wanted)?.view ?? "lists";
    }

    private district_filter(): Filter[] {
        const names = this.districts.value ?? [];
        return names.length < 2
            ? []
            : [
                  {
                      name: "bydel",
                      label: say(lists.district),
                      options: names.map((name) => ({ value: name, text: name, where: `district:${name}` })),
                  },
              ];
    }

    private render_cell = (column: Column, value: Cell, row: Cell[]) => {
        switch (column.key) {
            case "post":
                return listLink(value);
            case "recruiting_step":
                return stepTag(value);
            case "list_state":
                return stateTag(value);
            case "free_places":
                return placesCell(value);
            case "doctor":
            case "locum":
                return value !== null
                    ? html`<span class="dek-nowrap">${textOf(value)}</span>`
                    : column.key === "doctor" && row.length > 5
                    ? html`<span class="ds-tag" data-color="danger" data-size="sm">${say(register.no_doctor)}</span>`
                    : undefined;
            case "practice":
                return value === null
                    ? undefined
                    : html`<a class="ds-link dek-nowrap" href="/lister?vis=lister&sok=${encodeURIComponent(textOf(value))}">${textOf(value)}</a>`;
            case "person":
                return personLink(value);
        }
        return undefined;
    };

    private show_lists(): unknown {
        const filters: Filter[] = [
            {
                name: "tilstand",
                label: say(lists.state),
                options: (["open", "closed", "locked"] as const).map((key) => ({
                    value: key,
                    text: say(lists[key]),
                    where: `list_state:${key}`,
                })),
            },
            ...this.district_filter(),
            {
                name: "ledige",
                label: say(lists.has_places),
                options: [{ value: "ja", text: "", where: "list_state:open" }],
                tick: true,
            },
            {
                name: "uten-lege",
                label: say(lists.without_gp),
                options: [{ value: "ja", text: "", where: "doctor:" }],
                tick: true,
            },
        ];
        return html`<dek-browse
            keep
            path="lists"
            table="all_lists"
            .what=${say(lists.view_lists)}
            caption=""
            .filters=${filters}
            .render_cell=${this.render_cell}
        ></dek-browse>`;
    }

    private show_practices(): unknown {
        return html`<dek-browse
            keep
            path="practices"
            table="practice_rows"
            .what=${say(lists.view_practices)}
            caption=""
            .filters=${this.district_filter()}
            .render_cell=${this.render_cell}
        ></dek-browse>`;
    }

    private show_posts(): unknown {
        return html`<dek-browse
                keep
                path="posts"
                table="posts"
                .columns=${POST_COLUMNS}
                .what=${say(lists.view_posts)}
            caption=""
                .render_cell=${this.render_cell}
            ></dek-browse>
            ${!this.can("post_create")
                ? nothing
                : this.creating
                  ? html`<div class="ds-card dek-action"><dek-operation operation="post_create"></dek-operation></div>`
                  : html`<p>
                        <button class="ds-button" data-variant="secondary" type="button" @click=${() => (this.creating = true)}>
                            ${say(lists.new_post)}
                        </button>
                    </p>`}`;
    }

    private show_unassigned(): unknown {
        if (!this.unassigned_asked) {
            return html`<div class="ds-alert" data-color="info">
                <p class="ds-paragraph">${say(lists.unassigned_intro)}</p>
                <p>
                    <button class="ds-button" type="button" @click=${() => (this.unassigned_asked = true)}>
                        ${say(lists.show_unassigned)}
                    </button>
                </p>
            </div>`;
        }
        return html`<dek-browse
            logged
            path="lists/unassigned"
            table="persons_found"
            .what=${say(lists.view_unassigned)}
            caption=""
            .render_cell=${this.render_cell}
        ></dek-browse>`;
    }

    private show_attachment(): unknown {
        return html`<p class="ds-paragraph">${say(lists.attachment_intro)}</p>
            <dek-browse
                keep
                path="lists/attachment"
                table="attachment"
                .what=${say(lists.view_attachment)}
            caption=""
                .unless=${(document: Document) => (numberOf(fieldOf(document, "turnover_months")) === 0 ? say(lists.attachment_none) : "")}
                .render_cell=${(column: Column, value: Cell) =>
                    column.key === "post" && value !== "Σ" ? listLink(value) : undefined}
            ></dek-browse>`;
    }

    override render(): unknown {
        const view = this.view();
        const shown = views.filter((each) => this.may(each.route) || each.view === view);
        return html`<h1 class="ds-heading" data-size="lg">${say(lists.title)}</h1>
            <p class="ds-paragraph dek-lead">${say(lists.intro)}</p>
            ${this.me.list === null
                ? nothing
                : html`<p><a class="ds-button" data-variant="secondary" href="/lister/${encodeURIComponent(this.me.list)}">${say(lists.my_list, { post: this.me.list })}</a></p>`}
            <nav class="ds-toggle-group dek-views" aria-label=${say(register.view)}>
                ${shown.map(
                    (each) =>
                        html`<a
                            class="ds-button"
                            data-variant="tertiary"
                            href="/lister?vis=${each.name}"
                            aria-current=${each.view === view ? "true" : "false"}
                            >${say(each.title)}</a
                        >`,
                )}
            </nav>
            ${view === "lists"
                ? this.show_lists()
                : view === "practices"
                  ? this.show_practices()
                  : view === "posts"
                    ? this.show_posts()
                    : view === "unassigned"
                      ? this.show_unassigned()
                      : this.show_attachment()}`;
    }
}
