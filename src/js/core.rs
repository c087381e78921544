//! The exported client.

use std::future::Future;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::step::Step;
use super::{read, view};
use crate::error::Error;
use crate::platform::LocalFuture;
use crate::{Client, SignUp, Subscription};

/// A client of one user pool.
///
/// Its promises resolve with JSON text, with a [`Step`] or with nothing, and reject with the JSON
/// text of an error. Each holds a client of its own, so that this one can be freed meanwhile.
#[wasm_bindgen]
pub struct Core(Client);

#[wasm_bindgen]
impl Core {
    /// Makes a client from the settings, and the text of an `amplify_outputs.json` or nothing.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str, outputs: &str) -> Result<Core, JsValue> {
        read::config(settings, outputs)
            .and_then(Client::new)
            .map(Core)
            .map_err(rejection)
    }

    #[wasm_bindgen(js_name = signIn)]
    pub fn sign_in(
        &self,
        username: String,
        password: Option<String>,
        flow: &str,
        preferred: Option<String>,
    ) -> Promise {
        let client = self.0.clone();
        let credentials = read::credentials(username, password, flow, preferred);
        promise(async move { Ok(Step::from(client.sign_in(credentials).await?).into()) })
    }

    /// What this tab left unfinished: a sign-up or a sign-in.
    pub fn resume(&self, sign_up: bool) -> Promise {
        let client = self.0.clone();
        promise(async move {
            let step = match sign_up {
                true => client.resume_sign_up().await.map(Step::from),
                false => client.resume_sign_in().await.map(Step::from),
            };
            Ok(step.map_or(JsValue::UNDEFINED, Step::into))
        })
    }

    #[wasm_bindgen(js_name = signUp)]
    pub fn sign_up(
        &self,
        username: String,
        password: Option<String>,
        attributes: &str,
        validation: &str,
    ) -> Promise {
        let client = self.0.clone();
        let mut sign_up = match password {
            Some(password) => SignUp::new(username, password),
            None => SignUp::without_password(username),
        };
        for (name, value) in read::attributes(attributes) {
            sign_up = sign_up.attribute(name, value);
        }
        for (name, value) in read::attributes(validation) {
            sign_up = sign_up.validation(name, value);
        }
        promise(async move { Ok(Step::from(client.sign_up(sign_up).await?).into()) })
    }

    /// Another client on the same session, with something to send along.
    #[wasm_bindgen(js_name = withExtras)]
    pub fn with_extras(&self, metadata: &str, analytics: String, context: String) -> Core {
        Core(
            self.0
                .with_extras(read::extras(metadata, analytics, context)),
        )
    }

    #[wasm_bindgen(js_name = confirmSignUp)]
    pub fn confirm_sign_up(&self, username: String) -> Step {
        self.0.confirm_sign_up(username).into()
    }

    #[wasm_bindgen(js_name = forgotPassword)]
    pub fn forgot_password(&self, username: String) -> Promise {
        let client = self.0.clone();
        promise(async move { Ok(Step::from(client.forgot_password(username).await?).into()) })
    }

    #[wasm_bindgen(js_name = resetPassword)]
    pub fn reset_password(&self, username: String) -> Step {
        self.0.reset_password(username).into()
    }

    pub fn call(&self, operation: String, input: String) -> Promise {
        let client = self.0.clone();
        promise(async move { Ok(text(client.call_json(&operation, &input).await?)) })
    }

    pub fn user(&self) -> Promise {
        let client = self.0.clone();
        promise(async move { Ok(text(view::user(&client.user().await?))) })
    }

    /// Begins to set an authenticator app up.
    #[wasm_bindgen(js_name = setUpTotp)]
    pub fn set_up_totp(&self) -> Promise {
        let client = self.0.clone();
        promise(async move { Ok(Step::from(client.set_up_totp().await?).into()) })
    }

    #[wasm_bindgen(js_name = registerPasskey)]
    pub fn register_passkey(&self) -> Promise {
        let client = self.0.clone();
        promise(async move { client.register_passkey().await.map(nothing) })
    }

    #[wasm_bindgen(js_name = abortPasskey)]
    pub fn abort_passkey(&self) {
        self.0.abort_passkey();
    }

    #[wasm_bindgen(js_name = thisDevice)]
    pub fn this_device(&self) -> Promise {
        let client = self.0.clone();
        promise(async move {
            let device = client.this_device().await?;
            Ok(device.map_or(JsValue::UNDEFINED, |device| {
                text(view::this_device(&device))
            }))
        })
    }

    /// `change` is `remember`, `ignore` or `forget`.
    #[wasm_bindgen(js_name = changeDevice)]
    pub fn change_device(&self, key: String, change: String) -> Promise {
        let client = self.0.clone();
        promise(async move {
            let changed = match change.as_str() {
                "remember" => client.remember_device(&key).await,
                "ignore" => client.do_not_remember_device(&key).await,
                _ => client.forget_device(&key).await,
            };
            changed.map(nothing)
        })
    }

    #[wasm_bindgen(js_name = changePassword)]
    pub fn change_password(&self, current: String, new: String) -> Promise {
        let client = self.0.clone();
        promise(async move { client.change_password(&current, &new).await.map(nothing) })
    }

    #[wasm_bindgen(js_name = deleteUser)]
    pub fn delete_user(&self) -> Promise {
        let client = self.0.clone();
        promise(async move { client.delete_user().await.map(nothing) })
    }

    pub fn session(&self) -> Promise {
        let client = self.0.clone();
        promise(async move { Ok(text(view::session(&client.session().await?))) })
    }

    pub fn refresh(&self) -> Promise {
        let client = self.0.clone();
        promise(async move { Ok(text(view::session(&client.refresh().await?))) })
    }

    #[wasm_bindgen(js_name = signOut)]
    pub fn sign_out(&self) -> Promise {
        let client = self.0.clone();
        promise(async move { Ok(text(view::sign_out(&client.sign_out().await?))) })
    }

    #[wasm_bindgen(js_name = signOutEverywhere)]
    pub fn sign_out_everywhere(&self) -> Promise {
        let client = self.0.clone();
        promise(async move { Ok(text(view::sign_out(&client.sign_out_everywhere().await?))) })
    }

    /// Calls `listener`, which must not throw, with the JSON text of each change, until the
    /// returned object is freed.
    #[wasm_bindgen(js_name = onChange)]
    pub fn on_change(&self, listener: Function) -> Listening {
        let subscription = self.0.on_change(move |change| {
            let change = text(view::change(change));
            let _ = listener.call1(&JsValue::UNDEFINED, &change);
        });
        Listening {
            _subscription: subscription,
            _client: self.0.clone(),
        }
    }

    #[wasm_bindgen(js_name = signInWithRedirect)]
    pub fn sign_in_with_redirect(&self, options: &str) -> Promise {
        let client = self.0.clone();
        let redirect = read::redirect(options);
        promise(async move { client.redirect_sign_in(redirect).await.map(nothing) })
    }

    #[wasm_bindgen(js_name = handleCallback)]
    pub fn handle_callback(&self) -> Promise {
        let client = self.0.clone();
        promise(async move {
            let outcome = client.handle_callback().await?;
            Ok(outcome.map_or(JsValue::UNDEFINED, |outcome| text(view::outcome(&outcome))))
        })
    }

    #[wasm_bindgen(js_name = signOutWithRedirect)]
    pub fn sign_out_with_redirect(&self) -> Promise {
        let client = self.0.clone();
        promise(async move { Ok(text(view::sign_out(&client.redirect_sign_out().await?))) })
    }
}

/// Ends a subscription when it is freed. It holds the client: somebody who listens wants to hear,
/// even if nothing else asks that client any more.
#[wasm_bindgen]
pub struct Listening {
    _subscription: Subscription,
    _client: Client,
}

/// A promise of what `work` comes to. One piece of code settles all of them: only what is behind
/// the box is compiled anew for each.
pub(super) fn promise(work: impl Future<Output = Result<JsValue, Error>> + 'static) -> Promise {
    settle(Box::pin(work))
}

fn settle(work: LocalFuture<'static, Result<JsValue, Error>>) -> Promise {
    future_to_promise(async move { work.await.map_err(rejection) })
}

fn rejection(error: Error) -> JsValue {
    text(view::error(&error))
}

fn text(json: String) -> JsValue {
    JsValue::from_str(&json)
}

pub(super) fn nothing((): ()) -> JsValue {
    JsValue::UNDEFINED
}
