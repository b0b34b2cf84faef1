import { element, fact, show, speak } from "./elements.js";
import { serverNow } from "./connection.js";
import { KPIChart } from "./kpi-chart.js";
import { load, slices } from "./state.js";
import { healthLines, verdict } from "./verdict.js";
import { amount, decisionSentence, modes, percent, span } from "./words.js";

/** Minutes are enough for a glance. */
const past = 180;

/** Every slice at a glance. */
export class Overview {
  title = "Slices";
  cards = new Map();

  start(place) {
    this.grid = element("div", { class: "cards" });
    this.summary = element("p", { class: "soft" });
    place.replaceChildren(element("h1", {}, "Slices"), this.summary, this.grid);
  }

  async connected() { await Promise.all([...slices.keys()].map((id) => load(id, past))); }

  update() {
    const now = serverNow();
    const counts = {};
    for (const [id, state] of slices) {
      const card = this.cards.get(id) ?? this.makeCard(id);
      const said = this.fill(card, state, now);
      counts[said.word] = (counts[said.word] ?? 0) + 1;
    }
    for (const [id, card] of this.cards) {
      if (slices.has(id)) continue;
      card.chart.close();
      card.root.remove();
      this.cards.delete(id);
    }
    const words = Object.entries(counts).map(([word, count]) => `${count} ${word.replace(/^\S+ /, "").toLowerCase()}`).join("; ");
    this.summary.textContent = slices.size ? `${slices.size} ${slices.size === 1 ? "slice" : "slices"}: ${words}` : "No slice is configured.";
    speak(this.summary.textContent);
  }

  makeCard(id) {
    const card = { chart: new KPIChart(true), head: element("h2", { class: "head" }), body: element("div") };
    const foot = element("div");
    card.foot = foot;
    card.root = element("section", { class: "card", "data-slice": id, "aria-label": `Slice ${id}` }, card.head, card.body, card.chart.element, foot);
    this.cards.set(id, card);
    this.grid.append(card.root);
    return card;
  }

  fill(card, state, now) {
    const { slice } = state;
    const said = verdict(slice, now);
    show(card.head,
      element("a", { href: `#/slice/${encodeURIComponent(slice.id)}` }, slice.name || slice.id),
      element("span", { class: "badge", "data-level": said.level }, said.word));
    const { forecast } = said;
    show(card.body, element("div", { class: "facts" },
      fact(`${slice.kpi.name} now`, said.isKPIFresh ? amount(slice.kpi.value, slice.kpi.unit) : "unknown",
        said.isKPIFresh ? `agreed ${said.agreed}` : said.age === Infinity ? "never received" : `silent for ${span(said.age)}`),
      fact(`in ${forecast?.horizon ?? 30} s`, forecast ? amount(forecast.value, slice.kpi.unit) : "unknown",
        forecast ? `${amount(forecast.lower)} to ${amount(forecast.upper)}` : "no fresh forecast"),
      fact("breaks with", forecast ? percent(said.chance) : "unknown", forecast ? "probability" : null)));
    const last = state.decisions.filter((decision) => decision.kind !== "mode").at(-1);
    show(card.foot,
      element("p", { class: "plain" }, element("strong", {}, "Last: "),
        last ? `${decisionSentence(last)} ${span(now - last.milliseconds / 1000)} ago` : "nothing was decided yet."),
      element("ul", { class: "health" },
        element("li", {}, `Flavor ${slice.flavor} since ${span(now - slice.flavorSinceMilliseconds / 1000)}; ${modes[slice.mode] ?? slice.mode}`),
        healthLines(slice, now).map((line) => element("li", {}, line))));
    card.chart.update(state, now, past);
    return said;
  }

  close() { for (const { chart } of this.cards.values()) chart.close(); }
}
