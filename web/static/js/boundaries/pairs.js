/** The lineage as a table: each old area with its heirs, shares, kind; slivers apart at the end. */

import { el, note } from "../dom.js";
import { number, t, text } from "../i18n.js";

const SHARES = ["share_area", "share_incidents", "share_people"];

export const percent = (share) => (share === null || share === undefined ? t("boundaries.unknown") : `${number(share * 100, 1)} %`);

/**
 * @param {object[]} pairs
 * @param {{onPoint?: (pair: object|null) => void, onChoose?: (pair: object) => void, onCorrect?: (pair: object) => void, id?: string}} wishes
 */
export function pairTable(pairs, wishes) {
  const head = ["old", "new_side", "kind_of_change", ...SHARES];
  return el(
    "div",
    { class: "table-wrap", tabindex: "0", role: "group", "aria-label": t("boundaries.lineage") },
    el(
      "table",
      { class: "table pairs-table", id: wishes.id ?? null },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          head.map((name) => el("th", { scope: "col", class: name.startsWith("share") ? "is-number" : null }, t(`boundaries.${name}`))),
          wishes.onCorrect ? el("th", { scope: "col" }, el("span", { class: "u-hidden" }, t("boundaries.correct"))) : null,
        ),
      ),
      el("tbody", {}, pairs.map((pair, i) => row(pair, pairs[i - 1], wishes))),
    ),
  );
}

function row(pair, before, { onPoint, onChoose, onCorrect }) {
  const isFirst = before?.old.id !== pair.old.id;
  const point = onPoint
    ? { onpointerenter: () => onPoint(pair), onfocusin: () => onPoint(pair), onpointerleave: () => onPoint(null) }
    : {};
  return el(
    "tr",
    { "data-row": pair.id, "data-sliver": pair.is_sliver || null, "data-first": isFirst || null, ...point },
    el("th", { scope: "row", class: isFirst ? null : "pairs-table__again" }, onChoose ? el("button", { type: "button", class: "table__open", onclick: () => onChoose(pair) }, areaWords(pair.old)) : areaWords(pair.old)),
    el("td", {}, areaWords(pair.new)),
    el(
      "td",
      {},
      text(pair.kind_words),
      pair.is_sliver ? [" ", el("span", { class: "tag" }, t("boundaries.sliver"))] : null,
      pair.reason ? correction(pair) : null,
    ),
    SHARES.map((name) => el("td", { class: "is-number" }, share(pair, name))),
    onCorrect
      ? el(
          "td",
          { class: "is-short" },
          el(
            "button",
            { type: "button", class: "button button--quiet", "aria-label": t("boundaries.correct_pair", { old: pair.old.name, new: pair.new.name }), onclick: () => onCorrect(pair) },
            t("boundaries.correct"),
          ),
        )
      : null,
  );
}

const areaWords = ({ code, name }) => [name, " ", el("small", { class: "u-quiet" }, code)];

const correction = (pair) =>
  el("small", { class: "pairs-table__reason" }, t("boundaries.corrected", { who: pair.corrected_by, reason: pair.reason }));

/** A share as a small bar with its number; what was computed stands beside what was corrected. */
function share(pair, name) {
  const value = pair[name];
  const was = pair.computed?.[name];
  const isChanged = pair.computed && was !== value;
  return [
    value === null ? null : el("meter", { class: "share", min: "0", max: "1", value: String(value), "aria-hidden": "true" }),
    el("span", {}, percent(value)),
    isChanged ? el("small", { class: "pairs-table__was" }, t("boundaries.was", { share: percent(was) })) : null,
  ];
}

/** A box that leaves only the rows whose areas are named so; marks and capitals do not matter. */
export function pairSearch(table) {
  const rows = [...table.querySelectorAll("tbody tr")];
  const input = el("input", { class: "input", type: "search", id: "pair-search", autocomplete: "off", spellcheck: "false", placeholder: t("boundaries.search_example") });
  input.addEventListener("input", () => {
    const words = folded(input.value);
    for (const each of rows) each.hidden = !folded(`${each.cells[0].textContent} ${each.cells[1].textContent}`).includes(words);
  });
  return el("div", { class: "field pairs-search" }, el("label", { class: "field__label", for: "pair-search" }, t("boundaries.search")), input);
}

const folded = (words) => words.trim().toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");

/** Ground without an heir, and ground from nowhere: said, because no figure goes there. */
export function leftOverNotes({ left_over: leftOver }) {
  if (!leftOver.length) return null;
  const words = (list) => list.slice(0, 8).map((each) => `${each.name} (${percent(each.share)})`).join(", ") + (list.length > 8 ? ` … +${list.length - 8}` : "");
  const gone = leftOver.filter((each) => !each.is_opened);
  const fresh = leftOver.filter((each) => each.is_opened);
  return [
    gone.length ? note(t("boundaries.no_heir", { names: words(gone) }), "warning") : null,
    fresh.length ? note(t("boundaries.no_origin", { names: words(fresh) })) : null,
  ];
}
