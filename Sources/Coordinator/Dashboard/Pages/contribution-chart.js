import { lines, LiveChart } from "./charts.js";
import { amount, seriesLines } from "./words.js";

const { color } = lines;

/** What the inputs add to the forecast that was just made. */
export class ContributionChart extends LiveChart {
  constructor() { super("high", "What the inputs add to the forecast"); }

  async update(explanation, unit) {
    const all = (explanation?.contributions ?? []).filter(({ value }) => value !== 0);
    const shown = all.slice(0, 8);
    this.describe(shown.length
      ? `What adds most to the forecast for ${explanation.horizon} s ahead: ` +
        shown.map(({ name, value }) => `${name} ${value >= 0 ? "+" : ""}${amount(value, unit)}`).join(", ")
      : "The last forecast has no contributions.");
    await this.draw("bar", [{
      names: shown.map(({ name }) => seriesLines(name)), label: "adds", data: shown.map(({ value }) => value),
      backgroundColor: shown.map(({ value }) => color(value >= 0 ? "mark" : "kpi")), maxBarThickness: 18,
    }], {
      animation: false, indexAxis: "y", responsive: true, maintainAspectRatio: false,
      scales: {
        x: { grid: { color: color("line") }, ticks: { color: color("soft") }, title: { display: true, text: unit, color: color("soft") } },
        y: { grid: { display: false }, ticks: { color: color("text"), autoSkip: false, font: { size: 11 } } },
      },
      plugins: { legend: { display: false } },
    });
  }
}
