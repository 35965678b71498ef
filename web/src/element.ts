// SPDX-License-Identifier: EUPL-1.2
// What every element and page of the board is made from.
import { LitElement, html, type ReactiveController, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { ApiError, listen } from "./api.ts";
import type { Me } from "./types.ts";

/** An element whose content stands in the page itself, so that Designsystemet's styles reach it. */
export class Part extends LitElement {
    protected override createRenderRoot(): HTMLElement {
        return this;
    }
}

/** A page: `params` are what its path names, `query` what stands after the question mark. */
export class Page extends Part {
    @property({ attribute: false }) params: Record<string, string> = {};
    @property({ attribute: false }) query: URLSearchParams = new URLSearchParams();
    @property({ attribute: false }) me!: Me;

    /** Whether the one who is here may use the route, by its id in /me. */
    protected may(route: string): boolean {
        return this.me.may.includes(route);
    }

    /** The page's own title, when it knows more than the registry does. */
    protected entitle(title: string): void {
        this.dispatchEvent(new CustomEvent("dek-title", { bubbles: true, detail: title }));
    }
}

/** Tells a reader of the screen what happened. */
export function announce(text: string): void {
    document.dispatchEvent(new CustomEvent("dek-announce", { detail: text }));
}

export interface ResourceOptions {
    live?: boolean; // fetched again when the server's data change
    paused?: boolean; // not fetched before reload() is called
}

/** Something fetched for an element: loading, then there or failed; what is old stays while it is
 * fetched again. */
export class Resource<T> implements ReactiveController {
    value: T | undefined;
    error: ApiError | undefined;
    loading = false;
    #aborter: AbortController | undefined;
    #stop: (() => void) | undefined;

    constructor(
        private readonly host: Part,
        private readonly fetcher: (signal: AbortSignal) => Promise<T>,
        private readonly options: ResourceOptions = {},
    ) {
        host.addController(this);
    }

    hostConnected(): void {
        if (this.options.paused !== true) {
            // The host's properties are set after it is made.
            queueMicrotask(() => void this.reload());
        }
        if (this.options.live === true) {
            this.#stop = listen("changed", () => void this.reload());
        }
    }

    hostDisconnected(): void {
        this.#aborter?.abort();
        this.#stop?.();
    }

    async reload(): Promise<void> {
        this.#aborter?.abort();
        const aborter = new AbortController();
        this.#aborter = aborter;
        this.loading = true;
        this.host.requestUpdate();
        try {
            const value = await this.fetcher(aborter.signal);
            if (aborter.signal.aborted) {
                return;
            }
            this.value = value;
            this.error = undefined;
        } catch (error) {
            if (aborter.signal.aborted) {
                return;
            }
            if (!(error instanceof ApiError)) {
                throw error;
            }
            this.error = error;
        }
        this.loading = false;
        this.host.requestUpdate();
    }

    /** What is there, or that it is on its way, failed or is not for this one to see. */
    show(ready: (value: T) => unknown, rows = 4): TemplateResult | unknown {
        if (this.value !== undefined && (this.error === undefined || this.error.status === 0)) {
            return ready(this.value);
        }
        if (this.error !== undefined) {
            const denied = this.error.status === 401 || this.error.status === 403;
            const unbegun = this.error.problem.type?.endsWith(":register_none") === true;
            return html`<dek-state
                kind=${denied ? "denied" : unbegun ? "unbegun" : "error"}
                .problem=${this.error.problem}
                .retry=${() => void this.reload()}
            ></dek-state>`;
        }
        return html`<dek-state kind="loading" .rows=${rows}></dek-state>`;
    }
}
