/* A short tour of the map: once for each person on a device after signing in, and when asked for. */
"use strict";
(() => {
  const dialog = document.getElementById("tour");
  const next = document.getElementById("tour-next");
  const back = document.getElementById("tour-back");
  if (!dialog) return;
  let steps = [];
  let at = 0;

  /** The first of the things a step is about that can be seen: a menu stands for what is in it. */
  function targetOf(step) {
    const nodes = step.dataset.target ? [...document.querySelectorAll(step.dataset.target)] : [];
    return nodes.find(isShown) ?? null;
  }

  function isShown(node) {
    const { width, height, top } = node.getBoundingClientRect();
    return width > 0 && height > 0 && top < innerHeight - 8 && getComputedStyle(node).visibility !== "hidden";
  }

  function mark(node) {
    for (const each of document.querySelectorAll(".tour-target")) each.classList.remove("tour-target");
    node?.classList.add("tour-target");
  }

  function show(number) {
    at = number;
    for (const step of dialog.querySelectorAll(".tour__step")) step.hidden = step !== steps[at];
    const target = targetOf(steps[at]);
    mark(target);
    const box = target?.getBoundingClientRect();
    dialog.classList.toggle("tour--top", Boolean(box) && box.top > innerHeight / 2);
    document.getElementById("tour-count").textContent = `${at + 1} / ${steps.length}`;
    back.hidden = at === 0;
    next.querySelector("span").textContent = at === steps.length - 1 ? next.dataset.last : next.dataset.more;
    steps[at].querySelector("h2").focus();
  }

  function start() {
    steps = [...dialog.querySelectorAll(".tour__step")].filter((step) => !step.dataset.target || targetOf(step));
    dialog.show();
    show(0);
    document.addEventListener("pointerdown", leaveOutside, true);
  }

  /** The mark goes with the tour: the event "close" comes a moment after it is out of sight. */
  function leave() {
    mark(null);
    document.removeEventListener("pointerdown", leaveOutside, true);
    dialog.close();
  }

  /** Whoever presses something else has begun to work: the tour goes, and the press does what it does. */
  function leaveOutside({ target }) {
    if (!dialog.contains(target)) leave();
  }

  /** Whether this person has not seen it here yet; it counts as seen from now on. */
  function isFirst(person) {
    try {
      const key = `diemnong.tour.${person}`;
      const isWanted = sessionStorage.getItem("diemnong.tour") === "wanted";
      sessionStorage.removeItem("diemnong.tour");
      if (!isWanted || localStorage.getItem(key)) return false;
      localStorage.setItem(key, "seen");
      return true;
    } catch {
      return false;
    }
  }

  next.addEventListener("click", () => (at === steps.length - 1 ? leave() : show(at + 1)));
  back.addEventListener("click", () => show(at - 1));
  document.getElementById("tour-skip").addEventListener("click", leave);
  dialog.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key === "Escape") {
      event.stopPropagation();
      leave();
    }
    if (key === "ArrowRight" && at < steps.length - 1) show(at + 1);
    if (key === "ArrowLeft" && at > 0) show(at - 1);
  });
  document.getElementById("help-tour")?.addEventListener("click", () => {
    document.getElementById("help-dialog").close();
    start();
  });
  if (location.hash === "#tour" || (dialog.dataset.person && isFirst(dialog.dataset.person))) start();
})();
