// The page of a link that serves no more: nothing of what it showed stays on the tablet (lost.js says what becomes of what
// had not left).
import { eraseDrawings, tellLost } from "./lost.js";
import { forget } from "./offline.js";

const root = document.querySelector("[data-over]");
const idents = root.dataset.over.split(" ").filter(Boolean).map((slot) => `presence-${slot}`);
eraseDrawings(idents);
tellLost(idents, root.querySelector("[data-lost]"));
await forget(location.pathname);
