/** The time slider of a one-file map: by day, week or month, cumulative or that step alone; it plays. */

import { el, fill } from "../dom.js";
import { date, month, t } from "../i18n.js";
import { STEPS, dayNumber, isoDay, stopAt, stopsOf } from "../timeline/days.js";
import { SPEEDS, buildClock, onOtherAction, wantsStillness } from "../timeline/play.js";

const LONG_AGO = "0000-01-01";

/** The first and the last day of the rows that follow the time; null where none does. */
export function daysOf(rows) {
  const days = rows.filter((row) => row.layer.isTimed && row.start).map((row) => dayNumber(row.start));
  if (!days.length) return null;
  const grow = ({ first, last }, day) => ({ first: Math.min(first, day), last: Math.max(last, day) });
  return days.reduce(grow, { first: days[0], last: days[0] });
}

/** Name a stop: its month, its day, or the two ends of its week. */
function stopWords({ first, last }, step) {
  if (step === "month") return month(isoDay(first).slice(0, 7));
  return first === last ? date(isoDay(first)) : `${date(isoDay(first))} – ${date(isoDay(last))}`;
}

function choiceOf(id, label, pairs) {
  return el("select", { id, "aria-label": label, title: label }, pairs.map(([value, words]) => el("option", { value }, words)));
}

/** Build the slider; null where all days of the file lie in one. */
export function timeOf(span, onChange) {
  if (!span || span.first === span.last) return null;
  const slider = el("input", { type: "range", id: "month", min: 0, step: 1 });
  const said = el("output", { for: "month", id: "month-name" });
  const step = choiceOf("month-step", t("snapshot.step"), [...STEPS].reverse().map((name) => [name, t(`snapshot.step_${name}`)]));
  const mode = choiceOf("month-mode", t("snapshot.time"), ["time_upto", "time_only"].map((name) => [name, t(`snapshot.${name}`)]));
  const speed = choiceOf("month-speed", t("snapshot.speed"), SPEEDS.map((n) => [n, `${n}×`]));
  const play = el("button", { type: "button", id: "month-play" });
  let stops = [];
  const read = () => {
    const stop = stops[Number(slider.value)];
    said.textContent = stopWords(stop, step.value);
    slider.setAttribute("aria-valuetext", said.textContent);
    onChange(mode.value === "time_only" ? isoDay(stop.first) : LONG_AGO, isoDay(stop.last));
  };
  const cut = () => {
    const last = stops[Number(slider.value)]?.last ?? span.last;
    stops = stopsOf(span, step.value);
    slider.max = String(stops.length - 1);
    slider.value = String(stopAt(stops, last));
    read();
  };
  const goTo = (at) => {
    slider.value = String(at);
    read();
  };
  const isAtEnd = () => Number(slider.value) >= stops.length - 1;
  const showPlaying = (isPlaying) => fill(play, t(isPlaying ? "snapshot.pause" : "snapshot.play"));
  const clock = buildClock({
    onStep() {
      if (isAtEnd()) return false;
      goTo(Number(slider.value) + 1);
      return true;
    },
    onStop: () => showPlaying(false),
    isDrawn: () => true,
    speed: () => Number(speed.value),
  });
  play.addEventListener("click", () => {
    if (clock.isRunning()) return clock.stop();
    goTo(isAtEnd() ? 0 : Number(slider.value) + 1);
    clock.start();
    return showPlaying(true);
  });
  showPlaying(false);
  slider.addEventListener("input", read);
  mode.addEventListener("change", read);
  step.addEventListener("change", cut);
  onOtherAction([play, speed], clock.stop);
  const node = el(
    "section",
    { "aria-label": t("snapshot.time") },
    el("h2", {}, t("snapshot.time")),
    el("label", { for: "month" }, t("snapshot.window"), " ", said),
    slider,
    el("div", { class: "one__time" }, step, mode, wantsStillness() ? null : [play, speed]),
  );
  return { node, read: cut };
}
