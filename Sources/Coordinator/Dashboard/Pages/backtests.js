import { element, show, table } from "./elements.js";
import { load, slices } from "./state.js";
import { amount, dateText, familyWords, percent } from "./words.js";

/** How each serving model did on rows that it was not trained on, horizon by horizon. */
export class Backtests {
  title = "Backtests";

  start(place) {
    this.list = element("div", { class: "grid" });
    place.replaceChildren(element("h1", {}, "Backtests"),
      element("p", { class: "soft" }, "Errors on held-out rows, as a share of the KPI's mean (NMAE): smaller is better. "
        + "Coverage is the share of values inside the interval."), this.list);
  }

  async connected() { await Promise.all([...slices.keys()].map((id) => load(id, 60))); }

  update() {
    const models = [...slices.values()].flatMap((state) =>
      state.models.filter((model) => model.active).map((model) => ({ slice: state.slice, model })));
    show(this.list, models.length ? models.map((entry) => this.report(entry)) : element("p", {}, "No model has been trained yet."));
  }

  report({ slice, model }) {
    const name = `${slice.name || slice.id}, ${model.flavor}, version ${model.version}`;
    const families = [...new Set(model.scores.flatMap((score) => score.baselines.map((entry) => entry.family)))];
    const rows = model.scores.map((score) => [`${score.horizon} s`, familyWords(score.family), amount(score.nmae),
      ...families.map((family) => amount(score.baselines.find((entry) => entry.family === family)?.nmae)),
      percent(score.coverage), String(score.samples)]);
    return element("section", { class: "card wide", "aria-label": name }, element("h2", {}, name),
      table(`Backtest of ${name}`, ["Ahead", "Champion", "NMAE", ...families.map(familyWords), "Coverage", "Held-out rows"], rows),
      element("p", { class: "soft plain" }, `Made ${dateText(model.createdMilliseconds)} from ${model.rows} rows. `
        + (model.gate.passed ? "It is better than the naive forecasts and may act." : "It is not better than the naive forecasts and may not act.")));
  }

  close() {}
}
