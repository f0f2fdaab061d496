// A video is loaded from its host only when the reader presses play; without this script the link leads there.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-frame]");
  if (!link) return;
  event.preventDefault();
  const frame = document.createElement("iframe");
  frame.src = link.dataset.frame;
  frame.title = link.dataset.title;
  frame.allow = "fullscreen; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  link.parentElement.replaceChildren(frame);
  frame.focus();
});

// Esc closes an open menu and gives the focus back to what opened it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Suggestions while a search line is typed (combobox with a listbox); without this script the form just searches.
for (const input of document.querySelectorAll("[data-suggest]")) {
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  Object.entries(attributes).forEach(([name, value]) => input.setAttribute(name, value));
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.found);
  input.after(list);
  let timer, request, chosen = -1;

  const show = (items) => {
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...items.map((item, place) => {
      const option = document.createElement("li");
      const kind = document.createElement("span");
      option.id = `${list.id}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = item.url;
      kind.className = "meta";
      kind.textContent = item.kind;
      option.append(item.title, " ", kind);
      return option;
    }));
    list.hidden = !items.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };

  const choose = (place) => {
    const options = [...list.children];
    chosen = (place + options.length) % options.length;
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === chosen)));
    input.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    request?.abort();
    if (input.value.trim().length < 2) return show([]);
    timer = setTimeout(async () => {
      request = new AbortController();
      try {
        const address = `${input.dataset.suggest}?q=${encodeURIComponent(input.value.trim().slice(0, 200))}`;
        const answer = await fetch(address, { signal: request.signal });
        if (answer.ok) show((await answer.json()).items);
      } catch { /* The person has typed on, or the network is gone: the form still searches. */ }
    }, 200);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? -1 : chosen - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.href = list.children[chosen].dataset.url;
    } else if (event.key === "Escape") {
      event.preventDefault(); // a search field would lose its words
      show([]);
    }
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    event.preventDefault();
    if (option) location.href = option.dataset.url;
  });
  input.addEventListener("blur", () => show([]));
}

// A receipt can be printed by a button where there is a script to do it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
