// What the pages do beyond plain forms and links. Everything works without it.
"use strict";

// Light, dark, or as the machine is set.
(function theme() {
  const root = document.documentElement;
  const stored = localStorage.getItem("theme");
  if (stored) root.dataset.theme = stored;
  const button = document.querySelector("[data-theme-switch]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const now = root.dataset.theme || (dark ? "dark" : "light");
    const next = now === "dark" ? "light" : "dark";
    root.dataset.theme = next;
    localStorage.setItem("theme", next);
  });
})();

// A question that is being worked out: how far it is, and the page anew when it is answered.
(function progress() {
  const places = [...document.querySelectorAll("[data-progress]")];
  const over = new Set(["done", "failed", "stopped"]);
  async function look(place) {
    try {
      const answer = await fetch(`/progress/${place.dataset.progress}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const told = await answer.json();
      const bar = place.querySelector("progress");
      if (bar) bar.value = told.progress;
      const step = place.querySelector("[data-step]");
      if (step) step.textContent = told.step;
      if (over.has(told.state)) { reload(); return; }
    } catch { /* the server is away for a moment */ }
    setTimeout(() => look(place), 1000);
  }
  // Nothing that is being typed is thrown away.
  function reload() {
    const typing = [...document.querySelectorAll("main form")].some((form) => form.dataset.touched);
    if (!typing) location.reload();
  }
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form");
    if (form) form.dataset.touched = "1";
  });
  places.forEach(look);
})();

// Files dropped on the page's drop place.
(function drop() {
  for (const place of document.querySelectorAll("[data-drop]")) {
    const input = place.querySelector("input[type=file]");
    place.addEventListener("dragover", (event) => { event.preventDefault(); place.classList.add("over"); });
    place.addEventListener("dragleave", () => place.classList.remove("over"));
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      place.classList.remove("over");
      input.files = event.dataTransfer.files;
    });
  }
})();

// Back to where one came from.
for (const link of document.querySelectorAll("[data-back]")) {
  link.addEventListener("click", (event) => {
    if (history.length > 1) { event.preventDefault(); history.back(); }
  });
}

// A slider shows its value beside it.
for (const slider of document.querySelectorAll("input[type=range][data-shows]")) {
  const shown = document.getElementById(slider.dataset.shows);
  const tell = () => { if (shown) shown.textContent = slider.value; };
  slider.addEventListener("input", tell);
  tell();
}

// A line with a mistake in it, chosen in the text it is in.
for (const link of document.querySelectorAll("[data-line]")) {
  link.addEventListener("click", (event) => {
    const text = document.querySelector(link.hash);
    if (!text || text.tagName !== "TEXTAREA") return;
    event.preventDefault();
    const lines = text.value.split("\n"), number = Number(link.dataset.line) - 1;
    const start = lines.slice(0, number).join("\n").length + (number ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[number] || "").length);
    text.scrollTop = (text.scrollHeight / lines.length) * Math.max(number - 5, 0);
  });
}

// Moving a slider chooses the option that uses it.
for (const slider of document.querySelectorAll("[data-chooses]")) {
  slider.addEventListener("input", () => {
    const option = slider.form.querySelector(`input[type=radio][name="${slider.dataset.chooses}"][value="own"]`);
    if (option) option.checked = true;
  });
}
