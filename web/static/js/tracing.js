/**
 * Drawing corners on the map: to select by a shape, and to measure. A click or the space bar (in the
 * middle of the map) sets a corner, Backspace takes the last one back, Enter or a double click ends,
 * Escape gives up. Buttons do the same for who has neither keys nor a mouse.
 */

import { el, fill, icon } from "./dom.js";
import { number, t } from "./i18n.js";

/** How many corners a kind of figure needs, and has at most. */
const NEEDED = { line: [2, 500], polygon: [3, 200], rectangle: [2, 2] };
const SNAP_PX = 12;
const PULLED_PX = 8;

/**
 * @param {HTMLElement} bar where instruction, result and buttons stand
 * @param {() => {map: object, overlay: object}|null} parts
 */
export function buildTracing(bar, parts) {
  let work = null;

  const end = () => {
    if (!work) return;
    const { map, overlay } = parts();
    work.stop();
    map.doubleClickZoom.enable();
    map.getContainer().classList.remove("is-tracing");
    overlay.hint([]);
    bar.hidden = true;
    const { cameFrom } = work;
    work = null;
    cameFrom?.focus?.({ preventScroll: true });
  };
  const cancel = () => {
    const onCancel = work?.onCancel;
    end();
    onCancel?.();
  };
  /**
   * Begin to draw. `onChange` hears the corners as they come, and whether the figure is whole; a figure
   * that `stays` is kept on the map with its result after it is finished, until it is closed.
   * @param {{kind: "line"|"polygon"|"rectangle", title: string, stays?: boolean, onChange?: Function, onDone: (corners: object[]) => void, onCancel?: () => void}} wish
   */
  const start = (wish) => {
    if (work) cancel();
    const { map } = parts();
    work = { ...wish, corners: [], over: null, isDone: false, cameFrom: document.activeElement };
    map.doubleClickZoom.disable();
    map.getContainer().classList.add("is-tracing");
    work.stop = listen(map, hands, work.kind);
    bar.hidden = false;
    drawBar(bar, work, hands);
    map.getContainer().focus({ preventScroll: true });
  };
  const draw = () => parts().overlay.hint(marksOf(work));
  const changed = () => {
    draw();
    drawBar(bar, work, hands);
    work.onChange?.([...work.corners], work.corners.length >= NEEDED[work.kind][0]);
  };
  const hands = {
    cancel,
    add(latlng) {
      const [, most] = NEEDED[work.kind];
      if (work.isDone || work.corners.length >= most) return;
      if (isOnFirst(parts().map, work, latlng)) return void hands.finish();
      work.corners.push(latlng);
      changed();
      if (work.kind === "rectangle" && work.corners.length === most) hands.finish();
    },
    /** The corner from which a rectangle is pulled, where none is set yet. */
    begin(latlng) {
      if (!work.corners.length) hands.add(latlng);
    },
    addMiddle: () => hands.add(parts().map.getCenter()),
    over(latlng) {
      if (!work || work.isDone) return;
      work.over = latlng;
      draw();
    },
    takeBack() {
      if (!work.corners.length) return;
      work.isDone = false;
      work.corners.pop();
      changed();
    },
    finish() {
      if (work.isDone || work.corners.length < NEEDED[work.kind][0]) return;
      const { corners, stays, onDone } = work;
      work.isDone = true;
      work.over = null;
      if (stays) {
        draw();
        drawBar(bar, work, hands);
      } else end();
      onDone([...corners]);
    },
  };
  return { start, end, isActive: () => Boolean(work), say: (words) => say(bar, words) };
}

/** The corners that a figure has with the pointer where it is. */
function outline({ kind, corners, over }) {
  const all = over && corners.length ? [...corners, over] : corners;
  if (kind !== "rectangle" || all.length < 2) return all;
  const [a, b] = [all[0], all.at(-1)];
  return [a, { lat: a.lat, lng: b.lng }, b, { lat: b.lat, lng: a.lng }];
}

/** The four corners of a rectangle, or the corners as they are. */
export const figureOf = (kind, corners) => outline({ kind, corners, over: null });

function marksOf(work) {
  const parts = outline(work);
  const dots = work.corners.map((corner) => ({ kind: "member", parts: [[corner]], strong: true }));
  if (parts.length < 2) return dots;
  const kind = work.kind === "line" || parts.length < 3 ? "line" : "polygon";
  return [{ kind, parts: [parts], strong: false }, ...dots];
}

