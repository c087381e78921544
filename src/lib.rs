//! Amazon Cognito sign-in for the browser.
