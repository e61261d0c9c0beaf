/** Comparing words as people type them: without marks, and in either case. */

/** @param {string} words */
export function folded(words) {
  return words.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
}
