// The console works without this file. It makes review fast: keys, the box on the page that belongs to the field, focus.
"use strict";
(function () {
  const one = (query, from) => (from || document).querySelector(query);
  const all = (query, from) => Array.from((from || document).querySelectorAll(query));
  const say = (text) => { const place = one("#said") || one("#say"); if (place && text) place.textContent = text; };
  const word = (name) => { const place = one("#texts"); return place ? place.dataset[name] || "" : ""; };

  // ---- the page and its boxes ----
  function boxesOf(id) { return all(`.af-box[data-for="${CSS.escape(id)}"]`); }
  function point(field) {
    all(".af-box-now").forEach((box) => box.classList.remove("af-box-now"));
    const holder = field && field.closest("[data-field]");
    const paper = one("[data-paper]");
    if (!holder || !paper) return;
    if (holder.dataset.page && holder.dataset.page !== paper.dataset.page) return turnTo(holder.dataset.page, field.id);
    const boxes = boxesOf(field.id);
    boxes.forEach((box) => box.classList.add("af-box-now"));
    if (boxes.length) bringIntoView(paper, boxes[0]);
  }
  function bringIntoView(paper, box) {
    const frame = paper.getBoundingClientRect(), at = box.getBoundingClientRect();
    const margin = 40;
    if (at.top < frame.top + margin || at.bottom > frame.bottom - margin) paper.scrollTop += at.top - frame.top - frame.height / 2;
    if (at.left < frame.left + margin || at.right > frame.right - margin) paper.scrollLeft += at.left - frame.left - frame.width / 3;
  }
  function turnTo(page, id) {
    const review = one("[data-review]");
    if (!window.htmx || !review) return;
    const link = location.pathname + "/pages/" + page;
    window.htmx.ajax("GET", link, { target: "#sheet", swap: "outerHTML" }).then(() => {
      const field = document.getElementById(id);
      if (field) point(field);
    });
  }
  function zoom() {
    const paper = one("[data-paper]");
    if (!paper) return;
    paper.classList.toggle("af-zoomed");
    const now = one(".af-box-now");
    if (now) bringIntoView(paper, now);
  }

  // ---- fields to check, one after the other ----
  const checks = () => all("[data-check]").filter((each) => each.offsetParent !== null);
  const chosen = (field) => { const holder = field.closest("[data-field]"); return Boolean(holder && one('input[type="radio"]:checked', holder)); };
  const tickOf = (field) => { const holder = field.closest("[data-field]"); return holder ? one('input[name="ok"]', holder) : null; };
  function move(from, step) {
    const list = checks();
    if (!list.length) return;
    const at = list.indexOf(from);
    const next = at < 0 ? (step > 0 ? 0 : list.length - 1) : at + step;
    if (next >= 0 && next < list.length) focusOn(list[next]); else if (step > 0) toDone();
  }
  function focusOn(field) {
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    field.focus(); if (field.select) field.select();
  }
  // Somebody has looked: ticked it, typed over it, or pressed Enter in it.
  function seen(field) {
    const holder = field.closest("[data-field]"), tick = tickOf(field);
    const open = field.type === "radio" && !chosen(field) && typed();  // another reading was put right instead
    return holder.classList.contains("af-done") || Boolean(tick && tick.checked) || changed(field) || chosen(field) || open;
  }
  const unseen = () => checks().filter((each) => !seen(each));
  const changed = (field) => field.dataset.was !== undefined && field.value.trim() !== field.dataset.was;
  const typed = () => all('[form="correct"][data-was]').some(changed);
  // What nobody has looked at is not finished by a key: the first such field is shown instead.
  function leadsBack() {
    const left = unseen();
    if (!left.length) return false;
    focusOn(left[0]);
    say(word("unseen").replace("{n}", left.length));
    return true;
  }
  function toDone() {
    const done = one("#save") || one("#approve button");
    if (done) { done.focus(); say(word("all")); }
  }
  function accept(field) {
    const tick = tickOf(field);
    if (field.type === "radio" && !chosen(field)) { say(word("choose")); return; }
    if (!field.value.trim() && field.dataset.was) { say(word("empty")); return; }
    if (tick) tick.checked = true;
    field.closest("[data-field]").classList.add("af-done");
    say(word("accepted"));
    move(field.type === "radio" ? one("[data-check]", field.closest("[data-field]")) : field, 1);
  }
  function touched() {
    return typed() || all('input[form="correct"]:checked').length > 0;
  }
  function done() {
    const correct = one("form#correct"), approve = one("form#approve");
    if (leadsBack()) return;
    if (correct && touched()) correct.requestSubmit();
    else if (approve) approve.requestSubmit();
    else say(word("nothing"));
  }

  // ---- keys: none of them is a character, so nothing is typed by mistake (WCAG 2.1.4) ----
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyN") {
      const next = one("#next-task");
      if (next) { event.preventDefault(); next.form.requestSubmit(); }
      return;
    }
    if (!one("[data-review]")) return;
    if (event.key === "F1") { event.preventDefault(); help(); return; }
    if (event.key === "F2") { event.preventDefault(); zoom(); return; }
    if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); done(); return; }
    if (event.altKey && (event.key === "PageDown" || event.key === "PageUp")) {
      event.preventDefault(); move(field, event.key === "PageDown" ? 1 : -1); return;
    }
    if (!field.matches || !field.matches('[form="correct"][data-was], [form="correct"][type="radio"]')) return;
    if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); accept(field); }
    if (event.key === "Escape" && field.dataset.was !== undefined) { field.value = field.dataset.was; say(word("restored")); }
  });
  function help() { const sheet = one("#keys"); if (sheet && !sheet.open) sheet.showModal(); }

  document.addEventListener("focusin", (event) => { if (event.target.closest && event.target.closest("[data-field]")) point(event.target); });
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (target.closest("[data-zoom]")) zoom();
    if (target.closest("[data-keys-open]")) help();
    const mine = target.closest("[data-put]");
    if (mine) {
      const field = document.getElementById(mine.dataset.put);
      if (field) { field.value = mine.dataset.text; focusOn(field); }
    }
    const box = target.closest(".af-box");
    if (box) {
      const field = document.getElementById(box.dataset.for);
      if (field) focusOn(field);
    }
  });

  // ---- a form is sent once; nothing typed is left behind unasked ----
  let leaving = false;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (one("[data-review]") && form.id !== "correct") {
      if (form.id === "approve" && leadsBack()) { event.preventDefault(); return; }
      if (typed() && !form.dataset.asked) { event.preventDefault(); form.dataset.asked = "1"; say(word("unsaved")); return; }
    }
    leaving = true;
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; leaving = false; }, 4000);
  });
  window.addEventListener("beforeunload", (event) => { if (!leaving && typed()) event.preventDefault(); });

  // ---- where to begin ----
  function begin() {
    const errors = one("[data-errors]") || one('[role="alert"]');
    if (errors) { errors.setAttribute("tabindex", "-1"); errors.focus(); return; }
    if (!one("[data-review]")) return;
    const first = one("[data-begin]") || checks().find((each) => !seen(each));
    if (first) { focusOn(first); return; }
    // Never on the button that pays: Enter, pressed by habit, must not approve what nobody has looked at.
    const why = one(".af-why-box");
    if (why) { why.setAttribute("tabindex", "-1"); why.focus({ preventScroll: true }); }
  }
  document.addEventListener("DOMContentLoaded", () => {
    all(".af-filter-fold").forEach((fold) => { if (window.innerWidth > 900) fold.open = true; });
    begin();
  });
  document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target && event.detail.target.id === "review") begin(); });
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.body.dataset.csrf;
    if (token) event.detail.headers["X-CSRF-Token"] = token;
  });
})();
