/** The side panel: tabs everywhere, and on narrow screens a sheet that is pulled up from below. */

const SNAPS = ["peek", "half", "full"];

/** Make `role=tablist` work by the pattern: arrows move, Home and End jump. */
export function buildTabs(list, onSelect) {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const panelOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));
  const select = (tab, { focus = false } = {}) => {
    for (const each of tabs) {
      const isOn = each === tab;
      each.setAttribute("aria-selected", String(isOn));
      each.tabIndex = isOn ? 0 : -1;
      panelOf(each).hidden = !isOn;
    }
    if (focus) tab.focus();
    onSelect?.(panelOf(tab).id);
  };
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) select(tab);
  });
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    select(tabs[(to + tabs.length) % tabs.length], { focus: true });
  });
}

/** Let the handle move the sheet between peek, half and full, by click, drag and keys. */
export function buildSheet(panel, handle) {
  let start = null;
  const at = () => SNAPS.indexOf(panel.dataset.snap);
  const snapTo = (index) => {
    panel.dataset.snap = SNAPS[Math.max(0, Math.min(2, index))];
    handle.setAttribute("aria-expanded", String(panel.dataset.snap !== "peek"));
  };
  handle.addEventListener("click", () => snapTo(at() === 2 ? 0 : at() + 1));
  handle.addEventListener("keydown", (event) => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (step) {
      event.preventDefault();
      snapTo(at() + step);
    }
  });
  handle.addEventListener("pointerdown", (event) => {
    start = { y: event.clientY, isMoved: false };
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (!start || Math.abs(event.clientY - start.y) < 40) return;
    snapTo(at() + (event.clientY < start.y ? 1 : -1));
    start = { y: event.clientY, isMoved: true };
  });
  handle.addEventListener("pointerup", (event) => {
    if (start?.isMoved)
      handle.addEventListener("click", (click) => click.stopImmediatePropagation(), {
        capture: true,
        once: true,
      });
    start = null;
    handle.releasePointerCapture(event.pointerId);
  });
  panel.querySelector("[role=tablist]")?.addEventListener("click", () => at() === 0 && snapTo(1));
  panel.querySelector("input[role=combobox]")?.addEventListener("focus", () => at() === 0 && snapTo(1));
  return { peek: () => snapTo(0), half: () => snapTo(1) };
}
