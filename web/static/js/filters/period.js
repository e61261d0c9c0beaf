/** The period of the filter. */

import { el } from "../dom.js";
import { t, text } from "../i18n.js";
import { changeFilter } from "../state.js";
import { everything } from "./titles.js";

/** The period: a half-year by name, or days of one's own. */
export function buildPeriod(page, store) {
  const select = el(
    "select",
    { class: "select", id: "period" },
    page.periods.map((each) => el("option", { value: `${each.from}|${each.to}` }, text(each.title))),
    el("option", { value: everything(page) }, t("period.all")),
    el("option", { value: "own", hidden: true }, t("period.own")),
  );
  select.addEventListener("change", () => {
    const [from, to] = select.value.split("|");
    changeFilter(store, { from, to });
  });
  const days = page.role === "public" || page.share?.redacted ? null : buildDays(store);
  const node = el(
    "div",
    { class: "filter-period" },
    el(
      "div",
      { class: "field" },
      el("label", { class: "field__label", for: "period" }, t("filter.period")),
      select,
    ),
    days?.node,
  );
  return {
    node,
    show(filter) {
      const value = `${filter.from}|${filter.to}`;
      const isKnown = [...select.options].some((option) => option.value === value);
      select.value = isKnown ? value : "own";
      days?.show(filter);
    },
  };
}

function buildDays(store) {
  const inputs = ["from", "to"].map((key) => {
    const input = el("input", { class: "input", type: "date", id: `day-${key}` });
    input.addEventListener("change", () => isOrdered() && changeFilter(store, { [key]: input.value }));
    return input;
  });
  const help = el("p", { class: "field__error", role: "alert", hidden: true }, t("filter.days_order"));
  const isOrdered = () => {
    const [from, to] = inputs.map((input) => input.value);
    const isRight = !from || !to || from <= to;
    help.toggleAttribute("hidden", isRight);
    return isRight;
  };
  const fields = inputs.map((input, i) =>
    el(
      "div",
      { class: "field" },
      el("label", { class: "field__label", for: input.id }, t(i ? "filter.to" : "filter.from")),
      input,
    ),
  );
  return {
    node: el("div", {}, el("div", { class: "field-row" }, fields), help),
    show: (filter) => ["from", "to"].forEach((key, i) => (inputs[i].value = filter[key])),
  };
}
