/** The clock of the time line: a step after another, never before the last one is drawn. */

export const SPEEDS = [1, 2, 4];
const LATE_MS = 60;

/**
 * @param {{onStep: () => boolean, onStop: () => void, isDrawn: () => boolean, speed: () => number}} wishes
 *   `onStep` goes one step on and says whether there was one; `speed` in steps a second
 */
export function buildClock({ onStep, onStop, isDrawn, speed }) {
  let isRunning = false;
  let timer = 0;
  const wait = (ms) => (timer = window.setTimeout(tick, ms));
  function tick() {
    if (!isDrawn()) wait(LATE_MS);
    else if (onStep()) wait(1000 / speed());
    else stop();
  }
  function stop() {
    if (!isRunning) return;
    window.clearTimeout(timer);
    isRunning = false;
    onStop();
  }
  return {
    start() {
      if (isRunning) return;
      isRunning = true;
      wait(1000 / speed());
    },
    stop,
    isRunning: () => isRunning,
  };
}

/** Whoever does anything else wants to look: call back on a click, a key or a wheel outside the given nodes. */
export function onOtherAction(nodes, act) {
  const listen = (event) => {
    const isOurs = nodes.some((node) => node.contains(event.target));
    if (!isOurs && !["Tab", "Shift"].includes(event.key)) act();
  };
  for (const kind of ["pointerdown", "keydown", "wheel"])
    document.addEventListener(kind, listen, { capture: true, passive: true });
  document.addEventListener("visibilitychange", () => document.hidden && act());
}

/** Whether somebody has asked their device for less that moves by itself. */
export const wantsStillness = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
