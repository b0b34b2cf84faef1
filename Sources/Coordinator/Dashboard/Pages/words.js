/** Three significant digits, with the unit; a missing value is said to be missing, never zero. */
export function amount(value, unit = "") {
  if (value === null || value === undefined) return "unknown";
  const digits = Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
  return unit ? `${digits}\u00a0${unit}` : digits;
}

export function percent(share) {
  if (share === null || share === undefined) return "unknown";
  const value = share * 100;
  return value > 0 && value < 1 ? "<\u00a01\u00a0%" : value > 99 && value < 100 ? ">\u00a099\u00a0%" : `${value.toFixed(0)}\u00a0%`;
}

export function span(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return `${whole} s`;
  if (whole < 7200) return `${Math.round(whole / 60)} min`;
  return whole < 172_800 ? `${Math.round(whole / 3600)} h` : `${Math.round(whole / 86_400)} days`;
}

/** A family of models, as it is called in sentences. */
export const familyWords = (name) => name.replaceAll("_", " ");

export const clockText = (second) => new Date(second * 1000).toISOString().slice(11, 19);
export const dateText = (milliseconds) => new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ") + " UTC";

export const phases = {
  profiling: "collecting data", training: "training a model", forecasting: "forecasting", orchestrating: "orchestrating",
};

export const modes = {
  observe: "only forecasts", "dry-run": "dry run: decides, changes nothing", act: "acts", pause: "paused",
};

const rules = {
  "violation-probable": "a violation was probable", violationProbable: "a violation was probable",
  "lower-flavor-holds": "the lower flavor would hold the agreement", lowerFlavorHolds: "the lower flavor would hold the agreement",
  "data-lost": "there was no fresh forecast", dataLost: "there was no fresh forecast",
};

const holds = {
  minimumDwell: "the flavor is too new", cooldown: "the last change is too recent", budget: "this hour's changes are used up",
  gate: "the model is not yet good enough to act", endOfLadder: "there is no such flavor", limit: "the policy's limits forbid it",
  busy: "another change was under way",
};
const holdWords = (name) => holds[name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())] ?? name;

/** What was decided, and why, in one short sentence. */
export function decisionSentence(decision) {
  const { kind, from, to, mode, forecast, reason, outcome } = decision;
  const chance = forecast && kind !== "fallback" ? ` (${percent(forecast.violationProbability)} at ${from}, ${forecast.horizon} s ahead)` : "";
  const why = rules[decision.rule] ? `because ${rules[decision.rule]}${chance}` : reason ? `(“${reason}”)` : "by the operator";
  const dry = outcome?.state === "dry-run" ? " – dry run, nothing was changed" : "";
  const failed = outcome?.state === "failed" ? " – the actuator failed" : "";
  switch (kind) {
    case "upgrade": return `Upgrade from ${from} to ${to} ${why}${dry}${failed}.`;
    case "downgrade": return `Downgrade from ${from} to ${to} ${why}${dry}${failed}.`;
    case "fallback": return `Fallback from ${from} to ${to} ${why}${dry}${failed}.`;
    case "hold": return `Stayed at ${from}: ${holdWords(decision.holdReason ?? "held")}. ${to} was wanted, ${why}.`;
    case "operator": return `Flavor ${from === to ? `${to} set once more` : `set from ${from} to ${to}`} ${reason ? why : "by the operator"}${failed}.`;
    case "mode": return `Mode set to ${mode} ${reason ? why : "by the operator"}.`;
    default: return `Override of the gate changed ${reason ? why : "by the operator"}.`;
  }
}

const cut = (text) => text.length > 30 ? `${text.slice(0, 16)}…${text.slice(-13)}` : text;

/** A series in two short lines: what it measures, and which one it is. */
export function seriesLines(name) {
  const [, metric, labels] = /^([^{]*)(?:\{(.*)\})?$/.exec(name) ?? ["", name, ""];
  const which = [...(labels ?? "").matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].filter(([, key]) => key !== "job").map(([, , value]) => value);
  return [metric.replace(/^node_/, ""), which.join(" · ")].filter(Boolean).map(cut);
}
