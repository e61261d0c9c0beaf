/** What one can do with the map as it is shown: one menu in the panel's foot. */

import { el, fill, icon } from "./dom.js";
import { t } from "./i18n.js";

/**
 * @typedef {{id: string, icon: string, title: string, roles?: string[], open: (state: object) => void}} ViewAction
 * `title` is a key of the catalogue; without `roles` everybody has the action.
 */

/**
 * Fill the menu of a button with the actions that the reader's role has.
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} menu
 * @param {ViewAction[]} actions
 * @param {{role: string, state: () => object}} reader
 */
export function buildViewActions(button, menu, actions, { role, state }) {
  const close = () => show(button, menu, false);
  const choose = (action) => {
    close();
    button.focus(); // where a dialog gives the focus back to
    action.open(state());
  };
  const mine = actions.filter(({ roles }) => !roles || roles.includes(role));
  fill(menu, mine.map((action) => item(action, () => choose(action))));
  button.addEventListener("click", () => {
    show(button, menu, menu.hidden);
    if (!menu.hidden) menu.firstElementChild.focus();
  });
  button.addEventListener("keydown", (event) => openByArrow(event, button, menu));
  menu.addEventListener("keydown", (event) => move(event, button, menu));
  document.addEventListener("pointerdown", ({ target }) => {
    if (!menu.contains(target) && !button.contains(target)) close();
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && relatedTarget !== button && !menu.contains(relatedTarget)) close();
  });
}

/** A dialog that comes when it is first asked for: most visits ask for none. */
export function onDemand(build) {
  let open = null;
  return async (...wishes) => {
    open ??= await build();
    open(...wishes);
  };
}

function item(action, onclick) {
  const attributes = { type: "button", class: "action-menu__item", role: "menuitem", tabindex: "-1" };
  return el("button", { ...attributes, id: action.id, onclick }, icon(action.icon), el("span", {}, t(action.title)));
}

function show(button, menu, isOpen) {
  menu.hidden = !isOpen;
  button.setAttribute("aria-expanded", String(isOpen));
}

function openByArrow(event, button, menu) {
  if (!["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  show(button, menu, true);
  (event.key === "ArrowUp" ? menu.lastElementChild : menu.firstElementChild).focus();
}

/** The keys of a menu: arrows go round, Home and End jump, Escape and Tab leave. */
function move(event, button, menu) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items[to % items.length].focus();
  }
  if (!["Escape", "Tab"].includes(event.key)) return;
  if (event.key === "Escape") event.stopPropagation();
  show(button, menu, false);
  button.focus();
}
