import { get, serverNow } from "./connection.js";
import { shownForecast } from "./verdict.js";

/** Seconds of the past that are kept and drawn. */
export const history = 600;

/** What is known of each slice, by id, in the coordinator's order. */
export const slices = new Map();
export let jobs = [];

class SliceState {
  constructor(response) {
    this.slice = response;
    this.kpi = new Map();        // second -> value
    this.forecasts = new Map();  // horizon -> (due second -> forecast)
    this.decisions = [];
    this.models = [];
    this.explanation = null;
    this.loaded = false;
  }

  noteForecast(forecast) {
    const ofHorizon = this.forecasts.get(forecast.horizon) ?? new Map();
    const known = ofHorizon.get(forecast.dueSecond);
    ofHorizon.set(forecast.dueSecond, { ...forecast, actual: forecast.actual ?? known?.actual });
    this.forecasts.set(forecast.horizon, ofHorizon);
  }

  noteDecision(decision) {
    this.decisions = [...this.decisions.filter((other) => other.id !== decision.id), decision].sort((a, b) => a.id - b.id).slice(-100);
  }

  forget(before) {
    for (const map of [this.kpi, ...this.forecasts.values()]) {
      for (const second of map.keys()) if (second < before) map.delete(second);
    }
  }
}

/** Asks for everything that the pages at a glance show, and the recent past of each slice. */
export async function refresh() {
  const { slices: responses } = await get("/api/v1/slices");
  for (const id of slices.keys()) if (!responses.some((response) => response.id === id)) slices.delete(id);
  for (const response of responses) {
    const state = slices.get(response.id) ?? new SliceState(response);
    state.slice = response;
    slices.set(response.id, state);
    const { second, value } = response.kpi;
    if (Number.isFinite(second) && Number.isFinite(value)) state.kpi.set(second, value);
    response.forecasts.forEach((forecast) => state.noteForecast(forecast));
  }
}

const pathOf = (id) => `/api/v1/slices/${encodeURIComponent(id)}`;

/** Asks for the past of a slice; what was missed while the connection was broken is filled in. */
export async function load(id, past = history) {
  const state = slices.get(id);
  if (!state) return;
  const from = Math.floor(serverNow()) - past;
  const horizon = shownForecast(state.slice)?.horizon ?? 30;
  const [kpi, forecasts, decisions, models] = await Promise.all([
    get(`${pathOf(id)}/kpi?from=${from}`), get(`${pathOf(id)}/forecasts?from=${from}&horizon=${horizon}`),
    get(`${pathOf(id)}/decisions?limit=50`), get(`${pathOf(id)}/models`),
  ]);
  for (const { second, value } of kpi.rows) if (Number.isFinite(value)) state.kpi.set(second, value);
  forecasts.forecasts.forEach((forecast) => state.noteForecast(forecast));
  decisions.decisions.forEach((decision) => state.noteDecision(decision));
  state.models = models.models;
  state.loaded = true;
}

export async function loadExplanation(id) {
  const state = slices.get(id);
  if (state?.slice.forecasts.length) state.explanation = await get(`${pathOf(id)}/explanation`);
}

export async function loadJobs() { jobs = (await get("/api/v1/jobs")).jobs; }

/** Takes an event of the stream. */
export function note(name, data) {
  if (name === "job") {
    jobs = [...jobs.filter((job) => job.id !== data.id), data].sort((a, b) => Number(a.id) - Number(b.id));
    return;
  }
  const state = slices.get(data.slice);
  if (!state) return;
  if (name === "forecast" && data.forecasts.length) {
    state.slice.forecasts = data.forecasts;
    data.forecasts.forEach((forecast) => state.noteForecast(forecast));
    const { madeSecond, lastValue } = data.forecasts[0];
    state.slice.health.lastForecastSecond = madeSecond;
    state.slice.health.degraded = data.forecasts.some((forecast) => forecast.degraded);
    if (Number.isFinite(lastValue)) noteKPI(state, madeSecond, lastValue);
  } else if (name === "truth") {
    noteKPI(state, data.second, data.actual);
    data.forecasts.forEach((forecast) => state.noteForecast(forecast));
  } else if (name === "decision") {
    state.noteDecision(data);
  }
  state.forget(Math.floor(serverNow()) - history);
}

function noteKPI(state, second, value) {
  state.kpi.set(second, value);
  if (second >= (state.slice.kpi.second ?? 0)) Object.assign(state.slice.kpi, { second, value });
}
