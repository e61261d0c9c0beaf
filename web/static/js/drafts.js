/** What was typed and not saved yet: kept in this tab for who typed it, offered and never put in unasked. */

const PREFIX = "diemnong.draft/";
const isVersion = (name) => ["version", "mark"].includes(name) || name.endsWith(":version");
const NEVER_KEPT = ["hidden", "submit", "file"];
const isTick = (field) => ["checkbox", "radio"].includes(field.type);
/** Under which name a field is kept: ticks that share a name are told apart by what they stand for. */
const nameOf = (field) => (isTick(field) ? `${field.name}=${field.value}` : field.name);

/** Whose draft of what it is: on a shared machine nobody finds the words of somebody else. */
export const draftKey = (who, ...what) => PREFIX + [who, ...what].join("/");

/**
 * Keep a form until it is saved. What was kept is offered in `note`: taken, it comes with the version that
 * it was typed over, so that saving it shows what others changed since instead of writing over it. The form
 * hears of it (`taken`).
 */
export function keepForm(form, key, note) {
  const kept = readDraft(key);
  if (kept && !("answered" in form.dataset) && differs(form, kept)) offer(form, key, note, kept);
  const keep = () => writeDraft(key, { ...values(form), ...versionsOf(form) });
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.dataset.ready = "";
}

export function readDraft(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

export function writeDraft(key, kept) {
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    /* Storage is off or full: the form still saves. */
  }
}

export function forgetDraft(key) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    /* Then there was none. */
  }
}

/** The address says which form was just saved; the page forgets its draft and the word for it. */
export function takeSaved(forget) {
  const query = new URLSearchParams(location.search);
  if (!query.has("saved")) return;
  forget(query.get("saved"), query);
  query.delete("saved");
  history.replaceState(null, "", `?${query}`);
}

function offer(form, key, note, kept) {
  const now = versionsOf(form);
  const isOlder = Object.keys(now).some((name) => name in kept && kept[name] !== now[name]);
  note.hidden = false;
  note.querySelector("[data-draft=older]").hidden = !isOlder;
  note.querySelector("[data-draft=restore]").addEventListener("click", () => {
    put(form, kept);
    close(note, form);
    form.dispatchEvent(new Event("taken"));
  });
  note.querySelector("[data-draft=drop]").addEventListener("click", () => {
    forgetDraft(key);
    close(note, form);
  });
}

function close(note, form) {
  note.hidden = true;
  form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

const typed = (form) => [...form.elements].filter((field) => field.name && !NEVER_KEPT.includes(field.type));

function values(form) {
  return Object.fromEntries(typed(form).map((field) => [nameOf(field), read(field)]));
}

function versionsOf(form) {
  const found = [...form.elements].filter((field) => field.type === "hidden" && isVersion(field.name));
  return Object.fromEntries(found.map((field) => [field.name, field.value]));
}

function read(field) {
  if (isTick(field)) return field.checked;
  return field.multiple ? [...field.selectedOptions].map((option) => option.value).join() : field.value;
}

function differs(form, kept) {
  const now = values(form);
  return Object.keys(now).some((name) => name in kept && kept[name] !== now[name]);
}

function put(form, kept) {
  for (const field of form.elements) {
    const value = kept[nameOf(field)];
    if (value === undefined) continue;
    if (isTick(field)) field.checked = value;
    else if (field.options) choose(field, value);
    else field.value = value;
  }
}

/** Choose what was chosen, as far as it can be chosen still. */
function choose(select, value) {
  const wanted = select.multiple ? value.split(",") : [value];
  const found = [...select.options].filter((option) => wanted.includes(option.value));
  if (found.length === 0) return;
  for (const option of select.options) option.selected = found.includes(option);
}
