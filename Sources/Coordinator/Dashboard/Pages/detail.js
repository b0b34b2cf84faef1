import { AccuracyCharts } from "./accuracy-charts.js";
import { connection, serverNow } from "./connection.js";
import { ContributionChart } from "./contribution-chart.js";
import { Controls } from "./controls.js";
import { DecisionList } from "./decision-list.js";
import { element, show, speak, table } from "./elements.js";
import { KPIChart } from "./kpi-chart.js";
import { history, load, loadExplanation, refresh, slices } from "./state.js";
import { healthLines, verdict } from "./verdict.js";
import { amount, dateText, decisionSentence, familyWords, modes, percent, span } from "./words.js";

/** What a model does now; of a challenger, how it does beside the model that serves. */
function standing(model) {
  if (model.role !== "challenger") return model.role === "champion" ? "serves" : "rests";
  const { errorRatio, secondsLeft } = model.challenge;
  const error = errorRatio === undefined ? "nothing to compare yet" : `${percent(errorRatio)} of its error`;
  return `challenges the one that serves: ${error}, ${span(secondsLeft)} left`;
}

/** How many of the values that a model has forecast lay inside its interval. */
function coverage(model) {
  const served = model.served.find((entry) => entry.horizon === model.gate.horizon) ?? model.served[0];
  return served?.forecasts ? `${percent(served.coverage)} of ${served.forecasts}` : null;
}

/** One slice in detail. */
export class Detail {
  constructor(id) {
    this.id = id;
    this.title = `Slice ${id}`;
    this.kpi = new KPIChart(false);
    this.accuracy = new AccuracyCharts();
    this.contributions = new ContributionChart();
    this.decisions = new DecisionList();
    this.controls = new Controls(id, async () => {
      try { await refresh(); await load(this.id); } catch { /* the connection's state says it */ }
      this.update();
    });
  }

  start(place) {
    const part = (name, ...children) => element("section", { class: "card", "aria-label": name }, element("h2", {}, name), ...children);
    this.heading = element("h1", {}, this.id);
    this.verdict = element("section", { class: "card verdict", "aria-label": "How the slice is" });
    this.models = element("div");
    this.contributionNote = element("p", { class: "soft" });
    const wide = part("KPI and forecast", this.kpi.element);
    wide.classList.add("wide");
    const models = part("Models", this.models);
    models.classList.add("wide");
    place.replaceChildren(this.heading, this.verdict, element("div", { class: "grid" }, wide,
      this.controls.root, part("Error of the forecasts, mean of 60\u00a0s", this.accuracy.error.element),
      part("Coverage of the interval, over 60\u00a0s", this.accuracy.coverage.element),
      part("What the last forecast is made of", this.contributions.element, this.contributionNote),
      part("Decisions, the newest first", this.decisions.root),
      models));
  }

  async connected() { await load(this.id); await this.explain(); }

  async explain() {
    try { await loadExplanation(this.id); } catch { /* without it there are no bars, and the page says so */ }
  }

  tick(count) {
    if (count % 5 === 0) this.explain();
    const state = slices.get(this.id);
    // Without a model there are no events; the KPI is asked for then.
    if (count % 15 === 0 || (state && !state.slice.forecasts.length && count % 2 === 0)) load(this.id, 60).catch(() => {});
  }

  update() {
    const state = slices.get(this.id);
    if (!state) { if (connection.state === "live") this.heading.textContent = `There is no slice ${this.id}`; return; }
    const { slice } = state;
    const now = serverNow();
    const said = verdict(slice, now);
    this.heading.textContent = slice.name || slice.id;
    this.verdict.dataset.level = said.level;
    const last = state.decisions.at(-1);
    show(this.verdict,
      element("p", { class: "first" }, element("span", { class: "badge", "data-level": said.level }, said.word)),
      element("p", {}, element("strong", {}, "Now: "), said.nowSentence),
      element("p", {}, element("strong", {}, "Next: "), said.nextSentence),
      element("p", {}, element("strong", {}, "Last decision: "),
        last ? `${decisionSentence(last)} ${span(now - last.milliseconds / 1000)} ago` : "nothing was decided yet."),
      element("p", { class: "soft" }, `Flavor ${slice.flavor} since ${span(now - slice.flavorSinceMilliseconds / 1000)}; `
        + `${modes[slice.mode] ?? slice.mode}.`),
      healthLines(slice, now).map((line) => element("p", { class: "soft" }, line)));
    speak(`${slice.name || slice.id}: ${said.word.replace(/^\S+ /, "")}. ${last ? decisionSentence(last) : ""}`);
    this.controls.update(slice, connection.state === "live");
    this.kpi.update(state, now, history);
    this.accuracy.update(state, now, history);
    const bars = state.explanation?.contributions?.some(({ value }) => value !== 0);
    this.contributions.element.hidden = !bars;
    this.contributions.update(state.explanation, slice.kpi.unit);
    this.contributionNote.textContent = bars
      ? `For ${state.explanation.horizon} s ahead, by the model “${familyWords(state.explanation.family)}”; right of zero makes it larger.`
      : "There is nothing to take apart: no forecast, or one that a simple rule made.";
    this.decisions.update(state.decisions, now);
    this.fillModels(state);
  }

  fillModels(state) {
    const { slice } = state;
    const rows = [...state.models].reverse().slice(0, 12).map((model) => {
      const score = model.scores.find((entry) => entry.horizon === model.gate.horizon) ?? model.scores[0];
      const best = [...(score?.baselines ?? [])].filter((entry) => entry.nmae !== undefined && entry.family !== score.family).sort((a, b) => a.nmae - b.nmae)[0];
      return [`${model.flavor}, version ${model.version}`, standing(model), dateText(model.createdMilliseconds),
        `${model.rows} s`, score ? `${familyWords(score.family)}: ${amount(score.nmae)}` : null,
        best ? `${familyWords(best.family)}: ${amount(best.nmae)}` : null, coverage(model), model.gate.passed ? "✓ may act" : "⚠ may not act"];
    });
    show(this.models, rows.length
      ? table(`Models of ${slice.id}`, ["Model", "State", "Made", "Data", "Champion, NMAE", "Best baseline, NMAE", "Coverage, live", "Gate"], rows)
      : element("p", {}, "No model yet: a flavor is trained when enough seconds of it were recorded."));
  }

  close() { this.kpi.close(); this.accuracy.close(); this.contributions.close(); }
}
