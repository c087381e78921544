//! Users of identity providers
//! ([what Cognito makes of them](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html)).

use std::collections::BTreeMap;

use super::attributes::{Attributes, check_schema};
use crate::config::{ClientSettings, ProviderSettings, Trigger, UserStatus};
use crate::errors::Failure;
use crate::http::form_encoded;
use crate::state::{Context, ExternalIdentity, User};

/// The triggers before and after the profile is stored, each with its `triggerSource`. The trigger of token generation
/// runs when the tokens are created.
// Source: cognito-user-pools-working-with-lambda-triggers#lambda-triggers-for-federated-users.
const FIRST_SIGN_IN: [(Trigger, &str); 2] = [
    (Trigger::PreSignUp, "PreSignUp_ExternalProvider"),
    (Trigger::PostConfirmation, "PostConfirmation_ConfirmSignUp"),
];

/// The triggers for a user who has signed in before.
// Source: cognito-user-pools-working-with-lambda-triggers#lambda-triggers-for-federated-users.
const LATER_SIGN_IN: [(Trigger, &str); 2] = [
    (
        Trigger::PreAuthentication,
        "PreAuthentication_Authentication",
    ),
    (
        Trigger::PostAuthentication,
        "PostAuthentication_Authentication",
    ),
];

/// A user's profile at a provider.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Profile {
    /// The provider's unique id of the user.
    pub(crate) subject: String,
    /// The entity id of a SAML provider.
    pub(crate) issuer: Option<String>,
    /// The claims about the user, as text.
    pub(crate) claims: BTreeMap<String, String>,
}

/// Why a federated sign-in is refused.
#[derive(Debug)]
pub(crate) enum FederationRefusal {
    /// These required attributes are missing.
    Required(Vec<String>),
    /// A value does not fit the pool's schema, or the client cannot write an attribute.
    Attributes(String),
    /// The user is disabled.
    Disabled,
    /// The user with this name has a subject that differs only in case.
    OtherCase(String),
    /// A trigger refused.
    Trigger(Failure),
}

impl Context<'_> {
    /// Creates or updates the user of a profile. Returns the `cognito:username`.
    // Source: cognito-user-pools-working-with-lambda-triggers#lambda-triggers-for-federated-users (which triggers there
    // are, and in which order). Assumed: that the profile is checked before any of them.
    pub(crate) fn sign_in_federated(
        &mut self,
        client: &ClientSettings,
        provider: &ProviderSettings,
        profile: &Profile,
    ) -> Result<String, FederationRefusal> {
        let username = self.external_username(provider, profile);
        let attributes = mapped(provider, profile);
        self.check_mapped(client, &attributes)?;
        let is_new = match self.pool.users.by_username(&username) {
            Some(user) if !user.enabled => return Err(FederationRefusal::Disabled),
            Some(user) if !is_of(user, provider, profile) => {
                return Err(FederationRefusal::OtherCase(username));
            }
            Some(_) => false,
            None => true,
        };
        let [before, after] = match is_new {
            true => FIRST_SIGN_IN,
            false => LATER_SIGN_IN,
        };
        self.trigger_from(before.0, before.1, &username)
            .map_err(FederationRefusal::Trigger)?;
        if is_new {
            self.add_external(provider, profile, &username);
        }
        self.update_mapped_attributes(&username, attributes, &blank(provider, profile));
        self.trigger_from(after.0, after.1, &username)
            .map_err(FederationRefusal::Trigger)?;
        Ok(username)
    }

    // Source: cognito-user-pools-specifying-attribute-mapping ("prepends this attribute value with the name of your
    // IdP"; "When a user pool is case insensitive, Amazon Cognito converts the entire automatically generated username
    // of a federated user to lowercase").
    fn external_username(&self, provider: &ProviderSettings, profile: &Profile) -> String {
        let username = format!("{}_{}", provider.name, profile.subject);
        match self.pool.settings.username_case_sensitive {
            true => username,
            false => username.to_lowercase(),
        }
    }

    // Source: cognito-user-pools-saml-idp-things-to-know ("Map all required attributes"), API_CreateUserPoolClient ("If
    // your app client does not have write access to a mapped attribute, Amazon Cognito throws an error"). Assumed:
    // that it does; cognito-user-pools-specifying-attribute-mapping says that the sign-in goes on.
    fn check_mapped(
        &self,
        client: &ClientSettings,
        attributes: &Attributes,
    ) -> Result<(), FederationRefusal> {
        let settings = &self.pool.settings;
        let is_missing = |name: &&String| !attributes.contains_key(*name);
        let required = &settings.required_attributes;
        let missing: Vec<_> = required.iter().filter(is_missing).cloned().collect();
        if !missing.is_empty() {
            return Err(FederationRefusal::Required(missing));
        }
        check_schema(settings, attributes)
            .map_err(|failure| FederationRefusal::Attributes(failure.message().to_owned()))?;
        // The provider, not the client, sets whether an address is verified.
        let mut names = attributes
            .keys()
            .filter(|name| !name.ends_with("_verified"));
        let required = &self.pool.settings.required_attributes;
        match names.find(|name| !client.may_write(name) && !required.contains(name)) {
            Some(name) => Err(FederationRefusal::Attributes(format!(
                "user.{name}: Attribute cannot be updated."
            ))),
            None => Ok(()),
        }
    }

    // Source: cognito-user-pools-identity-federation (the group of the provider, `identities`), API_UserType
    // (`EXTERNAL_PROVIDER`).
    fn add_external(&mut self, provider: &ProviderSettings, profile: &Profile, username: &str) {
        let mut user = User::new(username.to_owned(), self.random.uuid(), self.now);
        user.status = UserStatus::ExternalProvider;
        user.groups = vec![format!("{}_{}", self.pool.settings.id, provider.name)];
        user.identities = vec![ExternalIdentity {
            user_id: profile.subject.clone(),
            provider_name: provider.name.clone(),
            provider_type: provider.provider_type.as_str(),
            issuer: profile.issuer.clone(),
            created: self.now,
        }];
        self.pool.users.add(user);
    }

    /// Updates the mapped attributes at every sign-in. An attribute with a blank claim is removed; one whose claim is
    /// missing is kept.
    // Source: cognito-user-pools-specifying-attribute-mapping ("Amazon Cognito doesn't remove attributes from users when
    // the source attribute is no longer sent"; "By default, mapped email addresses are unverified"). Assumed: that a
    // new address is unverified, too.
    fn update_mapped_attributes(
        &mut self,
        username: &str,
        attributes: Attributes,
        blank: &[&String],
    ) {
        let now = self.now;
        let Some(user) = self.pool.users.by_username_mut(username) else {
            return;
        };
        user.attributes.retain(|name, _| !blank.contains(&name));
        for name in ["email", "phone_number"] {
            let is_new = attributes.get(name) != user.attributes.get(name);
            if is_new && attributes.contains_key(name) {
                user.attributes
                    .insert(format!("{name}_verified"), "false".to_owned());
            }
        }
        user.attributes.extend(attributes);
        user.modified = now;
    }
}

