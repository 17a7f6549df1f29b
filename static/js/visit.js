// The visit of an audit on a tablet. Each answer waits in a queue (queue.js), each photo beside it. Without script, each
// question is an ordinary form.
import { keepAtHand } from "./offline.js";
import { makeQueue, newKey, several } from "./queue.js";

const root = document.querySelector("[data-visit]");
const screens = [...root.querySelectorAll("[data-screen]")];
const ident = `audit-${root.dataset.audit}`;
const SOON = 400;
const screenOf = (code) => screens.find((screen) => screen.dataset.screen === code);

const queue = makeQueue(root, {
  ident,
  named: "key",
  deliver,
  show,
  unread: (status) => (status >= 500 ? "Le portail ne répond pas bien" : "Reconnectez-vous dans un autre onglet"),
});
let soon = 0;

// -- photos wait in IndexedDB
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
  const change = queue.put({ code: screen.dataset.screen, value, note: form.elements.note.value });
  // what this one says again has not left yet: one change a question waits, besides the one on its way
  for (const old of queue.here()) {
    if (old.code === change.code && old.key !== change.key && !queue.isFlying(old)) queue.drop(old);
  }
  mark(screen);
  show();
  clearTimeout(soon);
  soon = setTimeout(queue.send, SOON);
}

async function keepPhoto(screen, input) {
  const [file] = input.files;
  if (!file) return;
  await photos("readwrite", (store) => store.put({ key: newKey(), audit: ident, code: screen.dataset.screen, name: file.name, file }));
  input.value = "";
  await show();
  queue.send();
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
async function deliver(wasTroubled) {
  await queue.empty(root.dataset.sync, "answers", { most: 100 });
  const sent = await photosHere();
  for (const photo of sent) {
    const data = new FormData();
    data.append("key", photo.key);
    data.append("code", photo.code);
    data.append("file", photo.file, photo.name);
    await queue.post(root.dataset.proof, data);
    await photos("readwrite", (store) => store.delete(photo.key));
  }
  if (wasTroubled || sent.length) keepAtHand(location.pathname, { again: true }); // with its photos
}

// -- what is seen
async function show() {
  const answers = queue.waiting().length;
  const pictures = await photosHere();
  for (const screen of screens) {
    const mine = pictures.filter((one) => one.code === screen.dataset.screen);
    const lines = mine.map((one) => Object.assign(document.createElement("li"), { textContent: `${one.name}, à envoyer` }));
    screen.querySelector("[data-waiting]").replaceChildren(...lines);
  }
  const parts = [];
  if (answers) parts.push(several(answers, "réponse", "réponses"));
  if (pictures.length) parts.push(several(pictures.length, "photo", "photos"));
  queue.say(parts);
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
queue.tidy();
for (const change of queue.here()) {
  const screen = screenOf(change.code);
  if (!screen) continue;
  const form = screen.querySelector("[data-form]");
  form.elements.value.value = change.value;
  form.elements.note.value = change.note;
  mark(screen);
}
window.addEventListener("hashchange", () => go(location.hash.slice(1)));
const unsaid = screens.find((screen) => !root.querySelector(`[data-jump="${screen.dataset.screen}"]`).classList.contains("is-said"));
go(location.hash.slice(1) || (unsaid ?? screens[0]).dataset.screen, false);
await show();
queue.start();
keepAtHand(location.pathname);
