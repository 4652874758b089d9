// A certified OpenID Connect provider for the tests: it signs in whoever the test says, and says so to Casekeeper.
// Arguments: its port, and where it sends people back to. It prints "ready" once it listens, and ends with its input.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";

import Provider from "oidc-provider";

const [port, back] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const accounts = new Map();

const provider = new Provider(issuer, {
  clients: [{ client_id: "casekeeper", client_secret: "not+a%secret", redirect_uris: [back] }],
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", kid: "first" }] },
  cookies: { keys: ["made up"] },
  claims: { openid: ["sub"], acr: null, amr: null, email: ["email", "email_verified"] },
  acrValues: ["gold", "silver"],
  features: { claimsParameter: { enabled: true }, devInteractions: { enabled: false } },
  interactions: { url: (context, interaction) => `/who/${interaction.uid}` },
  findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts.get(id) }) }),
  // Everybody agrees to be named to Casekeeper: an agency's provider asks nobody.
  loadExistingGrant: async (context) => {
    const grant = new context.oidc.provider.Grant({
      accountId: context.oidc.session.accountId,
      clientId: context.oidc.client.clientId,
    });
    grant.addOIDCScope("openid email");
    grant.addOIDCClaims(["email", "email_verified"]);
    await grant.save();
    return grant;
  },
});
const own = provider.callback();

async function form(request) {
  let body = "";
  for await (const part of request) body += part;
  return new URLSearchParams(body);
}

createServer(async (request, response) => {
  if (!request.url.startsWith("/who/")) return own(request, response);
  if (request.method === "GET") return response.end("Who are you?");
  const typed = await form(request);
  if (typed.get("cancel")) {
    return provider.interactionFinished(request, response, { error: "access_denied" });
  }
  accounts.set(typed.get("sub"), { email: typed.get("email"), email_verified: typed.get("verified") === "yes" });
  // How they signed in, as far as the test says it.
  const how = {
    ...(typed.get("acr") && { acr: typed.get("acr") }),
    ...(typed.get("amr") && { amr: typed.getAll("amr") }),
  };
  return provider.interactionFinished(request, response, { login: { accountId: typed.get("sub"), ...how } });
}).listen(Number(port), "127.0.0.1", () => console.log("ready"));

process.stdin.on("end", () => process.exit()).resume();
