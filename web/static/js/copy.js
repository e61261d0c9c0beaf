/** Putting words on the clipboard, or showing them where the browser does not allow it. */

import { toast } from "./dom.js";

/**
 * @param {string} words what is copied
 * @param {string} done what is said then
 * @param {string} byHand what is asked where it cannot be done
 */
export async function copyWords(words, done, byHand) {
  try {
    await navigator.clipboard.writeText(words);
    toast(done);
  } catch {
    window.prompt(byHand, words);
  }
}
