// Says once that a person reads the page, at her first gesture: a mail scanner makes none.
const page = document.querySelector("form[data-lu]");

function read() {
  const data = new URLSearchParams({ csrfmiddlewaretoken: page.elements.csrfmiddlewaretoken.value });
  fetch(page.dataset.lu, { method: "POST", body: data });
  for (const gesture of gestures) removeEventListener(gesture, read);
}

const gestures = ["pointerdown", "pointermove", "keydown", "scroll", "touchstart"];
if (page?.dataset.lu) for (const gesture of gestures) addEventListener(gesture, read, { passive: true });
