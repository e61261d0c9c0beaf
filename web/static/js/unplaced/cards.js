/** One card a waiting address, a placing, a coordinate with many rows. */

import { el, icon } from "../dom.js";
import { date, moment, number, t, text } from "../i18n.js";

/**
 * An address that waits, with what it may mean.
 * @param {object[]} rows all of one address
 */
export function waitingCard(rows, wishes) {
  const [first] = rows;
  const same = first.same_address > 1;
  const box = same
    ? el("input", { type: "checkbox", checked: true, "aria-label": t("unplaced.same", { n: first.same_address }) })
    : null;
  const all = () => Boolean(box?.checked);
  return el(
    "article",
    { class: "card waiting", "data-address": first.address, "data-row": first.id },
    el("h2", { class: "waiting__address" }, first.address),
    el("p", { class: "waiting__facts" }, rows.slice(0, 3).map(factsOf).join(" | "), rows.length > 3 ? " …" : ""),
    box ? el("label", { class: "check" }, box, el("span", { class: "check__text" }, t("unplaced.same", { n: number(first.same_address) }))) : null,
    first.candidates.length
      ? el("ul", { class: "waiting__candidates" }, first.candidates.map((each) => candidateLine(each, first, wishes, all)))
      : el("p", { class: "waiting__facts" }, t("unplaced.no_candidate")),
    el(
      "div",
      { class: "button-row" },
      el("button", { type: "button", class: "button", onclick: () => wishes.aim(first, all()) }, icon("target"), el("span", {}, t("unplaced.on_map"))),
    ),
  );
}

const factsOf = (row) =>
  [date(row.occurred_on), text(row.category), row.description, row.source_key.startsWith("h") ? "" : row.source_key]
    .filter(Boolean)
    .join(" · ");

function candidateLine(candidate, row, wishes, all) {
  const share = t("unplaced.confidence", { share: number(candidate.confidence * 100), m: number(candidate.precision_m) });
  return el(
    "li",
    { class: "waiting__candidate" },
    el(
      "div",
      {},
      el("button", { type: "button", class: "table__open", onclick: () => wishes.show(candidate) }, candidate.name),
      " ",
      el("span", { class: "waiting__share" }, share),
    ),
    el(
      "button",
      {
        type: "button",
        class: "button",
        "aria-label": t("unplaced.put_on", { name: candidate.name }),
        onclick: () => wishes.onLane(row, candidate.lane, all()),
      },
      t("unplaced.put"),
    ),
    el("div", { class: "waiting__why" }, candidate.reasons.map(text).join("; ")),
  );
}

/** What was placed, by whom, when and how; and the way back. */
export function placedCard(row, { undo, show }) {
  const how = t(`unplaced.method_${row.method}`);
  const exact = row.precision_m === null ? "" : t("unplaced.within", { m: number(row.precision_m) });
  return el(
    "article",
    { class: "card waiting", "data-placing": row.id },
    el("h2", { class: "waiting__address" }, row.address),
    el("p", { class: "waiting__facts" }, [how, row.lane_name, exact].filter(Boolean).join(" · ")),
    el("p", { class: "waiting__facts" }, [row.placed_by, moment(row.placed_at), date(row.occurred_on)].join(" · ")),
    el(
      "div",
      { class: "button-row" },
      el("button", { type: "button", class: "button button--quiet", onclick: () => show(row) }, t("unplaced.show")),
      row.method === "file" ? null : el("button", { type: "button", class: "button", onclick: () => undo(row) }, t("unplaced.undo")),
    ),
  );
}

/** A coordinate with many rows: in the analysis or kept out of it, and who said so. */
export function locationCard(row, { decide, show }) {
  const isOut = row.left_out > 0;
  const note = el("input", { class: "input", type: "text", maxlength: 200, "aria-label": t("unplaced.note"), placeholder: t("unplaced.note") });
  const said = row.decided_by ? t("unplaced.said_by", { who: row.decided_by, when: moment(row.decided_at), note: row.note || "–" }) : t("unplaced.not_said");
  const label = isOut ? t("unplaced.is_place") : t("unplaced.is_default");
  return el(
    "article",
    { class: "card waiting", "data-location": `${row.lon},${row.lat}` },
    el("h2", { class: "waiting__address" }, `${row.lon.toFixed(6)}, ${row.lat.toFixed(6)}`),
    el("p", { class: "waiting__facts" }, t(isOut ? "unplaced.rows_out" : "unplaced.rows_in", { n: number(row.rows) }), " · ", said),
    decide ? note : null,
    el(
      "div",
      { class: "button-row" },
      el("button", { type: "button", class: "button button--quiet", onclick: () => show(row) }, t("unplaced.show")),
      decide ? el("button", { type: "button", class: "button", onclick: () => decide(row, !isOut, note.value) }, label) : null,
    ),
  );
}
