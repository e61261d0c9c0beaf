/** The dialog that corrects one pair: shares, kind, sliver, and why. */

import { el, fill, iconButton, troubleBox } from "../dom.js";
import { t, text } from "../i18n.js";
import { percent } from "./pairs.js";

const SHARES = ["share_area", "share_incidents", "share_people"];

/**
 * @param {HTMLDialogElement} dialog
 * @param {Record<string, object>} kinds words of each kind
 * @param {(pair: object, changes: object) => Promise<void>} onSave
 * @returns {(pair: object) => void} opens the dialog
 */
export function buildCorrection(dialog, kinds, onSave) {
  return (pair) => {
    const trouble = el("div", { "aria-live": "polite" });
    const form = el(
      "form",
      { class: "dialog__body epoch-form", method: "dialog" },
      el("p", {}, el("strong", {}, pair.old.name), " → ", el("strong", {}, pair.new.name)),
      el("div", { class: "field-row" }, SHARES.map((name) => shareField(pair, name))),
      kindField(pair, kinds),
      el("label", { class: "check" }, el("input", { type: "checkbox", name: "is_sliver", checked: pair.is_sliver }), el("span", { class: "check__text" }, t("boundaries.is_sliver"))),
      el(
        "div",
        { class: "field" },
        el("label", { class: "field__label", for: "reason" }, t("boundaries.reason")),
        el("input", { class: "input", id: "reason", name: "reason", required: true, maxlength: 300, autocomplete: "off", placeholder: t("boundaries.reason_example") }),
      ),
      trouble,
      el(
        "div",
        { class: "button-row" },
        el("button", { type: "submit", class: "button button--main" }, t("boundaries.save")),
        el("button", { type: "button", class: "button", onclick: () => dialog.close() }, t("boundaries.cancel")),
      ),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await onSave(pair, changesOf(form, pair));
        dialog.close();
      } catch (error) {
        fill(trouble, troubleBox(error, t("state.offline"), null));
      }
    });
    fill(
      dialog,
      el("div", { class: "dialog__head" }, el("h2", { id: "correct-title" }, t("boundaries.correct_title")), iconButton(t("popup.close"), "close", () => dialog.close())),
      form,
    );
    dialog.showModal();
    form.elements.share_area.focus();
  };
}

const shown = (share) => (share === null ? "" : String(Number((share * 100).toFixed(3))));

function shareField(pair, name) {
  const computed = (pair.computed ?? pair)[name];
  return el(
    "div",
    { class: "field" },
    el("label", { class: "field__label", for: name }, `${t(`boundaries.${name}`)} (%)`),
    el("input", { class: "input", id: name, name, type: "number", min: 0, max: 100, step: "any", value: shown(pair[name]), "aria-describedby": `${name}-was` }),
    el("span", { class: "field__help", id: `${name}-was` }, t("boundaries.computed", { share: percent(computed) })),
  );
}

function kindField(pair, kinds) {
  return el(
    "div",
    { class: "field" },
    el("label", { class: "field__label", for: "kind" }, t("boundaries.kind_of_change")),
    el("select", { class: "select", id: "kind", name: "kind" }, Object.entries(kinds).map(([kind, words]) => el("option", { value: kind, selected: kind === pair.kind }, text(words)))),
  );
}

/** Only what was changed is sent; an emptied share is "not known". */
function changesOf({ elements }, pair) {
  const changes = { reason: elements.reason.value };
  for (const name of SHARES) {
    if (elements[name].value === shown(pair[name])) continue;
    changes[name] = elements[name].value === "" ? null : Number(elements[name].value) / 100;
  }
  if (elements.kind.value !== pair.kind) changes.kind = elements.kind.value;
  if (elements.is_sliver.checked !== pair.is_sliver) changes.is_sliver = elements.is_sliver.checked;
  return changes;
}
