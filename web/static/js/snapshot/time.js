/** The time slider of a one-file map: by month, up to and with it or that month alone. */

import { el } from "../dom.js";
import { t } from "../i18n.js";

const LONG_AGO = "0000-01-01";

/** List the months from the first to the last day of the rows that follow the time. */
export function monthsOf(rows) {
  const days = rows.filter((row) => row.layer.isTimed && row.start).map((row) => row.start.slice(0, 7)).sort();
  if (!days.length) return [];
  const months = [];
  let [year, month] = days[0].split("-").map(Number);
  for (;;) {
    const name = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
    months.push(name);
    if (name >= days.at(-1)) return months;
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
  }
}

/** Build the slider; null where nothing in the file has a day. */
export function timeOf(months, onChange) {
  if (months.length < 2) return null;
  const slider = el("input", { type: "range", id: "month", min: 0, max: months.length - 1, step: 1, value: months.length - 1 });
  const said = el("output", { for: "month", id: "month-name" });
  const mode = el(
    "select",
    { id: "month-mode", "aria-label": t("snapshot.time") },
    ["time_upto", "time_only"].map((name) => el("option", { value: name }, t(`snapshot.${name}`))),
  );
  const read = () => {
    const month = months[Number(slider.value)];
    said.textContent = month.split("-").reverse().join("/");
    slider.setAttribute("aria-valuetext", said.textContent);
    onChange(mode.value === "time_only" ? `${month}-01` : LONG_AGO, `${month}-31`);
  };
  slider.addEventListener("input", read);
  mode.addEventListener("change", read);
  const node = el("section", { "aria-label": t("snapshot.time") }, el("h2", {}, t("snapshot.time")), el("label", { for: "month" }, t("snapshot.month"), " ", said), slider, mode);
  return { node, read };
}
