// C: the Authenticator as in its documentation: React, the component and its style sheet.
import { Authenticator } from "@aws-amplify/ui-react";
import "@aws-amplify/ui-react/styles.css";
import { Amplify } from "aws-amplify";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

export function start(config, root) {
  Amplify.configure(config);
  createRoot(root).render(createElement(Authenticator));
}
