//! The identity and its credentials: kept, given out while they serve, and renewed once for all.

use std::time::Duration;

use super::logins::{Owner, user_pool_login};
use crate::client::Client;
use crate::config::IdentityPool;
use crate::error::{Error, ErrorKind};
use crate::platform::{Guard, LocalFuture};
use crate::session::AwsCredentials;
use crate::session::aws::Kept;
use vestibule_chunk::chunk;

/// For how long one waits for somebody who asks for credentials: three requests, and the renewal of the tokens.
const PATIENCE: Duration = Duration::from_secs(20);

impl Client {
    #[chunk(aws, load = self)]
    pub(super) async fn aws_credentials(&self, anew: bool) -> Result<AwsCredentials, Error> {
        let pool = self.identity_pool()?;
        let owner = self.aws_owner(pool).await?;
        if !anew && let Some(kept) = self.kept_aws(pool, &owner).await {
            let (now, is_unsure) = (self.now(), self.0.time.is_unsure());
            let good = kept.credentials.as_ref().filter(|it| it.is_usable(now));
            if let Some(credentials) = good.filter(|_| !is_unsure) {
                if !credentials.is_fresh(now) {
                    self.renew_aws_behind(owner);
                }
                self.0.aws.give_out(&kept);
                return Ok(credentials.clone());
            }
        }
        match self.renew_aws(owner.clone(), anew).await {
            Err(error) if error.kind() == ErrorKind::SignedOut => {
                // A guest may have signed in meanwhile.
                let now = self.aws_owner(pool).await?;
                match now == owner || now.is_guest() {
                    true => Err(error),
                    false => self.renew_aws(now, anew).await,
                }
            }
            outcome => outcome,
        }
    }

    #[chunk(aws, load = self)]
    pub(super) async fn aws_identity(&self) -> Result<String, Error> {
        match self.known_aws_identity().await {
            Some(id) => Ok(id),
            None => Ok(self.aws_credentials(false).await?.identity_id),
        }
    }

    pub(super) async fn known_aws_identity(&self) -> Option<String> {
        let pool = self.identity_pool().ok()?;
        let owner = self.aws_owner(pool).await.ok()?;
        let kept = self.kept_aws(pool, &owner).await?;
        self.0.aws.give_out(&kept);
        Some(kept.identity_id)
    }

    #[chunk(aws, load = self)]
    pub(super) async fn unlink_aws_identity(&self) -> Result<(), Error> {
        let pool = self.identity_pool()?;
        let session = self.session().await?;
        let identity = self.aws_identity().await?;
        let login = user_pool_login(pool, &session);
        self.aws_unlink(pool, identity, login).await?;
        self.store().remove_aws(&self.0.aws).await;
        Ok(())
    }

    pub(super) fn identity_pool(&self) -> Result<&IdentityPool, Error> {
        self.settings()
            .identity_pool
            .as_ref()
            .ok_or_else(|| Error::configuration("identity_pool", "give the id of an identity pool"))
    }

    fn renew_aws_behind(&self, owner: Owner) {
        let client = self.clone();
        let renewal = async move {
            // The next one who asks has it tried again.
            let _ = client.renew_aws(owner, false).await;
        };
        self.platform().spawn.spawn(Box::pin(renewal));
    }

