/* What every page's header does: theme, menu, ward, language. A classic script, deferred. */
"use strict";
(() => {
  const root = document.documentElement;

  function isDark() {
    return root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function showTheme(button) {
    const use = button.querySelector("use");
    use?.setAttribute("href", `${root.dataset.icons}#${isDark() ? "sun" : "moon"}`);
    button.setAttribute("aria-pressed", String(isDark()));
  }

  function switchTheme(button) {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("diemnong.theme", root.dataset.theme);
    } catch {
      /* It holds for this page only. */
    }
    showTheme(button);
    document.dispatchEvent(new CustomEvent("themechange"));
  }

  const theme = document.getElementById("theme-switch");
  if (theme) {
    showTheme(theme);
    theme.addEventListener("click", () => switchTheme(theme));
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    if (theme) showTheme(theme);
    document.dispatchEvent(new CustomEvent("themechange"));
  });

  // Paper is white, whatever the screen shows.
  let beforePrint;
  addEventListener("beforeprint", () => {
    beforePrint = root.dataset.theme;
    root.dataset.theme = "light";
    document.dispatchEvent(new CustomEvent("themechange"));
  });
  addEventListener("afterprint", () => {
    if (beforePrint) root.dataset.theme = beforePrint;
    else delete root.dataset.theme;
    document.dispatchEvent(new CustomEvent("themechange"));
  });

  const toggle = document.getElementById("menu-toggle");
  const menu = document.getElementById("site-menu");
  function openMenu(open) {
    toggle.setAttribute("aria-expanded", String(open));
    menu.toggleAttribute("data-open", open);
  }
  if (toggle && menu) {
    toggle.addEventListener("click", () => openMenu(!menu.hasAttribute("data-open")));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.hasAttribute("data-open")) {
        openMenu(false);
        toggle.focus();
      }
    });
    document.addEventListener("pointerdown", (event) => {
      if (!event.target.closest(".site-menu")) openMenu(false);
    });
  }

  // One menu of pages is open at a time; Escape and a press elsewhere close it.
  const groups = [...document.querySelectorAll(".site-group__toggle")];
  function openGroup(opened) {
    for (const each of groups) each.setAttribute("aria-expanded", String(each === opened));
  }
  for (const button of groups) {
    button.addEventListener("click", () =>
      openGroup(button.getAttribute("aria-expanded") === "true" ? undefined : button));
    button.parentElement.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
      event.stopPropagation();
      openGroup();
      button.focus();
    });
    button.parentElement.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !button.parentElement.contains(event.relatedTarget)) openGroup();
    });
  }
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest(".site-group")) openGroup();
  });

  document.getElementById("ward-switch")?.addEventListener("change", (event) => {
    // A file on its way and an import belong to one ward: the other ward's list is shown instead.
    const path = location.pathname.replace(/^(\/imports?)\/\d+.*/, "$1");
    location.assign(`${path}?${new URLSearchParams({ ward: event.target.value })}`);
  });

  // What was chosen stands beside the button, in the page's own words.
  document.addEventListener("change", ({ target }) => {
    const names = target.matches(".file__input") && target.parentElement.querySelector(".file__names");
    if (names) names.textContent = [...target.files].map((each) => each.name).join(", ") || names.dataset.none;
  });

  // A form that cannot be sent stays as it is, with all that was typed; the browser's own page would take it away.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    form.querySelector(":scope > .note--unsent")?.remove();
    if (navigator.onLine || form.method !== "post") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const note = document.createElement("p");
    note.className = "note note--error note--unsent";
    note.setAttribute("role", "alert");
    note.textContent = document.body.dataset.unsent;
    form.append(note);
  }, true);

  // The language links keep what the address says at the moment of the click, not at loading.
  for (const link of document.querySelectorAll("[data-language]")) {
    link.addEventListener("click", () => {
      const query = new URLSearchParams(location.search);
      query.set("lang", link.dataset.language);
      link.href = `?${query}`;
    });
  }
})();
