// SPDX-License-Identifier: EUPL-1.2
// Logging in: by name and password, or at a login service.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { address, ApiError, send } from "../api.ts";
import { Page } from "../element.ts";
import { go } from "../router.ts";
import type { Me, Problem } from "../types.ts";
import { say } from "../words.ts";
import { login } from "../words/login.ts";
import { register } from "../words/register.ts";

/** Only a path of the board's own, never another site. */
function safePath(wanted: string | null): string {
    return wanted !== null && /^\/(?![/\\])/.test(wanted) ? wanted : "/";
}

@customElement("dek-page-login")
export class LoginPage extends Page {
    @state() private faults: { name?: string; password?: string } = {};
    @state() private problem: Problem | null = null;
    @state() private busy = false;
    @state() private plain = false;

    private target(): string {
        const wanted = this.query.get("til");
        return wanted === null && this.me.role === "resident" ? "/min-side" : safePath(wanted);
    }

    private async submit(event: Event): Promise<void> {
        event.preventDefault();
        const form = event.target as HTMLFormElement;
        const told = new FormData(form);
        const name = String(told.get("name") ?? "").trim();
        const password = String(told.get("password") ?? "");
        this.problem = null;
        this.faults = {
            ...(name === "" ? { name: say(login.name_missing) } : {}),
            ...(password === "" ? { password: say(login.password_missing) } : {}),
        };
        if (name === "" || password === "") {
            this.querySelector<HTMLElement>(name === "" ? "#login-name" : "#login-password")?.focus();
            return;
        }
        this.busy = true;
        try {
            const me = await send<Partial<Me> | null>("session", { body: { name, password } });
            const wanted = this.query.get("til");
            const to = wanted === null && me?.role === "resident" ? "/min-side" : safePath(wanted);
            history.replaceState(null, "", to);
            this.dispatchEvent(new CustomEvent("dek-session", { bubbles: true }));
        } catch (error) {
            if (!(error instanceof ApiError)) {
                throw error;
            }
            this.problem = error.problem;
            const field = form.querySelector<HTMLInputElement>("#login-password");
            if (field !== null) {
                field.value = "";
                field.focus();
            }
        } finally {
            this.busy = false;
        }
    }

    private problem_view(): unknown {
        const problem = this.problem;
        if (problem === null) {
            return nothing;
        }
        if (problem.status === 0) {
            return html`<div class="ds-alert" data-color="danger"><p class="ds-paragraph">${say(register.no_answer)}</p></div>`;
        }
        if (problem.status === 429) {
            return html`<div class="ds-alert" data-color="warning">
                <h2 class="ds-heading" data-size="2xs">${say(login.locked)}</h2>
                <p class="ds-paragraph">
                    ${problem.detail ?? nothing} ${say(login.locked_more)}
                </p>
            </div>`;
        }
        return problem.status === 401
            ? html`<div class="ds-alert" data-color="danger">
                  <p class="ds-paragraph">${say(login.wrong)} ${say(login.wrong_more)}</p>
              </div>`
            : html`<div class="ds-alert" data-color="danger">
                  <h2 class="ds-heading" data-size="2xs">${problem.title}</h2>
                  <p class="ds-paragraph">${problem.detail}</p>
              </div>`;
    }

    private services(): unknown {
        const services = this.me.login_services;
        if (services.length === 0) {
            return nothing;
        }
        const button = (profile: string): TemplateResult => {
            const helse = /helse/i.test(profile);
            const porten = /porten/i.test(profile);
            const back = this.target();
            return html`<a class="ds-button" data-variant="secondary" rel="external" target="_self"
                    href=${address(`session/oidc/${encodeURIComponent(profile)}/start`, back === "/" ? {} : { return: back })}>
                    ${helse ? say(login.helseid) : porten ? say(login.idporten) : say(login.other_service, { name: profile })}
                </a>
                ${helse || porten ? html`<span class="dek-small">${say(helse ? login.staff_hint : login.resident_hint)}</span>` : nothing}`;
        };
        return html`<p class="dek-or"><span>${say(login.or)}</span></p>
            <div class="dek-services">${services.map(button)}</div>`;
    }

    override render(): unknown {
        if (!this.me.visitor) {
            return html`<h1 class="ds-heading" data-size="lg">${say(login.title)}</h1>
                <p class="ds-paragraph">${say(login.already, { name: this.me.name ?? "" })}</p>
                <p><button class="ds-button" type="button" @click=${() => go(this.target())}>${say(login.go_on)}</button></p>`;
        }
        const failed = this.query.get("feil") !== null || this.query.get("error") !== null;
        return html`<div class="dek-login">
            <h1 class="ds-heading" data-size="lg">${say(login.title)}</h1>
            ${failed && this.problem === null
                ? html`<div class="ds-alert" data-color="danger"><p class="ds-paragraph">${say(this.query.get("feil") === "ukjent" ? login.unknown : login.service_failed)}</p></div>`
                : nothing}
            <form class="dek-panel" novalidate @submit=${(event: Event) => void this.submit(event)}>
                <div role="alert">${this.problem_view()}</div>
                <ds-field class="ds-field">
                    <label class="ds-label" for="login-name">${say(login.name)}</label>
                    <input class="ds-input" id="login-name" name="name" type="text" autocomplete="username" autocapitalize="none" spellcheck="false"
                        aria-invalid=${this.faults.name === undefined ? nothing : "true"} />
                    ${this.faults.name === undefined ? nothing : html`<p class="ds-validation-message" data-field="validation">${this.faults.name}</p>`}
                </ds-field>
                <ds-field class="ds-field">
                    <label class="ds-label" for="login-password">${say(login.password)}</label>
                    <input class="ds-input" id="login-password" name="password" type=${this.plain ? "text" : "password"} autocomplete="current-password"
                        aria-invalid=${this.faults.password === undefined ? nothing : "true"} />
                    ${this.faults.password === undefined ? nothing : html`<p class="ds-validation-message" data-field="validation">${this.faults.password}</p>`}
                </ds-field>
                <ds-field class="ds-field">
                    <input class="ds-input" type="checkbox" id="login-plain" .checked=${this.plain}
                        @change=${(event: Event) => (this.plain = (event.target as HTMLInputElement).checked)} />
                    <label class="ds-label" for="login-plain">${say(login.show_password)}</label>
                </ds-field>
                <button class="ds-button" type="submit" ?disabled=${this.busy}>${this.busy ? say(login.working) : say(login.log_in)}</button>
                ${this.services()}
            </form>
            <p class="dek-small">${say(login.need_account)}</p>
        </div>`;
    }
}
