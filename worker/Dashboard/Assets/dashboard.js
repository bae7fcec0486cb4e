// Makes the pages live; they work without. No dependencies, no build.
(() => {
  "use strict";

  const live = document.querySelector("[data-live]");
  const connection = document.querySelector("[data-connection]");
  let source = null;

  const say = (state, text) => {
    if (connection.dataset.state === state && connection.textContent === text) return;
    connection.dataset.state = state;
    connection.textContent = text;
  };

  // Makes one tree like another with as few changes as can be, so that focus, selection, and what a person has opened or typed stay.
  const morph = (old, fresh) => {
    for (const { name, value } of [...fresh.attributes])
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    for (const { name } of [...old.attributes])
      if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
    if (!old.hasAttribute("data-keep")) morphChildren(old, fresh);
  };

  const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.key : undefined);

  const isAlike = (old, fresh) => old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && keyOf(old) === keyOf(fresh);

  const morphChildren = (old, fresh) => {
    const keyed = new Map();
    for (const child of old.children) if (keyOf(child)) keyed.set(keyOf(child), child);
    let next = old.firstChild;
    for (const wanted of [...fresh.childNodes]) {
      while (next && next.nodeType === Node.ELEMENT_NODE && next.hasAttribute("data-own")) next = next.nextSibling;
      let match = keyOf(wanted) ? keyed.get(keyOf(wanted)) : next;
      if (!match || !isAlike(match, wanted)) match = null;
      if (!match) {
        old.insertBefore(wanted, next);
        continue;
      }
      if (match === next) next = next.nextSibling;
      else old.insertBefore(match, next);
      if (match.nodeType === Node.ELEMENT_NODE) morph(match, wanted);
      else if (match.nodeValue !== wanted.nodeValue) match.nodeValue = wanted.nodeValue;
    }
    while (next) {
      const gone = next;
      next = next.nextSibling;
      if (gone.nodeType !== Node.ELEMENT_NODE || !gone.hasAttribute("data-own")) gone.remove();
    }
  };

  const show = (html) => {
    const parsed = new DOMParser().parseFromString(`<main>${html}</main>`, "text/html");
    morphChildren(live, parsed.body.firstElementChild);
  };

  const open = () => {
    if (source) return;
    source = new EventSource(location.href);
    source.onmessage = (message) => {
      say("live", "Live");
      show(message.data);
    };
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return say("lost", "The worker does not answer; trying again");
      // Answered by something else: a proxy before a worker that starts, the page for signing in. A browser does not try again then.
      say("lost", "Not live; load the page again");
      close();
      setTimeout(follow, 5000);
    };
  };

  const close = () => {
    source?.close();
    source = null;
  };

  // A browser has few connections to one host: a page that nobody looks at takes none.
  const follow = () => (document.hidden ? close() : open());
  if (live && window.EventSource) {
    document.addEventListener("visibilitychange", follow);
    window.addEventListener("pagehide", close);
    follow();
  }

  // Choosing all letters of a page, and how many are chosen.
  for (const form of document.querySelectorAll("[data-choice]")) {
    const boxes = [...form.querySelectorAll("input[name=id]")];
    const label = form.querySelector("[data-choice-all]");
    const all = label.querySelector("input");
    const count = form.querySelector("[data-choice-count]");
    const tell = () => {
      const chosen = boxes.filter((box) => box.checked).length;
      all.checked = chosen === boxes.length;
      all.indeterminate = chosen > 0 && !all.checked;
      count.textContent = chosen ? `${chosen} chosen` : "";
    };
    label.hidden = false;
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
      tell();
    });
    form.addEventListener("change", tell);
    tell();
  }

  // What a chart's lines say where the pointer is.
  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const number = (value, isPercent) =>
    value === "" ? "–" : (isPercent ? value * 100 : +value).toLocaleString("en", { maximumFractionDigits: Math.abs(value) < 1 && !isPercent ? 2 : 1 }) + (isPercent ? " %" : "");

  const unpoint = () => document.querySelectorAll(".cursor, .tip").forEach((each) => each.remove());

  const point = (event) => {
    const plot = event.target.closest?.("[data-chart]");
    unpoint();
    const field = plot?.querySelector(".field");
    if (!field) return;
    const box = field.getBoundingClientRect();
    const across = (event.clientX - box.left) / box.width;
    if (across < -0.01 || across > 1.01) return;

    const lines = [...field.querySelectorAll("[data-values]")].reverse().map((line) => ({ name: line.dataset.name, values: line.dataset.values.split(",") }));
    const last = lines[0].values.length - 1;
    const at = Math.round(Math.min(1, Math.max(0, across)) * last);
    const left = box.left - plot.getBoundingClientRect().left + (at / last) * box.width;
    const before = Math.round(((last - at) / last) * plot.dataset.seconds);
    const cursor = element("div", "cursor");
    const tip = element("div", "tip");
    cursor.dataset.own = tip.dataset.own = "";
    cursor.style.left = `${left}px`;
    tip.append(element("b", "", at === last ? "now" : new Date(Date.now() - before * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" })));
    const list = element("dl");
    for (const line of lines) list.append(element("dt", "", line.name), element("dd", "", number(line.values[at], plot.dataset.percent !== undefined)));
    tip.append(list);
    plot.append(cursor, tip);
    const right = left + 12 + tip.offsetWidth;
    tip.style.left = `${right > plot.offsetWidth ? left - 12 - tip.offsetWidth : left + 12}px`;
  };

  document.addEventListener("pointermove", point);
  document.addEventListener("pointerdown", point);
  document.addEventListener("pointerleave", unpoint);
})();
