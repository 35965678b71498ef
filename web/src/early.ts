// SPDX-License-Identifier: EUPL-1.2
// Runs before anything is drawn, so that a board chosen dark never flashes light.
export {};

try {
    const scheme = localStorage.getItem("dekning.scheme");
    if (scheme === "light" || scheme === "dark") {
        document.documentElement.dataset.colorScheme = scheme;
    }
    const language = localStorage.getItem("dekning.language");
    if (language === "nb" || language === "nn" || language === "en") {
        document.documentElement.lang = language;
    }
} catch {
    // A browser that keeps nothing still shows the board.
}
