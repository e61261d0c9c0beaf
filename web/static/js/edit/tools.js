/** The tools of editing: one row of buttons, moved through by arrows as a toolbar is. */

import { el, icon } from "../dom.js";
import { t } from "../i18n.js";

/**
 * @param {Record<string, (() => void)|null>} acts what each tool does; null: it is not offered
 * @param {string} shape point, line or polygon
 */
export function toolbar(acts, shape) {
  const listed = [
    ["undo", "undo"],
    ["redo", "redo"],
    ["draw", "edit"],
    ["locate", "locate"],
    ["extend", "edit"],
    ["finish", "check"],
    ["split", "split"],
    ["merge", "merge"],
    ["remove", "trash"],
  ].filter(([name]) => acts[name]);
  const buttons = new Map(listed.map(([name, image]) => [name, button(name, image, acts[name], shape)]));
  const node = el("div", { class: "edit__tools", role: "toolbar", "aria-label": t("edit.tools") }, [...buttons.values()]);
  node.addEventListener("keydown", (event) => move(event, [...buttons.values()].filter((each) => !each.hidden)));
  return {
    node,
    show({ canUndo, canRedo, isDrawing }) {
      disable(buttons.get("undo"), !canUndo);
      disable(buttons.get("redo"), !canRedo);
      if (buttons.has("finish")) buttons.get("finish").hidden = !(isDrawing && shape !== "point");
    },
  };
}

function button(name, image, act, shape) {
  const words = t(name === "draw" && shape === "point" ? "edit.tool_place" : `edit.tool_${name}`);
  const attributes = { type: "button", class: "button", id: `edit-${name}`, title: words };
  // Not `disabled`: a button that is pressed by keyboard and then cannot be pressed keeps the focus.
  const node = el("button", attributes, icon(image), el("span", {}, words));
  node.addEventListener("click", () => node.getAttribute("aria-disabled") !== "true" && act());
  return node;
}

const disable = (node, isOff) => node.setAttribute("aria-disabled", String(isOff));

function move(event, buttons) {
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + buttons.length, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  buttons[to % buttons.length].focus();
}
