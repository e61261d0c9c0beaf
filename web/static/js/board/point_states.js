/** How many repeat points still recur and how many have been quiet: each number opens its points. */

import { el, fill } from "../dom.js";
import { openerLine } from "./openers.js";

/**
 * @param {HTMLElement} node
 * @param {{state: string, title: object, count: number, of: string}[]} states
 * @param {(of: string, title: string, count: number) => void} onOpen
 */
export function showPointStates(node, states, onOpen) {
  fill(node, states.map((each) => el("li", {}, openerLine(each, onOpen))));
}
