/** Boundaries in time: the epochs of the ward, a new one from a file, totals in other boundaries. */

import { pageData } from "./api.js";
import { showKnown, showLoaded } from "./boundaries/epoch_list.js";
import { buildForm } from "./boundaries/new_epoch.js";
import { buildRecast } from "./boundaries/recast.js";
import { setLanguage } from "./i18n.js";

const page = pageData();
setLanguage(page.lang, page.messages);
const byId = (id) => document.getElementById(id);

showKnown(byId("known-epochs"), page);
showLoaded(byId("loaded-epochs"), page);
buildForm(byId("epoch-form"), byId("epoch-work"), byId("epoch-plan"), page);
buildRecast(byId("recast-form"), byId("recast-result"), page);
byId("main").dataset.ready = "done";
