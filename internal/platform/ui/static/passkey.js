// Passkeys. A form with data-passkey="create" or "get" asks the server for a challenge, the
// browser for a key, and sends the answer as an ordinary form. Without it the form stays hidden.
(() => {
  const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const keys = (list) => (list || []).map((k) => ({ ...k, id: bytes(k.id) }));
  const answer = (c) => {
    const r = { clientDataJSON: text(c.response.clientDataJSON) };
    for (const k of ["attestationObject", "authenticatorData", "signature", "userHandle"]) if (c.response[k]) r[k] = text(c.response[k]);
    if (c.response.getTransports) r.transports = c.response.getTransports();
    return JSON.stringify({ id: c.id, rawId: text(c.rawId), type: c.type, response: r, clientExtensionResults: c.getClientExtensionResults() });
  };
  const can = window.PublicKeyCredential && window.isSecureContext;
  for (const e of document.querySelectorAll("[data-nokey]")) e.hidden = can;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = !can;
    const say = form.querySelector("[data-say]");
    let sent = false;
    form.addEventListener("submit", async (ev) => {
      if (sent) return;
      ev.preventDefault();
      say.textContent = form.dataset.wait;
      try {
        const res = await fetch(form.dataset.start, { method: "POST", headers: { Accept: "application/json" } });
        if (!res.ok) throw new Error(res.status);
        const o = (await res.json()).publicKey;
        o.challenge = bytes(o.challenge);
        if (form.dataset.passkey === "create") {
          o.user.id = bytes(o.user.id);
          o.excludeCredentials = keys(o.excludeCredentials);
          form.elements.answer.value = answer(await navigator.credentials.create({ publicKey: o }));
        } else {
          o.allowCredentials = keys(o.allowCredentials);
          form.elements.answer.value = answer(await navigator.credentials.get({ publicKey: o }));
        }
        sent = true;
        form.submit();
      } catch {
        say.textContent = form.dataset.bad;
      }
    });
  }
})();
