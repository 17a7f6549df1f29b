// What was done on a tablet and waits there until the portal has answered for it: one entry each in localStorage, under a
// key of its own, so that two tabs never erase one another; sent twice it is kept once, cut in the middle it is sent again.
// What the portal has kept stays until the page is drawn again: a copy of before (offline.js) does not know it.
const EVERY = 15000;
const JSON_TYPE = "application/json";

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export const several = (number, one, many) => `${number} ${number > 1 ? many : one}`;

// What the browser refuses to keep (no room, forbidden) lives as long as the page.
const memory = new Map();
const store = {
  names: () => { try { return [...Object.keys(localStorage), ...memory.keys()]; } catch { return [...memory.keys()]; } },
  get: (name) => { if (memory.has(name)) return memory.get(name); try { return localStorage.getItem(name); } catch { return null; } },
  set: (name, text) => { try { localStorage.setItem(name, text); memory.delete(name); } catch { memory.set(name, text); } },
  drop: (name) => { memory.delete(name); try { localStorage.removeItem(name); } catch { /* it never was there */ } },
};

// Every entry of this name, the first done first.
export function entriesOf(ident) {
  const names = [...new Set(store.names())].filter((name) => name.startsWith(`${ident}:`));
  const found = names.map((name) => JSON.parse(store.get(name)));
  return found.sort((one, other) => one.at.localeCompare(other.at));
}

// `root` holds the line of the state, the place of what is refused and the token of forms. `named`: what an entry calls its
// key. `deliver(queue)` sends all that waits; `show()` draws it; `unread(status)` says why an answer cannot be read;
// `over()` is for when the portal says that nothing more will ever be kept from here.
export function makeQueue(root, { ident, named, deliver, show, unread, over = () => {} }) {
  const state = root.querySelector("[data-state]");
  const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  const entry = (key) => `${ident}:${key}`;
  const flying = new Set();
  let sending = null;
  let trouble = "";

  const here = () => entriesOf(ident).filter((one) => !one.lost);
  const waiting = () => here().filter((one) => !one.kept);
  const write = (one) => store.set(entry(one[named]), JSON.stringify(one));
  const drop = (one) => store.drop(entry(one[named]));

  function put(change) {
    const one = { [named]: newKey(), at: new Date().toISOString(), ...change };
    write(one);
    return one;
  }

  function send() {
    sending ??= sendAll().finally(() => {
      sending = null;
      show();
    });
    return sending;
  }

  async function sendAll() {
    try {
      await deliver(Boolean(trouble));
      trouble = "";
    } catch (error) {
      trouble = error.words ?? "Pas de réseau";
    }
  }

  // Send what waits, so many at once, under this name in the request and in the answer; how many were sent.
  async function empty(url, part, { most, lighten = (one) => one }) {
    let sent = 0;
    for (let rows = waiting(); rows.length; rows = waiting()) {
      const batch = rows.slice(0, most);
      for (const one of batch) flying.add(one[named]);
      const reply = await post(url, JSON.stringify({ [part]: batch }), { "Content-Type": JSON_TYPE });
      for (const answer of reply[part]) {
        flying.delete(answer[named]);
        const one = batch.find((row) => row[named] === answer[named]);
        if (answer.refused) refuse(one.who ? `${one.who} : ${answer.refused}` : answer.refused);
        // erased meanwhile by what was said after it: that one counts
        if (answer.refused || !store.get(entry(answer[named]))) drop(answer);
        else write({ ...lighten(one), kept: reply.at });
      }
      sent += batch.length;
    }
    return sent;
  }

  async function post(url, body, headers = {}) {
    const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: JSON_TYPE, ...headers } });
    if (!answer.headers.get("Content-Type")?.startsWith(JSON_TYPE) || answer.redirected) {
      const words = unread(answer.status);
      throw Object.assign(new Error(words), { words });
    }
    const told = await answer.json();
    if (told.over) over();
    if (told.refused) throw Object.assign(new Error(told.refused), { words: told.refused });
    return told;
  }

  function refuse(words) {
    const said = root.querySelector("[data-refused]");
    if ([...said.children].some((line) => line.textContent === words)) return;
    const line = Object.assign(document.createElement("p"), { className: "note note--late", textContent: words });
    line.setAttribute("role", "alert");
    said.append(line);
  }

  // « 2 réponses et 1 photo à envoyer. » from the parts, or that all is kept.
  function say(parts) {
    const words = parts.length ? `${parts.join(" et ")} à envoyer.${trouble ? ` ${trouble} : rien n’est perdu.` : ""}` : "Tout est enregistré.";
    if (state.textContent !== words) state.textContent = words;
    state.classList.toggle("is-waiting", parts.length > 0);
  }

  // What the portal had before it drew this page is in the page.
  function tidy() {
    for (const one of here()) if (one.kept && one.kept <= root.dataset.drawn) drop(one);
  }

  function start() {
    window.addEventListener("online", send);
    setInterval(send, EVERY);
    return send();
  }

  return { here, waiting, put, drop, isFlying: (one) => flying.has(one[named]), send, empty, post, say, tidy, start };
}
