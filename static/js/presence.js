// The attendance of a half day on the tablet of who gives it. Each signature waits on the tablet under a nonce of its own
// until the portal has answered for that nonce: sent twice it is kept once. Without script, the page is an ordinary form.
import { keepAtHand } from "./offline.js";
import { makePad } from "./pad.js";

const root = document.querySelector("[data-tablet]");
const state = root.querySelector("[data-state]");
const dialog = root.querySelector("[data-pad]");
const vouch = root.querySelector("[data-countersign]");
const people = [...root.querySelectorAll("[data-person]")];
const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
const ident = `presence-${root.dataset.slot}`;
const EVERY = 15000;
const AT_ONCE = 10;
const WORDS = { present: "présence", late: "arrivée en retard", absent_excused: "absence excusée", absent: "absence" };
const CAME = ["present", "late"];

function newNonce() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// -- what waits, one entry each. What the portal has kept stays until the page is drawn again: a copy of before does not know it.
const entry = (nonce) => `${ident}:${nonce}`;

function here() {
  const found = [];
  for (let n = 0; n < localStorage.length; n += 1) {
    const name = localStorage.key(n);
    if (name.startsWith(`${ident}:`)) found.push(JSON.parse(localStorage.getItem(name)));
  }
  return found.sort((one, other) => one.at.localeCompare(other.at));
}

const waiting = () => here().filter((one) => !one.kept);

function keep(change) {
  const one = { nonce: newNonce(), at: new Date().toISOString(), ...change };
  localStorage.setItem(entry(one.nonce), JSON.stringify(one));
  show();
  send();
}

// -- sending
let sending = null;
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
    let sent = 0;
    for (let rows = waiting(); rows.length; rows = waiting()) {
      const batch = rows.slice(0, AT_ONCE);
      const reply = await post(JSON.stringify({ sent: batch }));
      for (const answer of reply.sent) {
        const one = batch.find((row) => row.nonce === answer.nonce);
        if (answer.refused) {
          refuse(answer.refused);
          localStorage.removeItem(entry(answer.nonce));
        } else localStorage.setItem(entry(answer.nonce), JSON.stringify({ ...one, image: one.image ? "kept" : "", kept: reply.at }));
      }
      sent += batch.length;
    }
    if (sent) keepAtHand(location.pathname, { again: true });
    trouble = "";
  } catch (error) {
    trouble = error.words ?? "Pas de réseau";
  }
}

async function post(body) {
  const headers = { "X-CSRFToken": token, Accept: "application/json", "Content-Type": "application/json" };
  const answer = await fetch(root.dataset.send, { method: "POST", body, headers });
  if (!answer.headers.get("Content-Type")?.startsWith("application/json") || answer.redirected) {
    const words = answer.status === 410 ? "Ce lien ne sert plus" : "Le portail ne répond pas bien";
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

// -- what is seen: the page as it was drawn, and over it what happened on this tablet since
function known() {
  const found = new Map(people.map((row) => [row.dataset.person, { state: row.dataset.known, signed: "signed" in row.dataset }]));
  for (const one of here()) {
    const before = found.get(String(one.registration));
    if (before) found.set(String(one.registration), { state: one.state, signed: Boolean(one.image) || before.signed, waits: !one.kept });
  }
  return found;
}

const several = (number, one, many) => `${number} ${number > 1 ? many : one}`;

function show() {
  const now = known();
  for (const row of people) {
    const mine = now.get(row.dataset.person);
    const came = CAME.includes(mine.state);
    const touched = mine.waits !== undefined;
    if (touched) row.querySelector("[data-word]").textContent = `${mine.signed && came ? "signature reçue" : WORDS[mine.state]}${mine.waits ? ", à envoyer" : ""}`;
    row.classList.toggle("is-noted", mine.state !== "expected");
    const button = row.querySelector("[data-sign]");
    if (button) button.hidden = mine.signed;
    const list = row.querySelector("select");
    if (list) list.value = mine.state;
  }
  const every = [...now.values()];
  root.closest("main").querySelector("[data-count]").textContent = every.filter((one) => CAME.includes(one.state)).length;
  const left = every.filter((one) => one.state === "expected").length;
  const given = here().some((one) => one.registration === null);
  if (vouch) {
    vouch.querySelector("[type=submit]").disabled = left > 0 || given;
    vouch.querySelector("[data-left]").textContent = given
      ? "Demi-journée contresignée. Merci !"
      : left ? `${several(left, "personne reste", "personnes restent")} à noter avant votre signature.` : "Chacun est noté : vous pouvez contresigner.";
  }
  const number = waiting().length;
  const words = number ? `${several(number, "enregistrement", "enregistrements")} à envoyer.${trouble ? ` ${trouble} : rien n’est perdu.` : ""}` : "Tout est enregistré.";
  if (state.textContent !== words) state.textContent = words;
  state.classList.toggle("is-waiting", number > 0);
}

// -- the dialog in which one signs
let signing = null;
const done = dialog.querySelector("[data-done]");
const pad = makePad(dialog.querySelector("[data-paper]"), (signed) => { done.disabled = !signed; });

function ask(name, then) {
  dialog.querySelector("[data-pad-name]").textContent = name;
  pad.erase();
  signing = then;
  dialog.showModal();
}
dialog.querySelector("[data-erase]").addEventListener("click", pad.erase);
done.addEventListener("click", () => {
  dialog.close();
  signing(pad.image());
});

for (const form of root.querySelectorAll("form:not([method=dialog])")) form.addEventListener("submit", (event) => event.preventDefault());
for (const plain of root.querySelectorAll("[data-plain]")) plain.hidden = true;
for (const row of people) {
  const registration = Number(row.dataset.person);
  row.querySelector("[data-sign]")?.addEventListener("click", () => {
    const late = row.querySelector("select").value === "late";
    ask(row.dataset.name, (image) => keep({ registration, state: late ? "late" : "present", image }));
  });
  row.querySelector("select")?.addEventListener("change", (event) => {
    if (event.target.value === "expected") show();
    else keep({ registration, state: event.target.value });
  });
}
if (vouch) vouch.noValidate = true; // the tick is for who has no script
vouch?.addEventListener("submit", () => {
  ask("Votre signature", (image) => keep({ registration: null, remarks: vouch.elements.remarks.value, image }));
});
for (const one of here()) if (one.kept && one.kept <= root.dataset.drawn) localStorage.removeItem(entry(one.nonce));
window.addEventListener("online", send);
setInterval(send, EVERY);
show();
send();
keepAtHand(location.pathname);
