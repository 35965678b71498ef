// SPDX-License-Identifier: EUPL-1.2
// <dek-app>: the shell around every page: header, navigation by role, settings, and what is said to
// readers of the screen.
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { html as staticHtml, unsafeStatic } from "lit/static-html.js";
import { ApiError, ask, loadWords, whoAmI } from "./api.ts";
import { Part } from "./element.ts";
import { sentence } from "./format.ts";
import { pages, type PageEntry, type Section } from "./pages.ts";
import { icon } from "./parts/icon.ts";
import "./parts/state.ts";
import { catchClicks, find, type Place } from "./router.ts";
import type { Me, Problem } from "./types.ts";
import { chooseLanguage, language, languages, say, type Language } from "./words.ts";
import { shell } from "./words/shell.ts";

const languageNames: Record<Language, string> = { nb: "Bokmål", nn: "Nynorsk", en: "English" };
const schemes = ["auto", "light", "dark"] as const;

function kept(key: string): string | null {
    try {
        return localStorage.getItem(`dekning.${key}`);
    } catch {
        return null;
    }
}

function keep(key: string, value: string): void {
    try {
        localStorage.setItem(`dekning.${key}`, value);
    } catch {
        // Chosen for this visit only.
    }
}

function isLanguage(text: string | null): text is Language {
    return text === "nb" || text === "nn" || text === "en";
}

@customElement("dek-app")
export class App extends Part {
    @state() private me: Me | undefined;
    /** null where there is no such page. */
    @state() private place: Place | null | undefined;
    @state() private problem: Problem | undefined;
    @state() private said = "";
    @state() private menuOpen = false;
    /** Raised when the page must be made anew: another address, another language. */
    @state() private turn = 0;
    /** What is on its way to be shown: who is here, words, a page. */
    @state() private coming = 0;
    #begun = 0;
    #arrived = 0;

    override connectedCallback(): void {
        super.connectedCallback();
        catchClicks(this);
        addEventListener("popstate", () => void this.#arrive(true));
        addEventListener("dek-go", () => void this.#arrive(true));
        document.addEventListener("dek-announce", (event) => {
            this.said = "";
            queueMicrotask(() => (this.said = (event as CustomEvent<string>).detail));
        });
        this.addEventListener("dek-title", (event) => this.#entitle((event as CustomEvent<string>).detail));
        this.addEventListener("dek-session", () => void this.#begin());
        void this.#begin();
    }

    /** Who is here, in which language, and the page of the address. */
    async #begin(): Promise<void> {
        const begun = ++this.#begun;
        this.coming += 1;
        try {
            this.problem = undefined;
            const asked = new URLSearchParams(location.search).get("lang");
            const wanted = isLanguage(asked) ? asked : kept("language");
            if (isLanguage(wanted)) {
                chooseLanguage(wanted);
            }
            const me = await whoAmI();
            if (!isLanguage(wanted) && isLanguage(me.language)) {
                chooseLanguage(me.language);
            }
            await loadWords();
            if (begun === this.#begun) {
                this.me = me;
                await this.#arrive(false);
            }
        } catch (error) {
            if (!(error instanceof ApiError)) {
                throw error;
            }
            this.problem = error.problem;
        } finally {
            this.coming -= 1;
        }
    }

    async #arrive(moved: boolean): Promise<void> {
        this.coming += 1;
        try {
            await this.#open(moved);
        } finally {
            this.coming -= 1;
        }
    }

    async #open(moved: boolean): Promise<void> {
        const arrived = ++this.#arrived;
        let place = find(location.pathname, new URLSearchParams(location.search));
        if (place?.page.path === "/" && !this.#mayOpen(place.page)) {
            const home = this.#home();
            history.replaceState(null, "", home);
            place = find(home, new URLSearchParams());
        }
        await place?.page.load();
        if (arrived !== this.#arrived) {
            return; // one has gone on to another page meanwhile
        }
        this.place = place ?? null;
        this.turn += 1;
        this.menuOpen = false;
        this.#entitle(say(place === undefined ? shell.not_found : place.page.title));
        if (moved) {
            await this.updateComplete;
            scrollTo(0, 0);
            this.querySelector<HTMLElement>("#content")?.focus({ preventScroll: true });
            this.said = document.title;
        }
    }

    #entitle(title: string): void {
        const name = this.me?.municipality?.name;
        document.title = `${title} – ${say(shell.product)}${name === undefined ? "" : ` ${name}`}`;
    }

