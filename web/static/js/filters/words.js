/** What an address or a number contains, and the choice of only what the map shows. */

import { el } from "../dom.js";
import { t } from "../i18n.js";
import { changeFilter, insideOf } from "../state.js";

const PAUSE_MS = 350;
const LONGEST = 80;

/** A box for words; it asks when one stops typing, at once on Enter. */
export function buildText(store) {
  const input = el("input", { class: "input", type: "search", id: "filter-text", maxlength: LONGEST, autocomplete: "off", spellcheck: "false", placeholder: t("filter.text_example") });
  let timer = 0;
  const ask = () => {
    clearTimeout(timer);
    const words = input.value.trim();
    changeFilter(store, { text: /[\p{L}\p{N}]/u.test(words) ? words : "" });
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("keydown", ({ key }) => key === "Enter" && ask());
  return {
    node: el("div", { class: "field" }, el("label", { class: "field__label", for: "filter-text" }, t("filter.text")), input),
    show({ text }) {
      if (document.activeElement !== input) input.value = text;
    },
  };
}

/** "Only what the map shows": the box of the screen goes into the filter and follows the map. */
export function buildInside(store, boundsOf) {
  const box = el("input", { type: "checkbox", id: "filter-inside" });
  box.addEventListener("change", () => changeFilter(store, { inside: box.checked ? insideOf(boundsOf()) : "" }));
  return {
    node: el("label", { class: "check" }, box, el("span", { class: "check__text" }, t("filter.inside"))),
    show({ inside }) {
      box.checked = Boolean(inside);
    },
  };
}
