import { beginning, lines, LiveChart, timeOptions } from "./charts.js";
import { shownForecast } from "./verdict.js";
import { amount, percent } from "./words.js";

const { line } = lines;
/** Seconds that an error or a coverage is taken over. */
const window = 60;
/** The share of values that the interval is made to hold. */
const intended = 0.9;

/** Means over the last minute, second by second. */
export function rolling(entries, value) {
  const known = entries.map((entry) => [entry.dueSecond, value(entry)]).filter(([, number]) => Number.isFinite(number));
  let sum = 0, first = 0;
  return known.map(([second, number], place) => {
    sum += number;
    while (known[first][0] <= second - window) sum -= known[first++][1];
    return { x: second, y: sum / (place - first + 1) };
  });
}

export class AccuracyCharts {
  error = new LiveChart("", "The error over time");
  coverage = new LiveChart("", "The coverage over time");

  async update(state, now, past) {
    const horizon = shownForecast(state.slice)?.horizon ?? 30;
    const due = [...(state.forecasts.get(horizon)?.values() ?? [])].filter((entry) => Number.isFinite(entry.actual))
      .sort((a, b) => a.dueSecond - b.dueSecond);
    const [from, to] = [beginning(due.map((entry) => entry.dueSecond), Math.floor(now), past), Math.floor(now)];
    const { unit } = state.slice.kpi;
    const served = rolling(due, (entry) => Math.abs(entry.value - entry.actual));
    const naive = rolling(due, (entry) => Math.abs(entry.lastValue - entry.actual));
    const inside = rolling(due, (entry) => entry.lower <= entry.actual && entry.actual <= entry.upper ? 1 : 0);
    const last = served.at(-1);
    this.error.describe(last ? `Mean error of the last minute: ${amount(last.y, unit)}; "it stays as it is" would have had ` +
      `${amount(naive.at(-1)?.y, unit)}.` : "No forecast has come true yet.");
    this.coverage.describe(inside.length ? `Of the last minute's values ${percent(inside.at(-1).y)} lay inside the interval; ` +
      `${percent(intended)} are intended.` : "No forecast has come true yet.");
    await this.error.draw("line", [
      line("the model", served, "forecast"), line("“it stays as it is”", naive, "soft", { borderDash: [4, 3] }),
    ], timeOptions({ from, to, unit, min: 0 }));
    const options = timeOptions({ from, to, unit: "share inside", min: 0, max: 1 });
    await this.coverage.draw("line", [
      line("inside the interval", inside, "kpi"),
      line("intended", [{ x: from, y: intended }, { x: to, y: intended }], "soft", { borderDash: [4, 3] }),
    ], options);
  }

  close() { this.error.close(); this.coverage.close(); }
}
