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