/** A click on the first corner closes an area. */
function isOnFirst(map, { kind, corners }, latlng) {
  if (kind !== "polygon" || corners.length < 3) return false;
  return map.latLngToContainerPoint(corners[0]).distanceTo(map.latLngToContainerPoint(latlng)) < SNAP_PX;
}

/** With a mouse a rectangle can be pulled open as well: the map stands still meanwhile. */
function listenPull(map, hands) {
  const node = map.getContainer();
  let [from, isPulled] = [null, false];
  const down = (event) => {
    if (event.pointerType !== "mouse" || event.button) return;
    from = map.mouseEventToContainerPoint(event);
    isPulled = false;
    map.dragging.disable();
  };
  const move = (event) => {
    if (!from || isPulled || map.mouseEventToContainerPoint(event).distanceTo(from) < PULLED_PX) return;
    isPulled = true;
    hands.begin(map.containerPointToLatLng(from));
  };
  const up = (event) => {
    if (!from) return;
    from = null;
    map.dragging.enable();
    if (!isPulled) return; // a click sets its corner by itself
    swallowClick();
    hands.add(map.mouseEventToLatLng(event));
  };
  const heard = [[node, "pointerdown", down], [document, "pointermove", move], [document, "pointerup", up]];
  for (const [where, name, act] of heard) where.addEventListener(name, act, { capture: true });
  return () => {
    for (const [where, name, act] of heard) where.removeEventListener(name, act, { capture: true });
    map.dragging.enable();
  };
}

/** Letting go of what was pulled is no click on the map. */
function swallowClick() {
  const swallow = (event) => event.stopPropagation();
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }));
}

function listen(map, hands, kind) {
  const node = map.getContainer();
  const stopPull = kind === "rectangle" ? listenPull(map, hands) : () => undefined;
  const click = ({ latlng, originalEvent }) => {
    if (!(originalEvent?.detail > 1)) hands.add(latlng); // the second click of two ends the figure
  };
  const over = ({ latlng }) => hands.over(latlng);
  const double = () => hands.finish();
  const key = (event) => {
    const act = { " ": hands.addMiddle, Enter: hands.finish, Backspace: hands.takeBack }[event.key];
    const isHere = event.target === node;
    if (event.key === "Escape") hands.cancel();
    else if (act && isHere) act();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  map.on("click", click);
  map.on("mousemove", over);
  map.on("dblclick", double);
  document.addEventListener("keydown", key, { capture: true });
  return () => {
    stopPull();
    map.off("click", click);
    map.off("mousemove", over);
    map.off("dblclick", double);
    document.removeEventListener("keydown", key, { capture: true });
  };
}

function drawBar(bar, work, hands) {
  const { kind, title, corners, isDone, stays } = work;
  const focused = bar.contains(document.activeElement) ? document.activeElement.dataset.act : "";
  const said = bar.querySelector(".trace__result")?.textContent ?? "";
  const [least] = NEEDED[kind];
  const button = (act, name, label, isOff = false) =>
    el(
      "button",
      { type: "button", class: "button", "data-act": act, disabled: isOff, onclick: () => hands[act]() },
      icon(name),
      el("span", {}, label),
    );
  fill(
    bar,
    el("p", { class: "trace__title" }, title, " ", el("span", { class: "u-quiet" }, t("trace.corners", { n: number(corners.length) }))),
    el("p", { class: "trace__result", role: "status" }, corners.length ? said : ""),
    isDone ? null : el("p", { class: "trace__help" }, t(`trace.help_${kind}`), " ", el("span", { class: "trace__keys" }, t("trace.keys"))),
    el(
      "div",
      { class: "button-row" },
      isDone ? null : button("addMiddle", "plus", t("trace.add")),
      button("takeBack", "reset", t("trace.back"), !corners.length),
      isDone || kind === "rectangle" ? null : button("finish", "check", t("trace.finish"), corners.length < least),
      button("cancel", "close", isDone && stays ? t("popup.close") : t("trace.cancel")),
    ),
  );
  if (focused) (bar.querySelector(`[data-act=${focused}]:not(:disabled)`) ?? bar.querySelector("button")).focus();
}

function say(bar, words) {
  const line = bar.querySelector(".trace__result");
  if (line) line.textContent = words;
}
