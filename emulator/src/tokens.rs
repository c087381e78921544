//! Access, ID and refresh tokens with Cognito's claims
//! ([ID token](https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html),
//! [access token](https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html)).

use serde_json::{Map, Value, json};

use crate::config::{ClientSettings, RotationFeature};
use crate::crypto::jwt::at_hash;
use crate::random::SessionKind;
use crate::state::{Context, ExternalIdentity, Grant, Methods, SignInMethod, User};
use crate::timestamp::Timestamp;

/// The scope of access tokens of sign-ins by the API.
pub(crate) const USER_ADMIN_SCOPE: &str = "aws.cognito.signin.user.admin";

/// The tokens of a finished sign-in.
pub(crate) struct TokenSet {
    pub(crate) access_token: String,
    pub(crate) id_token: String,
    /// `None` if the old one stays valid.
    pub(crate) refresh_token: Option<String>,
    /// The lifetime of the access token, in seconds.
    pub(crate) expires_in: u64,
}

/// A sign-in that is complete and gets tokens.
pub(crate) struct SignedIn<'a> {
    /// `cognito:username`.
    pub(crate) username: &'a str,
    pub(crate) scopes: Vec<String>,
    /// The nonce of the authorization request.
    pub(crate) nonce: Option<&'a str>,
    /// The resource that the access token is bound to (RFC 8707).
    pub(crate) resource: Option<&'a str>,
    /// When the user signed in; earlier than now after a redirect.
    pub(crate) auth_time: Timestamp,
    /// The hosted pages' session that it comes from, by its id in ListUserSessions.
    pub(crate) origin_session: Option<&'a str>,
    /// The authentication methods of the sign-in.
    pub(crate) methods: Methods,
}

