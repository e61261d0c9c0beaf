/** The bar of epochs on the map: walk through the boundaries, by pointer or by arrow keys. */

import { el, fill, icon } from "./dom.js";
import { t, text } from "./i18n.js";

/** Fill the bar where a ward has more than one epoch; else it stays away. */
export function buildTimeBar(node, page, store) {
  if (!node || page.epochs.length < 2) return;
  const stops = [
    { value: "", title: t("areas.was"), detail: t("time_bar.was_help") },
    ...page.epochs.map((epoch) => ({
      value: epoch.since,
      title: text(epoch.title),
      detail: epoch.basis,
      isNow: epoch.is_now,
    })),
  ];
  const choose = (i) => store.set({ filter: { ...store.get().filter, areas: stops[i].value } });
  const buttons = stops.map((stop, i) => buildStop(stop, () => choose(i)));
  const chosen = () => indexOf(stops, page, store.get().filter.areas);
  const walk = (i) => {
    const next = Math.max(0, Math.min(stops.length - 1, i));
    choose(next);
    buttons[next].focus();
  };
  const arrow = (label, name, step) =>
    el(
      "button",
      {
        type: "button",
        class: "button button--icon button--quiet",
        "aria-label": label,
        title: label,
        "data-step": step,
        onclick: () => choose(Math.max(0, Math.min(stops.length - 1, chosen() + step))),
      },
      icon(name),
    );
  const track = el("div", { class: "time-bar__stops", role: "radiogroup", "aria-label": t("time_bar.label") }, buttons);
  track.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const to = event.key === "Home" ? 0 : event.key === "End" ? stops.length - 1 : step && chosen() + step;
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    walk(to);
  });
  fill(node, arrow(t("time_bar.back"), "back", -1), track, arrow(t("time_bar.forward"), "forward", 1));
  node.hidden = false;
  const show = () => {
    const at = chosen();
    buttons.forEach((button, i) => {
      button.setAttribute("aria-checked", String(i === at));
      button.tabIndex = i === Math.max(at, 0) ? 0 : -1;
    });
    node.querySelector('[data-step="-1"]').disabled = at <= 0;
    node.querySelector('[data-step="1"]').disabled = at === stops.length - 1;
    if (at >= 0) track.scrollLeft = buttons[at].offsetLeft - (track.clientWidth - buttons[at].offsetWidth) / 2;
  };
  show();
  store.subscribe((_state, changed) => changed.has("filter") && show());
}

function buildStop(stop, onclick) {
  return el(
    "button",
    { type: "button", class: "time-bar__stop", role: "radio", "data-areas": stop.value, title: stop.detail || stop.title, onclick },
    el("span", {}, stop.title),
    stop.isNow ? el("span", { class: "tag" }, t("time_bar.now")) : null,
  );
}

/** Which stop a choice lies in: a day stands at the epoch that holds it; -1: before all. */
function indexOf(stops, page, areas) {
  if (!areas) return 0;
  const at = page.epochs.findLastIndex((epoch) => (areas === "now" ? epoch.is_now : epoch.since <= areas));
  return at < 0 ? (areas === "now" ? stops.length - 1 : -1) : at + 1;
}
