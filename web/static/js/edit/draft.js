/** What is being edited, kept in this tab until it is saved or given up: a session may end, work stays. */

import { pageData } from "../api.js";

const key = () => `diemnong.edit.${pageData().ward.code}`;

/** Keep the work under the name of who does it: nobody else at this desk is offered it. */
export function keepDraft(work) {
  try {
    sessionStorage.setItem(key(), JSON.stringify({ ...work, login: pageData().user?.login }));
  } catch {
    /* Storage is off or full: the page itself still holds it. */
  }
}

export function dropDraft() {
  try {
    sessionStorage.removeItem(key());
  } catch {
    /* Nothing was kept. */
  }
}

/** @returns {object|null} the work that this person left unsaved in this ward */
export function readDraft() {
  try {
    const draft = JSON.parse(sessionStorage.getItem(key()));
    return draft?.login && draft.login === pageData().user?.login ? draft : null;
  } catch {
    return null;
  }
}
