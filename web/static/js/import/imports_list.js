/** The list of imports: who, when, which file, how many rows; each leads to its own page. */

import { fetchImports, originalAddress } from "../api_imports.js";
import { el, fill, stateBox, troubleBox } from "../dom.js";
import { moment, number, t, text } from "../i18n.js";
import { undoButton } from "./undo.js";
import { wardAddress } from "./upload.js";

export async function showImports(body, page) {
  let known = [];
  const load = async (before) => {
    try {
      const { imports, is_all: isAll } = await fetchImports(before);
      known = before ? [...known, ...imports] : imports;
      fill(
        body,
        known.length ? [table(known, page, () => load()), isAll ? null : more(known, load)] : nothing(),
      );
    } catch (error) {
      fill(
        body,
        troubleBox(error, t("state.offline"), () => load(before)),
      );
    }
  };
  await load();
}

const nothing = () =>
  stateBox(
    "empty",
    t("import.none_yet"),
    t("import.none_yet_help"),
    el("a", { class: "button button--main", href: wardAddress("/import") }, t("import.new")),
  );

const more = (known, load) =>
  el(
    "div",
    { class: "button-row import__next" },
    el("button", { type: "button", class: "button", onclick: () => load(known.at(-1).id) }, t("import.more")),
  );

function table(records, page, again) {
  const title = (name) => text(page.importable.find((each) => each.name === name)?.title ?? name);
  const heads = [
    "import.file",
    "import.layer",
    "import.rows",
    "import.who",
    "import.state",
    "import.actions",
  ];
  return el(
    "div",
    { class: "table-wrap", tabindex: "0", role: "group", "aria-label": t("import.title_list") },
    el(
      "table",
      { class: "table table--cards" },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          heads.map((key) => el("th", { scope: "col" }, t(key))),
        ),
      ),
      el(
        "tbody",
        {},
        records.map((each) => row(each, title(each.layer), again)),
      ),
    ),
  );
}

function row(record, title, again) {
  return el(
    "tr",
    { "data-import": record.id },
    el(
      "th",
      { scope: "row" },
      el("a", { href: wardAddress(`/imports/${record.id}`) }, record.file_name),
      el("br"),
      el("code", { class: "u-quiet" }, record.sha256.slice(0, 12)),
    ),
    el("td", { "data-label": t("import.layer") }, title),
    el("td", { class: "is-number", "data-label": t("import.rows") }, number(record.rows_loaded)),
    el(
      "td",
      { "data-label": t("import.who") },
      record.by,
      el("br"),
      el("span", { class: "u-quiet" }, moment(record.at)),
    ),
    el(
      "td",
      { "data-label": t("import.state") },
      record.undone_at
        ? el("span", { class: "tag tag--warn" }, t("import.undone"))
        : el("span", { class: "tag tag--good" }, t("import.loaded")),
    ),
    el(
      "td",
      {},
      el(
        "div",
        { class: "button-row" },
        record.is_kept
          ? el(
              "a",
              { class: "button button--quiet", href: originalAddress(record.id), download: "" },
              t("import.original"),
            )
          : null,
        record.can_be_undone ? undoButton(record, again) : null,
      ),
    ),
  );
}
