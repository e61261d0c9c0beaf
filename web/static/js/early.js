/* Runs before the first paint, so that the page never flashes in the wrong theme. */
"use strict";
(() => {
  const root = document.documentElement;
  root.dataset.js = "yes";
  try {
    const theme = localStorage.getItem("diemnong.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    /* Storage is off: the system's theme holds. */
  }
})();
