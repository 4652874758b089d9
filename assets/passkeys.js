// Hands a passkey's question from the page to the browser, and posts what the browser answers in the page's own form.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const read = (listed) => (listed || []).map((one) => ({ ...one, id: bytes(one.id) }));

const asked = {
  get: (said) => navigator.credentials.get({
    publicKey: { ...said, challenge: bytes(said.challenge), allowCredentials: read(said.allowCredentials) },
  }),
  create: (said) => navigator.credentials.create({
    publicKey: {
      ...said, challenge: bytes(said.challenge), user: { ...said.user, id: bytes(said.user.id) },
      excludeCredentials: read(said.excludeCredentials),
    },
  }),
};

function told({ id, rawId, type, response, authenticatorAttachment }) {
  const parts = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) parts[part] = text(response[part]);
  }
  return JSON.stringify({ id, rawId: text(rawId), type, response: parts, authenticatorAttachment, clientExtensionResults: {} });
}

for (const form of document.querySelectorAll("[data-casekeeper-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const fault = form.querySelector("[data-casekeeper-passkey-fault]");
  form.hidden = false;
  form.parentElement.querySelector("[data-casekeeper-no-passkey]").hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    fault.hidden = true;
    try {
      const credential = await asked[form.dataset.casekeeperPasskey](JSON.parse(form.dataset.options));
      form.elements.credential.value = told(credential);
      form.submit();
    } catch {
      fault.hidden = false;
    }
  });
}
