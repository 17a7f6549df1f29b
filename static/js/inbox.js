// The inbox by keyboard, and telling colleagues that an answer is being written. Every path works without it.
const rows = () => [...document.querySelectorAll("[data-inbox] .ticket")];
const at = () => rows().findIndex((row) => row.contains(document.activeElement));

function go(step) {
  const all = rows();
  if (!all.length) return;
  const next = Math.min(all.length - 1, Math.max(0, at() + step));
  all[at() === -1 ? 0 : next].querySelector("a").focus();
}

const keys = {
  j: () => go(1),
  k: () => go(-1),
  x: () => rows()[at()]?.querySelector("input")?.click(),
  n: () => document.querySelector('[data-key="n"]')?.click(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});

// The list refreshes itself: never under somebody who has ticked a box or walks in it.
document.addEventListener("htmx:beforeRequest", (event) => {
  const inbox = event.target.closest("#boite");
  if (inbox && (inbox.querySelector(":checked") || inbox.contains(document.activeElement))) event.preventDefault();
});

const answer = document.querySelector("#reponse textarea");
const writes = document.querySelector("#ecrit");
answer?.addEventListener("input", () => { writes.value = answer.value.trim() ? "1" : "0"; });
