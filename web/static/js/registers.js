/** Registers: drafts that survive, ticks of a list, and the other's values in a conflict. */

const PREFIX = "diemnong.draft/";
const KEPT_OUT = new Set(["csrf_token", "version"]);

const form = document.getElementById("register-form");
if (form) {
  keepDraft(form);
  takeTheirs(form);
  document.querySelector("#faults, #conflict")?.focus();
}
forgetSaved();
tickAll();

/** Keep what is typed until it is saved: a closed tab's neighbour, a lost connection lose nothing. */
function keepDraft(node) {
  const key = PREFIX + node.dataset.draftKey;
  const note = document.getElementById("draft");
  const kept = read(key);
  if (kept && !("answered" in node.dataset) && differs(node, kept)) {
    note.hidden = false;
    note.querySelector("[data-draft=restore]").addEventListener("click", () => {
      put(node, kept);
      close(note, node);
    });
    note.querySelector("[data-draft=drop]").addEventListener("click", () => {
      forget(key);
      close(note, node);
    });
  }
  node.addEventListener("input", () => write(key, values(node)));
  node.addEventListener("change", () => write(key, values(node)));
}

function close(note, node) {
  note.hidden = true;
  node.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

/** The page of a row says which form was just saved: its draft is done. */
function forgetSaved() {
  const main = document.querySelector("main[data-register]");
  const query = new URLSearchParams(location.search);
  if (!main || !query.has("saved")) return;
  forget(`${PREFIX}${query.get("ward")}/${main.dataset.register}/${query.get("saved")}`);
  query.delete("saved");
  history.replaceState(null, "", `?${query}`);
}

function takeTheirs(node) {
  for (const button of document.querySelectorAll("[data-take]")) {
    button.addEventListener("click", () => {
      const field = node.elements[button.dataset.take];
      field.value = button.dataset.value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      button.setAttribute("aria-pressed", "true");
    });
  }
}

function tickAll() {
  const all = document.getElementById("tick-all");
  const each = [...document.querySelectorAll("input[name=rows]")];
  all?.addEventListener("change", () => {
    for (const box of each) box.checked = all.checked;
  });
  for (const box of each) {
    box.addEventListener("change", () => {
      const ticked = each.filter((other) => other.checked).length;
      all.checked = ticked === each.length;
      all.indeterminate = ticked > 0 && ticked < each.length;
    });
  }
}

function values(node) {
  return Object.fromEntries([...new FormData(node)].filter(([name]) => !KEPT_OUT.has(name)));
}

function differs(node, kept) {
  const now = values(node);
  return Object.keys(now).some((name) => name in kept && kept[name] !== now[name]);
}

function put(node, kept) {
  for (const [name, value] of Object.entries(kept)) {
    const field = node.elements[name];
    if (field && !KEPT_OUT.has(name)) field.value = value;
  }
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, kept) {
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    /* Storage is off or full: the form still saves. */
  }
}

function forget(key) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    /* Then there was none. */
  }
}
