/** Makes an element; texts become text nodes, so that nothing from outside is ever read as markup. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** Replaces what is in `place`, unless it would look the same: the focus and a selection survive. */
export function show(place, ...children) {
  const holder = element("div", {}, ...children);
  if (holder.innerHTML !== place.innerHTML) place.replaceChildren(...holder.childNodes);
}

/** A table; on a narrow screen each row is a block of its own, with the heads before its cells. */
export function table(caption, heads, rows) {
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    element("table", {},
      element("caption", { class: "unseen" }, caption),
      element("thead", {}, element("tr", {}, heads.map((head) => element("th", { scope: "col" }, head)))),
      element("tbody", {}, rows.map((row) => element("tr", {},
        row.map((cell, place) => element("td", { "data-head": heads[place] }, cell ?? "–")))))));
}

export function fact(name, value, detail) {
  return element("div", { class: "fact" },
    element("span", {}, name), element("strong", {}, value), detail ? element("span", {}, detail) : null);
}

let lastSpoken = "";

/** Says a sentence to those who listen instead of looking; the same one only once. */
export function speak(sentence) {
  if (sentence === lastSpoken) return;
  lastSpoken = sentence;
  document.getElementById("spoken").textContent = sentence;
}
