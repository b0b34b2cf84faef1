import { element } from "./elements.js";
import { decisionSentence, span } from "./words.js";

/** The newest decisions: a sentence each, the whole explanation where one is opened; the newest one is open by itself. */
export class DecisionList {
  root = element("ol", { class: "decisions" });
  opened = new Map();  // id -> whether a person opened or closed it
  shown = undefined;

  update(decisions, now) {
    const newest = [...decisions].reverse().slice(0, 20);
    const text = JSON.stringify(newest);
    // What is the same stays, and with it the focus.
    if (text !== this.shown) this.root.replaceChildren(...(newest.length ? newest.map((decision, place) => this.item(decision, place === 0))
      : [element("li", {}, "Nothing was decided yet.")]));
    this.shown = text;
    for (const age of this.root.querySelectorAll("[data-second]")) age.textContent = ` ${span(now - Number(age.dataset.second))} ago`;
  }

  item(decision, isNewest) {
    const details = element("details", { open: this.opened.get(decision.id) ?? isNewest },
      element("summary", { onclick: () => this.opened.set(decision.id, !details.open) },
        element("strong", {}, decisionSentence(decision)),
        element("span", { class: "soft", "data-second": decision.milliseconds / 1000 })),
      element("p", { class: "soft" }, decision.explanation));
    return element("li", { "data-kind": decision.kind, "data-failed": decision.outcome?.state === "failed" }, details);
  }
}
