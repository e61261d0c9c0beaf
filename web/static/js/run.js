/** One stored run: its rule and notes, its units, what it was made from, and the check of its bits. */

import { pageData } from "./api.js";
import { fetchMethod, fetchRun, keepRun, removeRun, restoreRun, runAgain, runFileAddress } from "./api_runs.js";
import { buildRows } from "./board/rows.js";
import { mapAddress } from "./board/state.js";
import { el, fill, icon, note, toast, troubleBox } from "./dom.js";
import { moment, number, setLanguage, t, text } from "./i18n.js";
import { watchJob } from "./jobs.js";
import { buildUnits } from "./runs/units.js";
import { emptyFilter } from "./state.js";

const page = pageData();
setLanguage(page.lang, page.messages);
const byId = (id) => document.getElementById(id);
const here = { ward: page.ward.code, lang: page.lang };
const runId = Number(location.pathname.split("/").pop());
const openRows = buildRows(byId("rows-dialog"), {
  query: () => new URLSearchParams(),
  mapAddress: (layer, row) => mapAddress({ filter: emptyFilter({}) }, page, layer, row),
});
load();

async function load() {
  try {
    const run = await fetchRun(runId);
    show(run, await fetchMethod(run.method));
  } catch (error) {
    fill(byId("run"), el("h1", {}, t("runs.one")), troubleBox(error, t("state.offline"), load));
    byId("run").dataset.ready = "error";
  }
}

function show(run, method) {
  const units = el("div", { class: "units" });
  fill(
    byId("run"),
    head(run),
    notes(run, method),
    el("section", { class: "card", "aria-labelledby": "h-units" }, el("h2", { id: "h-units" }, t("runs.units")), units),
    el("div", { class: "run__columns" }, used(run, method), origin(run)),
  );
  document.title = `${text(run.title)} · ${text(page.ward.name)}`;
  buildUnits(units, run, method, openRows).then(() => {
    byId("run").dataset.ready = "run";
  });
}

function head(run) {
  const again = el("div", { class: "run__again", "aria-live": "polite" });
  const findings = (run.summary.findings ?? []).map((each) => el("li", {}, text(each)));
  return el(
    "header",
    { class: "run__head" },
    el("h1", {}, text(run.title)),
    el("p", { class: "run__rule" }, text(run.summary.rule)),
    findings.length ? el("ul", { class: "run__findings" }, findings) : null,
    el("p", { class: "u-quiet" }, `${text(run.period)} · ${t("runs.rows", { n: number(run.input_rows) })}`),
    el(
      "div",
      { class: "button-row" },
      link(t("runs.on_map"), mapOf(run), "target"),
      link(t("runs.change"), formOf(run), "reset"),
      ["csv", "geojson", "json"].map((kind) =>
        el("a", { class: "button button--quiet", href: runFileAddress(run.id, kind), download: true }, icon("download"), el("span", {}, kind.toUpperCase())),
      ),
      el("button", { type: "button", class: "button", id: "check-again", onclick: (event) => check(run, again, event.currentTarget) }, t("runs.check")),
      keeper(run),
      el("button", { type: "button", class: "button button--quiet", onclick: () => remove(run) }, t("runs.remove")),
    ),
    again,
  );
}

const link = (words, href, name) => el("a", { class: "button", href }, icon(name), el("span", {}, words));

/** The map with the run as a layer, under the run's own filter. */
function mapOf(run) {
  const query = new URLSearchParams({ ...here, ...run.input.filter, run: run.id });
  return `/?${query.toString().replaceAll("%2C", ",")}`;
}

/** The form of this method with what was used here, ready to be changed. */
function formOf(run) {
  const query = new URLSearchParams({ ...here, ...run.input.filter, method: run.method, seed: run.seed });
  for (const [name, value] of Object.entries(run.parameters))
    if (value !== null) query.set(`p.${name}`, String(value));
  return `/runs?${query}`;
}

