/** Messages of the importer as a page says them: hints at the command line are for terminals. */

import { text } from "../i18n.js";

const SENTENCE = /(?<=[.?!])\s+/;
const HINT = /(^|\s)--[a-z]/;

/** Leave out sentences that name an option of the command line; what remains says the same. */
export function plain(words) {
  const said = text(words);
  const kept = said.split(SENTENCE).filter((sentence) => !HINT.test(sentence));
  return kept.length ? kept.join(" ") : said;
}
