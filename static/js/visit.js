// The visit of an audit on a tablet. Each change waits on the tablet under a key of its own until the portal has
// answered for that key: sent twice it is kept once, cut in the middle it is sent again. Without script, each
// question is an ordinary form.
import { keepAtHand } from "./offline.js";

const root = document.querySelector("[data-visit]");
const screens = [...root.querySelectorAll("[data-screen]")];
const state = root.querySelector("[data-state]");
const ident = `audit-${root.dataset.audit}`;
const EVERY = 15000;
const SOON = 400;
const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
const screenOf = (code) => screens.find((screen) => screen.dataset.screen === code);

function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// -- what waits: answers in localStorage, one entry each so that two tabs never erase one another; photos in IndexedDB.
// An answer that the portal has kept stays until the page is drawn again: a copy of before does not know it.
const entry = (key) => `${ident}:${key}`;

function here() {
  const found = [];
  for (let n = 0; n < localStorage.length; n += 1) {
    const name = localStorage.key(n);
    if (name.startsWith(`${ident}:`)) found.push(JSON.parse(localStorage.getItem(name)));
  }
  return found.sort((one, other) => one.at.localeCompare(other.at));
}

const waiting = () => here().filter((one) => !one.kept);

const database = new Promise((resolve, reject) => {
  const asked = indexedDB.open("visit", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("photos", { keyPath: "key" });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

async function photos(mode, act) {
  const store = (await database).transaction("photos", mode).objectStore("photos");
  const asked = act(store);
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

const photosHere = async () => (await photos("readonly", (store) => store.getAll())).filter((one) => one.audit === ident);

// -- what is said
function say(screen) {
  const form = screen.querySelector("[data-form]");
  if (!form.elements.value.value) form.elements.value.value = "unknown"; // a note alone: nobody knows yet
  const value = form.elements.value.value;
  const change = { key: newKey(), code: screen.dataset.screen, value, note: form.elements.note.value, at: new Date().toISOString() };
  localStorage.setItem(entry(change.key), JSON.stringify(change));
  // what this one says again has not left yet: one change a question waits, besides the one on its way
  for (const old of here()) {
    if (old.code === change.code && old.key !== change.key && !flying.has(old.key)) localStorage.removeItem(entry(old.key));
  }
  mark(screen);
  show();
  clearTimeout(soon);
  soon = setTimeout(send, SOON);
}

async function keepPhoto(screen, input) {
  const [file] = input.files;
  if (!file) return;
  await photos("readwrite", (store) => store.put({ key: newKey(), audit: ident, code: screen.dataset.screen, name: file.name, file }));
  input.value = "";
  await show();
  send();
}

function mark(screen) {
  const link = root.querySelector(`[data-jump="${screen.dataset.screen}"]`);
  if (link.classList.contains("is-said")) return;
  link.classList.add("is-said");
  link.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: " (répondue)" }));
  const group = screen.dataset.group;
  const told = [...root.querySelectorAll("[data-domain]")].find((one) => one.dataset.domain === group);
  const codes = screens.filter((one) => one.dataset.group === group).map((one) => one.dataset.screen);
  const said = codes.filter((code) => root.querySelector(`[data-jump="${code}"]`).classList.contains("is-said"));
  told.textContent = `${said.length}/${codes.length}`;
  document.querySelector("[data-count]").textContent = root.querySelectorAll(".is-said").length;
}

// -- sending
const flying = new Set();
let sending = null;
let soon = 0;
let trouble = "";

function send() {
  sending ??= sendAll().finally(() => {
    sending = null;
    show();
  });
  return sending;
}

async function sendAll() {
  try {
    for (let answers = waiting(); answers.length; answers = waiting()) {
      const batch = answers.slice(0, 100);
      for (const one of batch) flying.add(one.key);
      const reply = await post(root.dataset.sync, JSON.stringify({ answers: batch }), { "Content-Type": "application/json" });
      for (const one of reply.answers) {
        if (one.refused) refuse(one.refused);
        flying.delete(one.key);
        const change = batch.find((sent) => sent.key === one.key);
        // erased meanwhile by what was said after it: that one counts
        if (one.refused || !localStorage.getItem(entry(one.key))) localStorage.removeItem(entry(one.key));
        else localStorage.setItem(entry(one.key), JSON.stringify({ ...change, kept: reply.at }));
      }
    }
    const sent = await photosHere();
    for (const photo of sent) {
      const data = new FormData();
      data.append("key", photo.key);
      data.append("code", photo.code);
      data.append("file", photo.file, photo.name);
      await post(root.dataset.proof, data);
      await photos("readwrite", (store) => store.delete(photo.key));
    }
    if (trouble || sent.length) keepAtHand(location.pathname, { again: true }); // with its photos
    trouble = "";
  } catch (error) {
    trouble = error.words ?? "Pas de réseau";
  }
}

async function post(url, body, headers = {}) {
  const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json", ...headers } });
  const readable = answer.headers.get("Content-Type")?.startsWith("application/json") && !answer.redirected;
  if (!readable) {
    const words = answer.status >= 500 ? "Le portail ne répond pas bien" : "Reconnectez-vous dans un autre onglet";
    throw Object.assign(new Error(words), { words });
  }
  const told = await answer.json();
  if (told.refused) throw Object.assign(new Error(told.refused), { words: told.refused });
  return told;
}

function refuse(words) {
  const line = Object.assign(document.createElement("p"), { className: "note note--late", textContent: words });
  line.setAttribute("role", "alert");
  root.querySelector("[data-refused]").replaceChildren(line);
}

// -- what is seen
async function show() {
  const answers = waiting();
  const pictures = await photosHere();
  for (const screen of screens) {
    const mine = pictures.filter((one) => one.code === screen.dataset.screen);
    const lines = mine.map((one) => Object.assign(document.createElement("li"), { textContent: `${one.name}, à envoyer` }));
    screen.querySelector("[data-waiting]").replaceChildren(...lines);
  }
  const several = (number, one, many) => (number ? [`${number} ${number > 1 ? many : one}`] : []);
  const parts = [...several(answers.length, "réponse", "réponses"), ...several(pictures.length, "photo", "photos")];
  const words = parts.length ? `${parts.join(" et ")} à envoyer.${trouble ? ` ${trouble} : rien n’est perdu.` : ""}` : "Tout est enregistré.";
  if (state.textContent !== words) state.textContent = words;
  state.classList.toggle("is-waiting", parts.length > 0);
}

function go(code, focus = true) {
  const shown = screenOf(code) ?? screens[0];
  for (const screen of screens) screen.hidden = screen !== shown;
  root.querySelector(".visit__jump").open = false;
  for (const link of root.querySelectorAll("[data-jump]")) {
    if (link.dataset.jump === shown.dataset.screen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  history.replaceState(null, "", `#${shown.dataset.screen}`);
  if (focus) {
    shown.focus({ preventScroll: true });
    shown.scrollIntoView({ block: "start" });
  }
}

for (const [rank, screen] of screens.entries()) {
  const form = screen.querySelector("[data-form]");
  screen.querySelector("[data-plain]").hidden = true;
  screen.querySelector("[data-steps]").hidden = false;
  for (const radio of form.elements.value) radio.addEventListener("change", () => say(screen));
  form.elements.note.addEventListener("change", () => say(screen));
  form.elements.file.addEventListener("change", (event) => keepPhoto(screen, event.target));
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of screen.querySelectorAll("[data-go]")) {
    button.addEventListener("click", () => go(screens[rank + Number(button.dataset.go)]?.dataset.screen));
  }
}
root.addEventListener("click", (event) => {
  const link = event.target.closest("[data-jump]");
  if (!link) return;
  event.preventDefault();
  go(link.dataset.jump);
});
for (const change of here()) {
  if (change.kept && change.kept <= root.dataset.drawn) {
    localStorage.removeItem(entry(change.key));
    continue;
  }
  const screen = screenOf(change.code);
  if (!screen) continue;
  const form = screen.querySelector("[data-form]");
  form.elements.value.value = change.value;
  form.elements.note.value = change.note;
  mark(screen);
}
window.addEventListener("online", send);
window.addEventListener("hashchange", () => go(location.hash.slice(1)));
setInterval(send, EVERY);
const unsaid = screens.find((screen) => !root.querySelector(`[data-jump="${screen.dataset.screen}"]`).classList.contains("is-said"));
go(location.hash.slice(1) || (unsaid ?? screens[0]).dataset.screen, false);
await show();
send();
keepAtHand(location.pathname);
