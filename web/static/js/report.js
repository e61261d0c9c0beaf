/** The page of a draft that is being frozen: how far that is, a stop, and the page anew once it has ended. */

import "./registers.js";
import { pageData } from "./api.js";
import { setLanguage } from "./i18n.js";
import { watchJob } from "./jobs.js";

const page = pageData();
setLanguage(page.lang, page.messages);
const node = document.getElementById("freezing-job");
const leaving = new AbortController();
addEventListener("pagehide", () => leaving.abort());
watchJob(node, page.freezing, leaving.signal).then(showAnew, () => undefined);

function showAnew() {
  location.hash = "freezing";
  location.reload();
}
