// SPDX-License-Identifier: EUPL-1.2
// Small drawings beside words; never alone, so hidden from readers of the screen.
import { svg, html, nothing, type TemplateResult } from "lit";

const drawings: Record<string, TemplateResult> = {
    overview: svg`<path d="M3 12 12 4l9 8M6 10v10h12V10"/>`,
    forecast: svg`<path d="M3 20h18M4 15l6-5 4 3 7-8"/>`,
    report: svg`<path d="M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7"/>`,
    lists: svg`<path d="M4 6h16M4 12h16M4 18h16"/>`,
    persons: svg`<path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 21c0-4 3.6-6 8-6s8 2 8 6"/>`,
    month: svg`<path d="M4 5h16v16H4zM4 10h16M8 3v4M16 3v4"/>`,
    recruit: svg`<path d="M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM2 21c0-4 3-6 7-6s7 2 7 6M19 7v6M16 10h6"/>`,
    data: svg`<path d="M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3ZM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3"/>`,
    rules: svg`<path d="M12 3v18M5 7h14M5 7l-3 7h6zM19 7l-3 7h6zM8 21h8"/>`,
    log: svg`<path d="M12 7v5l3 3M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z"/>`,
    home: svg`<path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 21c0-4 3.6-6 8-6s8 2 8 6"/>`,
    menu: svg`<path d="M4 6h16M4 12h16M4 18h16"/>`,
    settings: svg`<path d="M4 7h10M18 7h2M4 17h2M10 17h10M16 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM8 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z"/>`,
    yes: svg`<path d="m5 13 4.5 4.5L19 7"/>`,
    no: svg`<path d="M6 6l12 12M18 6 6 18"/>`,
    warning: svg`<path d="M12 4 2.5 20h19zM12 10v5M12 17.5v.5"/>`,
    arrow: svg`<path d="M5 12h14M13 6l6 6-6 6"/>`,
    link: svg`<path d="M10 14a4 4 0 0 0 6 .5l3-3a4.2 4.2 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4.2 4.2 0 0 0 6 6l1-1"/>`,
    download: svg`<path d="M12 4v11M7 11l5 5 5-5M4 20h16"/>`,
};

export function icon(name: string | undefined): unknown {
    const drawing = name === undefined ? undefined : drawings[name];
    return drawing === undefined
        ? nothing
        : html`<svg class="dek-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${drawing}</svg>`;
}
