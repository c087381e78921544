//! The signed-in user: attributes, their verification, and deletion of the account.

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
    /// Returns the user.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html>
    pub struct GetUser {
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
    }

    /// The response to [`GetUser`].
    pub struct GetUserResponse {
        /// The user name.
        pub username: String => "Username",
        /// The attributes.
        pub user_attributes: Vec<Attribute> => "UserAttributes",
        /// The text message factor in its older form. [`user_mfa_setting_list`](Self::user_mfa_setting_list) has all
        /// factors.
        pub mfa_options: Vec<MfaOption> => "MFAOptions",
        /// The preferred second factor.
        pub preferred_mfa_setting: Option<String> => "PreferredMfaSetting",
        /// The second factors that are set up.
        pub user_mfa_setting_list: Vec<String> => "UserMFASettingList",
    }

    /// A second factor in its older form.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_MFAOptionType.html>
    pub struct MfaOption {
        /// How it is sent.
        pub delivery_medium: Option<DeliveryMedium> => "DeliveryMedium",
        /// The attribute that holds the destination.
        pub attribute_name: Option<String> => "AttributeName",
    }

    /// Deletes the user.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html>
    pub struct DeleteUser {
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
    }

    /// Changes attributes.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html>
    pub struct UpdateUserAttributes {
        /// The changed attributes. An empty value clears an attribute.
        pub user_attributes: Vec<Attribute> => "UserAttributes",
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
        /// Passed to the pool's Lambda triggers.
        pub client_metadata: Parameters => "ClientMetadata",
    }

    /// The response to [`UpdateUserAttributes`].
    pub struct UpdateUserAttributesResponse {
        /// Where codes were sent, for attributes that have to be verified.
        pub code_delivery_details_list: Vec<CodeDeliveryDetails> => "CodeDeliveryDetailsList",
    }

    /// Deletes attributes.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html>
    pub struct DeleteUserAttributes {
        /// Their names. Custom attributes begin with `custom:`.
        pub user_attribute_names: Vec<String> => "UserAttributeNames",
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
    }

    /// Sends a code that verifies an attribute.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html>
    pub struct GetUserAttributeVerificationCode {
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
        /// `email` or `phone_number`.
        pub attribute_name: String => "AttributeName",
        /// Passed to the pool's Lambda triggers.
        pub client_metadata: Parameters => "ClientMetadata",
    }

    /// The response to [`GetUserAttributeVerificationCode`].
    pub struct GetUserAttributeVerificationCodeResponse {
        /// Where the code was sent.
        pub code_delivery_details: Option<CodeDeliveryDetails> => "CodeDeliveryDetails",
    }

    /// Verifies an attribute, with the code from Cognito.
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html>
    pub struct VerifyUserAttribute {
        /// The signed-in user's access token.
        pub access_token: Secret => "AccessToken",
        /// `email` or `phone_number`.
        pub attribute_name: String => "AttributeName",
        /// The code from Cognito.
        pub code: Secret => "Code",
    }
}

nested!(MfaOption);
