import { connection, hasToken, onConnection, serverNow, setToken, stayConnected, tryNow } from "./connection.js";
import { Backtests } from "./backtests.js";
import { Detail } from "./detail.js";
import { Jobs } from "./jobs.js";
import { Overview } from "./overview.js";
import { note, refresh, slices } from "./state.js";
import { span } from "./words.js";

const main = document.getElementById("main");
let page;

function pageFor(hash) {
  const [, first, id] = hash.split("/");
  if (first === "slice" && id) return new Detail(decodeURIComponent(id));
  if (first === "jobs") return new Jobs();
  return first === "backtests" ? new Backtests() : new Overview();
}

async function navigate(isFirst) {
  page?.close();
  page = pageFor(location.hash);
  document.title = `${page.title} – slice-forecast`;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === (location.hash || "#/")) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
  page.start(main);
  if (!isFirst) main.focus();
  if (connection.state === "live") {
    try { await page.connected(); } catch { /* asked for again with the next connection */ }
  }
  page.update();
}

function showConnection() {
  const link = document.getElementById("link"), alarm = document.getElementById("alarm"), access = document.getElementById("access");
  const { state, since, needsToken } = connection;
  link.dataset.state = state;
  link.textContent = { live: "Live", gone: "Not connected", refused: "Access refused" }[state] ?? "Connecting…";
  document.body.toggleAttribute("data-gone", state === "gone");
  access.hidden = !needsToken;
  document.getElementById("refused").textContent = needsToken && hasToken() ? "That token is not known." : "";
  alarm.hidden = state !== "gone";
  if (state === "gone") {
    const words = "The coordinator does not answer. What is shown is old; trying again.";
    const parts = [...alarm.children];
    if (parts.length === 0) alarm.append(document.createElement("span"), document.createElement("span"));
    if (alarm.children[0].textContent !== words) alarm.children[0].textContent = words;
    alarm.children[1].setAttribute("aria-hidden", "true");
    alarm.children[1].textContent = ` Gone for ${span((Date.now() - since) / 1000)}.`;
  }
}

document.getElementById("access").addEventListener("submit", (event) => {
  event.preventDefault();
  setToken(document.getElementById("token").value.trim());
  document.getElementById("token").value = "";
  connection.needsToken = false;
  tryNow();
});

const themes = ["system", "light", "dark"];
const themeButton = document.getElementById("theme");
function setTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme; else document.documentElement.dataset.theme = theme;
  themeButton.textContent = `Theme: ${theme}`;
  localStorage.setItem("theme", theme);
}
themeButton.addEventListener("click", () => {
  setTheme(themes[(themes.indexOf(document.documentElement.dataset.theme ?? "system") + 1) % themes.length]);
  page?.update();
});
setTheme(themes.includes(localStorage.getItem("theme")) ? localStorage.getItem("theme") : "system");
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => page?.update());

onConnection(showConnection);
window.addEventListener("hashchange", () => navigate(false));
navigate(true);

// Once a second the page is drawn, whatever has happened: ages go on when nothing does.
let count = 0;
let lastRefresh = 0;
setInterval(() => {
  count += 1;
  showConnection();
  if (document.hidden) return;
  if (connection.state === "live") {
    const isSilent = [...slices.values()].some(({ slice }) => !slice.forecasts.length || serverNow() - slice.health.lastForecastSecond > 4);
    if (count - lastRefresh >= (isSilent ? 2 : 10)) { lastRefresh = count; refresh().catch(() => {}); }
    page.tick?.(count);
  }
  page.update();
}, 1000);

stayConnected(async () => { await refresh(); await page.connected(); page.update(); }, (name, data) => {
  note(name, data);
  if (name === "decision" || name === "job") { lastRefresh = -100; page.update(); }
});