    async #speak(wanted: Language): Promise<void> {
        this.coming += 1;
        try {
            keep("language", wanted);
            chooseLanguage(wanted);
            await loadWords();
            await this.#arrive(false);
        } finally {
            this.coming -= 1;
        }
    }

    #colour(scheme: string): void {
        keep("scheme", scheme);
        document.documentElement.dataset.colorScheme = scheme;
        // What is drawn on a canvas does not follow the style sheet by itself.
        dispatchEvent(new CustomEvent("dek-scheme"));
        this.requestUpdate();
    }

    async #leave(): Promise<void> {
        this.coming += 1;
        try {
            await ask("session", { method: "DELETE" });
            history.pushState(null, "", "/");
            await this.#begin();
        } finally {
            this.coming -= 1;
        }
    }

    /** Where one begins for whom the overview is not. */
    #home(): string {
        if (this.me?.visitor !== false) {
            return "/logg-inn";
        }
        const mine = pages.find((page) => page.roles !== undefined && this.#inMenu(page)) ?? pages.find((page) => page.section !== undefined && this.#inMenu(page));
        return mine?.path ?? "/om";
    }

    #inMenu(page: PageEntry): boolean {
        return this.#mayOpen(page) && (page.roles === undefined || (this.me?.role != null && page.roles.includes(this.me.role)));
    }

    #mayOpen(page: PageEntry): boolean {
        return page.needs === undefined || page.needs.some((route) => this.me?.may.includes(route) === true);
    }

    override render() {
        return html`
            <a class="ds-skip-link dek-skip" href="#content">${say(shell.skip)}</a>
            <header class="dek-header">
                <button class="ds-button dek-menu-button" data-variant="tertiary" type="button" aria-label=${say(shell.menu)}
                    aria-expanded=${this.menuOpen} aria-controls="dek-navigation"
                    @click=${() => (this.menuOpen = !this.menuOpen)}>
                    ${icon("menu")}<span>${say(shell.menu)}</span>
                </button>
                <a class="dek-brand" href="/">
                    <svg class="dek-logo" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="7"/><path d="M6 23 12 17l5 3 9-11"/><path class="dek-logo-base" d="M6 27h20"/></svg>
                    <span>${say(shell.product)}</span>
                </a>
                ${this.me?.municipality == null ? nothing : html`<span class="dek-municipality">${this.me.municipality.name}</span>`}
                ${this.#settings()}
            </header>
            <nav class="dek-navigation" id="dek-navigation" aria-label=${say(shell.navigation)} data-open=${this.menuOpen}>
                ${this.me === undefined ? nothing : this.#navigation()}
            </nav>
            <main class="dek-main" id="content" tabindex="-1" aria-busy=${this.coming > 0 ? "true" : nothing}>${this.#content()}</main>
            <div class="ds-sr-only" role="status" aria-live="polite">${this.said}</div>
        `;
    }

    #content() {
        if (this.problem !== undefined) {
            return html`<dek-state kind="error" .problem=${this.problem} .retry=${() => void this.#begin()}></dek-state>`;
        }
        if (this.me === undefined || this.place === undefined) {
            return html`<dek-state kind="loading" rows="6"></dek-state>`;
        }
        if (this.place === null) {
            return html`<h1 class="ds-heading" data-size="md">${say(shell.not_found)}</h1>
                <p class="ds-paragraph">${say(shell.not_found_more)}</p>
                <p><a class="ds-link" href="/">${say(shell.to_overview)}</a></p>`;
        }
        const { page, params, query } = this.place;
        if (!this.#mayOpen(page)) {
            return html`<h1 class="ds-heading" data-size="md">${say(page.title)}</h1>
                <dek-state kind="denied"></dek-state>`;
        }
        const tag = unsafeStatic(page.tag);
        return keyed(
            this.turn,
            staticHtml`<${tag} class="dek-page" .params=${params} .query=${query} .me=${this.me}></${tag}>`,
        );
    }

    #navigation() {
        const here = this.place?.page;
        const section = (name: Section) => pages.filter((page) => page.section === name && this.#inMenu(page));
        return (["scheme", "register", "basis"] as const)
            .map((name) => ({ name, entries: section(name) }))
            .filter(({ entries }) => entries.length > 0)
            .map(
                ({ name, entries }) => html`<h2 class="dek-section" id="dek-section-${name}">${say(shell[name])}</h2>
                    <ul aria-labelledby="dek-section-${name}">
                        ${entries.map((page) => {
                            const current = page === here || (page.path !== "/" && here?.path.startsWith(`${page.path}/`) === true);
                            return html`<li>
                                <a href=${page.path} aria-current=${current ? "page" : nothing}>${icon(page.icon)}<span>${say(page.title)}</span></a>
                            </li>`;
                        })}
                    </ul>`,
            );
    }

    #settings() {
        const me = this.me;
        const who = me?.role_text ?? me?.name ?? "";
        const scheme = document.documentElement.dataset.colorScheme ?? "auto";
        return html`<div class="dek-settings">
            <label class="dek-language">
                <span class="ds-sr-only">${say(shell.language)}</span>
                <select class="ds-input" data-size="sm" @change=${(event: Event) => void this.#speak((event.target as HTMLSelectElement).value as Language)}>
                    ${languages.map((each) => html`<option value=${each} lang=${each} ?selected=${each === language()}>${languageNames[each]}</option>`)}
                </select>
            </label>
            ${me?.visitor === true && location.pathname !== "/logg-inn"
                ? html`<a class="ds-button dek-log-in" data-variant="secondary" data-size="sm" href="/logg-inn">${say(shell.log_in)}</a>`
                : nothing}
            <button class="ds-button" data-variant="tertiary" type="button" popovertarget="dek-user"
                aria-label=${me === undefined || me.visitor ? say(shell.settings) : `${sentence(who)}, ${say(shell.settings)}`}>
                ${icon("settings")}<span class="dek-user-name">${me === undefined || me.visitor ? say(shell.settings) : sentence(who)}</span>
            </button>
            <div class="ds-dropdown dek-user" id="dek-user" popover>
                ${me === undefined
                    ? nothing
                    : html`<p class="dek-who"><strong>${me.visitor ? say(shell.visitor) : me.name}</strong>${me.role_text === null ? nothing : html`<br />${me.role_text}`}</p>`}
                <fieldset class="dek-schemes dek-languages">
                    <legend>${say(shell.language)}</legend>
                    ${languages.map(
                        (each) => html`<label lang=${each}><input class="ds-input" type="radio" name="language" value=${each} .checked=${each === language()}
                            @change=${() => void this.#speak(each)} />${languageNames[each]}</label>`,
                    )}
                </fieldset>
                <fieldset class="dek-schemes">
                    <legend>${say(shell.appearance)}</legend>
                    ${schemes.map(
                        (each) => html`<label><input class="ds-input" type="radio" name="scheme" value=${each} .checked=${each === scheme}
                            @change=${() => this.#colour(each)} />${say(shell[each])}</label>`,
                    )}
                </fieldset>
                <p><a class="ds-link" href="/om">${say(shell.about)}</a></p>
                ${me === undefined
                    ? nothing
                    : me.visitor
                      ? nothing
                      : html`<button class="ds-button" data-variant="secondary" type="button" @click=${() => void this.#leave()}>${say(shell.log_out)}</button>`}
            </div>
        </div>`;
    }
}
