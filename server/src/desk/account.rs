//! What a person changes about their own sign-in: password, second factor, e-mail. Each of them
//! is asked for the password again, or is of no use without it.

use crate::{
    auth::{
        password::{PasswordError, Passwords},
        qr,
        sign_in::{Door, Refused},
        totp,
    },
    state::AppState,
};
use app::{
    desk::{Account, SecondFactorSetUp},
    error::AppError,
};
use domain::{Fault, FieldError, email::email_of};

/// What these changes need.
#[derive(Clone, Copy)]
pub(super) struct Office<'a> {
    pub(super) state: &'a AppState,
    pub(super) passwords: &'a Passwords,
}

impl Office<'_> {
    pub(super) async fn change_password(
        self,
        who: &Account,
        old: String,
        new: String,
    ) -> Result<(), AppError> {
        self.prove(who, old).await?;
        let hash = match self.passwords.hash(new).await {
            Some(Ok(hash)) => hash,
            Some(Err(error)) => return Err(refused_password(&error)),
            None => return Err(busy()),
        };
        let (store, now) = (&self.state.store, self.state.now());
        let kept = who.session.as_deref();
        store
            .change_password(who.sign_in_id, hash, kept, now)
            .await?;
        Ok(())
    }

    pub(super) async fn begin_second_factor(
        self,
        who: &Account,
        password: String,
    ) -> Result<SecondFactorSetUp, AppError> {
        self.prove(who, password).await?;
        let secret = totp::secret();
        let (store, now) = (&self.state.store, self.state.now());
        store
            .begin_second_factor(who.sign_in_id, &secret, now)
            .await?;
        let picture = qr::svg(&totp::address(&secret, &who.email));
        Ok(SecondFactorSetUp {
            secret: totp::written(&secret),
            picture: picture.unwrap_or_default(),
        })
    }

    pub(super) async fn confirm_second_factor(
        self,
        who: &Account,
        code: &str,
    ) -> Result<Vec<String>, AppError> {
        let (store, now) = (&self.state.store, self.state.now());
        let factor = store.find_second_factor(who.sign_in_id).await?;
        let factor = factor.filter(|factor| !factor.is_confirmed);
        let factor = factor.ok_or_else(|| AppError::NotFound.answered())?;
        let step = totp::step_of(&factor.secret, code, now);
        let step = step.ok_or_else(|| invalid("code", Fault::CodeWrong))?;
        let codes = totp::recovery_codes();
        store
            .confirm_second_factor(who.sign_in_id, step, &codes, now)
            .await?;
        Ok(codes)
    }

    pub(super) async fn remove_second_factor(
        self,
        who: &Account,
        password: String,
    ) -> Result<(), AppError> {
        self.prove(who, password).await?;
        let (store, now) = (&self.state.store, self.state.now());
        Ok(store.remove_second_factor(who.sign_in_id, now).await?)
    }

    pub(super) async fn change_email(
        self,
        who: &Account,
        password: String,
        email: &str,
    ) -> Result<(), AppError> {
        let email = email_of(email).ok_or_else(|| invalid("email", Fault::EmailInvalid))?;
        self.prove(who, password).await?;
        let (store, now) = (&self.state.store, self.state.now());
        store
            .begin_email_change(who.sign_in_id, &email, who.language, now)
            .await?;
        Ok(())
    }

    /// Whether the person at the keyboard knows the password; wrong ones are counted as those of
    /// the sign-in are.
    async fn prove(self, who: &Account, password: String) -> Result<(), AppError> {
        let door = Door {
            store: &self.state.store,
            passwords: self.passwords,
            clock: self.state.clock.as_ref(),
            device: None,
        };
        match door.knock(&who.email, password, &who.address).await {
            Ok(_) => Ok(()),
            Err(Refused::WrongPair) => Err(invalid("password", Fault::PasswordWrong)),
            Err(Refused::Throttled { wait_ms }) => {
                let minutes = wait_ms.div_euclid(60_000) + 1;
                let fault = FieldError::new("password", Fault::TryLater).with("minutes", minutes);
                Err(AppError::Invalid {
                    errors: vec![fault],
                }
                .answered())
            }
            Err(Refused::Busy) => Err(busy()),
            Err(Refused::Store(error)) => Err(error.into()),
        }
    }
}

fn refused_password(error: &PasswordError) -> AppError {
    match error {
        PasswordError::TooShort => invalid("new_password", Fault::PasswordShort),
        PasswordError::TooLong => invalid("new_password", Fault::PasswordLong),
        PasswordError::Common => invalid("new_password", Fault::PasswordCommon),
        PasswordError::Hash(cause) => AppError::broken(cause),
    }
}

fn busy() -> AppError {
    let fault = FieldError::new("password", Fault::TryLater).with("minutes", 1);
    AppError::Invalid {
        errors: vec![fault],
    }
    .answered()
}

fn invalid(field: &str, fault: Fault) -> AppError {
    AppError::Invalid {
        errors: vec![FieldError::new(field, fault)],
    }
    .answered()
}
