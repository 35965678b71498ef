// SPDX-License-Identifier: EUPL-1.2
import "./style/main.css";
import "@digdir/designsystemet-web/ds-field";
import "@digdir/designsystemet-web/dialog";
import "./app.ts";
