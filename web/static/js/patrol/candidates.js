/** What there is to choose from: a list for each kind, each place with its reason and its rows. */

import { el, fill, stateBox } from "../dom.js";
import { number, t, text } from "../i18n.js";

const SHOWN = 6;
const FIRST = 5;

/**
 * @param {HTMLElement} node
 * @param {object[]} groups
 * @param {{stops: () => string[], onChoose: (stops: string[]) => void, onOpen: Function, onPoint: Function}} wishes
 */
export function showCandidates(node, groups, wishes) {
  fill(node, groups.map((group) => section(group, wishes)));
}

/** Tick what is chosen now, also after a click on the map. */
export function markChosen(node, stops) {
  const chosen = new Set(stops);
  for (const box of node.querySelectorAll("input[data-key]")) box.checked = chosen.has(box.dataset.key);
}

function section(group, wishes) {
  const title = text(group.title);
  const options = group.rows.map((row) => option(row, wishes));
  const list = el("ul", { class: "patrol__options" }, options.slice(0, SHOWN));
  const keys = group.rows.slice(0, FIRST).map((row) => row.key);
  const choose = () => wishes.onChoose([...wishes.stops(), ...keys.filter((key) => !wishes.stops().includes(key))]);
  return el(
    "section",
    { class: "patrol__group", "data-kind": group.kind, "aria-label": title },
    el(
      "div",
      { class: "patrol__grouphead" },
      el("h3", {}, `${title} (${number(group.rows.length)})`),
      keys.length > 1 &&
        el("button", { type: "button", class: "button button--quiet", "aria-label": `${title}: ${t("patrol.first", { n: keys.length })}`, onclick: choose }, t("patrol.first", { n: keys.length })),
    ),
    el("p", { class: "patrol__rule" }, text(group.rule)),
    group.rows.length ? list : stateBox("empty", t("patrol.nothing")),
    group.rows.length > SHOWN ? moreButton(list, options, wishes) : null,
  );
}

function moreButton(list, options, wishes) {
  const more = el("button", { type: "button", class: "button" }, t("patrol.all", { n: number(options.length) }));
  more.addEventListener("click", () => {
    list.append(...options.slice(SHOWN));
    markChosen(list, wishes.stops());
    options[SHOWN].querySelector("input").focus();
    more.remove();
  });
  return more;
}

function option(row, { stops, onChoose, onOpen, onPoint }) {
  const name = text(row.title);
  const box = el("input", {
    type: "checkbox",
    "data-key": row.key,
    checked: stops().includes(row.key),
    onchange: () => onChoose(box.checked ? [...stops(), row.key] : stops().filter((key) => key !== row.key)),
  });
  const open = () => onOpen(row.of, name, row.count);
  return el(
    "li",
    {
      onmouseenter: () => onPoint(row.key),
      onmouseleave: () => onPoint(null),
      onfocusin: () => onPoint(row.key),
      onfocusout: () => onPoint(null),
    },
    el(
      "label",
      { class: "check patrol__option" },
      box,
      el(
        "span",
        { class: "check__text" },
        el("strong", {}, name),
        row.where && !row.where.endsWith(name) ? el("small", {}, row.where) : null,
        el("small", {}, text(row.reason)),
      ),
    ),
    row.count
      ? el("button", { type: "button", class: "button button--quiet", "data-of": row.of, "aria-label": t("patrol.rows", { n: number(row.count), name }), onclick: open }, t("patrol.incidents", { n: number(row.count) }))
      : null,
  );
}
