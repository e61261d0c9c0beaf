/** What one can do with a record: the buttons in the foot of its card. */

import { el, icon } from "./dom.js";
import { t } from "./i18n.js";

/**
 * @param {object} record
 * @param {{onZoom: () => void, onBack: (() => void)|null, own: (Node|null)[], filters: [string, () => void][], selections: [string, () => void][]}} wishes
 */
export function buttonsOf(record, { onZoom, onBack, own, filters, selections }) {
  const button = (label, name, onclick) =>
    el("button", { type: "button", class: "button", onclick }, icon(name), el("span", {}, label));
  return [
    record.geometry ? button(t("popup.zoom"), "target", onZoom) : null,
    ...own,
    onBack ? button(t("here.back"), "back", onBack) : null,
    ...selections.map(([label, act]) => button(label, "select", act)),
    ...filters.map(([label, act]) => button(label, "filter", act)),
  ];
}