impl Context<'_> {
    /// Starts a grant: an access token, an ID token and a refresh token. `None` if the user has been deleted.
    pub(crate) fn sign_in(
        &mut self,
        client: &ClientSettings,
        proof: &SignedIn<'_>,
    ) -> Option<TokenSet> {
        let device_key = self.remembers_devices().then(|| self.new_device_key());
        self.sign_in_from(client, proof, SignInMethod::Hosted, device_key)
    }

    /// Like [`Context::sign_in`], with a known or new device.
    pub(crate) fn sign_in_from(
        &mut self,
        client: &ClientSettings,
        proof: &SignedIn<'_>,
        sign_in_method: SignInMethod,
        device_key: Option<String>,
    ) -> Option<TokenSet> {
        let grant = Grant {
            device_key,
            sign_in_method,
            ..self.grant(client, proof)
        };
        let mut tokens = self.access_and_id_token(client, &grant, proof.nonce)?;
        let refresh_token = self.random.refresh_token();
        let expires = self.now + client.refresh_token_lifetime();
        self.pool
            .grants
            .add_refresh_token(refresh_token.clone(), &grant.origin_jti, expires);
        tokens.refresh_token = Some(refresh_token);
        self.pool.grants.add(grant);
        Some(tokens)
    }

    /// Starts a grant without a refresh token, for the implicit flow.
    pub(crate) fn sign_in_implicitly(
        &mut self,
        client: &ClientSettings,
        proof: &SignedIn<'_>,
    ) -> Option<TokenSet> {
        let grant = self.grant(client, proof);
        let tokens = self.access_and_id_token(client, &grant, proof.nonce)?;
        self.pool.grants.add(grant);
        Some(tokens)
    }

    /// Issues new tokens for a grant. With rotation there is also a new refresh token, which expires when the old one
    /// would have.
    pub(crate) fn renew(
        &mut self,
        client: &ClientSettings,
        grant: &Grant,
        old_token: &str,
        expires: Timestamp,
    ) -> Option<TokenSet> {
        let mut tokens = self.access_and_id_token(client, grant, None)?;
        self.pool.grants.touch(self.now, &grant.origin_jti);
        if client.refresh_token_rotation.feature == RotationFeature::Enabled {
            let refresh_token = self.random.refresh_token();
            self.pool.grants.replace(self.now, old_token);
            let origin = &grant.origin_jti;
            self.pool
                .grants
                .add_refresh_token(refresh_token.clone(), origin, expires);
            tokens.refresh_token = Some(refresh_token);
        }
        Some(tokens)
    }

    fn grant(&mut self, client: &ClientSettings, proof: &SignedIn<'_>) -> Grant {
        self.pool.grants.prune(self.now);
        if let Some(most) = self.pool.settings.max_token_sessions_per_user {
            let grants = &mut self.pool.grants;
            grants.evict(self.now, proof.username, most.saturating_sub(1));
        }
        Grant {
            origin_jti: self.random.uuid(),
            client_id: client.id.clone(),
            username: proof.username.to_owned(),
            scopes: proof.scopes.clone(),
            resource: proof.resource.map(str::to_owned),
            auth_time: proof.auth_time,
            session_id: self.random.session_id(SessionKind::Token),
            origin_session_id: proof.origin_session.map(str::to_owned),
            methods: proof.methods.clone(),
            last_active: self.now,
            device_key: None,
            sign_in_method: SignInMethod::default(),
            revoked: false,
        }
    }

    fn access_and_id_token(
        &mut self,
        client: &ClientSettings,
        grant: &Grant,
        nonce: Option<&str>,
    ) -> Option<TokenSet> {
        let jti = self.random.uuid();
        let id_jti = self.random.uuid();
        let event_id = self.random.uuid();
        let user = self.pool.users.by_username(&grant.username)?;
        let common = self.common_claims(client, grant, user, &event_id);

        let mut access = common.clone();
        let access_expires = self.now + client.access_token_lifetime();
        extend(
            &mut access,
            json!({
                // Source: amazon-cognito-user-pools-using-the-access-token ("In an access token, its value is `access`").
                "token_use": "access",
                // Source: amazon-cognito-user-pools-using-the-access-token.
                "client_id": client.id,
                // Source: amazon-cognito-user-pools-using-the-access-token, authorization-endpoint (the scopes of the request;
                // for a sign-in by the API only `aws.cognito.signin.user.admin`).
                "scope": grant.scopes.join(" "),
                // Source: amazon-cognito-user-pools-using-the-access-token, API_CreateUserPoolClient (`AccessTokenValidity`).
                "exp": access_expires.seconds(),
                // Source: token-revocation. Assumed: that it is there without revocation, too.
                "jti": jti,
                // Source: amazon-cognito-user-pools-using-the-access-token.
                "username": user.username,
            }),
        );
        if let Some(key) = &grant.device_key {
            // Source: amazon-cognito-user-pools-using-the-access-token (its example has it, beside scopes that only
            // the hosted pages give). Assumed: which sign-ins have it.
            access.insert("device_key".to_owned(), key.as_str().into());
        }
        let is_openid = grant.scopes.iter().any(|scope| scope == "openid");
        if is_openid {
            // Source: amazon-cognito-user-pools-using-the-access-token (its example alone). Assumed: that tokens without
            // `openid` do not say it.
            access.insert("version".to_owned(), 2.into());
        }
        if let Some(resource) = &grant.resource {
            // Source: amazon-cognito-user-pools-using-the-access-token ("Present only if your application requested a
            // resource binding").
            access.insert("aud".to_owned(), resource.clone().into());
        }
        let access_token = self.pool.access_token_key.sign(&Value::Object(access));

        let mut id = common;
        let expires = self.now + client.id_token_lifetime();
        extend(
            &mut id,
            json!({
                // Source: amazon-cognito-user-pools-using-the-id-token ("In an ID token, its value is `id`").
                "token_use": "id",
                // Source: amazon-cognito-user-pools-using-the-id-token.
                "aud": client.id,
                // Source: amazon-cognito-user-pools-using-the-id-token, API_CreateUserPoolClient (`IdTokenValidity`).
                "exp": expires.seconds(),
                // Source: token-revocation. Assumed: that it is there without revocation, too, and is not that
                // of the access token.
                "jti": id_jti,
                // Source: amazon-cognito-user-pools-using-the-id-token.
                "cognito:username": user.username,
            }),
        );
        // Source: amazon-cognito-user-pools-using-the-id-token, authorization-endpoint ("These scopes dictate the claims
        // that go inside the ID token").
        extend(&mut id, attribute_claims(user, client, &grant.scopes));
        if !user.identities.is_empty() {
            let all: Vec<_> = user
                .identities
                .iter()
                .map(ExternalIdentity::claim)
                .collect();
            // Source: amazon-cognito-user-pools-using-the-id-token (of a user with "each third-party identity provider
            // profile").
            id.insert("identities".to_owned(), all.into());
        }
        // Source: amazon-cognito-user-pools-using-the-id-token, cognito-user-pools-user-groups.
        extend(&mut id, self.pool.role_claims(user));
        if is_openid {
            // Assumed: that tokens of the OpenID endpoints have it (OpenID Connect Core, section 3.1.3.6).
            id.insert("at_hash".to_owned(), at_hash(&access_token).into());
        }
        if let Some(nonce) = nonce {
            // Source: amazon-cognito-user-pools-using-the-id-token (the one of the request; a sign-in by a provider has
            // one without it, too). Assumed: that a renewed ID token has none.
            id.insert("nonce".to_owned(), nonce.into());
        }
        let id_token = self.pool.id_token_key.sign(&Value::Object(id));

        let grants = &mut self.pool.grants;
        grants.add_access_token(jti, &grant.origin_jti, access_expires);
        let expires_in = client.access_token_lifetime().as_secs();
        Some(TokenSet {
            access_token,
            id_token,
            refresh_token: None,
            expires_in,
        })
    }

    fn common_claims(
        &self,
        client: &ClientSettings,
        grant: &Grant,
        user: &User,
        event_id: &str,
    ) -> Map<String, Value> {
        let mut claims = Map::new();
        extend(
            &mut claims,
            json!({
                // Source: amazon-cognito-user-pools-using-the-access-token, amazon-cognito-user-pools-using-the-id-token.
                "sub": user.sub,
                // Source: amazon-cognito-user-pools-using-the-access-token, API_IssuerConfigurationType.
                "iss": self.pool.settings.issuer(),
                // Source: amazon-cognito-user-pools-using-the-access-token, amazon-cognito-user-pools-using-the-id-token
                // (their examples). Assumed: that both tokens of a sign-in have the same one.
                "event_id": event_id,
                // Source: amazon-cognito-user-pools-using-the-access-token ("that your user completed authentication").
                // Assumed: that it stays the same after a refresh.
                "auth_time": grant.auth_time.seconds(),
                // Source: amazon-cognito-user-pools-using-the-access-token.
                "iat": self.now.seconds(),
            }),
        );
        if let Some(level) = grant.methods.level() {
            // Source: cognito-user-pools-step-up-authentication (of every sign-in, in access and ID tokens, and
            // the same after a refresh). Assumed: that a sign-in by CUSTOM_AUTH has neither.
            claims.insert("acr".to_owned(), self.pool.settings.acr_name(level).into());
            // Source: cognito-user-pools-step-up-authentication.
            claims.insert("amr".to_owned(), grant.methods.amr().into());
        }
        let rotates = client.refresh_token_rotation.feature == RotationFeature::Enabled;
        if client.enable_token_revocation || rotates {
            // Source: token-revocation ("After you enable token revocation, new claims are added"),
            // amazon-cognito-user-pools-using-the-refresh-token#using-the-refresh-token-rotation (as with token
            // revocation).
            claims.insert("origin_jti".to_owned(), grant.origin_jti.clone().into());
        }
        let groups = self.pool.groups_of(user);
        if !groups.is_empty() {
            // Source: cognito-user-pools-user-groups ("The groups that a user is a member of are included in both
            // the ID token and access token"). Assumed: their order, and that there is no claim without groups.
            claims.insert("cognito:groups".to_owned(), groups.into());
        }
        claims
    }
}

