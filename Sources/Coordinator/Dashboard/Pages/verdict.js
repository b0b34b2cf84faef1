import { amount, percent, phases, span } from "./words.js";

/** Rows that are older than this many seconds are called stale: five seconds were missed. */
export const staleAfter = 6;

/** The forecast that is shown: 30 s ahead, or the farthest one that is nearer, or the nearest. */
export function shownForecast(slice) {
  const all = [...slice.forecasts].sort((a, b) => a.horizon - b.horizon);
  return all.filter((forecast) => forecast.horizon <= 30).at(-1) ?? all[0];
}

export function bound(slice) {
  return slice.sla.upper !== undefined && slice.sla.upper !== null
    ? { value: slice.sla.upper, isUpper: true } : { value: slice.sla.lower, isUpper: false };
}

export function isBroken(slice, value) {
  const { value: limit, isUpper } = bound(slice);
  return value !== null && value !== undefined && (isUpper ? value >= limit : value <= limit);
}

/** How the slice is: a level, a word, and the two sentences of now and of what is to come. */
export function verdict(slice, now) {
  const { unit, name, value, second } = slice.kpi;
  const limit = bound(slice);
  const agreed = `${limit.isUpper ? "below" : "above"} ${amount(limit.value, unit)}`;
  const age = second === undefined || second === null ? Infinity : now - second - 1;
  const forecast = shownForecast(slice);
  const forecastAge = forecast ? now - forecast.madeSecond - 1 : Infinity;
  const isKPIFresh = age <= staleAfter;
  const isForecastFresh = forecastAge <= staleAfter;
  const chance = isForecastFresh ? forecast.violationProbability : null;
  // The policy acts on the worst of the next 30 s, and so does the badge.
  const worst = isForecastFresh ? slice.forecasts.filter((each) => each.horizon <= forecast.horizon)
    .sort((a, b) => (b.violationProbability ?? 0) - (a.violationProbability ?? 0))[0] : null;
  const worstChance = worst?.violationProbability ?? 0;

  let level = "well", word = "✓ Well";
  if (!isKPIFresh) [level, word] = ["stale", "⚠ No fresh data"];
  else if (isBroken(slice, value)) [level, word] = ["broken", "✕ Agreement broken"];
  else if (worstChance >= 0.3) [level, word] = ["risk", "▲ At risk"];
  else if (!forecast) [level, word] = ["plain", "✓ Well, no forecast yet"];

  const nowSentence = isKPIFresh
    ? `${name} is ${amount(value, unit)}; agreed is ${agreed}.`
    : age === Infinity ? `${name} has never been received; agreed is ${agreed}.`
      : `${name} was last received ${span(age)} ago (${amount(value, unit)}); agreed is ${agreed}.`;
  let nextSentence;
  if (isForecastFresh) {
    nextSentence = `In ${forecast.horizon} s: about ${amount(forecast.value, unit)} ` +
      `(${amount(forecast.lower)} to ${amount(forecast.upper, unit)}); the agreement breaks with probability ${percent(chance)}`
      + (worst && worst.horizon !== forecast.horizon && worstChance >= 0.3 ? `, but already in ${worst.horizon} s with ${percent(worstChance)}.` : ".");
  } else if (forecast) nextSentence = `The last forecast is ${span(forecastAge)} old; what comes next is not known.`;
  else nextSentence = `No forecast yet: ${phases[slice.phase] ?? slice.phase}.`;
  return { level, word, nowSentence, nextSentence, forecast: isForecastFresh ? forecast : null, isKPIFresh, age, chance, agreed };
}

/** The health of inputs and model, as lines. */
export function healthLines(slice, now) {
  const { targets } = slice.health;
  const down = targets.filter((target) => target.up === false || now - (target.lastSecond ?? 0) - 1 > staleAfter);
  const inputs = targets.length === 0 ? "No inputs are configured"
    : down.length === 0 ? `✓ Inputs: ${targets.length} of ${targets.length} answer`
      : `⚠ Inputs: ${targets.length - down.length} of ${targets.length} answer; silent: ${down.map((target) => target.url).join(", ")}`;
  const entry = slice.flavors.find((flavor) => flavor.id === slice.flavor);
  const model = entry?.model;
  let words = `Model: none yet, ${entry?.rows ?? 0} s of data at ${slice.flavor}`;
  if (model) {
    words = `${model.gate.passed ? "✓" : "⚠"} Model ${model.version}: ` +
      (model.gate.passed ? "better than the naive forecasts"
        : `not better than the naive forecasts, may ${slice.override ? "act because the operator says so" : "not act"}`) +
      (slice.health.degraded ? "; some of its inputs are missing now" : "");
  }
  return [inputs, words];
}
