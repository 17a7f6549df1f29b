// The attendance of a half day on the tablet of who gives it. Each signature waits in a queue (queue.js), under a nonce of
// its own. Without script, the page is an ordinary form.
import { keepAtHand } from "./offline.js";
import { tellLost } from "./lost.js";
import { makePad } from "./pad.js";
import { makeQueue, several } from "./queue.js";

const root = document.querySelector("[data-tablet]");
const dialog = root.querySelector("[data-pad]");
const vouch = root.querySelector("[data-countersign]");
const people = [...root.querySelectorAll("[data-person]")];
const ident = `presence-${root.dataset.slot}`;
const AT_ONCE = 10;
const WORDS = { present: "présence", late: "arrivée en retard", absent_excused: "absence excusée", absent: "absence" };
const CAME = ["present", "late"];

const queue = makeQueue(root, {
  ident,
  named: "nonce",
  deliver,
  show,
  unread: () => "Le portail ne répond pas bien",
  over: () => location.reload(), // the page of a dead link says what becomes of what waits here
});

async function deliver() {
  const lighten = (one) => ({ ...one, image: one.image ? "kept" : "" });
  if (await queue.empty(root.dataset.send, "sent", { most: AT_ONCE, lighten })) keepAtHand(location.pathname, { again: true });
}

function keep(change) {
  for (const one of queue.waiting()) {
    if (one.registration === change.registration && !one.image && !queue.isFlying(one)) queue.drop(one);
  }
  queue.put(change);
  show();
  queue.send();
}

// -- what is seen: the page as it was drawn, and over it what happened on this tablet since
function known() {
  const found = new Map(people.map((row) => [row.dataset.person, { state: row.dataset.known, signed: "signed" in row.dataset }]));
  for (const one of queue.here()) {
    const before = found.get(String(one.registration));
    if (before) found.set(String(one.registration), { state: one.state, signed: Boolean(one.image) || before.signed, waits: !one.kept });
  }
  return found;
}

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
  const given = queue.here().some((one) => one.registration === null);
  if (vouch) {
    vouch.querySelector("[type=submit]").disabled = left > 0 || given;
    vouch.querySelector("[data-left]").textContent = given
      ? "Demi-journée contresignée. Merci !"
      : left ? `${several(left, "personne reste", "personnes restent")} à noter avant votre signature.` : "Chacun est noté : vous pouvez contresigner.";
  }
  const number = queue.waiting().length;
  queue.say(number ? [several(number, "enregistrement", "enregistrements")] : []);
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

if (!dialog.showModal) throw new Error("No dialog: the page stays an ordinary form.");
for (const form of root.querySelectorAll("form:not([method=dialog])")) form.addEventListener("submit", (event) => event.preventDefault());
for (const plain of root.querySelectorAll("[data-plain]")) plain.hidden = true;
for (const row of people) {
  const registration = Number(row.dataset.person);
  const who = row.dataset.name;
  row.querySelector("[data-sign]")?.addEventListener("click", () => {
    const late = row.querySelector("select").value === "late";
    ask(who, (image) => keep({ registration, who, state: late ? "late" : "present", image }));
  });
  row.querySelector("select")?.addEventListener("change", (event) => {
    if (event.target.value === "expected") show();
    else keep({ registration, who, state: event.target.value });
  });
}
if (vouch) vouch.noValidate = true; // the tick is for who has no script
vouch?.addEventListener("submit", () => {
  ask("Votre signature", (image) => keep({ registration: null, countersign: true, remarks: vouch.elements.remarks.value, image }));
});
queue.tidy();
tellLost([ident], root.querySelector("[data-lost]"));
show();
queue.start();
keepAtHand(location.pathname);
