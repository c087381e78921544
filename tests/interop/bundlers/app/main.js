// The app that each bundler builds: signs a user in, and shows the result.

import { Vestibule } from "vestibule-auth";

const { config, options, username, password } = JSON.parse(decodeURIComponent(location.hash.slice(1)));

async function run() {
  // With all that a page fetches: the larger chunks, and the worker.
  const auth = await Vestibule.create(config, options);
  const step = await auth.signIn({ username, password });
  const user = await auth.profile.user();
  await auth.signOut();
  const other = await Vestibule.create({ ...config, storage: "worker" }, options);
  const again = await other.signIn({ username, password });
  await other.refresh();
  return { steps: [step.kind, again.kind], username: user.username };
}

run().then(
  (done) => (window.outcome = done),
  ({ kind, message, help, retryable, cause }) =>
    (window.outcome = { kind, message, help, retryable, cause: String(cause) }),
);
