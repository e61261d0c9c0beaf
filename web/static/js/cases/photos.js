/** Photos of a case: sent as they are, and rectangles drawn over what must not be seen when shared. */

import { send, sendBody } from "../api.js";
import { el, fill, onSubmit } from "../dom.js";
import { t, text } from "../i18n.js";

const STEP = 0.01;
const boxes = [];
let target = "";

export function startPhotos() {
  const form = document.getElementById("photo-form");
  if (!form) return;
  onSubmit(form, () => {
    const query = new URLSearchParams({ shows: form.elements.shows.value, caption: form.elements.caption.value });
    const file = document.getElementById("photo-file").files[0];
    once(form.querySelector("button[type=submit]"), "photo-trouble", () => sendBody(`${form.dataset.to}&${query}`, file));
  });
  for (const button of document.querySelectorAll("[data-blur]")) button.addEventListener("click", () => open(button));
  document.getElementById("blur-close").addEventListener("click", () => dialog().close());
  document.getElementById("blur-add").addEventListener("click", () => draw([0.4, 0.4, 0.2, 0.2]).focus());
  document.getElementById("blur-save").addEventListener("click", () => {
    const body = { boxes: boxes.map(({ at }) => at.map((n) => Number(n.toFixed(4)))) };
    once(document.getElementById("blur-save"), "blur-trouble", () => send("POST", target, body));
  });
  drawByPointer(document.getElementById("blur-stage"));
}

const dialog = () => document.getElementById("blur-dialog");

function open(button) {
  target = button.dataset.blur;
  for (const box of boxes.splice(0)) box.node.remove();
  document.getElementById("blur-picture").src = button.dataset.src;
  dialog().showModal();
  dialog().addEventListener("close", () => button.focus(), { once: true });
}

/** One rectangle: arrows move it, Shift and arrows change its size, Delete removes it. */
function draw(at) {
  const node = el("button", { type: "button", class: "blur-box", "aria-label": t("cases.blur_box", { n: boxes.length + 1 }) });
  const box = { at, node };
  node.addEventListener("keydown", (event) => onKey(event, box));
  boxes.push(box);
  document.getElementById("blur-stage").append(node);
  place(box);
  return node;
}

function place({ at: [x, y, width, height], node }) {
  Object.assign(node.style, { left: `${x * 100}%`, top: `${y * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` });
}

function onKey(event, box) {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (event.key === "Delete" || event.key === "Backspace") {
    boxes.splice(boxes.indexOf(box), 1);
    box.node.remove();
    document.getElementById("blur-add").focus();
  } else if (way) {
    event.preventDefault();
    const first = event.shiftKey ? 2 : 0;
    for (const n of [0, 1]) box.at[first + n] = Math.min(1, Math.max(event.shiftKey ? STEP : 0, box.at[first + n] + way[n] * STEP));
    place(box);
  }
}

function drawByPointer(stage) {
  let from = null;
  let box = null;
  const spot = (event) => {
    const frame = stage.getBoundingClientRect();
    const share = (value, start, length) => Math.min(1, Math.max(0, (value - start) / length));
    return [share(event.clientX, frame.left, frame.width), share(event.clientY, frame.top, frame.height)];
  };
  stage.addEventListener("pointerdown", (event) => {
    if (event.target.classList.contains("blur-box")) return;
    event.preventDefault();
    from = spot(event);
    box = null;
    stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = spot(event);
    const at = [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
    if (at[2] < STEP || at[3] < STEP) return;
    if (!box) {
      draw(at);
      box = boxes.at(-1);
    }
    box.at = at;
    place(box);
  });
  stage.addEventListener("pointerup", () => (from = null));
}

/** Send, with the button off meanwhile: a second press does not add the photo twice. */
async function once(button, trouble, act) {
  button.disabled = true;
  try {
    await act();
    location.reload();
  } catch (error) {
    button.disabled = false;
    tell(document.getElementById(trouble), error.words ? text(error.words) : t("state.offline"));
    button.focus();
  }
}

function tell(place, words) {
  fill(place, el("div", { class: "note note--error", role: "alert" }, words));
}
