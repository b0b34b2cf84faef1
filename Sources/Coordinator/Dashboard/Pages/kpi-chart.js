import { beginning, lines, LiveChart, points, timeOptions } from "./charts.js";
import { bound, shownForecast, verdict } from "./verdict.js";

const { line, color } = lines;
const marks = { upgrade: "triangle", downgrade: "triangle", operator: "rectRot", fallback: "crossRot" };

/** The KPI, what was forecast for each second, the agreement and the decisions. */
export class KPIChart extends LiveChart {
  constructor(small) {
    super(small ? "small" : "tall", "The KPI and its forecast");
    this.small = small;
  }

  async update(state, now, past) {
    const { slice } = state;
    const horizon = shownForecast(slice)?.horizon ?? 30;
    const [from, to] = [beginning(state.kpi.keys(), Math.floor(now), past), Math.floor(now) + horizon + 2];
    const made = state.forecasts.get(horizon) ?? new Map();
    const limit = bound(slice);
    const kpi = points(state.kpi, from, to);
    const center = points(made, from, to, (entry) => entry.value);
    const upper = points(made, from, to, (entry) => entry.upper);
    const band = { borderWidth: 0, backgroundColor: color("band"), pointStyle: "rect" };
    const datasets = [
      line(`${slice.kpi.name}, measured`, kpi, "kpi"),
      line(`forecast, made ${horizon} s before`, center, "forecast", { borderDash: [5, 3] }),
      line("_lower", points(made, from, to, (entry) => entry.lower), "forecast", { borderWidth: 0 }),
      line("interval", upper, "forecast", { ...band, fill: "-1" }),
      line("agreement", [{ x: from, y: limit.value }, { x: to, y: limit.value }], "bound", { borderDash: [8, 4], borderWidth: 1.5 }),
    ];
    const changes = this.changes(state, from);
    if (!this.small) datasets.push(this.marks(changes, kpi));
    const highest = Math.max(limit.value * 1.15, ...[...kpi, ...center].map((point) => point.y).filter(Number.isFinite));
    const options = timeOptions({ from, to, now: Math.floor(now), unit: slice.kpi.unit, small: this.small,
      changes: changes.map((decision) => ({ second: decision.milliseconds / 1000, word: decision.to })), min: 0, max: highest });
    // An interval that is very wide leaves the picture, so that the KPI stays readable.
    if (upper.some((point) => point.y > 2 * highest)) options.scales.y.max = Number((2 * highest).toPrecision(1));
    if (kpi.some((point) => point.y < 0)) delete options.scales.y.min;
    const said = verdict(slice, now);
    this.describe(`${slice.kpi.name} over the last ${Math.round(past / 60)} minutes. ${said.nowSentence} ${said.nextSentence}`);
    await this.draw("line", datasets, options);
  }

  /** The decisions that have changed the flavor. */
  changes(state, from) {
    return state.decisions.filter((decision) => decision.executed && decision.from !== decision.to && decision.milliseconds / 1000 >= from);
  }

  marks(shown, kpi) {
    const height = (second) => {
      const near = kpi.filter((point) => Number.isFinite(point.y)).reduce((best, point) =>
        !best || Math.abs(point.x - second) < Math.abs(best.x - second) ? point : best, undefined);
      return near?.y ?? 0;
    };
    return line("flavor changed", shown.map((decision) => {
      const second = Math.floor(decision.milliseconds / 1000);
      return { x: second, y: height(second) };
    }), "mark", {
      showLine: false, pointRadius: 7, pointHoverRadius: 9, borderColor: color("card"), borderWidth: 1,
      pointStyle: shown.length ? shown.map((decision) => marks[decision.kind] ?? "circle") : "triangle",
      pointRotation: shown.map((decision) => decision.kind === "downgrade" ? 180 : 0),
    });
  }
}
