/* Shortcuts and help of every page, by `?` or its button. A classic script, deferred. */
"use strict";
(() => {
  const LETTERS = "diemnong.letters";
  const GO_MS = 1500;
  const dialog = document.getElementById("help-dialog");
  if (!dialog) return;
  const letters = document.getElementById("help-letters");
  const links = [...document.querySelectorAll(".site-nav a[data-go]")];
  const finder = document.querySelector(".site-nav a[href^='/search']");
  let goUntil = 0;

  const search = () => document.querySelector("main #search, main input[type=search]");
  const isTyping = (node) => Boolean(node.closest("input, textarea, select, [contenteditable]"));

  function read() {
    try {
      return localStorage.getItem(LETTERS) !== "off";
    } catch {
      return true;
    }
  }

  function open() {
    document.getElementById("help-key-search").hidden = !search() && !finder;
    dialog.showModal();
  }

  /** G and then a letter lead to a page: as many lines as there are links. */
  function listLinks() {
    for (const link of links) {
      const row = document.createElement("div");
      const [keys, words] = [document.createElement("dt"), document.createElement("dd")];
      for (const key of ["G", link.dataset.go.toUpperCase()]) {
        const sign = document.createElement("kbd");
        sign.textContent = key;
        keys.append(sign, " ");
      }
      words.textContent = link.textContent;
      row.append(keys, words);
      document.getElementById("help-keys").append(row);
    }
  }

  function onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (!letters.checked || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (goUntil > event.timeStamp) {
      goUntil = 0;
      links.find((link) => link.dataset.go === key)?.click();
    } else if (key === "g") goUntil = event.timeStamp + GO_MS;
    else if (key === "?") open();
    else if (key === "/" && (search() || finder)) {
      event.preventDefault();
      if (search()) search().focus();
      else finder.click();
    }
  }

  letters.checked = read();
  letters.addEventListener("change", () => {
    try {
      localStorage.setItem(LETTERS, letters.checked ? "on" : "off");
    } catch {
      /* It holds for this page only. */
    }
  });
  listLinks();
  document.addEventListener("keydown", onKey);
  document.getElementById("help-open")?.addEventListener("click", open);
  document.getElementById("help-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

  // Who signs in is shown the tour once, on the map (tour.js).
  document.querySelector("main form[action='/sign-in']")?.addEventListener("submit", () => {
    try {
      sessionStorage.setItem("diemnong.tour", "wanted");
    } catch {
      /* Then there is no tour unasked. */
    }
  });
})();
