// The load through the week: seven days of 24 bars, drawn with the mouse, or typed as numbers; both show the same.

import { byId, fill, h } from "./dom.js";

export const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const HOURS = 24;
const MOST = 1000000;

export class Week {
  /** `place` holds the picture, `#week-text` the typed numbers; `changed()` is called after each change. */
  constructor(place, changed) {
    this.hours = Array(7 * HOURS).fill(2);
    this.changed = changed;
    this.text = byId("week-text");
    this.top = byId("week-top");
    this.said = byId("week-said");
    this.bars = this.hours.map(() => h("i", { class: "bar" }));
    fill(
      place,
      DAYS.map((day, index) => h("div", { class: "day", "data-day": index }, h("b", {}, day.slice(0, 3)), h("div", { class: "hours" }, this.bars.slice(index * HOURS, (index + 1) * HOURS).map((bar) => h("span", {}, bar))))),
      h("div", { class: "day scale" }, h("b", {}), h("div", { class: "hours" }, [0, 6, 12, 18].map((hour) => h("small", {}, `${String(hour).padStart(2, "0")}:00`)))),
    );
    place.addEventListener("pointerdown", (event) => this.#draw(event, place));
    this.text.addEventListener("change", () => this.#type());
    this.top.addEventListener("change", () => this.#paint());
    byId("week-set").addEventListener("click", () => this.#span());
    for (const button of document.querySelectorAll("[data-week]")) {
      button.addEventListener("click", () => this.set(SHAPES[button.dataset.week](), true));
    }
    this.#paint();
  }

  set(hours, byHand = false) {
    this.hours = [...hours];
    const most = Math.max(...hours, 1);
    if (most > Number(this.top.value)) this.top.value = most;
    this.#paint();
    if (byHand) this.changed();
  }

  get #scale() {
    return Math.max(1, Math.min(MOST, Math.round(Number(this.top.value) || 1)), ...this.hours);
  }

  #paint() {
    const most = this.#scale;
    this.bars.forEach((bar, index) => { bar.style.blockSize = `${(this.hours[index] / most) * 100}%`; });
    this.text.value = DAYS.map((_, day) => this.hours.slice(day * HOURS, (day + 1) * HOURS).join(" ")).join("\n");
    const sum = this.hours.reduce((all, one) => all + one, 0);
    this.said.textContent = `${Math.min(...this.hours)} to ${Math.max(...this.hours)} tasks, ${(sum / this.hours.length).toFixed(1)} on average`;
  }

  #draw(event, place) {
    const row = event.target.closest(".day[data-day]");
    if (!row) return;
    event.preventDefault();
    const box = row.querySelector(".hours").getBoundingClientRect();
    const most = this.#scale;
    let before = null;
    const put = (one) => {
      const hour = Math.min(HOURS - 1, Math.max(0, Math.floor(((one.clientX - box.left) / box.width) * HOURS)));
      const tasks = Math.round(Math.min(1, Math.max(0, (box.bottom - one.clientY) / box.height)) * most);
      const from = before ?? hour;
      for (let each = Math.min(from, hour); each <= Math.max(from, hour); each += 1) this.hours[Number(row.dataset.day) * HOURS + each] = tasks;
      before = hour;
      this.#paint();
    };
    const end = () => {
      place.removeEventListener("pointermove", put);
      this.changed();
    };
    place.setPointerCapture(event.pointerId);
    place.addEventListener("pointermove", put);
    place.addEventListener("pointerup", end, { once: true });
    put(event);
  }

  #type() {
    const lines = this.text.value.trim().split(/\n+/).map((line) => line.trim().split(/[\s,;]+/).map(Number));
    const hours = lines.length === 1 && lines[0].length === HOURS ? Array(7).fill(lines[0]).flat() : lines.flat();
    const right = hours.length === 7 * HOURS && hours.every((tasks) => Number.isInteger(tasks) && tasks >= 0 && tasks <= MOST);
    const note = byId("week-fault");
    note.hidden = right;
    if (right) {
      this.text.removeAttribute("aria-invalid");
      this.set(hours, true);
    } else {
      this.text.setAttribute("aria-invalid", "true");
      note.textContent = `Seven lines of 24 whole numbers are expected, or one line for every day; there are ${hours.length} numbers, of which ${hours.filter((tasks) => !Number.isInteger(tasks)).length} are not whole.`;
    }
  }

  #span() {
    const value = (id) => Number(byId(id).value);
    const days = { all: [0, 1, 2, 3, 4, 5, 6], weekdays: [0, 1, 2, 3, 4], weekend: [5, 6] }[byId("week-days").value] ?? [value("week-days")];
    const hours = [...this.hours];
    for (const day of days) {
      for (let hour = value("week-from"); hour < value("week-to"); hour += 1) hours[day * HOURS + hour] = value("week-tasks");
    }
    this.set(hours, true);
  }
}

const week = (tasks) => Array.from({ length: 7 * HOURS }, (_, index) => tasks(index % HOURS, Math.floor(index / HOURS)));
/** Weeks one click away. */
export const SHAPES = {
  office: () => week((hour, day) => (day < 5 && hour >= 8 && hour < 18 ? 8 : 2)),
  evening: () => week((hour, day) => (hour >= 17 && hour < 23 ? (day < 4 ? 8 : 12) : hour < 7 ? 2 : 4)),
  flat: () => week(() => 4),
};
