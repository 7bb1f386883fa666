// Loads the page again when the portal answers, and only then: without network, what is shown stays.
(() => {
  "use strict";
  const seconds = Number(document.currentScript.dataset.seconds);
  setInterval(async () => {
    try {
      const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" });
      if (answer.ok) location.reload();
    } catch {
      // No network: asked again next time.
    }
  }, seconds * 1000);
})();
