/** Stops that are done: kept on this device, by ward and period, so that no network is needed. */

const PREFIX = "diemnong.patrol.";

/** @param {string} name what the ticks belong to */
export function keptTicks(name) {
  const key = PREFIX + name;
  let ticks = read(key);

  function write() {
    try {
      localStorage.setItem(key, JSON.stringify(ticks));
    } catch {
      /* It holds for this page only. */
    }
  }

  return {
    /** When a stop was done, as an ISO moment; "" where it is not. */
    of: (stop) => ticks[stop] ?? "",
    set(stop, isDone) {
      if (isDone) ticks[stop] = new Date().toISOString();
      else delete ticks[stop];
      write();
    },
    clear() {
      ticks = {};
      write();
    },
  };
}

function read(key) {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? "{}");
    return found && typeof found === "object" && !Array.isArray(found) ? found : {};
  } catch {
    return {};
  }
}
