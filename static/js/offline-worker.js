// What answers for a page kept at hand (offline.js) when there is no network. One worker and one store a scope: the page
// itself, those below it, and the files that it said it needs. The network is asked first, always; nothing else is ever
// kept, and nothing at all once the portal sends elsewhere (signed out, handed in) or refuses.
const NAME = `hors-ligne:${self.registration.scope}`;
const HOME = self.registration.scope;
const FILES = new Set(["style", "script", "image", "font"]);
const PATIENCE = 6000; // ms before a copy is shown instead of a page that does not come

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(keep(event.data)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (FILES.has(request.destination)) event.respondWith(file(request));
});

const plain = (address) => address.split("#")[0];
const found = async (address) => (await caches.open(NAME)).match(plain(address), { ignoreVary: true });

// The files that the page named, and the page as it is now unless it came through here already.
async function keep({ files, drawn }) {
  if (!drawn) {
    const now = await fetch(HOME, { redirect: "manual" });
    if (!now.ok) return forget();
    await (await caches.open(NAME)).put(HOME, now);
  }
  const store = await caches.open(NAME);
  for (const kept of await store.keys()) {
    if (!kept.url.startsWith(HOME) && !files.includes(kept.url)) await store.delete(kept);
  }
  return Promise.allSettled(files.map((address) => store.add(address)));
}

async function page(request) {
  const copy = await found(request.url);
  try {
    const answer = await (copy ? soon(fetch(request)) : fetch(request));
    if (answer.status >= 500) throw new Error("not now");
    if (answer.ok) await (await caches.open(NAME)).put(plain(request.url), answer.clone());
    else await forget();
    return answer;
  } catch {
    return copy ?? below(request.url);
  }
}

// A page below that was never opened is, offline, a place of the page itself.
async function below(address) {
  const [place] = plain(address).slice(HOME.length).split("/");
  return (await found(HOME)) ? Response.redirect(`${HOME}#${place}`) : Response.error();
}

async function file(request) {
  const copy = await found(request.url);
  try {
    const answer = await (copy ? soon(fetch(request)) : fetch(request));
    if (copy && answer.ok) await (await caches.open(NAME)).put(request.url, answer.clone());
    return answer;
  } catch {
    return copy ?? Response.error();
  }
}

function soon(answer) {
  return Promise.race([answer, new Promise((_, refuse) => setTimeout(() => refuse(new Error("too long")), PATIENCE))]);
}

function forget() {
  return caches.delete(NAME);
}
