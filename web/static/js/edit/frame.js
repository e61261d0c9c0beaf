/** The panel of editing: its head, its body, its buttons, what went wrong. */

import { el, fill, iconButton, stateBox, troubleBox } from "../dom.js";
import { t } from "../i18n.js";

/** @param {{onCancel: () => void}} wishes */
export function buildFrame(panel, { onCancel }) {
  const kicker = el("p", { class: "popup__kicker" });
  const title = el("h2", { class: "popup__title", id: "edit-title", tabindex: "-1" });
  const body = el("div", { class: "edit__body" });
  const trouble = el("div", { class: "edit__trouble", id: "edit-trouble", role: "status" });
  const foot = el("div", { class: "edit__foot" });
  const hint = el("p", { class: "edit__hint", id: "edit-hint", role: "status" });
  const close = iconButton(t("edit.cancel"), "close", onCancel);
  close.id = "edit-cancel";
  fill(panel, el("div", { class: "edit__head" }, el("div", {}, kicker, title), close), body, trouble, foot);

  return {
    hint,
    show(state, over, words, nodes, buttons) {
      kicker.textContent = over;
      title.textContent = words;
      fill(trouble);
      fill(body, nodes);
      fill(foot, buttons);
      panel.dataset.ready = state;
      body.scrollTop = 0;
      title.focus({ preventScroll: true });
    },
    busy(words) {
      panel.dataset.ready = "loading";
      fill(body, stateBox("loading", words));
      fill(foot);
    },
    /** While the server is asked, what asks cannot be pressed twice. */
    wait(isBusy) {
      for (const button of foot.querySelectorAll("button")) button.disabled = isBusy;
    },
    say(words) {
      hint.textContent = words;
    },
    trouble(error, otherwise = t("state.offline"), onRetry = null) {
      const isSaid = error.status && error.status !== 401 && error.status < 500;
      fill(trouble, troubleBox(error, otherwise, isSaid ? null : onRetry));
      trouble.scrollIntoView({ block: "nearest" });
    },
    close() {
      panel.hidden = true;
      delete panel.parentElement.dataset.mode;
      delete panel.dataset.ready;
      fill(body);
      fill(foot);
      fill(trouble);
    },
  };
}
