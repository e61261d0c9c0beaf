/** The first step before there is a file: which layer, which file; and what was begun before. */

import { sendCompanion, sendFile } from "../api_imports.js";
import { el, fill, note, stateBox, troubleBox } from "../dom.js";
import { moment, number, t, text } from "../i18n.js";
import { stepAddress } from "./upload.js";

const COMPANIONS = {
  shp: ["shx", "dbf", "prj", "cpg", "sbn", "sbx", "qix"],
  tab: ["dat", "map", "id", "ind", "dbf"],
  mif: ["mid"],
};
const MEGABYTE = 1 << 20;

export function showBegin(body, page) {
  const wanted = new URLSearchParams(location.search).get("layer") ?? "";
  const said = { layer: page.importable.some((each) => each.name === wanted) ? wanted : "", files: [] };
  const chosen = el("div", { id: "chosen", "aria-live": "polite" });
  const start = el(
    "button",
    { type: "button", class: "button button--main", disabled: true },
    t("import.begin"),
  );
  const refresh = () => {
    const trouble = troubleWith(said.files, page.most_bytes);
    fill(
      chosen,
      said.files.length ? describeFiles(said.files) : null,
      trouble ? note(trouble, "error") : null,
    );
    start.disabled = !said.layer || !said.files.length || Boolean(trouble);
  };
  start.addEventListener("click", () => send(said, start, chosen));
  fill(
    body,
    el(
      "section",
      { class: "card u-stack", "aria-labelledby": "h-file" },
      el("h2", { id: "h-file" }, t("import.choose_file")),
      dropZone((files) => {
        said.files = inOrder(files);
        refresh();
      }),
      chosen,
      layerChoice(page, said, refresh),
      el("div", { class: "button-row" }, start),
    ),
    page.open.length ? openList(page) : null,
  );
  refresh();
}

function dropZone(onFiles) {
  const input = el("input", {
    type: "file",
    id: "file",
    multiple: true,
    class: "drop__input",
    onchange: (event) => onFiles([...event.target.files]),
  });
  const zone = el(
    "label",
    { class: "drop", for: "file" },
    el("span", { class: "drop__title" }, t("import.drop")),
    el("span", { class: "u-quiet" }, t("import.formats")),
    input,
  );
  for (const kind of ["dragenter", "dragover"])
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("drop--over");
    });
  for (const kind of ["dragleave", "drop"])
    zone.addEventListener(kind, () => zone.classList.remove("drop--over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    onFiles([...event.dataTransfer.files]);
  });
  return zone;
}

function layerChoice(page, said, refresh) {
  const select = el(
    "select",
    {
      class: "select",
      id: "layer",
      onchange: (event) => {
        said.layer = event.target.value;
        refresh();
      },
    },
    el("option", { value: "" }, t("import.choose_layer")),
    page.importable.map((each) =>
      el(
        "option",
        { value: each.name, selected: each.name === said.layer },
        `${text(each.title)} (${t(`import.geometry_${each.geometry}`)})`,
      ),
    ),
  );
  return el(
    "div",
    { class: "field import__layer" },
    el("label", { class: "field__label", for: "layer" }, t("import.into_layer")),
    select,
  );
}

const ending = (name) => name.toLowerCase().split(".").at(-1);
const stem = (name) => name.slice(0, name.length - ending(name).length - 1).toLowerCase();

/** The file itself first, then what belongs beside it. */
function inOrder(files) {
  const main = files.find((each) => ending(each.name) in COMPANIONS) ?? files[0];
  return main ? [main, ...files.filter((each) => each !== main)] : [];
}

/** What is wrong with a choice of files, before anything is sent; null where nothing is. */
function troubleWith([main, ...others], most) {
  if (!main) return null;
  const large = [main, ...others].find((each) => each.size > most);
  if (large) return t("import.too_large", { name: large.name, size: number(most / MEGABYTE) });
  const wanted = COMPANIONS[ending(main.name)] ?? [];
  const foreign = others.find(
    (each) => stem(each.name) !== stem(main.name) || !wanted.includes(ending(each.name)),
  );
  return foreign ? t("import.one_file", { name: foreign.name, main: main.name }) : null;
}

function describeFiles(files) {
  return el(
    "ul",
    { class: "files" },
    files.map((each) =>
      el("li", {}, el("strong", {}, each.name), " ", el("span", { class: "u-quiet" }, sizeOf(each.size))),
    ),
  );
}

export const sizeOf = (bytes) =>
  bytes < MEGABYTE ? `${number(bytes / 1024, 1)} KiB` : `${number(bytes / MEGABYTE, 1)} MiB`;

async function send(said, start, chosen) {
  const [main, ...others] = said.files;
  const bar = el("progress", {
    class: "progress",
    max: "1",
    "aria-label": t("import.sending", { name: main.name }),
  });
  const words = el("p", { role: "status" }, t("import.sending", { name: main.name }));
  fill(chosen, words, bar);
  start.disabled = true;
  try {
    const upload = await sendFile(said.layer, main, (share) => {
      bar.value = share;
    });
    for (const each of others)
      await sendCompanion(upload.id, each, (share) => {
        bar.value = share;
      });
    location.assign(stepAddress(upload.id, "file"));
  } catch (error) {
    fill(
      chosen,
      describeFiles(said.files),
      troubleBox(error, t("state.offline"), () => send(said, start, chosen)),
    );
    start.disabled = false;
  }
}

function openList(page) {
  const title = (name) => text(page.importable.find((each) => each.name === name)?.title ?? name);
  return el(
    "section",
    { class: "card", "aria-labelledby": "h-open" },
    el("h2", { id: "h-open" }, t("import.begun")),
    el(
      "ul",
      { class: "row-list" },
      page.open.map((each) =>
        el(
          "li",
          { class: "begun" },
          el("a", { href: stepAddress(each.id, "file") }, each.file_name),
          el("span", {}, title(each.layer)),
          el("span", { class: "u-quiet" }, `${each.by}, ${moment(each.at)}`),
        ),
      ),
    ),
  );
}

export const nothingYet = (words, upload) =>
  stateBox(
    "empty",
    words,
    "",
    el("a", { class: "button", href: stepAddress(upload.id, "file") }, t("import.to_file")),
  );
