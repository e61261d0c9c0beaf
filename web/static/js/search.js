/** The search box: a combobox with a list of places, by keyboard and by pointer. */

import { fetchSearch, isCancelled } from "./api.js";
import { el, fill } from "./dom.js";
import { t, text } from "./i18n.js";

const PAUSE_MS = 180;

/**
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 * @param {(result: object) => void} onChoose
 */
export function buildSearch(input, list, onChoose) {
  let results = [];
  let active = -1;
  let timer = 0;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const open = () => {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };
  const choose = (result) => {
    input.value = result.title;
    close();
    onChoose(result);
  };
  const activate = (index) => {
    active = (index + results.length) % results.length;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    input.setAttribute("aria-activedescendant", `search-${active}`);
    list.children[active]?.scrollIntoView({ block: "nearest" });
  };
  const show = (found) => {
    results = found;
    active = -1;
    fill(
      list,
      found.length
        ? found.map((result, i) => option(result, i, choose))
        : message(t("search.nothing", { words: input.value.trim() })),
    );
    open();
  };
  const ask = async () => {
    const words = input.value.trim();
    if (!words) return close();
    list.setAttribute("aria-busy", "true");
    try {
      show((await fetchSearch(words)).results);
    } catch (error) {
      if (isCancelled(error)) return;
      results = [];
      fill(list, message(error.words ? text(error.words) : t("state.error")));
      open();
    } finally {
      list.removeAttribute("aria-busy");
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else if (results.length) activate(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!list.hidden && results.length) choose(results[Math.max(active, 0)]);
      else ask();
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  input.closest("form")?.addEventListener("submit", (event) => event.preventDefault());
}

/** Of an address why it is taken for this lane; a number is never a place along it. */
const detailOf = ({ kind, detail, reasons }) =>
  kind === "address" ? [t("search.on_lane"), ...(reasons ?? []).map(text)].join("; ") : detail;

function option(result, index, choose) {
  const node = el(
    "li",
    { role: "option", id: `search-${index}`, class: "search__option", "aria-selected": "false" },
    el("span", { class: "search__title" }, result.title),
    el("span", { class: "search__kind" }, t(`search.kind.${result.kind}`)),
    detailOf(result) ? el("span", { class: "search__detail" }, detailOf(result)) : null,
  );
  // pointerdown comes before the field loses its focus, which would close the list
  node.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    choose(result);
  });
  return node;
}

const message = (words) =>
  el(
    "li",
    { class: "search__message", role: "option", "aria-disabled": "true", "aria-selected": "false" },
    words,
  );
