// Keeps one page at hand for when there is no network, and forgets it: offline-worker.js does the work.
const WORKER = "/hors-ligne.js";
const NAMED = /\.(js|css|svg|woff2)$/;

// Keep the page at this address, with the files that it has loaded; `again`: as it is now, for it changed since it was drawn.
export async function keepAtHand(scope, { again = false } = {}) {
  if (!("serviceWorker" in navigator)) return;
  if (document.readyState !== "complete") await new Promise((done) => window.addEventListener("load", done, { once: true }));
  const drawn = !again && Boolean(navigator.serviceWorker.controller);
  const registration = await navigator.serviceWorker.register(WORKER, { scope });
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  const loaded = performance.getEntriesByType("resource").map((one) => one.name.split("#")[0]);
  const files = [...new Set(loaded)].filter((name) => new URL(name).origin === location.origin && NAMED.test(new URL(name).pathname));
  worker.postMessage({ files, drawn });
}

// Forget the page at this address; without address, every page.
export async function forget(scope = "") {
  if (!("serviceWorker" in navigator)) return;
  const address = scope && new URL(scope, location.href).href;
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    if (!address || registration.scope === address) await registration.unregister();
  }
  for (const name of await caches.keys()) {
    if (address ? name === `hors-ligne:${address}` : name.startsWith("hors-ligne:")) await caches.delete(name);
  }
}
