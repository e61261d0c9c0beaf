/** The session has ended while somebody was at work: sign in here, what was typed stays as it is. */

import { signIn } from "./api.js";
import { el, fill, note } from "./dom.js";
import { t } from "./i18n.js";

let waiting = null;

/** Ask to sign in, once for all that wait for it. @returns {Promise<boolean>} false where one does not want to */
export function signInAgain() {
  waiting ??= ask().finally(() => (waiting = null));
  return waiting;
}

function ask() {
  const before = document.activeElement;
  const trouble = el("div", { "aria-live": "assertive" });
  const login = field("again-login", t("session.login"), { autocomplete: "username", autocapitalize: "none", spellcheck: "false" });
  const password = field("again-password", t("session.password"), { type: "password", autocomplete: "current-password" });
  const submit = el("button", { type: "submit", class: "button button--main" }, t("session.submit"));
  const form = el("form", { class: "u-stack dialog__body" }, el("p", {}, t("session.lead")), trouble, login.node, password.node,
    el("div", { class: "button-row" }, submit, el("button", { type: "button", class: "button", onclick: () => dialog.close() }, t("session.later"))));
  const dialog = el("dialog", { class: "dialog dialog--narrow", "aria-labelledby": "again-title" },
    el("div", { class: "dialog__head" }, el("h2", { id: "again-title" }, t("session.title"))), form);
  let isIn = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    const said = await signIn(login.input.value, password.input.value).catch(() => t("state.offline"));
    submit.disabled = false;
    if (said) {
      fill(trouble, note(said, "error"));
      return password.input.focus();
    }
    isIn = true;
    return dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  login.input.focus();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      before?.focus();
      resolve(isIn);
    }),
  );
}

function field(id, label, attributes) {
  const input = el("input", { class: "input", id, required: true, ...attributes });
  return { input, node: el("div", { class: "field" }, el("label", { class: "field__label", for: id }, label), input) };
}
