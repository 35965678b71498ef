// SPDX-License-Identifier: EUPL-1.2
// The report in a file of its own: what it shows stands in the file, and nothing is fetched.
import "./style/main.css";
import { html, render } from "lit";
import { useSources, useWords } from "./api.ts";
import "./parts/report.ts";
import type { ReportData } from "./parts/report.ts";
import { chooseLanguage, say } from "./words.ts";
import { report } from "./words/report.ts";

const text = document.getElementById("dek-data")?.textContent ?? "";
const data = JSON.parse(text) as ReportData;
useWords(data.words);
useSources(data.documents.sources);
chooseLanguage(data.language);
const name = data.documents.status?.municipality?.name;
document.title = name === undefined ? say(report.heading_plain) : say(report.heading, { name });
// What each page of paper is of, at its foot beside the number.
const foot = new CSSStyleSheet();
foot.replaceSync(`@page { @bottom-left { color: #555; content: ${JSON.stringify(document.title)}; font: 8pt system-ui, sans-serif; } }`);
document.adoptedStyleSheets.push(foot);
render(html`<main class="dek-report-file"><dek-report .data=${data}></dek-report></main>`, document.body);
