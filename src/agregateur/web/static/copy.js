// Copies an address when its button is pressed. Without this file the buttons stay hidden, and it is copied by hand.
"use strict";
for (const button of document.querySelectorAll("button[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  if (!field || !navigator.clipboard) continue;
  const said = field.closest(".copied").querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    said.textContent = button.dataset.done;
    setTimeout(() => { said.textContent = ""; }, 4000);
  });
}
for (const field of document.querySelectorAll(".copied input, .copied textarea")) {
  field.addEventListener("focus", () => field.select());
}
