/**
 * A step and its photos as one action. The photos go first, one by one; each waits in this browser until the
 * server has it, so that a network that fails loses nothing: press again, or wait until it is back.
 */

import { sendBody } from "../api.js";
import { el, fill } from "../dom.js";
import { t, text } from "../i18n.js";
import { dropPhoto, keepPhoto, waitingPhotos } from "./outbox.js";

let owner = "";
let busy = false;

export function startStep(whose) {
  const form = document.getElementById("move-form");
  if (!form) return;
  owner = whose;
  form.addEventListener("submit", (event) => {
    const hasFiles = form.elements.photo_file.files.length > 0;
    if (form.dataset.sent !== undefined || (!hasFiles && form.dataset.waiting === undefined)) return;
    event.preventDefault();
    if (!busy) sendWith(form, event.submitter);
  });
  addEventListener("online", () => !busy && sendWaiting(form));
  showWaiting(form);
}

/** Keep what was chosen, send all that waits, then take the step as any form does. */
async function sendWith(form, button) {
  const input = form.elements.photo_file;
  const shows = form.elements.photo_shows.value;
  try {
    for (const file of input.files) await keepPhoto(owner, file, shows);
  } catch {
    form.dataset.sent = ""; // the browser keeps nothing: the form brings the photos itself
    return form.requestSubmit(button);
  }
  input.value = "";
  if (!(await sendWaiting(form))) return button.focus();
  form.dataset.sent = "";
  form.requestSubmit(button);
}

/** Send what waits; false where some still does. What the server refuses does not wait any longer. */
async function sendWaiting(form) {
  busy = true;
  try {
    for (const { id, file, shows } of await waitingPhotos(owner)) {
      const query = new URLSearchParams({ shows, caption: "" });
      form.elements.photo.value = (await sendBody(`${form.dataset.photos}&${query}`, file)).id;
      await dropPhoto(id);
    }
    await showWaiting(form);
    return true;
  } catch (error) {
    if (error.status >= 400 && error.status !== 401) await refuse(form, error);
    else await showWaiting(form);
    return false;
  } finally {
    busy = false;
  }
}

/** The first that waits is the one that was refused. */
async function refuse(form, error) {
  const [first] = await waitingPhotos(owner);
  if (first) await dropPhoto(first.id);
  await showWaiting(form);
  fill(placeOf(), note("error", error.words ? text(error.words) : t("state.offline")));
}

async function showWaiting(form) {
  const waiting = await waitingPhotos(owner).catch(() => []);
  if (waiting.length) form.dataset.waiting = "";
  else delete form.dataset.waiting;
  fill(placeOf(), waiting.length ? note("warning", t("cases.photos_wait", { n: waiting.length })) : null);
}

const placeOf = () => document.getElementById("step-photos");
const note = (level, words) => el("div", { class: `note note--${level}`, role: level === "error" ? "alert" : "status" }, words);
