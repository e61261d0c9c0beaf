/** Modules that a page needs only when somebody asks for what they do, with their words and looks. */

import { addWords } from "./i18n.js";

let sheets = null;

/** The style sheets of such modules stand ready in a template of the page. */
function styled() {
  const kept = document.getElementById("later-sheets")?.content.children ?? [];
  sheets ??= Promise.all(
    [...kept].map(
      (each) =>
        new Promise((done) => {
          const sheet = each.cloneNode();
          sheet.addEventListener("load", done);
          sheet.addEventListener("error", done); // without its looks it still works
          document.head.append(sheet);
        }),
    ),
  );
  return sheets;
}

/**
 * Wait for a module that is on its way, for the words that only such modules say, and for their looks.
 * @template T
 * @param {Promise<T>} coming
 * @returns {Promise<T>}
 */
export async function later(coming) {
  const [module, words] = await Promise.all([coming, import("later-words"), styled()]);
  addWords(words.default);
  return module;
}
