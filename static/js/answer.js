// The answer page keeps each figure as soon as it is typed. Without this script the same form is sent whole.
const form = document.getElementById("reponse");
const waiting = new Set();
const wrong = new Set(); // refused: sent again with the next figure, so that the page goes on saying why
const clashes = new Set(); // a colleague wrote there: left alone until one number is chosen
let busy = false;

const kept = (field) => /^(q|c|j)\d|^mot$/.test(field.name);

function say(text) {
  const state = document.getElementById("etat");
  if (state) state.textContent = text;
}

function body(names) {
  const data = new URLSearchParams();
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const name of names) {
    const field = form.elements[name];
    if (!field) continue;
    const twin = name.startsWith("q") ? `b${name.slice(1)}` : name.startsWith("c") ? `d${name.slice(1)}` : "";
    if (twin && form.elements[twin]) data.set(twin, form.elements[twin].value);
    if (field.type !== "checkbox" || field.checked) data.set(name, field.value);
  }
  return data;
}

function zero(field) {
  field.toggleAttribute("data-zero", ["", "0"].includes(field.value.trim()));
}

// Put in place what the server worked out; never touch what is being typed.
function put(html, sent) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const known = new Set(clashes);
  for (const name of sent) [known, clashes].forEach((some) => some.delete(name));
  for (const button of fresh.querySelectorAll("[data-cell]")) clashes.add(button.dataset.cell);
  for (const part of fresh.querySelectorAll("[data-live]")) {
    const old = document.getElementById(part.id);
    if (!old || [...old.querySelectorAll("[data-cell]")].some((button) => known.has(button.dataset.cell))) continue;
    const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
    const open = old.querySelector("details")?.open;
    old.replaceWith(part);
    const fold = part.querySelector("details");
    if (fold && open) fold.open = true;
    if (focused) document.getElementById(focused)?.focus();
  }
  for (const field of fresh.querySelectorAll(".matrix input")) {
    const here = form.elements[field.name];
    if (!here) continue;
    if (sent.has(field.name)) {
      const refused = field.hasAttribute("aria-invalid");
      refused ? here.setAttribute("aria-invalid", "true") : here.removeAttribute("aria-invalid");
      refused ? wrong.add(field.name) : wrong.delete(field.name);
    } else if (here !== document.activeElement && !waiting.has(field.name) && !clashes.has(field.name)) here.value = field.value;
    zero(here);
  }
}

async function keep() {
  if (busy || !waiting.size) return;
  busy = true;
  const sent = new Set([...waiting, ...wrong]);
  waiting.clear();
  say("Enregistrement…");
  try {
    const answer = await fetch(form.dataset.case, { method: "POST", body: body(sent) });
    if (answer.redirected) {
      if (answer.url.includes("/compte/")) say("Votre session a pris fin : rouvrez-la dans un autre onglet, puis reprenez ici.");
      else window.location.assign(form.action);
    } else if (answer.ok) put(await answer.text(), sent);
    else throw new Error(answer.status);
  } catch {
    for (const name of sent) waiting.add(name);
    say("Pas encore enregistré : vos chiffres restent dans la page, un nouvel essai suit.");
    setTimeout(keep, 5000);
    busy = false;
    return;
  }
  busy = false;
  keep();
}

function touch(...fields) {
  for (const field of fields) {
    waiting.add(field.name);
    if (field.name.startsWith("q")) zero(field);
  }
  keep();
}

const rows = () => [...form.querySelectorAll(".matrix tbody tr")].map((row) => [...row.querySelectorAll("input")]);

function place(field) {
  const grid = rows();
  const line = grid.findIndex((row) => row.includes(field));
  return { grid, line, column: line < 0 ? -1 : grid[line].indexOf(field) };
}

// A block copied from a spreadsheet fills the cells from the one where it is pasted.
function paste(event) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!event.target.name?.startsWith("q") || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const { grid, line, column } = place(event.target);
  const touched = [];
  text.replace(/\r?\n$/, "").split(/\r?\n/).forEach((words, down) => {
    words.split("\t").forEach((word, across) => {
      const field = grid[line + down]?.[column + across];
      if (!field) return;
      field.value = word.trim();
      touched.push(field);
    });
  });
  touch(...touched);
}

function move(event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !event.target.name?.startsWith("q")) return;
  const { grid, line, column } = place(event.target);
  const next = grid[line + step]?.[column];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
}

if (form) {
  form.addEventListener("change", (event) => kept(event.target) && touch(event.target));
  form.addEventListener("paste", paste);
  form.addEventListener("keydown", move);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    if (!button) return;
    const field = form.elements[button.dataset.cell];
    field.value = button.dataset.take;
    touch(field);
  });
}
