/** The walk as a list: number, way by lane and turn, metres, minutes, reason, and a box to tick. */

import { el, fill, note, stateBox } from "../dom.js";
import { number, t, text, wardZone } from "../i18n.js";

/** Minutes as people say them: 1 h 25 min. */
export function duration(minutes) {
  const whole = Math.round(minutes);
  const [h, m] = [Math.floor(whole / 60), whole % 60];
  return h ? t("patrol.hours", { h, m }) : t("patrol.only_minutes", { m });
}

export function showNoWalk(node) {
  fill(node, stateBox("empty", t("patrol.empty"), t("patrol.empty_help")));
}

/**
 * @param {HTMLElement} node
 * @param {object} walk
 * @param {{ticks: object, onOpen: Function}} wishes
 */
export function showWalk(node, walk, { ticks, onOpen }) {
  const { total, pace } = walk;
  const done = el("p", { class: "u-quiet", role: "status", id: "patrol-done" });
  const clear = el("button", { type: "button", class: "button no-print", id: "patrol-clear" }, t("patrol.clear"));
  const say = () => {
    const n = walk.stops.filter((stop) => ticks.of(keyOf(stop))).length;
    done.textContent = t("patrol.ticked", { n, all: walk.stops.length });
    clear.hidden = !n;
  };
  const list = el("ol", { class: "patrol__stops" }, walk.stops.map((stop) => line(stop, ticks, onOpen, say)));
  clear.addEventListener("click", () => {
    ticks.clear();
    for (const box of list.querySelectorAll("input")) box.checked = false;
    for (const item of list.children) markDone(item, "");
    say();
    list.querySelector("input").focus();
  });
  say();
  fill(
    node,
    el("p", { class: "patrol__total" }, t("patrol.total", { stops: number(total.stops), km: number(total.metres / 1000, 1), time: duration(total.minutes) })),
    el("p", { class: "u-quiet" }, t("patrol.pace", { speed: number(pace.kmh, pace.kmh % 1 ? 1 : 0), minutes: number(pace.stop_minutes) }), " ", walk.is_exact ? t("patrol.exact") : ""),
    walk.notes.map((words) => note(text(words), "warning")),
    list,
    walk.home && el("p", { class: "patrol__home" }, el("strong", {}, t("patrol.home")), " ", wayWords(walk.home), " · ", duration(walk.home.minutes)),
    el("div", { class: "patrol__foot" }, done, clear),
    el("p", { class: "u-quiet no-print" }, t("patrol.kept")),
  );
}

const keyOf = (stop) => `${stop.key} ${stop.part}`.trim();

function line(stop, ticks, onOpen, onTick) {
  const name = nameOf(stop);
  const box = el("input", {
    type: "checkbox",
    "aria-label": t("patrol.done", { n: stop.number, name }),
    checked: Boolean(ticks.of(keyOf(stop))),
    onchange: () => {
      ticks.set(keyOf(stop), box.checked);
      markDone(item, ticks.of(keyOf(stop)));
      onTick();
    },
  });
  const open = () => onOpen(stop.of, name, stop.count);
  const item = el(
    "li",
    { class: "patrol__stop", "data-number": String(stop.number), "data-key": stop.key },
    el("label", { class: "patrol__tick" }, box, el("span", { class: "patrol__number", "aria-hidden": "true" }, String(stop.number))),
    el(
      "div",
      { class: "patrol__about" },
      el("strong", {}, name),
      el("p", { class: "patrol__way" }, wayWords(stop)),
      el("p", {}, factsOf(stop)),
      el("p", { class: "patrol__reason" }, text(stop.reason), " ", stop.count ? el("button", { type: "button", class: "table__open no-print", "data-of": stop.of, "aria-label": t("patrol.rows", { n: number(stop.count), name }), onclick: open }, t("patrol.incidents", { n: number(stop.count) })) : ""),
      el("p", { class: "patrol__at" }),
    ),
  );
  markDone(item, ticks.of(keyOf(stop)));
  return item;
}

const nameOf = (stop) => (stop.part ? `${text(stop.title)} (${stop.part})` : text(stop.title));

function markDone(item, at) {
  item.toggleAttribute("data-done", Boolean(at));
  const time = at && new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", timeZone: wardZone() });
  item.querySelector(".patrol__at").textContent = at ? t("patrol.done_at", { time }) : "";
}

function factsOf(stop) {
  const metres = (name, value) => t(name, { m: number(value) });
  return [
    metres("patrol.here", stop.metres),
    stop.stop_metres ? metres("patrol.walk_lane", stop.stop_metres) : null,
    stop.off_m >= 10 && stop.is_seen_from_lane && !stop.walked ? metres("patrol.off", stop.off_m) : null,
    duration(stop.minutes),
    t("patrol.after", { time: duration(stop.after_minutes) }),
  ]
    .filter(Boolean)
    .join(" · ");
}

function wayWords({ steps }) {
  if (!steps.length) return t("patrol.no_way");
  return steps
    .map((step) => {
      const way = step.is_gap ? t("patrol.turn_gap") : t(`patrol.turn_${step.turn}`, { lane: step.lane });
      return t("patrol.step", { way, m: number(step.metres) });
    })
    .join("; ");
}
