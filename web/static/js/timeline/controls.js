/** The head of the time line: steps back and on, play, the window in words, and the manner of walking. */

import { el, fill, icon, iconButton } from "../dom.js";
import { t } from "../i18n.js";
import { STEPS } from "./days.js";
import { MODES } from "./frame.js";
import { SPEEDS } from "./play.js";

/**
 * @param {{onPlay: () => void, onWalk: (by: number) => void, onSlide: (at: number) => void, onSlid: () => void, onStep: (step: string) => void, onMode: (mode: string) => void, onClose: () => void}} wishes
 */
export function buildControls(page, isStill, wishes) {
  const play = el("button", { type: "button", class: "button button--icon", id: "timeline-play", onclick: wishes.onPlay });
  const back = iconButton(t("timeline.back"), "back", () => wishes.onWalk(-1));
  const on = iconButton(t("timeline.on"), "forward", () => wishes.onWalk(1));
  const words = el("output", { class: "timeline__window", id: "timeline-window", for: "timeline-slider" });
  const steps = page.role === "public" ? ["month"] : STEPS;
  const step = choice("timeline-step", t("timeline.step"), steps.map((name) => [name, t(`timeline.step_${name}`)]), wishes.onStep);
  const mode = choice("timeline-mode", t("timeline.mode"), MODES.map((name) => [name, t(`timeline.mode_${name}`)]), wishes.onMode);
  const speed = choice("timeline-speed", t("timeline.speed"), SPEEDS.map((n) => [n, t("timeline.times", { n })]), () => undefined);
  const slider = el("input", { type: "range", class: "timeline__slider", id: "timeline-slider", step: 1, "aria-label": t("timeline.slider") });
  slider.addEventListener("input", () => wishes.onSlide(Number(slider.value)));
  slider.addEventListener("change", () => wishes.onSlid());
  const chart = el("div", { class: "timeline__chart" });
  const trouble = el("div", { class: "timeline__trouble" });
  const says = el("p", { class: "timeline__says", id: "timeline-says" });
  const still = el("p", { class: "timeline__says", id: "timeline-still" });
  const about = el("details", { class: "timeline__about" }, el("summary", {}, t("timeline.about")), still, el("p", { class: "timeline__says" }, t("timeline.rule")));
  const node = [
    el(
      "div",
      { class: "timeline__head" },
      el("div", { class: "timeline__walk" }, back, isStill ? null : play, on),
      words,
      el("div", { class: "timeline__manner" }, step, mode, isStill ? null : speed),
      iconButton(t("timeline.close"), "close", wishes.onClose),
    ),
    chart,
    slider,
    trouble,
    el("div", { class: "timeline__foot" }, says, about),
  ];
  const showPlaying = (isPlaying) => {
    const label = t(isPlaying ? "timeline.pause" : "timeline.play");
    play.setAttribute("aria-label", label);
    play.title = label;
    fill(play, icon(isPlaying ? "pause" : "play"));
  };
  showPlaying(false);
  return {
    node,
    chart,
    trouble,
    playing: [play, speed],
    speed: () => Number(speed.value),
    showPlaying,
    /** @param {{words: string, least: number, most: number, at: number, step: string, mode: string, isAtStart: boolean}} now */
    show(now) {
      words.textContent = now.words;
      Object.assign(slider, { min: String(now.least), max: String(now.most) });
      slider.value = String(now.at);
      slider.setAttribute("aria-valuetext", now.words);
      slider.disabled = now.most <= now.least;
      [step.value, mode.value] = [now.step, now.mode];
      back.setAttribute("aria-disabled", String(now.at <= now.least)); // disabled, it would lose the focus
      on.setAttribute("aria-disabled", String(now.at >= now.most));
    },
    say(chartSays, stillSays) {
      says.textContent = chartSays;
      still.textContent = isStill ? `${t("timeline.no_play")} ${stillSays}` : stillSays;
    },
  };
}

function choice(id, label, options, onChoose) {
  const select = el("select", { class: "select", id, "aria-label": label, title: label }, options.map(([value, words]) => el("option", { value }, words)));
  select.addEventListener("change", () => onChoose(select.value));
  return select;
}
