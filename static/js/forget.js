// Where nobody is signed in, nothing is kept at hand; where a page says that another one is over (data-forget), that one.
import { forget } from "./offline.js";

const over = document.querySelector("[data-forget]").dataset.forget;
await forget(over);
// answers that the portal has, and that a copy which is gone did not know (visit.js)
for (const name of over ? [] : Object.keys(localStorage)) {
  if (/^audit-\d+:/.test(name) && JSON.parse(localStorage.getItem(name)).kept) localStorage.removeItem(name);
}
