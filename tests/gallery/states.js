// Every screen in the states that it has: what the element is given, what Cognito answers, and what a person does to get
// there. What is typed and pressed is found by the texts of the English screens.

const USER = "ada";
const DELIVERY = { DeliveryMedium: "EMAIL", AttributeName: "email" };
const SESSION = "s".repeat(40);

/** A sign-in by name first, so that any challenge comes at once. */
const challenge = (ChallengeName, ChallengeParameters = {}, more = {}) => ({
  InitiateAuth: { ChallengeName, Session: SESSION, ChallengeParameters, ...more },
});
const step = (responses, then = [], more = {}) => ({
  attributes: { "first-factor": "choice" },
  responses,
  go: [["fill", "Username", USER], ["press", "Continue"], ...then],
  ...more,
});
const refusal = (__type, message = "") => ({ status: 400, __type, message });
const sent = (medium, destination) => ({
  CODE_DELIVERY_DELIVERY_MEDIUM: medium,
  CODE_DELIVERY_DESTINATION: destination,
});

const TEXT_MESSAGE = challenge("SMS_OTP", sent("SMS", "+********2600"));
const CHOICE = challenge(
  "SELECT_CHALLENGE",
  {},
  { AvailableChallenges: ["PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"] },
);
const SET_UP = challenge("MFA_SETUP", { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA","EMAIL_OTP"]' });
const TOTP = { AssociateSoftwareToken: { SecretCode: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", Session: SESSION } };
const SIGN_UP = {
  SignUp: { UserConfirmed: false, UserSub: "1", CodeDeliveryDetails: { ...DELIVERY, Destination: "a***@e***" } },
};
const RULES = { passwordRules: { length: 8, lowercase: true, uppercase: true, number: true, symbol: true } };
const toSignUp = [
  ["press", "Create an account"],
  ["see", "Create your Notes account"],
];
const toForgotten = [
  ["press", "Forgot your password?"],
  ["see", "We will send you a code to choose a new one."],
];
const account = (more = {}) => ({ element: "vestibule-account", isSignedIn: true, responses: ACCOUNT, ...more });

const ACCOUNT = {
  GetUser: {
    Username: USER,
    UserAttributes: Object.entries({
      sub: "5f0c1c1e-0000-4000-8000-000000000001",
      name: "Ada Lovelace",
      email: "ada@example.com",
      email_verified: "true",
      phone_number: "+441935082600",
      phone_number_verified: "false",
    }).map(([Name, Value]) => ({ Name, Value })),
    UserMFASettingList: ["SOFTWARE_TOKEN_MFA"],
    PreferredMfaSetting: "SOFTWARE_TOKEN_MFA",
  },
  GetUserAuthFactors: {
    Username: USER,
    ConfiguredUserAuthFactors: ["PASSWORD", "WEB_AUTHN"],
    UserMFASettingList: ["SOFTWARE_TOKEN_MFA"],
    PreferredMfaSetting: "SOFTWARE_TOKEN_MFA",
  },
  ListWebAuthnCredentials: {
    Credentials: [
      {
        CredentialId: "c1",
        FriendlyCredentialName: "Ada's phone",
        RelyingPartyId: "localhost",
        AuthenticatorTransports: ["internal"],
        CreatedAt: 1767225600,
      },
    ],
  },
  ListDevices: { Devices: [] },
  ListUserSessions: { Sessions: [] },
  AssociateSoftwareToken: { SecretCode: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" },
};
/** One section, and what is pressed in it. */
const section = (sections, ...go) => account({ attributes: { sections }, go });

/**
 * Every screen by its name, with the state that shows it. `undefined` for a screen that no element shows: it is only a
 * component of the crate.
 */
export const SCREENS = {
  "sign-in": "sign-in",
  "sign-up": "sign-up",
  "confirm-sign-up": "confirm-sign-up",
  "forgot-password": "forgot-password",
  "reset-password": "reset-password",
  "new-password": "new-password",
  "sign-in-code": "code-text-message",
  "authenticator-code": "code-app",
  "choose-factor": "choose-factor",
  "set-up-factor": "set-up-choice",
  password: "password",
  passkey: "passkey",
  "custom-challenge": "question",
  "unknown-challenge": "unknown-step",
  "step-up": "account-step-up",
  "change-password": undefined,
  "signed-in": "signed-in",
  account: "account",
  profile: "account",
  "password-settings": "account",
  "second-factors": "account",
  passkeys: "account",
  devices: "account",
  sessions: "account",
  "linked-accounts": "account",
  "delete-account": "account",
  "account-dialog": "account-dialog",
  "offer-passkey": "offer-passkey",
  "user-menu": "user-menu",
  unavailable: "unavailable",
};

export const STATES = {
  "sign-in": {},
  "sign-in-providers": {
    attributes: {
      providers: "Google SignInWithApple Facebook Okta",
      domain: "https://auth.example.com",
      "remember-me": "unticked",
    },
  },
  "sign-in-empty": { go: [["press", "Sign in"]] },
  "sign-in-wrong": {
    responses: { InitiateAuth: refusal("NotAuthorizedException", "Incorrect username or password.") },
    go: [
      ["fill", "Username", USER],
      ["fill", "Password", "not this one"],
      ["press", "Sign in"],
      ["see", "Those details do not match. Try again."],
    ],
  },
  // No response comes.
  "sign-in-busy": {
    isHeld: true,
    go: [
      ["fill", "Username", USER],
      ["fill", "Password", "Engine-1843"],
      ["press", "Sign in"],
    ],
  },
  "sign-in-slow": {
    isHeld: true,
    isSlow: true,
    go: [
      ["fill", "Username", USER],
      ["fill", "Password", "Engine-1843"],
      ["press", "Sign in"],
      ["see", "Still trying…"],
    ],
  },
  "sign-in-name-first": { attributes: { "first-factor": "choice" } },
  "sign-up": {
    go: toSignUp,
    options: { signUpFields: [{ attribute: "name", label: "Your name", autocomplete: "name" }], ...RULES },
  },
  "sign-up-weak": {
    options: RULES,
    go: [...toSignUp, ["fill", "Username", USER], ["fill", "Email", "ada@example.com"], ["fill", "Password", "short"]],
  },
  "sign-up-empty": { options: RULES, go: [...toSignUp, ["press", "Create account"], ["see", "Enter your username."]] },
  "sign-up-strength": {
    options: RULES,
    properties: { passwordStrength: () => 2 },
    go: [...toSignUp, ["fill", "Password", "Engine-1843"], ["see", "Fair: could be guessed"]],
  },
  "confirm-sign-up": {
    responses: SIGN_UP,
    go: [
      ...toSignUp,
      ["fill", "Username", USER],
      ["fill", "Email", "ada@example.com"],
      ["fill", "Password", "Engine-1843"],
      ["press", "Create account"],
      ["see", "Check your email"],
    ],
  },
  "forgot-password": { go: toForgotten },
  "reset-password": {
    options: RULES,
    responses: { ForgotPassword: { CodeDeliveryDetails: { ...DELIVERY, Destination: "a***@e***" } } },
    go: [...toForgotten, ["fill", "Username", USER], ["press", "Send code"], ["see", "Choose a new password"]],
  },
  "new-password": step(
    challenge("NEW_PASSWORD_REQUIRED", { userAttributes: "{}", requiredAttributes: '["userAttributes.given_name"]' }),
    [["see", "Choose a new password"]],
    { options: RULES },
  ),
  "choose-factor": step(CHOICE, [["see", "How do you want to sign in?"]]),
  password: step(CHOICE, [
    ["see", "How do you want to sign in?"],
    ["press", "Password"],
    ["see", "Enter your password"],
  ]),
  "code-text-message": step(TEXT_MESSAGE, [["see", "Check your phone"]]),
  "code-wrong": step({ ...TEXT_MESSAGE, RespondToAuthChallenge: refusal("CodeMismatchException") }, [
    ["see", "Check your phone"],
    ["fill", "Code", "12345678"],
    ["see", "That code did not match. Check it and try again."],
  ]),
  "code-app": step(challenge("SOFTWARE_TOKEN_MFA"), [["see", "Enter your code"]]),
  "choose-second-factor": step(
    challenge("SELECT_MFA_TYPE", { MFAS_CAN_CHOOSE: '["SMS_MFA","SOFTWARE_TOKEN_MFA","EMAIL_OTP"]' }),
    [["see", "Confirm that it is you"]],
  ),
  "set-up-choice": step(SET_UP, [["see", "Add a second step"]]),
  "set-up-app": step({ ...SET_UP, ...TOTP }, [
    ["see", "Add a second step"],
    ["press", "Authenticator app"],
    ["see", "Set up your authenticator app"],
  ]),
  "set-up-email": step(SET_UP, [
    ["see", "Add a second step"],
    ["press", "Email"],
    ["see", "Get codes by email"],
  ]),
  question: step(
    challenge("CUSTOM_CHALLENGE", { question: "What is the magic word?" }),
    [["see", "One more question"]],
    { attributes: { "first-factor": "custom" } },
  ),
  passkey: step(challenge("WEB_AUTHN", { CREDENTIAL_REQUEST_OPTIONS: "{}" }), [["see", "Use your passkey"]]),
  "unknown-step": step(challenge("PALM_SCAN"), [["see", "One more step"]]),
  unavailable: { attributes: { storage: "local" }, isStale: true, isAway: true, go: [["see", "Try again"]] },
  "starting-slow": {
    attributes: { storage: "local" },
    isStale: true,
    isHeld: true,
    isSlow: true,
    go: [["see", "Still trying…"]],
  },
  "signed-in": { isSignedIn: true },
  account: account(),
  "account-slow": account({
    attributes: { sections: "profile" },
    held: ["GetUser"],
    isSlow: true,
    go: [["see", "Still trying…"]],
  }),
  "account-dialog": account({ attributes: { sections: "profile" }, go: [["press", "Change"]] }),
  "account-password": section("password", ["press", "Change"], ["see", "Change your password"]),
  "account-app": section("second-factors", ["press", "Use another app"], ["see", "Set up your authenticator app"]),
  "account-passkey": section("passkeys", ["press", "Delete"], ["see", "Delete “Ada's phone”?"]),
  "account-delete": section("delete-account", ["press", "Delete account"], ["see", "Delete your account?"]),
  "account-step-up": account({
    attributes: { sections: "delete-account" },
    options: { accountLevel: { maxAge: 1 } },
    isOld: true,
    go: [
      ["press", "Delete account"],
      ["see", "Show that it is you"],
    ],
  }),
  "offer-passkey": {
    element: "vestibule-passkey-offer",
    isSignedIn: true,
    responses: { ListWebAuthnCredentials: { Credentials: [] } },
  },
  "user-menu": {
    element: "vestibule-user-button",
    isSignedIn: true,
    attributes: { "account-href": "#account" },
    options: { entries: [{ label: "Billing", href: "#billing" }] },
    go: [["press", "Account of"]],
    keepsFocus: true,
  },
  "add-account": {
    element: "vestibule-user-button",
    isSignedIn: true,
    attributes: { "add-account": "" },
    config: { accounts: true },
    go: [
      ["press", "Account of"],
      ["press", "Add another account"],
      ["see", "Sign in to Notes"],
    ],
    keepsFocus: true,
  },
};