    /// New credentials, unless somebody else has them by the time that it is this one's turn.
    fn renew_aws(
        &self,
        owner: Owner,
        anew: bool,
    ) -> LocalFuture<'_, Result<AwsCredentials, Error>> {
        Box::pin(async move {
            let begun = self.0.aws.ended();
            let before = self.kept_credentials(&owner).await;
            let _turn = self.0.aws.turns.acquire("aws").await;
            if let Some(failure) = self.0.aws.failure(&owner.key(), begun) {
                return Err(failure);
            }
            let _held = self.hold_aws().await;
            // Somebody may have signed in or out while this one waited.
            self.store().catch_up().await;
            let now = self.now();
            if let Some(credentials) = self.kept_credentials(&owner).await {
                let is_new = before.as_ref() != Some(&credentials);
                if credentials.is_fresh(now) && !self.0.time.is_unsure() && (!anew || is_new) {
                    return Ok(credentials);
                }
            }
            let outcome = self.ask_for_aws(&owner).await;
            self.0.aws.end(&owner.key(), outcome.as_ref().err());
            outcome
        })
    }

    async fn ask_for_aws(&self, owner: &Owner) -> Result<AwsCredentials, Error> {
        let pool = self.identity_pool()?;
        let logins = self.aws_logins(pool, owner).await?;
        // A guest's identity goes along with the first logins.
        let known = match self.kept_aws(pool, owner).await {
            Some(kept) => Some(kept),
            None => self.guest_of(pool).await,
        };
        let mut found = match &owner.logins.identity_id {
            Some(id) => self.credentials_of(pool, id.clone(), logins).await?,
            None => {
                let known = known.as_ref();
                self.ask_for_credentials(pool, logins, known).await?
            }
        };
        let before = known.as_ref().map(|kept| kept.identity_id.as_str());
        let is_another = before.is_some_and(|before| before != found.identity_id);
        found.replaced = match is_another {
            true => before.map(str::to_owned),
            false => known.and_then(|kept| kept.credentials?.replaced),
        };
        let kept = Kept {
            source: source_of(pool),
            owner: owner.sign_in.clone(),
            person: owner.person.clone(),
            identity_id: found.identity_id.clone(),
            credentials: Some(found.clone()),
        };
        self.keep_aws(owner, &kept).await?;
        self.0.aws.give_out(&kept);
        Ok(found)
    }

    /// Keeps them before anybody sees them, unless the person is another one by now.
    async fn keep_aws(&self, owner: &Owner, kept: &Kept) -> Result<(), Error> {
        self.catch_up().await;
        if !self.is_signed_in_as(owner).await {
            return Err(Error::signed_out());
        }
        self.store().write_aws(&self.0.aws, &kept.encode()).await;
        self.catch_up().await;
        if self.is_signed_in_as(owner).await {
            return Ok(());
        }
        // They were written after the sign-out.
        self.store().remove_aws(&self.0.aws).await;
        Err(Error::signed_out())
    }

    /// What is kept of this person's identity.
    async fn kept_aws(&self, pool: &IdentityPool, owner: &Owner) -> Option<Kept> {
        let kept = self.all_kept(pool).await?;
        owner.owns(&kept).then_some(kept)
    }

    async fn kept_credentials(&self, owner: &Owner) -> Option<AwsCredentials> {
        let pool = self.identity_pool().ok()?;
        self.kept_aws(pool, owner).await?.credentials
    }

    /// The guest's identity: one that is kept, or one that another library has left.
    async fn guest_of(&self, pool: &IdentityPool) -> Option<Kept> {
        if let Some(kept) = self.all_kept(pool).await {
            return kept.is_guest().then_some(kept);
        }
        let identity_id = self.foreign_guest(&pool.id).await?;
        Some(Kept {
            source: source_of(pool),
            owner: String::new(),
            person: String::new(),
            identity_id,
            credentials: None,
        })
    }

    /// A guest's identity that Amplify or AWS's SDK (version 2) has left. It is moved, or else a sign-out would not
    /// forget it.
    async fn foreign_guest(&self, pool_id: &str) -> Option<String> {
        let local = &self.platform().local;
        let amplify = ["com.amplify.Cognito.", pool_id, ".identityId"].concat();
        let sdk = ["aws.cognito.identity-id.", pool_id].concat();
        let mut found = None;
        for key in [amplify, sdk] {
            let Ok(Some(text)) = local.read(&key).await else {
                continue;
            };
            let _ = local.remove(&key).await;
            let is_id = crate::protocol::identity::region_of(&text).is_some();
            found = found.or(is_id.then_some(text));
        }
        found
    }

    fn all_kept<'a>(&'a self, pool: &'a IdentityPool) -> LocalFuture<'a, Option<Kept>> {
        Box::pin(async move {
            let text = self.store().read_aws(&self.0.aws).await?;
            let kept = Kept::decode(&text)?;
            (kept.source == source_of(pool)).then_some(kept)
        })
    }

    async fn hold_aws(&self) -> Guard {
        if !self.store().is_shared {
            return Guard::none();
        }
        let name = self.store().aws_key();
        self.platform().lock.acquire(&name, PATIENCE).await
    }
}

/// The identity pool, and the role that is asked for.
fn source_of(pool: &IdentityPool) -> String {
    let role = pool.basic_role_arn.as_ref().or(pool.role_arn.as_ref());
    match role {
        Some(role) => [&pool.id, " ", role].concat(),
        None => pool.id.clone(),
    }
}

/// Whether an identity is gone or somebody else's by now, as the identity pool says it. An expired token says the
/// same kind, but not in these words.
pub(super) fn is_lost(error: &Error, was_guest: bool) -> bool {
    let says = |text: &str| error.message().contains(text);
    match error.code() {
        Some("ResourceNotFoundException") => {
            error.kind() != ErrorKind::IdentityPoolConfiguration && says("Identity '")
        }
        Some("NotAuthorizedException") => {
            was_guest && (says("is forbidden") || says("Logins don't match"))
        }
        _ => false,
    }
}
