/** The choice of a second run of the same method, to be seen beside the first by the same limits. */

import { fetchRuns } from "../api_runs.js";
import { el, fill } from "../dom.js";
import { moment, t, text } from "../i18n.js";

const MOST = 100;

/** A list that is filled when somebody opens it: most maps compare nothing. */
export function compareChoice(layer, page) {
  const current = new URLSearchParams(location.search).get("run2") ?? "";
  const select = el("select", { class: "select", id: "compare-run" }, el("option", { value: "" }, t("results.compare_none")));
  const load = async () => {
    const query = new URLSearchParams({ method: layer.run.method, limit: MOST });
    const runs = (await fetchRuns(query)).filter((run) => run.id !== layer.run.id);
    const options = runs.map((run) =>
      el("option", { value: run.id, selected: String(run.id) === current }, `${text(run.period)} · ${t("results.run", { id: run.id })} · ${moment(run.created_at)}`),
    );
    fill(select, el("option", { value: "" }, runs.length ? t("results.compare_none") : t("results.compare_no_other")), options);
  };
  load().catch(() => select.closest(".result__compare")?.setAttribute("hidden", ""));
  select.addEventListener("change", () => location.assign(withSecond(select.value)));
  return el("div", { class: "field result__compare" }, el("label", { class: "field__label", for: "compare-run" }, t("results.compare")), select);
}

function withSecond(id) {
  const query = new URLSearchParams(location.search);
  query.delete("layers");
  query.delete("selected");
  if (id) query.set("run2", id);
  else query.delete("run2");
  return `/?${query}`;
}
