// A scanner ends each code with Enter: go on to the next box, and never send the form half filled.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input[data-scan]")) return;
  event.preventDefault();
  const boxes = [...event.target.form.querySelectorAll("input[data-scan]")];
  const next = boxes[boxes.indexOf(event.target) + 1];
  if (next) {
    next.focus();
    next.select();
  } else {
    event.target.form.querySelector("[type=submit]").focus();
  }
});
