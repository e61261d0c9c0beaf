/** The versions of a record: who, when, why; each can be opened and saved again. */

import { el } from "../dom.js";
import { moment, t } from "../i18n.js";

export function versionList(versions, current, onOpen) {
  if (!versions.length) return null;
  const rows = versions.map((entry) =>
    el(
      "li",
      { "data-version": entry.number },
      el("p", { class: "history__when" }, t("edit.version", { n: entry.number }), entry.at ? ` · ${moment(entry.at)}` : "", entry.actor ? ` · ${entry.actor}` : ""),
      entry.reason ? el("p", { class: "edit__reason" }, entry.reason) : null,
      entry.version === current
        ? el("span", { class: "tag" }, t("edit.version_now"))
        : el("button", { type: "button", class: "button", onclick: () => onOpen(entry) }, t("edit.version_open")),
    ),
  );
  return el(
    "details",
    { class: "disclosure", id: "edit-versions" },
    el("summary", {}, t("edit.versions", { n: versions.length })),
    el("ol", { class: "history disclosure__body" }, rows),
  );
}
