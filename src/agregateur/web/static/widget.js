// <script src="…/widget.js" data-agenda="commune=05023" data-titre="Agenda – Briançon" async></script>
// Puts the agenda behind this element, in a frame that is as high as its list. Reads the two attributes, and of the
// frame's messages its height alone; leaves nothing in the page beside the frame.
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script) return;

  const portal = new URL(script.src);
  const address = new URL("widget", portal);
  address.search = script.dataset.agenda || "";

  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = script.dataset.titre || "Agenda";
  frame.lang = address.searchParams.get("langue") || "fr";
  frame.loading = "lazy";
  Object.assign(frame.style, { display: "block", width: "100%", height: "600px", border: "0" });

  frame.addEventListener("load", () => {
    frame.contentWindow.postMessage({ agenda: "hauteur?" }, portal.origin);
  });
  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== portal.origin || !event.data) return;
    const height = event.data.agenda === "hauteur" ? Number(event.data.hauteur) : 0;
    if (height > 0 && height <= 20000) frame.style.height = `${Math.ceil(height)}px`;
  });
  script.after(frame);
})();