function keeper(run) {
  const button = el("button", { type: "button", class: "button button--quiet", "aria-pressed": String(run.is_kept) }, t("runs.keep"));
  button.addEventListener("click", async () => {
    try {
      const now = await keepRun(run.id, button.getAttribute("aria-pressed") !== "true");
      button.setAttribute("aria-pressed", String(now.is_kept));
      toast(t(now.is_kept ? "runs.kept_now" : "runs.released"));
    } catch (error) {
      toast(error.words ? text(error.words) : t("state.offline"));
    }
  });
  return button;
}

async function remove(run) {
  try {
    await removeRun(run.id);
    const back = el("button", { type: "button", class: "button", onclick: () => restoreRun(run.id).then(load) }, t("runs.undo"));
    fill(byId("run"), el("h1", {}, text(run.title)), el("div", { class: "note note--good", role: "status" }, icon("check"), el("div", {}, t("runs.removed_long")), back));
    byId("run").dataset.ready = "removed";
    back.focus();
  } catch (error) {
    toast(error.words ? text(error.words) : t("state.offline"));
  }
}

/** Have the run done again on the server, and say whether every bit is the same. */
async function check(run, place, button) {
  button.disabled = true;
  try {
    const job = await watchJob(place, await runAgain(run.id));
    if (job.state === "done") fill(place, verdict(job.result));
  } catch (error) {
    fill(place, troubleBox(error, t("state.offline"), null));
  } finally {
    button.disabled = false;
  }
}

function verdict(result) {
  const parts = ["input", "code", "result"].map((part) => {
    const isSame = result[`same_${part}`];
    return el("span", { class: isSame ? "tag tag--good" : "tag tag--bad" }, t(`runs.${isSame ? "same" : "other"}_${part}`));
  });
  const words = note(t(result.same_result ? "runs.same_bits" : "runs.other_bits"), result.same_result ? "info" : "warning");
  return el("div", { class: "run__again", "data-same": String(result.same_result) }, words, el("div", { class: "run__same" }, parts));
}

function notes(run, method) {
  const caution = el("ul", { class: "caution" }, method.caution.map((each) => el("li", {}, text(each))));
  return el(
    "div",
    { class: "run__notes" },
    run.notes.map((each) => note(text(each.text), each.level)),
    el("details", { class: "disclosure card", open: true }, el("summary", {}, t("runs.caution")), el("div", { class: "disclosure__body" }, caution)),
  );
}

/** The parameters as they were used, automatic choices included. */
function used(run, method) {
  const values = run.summary.used ?? run.parameters;
  const rows = method.parameters.map((parameter) => [text(parameter.title), valueOf(parameter, values[parameter.name])]);
  return pairs("h-used", t("runs.used"), rows);
}

function valueOf(parameter, value) {
  if (value === null || value === undefined || value === "") return t("runs.auto");
  if (typeof value === "boolean") return t(value ? "words.yes" : "words.no");
  const choice = parameter.choices.find((each) => each.value === value);
  if (choice) return text(choice.title);
  const words = typeof value === "number" ? number(value, Number.isInteger(value) ? 0 : 2) : String(value);
  return parameter.unit ? `${words} ${text(parameter.unit)}` : words;
}

function origin(run) {
  return pairs("h-origin", t("runs.origin"), [
    [t("runs.number"), String(run.id)],
    [t("runs.made"), `${run.created_by || "–"}, ${moment(run.created_at)}`],
    [t("runs.took"), t("runs.seconds", { n: number(run.seconds, 2) })],
    [t("runs.seed"), String(run.seed)],
    [t("runs.boundaries"), run.summary.boundaries ? text(run.summary.boundaries) : "–"],
    [t("runs.input_hash"), el("code", {}, run.input_sha256.slice(0, 16))],
    [t("runs.result_hash"), el("code", {}, (run.summary.result_sha256 ?? "").slice(0, 16))],
    [t("runs.code"), el("code", {}, run.code_version)],
  ]);
}

function pairs(id, title, rows) {
  return el(
    "section",
    { class: "card", "aria-labelledby": id },
    el("h2", { id }, title),
    el("dl", { class: "pairs" }, rows.map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])),
  );
}
