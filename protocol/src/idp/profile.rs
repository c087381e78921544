//! The signed-in user: attributes, their verification, and the end of the account.

use super::describe::{nested, operation, record};
use super::shared::{Attribute, CodeDeliveryDetails, DeliveryMedium, Parameters};
use crate::secret::Secret;

operation! {
    GetUser => GetUserResponse;
    DeleteUser => ();
    UpdateUserAttributes => UpdateUserAttributesResponse;
    DeleteUserAttributes => ();
    GetUserAttributeVerificationCode => GetUserAttributeVerificationCodeResponse;
    VerifyUserAttribute => ();
}

record! {
    /// Reads the user.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html>
    pub struct GetUser {
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
    }

    /// The answer to [`GetUser`].
    pub struct GetUserResponse {
        /// The user name.
        pub username: String => "Username",
        /// The attributes.
        pub user_attributes: Vec<Attribute> => "UserAttributes",
        /// The text message factor in its older form; [`user_mfa_setting_list`](Self::user_mfa_setting_list)
        /// tells of all factors.
        pub mfa_options: Vec<MfaOption> => "MFAOptions",
        /// The second factor that is asked for first.
        pub preferred_mfa_setting: Option<String> => "PreferredMfaSetting",
        /// The second factors that are set up.
        pub user_mfa_setting_list: Vec<String> => "UserMFASettingList",
    }

    /// A second factor in its older form.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_MFAOptionType.html>
    pub struct MfaOption {
        /// By what means.
        pub delivery_medium: Option<DeliveryMedium> => "DeliveryMedium",
        /// The attribute that holds the destination.
        pub attribute_name: Option<String> => "AttributeName",
    }

    /// Deletes the user.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html>
    pub struct DeleteUser {
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
    }

    /// Changes attributes.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html>
    pub struct UpdateUserAttributes {
        /// The attributes that change; one with an empty value is emptied.
        pub user_attributes: Vec<Attribute> => "UserAttributes",
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
        /// Passed to the pool's Lambda triggers.
        pub client_metadata: Parameters => "ClientMetadata",
    }

    /// The answer to [`UpdateUserAttributes`].
    pub struct UpdateUserAttributesResponse {
        /// Where codes went, for attributes that have to be verified.
        pub code_delivery_details_list: Vec<CodeDeliveryDetails> => "CodeDeliveryDetailsList",
    }

    /// Deletes attributes.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html>
    pub struct DeleteUserAttributes {
        /// Their names; custom ones begin with `custom:`.
        pub user_attribute_names: Vec<String> => "UserAttributeNames",
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
    }

    /// Sends a code that verifies an attribute.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html>
    pub struct GetUserAttributeVerificationCode {
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
        /// `email` or `phone_number`.
        pub attribute_name: String => "AttributeName",
        /// Passed to the pool's Lambda triggers.
        pub client_metadata: Parameters => "ClientMetadata",
    }

    /// The answer to [`GetUserAttributeVerificationCode`].
    pub struct GetUserAttributeVerificationCodeResponse {
        /// Where the code went.
        pub code_delivery_details: Option<CodeDeliveryDetails> => "CodeDeliveryDetails",
    }

    /// Verifies an attribute by the code that Cognito sent.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html>
    pub struct VerifyUserAttribute {
        /// The access token of who is signed in.
        pub access_token: Secret => "AccessToken",
        /// `email` or `phone_number`.
        pub attribute_name: String => "AttributeName",
        /// The code that Cognito sent.
        pub code: Secret => "Code",
    }
}

nested!(MfaOption);
