// Who clicks twice sends once. A form that asks for a file stays on the page: it may be sent again a moment after.
const MOMENT = 4000;
const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  setTimeout(() => sent.delete(form), MOMENT);
});
window.addEventListener("pageshow", (event) => { // brought back by « précédent »
  if (event.persisted) for (const form of document.forms) sent.delete(form);
});
