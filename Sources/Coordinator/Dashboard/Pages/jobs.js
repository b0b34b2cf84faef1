import { element, show } from "./elements.js";
import { jobs, loadJobs } from "./state.js";
import { dateText, percent } from "./words.js";

/** Trainings and whatever else takes long. */
export class Jobs {
  title = "Jobs";

  start(place) {
    this.list = element("div", { class: "cards" });
    place.replaceChildren(element("h1", {}, "Jobs"), this.list);
  }

  async connected() { await loadJobs(); }

  update() {
    show(this.list, jobs.length ? [...jobs].reverse().map((job) => this.card(job)) : element("p", {}, "There has been no job."));
  }

  card(job) {
    const level = { succeeded: "well", failed: "broken", running: "risk" }[job.state];
    const name = `Job ${job.id}: ${job.kind} ${job.slice}, ${job.flavor}`;
    return element("section", { class: "card", "aria-label": name },
      element("h2", { class: "head" }, element("span", {}, name), element("span", { class: "badge", "data-level": level }, job.state)),
      element("progress", { value: String(job.progress), max: "1", "aria-label": `Progress of job ${job.id}` }),
      element("p", { class: "plain" }, `${percent(job.progress)}${job.stage ? `, ${job.stage}` : ""}`),
      job.error ? element("p", { class: "plain" }, `Failed: ${job.error}`) : null,
      element("p", { class: "soft plain" }, `asked for ${dateText(job.createdMilliseconds)}`
        + (job.endedMilliseconds ? `, ended ${dateText(job.endedMilliseconds)}` : "")));
  }

  close() {}
}
