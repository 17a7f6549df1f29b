// A signature drawn by a finger, a pen or a mouse: dark ink on white paper, whatever the theme.
const ENOUGH = 60; // pixels of ink before it is a signature
const KEPT = 450; // width of the picture that is sent, at most
const AROUND = 12; // white around the ink

export function makePad(canvas, changed = () => {}) {
  const brush = canvas.getContext("2d");
  let drawn = 0;
  let last = null;
  let ink = null; // left, top, right, bottom

  function erase() {
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, canvas.width, canvas.height);
    drawn = 0;
    ink = [canvas.width, canvas.height, 0, 0];
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
    for (const [x, y] of [last, here]) ink = [Math.min(ink[0], x), Math.min(ink[1], y), Math.max(ink[2], x), Math.max(ink[3], y)];
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
    const [left, top] = [Math.max(0, ink[0] - AROUND), Math.max(0, ink[1] - AROUND)];
    const width = Math.min(canvas.width, ink[2] + AROUND) - left;
    const height = Math.min(canvas.height, ink[3] + AROUND) - top;
    const small = document.createElement("canvas");
    small.width = Math.round(Math.min(KEPT, width));
    small.height = Math.max(1, Math.round((small.width * height) / width));
    small.getContext("2d").drawImage(canvas, left, top, width, height, 0, 0, small.width, small.height);
    return small.toDataURL("image/png");
  }
  return { erase, image, isSigned: () => drawn > ENOUGH };
}
