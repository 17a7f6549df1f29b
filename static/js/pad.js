// A signature drawn by a finger, a pen or a mouse: dark ink on white paper, whatever the theme.
const ENOUGH = 60; // pixels of ink before it is a signature
const KEPT = 450; // width of the picture that is sent

export function makePad(canvas, changed = () => {}) {
  const brush = canvas.getContext("2d");
  let drawn = 0;
  let last = null;

  function erase() {
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, canvas.width, canvas.height);
    drawn = 0;
    changed(false);
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  }

  function stroke(event) {
    const here = place(event);
    brush.beginPath();
    brush.moveTo(...last);
    brush.lineTo(...here);
    brush.stroke();
    drawn += Math.hypot(here[0] - last[0], here[1] - last[1]);
    last = here;
    changed(drawn > ENOUGH);
  }

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    Object.assign(brush, { lineWidth: 5, lineCap: "round", lineJoin: "round", strokeStyle: "#1a221e" });
    last = place(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (last) for (const one of event.getCoalescedEvents?.() ?? [event]) stroke(one);
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { last = null; });
  erase();

  function image() {
    const small = document.createElement("canvas");
    small.width = KEPT;
    small.height = Math.round((KEPT * canvas.height) / canvas.width);
    small.getContext("2d").drawImage(canvas, 0, 0, small.width, small.height);
    return small.toDataURL("image/png");
  }
  return { erase, image, isSigned: () => drawn > ENOUGH };
}
