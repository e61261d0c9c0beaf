/** How many repeat points still recur and how many have been quiet: each number opens its points. */

import { el, fill } from "../dom.js";
import { number, text } from "../i18n.js";

/**
 * @param {HTMLElement} node
 * @param {{state: string, title: object, count: number, of: string}[]} states
 * @param {(of: string, title: string, count: number) => void} onOpen
 */
export function showPointStates(node, states, onOpen) {
  fill(node, states.map((each) => el("li", {}, line(each, onOpen))));
}

function line({ title, count, of }, onOpen) {
  const words = text(title);
  return el(
    "button",
    { type: "button", class: "button button--quiet today__line", "data-of": of, onclick: () => onOpen(of, words, count) },
    el("span", {}, words),
    el("strong", { class: "u-number" }, number(count)),
  );
}
