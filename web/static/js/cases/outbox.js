/** Photos that wait in this browser until the server has them: a tab that closes loses nothing. */

const NAME = "diemnong.photos";
const LONGEST_MS = 30 * 24 * 3600 * 1000;

/** Keep a photo of a case; `owner` is whose case it is: nobody finds the photos of somebody else. */
export const keepPhoto = (owner, file, shows) =>
  act("readwrite", (store) => store.add({ owner, file, shows, at: Date.now() }));

/** @returns {Promise<{id: number, file: Blob, shows: string}[]>} those that wait, oldest first */
export async function waitingPhotos(owner) {
  const all = (await act("readonly", (store) => store.getAll())) ?? [];
  for (const each of all) if (Date.now() - each.at > LONGEST_MS) await dropPhoto(each.id);
  return all.filter((each) => each.owner === owner && Date.now() - each.at <= LONGEST_MS);
}

export const dropPhoto = (id) => act("readwrite", (store) => store.delete(id));

/** Do something with the store; rejects where the browser keeps nothing. */
async function act(mode, what) {
  const base = await open();
  try {
    return await done(what(base.transaction("photos", mode).objectStore("photos")));
  } finally {
    base.close();
  }
}

function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore("photos", { keyPath: "id", autoIncrement: true });
  return done(request);
}

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
