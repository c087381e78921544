// Settings: what TypeScript must accept and reject. A line after `@ts-expect-error` has to be an error. Nothing
// here runs.

import { Vestibule } from "../../../pkg/dist/index.js";
import { holds, type Same } from "./support.ts";

declare const auth: Vestibule;

// case: a user pool and an app client are sufficient
void Vestibule.create({ userPoolId: "eu-west-1_A", clientId: "abc" });

// case: every setting has its type
void Vestibule.create(
  {
    userPoolId: "eu-west-1_A",
    clientId: "abc",
    domain: "auth.example.com",
    redirectUri: "https://example.com/",
    logoutUri: "https://example.com/bye",
    idpInitiated: "MySaml",
    scopes: ["openid"] as const,
    endpoint: "http://127.0.0.1:9229",
    issuer: "http://127.0.0.1:9229/eu-west-1_A",
    storage: "session",
    timeout: 5000,
    sideBySide: true,
  },
  { wasm: new URL("https://example.com/vestibule_bg.wasm") },
);

// case: the client id is required
// @ts-expect-error
void Vestibule.create({ userPoolId: "eu-west-1_A" });

// case: a misspelt setting is rejected
// @ts-expect-error
void Vestibule.create({ userPoolId: "eu-west-1_A", clientId: "abc", userpool: "x" });

// case: a client secret is rejected
// @ts-expect-error
void Vestibule.create({ userPoolId: "eu-west-1_A", clientId: "abc", clientSecret: "x" });

// case: storage is one of the known kinds
// @ts-expect-error
void Vestibule.create({ userPoolId: "eu-west-1_A", clientId: "abc", storage: "cookies" });

// case: only create makes a client
// @ts-expect-error
new Vestibule();

// case: clientMetadata is an object or a function
void Vestibule.create({ userPoolId: "a", clientId: "b", clientMetadata: { locale: "de" } });
void Vestibule.create({
  userPoolId: "a",
  clientId: "b",
  clientMetadata: (operation) => (operation === "SignUp" ? { locale: "de" } : undefined),
});

// case: a clientMetadata function is synchronous and gets the operation
// @ts-expect-error: it is sent with the request that waits for it.
void Vestibule.create({ userPoolId: "a", clientId: "b", clientMetadata: async () => ({ locale: "de" }) });
// @ts-expect-error: no such operation.
void Vestibule.create({ userPoolId: "a", clientId: "b", clientMetadata: (it) => ({ a: String(it === "SignDown") }) });

// case: Amplify outputs are text or the imported file
void Vestibule.fromAmplifyOutputs("{}");
void Vestibule.fromAmplifyOutputs({ auth: { user_pool_id: "eu-west-1_A" } }, { storage: "memory" });
void Vestibule.fromAmplifyOutputs("{}", {
  hostedSignOut: false,
  signOutAfter: { idle: 60000 },
  clientMetadata: {},
  idpInitiated: "MySaml",
});

// case: the pool of Amplify outputs cannot be replaced
// @ts-expect-error
void Vestibule.fromAmplifyOutputs("{}", { userPoolId: "eu-west-1_A" });

// case: withExtras returns a client
holds<Same<ReturnType<Vestibule["withExtras"]>, Vestibule>>();
void auth
  .withExtras({ clientMetadata: { campaign: "spring" }, userContext: "x" })
  .signIn({ username: "a", password: "b" });
