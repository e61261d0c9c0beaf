/** Turning through the views of the wall: one is shown, after some seconds the next; a person may stop it. */

import { el, fill } from "../dom.js";
import { number, t } from "../i18n.js";

const EVERY = [10, 20, 30, 60];
const STANDARD = 20;

/**
 * @param {HTMLElement[]} views
 * @param {{every: string|null, onShow: (name: string) => void, onEvery: (seconds: number) => void, isBusy: () => boolean}} wishes
 */
export function buildTurning(views, wishes) {
  const byId = (id) => document.getElementById(id);
  const [pause, choice] = [byId("wall-pause"), byId("wall-every")];
  let every = secondsOf(wishes.every);
  let [at, timer, isPaused] = [0, 0, false];

  const wait = () => {
    clearTimeout(timer);
    if (!isPaused) timer = setTimeout(() => (wishes.isBusy() ? wait() : show(at + 1)), every * 1000);
  };
  const show = (n) => {
    at = (n + views.length) % views.length;
    for (const [number, view] of views.entries()) {
      view.toggleAttribute("data-shown", number === at);
      view.inert = number !== at;
    }
    say();
    wishes.onShow(views[at].dataset.view);
    wait();
  };
  const say = () => {
    const words = t("wall.of", { n: number(at + 1), total: number(views.length), title: t(`wall.${views[at].dataset.view}`) });
    byId("wall-where").textContent = isPaused ? `${words} · ${t("wall.paused")}` : words;
    pause.setAttribute("aria-pressed", String(isPaused));
  };
  const toggle = () => {
    isPaused = !isPaused;
    say();
    wait();
  };

  const options = [...new Set([...EVERY, every])].sort((a, b) => a - b);
  fill(choice, options.map((each) => el("option", { value: each }, t("wall.seconds", { n: number(each) }))));
  choice.value = String(every);
  choice.addEventListener("change", () => {
    every = Number(choice.value);
    wishes.onEvery(every);
    wait();
  });
  pause.addEventListener("click", toggle);
  byId("wall-previous").addEventListener("click", () => show(at - 1));
  byId("wall-next").addEventListener("click", () => show(at + 1));
  listenToKeys({ Space: toggle, ArrowLeft: () => show(at - 1), ArrowRight: () => show(at + 1), KeyF: () => byId("wall-full").click() });
  byId("wall-stage").addEventListener("click", (event) => {
    if (!event.target.closest("button, a, summary, select, .map, .compare__map")) toggle();
  });
  show(0);
}

/** Whole seconds from 3 to 600; anything else is the standard. */
function secondsOf(words) {
  const seconds = Number(words);
  return words && Number.isInteger(seconds) && seconds >= 3 && seconds <= 600 ? seconds : STANDARD;
}

/** Keys work wherever the focus is, but never against what has the focus: a button, a list, the map. */
function listenToKeys(keys) {
  document.addEventListener("keydown", (event) => {
    const act = keys[event.code];
    const isOwn = event.target.closest("button, a, select, input, summary, dialog, .leaflet-container");
    if (!act || event.ctrlKey || event.metaKey || event.altKey || isOwn) return;
    event.preventDefault();
    act();
  });
}
