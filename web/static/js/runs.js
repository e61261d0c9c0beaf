/** The page of analyses: choose a method, fill in its form, run it; the stored runs beside. */

import { pageData } from "./api.js";
import { fetchJobs, fetchMethod, fetchMethods, startRun } from "./api_runs.js";
import { buildControls } from "./board/controls.js";
import { el, fill, note, troubleBox } from "./dom.js";
import { setLanguage, t, text } from "./i18n.js";
import { followJob, hasEnded, jobBar } from "./jobs.js";
import { buildParameters } from "./runs/form.js";
import { buildRunList } from "./runs/list.js";
import { createStore, filterQuery, readFilter } from "./state.js";

const FIRST_METHOD = "gi_star";
const ANALYSES = ["analyse", "rerun"];

const page = pageData();
setLanguage(page.lang, page.messages);
const byId = (id) => document.getElementById(id);
const form = byId("run-form");
const asked = new URLSearchParams(location.search);
const store = createStore({ filter: readFilter(asked, page.filter_defaults ?? {}) });
const addressOf = (id) => `/runs/${id}?${new URLSearchParams({ ward: page.ward.code, lang: page.lang })}`;

let parameters = null;
buildControls(form, page, store).catch(() => undefined);
const list = buildRunList(byId("runs-list"), byId("show-removed"), (run) => addressOf(run.id));
form.addEventListener("submit", start);
form.addEventListener("reset", (event) => {
  event.preventDefault();
  form.elements.seed.value = "";
  showMethod({});
});
form.elements.method.addEventListener("change", () => showMethod({}));
loadMethods();
list.then(followOwn);

async function loadMethods() {
  try {
    const methods = await fetchMethods();
    fill(
      form.elements.method,
      methods.map((each) => el("option", { value: each.name }, text(each.title))),
    );
    form.elements.method.value = asked.get("method") ?? FIRST_METHOD;
    form.elements.seed.value = asked.get("seed") ?? "";
    await showMethod(givenParameters());
  } catch (error) {
    fill(byId("run-parameters"), troubleBox(error, t("state.offline"), loadMethods));
    form.dataset.ready = "error";
  }
}

/** Parameters that the address names, as `p.cell_m=75`: how "change and run" of a run arrives here. */
const givenParameters = () =>
  Object.fromEntries([...asked].filter(([key]) => key.startsWith("p.")).map(([key, value]) => [key.slice(2), value]));

async function showMethod(given) {
  form.dataset.ready = "starting";
  fill(byId("run-trouble"));
  const method = await fetchMethod(form.elements.method.value);
  const caution = el("ul", { class: "caution" }, method.caution.map((each) => el("li", {}, text(each))));
  fill(
    byId("method-about"),
    el("p", {}, text(method.summary)),
    el("details", { class: "disclosure" }, el("summary", {}, t("runs.caution")), caution),
  );
  parameters = buildParameters(byId("run-parameters"), method, given);
  form.dataset.ready = method.name;
}

async function start(event) {
  event.preventDefault();
  const button = byId("run-start");
  button.disabled = true;
  fill(byId("run-trouble"));
  try {
    const seed = form.elements.seed.value;
    const { run, job } = await startRun({
      method: form.elements.method.value,
      parameters: parameters.read(),
      filter: Object.fromEntries(filterQuery(store.get().filter)),
      ...(seed === "" ? {} : { seed: Number(seed) }),
    });
    if (run) return open(run.id);
    await follow(job, byId("run-job"));
  } catch (error) {
    showTrouble(error);
  } finally {
    button.disabled = false;
  }
}

/** Show a job's bar; where it is done, its run. */
async function follow(job, place) {
  const bar = jobBar(job);
  fill(place, bar);
  const ended = await followJob(job.id, bar.show);
  if (ended.state === "done") open(ended.result.run);
  else if (ended.error) parameters?.blame(ended.error.en);
}

const open = (id) => location.assign(addressOf(id));

function showTrouble(error) {
  const words = error.words ? text(error.words) : t("state.offline");
  fill(byId("run-trouble"), error.status === 401 ? troubleBox(error, words, null) : note(words, "error"));
  parameters?.blame(error.words?.en ?? "");
}

/** Analyses that were asked for before this page was opened and are not done yet. */
async function followOwn() {
  const jobs = (await fetchJobs(20).catch(() => [])).filter(
    (job) => ANALYSES.includes(job.kind) && !hasEnded(job),
  );
  if (!jobs.length) return;
  const bars = jobs.map((job) => [job, jobBar(job)]);
  fill(
    byId("runs-jobs"),
    el("h3", {}, t("runs.at_work")),
    bars.map(([, bar]) => el("div", { class: "card" }, bar)),
  );
  for (const [job, bar] of bars) followJob(job.id, bar.show).catch(() => undefined);
}
