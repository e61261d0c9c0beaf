/* The bell of the header: counted again when somebody comes back to the page, once a minute at most. */
"use strict";
(() => {
  const bell = document.getElementById("bell");
  const A_MINUTE = 60000;
  let asked = Date.now();

  function show({ unread, words, title }) {
    const count = bell.querySelector(".bell__count");
    count.textContent = words;
    count.hidden = !unread;
    bell.setAttribute("aria-label", title);
    bell.title = title;
  }

  async function count() {
    if (document.visibilityState !== "visible" || Date.now() - asked < A_MINUTE) return;
    asked = Date.now();
    try {
      const answer = await fetch(bell.dataset.count);
      if (answer.ok) show(await answer.json());
    } catch {
      /* It says what it said before. */
    }
  }

  document.addEventListener("visibilitychange", count);
  addEventListener("focus", count);
})();
