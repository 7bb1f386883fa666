// Inside the frame: tells the page around how high this one is. Nothing else is read or sent.
(() => {
  "use strict";
  if (parent === window) return;

  // What WordPress adds to the address when it embeds a page (wp_filter_oembed_result).
  const [, secret = ""] = /^#\?secret=([A-Za-z0-9]{10})$/.exec(location.hash) || [];
  let asker = "";

  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (asker) parent.postMessage({ agenda: "hauteur", hauteur: height }, asker);
    if (secret) parent.postMessage({ message: "height", value: height, secret }, "*");
  };

  addEventListener("message", (event) => {
    if (event.source !== parent || !event.data) return;
    if (event.data.agenda === "hauteur?" && /^https?:/.test(event.origin)) asker = event.origin;
    tell();
  });
  new ResizeObserver(tell).observe(document.documentElement);

  // WordPress lets nothing but itself leave its page.
  if (secret) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link || event.defaultPrevented) return;
      event.preventDefault();
      parent.postMessage({ message: "link", value: link.href, secret }, "*");
    });
  }
})();