/// Joins several values of a claim into one text, `[a, b]`, each form-encoded.
// Source: cognito-user-pools-specifying-attribute-mapping ("flattens all values into a single comma-delimited string
// enclosed in the square-bracket characters"). Assumed: the space after a comma.
pub(crate) fn flattened(values: &[String]) -> String {
    let values: Vec<_> = values.iter().map(|value| form_encoded(value)).collect();
    format!("[{}]", values.join(", "))
}

/// Whether the profile is of this user. The subject is case-sensitive, even in a case-insensitive pool.
// Source: cognito-user-pools-saml-idp ("Because `NameId` must be an exact case match, the sign-in doesn't succeed"),
// user-pool-case-sensitivity ("Regardless of the case sensitivity settings of your user pool, Amazon Cognito requires
// that a federated user from a SAML or OIDC identity provider (IdP) pass a unique and case-sensitive `NameId` or `sub`").
fn is_of(user: &User, provider: &ProviderSettings, profile: &Profile) -> bool {
    let mut identities = user.identities.iter();
    user.identities.is_empty()
        || identities.any(|identity| {
            identity.provider_name == provider.name && identity.user_id == profile.subject
        })
}

/// The attributes whose claims are blank.
fn blank<'a>(provider: &'a ProviderSettings, profile: &Profile) -> Vec<&'a String> {
    let is_blank = |claim: &String| profile.claims.get(claim).is_some_and(String::is_empty);
    let mapping = provider.attribute_mapping.iter();
    mapping
        .filter_map(|(name, claim)| is_blank(claim).then_some(name))
        .collect()
}

/// The attributes that the mapping gives; a blank claim counts as missing.
fn mapped(provider: &ProviderSettings, profile: &Profile) -> Attributes {
    let mapping = provider.attribute_mapping.iter();
    let filled = mapping.filter(|(name, _)| *name != "username");
    filled
        .filter_map(|(name, claim)| {
            let value = profile.claims.get(claim)?;
            (!value.is_empty()).then(|| (name.clone(), value.clone()))
        })
        .collect()
}
