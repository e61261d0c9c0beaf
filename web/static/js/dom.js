/** Making nodes: text always arrives as text. */

import { t, text } from "./i18n.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element. Attributes: `class`, `on<event>` functions, booleans and strings; children are
 * nodes or texts (null and false are left out).
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Node|string|number|null|false|undefined)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  setAttributes(node, attributes);
  append(node, children);
  return node;
}

/** Make an SVG element, by the same rules. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  setAttributes(node, attributes);
  append(node, children);
  return node;
}

/** Make one of our icons from the sprite. */
export function icon(name) {
  const href = `${document.documentElement.dataset.icons}#${name}`;
  return svg("svg", { class: "icon", "aria-hidden": "true" }, svg("use", { href }));
}

/** Replace everything inside a node. */
export function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
  return node;
}

/**
 * Have a script take what a form sends. Its button comes disabled with the page: pressed before the
 * script is there, it would load the page anew and what was typed would be gone.
 */
export function onSubmit(form, take) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take(event);
  });
  form.querySelector("[type=submit]").disabled = false;
}

/** A labelled icon button. */
export function iconButton(label, name, onclick, kind = "quiet") {
  return el(
    "button",
    {
      type: "button",
      class: `button button--icon button--${kind}`,
      "aria-label": label,
      title: label,
      onclick,
    },
    icon(name),
  );
}

/** A note beside a figure; level is "info", "warning" or "error". */
export function note(text, level = "info") {
  const kind = level === "info" ? "note" : `note note--${level}`;
  return el(
    "div",
    { class: kind, role: level === "error" ? "alert" : null },
    icon(level === "info" ? "info" : "warning"),
    el("div", {}, text),
  );
}

/** An empty, loading or error state. */
export function stateBox(kind, title, text, action) {
  const mark =
    kind === "loading"
      ? el("span", { class: "spinner", "aria-hidden": "true" })
      : icon(kind === "error" ? "warning" : "empty");
  return el(
    "div",
    { class: kind === "error" ? "state state--error" : "state", role: kind === "error" ? "alert" : "status" },
    mark,
    el("span", { class: "state__title" }, title),
    text ? el("span", {}, text) : null,
    action ?? null,
  );
}

/**
 * What went wrong, in the server's words where it has any, and what can be done about it: sign in
 * where that is what is missing, reset what was asked wrongly, else try again.
 * @param {{status?: number, words?: object}} error
 * @param {string} otherwise words for a server that says nothing
 * @param {(() => void)|null} onRetry
 * @param {(() => void)|null} [onReset]
 */
export function troubleBox(error, otherwise, onRetry, onReset = null) {
  const here = encodeURIComponent(location.pathname + location.search);
  const button = (words, onclick) => el("button", { type: "button", class: "button", onclick }, words);
  const way =
    error.status === 401
      ? el("a", { class: "button", href: `/sign-in?next=${here}` }, t("nav.sign_in"))
      : error.status === 400
        ? onReset && button(t("filter.reset_all"), onReset)
        : onRetry && button(t("state.retry"), onRetry);
  return el(
    "span",
    { class: "note note--error", role: "alert" },
    icon("warning"),
    el("span", {}, error.words ? text(error.words) : otherwise),
    way,
  );
}

/**
 * Say something for a moment, also to screen readers; longer where it can be undone.
 * @param {string} text
 * @param {{words: string, act: () => void}} [undo]
 */
export function toast(text, undo = undefined) {
  document.querySelector(".toast")?.remove();
  const node = el("div", { class: "toast", role: "status" }, text);
  if (undo) {
    const onclick = () => {
      node.remove();
      undo.act();
    };
    node.append(el("button", { type: "button", class: "toast__undo", onclick }, undo.words));
  }
  // While a dialog is open, nothing outside of it can be read or pressed.
  (document.querySelector("dialog[open]") ?? document.body).append(node);
  // Whoever stands on its button is not left without it.
  const leave = () => (node.contains(document.activeElement) ? setTimeout(leave, 1000) : node.remove());
  setTimeout(leave, undo ? 10000 : 4000);
}

function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

function append(node, children) {
  for (const child of children.flat(2)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
}
