/** The print dialog: paper, scale, what of the map, an atlas; a preview of the very sheet. */

import { isCancelled } from "./api.js";
import { atlasAddress, fetchPrintPlan, sheetAddress, startAtlas } from "./api_print.js";
import { el, fill, icon, iconButton, note, stateBox, toast } from "./dom.js";
import { number, t, text } from "./i18n.js";
import { watchJob } from "./jobs.js";
import { writeState } from "./state.js";

const SCALES = [500, 1000, 2000, 2500, 5000, 10000, 15000, 20000, 25000];
const PREVIEW_DPI = 72;
const PAUSE_MS = 350;
const TRY_AGAIN_MS = 1200;
const TRIES = 20;

/**
 * Make the dialog of a print.
 * @param {HTMLDialogElement} dialog
 * @param {{page: object, store: object, bounds: () => ({west: number, south: number, east: number, north: number}|null)}} wishes
 * @returns {() => void} opens it
 */
export function buildPrint(dialog, wishes) {
  const chosen = { paper: "A4", orientation: "landscape", scale: "fit", area: "", atlas: "", title: "" };
  const parts = { ...wishes, dialog, chosen, groups: [], timer: 0, opened: null };
  parts.close = () => dialog.close();
  dialog.addEventListener("click", (event) => event.target === dialog && parts.close());
  dialog.addEventListener("close", () => {
    parts.opened?.abort();
    parts.body?.replaceChildren();
    clearTimeout(parts.timer);
    parts.timer = 0;
  });
  return (narrow = null) => {
    parts.narrow = narrow;
    open(parts);
  };
}

function open(parts) {
  const { dialog, store, chosen } = parts;
  const { group, lane } = store.get().filter;
  parts.hasChoice = group.length + lane.length > 0;
  if (chosen.area === "" && !parts.hasChoice) chosen.area = "screen";
  if (chosen.area === "screen" && parts.hasChoice) chosen.area = "";
  parts.opened = new AbortController();
  parts.body = el("div", { class: "dialog__body print" });
  parts.foot = el("div", { class: "dialog__foot" });
  parts.said = el("div", { class: "print__said", role: "status" });
  parts.preview = el("div", { class: "print__preview" });
  fill(
    dialog,
    el(
      "div",
      { class: "dialog__head" },
      el("h2", { id: "print-title" }, t("print.title")),
      iconButton(t("popup.close"), "close", parts.close),
    ),
    parts.body,
    parts.foot,
  );
  showForm(parts);
  dialog.showModal();
  document.getElementById("print-area").focus();
  plan(parts);
}

/** The view as its address says it, and how it lies on paper. */
function printQuery({ store, page, bounds, chosen, narrow }) {
  const query = new URLSearchParams(writeState(store.get(), page));
  query.delete("selected");
  for (const [key, value] of Object.entries(chosen)) if (value) query.set(key, value);
  for (const [key, value] of narrow ?? []) query.set(key, value);
  const seen = bounds();
  if (seen) query.set("seen", [seen.west, seen.south, seen.east, seen.north].map((x) => x.toFixed(6)).join(","));
  return query;
}

function showForm(parts) {
  const { chosen, body, said, preview } = parts;
  const set = (key) => (value) => {
    chosen[key] = value;
    later(parts);
  };
  const pick = (name, options) => choice(name, options, chosen[name], set(name));
  parts.areaField = areaField(parts);
  fill(
    body,
    el(
      "div",
      { class: "print__form" },
      parts.areaField,
      pick("scale", [["fit", t("print.fit")], ...SCALES.map((scale) => [String(scale), scaleWords(scale)])]),
      pick("paper", [["A4", "A4"], ["A3", "A3"]]),
      pick("orientation", [["landscape", t("print.landscape")], ["portrait", t("print.portrait")]]),
      pick("atlas", [["", t("print.atlas_none")], ["groups", t("print.atlas_groups")], ["lanes", t("print.atlas_lanes")]]),
      titleField(parts),
      said,
    ),
    preview,
  );
  if (parts.page.role === "public" || parts.page.share) document.getElementById("print-atlas")?.closest(".field").remove();
}

function areaField(parts) {
  const { chosen, hasChoice, groups } = parts;
  const options = [
    ...(hasChoice ? [["", t("print.area_chosen")]] : []),
    ["screen", t("print.area_screen")],
    ["ward", t("print.area_ward")],
    ...groups.map(({ value, title }) => [`group:${value}`, text(title)]),
  ];
  return choice("area", options, chosen.area, (value) => {
    chosen.area = value;
    later(parts);
  });
}

function titleField(parts) {
  const input = el("input", {
    class: "input",
    id: "print-name",
    type: "text",
    maxlength: "120",
    value: parts.chosen.title,
    placeholder: text(parts.page.ward.name),
    oninput: () => {
      parts.chosen.title = input.value;
      later(parts);
    },
  });
  return field("print-name", t("print.name"), input);
}

const WIDE = ["print-area", "print-atlas", "print-name"];
const field = (id, words, node) =>
  el("div", { class: WIDE.includes(id) ? "field print__wide" : "field" }, el("label", { class: "field__label", for: id }, words), node);