/// The claims for a user's attributes that the scopes cover and the client can read. Two of them are booleans.
///
/// Tokens without a scope for attributes have all of them
/// ([scopes](https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html)).
// Source: userinfo-endpoint (which scope gives which attribute), amazon-cognito-user-pools-using-the-id-token (the example has
// `"email_verified": true`; "custom attribute values … as strings regardless of attribute type"). Assumed: that
// `phone_number_verified` is a truth value, too, and that all other attributes are strings.
pub(crate) fn attribute_claims(user: &User, client: &ClientSettings, scopes: &[String]) -> Value {
    let has = |scope: &str| scopes.iter().any(|other| other == scope);
    let names_none = !["email", "phone", "profile"].into_iter().any(has);
    let is_wanted = |name: &str| {
        names_none
            || match name {
                "email" | "email_verified" => has("email"),
                "phone_number" | "phone_number_verified" => has("phone"),
                // The page's list of what `profile` gives does not have it.
                "address" => false,
                _ => has("profile"),
            }
    };
    let claim = |(name, value): (&String, &String)| {
        let value = match name.as_str() {
            "email_verified" | "phone_number_verified" => {
                Value::Bool(value.eq_ignore_ascii_case("true"))
            }
            _ => Value::String(value.clone()),
        };
        (name.clone(), value)
    };
    let wanted = user.attributes.iter();
    let wanted = wanted.filter(|(name, _)| is_wanted(name) && client.may_read(name));
    wanted.map(claim).collect::<Map<_, _>>().into()
}

fn extend(claims: &mut Map<String, Value>, more: Value) {
    if let Value::Object(more) = more {
        claims.extend(more);
    }
}
