// What was signed on a tablet for a link that serves no more, and will never leave: its drawings are erased at once, for
// they are personal; who had signed, and when, stays until somebody has read it, for nothing is lost in silence.
import { entriesOf } from "./queue.js";

const WORDS = { present: "signature", late: "signature, en retard", absent_excused: "absence excusée", absent: "absence" };
const hour = (at) => new Date(at).toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" }).replace(":", " h ");

// Erase the drawings of these queues; what had left already goes whole.
export function eraseDrawings(idents) {
  for (const ident of idents) {
    for (const one of entriesOf(ident)) {
      if (one.kept) localStorage.removeItem(`${ident}:${one.nonce}`);
      else localStorage.setItem(`${ident}:${one.nonce}`, JSON.stringify({ ...one, image: "", lost: true }));
    }
  }
}

function told(one) {
  const words = one.registration === null
    ? `Votre contreseing${one.remarks ? `, avec la remarque « ${one.remarks} »` : ""}`
    : `${one.who} : ${WORDS[one.state]}`;
  return Object.assign(document.createElement("li"), { textContent: `${words}, à ${hour(one.at)}` });
}

// Say in this place what was lost, with a button that forgets it; nothing when nothing was.
export function tellLost(idents, place) {
  const names = idents.flatMap((ident) => entriesOf(ident).filter((one) => one.lost).map((one) => [`${ident}:${one.nonce}`, one]));
  place.hidden = names.length === 0;
  place.querySelector("[data-lost-list]").replaceChildren(...names.map(([, one]) => told(one)));
  place.querySelector("[data-lost-read]").onclick = () => {
    for (const [name] of names) localStorage.removeItem(name);
    place.hidden = true;
  };
}
