// Made by tests/native/tests/npm_operations.rs from the library's own descriptions of the operations.

import type { JsonValue } from "./session.js";

/**
 * What each operation of the user pool's API takes and gives, in AWS's names:
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html
 * Moments are in seconds since 1970.
 */
export interface Operations {
  readonly AssociateSoftwareToken: {
    readonly input: {
      readonly AccessToken?: string | undefined;
      readonly Session?: string | undefined;
    };
    readonly output: {
      readonly SecretCode?: string;
      readonly Session?: string;
    };
  };
  readonly ChangePassword: {
    readonly input: {
      readonly PreviousPassword?: string | undefined;
      readonly ProposedPassword: string;
      readonly AccessToken?: string | undefined;
    };
    readonly output: Record<string, never>;
  };
  readonly CompleteWebAuthnRegistration: {
    readonly input: {
      readonly AccessToken?: string | undefined;
      readonly Credential: object;
    };
    readonly output: Record<string, never>;
  };
  readonly ConfirmDevice: {
    readonly input: {
      readonly AccessToken?: string | undefined;
      readonly DeviceKey: string;
      readonly DeviceSecretVerifierConfig?: {
        readonly PasswordVerifier?: string | undefined;
        readonly Salt?: string | undefined;
      } | undefined;
      readonly DeviceName?: string | undefined;
    };
    readonly output: {
      readonly UserConfirmationNecessary?: boolean;
    };
  };
  readonly ConfirmForgotPassword: {
    readonly input: {
      readonly ClientId?: string | undefined;
      readonly SecretHash?: string | undefined;
      readonly Username: string;
      readonly ConfirmationCode: string;
      readonly Password: string;
      readonly AnalyticsMetadata?: {
        readonly AnalyticsEndpointId?: string | undefined;
      } | undefined;
      readonly UserContextData?: {
        readonly IpAddress?: string | undefined;
        readonly EncodedData?: string | undefined;
      } | undefined;
      readonly ClientMetadata?: Readonly<Record<string, string>> | undefined;
    };
    readonly output: Record<string, never>;
  };
  readonly ConfirmSignUp: {
    readonly input: {
      readonly ClientId?: string | undefined;
      readonly SecretHash?: string | undefined;
      readonly Username: string;
      readonly ConfirmationCode: string;
      readonly ForceAliasCreation?: boolean | undefined;
      readonly AnalyticsMetadata?: {
        readonly AnalyticsEndpointId?: string | undefined;
      } | undefined;
      readonly UserContextData?: {
        readonly IpAddress?: string | undefined;
        readonly EncodedData?: string | undefined;
      } | undefined;
      readonly ClientMetadata?: Readonly<Record<string, string>> | undefined;
      readonly Session?: string | undefined;
    };
    readonly output: {
      readonly Session?: string;
    };
  };
  readonly DeleteUser: {
    readonly input: {
      readonly AccessToken?: string | undefined;
    };
    readonly output: Record<string, never>;
  };
  readonly DeleteUserAttributes: {
    readonly input: {
      readonly UserAttributeNames?: readonly (string)[] | undefined;
      readonly AccessToken?: string | undefined;
    };
    readonly output: Record<string, never>;
  };
  readonly DeleteWebAuthnCredential: {
    readonly input: {
      readonly AccessToken?: string | undefined;
      readonly CredentialId: string;
    };
    readonly output: Record<string, never>;
  };
  readonly ForgetDevice: {
    readonly input: {
      readonly AccessToken?: string | undefined;
      readonly DeviceKey: string;
    };
    readonly output: Record<string, never>;
  };
  readonly ForgotPassword: {
    readonly input: {
      readonly ClientId?: string | undefined;
      readonly SecretHash?: string | undefined;
      readonly UserContextData?: {
        readonly IpAddress?: string | undefined;
        readonly EncodedData?: string | undefined;
      } | undefined;
      readonly Username: string;
      readonly AnalyticsMetadata?: {
        readonly AnalyticsEndpointId?: string | undefined;
      } | undefined;
      readonly ClientMetadata?: Readonly<Record<string, string>> | undefined;
    };
    readonly output: {
      readonly CodeDeliveryDetails?: {
        readonly Destination?: string;
        readonly DeliveryMedium?: "SMS" | "EMAIL" | (string & {});
        readonly AttributeName?: string;
      };
    };
  };
  readonly GetDerivedToken: {
    readonly input: {
      readonly ClientId?: string | undefined;
      readonly ClientSecret?: string | undefined;
      readonly SubjectToken: string;
      readonly SubjectTokenType: "ACCESS_TOKEN" | "ID_TOKEN" | "SAML2";
      readonly SubjectTokenProviderName?: string | undefined;
      readonly ActorToken?: string | undefined;
      readonly ActorTokenType?: "ACCESS_TOKEN" | "ID_TOKEN" | "SAML2" | undefined;
      readonly ActorTokenProviderName?: string | undefined;
      readonly Scopes?: readonly (string)[] | undefined;
      readonly Audiences?: readonly (string)[] | undefined;
      readonly Resources?: readonly (string)[] | undefined;
      readonly RequestedTokenType?: "ACCESS_TOKEN" | "ID_TOKEN" | undefined;
    };
    readonly output: {
      readonly IssuedToken: string;
      readonly IssuedTokenType: "ACCESS_TOKEN" | "ID_TOKEN" | (string & {});
      readonly TokenType: "Bearer" | "N_A" | (string & {});
      readonly ExpiresIn?: number;
      readonly Scopes?: readonly (string)[];
    };
  };
  readonly GetDevice: {
    readonly input: {
      readonly DeviceKey: string;
      readonly AccessToken?: string | undefined;
    };
    readonly output: {
      readonly Device: {
        readonly DeviceKey?: string;
        readonly DeviceAttributes?: readonly ({
          readonly Name: string;
          readonly Value?: string;
        })[];
        readonly DeviceCreateDate?: number;
        readonly DeviceLastModifiedDate?: number;
        readonly DeviceLastAuthenticatedDate?: number;
      };
    };
  };
  readonly GetTokensFromRefreshToken: {
    readonly input: {
      readonly RefreshToken: string;
      readonly ClientId?: string | undefined;
      readonly ClientSecret?: string | undefined;
      readonly DeviceKey?: string | undefined;
      readonly ClientMetadata?: Readonly<Record<string, string>> | undefined;
    };
    readonly output: {
      readonly AuthenticationResult?: {
        readonly AccessToken?: string;
        readonly ExpiresIn?: number;
        readonly TokenType?: string;
        readonly RefreshToken?: string;
        readonly IdToken?: string;
        readonly NewDeviceMetadata?: {
          readonly DeviceKey?: string;
          readonly DeviceGroupKey?: string;
        };
      };
    };
  };
  readonly GetUser: {
    readonly input: {
      readonly AccessToken?: string | undefined;
    };
    readonly output: {
      readonly Username: string;
      readonly UserAttributes?: readonly ({
        readonly Name: string;
        readonly Value?: string;
      })[];
      readonly MFAOptions?: readonly ({
        readonly DeliveryMedium?: "SMS" | "EMAIL" | (string & {});
        readonly AttributeName?: string;
      })[];
      readonly PreferredMfaSetting?: string;
      readonly UserMFASettingList?: readonly (string)[];
    };
  };
  readonly GetUserAttributeVerificationCode: {
    readonly input: {
      readonly AccessToken?: string | undefined;
      readonly AttributeName: string;
      readonly ClientMetadata?: Readonly<Record<string, string>> | undefined;
    };
    readonly output: {
      readonly CodeDeliveryDetails?: {
        readonly Destination?: string;
        readonly DeliveryMedium?: "SMS" | "EMAIL" | (string & {});
        readonly AttributeName?: string;
      };
    };
  };
  readonly GetUserAuthFactors: {
    readonly input: {
      readonly AccessToken?: string | undefined;
    };
    readonly output: {
      readonly Username: string;
      readonly PreferredMfaSetting?: string;
      readonly UserMFASettingList?: readonly (string)[];
      readonly ConfiguredUserAuthFactors?: readonly ("PASSWORD" | "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN" | "SOFTWARE_TOKEN" | (string & {}))[];
    };
  };
  readonly GlobalSignOut: {
    readonly input: {
      readonly AccessToken?: string | undefined;
    };
    readonly output: Record<string, never>;
  };
  readonly InitiateAuth: {
    readonly input: {
      readonly AuthFlow: "USER_SRP_AUTH" | "USER_PASSWORD_AUTH" | "USER_AUTH" | "CUSTOM_AUTH" | "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN";
      readonly AuthParameters?: Readonly<Record<string, string>> | undefined;
      readonly ClientMetadata?: Readonly<Record<string, string>> | undefined;
      readonly ClientId?: string | undefined;
      readonly AnalyticsMetadata?: {
        readonly AnalyticsEndpointId?: string | undefined;
      } | undefined;
      readonly UserContextData?: {
        readonly IpAddress?: string | undefined;
        readonly EncodedData?: string | undefined;
      } | undefined;
      readonly Session?: string | undefined;
    };
    readonly output: {
      readonly ChallengeName?: "SMS_MFA" | "EMAIL_OTP" | "SOFTWARE_TOKEN_MFA" | "SELECT_MFA_TYPE" | "MFA_SETUP" | "PASSWORD_VERIFIER" | "CUSTOM_CHALLENGE" | "SELECT_CHALLENGE" | "DEVICE_SRP_AUTH" | "DEVICE_PASSWORD_VERIFIER" | "ADMIN_NO_SRP_AUTH" | "NEW_PASSWORD_REQUIRED" | "SMS_OTP" | "PASSWORD" | "WEB_AUTHN" | "PASSWORD_SRP" | (string & {});
      readonly Session?: string;
      readonly ChallengeParameters?: Readonly<Record<string, string>>;
      readonly AuthenticationResult?: {
        readonly AccessToken?: string;
        readonly ExpiresIn?: number;
        readonly TokenType?: string;
        readonly RefreshToken?: string;
        readonly IdToken?: string;
        readonly NewDeviceMetadata?: {
          readonly DeviceKey?: string;
          readonly DeviceGroupKey?: string;
        };
      };
      readonly AvailableChallenges?: readonly ("SMS_MFA" | "EMAIL_OTP" | "SOFTWARE_TOKEN_MFA" | "SELECT_MFA_TYPE" | "MFA_SETUP" | "PASSWORD_VERIFIER" | "CUSTOM_CHALLENGE" | "SELECT_CHALLENGE" | "DEVICE_SRP_AUTH" | "DEVICE_PASSWORD_VERIFIER" | "ADMIN_NO_SRP_AUTH" | "NEW_PASSWORD_REQUIRED" | "SMS_OTP" | "PASSWORD" | "WEB_AUTHN" | "PASSWORD_SRP" | (string & {}))[];
    };
  };
  readonly ListDevices: {
    readonly input: {
      readonly AccessToken?: string | undefined;
      readonly Limit?: number | undefined;
      readonly PaginationToken?: string | undefined;
    };
    readonly output: {
      readonly Devices?: readonly ({
        readonly DeviceKey?: string;
        readonly DeviceAttributes?: readonly ({
          readonly Name: string;
          readonly Value?: string;
        })[];
        readonly DeviceCreateDate?: number;
        readonly DeviceLastModifiedDate?: number;
        readonly DeviceLastAuthenticatedDate?: number;
      })[];
      readonly PaginationToken?: string;
    };
  };
  readonly ListUserSessions: {
    readonly input: {
      readonly AccessToken?: string | undefined;
      readonly NextToken?: string | undefined;
    };
    readonly output: {
      readonly Sessions?: readonly ({
        readonly SessionId?: string;
        readonly OriginSessionId?: string;
        readonly SessionType?: "TOKEN" | "SSO" | (string & {});
        readonly CreateDate?: number;
        readonly LastActiveDate?: number;
        readonly LastIPAddress?: string;
        readonly LastLocation?: {
          readonly City?: string;
          readonly Country?: string;
        };
        readonly DeviceType?: string;
        readonly IsCurrentSession?: boolean;
        readonly ClientId?: string;
      })[];
      readonly NextToken?: string;
    };
  };
  readonly ListWebAuthnCredentials: {
    readonly input: {
      readonly AccessToken?: string | undefined;
      readonly NextToken?: string | undefined;
      readonly MaxResults?: number | undefined;
    };
    readonly output: {
      readonly Credentials?: readonly ({
        readonly CredentialId: string;
        readonly FriendlyCredentialName: string;
        readonly RelyingPartyId: string;
        readonly AuthenticatorAttachment?: string;
        readonly AuthenticatorTransports?: readonly (string)[];
        readonly CreatedAt: number;
      })[];
      readonly NextToken?: string;
    };
  };
  readonly ResendConfirmationCode: {
    readonly input: {
      readonly ClientId?: string | undefined;
      readonly SecretHash?: string | undefined;
      readonly UserContextData?: {
        readonly IpAddress?: string | undefined;
        readonly EncodedData?: string | undefined;
      } | undefined;
      readonly Username: string;
      readonly AnalyticsMetadata?: {
        readonly AnalyticsEndpointId?: string | undefined;
      } | undefined;
      readonly ClientMetadata?: Readonly<Record<string, string>> | undefined;
    };
    readonly output: {
      readonly CodeDeliveryDetails?: {
        readonly Destination?: string;
        readonly DeliveryMedium?: "SMS" | "EMAIL" | (string & {});
        readonly AttributeName?: string;
      };
    };
  };
  readonly RespondToAuthChallenge: {
    readonly input: {
      readonly ClientId?: string | undefined;
      readonly ChallengeName: "SMS_MFA" | "EMAIL_OTP" | "SOFTWARE_TOKEN_MFA" | "SELECT_MFA_TYPE" | "MFA_SETUP" | "PASSWORD_VERIFIER" | "CUSTOM_CHALLENGE" | "SELECT_CHALLENGE" | "DEVICE_SRP_AUTH" | "DEVICE_PASSWORD_VERIFIER" | "ADMIN_NO_SRP_AUTH" | "NEW_PASSWORD_REQUIRED" | "SMS_OTP" | "PASSWORD" | "WEB_AUTHN" | "PASSWORD_SRP";
      readonly Session?: string | undefined;
      readonly ChallengeResponses?: Readonly<Record<string, string>> | undefined;
      readonly AnalyticsMetadata?: {
        readonly AnalyticsEndpointId?: string | undefined;
      } | undefined;
      readonly UserContextData?: {
        readonly IpAddress?: string | undefined;
        readonly EncodedData?: string | undefined;
      } | undefined;
      readonly ClientMetadata?: Readonly<Record<string, string>> | undefined;
    };
    readonly output: {
      readonly ChallengeName?: "SMS_MFA" | "EMAIL_OTP" | "SOFTWARE_TOKEN_MFA" | "SELECT_MFA_TYPE" | "MFA_SETUP" | "PASSWORD_VERIFIER" | "CUSTOM_CHALLENGE" | "SELECT_CHALLENGE" | "DEVICE_SRP_AUTH" | "DEVICE_PASSWORD_VERIFIER" | "ADMIN_NO_SRP_AUTH" | "NEW_PASSWORD_REQUIRED" | "SMS_OTP" | "PASSWORD" | "WEB_AUTHN" | "PASSWORD_SRP" | (string & {});
      readonly Session?: string;
      readonly ChallengeParameters?: Readonly<Record<string, string>>;
      readonly AuthenticationResult?: {
        readonly AccessToken?: string;
        readonly ExpiresIn?: number;
        readonly TokenType?: string;
        readonly RefreshToken?: string;
        readonly IdToken?: string;
        readonly NewDeviceMetadata?: {
          readonly DeviceKey?: string;
          readonly DeviceGroupKey?: string;
        };
      };
      readonly AvailableChallenges?: readonly ("SMS_MFA" | "EMAIL_OTP" | "SOFTWARE_TOKEN_MFA" | "SELECT_MFA_TYPE" | "MFA_SETUP" | "PASSWORD_VERIFIER" | "CUSTOM_CHALLENGE" | "SELECT_CHALLENGE" | "DEVICE_SRP_AUTH" | "DEVICE_PASSWORD_VERIFIER" | "ADMIN_NO_SRP_AUTH" | "NEW_PASSWORD_REQUIRED" | "SMS_OTP" | "PASSWORD" | "WEB_AUTHN" | "PASSWORD_SRP" | (string & {}))[];
    };
  };
  readonly RevokeToken: {
    readonly input: {
      readonly Token: string;
      readonly ClientId?: string | undefined;
      readonly ClientSecret?: string | undefined;
      readonly RevokeAssociatedSessions?: "NONE" | "LINKED" | undefined;
    };
    readonly output: Record<string, never>;
  };
  readonly RevokeUserSession: {
    readonly input: {
      readonly AccessToken?: string | undefined;
      readonly SessionId: string;
      readonly RevokeAssociatedSessions?: "NONE" | "LINKED" | undefined;
    };
    readonly output: Record<string, never>;
  };
  readonly SetUserMFAPreference: {
    readonly input: {
      readonly SMSMfaSettings?: {
        readonly Enabled?: boolean | undefined;
        readonly PreferredMfa?: boolean | undefined;
      } | undefined;
      readonly SoftwareTokenMfaSettings?: {
        readonly Enabled?: boolean | undefined;
        readonly PreferredMfa?: boolean | undefined;
      } | undefined;
      readonly EmailMfaSettings?: {
        readonly Enabled?: boolean | undefined;
        readonly PreferredMfa?: boolean | undefined;
      } | undefined;
      readonly WebAuthnMfaSettings?: {
        readonly Enabled?: boolean | undefined;
      } | undefined;
      readonly AccessToken?: string | undefined;
    };
    readonly output: Record<string, never>;
  };
  readonly SetUserSettings: {
    readonly input: {
      readonly AccessToken?: string | undefined;
      readonly MFAOptions?: readonly ({
        readonly DeliveryMedium?: "SMS" | "EMAIL" | undefined;
        readonly AttributeName?: string | undefined;
      })[] | undefined;
    };
    readonly output: Record<string, never>;
  };
  readonly SignUp: {
    readonly input: {
      readonly ClientId?: string | undefined;
      readonly SecretHash?: string | undefined;
      readonly Username: string;
      readonly Password?: string | undefined;
      readonly UserAttributes?: readonly ({
        readonly Name: string;
        readonly Value?: string | undefined;
      })[] | undefined;
      readonly ValidationData?: readonly ({
        readonly Name: string;
        readonly Value?: string | undefined;
      })[] | undefined;
      readonly AnalyticsMetadata?: {
        readonly AnalyticsEndpointId?: string | undefined;
      } | undefined;
      readonly UserContextData?: {
        readonly IpAddress?: string | undefined;
        readonly EncodedData?: string | undefined;
      } | undefined;
      readonly ClientMetadata?: Readonly<Record<string, string>> | undefined;
    };
    readonly output: {
      readonly UserConfirmed: boolean;
      readonly CodeDeliveryDetails?: {
        readonly Destination?: string;
        readonly DeliveryMedium?: "SMS" | "EMAIL" | (string & {});
        readonly AttributeName?: string;
      };
      readonly UserSub: string;
      readonly Session?: string;
    };
  };
  readonly StartWebAuthnRegistration: {
    readonly input: {
      readonly AccessToken?: string | undefined;
    };
    readonly output: {
      readonly CredentialCreationOptions: { readonly [name: string]: JsonValue };
    };
  };
  readonly UpdateAuthEventFeedback: {
    readonly input: {
      readonly UserPoolId?: string | undefined;
      readonly Username: string;
      readonly EventId: string;
      readonly FeedbackToken: string;
      readonly FeedbackValue: "Valid" | "Invalid";
    };
    readonly output: Record<string, never>;
  };
  readonly UpdateDeviceStatus: {
    readonly input: {
      readonly AccessToken?: string | undefined;
      readonly DeviceKey: string;
      readonly DeviceRememberedStatus?: "remembered" | "not_remembered" | undefined;
    };
    readonly output: Record<string, never>;
  };
  readonly UpdateUserAttributes: {
    readonly input: {
      readonly UserAttributes?: readonly ({
        readonly Name: string;
        readonly Value?: string | undefined;
      })[] | undefined;
      readonly AccessToken?: string | undefined;
      readonly ClientMetadata?: Readonly<Record<string, string>> | undefined;
    };
    readonly output: {
      readonly CodeDeliveryDetailsList?: readonly ({
        readonly Destination?: string;
        readonly DeliveryMedium?: "SMS" | "EMAIL" | (string & {});
        readonly AttributeName?: string;
      })[];
    };
  };
  readonly VerifySoftwareToken: {
    readonly input: {
      readonly AccessToken?: string | undefined;
      readonly Session?: string | undefined;
      readonly UserCode: string;
      readonly FriendlyDeviceName?: string | undefined;
    };
    readonly output: {
      readonly Status?: "SUCCESS" | "ERROR" | (string & {});
      readonly Session?: string;
    };
  };
  readonly VerifyUserAttribute: {
    readonly input: {
      readonly AccessToken?: string | undefined;
      readonly AttributeName: string;
      readonly Code: string;
    };
    readonly output: Record<string, never>;
  };
}
