import { clockText } from "./words.js";

let library;

/** Chart.js, which the coordinator serves from the system's package; asked for when the first chart is drawn. */
function chartLibrary() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "/dashboard/chart.js";
    script.onload = () => resolve(window.Chart);
    script.onerror = () => { library = undefined; script.remove(); reject(new Error("Chart.js is not there")); };
    document.head.append(script);
  });
  return library;
}

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** Vertical lines where now is and where something was changed, with a word beside each. */
const uprights = {
  id: "uprights",
  afterDatasetsDraw(chart, _, { now, changes = [] }) {
    const { ctx, chartArea: { top, bottom }, scales: { x } } = chart;
    const draw = (second, word, name, height) => {
      if (!second || second < x.min || second > x.max) return;
      const place = x.getPixelForValue(second);
      ctx.strokeStyle = ctx.fillStyle = color(name);
      ctx.beginPath();
      ctx.moveTo(place, top);
      ctx.lineTo(place, bottom);
      ctx.stroke();
      if (x.options.display) ctx.fillText(word, place + 4, height);
    };
    ctx.save();
    ctx.setLineDash([2, 3]);
    ctx.font = "12px sans-serif";
    ctx.textAlign = "left";
    draw(now, "now", "soft", bottom - 5);
    for (const { second, word } of changes) draw(second, word, "mark", top + 12);
    ctx.restore();
  },
};

/** A chart that is redrawn in place, and described in words for those who do not see it. */
export class LiveChart {
  constructor(size, label) {
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", label);
    this.element = document.createElement("div");
    this.element.className = `chart ${size}`;
    this.element.append(this.canvas);
  }

  describe(words) { this.canvas.setAttribute("aria-label", words); }

  async draw(type, datasets, options) {
    let Chart;
    try { Chart = await chartLibrary(); } catch {
      this.element.textContent = "The charts' library (libjs-chart.js) is not installed beside the coordinator.";
      return;
    }
    if (!this.canvas.isConnected) return;
    if (!this.chart) {
      this.chart = new Chart(this.canvas, { type, data: { datasets: [] }, options, plugins: [uprights] });
    }
    // The same objects go on, so that what a person has hidden by the legend stays hidden.
    datasets.forEach((dataset, place) => {
      this.chart.data.datasets[place] = Object.assign(this.chart.data.datasets[place] ?? {}, dataset);
    });
    this.chart.data.datasets.length = datasets.length;
    if (datasets[0]?.names) this.chart.data.labels = datasets[0].names;
    this.chart.options = options;
    this.chart.update("none");
  }

  close() { this.chart?.destroy(); this.chart = undefined; }
}

/** Where a chart begins: with the data when there is little, at a whole step of its ticks. */
export function beginning(seconds, now, past) {
  const first = Math.max(now - past, Math.min(...seconds, now - 120));
  return Math.floor(first / 30) * 30;
}

/** Ticks at whole steps of time, as many as what stands below them leaves room for. */
function wholeTicks(from, to) {
  const most = innerWidth < 600 ? 5 : 7;
  const step = [15, 30, 60, 120, 300].find((seconds) => (to - from) / seconds <= most) ?? 600;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, place) => ({ value: (first + place) * step }));
}

/** Options of a chart over time. */
export function timeOptions({ from, to, now, unit, changes = [], small = false, min, max }) {
  const grid = { color: color("line") };
  const ticks = { color: color("soft") };
  return {
    animation: false, parsing: false, normalized: true, responsive: true, maintainAspectRatio: false, spanGaps: false,
    interaction: { mode: "nearest", axis: "x", intersect: false },
    scales: {
      x: { type: "linear", min: from, max: to, display: !small, grid,
        ticks: { ...ticks, maxRotation: 0, callback: (second) => clockText(second) },
        afterBuildTicks: (axis) => { axis.ticks = wholeTicks(from, to); } },
      y: { display: !small, grid, ticks: { ...ticks, maxTicksLimit: 6 }, min, suggestedMax: max,
        title: { display: Boolean(unit), text: unit, color: color("soft") } },
    },
    plugins: {
      uprights: { now, changes },
      legend: { display: !small, position: "bottom",
        labels: { color: color("text"), usePointStyle: true, boxHeight: 7, filter: (item) => !item.text.startsWith("_") } },
      tooltip: { enabled: !small, filter: (item) => !item.dataset.label.startsWith("_"),
        callbacks: { title: (items) => items.length ? `${clockText(items[0].parsed.x)} UTC` : "" } },
    },
  };
}

const line = (label, data, name, more = {}) => ({
  label, data, borderColor: color(name), backgroundColor: color(name), borderWidth: 2, pointRadius: 0, pointStyle: "line", ...more,
});

export const lines = { line, color };

/** Points in order, with a gap where seconds are missing. */
export function points(map, from, to, value = (entry) => entry) {
  const made = [];
  let last;
  for (const [second, entry] of [...map].filter(([second]) => second >= from && second <= to).sort((a, b) => a[0] - b[0])) {
    if (last !== undefined && second - last > 3) made.push({ x: last + 1, y: NaN });
    const number = value(entry);
    made.push({ x: second, y: Number.isFinite(number) ? number : NaN });
    last = second;
  }
  return made;
}
