/** Messages of the importer as a page says them: hints at the command line are for terminals. */

import { t, text } from "../i18n.js";

const SENTENCE = /(?<=[.?!])\s+/;
const HINT = /(^|\s)--[a-z]/;

/** Leave out sentences that name an option of the command line; what remains says the same. */
export function plain(words) {
  const said = text(words);
  const kept = said.split(SENTENCE).filter((sentence) => !HINT.test(sentence));
  return kept.length ? kept.join(" ") : said;
}

/** What a column of the layer is called; a column of the file keeps its own name. */
export function fieldTitle(upload, name) {
  const column = upload.target.columns.find((each) => each.name === name);
  if (column) return text(column.title);
  return name === "geometry" || name === "coordinates" ? t(`import.field_${name}`) : name;
}
