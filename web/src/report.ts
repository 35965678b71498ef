// SPDX-License-Identifier: EUPL-1.2
// The report in a file of its own: what it shows stands in the file, and nothing is fetched.
import "./style/main.css";
import { html, render } from "lit";
import { useSources, useWords } from "./api.ts";
import "./parts/report.ts";
import type { ReportData } from "./parts/report.ts";
import { chooseLanguage } from "./words.ts";

const text = document.getElementById("dek-data")?.textContent ?? "";
const data = JSON.parse(text) as ReportData;
useWords(data.words);
useSources(data.documents.sources);
chooseLanguage(data.language);
document.title = [data.documents.status?.title, data.documents.status?.municipality?.name].filter(Boolean).join(" – ");
render(html`<main class="dek-report-file"><dek-report .data=${data}></dek-report></main>`, document.body);
