/** What a new epoch would do: counts, the lineage it gives, and the button that does it. */

import { el, note } from "../dom.js";
import { number, t } from "../i18n.js";
import { leftOverNotes, pairTable } from "./pairs.js";

const SHOWN = 60;

/** @param {object} plan @param {() => void} onLoad */
export function planView(plan, onLoad) {
  const { epoch } = plan;
  const figures = [
    ["boundaries.n_opened", plan.opened],
    ["boundaries.n_closed", plan.closed],
    ["boundaries.n_went_on", plan.went_on],
    ["boundaries.n_moved", plan.incidents_moved],
  ];
  return [
    el("h3", {}, t("boundaries.plan_title")),
    el("dl", { class: "counts" }, figures.map(([key, n]) => el("div", { class: "counts__one" }, el("dt", {}, t(key)), el("dd", {}, number(n))))),
    note(t("boundaries.as_was_stays")),
    leftOverNotes(epoch),
    pairTable(epoch.pairs.slice(0, SHOWN), {}),
    epoch.pairs.length > SHOWN ? el("p", { class: "u-quiet" }, t("boundaries.first_pairs", { n: SHOWN, all: number(epoch.pairs.length) })) : null,
    el(
      "div",
      { class: "button-row" },
      el("button", { type: "button", class: "button button--main", id: "load-epoch", onclick: onLoad }, t("boundaries.load")),
      el("span", { class: "u-quiet" }, t("boundaries.load_help")),
    ),
  ];
}
