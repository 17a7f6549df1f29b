// Signing on one's own telephone: the drawing goes with the form.
import { makePad } from "./pad.js";

const form = document.querySelector("[data-own]");
if (form) {
  const done = form.querySelector("[data-done]");
  const pad = makePad(form.querySelector("[data-paper]"), (signed) => { done.disabled = !signed; });
  form.querySelector("[data-erase]").addEventListener("click", pad.erase);
  form.addEventListener("submit", (event) => {
    if (!pad.isSigned()) event.preventDefault();
    form.elements.image.value = pad.image();
  });
}
