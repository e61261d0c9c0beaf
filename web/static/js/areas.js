/** The choice of boundaries: as was, as now, as of a day; one control for map and board. */

import { el } from "./dom.js";
import { t, text } from "./i18n.js";

const OWN = "own";

/**
 * A select, and a day of one's own; both write `areas` of the filter ("": as was).
 * @param {object} page @param {object} store
 * @returns {{node: HTMLElement, show: (filter: object) => void}}
 */
export function buildAreas(page, store) {
  const change = (areas) => store.set({ filter: { ...store.get().filter, areas } });
  const select = el(
    "select",
    { class: "select", id: "areas" },
    el("option", { value: "" }, t("areas.was")),
    el("option", { value: "now" }, t("areas.now")),
    page.epochs.map((epoch) => el("option", { value: epoch.since }, t("areas.epoch", { days: text(epoch.title) }))),
    el("option", { value: OWN }, t("areas.own")),
  );
  const day = el("input", { class: "input", type: "date", id: "areas-day", "aria-label": t("areas.day") });
  day.hidden = true;
  select.addEventListener("change", () => {
    if (select.value !== OWN) return change(select.value);
    day.hidden = false;
    day.focus();
  });
  day.addEventListener("change", () => day.value && change(day.value));
  const node = el(
    "div",
    { class: "field" },
    el("label", { class: "field__label", for: "areas" }, t("areas.label")),
    select,
    day,
  );
  return {
    node,
    show({ areas }) {
      const isListed = [...select.options].some((option) => option.value === areas && areas !== OWN);
      select.value = isListed ? areas : OWN;
      day.hidden = isListed;
      if (!isListed) day.value = areas;
    },
  };
}
