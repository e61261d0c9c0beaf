/** The design page: only what a component needs to be tried. */

import { buildTabs } from "./sheet.js";

buildTabs(document.querySelector("#design-tabs [role=tablist]"));
const dialog = document.getElementById("sample-dialog");
document.getElementById("open-dialog").addEventListener("click", () => dialog.showModal());
