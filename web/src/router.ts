// SPDX-License-Identifier: EUPL-1.2
// Pages by address, with the browser's own history.
import { pages, type PageEntry } from "./pages.ts";

export interface Place {
    page: PageEntry;
    params: Record<string, string>;
    query: URLSearchParams;
}

/** The page of a path; undefined when there is none. */
export function find(path: string, query: URLSearchParams): Place | undefined {
    const parts = path.replace(/\/+$/, "").split("/");
    for (const page of pages) {
        const wanted = page.path.replace(/\/+$/, "").split("/");
        const params: Record<string, string> = {};
        const fits =
            wanted.length === parts.length &&
            wanted.every((part, i) => {
                const given = parts[i] ?? "";
                if (part.startsWith("{") && given !== "") {
                    try {
                        params[part.slice(1, -1)] = decodeURIComponent(given);
                    } catch {
                        return false;
                    }
                    return true;
                }
                return part === given;
            });
        if (fits) {
            return { page, params, query };
        }
    }
    return undefined;
}

/** Goes to an address of the board. */
export function go(to: string, replace = false): void {
    if (replace) {
        history.replaceState(null, "", to);
    } else {
        history.pushState(null, "", to);
    }
    dispatchEvent(new CustomEvent("dek-go"));
}

/** Puts what is chosen on a page in its address, so that it can be shared, without leaving it. */
export function keepInAddress(query: URLSearchParams): void {
    const text = query.toString();
    history.replaceState(null, "", location.pathname + (text === "" ? "" : `?${text}`));
}

/** Makes clicks on links to the board's own pages go without loading anew. */
export function catchClicks(root: HTMLElement): void {
    root.addEventListener("click", (event) => {
        const link = event
            .composedPath()
            .find((each): each is HTMLAnchorElement => each instanceof HTMLAnchorElement);
        if (
            link === undefined ||
            event.defaultPrevented ||
            event.button !== 0 ||
            event.metaKey ||
            event.ctrlKey ||
            event.shiftKey ||
            event.altKey ||
            link.target !== "" ||
            link.hasAttribute("download") ||
            link.origin !== location.origin ||
            (link.hash !== "" && link.pathname === location.pathname) ||
            find(link.pathname, new URLSearchParams(link.search)) === undefined
        ) {
            return;
        }
        event.preventDefault();
        go(link.pathname + link.search + link.hash);
    });
}
