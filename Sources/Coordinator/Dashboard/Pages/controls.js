import { element, show } from "./elements.js";
import { connection, post } from "./connection.js";

/** What an operator may do with a slice; who may only look is told so. */
export class Controls {
  constructor(id, onDone) {
    this.path = `/api/v1/slices/${encodeURIComponent(id)}`;
    this.onDone = onDone;
    this.answer = element("p", { role: "status", class: "soft" });
    this.buttons = element("div", { class: "buttons" });
    this.looking = element("p", { class: "soft" }, "This token may look; changing the slice needs one that may operate.");
    this.root = element("section", { class: "card wide", "aria-label": "Controls" }, element("h2", {}, "Control"),
      this.looking, this.buttons, this.answer);
    this.made = {
      pause: this.button("Pause", () => this.ask("mode", { mode: "pause" })),
      "dry-run": this.button("Dry run", () => this.ask("mode", { mode: "dry-run" })),
      act: this.button("Act", () => this.ask("mode", { mode: "act" })),
      upgrade: this.button("Upgrade", () => this.change("upgrade")),
      downgrade: this.button("Downgrade", () => this.change("downgrade")),
    };
    this.buttons.append(...Object.values(this.made));
  }

  button(words, action) { return element("button", { type: "button", onclick: action }, words); }

  update(slice, isConnected) {
    this.slice = slice;
    this.buttons.hidden = !connection.mayOperate;
    this.looking.hidden = connection.mayOperate;
    const flavor = slice.flavors.find((entry) => entry.id === slice.flavor);
    const disabled = (button, is) => { button.disabled = Boolean(is); };
    for (const mode of ["pause", "dry-run", "act"]) {
      this.made[mode].setAttribute("aria-pressed", String(slice.mode === mode));
      disabled(this.made[mode], !isConnected || this.isBusy);
    }
    for (const way of ["upgrade", "downgrade"]) {
      const to = flavor?.[way];
      show(this.made[way], to ? `${way === "upgrade" ? "Upgrade" : "Downgrade"} to ${to}` : `No ${way} from ${slice.flavor}`);
      disabled(this.made[way], !to || !isConnected || this.isBusy);
    }
  }

  async change(way) {
    const to = this.slice.flavors.find((entry) => entry.id === this.slice.flavor)?.[way];
    if (to) await this.ask("flavor", { flavor: to, reason: "asked for on the dashboard" });
  }

  async ask(what, body) {
    this.isBusy = true;
    this.answer.textContent = "Asking the coordinator…";
    try {
      await post(`${this.path}/${what}`, what === "mode" ? { ...body, reason: "asked for on the dashboard" } : body);
      this.answer.textContent = what === "mode" ? `Done: the mode is ${body.mode}.` : `Done: the flavor is ${body.flavor}.`;
    } catch (error) {
      this.answer.textContent = `Not done: ${error.message}`;
    }
    this.isBusy = false;
    await this.onDone();
  }
}
