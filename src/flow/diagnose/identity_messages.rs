//! The messages of a diagnosis about an identity pool. `pkg/src/diagnose-report.ts` has the same texts.

pub(super) const NO_IDENTITY_POOL: &str = "Check the identity pool's id, which begins with its \
     Region: Cognito console > Identity pools > your identity pool.";
pub(super) const ADD_PROVIDER: &str = "Add the user pool with this app client: Identity pools > \
     your identity pool > User access > Identity providers. If the identity pool has another \
     name for the user pool, set `loginKey` to it.";
pub(super) const ALLOW_GUESTS: &str = "To allow guests: Identity pools > your identity pool > \
     User access > Guest access.";
pub(super) const GUEST_LIMITS: &str = "Whatever their role allows, AWS limits guests to some \
     thirty services (S3, DynamoDB, API Gateway, Lambda, AppSync, IoT and others, but not \
     Bedrock, SSM or Secrets Manager): \
     https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html";
pub(super) const TRUST: &str = "Set a role under Identity pools > your identity pool > User \
     access, and let its trust policy allow sts:AssumeRoleWithWebIdentity to \
     cognito-identity.amazonaws.com where cognito-identity.amazonaws.com:aud is the identity \
     pool's id and cognito-identity.amazonaws.com:amr is authenticated, or unauthenticated for \
     guests.";
pub(super) const CHOOSE_ROLE: &str = "Set `roleArn` to one of the roles that the ID token lists, \
     or let the identity pool choose: Identity pools > your identity pool > User access > your \
     provider > Role settings.";
pub(super) const ALLOW_BASIC_FLOW: &str = "Turn it on under Identity pools > your identity pool \
     > Identity pool properties > Basic (classic) authentication, or leave `basicRoleArn` \
     (`basic_role_arn`) out.";
pub(super) const SIGN_IN: &str = "Sign in, and run the diagnosis again: this check needs a token.";
pub(super) const SIGN_OUT: &str = "Sign out, and run the diagnosis again.";