function choice(name, options, selected, onChange) {
  const id = `print-${name}`;
  const list = el(
    "select",
    { class: "select", id, onchange: () => onChange(list.value) },
    options.map(([value, title]) => el("option", { value, selected: value === selected }, title)),
  );
  return field(id, t(`print.${name}`), list);
}

const scaleWords = (scale) => `1:${number(scale)}`;

/** Ask once a person has stopped changing things for a moment. */
function later(parts) {
  delete parts.dialog.dataset.ready;
  clearTimeout(parts.timer);
  parts.timer = setTimeout(() => {
    parts.timer = 0;
    plan(parts);
  }, PAUSE_MS);
}

async function plan(parts) {
  const query = printQuery(parts);
  delete parts.dialog.dataset.ready;
  try {
    const found = await fetchPrintPlan(query);
    if (!parts.dialog.open || parts.timer) return; // what was changed meanwhile is asked for next
    showGroups(parts, found.groups);
    showPlan(parts, found, query);
  } catch (error) {
    if (isCancelled(error) || parts.timer) return;
    fill(parts.said, note(error.words ? text(error.words) : t("state.offline"), "error"));
    fill(parts.preview);
    fill(parts.foot);
  }
}

/** The groups that a sheet may be of come with the first answer. */
function showGroups(parts, groups) {
  if (JSON.stringify(groups) === JSON.stringify(parts.groups)) return;
  parts.groups = groups;
  const hadFocus = document.activeElement?.id === "print-area";
  const fresh = areaField(parts);
  parts.areaField.replaceWith(fresh);
  parts.areaField = fresh;
  if (hadFocus) document.getElementById("print-area").focus();
}

function showPlan(parts, found, query) {
  const { chosen, said, dialog } = parts;
  const scale = found.scales.map(scaleWords).join(", ");
  const counts = { paper: chosen.paper, scale, sheets: number(found.sheets), pages: number(found.pages) };
  const isAtlas = chosen.atlas !== "";
  dialog.classList.toggle("dialog--narrow", isAtlas);
  document.getElementById("print-area").disabled = isAtlas;
  const length = number(Math.round(1e6 / found.scales[0]) / 10);
  fill(
    said,
    el("p", { class: "print__plan" }, t(isAtlas ? "print.many_sheets" : "print.one_sheet", counts)),
    found.scales.length === 1 ? el("p", { class: "field__hint" }, t("print.true", { mm: length })) : null,
  );
  showPreview(parts, query);
  fill(parts.foot, ...(isAtlas ? [atlasButton(parts, query)] : sheetLinks(parts, query)));
  dialog.dataset.ready = String(found.pages);
}

function showPreview({ preview, chosen }, query) {
  if (chosen.atlas) {
    fill(preview);
    return;
  }
  const small = new URLSearchParams(query);
  small.set("dpi", String(PREVIEW_DPI));
  let tries = 0;
  const picture = el("img", {
    class: `print__picture print__picture--${chosen.orientation}`,
    alt: t("print.preview"),
    src: sheetAddress("png", small),
    onload: () => preview.removeAttribute("aria-busy"),
    onerror: () => (tries < TRIES ? setTimeout(again, TRY_AGAIN_MS) : failed()),
  });
  // The server draws one preview at a time, also for those who no longer look at the one before.
  const again = () => {
    if (!picture.isConnected) return;
    tries += 1;
    small.set("try", String(tries));
    picture.src = sheetAddress("png", small);
  };
  const failed = () => picture.isConnected && fill(preview, stateBox("error", t("print.preview_failed")));
  preview.setAttribute("aria-busy", "true");
  fill(preview, picture);
}

function sheetLinks(parts, query) {
  const link = (kind, style) =>
    el(
      "a",
      {
        class: `button ${style}`,
        id: `print-${kind}`,
        href: sheetAddress(kind, query),
        download: true,
        onclick: () => {
          toast(t("print.started"));
          setTimeout(parts.close);
        },
      },
      icon("download"),
      el("span", {}, t(`print.${kind}`)),
    );
  return [link("png", "button--quiet"), link("pdf", "button--main")];
}

function atlasButton(parts, query) {
  const onclick = () => makeAtlas(parts, query);
  return el("button", { type: "button", class: "button button--main", id: "print-make", onclick }, t("print.make_atlas"));
}

/** Have the atlas made, show how far it is, and offer it. */
async function makeAtlas(parts, query) {
  const bar = el("div", { class: "print__job" });
  fill(parts.foot, bar);
  try {
    const { job } = await startAtlas(query);
    const ended = await watchJob(bar, job, parts.opened.signal);
    if (ended.state === "done") fill(parts.foot, fetchLink(ended.id));
    else if (ended.state === "cancelled") plan(parts);
  } catch (error) {
    if (isCancelled(error)) return;
    fill(bar, note(error.words ? text(error.words) : t("print.failed"), "error"));
  }
}

function fetchLink(jobId) {
  const link = el(
    "a",
    { class: "button button--main", id: "print-fetch", href: atlasAddress(jobId), download: true },
    icon("download"),
    el("span", {}, t("print.fetch")),
  );
  queueMicrotask(() => link.focus());
  return link;
}
